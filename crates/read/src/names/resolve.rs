//! Resolving: which place each spot stands for, decided over the whole document.
//!
//! Anchors (countries, peoples, towns named with their division) say where the report plays; every other name takes the place
//! that is large, near the anchors and contained in what the report names; one name has one sense throughout.

use super::cues::HARDLY_PLACES;
use super::facts::SiteKind;
use super::lexicon::Sense;
use super::spot::Spot;
use super::table::{Level, Table, WordFlags};
use super::weigh::{self, Clues};
use super::{Name, NameKind, Names, place};
use crate::doc::Doc;
use record::{Place, PlacePrecision};
use rustc_hash::FxHashMap;

/// Below this a name is left alone.
const ACCEPT: f64 = 4.4;
/// Places of one name that are compared.
const CHOICES_MAX: usize = 60;
/// Weight that a town chosen in the first round gives its country and division.
const SPEAKS: f64 = 0.4;
/// What the division adds, by the logarithm of what speaks for it.
const DIVISION_WEIGHT: f64 = 2.8;
/// What a town nearby adds.
const NEAR_WEIGHT: f64 = 0.8;
/// What the county around a town adds, and a town to its county.
const KIN_WEIGHT: f64 = 3.0;
/// Anchor points that are compared.
const POINTS_MAX: usize = 40;
/// Counties and towns that are listed to point to each other; within one division, those compared.
const KIN_MAX: usize = 5_000;
const KIN_PER_DIVISION_MAX: usize = 60;

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
    prior: f64,
    context: f64,
    person: bool,
    /// Somewhere in the run of an unknown name: "Barack Obama".
    embedded: bool,
    /// The place that this spelling has already spoken for.
    spoke: Option<u32>,
}

pub(super) struct Resolver<'a> {
    names: &'a Names,
    doc: &'a Doc<'a>,
    mentions: Vec<Mention>,
    spellings: Vec<Spelling>,
    countries: FxHashMap<u32, f64>,
    divisions: FxHashMap<u32, f64>,
    points: Vec<(f64, f64)>,
    /// Counties and districts that the report may mean, by the division they lie in, and the towns that it may mean.
    districts: FxHashMap<u32, Vec<u32>>,
    towns: FxHashMap<u32, Vec<u32>>,
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
            points: Vec::new(),
            districts: FxHashMap::default(),
            towns: FxHashMap::default(),
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
        self.collect()
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
                    .max_by(|a, b| self.people(*a).total_cmp(&self.people(*b)))
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
                self.mentions[at + 1].fixed.get_or_insert(holder);
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

    fn people(&self, number: u32) -> f64 {
        self.names.table.row(number).map_or(0.0, |row| row.population)
    }

    /// The best choice for a spelling, given the anchors.
    fn choose(&mut self, spelling: usize) {
        let wants_division = self.spellings[spelling].mentions.iter().any(|m| self.mentions[*m].division);
        let mut best: Option<(f64, f64, u32)> = None;
        for &(number, alias) in &self.spellings[spelling].choices {
            let (prior, context) = self.weigh_choice(number, alias, wants_division, self.spellings[spelling].spoke);
            if best.is_none_or(|(p, c, _)| prior + context > p + c) {
                best = Some((prior, context, number));
            }
        }
        if let Some((_, _, number)) = &mut best
            && !wants_division
        {
            *number = self.chief_town(spelling, *number);
        }
        let fixed = self.spellings[spelling].mentions.iter().find_map(|m| self.mentions[*m].fixed);
        let entry = &mut self.spellings[spelling];
        if let Some((prior, context, number)) = best {
            (entry.prior, entry.context) = (prior, context);
            entry.chosen = fixed.or(Some(number));
        }
    }

    /// The town that a division is called after, if much of the division lives there: New York, Kandahar, Moscow.
    fn chief_town(&self, spelling: usize, division: u32) -> u32 {
        if self.names.table.level(division) != Level::Division {
            return division;
        }
        let choices = self.spellings[spelling].choices.iter().map(|(number, _)| *number);
        let mut towns = choices.filter(|number| self.names.table.level(*number) == Level::City);
        let town = towns.find(|town| {
            self.names.table.division_of(*town) == Some(division) && self.people(*town) > 0.12 * self.people(division)
        });
        town.unwrap_or(division)
    }

    /// How likely a place is by itself, and what the anchors add.
    fn weigh_choice(&self, number: u32, alias: bool, wants_division: bool, spoke: Option<u32>) -> (f64, f64) {
        let table = &self.names.table;
        let Some(row) = table.row(number) else { return (0.0, 0.0) };
        let size = (row.population + 50.0).log10();
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
        let near = self.points.iter().take(POINTS_MAX).any(|p| (1.0..120.0).contains(&place::distance_km(*p, here)));
        let context = (1.0 + country.max(0.0)).ln().min(2.0)
            + DIVISION_WEIGHT * (1.0 + division.max(0.0)).ln().min(2.0)
            + if near { NEAR_WEIGHT } else { 0.0 }
            + if self.has_kin(number, row.level) { KIN_WEIGHT } else { 0.0 };
        let alias = alias && !self.names.lexicon.is_capital(number);
        (size + level + wanted - if alias { 1.3 } else { 0.0 }, context)
    }

    /// Lists the counties that the report may mean and the towns, so that each can point to the other.
    fn list_districts(&mut self) {
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
    fn weigh_chosen(&mut self) {
        let table = self.names.table;
        for spelling in &mut self.spellings {
            let Some(number) = spelling.chosen.filter(|_| spelling.spoke.is_none()) else { continue };
            let sure = spelling.prior >= 5.3 && spelling.choices.len() < 30 && !spelling.person;
            if !sure || table.level(number) == Level::Country {
                continue;
            }
            spelling.spoke = Some(number);
            *self.countries.entry(table.country_of(number)).or_default() += SPEAKS;
            if let Some(division) = table.division_of(number) {
                *self.divisions.entry(division).or_default() += SPEAKS;
            }
            if table.level(number) == Level::City {
                self.points.extend(table.row(number).map(|row| (row.lat, row.lon)));
            }
        }
    }

    fn collect(self) -> Vec<Name> {
        let mut names: Vec<Name> = Vec::new();
        for at in 0..self.mentions.len() {
            if let Some(name) = self.capital_phrase(at).or_else(|| self.name(at)) {
                // The phrase before may have taken this one in.
                if names.last().is_none_or(|last| last.tokens.end <= name.tokens.start) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// "the Russian capital", "Burkina Faso's capital", "the capital of Mali": the city.
    fn capital_phrase(&self, at: usize) -> Option<Name> {
        let mention = &self.mentions[at];
        let country = mention.spot.country().or(mention.spot.people())?;
        let capital = (*self.names.lexicon.capitals.get(country as usize)?)?;
        let (start, end) = (mention.spot.tokens.start, mention.spot.tokens.end);
        let norm = |at: usize| self.doc.norm_at(at as isize);
        let other = |at: usize| {
            matches!(
                norm(at),
                "punishment" | "market" | "markets" | "gains" | "city" | "letters" | "flight" | "expenditure" | "goods"
            )
        };
        let tokens = if norm(end) == "capital" && mention.spot.people().is_some() && !other(end + 1) {
            start..end + 1
        } else if norm(end) == "'s" && norm(end + 1) == "capital" && !other(end + 2) {
            start..end + 2
        } else {
            let of = start.checked_sub(2).filter(|of| norm(of + 1) == "of" && norm(*of) == "capital")?;
            of..end
        };
        let place = place::of_table(&self.names.table, capital, None);
        Some(Name { tokens, what: NameKind::Place(place) })
    }

    fn name(&self, at: usize) -> Option<Name> {
        let mention = &self.mentions[at];
        let spot = &mention.spot;
        let tokens = spot.tokens.clone();
        if let Some(group) = spot.group().filter(|group| self.is_group(mention, *group)) {
            return Some(Name { tokens, what: NameKind::Group(self.names.groups[group].id.clone()) });
        }
        if let Some(country) = spot.people() {
            let country = self.names.table.iso2(country).to_owned();
            return (!mention.clues.person).then_some(Name { tokens, what: NameKind::Demonym { country } });
        }
        let place = self.place(mention)?;
        let end = self.name_end(mention, &place);
        Some(Name { tokens: tokens.start..end, what: NameKind::Place(place) })
    }

    /// Where a place's name ends: "County" belongs to a county's, the full stop to "Ind.".
    fn name_end(&self, mention: &Mention, place: &Place) -> usize {
        let end = mention.spot.tokens.end;
        let short = mention.spot.senses.iter().any(|s| matches!(s, Sense::Abbreviation(_)));
        let stop = short
            && !self.doc.slice(mention.spot.tokens.clone()).ends_with('.')
            && self.doc.norm_at(end as isize) == "."
            && !self.doc.tokens[end].space_before;
        let iso2 = place.country_iso2.as_deref().unwrap_or_default();
        let kind = mention.end > end
            && place.precision == PlacePrecision::Division
            && place::is_division_kind(self.doc.norm(end), iso2);
        if stop || kind { end + 1 } else { end }
    }

    fn is_group(&self, mention: &Mention, group: usize) -> bool {
        let written = self.doc.slice(mention.spot.tokens.clone());
        let group = &self.names.groups[group];
        let letters = written.chars().filter(|c| c.is_alphanumeric()).count();
        let single = mention.spot.tokens.len() == 1;
        let doubtful = single && (letters <= 3 || mention.clues.word.has(WordFlags::SURNAME | WordFlags::COMMON));
        let place_too = mention.spot.entry.is_some() || mention.spot.country().is_some();
        (!doubtful && !place_too && !mention.clues.press) || self.is_supported(mention, group)
    }

    /// The group's country, or its name in full, stands elsewhere in the report.
    fn is_supported(&self, mention: &Mention, group: &record::Group) -> bool {
        let table = &self.names.table;
        let known =
            |iso2: &String| table.country(iso2).is_some_and(|c| self.countries.get(&c).is_some_and(|w| *w > 0.0));
        let full = || {
            self.mentions.iter().any(|other| {
                let long = other.spot.tokens.len() > 1 && other.spot.tokens != mention.spot.tokens;
                long && other.spot.group().is_some_and(|g| self.names.groups[g].id == group.id)
            })
        };
        group.countries.iter().any(known) || full()
    }

    fn place(&self, mention: &Mention) -> Option<Place> {
        let spelling = &self.spellings[mention.spelling];
        let written = self.doc.slice(mention.spot.tokens.clone());
        let table = &self.names.table;
        if mention.clues.press && !mention.container {
            return None;
        }
        if let Some(country) = mention.spot.country()
            && !self.is_division_instead(mention, country)
        {
            let person = mention.clues.person && !mention.clues.locative;
            return (!person).then(|| place::of_table(table, country, Some(written)));
        }
        if let Some(number) = mention.fixed {
            return Some(place::of_table(table, number, Some(written)));
        }
        for sense in &mention.spot.senses {
            match sense {
                Sense::Abbreviation(division) => return Some(place::of_table(table, *division, Some(written))),
                Sense::Site(site) if !mention.clues.person && self.site_wins(spelling, *site) => {
                    return self.names.lexicon.sites.get(*site).map(|site| place::of_site(site, written));
                }
                _ => {}
            }
        }
        let Some(number) = spelling.chosen else { return None };
        (self.evidence(mention, spelling) >= ACCEPT).then(|| place::of_table(table, number, Some(written)))
    }

    /// "Georgia" is the state where the report plays in the United States.
    fn is_division_instead(&self, mention: &Mention, country: u32) -> bool {
        let Some(&(division, false)) = self.spellings[mention.spelling].choices.first() else { return false };
        let elsewhere = self.names.table.country_of(division) != country;
        if self.names.table.level(division) != Level::Division || !elsewhere {
            return false;
        }
        if mention.fixed.is_some() || mention.container {
            return mention.fixed != Some(country);
        }
        let weight = |c: u32| self.countries.get(&c).copied().unwrap_or(0.0);
        let own = self.spellings[mention.spelling].mentions.len() as f64;
        weight(self.names.table.country_of(division)) > weight(country) - own
    }

    /// A site kept by hand is what is meant, unless a town of that name is named with its division or is much better placed.
    fn site_wins(&self, spelling: &Spelling, site: usize) -> bool {
        let Some(site) = self.names.lexicon.sites.get(site) else { return false };
        if spelling.mentions.iter().any(|m| self.mentions[*m].fixed.is_some()) {
            return false;
        }
        let Some(country) = site.iso2.and_then(|iso2| self.names.table.country(iso2)) else { return true };
        let here = self.countries.get(&country).copied().unwrap_or(0.0) > 0.0;
        here || spelling.chosen.is_none() || spelling.prior < 5.0 || spelling.context < 0.5
    }

    /// How likely a mention names a place at all.
    fn evidence(&self, mention: &Mention, spelling: &Spelling) -> f64 {
        let clues = &mention.clues;
        if clues.person || (mention.hardly && !mention.division) {
            return 0.0;
        }
        let flag = |bits: u8, weight: f64| if clues.word.has(bits) { weight } else { 0.0 };
        let when = |holds: bool, weight: f64| if holds { weight } else { 0.0 };
        let fixed_elsewhere = spelling.mentions.iter().any(|m| self.mentions[*m].fixed.is_some());
        spelling.prior
            + spelling.context.min(4.0) * 0.7
            + when(mention.spot.tokens.len() > 1, 0.8)
            + when(clues.locative, 2.0)
            + when(clues.governed, 0.3)
            + when(clues.local_next, 1.0)
            + when(clues.dateline, 2.0)
            + when(mention.container || mention.division, 1.5)
            + when(fixed_elsewhere, 2.0)
            + when(clues.headline, -0.4)
            + when(clues.first, -0.4)
            + when(clues.embedded, -1.2)
            + when(spelling.person, -4.5)
            + when(clues.acronym && spelling.prior < 6.0, -4.0)
            + when(spelling.embedded && !clues.locative, -1.5)
            + when(self.doc.all_caps, -0.5)
            + flag(WordFlags::COMMON, -4.0)
            + flag(WordFlags::SURNAME, -0.6)
            + flag(WordFlags::FREQUENT_SURNAME, -0.6)
            + flag(WordFlags::FIRST_NAME, -0.8)
    }
}
