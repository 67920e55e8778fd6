//! What the chain of roles has of its own: its labels, and which may follow which.

use crate::chain::Steps;
use crate::tag::scores::LABELS;

/// One value a label.
pub type Row = [f32; LABELS];

/// Every label as a bit: nothing is known.
pub const ANY_LABEL: u16 = (1 << LABELS) - 1;

/// Scores of one label after another.
pub type Transitions = Steps<LABELS>;

/// True if `next` may follow `before`: an inside label only its own role.
#[must_use]
pub const fn may_follow(before: usize, next: usize) -> bool {
    may_begin(next) || before == next || before + 1 == next
}

/// True if a sentence may begin with this label: with any but an inside one.
#[must_use]
pub const fn may_begin(label: usize) -> bool {
    label == 0 || label % 2 == 1
}

/// Transitions as factors; what may not be is 0.
#[must_use]
pub fn factors(transitions: &Transitions) -> Transitions {
    let mut out = transitions.factors();
    for label in 0..LABELS {
        if !may_begin(label) {
            out.first[label] = 0.0;
        }
        for before in (0..LABELS).filter(|before| !may_follow(*before, label)) {
            out.next[before][label] = 0.0;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Chain;

    #[test]
    fn inside_follows_its_own_role_only() {
        assert!(may_follow(1, 2) && may_follow(2, 2) && may_follow(2, 1) && may_follow(0, 3) && may_begin(3));
        assert!(!may_follow(0, 2) && !may_follow(1, 4) && !may_begin(2));
    }

    #[test]
    fn marginals_are_those_of_all_sequences_that_may_be() {
        let scores: Vec<Row> = (0..3).map(|t| std::array::from_fn(|l| ((t * 7 + l * 5) % 11) as f32 / 4.0)).collect();
        let row = |a: usize| std::array::from_fn(|b| ((a * 3 + b * 2) % 7) as f32 / 5.0);
        let transitions = Transitions { first: row(LABELS), next: std::array::from_fn(row) };
        let (mut total, mut with) = (0.0_f64, [[0.0_f64; LABELS]; 3]);
        for a in (0..LABELS).filter(|a| may_begin(*a)) {
            for b in (0..LABELS).filter(|b| may_follow(a, *b)) {
                for c in (0..LABELS).filter(|c| may_follow(b, *c)) {
                    let steps = transitions.first[a] + transitions.next[a][b] + transitions.next[b][c];
                    let p = f64::from(scores[0][a] + scores[1][b] + scores[2][c] + steps).exp();
                    total += p;
                    for (t, label) in [a, b, c].into_iter().enumerate() {
                        with[t][label] += p;
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
