//! Pages to text, title, author and date, through the very code that collects pages.

use crate::input::rows;
use anyhow::Result;
use collect::{Defaults, Input, InputFormat, Item, Limits, open};
use jiff::Timestamp;
use serde::Deserialize;
use std::io::Write;
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
    for row in rows::<Row>(input)? {
        let row = row?;
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
