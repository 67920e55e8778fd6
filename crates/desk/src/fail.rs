//! What can go wrong with a request, as a page that says what is wrong and what to do.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use record::{Refusal, RefusalKind};
use store::StoreError;

/// A request that could not be done.
#[derive(Debug)]
pub(crate) struct Fail {
    status: StatusCode,
    title: &'static str,
    message: String,
}

impl Fail {
    pub(crate) fn new(status: StatusCode, title: &'static str, message: impl Into<String>) -> Self {
        Self { status, title, message: message.into() }
    }

    /// There is no `noun` with this id.
    pub(crate) fn missing(noun: &str, id: &str) -> Self {
        let id: String = id.chars().take(60).collect();
        let message =
            format!("There is no {noun} {id}. It may have been merged or removed; go back and reload the list.");
        Self::new(StatusCode::NOT_FOUND, "Not found", message)
    }

    /// The request says something that cannot be.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "Please check the form", message)
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong", message)
    }

    pub(crate) fn closing() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "The desk is closing", "Start it again to go on.")
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

impl From<StoreError> for Fail {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The store failed",
            format!("{error}. `forewarn doctor` checks it."),
        )
    }
}

impl From<Refusal> for Fail {
    fn from(refusal: Refusal) -> Self {
        let (status, title) = match refusal.kind {
            RefusalKind::NotFound => (StatusCode::NOT_FOUND, "Not found"),
            RefusalKind::NotAllowed => (StatusCode::FORBIDDEN, "Not allowed"),
            RefusalKind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "Please check the form"),
            RefusalKind::Store => (StatusCode::INTERNAL_SERVER_ERROR, "The store failed"),
        };
        Self::new(status, title, refusal.message)
    }
}

impl From<askama::Error> for Fail {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a template failed");
        Self::internal("this page could not be written; the log has the particulars")
    }
}

/// A page outside the desk's frame: it shows nothing of what is stored.
#[derive(Template)]
#[template(path = "plain.html")]
struct Plain<'a> {
    title: &'a str,
    message: &'a str,
    status: u16,
    home: bool,
}

/// A page with a title and a message only; `home` offers the way back to the desk.
pub(crate) fn plain(status: StatusCode, title: &str, message: &str, home: bool) -> Response {
    let page = Plain { title, message, status: status.as_u16(), home };
    match page.render() {
        Ok(body) => (status, Html(body)).into_response(),
        Err(_) => (status, title.to_owned()).into_response(),
    }
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        plain(self.status, self.title, &self.message, true)
    }
}

/// For addresses that lead nowhere.
pub(crate) async fn no_such_page() -> Response {
    let message = "There is no such page. The address may be cut off, or from another version.";
    plain(StatusCode::NOT_FOUND, "Not found", message, true)
}
