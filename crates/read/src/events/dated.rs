//! The date of a mention: the nearest one that belongs neither to a verb of saying nor to another event.

use super::triggers::{self, Trigger};
use super::view::View;
use super::vocab::*;
use crate::dates::DateMention;
use record::When;
use std::ops::Range;

/// A date farther from a trigger than this is not its own, in tokens.
const GAP_TOKENS_MAX: usize = 28;

/// The nearest date in the sentence that does not belong to a verb of saying.
pub(super) fn when(
    view: &View<'_, '_>,
    dates: &[DateMention],
    trigger: &Trigger,
    sentence: &Range<usize>,
    neighbours: &[Range<usize>],
) -> Option<When> {
    let from = dates.partition_point(|d| d.tokens.start < sentence.start);
    let mut best: Option<(usize, &DateMention)> = None;
    for date in dates[from..].iter().take_while(|d| d.tokens.start < sentence.end) {
        let adjacent = date.tokens.end == trigger.tokens.start || date.tokens.start == trigger.tokens.end;
        if !adjacent && (of_saying(view, date, sentence) || of_another(view, date, trigger, neighbours)) {
            continue;
        }
        let gap = if date.tokens.start >= trigger.tokens.end {
            date.tokens.start - trigger.tokens.end
        } else {
            trigger.tokens.start.saturating_sub(date.tokens.end)
        };
        let between = if date.tokens.start >= trigger.tokens.end {
            trigger.tokens.end..date.tokens.start
        } else {
            date.tokens.end..trigger.tokens.start
        };
        let crossed = between.clone().any(|t| matches!(view.norm(t), ";" | "--")) || event_name(view, date);
        // "twelve years ago, … on 9 November 2014": the same time said twice, the finer wins.
        let finer = |a: &When, b: &When| a.overlaps(b) && a.precision < b.precision;
        let better =
            best.is_none_or(|(b, held)| finer(&date.when, &held.when) || gap < b && !finer(&held.when, &date.when));
        if !crossed && gap <= GAP_TOKENS_MAX && better {
            best = Some((gap, date));
        }
    }
    best.map(|(_, date)| date.when.clone())
}

/// "Rio 2016": the year belongs to a name.
pub(super) fn event_name(view: &View<'_, '_>, date: &DateMention) -> bool {
    date.tokens.len() == 1 && date.tokens.start > 0 && view.name(date.tokens.start - 1).is_some()
}

/// "the May 4 attacks" beside this trigger; "since 2017".
pub(super) fn of_another(
    view: &View<'_, '_>,
    date: &DateMention,
    trigger: &Trigger,
    neighbours: &[Range<usize>],
) -> bool {
    let since =
        date.tokens.start > 0 && matches!(view.norm(date.tokens.start - 1), "since" | "until" | "till" | "before");
    since || neighbours.iter().any(|n| n.start == date.tokens.end && *n != trigger.tokens)
}

/// "said on Friday", "told reporters Tuesday", "On Sunday, the minister announced".
pub(super) fn of_saying(view: &View<'_, '_>, date: &DateMention, sentence: &Range<usize>) -> bool {
    let low = sentence.start.max(date.tokens.start.saturating_sub(4));
    for t in (low..date.tokens.start).rev() {
        if view.is(t, REPORT) && !matches!(view.norm(t), "according") {
            return true;
        }
        if view.punct(t) || view.is(t, KILL | INJURE) || triggers::begins_at(view.doc, t) {
            break;
        }
    }
    // "On Sunday, the minister announced", "the governor on Monday raised the toll".
    let comma = usize::from(view.norm(date.tokens.end) == ",");
    let high = sentence.end.min(date.tokens.end + comma + if comma == 1 { 6 } else { 2 });
    for t in date.tokens.end + comma..high {
        if view.is(t, REPORT)
            || among(view.norm(t), "raised lowered revised updated charged arrested visited mourned vowed")
        {
            return true;
        }
        if view.punct(t) || view.is(t, KILL | INJURE | PREP) || triggers::begins_at(view.doc, t) {
            break;
        }
    }
    false
}
