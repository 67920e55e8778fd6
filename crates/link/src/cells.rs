//! Where claims look for what they may belong to.
//!
//! A claim stands in several cells: its place on its day, its country on its day, its group in its eight days, its target's name
//! … A cell remembers all claims that stand in it, and which of them are *shown*: the few that stand for their incident there. A
//! claim looks into its own cells and into those beside them in time, and sees in each the latest shown ones
//! before it, never more than a fixed number. So the work for a claim does not grow with what is stored, and what it sees is a
//! function of the set of claims.

use crate::Config;
use crate::facts::{Days, Facts};
use crate::words::{fold, hash};
use record::{DatePrecision, Kind, Place, PlacePrecision};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Actors that make cells, at most; each under its group and under its words.
const MAX_ACTORS: usize = 3;
/// Classes of target that make cells, at most.
const MAX_CLASSES: usize = 3;
/// Names of targets that make cells, at most.
const MAX_NAMES: usize = 4;
/// Days of an interval that make cells, at most.
const MAX_DAYS: i32 = 3;
/// Days in a longer cell: an affair is followed for about so long.
const DAYS_LONG: i32 = 8;
/// Side of a square of the map, in degrees: about the distance within which two towns are one agglomeration.
const SQUARE_DEGREES: f64 = 0.25;
/// Sequences of five words that make cells: reports with one wording meet whatever else was read in them.
const WORDING_CELLS: usize = 2;
/// Sequences from which a wording counts as one.
const MIN_SEQUENCES: usize = 6;

/// A claim's place in the order in which claims are decided: by day of publication (unknown last), within a day those that say
/// most first, then by a hash of the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Seat {
    /// Day (24 bits), what is left unsaid (4), upper part of the hash (36).
    major: u64,
    /// Lower part of the hash.
    minor: u32,
    /// Index of the claim; the hash of 64 bits comes first, so that it decides nothing.
    pub claim: u32,
}

impl Seat {
    /// The seat of claim number `claim`.
    pub fn of(facts: &Facts, claim: u32) -> Self {
        const UNKNOWN_DAY: u64 = 0xff_ffff;
        let day = facts
            .published
            .map_or(UNKNOWN_DAY, |day| u64::try_from(i64::from(day) + 0x80_0000).unwrap_or(0).min(UNKNOWN_DAY - 1));
        let id = hash(facts.claim.id.0.as_bytes());
        Self { major: day << 40 | facts.unsaid().min(15) << 36 | id >> 28, minor: (id & 0x0fff_ffff) as u32, claim }
    }
}

/// One cell that a claim stands in, and the cells in which it looks on its account. The relation is symmetrical: if one claim
/// looks where another stands, the other looks where the one stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slot {
    pub own: u64,
    pub near: Vec<u64>,
}

/// When a claim happened, as far as cells go.
enum Time {
    Days(Vec<i32>),
    Long(Vec<i32>),
    Month(i32),
    None,
}

/// What cells count time in. Cells of one time are kept together.
#[derive(Debug, Clone, Copy)]
enum Unit {
    None = 0,
    Day = 1,
    EightDays = 2,
    Month = 3,
}

/// Bits of a key that say when: two for the [`Unit`], the others for the time, from the beginning again after 44 years.
const TIME_BITS: u32 = 16;

/// The key of a cell: when in its upper bits, a hash of everything in the lower ones.
fn key(unit: Unit, tag: &str, family: &str, parts: &[&str], at: i64) -> u64 {
    let mut bytes = Vec::with_capacity(64);
    for part in [tag, family].iter().chain(parts) {
        bytes.extend_from_slice(part.as_bytes());
        bytes.push(0x1f);
    }
    bytes.extend_from_slice(&at.to_le_bytes());
    let time = (unit as u64) << (TIME_BITS - 2) | at as u64 & ((1 << (TIME_BITS - 2)) - 1);
    time << (u64::BITS - TIME_BITS) | hash(&bytes) >> TIME_BITS
}

/// Days are counted from 1970: this many make a month, roughly, which is all that a cell needs.
fn month(day: i32) -> i32 {
    jiff::civil::Date::constant(1970, 1, 1)
        .checked_add(jiff::ToSpan::days(i64::from(day)))
        .map_or(0, |date| i32::from(date.year()) * 12 + i32::from(date.month()))
}

impl Time {
    fn of(facts: &Facts) -> Self {
        match (facts.when, facts.published) {
            (Some(Days { first, after, precision: DatePrecision::Day | DatePrecision::Time }), _) => {
                Self::Days((first..after.min(first.saturating_add(MAX_DAYS)).max(first + 1)).collect())
            }
            (Some(Days { first, after, precision: DatePrecision::Week }), _) => {
                let mut long = vec![first.div_euclid(DAYS_LONG), (after - 1).div_euclid(DAYS_LONG)];
                long.dedup();
                Self::Long(long)
            }
            (Some(Days { first, precision: DatePrecision::Month, .. }), _) => Self::Month(month(first)),
            (Some(_), _) | (None, None) => Self::None,
            // News without a date is of yesterday, give or take a day.
            (None, Some(published)) => Self::Days(vec![published - 1]),
        }
    }

    fn days(&self) -> &[i32] {
        match self {
            Self::Days(days) => days,
            _ => &[],
        }
    }

    fn long(&self) -> Vec<i32> {
        match self {
            Self::Days(days) => {
                let mut long: Vec<i32> = days.iter().map(|day| day.div_euclid(DAYS_LONG)).collect();
                long.dedup();
                long
            }
            Self::Long(long) => long.clone(),
            _ => Vec::new(),
        }
    }
}

/// Collects slots.
struct Slots {
    family: &'static str,
    time: Time,
    out: Vec<Slot>,
}

impl Slots {
    /// A cell for each of these times, with its neighbours.
    fn around(&mut self, unit: Unit, tag: &str, parts: &[&str], times: &[i32]) {
        for at in times {
            let near = (-1..=1).map(|by| key(unit, tag, self.family, parts, i64::from(*at) + by)).collect();
            self.out.push(Slot { own: key(unit, tag, self.family, parts, i64::from(*at)), near });
        }
    }

    fn by_day(&mut self, tag: &str, parts: &[&str]) {
        let days = self.time.days().to_vec();
        self.around(Unit::Day, tag, parts, &days);
    }

    fn by_eight_days(&mut self, tag: &str, parts: &[&str]) {
        let long = self.time.long();
        self.around(Unit::EightDays, tag, parts, &long);
    }

    fn always(&mut self, tag: &str, parts: &[&str]) {
        let own = key(Unit::None, tag, self.family, parts, 0);
        self.out.push(Slot { own, near: vec![own] });
    }

    /// A claim that names no place looks at all places, the others only at those that name none.
    fn placed_or_not(&mut self, tag: &str, part: &str, placed: bool) {
        for day in self.time.days().to_vec() {
            let at = |placed: bool, by: i64| {
                let parts = [part, if placed { "placed" } else { "" }];
                key(Unit::Day, tag, self.family, &parts, i64::from(day) + by)
            };
            let mut near: Vec<u64> = (-1..=1).map(|by| at(false, by)).collect();
            if !placed {
                near.extend((-1..=1).map(|by| at(true, by)));
            }
            self.out.push(Slot { own: at(placed, 0), near });
        }
    }

    /// Months: what is dated to a month meets all of that month, what is dated to a day only those.
    fn by_month(&mut self, part: &str) {
        let (at, vague) = match &self.time {
            Time::Days(days) => (days.first().map(|day| month(*day)), false),
            Time::Long(long) => (long.first().map(|at| month(at * DAYS_LONG)), false),
            Time::Month(at) => (Some(*at), true),
            Time::None => (None, false),
        };
        let Some(at) = at else { return };
        let of = |vague: bool| {
            key(Unit::Month, "month", self.family, &[part, if vague { "vague" } else { "" }], i64::from(at))
        };
        let near = if vague { vec![of(true), of(false)] } else { vec![of(true)] };
        self.out.push(Slot { own: of(vague), near });
    }

    fn square(&mut self, lat: f64, lon: f64) {
        let (x, y) = ((lon / SQUARE_DEGREES).floor() as i64, (lat / SQUARE_DEGREES).floor() as i64);
        for day in self.time.days().to_vec() {
            let at = |x: i64, y: i64| {
                key(Unit::Day, "square", self.family, &[&x.to_string(), &y.to_string()], i64::from(day))
            };
            let near = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy))).map(|(dx, dy)| at(x + dx, y + dy));
            self.out.push(Slot { own: at(x, y), near: near.collect() });
        }
    }

    fn place(&mut self, place: &Place, name: &str) -> Option<String> {
        let country = place.country_iso2.as_deref();
        if let Some(country) = country {
            self.by_day("country", &[country]);
            let division = match place.precision {
                PlacePrecision::Division => Some(place.admin1.as_deref().unwrap_or(&place.name)),
                PlacePrecision::Country | PlacePrecision::Region => None,
                _ => place.admin1.as_deref(),
            };
            if let Some(division) = division {
                self.by_day("division", &[country, &fold(division)]);
            }
        }
        if !matches!(place.precision, PlacePrecision::Site | PlacePrecision::City) {
            return None;
        }
        let id = place.gazetteer_id.map_or_else(|| name.to_owned(), |id| id.to_string());
        self.by_day("place", &[&id]);
        self.by_eight_days("place long", &[&id]);
        self.by_month(&id);
        self.by_day("name", &[name]);
        if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
            self.square(lat, lon);
        }
        Some(id)
    }
}

/// The cells of a claim, at most [`Config::max_cells`]. Acts of the authorities have cells of their own.
pub(crate) fn slots(facts: &Facts, config: &Config) -> Vec<Slot> {
    let family = if facts.claim.kind == Kind::ArrestRaid { "raid" } else { "violence" };
    let mut slots = Slots { family, time: Time::of(facts), out: Vec::with_capacity(24) };
    let place = facts.claim.place.as_ref();
    let id = place.and_then(|place| slots.place(place, &facts.place_name));
    let country = place.and_then(|p| p.country_iso2.as_deref());
    for name in facts.targets.names.iter().take(MAX_NAMES) {
        slots.always("target", &[name]);
    }
    let mut actors: Vec<String> = Vec::new();
    for actor in facts.actors.iter().take(MAX_ACTORS) {
        actors.extend(actor.group.as_ref().map(|group| format!("={group}")));
        actors.push(actor.words.join(" "));
    }
    actors.extend(facts.parent.as_ref().map(|parent| parent.join(" ")));
    actors.sort();
    actors.dedup();
    for actor in &actors {
        slots.by_eight_days("actor", &[actor, country.unwrap_or_default()]);
        slots.placed_or_not("actor anywhere", actor, country.is_some());
    }
    for class in facts.targets.classes.iter().take(MAX_CLASSES) {
        slots.by_day("class", &[class, country.unwrap_or_default()]);
        slots.placed_or_not("class anywhere", class, country.is_some());
        if let Some(id) = &id {
            slots.always("class at", &[class, id]);
        }
    }
    if slots.out.is_empty() {
        // Nothing but its words: at least claims of the same days meet.
        slots.by_day("unplaced", &[]);
    }
    if facts.sequences().len() >= MIN_SEQUENCES {
        for sequence in facts.sequences().iter().take(WORDING_CELLS) {
            slots.always("wording", &[&sequence.to_string()]);
        }
    }
    let mut out = slots.out;
    out.truncate(config.max_cells.min(MAX_CELLS));
    out
}

/// Cells of one claim, whatever the configuration says: as many as a mask has bits.
pub(crate) const MAX_CELLS: usize = 32;

/// Most cells hold one claim for ever: that one needs no memory of its own.
type Seats = SmallVec<[Seat; 1]>;

#[derive(Debug, Clone, Default)]
struct Cell {
    /// All that stand here, in order.
    all: Seats,
    /// Those that stand for their incident here, in order.
    shown: Seats,
}

/// All cells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cells {
    /// By when, then by key: news looks where other news of its days stands, so that what is looked up lies close together however
    /// much is stored.
    by_time: FxHashMap<u16, FxHashMap<u64, Cell>>,
}

const fn time_of(key: u64) -> u16 {
    (key >> (u64::BITS - TIME_BITS)) as u16
}

fn put(seats: &mut Seats, seat: Seat) {
    if let Err(at) = seats.binary_search(&seat) {
        seats.insert(at, seat);
    }
}

impl Cells {
    fn get(&self, key: u64) -> Option<&Cell> {
        self.by_time.get(&time_of(key))?.get(&key)
    }

    /// A new claim stands here.
    pub fn enter(&mut self, key: u64, seat: Seat) {
        put(&mut self.by_time.entry(time_of(key)).or_default().entry(key).or_default().all, seat);
    }

    /// For each of these cells the latest shown before `by`, at most `most`, one after the other.
    pub fn seen(&self, keys: &[u64], by: Seat, most: usize) -> Vec<Seat> {
        // All cells are found before the first is looked into: memory that is far away is then waited for once, not each time.
        let cells: Vec<&Cell> = keys.iter().filter_map(|key| self.get(*key)).collect();
        let mut seen = Vec::with_capacity(4 * cells.len());
        for cell in cells {
            let end = cell.shown.partition_point(|seat| *seat < by);
            seen.extend_from_slice(&cell.shown[end.saturating_sub(most)..end]);
        }
        seen
    }

    /// Shows a claim that stands here, or hides it again.
    pub fn set(&mut self, key: u64, seat: Seat, shown: bool) {
        let Some(cell) = self.by_time.get_mut(&time_of(key)).and_then(|cells| cells.get_mut(&key)) else { return };
        if shown {
            put(&mut cell.shown, seat);
        } else if let Ok(at) = cell.shown.binary_search(&seat) {
            cell.shown.remove(at);
        }
    }

    /// Those after `seat` in the cell `of` that would see it, were it shown in the cell `key`, each with the one that it
    /// would no longer see then.
    pub fn watchers(&self, key: u64, of: u64, seat: Seat, most: usize) -> Vec<(Seat, Option<Seat>)> {
        let (Some(shown), Some(from)) = (self.get(key).map(|c| &c.shown), self.get(of)) else {
            return Vec::new();
        };
        let first = from.all.partition_point(|other| *other <= seat);
        if first == from.all.len() {
            return Vec::new();
        }
        // Positions count the others only, whether or not the claim itself is shown now.
        let own = shown.partition_point(|other| *other < seat);
        let here = usize::from(shown.get(own) == Some(&seat));
        let mut out = Vec::new();
        let mut end = own;
        for watcher in &from.all[first..] {
            while shown.get(end + here).is_some_and(|other| other < watcher) {
                end += 1;
            }
            if end - own >= most {
                break;
            }
            // Of the others before the watcher it sees the last `most`; with this one there, one less.
            let lost = (end >= most).then(|| end - most).map(|at| shown[at]);
            out.push((*watcher, lost));
        }
        out
    }
}
