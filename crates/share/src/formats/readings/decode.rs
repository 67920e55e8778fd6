//! Lines read back into reports and readings.

use super::{ClaimLine, EvidenceLine, MAX_INCIDENTS, PlaceLine, READER_VERSION, ReadingLine, ReasonLine};
use crate::formats::DecodeError;
use jiff::civil::Date;
use record::{
    CaptureId, Claim, ClaimId, DatePrecision, Fault, FaultKind, Lead, Mention, Place, PlacePrecision, Reading, Reason,
    Report, ReportId, Span, Speaker, SpeakerKind, When,
};

/// Weighed speakers of one claim that are kept, at most.
const MAX_WEIGHED: usize = 32;

/// Reads a line back.
///
/// What a line does not hold is filled in plainly: groups are not looked up, a speaker's kind is told from its name and
/// place in the chain, the precision of a place from its radius, the main claim is the first whose chain is the report's.
/// A value that cannot be is left out, and the reading's faults say so.
///
/// # Errors
/// [`DecodeError`] if the line is not JSON of this shape, or has no id.
pub fn decode(line: &str) -> Result<(Report, Reading), DecodeError> {
    let line: ReadingLine = serde_json::from_str(line.trim())
        .map_err(|error| DecodeError::Malformed { detail: error.to_string(), command: "read" })?;
    if line.id.trim().is_empty() {
        return Err(DecodeError::Missing { field: "id", why: "incidents name their reports by it" });
    }
    let id = ReportId::from(line.id);
    let mut faults = line.faults;
    let report = Report {
        capture: CaptureId::derive(&[id.as_str()]),
        id: id.clone(),
        outlet: line.outlet,
        title: line.title,
        byline: None,
        section: None,
        published: day(line.published.as_deref(), "published", &mut faults),
        url: None,
        language: line.language,
        text: line.text,
        leads: line
            .leads
            .into_iter()
            .map(|lead| Lead {
                title: lead.title,
                published: day(lead.published.as_deref(), "leads.published", &mut faults),
                time: None,
                url: lead.url,
            })
            .collect(),
    };
    if line.incidents.len() > MAX_INCIDENTS {
        let detail = format!("{} incidents on one line; the first {MAX_INCIDENTS} were taken", line.incidents.len());
        faults.push(Fault::new(FaultKind::TooLarge, "incidents", detail));
    }
    let label = line.independent_origin.as_deref();
    let main = line.incidents.iter().position(|claim| claim.said_by == line.attribution).unwrap_or(0);
    let claims: Vec<Claim> = line
        .incidents
        .into_iter()
        .take(MAX_INCIDENTS)
        .enumerate()
        .map(|(index, claim)| claim_of(claim, index, index == main, &report, label, &mut faults))
        .collect();
    let reading = Reading {
        report: id,
        relevant: line.relevant || !claims.is_empty(),
        claims,
        attribution: chain(&line.attribution, &[], label),
        independent_origin: line.independent_origin,
        faults,
        reader_version: READER_VERSION.to_owned(),
    };
    Ok((report, reading))
}

fn claim_of(
    line: ClaimLine,
    index: usize,
    main: bool,
    report: &Report,
    label: Option<&str>,
    faults: &mut Vec<Fault>,
) -> Claim {
    let mentions = |words: Vec<String>| words.into_iter().map(|words| Mention::new(words, None)).collect();
    let at = format!("incidents[{index}]");
    let when = line.date.as_deref().and_then(|date| {
        let when = interval(date);
        if when.is_none() {
            faults.push(Fault::new(FaultKind::Date, &at, format!("`{}` is not a date; left out", short(date))));
        }
        when
    });
    let position = index.to_string();
    Claim {
        id: ClaimId::derive(&[report.id.as_str(), &position, line.kind.code(), line.stage.code()]),
        report: report.id.clone(),
        kind: line.kind,
        stage: line.stage,
        assertion: line.assertion,
        main,
        actors: mentions(line.actor),
        actor_parent: line.actor_parent,
        perpetrators: mentions(line.perpetrator),
        targets: mentions(line.target),
        victims: mentions(line.victim),
        victim_descriptions: mentions(line.victim_description),
        weapons: mentions(line.weapon),
        killed: line.killed,
        injured: line.injured,
        place: line.place.map(place_of),
        linked_places: Vec::new(),
        when,
        said_by: chain(&line.said_by, &line.said_by_kinds, label),
        evidence: evidence(&line.evidence, &report.text, &at, faults),
        why: reasons(line.why, &report.text, &at, faults),
        weighed: line.why_said_by.map(|mut all| {
            all.truncate(MAX_WEIGHED);
            all
        }),
    }
}

fn place_of(line: PlaceLine) -> Place {
    let within = |value: f64, limit: f64| (value.abs() <= limit).then_some(value);
    let (lat, lon) = match (line.lat.and_then(|lat| within(lat, 90.0)), line.lon.and_then(|lon| within(lon, 180.0))) {
        (Some(lat), Some(lon)) => (Some(lat), Some(lon)),
        _ => (None, None),
    };
    // A radius tells roughly what the coordinates stand for; without one, an unresolved name is no better than a region.
    let precision = match line.precision_m {
        Some(..=2_000) => PlacePrecision::Site,
        Some(..=50_000) => PlacePrecision::City,
        Some(..=300_000) if line.admin1.is_some() => PlacePrecision::Division,
        Some(_) if line.country_iso2.is_some() => PlacePrecision::Country,
        None if line.admin1.is_some() => PlacePrecision::City,
        _ => PlacePrecision::Region,
    };
    Place {
        gazetteer_id: None,
        name: line.name,
        country_iso2: line.country_iso2.map(|iso| iso.to_ascii_uppercase()),
        admin1: line.admin1,
        lat,
        lon,
        precision_m: line.precision_m,
        precision,
    }
}

/// The spans that lie in the text and say what the line says they do.
fn evidence(lines: &[EvidenceLine], text: &str, at: &str, faults: &mut Vec<Fault>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for line in lines {
        let span = Span::new(line.start, line.end);
        match placed(span, &line.text, text) {
            Some(span) => spans.push(span),
            None => faults.push(no_words(span, format!("{at}.evidence"))),
        }
    }
    if spans.is_empty() {
        // A claim always points somewhere: to the first paragraph if to nothing finer.
        spans.push(Span::new(0, text.find('\n').unwrap_or(text.len())));
    }
    spans
}

/// The reasons; one whose words or score cannot be stays without them.
fn reasons(lines: Vec<ReasonLine>, text: &str, at: &str, faults: &mut Vec<Fault>) -> Vec<Reason> {
    let mut one = |line: ReasonLine| {
        let told = line.start.zip(line.end).map(|(start, end)| Span::new(start, end));
        let span = told.and_then(|span| placed(span, line.text.as_deref().unwrap_or_default(), text));
        if let (Some(told), None) = (told, span) {
            faults.push(no_words(told, format!("{at}.why")));
        }
        let score = line.score.filter(|score| (0.0..=1.0).contains(score));
        Reason { slot: line.slot, span, rule: line.rule, score }
    };
    lines.into_iter().map(&mut one).collect()
}

/// A span that lies in the text and says what the line says it does; a shifted one is looked for by its words.
fn placed(span: Span, words: &str, text: &str) -> Option<Span> {
    let holds = span.start < span.end && span.of(text).is_some_and(|found| words.is_empty() || found == words);
    if holds {
        return Some(span);
    }
    let start = (!words.is_empty()).then(|| text.find(words)).flatten()?;
    Some(Span::new(start, start + words.len()))
}

fn no_words(span: Span, at: String) -> Fault {
    let detail = format!("bytes {} to {} are not words of the text; left out", span.start, span.end);
    Fault::new(FaultKind::Malformed, at, detail)
}

fn chain(names: &[String], kinds: &[String], label: Option<&str>) -> Vec<Speaker> {
    let last = names.len().saturating_sub(1);
    let told = |index: usize| kinds.get(index).and_then(|code| code.parse::<SpeakerKind>().ok());
    let kind = |index: usize, name: &str| match index {
        0 => SpeakerKind::Outlet,
        // "Hürriyet (Hande Fırat)": the name in brackets is a person's.
        _ if index == last && label.is_some_and(|label| label.contains(&format!("({name})"))) => SpeakerKind::Person,
        _ => kind_of(name),
    };
    names
        .iter()
        .enumerate()
        .map(|(index, name)| Speaker {
            kind: told(index).unwrap_or_else(|| kind(index, name)),
            ..Speaker::outlet(name)
        })
        .collect()
}

/// The kind of a speaker of whom only the name is left.
fn kind_of(name: &str) -> SpeakerKind {
    const AUTHORITY: &[&str] = &[
        "ministry",
        "minister",
        "police",
        "court",
        "government",
        "army",
        "military",
        "prosecutor",
        "prosecutors",
        "president",
        "intelligence",
        "security",
        "council",
        "committee",
        "agency",
        "service",
        "governor",
        "mayor",
        "embassy",
        "department",
    ];
    const DOCUMENT: &[&str] = &["statement", "video", "post", "communique", "report", "letter", "document"];
    let lower = name.to_lowercase();
    let has = |list: &[&str]| lower.split(|c: char| !c.is_alphanumeric()).any(|word| list.contains(&word));
    if !name.chars().any(char::is_uppercase) {
        SpeakerKind::Unnamed
    } else if has(AUTHORITY) && !lower.contains("news agency") {
        SpeakerKind::Authority
    } else if has(DOCUMENT) {
        SpeakerKind::Document
    } else {
        SpeakerKind::Press
    }
}

fn day(text: Option<&str>, at: &str, faults: &mut Vec<Fault>) -> Option<Date> {
    let text = text?;
    let date = text.get(..10).unwrap_or(text).parse().ok();
    if date.is_none() {
        faults.push(Fault::new(FaultKind::Date, at, format!("`{}` is not a date; left out", short(text))));
    }
    date
}

/// The interval of an ISO 8601 date at its own precision: `2024-03-22`, `2024-03`, `2024`.
fn interval(iso: &str) -> Option<When> {
    let mut parts = iso.get(..10).unwrap_or(iso).splitn(3, '-');
    let year: i16 = parts.next()?.parse().ok()?;
    let Some(month) = parts.next() else { return When::year(year) };
    let month: i8 = month.parse().ok()?;
    let Some(day) = parts.next() else { return When::month(year, month) };
    let date = Date::new(year, month, day.parse().ok()?).ok()?;
    When::days(date, date.tomorrow().ok()?, DatePrecision::Day)
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
