//! The tokens of reports as the reader cuts them, for the training of models outside.

use super::Row;
use crate::input::rows;
use anyhow::Result;
use read::Reader;
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
    /// What the models of a reader say of each token and each sentence, where one was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    scores: Option<Scored>,
}

/// The columns of [`read::tag::scores`].
#[derive(Debug, Serialize)]
struct Scored {
    labels: Vec<Vec<f32>>,
    sentences: Vec<Vec<f32>>,
}

fn scored(reader: &Reader, report: &record::Report) -> Scored {
    let scores = reader.scored(report);
    let labels = scores.labels.iter().map(|row| row.to_vec()).collect();
    Scored { labels, sentences: scores.sentences.iter().map(|row| row.to_vec()).collect() }
}

/// Prints the tokens of every report of `input`, with the scores of a reader's models if one is given.
pub fn tokens(input: &Path, reader: Option<&Reader>, out: &mut dyn Write) -> Result<()> {
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
            scores: reader.map(|reader| scored(reader, &report)),
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
