//! How likely, how soon, how bad, how sure: derived from grade, stage, kind and time by rules written down here, so that
//! every value on a warning can be explained and two desks come to the same one.

use crate::words::fold;
use jiff::{SignedDuration, Timestamp};
use record::{Certainty, Credibility, DatePrecision, Grade, Kind, Reliability, Severity, Stage, Urgency, When};

/// Hours before an event within which it counts as [`Urgency::Expected`]; as many hours after one, more may follow.
pub const EXPECTED_WITHIN_HOURS: i64 = 24;

/// Number of dead from which an event counts as [`Severity::Extreme`].
pub const EXTREME_FROM_KILLED: u32 = 10;

/// Words of a target that stand for many people in one place.
const CROWD_WORDS: &[&str] = &[
    "crowd",
    "crowded",
    "mall",
    "market",
    "bazaar",
    "shopping",
    "school",
    "university",
    "college",
    "kindergarten",
    "stadium",
    "arena",
    "concert",
    "festival",
    "theatre",
    "theater",
    "cinema",
    "nightclub",
    "club",
    "church",
    "mosque",
    "synagogue",
    "temple",
    "cathedral",
    "shrine",
    "worshippers",
    "pilgrims",
    "hospital",
    "clinic",
    "station",
    "airport",
    "train",
    "metro",
    "subway",
    "bus",
    "ferry",
    "aircraft",
    "airliner",
    "hotel",
    "square",
    "parade",
    "rally",
    "camp",
    "civilians",
    "passengers",
    "shoppers",
    "students",
    "pupils",
    "spectators",
];

/// Words of estimative probability, after ICD 203 (ODNI, 2015), table in section D.6.e(2)(a).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likelihood {
    /// 1 to 5 %.
    AlmostNoChance,
    /// 5 to 20 %.
    VeryUnlikely,
    /// 20 to 45 %.
    Unlikely,
    /// 45 to 55 %.
    RoughlyEven,
    /// 55 to 80 %.
    Likely,
    /// 80 to 95 %.
    VeryLikely,
    /// 95 to 99 %. Never derived: only a person may say so.
    AlmostCertain,
}

impl Likelihood {
    const LADDER: [Self; 7] = [
        Self::AlmostNoChance,
        Self::VeryUnlikely,
        Self::Unlikely,
        Self::RoughlyEven,
        Self::Likely,
        Self::VeryLikely,
        Self::AlmostCertain,
    ];

    /// The standard's words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AlmostNoChance => "almost no chance",
            Self::VeryUnlikely => "very unlikely",
            Self::Unlikely => "unlikely",
            Self::RoughlyEven => "roughly even chance",
            Self::Likely => "likely",
            Self::VeryLikely => "very likely",
            Self::AlmostCertain => "almost certain",
        }
    }

    /// The standard's range, in percent.
    #[must_use]
    pub const fn percent(self) -> (u8, u8) {
        match self {
            Self::AlmostNoChance => (1, 5),
            Self::VeryUnlikely => (5, 20),
            Self::Unlikely => (20, 45),
            Self::RoughlyEven => (45, 55),
            Self::Likely => (55, 80),
            Self::VeryLikely => (80, 95),
            Self::AlmostCertain => (95, 99),
        }
    }

    fn lowered(self, steps: usize) -> Self {
        Self::LADDER[(self as usize).saturating_sub(steps)]
    }
}

/// How likely it is that there is something in it; `None` where the truth cannot be judged (credibility `6`).
///
/// Credibility gives the start: `1` very likely, `2` likely, `3` a roughly even chance, `4` unlikely, `5` very unlikely.
/// One step down if the source is not usually reliable or worse (`D`, `E`; `F` says nothing either way). One step down for
/// a threat, since words cost nothing, and two for what is denied.
#[must_use]
pub fn likelihood(grade: &Grade, stage: Stage) -> Option<Likelihood> {
    let start = match grade.credibility {
        Credibility::Confirmed => Likelihood::VeryLikely,
        Credibility::ProbablyTrue => Likelihood::Likely,
        Credibility::PossiblyTrue => Likelihood::RoughlyEven,
        Credibility::Doubtful => Likelihood::Unlikely,
        Credibility::Improbable => Likelihood::VeryUnlikely,
        Credibility::CannotBeJudged => return None,
    };
    let source = usize::from(matches!(grade.reliability, Reliability::D | Reliability::E));
    let stage = match stage {
        Stage::Threatened => 1,
        Stage::Denied => 2,
        Stage::Planned | Stage::Foiled | Stage::Attempted | Stage::Accomplished => 0,
    };
    Some(start.lowered(source + stage))
}

/// CAP certainty: `Observed` for what happened (or was stopped) and is more likely than not true; otherwise `Likely` above
/// 50 %, `Possible` down to 20 %, `Unlikely` below, `Unknown` where the truth cannot be judged.
#[must_use]
pub fn certainty(grade: &Grade, stage: Stage) -> Certainty {
    let over = matches!(stage, Stage::Foiled | Stage::Attempted | Stage::Accomplished);
    match likelihood(grade, stage) {
        None => Certainty::Unknown,
        Some(likely) if likely >= Likelihood::Likely && over => Certainty::Observed,
        Some(likely) if likely >= Likelihood::Likely => Certainty::Likely,
        Some(likely) if likely >= Likelihood::Unlikely => Certainty::Possible,
        Some(_) => Certainty::Unlikely,
    }
}

/// CAP urgency at the time `at`.
///
/// What lies ahead is `Immediate` once its day (or hour) has begun, `Expected` within 24 hours of its start or within its
/// week, otherwise `Future`, also where no date is known; a plan is `Past` once the time is over, a threat is not. What
/// happened is `Expected` for
/// 24 hours, because more may follow, then `Past`, and `Unknown` without a date. What was foiled or denied needs no action.
#[must_use]
pub fn urgency(stage: Stage, when: Option<&When>, at: Timestamp) -> Urgency {
    let soon = SignedDuration::from_hours(EXPECTED_WITHIN_HOURS);
    match (stage, when) {
        (Stage::Foiled | Stage::Denied, _) => Urgency::Past,
        (Stage::Threatened | Stage::Planned, None) => Urgency::Future,
        (Stage::Threatened | Stage::Planned, Some(when)) => {
            let fine = matches!(when.precision, DatePrecision::Time | DatePrecision::Day);
            if when.end <= at {
                // The day of a threat is often the day it was uttered: that it is over says nothing about the deed.
                if stage == Stage::Threatened { Urgency::Future } else { Urgency::Past }
            } else if fine && when.start <= at {
                Urgency::Immediate
            } else if (fine || when.precision == DatePrecision::Week) && when.start.duration_since(at) <= soon {
                Urgency::Expected
            } else {
                Urgency::Future
            }
        }
        (Stage::Attempted | Stage::Accomplished, None) => Urgency::Unknown,
        (Stage::Attempted | Stage::Accomplished, Some(when)) => {
            if at.duration_since(when.end) <= soon {
                Urgency::Expected
            } else {
                Urgency::Past
            }
        }
    }
}

/// What severity depends on.
#[derive(Debug, Clone, Copy)]
pub struct Harm<'a> {
    /// What it is.
    pub kind: Kind,
    /// How far it got.
    pub stage: Stage,
    /// Words for the targets.
    pub targets: &'a [String],
    /// Largest number of dead said.
    pub killed: Option<u32>,
    /// Largest number of injured said.
    pub injured: Option<u32>,
}

/// CAP severity.
///
/// What happened is measured by its dead: `Extreme` from ten, `Severe` from one (or ten injured), `Moderate` if somebody
/// was injured or nobody was harmed. Without figures, and for what has not happened, by what it would do: bombing, armed
/// assault, hijacking, assassination, kidnapping and unspecified attacks are `Severe`, and `Extreme` where a target word
/// stands for a crowd; arson, robbery, sabotage and threats are `Moderate`, with a crowd `Severe`; acts of the authorities
/// are `Minor`. What is denied is `Unknown`.
#[must_use]
pub fn severity(harm: &Harm<'_>) -> Severity {
    if harm.stage == Stage::Denied {
        return Severity::Unknown;
    }
    if matches!(harm.stage, Stage::Accomplished | Stage::Attempted) {
        match (harm.killed, harm.injured) {
            (Some(killed), _) if killed >= EXTREME_FROM_KILLED => return Severity::Extreme,
            (Some(1..), _) => return Severity::Severe,
            (_, Some(injured)) if injured >= EXTREME_FROM_KILLED => return Severity::Severe,
            (Some(0), _) | (None, Some(_)) => return Severity::Moderate,
            (None, None) => {}
        }
    }
    let crowd = harm.targets.iter().any(|target| {
        fold(target).split(' ').any(|word| {
            let singular = word.strip_suffix('s').unwrap_or(word);
            CROWD_WORDS.iter().any(|crowd| *crowd == word || *crowd == singular)
        })
    });
    match (harm.kind, crowd) {
        (Kind::ArrestRaid, _) => Severity::Minor,
        (Kind::Arson | Kind::Robbery | Kind::Sabotage | Kind::Threat, false) => Severity::Moderate,
        (Kind::Arson | Kind::Robbery | Kind::Sabotage | Kind::Threat, true) | (_, false) => Severity::Severe,
        (_, true) => Severity::Extreme,
    }
}
