//! Judgements in words: what was judged, by whom, when and why, and what was taken back.

use super::style;
use jiff::Timestamp;
use record::Judgement;
use std::fmt::Write;

/// One judgement in two lines; `undone` is the one that took it back.
#[must_use]
pub fn line(judgement: &Judgement, undone: Option<&Judgement>) -> String {
    let (title, dim, bad) = (style::TITLE, style::DIM, style::BAD);
    let mut out = String::new();
    let taken = undone.map_or_else(String::new, |by| {
        format!("  {bad}taken back by {} on {} ({}){bad:#}", by.by, moment(by.at), by.id)
    });
    let _ = writeln!(out, "  {title}{}{title:#}{taken}", judgement.words());
    let reasons = judgement.reasons.join(" ");
    let _ = writeln!(out, "    {} · {} · {dim}{}{dim:#} · {reasons}", judgement.by, moment(judgement.at), judgement.id);
    out
}

fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
