//! `lab fit judge`: the forests that say which events beside the main one a report tells of, and which number of dead or injured
//! is an event's. They learn from what the reader leaves open in annotated reports.

use super::data;
use super::forest::{Example, grow};
use crate::input::rows;
use crate::news::{Case, reports};
use anyhow::{Context, Result, bail};
use read::counts::Harm;
use read::events::judge::forest::Forest;
use read::events::judge::{BESIDE_MIN, Facts, Open, TOLL_MIN};
use read::tag::linear::Header;
use read::{Depth, Reader};
use record::{Claim, DatePrecision};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The versions that the files say they are.
const BESIDE_ID: &str = "beside-3";
const TOLLS_ID: &str = "tolls-3";
/// Parts for the scores: each is scored by what was grown on the others.
const PARTS: usize = 5;

/// What to fit on and where to write.
#[derive(Debug, clap::Args)]
pub struct Judging {
    /// Our own annotated reports (JSON lines) that no model of the reader was fitted on; splits named `check…` are left out.
    #[arg(long, required = true)]
    reports: Vec<PathBuf>,
    /// Annotated reports that the reader's models were fitted on: of these they are surer than of others.
    #[arg(long)]
    seen: Vec<PathBuf>,
    /// What one of `--seen` counts where another counts 1.
    #[arg(long, default_value_t = 0.3)]
    seen_count: f32,
    /// Reports and their annotations in two files, with the same ids: the texts (`id`, `path` or `text`) …
    #[arg(long, requires = "news_gold")]
    news: Option<PathBuf>,
    /// … and what they tell of.
    #[arg(long)]
    news_gold: Option<PathBuf>,
    /// Seed of the draws.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The file to write for events beside the main one.
    #[arg(long)]
    beside: PathBuf,
    /// The file to write for dead and injured.
    #[arg(long)]
    tolls: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Row {
    id: String,
    split: Option<String>,
    #[serde(default)]
    incidents: Vec<Incident>,
    #[serde(default)]
    optional_incidents: Vec<Incident>,
}

/// An annotated incident, as far as it tells which of the reader's it is.
#[derive(Debug, Deserialize)]
struct Incident {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    type_alt: Vec<String>,
    stage: Option<String>,
    place: Option<Place>,
    date: Option<String>,
    killed: Option<u32>,
    #[serde(default)]
    killed_alt: Vec<u32>,
    injured: Option<u32>,
    #[serde(default)]
    injured_alt: Vec<u32>,
}

#[derive(Debug, Deserialize)]
struct Place {
    name: Option<String>,
    country_iso2: Option<String>,
    #[serde(default)]
    country_alt: Vec<String>,
}

/// A report's questions with their answers.
struct Asked {
    part: usize,
    beside: Vec<Question>,
    /// The numbers of one harm of one event.
    tolls: Vec<Vec<Question>>,
}

impl Asked {
    fn beside(&self) -> Vec<&Question> {
        self.beside.iter().collect()
    }

    fn numbers(&self) -> Vec<&Question> {
        self.tolls.iter().flatten().collect()
    }
}

/// One thing that was open.
struct Question {
    example: Example,
    /// The rules' answer.
    rules: bool,
}

/// Fits.
pub fn judge(args: &Judging) -> Result<()> {
    let reader = Reader::new(Depth::Deep, Vec::new());
    if reader.depth() != Depth::Deep {
        bail!("the forests are fitted on what the deep reader leaves open: build with the feature `deep`");
    }
    let mut facts = Names::default();
    let mut all = Vec::new();
    let files = args.reports.iter().map(|path| (path, 1.0)).chain(args.seen.iter().map(|path| (path, args.seen_count)));
    for (path, count) in files {
        read(&reader, path, path, count, &mut facts, &mut all)?;
    }
    if let (Some(texts), Some(gold)) = (&args.news, &args.news_gold) {
        read(&reader, texts, gold, 1.0, &mut facts, &mut all)?;
    }
    let sources = data::sources(args.reports.iter().chain(&args.seen).chain(&args.news).chain(&args.news_gold))?;
    let header =
        |id: &str| Header { id: id.to_owned(), seed: args.seed, sources: sources.clone(), ..Header::default() };
    let mut head = header(BESIDE_ID);
    head.scores = held_out(&all, Asked::beside, &facts.beside, args.seed, right_beside);
    write(&args.beside, &examples(&all, Asked::beside), &facts.beside, head)?;
    let mut head = header(TOLLS_ID);
    head.scores = held_out(&all, Asked::numbers, &facts.tolls, args.seed, right_tolls);
    write(&args.tolls, &examples(&all, Asked::numbers), &facts.tolls, head)
}

fn write(path: &Path, examples: &[&Example], facts: &[String], header: Header) -> Result<()> {
    for (name, value) in &header.scores {
        eprintln!("{} {name} {value:.4}", header.id);
    }
    let bytes = grow(examples, facts, header).encode();
    eprintln!("{}: {} examples, {} bytes", path.display(), examples.len(), bytes.len());
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn examples(all: &[Asked], of: fn(&Asked) -> Vec<&Question>) -> Vec<&Example> {
    all.iter().flat_map(of).map(|question| &question.example).collect()
}

/// Names of the facts, as the reader gives them.
#[derive(Default)]
struct Names {
    beside: Vec<String>,
    tolls: Vec<String>,
}

fn values(facts: &Facts, names: &mut Vec<String>) -> Vec<f32> {
    if names.is_empty() {
        names.extend(facts.iter().map(|(name, _)| (*name).to_owned()));
    }
    facts.iter().map(|(_, value)| *value).collect()
}

/// Reads the reports of `texts` and holds what is open in them against `gold`.
fn read(reader: &Reader, texts: &Path, gold: &Path, count: f32, names: &mut Names, all: &mut Vec<Asked>) -> Result<()> {
    let mut told: BTreeMap<String, Row> = BTreeMap::new();
    for row in rows::<Row>(gold)? {
        let row = row?;
        told.insert(row.id.clone(), row);
    }
    for raw in reports(texts, Case::AsIs)? {
        let raw = raw?;
        let Some(row) = told.get(raw.id.as_str()) else { continue };
        if row.split.as_deref().is_some_and(|split| split.starts_with("check")) {
            continue;
        }
        let open = reader.open(&raw);
        let part = raw.id.as_str().bytes().fold(0, |sum, byte| (sum * 31 + usize::from(byte)) % 1009) % PARTS;
        all.push(answer(&open, row, part, count, names));
    }
    Ok(())
}

/// The answers: an event is told of where an annotated incident is it; one that may be told or not teaches nothing.
fn answer(open: &[Open], row: &Row, part: usize, count: f32, names: &mut Names) -> Asked {
    let asked = matched(&row.incidents, open, &|_| true);
    let either = matched(&row.optional_incidents, open, &|n| !asked.iter().any(|(_, event)| *event == n));
    let mut case = Asked { part, beside: Vec::new(), tolls: Vec::new() };
    for (n, event) in open.iter().enumerate().filter(|(_, event)| !event.main) {
        let is = asked.iter().any(|(_, event)| *event == n);
        if is || !either.iter().any(|(_, event)| *event == n) {
            let example = Example { values: values(&event.beside, &mut names.beside), is, weight: count };
            case.beside.push(Question { example, rules: event.kept });
        }
    }
    for (incident, event) in asked {
        for harm in [Harm::Killed, Harm::Injured] {
            let (gold, rules) = harmed(&row.incidents[incident], &open[event].claim, harm);
            let Some(gold) = gold else { continue };
            let told = open[event].tolls.iter().filter(|(h, _, _)| *h == harm);
            let questions = told.map(|(_, value, facts)| Question {
                example: Example { values: values(facts, &mut names.tolls), is: gold.contains(value), weight: count },
                rules: rules == Some(*value),
            });
            case.tolls.push(questions.collect());
        }
    }
    case
}

/// The numbers that are right, where the annotation gives one, and the rules'.
fn harmed(incident: &Incident, claim: &Claim, harm: Harm) -> (Option<Vec<u32>>, Option<u32>) {
    let (gold, alt, rules) = match harm {
        Harm::Killed => (incident.killed, &incident.killed_alt, claim.killed),
        Harm::Injured => (incident.injured, &incident.injured_alt, claim.injured),
    };
    (gold.map(|gold| alt.iter().copied().chain([gold]).collect()), rules)
}

/// Which incident is which event: the likest pair first.
fn matched(incidents: &[Incident], open: &[Open], free: &dyn Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(u32, usize, usize)> = Vec::new();
    for (i, incident) in incidents.iter().enumerate() {
        for (n, event) in open.iter().enumerate().filter(|(n, _)| free(*n)) {
            pairs.extend(likeness(incident, event).map(|likeness| (likeness, i, n)));
        }
    }
    pairs.sort_by_key(|(likeness, i, n)| (std::cmp::Reverse(*likeness), *i, *n));
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (_, i, n) in pairs {
        if !out.iter().any(|(a, b)| *a == i || *b == n) {
            out.push((i, n));
        }
    }
    out
}

/// How like an event is to an incident; `None` where the two are of different families or countries.
fn likeness(incident: &Incident, event: &Open) -> Option<u32> {
    let claim = &event.claim;
    let kinds = || incident.type_alt.iter().chain([&incident.kind]);
    let family = |kind: &String| kind.parse().is_ok_and(|kind: record::Kind| kind.family() == claim.kind.family());
    let place = incident.place.as_ref();
    let countries: Vec<&String> = place.into_iter().flat_map(|p| p.country_alt.iter().chain(&p.country_iso2)).collect();
    let own = claim.place.as_ref().and_then(|p| p.country_iso2.as_ref());
    if !kinds().any(family) || !countries.is_empty() && !own.is_some_and(|own| countries.contains(&own)) {
        return None;
    }
    let named = place.and_then(|p| p.name.as_deref()).zip(claim.place.as_ref());
    let there = named.is_some_and(|(name, place)| name.to_lowercase().contains(&place.name.to_lowercase()));
    let dated = incident.date.as_deref().zip(claim.when.as_ref());
    let then = dated.is_some_and(|(day, when)| {
        let fine = matches!(when.precision, DatePrecision::Day | DatePrecision::Time);
        fine && when.iso().starts_with(day)
    });
    let points = [
        (true, 1),
        (kinds().any(|kind| kind == claim.kind.code()), 2),
        (incident.stage.as_deref() == Some(claim.stage.code()), 2),
        (there, 2),
        (then, 2),
        (event.main, 1),
    ];
    Some(points.iter().filter(|(is, _)| *is).map(|(_, points)| points).sum())
}

/// Shares of right answers on parts that the forest was not grown on, beside the rules'.
fn held_out(
    all: &[Asked],
    of: fn(&Asked) -> Vec<&Question>,
    facts: &[String],
    seed: u64,
    right: impl Fn(&Asked, &Forest) -> Right,
) -> BTreeMap<String, f64> {
    let mut sum = Right::default();
    for part in 0..PARTS {
        let others: Vec<&Example> =
            all.iter().filter(|case| case.part != part).flat_map(of).map(|question| &question.example).collect();
        let forest = grow(&others, facts, Header { seed, ..Header::default() });
        for case in all.iter().filter(|case| case.part == part) {
            let right = right(case, &forest);
            sum = Right {
                asked: sum.asked + right.asked,
                forest: sum.forest + right.forest,
                rules: sum.rules + right.rules,
            };
        }
    }
    let share = |n: usize| (n as f64 / sum.asked.max(1) as f64 * 1e4).round() / 1e4;
    BTreeMap::from([("right, held out".to_owned(), share(sum.forest)), ("right by rules".to_owned(), share(sum.rules))])
}

/// Answers that were right.
#[derive(Debug, Clone, Copy, Default)]
struct Right {
    asked: usize,
    forest: usize,
    rules: usize,
}

fn right_beside(case: &Asked, forest: &Forest) -> Right {
    let says = |q: &&Question| (forest.share(&q.example.values) >= BESIDE_MIN) == q.example.is;
    Right {
        asked: case.beside.len(),
        forest: case.beside.iter().filter(says).count(),
        rules: case.beside.iter().filter(|q| q.rules == q.example.is).count(),
    }
}

fn right_tolls(case: &Asked, forest: &Forest) -> Right {
    let likeliest = |told: &&Vec<Question>| {
        let weighed = told.iter().map(|q| (forest.share(&q.example.values), q.example.is));
        let best = weighed.reduce(|a, b| if b.0 > a.0 { b } else { a });
        best.is_some_and(|(share, is)| is && share >= TOLL_MIN)
    };
    Right {
        asked: case.tolls.len(),
        forest: case.tolls.iter().filter(likeliest).count(),
        rules: case.tolls.iter().filter(|told| told.iter().any(|q| q.rules && q.example.is)).count(),
    }
}
