//! Groups: organisations that a watch may name.

use crate::GroupId;
use serde::{Deserialize, Serialize};

/// A group, from the built-in list or the user's own TOML file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// A readable slug: `islamic-state-khorasan`.
    pub id: GroupId,
    /// The usual English name.
    pub name: String,
    /// Other names and spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The organisation that it is an affiliate of. A watch on the parent sees the affiliate.
    #[serde(default)]
    pub parent: Option<GroupId>,
    /// ISO 3166-1 alpha-2 of the countries where it mostly acts.
    #[serde(default)]
    pub countries: Vec<String>,
}
