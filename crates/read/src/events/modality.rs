//! "could", "if", "the risk of", "he would": what may be and what somebody means to do.

use super::stage::Found;
use super::triggers::Trigger;
use super::view::View;
use super::vocab::*;

pub(super) fn hypothetical(
    view: &View<'_, '_>,
    token: usize,
    trigger: &Trigger,
    noun: bool,
    distance: usize,
    definite: bool,
) -> Option<Found> {
    let word = view.norm(token);
    let start = trigger.tokens.start;
    let modal = among(word, "could would might may should can will must");
    if modal
        && !noun
        && distance <= 3
        && (token + 1..start).all(|t| view.is(t, AUX | ADV | NEG) && view.norm(t) != "have")
    {
        return Some(Found::Hypothetical);
    }
    let near = among(word, "possible potential hypothetical simulated mock any future imaginary");
    if near && noun && distance <= 4 {
        return Some(Found::Hypothetical);
    }
    let fear = among(word, "risk risks fear fears feared likelihood possibility scenario danger prospect");
    if fear && distance <= 6 && !definite {
        return Some(Found::Hypothetical);
    }
    if matches!(word, "if" | "unless") && distance <= 10 {
        return Some(Found::Hypothetical);
    }
    let against =
        matches!(word, "against" | "from" | "for") && noun && trigger.entry.plural && distance <= 2 && !definite;
    (against
        && view.is(token.saturating_sub(1), PLAN | VERB)
        && matches!(
            view.norm(token.saturating_sub(1)),
            "protect" | "guard" | "protected" | "prepare" | "defend" | "prepared"
        ))
    .then_some(Found::Hypothetical)
}

/// "a", "another", "second" or a bare plural between the verb and the trigger.
pub(super) fn indefinite(view: &View<'_, '_>, from: usize, to: usize, trigger: &Trigger) -> bool {
    (from..to).any(|t| matches!(view.norm(t), "a" | "an" | "another" | "more" | "further" | "new") || view.is(t, OTHER))
        || trigger.entry.plural && !(from..to).any(|t| view.norm(t) == "the")
}

/// "posted that they would find a bomb and use it": an intention told by whoever has it.
pub(super) fn intended(view: &View<'_, '_>, would: usize, verb: usize) -> bool {
    let told = would >= 1
        && matches!(view.norm(would - 1), "he" | "she" | "they" | "i" | "we")
        && (would.saturating_sub(14)..would)
            .any(|t| view.is(t, REPORT) || matches!(view.norm(t), "posted" | "wrote" | "vowing" | "messages"));
    let joined = verb == would + 1 || matches!(view.norm(verb - 1), "and" | "then");
    told && joined && !(verb..verb + 8).any(|t| view.norm(t) == "have")
}

/// "who were to murder", "on their way to murder", "hired to kill": a word before "to" that says what somebody was out to do.
pub(super) fn purpose(view: &View<'_, '_>, token: usize) -> bool {
    let out = "orders instructions mission hired recruited paid conspired conspiring prepared";
    let way = |t: usize| view.norm(t) == "way" && t > 0 && among(view.norm(t - 1), "his her its their");
    // "The answer was to attack" tells what was done.
    let they =
        |t: usize| among(view.norm(t), "was were") && among(view.norm(t.saturating_sub(1)), "who that he she they");
    view.norm(token + 1) == "to" && (among(view.norm(token), out) || way(token) || they(token))
}

/// "could have prevented", "failed to stop", "did not prevent".
pub(super) fn undone(view: &View<'_, '_>, token: usize) -> bool {
    let low = token.saturating_sub(4);
    (low..token).any(|t| {
        view.is(t, NEG | FAIL)
            || among(
                view.norm(t),
                "could would might should how unable ways efforts effort help measures need work must",
            ) && view.norm(t) != "helped"
    })
}
