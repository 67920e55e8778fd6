//! A text as the learned listener sees it: for every token its word, its class, its quotation and what the rules make of it.

use crate::attribution::lexicon::{Form, cues};
use crate::attribution::phrase::View;
use crate::attribution::verb::Raw;
use crate::attribution::words::classes;
use crate::doc::TokenKind;
use crate::tag::linear::hash;
use std::ops::Range;

/// The token is a cue by the rules.
pub(super) const CUE: u8 = 1;
/// The token is a source by the rules.
pub(super) const SOURCE: u8 = 2;
/// The token is content by the rules.
pub(super) const CONTENT: u8 = 4;
/// The token is content of a second cue as well.
pub(super) const NESTED: u8 = 8;
/// Past either end of the sentence.
pub(super) const NOTHING: u64 = 0;

/// What is known of one token.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fact {
    /// The hash of its folded word.
    pub word: u64,
    /// The hash of the word's last three letters.
    pub ending: u64,
    /// One number for its class, verbs of the lexicon by what they do and their form.
    pub class: u64,
    /// Its case and kind.
    pub shape: u64,
    /// [`CUE`], [`SOURCE`], [`CONTENT`], [`NESTED`].
    pub rules: u8,
    /// 0 outside quotations, 1 inside, 2 the mark that opens one, 3 the mark that closes one.
    pub quote: u8,
    /// A comma, semicolon, colon, bracket or dash.
    pub mark: bool,
    /// In the lexicon of cues, as no noun.
    pub verb: bool,
}

/// A text, looked up.
pub struct Seen<'v, 'a, 't> {
    pub(super) view: &'v View<'a, 't>,
    pub(super) raws: &'v [(usize, Raw)],
    pub(super) facts: Vec<Fact>,
}

impl std::fmt::Debug for Seen<'_, '_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seen").field("tokens", &self.facts.len()).field("raws", &self.raws.len()).finish()
    }
}

impl<'v, 'a, 't> Seen<'v, 'a, 't> {
    pub(crate) fn new(view: &'v View<'a, 't>, raws: &'v [(usize, Raw)]) -> Self {
        let mut facts: Vec<Fact> = (0..view.doc.tokens.len()).map(|t| fact(view, t)).collect();
        for (_, raw) in raws {
            let mut mark = |range: &Range<usize>, bit: u8| {
                for fact in &mut facts[range.clone()] {
                    let again = bit == CONTENT && fact.rules & CONTENT != 0;
                    fact.rules |= if again { NESTED } else { bit };
                }
            };
            mark(&raw.cue, CUE);
            mark(&raw.source, SOURCE);
            raw.content.iter().for_each(|range| mark(range, CONTENT));
        }
        for quote in &view.quotes {
            let inside = quote.start + 1..quote.end;
            facts[inside].iter_mut().for_each(|fact| fact.quote = 1);
            if let Some(first) = facts.get_mut(quote.start) {
                first.quote = 2;
            }
            if quote.len() > 1 && view.norm(quote.end - 1) == "\"" {
                facts[quote.end - 1].quote = 3;
            }
        }
        Self { view, raws, facts }
    }

    /// A token's fact within a range; nothing outside it.
    pub(super) fn at(&self, range: &Range<usize>, token: usize, by: isize) -> Fact {
        token.checked_add_signed(by).filter(|t| range.contains(t)).map_or(Fact::default(), |t| self.facts[t])
    }
}

fn fact(view: &View<'_, '_>, t: usize) -> Fact {
    let token = &view.doc.tokens[t];
    let word = view.doc.norm(t);
    let kind = match token.kind {
        TokenKind::Word => 0,
        TokenKind::Number => 1,
        TokenKind::Punct => 2,
    };
    let cased = !view.doc.all_caps;
    let shape = 1 + kind * 4 + u64::from(token.capitalised && cased) + 2 * u64::from(token.all_caps && cased);
    let cut = word.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
    let cue = cues().get(word);
    let bits = classes(word);
    let class = match (token.kind, cue) {
        (TokenKind::Punct, _) => hash::word(word) & 0xffff | 1 << 20,
        (TokenKind::Number, _) => 1 << 21,
        (TokenKind::Word, Some(cue)) => {
            let form = match cue.form {
                Form::Base => 0,
                Form::Third => 1,
                Form::Past => 2,
                Form::Ing => 3,
            };
            1 << 22 | (cue.act as u64) << 4 | form << 2 | u64::from(cue.noun) << 1 | u64::from(cue.tells)
        }
        (TokenKind::Word, None) => 1 << 23 | class_of(bits, word) << 1 | u64::from(token.capitalised && cased),
    };
    Fact {
        word: hash::word(word),
        ending: hash::word(&word[cut..]),
        class,
        shape,
        rules: 0,
        quote: 0,
        mark: token.kind == TokenKind::Punct && view.is_break(t),
        verb: cue.is_some_and(|cue| !cue.noun && cue.form != Form::Base),
    }
}

/// The first class that holds a word; words of none by their ending.
fn class_of(bits: u64, word: &str) -> u64 {
    if bits != 0 {
        return 1 + u64::from(bits.trailing_zeros());
    }
    let endings = ["ly", "ed", "ing", "s", "er", "ion"];
    100 + endings.iter().position(|ending| word.ends_with(ending)).map_or(50, |n| n as u64)
}
