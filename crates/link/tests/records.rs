//! What sources stood for, what became of it, and what they are worth by it.

mod common;

use common::{Mini, MiniPlace, Places};
use jiff::Timestamp;
use jiff::civil::Date;
use link::{Config, World};
use record::{Incident, Judgement, JudgementId, PlacePrecision, Reliability, Subject, Verdict};
use std::collections::BTreeMap;

const CITIES: [&str; 6] = ["Ayora", "Belmar", "Corvin", "Dorsk", "Elvas", "Farrow"];

fn places() -> Places {
    let place = |n: usize| {
        MiniPlace("NG".to_owned(), 5.0 + 2.0 * n as f64, 8.0, PlacePrecision::City, 100 + n as u32, String::new())
    };
    CITIES.iter().enumerate().map(|(n, city)| ((*city).to_owned(), place(n))).collect::<BTreeMap<_, _>>()
}

/// A report on a day of October on the bombing of a city on the first of its two days.
fn told(city: usize, day: i8, by: &str, says: &[&str], is: &str) -> Mini {
    Mini {
        id: format!("{}-{day:02}-{}", CITIES[city], by.replace(' ', "")),
        by: by.to_owned(),
        on: Date::new(2026, 10, day).ok(),
        is: is.to_owned(),
        at: Some(CITIES[city].to_owned()),
        when: Some(format!("2026-10-{:02}", 1 + 3 * city)),
        target: vec!["market".to_owned()],
        says: says.iter().map(|s| (*s).to_owned()).collect(),
        ..Mini::default()
    }
}

const BOMBING: &str = "bombing accomplished";
const DENIAL: &str = "bombing accomplished denied";

/// The first day on which a city's bombing is told.
fn first(city: usize) -> i8 {
    1 + 3 * i8::try_from(city).unwrap()
}

/// Levant Wire tells of a bombing, the police confirm or deny it on the day after.
fn settled(city: usize, confirmed: bool) -> [Mini; 2] {
    let is = if confirmed { BOMBING } else { DENIAL };
    [
        told(city, first(city), "Levant Wire", &[], BOMBING),
        told(city, first(city) + 1, "Harbour Times", &["authority:police"], is),
    ]
}

fn world(minis: &[Mini]) -> World {
    let places = places();
    let mut world = World::new(Config::default());
    for mini in minis {
        let touched = world.add(&mini.report(), &mini.reading(&places));
        world.weigh(touched);
    }
    world
}

fn of(world: &World, city: usize) -> Incident {
    let here = |incident: &Incident| incident.place.as_ref().is_some_and(|place| place.name == CITIES[city]);
    let found: Vec<Incident> = world.incidents().into_iter().filter(here).collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    found.into_iter().next().unwrap()
}

/// `source outcome`, for each testimony.
fn outcomes(incident: &Incident) -> Vec<String> {
    incident.testimony.iter().map(|told| format!("{} {}", told.source, told.outcome)).collect()
}

#[test]
fn who_spoke_first_is_confirmed_by_who_speaks_later() {
    let world = world(&settled(0, true));
    let incident = of(&world, 0);
    assert_eq!(outcomes(&incident), ["levant confirmed", "police ng open"]);
    let wire = &incident.testimony[0];
    assert_eq!((wire.said_on, wire.settled_on), (Date::new(2026, 10, 1).ok(), Date::new(2026, 10, 2).ok()));
    assert_eq!(wire.settled_by, ["police"]);
}

#[test]
fn only_independent_named_and_unhedged_origins_settle_anything() {
    let wire = told(0, 1, "Levant Wire", &[], BOMBING);
    let table: [(&str, &[&str], &str, &str); 8] = [
        ("Harbour Times", &["authority:police"], BOMBING, "confirmed"),
        ("Harbour Times", &["authority:police"], DENIAL, "denied"),
        ("Harbour Times", &["press:Levant Wire"], BOMBING, "open"),
        ("Harbour Times", &["unnamed:officials"], BOMBING, "open"),
        ("Harbour Times", &["?authority:police"], BOMBING, "open"),
        ("Harbour Times", &["authority:police"], "bombing accomplished suspected", "open"),
        ("Harbour Times", &["organisation:Baloch Front"], DENIAL, "open"),
        ("Harbour Times", &["person:Musa Danladi"], BOMBING, "confirmed"),
    ];
    for (by, says, is, expected) in table {
        let mut other = told(0, 2, by, says, is);
        let mut wire = wire.clone();
        for mini in [&mut wire, &mut other] {
            mini.actor = vec!["Baloch Front".to_owned()];
        }
        let incident = of(&world(&[wire, other]), 0);
        let found = outcomes(&incident);
        assert!(found.contains(&format!("levant {expected}")), "{by} {says:?} {is}: {found:?}");
        assert!(found.iter().all(|line| !line.contains("musa") && !line.contains("danladi")), "{found:?}");
    }
}

#[test]
fn who_is_both_confirmed_and_denied_is_contested_and_who_only_repeats_has_no_part() {
    let [wire, denial] = settled(0, false);
    let more = told(0, 3, "Third Paper", &["authority:regional governor"], BOMBING);
    let relay = told(0, 3, "Delta Evening", &["press:Levant Wire"], BOMBING);
    let incident = of(&world(&[wire, denial, more, relay]), 0);
    let found = outcomes(&incident);
    assert!(found.contains(&"levant contested".to_owned()), "{found:?}");
    assert!(found.iter().all(|line| !line.starts_with("delta") && !line.starts_with("third")), "{found:?}");
}

#[test]
fn reliability_moves_with_the_record_and_only_for_what_comes_after() {
    let mut minis: Vec<Mini> = (0..3).flat_map(|city| settled(city, true)).collect();
    let last = told(4, first(4), "Levant Wire", &[], BOMBING);
    minis.push(last);
    let mut world = world(&minis);
    for city in 0..3 {
        assert_eq!(of(&world, city).grade.reliability, Reliability::F, "an incident never speaks for its own sources");
    }
    let graded = of(&world, 4).grade;
    assert_eq!(graded.reliability, Reliability::C);
    assert_eq!(graded.reliability_reasons, ["C: Levant Wire was fairly reliable by its record before 2026-10-13."]);

    // That the third was denied as well moves what was said later, and is told as a change of it: two of two settled
    // incidents are too few.
    let places = places();
    let denial = told(2, first(2) + 2, "Third Paper", &["authority:regional governor"], DENIAL);
    let touched = world.add(&denial.report(), &denial.reading(&places));
    let touched = world.weigh(touched);
    assert!(touched.changed.contains(&of(&world, 4).id), "{touched:?}");
    assert_eq!(outcomes(&of(&world, 2))[0], "levant contested");
    assert_eq!(of(&world, 4).grade.reliability, Reliability::F);
}

#[test]
fn an_analyst_outranks_the_record_and_can_take_it_back() {
    let mut minis: Vec<Mini> = (0..3).flat_map(|city| settled(city, true)).collect();
    minis.push(told(4, first(4), "Levant Wire", &[], BOMBING));
    let mut world = world(&minis);
    let judgement = |id: &str, second: i64, subject: Subject| Judgement {
        id: JudgementId::from(id),
        subject,
        verdict: Verdict::Positive,
        score: 1.0,
        reasons: vec!["It was caught inventing.".to_owned()],
        by: "Ines Roth".to_owned(),
        at: Timestamp::from_second(1_800_000_000 + second).unwrap(),
    };
    let before = of(&world, 4);
    let set = Subject::Reliability { source: "the Levant Wire agency".to_owned(), value: Reliability::E };
    let touched = world.judge(&judgement("a", 1, set));
    let touched = world.weigh(touched);
    assert!(touched.changed.contains(&before.id));
    let graded = of(&world, 4).grade;
    assert_eq!(graded.reliability, Reliability::E);
    assert_eq!(
        graded.reliability_reasons,
        ["E: Levant Wire is unreliable, as judged by Ines Roth on 2027-01-15 (It was caught inventing)."]
    );
    let touched = world.judge(&judgement("b", 2, Subject::Undo { judgement: "a".into() }));
    world.weigh(touched);
    assert_eq!(of(&world, 4), before);
}

#[test]
fn copies_and_circles_vouch_for_nothing() {
    let words = "Nine people died when a cart full of fireworks that somebody had packed with nails blew up between the stalls of \
                 the market just before noon, and the roof of the hall came down on those who had run inside for cover";
    let mut copies = [told(0, 1, "Levant Wire", &[], BOMBING), told(0, 1, "Third Paper", &[], BOMBING)];
    copies.iter_mut().for_each(|mini| mini.text = words.to_owned());
    let police = told(0, 2, "Harbour Times", &["authority:police"], BOMBING);
    let incident = of(&world(&[copies[0].clone(), copies[1].clone(), police.clone()]), 0);
    assert_eq!(outcomes(&incident), ["levant confirmed", "police ng open"], "{:#?}", incident.origins);

    let circle = [
        told(0, 1, "Levant Wire", &["press:Third Paper"], BOMBING),
        told(0, 1, "Third Paper", &["press:Levant Wire"], BOMBING),
        police,
    ];
    assert_eq!(outcomes(&of(&world(&circle), 0)), ["police ng open"]);
}

#[test]
fn judgements_that_take_one_another_back_come_to_an_end() {
    let mut world = world(&settled(0, true));
    let before = of(&world, 0);
    let undo = |id: &str, second: i64, target: &str| Judgement {
        id: JudgementId::from(id),
        subject: Subject::Undo { judgement: target.into() },
        verdict: Verdict::Positive,
        score: 1.0,
        reasons: Vec::new(),
        by: "Ines Roth".to_owned(),
        at: Timestamp::from_second(second).unwrap(),
    };
    for (id, second, target) in [("a", 1, "b"), ("b", 2, "c"), ("c", 3, "a"), ("d", 4, "d"), ("e", 5, "a")] {
        world.judge(&undo(id, second, target));
    }
    assert_eq!(of(&world, 0), before);
}
