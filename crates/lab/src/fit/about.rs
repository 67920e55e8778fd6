//! `lab fit about`: the forest that says whether a report is about organised violence. It learns from annotated reports and from
//! texts of nothing but their matter; what the model of matters says of those it was itself fitted on is found by fitting it
//! on the others.

use super::data;
use super::forest::{Example, grow};
use super::matter;
use super::ordinary::{Label, Ordinary, RELEVANT_NEWS};
use crate::input::rows;
use crate::news::{Case, reports};
use anyhow::{Context, Result, bail, ensure};
use read::events::judge::about::MATTER;
use read::tag::linear::Header;
use read::tag::scores::Guidance;
use read::{Depth, Reader};
use record::RawReport;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The version that the file says it is.
const MODEL_ID: &str = "about-2";
/// Parts for the scores: each is scored by what was grown on the others.
const PARTS: usize = 5;

/// What to fit on and where to write.
#[derive(Debug, clap::Args)]
pub struct Abouting {
    /// Reports with `relevant` (JSON lines) that no other model of the reader was fitted on but that of matters; splits named
    /// `check…` are left out.
    #[arg(long, required = true)]
    reports: Vec<PathBuf>,
    /// Reports that the reader's models were fitted on: of these they are surer than of others.
    #[arg(long)]
    seen: Vec<PathBuf>,
    /// What one of `--seen` counts where another counts 1.
    #[arg(long, default_value_t = 0.3)]
    seen_count: f32,
    /// As for `lab fit matter`; the labelled articles are examples as well.
    #[command(flatten)]
    ordinary: Ordinary,
    /// Seed of the draws.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Told {
    relevant: Option<bool>,
    split: Option<String>,
}

/// A report as it is seen.
struct Seen {
    file: usize,
    example: Example,
}

/// All reports of all files.
#[derive(Default)]
struct All {
    facts: Vec<String>,
    seen: Vec<Seen>,
    /// By file: reports, first other ones, then relevant ones, that never come as far as the forest.
    unasked: BTreeMap<usize, [usize; 2]>,
}

/// Fits.
pub fn about(args: &Abouting) -> Result<()> {
    let reader = Reader::new(Depth::Deep, Vec::new());
    if reader.depth() != Depth::Deep {
        bail!("the forest is fitted on what the deep reader sees: build with the feature `deep`");
    }
    let files: Vec<PathBuf> = args.reports.iter().chain(&args.seen).cloned().collect();
    let held_out = matter::held_out(&files, &args.ordinary)?;
    let mut all = All::default();
    for (file, (path, matters)) in files.iter().zip(&held_out.reports).enumerate() {
        let count = if file < args.reports.len() { 1.0 } else { args.seen_count };
        all.read(&reader, file, path, matters, count)?;
    }
    for (raw, label) in args.ordinary.articles()? {
        if let Some(label) = label {
            let (relevant, matter) = (label == Label::Relevant, held_out.labelled.get(raw.id.as_str()));
            all.add(&reader, files.len(), &raw, relevant, matter, if relevant { RELEVANT_NEWS } else { 1.0 });
        }
    }
    ensure!(all.seen.len() >= 100, "there are {} reports to fit on: give more with --reports", all.seen.len());
    let header = Header {
        id: MODEL_ID.to_owned(),
        seed: args.seed,
        sources: data::sources(files.iter().chain(args.ordinary.files()))?,
        scores: in_parts(&all, args.seed, &files.iter().chain(&args.ordinary.ordinary).collect::<Vec<_>>()),
    };
    let examples: Vec<&Example> = all.seen.iter().map(|seen| &seen.example).collect();
    let bytes = grow(&examples, &all.facts, header).encode();
    eprintln!("{}: {} examples, {} bytes", args.out.display(), examples.len(), bytes.len());
    std::fs::write(&args.out, bytes).with_context(|| format!("cannot write {}", args.out.display()))
}

impl All {
    /// Reads a file; `matters` is what the model of matters says of each report without having seen it, where it learned
    /// from it otherwise.
    fn read(&mut self, reader: &Reader, file: usize, path: &Path, matters: &[Option<f32>], count: f32) -> Result<()> {
        let told: Vec<Told> = rows(path)?.collect::<Result<_>>()?;
        let mut matters = matters.iter();
        for (told, raw) in told.into_iter().zip(reports(path, Case::AsIs)?) {
            let Some(relevant) = told.relevant else { continue };
            let matter = *matters.next().context("fewer scores than reports")?;
            if told.split.as_deref().is_some_and(|split| split.starts_with("check")) {
                continue;
            }
            self.add(reader, file, &raw?, relevant, matter.as_ref(), count);
        }
        Ok(())
    }

    fn add(&mut self, reader: &Reader, file: usize, raw: &RawReport, relevant: bool, matter: Option<&f32>, count: f32) {
        let Some(mut facts) = reader.about(raw) else {
            self.unasked.entry(file).or_default()[usize::from(relevant)] += 1;
            return;
        };
        if self.facts.is_empty() {
            self.facts = facts.iter().map(|(name, _)| (*name).to_owned()).collect();
        }
        let own = facts.iter_mut().find(|(name, _)| *name == MATTER);
        if let Some(((_, value), matter)) = own.zip(matter) {
            *value = *matter;
        }
        let values = facts.into_iter().map(|(_, value)| value).collect();
        self.seen.push(Seen { file, example: Example { values, is: relevant, weight: count } });
    }
}

/// How good forests grown on the other parts are, over all files; for each file it is printed.
fn in_parts(all: &All, seed: u64, files: &[&PathBuf]) -> BTreeMap<String, f64> {
    // Others left alone, falsely relevant, missed, rightly relevant.
    let mut sums: BTreeMap<usize, [usize; 4]> = BTreeMap::new();
    for (file, [no, yes]) in &all.unasked {
        sums.insert(*file, [*no, 0, *yes, 0]);
    }
    let part_of = |n: usize| n % PARTS;
    for part in 0..PARTS {
        let others = all.seen.iter().enumerate().filter(|(n, _)| part_of(*n) != part).map(|(_, seen)| &seen.example);
        let forest = grow(&others.collect::<Vec<_>>(), &all.facts, Header { seed, ..Header::default() });
        for (_, seen) in all.seen.iter().enumerate().filter(|(n, _)| part_of(*n) == part) {
            let says = forest.share(&seen.example.values) >= Guidance::ABOUT.about_min;
            sums.entry(seen.file).or_default()[2 * usize::from(seen.example.is) + usize::from(says)] += 1;
        }
    }
    let mut total = [0; 4];
    for (file, sum) in sums {
        let [quiet, wrong, missed, right] = sum;
        let name = files[file].display();
        eprintln!("{name}: {wrong} of {} falsely relevant, {missed} of {} missed", quiet + wrong, missed + right);
        total.iter_mut().zip(sum).for_each(|(total, n)| *total += n);
    }
    let share = |n: usize, of: usize| (n as f64 / of.max(1) as f64 * 1e4).round() / 1e4;
    let [quiet, wrong, missed, right] = total;
    BTreeMap::from([
        ("falsely relevant, held out".to_owned(), share(wrong, quiet + wrong)),
        ("missed, held out".to_owned(), share(missed, missed + right)),
    ])
}
