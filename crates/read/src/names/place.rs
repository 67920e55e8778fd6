//! Places as the record has them, out of the table and the lexicon.

use super::facts::{SiteFact, SiteKind};
use super::table::{Level, Table};
use record::{Place, PlacePrecision};

/// Words that follow or precede the name of a division.
#[rustfmt::skip]
const DIVISION_WORDS: &[&str] = &[
    "county", "province", "district", "region", "governorate", "oblast", "prefecture", "parish", "canton", "municipality", "republic",
    "territory", "provinces", "counties", "districts", "voivodeship", "krai", "raion", "emirate", "tehsil",
];
/// Countries whose first-level divisions are departments in English.
const DEPARTMENTS: &[&str] = &["BJ", "BO", "CI", "CO", "FR", "GT", "HN", "HT", "NI", "PE", "PY", "SV", "UY"];
/// Countries where a kind after a name belongs to a university, a court, a team; their counties bear it in the gazetteer.
const KINDS_UNSAID: &[&str] = &["US", "AU", "GB"];

/// True for "county", "province" and the like, folded.
pub(super) fn is_division_word(folded: &str) -> bool {
    DIVISION_WORDS.contains(&folded) || matches!(folded, "state" | "department" | "states" | "departments")
}

/// True if the word after the name of a division of that country belongs to it.
pub(super) fn is_division_kind(folded: &str, iso2: &str) -> bool {
    match folded {
        _ if KINDS_UNSAID.contains(&iso2) => false,
        "state" => true,
        "department" => DEPARTMENTS.contains(&iso2),
        _ => DIVISION_WORDS.contains(&folded),
    }
}

/// A place of the table. The name is as written if it is the gazetteer's own but for case and marks.
pub(super) fn of_table(table: &Table<'_>, number: u32, written: Option<&str>) -> Place {
    let own = table.name(number);
    let as_own = |written: &str| crate::fold(written) == crate::fold(own);
    let name = match written {
        Some(written)
            if written.chars().any(char::is_lowercase) && (as_own(written) || town_alias(table, number, written)) =>
        {
            written
        }
        _ => own,
    };
    let country = table.country_of(number);
    let row = table.row(number);
    let level = table.level(number);
    let division = table.division_of(number).filter(|division| *division != number || level == Level::Division);
    let radius = match level {
        Level::City => row.map_or(0.0, |row| city_radius_m(row.population)),
        _ => table.radius_m(number),
    };
    Place {
        gazetteer_id: row.map(|row| row.id).filter(|id| *id != 0),
        name: name.to_owned(),
        country_iso2: Some(table.iso2(country).to_owned()).filter(|code| code.len() == 2),
        admin1: division.map(|division| table.name(division).to_owned()),
        lat: row.map(|row| row.lat),
        lon: row.map(|row| row.lon),
        precision_m: Some(metres(radius)),
        precision: match level {
            Level::Country => PlacePrecision::Country,
            Level::Division | Level::District => PlacePrecision::Division,
            Level::City => PlacePrecision::City,
        },
    }
}

/// A smaller town keeps the spelling of the report: the gazetteer's own is one of many ("Nabatîyé et Tahta" for Nabatieh).
/// Great cities, divisions and countries keep one name, by which partners are responsible for them.
fn town_alias(table: &Table<'_>, number: u32, written: &str) -> bool {
    const SMALL_PEOPLE: f64 = 300_000.0;
    const NAME_CHARS_MIN: usize = 4;
    table.level(number) == Level::City
        && table.row(number).is_some_and(|row| row.population < SMALL_PEOPLE)
        && written.chars().count() >= NAME_CHARS_MIN
        && written.chars().next().is_some_and(char::is_uppercase)
        && !written.contains('.')
        && !written.to_lowercase().contains("capital")
}

/// A place kept by hand.
pub(super) fn of_site(site: &SiteFact, written: &str) -> Place {
    let same = crate::fold(written) == crate::fold(site.name) && written.chars().any(char::is_lowercase);
    Place {
        gazetteer_id: None,
        name: if same { written.to_owned() } else { site.name.to_owned() },
        country_iso2: site.iso2.map(str::to_owned),
        admin1: site
            .admin1
            .map(str::to_owned)
            .or_else(|| (site.kind == SiteKind::Division).then(|| site.name.to_owned())),
        lat: Some(site.lat),
        lon: Some(site.lon),
        precision_m: Some(site.radius_m),
        precision: match site.kind {
            SiteKind::Region => PlacePrecision::Region,
            SiteKind::Division => PlacePrecision::Division,
            SiteKind::City => PlacePrecision::City,
            SiteKind::Site => PlacePrecision::Site,
            SiteKind::Country => PlacePrecision::Country,
        },
    }
}

/// Radius of a town of so many people at 3,000 to the square kilometre; from 1 to 40 km.
fn city_radius_m(people: f64) -> f64 {
    ((people / 3_000.0 / std::f64::consts::PI).sqrt() * 1_000.0).clamp(1_000.0, 40_000.0)
}

/// Whole metres, rounded to two digits: more would pretend.
fn metres(radius: f64) -> u32 {
    let step = 10_f64.powf((radius.max(1.0).log10().floor() - 1.0).max(0.0));
    ((radius / step).round() * step) as u32
}

/// Farther than a kilometre (else it is this very place), nearer than 120.
pub(super) fn is_near(a: (f64, f64), b: (f64, f64)) -> bool {
    // A degree of latitude is 111 km: most pairs need no trigonometry.
    (a.0 - b.0).abs() < 1.1 && (1.0..120.0).contains(&distance_km(a, b))
}

/// Great-circle distance in kilometres between two points in degrees (haversine, mean radius 6371 km).
pub(super) fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat1, lon1, lat2, lon2) = (a.0.to_radians(), a.1.to_radians(), b.0.to_radians(), b.1.to_radians());
    let h = ((lat2 - lat1) / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * ((lon2 - lon1) / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}
