//! Unpacking with bounds: a bomb is stopped while it goes off, whatever its headers say.

use std::cell::Cell;
use std::fmt;
use std::io::{Error, Read, Result};
use std::rc::Rc;

/// A member may be this many bytes before its ratio counts: short runs of one letter pack very well.
const RATIO_FREE_BYTES: u64 = 1 << 20;

/// Counts the bytes that pass.
pub(crate) struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R> Counted<R> {
    /// A reader that counts, and its count.
    pub(crate) fn new(inner: R) -> (Self, Rc<Cell<u64>>) {
        let count = Rc::new(Cell::new(0));
        (Self { inner, count: Rc::clone(&count) }, count)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

/// Why unpacking was stopped.
#[derive(Debug)]
pub(crate) struct Bomb(String);

impl fmt::Display for Bomb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Bomb {}

/// Whether an error is a [`Bomb`].
pub(crate) fn is_bomb(error: &Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Bomb>())
}

/// What may still be unpacked.
#[derive(Clone)]
pub(crate) struct Budget {
    /// Bytes left for the whole input.
    pub left: Rc<Cell<u64>>,
    /// Largest ratio of unpacked to packed.
    pub ratio: u64,
}

/// Unpacked bytes, until the budget or the ratio is used up.
pub(crate) struct Unpacked<R> {
    inner: R,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
    budget: Budget,
}

impl<R> Unpacked<R> {
    /// `inner` gives unpacked bytes; `packed` is how many packed ones they came from so far.
    pub(crate) fn new(inner: R, packed: Rc<Cell<u64>>, budget: Budget) -> Self {
        Self { inner, packed, unpacked: 0, budget }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.inner.read(buffer)?;
        self.unpacked += read as u64;
        let Some(left) = self.budget.left.get().checked_sub(read as u64) else {
            return Err(Error::other(Bomb("the input unpacks to more than the allowed total".to_owned())));
        };
        self.budget.left.set(left);
        let ratio = self.budget.ratio;
        if self.unpacked > RATIO_FREE_BYTES && self.unpacked / ratio > self.packed.get() {
            let detail = format!("it unpacks to more than {ratio} times its size");
            return Err(Error::other(Bomb(detail)));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpack(bytes: u64, packed: u64, left: u64) -> Result<usize> {
        let budget = Budget { left: Rc::new(Cell::new(left)), ratio: 100 };
        let mut unpacked = Unpacked::new(std::io::repeat(0).take(bytes), Rc::new(Cell::new(packed)), budget);
        std::io::copy(&mut unpacked, &mut std::io::sink()).map(|bytes| bytes as usize)
    }

    #[test]
    fn ratio_and_total_are_bounded() {
        assert_eq!(unpack(1 << 20, 1, u64::MAX).unwrap(), 1 << 20);
        assert_eq!(unpack(10 << 20, 1 << 20, u64::MAX).unwrap(), 10 << 20);
        assert!(is_bomb(&unpack(10 << 20, 1 << 10, u64::MAX).unwrap_err()));
        assert!(is_bomb(&unpack(1_000, 1_000, 999).unwrap_err()));
        assert_eq!(unpack(1_000, 1_000, 1_000).unwrap(), 1_000);
    }
}
