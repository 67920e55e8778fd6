//! Formats: each has `encode` and, where it is also read, `decode`. Pure: no clock, no file, no socket.

pub mod cap;
pub mod feed;
pub mod incidents;
pub mod message;
pub mod misp;
pub mod readings;
pub mod stix;
mod told;
mod xml;

pub use told::Told;

use thiserror::Error;

/// Why a text could not be decoded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// Not the format at all.
    #[error(
        "not a line of this format: {detail}; expected one JSON object such as `forewarn {command} --format jsonl` prints"
    )]
    Malformed {
        /// What the parser found, and where.
        detail: String,
        /// The command that prints such lines.
        command: &'static str,
    },
    /// A field that cannot be done without.
    #[error("the line has no `{field}`: {why}")]
    Missing {
        /// The field.
        field: &'static str,
        /// What it is needed for.
        why: &'static str,
    },
}
