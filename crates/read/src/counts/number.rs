//! Numbers in digits and words, as far as they can count people.

use crate::doc::TokenKind;
use crate::events::view::View;
use crate::events::vocab::*;

/// Largest number of casualties taken at its word; more is a year, a sum of money or a slip.
const CASUALTIES_MAX: u32 = 500_000;

/// A number at a token: its value and the first token after it. Reads digits with separators and words up to the
/// hundred thousands; "a dozen" is 12, "dozens" is nothing.
pub(crate) fn number(view: &View<'_, '_>, token: usize) -> Option<(u32, usize)> {
    let kind = view.doc.tokens.get(token)?.kind;
    if view.norm(token) == "one" && token > 0 && among(view.norm(token - 1), "no any every some each") {
        return None;
    }
    if kind == TokenKind::Number {
        return digits(view, token);
    }
    if view.norm(token) == "a" && view.norm(token + 1) == "dozen" {
        return number(view, token + 1);
    }
    if view.norm(token) == "dozen" && token > 1 && view.norm(token - 1) == "a" && view.norm(token - 2) == "half" {
        return Some((6, token + 1));
    }
    let (mut total, mut part, mut at, mut any) = (0_u32, 0_u32, token, false);
    while let Some(value) = word_value(view.norm(at)) {
        match value {
            100 => part = part.max(1).saturating_mul(100),
            1000 => {
                total = total.saturating_add(part.max(1).saturating_mul(1000));
                part = 0;
            }
            12 if view.norm(at) == "dozen" => part = part.max(1).saturating_mul(12),
            _ => part = part.saturating_add(value),
        }
        any = true;
        at += 1;
        let joined = view.hyphen(at) || (view.norm(at) == "and" && part >= 100);
        if joined && word_value(view.norm(at + 1)).is_some() {
            at += 1;
        }
    }
    let value = total.saturating_add(part);
    (any && value > 0 && value <= CASUALTIES_MAX && !counts_something_else(view, at)).then_some((value, at))
}

fn digits(view: &View<'_, '_>, token: usize) -> Option<(u32, usize)> {
    let word = view.norm(token);
    if word.contains(['.', ':']) || !word.bytes().all(|b| b.is_ascii_digit() || b == b',') {
        return None;
    }
    let value: u32 = word.replace(',', "").parse().ok()?;
    let mut next = token + 1;
    let year = (1900..2100).contains(&value) && !word.contains(',') && word.len() == 4;
    let (mut value, people_next) = (value, view.is(next, PEOPLE | FORCES | KILL | INJURE));
    match view.norm(next) {
        "thousand" => (value, next) = (value.saturating_mul(1000), next + 1),
        "million" | "billion" | "percent" | "%" => return None,
        _ => {}
    }
    if (year && !people_next) || value > CASUALTIES_MAX || counts_something_else(view, next) {
        return None;
    }
    let money = token > 0 && matches!(view.norm(token - 1), "$" | "£" | "€" | "no" | "#");
    (!money).then_some((value, next))
}

/// A unit or an age follows: "30 percent", "20-year-old", "12 miles".
fn counts_something_else(view: &View<'_, '_>, next: usize) -> bool {
    let next = if view.hyphen(next) { next + 1 } else { next };
    among(view.norm(next), "% year year-old month percent times o'clock am pm a.m. p.m. st nd rd th")
        || (view.is(next, UNIT) && !view.is(next, PEOPLE | KILL | INJURE))
        || (view.is(next, TIME) && !view.is(next, KILL) && !among(view.norm(next), DAYS))
}

/// Words of time that tell when, not what is counted: "rose to 21 overnight", "to 21 Monday".
const DAYS: &str = "overnight yesterday today tonight monday tuesday wednesday thursday friday saturday sunday";

fn word_value(word: &str) -> Option<u32> {
    const WORDS: &[(&str, u32)] = &[
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("thirteen", 13),
        ("fourteen", 14),
        ("fifteen", 15),
        ("sixteen", 16),
        ("seventeen", 17),
        ("eighteen", 18),
        ("nineteen", 19),
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("sixty", 60),
        ("seventy", 70),
        ("eighty", 80),
        ("ninety", 90),
        ("hundred", 100),
        ("thousand", 1000),
        ("dozen", 12),
    ];
    WORDS.iter().find(|(w, _)| *w == word).map(|(_, v)| *v)
}
