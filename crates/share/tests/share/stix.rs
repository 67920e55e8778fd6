use crate::material::*;
use jiff::Timestamp;
use record::{
    Certainty, Claim, Group, GroupId, HistoryStep, Marking, Place, Severity, Tlp, Urgency, Warning, WarningId,
    WarningOutcome, WarningState,
};
use serde_json::{Value, json};
use share::formats::stix::{StixActor, StixIncident, StixWarning, decode, encode};
use std::collections::BTreeSet;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn groups() -> Vec<Group> {
    let group = |id: &str, name: &str, aliases: &[&str], parent: Option<&str>| Group {
        id: GroupId::from(id),
        name: name.to_owned(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        parent: parent.map(GroupId::from),
        countries: Vec::new(),
        active: None,
        listed_by: Vec::new(),
        ucdp: None,
    };
    vec![
        group("islamic-state", "Islamic State", &["ISIS"], None),
        group(
            "islamic-state-khorasan",
            "Islamic State Khorasan",
            &["Wilayat Khorasan", "ISIS-K"],
            Some("islamic-state"),
        ),
    ]
}

fn stored(claim: Claim) -> StixIncident {
    StixIncident { incident: incident(), warnings: Vec::new(), claims: vec![claim], reports: vec![report()] }
}

/// A warning with everything, and one with next to nothing.
fn warnings() -> Vec<StixWarning> {
    let marking = Marking { tlp: Tlp::Amber, originator_control: true };
    let mut full = stored(claim()).tell(&groups(), &marking, at("2024-06-18T09:00:00Z"));
    full.text = "A plan for a bombing is reported to have been foiled.".to_owned();
    full.caveats = vec!["Do not quote.".to_owned()];
    full.linked_places = vec![Place { country_iso2: Some("TR".to_owned()), ..Place::named("Istanbul") }];
    full.actors.push(StixActor { name: "Harbour Guard".to_owned(), aliases: Vec::new(), parent: None, known: false });
    full.urgency = Urgency::Past;
    full.outcome = Some(WarningOutcome::Prevented);
    let bare = StixWarning {
        key: "rel-2".to_owned(),
        headline: " ".to_owned(),
        text: String::new(),
        marking: Marking::new(Tlp::Clear),
        caveats: Vec::new(),
        place: Some(Place::named("somewhere")),
        linked_places: Vec::new(),
        when: None,
        grade: record::Grade::unjudged(),
        independent_origins: 0,
        origins: Vec::new(),
        actors: Vec::new(),
        targets: Vec::new(),
        killed: None,
        injured: None,
        statements: Vec::new(),
        outcome: None,
        cancelled: true,
        ..full.clone()
    };
    vec![full, bare]
}

#[test]
fn a_bundle_is_as_it_is_written_down() {
    let bundle = encode(&warnings(), "Harbour Safety Desk");
    assert_eq!(bundle, encode(&warnings(), "Harbour Safety Desk"), "the same input gives the same ids");
    insta::assert_json_snapshot!(bundle);
}

#[test]
fn empty_words_leave_nothing_empty_behind() {
    fn empty(value: &Value) -> bool {
        match value {
            Value::String(text) => text.trim().is_empty(),
            Value::Array(list) => list.is_empty() || list.iter().any(empty),
            Value::Object(map) => map.is_empty() || map.values().any(empty),
            Value::Null => true,
            _ => false,
        }
    }
    let mut warning = warnings().remove(0);
    let blank = || " ".to_owned();
    (warning.headline, warning.text, warning.caveats) = (blank(), blank(), vec![blank()]);
    (warning.origins, warning.targets) = (vec![blank()], vec![blank()]);
    warning.actors.push(StixActor { name: blank(), aliases: vec![blank()], parent: Some(blank()), known: true });
    warning.actors[0].aliases = vec![blank()];
    let said = &mut warning.statements[0];
    (said.outlet, said.title, said.said_by) = (Some(blank()), Some(blank()), vec![blank()]);
    let mut silent = said.clone();
    (silent.key, silent.words) = ("silent".to_owned(), blank());
    warning.statements.push(silent);
    warning.place = Some(Place { lat: Some(f64::NAN), lon: Some(1.0), ..Place::named("") });
    let bundle = encode(&[warning], " ");
    assert!(!empty(&bundle), "{bundle:#}");
    let notes = bundle["objects"].as_array().unwrap().iter().filter(|object| object["type"] == "note").count();
    assert_eq!(notes, 1);
}

#[test]
fn every_reference_is_in_the_bundle_once() {
    let bundle = encode(&warnings(), "Harbour Safety Desk");
    let objects = bundle["objects"].as_array().unwrap();
    let ids: BTreeSet<&str> = objects.iter().map(|object| object["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), objects.len());
    fn refs<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    match value {
                        Value::String(id) if key.ends_with("_ref") => found.push(id),
                        Value::Array(ids) if key.ends_with("_refs") => {
                            found.extend(ids.iter().filter_map(Value::as_str));
                        }
                        other => refs(other, found),
                    }
                }
            }
            Value::Array(list) => list.iter().for_each(|value| refs(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    refs(&bundle, &mut found);
    assert!(found.len() > 20);
    for id in found {
        assert!(ids.contains(id), "{id}");
    }
}

#[test]
fn a_bundle_comes_back() {
    let sent = warnings();
    let decoded = decode(&encode(&sent, "Harbour Safety Desk")).unwrap();
    assert_eq!(decoded.left_out, []);
    for (got, sent) in decoded.warnings.iter().zip(&sent) {
        let mut expected = sent.clone();
        // Reasons stay at home; the keys are the ids in the bundle; the gazetteer is the reader's own.
        expected.grade = record::Grade {
            reliability: sent.grade.reliability,
            credibility: sent.grade.credibility,
            ..record::Grade::unjudged()
        };
        expected.key = got.key.clone();
        if expected.headline.trim().is_empty() {
            expected.headline = sent.kind.words().to_owned();
        }
        for (said, got) in expected.statements.iter_mut().zip(&got.statements) {
            said.key = got.key.clone();
        }
        if let Some(place) = &mut expected.place {
            place.gazetteer_id = None;
        }
        expected.linked_places.iter_mut().for_each(|place| place.precision = record::PlacePrecision::Country);
        assert_eq!(*got, expected);
    }
}

#[test]
fn people_never_become_objects() {
    let mut claim = claim();
    claim.victims = vec![record::Mention::new("Nadia Orlova", None)];
    let marking = Marking::new(Tlp::Clear);
    let warning = stored(claim).tell(&groups(), &marking, at("2024-06-18T09:00:00Z"));
    let bundle = encode(&[warning], "Harbour Safety Desk");
    assert!(!bundle.to_string().contains("Nadia"));
    for object in bundle["objects"].as_array().unwrap() {
        assert_ne!(object["identity_class"], "individual");
        let person = object["name"].as_str().is_some_and(|name| name.contains("Selin"));
        assert!(!person, "a columnist is named in a note's words only: {object}");
    }
}

#[test]
fn foreign_bundles_are_taken_as_far_as_they_go() {
    for (bundle, expected) in [
        (json!([]), "not an object"),
        (json!({"type": "report"}), "`bundle`"),
        (json!({"type": "bundle"}), "no objects"),
    ] {
        assert!(decode(&bundle).unwrap_err().to_string().contains(expected));
    }
    let mut bundle = encode(&warnings(), "Harbour Safety Desk");
    let objects = bundle["objects"].as_array_mut().unwrap();
    objects.push(json!({"type": "incident", "id": "incident--1", "name": "x"}));
    for object in objects.iter_mut().filter(|object| object["type"] == "incident") {
        object.as_object_mut().unwrap().remove("object_marking_refs");
    }
    let decoded = decode(&bundle).unwrap();
    assert_eq!((decoded.warnings.len(), decoded.left_out.len()), (2, 1));
    assert_eq!(decoded.warnings[0].marking, Marking::new(Tlp::Red), "what is not said to be free is not");
}

fn about(id: &str, marking: Marking, state: WarningState, day: u8) -> Warning {
    let incident = incident();
    let step = |at, state| HistoryStep { state, at, by: "ana".to_owned(), note: String::new() };
    Warning {
        id: WarningId::from(id),
        incident: incident.id,
        claims: incident.claims,
        watch: None,
        headline: format!("Headline {id}"),
        text: format!("Text {id}"),
        reasons: Vec::new(),
        stage: incident.stage,
        place: incident.place,
        when: incident.when,
        urgency: Urgency::Future,
        severity: Severity::Severe,
        certainty: Certainty::Likely,
        grade: incident.grade,
        independent_origins: 1,
        marking,
        state,
        outcome: None,
        event_at: None,
        history: vec![
            step(at("2024-06-18T09:00:00Z"), WarningState::Draft),
            step(at(&format!("2024-06-{day}T09:00:00Z")), state),
        ],
        offer: None,
        latest_update: None,
        held: None,
        counts_from: None,
        proposals: Vec::new(),
    }
}

#[test]
fn an_incident_is_told_by_its_latest_warning_under_the_tightest_marking() {
    let (green, red) = (Marking::new(Tlp::Green), Marking::new(Tlp::Red));
    let tell = |warnings: Vec<Warning>| {
        StixIncident { warnings, ..stored(claim()) }.tell(&groups(), &green, at("2024-07-01T00:00:00Z"))
    };
    let none = tell(Vec::new());
    assert_eq!((none.text.as_str(), &none.marking, none.cancelled), ("", &green, false));
    assert_eq!((none.created, none.modified), (at("2024-06-18T00:00:00Z"), at("2024-07-01T00:00:00Z")));
    let draft = about("a", red.clone(), WarningState::Draft, 25);
    let early = about("b", green.clone(), WarningState::Released, 20);
    let late = about("c", green.clone(), WarningState::Acknowledged, 22);
    let gone = about("d", green.clone(), WarningState::Cancelled, 26);
    let told = tell(vec![draft, late, early, gone.clone()]);
    assert_eq!((told.text.as_str(), &told.marking, told.cancelled), ("Text c", &red, false));
    assert_eq!(told.created, none.created, "an object is created once");
    assert!(tell(vec![gone]).cancelled);
}

#[test]
fn a_name_is_a_known_group_by_any_of_its_spellings() {
    for (name, expected, known) in [
        ("wilayat khorasan", "Islamic State Khorasan", true),
        ("Islamic State", "Islamic State", true),
        ("Harbour Guard", "Harbour Guard", false),
    ] {
        let actor = StixActor::named(name, &groups());
        assert_eq!((actor.name.as_str(), actor.known), (expected, known));
    }
}
