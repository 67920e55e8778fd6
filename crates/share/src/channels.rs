//! Channels: ways to bring a release to its partner. What each sends and what answers mean is here, without input or output;
//! the program sends it.

pub mod digest;
pub mod feed_address;
pub mod mail;
pub mod signed_link;
pub mod telegram;
pub mod webhook;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// HMAC-SHA256 (RFC 2104, FIPS 180-4) over the parts, one after the other.
fn code(secret: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // A key of 32 bytes always fits: the block of SHA-256 has 64.
    let mut block = [0; 64];
    block[..32].copy_from_slice(secret);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
