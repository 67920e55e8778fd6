//! Grows random forests: trees on draws of the examples, each split the best of a few facts drawn for it.

use super::order::Order;
use read::events::judge::forest::{Forest, Node, Split};
use read::tag::linear::Header;

/// Trees of a forest; more change nothing that matters.
const TREES: usize = 100;
/// Examples at a leaf, at least.
const LEAF_MIN: usize = 4;

/// Something to decide, with what was seen of it.
#[derive(Debug, Clone)]
pub struct Example {
    /// The value of every fact.
    pub values: Vec<f32>,
    /// The answer.
    pub is: bool,
    /// How much it counts.
    pub weight: f32,
}

/// Grows a forest. The same examples in the same order and the same seed give the same forest.
pub fn grow(examples: &[&Example], facts: &[String], header: Header) -> Forest {
    let mut order = Order::new(header.seed);
    let mut trees = Vec::with_capacity(TREES);
    for _ in 0..TREES {
        let drawn: Vec<&Example> = (0..examples.len()).map(|_| examples[order.below(examples.len())]).collect();
        let mut nodes = Vec::new();
        split(drawn, facts.len(), &mut order, &mut nodes);
        trees.push(nodes);
    }
    Forest { header, facts: facts.to_vec(), trees }
}

/// Weights of all examples and of those of which it is true.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    all: f64,
    true_: f64,
}

impl Sum {
    fn add(&mut self, example: &Example) {
        self.all += f64::from(example.weight);
        self.true_ += f64::from(example.weight) * f64::from(u8::from(example.is));
    }

    fn of(examples: &[&Example]) -> Self {
        let mut sum = Self::default();
        examples.iter().for_each(|example| sum.add(example));
        sum
    }

    fn without(self, other: Self) -> Self {
        Self { all: self.all - other.all, true_: self.true_ - other.true_ }
    }

    /// Gini's impurity times the weight.
    fn impurity(self) -> f64 {
        if self.all <= 0.0 { 0.0 } else { 2.0 * self.true_ * (self.all - self.true_) / self.all }
    }
}

/// Puts a node for these examples, and all below it, behind the nodes there are.
fn split(examples: Vec<&Example>, facts: usize, order: &mut Order, nodes: &mut Vec<Node>) -> u32 {
    let at = nodes.len();
    let sum = Sum::of(&examples);
    let share = (sum.true_ / sum.all.max(f64::MIN_POSITIVE)) as f32;
    nodes.push(Node { share, split: None });
    if let Some((fact, most)) = best(&examples, sum, facts, order) {
        let (yes, no): (Vec<&Example>, Vec<&Example>) = examples.into_iter().partition(|e| e.values[fact] <= most);
        let yes = split(yes, facts, order, nodes);
        let no = split(no, facts, order, nodes);
        nodes[at].split = Some(Split { fact: fact as u32, most, yes, no });
    }
    at as u32
}

/// The best question among facts drawn for it: the square root of their number, and further ones while none of them splits.
fn best(examples: &[&Example], sum: Sum, facts: usize, order: &mut Order) -> Option<(usize, f32)> {
    if examples.len() < 2 * LEAF_MIN || sum.impurity() <= 1e-9 {
        return None;
    }
    let mut drawn: Vec<usize> = (0..facts).collect();
    order.shuffle(&mut drawn);
    let enough = (facts as f64).sqrt() as usize;
    let mut best: Option<(f64, usize, f32)> = None;
    for (looked, fact) in drawn.into_iter().enumerate() {
        if looked >= enough && best.is_some() {
            break;
        }
        let found = cut(examples, sum, fact);
        if let Some((gain, most)) = found
            && best.is_none_or(|(known, _, _)| gain > known)
        {
            best = Some((gain, fact, most));
        }
    }
    best.map(|(_, fact, most)| (fact, most))
}

/// Where a fact parts examples best, and how much purer the parts are.
fn cut(examples: &[&Example], sum: Sum, fact: usize) -> Option<(f64, f32)> {
    let mut sorted: Vec<&Example> = examples.to_vec();
    sorted.sort_by(|a, b| a.values[fact].total_cmp(&b.values[fact]));
    let mut left = Sum::default();
    let mut best: Option<(f64, f32)> = None;
    for n in 0..sorted.len() - 1 {
        left.add(sorted[n]);
        let (here, next) = (sorted[n].values[fact], sorted[n + 1].values[fact]);
        if here == next || n + 1 < LEAF_MIN || sorted.len() - n - 1 < LEAF_MIN {
            continue;
        }
        let gain = sum.impurity() - left.impurity() - sum.without(left).impurity();
        if best.is_none_or(|(known, _)| gain > known) {
            best = Some((gain, f32::midpoint(here, next)));
        }
    }
    best.filter(|(gain, _)| *gain > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_is_found_and_the_same_seed_gives_the_same_forest() {
        // True where the first fact is above 2 unless the second is set; the third is noise.
        let example = |n: usize| {
            let values = vec![(n % 5) as f32, f32::from(u8::from(n.is_multiple_of(7))), (n * 37 % 11) as f32];
            Example { is: values[0] > 2.0 && values[1] == 0.0, values, weight: 1.0 }
        };
        let all: Vec<Example> = (0..600).map(example).collect();
        let facts = ["many", "not", "noise"].map(str::to_owned);
        let header = || Header { id: "forest-test".to_owned(), seed: 3, ..Header::default() };
        let forest = grow(&all.iter().collect::<Vec<_>>(), &facts, header());
        let right = all.iter().filter(|e| (forest.share(&e.values) > 0.5) == e.is).count();
        assert!(right >= 590, "{right} of 600");
        assert_eq!(forest.reasons(&[4.0, 0.0, 5.0])[0].0, "many");
        assert_eq!(forest.encode(), grow(&all.iter().collect::<Vec<_>>(), &facts, header()).encode());
    }
}
