//! Where: a place resolved against the gazetteer.

use crate::code::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// What kind of area the coordinates stand for.
    PlacePrecision ("precision of a place") {
        /// A site, street or building.
        Site => "site",
        /// A town or city.
        City => "city",
        /// A first- or second-level division.
        Division => "division",
        /// A country.
        Country => "country",
        /// Larger than a country, or unknown.
        Region => "region",
    }
}

/// A place. Either the gazetteer knows it (then `gazetteer_id` is set), or only its name and perhaps its country do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// GeoNames id, if resolved.
    pub gazetteer_id: Option<u32>,
    /// Name as a reader would write it: "Moscow".
    pub name: String,
    /// ISO 3166-1 alpha-2, upper case.
    pub country_iso2: Option<String>,
    /// First-level division, by name ("Kaduna State").
    pub admin1: Option<String>,
    /// Latitude in degrees, WGS 84, -90 to 90.
    pub lat: Option<f64>,
    /// Longitude in degrees, WGS 84, -180 to 180.
    pub lon: Option<f64>,
    /// Radius in metres within which the event is thought to lie.
    pub precision_m: Option<u32>,
    /// What the coordinates stand for.
    pub precision: PlacePrecision,
}

impl Place {
    /// A place that is known by its name only.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            gazetteer_id: None,
            name: name.to_owned(),
            country_iso2: None,
            admin1: None,
            lat: None,
            lon: None,
            precision_m: None,
            precision: PlacePrecision::Region,
        }
    }

    /// Great-circle distance to another place in kilometres, if both have coordinates (haversine, mean radius 6371 km).
    #[must_use]
    pub fn distance_km(&self, other: &Self) -> Option<f64> {
        let (lat1, lon1) = (self.lat?.to_radians(), self.lon?.to_radians());
        let (lat2, lon2) = (other.lat?.to_radians(), other.lon?.to_radians());
        let h = ((lat2 - lat1) / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * ((lon2 - lon1) / 2.0).sin().powi(2);
        Some(2.0 * 6371.0 * h.sqrt().min(1.0).asin())
    }

    /// "Moscow, RU" or what is known of it.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.country_iso2 {
            Some(country) => format!("{}, {country}", self.name),
            None => self.name.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moscow_to_istanbul_is_about_1760_km() {
        let at = |lat, lon| Place { lat: Some(lat), lon: Some(lon), ..Place::named("x") };
        let km = at(55.75, 37.62).distance_km(&at(41.01, 28.95)).unwrap();
        assert!((1740.0..1780.0).contains(&km), "{km}");
    }
}
