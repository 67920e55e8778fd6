//! Names: places, peoples and groups in a text.
//!
//! Three steps: `spot` finds the longest names of the gazetteer, the lexicon and the groups list; `weigh` says for each how
//! likely it is a name at all where it stands; `resolve` decides, over the whole document, which place a name stands for.

mod cues;
pub mod facts;
pub mod groups;
pub mod key;
mod lexicon;
mod place;
mod resolve;
mod spot;
pub mod table;
mod weigh;

use crate::doc::Doc;
use lexicon::Lexicon;
use record::{Group, GroupId, Place};
use std::ops::Range;
use std::sync::{Arc, OnceLock};
use table::Table;

/// The compiled gazetteer (see `data/README.md`).
static GAZETTEER: &[u8] = include_bytes!("../../data/gazetteer.bin");

/// A name in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What it names.
    pub what: NameKind,
}

/// What a name names.
#[derive(Debug, Clone, PartialEq)]
pub enum NameKind {
    /// A place, resolved as far as can be.
    Place(Place),
    /// The people of a country or what belongs to it: "Russian", "Spaniards".
    Demonym {
        /// ISO 3166-1 alpha-2.
        country: String,
    },
    /// A group of the list.
    Group(GroupId),
}

/// The gazetteer, the lexicon and the groups list.
#[derive(Debug)]
pub struct Names {
    table: Table<'static>,
    lexicon: Lexicon,
    groups: Vec<Group>,
}

impl Names {
    /// The built-in lists, prepared once.
    #[must_use]
    pub fn embedded() -> Arc<Self> {
        static EMBEDDED: OnceLock<Arc<Names>> = OnceLock::new();
        Arc::clone(EMBEDDED.get_or_init(|| Arc::new(Self::with_groups(Vec::new()))))
    }

    /// The built-in lists and more groups; a group with the id of a built-in one replaces it.
    #[must_use]
    pub fn with_groups(extra: Vec<Group>) -> Self {
        // A test proves that the table inside the program is one; without it there would be no towns, nothing worse.
        let table = Table::new(GAZETTEER).unwrap_or_default();
        let groups = groups::merged(extra);
        Self { lexicon: Lexicon::new(&table, &groups), table, groups }
    }

    /// All groups, the built-in ones first.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// A group by its id.
    #[must_use]
    pub fn group(&self, id: &GroupId) -> Option<&Group> {
        self.groups.iter().find(|group| &group.id == id)
    }

    /// The groups that a watch on `id` sees besides it: its affiliates, and theirs, in the order of the list.
    #[must_use]
    pub fn affiliates(&self, id: &GroupId) -> Vec<GroupId> {
        let mut found: Vec<GroupId> = Vec::new();
        loop {
            let known = found.len();
            for group in &self.groups {
                let below = group.parent.as_ref().is_some_and(|parent| parent == id || found.contains(parent));
                if below && &group.id != id && !found.contains(&group.id) {
                    found.push(group.id.clone());
                }
            }
            if found.len() == known {
                return found;
            }
        }
    }

    /// A country as a place, by its ISO 3166-1 alpha-2 code.
    #[must_use]
    pub fn country(&self, iso2: &str) -> Option<Place> {
        self.table.country(iso2).map(|number| place::of_table(&self.table, number, None))
    }

    /// All names of a text, in order, none within another; places resolved over the whole document.
    #[must_use]
    pub fn find(&self, doc: &Doc<'_>) -> Vec<Name> {
        let spots = spot::spots(doc, &self.table, &self.lexicon);
        resolve::Resolver::new(self, doc, spots).names()
    }
}

#[cfg(test)]
mod tests;
