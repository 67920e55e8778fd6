//! Where sentences end, within a paragraph.

use crate::doc::{Doc, Sentence, TokenKind};
use crate::tokens::TRAILING;

/// A sentence is broken after this many tokens, so that work per sentence stays bounded for text without full stops.
pub(crate) const SENTENCE_TOKENS_MAX: usize = 400;
/// Words that open a sentence rather than go on with a name: they tell `… in the U.S. The …` from `U.S. Army`.
const OPENERS: &[&str] = &[
    "a",
    "after",
    "all",
    "also",
    "although",
    "an",
    "and",
    "another",
    "as",
    "at",
    "before",
    "both",
    "but",
    "by",
    "during",
    "each",
    "earlier",
    "even",
    "for",
    "four",
    "from",
    "he",
    "her",
    "here",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "instead",
    "it",
    "its",
    "last",
    "many",
    "meanwhile",
    "more",
    "most",
    "no",
    "nobody",
    "not",
    "now",
    "of",
    "on",
    "one",
    "only",
    "or",
    "other",
    "our",
    "over",
    "police",
    "she",
    "since",
    "so",
    "some",
    "such",
    "that",
    "the",
    "their",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "three",
    "to",
    "two",
    "under",
    "until",
    "we",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "with",
    "yet",
    "you",
];
/// Verbs that carry a quotation on after its question or exclamation mark.
const SAYS: &[&str] =
    &["said", "says", "asked", "asks", "added", "told", "wrote", "shouted", "cried", "replied", "yelled"];

/// Splits the tokens from `first` on, those of one paragraph, into sentences.
pub(crate) fn split_sentences(doc: &mut Doc<'_>, first: usize, paragraph: usize) {
    let end = doc.tokens.len();
    let mut start = first;
    let mut token = first;
    while token < end {
        let close = if ends_sentence(doc, token, end) { Some(after_closers(doc, token + 1, end)) } else { None };
        if let Some(close) = close.filter(|close| opens_sentence(doc, token, *close, end)) {
            doc.sentences.push(Sentence { tokens: start..close, paragraph });
            start = close;
            token = close;
            continue;
        }
        token += 1;
        if token - start >= SENTENCE_TOKENS_MAX {
            doc.sentences.push(Sentence { tokens: start..token, paragraph });
            start = token;
        }
    }
    if start < end {
        doc.sentences.push(Sentence { tokens: start..end, paragraph });
    }
}

/// A full stop, question or exclamation mark, or an abbreviation that may stand last.
fn ends_sentence(doc: &Doc<'_>, token: usize, end: usize) -> bool {
    match doc.norm(token) {
        "!" | "?" => true,
        "." => {
            token + 1 >= end
                || doc.tokens[token + 1].space_before
                || glued_stop(doc, token)
                || is_closer(doc, token + 1)
        }
        norm if norm.bytes().all(|b| b == b'.') => true,
        norm => {
            doc.word(token).ends_with('.')
                && (norm.contains('.') || TRAILING.contains(&norm))
                && token + 1 < end
                && (doc.tokens[token + 1].capitalised || is_closer(doc, token + 1))
        }
    }
}

/// `… the attack.The next …`: scraped text loses the space.
fn glued_stop(doc: &Doc<'_>, token: usize) -> bool {
    let next = &doc.tokens[token + 1];
    let Some(before) = token.checked_sub(1).map(|t| &doc.tokens[t]) else { return false };
    let small = before.kind == TokenKind::Word && !before.capitalised && before.end - before.start >= 3;
    let more = doc.tokens.get(token + 2).is_some_and(|t| t.space_before);
    small && next.kind == TokenKind::Word && next.capitalised && !next.all_caps && more
}

fn is_closer(doc: &Doc<'_>, token: usize) -> bool {
    doc.tokens.get(token).is_some_and(|t| !t.space_before) && matches!(doc.norm(token), "\"" | "'" | ")" | "]")
}

/// The first token that is not a quote or bracket closing what the full stop ended.
fn after_closers(doc: &Doc<'_>, mut token: usize, end: usize) -> usize {
    while token < end
        && (is_closer(doc, token) || (!doc.tokens[token].space_before && matches!(doc.norm(token), "!" | "?" | ".")))
    {
        token += 1;
    }
    token
}

/// Whether a sentence may begin at `next`, after the mark at `stop`.
fn opens_sentence(doc: &Doc<'_>, stop: usize, next: usize, end: usize) -> bool {
    if next >= end {
        return true;
    }
    let opener = &doc.tokens[next];
    if opener.kind == TokenKind::Word {
        if !doc.all_caps && !opener.capitalised && doc.word(next).starts_with(char::is_lowercase) {
            return false;
        }
        let mark = doc.norm(stop);
        if doc.tokens[stop].kind == TokenKind::Word {
            return OPENERS.contains(&doc.norm(next));
        }
        if next > stop + 1 && matches!(mark, "?" | "!") {
            // `"Who did this?" Smith asked.`
            return !(next + 1..end.min(next + 3)).any(|t| SAYS.contains(&doc.norm(t)));
        }
    } else if doc.tokens[stop].kind == TokenKind::Word {
        return matches!(doc.norm(next), "\"") && opener.space_before;
    }
    opener.space_before || opener.kind == TokenKind::Word || doc.norm(next) == "\""
}
