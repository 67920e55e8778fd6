//! Every chain that a few candidates can form, and what each weighs: the likeliest, and how likely each candidate stands in it.

/// Candidates that chains are formed of: the likeliest of all.
pub const MEMBERS_MAX: usize = 7;
/// Links after the outlet in a chain that is formed.
pub const STEPS_MAX: usize = 5;

/// What steps weigh, in log-odds. Candidates are numbers from 0.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// For standing in the chain at all.
    pub node: Vec<f32>,
    /// For standing next to the outlet.
    pub first: Vec<f32>,
    /// For standing at the end.
    pub last: Vec<f32>,
    /// For having it straight from the column's candidate.
    pub next: Vec<Vec<f32>>,
    /// For that many links.
    pub length: [f32; STEPS_MAX + 1],
    /// The outlet itself: it can only close a circle.
    pub own: Vec<bool>,
}

impl Board {
    /// Visits every chain with its weight, the empty one first. A chain is a list of candidates, the nearest to the outlet first.
    pub fn walk(&self, mut visit: impl FnMut(&[usize], f32)) {
        visit(&[], self.length[0]);
        let mut path = Vec::with_capacity(STEPS_MAX);
        for n in (0..self.node.len()).filter(|n| !self.own[*n]) {
            path.push(n);
            self.extend(&mut path, self.node[n] + self.first[n], &mut visit);
            path.pop();
        }
    }

    fn extend(&self, path: &mut Vec<usize>, sum: f32, visit: &mut impl FnMut(&[usize], f32)) {
        let Some(&last) = path.last() else { return };
        visit(path, sum + self.last[last] + self.length[path.len()]);
        if path.len() == STEPS_MAX || self.own[last] {
            return;
        }
        for n in 0..self.node.len() {
            if !path.contains(&n) {
                path.push(n);
                self.extend(path, sum + self.node[n] + self.next[last][n], visit);
                path.pop();
            }
        }
    }

    /// The weightiest chain.
    #[must_use]
    pub fn best(&self) -> Vec<usize> {
        let mut best: (f32, Vec<usize>) = (f32::NEG_INFINITY, Vec::new());
        self.walk(|path, sum| {
            if sum > best.0 {
                best = (sum, path.to_vec());
            }
        });
        best.1
    }

    /// How likely each candidate stands in the chain, 0 to 1.
    #[must_use]
    pub fn likely(&self) -> Vec<f32> {
        let mut most = f32::NEG_INFINITY;
        self.walk(|_, sum| most = most.max(sum));
        let (mut all, mut each) = (0.0_f32, vec![0.0_f32; self.node.len()]);
        self.walk(|path, sum| {
            let share = (sum - most).exp();
            all += share;
            path.iter().for_each(|n| each[*n] += share);
        });
        each.iter_mut().for_each(|share| *share /= all);
        each
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board() -> Board {
        Board {
            node: vec![1.0, 1.0, -3.0],
            first: vec![0.0, 0.5, 0.0],
            last: vec![1.0, 0.0, 0.0],
            next: vec![vec![0.0; 3]; 3],
            length: [0.0; STEPS_MAX + 1],
            own: vec![false; 3],
        }
    }

    #[test]
    fn the_weightiest_chain_has_those_who_belong_in_their_order() {
        assert_eq!(board().best(), [1, 0]);
        let likely = board().likely();
        assert!(likely[0] > 0.5 && likely[1] > 0.5 && likely[2] < 0.5, "{likely:?}");
    }

    #[test]
    fn the_outlet_itself_only_closes_a_circle() {
        let mut board = board();
        board.own[1] = true;
        board.node[1] = 9.0;
        assert_eq!(board.best(), [0, 1]);
        board.walk(|path, _| {
            assert!(path.iter().rposition(|n| *n == 1).is_none_or(|at| at > 0 && at + 1 == path.len()))
        });
    }

    #[test]
    fn every_chain_is_visited_once() {
        let mut seen = std::collections::BTreeSet::new();
        board().walk(|path, _| assert!(seen.insert(path.to_vec()), "{path:?}"));
        assert_eq!(seen.len(), 1 + 3 + 6 + 6);
    }
}
