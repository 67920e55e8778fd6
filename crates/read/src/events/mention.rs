//! One mention of an event: a trigger with everything its sentence says about it.

use super::slots::{self, Slots};
use super::stage::{self, Reading};
use super::triggers::{Grip, Shape, Trigger};
use super::view::{Phrase, View};
use super::vocab::*;
use super::whereabouts::{self, Located};
use crate::dates::DateMention;
use record::{Assertion, Kind, KindFamily, Place, Stage, When};
use std::ops::Range;

/// A mention of an event.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    /// The word or words.
    pub trigger: Trigger,
    /// Which sentence.
    pub sentence: usize,
    /// The kind, with the means taken into account.
    pub kind: Kind,
    /// Stage and assertion.
    pub reading: Reading,
    /// Who, whom, with what.
    pub slots: Slots,
    /// Dead, and whether the number is a total.
    pub killed: Option<(u32, bool)>,
    /// Injured, likewise.
    pub injured: Option<(u32, bool)>,
    /// Where.
    pub place: Option<Located>,
    /// Places suspects came from or had been to.
    pub linked: Vec<Place>,
    /// When, from a date near the trigger.
    pub when: Option<When>,
    /// How surely it is violence, its company considered.
    pub grip: Grip,
    /// "the attack", "this assault".
    pub definite: bool,
    /// "another attack", "a second bombing".
    pub other: bool,
    /// Introduced by "after", "such as", "including", "like": an event beside the one the sentence is about.
    pub aside: bool,
    /// "previous attacks", "past attacks", a bare plural: many events at once.
    pub general: bool,
    /// In the headline.
    pub title: bool,
    /// The report has a headline.
    pub headed: bool,
}

/// Which of the two classes of stages a mention speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// It took place, or was tried.
    Done,
    /// It was ahead: planned, foiled, threatened.
    Ahead,
    /// The words do not tell.
    Open,
}

impl Mention {
    /// The phase that the words tell.
    pub fn phase(&self) -> Phase {
        match self.reading.stage {
            Some(Stage::Planned | Stage::Foiled | Stage::Threatened | Stage::Denied) => Phase::Ahead,
            Some(Stage::Accomplished | Stage::Attempted) => Phase::Done,
            None if self.reading.assertion == Assertion::Hypothetical => Phase::Ahead,
            None if self.trigger.entry.shape == Shape::Noun
                && (self.definite || self.trigger.entry.plural || self.title)
                && self.killed.is_none()
                && self.trigger.entry.refers
                && (!self.aside || self.bare()) =>
            {
                Phase::Open
            }
            None => Phase::Done,
        }
    }

    /// The trigger names people ("bomber", "hostages") rather than an act.
    pub fn names_people(&self, view: &View<'_, '_>) -> bool {
        let last = view.norm(self.trigger.tokens.end - 1);
        matches!(
            last,
            "bomber"
                | "bombers"
                | "kidnappers"
                | "captors"
                | "abductors"
                | "hijackers"
                | "hostage"
                | "hostages"
                | "captives"
        )
    }

    /// The trigger is the device and not what it did: "bombs", "explosive device".
    pub fn names_device(&self, view: &View<'_, '_>) -> bool {
        matches!(
            view.norm(self.trigger.tokens.end - 1),
            "bomb" | "bombs" | "device" | "devices" | "ied" | "ieds" | "target" | "targets" | "targeted"
        )
    }

    /// True if nothing but the trigger is known.
    pub fn bare(&self) -> bool {
        self.slots.targets.is_empty()
            && self.slots.victims.is_empty()
            && self.place.as_ref().is_none_or(|p| !p.direct)
            && self.when.is_none()
            && self.killed.is_none()
    }
}

/// Builds the mention of a trigger; `None` if it turns out to be none (generic, or without the company it needs).
pub(crate) fn build(
    view: &View<'_, '_>,
    dates: &[DateMention],
    trigger: &Trigger,
    neighbours: &[Range<usize>],
) -> Mention {
    let sentence_index = view.doc.sentence_of(trigger.tokens.start);
    let sentence = view.sentence(trigger.tokens.start);
    let reading = stage::read(view, trigger);
    let slots = slots::fill(view, trigger, &sentence);
    let definite = trigger.entry.shape == Shape::Noun && stage::is_definite(view, trigger, &sentence);
    let opening = opening(view, trigger, &sentence);
    let (place, linked) = whereabouts::locate(view, trigger, &slots, &sentence, neighbours);
    let mut mention = Mention {
        kind: kind(view, trigger, &slots, &sentence),
        sentence: sentence_index,
        reading,
        killed: None,
        injured: None,
        place,
        linked,
        when: when(view, dates, trigger, &sentence, neighbours),
        grip: trigger.entry.grip,
        definite,
        other: slots.agents.iter().any(|a| view.norm(a.tokens.start) == "another")
            || (opening..trigger.tokens.start)
                .any(|t| view.is(t, OTHER) && !matches!(view.norm(t), "more" | "similar" | "further")),
        aside: aside(view, opening, &sentence),
        general: general(view, trigger, opening, definite),
        title: view.doc.has_title && sentence_index == 0,
        headed: view.doc.has_title,
        trigger: trigger.clone(),
        slots,
    };
    mention.grip = grip(view, &mention, &sentence);
    if mention.reading.stage == Some(Stage::Threatened) && mention.kind.family() == KindFamily::Violent {
        // Words only: what was threatened did not happen.
        mention.kind = Kind::Threat;
        mention.grip = mention.grip.max(Grip::Loose);
    }
    mention
}

/// First token of the noun phrase that a noun trigger heads, or of the verb group.
fn opening(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>) -> usize {
    if trigger.entry.shape != Shape::Noun {
        return view.before_auxiliaries(trigger.tokens.start, sentence.start);
    }
    let mut start = trigger.tokens.start;
    while start > sentence.start
        && trigger.tokens.start - start < 10
        && (view.is(start - 1, DET)
            || view.nounish(start - 1) && (!view.is(start - 1, VERB) || view.is(start - 1, QUALIFIER | OTHER))
            || view.hyphen(start - 1)
            || view.possessive(start - 1))
    {
        start -= 1;
    }
    start
}

fn aside(view: &View<'_, '_>, opening: usize, sentence: &Range<usize>) -> bool {
    if opening <= sentence.start {
        return false;
    }
    let before = view.norm(opening - 1);
    let earlier = if opening >= sentence.start + 2 { view.norm(opening - 2) } else { "" };
    matches!(before, "after" | "following" | "since" | "like" | "unlike" | "including" | "despite" | "recalled")
        || (matches!(before, "as") && earlier == "such")
        || (matches!(before, "of")
            && matches!(earlier, "heels" | "memories" | "wake" | "aftermath" | "reminiscent" | "anniversary"))
        || (matches!(before, "to") && matches!(earlier, "similar" | "linked" | "tied" | "relation" | "connected"))
        || (before == "with" && earlier == "connection")
        || (before == "in" && matches!(earlier, "role" | "involvement" | "involved" | "part"))
}

fn general(view: &View<'_, '_>, trigger: &Trigger, opening: usize, definite: bool) -> bool {
    let adjectives = (opening..trigger.tokens.start).any(|t| {
        matches!(
            view.norm(t),
            "previous"
                | "past"
                | "earlier"
                | "future"
                | "such"
                | "similar"
                | "many"
                | "numerous"
                | "several"
                | "frequent"
                | "any"
                | "all"
                | "most"
                | "wave"
                | "spate"
        )
    });
    trigger.entry.shape == Shape::Noun && trigger.entry.plural && (adjectives || !definite)
}

/// The kind that the words around a general trigger give: gunmen who attack, a bomb that kills.
fn kind(view: &View<'_, '_>, trigger: &Trigger, slots: &Slots, sentence: &Range<usize>) -> Kind {
    let entry = trigger.entry.kind;
    if trigger.tokens.clone().any(|t| matches!(view.norm(t), "raid" | "raids" | "raided")) && entry != Kind::Robbery {
        const AGENCIES: &[&str] = &[
            "fbi",
            "police",
            "agents",
            "authorities",
            "ice",
            "officers",
            "detectives",
            "counterterrorism",
            "counter-terrorism",
            "investigators",
            "swat",
            "prosecutors",
            "immigration",
            "navy",
            "commandos",
        ];
        let armed = slots.agents.iter().any(|a| view.is(a.head, PERP)) || !slots.actors.is_empty();
        let law = sentence
            .clone()
            .any(|t| AGENCIES.contains(&view.norm(t)) || view.is(t, ARREST) && view.norm(t) != "captured");
        if law && !armed {
            return Kind::ArrestRaid;
        }
    }
    if trigger
        .tokens
        .clone()
        .any(|t| matches!(view.norm(t), "raid" | "raids" | "stormed" | "raided" | "siege" | "storming"))
        && slots.agents.iter().any(|a| view.is(a.head, FORCES) && !view.is(a.head, PERP))
    {
        return Kind::ArrestRaid;
    }
    if entry != Kind::Attack {
        return entry;
    }
    let near = |t: usize| t.abs_diff(trigger.tokens.start) <= 12;
    let word = |words: &[&str]| sentence.clone().any(|t| near(t) && words.contains(&view.norm(t)));
    if word(&[
        "bomb",
        "bombs",
        "explosives",
        "explosive",
        "grenade",
        "grenades",
        "rocket",
        "rockets",
        "mortar",
        "mortars",
        "missile",
        "missiles",
        "bomber",
        "bombers",
        "dynamite",
        "drone",
        "drones",
        "ied",
        "ieds",
    ]) {
        return Kind::Bombing;
    }
    if word(&[
        "gunmen",
        "gunman",
        "shooter",
        "shooters",
        "rifles",
        "rifle",
        "guns",
        "gun",
        "machete",
        "machetes",
        "knife",
        "knives",
        "gunfire",
        "shooting",
        "knifeman",
        "sniper",
        "ak",
        "kalashnikovs",
        "armed",
        "stabbed",
        "shot",
        "axe",
    ]) {
        return Kind::ArmedAssault;
    }
    entry
}

/// The nearest date in the sentence that does not belong to a verb of saying.
fn when(
    view: &View<'_, '_>,
    dates: &[DateMention],
    trigger: &Trigger,
    sentence: &Range<usize>,
    neighbours: &[Range<usize>],
) -> Option<When> {
    let from = dates.partition_point(|d| d.tokens.start < sentence.start);
    let mut best: Option<(usize, &DateMention)> = None;
    for date in dates[from..].iter().take_while(|d| d.tokens.start < sentence.end) {
        let adjacent = date.tokens.end == trigger.tokens.start || date.tokens.start == trigger.tokens.end;
        if !adjacent && (of_saying(view, date, sentence) || of_another(view, date, trigger, neighbours)) {
            continue;
        }
        let gap = if date.tokens.start >= trigger.tokens.end {
            date.tokens.start - trigger.tokens.end
        } else {
            trigger.tokens.start.saturating_sub(date.tokens.end)
        };
        let between = if date.tokens.start >= trigger.tokens.end {
            trigger.tokens.end..date.tokens.start
        } else {
            date.tokens.end..trigger.tokens.start
        };
        let crossed = between.clone().any(|t| matches!(view.norm(t), ";" | "--")) || event_name(view, date);
        if !crossed && best.is_none_or(|(b, _)| gap < b) {
            best = Some((gap, date));
        }
    }
    best.filter(|(gap, _)| *gap <= 28).map(|(_, date)| date.when.clone())
}

/// "Rio 2016": the year belongs to a name.
fn event_name(view: &View<'_, '_>, date: &DateMention) -> bool {
    date.tokens.len() == 1 && date.tokens.start > 0 && view.name(date.tokens.start - 1).is_some()
}

/// "the Sept. 11 attacks" beside this trigger; "since 2017".
fn of_another(view: &View<'_, '_>, date: &DateMention, trigger: &Trigger, neighbours: &[Range<usize>]) -> bool {
    let since =
        date.tokens.start > 0 && matches!(view.norm(date.tokens.start - 1), "since" | "until" | "till" | "before");
    since || neighbours.iter().any(|n| n.start == date.tokens.end && *n != trigger.tokens)
}

/// "said on Friday", "told reporters Tuesday", "On Sunday, the minister announced".
fn of_saying(view: &View<'_, '_>, date: &DateMention, sentence: &Range<usize>) -> bool {
    let low = sentence.start.max(date.tokens.start.saturating_sub(4));
    for t in (low..date.tokens.start).rev() {
        if view.is(t, REPORT) && !matches!(view.norm(t), "according") {
            return true;
        }
        if view.punct(t) || view.is(t, KILL | INJURE) || super::triggers::begins_at(view.doc, t) {
            break;
        }
    }
    // "On Sunday, the minister announced", "the prosecutor on Saturday raised the toll".
    let comma = usize::from(view.norm(date.tokens.end) == ",");
    let high = sentence.end.min(date.tokens.end + comma + if comma == 1 { 6 } else { 2 });
    for t in date.tokens.end + comma..high {
        if view.is(t, REPORT)
            || matches!(
                view.norm(t),
                "raised" | "lowered" | "revised" | "updated" | "charged" | "arrested" | "visited" | "mourned" | "vowed"
            )
        {
            return true;
        }
        if view.punct(t) || view.is(t, KILL | INJURE | PREP) || super::triggers::begins_at(view.doc, t) {
            break;
        }
    }
    false
}

/// How surely a loose trigger is violence, by what stands around it.
fn grip(view: &View<'_, '_>, mention: &Mention, sentence: &Range<usize>) -> Grip {
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
    let content = || super::triggers::content_after(view.doc, trigger.tokens.end, sentence.end);
    let met = match mention.kind {
        Kind::Threat => {
            company
                || content()
                || mention.title && near(SITE)
                || near(SITE)
                    && sentence.clone().any(|t| {
                        matches!(
                            view.norm(t),
                            "bomb" | "attack" | "attacks" | "kill" | "blow" | "shooting" | "violence" | "explosive"
                        )
                    })
        }
        Kind::ArrestRaid => {
            company
                || sentence.clone().any(|t| {
                    matches!(
                        view.norm(t),
                        "terrorism"
                            | "terror"
                            | "attack"
                            | "attacks"
                            | "plot"
                            | "plotting"
                            | "bombing"
                            | "explosives"
                            | "terrorist"
                            | "kidnapping"
                            | "murder"
                            | "militants"
                    )
                })
        }
        _ => match word {
            "attack" | "attacks" | "assault" | "assaults" | "raid" | "raids" | "siege" | "shooting" | "shootings"
            | "rampage" | "attacked" | "attacking" | "onslaught" | "blast" | "blasts" | "explosion" | "explosions" => {
                let thing =
                    |p: &Phrase| view.is(p.head, SITE | VEHICLE | PEOPLE | FORCES) && !view.is(p.head, POLITICS);
                let hit = slots.targets.iter().chain(&slots.victims).any(thing);
                // "Smith attacks Jones", "her attacks on the minister": words, unless something was broken or somebody hurt.
                let verbal = word.starts_with("attack")
                    && (slots.agents.iter().any(|a| view.proper(a.head))
                        || near(POLITICS)
                        || near(REPORT) && trigger.entry.plural);
                near(KILL | INJURE | FORCES) || (company || hit) && (!verbal || near(WEAPON | PERP) || armed)
            }
            "hit" | "hits" | "hitting" | "strike" | "strikes" | "struck" | "target" | "targets" | "targeted"
            | "striking" | "injured" | "wounded" => {
                company && (!mention.slots.targets.is_empty() || !mention.slots.victims.is_empty())
            }
            "rammed" | "ram" | "plowed" | "ploughed" => near(VEHICLE) && near(PEOPLE | SITE | KILL | INJURE),
            "device" | "devices" | "ied" | "ieds" | "one" | "first" | "bomb" | "bombs" | "hostage" | "hostages" | "shot" | "shooter" => true,
            _ => company || near(KILL | INJURE) && near(SITE | FORCES),
        },
    };
    if met { Grip::Firm } else { Grip::Faint }
}
