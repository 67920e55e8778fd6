//! Pages to text, title, author and date, through the very code that collects pages.

use anyhow::{Context, Result};
use collect::{Defaults, Input, InputFormat, Item, Limits, open};
use jiff::Timestamp;
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::time::Instant;

/// A line of the task's input.
#[derive(Deserialize)]
struct Row {
    id: String,
    path: String,
}

/// Prints one line a page. `ms` is the time from opening the file to the finished report.
pub fn predict(input: &Path, out: &mut impl Write) -> Result<()> {
    let dir = input.parent().unwrap_or(Path::new("."));
    let file = File::open(input).with_context(|| format!("opening {}", input.display()))?;
    for line in BufReader::new(file).lines() {
        let row: Row = serde_json::from_str(&line?).context("reading a row")?;
        let page = Input::File(dir.join(&row.path));
        let start = Instant::now();
        let items = open(&page, InputFormat::Html, &Defaults::default(), &Limits::default(), Timestamp::now());
        let raw = items.filter_map(|item| match item {
            Item::Report(parts) => Some(parts.1),
            Item::Fault(fault) => {
                eprintln!("{fault}");
                None
            }
        });
        let raw = raw.last();
        let ms = start.elapsed().as_secs_f64() * 1e3;
        let raw = raw.as_ref();
        let prediction = serde_json::json!({
            "id": row.id,
            "text": raw.map_or("", |raw| raw.text.as_str()),
            "title": raw.and_then(|raw| raw.title.as_deref()),
            "author": raw.and_then(|raw| raw.byline.as_deref()),
            "date": raw.and_then(|raw| raw.published).map(|day| day.to_string()),
            "leads": raw.map(|raw| &raw.leads),
            "ms": ms,
        });
        writeln!(out, "{prediction}")?;
    }
    Ok(())
}
