//! Judgements: what a machine or an analyst decided about two things, or one. Appended, never edited.

use crate::code::codes;
use crate::{ClaimId, Credibility, IncidentId, JudgementId, Reliability, Stage};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// Do two origins go back to one source? Labels as in [`crate::Origin::label`].
    SameOrigin {
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
