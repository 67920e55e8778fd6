//! Names of persons in a noun phrase, titles off.

use super::phrase::View;
use super::press::is_nationality;
use super::words::{ends_body_name, is_authority, is_name_particle, is_org_word, is_place_word, is_title};
use crate::doc::TokenKind;
use std::ops::Range;

/// The person's name after the comma of an apposition.
pub(crate) fn apposed_name(view: &View<'_, '_>, phrase: &Range<usize>, from: usize) -> Option<Range<usize>> {
    let comma = (from..phrase.end).find(|t| view.norm(*t) == ",")?;
    let end = (comma + 1..phrase.end).find(|t| view.is_break(*t)).unwrap_or(phrase.end);
    let name = comma + 1..end;
    let all = !name.is_empty()
        && name.clone().all(|t| {
            view.capitalised(t) || matches!(view.norm(t), "-" | "'" | "al" | "bin" | "ibn" | "de" | "van" | "von")
        });
    if all && name.len() <= 7 && !view.doc.all_caps { person(view, &name) } else { None }
}

/// The person named at the end of the phrase, titles off.
pub(crate) fn person(view: &View<'_, '_>, core: &Range<usize>) -> Option<Range<usize>> {
    let last = core.end - 1;
    let upper = |t: usize| view.capitalised(t) && view.doc.tokens[t].kind == TokenKind::Word;
    if !upper(last) || view.doc.tokens[last].all_caps && !view.doc.all_caps && core.len() == 1 {
        return None;
    }
    if core.len() > 1 && ends_body_name(view.norm(last)) && upper(last - 1) {
        return None;
    }
    let mut start = last;
    while start > core.start {
        let p = start - 1;
        let joint = is_name_particle(view.norm(p));
        if !(joint || upper(p) && !is_title(view.norm(p)) && view.norm(p) != "'s" && !is_nationality(view.norm(p))) {
            break;
        }
        start = p;
    }
    while start < last
        && (matches!(view.norm(start), "-" | "'")
            || !upper(start) && matches!(view.norm(start), "de" | "da" | "la" | "du"))
    {
        start += 1;
    }
    // "Department of Justice" is nobody.
    if start > core.start && view.norm(start - 1) == "of" {
        return None;
    }
    let words = (start..=last).filter(|t| view.doc.tokens[*t].kind == TokenKind::Word).count();
    if (start..=last).any(|t| {
        view.norm(t) != "general"
            && (is_authority(view.norm(t))
                && !matches!(view.norm(t), "major" | "white" | "guard" | "un" | "house" | "state"))
            || is_org_word(view.norm(t))
    }) {
        return None;
    }
    if view.doc.all_caps && start == core.start && words > 4 {
        return None;
    }
    // One capitalised word is a surname if a title stands before it or nothing speaks against it.
    let titled = start > core.start && is_title(view.norm(start - 1));
    let initial = view.doc.word(last).chars().filter(|c| c.is_alphabetic()).count() > 1;
    let country = words == 1 && !titled && (is_nationality(view.norm(last)) || is_place_word(view.norm(last)));
    (initial && words <= 5 && !country).then_some(start..last + 1)
}
