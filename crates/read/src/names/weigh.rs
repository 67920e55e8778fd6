//! Weighing: what the words around a spot say about whether it names a place there.

use super::cues::{BEFORE_PLACE, GOVERNED, HONORIFICS, LOCAL_NEXT, LOCATIVES, PRESS};
use super::spot::Spot;
use super::table::{Table, WordFlags};
use crate::doc::{Doc, TokenKind};

/// What stands around a spot.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clues {
    /// Part of a person's name: "Jordan Peterson", "Mr. London".
    pub person: bool,
    /// Begins the name of a newspaper or the like: "Moscow Times".
    pub press: bool,
    /// After "in", "near", "from", or a compass word.
    pub locative: bool,
    /// After "of" or "to", which may govern anything.
    pub governed: bool,
    /// Stands in the run of a longer capitalised name that is not known: "Harris Teeter", "Boyd County Ford".
    pub embedded: bool,
    /// After an unknown capitalised word, as a family name is.
    pub after_name: bool,
    /// First word of a sentence, so that its capital says little.
    pub first: bool,
    /// In a headline where most words bear a capital.
    pub headline: bool,
    /// Before "police", "mayor", "residents", "-based": words that go with places.
    pub local_next: bool,
    /// Heads a paragraph before a dash or an agency's name: "KABUL (AP) --".
    pub dateline: bool,
    /// One word of up to four capitals, where text is not all capitals: rather an acronym.
    pub acronym: bool,
    /// What the last word is besides a place name; only for names of one word.
    pub word: WordFlags,
}

/// Looks at the words around `spot`; `spotted` tells whether a token belongs to any spot.
pub(super) fn clues(
    doc: &Doc<'_>,
    table: &Table<'_>,
    spot: &Spot,
    headline: bool,
    spotted: &dyn Fn(usize) -> bool,
) -> Clues {
    let (start, end) = (spot.tokens.start, spot.tokens.end);
    let single = end - start == 1;
    let word = if single { table.word(doc.norm(start)) } else { WordFlags::default() };
    let before = start.checked_sub(1).filter(|_| joined(doc, start));
    let after = Some(end).filter(|end| *end < doc.tokens.len() && joined(doc, *end));
    let before_norm = start.checked_sub(1).map_or("", |at| doc.norm(at));
    let after_norm = after.map_or("", |at| doc.norm(at));
    let sentence = doc.sentences.get(doc.sentence_of(start)).map_or(0, |s| s.tokens.start);
    let first = start == sentence || (start == sentence + 1 && doc.tokens[sentence].kind == TokenKind::Punct);
    let short = single && doc.tokens[start].all_caps && doc.tokens[start].end - doc.tokens[start].start <= 4;
    let dateline = is_dateline(doc, spot);
    let mut clues = Clues {
        word,
        acronym: short && !doc.all_caps && !dateline,
        first,
        headline,
        locative: LOCATIVES.contains(&before_norm),
        governed: GOVERNED.contains(&before_norm),
        local_next: LOCAL_NEXT.contains(&after_norm) || is_based(doc, end),
        press: after.is_some_and(|at| is_press(doc, at)),
        dateline,
        ..Clues::default()
    };
    if doc.all_caps {
        clues.person = before.is_some_and(|_| HONORIFICS.contains(&before_norm))
            && !matches!(before_norm, "st" | "saint" | "general");
        return clues;
    }
    let title_before = before.is_some_and(|at| HONORIFICS.contains(&doc.norm(at)) && doc.tokens[at].capitalised);
    let given_before = before.is_some_and(|at| is_given(doc, table, at));
    let family_after = after.is_some_and(|at| single && !clues.locative && is_family(doc, table, at));
    clues.person = title_before
        || (given_before && !headline)
        || (word.has(WordFlags::FIRST_NAME) && family_after && !headline)
        || is_aged(doc, end) && before.is_some_and(|at| is_unknown_name(doc, table, at));
    let odd_before = before
        .is_some_and(|at| is_unknown_name(doc, table, at) && !spotted(at) && !BEFORE_PLACE.contains(&doc.norm(at)));
    let odd_after = after.is_some_and(|at| is_unknown_name(doc, table, at) && !spotted(at) && !clues.local_next);
    clues.after_name = !headline && odd_before;
    clues.embedded = !headline && (odd_before || odd_after);
    clues
}

/// Both tokens are words with nothing but white space between.
fn joined(doc: &Doc<'_>, at: usize) -> bool {
    at > 0
        && doc.tokens[at].kind == TokenKind::Word
        && doc.tokens[at].space_before
        && doc.tokens[at - 1].kind != TokenKind::Punct
}

fn is_given(doc: &Doc<'_>, table: &Table<'_>, at: usize) -> bool {
    let norm = doc.norm(at);
    let token = &doc.tokens[at];
    if !token.capitalised || token.kind != TokenKind::Word {
        return false;
    }
    let initial =
        norm.len() == 1 && norm != "a" && norm != "i" || (token.end - token.start == 2 && doc.word(at).ends_with('.'));
    let flags = table.word(norm);
    initial || (flags.has(WordFlags::FIRST_NAME) && !flags.has(WordFlags::COMMON) && !BEFORE_PLACE.contains(&norm))
}

fn is_family(doc: &Doc<'_>, table: &Table<'_>, at: usize) -> bool {
    let token = &doc.tokens[at];
    let flags = table.word(doc.norm(at));
    token.capitalised
        && flags.has(WordFlags::SURNAME)
        && !flags.has(WordFlags::COMMON)
        && !LOCAL_NEXT.contains(&doc.norm(at))
}

/// A capitalised word that is no ordinary one: part of some name.
fn is_unknown_name(doc: &Doc<'_>, table: &Table<'_>, at: usize) -> bool {
    let token = &doc.tokens[at];
    token.kind == TokenKind::Word
        && token.capitalised
        && !token.all_caps
        && !table.word(doc.norm(at)).has(WordFlags::COMMON)
}

/// ", 34," after a name: a person's age.
fn is_aged(doc: &Doc<'_>, end: usize) -> bool {
    let number = |at: usize| doc.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Number && t.end - t.start <= 2);
    doc.norm_at(end as isize) == "," && number(end + 1) && matches!(doc.norm_at(end as isize + 2), "," | ".")
}

fn is_press(doc: &Doc<'_>, at: usize) -> bool {
    if !doc.tokens[at].capitalised {
        return false;
    }
    let norm = doc.norm(at);
    let next = at + 1;
    PRESS.contains(&norm)
        || (matches!(norm, "morning" | "evening" | "business" | "free")
            && next < doc.tokens.len()
            && joined(doc, next)
            && is_press(doc, next))
        || (norm == "free" && doc.norm_at(next as isize) == "press")
}

fn is_based(doc: &Doc<'_>, end: usize) -> bool {
    doc.norm_at(end as isize) == "-" && matches!(doc.norm_at(end as isize + 1), "based" | "born" | "area" | "bound")
}

/// At the head of a paragraph, before a dash, a bracket or a date: where the report was filed.
fn is_dateline(doc: &Doc<'_>, spot: &Spot) -> bool {
    let start = spot.tokens.start;
    let sentence = doc.sentence_of(start);
    let Some(here) = doc.sentences.get(sentence) else { return false };
    let heads =
        here.tokens.start == start && (sentence == 0 || doc.sentences[sentence - 1].paragraph != here.paragraph);
    if !heads {
        return false;
    }
    let mut at = spot.tokens.end;
    // "PARIS, France (AP) --", "BOGOTA, 3 FEB 90 (EFE) --"
    for _ in 0..8 {
        match doc.norm_at(at as isize) {
            "(" | "--" => return true,
            "-" if doc.tokens[at].space_before => return true,
            "" => return false,
            norm if norm == "," || doc.tokens[at].capitalised || doc.tokens[at].kind == TokenKind::Number => at += 1,
            _ => return false,
        }
    }
    false
}

/// Which sentences are headlines in which most words bear a capital.
pub(super) fn headlines(doc: &Doc<'_>) -> Vec<bool> {
    doc.sentences
        .iter()
        .map(|sentence| {
            let (mut long, mut capitals) = (0_usize, 0_usize);
            for token in &doc.tokens[sentence.tokens.clone()] {
                if token.kind == TokenKind::Word && token.end - token.start > 3 {
                    long += 1;
                    capitals += usize::from(token.capitalised);
                }
            }
            let stopped = sentence.tokens.end.checked_sub(1).is_some_and(|last| doc.norm(last) == ".");
            !doc.all_caps && !stopped && long >= 4 && capitals * 10 >= long * 8
        })
        .collect()
}
