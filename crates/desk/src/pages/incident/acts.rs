//! What an analyst does at an incident: draft a warning, judge, take a judgement back.

use crate::{
    app::{App, Inner},
    fail::Fail,
    fields::Fields,
    pages::go,
    words,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use record::{ClaimId, Event, Incident, IncidentId, JudgementId, Marking, Subject, Tlp, Verdict};

/// Pairs judged when one claim is split off; beyond that the nearest claims are enough to keep it apart.
const MAX_SPLIT_PAIRS: usize = 64;

/// Drafts a warning by hand.
pub(crate) async fn draft(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let marking = Marking { tlp: fields.code::<Tlp>("marking")?, originator_control: fields.ticked("orcon") };
        let event = Event::WarningDrafted { incident: IncidentId(id), headline: fields.line("headline")?, marking };
        let outcome = inner.act(fields.analyst()?, event)?;
        Ok(match outcome.warnings.first() {
            Some(warning) => go(&format!("{}?done=drafted", words::href("/warnings", warning.as_str()))),
            None => go("/warnings?done=drafted"),
        })
    })
    .await
}

/// Judges what the form's `subject` says: credibility, stage, reliability, split, merge, origins.
pub(crate) async fn judge(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let id = IncidentId(id);
        let incident = inner.desk.store.incident(&id)?.ok_or_else(|| Fail::missing("incident", id.as_str()))?;
        let who = fields.analyst()?;
        let reason = fields.note("reason")?;
        if reason.is_empty() {
            return Err(Fail::invalid("Please give a reason: it stands beside the judgement for everyone after you."));
        }
        for (subject, verdict) in subjects(inner, &incident, &fields)? {
            inner.act(who.clone(), Event::Judged { subject, verdict, reason: reason.clone() })?;
        }
        // A split or merge may have given the incident another id; its list then shows where it went.
        let place = match inner.desk.store.incident(&id)? {
            Some(_) => words::href("/incidents", id.as_str()),
            None => "/incidents".to_owned(),
        };
        Ok(go(&format!("{place}?done=judged")))
    })
    .await
}

fn subjects(inner: &Inner, incident: &Incident, fields: &Fields) -> Result<Vec<(Subject, Verdict)>, Fail> {
    let id = incident.id.clone();
    let one = |subject, verdict| Ok(vec![(subject, verdict)]);
    match fields.get("subject") {
        "credibility" => {
            one(Subject::Credibility { incident: id, value: fields.code("credibility")? }, Verdict::Positive)
        }
        "stage" => one(Subject::Stage { incident: id, value: fields.code("stage")? }, Verdict::Positive),
        "reliability" => {
            let source = fields.required("source", "the source")?;
            one(Subject::Reliability { source, value: fields.code("reliability")? }, Verdict::Positive)
        }
        "split" => split(incident, &ClaimId(fields.required("claim", "the claim to split off")?)),
        "merge" => merge(inner, incident, &IncidentId(fields.required("other", "the other incident")?)),
        "origins" => {
            let left = fields.required("left", "the first source")?;
            let right = fields.required("right", "the second source")?;
            if left == right {
                return Err(Fail::invalid("Choose two different sources."));
            }
            one(Subject::SameOrigin { left, right }, fields.code("verdict")?)
        }
        _ => Err(Fail::invalid("Choose what you want to judge.")),
    }
}

/// A claim leaves the incident when it is judged to be apart from each of the others.
fn split(incident: &Incident, claim: &ClaimId) -> Result<Vec<(Subject, Verdict)>, Fail> {
    if !incident.claims.contains(claim) || incident.claims.len() < 2 {
        return Err(Fail::invalid("Choose a claim of this incident; an incident of one claim cannot be split."));
    }
    let others = incident.claims.iter().filter(|other| *other != claim).take(MAX_SPLIT_PAIRS);
    let apart = |other: &ClaimId| Subject::SameIncident { left: claim.clone(), right: other.clone() };
    Ok(others.map(|other| (apart(other), Verdict::Negative)).collect())
}

fn merge(inner: &Inner, incident: &Incident, other: &IncidentId) -> Result<Vec<(Subject, Verdict)>, Fail> {
    if *other == incident.id {
        return Err(Fail::invalid("Give the id of another incident."));
    }
    let other = inner.desk.store.incident(other)?.ok_or_else(|| Fail::missing("incident", other.as_str()))?;
    match (incident.claims.first(), other.claims.first()) {
        (Some(left), Some(right)) => {
            Ok(vec![(Subject::SameIncident { left: left.clone(), right: right.clone() }, Verdict::Positive)])
        }
        _ => Err(Fail::invalid("One of the incidents has no claims.")),
    }
}

/// Takes a judgement back.
pub(crate) async fn undo(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        inner.act(fields.analyst()?, Event::JudgementUndone(JudgementId(id)))?;
        let back = IncidentId(fields.line("incident")?);
        let place = match inner.desk.store.incident(&back)? {
            Some(_) => words::href("/incidents", back.as_str()),
            None => "/incidents".to_owned(),
        };
        Ok(go(&format!("{place}?done=undone")))
    })
    .await
}
