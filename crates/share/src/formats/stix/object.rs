//! The objects of a bundle.

use super::marking::{ORIGINATOR_CONTROL, statement, tlp};
use super::{StixActor, StixStatement, StixWarning};
use jiff::Timestamp;
use record::{Credibility, Place, PlacePrecision};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The namespace of our ids.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f2c_1d1e_9a54_4c0b_8e0e_5b3a_77d0_c4f1);

/// The extension that carries what STIX has no property for.
pub const EXTENSION_ID: &str = "extension-definition--2a4d6c1f-0b7e-4d53-9c7a-8f1e6b20d9a4";

/// The identity of the makers of the extension.
const MAKER_ID: &str = "identity--c1b7f0e2-5d3a-4f86-a2c9-1e7d0b94f635";

/// Time of creation of objects whose content makes their id.
const FIXED: &str = "2024-01-01T00:00:00.000Z";

/// The normative definition of the extension.
const EXTENSION_SCHEMA: &str = "Properties of an incident of organised violence. kind: bombing, armed_assault, assassination, \
kidnapping, hijacking, arson, robbery, sabotage, attack, threat or arrest_raid. stage: threatened, planned, foiled, attempted, \
accomplished or denied. reliability (A to F) and credibility (1 to 6): NATO STANAG 2511. independent_origins: number of \
sources independent of one another; origins: their names. urgency, severity, certainty: OASIS CAP 1.2. killed_min, killed_max, \
injured_min, injured_max: smallest and largest number said. event_start, event_end: half-open interval in UTC; \
event_precision: time, day, week, month or year. place: its name; place_ref, linked_place_refs: location; actor_refs: \
threat-actor or identity. targets: in the words of reports. gtd_attack_type: GTD code book; acled_sub_event_type: ACLED code \
book. outcome: prevented, occurred, false_alarm or unknown.";

/// Collects objects, each once.
pub struct Writer {
    producer: String,
    seen: BTreeSet<String>,
    objects: Vec<Value>,
}

/// What every object of one warning has in common.
struct Common {
    markings: Vec<String>,
    created: String,
    modified: String,
    cancelled: bool,
}

impl Writer {
    pub fn new(producer: &str) -> Self {
        let name = if producer.trim().is_empty() { "Warning desk" } else { producer.trim() };
        let mut writer =
            Self { producer: id("identity", &["producer", name]), seen: BTreeSet::new(), objects: Vec::new() };
        writer.add(json!({
            "type": "identity", "spec_version": "2.1", "id": MAKER_ID, "created": FIXED, "modified": FIXED,
            "name": "Forewarn", "identity_class": "system",
        }));
        writer.add(json!({
            "type": "extension-definition", "spec_version": "2.1", "id": EXTENSION_ID, "created": FIXED, "modified": FIXED,
            "created_by_ref": MAKER_ID, "name": "Incident of organised violence",
            "description": "Kind, stage, grade, casualties and independence of sources of an incident of organised violence.",
            "schema": EXTENSION_SCHEMA, "version": "1.0.0", "extension_types": ["property-extension"],
        }));
        writer.add(json!({
            "type": "identity", "spec_version": "2.1", "id": writer.producer.clone(), "created": FIXED, "modified": FIXED,
            "name": name, "identity_class": "organization",
        }));
        writer
    }

    /// Adds one warning with everything it refers to.
    pub fn warning(&mut self, warning: &StixWarning) {
        let common = Common {
            markings: self.markings(warning),
            created: stix_time(warning.created),
            modified: stix_time(warning.modified.max(warning.created)),
            cancelled: warning.cancelled,
        };
        let place = warning.place.as_ref().and_then(|place| self.location(place, &common));
        let linked: Vec<String> =
            warning.linked_places.iter().filter_map(|place| self.location(place, &common)).collect();
        let actors: Vec<String> = warning.actors.iter().filter_map(|actor| self.actor(actor, &common)).collect();
        let incident = self.incident(warning, place.as_deref(), &linked, &actors, &common);
        let mut refs = vec![incident.clone()];
        for (target, words) in place
            .iter()
            .map(|place| (place, "Where it is said to be, or to have been, meant or done."))
            .chain(linked.iter().map(|place| (place, "A place tied to it.")))
            .chain(actors.iter().map(|actor| (actor, "It is ascribed to this organisation.")))
        {
            refs.push(self.relationship(&incident, target, words, &common));
            refs.push(target.clone());
        }
        for statement in &warning.statements {
            refs.extend(self.note(statement, warning, &incident, &common));
        }
        let mut seen = BTreeSet::new();
        refs.retain(|id| seen.insert(id.clone()));
        self.report(warning, refs, &common);
    }

    /// The bundle of all that was added.
    pub fn bundle(self) -> Value {
        let ids: Vec<&str> = self.seen.iter().map(String::as_str).collect();
        json!({ "type": "bundle", "id": id("bundle", &ids), "objects": self.objects })
    }

    fn add(&mut self, object: Value) -> String {
        let id = object["id"].as_str().unwrap_or_default().to_owned();
        if self.seen.insert(id.clone()) {
            self.objects.push(object);
        }
        id
    }

    fn markings(&mut self, warning: &StixWarning) -> Vec<String> {
        let mut refs = vec![self.add(tlp(warning.marking.tlp))];
        let orcon = warning.marking.originator_control.then_some(ORIGINATOR_CONTROL);
        for words in orcon.into_iter().chain(warning.caveats.iter().filter_map(|caveat| some_text(caveat))) {
            let id = self.add(statement(&id("marking-definition", &[words]), FIXED, words));
            if !refs.contains(&id) {
                refs.push(id);
            }
        }
        refs
    }

    /// An object whose content makes its id.
    fn shared(&mut self, kind: &str, mut properties: Map<String, Value>, common: &Common) -> String {
        properties.insert("created_by_ref".to_owned(), json!(self.producer));
        properties.insert("object_marking_refs".to_owned(), json!(common.markings));
        let content = Value::Object(properties.clone()).to_string();
        properties.insert("id".to_owned(), json!(id(kind, &[&content])));
        for (key, value) in [("type", kind), ("spec_version", "2.1"), ("created", FIXED), ("modified", FIXED)] {
            properties.insert(key.to_owned(), json!(value));
        }
        self.add(Value::Object(properties))
    }

    /// An object that belongs to one warning.
    fn own(&mut self, kind: &str, key: &[&str], mut properties: Map<String, Value>, common: &Common) -> String {
        for (name, value) in [
            ("type", json!(kind)),
            ("spec_version", json!("2.1")),
            ("id", json!(id(kind, key))),
            ("created", json!(common.created)),
            ("modified", json!(common.modified)),
            ("created_by_ref", json!(self.producer)),
            ("object_marking_refs", json!(common.markings)),
        ] {
            properties.insert(name.to_owned(), value);
        }
        if common.cancelled {
            properties.insert("revoked".to_owned(), json!(true));
        }
        self.add(Value::Object(properties))
    }

    /// `None` for a place of which STIX could say nothing: neither country nor coordinates.
    fn location(&mut self, place: &Place, common: &Common) -> Option<String> {
        let mut properties = Map::new();
        properties.insert("name".to_owned(), json!(some_text(&place.name)?));
        // Codes that ISO 3166-1 leaves to users, such as XK, are not countries for STIX.
        let country = place.country_iso2.as_deref().filter(|iso| {
            iso.len() == 2
                && iso.bytes().all(|b| b.is_ascii_uppercase())
                && !iso.starts_with('X')
                && !matches!(*iso, "AA" | "ZZ")
        });
        let point = place.lat.zip(place.lon).filter(|(lat, lon)| lat.abs() <= 90.0 && lon.abs() <= 180.0);
        if country.is_none() && point.is_none() {
            return None;
        }
        put(&mut properties, "country", country);
        put(&mut properties, "administrative_area", place.admin1.as_deref().and_then(some_text));
        put(&mut properties, "city", (place.precision == PlacePrecision::City).then_some(place.name.as_str()));
        put(&mut properties, "latitude", point.map(|(lat, _)| lat));
        put(&mut properties, "longitude", point.map(|(_, lon)| lon));
        put(&mut properties, "precision", place.precision_m.filter(|_| point.is_some()));
        Some(self.shared("location", properties, common))
    }

    fn actor(&mut self, actor: &StixActor, common: &Common) -> Option<String> {
        let name = some_text(&actor.name)?;
        let mut properties = Map::new();
        properties.insert("name".to_owned(), json!(name));
        if !actor.known {
            properties.insert("identity_class".to_owned(), json!("organization"));
            return Some(self.shared("identity", properties, common));
        }
        let aliases: Vec<&str> = actor.aliases.iter().filter_map(|alias| some_text(alias)).collect();
        put(&mut properties, "aliases", (!aliases.is_empty()).then_some(aliases));
        let own = self.shared("threat-actor", properties, common);
        if let Some(parent) = actor.parent.as_deref().and_then(some_text).filter(|parent| *parent != name) {
            let mut properties = Map::new();
            properties.insert("name".to_owned(), json!(parent));
            let parent = self.shared("threat-actor", properties, common);
            self.relationship(&own, &parent, "An affiliate of this organisation.", common);
        }
        Some(own)
    }

    /// STIX names no relationship of an incident, and none between groups: `related-to` is for all, and the words say how.
    fn relationship(&mut self, source: &str, target: &str, words: &str, common: &Common) -> String {
        let mut properties = Map::new();
        for (key, value) in [
            ("relationship_type", "related-to"),
            ("source_ref", source),
            ("target_ref", target),
            ("description", words),
        ] {
            properties.insert(key.to_owned(), json!(value));
        }
        self.shared("relationship", properties, common)
    }

    fn incident(
        &mut self,
        warning: &StixWarning,
        place: Option<&str>,
        linked: &[String],
        actors: &[String],
        common: &Common,
    ) -> String {
        let mut properties = Map::new();
        properties.insert("name".to_owned(), json!(headline(warning)));
        properties.insert("lang".to_owned(), json!("en"));
        put(&mut properties, "description", some_text(&warning.text));
        put(&mut properties, "confidence", confidence(warning.grade.credibility));
        let mut own = Map::new();
        own.insert("extension_type".to_owned(), json!("property-extension"));
        own.insert("kind".to_owned(), json!(warning.kind));
        own.insert("stage".to_owned(), json!(warning.stage));
        own.insert("reliability".to_owned(), json!(warning.grade.reliability));
        own.insert("credibility".to_owned(), json!(warning.grade.credibility));
        own.insert("independent_origins".to_owned(), json!(warning.independent_origins));
        put_list(&mut own, "origins", &warning.origins);
        own.insert("urgency".to_owned(), json!(warning.urgency));
        own.insert("severity".to_owned(), json!(warning.severity));
        own.insert("certainty".to_owned(), json!(warning.certainty));
        for (least, most, range) in
            [("killed_min", "killed_max", warning.killed), ("injured_min", "injured_max", warning.injured)]
        {
            put(&mut own, least, range.map(|(least, _)| least));
            put(&mut own, most, range.map(|(_, most)| most));
        }
        if let Some(when) = &warning.when {
            own.insert("event_start".to_owned(), json!(stix_time(when.start)));
            own.insert("event_end".to_owned(), json!(stix_time(when.end)));
            own.insert("event_precision".to_owned(), json!(when.precision));
        }
        put(&mut own, "place", warning.place.as_ref().and_then(|place| some_text(&place.name)));
        put(&mut own, "place_ref", place);
        put_list(&mut own, "linked_place_refs", linked);
        put_list(&mut own, "actor_refs", actors);
        put_list(&mut own, "targets", &warning.targets);
        let crosswalk = warning.kind.crosswalk();
        put(&mut own, "gtd_attack_type", crosswalk.gtd.map(|(code, _)| code));
        put(&mut own, "acled_sub_event_type", crosswalk.acled);
        put(&mut own, "outcome", warning.outcome.map(record::WarningOutcome::code));
        properties.insert("extensions".to_owned(), json!({ EXTENSION_ID: own }));
        self.own("incident", &[&warning.key], properties, common)
    }

    fn note(&mut self, said: &StixStatement, warning: &StixWarning, incident: &str, common: &Common) -> Option<String> {
        let words = some_text(&said.words)?;
        let mut properties = Map::new();
        let mut content = words.to_owned();
        let chain: Vec<&str> = said.said_by.iter().filter_map(|name| some_text(name)).collect();
        if !chain.is_empty() {
            content.push_str(&format!("\n\n{SAID_BY}{}", chain.join(SAID_BY_LINK)));
        }
        properties.insert("content".to_owned(), json!(content));
        let outlet = said.outlet.as_deref().and_then(some_text);
        let head = [outlet.map(str::to_owned), said.published.map(|date| date.to_string())];
        let head: Vec<String> = head.into_iter().flatten().collect();
        put(&mut properties, "abstract", (!head.is_empty()).then(|| head.join(", ")));
        if let Some(outlet) = outlet {
            let mut source = Map::new();
            source.insert("source_name".to_owned(), json!(outlet));
            put(&mut source, "description", said.title.as_deref().and_then(some_text));
            properties.insert("external_references".to_owned(), json!([source]));
        }
        properties.insert("object_refs".to_owned(), json!([incident]));
        Some(self.own("note", &[&warning.key, &said.key], properties, common))
    }

    fn report(&mut self, warning: &StixWarning, refs: Vec<String>, common: &Common) {
        let mut properties = Map::new();
        properties.insert("name".to_owned(), json!(headline(warning)));
        properties.insert("lang".to_owned(), json!("en"));
        put(&mut properties, "description", some_text(&warning.text));
        properties.insert("report_types".to_owned(), json!(["threat-report"]));
        properties.insert("published".to_owned(), json!(common.created));
        properties.insert("object_refs".to_owned(), json!(refs));
        self.own("report", &[&warning.key], properties, common);
    }
}

/// What stands before the chain in a note.
pub const SAID_BY: &str = "Said by: ";

/// What stands between two links of the chain in a note.
pub const SAID_BY_LINK: &str = ", citing ";

fn headline(warning: &StixWarning) -> &str {
    some_text(&warning.headline).unwrap_or_else(|| warning.kind.words())
}

/// STIX confidence, after the Admiralty credibility scale of STIX 2.1, appendix A; `6` has none.
const fn confidence(credibility: Credibility) -> Option<u8> {
    match credibility {
        Credibility::Confirmed => Some(90),
        Credibility::ProbablyTrue => Some(70),
        Credibility::PossiblyTrue => Some(50),
        Credibility::Doubtful => Some(30),
        Credibility::Improbable => Some(10),
        Credibility::CannotBeJudged => None,
    }
}

/// RFC 3339 in UTC with milliseconds, as STIX wants it.
fn stix_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The ids of the objects that say what one warning says: its incident, its report, and a note for each of `statements`, by the keys
/// of [`StixWarning`] and [`StixStatement`]; the incident first. Its own too is every relationship whose `source_ref` is the
/// incident: what it says makes its id, so that the key alone does not give it. All else may be shared with other warnings.
pub fn own_ids<'k>(key: &str, statements: impl IntoIterator<Item = &'k str>) -> Vec<String> {
    let notes = statements.into_iter().map(|said| id("note", &[key, said]));
    [id("incident", &[key]), id("report", &[key])].into_iter().chain(notes).collect()
}

/// `kind--UUIDv5` over the parts. Each goes in with its length, so that no two lists of parts run together.
fn id(kind: &str, parts: &[&str]) -> String {
    let mut name = Vec::new();
    for part in std::iter::once(&kind).chain(parts) {
        name.extend_from_slice(&(part.len() as u64).to_be_bytes());
        name.extend_from_slice(part.as_bytes());
    }
    format!("{kind}--{}", Uuid::new_v5(&NAMESPACE, &name))
}

fn some_text(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn put<T: serde::Serialize>(properties: &mut Map<String, Value>, key: &str, value: Option<T>) {
    if let Some(value) = value {
        properties.insert(key.to_owned(), json!(value));
    }
}

/// STIX has no empty lists: an empty one is left out, as are empty items.
fn put_list(properties: &mut Map<String, Value>, key: &str, list: &[String]) {
    let list: Vec<&str> = list.iter().filter_map(|item| some_text(item)).collect();
    put(properties, key, (!list.is_empty()).then_some(list));
}
