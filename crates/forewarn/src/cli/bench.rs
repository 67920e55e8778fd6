//! `forewarn bench`: figures of this machine.

use super::Global;
use super::import::import;
use super::input::{Format, InputArgs};
use super::settings::pipeline_over;
use crate::exit::Exit;
use crate::{output, sample};
use anyhow::{Context, Result, bail};
use collect::Item;
use record::{Capture, RawReport};
use serde::Serialize;
use std::path::Path;
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
#[derive(Debug, Serialize)]
struct Figures {
    cores: usize,
    reports: u64,
    megabytes: f64,
    relevant: u64,
    claims: u64,
    /// On one core.
    read_reports_per_second: f64,
    /// On one core, only those that pass the gate.
    read_relevant_reports_per_second: f64,
    /// Read, linked and written with the search index, on all cores.
    imported_reports_per_second: f64,
    /// Largest resident memory of this process so far, in megabytes; absent where the system does not tell.
    memory_peak_megabytes: Option<f64>,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    let config = global.config()?;
    let reader = Arc::new(sample::reader());
    let bar = output::progress(None, "reports");
    let mut figures = Figures {
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        reports: 0,
        megabytes: 0.0,
        relevant: 0,
        claims: 0,
        read_reports_per_second: 0.0,
        read_relevant_reports_per_second: 0.0,
        imported_reports_per_second: 0.0,
        memory_peak_megabytes: None,
    };
    let (mut seconds, mut relevant_seconds) = (0.0, 0.0);
    // The first report pays for loading the tables; a long-running desk does not see that again.
    reader.read(&RawReport::of_text("warm-up".into(), "A bomb exploded in Moscow on Monday, killing two people."));
    for item in items(global, args)? {
        let Item::Report(pair) = item else { continue };
        let start = Instant::now();
        let (_, reading) = reader.read(&pair.1);
        let took = start.elapsed().as_secs_f64();
        seconds += took;
        figures.reports += 1;
        figures.megabytes += pair.1.text.len() as f64 / 1e6;
        figures.claims += reading.claims.len() as u64;
        if reading.relevant {
            figures.relevant += 1;
            relevant_seconds += took;
        }
        bar.inc(1);
    }
    if figures.reports == 0 {
        bail!("there is no report in {}", args.input.as_deref().unwrap_or("the sample"));
    }
    figures.read_reports_per_second = figures.reports as f64 / seconds;
    figures.read_relevant_reports_per_second = figures.relevant as f64 / relevant_seconds.max(f64::MIN_POSITIVE);

    let dir = scratch_dir()?;
    let timed = (|| -> Result<f64> {
        let store = Arc::new(SqliteStore::open(&dir)?);
        let pipeline = pipeline_over(store.clone(), reader, &config)?;
        let start = Instant::now();
        import(&pipeline, items(global, args)?, config.limits.batch_reports_max, &bar)?;
        let seconds = start.elapsed().as_secs_f64();
        Ok(store.counts()?.reports as f64 / seconds)
    })();
    std::fs::remove_dir_all(&dir).with_context(|| format!("cannot remove {}", dir.display()))?;
    figures.imported_reports_per_second = timed?;
    figures.memory_peak_megabytes = peak_megabytes();
    bar.finish_and_clear();
    print(&figures, args.json)?;
    Ok(Exit::Ok)
}

fn items(global: &Global, args: &Args) -> Result<Box<dyn Iterator<Item = Item>>> {
    match &args.input {
        Some(path) => {
            let input =
                InputArgs { inputs: vec![path.clone()], input_format: Format::Auto, outlet: None, published: None };
            Ok(Box::new(input.items(global)?))
        }
        None => {
            let base = sample::reports(jiff::Timestamp::UNIX_EPOCH)?;
            Ok(Box::new((0..args.reports as usize).map(move |n| {
                let (capture, raw) = &base[n % base.len()];
                let text = format!("{}\nNumber {n}.\n", raw.text);
                let capture = Capture::new(
                    capture.source.clone(),
                    &format!("bench:{n}"),
                    capture.fetched_at,
                    "text/plain",
                    text.clone().into_bytes(),
                );
                let raw = RawReport { id: format!("bench-{n}").into(), capture: capture.id.clone(), text, ..raw.clone() };
                Item::Report(Box::new((capture, raw)))
            })))
        }
    }
}

fn scratch_dir() -> Result<std::path::PathBuf> {
    let dir = std::env::temp_dir().join(format!("forewarn-bench-{}", std::process::id()));
    std::fs::create_dir(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    Ok(dir)
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
        println!("{}", serde_json::to_string(figures)?);
        return Ok(());
    }
    println!("cores                        {}", figures.cores);
    println!("reports                      {} ({:.1} MB of text), {} relevant, {} claims", figures.reports, figures.megabytes, figures.relevant, figures.claims);
    println!("read, one core               {:.0} reports/s ({:.0} relevant reports/s)", figures.read_reports_per_second, figures.read_relevant_reports_per_second);
    println!("imported, with search index  {:.0} reports/s", figures.imported_reports_per_second);
    if let Some(memory) = figures.memory_peak_megabytes {
        println!("memory, largest              {memory:.0} MB");
    }
    Ok(())
}
