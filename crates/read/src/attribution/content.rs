//! Where what is said begins and ends, to the left and to the right of a cue.

use super::lexicon::{Act, Form, cues};
use super::phrase::View;
use super::words::{is_day, is_determiner, is_pronoun};
use std::ops::Range;

/// Marks off both ends; `None` if nothing is left.
pub(crate) fn tidy(view: &View<'_, '_>, mut range: Range<usize>) -> Option<Range<usize>> {
    let mark = |t: usize| matches!(view.norm(t), "," | ":" | ";" | "." | "--" | "?" | "!") || view.is_dash(t);
    while !range.is_empty() && mark(range.start) {
        range.start += 1;
    }
    while !range.is_empty() && mark(range.end - 1) && !matches!(view.norm(range.end - 1), "?" | "!") {
        range.end -= 1;
    }
    let words = range.clone().any(|t| view.doc.tokens[t].kind != crate::doc::TokenKind::Punct);
    words.then_some(range)
}

/// The sentence's end without its closing full stop.
pub(crate) fn sentence_end(view: &View<'_, '_>, sentence: &Range<usize>) -> usize {
    let mut end = sentence.end;
    while end > sentence.start && matches!(view.norm(end - 1), "." | "...") {
        end -= 1;
    }
    end
}

/// What stands before `end`: from the sentence's start, or from the quotation that began earlier.
pub(crate) fn to_the_left(view: &View<'_, '_>, sentence: &Range<usize>, end: usize) -> Option<Range<usize>> {
    let mut start = sentence.start;
    // A quotation that reaches into this sentence from an earlier one comes whole.
    if let Some(quote) = view.quote(start).filter(|q| q.start < start && q.end <= end + 1) {
        start = quote.start;
        let holder = view.doc.sentence_of(start);
        start = view.doc.sentences.get(holder).map_or(start, |s| s.tokens.start);
    }
    while start < end && matches!(view.norm(start), "but" | "and" | "however" | "meanwhile" | "still" | "yet" | ",") {
        start += 1;
    }
    tidy(view, start..end)
}

/// What stands after `start`: to the end of the clause, a quotation to its own end.
pub(crate) fn to_the_right(view: &View<'_, '_>, sentence: &Range<usize>, start: usize) -> Option<Range<usize>> {
    let end = sentence_end(view, sentence);
    let mut from = start;
    while from < end && matches!(view.norm(from), "," | ":" | "--") {
        from += 1;
    }
    if from >= end {
        return None;
    }
    if let Some(quote) = view.quote(from).filter(|q| q.start == from && q.end >= end) {
        return tidy(view, quote);
    }
    let mut stop = from;
    while stop < end {
        if view.norm(stop) == ";"
            || matches!(view.norm(stop), ",")
                && clause_ends(view, stop, end)
                && view.quote(stop).is_none_or(|q| q.end <= stop + 2)
        {
            break;
        }
        stop += 1;
    }
    stop = before_relay(view, from, stop);
    // A quotation that runs past the sentence comes whole.
    if stop == end
        && let Some(quote) =
            end.checked_sub(1).and_then(|t| view.quote(t)).filter(|q| q.end > sentence.end && q.start > start)
    {
        stop = quote.end;
    }
    tidy(view, from..stop)
}

/// "on Monday" after a verb.
fn is_time(word: &str) -> bool {
    is_day(word) || word == "on"
}

/// True if the range is nothing but "Example reports".
pub(crate) fn is_relay(view: &View<'_, '_>, range: &Range<usize>) -> bool {
    let mut last = range.end - 1;
    while last > range.start && is_time(view.norm(last)) {
        last -= 1;
    }
    let says =
        cues().get(view.norm(last)).is_some_and(|c| c.act == Act::Say && matches!(c.form, Form::Past | Form::Third));
    says && last > range.start && view.left(range.start, last).start <= range.start + 1
}

/// Takes a closing "…, Example reports" or "…, said Doe" off: that is another attribution.
fn before_relay(view: &View<'_, '_>, from: usize, end: usize) -> usize {
    const RELAY_TOKENS_MAX: usize = 12;
    let near = end.saturating_sub(RELAY_TOKENS_MAX).max(from + 1);
    let Some(comma) =
        (near..end).rev().find(|t| view.norm(*t) == "," && view.quote(*t).is_none_or(|q| q.end <= *t + 2))
    else {
        return end;
    };
    let says = |t: usize| {
        cues().get(view.norm(t)).is_some_and(|c| c.act == Act::Say && matches!(c.form, Form::Past | Form::Third))
    };
    let mut last = end - 1;
    while last > comma && is_time(view.norm(last)) {
        last -= 1;
    }
    let closing = says(last) && last > comma + 1 && !view.left(comma + 1, last).is_empty();
    let turned = says(comma + 1) && cues().get(view.norm(comma + 1)).is_some_and(|c| c.inverts);
    if closing || turned { comma } else { end }
}

/// After this comma another attribution or a contrast begins.
fn clause_ends(view: &View<'_, '_>, comma: usize, end: usize) -> bool {
    let next = comma + 1;
    let word = view.norm(next);
    if matches!(word, "but" | "although" | "though" | "while" | "whereas") {
        return true;
    }
    if word == "according" && view.norm(next + 1) == "to"
        || matches!(word, "citing" | "quoting" | "adding" | "saying" | "noting" | "claiming" | "warning")
    {
        return true;
    }
    let adverb = usize::from(word.ends_with("ly"));
    if cues()
        .get(view.norm(next + adverb))
        .is_some_and(|c| c.form == Form::Ing && matches!(c.act, Act::Say | Act::Cite))
    {
        return true;
    }
    // ", and the army said": a clause with its own speaker.
    if word == "and"
        && (is_determiner(view.norm(next + 1)) || is_pronoun(view.norm(next + 1)) || view.capitalised(next + 1))
    {
        return (next + 2..end.min(next + 9))
            .any(|t| cues().get(view.norm(t)).is_some_and(|c| c.act == Act::Say && !c.noun && c.form != Form::Base));
    }
    word == "and" && cues().get(view.norm(next + 1)).is_some_and(|c| c.act == Act::Say && c.form == Form::Past)
}

/// A quotation that opens the next sentence of the same paragraph: it goes on with the same speaker.
pub(crate) fn following_quote(view: &View<'_, '_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    let here = view.doc.sentence_of(sentence.start);
    let next = view.doc.sentences.get(here + 1)?;
    if next.paragraph != view.doc.sentences.get(here)?.paragraph {
        return None;
    }
    let quote = view.quote(next.tokens.start).filter(|q| q.start == next.tokens.start)?;
    // Not if the next sentence has its own cue after the quotation.
    let holder = view.doc.sentences.get(view.doc.sentence_of(quote.end - 1))?;
    let own = (quote.end..holder.tokens.end).any(|t| cues().contains_key(view.norm(t)));
    if own { None } else { tidy(view, quote) }
}
