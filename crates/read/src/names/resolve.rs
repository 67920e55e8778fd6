//! Resolving: which place each spot stands for, decided over the whole document.
//!
//! Anchors (countries, peoples, towns named with their division) say where the report plays; every other name takes the place
//! that is large, near the anchors and contained in what the report names; one name has one sense throughout.

mod choose;
mod decide;

use super::cues::HARDLY_PLACES;
use super::facts::SiteKind;
use super::lexicon::Sense;
use super::spot::Spot;
use super::table::{Level, WordFlags};
use super::weigh::{self, Clues};
use super::{Name, Names, place};
use crate::doc::Doc;
use rustc_hash::FxHashMap;

/// Places of one name that are compared.
const CHOICES_MAX: usize = 60;
/// Weight that a town chosen in the first round gives its country and division.
const SPEAKS: f64 = 0.4;

/// A spot on its way to a name.
struct Mention {
    spot: Spot,
    clues: Clues,
    /// Mentions of one spelling share a number.
    spelling: usize,
    /// Decided by the words next to it: "Paris, Texas".
    fixed: Option<u32>,
    /// The last token of what follows and belongs to it ("County"), exclusive.
    end: usize,
    /// A word for a division follows or precedes: "Kaduna State", "province of Kandahar".
    division: bool,
    /// Names the division or country that the mention before it lies in.
    container: bool,
    /// "Reading", "Central", "August": only a division right after makes it a place.
    hardly: bool,
}

/// One spelling over the whole document.
#[derive(Default)]
struct Spelling {
    choices: Vec<(u32, bool)>,
    mentions: Vec<usize>,
    chosen: Option<u32>,
    /// What mentions with a word for a division mean: the likeliest that is no town.
    division: Option<u32>,
    /// What mentions without a word for a division mean: the town that `chosen`, a division, is called after.
    town: Option<u32>,
    prior: f64,
    context: f64,
    person: bool,
    /// Somewhere in the run of an unknown name: "Barack Obama".
    embedded: bool,
    /// The place that this spelling has already spoken for.
    spoke: Option<u32>,
    /// Some mention is decided by the words next to it.
    fixed: bool,
}

pub(super) struct Resolver<'a> {
    names: &'a Names,
    doc: &'a Doc<'a>,
    mentions: Vec<Mention>,
    spellings: Vec<Spelling>,
    countries: FxHashMap<u32, f64>,
    divisions: FxHashMap<u32, f64>,
    /// Of the country that most speaks for.
    country_weight_max: f64,
    points: Vec<(f64, f64)>,
    /// Counties and districts that the report may mean, by the division they lie in, and the towns that it may mean.
    districts: FxHashMap<u32, Vec<u32>>,
    towns: FxHashMap<u32, Vec<u32>>,
    /// How often each group is named with more than one word, by its id.
    in_full: FxHashMap<&'a str, usize>,
}

impl<'a> Resolver<'a> {
    pub fn new(names: &'a Names, doc: &'a Doc<'a>, spots: Vec<Spot>) -> Self {
        let headlines = weigh::headlines(doc);
        let mut covered = vec![false; doc.tokens.len()];
        for spot in &spots {
            covered[spot.tokens.clone()].fill(true);
        }
        let spotted = |token: usize| covered.get(token).copied().unwrap_or(false);
        let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
        let mut spellings: Vec<Spelling> = Vec::new();
        let mut mentions = Vec::with_capacity(spots.len());
        for spot in spots {
            let headline = headlines.get(doc.sentence_of(spot.tokens.start)).copied().unwrap_or(false);
            let clues = weigh::clues(doc, &names.table, &spot, headline, &spotted);
            let folded = spot.tokens.clone().map(|t| doc.norm(t)).collect::<Vec<&str>>().join(" ");
            let next = numbers.len();
            let spelling = *numbers.entry(folded.clone()).or_insert(next);
            if spelling == spellings.len() {
                let choices = spot.entry.map(|e| names.table.places(e).take(CHOICES_MAX).collect()).unwrap_or_default();
                spellings.push(Spelling { choices, ..Spelling::default() });
            }
            spellings[spelling].mentions.push(mentions.len());
            spellings[spelling].person |= clues.person;
            spellings[spelling].embedded |= clues.after_name;
            let end = spot.tokens.end;
            let hardly = spot.country().is_none() && HARDLY_PLACES.contains(&folded.as_str());
            mentions.push(Mention {
                hardly,
                spot,
                clues,
                spelling,
                fixed: None,
                end,
                division: false,
                container: false,
            });
        }
        Self {
            names,
            doc,
            mentions,
            spellings,
            countries: FxHashMap::default(),
            divisions: FxHashMap::default(),
            country_weight_max: 0.0,
            points: Vec::new(),
            districts: FxHashMap::default(),
            towns: FxHashMap::default(),
            in_full: FxHashMap::default(),
        }
    }

    pub fn names(mut self) -> Vec<Name> {
        self.mark_divisions();
        self.weigh_anchors();
        self.fix_contained();
        self.list_districts();
        for _ in 0..2 {
            for spelling in 0..self.spellings.len() {
                self.choose(spelling);
            }
            self.weigh_chosen();
        }
        self.country_weight_max = self.countries.values().copied().fold(0.0, f64::max);
        self.sum_up();
        self.collect()
    }

    /// What deciding asks of all mentions, once: asked for each, time would grow with the square of the text.
    fn sum_up(&mut self) {
        let groups = self.names.groups();
        for mention in &self.mentions {
            self.spellings[mention.spelling].fixed |= mention.fixed.is_some();
            if let Some(group) = mention.spot.group().filter(|_| mention.spot.tokens.len() > 1) {
                *self.in_full.entry(groups[group].id.as_str()).or_default() += 1;
            }
        }
    }

    /// "X County", "province of X".
    fn mark_divisions(&mut self) {
        let doc = self.doc;
        for mention in &mut self.mentions {
            let end = mention.spot.tokens.end;
            let token = doc.tokens.get(end).filter(|t| t.space_before && (t.capitalised || doc.all_caps));
            if token.is_some() && place::is_division_word(doc.norm(end)) {
                mention.division = true;
                mention.end = end + 1;
            } else if place::is_division_word(doc.norm_at(end as isize)) && doc.tokens[end].space_before {
                mention.division = true;
            }
            let start = mention.spot.tokens.start as isize;
            // "Butler County" as a whole.
            mention.division |= mention.spot.tokens.len() > 1 && place::is_division_word(doc.norm(end - 1));
            if doc.norm_at(start - 1) == "of" && place::is_division_word(doc.norm_at(start - 2)) {
                mention.division = true;
            }
        }
    }

    /// Countries and peoples that the report names outright.
    fn weigh_anchors(&mut self) {
        for mention in &self.mentions {
            let sense = mention.spot.country().map(|c| (c, 1.0)).or(mention.spot.people().map(|c| (c, 0.8)));
            if let Some((country, weight)) = sense
                && !mention.clues.person
            {
                *self.countries.entry(country).or_default() += weight;
            }
            for sense in &mention.spot.senses {
                if let Sense::Abbreviation(division) = sense {
                    *self.divisions.entry(*division).or_default() += 1.0;
                    *self.countries.entry(self.names.table.country_of(*division)).or_default() += 0.5;
                }
            }
        }
        for mention in &self.mentions {
            // A division that is named and shares its name with no larger place: Minnesota, Guanajuato.
            let Some(&(first, alias)) = self.spellings[mention.spelling].choices.first() else { continue };
            if mention.spot.country().is_some() {
                continue;
            }
            let large = self.names.table.row(first).is_some_and(|row| row.population > 400_000.0);
            if self.names.table.level(first) == Level::Division && !alias && large && !mention.clues.person {
                *self.divisions.entry(first).or_default() += 0.6;
                *self.countries.entry(self.names.table.country_of(first)).or_default() += 0.4;
            }
        }
    }

    /// "Paris, Texas", "Tyler, TX", "Irapuato (Guanajuato)", "Kano in Nigeria": the second says which the first is.
    fn fix_contained(&mut self) {
        for at in (0..self.mentions.len().saturating_sub(1)).rev() {
            if !self.is_followed_by_container(at) || self.mentions[at].clues.person {
                continue;
            }
            let next = &self.mentions[at + 1];
            let mut holders: Vec<u32> = Vec::new();
            for sense in &next.spot.senses {
                match sense {
                    Sense::Country(place) | Sense::Abbreviation(place) | Sense::Postal(place) => holders.push(*place),
                    Sense::Site(site) => holders.extend(self.site_holder(*site)),
                    Sense::People(_) | Sense::Group(_) => {}
                }
            }
            if let Some(place) = next.fixed {
                holders.push(place);
            }
            let choices = &self.spellings[next.spelling].choices;
            holders.extend(choices.iter().map(|c| c.0).filter(|c| self.names.table.level(*c) <= Level::District));
            let found = holders.iter().find_map(|holder| {
                let inside = self.spellings[self.mentions[at].spelling].choices.iter().map(|c| c.0);
                inside
                    .filter(|c| c != holder && self.holds(*holder, *c))
                    .max_by(|a, b| self.rank(*a).total_cmp(&self.rank(*b)))
                    .map(|c| (*holder, c))
            });
            // "Man in Georgia", but "Reading, Pennsylvania".
            let comma = self.mentions[at + 1].spot.tokens.start == self.mentions[at].end + 1;
            let ordinary = self.mentions[at].hardly || self.mentions[at].clues.word.has(WordFlags::COMMON);
            if let Some((holder, inside)) =
                found.filter(|_| !ordinary || comma && self.doc.norm(self.mentions[at].end) == ",")
            {
                self.mentions[at].fixed = Some(inside);
                self.mentions[at + 1].container = true;
                let next = &mut self.mentions[at + 1];
                // A site or region kept by hand stays what it is.
                if !next.spot.senses.iter().any(|s| matches!(s, Sense::Site(_))) {
                    next.fixed.get_or_insert(holder);
                }
                *self.countries.entry(self.names.table.country_of(inside)).or_default() += 0.7;
                if let Some(division) = self.names.table.division_of(inside) {
                    *self.divisions.entry(division).or_default() += 0.7;
                }
                let spelling = self.mentions[at].spelling;
                self.spellings[spelling].chosen.get_or_insert(inside);
                self.points.extend(self.names.table.row(inside).map(|row| (row.lat, row.lon)));
            }
        }
    }

    fn is_followed_by_container(&self, at: usize) -> bool {
        let (end, next) = (self.mentions[at].end, self.mentions[at + 1].spot.tokens.start);
        let between = |offset: usize| self.doc.norm(end + offset);
        match next.checked_sub(end) {
            Some(0) => {
                self.doc.tokens[next].space_before
                    && self.mentions[at + 1]
                        .spot
                        .senses
                        .iter()
                        .any(|s| matches!(s, Sense::Postal(_) | Sense::Abbreviation(_)))
            }
            Some(1) => matches!(between(0), "," | "(" | "in" | "/"),
            Some(2) => between(0) == "," && matches!(between(1), "in" | "the"),
            Some(3) => between(0) == "in" && between(1) == "the",
            _ => false,
        }
    }

    /// The table's division that bears a site's name, so that towns can lie in it.
    fn site_holder(&self, site: usize) -> Option<u32> {
        let site = self.names.lexicon.sites.get(site)?;
        if site.kind != SiteKind::Division {
            return None;
        }
        site.iso2.and_then(|iso2| self.names.table.country(iso2))
    }

    fn holds(&self, holder: u32, place: u32) -> bool {
        let table = &self.names.table;
        match table.level(holder) {
            Level::Country => table.country_of(place) == holder,
            Level::Division => table.division_of(place) == Some(holder),
            // Towns do not know their district: near its middle is near enough.
            Level::District => {
                table.division_of(place) == table.division_of(holder)
                    && self.distance_m(holder, place) <= table.radius_m(holder).max(10_000.0) * 1.6
            }
            Level::City => false,
        }
    }

    fn distance_m(&self, a: u32, b: u32) -> f64 {
        let point = |n: u32| self.names.table.row(n).map(|row| (row.lat, row.lon));
        match (point(a), point(b)) {
            (Some(a), Some(b)) => place::distance_km(a, b) * 1000.0,
            _ => f64::MAX,
        }
    }

    /// People, but a town goes before a division of its name unless it is tiny beside it.
    fn rank(&self, number: u32) -> f64 {
        let share = if self.names.table.level(number) == Level::City { 1.0 } else { 0.1 };
        self.people(number) * share
    }

    fn people(&self, number: u32) -> f64 {
        self.names.table.row(number).map_or(0.0, |row| row.population)
    }
}
