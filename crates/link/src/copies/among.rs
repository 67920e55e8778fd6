//! Which reports of one incident may be copies of one another, whatever order they came in.
//!
//! The index of all reports cannot say so: what its bounds leave out hangs on what it held when each report came. Here the
//! reports are all there, in the order in which they are shown, and the bounds follow from them alone. So the same reports give the same
//! pairs, and these grow with the words of the reports and not with their pairs.

use super::fingerprint::fingerprints;
use super::overlap::Comparer;
use super::{CANDIDATES_MAX, CopyIndex, Overlap, RARE_MAX};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Of the reports with one fingerprint, so many before each are looked at …
const NEAREST: usize = 16;
/// … and so many that were the first: who takes a story over has it from there.
const FIRST: usize = 4;
/// A single common fingerprint makes a candidate wherever it is one in so many of the shorter text: a brief has no more.
const BRIEF: u32 = 4;
/// Texts that are held ready to be compared, at most: all of an incident in which every pair is looked at.
const READY_MAX: usize = 256;

/// One fingerprint of a report that others have too.
struct Shared {
    /// Where in the sorted list those begin who have it.
    first: u32,
    /// Where this report itself stands.
    at: u32,
    /// True if few have it.
    rare: bool,
}

/// What a report and one before it have in common.
#[derive(Clone, Copy, Default)]
struct Common {
    fingerprints: u32,
    rare: bool,
}

/// For each of these reports (by number, in shown order) those before it that it may be a copy of, by position, ascending. A
/// report may stand there more than once. Of at most `few` reports no pair that shares enough is left out; of more,
/// those with one fingerprint are each paired with their neighbours and with the first of them.
pub(crate) fn candidates(index: &CopyIndex, reports: &[usize], few: usize) -> Vec<Vec<usize>> {
    let mut found = vec![Vec::new(); reports.len()];
    if reports.iter().all(|report| *report == reports[0]) {
        return found;
    }
    let all = reports.len() <= few;
    let nearest = if all { reports.len() } else { NEAREST };
    let entries = entries(index, reports);
    let mut taken = vec![0; reports.len()];
    entries.iter().for_each(|entry| taken[position(*entry)] += 1);
    let shared = shared(&entries, reports.len());
    let mut common = vec![Common::default(); reports.len()];
    let mut met: Vec<usize> = Vec::new();
    for (r, shared) in shared.iter().enumerate() {
        for shared in shared {
            for l in looked_at(shared, nearest).into_iter().flatten().map(|at| position(entries[at])) {
                if common[l].fingerprints == 0 {
                    met.push(l);
                }
                common[l].fingerprints += 1;
                common[l].rare |= shared.rare;
            }
        }
        let enough = |l: &usize| {
            let Common { fingerprints, rare } = common[*l];
            fingerprints > 1 || rare || fingerprints * BRIEF >= u32::min(taken[r], taken[*l])
        };
        let mut own: Vec<usize> = met.iter().copied().filter(|l| reports[*l] != reports[r] && enough(l)).collect();
        let most = CANDIDATES_MAX.max(taken[r] as usize);
        if own.len() > most && !all {
            own.sort_unstable_by_key(|l| (std::cmp::Reverse(common[*l].fingerprints), *l));
            own.truncate(most);
        }
        own.sort_unstable();
        found[r] = own;
        met.drain(..).for_each(|l| common[l] = Common::default());
    }
    found
}

/// Who has a fingerprint, of an entry of the sorted list.
fn position(entry: u64) -> usize {
    entry as u32 as usize
}

/// All fingerprints, each once for each report and with the report's position in the lower half, sorted. Half of a key is enough,
/// the lower one, for winnowing keeps keys that begin low: what falls together by chance is compared in vain.
fn entries(index: &CopyIndex, reports: &[usize]) -> Vec<u64> {
    let of = |(n, report): (usize, &usize)| {
        let keys = fingerprints(index.postings.words_of(*report)).into_iter();
        keys.map(move |(_, key)| key << 32 | n as u64)
    };
    let mut entries: Vec<u64> = reports.iter().enumerate().flat_map(of).collect();
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// By position: the fingerprints that others have too.
fn shared(entries: &[u64], reports: usize) -> Vec<Vec<Shared>> {
    let mut shared: Vec<Vec<Shared>> = Vec::new();
    shared.resize_with(reports, Vec::new);
    let mut first = 0;
    for same in entries.chunk_by(|l, r| l >> 32 == r >> 32) {
        if same.len() > 1 {
            for (n, entry) in same.iter().enumerate() {
                let at = (first + n) as u32;
                let rare = same.len() <= RARE_MAX + 1;
                shared[position(*entry)].push(Shared { first: first as u32, at, rare });
            }
        }
        first += same.len();
    }
    shared
}

/// Where those stand in the sorted list that are looked at: the first ones, and the neighbours before.
fn looked_at(shared: &Shared, nearest: usize) -> [Range<usize>; 2] {
    let (first, at) = (shared.first as usize, shared.at as usize);
    let near = at.saturating_sub(nearest).max(first);
    [first..near.min(first + FIRST), near..at]
}

/// Compares reports of the index. Thousands may have their story from one, which is made ready once.
pub(crate) struct Pairs<'i> {
    index: &'i CopyIndex,
    ready: FxHashMap<usize, Comparer<'i>>,
}

impl<'i> Pairs<'i> {
    pub fn new(index: &'i CopyIndex) -> Self {
        Self { index, ready: FxHashMap::default() }
    }

    /// How a report compares with an earlier one, see [`CopyIndex::compare`].
    pub fn compare(&mut self, earlier: usize, report: usize) -> Option<Overlap> {
        let postings = &self.index.postings;
        if self.ready.len() >= READY_MAX && !self.ready.contains_key(&earlier) {
            self.ready.clear();
        }
        let comparer = self.ready.entry(earlier).or_insert_with(|| Comparer::new(postings.words_of(earlier)));
        Overlap::of(comparer.sides(postings.words_of(report)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn index<'t>(texts: impl Iterator<Item = &'t String>) -> CopyIndex {
        let mut index = CopyIndex::default();
        texts.for_each(|text| drop(index.add(text)));
        index
    }

    /// A text of these words.
    fn words(from: usize, count: usize) -> String {
        (from..from + count).map(|n| format!("word{n} ")).collect()
    }

    /// Texts made of a few passages, one after the other.
    fn texts() -> impl Strategy<Value = Vec<String>> {
        let text = prop::collection::vec(0_usize..6, 0..4);
        let texts = prop::collection::vec(text, 1..40);
        texts.prop_map(|texts| {
            let one = |(n, passages): (usize, Vec<usize>)| {
                let common: String = passages.iter().map(|passage| words(passage * 100, 30)).collect();
                format!("{common}{}", words(1_000 + n * 100, n % 3 * 40))
            };
            texts.into_iter().enumerate().map(one).collect()
        })
    }

    fn keys(text: &str) -> BTreeSet<u64> {
        fingerprints(&super::super::wording(text)).into_iter().map(|(_, key)| key).collect()
    }

    proptest! {
        #[test]
        fn of_a_few_reports_each_pair_is_found_that_shares_enough(texts in texts()) {
            let index = index(texts.iter());
            let all: Vec<usize> = (0..texts.len()).collect();
            let keys: Vec<BTreeSet<u64>> = texts.iter().map(|text| keys(text)).collect();
            let enough = |l: usize, r: usize| {
                let common: Vec<&u64> = keys[l].intersection(&keys[r]).collect();
                let rare = |key: &&u64| keys.iter().filter(|keys| keys.contains(key)).count() <= RARE_MAX + 1;
                let brief = common.len() * BRIEF as usize >= keys[l].len().min(keys[r].len());
                common.len() > 1 || common.iter().any(rare) || !common.is_empty() && brief
            };
            let expected: Vec<Vec<usize>> =
                all.iter().map(|r| (0..*r).filter(|l| enough(*l, *r)).collect()).collect();
            prop_assert_eq!(candidates(&index, &all, texts.len()), expected);
        }

        #[test]
        fn the_order_of_arrival_is_nothing_to_it(texts in texts(), keys in prop::collection::vec(any::<u32>(), 40)) {
            let mut arrival: Vec<usize> = (0..texts.len()).collect();
            arrival.sort_by_key(|n| keys[*n]);
            let other = index(arrival.iter().map(|n| &texts[*n]));
            let there: Vec<usize> =
                (0..texts.len()).map(|n| arrival.iter().position(|of| *of == n).unwrap()).collect();
            let here: Vec<usize> = (0..texts.len()).collect();
            for few in [0, texts.len()] {
                prop_assert_eq!(candidates(&index(texts.iter()), &here, few), candidates(&other, &there, few));
            }
        }
    }

    #[test]
    fn the_pairs_grow_with_the_reports_and_each_meets_the_first() {
        let story = words(0, 300);
        let texts: Vec<String> = (0..400).map(|n| format!("{}{story}", words(1_000 + n * 10, 8))).collect();
        let all: Vec<usize> = (0..texts.len()).collect();
        let found = candidates(&index(texts.iter()), &all, 200);
        for (r, own) in found.iter().enumerate().skip(1) {
            let near = (0..FIRST.min(r)).chain(r.saturating_sub(NEAREST).max(FIRST)..r);
            assert_eq!(*own, near.collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_brief_that_all_take_over_makes_candidates_and_a_line_under_long_reports_does_not() {
        let (brief, footer) = (words(0, 20), words(500, 29));
        let briefs: Vec<String> = (0..20).map(|_| brief.clone()).collect();
        let long: Vec<String> = (0..20).map(|n| format!("{}{footer}", words(1_000 + n * 400, 300))).collect();
        let all: Vec<usize> = (0..20).collect();
        let found = |texts: &[String]| candidates(&index(texts.iter()), &all, 200);
        assert!(found(&briefs).iter().enumerate().all(|(r, own)| own.len() == r));
        let one = |l: usize, r: usize| keys(&long[l]).intersection(&keys(&long[r])).count() == 1;
        let met: usize = all.iter().map(|r| (0..*r).filter(|l| one(*l, *r)).count()).sum();
        let found: usize =
            found(&long).iter().enumerate().map(|(r, own)| own.iter().filter(|l| one(**l, r)).count()).sum();
        // A few by chance: a word before the line may have the hash of another.
        assert!(met > 50 && found < 5, "{found} of {met}");
    }

    #[test]
    fn two_claims_of_one_report_are_no_pair() {
        let index = index([words(0, 60), words(0, 60)].iter());
        assert_eq!(candidates(&index, &[1, 1], 200), [vec![], vec![]]);
        assert_eq!(candidates(&index, &[1, 0, 1], 200), [vec![], vec![0], vec![1]]);
        assert_eq!(candidates(&index, &[], 200), Vec::<Vec<usize>>::new());
        assert!(Pairs::new(&index).compare(0, 1).is_some_and(|overlap| overlap.is_copy()));
    }
}
