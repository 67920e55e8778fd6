//! Figures for people: `cargo test --release -p link --test speed -- --ignored --nocapture`.

mod common;

use link::copies::CopyIndex;
use link::made_up::MadeUp;
use link::{Config, World};
use std::time::Instant;

/// A small generator with a fixed course (xorshift), so that two runs measure the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

#[test]
#[ignore = "a measurement, not a check"]
fn adding_claims() {
    let most: usize = std::env::var("CLAIMS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let mut world = World::new(Config::default());
    let (mut claims, mut spent, mut slowest, mut next) = (0, 0.0, 0.0_f64, 10_000);
    let (mut from, mut largest) = ((0, 0.0), 0);
    for (report, reading) in MadeUp::new(7) {
        let start = ran();
        let touched = world.add(&report, &reading);
        let one = ran() - start;
        (spent, slowest) = (spent + one, slowest.max(one));
        claims += reading.claims.len();
        largest = largest.max(touched.changed.len());
        if claims >= next {
            let each = (spent - from.1) * 1e6 / (claims - from.0) as f64;
            println!(
                "to {claims} claims: {each:.1} µs each, slowest {:.1} ms, most touched {largest}; {} incidents, {}",
                slowest * 1e3,
                world.len(),
                memory()
            );
            (from, slowest, largest, next) =
                ((claims, spent), 0.0, 0, next + if next < 100_000 { 10_000 } else { 50_000 });
        }
        if claims >= most {
            break;
        }
    }
    let listing = Instant::now();
    let incidents = world.incidents();
    let most = incidents.iter().map(|i| i.claims.len()).max().unwrap_or(0);
    println!("{} incidents, largest {most}, listed in {:.1} s", incidents.len(), listing.elapsed().as_secs_f64());
}

#[test]
#[ignore = "a measurement, not a check"]
fn putting_together_one_incident() {
    for (n, copies) in [(2_000, false), (10_000, false), (2_000, true), (10_000, true)] {
        let world = if copies { common::large::world_of_copies(n) } else { common::large::world(n) };
        let what = if copies { "copies" } else { "in words of their own" };
        let ids = world.ids();
        let largest = ids.iter().filter_map(|id| world.incident(id)).max_by_key(|i| i.claims.len()).unwrap();
        let start = ran();
        let incident = world.incident(&largest.id).unwrap();
        let spent = ran() - start;
        let (claims, origins) = (incident.claims.len(), incident.origins.len());
        let each = spent * 1e6 / claims as f64;
        println!("{what}: {claims} claims, {origins} origins: {:.0} ms, {each:.1} µs a claim", spent * 1e3);
    }
}

/// Seconds that this thread has run (Linux): other programs do not count.
fn ran() -> f64 {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    line.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or_default() / 1e9
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("?").trim().to_owned()
}

#[test]
#[ignore = "a measurement, not a check"]
fn finding_copies() {
    const WORDS: usize = 1_000;
    let mut dice = Dice(7);
    let texts: Vec<String> =
        (0..3_000).map(|_| (0..WORDS).map(|_| format!("word{} ", dice.below(20_000))).collect()).collect();
    let mut index = CopyIndex::default();
    let start = Instant::now();
    let found: usize = texts.iter().map(|text| index.add(text).len()).sum();
    let seconds = start.elapsed().as_secs_f64();
    println!("{} reports of {WORDS} words: {:.0} reports/s, {found} copies", texts.len(), texts.len() as f64 / seconds);
}
