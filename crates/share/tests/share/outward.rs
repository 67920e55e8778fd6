//! The formats made for partners: CAP, feeds, MISP.

use crate::material::*;
use jiff::Timestamp;
use proptest::prelude::*;
use record::{Certainty, Marking, Severity, Tlp, Urgency};
use share::formats::Told;
use share::formats::cap::{self, Alert, Area, Desk, Info, MsgType, Reference, Scope, Status};
use share::formats::stix::{StixActor, StixWarning};
use share::formats::{feed, misp};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn desk() -> Desk {
    Desk { name: "Desk of Ours".to_owned(), sender: "desk.example".to_owned(), status: Status::Exercise }
}

/// One copy; the texts hold what breaks formats that are put together by hand.
pub fn told(key: &str, version: u32) -> Told {
    let incident = incident();
    let sent = |minute: u32| at(&format!("2024-06-18T09:{minute:02}:00.25Z"));
    Told {
        warning: StixWarning {
            key: key.to_owned(),
            headline: "=Plot <b>\"against\"</b> market & caf\u{e9}, Moscow \u{1f642}".to_owned(),
            text: "What: a plan.\n\nOn whose word: one, \"so it says\", ]]> & <none> other.".to_owned(),
            marking: Marking { tlp: Tlp::AmberStrict, originator_control: true },
            caveats: vec!["Do not quote.".to_owned()],
            kind: incident.kind,
            stage: incident.stage,
            place: Some(moscow()),
            linked_places: Vec::new(),
            when: incident.when.clone(),
            urgency: Urgency::Expected,
            severity: Severity::Severe,
            certainty: Certainty::Likely,
            grade: incident.grade.clone(),
            independent_origins: 1,
            origins: vec!["Volga Wire".to_owned()],
            actors: vec![StixActor { name: "A, B & Sons".to_owned(), aliases: vec![], parent: None, known: false }],
            targets: vec!["crowded market".to_owned()],
            killed: None,
            injured: None,
            statements: Vec::new(),
            outcome: None,
            cancelled: false,
            created: sent(0),
            modified: sent(version - 1),
        },
        partner: "Moscow liaison".to_owned(),
        version,
        sent: sent(version - 1),
        earlier: (1..version).map(|n| sent(n - 1)).collect(),
        changes: if version > 1 { vec!["stage planned \u{2192} foiled".to_owned()] } else { Vec::new() },
        cancelled: None,
        expires_at: at("2024-07-18T09:00:00Z"),
        handling: "TLP:AMBER+STRICT. Within your organisation only.".to_owned(),
        likelihood: Some("likely (55 to 80 %)".to_owned()),
        link: Some("https://desk.example/w/abc".to_owned()),
    }
}

pub fn cancelled(key: &str) -> Told {
    let mut told = told(key, 2);
    told.cancelled = Some((at("2024-06-19T08:00:00Z"), "A drill".to_owned()));
    told.warning.cancelled = true;
    told
}

#[test]
fn each_version_is_a_cap_message_that_follows_the_ones_before() {
    let first = cap::message(&told("rel-1", 1), &desk());
    assert_eq!((first.msg_type, first.status, first.scope), (MsgType::Alert, Status::Exercise, Scope::Private));
    assert_eq!((first.identifier.as_str(), first.references.len()), ("rel-1.1", 0));
    assert_eq!(cap::release_of(&first.identifier), Some(("rel-1".into(), 1)));
    let third = cap::message(&told("rel-1", 3), &desk());
    assert_eq!((third.msg_type, third.identifier.as_str()), (MsgType::Update, "rel-1.3"));
    let names: Vec<_> = third.references.iter().map(|of| of.identifier.as_str()).collect();
    assert_eq!(names, ["rel-1.1", "rel-1.2"]);
    assert_eq!(third.references[0].sent, first.sent, "a reference names the time that the message carried");
    let over = cap::message(&cancelled("rel-1"), &desk());
    assert_eq!((over.msg_type, over.references.len(), over.infos.len()), (MsgType::Cancel, 2, 0));
    let ack = cap::ack(&first, "liaison.example", "We have it", at("2024-06-18T09:05:00Z"));
    assert_eq!((ack.msg_type, &ack.references[0].identifier), (MsgType::Ack, &first.identifier));
    for message in [first, third, over, ack] {
        let xml = cap::encode(&message);
        assert!(!xml.contains("Z<") && xml.contains("-00:00</sent>"), "{xml}");
        assert_eq!(cap::decode(xml.as_bytes()).unwrap(), message);
    }
}

#[test]
fn what_is_not_cap_is_told_so() {
    let good = cap::encode(&cap::message(&told("rel-1", 2), &desk()));
    let with = |from: &str, to: &str| good.replacen(from, to, 1);
    for (xml, wanted) in [
        ("no xml".to_owned(), "not a CAP message"),
        (good[..good.len() - 9].to_owned(), "not a CAP message"),
        ("<alert xmlns=\"urn:else\"/>".to_owned(), "not a CAP 1.2 message"),
        (with("<alert", "<!DOCTYPE alert [<!ENTITY a \"b\">]><alert"), "document type"),
        (with("&amp;", "&unknown;"), "entity"),
        (with("Exercise", "Excercise"), "`status`"),
        (with("rel-1.2", "rel 1.2"), "`identifier`"),
        (with("<references>", "<references>x,y "), "`references`"),
        (with("<scope>Private</scope>", "<scope>Open</scope>"), "`scope`"),
        (with("<urgency>Expected", "<urgency>Soon"), "`urgency`"),
    ] {
        let error = cap::decode(xml.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error} for {wanted}");
    }
    let deep = format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
    assert!(cap::decode(deep.as_bytes()).is_err());
}

#[test]
fn times_of_any_offset_are_understood() {
    let message = cap::message(&told("rel-1", 1), &desk());
    let xml = cap::encode(&message).replace("09:00:00-00:00</sent>", "12:00:00+03:00</sent>");
    assert_eq!(cap::decode(xml.as_bytes()).unwrap().sent, message.sent);
}

#[test]
fn a_sender_has_no_spaces() {
    for (name, url, expected) in [
        ("Forewarn desk", None, "Forewarn-desk"),
        ("Forewarn desk", Some("https://desk.example:8443/x"), "desk.example:8443"),
        ("<&, >", None, "forewarn"),
    ] {
        assert_eq!(cap::sender(name, url), expected);
    }
}

#[test]
fn lists_hold_each_copy_once_newest_first() {
    let of = feed::Feed {
        public: false,
        title: "Warnings for Moscow liaison".to_owned(),
        author: "Desk of Ours".to_owned(),
        home: "https://desk.example/".to_owned(),
        address: "https://desk.example/f/secret/rss".to_owned(),
    };
    let items = [told("rel-1", 1), told("rel-2", 2), cancelled("rel-3")];
    insta::assert_snapshot!("rss", feed::rss(&of, &items));
    insta::assert_snapshot!("atom", feed::atom(&of, &items));
    let json = feed::json_feed(&of, &items);
    let ids: Vec<_> = json["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["rel-3", "rel-2", "rel-1"]);
    let map = feed::geojson(&items);
    assert_eq!(map["features"][0]["geometry"]["coordinates"], serde_json::json!([37.615_56, 55.752_22]));
    let csv = feed::csv(&items);
    let first = csv.split("\r\n").nth(1).unwrap();
    assert!(first.starts_with("rel-3,2,2024-06-18T09:00:00Z,2024-06-19T08:00:00Z,cancelled,TLP:AMBER+STRICT ORCON,"));
    assert!(
        csv.contains("\"'=Plot <b>\"\"against\"\"</b>") || csv.contains("'=Plot"),
        "a formula is not carried out: {csv}"
    );
    assert!(feed::rss(&of, &[]).contains("<lastBuildDate>Thu, 01 Jan 1970"));
}

#[test]
fn a_misp_feed_agrees_with_itself() {
    let items = [told("rel-1", 1), told("rel-2", 2), cancelled("rel-3")];
    let feed = misp::feed(&items, &desk());
    let manifest: serde_json::Value = serde_json::from_str(&feed.manifest).unwrap();
    assert_eq!((manifest.as_object().unwrap().len(), feed.events.len()), (3, 3));
    for (name, text) in &feed.events {
        let entry = &manifest[name.trim_end_matches(".json")];
        assert_eq!(entry["integrity:sha256"], record::sha256_hex(text.as_bytes()));
        assert!(feed.hashes.lines().any(|line| line.ends_with(name.trim_end_matches(".json"))));
    }
    let event = misp::event(&items[0], &desk());
    insta::assert_json_snapshot!("misp_event", event);
    let again = misp::event(&told("rel-1", 2), &desk());
    assert_eq!(event["Event"]["uuid"], again["Event"]["uuid"], "an update is the same event");
}

fn words() -> impl Strategy<Value = String> {
    // Everything that XML can hold, trimmed as the standard's texts are read.
    proptest::collection::vec(any::<char>(), 0..30).prop_map(|chars| {
        let held =
            |c: &char| *c == '\n' || (!c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{85}' | '\u{2028}'));
        chars.into_iter().filter(held).collect::<String>().trim().to_owned()
    })
}

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9.:@_-]{1,20}"
}

fn moment() -> impl Strategy<Value = Timestamp> {
    (0i64..4_000_000_000).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn reference() -> impl Strategy<Value = Reference> {
    (name(), name(), moment()).prop_map(|(sender, identifier, sent)| Reference { sender, identifier, sent })
}

fn pair() -> impl Strategy<Value = (String, String)> {
    (words(), words())
}

prop_compose! {
    fn area()(
        description in words(),
        circles in proptest::collection::vec((-90.0f64..=90.0, -180.0f64..=180.0, 0.0f64..1e4), 0..3),
        geocodes in proptest::collection::vec(pair(), 0..3),
    ) -> Area {
        Area { description, circles, geocodes }
    }
}

prop_compose! {
    fn info()(
        texts in proptest::collection::vec(words(), 6),
        event in words().prop_filter("an event is told", |event| !event.is_empty()),
        values in (0..Urgency::ALL.len(), 0..Severity::ALL.len(), 0..Certainty::ALL.len()),
        times in (proptest::option::of(moment()), proptest::option::of(moment()), proptest::option::of(moment())),
        parameters in proptest::collection::vec(pair(), 0..4),
        areas in proptest::collection::vec(area(), 0..3),
    ) -> Info {
        Info {
            language: "en".to_owned(),
            categories: vec!["Security".to_owned()],
            event,
            response_types: vec!["Prepare".to_owned(), "Monitor".to_owned()],
            urgency: Urgency::ALL[values.0],
            severity: Severity::ALL[values.1],
            certainty: Certainty::ALL[values.2],
            effective: times.0,
            onset: times.1,
            expires: times.2,
            sender_name: texts[0].clone(),
            headline: texts[1].clone(),
            description: texts[2].clone(),
            instruction: texts[3].clone(),
            web: texts[4].clone(),
            parameters,
            areas,
        }
    }
}

prop_compose! {
    fn alert()(
        names in (name(), name()),
        sent in moment(),
        kinds in (0..Status::ALL.len(), 0..MsgType::ALL.len(), 0..Scope::ALL.len()),
        addresses in proptest::collection::vec("[a-z]{1,8}( [a-z]{1,8}){0,2}", 1..4),
        texts in proptest::collection::vec(words(), 2),
        codes in proptest::collection::vec(words().prop_filter("a code", |code| !code.is_empty()), 0..3),
        references in proptest::collection::vec(reference(), 1..4),
        infos in proptest::collection::vec(info(), 0..3),
    ) -> Alert {
        Alert {
            identifier: names.0,
            sender: names.1,
            sent,
            status: Status::ALL[kinds.0],
            msg_type: MsgType::ALL[kinds.1],
            scope: Scope::ALL[kinds.2],
            restriction: texts[0].clone(),
            addresses,
            codes,
            note: texts[1].clone(),
            references,
            infos,
        }
    }
}

proptest! {
    #[test]
    fn every_cap_message_comes_back_as_it_was(alert in alert()) {
        let xml = cap::encode(&alert);
        prop_assert_eq!(cap::decode(xml.as_bytes()).unwrap(), alert);
    }

    #[test]
    fn bytes_are_read_or_refused_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0usize..2_000) {
        let _ = cap::decode(&bytes);
        let mut good = cap::encode(&cap::message(&told("rel-1", 2), &desk())).into_bytes();
        let at = at.min(good.len());
        good.splice(at..at, bytes.into_iter().take(8));
        let _ = cap::decode(&good);
    }
}
