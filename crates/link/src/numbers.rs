//! Which number something has that goes by an id.
//!
//! The ids themselves stand with what they name, so here they are only told from one another by half of a hash: a million claims
//! have a million ids twice over, and a table of the words would be several times as large.

use crate::words::half;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// Numbers by id. Whoever asks says what id a number has.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numbers {
    first: FxHashMap<u32, u32>,
    /// Those whose hash another one had first: among a million about a hundred.
    further: Vec<u32>,
}

impl Numbers {
    /// The number of an id. `id_of` gives the id of a number.
    pub fn get<'i>(&self, id: &str, id_of: impl Fn(usize) -> &'i str) -> Option<usize> {
        let first = *self.first.get(&half(id.as_bytes()))?;
        let mut all = std::iter::once(&first).chain(&self.further).map(|number| *number as usize);
        all.find(|number| id_of(*number) == id)
    }

    /// Adds a number under an id that has none yet.
    pub fn insert(&mut self, id: &str, number: usize) {
        match self.first.entry(half(id.as_bytes())) {
            Entry::Vacant(place) => {
                place.insert(number as u32);
            }
            Entry::Occupied(_) => self.further.push(number as u32),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::ClaimId;

    #[test]
    fn ids_with_one_hash_are_told_apart() {
        let ids: Vec<String> = (0..200_000).map(|n| ClaimId::derive(&[&n.to_string()]).0).collect();
        let mut numbers = Numbers::default();
        for (n, id) in ids.iter().enumerate() {
            numbers.insert(id, n);
        }
        assert!(!numbers.further.is_empty(), "no two of these have one hash: take more of them");
        for (n, id) in ids.iter().enumerate() {
            assert_eq!(numbers.get(id, |n| &ids[n]), Some(n));
        }
        // An id that is not there is not taken for the one that has its hash.
        let later = numbers.further[0] as usize;
        let mut without = Numbers::default();
        ids.iter().enumerate().filter(|(n, _)| *n != later).for_each(|(n, id)| without.insert(id, n));
        assert_eq!(without.get(&ids[later], |n| &ids[n]), None);
        assert_eq!(numbers.get("clm-x", |n| &ids[n]), None);
    }
}
