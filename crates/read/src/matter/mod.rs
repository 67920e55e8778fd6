//! What a report is about as a whole: whether its words are those of reports of organised violence, or of a match, a market,
//! an accident, a film that use the same words.
//!
//! A logistic regression over words and pairs of words, weighed by how rare they are (tf-idf, Salton & Buckley 1988). It is
//! fitted by `lab fit matter` and lies in `data/matter.bin`. It sees no events; [`crate::events`] puts its word beside
//! theirs.

mod file;

pub use crate::tag::linear::framing::Damaged;
pub use file::{decode, encode};

use crate::doc::{Doc, TokenKind};
use crate::tag::linear::Header;
use crate::tag::linear::hash;
use crate::tag::linear::table::Table;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// The fitted model.
static MATTER: &[u8] = include_bytes!("../../data/matter.bin");

/// Words from the top that are looked at: what a report is about stands in its beginning.
const WORDS_MAX: usize = 320;
/// Templates of the hashes.
const WORD: u32 = 1;
const PAIR: u32 = 2;

/// The model.
#[derive(Debug, Clone, PartialEq)]
pub struct Matter {
    /// What it was made from.
    pub header: Header,
    /// What it says of a report without a word that it knows.
    pub bias: f32,
    /// For each word and pair how rare it is (idf), and what it speaks for: above 0 for violence.
    pub words: Table<2>,
}

/// A word or pair of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Its tokens, where it stands first.
    pub tokens: Range<usize>,
    /// How often it stands there, as 1 + ln n.
    pub strength: f32,
}

/// The words and pairs of the beginning of a document, by their hash. Numbers are one word; case does not matter.
#[must_use]
pub fn terms(doc: &Doc<'_>) -> BTreeMap<u32, Term> {
    let mut counts: BTreeMap<u32, (Range<usize>, u16)> = BTreeMap::new();
    let mut add = |hash: u32, tokens: Range<usize>| counts.entry(hash).or_insert((tokens, 0)).1 += 1;
    let words = doc.tokens.iter().enumerate().filter(|(_, token)| token.kind != TokenKind::Punct).take(WORDS_MAX);
    let mut last: Option<(usize, u64)> = None;
    for (n, token) in words {
        let word = if token.kind == TokenKind::Number { hash::word("0") } else { hash::word(doc.norm(n)) };
        add(hash::feature(WORD, word, 0), n..n + 1);
        if let Some((before, other)) = last {
            add(hash::feature(PAIR, other, word), before..n + 1);
        }
        last = Some((n, word));
    }
    let term =
        |(hash, (tokens, n)): (u32, (Range<usize>, u16))| (hash, Term { tokens, strength: 1.0 + f32::from(n).ln() });
    counts.into_iter().map(term).collect()
}

impl Matter {
    /// The model in the program, read once. A test proves that it can be read; if not, it says that nothing is known.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Matter> = OnceLock::new();
        let none = || Self { header: Header::default(), bias: 0.0, words: Table::default() };
        EMBEDDED.get_or_init(|| decode(MATTER).unwrap_or_else(|_| none()))
    }

    /// How surely the document is about organised violence: log odds, 0 where both are as likely.
    #[must_use]
    pub fn score(&self, doc: &Doc<'_>) -> f32 {
        self.bias + self.parts(doc).iter().map(|(_, part)| part).sum::<f32>()
    }

    /// What each known word and pair adds to the score.
    #[must_use]
    pub fn parts(&self, doc: &Doc<'_>) -> Vec<(Range<usize>, f32)> {
        let known: Vec<(Range<usize>, f32, f32)> = terms(doc)
            .into_iter()
            .filter_map(|(hash, term)| {
                let [rarity, weight] = self.words.get(hash)?;
                Some((term.tokens, term.strength * rarity, weight))
            })
            .collect();
        let length = known.iter().map(|(_, x, _)| x * x).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        known.into_iter().map(|(tokens, x, weight)| (tokens, x / length * weight)).collect()
    }

    /// The score and the words that weigh most, for people: "matter +2.10 where 0 is undecided; heaviest
    /// words: bomb attack +0.31, match -0.12".
    #[must_use]
    pub fn explain(&self, doc: &Doc<'_>) -> String {
        const WORDS_SHOWN: usize = 8;
        let mut parts = self.parts(doc);
        parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.start.cmp(&b.0.start)));
        let told = |(tokens, part): &(Range<usize>, f32)| format!("{} {part:+.2}", doc.slice(tokens.clone()));
        let words: Vec<String> = parts.iter().take(WORDS_SHOWN).map(told).collect();
        format!("matter {:+.2} where 0 is undecided; heaviest words: {}", self.score(doc), words.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(text: &str) -> f32 {
        Matter::embedded().score(&Doc::new(text, false))
    }

    #[test]
    fn violence_is_told_from_what_uses_its_words() {
        let cases = [
            (
                "Gunmen killed six soldiers in an attack on an army post, officials said. No group claimed responsibility.",
                true,
            ),
            (
                "The striker shot twice and the visitors attacked down the left until the final whistle of the season.",
                false,
            ),
            (
                "Oil prices jumped on Friday as traders weighed a strike by workers; shares in the company were under fire.",
                false,
            ),
            ("Police foiled a plot to bomb a railway station and arrested three suspected militants.", true),
        ];
        for (text, violent) in cases {
            assert_eq!(score(text) > 0.0, violent, "{}: {text}", score(text));
        }
    }

    #[test]
    fn case_and_figures_do_not_matter() {
        let text = "A bomb killed 12 soldiers near the market.";
        assert_eq!(score(text).to_bits(), score(&text.to_uppercase()).to_bits());
        assert_eq!(score(text).to_bits(), score(&text.replace("12", "31")).to_bits());
    }

    #[test]
    fn an_empty_document_says_nothing() {
        assert_eq!(score("").to_bits(), Matter::embedded().bias.to_bits());
    }
}
