//! Claims as templates of MUC-4, in the format of the development data's scorer.

use super::Row;
use crate::input::rows;
use anyhow::Result;
use jiff::tz::TimeZone;
use read::names::Names;
use read::tag::scores::Guidance;
use record::{Claim, Kind, Mention, Place, PlacePrecision, Stage, When};
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// One report's templates.
#[derive(Debug, Serialize)]
struct Line<'r> {
    id: &'r str,
    templates: Vec<Template>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Template {
    incident_type: &'static str,
    stage: &'static str,
    perp_individual: Vec<String>,
    perp_org: Vec<String>,
    target: Vec<String>,
    victim: Vec<String>,
    weapon: Vec<String>,
    victim_description: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
    /// First and last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<[String; 2]>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Location {
    country: String,
    /// From the largest to the smallest.
    places: Vec<String>,
}

/// Prints the templates of every report of `input`, through the very code of `forewarn read`.
pub fn predict(input: &Path, recorded: &crate::recorded::Args, out: &mut dyn Write) -> Result<()> {
    let raws = rows::<Row>(input)?.map(|row| Ok(row?.raw())).collect::<Result<Vec<_>>>()?;
    let (reader, raws) = recorded.reader(raws, Guidance::IN_PASSING)?;
    for raw in raws {
        let (_, reading) = reader.read(&raw);
        let templates = reading.claims.iter().filter_map(template).collect();
        serde_json::to_writer(&mut *out, &Line { id: raw.id.as_str(), templates })?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// A claim as a template; `None` for what the corpus does not count.
fn template(claim: &Claim) -> Option<Template> {
    Some(Template {
        incident_type: incident_type(claim.kind)?,
        stage: stage(claim.stage)?,
        perp_individual: words(&claim.perpetrators),
        perp_org: words(&claim.actors),
        target: words(&claim.targets),
        victim: words(&claim.victims),
        weapon: words(&claim.weapons),
        victim_description: words(&claim.victim_descriptions),
        location: claim.place.as_ref().and_then(location),
        date: claim.when.as_ref().and_then(days),
    })
}

/// The corpus has one word for all violence whose means it does not tell apart. Arrests are no incidents to it.
const fn incident_type(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Bombing => "bombing",
        Kind::Kidnapping => "kidnapping",
        Kind::Arson => "arson",
        Kind::Robbery => "robbery",
        Kind::ArmedAssault | Kind::Assassination | Kind::Hijacking | Kind::Sabotage | Kind::Attack | Kind::Threat => {
            "attack"
        }
        Kind::ArrestRaid => return None,
    })
}

/// What was planned is a threat to the corpus, and what was foiled an attempt. What is denied it does not count.
const fn stage(stage: Stage) -> Option<&'static str> {
    match stage {
        Stage::Accomplished => Some("accomplished"),
        Stage::Attempted | Stage::Foiled => Some("attempted"),
        Stage::Threatened | Stage::Planned => Some("threatened"),
        Stage::Denied => None,
    }
}

fn words(mentions: &[Mention]) -> Vec<String> {
    mentions.iter().map(|mention| mention.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn location(place: &Place) -> Option<Location> {
    let country = Names::embedded().country(place.country_iso2.as_deref()?)?.name.to_uppercase();
    let mut places = Vec::new();
    if place.precision != PlacePrecision::Country {
        let name = bare(&place.name);
        places.extend(place.admin1.as_deref().map(bare).filter(|division| *division != name));
        places.push(name);
    }
    Some(Location { country, places })
}

/// "Usulután Department" as the corpus names it: "USULUTAN".
fn bare(name: &str) -> String {
    let name = read::fold(name).to_uppercase();
    let suffix = [" DEPARTMENT", " PROVINCE", " STATE", " REGION"].iter().find_map(|end| name.strip_suffix(end));
    suffix.unwrap_or(&name).trim_start_matches("DEPARTAMENTO DE ").to_owned()
}

fn days(when: &When) -> Option<[String; 2]> {
    let last = when.end.to_zoned(TimeZone::UTC).date().yesterday().ok()?;
    Some([when.first_day().to_string(), last.max(when.first_day()).to_string()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use read::Reader;
    use record::{RawReport, ReportId};

    #[test]
    fn a_bomb_in_capitals_becomes_a_template() {
        let text =
            "LIMA, 12 MAY 90 -- TERRORISTS BLEW UP A BRIDGE IN AYACUCHO WITH DYNAMITE YESTERDAY, THE POLICE SAID.";
        let (_, reading) = Reader::embedded().read(&RawReport::of_text(ReportId::from("a"), text));
        let templates: Vec<Template> = reading.claims.iter().filter_map(template).collect();
        assert_eq!(templates.len(), 1, "{templates:?}");
        assert_eq!(templates[0].incident_type, "bombing");
        assert_eq!(templates[0].location.as_ref().map(|l| l.country.as_str()), Some("PERU"));
    }

    #[test]
    fn a_division_loses_its_word() {
        assert_eq!(bare("Usulután Department"), "USULUTAN");
    }
}
