//! One incident as one line of JSON: what `forewarn link --format jsonl` prints. The order of the keys is part of the format.

use super::DecodeError;
use super::readings::{PlaceLine, place_line};
use record::{Incident, Kind, Stage, When};
use serde::{Deserialize, Serialize};

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentLine {
    /// The incident's id.
    pub id: String,
    /// Code of the kind.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Code of the stage.
    pub stage: Stage,
    /// Where.
    pub place: Option<PlaceLine>,
    /// When, ISO 8601 at its own precision.
    pub date: Option<String>,
    /// Organisations, most often named first.
    pub actor: Vec<String>,
    /// The reports that tell of it.
    pub reports: Vec<String>,
    /// Who really says so.
    pub origins: Vec<OriginLine>,
    /// How many of them are independent of one another.
    pub independent_origins: u32,
    /// Short form of the grade: `B2`.
    pub grade: String,
    /// What the reports do not agree on.
    pub conflicts: Vec<ConflictLine>,
    /// True where outlets cite one another in a circle, or several stand on one root.
    #[serde(default)]
    pub circular: bool,
    /// Why the grade is what it is: both axes, one sentence each.
    #[serde(default)]
    pub grade_reasons: Vec<String>,
    /// The claims, in order of publication.
    #[serde(default)]
    pub claims: Vec<String>,
    /// Why the claims are one incident: for each claim but the first the one that it joined, and the score feature by feature.
    #[serde(default)]
    pub links: Vec<LinkLine>,
}

/// Why two claims were linked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkLine {
    /// One claim.
    pub left: String,
    /// The other.
    pub right: String,
    /// The sum of the features.
    pub score: f64,
    /// Each feature and what it brought, in a fixed order.
    pub features: Vec<(String, f64)>,
}

/// An origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginLine {
    /// "Hürriyet (Hande Fırat)".
    pub label: String,
    /// The reports that go back to it.
    pub reports: Vec<String>,
    /// The longest chain to it, outlet first.
    pub chain: Vec<String>,
    /// Whether it counts as independent of the others.
    #[serde(default)]
    pub independent: bool,
    /// Why, one sentence each: who cites whom, who copies whom, what an analyst judged.
    #[serde(default)]
    pub reasons: Vec<String>,
}

/// A conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictLine {
    /// Which field.
    pub field: String,
    /// Its sides.
    pub sides: Vec<SideLine>,
}

/// One side of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideLine {
    /// The value in words.
    pub value: String,
    /// Labels of the origins behind it.
    pub said_by: Vec<String>,
}

/// The line of an incident, as values.
#[must_use]
pub fn line(incident: &Incident) -> IncidentLine {
    let ids = |reports: &[record::ReportId]| reports.iter().map(ToString::to_string).collect();
    IncidentLine {
        id: incident.id.to_string(),
        kind: incident.kind,
        stage: incident.stage,
        place: incident.place.as_ref().map(place_line),
        date: incident.when.as_ref().map(When::iso),
        actor: incident.actors.iter().map(|actor| actor.text.clone()).collect(),
        reports: ids(&incident.reports),
        origins: incident
            .origins
            .iter()
            .map(|origin| OriginLine {
                label: origin.label.clone(),
                reports: ids(&origin.reports),
                chain: origin.chain.iter().map(|speaker| speaker.name.clone()).collect(),
                independent: origin.independent,
                reasons: origin.reasons.clone(),
            })
            .collect(),
        independent_origins: incident.independent_origins,
        grade: incident.grade.code(),
        conflicts: incident
            .conflicts
            .iter()
            .map(|conflict| ConflictLine {
                field: conflict.field.clone(),
                sides: conflict
                    .sides
                    .iter()
                    .map(|side| SideLine { value: side.value.clone(), said_by: side.said_by.clone() })
                    .collect(),
            })
            .collect(),
        circular: incident.circular,
        grade_reasons: [&incident.grade.reliability_reasons, &incident.grade.credibility_reasons]
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
        claims: incident.claims.iter().map(ToString::to_string).collect(),
        links: incident
            .links
            .iter()
            .map(|link| LinkLine {
                left: link.left.to_string(),
                right: link.right.to_string(),
                score: link.score,
                features: link.features.clone(),
            })
            .collect(),
    }
}

/// The line of an incident as text, without a line end.
#[must_use]
pub fn encode(incident: &Incident) -> String {
    // Strings, numbers and lists only: nothing in a line can fail to be written.
    serde_json::to_string(&line(incident)).unwrap_or_default()
}

/// Reads a line back. A line holds less than an incident, so this gives the line's values.
///
/// # Errors
/// [`DecodeError`] if the line is not JSON of this shape.
pub fn decode(line: &str) -> Result<IncidentLine, DecodeError> {
    serde_json::from_str(line.trim())
        .map_err(|error| DecodeError::Malformed { detail: error.to_string(), command: "link" })
}
