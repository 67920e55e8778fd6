//! Organisations behind an event: named as doers, else the one group that the report is about.

mod blamed;
mod named;
mod states;
pub(super) mod suspects;

use super::Material;
use super::finish::{push, text};
use super::mention::Mention as Told;
use super::merge::Event;
use super::triggers::Grip;
use super::view::{Phrase, View};
use super::vocab::*;
use crate::names::{Name, NameKind};
use record::{Claim, GroupId, Kind, KindFamily, Mention, Stage};
use std::ops::Range;

/// A group named within these many sentences may be the doer without more.
const LEAD_SENTENCES: usize = 4;

/// Organisations: named as doers, else the one group that the report names.
pub(super) fn actors(view: &View<'_, '_>, event: &Event, main: bool, material: Material<'_, '_>, claim: &mut Claim) {
    suspects::suspects(view, event, claim);
    let lists = material.lists;
    let group_of = |tokens: Range<usize>| match view.group_in(tokens).map(|n| &n.what) {
        Some(NameKind::Group(id)) => Some(id.clone()),
        _ => None,
    };
    let by_law = claim.kind == Kind::ArrestRaid || matches!(claim.stage, Stage::Foiled | Stage::Planned);
    let spans = event.mentions.iter().flat_map(|m| m.slots.actors.iter().filter(|span| !is_hit(view, m, span)));
    for tokens in spans.filter_map(|tokens| named::organisation(view, tokens.clone(), by_law)) {
        let mut mention = text(view, tokens.clone());
        mention.group = group_of(tokens.clone());
        push_actor(&mut claim.actors, mention);
    }
    for tokens in unlisted(view, event, claim) {
        push_actor(&mut claim.actors, text(view, tokens));
    }
    let laid = if claim.actors.is_empty() { blamed::blamed(view, event, main) } else { None };
    let laid = laid.filter(|tokens| named::organisation(view, tokens.clone(), by_law).is_some());
    if let Some(tokens) = states::forces(view, event) {
        // Groups named beside a state's strike are whom it was meant for.
        claim.actors = vec![text(view, tokens)];
    } else if let Some(tokens) = laid {
        let mut mention = text(view, tokens.clone());
        mention.group = group_of(tokens);
        push_actor(&mut claim.actors, mention);
    } else if !claim.actors.iter().any(|a| a.group.is_some()) {
        let inspired = event
            .mentions
            .iter()
            .filter(|m| m.grip == Grip::Firm)
            .find_map(|m| inspiration(view, view.sentence(m.trigger.tokens.start)));
        let beside = event
            .mentions
            .iter()
            .filter(|m| m.grip == Grip::Firm)
            .find_map(|m| view.group_in(clause(view, m.trigger.tokens.start)).filter(|n| !inspires(view, n)))
            .filter(|name| !struck_at(view, event, name));
        if let (Some(name), None) = (inspired, beside) {
            // "in the name of X": X did not do it, but stands behind those who did.
            let id = group_of(name.tokens.clone());
            claim.actor_parent = id.and_then(|id| lists.group(&id).map(|g| g.name.clone()));
            return;
        }
        if let Some(name) = beside.or_else(|| {
            only_group(view, material)
                .filter(|_| main || claim.kind.family() == KindFamily::Violent && !unknown(claim))
                .filter(|name| !struck_at(view, event, name))
        }) {
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

/// Organisations that the list does not know, by the form of their names: "the Red Valley Front attacked", and, of
/// those who were arrested or plotted, "members of the Red Valley Front".
fn unlisted(view: &View<'_, '_>, event: &Event, claim: &Claim) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for phrase in event.mentions.iter().flat_map(|m| m.slots.agents.iter()).filter(|p| organisation(view, p)) {
        found.push(view.trimmed(phrase));
    }
    let done = matches!(claim.stage, Stage::Accomplished | Stage::Denied) && claim.kind != Kind::ArrestRaid;
    if done || !claim.actors.is_empty() || !found.is_empty() {
        return found;
    }
    for sentence in suspects::sentences(view, event) {
        for t in sentence.clone().filter(|t| among(view.norm(*t), MEMBERS) && view.norm(t + 1) == "of") {
            let Some(phrase) = view.phrase_from(t + 2, sentence.end) else { continue };
            let group = view.group_in(phrase.tokens.clone()).map(|name| name.tokens.clone());
            found.extend(group.or_else(|| organisation(view, &phrase).then(|| view.trimmed(&phrase))));
        }
    }
    found
}

/// Those who belong to an organisation.
const MEMBERS: &str = "member members fighter fighters commander commanders leader leaders militant militants";

/// A name with a word for an armed organisation at its head.
fn organisation(view: &View<'_, '_>, phrase: &Phrase) -> bool {
    let head = view.norm(phrase.head);
    let named = (phrase.tokens.start..phrase.head).any(|t| view.proper(t) && !view.is(t, DET));
    named
        && view.proper(phrase.head)
        && among(head, "front brigade brigades movement faction resistance militia cell column guerrillas rebels")
        && view.group_in(phrase.tokens.clone()).is_none()
}

/// "gunmen", "unidentified gunmen": the report knows no more of them, and neither do we.
fn unknown(claim: &Claim) -> bool {
    claim.perpetrators.iter().any(|m| {
        let words = crate::fold(&m.text);
        words.split_whitespace().any(|w| among(w, "gunmen gunman gunwoman robbers unidentified unknown masked"))
    })
}

/// The part of a sentence that speaks of what stands at `token`: "while the first was claimed by A, the second …".
fn clause(view: &View<'_, '_>, token: usize) -> Range<usize> {
    let sentence = view.sentence(token);
    let mut start = sentence.start;
    if among(view.norm(start), "but and") {
        start += 1;
    }
    if !among(view.norm(start), "while whereas although though") {
        return sentence;
    }
    match (start..sentence.end).find(|t| view.norm(*t) == ",") {
        Some(comma) if comma < token => comma..sentence.end,
        Some(comma) => start..comma,
        None => sentence,
    }
}

/// Whether the event's words put the group among those whom it hit ("an office of X", "fighters of X were killed"), or
/// name it only as the one that rules ("the X-run ministry").
fn struck_at(view: &View<'_, '_>, event: &Event, name: &Name) -> bool {
    let rules = "run controlled ruled held governed administered";
    if view.hyphen(name.tokens.end) && among(view.norm(name.tokens.end + 1), rules) {
        return true;
    }
    let own = |token: usize| view.name(token).is_some_and(|n| n.what == name.what);
    let hit = |m: &Told| {
        let phrases = m.slots.targets.iter().chain(&m.slots.victims);
        phrases.flat_map(|phrase| phrase.tokens.clone()).any(own)
            || view
                .names_in(view.sentence(m.trigger.tokens.start))
                .any(|n| n.what == name.what && against(view, n.tokens.start))
    };
    event.mentions.iter().any(hit)
}

/// "bombs hit an office of X", "a member of X was killed": a part of what that mention has among those hit.
fn is_hit(view: &View<'_, '_>, mention: &Told, span: &Range<usize>) -> bool {
    let of = |at: usize| view.norm(at) == "of" || view.is(at, DET) && view.norm(at.saturating_sub(1)) == "of";
    let phrases = mention.slots.targets.iter().chain(&mention.slots.victims);
    let mut around = phrases.filter(|p| p.tokens.start < span.start && span.end <= p.tokens.end);
    against(view, span.start) || span.start > 0 && of(span.start - 1) && around.next().is_some()
}

/// "airstrikes against X", "strikes targeting the X": whom a blow was meant for.
fn against(view: &View<'_, '_>, at: usize) -> bool {
    let before = (at.saturating_sub(2)..at).rev().find(|t| !view.is(*t, DET));
    before.is_some_and(|t| among(view.norm(t), "against targeting targeted bombed shelled struck"))
}

/// "in the name of X", "inspired by X", "pledged allegiance to X".
pub(super) fn inspires(view: &View<'_, '_>, name: &Name) -> bool {
    let at = name.tokens.start;
    (at.saturating_sub(4)..at).any(|t| {
        among(
            view.norm(t),
            "name inspired allegiance sympathy sympathies sympathiser sympathizer support supporter \
                supporters propaganda join ideology loyalty",
        )
    })
}

pub(super) fn inspiration<'v>(view: &'v View<'_, '_>, sentence: Range<usize>) -> Option<&'v Name> {
    view.names_in(sentence).find(|n| matches!(n.what, NameKind::Group(_)) && inspires(view, n))
}

pub(super) fn push_actor(list: &mut Vec<Mention>, mention: Mention) {
    let same = |m: &Mention| m.group.is_some() && m.group == mention.group;
    if !list.iter().any(same) {
        push(list, mention);
    }
}

/// The group, if the report names just one (an affiliate and its parent count as one).
pub(super) fn only_group<'v>(view: &'v View<'_, '_>, material: Material<'_, '_>) -> Option<&'v Name> {
    let mut ids: Vec<(&GroupId, &Name)> = Vec::new();
    for name in view.names {
        if let NameKind::Group(id) = &name.what
            && !ids.iter().any(|(known, _)| *known == id)
        {
            ids.push((id, name));
        }
    }
    let parent = |id: &GroupId| material.lists.group(id).and_then(|g| g.parent.clone());
    // A group named once, far down, is background.
    let lead = |name: &Name| view.doc.sentence_of(name.tokens.start) < LEAD_SENTENCES;
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
