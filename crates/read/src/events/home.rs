//! The places that stand for a whole report: its dateline, and those that headline and lead name most.

use super::view::View;
use super::whereabouts::{country_place, is_link, precision_bonus};
use crate::names::{Name, NameKind};
use record::{Place, PlacePrecision};
use std::ops::Range;

/// The places that stand for a whole document: the dateline, and the place named most.
#[derive(Debug, Clone, Default)]
pub(crate) struct Home {
    /// From the dateline.
    pub dateline: Option<Place>,
    /// The report names that place nowhere else.
    pub only_dateline: bool,
    /// The one named most in headline and lead.
    pub chief: Option<Place>,
    /// Places narrower than a country, the one named most first.
    pub narrow: Vec<Place>,
    /// Cities named anywhere, in the order of the text.
    pub cities: Vec<Place>,
    /// Country of a people named in the headline ("Greek theatre").
    pub people: Option<Place>,
}

/// Weight that a place needs to stand for a whole country's event.
const NARROW_MIN: i32 = 10;

/// Sentences looked at for the chief place.
const LEAD_SENTENCES: usize = 12;

/// Cities of a document that are kept.
const CITIES_MAX: usize = 40;

/// Finds the document's own places.
pub(crate) fn home(view: &View<'_, '_>) -> Home {
    let mut home = Home::default();
    let mut scores: Vec<(Place, i32)> = Vec::new();
    for (n, sentence) in view.doc.sentences.iter().take(LEAD_SENTENCES).enumerate() {
        for name in view.names_in(sentence.tokens.clone()) {
            match &name.what {
                NameKind::Place(place) => {
                    if home.dateline.is_none() && n <= 4 && is_dateline(view, name, &sentence.tokens) {
                        home.dateline = Some(place.clone());
                    }
                    if is_link(view, name, &sentence.tokens)
                        || super::sites::part_of_site(view, name)
                        || !view.trusted(place)
                    {
                        continue;
                    }
                    let weight = precision_bonus(place)
                        + if n == 0 {
                            12
                        } else if n < 4 {
                            6
                        } else {
                            2
                        };
                    match scores.iter_mut().find(|(p, _)| p.name == place.name && p.country_iso2 == place.country_iso2)
                    {
                        Some((_, score)) => *score += weight,
                        None => scores.push((place.clone(), weight)),
                    }
                }
                NameKind::Demonym { country } if home.people.is_none() => {
                    home.people = Some(country_place(view, country))
                }
                _ => {}
            }
        }
    }
    for name in view.names {
        if let NameKind::Place(place) = &name.what
            && place.precision == PlacePrecision::City
            && !home.cities.contains(place)
            && home.cities.len() < CITIES_MAX
        {
            home.cities.push(place.clone());
        }
    }
    let times =
        |place: &Place| view.names.iter().filter(|n| matches!(&n.what, NameKind::Place(p) if p == place)).count();
    home.only_dateline = home.dateline.as_ref().is_some_and(|place| times(place) <= 1);
    let mut narrow: Vec<&(Place, i32)> = scores
        .iter()
        .filter(|(p, _)| {
            !matches!(p.precision, PlacePrecision::Country | PlacePrecision::Region | PlacePrecision::Site)
        })
        .collect();
    // Named in the lead, or more than once: not somebody's home town.
    narrow.retain(|(_, score)| *score >= NARROW_MIN);
    narrow.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    home.narrow = narrow.into_iter().map(|(p, _)| p.clone()).collect();
    home.chief = scores.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a }).map(|(place, _)| place);
    home
}

/// "ANKARA (Reuters) -", "LONDON, 3 May --".
pub(super) fn is_dateline(view: &View<'_, '_>, name: &Name, sentence: &Range<usize>) -> bool {
    if name.tokens.start != sentence.start
        || !(name.tokens.clone().all(|t| view.doc.tokens[t].all_caps) || view.norm(name.tokens.end) == "(")
    {
        return false;
    }
    let high = sentence.end.min(name.tokens.end + 10);
    (name.tokens.end..high).any(|t| matches!(view.norm(t), "(" | "-" | "--"))
}
