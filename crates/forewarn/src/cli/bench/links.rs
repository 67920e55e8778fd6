//! `forewarn bench link`: what a new claim costs when little and when much is stored.

use super::peak_megabytes;
use crate::output;
use anyhow::Result;
use link::made_up::{BURST_EVERY_DAYS, BURST_REPORTS, MadeUp};
use record::{Reading, Report};
use serde::Serialize;
use std::sync::OnceLock;
use std::time::Instant;

/// Claims over which one figure is taken: as many as come between two bursts, so that each window has one.
const WINDOW_CLAIMS: u64 = 32_000;
/// Claims stored before the first window.
const FIRST_CLAIMS: u64 = 10_000;
/// The most that the time for a claim may grow by.
const GROWTH_MAX: f64 = 1.5;

/// One window.
#[derive(Debug, Serialize)]
struct Window {
    /// Claims stored when it began.
    stored: u64,
    claims: u64,
    /// Linking alone.
    microseconds_per_claim: f64,
    slowest_milliseconds: f64,
    /// Putting together the incidents that changed, as the desk does after each report.
    incidents_microseconds_per_claim: f64,
    /// Resident memory of the process divided by the claims stored; absent where the system does not tell.
    bytes_per_claim: Option<f64>,
}

#[derive(Debug, Default, Serialize)]
struct Figures {
    seed: u64,
    claims: u64,
    reports: u64,
    incidents: usize,
    largest_incident_claims: usize,
    /// Time for a claim in the last window over that in the first.
    growth: f64,
    windows: Vec<Window>,
}

pub(super) fn run(claims: u64, seed: u64, json: bool) -> Result<()> {
    let mut figures = Figures { seed, ..Figures::default() };
    let mut world = link::World::new(link::Config::default());
    let mut stream = MadeUp::new(seed);
    fill(&mut world, &mut stream, &mut figures, FIRST_CLAIMS.min(claims));
    // Windows at ten, twenty, fifty thousand … and the last one before the end.
    let mut at = FIRST_CLAIMS;
    while figures.claims + WINDOW_CLAIMS <= claims {
        let window = measure(&mut world, &mut stream, &mut figures);
        if !json {
            output::say(format_args!("{}", words(&window)))?;
        }
        figures.windows.push(window);
        at = (at * 2).max(figures.claims);
        let last = claims.saturating_sub(WINDOW_CLAIMS);
        let until = if at < last { at } else { last };
        fill(&mut world, &mut stream, &mut figures, until);
    }
    if let (Some(first), Some(last)) = (figures.windows.first(), figures.windows.last()) {
        figures.growth = last.microseconds_per_claim / first.microseconds_per_claim;
    }
    figures.incidents = world.len();
    print(&figures, json)
}

/// Adds reports until so many claims are stored.
fn fill(world: &mut link::World, stream: &mut MadeUp, figures: &mut Figures, until: u64) {
    while figures.claims < until {
        let Some((report, reading)) = stream.next() else { return };
        count(figures, &reading);
        world.add(&report, &reading);
    }
}

fn count(figures: &mut Figures, reading: &Reading) {
    figures.reports += 1;
    figures.claims += reading.claims.len() as u64;
}

fn measure(world: &mut link::World, stream: &mut MadeUp, figures: &mut Figures) -> Window {
    let stored = figures.claims;
    let (mut linking, mut slowest, mut putting) = (0.0, 0.0_f64, 0.0);
    while figures.claims < stored + WINDOW_CLAIMS {
        let Some((report, reading)): Option<(Report, Reading)> = stream.next() else { break };
        count(figures, &reading);
        let start = seconds();
        let touched = world.add(&report, &reading);
        let one = seconds() - start;
        (linking, slowest) = (linking + one, slowest.max(one));
        let start = seconds();
        let largest = touched.changed.iter().filter_map(|id| world.incident(id)).map(|i| i.claims.len()).max();
        putting += seconds() - start;
        figures.largest_incident_claims = figures.largest_incident_claims.max(largest.unwrap_or(0));
    }
    let claims = figures.claims - stored;
    let each = |seconds: f64| seconds * 1e6 / claims.max(1) as f64;
    Window {
        stored,
        claims,
        microseconds_per_claim: each(linking),
        slowest_milliseconds: slowest * 1e3,
        incidents_microseconds_per_claim: each(putting),
        bytes_per_claim: peak_megabytes().map(|megabytes| megabytes * 1024.0 * 1024.0 / figures.claims as f64),
    }
}

/// Seconds that this thread has run, where the system tells (Linux): what other programs do meanwhile does not count. Elsewhere
/// the clock on the wall.
fn seconds() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    match ran.as_deref().and_then(|line| line.split(' ').next()).and_then(|ns| ns.parse::<f64>().ok()) {
        Some(nanoseconds) => nanoseconds / 1e9,
        None => START.get_or_init(Instant::now).elapsed().as_secs_f64(),
    }
}

fn words(window: &Window) -> String {
    let memory = window.bytes_per_claim.map_or_else(String::new, |bytes| format!(", {bytes:.0} bytes a claim"));
    format!(
        "{:>9} claims stored: {:.0} µs a new claim (slowest report {:.0} ms), and {:.0} µs for its incidents{memory}",
        window.stored,
        window.microseconds_per_claim,
        window.slowest_milliseconds,
        window.incidents_microseconds_per_claim
    )
}

fn print(figures: &Figures, json: bool) -> Result<()> {
    if json {
        return Ok(output::say(format_args!("{}", serde_json::to_string(figures)?))?);
    }
    let judged = if figures.growth <= GROWTH_MAX { "within" } else { "beyond" };
    output::say(format_args!(
        "{} claims of {} reports, {} incidents, largest seen {} claims; every {BURST_EVERY_DAYS} days one event in {BURST_REPORTS} reports",
        figures.claims, figures.reports, figures.incidents, figures.largest_incident_claims
    ))?;
    if figures.windows.len() < 2 {
        return Ok(output::say(format_args!(
            "too few claims to tell whether the cost grows: give --claims 100000 or more"
        ))?);
    }
    Ok(output::say(format_args!(
        "time for a new claim, last over first: {:.2} ({judged} {GROWTH_MAX})",
        figures.growth
    ))?)
}
