//! Every case of `testdata/cases.toml`: some claims, and the incidents that must come of them.

mod common;

use common::{Mini, Places};
use jiff::Timestamp;
use link::{Config, World};
use record::{ClaimId, Incident, IncidentId, Judgement, JudgementId, Subject, Verdict};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct File {
    places: Places,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    claims: Vec<Mini>,
    #[serde(default)]
    judged: Vec<Ruling>,
    /// The incidents, each as the ids of its claims in shown order; in order of their first claims' ids.
    incidents: Vec<Vec<String>>,
    /// By a claim of the incident: what else must be so.
    #[serde(default)]
    then: BTreeMap<String, Then>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ruling {
    same: Option<[String; 2]>,
    apart: Option<[String; 2]>,
    one_origin: Option<[String; 2]>,
    two_origins: Option<[String; 2]>,
    credibility: Option<[String; 2]>,
    reliability: Option<[String; 2]>,
    stage: Option<[String; 2]>,
    /// Takes back the judgement with this number, counted from 1.
    undo: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Then {
    origins: Option<u32>,
    labels: Option<Vec<String>>,
    circular: Option<bool>,
    grade: Option<String>,
    why: Option<String>,
    stage: Option<String>,
    kind: Option<String>,
    headline: Option<String>,
    conflicts: Option<Vec<String>>,
    reason: Option<String>,
    killed: Option<(u32, u32)>,
    place: Option<String>,
    linked: Option<Vec<String>>,
}

impl Ruling {
    fn judgement(&self, number: usize) -> Judgement {
        let pair = |p: &[String; 2]| Subject::SameIncident {
            left: ClaimId::from(p[0].as_str()),
            right: ClaimId::from(p[1].as_str()),
        };
        let origins = |p: &[String; 2]| Subject::SameOrigin { left: p[0].clone(), right: p[1].clone() };
        let incident = |claim: &str| IncidentId::derive(&[claim]);
        let id = |n: usize| JudgementId::from(format!("j{n}"));
        let (subject, verdict) = match self {
            Self { same: Some(p), .. } => (pair(p), Verdict::Positive),
            Self { apart: Some(p), .. } => (pair(p), Verdict::Negative),
            Self { one_origin: Some(p), .. } => (origins(p), Verdict::Positive),
            Self { two_origins: Some(p), .. } => (origins(p), Verdict::Negative),
            Self { credibility: Some([claim, value]), .. } => {
                (Subject::Credibility { incident: incident(claim), value: value.parse().unwrap() }, Verdict::Positive)
            }
            Self { reliability: Some([source, value]), .. } => {
                (Subject::Reliability { source: source.clone(), value: value.parse().unwrap() }, Verdict::Positive)
            }
            Self { stage: Some([claim, value]), .. } => {
                (Subject::Stage { incident: incident(claim), value: value.parse().unwrap() }, Verdict::Positive)
            }
            Self { undo: Some(n), .. } => (Subject::Undo { judgement: id(*n) }, Verdict::Positive),
            _ => panic!("an empty judgement"),
        };
        Judgement {
            id: id(number),
            subject,
            verdict,
            score: 1.0,
            reasons: vec!["because.".to_owned()],
            by: "Ines".to_owned(),
            at: Timestamp::from_second(1_800_000_000 + number as i64).unwrap(),
        }
    }
}

fn check(name: &str, then: &Then, incident: &Incident) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |what: &str, expected: Option<String>, found: String| {
        if let Some(expected) = expected.filter(|e| *e != found) {
            wrong.push(format!("{name}: {what}: expected {expected}, found {found}"));
        }
    };
    expect("origins", then.origins.map(|n| n.to_string()), incident.independent_origins.to_string());
    let labels: Vec<&String> = incident.origins.iter().map(|o| &o.label).collect();
    expect("labels", then.labels.as_ref().map(|l| format!("{l:?}")), format!("{labels:?}"));
    expect("circular", then.circular.map(|c| c.to_string()), incident.circular.to_string());
    expect("grade", then.grade.clone(), incident.grade.code());
    expect("stage", then.stage.clone(), incident.stage.to_string());
    expect("kind", then.kind.clone(), incident.kind.to_string());
    expect("headline", then.headline.clone(), incident.headline.clone());
    expect("killed", then.killed.map(|k| format!("{:?}", Some(k))), format!("{:?}", incident.killed));
    expect("place", then.place.clone(), incident.place.as_ref().map_or_else(String::new, |p| p.label()));
    let linked: Vec<String> = incident.linked_places.iter().map(|p| p.label()).collect();
    expect("linked", then.linked.as_ref().map(|l| format!("{l:?}")), format!("{linked:?}"));
    let fields: Vec<String> = incident
        .conflicts
        .iter()
        .map(|c| format!("{}: {}", c.field, c.sides.iter().map(|s| s.value.as_str()).collect::<Vec<_>>().join(" / ")))
        .collect();
    expect("conflicts", then.conflicts.as_ref().map(|c| format!("{c:?}")), format!("{fields:?}"));
    let said = |needle: &Option<String>, hay: Vec<String>| {
        needle.clone().map(|n| hay.into_iter().find(|h| h.contains(&n)).unwrap_or(n))
    };
    let grades: Vec<String> =
        incident.grade.reliability_reasons.iter().chain(&incident.grade.credibility_reasons).cloned().collect();
    expect(
        "why",
        then.why.clone().map(|_| String::new()),
        if then.why.as_ref().is_some_and(|w| !grades.iter().any(|g| g.contains(w))) {
            format!("{grades:?}")
        } else {
            String::new()
        },
    );
    let reasons: Vec<String> = incident.origins.iter().flat_map(|o| o.reasons.clone()).collect();
    let found = said(&then.reason, reasons.clone());
    expect(
        "reason",
        then.reason.clone().map(|_| String::new()),
        if found.is_some_and(|f| !reasons.contains(&f)) { format!("{reasons:?}") } else { String::new() },
    );
    wrong
}

#[test]
fn every_case_comes_out_as_written() {
    let text = include_str!("../testdata/cases.toml");
    let file: File = toml::from_str(text).unwrap();
    let mut wrong = Vec::new();
    for case in &file.case {
        let mut world = World::new(Config::default());
        for claim in &case.claims {
            world.add(&claim.report(), &claim.reading(&file.places));
        }
        for (n, ruling) in case.judged.iter().enumerate() {
            world.judge(&ruling.judgement(n + 1));
        }
        let incidents = world.incidents();
        let mut found: Vec<Vec<String>> =
            incidents.iter().map(|i| i.claims.iter().map(|c| c.0.clone()).collect()).collect();
        found.sort();
        if found != case.incidents {
            let why: Vec<String> = case
                .claims
                .iter()
                .enumerate()
                .flat_map(|(n, l)| case.claims[n + 1..].iter().map(move |r| (l, r)))
                .map(|(l, r)| {
                    let why = link::explain(
                        &Config::default(),
                        (&l.report(), &l.claim(&file.places)),
                        (&r.report(), &r.claim(&file.places)),
                    );
                    format!("   {} {} {:.2} {:?}", l.id, r.id, why.score, why.features)
                })
                .collect();
            wrong.push(format!(
                "{}: incidents: expected {:?}, found {found:?}\n{}",
                case.name,
                case.incidents,
                why.join("\n")
            ));
        }
        for (claim, then) in &case.then {
            let incident = incidents.iter().find(|i| i.claims.iter().any(|c| c.0 == *claim)).unwrap();
            wrong.extend(check(&case.name, then, incident));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(file.case.len() >= 40, "only {} cases", file.case.len());
}

#[test]
fn what_the_hard_cases_say_of_their_incidents_holds() {
    let mut checked = 0;
    for text in [include_str!("../testdata/incidents/one.toml"), include_str!("../testdata/incidents/two.toml")] {
        let file: File = toml::from_str(text).unwrap();
        for case in file.case.iter().filter(|case| !case.then.is_empty()) {
            let mut world = World::new(Config::default());
            for claim in &case.claims {
                world.add(&claim.report(), &claim.reading(&file.places));
            }
            let incidents = world.incidents();
            for (claim, then) in &case.then {
                let incident = incidents.iter().find(|i| i.claims.iter().any(|c| c.0 == *claim)).unwrap();
                assert_eq!(check(&case.name, then, incident), Vec::<String>::new());
                checked += 1;
            }
        }
    }
    assert!(checked >= 8, "only {checked} checked");
}
