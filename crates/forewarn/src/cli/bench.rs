//! `forewarn bench`: figures of this machine.

use super::Global;
use super::import::import;
use super::input::{Format, InputArgs};
use super::settings::pipeline_over;
use crate::config::Config;
use crate::exit::Exit;
use crate::{output, sample};
use anyhow::{Context, Result, bail};
use collect::Item;
use indicatif::ProgressBar;
use read::Reader;
use record::{Capture, RawReport};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use store::Store;
use store::sqlite::SqliteStore;

/// Measure reading, importing and memory on this machine.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Reports to measure with (JSON Lines); without it, reports made from the sample.
    #[arg(long, value_name = "FILE")]
    input: Option<String>,
    /// How many reports to make from the sample.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    reports: u32,
    /// Print one JSON object instead of words.
    #[arg(long)]
    json: bool,
}

/// The figures.
#[derive(Debug, Default, Serialize)]
struct Figures {
    cores: usize,
    reports: u64,
    megabytes: f64,
    relevant: u64,
    claims: u64,
    /// On one core.
    read_reports_per_second: f64,
    /// On one core, only those that are relevant.
    read_relevant_reports_per_second: f64,
    /// Read on all cores, linked, and written with the search index.
    imported_reports_per_second: f64,
    /// Largest resident memory of this process, in megabytes; absent where the system does not tell.
    memory_peak_megabytes: Option<f64>,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    let bench = Bench {
        args,
        config: global.config()?,
        reader: Arc::new(sample::reader()?),
        scratch: Scratch::new()?,
        bar: output::input_progress(),
    };
    let mut figures = bench.read()?;
    figures.imported_reports_per_second = bench.import()?;
    figures.memory_peak_megabytes = peak_megabytes();
    bench.bar.finish_and_clear();
    print(&figures, args.json)?;
    Ok(Exit::Ok)
}

struct Bench<'a> {
    args: &'a Args,
    config: Config,
    reader: Arc<Reader>,
    scratch: Scratch,
    bar: ProgressBar,
}

impl Bench<'_> {
    /// Reads everything on this thread.
    fn read(&self) -> Result<Figures> {
        let mut figures =
            Figures { cores: std::thread::available_parallelism().map_or(1, usize::from), ..Figures::default() };
        let (mut seconds, mut relevant_seconds) = (0.0, 0.0);
        // The first report pays for loading the tables; a long-running desk does not see that again.
        let _ =
            self.reader.read(&RawReport::of_text("warm-up".into(), "A bomb killed two people in Moscow on Monday."));
        for item in self.items()? {
            let Item::Report(pair) = item else { continue };
            let start = Instant::now();
            let (_, reading) = self.reader.read(&pair.1);
            let took = start.elapsed().as_secs_f64();
            seconds += took;
            figures.reports += 1;
            figures.megabytes += pair.1.text.len() as f64 / 1e6;
            figures.claims += reading.claims.len() as u64;
            if reading.relevant {
                figures.relevant += 1;
                relevant_seconds += took;
            }
        }
        if figures.reports == 0 {
            bail!("there is no report in {}", self.args.input.as_deref().unwrap_or("the sample"));
        }
        figures.read_reports_per_second = figures.reports as f64 / seconds;
        figures.read_relevant_reports_per_second =
            if figures.relevant == 0 { 0.0 } else { figures.relevant as f64 / relevant_seconds };
        Ok(figures)
    }

    /// Imports everything into a new store; reports stored per second.
    fn import(&self) -> Result<f64> {
        let store = Arc::new(SqliteStore::open(&self.scratch.dir.join("store"))?);
        let pipeline = pipeline_over(store.clone(), self.reader.clone(), &self.config)?;
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
            (0..self.args.reports as usize).map(move |n| Item::Report(Box::new(variant(&base[n % base.len()], n)))),
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
    output::say(format_args!("cores                        {}", figures.cores))?;
    output::say(format_args!(
        "reports                      {} ({:.1} MB of text), {} relevant, {} claims",
        figures.reports, figures.megabytes, figures.relevant, figures.claims
    ))?;
    output::say(format_args!(
        "read, one core               {:.0} reports/s; relevant ones {:.0} reports/s",
        figures.read_reports_per_second, figures.read_relevant_reports_per_second
    ))?;
    output::say(format_args!("imported, with search index  {:.0} reports/s", figures.imported_reports_per_second))?;
    if let Some(memory) = figures.memory_peak_megabytes {
        output::say(format_args!("memory, largest              {memory:.0} MB"))?;
    }
    Ok(())
}
