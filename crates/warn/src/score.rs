//! The scoreboard: what each watch and each partner made of its warnings, after EMBERS (Ramakrishnan et al., KDD 2014): hits,
//! misses, false alarms and lead time.

use crate::life::{lead_from, lead_time, shows_that_it_came, time_to_acknowledge};
use crate::watch::hit;
use jiff::{SignedDuration, Timestamp};
use record::{
    Claim, Group, Incident, PartnerId, Receipt, ReceiptOutcome, Release, Stage, Warning, WarningOutcome, WarningState,
    Watch, WatchId,
};
use std::collections::BTreeMap;

/// A warning with all that became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What.
    pub warning: Warning,
    /// To whom.
    pub releases: Vec<Release>,
    /// What came back, of all its releases.
    pub receipts: Vec<Receipt>,
}

/// Counts and times of one watch or one partner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Warnings drafted; of a partner: released to it.
    pub warnings: u32,
    /// Of them released.
    pub released: u32,
    /// Of those, acknowledged by at least one partner; of a partner: by it.
    pub acknowledged: u32,
    /// Outcome of released ones: it was prevented.
    pub prevented: u32,
    /// It happened.
    pub occurred: u32,
    /// There was nothing in it.
    pub false_alarms: u32,
    /// Nobody can say.
    pub unknown: u32,
    /// Taken back.
    pub cancelled: u32,
    /// Events that the watch asks for and that no released warning came before. Not counted for partners.
    pub missed: u32,
    /// Lead times of released ones that have one, shortest first; negative where the warning came too late.
    pub lead: Vec<SignedDuration>,
    /// Times from release to acknowledgement, shortest first.
    pub acknowledge: Vec<SignedDuration>,
}

impl Tally {
    /// Prevented or occurred: there was something in it.
    #[must_use]
    pub const fn hits(&self) -> u32 {
        self.prevented + self.occurred
    }

    /// Hits of hits and false alarms, 0 to 1; `None` while neither is known.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        let judged = self.hits() + self.false_alarms;
        (judged > 0).then(|| f64::from(self.hits()) / f64::from(judged))
    }

    /// Hits of hits and misses, 0 to 1; `None` while there is neither.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        let events = self.hits() + self.missed;
        (events > 0).then(|| f64::from(self.hits()) / f64::from(events))
    }

    /// The middle lead time; of an even number the shorter of the middle two.
    #[must_use]
    pub fn median_lead(&self) -> Option<SignedDuration> {
        middle(&self.lead)
    }

    /// The middle time to acknowledge.
    #[must_use]
    pub fn median_acknowledge(&self) -> Option<SignedDuration> {
        middle(&self.acknowledge)
    }

    fn outcome(&mut self, warning: &Warning) {
        match warning.outcome {
            _ if warning.state == WarningState::Cancelled => self.cancelled += 1,
            Some(WarningOutcome::Prevented) => self.prevented += 1,
            Some(WarningOutcome::Occurred) => self.occurred += 1,
            Some(WarningOutcome::FalseAlarm) => self.false_alarms += 1,
            Some(WarningOutcome::Unknown) => self.unknown += 1,
            None => {}
        }
    }
}

fn middle(sorted: &[SignedDuration]) -> Option<SignedDuration> {
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}

/// Each watch, by id (`None`: drafted by hand), without misses: see [`missed`].
#[must_use]
pub fn by_watch(cases: &[Case]) -> BTreeMap<Option<WatchId>, Tally> {
    let mut board: BTreeMap<Option<WatchId>, Tally> = BTreeMap::new();
    for Case { warning, .. } in cases {
        let tally = board.entry(warning.watch.clone()).or_default();
        tally.warnings += 1;
        if warning.released_at().is_none() {
            continue;
        }
        tally.released += 1;
        tally.acknowledged += u32::from(warning.acknowledged_at().is_some());
        tally.outcome(warning);
        tally.acknowledge.extend(time_to_acknowledge(warning));
        // A lead before something that never was means nothing.
        if warning.outcome != Some(WarningOutcome::FalseAlarm) && warning.state != WarningState::Cancelled {
            tally.lead.extend(lead_time(warning));
        }
    }
    sorted(board)
}

/// Each partner, by id: what was released to it and what it answered. The public is asked for no answer, and is left out.
#[must_use]
pub fn by_partner(cases: &[Case]) -> BTreeMap<PartnerId, Tally> {
    let mut board: BTreeMap<PartnerId, Tally> = BTreeMap::new();
    for Case { warning, releases, receipts } in cases {
        for release in releases.iter().filter(|release| !release.partner.is_public()) {
            let tally = board.entry(release.partner.clone()).or_default();
            (tally.warnings, tally.released) = (tally.warnings + 1, tally.released + 1);
            tally.outcome(warning);
            let acknowledged = receipts
                .iter()
                .filter(|receipt| receipt.release == release.id && receipt.outcome == ReceiptOutcome::Acknowledged)
                .map(|receipt| receipt.at)
                .min();
            tally.acknowledged += u32::from(acknowledged.is_some());
            tally.acknowledge.extend(acknowledged.map(|at| at.duration_since(release.counts_from())));
            let held = warning.held.iter().flat_map(|held| &held.copies).any(|copy| copy.release == release.id);
            if held && !receipts.iter().any(|receipt| shows_that_it_came(receipt, release)) {
                continue;
            }
            if warning.outcome != Some(WarningOutcome::FalseAlarm) && warning.state != WarningState::Cancelled {
                tally.lead.extend(lead_from(warning, release.counts_from()));
            }
        }
    }
    sorted(board)
}

fn sorted<K: Ord>(mut board: BTreeMap<K, Tally>) -> BTreeMap<K, Tally> {
    for tally in board.values_mut() {
        tally.lead.sort_unstable();
        tally.acknowledge.sort_unstable();
    }
    board
}

/// True if `watch` asks for what happened here (at whatever stage it would have been warned of), was set before it
/// happened, and no warning about it was released before. `released` are the first releases of all warnings about it.
#[must_use]
pub fn missed(watch: &Watch, incident: &Incident, claims: &[Claim], groups: &[Group], released: &[Timestamp]) -> bool {
    if incident.stage != Stage::Accomplished {
        return false;
    }
    let Some(when) = incident.when.as_ref().filter(|when| when.start >= watch.created_at) else { return false };
    if released.iter().any(|at| *at < when.end) {
        return false;
    }
    let mut any_stage = watch.clone();
    any_stage.question.stages.clear();
    hit(&any_stage, incident, claims, groups).is_some()
}
