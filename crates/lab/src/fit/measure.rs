//! How good held-out predictions are, told in the model's own terms: tokens and sentences.

use super::data::Example;
use crate::muc::gold::UNSURE;
use read::tag::Role;
use read::tag::scores::{AHEAD, ANY, Scores, column};
use std::collections::BTreeMap;

/// What counts as said.
const SAID_MIN: f32 = 0.5;

/// Right, said and true.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    right: u32,
    said: u32,
    gold: u32,
}

impl Counts {
    fn take(&mut self, said: bool, gold: bool) {
        self.right += u32::from(said && gold);
        self.said += u32::from(said);
        self.gold += u32::from(gold);
    }

    /// F, rounded to four digits.
    fn f(self) -> f64 {
        let both = f64::from((self.said + self.gold).max(1));
        (2e4 * f64::from(self.right) / both).round() / 1e4
    }
}

/// F of tokens by role, and of sentences that tell of an incident, or of one that lies ahead.
pub fn measure<'e>(all: impl Iterator<Item = (&'e Example, &'e Scores)>) -> BTreeMap<String, f64> {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for (example, scores) in all {
        for (t, label) in example.gold.labels.iter().enumerate().filter(|(_, label)| **label != UNSURE) {
            for role in Role::ALL {
                let gold = (column(role)..=column(role) + 1).contains(&usize::from(*label));
                let entry = counts.entry(format!("token_f_{role:?}").to_lowercase()).or_default();
                entry.take(scores.role(t, role) >= SAID_MIN, gold);
            }
        }
        for (row, gold) in scores.sentences.iter().zip(&example.gold.sentences) {
            for (name, column) in [("sentence_f_any", ANY), ("sentence_f_ahead", AHEAD)] {
                if !gold[column].is_nan() {
                    let entry = counts.entry(name.to_owned()).or_default();
                    entry.take(row[column] >= SAID_MIN, gold[column] > SAID_MIN);
                }
            }
        }
    }
    counts.into_iter().map(|(name, counts)| (name, counts.f())).collect()
}
