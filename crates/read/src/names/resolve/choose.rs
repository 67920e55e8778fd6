//! Choosing: the likeliest place for each spelling, given what the report names outright.

use super::super::place;
use super::super::table::{Level, Table};
use super::{Resolver, SPEAKS};
use rustc_hash::FxHashMap;

/// People taken for a town whose number is not known.
const UNCOUNTED_PEOPLE: f64 = 3_000.0;
/// What the division adds, by the logarithm of what speaks for it.
const DIVISION_WEIGHT: f64 = 2.8;
/// What a town nearby adds.
const NEAR_WEIGHT: f64 = 0.8;
/// What the county around a town adds, and a town to its county.
const KIN_WEIGHT: f64 = 3.0;
/// Weight that a dateline gives its country.
const DATELINE_SPEAKS: f64 = 1.5;
/// Anchor points that are compared.
const POINTS_MAX: usize = 40;
/// Counties and towns that are listed to point to each other; within one division, those compared.
const KIN_MAX: usize = 5_000;
const KIN_PER_DIVISION_MAX: usize = 60;

impl Resolver<'_> {
    /// The best choice for a spelling, given the anchors.
    pub(super) fn choose(&mut self, spelling: usize) {
        let wants_division = self.spellings[spelling].mentions.iter().any(|m| self.mentions[*m].division);
        let mut best: Option<(f64, f64, u32)> = None;
        let mut division: Option<(f64, u32)> = None;
        for &(number, alias) in &self.spellings[spelling].choices {
            let (prior, context) = self.weigh_choice(number, alias, wants_division, self.spellings[spelling].spoke);
            if best.is_none_or(|(p, c, _)| prior + context > p + c) {
                best = Some((prior, context, number));
            }
            let broad = wants_division && self.names.table.level(number) != Level::City;
            if broad && division.is_none_or(|(weight, _)| prior + context > weight) {
                division = Some((prior + context, number));
            }
        }
        let town = best.and_then(|(_, _, number)| self.chief_town(spelling, number));
        let fixed = self.spellings[spelling].mentions.iter().find_map(|m| self.mentions[*m].fixed);
        let entry = &mut self.spellings[spelling];
        if let Some((prior, context, number)) = best {
            (entry.prior, entry.context) = (prior, context);
            entry.town = town;
            entry.division = division.map(|(_, number)| number);
            entry.chosen = fixed.or(Some(number));
        }
    }

    /// The town that a division is called after, if much of the division lives there: New York, Kandahar, Moscow.
    fn chief_town(&self, spelling: usize, division: u32) -> Option<u32> {
        if self.names.table.level(division) != Level::Division {
            return None;
        }
        let choices = self.spellings[spelling].choices.iter().map(|(number, _)| *number);
        let mut towns = choices.filter(|number| self.names.table.level(*number) == Level::City);
        // A capital may be a division by itself amid the one that bears its name: Lima, Buenos Aires.
        towns.find(|town| {
            self.names.table.country_of(*town) == self.names.table.country_of(division)
                && self.people(*town) > 0.12 * self.people(division)
                && self.distance_m(*town, division) <= self.names.table.radius_m(division).max(60_000.0)
        })
    }

    /// How likely a place is by itself, and what the anchors add.
    fn weigh_choice(&self, number: u32, alias: bool, wants_division: bool, spoke: Option<u32>) -> (f64, f64) {
        let table = &self.names.table;
        let Some(row) = table.row(number) else { return (0.0, 0.0) };
        // Seats of districts often stand without a number.
        let people = if row.population < 1.0 { UNCOUNTED_PEOPLE } else { row.population };
        let size = (people + 50.0).log10();
        let level = match row.level {
            Level::Country => 2.0,
            Level::Division => 0.6,
            Level::District => -1.0,
            Level::City if self.names.lexicon.is_capital(number) => 1.8,
            Level::City => 0.0,
        };
        let wanted = if wants_division && row.level != Level::City { 2.5 } else { 0.0 };
        let own = |holder: Option<u32>, of: fn(&Table<'_>, u32) -> Option<u32>| {
            if spoke.is_some_and(|spoke| of(table, spoke) == holder) { SPEAKS } else { 0.0 }
        };
        let (nation, part) = (Some(table.country_of(number)), table.division_of(number));
        let weight =
            |map: &FxHashMap<u32, f64>, key: Option<u32>| key.and_then(|k| map.get(&k)).copied().unwrap_or(0.0);
        let country = weight(&self.countries, nation) - own(nation, |table, n| Some(table.country_of(n)));
        let division = weight(&self.divisions, part) - own(part, |table, n| table.division_of(n));
        let here = (row.lat, row.lon);
        // What is nearer than a kilometre is this very place.
        let near = self.points.iter().take(POINTS_MAX).any(|p| place::is_near(*p, here));
        let context = (1.0 + country.max(0.0)).ln().min(2.0)
            + DIVISION_WEIGHT * (1.0 + division.max(0.0)).ln().min(2.0)
            + if near { NEAR_WEIGHT } else { 0.0 }
            + if self.has_kin(number, row.level) { KIN_WEIGHT } else { 0.0 };
        let alias = alias && !self.names.lexicon.is_capital(number);
        (size + level + wanted - if alias { 1.3 } else { 0.0 }, context)
    }

    /// Lists the counties that the report may mean and the towns, so that each can point to the other.
    pub(super) fn list_districts(&mut self) {
        let table = self.names.table;
        let mut listed = 0;
        for spelling in &self.spellings {
            let county = spelling.mentions.iter().any(|m| self.mentions[*m].division);
            for &(number, _) in &spelling.choices {
                let Some(division) = table.division_of(number) else { continue };
                match table.level(number) {
                    Level::District if county => self.districts.entry(division).or_default().push(number),
                    Level::City if !county => self.towns.entry(division).or_default().push(number),
                    _ => continue,
                }
                listed += 1;
            }
            if listed > KIN_MAX {
                break;
            }
        }
    }

    /// A town has kin if the report may mean the county it lies in, a county if the report may mean a town in it.
    fn has_kin(&self, number: u32, level: Level) -> bool {
        let Some(division) = self.names.table.division_of(number) else { return false };
        let within = |list: &FxHashMap<u32, Vec<u32>>, holds: &dyn Fn(u32) -> bool| {
            list.get(&division).is_some_and(|places| places.iter().take(KIN_PER_DIVISION_MAX).any(|p| holds(*p)))
        };
        match level {
            Level::City => within(&self.districts, &|district| self.holds(district, number)),
            Level::District => within(&self.towns, &|town| self.people(town) > 2_000.0 && self.holds(number, town)),
            Level::Country | Level::Division => false,
        }
    }

    /// Lets the towns chosen so far speak for their country and division in the next round.
    pub(super) fn weigh_chosen(&mut self) {
        let table = self.names.table;
        for spelling in &mut self.spellings {
            let Some(number) = spelling.chosen.filter(|_| spelling.spoke.is_none()) else { continue };
            let sure = spelling.prior >= 5.3 && spelling.choices.len() < 30 && !spelling.person;
            if !sure || table.level(number) == Level::Country {
                continue;
            }
            spelling.spoke = Some(number);
            let dateline = spelling.mentions.iter().any(|m| self.mentions[*m].clues.dateline);
            let weight = if dateline { DATELINE_SPEAKS } else { SPEAKS };
            *self.countries.entry(table.country_of(number)).or_default() += weight;
            if let Some(division) = table.division_of(number) {
                *self.divisions.entry(division).or_default() += SPEAKS;
            }
            if table.level(number) == Level::City {
                self.points.extend(table.row(number).map(|row| (row.lat, row.lon)));
            }
        }
    }
}
