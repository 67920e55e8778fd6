//! Captures: the bytes as they came.

use crate::{CaptureId, SourceId, sha256_hex};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The bytes of a page, file or message as fetched. Any warning walks back to one of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// Derived from the source's address and the hash of the body.
    pub id: CaptureId,
    /// Where it came from.
    pub source: SourceId,
    /// Address: a URL, or a path with a member or line number (`archive.jsonl#12`).
    pub url: String,
    /// When it was fetched.
    pub fetched_at: Timestamp,
    /// Media type (RFC 6838), such as `text/html`.
    pub media_type: String,
    /// SHA-256 of the body, lower-case hexadecimal.
    pub sha256: String,
    /// The bytes; none if they were dropped ([`Capture::is_dropped`]).
    #[serde(skip)]
    pub body: Vec<u8>,
}

impl Capture {
    /// Whether its bytes were dropped, as the policy has it for reports that tell of nothing. Its hash stays.
    #[must_use]
    pub fn is_dropped(&self) -> bool {
        self.body.is_empty() && self.sha256 != sha256_hex(b"")
    }

    /// A capture of `body`, its hash and id computed.
    #[must_use]
    pub fn new(source: SourceId, url: &str, fetched_at: Timestamp, media_type: &str, body: Vec<u8>) -> Self {
        let sha256 = sha256_hex(&body);
        Self {
            id: CaptureId::derive(&[url, &sha256]),
            source,
            url: url.to_owned(),
            fetched_at,
            media_type: media_type.to_owned(),
            sha256,
            body,
        }
    }
}
