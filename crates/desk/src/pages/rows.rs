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
    /// The headline without place and stage, for lists that say both beside it.
    pub(crate) what: String,
    pub(crate) stage: Stage,
    pub(crate) stage_title: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) place: String,
    pub(crate) date: String,
    pub(crate) grade: String,
    pub(crate) grade_title: String,
    /// "4 reports, 1 independent source: …".
    pub(crate) standing: String,
    /// "1 independent source".
    pub(crate) sources: String,
    /// "4 reports, all going back to …".
    pub(crate) behind: String,
    pub(crate) circular: bool,
    pub(crate) conflicts: usize,
}

impl IncidentRow {
    pub(crate) fn new(incident: &Incident) -> Self {
        let place = incident.place.as_ref().map(record::Place::label);
        Self {
            id: incident.id.to_string(),
            what: bare(&incident.headline, place.as_deref(), incident.stage),
            href: words::href("/incidents", incident.id.as_str()),
            headline: headline(&incident.headline, "Incident without a headline"),
            stage: incident.stage,
            stage_title: words::stage(incident.stage),
            kind: incident.kind.words(),
            place: place.unwrap_or_else(|| "place not known".to_owned()),
            date: incident.when.as_ref().map_or_else(|| "date not known".to_owned(), words::when),
            grade: incident.grade.code(),
            grade_title: words::grade(&incident.grade),
            standing: words::standing(incident),
            sources: words::sources(incident.independent_origins),
            behind: words::behind(incident),
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
    /// What waits for somebody at this desk.
    pub(crate) flags: Vec<&'static str>,
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
            date: warning.when.as_ref().map_or_else(|| "date not known".to_owned(), |when| words::due(when, now)),
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
            flags: [
                warning.offer.is_some().then_some("update offered"),
                (!warning.proposals.is_empty()).then_some("waits for a second person"),
            ]
            .into_iter()
            .flatten()
            .collect(),
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

/// A headline without its place and its stage: "Raid on a flat, Graz, AT — foiled, 1 dead" as "Raid on a flat, 1 dead". What
/// is not found stays.
fn bare(headline_words: &str, place: Option<&str>, stage: Stage) -> String {
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(", ") || rest.starts_with(" — ");
    let mut line = headline_words.to_owned();
    for part in [format!(" — {stage}"), place.map_or_else(String::new, |place| format!(", {place}"))] {
        if !part.is_empty()
            && let Some((before, after)) = line.rsplit_once(&part)
            && ends(after)
            && !before.trim().is_empty()
        {
            line = format!("{before}{}", after.replacen(" — ", ", ", 1));
        }
    }
    headline(&line, "Incident without a headline")
}

/// The words, or a stand-in where there are none.
pub(crate) fn headline(words: &str, without: &str) -> String {
    if words.trim().is_empty() { without.to_owned() } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_leaves_off_what_stands_beside_it() {
        let table = [
            ("Attack on a market, Graz, AT — planned", Some("Graz, AT"), Stage::Planned, "Attack on a market"),
            ("Bombing, Gao, ML — accomplished, 14 dead", Some("Gao, ML"), Stage::Accomplished, "Bombing, 14 dead"),
            ("Raid on two flats, Antwerp, BE", Some("Antwerp, BE"), Stage::Accomplished, "Raid on two flats"),
            ("Raid, Antwerp, BE — 2 dead", Some("Antwerp, BE"), Stage::Accomplished, "Raid, 2 dead"),
            ("Threat — threatened", None, Stage::Threatened, "Threat"),
            ("Attack — planned by hand", None, Stage::Planned, "Attack — planned by hand"),
            ("Analyst's own words", Some("Graz, AT"), Stage::Planned, "Analyst's own words"),
            ("", None, Stage::Planned, "Incident without a headline"),
        ];
        for (words, place, stage, expected) in table {
            assert_eq!(bare(words, place, stage), expected, "{words}");
        }
    }
}
