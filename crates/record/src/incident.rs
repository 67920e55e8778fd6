//! Incidents: claims that tell of one event. Derived, and can be recomputed from claims and judgements.

use crate::{ClaimId, Grade, IncidentId, Kind, Mention, Place, ReportId, Speaker, Stage, Testimony, When};
use serde::{Deserialize, Serialize};

/// One root of the origin graph, with the reports that go back to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// "Hürriyet (Hande Fırat)".
    pub label: String,
    /// The reports that rest on it.
    pub reports: Vec<ReportId>,
    /// The longest chain to it, outlet first.
    pub chain: Vec<Speaker>,
    /// Whether it counts as independent of the others.
    pub independent: bool,
    /// Why, in words, one sentence each: "TASS cites Hürriyet", "near-copy of …".
    pub reasons: Vec<String>,
    /// Reports told in the words of another one of these: the copy, and the text that it was laid to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<(ReportId, ReportId)>,
}

/// Two or more values for one thing, kept side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Which field: `killed`, `injured`, `target`, `stage`, `actor`, `date`.
    pub field: String,
    /// What is said, by whom.
    pub sides: Vec<ConflictSide>,
}

/// One side of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictSide {
    /// The value in words: "12".
    pub value: String,
    /// The claims that say so.
    pub claims: Vec<ClaimId>,
    /// The origins (labels) behind them.
    pub said_by: Vec<String>,
}

/// Why two claims were linked: one feature of the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkReason {
    /// One claim.
    pub left: ClaimId,
    /// The other.
    pub right: ClaimId,
    /// Sum of the features' weights; linked at or above the threshold of `link`.
    pub score: f64,
    /// `("place", 2.0)`: each feature and what it brought.
    pub features: Vec<(String, f64)>,
}

/// An incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Derived from its earliest claim.
    pub id: IncidentId,
    /// In order of publication, then id.
    pub claims: Vec<ClaimId>,
    /// In the same order, without repeats.
    pub reports: Vec<ReportId>,
    /// The most specific kind that most origins support.
    pub kind: Kind,
    /// The stage that the latest and best origins support.
    pub stage: Stage,
    /// The best-resolved place.
    pub place: Option<Place>,
    /// Other places tied to it by any claim; their partners have a stake.
    pub linked_places: Vec<Place>,
    /// The most precise time.
    pub when: Option<When>,
    /// Organisations, one mention for each group, most often named first.
    pub actors: Vec<Mention>,
    /// Parent of the first actor.
    pub actor_parent: Option<String>,
    /// Targets, most often named first.
    pub targets: Vec<Mention>,
    /// Smallest and largest number of dead said.
    pub killed: Option<(u32, u32)>,
    /// Smallest and largest number of injured said.
    pub injured: Option<(u32, u32)>,
    /// Who really said so.
    pub origins: Vec<Origin>,
    /// Number of origins that are independent of one another.
    pub independent_origins: u32,
    /// True where outlets cite one another in a circle, or several stand on one root.
    pub circular: bool,
    /// Both axes with reasons.
    pub grade: Grade,
    /// What the claims do not agree on.
    pub conflicts: Vec<Conflict>,
    /// What each source stood for here, and what became of it, by the key of the source.
    #[serde(default)]
    pub testimony: Vec<Testimony>,
    /// Why the claims are together.
    pub links: Vec<LinkReason>,
    /// A line for lists: "Attack on a crowded shopping centre, Moscow, RU — foiled".
    pub headline: String,
}
