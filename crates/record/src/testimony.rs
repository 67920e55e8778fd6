//! Testimony: what a source stood for in an incident, and what became of it. The reliability of a source follows from it.

use crate::code::codes;
use crate::{Reliability, SpeakerKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

codes! {
    /// What later and independent origins made of what a source said.
    Borne ("outcome of a testimony") {
        /// Nobody independent has spoken since.
        Open => "open",
        /// An independent origin said the same, on that day or later.
        Confirmed => "confirmed",
        /// An independent origin said the opposite, and nobody stood by the source.
        Denied => "denied",
        /// Independent origins said both: it counts for nothing until one side falls away.
        Contested => "contested",
    }
}

/// What one source stood for in one incident. Kept for outlets, agencies, authorities and organisations, never for persons:
/// what a person says is kept under whoever spoke to the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Testimony {
    /// The source's name in the one spelling by which names are compared: the key of its record.
    pub source: String,
    /// The source's name as printed.
    pub name: String,
    /// What it is.
    pub kind: SpeakerKind,
    /// The day of the first report that carried it; `None` if no report has a date.
    pub said_on: Option<Date>,
    /// False if it said that the event did not happen or is not planned.
    pub supports: bool,
    /// What became of it.
    pub outcome: Borne,
    /// The day on which it was first confirmed or denied; `None` unless it counts.
    pub settled_on: Option<Date>,
    /// Labels of the origins that confirmed or denied it: of the first [`Self::MAX_SETTLED_BY`] to speak.
    pub settled_by: Vec<String>,
}

impl Testimony {
    /// Origins in [`Self::settled_by`] at most.
    pub const MAX_SETTLED_BY: usize = 20;

    /// Who settled it, for people: " by police; coast guard", or nothing. Where as many are named as can be, there may be others.
    #[must_use]
    pub fn settled_words(&self) -> String {
        if self.settled_by.is_empty() {
            return String::new();
        }
        let others = if self.settled_by.len() >= Self::MAX_SETTLED_BY { " and others" } else { "" };
        format!(" by {}{others}", self.settled_by.join("; "))
    }
}

/// How often a source was confirmed and denied: each incident counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TrackRecord {
    /// Incidents in which independent origins confirmed it.
    pub confirmed: u32,
    /// Incidents in which independent origins denied it.
    pub denied: u32,
}

impl TrackRecord {
    /// Settled incidents without which reliability cannot be judged.
    pub const MIN_SETTLED: u32 = 3;

    /// Smallest shares of confirmed incidents, in percent after Laplace's rule of succession, and what they give.
    pub const THRESHOLDS: [(u32, Reliability); 4] =
        [(95, Reliability::A), (85, Reliability::B), (65, Reliability::C), (40, Reliability::D)];

    /// The reliability that this record gives. Of `c` confirmed and `d` denied incidents the expected share of true ones is
    /// (c + 1) / (c + d + 2), the mean of the Beta distribution after a flat start. `A` asks for a record without any denial:
    /// the standard means by it a history of complete reliability.
    #[must_use]
    pub fn reliability(self) -> Reliability {
        let (confirmed, denied) = (u64::from(self.confirmed), u64::from(self.denied));
        if confirmed + denied < u64::from(Self::MIN_SETTLED) {
            return Reliability::F;
        }
        let reached = |(percent, letter): &(u32, Reliability)| {
            (*letter != Reliability::A || denied == 0)
                && (confirmed + 1) * 100 >= u64::from(*percent) * (confirmed + denied + 2)
        };
        Self::THRESHOLDS.iter().find(|step| reached(step)).map_or(Reliability::E, |(_, letter)| *letter)
    }

    /// This record with one more outcome; what is open or contested changes nothing.
    #[must_use]
    pub const fn with(self, outcome: Borne) -> Self {
        match outcome {
            Borne::Confirmed => Self { confirmed: self.confirmed.saturating_add(1), ..self },
            Borne::Denied => Self { denied: self.denied.saturating_add(1), ..self },
            Borne::Open | Borne::Contested => self,
        }
    }

    /// This record before such an outcome.
    #[must_use]
    pub const fn without(self, outcome: Borne) -> Self {
        match outcome {
            Borne::Confirmed => Self { confirmed: self.confirmed.saturating_sub(1), ..self },
            Borne::Denied => Self { denied: self.denied.saturating_sub(1), ..self },
            Borne::Open | Borne::Contested => self,
        }
    }

    /// "4 confirmed, 1 denied".
    #[must_use]
    pub fn words(self) -> String {
        format!("{} confirmed, {} denied", self.confirmed, self.denied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_as_many_are_named_as_can_be_there_may_be_others() {
        let told = |named: usize| Testimony {
            source: "harbour times".to_owned(),
            name: "Harbour Times".to_owned(),
            kind: SpeakerKind::Outlet,
            said_on: None,
            supports: true,
            outcome: Borne::Confirmed,
            settled_on: None,
            settled_by: (0..named).map(|n| format!("origin {n}")).collect(),
        };
        assert_eq!(told(0).settled_words(), "");
        assert_eq!(told(2).settled_words(), " by origin 0; origin 1");
        assert!(told(Testimony::MAX_SETTLED_BY - 1).settled_words().ends_with("origin 18"));
        assert!(told(Testimony::MAX_SETTLED_BY).settled_words().ends_with("origin 19 and others"));
    }

    #[test]
    fn reliability_starts_at_f_and_moves_with_the_record() {
        let table = [
            (0, 0, "F"),
            (2, 0, "F"),
            (1, 1, "F"),
            (3, 0, "C"),
            (4, 0, "C"),
            (5, 0, "B"),
            (17, 0, "B"),
            (18, 0, "A"),
            (100, 1, "B"),
            (12, 1, "B"),
            (3, 1, "C"),
            (2, 1, "D"),
            (1, 2, "D"),
            (1, 3, "E"),
            (0, 3, "E"),
            (u32::MAX, u32::MAX, "D"),
        ];
        for (confirmed, denied, expected) in table {
            assert_eq!(TrackRecord { confirmed, denied }.reliability().code(), expected, "{confirmed}/{denied}");
        }
    }

    #[test]
    fn one_more_confirmation_never_lowers_and_one_more_denial_never_raises() {
        for confirmed in 0..60 {
            for denied in 0..60 {
                let record = TrackRecord { confirmed, denied };
                let settled = record.reliability() != Reliability::F;
                assert!(!settled || record.with(Borne::Confirmed).reliability() <= record.reliability());
                assert!(!settled || record.with(Borne::Denied).reliability() >= record.reliability());
                assert_eq!(record.with(Borne::Denied).without(Borne::Denied), record);
                assert_eq!(record.with(Borne::Contested), record);
            }
        }
    }
}
