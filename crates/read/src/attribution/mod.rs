//! Who said so: statements (source, cue, content) and the chain from the outlet back to the origin of a claim.
//!
//! [`statements`] finds every place where the text lays words or thoughts to somebody. [`chain`] picks those that stand with
//! one claim and puts them in order: the outlet first, then whom it cites, the origin last. No parser stands behind it:
//! punctuation, small words, case, a lexicon of verbs and a table of the world's press.

mod adjunct;
pub mod cast;
mod chain;
mod content;
mod credit;
mod find;
mod hand;
mod headline;
mod label;
pub mod learned;
mod lexicon;
mod outlets;
mod passive;
mod person;
mod phrase;
mod press;
mod refer;
mod relay;
mod speaker;
mod surname;
mod verb;
mod verbal;
mod weave;
mod weight;
mod words;

use crate::doc::Doc;
use record::{Assertion, Speaker};
use std::ops::Range;

pub use find::{statements, statements_by};
pub use label::origin_label;
pub use learned::Heard;
pub use lexicon::Act;
pub use weave::{Panel, Woven, chain, chains, reasons};

/// The tokens of the headline and the first sentences: what a report is chiefly about where no claim says it better.
#[must_use]
pub fn lead(doc: &Doc<'_>) -> Range<usize> {
    weight::lead_tokens(doc)
}

/// One attribution: who, by which words, what.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Who; pronouns and "the newspaper" are resolved where the text allows, while `source` keeps the words as they stand.
    /// The name is empty where nobody is named ("is expected to").
    pub speaker: Speaker,
    /// Tokens of the source; empty where there is none.
    pub source: Range<usize>,
    /// Tokens of the cue: the verb with its auxiliaries, "according to".
    pub cue: Range<usize>,
    /// Tokens of what is said; several ranges where the cue stands in between.
    pub content: Vec<Range<usize>>,
    /// How firmly the cue lets the content stand.
    pub firmness: Assertion,
    /// What the cue does.
    pub act: Act,
    /// Through whom it reached the outlet, as said right here, nearest to the outlet first: "told Reuters", "cited by the
    /// newspaper", "a columnist for X".
    pub via: Vec<Speaker>,
    /// Tokens of whom it was said to, where that is said and is no press source; empty if not.
    pub hearer: Range<usize>,
    /// On whose behalf: the group of "a leader of X".
    pub behind: Option<Speaker>,
    /// The same cue as the learned listener marks it; `None` where it hears nothing.
    pub heard: Option<Heard>,
}

/// What the listener is surer of than this is an attribution as annotators mark them. The other statements are kept for
/// chains, which need what stands inside another's words.
pub const SURE_MIN: f32 = 0.4;

impl Statement {
    /// True if the token lies in the content.
    #[must_use]
    pub fn covers(&self, token: usize) -> bool {
        self.content.iter().any(|range| range.contains(&token))
    }

    /// Tokens from the first to the last of source, cue and content.
    #[must_use]
    pub fn extent(&self) -> Range<usize> {
        let all = self.content.iter().chain([&self.cue, &self.source]).filter(|r| !r.is_empty());
        let start = all.clone().map(|r| r.start).min().unwrap_or(0);
        start..all.map(|r| r.end).max().unwrap_or(start)
    }
}

#[cfg(test)]
mod tests;
