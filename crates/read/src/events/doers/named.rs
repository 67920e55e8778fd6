//! Whether words that stand where a doer would are the name of an organisation, and where that name begins and ends.

use crate::events::view::View;
use crate::events::vocab::*;
use crate::names::NameKind;
use record::PlacePrecision;
use std::ops::Range;

/// Cries, creeds and their figures, which models take for groups: "Allahu Akbar", "Party of Satan".
const CREEDS: &str = "akbar allah allahu god jesus christ mohammed muhammad prophet satan islam quran";

/// What a group is called that takes one of these for its name: "Army of God".
const BODIES: &str =
    "army brigade brigades battalion front movement soldiers party jaish ansar jund hizb harakat lashkar";

/// What makes a describing word of a name: "Westgate-style", "Iran-backed".
const LIKENED: &str = "style type like inspired linked backed bound based era led trained made born";

/// What a ship's name begins with.
const SHIPS: &str = "mt mv m/v m/t uss hms ins";

/// Those who keep the law: they make arrests and are no organisation behind a plot.
const KEEPERS: &str =
    "fbi psni nypd lapd cia dea atf dhs interpol europol scotland yard gendarmerie customs coastguard";

/// Tokens of a name that may be a surname with its article: "al-Ansi".
const SURNAME_TOKENS_MAX: usize = 3;

/// Tokens of a report among which a given name is looked for: who matters is named in full early.
const NAMED_TOKENS_MAX: usize = 4000;

/// The name of an organisation within `tokens`; `None` where they name none: a cry, a ship, somebody whom the report
/// names in full elsewhere. `by_law`: the deed is an arrest, or was foiled, and who keeps the law did not do it.
pub(super) fn organisation(view: &View<'_, '_>, tokens: Range<usize>, by_law: bool) -> Option<Range<usize>> {
    let tokens = bounded(view, tokens);
    if !by_law && aimed_at(view, &tokens) {
        return None;
    }
    if view.group_in(tokens.clone()).is_some() {
        return Some(tokens);
    }
    let any = |list: &str| tokens.clone().any(|t| among(view.norm(t), list));
    let likened = tokens.len() >= 2 && view.hyphen(tokens.end - 2) && among(view.norm(tokens.end - 1), LIKENED);
    let no_name = tokens.is_empty()
        || any(CREEDS) && !any(BODIES)
        || likened
        || among(view.norm(tokens.start), SHIPS)
        || by_law && any(KEEPERS)
        || town(view, &tokens)
        || person(view, &tokens);
    (!no_name).then_some(tokens)
}

/// "The strike targeted the X group", "fighting X": what was done was done to it.
fn aimed_at(view: &View<'_, '_>, tokens: &Range<usize>) -> bool {
    let sentence = view.sentence(tokens.start);
    let mut before = (sentence.start..tokens.start).rev().skip_while(|t| view.is(*t, DET));
    before.next().is_some_and(|t| among(view.norm(t), "targeted targets targeting fighting combating against bombed"))
}

/// Without "of", "and" or "a" before the name, and with the bracket closed that it opens.
fn bounded(view: &View<'_, '_>, mut tokens: Range<usize>) -> Range<usize> {
    while tokens.start < tokens.end
        && (view.is(tokens.start, PREP | CONJ) || among(view.norm(tokens.start), "of and a an"))
    {
        tokens.start += 1;
    }
    let at = |mark: &str| tokens.clone().find(|t| view.norm(*t) == mark);
    match (at("("), at(")")) {
        (Some(_), None) if view.norm(tokens.end) == ")" => tokens.end += 1,
        (Some(open), None) => tokens.end = open,
        _ => {}
    }
    tokens
}

/// A surname: elsewhere the report writes a given name before it ("Dzhokhar Tsarnaev", "Nasr al-Ansi").
fn person(view: &View<'_, '_>, tokens: &Range<usize>) -> bool {
    let own = |t: usize| view.name(t).is_none() && !view.is(t, COLLECTIVE | ORG | PERP | FORCES | PEOPLE | SITE);
    let surname = tokens.len() <= SURNAME_TOKENS_MAX
        && (view.hyphen(tokens.start + 1) || tokens.len() == 1)
        && view.proper(tokens.end - 1)
        && tokens.clone().all(own)
        && view.norm(tokens.end - 1).chars().all(char::is_alphabetic)
        // "ELN" is written with no given name.
        && !view.doc.word(tokens.end - 1).chars().all(char::is_uppercase);
    if !surname {
        return false;
    }
    let (last, length) = (view.norm(tokens.end - 1), tokens.len());
    (0..view.doc.tokens.len().min(NAMED_TOKENS_MAX)).filter(|t| view.norm(*t) == last).any(|t| {
        let Some(before) = (t + 1).checked_sub(length + 1) else { return false };
        let sentence = view.sentence(t);
        let given = before >= sentence.start
            && view.proper(before)
            && !view.punct(before)
            && own(before)
            && !view.is(before, DET | PREP | TITLE | TIME)
            && view.norm(before).len() > 2;
        // A capital tells nothing at the head of a sentence or in a headline.
        given && before > sentence.start && !view.title_case(&sentence)
    })
}

/// A town or a district: a country acts through its forces, a town does not.
fn town(view: &View<'_, '_>, tokens: &Range<usize>) -> bool {
    let name = view.name(tokens.start).filter(|name| name.tokens == *tokens);
    name.is_some_and(|name| matches!(&name.what, NameKind::Place(place) if place.precision != PlacePrecision::Country))
}
