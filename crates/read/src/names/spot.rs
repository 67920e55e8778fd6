//! Spotting: the longest names of the table and the lexicon, wherever they may begin. No judgement yet.

use super::key::Key;
use super::lexicon::{Lexicon, Sense};
use super::table::{Entry, Table};
use crate::doc::{Doc, Token, TokenKind};
use smallvec::SmallVec;
use std::ops::Range;

/// Most tokens of a name, hyphens included.
const NAME_TOKENS_MAX: usize = 14;
/// Small words that may begin a name: "al-Shabaab", "el-Arish".
const SMALL_STARTS: &[&str] = &["al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "ed", "es"];

/// A possible name.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    /// Where.
    pub tokens: Range<usize>,
    /// Towns and divisions of that name.
    pub entry: Option<Entry>,
    /// What the lexicon says of it.
    pub senses: SmallVec<[Sense; 1]>,
}

impl Spot {
    /// The country that it names outright.
    pub fn country(&self) -> Option<u32> {
        self.senses.iter().find_map(|s| if let Sense::Country(c) = s { Some(*c) } else { None })
    }

    /// The country whose people it names.
    pub fn people(&self) -> Option<u32> {
        self.senses.iter().find_map(|s| if let Sense::People(c) = s { Some(*c) } else { None })
    }

    /// The group that it may name, by index.
    pub fn group(&self) -> Option<usize> {
        self.senses.iter().find_map(|s| if let Sense::Group(g) = s { Some(*g) } else { None })
    }
}

/// All longest spots in order; they do not overlap.
pub(super) fn spots(doc: &Doc<'_>, table: &Table<'_>, lexicon: &Lexicon) -> Vec<Spot> {
    let mut spots = Vec::new();
    let mut token = 0;
    while token < doc.tokens.len() {
        match may_begin(doc, token).then(|| longest(doc, token, table, lexicon)).flatten() {
            Some(spot) => {
                token = spot.tokens.end;
                spots.push(spot);
            }
            None => token += 1,
        }
    }
    spots
}

fn may_begin(doc: &Doc<'_>, token: usize) -> bool {
    let t = &doc.tokens[token];
    match t.kind {
        TokenKind::Word => doc.all_caps || t.capitalised || small_start(doc, token),
        // "400 Mawozo", "17 November"; never within a longer number.
        TokenKind::Number => doc.tokens.get(token + 1).is_some_and(|next| next.capitalised),
        TokenKind::Punct => false,
    }
}

fn small_start(doc: &Doc<'_>, token: usize) -> bool {
    let t = &doc.tokens[token];
    if t.end - t.start > 3 || !SMALL_STARTS.contains(&doc.norm(token)) {
        return false;
    }
    let next = |at: usize| doc.tokens.get(at).is_some_and(|next| next.capitalised);
    next(token + 1) || (doc.norm_at(token as isize + 1) == "-" && next(token + 2))
}

fn longest(doc: &Doc<'_>, start: usize, table: &Table<'_>, lexicon: &Lexicon) -> Option<Spot> {
    let mut key = Key::default();
    let mut best = None;
    let number = doc.tokens[start].kind == TokenKind::Number;
    for at in start..doc.tokens.len().min(start + NAME_TOKENS_MAX) {
        let token = &doc.tokens[at];
        if at > start {
            if token.kind == TokenKind::Punct && !is_inner(doc.norm(at)) {
                break;
            }
            if token.space_before {
                key.end_word();
            }
        }
        key.push(doc.norm(at));
        let known = lexicon.get(&key);
        let entry = if number { None } else { table.entry(&key) };
        let ends = token.kind != TokenKind::Punct && ends_name(doc, start, at);
        if ends && !splits_word(doc, at) {
            let tokens = start..at + 1;
            let mut senses: SmallVec<[Sense; 1]> = SmallVec::new();
            for form in known.iter().flat_map(|known| &known.forms) {
                let group = matches!(form.sense, Sense::Group(_));
                let cased = doc.all_caps || doc.tokens[at].capitalised || group || at == start;
                let the = !form.after_the || (!doc.all_caps && doc.norm_at(start as isize - 1) == "the");
                if cased
                    && the
                    && (!form.stop || has_stop(doc, tokens.clone()))
                    && form.exact.as_deref().is_none_or(|exact| is_written(doc, tokens.clone(), exact))
                {
                    senses.push(form.sense);
                }
            }
            let places = entry.filter(|entry| table.places(*entry).next().is_some() && place_case(doc, tokens.clone()));
            if !senses.is_empty() || places.is_some() {
                best = Some(Spot { tokens, entry: places, senses });
            }
        }
        let more = known.is_some_and(|known| known.continues) || entry.is_some_and(Entry::continues);
        if !more && token.kind != TokenKind::Punct {
            break;
        }
    }
    best
}

/// A full stop within the words or right after them.
fn has_stop(doc: &Doc<'_>, tokens: Range<usize>) -> bool {
    doc.slice(tokens.clone()).contains('.')
        || doc.tokens.get(tokens.end).is_some_and(|t| !t.space_before && doc.norm(tokens.end) == ".")
}

fn is_inner(norm: &str) -> bool {
    matches!(norm, "-" | "'" | "/" | "&" | "(" | ")" | "," | "." | "'s")
}

/// A name does not end before an apostrophe that belongs to it or in the middle of "Xi'an" written with a space.
fn splits_word(doc: &Doc<'_>, at: usize) -> bool {
    // "U.S" of "U.S.-led" is whole; a word that goes on without a space and without a hyphen is not.
    doc.tokens.get(at + 1).is_some_and(|next: &Token| {
        !next.space_before && next.kind != TokenKind::Punct && !doc.norm(at + 1).starts_with('\'')
    })
}

/// In text with small letters the last word of a name bears a capital, unless it is a group's ("Houthi rebels").
fn ends_name(doc: &Doc<'_>, start: usize, at: usize) -> bool {
    let token = &doc.tokens[at];
    doc.all_caps || at == start || token.capitalised || token.kind == TokenKind::Number || doc.tokens[start].capitalised
}

/// In text with small letters every word of a place's name bears a capital but for short ones in the middle.
fn place_case(doc: &Doc<'_>, tokens: Range<usize>) -> bool {
    if doc.all_caps {
        return true;
    }
    let last = tokens.end - 1;
    let first = tokens.start;
    tokens.into_iter().all(|at| {
        let token = &doc.tokens[at];
        match token.kind {
            TokenKind::Word if at == first => token.capitalised || token.end - token.start <= 3,
            TokenKind::Word if at == last => token.capitalised,
            TokenKind::Word => token.capitalised || token.end - token.start <= 4,
            TokenKind::Number | TokenKind::Punct => true,
        }
    }) && doc.tokens[last].capitalised
}

/// An acronym counts as it is written, with or without full stops. Where all is capitals, those that are words need their stops.
fn is_written(doc: &Doc<'_>, tokens: Range<usize>, exact: &str) -> bool {
    let written = doc.slice(tokens);
    if doc.all_caps {
        return !AMBIGUOUS_CAPITALS.contains(&exact) || written.contains('.');
    }
    let mut letters = written.chars().filter(|c| *c != '.');
    let same = exact.chars().all(|c| letters.next() == Some(c)) && letters.next().is_none();
    same && (written.contains('.')
        || !exact.chars().skip(1).any(char::is_lowercase)
        || written.chars().count() == exact.chars().count())
}

/// Acronyms that are ordinary words once everything is capitals.
const AMBIGUOUS_CAPITALS: &[&str] = &[
    "US", "IS", "MEND", "BRAS", "LeT", "JeM", "HASM", "FAL", "AM", "IN", "OR", "ME", "HI", "OK", "OH", "PA", "LA",
    "MA", "ID", "CAR", "AL", "DE", "CO",
];
