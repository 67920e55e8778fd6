//! Drafting: an incident, and perhaps the watch it met, become a warning that waits for a person's decision.

use crate::compose;
use crate::estimate::{Harm, certainty, severity, urgency};
use crate::facts::{Facts, Outlets};
use crate::watch::Hit;
use jiff::Timestamp;
use record::{
    Claim, HistoryStep, Incident, Marking, ProposedAct, UpdateOffer, Warning, WarningId, WarningState, Watch,
};

/// Number of steps that the history of a draft holds at most; further changes overwrite the last of them.
pub const MAX_DRAFT_STEPS: usize = 50;

/// First words of the note of a draft whose headline a person wrote: [`refresh`] keeps it.
const OWN_HEADLINE: &str = "Drafted with a headline of its own";

/// Writes a warning about `incident`.
///
/// `claims` are those of the incident, `outlets` gives the outlet of a report (empty if unknown), `headline` replaces the
/// incident's own (empty counts as none), `by` is the analyst's name or `watch …`. The same incident and watch always give
/// the same id, so drafting twice gives one warning.
#[must_use]
#[allow(clippy::too_many_arguments)]
pub fn draft(
    incident: &Incident,
    claims: &[Claim],
    outlets: Outlets<'_>,
    watch: Option<(&Watch, &Hit)>,
    headline: Option<&str>,
    marking: Marking,
    at: Timestamp,
    by: &str,
) -> Warning {
    let facts = Facts::of_incident(incident, claims, outlets);
    let own = headline.map(str::trim).filter(|headline| !headline.is_empty());
    let watch_id = watch.map(|(watch, _)| watch.id.clone());
    let reasons = watch.map_or_else(|| vec![format!("Drafted by hand by {by}.")], |(_, hit)| hit.reasons.clone());
    let harm = Harm {
        kind: facts.kind,
        stage: facts.stage,
        targets: &facts.targets,
        killed: facts.killed.map(|(_, high)| high),
        injured: facts.injured.map(|(_, high)| high),
    };
    let note = match (own, watch) {
        (Some(_), _) => format!("{OWN_HEADLINE}."),
        (None, Some((watch, _))) => {
            format!("Drafted because the watch \u{201c}{}\u{201d} met an incident.", watch.name)
        }
        (None, None) => "Drafted by hand.".to_owned(),
    };
    Warning {
        id: WarningId::derive(&[incident.id.as_str(), watch_id.as_ref().map_or("", |id| id.as_str())]),
        incident: incident.id.clone(),
        claims: incident.claims.clone(),
        watch: watch_id,
        headline: own.map_or_else(|| headline_of(incident, &facts), str::to_owned),
        text: compose::text(&facts),
        reasons,
        stage: incident.stage,
        place: incident.place.clone(),
        when: incident.when.clone(),
        urgency: urgency(incident.stage, incident.when.as_ref(), at),
        severity: severity(&harm),
        certainty: certainty(&incident.grade, incident.stage),
        grade: incident.grade.clone(),
        independent_origins: incident.independent_origins,
        marking,
        state: WarningState::Draft,
        outcome: None,
        event_at: None,
        history: vec![HistoryStep { state: WarningState::Draft, at, by: by.to_owned(), note }],
        offer: None,
        latest_update: None,
        held: None,
        counts_from: None,
        proposals: Vec::new(),
    }
}

/// The draft brought up to date after its incident changed.
///
/// `None` if nothing changed that a reader would notice, or if the warning is no longer a draft: what a person released
/// stays as it was released. A headline that a person wrote stays.
#[must_use]
pub fn refresh(
    warning: &Warning,
    incident: &Incident,
    claims: &[Claim],
    outlets: Outlets<'_>,
    watch: Option<(&Watch, &Hit)>,
    at: Timestamp,
) -> Option<Warning> {
    if warning.state != WarningState::Draft || warning.incident != incident.id {
        return None;
    }
    let fresh = anew(warning, incident, claims, outlets, watch, at);
    let reasons = if watch.is_some() { fresh.reasons.clone() } else { warning.reasons.clone() };
    let changes = changes(warning, &fresh, &reasons);
    if changes.is_empty() {
        return None;
    }
    let note = format!("Brought up to date: {}.", changes.join("; "));
    let mut history = warning.history.clone();
    if history.len() >= MAX_DRAFT_STEPS {
        history.pop();
    }
    history.push(HistoryStep { state: WarningState::Draft, at, by: "forewarn".to_owned(), note });
    let (id, watch, proposals) = (warning.id.clone(), warning.watch.clone(), Vec::new());
    Some(Warning { id, watch, reasons, history, proposals, ..fresh })
}

/// The same warning drafted from its incident as it is now, and what that changes for a reader: what an update of a released
/// warning would send. `None` if there is nothing to tell, or if the warning is a draft or over.
#[must_use]
pub fn changed(
    warning: &Warning,
    incident: &Incident,
    claims: &[Claim],
    outlets: Outlets<'_>,
    at: Timestamp,
) -> Option<(Warning, Vec<String>)> {
    let held = !matches!(warning.state, WarningState::Draft | WarningState::Closed | WarningState::Cancelled);
    if !held || warning.incident != incident.id {
        return None;
    }
    let fresh = anew(warning, incident, claims, outlets, None, at);
    let changes = changes(warning, &fresh, &warning.reasons);
    (!changes.is_empty()).then_some((fresh, changes))
}

/// The same warning drafted from its incident as it is now, whether or not that changes anything for a reader.
#[must_use]
pub fn retold(
    warning: &Warning,
    incident: &Incident,
    claims: &[Claim],
    outlets: Outlets<'_>,
    at: Timestamp,
) -> Warning {
    anew(warning, incident, claims, outlets, None, at)
}

/// A released warning with the update that is offered, or without one that is no longer needed. `None` if that is how it
/// stands already.
#[must_use]
pub fn offered(warning: &Warning, changed: Option<&(Warning, Vec<String>)>, at: Timestamp) -> Option<Warning> {
    let now = changed.map(|(_, changes)| changes);
    if warning.offer.as_ref().map(|offer| &offer.changes) == now {
        return None;
    }
    // What was proposed was another update than this.
    let mut proposals = warning.proposals.clone();
    proposals.retain(|proposal| proposal.act != ProposedAct::Update);
    let offer = now.map(|changes| UpdateOffer { at, changes: changes.clone() });
    Some(Warning { offer, proposals, ..warning.clone() })
}

/// The warning as it would be drafted now, by whoever drafted it; a headline that a person wrote stays.
fn anew(
    warning: &Warning,
    incident: &Incident,
    claims: &[Claim],
    outlets: Outlets<'_>,
    watch: Option<(&Watch, &Hit)>,
    at: Timestamp,
) -> Warning {
    let own = warning.history.first().is_some_and(|step| step.note.starts_with(OWN_HEADLINE));
    let headline = own.then_some(warning.headline.as_str());
    let by = warning.history.first().map_or("forewarn", |step| step.by.as_str());
    let fresh = draft(incident, claims, outlets, watch, headline, warning.marking.clone(), at, by);
    if watch.is_some() { fresh } else { Warning { reasons: warning.reasons.clone(), ..fresh } }
}

fn headline_of(incident: &Incident, facts: &Facts) -> String {
    let given = incident.headline.trim();
    if given.is_empty() { compose::headline(facts) } else { given.to_owned() }
}

/// What a reader would notice, in words. Urgency alone does not count: it moves with the clock.
fn changes(old: &Warning, new: &Warning, reasons: &[String]) -> Vec<String> {
    let mut changes = Vec::new();
    let mut step = |what: &str, before: String, after: String| {
        if before != after {
            changes.push(format!("{what} {before} \u{2192} {after}"));
        }
    };
    let label = |warning: &Warning| warning.place.as_ref().map_or("unknown".to_owned(), crate::words::place);
    let time = |warning: &Warning| warning.when.as_ref().map_or("unknown".to_owned(), crate::words::date);
    step("stage", old.stage.to_string(), new.stage.to_string());
    step("place", label(old), label(new));
    step("date", time(old), time(new));
    step("grade", old.grade.code(), new.grade.code());
    step("independent origins", old.independent_origins.to_string(), new.independent_origins.to_string());
    step("severity", old.severity.to_string(), new.severity.to_string());
    if old.headline != new.headline {
        changes.push("headline".to_owned());
    }
    if changes.is_empty() && (old.text != new.text || old.reasons != reasons) {
        changes.push("wording".to_owned());
    }
    changes
}
