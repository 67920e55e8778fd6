//! How fast the reader is, on one thread, files and JSON not counted.

use super::Place;
use super::table::{Figure, Table};
use crate::news::{self, Case};
use anyhow::Result;
use read::Reader;
use std::path::Path;
use std::time::{Duration, Instant};

/// Ordinary news, and modern news of violence.
pub fn tables(place: &Place) -> Result<Vec<Table>> {
    if cfg!(debug_assertions) {
        eprintln!("speed: this build is not optimised; use `cargo run --release -p lab -- score`");
    }
    let ordinary = measure(&place.data("throughput/news.jsonl")?)?;
    let modern = measure(&place.data("news/inputs.jsonl")?)?;
    let mut table = Table::new("Speed of the reader on one core");
    let all = ordinary.all.reports;
    table.push(Figure::count("ordinary news, reports/s", ordinary.all.rate()).with(&format!("{all} reports")));
    table.push(Figure::share("share of ordinary news that passes the gate", ordinary.gated.share_of(all)));
    table.push(Figure::share("share of ordinary news read as relevant", ordinary.relevant.share_of(all)));
    table.push(Figure::count("ordinary news that passes the gate, reports/s", ordinary.gated.rate()));
    table.push(Figure::count("ordinary news read as relevant, reports/s", ordinary.relevant.rate()));
    table.push(Figure::count("modern news set, reports/s", modern.all.rate()));
    Ok(vec![table])
}

#[derive(Debug, Default)]
struct Spent {
    reports: u32,
    time: Duration,
}

impl Spent {
    fn add(&mut self, time: Duration) {
        self.reports += 1;
        self.time += time;
    }

    fn rate(&self) -> f64 {
        f64::from(self.reports) / self.time.as_secs_f64().max(1e-9)
    }

    fn share_of(&self, all: u32) -> f64 {
        f64::from(self.reports) / f64::from(all.max(1))
    }
}

#[derive(Debug, Default)]
struct Measured {
    all: Spent,
    gated: Spent,
    relevant: Spent,
}

fn measure(input: &Path) -> Result<Measured> {
    let reader = Reader::embedded();
    let mut measured = Measured::default();
    // The first report pays for loading the tables.
    let warm = record::RawReport::of_text("warm-up".into(), "A bomb killed two people in Moscow on Monday.");
    drop(reader.read(&warm));
    for raw in news::reports(input, Case::AsIs)? {
        let raw = raw?;
        let started = Instant::now();
        let (report, reading) = reader.read(&raw);
        let spent = started.elapsed();
        measured.all.add(spent);
        if read::gate::passes(&report.text) {
            measured.gated.add(spent);
        }
        if reading.relevant {
            measured.relevant.add(spent);
        }
    }
    Ok(measured)
}
