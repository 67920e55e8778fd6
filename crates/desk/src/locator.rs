//! The locator map: a window of the world map (equirectangular, WGS 84) around a place. The map itself is one asset; a page
//! only says which part of it to show and where the marks go.

use record::Place;

/// Width of the window in degrees of longitude.
const WIDTH_DEG: f64 = 56.0;
/// Height of the window in degrees of latitude.
const HEIGHT_DEG: f64 = 30.0;
/// Metres in a degree of latitude.
const METRES_PER_DEG: f64 = 111_320.0;

/// A mark on the map, in the map's own units (degrees east of 180° W, degrees south of 90° N).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    pub(crate) x: String,
    pub(crate) y: String,
    /// Radius of the uncertainty.
    pub(crate) radius: String,
    /// Tooltip.
    pub(crate) title: String,
    /// CSS classes.
    pub(crate) classes: &'static str,
}

/// A window of the map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Locator {
    /// `viewBox` of the drawing.
    pub(crate) view: String,
    /// Where it is, in words.
    pub(crate) caption: String,
    pub(crate) marks: Vec<Mark>,
}

fn position(place: &Place) -> Option<(f64, f64)> {
    let (lat, lon) = (place.lat?, place.lon?);
    let sane = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
    sane.then_some((lon + 180.0, 90.0 - lat))
}

/// "55.75° N, 37.62° E".
pub(crate) fn coordinates(place: &Place) -> Option<String> {
    let (lat, lon) = (place.lat?, place.lon?);
    let (ns, ew) = (if lat < 0.0 { "S" } else { "N" }, if lon < 0.0 { "W" } else { "E" });
    Some(format!("{:.2}° {ns}, {:.2}° {ew}", lat.abs(), lon.abs()))
}

/// "within 20 km".
pub(crate) fn precision(place: &Place) -> Option<String> {
    let metres = place.precision_m?;
    Some(if metres >= 1_000 { format!("within {} km", metres / 1_000) } else { format!("within {metres} m") })
}

/// A map around `place`, with the places linked to it that lie in the window. `None` without coordinates.
pub(crate) fn locator(place: &Place, linked: &[Place]) -> Option<Locator> {
    let (x, y) = position(place)?;
    let left = (x - WIDTH_DEG / 2.0).clamp(0.0, 360.0 - WIDTH_DEG);
    let top = (y - HEIGHT_DEG / 2.0).clamp(0.0, 180.0 - HEIGHT_DEG);
    let mark = |place: &Place, classes| {
        let (x, y) = position(place)?;
        let radius = (f64::from(place.precision_m.unwrap_or(0)) / METRES_PER_DEG).clamp(0.0, WIDTH_DEG / 3.0);
        let inside = (left..=left + WIDTH_DEG).contains(&x) && (top..=top + HEIGHT_DEG).contains(&y);
        inside.then(|| Mark {
            x: format!("{x:.2}"),
            y: format!("{y:.2}"),
            radius: format!("{radius:.2}"),
            title: place.label(),
            classes,
        })
    };
    let mut marks: Vec<Mark> = linked.iter().filter_map(|p| mark(p, "spot linked")).collect();
    marks.extend(mark(place, "spot"));
    let words = [Some(place.label()), place.admin1.clone(), coordinates(place), precision(place)];
    Some(Locator {
        view: format!("{left:.2} {top:.2} {WIDTH_DEG} {HEIGHT_DEG}"),
        caption: words.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        marks,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> Place {
        Place { lat: Some(lat), lon: Some(lon), precision_m: Some(20_000), ..Place::named("X") }
    }

    #[test]
    fn the_window_stays_on_the_map() {
        for (lat, lon) in [(0.0, 0.0), (90.0, 180.0), (-90.0, -180.0), (55.75, 37.62), (-17.8, 179.4)] {
            let map = locator(&at(lat, lon), &[]).unwrap();
            let view: Vec<f64> = map.view.split(' ').map(|n| n.parse().unwrap()).collect();
            assert!(view[0] >= 0.0 && view[0] + view[2] <= 360.0, "{}", map.view);
            assert!(view[1] >= 0.0 && view[1] + view[3] <= 180.0, "{}", map.view);
            assert_eq!(map.marks.len(), 1);
        }
    }

    #[test]
    fn no_coordinates_no_map() {
        assert_eq!(locator(&Place::named("nowhere"), &[]), None);
        assert_eq!(locator(&at(f64::NAN, 0.0), &[]), None);
        assert_eq!(locator(&at(91.0, 0.0), &[]), None);
    }

    #[test]
    fn coordinates_in_words() {
        assert_eq!(coordinates(&at(-33.86, 151.21)).unwrap(), "33.86° S, 151.21° E");
        assert_eq!(precision(&at(0.0, 0.0)).unwrap(), "within 20 km");
    }
}
