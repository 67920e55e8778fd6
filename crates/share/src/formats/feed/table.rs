//! The same list for maps and for spreadsheets.

use super::{ordered, rfc3339};
use crate::formats::Told;
use serde_json::{Value, json};

/// A column: its heading and its value.
type Column = (&'static str, fn(&Told) -> Value);

/// The columns, in order; properties of GeoJSON features have the same names.
const COLUMNS: &[Column] = &[
    ("id", |told| json!(told.warning.key)),
    ("version", |told| json!(told.version)),
    ("released", |told| json!(rfc3339(told.warning.created))),
    ("changed", |told| json!(rfc3339(told.changed_at()))),
    ("state", |told| json!(state(told))),
    ("marking", |told| json!(told.warning.marking.to_string())),
    ("headline", |told| json!(told.warning.headline)),
    ("kind", |told| json!(told.warning.kind.code())),
    ("stage", |told| json!(told.warning.stage.code())),
    ("place", |told| json!(told.warning.place.as_ref().map(record::Place::label))),
    ("country", |told| json!(told.warning.place.as_ref().and_then(|place| place.country_iso2.clone()))),
    ("latitude", |told| json!(told.warning.place.as_ref().and_then(|place| place.lat))),
    ("longitude", |told| json!(told.warning.place.as_ref().and_then(|place| place.lon))),
    ("precision_m", |told| json!(told.warning.place.as_ref().and_then(|place| place.precision_m))),
    ("when", |told| json!(told.warning.when.as_ref().map(record::When::iso))),
    ("urgency", |told| json!(told.warning.urgency.code())),
    ("severity", |told| json!(told.warning.severity.code())),
    ("certainty", |told| json!(told.warning.certainty.code())),
    ("likelihood", |told| json!(told.likelihood)),
    ("grade", |told| json!(told.warning.grade.code())),
    ("independent_sources", |told| json!(told.warning.independent_origins)),
    ("ascribed_to", |told| json!(told.warning.actors.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join("; "))),
    ("targets", |told| json!(told.warning.targets.join("; "))),
    ("outcome", |told| json!(told.warning.outcome.map(|outcome| outcome.code()))),
    ("text", |told| json!(told.body())),
];

fn state(told: &Told) -> &'static str {
    match (&told.cancelled, told.warning.outcome) {
        (Some(_), _) => "cancelled",
        (None, Some(_)) => "closed",
        (None, None) => "open",
    }
}

/// CSV with a heading, CR LF after each line, as UTF-8. A cell that a spreadsheet would take for a formula starts with an
/// apostrophe: what reports say must not be carried out.
#[must_use]
pub fn csv(items: &[Told]) -> String {
    let mut out = line(COLUMNS.iter().map(|(name, _)| (*name).to_owned()));
    for item in ordered(items) {
        out.push_str(&line(COLUMNS.iter().map(|(_, value)| cell(&value(item)))));
    }
    out
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let quoted = |cell: String| {
        let plain = !cell.contains(['"', ',', '\n', '\r']);
        if plain { cell } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
    };
    let mut line = cells.map(quoted).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(words) if words.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{words}"),
        Value::String(words) => words.clone(),
        other => other.to_string(),
    }
}

/// A feature collection: a point for each warning whose coordinates are known, no geometry for the others. Positions are
/// longitude first (RFC 7946, section 3.1.1); `precision_m` says how far off the point may be.
#[must_use]
pub fn geojson(items: &[Told]) -> Value {
    let feature = |item: &&Told| {
        let at = item.warning.place.as_ref().and_then(|place| place.lon.zip(place.lat));
        let geometry = at.map(|(lon, lat)| json!({ "type": "Point", "coordinates": [lon, lat] }));
        let properties: serde_json::Map<String, Value> =
            COLUMNS.iter().map(|(name, value)| ((*name).to_owned(), value(item))).collect();
        json!({ "type": "Feature", "id": item.warning.key, "geometry": geometry, "properties": properties })
    };
    json!({ "type": "FeatureCollection", "features": ordered(items).iter().map(feature).collect::<Vec<_>>() })
}
