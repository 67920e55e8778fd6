//! How often a source is asked: as often as its habit and its list's length demand, no more.

use jiff::{SignedDuration, Timestamp};
use record::{Source, SourceState, derive_id};

/// Seconds between two looks at least.
const MIN_S: u32 = 5 * 60;

/// Seconds between two looks at most.
const MAX_S: u32 = 12 * 3600;

/// Seconds before the second look, while nothing is known of a source.
const FIRST_S: u32 = 30 * 60;

/// Seconds between two tries of a source that fails, at most.
const MAX_BACK_OFF_S: u32 = 24 * 3600;

/// Seconds over which overdue sources are spread after a stop.
const SPREAD_S: u32 = 15 * 60;

/// Share of a list that may be new at one look: with more, the next burst could push something out unseen.
const MAX_FILL: f64 = 1.0 / 3.0;

/// Weight of the latest gap in the moving average.
const GAP_WEIGHT: f64 = 0.2;

/// How a look went.
#[derive(Debug, Clone, PartialEq)]
pub enum Look {
    /// Nothing has changed.
    Same,
    /// A list was read.
    List {
        /// Entries in it.
        entries: usize,
        /// Of these, so many were not in the last one.
        new: usize,
        /// None of what stood in the last list is in this one.
        overrun: bool,
        /// How often it says it is worth asking, in minutes.
        every_minutes: Option<u32>,
    },
    /// What was added since the last look was read: however much it was, nothing can be pushed out unseen.
    Since {
        /// So much was new.
        new: usize,
    },
    /// It failed.
    Failed {
        /// In words.
        error: String,
        /// The server asks for so much time.
        retry_after: Option<SignedDuration>,
    },
}

/// Brings what is known of a source up to date after a look, and says when it is to be asked next.
pub fn after(source: &Source, state: &mut SourceState, now: Timestamp, look: Look) {
    let before = state.answered_at;
    state.looks += 1;
    state.asked_at = Some(now);
    let wait = match look {
        Look::Failed { error, retry_after } => {
            state.failures = state.failures.saturating_add(1);
            state.error = Some(error);
            let base = f64::from(interval(source, state).max(MIN_S));
            let wait = (base * 2f64.powi(state.failures.min(12) as i32 - 1)).min(f64::from(MAX_BACK_OFF_S));
            let asked = retry_after.map_or(0.0, |wait| wait.as_secs_f64().clamp(0.0, f64::from(MAX_BACK_OFF_S)));
            wait.max(asked)
        }
        Look::Same | Look::List { .. } | Look::Since { .. } => {
            state.failures = 0;
            state.error = None;
            state.answered_at = Some(now);
            learn(state, now, before, &look);
            f64::from(interval(source, state))
        }
    };
    state.next_at = later(now, wait * jitter(&state.source.0, state.looks));
}

/// Moves interval and gap on.
fn learn(state: &mut SourceState, now: Timestamp, before: Option<Timestamp>, look: &Look) {
    let (entries, new, overrun, every) = match look {
        Look::List { entries, new, overrun, every_minutes } => (*entries, *new, *overrun, *every_minutes),
        Look::Since { new } => (0, *new, false, None),
        _ => (0, 0, false, None),
    };
    let since = before.map(|before| now.duration_since(before).as_secs_f64().max(1.0));
    let (Some(since), true) = (since, state.interval_s > 0) else {
        if new > 0 {
            state.new_at = Some(now);
        }
        state.interval_s = every.map_or(FIRST_S, |minutes| minutes.saturating_mul(30)).clamp(MIN_S, FIRST_S);
        return;
    };
    if new > 0 {
        state.new_at = Some(now);
        let gap = since / new as f64;
        let old = f64::from(state.gap_s);
        let mixed = if old > 0.0 { old + GAP_WEIGHT * (gap - old) } else { gap };
        state.gap_s = mixed.clamp(1.0, f64::from(u32::MAX)) as u32;
    } else if state.gap_s > 0 {
        // A gap that is still growing counts as soon as it is longer than the usual one.
        let silent = state.new_at.map_or(since, |new_at| now.duration_since(new_at).as_secs_f64());
        if silent > f64::from(state.gap_s) {
            state.gap_s = (f64::from(state.gap_s) + GAP_WEIGHT * (silent - f64::from(state.gap_s))) as u32;
        }
    }
    state.overruns += u64::from(overrun);
    let mut next = f64::from(state.interval_s);
    let fill = if entries == 0 { 0.0 } else { new as f64 / entries as f64 };
    if overrun {
        next = since / 4.0;
    } else if fill > MAX_FILL {
        // Down at once, up slowly.
        next = since.min(next) * MAX_FILL / fill;
    } else {
        let usual = if state.gap_s > 0 { f64::from(state.gap_s) / 2.0 } else { next * 1.5 };
        let room = if fill > 0.0 { since * MAX_FILL / fill } else { f64::INFINITY };
        next = usual.min(room).min(next * 1.5);
    }
    state.interval_s = next.clamp(f64::from(MIN_S), f64::from(MAX_S)) as u32;
}

/// Seconds between two looks: as the analyst set, else as learnt.
fn interval(source: &Source, state: &SourceState) -> u32 {
    match source.schedule_minutes {
        Some(minutes) => minutes.saturating_mul(60).max(60),
        None if state.interval_s == 0 => FIRST_S,
        None => state.interval_s,
    }
}

/// When a source is due that may have been due while nobody was there: at once, but not all at once.
#[must_use]
pub fn catch_up(state: &SourceState, now: Timestamp) -> Timestamp {
    match state.next_at {
        Some(due) if due > now => due,
        _ => {
            let within = f64::from(SPREAD_S.min(state.interval_s.max(MIN_S)));
            later(now, within * share(&state.source.0, state.looks)).unwrap_or(now)
        }
    }
}

fn later(now: Timestamp, seconds: f64) -> Option<Timestamp> {
    now.checked_add(SignedDuration::from_millis((seconds * 1000.0) as i64)).ok()
}

/// 0.9 to 1.1, the same for the same look: sources that began together do not stay together.
fn jitter(id: &str, looks: u64) -> f64 {
    0.9 + 0.2 * share(id, looks)
}

/// 0 to 1, evenly, the same for the same look.
fn share(id: &str, looks: u64) -> f64 {
    let hash = derive_id("j", &[id, &looks.to_string()]);
    let digits = u32::from_str_radix(&hash[2..10], 16).unwrap_or(0);
    f64::from(digits) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::SourceKind;

    fn run(source: &Source, looks: &[Look]) -> (SourceState, Vec<i64>) {
        let mut state = SourceState::fresh(source.id.clone());
        let mut now = Timestamp::UNIX_EPOCH;
        let mut waits = Vec::new();
        for look in looks {
            after(source, &mut state, now, look.clone());
            let next = state.next_at.unwrap();
            waits.push(next.duration_since(now).as_secs() / 60);
            now = next;
        }
        (state, waits)
    }

    fn list(entries: usize, new: usize) -> Look {
        Look::List { entries, new, overrun: false, every_minutes: None }
    }

    #[test]
    fn a_busy_source_is_asked_often_and_a_quiet_one_seldom() {
        let source = Source::new(SourceKind::Feed, "https://a.example/feed");
        let busy = [vec![list(20, 20)], vec![list(20, 15); 8]].concat();
        assert!(*run(&source, &busy).1.last().unwrap() <= 6);
        let quiet = [vec![list(20, 20)], vec![Look::Same; 30]].concat();
        assert!(*run(&source, &quiet).1.last().unwrap() >= 600);
        let fixed = Source { schedule_minutes: Some(60), ..source };
        let (_, waits) = run(&fixed, &busy);
        assert!(waits.iter().all(|wait| (54..=66).contains(wait)), "{waits:?}");
    }

    #[test]
    fn failures_back_off_and_the_server_is_heard() {
        let source = Source::new(SourceKind::Feed, "https://a.example/feed");
        let failed = |retry_after| Look::Failed { error: "the server answers 503".to_owned(), retry_after };
        let (state, waits) = run(&source, &vec![failed(None); 12]);
        assert!(waits[0] < 40 && waits[3] > 200 && waits[11] <= 24 * 66, "{waits:?}");
        assert_eq!((state.failures, state.error.as_deref()), (12, Some("the server answers 503")));
        let (_, waits) = run(&source, &[failed(Some(SignedDuration::from_hours(5)))]);
        assert!(waits[0] >= 270, "{waits:?}");
        let (state, _) = run(&source, &[failed(None), Look::Same]);
        assert_eq!((state.failures, state.error), (0, None));
    }
}
