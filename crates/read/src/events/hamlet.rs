//! Places that the gazetteer does not know: "the village of Xitaxi in Cabo Delgado", "near Mangochar in Kalat district". They
//! keep their own name, and the coordinates and precision of the narrowest known place that the words put them in.

use super::merge::Event;
use super::triggers::Grip;
use super::view::View;
use super::vocab::*;
use crate::names::NameKind;
use record::{Place, PlacePrecision};
use std::ops::Range;

/// Words of a name at most.
const NAME_TOKENS_MAX: usize = 3;
/// Tokens from such a name to the first known place that it lies in.
const CONTAINER_TOKENS_MAX: usize = 7;
/// A known town so near to the container is named to say where the unknown place lies, in kilometres.
const NEAR_KM: f64 = 60.0;
/// Tokens from there on in which a narrower one may follow ("in Kalat district, in Balochistan").
const CHAIN_TOKENS_MAX: usize = 10;

/// The place of an event under the name of the unknown village, camp or district that its sentence puts it in.
pub(super) fn hamlet(view: &View<'_, '_>, event: &Event, place: Option<Place>) -> Option<Place> {
    if view.doc.all_caps {
        return place;
    }
    let told = event.mentions.iter().filter(|m| m.grip >= Grip::Loose && !m.title && !m.aside);
    let mut sentences: Vec<usize> = told.map(|m| m.sentence).collect();
    sentences.dedup();
    let found = sentences.iter().find_map(|n| in_sentence(view, &view.doc.sentences.get(*n)?.tokens));
    let Some((name, container)) = found else { return alone(view, event, sentences.first().copied(), place) };
    let fits = match &place {
        None => true,
        Some(known) => {
            let wider =
                matches!(known.precision, PlacePrecision::Country | PlacePrecision::Region | PlacePrecision::Division);
            let beside = known.distance_km(&container).is_some_and(|km| km <= NEAR_KM);
            known.country_iso2 == container.country_iso2 && (wider || known.name == container.name || beside)
        }
    };
    if !fits {
        return place;
    }
    let admin1 = match container.precision {
        PlacePrecision::Division => container.admin1.clone().or_else(|| Some(container.name.clone())),
        _ => container.admin1.clone(),
    };
    Some(Place { gazetteer_id: None, name, admin1, ..container })
}

/// The place of an event of which no words name a known town, under the unknown name that stands right where the first
/// sentence tells of it: "overran an army post at Nampala on Sunday". Of its whereabouts only the country is sure.
fn alone(view: &View<'_, '_>, event: &Event, sentence: Option<usize>, place: Option<Place>) -> Option<Place> {
    let known = place?;
    let narrow = |p: &Place| matches!(p.precision, PlacePrecision::City | PlacePrecision::Site);
    // What later sentences name is told besides.
    let first = event.mentions.iter().filter(|m| !m.title && sentence.is_some_and(|n| m.sentence <= n));
    let located = first.filter_map(|m| m.place.as_ref()).any(|l| l.direct && narrow(&l.place));
    let tokens = sentence.and_then(|n| view.doc.sentences.get(n)).map(|s| s.tokens.clone());
    let Some(tokens) = tokens.filter(|tokens| !located && !view.title_case(tokens)) else { return Some(known) };
    let name = tokens.clone().find_map(|t| bare_name(view, t, &tokens));
    let Some(name) = name else { return Some(known) };
    let around = if narrow(&known) {
        known.country_iso2.as_deref().and_then(|iso2| view.lists?.country(iso2)).unwrap_or(known)
    } else {
        known
    };
    let admin1 = around.admin1.clone();
    Some(Place { gazetteer_id: None, name: view.doc.slice(name).to_owned(), admin1, ..around })
}

/// An unknown name that can be nothing but a place: "near X", "the village of X", or "in X" and "at X" at the end of what is said.
fn bare_name(view: &View<'_, '_>, start: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
    let name = unknown_name(view, start, sentence)?;
    let before = view.norm(start - 1);
    let village = |t: usize| among(view.norm(t), "village town hamlet settlement");
    let ends = name.end >= sentence.end
        || view.punct(name.end)
        || view.is(name.end, TIME | DET | PREP | CONJ | AUX)
        || among(view.norm(name.end), "early late before after when where while");
    let sure = among(before, "near outside")
        || before == "at" && ends
        || before == "in" && ends
        || before == "of" && start >= 2 && village(start - 2)
        || village(start - 1)
        || village(name.end);
    sure.then_some(name)
}

/// The first unknown name of a sentence that its words put into a known place, and that place.
fn in_sentence(view: &View<'_, '_>, sentence: &Range<usize>) -> Option<(String, Place)> {
    if view.title_case(sentence) {
        return None;
    }
    sentence.clone().find_map(|t| {
        let run = unknown_name(view, t, sentence)?;
        let container = container(view, run.end, sentence).or_else(|| owner(view, run.start))?;
        Some((view.doc.slice(run).to_owned(), container))
    })
}

/// A capitalised name that stands at a token behind "in", "near", "village of" and is no known place, group, site or day.
fn unknown_name(view: &View<'_, '_>, start: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
    const OTHER: Bits = TIME | SITE | ORG | VEHICLE | PERP | FORCES | TITLE | CITIZEN | DET | PREP | CONJ | PRON | NUM;
    let plain = |t: usize| {
        t < sentence.end
            && view.proper(t)
            && !view.punct(t)
            && view.name(t).is_none()
            && !view.is(t, OTHER)
            && view.norm(t).len() > 2
            && !among(
                view.norm(t),
                "christian muslim sunni shia shi'ite hindu jewish catholic islamic easter christmas ramadan",
            )
    };
    if start <= sentence.start || !plain(start) {
        return None;
    }
    let before = view.norm(start - 1);
    let settlement =
        |t: usize| among(view.norm(t), "village town hamlet settlement community district township villages");
    let owned = view.possessive(start - 1) && view.name(start.saturating_sub(2)).is_some();
    let led = among(before, "in at near outside around")
        || before == "of" && start >= 2 && settlement(start - 2)
        || settlement(start - 1)
        || (start + 1..start + 3).any(|t| settlement(t) && !view.punct(t));
    if !(led || owned) {
        return None;
    }
    // "Gara Baloch": the rest of a name may be a name elsewhere.
    let more = |t: usize| plain(t) || t < sentence.end && view.proper(t) && !view.punct(t) && !view.is(t, OTHER);
    // "Jurf al-Sakhar", "Rio das Flores".
    let particle = |t: usize| {
        among(view.norm(t), "al el as ad an ar es de la du des das dos del") && view.doc.word(t) == view.norm(t)
    };
    let joins =
        |t: usize| view.hyphen(t) && more(t + 1) || particle(t) && (more(t + 1) || view.hyphen(t + 1) && more(t + 2));
    let mut end = start + 1;
    let mut words = 1;
    while end < sentence.end && words < NAME_TOKENS_MAX && (more(end) || joins(end)) {
        while !more(end) {
            end += 1;
        }
        end += 1;
        words += 1;
    }
    // "in Bakara market", "at Lady Reading Hospital", "in Operation Dawn": the name goes on to something else.
    let goes_on = view.proper(end) && !view.punct(end) || view.is(end, SITE | ORG | VEHICLE) || view.possessive(end);
    let kind =
        among(view.norm(end), "district territory village town province county area township department commune");
    // "Tajikistan's Shamsiddin Shohin district" is a place, "Nigeria's Bello" is not.
    ((!goes_on || kind) && (kind || !owned || led)).then_some(start..end)
}

/// "Tajikistan's Shamsiddin Shohin district": the place whose it is.
fn owner(view: &View<'_, '_>, start: usize) -> Option<Place> {
    let name = view.possessive(start.checked_sub(1)?).then(|| view.name(start.checked_sub(2)?)).flatten()?;
    match &name.what {
        NameKind::Place(place) => Some(place.clone()),
        _ => None,
    }
}

/// The narrowest known place that a name lies in: behind "in", a comma or a word for a division, no verb between.
fn container(view: &View<'_, '_>, from: usize, sentence: &Range<usize>) -> Option<Place> {
    let mut best: Option<Place> = None;
    let mut high = sentence.end.min(from + CONTAINER_TOKENS_MAX);
    let mut at = from;
    let mut tied = false;
    while at < high {
        if let Some(name) = view.name(at) {
            match &name.what {
                NameKind::Place(place) if tied && view.trusted(place) => {
                    let radius = |p: &Place| p.precision_m.unwrap_or(u32::MAX);
                    if best.as_ref().is_none_or(|b| radius(place) < radius(b)) {
                        best = Some(place.clone());
                    }
                    high = sentence.end.min(name.tokens.end + CHAIN_TOKENS_MAX);
                }
                NameKind::Group(_) => break,
                _ => {}
            }
            at = name.tokens.end;
            continue;
        }
        let word = view.norm(at);
        if view.possessive(at) {
            at += 1;
            continue;
        }
        if view.is(at, VERB | AUX | MODAL | REPORT | KILL | INJURE | CONJ | TIME | REL)
            || matches!(word, ";" | ":" | "\"")
        {
            break;
        }
        tied |= matches!(word, "," | "in" | "(" | "of" | "near" | "from");
        at += 1;
    }
    best
}
