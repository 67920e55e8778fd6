//! A linear chain over a few labels: how probable each label is, and which sequence is the most probable.
//!
//! Lafferty, McCallum, Pereira (2001). Sums are scaled at every token instead of taken in logarithms. Any label may follow
//! any other, unless its factor is 0.

/// Scores of one label after another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Steps<const L: usize> {
    /// Of a sequence's first label.
    pub first: [f32; L],
    /// Of the column's label after the row's.
    pub next: [[f32; L]; L],
}

impl<const L: usize> Steps<L> {
    /// Tells nothing.
    pub const NONE: Self = Self { first: [0.0; L], next: [[0.0; L]; L] };

    /// The same as factors instead of summands.
    #[must_use]
    pub fn factors(&self) -> Self {
        Self { first: self.first.map(f32::exp), next: self.next.map(|row| row.map(f32::exp)) }
    }
}

/// Memory for one sequence after another.
#[derive(Debug)]
pub struct Chain<const L: usize> {
    /// How probable each label is, a row a token; set by [`Chain::run`].
    pub marginals: Vec<[f32; L]>,
    forward: Vec<[f32; L]>,
    local: Vec<[f32; L]>,
    scale: Vec<f32>,
    back: Vec<[u8; L]>,
}

impl<const L: usize> Default for Chain<L> {
    fn default() -> Self {
        Self { marginals: Vec::new(), forward: Vec::new(), local: Vec::new(), scale: Vec::new(), back: Vec::new() }
    }
}

/// What may be divided by: 1 where nothing is left.
fn positive(sum: f32) -> f32 {
    if sum > f32::MIN_POSITIVE { sum } else { 1.0 }
}

/// Whether a label is among those allowed at a token; an empty list allows all.
fn may(allowed: &[u16], token: usize, label: usize) -> bool {
    allowed.get(token).is_none_or(|bits| bits >> label & 1 == 1)
}

impl<const L: usize> Chain<L> {
    /// Fills [`Chain::marginals`] from the scores of a sequence's labels. `allowed` has, for each token, a bit for every
    /// label that it may have; empty for no limit. Adds the expected number of each step to `expected`, times the number
    /// beside it. Where the limits leave no sequence, the marginals are not numbers that mean anything, but finite.
    pub fn run(
        &mut self,
        scores: &[[f32; L]],
        factors: &Steps<L>,
        allowed: &[u16],
        expected: Option<(&mut Steps<L>, f32)>,
    ) {
        self.forward.clear();
        self.local.clear();
        self.scale.clear();
        for (t, row) in scores.iter().enumerate() {
            let most = row.iter().copied().fold(f32::MIN, f32::max);
            let mut local = [0.0; L];
            for (label, value) in local.iter_mut().enumerate().filter(|(label, _)| may(allowed, t, *label)) {
                // The floor keeps a sequence that is far from likely from vanishing.
                *value = (row[label] - most).max(-30.0).exp();
            }
            let mut forward = [0.0; L];
            match self.forward.last() {
                None => forward = factors.first,
                Some(before) => {
                    for (p, follows) in before.iter().zip(&factors.next) {
                        forward.iter_mut().zip(follows).for_each(|(sum, f)| *sum += p * f);
                    }
                }
            }
            forward.iter_mut().zip(&local).for_each(|(value, l)| *value *= l);
            let sum = positive(forward.iter().sum());
            forward.iter_mut().for_each(|value| *value /= sum);
            self.forward.push(forward);
            self.local.push(local);
            self.scale.push(sum);
        }
        self.marginals.clear();
        self.marginals.resize(scores.len(), [0.0; L]);
        self.backward(factors, expected);
    }

    fn backward(&mut self, factors: &Steps<L>, mut expected: Option<(&mut Steps<L>, f32)>) {
        let mut backward = [1.0_f32; L];
        for t in (0..self.marginals.len()).rev() {
            let marginal = &mut self.marginals[t];
            for label in 0..L {
                marginal[label] = self.forward[t][label] * backward[label];
            }
            let sum = positive(marginal.iter().sum());
            marginal.iter_mut().for_each(|value| *value /= sum);
            let mut ahead = [0.0; L];
            for label in 0..L {
                ahead[label] = self.local[t][label] * backward[label] / self.scale[t];
            }
            if let Some((sums, weight)) = &mut expected {
                match t.checked_sub(1) {
                    None => sums.first.iter_mut().zip(&self.marginals[0]).for_each(|(sum, p)| *sum += *weight * p),
                    Some(before) => {
                        for (label, p) in self.forward[before].iter().enumerate() {
                            for (next, ahead) in ahead.iter().enumerate() {
                                sums.next[label][next] += *weight * p * factors.next[label][next] * ahead;
                            }
                        }
                    }
                }
            }
            for (label, value) in backward.iter_mut().enumerate() {
                *value = factors.next[label].iter().zip(&ahead).map(|(f, a)| f * a).sum();
            }
        }
    }

    /// The most probable sequence of labels (Viterbi), with the limits of [`Chain::run`].
    pub fn best(&mut self, scores: &[[f32; L]], steps: &Steps<L>, allowed: &[u16]) -> Vec<u8> {
        const NEVER: f32 = -1e9;
        self.back.clear();
        let mut sums = [0.0; L];
        for (t, row) in scores.iter().enumerate() {
            let mut from = [0_u8; L];
            let mut now = [NEVER; L];
            for label in (0..L).filter(|label| may(allowed, t, *label)) {
                let step = |before: usize| sums[before] + steps.next[before][label];
                let best = (0..L).max_by(|a, b| step(*a).total_cmp(&step(*b)).then(b.cmp(a))).unwrap_or(0);
                now[label] = row[label] + if t == 0 { steps.first[label] } else { step(best) };
                from[label] = u8::try_from(best).unwrap_or(0);
            }
            self.back.push(from);
            sums = now;
        }
        let mut label = (0..L).max_by(|a, b| sums[*a].total_cmp(&sums[*b]).then(b.cmp(a))).unwrap_or(0);
        let mut out = vec![0; scores.len()];
        for (t, slot) in out.iter_mut().enumerate().rev() {
            *slot = u8::try_from(label).unwrap_or(0);
            label = usize::from(self.back[t][label]);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const L: usize = 3;

    fn example() -> (Vec<[f32; L]>, Steps<L>) {
        let scores = (0..4).map(|t| std::array::from_fn(|l| ((t * 7 + l * 5) % 11) as f32 / 4.0)).collect();
        let next = std::array::from_fn(|a| std::array::from_fn(|b| ((a * 3 + b * 2) % 7) as f32 / 3.0));
        (scores, Steps { first: [0.1, 0.7, 0.2], next })
    }

    /// Every sequence with the exponential of its score.
    fn all(scores: &[[f32; L]], steps: &Steps<L>) -> Vec<(Vec<usize>, f64)> {
        let mut out = vec![(Vec::new(), 0.0_f64)];
        for row in scores {
            out = out
                .iter()
                .flat_map(|(labels, sum): &(Vec<usize>, f64)| {
                    (0..L).map(move |l| {
                        let step = labels.last().map_or(steps.first[l], |b| steps.next[*b][l]);
                        ([&labels[..], &[l]].concat(), sum + f64::from(row[l] + step))
                    })
                })
                .collect();
        }
        out.into_iter().map(|(labels, sum)| (labels, sum.exp())).collect()
    }

    #[test]
    fn marginals_and_the_best_sequence_are_those_of_all_sequences() {
        let (scores, steps) = example();
        let all = all(&scores, &steps);
        let total: f64 = all.iter().map(|(_, p)| p).sum();
        let mut chain = Chain::default();
        let mut expected = Steps::NONE;
        chain.run(&scores, &steps.factors(), &[], Some((&mut expected, 1.0)));
        for t in 0..scores.len() {
            for l in 0..L {
                let p: f64 = all.iter().filter(|(labels, _)| labels[t] == l).map(|(_, p)| p).sum();
                assert!((f64::from(chain.marginals[t][l]) - p / total).abs() < 1e-4, "{t} {l}");
            }
        }
        let steps_taken: f32 = expected.next.iter().flatten().sum();
        assert!((steps_taken - 3.0).abs() < 1e-3, "{steps_taken}");
        let best = all.iter().max_by(|a, b| a.1.total_cmp(&b.1)).expect("some");
        let found: Vec<usize> = chain.best(&scores, &steps, &[]).into_iter().map(usize::from).collect();
        assert_eq!(found, best.0);
    }

    #[test]
    fn limits_hold() {
        let (scores, steps) = example();
        let mut chain = Chain::default();
        let allowed = [1 << 2, 0b111, 1, 0b111];
        chain.run(&scores, &steps.factors(), &allowed, None);
        assert!((chain.marginals[0][2] - 1.0).abs() < 1e-6 && (chain.marginals[2][0] - 1.0).abs() < 1e-6);
        let best = chain.best(&scores, &steps, &allowed);
        assert_eq!((best[0], best[2]), (2, 0));
    }
}
