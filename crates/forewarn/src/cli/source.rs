//! `forewarn source`: what the desk follows, and who says so.

mod add;
mod health;
mod opml;
mod record;

use super::Global;
use crate::exit::Exit;
use crate::output::{self, table::table};
use ::record::{Conductor, Event, Reliability, Source, Stamped};
use anyhow::{Result, bail};
use jiff::Timestamp;
use std::path::PathBuf;
use store::Store;

/// Sources.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Find what can be followed behind an address, show what it brings, and follow it.
    Add(add::Args),
    /// List what is followed, then the sources that incidents rest on with their reliability, those most often confirmed or
    /// denied first.
    List {
        /// Most of the latter to print, 1 to 1000.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
    /// Show one source that incidents rest on: its reliability, why, and how it moved.
    Show {
        /// Its name, in any usual spelling.
        name: String,
    },
    /// Set the reliability of a source by hand, A to F.
    Grade {
        /// Its name, in any usual spelling.
        name: String,
        /// A to F.
        reliability: Reliability,
        /// Why: it stands beside the judgement for everyone after you.
        #[arg(long)]
        reason: String,
    },
    /// How each source is: last success, silence against its habit, what went wrong, how much of it matters.
    Check {
        /// Only this one.
        id: Option<String>,
    },
    /// Stop asking a source; what it brought stays.
    Pause {
        /// Its id.
        id: String,
    },
    /// Ask a paused source again.
    Resume {
        /// Its id.
        id: String,
    },
    /// Take a source off; what it brought stays.
    Remove {
        /// Its id.
        id: String,
    },
    /// Follow all feeds of an OPML file, as other feed readers write it. Nothing is asked until the next `collect`.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Write the sources as OPML.
    Export {
        /// The file; standard output without it.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

pub(super) fn run(global: &Global, command: &Command) -> Result<Exit> {
    match command {
        Command::Add(args) => add::run(global, args),
        Command::List { limit } => {
            let store = global.open_to_read()?;
            if !store.sources()?.is_empty() {
                list(&store)?;
                output::say("")?;
            }
            record::list(&store, *limit)
        }
        Command::Show { name } => record::show(&global.open_to_read()?, name),
        Command::Grade { name, reliability, reason } => record::grade(global, name, *reliability, reason),
        Command::Check { id } => health::run(global, id.as_deref()),
        Command::Pause { id } => change(global, id, |source| source.paused = true),
        Command::Resume { id } => change(global, id, |source| source.paused = false),
        Command::Remove { id } => {
            let who = global.analyst()?;
            let pipeline = global.acting(&global.config()?)?;
            let source = find(pipeline.store().as_ref(), id)?;
            pipeline.handle(Stamped { at: Timestamp::now(), who, event: Event::SourceRemoved(source.id) })?;
            list(pipeline.store().as_ref())
        }
        Command::Import { file } => opml::import(global, file),
        Command::Export { output } => opml::export(global, output.as_deref()),
    }
}

/// The source of this id, or of this address.
fn find(store: &dyn Store, id: &str) -> Result<Source> {
    let found = store.sources()?.into_iter().find(|source| source.id.as_str() == id || source.url == id);
    match found {
        Some(source) => Ok(source),
        None => bail!("there is no source `{id}`; `forewarn source list` shows those there are"),
    }
}

fn change(global: &Global, id: &str, change: impl FnOnce(&mut Source)) -> Result<Exit> {
    let who = global.analyst()?;
    let pipeline = global.acting(&global.config()?)?;
    let mut source = find(pipeline.store().as_ref(), id)?;
    change(&mut source);
    pipeline.handle(Stamped { at: Timestamp::now(), who, event: Event::SourceSet(source) })?;
    list(pipeline.store().as_ref())
}

fn list(store: &dyn Store) -> Result<Exit> {
    let mut rows = table(&["ID", "NAME", "KIND", "ADDRESS", ""]);
    for source in store.sources()? {
        let mut notes = Vec::new();
        notes.extend(source.paused.then_some("paused"));
        notes.extend(source.local.then_some("local"));
        rows.add_row([source.id.as_str(), &source.name, source.kind.code(), &source.url, &notes.join(", ")]);
    }
    output::say(format_args!("{rows}"))?;
    Ok(Exit::Ok)
}
