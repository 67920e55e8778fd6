//! Who, whom, with what: the phrases around a trigger by sentence pattern.

use super::nouns::noun;
use super::sites::only_place;
use super::triggers::{self, Shape, Trigger};
use super::verbs::verb;
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
    /// People harmed, by name, as models know them.
    pub named: Vec<Range<usize>>,
    /// Weapons and means.
    pub weapons: Vec<Range<usize>>,
    /// Fillers that the models alone propose.
    pub proposed: Vec<Range<usize>>,
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
                || among(
                    view.norm(t),
                    "stabbed stabs stabbing beheaded beheading shot shoots shooting gunned hacked lynched \
                murder poisoned strangled ambushed",
                )
        })
}

/// The prepositional phrases after a trigger: "on X in Y by Z with W".
pub(super) fn complements(
    view: &View<'_, '_>,
    from: usize,
    sentence: &Range<usize>,
    trigger: &Trigger,
    slots: &mut Slots,
) {
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
        "in" | "near" | "outside" | "inside" | "around" | "under" | "beneath" | "beside"
            if view.is(phrase.head, SITE | VEHICLE)
                && !only_place(view, &phrase)
                // "under a car outside the embassy": the car may only be what stood there.
                && slots.targets.iter().all(|t| view.is(t.head, VEHICLE)) =>
        {
            patient(view, phrase, slots);
        }
        "with" | "using" if view.is(phrase.head, WEAPON) => {
            slots.weapons.push(view.trimmed(&phrase));
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
pub(super) fn coordinated(view: &View<'_, '_>, first: Phrase, sentence: &Range<usize>, slots: &mut Slots) -> usize {
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
    if view.is(head, WEAPON) && !view.is(head, SITE | VEHICLE | PEOPLE) && view.name(head).is_none() {
        // "fired 200 rockets": what was thrown, not what was hit.
        slots.weapons.push(view.trimmed(&phrase));
        return;
    }
    if view.is(head, NUM | KILL | INJURE) && !view.is(head, PEOPLE) || !names_thing(view, head) {
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

/// False for what no phrase of a thing ends in: a bare participle or adjective ("crowded"), days ("Saturdays").
pub(super) fn names_thing(view: &View<'_, '_>, head: usize) -> bool {
    if let Some(name) = view.name(head) {
        // "the Israeli" of "the Israeli strike".
        return !matches!(name.what, NameKind::Demonym { .. });
    }
    if view.is(head, SITE | VEHICLE | PEOPLE | FORCES | ORG | PERP) {
        return true;
    }
    let word = view.norm(head);
    if view.possessive(head) || view.possessive(head + 1) && view.nounish(head + 2) {
        return false;
    }
    if word.len() < 2 {
        return false;
    }
    let days = word.strip_suffix('s').is_some_and(|day| bits(day) & TIME != 0);
    let quality = !view.proper(head)
        && (word.len() > 5 && word.ends_with("ed")
            || among(word, "crowded packed busy major large small new old main central coming several political"));
    !days && !quality
}

/// Heads of phrases that are never hit: "at the end", "in the name".
pub(super) fn is_no_thing(word: &str) -> bool {
    among(
        word,
        "same end beginning start time moment scene hands way order part case name wake expense \
                least place work behalf basis fact response retaliation revenge connection addition \
                light front heels soil height hand middle process pursuit charge targets target attack \
                attacks protest world country capital region area areas north south east west province \
                state lot incident spot ground location locations number cause threat age anniversary \
                something anything everything things air sky ball box back head legs leg chest face arm shoulder \
                neck chance job range sides command charges shot shots",
    )
}

/// Sorts a phrase that stands as the doer.
pub(crate) fn agent(view: &View<'_, '_>, phrase: Phrase, slots: &mut Slots) {
    if view.is(phrase.tokens.start, PRON) && phrase.tokens.len() == 1 || only_place(view, &phrase) {
        return;
    }
    let words = view.trimmed(&phrase);
    let head = phrase.head;
    if attributive(view, &phrase) || view.norm(phrase.tokens.start).ends_with("ing") && view.name(head).is_some() {
        // "a second terrorist attack", "contacting Moscow".
        return;
    }
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

/// A word for people that only says of what sort the act after it is.
pub(crate) fn attributive(view: &View<'_, '_>, phrase: &Phrase) -> bool {
    let sort = |t: usize| among(view.norm(t), "terrorist terror militant extremist jihadist islamist rebel insurgent");
    let act = |t: usize| triggers::begins_at(view.doc, t) && !view.is(t, AUX);
    sort(phrase.head) && (act(phrase.tokens.end) || act(phrase.head + 1))
}

/// Somebody who could do violence: a group, armed people, a person; not an official who reports.
pub(super) fn doer(view: &View<'_, '_>, phrase: &Phrase) -> bool {
    view.group_in(phrase.tokens.clone()).is_some()
        || view.is(phrase.head, PERP | COLLECTIVE)
        || (view.is(phrase.head, CITIZEN) && !view.is(phrase.head, REPORT))
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
                && (among(
                    view.norm(start - 1),
                    "suicide car truck roadside petrol pipe nail hand machine automatic assault explosive \
                ballistic improvised homemade parcel letter time",
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
