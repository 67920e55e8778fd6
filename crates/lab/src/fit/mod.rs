//! `lab fit`: fits the models that lie in the reader, and says how good they are on reports held out.

pub mod about;
mod adagrad;
pub mod boards;
pub mod chains;
pub mod copies;
mod cross;
mod data;
mod forest;
pub mod gate;
pub mod judge;
mod learn;
mod listener;
mod logistic;
pub mod matter;
mod measure;
mod misses;
mod numbered;
mod order;
mod ordinary;
mod own;
mod paths;
mod sequence;

pub use listener::{Listening, listener};

use adagrad::Rates;
use anyhow::{Context, Result, bail};
use clap::Args;
use data::Example;
use learn::Plan;
use read::tag::linear::{Header, features, file};
use read::tag::scores::Scores;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The version that a model says it is.
const MODEL_ID: &str = "linear-1";

/// What to fit on and where to write.
#[derive(Debug, Args)]
pub struct Linearly {
    /// Files of MUC reports with their keys (JSON lines), in order.
    #[arg(long, required = true)]
    muc: Vec<PathBuf>,
    /// Our own annotated reports (JSON lines); only those marked for fitting are used.
    #[arg(long)]
    reports: Vec<PathBuf>,
    /// The model to write.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Seed of the order of training.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Fit this many times, each time without the MUC reports i with i mod FOLDS the same, and predict those.
    #[arg(long, default_value_t = 0)]
    folds: usize,
    /// Where to write the predictions on held-out reports (JSON lines).
    #[arg(long)]
    scores: Option<PathBuf>,
    /// Leave a group of features out, to see what it brings.
    #[arg(long)]
    without: Vec<String>,
    /// How many passes the model makes: 1 or 2.
    #[arg(long, default_value_t = 2)]
    passes: usize,
    /// Rounds over all reports.
    #[arg(long, default_value_t = 8)]
    rounds: usize,
    /// Length of a step, for tokens and for sentences.
    #[arg(long, default_value_t = 0.1)]
    step: f32,
    /// Pull of weights towards 0 in proportion.
    #[arg(long, default_value_t = 1e-4)]
    l2: f32,
    /// Pull of weights towards 0 however small.
    #[arg(long, default_value_t = 1e-3)]
    l1: f32,
    /// Features that stand fewer times are not looked at.
    #[arg(long, default_value_t = 2)]
    count_min: u32,
    /// Features of tokens that are kept at most.
    #[arg(long, default_value_t = 170_000)]
    kept_max: usize,
}

/// Fits.
pub fn linear(args: &Linearly) -> Result<()> {
    let plan = plan(args)?;
    let mut examples = Vec::new();
    for path in &args.muc {
        data::muc(path, plan.off, &mut examples)?;
    }
    let scored = examples.len();
    for path in &args.reports {
        own::own(path, plan.off, &mut examples)?;
    }
    let mut scores = BTreeMap::new();
    if args.folds > 1 {
        let held_out = cross::held_out(&examples, scored, args.folds, &plan)?;
        scores = measure::measure(examples.iter().zip(&held_out));
        for (name, value) in &scores {
            eprintln!("{name} {value:.3}");
        }
        if let Some(path) = &args.scores {
            write_scores(path, &examples, &held_out)?;
        }
    }
    if let Some(out) = &args.out {
        let sources = data::sources(args.muc.iter().chain(&args.reports))?;
        let header = Header { id: MODEL_ID.to_owned(), seed: args.seed, sources, scores };
        let all: Vec<&Example> = examples.iter().collect();
        let bytes = file::encode(&cross::fit(&all, header, &plan));
        std::fs::write(out, bytes).with_context(|| format!("cannot write {}", out.display()))?;
    }
    Ok(())
}

fn plan(args: &Linearly) -> Result<Plan> {
    let mut off = 0;
    for group in &args.without {
        let Some(n) = features::GROUPS.iter().position(|g| g == group) else {
            bail!("no group of features is called {group}; there are {}", features::GROUPS.join(", "));
        };
        off |= 1 << n;
    }
    let rates = Rates { step: args.step, l2: args.l2, l1: args.l1 };
    Ok(Plan {
        seed: args.seed,
        rounds: args.rounds,
        passes: args.passes,
        off,
        count_min: args.count_min,
        tokens: rates,
        sentences: rates,
        kept_max: args.kept_max,
    })
}

/// Writes what was said of each report, rounded to three digits.
fn write_scores(path: &Path, examples: &[Example], scores: &[Scores]) -> Result<()> {
    let file = std::fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut out = std::io::BufWriter::new(file);
    let round = |p: f32| (f64::from(p) * 1e3).round() / 1e3;
    for (example, scores) in examples.iter().zip(scores) {
        let labels: Vec<_> = scores.labels.iter().map(|row| row.map(round)).collect();
        let sentences: Vec<_> = scores.sentences.iter().map(|row| row.map(round)).collect();
        let line = serde_json::json!({"id": example.id, "labels": labels, "sentences": sentences});
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}
