//! Small claims written in a few words, for cases and properties.

// Each test uses its part of this.
#![allow(dead_code)]

pub mod cases;
pub mod large;

use jiff::civil::Date;
use record::{
    Assertion, CaptureId, Claim, ClaimId, GroupId, Mention, Place, PlacePrecision, Reading, Report, ReportId, Span,
    Speaker, When,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// One claim in its own report.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mini {
    pub id: String,
    /// Report; the claim's id if not given.
    pub report: Option<String>,
    /// Outlet.
    pub by: String,
    /// Published.
    pub on: Option<Date>,
    /// "bombing accomplished", "attack denied denied": kind, stage, assertion (reported if not given).
    pub is: String,
    /// Name of a place of the file.
    pub at: Option<String>,
    /// A day, a month (2026-10) or a year.
    pub when: Option<String>,
    #[serde(default)]
    pub target: Vec<String>,
    #[serde(default)]
    pub harmed: Vec<String>,
    /// "Name" or "Name=group-id".
    #[serde(default)]
    pub actor: Vec<String>,
    pub parent: Option<String>,
    pub killed: Option<u32>,
    pub injured: Option<u32>,
    /// Names of other places of the file.
    #[serde(default)]
    pub linked: Vec<String>,
    /// "kind:name", in order after the outlet; a leading "?" marks an inferred link.
    #[serde(default)]
    pub says: Vec<String>,
    /// The report's text, all of it evidence.
    #[serde(default)]
    pub text: String,
    /// So many bytes of the text are evidence; all of it if not given.
    pub evidence: Option<usize>,
    /// Told in passing.
    #[serde(default)]
    pub aside: bool,
}

/// A place of the file: country, latitude, longitude, precision, GeoNames-like number, first-level division.
#[derive(Debug, Clone, Deserialize)]
pub struct MiniPlace(pub String, pub f64, pub f64, pub PlacePrecision, pub u32, #[serde(default)] pub String);

pub type Places = BTreeMap<String, MiniPlace>;

fn when(text: &str) -> When {
    let parts: Vec<&str> = text.split('-').collect();
    let year: i16 = parts[0].parse().unwrap();
    match parts[..] {
        [_, month, day] => When::day(Date::new(year, month.parse().unwrap(), day.parse().unwrap()).unwrap()).unwrap(),
        [_, month] => When::month(year, month.parse().unwrap()).unwrap(),
        _ => When::year(year).unwrap(),
    }
}

fn mention(text: &str) -> Mention {
    match text.split_once('=') {
        Some((name, group)) => Mention { group: Some(GroupId::from(group)), ..Mention::new(name, None) },
        None => Mention::new(text, None),
    }
}

fn speaker(text: &str) -> Speaker {
    let (inferred, text) = text.strip_prefix('?').map_or((false, text), |rest| (true, rest));
    let (kind, name) = text.split_once(':').unwrap();
    Speaker { name: name.to_owned(), kind: kind.parse().unwrap(), span: None, cue: None, inferred }
}

pub fn place(name: &str, places: &Places) -> Place {
    let Some(MiniPlace(country, lat, lon, precision, id, admin1)) = places.get(name).cloned() else {
        panic!("no place {name}")
    };
    Place {
        gazetteer_id: Some(id),
        country_iso2: Some(country),
        admin1: Some(admin1).filter(|a| !a.is_empty()),
        lat: Some(lat),
        lon: Some(lon),
        precision,
        ..Place::named(name)
    }
}

impl Mini {
    pub fn claim(&self, places: &Places) -> Claim {
        let mut is = self.is.split(' ');
        let mut next = || is.next().unwrap_or_default();
        let (kind, stage, assertion) = (next(), next(), next());
        let mut said_by = vec![Speaker::outlet(&self.by)];
        said_by.extend(self.says.iter().map(|s| speaker(s)));
        Claim {
            id: ClaimId::from(self.id.as_str()),
            report: self.report_id(),
            kind: kind.parse().unwrap(),
            stage: stage.parse().unwrap(),
            assertion: if assertion.is_empty() { Assertion::Reported } else { assertion.parse().unwrap() },
            main: !self.aside,
            actors: self.actor.iter().map(|m| mention(m)).collect(),
            actor_parent: self.parent.clone(),
            perpetrators: Vec::new(),
            targets: self.target.iter().map(|m| mention(m)).collect(),
            victims: Vec::new(),
            victim_descriptions: self.harmed.iter().map(|m| mention(m)).collect(),
            weapons: Vec::new(),
            killed: self.killed,
            injured: self.injured,
            place: self.at.as_deref().map(|name| place(name, places)),
            linked_places: self.linked.iter().map(|name| place(name, places)).collect(),
            when: self.when.as_deref().map(when),
            said_by,
            evidence: vec![Span::new(0, self.evidence.unwrap_or(self.text.len()))],
            why: Vec::new(),
            weighed: None,
        }
    }

    fn report_id(&self) -> ReportId {
        ReportId::from(self.report.clone().unwrap_or_else(|| self.id.clone()))
    }

    pub fn report(&self) -> Report {
        Report {
            id: self.report_id(),
            capture: CaptureId::from("cap"),
            outlet: self.by.clone(),
            title: String::new(),
            byline: None,
            section: None,
            published: self.on,
            url: None,
            language: "en".to_owned(),
            text: self.text.clone(),
            leads: Vec::new(),
        }
    }

    pub fn reading(&self, places: &Places) -> Reading {
        Reading {
            report: self.report_id(),
            relevant: true,
            claims: vec![self.claim(places)],
            attribution: Vec::new(),
            independent_origin: None,
            faults: Vec::new(),
            reader_version: "test".to_owned(),
        }
    }
}
