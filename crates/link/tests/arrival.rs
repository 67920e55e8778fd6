//! Who copies whom, and in what words an incident says so, does not hang on which report came first: not even where so many
//! share their wording that no report is compared with all others.

mod common;

use common::{Mini, MiniPlace, Places};
use jiff::civil::Date;
use link::{Config, World};
use proptest::prelude::*;
use record::{Incident, Judgement, JudgementId, PlacePrecision, Reliability, Subject, Verdict};

fn places() -> Places {
    Places::from([("Oria".to_owned(), MiniPlace("OA".to_owned(), 10.0, 10.0, PlacePrecision::City, 1, String::new()))])
}

/// So many words of no other passage.
fn passage(number: usize, words: usize) -> String {
    (0..words).map(|word| format!("passage{number}word{word} ")).collect()
}

/// A report of the one event.
fn told(n: usize, day: i8, text: String) -> Mini {
    Mini {
        id: format!("claim-{n:03}"),
        by: format!("Outlet {n}"),
        on: Date::new(2026, 3, day).ok(),
        is: "bombing accomplished".to_owned(),
        at: Some("Oria".to_owned()),
        when: Some("2026-03-01".to_owned()),
        target: vec!["market hall".to_owned()],
        killed: Some(12),
        text,
        ..Mini::default()
    }
}

fn incidents<'m>(config: &Config, all: impl Iterator<Item = &'m Mini>) -> Vec<Incident> {
    let places = places();
    let mut world = World::new(config.clone());
    for mini in all {
        world.add(&mini.report(), &mini.reading(&places));
    }
    world.weigh_all();
    world.incidents()
}

fn bytes(incidents: &[Incident]) -> String {
    serde_json::to_string_pretty(incidents).unwrap()
}

/// The one incident of these reports, the same in some orders that differ much.
fn incident(all: &[Mini]) -> Incident {
    let config = Config::default();
    let forward = incidents(&config, all.iter());
    let n = all.len();
    let scattered: Vec<&Mini> = (0..n).map(|at| &all[at * 37 % n]).collect();
    for other in [incidents(&config, all.iter().rev()), incidents(&config, scattered.into_iter())] {
        assert_eq!(bytes(&forward), bytes(&other));
    }
    let [one] = <[Incident; 1]>::try_from(forward).unwrap();
    one
}

#[test]
fn a_brief_that_all_take_over_is_a_copy_of_the_first_that_had_it() {
    let brief = passage(0, 20);
    let all: Vec<Mini> = (0..20).map(|n| told(n, 2, brief.clone())).collect();
    let origins = incident(&all).origins;
    assert_eq!((origins.len(), origins[0].copies.len()), (1, 19));
    assert!(origins[0].copies.iter().all(|(_, of)| of.as_str() == "claim-000"), "{:?}", origins[0].copies);
    let near = |reason: &&String| {
        reason.ends_with("is a near-copy of Outlet 0: they share 100 % of the shorter text, 20 words in a row.")
    };
    assert_eq!(origins[0].reasons.iter().filter(near).count(), 19, "{:?}", origins[0].reasons);
    assert!(!origins[0].reasons.iter().any(|reason| reason.contains("in the words of")), "{:?}", origins[0].reasons);
}

#[test]
fn a_long_report_is_one_origin_with_all_that_took_a_part_of_it() {
    // More parts than are compared with one report when it comes.
    let parts: Vec<String> = (0..60).map(|n| passage(n, 40)).collect();
    let mut all: Vec<Mini> = parts.iter().enumerate().map(|(n, part)| told(n, 2, part.clone())).collect();
    for (n, day) in [(100, 1), (101, 3)] {
        let mut with = all.clone();
        let mut long = told(n, day, parts.concat());
        // Words of its own as evidence: only the whole text tells whose they are.
        long.text.insert_str(0, &passage(1_000, 100));
        with.push(long);
        assert_eq!(incident(&with).origins.len(), 1, "published on day {day}");
    }
    all.truncate(2);
    assert_eq!(incident(&all).origins.len(), 2);
}

#[test]
fn a_story_that_hundreds_take_over_is_one_origin() {
    let all: Vec<Mini> = (0..250).map(|n| told(n, 2, format!("{}{}", passage(n + 1, 9), passage(0, 120)))).collect();
    let origins = incident(&all).origins;
    assert_eq!((origins.len(), origins[0].copies.len()), (1, 249));
    assert!(origins[0].copies.iter().all(|(_, of)| of.as_str() == "claim-000"), "{:?}", origins[0].copies);
}

/// A report that has one event from media at large, and another from a wire that it names.
fn vague_beside(names: &[&str]) -> Vec<Mini> {
    let vague = Mini { says: vec!["press:media".to_owned()], ..told(0, 2, passage(0, 20)) };
    let named = names.iter().enumerate().map(|(n, name)| Mini {
        id: format!("claim-{:03}", n + 1),
        report: Some(vague.id.clone()),
        is: "arrest_raid accomplished".to_owned(),
        at: None,
        when: Some("2025".to_owned()),
        says: vec![format!("press:{name}"), "authority:police".to_owned()],
        ..vague.clone()
    });
    std::iter::once(vague.clone()).chain(named).collect()
}

#[test]
fn of_two_spellings_of_one_name_it_is_not_the_last_that_is_shown() {
    let all = vague_beside(&["Levant Wire", "LEVANT WIRE"]);
    let there = incidents(&Config::default(), all.iter());
    let back = incidents(&Config::default(), all.iter().rev());
    assert_eq!(bytes(&there), bytes(&back));
    let cites = |i: &Incident| {
        i.origins.iter().flat_map(|o| &o.reasons).any(|reason| reason.to_lowercase().contains("levant wire"))
    };
    assert!(there.iter().any(|i| i.claims.contains(&all[0].id.as_str().into()) && cites(i)), "{}", bytes(&there));
}

#[test]
fn a_word_on_a_source_is_told_where_a_report_names_it_for_something_else() {
    let (places, all) = (places(), vague_beside(&["Levant Wire"]));
    let mut world = World::new(Config::default());
    for mini in &all {
        world.add(&mini.report(), &mini.reading(&places));
    }
    world.weigh_all();
    let touched = world.judge(&Judgement {
        id: JudgementId::from("judged"),
        verdict: Verdict::Positive,
        subject: Subject::Reliability { source: "Levant Wire".to_owned(), value: Reliability::B },
        score: 1.0,
        reasons: Vec::new(),
        by: "Ines".to_owned(),
        at: jiff::Timestamp::UNIX_EPOCH,
    });
    let vague = world.incident_of(&all[0].id.as_str().into()).unwrap();
    assert_eq!(world.len(), 2);
    assert!(touched.changed.contains(&vague), "{touched:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn in_any_order_the_same_reports_are_copies_of_the_same(
        drawn in prop::collection::vec((prop::collection::vec(0_usize..8, 0..4), 0_usize..3, 2_i8..6), 1..70),
        order in prop::collection::vec(any::<u32>(), 70),
        few in prop::sample::select(vec![2_usize, 20, 200]),
    ) {
        let all: Vec<Mini> = drawn
            .into_iter()
            .enumerate()
            .map(|(n, (parts, own, day))| {
                let common: String = parts.iter().map(|part| passage(*part, 18 + 4 * part)).collect();
                told(n, day, format!("{}{common}{}", passage(100 + n, own * 7), passage(200 + n, own * 16)))
            })
            .collect();
        let config = Config { max_copy_reports: few, ..Config::default() };
        let mut other: Vec<(u32, &Mini)> = order.into_iter().zip(&all).collect();
        other.sort_by_key(|(key, _)| *key);
        let there = incidents(&config, all.iter());
        let back = incidents(&config, other.into_iter().map(|(_, mini)| mini));
        prop_assert_eq!(bytes(&there), bytes(&back));
    }
}
