//! Organisations that a report lays an event to: whom "officials suspect", to whom police "attribute" it, in whose leaflets or
//! message it was owned, whose men the attackers were said to be. Such words often stand sentences away from the event, and
//! name groups that no list knows.

use crate::events::merge::Event;
use crate::events::view::View;
use crate::events::vocab::*;
use crate::names::NameKind;
use std::ops::Range;

/// What kind of words lay an event to somebody.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cue {
    /// "suspect", "blamed", "attributed to": whoever follows.
    Lays,
    /// "members of", "a message of": a listed group, or one that the report explains to be armed.
    Ties,
    /// "a group known as", "calling itself": what follows is a name, whatever its form.
    Names,
}

/// Sentences before and behind an event that is not the report's main one in which it may be laid to somebody.
const NEAR_SENTENCES: usize = 1;
/// Tokens from a name to the word that says what it is: "X, a Sunni separatist group".
const APPOSITION_TOKENS_MAX: usize = 9;
/// Tokens from a denial to what it denies.
const DENIED_TOKENS_MAX: usize = 16;
/// Tokens of a name.
const NAME_TOKENS_MAX: usize = 7;

/// What organisations of armed people are called by.
const ORGANISATIONS: &str = "group gang gangs militia militias movement organisation organization outfit faction splinter cell \
    cartel coalition front brigade brigades ring insurgency syndicate clan guerrillas rebels rebel militants jihadists wing \
    offshoot";
/// Those who belong to one.
const MEMBERS: &str = "member members fighter fighters militant militants gunmen followers commander commanders militiamen \
    combatants cell cells vehicles uniforms infiltrators";
/// Papers and words that their makers sign.
const SIGNED: &str = "leaflet leaflets pamphlet pamphlets flyers message statement video communique";

/// The organisation that the report lays an event to, as its tokens.
pub(super) fn blamed(view: &View<'_, '_>, event: &Event, main: bool) -> Option<Range<usize>> {
    if view.doc.all_caps {
        // Capitals are how names that no list knows are seen.
        return None;
    }
    let first = event.mentions.first()?.sentence;
    let last = event.mentions.iter().map(|m| m.sentence).max().unwrap_or(first);
    let from = if main { usize::from(view.doc.has_title) } else { first.saturating_sub(NEAR_SENTENCES) };
    let until = if main { view.doc.sentences.len() } else { last + NEAR_SENTENCES + 1 };
    let sentences = || view.doc.sentences.iter().take(until).skip(from).map(|s| s.tokens.clone());
    let laid = sentences().find_map(|sentence| in_sentence(view, &sentence));
    laid.or_else(|| if main { explained(view, sentences()) } else { None })
}

/// The one name that the report explains to be of an armed group, where it knows no other group.
fn explained(view: &View<'_, '_>, sentences: impl Iterator<Item = Range<usize>>) -> Option<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for sentence in sentences {
        let mut t = sentence.start;
        while t < sentence.end {
            match name(view, t, &sentence) {
                Some(name) => {
                    t = name.end;
                    let inside = view.group_in(name.clone()).is_some();
                    if inside || explains(view, &name, &sentence) {
                        found.push(name);
                    }
                }
                None => t += 1,
            }
        }
    }
    let words = |r: &Range<usize>| crate::fold(view.doc.slice(r.clone()));
    let first = found.first()?.clone();
    found.iter().all(|other| words(other) == words(&first)).then_some(first)
}

fn in_sentence(view: &View<'_, '_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    sentence.clone().find_map(|t| {
        let (cue, after) = cue(view, t, sentence).filter(|_| !denied(view, t, sentence))?;
        organisation(view, cue, after, sentence)
    })
}

/// "denied that it was a message of", "whether they belonged to".
fn denied(view: &View<'_, '_>, t: usize, sentence: &Range<usize>) -> bool {
    let near = sentence.start.max(t.saturating_sub(DENIED_TOKENS_MAX))..t;
    near.into_iter().any(|k| view.is(k, NEG) || among(view.norm(k), "denied denies rejected whether if"))
}

/// Words that lay an event to whoever stands behind them, and the token that follows.
fn cue(view: &View<'_, '_>, t: usize, sentence: &Range<usize>) -> Option<(Cue, usize)> {
    let word = view.norm(t);
    let next = view.norm(t + 1);
    let behind = |list: &str, reach: usize| {
        (t + 1..sentence.end.min(t + 1 + reach)).find(|k| among(view.norm(*k), list)).map(|k| k + 1)
    };
    let after = match () {
        () if among(word, "suspect suspects blame blames blamed accuse accused") => match next {
            "on" => Some(t + 2),
            "for" | "of" | "by" => None,
            _ => Some(t + 1),
        },
        () if among(word, "attribute attributes attributed ascribe ascribed") => behind("to", 8),
        () if among(word, "suspicion suspicions") => {
            behind("fell falls fallen", 3).filter(|k| view.norm(*k) == "on").map(|k| k + 1)
        }
        () if among(word, "points pointed pointing point hints") && next == "to" => Some(t + 2),
        () if among(word, "hallmark hallmarks signature") && next == "of" => Some(t + 2),
        () if among(word, "belonged belong belonging belongs") && next == "to" => Some(t + 2),
        () if among(word, "instructions orders behalf") && among(next, "of from") => Some(t + 2),
        () if among(word, SIGNED) && among(next, "of by from") => return Some((Cue::Ties, t + 2)),
        () if among(word, MEMBERS) && next == "of" => return Some((Cue::Ties, t + 2)),
        () if among(word, "known called named") && view.is(t.saturating_sub(1).max(sentence.start), NEG) => None,
        () if among(word, "known") && next == "as" && organisation_before(view, t, sentence) => {
            return Some((Cue::Names, t + 2));
        }
        () if among(word, "called named styled") && organisation_before(view, t, sentence) => {
            return Some((Cue::Names, t + 1));
        }
        () if word == "calling" && among(next, "itself themselves") => return Some((Cue::Names, t + 2)),
        () if word == "name" && next == "of" && organisation_before(view, t, sentence) => {
            return Some((Cue::Names, t + 2));
        }
        () => None,
    };
    after.filter(|after| *after < sentence.end).map(|after| (Cue::Lays, after))
}

/// "a group by the …", "a gang …": the words before say that a name of an organisation follows.
fn organisation_before(view: &View<'_, '_>, t: usize, sentence: &Range<usize>) -> bool {
    (sentence.start.max(t.saturating_sub(4))..t).any(|k| among(view.norm(k), ORGANISATIONS))
}

/// The organisation that is named from `at` on.
fn organisation(view: &View<'_, '_>, cue: Cue, at: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
    let mut start = at;
    // "members of the …", "fighters of a …", "“Sword of …”".
    while start < sentence.end
        && (view.is(start, DET)
            || view.punct(start) && among(view.norm(start), "\" ' “ ‘ «")
            || view.possessive(start)
            || view.possessive(start + 1) && view.name(start).is_some()
            || among(view.norm(start), MEMBERS) && view.norm(start + 1) == "of"
            || view.norm(start) == "of" && start > at)
    {
        start += 1;
    }
    match view.group_in(start..(start + 1).min(sentence.end)) {
        // "the al-Qaeda-linked X": another's kin.
        Some(group) if view.hyphen(group.tokens.end) => start = group.tokens.end + 2,
        Some(group) => return Some(group.tokens.clone()),
        None => {}
    }
    if let Some(group) = view.group_in(start..(start + 1).min(sentence.end)) {
        return Some(group.tokens.clone());
    }
    let name = name(view, start, sentence)?;
    let quoted = start > at && view.punct(start - 1) && name.len() > 1;
    let word = || name.clone().any(|t| among(view.norm(t), ORGANISATIONS));
    let told = match cue {
        Cue::Names => true,
        Cue::Lays => quoted || word() || acronym(view, &name) || apposed(view, &name, sentence),
        Cue::Ties => quoted || explains(view, &name, sentence),
    };
    told.then_some(name)
}

/// "ISKP": three capitals and more, in one word.
fn acronym(view: &View<'_, '_>, name: &Range<usize>) -> bool {
    name.len() == 1 && view.doc.slice(name.clone()).chars().filter(|c| c.is_uppercase()).count() >= 3
}

/// A name in capitals: not a place, not a person of whom only the name is told.
fn name(view: &View<'_, '_>, start: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
    let proper = |t: usize| view.proper(t) && !view.punct(t);
    let mut end = start;
    while end < sentence.end && end - start < NAME_TOKENS_MAX {
        let linked = end > start && among(view.norm(end), "of the al for ul") && {
            let next = (end + 1..sentence.end.min(end + 3)).find(|t| !among(view.norm(*t), "of the al"));
            next.is_some_and(proper)
        };
        if !(proper(end) || linked || end > start && view.hyphen(end) && proper(end + 1)) {
            break;
        }
        end += 1;
    }
    let known = |n: &crate::names::Name| n.tokens == (start..end) && !matches!(n.what, NameKind::Group(_));
    let place = || view.name(start).is_some_and(known);
    (end > start && !view.is(start, TITLE) && !place()).then_some(start..end)
}

/// What an armed group is called where a report explains a name.
const ARMED: &str = "group gang militia outfit faction splinter guerrillas rebels";

/// "the Bambalang Marine Forces, a faction which broke with …".
fn explains(view: &View<'_, '_>, name: &Range<usize>, sentence: &Range<usize>) -> bool {
    const TOKENS_MAX: usize = 6;
    let opens = view.norm(name.end) == "," && matches!(view.norm(name.end + 1), "a" | "an");
    let until = sentence.end.min(name.end + TOKENS_MAX);
    let aid =
        |t: usize| among(view.norm(t), "rights advocacy aid human monitoring research media campaign business trade");
    let words = || (name.end + 2..until).take_while(|t| view.norm(*t) != ",");
    name.len() > 1 && opens && words().any(|t| among(view.norm(t), ARMED)) && !words().any(aid)
}

/// "X, a Meitei armed outfit", "the X militia", "X, the main rebel organisation".
fn apposed(view: &View<'_, '_>, name: &Range<usize>, sentence: &Range<usize>) -> bool {
    if among(view.norm(name.end), ORGANISATIONS) {
        return true;
    }
    let opens = view.norm(name.end) == "," && (view.is(name.end + 1, DET) || among(view.norm(name.end + 1), "an"));
    let until = sentence.end.min(name.end + APPOSITION_TOKENS_MAX);
    opens && (name.end + 2..until).take_while(|t| view.norm(*t) != ",").any(|t| among(view.norm(t), ORGANISATIONS))
}
