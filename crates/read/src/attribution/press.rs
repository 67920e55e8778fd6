//! Press sources in a noun phrase: by the table, and by shape ("newspaper X", "X TV", a domain name).

use super::outlets::Outlets;
use super::phrase::View;
use super::words::{is_determiner, is_press_word, is_short_nationality, is_title_of_paper};
use std::ops::Range;

/// The press source named in the phrase, its name only.
pub(crate) fn press(view: &View<'_, '_>, core: &Range<usize>, role: bool) -> Option<Range<usize>> {
    let last = view.norm(core.end - 1);
    // "an AFP report": whoever wrote it.
    let piece = matches!(last, "report" | "story" | "dispatch" | "article" | "despatch");
    let shaped = core.clone().any(|t| is_press_word(view.norm(t)) && !view.capitalised(t));
    if let Some(found) = Outlets::embedded().within(view.doc, core.clone()) {
        let alone = found.tokens.start <= core.start + 1 && found.tokens.end + 1 >= core.end;
        let tail = found.tokens.end == core.end
            || is_press_word(last)
            || piece && !found.weak && found.tokens.end + 1 == core.end;
        let possessed = view.norm(found.tokens.end) == "'s";
        // "Times" of "Harbour Times" is another paper.
        let part = found.weak && found.tokens.start > core.start && view.capitalised(found.tokens.start - 1) && !shaped;
        // "Example's Portuguese service".
        let branch = matches!(last, "service" | "edition" | "website" | "channel" | "bureau" | "newsroom");
        if possessed && branch && !found.weak {
            return Some(found.tokens);
        }
        if !role && !possessed && !part && tail && (!found.weak || shaped || alone) {
            return Some(bare(view, found.tokens));
        }
    }
    // "a dpa report": some agencies write themselves small.
    if piece
        && core.len() == 2
        && let Some(found) = Outlets::embedded().in_any_case(view.doc, core.start, core.end - 1).filter(|f| !f.weak)
    {
        return Some(found.tokens);
    }
    // Shape: a capitalised run beside a press word, or a domain name.
    if role {
        return None;
    }
    if let Some(stop) = core.clone().find(|t| {
        view.norm(*t) == "."
            && *t > core.start
            && *t + 1 < core.end
            && view.is_word(*t + 1)
            && view.doc.word(*t + 1).len() <= 4
    }) {
        let start =
            (core.start..stop).rev().take_while(|t| view.is_word(*t) && !view.doc.tokens[*t + 1].space_before).last();
        return start.map(|s| s..core.end);
    }
    let cased = |t: usize| view.capitalised(t) && !is_determiner(view.norm(t));
    // "the agency dpa": some agencies write themselves small.
    let small = core
        .clone()
        .skip(1)
        .filter(|t| is_press_word(view.norm(*t - 1)))
        .find_map(|t| Outlets::embedded().in_any_case(view.doc, t, core.end).filter(|f| !f.weak));
    if let Some(found) = small {
        return Some(found.tokens);
    }
    if shaped && !view.doc.all_caps {
        let first = core.clone().find(|t| cased(*t))?;
        let word = core.clone().find(|t| is_press_word(view.norm(*t)) && !view.capitalised(*t))?;
        // "the paper's commentator Ada Lowe" is no paper.
        if view.norm(word + 1) == "'s" {
            return None;
        }
        // "newspaper Example" and "Example newspaper", but not "Turkish newspaper".
        if first > word {
            return Some(first..core.end);
        }
        let after = (word + 1..core.end).find(|t| cased(*t));
        if let Some(after) = after {
            return Some(after..core.end);
        }
        return (!is_nationality(view.norm(first)) || word > first + 1)
            .then_some(first..word)
            .filter(|r| !is_nationality(view.norm(r.end - 1)));
    }
    let tail = is_press_word(last) || is_title_of_paper(last);
    let run = core.len() >= 2 && core.clone().all(|t| cased(t) || matches!(view.norm(t), "of" | "-" | "'s" | "and"));
    (tail && run && !matches!(last, "agency" | "network" | "paper" | "site") && !view.doc.all_caps)
        .then(|| core.clone())
}

/// "Example" of "Example news agency": press words in small letters are no part of the name.
fn bare(view: &View<'_, '_>, name: Range<usize>) -> Range<usize> {
    let mut end = name.end;
    while end > name.start + 1 && is_press_word(view.norm(end - 1)) && !view.capitalised(end - 1) {
        end -= 1;
    }
    name.start..end
}

/// Adjectives of nations end like this; enough to tell "Turkish newspaper" from "Example newspaper".
pub(crate) fn is_nationality(word: &str) -> bool {
    word.ends_with("ish")
        || word.ends_with("ian")
        || word.ends_with("ese")
        || word.ends_with("ean")
        || word.ends_with("ani")
        || word.ends_with("aqi")
        || is_short_nationality(word)
}
