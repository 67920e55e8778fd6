//! Fits a linear chain to labelled sequences: for any number of labels, every label known.

use super::adagrad::{Cell, Rates, moves};
use super::numbered::{Numbered, number, steps_of};
use super::order::Order;
use read::attribution::learned::Look;
use read::chain::{Chain, Steps};
use read::tag::linear::features::Rows;
use read::tag::linear::table::Table;
use std::ops::Range;

/// How to fit.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Seed of the order of sequences.
    pub seed: u64,
    /// Rounds over all sequences.
    pub rounds: usize,
    /// Features that stand fewer times are not looked at.
    pub count_min: u32,
    /// Rates of learning.
    pub rates: Rates,
    /// Features that are kept at most.
    pub kept_max: usize,
}

/// One labelled sequence of `L` labels.
#[derive(Debug)]
pub struct Sequence<const L: usize> {
    rows: Rows,
    labels: Vec<u8>,
    allowed: Vec<u16>,
}

impl<const L: usize> Sequence<L> {
    /// The part `range` of `rows` with its labels, and the labels that each token may have (empty for no limit).
    pub fn new(rows: &Rows, range: Range<usize>, labels: Vec<u8>, allowed: Vec<u16>) -> Self {
        let mut own = Rows::default();
        for n in range {
            own.features.extend(rows.row(n));
            own.ends.push(own.features.len() as u32);
        }
        Self { rows: own, labels, allowed }
    }
}

/// Fits a look. The same sequences and plan give the same look.
pub fn learn<const L: usize>(all: &[&Sequence<L>], plan: &Plan) -> Look<L> {
    let Numbered { hashes, rows } = number(all.iter().map(|s| vec![(&s.rows, None)]), plan.count_min);
    let mut cells = vec![Cell::<L>::NEW; hashes.len()];
    // The last row is that of a sequence's first label.
    let mut steps = vec![Cell::<L>::NEW; L + 1];
    let mut order: Vec<usize> = (0..all.len()).collect();
    let mut seed = Order::new(plan.seed);
    let mut work = Work { sums: Vec::new(), chain: Chain::default() };
    for _ in 0..plan.rounds {
        seed.shuffle(&mut order);
        for n in &order {
            work.learn(&mut cells, &mut steps, &rows[*n], all[*n], plan.rates);
        }
    }
    // What a feature is worth: how far it moves a sum, and how often. Rare features have large weights.
    let worth =
        |count: u32, row: &[f32; L]| row.iter().fold(0.0_f32, |most, w| most.max(w.abs())) * (count as f32).sqrt();
    let mut kept: Vec<(f32, u32, [f32; L])> = hashes
        .into_iter()
        .zip(&cells)
        .map(|((hash, count), cell)| (worth(count, &cell.weights), hash, cell.weights))
        .collect();
    kept.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    kept.truncate(plan.kept_max);
    let kept = kept.into_iter().map(|(_, hash, row)| (hash, row)).collect();
    Look::of(steps_of(&steps), Table::of(kept))
}

/// Memory for one sequence after another.
struct Work<const L: usize> {
    sums: Vec<[f32; L]>,
    chain: Chain<L>,
}

impl<const L: usize> Work<L> {
    fn learn(&mut self, cells: &mut [Cell<L>], steps: &mut [Cell<L>], rows: &Rows, told: &Sequence<L>, rates: Rates) {
        self.sums.clear();
        for n in 0..rows.len() {
            let mut row = [0.0; L];
            for feature in rows.row(n) {
                row.iter_mut().zip(&cells[*feature as usize].weights).for_each(|(sum, w)| *sum += w);
            }
            self.sums.push(row);
        }
        let mut expected = Steps::<L>::NONE;
        let factors = steps_of(steps).factors();
        self.chain.run(&self.sums, &factors, &told.allowed, Some((&mut expected, 1.0)));
        for (n, label) in told.labels.iter().map(|label| usize::from(*label)).enumerate() {
            match n.checked_sub(1) {
                None => expected.first[label] -= 1.0,
                Some(before) => expected.next[usize::from(told.labels[before])][label] -= 1.0,
            }
        }
        let free = Rates { l1: 0.0, ..rates };
        steps.iter_mut().zip(expected.next.iter().chain([&expected.first])).for_each(|(cell, g)| cell.learn(g, free));
        for (n, label) in told.labels.iter().enumerate() {
            let mut gradient = self.chain.marginals[n];
            gradient[usize::from(*label)] -= 1.0;
            if moves(&gradient) {
                rows.row(n).iter().for_each(|feature| cells[*feature as usize].learn(&gradient, rates));
            }
        }
    }
}
