//! What scoring asks of almost every pair of claims, as plain numbers side by side.
//!
//! A new claim is scored against hundreds of others that lie anywhere among a million. What lies apart is slow to come by, so each
//! claim has a card of two cache lines that tells most pairs from one another; its [`Facts`] are looked at only where both
//! cards say that there is something to compare.

use crate::facts::{ActorKey, Days, Facts};
use record::{Kind, PlacePrecision, Stage};

/// Organisations of a claim whose hashes stand on its card.
pub(crate) const CARD_ACTORS: usize = 2;

/// Where a claim lies on the globe, ready for [`Point::distance_km`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    /// In radians.
    lat: f64,
    lon: f64,
    cos_lat: f64,
}

impl Point {
    fn of(lat: f64, lon: f64) -> Self {
        let lat = lat.to_radians();
        Self { lat, lon: lon.to_radians(), cos_lat: lat.cos() }
    }

    /// Great-circle distance in kilometres, the same to the bit as that of [`record::Place::distance_km`].
    pub fn distance_km(&self, other: &Self) -> f64 {
        let h = ((other.lat - self.lat) / 2.0).sin().powi(2)
            + self.cos_lat * other.cos_lat * ((other.lon - self.lon) / 2.0).sin().powi(2);
        2.0 * 6371.0 * h.sqrt().min(1.0).asin()
    }
}

/// The numbers of one claim.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(align(64))]
pub(crate) struct Card {
    /// A bit for each class of target, and of people harmed.
    pub target_classes: u64,
    pub harmed_classes: u64,
    point: Point,
    pub when: Option<Days>,
    pub published: Option<i32>,
    pub killed: Option<u32>,
    pub injured: Option<u32>,
    pub gazetteer_id: Option<u32>,
    /// The first organisations as hashes.
    pub keys: [ActorKey; CARD_ACTORS],
    /// A hash of the parent of the organisations; 0 if there is none.
    pub parent: u32,
    /// A hash of the place's country; 0 if it is not known.
    pub country: u32,
    /// How many organisations there are.
    pub actors: u8,
    pub kind: Kind,
    pub stage: Stage,
    /// `None` if there is no place.
    pub precision: Option<PlacePrecision>,
    has: u8,
}

/// A million claims have a million cards.
const _: () = assert!(size_of::<Card>() == 128);

const POINT: u8 = 1;
const TARGET_NAMES: u8 = 2;
const TARGET_WORDS: u8 = 4;
const HARMED_WORDS: u8 = 8;
const WEAPONS: u8 = 16;

impl Card {
    /// The card of a claim.
    pub fn of(facts: &Facts) -> Self {
        let place = facts.claim.place.as_ref();
        let point = place.and_then(|place| Some(Point::of(place.lat?, place.lon?)));
        let mut keys = [ActorKey { group: 0, words: 0, group_words: 0 }; CARD_ACTORS];
        keys.iter_mut().zip(&facts.keys).for_each(|(own, key)| *own = *key);
        let has = [
            (POINT, point.is_some()),
            (TARGET_NAMES, !facts.targets.names.is_empty()),
            (TARGET_WORDS, !facts.targets.plain.is_empty()),
            (HARMED_WORDS, !facts.harmed.plain.is_empty()),
            (WEAPONS, !facts.weapons.is_empty()),
        ];
        Self {
            target_classes: facts.targets.class_bits,
            harmed_classes: facts.harmed.class_bits,
            point: point.unwrap_or(Point { lat: 0.0, lon: 0.0, cos_lat: 0.0 }),
            when: facts.when,
            published: facts.published,
            killed: facts.claim.killed,
            injured: facts.claim.injured,
            gazetteer_id: place.and_then(|place| place.gazetteer_id),
            keys,
            parent: facts.parent_key,
            country: facts.country,
            actors: u8::try_from(facts.actors.len()).unwrap_or(u8::MAX),
            kind: facts.claim.kind,
            stage: facts.stage,
            precision: place.map(|place| place.precision),
            has: has.into_iter().filter(|(_, has)| *has).fold(0, |all, (bit, _)| all | bit),
        }
    }

    pub fn point(&self) -> Option<&Point> {
        (self.has & POINT != 0).then_some(&self.point)
    }

    pub const fn names_target(&self) -> bool {
        self.has & TARGET_NAMES != 0
    }

    pub const fn has_target_words(&self) -> bool {
        self.has & TARGET_WORDS != 0
    }

    /// True if it says anything of what was aimed at.
    pub const fn has_target(&self) -> bool {
        self.target_classes != 0 || self.has & (TARGET_NAMES | TARGET_WORDS) != 0
    }

    pub const fn has_harmed_words(&self) -> bool {
        self.has & HARMED_WORDS != 0
    }

    pub const fn has_weapons(&self) -> bool {
        self.has & WEAPONS != 0
    }
}

/// One claim of a pair.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side<'f> {
    pub card: &'f Card,
    pub facts: &'f Facts,
}

impl<'f> Side<'f> {
    /// The organisations as hashes.
    pub fn keys(&self) -> &'f [ActorKey] {
        match usize::from(self.card.actors) {
            n @ ..=CARD_ACTORS => &self.card.keys[..n],
            _ => &self.facts.keys,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::Place;

    #[test]
    fn a_point_lies_where_its_place_does() {
        let places = [(55.75, 37.62), (41.01, 28.95), (-33.9, 151.2), (0.0, 0.0), (89.9, -179.9)];
        for (lat, lon) in places {
            for (other_lat, other_lon) in places {
                let at = |lat, lon| Place { lat: Some(lat), lon: Some(lon), ..Place::named("x") };
                let km = at(lat, lon).distance_km(&at(other_lat, other_lon));
                assert_eq!(Some(Point::of(lat, lon).distance_km(&Point::of(other_lat, other_lon))), km);
            }
        }
    }
}
