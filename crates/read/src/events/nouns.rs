//! Roles around a noun: "the attack on X by Y", "the X attack", "Y carried out the attack".

use super::sites::{part_of_site, wide};
use super::slots::{Slots, agent, complements, doer, is_no_thing, names_thing, patient};
use super::triggers::Trigger;
use super::verbs::objects;
use super::view::{Phrase, View};
use super::vocab::*;
use crate::names::NameKind;
use std::ops::Range;

/// "the attack on X by Y", "the X attack", "Y carried out the attack".
pub(super) fn noun(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, slots: &mut Slots) {
    premodifiers(view, trigger, sentence, slots);
    let mut end = trigger.tokens.end;
    let mut participle = end + usize::from(matches!(view.norm(end), "that" | "which"));
    while participle < sentence.end && participle < end + 4 && view.is(participle, AUX) {
        participle += 1;
    }
    if among(
        view.norm(participle),
        "found discovered left planted placed hidden thrown reported carried fixed attached strapped laid buried",
    ) {
        // "a device was found outside the embassy", "a bomb that had been fixed under the car".
        end = participle + 1;
    }
    complements(view, end, sentence, trigger, slots);
    light_verb(view, trigger, sentence, slots);
    target_of(view, trigger, sentence, slots);
    let next = trigger.tokens.end;
    if among(
        view.norm(next),
        "ripped tore rocked hit hits struck shook rips rocks targeted targets destroyed damaged \
                gutted blew",
    ) {
        let through = usize::from(view.norm(next + 1) == "through");
        objects(view, next + 1 + through, sentence.end, slots);
        return;
    }
    if view.is(next, VERB) && !view.is(next, KILL | INJURE) && view.norm(next) != "targeting" {
        return;
    }
    if view.norm(next) == "targeting" || view.norm(next) == "that" && view.norm(next + 1) == "targeted" {
        let start = if view.norm(next) == "that" { next + 2 } else { next + 1 };
        objects(view, start, sentence.end, slots);
    }
}

/// "the bank was the target of the plot".
pub(super) fn target_of(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, slots: &mut Slots) {
    let low = sentence.start.max(trigger.tokens.start.saturating_sub(10));
    let target = (low..trigger.tokens.start)
        .rev()
        .find(|t| matches!(view.norm(*t), "target" | "targets") && view.norm(t + 1) == "of");
    let Some(target) = target else { return };
    let be = (sentence.start..target).rev().take(5).find(|t| view.is(*t, AUX));
    if let Some(subject) = be.and_then(|be| view.subject(be + 1, sentence.start)) {
        patient(view, subject, slots);
    }
}

/// The words between the determiner and the trigger: "Lagos bank attack", "Boko Haram raid".
pub(super) fn premodifiers(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, slots: &mut Slots) {
    let end = trigger.tokens.start;
    let mut start = end;
    while start > sentence.start && end - start < 8 {
        let t = start - 1;
        let part = view.name(t).is_some()
            || view.hyphen(t)
            || (view.nounish(t)
                && (!view.is(t, VERB | ADV | TIME) || view.is(t, QUALIFIER | SITE | OTHER) && !view.is(t, KILL)));
        if !part || view.is(t, DET) && !view.is(t, NUM) {
            break;
        }
        start -= 1;
    }
    possessor(view, start, sentence, slots);
    let mut core = start..end;
    core.start = after_clause(view, &core);
    let title_case = view.title_case(sentence);
    let plain = |t: usize| {
        !(view.is(t, COLLECTIVE) && t + 1 == end)
            && view.is(t, QUALIFIER | OTHER | NUM | TIME | WEAPON | ADV | CYBER)
            && !(view.proper(t) && view.is(t, SITE))
            || view.punct(t)
    };
    while core.start < core.end && plain(core.start) && view.name(core.start).is_none() {
        core.start += 1;
    }
    while core.start < core.end && plain(core.end - 1) && view.name(core.end - 1).is_none() {
        core.end -= 1;
    }
    // A group's name before the trigger is the doer; places at the start are where.
    while let Some(name) = (core.start < core.end).then(|| view.name(core.start)).flatten() {
        match &name.what {
            NameKind::Group(_) => slots.actors.push(name.tokens.clone()),
            _ if !wide(name) || part_of_site(view, name) || !view.trusted_name(name) => break,
            _ => {}
        }
        core.start = name.tokens.end.min(core.end).max(core.start + 1);
        while core.start < core.end
            && (view.hyphen(core.start)
                || matches!(view.norm(core.start), "area" | "region" | "style" | "backed" | "inspired"))
        {
            core.start += 1;
        }
    }
    while core.start < core.end && plain(core.start) {
        core.start += 1;
    }
    if core.is_empty() || view.norm(core.end - 1) == "-" {
        return;
    }
    let head = core.end - 1;
    if matches!(view.norm(head), "terrorist" | "terror" | "militant" | "extremist" | "jihadist") {
        // "a terrorist attack": of what sort, not whose.
        return;
    }
    if only_sort(view, &core, sentence) {
        return;
    }
    let phrase = Phrase { tokens: core, head };
    if view.is(head, PERP | COLLECTIVE) {
        agent(view, phrase, slots);
    } else if view.is(head, SITE | VEHICLE)
        || (view.proper(head) && !view.is(head, PEOPLE | FORCES) && (!title_case || view.name(head).is_some()))
    {
        slots.targets.push(phrase);
    } else if view.is(head, PEOPLE | FORCES) {
        slots.victims.push(phrase);
    }
}

/// "Obama downplays ISIS threat": what stands before the verb of a headline is another phrase.
fn after_clause(view: &View<'_, '_>, core: &Range<usize>) -> usize {
    let clause = |t: usize| {
        !view.proper(t)
            && view.name(t).is_none()
            && view.norm(t).ends_with('s')
            && view.is(t + 1, DET) | view.proper(t + 1)
            && bits(view.norm(t)) & (SITE | VEHICLE | PEOPLE | FORCES | PERP | ORG | QUALIFIER) == 0
            && !view.possessive(t)
    };
    let verb = (core.start + 1..core.end.saturating_sub(1)).rev().find(|t| view.proper(t - 1) && clause(*t));
    verb.map_or(core.start, |verb| verb + 1)
}

/// "Botched attack", "anti-Western attack", "the Israeli strike": of what sort, not on what.
fn only_sort(view: &View<'_, '_>, core: &Range<usize>, sentence: &Range<usize>) -> bool {
    let head = core.end - 1;
    let thing = view.name(head).is_some() || view.is(head, SITE | VEHICLE | ORG | PEOPLE | FORCES);
    let opens = head == sentence.start && (!thing || view.is(head, ORG) && view.name(head).is_none());
    let compound = head > core.start && view.hyphen(head - 1) && !thing;
    !view.is(head, PERP | COLLECTIVE) && (opens || compound || !names_thing(view, head))
        || is_no_thing(view.norm(core.start))
}

/// "Boko Haram's attack": a group before "'s" did it; a place before "'s" is where.
pub(super) fn possessor(view: &View<'_, '_>, start: usize, sentence: &Range<usize>, slots: &mut Slots) {
    if start > sentence.start + 1
        && view.possessive(start - 1)
        && let Some(phrase) = view.phrase_before(start - 1, sentence.start)
        && (view.group_in(phrase.tokens.clone()).is_some() || view.is(phrase.head, PERP | COLLECTIVE))
    {
        agent(view, phrase, slots);
    }
}

/// Verbs that only carry a noun trigger: "carried out", "staged", "claimed responsibility for".
pub(super) fn light_verb(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, slots: &mut Slots) {
    const LIGHT: &[&str] = &[
        "carried",
        "carry",
        "carrying",
        "launched",
        "launch",
        "launching",
        "staged",
        "staging",
        "mounted",
        "conducted",
        "committed",
        "perpetrated",
        "orchestrated",
        "masterminded",
        "planned",
        "planning",
        "plotted",
        "plotting",
        "claimed",
        "claims",
        "claim",
        "behind",
        "coordinated",
        "led",
        "executed",
        "preparing",
        "prepared",
        "responsibility",
        "responsible",
        "ordered",
        "organised",
        "organized",
        "plan",
        "plans",
    ];
    let low = sentence.start.max(trigger.tokens.start.saturating_sub(16));
    let verb =
        (low..trigger.tokens.start).rev().take_while(|t| view.norm(*t) != ";").find(|t| LIGHT.contains(&view.norm(*t)));
    if let Some(mut verb) = verb {
        if matches!(view.norm(verb), "responsibility" | "responsible" | "behind") {
            let earlier = (low..verb).rev().find(|t| {
                view.is(*t, AUX) || among(view.norm(*t), "claimed claims claim took taken takes claiming taking")
            });
            verb = earlier.unwrap_or(verb);
        }
        // "did not claim responsibility": not the doer by these words.
        let first = view.before_auxiliaries(verb, sentence.start);
        let denied = (first..verb).any(|t| view.is(t, NEG));
        if let Some(subject) = view.subject(verb, sentence.start).filter(|_| !denied)
            && doer(view, &subject)
        {
            agent(view, subject, slots);
        }
    }
    // "the attack was carried out by X", "the attack blamed on X", "claimed by X".
    let high = sentence.end.min(trigger.tokens.end + 14);
    for t in trigger.tokens.end..high {
        let by = view.norm(t) == "by"
            && (view.is(t.saturating_sub(1), VERB | ADV | PLAN) || view.norm(t.saturating_sub(1)) == "claimed");
        let blamed = view.norm(t) == "on" && matches!(view.norm(t.saturating_sub(1)), "blamed");
        let to = view.norm(t) == "to" && view.norm(t.saturating_sub(1)) == "attributed";
        if by || blamed || to {
            if let Some(phrase) = view.phrase_from(t + 1, sentence.end).filter(|p| doer(view, p)) {
                let names = named_after(view, &phrase, sentence);
                if names.is_empty() {
                    agent(view, phrase, slots);
                }
                slots.actors.extend(names);
            }
            break;
        }
    }
}

/// "two affiliates: A and B": the groups that a colon after the phrase gives.
fn named_after(view: &View<'_, '_>, phrase: &Phrase, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let end = phrase.tokens.end;
    if view.norm(end) != ":" {
        return Vec::new();
    }
    let groups = view.names_in(end..sentence.end).filter(|name| matches!(name.what, NameKind::Group(_)));
    groups.map(|name| name.tokens.clone()).collect()
}
