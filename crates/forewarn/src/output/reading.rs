//! A reading in words: who, what, where, when, who says so, and the words themselves.

use super::style;
use super::why::{self, Page};
use record::{Claim, Mention, Reading, Report, Speaker};
use std::fmt::Write;

/// Longest quotation shown, in characters.
const QUOTE_CHARS_MAX: usize = 320;

/// The report and what was read in it, for people; with a page to write on, why as well.
#[must_use]
pub fn text(report: &Report, reading: &Reading, explained: Option<Page>) -> String {
    let mut out = String::new();
    let title = if report.title.is_empty() { report.id.as_str() } else { &report.title };
    let _ = writeln!(out, "{}{title}{:#}", style::TITLE, style::TITLE);
    let published = report.published.map(|date| date.to_string());
    let leads = report.leads.len();
    let leads = (leads > 0).then(|| super::count(leads as u64, "lead", "leads"));
    let facts = [Some(report.outlet.clone()), published, Some(report.language.clone()), leads];
    let facts: Vec<String> = facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect();
    let _ = writeln!(out, "{}{}{:#}", style::DIM, facts.join(" · "), style::DIM);
    if !reading.relevant {
        let _ = writeln!(out, "No organised violence found in this report.");
    }
    for (number, claim) in reading.claims.iter().enumerate() {
        out.push('\n');
        write_claim(&mut out, number + 1, claim);
        match explained {
            Some(page) => why::write(&mut out, claim, report, page),
            None => write_evidence(&mut out, claim, &report.text),
        }
    }
    for fault in &reading.faults {
        let _ = writeln!(out, "{}fault:{:#} {fault}", style::BAD, style::BAD);
    }
    out
}

fn write_claim(out: &mut String, number: usize, claim: &Claim) {
    let stage = style::of_stage(claim.stage);
    let place = claim.place.as_ref().map_or_else(|| "place not said".to_owned(), record::Place::label);
    let main = if claim.main { "  (what the report is about)" } else { "" };
    let _ = writeln!(
        out,
        "{number}. {}, {stage}{}{stage:#} — {place}{main}",
        sentence_case(claim.kind.words()),
        claim.stage
    );
    let mut field = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "   {}{name:<8}{:#} {value}", style::DIM, style::DIM);
        }
    };
    let parent = claim.actor_parent.as_ref().map(|parent| format!(" (part of {parent})")).unwrap_or_default();
    field("who", if claim.actors.is_empty() { String::new() } else { words(&claim.actors) + &parent });
    field("by", words(&claim.perpetrators));
    field("target", words(&claim.targets));
    field(
        "victims",
        [words(&claim.victims), words(&claim.victim_descriptions)]
            .iter()
            .filter(|w| !w.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", "),
    );
    field("weapon", words(&claim.weapons));
    field("when", claim.when.as_ref().map(record::When::iso).unwrap_or_default());
    field("toll", toll(claim));
    field("firm", if claim.assertion == record::Assertion::Fact { String::new() } else { claim.assertion.to_string() });
    field("said by", chain(&claim.said_by));
}

fn write_evidence(out: &mut String, claim: &Claim, text: &str) {
    for span in &claim.evidence {
        let quoted = span.of(text).unwrap_or_default();
        let _ = writeln!(out, "   {}“{}”{:#}", style::QUOTE, shorten(quoted, QUOTE_CHARS_MAX), style::QUOTE);
    }
}

/// "Caliber.Az → TASS → Hürriyet"; an inferred link has a `~`.
#[must_use]
pub fn chain(speakers: &[Speaker]) -> String {
    let link = |s: &Speaker| if s.inferred { format!("~{}", s.name) } else { s.name.clone() };
    speakers.iter().map(link).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" → ")
}

fn toll(claim: &Claim) -> String {
    let killed = claim.killed.map(|n| format!("{n} killed"));
    let injured = claim.injured.map(|n| format!("{n} injured"));
    [killed, injured].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn words(mentions: &[Mention]) -> String {
    mentions.iter().map(|mention| mention.text.as_str()).collect::<Vec<_>>().join(", ")
}

fn sentence_case(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn shorten(words: &str, max: usize) -> String {
    let flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= max { flat } else { flat.chars().take(max).collect::<String>() + "…" }
}
