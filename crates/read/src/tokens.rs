//! Text to tokens and sentences, with byte spans and folded forms.
//!
//! What the rules of later steps may rely on:
//! - hyphens stand alone: `al-Shabab` is `al`, `-`, `Shabab`, and `space_before` tells a hyphen from a dash;
//! - a possessive is apart: `Turkey's` is `Turkey`, `'s`; other inner apostrophes stay (`don't`, `O'Brien`, `Qa'ida`);
//! - letters with full stops are one token: `U.S.` has the norm `u.s.`, written with or without the last stop;
//! - titles, months and other common abbreviations take their full stop in, and their norm is without it: `Mr.` is `mr`;
//! - numbers keep inner separators: `1,200`, `3.5`, `14:34`, `26.06.2024`; letters may follow the digits: `22nd`, `1990s`;
//! - runs of quotes, dots and dashes are one token; typographic quotes fold to `"` and `'`, a long dash to `--`.

use crate::doc::{Doc, Token, TokenKind};
use crate::paragraphs::paragraphs;
use crate::sentences::split_sentences;
use std::ops::Range;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Text past this many bytes gets no tokens; the segmenter has cut reports long before.
const TEXT_BYTES_MAX: usize = 64 << 20;
/// Letters needed before the share of capitals says anything.
const CASE_LETTERS_MIN: usize = 20;
/// Small letters needed before the lack of capitals says anything.
const SMALL_LETTERS_MIN: usize = 60;

/// Abbreviations before a name or a number: their full stop never ends a sentence.
const LEADING: &[&str] = &[
    "adm", "amb", "brig", "capt", "cmdr", "cllr", "col", "cpl", "dep", "det", "dr", "fr", "ft", "gen", "gov", "hon",
    "insp", "lieut", "lt", "maj", "messrs", "mgr", "mr", "mrs", "ms", "msgr", "mt", "pfc", "pres", "prof", "pvt",
    "rep", "reps", "rev", "sen", "sens", "sgt", "spc", "sr", "sra", "st", "ste", "supt", "vs", "approx", "ca", "cf",
    "e.g", "i.e", "lic", "ing",
];
/// Abbreviations that may end a sentence as well.
pub(crate) const TRAILING: &[&str] = &[
    "inc", "corp", "ltd", "co", "jr", "etc", "ave", "blvd", "dept", "est", "bros", "jan", "feb", "apr", "aug", "sept",
    "oct", "nov", "dec", "calif", "conn", "fla", "ga", "ky", "mass", "mich", "minn", "okla", "pa", "tenn", "tex", "va",
    "wash", "ala", "ariz", "ark", "colo", "kan", "md", "mo", "neb", "nev", "wis", "wyo", "a.m", "p.m", "d.c",
];
/// Abbreviations only before a number: `No. 7`, `Mar. 3`; elsewhere these are words.
const BEFORE_NUMBER: &[&str] = &[
    "no", "nos", "mar", "jun", "jul", "sep", "sat", "sun", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri",
    "art", "sec", "fig", "vol", "pp", "p",
];

impl<'t> Doc<'t> {
    /// Tokenises `text`. With `has_title` the first paragraph is a headline, whatever it looks like.
    ///
    /// Never fails; linear in the length of the text. Text past 64 MiB gets no tokens.
    #[must_use]
    pub fn new(text: &'t str, has_title: bool) -> Self {
        let head = head(text, TEXT_BYTES_MAX);
        let paragraphs = paragraphs(head, has_title);
        let all_caps = is_caseless(head);
        let mut doc = Doc {
            text,
            tokens: Vec::with_capacity(head.len() / 5),
            sentences: Vec::new(),
            paragraphs,
            all_caps,
            has_title,
            folded: String::with_capacity(head.len() + 16),
        };
        for paragraph in 0..doc.paragraphs.len() {
            let first = doc.tokens.len();
            tokenise(&mut doc, paragraph);
            split_sentences(&mut doc, first, paragraph);
        }
        doc
    }
}

/// The longest start of `text` of at most `bytes` bytes that ends on a character boundary.
pub(crate) fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The folded form of a text: lower case, diacritics off, typographic apostrophes and quotes plain.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

fn fold_into(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_ascii() { out.push(c.to_ascii_lowercase()) } else { fold_char(c, out) }
    }
}

fn fold_char(c: char, out: &mut String) {
    match c {
        'ı' => out.push('i'),
        'ł' | 'Ł' => out.push('l'),
        'ø' | 'Ø' => out.push('o'),
        'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
        'ə' | 'Ə' => out.push('a'),
        'ß' => out.push_str("ss"),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'þ' | 'Þ' => out.push_str("th"),
        // Also the letters that stand for ayn and hamza in transcribed names.
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{02bc}' | '\u{02bb}' | '\u{02bf}' | '\u{02be}' | '\u{2032}'
        | '\u{00b4}' => out.push('\''),
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{00ab}' | '\u{00bb}' | '\u{2033}' => out.push('"'),
        '\u{2010}'..='\u{2013}' | '\u{2212}' => out.push('-'),
        '\u{2014}' | '\u{2015}' => out.push_str("--"),
        '\u{2026}' => out.push_str("..."),
        _ => {
            for lower in c.to_lowercase() {
                decompose_canonical(lower, |part| {
                    if !is_combining_mark(part) {
                        out.push(part);
                    }
                });
            }
        }
    }
}

/// All capitals, as old wires are, or none at all, as some archives are.
fn is_caseless(text: &str) -> bool {
    let (mut upper, mut lower) = (0_usize, 0_usize);
    for c in text.chars() {
        if c.is_uppercase() {
            upper += 1;
        } else if c.is_lowercase() {
            lower += 1;
        }
    }
    let capitals = upper + lower >= CASE_LETTERS_MIN && upper >= lower.saturating_mul(6);
    capitals || (lower >= SMALL_LETTERS_MIN && upper.saturating_mul(200) <= lower)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}' | '`')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// The character at a byte offset, or a space past the end: rules may look ahead without checks.
fn at(text: &str, byte: usize) -> char {
    text.get(byte..).and_then(|rest| rest.chars().next()).unwrap_or(' ')
}

fn tokenise(doc: &mut Doc<'_>, paragraph: usize) {
    let bytes = doc.paragraphs[paragraph].clone();
    let (text, base) = (&doc.text[bytes.clone()], bytes.start);
    let mut pos = 0;
    let mut space = true;
    while pos < text.len() {
        let c = at(text, pos);
        if c.is_whitespace() || c.is_control() {
            pos += c.len_utf8();
            space = true;
            continue;
        }
        let (end, kind) = if c.is_numeric() {
            (number_end(text, pos), TokenKind::Number)
        } else if is_word(c) {
            (word_end(text, pos, doc.tokens.last().map(|t| t.capitalised)), TokenKind::Word)
        } else {
            (punct_end(text, pos, c), TokenKind::Punct)
        };
        if kind == TokenKind::Word
            && let Some(split) = possessive(&text[pos..end])
        {
            push(doc, base + pos..base + pos + split, kind, space);
            push(doc, base + pos + split..base + end, kind, false);
        } else {
            push(doc, base + pos..base + end, kind, space);
        }
        pos = end;
        space = false;
    }
}

/// Digits with inner separators and the letters that follow them.
fn number_end(text: &str, start: usize) -> usize {
    let mut pos = start;
    loop {
        let c = at(text, pos);
        if is_word(c) {
            pos += c.len_utf8();
        } else if matches!(c, ',' | '.' | ':')
            && at(text, pos + 1).is_ascii_digit()
            && text[..pos].ends_with(|c: char| c.is_ascii_digit())
        {
            pos += 1;
        } else {
            return pos;
        }
    }
}

/// Letters, inner apostrophes, and the full stops of abbreviations.
fn word_end(text: &str, start: usize, previous_capitalised: Option<bool>) -> usize {
    let mut pos = start;
    loop {
        let c = at(text, pos);
        if is_word(c) || (is_apostrophe(c) && at(text, pos + c.len_utf8()).is_alphabetic()) {
            pos += c.len_utf8();
        } else {
            break;
        }
    }
    if at(text, pos) != '.' {
        return pos;
    }
    if let Some(end) = dotted_end(text, start, pos) {
        return end;
    }
    if is_abbreviation(text, start, pos, previous_capitalised) { pos + 1 } else { pos }
}

/// `U.S.`, `a.m.`, `P.K.K.`: single letters, each with its full stop (the last may lack it).
fn dotted_end(text: &str, start: usize, first_end: usize) -> Option<usize> {
    let single = |from: usize, to: usize| text[from..to].chars().nth(1).is_none();
    if !single(start, first_end) || !at(text, start).is_alphabetic() {
        return None;
    }
    let mut end = first_end + 1;
    let mut letters = 1;
    loop {
        let c = at(text, end);
        let next = end + c.len_utf8();
        let after = at(text, next);
        if !c.is_alphabetic() || is_word(after) {
            break;
        }
        letters += 1;
        end = next;
        if after != '.' {
            break;
        }
        end += 1;
    }
    (letters >= 2).then_some(end)
}

fn is_abbreviation(text: &str, start: usize, stop: usize, previous_capitalised: Option<bool>) -> bool {
    let word = &text[start..stop];
    if word.len() > 8 {
        return false;
    }
    let rest = text[stop + 1..].trim_start();
    let next = rest.chars().next().unwrap_or(' ');
    let mut letters = word.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        // An initial: `J. Edgar`, `George A. Smith`.
        let pronoun = matches!(letter, 'I' | 'A') && previous_capitalised != Some(true);
        return letter.is_uppercase() && next.is_uppercase() && !pronoun;
    }
    let lower = word.to_ascii_lowercase();
    let listed = |list: &[&str]| list.contains(&lower.as_str());
    if listed(BEFORE_NUMBER) {
        return next.is_ascii_digit();
    }
    // A small letter at the start tells `co.`, `st.` and `gen.` in running words from names and titles; `etc.` and `vs.` are small.
    let cased =
        word.starts_with(|c: char| c.is_uppercase()) || matches!(lower.as_str(), "etc" | "vs" | "approx" | "est");
    cased && (listed(TRAILING) || (listed(LEADING) && !rest.is_empty()))
}

/// One mark, or a run of the same quote, dot or dash.
fn punct_end(text: &str, start: usize, c: char) -> usize {
    let one = start + c.len_utf8();
    match c {
        '.' | '-' => one + text[one..].bytes().take_while(|b| *b == c as u8).count(),
        '\'' | '`' if text[one..].starts_with(c) => one + 1,
        '\'' | '\u{2019}' if text[one..].starts_with(['s', 'S']) && !is_word(at(text, one + 1)) => one + 1,
        _ => one,
    }
}

/// Where the possessive of a word begins.
fn possessive(word: &str) -> Option<usize> {
    let stem = word.strip_suffix(['s', 'S'])?;
    let bare = stem.strip_suffix(is_apostrophe)?;
    (!bare.is_empty()).then_some(bare.len())
}

fn push(doc: &mut Doc<'_>, bytes: Range<usize>, kind: TokenKind, space_before: bool) {
    let word = &doc.text[bytes.clone()];
    let from = doc.folded.len();
    match kind {
        TokenKind::Punct if word == "``" || word == "''" => doc.folded.push('"'),
        _ => fold_into(word, &mut doc.folded),
    }
    if kind == TokenKind::Word {
        fix_stop(&mut doc.folded, from);
    }
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let capitalised = word.starts_with(char::is_uppercase);
    let all_caps = capitalised && letters.clone().nth(1).is_some() && letters.all(|c| !c.is_lowercase());
    doc.tokens.push(Token {
        start: offset(bytes.start),
        end: offset(bytes.end),
        folded: offset(from)..offset(doc.folded.len()),
        kind,
        capitalised,
        all_caps,
        space_before,
    });
}

/// `u.s` gets its last stop, `mr.` loses its only one.
fn fix_stop(folded: &mut String, from: usize) {
    let word = &folded[from..];
    let Some(first) = word.find('.') else { return };
    if first + 1 == word.len() {
        folded.pop();
    } else if !word.ends_with('.') {
        folded.push('.');
    }
}

/// Offsets fit: the text is cut at [`TEXT_BYTES_MAX`] and folding at most triples it.
fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[path = "tokens_tests.rs"]
mod tests;
