//! What was wrong with an input: a value in the output, never a failure of the whole.

use crate::code::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// The kind of fault.
    FaultKind ("kind of fault") {
        /// Nothing to read.
        Empty => "empty",
        /// Not text at all.
        Binary => "binary",
        /// Bytes that are not the encoding they claim; replaced.
        Encoding => "encoding",
        /// Larger than a named limit; cut or refused.
        TooLarge => "too_large",
        /// Nested deeper than a named limit.
        TooDeep => "too_deep",
        /// Ends in the middle.
        Truncated => "truncated",
        /// Not the format it claims to be.
        Malformed => "malformed",
        /// A date that cannot be, or that was left out of account.
        Date => "date",
        /// Invisible or direction-changing characters, removed.
        Controls => "controls",
        /// A file, page or archive that could not be reached.
        Unreachable => "unreachable",
        /// An address that the guard does not allow.
        Forbidden => "forbidden",
    }
}

/// One fault: what, where, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The kind.
    pub kind: FaultKind,
    /// Where: a file name, `line 12`, `byte 431`, a field.
    pub at: String,
    /// What is wrong and what was done, in a sentence for people.
    pub detail: String,
}

impl Fault {
    /// A fault.
    #[must_use]
    pub fn new(kind: FaultKind, at: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { kind, at: at.into(), detail: detail.into() }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} ({})", self.at, self.detail, self.kind)
    }
}
