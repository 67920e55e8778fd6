//! Events to claims: the best of what the mentions say, fallbacks for place and date, what to leave out.

use super::details::{assertion, foiled_by_arrest, kind, one_dead, one_killed, said_on, stage, when, when_nearby};
use super::doers::{actors, suspects::without_rescuers};
use super::fillers;
use super::hamlet::hamlet;
use super::home::{self, Home};
use super::judge::{self, Case, Judge, Open};
use super::mention::{Mention as EventMention, Phase};
use super::merge::Event;
use super::outcome::outcome;
use super::reasons;
use super::relevance;
use super::settle::{in_city, place};
use super::tally::Tally;
use super::toll::{self, Toll};
use super::triggers::Grip;
use super::view::View;
use super::vocab::*;
use super::{CLAIMS_MAX, Found, Material};
use crate::tag::Role;
use record::{Assertion, Claim, ClaimId, DatePrecision, Kind, KindFamily, Mention, Reason, Slot, Span, Stage, When};
use std::collections::BTreeMap;
use std::ops::Range;

/// Sentences quoted as evidence of one claim.
const EVIDENCE_MAX: usize = 4;

/// Fillers of one role of one claim.
const FILLERS_MAX: usize = 6;

/// Log odds of the matter count up to here: no choice of words outweighs everything else.
const MATTER_MAX: f32 = 4.0;

/// The model of matters was made from whole reports: of a brief of fewer words than these it knows accordingly less.
const MATTER_TOKENS: f32 = 100.0;

/// How relevant a report is, and which of its events it is about; `None` where it tells of nothing.
struct Weighed {
    main: usize,
    score: f32,
    enough: f32,
    relevant: bool,
}

/// The event that a report is about, if it is about any.
fn chief(events: &[Event], material: Material<'_, '_>) -> Option<usize> {
    let published = material.report.published;
    let real =
        |e: &Event| e.grip() >= Grip::Loose && !only_hypothetical(e) && !relevance::is_old(when(e).as_ref(), published);
    let told = events.iter().enumerate().filter(|(_, e)| real(e));
    told.max_by(|a, b| relevance::prominence(a.1).total_cmp(&relevance::prominence(b.1)).then(b.0.cmp(&a.0)))
        .map(|(n, _)| n)
}

/// What the rules alone make of a report that is about event `main`.
fn by_rules(view: &View<'_, '_>, events: &[Event], main: usize, material: Material<'_, '_>) -> f32 {
    let beside =
        events.iter().enumerate().filter(|(n, e)| *n != main && e.grip() == Grip::Firm && !only_hypothetical(e));
    let beside: f32 = beside.map(|(_, e)| 0.3 * relevance::prominence(e)).sum();
    relevance::score(view, &events[main], beside, when(&events[main]).as_ref(), material.report.published)
}

fn weigh(view: &View<'_, '_>, events: &[Event], material: Material<'_, '_>) -> Option<Weighed> {
    let passing = material.scores.told(usize::MAX) >= material.guidance.passing_min;
    let main = chief(events, material).or_else(|| passing.then(|| surest(events)).flatten())?;
    let rules = by_rules(view, events, main, material);
    let told = material.scores.told(relevance::LEAD_SENTENCES);
    let grave = events.iter().any(relevance::too_grave);
    let least = if grave { 0.0 } else { -MATTER_MAX };
    let certain = (view.doc.tokens.len() as f32 / MATTER_TOKENS).min(1.0);
    let matter = material.guidance.matter_weight * certain * material.matter.clamp(least, MATTER_MAX);
    let score = rules + material.guidance.relevance_weight * (2.0 * told - 1.0) + matter;
    let veto = score >= relevance::RELEVANT_MIN && relevance::other_matter(view, &events[main]).is_some();
    let score = if veto { score.min(relevance::RELEVANT_MIN - 0.1) } else { score };
    let summed = score >= relevance::RELEVANT_MIN;
    // Only with the transformer's voice, which the forest was grown on; what is too grave to be left unread by a choice of
    // words stays as the sum has it.
    let share = (material.asked && material.guidance.judged)
        .then(|| judge::about_share(&Case { view, events, main, material }.about(rules)))
        .flatten()
        .filter(|_| !(grave && summed));
    let (score, enough) = share.map_or((score, relevance::RELEVANT_MIN), |share| (share, material.guidance.about_min));
    Some(Weighed { main, score, enough, relevant: score >= enough || passing })
}

/// What is seen of a report as a whole; nothing where it names no event.
pub(crate) fn about(view: &View<'_, '_>, events: &[Event], material: Material<'_, '_>) -> Option<judge::Facts> {
    let main = chief(events, material)?;
    Some(Case { view, events, main, material }.about(by_rules(view, events, main, material)))
}

/// Turns events into claims and decides whether the report is relevant.
pub(crate) fn finish(view: &View<'_, '_>, events: &[Event], material: Material<'_, '_>) -> Found {
    let Some(Weighed { main, score, enough, relevant }) = weigh(view, events, material) else {
        return Found { relevant: false, score: 0.0, enough: relevance::RELEVANT_MIN, claims: Vec::new() };
    };
    if !relevant {
        return Found { relevant, score, enough, claims: Vec::new() };
    }
    let drafts = Drafts::new(view, events, main, material);
    let judge = material.guidance.judged.then(|| Judge::new(view, events, main, material));
    let mut why: BTreeMap<usize, Reason> = BTreeMap::new();
    let mut told = |n: usize| match &judge {
        Some(judge) if n != main => {
            let (told, reason) = judge.tells(n, drafts.kept[n]);
            why.extend(reason.map(|reason| (n, reason)));
            told
        }
        _ => drafts.kept[n],
    };
    let mut claims: Vec<(usize, Claim)> = (0..events.len())
        .filter(|n| !events[*n].mentions.is_empty() && told(*n))
        .filter_map(|n| Some((n, drafts.claim(n)?)))
        .take(CLAIMS_MAX)
        .collect();
    let counted = judge.as_ref().map(|judge| judge.count(&mut claims)).unwrap_or_default();
    for (at, (n, claim)) in claims.iter_mut().enumerate() {
        let counted = counted.iter().filter(|(of, _)| *of == at).map(|(_, why)| why.clone());
        claim.why = reasons::reasons(view, &events[*n], claim, material, why.remove(n).into_iter().chain(counted));
    }
    claims.sort_by_key(|(n, _)| events[*n].mentions[0].trigger.tokens.start);
    let mut claims: Vec<Claim> = claims.into_iter().map(|(_, claim)| claim).collect();
    arrested_for(view, &mut claims);
    if material.guidance.in_passing() && hardly_told(&claims) {
        return Found { relevant: false, score, enough, claims: Vec::new() };
    }
    Found { relevant, score, enough, claims }
}

/// What a relevant report leaves open for models to decide, event by event, with what the rules make of each.
pub(crate) fn open(view: &View<'_, '_>, events: &[Event], material: Material<'_, '_>) -> Vec<Open> {
    let Some(Weighed { main, .. }) = weigh(view, events, material).filter(|weighed| weighed.relevant) else {
        return Vec::new();
    };
    let drafts = Drafts::new(view, events, main, material);
    let judge = Judge::new(view, events, main, material);
    (0..events.len()).filter_map(|n| Some(judge.open(n, drafts.kept[n], drafts.claim(n)?))).collect()
}

/// What the rules make of the events of a report.
struct Drafts<'b, 'd, 't> {
    view: &'b View<'d, 't>,
    events: &'b [Event],
    main: usize,
    material: Material<'b, 't>,
    home: Home,
    /// Which events the rules tell of.
    kept: Vec<bool>,
    tally: Tally,
}

impl<'b, 'd, 't> Drafts<'b, 'd, 't> {
    fn new(view: &'b View<'d, 't>, events: &'b [Event], main: usize, material: Material<'b, 't>) -> Self {
        let told = |e: &Event| keep(view, e, material.guidance.keep_min) && !of_threat(&events[main], e);
        let kept: Vec<bool> = events.iter().enumerate().map(|(n, e)| n == main || told(e)).collect();
        let tally = Tally::new(view, events, material.dates, |n| kept[n]);
        Self { view, events, main, material, home: home::home(view), kept, tally }
    }

    fn claim(&self, n: usize) -> Option<Claim> {
        let event = &self.events[n];
        let claim = claim(self.view, event, n == self.main, &self.home, self.material)?;
        let mut claim = foiled_by_arrest(claim, event, self.view);
        self.tally.fill(n, &mut claim);
        Some(claim)
    }
}

/// Those arrested belong to whoever the report's main event is laid to, where it says no more of them and the two are told
/// side by side.
fn arrested_for(view: &View<'_, '_>, claims: &mut [Claim]) {
    let laid = |claim: &&Claim| claim.main && claim.stage != Stage::Denied && !claim.actors.is_empty();
    let Some(main) = claims.iter().find(laid).cloned() else { return };
    let told = |claim: &Claim| -> Vec<usize> {
        let first = |span: &Span| crate::reader::tokens_of(view.doc, *span).start;
        claim.evidence.iter().map(|span| view.doc.sentence_of(first(span))).collect()
    };
    let beside = |claim: &Claim| told(claim).iter().any(|a| told(&main).iter().any(|b| a.abs_diff(*b) <= 1));
    let arrests = |claim: &&mut Claim| {
        claim.kind.family() == KindFamily::ArrestRaid
            && claim.stage == Stage::Accomplished
            && claim.actors.is_empty()
            && beside(claim)
    };
    for claim in claims.iter_mut().filter(arrests) {
        claim.actors.clone_from(&main.actors);
        claim.actor_parent.clone_from(&main.actor_parent);
        claim.why.extend(main.why.iter().filter(|why| why.slot == Slot::Actor).cloned());
    }
}

/// Nothing was done, and of what was meant the report does not say two things: it is about something else.
fn hardly_told(claims: &[Claim]) -> bool {
    let slots = |claim: &Claim| {
        let people = !claim.victims.is_empty() || !claim.victim_descriptions.is_empty();
        let doers = !claim.actors.is_empty() || !claim.perpetrators.is_empty();
        [people, doers, !claim.targets.is_empty(), !claim.weapons.is_empty()].into_iter().filter(|told| *told).count()
    };
    claims.iter().all(|claim| claim.stage != Stage::Accomplished && claim.kind.family() != KindFamily::ArrestRaid)
        && claims.iter().map(slots).sum::<usize>() < 2
}

/// The event that the models are surest of.
fn surest(events: &[Event]) -> Option<usize> {
    let told = |e: &Event| e.mentions.iter().map(|m| m.told).fold(0.0, f32::max);
    (0..events.len()).max_by(|a, b| told(&events[*a]).total_cmp(&told(&events[*b])).then(b.cmp(a)))
}

fn only_hypothetical(event: &Event) -> bool {
    event.mentions.iter().all(|m| m.reading.assertion == Assertion::Hypothetical)
}

/// Events beside the main one are kept only if they are told of, not merely named.
fn keep(view: &View<'_, '_>, event: &Event, told_min: f32) -> bool {
    if arrest_in_lead(view, event) {
        return true;
    }
    if event.grip() < Grip::Firm || only_hypothetical(event) {
        return false;
    }
    if event.mentions.iter().any(|m| m.grip == Grip::Firm && m.told >= told_min) {
        return true;
    }
    let real = |m: &&EventMention| {
        // "Members of X have received death threats" are many threats and one matter.
        let threats = m.reading.stage == Some(Stage::Threatened) && !m.slots.victims.is_empty();
        let many = m.general && m.killed.is_none() && m.when.is_none();
        (!many || threats) && m.reading.assertion != Assertion::Hypothetical
    };
    let mentions: Vec<&EventMention> = event.mentions.iter().filter(real).collect();
    if !mentions.iter().any(|m| m.grip == Grip::Firm) {
        return false;
    }
    let any = |f: &dyn Fn(&EventMention) -> bool| usize::from(mentions.iter().any(|m| f(m)));
    let detail = any(&|m| m.place.as_ref().is_some_and(|p| p.direct))
        + any(&|m| m.when.is_some())
        + any(&|m| !m.slots.targets.is_empty())
        + any(&|m| !m.slots.victims.is_empty())
        + any(&|m| m.killed.is_some())
        + any(&|m| !m.slots.actors.is_empty() || !m.slots.perpetrators.is_empty());
    let raid = event.family() == KindFamily::ArrestRaid && mentions.iter().any(|m| m.title);
    (detail >= 2 || raid && detail >= 1) && !against_militants(event)
}

/// Arrests that headline or lead tell of are news beside the plot or the attack that they were made for.
pub(super) fn arrest_in_lead(view: &View<'_, '_>, event: &Event) -> bool {
    event.mentions.iter().any(|m| m.is_arrest_in_lead(view))
}

/// Beside a threat or a plan, what only the models take for an act that was done, without day or dead, is more of the threat:
/// the video, the pictures in it.
pub(super) fn of_threat(main: &Event, event: &Event) -> bool {
    let bare = |m: &EventMention| m.made && m.when.is_none() && m.killed.is_none() && m.injured.is_none();
    main.phase == Phase::Ahead && event.mentions.iter().all(bare)
}

/// A state's strike on militants, told as background.
pub(super) fn against_militants(event: &Event) -> bool {
    event.mentions.iter().all(|m| m.slots.targets.is_empty() && m.slots.victims.is_empty())
        && event
            .mentions
            .iter()
            .any(|m| matches!(m.kind, Kind::Bombing) && m.trigger.entry.shape == super::triggers::Shape::Noun)
        && event.mentions.iter().all(|m| m.killed.is_none() && m.slots.perpetrators.is_empty())
}

fn claim(view: &View<'_, '_>, event: &Event, main: bool, home: &Home, material: Material<'_, '_>) -> Option<Claim> {
    let evidence = evidence(view, event);
    let first = evidence.first()?;
    let kind = kind(event, material);
    let stage = outcome(view, event, stage(view, event), kind, material);
    // What was tried is the plot; those who tried it were arrested.
    let arrested = kind.family() == KindFamily::ArrestRaid && arrest_in_lead(view, event);
    let stage = if arrested && stage != Stage::Denied { Stage::Accomplished } else { stage };
    let report = material.report;
    let day = when(event);
    let own = |harmed: fn(&EventMention) -> Option<&Toll>| {
        let tolls = event.mentions.iter().filter_map(harmed);
        tolls.filter(|toll| !toll.of_another_time(day.as_ref(), view.published.as_ref())).collect::<Vec<_>>()
    };
    let words = first.of(view.doc.text).unwrap_or_default();
    let mut claim = Claim {
        id: ClaimId::derive(&[report.id.as_str(), &first.start.to_string(), kind.code(), stage.code(), words]),
        report: report.id.clone(),
        kind,
        stage,
        assertion: assertion(event, stage),
        main,
        actors: Vec::new(),
        actor_parent: None,
        perpetrators: Vec::new(),
        targets: Vec::new(),
        victims: Vec::new(),
        victim_descriptions: Vec::new(),
        weapons: Vec::new(),
        killed: toll::believed(&own(|m| m.killed.as_ref())),
        injured: toll::believed(&own(|m| m.injured.as_ref())),
        place: hamlet(view, event, place(view, event, main, home)).map(|p| in_city(view, event, p, home)),
        linked_places: Vec::new(),
        when: day,
        said_by: Vec::new(),
        evidence,
        why: Vec::new(),
        weighed: None,
    };
    fill(view, event, &mut claim);
    if claim.killed.is_none() && stage == Stage::Accomplished {
        claim.killed = one_killed(view, event).or_else(|| one_dead(view, event, &claim));
    }
    actors(view, event, main, material, &mut claim);
    claim.actors.retain(|actor| fillers::behind(material, actor) >= material.guidance.actor_min);
    if material.guidance.told_min <= 1.0 {
        one_each(material, &mut claim);
    }
    links(event, &mut claim);
    let done = matches!(stage, Stage::Accomplished | Stage::Attempted);
    if claim.when.is_none() && main && (done || stage == Stage::Foiled) {
        claim.when = when_nearby(view, event, material.dates);
    }
    if claim.when.is_none() && main && done && kind.family() == KindFamily::Violent {
        // News of the day: about when it was published.
        claim.when = report.published.and_then(|day| When::days(day, day.tomorrow().ok()?, DatePrecision::Week));
    }
    if claim.when.is_none() && kind.family() == KindFamily::ArrestRaid && !main {
        claim.when = when_nearby(view, event, material.dates);
    }
    if stage == Stage::Threatened {
        claim.when = said_on(view, event, material.dates).or(claim.when);
        if claim.when.is_none() && main {
            claim.when = report.published.and_then(|day| When::days(day, day.tomorrow().ok()?, DatePrecision::Week));
        }
    }
    if stage == Stage::Planned {
        // A day behind the report is the day of something else: of a stay, of a search.
        let day = report.published.and_then(When::day);
        claim.when = claim.when.filter(|when| day.as_ref().is_none_or(|day| when.end > day.start));
    }
    if stage == Stage::Foiled {
        // "There were neither casualties nor damage" is told of it; any other number is of something else.
        (claim.killed, claim.injured) = (claim.killed.filter(|n| *n == 0), claim.injured.filter(|n| *n == 0));
    } else if stage.lies_ahead() || stage == Stage::Denied {
        (claim.killed, claim.injured) = (None, None);
    }
    Some(claim)
}

/// The sentences that tell it, the fullest first, then in the order of the text.
fn evidence(view: &View<'_, '_>, event: &Event) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut ranked: Vec<&EventMention> = event.mentions.iter().collect();
    ranked.sort_by_key(|m| {
        (std::cmp::Reverse(m.grip), m.reading.assertion == Assertion::Hypothetical, m.title, m.sentence)
    });
    for mention in ranked {
        let span = view.doc.span(view.sentence(mention.trigger.tokens.start));
        if span.start < span.end && !spans.contains(&span) && spans.len() < EVIDENCE_MAX {
            spans.push(span);
        }
    }
    spans
}

pub(super) fn text(view: &View<'_, '_>, tokens: Range<usize>) -> Mention {
    let span = view.doc.span(tokens);
    Mention::new(span.of(view.doc.text).unwrap_or_default(), Some(span))
}

pub(super) fn push(list: &mut Vec<Mention>, mention: Mention) {
    let same = |m: &Mention| m.text.eq_ignore_ascii_case(&mention.text);
    if !mention.text.is_empty() && list.len() < FILLERS_MAX && !list.iter().any(same) {
        list.push(mention);
    }
}

/// Fills the roles from the mentions' own slots.
fn fill(view: &View<'_, '_>, event: &Event, claim: &mut Claim) {
    for mention in &event.mentions {
        for tokens in &mention.slots.named {
            push(&mut claim.victims, text(view, tokens.clone()));
        }
        for phrase in &mention.slots.targets {
            push(&mut claim.targets, text(view, view.trimmed(phrase)));
        }
        for phrase in &mention.slots.victims {
            let named = view.proper(phrase.head) && !view.is(phrase.head, PEOPLE | FORCES);
            let list = if named { &mut claim.victims } else { &mut claim.victim_descriptions };
            push(list, text(view, view.trimmed(phrase)));
        }
        for tokens in &mention.slots.perpetrators {
            push(&mut claim.perpetrators, text(view, tokens.clone()));
        }
        for tokens in &mention.slots.weapons {
            push(&mut claim.weapons, text(view, tokens.clone()));
        }
    }
}

/// One wording of each filler, where models can tell which is best.
fn one_each(material: Material<'_, '_>, claim: &mut Claim) {
    without_rescuers(claim);
    fillers::one_each(material, Role::Perpetrator, &mut claim.perpetrators);
    fillers::one_each(material, Role::Target, &mut claim.targets);
    fillers::one_each(material, Role::Victim, &mut claim.victims);
    fillers::one_each(material, Role::VictimDescription, &mut claim.victim_descriptions);
    fillers::one_each(material, Role::Weapon, &mut claim.weapons);
}

/// Places tied to the event, its own left out.
fn links(event: &Event, claim: &mut Claim) {
    for place in event.mentions.iter().flat_map(|m| m.linked.iter()) {
        let own = claim.place.as_ref().is_some_and(|p| p.name == place.name);
        if !own && !claim.linked_places.contains(place) && claim.linked_places.len() < FILLERS_MAX {
            claim.linked_places.push(place.clone());
        }
    }
}
