//! OPML in and out.

use super::super::Global;
use super::list;
use crate::exit::Exit;
use crate::output::{self, count, style};
use anyhow::{Context, Result, bail};
use collect::{read_opml, write_opml};
use jiff::Timestamp;
use record::{Conductor, Event, Source, SourceKind, Stamped};
use std::path::Path;
use store::Store;

pub(super) fn import(global: &Global, file: &Path) -> Result<Exit> {
    let who = global.analyst()?;
    let config = global.config()?;
    let limits = config.limits.collect();
    let size = file.metadata().with_context(|| format!("cannot read {}", file.display()))?.len();
    if size > limits.file_bytes {
        bail!("{} has {size} bytes, more than limits.file_bytes_max ({})", file.display(), limits.file_bytes);
    }
    let body = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let (outlines, faults) = read_opml(&body, &file.display().to_string(), &limits);
    for fault in &faults {
        anstream::eprintln!("{}fault:{:#} {fault}", style::BAD, style::BAD);
    }
    let pipeline = global.acting(&config)?;
    let known = pipeline.store().sources()?;
    let (mut added, mut there) = (0, 0);
    for outline in outlines {
        let source = Source { name: outline.title, ..Source::new(SourceKind::Feed, &outline.url) };
        if known.iter().any(|known| known.id == source.id) {
            there += 1;
            continue;
        }
        pipeline.handle(Stamped { at: Timestamp::now(), who: who.clone(), event: Event::SourceSet(source) })?;
        added += 1;
    }
    output::say(format_args!("{} added, {there} known already", count(added, "source", "sources")))?;
    list(pipeline.store().as_ref())?;
    Ok(if faults.is_empty() { Exit::Ok } else { Exit::Faults })
}

pub(super) fn export(global: &Global, to: Option<&Path>) -> Result<Exit> {
    let store = global.open_to_read()?;
    let text = write_opml(&global.config()?.desk_name, &store.sources()?);
    match to {
        Some(path) => std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?,
        None => output::say(text.trim_end())?,
    }
    Ok(Exit::Ok)
}
