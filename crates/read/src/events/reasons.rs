//! Why a claim says what it says: for every slot the words, the rule that took them, and the models' score.

use super::Material;
use super::mention::Mention as EventMention;
use super::merge::Event;
use super::triggers::Grip;
use super::view::View;
use crate::tag::Role;
use crate::tag::scores::{ANY, ARREST, STAGES, STAGES_FROM};
use record::{Claim, KindFamily, Mention, Reason, Slot, Span};

/// Reasons of one claim.
const REASONS_MAX: usize = 40;

/// The reasons for a claim's slots, in the order of [`Slot`].
pub(super) fn reasons(view: &View<'_, '_>, event: &Event, claim: &Claim, material: Material<'_, '_>) -> Vec<Reason> {
    let why = Why { view, event, material };
    let mut out = why.events();
    out.extend(why.stage(claim));
    for (slot, role, mentions) in [
        (Slot::Actor, Role::Organisation, &claim.actors),
        (Slot::Perpetrator, Role::Perpetrator, &claim.perpetrators),
        (Slot::Target, Role::Target, &claim.targets),
        (Slot::Victim, Role::Victim, &claim.victims),
        (Slot::VictimDescription, Role::VictimDescription, &claim.victim_descriptions),
        (Slot::Weapon, Role::Weapon, &claim.weapons),
    ] {
        out.extend(mentions.iter().map(|mention| why.filler(slot, role, mention)));
    }
    out.extend(why.details(claim));
    out.truncate(REASONS_MAX);
    out
}

struct Why<'w, 'd, 't> {
    view: &'w View<'d, 't>,
    event: &'w Event,
    material: Material<'w, 't>,
}

impl Why<'_, '_, '_> {
    /// The words that name the event: those with the firmest grip.
    fn events(&self) -> Vec<Reason> {
        let firmest = self.event.grip();
        let told = self.event.mentions.iter().filter(|m| m.grip == firmest);
        told.map(|m| {
            let word = if m.title { "the headline names it" } else { "a word that names it" };
            Reason {
                slot: Slot::Event,
                span: Some(self.view.doc.span(m.trigger.tokens.clone())),
                rule: (!m.made).then(|| word.to_owned()),
                score: self.sentence(m, if m.kind.family() == KindFamily::ArrestRaid { ARREST } else { ANY }),
            }
        })
        .collect()
    }

    /// A column of a mention's sentence; `None` without models.
    fn sentence(&self, mention: &EventMention, column: usize) -> Option<f32> {
        let row = self.material.scores.sentences.get(mention.sentence)?;
        self.voiced().then_some(row[column])
    }

    fn voiced(&self) -> bool {
        self.material.guidance.told_min <= 1.0
    }

    fn stage(&self, claim: &Claim) -> Option<Reason> {
        let column = STAGES_FROM + STAGES.iter().position(|stage| *stage == claim.stage)?;
        let said = self.event.mentions.iter().find(|m| m.reading.stage == Some(claim.stage));
        let mention = said.or_else(|| self.event.mentions.first())?;
        let rule = match said {
            Some(m) if m.made => None,
            Some(_) => Some("words around it".to_owned()),
            None => Some("what the report tells besides".to_owned()),
        };
        let span = said.map(|m| self.view.doc.span(m.trigger.tokens.clone()));
        Some(Reason { slot: Slot::Stage, span, rule, score: self.sentence(mention, column) })
    }

    fn filler(&self, slot: Slot, role: Role, mention: &Mention) -> Reason {
        let doc = self.view.doc;
        let tokens = mention.span.map(|span| crate::reader::tokens_of(doc, span)).unwrap_or_default();
        let proposed = self.event.mentions.iter().flat_map(|m| &m.slots.proposed).any(|t| *t == tokens);
        let own = self.event.mentions.iter().any(|m| self.view.sentence(m.trigger.tokens.start).contains(&tokens.start));
        let rule = match () {
            () if proposed => None,
            () if slot == Slot::Actor && !own => Some("the group that the report is about".to_owned()),
            () => Some("its place in the sentence".to_owned()),
        };
        let score = self.voiced().then(|| self.material.scores.mean_role(tokens, &[role]));
        Reason { slot, span: mention.span, rule, score }
    }

    /// Place, date and casualties: rules alone.
    fn details(&self, claim: &Claim) -> Vec<Reason> {
        let firm = |m: &&EventMention| m.grip >= Grip::Loose;
        let told = |held: &dyn Fn(&EventMention) -> bool| {
            self.event.mentions.iter().filter(firm).find(|m| held(m)).map(|m| self.view.doc.span(m.trigger.tokens.clone()))
        };
        let mut out = Vec::new();
        let mut say = |slot: Slot, there: bool, span: Option<Span>, beside: &str, without: &str| {
            if there {
                let rule = Some(if span.is_some() { beside } else { without }.to_owned());
                out.push(Reason { slot, span, rule, score: None });
            }
        };
        let named = |m: &EventMention| {
            m.place.as_ref().is_some_and(|p| p.direct && claim.place.as_ref().is_some_and(|c| c.name == p.place.name))
        };
        say(Slot::Place, claim.place.is_some(), told(&named), "named with the event", "where the report speaks of");
        let dated = |m: &EventMention| m.when.is_some() && m.when == claim.when;
        say(Slot::Date, claim.when.is_some(), told(&dated), "a date beside it", "the news of the day");
        let dead = |m: &EventMention| m.killed.is_some_and(|k| Some(k.0) == claim.killed);
        say(Slot::Killed, claim.killed.is_some(), told(&dead), "a count beside it", "one victim, killed");
        let hurt = |m: &EventMention| m.injured.is_some_and(|k| Some(k.0) == claim.injured);
        say(Slot::Injured, claim.injured.is_some(), told(&hurt), "a count beside it", "one victim, hurt");
        out
    }
}
