//! The ledger: every step, each entry holding the hash of the one before, so that nothing can be changed unseen.

use crate::sha256_hex;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The `prev_hash` of the first entry.
#[derive(Debug, Clone, Copy)]
pub struct Genesis;

impl Genesis {
    /// 64 zeros.
    pub const HASH: &'static str = "0000000000000000000000000000000000000000000000000000000000000000";
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// From 1, without gaps.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who: an analyst, a partner, `watch …`, `forewarn`.
    pub who: String,
    /// What was done, as a short code: `warning.released`.
    pub what: String,
    /// What it was done to, by id.
    pub subject: String,
    /// Particulars, as one JSON text; part of the hash.
    pub detail: String,
    /// Hash of the entry before.
    pub prev_hash: String,
    /// SHA-256 over all fields above, lower-case hexadecimal.
    pub hash: String,
}

impl Entry {
    /// The next entry after one whose hash is `prev_hash`.
    #[must_use]
    pub fn after(prev_hash: &str, seq: u64, at: Timestamp, who: &str, what: &str, subject: &str, detail: &str) -> Self {
        let mut entry = Self {
            seq,
            at,
            who: who.to_owned(),
            what: what.to_owned(),
            subject: subject.to_owned(),
            detail: detail.to_owned(),
            prev_hash: prev_hash.to_owned(),
            hash: String::new(),
        };
        entry.hash = entry.computed_hash();
        entry
    }

    /// The hash that the fields should have: that of [`Entry::hashed_bytes`].
    #[must_use]
    pub fn computed_hash(&self) -> String {
        sha256_hex(&self.hashed_bytes())
    }

    /// What is hashed: the hash of the entry before, number, time, who, what, subject, detail, each preceded by its length in
    /// bytes as eight bytes, the most significant first, so that no two entries run together.
    #[must_use]
    pub fn hashed_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        let (seq, at) = (self.seq.to_string(), self.at.to_string());
        for field in [&self.prev_hash, &seq, &at, &self.who, &self.what, &self.subject, &self.detail] {
            bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
            bytes.extend_from_slice(field.as_bytes());
        }
        bytes
    }
}

/// Where a chain breaks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LedgerBreak {
    /// An entry is missing.
    #[error("entry {expected} is missing: found {found} in its place")]
    Gap {
        /// The number that should follow.
        expected: u64,
        /// The number that stands there.
        found: u64,
    },
    /// An entry was changed after it was written.
    #[error("entry {seq} was changed: its contents do not give its hash")]
    Changed {
        /// Which.
        seq: u64,
    },
    /// An entry does not continue the one before it.
    #[error("entry {seq} does not follow from entry {}: the chain was cut there", seq - 1)]
    Cut {
        /// Which.
        seq: u64,
    },
}

/// Checks that `entries` continue a chain that stands at `prev` (`(0, Genesis::HASH)` for the whole ledger).
/// Gives number and hash of the last entry.
///
/// # Errors
/// The first place where the chain breaks.
pub fn verify_chain<'e>(
    prev: (u64, String),
    entries: impl IntoIterator<Item = &'e Entry>,
) -> Result<(u64, String), LedgerBreak> {
    let (mut seq, mut hash) = prev;
    for entry in entries {
        if entry.seq != seq + 1 {
            return Err(LedgerBreak::Gap { expected: seq + 1, found: entry.seq });
        }
        if entry.prev_hash != hash {
            return Err(LedgerBreak::Cut { seq: entry.seq });
        }
        if entry.computed_hash() != entry.hash {
            return Err(LedgerBreak::Changed { seq: entry.seq });
        }
        (seq, hash) = (entry.seq, entry.hash.clone());
    }
    Ok((seq, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(n: u64) -> Vec<Entry> {
        let mut hash = Genesis::HASH.to_owned();
        (1..=n)
            .map(|seq| {
                let entry = Entry::after(&hash, seq, Timestamp::UNIX_EPOCH, "ana", "report.read", "rep-1", "{}");
                hash = entry.hash.clone();
                entry
            })
            .collect()
    }

    #[test]
    fn an_untouched_chain_holds() {
        let entries = chain(5);
        let last = verify_chain((0, Genesis::HASH.to_owned()), &entries).unwrap();
        assert_eq!(last, (5, entries[4].hash.clone()));
    }

    #[test]
    fn every_kind_of_tampering_is_found() {
        let start = || (0, Genesis::HASH.to_owned());
        let mut changed = chain(5);
        changed[2].who = "eve".to_owned();
        assert_eq!(verify_chain(start(), &changed), Err(LedgerBreak::Changed { seq: 3 }));
        changed[2].hash = changed[2].computed_hash();
        assert_eq!(verify_chain(start(), &changed), Err(LedgerBreak::Cut { seq: 4 }));
        let mut missing = chain(5);
        missing.remove(1);
        assert_eq!(verify_chain(start(), &missing), Err(LedgerBreak::Gap { expected: 2, found: 3 }));
    }
}
