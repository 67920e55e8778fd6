//! Why a claim says what it says: for every slot the words, the rule that took them, and the models' score.

use super::Material;
use super::mention::Mention as EventMention;
use super::merge::Event;
use super::triggers::Grip;
use super::view::View;
use crate::counts;
use crate::names::NameKind;
use crate::tag::Role;
use crate::tag::scores::{ANY, ARREST, STAGES, STAGES_FROM};
use record::{Claim, KindFamily, Mention, Reason, Slot, Span};
use std::ops::Range;

/// Reasons of one claim.
const REASONS_MAX: usize = 40;

/// The reasons for a claim's slots, in the order of [`Slot`]; `judged` are those that forests give ([`super::judge`]): they
/// stand in the place of the rules', on the words that the rules find for them.
pub(super) fn reasons(
    view: &View<'_, '_>,
    event: &Event,
    claim: &Claim,
    material: Material<'_, '_>,
    judged: impl Iterator<Item = Reason>,
) -> Vec<Reason> {
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
    for reason in judged {
        match out.iter_mut().find(|known| known.slot == reason.slot && reason.slot != Slot::Event) {
            Some(known) => (known.rule, known.score) = (reason.rule, reason.score),
            None => out.push(reason),
        }
    }
    out.sort_by_key(|reason| reason.slot);
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
        let own =
            self.event.mentions.iter().any(|m| self.view.sentence(m.trigger.tokens.start).contains(&tokens.start));
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
        let mut out = Vec::new();
        let mut say =
            |slot: Slot, there: bool, beside: Option<Span>, rules: [&str; 2], words: &dyn Fn() -> Option<Span>| {
                if there {
                    let rule = Some(rules[usize::from(beside.is_none())].to_owned());
                    out.push(Reason { slot, span: beside.or_else(words), rule, score: None });
                }
            };
        let place = claim.place.as_ref().map(|place| place.name.as_str());
        let named = |m: &EventMention| {
            let told = m.place.as_ref().filter(|p| p.direct && Some(p.place.name.as_str()) == place)?;
            self.place_in(self.view.sentence(m.trigger.tokens.start), &told.place.name)
        };
        let spoken = || self.place_in(0..self.view.doc.tokens.len(), place?);
        let rules = ["named with the event", "where the report speaks of"];
        say(Slot::Place, place.is_some(), self.firm(&named), rules, &spoken);
        let dated = |m: &EventMention| {
            let sentence = self.view.sentence(m.trigger.tokens.start);
            let mut dates = self.material.dates.iter().filter(|date| sentence.contains(&date.tokens.start));
            let date =
                dates.find(|date| m.when.is_some() && m.when == claim.when && Some(&date.when) == claim.when.as_ref());
            Some(self.view.doc.span(date?.tokens.clone()))
        };
        let rules = ["a date beside it", "the news of the day"];
        say(Slot::Date, claim.when.is_some(), self.firm(&dated), rules, &|| None);
        for (slot, harmed, one) in
            [(Slot::Killed, claim.killed, "one victim, killed"), (Slot::Injured, claim.injured, "one victim, hurt")]
        {
            let rules = ["a count beside it", if harmed == Some(1) { one } else { "a count told of it elsewhere" }];
            let counted = |m: &EventMention| {
                let told = if slot == Slot::Killed { &m.killed } else { &m.injured };
                harmed
                    .filter(|count| told.as_ref().is_some_and(|told| told.value == *count))
                    .map(|count| self.number_by(m, count))
            };
            let beside = self.firm(&counted).or_else(|| self.event.mentions.iter().find_map(counted));
            say(slot, harmed.is_some(), beside, rules, &|| None);
        }
        out
    }

    /// The first words that one of the mentions with some grip gives.
    fn firm(&self, words: &dyn Fn(&EventMention) -> Option<Span>) -> Option<Span> {
        self.event.mentions.iter().filter(|m| m.grip >= Grip::Loose).find_map(words)
    }

    /// Where a place of this name is named.
    fn place_in(&self, tokens: Range<usize>, name: &str) -> Option<Span> {
        let mut names = self.view.names_in(tokens);
        let found = names.find(|n| matches!(&n.what, NameKind::Place(place) if place.name == name))?;
        Some(self.view.doc.span(found.tokens.clone()))
    }

    /// The number of this value in a mention's sentence that stands nearest to it; where a noun says the number ("a
    /// peasant"), the mention's own words.
    fn number_by(&self, mention: &EventMention, count: u32) -> Span {
        let trigger = &mention.trigger.tokens;
        let numbers = self.view.sentence(trigger.start).filter_map(|token| {
            let (value, end) = counts::number(self.view, token)?;
            (value == count).then_some(token..end)
        });
        let nearest = numbers.min_by_key(|number| number.start.abs_diff(trigger.start));
        self.view.doc.span(nearest.unwrap_or_else(|| trigger.clone()))
    }
}
