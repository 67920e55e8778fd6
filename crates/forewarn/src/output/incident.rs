//! Incidents in words: a line for lists, a page with the origin tree for one.

use super::{count, style};
use record::{Claim, Incident, Report, Speaker};
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

/// One incident with everything a reader of the desk would ask: who says so, how we know, what does not fit.
#[must_use]
pub fn page(incident: &Incident, claims: &[Claim], reports: &BTreeMap<record::ReportId, Report>) -> String {
    let mut out = line(incident);
    let _ = writeln!(out, "\n{}Origins{:#}  {}{}", style::TITLE, style::TITLE, sources(incident), circular(incident));
    for origin in &incident.origins {
        let _ = writeln!(out, "  {}", origin.label);
        for id in &origin.reports {
            let outlet = reports.get(id).map_or(id.as_str(), |report| report.outlet.as_str());
            let said = claims
                .iter()
                .filter(|claim| claim.report == *id)
                .map(|claim| &claim.said_by)
                .max_by_key(|chain| chain.len());
            let chain = said.map_or_else(String::new, |chain| tail(chain));
            let _ = writeln!(out, "    ├ {outlet}{chain}  {}{id}{:#}", style::DIM, style::DIM);
        }
        for reason in &origin.reasons {
            let _ = writeln!(out, "      {}{reason}{:#}", style::DIM, style::DIM);
        }
    }
    let grade = &incident.grade;
    let _ = writeln!(out, "\n{}Grade{:#}  {}", style::TITLE, style::TITLE, grade.code());
    let axes = [
        (grade.reliability.to_string(), grade.reliability.words(), &grade.reliability_reasons),
        (grade.credibility.to_string(), grade.credibility.words(), &grade.credibility_reasons),
    ];
    for (code, words, reasons) in axes {
        let _ = writeln!(out, "  {code}: {words}{}", reasons.iter().map(|r| format!("; {r}")).collect::<String>());
    }
    if !incident.conflicts.is_empty() {
        let _ = writeln!(out, "\n{}Not agreed{:#}", style::TITLE, style::TITLE);
        for conflict in &incident.conflicts {
            let sides: Vec<String> =
                conflict.sides.iter().map(|side| format!("{} ({})", side.value, side.said_by.join(", "))).collect();
            let _ = writeln!(out, "  {}: {}", conflict.field, sides.join(" / "));
        }
    }
    let _ = writeln!(out, "\n{}Claims{:#}", style::TITLE, style::TITLE);
    for claim in claims {
        let Some(report) = reports.get(&claim.report) else { continue };
        for span in &claim.evidence {
            let words = span.of(&report.text).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
            let (quote, dim) = (style::QUOTE, style::DIM);
            let _ = writeln!(out, "  {}: {quote}“{words}”{quote:#}  {dim}{}{dim:#}", report.outlet, claim.id);
        }
    }
    out
}

fn tail(chain: &[Speaker]) -> String {
    let rest = super::reading::chain(chain.get(1..).unwrap_or_default());
    if rest.is_empty() { rest } else { format!(" → {rest}") }
}

fn circular(incident: &Incident) -> String {
    if incident.circular { format!("  {}circular reporting{:#}", style::BAD, style::BAD) } else { String::new() }
}
