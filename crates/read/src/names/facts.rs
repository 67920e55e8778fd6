//! Facts kept by hand beside the gazetteer: countries and their people, divisions' abbreviations, regions and sites.
//!
//! The files are tab-separated with comment lines (`#`); a test proves every line well-formed, so a short line is skipped here.

/// A country or territory.
#[derive(Debug, Clone, Copy)]
pub struct CountryFact {
    /// ISO 3166-1 alpha-2.
    pub iso2: &'static str,
    /// Usual English name.
    pub name: &'static str,
    variants: &'static str,
    /// Capital; empty if there is none.
    pub capital: &'static str,
    /// Degrees, WGS 84.
    pub lat: f64,
    /// Degrees, WGS 84.
    pub lon: f64,
    adjectives: &'static str,
    people: &'static str,
}

impl CountryFact {
    /// Other names of the country.
    pub fn variants(&self) -> impl Iterator<Item = &'static str> + use<> {
        list(self.variants)
    }

    /// Adjectives: "Russian", "Burkinabe".
    pub fn adjectives(&self) -> impl Iterator<Item = &'static str> + use<> {
        list(self.adjectives)
    }

    /// Words for its people that are no adjectives: "Spaniard", "Finns".
    pub fn people(&self) -> impl Iterator<Item = &'static str> + use<> {
        list(self.people)
    }
}

/// Abbreviations and middle point of a first-level division.
#[derive(Debug, Clone, Copy)]
pub struct DivisionFact {
    /// GeoNames code: `US.TX`.
    pub code: &'static str,
    /// Its name in the gazetteer.
    pub name: &'static str,
    /// Code that stands after a town: `TX`. May be empty.
    pub postal: &'static str,
    abbreviations: &'static str,
    /// Degrees, WGS 84.
    pub lat: f64,
    /// Degrees, WGS 84.
    pub lon: f64,
}

impl DivisionFact {
    /// Written abbreviations: `Calif.`, `W.Va.`.
    pub fn abbreviations(&self) -> impl Iterator<Item = &'static str> + use<> {
        list(self.abbreviations)
    }
}

/// What a place kept by hand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteKind {
    /// Larger than a country, or a sea.
    Region,
    /// A part of a country.
    Division,
    /// A town or a quarter of one.
    City,
    /// A building, square, airport.
    Site,
    /// Another name of a country.
    Country,
}

/// A place that the gazetteer lacks.
#[derive(Debug, Clone, Copy)]
pub struct SiteFact {
    /// Usual English name.
    pub name: &'static str,
    variants: &'static str,
    /// What it is.
    pub kind: SiteKind,
    /// True if the words count only when written exactly so.
    pub strict: bool,
    /// ISO 3166-1 alpha-2; `None` for regions.
    pub iso2: Option<&'static str>,
    /// First-level division by name; `None` if the place is one itself, or is larger.
    pub admin1: Option<&'static str>,
    /// Degrees, WGS 84.
    pub lat: f64,
    /// Degrees, WGS 84.
    pub lon: f64,
    /// Radius in metres.
    pub radius_m: u32,
}

impl SiteFact {
    /// Other names.
    pub fn variants(&self) -> impl Iterator<Item = &'static str> + use<> {
        list(self.variants)
    }
}

/// All countries and territories of ISO 3166-1, and Kosovo (XK).
pub fn countries() -> impl Iterator<Item = CountryFact> {
    lines(include_str!("../../data/countries.tsv")).filter_map(|line| {
        let mut fields = line.split('\t');
        Some(CountryFact {
            iso2: fields.next()?,
            name: fields.next()?,
            variants: fields.next()?,
            capital: fields.next()?,
            lat: fields.next()?.parse().ok()?,
            lon: fields.next()?.parse().ok()?,
            adjectives: fields.next()?,
            people: fields.next()?,
        })
    })
}

/// Divisions of which more is known than the gazetteer has.
pub fn divisions() -> impl Iterator<Item = DivisionFact> {
    lines(include_str!("../../data/divisions.tsv")).filter_map(|line| {
        let mut fields = line.split('\t');
        Some(DivisionFact {
            code: fields.next()?,
            name: fields.next()?,
            postal: fields.next()?,
            abbreviations: fields.next()?,
            lat: fields.next()?.parse().ok()?,
            lon: fields.next()?.parse().ok()?,
        })
    })
}

/// Regions, quarters and sites.
pub fn sites() -> impl Iterator<Item = SiteFact> {
    lines(include_str!("../../data/places.tsv")).filter_map(|line| {
        let mut fields = line.split('\t');
        let (name, variants, kind) = (fields.next()?, fields.next()?, fields.next()?);
        let (base, strict) = kind.strip_suffix("_strict").map_or((kind, false), |base| (base, true));
        let kind = match base {
            "region" => SiteKind::Region,
            "division" => SiteKind::Division,
            "city" => SiteKind::City,
            "site" => SiteKind::Site,
            "country" => SiteKind::Country,
            _ => return None,
        };
        let filled = |field: &'static str| (!field.is_empty()).then_some(field);
        Some(SiteFact {
            name,
            variants,
            kind,
            strict,
            iso2: filled(fields.next()?),
            admin1: filled(fields.next()?),
            lat: fields.next()?.parse().ok()?,
            lon: fields.next()?.parse().ok()?,
            radius_m: fields.next()?.parse().ok()?,
        })
    })
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

fn list(field: &'static str) -> impl Iterator<Item = &'static str> {
    field.split(';').filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_is_read() {
        let count = |file: &'static str| lines(file).count();
        assert_eq!(countries().count(), count(include_str!("../../data/countries.tsv")));
        assert_eq!(divisions().count(), count(include_str!("../../data/divisions.tsv")));
        assert_eq!(sites().count(), count(include_str!("../../data/places.tsv")));
        assert_eq!(countries().count(), 250);
    }

    #[test]
    fn codes_are_codes_and_coordinates_lie_on_the_globe() {
        let codes: BTreeSet<&str> = countries().map(|c| c.iso2).collect();
        assert_eq!(codes.len(), countries().count(), "a country stands twice");
        for country in countries() {
            assert!(country.iso2.len() == 2 && country.iso2.bytes().all(|b| b.is_ascii_uppercase()), "{country:?}");
            assert!(country.lat.abs() <= 90.0 && country.lon.abs() <= 180.0, "{country:?}");
        }
        for site in sites() {
            assert!(site.iso2.is_none_or(|iso2| codes.contains(iso2)), "{site:?}");
            assert!(site.lat.abs() <= 90.0 && site.lon.abs() <= 180.0 && site.radius_m > 0, "{site:?}");
            assert!(
                (site.kind == SiteKind::Region) == site.iso2.is_none() || site.strict || site.iso2.is_some(),
                "{site:?}"
            );
        }
    }
}
