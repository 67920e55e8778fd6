//! Ordinary news as the gate, the matter and the forest learn from it: thousands of articles of which a few tell of
//! violence. A file of labels says which: taken for ordinary, they would teach that air strikes are no violence.

use crate::input::rows;
use crate::news::{Case, reports};
use anyhow::{Result, ensure};
use record::RawReport;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What an ordinary article counts that is about violence, where another counts 1: few are, and ordinary news is all that a
/// desk is fed with.
pub const RELEVANT_NEWS: f32 = 5.0;

/// The split that is learned from.
const SPLIT: &str = "fit";

/// Ordinary news and what is known of it.
#[derive(Debug, Clone, clap::Args)]
pub struct Ordinary {
    /// Ordinary news (JSON lines with `text`).
    #[arg(long)]
    pub ordinary: Option<PathBuf>,
    /// Which of its articles are about organised violence: JSON lines with `id`, `label` (`y`, `n`, or `d` where a careful reader
    /// could say either) and `split`; those of another split than `fit` are not learned from.
    #[arg(long, requires = "ordinary")]
    pub labels: Option<PathBuf>,
}

/// What somebody who read an article says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Label {
    /// About organised violence.
    #[serde(rename = "y")]
    Relevant,
    /// About something else.
    #[serde(rename = "n")]
    Other,
    /// One could say either.
    #[serde(rename = "d")]
    Doubtful,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    label: Label,
    split: String,
}

impl Ordinary {
    /// The files that were given.
    pub fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.ordinary.iter().chain(&self.labels)
    }

    /// All articles but those that are doubtful or kept for measuring, with their labels.
    pub fn articles(&self) -> Result<Vec<(RawReport, Option<Label>)>> {
        let Some(path) = &self.ordinary else { return Ok(Vec::new()) };
        let labels = self.labels.as_deref().map(labels).transpose()?.unwrap_or_default();
        let mut out = Vec::new();
        let mut known = 0_usize;
        for raw in reports(path, Case::AsIs)? {
            let raw = raw?;
            let row = labels.get(raw.id.as_str());
            known += usize::from(row.is_some());
            if row.is_none_or(|row| row.label != Label::Doubtful && row.split == SPLIT) {
                out.push((raw, row.map(|row| row.label)));
            }
        }
        ensure!(known == labels.len(), "{} labels are of articles that {} lacks", labels.len() - known, path.display());
        Ok(out)
    }
}

fn labels(path: &Path) -> Result<BTreeMap<String, Row>> {
    rows::<Row>(path)?.map(|row| row.map(|row| (row.id.clone(), row))).collect()
}
