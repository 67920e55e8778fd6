//! Task `news`: reports to incidents, chains and text, through the very code of `forewarn read`.

use crate::input::rows;
use anyhow::{Context, Result};
use clap::ValueEnum;
use read::Reader;
use read::tag::scores::Guidance;
use record::{RawReport, ReportId};
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// One line of the input: the text itself, or the path of a file with it, relative to the input.
#[derive(Debug, Deserialize)]
struct Line {
    id: String,
    path: Option<String>,
    text: Option<String>,
    title: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    published: Option<String>,
}

/// How the words of a report are written before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Case {
    /// As they are.
    AsIs,
    /// In capitals, as wires of old.
    Upper,
    /// Without capitals.
    Lower,
}

impl Case {
    fn of(self, text: String) -> String {
        match self {
            Self::AsIs => text,
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
        }
    }
}

/// The reports of `input`.
pub fn reports(input: &Path, case: Case) -> Result<impl Iterator<Item = Result<RawReport>>> {
    let base = input.parent().unwrap_or(Path::new("."));
    Ok(rows(input)?.map(move |line| {
        let mut raw = raw(line?, base)?;
        raw.text = case.of(raw.text);
        raw.title = raw.title.map(|title| case.of(title));
        Ok(raw)
    }))
}

/// Prints predictions for every line of `input`, and on standard error how fast the reader was, on one thread, files and
/// JSON not counted.
pub fn predict(
    input: &Path,
    case: Case,
    recorded: &crate::recorded::Args,
    shape: fn(&mut Value),
    out: &mut dyn Write,
) -> Result<()> {
    let (reader, raws) = recorded.reader(reports(input, case)?.collect::<Result<_>>()?, Guidance::ABOUT)?;
    let (mut read, mut gated, mut relevant, mut spent) = (0_u32, 0_u32, 0_u32, Duration::ZERO);
    for raw in raws {
        let started = Instant::now();
        let (report, reading) = reader.read(&raw);
        spent += started.elapsed();
        read += 1;
        gated += u32::from(::read::gate::passes(&report.text));
        relevant += u32::from(reading.relevant);
        let mut line: Value = serde_json::from_str(&share::formats::readings::encode(&report, &reading))?;
        for incident in line["incidents"].as_array_mut().into_iter().flatten() {
            shape(incident);
        }
        writeln!(out, "{line}")?;
    }
    let rate = f64::from(read) / spent.as_secs_f64().max(1e-9);
    eprintln!(
        "{read} reports in {:.2} s: {rate:.0} reports/s; {gated} pass the gate, {relevant} relevant",
        spent.as_secs_f64()
    );
    Ok(())
}

/// An incident of a reading as the scorer of modern news takes it: its targets are things or people, and its actors whoever
/// did it, an organisation or people of whom the text says who they are. A reading keeps them apart; its own actors are kept
/// as `organisation`.
pub fn as_scored(incident: &mut Value) {
    add_people(incident);
    let organisations = incident["actor"].as_array().cloned().unwrap_or_default();
    let people = incident["perpetrator"].as_array().into_iter().flatten();
    let known = people.filter(|who| who.as_str().is_some_and(says_who)).cloned();
    incident["actor"] = json!(organisations.iter().cloned().chain(known).collect::<Vec<_>>());
    incident["organisation"] = json!(organisations);
}

/// "Piet Haan", "an 18-year-old Norvalian": not "gunmen", "Armed men".
fn says_who(people: &str) -> bool {
    const ANYBODY: &str = "gunman gunmen attacker attackers assailant assailants militant militants man men suspect suspects terrorist \
        terrorists bomber bombers rebel rebels fighter fighters shooter shooters insurgent insurgents jihadist jihadists islamist \
        islamists extremist extremists muslim islamic mob police soldiers teenager woman youths robbers kidnappers driver armed masked \
        unidentified unknown suspected alleged young local heavily unemployed the a an one two three four five six seven several some \
        dozens";
    let anybody = |word: &str| ANYBODY.split_whitespace().any(|any| any == word);
    let named = |word: &str| word.starts_with(char::is_uppercase) && !anybody(&word.to_lowercase());
    people.split(' ').any(named)
}

/// The people harmed among the targets: the scorer's targets are things or people, where readings keep the two apart.
pub fn add_people(incident: &mut Value) {
    let mut targets = incident["target"].as_array().cloned().unwrap_or_default();
    for people in ["victim", "victim_description"] {
        targets.extend(incident[people].as_array().into_iter().flatten().cloned());
    }
    incident["target"] = json!(targets);
}

/// The report that a line describes.
fn raw(line: Line, base: &Path) -> Result<RawReport> {
    let text = match (line.text, line.path) {
        (Some(text), _) => text,
        (None, Some(path)) => {
            let path = base.join(path);
            String::from_utf8_lossy(&std::fs::read(&path).with_context(|| path.display().to_string())?).into_owned()
        }
        (None, None) => String::new(),
    };
    let mut raw = RawReport::of_text(ReportId::from(line.id), text);
    raw.title = line.title;
    raw.outlet = line.outlet;
    raw.url = line.url;
    raw.published = line.published.and_then(|day| day.parse().ok());
    Ok(raw)
}

/// Prints, for people, every mention of an event that the reader saw in each line of `input`.
pub fn explain(input: &Path, only: Option<&str>, out: &mut dyn Write) -> Result<()> {
    let reader = Reader::embedded();
    let base = input.parent().unwrap_or(Path::new("."));
    for line in rows::<Line>(input)? {
        let line = line?;
        if only.is_some_and(|id| id != line.id) {
            continue;
        }
        writeln!(out, "== {}", line.id)?;
        for text in reader.explain(&raw(line, base)?) {
            writeln!(out, "{text}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_count_as_actors_only_where_the_text_says_who_they_are() {
        for (people, expected) in [
            ("Piet Haan", true),
            ("18-year-old Norvalian", true),
            ("five Norvalian men", true),
            ("gunmen", false),
            ("Armed men", false),
            ("Unidentified gunmen", false),
            ("Three masked attackers", false),
        ] {
            assert_eq!(says_who(people), expected, "{people}");
        }
    }
}
