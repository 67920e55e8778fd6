//! Figures for people: `cargo test --release -p link --test speed -- --ignored --nocapture`.

mod common;

use common::{Mini, MiniPlace, Places};
use jiff::ToSpan;
use jiff::civil::date;
use link::copies::CopyIndex;
use link::{Config, World};
use record::{PlacePrecision, ReportId};
use std::time::Instant;

/// Cities in the made-up stream.
const CITIES: usize = 200;
/// Days that it covers.
const DAYS: usize = 365;

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

fn stream(n: usize) -> (Vec<Mini>, Places) {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let places = (0..CITIES)
        .map(|c| {
            let place = MiniPlace(
                format!("C{}", c % 20),
                (c % 20) as f64 * 3.0,
                (c / 20) as f64 * 5.0,
                PlacePrecision::City,
                c as u32,
                String::new(),
            );
            (format!("City {c}"), place)
        })
        .collect();
    let targets = [
        "market",
        "police station",
        "school",
        "church",
        "bus",
        "hotel",
        "army checkpoint",
        "pipeline",
        "bank",
        "village",
    ];
    let minis = (0..n)
        .map(|id| {
            // A few cities see most of it.
            let city = dice.below(CITIES).min(dice.below(CITIES)).min(dice.below(CITIES));
            let day = dice.below(DAYS);
            let on = date(2025, 1, 1).checked_add((day as i64 + dice.below(3) as i64).days()).unwrap();
            Mini {
                id: format!("c{id}"),
                by: format!("Outlet {}", dice.below(300)),
                on: Some(on),
                is: ["bombing accomplished", "armed_assault accomplished", "attack planned", "attack foiled"]
                    [dice.below(4)]
                .to_owned(),
                at: Some(format!("City {city}")),
                when: (dice.below(3) > 0)
                    .then(|| date(2025, 1, 1).checked_add((day as i64).days()).unwrap().to_string()),
                target: vec![targets[dice.below(targets.len())].to_owned()],
                actor: vec![format!("Group {}=group-{}", city % 12, city % 12)],
                killed: Some(dice.below(20) as u32),
                says: vec![
                    ["authority:police", "press:AP", "unnamed:residents", "person:Musa Danladi"][dice.below(4)]
                        .to_owned(),
                ],
                text: format!(
                    "Gunmen attacked the place number {} in the town on that day, said somebody else",
                    dice.below(1000)
                ),
                ..Mini::default()
            }
        })
        .collect();
    (minis, places)
}

#[test]
#[ignore = "a measurement, not a check"]
fn adding_claims() {
    for n in [1_000, 10_000, 50_000] {
        let (minis, places) = stream(n);
        let read: Vec<_> = minis.iter().map(|m| (m.report(), m.reading(&places))).collect();
        let mut world = World::new(Config::default());
        let mut slowest = 0.0_f64;
        let (start, mut last) = (Instant::now(), 0.0);
        for (at, (report, reading)) in read.iter().enumerate() {
            let one = Instant::now();
            world.add(report, reading);
            slowest = slowest.max(one.elapsed().as_secs_f64());
            if at + 1_000 == n {
                last = start.elapsed().as_secs_f64();
            }
        }
        let all = start.elapsed().as_secs_f64();
        let mut again = World::new(Config::default());
        let rebuilding = Instant::now();
        again.add_all(read.iter().map(|(report, reading)| (report, reading)));
        println!("{n} claims at once: {:.1} µs each", rebuilding.elapsed().as_secs_f64() * 1e6 / n as f64);
        let listing = Instant::now();
        let incidents = world.incidents();
        let largest = incidents.iter().map(|i| i.claims.len()).max().unwrap_or(0);
        println!(
            "{n} claims: {:.1} µs each, {:.1} µs at the end, slowest {:.1} ms; {} incidents, largest {largest}, listed in {:.0} ms",
            all * 1e6 / n as f64,
            (all - last) * 1e3,
            slowest * 1e3,
            incidents.len(),
            listing.elapsed().as_secs_f64() * 1e3
        );
    }
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
    let found: usize =
        texts.iter().enumerate().map(|(n, text)| index.add(&ReportId::from(format!("r{n}")), text, 0.5).len()).sum();
    let seconds = start.elapsed().as_secs_f64();
    println!("{} reports of {WORDS} words: {:.0} reports/s, {found} copies", texts.len(), texts.len() as f64 / seconds);
}
