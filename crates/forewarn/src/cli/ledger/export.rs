//! `forewarn ledger export`: files for a third party, who needs `sha256sum` and nothing of ours.

use crate::exit::Exit;
use crate::output::{self, count};
use anyhow::{Context, Result, bail};
use record::{Entry, Genesis};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use store::{MAX_PAGE, Store};

/// Entries in one directory.
const ENTRIES_IN_ONE: u64 = 1_000;

/// How it is checked. `HEAD` and `COUNT` are put in.
const PAGE: &str = include_str!("export.txt");

pub(super) fn run(store: &dyn Store, dir: &Path) -> Result<Exit> {
    if dir.exists() {
        bail!("{} is there already: name a directory that is not", dir.display());
    }
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let mut sums = create(dir, "SHA256SUMS")?;
    let mut lines = create(dir, "ledger.jsonl")?;
    let mut at = (0, Genesis::HASH.to_owned());
    loop {
        let entries = store.ledger_after(at.0, MAX_PAGE)?;
        let Some(last) = entries.last() else { break };
        let next = (last.seq, last.hash.clone());
        for entry in &entries {
            write_entry(dir, entry, &mut sums)?;
            writeln!(lines, "{}", serde_json::to_string(entry)?)?;
        }
        at = next;
    }
    sums.flush()?;
    lines.flush()?;
    let page = PAGE.replace("COUNT", &at.0.to_string()).replace("HEAD", &at.1);
    create(dir, "README.txt")?.write_all(page.as_bytes())?;
    output::say(format_args!("{} written to {}", count(at.0, "entry", "entries"), dir.display()))?;
    output::say(format_args!("head {}: tell it to the receiver by another way; README.txt says why", at.1))?;
    Ok(Exit::Ok)
}

fn create(dir: &Path, name: &str) -> Result<BufWriter<File>> {
    let path = dir.join(name);
    Ok(BufWriter::new(File::create(&path).with_context(|| format!("cannot write {}", path.display()))?))
}

/// The very bytes that were hashed, in a file of their own, and the line of `SHA256SUMS` that names the hash the ledger holds.
fn write_entry(dir: &Path, entry: &Entry, sums: &mut impl Write) -> Result<()> {
    let folder = format!("entries/{:05}", entry.seq / ENTRIES_IN_ONE);
    std::fs::create_dir_all(dir.join(&folder)).with_context(|| format!("cannot make {folder}"))?;
    let name = format!("{folder}/{:08}", entry.seq);
    std::fs::write(dir.join(&name), entry.hashed_bytes()).with_context(|| format!("cannot write {name}"))?;
    Ok(writeln!(sums, "{}  {name}", entry.hash)?)
}
