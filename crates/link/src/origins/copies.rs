//! Which reports of an incident tell it in another one's words.
//!
//! Each copy is laid to the earliest text of which it is one, a passage to the text that it has most from, and to others only where
//! that joins what was apart. So the work grows with the reports and what they share, not with their pairs, and the reasons stay few.

use super::graph::Sets;
use super::name;
use crate::Config;
use crate::chunks::Chunks;
use crate::copies::{CopyIndex, Overlap, Pairs, candidates};
use crate::facts::{Facts, ReportFacts};
use crate::score::{MIN_PASSAGE_SEQUENCES, SAME_WORDING};
use record::ReportId;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The claims of an incident, in shown order, with what they are looked up in.
pub(super) struct Told<'w> {
    pub facts: &'w Chunks<Facts>,
    pub reports: &'w Chunks<ReportFacts>,
    /// Holds the reports under the same numbers.
    pub index: &'w CopyIndex,
    pub claims: &'w [usize],
    pub config: &'w Config,
}

/// One claim told in the words of another, by position in shown order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Copy {
    pub copy: usize,
    pub of: usize,
    pub reason: String,
}

/// Joins copies, and says which was copied from which. `told_apart` gives those that an analyst calls two origins.
pub(super) fn join(told: &Told<'_>, told_apart: &dyn Fn(usize, usize) -> bool, sets: &mut Sets) -> Vec<Copy> {
    let of_claims: Vec<usize> = (0..told.claims.len()).map(|n| told.of(n).report).collect();
    let whole = candidates(told.index, &of_claims, told.config.max_copy_reports);
    let mut passages = passages(told);
    let mut pairs = Pairs::new(told.index);
    let mut found: Vec<Copy> = Vec::new();
    for (r, whole) in whole.iter().enumerate() {
        let mine = told.outlet(r);
        let before = found.len();
        let mut lay = |l: usize, sets: &mut Sets, reason: &mut dyn FnMut() -> Option<String>| {
            let joined = found.len() > before && sets.find(l) == sets.find(r);
            if !joined
                && !told_apart(l, r)
                && let Some(reason) = reason()
            {
                sets.union(l, r);
                found.push(Copy { copy: r, of: l, reason });
            }
        };
        for l in whole.iter().copied() {
            lay(l, sets, &mut || {
                let words = told.one_wording(l, r, &mut pairs)?.in_words();
                Some(format!("{mine} is a near-copy of {}: {words}.", told.outlet(l)))
            });
        }
        passages[r].sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for (l, share) in passages[r].iter().copied() {
            lay(l, sets, &mut || {
                let words = format!("({} % of the passage)", (share * 100.0).round());
                Some(format!("{mine} tells it in the words of {} {words}.", told.outlet(l)))
            });
        }
    }
    found
}

/// These copies as reports, each with the first that it was laid to.
pub(super) fn reports<'c>(
    copies: impl Iterator<Item = &'c Copy>,
    report: impl Fn(usize) -> ReportId,
) -> Vec<(ReportId, ReportId)> {
    let mut found: BTreeMap<ReportId, ReportId> = BTreeMap::new();
    for copy in copies {
        let (one, other) = (report(copy.copy), report(copy.of));
        if one != other {
            found.entry(one).or_insert(other);
        }
    }
    found.into_iter().collect()
}

impl Told<'_> {
    fn of(&self, n: usize) -> &Facts {
        &self.facts[self.claims[n]]
    }

    fn outlet(&self, n: usize) -> &str {
        name(&self.reports[self.of(n).report])
    }

    /// How the reports of two claims compare, if they count as one origin. What was found when they came is not compared again.
    fn one_wording(&self, l: usize, r: usize, pairs: &mut Pairs<'_>) -> Option<Overlap> {
        let (l, r) = (self.of(l).report, self.of(r).report);
        let known = self.reports[l.max(r)].copies.iter().find(|copied| copied.report == l.min(r));
        let overlap = known.map(|copied| copied.overlap).or_else(|| pairs.compare(l, r))?;
        overlap.one_origin(self.config).then_some(overlap)
    }
}

/// By claim: the claims before it, of other reports, that tell it in the same words, with the share of the shorter passage. Of
/// many claims each is compared with the nearest before it that have a wording of their own.
fn passages(told: &Told<'_>) -> Vec<Vec<(usize, f64)>> {
    let n = told.claims.len();
    let reach = if n <= told.config.max_copy_reports { n } else { told.config.max_copy_reports / 2 };
    let mut out: Vec<Vec<(usize, f64)>> = vec![Vec::new(); n];
    let standing = standing(told, &mut out);
    let shared_words = shared_words(told, &standing);
    let mut shared: FxHashMap<u32, usize> = FxHashMap::default();
    for r in standing {
        let words = told.of(r as usize).sequences();
        shared.clear();
        for word in words {
            let end = shared_words.partition_point(|entry| *entry < (*word, r));
            let before = shared_words[..end].iter().rev().take(reach).take_while(|(other, _)| other == word);
            for (_, l) in before {
                *shared.entry(*l).or_default() += 1;
            }
        }
        let close = |l: &(usize, f64)| l.1 >= SAME_WORDING && told.of(l.0).report != told.of(r as usize).report;
        let share = |(l, common): (&u32, &usize)| {
            let l = *l as usize;
            (l, *common as f64 / words.len().min(told.of(l).sequences().len()) as f64)
        };
        let own = &mut out[r as usize];
        own.extend(shared.iter().map(share).filter(close));
        own.sort_by_key(|(l, _)| *l);
    }
    out
}

/// The claims that have a wording of their own, in order. Whoever has the very same one as an earlier claim of another report
/// copies that: it is put into `out`.
fn standing(told: &Told<'_>, out: &mut [Vec<(usize, f64)>]) -> Vec<u32> {
    let mut first: FxHashMap<&[u32], usize> = FxHashMap::default();
    let mut standing = Vec::new();
    for (r, own) in out.iter_mut().enumerate() {
        let words = told.of(r).sequences();
        if words.len() < MIN_PASSAGE_SEQUENCES {
            continue;
        }
        let same = first.get(words).copied();
        if let Some(l) = same.filter(|l| told.of(*l).report != told.of(r).report) {
            own.push((l, 1.0));
            continue;
        }
        first.entry(words).or_insert(r);
        standing.push(r as u32);
    }
    standing
}

/// The sequences that more than one of these claims has, each with who has it, sorted. Of thousands of claims most sequences
/// stand in one alone: a list of all of them sorted once takes a tenth of a table of lists.
fn shared_words(told: &Told<'_>, standing: &[u32]) -> Vec<(u32, u32)> {
    let words = |r: &u32| told.of(*r as usize).sequences();
    let mut all = Vec::with_capacity(standing.iter().map(|r| words(r).len()).sum());
    all.extend(standing.iter().flat_map(|r| words(r).iter().map(|word| (*word, *r))));
    all.sort_unstable();
    let mut kept = 0;
    for at in 0..all.len() {
        let (word, _) = all[at];
        let before = kept > 0 && all[kept - 1].0 == word;
        let after = all.get(at + 1).is_some_and(|(next, _)| *next == word);
        if before || after {
            all[kept] = all[at];
            kept += 1;
        }
    }
    all.truncate(kept);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up::MadeUp;
    use proptest::prelude::*;
    use record::Span;

    const WORDS: [&str; 6] = ["harbour", "council", "ferry", "budget", "winter", "market"];

    /// One claim for each of these, its passage made of words by number, in a report by number.
    fn facts(passages: &[(usize, Vec<usize>)], config: &Config) -> Chunks<Facts> {
        let (mut report, reading) = MadeUp::new(1).next().unwrap();
        let mut claim = reading.claims[0].clone();
        let mut all = Chunks::default();
        for (of, words) in passages {
            report.text = words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ");
            claim.evidence = vec![Span::new(0, report.text.len())];
            let mut facts = Facts::of(&report, &claim, config);
            facts.report = *of;
            all.push(facts);
        }
        all
    }

    /// The same, each claim held against every one before it.
    fn pair_by_pair(told: &Told<'_>, reach: usize) -> Vec<Vec<(usize, f64)>> {
        let mut stands: Vec<usize> = Vec::new();
        let mut found = Vec::new();
        for r in 0..told.claims.len() {
            let words = told.of(r).sequences();
            let other = |l: &usize| told.of(*l).report != told.of(r).report;
            let mut own: Vec<(usize, f64)> = Vec::new();
            let same = stands.iter().copied().find(|l| told.of(*l).sequences() == words);
            if words.len() < MIN_PASSAGE_SEQUENCES {
            } else if let Some(l) = same.filter(other) {
                own.push((l, 1.0));
            } else {
                let mut common = vec![0; r];
                for word in words {
                    let with = stands.iter().rev().filter(|l| told.of(**l).sequences().contains(word));
                    with.take(reach).for_each(|l| common[*l] += 1);
                }
                let share = |l: usize| f64::from(common[l]) / words.len().min(told.of(l).sequences().len()) as f64;
                let near = (0..r).filter(|l| common[*l] > 0 && other(l)).map(|l| (l, share(l)));
                own.extend(near.filter(|(_, share)| *share >= SAME_WORDING));
                stands.push(r);
            }
            found.push(own);
        }
        found
    }

    proptest! {
        #[test]
        fn the_sorted_list_finds_what_pair_by_pair_is_found(
            passages in proptest::collection::vec((0_usize..8, proptest::collection::vec(0_usize..2, 8..24)), 1..24),
            most in 2_usize..30,
        ) {
            let config = Config { max_copy_reports: most, ..Config::default() };
            let facts = facts(&passages, &config);
            let claims: Vec<usize> = (0..passages.len()).collect();
            let reports = Chunks::default();
            let index = CopyIndex::default();
            let told = Told { facts: &facts, reports: &reports, index: &index, claims: &claims, config: &config };
            let reach = if claims.len() <= most { claims.len() } else { most / 2 };
            prop_assert_eq!(super::passages(&told), pair_by_pair(&told, reach));
        }
    }
}
