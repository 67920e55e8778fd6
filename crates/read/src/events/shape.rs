//! Noun or verb: "the attack on", "gunmen attack a".

use super::view::View;
use super::vocab::*;
use std::ops::Range;

/// True if the words at `tokens` stand as a noun, judged by their neighbours.
pub(crate) fn is_noun(view: &View<'_, '_>, tokens: Range<usize>) -> bool {
    let sentence = view.sentence(tokens.start);
    let last = view.norm(tokens.end - 1);
    if last.ends_with("ed")
        || matches!(last, "shot" | "struck" | "slain" | "blew" | "threatens" | "kidnaps" | "abducts")
    {
        return false;
    }
    let opening = tokens.start == sentence.start;
    let next = tokens.end;
    let object_next = next < sentence.end && opens_object(view, next);
    if opening {
        // "Attack on the mosque", "Attacks kill 12"; "Bombing the bridge" is rare.
        return !object_next || !last.ends_with("ing");
    }
    let previous = tokens.start - 1;
    let word = view.norm(previous);
    if word == "to" {
        return among(
            view.norm(previous.saturating_sub(1)),
            "threat response due linked link links related tied connection reaction witness according \
                prior led leading return comparable similar subjected victim thanks",
        );
    }
    if view.is(previous, MODAL | PRON) || (view.is(previous, AUX) && !last.ends_with("ing")) {
        // "is under attack", "had hostages": the preposition or the article tells; straight after an auxiliary it is a verb.
        return false;
    }
    if view.possessive(previous) || view.is(previous, DET | QUALIFIER | OTHER) && word != "that" {
        return true;
    }
    if last.ends_with("ing") {
        return noun_in_ing(view, previous, object_next, &tokens);
    }
    if view.is(previous, PREP) || word == "of" || view.is(previous, TIME) {
        return true;
    }
    if view.is(previous, CONJ | ADV) || view.punct(previous) {
        return !object_next;
    }
    let agent = view.is(previous, PERP | FORCES | COLLECTIVE | PEOPLE | WEAPON)
        || view.group_in(previous..previous + 1).is_some();
    if agent && (object_next || view.is(next, NUM | PREP) && !view.is(next, VERB)) {
        return !object_next && !last.ends_with('s') && !view.norm(previous).ends_with('s') && !view.is(next, NUM);
    }
    true
}

fn noun_in_ing(view: &View<'_, '_>, previous: usize, object_next: bool, tokens: &Range<usize>) -> bool {
    if view.is(previous, AUX) {
        return false;
    }
    if view.norm(previous) == "," || view.is(previous, REL) {
        return false;
    }
    let of_next = matches!(
        view.norm(tokens.end),
        "of" | "in" | "at" | "on" | "that" | "which" | "was" | "is" | "has" | "," | "." | "by" | ""
    );
    of_next || !object_next
}

/// A token that can open a direct object: an article, a number, a name, a capitalised word, a noun of people or sites.
pub(crate) fn opens_object(view: &View<'_, '_>, token: usize) -> bool {
    if view.norm(token) == "\"" {
        return !view.punct(token + 1) && opens_object(view, token + 1);
    }
    if view.punct(token) {
        return false;
    }
    if view.is(token, PREP | CONJ | REL | AUX | MODAL) || view.norm(token) == "of" {
        return false;
    }
    if view.name(token).is_some() {
        return true;
    }
    if view.is(token, VERB | ADV | TIME) && !view.is(token, DET | NUM) {
        return false;
    }
    view.is(token, DET | NUM | PEOPLE | FORCES | SITE | VEHICLE | PERP)
        || view.is(token, PRON)
        || view.proper(token)
        || view.nounish(token)
}
