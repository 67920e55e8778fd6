//! Areas as words on the command line.

use anyhow::{Result, bail};
use record::Area;

/// How areas are written, for help texts.
pub const HELP: &str = "world | RU | RU:Moscow (a city) | NG/Kaduna (a division) | 55.75,37.62,50km (a circle)";

/// Reads an area.
///
/// # Errors
/// Not one of the forms in [`HELP`].
pub fn parse(words: &str) -> Result<Area> {
    let words = words.trim();
    if words.eq_ignore_ascii_case("world") {
        return Ok(Area::World);
    }
    if let Some(circle) = parse_circle(words) {
        return Ok(circle);
    }
    if let Some((country, name)) = words.split_once(':') {
        return Ok(Area::City { country: country_code(country)?, name: named(name, words)? });
    }
    if let Some((country, name)) = words.split_once('/') {
        return Ok(Area::Division { country: country_code(country)?, name: named(name, words)? });
    }
    Ok(Area::Country(country_code(words)?))
}

fn parse_circle(words: &str) -> Option<Area> {
    let parts: Vec<&str> = words.split(',').map(str::trim).collect();
    let [lat, lon, radius] = parts.as_slice() else { return None };
    let (lat, lon): (f64, f64) = (lat.parse().ok()?, lon.parse().ok()?);
    let radius_km: f64 = radius.strip_suffix("km").unwrap_or(radius).trim().parse().ok()?;
    let valid = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon) && radius_km > 0.0;
    valid.then_some(Area::Circle { lat, lon, radius_km })
}

fn country_code(words: &str) -> Result<String> {
    let code = words.trim().to_ascii_uppercase();
    if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        bail!("`{words}` is not an area; write it as {HELP}");
    }
    Ok(code)
}

fn named(name: &str, whole: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        bail!("`{whole}` names no place after the country; write it as {HELP}");
    }
    Ok(name.to_owned())
}

/// An area in the words that [`parse`] reads.
#[must_use]
pub fn words(area: &Area) -> String {
    match area {
        Area::World => "world".to_owned(),
        Area::Country(country) => country.clone(),
        Area::City { country, name } => format!("{country}:{name}"),
        Area::Division { country, name } => format!("{country}/{name}"),
        Area::Circle { lat, lon, radius_km } => format!("{lat},{lon},{radius_km}km"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["world", "RU", "RU:Moscow", "NG/Kaduna", "55.75,37.62,50km"] {
            assert_eq!(words(&parse(text).unwrap()), text);
        }
    }

    #[test]
    fn mistakes_are_told() {
        for text in ["", "Russia", "RU:", "99,200,5km", "1,2,-3km"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
