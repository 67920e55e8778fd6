//! The place of an event out of those of its mentions, with what the report says of itself to fall back on.

use super::home::Home;
use super::merge::Event;
use super::view::View;
use super::vocab::among;
use super::whereabouts::{self, Located};
use crate::names::NameKind;
use record::{Place, PlacePrecision};

/// What it adds to a place's weight that it stands in the headline, in the first sentence, or long after it.
const HEADLINE: i32 = -4;
const LEAD: i32 = 8;
const LATER: i32 = -6;
/// Sentences after the first that are not long after it.
const LEAD_SENTENCES: usize = 3;

/// The place of an event.
pub(super) fn place(view: &View<'_, '_>, event: &Event, main: bool, home: &Home) -> Option<Place> {
    if main && let Some(here) = home.dateline.clone().filter(|_| here(view, event)) {
        return Some(here);
    }
    let mut scores: Vec<(&Place, i32)> = Vec::new();
    let lead = event.mentions.iter().find(|m| !m.title).map_or(0, |m| m.sentence);
    for (mention, located) in event.mentions.iter().filter_map(|m| Some((m, m.place.as_ref()?))) {
        // Where the speaker sits says less than where the report was written.
        let of_speaker = !located.direct && located.score == 0 && home.dateline.is_some();
        if !located.direct && !main || of_speaker {
            continue;
        }
        // The first sentence says where; a headline names what readers know, and what comes later is told besides.
        let position = match mention.sentence.checked_sub(lead) {
            _ if mention.title => HEADLINE,
            Some(0) => LEAD,
            Some(1..=LEAD_SENTENCES) | None => 0,
            Some(_) => LATER,
        };
        let weight = located.score + 2 * whereabouts::precision_bonus(&located.place) + position
            - if located.direct { 0 } else { 12 };
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
            let tied = |p: &&Located| p.score > 0 && (p.direct || p.score != whereabouts::DATELINE);
            let own = event.mentions.iter().filter_map(|m| m.place.as_ref().filter(tied).map(|p| &p.place));
            let elsewhere = |p: &&Place| !home.only_dateline || home.dateline.as_ref() != Some(*p);
            let inner = own
                .chain(home.narrow.iter().filter(elsewhere))
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

/// "A bomb exploded in a gymnasium here": where the dateline says. What is quoted speaks of another here, and "40 miles from
/// here" is elsewhere.
fn here(view: &View<'_, '_>, event: &Event) -> bool {
    let lead = event.mentions.iter().filter(|m| !m.title && m.sentence <= LEAD_SENTENCES);
    lead.map(|m| view.sentence(m.trigger.tokens.start)).any(|sentence| {
        let quoted = sentence.clone().any(|t| view.norm(t) == "\"");
        let said = |t: &usize| {
            let before = view.norm(t.saturating_sub(1));
            view.norm(*t) == "here" && !view.possessive(t + 1) && !among(before, "from of said told right over is was")
        };
        !quoted && sentence.clone().skip(1).any(|t| said(&t))
    })
}

/// Farther than this from a city's middle a site is not in it, in kilometres.
const SITE_IN_CITY_KM: f64 = 40.0;

/// A site under the name of the city that the report names around it, with the site's own coordinates.
pub(super) fn in_city(view: &View<'_, '_>, event: &Event, place: Place, home: &Home) -> Place {
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
pub(super) fn sentence_cities(view: &View<'_, '_>, event: &Event) -> Vec<Place> {
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
pub(super) fn nearby(view: &View<'_, '_>, event: &Event) -> Option<Place> {
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
