//! Linking: which claims are one event, on the cases of the room `link`, and independent origins on the clusters of modern news.

#[path = "../../../link/tests/common/mod.rs"]
mod common;

use super::Place;
use super::python::run_json;
use super::table::{Figure, Table};
use crate::input::rows;
use crate::news::{self, Case};
use anyhow::{Context, Result};
use common::cases::Agreement;
use link::{Config, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Files of cases, in the folder of the room `link`.
const CASES: &[(&str, &str)] = &[
    ("small cases", "cases.toml"),
    ("hard cases, one", "incidents/one.toml"),
    ("hard cases, two", "incidents/two.toml"),
    ("hard cases, three", "incidents/three.toml"),
];

/// The tables of linking.
pub fn tables(place: &Place) -> Result<Vec<Table>> {
    let mut tables = vec![incidents(&place.args.own)?];
    if let Ok(gold) = place.data("news/gold.jsonl") {
        tables.push(origins(place, &gold)?);
    }
    Ok(tables)
}

/// Our cases lie beside our reports' folder, in the source of `link`.
fn incidents(own: &Path) -> Result<Table> {
    let folder = own.join("../../crates/link/testdata");
    let mut table = Table::new("Incidents (cases of which claims are one event)");
    let mut all = Agreement::default();
    for (name, file) in CASES {
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let mut one = Agreement::default();
        one.add(&text).with_context(|| path.display().to_string())?;
        all.add(&text)?;
        table.push(Figure::share(format!("{name}: pairwise F"), one.pairwise_f()).with(&words(&one)));
        table.push(Figure::share(format!("{name}: B-cubed F"), one.b_cubed_f()));
    }
    table.push(Figure::share("all: pairwise F", all.pairwise_f()).with(&words(&all)).bar(0.90));
    table.push(Figure::share("all: B-cubed F", all.b_cubed_f()));
    Ok(table)
}

fn words(agreement: &Agreement) -> String {
    let (precision, recall) = agreement.pairs();
    format!("P {precision:.3}, R {recall:.3}; {} of {} cases right", agreement.right, agreement.cases)
}

/// Each cluster's reports are read and linked; of its incidents the one that most of its reports tell of counts.
fn origins(place: &Place, gold: &Path) -> Result<Table> {
    let mut clusters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows::<Value>(gold)? {
        let row = row?;
        if let (Some(cluster), Some(id)) = (row["cluster"].as_str(), row["id"].as_str()) {
            clusters.entry(cluster.to_owned()).or_default().push(id.to_owned());
        }
    }
    let raws = news::reports(&place.data("news/inputs.jsonl")?, Case::AsIs)?.collect::<Result<Vec<_>>>()?;
    let (reader, raws) = place.args.recorded.reader(raws, read::tag::scores::Guidance::ABOUT)?;
    let read: Vec<_> = raws.iter().map(|raw| reader.read(raw)).collect();
    let mut lines = String::new();
    for (report, reading) in &read {
        writeln!(lines, "{}", share::formats::readings::encode(report, reading))?;
    }
    for (cluster, ids) in &clusters {
        let mut world = World::new(Config::default());
        world.add_all(read.iter().filter(|(r, _)| ids.contains(&r.id.0)).map(|(report, reading)| (report, reading)));
        let most = world.incidents().into_iter().max_by_key(|incident| incident.reports.len());
        let origins = most.map_or(0, |incident| incident.independent_origins);
        writeln!(lines, "{}", json!({ "cluster": cluster, "independent_origins": origins }))?;
    }
    let predicted = place.scratch().join("clusters.jsonl");
    std::fs::write(&predicted, lines)?;
    let scorer = place.data("news/score.py")?;
    let figures = run_json(&scorer, &[predicted.as_os_str(), "--gold".as_ref(), gold.as_os_str()], place.scratch())?;
    let count = &figures["cluster origin count"];
    let of = |key: &str| count[key].as_f64().with_context(|| format!("the scorer gave no {key}"));
    let mut table = Table::new("Independent origins (clusters of modern news)");
    let naive = format!("counting every text {:.2}", of("naive (every text counts) mean abs error")?);
    table.push(Figure::share("mean absolute error", of("mean abs error")?).with(&naive));
    table.push(Figure::share("exact", of("exact")?));
    Ok(table)
}
