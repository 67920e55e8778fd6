//! Where each fingerprint stands: a hash table with chains over the kept words themselves.
//!
//! Neither a fingerprint's key nor its report is stored: an entry is a place in the words of all reports, from which both
//! follow. That leaves some seven bytes a fingerprint: a link to the next entry of the chain, the distance from the entry before,
//! and its share of the table. The table grows by one bucket at a time (linear hashing, Litwin 1980), so that no report waits
//! for all others to be sorted anew.

use super::fingerprint::{SEQUENCE_WORDS, fingerprints, key};
use super::wording::word;
use std::hint::black_box;

/// Entries of one key that are kept, at most: the newest.
pub(super) const POSTINGS_MAX: usize = 64;
/// Entries for each bucket on average.
const LOAD: usize = 2;
/// Words of a block in which a report is looked for.
const BLOCK_WORDS: u32 = 4_096;
/// Every so many entries the place is written in full.
const STRIDE: usize = 16;
/// Words of all reports together, at most: places have 32 bits. Later reports are compared but not remembered.
const WORDS_MAX: usize = u32::MAX as usize;
/// No entry.
const NONE: u32 = u32::MAX;

/// The words of all reports and the table of their fingerprints.
#[derive(Debug, Clone, Default)]
pub(super) struct Postings {
    /// One report after the other.
    words: Vec<u8>,
    /// Where each report begins.
    starts: Vec<u32>,
    /// For each block of words how many reports begin before it: a report is then found among few.
    blocks: Vec<u32>,
    /// The newest entry of each bucket.
    buckets: Vec<u32>,
    /// For each entry the next older one of its chain.
    older: Vec<u32>,
    /// Words between each entry and the one before.
    gaps: Vec<u8>,
    /// The place of every [`STRIDE`]th entry.
    places: Vec<u32>,
    /// The place of the last entry.
    last: u32,
}

/// Earlier reports with one fingerprint of a new one.
pub(super) struct Hit<'h> {
    /// Their numbers, newest first, at most [`POSTINGS_MAX`].
    pub reports: &'h [u32],
}

impl Postings {
    /// How many reports there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// The words of a report; none for one that is too short to compare, or unknown.
    pub fn words_of(&self, report: usize) -> &[u8] {
        let Some(start) = self.starts.get(report) else { return &[] };
        let end = self.starts.get(report + 1).map_or(self.words.len(), |end| *end as usize);
        &self.words[*start as usize..end]
    }

    /// Bytes that the reports take here, spare room included.
    pub fn bytes(&self) -> usize {
        let fours = self.starts.capacity()
            + self.blocks.capacity()
            + self.buckets.capacity()
            + self.older.capacity()
            + self.places.capacity();
        self.words.capacity() + self.gaps.capacity() + 4 * fours
    }

    /// Remembers a report under the next number and tells of each of its fingerprints that earlier ones have.
    pub fn add(&mut self, words: &[u8], mut found: impl FnMut(Hit<'_>)) {
        let taken = fingerprints(words);
        let room = !taken.is_empty() && self.words.len() + words.len() < WORDS_MAX;
        let start = self.words.len() as u32;
        while self.blocks.len() as u64 * u64::from(BLOCK_WORDS) <= u64::from(start) {
            roomy(&mut self.blocks, 1);
            self.blocks.push(self.starts.len() as u32);
        }
        roomy(&mut self.starts, 1);
        self.starts.push(start);
        if room {
            roomy(&mut self.words, words.len());
            self.words.extend_from_slice(words);
        }
        self.fetch(&taken);
        let mut reports = Vec::with_capacity(POSTINGS_MAX);
        for (at, key) in taken {
            reports.clear();
            let known = self.look_up(&words[at..], key, start, &mut reports);
            if !reports.is_empty() {
                found(Hit { reports: &reports });
            }
            if room && !known {
                self.insert(start + at as u32, key);
            }
        }
    }

    /// Looks once at where each of these leads. Among the words of a million reports all of it is far away, and is then waited for
    /// once, not for one after the other.
    fn fetch(&self, taken: &[(usize, u64)]) {
        let newest = taken.iter().filter_map(|(_, key)| Some(self.buckets[self.bucket(*key)?]));
        let newest: Vec<u32> = newest.filter(|entry| *entry != NONE).collect();
        let older = newest.iter().map(|entry| self.older[*entry as usize]);
        let older: Vec<u32> = older.filter(|entry| *entry != NONE).collect();
        let places: Vec<u32> = newest.iter().chain(&older).map(|entry| self.place(*entry)).collect();
        black_box(places.iter().fold(0, |all, place| all ^ self.words[*place as usize]));
    }

    /// Puts into `reports` the earlier reports that have these words, and takes the oldest entry out of a full chain. True if the
    /// report that begins at `start` has them already.
    fn look_up(&mut self, words: &[u8], key: u64, start: u32, reports: &mut Vec<u32>) -> bool {
        let Some(bucket) = self.bucket(key) else { return false };
        let (mut before, mut entry) = (NONE, self.buckets[bucket]);
        while entry != NONE {
            let place = self.place(entry);
            let older = self.older[entry as usize];
            if self.same(place, words) {
                if place >= start {
                    return true;
                }
                reports.push(self.report_at(place));
                if reports.len() == POSTINGS_MAX {
                    // Room for the one that comes now, so that no chain grows without end.
                    match before {
                        NONE => self.buckets[bucket] = older,
                        before => self.older[before as usize] = older,
                    }
                    return false;
                }
            }
            (before, entry) = (entry, older);
        }
        false
    }

    /// The report to which a place belongs.
    fn report_at(&self, place: u32) -> u32 {
        let block = (place / BLOCK_WORDS) as usize;
        let first = self.blocks[block] as usize;
        let end = self.blocks.get(block + 1).map_or(self.starts.len(), |end| *end as usize);
        (first + self.starts[first..end].partition_point(|start| *start <= place)) as u32 - 1
    }

    fn same(&self, place: u32, words: &[u8]) -> bool {
        let there = &self.words[place as usize..place as usize + SEQUENCE_WORDS];
        there.iter().zip(words).all(|(l, r)| word(*l) == word(*r))
    }

    fn insert(&mut self, place: u32, key: u64) {
        // Entries are close to one another but where a report repeats itself: there some that stand in no chain lie between.
        while place - self.last > u32::from(u8::MAX) {
            self.push(self.last + u32::from(u8::MAX));
        }
        self.push(place);
        if self.older.len() > self.buckets.len() * LOAD {
            self.grow();
        }
        let entry = self.older.len() - 1;
        if let Some(bucket) = self.bucket(key) {
            self.older[entry] = std::mem::replace(&mut self.buckets[bucket], entry as u32);
        }
    }

    fn push(&mut self, place: u32) {
        if self.older.len().is_multiple_of(STRIDE) {
            roomy(&mut self.places, 1);
            self.places.push(place);
        }
        roomy(&mut self.gaps, 1);
        self.gaps.push((place - self.last) as u8);
        self.last = place;
        roomy(&mut self.older, 1);
        self.older.push(NONE);
    }

    fn place(&self, entry: u32) -> u32 {
        let entry = entry as usize;
        let full = entry / STRIDE;
        let gaps = &self.gaps[full * STRIDE + 1..=entry];
        self.places[full] + gaps.iter().map(|gap| u32::from(*gap)).sum::<u32>()
    }

    /// The bucket of a key: by as many of its bits as the table has, one more in the part that is divided already.
    fn bucket(&self, key: u64) -> Option<usize> {
        let half = 1_usize << self.buckets.len().checked_ilog2()?;
        let bucket = key as usize & (2 * half - 1);
        Some(if bucket < self.buckets.len() { bucket } else { bucket & (half - 1) })
    }

    /// Adds one bucket and moves to it what belongs there, in its order.
    fn grow(&mut self) {
        let new = self.buckets.len();
        roomy(&mut self.buckets, 1);
        self.buckets.push(NONE);
        let Some(bits) = new.checked_ilog2() else { return };
        let from = new - (1 << bits);
        let mut entry = std::mem::replace(&mut self.buckets[from], NONE);
        let (mut stayed, mut moved) = (NONE, NONE);
        while entry != NONE {
            let older = self.older[entry as usize];
            let place = self.place(entry) as usize;
            let to = self.bucket(key(&self.words[place..])).unwrap_or(from);
            let last = if to == new { &mut moved } else { &mut stayed };
            match *last {
                NONE => self.buckets[to] = entry,
                last => self.older[last as usize] = entry,
            }
            *last = entry;
            self.older[entry as usize] = NONE;
            entry = older;
        }
    }
}

/// Makes room for so many more, an eighth of what is there beyond that: doubling would leave half of a large index empty.
fn roomy<T>(list: &mut Vec<T>, more: usize) {
    if list.capacity() - list.len() < more {
        list.reserve_exact(more.max(list.len() / 8).max(64));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Which earlier reports each report shares a fingerprint with.
    fn found(texts: &[Vec<u8>]) -> Vec<BTreeSet<u32>> {
        let mut postings = Postings::default();
        texts
            .iter()
            .map(|text| {
                let mut all = BTreeSet::new();
                postings.add(text, |hit| all.extend(hit.reports.iter().copied()));
                all
            })
            .collect()
    }

    proptest! {
        #[test]
        fn the_table_finds_what_a_plain_map_finds(
            texts in proptest::collection::vec(proptest::collection::vec(0_u8..4, 0..120), 1..40)
        ) {
            let mut plain: BTreeMap<u64, BTreeSet<u32>> = BTreeMap::new();
            let expected: Vec<BTreeSet<u32>> = texts
                .iter()
                .enumerate()
                .map(|(n, text)| {
                    let keys: BTreeSet<u64> = fingerprints(text).into_iter().map(|(_, key)| key).collect();
                    let all = keys.iter().flat_map(|key| plain.get(key).into_iter().flatten().copied()).collect();
                    for key in keys {
                        plain.entry(key).or_default().insert(n as u32);
                    }
                    all
                })
                .collect();
            prop_assert_eq!(found(&texts), expected);
        }
    }

    #[test]
    fn of_a_sequence_that_all_have_the_newest_are_kept() {
        let text: Vec<u8> = (0..6).collect();
        let mut postings = Postings::default();
        for n in 0..500_u32 {
            let mut last = Vec::new();
            postings.add(&text, |hit| last = hit.reports.to_vec());
            let newest: Vec<u32> = (0..n).rev().take(POSTINGS_MAX).collect();
            assert_eq!(last, newest);
        }
        let chain = std::iter::successors(postings.buckets.iter().copied().find(|e| *e != NONE), |entry| {
            Some(postings.older[*entry as usize]).filter(|e| *e != NONE)
        });
        assert_eq!(chain.count(), POSTINGS_MAX);
    }

    #[test]
    fn words_come_back_as_they_were_given() {
        let mut postings = Postings::default();
        let texts: Vec<Vec<u8>> = (0..200_u8).map(|n| (0..n % 50).map(|w| w ^ n).collect()).collect();
        texts.iter().for_each(|text| postings.add(text, |_| {}));
        for (n, text) in texts.iter().enumerate() {
            let expected: &[u8] = if text.len() < SEQUENCE_WORDS { &[] } else { text };
            assert_eq!(postings.words_of(n), expected);
        }
        assert_eq!((postings.len(), postings.words_of(200)), (200, &[][..]));
    }
}
