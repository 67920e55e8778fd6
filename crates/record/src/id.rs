//! Identifiers: derived from what they name, so that the same thing read twice is the same thing.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// SHA-256 of `bytes` in lower-case hexadecimal (64 characters).
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// An identifier `prefix-` followed by 16 hexadecimal digits of a SHA-256 over the parts.
///
/// Each part is preceded by its length, so that `["ab", "c"]` and `["a", "bc"]` differ.
#[must_use]
pub fn derive_id(prefix: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    format!("{prefix}-{}", &HEXLOWER.encode(&hash.finalize())[..16])
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident => $prefix:literal),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier derived from the parts that make this thing what it is.
            #[must_use]
            pub fn derive(parts: &[&str]) -> Self { Self(derive_id($prefix, parts)) }
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(&self.0) }
        }
        impl From<&str> for $name { fn from(id: &str) -> Self { Self(id.to_owned()) } }
        impl From<String> for $name { fn from(id: String) -> Self { Self(id) } }
    )+};
}

ids! {
    /// Names a [`crate::Source`].
    SourceId => "src",
    /// Names a [`crate::Capture`].
    CaptureId => "cap",
    /// Names a [`crate::Report`]; given by the caller where the input has an id of its own.
    ReportId => "rep",
    /// Names a [`crate::Claim`].
    ClaimId => "clm",
    /// Names a [`crate::Judgement`].
    JudgementId => "jdg",
    /// Names an [`crate::Incident`]; derived from its earliest claim, so it stays when claims join.
    IncidentId => "inc",
    /// Names a [`crate::Group`]: a readable slug such as `islamic-state-khorasan`.
    GroupId => "grp",
    /// Names a [`crate::Watch`].
    WatchId => "wch",
    /// Names a [`crate::Warning`].
    WarningId => "wrn",
    /// Names a [`crate::Partner`].
    PartnerId => "prt",
    /// Names a [`crate::Release`].
    ReleaseId => "rel",
    /// Names a [`crate::Sending`].
    SendingId => "snd",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(derive_id("x", &["ab", "c"]), derive_id("x", &["a", "bc"]));
    }

    #[test]
    fn the_same_parts_give_the_same_id_for_ever() {
        // Written down: stored data and partners' copies rely on it.
        assert_eq!(ClaimId::derive(&["r1", "0"]).as_str(), derive_id("clm", &["r1", "0"]));
        assert_eq!(sha256_hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
