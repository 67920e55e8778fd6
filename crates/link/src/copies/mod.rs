//! Copies: reports that share their wording, whole or in part.
//!
//! A report is kept as its words, a byte each (`wording`). A few places of it are looked up in one index of all reports
//! (`fingerprint`, `postings`); with the earlier reports found there it is compared word for word (`overlap`), and a few numbers of that
//! comparison decide: one story in one wording, or a passage of one in the other (`verdict`).
//!
//! Whether two texts are copies depends on the two alone. Which pairs the index looks at depends on the order of arrival where
//! the bounds below are reached: many reports with the same wording. The newest are looked at then, so that each of them still
//! meets another of its kind. What an incident shows may not hang on that: there the pairs follow from its reports alone (`among`),
//! and what the index found is only not compared again.

mod among;
mod fingerprint;
mod overlap;
mod postings;
mod verdict;
mod wording;

use crate::words::{fold, hash};
pub(crate) use among::{Pairs, candidates};
use overlap::Comparer;
pub use overlap::Side;
use postings::Postings;
use rustc_hash::FxHashMap;
pub use verdict::{Overlap, Verdict, weights};
use wording::wording;

/// Earlier reports that a new one is compared with, at most.
const CANDIDATES_MAX: usize = 32;
/// A single common fingerprint makes a candidate if at most this many earlier reports have it.
const RARE_MAX: usize = 8;

/// A report found to share its wording with a new one.
#[derive(Debug, Clone, PartialEq)]
pub struct Copied {
    /// Number of the earlier report: how many came before it.
    pub report: usize,
    /// `left` is the new report, `right` the earlier one.
    pub overlap: Overlap,
}

/// The index of all reports, kept up as they arrive. Work for one report is bounded by its words, `CANDIDATES_MAX` and the length of
/// a chain of postings; memory is some 1.6 bytes for each word.
#[derive(Debug, Clone, Default)]
pub struct CopyIndex {
    postings: Postings,
}

impl CopyIndex {
    /// Remembers a report under the next number, and gives the earlier reports that it shares wording with, those with the most
    /// in common first.
    pub fn add(&mut self, text: &str) -> Vec<Copied> {
        let words = wording(text);
        let mut seen: FxHashMap<u32, Seen> = FxHashMap::default();
        self.postings.add(&words, |hit| {
            for report in hit.reports {
                let seen = seen.entry(*report).or_default();
                seen.common += 1;
                seen.rare |= hit.reports.len() <= RARE_MAX;
            }
        });
        let mut candidates: Vec<(u32, Seen)> =
            seen.into_iter().filter(|(_, seen)| seen.common > 1 || seen.rare).collect();
        candidates.sort_unstable_by_key(|(report, seen)| std::cmp::Reverse((seen.common, *report)));
        candidates.truncate(CANDIDATES_MAX);
        if candidates.is_empty() {
            return Vec::new();
        }
        let mut comparer = Comparer::new(&words);
        let mut found: Vec<Copied> = candidates
            .into_iter()
            .filter_map(|(report, _)| {
                let report = report as usize;
                let overlap = Overlap::of(comparer.sides(self.postings.words_of(report)))?;
                Some(Copied { report, overlap })
            })
            .collect();
        found.sort_by_key(|copied| std::cmp::Reverse((copied.overlap.common(), copied.report)));
        found
    }

    /// How two reports of the index compare; `None` if they share nothing worth stating, or a number is unknown.
    #[must_use]
    pub fn compare(&self, left: usize, right: usize) -> Option<Overlap> {
        Overlap::of(Comparer::new(self.postings.words_of(left)).sides(self.postings.words_of(right)))
    }

    /// How many reports there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.postings.len()
    }

    /// True if there is no report.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of memory that the index takes, room for the next reports included.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.postings.bytes()
    }
}

/// What is known of a candidate.
#[derive(Default)]
struct Seen {
    /// Fingerprints in common.
    common: u32,
    /// True if few reports have one of them.
    rare: bool,
}

/// How two texts compare; `None` if they share nothing worth stating.
#[must_use]
pub fn compare(left: &str, right: &str) -> Option<Overlap> {
    Overlap::of(Comparer::new(&wording(left)).sides(&wording(right)))
}

/// Words in one sequence of [`shingles`].
const SHINGLE_WORDS: usize = 5;
/// Words read for [`shingles`], at most.
const SHINGLED_WORDS_MAX: usize = 20_000;

/// Hashes of the five-word sequences of a text, in its order. A text of fewer words has none.
pub(crate) fn shingles(text: &str) -> impl Iterator<Item = u64> {
    let folded = fold(text);
    let hashes: Vec<u64> = folded
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty())
        .take(SHINGLED_WORDS_MAX)
        .map(|word| hash(word.strip_suffix("'s").unwrap_or(word).as_bytes()))
        .collect();
    let mut at = 0;
    std::iter::from_fn(move || {
        let window = hashes.get(at..at + SHINGLE_WORDS)?;
        at += 1;
        Some(window.iter().fold(0, |h: u64, word| fingerprint::spread(h.rotate_left(7) ^ word)))
    })
}
