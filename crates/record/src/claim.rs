//! Claims: what one report says happened, was planned or was denied. Immutable once read.

use crate::{Assertion, ClaimId, Fault, GroupId, Kind, Place, ReportId, Speaker, Stage, Weighed, When};
use serde::{Deserialize, Serialize};

/// A range of bytes `[start, end)` into [`crate::Report::text`], on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// First byte after.
    pub end: usize,
}

impl Span {
    /// A span.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The words it covers; `None` if it does not lie within the text on character boundaries.
    #[must_use]
    pub fn of<'t>(&self, text: &'t str) -> Option<&'t str> {
        text.get(self.start..self.end)
    }

    /// True if the two share a byte.
    #[must_use]
    pub const fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Words of the text that fill a role. Not an identity: two mentions of one name stay two mentions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The words, as the text has them.
    pub text: String,
    /// Where they are.
    pub span: Option<Span>,
    /// The group they name, if the groups list knows it. Never set for people.
    pub group: Option<GroupId>,
}

impl Mention {
    /// A mention without a known group.
    #[must_use]
    pub fn new(text: impl Into<String>, span: Option<Span>) -> Self {
        Self { text: text.into(), span, group: None }
    }
}

/// What a [`Reason`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// That there is an event at all, and its kind.
    Event,
    /// How far it got.
    Stage,
    /// An organisation.
    Actor,
    /// People who did it.
    Perpetrator,
    /// A thing or site.
    Target,
    /// A person harmed, by name.
    Victim,
    /// People harmed, described.
    VictimDescription,
    /// A weapon or means.
    Weapon,
    /// Where.
    Place,
    /// When.
    Date,
    /// The dead.
    Killed,
    /// The injured.
    Injured,
}

/// Why a claim says what it says: for one slot, the words, the rule that took them, and what the models think of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Which slot.
    pub slot: Slot,
    /// The words, where there are any.
    pub span: Option<Span>,
    /// The rule, in words; `None` where the models alone say so.
    pub rule: Option<String>,
    /// The models' score, 0 to 1; `None` where they have no voice in it.
    pub score: Option<f32>,
}

/// One claim: who did (or would do) what to whom, where and when, and who says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Derived from report, position and content.
    pub id: ClaimId,
    /// The report that says so.
    pub report: ReportId,
    /// What.
    pub kind: Kind,
    /// How far it got.
    pub stage: Stage,
    /// How firmly it is said.
    pub assertion: Assertion,
    /// True for the claim that the report is chiefly about; at most one in a reading.
    pub main: bool,
    /// Organisations.
    pub actors: Vec<Mention>,
    /// Name of the parent organisation of the first actor, if known from the text or the groups list.
    pub actor_parent: Option<String>,
    /// Descriptions of the people who did it ("three gunmen").
    pub perpetrators: Vec<Mention>,
    /// Things and sites.
    pub targets: Vec<Mention>,
    /// People harmed, by name: words in this report, nothing more.
    pub victims: Vec<Mention>,
    /// People harmed, described ("seven peasants").
    pub victim_descriptions: Vec<Mention>,
    /// Weapons and means.
    pub weapons: Vec<Mention>,
    /// Dead; `None` if not said.
    pub killed: Option<u32>,
    /// Injured; `None` if not said.
    pub injured: Option<u32>,
    /// Where.
    pub place: Option<Place>,
    /// Other places tied to the act: where suspects came from or had travelled, where it was prepared. Their partners have
    /// a stake in it.
    pub linked_places: Vec<Place>,
    /// When.
    pub when: Option<When>,
    /// The chain from the outlet (first) to the origin (last).
    pub said_by: Vec<Speaker>,
    /// The words that say so. Never empty.
    pub evidence: Vec<Span>,
    /// Why each slot holds what it holds; empty for claims that came without reasons.
    #[serde(default)]
    pub why: Vec<Reason>,
    /// Everybody weighed for its chain, links first; `None` where the reader did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighed: Option<Vec<Weighed>>,
}

impl Claim {
    /// The last link of the chain: as far back as this report lets us see.
    #[must_use]
    pub fn origin(&self) -> Option<&Speaker> {
        self.said_by.last()
    }
}

/// What the reader made of one report. There is no failed reading: bad input gives faults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The report.
    pub report: ReportId,
    /// Whether the report tells of organised violence at all.
    pub relevant: bool,
    /// What it says.
    pub claims: Vec<Claim>,
    /// The chain of the main claim, outlet first.
    pub attribution: Vec<Speaker>,
    /// The origin of the main claim as a label: "Hürriyet (Hande Fırat)".
    pub independent_origin: Option<String>,
    /// What was wrong with the input.
    pub faults: Vec<Fault>,
    /// Which reader read it; the same input and version give the same output.
    pub reader_version: String,
}

impl Reading {
    /// The claim that the report is chiefly about.
    #[must_use]
    pub fn main_claim(&self) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.main)
    }
}
