//! One request and its answer: guarded, bounded, conditional. Redirects are answers like any other; whoever asked decides
//! whether, and when, the next host is asked.

use super::guard::{Forbidden, GuardedResolver, Lookup, SystemLookup, check, refusal};
use crate::Limits;
use crate::files::{Budget, Counted, Unpacked, is_bomb};
use data_encoding::BASE64;
use flate2::read::MultiGzDecoder;
use jiff::{SignedDuration, Timestamp};
use record::FaultKind;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use reqwest::{Client, Response, StatusCode, redirect};
use std::cell::Cell;
use std::io::{Cursor, Read};
use std::rc::Rc;
use std::sync::Arc;
use url::Url;

/// How the program names itself to web servers, also in robots.txt.
pub const USER_AGENT: &str = concat!("forewarn/", env!("CARGO_PKG_VERSION"));

/// Longest value of a header that is kept, in bytes.
const MAX_VALUE_BYTES: usize = 1024;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The address.
    pub url: Url,
    /// Media types wanted, as in `Accept`.
    pub accept: &'static str,
    /// `ETag` of the last answer.
    pub etag: Option<String>,
    /// `Last-Modified` of the last answer.
    pub last_modified: Option<String>,
    /// This address may lie on this machine or a private network: the administrator said so of its source.
    pub local: bool,
    /// Bytes of the body, unpacked, at most.
    pub bytes_max: usize,
    /// The account there. Whoever sets it has to see that it goes to its own host alone.
    pub authorization: Option<Authorization>,
}

/// What proves an account: the value of the header `Authorization`. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization(String);

impl Authorization {
    /// HTTP Basic (RFC 7617).
    #[must_use]
    pub fn basic(user: &str, password: &str) -> Self {
        Self(format!("Basic {}", BASE64.encode(format!("{user}:{password}").as_bytes())))
    }

    /// A Bearer token (RFC 6750).
    #[must_use]
    pub fn bearer(token: &str) -> Self {
        Self(format!("Bearer {token}"))
    }
}

impl std::fmt::Debug for Authorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authorization(…)")
    }
}

impl Request {
    /// A request for a page.
    #[must_use]
    pub fn page(url: Url, limits: &Limits) -> Self {
        Self {
            url,
            accept: "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.5",
            etag: None,
            last_modified: None,
            local: limits.allow_local,
            bytes_max: usize::try_from(limits.file_bytes).unwrap_or(usize::MAX),
            authorization: None,
        }
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A body.
    Body(Body),
    /// Nothing has changed since the last answer.
    NotModified,
    /// It lies elsewhere. Nobody was asked there yet.
    Moved {
        /// Where.
        to: Url,
        /// For good (301, 308).
        permanent: bool,
    },
    /// Nothing.
    Refused(Refused),
}

/// A body that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Media type as the server said, without parameters, lower case; empty if it said none.
    pub media_type: String,
    /// Encoding that the server named.
    pub charset: Option<String>,
    /// For the next request.
    pub etag: Option<String>,
    /// For the next request.
    pub last_modified: Option<String>,
    /// The date of the last object in it, as a TAXII server says (`X-TAXII-Date-Added-Last`).
    pub added_last: Option<String>,
    /// The bytes, unpacked.
    pub bytes: Vec<u8>,
}

/// Why nothing was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What kind of fault it is.
    pub kind: FaultKind,
    /// Status of HTTP, if there was an answer.
    pub status: Option<u16>,
    /// What the server said about asking again: seconds, or a date (RFC 9110, 10.2.3).
    pub retry_after: Option<String>,
    /// In words.
    pub detail: String,
}

impl Refused {
    /// A refusal without an answer.
    #[must_use]
    pub fn new(kind: FaultKind, detail: impl Into<String>) -> Self {
        Self { kind, status: None, retry_after: None, detail: detail.into() }
    }
}

/// Asks servers. Cheap to clone; connections are shared.
#[derive(Clone)]
pub struct Asker {
    pub(super) open: Client,
    pub(super) local: Client,
    pub(super) limits: Limits,
}

impl Asker {
    /// An asker that uses the system's resolver.
    ///
    /// # Errors
    /// The TLS library cannot be set up.
    pub fn new(limits: &Limits) -> Result<Self, Refused> {
        Self::with_lookup(limits, Arc::new(SystemLookup))
    }

    /// An asker with a resolver of its own.
    ///
    /// # Errors
    /// The TLS library cannot be set up.
    pub fn with_lookup(limits: &Limits, lookup: Arc<dyn Lookup>) -> Result<Self, Refused> {
        // The first to come sets it for the process; whoever came first set the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = |allow_local| {
            Client::builder()
                .no_proxy()
                .redirect(redirect::Policy::none())
                .dns_resolver(Arc::new(GuardedResolver { allow_local, lookup: Arc::clone(&lookup) }))
                .user_agent(USER_AGENT)
                .connect_timeout(limits.fetch_time)
                .pool_max_idle_per_host(1)
                // Unpacked here, where ratio and size are bounded.
                .no_gzip()
                .no_deflate()
                .build()
                .map_err(|error| Refused::new(FaultKind::Unreachable, error.to_string()))
        };
        Ok(Self { open: client(false)?, local: client(true)?, limits: limits.clone() })
    }

    /// Asks once. Never takes longer than [`Limits::fetch_time`].
    pub async fn ask(&self, request: &Request) -> Answer {
        match tokio::time::timeout(self.limits.fetch_time, self.asked(request)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(refused)) => Answer::Refused(refused),
            Err(_) => {
                let seconds = self.limits.fetch_time.as_secs_f32();
                Answer::Refused(Refused::new(
                    FaultKind::Unreachable,
                    format!("no complete answer within {seconds} seconds"),
                ))
            }
        }
    }

    async fn asked(&self, request: &Request) -> Result<Answer, Refused> {
        check(&request.url, request.local).map_err(|error| forbidden(&error))?;
        let client = if request.local { &self.local } else { &self.open };
        let mut asking = client.get(request.url.clone()).header(ACCEPT, request.accept).header(ACCEPT_ENCODING, "gzip");
        for (name, value) in [(IF_NONE_MATCH, &request.etag), (IF_MODIFIED_SINCE, &request.last_modified)] {
            if let Some(value) = value {
                asking = asking.header(name, value);
            }
        }
        if let Some(Authorization(value)) = &request.authorization {
            let value = HeaderValue::from_str(value).map(|mut value| {
                value.set_sensitive(true);
                value
            });
            let wrong =
                |_| Refused::new(FaultKind::Malformed, "the password or token has characters that cannot be sent");
            asking = asking.header(AUTHORIZATION, value.map_err(wrong)?);
        }
        let response = asking.send().await.map_err(|error| failed(&error))?;
        let (status, headers) = (response.status(), response.headers());
        let head: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if head > self.limits.header_bytes {
            let detail = format!("the head of the answer has more than {} bytes", self.limits.header_bytes);
            return Err(Refused::new(FaultKind::TooLarge, detail));
        }
        if status == StatusCode::NOT_MODIFIED {
            return Ok(Answer::NotModified);
        }
        if status.is_redirection()
            && let Some(target) = headers.get(LOCATION)
        {
            let target = String::from_utf8_lossy(target.as_bytes());
            let to = request.url.join(&target).map_err(|error| {
                Refused::new(FaultKind::Malformed, format!("the server redirects to no address ({error})"))
            })?;
            let permanent = matches!(status, StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT);
            return Ok(Answer::Moved { to, permanent });
        }
        if !status.is_success() {
            return Err(Refused {
                kind: FaultKind::Unreachable,
                status: Some(status.as_u16()),
                retry_after: header(headers, &RETRY_AFTER),
                detail: format!("the server answers {status}"),
            });
        }
        self.body(response, request.bytes_max).await.map(Answer::Body)
    }

    /// Reads the body up to the limit, and unpacks it.
    async fn body(&self, mut response: Response, max: usize) -> Result<Body, Refused> {
        let headers = response.headers();
        let media_type = header(headers, &CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
        let packing = header(headers, &CONTENT_ENCODING).unwrap_or_default().to_ascii_lowercase();
        let (etag, last_modified) = (header(headers, &ETAG), header(headers, &LAST_MODIFIED));
        let added_last = header(headers, &HeaderName::from_static("x-taxii-date-added-last"));
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
            if bytes.len() + chunk.len() > max {
                return Err(Refused::new(FaultKind::TooLarge, format!("the answer has more than {max} bytes")));
            }
            bytes.extend_from_slice(&chunk);
        }
        let bytes = match packing.trim() {
            "" | "identity" => bytes,
            "gzip" | "x-gzip" => self.unpacked(bytes, max)?,
            other => {
                let shown: String = other.chars().take(40).collect();
                return Err(Refused::new(
                    FaultKind::Malformed,
                    format!("the answer is packed in a way not asked for ({shown})"),
                ));
            }
        };
        let charset = media_type.split_once("charset=").and_then(|(_, rest)| {
            let label = rest.split(';').next()?.trim().trim_matches('"').to_owned();
            (!label.is_empty()).then_some(label)
        });
        let media_type = media_type.split(';').next().unwrap_or_default().trim().to_owned();
        Ok(Body { media_type, charset, etag, last_modified, added_last, bytes })
    }

    fn unpacked(&self, packed: Vec<u8>, max: usize) -> Result<Vec<u8>, Refused> {
        let (packed, count) = Counted::new(Cursor::new(packed));
        let budget = Budget { left: Rc::new(Cell::new(u64::MAX)), ratio: self.limits.compression_ratio };
        let unpacked = Unpacked::new(MultiGzDecoder::new(packed), count, budget);
        let mut bytes = Vec::new();
        let read = unpacked.take(max as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > max {
            return Err(Refused::new(FaultKind::TooLarge, format!("the answer has more than {max} bytes")));
        }
        match read {
            Ok(_) => Ok(bytes),
            Err(error) if is_bomb(&error) => Err(Refused::new(FaultKind::TooLarge, error.to_string())),
            Err(error) => Err(Refused::new(FaultKind::Truncated, format!("the packed answer is damaged ({error})"))),
        }
    }
}

/// How long a server wants to be left alone (`Retry-After`: seconds or a date).
#[must_use]
pub fn wait_of(retry_after: &str, now: Timestamp) -> Option<SignedDuration> {
    if let Ok(seconds) = retry_after.parse::<u32>() {
        return Some(SignedDuration::from_secs(i64::from(seconds)));
    }
    let moment = crate::moment::parse(retry_after)?;
    let wait = moment.at?.on(moment.day.day_first())?.duration_since(now);
    (!wait.is_negative()).then_some(wait)
}

pub(super) fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    (!value.is_empty() && value.len() <= MAX_VALUE_BYTES).then(|| value.to_owned())
}

pub(super) fn forbidden(refusal: &Forbidden) -> Refused {
    Refused::new(FaultKind::Forbidden, refusal.to_string())
}

pub(super) fn failed(error: &reqwest::Error) -> Refused {
    if let Some(refusal) = refusal(error) {
        return forbidden(refusal);
    }
    // The innermost cause says most: "connection refused" rather than "error sending request".
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let kind = if error.is_body() || error.is_decode() { FaultKind::Truncated } else { FaultKind::Unreachable };
    Refused::new(kind, cause.to_string())
}
