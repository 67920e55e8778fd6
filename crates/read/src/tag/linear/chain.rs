//! The linear chain: how probable each label is, given the scores of labels and of their sequence.
//!
//! Lafferty, McCallum, Pereira (2001); forward and backward sums are scaled at every token instead of taken in logarithms.

use crate::tag::scores::LABELS;

/// One value a label.
pub type Row = [f32; LABELS];

/// Every label as a bit: nothing is known.
pub const ANY_LABEL: u16 = (1 << LABELS) - 1;

/// Scores of one label after another; the last row is that of a sentence's first label.
pub type Transitions = [Row; LABELS + 1];

/// True if `next` may follow `before` ([`LABELS`] for a sentence's start): an inside label only its own role.
#[must_use]
pub const fn may_follow(before: usize, next: usize) -> bool {
    next == 0 || next % 2 == 1 || (before < LABELS && (before == next || before + 1 == next))
}

/// Working memory for one sentence after another.
#[derive(Debug, Default)]
pub struct Chain {
    /// Marginal probabilities, one row a token; set by [`Chain::run`].
    pub marginals: Vec<Row>,
    forward: Vec<Row>,
    local: Vec<Row>,
    scale: Vec<f32>,
}

/// Transitions as factors, for [`Chain::run`].
#[must_use]
pub fn factors(transitions: &Transitions) -> Transitions {
    let mut out = [[0.0; LABELS]; LABELS + 1];
    for (before, row) in out.iter_mut().enumerate() {
        for (next, factor) in row.iter_mut().enumerate() {
            if may_follow(before, next) {
                *factor = transitions[before][next].exp();
            }
        }
    }
    out
}

/// What may be divided by: 1 where nothing is left.
fn positive(sum: f32) -> f32 {
    if sum > f32::MIN_POSITIVE { sum } else { 1.0 }
}

impl Chain {
    /// Fills [`Chain::marginals`] from the scores of a sentence's labels. `allowed` has, for each token, a bit for every
    /// label that it may have; empty for no limit. Adds the expected number of each transition to `expected`, times
    /// `weight`. Where the limits leave no sequence, the marginals are not numbers that mean anything, but finite.
    pub fn run(
        &mut self,
        scores: &[Row],
        factors: &Transitions,
        allowed: &[u16],
        expected: Option<(&mut Transitions, f32)>,
    ) {
        let length = scores.len();
        self.marginals.clear();
        self.forward.clear();
        self.local.clear();
        self.scale.clear();
        for (t, row) in scores.iter().enumerate() {
            let most = row.iter().copied().fold(f32::MIN, f32::max);
            let limit = allowed.get(t).copied().unwrap_or(ANY_LABEL);
            let mut local = [0.0; LABELS];
            for (label, value) in local.iter_mut().enumerate() {
                if limit >> label & 1 == 1 {
                    // The floor keeps a sequence that is far from likely from vanishing.
                    *value = (row[label] - most).max(-30.0).exp();
                }
            }
            let mut forward = [0.0; LABELS];
            match self.forward.last() {
                None => forward = factors[LABELS],
                Some(before) => {
                    for (p, follows) in before.iter().zip(factors) {
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
        self.marginals.resize(length, [0.0; LABELS]);
        self.backward(factors, expected);
    }

    fn backward(&mut self, factors: &Transitions, mut expected: Option<(&mut Transitions, f32)>) {
        let mut backward = [1.0_f32; LABELS];
        for t in (0..self.marginals.len()).rev() {
            let marginal = &mut self.marginals[t];
            for label in 0..LABELS {
                marginal[label] = self.forward[t][label] * backward[label];
            }
            let sum = positive(marginal.iter().sum());
            marginal.iter_mut().for_each(|value| *value /= sum);
            let mut ahead = [0.0; LABELS];
            for label in 0..LABELS {
                ahead[label] = self.local[t][label] * backward[label] / self.scale[t];
            }
            if let Some((sums, weight)) = &mut expected {
                match t.checked_sub(1) {
                    None => sums[LABELS].iter_mut().zip(&self.marginals[0]).for_each(|(sum, p)| *sum += *weight * p),
                    Some(before) => {
                        for (label, p) in self.forward[before].iter().enumerate() {
                            for next in 0..LABELS {
                                sums[label][next] += *weight * p * factors[label][next] * ahead[next];
                            }
                        }
                    }
                }
            }
            for (label, value) in backward.iter_mut().enumerate() {
                *value = factors[label].iter().zip(&ahead).map(|(f, a)| f * a).sum();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_follows_its_own_role_only() {
        assert!(may_follow(1, 2) && may_follow(2, 2) && may_follow(2, 1) && may_follow(0, 3));
        assert!(!may_follow(0, 2) && !may_follow(1, 4) && !may_follow(LABELS, 2));
    }

    #[test]
    fn marginals_are_those_of_all_sequences() {
        let scores: Vec<Row> = (0..3).map(|t| std::array::from_fn(|l| ((t * 7 + l * 5) % 11) as f32 / 4.0)).collect();
        let transitions: Transitions =
            std::array::from_fn(|a| std::array::from_fn(|b| ((a * 3 + b * 2) % 7) as f32 / 5.0));
        let (mut total, mut with) = (0.0_f64, [[0.0_f64; LABELS]; 3]);
        for a in 0..LABELS {
            for b in 0..LABELS {
                for c in 0..LABELS {
                    if may_follow(LABELS, a) && may_follow(a, b) && may_follow(b, c) {
                        let sum = scores[0][a]
                            + scores[1][b]
                            + scores[2][c]
                            + transitions[LABELS][a]
                            + transitions[a][b]
                            + transitions[b][c];
                        let p = f64::from(sum).exp();
                        total += p;
                        for (t, label) in [a, b, c].into_iter().enumerate() {
                            with[t][label] += p;
                        }
                    }
                }
            }
        }
        let mut chain = Chain::default();
        chain.run(&scores, &factors(&transitions), &[], None);
        for (t, row) in with.iter().enumerate() {
            for (label, p) in row.iter().enumerate() {
                assert!((chain.marginals[t][label] - (p / total) as f32).abs() < 1e-4, "{t} {label}");
            }
        }
    }
}
