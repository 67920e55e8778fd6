//! The parts of the reader, each on the data made for it.

use super::Place;
use super::python::{after, run};
use super::table::{Figure, Table};
use crate::tally::Tally;
use crate::{attribution, chains, copies, dates, entities, pages, places};
use anyhow::Result;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Place names.
pub fn places(place: &Place) -> Result<Vec<Table>> {
    let mut table = Table::new("Places");
    for (file, name) in [("lgl", "LGL"), ("gwn", "GeoWebNews")] {
        let spotted = places::spot(&place.data(&format!("places/{file}.jsonl"))?)?;
        table.push(Figure::f(format!("{name}: names found, F"), spotted.tally).bar(0.75));
        table.push(Figure::share(format!("{name}: of these within 161 km"), spotted.close()).bar(0.85));
    }
    Ok(vec![table])
}

/// Dates.
pub fn dates(place: &Place) -> Result<Vec<Table>> {
    let score = dates::score(&place.data("dates/tbaq.jsonl")?)?;
    let mut table = Table::new("Dates (DATE and TIME of TimeBank and AQUAINT)");
    table.push(Figure::f("value F", score.value).bar(0.70));
    table.push(Figure::f("span F, overlapping", score.overlapping));
    table.push(Figure::f("span F, exact", score.exact));
    Ok(vec![table])
}

/// Names on tokens.
pub fn entities(place: &Place) -> Result<Vec<Table>> {
    let mut table = Table::new("Entities (exact spans; names of people and of firms are not looked for)");
    for (file, name) in [
        ("wikigold", "wikigold"),
        ("uner_ewt_dev", "UNER English-EWT dev"),
        ("wnut17_dev", "WNUT-17 dev"),
        ("wnut17_train", "WNUT-17 train"),
    ] {
        let tallies = entities::tally(&place.data(&format!("entities/{file}.jsonl"))?)?;
        for kind in ["LOC", "ORG"] {
            let tally: Tally = tallies.get(kind).copied().unwrap_or_default();
            table.push(Figure::f(format!("{name}: {kind} F"), tally));
        }
    }
    Ok(vec![table])
}

/// Who says what.
pub fn attribution(place: &Place) -> Result<Vec<Table>> {
    let gold = place.data("attribution/dev.jsonl")?;
    let predicted = predicted(place, |out| attribution::predict(&gold, out))?;
    let scorer = place.data("attribution/score.py")?;
    let printed = run(&scorer, [gold.as_os_str(), predicted.as_os_str(), "--json".as_ref()])?;
    let figures: Value = serde_json::from_str(&printed)?;
    let mut table = Table::new("Attribution (PolNeAR dev)");
    for (measure, path) in ATTRIBUTION {
        match figures.pointer(path) {
            Some(value) => table.push(Figure::share(*measure, value_of(value))),
            None => anyhow::bail!("the scorer gave no {measure} ({path})"),
        }
    }
    Ok(vec![table])
}

/// Measures and where the scorer has them.
const ATTRIBUTION: &[(&str, &str)] = &[
    ("who and what F", "/who+what"),
    ("content F, overlapping", "/content/overlap"),
    ("content F, exact", "/content/exact"),
    ("source F, overlapping", "/source/overlap"),
    ("source F, exact", "/source/exact"),
    ("cue F, exact", "/cue/exact"),
    ("source right where the content is, head", "/source acc over pairs/head"),
];

fn value_of(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_array().and_then(|prf| prf.get(2)).and_then(Value::as_f64)).unwrap_or(0.0)
}

/// Our own chains. `LAB_TRACE=fit` (or `dev`) prints what is wrong in that part, which may be looked at.
pub fn chains(place: &Place) -> Result<Vec<Table>> {
    let path = &place.args.chains;
    if !path.exists() {
        return Err(super::Absent(path.clone()).into());
    }
    let show = std::env::var_os("LAB_TRACE").and_then(|split| split.into_string().ok());
    let reader = read::Reader::new(read::Depth::Deep, Vec::new());
    let outcomes = chains::outcomes(path, &reader, |_| true, show.as_deref())?;
    let mut tables = Vec::new();
    for split in outcomes.keys().filter(|name| !name.contains(' ')) {
        let mut table = Table::new(format!("Our own chains, split `{split}`"));
        let whole = outcomes.get(split).copied().unwrap_or_default();
        let reports = format!("of {}", whole.reports);
        table.push(Figure::share("origin right", whole.origin_share()).with(&reports).bar(0.85));
        table.push(Figure::f("links F", whole.links).bar(0.80));
        for (name, outcome) in &outcomes {
            if let Some(pattern) = name.strip_prefix(split.as_str()).and_then(|rest| rest.strip_prefix(' ')) {
                let words = format!("of {}; links F {:.3}", outcome.reports, outcome.links.f());
                table.push(Figure::share(format!("{pattern}: origin right"), outcome.origin_share()).with(&words));
            }
        }
        tables.push(table);
    }
    Ok(tables)
}

/// Near-copies.
pub fn copies(place: &Place) -> Result<Vec<Table>> {
    let gold = place.data("copies/dev.jsonl")?;
    let predicted = predicted(place, |out| copies::predict(&gold, out))?;
    let printed = run(&place.data("copies/score.py")?, [&gold, &predicted])?;
    let mut table = Table::new("Copies");
    let words =
        format!("P {:.3}, R {:.3}", after(&printed, &["copy pairs:", " P"])?, after(&printed, &["copy pairs:", " R"])?);
    table.push(Figure::share("pair F", after(&printed, &["copy pairs:", "F1"])?).with(&words));
    table.push(Figure::share("embedded excerpts flagged", after(&printed, &["embed: flagged"])?));
    table.push(Figure::share("embedded excerpts called copies", after(&printed, &["embed:", "called copy"])?));
    Ok(vec![table])
}

/// Pages to text.
pub fn pages(place: &Place) -> Result<Vec<Table>> {
    let gold = place.data("pages/pages.jsonl")?;
    let predicted = predicted(place, |mut out| pages::predict(&gold, &mut out))?;
    let scorer = place.data("pages/score.py")?;
    let printed = run(&scorer, [gold.as_os_str(), predicted.as_os_str(), "--type".as_ref(), "article".as_ref()])?;
    let mut table = Table::new("Pages (articles)");
    table.push(Figure::share("words F", after(&printed, &["word P", "F1"])?));
    table.push(Figure::share("title", after(&printed, &["title="])?));
    for field in ["author", "date"] {
        let precision = format!("{field} P");
        table.push(Figure::share(format!("{field}, precision"), after(&printed, &[&precision])?));
        table.push(Figure::share(format!("{field}, recall"), after(&printed, &[&precision, " R"])?));
    }
    Ok(vec![table])
}

/// The file of a task's predictions.
fn predicted(place: &Place, predict: impl FnOnce(&mut Vec<u8>) -> Result<()>) -> Result<PathBuf> {
    let path: &Path = &place.scratch().join("predicted");
    let mut out = Vec::new();
    predict(&mut out)?;
    std::fs::write(path, out)?;
    Ok(path.to_owned())
}
