//! The linear model: a chain of labels over hand-made features, and for each sentence a sum over its words.
//!
//! It is fitted by `lab fit linear` and lies in `data/linear.bin`. Features are blind to case. A second pass sees what the
//! first one said of the same words elsewhere in the document.

pub mod chain;
pub mod echoes;
pub mod features;
pub mod file;
pub mod framing;
pub(crate) mod hash;
pub mod seen;
pub mod sentences;
pub mod table;

use super::scores::{LABELS, SENTENCE_COLUMNS, Scores};
use super::{Input, Model};
use crate::chain::Chain;
use chain::{Row, Transitions};
use echoes::Echoes;
use features::Rows;
use seen::Seen;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use table::Table;

/// The fitted model.
static LINEAR: &[u8] = include_bytes!("../../../data/linear.bin");

/// What a model was made from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// "linear-1".
    pub id: String,
    /// Seed of the order of training.
    pub seed: u64,
    /// SHA-256 of each file that it was fitted on, in hexadecimal digits, by file name.
    pub sources: BTreeMap<String, String>,
    /// Scores by name, 0 to 1, measured on reports that it was not fitted on.
    #[serde(default)]
    pub scores: BTreeMap<String, f64>,
}

/// One look at the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    /// Of labels.
    pub transitions: Transitions,
    /// Weights of the features of tokens.
    pub tokens: Table<LABELS>,
    /// Weights of the features of sentences and documents.
    pub sentences: Table<SENTENCE_COLUMNS>,
}

/// The model.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    header: Header,
    passes: Vec<Pass>,
    factors: Vec<Transitions>,
}

impl Linear {
    /// The model in the program, read once. A test proves that it can be read; if not, it says that nothing is known.
    #[must_use]
    pub fn embedded() -> Arc<Self> {
        static EMBEDDED: OnceLock<Arc<Linear>> = OnceLock::new();
        let read = || Arc::new(file::decode(LINEAR).unwrap_or_else(|_| Self::of(Header::default(), Vec::new())));
        Arc::clone(EMBEDDED.get_or_init(read))
    }

    /// A model of its parts.
    #[must_use]
    pub fn of(header: Header, passes: Vec<Pass>) -> Self {
        let factors = passes.iter().map(|pass| chain::factors(&pass.transitions)).collect();
        Self { header, passes, factors }
    }

    /// What it was made from.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Its passes.
    #[must_use]
    pub fn passes(&self) -> &[Pass] {
        &self.passes
    }

    /// What the passes say, one after another, of a document that was looked up, and of its features.
    #[must_use]
    pub fn score_facts(&self, seen: &Seen<'_, '_>, facts: &Facts) -> Scores {
        let doc = seen.view.doc;
        let mut scores = Scores::nothing(doc.tokens.len(), doc.sentences.len());
        for (n, (pass, factors)) in self.passes.iter().zip(&self.factors).enumerate() {
            let echoes = (n > 0).then(|| Echoes::new(seen, &scores, 0));
            scores = pass.score(seen, factors, facts, echoes.as_ref());
        }
        scores
    }
}

/// The features of a document.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Of its tokens.
    pub tokens: Rows,
    /// Of its sentences.
    pub sentences: Rows,
    /// Of the whole: one row.
    pub document: Rows,
}

impl Facts {
    /// The features that need no earlier pass; `off` has a bit for each of [`features::GROUPS`] to leave out.
    #[must_use]
    pub fn new(seen: &Seen<'_, '_>, off: u32) -> Self {
        let mut facts = Self::default();
        features::tokens(seen, off, &mut facts.tokens);
        sentences::sentences(seen, &mut facts.sentences);
        sentences::document(seen, &mut facts.document);
        facts
    }
}

impl Pass {
    /// What it says of a document; `echoes` are of the pass before it, if there is one.
    #[must_use]
    pub fn score(&self, seen: &Seen<'_, '_>, factors: &Transitions, facts: &Facts, echoes: Option<&Echoes>) -> Scores {
        let doc = seen.view.doc;
        let mut scores = Scores::nothing(doc.tokens.len(), doc.sentences.len());
        let mut chain = Chain::default();
        let mut sums: Vec<Row> = Vec::new();
        for sentence in &doc.sentences {
            sums.clear();
            for token in sentence.tokens.clone() {
                let mut row = [0.0; LABELS];
                self.tokens.add(facts.tokens.row(token), &mut row);
                if let Some(echoes) = echoes {
                    self.tokens.add(echoes.tokens.row(token), &mut row);
                }
                sums.push(row);
            }
            chain.run(&sums, factors, &[], None);
            scores.labels[sentence.tokens.clone()].copy_from_slice(&chain.marginals);
        }
        let mut whole = [0.0; SENTENCE_COLUMNS];
        self.sentences.add(facts.document.row(0), &mut whole);
        for (n, row) in scores.sentences.iter_mut().enumerate() {
            let mut sums = whole;
            self.sentences.add(facts.sentences.row(n), &mut sums);
            if let Some(echoes) = echoes {
                self.sentences.add(echoes.sentences.row(n), &mut sums);
            }
            *row = sums.map(|sum| 1.0 / (1.0 + (-sum).exp()));
        }
        scores
    }
}

impl Model for Linear {
    fn id(&self) -> &str {
        &self.header.id
    }

    fn score(&self, input: Input<'_, '_>) -> Scores {
        let seen = Seen::new(input);
        self.score_facts(&seen, &Facts::new(&seen, 0))
    }
}
