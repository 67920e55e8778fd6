//! Incidents that grow claim by claim are the ones that follow from all claims at once, also where many strands hang together.

mod common;

use common::{Mini, MiniPlace, Places};
use jiff::civil::date;
use link::made_up::MadeUp;
use link::{Config, World};
use record::PlacePrecision;

/// Reports of the made-up world that are taken in: enough for events of dozens of claims that come back again and again.
const REPORTS: usize = 1_800;

#[test]
fn claim_by_claim_comes_to_the_same_as_all_at_once() {
    let reports: Vec<_> = MadeUp::new(11).take(REPORTS).collect();
    let mut grown = World::new(Config::default());
    for (report, reading) in &reports {
        let before = grown.ids();
        let touched = grown.add(report, reading);
        let after = grown.ids();
        let told = |id| touched.changed.binary_search(id).is_ok();
        assert!(after.iter().filter(|id| before.binary_search(id).is_err()).all(told), "a new incident is told");
        let gone: Vec<_> = before.into_iter().filter(|id| after.binary_search(id).is_err()).collect();
        assert_eq!(touched.removed, gone);
    }
    let mut whole = World::new(Config::default());
    whole.add_all(reports.iter().map(|(report, reading)| (report, reading)));
    let (grown, whole) = (grown.incidents(), whole.incidents());
    let claims = |all: &[record::Incident]| all.iter().map(|i| i.claims.clone()).collect::<Vec<_>>();
    assert_eq!(claims(&grown), claims(&whole));
    assert!(grown == whole, "and the same in everything else");
    assert!(grown.iter().any(|incident| incident.claims.len() > 40), "some are large");
}

/// A bombing on the third of March: in the town, or at a market somewhere in the country.
fn told(id: &str, report: &str, day: i8, town: bool, market: bool) -> Mini {
    Mini {
        id: id.to_owned(),
        report: Some(report.to_owned()),
        by: format!("Paper {report}"),
        on: Some(date(2026, 3, day)),
        is: "bombing accomplished".to_owned(),
        at: Some(if town { "Oria" } else { "Oriania" }.to_owned()),
        when: Some("2026-03-03".to_owned()),
        target: if market { vec!["market".to_owned()] } else { Vec::new() },
        ..Mini::default()
    }
}

#[test]
fn what_one_report_tells_apart_comes_apart_though_both_only_grow() {
    let places = Places::from([
        ("Oria".to_owned(), MiniPlace("OA".to_owned(), 10.0, 10.0, PlacePrecision::City, 1, String::new())),
        ("Oriania".to_owned(), MiniPlace("OA".to_owned(), 11.0, 11.0, PlacePrecision::Country, 2, String::new())),
    ]);
    // One claim stands for its strand here, so that the second one only adds itself.
    let mut world = World::new(Config { group_sample: 1, ..Config::default() });
    let mut add = |mini: Mini| {
        world.add(&mini.report(), &mini.reading(&places));
        world.len()
    };
    assert_eq!(add(told("a", "a", 4, true, false)), 1);
    assert_eq!(add(told("b", "b", 4, false, true)), 2, "too little in common");
    assert_eq!(add(told("c", "c", 5, true, true)), 1, "this one tells of both");
    assert_eq!(add(told("d", "d", 6, true, false)), 1);
    assert_eq!(add(told("e", "d", 6, false, true)), 2, "and this report of two");
}

#[test]
fn an_incident_renamed_twice_at_once_takes_off_only_the_name_it_had() {
    let places = Places::from([(
        "Oria".to_owned(),
        MiniPlace("OA".to_owned(), 10.0, 10.0, PlacePrecision::City, 1, String::new()),
    )]);
    // One claim stands for its strand here, so that those behind it only add themselves.
    let mut world = World::new(Config { group_sample: 1, ..Config::default() });
    let made = |id: &str| {
        let mini = told(id, id, 4, true, true);
        (mini.report(), mini.reading(&places))
    };
    // Seated in this order, by the hashes of the ids; each is shown before the one seated before it.
    let (first, reading) = made("e");
    world.add(&first, &reading);
    let before = world.ids();
    let more = ["d", "c", "b"].map(made);
    let touched = world.add_all(more.iter().map(|(report, reading)| (report, reading)));
    assert_ne!(world.ids(), before, "the incident has another first claim");
    assert_eq!((touched.changed, touched.removed), (world.ids(), before));
}
