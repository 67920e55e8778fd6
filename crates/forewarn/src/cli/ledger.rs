//! `forewarn ledger`: every step, and the proof that none was changed.

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
    /// Check the whole chain of hashes; exit code 1 and the first break if it does not hold.
    Verify,
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
        Command::Verify => verify(&store),
        Command::Show { limit } => show(&store, *limit),
    }
}

fn verify(store: &dyn Store) -> Result<Exit> {
    let (total, _) = store.ledger_head()?;
    let bar = output::progress(Some(total), "entries");
    let mut at = (0, Genesis::HASH.to_owned());
    loop {
        let entries = store.ledger_after(at.0, MAX_PAGE)?;
        if entries.is_empty() {
            break;
        }
        bar.inc(entries.len() as u64);
        match verify_chain(at, &entries) {
            Ok(next) => at = next,
            Err(broken) => {
                bar.finish_and_clear();
                anstream::eprintln!("{}the ledger does not hold:{:#} {broken}", style::BAD, style::BAD);
                return Ok(Exit::Faults);
            }
        }
    }
    bar.finish_and_clear();
    output::say(format_args!(
        "{}the ledger holds:{:#} {}, head {}",
        style::GOOD,
        style::GOOD,
        count(at.0, "entry", "entries"),
        at.1
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
