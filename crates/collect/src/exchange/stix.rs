//! STIX 2.0 and 2.1 objects as reports of a partner: `report`, `note`, `incident`, `event` and `grouping` tell of something;
//! `identity` and `marking-definition` say who speaks and what may be done with it. All else is passed over.
//!
//! A report's speaker is the organisation behind `created_by_ref`, else the partner itself. People are nobody's name here:
//! an identity of the class `individual` counts as unknown.

use super::marking::{label, marking, meaning};
use super::said::Said;
use crate::Limits;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use record::{Fault, FaultKind, Handling, Meaning, Pulled, RawReport, ReportId, Tlp};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Types that are read; a server is asked for these alone.
pub(super) const TYPES: &str = "event,grouping,identity,incident,marking-definition,note,report";
/// Organisations, and markings, of one partner that are remembered.
const MAX_KNOWN: usize = 2_000;
/// Letters of a name at most.
const MAX_NAME_CHARS: usize = 200;
/// What stands before the chain in a note that another desk of this program wrote, and between its links.
const SAID_BY: (&str, &str) = ("\n\nSaid by: ", ", citing ");

/// The types that are read.
pub fn stix_types() -> impl Iterator<Item = &'static str> {
    TYPES.split(',')
}

/// Whose objects they are.
#[derive(Debug, Clone, Copy)]
pub struct Speaks<'s> {
    /// The partner, where an object does not say who made it; may be empty.
    pub name: &'s str,
    /// The marking of what carries none.
    pub unmarked: Tlp,
}

/// Reads objects. Identities and markings among them are remembered in `known`, for those that come later.
#[must_use]
pub fn read_objects(
    objects: &[Box<RawValue>],
    known: &mut Pulled,
    speaks: Speaks<'_>,
    at: &str,
    limits: &Limits,
) -> (Vec<Said>, Vec<Fault>) {
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for raw in objects {
        match serde_json::from_str::<Value>(raw.get()) {
            Ok(object) if object.is_object() => read.push((object, raw)),
            Ok(_) => faults.push(Fault::new(FaultKind::Malformed, at, "not an object; passed over")),
            Err(error) => {
                faults.push(Fault::new(FaultKind::Malformed, at, format!("an object cannot be read: {error}")))
            }
        }
    }
    // Whoever speaks may stand behind what is said.
    let mut explained = BTreeMap::new();
    for (object, _) in &read {
        learn(object, known, &mut explained);
    }
    for (id, meaning) in explained {
        remember(&mut known.markings, &id, meaning);
    }
    let mut said = Vec::new();
    for (object, raw) in &read {
        let kind = text(object, "type");
        if !matches!(kind, "report" | "note" | "incident" | "event" | "grouping") {
            continue;
        }
        match one(object, kind, known, speaks, limits) {
            Ok(Some(one)) => said.push(Said { raw: ("application/stix+json", raw.get().as_bytes().to_vec()), ..one }),
            Ok(None) => {}
            Err(why) => {
                let id: String = text(object, "id").chars().take(MAX_NAME_CHARS).collect();
                faults.push(Fault::new(FaultKind::Malformed, format!("{at}#{id}"), why));
            }
        }
    }
    (said, faults)
}

/// The objects of a bundle; `None` if it is none.
#[must_use]
pub fn stix_bundle(text: &str) -> Option<Vec<Box<RawValue>>> {
    #[derive(serde::Deserialize)]
    struct Bundle {
        r#type: String,
        #[serde(default)]
        objects: Vec<Box<RawValue>>,
    }
    let bundle: Bundle = serde_json::from_str(text).ok()?;
    (bundle.r#type == "bundle").then_some(bundle.objects)
}

fn text<'o>(object: &'o Value, key: &str) -> &'o str {
    object[key].as_str().unwrap_or_default().trim()
}

/// A marking definition never changes (STIX 2.1, 7.2.1): what one is known to say stays, whoever writes it again. Where two of one
/// id say different things at once, nobody knows which is the true one, and what bears it is held back.
fn learn(object: &Value, known: &mut Pulled, explained: &mut BTreeMap<String, Meaning>) {
    let id = text(object, "id");
    if id.is_empty() || id.len() > MAX_NAME_CHARS {
        return;
    }
    match text(object, "type") {
        "identity" if text(object, "identity_class") != "individual" => {
            let name: String = text(object, "name").chars().take(MAX_NAME_CHARS).collect();
            if !name.is_empty() {
                remember(&mut known.names, id, name);
            }
        }
        "marking-definition" => {
            if let Some(meaning) = meaning(object).filter(|_| !known.markings.contains_key(id)) {
                let told = explained.entry(id.to_owned()).or_insert_with(|| meaning.clone());
                if *told != meaning {
                    *told = Meaning::OriginatorControl;
                }
            }
        }
        _ => {}
    }
}

fn remember<T>(map: &mut BTreeMap<String, T>, id: &str, value: T) {
    if map.contains_key(id) || map.len() < MAX_KNOWN {
        map.insert(id.to_owned(), value);
    }
}

/// `None`: it says nothing.
fn one(
    object: &Value,
    kind: &str,
    known: &Pulled,
    speaks: Speaks<'_>,
    limits: &Limits,
) -> Result<Option<Said>, String> {
    let id = text(object, "id");
    if id.is_empty() || id.chars().count() > MAX_NAME_CHARS {
        return Err("it has no id that can be kept".to_owned());
    }
    let time = |key: &str| text(object, key).parse::<Timestamp>().ok();
    let version = time("modified").or_else(|| time("created")).ok_or("it does not say when it was made")?;
    let revoked = object["revoked"].as_bool().unwrap_or(false);
    let maker = known.names.get(text(object, "created_by_ref"));
    let originator = maker.map_or(speaks.name, String::as_str);
    let (title, mut words) = words(object, kind);
    if title.is_empty() && words.is_empty() && !revoked {
        return Ok(None);
    }
    if words.is_empty() {
        words.clone_from(&title);
    }
    cut(&mut words, limits.text_bytes);
    let unnamed = originator.is_empty();
    let handling = Handling {
        marking: marking(object, &known.markings, speaks.unmarked),
        originator: if unnamed { "its originator".to_owned() } else { originator.to_owned() },
        graded: graded(object),
    };
    let report = RawReport {
        outlet: (!unnamed).then(|| originator.to_owned()),
        title: (!title.is_empty()).then_some(title),
        published: published(object, kind).or_else(|| time("created").map(day)),
        handling: Some(handling),
        ..RawReport::of_text(ReportId::from(""), words)
    };
    let about = object["object_refs"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let about = about.filter(|id| id.starts_with("incident--") || id.starts_with("report--"));
    let about = about.take(limits.leads).map(str::to_owned).collect();
    let maker = text(object, "created_by_ref").chars().take(MAX_NAME_CHARS).collect();
    Ok(Some(Said { id: id.to_owned(), version, maker, revoked, about, raw: ("", Vec::new()), report }))
}

/// Title and text of an object.
fn words(object: &Value, kind: &str) -> (String, String) {
    if kind != "note" {
        return (text(object, "name").to_owned(), text(object, "description").to_owned());
    }
    let content = text(object, "content");
    let source = text(&object["external_references"][0], "source_name");
    match content.rsplit_once(SAID_BY.0) {
        // Another desk's note has the words of a report and who said so, in a form of its own: told as an outlet would.
        Some((words, chain)) => {
            let mut links: Vec<&str> = chain.split(SAID_BY.1).map(str::trim).filter(|link| !link.is_empty()).collect();
            if !source.is_empty() && links.first() != Some(&source) {
                links.insert(0, source);
            }
            let said = match links.as_slice() {
                [] => words.trim().to_owned(),
                [first] => format!("{first} reported: \u{201c}{}\u{201d}", words.trim()),
                [first, rest @ ..] => {
                    format!("{first} reported, citing {}: \u{201c}{}\u{201d}", rest.join(", citing "), words.trim())
                }
            };
            (text(&object["external_references"][0], "description").to_owned(), said)
        }
        None => (text(object, "abstract").to_owned(), content.to_owned()),
    }
}

/// The day of which it tells that it was said.
fn published(object: &Value, kind: &str) -> Option<Date> {
    if kind == "note" {
        return text(object, "abstract").rsplit(", ").next()?.parse().ok();
    }
    text(object, "published").parse::<Timestamp>().ok().map(day)
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The partner's own grade: in the extension of this program's desks, else the confidence after the Admiralty scale (STIX 2.1,
/// appendix A).
fn graded(object: &Value) -> Option<String> {
    let own = object["extensions"].as_object().into_iter().flatten().find_map(|(_, own)| {
        let (letter, digit) = (own["reliability"].as_str()?, own["credibility"].as_str()?);
        (letter.len() == 1 && digit.len() == 1).then(|| format!("{letter}{digit}"))
    });
    let confidence = object["confidence"].as_u64();
    own.or_else(|| {
        let digit = match confidence? {
            80..=100 => 1,
            60..=79 => 2,
            40..=59 => 3,
            20..=39 => 4,
            1..=19 => 5,
            _ => 6,
        };
        Some(digit.to_string())
    })
}

pub(super) fn cut(words: &mut String, max: usize) {
    if words.len() > max {
        let end = (0..=max).rev().find(|end| words.is_char_boundary(*end)).unwrap_or(0);
        words.truncate(end);
    }
}

/// The label of a tag such as `tlp:amber`.
pub(super) fn tag_label(tag: &str) -> Option<Tlp> {
    tag.trim().to_ascii_lowercase().starts_with("tlp:").then(|| label(tag).unwrap_or(Tlp::Red))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const COAST: &str = "identity--7f1c4f0e-9b7a-4f7e-8d59-2a4e3e0f6a11";
    const GREEN: &str = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";

    fn raw(objects: &[Value]) -> Vec<Box<RawValue>> {
        objects.iter().map(|object| RawValue::from_string(object.to_string()).unwrap()).collect()
    }

    fn read(objects: &[Value]) -> (Vec<Said>, Vec<Fault>) {
        let speaks = Speaks { name: "Harbour office", unmarked: Tlp::Red };
        read_objects(&raw(objects), &mut Pulled::default(), speaks, "here", &Limits::default())
    }

    fn object(kind: &str, more: Value) -> Value {
        let mut object = json!({ "type": kind, "spec_version": "2.1", "id": format!("{kind}--1"),
            "created": "2031-05-14T09:30:00.000Z", "modified": "2031-05-15T09:30:00.000Z", "created_by_ref": COAST,
            "object_marking_refs": [GREEN] });
        object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        object
    }

    fn identity(class: &str) -> Value {
        json!({ "type": "identity", "id": COAST, "name": "Coast desk", "identity_class": class })
    }

    #[test]
    fn what_is_told_has_a_speaker_a_day_and_a_marking() {
        let report = object(
            "report",
            json!({ "name": "A plan", "description": "They plan to bomb a market.",
            "published": "2031-05-13T23:00:00Z", "confidence": 70 }),
        );
        let (said, faults) = read(&[report.clone(), identity("organization")]);
        assert!(faults.is_empty());
        let one = &said[0].report;
        assert_eq!((one.outlet.as_deref(), one.title.as_deref()), (Some("Coast desk"), Some("A plan")));
        assert_eq!(
            (one.text.as_str(), one.published),
            ("They plan to bomb a market.", Some(jiff::civil::date(2031, 5, 13)))
        );
        let rules = one.handling.as_ref().unwrap();
        assert_eq!(
            (rules.marking.tlp, rules.originator.as_str(), rules.graded.as_deref()),
            (Tlp::Green, "Coast desk", Some("2"))
        );
        // A person's name is nobody's.
        let (said, _) = read(&[report, identity("individual")]);
        assert_eq!(said[0].report.outlet.as_deref(), Some("Harbour office"));
    }

    #[test]
    fn a_note_of_another_desk_keeps_its_chain() {
        let note = |content: &str| {
            object(
                "note",
                json!({ "content": content, "abstract": "Fjord Courier, 2031-05-12", "object_refs": ["incident--1", "location--1"],
                "external_references": [{ "source_name": "Fjord Courier", "description": "Plan" }] }),
            )
        };
        let (said, _) = read(&[
            note("They planned it.\n\nSaid by: Fjord Courier, citing Harbour Times, citing police"),
            identity("organization"),
        ]);
        let one = &said[0];
        assert_eq!(
            one.report.text,
            "Fjord Courier reported, citing Harbour Times, citing police: \u{201c}They planned it.\u{201d}"
        );
        assert_eq!(
            (one.report.published, one.about.as_slice()),
            (Some(jiff::civil::date(2031, 5, 12)), &["incident--1".to_owned()][..])
        );
        let (said, _) = read(&[note("They planned it.")]);
        assert_eq!(said[0].report.text, "They planned it.");
    }

    #[test]
    fn a_marking_once_known_keeps_its_meaning() {
        let defined = |tlp: &str| json!({ "type": "marking-definition", "id": "marking-definition--1", "name": tlp });
        let report = object("report", json!({ "name": "A", "object_marking_refs": ["marking-definition--1"] }));
        let speaks = Speaks { name: "Harbour office", unmarked: Tlp::Red };
        let read = |known: &mut Pulled, objects: &[Value]| {
            let (said, _) = read_objects(&raw(objects), known, speaks, "here", &Limits::default());
            said[0].report.handling.clone().unwrap().marking
        };
        let mut known = Pulled::default();
        assert_eq!(read(&mut known, &[defined("TLP:AMBER"), report.clone()]).tlp, Tlp::Amber);
        let again = read(&mut known, &[defined("TLP:CLEAR"), report.clone()]);
        assert_eq!((again.tlp, again.originator_control), (Tlp::Amber, false), "written again it changes nothing");
        let two = [defined("TLP:AMBER"), defined("TLP:CLEAR"), report];
        assert!(read(&mut Pulled::default(), &two).originator_control, "two at once: held back");
    }

    #[test]
    fn odd_objects_are_faults_or_nothing() {
        let table = [
            (json!(7), 0, 1),
            (json!({}), 0, 0),
            (json!({ "type": "indicator", "id": "indicator--1" }), 0, 0),
            (json!({ "type": "note", "content": "x" }), 0, 1),
            (json!({ "type": "note", "id": "note--1", "content": "x" }), 0, 1),
            (json!({ "type": "note", "id": "note--1", "content": "x", "modified": "yesterday" }), 0, 1),
            (json!({ "type": "note", "id": "n".repeat(999), "content": "x", "created": "2031-05-14T09:30:00Z" }), 0, 1),
            (object("report", json!({ "name": 3, "description": [] })), 0, 0),
            (object("incident", json!({ "name": "Only a name" })), 1, 0),
            (object("incident", json!({ "revoked": true })), 1, 0),
            (object("note", json!({ "content": "x", "external_references": "y" })), 1, 0),
        ];
        for (object, said, faults) in table {
            let got = read(std::slice::from_ref(&object));
            assert_eq!((got.0.len(), got.1.len()), (said, faults), "{object}");
        }
        let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
        let deep = RawValue::from_string(deep).unwrap();
        let speaks = Speaks { name: "x", unmarked: Tlp::Red };
        assert_eq!(read_objects(&[deep], &mut Pulled::default(), speaks, "", &Limits::default()).1.len(), 1);
        assert!(stix_bundle("{\"type\":\"bundle\",\"objects\":[]}").is_some() && stix_bundle("{}").is_none());
    }
}
