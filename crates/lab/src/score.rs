//! The whole table of `docs/accuracy.md`, from the development data and from our own reports.

mod links;
mod muc;
mod news;
mod parts;
mod python;
mod speed;
mod table;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use serde_json::{Map, Value};
use std::io::Write;
use std::path::{Path, PathBuf};
use table::Table;

/// Score every task.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the development data and their scorers.
    #[arg(long, default_value = "../shared/eval")]
    shared: PathBuf,
    /// Folder of our own annotated reports.
    #[arg(long, default_value = "testdata/reports")]
    own: PathBuf,
    /// File of our own chains.
    #[arg(long, default_value = "testdata/chains/chains.jsonl")]
    chains: PathBuf,
    /// Only this task; may be given again.
    #[arg(long)]
    only: Vec<Part>,
    /// Write the figures to this file as well, as JSON: table to measure to value.
    #[arg(long)]
    json: Option<PathBuf>,
    #[command(flatten)]
    recorded: crate::recorded::Args,
}

/// What is scored, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Modern news, whole and by kind of text.
    News,
    /// Our own reports, by split.
    Own,
    /// Modern news in upper and in lower case.
    Capitals,
    /// Templates of MUC-4.
    Muc,
    /// Place names.
    Places,
    /// Dates.
    Dates,
    /// Names on tokens.
    Entities,
    /// Source, cue and content.
    Attribution,
    /// Our own chains, by split.
    Chains,
    /// Near-copies.
    Copies,
    /// Which claims are one event, and how many independent origins stand behind it.
    Links,
    /// Pages to text.
    Pages,
    /// Reports a second.
    Speed,
}

impl Part {
    fn tables(self, place: &Place) -> Result<Vec<Table>> {
        match self {
            Self::News => news::modern(place),
            Self::Own => news::own(place),
            Self::Capitals => news::capitals(place),
            Self::Muc => muc::tables(place),
            Self::Places => parts::places(place),
            Self::Dates => parts::dates(place),
            Self::Entities => parts::entities(place),
            Self::Attribution => parts::attribution(place),
            Self::Chains => parts::chains(place),
            Self::Copies => parts::copies(place),
            Self::Links => links::tables(place),
            Self::Pages => parts::pages(place),
            Self::Speed => speed::tables(place),
        }
    }
}

/// Where the data are, and where files may be written meanwhile.
struct Place<'a> {
    args: &'a Args,
    scratch: tempfile::TempDir,
}

impl Place<'_> {
    /// A file of the development data.
    ///
    /// # Errors
    /// [`Absent`] if it is not there.
    fn data(&self, name: &str) -> Result<PathBuf> {
        let path = self.args.shared.join(name);
        if path.exists() { Ok(path) } else { Err(Absent(path).into()) }
    }

    /// The files of our own reports, in order.
    fn own_reports(&self) -> Result<Vec<PathBuf>> {
        let listed = |folder: &Path| -> Result<Vec<PathBuf>> {
            let entries = std::fs::read_dir(folder).map_err(|_| Absent(folder.to_owned()))?;
            entries.map(|entry| Ok(entry?.path())).collect()
        };
        let mut files = listed(&self.args.own)?;
        for folder in files.clone().iter().filter(|path| path.is_dir()) {
            files.extend(listed(folder)?);
        }
        files.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
        files.sort();
        if files.is_empty() { Err(Absent(self.args.own.join("*.jsonl")).into()) } else { Ok(files) }
    }

    fn scratch(&self) -> &Path {
        self.scratch.path()
    }
}

/// Data that are not there.
#[derive(Debug)]
struct Absent(PathBuf);

impl std::fmt::Display for Absent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is not there", self.0.display())
    }
}

impl std::error::Error for Absent {}

/// Prints a table for every task, as Markdown. A task without its data is passed over and said.
///
/// # Errors
/// If a scorer fails, or nothing at all could be scored.
pub fn run(args: &Args, out: &mut dyn Write) -> Result<()> {
    let place = Place { args, scratch: tempfile::tempdir().context("cannot make a folder for the predictions")? };
    let mut figures = Map::new();
    for part in Part::value_variants() {
        if !args.only.is_empty() && !args.only.contains(part) {
            continue;
        }
        eprintln!("scoring: {part:?}");
        match part.tables(&place) {
            Ok(tables) => {
                for table in tables {
                    writeln!(out, "{table}")?;
                    out.flush()?;
                    figures.extend([table.json()]);
                }
            }
            Err(why) if why.is::<Absent>() => eprintln!("not scored: {part:?}: {why}"),
            Err(why) => return Err(why),
        }
    }
    if figures.is_empty() {
        bail!("nothing was scored: there are no data in {}", args.shared.display());
    }
    if let Some(path) = &args.json {
        let text = serde_json::to_string_pretty(&Value::Object(figures))?;
        std::fs::write(path, text + "\n").with_context(|| path.display().to_string())?;
    }
    Ok(())
}
