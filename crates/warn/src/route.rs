//! Who should be told: every partner with what is proposed about it, and why.

use crate::watch::area_words;
use crate::words::{list, place, same_name};
use record::{Area, Disposition, Incident, Partner, PartnerId, Place, PlacePrecision, Warning, Watch};

/// What is proposed about one partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Which.
    pub partner: PartnerId,
    /// Its name.
    pub name: String,
    /// What is proposed.
    pub disposition: Disposition,
    /// Why, one sentence each. Never empty.
    pub reasons: Vec<String>,
}

/// Words that gazetteers add to the name of a division and people leave out.
const DIVISION_WORDS: &[&str] = &[
    "state",
    "province",
    "region",
    "oblast",
    "governorate",
    "department",
    "district",
    "county",
    "prefecture",
    "krai",
    "republic",
    "wilayat",
    "wilaya",
    "canton",
    "of",
    "the",
];

/// True if `area` holds `place`.
///
/// A circle holds a place whose coordinates lie within it, if the place is known at least as finely as the circle is wide:
/// the middle of a country does not stand for the country. A city or division is told by country and name, spelling apart.
#[must_use]
pub fn area_contains(area: &Area, place: &Place) -> bool {
    let in_country =
        |country: &str| place.country_iso2.as_deref().is_some_and(|iso| iso.eq_ignore_ascii_case(country.trim()));
    match area {
        Area::World => true,
        Area::Country(country) => in_country(country),
        Area::Division { country, name } => {
            in_country(country)
                && (place.admin1.as_deref().is_some_and(|admin1| same_division(admin1, name))
                    || (place.precision == PlacePrecision::Division && same_division(&place.name, name)))
        }
        Area::City { country, name } => {
            in_country(country)
                && !matches!(place.precision, PlacePrecision::Country | PlacePrecision::Division)
                && same_name(&place.name, name)
        }
        Area::Circle { lat, lon, radius_km } => {
            let centre = Place { lat: Some(*lat), lon: Some(*lon), ..Place::named("") };
            let fine = match place.precision {
                PlacePrecision::Site | PlacePrecision::City => true,
                _ => place.precision_m.is_some_and(|metres| f64::from(metres) / 1000.0 <= *radius_km),
            };
            fine && centre.distance_km(place).is_some_and(|km| km <= *radius_km)
        }
    }
}

fn same_division(left: &str, right: &str) -> bool {
    let bare = |name: &str| {
        let folded = crate::words::fold(name);
        let kept: Vec<&str> = folded.split(' ').filter(|word| !DIVISION_WORDS.contains(word)).collect();
        if kept.is_empty() { folded.clone() } else { kept.join(" ") }
    };
    let left = bare(left);
    !left.is_empty() && left == bare(right)
}

/// How narrow an area is: 0 is the narrowest.
fn breadth(area: &Area) -> u8 {
    match area {
        Area::City { .. } => 0,
        Area::Circle { radius_km, .. } if *radius_km <= 30.0 => 0,
        Area::Circle { radius_km, .. } if *radius_km <= 300.0 => 1,
        Area::Division { .. } => 1,
        Area::Country(_) => 2,
        Area::Circle { .. } => 3,
        Area::World => 4,
    }
}

/// The narrowest of the areas that hold the place.
fn narrowest<'a>(areas: &'a [Area], at: &Place) -> Option<&'a Area> {
    areas.iter().filter(|area| area_contains(area, at)).min_by_key(|area| breadth(area))
}

/// The country that an area lies in, where that can be told.
fn country_of(area: &Area) -> Option<&str> {
    match area {
        Area::Division { country, .. } | Area::City { country, .. } => Some(country),
        Area::World | Area::Country(_) | Area::Circle { .. } => None,
    }
}

/// What is proposed about every partner: those responsible for the place first (the narrowest area first), then those with a
/// stake (a linked place is theirs, or the place is known only as a country in which their area lies), then those that the
/// watch names, then those barred by the marking, then the rest. Within each, by name.
#[must_use]
pub fn route(warning: &Warning, incident: &Incident, watch: Option<&Watch>, partners: &[Partner]) -> Vec<Route> {
    let mut routes: Vec<(u8, Route)> =
        partners.iter().map(|partner| route_one(warning, incident, watch, partner)).collect();
    routes.sort_by(|(left_breadth, left), (right_breadth, right)| {
        (left.disposition, left_breadth, &left.name, &left.partner).cmp(&(
            right.disposition,
            right_breadth,
            &right.name,
            &right.partner,
        ))
    });
    routes.into_iter().map(|(_, route)| route).collect()
}

fn route_one(warning: &Warning, incident: &Incident, watch: Option<&Watch>, partner: &Partner) -> (u8, Route) {
    let mut reasons = Vec::new();
    let mut disposition = Disposition::NotConcerned;
    let mut rank = u8::MAX;
    let place_of_warning = warning.place.as_ref();
    if let Some(area) = place_of_warning.and_then(|at| narrowest(&partner.responsible_for, at)) {
        disposition = Disposition::Responsible;
        rank = breadth(area);
        let at = place_of_warning.map(place).unwrap_or_default();
        let words = area_words(area);
        reasons.push(match area {
            Area::World => format!("It answers for the whole world, so for {at}."),
            _ if words == at => format!("It answers for {at}."),
            _ => format!("It answers for {words}, where {at} lies."),
        });
    } else if place_of_warning.is_none() && partner.responsible_for.contains(&Area::World) {
        (disposition, rank) = (Disposition::Responsible, breadth(&Area::World));
        reasons.push("No place is known, and it answers for the whole world.".to_owned());
    }
    for (area, reason) in stakes(warning, incident, partner) {
        reasons.push(reason);
        if disposition == Disposition::NotConcerned || (disposition == Disposition::Stake && breadth(area) < rank) {
            (disposition, rank) = (Disposition::Stake, breadth(area));
        }
    }
    if let Some(watch) = watch.filter(|watch| watch.partners.contains(&partner.id)) {
        reasons.push(format!("The watch \u{201c}{}\u{201d} names it.", watch.name));
        if disposition == Disposition::NotConcerned {
            disposition = Disposition::NamedByWatch;
        }
    }
    if disposition == Disposition::NotConcerned {
        reasons.push(match place_of_warning {
            Some(at) if partner.responsible_for.is_empty() => {
                format!("It answers for no area, and {} is the place.", place(at))
            }
            Some(at) => format!(
                "It answers for {}; the place is {}.",
                list(&partner.responsible_for.iter().map(area_words).collect::<Vec<_>>()),
                place(at)
            ),
            None => "No place is known, and no watch names it.".to_owned(),
        });
    } else if warning.marking.tlp > partner.clearance {
        disposition = Disposition::BarredByMarking;
        reasons.push(format!(
            "The warning is marked {}; this partner may receive up to {}.",
            warning.marking, partner.clearance
        ));
    }
    (rank, Route { partner: partner.id.clone(), name: partner.name.clone(), disposition, reasons })
}

/// The partner's areas that have a stake, each with the reason.
fn stakes<'p>(warning: &Warning, incident: &Incident, partner: &'p Partner) -> Vec<(&'p Area, String)> {
    // Whoever answers for the whole world answers for every linked place: that is no stake of its own.
    let own: Vec<&Area> = partner.responsible_for.iter().filter(|area| **area != Area::World).collect();
    let mut stakes: Vec<(&Area, String)> = Vec::new();
    for linked in &incident.linked_places {
        let nearest = own.iter().filter(|area| area_contains(area, linked)).min_by_key(|area| breadth(area));
        if let Some(area) = nearest {
            stakes.push((area, format!("{} is tied to the incident and lies in {}.", place(linked), area_words(area))));
        }
    }
    if let Some(at) = warning.place.as_ref().filter(|at| at.precision == PlacePrecision::Country) {
        for area in own {
            let inside = country_of(area)
                .zip(at.country_iso2.as_deref())
                .is_some_and(|(country, iso)| country.eq_ignore_ascii_case(iso));
            if inside {
                let reason = format!("The place is known only as {}; {} lies in it.", place(at), area_words(area));
                stakes.push((area, reason));
            }
        }
    }
    stakes
}
