//! Webhooks: what is posted to a partner's address, how it is signed, and what the answer means. Pure.
//!
//! The signature follows Standard Webhooks (standardwebhooks.com), for which there are libraries in most languages:
//!
//! | header | value |
//! |---|---|
//! | `webhook-id` | id of the message: the same whenever it is sent again |
//! | `webhook-timestamp` | seconds of Unix time of this attempt |
//! | `webhook-signature` | `v1,` and base64 of HMAC-SHA256 over `ID.TIMESTAMP.BODY` |
//! | `idempotency-key` | the same as `webhook-id` |
//!
//! The key of the HMAC is what follows `whsec_` in the partner's secret, decoded from base64. Secrets are derived from the
//! store's own and kept nowhere else; renewing one makes another.

use crate::channels::code;
use crate::formats::message::{self, Message};
use crate::formats::{Told, stix};
use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};
use record::{Met, Notice, PartnerId, WebhookBody};
use serde::{Deserialize, Serialize};

/// Bytes of an answer that are read.
pub const MAX_ANSWER_BYTES: usize = 16 * 1024;

/// Characters of an answer that an error repeats.
const MAX_QUOTED_CHARS: usize = 120;

/// Media type of a STIX 2.1 bundle.
pub const STIX: &str = "application/stix+json;version=2.1";

/// Set apart from any other use of the same secret.
const PURPOSE: &[u8] = b"forewarn webhook secret 1";

/// What is posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Media type.
    pub content_type: &'static str,
    /// Bytes.
    pub bytes: Vec<u8>,
}

/// The secret shared with a partner for one address, `renewed` times anew: `whsec_` and base64 of 32 bytes.
#[must_use]
pub fn secret(store: &[u8; 32], partner: &PartnerId, url: &str, renewed: u32) -> String {
    let (id, url) = (partner.as_str().as_bytes(), url.as_bytes());
    let lengths = [(id.len() as u64).to_be_bytes(), (url.len() as u64).to_be_bytes()];
    let key = code(store, &[PURPOSE, &lengths[0], id, &lengths[1], url, &renewed.to_be_bytes()]);
    format!("whsec_{}", BASE64.encode(&key))
}

/// The body of a message as the partner chose to get it. `producer` is the desk's name.
#[must_use]
pub fn body(told: &Told, notice: Notice, kind: WebhookBody, producer: &str) -> Body {
    match kind {
        WebhookBody::Json => json(&message::message(told, notice)),
        WebhookBody::Stix => Body {
            content_type: STIX,
            bytes: stix::encode(std::slice::from_ref(&told.warning), producer).to_string().into_bytes(),
        },
    }
}

/// A message as JSON.
#[must_use]
pub fn json(message: &Message) -> Body {
    json_body(message)
}

pub(super) fn json_body(value: &impl Serialize) -> Body {
    // Numbers are finite and keys are text: this cannot fail.
    Body { content_type: "application/json", bytes: serde_json::to_vec(value).unwrap_or_default() }
}

/// The headers of one attempt.
#[must_use]
pub fn headers(secret: &str, id: &str, at: Timestamp, body: &[u8]) -> Vec<(&'static str, String)> {
    let time = at.as_second().to_string();
    vec![
        ("webhook-id", id.to_owned()),
        ("webhook-signature", signature(secret, id, &time, body)),
        ("webhook-timestamp", time),
        ("idempotency-key", id.to_owned()),
    ]
}

/// `v1,BASE64` over id, time and body.
#[must_use]
pub fn signature(secret: &str, id: &str, time: &str, body: &[u8]) -> String {
    let encoded = secret.strip_prefix("whsec_").unwrap_or(secret);
    let mut key = [0; 32];
    if let Ok(bytes) = BASE64.decode(encoded.as_bytes()) {
        let length = bytes.len().min(32);
        key[..length].copy_from_slice(&bytes[..length]);
    }
    let mac = code(&key, &[id.as_bytes(), b".", time.as_bytes(), b".", body]);
    format!("v1,{}", BASE64.encode(&mac))
}

/// An answer that acknowledges the warning: `{"acknowledged": true, "note": "…"}`.
#[derive(Deserialize)]
struct Acknowledgement {
    acknowledged: bool,
    #[serde(default)]
    note: String,
}

/// What an answer means: any 2xx took the message, 410 wants none ever again, all else is tried again.
#[must_use]
pub fn met(status: u16, retry_after: Option<SignedDuration>, body: &[u8]) -> Met {
    if (200..300).contains(&status) {
        let said: Option<Acknowledgement> = serde_json::from_slice(body).ok();
        let acknowledged = said.filter(|said| said.acknowledged).map(|said| said.note);
        return Met::Taken { detail: format!("the server answered {status}"), acknowledged };
    }
    Met::Failed { why: format!("the server answers {status}{}", quoted(body)), retry_after, for_good: status == 410 }
}

/// The start of what a server said, in quotation marks; nothing if it said nothing.
#[must_use]
pub fn quoted(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let mut short: String = words.join(" ").chars().take(MAX_QUOTED_CHARS + 1).collect();
    if short.chars().count() > MAX_QUOTED_CHARS {
        short = short.chars().take(MAX_QUOTED_CHARS - 1).chain(['…']).collect();
    }
    if short.is_empty() { short } else { format!(" “{short}”") }
}
