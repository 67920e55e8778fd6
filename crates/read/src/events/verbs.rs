//! Roles around a verb: "gunmen attacked the hotel", "the hotel was attacked by gunmen".

use super::shape::opens_object;
use super::slots::{Slots, agent, complements, coordinated, doer, patient};
use super::triggers::Trigger;
use super::view::{Phrase, View};
use super::vocab::*;
use std::ops::Range;

/// "gunmen attacked the hotel", "the hotel was attacked by gunmen".
pub(super) fn verb(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, slots: &mut Slots) {
    let first = view.before_auxiliaries(trigger.tokens.start, sentence.start);
    let last = view.norm(trigger.tokens.end - 1);
    let participle =
        last.ends_with("ed") || among(last, "shot struck hit blown slain up down dead hostage captive death");
    let be = (first..trigger.tokens.start).any(|t| among(view.norm(t), "was were been being is are be got"));
    let by_next = view.norm(trigger.tokens.end) == "by";
    let intransitive =
        among(view.norm(trigger.tokens.start), "exploded explode explodes exploding died dies went dead");
    let subject = view.subject(trigger.tokens.start, sentence.start);
    let reduced = participle
        && !be
        && subject.as_ref().is_some_and(|s| !doer(view, s) && view.is(s.head, PEOPLE | FORCES | SITE | VEHICLE | NUM))
        && !opens_object(view, trigger.tokens.end);
    if intransitive {
        if let Some(s) = subject {
            if view.is(s.head, WEAPON) {
                slots.weapons.push(view.trimmed(&s))
            } else if view.is(s.head, PEOPLE | FORCES | VEHICLE) {
                patient(view, s, slots)
            }
        }
        complements(view, trigger.tokens.end, sentence, trigger, slots);
        return;
    }
    if (participle && be) || by_next || reduced {
        if let Some(s) = subject {
            let before = joined_before(view, &s, sentence);
            patient(view, s, slots);
            if let Some(before) = before {
                patient(view, before, slots);
            }
        }
        complements(view, trigger.tokens.end, sentence, trigger, slots);
        late_by(view, trigger, sentence, slots);
        return;
    }
    if let Some(s) = subject.or_else(|| planner(view, trigger, sentence)) {
        agent(view, s, slots);
    }
    let end = objects(view, trigger.tokens.end, sentence.end, slots);
    complements(view, end, sentence, trigger, slots);
}

/// "five tourists and their guide were": the phrase before the "and".
pub(super) fn joined_before(view: &View<'_, '_>, phrase: &Phrase, sentence: &Range<usize>) -> Option<Phrase> {
    let at = phrase.tokens.start;
    let joined = at > sentence.start + 1 && view.norm(at - 1) == "and";
    joined.then(|| view.phrase_before(at - 1, sentence.start)).flatten().filter(|p| view.is(p.head, PEOPLE | FORCES))
}

/// "were killed on Friday night by gunmen".
pub(super) fn late_by(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, slots: &mut Slots) {
    if !slots.agents.is_empty() {
        return;
    }
    let high = sentence.end.min(trigger.tokens.end + 20);
    for t in trigger.tokens.end..high {
        if (view.norm(t) == "by" || (view.norm(t) == "when" && t < trigger.tokens.end + 12))
            && let Some(phrase) =
                view.phrase_from(t + 1, sentence.end).filter(|p| doer(view, p) || view.is(p.head, WEAPON))
        {
            agent(view, phrase, slots);
            return;
        }
    }
}

/// The one who wanted to: "the cell meant to hit a bridge", "suspected of planning to attack".
pub(super) fn planner(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>) -> Option<Phrase> {
    let low = sentence.start.max(trigger.tokens.start.saturating_sub(10));
    let plan = (low..trigger.tokens.start).rev().find(|t| {
        view.is(*t, PLAN | TRY | THREATEN | ALLEGED) || matches!(view.norm(*t), "going" | "began" | "started")
    })?;
    let subject = view.subject(plan, sentence.start);
    subject.or_else(|| view.phrase_before(plan, sentence.start)).filter(|p| doer(view, p) || view.is(p.head, PEOPLE))
}

/// The direct objects from `start`; the first token after them.
pub(super) fn objects(view: &View<'_, '_>, start: usize, limit: usize, slots: &mut Slots) -> usize {
    let mut at = start;
    while at < limit
        && (among(view.norm(at), "dead off up down at on into upon") || (view.is(at, ADV) && !view.is(at, DET | NUM)))
    {
        at += 1;
    }
    if !opens_object(view, at) {
        return start;
    }
    let Some(phrase) = view.phrase_from(at, limit) else { return start };
    if view.is(phrase.head, TIME) {
        return start;
    }
    if view.is(phrase.head, VEHICLE) && view.norm(phrase.tokens.end) == "into" {
        // "rammed his van into a crowd": the van is the means.
        slots.weapons.push(view.trimmed(&phrase));
        return phrase.tokens.end;
    }
    let sentence = at..limit;
    coordinated(view, phrase, &sentence, slots)
}
