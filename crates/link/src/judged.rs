//! The judgements that count now: appended by analysts, in force until undone, never edited.
//!
//! About a pair of claims the latest word counts, whether it was said of the pair alone or in merging or splitting incidents.

use crate::speakers::canonical_name;
use jiff::Timestamp;
use record::{ClaimId, Credibility, IncidentId, Judgement, JudgementId, Reliability, Stage, Subject, Verdict};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The author under which the machine's own judgements are stored. They are recomputed here, so they are not read back.
const MACHINE: &str = "machine";

/// A value that an analyst set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ruled<T> {
    pub value: T,
    pub by: String,
    pub at: Timestamp,
    /// The analyst's reason, without a full stop.
    pub why: String,
}

impl<T> Ruled<T> {
    fn new(value: T, judgement: &Judgement) -> Self {
        let why = judgement.reasons.join(" ");
        let why = why.trim().trim_end_matches('.').to_owned();
        Self { value, by: judgement.by.clone(), at: judgement.at, why }
    }

    /// "Ana Lind on 2026-11-22 (two hotels, one street apart)".
    pub fn author(&self) -> String {
        let day = self.at.to_zoned(jiff::tz::TimeZone::UTC).date();
        let why = if self.why.is_empty() { String::new() } else { format!(" ({})", self.why) };
        format!("{} on {day}{why}", self.by)
    }
}

/// Where a claim stands in a judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Together with all others that stand here.
    In,
    /// Apart from those that stand at `In`; nothing is said of the others that stand here.
    Out,
    /// One of a pair that is kept apart.
    Left,
    /// The other one.
    Right,
    /// One of a pair of which nothing is to be said any more.
    Open,
}

impl Side {
    /// What is said of a claim here and one there: the outer `None` where nothing is said, the inner where an earlier word is
    /// taken off.
    const fn word(self, other: Self) -> Option<Option<bool>> {
        match (self, other) {
            (Self::In, Self::In) => Some(Some(true)),
            (Self::In, Self::Out) | (Self::Out, Self::In) | (Self::Left, Self::Right) | (Self::Right, Self::Left) => {
                Some(Some(false))
            }
            (Self::Open, Self::Open) => Some(None),
            _ => None,
        }
    }
}

/// All judgements, and what follows from them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Judged {
    /// In the order in which they apply: replays in any order come out the same.
    all: BTreeMap<(Timestamp, bool, JudgementId), Judgement>,
    /// Of each claim the judgements on claims that name it, by their number in order of time, and its side in each.
    sides: FxHashMap<ClaimId, Vec<(usize, Side)>>,
    /// Of each judgement on claims, by its number, the claims of its two sides if it keeps any apart.
    parted: Vec<(Vec<ClaimId>, Vec<ClaimId>)>,
    /// Pairs of claims along which analysts have joined incidents, in order of judgement.
    pub together: Vec<(ClaimId, ClaimId)>,
    /// Of these pairs, the smaller id first, the latest author.
    joined_by: FxHashMap<(ClaimId, ClaimId), String>,
    /// Pairs of canonical origin labels: one source or two.
    pub origins: BTreeMap<(String, String), Ruled<bool>>,
    /// Pairs of canonical origin labels: independent of one another or not.
    pub independence: BTreeMap<(String, String), Ruled<bool>>,
    /// By canonical name.
    pub reliability: BTreeMap<String, Ruled<Reliability>>,
    pub credibility: BTreeMap<IncidentId, Ruled<Credibility>>,
    pub stage: BTreeMap<IncidentId, Ruled<Stage>>,
}

fn ordered<T: Ord>(a: T, b: T) -> (T, T) {
    if a <= b { (a, b) } else { (b, a) }
}

impl Judged {
    /// Appends a judgement. False if it was there already.
    pub fn add(&mut self, judgement: &Judgement) -> bool {
        let (at, undo, id) = judgement.order();
        let key = (at, undo, id.clone());
        if self.all.contains_key(&key) {
            return false;
        }
        self.all.insert(key, judgement.clone());
        self.derive();
        true
    }

    /// The judgement with this id.
    pub fn get(&self, id: &JudgementId) -> Option<&Judgement> {
        self.all.values().find(|j| j.id == *id)
    }

    /// The latest word on two claims: `Some(true)` one incident, `Some(false)` two.
    fn word(&self, left: &ClaimId, right: &ClaimId) -> Option<bool> {
        let (l, r) = (self.sides.get(left)?, self.sides.get(right)?);
        for (number, side) in l.iter().rev() {
            if let Ok(found) = r.binary_search_by_key(number, |(other, _)| *other)
                && let Some(word) = side.word(r[found].1)
            {
                return word;
            }
        }
        None
    }

    /// The claims that an analyst keeps apart from this one; one that was parted twice comes twice.
    pub fn kept_apart<'j>(&'j self, claim: &'j ClaimId) -> impl Iterator<Item = &'j ClaimId> {
        let sides = self.sides.get(claim).into_iter().flatten();
        let others = sides.flat_map(|(number, side)| match side {
            Side::In | Side::Left => self.parted[*number].1.iter(),
            Side::Out | Side::Right => self.parted[*number].0.iter(),
            Side::Open => [].iter(),
        });
        others.filter(move |other| self.word(claim, other) == Some(false))
    }

    /// True if any judgement on claims names this one: only then can it be kept apart from, or joined with, anything.
    pub fn names(&self, claim: &ClaimId) -> bool {
        self.sides.contains_key(claim)
    }

    /// True if any judgement on claims names any.
    pub fn names_any(&self) -> bool {
        !self.sides.is_empty()
    }

    /// Who joined the two, if it was a person.
    pub fn joined_by(&self, left: &ClaimId, right: &ClaimId) -> Option<&str> {
        self.joined_by.get(&ordered(left.clone(), right.clone())).map(String::as_str)
    }

    fn derive(&mut self) {
        let undone = record::taken_back(self.all.values());
        let active: Vec<&Judgement> =
            self.all.values().filter(|j| j.by != MACHINE && !undone.contains_key(&j.id)).collect();
        let mut next = Self::default();
        for (number, judgement) in active.iter().enumerate() {
            next.take(number, judgement);
        }
        for judgement in active {
            next.join(judgement);
        }
        next.all = std::mem::take(&mut self.all);
        *self = next;
    }

    fn side(&mut self, claim: &ClaimId, number: usize, side: Side) {
        let sides = self.sides.entry(claim.clone()).or_default();
        // Named twice in one judgement: the first place counts.
        if sides.last().is_none_or(|(last, _)| *last != number) {
            sides.push((number, side));
        }
    }

    /// Notes one judgement in force; they come in order.
    fn take(&mut self, number: usize, judgement: &Judgement) {
        self.parted.push(match &judgement.subject {
            Subject::SameIncident { left, right } if judgement.verdict == Verdict::Negative => {
                (vec![left.clone()], vec![right.clone()])
            }
            Subject::Split { claims, rest } => (claims.clone(), rest.clone()),
            _ => (Vec::new(), Vec::new()),
        });
        match &judgement.subject {
            Subject::SameIncident { left, right } if left != right => {
                let (l, r) = match judgement.verdict {
                    Verdict::Positive => (Side::In, Side::In),
                    Verdict::Negative => (Side::Left, Side::Right),
                    Verdict::Unsure => (Side::Open, Side::Open),
                };
                self.side(left, number, l);
                self.side(right, number, r);
            }
            Subject::Merge { claims } => claims.iter().for_each(|claim| self.side(claim, number, Side::In)),
            Subject::Split { claims, rest } => {
                claims.iter().for_each(|claim| self.side(claim, number, Side::In));
                rest.iter().for_each(|claim| self.side(claim, number, Side::Out));
            }
            Subject::SameOrigin { left, right } => pair(&mut self.origins, left, right, judgement),
            Subject::Independence { left, right } => pair(&mut self.independence, left, right, judgement),
            Subject::Credibility { incident, value } => {
                self.credibility.insert(incident.clone(), Ruled::new(*value, judgement));
            }
            Subject::Reliability { source, value } => {
                self.reliability.insert(canonical_name(source), Ruled::new(*value, judgement));
            }
            Subject::Stage { incident, value } => {
                self.stage.insert(incident.clone(), Ruled::new(*value, judgement));
            }
            Subject::SameIncident { .. } | Subject::Undo { .. } => {}
        }
    }

    /// The pairs along which a judgement joins its claims: each with the first before it from which no later word parts it.
    fn join(&mut self, judgement: &Judgement) {
        let claims: Vec<&ClaimId> = match &judgement.subject {
            Subject::SameIncident { left, right } if judgement.verdict == Verdict::Positive => vec![left, right],
            Subject::Merge { claims } | Subject::Split { claims, .. } => claims.iter().collect(),
            _ => return,
        };
        let mut anchors: Vec<&ClaimId> = Vec::new();
        for claim in claims {
            if anchors.contains(&claim) {
                continue;
            }
            let Some(anchor) = anchors.iter().find(|anchor| self.word(anchor, claim) == Some(true)) else {
                anchors.push(claim);
                continue;
            };
            let pair = ordered((*anchor).clone(), claim.clone());
            self.together.push(pair.clone());
            self.joined_by.insert(pair, judgement.by.clone());
        }
    }
}

/// Sets what is said of two origins.
fn pair(of: &mut BTreeMap<(String, String), Ruled<bool>>, left: &str, right: &str, judgement: &Judgement) {
    let key = ordered(canonical_name(left), canonical_name(right));
    match judgement.verdict {
        Verdict::Positive => of.insert(key, Ruled::new(true, judgement)),
        Verdict::Negative => of.insert(key, Ruled::new(false, judgement)),
        Verdict::Unsure => of.remove(&key),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(n: i64, subject: Subject, verdict: Verdict) -> Judgement {
        Judgement {
            id: JudgementId(format!("j{n}")),
            subject,
            verdict,
            score: 1.0,
            reasons: Vec::new(),
            by: "Ines".to_owned(),
            at: Timestamp::from_second(n).unwrap(),
        }
    }

    fn ids(names: &[&str]) -> Vec<ClaimId> {
        names.iter().map(|name| ClaimId::from(*name)).collect()
    }

    fn apart(judged: &Judged, claim: &str) -> Vec<String> {
        let claim = ClaimId::from(claim);
        let mut found: Vec<String> = judged.kept_apart(&claim).map(ToString::to_string).collect();
        found.sort();
        found
    }

    #[test]
    fn the_latest_word_on_a_pair_counts_and_the_rest_is_left_alone() {
        let mut judged = Judged::default();
        let split = Subject::Split { claims: ids(&["a", "b"]), rest: ids(&["c", "d"]) };
        judged.add(&judgement(1, split, Verdict::Negative));
        assert_eq!(
            (apart(&judged, "a"), apart(&judged, "d")),
            (vec!["c".into(), "d".into()], vec!["a".into(), "b".into()])
        );
        assert_eq!(judged.together, [("a".into(), "b".into())], "those that leave stay together, the others are left");
        judged.add(&judgement(2, Subject::Merge { claims: ids(&["a", "c"]) }, Verdict::Positive));
        assert_eq!((apart(&judged, "a"), apart(&judged, "b")), (vec!["d".to_owned()], vec!["c".into(), "d".into()]));
        assert_eq!(judged.joined_by(&"c".into(), &"a".into()), Some("Ines"));
        let pair = Subject::SameIncident { left: "b".into(), right: "d".into() };
        judged.add(&judgement(3, pair, Verdict::Unsure));
        assert_eq!(apart(&judged, "b"), ["c"]);
        judged.add(&judgement(4, Subject::Undo { judgement: "j1".into() }, Verdict::Positive));
        assert!(["a", "b", "c", "d"].iter().all(|claim| apart(&judged, claim).is_empty()));
        assert_eq!(judged.together, [("a".into(), "c".into())]);
    }
}
