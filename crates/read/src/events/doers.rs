//! Organisations behind an event: named as doers, else the one group that the report is about.

use super::Material;
use super::finish::{push, text};
use super::merge::Event;
use super::triggers::Grip;
use super::view::View;
use super::vocab::*;
use crate::names::{Name, NameKind};
use record::{Claim, GroupId, KindFamily, Mention};
use std::ops::Range;

/// A group named within these many sentences may be the doer without more.
const LEAD_SENTENCES: usize = 4;

/// Organisations: named as doers, else the one group that the report names.
pub(super) fn actors(view: &View<'_, '_>, event: &Event, main: bool, material: Material<'_, '_>, claim: &mut Claim) {
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
        if let Some(name) = beside.or_else(|| {
            only_group(view, material).filter(|_| main || claim.kind.family() == KindFamily::Violent && !unknown(claim))
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

/// "gunmen", "unidentified gunmen": the report knows no more of them, and neither do we.
fn unknown(claim: &Claim) -> bool {
    claim.perpetrators.iter().any(|m| {
        let words = crate::fold(&m.text);
        words.split_whitespace().any(|w| among(w, "gunmen gunman gunwoman robbers unidentified unknown masked"))
    })
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
