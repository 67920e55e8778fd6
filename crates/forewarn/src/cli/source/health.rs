//! `forewarn source check`: how each source is.

use super::super::Global;
use super::find;
use crate::exit::Exit;
use crate::output::{self, table::table};
use anyhow::Result;
use collect::silence;
use jiff::{SignedDuration, Timestamp};
use record::{Source, SourceState};
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
        let (words, alarm) = health(source, known, now);
        alarms += usize::from(alarm);
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
            words,
        ]);
    }
    output::say(format_args!("{rows}"))?;
    Ok(if alarms > 0 { Exit::Faults } else { Exit::Ok })
}

/// How a source is, in words, and whether somebody must look.
fn health(source: &Source, state: Option<&SourceState>, now: Timestamp) -> (String, bool) {
    let Some(state) = state else { return ("not asked yet".to_owned(), false) };
    if source.paused {
        return ("paused".to_owned(), false);
    }
    let mut words = Vec::new();
    if let Some(error) = &state.error {
        let times = output::count(u64::from(state.failures), "failure", "failures in a row");
        words.push(format!("{error} ({times})"));
    }
    if let Some(silent) = silence(state, now) {
        let usual = span(SignedDuration::from_secs(i64::from(state.gap_s)));
        words.push(format!("silent for {}, usually something new every {usual}", span(silent)));
    }
    let alarm = !words.is_empty();
    if let Some(to) = &state.moved_to {
        words.push(format!("it has moved to {to}"));
    }
    if state.overruns > 0 {
        let times = output::count(state.overruns, "look", "looks");
        words.push(format!("{times} found nothing of the look before: something may have been missed"));
    }
    if words.is_empty() { ("well".to_owned(), false) } else { (words.join("; "), alarm) }
}

fn share(part: u64, whole: u64) -> String {
    (part * 100).checked_div(whole).map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"))
}

/// "5 min", "3 h", "12 d".
fn span(duration: SignedDuration) -> String {
    match duration.as_secs().max(0) {
        seconds @ 0..=119 => format!("{seconds} s"),
        seconds @ 120..=7_199 => format!("{} min", seconds / 60),
        seconds @ 7_200..=172_799 => format!("{} h", seconds / 3_600),
        seconds => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::SourceKind;

    #[test]
    fn what_is_wrong_is_said_in_words() {
        let source = Source::new(SourceKind::Feed, "https://a.example/feed");
        let at = |hours: i64| Timestamp::from_second(hours * 3_600).unwrap();
        let said = |state: &SourceState| health(&source, Some(state), at(100));
        let mut state = SourceState::fresh(source.id.clone());
        assert_eq!(health(&source, None, at(1)), ("not asked yet".to_owned(), false));
        assert_eq!(said(&state), ("well".to_owned(), false));
        (state.gap_s, state.new_at) = (3_600, Some(at(0)));
        assert_eq!(said(&state), ("silent for 4 d, usually something new every 60 min".to_owned(), true));
        (state.error, state.failures) = (Some("the server answers 503".to_owned()), 3);
        assert!(said(&state).0.starts_with("the server answers 503 (3 failures in a row); silent"));
        let paused = Source { paused: true, ..source.clone() };
        assert_eq!(health(&paused, Some(&state), at(100)), ("paused".to_owned(), false));
        assert_eq!((share(1, 4), share(0, 0)), ("25 %".to_owned(), "–".to_owned()));
    }
}
