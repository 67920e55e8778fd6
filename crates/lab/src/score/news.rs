//! Modern news and reports of our own, by the scorer for news.

use super::Place;
use super::python::run_json;
use super::table::{Figure, Table};
use crate::input::rows;
use crate::news::{self, Case};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

const LENIENT: &str = "incident detection, lenient (type family+country)";
const STRICT: &str = "incident detection, strict (type+country)";

/// Fields with what is asked of them.
const FIELDS: &[(&str, Option<f64>)] = &[
    ("stage", Some(0.85)),
    ("actor", Some(0.80)),
    ("actor or parent", None),
    ("no actor named: none given", None),
    ("target", Some(0.65)),
    ("place", Some(0.85)),
    ("date", Some(0.70)),
    ("killed", Some(0.80)),
    ("injured", Some(0.80)),
    ("weapon", None),
];

/// The table of modern news.
pub fn modern(place: &Place) -> Result<Vec<Table>> {
    let gold = place.data("news/gold.jsonl")?;
    let figures = score(place, &gold, &predictions(place, Case::AsIs)?, &[])?;
    let mut table = Table::new("Modern news");
    whole(&figures, &mut table)?;
    // The gold counts people among the actors ("an 18-year-old Chechen"), and so do predictions; a reading does not.
    let readings = each(&predictions(place, Case::AsIs)?, place, |row: &mut Value| {
        row["actor"] = row["organisation"].clone();
    })?;
    let alone = score(place, &gold, &readings, &[])?;
    for field in ["actor", "no actor named: none given"] {
        let scored = &alone["fields on matched incidents"][field];
        let words = format!("of {}", scored["n"]);
        table.push(share(&format!("{field}, organisations alone"), &scored["acc"])?.with(&words));
    }
    let origins = &figures["attribution"];
    table.push(share("origin of the chain", &origins["origin (last link)"]["acc"])?);
    table.push(share("origin, alternatives accepted", &origins["origin (last link), alternatives accepted"]["acc"])?);
    table.push(share("links of the chain F", &origins["chain links"]["F"])?);
    table.push(share("furniture lines leaked", &figures["furniture"]["lines leaked"])?);
    table.push(share("article lines kept", &figures["furniture"]["article lines kept"])?);
    let mut kinds = Table::new("Modern news by kind of text");
    let mut known: Vec<String> = Vec::new();
    for row in rows::<Value>(&gold)? {
        let kind = row?["kind"].as_str().unwrap_or_default().to_owned();
        if !known.contains(&kind) {
            known.push(kind);
        }
    }
    known.sort();
    let predictions = predictions(place, Case::AsIs)?;
    for kind in known {
        let figures = score(place, &gold, &predictions, &["--kinds", &kind])?;
        let relevance = &figures["relevance"];
        let lenient = &figures[LENIENT];
        kinds.push(share(&format!("{kind}: incidents, lenient F"), &lenient["F"])?.with(&format!(
            "right {}, false {}, missed {}; falsely relevant {} of {}",
            lenient["tp"],
            lenient["fp"],
            lenient["fn"],
            relevance["fp"],
            relevance["fp"].as_u64().unwrap_or(0) + relevance["tn"].as_u64().unwrap_or(0)
        )));
    }
    Ok(vec![table, kinds])
}

/// What capitals cost: the texts of modern news as they are and in upper case.
pub fn capitals(place: &Place) -> Result<Vec<Table>> {
    let gold = place.data("news/gold.jsonl")?;
    let files = [predictions(place, Case::AsIs)?, predictions(place, Case::Upper)?];
    let mut table = Table::new("Capitals: modern news in upper case");
    let [as_is, upper] = [score(place, &gold, &files[0], &[])?, score(place, &gold, &files[1], &[])?];
    let mut push = |measure: &str, at: &dyn Fn(&Value) -> &Value| -> Result<()> {
        let before = share(measure, at(&as_is))?;
        table.push(share(measure, at(&upper))?.with(&format!("as it is {}", before.shown())));
        Ok(())
    };
    push("relevance F", &|figures| &figures["relevance"]["F"])?;
    push("incident detection, lenient F", &|figures| &figures[LENIENT]["F"])?;
    push("incident detection, strict F", &|figures| &figures[STRICT]["F"])?;
    for (field, _) in FIELDS {
        push(field, &|figures| &figures["fields on matched incidents"][*field]["acc"])?;
    }
    let (mut texts, mut same) = (0_u32, 0_u32);
    for (a, b) in rows::<Value>(&files[0])?.zip(rows::<Value>(&files[1])?) {
        texts += 1;
        same += u32::from(outline(&a?) == outline(&b?));
    }
    let same = f64::from(same) / f64::from(texts.max(1));
    table.push(Figure::share("texts with the same incidents (kind, stage, country) in either case", same));
    Ok(vec![table])
}

/// Kind, stage and country of every incident, in a fixed order.
fn outline(line: &Value) -> Vec<String> {
    let incidents = line["incidents"].as_array().into_iter().flatten();
    let mut all: Vec<String> =
        incidents.map(|i| format!("{} {} {}", i["type"], i["stage"], i["place"]["country_iso2"])).collect();
    all.sort();
    all
}

/// The tables of our own reports, one for each split, in the order in which the files tell them.
pub fn own(place: &Place) -> Result<Vec<Table>> {
    let rows = own_rows(place)?;
    let mut splits: Vec<&str> = Vec::new();
    for (gold, _) in &rows {
        let Some(split) = gold["split"].as_str() else { continue };
        if !splits.contains(&split) {
            splits.push(split);
        }
    }
    let (gold, predicted) = (place.scratch().join("own.gold.jsonl"), place.scratch().join("own.jsonl"));
    let mut tables = Vec::new();
    for split in splits {
        let of_split = || rows.iter().filter(|(gold, _)| gold["split"] == split);
        write_lines(&gold, of_split().map(|(gold, _)| gold.clone()))?;
        write_lines(&predicted, of_split().map(|(_, predicted)| predicted.clone()))?;
        let mut table = Table::new(format!("Our own reports, split `{split}`"));
        whole(&score(place, &gold, &predicted, &[])?, &mut table)?;
        // The scorer knows no perpetrators: it compares them as it compares actors.
        let people = |row: &mut Value| row["actor"] = row["perpetrator"].clone();
        let (gold, predicted) = (each(&gold, place, people)?, each(&predicted, place, people)?);
        let figures = score(place, &gold, &predicted, &[])?;
        let perpetrator = &figures["fields on matched incidents"]["actor"];
        table.push(share("perpetrator", &perpetrator["acc"])?.with(&format!("of {}", perpetrator["n"])));
        tables.push(table);
    }
    Ok(tables)
}

/// The figures that all news has.
fn whole(figures: &Value, table: &mut Table) -> Result<()> {
    let relevance = &figures["relevance"];
    let errors =
        format!("{} texts, {} falsely relevant, {} missed", figures["texts"], relevance["fp"], relevance["fn"]);
    table.push(share("relevance F", &relevance["F"])?.with(&errors).bar(0.93));
    for (name, key, bar) in [("lenient", LENIENT, 0.80), ("strict", STRICT, 0.65)] {
        let precision_recall = ["P", "R"].map(|key_of| figures[key][key_of].as_f64().unwrap_or(0.0));
        let words = format!("P {:.3}, R {:.3}", precision_recall[0], precision_recall[1]);
        table.push(share(&format!("incident detection, {name} F"), &figures[key]["F"])?.with(&words).bar(bar));
    }
    for (field, bar) in FIELDS {
        let scored = &figures["fields on matched incidents"][field];
        if let Some(accuracy) = scored["acc"].as_f64() {
            let figure = Figure::share(*field, accuracy).with(&format!("of {}", scored["n"]));
            table.push(match bar {
                Some(bar) => figure.bar(*bar),
                None => figure,
            });
        }
    }
    Ok(())
}

fn share(measure: &str, value: &Value) -> Result<Figure> {
    Ok(Figure::share(measure, value.as_f64().with_context(|| format!("the scorer gave no {measure}"))?))
}

fn score(place: &Place, gold: &Path, predicted: &Path, more: &[&str]) -> Result<Value> {
    let scorer = place.data("news/score.py")?;
    let mut arguments = vec![predicted.as_os_str(), "--gold".as_ref(), gold.as_os_str()];
    arguments.extend(more.iter().map(std::ffi::OsStr::new));
    run_json(&scorer, &arguments, place.scratch())
}

/// The file of predictions on modern news.
fn predictions(place: &Place, case: Case) -> Result<PathBuf> {
    let path = place.scratch().join(format!("news.{case:?}.jsonl"));
    let mut lines = Vec::new();
    news::predict(&place.data("news/inputs.jsonl")?, case, &place.args.recorded, news::as_scored, &mut lines)?;
    write_lines(&path, lines_of(&lines)?.into_iter())?;
    Ok(path)
}

fn lines_of(bytes: &[u8]) -> Result<Vec<Value>> {
    String::from_utf8_lossy(bytes).lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

fn write_lines(path: &Path, lines: impl Iterator<Item = Value>) -> Result<()> {
    let mut out = Vec::new();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    std::fs::write(path, out).with_context(|| path.display().to_string())
}

/// A copy of a file with every incident changed.
fn each(path: &Path, place: &Place, change: impl Fn(&mut Value)) -> Result<PathBuf> {
    let copy = place.scratch().join(format!("changed.{}", path.file_name().unwrap_or_default().display()));
    let lines: Vec<Value> = rows(path)?.collect::<Result<_>>()?;
    let changed = lines.into_iter().map(|mut line| {
        for list in ["incidents", "optional_incidents"] {
            line[list].as_array_mut().into_iter().flatten().for_each(&change);
        }
        line
    });
    write_lines(&copy, changed)?;
    Ok(copy)
}

/// Our own reports as the scorer takes them, each with what the reader makes of it.
fn own_rows(place: &Place) -> Result<Vec<(Value, Value)>> {
    let mut all = Vec::new();
    for file in place.own_reports()? {
        let mut lines = Vec::new();
        news::predict(&file, Case::AsIs, &place.args.recorded, news::add_people, &mut lines)?;
        // Reports without recorded scores are not predicted.
        let mut lines = lines_of(&lines)?.into_iter().peekable();
        for row in rows::<Value>(&file)? {
            let row = row?;
            if let Some(line) = lines.next_if(|line| line["id"] == row["id"]) {
                all.push((gold_row(row), line));
            }
        }
    }
    Ok(all)
}

fn gold_row(mut row: Value) -> Value {
    row["kind"] = row["group"].take();
    row["main_claim"] = json!(true);
    for list in ["incidents", "optional_incidents"] {
        for incident in row[list].as_array_mut().into_iter().flatten() {
            news::add_people(incident);
            // Alternative names of a place: the scorer takes any part between commas.
            let names: Vec<String> = std::iter::once(&incident["place"]["name"])
                .chain(incident["place_alt"].as_array().into_iter().flatten())
                .filter_map(|name| name.as_str().or_else(|| name["name"].as_str()).map(str::to_owned))
                .collect();
            if !names.is_empty() {
                incident["place"]["name"] = json!(names.join(", "));
            }
            if incident["place"].is_null() {
                incident["place"] = json!({ "name": null, "country_iso2": null });
            }
        }
    }
    row
}
