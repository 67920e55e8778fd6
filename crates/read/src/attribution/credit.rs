//! Agency credits: datelines, bylines, copyright lines.

use super::outlets::{Medium, Outlets, same_outlet};
use super::phrase::View;
use record::{Report, Speaker, SpeakerKind};
use std::ops::Range;

/// A dateline's agency stands within this many tokens of its paragraph's start.
const DATELINE_TOKENS_MAX: usize = 24;
/// Paragraphs looked at from the top, and from the bottom.
const EDGE_PARAGRAPHS: usize = 6;
/// Agencies credited at once ("BSS/AFP").
const AGENCIES_MAX: usize = 3;

/// The agencies that the report credits, other than the outlet itself, in the order given.
pub(crate) fn agencies(view: &View<'_, '_>, report: &Report) -> Vec<Speaker> {
    let mut out: Vec<Speaker> = Vec::new();
    for sentence in lead_sentences(view) {
        if let Some(bracket) = dateline(view, &sentence).or_else(|| opening(view, &sentence)) {
            add_all(view, report, bracket, &mut out);
            if !out.is_empty() {
                return out;
            }
        }
    }
    if let Some(byline) = &report.byline
        && let Some(name) = press_in_byline(byline)
        && !same_outlet(&name, &report.outlet)
    {
        out.push(Speaker { name, kind: SpeakerKind::Press, span: None, cue: None, inferred: true });
        return out;
    }
    for line in credit_lines(view) {
        add_all(view, report, line, &mut out);
    }
    out
}

/// The first sentence of each paragraph at the top.
fn lead_sentences(view: &View<'_, '_>) -> Vec<Range<usize>> {
    let mut paragraph = usize::MAX;
    let mut out = Vec::new();
    for sentence in &view.doc.sentences {
        if sentence.paragraph != paragraph {
            paragraph = sentence.paragraph;
            if out.len() >= EDGE_PARAGRAPHS {
                break;
            }
            out.push(sentence.tokens.clone());
        }
    }
    out
}

/// "PARIS, May 31 (Reuters) -", "(CNN) Text": the words in the brackets.
fn dateline(view: &View<'_, '_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    let stop = sentence.end.min(sentence.start + DATELINE_TOKENS_MAX);
    let open = (sentence.start..stop).find(|t| view.norm(*t) == "(")?;
    let close = (open + 1..sentence.end.min(open + 9)).find(|t| view.norm(*t) == ")")?;
    let next = close + 1 + usize::from(view.norm(close + 1) == "." && view.norm(close + 2) == "-");
    let dash = matches!(view.norm(next), "-" | "--" | "---") || matches!(view.norm(next), ":" | "[");
    (dash || open == sentence.start).then_some(open + 1..close)
}

/// "REUTERS -", "DHAKA, UNB -": the agency's name right before the first dash.
fn opening(view: &View<'_, '_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    const OPENING_TOKENS_MAX: usize = 10;
    let table = Outlets::embedded();
    let stop = sentence.end.min(sentence.start + OPENING_TOKENS_MAX);
    let dash = (sentence.start..stop).find(|t| view.is_dash(*t))?;
    // "MAPUTO, 14 August, dpa -": some agencies write themselves small.
    let small = dash.checked_sub(1).filter(|t| *t > sentence.start).and_then(|t| table.in_any_case(view.doc, t, dash));
    let small = small.filter(|f| !f.weak && table.get(f.outlet).medium == Medium::Agency);
    let plain = |t: usize| view.is_word(t) && !view.capitalised(t);
    if (sentence.start..small.as_ref().map_or(dash, |f| f.tokens.start)).any(plain) {
        return None;
    }
    if let Some(found) = small {
        return Some(found.tokens);
    }
    (sentence.start..dash)
        .filter_map(|t| table.at(view.doc, t, dash))
        .find(|f| f.tokens.end == dash && table.get(f.outlet).medium == Medium::Agency)
        .filter(|f| !f.weak || view.doc.tokens[f.tokens.start].all_caps)
        .map(|f| f.tokens)
}

fn add_all(view: &View<'_, '_>, report: &Report, range: Range<usize>, out: &mut Vec<Speaker>) {
    let mut t = range.start;
    while t < range.end && out.len() < AGENCIES_MAX {
        let Some((name, tokens)) = named(view, t, range.end) else {
            t += 1;
            continue;
        };
        t = tokens.end;
        let known = same_outlet(&name, &report.outlet) || out.iter().any(|s| same_outlet(&s.name, &name));
        if !known {
            let span = Some(view.doc.span(tokens));
            out.push(Speaker { name, kind: SpeakerKind::Press, span, cue: None, inferred: true });
        }
    }
}

/// An outlet by name or by domain ("examplepost.com") at a token.
fn named(view: &View<'_, '_>, t: usize, end: usize) -> Option<(String, Range<usize>)> {
    let table = Outlets::embedded();
    let domain = view.norm(t + 1) == "." && t + 2 < end && matches!(view.norm(t + 2), "com" | "org" | "net" | "co");
    if domain {
        let outlet = table.by_domain(view.norm(t))?;
        return Some((table.get(outlet).name.clone(), t..t + 3));
    }
    let found = table.in_any_case(view.doc, t, end)?;
    let agency = table.get(found.outlet).medium == Medium::Agency;
    if !view.capitalised(found.tokens.start) && (!agency || found.weak) {
        return None;
    }
    Some((view.doc.slice(found.tokens.clone()).to_owned(), found.tokens))
}

/// "Jane Doe, Associated Press", "AFP".
fn press_in_byline(byline: &str) -> Option<String> {
    let doc = crate::doc::Doc::new(byline, false);
    let table = Outlets::embedded();
    let found = (0..doc.tokens.len().min(DATELINE_TOKENS_MAX)).find_map(|t| {
        let small = table.in_any_case(&doc, t, doc.tokens.len());
        let small = small.filter(|f| !f.weak && table.get(f.outlet).medium == Medium::Agency);
        table
            .at(&doc, t, doc.tokens.len())
            .or(small)
            .filter(|f| !f.weak || table.get(f.outlet).medium == Medium::Agency && doc.tokens[t].all_caps)
    })?;
    Some(doc.slice(found.tokens).to_owned())
}

/// "By Jane Doe, Associated Press", "Copyright 2015 The Associated Press", "Associated Press writers … contributed".
fn credit_lines(view: &View<'_, '_>) -> Vec<Range<usize>> {
    let doc = view.doc;
    let last = doc.sentences.last().map_or(0, |s| s.paragraph);
    let mut out = Vec::new();
    for sentence in &doc.sentences {
        let edge = sentence.paragraph < EDGE_PARAGRAPHS || sentence.paragraph + EDGE_PARAGRAPHS > last;
        if !edge || sentence.tokens.is_empty() {
            continue;
        }
        let t = sentence.tokens.start;
        let len = sentence.tokens.len();
        let first = view.norm(t);
        let byline = first == "by" && len <= 16 && view.capitalised(t + 1);
        let copyright = matches!(first, "copyright" | "\u{a9}") || first == "(" && view.norm(t + 1) == "c";
        let writers =
            sentence.tokens.clone().take(8).any(|w| matches!(view.norm(w), "writers" | "writer" | "journalists"))
                && sentence.tokens.clone().any(|w| view.norm(w) == "contributed");
        let sourced = len <= 16
            && (matches!(first, "author" | "source" | "via" | "credit" | "agency")
                && matches!(view.norm(t + 1), ":" | "link")
                || first == "originally" && view.norm(t + 1) == "published");
        // "…, he said. — Agence Example": the agency behind the last dash.
        let near = sentence.tokens.end.saturating_sub(6).max(t);
        if let Some(dash) = (near..sentence.tokens.end).rev().find(|d| view.is_dash(*d))
            && sentence.paragraph + 1 > last
            && (dash == t || matches!(view.norm(dash - 1), "." | "\""))
            && dash + 1 < sentence.tokens.end
            && is_agency_line(view, &(dash + 1..sentence.tokens.end))
        {
            out.push(dash + 1..sentence.tokens.end);
            continue;
        }
        let alone = len <= 4 && sentence.paragraph > 0 && is_agency_line(view, &sentence.tokens);
        if byline || copyright && len <= 24 || writers || sourced || alone {
            out.push(sentence.tokens.clone());
        }
    }
    out
}

/// A line of nothing but an agency's name: "Associated Press", "- AFP".
fn is_agency_line(view: &View<'_, '_>, line: &Range<usize>) -> bool {
    let words: Vec<usize> = line.clone().filter(|t| view.is_word(*t)).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let table = Outlets::embedded();
    let start = if view.norm(*first) == "the" { first + 1 } else { *first };
    table
        .at(view.doc, start, line.end)
        .is_some_and(|f| f.tokens.end > *last && table.get(f.outlet).medium == Medium::Agency && !f.weak)
}
