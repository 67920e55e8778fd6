//! A list that only grows, in pieces that never move.
//!
//! A list in one piece is copied whenever it has no more room: for that moment it takes three times its size, and where it lay
//! leaves a hole that little else fits into. What there is one of for each claim takes up most of the memory, so it is kept in pieces.

use std::ops::{Index, IndexMut};

/// Entries of one piece.
const PIECE: usize = 256;

/// The list. All pieces but the last are full.
#[derive(Debug, Clone)]
pub(crate) struct Chunks<T> {
    pieces: Vec<Vec<T>>,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T> Chunks<T> {
    pub fn push(&mut self, value: T) {
        match self.pieces.last_mut() {
            Some(last) if last.len() < PIECE => last.push(value),
            _ => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push(value);
                self.pieces.push(piece);
            }
        }
    }

    pub fn len(&self) -> usize {
        let last = self.pieces.last().map_or(0, Vec::len);
        self.pieces.len().saturating_sub(1) * PIECE + last
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.pieces.iter().flatten()
    }
}

impl<T> Index<usize> for Chunks<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        &self.pieces[at / PIECE][at % PIECE]
    }
}

impl<T> IndexMut<usize> for Chunks<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut self.pieces[at / PIECE][at % PIECE]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_pushed_stays_where_it_is() {
        let mut list = Chunks::default();
        assert_eq!((list.len(), list.iter().count()), (0, 0));
        list.push(0);
        let first = std::ptr::from_ref(&list[0]);
        for n in 1..3 * PIECE + 1 {
            list.push(n);
            assert_eq!((list.len(), list[n]), (n + 1, n));
        }
        assert!(list.iter().copied().eq(0..3 * PIECE + 1), "in order");
        assert!(std::ptr::eq(first, &list[0]));
        let mut copy = list.clone();
        copy.push(7);
        assert_eq!((copy.len(), copy[3 * PIECE + 1], list.len()), (3 * PIECE + 2, 7, 3 * PIECE + 1));
    }
}
