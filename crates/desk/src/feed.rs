//! `/f/TOKEN/…`: a partner's own lists, under an address that only it knows. No account, no desk key, no cookie.

use crate::{app::App, app::Inner, fail::Fail, told};
use axum::{
    extract::{Path, State},
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
};
use record::{Partner, sha256_hex};
use share::formats::{Told, cap, feed, misp, stix};

/// Letters of a token that are looked at.
const MAX_TOKEN_CHARS: usize = 512;

/// One file of a partner's.
pub(crate) async fn file(
    State(app): State<App>,
    headers: HeaderMap,
    Path((token, name)): Path<(String, String)>,
) -> Response {
    let made = app.block(move |inner| {
        let partner = open(inner, &token)?;
        make(inner, &partner, &token, &name)?.ok_or_else(nothing)
    });
    match made.await {
        Ok((kind, body)) => answered(&headers, kind, body, "private, no-cache"),
        Err(error) if error.status().is_server_error() => {
            (error.status(), "the desk could not do this just now; try again in a minute\n").into_response()
        }
        // One answer for an address that never was, one that was taken back, and a file that is not there.
        Err(_) => (StatusCode::NOT_FOUND, "there is nothing here\n").into_response(),
    }
}

/// A file, or only that it is as the client knows it.
pub(crate) fn answered(headers: &HeaderMap, kind: &str, body: String, keep: &str) -> Response {
    let tag = format!("\"{}\"", &sha256_hex(body.as_bytes())[..32]);
    let same = headers.get(IF_NONE_MATCH).is_some_and(|known| {
        known.to_str().is_ok_and(|list| list.split(',').any(|one| one.trim().trim_start_matches("W/") == tag))
    });
    let about = [(CONTENT_TYPE, kind), (ETAG, tag.as_str()), (CACHE_CONTROL, keep)];
    if same { (StatusCode::NOT_MODIFIED, about).into_response() } else { (about, body).into_response() }
}

/// A list of copies; `None` if there is none of this name.
pub(crate) fn list(about: &feed::Feed, copies: &[Told], name: &str) -> Option<(&'static str, String)> {
    Some(match name {
        "rss.xml" => ("application/rss+xml; charset=utf-8", feed::rss(about, copies)),
        "atom.xml" => ("application/atom+xml; charset=utf-8", feed::atom(about, copies)),
        "feed.json" => ("application/feed+json", feed::json_feed(about, copies).to_string()),
        "warnings.geojson" => ("application/geo+json", feed::geojson(copies).to_string()),
        "warnings.csv" => ("text/csv; charset=utf-8", feed::csv(copies)),
        _ => return None,
    })
}

fn nothing() -> Fail {
    Fail::new(StatusCode::NOT_FOUND, "Not found", "There is nothing here.")
}

fn open(inner: &Inner, token: &str) -> Result<Partner, Fail> {
    if token.len() > MAX_TOKEN_CHARS {
        return Err(nothing());
    }
    let id = inner.desk.conductor.open_feed(token)?;
    inner.desk.store.partner(&id)?.ok_or_else(nothing)
}

/// The media type and the content of a file; `None` if there is none of this name.
fn make(inner: &Inner, partner: &Partner, token: &str, name: &str) -> Result<Option<(&'static str, String)>, Fail> {
    let desk = &inner.desk;
    let base = desk.base_url.trim_end_matches('/');
    let now = inner.now();
    let link = |release: &record::Release| {
        if release.expires_at > now { inner.link_of(&release.id) } else { None }
    };
    let copies = told::told(desk.store.as_ref(), partner, &desk.groups, &link)?;
    let about = feed::Feed {
        title: format!("Warnings for {}", partner.name),
        author: desk.sender.name.clone(),
        home: format!("{base}/"),
        address: format!("{base}/f/{token}/{name}"),
        public: false,
    };
    Ok(list(&about, &copies, name).or_else(|| other(&copies, &desk.sender, name)))
}

/// A STIX bundle, a CAP message or a file of the MISP feed.
fn other(copies: &[Told], desk: &cap::Desk, name: &str) -> Option<(&'static str, String)> {
    if name == "stix.json" {
        let warnings: Vec<_> = copies.iter().map(|told| told.warning.clone()).collect();
        return Some(("application/stix+json;version=2.1", stix::encode(&warnings, &desk.name).to_string()));
    }
    if let Some(identifier) = name.strip_prefix("cap/").and_then(|name| name.strip_suffix(".xml")) {
        let mut messages = copies.iter().map(|told| cap::message(told, desk));
        let found = messages.find(|message| message.identifier == identifier)?;
        return Some(("application/cap+xml", cap::encode(&found)));
    }
    let name = name.strip_prefix("misp/")?;
    let whole = misp::feed(copies, desk);
    match name {
        "manifest.json" => Some(("application/json", whole.manifest)),
        "hashes.csv" => Some(("text/csv; charset=utf-8", whole.hashes)),
        _ => {
            let (_, text) = whole.events.into_iter().find(|(known, _)| known == name)?;
            Some(("application/json", text))
        }
    }
}
