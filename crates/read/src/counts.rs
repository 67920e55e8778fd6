//! Casualties: how many dead and injured a sentence speaks of.
//!
//! Only numbers that the text gives count: "dozens" gives none. "Three women and six children were killed" is nine;
//! "a policeman and two soldiers" is three.

use crate::doc::TokenKind;
use crate::events::view::{Phrase, View};
use crate::events::vocab::*;
use std::ops::Range;

/// Largest number of casualties taken at its word; more is a year, a sum of money or a slip.
const CASUALTIES_MAX: u32 = 500_000;
/// How many phrases joined by commas and "and" are added up.
const COORDINATED_MAX: usize = 6;

/// What was done to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harm {
    /// Dead.
    Killed,
    /// Wounded, injured, hurt.
    Injured,
}

/// One statement of casualties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What.
    pub harm: Harm,
    /// How many.
    pub value: u32,
    /// The word that says so ("killed").
    pub cue: usize,
    /// True for a total: "the death toll rose to 20".
    pub total: bool,
    /// True where those harmed are the attackers.
    pub attackers: bool,
}

/// A number at a token: its value and the first token after it. Reads digits with separators and words up to the
/// hundred thousands; "a dozen" is 12, "dozens" is nothing.
pub(crate) fn number(view: &View<'_, '_>, token: usize) -> Option<(u32, usize)> {
    let kind = view.doc.tokens.get(token)?.kind;
    if kind == TokenKind::Number {
        return digits(view, token);
    }
    if view.norm(token) == "a" && view.norm(token + 1) == "dozen" {
        return Some((12, token + 2));
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
        || (view.is(next, TIME) && !view.is(next, KILL))
}

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

/// How many people a phrase stands for: its number, or one for "a policeman".
fn people(view: &View<'_, '_>, phrase: &Phrase) -> Option<u32> {
    for token in phrase.tokens.clone() {
        if view.norm(token) == "of" && token > phrase.head {
            break;
        }
        if (view.doc.tokens[token].kind == TokenKind::Number || view.is(token, NUM))
            && let Some((value, _)) = number(view, token)
        {
            return Some(value);
        }
        if token > phrase.head {
            break;
        }
    }
    let first = view.norm(phrase.tokens.start);
    let singular = !view.norm(phrase.head).ends_with('s') || matches!(view.norm(phrase.head), "boss");
    let singular = singular
        && !among(
            view.norm(phrase.head),
            "people police men women children policemen servicemen troops crew family staff personnel \
                army crowd military congregation forces couple group number clergy",
        );
    (among(first, "a an another the his her its their") && singular && view.is(phrase.head, PEOPLE | FORCES))
        .then_some(1)
}

fn attackers(view: &View<'_, '_>, phrase: &Phrase) -> bool {
    view.is(phrase.head, PERP) && !view.is(phrase.head, PEOPLE)
}

/// Adds up the phrases from `start`: "three women and six children".
fn object(view: &View<'_, '_>, start: usize, limit: usize) -> Option<(u32, bool)> {
    let mut at = start;
    while at < limit
        && (view.is(at, ADV) && !view.is(at, DET | NUM)
            || matches!(view.norm(at), "the" | "lives" | "of") && view.norm(start) == "the" && at < start + 3)
    {
        at += 1;
    }
    let mut sum: Option<u32> = None;
    let mut all_attackers = true;
    for _ in 0..COORDINATED_MAX {
        let Some(phrase) = view.phrase_from(at, limit) else { break };
        let Some(value) = people(view, &phrase) else { break };
        if sum.is_some() {
            // "killed 12 people and 30 were wounded": the second number belongs to its own verb.
            let after = phrase.tokens.end;
            let own_verb =
                view.is(after, AUX | INJURE | KILL) || (view.norm(after) == "more" && view.is(after + 1, AUX | INJURE));
            if own_verb || view.is(phrase.head, INJURE | KILL) {
                break;
            }
        }
        sum = Some(sum.unwrap_or(0).saturating_add(value));
        all_attackers &= attackers(view, &phrase);
        at = phrase.tokens.end;
        if view.is(at, ADV) || matches!(view.norm(at), "dead") {
            break;
        }
        match (view.norm(at), view.norm(at + 1)) {
            (",", "and") => at += 2,
            ("and", _) => at += 1,
            (",", next) if next != "including" && (number(view, at + 1).is_some() || matches!(next, "a" | "an")) => {
                at += 1
            }
            _ => break,
        }
    }
    sum.map(|value| (value, all_attackers))
}

/// The number of people in the phrase or coordinated phrases that end before `end`.
fn subject(view: &View<'_, '_>, verb: usize, from: usize) -> Option<(u32, bool)> {
    let phrase = view.subject(verb, from)?;
    let mut sum = people(view, &phrase)?;
    let all_attackers = attackers(view, &phrase);
    let mut start = phrase.tokens.start;
    // "three women and six children were killed".
    for _ in 0..COORDINATED_MAX {
        while start > from && among(view.norm(start - 1), "least at than more about some nearly to up") {
            start -= 1;
        }
        let joined = start > from && matches!(view.norm(start - 1), "and" | ",");
        if !joined {
            break;
        }
        let Some(previous) = view.phrase_before(start - 1, from) else { break };
        let numbered =
            previous.tokens.clone().any(|t| view.is(t, NUM)) || matches!(view.norm(previous.tokens.start), "a" | "an");
        let harmed = view.is(previous.head, PEOPLE | FORCES | PERP);
        // "six dead and three children were hurt" is not nine hurt.
        let (Some(value), true, true) = (people(view, &previous), numbered, harmed) else { break };
        sum = sum.saturating_add(value);
        start = previous.tokens.start;
    }
    Some((sum, all_attackers))
}

/// All statements of casualties in one sentence, in order.
pub(crate) fn find(view: &View<'_, '_>, sentence: Range<usize>) -> Vec<Count> {
    let mut found = Vec::new();
    for token in sentence.clone() {
        if !view.is(token, KILL | INJURE) {
            continue;
        }
        let harm = if view.is(token, KILL) { Harm::Killed } else { Harm::Injured };
        if negated(view, token, sentence.start) {
            continue;
        }
        let hit = match view.norm(token) {
            "toll" => toll(view, token, sentence.end).map(|v| (v, false, true)),
            "lives" => lives(view, token, sentence.start).map(|v| (v, false, true)),
            "bodies" | "corpses" | "executed" => None,
            _ => around(view, token, &sentence).map(|(v, a)| (v, a, false)),
        };
        if let Some((value, attackers, total)) = hit {
            found.push(Count { harm, value, cue: token, total, attackers });
        }
    }
    found
}

fn negated(view: &View<'_, '_>, token: usize, from: usize) -> bool {
    let first = view.before_auxiliaries(token, from);
    (first..token).any(|t| view.is(t, NEG)) || matches!(view.norm(token.saturating_sub(1)), "no" | "without")
}

fn around(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<(u32, bool)> {
    let word = view.norm(token);
    // "shot dead nine passengers", "were stabbed to death": the verb is before the cue.
    let resultative = |at: usize| {
        at > sentence.start
            && (view.is(at - 1, VERB) || crate::events::triggers::begins_at(view.doc, at - 1))
            && !view.is(at - 1, AUX | REPORT)
            && !matches!(view.norm(at - 1), "left" | "leaves" | "leaving" | "found" | "declared" | "pronounced")
    };
    let verb = match word {
        "dead" if resultative(token) => Some(token - 1),
        "death" if view.norm(token.saturating_sub(1)) == "to" && resultative(token - 1) => Some(token - 2),
        _ => None,
    };
    if let Some(verb) = verb {
        let first = view.before_auxiliaries(verb, sentence.start);
        let passive = (first..verb).any(|t| among(view.norm(t), "was were been being are is be"));
        return if passive {
            subject(view, verb, sentence.start)
        } else {
            object(view, token + 1, sentence.end).or_else(|| subject(view, verb, sentence.start))
        };
    }
    let before = || subject(view, token, sentence.start);
    let after = || object(view, token + 1, sentence.end);
    match word {
        "killing" | "kills" | "kill" | "wounding" | "injuring" | "injures" | "wounds" | "injure" | "maimed"
        | "wound" => after(),
        "deaths" | "death" => {
            if matches!(view.norm(token + 1), "of") {
                object(view, token + 2, sentence.end)
            } else {
                counted_noun(view, token)
            }
        }
        "fatalities" | "fatality" | "injuries" => counted_noun(view, token),
        "injury" | "casualties" => None,
        "died" | "dies" | "die" | "perished" | "dead" | "dying" | "hospitalized" | "hospitalised" | "slain"
        | "hurt" => before(),
        _ => {
            if let Some(value) = number_of(view, token, sentence) {
                return Some((value, false));
            }
            let first = view.before_auxiliaries(token, sentence.start);
            let passive = (first..token).any(|t| among(view.norm(t), "was were been being are is be left"));
            if passive { before() } else { after().or_else(before) }
        }
    }
}

/// "the number of people killed in the attack is at least 19".
fn number_of(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<u32> {
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
fn counted_noun(view: &View<'_, '_>, token: usize) -> Option<(u32, bool)> {
    let sentence = view.sentence(token);
    let low = sentence.start.max(token.saturating_sub(4));
    (low..token).find_map(|t| number(view, t).filter(|(_, end)| *end <= token)).map(|(v, _)| (v, false))
}

/// "death toll … to 305": the number after "to", "at", "of", "is", "reached"; never the one after "from".
fn toll(view: &View<'_, '_>, token: usize, limit: usize) -> Option<u32> {
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
fn lives(view: &View<'_, '_>, token: usize, from: usize) -> Option<u32> {
    if view.norm(token + 1) == "of" {
        return object(view, token + 2, view.sentence(token).end).map(|(v, _)| v);
    }
    if matches!(view.norm(token.saturating_sub(1)), "their" | "his" | "her") {
        return subject(view, token.saturating_sub(2), from).map(|(v, _)| v);
    }
    counted_noun(view, token).map(|(v, _)| v)
}
