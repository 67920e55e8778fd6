//! Groups: organisations that a watch may name.

use crate::GroupId;
use serde::{Deserialize, Serialize};
use std::fmt;

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
    /// When it acted, as far as is known.
    #[serde(default)]
    pub active: Option<Years>,
    /// Who names it: codes of sanctions lists, bans and data sets (`UN`, `US-FTO`, `UCDP`), explained at the head of the
    /// built-in list.
    #[serde(default)]
    pub listed_by: Vec<String>,
    /// Its name in the actor list of the Uppsala Conflict Data Program.
    #[serde(default)]
    pub ucdp: Option<String>,
}

/// Years in which a group acted, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Years {
    /// The first year, Common Era.
    pub first: i16,
    /// The last year; `None` where the group still acts or its end is not known.
    pub last: Option<i16>,
}

impl fmt::Display for Years {
    /// "1964–2017", "since 2019", "1993".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.last {
            None => write!(f, "since {}", self.first),
            Some(last) if last == self.first => write!(f, "{last}"),
            Some(last) => write!(f, "{}\u{2013}{last}", self.first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_told_in_words() {
        let told = |first, last| Years { first, last }.to_string();
        assert_eq!(told(1964, Some(2017)), "1964\u{2013}2017");
        assert_eq!(told(1993, Some(1993)), "1993");
        assert_eq!(told(2019, None), "since 2019");
    }
}
