//! Task `places`: toponyms with coordinates.

use crate::input::{CodePoints, rows};
use crate::tally::Tally;
use anyhow::Result;
use read::doc::Doc;
use read::names::{NameKind, Names};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Farther from the true point than this a place counts as wrong: 100 miles, as is usual for this task.
const CLOSE_KM: f64 = 161.0;

/// One predicted toponym; offsets are characters, as in the data.
#[derive(Debug, Serialize)]
struct Found {
    start: usize,
    end: usize,
    text: String,
    lat: Option<f64>,
    lon: Option<f64>,
    gazetteer_id: Option<u32>,
    country_iso2: Option<String>,
}

/// Prints predictions for every line of `input`: `{"id", "places": [{"start", "end", "text", "lat", "lon", "gazetteer_id", "country_iso2"}]}`.
pub fn predict(input: &Path, out: &mut dyn Write) -> Result<()> {
    let names = Names::embedded();
    for row in rows::<Value>(input)? {
        let row = row?;
        let places = find(&names, row["text"].as_str().unwrap_or_default());
        writeln!(out, "{}", serde_json::json!({ "id": row["id"], "places": places }))?;
    }
    Ok(())
}

fn find(names: &Names, text: &str) -> Vec<Found> {
    let doc = Doc::new(text, false);
    let characters = CodePoints::new(text);
    let mut places = Vec::new();
    for name in names.find(&doc) {
        let mut tokens = name.tokens;
        let place = match name.what {
            // "the Russian capital" is one name to the reader, but the data mark "Russian" alone.
            NameKind::Place(place) if tokens.len() > 1 && doc.norm(tokens.end - 1) == "capital" => {
                tokens.end = if doc.norm(tokens.end - 2) == "'s" { tokens.end - 2 } else { tokens.end - 1 };
                match place.country_iso2.as_deref().and_then(|iso2| names.country(iso2)) {
                    Some(country) => country,
                    None => continue,
                }
            }
            NameKind::Place(place) => place,
            NameKind::Demonym { country } => match names.country(&country) {
                Some(place) => place,
                None => continue,
            },
            NameKind::Group(_) => continue,
        };
        let span = doc.span(tokens);
        places.push(Found {
            start: characters.at(span.start),
            end: characters.at(span.end),
            text: span.of(text).unwrap_or_default().to_owned(),
            lat: place.lat,
            lon: place.lon,
            gazetteer_id: place.gazetteer_id,
            country_iso2: place.country_iso2,
        });
    }
    places
}

/// How many of each error there are, by kind of error.
type Errors = BTreeMap<&'static str, BTreeMap<String, usize>>;

/// What of a file was found.
#[derive(Debug, Default)]
pub struct Spotted {
    /// Toponyms, exact spans.
    pub tally: Tally,
    /// Hits that lie near the truth.
    close: usize,
    errors: Errors,
}

impl Spotted {
    /// The share of the spotted that lie within 161 km of the truth, 0 to 1.
    pub fn close(&self) -> f64 {
        self.close as f64 / self.tally.hit.max(1) as f64
    }
}

/// Finds the toponyms of a file with gold ones.
///
/// Gold toponyms are those with coordinates; where one lies in another, either may be found.
pub fn spot(input: &Path) -> Result<Spotted> {
    let names = Names::embedded();
    let mut spotted = Spotted::default();
    for row in rows(input)? {
        score_row(&names, &row?, &mut spotted);
    }
    Ok(spotted)
}

/// Prints spotting precision, recall and F (exact spans) and the share of the spotted that lie within 161 km of the truth.
pub fn score(inputs: &[PathBuf], show_errors: usize, out: &mut dyn Write) -> Result<()> {
    for input in inputs {
        let spotted = spot(input)?;
        let tally = spotted.tally;
        writeln!(
            out,
            "{}: gold {}, P {:.3}, R {:.3}, F {:.3}; within {CLOSE_KM} km {:.3}",
            input.display(),
            tally.gold,
            tally.precision(),
            tally.recall(),
            tally.f(),
            spotted.close()
        )?;
        for (kind, counts) in spotted.errors {
            let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
            counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            let shown: Vec<String> = counts.iter().take(show_errors).map(|(text, n)| format!("{text} {n}")).collect();
            if show_errors > 0 {
                writeln!(out, "  {kind}: {}", shown.join(" | "))?;
            }
        }
    }
    Ok(())
}

fn score_row(names: &Names, row: &Value, spotted: &mut Spotted) {
    let Spotted { tally, close, errors } = spotted;
    let gold: Vec<(usize, usize, f64, f64, &str)> = row["toponyms"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|t| {
            let offset = |key: &str| t[key].as_u64().and_then(|n| usize::try_from(n).ok());
            Some((offset("start")?, offset("end")?, t["lat"].as_f64()?, t["lon"].as_f64()?, t["phrase"].as_str()?))
        })
        .collect();
    let found = find(names, row["text"].as_str().unwrap_or_default());
    tally.gold += gold.len();
    tally.found += found.len();
    let mut note = |kind: &'static str, text: String| *errors.entry(kind).or_default().entry(text).or_default() += 1;
    for place in &found {
        let Some(truth) = gold.iter().find(|g| (g.0, g.1) == (place.start, place.end)) else {
            let overlap = gold.iter().find(|g| g.0 < place.end && place.start < g.1);
            note(
                if overlap.is_some() { "other span" } else { "not a place" },
                overlap.map_or(place.text.clone(), |g| format!("{} ({})", place.text, g.4)),
            );
            continue;
        };
        tally.hit += 1;
        let km = place.lat.zip(place.lon).map(|point| distance_km(point, (truth.2, truth.3)));
        if km.is_some_and(|km| km <= CLOSE_KM) {
            *close += 1;
        } else {
            note("wrong place", format!("{} {}", place.text, place.country_iso2.as_deref().unwrap_or("-")));
        }
    }
    for truth in &gold {
        if !found.iter().any(|place| place.start < truth.1 && truth.0 < place.end) {
            note("missed", truth.4.to_owned());
        }
    }
}

fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let at = |(lat, lon)| record::Place { lat: Some(lat), lon: Some(lon), ..record::Place::named("") };
    at(a).distance_km(&at(b)).unwrap_or(f64::MAX)
}
