//! The hurt as those who care for them count them: "nine wounded", "six others are being treated", "two remain in hospital",
//! and tolls told as a number that rose to another.

use super::number::number;
use super::people::subject;
use super::{Count, Harm};
use crate::events::view::View;
use crate::events::vocab::*;
use std::ops::Range;

/// Those who were hurt, as a word before people or by itself.
const HURT: &str = "wounded injured";
/// Where the hurt lie.
const WARDS: &str = "hospital hospitals surgery";
/// How their state is told.
const STATES: &str = "critical stable serious grave moderate guarded";
/// Nouns whose number is a toll.
const TOLLS: &str = "fatalities deaths dead killed";
/// Tokens from a noun of a toll to the number that it rose to.
const TOLL_TOKENS_MAX: usize = 24;

/// All such statements in a sentence, beside those found already.
pub(super) fn find(view: &View<'_, '_>, sentence: &Range<usize>, found: &mut Vec<Count>) {
    for token in sentence.clone() {
        let injured =
            hurt(view, token, sentence).or_else(|| cared_for(view, token, sentence)).map(|v| (Harm::Injured, v));
        let told =
            injured.map(|told| (told, false)).or_else(|| listed(view, token, sentence).map(|told| (told, false)));
        let told = told.or_else(|| risen(view, token, sentence).map(|v| ((Harm::Killed, v), true)));
        let Some(((harm, value), total)) = told else { continue };
        if !found.iter().any(|count| count.harm == harm && count.value == value) {
            found.push(Count { harm, value, cue: token, total, attackers: false });
        }
    }
}

/// As tables tell it: "dead, 5; wounded, 22", "Killed: 11", "Injured, none".
fn listed(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<(Harm, u32)> {
    let word = view.norm(token);
    let dead = among(word, "dead killed deaths fatalities");
    let harm = if dead { Harm::Killed } else { Harm::Injured };
    let opens = token == sentence.start || matches!(view.norm(token - 1), ";" | ":" | "," | "." | "(");
    let mark = matches!(view.norm(token + 1), "," | ":") && token + 2 < sentence.end;
    if !(dead || among(word, "wounded injured injuries hurt")) || !opens || !mark {
        return None;
    }
    let zero = among(view.norm(token + 2), "0 zero none nil").then_some((0, token + 3));
    let (value, end) = zero.or_else(|| number(view, token + 2))?;
    let closes = end >= sentence.end || matches!(view.norm(end), ";" | "." | "," | "\"" | ")");
    closes.then_some((harm, value))
}

/// "five wounded villagers", "nine wounded, four of them children".
fn hurt(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<u32> {
    if !among(view.norm(token), HURT) || token <= sentence.start {
        return None;
    }
    let low = sentence.start.max(token.saturating_sub(3));
    let (value, end) = (low..token).find_map(|t| number(view, t).filter(|(_, end)| *end == token))?;
    // "Of the 12 wounded three died", "three wounded a guard": a part, and a verb.
    let verb = token + 1 < sentence.end && view.is(token + 1, DET | NUM);
    let dies = (token..sentence.end.min(token + 6)).any(|t| view.is(t, KILL));
    let part = (low.saturating_sub(2).max(sentence.start)..end).any(|t| view.norm(t) == "of");
    (!verb && !dies && !part).then_some(value)
}

/// "Thirteen others are still being treated", "two remain in hospital", "six people with burns were flown out".
fn cared_for(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<u32> {
    let word = view.norm(token);
    let before = |list: &str| token > sentence.start && among(view.norm(token - 1), list);
    let first = view.before_auxiliaries(token, sentence.start);
    let passive = (first..token).any(|t| view.is(t, AUX));
    let looked_after = word == "looked" && view.norm(token + 1) == "after";
    let treated = (word == "treated" || looked_after) && passive;
    let fights = word == "fighting" && view.norm(token + 1) == "for" && among(view.norm(token + 3), "life lives");
    let lies = among(word, WARDS) && before("in")
        || word == "treatment" && before("under")
        || word == "care" && before("intensive");
    let state = among(word, STATES) && before("in a") && view.norm(token + 1) == "condition";
    let flown = among(word, "airlifted flown evacuated taken brought rushed") && passive;
    if !(treated || lies || state || flown || fights) || (first..token).any(|t| view.is(t, NEG)) {
        return None;
    }
    let verb = if lies || state { still(view, token - 1, sentence)? } else { first };
    let (value, part, wounds) = counted(view, verb, sentence)?;
    let dead = sentence.clone().any(|t| among(view.norm(t), "dead bodies body remains died corpses"));
    (!part && (fights || !dead) && (wounds || !flown)).then_some(value)
}

/// The verb of "are in hospital", "remained in a critical condition".
fn still(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<usize> {
    const BACK_TOKENS_MAX: usize = 4;
    let low = sentence.start.max(token.saturating_sub(BACK_TOKENS_MAX));
    (low..token).rev().find(|t| among(view.norm(*t), "are were is was remain remained remains"))
}

/// The number that opens what stands before a verb; whether it counts a part; whether wounds are told of it.
fn counted(view: &View<'_, '_>, verb: usize, sentence: &Range<usize>) -> Option<(u32, bool, bool)> {
    const SUBJECT_TOKENS_MAX: usize = 12;
    if verb > sentence.start && view.norm(verb - 1) == "another" {
        return Some((1, false, false));
    }
    let low = sentence.start.max(verb.saturating_sub(SUBJECT_TOKENS_MAX));
    let opens = |t: usize| {
        t == sentence.start
            || view.punct(t - 1) && !view.hyphen(t - 1)
            || among(view.norm(t - 1), "and while but some another")
    };
    let found = (low..verb).rev().find_map(|t| Some((t, number(view, t).filter(|_| opens(t))?)));
    let Some((at, (value, end))) = found else {
        let (value, _) = subject(view, verb, sentence.start)?;
        return (value == 1).then_some((value, false, false));
    };
    let part = view.norm(end) == "of" || view.is(end, TIME | UNIT | SITE | VEHICLE);
    let wounds = (at..verb).any(|t| among(view.norm(t), "wounds injuries burns wound injury"));
    Some((value, part, wounds))
}

/// "raising the number of fatalities to five", "the number of dead has been revised to 23 from 17".
fn risen(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<u32> {
    if !among(view.norm(token), TOLLS) {
        return None;
    }
    let low = sentence.start.max(token.saturating_sub(4));
    (low..token).find(|t| view.norm(*t) == "number" && view.norm(t + 1) == "of")?;
    let high = sentence.end.min(token + TOLL_TOKENS_MAX);
    let grows = |t: usize| among(view.norm(t), "rose risen raised revised climbed grown grew increased corrected");
    let raising =
        (sentence.start..token).any(|t| among(view.norm(t), "raising bringing taking lifting pushing raised brought"));
    let puts = (sentence.start..token).any(|t| among(view.norm(t), "put puts putting"));
    let to = (token + 1..high).take_while(|t| view.norm(*t) != ";").filter(|t| {
        puts && view.norm(*t) == "at"
            || view.norm(*t) == "to" && view.norm(*t - 1) != "according" && (raising || (token + 1..*t).any(grows))
    });
    let risen = to.filter_map(|t| number(view, t + 1)).next();
    let stands = || {
        let verb = (token + 1..high).find(|t| among(view.norm(*t), "is was stands stood reached"))?;
        (verb..high.min(verb + 4)).find_map(|t| number(view, t + 1).filter(|(_, end)| *end <= high))
    };
    risen.or_else(stands).map(|(value, _)| value)
}
