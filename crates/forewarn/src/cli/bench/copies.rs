//! `forewarn bench copies`: how fast copies are found, on one core, while the index fills up.
//!
//! The reports are made up from a seed, with what makes the work hard in life: common words, turns of phrase, a line that an outlet
//! puts under everything, stories that a few outlets take over cut and edited, excerpts, and a few stories that two
//! thousand outlets take over.

mod stream;

use crate::exit::Exit;
use crate::output;
use anyhow::Result;
use link::copies::CopyIndex;
use serde::Serialize;
use std::time::{Duration, Instant};
use stream::{Kind, Stream};

/// Reports that the index holds in the end if nothing else is asked for.
pub const REPORTS: u32 = 1_000_000;
/// Reports at the end whose speed is told: the index is full then.
const LAST: u32 = 50_000;
/// Seed of the reports.
const SEED: u64 = 7;

/// The figures.
#[derive(Debug, Default, Serialize)]
pub struct Figures {
    reports: u32,
    /// On average.
    words_per_report: f64,
    /// All of them, from the empty index on.
    reports_per_second: f64,
    /// The last 50,000, or as many as there are.
    reports_per_second_at_the_end: f64,
    /// Milliseconds of the slowest report.
    slowest_milliseconds: f64,
    /// Memory of the index, with all that it needs to compare reports again.
    bytes_per_report: f64,
    /// Share of the copies that met an earlier report of their story as a copy.
    copies_found: f64,
    /// Share of the excerpts that met the report that they are taken from.
    excerpts_found: f64,
    /// Share of the new stories that were taken for a copy.
    wrongly_called_copies: f64,
}

/// Measures and prints.
pub fn run(reports: u32, json: bool) -> Result<Exit> {
    let figures = measure(reports);
    if json {
        output::say(format_args!("{}", serde_json::to_string(&figures)?))?;
        return Ok(Exit::Ok);
    }
    output::say(format_args!(
        "{} reports of {:.0} words on one core: {:.0} reports/s; {:.0} reports/s at the end, slowest {:.1} ms",
        figures.reports,
        figures.words_per_report,
        figures.reports_per_second,
        figures.reports_per_second_at_the_end,
        figures.slowest_milliseconds
    ))?;
    output::say(format_args!("memory: {:.0} bytes a report", figures.bytes_per_report))?;
    output::say(format_args!(
        "found: copies {:.3}, excerpts {:.3}; new stories called copies {:.4}",
        figures.copies_found, figures.excerpts_found, figures.wrongly_called_copies
    ))?;
    Ok(Exit::Ok)
}

fn measure(reports: u32) -> Figures {
    let (mut stream, mut index) = (Stream::new(SEED), CopyIndex::default());
    let mut family_of = Vec::with_capacity(reports as usize);
    let (mut all, mut last, mut slowest, mut words) = (Duration::ZERO, Duration::ZERO, Duration::ZERO, 0_u64);
    let mut found = [[0_u32; 2]; 3];
    for n in 0..reports {
        let report = stream.next();
        words += u64::from(report.words);
        let start = Instant::now();
        let matches = index.add(&report.text);
        let took = start.elapsed();
        all += took;
        slowest = slowest.max(took);
        if n + LAST >= reports {
            last += took;
        }
        let (row, met) = match report.kind {
            Kind::New => (0, matches.iter().any(|copied| copied.overlap.is_copy())),
            Kind::Copy => {
                (1, matches.iter().any(|c| c.overlap.is_copy() && family_of.get(c.report) == Some(&report.family)))
            }
            Kind::Excerpt(from) => (2, matches.iter().any(|copied| family_of.get(copied.report) == Some(&from))),
        };
        found[row][0] += u32::from(met);
        found[row][1] += 1;
        family_of.push(report.family);
    }
    let share = |[part, whole]: [u32; 2]| f64::from(part) / f64::from(whole.max(1));
    let rate = |reports: u32, took: Duration| f64::from(reports) / took.as_secs_f64().max(1e-9);
    Figures {
        reports,
        words_per_report: words as f64 / f64::from(reports.max(1)),
        reports_per_second: rate(reports, all),
        reports_per_second_at_the_end: rate(reports.min(LAST), last),
        slowest_milliseconds: slowest.as_secs_f64() * 1e3,
        bytes_per_report: index.bytes() as f64 / f64::from(reports.max(1)),
        copies_found: share(found[1]),
        excerpts_found: share(found[2]),
        wrongly_called_copies: share(found[0]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_index_finds_what_is_in_the_stream_and_stays_small() {
        let figures = measure(4_000);
        assert!(figures.copies_found > 0.98, "{figures:?}");
        assert!(figures.excerpts_found > 0.95, "{figures:?}");
        assert!(figures.wrongly_called_copies < 0.01, "{figures:?}");
        assert!(figures.bytes_per_report < 2.0 * figures.words_per_report, "{figures:?}");
        assert!(figures.reports_per_second_at_the_end > 0.0, "{figures:?}");
    }
}
