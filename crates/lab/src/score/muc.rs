//! MUC-4, by the scorer for it.

use super::Place;
use super::python::run_json;
use super::table::{Figure, Table};
use crate::input::rows;
use crate::muc;
use anyhow::{Context, Result};
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};

const ROLES: &[(&str, &str)] = &[
    ("perp_individual", "perpetrators"),
    ("perp_org", "organisations"),
    ("target", "targets"),
    ("victim", "victims by name"),
    ("weapon", "weapons"),
];

/// The tables of the reports to tune on and of those to train on.
pub fn tables(place: &Place) -> Result<Vec<Table>> {
    ["dev", "train"].into_iter().map(|part| table(place, part)).collect()
}

fn table(place: &Place, part: &str) -> Result<Table> {
    let input = place.data(&format!("muc/{part}.jsonl"))?;
    let predicted = place.scratch().join("muc.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&predicted)?);
    muc::predict(&input, &place.args.recorded, &mut file)?;
    file.flush()?;
    drop(file);
    let gold = gold(&input, &predicted, place)?;
    let figures = run_json(&place.data("muc/score.py")?, &[&gold, &predicted], place.scratch())?;
    let mut table = Table::new(format!("MUC-4, `{part}`"));
    let slots = &figures["slots"];
    table.push(f("GTT template F", &figures["gtt"]["micro"])?.bar(50.0));
    table.push(f("CEAF-REE F", &figures["ceaf_ree"]["micro"])?.bar(52.0));
    table.push(f("CEAF-RME phi-3 F", &figures["rme_phi3"])?);
    table.push(f("incident type F (GTT)", &figures["gtt"]["incident_type"])?);
    for (role, name) in ROLES {
        table.push(f(&format!("{name}: GTT F"), &figures["gtt"][role])?);
    }
    for (role, name) in ROLES {
        table.push(f(&format!("{name}: CEAF-REE F"), &figures["ceaf_ree"][role])?);
    }
    table.push(f("relevant reports F", &slots["relevance"])?);
    table.push(f("incidents F", &slots["incidents"]["aligned"])?);
    table.push(f("incidents of the right type F", &slots["incidents"]["type"])?);
    let stages = &slots["stage"]["by_class"];
    table.push(f("stage: not accomplished F", &stages["not accomplished"])?.bar(60.0));
    table.push(f("stage: attempted F", &stages["attempted"])?);
    table.push(f("stage: threatened F", &stages["threatened"])?);
    table.push(f("victims described: F, head words", &slots["fills_head"]["victim_description"])?);
    table.push(f("country F", &slots["location"]["country"])?);
    table.push(f("most specific place F", &slots["location"]["place"])?);
    table.push(f("date F, compatible", &slots["date"]["compatible"])?);
    Ok(table)
}

fn f(measure: &str, value: &Value) -> Result<Figure> {
    let part = |key: &str| {
        value[key].as_f64().map(|share| 100.0 * share).with_context(|| format!("the scorer gave no {measure}"))
    };
    Ok(Figure::percent(measure, part("f")?).with(&format!("P {:.1}, R {:.1}", part("p")?, part("r")?)))
}

/// The gold of the reports that were predicted. Three templates of the corpus name the 31st of November, which the scorer
/// cannot compare with a day: here it is the 30th.
fn gold(all: &Path, predicted: &Path, place: &Place) -> Result<PathBuf> {
    let ids = rows::<Value>(predicted)?.map(|row| Ok(row?["id"].clone())).collect::<Result<Vec<_>>>()?;
    let copy = place.scratch().join("muc.gold.jsonl");
    let mut out = Vec::new();
    for row in rows::<Value>(all)? {
        let mut row = row?;
        if !ids.contains(&row["id"]) {
            continue;
        }
        for template in row["templates"].as_array_mut().into_iter().flatten() {
            for day in template["date_ranges"].as_array_mut().into_iter().flatten() {
                for end in day.as_array_mut().into_iter().flatten() {
                    if let Some(real) = end.as_str().and_then(last_of_month) {
                        *end = Value::from(real);
                    }
                }
            }
        }
        writeln!(out, "{row}")?;
    }
    std::fs::write(&copy, out).with_context(|| copy.display().to_string())?;
    Ok(copy)
}

/// The day before one that is not: "1989-11-30" for "1989-11-31".
fn last_of_month(day: &str) -> Option<String> {
    let month = day.strip_suffix("-31").filter(|_| day.parse::<jiff::civil::Date>().is_err())?;
    Some(format!("{month}-30"))
}
