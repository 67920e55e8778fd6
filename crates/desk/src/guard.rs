//! Who gets in, and what every answer carries.
//!
//! - The `Host` must be a loopback name or the desk's own: a page elsewhere cannot point its own name at the desk (DNS
//!   rebinding).
//! - What changes things must come from the desk's own pages (`Sec-Fetch-Site`, else `Origin`), and forms carry a token
//!   besides ([`crate::fields`]).
//! - Everything but the partners' pages, the public page, the TAXII server, the assets and the health check needs the session cookie or, for programs, the key.

use crate::{
    app::{App, Inner},
    fail, public, taxii,
};
use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri,
        header::{self, AUTHORIZATION, CACHE_CONTROL, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::net::IpAddr;

/// Everything from here, nothing from elsewhere, no inline scripts or styles, never in a frame.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The desk's door: checks the request, then sets the headers of the answer.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let ours = taxii::is_ours(request.uri().path(), request.headers());
    let mut response = match check(&app.0, &request, ours) {
        // Whoever wants TAXII gets no page, wherever it asks.
        Ok(()) if ours && !taxii::is_under(request.uri().path()) => taxii::serve(State(app), request).await,
        Ok(()) => next.run(request).await,
        Err(refusal) => *refusal,
    };
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !ours {
        set_headers(headers);
    }
    response
}

fn check(inner: &Inner, request: &Request, exchange: bool) -> Result<(), Box<Response>> {
    let (headers, path) = (request.headers(), request.uri().path());
    if !host_is_ours(inner, headers, request.uri()) {
        return Err(Box::new(fail::plain(
            StatusCode::MISDIRECTED_REQUEST,
            "Wrong address",
            "This desk does not answer under that name. Open it by the address that it printed when it started.",
            false,
        )));
    }
    let reads_only = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads_only && !same_origin(headers) {
        return Err(Box::new(fail::plain(
            StatusCode::FORBIDDEN,
            "Refused",
            "This request came from another site. Go back to the page it belongs to and try again there.",
            false,
        )));
    }
    // The TAXII server has its own accounts.
    if exchange {
        return Ok(());
    }
    if path.starts_with("/w/") || path.starts_with("/f/") || path.starts_with("/assets/") || path == "/healthz" {
        return Ok(());
    }
    // Whether it is open the page itself looks up; closed, it answers as this door does.
    if public::is_under(path) && reads_only {
        return Ok(());
    }
    if path == "/"
        && reads_only
        && let Some(key) = key_in(request.uri())
    {
        return Err(Box::new(enter(inner, &key)));
    }
    let by_key = path.starts_with("/api/") || path.starts_with("/export/");
    if session(inner, headers) || (by_key && bearer(inner, headers)) {
        return Ok(());
    }
    Err(Box::new(locked(by_key)))
}

/// Trades the key in the address for the session cookie.
fn enter(inner: &Inner, key: &str) -> Response {
    if !inner.key_fits(key) {
        return locked(false);
    }
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(LOCATION, HeaderValue::from_static("/"));
    if let Ok(cookie) = HeaderValue::from_str(&inner.cookie()) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

pub(crate) fn locked(for_program: bool) -> Response {
    let message = "Open the desk by the whole address that it printed when it started: it ends in ?key=…. The browser \
                   then remembers it until it is closed.";
    if for_program {
        let body = serde_json::json!({"error": "send the desk's key as `Authorization: Bearer KEY`"});
        return (StatusCode::FORBIDDEN, axum::Json(body)).into_response();
    }
    fail::plain(StatusCode::FORBIDDEN, "This desk is locked", message, false)
}

fn key_in(uri: &Uri) -> Option<String> {
    // Keys are made of letters and digits, so nothing needs decoding.
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("key=")).map(str::to_owned)
}

pub(crate) fn session(inner: &Inner, headers: &HeaderMap) -> bool {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .any(|(name, value)| name == inner.cookie_name() && inner.session_fits(value))
}

fn bearer(inner: &Inner, headers: &HeaderMap) -> bool {
    let value = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.strip_prefix("Bearer ")).is_some_and(|key| inner.key_fits(key.trim()))
}

/// The host part of `host[:port]`, in lower case, without the brackets of an IPv6 address.
fn host_part(authority: &str) -> String {
    let host = if let Some(rest) = authority.strip_prefix('[') {
        rest.split(']').next().unwrap_or_default()
    } else {
        authority.rsplit_once(':').map_or(authority, |(host, _)| host)
    };
    host.trim_end_matches('.').to_ascii_lowercase()
}

fn host_is_ours(inner: &Inner, headers: &HeaderMap, uri: &Uri) -> bool {
    let named = uri.host().map(str::to_owned);
    let header = headers.get(HOST).and_then(|value| value.to_str().ok()).map(host_part);
    let ours = |host: &str| {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let loopback = host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let local = host == "localhost" || host.ends_with(".localhost");
        loopback || local || base_host(&inner.desk.base_url).is_some_and(|base| base == host)
    };
    // Both are checked if both are there; a request with neither is not from a browser that we know.
    match (named, header) {
        (None, None) => false,
        (named, header) => named.is_none_or(|h| ours(&h.to_ascii_lowercase())) && header.is_none_or(|h| ours(&h)),
    }
}

fn base_host(base_url: &str) -> Option<String> {
    base_url.parse::<Uri>().ok()?.authority().map(|authority| host_part(authority.as_str()))
}

/// True if the request comes from a page of this desk, or from a program that is no browser.
///
/// Our own pages have the referrer policy `no-referrer`, for which browsers send `Origin: null` with forms; where they also
/// send no `Sec-Fetch-Site` (plain http away from loopback), the form's token or the link's token decides alone.
fn same_origin(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site") {
        return site.as_bytes() == b"same-origin";
    }
    match text(&ORIGIN) {
        None | Some("null") => true,
        Some(origin) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority.is_some_and(|authority| text(&HOST).is_some_and(|host| host.eq_ignore_ascii_case(authority)))
        }
    }
}

fn set_headers(headers: &mut HeaderMap) {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_read_without_its_port() {
        let table = [
            ("localhost:8750", "localhost"),
            ("LOCALHOST", "localhost"),
            ("127.0.0.1:1", "127.0.0.1"),
            ("[::1]:8750", "::1"),
            ("desk.example.", "desk.example"),
        ];
        for (given, expected) in table {
            assert_eq!(host_part(given), expected);
        }
        assert_eq!(base_host("https://desk.example:8443/x").as_deref(), Some("desk.example"));
    }

    #[test]
    fn only_our_own_pages_may_change_things() {
        let table: &[(&[(&str, &str)], bool)] = &[
            (&[], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:1"), ("host", "localhost:1")], false),
            (&[("origin", "http://localhost:1"), ("host", "localhost:1")], true),
            (&[("origin", "http://localhost:2"), ("host", "localhost:1")], false),
            (&[("origin", "https://evil.example"), ("host", "localhost:1")], false),
            (&[("origin", "null"), ("host", "localhost:1")], true),
        ];
        for (given, expected) in table {
            let mut headers = HeaderMap::new();
            for (name, value) in *given {
                headers.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
            }
            assert_eq!(same_origin(&headers), *expected, "{given:?}");
        }
    }
}
