//! `forewarn ledger`: every step, and the proof that none was changed.

mod agree;
mod export;

use super::Global;
use crate::exit::Exit;
use crate::output::{self, count, style};
use anyhow::Result;
use record::{Genesis, verify_chain};
use std::io::Write;
use store::{MAX_PAGE, Store};

/// The ledger.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Check the whole chain of hashes, and that the store says what the ledger says; exit code 1 and the first break if not.
    Verify {
        /// A hash that you noted before (the head, as this command prints it): it must be in the chain. Only so can it be seen
        /// that the latest entries were cut off.
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
    /// Write the ledger as files that anybody can check with `sha256sum`, with a page that says how.
    Export {
        /// Directory to write to; it must not be there yet.
        #[arg(short, long, value_name = "DIR")]
        output: std::path::PathBuf,
    },
    /// Print the latest entries, oldest first.
    Show {
        /// How many, 1 to 1000.
        #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
}

pub(super) fn run(global: &Global, command: &Command) -> Result<Exit> {
    let store = global.open_to_read()?;
    match command {
        Command::Verify { head } => verify(&store, head.as_deref()),
        Command::Export { output } => export::run(&store, output),
        Command::Show { limit } => show(&store, *limit),
    }
}

fn verify(store: &dyn Store, wanted: Option<&str>) -> Result<Exit> {
    let (total, _) = store.ledger_head()?;
    let bar = output::progress(Some(total), "entries");
    let mut at = (0, Genesis::HASH.to_owned());
    let mut told = agree::Told::default();
    let mut seen = wanted.is_none();
    loop {
        let entries = store.ledger_after(at.0, MAX_PAGE)?;
        if entries.is_empty() {
            break;
        }
        bar.inc(entries.len() as u64);
        match verify_chain(at, &entries) {
            Ok(next) => {
                at = next;
                seen |=
                    entries.iter().any(|entry| wanted.is_some_and(|hash| entry.hash.eq_ignore_ascii_case(hash.trim())));
                told.take(&entries);
            }
            Err(broken) => {
                bar.finish_and_clear();
                anstream::eprintln!("{}the ledger does not hold:{:#} {broken}", style::BAD, style::BAD);
                return Ok(Exit::Faults);
            }
        }
    }
    bar.finish_and_clear();
    if let (false, Some(hash)) = (seen, wanted) {
        anstream::eprintln!(
            "{}the ledger does not hold:{:#} no entry has the hash {hash}: it was cut off, or made anew, since you noted it",
            style::BAD,
            style::BAD
        );
        return Ok(Exit::Faults);
    }
    let agreed = told.held_against(store)?;
    if !agreed.wrong.is_empty() {
        anstream::eprintln!("{}the store does not say what the ledger says:{:#}", style::BAD, style::BAD);
        for line in &agreed.wrong {
            anstream::eprintln!("  {line}");
        }
        return Ok(Exit::Faults);
    }
    output::say(format_args!(
        "{}the ledger holds:{:#} {}, head {}",
        style::GOOD,
        style::GOOD,
        count(at.0, "entry", "entries"),
        at.1
    ))?;
    let (releases, deliveries) = (agreed.releases, agreed.deliveries);
    output::say(format_args!(
        "it agrees with the store: {}, {}",
        count(releases, "release", "releases"),
        count(deliveries, "delivery", "deliveries")
    ))?;
    Ok(Exit::Ok)
}

fn show(store: &dyn Store, limit: u32) -> Result<Exit> {
    let (last, _) = store.ledger_head()?;
    let mut out = anstream::stdout();
    for entry in store.ledger_after(last.saturating_sub(u64::from(limit)), limit)? {
        let (dim, hash) = (style::DIM, &entry.hash[..12.min(entry.hash.len())]);
        writeln!(
            out,
            "{:>6}  {}  {:<16}  {:<24}  {}  {dim}{hash}{dim:#}",
            entry.seq, entry.at, entry.who, entry.what, entry.subject
        )?;
    }
    Ok(Exit::Ok)
}
