//! A made-up world that reports on itself, for measuring: from one seed always the same stream of reports.
//!
//! It has what makes linking costly in the real one: a few cities that see most of it, groups that are named everywhere, wire
//! copies, reports that leave out the day or the town, accounts of old events in passing, and now and then
//! one event that two thousand reports tell of. Nothing in it is or names anything real.

use jiff::ToSpan;
use jiff::civil::Date;
use record::{
    Assertion, CaptureId, Claim, ClaimId, GroupId, Kind, Mention, Place, PlacePrecision, Reading, Report, ReportId,
    Span, Speaker, SpeakerKind, Stage, When,
};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Reports of one burst.
pub const BURST_REPORTS: usize = 2_000;
/// Days from one burst to the next.
pub const BURST_EVERY_DAYS: i64 = 25;
/// Reports a day besides bursts, on average.
const REPORTS_PER_DAY: usize = 750;
const COUNTRIES: usize = 120;
const CITIES: usize = 3_000;
const GROUPS: usize = 160;
const OUTLETS: usize = 900;
/// Words of a report, about.
const WORDS: usize = 160;
const FIRST_DAY: Date = Date::constant(2020, 1, 1);

const TARGETS: &[&str] = &[
    "market",
    "police station",
    "school",
    "church",
    "bus",
    "hotel",
    "army checkpoint",
    "pipeline",
    "bank",
    "village",
    "mosque",
    "embassy",
    "railway station",
    "restaurant",
    "hospital",
    "shopping centre",
];
const KINDS: &[Kind] = &[
    Kind::Bombing,
    Kind::ArmedAssault,
    Kind::ArmedAssault,
    Kind::Attack,
    Kind::Kidnapping,
    Kind::Arson,
    Kind::Assassination,
];
const STAGES: &[Stage] =
    &[Stage::Accomplished, Stage::Accomplished, Stage::Accomplished, Stage::Foiled, Stage::Planned, Stage::Attempted];

/// A small generator with a fixed course (SplitMix64).
#[derive(Debug, Clone)]
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// True in so many of a hundred cases.
    fn percent(&mut self, n: usize) -> bool {
        self.below(100) < n
    }

    /// Below `n`, the small ones much more often: a few see most of it.
    fn skewed(&mut self, n: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((n as f64).powf(unit) - 1.0) as usize % n
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

#[derive(Debug, Clone)]
struct Event {
    day: i64,
    city: usize,
    kind: Kind,
    stage: Stage,
    target: &'static str,
    group: Option<usize>,
    killed: u32,
    seed: u64,
}

/// The stream: reports in order of publication, without end.
#[derive(Debug, Clone)]
pub struct MadeUp {
    dice: Dice,
    day: i64,
    number: u64,
    /// By day: events to be told of on it.
    due: BTreeMap<i64, Vec<Event>>,
    /// Events that reports may come back to.
    past: Vec<Event>,
    today: Vec<Event>,
}

impl MadeUp {
    /// The stream that follows from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { dice: Dice(seed), day: 0, number: 0, due: BTreeMap::new(), past: Vec::new(), today: Vec::new() }
    }

    fn event(&mut self) -> Event {
        let dice = &mut self.dice;
        let city = dice.skewed(CITIES);
        Event {
            day: self.day,
            city,
            kind: dice.of(KINDS),
            stage: dice.of(STAGES),
            target: dice.of(TARGETS),
            // Groups are at home in some countries; the first are named everywhere.
            group: dice
                .percent(60)
                .then(|| (dice.skewed(GROUPS) + city % COUNTRIES * usize::from(dice.0 & 3 != 0)) % GROUPS),
            killed: dice.skewed(60) as u32,
            seed: dice.next(),
        }
    }

    /// Plans a day's events and the days on which each is told of.
    fn plan(&mut self) {
        let mut planned = 0;
        while planned < REPORTS_PER_DAY {
            let event = self.event();
            let reports = if self.dice.percent(55) { 1 } else { 1 + self.dice.skewed(120) };
            planned += reports;
            self.spread(&event, reports);
        }
        if self.day % BURST_EVERY_DAYS == 12 {
            let mut event = self.event();
            (event.city, event.stage) = (self.dice.below(12), Stage::Accomplished);
            self.spread(&event, BURST_REPORTS);
        }
    }

    fn spread(&mut self, event: &Event, reports: usize) {
        for _ in 0..reports {
            let after = match self.dice.below(100) {
                0..50 => 0,
                50..80 => 1,
                80..94 => 2 + self.dice.skewed(12) as i64,
                94..99 => 10 + self.dice.below(60) as i64,
                _ => 365,
            };
            self.due.entry(event.day + after).or_default().push(event.clone());
        }
        if self.past.len() < 50_000 {
            self.past.push(event.clone());
        } else {
            let at = self.dice.below(50_000);
            self.past[at] = event.clone();
        }
    }

    fn write(&mut self, event: &Event) -> (Report, Reading) {
        self.number += 1;
        let outlet = format!("Outlet {}", self.dice.skewed(OUTLETS));
        let mut report = Report {
            id: ReportId::from(format!("made-up-{}", self.number)),
            capture: CaptureId::from("made-up"),
            outlet,
            title: String::new(),
            byline: None,
            section: None,
            published: date(self.day),
            url: None,
            language: "en".to_owned(),
            text: String::new(),
            leads: Vec::new(),
        };
        let mut claims = vec![self.claim(&mut report, event, true)];
        for _ in 0..self.dice.below(3) {
            if self.dice.percent(45) && !self.past.is_empty() {
                let other = self.past[self.dice.below(self.past.len())].clone();
                claims.push(self.claim(&mut report, &other, false));
            }
        }
        // The rest of the page: of a wire's making, or the outlet's own.
        let mut words = Dice(if self.dice.percent(30) { event.seed } else { self.dice.next() });
        for _ in 0..WORDS {
            let _ = write!(report.text, "word{} ", words.skewed(20_000));
        }
        let reading = Reading {
            report: report.id.clone(),
            relevant: true,
            claims,
            attribution: Vec::new(),
            independent_origin: None,
            faults: Vec::new(),
            reader_version: "made up".to_owned(),
        };
        (report, reading)
    }

    fn claim(&mut self, report: &mut Report, event: &Event, main: bool) -> Claim {
        let dice = &mut self.dice;
        let kind = if dice.percent(15) { Kind::Attack } else { event.kind };
        let killed = dice.percent(70).then(|| event.killed + dice.skewed(4) as u32);
        let start = report.text.len();
        let mut own = Dice(if dice.percent(30) { event.seed } else { dice.next() });
        let _ = write!(report.text, "It told of the {} in City {} and of ", event.target, event.city);
        for _ in 0..14 {
            let _ = write!(report.text, "word{} ", own.skewed(5_000));
        }
        let evidence = vec![Span::new(start, report.text.len())];
        report.text.push('\n');
        let mention = |text: String, group: Option<usize>| Mention {
            text,
            span: None,
            group: group.map(|group| GroupId::from(format!("group-{group}"))),
        };
        let dated = dice.percent(if main { 70 } else { 50 });
        let off = i64::from(dice.percent(6));
        let mut said_by = vec![Speaker::outlet(&report.outlet)];
        said_by.extend(speaker(dice, event));
        Claim {
            id: ClaimId::from(format!("{}-{start}", report.id)),
            report: report.id.clone(),
            kind,
            stage: event.stage,
            assertion: Assertion::Reported,
            main,
            actors: event
                .group
                .filter(|_| dice.percent(75))
                .map(|g| mention(format!("Group {g}"), Some(g)))
                .into_iter()
                .collect(),
            actor_parent: None,
            perpetrators: Vec::new(),
            targets: if dice.percent(85) { vec![mention(event.target.to_owned(), None)] } else { Vec::new() },
            victims: Vec::new(),
            victim_descriptions: Vec::new(),
            weapons: Vec::new(),
            killed,
            injured: killed.filter(|_| dice.percent(50)).map(|killed| killed * 2 + dice.below(5) as u32),
            place: place(dice, event.city),
            linked_places: Vec::new(),
            when: if dated { date(event.day + off).and_then(When::day) } else { None },
            said_by,
            evidence,
            why: Vec::new(),
            weighed: None,
        }
    }
}

fn speaker(dice: &mut Dice, event: &Event) -> Option<Speaker> {
    let (kind, name) = match dice.below(6) {
        0 => (SpeakerKind::Authority, format!("police of City {}", event.city)),
        1 => (SpeakerKind::Press, format!("Wire {}", dice.skewed(12))),
        2 => (SpeakerKind::Unnamed, "residents".to_owned()),
        3 => (SpeakerKind::Authority, format!("ministry of C{}", event.city % COUNTRIES)),
        4 => (SpeakerKind::Press, format!("Outlet {}", dice.skewed(OUTLETS))),
        _ => return None,
    };
    Some(Speaker { name, kind, span: None, cue: None, inferred: false })
}

fn place(dice: &mut Dice, city: usize) -> Option<Place> {
    let country = city % COUNTRIES;
    let iso2 = format!("{}{}", char::from(b'A' + (country / 26) as u8), char::from(b'A' + (country % 26) as u8));
    let (lat, lon) = ((country / 12) as f64 * 12.0 - 55.0, (country % 12) as f64 * 29.0 - 170.0);
    let id = u32::try_from(city).unwrap_or(0);
    match dice.below(100) {
        0..6 => None,
        6..14 => Some(Place {
            gazetteer_id: Some(1_000_000 + country as u32),
            country_iso2: Some(iso2.clone()),
            lat: Some(lat),
            lon: Some(lon),
            precision: PlacePrecision::Country,
            ..Place::named(&format!("Country {country}"))
        }),
        _ => Some(Place {
            gazetteer_id: Some(id),
            country_iso2: Some(iso2),
            admin1: Some(format!("Province {}", city % 7)),
            lat: Some(lat + (city / COUNTRIES % 5) as f64 * 1.7),
            lon: Some(lon + (city / COUNTRIES / 5) as f64 * 2.3),
            precision: PlacePrecision::City,
            ..Place::named(&format!("City {city}"))
        }),
    }
}

fn date(day: i64) -> Option<Date> {
    FIRST_DAY.checked_add(day.days()).ok()
}

impl Iterator for MadeUp {
    type Item = (Report, Reading);

    fn next(&mut self) -> Option<Self::Item> {
        while self.today.is_empty() {
            self.plan();
            self.today = self.due.remove(&self.day).unwrap_or_default();
            // Nobody reports in the order in which things are planned.
            for n in (1..self.today.len()).rev() {
                self.today.swap(n, self.dice.below(n + 1));
            }
            if self.today.is_empty() {
                self.day += 1;
            }
        }
        let event = self.today.pop()?;
        let written = self.write(&event);
        if self.today.is_empty() {
            self.day += 1;
        }
        Some(written)
    }
}
