//! The judgements that count now: appended by analysts, in force until undone, never edited.

use crate::speakers::canonical_name;
use record::{ClaimId, Credibility, IncidentId, Judgement, JudgementId, Reliability, Stage, Subject, Verdict};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The author under which the machine's own judgements are stored. They are recomputed here, so they are not read back.
const MACHINE: &str = "machine";

/// A value that an analyst set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ruled<T> {
    pub value: T,
    pub by: String,
}

/// All judgements, and what follows from them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Judged {
    /// In order of time, then id: replays in any order come out the same.
    all: BTreeMap<(jiff::Timestamp, JudgementId), Judgement>,
    /// Pairs of claims that belong together, in order of judgement.
    pub together: Vec<(ClaimId, ClaimId, String)>,
    apart: FxHashMap<ClaimId, BTreeSet<ClaimId>>,
    /// Pairs of canonical origin labels: one source or two.
    pub origins: BTreeMap<(String, String), Ruled<bool>>,
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
        let key = (judgement.at, judgement.id.clone());
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

    /// True if an analyst keeps the two claims apart.
    pub fn apart(&self, left: &ClaimId, right: &ClaimId) -> bool {
        self.apart.get(left).is_some_and(|set| set.contains(right))
    }

    /// True if an analyst keeps anything apart from this claim.
    pub fn any_apart(&self, claim: &ClaimId) -> bool {
        self.apart.contains_key(claim)
    }

    fn derive(&mut self) {
        // An undo may itself be undone: the latest word is read first.
        let mut undone: BTreeSet<&JudgementId> = BTreeSet::new();
        let mut active: Vec<&Judgement> = Vec::new();
        for judgement in self.all.values().rev() {
            if undone.contains(&judgement.id) || judgement.by == MACHINE {
                continue;
            }
            if let Subject::Undo { judgement } = &judgement.subject {
                undone.insert(judgement);
            } else {
                active.push(judgement);
            }
        }
        let mut pairs: BTreeMap<(ClaimId, ClaimId), (usize, bool, String)> = BTreeMap::new();
        let (mut origins, mut reliability) = (BTreeMap::new(), BTreeMap::new());
        let (mut credibility, mut stage) = (BTreeMap::new(), BTreeMap::new());
        for (n, judgement) in active.into_iter().rev().enumerate() {
            let by = judgement.by.clone();
            match &judgement.subject {
                Subject::SameIncident { left, right } => {
                    let key = ordered(left.clone(), right.clone());
                    match judgement.verdict {
                        Verdict::Positive => pairs.insert(key, (n, true, by)),
                        Verdict::Negative => pairs.insert(key, (n, false, by)),
                        Verdict::Unsure => pairs.remove(&key),
                    };
                }
                Subject::SameOrigin { left, right } => {
                    let key = ordered(canonical_name(left), canonical_name(right));
                    match judgement.verdict {
                        Verdict::Positive => origins.insert(key, Ruled { value: true, by }),
                        Verdict::Negative => origins.insert(key, Ruled { value: false, by }),
                        Verdict::Unsure => origins.remove(&key),
                    };
                }
                Subject::Credibility { incident, value } => {
                    credibility.insert(incident.clone(), Ruled { value: *value, by });
                }
                Subject::Reliability { source, value } => {
                    reliability.insert(canonical_name(source), Ruled { value: *value, by });
                }
                Subject::Stage { incident, value } => {
                    stage.insert(incident.clone(), Ruled { value: *value, by });
                }
                Subject::Undo { .. } => {}
            }
        }
        let mut together: Vec<(usize, ClaimId, ClaimId, String)> = Vec::new();
        let mut apart: FxHashMap<ClaimId, BTreeSet<ClaimId>> = FxHashMap::default();
        for ((left, right), (n, same, by)) in pairs {
            if same {
                together.push((n, left, right, by));
            } else {
                apart.entry(left.clone()).or_default().insert(right.clone());
                apart.entry(right).or_default().insert(left);
            }
        }
        together.sort();
        self.together = together.into_iter().map(|(_, left, right, by)| (left, right, by)).collect();
        self.apart = apart;
        (self.origins, self.reliability, self.credibility, self.stage) = (origins, reliability, credibility, stage);
    }
}
