//! Whatever the order in which claims and judgements come, the incidents are the same to the byte.

mod common;

use common::{Mini, MiniPlace, Places};
use jiff::Timestamp;
use jiff::civil::Date;
use link::{Config, Touched, World};
use proptest::prelude::*;
use record::{
    Assertion, ClaimId, Incident, IncidentId, Judgement, JudgementId, PlacePrecision, ReportId, Stage, Subject, Verdict,
};
use std::collections::{BTreeMap, BTreeSet};

/// Reports in one run, at most.
const MAX_REPORTS: usize = 24;
/// Judgements in one run, at most.
const MAX_JUDGEMENTS: usize = 10;

fn places() -> Places {
    let city =
        |country: &str, lat, lon, id| MiniPlace(country.to_owned(), lat, lon, PlacePrecision::City, id, String::new());
    BTreeMap::from([
        ("Kano".to_owned(), city("NG", 12.0, 8.52, 1)),
        ("Maiduguri".to_owned(), city("NG", 11.85, 13.16, 2)),
        ("Lyon".to_owned(), city("FR", 45.75, 4.85, 3)),
        (
            "Kano State".to_owned(),
            MiniPlace("NG".to_owned(), 11.5, 8.5, PlacePrecision::Division, 4, "Kano State".to_owned()),
        ),
    ])
}

fn pick(options: &'static [&'static str]) -> impl Strategy<Value = String> {
    (0..options.len()).prop_map(move |n| options[n].to_owned())
}

prop_compose! {
    /// Few values for everything: collisions are what is looked for.
    fn mini()(
        by in pick(&["Northgate Post", "Harbour Times", "Third Paper", "Levant Wire", ""]),
        day in 1_i8..6,
        is in pick(&["bombing accomplished", "attack accomplished", "attack foiled", "attack planned", "threat threatened", "bombing accomplished denied", "arrest_raid accomplished"]),
        at in prop::option::of(pick(&["Kano", "Maiduguri", "Lyon", "Kano State"])),
        when in prop::option::of(pick(&["2026-10-01", "2026-10-02", "2026-10", "2025"])),
        target in prop::collection::vec(pick(&["market", "police station", "Chaman Gate station", "mall", "Gate bank"]), 0..2),
        actor in prop::collection::vec(pick(&["Baloch Front", "Islamic State=islamic-state"]), 0..2),
        killed in prop::option::of(0_u32..30),
        says in prop::collection::vec(pick(&["press:Levant Wire", "press:Third Paper", "authority:police", "authority:Kano police", "person:Musa Danladi", "unnamed:officials", "?press:AP"]), 0..3),
        text in pick(&["", "At least nine people were killed when a bomb hidden in a sack of millet went off near the gate", "Somebody else wrote entirely different words about what happened on that day in the old town"]),
        beside in any::<bool>(),
    ) -> (Mini, bool) {
        let on = Date::new(2026, 10, day).ok();
        (Mini { by, on, is, at, when, target, actor, killed, says, text, ..Mini::default() }, beside)
    }
}

/// Claims with ids; some share a report with the one before.
fn minis() -> impl Strategy<Value = Vec<Mini>> {
    prop::collection::vec(mini(), 1..MAX_REPORTS).prop_map(|drawn| {
        let mut out: Vec<Mini> = Vec::new();
        for (n, (mut mini, beside)) in drawn.into_iter().enumerate() {
            mini.id = format!("c{n:02}");
            if let Some(before) = out.last().filter(|_| beside) {
                mini.report = Some(before.report.clone().unwrap_or_else(|| before.id.clone()));
                (mini.by, mini.on, mini.text) = (before.by.clone(), before.on, before.text.clone());
            }
            out.push(mini);
        }
        out
    })
}

fn pick_name(n: usize) -> &'static str {
    ["Third Paper", "police", "Northgate Post", "Harbour Times"][n % 4]
}

fn judgement(n: usize, (what, l, r): (u8, usize, usize), claims: usize) -> Judgement {
    let claim = |n: usize| format!("c{:02}", n % claims);
    let (left, right) = (ClaimId::from(claim(l)), ClaimId::from(claim(r)));
    let subject = match what {
        0 | 1 => Subject::SameIncident { left, right },
        2 => Subject::SameOrigin { left: "police".to_owned(), right: "Musa Danladi".to_owned() },
        3 => Subject::Credibility {
            incident: IncidentId::derive(&[left.as_str()]),
            value: record::Credibility::Confirmed,
        },
        4 => Subject::Reliability { source: "Levant Wire".to_owned(), value: record::Reliability::B },
        5 => Subject::Stage { incident: IncidentId::derive(&[left.as_str()]), value: record::Stage::Foiled },
        6 => Subject::Merge { claims: (0..3).map(|step| ClaimId::from(claim(l + step * r))).collect() },
        7 => Subject::Split {
            claims: vec![left, ClaimId::from(claim(l + 1))],
            rest: (2..5).map(|step| ClaimId::from(claim(l + step))).chain([right]).collect(),
        },
        8 | 9 => Subject::Independence { left: "Levant Wire".to_owned(), right: pick_name(r).to_owned() },
        10 => Subject::SameIncident { left, right },
        _ => Subject::Undo { judgement: JudgementId::from(format!("j{}", l % MAX_JUDGEMENTS)) },
    };
    Judgement {
        id: JudgementId::from(format!("j{n}")),
        verdict: match what {
            1 | 7 | 9 => Verdict::Negative,
            10 => Verdict::Unsure,
            _ => Verdict::Positive,
        },
        subject,
        score: 1.0,
        reasons: Vec::new(),
        by: "Ines".to_owned(),
        at: Timestamp::from_second(1_800_000_000 + n as i64).unwrap(),
    }
}

enum Step {
    Claim(Mini),
    Judgement(Judgement),
}

fn take(world: &mut World, step: &Step, places: &Places) -> Touched {
    let touched = match step {
        Step::Claim(mini) => world.add(&mini.report(), &mini.reading(places)),
        Step::Judgement(judgement) => world.judge(judgement),
    };
    world.weigh(touched)
}

fn bytes(incidents: &[Incident]) -> String {
    serde_json::to_string_pretty(incidents).unwrap()
}

fn config() -> Config {
    // Small bounds, so that they are met with few claims.
    Config { seen_per_cell: 3, heads: 3, shown_per_cell: 1, group_sample: 2, ..Config::default() }
}

/// The same names in other spellings, a source that leads to nobody before them, longer texts that share passages.
fn respelled(mini: &mut Mini, how: u8) {
    let parts =
        |of: &[usize]| of.iter().flat_map(|n| 20 * n..20 * n + 20).map(|n| format!("part{n} ")).collect::<String>();
    match how {
        1 => mini.says.iter_mut().for_each(|said| {
            if let Some((kind, name)) = said.split_once(':') {
                *said = format!("{kind}:{}", name.to_uppercase());
            }
        }),
        2 => mini.says = vec!["press:media".to_owned()],
        3 => mini.says.push("organisation:BALOCH FRONT".to_owned()),
        4 => mini.actor.iter_mut().for_each(|actor| *actor = actor.replace("Islamic State", "IS")),
        5 if mini.report.is_none() => mini.by = mini.by.to_uppercase(),
        6 if mini.report.is_none() => mini.text = parts(&[0, 1, 2, 3]),
        7 if mini.report.is_none() => mini.text = parts(&[4, 1, 5]),
        _ => {}
    }
}

/// Whether these come to the same one by one in either order and all at once, and whoever keeps up with what is told has the same.
fn in_any_order(
    minis: Vec<Mini>,
    judged: Vec<(u8, usize, usize)>,
    order: Vec<u32>,
    config: &dyn Fn() -> Config,
) -> Result<(), TestCaseError> {
    let places = places();
    let claims = minis.len();
    let mut steps: Vec<Step> = minis.into_iter().map(Step::Claim).collect();
    steps.extend(judged.into_iter().enumerate().map(|(n, j)| Step::Judgement(judgement(n, j, claims))));
    let mut first = World::new(config());
    for step in &steps {
        take(&mut first, step, &places);
    }
    let expected = bytes(&first.incidents());

    let mut shuffled: Vec<(u32, &Step)> = order.into_iter().zip(&steps).collect();
    shuffled.sort_by_key(|(key, _)| *key);
    let mut second = World::new(config());
    let mut mirror: BTreeMap<IncidentId, Incident> = BTreeMap::new();
    for (_, step) in &shuffled {
        let touched = take(&mut second, step, &places);
        for id in &touched.removed {
            prop_assert!(second.incident(id).is_none());
            mirror.remove(id);
        }
        for id in touched.changed {
            mirror.insert(id.clone(), second.incident(&id).unwrap());
        }
    }
    prop_assert_eq!(&bytes(&second.incidents()), &expected);
    prop_assert_eq!(&bytes(&mirror.into_values().collect::<Vec<_>>()), &expected);

    // All at once, as from a store.
    let mut third = World::new(config());
    let read: Vec<_> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Claim(mini) => Some((mini.report(), mini.reading(&places))),
            Step::Judgement(_) => None,
        })
        .collect();
    third.add_all(read.iter().map(|(report, reading)| (report, reading)));
    for step in &steps {
        if let Step::Judgement(judgement) = step {
            third.judge(judgement);
        }
    }
    third.weigh_all();
    prop_assert_eq!(&bytes(&third.incidents()), &expected);

    // Once more changes nothing.
    for step in &steps {
        prop_assert_eq!(take(&mut second, step, &places), Touched::default());
    }
    prop_assert_eq!(&bytes(&second.incidents()), &expected);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn any_order_gives_the_same_bytes_and_what_is_touched_is_told(
        minis in minis(),
        judged in prop::collection::vec((0_u8..14, 0_usize..MAX_REPORTS, 0_usize..MAX_REPORTS), 0..MAX_JUDGEMENTS),
        order in prop::collection::vec(any::<u32>(), MAX_REPORTS + MAX_JUDGEMENTS),
    ) {
        in_any_order(minis, judged, order, &config)?;
    }

    #[test]
    fn so_it_does_with_names_in_several_spellings_and_texts_that_share_passages(
        minis in minis(),
        how in prop::collection::vec(0_u8..12, MAX_REPORTS),
        judged in prop::collection::vec((0_u8..14, 0_usize..MAX_REPORTS, 0_usize..MAX_REPORTS), 0..MAX_JUDGEMENTS),
        order in prop::collection::vec(any::<u32>(), MAX_REPORTS + MAX_JUDGEMENTS),
        max_copy_reports in 2_usize..30,
    ) {
        let mut minis = minis;
        minis.iter_mut().zip(how).for_each(|(mini, how)| respelled(mini, how));
        for n in 1..minis.len() {
            // What lies in one report is one report.
            if minis[n].report.is_some() {
                (minis[n].by, minis[n].text) = (minis[n - 1].by.clone(), minis[n - 1].text.clone());
            }
        }
        in_any_order(minis, judged, order, &|| Config { max_copy_reports, ..config() })?;
    }

    #[test]
    fn every_claim_is_in_one_incident_and_no_report_twice(minis in minis()) {
        let places = places();
        let mut world = World::new(config());
        for mini in &minis {
            world.add(&mini.report(), &mini.reading(&places));
        }
        let incidents = world.incidents();
        let mut seen: Vec<&ClaimId> = incidents.iter().flat_map(|i| &i.claims).collect();
        seen.sort();
        prop_assert_eq!(seen.len(), minis.len());
        seen.dedup();
        prop_assert_eq!(seen.len(), minis.len());
        for incident in &incidents {
            let mut of_report: BTreeMap<&ReportId, Vec<bool>> = BTreeMap::new();
            for id in &incident.claims {
                let claim = minis.iter().find(|mini| mini.id == id.0).unwrap().claim(&places);
                let report = incident.reports.iter().find(|report| **report == claim.report).unwrap();
                let denied = claim.assertion == Assertion::Denied || claim.stage == Stage::Denied;
                of_report.entry(report).or_default().push(denied);
            }
            // A report may tell of one event twice only where it tells of a denial as well.
            prop_assert!(of_report.values().all(|denied| matches!(denied[..], [_] | [true, false] | [false, true])));
            prop_assert_eq!(of_report.len(), incident.reports.len());
            // Nobody stands behind those who only cite one another.
            prop_assert!(incident.independent_origins >= 1 || incident.circular);
            prop_assert_eq!(incident.independent_origins as usize, incident.origins.iter().filter(|o| o.independent).count());
            prop_assert_eq!(incident.links.len() + 1, incident.claims.len());
            let resting: BTreeSet<_> = incident.origins.iter().flat_map(|o| &o.reports).collect();
            prop_assert_eq!(resting.len(), incident.reports.len(), "every report rests on an origin");
            prop_assert!(incident.origins.iter().all(|o| !o.reasons.is_empty()));
        }
    }

    #[test]
    fn a_score_has_no_sides(left in mini(), right in mini()) {
        let places = places();
        let config = Config::default();
        let (l, r) = (left.0, right.0);
        let there = link::explain(&config, (&l.report(), &l.claim(&places)), (&r.report(), &r.claim(&places)));
        let back = link::explain(&config, (&r.report(), &r.claim(&places)), (&l.report(), &l.claim(&places)));
        prop_assert_eq!(there.score.to_bits(), back.score.to_bits());
        prop_assert_eq!(there.features, back.features);
    }
}
