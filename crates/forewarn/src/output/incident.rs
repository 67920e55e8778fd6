//! Incidents in words: a line for lists, a page with the origin tree for one.

use super::{count, style};
use record::{Borne, Claim, Incident, Judgement, Report, ReportId};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Two lines for a list.
#[must_use]
pub fn line(incident: &Incident) -> String {
    let stage = style::of_stage(incident.stage);
    let when = incident.when.as_ref().map_or_else(|| "date not said".to_owned(), record::When::iso);
    format!(
        "{stage}{:<12}{stage:#} {}{}{:#}\n             {}{} · {when} · {} · grade {} · {}{:#}\n",
        incident.stage,
        style::TITLE,
        incident.headline,
        style::TITLE,
        style::DIM,
        incident.id,
        sources(incident),
        incident.grade.code(),
        incident.kind.words(),
        style::DIM,
    )
}

/// "6 reports, 1 independent origin: Hürriyet (Hande Fırat)".
#[must_use]
pub fn sources(incident: &Incident) -> String {
    let independent: Vec<&str> =
        incident.origins.iter().filter(|origin| origin.independent).map(|origin| origin.label.as_str()).collect();
    format!(
        "{}, {}: {}",
        count(incident.reports.len() as u64, "report", "reports"),
        count(u64::from(incident.independent_origins), "independent origin", "independent origins"),
        independent.join("; "),
    )
}

/// What a page about one incident is made from.
#[derive(Debug)]
pub struct Shown<'s> {
    /// The incident.
    pub incident: &'s Incident,
    /// Its claims, in its order.
    pub claims: &'s [Claim],
    /// Its reports.
    pub reports: &'s BTreeMap<ReportId, Report>,
    /// All judgements of the store.
    pub judgements: &'s [Judgement],
    /// Why it is so.
    pub why: &'s link::why::Why,
}

/// One incident with everything a reader of the desk would ask: who says so, how we know, what does not fit.
#[must_use]
pub fn page(shown: &Shown<'_>) -> String {
    let Shown { incident, claims, reports, judgements, why } = shown;
    let outlet = |id: &ReportId| reports.get(id).map_or(String::new(), |report| report.outlet.clone());
    let all: Vec<&Claim> = claims.iter().collect();
    let trees = link::tree::trees(incident, &all, &outlet);
    let mut out = line(incident);
    out.push('\n');
    out.push_str(&super::origins::text(incident, &trees, reports));
    grade(&mut out, incident);
    testimony(&mut out, incident);
    if !incident.conflicts.is_empty() {
        let _ = writeln!(out, "\n{}Not agreed{:#}", style::TITLE, style::TITLE);
        for conflict in &incident.conflicts {
            let sides: Vec<String> =
                conflict.sides.iter().map(|side| format!("{} ({})", side.value, side.said_by.join(", "))).collect();
            let _ = writeln!(out, "  {}: {}", conflict.field, sides.join(" / "));
        }
    }
    quoted(&mut out, claims, reports);
    super::grounds::text(&mut out, why, claims, reports);
    let undone = record::taken_back(judgements.iter());
    let about: Vec<&Judgement> = judgements.iter().filter(|j| j.concerns(incident)).collect();
    if !about.is_empty() {
        let _ = writeln!(out, "\n{}Judgements{:#}", style::TITLE, style::TITLE);
        for judgement in about {
            out.push_str(&super::judgements::line(judgement, undone.get(&judgement.id).copied()));
        }
    }
    out
}

fn grade(out: &mut String, incident: &Incident) {
    let grade = &incident.grade;
    let _ = writeln!(out, "\n{}Grade{:#}  {}", style::TITLE, style::TITLE, grade.code());
    let axes = [
        ("source", grade.reliability.code(), grade.reliability.words(), &grade.reliability_reasons),
        ("information", grade.credibility.code(), grade.credibility.words(), &grade.credibility_reasons),
    ];
    for (axis, code, words, reasons) in axes {
        let _ = writeln!(out, "  {axis:<11} {code}: {words}");
        for reason in reasons {
            // The axis is named already.
            let reason = reason.strip_prefix(&format!("{code}: ")).unwrap_or(reason);
            let _ = writeln!(out, "    {}· {reason}{:#}", style::DIM, style::DIM);
        }
    }
}

/// What its sources stood for here, and what became of it.
fn testimony(out: &mut String, incident: &Incident) {
    if incident.testimony.iter().all(|told| told.outcome == Borne::Open) {
        return;
    }
    let _ = writeln!(out, "\n{}What became of it{:#}", style::TITLE, style::TITLE);
    for told in incident.testimony.iter().filter(|told| told.outcome != Borne::Open) {
        let _ = writeln!(out, "  {}", super::source::outcome(told));
    }
}

fn quoted(out: &mut String, claims: &[Claim], reports: &BTreeMap<ReportId, Report>) {
    let _ = writeln!(out, "\n{}Claims{:#}", style::TITLE, style::TITLE);
    for claim in claims {
        let Some(report) = reports.get(&claim.report) else { continue };
        for span in &claim.evidence {
            let words = span.of(&report.text).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
            let (quote, dim) = (style::QUOTE, style::DIM);
            let _ = writeln!(out, "  {}: {quote}“{words}”{quote:#}  {dim}{}{dim:#}", report.outlet, claim.id);
        }
    }
}
