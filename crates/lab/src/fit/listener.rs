//! `lab fit listener`: fits the model that hears who says what, and predicts documents that it was not fitted on.

use super::adagrad::Rates;
use super::sequence::{Sequence, learn};
use crate::attribution::shown;
use crate::input::{CodePoints, rows};
use anyhow::{Context, Result};
use clap::Args;
use read::attribution::learned::{self, Candidate, Flat, Listener, Look};
use read::attribution::learned::{
    APART, CUE_BEGINS, CUE_INSIDE, IS_CONTENT, IS_NOTHING, IS_SOURCE, ITS_CONTENT, ITS_SOURCE, ITSELF,
};
use read::doc::Doc;
use read::tag::linear::Header;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::path::PathBuf;

/// The version that a model says it is.
const MODEL_ID: &str = "listener-1";
/// Into how many parts documents are cut, to show the second look what the first says of documents it was not fitted on.
const PARTS: usize = 4;

/// What to fit on and where to write.
#[derive(Debug, Args)]
pub struct Listening {
    /// Documents with their attributions (JSON lines).
    #[arg(long, required = true)]
    data: Vec<PathBuf>,
    /// The model to write.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Leave out the documents i with i mod FOLDS = 0, and predict those.
    #[arg(long, default_value_t = 0)]
    folds: usize,
    /// Where to write the predictions on the documents left out (JSON lines).
    #[arg(long)]
    predictions: Option<PathBuf>,
    /// Scores of this model on documents that it was not fitted on, to be written into its file: "name=0.5".
    #[arg(long)]
    score: Vec<String>,
    /// Seed of the order of training.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Rounds over all documents.
    #[arg(long, default_value_t = 8)]
    rounds: usize,
    /// Length of a step.
    #[arg(long, default_value_t = 0.1)]
    step: f32,
    /// Pull of weights towards 0 in proportion.
    #[arg(long, default_value_t = 1e-4)]
    l2: f32,
    /// Pull of weights towards 0 however small.
    #[arg(long, default_value_t = 2e-4)]
    l1: f32,
    /// Features that stand fewer times are not looked at.
    #[arg(long, default_value_t = 20)]
    count_min: u32,
    /// Features of each look that are kept at most.
    #[arg(long, default_value_t = 80_000)]
    kept_max: usize,
}

/// A document as the data have it.
#[derive(Debug, Deserialize)]
struct Row {
    id: String,
    text: String,
    #[serde(default)]
    title: Option<String>,
    attributions: Vec<Marked>,
}

/// An attribution as the data have it: spans in code points.
#[derive(Debug, Deserialize)]
struct Marked {
    source: Vec<[usize; 2]>,
    cue: Vec<[usize; 2]>,
    content: Vec<[usize; 2]>,
}

/// An attribution in tokens.
#[derive(Debug, Default)]
struct Gold {
    source: Vec<Range<usize>>,
    cue: Vec<Range<usize>>,
    content: Vec<Range<usize>>,
}

impl Row {
    fn with_doc<T>(&self, step: impl FnOnce(&Doc<'_>) -> T) -> T {
        let titled = self.title.as_ref().is_some_and(|title| self.text.starts_with(title.as_str()));
        step(&Doc::new(&self.text, titled))
    }

    fn gold(&self, doc: &Doc<'_>) -> Vec<Gold> {
        let points = CodePoints::new(&self.text);
        let starts: Vec<usize> = doc.tokens.iter().map(|t| points.at(t.start as usize)).collect();
        let ends: Vec<usize> = doc.tokens.iter().map(|t| points.at(t.end as usize)).collect();
        let tokens = |spans: &[[usize; 2]]| -> Vec<Range<usize>> {
            let of =
                |[start, end]: &[usize; 2]| ends.partition_point(|e| e <= start)..starts.partition_point(|s| s < end);
            spans.iter().map(of).filter(|range| !range.is_empty()).collect()
        };
        let of = |m: &Marked| Gold { source: tokens(&m.source), cue: tokens(&m.cue), content: tokens(&m.content) };
        self.attributions.iter().map(of).collect()
    }
}

/// Fits.
pub fn listener(args: &Listening) -> Result<()> {
    let mut all = Vec::new();
    for path in &args.data {
        all.extend(rows::<Row>(path)?.collect::<Result<Vec<_>>>()?);
    }
    let mut scores = BTreeMap::new();
    for told in &args.score {
        let (name, value) = told.split_once('=').with_context(|| format!("--score {told}: a name, =, and a number"))?;
        scores.insert(name.to_owned(), value.parse().with_context(|| format!("--score {told}: no number"))?);
    }
    let apart = |n: usize| args.folds > 1 && n.is_multiple_of(args.folds);
    let fitted: Vec<&Row> = all.iter().enumerate().filter(|(n, _)| !apart(*n)).map(|(_, row)| row).collect();
    let header =
        Header { id: MODEL_ID.to_owned(), seed: args.seed, sources: super::data::sources(args.data.iter())?, scores };
    let model = fit(&fitted, header, args);
    if let Some(path) = &args.predictions {
        let file = std::fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut out = std::io::BufWriter::new(file);
        for row in all.iter().enumerate().filter(|(n, _)| apart(*n)).map(|(_, row)| row) {
            let value = row.with_doc(|doc| shown(&row.id, doc, Some(&model), 0.0));
            writeln!(out, "{value}")?;
        }
        out.flush()?;
    }
    if let Some(path) = &args.out {
        std::fs::write(path, learned::encode(&model)).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Fits both looks. The same documents and arguments give the same model.
fn fit(docs: &[&Row], header: Header, args: &Listening) -> Listener {
    let sequences: Vec<Vec<Sequence<{ learned::FLAT_LABELS }>>> = docs.iter().map(|row| flat_sequences(row)).collect();
    let first = |test: &dyn Fn(usize) -> bool| {
        let some: Vec<&Sequence<_>> =
            sequences.iter().enumerate().filter(|(n, _)| test(*n)).flat_map(|(_, all)| all).collect();
        learn(&some, &args.plan())
    };
    let mut frames = Vec::new();
    for part in 0..PARTS {
        let look = first(&|n| n % PARTS != part);
        eprintln!("first look without part {part}: {} features", look.table.len());
        for row in docs.iter().enumerate().filter(|(n, _)| n % PARTS == part).map(|(_, row)| row) {
            frames.extend(frame_sequences(row, &look));
        }
    }
    let flat = first(&|_| true);
    drop(sequences);
    let frame = learn(&frames.iter().collect::<Vec<_>>(), &args.plan());
    eprintln!("{} cues; features kept: {} and {}", frames.len(), flat.table.len(), frame.table.len());
    Listener { header, flat, frame }
}

impl Listening {
    fn plan(&self) -> super::sequence::Plan {
        super::sequence::Plan {
            seed: self.seed,
            rounds: self.rounds,
            count_min: self.count_min,
            rates: Rates { step: self.step, l2: self.l2, l1: self.l1 },
            kept_max: self.kept_max,
        }
    }
}

/// A document for the first look: a sequence a sentence.
fn flat_sequences(row: &Row) -> Vec<Sequence<{ learned::FLAT_LABELS }>> {
    row.with_doc(|doc| {
        let rows = learned::with_seen(doc, learned::flat_rows);
        let mut labels = vec![IS_NOTHING as u8; doc.tokens.len()];
        let mut mark = |ranges: &[Range<usize>], label: usize| {
            ranges.iter().for_each(|range| labels[range.clone()].fill(label as u8));
        };
        let gold = row.gold(doc);
        gold.iter().for_each(|g| mark(&g.content, IS_CONTENT));
        gold.iter().for_each(|g| mark(&g.source, IS_SOURCE));
        for range in gold.iter().flat_map(|g| &g.cue) {
            mark(std::slice::from_ref(range), CUE_INSIDE);
            let first = range.start..range.start + 1;
            mark(std::slice::from_ref(&first), CUE_BEGINS);
        }
        doc.sentences
            .iter()
            .map(|s| Sequence::new(&rows, s.tokens.clone(), labels[s.tokens.clone()].to_vec(), Vec::new()))
            .collect()
    })
}

/// A document for the second look: a sequence a cue, as the first look finds it.
fn frame_sequences(row: &Row, look: &Look<{ learned::FLAT_LABELS }>) -> Vec<Sequence<{ learned::FRAME_LABELS }>> {
    row.with_doc(|doc| {
        let gold = row.gold(doc);
        learned::with_seen(doc, |seen| {
            let flat: Vec<Flat> = learned::flat_scores(look, doc, &learned::flat_rows(seen));
            let candidates = learned::candidates(doc, &flat);
            (0..candidates.len())
                .filter_map(|n| {
                    let own = owner(&candidates[n], &gold)?;
                    let frame = learned::frame_of(seen, &flat, &candidates, n);
                    let labels = frame_labels(&candidates[n], &frame.window, own);
                    let allowed = learned::limits(&frame, &candidates[n].cue);
                    Some(Sequence::new(&frame.rows, 0..frame.window.len(), labels, allowed))
                })
                .collect()
        })
    })
}

/// The attribution whose cue a candidate shares most with.
fn owner<'g>(candidate: &Candidate, gold: &'g [Gold]) -> Option<&'g Gold> {
    let cue = &candidate.cue;
    let overlap = |range: &Range<usize>| range.end.min(cue.end).saturating_sub(range.start.max(cue.start));
    let of = |g: &Gold| g.cue.iter().map(overlap).sum::<usize>();
    gold.iter().filter(|g| of(g) > 0).max_by_key(|g| of(g))
}

fn frame_labels(candidate: &Candidate, window: &Range<usize>, own: &Gold) -> Vec<u8> {
    let mut labels = vec![APART as u8; window.len()];
    let mut mark = |range: &Range<usize>, label: usize| {
        for t in range.clone().filter(|t| window.contains(t)) {
            labels[t - window.start] = label as u8;
        }
    };
    own.content.iter().for_each(|range| mark(range, ITS_CONTENT));
    own.source.iter().for_each(|range| mark(range, ITS_SOURCE));
    mark(&candidate.cue, ITSELF);
    labels
}
