//! One mention of an event: a trigger with everything its sentence says about it.

use super::company::{grip, kind};
use super::dated::when;
use super::slots::{self, Slots};
use super::stage::{self, Reading};
use super::toll::Toll;
use super::triggers::{Grip, Shape, Trigger};
use super::view::View;
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
    /// Dead.
    pub killed: Option<Toll>,
    /// Injured.
    pub injured: Option<Toll>,
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
    /// In a relative clause on the trigger before: "the raid, in which gunmen killed …".
    pub relative: bool,
    /// In the headline.
    pub title: bool,
    /// The report has a headline.
    pub headed: bool,
    /// How surely the models say that its sentence tells of violence or an arrest; 0 without models.
    pub told: f32,
    /// Found by the models alone.
    pub made: bool,
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
        among(last, "bomber bombers kidnappers captors abductors hijackers hostage hostages captives")
    }

    /// The trigger is the device and not what it did: "bombs", "explosive device".
    pub fn names_device(&self, view: &View<'_, '_>) -> bool {
        among(view.norm(self.trigger.tokens.end - 1), "bomb bombs device devices ied ieds target targets targeted")
    }

    /// Arrests that headline or lead tell of as done. They make an event of their own, however little is told of them, but
    /// never the one that a report is about.
    pub fn is_arrest_in_lead(&self, view: &View<'_, '_>) -> bool {
        const LEAD_SENTENCES: usize = 4;
        let (start, end) = (self.trigger.tokens.start, self.trigger.tokens.end);
        let wished = || {
            let asks =
                |t: usize| among(view.norm(t), "call called calls calling order ordered seek sought demand demanded");
            view.norm(end) == "of" && (start.saturating_sub(4)..start).any(asks)
        };
        // Done, or done to those who planned something; not what police are out to do.
        self.kind.family() == KindFamily::ArrestRaid
            && self.sentence < LEAD_SENTENCES
            && matches!(self.reading.stage, None | Some(Stage::Foiled | Stage::Accomplished))
            && !(view.norm(start) == "manhunt" || among(view.norm(end), "warrant warrants") || wished())
            && self.reading.assertion != Assertion::Hypothetical
            && !self.reading.negated
            && !self.aside
            && !self.general
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
        relative: relative(view, trigger, neighbours),
        headed: view.doc.has_title,
        told: 0.0,
        made: false,
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

fn relative(view: &View<'_, '_>, trigger: &Trigger, neighbours: &[Range<usize>]) -> bool {
    let before = neighbours.iter().map(|n| n.end).filter(|end| *end <= trigger.tokens.start).max();
    before.is_some_and(|end| (end..trigger.tokens.start).any(|t| matches!(view.norm(t), "which" | "where")))
}

fn aside(view: &View<'_, '_>, opening: usize, sentence: &Range<usize>) -> bool {
    if opening <= sentence.start {
        return false;
    }
    let before = view.norm(opening - 1);
    let earlier = if opening >= sentence.start + 2 { view.norm(opening - 2) } else { "" };
    among(before, "after following since like unlike including despite recalled")
        || (matches!(before, "as") && earlier == "such")
        || (matches!(before, "of")
            && matches!(earlier, "heels" | "memories" | "wake" | "aftermath" | "reminiscent" | "anniversary"))
        || (matches!(before, "to") && matches!(earlier, "similar" | "linked" | "tied" | "relation" | "connected"))
        || (before == "with" && earlier == "connection")
        || (before == "in" && matches!(earlier, "role" | "involvement" | "involved" | "part"))
}

fn general(view: &View<'_, '_>, trigger: &Trigger, opening: usize, definite: bool) -> bool {
    let adjectives = (opening..trigger.tokens.start).any(|t| {
        among(
            view.norm(t),
            "previous past earlier future such similar many numerous several frequent any all most \
                wave spate",
        )
    });
    trigger.entry.shape == Shape::Noun && trigger.entry.plural && (adjectives || !definite)
}
