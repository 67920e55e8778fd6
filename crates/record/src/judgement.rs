//! Judgements: what a machine or an analyst decided about two things, or one. Appended, never edited.

use crate::code::codes;
use crate::{ClaimId, Credibility, Incident, IncidentId, JudgementId, Reliability, Stage};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Claims that one judgement may name. A larger incident is merged or split in several acts.
pub const MAX_JUDGED_CLAIMS: usize = 5_000;

codes! {
    /// The verdict on a pair.
    Verdict ("verdict") {
        /// They are the same.
        Positive => "positive",
        /// They are not.
        Negative => "negative",
        /// Looked at, undecided.
        Unsure => "unsure",
    }
}

/// What is judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "subject")]
pub enum Subject {
    /// Do two claims tell of one incident?
    SameIncident {
        /// One claim.
        left: ClaimId,
        /// The other.
        right: ClaimId,
    },
    /// All these claims tell of one incident: what merging incidents says, in one act. The verdict is `Positive`.
    Merge {
        /// Two or more claims.
        claims: Vec<ClaimId>,
    },
    /// These claims tell of one incident, and of another than the rest: what splitting an incident says, in one act. The
    /// verdict is `Negative`.
    Split {
        /// The claims that go, together.
        claims: Vec<ClaimId>,
        /// The claims that they are kept apart from. What remains is left to the machine.
        rest: Vec<ClaimId>,
    },
    /// Do two origins go back to one source? Labels as in [`crate::Origin::label`].
    SameOrigin {
        /// One origin.
        left: String,
        /// The other.
        right: String,
    },
    /// Two origins that are two sources: is each independent of the other? `Negative` where one owns the other or both have it
    /// from one mouth that neither names: only one of them is then counted.
    Independence {
        /// One origin.
        left: String,
        /// The other.
        right: String,
    },
    /// The credibility of an incident.
    Credibility {
        /// The incident.
        incident: IncidentId,
        /// 1 to 6.
        value: Credibility,
    },
    /// The reliability of a source, by its outlet's or origin's name.
    Reliability {
        /// The source's name.
        source: String,
        /// A to F.
        value: Reliability,
    },
    /// The stage of an incident.
    Stage {
        /// The incident.
        incident: IncidentId,
        /// The stage.
        value: Stage,
    },
    /// An earlier judgement is taken back.
    Undo {
        /// The judgement that no longer counts.
        judgement: JudgementId,
    },
}

/// One judgement. An analyst's outranks the machine's and survives recomputation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// Derived from content, author and time.
    pub id: JudgementId,
    /// What is judged.
    pub subject: Subject,
    /// For pairs; `Positive` for values.
    pub verdict: Verdict,
    /// 0 to 1; 1 for analysts.
    pub score: f64,
    /// Why, one sentence each.
    pub reasons: Vec<String>,
    /// Name of the analyst, or `machine`.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Judgement {
    /// Orders judgements as they apply: by time; at one and the same instant what is taken back comes before the taking back,
    /// and then the id decides.
    #[must_use]
    pub fn order(&self) -> (Timestamp, bool, &JudgementId) {
        (self.at, matches!(self.subject, Subject::Undo { .. }), &self.id)
    }

    /// What was judged, in words: "“Orient Wire” and “Volna” are one source".
    #[must_use]
    pub fn words(&self) -> String {
        let say = |positive: &'static str, negative: &'static str, unsure: &'static str| match self.verdict {
            Verdict::Positive => positive,
            Verdict::Negative => negative,
            Verdict::Unsure => unsure,
        };
        match &self.subject {
            Subject::SameIncident { left, right } => {
                format!("claims {left} and {right} {} one incident", say("are", "are not", "may be"))
            }
            Subject::Merge { claims } => format!("{} are one incident", claims_in_words(claims)),
            Subject::Split { claims, rest } => {
                format!("{} tell of something else than {}", claims_in_words(claims), claims_in_words(rest))
            }
            Subject::SameOrigin { left, right } => {
                let be = say("are one source", "are two sources", "may be one source");
                format!("“{left}” and “{right}” {be}")
            }
            Subject::Independence { left, right } => {
                let be = say("are independent", "are not independent", "may be independent");
                format!("“{left}” and “{right}” {be} of one another")
            }
            Subject::Credibility { value, .. } => format!("credibility {value}: {}", value.words()),
            Subject::Reliability { source, value } => format!("reliability of “{source}” {value}: {}", value.words()),
            Subject::Stage { value, .. } => format!("stage: {value}"),
            Subject::Undo { judgement } => format!("{judgement} is taken back"),
        }
    }

    /// True if the judgement bears on what this incident shows. Taking back is told with what it takes back.
    #[must_use]
    pub fn concerns(&self, incident: &Incident) -> bool {
        let holds = |claims: &[ClaimId]| claims.iter().any(|claim| incident.claims.contains(claim));
        let speaks = |name: &str| {
            incident
                .origins
                .iter()
                .any(|origin| origin.label == name || origin.chain.iter().any(|speaker| speaker.name == name))
                || incident.testimony.iter().any(|told| told.name == name || told.source == name)
        };
        match &self.subject {
            Subject::SameIncident { left, right } => holds(&[left.clone(), right.clone()]),
            Subject::Merge { claims } => holds(claims),
            Subject::Split { claims, rest } => holds(claims) || holds(rest),
            Subject::SameOrigin { left, right } | Subject::Independence { left, right } => {
                speaks(left) && speaks(right)
            }
            Subject::Credibility { incident: id, .. } | Subject::Stage { incident: id, .. } => {
                *id == incident.id || incident.claims.iter().any(|claim| IncidentId::derive(&[claim.as_str()]) == *id)
            }
            Subject::Reliability { source, .. } => speaks(source),
            Subject::Undo { .. } => false,
        }
    }
}

fn claims_in_words(claims: &[ClaimId]) -> String {
    const SHOWN: usize = 3;
    let named: Vec<&str> = claims.iter().take(SHOWN).map(ClaimId::as_str).collect();
    match (claims.len(), named[..].split_last()) {
        (_, None) => "no claims".to_owned(),
        (1, Some((one, _))) => format!("claim {one}"),
        (n, Some((last, before))) if n <= SHOWN => format!("claims {} and {last}", before.join(", ")),
        (n, _) => format!("claims {} and {} more", named.join(", "), n - SHOWN),
    }
}

/// Of each judgement that does not count now, the one that took it back. The latest word is read first, so that taking back
/// can itself be taken back.
#[must_use]
pub fn taken_back<'j>(all: impl IntoIterator<Item = &'j Judgement>) -> BTreeMap<&'j JudgementId, &'j Judgement> {
    let mut ordered: Vec<&Judgement> = all.into_iter().collect();
    ordered.sort_by(|a, b| b.order().cmp(&a.order()));
    let mut undone = BTreeMap::new();
    for judgement in ordered {
        if let Subject::Undo { judgement: target } = &judgement.subject
            && !undone.contains_key(&judgement.id)
        {
            undone.entry(target).or_insert(judgement);
        }
    }
    undone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(id: &str, second: i64, subject: Subject) -> Judgement {
        Judgement {
            id: id.into(),
            subject,
            verdict: Verdict::Positive,
            score: 1.0,
            reasons: Vec::new(),
            by: "Ines".to_owned(),
            at: Timestamp::from_second(second).unwrap(),
        }
    }

    fn undo(id: &str, second: i64, target: &str) -> Judgement {
        judgement(id, second, Subject::Undo { judgement: target.into() })
    }

    #[test]
    fn taking_back_can_be_taken_back() {
        let merge = judgement("a", 1, Subject::Merge { claims: vec!["c1".into(), "c2".into()] });
        let all = [merge.clone(), undo("b", 2, "a"), undo("c", 3, "b")];
        let ids = |all: &[Judgement]| taken_back(all).keys().map(|id| id.to_string()).collect::<Vec<_>>();
        assert_eq!(ids(&all[..1]), Vec::<String>::new());
        assert_eq!(ids(&all[..2]), ["a"]);
        assert_eq!(ids(&all), ["b"]);
        // In one instant, and in whatever order they are stored.
        assert_eq!(ids(&[undo("0", 1, "a"), merge]), ["a"]);
    }

    #[test]
    fn long_lists_of_claims_stay_short() {
        let ids = |n: usize| (1..=n).map(|n| ClaimId(format!("c{n}"))).collect::<Vec<_>>();
        let table = [
            (1, "claim c1"),
            (2, "claims c1 and c2"),
            (3, "claims c1, c2 and c3"),
            (5, "claims c1, c2, c3 and 2 more"),
        ];
        for (n, expected) in table {
            assert_eq!(claims_in_words(&ids(n)), expected);
        }
    }
}
