//! The signed link: a partner opens it in a browser, without an account.
//!
//! A link's token is a payload (version, time of expiry, release) and an HMAC-SHA256 over it under the store's secret, both
//! in base64url without padding, joined by a dot. Whoever holds the link acts as the partner, so it is sent to an office and
//! not published; a release that is taken back stops its link at once, whatever its time of expiry.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use record::{Refusal, RefusalKind, Release, ReleaseId};
use subtle::ConstantTimeEq;
use thiserror::Error;

/// The name of this channel in receipts.
pub const CHANNEL: &str = "signed_link";

/// Bytes of a token at most; a longer one is not ours, and is not looked at.
pub const MAX_TOKEN_BYTES: usize = 512;

/// Bytes of a release's id at most.
pub const MAX_ID_BYTES: usize = 200;

/// First byte of every payload.
const VERSION: u8 = 1;

/// Set apart from any other use of the same secret.
const PURPOSE: &[u8] = b"forewarn signed link 1";

/// Bytes before the release's id: version and time of expiry.
const HEAD_BYTES: usize = 9;

/// Bytes of the HMAC.
const CODE_BYTES: usize = 32;

/// What the channel needs.
#[derive(Clone, Copy)]
pub struct Config<'a> {
    /// The store's secret. Never printed, exported or written to the ledger.
    pub secret: &'a [u8; 32],
    /// Where the desk can be reached, without a slash at the end; empty gives a path.
    pub base_url: &'a str,
}

impl std::fmt::Debug for Config<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config").field("secret", &"(kept)").field("base_url", &self.base_url).finish()
    }
}

/// What was made of a release: the link to hand to the partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// `BASE/w/TOKEN`.
    pub link: String,
}

/// Why a token does not open anything. Each is told to people in its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LinkError {
    /// Not a token at all.
    #[error("This address is not complete. Copy the whole link from the message and try again.")]
    Malformed,
    /// Signed by somebody else, or changed on the way.
    #[error("This link was not made by this desk, or was changed on the way. Ask the desk that sent it for a new one.")]
    NotOurs,
    /// Its time is over.
    #[error("This link has expired. Ask the desk that sent it for a new one.")]
    Expired,
}

impl From<LinkError> for Refusal {
    fn from(error: LinkError) -> Self {
        Self::new(RefusalKind::NotAllowed, error.to_string())
    }
}

/// Makes the link of a release.
///
/// # Errors
/// `Invalid` if the release's id is longer than [`MAX_ID_BYTES`], `NotAllowed` if the release was taken back.
pub fn send(config: &Config<'_>, release: &Release) -> Result<Sent, Refusal> {
    if release.revoked {
        return Err(Refusal::new(RefusalKind::NotAllowed, "This release was taken back: it has no link."));
    }
    if release.id.as_str().len() > MAX_ID_BYTES {
        let message = format!("The id of a release has at most {MAX_ID_BYTES} bytes.");
        return Err(Refusal::new(RefusalKind::Invalid, message));
    }
    let token = sign(config.secret, &release.id, release.expires_at);
    Ok(Sent { link: format!("{}/w/{token}", config.base_url.trim_end_matches('/')) })
}

/// The token of a release, good until `expires_at` (to the second, rounded down).
#[must_use]
pub fn sign(secret: &[u8; 32], release: &ReleaseId, expires_at: Timestamp) -> String {
    let mut payload = Vec::with_capacity(HEAD_BYTES + release.as_str().len());
    payload.push(VERSION);
    payload.extend_from_slice(&expires_at.as_second().to_be_bytes());
    payload.extend_from_slice(release.as_str().as_bytes());
    format!("{}.{}", BASE64URL_NOPAD.encode(&payload), BASE64URL_NOPAD.encode(&code(secret, &payload)))
}

/// The release that a token opens at the time `now`. Whether the release still stands is for the store to say.
///
/// # Errors
/// [`LinkError`]. The signature is checked before anything in the payload is believed, in time that does not depend on how
/// much of it is right.
pub fn verify(secret: &[u8; 32], token: &str, now: Timestamp) -> Result<ReleaseId, LinkError> {
    let token = token.trim();
    if token.len() > MAX_TOKEN_BYTES {
        return Err(LinkError::Malformed);
    }
    let (payload, signature) = token.split_once('.').ok_or(LinkError::Malformed)?;
    let decode = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| LinkError::Malformed);
    let (payload, signature) = (decode(payload)?, decode(signature)?);
    if signature.len() != CODE_BYTES {
        return Err(LinkError::Malformed);
    }
    if !bool::from(code(secret, &payload).as_slice().ct_eq(&signature)) {
        return Err(LinkError::NotOurs);
    }
    let (head, id) = payload.split_at_checked(HEAD_BYTES).ok_or(LinkError::Malformed)?;
    let (version, expiry) = head.split_first().ok_or(LinkError::Malformed)?;
    let expiry: [u8; 8] = expiry.try_into().map_err(|_| LinkError::Malformed)?;
    if *version != VERSION {
        return Err(LinkError::Malformed);
    }
    if now.as_second() >= i64::from_be_bytes(expiry) {
        return Err(LinkError::Expired);
    }
    let id = std::str::from_utf8(id).map_err(|_| LinkError::Malformed)?;
    Ok(ReleaseId::from(id))
}

/// HMAC-SHA256 over purpose and payload.
fn code(secret: &[u8; 32], payload: &[u8]) -> [u8; 32] {
    super::code(secret, &[PURPOSE, payload])
}
