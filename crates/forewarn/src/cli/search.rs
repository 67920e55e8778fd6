//! `forewarn search`: full text of the stored reports.

use super::Global;
use crate::exit::Exit;
use crate::output::style;
use anyhow::Result;
use std::io::Write;
use store::{Page, Store};

/// Search the stored reports. All words must be there; `"two words"` is a phrase.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Words.
    #[arg(required = true)]
    words: Vec<String>,
    /// Most hits to print, 1 to 1000.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    limit: u32,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    let store = global.open_to_read()?;
    let hits = store.search(&args.words.join(" "), Page::first(args.limit))?;
    let mut out = anstream::stdout();
    if hits.is_empty() {
        writeln!(out, "nothing found")?;
    }
    for hit in hits {
        let date = hit.report.published.map_or_else(|| "no date".to_owned(), |date| date.to_string());
        writeln!(out, "{}{}{:#}", style::TITLE, hit.report.title, style::TITLE)?;
        writeln!(out, "{}{} · {date} · {}{:#}", style::DIM, hit.report.outlet, hit.report.id, style::DIM)?;
        let mut line = String::new();
        for (words, matched) in hit.snippet {
            let words = words.replace('\n', " ");
            line += &if matched { format!("{}{words}{:#}", style::QUOTE, style::QUOTE) } else { words };
        }
        writeln!(out, "  {line}\n")?;
    }
    Ok(Exit::Ok)
}
