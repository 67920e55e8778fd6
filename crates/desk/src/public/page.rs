//! The pages for everybody: the latest with the sections, one section, one warning with those related to it.

use super::{LISTS, PATH, Section, country};
use crate::words;
use askama::Template;
use record::{Kind, Stage};
use share::formats::Told;
use std::collections::BTreeMap;

/// Warnings on the front page; the sections have all.
const MAX_LATEST: usize = 50;
/// Related warnings under one.
const MAX_RELATED: usize = 6;

/// What all of the pages have.
struct Around {
    title: String,
    desk: String,
    /// Words and address of each list.
    lists: Vec<(&'static str, String)>,
    home: &'static str,
}

impl Around {
    fn new(desk: &str, title: &str, section: Section<'_>) -> Self {
        let lists = LISTS.iter().map(|(file, words)| (*words, format!("{}/{file}", section.path()))).collect();
        Self { title: title.to_owned(), desk: desk.to_owned(), lists, home: PATH }
    }
}

/// A warning in a list.
struct Row {
    href: String,
    headline: String,
    stage: Stage,
    stage_title: &'static str,
    kind: &'static str,
    place: String,
    when: String,
    changed: String,
    grade: String,
    grade_title: String,
    sources: String,
    /// "taken back", or what came of it.
    over: Option<String>,
}

impl Row {
    fn new(told: &Told) -> Self {
        let warning = &told.warning;
        Self {
            href: format!("{PATH}/warning/{}", words::encode(&warning.key)),
            headline: told.title(),
            stage: warning.stage,
            stage_title: words::stage(warning.stage),
            kind: warning.kind.words(),
            place: warning.place.as_ref().map_or_else(|| "place not known".to_owned(), record::Place::label),
            when: warning.when.as_ref().map_or_else(|| "date not known".to_owned(), words::when),
            changed: words::moment(told.changed_at()),
            grade: warning.grade.code(),
            grade_title: words::grade(&warning.grade),
            sources: words::sources(warning.independent_origins),
            over: match (&told.cancelled, warning.outcome) {
                (Some(_), _) => Some("taken back".to_owned()),
                (None, Some(outcome)) => Some(format!("closed: {}", words::outcome(outcome))),
                (None, None) => None,
            },
        }
    }
}

/// Name, address and number of a section.
type Entry = (String, String, usize);

#[derive(Template)]
#[template(path = "public_list.html")]
struct List {
    around: Around,
    /// The section's words; empty for all.
    section: String,
    rows: Vec<Row>,
    /// More than are shown.
    further: usize,
    countries: Vec<Entry>,
    kinds: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "public_warning.html")]
struct One {
    around: Around,
    row: Row,
    marking: String,
    handling: String,
    caveats: Vec<String>,
    version: Option<String>,
    changes: Vec<String>,
    cancelled: Option<String>,
    paragraphs: Vec<String>,
    facts: Vec<(&'static str, String)>,
    statements: Vec<Said>,
    sections: Vec<(String, String)>,
    related: Vec<Row>,
}

struct Said {
    heading: String,
    title: Option<String>,
    words: String,
    chain: Vec<String>,
}

fn page(template: &impl Template) -> Option<(&'static str, String)> {
    match template.render() {
        Ok(body) => Some(("text/html; charset=utf-8", body)),
        Err(error) => {
            tracing::error!(%error, "a public page could not be written");
            None
        }
    }
}

/// The newest first.
fn ordered<'t>(copies: impl Iterator<Item = &'t Told>) -> Vec<&'t Told> {
    let mut all: Vec<&Told> = copies.collect();
    all.sort_by(|left, right| (right.changed_at(), &right.warning.key).cmp(&(left.changed_at(), &left.warning.key)));
    all
}

/// The front page, or a section.
pub(super) fn list(desk: &str, copies: &[Told], section: Section<'_>) -> Option<(&'static str, String)> {
    let words = section.words();
    let title = if words.is_empty() { "Public warnings".to_owned() } else { format!("Public warnings: {words}") };
    let most = if section == Section::All { MAX_LATEST } else { copies.len() };
    let (mut countries, mut kinds) = (BTreeMap::<&str, usize>::new(), BTreeMap::<Kind, usize>::new());
    for told in copies {
        *kinds.entry(told.warning.kind).or_default() += 1;
        if let Some(code) = country(told) {
            *countries.entry(code).or_default() += 1;
        }
    }
    let entry = |section: Section<'_>, number: usize| (section.words(), section.path(), number);
    page(&List {
        around: Around::new(desk, &title, section),
        section: words,
        rows: ordered(copies.iter()).into_iter().take(most).map(Row::new).collect(),
        further: copies.len().saturating_sub(most),
        countries: countries.into_iter().map(|(code, number)| entry(Section::Country(code), number)).collect(),
        kinds: kinds.into_iter().map(|(kind, number)| entry(Section::Kind(kind), number)).collect(),
    })
}

/// How near two warnings are: an organisation in common counts most, then the country, then the kind.
fn nearness(left: &Told, right: &Told) -> u32 {
    let (one, other) = (&left.warning, &right.warning);
    let actor = one.actors.iter().any(|actor| other.actors.iter().any(|known| known.name == actor.name));
    let place = country(left).is_some() && country(left) == country(right);
    u32::from(actor) * 4 + u32::from(place) * 2 + u32::from(one.kind == other.kind)
}

/// One warning.
pub(super) fn one(desk: &str, copies: &[Told], told: &Told) -> Option<(&'static str, String)> {
    let warning = &told.warning;
    let others = copies.iter().filter(|other| other.warning.key != warning.key && nearness(told, other) > 0);
    let mut related = ordered(others);
    // Stable: among those as near, the newest first.
    related.sort_by_key(|other| std::cmp::Reverse(nearness(told, other)));
    let mut sections = vec![Section::Kind(warning.kind)];
    sections.extend(country(told).map(Section::Country));
    let marking = warning.marking.to_string();
    page(&One {
        around: Around::new(desk, &told.title(), Section::All),
        row: Row::new(told),
        // The banner above it has the marking already.
        handling: told.handling.strip_prefix(&format!("{marking}. ")).unwrap_or(&told.handling).to_owned(),
        marking,
        caveats: warning.caveats.clone(),
        version: (told.version > 1).then(|| format!("Version {}, updated {}", told.version, words::moment(told.sent))),
        changes: told.changes.clone(),
        cancelled: told.cancelled.as_ref().map(|(_, why)| why.clone()),
        paragraphs: warning.text.split("\n\n").filter(|p| !p.trim().is_empty()).map(str::to_owned).collect(),
        facts: facts(told),
        statements: warning
            .statements
            .iter()
            .map(|said| {
                let outlet = said.outlet.clone().unwrap_or_else(|| "A source".to_owned());
                Said {
                    heading: said.published.map_or_else(|| outlet.clone(), |day| format!("{outlet}, {day}")),
                    title: said.title.clone(),
                    words: said.words.clone(),
                    chain: if said.said_by.len() > 1 { said.said_by.clone() } else { Vec::new() },
                }
            })
            .collect(),
        sections: sections.into_iter().map(|section| (section.words(), section.path())).collect(),
        related: related.into_iter().take(MAX_RELATED).map(Row::new).collect(),
    })
}

fn facts(told: &Told) -> Vec<(&'static str, String)> {
    let warning = &told.warning;
    let linked: Vec<String> = warning.linked_places.iter().map(record::Place::label).collect();
    let actors: Vec<&str> = warning.actors.iter().map(|actor| actor.name.as_str()).collect();
    let lines = [
        ("What", warning.kind.words().to_owned()),
        ("Where", warning.place.as_ref().map_or_else(String::new, record::Place::label)),
        ("When", warning.when.as_ref().map_or_else(String::new, words::when)),
        ("Ascribed to", actors.join("; ")),
        ("Target", warning.targets.join("; ")),
        ("Killed", words::range(warning.killed).unwrap_or_default()),
        ("Injured", words::range(warning.injured).unwrap_or_default()),
        ("Linked places", linked.join("; ")),
        ("Sources", warning.origins.join("; ")),
        ("Urgency", warning.urgency.to_string()),
        ("Severity", warning.severity.to_string()),
        ("Likelihood", told.likelihood.clone().unwrap_or_else(|| warning.certainty.to_string())),
        ("First published", words::moment(warning.created)),
    ];
    lines.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
