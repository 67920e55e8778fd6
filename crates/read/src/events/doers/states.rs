//! Armed forces of a state that a report names by its people alone: "an Israeli drone hit", "a Russian missile".

use crate::events::mention::Mention;
use crate::events::merge::Event;
use crate::events::triggers::Shape;
use crate::events::view::View;
use crate::events::vocab::among;
use crate::names::NameKind;
use record::PlacePrecision;
use std::ops::Range;

/// What only a state's forces have or are.
const ARMS: &str = "drone drones jet jets warplane warplanes helicopter helicopters missile missiles tank tanks artillery \
    forces army military troops soldiers navy airstrike airstrikes gunboats";
/// Attacks that only a state's forces make.
const STRIKES: &str = "airstrike airstrikes strike strikes";
/// Forces by name.
const FORCES_BY_NAME: &str = "military army forces navy";
/// Attacks that a state is said to make by its name alone: "Turkey launched an offensive", "Russia bombed".
const CAMPAIGNS: &str = "offensive airstrike airstrikes strikes bombardment shelling invasion bombed shelled bombarded struck \
    pounded strike";
/// What a state does to such a campaign.
const BEGUN: &str = "launched launches began begun started unleashed mounted conducted opened";
/// Tokens from that verb to the campaign: "launched an all-out military offensive".
const BEGUN_TOKENS_MAX: usize = 8;
/// Tokens from a trigger to the people whose arm did it.
const REACH_TOKENS: usize = 30;
/// Tokens from a people to the arm: "a Russian ballistic missile".
const ARM_TOKENS_MAX: usize = 3;

/// The people whose forces did it, as tokens, with the word for the forces where the report has it anywhere; `None` where the
/// event's words name another doer before.
pub(super) fn forces(view: &View<'_, '_>, event: &Event) -> Option<Range<usize>> {
    let named = |m: &Mention| m.slots.actors.iter().any(|span| !super::against(view, span.start));
    let known = event.mentions.iter().position(named).unwrap_or(event.mentions.len());
    let first = || event.mentions[..known].iter();
    let people = first().find_map(|m| armed(view, m)).or_else(|| first().find_map(|m| struck(view, m)));
    let people = people.or_else(|| first().find_map(|m| state(view, m)))?;
    let word = view.norm(people.start);
    let named = (0..view.doc.tokens.len().saturating_sub(1))
        .find(|t| view.norm(*t) == word && among(view.norm(t + 1), FORCES_BY_NAME));
    Some(named.map_or(people, |t| t..t + 2))
}

/// "hit by a Russian ballistic missile": whose weapon it was.
fn armed(view: &View<'_, '_>, mention: &Mention) -> Option<Range<usize>> {
    mention.slots.weapons.iter().find_map(|weapon| {
        let name = view.names_in(weapon.clone()).find(|name| matches!(name.what, NameKind::Demonym { .. }))?;
        let made = view.hyphen(name.tokens.end);
        let arm = (name.tokens.end..weapon.end).any(|t| among(view.norm(t), ARMS) || view.norm(t) == "shells");
        (arm && !made).then(|| name.tokens.clone())
    })
}

/// "an Israeli strike", "Turkish jets bombed": whose arm did it.
fn struck(view: &View<'_, '_>, m: &Mention) -> Option<Range<usize>> {
    let trigger = &m.trigger.tokens;
    let sentence = view.sentence(trigger.start);
    let near =
        sentence.start.max(trigger.start.saturating_sub(REACH_TOKENS))..sentence.end.min(trigger.end + REACH_TOKENS);
    view.names_in(near).find_map(|name| {
        // "a US strike": initials have no adjective.
        let initials = among(view.norm(name.tokens.start), "us u.s. uk u.k. uae nato");
        let people = matches!(name.what, NameKind::Demonym { .. });
        if !people && !initials {
            return None;
        }
        let end = name.tokens.end;
        let arm = |list: &str| {
            let after = (end..sentence.end.min(end + ARM_TOKENS_MAX)).take_while(|t| !view.punct(*t));
            after.into_iter().find(|t| among(view.norm(*t), list))
        };
        let noun = m.trigger.entry.shape == Shape::Noun;
        let own = noun && arm(STRIKES).is_some_and(|arm| trigger.contains(&arm));
        let agent = arm(ARMS).is_some_and(|arm| m.slots.agents.iter().any(|p| p.tokens.contains(&arm)));
        // "Turkish warplanes pounded": the words of the act hold the arm.
        let part = people && arm(ARMS).is_some_and(|arm| trigger.contains(&arm));
        (own || part || people && agent).then(|| name.tokens.clone())
    })
}

/// "Turkey launched an offensive against X", "Russia shelled the town": the state itself, as the subject of what was done.
fn state(view: &View<'_, '_>, m: &Mention) -> Option<Range<usize>> {
    let trigger = &m.trigger.tokens;
    if !trigger.clone().any(|t| among(view.norm(t), CAMPAIGNS)) {
        return None;
    }
    let sentence = view.sentence(trigger.start);
    let low = sentence.start.max(trigger.start.saturating_sub(BEGUN_TOKENS_MAX));
    let verb = match m.trigger.entry.shape {
        Shape::Noun => (low..trigger.start).rev().find(|t| among(view.norm(*t), BEGUN))?,
        Shape::Verb | Shape::Either => trigger.start,
    };
    // "was shelled": then the state is whom it befell.
    if view.before_auxiliaries(verb, sentence.start) != verb {
        return None;
    }
    let phrase = view.subject(verb, sentence.start)?;
    let subject = view.trimmed(&phrase);
    // "Turkey and its allies": the state is named first.
    let first = view.name(subject.start).or_else(|| {
        let and = phrase.tokens.start.checked_sub(1).filter(|t| *t > sentence.start && view.norm(*t) == "and")?;
        view.name(and - 1)
    })?;
    let alone = first.tokens == subject || view.norm(first.tokens.end) == "and";
    let country = matches!(&first.what, NameKind::Place(place) if place.precision == PlacePrecision::Country);
    (alone && country).then(|| first.tokens.clone())
}
