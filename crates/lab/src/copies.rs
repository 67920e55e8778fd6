//! Task `copies`: pairs of near-copies, through the very index of `link`.

use crate::input::rows;
use anyhow::Result;
use link::copies::{CopyIndex, Verdict};
use serde::Deserialize;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

#[derive(Debug, Deserialize)]
struct Line {
    id: String,
    text: String,
}

/// Prints `id <TAB> id <TAB> copy|partial` for each pair found, in the order of the input, and on standard error how fast the
/// index was, on one thread, files and JSON not counted.
pub fn predict(input: &Path, out: &mut dyn Write) -> Result<()> {
    let mut index = CopyIndex::default();
    let (mut ids, mut words, mut spent): (Vec<String>, usize, _) = (Vec::new(), 0, Duration::ZERO);
    for line in rows::<Line>(input)? {
        let line = line?;
        let started = Instant::now();
        let found = index.add(&line.text);
        spent += started.elapsed();
        words += line.text.split_whitespace().count();
        for copied in found {
            let verdict = match copied.overlap.verdict() {
                Verdict::Copy => "copy",
                Verdict::Excerpt => "partial",
            };
            writeln!(out, "{}\t{}\t{verdict}", line.id, ids[copied.report])?;
        }
        ids.push(line.id);
    }
    let seconds = spent.as_secs_f64();
    let reports = ids.len().max(1) as f64;
    eprintln!(
        "{} reports of {:.0} words in {seconds:.2} s: {:.0} reports/s, {:.0} bytes each",
        ids.len(),
        words as f64 / reports,
        reports / seconds.max(1e-9),
        index.bytes() as f64 / reports
    );
    Ok(())
}
