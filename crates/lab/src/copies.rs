//! Task `copies`: pairs of near-copies, through the very index of `link`.

use crate::input::rows;
use anyhow::Result;
use link::copies::CopyIndex;
use record::ReportId;
use serde::Deserialize;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Share of the shorter text from which a pair is worth stating.
const WORTH_STATING: f64 = 0.1;

#[derive(Debug, Deserialize)]
struct Line {
    id: String,
    text: String,
}

/// Prints `id <TAB> id <TAB> copy|partial` for each pair found, in the order of the input, and on standard error how fast the
/// index was, on one thread, files and JSON not counted.
pub fn predict(input: &Path, out: &mut dyn Write) -> Result<()> {
    let mut index = CopyIndex::default();
    let (mut reports, mut spent) = (0_u32, Duration::ZERO);
    for line in rows::<Line>(input)? {
        let line = line?;
        let started = Instant::now();
        let found = index.add(&ReportId::from(line.id.as_str()), &line.text, WORTH_STATING);
        spent += started.elapsed();
        reports += 1;
        for copied in found {
            let verdict = if copied.overlap.is_copy() { "copy" } else { "partial" };
            writeln!(out, "{}\t{}\t{verdict}", line.id, copied.report)?;
        }
    }
    let rate = f64::from(reports) / spent.as_secs_f64().max(1e-9);
    eprintln!("{reports} reports in {:.2} s: {rate:.0} reports/s", spent.as_secs_f64());
    Ok(())
}
