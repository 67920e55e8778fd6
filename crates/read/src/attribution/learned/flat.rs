//! The first look: features of every token, for the question whether it is a cue, a source or content of anything.

use super::seen::{CUE, Fact, NOTHING, Seen};
use crate::tag::linear::features::Rows;
use crate::tag::linear::hash::feature;
use std::ops::Range;

/// Templates of this look are numbered from here: apart from those of the other one.
const FIRST: u32 = 0x1000;

/// Writes the features of every token: one row a token, in order.
pub(super) fn features(seen: &Seen<'_, '_, '_>, rows: &mut Rows) {
    for (n, sentence) in seen.view.doc.sentences.iter().enumerate() {
        let around = Around::new(seen, &sentence.tokens, n);
        for t in sentence.tokens.clone() {
            token(seen, &sentence.tokens, t, &around, &mut |id, a, b| rows.features.push(feature(FIRST + id, a, b)));
            rows.ends.push(u32::try_from(rows.features.len()).unwrap_or(u32::MAX));
        }
    }
}

/// What is true of a whole sentence, and for each of its tokens what stands nearest on either side.
struct Around {
    /// The nearest verb of the lexicon at or before each token: its class and how far it stands off.
    left: Vec<u64>,
    right: Vec<u64>,
    /// The word after the last mark before each token.
    opener: Vec<u64>,
    /// Cues of the rules, and whether the sentence is the first.
    sentence: u64,
}

/// Distances as few numbers.
pub(super) fn bucket(n: usize) -> u64 {
    match n {
        0..=3 => n as u64,
        4..=5 => 4,
        6..=9 => 5,
        10..=15 => 6,
        16..=30 => 7,
        _ => 8,
    }
}

impl Around {
    fn new(seen: &Seen<'_, '_, '_>, sentence: &Range<usize>, number: usize) -> Self {
        let facts = &seen.facts[sentence.clone()];
        let nearest = |order: &mut dyn Iterator<Item = usize>| {
            let mut out = vec![NOTHING; facts.len()];
            let (mut verb, mut marks) = (None, 0_usize);
            for n in order {
                out[n] = verb.map_or(NOTHING, |class: u64| class << 4 | marks.min(3) as u64 | 8);
                if facts[n].verb || facts[n].rules & CUE != 0 {
                    (verb, marks) = (Some(facts[n].class), 0);
                } else {
                    marks += usize::from(facts[n].mark);
                }
            }
            out
        };
        let left = nearest(&mut (0..facts.len()));
        let right = nearest(&mut (0..facts.len()).rev());
        let mut last = facts.first().map_or(NOTHING, |fact| fact.word);
        let opener = (0..facts.len())
            .map(|n| {
                let now = last;
                if facts[n].mark {
                    last = facts.get(n + 1).map_or(NOTHING, |fact| fact.word);
                }
                now
            })
            .collect();
        let cues = (0..facts.len())
            .filter(|n| facts[*n].rules & CUE != 0 && (*n == 0 || facts[*n - 1].rules & CUE == 0))
            .count();
        Self { left, right, opener, sentence: bucket(cues) << 1 | u64::from(number == 0) }
    }
}

fn token(
    seen: &Seen<'_, '_, '_>,
    sentence: &Range<usize>,
    t: usize,
    around: &Around,
    put: &mut impl FnMut(u32, u64, u64),
) {
    let at = |by: isize| seen.at(sentence, t, by);
    let (b2, b1, now, n1, n2) = (at(-2), at(-1), at(0), at(1), at(2));
    words(put, &b2, &b1, &now, &n1, &n2);
    let rules = u64::from(now.rules);
    put(40, rules, 0);
    put(41, rules, u64::from(b1.rules));
    put(42, rules, u64::from(n1.rules));
    put(43, rules, now.word);
    put(44, rules, now.class);
    put(45, rules, b1.class);
    put(46, rules, n1.class);
    put(47, rules << 4 | u64::from(b1.rules), b1.word);
    put(48, rules << 4 | u64::from(n1.rules), n1.word);
    let quote = u64::from(now.quote);
    put(50, quote, now.class);
    put(51, quote, rules);
    put(52, u64::from(b1.quote) << 4 | quote << 2 | u64::from(n1.quote), rules);
    let n = t - sentence.start;
    put(53, bucket(n), rules);
    put(54, bucket(sentence.end - t), rules);
    put(55, around.sentence, rules);
    put(56, around.left[n], rules);
    put(57, around.right[n], rules);
    put(58, around.left[n], around.right[n]);
    put(59, around.opener[n], rules);
    put(60, around.opener[n], now.class);
    put(61, around.left[n], now.class);
    put(62, around.right[n], now.class);
}

fn words(put: &mut impl FnMut(u32, u64, u64), b2: &Fact, b1: &Fact, now: &Fact, n1: &Fact, n2: &Fact) {
    put(0, 1, 0);
    put(1, now.word, 0);
    put(2, b1.word, 0);
    put(3, n1.word, 0);
    put(4, b2.word, 0);
    put(5, n2.word, 0);
    put(6, b1.word, now.word);
    put(7, now.word, n1.word);
    put(8, b1.word, n1.word);
    put(9, now.ending, now.shape);
    put(11, b1.shape << 16 | now.shape << 8 | n1.shape, 0);
    put(12, now.class, 0);
    put(13, b1.class, now.class);
    put(14, now.class, n1.class);
    put(15, b1.class << 32 | n1.class, now.class);
    put(16, b2.class, b1.class);
    put(17, n1.class, n2.class);
    put(18, b1.class, now.word);
    put(19, now.word, n1.class);
}
