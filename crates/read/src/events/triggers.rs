//! Words that name an act of violence: the lexicon and its match over a document's tokens.

use crate::doc::Doc;
use record::Kind;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::ops::Range;
use std::sync::OnceLock;

/// Part of speech of a trigger, as far as the lexicon can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// "bombing", "attack on".
    Noun,
    /// A form that stands after its subject: "attacked", "opened fire".
    Verb,
    /// "attack", "raid", "murder": noun or verb, told apart by the neighbours.
    Either,
}

/// How surely the word means violence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grip {
    /// Joins an event that something else told of; never makes one: "killed", "incident".
    Faint,
    /// Needs company in its sentence: an armed subject, a weapon, a site or people as object: "struck", "blast".
    Loose,
    /// Enough by itself, where the sense is not ruled out: "bombing", "kidnapped".
    Firm,
}

/// One entry of the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What it names.
    pub kind: Kind,
    /// Part of speech.
    pub shape: Shape,
    /// How surely.
    pub grip: Grip,
    /// Another word for an event already told of when it stands with "the": "the attack", "the incident".
    pub refers: bool,
    /// The noun is a plural: "attacks".
    pub plural: bool,
}

/// A trigger found in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trigger {
    /// Where.
    pub tokens: Range<usize>,
    /// What the lexicon says.
    pub entry: Entry,
}

use super::lexicon::{LEXICON, REFERRING};
use Grip::Faint;
use Shape::{Either, Noun, Verb};

type Phrases = SmallVec<[(Vec<&'static str>, Entry); 2]>;

fn index() -> &'static FxHashMap<&'static str, Phrases> {
    static INDEX: OnceLock<FxHashMap<&'static str, Phrases>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index: FxHashMap<&'static str, Phrases> = FxHashMap::default();
        for (kind, shape, grip, phrases) in LEXICON {
            for phrase in phrases.split("; ") {
                let words: Vec<&'static str> = phrase.split(' ').collect();
                let last = words.last().copied().unwrap_or_default();
                let entry = Entry {
                    kind: *kind,
                    shape: *shape,
                    grip: *grip,
                    refers: REFERRING.split("; ").any(|word| word == phrase),
                    plural: *shape != Verb && last.ends_with('s') && !last.ends_with("ss") && !last.ends_with("is"),
                };
                if let Some(first) = words.first().copied() {
                    index.entry(first).or_default().push((words, entry));
                }
            }
        }
        // The longest phrase first; among equals a noun and a verb reading may both stand, told apart in place.
        for phrases in index.values_mut() {
            phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        index
    })
}

/// True if a phrase of the lexicon begins with the word at a token.
pub(crate) fn begins_at(doc: &Doc, token: usize) -> bool {
    index().contains_key(doc.norm(token))
}

/// True if a word of violence, not a faint one, stands among the next few tokens: what a threat is about.
pub(crate) fn content_after(doc: &Doc, from: usize, limit: usize) -> bool {
    const REACH_TOKENS: usize = 7;
    (from..limit.min(from + REACH_TOKENS)).any(|t| {
        index().get(doc.norm(t)).is_some_and(|phrases| {
            phrases.iter().any(|(words, e)| {
                words.len() == 1 && e.grip != Faint && !matches!(e.kind, Kind::Threat | Kind::ArrestRaid)
            })
        })
    })
}

/// Every phrase of the lexicon, a hyphen written without spaces, and whether it tells of violence by itself: what the
/// gate may weigh.
pub(crate) fn phrases() -> impl Iterator<Item = (String, bool)> {
    LEXICON.iter().flat_map(|(kind, _, grip, phrases)| {
        let tells = *grip != Faint && *kind != Kind::ArrestRaid;
        phrases.split("; ").map(move |p| (p.replace(" - ", "-"), tells))
    })
}

/// Finds the triggers of a document, longest match first, none overlapping. Where a word has a noun and a verb reading,
/// `is_noun` decides.
pub(crate) fn find(doc: &Doc, is_noun: impl Fn(Range<usize>) -> bool) -> Vec<Trigger> {
    let index = index();
    let mut found = Vec::new();
    let mut token = 0;
    while token < doc.tokens.len() {
        let hit = index.get(doc.norm(token)).and_then(|phrases| best(doc, token, phrases, &is_noun));
        match hit {
            Some(trigger) => {
                token = trigger.tokens.end;
                found.push(trigger);
            }
            None => token += 1,
        }
    }
    found
}

fn best(doc: &Doc, token: usize, phrases: &Phrases, is_noun: &impl Fn(Range<usize>) -> bool) -> Option<Trigger> {
    // A headline's last word and the next sentence's first make no phrase.
    let limit = doc.sentences.get(doc.sentence_of(token)).map_or(doc.tokens.len(), |s| s.tokens.end);
    let matches = |words: &[&str]| {
        words.len() <= limit.saturating_sub(token) && words.iter().enumerate().all(|(n, w)| doc.norm(token + n) == *w)
    };
    let length = phrases.iter().find(|(words, _)| matches(words))?.0.len();
    let tokens = token..token + length;
    let mut readings = phrases.iter().filter(|(words, _)| words.len() == length && matches(words)).map(|(_, e)| *e);
    let first = readings.next()?;
    let noun = is_noun(tokens.clone());
    let mut entry = first;
    for other in readings {
        let fits = |e: &Entry| (e.shape == Noun) == noun || e.shape == Either;
        if !fits(&entry) && fits(&other) {
            entry = other;
        }
    }
    if entry.shape == Verb && noun && length == 1 && !doc.norm(token).ends_with("ed") {
        // "the storm", "a target": the lexicon knows only the verb.
        return None;
    }
    if entry.shape == Either {
        entry.shape = if noun { Noun } else { Verb };
    }
    Some(Trigger { tokens, entry })
}
