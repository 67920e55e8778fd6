//! What the words beside a trigger make of it: its kind, and whether it is violence at all.

use super::mention::Mention;
use super::slots::Slots;
use super::triggers::{self, Grip, Shape, Trigger};
use super::view::{Phrase, View};
use super::vocab::*;
use record::{Kind, KindFamily, Stage};
use std::ops::Range;

/// The kind that the words around a general trigger give: gunmen who attack, a bomb that kills.
pub(super) fn kind(view: &View<'_, '_>, trigger: &Trigger, slots: &Slots, sentence: &Range<usize>) -> Kind {
    let entry = trigger.entry.kind;
    if entry != Kind::Robbery && by_the_law(view, trigger, slots, sentence) {
        return Kind::ArrestRaid;
    }
    if entry != Kind::Attack {
        return entry;
    }
    let word =
        |list: &str| sentence.clone().any(|t| t.abs_diff(trigger.tokens.start) <= 12 && among(view.norm(t), list));
    if word(EXPLOSIVE) {
        Kind::Bombing
    } else if word(ARMED) {
        Kind::ArmedAssault
    } else {
        entry
    }
}

/// Words beside "attack" that make it a bombing.
const EXPLOSIVE: &str = "bomb bombs explosives explosive grenade grenades rocket rockets mortar mortars missile missiles \
    bomber bombers dynamite drone drones ied ieds";
/// Words beside "attack" that make it an armed assault.
const ARMED: &str = "gunmen gunman shooter shooters rifles rifle guns gun machete machetes knife knives gunfire shooting \
    knifeman sniper ak kalashnikovs armed stabbed shot axe";
/// Those who raid by law.
const AGENCIES: &str = "fbi police agents authorities ice officers detectives counterterrorism investigators swat \
    prosecutors immigration navy commandos";

/// A raid or storming by police, soldiers or agents.
fn by_the_law(view: &View<'_, '_>, trigger: &Trigger, slots: &Slots, sentence: &Range<usize>) -> bool {
    let trigger_is = |list: &str| trigger.tokens.clone().any(|t| among(view.norm(t), list));
    if trigger_is("raid raids raided") {
        let armed = slots.agents.iter().any(|a| view.is(a.head, PERP)) || !slots.actors.is_empty();
        let law = |t: usize| among(view.norm(t), AGENCIES) || view.is(t, ARREST) && view.norm(t) != "captured";
        if !armed && sentence.clone().any(law) {
            return true;
        }
    }
    trigger_is("raid raids stormed raided siege storming")
        && slots.agents.iter().any(|a| view.is(a.head, FORCES) && !view.is(a.head, PERP))
}

/// How surely a loose trigger is violence, by what stands around it.
pub(super) fn grip(view: &View<'_, '_>, mention: &Mention, sentence: &Range<usize>) -> Grip {
    let trigger = &mention.trigger;
    let slots = &mention.slots;
    let armed_words = |a: &Phrase| {
        a.tokens
            .clone()
            .any(|t| view.is(t, PERP | COLLECTIVE) && (!view.is(t, PEOPLE) || t == a.head && !view.is(t, PEOPLE)))
    };
    let armed = slots.agents.iter().any(armed_words) || slots.actors.iter().any(|a| view.group_in(a.clone()).is_some());
    if trigger.entry.grip == Grip::Faint
        && trigger.entry.shape == Shape::Verb
        && trigger.entry.kind == Kind::Attack
        && armed
        && !slots.victims.is_empty()
    {
        return Grip::Firm;
    }
    if trigger.entry.grip != Grip::Loose {
        return trigger.entry.grip;
    }
    let own = |t: usize| trigger.tokens.contains(&t);
    let near =
        |bits: Bits| sentence.clone().any(|t| !own(t) && t.abs_diff(trigger.tokens.start) <= 14 && view.is(t, bits));
    let company = near(PERP | WEAPON) || view.group_in(sentence.clone()).is_some();
    let word = view.norm(trigger.tokens.end - 1);
    if matches!(mention.reading.stage, Some(Stage::Foiled | Stage::Planned | Stage::Attempted))
        && trigger.entry.shape == Shape::Noun
        && trigger.entry.kind.family() == KindFamily::Violent
    {
        return Grip::Firm;
    }
    let met = match mention.kind {
        Kind::Threat => {
            let content = triggers::content_after(view.doc, trigger.tokens.end, sentence.end);
            let violent = |t: usize| among(view.norm(t), "bomb attack attacks kill blow shooting violence explosive");
            company || content || near(SITE) && (mention.title || sentence.clone().any(violent))
        }
        Kind::ArrestRaid => company || sentence.clone().any(|t| among(view.norm(t), ARREST_REASONS)),
        _ => {
            let hurt = near(KILL | INJURE);
            match word {
                _ if among(word, ATTACKS) => attacked(view, mention, &near, company, armed),
                _ if among(word, BLOWS) => company && (!slots.targets.is_empty() || !slots.victims.is_empty()),
                "rammed" | "ram" | "plowed" | "ploughed" => near(VEHICLE) && (hurt || near(PEOPLE | SITE)),
                _ if among(word, "device devices ied ieds one first bomb bombs hostage hostages shot shooter") => true,
                _ => company || hurt && near(SITE | FORCES),
            }
        }
    };
    if met { Grip::Firm } else { Grip::Faint }
}

/// What people are arrested for.
const ARREST_REASONS: &str =
    "terrorism terror attack attacks plot plotting bombing explosives terrorist kidnapping murder militants";
/// Words for an attack that are used of words as well.
const ATTACKS: &str = "attack attacks assault assaults raid raids siege shooting shootings rampage attacked attacking onslaught \
    blast blasts explosion explosions";
/// Verbs that need both an armed subject and somebody or something hit.
const BLOWS: &str = "hit hits hitting strike strikes struck target targets targeted striking injured wounded";

/// An attack with weapons rather than with words.
fn attacked(view: &View<'_, '_>, mention: &Mention, near: &impl Fn(Bits) -> bool, company: bool, armed: bool) -> bool {
    let slots = &mention.slots;
    let thing = |p: &Phrase| view.is(p.head, SITE | VEHICLE | PEOPLE | FORCES) && !view.is(p.head, POLITICS);
    let hit = slots.targets.iter().chain(&slots.victims).any(thing);
    // "Smith attacks Jones", "her attacks on the minister": words, unless something was broken or somebody hurt.
    let verbal = view.norm(mention.trigger.tokens.end - 1).starts_with("attack")
        && (slots.agents.iter().any(|a| view.proper(a.head))
            || near(POLITICS)
            || near(REPORT) && mention.trigger.entry.plural);
    near(KILL | INJURE | FORCES) || (company || hit) && (!verbal || near(WEAPON | PERP) || armed)
}
