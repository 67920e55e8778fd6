//! On what grounds an incident stands, on a terminal: why its claims are together, on whose word each rests and who else was
//! weighed, why two origins are two.

use super::style;
use link::why::{Tied, Why, sentence, signed};
use record::{Claim, Incident, Report, ReportId, Weighed};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Pairs of claims that are explained; the rest are counted.
const MAX_TIES: usize = 40;
/// Claims whose chain is explained; the rest are counted.
const MAX_CHAINS: usize = 40;

/// Explains an incident by its claims, in its order, and their reports.
#[must_use]
pub fn of(incident: &Incident, claims: &[Claim], reports: &BTreeMap<ReportId, Report>) -> Why {
    let told: Vec<(&Claim, &Report)> =
        claims.iter().filter_map(|claim| Some((claim, reports.get(&claim.report)?))).collect();
    link::why::of(incident, &told, &link::Config::default())
}

/// All grounds as text.
pub(super) fn text(out: &mut String, why: &Why, claims: &[Claim], reports: &BTreeMap<ReportId, Report>) {
    ties(out, &why.ties);
    chains(out, claims, reports);
    copies(out, why, reports);
    apart(out, why);
}

fn title(out: &mut String, words: &str) {
    let _ = writeln!(out, "\n{}{words}{:#}", style::TITLE, style::TITLE);
}

fn more(out: &mut String, all: usize, shown: usize) {
    if let more @ 1.. = all.saturating_sub(shown) {
        let _ = writeln!(out, "  and {more} more");
    }
}

fn ties(out: &mut String, all: &[Tied]) {
    if all.is_empty() {
        return;
    }
    title(out, "Why these claims are together");
    for tied in all.iter().take(MAX_TIES) {
        let dim = style::DIM;
        let by = tied.judged_by.as_ref().map_or_else(String::new, |by| format!("put together by {by}; "));
        let _ = writeln!(
            out,
            "  {dim}{} with {}{dim:#}  {:.1} where {:.1} is enough: {by}{}",
            tied.claim,
            tied.to,
            tied.score,
            tied.needed,
            sentence(&tied.features),
        );
    }
    more(out, all.len(), MAX_TIES);
}

fn chains(out: &mut String, claims: &[Claim], reports: &BTreeMap<ReportId, Report>) {
    let kept: Vec<(&Claim, &Vec<Weighed>)> =
        claims.iter().filter_map(|claim| Some((claim, claim.weighed.as_ref()?))).collect();
    if kept.iter().all(|(_, weighed)| weighed.is_empty()) {
        return;
    }
    title(out, "On whose word, and who else was weighed");
    for (claim, weighed) in kept.iter().filter(|(_, weighed)| !weighed.is_empty()).take(MAX_CHAINS) {
        let outlet = reports.get(&claim.report).map_or("", |report| report.outlet.as_str());
        let _ = writeln!(out, "  {}  {}{}{:#}", named(outlet), style::DIM, claim.id, style::DIM);
        for one in *weighed {
            voice(out, one, claim.said_by.len().saturating_sub(1));
        }
    }
    more(out, kept.len(), MAX_CHAINS);
}

fn voice(out: &mut String, one: &Weighed, last: usize) {
    let (title, dim) = (style::TITLE, style::DIM);
    let rule = if one.by_rule { ", heard by a rule" } else { "" };
    let verdict = match (one.link, &one.left_out) {
        (Some(link), _) if link == last => format!("{title}the origin{title:#}{rule}"),
        (Some(link), _) => format!("link {link}{rule}"),
        (None, why) => format!("left out: {}", why.as_deref().unwrap_or("less likely than others")),
    };
    let told = |all: &[(String, f32)]| {
        let parts: Vec<String> =
            all.iter().map(|(words, weight)| format!("{words} {}", signed(f64::from(*weight)))).collect();
        parts.join(", ")
    };
    let likely = f64::from(one.likely) * 100.0;
    let _ = writeln!(out, "    {}: {likely:.0} % likely, {verdict}{dim}: {}{dim:#}", one.name, told(&one.facts));
    if !one.statement.is_empty() {
        let sum: f64 = one.statement.iter().map(|(_, weight)| f64::from(*weight)).sum();
        let _ = writeln!(out, "      {dim}its words: {sum:.1} where 1.0 is enough: {}{dim:#}", told(&one.statement));
    }
}

fn copies(out: &mut String, why: &Why, reports: &BTreeMap<ReportId, Report>) {
    let all: Vec<_> = why.origins.iter().flat_map(|origin| &origin.copies).collect();
    if all.is_empty() {
        return;
    }
    title(out, "Why reports are copies");
    let outlet = |id: &ReportId| named(reports.get(id).map_or("", |report| report.outlet.as_str())).to_owned();
    for copy in all.iter().take(MAX_TIES) {
        let words = if copy.words.is_empty() { "it tells this in the other's words" } else { copy.words.as_str() };
        let dim = style::DIM;
        let sum = sentence(&copy.features);
        let _ = writeln!(out, "  {} and {}: {words}  {dim}{sum}{dim:#}", outlet(&copy.report), outlet(&copy.of));
    }
    more(out, all.len(), MAX_TIES);
}

fn apart(out: &mut String, why: &Why) {
    if why.apart.is_empty() {
        return;
    }
    title(out, "Why these are two origins and not one");
    for pair in &why.apart {
        let _ = writeln!(out, "  {} and {}", pair.left, pair.right);
        for reason in &pair.reasons {
            let _ = writeln!(out, "    {}· {reason}{:#}", style::DIM, style::DIM);
        }
    }
}

fn named(outlet: &str) -> &str {
    if outlet.trim().is_empty() { "outlet not known" } else { outlet }
}
