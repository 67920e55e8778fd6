//! The tokens of reports as the reader cuts them, for the training of models outside.

use super::Row;
use crate::input::rows;
use anyhow::Result;
use read::doc::Doc;
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// One report's tokens. All offsets are code points of `text`.
#[derive(Debug, Serialize)]
struct Line<'r> {
    id: &'r str,
    text: &'r str,
    /// First code point, and first after, of each token.
    tokens: Vec<(usize, usize)>,
    /// First token, and first after, of each sentence.
    sentences: Vec<(usize, usize)>,
    /// Paragraph of each sentence.
    paragraphs: Vec<usize>,
}

/// Prints the tokens of every report of `input`.
pub fn tokens(input: &Path, out: &mut dyn Write) -> Result<()> {
    for row in rows::<Row>(input)? {
        let row = row?;
        let report = row.report();
        let doc = Doc::new(&report.text, !report.title.is_empty());
        let points = crate::input::CodePoints::new(&report.text);
        let line = Line {
            id: &row.id,
            text: &report.text,
            tokens: doc.tokens.iter().map(|t| (points.at(t.start as usize), points.at(t.end as usize))).collect(),
            sentences: doc.sentences.iter().map(|s| (s.tokens.start, s.tokens.end)).collect(),
            paragraphs: doc.sentences.iter().map(|s| s.paragraph).collect(),
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
