//! What a partner may do with this desk's TAXII server.

use crate::PartnerId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A partner's account with the TAXII 2.1 server (OASIS, 2021), set or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxiiAccess {
    /// Whose. Its id is the user name.
    pub partner: PartnerId,
    /// SHA-256 of the password in lower-case hexadecimal; `None` leaves the one that is set. The password has 256 random
    /// bits, so nothing slower is needed to keep it from being guessed.
    pub secret_sha256: Option<String>,
    /// Its collections, by alias: new ones are added, known ones changed. None goes by being left out.
    pub collections: Vec<TaxiiCollection>,
}

/// A collection. Each belongs to one partner, and no other learns that it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxiiCollection {
    /// A version 4 UUID, as TAXII asks; it stays when the collection is changed.
    pub id: String,
    /// Its short name in addresses, unique for the partner.
    pub alias: String,
    /// For people.
    pub title: String,
    /// For people.
    pub description: String,
    /// True: it holds what was released to the partner, and the partner cannot write to it. False: what the partner posts.
    pub released: bool,
    /// The partner may read it.
    pub can_read: bool,
    /// The partner may write to it, and with both rights delete from it.
    pub can_write: bool,
}

/// Microseconds of Unix time as TAXII writes dates (section 3.2, `timestamp`): six decimals and `Z`.
#[must_use]
pub fn taxii_date(us: i64) -> String {
    Timestamp::from_microsecond(us).map_or_else(|_| us.to_string(), |at| format!("{at:.6}"))
}
