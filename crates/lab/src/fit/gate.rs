//! `lab fit gate`: what each cue of the gate weighs, by logistic regression on reports of violence and ordinary news.

use super::adagrad::Rates;
use super::data;
use super::logistic::{Fitted, Seen};
use super::ordinary::{Label, Ordinary, RELEVANT_NEWS};
use crate::input::rows;
use crate::muc::gold::Keyed;
use crate::news::{Case, reports};
use anyhow::{Context, Result, bail};
use read::gate::{Cues, Weights, cues, lead, strength};
use read::{Reader, segment};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The version that the file says it is.
const MODEL_ID: &str = "gate-2";
/// An ordinary article of which the linear model is as sure as this may be no ordinary one: it is left out.
const TOLD_MAX: f32 = 0.3;
/// What a report counts that is irrelevant to MUC: it tells of the same wars, only not of an incident.
const WAR: f32 = 0.1;
/// What a report without any cue counts, which tells of nothing: without it, short ones of no other matter would pass.
const SILENCE: f32 = 500.0;
/// Rounds over all reports; more change nothing that matters.
const ROUNDS: usize = 600;
/// Pull of weights towards 0, against a loss summed over all reports.
const RATES: Rates = Rates { step: 0.2, l2: 3.0, l1: 0.0 };
/// Weights nearer to 0 are left out of the file.
const WEIGHT_MIN: f32 = 0.02;

/// What to fit on and where to write.
#[derive(Debug, clap::Args)]
pub struct Gated {
    /// MUC reports with their keys (JSON lines).
    #[arg(long)]
    muc: PathBuf,
    /// Our own annotated reports (JSON lines); those marked for checking are only measured on.
    #[arg(long)]
    reports: Vec<PathBuf>,
    #[command(flatten)]
    ordinary: Ordinary,
    /// MUC reports to measure on.
    #[arg(long)]
    check: PathBuf,
    /// The share of ordinary news that shall pass, 0 to 1.
    #[arg(long, default_value_t = 0.12)]
    share: f32,
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Told {
    relevant: bool,
    split: String,
}

/// Fits.
pub fn gate(args: &Gated) -> Result<()> {
    let names = cues::candidates();
    let looked_for = Cues::new(names.iter().map(String::as_str)).context("too many cues")?;
    let see = |text: &str, relevant: bool, weight: f32| {
        let counts = looked_for.counts(text).into_iter().chain(looked_for.counts(lead(text))).enumerate();
        let features = counts.filter(|(_, n)| *n > 0).map(|(cue, n)| (cue, strength(n))).collect();
        Seen { features, relevant, weight }
    };
    let muc = |path: &PathBuf| -> Result<Vec<Seen>> {
        rows::<Keyed>(path)?
            .map(|row| {
                let row = row?;
                let relevant = !row.templates.is_empty();
                Ok(see(&row.row.report().text, relevant, if relevant { 1.0 } else { WAR }))
            })
            .collect()
    };
    let (mut violence, check) = (muc(&args.muc)?, muc(&args.check)?);
    let mut own_check = Vec::new();
    for path in &args.reports {
        let told: Vec<Told> = rows(path)?.collect::<Result<_>>()?;
        for (told, raw) in told.iter().zip(reports(path, Case::AsIs)?) {
            let seen = see(&segment::segment(&raw?).0.text, told.relevant, 1.0);
            if told.split == "fit" { violence.push(seen) } else { own_check.push(seen) }
        }
    }
    violence.push(see("", false, SILENCE));
    let news = News::of(&args.ordinary, &see)?;
    let features = 2 * names.len();
    let Threshold { threshold, passed, recall: of_news } = news.threshold(&violence, features, args.share);
    let all: Vec<&Seen> = violence.iter().chain(&news.other).chain(&news.relevant).collect();
    let fitted = fit(&all, features);
    let recall = |seen: &[Seen]| {
        let relevant: Vec<&Seen> = seen.iter().filter(|seen| seen.relevant).collect();
        let found = relevant.iter().filter(|seen| fitted.score(seen) >= threshold).count();
        found as f64 / relevant.len().max(1) as f64
    };
    let scores = BTreeMap::from([
        ("ordinary passed".to_owned(), passed),
        ("recall ordinary".to_owned(), of_news),
        ("recall muc check".to_owned(), recall(&check)),
        ("recall own check".to_owned(), recall(&own_check)),
    ]);
    let round = |x: f32| (x * 1e3).round() / 1e3;
    let weights = |from: usize| -> BTreeMap<String, f32> {
        let weights = names.iter().cloned().zip((from..).map(|cue| fitted.weight(cue)));
        weights.filter(|(_, weight)| weight.abs() >= WEIGHT_MIN).map(|(cue, weight)| (cue, round(weight))).collect()
    };
    let model = Weights {
        id: MODEL_ID.to_owned(),
        bias: round(fitted.bias() - threshold),
        sources: data::sources([&args.muc].into_iter().chain(args.ordinary.files()).chain(&args.reports))?,
        scores: scores.into_iter().map(|(name, score)| (name, (score * 1e4).round() / 1e4)).collect(),
        cues: weights(0),
        lead: weights(names.len()),
    };
    eprintln!("{} cues; {:?}", model.cues.len(), model.scores);
    let head = "# What each cue of the gate weighs. Written by `lab fit gate`: see docs/model-card.md.\n";
    std::fs::write(&args.out, head.to_owned() + &toml::to_string(&model)?)
        .with_context(|| format!("cannot write {}", args.out.display()))
}

/// Ordinary news.
struct News {
    /// About something else.
    other: Vec<Seen>,
    /// About violence, as somebody says who read it.
    relevant: Vec<Seen>,
}

/// Where the gate opens, and what that does to articles that the weights were not made from.
struct Threshold {
    threshold: f32,
    /// The share of other articles that pass.
    passed: f64,
    /// The share of relevant ones that pass.
    recall: f64,
}

impl News {
    /// Articles without a label that may tell of violence are left out.
    fn of(ordinary: &Ordinary, see: &impl Fn(&str, bool, f32) -> Seen) -> Result<Self> {
        let reader = Reader::embedded();
        let mut news = Self { other: Vec::new(), relevant: Vec::new() };
        for (raw, label) in ordinary.articles()? {
            let (report, _) = segment::segment(&raw);
            if label == Some(Label::Relevant) {
                news.relevant.push(see(&report.text, true, RELEVANT_NEWS));
            } else if label.is_some() || reader.scored(&report).told(usize::MAX) < TOLD_MAX {
                news.other.push(see(&report.text, false, 1.0));
            }
        }
        if news.other.len() < 100 {
            bail!("there are too few ordinary articles to fit on: give more with --ordinary");
        }
        Ok(news)
    }

    /// The score that a share of other articles reaches; each half is scored by what was fitted with the other.
    fn threshold(&self, violence: &[Seen], features: usize, share: f32) -> Threshold {
        fn half(of: &[Seen], n: usize) -> impl Iterator<Item = &Seen> {
            of.iter().skip(n).step_by(2)
        }
        let scores: Vec<[Vec<f32>; 2]> = (0..2)
            .map(|n| {
                let seen = violence.iter().chain(half(&self.other, n)).chain(half(&self.relevant, n));
                let fitted = fit(&seen.collect::<Vec<_>>(), features);
                [&self.other, &self.relevant].map(|of| {
                    let mut scores: Vec<f32> = half(of, 1 - n).map(|seen| fitted.score(seen)).collect();
                    scores.sort_by(f32::total_cmp);
                    scores
                })
            })
            .collect();
        let at = |scores: &Vec<f32>| scores[((scores.len() as f32 * (1.0 - share)) as usize).min(scores.len() - 1)];
        let threshold = scores.iter().map(|[other, _]| at(other)).sum::<f32>() / 2.0;
        let over = |of: usize| {
            let all: Vec<&f32> = scores.iter().flat_map(|scores| &scores[of]).collect();
            all.iter().filter(|score| ***score >= threshold).count() as f64 / all.len().max(1) as f64
        };
        Threshold { threshold, passed: over(0), recall: over(1) }
    }
}

/// What each cue weighs.
fn fit(all: &[&Seen], cues: usize) -> Fitted {
    super::logistic::fit(all, cues, ROUNDS, RATES, true)
}
