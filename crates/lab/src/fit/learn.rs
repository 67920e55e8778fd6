//! Fits one pass: the chain of labels over tokens, and the columns of sentences.

use super::adagrad::{Cell, Rates, moves};
use super::data::Example;
use super::numbered::{Beside, number, steps_of};
use super::order::Order;
use crate::muc::gold::UNSURE;
use read::chain::Chain;
use read::tag::linear::Pass;
use read::tag::linear::chain::{ANY_LABEL, Row, Transitions, factors, may_begin};
use read::tag::linear::echoes::Echoes;
use read::tag::linear::features::Rows;
use read::tag::linear::table::Table;
use read::tag::scores::{LABELS, SENTENCE_COLUMNS};

/// How to fit.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Seed of the order of reports.
    pub seed: u64,
    /// Rounds over all reports.
    pub rounds: usize,
    /// Passes: 1 or 2.
    pub passes: usize,
    /// Groups of features that are left out, as bits.
    pub off: u32,
    /// Features that stand fewer times are not looked at.
    pub count_min: u32,
    /// For tokens.
    pub tokens: Rates,
    /// For sentences.
    pub sentences: Rates,
    /// Features of tokens that are kept at most.
    pub kept_max: usize,
}

/// An example with the features that this pass looks at.
pub struct Item<'e> {
    /// The example.
    pub example: &'e Example,
    /// What the pass before said of it, by a model that was not fitted on it.
    pub echoes: Option<&'e Echoes>,
}

impl<'e> Item<'e> {
    fn tokens(&self) -> Vec<Beside<'e>> {
        vec![(&self.example.facts.tokens, self.echoes.map(|echoes| &echoes.tokens))]
    }

    fn sentences(&self) -> Vec<Beside<'e>> {
        let facts = &self.example.facts;
        vec![(&facts.document, None), (&facts.sentences, self.echoes.map(|echoes| &echoes.sentences))]
    }
}

/// Fits a pass to examples. The same examples and plan give the same pass.
pub fn pass(items: &[Item<'_>], plan: &Plan) -> Pass {
    let (transitions, tokens) = chain(items, plan);
    Pass { transitions, tokens, sentences: sentences(items, plan) }
}

struct Fitted {
    cells: Vec<Cell<LABELS>>,
    transitions: Vec<Cell<LABELS>>,
}

fn chain(items: &[Item<'_>], plan: &Plan) -> (Transitions, Table<LABELS>) {
    let numbered = number(items.iter().map(Item::tokens), plan.count_min);
    let mut fitted = Fitted { cells: vec![Cell::NEW; numbered.hashes.len()], transitions: vec![Cell::NEW; LABELS + 1] };
    let mut order: Vec<usize> = (0..items.len()).collect();
    let mut seed = Order::new(plan.seed);
    let mut work = Work::default();
    for _ in 0..plan.rounds {
        seed.shuffle(&mut order);
        for n in &order {
            for sentence in &items[*n].example.sentences {
                let labels = &items[*n].example.gold.labels[sentence.clone()];
                work.learn(&mut fitted, &numbered.rows[*n], sentence.start, labels, plan.tokens);
            }
        }
    }
    let rows: Vec<(u32, Row)> =
        numbered.hashes.iter().zip(&fitted.cells).map(|((hash, _), cell)| (*hash, cell.weights)).collect();
    (steps_of(&fitted.transitions), Table::of(largest(rows, plan.kept_max)))
}

/// The rows with the largest weights.
fn largest<const C: usize>(mut rows: Vec<(u32, [f32; C])>, most: usize) -> Vec<(u32, [f32; C])> {
    let size = |row: &[f32; C]| row.iter().fold(0.0_f32, |most, w| most.max(w.abs()));
    rows.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1)).then(a.0.cmp(&b.0)));
    rows.truncate(most);
    rows
}

/// Memory for one sentence after another.
#[derive(Default)]
struct Work {
    scores: Vec<Row>,
    free: Chain<LABELS>,
    bound: Chain<LABELS>,
    allowed: Vec<u16>,
}

impl Work {
    fn learn(&mut self, fitted: &mut Fitted, rows: &Rows, start: usize, labels: &[u8], rates: Rates) {
        self.scores.clear();
        self.allowed.clear();
        for (t, label) in labels.iter().enumerate() {
            let mut sums = [0.0; LABELS];
            for feature in rows.row(start + t) {
                let weights = &fitted.cells[*feature as usize].weights;
                sums.iter_mut().zip(weights).for_each(|(sum, w)| *sum += w);
            }
            self.scores.push(sums);
            // A filler that runs over the end of a sentence begins inside in the next: nothing is told there.
            let known = *label != UNSURE && (t > 0 || may_begin(usize::from(*label)));
            self.allowed.push(if known { 1 << label } else { ANY_LABEL });
        }
        let factors = factors(&steps_of(&fitted.transitions));
        let mut expected = Transitions::NONE;
        self.free.run(&self.scores, &factors, &[], Some((&mut expected, 1.0)));
        self.bound.run(&self.scores, &factors, &self.allowed, Some((&mut expected, -1.0)));
        for (cell, gradient) in fitted.transitions.iter_mut().zip(expected.next.iter().chain([&expected.first])) {
            cell.learn(gradient, Rates { l1: 0.0, ..rates });
        }
        for t in 0..labels.len() {
            let mut gradient = self.free.marginals[t];
            gradient.iter_mut().zip(&self.bound.marginals[t]).for_each(|(free, bound)| *free -= bound);
            if !moves(&gradient) {
                continue;
            }
            for feature in rows.row(start + t) {
                fitted.cells[*feature as usize].learn(&gradient, rates);
            }
        }
    }
}

fn sentences(items: &[Item<'_>], plan: &Plan) -> Table<SENTENCE_COLUMNS> {
    let numbered = number(items.iter().map(Item::sentences), plan.count_min);
    let mut cells: Vec<Cell<SENTENCE_COLUMNS>> = vec![Cell::NEW; numbered.hashes.len()];
    let mut order: Vec<usize> = (0..items.len()).collect();
    let mut seed = Order::new(plan.seed);
    for _ in 0..plan.rounds {
        seed.shuffle(&mut order);
        for n in &order {
            learn_sentences(&mut cells, &numbered.rows[*n], &items[*n].example.gold.sentences, plan.sentences);
        }
    }
    let rows = numbered.hashes.iter().zip(&cells).map(|((hash, _), cell)| (*hash, cell.weights)).collect();
    Table::of(largest(rows, plan.kept_max / 2))
}

/// One report: its first row of features is the document's, which every sentence shares.
fn learn_sentences(cells: &mut [Cell<SENTENCE_COLUMNS>], rows: &Rows, gold: &[[f32; SENTENCE_COLUMNS]], rates: Rates) {
    let sum = |cells: &[Cell<SENTENCE_COLUMNS>], row: usize, sums: &mut [f32; SENTENCE_COLUMNS]| {
        for feature in rows.row(row) {
            sums.iter_mut().zip(&cells[*feature as usize].weights).for_each(|(sum, w)| *sum += w);
        }
    };
    let mut whole = [0.0; SENTENCE_COLUMNS];
    sum(cells, 0, &mut whole);
    let mut shared = [0.0; SENTENCE_COLUMNS];
    for (n, told) in gold.iter().enumerate() {
        let mut gradient = whole;
        sum(cells, n + 1, &mut gradient);
        for (value, yes) in gradient.iter_mut().zip(told) {
            *value = if yes.is_nan() { 0.0 } else { 1.0 / (1.0 + (-*value).exp()) - yes };
        }
        if !moves(&gradient) {
            continue;
        }
        shared.iter_mut().zip(&gradient).for_each(|(sum, g)| *sum += g);
        for feature in rows.row(n + 1) {
            cells[*feature as usize].learn(&gradient, rates);
        }
    }
    for feature in rows.row(0) {
        cells[*feature as usize].learn(&shared, rates);
    }
}
