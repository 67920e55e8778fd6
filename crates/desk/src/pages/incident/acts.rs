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
        let (subject, verdict) = subject(inner, &incident, &fields)?;
        inner.act(who, Event::Judged { subject, verdict, reason })?;
        // A split or merge may have given the incident another id; its list then shows where it went.
        let place = match inner.desk.store.incident(&id)? {
            Some(_) => words::href("/incidents", id.as_str()),
            None => "/incidents".to_owned(),
        };
        Ok(go(&format!("{place}?done=judged")))
    })
    .await
}

/// What is judged: one judgement for one act, so that taking it back takes all of it back.
fn subject(inner: &Inner, incident: &Incident, fields: &Fields) -> Result<(Subject, Verdict), Fail> {
    let id = incident.id.clone();
    let set = |subject| Ok((subject, Verdict::Positive));
    match fields.get("subject") {
        "credibility" => set(Subject::Credibility { incident: id, value: fields.code("credibility")? }),
        "stage" => set(Subject::Stage { incident: id, value: fields.code("stage")? }),
        "reliability" => set(reliability(fields)?),
        "split" => split(incident, &fields.all("claim").map(ClaimId::from).collect::<Vec<_>>()),
        "merge" => merge(inner, incident, &IncidentId(fields.required("other", "the other incident")?)),
        "origins" => origins(fields),
        _ => Err(Fail::invalid("Choose what you want to judge.")),
    }
}

/// The reliability of a source as a form gives it.
pub(crate) fn reliability(fields: &Fields) -> Result<Subject, Fail> {
    Ok(Subject::Reliability { source: fields.required("source", "the source")?, value: fields.code("reliability")? })
}

fn origins(fields: &Fields) -> Result<(Subject, Verdict), Fail> {
    let left = fields.required("left", "the first source")?;
    let right = fields.required("right", "the second source")?;
    if left == right {
        return Err(Fail::invalid("Choose two different sources."));
    }
    match fields.get("relation") {
        "same" => Ok((Subject::SameOrigin { left, right }, Verdict::Positive)),
        "two" => Ok((Subject::SameOrigin { left, right }, Verdict::Negative)),
        "dependent" => Ok((Subject::Independence { left, right }, Verdict::Negative)),
        "independent" => Ok((Subject::Independence { left, right }, Verdict::Positive)),
        _ => Err(Fail::invalid("Choose how the two sources stand to one another.")),
    }
}

/// Claims leave an incident together when they are judged to be apart from all the others.
fn split(incident: &Incident, leaving: &[ClaimId]) -> Result<(Subject, Verdict), Fail> {
    let (claims, rest): (Vec<ClaimId>, Vec<ClaimId>) =
        incident.claims.iter().cloned().partition(|claim| leaving.contains(claim));
    if claims.is_empty() || claims.len() != leaving.len() {
        return Err(Fail::invalid("Tick the claims of this incident that tell of something else."));
    }
    if rest.is_empty() {
        return Err(Fail::invalid("These are all its claims: leave at least one in the incident."));
    }
    Ok((Subject::Split { claims, rest }, Verdict::Negative))
}

fn merge(inner: &Inner, incident: &Incident, other: &IncidentId) -> Result<(Subject, Verdict), Fail> {
    if *other == incident.id {
        return Err(Fail::invalid("Give the id of another incident."));
    }
    let other = inner.desk.store.incident(other)?.ok_or_else(|| Fail::missing("incident", other.as_str()))?;
    let claims = incident.claims.iter().chain(&other.claims).cloned().collect();
    Ok((Subject::Merge { claims }, Verdict::Positive))
}

/// Takes a judgement back.
pub(crate) async fn undo(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        inner.act(fields.analyst()?, Event::JudgementUndone(JudgementId(id)))?;
        let back = IncidentId(fields.line("incident")?);
        let source = fields.line("back")?;
        let place = match inner.desk.store.incident(&back)? {
            Some(_) => words::href("/incidents", back.as_str()),
            // Only ever a page of this desk's sources.
            None if source.starts_with("/sources/") && !source.contains(['\\', ':', '?', '#']) => source,
            None => "/incidents".to_owned(),
        };
        Ok(go(&format!("{place}?done=undone")))
    })
    .await
}
