//! `forewarn relink`: all incidents anew, from the claims and judgements that the store holds.
//!
//! For stores made by an earlier version, whose incidents were worked out by other rules. Claims and judgements stay as they are;
//! done twice, nothing changes the second time.

use super::Global;
use crate::exit::Exit;
use crate::output::{self, count};
use anyhow::Result;
use jiff::Timestamp;
use record::{Conductor, Event, Stamped, Who};
use store::Store;

pub(super) fn run(global: &Global) -> Result<Exit> {
    let before = global.open_to_read()?.counts()?.incidents;
    let pipeline = global.pipeline(&global.config()?)?;
    let who = global.analyst().unwrap_or(Who::Forewarn);
    let outcome = pipeline.handle(Stamped { at: Timestamp::now(), who, event: Event::Relinked })?;
    let now = global.open_to_read()?.counts()?.incidents;
    output::say(format_args!(
        "{} from the claims and judgements of the store, {before} before; {} looked at",
        count(now, "incident", "incidents"),
        outcome.incidents.len()
    ))?;
    Ok(Exit::Ok)
}
