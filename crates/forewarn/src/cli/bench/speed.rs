//! How fast a reader reads on one core, and what the time goes into.

use crate::output::table::table;
use read::{Depth, Reader, Trace};
use record::{RawReport, Reading};
use serde::Serialize;
use std::time::{Duration, Instant};

/// Each bucket of durations begins two in a hundred above the one before.
const STEP: f64 = 1.02;
/// Buckets: from a microsecond to ten minutes.
const BUCKETS: usize = 1_024;

/// What one reader did with all reports, on one core.
#[derive(Debug, Default, Serialize)]
pub struct Speed {
    /// `fast` or `deep`.
    pub reader: &'static str,
    /// The reader's version, models included.
    pub version: String,
    /// Reports read as relevant.
    pub relevant: u64,
    /// Claims in them.
    pub claims: u64,
    /// All reports, those that leave at the gate included.
    pub reports_per_second: f64,
    /// Reports that pass the gate, of all.
    pub passed_share: f64,
    /// Reports that the transformer is asked about, of all.
    pub asked_share: f64,
    /// Reports that pass the gate.
    pub passed_reports_per_second: f64,
    /// Reports that the transformer is asked about.
    pub asked_reports_per_second: f64,
    /// Reports that are relevant.
    pub relevant_reports_per_second: f64,
    /// Milliseconds for a report: half take no longer.
    pub milliseconds_p50: f64,
    /// Milliseconds for a report: 95 in 100 take no longer.
    pub milliseconds_p95: f64,
    /// The same of those that pass the gate.
    pub passed_milliseconds_p50: f64,
    /// The same of those that pass the gate.
    pub passed_milliseconds_p95: f64,
}

/// Reads report after report and keeps the time.
pub struct Stopwatch<'r> {
    reader: &'r Reader,
    all: Durations,
    passed: Durations,
    asked: Durations,
    relevant: Durations,
    claims: u64,
}

impl<'r> Stopwatch<'r> {
    /// Nothing read yet. The tables and models are loaded now: a desk that runs pays for that once.
    pub fn new(reader: &'r Reader) -> Self {
        let _ = reader.read(&RawReport::of_text("warm-up".into(), "A bomb killed two people in Moscow on Monday."));
        let none = Durations::default;
        Self { reader, all: none(), passed: none(), asked: none(), relevant: none(), claims: 0 }
    }

    /// Reads one.
    pub fn read(&mut self, raw: &RawReport) {
        let start = Instant::now();
        let (_, reading, trace) = self.reader.read_traced(raw);
        self.add(start.elapsed(), &reading, trace);
    }

    fn add(&mut self, took: Duration, reading: &Reading, trace: Trace) {
        self.claims += reading.claims.len() as u64;
        let counted = [
            (&mut self.all, true),
            (&mut self.passed, trace.passed),
            (&mut self.asked, trace.deep),
            (&mut self.relevant, reading.relevant),
        ];
        counted.into_iter().filter(|(_, counts)| *counts).for_each(|(durations, _)| durations.add(took));
    }

    /// Seconds so far.
    pub fn seconds(&self) -> f64 {
        self.all.seconds
    }

    /// The figures.
    pub fn figures(&self) -> Speed {
        let share = |part: &Durations| part.count as f64 / self.all.count.max(1) as f64;
        Speed {
            reader: name(self.reader.depth()),
            version: self.reader.version(),
            relevant: self.relevant.count,
            claims: self.claims,
            reports_per_second: self.all.per_second(),
            passed_share: share(&self.passed),
            asked_share: share(&self.asked),
            passed_reports_per_second: self.passed.per_second(),
            asked_reports_per_second: self.asked.per_second(),
            relevant_reports_per_second: self.relevant.per_second(),
            milliseconds_p50: self.all.milliseconds(0.5),
            milliseconds_p95: self.all.milliseconds(0.95),
            passed_milliseconds_p50: self.passed.milliseconds(0.5),
            passed_milliseconds_p95: self.passed.milliseconds(0.95),
        }
    }
}

/// The reader's name on the command line.
pub const fn name(depth: Depth) -> &'static str {
    match depth {
        Depth::Fast => "fast",
        Depth::Deep => "deep",
    }
}

/// A line for each measure, a column for each reader.
pub fn in_words(speeds: &[Speed]) -> String {
    let mut headings = vec!["one core reads"];
    headings.extend(speeds.iter().map(|speed| speed.reader));
    let mut rows = table(&headings);
    let mut row = |name: &str, value: &dyn Fn(&Speed) -> String| {
        rows.add_row([name.to_owned()].into_iter().chain(speeds.iter().map(value)));
    };
    let rate = |value: f64| if value > 0.0 { format!("{value:.1}") } else { "–".to_owned() };
    row("everything, gate included, reports/s", &|speed| rate(speed.reports_per_second));
    row("  pass the gate", &|speed| format!("{:.1} %", speed.passed_share * 100.0));
    row("  the transformer is asked", &|speed| format!("{:.1} %", speed.asked_share * 100.0));
    row("those that pass the gate, reports/s", &|speed| rate(speed.passed_reports_per_second));
    row("those it is asked about, reports/s", &|speed| rate(speed.asked_reports_per_second));
    row("relevant ones, reports/s", &|speed| rate(speed.relevant_reports_per_second));
    row("relevant, claims", &|speed| format!("{}, {}", speed.relevant, speed.claims));
    let pair = |half: f64, most: f64| format!("{half:.2}, {most:.2}");
    row("ms a report: half, 95 %", &|speed| pair(speed.milliseconds_p50, speed.milliseconds_p95));
    row("  where it passes the gate", &|speed| pair(speed.passed_milliseconds_p50, speed.passed_milliseconds_p95));
    row("version", &|speed| speed.version.clone());
    rows.trim_fmt()
}

/// Durations, exact in sum and to two in a hundred in their order.
struct Durations {
    buckets: Vec<u64>,
    count: u64,
    seconds: f64,
}

impl Default for Durations {
    fn default() -> Self {
        Self { buckets: vec![0; BUCKETS], count: 0, seconds: 0.0 }
    }
}

impl Durations {
    fn add(&mut self, took: Duration) {
        let seconds = took.as_secs_f64();
        let bucket = ((seconds * 1e6).max(1.0).ln() / STEP.ln()) as usize;
        self.buckets[bucket.min(BUCKETS - 1)] += 1;
        self.count += 1;
        self.seconds += seconds;
    }

    fn per_second(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.count as f64 / self.seconds }
    }

    /// So many milliseconds suffice for this share of them; 0 where there are none.
    fn milliseconds(&self, share: f64) -> f64 {
        let wanted = (self.count as f64 * share).ceil() as u64;
        let mut seen = 0;
        let bucket = self.buckets.iter().position(|count| {
            seen += count;
            seen >= wanted
        });
        match bucket {
            Some(bucket) if self.count > 0 => STEP.powf(bucket as f64 + 0.5) / 1e3,
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_keep_their_order_to_two_in_a_hundred() {
        let mut durations = Durations::default();
        assert_eq!((durations.milliseconds(0.5), durations.per_second()), (0.0, 0.0));
        for n in 1..=100 {
            durations.add(Duration::from_millis(n));
        }
        for (share, expected) in [(0.5, 50.0), (0.95, 95.0), (1.0, 100.0)] {
            let got = durations.milliseconds(share);
            assert!((got / expected - 1.0).abs() < 0.021, "{share}: {got}");
        }
        assert!((durations.per_second() - 100.0 / 5.05).abs() < 1e-6);
    }
}
