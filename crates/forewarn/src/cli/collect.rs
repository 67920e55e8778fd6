//! `forewarn collect`: follow the sources without a desk.

use super::Global;
use super::desk::stopped;
use crate::collector::{Collector, Tally};
use crate::exit::Exit;
use crate::output::{self, count};
use anyhow::Result;
use jiff::Timestamp;
use std::sync::Arc;

/// Follow the sources until you stop it. `forewarn desk` does the same while it is open.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each look is on disk before the next: stop at any time and start again.

Example, from a timer:
  forewarn collect --once")]
pub struct Args {
    /// Ask every source once, now, fetch what is new, and end.
    #[arg(long)]
    once: bool,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    let config = global.config()?;
    let pipeline = Arc::new(global.reading_pipeline(&config)?);
    let store = Arc::clone(pipeline.store());
    let followed = store.sources()?.iter().filter(|source| source.is_followed() && !source.paused).count();
    if followed == 0 {
        anyhow::bail!("there is no source to follow: `forewarn source add URL` adds one");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let collector = Collector::new(store, pipeline, Arc::new(Timestamp::now), &config)?;
    let tally = if args.once {
        runtime.block_on(collector.once())?
    } else {
        output::say(format_args!("Following {}. Stop with Ctrl-C.", count(followed as u64, "source", "sources")))?;
        runtime.block_on(collector.run(stopped()))
    };
    said(tally)
}

fn said(tally: Tally) -> Result<Exit> {
    output::say(format_args!(
        "{}, {} failed; {} stored, {} drafted or changed",
        count(tally.looks, "look", "looks"),
        tally.failed,
        count(tally.reports, "report", "reports"),
        count(tally.warnings, "warning", "warnings")
    ))?;
    if tally.dropped > 0 {
        let captures = count(tally.dropped, "old capture", "old captures");
        output::say(format_args!("bytes dropped of {captures} that tell of nothing (`keep_irrelevant_days`)"))?;
    }
    if tally.failed > 0 {
        output::say("`forewarn source check` says why")?;
    }
    Ok(if tally.failed > 0 { Exit::Faults } else { Exit::Ok })
}
