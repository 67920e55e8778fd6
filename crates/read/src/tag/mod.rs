//! Roles: which words name those who act, what is hit, who is harmed and with what.
//!
//! Two models stand behind [`Model`]: a linear one, and a small transformer. Their scores are averaged; the events step
//! sets them beside what the rules found (`crate::events`).

#[cfg(feature = "deep")]
pub mod deep;
pub mod hearsay;
pub mod linear;
pub mod scores;

use crate::doc::Doc;
use crate::names::Name;
use std::ops::Range;

/// The part that words play in an act of violence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// People who do it, described: "three gunmen".
    Perpetrator,
    /// An organisation that does it.
    Organisation,
    /// A thing or site that is hit.
    Target,
    /// People who are harmed, by name.
    Victim,
    /// People who are harmed, described: "seven peasants".
    VictimDescription,
    /// Weapons and means.
    Weapon,
}

impl Role {
    /// All roles, in the order of the models' columns.
    pub const ALL: [Self; 6] =
        [Self::Perpetrator, Self::Organisation, Self::Target, Self::Victim, Self::VictimDescription, Self::Weapon];
}

/// Words that may fill a role.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleSpan {
    /// Which role.
    pub role: Role,
    /// The words, as a range of the document's tokens.
    pub tokens: Range<usize>,
    /// How sure, 0 to 1.
    pub score: f32,
}

/// A document as models see it.
#[derive(Debug, Clone, Copy)]
pub struct Input<'i, 't> {
    /// The tokens and sentences.
    pub doc: &'i Doc<'t>,
    /// Places, peoples, groups in it.
    pub names: &'i [Name],
}

/// A trained model.
pub trait Model: Send + Sync {
    /// Which it is, with its version: "linear-1".
    fn id(&self) -> &str;
    /// What it says of a document. Deterministic; a row for every token and every sentence.
    fn score(&self, input: Input<'_, '_>) -> scores::Scores;
}
