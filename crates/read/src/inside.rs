//! What the reader carries inside the program: its tables and models, how large they are and what they were made from.

use crate::attribution::cast;
use crate::attribution::learned::Listener;
use crate::events::judge::{self, forest::Forest};
use crate::gate;
use crate::matter::Matter;
use crate::tag::linear::{Header, Linear};
#[cfg(feature = "deep")]
use serde::Deserialize;
use std::collections::BTreeMap;

/// Bytes of the gazetteer in the program.
pub const GAZETTEER_BYTES: usize = include_bytes!("../data/gazetteer.bin").len();

/// What a model is and what it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelCard {
    /// Its name with its version: "linear-1".
    pub id: String,
    /// Bytes in the program.
    pub bytes: usize,
    /// SHA-256 of each file that it was made from, in hexadecimal digits, by file name.
    pub data: BTreeMap<String, String>,
    /// Scores by name, 0 to 1, measured on reports that it was not made from.
    pub scores: BTreeMap<String, f64>,
}

/// The models inside the program: the gate, the linear one, the transformers where they were built in, the one of
/// matters, the listener, the weights of chains, and the forests.
#[must_use]
pub fn models() -> Vec<ModelCard> {
    let weights = gate::weights().clone();
    let gate = ModelCard {
        id: weights.id,
        bytes: include_bytes!("../data/gate.toml").len(),
        data: weights.sources,
        scores: weights.scores,
    };
    let header = Linear::embedded().header().clone();
    let linear = ModelCard {
        id: header.id,
        bytes: include_bytes!("../data/linear.bin").len(),
        data: header.sources,
        scores: header.scores,
    };
    let voices = [gate, linear].into_iter().chain(transformers()).chain([matter()]).chain(listener());
    voices.chain([chains()]).chain(forests()).collect()
}

/// What says who belongs to a chain.
fn chains() -> ModelCard {
    let weights = cast::weights();
    let bytes = include_bytes!("../data/chains.toml").len();
    ModelCard { id: weights.id.clone(), bytes, data: weights.sources.clone(), scores: weights.scores.clone() }
}

/// What decides whether a report is about violence, which events are told, and which numbers are theirs.
fn forests() -> impl Iterator<Item = ModelCard> {
    let card = |(forest, bytes): (Option<&'static Forest>, usize)| {
        let Header { id, sources, scores, .. } = forest?.header.clone();
        Some(ModelCard { id, bytes, data: sources, scores })
    };
    let about = (judge::about_forest(), include_bytes!("../data/about.bin").len());
    let beside = (judge::beside_forest(), include_bytes!("../data/beside.bin").len());
    let tolls = (judge::tolls_forest(), include_bytes!("../data/tolls.bin").len());
    [about, beside, tolls].into_iter().filter_map(card)
}

/// What says what a report is about.
fn matter() -> ModelCard {
    let header = Matter::embedded().header.clone();
    let bytes = include_bytes!("../data/matter.bin").len();
    ModelCard { id: header.id, bytes, data: header.sources, scores: header.scores }
}

/// What hears who says what.
fn listener() -> Option<ModelCard> {
    let header = Listener::embedded()?.header.clone();
    let bytes = include_bytes!("../data/listener.bin").len();
    Some(ModelCard { id: header.id, bytes, data: header.sources, scores: header.scores })
}

/// The transformer, and the layers on top of it that say who has it from whom.
#[cfg(feature = "deep")]
fn transformers() -> Vec<ModelCard> {
    /// What `training/export.py` and `training/export_hearsay.py` write beside the models.
    #[derive(Deserialize)]
    struct Sidecar {
        version: String,
        #[serde(default)]
        data: BTreeMap<String, String>,
        #[serde(default)]
        scores: BTreeMap<String, f64>,
    }
    let deep = include_bytes!("../data/deep.onnx").len()
        + include_bytes!("../data/deep.data").len()
        + include_bytes!("../data/deep.vocab").len();
    let hearsay = include_bytes!("../data/hearsay.onnx").len() + include_bytes!("../data/hearsay.data").len();
    // A test proves that they can be read; without one the program still reads, and only its card is missing.
    let card = |(name, bytes, text): (&str, usize, &str)| {
        let told: Sidecar = toml::from_str(text).ok()?;
        Some(ModelCard { id: format!("{name}-{}", told.version), bytes, data: told.data, scores: told.scores })
    };
    let all =
        [("deep", deep, include_str!("../data/deep.toml")), ("hearsay", hearsay, include_str!("../data/hearsay.toml"))];
    all.into_iter().filter_map(card).collect()
}

#[cfg(not(feature = "deep"))]
fn transformers() -> Vec<ModelCard> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Depth, Reader};

    #[test]
    fn every_model_of_the_reader_has_a_card() {
        let cards = models();
        let ids: String = cards.iter().map(|card| format!("+{}", card.id)).collect();
        assert_eq!(Reader::new(Depth::Deep, Vec::new()).version(), format!("{}{ids}", crate::VERSION));
        assert_eq!(cards.len(), 8 + 2 * usize::from(cfg!(feature = "deep")));
    }
}
