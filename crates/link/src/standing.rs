//! The records of sources over all incidents, and what each was worth on a given day.
//!
//! A source is graded by the record that it had when it said what it said: outcomes settled on earlier days. So an
//! incident never speaks for its own sources, and what comes later changes no grade of the past: a new report moves only grades
//! of reports dated after what it settles.

use jiff::civil::Date;
use record::{IncidentId, Reliability, Testimony, TrackRecord};
use std::collections::{BTreeMap, BTreeSet};

/// The record of one source.
#[derive(Debug, Clone, Default)]
struct Track {
    /// Incidents by the day on which the source first spoke of them.
    said: BTreeMap<Date, BTreeSet<IncidentId>>,
    /// Outcomes by the day on which they were settled.
    settled: BTreeMap<Date, TrackRecord>,
}

impl Track {
    /// The record before a day.
    fn before(&self, day: Date) -> TrackRecord {
        self.settled.range(..day).fold(TrackRecord::default(), |sum, (_, of_day)| TrackRecord {
            confirmed: sum.confirmed.saturating_add(of_day.confirmed),
            denied: sum.denied.saturating_add(of_day.denied),
        })
    }

    /// What the source was worth on each day on which it spoke.
    fn letters(&self) -> BTreeMap<Date, Reliability> {
        let mut settled = self.settled.iter().peekable();
        let mut sum = TrackRecord::default();
        let mut letters = BTreeMap::new();
        for day in self.said.keys() {
            while let Some((_, of_day)) = settled.next_if(|(settled_on, _)| *settled_on < day) {
                sum.confirmed = sum.confirmed.saturating_add(of_day.confirmed);
                sum.denied = sum.denied.saturating_add(of_day.denied);
            }
            letters.insert(*day, sum.reliability());
        }
        letters
    }

    fn add(&mut self, incident: &IncidentId, told: &Testimony) {
        if let Some(day) = told.said_on {
            self.said.entry(day).or_default().insert(incident.clone());
        }
        if let Some(day) = told.settled_on {
            let of_day = self.settled.entry(day).or_default();
            *of_day = of_day.with(told.outcome);
        }
    }

    fn remove(&mut self, incident: &IncidentId, told: &Testimony) {
        if let Some(day) = told.said_on
            && let Some(of_day) = self.said.get_mut(&day)
        {
            of_day.remove(incident);
            if of_day.is_empty() {
                self.said.remove(&day);
            }
        }
        if let Some(day) = told.settled_on
            && let Some(of_day) = self.settled.get_mut(&day)
        {
            *of_day = of_day.without(told.outcome);
            if *of_day == TrackRecord::default() {
                self.settled.remove(&day);
            }
        }
    }
}

/// The records of all sources.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    sources: BTreeMap<String, Track>,
    of_incident: BTreeMap<IncidentId, Vec<Testimony>>,
}

impl Standing {
    /// What a source was worth before this day.
    pub fn before(&self, source: &str, day: Date) -> Reliability {
        self.sources.get(source).map_or(Reliability::F, |track| track.before(day).reliability())
    }

    /// Sets what was told in each of these incidents; an empty list takes an incident off. Gives the incidents in which a source
    /// is now worth something else than before.
    pub fn put(&mut self, told: Vec<(IncidentId, Vec<Testimony>)>) -> BTreeSet<IncidentId> {
        let mut before: BTreeMap<String, BTreeMap<Date, Reliability>> = BTreeMap::new();
        for (incident, now) in told {
            let then = self.of_incident.remove(&incident).unwrap_or_default();
            if then != now {
                for told in then.iter().chain(&now) {
                    let track = self.sources.entry(told.source.clone()).or_default();
                    before.entry(told.source.clone()).or_insert_with(|| track.letters());
                }
                for told in &then {
                    self.sources.entry(told.source.clone()).or_default().remove(&incident, told);
                }
                for told in &now {
                    self.sources.entry(told.source.clone()).or_default().add(&incident, told);
                }
            }
            if !now.is_empty() {
                self.of_incident.insert(incident, now);
            }
        }
        let mut moved = BTreeSet::new();
        for (source, letters) in before {
            let Some(track) = self.sources.get(&source) else { continue };
            for (day, letter) in track.letters() {
                if letters.get(&day).copied().unwrap_or(Reliability::F) != letter {
                    moved.extend(track.said.get(&day).into_iter().flatten().cloned());
                }
            }
            if track.said.is_empty() && track.settled.is_empty() {
                self.sources.remove(&source);
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Borne, SpeakerKind};

    fn told(day: i8, settled: Option<(i8, Borne)>) -> Testimony {
        let date = |day| Date::constant(2026, 10, day);
        Testimony {
            source: "levant wire".to_owned(),
            name: "Levant Wire".to_owned(),
            kind: SpeakerKind::Press,
            said_on: Some(date(day)),
            supports: true,
            outcome: settled.map_or(Borne::Open, |(_, outcome)| outcome),
            settled_on: settled.map(|(day, _)| date(day)),
            settled_by: Vec::new(),
        }
    }

    fn letter(standing: &Standing, day: i8) -> Reliability {
        standing.before("levant wire", Date::constant(2026, 10, day))
    }

    #[test]
    fn a_record_counts_from_the_day_after_it_was_settled() {
        let mut standing = Standing::default();
        let id = |n: i8| IncidentId(format!("i{n}"));
        assert!(standing.put(vec![(id(9), vec![told(9, None)]), (id(4), vec![told(4, None)])]).is_empty());
        for n in 1..=2 {
            assert!(standing.put(vec![(id(n), vec![told(n, Some((n + 2, Borne::Confirmed)))])]).is_empty());
        }
        let third = vec![(id(3), vec![told(3, Some((5, Borne::Confirmed)))])];
        assert_eq!(standing.put(third.clone()), BTreeSet::from([id(9)]), "what was said on the 4th stays as it was");
        assert_eq!((letter(&standing, 5), letter(&standing, 6)), (Reliability::F, Reliability::C));
        assert!(standing.put(third).is_empty(), "twice is once");
        let denied = vec![(id(3), vec![told(3, Some((5, Borne::Denied)))])];
        assert_eq!(standing.put(denied), BTreeSet::from([id(9)]));
        assert_eq!(letter(&standing, 6), Reliability::D);
        assert_eq!(standing.put(vec![(id(3), Vec::new())]), BTreeSet::from([id(9)]), "taken off");
        assert_eq!(letter(&standing, 30), Reliability::F);
        for n in [1, 2, 4, 9] {
            standing.put(vec![(id(n), Vec::new())]);
        }
        assert!(standing.sources.is_empty() && standing.of_incident.is_empty(), "{standing:?}");
    }
}
