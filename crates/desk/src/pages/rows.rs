//! Lines of lists: an incident, a warning, a report, each in the words that every page uses.

use crate::words;
use jiff::Timestamp;
use record::{Incident, Stage, Warning, WarningState};
use store::ReportSummary;

/// An incident in a list.
pub(crate) struct IncidentRow {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) headline: String,
    pub(crate) stage: Stage,
    pub(crate) stage_title: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) place: String,
    pub(crate) date: String,
    pub(crate) grade: String,
    pub(crate) grade_title: String,
    /// "4 reports, 1 independent source: …".
    pub(crate) standing: String,
    pub(crate) circular: bool,
    pub(crate) conflicts: usize,
}

impl IncidentRow {
    pub(crate) fn new(incident: &Incident) -> Self {
        Self {
            id: incident.id.to_string(),
            href: words::href("/incidents", incident.id.as_str()),
            headline: headline(&incident.headline, "Incident without a headline"),
            stage: incident.stage,
            stage_title: words::stage(incident.stage),
            kind: incident.kind.words(),
            place: incident.place.as_ref().map_or_else(|| "place not known".to_owned(), |place| place.label()),
            date: incident.when.as_ref().map_or_else(|| "date not known".to_owned(), words::when),
            grade: incident.grade.code(),
            grade_title: words::grade(&incident.grade),
            standing: words::standing(incident),
            circular: incident.circular,
            conflicts: incident.conflicts.len(),
        }
    }
}

/// A warning in a list.
pub(crate) struct WarningRow {
    pub(crate) href: String,
    pub(crate) headline: String,
    pub(crate) state: WarningState,
    pub(crate) state_words: String,
    pub(crate) stage: Stage,
    pub(crate) stage_title: &'static str,
    pub(crate) place: String,
    pub(crate) date: String,
    pub(crate) grade: String,
    pub(crate) grade_title: String,
    pub(crate) sources: String,
    pub(crate) marking: String,
    pub(crate) marking_class: &'static str,
    /// CAP: urgency, severity, certainty.
    pub(crate) urgency: String,
    pub(crate) urgency_class: &'static str,
    pub(crate) severity: String,
    pub(crate) certainty: String,
    pub(crate) reasons: Vec<String>,
    pub(crate) since: String,
}

impl WarningRow {
    pub(crate) fn new(warning: &Warning, now: Timestamp) -> Self {
        let last = warning.history.last();
        let state_words = match (warning.state, warning.outcome) {
            (WarningState::Closed, Some(outcome)) => format!("closed: {}", words::outcome(outcome)),
            (state, _) => words::state(state).to_owned(),
        };
        Self {
            href: words::href("/warnings", warning.id.as_str()),
            headline: headline(&warning.headline, "Warning without a headline"),
            state: warning.state,
            state_words,
            stage: warning.stage,
            stage_title: words::stage(warning.stage),
            place: warning.place.as_ref().map_or_else(|| "place not known".to_owned(), |place| place.label()),
            date: warning.when.as_ref().map_or_else(|| "date not known".to_owned(), words::when),
            grade: warning.grade.code(),
            grade_title: words::grade(&warning.grade),
            sources: words::sources(warning.independent_origins),
            marking: warning.marking.to_string(),
            marking_class: words::tlp_class(warning.marking.tlp),
            urgency: warning.urgency.to_string(),
            urgency_class: match warning.urgency {
                record::Urgency::Immediate => "urgent-now",
                record::Urgency::Expected => "urgent-soon",
                _ => "urgent-later",
            },
            severity: warning.severity.to_string(),
            certainty: warning.certainty.to_string(),
            reasons: warning.reasons.clone(),
            since: last.map_or_else(String::new, |step| words::ago(step.at, now)),
        }
    }
}

/// A report in a list.
pub(crate) struct ReportRow {
    pub(crate) href: String,
    pub(crate) outlet: String,
    pub(crate) title: String,
    pub(crate) date: String,
    pub(crate) relevant: bool,
    pub(crate) claims: String,
}

impl ReportRow {
    pub(crate) fn new(report: &ReportSummary) -> Self {
        Self {
            href: words::href("/reports", report.id.as_str()),
            outlet: headline(&report.outlet, "outlet not known"),
            title: headline(&report.title, "Report without a headline"),
            date: words::day(report.published),
            relevant: report.relevant,
            claims: words::count(u64::from(report.claims), "claim", "claims"),
        }
    }
}

/// The words, or a stand-in where there are none.
pub(crate) fn headline(words: &str, without: &str) -> String {
    if words.trim().is_empty() { without.to_owned() } else { words.to_owned() }
}
