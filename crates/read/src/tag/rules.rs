//! The tagger by rules: a phrase's head word says what the phrase can be, the words beside it say what it is here.

use super::{Role, RoleSpan, Tagger};
use crate::doc::Doc;
use crate::events::slots::attributive;
use crate::events::view::{Phrase, View};
use crate::events::vocab::*;
use crate::names::{Name, NameKind};

/// Finds roles by the classes of words.
#[derive(Debug, Clone, Copy, Default)]
pub struct RuleTagger;

impl Tagger for RuleTagger {
    fn roles(&self, doc: &Doc<'_>, names: &[Name]) -> Vec<RoleSpan> {
        let view = View::new(doc, names);
        let mut spans = Vec::new();
        for name in names {
            if matches!(name.what, NameKind::Group(_)) {
                spans.push(RoleSpan { role: Role::Organisation, tokens: name.tokens.clone(), score: 0.9 });
            }
        }
        for sentence in &doc.sentences {
            let mut token = sentence.tokens.start;
            while token < sentence.tokens.end {
                match view.phrase_from(token, sentence.tokens.end) {
                    Some(phrase) => {
                        token = phrase.tokens.end.max(token + 1);
                        if let Some((role, score)) = role(&view, &phrase) {
                            spans.push(RoleSpan { role, tokens: view.trimmed(&phrase), score });
                        }
                    }
                    None => token += 1,
                }
            }
        }
        spans.retain(|s| !s.tokens.is_empty());
        spans.sort_by_key(|s| (s.tokens.start, s.tokens.end));
        spans
    }
}

/// The role that a phrase's head and neighbours speak for.
fn role(view: &View<'_, '_>, phrase: &Phrase) -> Option<(Role, f32)> {
    let head = phrase.head;
    let after = phrase.tokens.end;
    let before = phrase.tokens.start.checked_sub(1);
    let harmed_after = (after..after + 4).any(|t| view.is(t, KILL | INJURE));
    let harmed_before = before.is_some_and(|t| view.is(t, KILL | INJURE));
    let hit = before
        .is_some_and(|t| matches!(view.norm(t), "on" | "at" | "against" | "targeting" | "inside" | "outside" | "near"));
    if view.is(head, WEAPON) && !view.is(head, SITE | VEHICLE) {
        return Some((Role::Weapon, 0.7));
    }
    if attributive(view, phrase) {
        return None;
    }
    if view.is(head, PERP) {
        return Some((Role::Perpetrator, if view.is(head, PEOPLE) { 0.4 } else { 0.7 }));
    }
    if view.is(head, PEOPLE | FORCES) {
        let score = if harmed_after || harmed_before { 0.7 } else { 0.2 };
        return Some((Role::VictimDescription, score));
    }
    if view.is(head, SITE | VEHICLE) {
        return Some((Role::Target, if hit { 0.5 } else { 0.2 }));
    }
    None
}
