//! `forewarn import`: archives into the store.

use super::Global;
use super::input::InputArgs;
use crate::exit::Exit;
use crate::output::{self, count, style};
use crate::pipeline::Pipeline;
use anyhow::Result;
use collect::Item;
use jiff::Timestamp;
use record::{Capture, Conductor, Event, RawReport, Stamped, Who};

/// Read reports into the store. Repeating it, or starting again after an interruption, stores nothing twice.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each batch of reports is on disk before the next begins: stop at any time and run the same command again to go on.
Large archives are read several times faster with `--reader fast`; what that costs stands in docs/accuracy.md.

Example:
  forewarn import --reader fast archive.jsonl.gz")]
pub struct Args {
    #[command(flatten)]
    input: InputArgs,
}

/// What an import came to.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Tally {
    pub stored: u64,
    pub repeated: u64,
    pub warnings: u64,
    pub faults: u64,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    let config = global.config()?;
    let pipeline = global.reading_pipeline(&config)?;
    let bar = output::input_progress();
    let tally = import(&pipeline, args.input.items(&config, bar.clone())?, config.limits.batch_reports_max, &bar)?;
    bar.finish_and_clear();
    output::say(format_args!(
        "{} stored, {} known already, {} drafted or changed, {}",
        count(tally.stored, "report", "reports"),
        tally.repeated,
        count(tally.warnings, "warning", "warnings"),
        count(tally.faults, "fault", "faults")
    ))?;
    Ok(if tally.faults > 0 { Exit::Faults } else { Exit::Ok })
}

/// Feeds items to the pipeline in batches; each is on disk before the next begins.
pub(super) fn import(
    pipeline: &Pipeline,
    items: impl Iterator<Item = Item>,
    batch_max: usize,
    bar: &indicatif::ProgressBar,
) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut batch: Vec<(Capture, RawReport)> = Vec::with_capacity(batch_max);
    for item in items {
        match item {
            Item::Report(pair) => batch.push(*pair),
            Item::Fault(fault) => {
                tally.faults += 1;
                bar.suspend(|| anstream::eprintln!("{}fault:{:#} {fault}", style::BAD, style::BAD));
            }
        }
        if batch.len() >= batch_max {
            store(pipeline, &mut batch, &mut tally)?;
        }
    }
    store(pipeline, &mut batch, &mut tally)?;
    Ok(tally)
}

fn store(pipeline: &Pipeline, batch: &mut Vec<(Capture, RawReport)>, tally: &mut Tally) -> Result<()> {
    if batch.is_empty() {
        return Ok(());
    }
    let arrived = std::mem::take(batch);
    let outcome =
        pipeline.handle(Stamped { at: Timestamp::now(), who: Who::Forewarn, event: Event::ReportsArrived(arrived) })?;
    tally.stored += outcome.reports.len() as u64;
    tally.repeated += outcome.repeated;
    tally.warnings += outcome.warnings.len() as u64;
    Ok(())
}
