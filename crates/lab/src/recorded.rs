//! Scores that models gave earlier, such as out-of-fold ones, in the place of the models: how readers are tuned without
//! looking at what the models learned from.

use crate::input::rows;
use anyhow::{Context, Result, bail};
use read::tag::scores::{Guidance, LABELS, SENTENCE_COLUMNS, Scores};
use read::tag::{Input, Model};
use read::{Depth, Reader};
use record::RawReport;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// One report's scores; a column not given is unknown.
#[derive(Debug, Deserialize)]
struct Line {
    id: String,
    labels: Vec<Vec<f32>>,
    sentences: Vec<Vec<Option<f32>>>,
}

/// Scores by the text that they were given for.
struct Recorded(HashMap<String, Scores>);

impl Model for Recorded {
    fn id(&self) -> &str {
        "recorded"
    }

    fn score(&self, input: Input<'_, '_>) -> Scores {
        let known = self.0.get(input.doc.text).cloned();
        known.unwrap_or_else(|| Scores::nothing(input.doc.tokens.len(), input.doc.sentences.len()))
    }
}

/// What stands in the place of the models.
#[derive(Debug, Default, clap::Args)]
#[group(skip)]
pub struct Args {
    /// Scores given earlier (JSON lines with `id`, `labels`, `sentences`) in the place of a model, with the weight of
    /// their voice; only reports that every file knows are predicted.
    #[arg(long = "scores", value_name = "WEIGHT:FILE")]
    files: Vec<String>,
    /// Which reader predicts.
    #[arg(long, value_enum, default_value = "deep")]
    reader: Which,
    /// A value of the guidance other than the default, for tuning.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
}

/// The readers there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Which {
    /// No model.
    Rules,
    /// Rules and the linear model.
    Fast,
    /// The transformer votes.
    #[default]
    Deep,
}

impl Which {
    /// The reader of that name, with the models inside the program.
    pub fn reader(self) -> Reader {
        match self {
            Self::Rules => Reader::by_rules(),
            Self::Fast => Reader::new(Depth::Fast, Vec::new()),
            Self::Deep => Reader::new(Depth::Deep, Vec::new()),
        }
    }
}

impl Args {
    /// The reader to use, and the reports among `raws` that it may read. `guided` is what a reader with models follows but for
    /// what `--set` says.
    pub fn reader(&self, raws: Vec<RawReport>, guided: Guidance) -> Result<(Reader, Vec<RawReport>)> {
        let guidance = guidance(guided, &self.set)?;
        if self.files.is_empty() {
            let reader = self.reader.reader();
            return Ok((if self.reader == Which::Rules { reader } else { reader.guided(guidance) }, raws));
        }
        let text = |raw: &RawReport| (raw.id.to_string(), read::segment::segment(raw).0.text);
        let (voices, ids) = load(&self.files, &raws.iter().map(text).collect())?;
        let known = raws.into_iter().filter(|raw| ids.contains(raw.id.as_str())).collect();
        Ok((Reader::embedded().with_models(voices, guidance), known))
    }
}

/// Models, each with the weight of its voice.
type Voices = Vec<(f32, Arc<dyn Model>)>;

/// Loads `WEIGHT:FILE` for each of `files`; `texts` gives the text of each report. Returns the models, and the ids for
/// which every file has scores.
fn load(files: &[String], texts: &HashMap<String, String>) -> Result<(Voices, HashSet<String>)> {
    let mut voices: Voices = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for file in files {
        let (weight, path) = file.split_once(':').with_context(|| format!("{file}: write WEIGHT:FILE"))?;
        let mut by_text = HashMap::new();
        for line in rows::<Line>(Path::new(path))? {
            let line = line?;
            let Some(text) = texts.get(&line.id) else { continue };
            *seen.entry(line.id).or_default() += 1;
            by_text.insert(text.clone(), scores(&line.labels, &line.sentences));
        }
        voices.push((weight.parse()?, Arc::new(Recorded(by_text))));
    }
    let ids = seen.into_iter().filter(|(_, n)| *n == files.len()).map(|(id, _)| id).collect();
    Ok((voices, ids))
}

fn scores(labels: &[Vec<f32>], sentences: &[Vec<Option<f32>>]) -> Scores {
    let mut out = Scores::nothing(labels.len(), sentences.len());
    for (row, given) in out.labels.iter_mut().zip(labels) {
        row.iter_mut().zip(given.iter().take(LABELS)).for_each(|(to, from)| *to = *from);
    }
    for (row, given) in out.sentences.iter_mut().zip(sentences) {
        *row = [f32::NAN; SENTENCE_COLUMNS];
        row.iter_mut().zip(given).for_each(|(to, from)| *to = from.unwrap_or(f32::NAN));
    }
    out
}

/// A guidance with `NAME=VALUE` for each of `set`.
fn guidance(mut out: Guidance, set: &[String]) -> Result<Guidance> {
    for one in set {
        let (name, value) = one.split_once('=').with_context(|| format!("{one}: write NAME=VALUE"))?;
        let value: f32 = value.parse()?;
        *match name {
            "asked_min" => &mut out.asked_min,
            "told_min" => &mut out.told_min,
            "untold_max" => &mut out.untold_max,
            "span_min" => &mut out.span_min,
            "prune_max" => &mut out.prune_max,
            "finer_min" => &mut out.finer_min,
            "keep_min" => &mut out.keep_min,
            "about_min" => &mut out.about_min,
            "actor_min" => &mut out.actor_min,
            "edge_min" => &mut out.edge_min,
            "matter_weight" => &mut out.matter_weight,
            "kind_margin" => &mut out.kind_margin,
            "passing_min" => &mut out.passing_min,
            "relevance_weight" => &mut out.relevance_weight,
            _ => bail!("{name} is no part of the guidance"),
        } = value;
    }
    Ok(out)
}
