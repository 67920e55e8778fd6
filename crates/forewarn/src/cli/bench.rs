//! `forewarn bench`: figures of this machine.

mod copies;
mod deliver;
mod links;
mod speed;

use super::Global;
use super::import::import;
use super::input::{Format, InputArgs};
use super::settings::pipeline_over;
use crate::config::Config;
use crate::exit::Exit;
use crate::{output, sample};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use collect::Item;
use indicatif::ProgressBar;
use read::{Depth, Reader};
use record::{Capture, RawReport};
use serde::Serialize;
use speed::{Speed, Stopwatch};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use store::Store;
use store::sqlite::SqliteStore;

/// Measure reading, importing and memory on this machine.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Both readers are measured unless --reader names one.

Example:
  forewarn bench read --input reports.jsonl")]
pub struct Args {
    /// What to measure; everything if left out.
    #[arg(value_enum)]
    what: Option<What>,
    /// Reports to measure with (JSON Lines); without it, reports made from the sample.
    #[arg(long, value_name = "FILE")]
    input: Option<String>,
    /// How many reports to make: 2,000 from the sample, 1,000,000 of no meaning for `copies`.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
    reports: Option<u32>,
    /// With `link`: how many claims to make up.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1_000..=10_000_000))]
    claims: u64,
    /// With `link`: from what to make them up.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// With `deliver`: releases a second.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    rate: u32,
    /// With `deliver`: for so many seconds.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// Print one JSON object instead of words.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Reading alone.
    Read,
    /// What a new claim costs when little and when much is stored, in a world made up from a seed.
    Link,
    /// Finding copies on one core, in an index that fills up. Takes a GB of memory for a million reports.
    Copies,
    /// From the release to the receipt by a webhook.
    Deliver,
}

/// Reports made from the sample if nothing else is asked for.
const SAMPLE_REPORTS: u32 = 2_000;

/// Seconds that the import with the transformer may be expected to take; beyond, it is left out.
const DEEP_IMPORT_SECONDS_MAX: f64 = 120.0;

/// The figures.
#[derive(Debug, Default, Serialize)]
struct Figures {
    cores: usize,
    reports: u64,
    megabytes: f64,
    /// By the first of `readers`, as the next three are.
    relevant: u64,
    claims: u64,
    /// On one core.
    read_reports_per_second: f64,
    /// On one core, only those that are relevant.
    read_relevant_reports_per_second: f64,
    /// Read on all cores by the first of `readers`, linked, and written with the search index.
    #[serde(skip_serializing_if = "Option::is_none")]
    imported_reports_per_second: Option<f64>,
    /// The same by the deep reader, if it is the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    imported_deep_reports_per_second: Option<f64>,
    /// Largest resident memory of this process, in megabytes; absent where the system does not tell.
    memory_peak_megabytes: Option<f64>,
    /// In the program.
    gazetteer_bytes: usize,
    /// In the program, all models together.
    model_bytes: usize,
    /// Each reader on one core.
    readers: Vec<Speed>,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    if args.what == Some(What::Link) {
        links::run(args.claims, args.seed, args.json)?;
        return Ok(Exit::Ok);
    }
    if args.what == Some(What::Copies) {
        return copies::run(args.reports.unwrap_or(copies::REPORTS), args.json);
    }
    if args.what == Some(What::Deliver) {
        return deliver::run(args.rate, args.seconds, args.json);
    }
    let config = global.config()?;
    let depths = match global.reader {
        Some(_) => vec![global.depth(&config)?],
        None => vec![Depth::Fast, Depth::Deep],
    };
    let mut readers =
        depths.into_iter().map(|depth| sample::reader(depth).map(Arc::new)).collect::<Result<Vec<_>>>()?;
    // A program built without the transformer has one reader.
    readers.dedup_by_key(|reader| reader.depth());
    let bench = Bench { args, config, readers, scratch: Scratch::new()?, bar: output::input_progress() };
    let mut figures = Figures {
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        gazetteer_bytes: read::inside::GAZETTEER_BYTES,
        model_bytes: read::inside::models().iter().map(|card| card.bytes).sum(),
        ..Figures::default()
    };
    for (n, reader) in bench.readers.iter().enumerate() {
        let seconds = bench.read(reader, &mut figures)?;
        if args.what.is_some() {
            continue;
        }
        if n == 0 {
            figures.imported_reports_per_second = Some(bench.import(reader)?);
        } else if seconds <= DEEP_IMPORT_SECONDS_MAX * figures.cores as f64 {
            figures.imported_deep_reports_per_second = Some(bench.import(reader)?);
        }
    }
    figures.memory_peak_megabytes = peak_megabytes();
    bench.bar.finish_and_clear();
    print(&figures, args.json)?;
    Ok(Exit::Ok)
}

struct Bench<'a> {
    args: &'a Args,
    config: Config,
    readers: Vec<Arc<Reader>>,
    scratch: Scratch,
    bar: ProgressBar,
}

impl Bench<'_> {
    /// Reads everything on this thread; the seconds that it took.
    fn read(&self, reader: &Reader, figures: &mut Figures) -> Result<f64> {
        let mut stopwatch = Stopwatch::new(reader);
        let (mut reports, mut bytes) = (0, 0);
        for item in self.items()? {
            let Item::Report(pair) = item else { continue };
            stopwatch.read(&pair.1);
            reports += 1;
            bytes += pair.1.text.len();
        }
        if reports == 0 {
            bail!("there is no report in {}", self.args.input.as_deref().unwrap_or("the sample"));
        }
        let speed = stopwatch.figures();
        if figures.readers.is_empty() {
            figures.reports = reports;
            figures.megabytes = bytes as f64 / 1e6;
            figures.relevant = speed.relevant;
            figures.claims = speed.claims;
            figures.read_reports_per_second = speed.reports_per_second;
            figures.read_relevant_reports_per_second = speed.relevant_reports_per_second;
        }
        figures.readers.push(speed);
        Ok(stopwatch.seconds())
    }

    /// Imports everything into a new store; reports stored per second.
    fn import(&self, reader: &Arc<Reader>) -> Result<f64> {
        let dir = self.scratch.dir.join(speed::name(reader.depth()));
        let store = Arc::new(SqliteStore::open(&dir)?);
        let pipeline = pipeline_over(store.clone(), reader.clone(), &self.config)?;
        let start = Instant::now();
        import(&pipeline, self.items()?, self.config.limits.batch_reports_max, &self.bar)?;
        let seconds = start.elapsed().as_secs_f64();
        Ok(store.counts()?.reports as f64 / seconds)
    }

    fn items(&self) -> Result<Box<dyn Iterator<Item = Item>>> {
        if let Some(path) = &self.args.input {
            let input =
                InputArgs { inputs: vec![path.clone()], input_format: Format::Auto, outlet: None, published: None };
            return Ok(Box::new(input.items(&self.config, self.bar.clone())?));
        }
        let base = sample::reports(&self.scratch.dir.join("sample"))?;
        Ok(Box::new(
            (0..self.args.reports.unwrap_or(SAMPLE_REPORTS) as usize)
                .map(move |n| Item::Report(Box::new(variant(&base[n % base.len()], n)))),
        ))
    }
}

/// A report of the sample under a number of its own, so that it counts as another one.
fn variant((capture, raw): &(Capture, RawReport), n: usize) -> (Capture, RawReport) {
    let text = format!("{}\nNumber {n}.\n", raw.text);
    let body = text.clone().into_bytes();
    let capture = Capture::new(capture.source.clone(), &format!("bench:{n}"), capture.fetched_at, "text/plain", body);
    let raw = RawReport { id: format!("bench-{n}").into(), capture: capture.id.clone(), text, ..raw.clone() };
    (capture, raw)
}

/// A directory that goes with the measurement.
struct Scratch {
    dir: PathBuf,
}

impl Scratch {
    fn new() -> Result<Self> {
        let dir = std::env::temp_dir().join(format!("forewarn-bench-{}", std::process::id()));
        std::fs::create_dir(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
        Ok(Self { dir })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed lies in the system's own directory for such things.
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// Largest resident set of this process, from `/proc` (Linux).
fn peak_megabytes() -> Option<f64> {
    let status = std::fs::read_to_string(Path::new("/proc/self/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}

fn print(figures: &Figures, json: bool) -> Result<()> {
    if json {
        output::say(format_args!("{}", serde_json::to_string(figures)?))?;
        return Ok(());
    }
    output::say(format_args!(
        "{} reports, {:.1} MB of text; {} cores",
        figures.reports, figures.megabytes, figures.cores
    ))?;
    output::say(format_args!("{}", speed::in_words(&figures.readers)))?;
    let imported = [
        (figures.imported_reports_per_second, figures.readers.first().map_or("", |speed| speed.reader)),
        (figures.imported_deep_reports_per_second, "deep"),
    ];
    for (rate, name) in imported {
        if let Some(rate) = rate {
            output::say(format_args!("imported on all cores, with search index, {name}: {rate:.0} reports/s"))?;
        }
    }
    output::say(format_args!(
        "in the program: gazetteer {:.1} MB, models {:.1} MB",
        figures.gazetteer_bytes as f64 / 1e6,
        figures.model_bytes as f64 / 1e6
    ))?;
    if let Some(memory) = figures.memory_peak_megabytes {
        output::say(format_args!("largest memory: {memory:.0} MB"))?;
    }
    Ok(())
}
