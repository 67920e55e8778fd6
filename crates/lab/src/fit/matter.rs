//! `lab fit matter`: which words speak for a report of organised violence and which for something else that uses its words.

use super::adagrad::Rates;
use super::data;
use super::logistic::{Fitted, Seen, fit};
use super::ordinary::{Label, Ordinary, RELEVANT_NEWS};
use crate::input::rows;
use crate::news::{Case, reports};
use anyhow::{Context, Result, bail};
use read::doc::Doc;
use read::matter::{Matter, encode, terms};
use read::tag::linear::Header;
use read::tag::linear::table::Table;
use read::tag::scores::Guidance;
use read::{Reader, segment};
use record::Report;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The version that the file says it is.
const MODEL_ID: &str = "matter-3";
/// The share of the reports that may be fitted on; texts of nothing but their matter have no other.
const SPLIT: &str = "fit";
/// A word or pair in fewer reports is not looked at.
const REPORTS_MIN: u32 = 2;
/// Rounds over all reports; more change nothing that matters.
const ROUNDS: usize = 300;
/// Pull of weights towards 0, against a loss summed over all reports.
const RATES: Rates = Rates { step: 0.5, l2: 0.2, l1: 0.0 };
/// Parts for the scores: each is scored by what was fitted on the others.
const PARTS: usize = 5;

/// What to fit on and where to write.
#[derive(Debug, clap::Args)]
pub struct Mattering {
    /// Our own reports, annotated or with nothing but `relevant` (JSON lines); those marked for anything but fitting are only
    /// measured on.
    #[arg(long, required = true)]
    reports: Vec<PathBuf>,
    /// Those that pass the gate teach how long articles of real papers are written: by their labels, else by what the reader
    /// makes of them without this model.
    #[command(flatten)]
    ordinary: Ordinary,
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Told {
    relevant: Option<bool>,
    split: Option<String>,
}

/// A report with its words, hashed.
struct Words {
    words: Vec<(u32, f32)>,
    relevant: bool,
    split: String,
    /// What it counts where another counts 1.
    count: f32,
}

/// Fits.
pub fn matter(args: &Mattering) -> Result<()> {
    let mut all = Vec::new();
    for path in &args.reports {
        all.extend(read_words(path)?);
    }
    let (fit_on, others): (Vec<Words>, Vec<Words>) = all.into_iter().partition(|words| words.split == SPLIT);
    if fit_on.len() < 100 {
        bail!("there are {} reports to fit on: give more with --reports", fit_on.len());
    }
    let told = in_parts(&fit_on.iter().collect::<Vec<_>>(), &[]).into_iter().zip(&fit_on);
    let told = told.map(|(score, words)| (score, words.relevant)).collect();
    let mut scores = BTreeMap::from([("auc in five parts".to_owned(), auc(told))]);
    let ordinary = ordinary(&args.ordinary)?.into_iter().map(|(_, words)| words);
    let fit_on: Vec<Words> = fit_on.into_iter().chain(ordinary).collect();
    let (space, fitted) = learn(&fit_on.iter().collect::<Vec<_>>());
    let splits: BTreeSet<&str> = others.iter().map(|words| words.split.as_str()).collect();
    for split in splits {
        let told = others.iter().filter(|words| words.split == split);
        let told = told.map(|words| (fitted.score(&space.see(words)), words.relevant)).collect();
        scores.insert(format!("auc {split}"), auc(told));
    }
    for (name, value) in &mut scores {
        *value = (*value * 1e4).round() / 1e4;
        eprintln!("{name} {value:.4}");
    }
    let rows = space.words.iter().map(|(hash, (n, rarity))| (*hash, [*rarity, fitted.weight(*n)])).collect();
    let sources = data::sources(args.reports.iter().chain(args.ordinary.files()))?;
    let header = Header { id: MODEL_ID.to_owned(), seed: 0, sources, scores };
    let bytes = encode(&Matter { header, bias: fitted.bias(), words: Table::of(rows) });
    eprintln!("{} reports, {} words and pairs, {} bytes", fit_on.len(), space.words.len(), bytes.len());
    std::fs::write(&args.out, bytes).with_context(|| format!("cannot write {}", args.out.display()))
}

/// What is said of each report by models that it was not fitted on.
pub struct HeldOut {
    /// In the order of the files; `None` for a report that the model was not fitted on at all.
    pub reports: Vec<Vec<Option<f32>>>,
    /// Labelled articles of ordinary news, by id.
    pub labelled: BTreeMap<String, f32>,
}

/// What models fitted on other reports say of each report that the model is fitted on.
pub fn held_out(reports: &[PathBuf], ordinary: &Ordinary) -> Result<HeldOut> {
    let files: Vec<Vec<Words>> = reports.iter().map(|path| read_words(path)).collect::<Result<_>>()?;
    let (labelled, more): (Vec<_>, Vec<_>) = self::ordinary(ordinary)?.into_iter().partition(|(id, _)| id.is_some());
    let more: Vec<Words> = more.into_iter().map(|(_, words)| words).collect();
    let fit_on = files.iter().flatten().filter(|words| words.split == SPLIT);
    let fit_on: Vec<&Words> = fit_on.chain(labelled.iter().map(|(_, words)| words)).collect();
    let mut scores = in_parts(&fit_on, &more).into_iter();
    let mut score = |words: &Words| if words.split == SPLIT { scores.next() } else { None };
    let reports = files.iter().map(|file| file.iter().map(&mut score).collect()).collect();
    let labelled = labelled.into_iter().filter_map(|(id, _)| id).zip(scores).collect();
    Ok(HeldOut { reports, labelled })
}

/// Ordinary articles that pass the gate, by their labels, those with an id, or as the reader judges them by everything but
/// this model.
fn ordinary(ordinary: &Ordinary) -> Result<Vec<(Option<String>, Words)>> {
    let blind = Reader::embedded().guided(Guidance { matter_weight: 0.0, ..Guidance::ABOUT });
    let mut out = Vec::new();
    for (raw, label) in ordinary.articles()? {
        let (report, reading, trace) = blind.read_traced(&raw);
        if trace.passed {
            let relevant = label.map_or(reading.relevant, |label| label == Label::Relevant);
            let id = label.map(|_| raw.id.to_string());
            let count = if label == Some(Label::Relevant) { RELEVANT_NEWS } else { 1.0 };
            out.push((id, Words { count, ..words_of(&report, relevant, SPLIT.to_owned()) }));
        }
    }
    Ok(out)
}

fn words_of(report: &Report, relevant: bool, split: String) -> Words {
    let doc = Doc::new(&report.text, !report.title.is_empty());
    let words = terms(&doc).into_iter().map(|(hash, term)| (hash, term.strength)).collect();
    Words { words, relevant, split, count: 1.0 }
}

fn read_words(path: &Path) -> Result<Vec<Words>> {
    let told: Vec<Told> = rows(path)?.collect::<Result<_>>()?;
    let mut out = Vec::new();
    for (told, raw) in told.into_iter().zip(reports(path, Case::AsIs)?) {
        let Some(relevant) = told.relevant else { continue };
        let report = segment::segment(&raw?).0;
        out.push(words_of(&report, relevant, told.split.unwrap_or_else(|| SPLIT.to_owned())));
    }
    Ok(out)
}

/// The words that are looked at, numbered, with how rare each is.
struct Space {
    words: BTreeMap<u32, (usize, f32)>,
}

impl Space {
    fn of(all: &[&Words]) -> Self {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        all.iter().flat_map(|words| &words.words).for_each(|(hash, _)| *counts.entry(*hash).or_default() += 1);
        let kept = counts.into_iter().filter(|(_, n)| *n >= REPORTS_MIN).enumerate();
        let rarity = |n: u32| ((1.0 + all.len() as f32) / (1.0 + n as f32)).ln() + 1.0;
        Self { words: kept.map(|(at, (hash, n))| (hash, (at, rarity(n)))).collect() }
    }

    /// A report by these words, of length 1.
    fn see(&self, words: &Words) -> Seen {
        let known = words.words.iter().filter_map(|(hash, x)| self.words.get(hash).map(|(n, rarity)| (*n, x * rarity)));
        let mut features: Vec<(usize, f32)> = known.collect();
        let length = features.iter().map(|(_, x)| x * x).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        features.iter_mut().for_each(|(_, x)| *x /= length);
        Seen { features, relevant: words.relevant, weight: words.count }
    }
}

/// Learns. That most of our reports are about violence is left in the bias: a false alarm costs less than an attack unread.
fn learn(all: &[&Words]) -> (Space, Fitted) {
    let space = Space::of(all);
    let seen: Vec<Seen> = all.iter().map(|words| space.see(words)).collect();
    let fitted = fit(&seen.iter().collect::<Vec<_>>(), space.words.len(), ROUNDS, RATES, true);
    (space, fitted)
}

/// What is said of each report by what was fitted on the other parts and on `more`.
fn in_parts(all: &[&Words], more: &[Words]) -> Vec<f32> {
    let mut out = vec![0.0; all.len()];
    for part in 0..PARTS {
        let others = all.iter().enumerate().filter(|(n, _)| n % PARTS != part).map(|(_, words)| *words);
        let (space, fitted) = learn(&others.chain(more).collect::<Vec<_>>());
        for n in (part..all.len()).step_by(PARTS) {
            out[n] = fitted.score(&space.see(all[n]));
        }
    }
    out
}

/// The share of pairs of a relevant and another report in which the relevant one scores higher: the area under the ROC curve.
fn auc(mut told: Vec<(f32, bool)>) -> f64 {
    told.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut under, mut pairs) = (0_u64, 0_u64);
    for (_, relevant) in &told {
        if *relevant { pairs += under } else { under += 1 }
    }
    let relevant = told.iter().filter(|(_, relevant)| *relevant).count() as u64;
    pairs as f64 / (under * relevant).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_counts_pairs() {
        let area = |told: &[(f32, bool)]| auc(told.to_vec());
        assert!((area(&[(0.0, false), (1.0, true)]) - 1.0).abs() < 1e-9);
        assert!((area(&[(1.0, false), (0.0, true)])).abs() < 1e-9);
        assert!((area(&[(0.0, false), (2.0, false), (1.0, true), (3.0, true)]) - 0.75).abs() < 1e-9);
    }
}
