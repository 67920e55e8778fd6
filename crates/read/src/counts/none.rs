//! Words that say that nobody was harmed: "no casualties", "nobody was hurt", "escaped without a scratch".

use super::{Count, Harm};
use crate::events::view::View;
use crate::events::vocab::*;
use std::ops::Range;

/// How far a verb of harm may stand behind "nobody".
const REACH_TOKENS: usize = 8;

/// Participles of harm; where nobody was one of them, nobody died either.
const HURT: &str = "hurt injured harmed wounded hit";
/// Words of death; where nobody died, somebody may be hurt.
const DEAD: &str = "killed died dead die";
/// Nouns of harm.
const HARMS: &str = "casualties injuries victims harm injury wounded casualty";
/// Nouns of death.
const DEATHS: &str = "deaths fatalities death fatality";

/// All such statements in a sentence, as counts of zero.
pub(super) fn find(view: &View<'_, '_>, sentence: &Range<usize>, found: &mut Vec<Count>) {
    for token in sentence.clone() {
        let none = nobody(view, token, sentence);
        if let Some((_, Some(verb))) = none {
            // "None of the 30 occupants was hurt" does not count thirty.
            found.retain(|count| count.cue != verb);
        }
        let spared = none.map(|(spared, _)| spared).or_else(|| nothing(view, token, sentence));
        let spared = spared.or_else(|| unharmed(view, token, sentence));
        let mut say = |harm: Harm| found.push(Count { harm, value: 0, cue: token, total: false, attackers: false });
        if spared.is_some() {
            say(Harm::Killed);
        }
        if spared == Some(Spared::All) {
            say(Harm::Injured);
        }
    }
}

/// What is said not to have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spared {
    /// Nobody was harmed at all.
    All,
    /// Nobody died.
    Life,
}

fn spared(word: &str) -> Option<Spared> {
    if among(word, HURT) || among(word, HARMS) {
        Some(Spared::All)
    } else {
        (among(word, DEAD) || among(word, DEATHS)).then_some(Spared::Life)
    }
}

/// "nobody was hurt", "none of the passengers was harmed", "no villagers were killed", "injuring no one"; and the verb of
/// harm behind.
fn nobody(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<(Spared, Option<usize>)> {
    let word = view.norm(token);
    let one = word == "no" && view.norm(token + 1) == "one";
    if !(one || matches!(word, "nobody" | "none" | "no")) {
        return None;
    }
    let pronoun = word != "no" || one;
    if pronoun
        && token > sentence.start
        && among(
            view.norm(token - 1),
            "injuring hurting harming wounding hurt hit killing injured harmed wounded killed",
        )
    {
        return Some((if view.norm(token - 1).starts_with("kill") { Spared::Life } else { Spared::All }, None));
    }
    // "No one hurt", as headlines and briefs have it.
    let bare = token + 1 + usize::from(one);
    let ends = bare + 1 >= sentence.end || view.punct(bare + 1) || among(view.norm(bare + 1), "in when as and after");
    if pronoun && among(view.norm(bare), HURT) && ends {
        return Some((Spared::All, Some(bare)));
    }
    let mut passive = false;
    for t in token + 1..sentence.end.min(token + REACH_TOKENS) {
        let word = view.norm(t);
        if view.punct(t) || view.is(t, REPORT) || word == "but" {
            return None;
        }
        passive |= view.is(t, AUX);
        if (passive || word == "died")
            && let Some(spared) = spared(word)
        {
            // "nobody else was hurt": somebody was.
            let else_ = (token..t).any(|k| among(view.norm(k), "else other further seriously badly"));
            return Some((if else_ { Spared::Life } else { spared }, Some(t)));
        }
    }
    None
}

/// "no casualties", "without causing injuries", "did not cause any deaths", "no deaths or injuries".
fn nothing(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<Spared> {
    let word = view.norm(token);
    let denied = |t: usize| (t.saturating_sub(5)..t).any(|k| among(view.norm(k), "not n't without nor never didn't"));
    if !(matches!(word, "no" | "without" | "neither") || word == "any" && denied(token)) {
        return None;
    }
    let mut life = false;
    let reach = if word == "neither" { REACH_TOKENS } else { 5 };
    for t in token + 1..sentence.end.min(token + reach) {
        let word = view.norm(t);
        // "no reports of casualties" tells that nobody knows.
        if among(word, "report reports word further other more immediate details information claim new")
            || view.punct(t)
        {
            return life.then_some(Spared::Life);
        }
        if word == "loss" && matches!(view.norm(t + 2), "life" | "lives") {
            return Some(Spared::Life);
        }
        match spared(word).filter(|_| !among(word, HURT) || word == "wounded") {
            Some(Spared::All) => return Some(Spared::All),
            Some(Spared::Life) => life = true,
            None => {}
        }
    }
    life.then_some(Spared::Life)
}

/// "escaped unhurt", "without a scratch", "was not harmed": those are whole; "survived": those live.
fn unharmed(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<Spared> {
    let word = view.norm(token);
    let not = |t: usize| t > sentence.start && matches!(view.norm(t - 1), "not" | "n't" | "never");
    let whole = among(word, "unhurt unharmed unscathed uninjured unscratched")
        || word == "scratch" && view.norm(token - usize::from(token > 0)) == "a"
        || among(word, HURT) && not(token);
    if whole {
        return Some(Spared::All);
    }
    matches!(word, "survives" | "survived").then_some(Spared::Life)
}

/// True for "nobody" and its like at a token: what follows counts nobody.
pub(super) fn counts_nobody(view: &View<'_, '_>, token: usize) -> bool {
    matches!(view.norm(token), "no" | "nobody" | "none")
}
