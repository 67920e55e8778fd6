//! Events to claims: the best of what the mentions say, fallbacks for place and date, what to leave out.

use super::mention::{Mention as EventMention, Phase};
use super::merge::Event;
use super::relevance;
use super::slots;
use super::triggers::Grip;
use super::view::{Phrase, View};
use super::vocab::*;
use super::whereabouts::{self, Home};
use super::{CLAIMS_MAX, Found, Material};
use crate::names::NameKind;
use crate::tag::Role;
use record::{
    Assertion, Claim, ClaimId, DatePrecision, GroupId, Kind, KindFamily, Mention, Place, PlacePrecision, Span, Stage,
    When,
};
use std::ops::Range;

/// Sentences quoted as evidence of one claim.
const EVIDENCE_MAX: usize = 4;
/// Fillers of one role of one claim.
const FILLERS_MAX: usize = 6;
/// A group named within these many sentences may be the doer without more.
const LEAD_SENTENCES: usize = 4;
/// Score that a tagger's span needs to fill an empty role.
const ROLE_SCORE_MIN: f32 = 0.5;

/// Turns events into claims and decides whether the report is relevant.
pub(crate) fn finish(view: &View<'_, '_>, events: Vec<Event>, material: Material<'_, '_>) -> Found {
    let home = whereabouts::home(view);
    let published = material.report.published;
    let main = events
        .iter()
        .enumerate()
        .filter(|(_, e)| {
            e.grip() >= Grip::Loose && !only_hypothetical(e) && !relevance::is_old(when(e).as_ref(), published)
        })
        .max_by(|a, b| relevance::prominence(a.1).total_cmp(&relevance::prominence(b.1)).then(b.0.cmp(&a.0)))
        .map(|(n, _)| n);
    let Some(main) = main else { return Found { relevant: false, score: 0.0, claims: Vec::new() } };
    let beside =
        events.iter().enumerate().filter(|(n, e)| *n != main && e.grip() == Grip::Firm && !only_hypothetical(e));
    let beside: f32 = beside.map(|(_, e)| 0.3 * relevance::prominence(e)).sum();
    let score = relevance::score(view, &events[main], beside, when(&events[main]).as_ref(), published);
    if score < relevance::RELEVANT_MIN {
        return Found { relevant: false, score, claims: Vec::new() };
    }
    let mut claims: Vec<(usize, Claim)> = events
        .iter()
        .enumerate()
        .filter(|(n, e)| *n == main || keep(e))
        .filter_map(|(n, e)| {
            Some((
                e.mentions.first()?.trigger.tokens.start,
                foiled_by_arrest(claim(view, e, n == main, &home, material)?, e, view),
            ))
        })
        .take(CLAIMS_MAX)
        .collect();
    claims.sort_by_key(|(at, _)| *at);
    let claims = claims.into_iter().map(|(_, claim)| claim).collect();
    Found { relevant: true, score, claims }
}

/// A plan whose makers were arrested was foiled, where the report tells the two together.
fn foiled_by_arrest(mut claim: Claim, event: &Event, view: &View<'_, '_>) -> Claim {
    let arrest = |t: usize| matches!(view.norm(t), "arrested" | "arrest" | "arrests" | "detained" | "custody" | "indicted" | "apprehended" | "jailed" | "charged");
    let near = |m: &EventMention| {
        let sentences = view.doc.sentences.get(m.sentence.saturating_sub(1)..view.doc.sentences.len().min(m.sentence + 2)).unwrap_or_default();
        sentences.iter().flat_map(|s| s.tokens.clone()).any(arrest)
    };
    if claim.stage == Stage::Planned && event.mentions.iter().filter(|m| m.reading.stage == Some(Stage::Planned)).any(near) {
        claim.stage = Stage::Foiled;
    }
    claim
}

fn only_hypothetical(event: &Event) -> bool {
    event.mentions.iter().all(|m| m.reading.assertion == Assertion::Hypothetical)
}

/// Events beside the main one are kept only if they are told of, not merely named.
fn keep(event: &Event) -> bool {
    if event.grip() < Grip::Firm || only_hypothetical(event) {
        return false;
    }
    let real = |m: &&EventMention| {
        let many = m.general && m.killed.is_none() && m.when.is_none();
        !many && m.reading.assertion != Assertion::Hypothetical
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

/// A state's strike on militants, told as background.
fn against_militants(event: &Event) -> bool {
    event.mentions.iter().all(|m| m.slots.targets.is_empty() && m.slots.victims.is_empty())
        && event
            .mentions
            .iter()
            .any(|m| matches!(m.kind, Kind::Bombing) && m.trigger.entry.shape == super::triggers::Shape::Noun)
        && event.mentions.iter().all(|m| m.killed.is_none() && m.slots.perpetrators.is_empty())
}

fn stage(view: &View<'_, '_>, event: &Event) -> Stage {
    let said = |stage: Stage| event.mentions.iter().any(|m| m.reading.stage == Some(stage));
    if event.phase == Phase::Ahead {
        for stage in [Stage::Denied, Stage::Foiled, Stage::Attempted, Stage::Planned] {
            if said(stage) {
                return stage;
            }
        }
        return if said(Stage::Threatened) { Stage::Threatened } else { Stage::Planned };
    }
    let plain =
        event.mentions.iter().any(|m| m.reading.stage.is_none() && m.phase() == Phase::Done && !m.names_people(view));
    let bombs_only = event.mentions.iter().filter(|m| m.grip >= Grip::Loose).all(|m| m.names_device(view))
        && event.mentions.iter().all(|m| m.killed.is_none() && m.injured.is_none());
    match () {
        () if bombs_only => Stage::Attempted,
        () if said(Stage::Foiled) && !plain => Stage::Foiled,
        () if said(Stage::Attempted) && !plain => Stage::Attempted,
        () => Stage::Accomplished,
    }
}

fn kind(event: &Event) -> Kind {
    let mut votes: Vec<(Kind, f32)> = Vec::new();
    for mention in &event.mentions {
        let weight = match mention.grip {
            Grip::Firm => 1.0,
            Grip::Loose => 0.5,
            Grip::Faint => 0.2,
        } * if mention.kind == Kind::Attack { 0.3 } else { 1.0 }
            * if mention.title { 1.5 } else { 1.0 }
            * match mention.kind {
                Kind::Assassination | Kind::Hijacking => 1.8,
                _ => 1.0,
            };
        match votes.iter_mut().find(|(k, _)| *k == mention.kind) {
            Some((_, v)) => *v += weight,
            None => votes.push((mention.kind, weight)),
        }
    }
    votes.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a }).map_or(Kind::Attack, |(k, _)| k)
}

/// The most precise date, the earliest mention first.
fn when(event: &Event) -> Option<When> {
    let rank = |w: &When| match w.precision {
        DatePrecision::Time | DatePrecision::Day => 0,
        DatePrecision::Week => 1,
        DatePrecision::Month => 2,
        DatePrecision::Year => 3,
    };
    let firm = |m: &&EventMention| m.grip == Grip::Firm;
    let best = |list: Vec<&When>| list.into_iter().min_by_key(|w| rank(w)).cloned();
    best(event.mentions.iter().filter(firm).filter_map(|m| m.when.as_ref()).collect())
        .or_else(|| best(event.mentions.iter().filter_map(|m| m.when.as_ref()).collect()))
}

fn place(view: &View<'_, '_>, event: &Event, main: bool, home: &Home) -> Option<Place> {
    let mut scores: Vec<(&Place, i32)> = Vec::new();
    for located in event.mentions.iter().filter_map(|m| m.place.as_ref()) {
        if !located.direct && !main {
            continue;
        }
        let weight =
            located.score + 2 * whereabouts::precision_bonus(&located.place) - if located.direct { 0 } else { 12 };
        match scores
            .iter_mut()
            .find(|(p, _)| p.name == located.place.name && p.country_iso2 == located.place.country_iso2)
        {
            Some((_, score)) => *score += weight.max(1) / 2,
            None => scores.push((&located.place, weight)),
        }
    }
    let best = scores.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a }).map(|(p, _)| p.clone());
    let wider = |p: &Place| matches!(p.precision, PlacePrecision::Country | PlacePrecision::Region);
    match best {
        Some(best) if main && wider(&best) => {
            // A place named with the event or else the chief city of the report, if it lies in the country said.
            let own = event.mentions.iter().filter_map(|m| m.place.as_ref().filter(|p| p.score > 0).map(|p| &p.place));
            let inner = own
                .chain(&home.narrow)
                .chain(&home.dateline)
                .find(|p| !wider(p) && p.country_iso2 == best.country_iso2 && best.country_iso2.is_some());
            inner.cloned().or(Some(best))
        }
        Some(best) => Some(best),
        None => nearby(view, event)
            .or_else(|| home.chief.clone())
            .or_else(|| home.dateline.clone())
            .or_else(|| home.people.clone()),
    }
}

/// Farther than this from a city's middle a site is not in it, in kilometres.
const SITE_IN_CITY_KM: f64 = 40.0;

/// A site under the name of the city that the report names around it, with the site's own coordinates.
fn in_city(view: &View<'_, '_>, event: &Event, place: Place, home: &Home) -> Place {
    if place.precision != PlacePrecision::Site {
        return place;
    }
    let near = |city: &&Place| {
        city.country_iso2 == place.country_iso2 && city.distance_km(&place).is_some_and(|km| km <= SITE_IN_CITY_KM)
    };
    let named = event
        .mentions
        .iter()
        .filter_map(|m| m.place.as_ref().map(|p| &p.place))
        .filter(|p| p.precision == PlacePrecision::City);
    let beside = sentence_cities(view, event);
    match named.chain(&beside).find(near).or_else(|| home.cities.iter().find(near)) {
        Some(city) => Place {
            lat: place.lat,
            lon: place.lon,
            precision_m: place.precision_m,
            precision: PlacePrecision::Site,
            ..city.clone()
        },
        None => place,
    }
}

/// Cities named in the sentences of an event.
fn sentence_cities(view: &View<'_, '_>, event: &Event) -> Vec<Place> {
    let sentences = event.mentions.iter().map(|m| view.sentence(m.trigger.tokens.start));
    sentences
        .flat_map(|tokens| view.names_in(tokens))
        .filter_map(|name| match &name.what {
            NameKind::Place(place) if place.precision == PlacePrecision::City => Some(place.clone()),
            _ => None,
        })
        .collect()
}

/// A place in the sentences of the event, whatever its tie.
fn nearby(view: &View<'_, '_>, event: &Event) -> Option<Place> {
    event.mentions.iter().filter_map(|m| m.place.as_ref()).max_by_key(|p| p.score).map(|p| p.place.clone()).or_else(
        || {
            let first = event.mentions.first()?.sentence;
            (first.saturating_sub(2)..=first).rev().find_map(|n| {
                let tokens = view.doc.sentences.get(n)?.tokens.clone();
                view.names_in(tokens).find_map(|name| match &name.what {
                    NameKind::Place(place) => Some(place.clone()),
                    _ => None,
                })
            })
        },
    )
}

fn claim(view: &View<'_, '_>, event: &Event, main: bool, home: &Home, material: Material<'_, '_>) -> Option<Claim> {
    let evidence = evidence(view, event);
    let first = evidence.first()?;
    let stage = stage(view, event);
    let kind = kind(event);
    let report = material.report;
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
        killed: total(event.mentions.iter().filter_map(|m| m.killed)),
        injured: total(event.mentions.iter().filter_map(|m| m.injured)),
        place: place(view, event, main, home).map(|p| in_city(view, event, p, home)),
        linked_places: Vec::new(),
        when: when(event),
        said_by: Vec::new(),
        evidence,
    };
    fill(view, event, &mut claim);
    if claim.killed.is_none() && stage == Stage::Accomplished {
        claim.killed = one_killed(view, event);
    }
    propose(view, event, material, &mut claim);
    actors(view, event, main, material, &mut claim);
    links(event, &mut claim);
    if claim.when.is_none() && main && stage == Stage::Accomplished && kind.family() == KindFamily::Violent {
        // News of the day: about when it was published.
        claim.when = report.published.and_then(|day| When::days(day, day.tomorrow().ok()?, DatePrecision::Week));
    }
    if stage.lies_ahead() || stage == Stage::Foiled {
        (claim.killed, claim.injured) = (None, None);
    }
    Some(claim)
}

fn assertion(event: &Event, stage: Stage) -> Assertion {
    if stage == Stage::Denied {
        return Assertion::Denied;
    }
    let firm = event.mentions.iter().filter(|m| m.grip == Grip::Firm && m.reading.assertion != Assertion::Hypothetical);
    firm.map(|m| m.reading.assertion).min().unwrap_or(Assertion::Reported)
}

/// The number to believe: a stated total, else the largest.
fn total(counts: impl Iterator<Item = (u32, bool)>) -> Option<u32> {
    counts.max_by_key(|(value, total)| (*total, *value)).map(|(value, _)| value)
}

/// "beheaded X", "X was shot dead": one person by name.
fn one_killed(view: &View<'_, '_>, event: &Event) -> Option<u32> {
    let lethal = |m: &&EventMention| {
        m.trigger.tokens.clone().any(|t| {
            matches!(
                view.norm(t),
                "killed"
                    | "kills"
                    | "kill"
                    | "beheaded"
                    | "assassinated"
                    | "murdered"
                    | "dead"
                    | "lynched"
                    | "slain"
                    | "gunned"
                    | "death"
                    | "assassination"
                    | "murder"
                    | "executed"
                    | "died"
            )
        })
    };
    let single = |m: &EventMention| matches!(m.slots.victims.as_slice(), [one] if view.proper(one.head) && !view.norm(one.head).ends_with('s') || one.tokens.len() < 8 && matches!(view.norm(one.tokens.start), "a" | "an"));
    let named = |m: &EventMention| {
        m.slots.victims.len() <= 2
            && m.slots.victims.iter().any(|v| view.proper(v.head) && !view.is(v.head, PEOPLE | FORCES))
    };
    let stage = |m: &&EventMention| m.reading.stage.is_none();
    event.mentions.iter().filter(lethal).filter(stage).any(|m| single(m) || named(m)).then_some(1)
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

fn text(view: &View<'_, '_>, tokens: Range<usize>) -> Mention {
    let span = view.doc.span(tokens);
    Mention::new(span.of(view.doc.text).unwrap_or_default(), Some(span))
}

fn push(list: &mut Vec<Mention>, mention: Mention) {
    let same = |m: &Mention| m.text.eq_ignore_ascii_case(&mention.text);
    if !mention.text.is_empty() && list.len() < FILLERS_MAX && !list.iter().any(same) {
        list.push(mention);
    }
}

/// Fills the roles from the mentions' own slots.
fn fill(view: &View<'_, '_>, event: &Event, claim: &mut Claim) {
    for mention in &event.mentions {
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

/// Fills roles still empty with the tagger's spans from the sentences that tell the event.
fn propose(view: &View<'_, '_>, event: &Event, material: Material<'_, '_>, claim: &mut Claim) {
    let mut sentences: Vec<usize> =
        event.mentions.iter().filter(|m| m.grip == Grip::Firm).map(|m| m.sentence).collect();
    sentences.dedup();
    let (no_target, no_perpetrator) = (
        claim.targets.is_empty() && claim.victims.is_empty() && claim.victim_descriptions.is_empty(),
        claim.perpetrators.is_empty(),
    );
    for sentence in sentences {
        let Some(tokens) = view.doc.sentences.get(sentence).map(|s| s.tokens.clone()) else { continue };
        let from = material.roles.partition_point(|r| r.tokens.start < tokens.start);
        for role in material.roles[from..]
            .iter()
            .take_while(|r| r.tokens.start < tokens.end)
            .filter(|r| r.score >= ROLE_SCORE_MIN)
        {
            match role.role {
                Role::Perpetrator if no_perpetrator => push(&mut claim.perpetrators, text(view, role.tokens.clone())),
                Role::Target if no_target => {
                    let phrase = Phrase { head: role.tokens.end - 1, tokens: role.tokens.clone() };
                    if !slots::only_place(view, &phrase) {
                        push(&mut claim.targets, text(view, role.tokens.clone()));
                    }
                }
                Role::Victim if no_target => push(&mut claim.victim_descriptions, text(view, role.tokens.clone())),
                _ => {}
            }
        }
    }
}

/// Organisations: named as doers, else the one group that the report names.
fn actors(view: &View<'_, '_>, event: &Event, main: bool, material: Material<'_, '_>, claim: &mut Claim) {
    let lists = material.lists;
    let group_of = |tokens: Range<usize>| match view.group_in(tokens).map(|n| &n.what) {
        Some(NameKind::Group(id)) => Some(id.clone()),
        _ => None,
    };
    for tokens in event.mentions.iter().flat_map(|m| m.slots.actors.iter()) {
        let mut mention = text(view, tokens.clone());
        mention.group = group_of(tokens.clone());
        push_actor(&mut claim.actors, mention);
    }
    if !claim.actors.iter().any(|a| a.group.is_some()) {
        let inspired = event
            .mentions
            .iter()
            .filter(|m| m.grip == Grip::Firm)
            .find_map(|m| inspiration(view, view.sentence(m.trigger.tokens.start)));
        let beside = event
            .mentions
            .iter()
            .filter(|m| m.grip == Grip::Firm)
            .find_map(|m| view.group_in(view.sentence(m.trigger.tokens.start)).filter(|n| !inspires(view, n)));
        if let (Some(name), None) = (inspired, beside) {
            // "in the name of X": X did not do it, but stands behind those who did.
            let id = group_of(name.tokens.clone());
            claim.actor_parent = id.and_then(|id| lists.group(&id).map(|g| g.name.clone()));
            return;
        }
        if let Some(name) =
            beside.or_else(|| only_group(view, material).filter(|_| main || claim.kind.family() == KindFamily::Violent))
        {
            let mut mention = text(view, name.tokens.clone());
            mention.group = group_of(name.tokens.clone());
            push_actor(&mut claim.actors, mention);
        }
    }
    // An affiliate named beside its parent is the one that acts.
    let parent_of = |id: &GroupId| lists.group(id).and_then(|g| g.parent.clone());
    let parents: Vec<GroupId> = claim.actors.iter().filter_map(|a| a.group.as_ref()).filter_map(parent_of).collect();
    claim.actors.sort_by_key(|a| a.group.as_ref().is_some_and(|g| parents.contains(g)));
    let parent = claim.actors.first().and_then(|a| a.group.as_ref()).and_then(parent_of);
    claim.actor_parent = parent.and_then(|id| lists.group(&id).map(|g| g.name.clone()));
    if claim.actor_parent.is_some() && claim.actors.len() > 1 {
        let parent_ids = parents;
        claim.actors.retain(|a| a.group.as_ref().is_none_or(|g| !parent_ids.contains(g)));
    }
}

/// "in the name of X", "inspired by X", "pledged allegiance to X".
fn inspires(view: &View<'_, '_>, name: &crate::names::Name) -> bool {
    let at = name.tokens.start;
    (at.saturating_sub(4)..at).any(|t| {
        matches!(
            view.norm(t),
            "name"
                | "inspired"
                | "allegiance"
                | "sympathy"
                | "sympathies"
                | "sympathiser"
                | "sympathizer"
                | "support"
                | "supporter"
                | "supporters"
                | "propaganda"
                | "join"
                | "ideology"
                | "loyalty"
        )
    })
}

fn inspiration<'v>(view: &'v View<'_, '_>, sentence: Range<usize>) -> Option<&'v crate::names::Name> {
    view.names_in(sentence).find(|n| matches!(n.what, NameKind::Group(_)) && inspires(view, n))
}

fn push_actor(list: &mut Vec<Mention>, mention: Mention) {
    let same = |m: &Mention| m.group.is_some() && m.group == mention.group;
    if !list.iter().any(same) {
        push(list, mention);
    }
}

/// The group, if the report names just one (an affiliate and its parent count as one).
fn only_group<'v>(view: &'v View<'_, '_>, material: Material<'_, '_>) -> Option<&'v crate::names::Name> {
    let mut ids: Vec<(&GroupId, &crate::names::Name)> = Vec::new();
    for name in view.names {
        if let NameKind::Group(id) = &name.what {
            if !ids.iter().any(|(known, _)| *known == id) {
                ids.push((id, name));
            }
        }
    }
    let parent = |id: &GroupId| material.lists.group(id).and_then(|g| g.parent.clone());
    // A group named once, far down, is background.
    let lead = |name: &crate::names::Name| view.doc.sentence_of(name.tokens.start) < LEAD_SENTENCES;
    let early = ids.iter().any(|(_, name)| lead(name))
        || view.names.iter().filter(|n| matches!(n.what, NameKind::Group(_))).count() > 2;
    match ids.as_slice() {
        _ if !early => None,
        [(_, name)] => Some(name),
        [(a, name_a), (b, name_b)] if parent(a).as_ref() == Some(*b) || parent(b).as_ref() == Some(*a) => {
            Some(if parent(a).is_some() { name_a } else { name_b })
        }
        _ => None,
    }
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
