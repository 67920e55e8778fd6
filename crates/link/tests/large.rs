//! An incident of thousands of claims is put together in time that grows with the claims and not with their pairs.

mod common;

use link::World;
use record::Incident;
use std::time::Instant;

/// Claims of the smaller incident.
const SMALL: usize = 1_000;
/// How many times as many the larger one has.
const TIMES: usize = 4;
/// How much longer than linear the larger may take; what is quadratic throughout takes four times as long.
const SLACK: f64 = 2.2;
/// The best of this many.
const TRIES: usize = 3;

/// Seconds that this thread has run, where the system tells (Linux), else by the clock.
fn ran(start: Instant) -> f64 {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = line.split(' ').next().and_then(|ns| ns.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

fn largest(world: &World) -> Incident {
    world.incidents().into_iter().max_by_key(|incident| incident.claims.len()).unwrap()
}

fn seconds(world: &World, incident: &Incident) -> f64 {
    let start = Instant::now();
    let once = || {
        let before = ran(start);
        assert!(world.incident(&incident.id).is_some());
        ran(start) - before
    };
    (0..TRIES).map(|_| once()).fold(f64::INFINITY, f64::min)
}

#[test]
fn the_work_grows_with_the_claims_and_not_with_their_pairs() {
    let worlds = [SMALL, SMALL * TIMES].map(common::large::world);
    let incidents = worlds.each_ref().map(largest);
    for (incident, claims) in incidents.iter().zip([SMALL, SMALL * TIMES]) {
        assert!(
            incident.claims.len() * 10 >= claims * 9,
            "{} of {claims} claims are one incident",
            incident.claims.len()
        );
        assert!(incident.origins.len() * 2 > claims, "{} origins", incident.origins.len());
        assert!(incident.testimony.iter().all(|told| told.settled_by.len() <= 20));
    }
    let [small, large] = [0, 1].map(|n| seconds(&worlds[n], &incidents[n]));
    let most = small * TIMES as f64 * SLACK;
    assert!(
        large <= most,
        "{large:.3} s for {TIMES} times the claims, {small:.3} s for the fewer: more than {most:.3} s"
    );
}

#[test]
fn whoever_weighs_puts_together_what_was_weighed() {
    let mut world = common::large::world(200);
    let before = world.incidents();
    world.weigh_all();
    let touched = link::Touched { changed: world.ids(), removed: Vec::new() };
    world.weigh(touched);
    let after = world.incidents();
    let plain =
        |all: &[Incident]| all.iter().map(|i| (i.id.clone(), i.origins.clone(), i.links.len())).collect::<Vec<_>>();
    assert_eq!(plain(&before), plain(&after));
}
