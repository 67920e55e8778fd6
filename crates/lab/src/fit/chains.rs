//! `lab fit chains`: what each fact weighs for who belongs to a chain and for who has it from whom, by logistic regression on
//! our own chains.

use super::adagrad::Rates;
use super::data;
use super::logistic::{self, Fitted, Seen};
use crate::chains::{Outcome, Told, same};
use crate::input::rows;
use anyhow::{Context, Result};
use read::attribution::cast::{Fact, Weights, told as told_facts};
use read::attribution::{Panel, lead, statements_by};
use read::doc::Doc;
use read::names::Names;
use read::{Reader, tokens_of};
use record::{RawReport, ReportId};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The version that the file says it is.
const MODEL_ID: &str = "chains-2";
/// Rounds over all reports; more change nothing that matters.
const ROUNDS: usize = 200;
/// Facts seen fewer times are not looked at.
const COUNT_MIN: usize = 3;
/// Weights nearer to 0 are left out of the file.
const WEIGHT_MIN: f32 = 0.01;

/// What to fit on and where to write.
#[derive(Debug, clap::Args)]
pub struct Chained {
    /// Our own chains (JSON lines); those marked `check` or `check2` are left out.
    #[arg(long, default_values = ["testdata/chains/chains.jsonl", "testdata/chains/more.jsonl"])]
    chains: Vec<PathBuf>,
    /// Our own annotated reports (JSON lines), those marked `fit`: they show who is named and is no link.
    #[arg(long)]
    reports: Vec<PathBuf>,
    /// What one of the annotated reports counts where a chain counts 1.
    #[arg(long, default_value_t = 0.05)]
    reports_count: f32,
    /// The annotated reports of at least this many sentences are used: chains of our own are short.
    #[arg(long, default_value_t = 7)]
    sentences_min: usize,
    /// What a chain counts that the rules were made on, where another counts 1.
    #[arg(long, default_value_t = 0.5)]
    seen_count: f32,
    /// What a chain of `more.jsonl` counts: they are deeper than those of news, and teach to expect more links than there are.
    #[arg(long, default_value_t = 0.2)]
    deep_count: f32,
    /// Pull of weights towards 0, against a loss summed over all reports.
    #[arg(long, default_value_t = 1.5)]
    l2: f32,
    /// Parts for cross-validation.
    #[arg(long, default_value_t = 8)]
    folds: usize,
    /// Print what is wrong on reports held out in this split.
    #[arg(long)]
    show: Option<String>,
    /// The file to write.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// A report with everybody weighed and where they belong.
struct Case {
    /// Our own chain, where it is one.
    told: Option<Told>,
    panel: Panel,
    /// For every candidate: its place in the chain, 0 for none; `None` where either would do.
    places: Vec<Option<usize>>,
    count: f32,
}

#[derive(Debug, Deserialize)]
struct Annotated {
    id: String,
    split: String,
    outlet: Option<String>,
    title: Option<String>,
    text: String,
    #[serde(default)]
    attribution: Option<Vec<String>>,
    #[serde(default)]
    alt_origins: Vec<String>,
}

/// Everybody who may be a link of the chain of a report's main claim.
fn panel(reader: &Reader, raw: &RawReport) -> Panel {
    let (report, reading) = reader.read(raw);
    let doc = Doc::new(&report.text, !report.title.is_empty());
    let names = Names::embedded().find(&doc);
    let found = statements_by(&doc, &names, None);
    let main = reading.claims.iter().find(|claim| claim.main).and_then(|claim| claim.evidence.first());
    let about = main.map_or_else(|| lead(&doc), |span| tokens_of(&doc, *span));
    Panel::new(&doc, &report, &names, &found, about)
}

/// Where each candidate stands in a chain of names that are all right.
fn places(panel: &Panel, chain: &[Vec<String>], either: &[String]) -> Vec<Option<usize>> {
    let mut places: Vec<Option<usize>> = vec![Some(0); panel.candidates.len()];
    for (place, names) in chain.iter().enumerate().skip(1) {
        let is = |n: &usize| names.iter().any(|name| same(name, &panel.candidates[*n].speaker.name));
        let mut fits: Vec<usize> = (0..places.len()).filter(|n| places[*n] == Some(0) && is(n)).collect();
        fits.sort_by_key(|n| (panel.candidates[*n].rules.is_none(), *n));
        for (rank, n) in fits.into_iter().enumerate() {
            places[n] = (rank == 0).then_some(place);
        }
    }
    for (n, place) in places.iter_mut().enumerate() {
        if *place == Some(0) && either.iter().any(|name| same(name, &panel.candidates[n].speaker.name)) {
            *place = None;
        }
    }
    places
}

fn cases(args: &Chained) -> Result<Vec<Case>> {
    let reader = Reader::embedded();
    let mut out = Vec::new();
    for path in &args.chains {
        for told in rows::<Told>(path)? {
            let told = told?;
            if told.split.starts_with("check") {
                continue;
            }
            let panel = panel(&reader, &told.raw());
            let places = places(&panel, &told.chain, &[]);
            let count = match told.split.as_str() {
                "fit" => args.seen_count,
                "learn" => args.deep_count,
                _ => 1.0,
            };
            out.push(Case { told: Some(told), panel, places, count });
        }
    }
    for path in &args.reports {
        for row in rows::<Annotated>(path)? {
            let row = row?;
            let Some(attribution) = row.attribution.filter(|chain| row.split == "fit" && chain.len() > 1) else {
                continue;
            };
            let mut raw = RawReport::of_text(ReportId::from(row.id), row.text);
            raw.title = row.title;
            raw.outlet = row.outlet;
            if Doc::new(&raw.text, false).sentences.len() < args.sentences_min {
                continue;
            }
            let panel = panel(&reader, &raw);
            let chain: Vec<Vec<String>> = attribution.into_iter().map(|name| vec![name]).collect();
            let places = places(&panel, &chain, &row.alt_origins);
            out.push(Case { told: None, panel, places, count: args.reports_count });
        }
    }
    Ok(out)
}

/// Numbers for facts that are seen often enough.
struct Numbered(BTreeMap<Fact, usize>);

impl Numbered {
    fn new<'f>(lists: impl Iterator<Item = &'f [Fact]>) -> Self {
        let mut counts: BTreeMap<&Fact, usize> = BTreeMap::new();
        lists.flatten().for_each(|fact| *counts.entry(fact).or_default() += 1);
        let kept = counts.into_iter().filter(|(_, count)| *count >= COUNT_MIN).map(|(fact, _)| fact.clone());
        Self(kept.enumerate().map(|(n, fact)| (fact, n)).collect())
    }

    fn see(&self, facts: &[Fact], relevant: bool, weight: f32) -> Seen {
        let features = facts.iter().filter_map(|fact| Some((*self.0.get(fact)?, 1.0))).collect();
        Seen { features, relevant, weight }
    }

    fn named(&self, fitted: &Fitted) -> BTreeMap<String, BTreeMap<String, f32>> {
        let mut out: BTreeMap<String, BTreeMap<String, f32>> = BTreeMap::new();
        for (fact, n) in &self.0 {
            let weight = (fitted.weight(*n) * 1e3).round() / 1e3;
            if weight.abs() >= WEIGHT_MIN {
                out.entry(fact.what.to_owned()).or_default().insert(fact.seen.clone(), weight);
            }
        }
        out
    }
}

/// Weights for decisions by facts that are there or not.
fn regress(seen: &[Seen], facts: usize, l2: f32, biased: bool) -> Fitted {
    let rates = Rates { step: 0.2, l2, l1: 0.0 };
    logistic::fit(&seen.iter().collect::<Vec<_>>(), facts, ROUNDS, rates, biased)
}

/// Fits both weights to cases.
fn fit(cases: &[&Case], l2: f32) -> Weights {
    let single = Numbered::new(cases.iter().flat_map(|case| &case.panel.candidates).map(|c| c.facts.as_slice()));
    let mut belongs = Vec::new();
    let mut deeper = Vec::new();
    let chained = |case: &Case| -> Vec<(usize, usize)> {
        let there: Vec<_> =
            case.places.iter().enumerate().filter_map(|(n, p)| Some((n, (*p).filter(|p| *p > 0)?))).collect();
        // The outlet itself stands last by rule.
        there.into_iter().filter(|(n, _)| !case.panel.candidates[*n].own).collect()
    };
    let twos = |case: &Case| -> Vec<(usize, usize, bool)> {
        let there = chained(case);
        let all = there.iter().enumerate().flat_map(|(i, a)| there[i + 1..].iter().map(move |b| (*a, *b)));
        all.map(|((a, place_a), (b, place_b))| (a, b, place_a < place_b)).collect()
    };
    let pairs: Vec<_> =
        cases.iter().flat_map(|case| twos(case).into_iter().map(move |(a, b, draws)| (*case, a, b, draws))).collect();
    let double = Numbered::new(pairs.iter().map(|(case, a, b, _)| case.panel.pair(*a, *b).facts.as_slice()));
    for case in cases {
        for (candidate, place) in case.panel.candidates.iter().zip(&case.places) {
            if let Some(place) = place {
                belongs.push(single.see(&candidate.facts, *place > 0, case.count));
            }
        }
    }
    for (case, a, b, draws) in pairs {
        let pair = case.panel.pair(a, b);
        deeper.push(double.see(&pair.facts, draws != pair.swapped, case.count));
    }
    let belongs = regress(&belongs, single.0.len(), l2, true);
    let deeper = regress(&deeper, double.0.len(), l2, false);
    Weights {
        id: MODEL_ID.to_owned(),
        bias: (belongs.bias() * 1e3).round() / 1e3,
        sources: BTreeMap::new(),
        scores: BTreeMap::new(),
        belongs: single.named(&belongs),
        deeper: double.named(&deeper),
    }
}

/// How good the chains of reports are that the weights were not fitted on, by split.
fn held_out(cases: &[Case], args: &Chained) -> BTreeMap<String, Outcome> {
    let mut out: BTreeMap<String, Outcome> = BTreeMap::new();
    for fold in 0..args.folds {
        let rest: Vec<&Case> = cases.iter().enumerate().filter(|(n, _)| n % args.folds != fold).map(|c| c.1).collect();
        let weights = fit(&rest, args.l2);
        for (_, case) in cases.iter().enumerate().filter(|(n, _)| n % args.folds == fold) {
            let Some(told) = &case.told else { continue };
            let chain = case.panel.chain(&weights);
            let (right, links) = (told.origin_right(&chain), told.links(&chain));
            for (name, chain) in
                [(told.split.clone(), &chain), (format!("{} by rules", told.split), &case.panel.by_rules)]
            {
                out.entry(name).or_default().add(told.origin_right(chain), told.links(chain));
            }
            if args.show.as_deref() == Some(&told.split) && (!right || links.hit < links.gold.max(links.found)) {
                show(told, case, &weights);
            }
        }
    }
    out
}

fn show(told: &Told, case: &Case, weights: &Weights) {
    let names = |chain: &[record::Speaker]| chain.iter().map(|s| s.name.clone()).collect::<Vec<_>>();
    let chain = case.panel.chain(weights);
    eprintln!(
        "{} {} found {:?} by rules {:?}",
        told.id,
        told.origin_right(&chain),
        names(&chain),
        names(&case.panel.by_rules)
    );
    eprintln!("   expected {:?}\n{}", told.chain, told.text);
    for candidate in &case.panel.candidates {
        let facts: Vec<String> =
            told_facts(weights, &candidate.facts).iter().map(|(words, w)| format!("{words} {w:+.2}")).collect();
        eprintln!(
            "   - {} {:?} {:.2} = {}",
            candidate.speaker.name,
            candidate.speaker.kind,
            weights.belongs(&candidate.facts),
            facts.join(", ")
        );
    }
    eprintln!();
}

/// Fits.
pub fn chains(args: &Chained) -> Result<()> {
    let cases = cases(args)?;
    let mut scores = BTreeMap::new();
    for (name, outcome) in held_out(&cases, args) {
        eprintln!(
            "{name}: {} reports, origin {:.3}, links F {:.3}",
            outcome.reports,
            outcome.origin_share(),
            outcome.links.f()
        );
        if !name.ends_with("rules") {
            scores.insert(format!("{name} origin"), outcome.origin_share());
            scores.insert(format!("{name} links"), outcome.links.f());
        }
    }
    let Some(out) = &args.out else { return Ok(()) };
    let mut model = fit(&cases.iter().collect::<Vec<_>>(), args.l2);
    model.sources = data::sources(args.chains.iter().chain(&args.reports))?;
    model.scores = scores.into_iter().map(|(name, score)| (name, (score * 1e4).round() / 1e4)).collect();
    let head = "# What each fact weighs for a chain. Written by `lab fit chains`: see docs/model-card.md.\n";
    std::fs::write(out, head.to_owned() + &toml::to_string(&model)?)
        .with_context(|| format!("cannot write {}", out.display()))
}
