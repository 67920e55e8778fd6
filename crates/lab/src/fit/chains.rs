//! `lab fit chains`: what each fact weighs for a chain, by a model of whole chains fitted on our own.

use super::adagrad::Rates;
use super::data;
use super::logistic::{self, Fitted, Seen};
use super::misses::Misses;
use super::paths::{self, Path, Row, Sizes};
use crate::chains::{OWN, Outcome, Told, same};
use crate::input::rows;
use anyhow::{Context, Result};
use read::attribution::cast::{Fact, MEMBERS_MAX, STEPS_MAX, Weights};
use read::attribution::{Panel, lead, origin_label, statements_by};
use read::doc::Doc;
use read::names::Names;
use read::{Reader, tokens_of};
use record::{RawReport, ReportId};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The version that the file says it is.
const MODEL_ID: &str = "chains-5";
/// Rounds of the first look, which only tells who may stand in a chain at all.
const ROUNDS: usize = 100;
/// Facts seen fewer times are not looked at.
const COUNT_MIN: usize = 3;
/// Weights nearer to 0 are left out of the file.
const WEIGHT_MIN: f32 = 0.01;

/// What to fit on and where to write.
#[derive(Debug, clap::Args)]
pub struct Chained {
    /// Our own chains (JSON lines); those marked `check…` are left out.
    #[arg(long, default_values = OWN)]
    chains: Vec<PathBuf>,
    /// Our own annotated reports (JSON lines), those marked `fit`: they show who is named and is no link.
    #[arg(long)]
    reports: Vec<PathBuf>,
    /// What one of the annotated reports counts where a chain counts 1.
    #[arg(long, default_value_t = 0.3)]
    reports_count: f32,
    /// The annotated reports of at least this many sentences are used: chains of our own are short.
    #[arg(long, default_value_t = 1)]
    sentences_min: usize,
    /// Use annotated reports too that nobody but their outlet vouches for.
    #[arg(long)]
    alone: bool,
    /// What a chain counts that the rules were made on, where another counts 1.
    #[arg(long, default_value_t = 0.5)]
    seen_count: f32,
    /// What a chain of `more.jsonl` and `more2.jsonl` counts: they are deeper than those of news, and teach to expect more links than
    /// there are.
    #[arg(long, default_value_t = 0.5)]
    deep_count: f32,
    /// What a link of the rules gains beside its facts, in log-odds.
    #[arg(long, default_value_t = 0.5)]
    trust: f32,
    /// Pull of weights towards 0, against a loss summed over all reports.
    #[arg(long, default_value_t = 1.5)]
    l2: f32,
    /// Parts for cross-validation.
    #[arg(long, default_value_t = 8)]
    folds: usize,
    /// Print what is wrong on reports held out in this split.
    #[arg(long)]
    show: Option<String>,
    /// Chains (JSON lines) to read with the new weights, whatever their split: prints their figures.
    #[arg(long)]
    pub score: Vec<PathBuf>,
    /// Reports (JSON lines) to read with the new weights: prints the chain of each as a line of JSON.
    #[arg(long)]
    read: Option<PathBuf>,
    /// A file for what the weights make of everybody, each report by weights that were not fitted on it.
    #[arg(long)]
    boards: Option<PathBuf>,
    /// The file to write.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// A report with everybody weighed and where they belong.
pub struct Case {
    /// Our own chain, where it is one.
    pub told: Option<Told>,
    pub panel: Panel,
    /// For every candidate: its place in the chain, 0 for none; `None` where either would do.
    pub places: Vec<Option<usize>>,
    /// What it counts.
    pub count: f32,
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

/// A chain of our own with everybody weighed.
pub fn case_of(reader: &Reader, told: Told, count: f32) -> Case {
    let panel = panel(reader, &told.raw());
    let places = places(&panel, &told.chain, &[]);
    Case { told: Some(told), panel, places, count }
}

pub fn cases(args: &Chained) -> Result<Vec<Case>> {
    let reader = Reader::embedded();
    let mut out = Vec::new();
    for path in &args.chains {
        for told in rows::<Told>(path)? {
            let told = told?;
            if told.split.starts_with("check") {
                continue;
            }
            let count = match told.split.as_str() {
                "fit" => args.seen_count,
                "learn" => args.deep_count,
                _ => 1.0,
            };
            out.push(case_of(&reader, told, count));
        }
    }
    for path in &args.reports {
        for row in rows::<Annotated>(path)? {
            let row = row?;
            let Some(attribution) =
                row.attribution.filter(|chain| row.split == "fit" && (chain.len() > 1 || args.alone))
            else {
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
            let told = Some(Told::of_report(&raw, chain, row.alt_origins));
            out.push(Case { told, panel, places, count: args.reports_count });
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

    /// Weights by name, from a number on.
    fn named(&self, path: &Path, from: usize) -> BTreeMap<String, BTreeMap<String, f32>> {
        let mut out: BTreeMap<String, BTreeMap<String, f32>> = BTreeMap::new();
        for (fact, n) in &self.0 {
            let weight = thousandths(path.weight(from + n));
            if weight.abs() >= WEIGHT_MIN {
                out.entry(fact.what.to_owned()).or_default().insert(fact.seen.clone(), weight);
            }
        }
        out
    }

    fn numbers(&self, facts: &[Fact]) -> Vec<usize> {
        facts.iter().filter_map(|fact| self.0.get(fact).copied()).collect()
    }
}

fn thousandths(weight: f32) -> f32 {
    (weight * 1e3).round() / 1e3
}

/// Who belongs to a chain by a first look: logistic regression over each candidate alone.
fn first_look(cases: &[&Case], single: &Numbered, l2: f32) -> Fitted {
    let mut seen = Vec::new();
    for case in cases {
        for (candidate, place) in case.panel.candidates.iter().zip(&case.places) {
            if let Some(place) = place {
                seen.push(single.see(&candidate.facts, *place > 0, case.count));
            }
        }
    }
    let rates = Rates { step: 0.2, l2, l1: 0.0 };
    logistic::fit(&seen.iter().collect::<Vec<_>>(), single.0.len(), ROUNDS, rates, true)
}

/// The candidates of a case that chains are formed of: the right ones, then the likeliest others.
fn members(case: &Case, single: &Numbered, look: &Fitted) -> Vec<usize> {
    let mut all: Vec<(bool, f32, usize)> = Vec::new();
    for (n, (candidate, place)) in case.panel.candidates.iter().zip(&case.places).enumerate() {
        let Some(place) = place.filter(|place| *place > 0 || candidate.may_stand) else { continue };
        all.push((place == 0, -look.score(&single.see(&candidate.facts, false, 1.0)), n));
    }
    all.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut out: Vec<usize> = all.into_iter().take(MEMBERS_MAX).map(|(_, _, n)| n).collect();
    out.sort_unstable();
    out
}

fn row(case: &Case, members: &[usize], single: &Numbered, double: &Numbered) -> Row {
    let mut gold: Vec<(usize, usize)> = members
        .iter()
        .enumerate()
        .filter_map(|(at, n)| Some((case.places[*n].filter(|place| *place > 0)?, at)))
        .collect();
    gold.sort_unstable();
    let (mut pairs, mut never) = (Vec::new(), Vec::new());
    for b in 0..members.len() {
        for a in 0..b {
            let pair = case.panel.pair(members[a], members[b]);
            let facts = double.numbers(&pair.facts);
            let (first, second) = if pair.swapped { (b, a) } else { (a, b) };
            never.extend([(first, second), (second, first)].into_iter().zip(pair.may).filter(|s| !s.1).map(|s| s.0));
            pairs.push((first, second, facts));
        }
    }
    let gold: Vec<usize> = gold.into_iter().map(|(_, at)| at).take(STEPS_MAX).collect();
    // What the right chain does is never ruled out.
    never.retain(|(from, to)| !gold.windows(2).any(|two| two == [*from, *to]));
    Row {
        single: members.iter().map(|n| single.numbers(&case.panel.candidates[*n].facts)).collect(),
        double: pairs,
        own: members.iter().map(|n| case.panel.candidates[*n].own).collect(),
        gold,
        never,
        count: case.count,
    }
}

/// Fits all weights to cases.
pub fn fit(cases: &[&Case], args: &Chained) -> Weights {
    let single = Numbered::new(cases.iter().flat_map(|case| &case.panel.candidates).map(|c| c.facts.as_slice()));
    let look = first_look(cases, &single, args.l2);
    let members: Vec<Vec<usize>> = cases.iter().map(|case| members(case, &single, &look)).collect();
    let two = |(case, members): (&&Case, &Vec<usize>)| -> Vec<Vec<Fact>> {
        let all = members.iter().enumerate().flat_map(|(at, b)| members[..at].iter().map(move |a| (*a, *b)));
        all.map(|(a, b)| case.panel.pair(a, b).facts.clone()).collect()
    };
    let pairs: Vec<Vec<Fact>> = cases.iter().zip(&members).flat_map(two).collect();
    let double = Numbered::new(pairs.iter().map(Vec::as_slice));
    let rows: Vec<Row> =
        cases.iter().zip(&members).map(|(case, members)| row(case, members, &single, &double)).collect();
    let sizes = Sizes { single: single.0.len(), double: double.0.len() };
    let path = paths::fit(&rows, sizes, args.l2);
    Weights {
        id: MODEL_ID.to_owned(),
        trust: args.trust,
        length: std::array::from_fn(|links| thousandths(path.weight(sizes.length() + links))),
        sources: BTreeMap::new(),
        scores: BTreeMap::new(),
        belongs: single.named(&path, sizes.single(0)),
        first: single.named(&path, sizes.single(1)),
        last: single.named(&path, sizes.single(2)),
        onward: double.named(&path, sizes.double(0)),
        back: double.named(&path, sizes.double(1)),
    }
}

/// By part of the reports: weights fitted on the others, and the reports of the part.
pub fn in_folds<'c>(cases: &'c [Case], args: &'c Chained) -> impl Iterator<Item = (usize, Weights, Vec<&'c Case>)> {
    (0..args.folds).map(move |fold| {
        let (held, rest): (Vec<_>, Vec<_>) = cases.iter().enumerate().partition(|(n, _)| n % args.folds == fold);
        let cases = |part: Vec<(usize, &'c Case)>| part.into_iter().map(|(_, case)| case).collect::<Vec<_>>();
        (fold, fit(&cases(rest), args), cases(held))
    })
}

/// How good the chains of reports are that the weights were not fitted on, by split.
fn held_out(cases: &[Case], args: &Chained) -> BTreeMap<String, Outcome> {
    let mut tally: BTreeMap<String, Misses> = BTreeMap::new();
    let mut out: BTreeMap<String, Outcome> = BTreeMap::new();
    for (_, weights, held) in in_folds(cases, args) {
        for case in held {
            let Some(told) = &case.told else { continue };
            let chain = case.panel.chain(&weights);
            let (right, links) = (told.origin_right(&chain), told.links(&chain));
            tally.entry(told.split.clone()).or_default().add(told, &case.panel, &chain);
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
    for (split, misses) in tally {
        eprintln!("{split}: {misses}");
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
        eprintln!("   - {} {:?} {}", candidate.speaker.name, candidate.speaker.kind, candidate.rules.is_some());
    }
    eprintln!();
}

/// What the new weights make of other files, before they are in the program.
fn tried(args: &Chained, model: &Weights) -> Result<()> {
    let reader = Reader::embedded();
    let mut out: BTreeMap<(String, String), Outcome> = BTreeMap::new();
    for path in &args.score {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for told in rows::<Told>(path)? {
            let told = told?;
            let chain = panel(&reader, &told.raw()).chain(model);
            let outcome = out.entry((file.clone(), told.split.clone())).or_default();
            outcome.add(told.origin_right(&chain), told.links(&chain));
        }
    }
    for ((file, split), outcome) in out {
        eprintln!("{file}, {split}: origin {:.3}, links F {:.3}", outcome.origin_share(), outcome.links.f());
    }
    let Some(path) = &args.read else { return Ok(()) };
    for raw in crate::news::reports(path, crate::news::Case::AsIs)? {
        let raw = raw?;
        let chain = panel(&reader, &raw).chain(model);
        let names: Vec<&str> = chain.iter().map(|speaker| speaker.name.as_str()).collect();
        let origin = origin_label(&chain);
        println!("{}", serde_json::json!({ "id": raw.id, "attribution": names, "independent_origin": origin }));
    }
    Ok(())
}

/// Fits.
pub fn chains(args: &Chained) -> Result<()> {
    if let Some(out) = &args.boards {
        return super::boards::write(args, out);
    }
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
    if args.out.is_none() && args.score.is_empty() && args.read.is_none() {
        return Ok(());
    }
    let mut model = fit(&cases.iter().collect::<Vec<_>>(), args);
    tried(args, &model)?;
    let Some(out) = &args.out else { return Ok(()) };
    model.sources = data::sources(args.chains.iter().chain(&args.reports))?;
    model.scores = scores.into_iter().map(|(name, score)| (name, (score * 1e4).round() / 1e4)).collect();
    let head = "# What each fact weighs for a chain. Written by `lab fit chains`: see docs/model-card.md.\n";
    std::fs::write(out, head.to_owned() + &toml::to_string(&model)?)
        .with_context(|| format!("cannot write {}", out.display()))
}
