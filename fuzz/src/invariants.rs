//! What holds for the reading of any report.

use read::Reader;
use record::{Claim, Mention, Place, RawReport, Reading, Report, Span, Speaker};
use std::collections::BTreeSet;

/// Reads a report and panics where the reading does not hold together.
///
/// # Panics
///
/// If a span lies outside the text or off a character boundary, words differ from those at their span, a maximum is passed,
/// or a value lies outside its range.
pub fn read(reader: &Reader, raw: &RawReport) -> (Report, Reading) {
    let (report, reading) = reader.read(raw);
    assert!(report.text.len() <= read::segment::REPORT_BYTES_MAX + raw.title.as_ref().map_or(0, String::len) + 1);
    assert!(report.text.starts_with(&report.title), "the headline is the first line of the text");
    assert!(!report.text.contains('\r') && !report.text.contains('\0'), "the text is clean");
    assert!(reading.claims.len() <= read::events::CLAIMS_MAX, "{} claims", reading.claims.len());
    assert_eq!(reading.relevant, !reading.claims.is_empty(), "relevant is: it has claims");
    assert!(reading.claims.iter().filter(|claim| claim.main).count() <= 1, "one main claim");
    let ids: BTreeSet<_> = reading.claims.iter().map(|claim| &claim.id).collect();
    assert_eq!(ids.len(), reading.claims.len(), "claims of one report have ids of their own");
    speakers(&report, &reading.attribution);
    for claim in &reading.claims {
        holds(&report, claim);
    }
    (report, reading)
}

fn holds(report: &Report, claim: &Claim) {
    assert_eq!(claim.report, report.id);
    assert!(!claim.evidence.is_empty(), "a claim has its words");
    for span in &claim.evidence {
        assert!(!words(report, *span).is_empty(), "evidence has words");
    }
    let lists = [
        &claim.actors,
        &claim.perpetrators,
        &claim.targets,
        &claim.victims,
        &claim.victim_descriptions,
        &claim.weapons,
    ];
    for mention in lists.into_iter().flatten() {
        said(report, mention);
    }
    for place in claim.place.iter().chain(&claim.linked_places) {
        on_earth(place);
    }
    if let Some(when) = &claim.when {
        assert!(when.start < when.end, "a time begins before it ends");
        let _ = when.iso();
    }
    speakers(report, &claim.said_by);
}

fn said(report: &Report, mention: &Mention) {
    assert!(!mention.text.trim().is_empty(), "a mention has words");
    if let Some(span) = mention.span {
        assert_eq!(words(report, span), mention.text, "a mention's words are those at its span");
    }
}

fn speakers(report: &Report, chain: &[Speaker]) {
    assert!(!chain.is_empty(), "somebody says so");
    for speaker in chain {
        for span in speaker.span.iter().chain(&speaker.cue) {
            words(report, *span);
        }
    }
}

fn on_earth(place: &Place) {
    assert!(!place.name.is_empty(), "a place has a name");
    assert!(place.lat.is_none_or(|lat| (-90.0..=90.0).contains(&lat)), "latitude {:?}", place.lat);
    assert!(place.lon.is_none_or(|lon| (-180.0..=180.0).contains(&lon)), "longitude {:?}", place.lon);
    let iso2 = |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    assert!(place.country_iso2.as_ref().is_none_or(iso2), "country {:?}", place.country_iso2);
}

fn words(report: &Report, span: Span) -> &str {
    span.of(&report.text).unwrap_or_else(|| panic!("{span:?} is no span of a text of {} bytes", report.text.len()))
}
