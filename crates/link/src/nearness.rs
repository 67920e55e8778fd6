//! How near to one another two claims lie: the feature "place" of a score.

use crate::facts::Facts;
use crate::words::fold;
use record::PlacePrecision;

/// Same town or site.
const SAME_PLACE: f64 = 2.0;
/// Kilometres within which two towns are one agglomeration.
const NEAR_KM: f64 = 25.0;
/// Kilometres within which places may be confused.
const AROUND_KM: f64 = 60.0;
/// Kilometres beyond which two resolved towns speak clearly against.
const FAR_KM: f64 = 150.0;

/// Weight of the two places, 0 if either is not known.
pub(crate) fn place(left: &Facts, right: &Facts) -> f64 {
    let (Some(l), Some(r)) = (&left.claim.place, &right.claim.place) else { return 0.0 };
    if left.country != 0 && right.country != 0 && left.country != right.country {
        return if near(left, right, NEAR_KM) { 0.5 } else { -5.0 };
    }
    let fine = |p: PlacePrecision| matches!(p, PlacePrecision::Site | PlacePrecision::City);
    let same_id = l.gazetteer_id.is_some() && l.gazetteer_id == r.gazetteer_id;
    let same_name = || left.place_name == right.place_name;
    if same_id || ((l.gazetteer_id.is_none() || r.gazetteer_id.is_none()) && same_name()) {
        return match (l.precision, r.precision) {
            (PlacePrecision::Country, _) | (_, PlacePrecision::Country) => 0.3,
            (PlacePrecision::Division, _) | (_, PlacePrecision::Division) => 0.9,
            _ => SAME_PLACE,
        };
    }
    if !(fine(l.precision) && fine(r.precision)) {
        return contained(left, right);
    }
    match l.distance_km(r) {
        Some(km) if km <= NEAR_KM => 1.4,
        Some(km) if km <= AROUND_KM => 0.3,
        Some(km) if km <= FAR_KM => -1.5,
        Some(_) => -3.5,
        None if same_name() => SAME_PLACE,
        None => -0.5,
    }
}

fn near(left: &Facts, right: &Facts, km: f64) -> bool {
    match (&left.claim.place, &right.claim.place) {
        (Some(l), Some(r)) => {
            l.precision <= PlacePrecision::City
                && r.precision <= PlacePrecision::City
                && l.distance_km(r).is_some_and(|d| d <= km)
        }
        _ => false,
    }
}

/// At least one of the two is larger than a town: does it hold the other?
fn contained(left: &Facts, right: &Facts) -> f64 {
    let (Some(l), Some(r)) = (&left.claim.place, &right.claim.place) else { return 0.0 };
    let (wide, close) = if l.precision >= r.precision { (l, r) } else { (r, l) };
    match wide.precision {
        PlacePrecision::Country => 0.3,
        // Two divisions with different names.
        PlacePrecision::Division if close.precision == PlacePrecision::Division => match wide.distance_km(close) {
            Some(km) if km > FAR_KM => -2.0,
            _ => -0.5,
        },
        PlacePrecision::Division => {
            let inside = close.admin1.as_deref().map(fold);
            let division = fold(wide.admin1.as_deref().unwrap_or(&wide.name));
            match inside {
                Some(inside) if inside == division || division.contains(&inside) || inside.contains(&division) => 1.0,
                Some(_) => match wide.distance_km(close) {
                    Some(km) if km > FAR_KM => -2.0,
                    _ => -0.5,
                },
                None => 0.2,
            }
        }
        _ => 0.0,
    }
}
