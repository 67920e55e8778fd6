//! The date of a mention: the nearest one that belongs neither to a verb of saying nor to another event.

use super::triggers::{self, Trigger};
use super::view::View;
use super::vocab::*;
use crate::dates::DateMention;
use jiff::ToSpan;
use record::{Kind, When};
use std::ops::Range;

/// A date farther from a trigger than this is not its own, in tokens.
const GAP_TOKENS_MAX: usize = 28;
/// How far before a date its verb of saying may stand, in tokens.
const SAYING_TOKENS_MAX: usize = 7;
/// How many tokens of a dateline may stand before its date.
const DATELINE_TOKENS_MAX: usize = 8;
/// More days or weeks than this are not counted back.
const COUNTED_BACK_MAX: u32 = 60;

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
    if let Some(when) = days_before(view, dates, trigger, sentence) {
        return Some(when);
    }
    // What is threatened is words: the day of the saying is its day.
    let words = trigger.entry.kind == Kind::Threat;
    for date in dates[from..].iter().take_while(|d| d.tokens.start < sentence.end) {
        // An arrest without another day is of the day of the wire.
        if of_dateline(view, date, sentence) && trigger.entry.kind != Kind::ArrestRaid {
            continue;
        }
        let adjacent = date.tokens.end == trigger.tokens.start || date.tokens.start == trigger.tokens.end;
        if !adjacent && (!words && of_saying(view, date, sentence) || of_another(view, date, trigger, neighbours)) {
            continue;
        }
        if of_aftermath(view, date, trigger, sentence) {
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
    let low = sentence.start.max(date.tokens.start.saturating_sub(SAYING_TOKENS_MAX));
    for t in (low..date.tokens.start).rev() {
        if view.is(t, REPORT) && !matches!(view.norm(t), "according") {
            return true;
        }
        if view.punct(t)
            || view.is(t, PERP)
            || view.norm(t) == "that"
            || view.is(t, KILL | INJURE)
            || triggers::begins_at(view.doc, t)
        {
            break;
        }
    }
    if of_toll(view, date, sentence) {
        return true;
    }
    // "On Sunday, the minister announced", "the governor on Monday raised the toll"; but "in Gao on Friday, residents
    // said" tells the day of the event.
    let comma = usize::from(view.norm(date.tokens.end) == ",");
    if comma == 1 && !opens(view, date, sentence) {
        return false;
    }
    let high = sentence.end.min(date.tokens.end + comma + if comma == 1 { 6 } else { 2 });
    for t in date.tokens.end + comma..high {
        let told = "raised lowered revised updated charged arrested visited mourned vowed denied rejected";
        if view.is(t, REPORT) || among(view.norm(t), told) {
            return true;
        }
        if view.punct(t) || view.is(t, KILL | INJURE | PREP) || triggers::begins_at(view.doc, t) {
            break;
        }
    }
    false
}

/// "The death toll rose to 41 on Wednesday": the day of the counting.
fn of_toll(view: &View<'_, '_>, date: &DateMention, sentence: &Range<usize>) -> bool {
    let before = || sentence.start..date.tokens.start;
    let rose = |t: usize| among(view.norm(t), "rose rises risen climbed climbs jumped reached stood stands raised");
    let toll = |t: usize| view.norm(t) == "toll" || view.norm(t) == "number" && view.norm(t + 1) == "of";
    before().any(toll) && before().any(rose)
}

/// "was in a stable condition on Wednesday after being shot": the day of what came of it, not of the act.
fn of_aftermath(view: &View<'_, '_>, date: &DateMention, trigger: &Trigger, sentence: &Range<usize>) -> bool {
    let told = |t: usize| view.is(t, KILL | INJURE | ARREST) || triggers::begins_at(view.doc, t) && !view.is(t, AUX);
    date.tokens.end <= trigger.tokens.start
        && (date.tokens.end..trigger.tokens.start).any(|t| matches!(view.norm(t), "after" | "following"))
        && !(sentence.start..date.tokens.start).any(told)
}

/// The date opens its sentence or a clause after "but" and the like.
fn opens(view: &View<'_, '_>, date: &DateMention, sentence: &Range<usize>) -> bool {
    let mut start = date.tokens.start;
    while start > sentence.start && among(view.norm(start - 1), "on early late earlier later in \"") {
        start -= 1;
    }
    start == sentence.start || among(view.norm(start - 1), "; -- - — – ) but while")
}

/// "BOGOTA, Feb 27 (Agency) - Gunmen": the day of the wire.
pub(super) fn of_dateline(view: &View<'_, '_>, date: &DateMention, sentence: &Range<usize>) -> bool {
    let end = date.tokens.end;
    let closed = among(view.norm(end), "( -- - — – [") && !view.hyphen(end)
        || view.norm(end) == "," && date.tokens.start == sentence.start && view.norm(end + 1) == "(";
    closed && date.tokens.start - sentence.start <= DATELINE_TOKENS_MAX
}

/// "were buried on Saturday, two days after gunmen had opened fire": counted back from the day told before.
fn days_before(view: &View<'_, '_>, dates: &[DateMention], trigger: &Trigger, sentence: &Range<usize>) -> Option<When> {
    let low = sentence.start.max(trigger.tokens.start.saturating_sub(SAYING_TOKENS_MAX));
    let after = (low..trigger.tokens.start).rev().find(|t| view.norm(*t) == "after")?;
    if (after..trigger.tokens.start).any(|t| view.punct(t) && view.norm(t) != "\"" && !view.hyphen(t)) {
        return None;
    }
    let unit: i64 = match after.checked_sub(1).map(|t| view.norm(t))? {
        "day" | "days" => 1,
        "week" | "weeks" => 7,
        _ => return None,
    };
    let at = after.checked_sub(2)?;
    let count = match view.norm(at) {
        "a" | "one" => 1,
        _ => crate::counts::number(view, at)?.0,
    };
    let told = dates[..dates.partition_point(|d| d.tokens.start < after)].iter().rev();
    let base = told
        .take_while(|d| d.tokens.start >= sentence.start)
        .find_map(|d| (d.when.precision == record::DatePrecision::Day).then(|| d.when.first_day()));
    let day = base.or_else(|| view.published.as_ref().map(When::first_day))?;
    When::day(day.checked_sub((i64::from(count.min(COUNTED_BACK_MAX)) * unit).days()).ok()?)
}
