//! Hits among what is sought and what was found.

/// Counts for precision, recall and F.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// What the data hold.
    pub gold: usize,
    /// What was found.
    pub found: usize,
    /// What was found and is right.
    pub hit: usize,
}

impl Tally {
    /// Share of what was found that is right, 0 to 1.
    pub fn precision(self) -> f64 {
        self.hit as f64 / self.found.max(1) as f64
    }

    /// Share of what is sought that was found, 0 to 1.
    pub fn recall(self) -> f64 {
        self.hit as f64 / self.gold.max(1) as f64
    }

    /// Harmonic mean of the two, 0 to 1.
    pub fn f(self) -> f64 {
        2.0 * self.hit as f64 / (self.gold + self.found).max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f_is_the_harmonic_mean() {
        let tally = Tally { gold: 4, found: 2, hit: 1 };
        assert_eq!((tally.precision(), tally.recall()), (0.5, 0.25));
        assert!((tally.f() - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(Tally::default().f(), 0.0);
    }
}
