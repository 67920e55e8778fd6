//! MISP: an event for each copy of a warning, and a feed of them (`manifest.json`, `hashes.csv`, `UUID.json`), as MISP and
//! PyMISP read it.
//!
//! Ids are UUIDv5 of the release, so that an update is the same event with a later timestamp. Tags are of the taxonomies
//! `tlp`, `admiralty-scale` (STANAG 2511), `estimative-language` (ICD 203) and `false-positive`. The CAP message is there as
//! the objects `cap-alert` and `cap-info`. Nothing is marked for detection (`to_ids`): these are no indicators.

use crate::formats::Told;
use crate::formats::cap::{self, Desk};
use data_encoding::HEXLOWER;
use md5::{Digest, Md5};
use record::{Severity, Tlp, WarningOutcome};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The namespace of our ids.
const NAMESPACE: Uuid = Uuid::from_u128(0x9b1f_70c2_44a8_4f5e_a3f6_2d0c_51b7_e84a);

/// The template of MISP's object `cap-alert`, and its version.
const CAP_ALERT: (&str, &str) = ("03b107bb-133d-4180-87ff-e3dbe731f828", "1");

/// The template of MISP's object `cap-info`, and its version.
const CAP_INFO: (&str, &str) = ("826c25e6-fdd5-4e4a-b081-be5ba3ac2c3d", "1");

/// A feed: every file with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MispFeed {
    /// `manifest.json`: what is there.
    pub manifest: String,
    /// `hashes.csv`: MD5 of every value with the event it stands in; MISP caches feeds by it.
    pub hashes: String,
    /// Name without folder (`UUID.json`) and content, in the order of the manifest.
    pub events: Vec<(String, String)>,
}

/// The event of one copy: `{"Event": …}`.
#[must_use]
pub fn event(told: &Told, desk: &Desk) -> Value {
    let warning = &told.warning;
    let key = warning.key.as_str();
    let at = told.changed_at().as_second().to_string();
    let mut attributes = Vec::new();
    let mut add = |kind: &str, category: &str, what: &str, value: &str| {
        let value = value.trim();
        if !value.is_empty() {
            let n = attributes.len().to_string();
            attributes.push(attribute(&[key, "attribute", &n], kind, category, what, value, &at));
        }
    };
    add("text", "Other", "headline", &told.title());
    add("text", "Other", "text", &told.body());
    add("text", "Other", "kind", warning.kind.code());
    add("text", "Other", "stage", warning.stage.code());
    for actor in &warning.actors {
        // Only what the list of groups knows is a threat actor: words of a report alone make nobody one.
        add(
            if actor.known { "threat-actor" } else { "text" },
            if actor.known { "Attribution" } else { "Other" },
            "ascribed to",
            &actor.name,
        );
    }
    add(
        "target-location",
        "Targeting data",
        "place",
        &warning.place.as_ref().map(record::Place::label).unwrap_or_default(),
    );
    for target in &warning.targets {
        add("text", "Other", "target", target);
    }
    add("text", "Other", "when", &warning.when.as_ref().map(record::When::iso).unwrap_or_default());
    add("text", "Other", "independent sources", &warning.independent_origins.to_string());
    add("text", "Other", "outcome", warning.outcome.map(|outcome| outcome.code()).unwrap_or_default());
    add("link", "External analysis", "the copy, to be acknowledged", told.link.as_deref().unwrap_or_default());
    let mut tags: Vec<Value> = tags(told).iter().map(|name| json!({ "name": name })).collect();
    tags.sort_by_key(|tag| tag["name"].as_str().map(str::to_owned));
    json!({ "Event": {
        "uuid": id(&[key, "event"]),
        "info": told.title(),
        "date": warning.created.strftime("%Y-%m-%d").to_string(),
        "timestamp": at,
        "publish_timestamp": at,
        "published": true,
        "analysis": if warning.outcome.is_some() || told.cancelled.is_some() { "2" } else { "1" },
        "threat_level_id": threat_level(warning.severity),
        "Orgc": { "name": desk.name, "uuid": id(&["organisation", &desk.name]) },
        "Tag": tags,
        "Attribute": attributes,
        "Object": objects(told, desk, &at),
    } })
}

/// The feed of a partner's copies.
#[must_use]
pub fn feed(items: &[Told], desk: &Desk) -> MispFeed {
    let mut manifest = Map::new();
    let mut hashes = Vec::new();
    let mut events = Vec::new();
    for told in items {
        let whole = event(told, desk);
        let inner = &whole["Event"];
        let uuid = inner["uuid"].as_str().unwrap_or_default().to_owned();
        let values = inner["Attribute"].as_array().into_iter().flatten();
        let in_objects = inner["Object"].as_array().into_iter().flatten();
        let in_objects = in_objects.flat_map(|object| object["Attribute"].as_array().into_iter().flatten());
        for value in values.chain(in_objects).filter_map(|attribute| attribute["value"].as_str()) {
            hashes.push(format!("{},{uuid}", HEXLOWER.encode(&Md5::digest(value))));
        }
        let text = whole.to_string();
        let mut entry = Map::new();
        for field in ["info", "Orgc", "analysis", "timestamp", "date", "threat_level_id", "Tag"] {
            entry.insert(field.to_owned(), inner[field].clone());
        }
        entry.insert("integrity:sha256".to_owned(), json!(record::sha256_hex(text.as_bytes())));
        manifest.insert(uuid.clone(), Value::Object(entry));
        events.push((format!("{uuid}.json"), text));
    }
    hashes.sort_unstable();
    hashes.dedup();
    let hashes = hashes.iter().map(|line| format!("{line}\n")).collect();
    MispFeed { manifest: Value::Object(manifest).to_string(), hashes, events }
}

fn id(parts: &[&str]) -> String {
    let name = parts.iter().map(|part| format!("{}:{part}", part.len())).collect::<String>();
    Uuid::new_v5(&NAMESPACE, name.as_bytes()).to_string()
}

fn attribute(of: &[&str], kind: &str, category: &str, comment: &str, value: &str, at: &str) -> Value {
    json!({
        "uuid": id(of), "type": kind, "category": category, "comment": comment, "value": value,
        "timestamp": at, "to_ids": false, "disable_correlation": true,
    })
}

const fn threat_level(severity: Severity) -> &'static str {
    match severity {
        Severity::Extreme | Severity::Severe => "1",
        Severity::Moderate => "2",
        Severity::Minor => "3",
        Severity::Unknown => "4",
    }
}

fn tags(told: &Told) -> Vec<String> {
    let warning = &told.warning;
    let tlp = match warning.marking.tlp {
        Tlp::Clear => "tlp:clear",
        Tlp::Green => "tlp:green",
        Tlp::Amber => "tlp:amber",
        Tlp::AmberStrict => "tlp:amber+strict",
        Tlp::Red => "tlp:red",
    };
    let mut tags = vec![
        tlp.to_owned(),
        format!("admiralty-scale:source-reliability=\"{}\"", warning.grade.reliability.to_string().to_lowercase()),
        format!("admiralty-scale:information-credibility=\"{}\"", warning.grade.credibility),
    ];
    if let Some(words) = &told.likelihood {
        // "likely (55 to 80 %)": the words of ICD 203 alone.
        let words = words.split(" (").next().unwrap_or(words).replace(' ', "-");
        tags.push(format!("estimative-language:likelihood-probability=\"{words}\""));
    }
    if warning.outcome == Some(WarningOutcome::FalseAlarm) {
        tags.push("false-positive:confirmed=\"true\"".to_owned());
    }
    tags
}

/// The CAP message as MISP's objects. Its times are left out: they are those of the event.
fn objects(told: &Told, desk: &Desk, at: &str) -> Vec<Value> {
    let message = cap::message(told, desk);
    let references: Vec<&str> = message.references.iter().map(|of| of.identifier.as_str()).collect();
    let alert = [
        ("identifier", message.identifier.clone()),
        ("sender", message.sender.clone()),
        ("status", message.status.word().to_owned()),
        ("msgType", message.msg_type.word().to_owned()),
        ("scope", message.scope.word().to_owned()),
        ("addresses", message.addresses.join(" ")),
        ("code", message.codes.join(" ")),
        ("note", message.note.clone()),
        ("references", references.join(" ")),
    ];
    let mut objects = vec![object(told, "cap-alert", CAP_ALERT, &alert, at)];
    for info in &message.infos {
        let said = [
            ("category", info.categories.join(" ")),
            ("event", info.event.clone()),
            ("urgency", info.urgency.code().to_owned()),
            ("severity", info.severity.code().to_owned()),
            ("certainty", info.certainty.code().to_owned()),
            ("senderName", info.sender_name.clone()),
            ("headline", info.headline.clone()),
            ("instruction", info.instruction.clone()),
            ("language", info.language.clone()),
        ];
        objects.push(object(told, "cap-info", CAP_INFO, &said, at));
    }
    objects
}

fn object(told: &Told, name: &str, template: (&str, &str), values: &[(&str, String)], at: &str) -> Value {
    let key = told.warning.key.as_str();
    let attributes: Vec<Value> = values
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(relation, value)| {
            let mut attribute = attribute(&[key, name, relation], "text", "Other", "", value.trim(), at);
            attribute["object_relation"] = json!(relation);
            attribute
        })
        .collect();
    json!({
        "uuid": id(&[key, name]), "name": name, "meta-category": "misc", "template_uuid": template.0,
        "template_version": template.1, "timestamp": at, "comment": "", "Attribute": attributes,
    })
}
