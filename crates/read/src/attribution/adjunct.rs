//! What may stand between a verb of saying and its content: the hearer, the day, the place and the medium.

use super::outlets::Outlets;
use super::phrase::View;
use super::words::{
    is_adverb, is_carried, is_clause_word, is_day, is_determiner, is_month, is_press_word, is_pronoun, is_venue,
};
use crate::doc::TokenKind;
use std::ops::Range;

/// An adjunct longer than this (tokens) is none.
pub(crate) const ADJUNCT_TOKENS_MAX: usize = 9;

/// What was skipped.
#[derive(Debug, Default)]
pub(crate) struct Adjuncts {
    /// First token after them.
    pub end: usize,
    /// The hearer, or the press source of an interview.
    pub hearer: Option<Range<usize>>,
}

/// Skips hearer, days, places and media after a cue.
pub(crate) fn skip(view: &View<'_, '_>, from: usize, end: usize, tells: bool) -> Adjuncts {
    let mut out = Adjuncts { end: from, ..Adjuncts::default() };
    if tells && let Some(hearer) = hearer(view, from, end) {
        out.end = hearer.end;
        out.hearer = Some(hearer);
    }
    loop {
        let t = out.end;
        if t >= end {
            break;
        }
        let word = view.norm(t);
        if is_day(word)
            || (is_adverb(word) && word != "so" && word != "only")
            || matches!(word, "last" | "this") && is_day(view.norm(t + 1))
            || word.ends_with("ly") && view.is_word(t)
        {
            out.end += 1;
            continue;
        }
        if let Some(next) = date(view, t, end).or_else(|| medium(view, t, end, &mut out)) {
            out.end = next;
            continue;
        }
        break;
    }
    out
}

/// "on Friday", "on March 3", "in March".
fn date(view: &View<'_, '_>, t: usize, end: usize) -> Option<usize> {
    if !matches!(view.norm(t), "on" | "in" | "late" | "early" | "last" | "this") {
        return None;
    }
    let mut n = t + 1;
    while n < end
        && (matches!(view.norm(n), "late" | "early" | "last" | "the")
            || is_day(view.norm(n))
            || is_month(view.norm(n))
            || view.doc.tokens[n].kind == TokenKind::Number)
    {
        n += 1;
    }
    (n > t + 1 && view.norm(n - 1) != "the").then_some(n)
}

/// "in a statement", "at a news conference", "to reporters", "on state television", "in an interview with X".
fn medium(view: &View<'_, '_>, t: usize, end: usize, out: &mut Adjuncts) -> Option<usize> {
    if !matches!(view.norm(t), "in" | "on" | "at" | "to" | "via" | "through" | "during" | "over" | "by" | "for") {
        return None;
    }
    let stop = end.min(t + ADJUNCT_TOKENS_MAX);
    let last = (t + 1..stop)
        .take_while(|n| {
            !view.is_break(*n)
                && !is_clause_word(view.norm(*n))
                && !is_pronoun(view.norm(*n))
                && (*n == t + 1 || !view.is_verb(*n))
                && !matches!(view.norm(*n), "with" | "by" | "from" | "of")
        })
        .filter(|n| is_venue(view.norm(*n)) || Outlets::embedded().at(view.doc, *n, stop).is_some_and(|f| !f.weak))
        .last()?;
    let listed = Outlets::embedded().within(view.doc, t + 1..stop.min(last + 4)).filter(|f| f.tokens.contains(&last));
    let mut next = listed.as_ref().map_or(last + 1, |f| f.tokens.end);
    if let Some(found) = listed.filter(|f| !f.weak) {
        out.hearer.get_or_insert(found.tokens);
    } else if view.norm(t) == "to" {
        out.hearer.get_or_insert(t + 1..next);
    }
    if matches!(view.norm(next), "with" | "to" | "by" | "from" | "for" | "of")
        && matches!(
            view.norm(last),
            "interview"
                | "interviews"
                | "statement"
                | "statements"
                | "comments"
                | "remarks"
                | "post"
                | "video"
                | "call"
        )
    {
        let np = view.right(next + 1, end, false);
        if !np.is_empty() && np.len() < 8 {
            if view.norm(next) != "of" {
                out.hearer.get_or_insert(np.clone());
            }
            next = np.end;
        }
    } else if is_carried(view.norm(next)) {
        // "in a video posted online", "in a statement carried by the agency X".
        next += 1;
        if matches!(view.norm(next), "by" | "on" | "to" | "through" | "via" | "online") {
            let by = view.norm(next) == "by" || view.norm(next) == "to";
            let np = view.right(next + 1, end, false);
            if by && !np.is_empty() {
                out.hearer.get_or_insert(np.clone());
            }
            next = if np.is_empty() || np.len() > 6 { next + 1 } else { np.end };
        }
    }
    Some(next)
}

/// "Reuters", "reporters", "the newspaper", "a news conference" after "told".
pub(crate) fn hearer(view: &View<'_, '_>, from: usize, end: usize) -> Option<Range<usize>> {
    if from >= end || view.is_break(from) || view.norm(from) == "that" {
        return None;
    }
    let article = matches!(view.norm(from), "the" | "a" | "an" | "his" | "her" | "its" | "their");
    let start = if article { from + 1 } else { from };
    if let Some(found) = Outlets::embedded().at(view.doc, start, end) {
        return Some(from..found.tokens.end);
    }
    if is_pronoun(view.norm(from))
        || matches!(view.norm(from), "me" | "him" | "her" | "us" | "them")
            && !view.norm(from + 1).is_empty()
            && !article
    {
        return Some(from..from + 1);
    }
    let stop = end.min(from + ADJUNCT_TOKENS_MAX);
    let mut t = start;
    while t < stop {
        let word = view.norm(t);
        let ends = view.is_break(t) && word != "-"
            || is_clause_word(word)
            || is_pronoun(word)
            || (t > start && is_determiner(word))
            || (t > start && view.is_verb(t))
            || is_day(word)
            || matches!(word, "in" | "on" | "at" | "to" | "about" | "by" | "during" | "not");
        let switch = t > start
            && !article
            && view.capitalised(t) != view.capitalised(t - 1)
            && word != "'s"
            && word != "-"
            && view.norm(t - 1) != "-"
            && view.norm(t - 1) != "'s";
        let plain = t > start
            && !article
            && !view.capitalised(t)
            && !is_press_word(word)
            && !is_venue(word)
            && !matches!(word, "of" | "-" | "journalists" | "officers" | "officials" | "members" | "investigators");
        if ends || switch && !is_press_word(word) || plain {
            break;
        }
        t += 1;
    }
    (t > start).then_some(from..t)
}
