//! `/w/{token}`: the partner's page. No account, no desk key; the token is the secret. Opening proves reading and nothing
//! more, because mail scanners open links too: only a form acknowledges.

use super::{
    Params,
    copy::{CopyView, gather},
    go, html,
};
use crate::{
    app::{App, Inner},
    fail,
    fail::Fail,
    fields::FormFields,
    held, words,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, Method, StatusCode},
    response::{IntoResponse, Response},
};
use record::{Event, PartnerId, ReceiptOutcome, Refusal, RefusalKind, Release, ReleaseId, WarningState, Who};

/// Letters of a token that are looked at.
const MAX_TOKEN_CHARS: usize = 512;

#[derive(Template)]
#[template(path = "link.html")]
struct Link {
    base: String,
    partner: String,
    copy: CopyView,
    acknowledged: bool,
    closed: bool,
    notice: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "withdrawn.html")]
struct Withdrawn {
    headline: String,
    marking: String,
    marking_class: &'static str,
    released: String,
    reason: Option<String>,
}

/// Shows the warning.
pub(crate) async fn show(
    State(app): State<App>,
    method: Method,
    headers: HeaderMap,
    Path(token): Path<String>,
    Query(params): Query<Params>,
) -> Response {
    let page = app.page(move |inner| {
        let release = open(inner, &token)?;
        if still_leaves(inner, &release)? == Leaves::OnlyThatItIsWithdrawn {
            // Nothing of it was read: nothing is proved.
            return withdrawn(inner, &release);
        }
        // `HEAD` and a prefetch show nothing, so they prove nothing. A page whose opening cannot be recorded is shown all
        // the same.
        let prefetch = headers.get("sec-purpose").is_some_and(|purpose| purpose.as_bytes().starts_with(b"prefetch"));
        if method == Method::GET && !prefetch {
            let who = Who::Partner(release.partner.clone());
            if let Err(error) = inner.act(who, Event::LinkOpened(release.id.clone())) {
                tracing::warn!(reason = error.message(), "an opened link could not be recorded");
            }
        }
        page(inner, &release, &token, params.get("done").and_then(|code| notice(code)))
    });
    page.await.unwrap_or_else(|error| refused(&error))
}

/// How much of a copy the link shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaves {
    Whole,
    /// It was taken back while it is held back.
    OnlyThatItIsWithdrawn,
}

/// Refuses what other partners' rules hold back now, but to whoever has it already.
fn still_leaves(inner: &Inner, release: &Release) -> Result<Leaves, Fail> {
    let store = inner.desk.store.as_ref();
    let warning = store.warning(&release.warning)?.ok_or_else(|| unknown_link(&release.id))?;
    if held::held_back(store, &warning, &release.marking)?.is_none() {
        return Ok(Leaves::Whole);
    }
    if warning.state == WarningState::Cancelled {
        return Ok(Leaves::OnlyThatItIsWithdrawn);
    }
    if held::has_it(release, &store.receipts_of(&release.id)?).is_some() {
        return Ok(Leaves::Whole);
    }
    let message = "The desk that sent you this link holds it back for now: it may not pass on what stands behind it any more. \
                   Ask that desk.";
    Err(Fail::new(StatusCode::CONFLICT, "Held back", message))
}

/// That a warning was taken back, and nothing of what it said.
fn withdrawn(inner: &Inner, release: &Release) -> Result<Response, Fail> {
    let store = inner.desk.store.as_ref();
    let warning = store.warning(&release.warning)?.ok_or_else(|| unknown_link(&release.id))?;
    let copy = CopyView::new(&gather(store, warning)?.view(release, &[])?);
    gone(CopyView { headline: crate::told::WITHDRAWN.to_owned(), ..copy })
}

fn gone(copy: CopyView) -> Result<Response, Fail> {
    let page = Withdrawn {
        headline: copy.headline,
        marking: copy.marking,
        marking_class: copy.marking_class,
        released: copy.released,
        reason: copy.cancelled,
    };
    Ok((StatusCode::GONE, html(&page)?).into_response())
}

fn page(inner: &Inner, release: &Release, token: &str, notice: Option<&'static str>) -> Result<Response, Fail> {
    let store = &inner.desk.store;
    let warning = store.warning(&release.warning)?.ok_or_else(|| unknown_link(&release.id))?;
    let receipts = store.receipts_of(&release.id)?;
    let gathered = gather(inner.desk.store.as_ref(), warning)?;
    let copy = CopyView::new(&gathered.view(release, &receipts)?);
    if copy.state == WarningState::Cancelled {
        return gone(copy);
    }
    html(&Link {
        base: words::href("/w", token),
        partner: partner_name(inner, &release.partner)?,
        acknowledged: receipts
            .iter()
            .any(|receipt| receipt.outcome == ReceiptOutcome::Acknowledged && receipt.version == release.version()),
        closed: copy.state == WarningState::Closed,
        copy,
        notice,
    })
}

/// Acts for the partner: `acknowledge`, `not-mine`, `ask-to-share`, `outcome`.
pub(crate) async fn act(
    State(app): State<App>,
    Path((token, act)): Path<(String, String)>,
    fields: FormFields,
) -> Response {
    let done = app.page(move |inner| {
        let release = open(inner, &token)?;
        // An answer proves reading, and would open what is held back.
        still_leaves(inner, &release)?;
        let id = release.id.clone();
        let (event, code) = match act.as_str() {
            "acknowledge" => (Event::Acknowledged { release: id, note: fields.note("note")? }, "acknowledged"),
            "not-mine" => (Event::NotMine { release: id, forward_to: fields.note("forward_to")? }, "not-mine"),
            "ask-to-share" => {
                let with_whom = fields.note("with_whom")?;
                if with_whom.is_empty() {
                    return Err(Fail::invalid("Please say with whom you would share it, and why."));
                }
                (Event::AskedToShare { release: id, with_whom }, "asked")
            }
            "outcome" => {
                let event = Event::OutcomeGiven {
                    release: id,
                    outcome: fields.code("outcome")?,
                    event_at: fields.moment("event_at")?,
                    note: fields.note("note")?,
                };
                (event, "outcome")
            }
            _ => return Err(Fail::new(StatusCode::NOT_FOUND, "Not found", "There is no such step.")),
        };
        inner.act(Who::Partner(release.partner), event)?;
        Ok(go(&format!("{}?done={code}", words::href("/w", &token))))
    });
    done.await.unwrap_or_else(|error| refused(&error))
}

/// Takes a CAP `Ack` for the release of this link.
pub(crate) async fn cap(State(app): State<App>, Path(token): Path<String>, body: axum::body::Bytes) -> Response {
    let done = app.page(move |inner| {
        let release = open(inner, &token)?;
        let events = crate::told::acks(inner.desk.store.as_ref(), &inner.desk.sender, &body, Some(&release.id))?;
        // What is held back now nobody acknowledges; an earlier version may be.
        let now = |event: &Event| matches!(event, Event::AckReceived { version, .. } if *version == release.version());
        if events.iter().any(|(_, event)| now(event)) {
            still_leaves(inner, &release)?;
        }
        for (_, event) in events {
            inner.act(Who::Partner(release.partner.clone()), event)?;
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    });
    done.await.unwrap_or_else(|error| (error.status(), format!("{}\n", error.message())).into_response())
}

fn notice(code: &str) -> Option<&'static str> {
    Some(match code {
        "acknowledged" => "Thank you. The desk sees that you have it.",
        "not-mine" => "Thank you. The desk sees that this is not yours, and where it should go.",
        "asked" => "The desk sees your request and will answer you.",
        "outcome" => "Thank you. The outcome is recorded.",
        _ => return None,
    })
}

fn open(inner: &Inner, token: &str) -> Result<Release, Fail> {
    if token.len() > MAX_TOKEN_CHARS {
        return Err(Refusal::new(RefusalKind::NotAllowed, "This link is not one of ours.").into());
    }
    let id = inner.desk.conductor.open_link(token, inner.now())?;
    inner.desk.store.release(&id)?.ok_or_else(|| unknown_link(&id))
}

fn unknown_link(id: &ReleaseId) -> Fail {
    tracing::warn!(release = %id, "a valid link leads to nothing that is stored");
    Fail::new(
        StatusCode::GONE,
        "No longer here",
        "What this link stood for is no longer here. Ask the desk that sent it.",
    )
}

fn partner_name(inner: &Inner, id: &PartnerId) -> Result<String, Fail> {
    Ok(inner.desk.store.partner(id)?.map_or_else(|| "you".to_owned(), |partner| partner.name))
}

/// Says no without the way to the desk, and never more than the reason.
fn refused(error: &Fail) -> Response {
    let title = match error.status() {
        StatusCode::FORBIDDEN => "This link does not work",
        StatusCode::GONE => "No longer here",
        StatusCode::UNPROCESSABLE_ENTITY => "Please check the form",
        status if status.is_server_error() => "Something went wrong",
        _ => "Not possible",
    };
    let message = if error.status().is_server_error() {
        "The desk could not do this just now. Please try again in a minute."
    } else {
        error.message()
    };
    fail::plain(error.status(), title, message, false)
}
