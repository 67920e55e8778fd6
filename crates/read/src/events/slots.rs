//! Who, whom, with what: the phrases around a trigger by sentence pattern.

use super::triggers::{Shape, Trigger};
use super::view::{Phrase, View};
use super::vocab::*;
use crate::names::NameKind;
use std::ops::Range;

/// Prepositional phrases read after a trigger.
const PHRASES_MAX: usize = 6;
/// Phrases joined by commas and "and".
const COORDINATED_MAX: usize = 4;

/// The phrases of a mention, by role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Slots {
    /// Whoever stands as the doer, before being told apart.
    pub agents: Vec<Phrase>,
    /// Organisations.
    pub actors: Vec<Range<usize>>,
    /// People who did it, described.
    pub perpetrators: Vec<Range<usize>>,
    /// Things and sites.
    pub targets: Vec<Phrase>,
    /// People harmed.
    pub victims: Vec<Phrase>,
    /// Weapons and means.
    pub weapons: Vec<Range<usize>>,
    /// The act is one that is done to people: a name that stands as its object is a person's.
    pub personal: bool,
}

/// Fills the slots of a trigger.
pub(crate) fn fill(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>) -> Slots {
    let mut slots = Slots { personal: personal(view, trigger), ..Slots::default() };
    match trigger.entry.shape {
        Shape::Noun => noun(view, trigger, sentence, &mut slots),
        Shape::Verb | Shape::Either => verb(view, trigger, sentence, &mut slots),
    }
    weapons(view, trigger, sentence, &mut slots);
    slots
}

/// Acts that are done to people, not to buildings.
fn personal(view: &View<'_, '_>, trigger: &Trigger) -> bool {
    use record::Kind;
    matches!(trigger.entry.kind, Kind::Assassination | Kind::Kidnapping)
        || trigger.tokens.clone().any(|t| {
            view.is(t, KILL | INJURE)
                || matches!(
                    view.norm(t),
                    "stabbed"
                        | "stabs"
                        | "stabbing"
                        | "beheaded"
                        | "beheading"
                        | "shot"
                        | "shoots"
                        | "shooting"
                        | "gunned"
                        | "hacked"
                        | "lynched"
                        | "murder"
                        | "poisoned"
                        | "strangled"
                        | "ambushed"
                )
        })
}

/// "the attack on X by Y", "the X attack", "Y carried out the attack".
fn noun(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, slots: &mut Slots) {
    premodifiers(view, trigger, sentence, slots);
    let mut end = trigger.tokens.end;
    if view.is(end, AUX) && matches!(view.norm(end + 1), "found" | "discovered" | "left" | "planted" | "placed" | "hidden" | "thrown" | "reported" | "carried") {
        // "a device was found outside the embassy".
        end += 2;
    }
    complements(view, end, sentence, trigger, slots);
    light_verb(view, trigger, sentence, slots);
    target_of(view, trigger, sentence, slots);
    let next = trigger.tokens.end;
    if matches!(view.norm(next), "ripped" | "tore" | "rocked" | "hit" | "hits" | "struck" | "shook" | "rips" | "rocks" | "targeted" | "targets" | "destroyed" | "damaged" | "gutted" | "blew") {
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

/// "the embassy was the target of the plot".
fn target_of(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, slots: &mut Slots) {
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

/// The words between the determiner and the trigger: "Nairobi mall attack", "Boko Haram raid".
fn premodifiers(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, slots: &mut Slots) {
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
    let phrase = Phrase { tokens: core, head };
    if view.is(head, PERP | COLLECTIVE) {
        agent(view, phrase, slots);
    } else if view.is(head, SITE | VEHICLE) || (view.proper(head) && !view.is(head, PEOPLE | FORCES)) {
        slots.targets.push(phrase);
    } else if view.is(head, PEOPLE | FORCES) {
        slots.victims.push(phrase);
    }
}

/// A place name inside the proper name of a site: "Westgate Mall".
pub(crate) fn part_of_site(view: &View<'_, '_>, name: &crate::names::Name) -> bool {
    matches!(&name.what, NameKind::Place(p) if !matches!(p.precision, record::PlacePrecision::Country | record::PlacePrecision::Site))
        && (view.sited(name) || site_word_beside(view, name))
}

/// The site's word stands beside the name, or a church's "of".
pub(crate) fn site_word_beside(view: &View<'_, '_>, name: &crate::names::Name) -> bool {
    let next = name.tokens.end;
    let saint = name.tokens.start > 0 && matches!(view.norm(name.tokens.start), "st" | "saint" | "santa" | "san");
    let church_before = name.tokens.start >= 2
        && view.norm(name.tokens.start - 1) == "of"
        && view.proper(name.tokens.start - 2)
        && view.is(name.tokens.start - 2, SITE);
    view.proper(next) && view.is(next, SITE)
        || (saint && church_after(view, next + usize::from(view.norm(next) == "'s")))
        || church_before
}

/// "St. Mary's Catholic Church": capitalised words up to a site's.
fn church_after(view: &View<'_, '_>, from: usize) -> bool {
    (from..from + 4).take_while(|t| view.proper(*t) || view.is(*t, SITE)).any(|t| view.is(t, SITE))
}

/// "Boko Haram's attack": a group before "'s" did it; a place before "'s" is where.
fn possessor(view: &View<'_, '_>, start: usize, sentence: &Range<usize>, slots: &mut Slots) {
    if start > sentence.start + 1 && view.possessive(start - 1) {
        if let Some(phrase) = view.phrase_before(start - 1, sentence.start) {
            if view.group_in(phrase.tokens.clone()).is_some() || view.is(phrase.head, PERP | COLLECTIVE) {
                agent(view, phrase, slots);
            }
        }
    }
}

/// The prepositional phrases after a trigger: "on X in Y by Z with W".
fn complements(view: &View<'_, '_>, from: usize, sentence: &Range<usize>, trigger: &Trigger, slots: &mut Slots) {
    let mut at = from;
    for _ in 0..PHRASES_MAX {
        while at < sentence.end && (view.is(at, TIME) || view.is(at, ADV) && !view.is(at, PREP)) {
            at += 1;
        }
        let word = view.norm(at);
        if !(view.is(at, PREP) || word == "of")
            || matches!(word, "after" | "following" | "since" | "before" | "as" | "than")
        {
            break;
        }
        let start = at + 1;
        let Some(phrase) = view.phrase_from(start, sentence.end) else {
            // "on Friday", "in 2015", "on the": skip what is no phrase.
            let mut skip = start;
            while skip < sentence.end && (view.is(skip, TIME | DET | NUM) || view.norm(skip) == ",") && skip < start + 4
            {
                skip += 1;
            }
            if skip == start {
                break;
            }
            at = skip;
            continue;
        };
        at = complement(view, word, phrase, sentence, trigger, slots);
    }
}

fn complement(
    view: &View<'_, '_>,
    word: &str,
    phrase: Phrase,
    sentence: &Range<usize>,
    trigger: &Trigger,
    slots: &mut Slots,
) -> usize {
    let mut end = phrase.tokens.end;
    match word {
        "by" => agent(view, phrase, slots),
        "on" | "against" | "at" | "aboard" | "upon" | "targeting" | "toward" | "towards" | "into" | "involving" => {
            end = coordinated(view, phrase, sentence, slots);
        }
        "of" if harms_people(trigger) => end = coordinated(view, phrase, sentence, slots),
        "of" if view.is(phrase.head, PERP) => agent(view, phrase, slots),
        "in" | "near" | "outside" | "inside" | "around" => {
            if view.is(phrase.head, SITE | VEHICLE) && !only_place(view, &phrase) && slots.targets.is_empty() {
                patient(view, phrase, slots);
            }
        }
        "with" | "using" => {
            if view.is(phrase.head, WEAPON) {
                slots.weapons.push(view.trimmed(&phrase));
            }
        }
        _ => {}
    }
    end
}

fn harms_people(trigger: &Trigger) -> bool {
    use record::Kind;
    !matches!(trigger.entry.kind, Kind::Attack | Kind::Threat)
}

/// Takes a phrase and what is joined to it: "on the hotel, a cafe and the airport".
fn coordinated(view: &View<'_, '_>, first: Phrase, sentence: &Range<usize>, slots: &mut Slots) -> usize {
    let mut end = first.tokens.end;
    patient(view, first, slots);
    for _ in 0..COORDINATED_MAX {
        let start = match (view.norm(end), view.norm(end + 1)) {
            (",", "and") => end + 2,
            ("and", _) => end + 1,
            (",", _) if view.is(end + 1, DET) => end + 1,
            _ => break,
        };
        let Some(next) = view.phrase_from(start, sentence.end) else { break };
        // A verb after it makes the phrase the subject of another clause.
        if !view.is(next.head, SITE | VEHICLE | PEOPLE | FORCES) || view.is(next.tokens.end, VERB | AUX | KILL | INJURE)
        {
            break;
        }
        end = next.tokens.end;
        patient(view, next, slots);
    }
    end
}

/// A place that is more than one building: a site's name is a target, not a place.
fn wide(name: &crate::names::Name) -> bool {
    match &name.what {
        NameKind::Group(_) => false,
        NameKind::Demonym { .. } => true,
        NameKind::Place(place) => place.precision != record::PlacePrecision::Site,
    }
}

/// "in Rio 2016 was": a number after a place that stands for a year by itself ("in Paris 2015 saw" is rare).
pub(crate) fn year_is_date(view: &View<'_, '_>, token: usize) -> bool {
    view.punct(token + 1)
        && view.norm(token + 1) != ","
        && !view.hyphen(token + 1)
        && token > 0
        && view.norm(token - 1) == ","
}

/// True if the phrase is a place name and nothing else.
pub(crate) fn only_place(view: &View<'_, '_>, phrase: &Phrase) -> bool {
    let inner = view.trimmed(phrase);
    let mut at = inner.start;
    let mut any = false;
    while at < inner.end {
        match view.name(at) {
            Some(name) if wide(name) && view.trusted_name(name) => {
                any = true;
                at = name.tokens.end;
            }
            _ if view.punct(at)
                || view.possessive(at)
                || matches!(
                    view.norm(at),
                    "city"
                        | "of"
                        | "town"
                        | "the"
                        | "capital"
                        | "province"
                        | "state"
                        | "northern"
                        | "southern"
                        | "eastern"
                        | "western"
                        | "central"
                        | "downtown"
                        | "region"
                        | "area"
                        | "district"
                        | "village"
                ) =>
            {
                at += 1
            }
            _ => return false,
        }
    }
    any
}

/// Sorts a phrase that stands as the one harmed.
pub(crate) fn patient(view: &View<'_, '_>, phrase: Phrase, slots: &mut Slots) {
    if only_place(view, &phrase) || view.is(phrase.head, TIME | UNIT) && !view.is(phrase.head, PEOPLE | SITE | VEHICLE)
    {
        return;
    }
    let head = phrase.head;
    if view.is(phrase.tokens.start, PRON) && phrase.tokens.len() == 1 || is_no_thing(view.norm(head)) {
        return;
    }
    if view.is(head, PERP) && !view.is(head, PEOPLE) {
        return;
    }
    if view.is(head, NUM | KILL | INJURE) && !view.is(head, PEOPLE) {
        return;
    }
    let push = |list: &mut Vec<Phrase>, phrase: Phrase| {
        if !list.contains(&phrase) {
            list.push(phrase);
        }
    };
    let titled = phrase.tokens.clone().any(|t| view.is(t, TITLE) && view.proper(t)) && view.proper(head);
    let person = slots.personal
        && view.proper(head)
        && !view.is(head, SITE | ORG | VEHICLE)
        && view.group_in(phrase.tokens.clone()).is_none();
    if view.is(head, PEOPLE | FORCES) || titled || person {
        push(&mut slots.victims, phrase);
    } else if view.is(head, SITE | VEHICLE | ORG) || view.proper(head) || view.doc.all_caps || phrase.tokens.len() > 1 {
        push(&mut slots.targets, phrase);
    }
}

/// Heads of phrases that are never hit: "at the end", "in the name".
fn is_no_thing(word: &str) -> bool {
    matches!(
        word,
        "same"
            | "end"
            | "beginning"
            | "start"
            | "time"
            | "moment"
            | "scene"
            | "hands"
            | "way"
            | "order"
            | "part"
            | "case"
            | "name"
            | "wake"
            | "expense"
            | "least"
            | "place"
            | "work"
            | "behalf"
            | "basis"
            | "fact"
            | "response"
            | "retaliation"
            | "revenge"
            | "connection"
            | "addition"
            | "light"
            | "front"
            | "heels"
            | "soil"
            | "height"
            | "hand"
            | "middle"
            | "process"
            | "pursuit"
            | "charge"
            | "targets"
            | "target"
            | "attack"
            | "attacks"
            | "protest"
            | "world"
            | "country"
            | "capital"
            | "region"
            | "area"
            | "areas"
            | "north"
            | "south"
            | "east"
            | "west"
            | "province"
            | "state"
            | "lot"
            | "incident"
            | "spot"
            | "ground"
            | "location"
            | "locations"
            | "number"
            | "cause"
            | "threat"
            | "age"
            | "anniversary"
            | "something"
            | "anything"
            | "everything"
            | "things"
    )
}

/// Sorts a phrase that stands as the doer.
pub(crate) fn agent(view: &View<'_, '_>, phrase: Phrase, slots: &mut Slots) {
    if view.is(phrase.tokens.start, PRON) && phrase.tokens.len() == 1 || only_place(view, &phrase) {
        return;
    }
    let words = view.trimmed(&phrase);
    let head = phrase.head;
    if view.is(head, WEAPON) && !view.is(head, PERP) {
        slots.weapons.push(words);
        return;
    }
    slots.agents.push(phrase.clone());
    let group = view.group_in(phrase.tokens.clone());
    if let Some(name) = group {
        slots.actors.push(name.tokens.clone());
    }
    let state_force = view.is(head, FORCES | ORG) && !view.is(head, PERP);
    if view.is(head, COLLECTIVE) && !phrase.tokens.clone().any(|t| view.is(t, NUM)) && group.is_none()
        || (state_force && group.is_none() && view.names_in(phrase.tokens.clone()).next().is_some())
    {
        slots.actors.push(words.clone());
    }
    let person = view.is(head, PERP | PEOPLE) || (view.proper(head) && group.is_none() && !state_force);
    if person && !view.is(head, SITE) {
        slots.perpetrators.push(words);
    }
}

/// Verbs that only carry a noun trigger: "carried out", "staged", "claimed responsibility for".
fn light_verb(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, slots: &mut Slots) {
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
                view.is(*t, AUX)
                    || matches!(
                        view.norm(*t),
                        "claimed" | "claims" | "claim" | "took" | "taken" | "takes" | "claiming" | "taking"
                    )
            });
            verb = earlier.unwrap_or(verb);
        }
        // "did not claim responsibility": not the doer by these words.
        let first = view.before_auxiliaries(verb, sentence.start);
        let denied = (first..verb).any(|t| view.is(t, NEG));
        if let Some(subject) = view.subject(verb, sentence.start).filter(|_| !denied) {
            if doer(view, &subject) {
                agent(view, subject, slots);
            }
        }
    }
    // "the attack was carried out by X", "the attack blamed on X", "claimed by X".
    let high = sentence.end.min(trigger.tokens.end + 14);
    for t in trigger.tokens.end..high {
        let by = view.norm(t) == "by" && view.is(t.saturating_sub(1), VERB | ADV | PLAN);
        let blamed = view.norm(t) == "on" && matches!(view.norm(t.saturating_sub(1)), "blamed");
        let to = view.norm(t) == "to" && view.norm(t.saturating_sub(1)) == "attributed";
        if by || blamed || to {
            if let Some(phrase) = view.phrase_from(t + 1, sentence.end).filter(|p| doer(view, p)) {
                agent(view, phrase, slots);
            }
            break;
        }
    }
}

/// Somebody who could do violence: a group, armed people, a person; not an official who reports.
fn doer(view: &View<'_, '_>, phrase: &Phrase) -> bool {
    view.group_in(phrase.tokens.clone()).is_some()
        || view.is(phrase.head, PERP | COLLECTIVE)
        || (view.is(phrase.head, CITIZEN) && !view.is(phrase.head, REPORT))
}

/// "gunmen attacked the hotel", "the hotel was attacked by gunmen".
fn verb(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, slots: &mut Slots) {
    let first = view.before_auxiliaries(trigger.tokens.start, sentence.start);
    let last = view.norm(trigger.tokens.end - 1);
    let participle = last.ends_with("ed")
        || matches!(
            last,
            "shot" | "struck" | "hit" | "blown" | "slain" | "up" | "down" | "dead" | "hostage" | "captive" | "death"
        );
    let be = (first..trigger.tokens.start)
        .any(|t| matches!(view.norm(t), "was" | "were" | "been" | "being" | "is" | "are" | "be" | "got"));
    let by_next = view.norm(trigger.tokens.end) == "by";
    let intransitive = matches!(
        view.norm(trigger.tokens.start),
        "exploded" | "explode" | "explodes" | "exploding" | "died" | "dies" | "went" | "dead"
    );
    let subject = view.subject(trigger.tokens.start, sentence.start);
    let reduced = participle
        && !be
        && subject.as_ref().is_some_and(|s| !doer(view, s) && view.is(s.head, PEOPLE | FORCES | SITE | VEHICLE | NUM))
        && !super::shape::opens_object(view, trigger.tokens.end);
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
fn joined_before(view: &View<'_, '_>, phrase: &Phrase, sentence: &Range<usize>) -> Option<Phrase> {
    let at = phrase.tokens.start;
    let joined = at > sentence.start + 1 && view.norm(at - 1) == "and";
    joined.then(|| view.phrase_before(at - 1, sentence.start)).flatten().filter(|p| view.is(p.head, PEOPLE | FORCES))
}

/// "were killed on Friday night by gunmen".
fn late_by(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, slots: &mut Slots) {
    if !slots.agents.is_empty() {
        return;
    }
    let high = sentence.end.min(trigger.tokens.end + 20);
    for t in trigger.tokens.end..high {
        if view.norm(t) == "by" || (view.norm(t) == "when" && t < trigger.tokens.end + 12) {
            if let Some(phrase) =
                view.phrase_from(t + 1, sentence.end).filter(|p| doer(view, p) || view.is(p.head, WEAPON))
            {
                agent(view, phrase, slots);
                return;
            }
        }
    }
}

/// The one who wanted to: "ISIS-K meant to hit a mall", "suspected of planning to attack".
fn planner(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>) -> Option<Phrase> {
    let low = sentence.start.max(trigger.tokens.start.saturating_sub(10));
    let plan = (low..trigger.tokens.start).rev().find(|t| {
        view.is(*t, PLAN | TRY | THREATEN | ALLEGED) || matches!(view.norm(*t), "going" | "began" | "started")
    })?;
    let subject = view.subject(plan, sentence.start);
    subject.or_else(|| view.phrase_before(plan, sentence.start)).filter(|p| doer(view, p) || view.is(p.head, PEOPLE))
}

/// The direct objects from `start`; the first token after them.
fn objects(view: &View<'_, '_>, start: usize, limit: usize, slots: &mut Slots) -> usize {
    let mut at = start;
    while at < limit
        && (matches!(view.norm(at), "dead" | "off" | "up" | "down" | "at" | "on" | "into" | "upon")
            || (view.is(at, ADV) && !view.is(at, DET | NUM)))
    {
        at += 1;
    }
    if !super::shape::opens_object(view, at) {
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

/// Weapons named near the trigger, its own words included.
fn weapons(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, slots: &mut Slots) {
    let low = sentence.start.max(trigger.tokens.start.saturating_sub(14));
    let high = sentence.end.min(trigger.tokens.end + 14);
    let mut t = low;
    while t < high {
        let weapon = view.is(t, WEAPON) && view.name(t).is_none() && !view.is(t, SITE)
            || t + 1 == trigger.tokens.end && view.is(t, WEAPON);
        if weapon {
            let mut start = t;
            while start > low
                && (matches!(
                    view.norm(start - 1),
                    "suicide"
                        | "car"
                        | "truck"
                        | "roadside"
                        | "petrol"
                        | "pipe"
                        | "nail"
                        | "hand"
                        | "machine"
                        | "automatic"
                        | "assault"
                        | "explosive"
                        | "ballistic"
                        | "improvised"
                        | "homemade"
                        | "parcel"
                        | "letter"
                        | "time"
                ) || view.hyphen(start - 1))
            {
                start -= 1;
            }
            let mut end = t + 1;
            while end < high && view.is(end, WEAPON) {
                end += 1;
            }
            if !slots.weapons.iter().any(|w| w.contains(&t)) && slots.weapons.len() < COORDINATED_MAX {
                slots.weapons.push(start..end);
            }
            t = end;
        } else {
            t += 1;
        }
    }
}
