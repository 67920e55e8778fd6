//! The deep model: a small transformer over wordpieces, run by rten on one core.
//!
//! `training/train_deep.py` trains it, `training/export.py` writes the files that lie in `data/deep.*`: the network with
//! int8 weights, its vocabulary, and what it was made from. Every run is by itself, on one thread: the same report gives
//! the same scores on one machine. Between machines sums of floats may be ordered differently and the last digits
//! change; the integer products do not.

mod network;
pub mod windows;
pub mod wordpiece;

#[cfg(test)]
mod tests;

use super::hearsay::{self, HEARSAY_COLUMNS};
use super::scores::{LABELS, SENTENCE_COLUMNS, Scores};
use super::{Input, Model};
use crate::doc::Doc;
use network::{Hearsay, Idle, Logits, Network};
use std::sync::{Arc, OnceLock};
use windows::{Pieces, Window, select, windows};
use wordpiece::Vocabulary;

/// Reports of up to so many sentences, headline included, are asked who has it from whom: the model knows chains of short ones.
const HEARSAY_SENTENCES_MAX: usize = 16;

/// One piece a line; its number is its id.
static VOCABULARY: &str = include_str!("../../../data/deep.vocab");

/// The embedded model cannot be used: the program was built with files that do not belong together.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DeepError {
    /// The network cannot be read.
    #[error("the deep model in data/{0} cannot be read: {1}")]
    Network(&'static str, String),
    /// The network gives other columns than this version of the reader knows.
    #[error("the deep model gives {found:?} columns, not {LABELS} + {SENTENCE_COLUMNS}: export it again")]
    Columns {
        /// What it gives.
        found: Option<usize>,
    },
    /// The network of hearsay gives other columns.
    #[error("the hearsay model gives {found:?} columns, not {HEARSAY_COLUMNS}: export it again")]
    Hearsay {
        /// What it gives.
        found: Option<usize>,
    },
    /// The vocabulary lacks a special piece.
    #[error("data/deep.vocab lacks [UNK], [CLS] or [SEP]")]
    Vocabulary,
}

/// The transformer with its vocabulary.
#[derive(Debug)]
pub struct Deep {
    network: Network,
    hearsay: Hearsay,
    vocabulary: Vocabulary,
    id: String,
}

impl Deep {
    /// The model in the program, read once: 40 ms and 12 MB, and 10 MB more for each run at the same time.
    ///
    /// # Errors
    /// The files that the program was built with do not belong together. A test proves that they do.
    pub fn embedded() -> Result<Arc<Self>, DeepError> {
        static EMBEDDED: OnceLock<Result<Arc<Deep>, DeepError>> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::read().map(Arc::new)).clone()
    }

    fn read() -> Result<Self, DeepError> {
        let vocabulary = Vocabulary::new(VOCABULARY).ok_or(DeepError::Vocabulary)?;
        let idle = Idle::default();
        let network = Network::embedded(idle.clone())?;
        let id = format!("deep-{}+hearsay-{}", network.version(), hearsay::header().version);
        Ok(Self { network, hearsay: Hearsay::embedded(idle)?, vocabulary, id })
    }

    /// The pieces that it knows.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// What it says of some sentences of a document, in the order of the text; of the others it knows nothing (NaN).
    #[must_use]
    pub fn score_pieces(&self, doc: &Doc<'_>, chosen: &[Pieces]) -> Scores {
        let mut scores = Scores::unknown(doc.tokens.len(), doc.sentences.len());
        let whole = chosen.len() == doc.sentences.len() && doc.sentences.len() <= HEARSAY_SENTENCES_MAX;
        if whole {
            scores.hearsay = vec![[f32::NAN; HEARSAY_COLUMNS]; doc.tokens.len()];
        }
        for window in windows(doc, chosen, &self.vocabulary) {
            self.score_window(&window, &mut scores);
        }
        scores
    }

    fn score_window(&self, window: &Window, scores: &mut Scores) {
        // A run cannot fail on ids of the vocabulary; if it did, the window would stay unread.
        let Some((rows, shared)) = self.network.run(&window.ids) else { return };
        for (token, piece) in &window.tokens {
            scores.labels[*token] = softmax(rows[*piece].labels);
        }
        for (sentence, pieces) in &window.sentences {
            if pieces.is_empty() {
                continue;
            }
            scores.sentences[*sentence] = pooled(&rows[pieces.clone()]);
        }
        if scores.hearsay.is_empty() {
            return;
        }
        let Some(rows) = self.hearsay.run(shared, window.ids.len()) else { return };
        for (token, piece) in &window.tokens {
            scores.hearsay[*token] = rows[*piece];
        }
    }
}

impl Model for Deep {
    fn id(&self) -> &str {
        &self.id
    }

    fn score(&self, input: Input<'_, '_>) -> Scores {
        self.score_pieces(input.doc, &select(input.doc, &self.vocabulary))
    }
}

/// What a sentence of these pieces tells of: the mean of the logits, as a probability.
fn pooled(rows: &[Logits]) -> [f32; SENTENCE_COLUMNS] {
    let mut sums = [0.0_f32; SENTENCE_COLUMNS];
    for row in rows {
        sums.iter_mut().zip(row.sentence).for_each(|(sum, logit)| *sum += logit);
    }
    sums.map(|sum| 1.0 / (1.0 + (-sum / rows.len() as f32).exp()))
}

fn softmax(logits: [f32; LABELS]) -> [f32; LABELS] {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = logits.map(|x| (x - most).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|p| p / sum)
}
