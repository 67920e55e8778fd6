//! Incidents as the desk itself sees them, for its own exports.

use super::{StixActor, StixStatement, StixWarning};
use jiff::{Timestamp, civil::Date};
use record::{Certainty, Claim, Group, Incident, Marking, Report, Severity, Urgency, Warning, WarningState, When};

/// An incident with all that stands behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct StixIncident {
    /// The incident.
    pub incident: Incident,
    /// The warnings about it, in any order.
    pub warnings: Vec<Warning>,
    /// Its claims.
    pub claims: Vec<Claim>,
    /// Their reports.
    pub reports: Vec<Report>,
}

impl StixIncident {
    /// The incident as it goes into a bundle.
    ///
    /// Text, urgency and outcome come from its latest warning, one that has left the desk before a draft. The marking is the
    /// tightest of all its warnings, and `marking` where there is none. It counts as taken back if every warning about it was
    /// cancelled.
    ///
    /// `at` is the time of the export and of the version: an incident changes with every report and judgement, and STIX wants
    /// no two contents under one time. It counts as created on the day of its first report.
    #[must_use]
    pub fn tell(&self, groups: &[Group], marking: &Marking, at: Timestamp) -> StixWarning {
        let mut told = self.without_warning(groups, marking, at);
        let last = |warning: &Warning| warning.history.last().map(|step| step.at);
        let draft = |warning: &Warning| warning.state == WarningState::Draft;
        let cancelled = |warning: &Warning| warning.state == WarningState::Cancelled;
        // Not cancelled before cancelled, out before draft, late before early; the id settles ties.
        let key = |warning: &&Warning| (!cancelled(warning), !draft(warning), last(warning), warning.id.clone());
        let Some(warning) = self.warnings.iter().max_by_key(key) else { return told };
        let tightest = self.warnings.iter().map(|warning| &warning.marking);
        told.marking = tightest.fold(warning.marking.clone(), |all, one| all.tightest(one));
        told.headline.clone_from(&warning.headline);
        told.text.clone_from(&warning.text);
        (told.urgency, told.severity, told.certainty) = (warning.urgency, warning.severity, warning.certainty);
        told.outcome = warning.outcome;
        told.cancelled = self.warnings.iter().all(cancelled);
        told
    }

    fn without_warning(&self, groups: &[Group], marking: &Marking, at: Timestamp) -> StixWarning {
        let incident = &self.incident;
        let own = self.claims.iter().filter(|claim| incident.claims.contains(&claim.id));
        let report = |claim: &Claim| self.reports.iter().find(|report| report.id == claim.report);
        let first = own.clone().filter_map(|claim| report(claim)?.published).min();
        let midnight = |date: Date| When::day(date).map(|day| day.start.min(at));
        StixWarning {
            key: incident.id.to_string(),
            headline: incident.headline.clone(),
            text: String::new(),
            marking: marking.clone(),
            caveats: Vec::new(),
            kind: incident.kind,
            stage: incident.stage,
            place: incident.place.clone(),
            linked_places: incident.linked_places.clone(),
            when: incident.when.clone(),
            urgency: Urgency::Unknown,
            severity: Severity::Unknown,
            certainty: Certainty::Unknown,
            grade: incident.grade.clone(),
            independent_origins: incident.independent_origins,
            origins: incident.origins.iter().filter(|origin| origin.independent).map(|o| o.label.clone()).collect(),
            actors: incident
                .actors
                .iter()
                .enumerate()
                .map(|(index, actor)| {
                    let parent = if index == 0 { incident.actor_parent.as_deref() } else { None };
                    StixActor::of(actor, parent, groups)
                })
                .collect(),
            targets: incident.targets.iter().map(|target| target.text.clone()).collect(),
            killed: incident.killed,
            injured: incident.injured,
            statements: own.clone().map(|claim| StixStatement::of(claim, report(claim))).collect(),
            outcome: None,
            cancelled: false,
            created: first.and_then(midnight).unwrap_or(at),
            modified: at,
        }
    }
}
