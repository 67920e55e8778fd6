//! Which places of a text are looked up: winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003).
//!
//! Every sequence of six words has a hash; of each 24 that follow one another the smallest is taken. So two texts that share
//! 29 words in a row share a fingerprint for certain, and one word in twelve is looked up.

use super::wording::word;
use std::collections::VecDeque;

/// Words in one sequence.
pub(super) const SEQUENCE_WORDS: usize = 6;
/// Sequences of which one is taken.
pub(super) const WINDOW: usize = 24;

/// The hash of the sequence that begins a slice; the slice has at least [`SEQUENCE_WORDS`].
pub(super) fn key(words: &[u8]) -> u64 {
    spread(words[..SEQUENCE_WORDS].iter().fold(0, |key, byte| key << 6 | u64::from(word(*byte))))
}

/// The finaliser of SplitMix64: spreads every bit over all bits.
pub(super) fn spread(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The fingerprints of a text: where each begins (in words) and its key, in the text's order. A text of fewer than
/// [`SEQUENCE_WORDS`] has none, any other at least one.
pub(super) fn fingerprints(words: &[u8]) -> Vec<(usize, u64)> {
    let mut taken: Vec<(usize, u64)> = Vec::with_capacity(words.len() / (WINDOW / 2) + 1);
    // Candidates of the window, smaller keys behind larger ones dropped: the first is the smallest.
    let mut window: VecDeque<(usize, u64)> = VecDeque::with_capacity(WINDOW);
    let count = (words.len() + 1).saturating_sub(SEQUENCE_WORDS);
    for at in 0..count {
        let key = key(&words[at..]);
        while window.back().is_some_and(|(_, other)| *other >= key) {
            window.pop_back();
        }
        window.push_back((at, key));
        if window.front().is_some_and(|(first, _)| first + WINDOW <= at) {
            window.pop_front();
        }
        let full = at + 1 >= WINDOW || at + 1 == count;
        if let Some(smallest) = window.front().filter(|_| full)
            && taken.last() != Some(smallest)
        {
            taken.push(*smallest);
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::super::wording::wording;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn short_texts() {
        assert!(fingerprints(&wording("one two three four five")).is_empty());
        assert_eq!(fingerprints(&wording("one two three four five six")).len(), 1);
        assert_eq!(fingerprints(&wording("one two three four five six seven eight")).len(), 1);
    }

    proptest! {
        #[test]
        fn a_long_common_passage_is_never_missed(
            left in proptest::collection::vec(0_u8..64, 0..80),
            common in proptest::collection::vec(0_u8..64, WINDOW + SEQUENCE_WORDS - 1..80),
            right in proptest::collection::vec(0_u8..64, 0..80),
        ) {
            let keys = |text: Vec<u8>| -> BTreeSet<u64> { fingerprints(&text).into_iter().map(|(_, key)| key).collect() };
            let (one, other) = (keys([&left[..], &common, &right].concat()), keys([&right[..], &common, &left].concat()));
            prop_assert!(!one.is_disjoint(&other));
        }

        #[test]
        fn no_two_are_far_apart(text in proptest::collection::vec(0_u8..64, SEQUENCE_WORDS..300)) {
            let taken = fingerprints(&text);
            let mut edges: Vec<usize> = taken.iter().map(|(at, _)| *at).collect();
            edges.push(text.len() - SEQUENCE_WORDS);
            prop_assert!(edges[0] < WINDOW);
            prop_assert!(edges.windows(2).all(|pair| pair[1] - pair[0] <= WINDOW));
        }
    }
}
