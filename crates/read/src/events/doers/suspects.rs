//! Those who were arrested for an act or are suspected of it, where the report says no better who they are.

use crate::events::finish::{push, text};
use crate::events::merge::Event;
use crate::events::triggers::Grip;
use crate::events::view::{Phrase, View};
use crate::events::vocab::*;
use crate::names::NameKind;
use record::{Claim, Kind, Mention, Stage};
use std::ops::Range;

/// Puts the suspects of an act that was not done, or of a raid, first among the perpetrators, unless others are
/// described there already.
pub(super) fn suspects(view: &View<'_, '_>, event: &Event, claim: &mut Claim) {
    let undone = matches!(claim.stage, Stage::Planned | Stage::Foiled | Stage::Attempted);
    if !undone && claim.kind != Kind::ArrestRaid || claim.perpetrators.iter().any(says_who) {
        return;
    }
    let mut found = Vec::new();
    for sentence in sentences(view, event) {
        for phrase in sentence.clone().filter_map(|t| held(view, t, &sentence)) {
            push(&mut found, text(view, view.trimmed(&phrase)));
        }
    }
    for mention in std::mem::take(&mut claim.perpetrators) {
        push(&mut found, mention);
    }
    claim.perpetrators = found;
}

/// "before commandos stormed the building": those who end a siege are not among those who began it.
pub(in crate::events) fn without_rescuers(claim: &mut Claim) {
    const RESCUERS: &str = "commandos commandoes troops soldiers police officers forces";
    let rescuers =
        |m: &Mention| crate::fold(&m.text).split_whitespace().next_back().is_some_and(|word| among(word, RESCUERS));
    if claim.kind != Kind::ArrestRaid && !claim.perpetrators.iter().all(rescuers) {
        claim.perpetrators.retain(|m| !rescuers(m));
    }
}

/// The sentences that tell the act, then those around them, within reach of one another.
pub(super) fn sentences(view: &View<'_, '_>, event: &Event) -> Vec<Range<usize>> {
    let told = event.mentions.iter().filter(|m| m.grip >= Grip::Loose).map(|m| m.sentence);
    let mut order: Vec<usize> = Vec::new();
    for n in told.clone().chain(told.flat_map(|n| [n + 1, n.saturating_sub(1)])) {
        if !order.contains(&n) {
            order.push(n);
        }
    }
    order.into_iter().filter_map(|n| view.doc.sentences.get(n)).map(|sentence| sentence.tokens.clone()).collect()
}

/// More than "the suspect" or "two attackers".
fn says_who(mention: &Mention) -> bool {
    let words = crate::fold(&mention.text);
    let mut words = words.split_whitespace().filter(|word| bits(word) & (DET | NUM | ADV) == 0);
    words.any(|word| {
        let stem = word.strip_suffix('s').unwrap_or(word);
        !among(stem, "suspect attacker assailant man men people individual person perpetrator plotter would-be bomber")
    })
}

/// The people whom the word at `t` says to be arrested, charged or suspected.
fn held(view: &View<'_, '_>, t: usize, sentence: &Range<usize>) -> Option<Phrase> {
    let word = view.norm(t);
    let next = view.norm(t + 1);
    let phrase = if among(word, "arrest arrests detention capture") && next == "of" {
        view.phrase_from(t + 2, sentence.end)
    } else if among(word, "suspected accused charged") && matches!(next, "of" | "with" | "in")
        || among(word, "arrested detained held apprehended captured nabbed seized jailed remanded taken")
            && (word != "taken" || next == "into" && view.norm(t + 2) == "custody")
    {
        let first = view.before_auxiliaries(t, sentence.start);
        let passive = first < t || t > sentence.start && view.is(t + 1, PREP | TIME);
        if passive {
            view.subject(t, sentence.start)
        } else if word != "taken" {
            view.phrase_from(t + 1, sentence.end)
        } else {
            None
        }
    } else {
        None
    };
    phrase.filter(|phrase| people(view, phrase))
}

/// People who are described: not officers, not "he", not "the suspect".
fn people(view: &View<'_, '_>, phrase: &Phrase) -> bool {
    let origin = |t: usize| view.name(t).is_some_and(|name| matches!(name.what, NameKind::Demonym { .. }));
    let aged = phrase.tokens.clone().any(|t| view.norm(t) == "old" && view.hyphen(t.saturating_sub(1)));
    let described = view.is(phrase.head, PEOPLE | CITIZEN | PERP) || origin(phrase.head) || aged;
    described
        && !view.is(phrase.head, FORCES | TITLE)
        && !view.is(phrase.tokens.start, PRON)
        && says_who(&text(view, phrase.tokens.clone()))
}
