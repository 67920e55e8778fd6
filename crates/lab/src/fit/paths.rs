//! A model of whole chains: of all chains that a report's candidates can form, the right one is made as likely as it can be
//! (a conditional random field over simple paths, Lafferty and others 2001).

use super::adagrad::{Cell, Rates};
use read::attribution::cast::{Board, NEVER, STEPS_MAX};

/// Rounds over all reports; more change little.
const ROUNDS: usize = 120;

/// A report's candidates with numbered facts, and its chain.
pub struct Row {
    /// Facts of each candidate.
    pub single: Vec<Vec<usize>>,
    /// Two candidates, the first in the text first, and facts of the two.
    pub double: Vec<(usize, usize, Vec<usize>)>,
    /// Steps that no chain takes.
    pub never: Vec<(usize, usize)>,
    /// The outlet itself.
    pub own: Vec<bool>,
    /// The right chain, the nearest to the outlet first.
    pub gold: Vec<usize>,
    /// What it counts.
    pub count: f32,
}

/// How many different facts there are.
#[derive(Clone, Copy)]
pub struct Sizes {
    pub single: usize,
    pub double: usize,
}

/// Where a family of weights begins: belongs, first, last; then onward, back; then the lengths.
impl Sizes {
    pub fn single(self, family: usize) -> usize {
        family * self.single
    }

    pub fn double(self, family: usize) -> usize {
        3 * self.single + family * self.double
    }

    pub fn length(self) -> usize {
        3 * self.single + 2 * self.double
    }
}

/// The weights.
pub struct Path {
    cells: Vec<Cell<1>>,
    sizes: Sizes,
}

impl Path {
    /// The weight of a number (see [`Sizes`]).
    pub fn weight(&self, n: usize) -> f32 {
        self.cells[n].weights[0]
    }

    fn board(&self, row: &Row) -> Board {
        let sum = |from: usize, facts: &[usize]| facts.iter().map(|n| self.weight(from + n)).sum::<f32>();
        let each = |family: usize| {
            let from = self.sizes.single(family);
            row.single.iter().map(|facts| sum(from, facts)).collect::<Vec<f32>>()
        };
        let n = row.single.len();
        let mut next = vec![vec![0.0; n]; n];
        for (a, b, facts) in &row.double {
            next[*a][*b] = sum(self.sizes.double(0), facts);
            next[*b][*a] = sum(self.sizes.double(1), facts);
        }
        row.never.iter().for_each(|(a, b)| next[*a][*b] = NEVER);
        let length = std::array::from_fn(|links| self.weight(self.sizes.length() + links));
        Board { node: each(0), first: each(1), last: each(2), next, length, own: row.own.clone() }
    }

    /// Adds the slope of a row's loss.
    fn slope(&self, row: &Row, slopes: &mut [f32]) {
        let board = self.board(row);
        let n = row.single.len();
        let mut most = f32::NEG_INFINITY;
        board.walk(|_, sum| most = most.max(sum));
        let mut all = 0.0_f32;
        board.walk(|_, sum| all += (sum - most).exp());
        let mut seen = Counts::new(n);
        board.walk(|path, sum| seen.add(path, row.count * (sum - most).exp() / all));
        seen.add(&row.gold, -row.count);
        let mut add = |from: usize, facts: &[usize], value: f32| {
            if value != 0.0 {
                facts.iter().for_each(|fact| slopes[from + fact] += value);
            }
        };
        for (at, facts) in row.single.iter().enumerate() {
            for family in 0..3 {
                add(self.sizes.single(family), facts, seen.single[family][at]);
            }
        }
        for (a, b, facts) in &row.double {
            add(self.sizes.double(0), facts, seen.next[a * n + b]);
            add(self.sizes.double(1), facts, seen.next[b * n + a]);
        }
        for (links, value) in seen.length.iter().enumerate() {
            slopes[self.sizes.length() + links] += value;
        }
    }
}

/// How often each step is taken.
struct Counts {
    single: [Vec<f32>; 3],
    next: Vec<f32>,
    length: [f32; STEPS_MAX + 1],
    n: usize,
}

impl Counts {
    fn new(n: usize) -> Self {
        Self { single: std::array::from_fn(|_| vec![0.0; n]), next: vec![0.0; n * n], length: [0.0; STEPS_MAX + 1], n }
    }

    fn add(&mut self, path: &[usize], share: f32) {
        self.length[path.len().min(STEPS_MAX)] += share;
        path.iter().for_each(|at| self.single[0][*at] += share);
        path.first().into_iter().for_each(|at| self.single[1][*at] += share);
        path.last().into_iter().for_each(|at| self.single[2][*at] += share);
        path.windows(2).for_each(|two| self.next[two[0] * self.n + two[1]] += share);
    }
}

/// Fits weights to reports. The same reports in the same order give the same weights.
pub fn fit(rows: &[Row], sizes: Sizes, l2: f32) -> Path {
    let count = sizes.length() + STEPS_MAX + 1;
    let mut path = Path { cells: vec![Cell::NEW; count], sizes };
    let rates = Rates { step: 0.2, l2, l1: 0.0 };
    for _ in 0..ROUNDS {
        let mut slopes = vec![0.0_f32; count];
        rows.iter().for_each(|row| path.slope(row, &mut slopes));
        for (cell, slope) in path.cells.iter_mut().zip(slopes) {
            cell.learn(&[slope], rates);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_the_right_chain_gains_weight() {
        // Fact 0 marks whoever stands next to the outlet, fact 1 the origin, fact 2 a bystander.
        let row = |order: [usize; 3], gold: Vec<usize>| Row {
            single: order.iter().map(|fact| vec![*fact]).collect(),
            double: vec![(0, 1, vec![0]), (0, 2, vec![0]), (1, 2, vec![0])],
            never: Vec::new(),
            own: vec![false; 3],
            gold,
            count: 1.0,
        };
        let rows = [row([0, 1, 2], vec![0, 1]), row([1, 0, 2], vec![1, 0]), row([2, 1, 0], vec![2, 1])];
        let path = fit(&rows, Sizes { single: 3, double: 1 }, 0.01);
        for row in &rows {
            assert_eq!(path.board(row).best(), row.gold);
        }
    }
}
