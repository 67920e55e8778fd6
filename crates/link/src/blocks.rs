//! Candidates: which claims are compared with which.
//!
//! A claim stands in several blocks (country, place, group, target word …), each sorted by day. Two claims are compared if
//! in any block they stand no more than a fixed number of places apart. That rule knows only the set of claims, not the order in
//! which they came, and bounds the work for one claim by blocks x neighbours.

use rustc_hash::FxHashMap;

/// Order of a claim in a block: day, then a hash of its id, then its index.
type Place = (i32, u64, usize);

/// All blocks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Blocks {
    by_key: FxHashMap<u64, Vec<Place>>,
}

/// What adding one claim does to the candidate pairs.
#[derive(Debug, Default)]
pub(crate) struct Change {
    /// Claims to compare with the new one, sorted.
    pub candidates: Vec<usize>,
    /// Pairs that the new claim has pushed apart in at least one block, sorted.
    pub pushed: Vec<(usize, usize)>,
}

impl Blocks {
    /// Puts claim `index` in the blocks with these keys.
    pub fn add(&mut self, index: usize, keys: &[u64], order: (i32, u64), neighbours: usize) -> Change {
        let mut change = Change::default();
        let entry = (order.0, order.1, index);
        for key in keys {
            let block = self.by_key.entry(*key).or_default();
            let at = block.partition_point(|other| *other < entry);
            block.insert(at, entry);
            let first = at.saturating_sub(neighbours);
            let last = (at + neighbours).min(block.len() - 1);
            change.candidates.extend(block[first..=last].iter().map(|p| p.2).filter(|other| *other != index));
            for left in first..at {
                if let Some(right) = block.get(left + neighbours + 1) {
                    let (l, r) = (block[left].2, right.2);
                    change.pushed.push((l.min(r), l.max(r)));
                }
            }
        }
        change.candidates.sort_unstable();
        change.candidates.dedup();
        change.pushed.sort_unstable();
        change.pushed.dedup();
        change
    }

    /// Whether two claims stand close in any block that both are in. `keys` sorted.
    pub fn close(&self, left: Member, right: Member, neighbours: usize) -> bool {
        left.keys.iter().filter(|key| right.keys.binary_search(key).is_ok()).any(|key| {
            let Some(block) = self.by_key.get(key) else { return false };
            let rank = |m: Member| block.partition_point(|other| *other < (m.order.0, m.order.1, m.index));
            rank(left).abs_diff(rank(right)) <= neighbours
        })
    }
}

/// One claim as the blocks see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member<'a> {
    pub index: usize,
    pub keys: &'a [u64],
    pub order: (i32, u64),
}
