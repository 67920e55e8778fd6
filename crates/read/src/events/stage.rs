//! How far it got and how firmly it is said, from the words around a trigger.

use super::modality::{hypothetical, indefinite, intended, purpose, undone};
use super::triggers::{Shape, Trigger};
use super::view::View;
use super::vocab::*;
use record::{Assertion, Kind, Stage};
use std::ops::Range;

/// How far to the left of a trigger a governing word is looked for, in tokens.
const LEFT_TOKENS_MAX: usize = 16;

/// How far a plan may stand before the infinitive that says what for, in tokens.
const FAR_TOKENS_MAX: usize = 32;

/// How far what was foiled may stand from the word that says so, and the same with the plan or attempt between.
const FOILED_TOKENS_MAX: usize = 9;
const FOILED_PLAN_TOKENS_MAX: usize = 14;

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
pub(super) enum Found {
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
        // "plans by members of X, which is part of Y, to strike …": the noun may stand far off.
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
        if let Some(found) = govern(view, token, trigger, definite, noun, distance)
            && best.is_none_or(|b| weight(found) > weight(b))
        {
            best = Some(found);
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
    let at = Governed {
        token,
        start: trigger.tokens.start,
        end: trigger.tokens.end,
        definite,
        noun,
        distance,
        infinitive: !noun
            && ((token + 1..trigger.tokens.start).any(|t| view.norm(t) == "to")
                || view.norm(trigger.tokens.start - 1) == "to"),
        gerund: !noun && view.norm(trigger.tokens.start).ends_with("ing"),
    };
    denied(view, &at)
        .or_else(|| foiled(view, &at, trigger))
        .or_else(|| planned(view, &at, trigger))
        .or_else(|| tried(view, &at))
        .or_else(|| threatened(view, &at))
        .or_else(|| hypothetical(view, token, trigger, noun, distance, definite))
}

/// A word to the left of a trigger, and how the trigger hangs on it.
struct Governed {
    token: usize,
    start: usize,
    end: usize,
    definite: bool,
    noun: bool,
    distance: usize,
    infinitive: bool,
    gerund: bool,
}

fn denied(view: &View<'_, '_>, at: &Governed) -> Option<Found> {
    // "denied any part in a shooting": it happened, whoever did it.
    let role = "part role involvement responsibility hand link links connection";
    let between = || at.token + 1..at.start;
    let plotted = between().any(|t| view.is(t, PLAN | TRY));
    if view.is(at.token, DENY) && !plotted && between().any(|t| among(view.norm(t), role)) {
        return None;
    }
    if view.is(at.token, DENY) && whole_denied(view, at) {
        return Some(Found::Stage(Stage::Denied));
    }
    let plan = |t: usize| view.is(t, PLAN | TRY) || matches!(view.norm(t), "ordering" | "ordered");
    (view.is(at.token, DENY) && (at.token + 1..at.start).any(plan)).then_some(Found::Stage(Stage::Denied))
}

/// "denies attack on the camp", "denied reports of an attack", "denied that its camp had been attacked": that it
/// happened is denied. "denied the attack", "denied that it had attacked" are about who did it.
fn whole_denied(view: &View<'_, '_>, at: &Governed) -> bool {
    let between = || at.token + 1..at.start;
    if at.noun {
        let reports = between().any(|t| among(view.norm(t), "reports report claims claim rumours rumors"));
        let any = matches!(view.norm(at.token + 1), "any" | "that") && between().any(|t| view.norm(t) == "any");
        let headline = at.distance == 1 && !view.norm(at.token).ends_with("ed");
        return !at.definite && (reports || any || headline);
    }
    let passive = between().any(|t| matches!(view.norm(t), "been" | "were" | "was"));
    let held = between().any(|t| among(view.norm(t), "responsible behind involved part linked"));
    view.norm(at.token + 1) == "that" && passive && !held && view.norm(at.end) != "by"
}

fn foiled(view: &View<'_, '_>, at: &Governed, trigger: &Trigger) -> Option<Found> {
    if !view.is(at.token, FOIL) {
        return None;
    }
    let between = at.token + 1..at.start;
    // "thwarted, on 29 April, an attempt by fighters to blow up a bridge".
    let through_plan = between.clone().any(|t| view.is(t, PLAN | TRY));
    let reach = if through_plan { FOILED_PLAN_TOKENS_MAX } else { FOILED_TOKENS_MAX };
    if at.distance > reach || undone(view, at.token) {
        return None;
    }
    let word = view.norm(at.token);
    let general = trigger.entry.plural
        && !between.clone().any(|t| view.is(t, NUM | OTHER))
        && !matches!(word, "foiled" | "thwarted" | "averted" | "prevented");
    if general {
        return Some(Found::Hypothetical);
    }
    let weak = among(word, "stop stopped stopping blocked interrupted uncovered intercepted repelled");
    (!weak || through_plan || (at.noun && at.distance <= 4)).then_some(Found::Stage(Stage::Foiled))
}

fn planned(view: &View<'_, '_>, at: &Governed, trigger: &Trigger) -> Option<Found> {
    let word = view.norm(at.token);
    let near_infinitive = at.infinitive && view.norm(at.token + 1) == "to" && at.distance <= 4;
    if near_infinitive && matches!(word, "going" | "about" | "set" | "ready" | "poised") {
        return Some(Found::Stage(Stage::Planned));
    }
    if at.infinitive && at.token + 2 == at.start && purpose(view, at.token) {
        return Some(Found::Stage(Stage::Planned));
    }
    if word == "would" && !at.noun && intended(view, at.token, at.start) {
        return Some(Found::Stage(Stage::Planned));
    }
    // "a planned attack", "the planned bombing": the plan is all there is.
    let attributive = at.noun
        && matches!(word, "planned" | "intended" | "plotted")
        && at.distance <= 2
        && (view.is(at.token.saturating_sub(1), DET) || view.possessive(at.token.saturating_sub(1)));
    if attributive {
        return Some(Found::Stage(Stage::Planned));
    }
    let of_itself = matches!(word, "planning" | "plotting" | "plot" | "plan" | "plans");
    if !view.is(at.token, PLAN) || (at.definite && !of_itself) || undone(view, at.token) {
        return None;
    }
    let active = matches!(word, "planning" | "plotting" | "preparing");
    let names_plan = (at.noun && (at.distance <= 6 || active)) || at.infinitive || at.gerund;
    let wish = among(word, "want wanted wants wanting meant hoped discussed aimed aiming");
    let martyr = wish && at.noun && view.norm(at.token + 1) == "to" && matches!(view.norm(at.start - 1), "a" | "an");
    // "says it planned the attack", "planned last week's bombing": whoever planned it, it was carried out.
    let behind = at.noun
        && matches!(word, "planned" | "plotted" | "prepared" | "intended")
        && !indefinite(view, at.token + 1, at.start, trigger);
    ((names_plan && !behind || martyr) && (!wish || at.infinitive || martyr)).then_some(Found::Stage(Stage::Planned))
}

fn tried(view: &View<'_, '_>, at: &Governed) -> Option<Found> {
    let word = view.norm(at.token);
    let hangs = (at.infinitive && at.distance <= 5) || (at.noun && at.distance <= 2);
    if view.is(at.token, TRY) && !at.definite && hangs && !matches!(word, "survive" | "survives") {
        // "preparing an attempt" is a plan.
        let prepared = (at.token.saturating_sub(4)..at.token).any(|t| view.is(t, PLAN));
        return Some(Found::Stage(if prepared { Stage::Planned } else { Stage::Attempted }));
    }
    let failed = view.is(at.token, FAIL) && (at.noun || at.infinitive) && at.distance <= 3;
    // A "would-be bomber" is a person: what he did the rest tells.
    let person = among(view.norm(at.end - 1), "bomber bombers");
    let would_be = word == "would" && view.norm(at.token + 1) == "-" && at.distance <= 5 && !person;
    (failed || would_be).then_some(Found::Stage(Stage::Attempted))
}

fn threatened(view: &View<'_, '_>, at: &Governed) -> Option<Found> {
    if !view.is(at.token, THREATEN) || at.definite {
        return None;
    }
    let next = view.norm(at.token + 1);
    // "warned that flights would be shot at", "vowed they would burn".
    let governs = |t: usize| (t + 1..at.start).all(|k| view.is(k, AUX | ADV | NEG));
    let ahead = (at.token + 1..at.start).any(|t| among(view.norm(t), "would will shall") && governs(t));
    if ahead && !at.noun && among(view.norm(at.token), "warned warns vowed vows threatened threatens promised pledged")
    {
        return Some(Found::Stage(Stage::Threatened));
    }
    let hangs = (at.infinitive && at.distance <= 6) || (at.noun && at.distance <= 5) || at.gerund;
    let content = hangs && (next == "to" || !view.is(at.token + 1, PREP));
    let warning = among(view.norm(at.token), "warned warning warns calling threat threats urging")
        && matches!(next, "of" | "for")
        && at.distance <= 6;
    (content || warning).then_some(Found::Stage(Stage::Threatened))
}

/// What stands to the right: "attack was foiled", "bomb failed to explode", "attack averted".
fn right(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>) -> Option<Found> {
    let high = sentence.end.min(trigger.tokens.end + RIGHT_TOKENS_MAX);
    let noun = trigger.entry.shape == Shape::Noun;
    for token in trigger.tokens.end..high {
        let word = view.norm(token);
        let goes_on = matches!(word, "and" | "but") && view.is(token + 1, AUX | FAIL);
        if !goes_on && among(word, "; . : after when because and but while")
            || (word == "," && token > trigger.tokens.end)
        {
            return None;
        }
        if !noun {
            continue;
        }
        if among(view.norm(token + 2), "explode detonate go")
            && (matches!(word, "failed" | "fails") && view.norm(token + 1) == "to"
                || matches!(word, "did" | "does") && view.norm(token + 1) == "not")
        {
            // "a bomb that had been fixed under the car of a judge failed to explode".
            return Some(Found::Stage(Stage::Attempted));
        }
        let near = token < trigger.tokens.end + 8;
        let passive = view.is(token - 1, AUX) || view.is(token - 1, ADV) && view.is(token - 2, AUX);
        if !(near || view.is(token, FOIL) && passive) {
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
        || view.subject(start, sentence.start).is_some_and(|s| {
            matches!(view.norm(s.tokens.start), "no" | "none" | "nobody")
                && view.is(trigger.tokens.start, KILL | INJURE)
        })
}

/// Somebody was arrested, charged or tried in this sentence.
fn arrested(view: &View<'_, '_>, sentence: &Range<usize>) -> bool {
    sentence
        .clone()
        .any(|t| view.is(t, ARREST) && !matches!(view.norm(t), "court" | "trial" | "charges" | "seized" | "captured"))
}
