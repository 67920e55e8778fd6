//! Events: from triggers in a text to claims.
//!
//! Triggers are looked up (`triggers`), freed of other senses (`senses`), read with their sentence (`mention`, with
//! `stage`, `slots`, `whereabouts` and [`crate::counts`]), joined where they speak of one event (`merge`), and told
//! as claims (`finish`). Work is bounded: [`SENTENCES_MAX`] sentences, `merge::MENTIONS_MAX` mentions,
//! `merge::EVENTS_MAX` events.

mod anaphora;
mod collocations;
mod company;
mod dated;
mod details;
mod doers;
mod fillers;
mod finish;
mod genre;
mod guided;
mod hamlet;
mod home;
pub mod judge;
mod lexicon;
pub(crate) mod mention;
mod merge;
mod modality;
mod nouns;
mod outcome;
mod phrase;
mod reasons;
mod relevance;
mod senses;
mod settle;
mod shape;
mod sites;
pub(crate) mod slots;
mod stage;
mod subject;
mod tally;
pub(crate) mod toll;
pub(crate) mod triggers;
mod verbs;
pub(crate) mod view;
pub(crate) mod vocab;
mod whereabouts;
mod words;

use crate::counts::{self, Harm};
use crate::dates::DateMention;
use crate::doc::Doc;
use crate::names::{Name, Names};
use crate::tag::scores::{Guidance, Scores};
use mention::Mention;
use record::{Claim, Kind, Report, Stage};
use toll::Toll;
use triggers::Trigger;
use view::View;

/// Sentences of a report that are read for events; no news report is longer.
pub const SENTENCES_MAX: usize = 600;
/// Claims of one report.
pub const CLAIMS_MAX: usize = 16;

/// What a document says happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// True if the document tells of organised violence rather than touching on it.
    pub relevant: bool,
    /// The score behind it: the share of trees that take it for relevant, or, where no transformer was asked and where something
    /// too grave is relevant by it, a sum of what rules and models say.
    pub score: f32,
    /// The score that is enough: [`Guidance::about_min`] or [`RELEVANT_MIN`].
    pub enough: f32,
    /// The claims, in the order of the text, without attribution; empty where not relevant.
    pub claims: Vec<Claim>,
}

/// The relevance score from which a report counts as relevant.
pub const RELEVANT_MIN: f32 = relevance::RELEVANT_MIN;

/// Everything that the earlier steps found in a document.
#[derive(Debug, Clone, Copy)]
pub struct Material<'m, 't> {
    /// The tokens.
    pub doc: &'m Doc<'t>,
    /// Places, peoples, groups.
    pub names: &'m [Name],
    /// Dates.
    pub dates: &'m [DateMention],
    /// What the models say.
    pub scores: &'m Scores,
    /// The transformer was asked.
    pub asked: bool,
    /// How surely the report as a whole is about violence, in log odds; 0 where nobody was asked.
    pub matter: f32,
    /// How far they are followed.
    pub guidance: &'m Guidance,
    /// The lists behind the names: a group's parent.
    pub lists: &'m Names,
    /// The report that the document is the text of.
    pub report: &'m Report,
}

/// Finds the claims of a document.
#[must_use]
pub fn find(material: Material<'_, '_>) -> Found {
    let view = view(material);
    let events = merge::merge(&view, guided(&view, material));
    finish::finish(&view, &events, material)
}

fn view<'m, 't>(material: Material<'m, 't>) -> View<'m, 't> {
    let published = material.report.published.and_then(record::When::day);
    View::new(material.doc, material.names).with_lists(material.lists, published)
}

/// What a document leaves open for models to decide; nothing where it is not relevant.
#[must_use]
pub fn open(material: Material<'_, '_>) -> Vec<judge::Open> {
    let view = view(material);
    finish::open(&view, &merge::merge(&view, guided(&view, material)), material)
}

/// Why a document reads as it does, for people: one line for every mention, grouped by event.
#[must_use]
pub fn explain(material: Material<'_, '_>) -> Vec<String> {
    let view = view(material);
    let events = merge::merge(&view, guided(&view, material));
    let mut lines = Vec::new();
    let found = finish::finish(&view, &events, material);
    lines.push(format!(
        "relevance {:.2} of {:.2}{}",
        found.score,
        found.enough,
        judged(&view, &events, material, &found)
    ));
    for (n, event) in events.iter().enumerate() {
        lines.push(format!("event {n}: {:?}, prominence {:.2}", event.phase, relevance::prominence(event)));
        lines.extend(event.mentions.iter().map(|mention| explain_mention(&view, mention)));
    }
    lines
}

/// What is seen of a document as a whole; nothing where it names no event.
#[must_use]
pub fn about(material: Material<'_, '_>) -> Option<judge::Facts> {
    let view = view(material);
    finish::about(&view, &merge::merge(&view, guided(&view, material)), material)
}

/// What spoke most for or against a document's being about violence, in brackets; nothing where no forest was asked.
fn judged(view: &View<'_, '_>, events: &[merge::Event], material: Material<'_, '_>, found: &Found) -> String {
    let facts = finish::about(view, events, material).filter(|_| found.enough < RELEVANT_MIN);
    facts.map_or_else(String::new, |facts| format!(" ({})", judge::about_reasons(&facts)))
}

/// Why a document is not relevant, for people: its score beside the one that is enough, what it comes from, how surely the
/// models say that a sentence tells of violence, and the other matter that it is about.
#[must_use]
pub fn why_irrelevant(material: Material<'_, '_>) -> String {
    let view = view(material);
    let events = merge::merge(&view, guided(&view, material));
    let found = finish::finish(&view, &events, material);
    let told = material.scores.told(relevance::LEAD_SENTENCES);
    let matter = events.iter().find_map(|event| relevance::other_matter(&view, event));
    let matter = matter.map_or_else(String::new, |matter| format!("; it tells of {matter}"));
    let names = if events.is_empty() { "no words name an event".to_owned() } else { format!("{} named", events.len()) };
    let facts = judged(&view, &events, material, &found);
    format!(
        "relevance {:+.2} where {:.2} is enough{facts}; the models' surest sentence of violence {told:.2} of 1; \
         events: {names}{matter}",
        found.score, found.enough
    )
}

fn explain_mention(view: &View<'_, '_>, m: &Mention) -> String {
    let phrases =
        |list: &[view::Phrase]| list.iter().map(|p| view.doc.slice(view.trimmed(p))).collect::<Vec<_>>().join("; ");
    let ranges =
        |list: &[std::ops::Range<usize>]| list.iter().map(|r| view.doc.slice(r.clone())).collect::<Vec<_>>().join("; ");
    format!(
        "  s{} {:?} {} {:?} {:?}{}{}{}{} actors [{}] perpetrators [{}] targets [{}] victims [{}] weapons [{}] killed {:?} injured {:?} at {} {} on {}",
        m.sentence,
        view.doc.slice(m.trigger.tokens.clone()),
        m.kind,
        m.grip,
        m.reading.stage,
        if m.definite { " definite" } else { "" },
        if m.other { " other" } else { "" },
        if m.aside { " aside" } else { "" },
        if m.general { " general" } else { "" },
        ranges(&m.slots.actors),
        ranges(&m.slots.perpetrators),
        phrases(&m.slots.targets),
        phrases(&m.slots.victims),
        ranges(&m.slots.weapons),
        m.killed.as_ref().map(|toll| toll.value),
        m.injured.as_ref().map(|toll| toll.value),
        m.place.as_ref().map_or_else(String::new, |p| p.place.label()),
        m.place.as_ref().map_or("", |p| if p.direct { "(direct)" } else { "(near)" }),
        m.when.as_ref().map_or_else(String::new, record::When::iso),
    )
}

/// The mentions of the rules, with what the models say of them.
fn guided(view: &View<'_, '_>, material: Material<'_, '_>) -> Vec<Mention> {
    let mut mentions = mentions(view, material.dates, &triggers_of(view));
    let Material { dates, scores, guidance, .. } = material;
    links_beside(view, &mut mentions);
    guided::Guide { view, dates, scores, guidance }.guide(&mut mentions);
    mentions.iter_mut().for_each(|mention| disarm(view, mention));
    count(view, dates, &mut mentions);
    mentions
}

/// "Another bomb was discovered and defused at a school": an attempt, and another event than the bomb that went off.
fn disarm(view: &View<'_, '_>, mention: &mut Mention) {
    const BEFORE_TOKENS: usize = 5;
    let open = matches!(mention.reading.stage, None | Some(Stage::Attempted | Stage::Foiled));
    if mention.kind != Kind::Bombing || mention.title || !open {
        return;
    }
    let sentence = view.doc.sentences[mention.sentence].tokens.clone();
    let Some(device) = outcome::disarmed_device(view, &sentence) else { return };
    mention.reading.stage.get_or_insert(Stage::Attempted);
    let before = sentence.start.max(device.saturating_sub(BEFORE_TOKENS))..device;
    mention.other |= before.clone().any(|t| view.is(t, vocab::OTHER) && view.norm(t) != "similar");
}

/// Every mention of an act of violence, read with its sentence but without dates: what models are told of the rules.
pub(crate) fn seen(view: &View<'_, '_>) -> Vec<Mention> {
    mentions(view, &[], &triggers_of(view))
}

/// The triggers in their violent sense, with "the one on X" standing for the noun before it.
fn triggers_of(view: &View<'_, '_>) -> Vec<Trigger> {
    let end = view.doc.sentences.get(SENTENCES_MAX).map_or(view.doc.tokens.len(), |s| s.tokens.start);
    let mut found = triggers::find(view.doc, |tokens| shape::is_noun(view, tokens));
    found.retain(|t| t.tokens.end <= end && view.group_in(t.tokens.clone()).is_none() && !senses::rejected(view, t));
    anaphora::resolve(view, &mut found);
    found.truncate(merge::MENTIONS_MAX);
    found
}

/// Reads every trigger with its sentence.
fn mentions(view: &View<'_, '_>, dates: &[DateMention], triggers: &[Trigger]) -> Vec<Mention> {
    let mut mentions: Vec<Mention> = Vec::with_capacity(triggers.len());
    for trigger in triggers {
        let sentence = view.sentence(trigger.tokens.start);
        let from = triggers.partition_point(|t| t.tokens.start < sentence.start);
        let neighbours: Vec<_> = triggers[from..]
            .iter()
            .take_while(|t| t.tokens.start < sentence.end)
            .filter(|t| t.tokens != trigger.tokens && t.entry.grip != triggers::Grip::Faint)
            .map(|t| t.tokens.clone())
            .collect();
        mentions.push(mention::build(view, dates, trigger, &neighbours));
    }
    mentions
}

/// Gives each casualty figure to the mention it stands nearest to.
fn count(view: &View<'_, '_>, dates: &[DateMention], mentions: &mut [Mention]) {
    for (n, sentence) in view.doc.sentences.iter().enumerate().take(SENTENCES_MAX) {
        for (count, toll) in toll::in_sentence(view, dates, n, &sentence.tokens) {
            if !count.attackers && count.value > 0 {
                give(view, mentions, &count, toll);
            }
        }
    }
}

/// "Two of the attackers had arrived from X": in a sentence without a trigger, soon after the event.
fn links_beside(view: &View<'_, '_>, mentions: &mut [Mention]) {
    const AFTER_SENTENCES: usize = 3;
    for (n, sentence) in view.doc.sentences.iter().enumerate().take(SENTENCES_MAX) {
        let after = mentions.partition_point(|m| m.sentence <= n);
        let violent = |m: &Mention| m.grip >= triggers::Grip::Loose && m.kind.family() == record::KindFamily::Violent;
        let Some(last) = mentions[..after].iter().rposition(violent) else { continue };
        let own = mentions[last].sentence == n;
        if own
            || n - mentions[last].sentence > AFTER_SENTENCES
            || !sentence.tokens.clone().any(|t| view.is(t, vocab::PERP))
        {
            continue;
        }
        for place in whereabouts::linked(view, &sentence.tokens) {
            if !mentions[last].linked.contains(&place) {
                mentions[last].linked.push(place);
            }
        }
    }
}

/// How many sentences after its event a casualty figure may stand.
const COUNT_SENTENCES_MAX: usize = 3;

/// How many sentences before its event one may stand that nothing before it explains.
const AHEAD_SENTENCES_MAX: usize = 2;

/// Headline and first sentence may tell the toll of what the report comes to later.
const LEAD_SENTENCES: usize = 2;
const LEAD_AHEAD_MAX: usize = 4;

fn give(view: &View<'_, '_>, mentions: &mut [Mention], count: &counts::Count, toll: Toll) {
    let sentence = toll.sentence;
    let here =
        |m: &Mention| m.sentence == sentence && !m.reading.negated && m.kind.family() == record::KindFamily::Violent;
    let nearest = mentions
        .iter()
        .enumerate()
        .filter(|(_, m)| here(m))
        .min_by_key(|(_, m)| m.trigger.tokens.start.abs_diff(count.cue))
        .map(|(n, _)| n);
    let before = || {
        mentions.iter().rposition(|m| {
            m.sentence < sentence
                && sentence - m.sentence <= COUNT_SENTENCES_MAX
                && m.kind.family() == record::KindFamily::Violent
        })
    };
    // "Five officers died when their lorry ran over a mine": the report names the blast only in what follows.
    let after = || {
        let accident = view.doc.sentences[sentence].tokens.clone().any(|t| view.is(t, vocab::ACCIDENT));
        mentions.iter().position(|m| {
            !accident
                && m.sentence > sentence
                && m.sentence - sentence <= if sentence < LEAD_SENTENCES { LEAD_AHEAD_MAX } else { AHEAD_SENTENCES_MAX }
                && m.grip == triggers::Grip::Firm
                && !m.reading.negated
                && m.kind.family() == record::KindFamily::Violent
        })
    };
    let Some(n) = nearest.or_else(before).or_else(after) else { return };
    let own = mentions[n].sentence;
    let slot = match count.harm {
        Harm::Killed => &mut mentions[n].killed,
        Harm::Injured => &mut mentions[n].injured,
    };
    let rank = |toll: &Toll| (toll.total, std::cmp::Reverse(toll.sentence.abs_diff(own)), toll.value);
    if slot.as_ref().is_none_or(|known| rank(&toll) > rank(known)) {
        *slot = Some(toll);
    }
}
