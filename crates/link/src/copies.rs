//! Near-copies: reports that share their wording, whole or in part.
//!
//! A text becomes the set of its five-word sequences (shingles), hashed; of these a fixed share is kept (a FracMinHash
//! sketch), so that the share of one text that stands in another ("containment") can be told from sketches alone, also where a short
//! wire story is embedded in a long article. The streaming [`CopyIndex`] finds candidates through the rarest part of each sketch.

use crate::words::{fold, hash};
use record::ReportId;
use rustc_hash::FxHashMap;

/// Words in one sequence.
const SEQUENCE_WORDS: usize = 5;
/// Words read of one text, at most.
const MAX_WORDS: usize = 20_000;
/// Hashes kept of one text, at most: the smallest ones, which keeps sketches of texts of any two lengths comparable.
const MAX_SKETCH: usize = 512;
/// One hash in this many is kept of an ordinary text.
const KEEP_ONE_IN: u32 = 2;
/// One hash in this many is looked up in the index.
const INDEX_ONE_IN: u32 = 8;
/// Reports remembered under one hash, at most: a sequence that more texts share is boilerplate.
const MAX_POSTING: usize = 64;
/// Common indexed hashes that make a candidate.
const MIN_COMMON: u32 = 2;
/// Hashes that two sketches must have in common before a share is worth stating.
const MIN_SHARED: usize = 5;

/// Hashes of the five-word sequences of a text, in its order. A text of fewer words has none.
pub(crate) fn shingles(text: &str) -> impl Iterator<Item = u64> {
    let hashes: Vec<u64> = word_hashes(text);
    let mut at = 0;
    std::iter::from_fn(move || {
        let window = hashes.get(at..at + SEQUENCE_WORDS)?;
        at += 1;
        Some(window.iter().fold(0, |h: u64, word| mix(h.rotate_left(7) ^ word)))
    })
}

/// A hash of each word, folded, without a possessive.
fn word_hashes(text: &str) -> Vec<u64> {
    let folded = fold(text);
    let ends = |word: &&str| !word.is_empty();
    folded
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|word| word.trim_matches('\''))
        .filter(ends)
        .take(MAX_WORDS)
        .map(|word| hash(word.strip_suffix("'s").unwrap_or(word).as_bytes()))
        .collect()
}

/// The finaliser of SplitMix64: spreads every bit over all bits.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What is kept of a text in order to compare it: sorted 32-bit hashes below a limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch {
    hashes: Vec<u32>,
    limit: u32,
}

/// Share of the shorter text from which two texts tell one story in one wording …
const COPY_OF_SHORTER: f64 = 0.3;
/// … if this share of the longer text is in it as well; otherwise one is only embedded in the other.
const COPY_OF_LONGER: f64 = 0.2;

/// How two texts compare.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlap {
    /// Share (0 to 1) of the first text's sequences that stand in the second.
    pub left_in_right: f64,
    /// Share (0 to 1) of the second text's sequences that stand in the first.
    pub right_in_left: f64,
}

impl Overlap {
    /// The share of the text that lies more within the other.
    #[must_use]
    pub fn of_the_shorter(&self) -> f64 {
        self.left_in_right.max(self.right_in_left)
    }

    /// True if the two are one story in one wording, not just a passage in common.
    #[must_use]
    pub fn is_copy(&self) -> bool {
        self.of_the_shorter() >= COPY_OF_SHORTER && self.of_the_longer() >= COPY_OF_LONGER
    }

    /// The share of the text that lies less within the other: high only where both are the same story.
    #[must_use]
    pub fn of_the_longer(&self) -> f64 {
        self.left_in_right.min(self.right_in_left)
    }
}

impl Sketch {
    /// The sketch of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut limit = u32::MAX / KEEP_ONE_IN;
        // The upper half of the hash: its bits are as good as any.
        let mut hashes: Vec<u32> = shingles(text).map(|h| (h >> 32) as u32).filter(|h| *h < limit).collect();
        hashes.sort_unstable();
        hashes.dedup();
        if let Some(over) = hashes.get(MAX_SKETCH).copied() {
            limit = over;
            hashes.truncate(MAX_SKETCH);
            hashes.shrink_to_fit();
        }
        Self { hashes, limit }
    }

    /// How two texts compare; `None` if they share too little to say.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> Option<Overlap> {
        let limit = self.limit.min(other.limit);
        let cut = |s: &Self| s.hashes.partition_point(|h| *h < limit);
        let (left, right) = (&self.hashes[..cut(self)], &other.hashes[..cut(other)]);
        let shared = crate::words::common(left, right);
        if shared < MIN_SHARED.min(left.len().min(right.len()).max(1)) {
            return None;
        }
        Some(Overlap {
            left_in_right: shared as f64 / left.len() as f64,
            right_in_left: shared as f64 / right.len() as f64,
        })
    }

    fn indexed(&self) -> impl Iterator<Item = u32> + '_ {
        self.hashes.iter().copied().take_while(|h| *h < u32::MAX / INDEX_ONE_IN)
    }
}

/// A report found to share its wording with another.
#[derive(Debug, Clone, PartialEq)]
pub struct Copied {
    /// The earlier one.
    pub report: ReportId,
    /// `left` is the new report.
    pub overlap: Overlap,
}

/// A streaming index of sketches. Work for one report is bounded by its sketch and the postings' length.
#[derive(Debug, Clone, Default)]
pub struct CopyIndex {
    reports: Vec<(ReportId, Sketch)>,
    postings: FxHashMap<u32, Vec<u32>>,
}

impl CopyIndex {
    /// Looks for earlier reports that share at least `at_least` (0 to 1) of the shorter text with this one, the closest first,
    /// and remembers it.
    pub fn add(&mut self, id: &ReportId, text: &str, at_least: f64) -> Vec<Copied> {
        let sketch = Sketch::of(text);
        let mut seen: FxHashMap<u32, u32> = FxHashMap::default();
        for hash in sketch.indexed() {
            for report in self.postings.get(&hash).into_iter().flatten() {
                *seen.entry(*report).or_default() += 1;
            }
        }
        let needed = MIN_COMMON.min(sketch.indexed().count() as u32).max(1);
        let mut found: Vec<Copied> = seen
            .into_iter()
            .filter(|(_, common)| *common >= needed)
            .filter_map(|(report, _)| {
                let (id, other) = self.reports.get(report as usize)?;
                let overlap = sketch.overlap(other)?;
                (overlap.of_the_shorter() >= at_least).then(|| Copied { report: id.clone(), overlap })
            })
            .collect();
        found.sort_by(|l, r| {
            r.overlap.of_the_shorter().total_cmp(&l.overlap.of_the_shorter()).then_with(|| l.report.cmp(&r.report))
        });
        let number = self.reports.len() as u32;
        for hash in sketch.indexed() {
            let posting = self.postings.entry(hash).or_default();
            if posting.len() < MAX_POSTING {
                posting.push(number);
            }
        }
        self.reports.push((id.clone(), sketch));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "Gunmen on motorbikes opened fire on a weekly cattle market on Monday afternoon and fled towards \
        the river before soldiers arrived from the garrison, the district administrator said by telephone. He said that \
        the wounded were taken to the regional hospital and that the market would stay closed until further notice. Traders who had \
        come from across the border described a stampede between the pens as the first shots were heard near the mosque.";

    #[test]
    fn a_copy_with_another_lead_is_found_and_another_story_is_not() {
        let mut index = CopyIndex::default();
        assert!(index.add(&"a".into(), STORY, 0.5).is_empty());
        let copy = format!("Our correspondent adds a line of his own here. {STORY} Reporting by the desk.");
        let found = index.add(&"b".into(), &copy, 0.5);
        assert_eq!(found.len(), 1);
        assert!(found[0].overlap.right_in_left > 0.9, "{found:?}");
        let other = "The council agreed on Tuesday to repair the bridge over the canal, which had been closed to lorries since \
            the spring floods, and to ask the ministry for a loan that would be paid back over twelve years.";
        assert!(index.add(&"c".into(), other, 0.5).is_empty());
    }

    #[test]
    fn a_story_within_a_long_page_is_contained_but_the_page_is_not() {
        let padding: String = (0..2_000).map(|n| format!("word{n} ")).collect();
        let overlap = Sketch::of(STORY).overlap(&Sketch::of(&format!("{padding}{STORY}"))).unwrap();
        assert!(overlap.of_the_shorter() > 0.8 && overlap.of_the_longer() < 0.2, "{overlap:?}");
    }

    #[test]
    fn nothing_is_a_copy_of_nothing() {
        assert!(Sketch::of("").overlap(&Sketch::of("")).is_none());
        assert!(Sketch::of("four words only here").overlap(&Sketch::of("four words only here")).is_none());
    }
}
