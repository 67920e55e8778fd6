//! `forewarn deliver`: send what was released, without a desk.

use super::Global;
use super::desk::stopped;
use crate::config::Config;
use crate::deliverer::{Deliverer, Tally};
use crate::exit::Exit;
use crate::output::{self, count, table::table};
use crate::pipeline::Pipeline;
use anyhow::Result;
use jiff::Timestamp;
use record::{Conductor, Event, Stamped, Who};
use std::sync::Arc;
use store::{MAX_PAGE, Page, Store};

/// Send what was released to partners, and try again what did not arrive, until you stop it. `forewarn desk` does the same
/// while it is open.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each attempt is on disk before the next: stop at any time and start again.

Example, from a timer:
  forewarn deliver --once")]
pub struct Args {
    /// Try everything that is due now once, and end. Exit code 1 if something could not be delivered.
    #[arg(long)]
    once: bool,
    /// Only list what waits.
    #[arg(long, conflicts_with = "once")]
    list: bool,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    if args.list {
        return list(&global.open_to_read()?);
    }
    let config = global.config()?;
    let pipeline = Arc::new(global.pipeline(&config)?);
    // Whoever did not answer in time is passed on first.
    pipeline.handle(Stamped { at: Timestamp::now(), who: Who::Forewarn, event: Event::TimePassed })?;
    if args.once {
        let tally = once(pipeline.clone(), &config)?;
        said(tally)?;
        list(pipeline.store().as_ref())?;
        return Ok(if tally.failed > 0 { Exit::Faults } else { Exit::Ok });
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let deliverer = Deliverer::new(pipeline, Arc::new(Timestamp::now), &config, config.desk.public_url.clone())?;
    output::say("Sending what was released. Stop with Ctrl-C.")?;
    said(runtime.block_on(deliverer.run(stopped())))?;
    Ok(Exit::Ok)
}

/// Tries everything that is due, once.
pub(super) fn once(pipeline: Arc<Pipeline>, config: &Config) -> Result<Tally> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let deliverer = Deliverer::new(pipeline, Arc::new(Timestamp::now), config, config.desk.public_url.clone())?;
    Ok(runtime.block_on(deliverer.once())?)
}

fn said(tally: Tally) -> Result<()> {
    let messages = count(tally.delivered, "message", "messages");
    let attempts = count(tally.failed, "attempt", "attempts");
    let held = if tally.held > 0 {
        format!("; {} held back", count(tally.held, "message", "messages"))
    } else {
        String::new()
    };
    Ok(output::say(format_args!("{messages} delivered; {attempts} failed{held}"))?)
}

fn list(store: &dyn Store) -> Result<Exit> {
    let waiting = store.sendings_waiting(Page::first(MAX_PAGE))?;
    if waiting.is_empty() {
        output::say("nothing waits to be sent")?;
        return Ok(Exit::Ok);
    }
    let mut rows = table(&["MESSAGE", "WARNING", "PARTNER", "CHANNEL", "TRIED", "NEXT", "LAST ERROR"]);
    for sending in &waiting {
        rows.add_row([
            sending.id.as_str(),
            sending.warning.as_str(),
            sending.partner.as_str(),
            &sending.channel,
            &sending.attempts.to_string(),
            &sending.next_at.map_or_else(String::new, |at| at.strftime("%F %TZ").to_string()),
            &sending.last_error,
        ]);
    }
    output::say(format_args!("{rows}"))?;
    Ok(Exit::Ok)
}
