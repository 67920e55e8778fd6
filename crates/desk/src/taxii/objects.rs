//! Asking for, adding and taking off objects; the status of what was added.

use super::answer::{self, Answer, No, bad_request, failed, nothing, problem, refused, respond};
use super::ask::{self, What};
use super::check::{self, NoEnvelope, Refused};
use super::door::Account;
use super::{MAX_CONTENT_BYTES, page};
use crate::app::App;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    response::Response,
};
use futures_util::StreamExt;
use record::{PartnerId, taxii_date};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use store::{ObjectAdded, ObjectVersions, ObjectsPut, OpenCollection, TaxiiObject};
use uuid::Uuid;

/// Bytes of a body that is too large which are read and thrown away, so that the client hears why.
const MAX_DRAINED_BYTES: usize = 64 << 20;
/// Statuses of one partner that can be read back, at most.
const MAX_STATUSES: usize = 1_000;
/// Bytes that they may take together.
const MAX_STATUS_BYTES: usize = 2 << 20;

/// Answers for a collection's objects.
pub(super) async fn answer(
    app: &App,
    account: &Arc<Account>,
    open: OpenCollection,
    what: What<&str>,
    parts: &Parts,
    body: Body,
) -> Answer {
    let (read, write) = (open.collection.can_read, open.collection.can_write);
    match (&parts.method, read, write) {
        (_, false, false) => return Err(nothing()),
        (&Method::POST, _, false) => return Err(refused("write to")),
        (&Method::POST, ..) => return post(app, account, open.num, &parts.headers, body).await,
        (&Method::DELETE, false, _) | (&Method::DELETE, _, false) => return Err(refused("delete from")),
        (_, false, _) => return Err(refused("read")),
        _ => {}
    }
    let params = ask::params(&parts.uri, &open.collection.id)?;
    if parts.method == Method::DELETE {
        let versions = params.versions.clone().unwrap_or(ObjectVersions::All);
        let query = page::query(open.num, what, ask::Params { versions: Some(versions), after_us: i64::MIN, ..params });
        let gone = app.block(move |inner| Ok(inner.desk.store.taxii_delete(query)?)).await.map_err(|_| failed())?;
        return if gone == 0 { Err(nothing()) } else { Ok(respond(StatusCode::OK, "{}")) };
    }
    let query = page::query(open.num, what, params);
    let what = what.owned();
    app.block(move |inner| Ok(page::page(inner.desk.store.as_ref(), &open.collection.id, what.lent(), &query)))
        .await
        .map_err(|_| failed())?
}

async fn post(app: &App, account: &Account, collection: i64, headers: &HeaderMap, body: Body) -> Answer {
    ask::is_envelope(headers)?;
    let body = whole(headers, body).await?;
    let now = (app.0.desk.clock)().as_microsecond();
    let done = app.block(move |inner| {
        let (objects, results) = match take_apart(&body) {
            Ok(both) => both,
            Err(why) => return Ok(Err(why)),
        };
        drop(body);
        let put = ObjectsPut { now_us: now, into: vec![(collection, objects)], done: None };
        let ids: Vec<String> = put.into[0].1.iter().map(|object| object.id.clone()).collect();
        let added = if ids.is_empty() { Vec::new() } else { inner.desk.store.taxii_put(put)? };
        Ok(Ok(status(now, ids.into_iter().zip(added), results)))
    });
    match done.await.map_err(|_| failed())? {
        Ok((id, status)) => Ok(app.0.statuses.keep(&account.partner, id, &status)),
        Err(NoEnvelope::Unreadable(why)) => Err(bad_request(&why)),
        Err(NoEnvelope::Unfit(why)) => Err(problem(StatusCode::UNPROCESSABLE_ENTITY, "Not an envelope", &why)),
    }
}

type Sorted = (Vec<TaxiiObject>, Vec<Refused>);

fn take_apart(body: &[u8]) -> Result<Sorted, NoEnvelope> {
    let (mut objects, mut refused) = (Vec::new(), Vec::new());
    for raw in check::envelope(body)? {
        match check::object(raw) {
            Ok(object) => objects.push(object),
            Err(why) => refused.push(why),
        }
    }
    Ok((objects, refused))
}

/// The body, if it is not too large. One that is gets read to its end, up to a point: a client that is still sending would
/// not hear the answer.
async fn whole(headers: &HeaderMap, body: Body) -> Result<Bytes, No> {
    let said = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let mut stream = body.into_data_stream();
    let mut all = Vec::with_capacity(said.unwrap_or(0).min(MAX_CONTENT_BYTES));
    let mut length = 0_usize;
    while let Some(part) = stream.next().await {
        let part = part.map_err(|_| bad_request("The body broke off."))?;
        length += part.len();
        if length <= MAX_CONTENT_BYTES {
            all.extend_from_slice(&part);
        } else if length > MAX_DRAINED_BYTES {
            break;
        }
    }
    if length > MAX_CONTENT_BYTES {
        let advice = format!("An envelope takes at most {MAX_CONTENT_BYTES} bytes: send the objects in several.");
        return Err(problem(StatusCode::PAYLOAD_TOO_LARGE, "Too large", &advice));
    }
    Ok(all.into())
}

/// A status resource (section 4.3.1). Everything is done when it is given.
fn status(now_us: i64, added: impl Iterator<Item = (String, ObjectAdded)>, refused: Vec<Refused>) -> (String, Value) {
    let (mut successes, mut failures) = (Vec::new(), Vec::new());
    for (id, result) in added {
        match result {
            ObjectAdded::New(version) | ObjectAdded::Known(version) => {
                successes.push(json!({ "id": id, "version": version }));
            }
            ObjectAdded::Clash(version) => {
                let message = "this version is here already and says something else";
                failures.push(json!({ "id": id, "version": version, "message": message }));
            }
        }
    }
    failures.extend(refused.into_iter().map(|no| json!({ "id": no.id, "version": no.version, "message": no.why })));
    let mut random = [0; 16];
    // Without random numbers the status cannot be read back, which is all that it loses.
    let id = getrandom::fill(&mut random)
        .map_or_else(|_| Uuid::nil(), |()| uuid::Builder::from_random_bytes(random).into_uuid())
        .to_string();
    let mut status = json!({
        "id": id, "status": "complete", "request_timestamp": taxii_date(now_us),
        "total_count": successes.len() + failures.len(), "success_count": successes.len(),
        "failure_count": failures.len(), "pending_count": 0,
    });
    for (name, list) in [("successes", successes), ("failures", failures)] {
        if !list.is_empty() {
            status[name] = Value::Array(list);
        }
    }
    (id, status)
}

/// The latest statuses of each partner. They say what the answer to the post said, so nothing is lost with them; what one
/// partner posts pushes out none of another's.
#[derive(Default)]
pub struct Statuses(Mutex<HashMap<PartnerId, Kept>>);

#[derive(Default)]
struct Kept {
    latest: VecDeque<(String, Bytes)>,
    bytes: usize,
}

impl Statuses {
    fn keep(&self, partner: &PartnerId, id: String, status: &Value) -> Response {
        let body = Bytes::from(status.to_string());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.entry(partner.clone()).or_default();
        kept.bytes += body.len();
        kept.latest.push_back((id, body.clone()));
        while kept.latest.len() > MAX_STATUSES || kept.bytes > MAX_STATUS_BYTES {
            let Some((_, old)) = kept.latest.pop_front() else { break };
            kept.bytes -= old.len();
        }
        answer::respond(StatusCode::ACCEPTED, body)
    }

    pub(super) fn of(&self, partner: &PartnerId, id: &str) -> Option<Response> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = all.get(partner)?.latest.iter().find(|(known, _)| known == id);
        found.map(|(_, body)| answer::respond(StatusCode::OK, body.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_post_pushes_out_nothing() {
        let (statuses, ours, theirs) = (Statuses::default(), PartnerId::from("prt-1"), PartnerId::from("prt-2"));
        statuses.keep(&ours, "first".to_owned(), &json!({}));
        for n in 0..=MAX_STATUSES {
            statuses.keep(&theirs, n.to_string(), &json!({}));
        }
        assert!(statuses.of(&ours, "first").is_some() && statuses.of(&theirs, "first").is_none());
        assert!(statuses.of(&theirs, "0").is_none() && statuses.of(&theirs, "1").is_some(), "the oldest goes first");
    }
}
