//! Once a day: the bytes of pages that tell of nothing go when they are old enough. What a claim rests on is never among them.

use super::work::Work;
use jiff::{SignedDuration, Timestamp};
use record::{Event, Stamped, Who};
use store::Droppable;

/// Time between two sweeps.
const EVERY: SignedDuration = SignedDuration::from_hours(24);

/// Reports looked at in one step, whose bytes may go in one transaction.
const STEP_REPORTS: u32 = 500;

/// When the captures of a store are swept, and how long they are kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sweeps {
    keep_days: u32,
    last: Option<Timestamp>,
}

impl Sweeps {
    /// Captures of what tells of nothing are kept for so many days; 0 is for ever.
    pub fn new(keep_days: u32) -> Self {
        Self { keep_days, last: None }
    }

    /// Before which instant a capture must have been fetched to be swept now; `None` if it is not time for that.
    pub fn due(&mut self, now: Timestamp) -> Option<Timestamp> {
        if self.keep_days == 0 || self.last.is_some_and(|last| now.duration_since(last) < EVERY) {
            return None;
        }
        self.last = Some(now);
        now.checked_sub(SignedDuration::from_hours(24 * i64::from(self.keep_days))).ok()
    }
}

/// Looks through all that ever came, drops what may go, and says how many captures that were.
pub(super) fn sweep(work: &Work, before: Timestamp) -> u64 {
    let mut dropped = 0;
    let mut next = Some(0);
    while let Some(after) = next {
        match step(work, before, after) {
            Ok((captures, on)) => (dropped, next) = (dropped + captures, on),
            Err(error) => {
                tracing::error!(error, "the bytes of old captures could not be dropped; it is tried again tomorrow");
                break;
            }
        }
    }
    if dropped > 0 {
        tracing::info!(dropped, %before, "the bytes of old captures that nothing rests on were dropped");
    }
    dropped
}

fn step(work: &Work, before: Timestamp, after: u64) -> Result<(u64, Option<u64>), String> {
    let Droppable { captures, bytes, next } =
        work.store.droppable_captures(before, after, STEP_REPORTS).map_err(|error| error.to_string())?;
    let dropped = captures.len() as u64;
    if dropped > 0 {
        let event = Event::BytesDropped { captures, bytes, before };
        let stamped = Stamped { at: (work.clock)(), who: Who::Forewarn, event };
        work.conductor.handle(stamped).map_err(|error| error.to_string())?;
    }
    Ok((dropped, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_a_day_and_never_without_a_policy() {
        let at = |hours: i64| Timestamp::from_second(hours * 3_600).unwrap();
        let mut sweeps = Sweeps::new(2);
        let due: Vec<_> = [100, 101, 123, 124, 130].map(at).into_iter().map(|now| sweeps.due(now)).collect();
        assert_eq!(due, [Some(at(52)), None, None, Some(at(76)), None]);
        assert_eq!(Sweeps::new(0).due(at(100)), None);
    }
}
