//! Bundles of ours read back: what another Forewarn desk sent.

use super::marking::{ORIGINATOR_CONTROL, label};
use super::object::{EXTENSION_ID, SAID_BY, SAID_BY_LINK};
use super::{MAX_WARNINGS, StixActor, StixStatement, StixWarning};
use crate::formats::DecodeError;
use jiff::{Timestamp, civil::Date};
use record::{
    Certainty, DatePrecision, Grade, Kind, Marking, Place, PlacePrecision, Severity, Stage, Tlp, Urgency,
    WarningOutcome, When,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What a bundle gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// Incidents that carry our extension, in the bundle's order.
    pub warnings: Vec<StixWarning>,
    /// Ids of incidents that could not be taken, each with the reason.
    pub left_out: Vec<(String, String)>,
}

type Objects<'a> = BTreeMap<&'a str, &'a Map<String, Value>>;

/// Reads a bundle back.
///
/// Only incidents that carry [`EXTENSION_ID`] are taken: without it STIX does not say what kind of event it was. Each keeps
/// its STIX id as its key; aliases of groups come back, ids of places in a gazetteer do not. An incident without a TLP 2.0
/// marking that is known comes back as TLP:RED: what is not said to be free is not.
///
/// # Errors
/// [`DecodeError::Malformed`] if it is not a STIX bundle.
pub fn decode(bundle: &Value) -> Result<Decoded, DecodeError> {
    let malformed = |detail: &str| DecodeError::Malformed { detail: detail.to_owned(), command: "export stix" };
    if text(bundle.as_object().ok_or_else(|| malformed("not an object"))?, "type") != Some("bundle") {
        return Err(malformed("its type is not `bundle`"));
    }
    let list = bundle.get("objects").and_then(Value::as_array).ok_or_else(|| malformed("it has no objects"))?;
    let objects: Objects<'_> =
        list.iter().filter_map(Value::as_object).filter_map(|object| Some((text(object, "id")?, object))).collect();
    let mut decoded = Decoded { warnings: Vec::new(), left_out: Vec::new() };
    for incident in list.iter().filter_map(Value::as_object).filter(|object| text(object, "type") == Some("incident")) {
        let id = text(incident, "id").unwrap_or_default().to_owned();
        if decoded.warnings.len() == MAX_WARNINGS {
            decoded.left_out.push((id, format!("a bundle gives at most {MAX_WARNINGS} incidents")));
            continue;
        }
        match warning(&id, incident, &objects) {
            Ok(warning) => decoded.warnings.push(warning),
            Err(reason) => decoded.left_out.push((id, reason)),
        }
    }
    Ok(decoded)
}

fn warning(id: &str, incident: &Map<String, Value>, objects: &Objects<'_>) -> Result<StixWarning, String> {
    let own = incident
        .get("extensions")
        .and_then(|extensions| extensions.get(EXTENSION_ID))
        .and_then(Value::as_object)
        .ok_or_else(|| format!("it does not carry {EXTENSION_ID}"))?;
    let (marking, caveats) = marking(incident, objects);
    let place = |id: &str| objects.get(id).map(|object| location(object));
    let refs = |key: &str| own.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let named_only = || text(own, "place").map(Place::named);
    Ok(StixWarning {
        key: id.to_owned(),
        headline: text(incident, "name").unwrap_or_default().to_owned(),
        text: text(incident, "description").unwrap_or_default().to_owned(),
        marking,
        caveats,
        kind: code::<Kind>(own, "kind")?,
        stage: code::<Stage>(own, "stage")?,
        place: text(own, "place_ref").and_then(place).or_else(named_only),
        linked_places: refs("linked_place_refs").filter_map(place).collect(),
        when: interval(own),
        urgency: code(own, "urgency").unwrap_or(Urgency::Unknown),
        severity: code(own, "severity").unwrap_or(Severity::Unknown),
        certainty: code(own, "certainty").unwrap_or(Certainty::Unknown),
        grade: Grade {
            reliability: code(own, "reliability")?,
            credibility: code(own, "credibility")?,
            ..Grade::unjudged()
        },
        independent_origins: number(own, "independent_origins").unwrap_or(0),
        origins: strings(own, "origins"),
        actors: refs("actor_refs").filter_map(|id| actor(id, objects)).collect(),
        targets: strings(own, "targets"),
        killed: number(own, "killed_min").zip(number(own, "killed_max")),
        injured: number(own, "injured_min").zip(number(own, "injured_max")),
        statements: objects.iter().filter_map(|(note, object)| statement(note, object, id)).collect(),
        outcome: code::<WarningOutcome>(own, "outcome").ok(),
        cancelled: incident.get("revoked").and_then(Value::as_bool).unwrap_or(false),
        created: time(incident, "created").ok_or("it has no time of creation")?,
        modified: time(incident, "modified").ok_or("it has no time of its last change")?,
    })
}

fn marking(incident: &Map<String, Value>, objects: &Objects<'_>) -> (Marking, Vec<String>) {
    let refs = || {
        incident.get("object_marking_refs").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    };
    let tlp = refs().filter_map(label).max().unwrap_or(Tlp::Red);
    let mut statements: Vec<String> = refs()
        .filter_map(|id| objects.get(id)?.get("definition")?.get("statement")?.as_str())
        .map(str::to_owned)
        .collect();
    let all = statements.len();
    statements.retain(|words| words != ORIGINATOR_CONTROL);
    (Marking { tlp, originator_control: statements.len() < all }, statements)
}

fn location(object: &Map<String, Value>) -> Place {
    let degrees = |key: &str| object.get(key).and_then(Value::as_f64);
    let city = text(object, "city").is_some();
    let (country, division) = (text(object, "country"), text(object, "administrative_area"));
    let name = text(object, "name").unwrap_or_default();
    let precision = match (city, country, division) {
        (true, ..) => PlacePrecision::City,
        (false, _, Some(division)) if division == name => PlacePrecision::Division,
        (false, _, Some(_)) => PlacePrecision::Site,
        (false, Some(_), None) => PlacePrecision::Country,
        (false, None, None) => PlacePrecision::Region,
    };
    Place {
        country_iso2: country.map(str::to_owned),
        admin1: division.map(str::to_owned),
        lat: degrees("latitude"),
        lon: degrees("longitude"),
        precision_m: number(object, "precision"),
        precision,
        ..Place::named(name)
    }
}

fn actor(id: &str, objects: &Objects<'_>) -> Option<StixActor> {
    let object = objects.get(id)?;
    // The parent is whatever group ours is related to.
    let parent = objects
        .values()
        .filter(|other| text(other, "type") == Some("relationship") && text(other, "source_ref") == Some(id))
        .find_map(|relationship| text(objects.get(text(relationship, "target_ref")?)?, "name"));
    Some(StixActor {
        name: text(object, "name")?.to_owned(),
        aliases: strings(object, "aliases"),
        parent: parent.map(str::to_owned),
        known: text(object, "type") == Some("threat-actor"),
    })
}

fn statement(id: &str, note: &Map<String, Value>, incident: &str) -> Option<StixStatement> {
    let about = note.get("object_refs")?.as_array()?.iter().any(|id| id.as_str() == Some(incident));
    if text(note, "type") != Some("note") || !about {
        return None;
    }
    let content = text(note, "content")?;
    let (words, chain) = content.rsplit_once(&format!("\n\n{SAID_BY}")).unwrap_or((content, ""));
    let source = note.get("external_references").and_then(|list| list.get(0)).and_then(Value::as_object);
    let published = text(note, "abstract").and_then(|line| line.rsplit(", ").next()?.parse::<Date>().ok());
    Some(StixStatement {
        key: id.to_owned(),
        outlet: source.and_then(|source| text(source, "source_name")).map(str::to_owned),
        title: source.and_then(|source| text(source, "description")).map(str::to_owned),
        published,
        words: words.to_owned(),
        said_by: chain.split(SAID_BY_LINK).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
    })
}

fn interval(own: &Map<String, Value>) -> Option<When> {
    let (start, end) = (time(own, "event_start")?, time(own, "event_end")?);
    let precision = code::<DatePrecision>(own, "event_precision").unwrap_or(DatePrecision::Day);
    (start < end).then_some(When { start, end, precision })
}

fn code<T: std::str::FromStr>(object: &Map<String, Value>, key: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    let word = text(object, key).ok_or_else(|| format!("its extension has no `{key}`"))?;
    word.parse().map_err(|error: T::Err| error.to_string())
}

fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str()
}

fn number(object: &Map<String, Value>, key: &str) -> Option<u32> {
    u32::try_from(object.get(key)?.as_u64()?).ok()
}

fn time(object: &Map<String, Value>, key: &str) -> Option<Timestamp> {
    text(object, key)?.parse().ok()
}

fn strings(object: &Map<String, Value>, key: &str) -> Vec<String> {
    object
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
