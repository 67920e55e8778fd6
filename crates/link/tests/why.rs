//! Why an incident is what it is: that the words say what the numbers weigh.

mod common;

use common::{Mini, Places};
use link::made_up::MadeUp;
use link::why::{self, Why};
use link::{Config, World};
use record::{Claim, ClaimId, Incident, Reading, Report};
use std::collections::BTreeMap;

const CASE: &str = r#"
[places]
Oria = ["OA", 10.0, 10.0, "city", 1]
Bel = ["OA", 10.1, 10.1, "city", 2]

[[claim]]
id = "a"
by = "The Oria Mail"
on = "2026-03-02"
is = "bombing accomplished"
at = "Oria"
when = "2026-03-01"
target = ["the central market"]
killed = 12
says = ["authority:Oria police"]
text = "A bomb tore through the central market of Oria on Sunday and killed twelve people, police in Oria said at the scene."

[[claim]]
id = "b"
by = "Volna"
on = "2026-03-02"
is = "attack accomplished"
at = "Oria"
when = "2026-03-01"
target = ["a market"]
killed = 9
says = ["person:Dana Roe"]
text = "Nine were dead after somebody attacked shoppers, the trader Dana Roe told our correspondent by telephone late at night."

[[claim]]
id = "c"
by = "Harbour Post"
on = "2026-03-03"
is = "bombing accomplished"
at = "Bel"
target = ["the central market"]
killed = 12
says = ["press:The Oria Mail"]
text = "A bomb tore through the central market of Oria on Sunday and killed twelve people, police in Oria said at the scene."
"#;

#[derive(serde::Deserialize)]
struct Case {
    places: Places,
    claim: Vec<Mini>,
}

fn explained(world: &World, incident: &Incident, all: &BTreeMap<ClaimId, (Report, Claim)>) -> Why {
    let told: Vec<(&Claim, &Report)> =
        incident.claims.iter().filter_map(|id| all.get(id)).map(|(report, claim)| (claim, report)).collect();
    assert_eq!(told.len(), incident.claims.len());
    assert!(!world.is_empty());
    why::of(incident, &told, &Config::default())
}

fn add(world: &mut World, all: &mut BTreeMap<ClaimId, (Report, Claim)>, report: &Report, reading: &Reading) {
    world.add(report, reading);
    all.extend(reading.claims.iter().map(|claim| (claim.id.clone(), (report.clone(), claim.clone()))));
}

#[test]
fn a_newcomer_reads_why() {
    let case: Case = toml::from_str(CASE).unwrap();
    let (mut world, mut all) = (World::new(Config::default()), BTreeMap::new());
    for mini in &case.claim {
        add(&mut world, &mut all, &mini.report(), &mini.reading(&case.places));
    }
    let incidents = world.incidents();
    assert_eq!(incidents.len(), 1, "{incidents:#?}");
    let why = explained(&world, &incidents[0], &all);
    let ties: Vec<String> = why
        .ties
        .iter()
        .map(|tied| format!("{} to {}: {}", tied.claim, tied.to, why::sentence(&tied.features)))
        .collect();
    assert_eq!(
        ties,
        [
            "b to a: same town (Oria) +2.0, same day +1.5, target of the same sort (the central market, a market) +1.2, \
             numbers that fit (12 and 9 killed) +0.4, same stage (accomplished) +0.3, kinds that fit (bombing, attack) +0.2",
            "c to a: told in the same words +2.0, towns 16 km apart (Oria, Bel) +1.4, \
             target of the same sort (the central market, the central market) +1.2, same numbers (12 killed) +1.0, \
             only one is dated, the other reported 2 days from it +0.8, same kind (bombing) +0.6, same stage (accomplished) +0.3",
        ]
    );
    assert!(why.ties.iter().all(|tied| tied.score >= tied.needed && tied.judged_by.is_none()));
    let labels: Vec<(&str, bool)> = why.origins.iter().map(|o| (o.origin.as_str(), o.independent)).collect();
    assert_eq!(labels, [("Oria police", true), ("Dana Roe", true)]);
    assert_eq!(why.origins[0].copies.len(), 1);
    assert!(why.origins[0].copies[0].words.starts_with("they share 100 %"), "{:?}", why.origins[0].copies);
    assert_eq!(why.apart.len(), 1);
    assert!(why.apart[0].both_count);
    assert_eq!(
        why.apart[0].reasons,
        [
            "Neither cites the other, over however many between.",
            "Each tells it in words of its own: 0 % of the passage in common, 60 % make it one.",
            "Their reports have no longer passage in common.",
        ]
    );
}

#[test]
fn what_is_told_is_what_was_weighed() {
    let (mut world, mut all) = (World::new(Config::default()), BTreeMap::new());
    for (report, reading) in MadeUp::new(11).take(400) {
        add(&mut world, &mut all, &report, &reading);
    }
    let incidents = world.incidents();
    assert!(incidents.iter().any(|incident| incident.claims.len() > 20));
    let raw = ["kind", "stage", "place", "date", "actor", "target", "people harmed", "casualties", "weapon", "wording"];
    for incident in &incidents {
        let why = explained(&world, incident, &all);
        assert_eq!(why.ties.len(), incident.links.len());
        assert_eq!(why.origins.len(), incident.origins.len());
        for claim in incident.claims.iter().filter(|_| incident.claims.len() > 1) {
            assert!(!why.ties_of(claim).is_empty(), "{claim} is in {} and nothing says why", incident.id);
        }
        for tied in &why.ties {
            let sum: f64 = tied.features.iter().map(|feature| feature.weight).sum();
            assert!((sum - tied.score).abs() < 0.06, "{tied:?}");
            assert!(tied.score >= tied.needed, "{tied:?}");
            assert!(tied.features.iter().all(|feature| !raw.contains(&feature.words.as_str())), "{tied:?}");
        }
        let pairs = incident.origins.len().min(6);
        assert_eq!(why.apart.len(), pairs * pairs.saturating_sub(1) / 2);
        assert!(why.apart.iter().all(|apart| apart.reasons.len() == 3));
    }
}
