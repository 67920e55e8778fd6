//! What two texts have in common, word for word.

use super::wording::{ends_sentence, quoted, word};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Words in a row that both must have before they count as common.
pub(super) const GRAM_WORDS: usize = 5;
/// Words of the shortest common passage; shorter ones are turns of phrase.
const PASSAGE_WORDS_MIN: usize = 8;
/// Words of the shortest sentence that is counted; shorter ones are abbreviations and exclamations.
const SENTENCE_WORDS_MIN: usize = 5;

/// One of two texts: what of it stands in the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Side {
    /// Its words.
    pub words: u32,
    /// Those outside quotation marks.
    pub own_words: u32,
    /// Words in common passages.
    pub common: u32,
    /// Those of them outside quotation marks.
    pub own_common: u32,
    /// Words before the first common passage.
    pub before: u32,
    /// Common passages: eight words or more, of which each five in a row stand in the other text.
    pub passages: u32,
    /// Words of the longest common passage.
    pub longest: u32,
    /// Sentences that stand in the other text as a whole.
    pub sentences: u32,
}

impl Side {
    /// Share (0 to 1) of the text that stands in the other.
    #[must_use]
    pub fn share(&self) -> f64 {
        share(self.common, self.words)
    }

    /// Share (0 to 1) of what is outside quotation marks that stands in the other.
    #[must_use]
    pub fn own_share(&self) -> f64 {
        share(self.own_common, self.own_words)
    }

    fn of(words: &[u8], hits: impl Iterator<Item = usize>) -> Self {
        let own = |range: &[u8]| range.iter().filter(|byte| !quoted(**byte)).count() as u32;
        let mut side = Self { words: words.len() as u32, own_words: own(words), ..Self::default() };
        for passage in passages(hits) {
            if side.passages == 0 {
                side.before = passage.start as u32;
            }
            side.passages += 1;
            side.common += passage.len() as u32;
            side.longest = side.longest.max(passage.len() as u32);
            side.own_common += own(&words[passage.clone()]);
            side.sentences += sentences(words, passage);
        }
        side
    }
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

/// Common passages, from the places (ascending) where common sequences of [`GRAM_WORDS`] begin.
fn passages(hits: impl Iterator<Item = usize>) -> impl Iterator<Item = Range<usize>> {
    let mut hits = hits.peekable();
    std::iter::from_fn(move || {
        loop {
            let start = hits.next()?;
            let mut end = start + GRAM_WORDS;
            while let Some(next) = hits.next_if(|next| *next <= end) {
                end = next + GRAM_WORDS;
            }
            if end - start >= PASSAGE_WORDS_MIN {
                return Some(start..end);
            }
        }
    })
}

/// Sentences that lie within a passage from their first word to their last.
fn sentences(words: &[u8], passage: Range<usize>) -> u32 {
    let begins = passage.start == 0 || ends_sentence(words[passage.start - 1]);
    let mut start = begins.then_some(passage.start);
    let mut count = 0;
    for at in passage {
        if ends_sentence(words[at]) {
            count += u32::from(start.is_some_and(|start| at + 1 - start >= SENTENCE_WORDS_MIN));
            start = Some(at + 1);
        }
    }
    count
}

/// Sequences of five words, each with where it begins.
fn grams(words: &[u8]) -> impl Iterator<Item = (usize, u32)> + '_ {
    const ALL: u32 = (1 << (6 * GRAM_WORDS)) - 1;
    let mut gram = 0;
    words.iter().enumerate().filter_map(move |(at, byte)| {
        gram = (gram << 6 | u32::from(word(*byte))) & ALL;
        (at + 1 >= GRAM_WORDS).then(|| (at + 1 - GRAM_WORDS, gram))
    })
}

/// A text made ready to be compared with many.
pub(super) struct Comparer<'w> {
    words: &'w [u8],
    /// Each sequence of the text has a number …
    numbers: FxHashMap<u32, u32>,
    /// … in the order of the text …
    order: Vec<u32>,
    /// … and the round in which it was last seen.
    seen: Vec<u32>,
    round: u32,
}

impl<'w> Comparer<'w> {
    pub fn new(words: &'w [u8]) -> Self {
        let mut numbers = FxHashMap::with_capacity_and_hasher(words.len(), rustc_hash::FxBuildHasher);
        let order = grams(words)
            .map(|(_, gram)| {
                let next = numbers.len() as u32;
                *numbers.entry(gram).or_insert(next)
            })
            .collect();
        let seen = vec![0; numbers.len()];
        Self { words, numbers, order, seen, round: 0 }
    }

    /// This text and another one: what of each stands in the other.
    pub fn sides(&mut self, other: &[u8]) -> (Side, Side) {
        self.round += 1;
        let Self { numbers, seen, round, .. } = self;
        let right = Side::of(
            other,
            grams(other).filter_map(|(at, gram)| {
                seen[*numbers.get(&gram)? as usize] = *round;
                Some(at)
            }),
        );
        let hits = self.order.iter().enumerate().filter(|(_, n)| self.seen[**n as usize] == self.round);
        (Side::of(self.words, hits.map(|(at, _)| at)), right)
    }
}

#[cfg(test)]
mod tests {
    use super::super::wording::wording;
    use super::*;

    fn sides(left: &str, right: &str) -> (Side, Side) {
        Comparer::new(&wording(left)).sides(&wording(right))
    }

    #[test]
    fn what_is_common_is_counted_on_each_side() {
        let common = "The ferry left the northern pier at dawn with forty sacks of flour on board.";
        let left = format!("Nobody was told of it. {common} It came back empty in the evening.");
        let right = format!("{common} \"We know nothing of a ferry that left,\" the harbour master said.");
        let (l, r) = sides(&left, &right);
        let expected = Side {
            words: 27,
            own_words: 27,
            common: 15,
            own_common: 15,
            before: 5,
            passages: 1,
            longest: 15,
            sentences: 1,
        };
        assert_eq!(l, expected);
        assert_eq!(r, Side { words: 27, own_words: 19, before: 0, ..expected });
        assert!((l.share() - 15.0 / 27.0).abs() < 1e-9 && (r.own_share() - 15.0 / 19.0).abs() < 1e-9);
    }

    #[test]
    fn turns_of_phrase_are_nothing_in_common() {
        let (l, r) = sides(
            "At the end of the day he spoke to reporters about the harvest.",
            "She left at the end of the day when nobody was about.",
        );
        assert_eq!((l.common, r.common, l.share()), (0, 0, 0.0));
        assert_eq!(sides("", "").0, Side::default());
    }

    #[test]
    fn words_in_quotation_marks_are_not_the_texts_own() {
        let (l, r) = sides(
            "“We will not leave the valley before the snow melts in spring,” he told the council.",
            "Asked again, he said: “We will not leave the valley before the snow melts in spring.”",
        );
        assert_eq!((l.common, l.own_common, r.common, r.own_common), (12, 0, 12, 0));
    }
}
