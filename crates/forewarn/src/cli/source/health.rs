//! `forewarn source check`: how each source is.

use super::super::Global;
use super::find;
use crate::exit::Exit;
use crate::output::{self, table::table};
use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use record::{Source, SourceHealth, SourceState, share, span};
use store::Store;

pub(super) fn run(global: &Global, id: Option<&str>) -> Result<Exit> {
    let store = global.open_to_read()?;
    let sources = match id {
        Some(id) => vec![find(&store, id)?],
        None => store.sources()?.into_iter().filter(Source::is_followed).collect(),
    };
    let states = store.source_states()?;
    let now = Timestamp::now();
    let mut rows = table(&["NAME", "LAST GOOD LOOK", "LAST NEW", "EVERY", "REPORTS", "RELEVANT", "FIRST", "STATE"]);
    let mut alarms = 0;
    for source in &sources {
        let known = states.iter().find(|state| state.source == source.id);
        let health = SourceHealth::of(source, known, now);
        alarms += usize::from(health.alarm);
        let ago = |at: Option<Timestamp>| {
            at.map_or_else(|| "never".to_owned(), |at| format!("{} ago", span(now.duration_since(at))))
        };
        let state = known.cloned().unwrap_or_else(|| SourceState::fresh(source.id.clone()));
        rows.add_row([
            source.name.clone(),
            ago(state.answered_at),
            ago(state.new_at),
            span(SignedDuration::from_secs(i64::from(state.interval_s))),
            state.reports.to_string(),
            share(state.relevant, state.reports),
            share(state.articles, state.articles + state.copies),
            health.words,
        ]);
    }
    output::say(format_args!("{rows}"))?;
    Ok(if alarms > 0 { Exit::Faults } else { Exit::Ok })
}
