//! Sources on a terminal: their records, and how their reliability moved.

use super::style;
use record::{Borne, Judgement, Reliability, Testimony};
use std::fmt::Write;
use store::{SourceRecord, Told};

/// What became of a testimony, in one line: "Harbour Times (2026-10-28): confirmed by police on 2026-10-29".
#[must_use]
pub fn outcome(told: &Testimony) -> String {
    let said = told.said_on.map_or_else(|| "no date".to_owned(), |day| day.to_string());
    let stance = if told.supports { "" } else { ", denying it" };
    let by = told.settled_words();
    let on = told.settled_on.map_or_else(String::new, |day| format!(" on {day}"));
    let (hue, word) = match told.outcome {
        Borne::Open => (style::DIM, "open"),
        Borne::Confirmed => (style::GOOD, "confirmed"),
        Borne::Denied => (style::BAD, "denied"),
        Borne::Contested => (style::DIM, "contested by independent origins"),
    };
    format!("{} ({said}{stance}): {hue}{word}{hue:#}{by}{on}", told.name)
}

/// The reliability that counts now: an analyst's, or else that of the record.
#[must_use]
pub fn standing(record: &SourceRecord, set: Option<(&Judgement, Reliability)>) -> String {
    let own = record.record.reliability();
    match set {
        Some((judgement, value)) => format!(
            "{value}: {}, as judged by {} on {} ({}); its record alone gives {own}",
            value.words(),
            judgement.by,
            judgement.at.strftime("%Y-%m-%d"),
            judgement.reasons.join(" ")
        ),
        None if own == Reliability::F => {
            format!("F: {}; it takes {} settled incidents to tell", own.words(), record::TrackRecord::MIN_SETTLED)
        }
        None => format!("{own}: {} by its record", own.words()),
    }
}

/// A source with the history of its reliability, newest first.
#[must_use]
pub fn page(record: &SourceRecord, history: &[Told], set: Option<(&Judgement, Reliability)>) -> String {
    let (title, dim) = (style::TITLE, style::DIM);
    let mut out = String::new();
    let _ = writeln!(out, "{title}{}{title:#}  {dim}{} · key: {}{dim:#}", record.name, record.kind, record.source);
    let _ = writeln!(out, "  {}", standing(record, set));
    let counts = record.record;
    let _ = writeln!(
        out,
        "  {}: {}, {} open or contested",
        super::count(record.told, "incident", "incidents"),
        counts.words(),
        record.unsettled()
    );
    let _ = writeln!(out, "\n{title}History{title:#}  {dim}newest first{dim:#}");
    let mut now = record.record;
    for told in history {
        let letter = now.reliability();
        now = now.without(told.testimony.outcome);
        let _ = writeln!(out, "  {letter}  {}", outcome(&told.testimony));
        let _ = writeln!(out, "     {dim}{}  {}{dim:#}", told.incident, told.headline);
    }
    out
}
