//! Counts told by nouns: a number of people killed, a toll, deaths, lives.

use super::number::number;
use super::people::{object, subject};
use crate::events::view::View;
use crate::events::vocab::*;
use std::ops::Range;

/// "the number of people killed in the attack is at least 19".
pub(super) fn number_of(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<u32> {
    const REACH_TOKENS: usize = 30;
    let low = sentence.start.max(token.saturating_sub(6));
    (low..token).find(|t| view.norm(*t) == "number" && view.norm(t + 1) == "of")?;
    let high = sentence.end.min(token + REACH_TOKENS);
    let verb =
        (token + 1..high).find(|t| view.is(*t, AUX) || matches!(view.norm(*t), "reached" | "stands" | "rose"))?;
    (verb..high)
        .filter(|t| among(view.norm(*t), "is was to at reached least about"))
        .take(3)
        .find_map(|t| number(view, t + 1))
        .map(|(value, _)| value)
}

/// "12 deaths", "three more fatalities".
pub(super) fn counted_noun(view: &View<'_, '_>, token: usize) -> Option<(u32, bool)> {
    let sentence = view.sentence(token);
    let low = sentence.start.max(token.saturating_sub(4));
    // The last one: "six deaths and 14 injuries".
    let (mut at, mut last) = (low, None);
    while at < token {
        let found = number(view, at).filter(|(_, end)| *end <= token);
        (at, last) = found.map_or((at + 1, last), |(value, end)| (end, Some(value)));
    }
    last.map(|value| (value, false))
}

/// "death toll … to 305": the number after "to", "at", "of", "is", "reached"; never the one after "from".
pub(super) fn toll(view: &View<'_, '_>, token: usize, limit: usize) -> Option<u32> {
    let window = token + 1..limit.min(token + 14);
    let mut any = None;
    for t in window {
        if view.norm(t) == ";" {
            break;
        }
        let Some((value, _)) = number(view, t) else { continue };
        match view.norm(t - 1) {
            "to" | "at" => return Some(value),
            "from" => {}
            _ => any = any.or(Some(value)),
        }
    }
    any
}

/// "claimed 12 lives", "the lives of 12 people", "12 people lost their lives".
pub(super) fn lives(view: &View<'_, '_>, token: usize, from: usize) -> Option<u32> {
    if view.norm(token + 1) == "of" {
        return object(view, token + 2, view.sentence(token).end).map(|(v, _)| v);
    }
    if token >= 2 && matches!(view.norm(token - 1), "their" | "his" | "her") {
        return subject(view, token - 2, from).map(|(v, _)| v);
    }
    counted_noun(view, token).map(|(v, _)| v)
}

/// "left behind six bodies", "soldiers counted nine corpses": the bodies of this event, not of any other.
pub(super) fn left_behind(view: &View<'_, '_>, token: usize, from: usize) -> bool {
    const REACH_TOKENS: usize = 5;
    let low = from.max(token.saturating_sub(REACH_TOKENS));
    let active = (low..token).any(|t| {
        among(view.norm(t), "left leaving behind counted found recovered recover collected pulled pull dug retrieved")
    });
    let passive = view.is(token + 1, AUX)
        && (token + 2..token + 5).any(|t| among(view.norm(t), "recovered pulled dug retrieved collected"));
    active || passive
}

/// "left a dead comrade behind", "two dead soldiers".
pub(super) fn dead_people(view: &View<'_, '_>, token: usize) -> Option<u32> {
    let before = token.checked_sub(1)?;
    if matches!(view.norm(before), "a" | "another") {
        return Some(1);
    }
    number(view, before).map(|(value, _)| value)
}
