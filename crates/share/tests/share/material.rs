//! A report, its reading and its incident, shared by the tests.

use jiff::civil::date;
use record::{
    Assertion, CaptureId, Claim, ClaimId, Conflict, ConflictSide, Credibility, Fault, FaultKind, Grade, GroupId,
    Incident, IncidentId, Kind, Lead, Mention, Origin, Place, PlacePrecision, Reading, Reason, Reliability, Report,
    ReportId, Slot, Span, Speaker, SpeakerKind, Stage, When,
};

pub fn moscow() -> Place {
    Place {
        gazetteer_id: Some(524_901),
        country_iso2: Some("RU".to_owned()),
        admin1: Some("Moscow".to_owned()),
        lat: Some(55.752_22),
        lon: Some(37.615_56),
        precision_m: Some(20_000),
        precision: PlacePrecision::City,
        ..Place::named("Moscow")
    }
}

pub fn report() -> Report {
    Report {
        id: ReportId::from("r1"),
        capture: CaptureId::derive(&["r1"]),
        outlet: "Volga Wire".to_owned(),
        title: "Plot against market".to_owned(),
        byline: None,
        section: None,
        published: Some(date(2024, 6, 18)),
        url: None,
        language: "en".to_owned(),
        text: "Plot against market\nA plan to bomb a crowded market in Moscow was stopped, Selin Aktaş wrote in Örnek Gazete."
            .to_owned(),
        leads: vec![Lead {
            title: "Harbour talks go on".to_owned(),
            published: Some(date(2024, 6, 17)),
            time: Some("14:34".to_owned()),
            url: Some("https://volga.example/2".to_owned()),
        }],
    }
}

pub fn chain() -> Vec<Speaker> {
    vec![
        Speaker::outlet("Volga Wire"),
        Speaker { kind: SpeakerKind::Press, ..Speaker::outlet("Örnek Gazete") },
        Speaker { kind: SpeakerKind::Person, ..Speaker::outlet("Selin Aktaş") },
    ]
}

pub fn claim() -> Claim {
    let report = report();
    let start = report.text.find("A plan").unwrap();
    let text = report.text.clone();
    Claim {
        id: ClaimId::derive(&["r1", "0", "bombing", "foiled"]),
        report: report.id,
        kind: Kind::Bombing,
        stage: Stage::Foiled,
        assertion: Assertion::Reported,
        main: true,
        actors: vec![Mention { group: None, ..Mention::new("Wilayat Khorasan", None) }],
        actor_parent: Some("Islamic State".to_owned()),
        perpetrators: Vec::new(),
        targets: vec![Mention::new("crowded market", None)],
        victims: Vec::new(),
        victim_descriptions: Vec::new(),
        weapons: Vec::new(),
        killed: None,
        injured: Some(2),
        place: Some(Place { gazetteer_id: None, ..moscow() }),
        linked_places: Vec::new(),
        when: When::day(date(2024, 6, 15)),
        said_by: chain(),
        evidence: vec![Span::new(start, report.text.len())],
        why: why(&text),
        weighed: None,
    }
}

fn why(text: &str) -> Vec<Reason> {
    let span = |words: &str| text.find(words).map(|start| Span::new(start, start + words.len()));
    let reason = |slot, words, rule: &str, score| {
        let rule = (!rule.is_empty()).then(|| rule.to_owned());
        Reason { slot, span: span(words), rule, score }
    };
    vec![
        reason(Slot::Event, "bomb", "a word that names it", Some(0.971)),
        reason(Slot::Target, "crowded market", "", Some(0.834)),
        reason(Slot::Place, "Moscow", "named with the event", None),
        reason(Slot::Date, "no such words", "the news of the day", None),
    ]
}

pub fn reading() -> Reading {
    Reading {
        report: ReportId::from("r1"),
        relevant: true,
        claims: vec![claim()],
        attribution: chain(),
        independent_origin: Some("Örnek Gazete (Selin Aktaş)".to_owned()),
        faults: vec![Fault::new(FaultKind::Controls, "byte 12", "a direction mark was removed")],
        reader_version: share::formats::readings::READER_VERSION.to_owned(),
    }
}

pub fn incident() -> Incident {
    let claim = claim();
    let side = |value: &str, said_by: &str| ConflictSide {
        value: value.to_owned(),
        claims: vec![claim.id.clone()],
        said_by: vec![said_by.to_owned()],
    };
    let actor = Mention { group: Some(GroupId::from("islamic-state-khorasan")), ..claim.actors[0].clone() };
    Incident {
        id: IncidentId::from("inc-0011223344556677"),
        claims: vec![claim.id.clone()],
        reports: vec![claim.report.clone()],
        kind: claim.kind,
        stage: claim.stage,
        place: Some(moscow()),
        linked_places: Vec::new(),
        when: claim.when.clone(),
        actors: vec![actor],
        actor_parent: claim.actor_parent.clone(),
        targets: claim.targets.clone(),
        killed: Some((9, 12)),
        injured: Some((2, 2)),
        origins: vec![Origin {
            label: "Örnek Gazete (Selin Aktaş)".to_owned(),
            reports: vec![claim.report.clone()],
            chain: chain(),
            independent: true,
            reasons: vec!["Volga Wire cites Örnek Gazete".to_owned()],
            copies: Vec::new(),
        }],
        independent_origins: 1,
        circular: false,
        grade: Grade {
            reliability: Reliability::C,
            credibility: Credibility::ProbablyTrue,
            reliability_reasons: vec!["Fairly good record".to_owned()],
            credibility_reasons: vec!["One origin".to_owned()],
        },
        conflicts: vec![Conflict {
            field: "killed".to_owned(),
            sides: vec![side("12", "Örnek Gazete (Selin Aktaş)"), side("9", "Steppe Observer")],
        }],
        links: Vec::new(),
        testimony: Vec::new(),
        headline: "Bombing of a crowded market, Moscow, RU: foiled".to_owned(),
    }
}
