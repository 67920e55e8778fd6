//! How far it got and how firmly it is said, from the words around a trigger.

use super::triggers::{Shape, Trigger};
use super::view::View;
use super::vocab::*;
use record::{Assertion, Kind, Stage};
use std::ops::Range;

/// How far to the left of a trigger a governing word is looked for, in tokens.
const LEFT_TOKENS_MAX: usize = 16;
/// How far a plan may stand before the infinitive that says what for, in tokens.
const FAR_TOKENS_MAX: usize = 32;
/// How far to the right, in tokens.
const RIGHT_TOKENS_MAX: usize = 20;

/// What the words around a trigger say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    /// How far it got; `None` where nothing says so, which means done unless the event is known otherwise.
    pub stage: Option<Stage>,
    /// How firmly.
    pub assertion: Assertion,
    /// "no attack", "did not attack".
    pub negated: bool,
}

/// Reads the stage at a trigger.
pub(crate) fn read(view: &View<'_, '_>, trigger: &Trigger) -> Reading {
    let sentence = view.sentence(trigger.tokens.start);
    let mut reading = Reading { stage: None, assertion: Assertion::Fact, negated: negated(view, trigger, &sentence) };
    if (sentence.start..trigger.tokens.start).any(|t| view.is(t, ALLEGED) && !view.is(t, PLAN)) {
        reading.assertion = Assertion::Alleged;
    }
    let left = left(view, trigger, &sentence);
    let right = right(view, trigger, &sentence);
    let own = own(view, trigger).or_else(|| of_plan(view, trigger, &sentence));
    let stage = [own, right, left].into_iter().flatten().max_by_key(|found| weight(*found));
    match stage {
        Some(Found::Stage(stage)) => reading.stage = Some(stage),
        Some(Found::Hypothetical) => reading.assertion = Assertion::Hypothetical,
        None => {}
    }
    if reading.stage == Some(Stage::Planned) && arrested(view, &sentence) {
        reading.stage = Some(Stage::Foiled);
    }
    if reading.stage == Some(Stage::Denied) {
        reading.assertion = Assertion::Denied;
    }
    reading
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Stage(Stage),
    Hypothetical,
}

/// Which of two findings wins: the later step of a story outranks the earlier.
fn weight(found: Found) -> u8 {
    match found {
        Found::Stage(Stage::Denied) => 6,
        Found::Stage(Stage::Foiled) => 5,
        Found::Stage(Stage::Attempted) => 4,
        Found::Stage(Stage::Planned) => 3,
        Found::Stage(Stage::Threatened) => 2,
        Found::Hypothetical => 1,
        Found::Stage(Stage::Accomplished) => 0,
    }
}

/// What the trigger's own words say: "attempted assassination", "terror plot", "bomb threat".
fn own(view: &View<'_, '_>, trigger: &Trigger) -> Option<Found> {
    let words = || trigger.tokens.clone().map(|t| view.norm(t));
    if words().any(|w| matches!(w, "plot" | "plots")) {
        return Some(Found::Stage(Stage::Planned));
    }
    if words().any(|w| matches!(w, "attempt" | "attempts" | "attempted" | "bid")) {
        return Some(Found::Stage(Stage::Attempted));
    }
    if trigger.entry.kind == Kind::Threat {
        return Some(Found::Stage(Stage::Threatened));
    }
    None
}

/// "whose plan targeted", "the plot was to hit": a plan as the subject.
fn of_plan(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>) -> Option<Found> {
    if trigger.entry.shape == Shape::Noun {
        return None;
    }
    let first = view.before_auxiliaries(trigger.tokens.start, sentence.start);
    let plan = first > sentence.start
        && matches!(view.norm(first - 1), "plan" | "plans" | "plot" | "plots" | "scheme" | "conspiracy");
    plan.then_some(Found::Stage(Stage::Planned))
}

/// The governing word to the left, in the same clause.
fn left(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>) -> Option<Found> {
    let start = trigger.tokens.start;
    let low = sentence.start.max(start.saturating_sub(LEFT_TOKENS_MAX));
    let noun = trigger.entry.shape == Shape::Noun;
    if !noun && start > sentence.start && view.norm(start - 1) == "to" {
        // "intercepted plans by members of X, an affiliate of Y, to strike …": the noun may stand far off.
        let far = sentence.start.max(start.saturating_sub(FAR_TOKENS_MAX));
        let plan = (far..start)
            .rev()
            .find(|t| matches!(view.norm(*t), "plan" | "plans" | "plot" | "plots" | "scheme" | "conspiracy"));
        let own = (low..start).rev().take(4).any(|t| view.is(t, TRY | THREATEN | PLAN));
        if let Some(plan) = plan.filter(|plan| !own && !(*plan..start).any(|t| matches!(view.norm(t), ":" | ";" | ".")))
        {
            let foiled = (plan.saturating_sub(4)..plan).any(|t| view.is(t, FOIL) && !undone(view, t));
            return Some(Found::Stage(if foiled { Stage::Foiled } else { Stage::Planned }));
        }
    }
    let definite = noun && is_definite(view, trigger, sentence);
    let mut best: Option<Found> = None;
    let mut commas = 0;
    for token in (low..start).rev() {
        let distance = start - token;
        if matches!(view.norm(token), ";" | "." | ":")
            || (view.is(token, REL) && view.norm(token) != "that" && distance > 1 && view.norm(token) != "if")
        {
            break;
        }
        if view.is(token, AFTER) && view.norm(token) != "like" {
            // "after the attack", "following the assault": what stands before the word governs something else.
            break;
        }
        if view.norm(token) == "," {
            commas += 1;
            // One comma far off opens another clause; a pair is a remark.
            if commas % 2 == 1 && distance > 4 {
                break;
            }
        }
        if let Some(found) = govern(view, token, trigger, definite, noun, distance) {
            if best.is_none_or(|b| weight(found) > weight(b)) {
                best = Some(found);
            }
        }
    }
    best
}

fn govern(
    view: &View<'_, '_>,
    token: usize,
    trigger: &Trigger,
    definite: bool,
    noun: bool,
    distance: usize,
) -> Option<Found> {
    let word = view.norm(token);
    let start = trigger.tokens.start;
    let infinitive = !noun && (token + 1..start).any(|t| view.norm(t) == "to") || !noun && view.norm(start - 1) == "to";
    let gerund = !noun && view.norm(trigger.tokens.start).ends_with("ing");
    if view.is(token, DENY)
        && (token + 1..start).any(|t| view.is(t, PLAN | TRY) || matches!(view.norm(t), "ordering" | "ordered"))
    {
        return Some(Found::Stage(Stage::Denied));
    }
    if view.is(token, FOIL) && distance <= 9 && !undone(view, token) {
        let general = trigger.entry.plural
            && !(token + 1..start).any(|t| view.is(t, NUM | OTHER))
            && !matches!(word, "foiled" | "thwarted" | "averted" | "prevented");
        let weak = matches!(
            word,
            "stop" | "stopped" | "stopping" | "blocked" | "interrupted" | "uncovered" | "intercepted" | "repelled"
        );
        let through_plan = (token + 1..start).any(|t| view.is(t, PLAN | TRY));
        if general {
            return Some(Found::Hypothetical);
        }
        if !weak || through_plan || (noun && distance <= 4) {
            return Some(Found::Stage(Stage::Foiled));
        }
    }
    if view.is(token, PLAN) && !(definite && !matches!(word, "planning" | "plotting" | "plot" | "plan" | "plans")) {
        let active = matches!(word, "planning" | "plotting" | "preparing");
        let names_plan = (noun && (distance <= 6 || active)) || infinitive || gerund;
        let wish = matches!(
            word,
            "want" | "wanted" | "wants" | "wanting" | "meant" | "hoped" | "discussed" | "aimed" | "aiming"
        );
        let martyr = wish && noun && view.norm(token + 1) == "to" && matches!(view.norm(start - 1), "a" | "an");
        // "says it planned the attack", "planned last week's bombing": whoever planned it, it was carried out.
        let behind = noun
            && matches!(word, "planned" | "plotted" | "prepared" | "intended")
            && !indefinite(view, token + 1, start, trigger);
        if (names_plan && !behind || martyr) && (!wish || infinitive || martyr) && !undone(view, token) {
            return Some(Found::Stage(Stage::Planned));
        }
    }
    if word == "would" && !noun && intended(view, token, start) {
        return Some(Found::Stage(Stage::Planned));
    }
    if matches!(word, "going" | "about" | "set" | "ready" | "poised")
        && infinitive
        && view.norm(token + 1) == "to"
        && distance <= 4
    {
        return Some(Found::Stage(Stage::Planned));
    }
    if view.is(token, TRY)
        && !definite
        && ((infinitive && distance <= 5) || (noun && distance <= 2))
        && !matches!(word, "survive" | "survives")
    {
        // "preparing an attempt" is a plan.
        let prepared = (token.saturating_sub(4)..token).any(|t| view.is(t, PLAN));
        return Some(Found::Stage(if prepared { Stage::Planned } else { Stage::Attempted }));
    }
    if view.is(token, FAIL) && noun && distance <= 3 {
        return Some(Found::Stage(Stage::Attempted));
    }
    if word == "would" && view.norm(token + 1) == "-" && distance <= 5 {
        return Some(Found::Stage(Stage::Attempted));
    }
    if view.is(token, THREATEN)
        && !definite
        && ((infinitive && distance <= 6) || (noun && distance <= 5) || gerund)
        && (view.norm(token + 1) == "to" || !view.is(token + 1, PREP))
    {
        return Some(Found::Stage(Stage::Threatened));
    }
    if view.is(token, THREATEN)
        && matches!(word, "warned" | "warning" | "warns" | "calling" | "threat" | "threats" | "urging")
        && matches!(view.norm(token + 1), "of" | "for")
        && !definite
        && distance <= 6
    {
        return Some(Found::Stage(Stage::Threatened));
    }
    hypothetical(view, token, trigger, noun, distance, definite)
}

fn hypothetical(
    view: &View<'_, '_>,
    token: usize,
    trigger: &Trigger,
    noun: bool,
    distance: usize,
    definite: bool,
) -> Option<Found> {
    let word = view.norm(token);
    let start = trigger.tokens.start;
    let modal = matches!(word, "could" | "would" | "might" | "may" | "should" | "can" | "will" | "must");
    if modal
        && !noun
        && distance <= 3
        && (token + 1..start).all(|t| view.is(t, AUX | ADV | NEG) && view.norm(t) != "have")
    {
        return Some(Found::Hypothetical);
    }
    let near = matches!(
        word,
        "possible" | "potential" | "hypothetical" | "simulated" | "mock" | "any" | "future" | "imaginary"
    );
    if near && noun && distance <= 4 {
        return Some(Found::Hypothetical);
    }
    let fear = matches!(
        word,
        "risk"
            | "risks"
            | "fear"
            | "fears"
            | "feared"
            | "likelihood"
            | "possibility"
            | "scenario"
            | "danger"
            | "prospect"
    );
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
fn indefinite(view: &View<'_, '_>, from: usize, to: usize, trigger: &Trigger) -> bool {
    (from..to).any(|t| matches!(view.norm(t), "a" | "an" | "another" | "more" | "further" | "new") || view.is(t, OTHER))
        || trigger.entry.plural && !(from..to).any(|t| view.norm(t) == "the")
}

/// "wrote that he would buy a gun and shoot officers": an intention told by whoever has it.
fn intended(view: &View<'_, '_>, would: usize, verb: usize) -> bool {
    let told = would >= 1
        && matches!(view.norm(would - 1), "he" | "she" | "they" | "i" | "we")
        && (would.saturating_sub(14)..would)
            .any(|t| view.is(t, REPORT) || matches!(view.norm(t), "posted" | "wrote" | "vowing" | "messages"));
    let joined = verb == would + 1 || matches!(view.norm(verb - 1), "and" | "then");
    told && joined && !(verb..verb + 8).any(|t| view.norm(t) == "have")
}

/// "could have prevented", "failed to stop", "did not prevent".
fn undone(view: &View<'_, '_>, token: usize) -> bool {
    let low = token.saturating_sub(4);
    (low..token).any(|t| {
        view.is(t, NEG | FAIL)
            || matches!(
                view.norm(t),
                "could"
                    | "would"
                    | "might"
                    | "should"
                    | "how"
                    | "unable"
                    | "ways"
                    | "efforts"
                    | "effort"
                    | "help"
                    | "measures"
                    | "need"
                    | "work"
                    | "must"
            ) && view.norm(t) != "helped"
    })
}

/// What stands to the right: "attack was foiled", "bomb failed to explode", "attack averted".
fn right(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>) -> Option<Found> {
    let high = sentence.end.min(trigger.tokens.end + RIGHT_TOKENS_MAX);
    let noun = trigger.entry.shape == Shape::Noun;
    for token in trigger.tokens.end..high {
        let word = view.norm(token);
        let goes_on = matches!(word, "and" | "but") && view.is(token + 1, AUX | FAIL);
        if !goes_on && matches!(word, ";" | "." | ":" | "after" | "when" | "because" | "and" | "but" | "while")
            || (word == "," && token > trigger.tokens.end)
        {
            return None;
        }
        if !noun {
            continue;
        }
        let near = token < trigger.tokens.end + 8;
        let passive = view.is(token - 1, AUX) || view.is(token - 1, ADV) && view.is(token - 2, AUX);
        if !near && !(view.is(token, FOIL) && passive) {
            continue;
        }
        if view.is(token, FOIL)
            && !word.ends_with("ing")
            && !undone(view, token)
            && (word.ends_with("ed") || matches!(word, "nipped"))
        {
            return Some(Found::Stage(Stage::Foiled));
        }
        if matches!(word, "failed" | "fails" | "botched")
            && (view.norm(token + 1) == "to" || trigger.entry.kind != Kind::Attack || token == trigger.tokens.end)
        {
            return Some(Found::Stage(Stage::Attempted));
        }
        if matches!(word, "plot" | "plots" | "plan" | "plans") && token <= trigger.tokens.end + 1 {
            return Some(Found::Stage(Stage::Planned));
        }
        if matches!(word, "planned" | "plotted")
            && (token == trigger.tokens.end || view.is(token - 1, AUX))
            && view.norm(token + 1) != "and"
        {
            return Some(Found::Stage(Stage::Planned));
        }
        if word == "that" && matches!(view.norm(token + 1), "was" | "were") && view.norm(token + 2) == "to" {
            return Some(Found::Stage(Stage::Planned));
        }
        if matches!(word, "could" | "might") || (word == "would" && view.norm(token + 1) == "have") {
            return Some(Found::Hypothetical);
        }
    }
    None
}

/// "the attack", "this attack", "their attack", a possessive before it.
pub(crate) fn is_definite(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>) -> bool {
    let mut token = trigger.tokens.start;
    while token > sentence.start && trigger.tokens.start - token < 6 {
        token -= 1;
        match view.norm(token) {
            "the" | "this" | "that" | "these" | "those" => return true,
            "a" | "an" | "any" | "another" | "some" | "no" => return false,
            _ if view.possessive(token) => return true,
            _ if view.is(token, PREP | VERB | AUX | CONJ) || view.punct(token) && !view.hyphen(token) => return false,
            _ => {}
        }
    }
    false
}

fn negated(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>) -> bool {
    let start = trigger.tokens.start;
    if trigger.entry.shape == Shape::Noun {
        let low = sentence.start.max(start.saturating_sub(4));
        for token in (low..start).rev() {
            if view.norm(token) == "no"
                || (view.norm(token) == "not" && matches!(view.norm(token + 1), "a" | "an" | "any"))
            {
                return true;
            }
            if view.is(token, PREP | VERB | AUX | CONJ) || view.punct(token) {
                return false;
            }
        }
        return false;
    }
    let first = view.before_auxiliaries(start, sentence.start);
    (first..start).any(|t| view.is(t, NEG))
}

/// Somebody was arrested, charged or tried in this sentence.
fn arrested(view: &View<'_, '_>, sentence: &Range<usize>) -> bool {
    sentence
        .clone()
        .any(|t| view.is(t, ARREST) && !matches!(view.norm(t), "court" | "trial" | "charges" | "seized" | "captured"))
}
