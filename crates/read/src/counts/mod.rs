//! Casualties: how many dead and injured a sentence speaks of.
//!
//! Only numbers that the text gives count: "dozens" gives none. "Three women and six children were killed" is nine;
//! "a policeman and two soldiers" is three.

mod care;
mod none;
mod number;
mod people;
mod told;
mod wounds;

pub(crate) use number::number;

use crate::doc::TokenKind;
use crate::events::view::View;
use crate::events::vocab::*;
use crate::segment::months::month;
use people::{object, subject};
use std::ops::Range;
use told::{counted_noun, dead_people, left_behind, lives, number_of, toll};

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
    /// How many; 0 where the text says that nobody was.
    pub value: u32,
    /// The word that says so ("killed").
    pub cue: usize,
    /// True for a total: "the death toll rose to 20".
    pub total: bool,
    /// True where those harmed are the attackers.
    pub attackers: bool,
}

/// All statements of casualties in one sentence, in order.
pub(crate) fn find(view: &View<'_, '_>, sentence: Range<usize>) -> Vec<Count> {
    let mut found = Vec::new();
    if of_a_time(view, &sentence) {
        return found;
    }
    for token in sentence.clone() {
        if !view.is(token, KILL | INJURE) {
            continue;
        }
        let deadly = token > sentence.start && matches!(view.norm(token - 1), "fatally" | "mortally");
        let harm = if view.is(token, KILL) || deadly { Harm::Killed } else { Harm::Injured };
        if negated(view, token, sentence.start) || of_years(view, token, &sentence) {
            continue;
        }
        let hit = match view.norm(token) {
            "toll" => toll(view, token, sentence.end).map(|v| (v, false, true)),
            "lives" => lives(view, token, sentence.start).map(|v| (v, false, true)),
            "bodies" | "corpses" => left_behind(view, token, sentence.start)
                .then(|| match view.norm(token + 1) {
                    "of" => object(view, token + 2, sentence.end).or_else(|| counted_noun(view, token)),
                    _ => counted_noun(view, token),
                })
                .flatten()
                .map(|(v, a)| (v, a, false)),
            "executed" => None,
            // "Killed were a teacher and two pupils."
            "killed" | "dead" | "wounded" | "injured"
                if token == sentence.start && matches!(view.norm(token + 1), "were" | "was" | "are") =>
            {
                object(view, token + 2, sentence.end).map(|(v, a)| (v, a, false))
            }
            "dead" if token + 1 < sentence.end && view.is(token + 1, PEOPLE | PERP | FORCES) => {
                let told = dead_people(view, token).map(|v| (v, false));
                told.or_else(|| around(view, token, &sentence)).map(|(v, a)| (v, a, false))
            }
            _ => around(view, token, &sentence).map(|(v, a)| (v, a, false)),
        };
        if let Some((value, attackers, total)) = hit {
            found.push(Count { harm, value, cue: token, total, attackers });
        }
    }
    none::find(view, &sentence, &mut found);
    wounds::find(view, &sentence, &mut found);
    care::find(view, &sentence, &mut found);
    found
}

/// "has killed eleven lawmakers since 2012", "have killed 12 of his people this year": no single event.
fn of_years(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> bool {
    let first = view.before_auxiliaries(token, sentence.start);
    let perfect = (first..token).any(|t| matches!(view.norm(t), "have" | "has"));
    let long = |t: usize| {
        matches!((view.norm(t), view.norm(t + 1)), ("this", "year") | ("the", "years" | "decades") | ("so", "far"))
            || matches!(view.norm(t), "since" | "decades" | "thousands")
    };
    perfect && sentence.clone().any(long)
}

/// "Since January eleven have fallen", "During the past day": what a sentence counts that opens with a stretch of time is of no single
/// event.
fn of_a_time(view: &View<'_, '_>, sentence: &Range<usize>) -> bool {
    const OPENING_TOKENS: usize = 4;
    let named = |t: usize| month(view.norm(t)).is_some();
    let digits = |t: usize| view.doc.tokens.get(t).is_some_and(|token| token.kind == TokenKind::Number);
    sentence.clone().take(OPENING_TOKENS).any(|t| match (view.norm(t), view.norm(t + 1)) {
        ("since", "the") => among(view.norm(t + 2), "beginning start turn year war"),
        ("since", _) => digits(t + 1) && view.norm(t + 1).len() == 4 || named(t + 1) && !digits(t + 2),
        ("so", "far") => view.norm(t + 2) == "this",
        ("during" | "over" | "in", "the") => {
            among(view.norm(t + 2), "past last") && among(view.norm(t + 3), "day month week year decade 24")
        }
        _ => false,
    })
}

fn negated(view: &View<'_, '_>, token: usize, from: usize) -> bool {
    if none::counts_nobody(view, token + 1) {
        return true;
    }
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
    // "were shot and wounded": the auxiliary stands before the first of the two.
    let joined = token >= sentence.start + 2
        && view.norm(token - 1) == "and"
        && among(
            view.norm(token - 2),
            "shot stabbed beaten attacked ambushed abducted kidnapped tortured robbed captured",
        );
    let token = if joined { token - 2 } else { token };
    let before = || subject(view, token, sentence.start);
    let after = || object(view, token + if joined { 3 } else { 1 }, sentence.end);
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

#[cfg(test)]
mod tests;
