//! How well two claims fit together, feature by feature.
//!
//! A pure function of the two claims: what else is known never changes it. Positive weights speak for one event, negative
//! ones against; the sum is compared with [`Config::link_at`].

use crate::Config;
use crate::card::{Card, Side};
use crate::facts::{ActorKey, Facts};
use crate::nearness::place;
use crate::words::common;
use record::{Claim, ClaimId, DatePrecision, Kind, KindFamily, LinkReason, Report, Stage};

/// Speaks so strongly against that nothing outweighs it.
const NEVER: f64 = -20.0;
/// A denial and what the same report tells of.
const DENIED_BESIDE: f64 = 2.5;
/// Both say it in the same words: the most that wording brings.
const SAME_TEXT: f64 = 2.0;
/// Share of one evidence's five-word sequences found in the other that makes the words one text.
pub(crate) const SAME_WORDING: f64 = 0.6;
/// Sequences from which a passage counts as one.
pub(crate) const MIN_PASSAGE_SEQUENCES: usize = 6;

/// A sum of features.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The sum.
    pub total: f64,
    /// Each feature that brought something, in a fixed order.
    pub features: Vec<(&'static str, f64)>,
}

/// Totals below this count as this: nothing is more than impossible.
pub(crate) const FLOOR: f64 = -6.0;

/// Scores two claims. Symmetrical.
#[must_use]
pub fn score(left: &Facts, right: &Facts) -> Score {
    let cards = [Card::of(left), Card::of(right)];
    score_of(Side { card: &cards[0], facts: left }, Side { card: &cards[1], facts: right })
}

/// The same of claims that have cards.
pub(crate) fn score_of(left: Side<'_>, right: Side<'_>) -> Score {
    let all = features(left, right);
    Score {
        total: all.iter().map(|(_, weight)| weight).sum(),
        features: all.into_iter().filter(|(_, weight)| *weight != 0.0).collect(),
    }
}

/// A sum of which the words of the two claims are still to be compared, or need not be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sum {
    others: f64,
    denied: f64,
    /// Whether words can matter.
    pub open: bool,
}

impl Sum {
    /// Everything but the words. Where that speaks so clearly against that no wording would lift the sum above `against`, the words
    /// are not compared and count nothing: most pairs are such, and comparing words is most of the work.
    pub fn of(left: Side<'_>, right: Side<'_>, against: f64) -> Self {
        let kind = kind(left, right);
        if kind <= NEVER {
            return Self { others: NEVER, denied: 0.0, open: false };
        }
        let others = [
            stage(left, right),
            place(left, right),
            date(left, right),
            actor(left, right),
            target(left, right),
            harmed(left, right),
            casualties(left, right),
            weapon(left, right),
        ];
        // In the order of `features`: sums of the same numbers must come out the same.
        let others = others.into_iter().fold(kind, |sum, weight| sum + weight);
        let denied = denied_beside(left, right);
        Self { others, denied, open: others + denied + SAME_TEXT > against }
    }

    /// The sum with the words; some number no higher than [`FLOOR`] where it is below that.
    pub fn total(self, left: &Facts, right: &Facts) -> f64 {
        if self.open { self.others + wording(left, right) + self.denied } else { self.others + self.denied }
    }
}

/// The sum alone, for deciding.
pub(crate) fn total(left: Side<'_>, right: Side<'_>, against: f64) -> f64 {
    Sum::of(left, right, against).total(left.facts, right.facts)
}

/// True if both are dated to the day, and more than so many days lie between.
pub(crate) fn days_differ(left: Side<'_>, right: Side<'_>, most: i32) -> bool {
    let exact = |s: Side<'_>| s.card.when.filter(|w| matches!(w.precision, DatePrecision::Day | DatePrecision::Time));
    matches!((exact(left), exact(right)), (Some(l), Some(r)) if l.gap(&r) > most)
}

fn features(left: Side<'_>, right: Side<'_>) -> [(&'static str, f64); 11] {
    [
        ("kind", kind(left, right)),
        ("stage", stage(left, right)),
        ("place", place(left, right)),
        ("date", date(left, right)),
        ("actor", actor(left, right)),
        ("target", target(left, right)),
        ("people harmed", harmed(left, right)),
        ("casualties", casualties(left, right)),
        ("weapon", weapon(left, right)),
        ("wording", wording(left.facts, right.facts)),
        ("denied in the same report", denied_beside(left, right)),
    ]
}

/// Scores two claims with their reports, for people who ask why.
#[must_use]
pub fn explain(config: &Config, left: (&Report, &Claim), right: (&Report, &Claim)) -> LinkReason {
    let score = score(&Facts::of(left.0, left.1, config), &Facts::of(right.0, right.1, config));
    reason(&left.1.id, &right.1.id, &score)
}

pub(crate) fn reason(left: &ClaimId, right: &ClaimId, score: &Score) -> LinkReason {
    LinkReason {
        left: left.clone(),
        right: right.clone(),
        score: round(score.total),
        features: score.features.iter().map(|(name, weight)| ((*name).to_owned(), round(*weight))).collect(),
    }
}

/// To hundredths: what people read, and the same bytes everywhere.
fn round(value: f64) -> f64 {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded == 0.0 { 0.0 } else { rounded }
}

fn kind(left: Side<'_>, right: Side<'_>) -> f64 {
    use Kind::{
        ArmedAssault, ArrestRaid, Arson, Assassination, Attack, Bombing, Hijacking, Kidnapping, Robbery, Sabotage,
        Threat,
    };
    let (l, r) = (left.card.kind.min(right.card.kind), left.card.kind.max(right.card.kind));
    if l.family() != r.family() {
        // Words and preparations may be one plot; an arrest is never the attack that it answers.
        let ahead = |s: Side<'_>| {
            s.card.kind.family() == KindFamily::Threat || s.card.stage.lies_ahead() || s.card.stage == Stage::Denied
        };
        let arrest = [l, r].contains(&ArrestRaid);
        return if !arrest && ahead(left) && ahead(right) { -0.5 } else { NEVER };
    }
    match (l, r) {
        (Attack, Attack) => 0.3,
        (l, r) if l == r => 0.6,
        (_, Attack) | (Attack, Threat | ArrestRaid) => 0.2,
        (Bombing, ArmedAssault) | (ArmedAssault, Assassination | Arson | Robbery | Kidnapping | Hijacking) => -0.3,
        (Bombing, Assassination | Sabotage | Arson)
        | (Arson, Sabotage | Robbery)
        | (Kidnapping, Hijacking | Robbery) => -0.3,
        _ => -1.2,
    }
}

fn stage(left: Side<'_>, right: Side<'_>) -> f64 {
    use Stage::{Accomplished, Attempted, Denied, Foiled, Planned, Threatened};
    let (l, r) = (left.card.stage.min(right.card.stage), left.card.stage.max(right.card.stage));
    let one_target = || shares_name(left, right);
    match (l, r) {
        (l, r) if l == r => 0.3,
        (Threatened | Planned, Planned | Foiled) => 0.3,
        // What was prevented and what happened are two events, unless a named target says otherwise.
        (Foiled, Accomplished) => {
            if one_target() {
                -1.0
            } else {
                -4.0
            }
        }
        (Threatened | Planned, Accomplished) => {
            if one_target() {
                0.0
            } else {
                -2.0
            }
        }
        (Foiled, Attempted) => 0.0,
        (Threatened | Planned, Attempted) | (Attempted, Accomplished) => -0.5,
        (_, Denied) => 0.0,
        _ => 0.0,
    }
}

fn date(left: Side<'_>, right: Side<'_>) -> f64 {
    let (left, right) = (left.card, right.card);
    // Of what has not happened yet, the day of planning, arrest and execution are easily taken for one another.
    let ahead = |card: &Card| !matches!(card.stage, Stage::Accomplished | Stage::Attempted);
    let soften = if ahead(left) && ahead(right) { 0.5 } else { 1.0 };
    match (left.when, right.when) {
        (Some(l), Some(r)) => {
            let exact = |p: DatePrecision| matches!(p, DatePrecision::Day | DatePrecision::Time);
            let weight = match l.gap(&r) {
                0 if exact(l.precision) && exact(r.precision) => return 1.5,
                0 if l.precision <= DatePrecision::Month && r.precision <= DatePrecision::Month => return 0.9,
                0 => return 0.4,
                1 => 0.2,
                2..=3 => -1.0,
                4..=8 => -2.5,
                9..=45 => -4.5,
                _ => -8.0,
            };
            if weight < 0.0 { weight * soften } else { weight }
        }
        (Some(when), None) => against_report(when.first, when.after, right, soften),
        (None, Some(when)) => against_report(when.first, when.after, left, soften),
        (None, None) => match (left.published, right.published) {
            (Some(l), Some(r)) => match (l - r).abs() {
                0..=1 => 0.8,
                2..=3 => 0.4,
                4..=14 => 0.0,
                15..=60 => -0.6,
                _ => -1.5,
            },
            _ => 0.0,
        },
    }
}

/// A dated claim and one without a date: the day of its report is weak evidence, and news does not come before the event.
fn against_report(first: i32, after: i32, undated: &Card, soften: f64) -> f64 {
    let Some(published) = undated.published else { return 0.0 };
    let happened = matches!(undated.stage, Stage::Accomplished | Stage::Attempted);
    if published < first - 1 {
        return if happened {
            -5.0
        } else if first - published <= 60 {
            0.2
        } else {
            -1.0
        };
    }
    let weight: f64 = match published - after + 1 {
        ..=2 => 0.8,
        3..=7 => 0.4,
        8..=30 => 0.0,
        31..=120 => -0.5,
        _ => -1.0,
    };
    if weight < 0.0 { weight * soften } else { weight }
}

fn same_key(left: &ActorKey, right: &ActorKey) -> bool {
    (left.group != 0 && left.group == right.group) || (left.words != 0 && left.words == right.words)
}

/// All words of the shorter name stand in the longer.
fn words_within(left: &[String], right: &[String]) -> bool {
    let shorter = left.len().min(right.len());
    shorter > 0 && common(left, right) == shorter
}

/// How two claims' organisations relate: `Some(true)` one of them is the same, `Some(false)` parent and affiliate.
fn relation(left: Side<'_>, right: Side<'_>) -> Option<bool> {
    let (of_left, of_right) = (left.keys(), right.keys());
    let same = |(l, left_key): (usize, &ActorKey), (r, right_key): (usize, &ActorKey)| {
        same_key(left_key, right_key)
            || (left_key.group == 0 || right_key.group == 0)
                && words_within(&left.facts.actors[l].words, &right.facts.actors[r].words)
    };
    if of_left.iter().enumerate().any(|l| of_right.iter().enumerate().any(|r| same(l, r))) {
        return Some(true);
    }
    let is_parent =
        |parent: u32, of: &[ActorKey]| parent != 0 && of.iter().any(|a| a.words == parent || a.group_words == parent);
    let (left_parent, right_parent) = (left.card.parent, right.card.parent);
    let siblings = left_parent != 0 && left_parent == right_parent;
    (siblings || is_parent(left_parent, of_right) || is_parent(right_parent, of_left)).then_some(false)
}

/// True if both name organisations and these have nothing to do with one another.
pub(crate) fn actors_differ(left: Side<'_>, right: Side<'_>) -> bool {
    left.card.actors > 0 && right.card.actors > 0 && relation(left, right).is_none()
}

fn actor(left: Side<'_>, right: Side<'_>) -> f64 {
    if left.card.actors == 0 || right.card.actors == 0 {
        return 0.0;
    }
    match relation(left, right) {
        Some(true) => 1.2,
        Some(false) => 0.9,
        None => -1.0,
    }
}

/// True if a name of what one aimed at is one of the other's, or nearly.
fn shares_name(left: Side<'_>, right: Side<'_>) -> bool {
    let both = left.card.names_target() && right.card.names_target();
    both && left.facts.targets.shares_name(&right.facts.targets)
}

fn target(left: Side<'_>, right: Side<'_>) -> f64 {
    let (l, r) = (left.card, right.card);
    if !l.has_target() || !r.has_target() {
        return 0.0;
    }
    let both_named = l.names_target() && r.names_target();
    if shares_name(left, right) {
        3.0
    } else if l.target_classes & r.target_classes != 0 {
        if both_named { -1.2 } else { 1.2 }
    } else if l.has_target_words() && r.has_target_words() && left.facts.targets.shares_plain(&right.facts.targets) {
        1.0
    } else if l.target_classes != 0 && r.target_classes != 0 || both_named {
        -2.0
    } else {
        // A name without its class may be anything: "Radisson" is a hotel.
        -0.2
    }
}

/// True if the two name targets that cannot be one.
pub(crate) fn targets_differ(left: Side<'_>, right: Side<'_>) -> bool {
    left.card.has_target() && right.card.has_target() && target(left, right) < -0.3
}

fn harmed(left: Side<'_>, right: Side<'_>) -> f64 {
    let (l, r) = (left.card, right.card);
    let classes = l.harmed_classes & (r.harmed_classes | r.target_classes) | l.target_classes & r.harmed_classes;
    if classes != 0 {
        0.5
    } else if l.has_harmed_words() && r.has_harmed_words() && left.facts.harmed.shares_plain(&right.facts.harmed) {
        0.4
    } else {
        0.0
    }
}

fn casualties(left: Side<'_>, right: Side<'_>) -> f64 {
    let one = |l: Option<u32>, r: Option<u32>| match (l, r) {
        (Some(l), Some(r)) if l == r => {
            if l >= 3 {
                1.0
            } else if l > 0 {
                0.5
            } else {
                0.1
            }
        }
        (Some(l), Some(r)) => {
            let (low, high) = (f64::from(l.min(r)), f64::from(l.max(r)));
            if high - low <= 3.0 || low >= high * 0.7 {
                0.4
            } else if high > low * 3.0 && high - low > 10.0 {
                -0.8
            } else {
                0.0
            }
        }
        _ => 0.0,
    };
    one(left.card.killed, right.card.killed) + 0.5 * one(left.card.injured, right.card.injured)
}

fn weapon(left: Side<'_>, right: Side<'_>) -> f64 {
    let both = left.card.has_weapons() && right.card.has_weapons();
    if both && common(&left.facts.weapons, &right.facts.weapons) > 0 { 0.4 } else { 0.0 }
}

/// "The army denied it": a denial beside what it denies need not say again what that was.
fn denied_beside(left: Side<'_>, right: Side<'_>) -> f64 {
    let one_denies = (left.card.stage == Stage::Denied) != (right.card.stage == Stage::Denied);
    if one_denies && left.facts.claim.report == right.facts.claim.report { DENIED_BESIDE } else { 0.0 }
}

fn wording(left: &Facts, right: &Facts) -> f64 {
    if same_words(left, right).is_some() {
        return SAME_TEXT;
    }
    let (l, r) = (left.evidence(), right.evidence());
    let shorter = l.len().min(r.len());
    if shorter < 4 {
        return 0.0;
    }
    let share = common(l, r) as f64 / shorter as f64;
    (share - 0.15).clamp(0.0, 0.6)
}

/// The share of the shorter evidence's five-word sequences that stand in the other, if it is one text.
fn same_words(left: &Facts, right: &Facts) -> Option<f64> {
    let (l, r) = (left.sequences(), right.sequences());
    let shorter = l.len().min(r.len());
    if shorter < MIN_PASSAGE_SEQUENCES {
        return None;
    }
    let share = common(l, r) as f64 / shorter as f64;
    (share >= SAME_WORDING).then_some(share)
}
