//! Partners: who receives warnings, what for, and how.

use crate::{Area, PartnerId, Tlp};
use serde::{Deserialize, Serialize};

/// A way to reach a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "channel")]
pub enum Channel {
    /// A signed link, opened in a browser without an account.
    SignedLink,
}

impl Channel {
    /// Its name in receipts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SignedLink => "signed_link",
        }
    }
}

/// An organisation that receives warnings. The contact is an office, not a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Partner {
    /// Derived from the name.
    pub id: PartnerId,
    /// As people call it.
    pub name: String,
    /// What it answers for.
    pub responsible_for: Vec<Area>,
    /// The strictest marking that it may receive.
    pub clearance: Tlp,
    /// How it is reached, first choice first.
    pub channels: Vec<Channel>,
}
