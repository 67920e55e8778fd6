//! What markings say: TLP 2.0 and 1.0 by the ids that OASIS fixed, markings that a partner defines, tags of MISP.

use record::{Marking, Meaning, Tlp};
use serde_json::Value;
use std::collections::BTreeMap;

/// Definitions with the ids that OASIS fixed: TLP 2.0 (its common objects), then TLP 1.0 (STIX 2.1, 7.2.1.4). WHITE of old
/// is CLEAR now.
const FIXED: &[(&str, Tlp)] = &[
    ("marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", Tlp::Clear),
    ("marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", Tlp::Green),
    ("marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", Tlp::Amber),
    ("marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", Tlp::AmberStrict),
    ("marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", Tlp::Red),
    ("marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", Tlp::Clear),
    ("marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", Tlp::Green),
    ("marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", Tlp::Amber),
    ("marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Tlp::Red),
];

/// A label in any usual spelling: `TLP:AMBER+STRICT`, `tlp:white`, `amber`.
pub(super) fn label(words: &str) -> Option<Tlp> {
    let words = words.trim().to_ascii_lowercase();
    match words.strip_prefix("tlp:").unwrap_or(&words).trim() {
        "clear" | "white" => Some(Tlp::Clear),
        "green" => Some(Tlp::Green),
        "amber" => Some(Tlp::Amber),
        "amber+strict" => Some(Tlp::AmberStrict),
        // `ex:chr` and whatever else the label may be joined to is stricter than anything that is known.
        "red" => Some(Tlp::Red),
        _ => None,
    }
}

/// What a marking definition says. `None`: nothing that is understood, so whatever bears it is held back.
pub(super) fn meaning(object: &Value) -> Option<Meaning> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let by_extension =
        object["extensions"].as_object().into_iter().flatten().find_map(|(_, own)| text(&own["tlp_2_0"]));
    let said = by_extension.or_else(|| text(&object["definition"]["tlp"]));
    if let Some(tlp) = said.as_deref().and_then(label) {
        return Some(Meaning::Tlp(tlp));
    }
    if let Some(tlp) =
        object["name"].as_str().filter(|name| name.to_ascii_lowercase().starts_with("tlp:")).and_then(label)
    {
        return Some(Meaning::Tlp(tlp));
    }
    let statement = object["definition"]["statement"].as_str()?.to_lowercase();
    // Words can say anything about passing on: only what is plainly about something else limits nothing.
    let harmless = ["copyright", "\u{a9}", "all rights reserved", "licence", "license"];
    let limits = ["permission", "consent", "not ", "only", "originator", "internal", "restrict", "confidential"];
    let has = |list: &[&str]| list.iter().any(|word| statement.contains(word));
    Some(if has(&harmless) && !has(&limits) { Meaning::Words } else { Meaning::OriginatorControl })
}

/// The marking of an object: the strictest of all that it or any part of it bears. One that nobody has explained holds it back.
/// `unmarked` is that of an object that bears none.
pub(super) fn marking(object: &Value, known: &BTreeMap<String, Meaning>, unmarked: Tlp) -> Marking {
    let strings = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(|id| id.as_str().map(str::to_owned)).collect()
    };
    let own = strings(&object["object_marking_refs"]);
    let granular = object["granular_markings"].as_array().into_iter().flatten();
    let parts: Vec<String> = granular.filter_map(|part| part["marking_ref"].as_str().map(str::to_owned)).collect();
    // What should name markings and cannot be read may have named any.
    let given = &object["object_marking_refs"];
    let mut originator_control = !given.is_null() && given.as_array().is_none_or(|list| list.len() != own.len());
    let mut strictest = |refs: &[String]| {
        let mut tlp = None::<Tlp>;
        for id in refs {
            let fixed = FIXED.iter().find(|(known, _)| known == id).map(|(_, tlp)| Meaning::Tlp(*tlp));
            match fixed.or_else(|| known.get(id).cloned()) {
                Some(Meaning::Tlp(label)) => tlp = tlp.max(Some(label)),
                Some(Meaning::Words) => {}
                Some(Meaning::OriginatorControl) | None => originator_control = true,
            }
        }
        tlp
    };
    // A part speaks for itself: it may hold the whole back, and never frees what the object leaves unmarked.
    let (whole, part) = (strictest(&own).unwrap_or(unmarked), strictest(&parts));
    let tlp = part.map_or(whole, |part| whole.max(part));
    Marking { tlp, originator_control }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_part_holds_the_whole_back_and_frees_nothing() {
        let none = BTreeMap::new();
        let (clear, red) = (FIXED[0].0, FIXED[8].0);
        let part = |id: &str| json!([{ "marking_ref": id, "selectors": ["name"] }]);
        let of = |object: Value| marking(&object, &none, Tlp::Red);
        assert_eq!(of(json!({ "granular_markings": part(clear) })).tlp, Tlp::Red, "unmarked stays unmarked");
        assert_eq!(of(json!({ "object_marking_refs": [clear], "granular_markings": part(red) })).tlp, Tlp::Red);
        assert!(of(json!({ "object_marking_refs": clear })).originator_control, "what cannot be read may name any");
        assert!(of(json!({ "object_marking_refs": [clear, 7] })).originator_control);
    }

    #[test]
    fn the_strictest_counts_and_the_unknown_holds_back() {
        let own = BTreeMap::from([
            ("m--1".to_owned(), Meaning::Words),
            ("m--2".to_owned(), Meaning::OriginatorControl),
            ("m--3".to_owned(), Meaning::Tlp(Tlp::AmberStrict)),
        ]);
        let (green, red) = (FIXED[1].0, FIXED[8].0);
        let table = [
            (json!({}), Tlp::Red, false),
            (json!({ "object_marking_refs": [] }), Tlp::Red, false),
            (json!({ "object_marking_refs": [green] }), Tlp::Green, false),
            (json!({ "object_marking_refs": [red, green] }), Tlp::Red, false),
            (json!({ "object_marking_refs": [green, "m--1"] }), Tlp::Green, false),
            (json!({ "object_marking_refs": [green, "m--2"] }), Tlp::Green, true),
            (json!({ "object_marking_refs": [green, "m--3"] }), Tlp::AmberStrict, false),
            (json!({ "object_marking_refs": [green, "m--nobody's"] }), Tlp::Green, true),
            (json!({ "object_marking_refs": [green], "granular_markings": [{ "marking_ref": red }] }), Tlp::Red, false),
            (json!({ "object_marking_refs": "TLP:CLEAR" }), Tlp::Red, true),
        ];
        for (object, tlp, originator_control) in table {
            assert_eq!(marking(&object, &own, Tlp::Red), Marking { tlp, originator_control }, "{object}");
        }
        assert_eq!(marking(&json!({}), &own, Tlp::Green).tlp, Tlp::Green);
    }

    #[test]
    fn definitions_say_what_they_mean() {
        let table = [
            (json!({ "definition_type": "tlp", "definition": { "tlp": "white" } }), Some(Meaning::Tlp(Tlp::Clear))),
            (json!({ "extensions": { "x": { "tlp_2_0": "amber+strict" } } }), Some(Meaning::Tlp(Tlp::AmberStrict))),
            (json!({ "name": "TLP:GREEN" }), Some(Meaning::Tlp(Tlp::Green))),
            (json!({ "definition": { "statement": "Copyright 2031, Coast desk" } }), Some(Meaning::Words)),
            (
                json!({ "definition": { "statement": "Not to be told without the originator's permission." } }),
                Some(Meaning::OriginatorControl),
            ),
            (json!({ "definition": { "statement": "Mind the gap." } }), Some(Meaning::OriginatorControl)),
            (json!({ "definition_type": "iep", "definition": { "iep": 1 } }), None),
            (json!({}), None),
        ];
        for (definition, expected) in table {
            assert_eq!(meaning(&definition), expected, "{definition}");
        }
        assert_eq!(
            (label("TLP:WHITE"), label("tlp:amber"), label("tlp:ex:chr")),
            (Some(Tlp::Clear), Some(Tlp::Amber), None)
        );
    }
}
