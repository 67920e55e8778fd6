//! How near to one another two claims lie: the feature "place" of a score.

use crate::card::{Card, Side};
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
pub(crate) fn place(left: Side<'_>, right: Side<'_>) -> f64 {
    let (l, r) = (left.card, right.card);
    let (Some(left_precision), Some(right_precision)) = (l.precision, r.precision) else { return 0.0 };
    if l.country != 0 && r.country != 0 && l.country != r.country {
        return if near(l, r, NEAR_KM) { 0.5 } else { -5.0 };
    }
    let fine = |p: PlacePrecision| matches!(p, PlacePrecision::Site | PlacePrecision::City);
    let same_id = l.gazetteer_id.is_some() && l.gazetteer_id == r.gazetteer_id;
    let same_name = || left.facts.place_name == right.facts.place_name;
    if same_id || ((l.gazetteer_id.is_none() || r.gazetteer_id.is_none()) && same_name()) {
        return match (left_precision, right_precision) {
            (PlacePrecision::Country, _) | (_, PlacePrecision::Country) => 0.3,
            (PlacePrecision::Division, _) | (_, PlacePrecision::Division) => 0.9,
            _ => SAME_PLACE,
        };
    }
    if !(fine(left_precision) && fine(right_precision)) {
        return contained(left, right);
    }
    match distance_km(l, r) {
        Some(km) if km <= NEAR_KM => 1.4,
        Some(km) if km <= AROUND_KM => 0.3,
        Some(km) if km <= FAR_KM => -1.5,
        Some(_) => -3.5,
        None if same_name() => SAME_PLACE,
        None => -0.5,
    }
}

fn distance_km(left: &Card, right: &Card) -> Option<f64> {
    Some(left.point()?.distance_km(right.point()?))
}

fn near(left: &Card, right: &Card, km: f64) -> bool {
    let town = |card: &Card| card.precision.is_some_and(|p| p <= PlacePrecision::City);
    town(left) && town(right) && distance_km(left, right).is_some_and(|d| d <= km)
}

/// At least one of the two is larger than a town: does it hold the other?
fn contained(left: Side<'_>, right: Side<'_>) -> f64 {
    if left.card.precision.max(right.card.precision) == Some(PlacePrecision::Country) {
        return 0.3;
    }
    let (Some(l), Some(r)) = (&left.facts.claim.place, &right.facts.claim.place) else { return 0.0 };
    let (wide, close) = if l.precision >= r.precision { (l, r) } else { (r, l) };
    match wide.precision {
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
