//! Bare surnames: the full name and the group that the text gives to them elsewhere.

use super::person::person;
use super::phrase::View;
use super::speaker::{Who, group_in};
use super::words::is_title;
use crate::names::Name;
use record::SpeakerKind;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Surnames looked up in one text: each may walk through the whole of it.
const SURNAMES_MAX: usize = 64;

/// A body that a speaker belongs to: its name, what it is, its tokens.
pub(crate) type Affiliation = (String, SpeakerKind, Range<usize>);

/// What the text says of a surname.
#[derive(Debug, Clone)]
pub(crate) struct Full {
    pub name: String,
    pub of: Option<Affiliation>,
}

/// Answers already found, by folded surname.
pub(crate) struct Surnames<'v, 'a, 't> {
    view: &'v View<'a, 't>,
    names: &'v [Name],
    full: FxHashMap<String, Option<Full>>,
    /// Whether a word stands capitalised within sentences.
    inside: FxHashMap<String, bool>,
}

impl<'v, 'a, 't> Surnames<'v, 'a, 't> {
    pub fn new(view: &'v View<'a, 't>, names: &'v [Name]) -> Self {
        Self { view, names, full: FxHashMap::default(), inside: FxHashMap::default() }
    }

    /// One capitalised word at the head of a sentence is a surname only if the text writes it so elsewhere.
    pub fn doubt(&mut self, found: &mut Who) {
        let view = self.view;
        let first = found.tokens.start;
        let one_word = !found.name.contains([' ', '-']) && found.tokens.len() == 1;
        if one_word && !view.doc.all_caps && self.opens(first) && !self.stands_inside(view.norm(first)) {
            found.kind = SpeakerKind::Unnamed;
        }
    }

    fn opens(&self, t: usize) -> bool {
        let doc = self.view.doc;
        let first = doc.sentences.get(doc.sentence_of(t)).is_some_and(|s| s.tokens.start == t);
        first || t == 0 || self.view.norm(t - 1) == "\""
    }

    fn stands_inside(&mut self, word: &str) -> bool {
        if let Some(known) = self.inside.get(word) {
            return *known;
        }
        let view = self.view;
        let look = self.inside.len() < SURNAMES_MAX;
        let seen =
            look && (0..view.doc.tokens.len()).any(|t| view.norm(t) == word && view.capitalised(t) && !self.opens(t));
        self.inside.insert(word.to_owned(), seen);
        seen
    }

    /// Looks through the text once for "Given Surname".
    pub fn full_name(&mut self, surname: &str) -> Option<Full> {
        if let Some(known) = self.full.get(surname) {
            return known.clone();
        }
        let look = self.full.len() < SURNAMES_MAX && !self.view.doc.all_caps;
        let found = if look { self.search(surname) } else { None };
        self.full.insert(surname.to_owned(), found.clone());
        found
    }

    fn search(&self, surname: &str) -> Option<Full> {
        const NAME_TOKENS: usize = 8;
        let view = self.view;
        for t in 1..view.doc.tokens.len() {
            if view.norm(t) != surname || !view.capitalised(t) {
                continue;
            }
            let sentence = view.doc.sentences.get(view.doc.sentence_of(t))?.tokens.clone();
            let from = t.saturating_sub(NAME_TOKENS).max(sentence.start);
            let Some(name) = person(view, &(from..t + 1)) else { continue };
            let text = view.doc.slice(name.clone());
            if text.contains(' ') {
                return Some(Full { name: text.to_owned(), of: self.beside(&sentence, &name) });
            }
        }
        None
    }

    /// The group named right before the name ("commander") or in the apposition after it.
    fn beside(&self, sentence: &Range<usize>, name: &Range<usize>) -> Option<Affiliation> {
        const BESIDE_TOKENS: usize = 4;
        let view = self.view;
        let before = name.start.saturating_sub(BESIDE_TOKENS).max(sentence.start)..name.start;
        let role = view.norm(name.end) == ",";
        let mut end = name.end + 1;
        while role && end < sentence.end && !view.is_break(end) {
            end += 1;
        }
        let titled = name.start > 0 && is_title(view.norm(name.start - 1));
        let group = group_in(self.names, &before).filter(|g| g.end < name.start && titled);
        let group = group.or_else(|| if role { group_in(self.names, &(name.end + 1..end)) } else { None })?;
        Some((view.doc.slice(group.clone()).to_owned(), SpeakerKind::Organisation, group))
    }
}
