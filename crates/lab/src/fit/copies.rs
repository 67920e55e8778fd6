//! `lab fit copies`: fits the weights of the decision "copy or excerpt" (crates/link/src/copies/verdict.rs), and says how good it is
//! on families of reports held out.

use crate::input::rows;
use anyhow::{Result, bail};
use link::copies::{CopyIndex, Overlap, Verdict, weights};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Parts into which the families are divided.
const FOLDS: usize = 5;
/// How often they are divided anew.
const ROUNDS: usize = 5;
/// Newton steps; the fit is steady after some eight.
const STEPS: usize = 25;
/// Pull of the weights towards 0.
const RIDGE: f64 = 0.1;
/// Features and the bias.
const SIZE: usize = 5;

#[derive(Debug, Deserialize)]
struct Line {
    id: String,
    text: String,
    cluster: String,
    level: String,
    parent: Option<String>,
}

/// A pair that the index found.
struct Pair {
    overlap: Overlap,
    copy: bool,
    /// One is the host of an excerpt of the other.
    embedded: bool,
    families: [usize; 2],
}

struct Data {
    pairs: Vec<Pair>,
    /// Pairs of copies, found or not.
    copies: usize,
    /// Pairs of an excerpt with its host, found or not.
    embedded: usize,
}

/// What came out: precision, recall and F of pairs, share of excerpts flagged and of those called copies.
#[derive(Default)]
struct Figures([f64; 5]);

/// Fits on a file of the task `copies`.
pub fn copies(input: &Path) -> Result<()> {
    let data = read(input)?;
    if data.copies == 0 || data.embedded == 0 {
        bail!("{} holds no copies or no excerpts: see the task `copies`", input.display());
    }
    let (now, bias) = weights();
    let now = Fit { weights: now.map(|(_, weight)| weight), bias };
    println!("as it is:          {}", figures(&data, |_| &now));
    let mut sum = Figures::default();
    for round in 0..ROUNDS {
        let part = |family: usize| scatter(family, round) % FOLDS;
        let fits: Vec<Fit> = (0..FOLDS)
            .map(|fold| fit(data.pairs.iter().filter(|pair| pair.families.iter().all(|f| part(*f) != fold))))
            .collect();
        let held_out = figures(&data, |pair| &fits[part(pair.families[0])]);
        sum.0.iter_mut().zip(held_out.0).for_each(|(sum, figure)| *sum += figure / ROUNDS as f64);
    }
    println!("held out:          {sum}");
    let all = fit(data.pairs.iter());
    println!("fitted on all:     {}", figures(&data, |_| &all));
    for ((name, _), weight) in weights().0.iter().zip(all.weights) {
        println!("(\"{name}\", {weight:.2}),");
    }
    println!("bias {:.2}", all.bias);
    Ok(())
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [precision, recall, f1, flagged, called] = self.0;
        write!(
            f,
            "pairs P {precision:.4} R {recall:.4} F {f1:.4}; excerpts flagged {flagged:.3}, called copies {called:.3}"
        )
    }
}

fn read(input: &Path) -> Result<Data> {
    let lines: Vec<Line> = rows(input)?.collect::<Result<_>>()?;
    let cluster_of: BTreeMap<&str, &str> = lines.iter().map(|l| (l.id.as_str(), l.cluster.as_str())).collect();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    // The host of an excerpt belongs to the family that it is taken from.
    let family: Vec<usize> = lines
        .iter()
        .map(|line| {
            let name =
                line.parent.as_deref().and_then(|id| cluster_of.get(id)).unwrap_or(&line.cluster.as_str()).to_owned();
            let next = names.len();
            *names.entry(name).or_insert(next)
        })
        .collect();
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    lines.iter().for_each(|line| *sizes.entry(&line.cluster).or_default() += 1);
    let of = |l: &Line, r: &Line| l.level == "embed" && l.parent.as_ref() == Some(&r.id);
    let (mut index, mut pairs) = (CopyIndex::default(), Vec::new());
    for (n, line) in lines.iter().enumerate() {
        for copied in index.add(&line.text) {
            let other = &lines[copied.report];
            pairs.push(Pair {
                overlap: copied.overlap,
                copy: line.cluster == other.cluster,
                embedded: of(line, other) || of(other, line),
                families: [family[n], family[copied.report]],
            });
        }
    }
    Ok(Data {
        pairs,
        copies: sizes.values().map(|n| n * (n - 1) / 2).sum(),
        embedded: lines.iter().filter(|line| line.level == "embed").count(),
    })
}

struct Fit {
    weights: [f64; SIZE - 1],
    bias: f64,
}

/// Where a family belongs in a round: the same on every machine.
fn scatter(family: usize, round: usize) -> usize {
    let mixed = (family as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(7 * (round as u32 + 1));
    (mixed.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 40) as usize
}

fn figures<'f>(data: &Data, by: impl Fn(&Pair) -> &'f Fit) -> Figures {
    let (mut right, mut called, mut flagged, mut excerpts) = (0, 0, 0, 0);
    for pair in &data.pairs {
        let fit = by(pair);
        let copy = pair.overlap.verdict_by(&fit.weights, fit.bias) == Verdict::Copy;
        right += usize::from(copy && pair.copy);
        called += usize::from(copy);
        flagged += usize::from(pair.embedded);
        excerpts += usize::from(copy && pair.embedded);
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let f = share(2 * right, called + data.copies);
    Figures([
        share(right, called),
        share(right, data.copies),
        f,
        share(flagged, data.embedded),
        share(excerpts, data.embedded),
    ])
}

/// Logistic regression with a ridge, by Newton's method.
fn fit<'p>(pairs: impl Iterator<Item = &'p Pair>) -> Fit {
    let rows: Vec<([f64; SIZE], f64)> = pairs
        .map(|pair| {
            let values = pair.overlap.values();
            (std::array::from_fn(|n| values.get(n).copied().unwrap_or(1.0)), f64::from(u8::from(pair.copy)))
        })
        .collect();
    let mut weights = [0.0; SIZE];
    for _ in 0..STEPS {
        let mut gradient: [f64; SIZE] = weights.map(|weight| -RIDGE * weight);
        let mut curve: [[f64; SIZE]; SIZE] =
            std::array::from_fn(|r| std::array::from_fn(|c| if r == c { RIDGE } else { 0.0 }));
        for (values, copy) in &rows {
            let score: f64 = values.iter().zip(&weights).map(|(value, weight)| value * weight).sum();
            let chance = 1.0 / (1.0 + (-score).exp());
            for r in 0..SIZE {
                gradient[r] += (copy - chance) * values[r];
                for c in 0..SIZE {
                    curve[r][c] += chance * (1.0 - chance) * values[r] * values[c];
                }
            }
        }
        let step = solve(curve, gradient);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight += step);
    }
    Fit { weights: std::array::from_fn(|n| weights[n]), bias: weights[SIZE - 1] }
}

/// Solves a system of equations whose matrix is positive definite: the ridge makes it so.
fn solve(mut matrix: [[f64; SIZE]; SIZE], mut right: [f64; SIZE]) -> [f64; SIZE] {
    for pivot in 0..SIZE {
        let row = matrix[pivot];
        for below in pivot + 1..SIZE {
            let factor = matrix[below][pivot] / row[pivot];
            for (value, above) in matrix[below].iter_mut().zip(row) {
                *value -= factor * above;
            }
            right[below] -= factor * right[pivot];
        }
    }
    for n in (0..SIZE).rev() {
        let known: f64 = (n + 1..SIZE).map(|c| matrix[n][c] * right[c]).sum();
        right[n] = (right[n] - known) / matrix[n][n];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved() {
        let matrix: [[f64; SIZE]; SIZE] =
            std::array::from_fn(|r| std::array::from_fn(|c| if r == c { 4.0 } else { 1.0 / (1 + r + c) as f64 }));
        let wanted = [1.0, -2.0, 3.0, 0.5, 0.0];
        let right = std::array::from_fn(|r| matrix[r].iter().zip(wanted).map(|(m, w)| m * w).sum());
        for (got, wanted) in solve(matrix, right).into_iter().zip(wanted) {
            assert!((got - wanted).abs() < 1e-9, "{got} {wanted}");
        }
    }
}
