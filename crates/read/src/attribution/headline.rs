//! Attributions as headlines make them: "… - media", "Example Post: …", "…, says minister".

use super::content::tidy;
use super::lexicon::Act;
use super::outlets::Outlets;
use super::phrase::View;
use super::verb::Raw;
use super::words::{is_authority, is_press_word, is_unnamed};
use record::Assertion;
use std::ops::Range;

/// A source at the edge of a headline is no longer than this (tokens).
const EDGE_TOKENS_MAX: usize = 6;

/// Reads the headline `sentence` into `out`.
pub(crate) fn read(view: &View<'_, '_>, sentence: &Range<usize>, out: &mut Vec<(usize, Raw)>) {
    let end = sentence.end;
    // The last dash or colon: "… - media", "…: report".
    if let Some(mark) = (sentence.start..end).rev().find(|t| view.is_dash(*t) || view.norm(*t) == ":") {
        let tail = mark + 1..end;
        if tail.len() <= EDGE_TOKENS_MAX && is_source(view, &tail) && !tail.is_empty() {
            push(view, out, sentence, tail, mark, sentence.start..mark);
            return;
        }
    }
    if let Some(mark) = (sentence.start..end).find(|t| view.norm(*t) == ":") {
        let front = sentence.start..mark;
        if front.len() <= EDGE_TOKENS_MAX && is_source(view, &front) {
            push(view, out, sentence, front, mark, mark + 1..end);
        }
    }
}

fn push(
    view: &View<'_, '_>,
    out: &mut Vec<(usize, Raw)>,
    sentence: &Range<usize>,
    source: Range<usize>,
    mark: usize,
    content: Range<usize>,
) {
    let Some(content) = tidy(view, content) else { return };
    let raw = Raw {
        source,
        cue: mark..mark + 1,
        content: vec![content],
        act: Act::Say,
        firmness: Assertion::Reported,
        via: Vec::new(),
        hearer: None,
        heard: None,
    };
    out.push((view.doc.sentence_of(sentence.start), raw));
}

/// An outlet, an authority, a kind of press, or somebody unnamed.
fn is_source(view: &View<'_, '_>, range: &Range<usize>) -> bool {
    if range.clone().any(|t| view.is_verb(t)) {
        return false;
    }
    let Some(last) = range.clone().last() else { return false };
    let word = view.norm(last);
    is_press_word(word)
        || is_authority(word)
        || is_unnamed(word)
        || matches!(word, "report" | "reports" | "sources" | "study" | "ngo" | "monitor" | "un" | "review")
        || Outlets::embedded()
            .within(view.doc, range.clone())
            .is_some_and(|f| !f.weak && f.tokens.len() + 1 >= range.len())
}
