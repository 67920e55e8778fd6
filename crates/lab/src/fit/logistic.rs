//! Logistic regression on all reports at once, with AdaGrad.

use super::adagrad::{Cell, Rates};

/// A report, or another thing to decide, as a bag of numbered features.
pub struct Seen {
    /// Feature and strength.
    pub features: Vec<(usize, f32)>,
    /// What is asked.
    pub relevant: bool,
    /// How much it counts.
    pub weight: f32,
}

/// Weights of the features.
pub struct Fitted {
    cells: Vec<Cell<1>>,
    bias: Cell<1>,
}

impl Fitted {
    /// Log odds that a report is relevant.
    pub fn score(&self, seen: &Seen) -> f32 {
        self.bias() + seen.features.iter().map(|(n, x)| self.weight(*n) * x).sum::<f32>()
    }

    /// What is added whatever the features.
    pub fn bias(&self) -> f32 {
        self.bias.weights[0]
    }

    /// The weight of feature `n`.
    pub fn weight(&self, n: usize) -> f32 {
        self.cells[n].weights[0]
    }
}

/// Fits weights for features 0 to `count`, and what is added whatever they are unless that is to stay 0 (`biased`). The same
/// reports in the same order give the same weights.
pub fn fit(all: &[&Seen], count: usize, rounds: usize, rates: Rates, biased: bool) -> Fitted {
    let mut fitted = Fitted { cells: vec![Cell::NEW; count], bias: Cell::NEW };
    let free = Rates { l2: 0.0, ..rates };
    for _ in 0..rounds {
        let (mut slopes, mut bias) = (vec![0.0_f32; count], 0.0_f32);
        for seen in all {
            let p = 1.0 / (1.0 + (-fitted.score(seen)).exp());
            let error = seen.weight * (p - f32::from(u8::from(seen.relevant)));
            bias += error;
            seen.features.iter().for_each(|(n, x)| slopes[*n] += error * x);
        }
        if biased {
            fitted.bias.learn(&[bias], free);
        }
        for (cell, slope) in fitted.cells.iter_mut().zip(slopes) {
            cell.learn(&[slope], rates);
        }
    }
    fitted
}
