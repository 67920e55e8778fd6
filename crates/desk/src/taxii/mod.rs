//! The TAXII 2.1 server (OASIS Standard, 10 June 2021), for partners' programs.
//!
//! Each partner has an account, and collections that nobody else learns of: one with what was released to it, made by
//! [`publish`] from the same copies as its signed links, and those that it posts to. Collections hold the bytes of objects as
//! they came; a page is read off an index over the dates at which they were added, and written out without being parsed.

mod answer;
mod ask;
mod check;
mod door;
mod objects;
mod page;
pub mod publish;

pub(crate) use door::Doors;
pub use objects::Statuses;

use crate::app::App;
use answer::{Answer, problem};
use ask::Place;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::Response,
};
use door::Account;
use serde_json::json;
use std::{sync::Arc, time::Duration};

/// The media type of everything said here.
pub(crate) const MEDIA_TYPE: &str = "application/taxii+json;version=2.1";
/// STIX 2.1, then 2.0.
const STIX: [&str; 2] = ["application/stix+json;version=2.1", "application/stix+json;version=2.0"];
/// The path of the API root.
pub const API_ROOT: &str = "/taxii2/desk/";
/// Largest body of a request, in bytes.
pub const MAX_CONTENT_BYTES: usize = 8 << 20;
/// How often it is looked whether something was released.
const PUBLISH_EVERY: Duration = Duration::from_millis(100);
/// Before the next try after the store failed.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// True if a request is for this server: by its path, or because it wants to hear TAXII and nothing else.
pub(crate) fn is_ours(path: &str, headers: &HeaderMap) -> bool {
    is_under(path) || headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(ask::wants_taxii)
}

/// True for the paths of this server.
pub(crate) fn is_under(path: &str) -> bool {
    path.strip_prefix("/taxii2").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Puts what was released into partners' collections, for as long as the desk is open. No request does it, so that none takes
/// longer because something was released to somebody.
pub(crate) async fn follow(app: App) {
    let mut ticks = tokio::time::interval(PUBLISH_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let done = app.block(|inner| {
            let desk = &inner.desk;
            Ok(publish::publish(desk.store.as_ref(), &desk.groups, &desk.sender.name, inner.now())?)
        });
        if done.await.is_err() {
            tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
        }
    }
}

/// Answers one request.
pub(crate) async fn serve(State(app): State<App>, request: Request) -> Response {
    let head_only = request.method() == Method::HEAD;
    let mut response = match answer(&app, request).await {
        Ok(response) => response,
        Err(no) => *no,
    };
    if head_only {
        *response.body_mut() = Body::empty();
    }
    response
}

async fn answer(app: &App, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let account = door::open(app, &parts.headers).await?;
    let place = ask::place(parts.uri.path()).ok_or_else(answer::nothing)?;
    let allowed = place.methods();
    if !allowed.contains(&parts.method.as_str()) {
        let mut response = problem(StatusCode::METHOD_NOT_ALLOWED, "This cannot be done here", "See the Allow header.");
        answer::put(&mut response, header::ALLOW, &allowed.join(", "));
        return Err(response);
    }
    ask::acceptable(&parts.headers)?;
    match place {
        Place::Discovery => discovery(app),
        Place::Root => answer::json(&json!({
            "title": app.0.desk.sender.name, "versions": [MEDIA_TYPE], "max_content_length": MAX_CONTENT_BYTES,
            "description": "Warnings released to you, and a place for what you know.",
        })),
        Place::Status(id) => app.0.statuses.of(&account.partner, id).ok_or_else(answer::nothing),
        Place::Collections => collections(&account),
        Place::Collection(name) => answer::json(&page::resource(account.collection(name).ok_or_else(answer::nothing)?)),
        Place::Objects(name, what) => {
            let collection = account.collection(name).ok_or_else(answer::nothing)?.clone();
            objects::answer(app, &account, collection, what, &parts, body).await
        }
    }
}

fn discovery(app: &App) -> Answer {
    let root = format!("{}{API_ROOT}", app.0.desk.base_url.trim_end_matches('/'));
    answer::json(&json!({
        "title": app.0.desk.sender.name, "description": "A warning desk.", "default": root, "api_roots": [root],
    }))
}

fn collections(account: &Arc<Account>) -> Answer {
    let all: Vec<_> = account.collections.iter().map(page::resource).collect();
    answer::json(&if all.is_empty() { json!({}) } else { json!({ "collections": all }) })
}
