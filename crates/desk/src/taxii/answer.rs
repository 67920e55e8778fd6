//! Answers: JSON with the TAXII media type, and errors as TAXII words them.

use super::MEDIA_TYPE;
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::{Value, json};

/// What is sent instead of what was asked for.
pub(super) type No = Box<Response>;

/// An answer; both kinds are sent.
pub(super) type Answer = Result<Response, No>;

pub(super) fn respond(status: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    response
}

pub(super) fn json(value: &Value) -> Answer {
    Ok(respond(StatusCode::OK, value.to_string()))
}

/// An error message resource (section 3.6.1).
pub(super) fn problem(status: StatusCode, title: &str, description: &str) -> No {
    let body = json!({ "title": title, "description": description, "http_status": status.as_str() });
    Box::new(respond(status, body.to_string()))
}

/// The one answer for what is not there and for what is not this partner's.
pub(super) fn nothing() -> No {
    problem(StatusCode::NOT_FOUND, "Not found", "There is nothing here for this account.")
}

pub(super) fn bad_request(description: &str) -> No {
    problem(StatusCode::BAD_REQUEST, "Bad request", description)
}

pub(super) fn refused(what: &str) -> No {
    problem(StatusCode::FORBIDDEN, "Not allowed", &format!("This account may not {what} this collection."))
}

pub(super) fn failed() -> No {
    let after = "The desk could not do this just now; nothing was changed. Try again in a minute.";
    problem(StatusCode::SERVICE_UNAVAILABLE, "Try again", after)
}

/// Sets a header; a value that cannot stand in one is left out.
pub(super) fn put(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
