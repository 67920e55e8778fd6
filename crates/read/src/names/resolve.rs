//! Resolving: which place each spot stands for, decided over the whole document.
//!
//! Anchors (countries, peoples, towns named with their division) say where the report plays; every other name takes the place
//! that is large, near the anchors and contained in what the report names; one name has one sense throughout.

use super::facts::SiteKind;
use super::lexicon::Sense;
use super::spot::Spot;
use super::table::{Level, WordFlags};
use super::weigh::{self, Clues};
use super::{Name, NameKind, Names, place};
use crate::doc::Doc;
use record::Place;
use rustc_hash::FxHashMap;

/// Below this a name is left alone.
const ACCEPT: f64 = 4.4;
/// Places of one name that are compared.
const CHOICES_MAX: usize = 60;

/// What a spot may stand for on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// A place of the table.
    Table(u32),
    /// A site of the lexicon.
    Site(usize),
}

/// A spot on its way to a name.
struct Mention {
    spot: Spot,
    clues: Clues,
    /// Mentions of one spelling share a number.
    spelling: usize,
    /// Decided by the words next to it: "Paris, Texas".
    fixed: Option<Choice>,
    /// The last token of what follows and belongs to it ("County"), exclusive.
    end: usize,
    /// A word for a division follows or precedes: "Kaduna State", "province of Kandahar".
    division: bool,
    /// Names the division or country that the mention before it lies in.
    container: bool,
}

/// One spelling over the whole document.
#[derive(Default)]
struct Spelling {
    choices: Vec<(u32, bool)>,
    mentions: Vec<usize>,
    chosen: Option<Choice>,
    prior: f64,
    context: f64,
    person: bool,
}

pub(super) struct Resolver<'a> {
    names: &'a Names,
    doc: &'a Doc<'a>,
    mentions: Vec<Mention>,
    spellings: Vec<Spelling>,
    countries: FxHashMap<u32, f64>,
    divisions: FxHashMap<u32, f64>,
    points: Vec<(f64, f64)>,
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
            let folded: Vec<&str> = spot.tokens.clone().map(|t| doc.norm(t)).collect();
            let next = numbers.len();
            let spelling = *numbers.entry(folded.join(" ")).or_insert(next);
            if spelling == spellings.len() {
                let choices = spot.entry.map(|e| names.table.places(e).take(CHOICES_MAX).collect()).unwrap_or_default();
                spellings.push(Spelling { choices, ..Spelling::default() });
            }
            spellings[spelling].mentions.push(mentions.len());
            spellings[spelling].person |= clues.person;
            let end = spot.tokens.end;
            mentions.push(Mention { spot, clues, spelling, fixed: None, end, division: false, container: false });
        }
        Self {
            names,
            doc,
            mentions,
            spellings,
            countries: FxHashMap::default(),
            divisions: FxHashMap::default(),
            points: Vec::new(),
        }
    }

    pub fn names(mut self) -> Vec<Name> {
        self.mark_divisions();
        self.weigh_anchors();
        self.fix_contained();
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
            if !self.is_followed_by_container(at) {
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
            if let Some(Choice::Table(place)) = next.fixed {
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
            if let Some((holder, inside)) = found {
                self.mentions[at].fixed = Some(Choice::Table(inside));
                self.mentions[at + 1].container = true;
                self.mentions[at + 1].fixed.get_or_insert(Choice::Table(holder));
                *self.countries.entry(self.names.table.country_of(inside)).or_default() += 0.7;
                if let Some(division) = self.names.table.division_of(inside) {
                    *self.divisions.entry(division).or_default() += 0.7;
                }
                let spelling = self.mentions[at].spelling;
                self.spellings[spelling].chosen.get_or_insert(Choice::Table(inside));
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
            let (prior, context) = self.weigh_choice(number, alias, wants_division);
            if best.is_none_or(|(p, c, _)| prior + context > p + c) {
                best = Some((prior, context, number));
            }
        }
        let fixed = self.spellings[spelling].mentions.iter().find_map(|m| self.mentions[*m].fixed);
        let entry = &mut self.spellings[spelling];
        if let Some((prior, context, number)) = best {
            (entry.prior, entry.context) = (prior, context);
            entry.chosen = fixed.or(Some(Choice::Table(number)));
        }
    }

    /// How likely a place is by itself, and what the anchors add.
    fn weigh_choice(&self, number: u32, alias: bool, wants_division: bool) -> (f64, f64) {
        let table = &self.names.table;
        let Some(row) = table.row(number) else { return (0.0, 0.0) };
        let size = (row.population + 50.0).log10();
        let level = match row.level {
            Level::Country => 2.0,
            Level::Division => 0.6,
            Level::District => -1.0,
            Level::City => 0.0,
        };
        let wanted = if wants_division && row.level != Level::City { 2.5 } else { 0.0 };
        let country = self.countries.get(&table.country_of(number)).copied().unwrap_or(0.0);
        let division = table.division_of(number).and_then(|d| self.divisions.get(&d)).copied().unwrap_or(0.0);
        let near = self.points.iter().any(|p| place::distance_km(*p, (row.lat, row.lon)) < 120.0);
        let context =
            (1.0 + country).ln().min(1.6) + 1.4 * (1.0 + division).ln().min(1.6) + if near { 0.8 } else { 0.0 };
        (size + level + wanted - if alias { 1.3 } else { 0.0 }, context)
    }

    /// Lets the towns chosen so far speak for their country and division in the next round.
    fn weigh_chosen(&mut self) {
        let table = self.names.table;
        let mut chosen = Vec::new();
        for spelling in &self.spellings {
            let Some(Choice::Table(number)) = spelling.chosen else { continue };
            let sure = spelling.prior >= 5.3 && spelling.choices.len() < 30 && !spelling.person;
            if sure && table.level(number) != Level::Country {
                chosen.push(number);
            }
        }
        for number in chosen {
            *self.countries.entry(table.country_of(number)).or_default() += 0.4;
            if let Some(division) = table.division_of(number) {
                *self.divisions.entry(division).or_default() += 0.4;
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
        let tokens = if mention.division { tokens.start..mention.end } else { tokens };
        Some(Name { tokens, what: NameKind::Place(place) })
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
        if let Some(Choice::Table(number)) = mention.fixed {
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
        let Some(Choice::Table(number)) = spelling.chosen else { return None };
        (self.evidence(mention, spelling) >= ACCEPT).then(|| place::of_table(table, number, Some(written)))
    }

    /// "Georgia" is the state where the report plays in the United States.
    fn is_division_instead(&self, mention: &Mention, country: u32) -> bool {
        let Some(&(division, false)) = self.spellings[mention.spelling].choices.first() else { return false };
        if self.names.table.level(division) != Level::Division {
            return false;
        }
        if mention.fixed.is_some() || mention.container {
            return mention.fixed != Some(Choice::Table(country));
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
        if clues.person {
            return 0.0;
        }
        let flag = |bits: u8, weight: f64| if clues.word.has(bits) { weight } else { 0.0 };
        let when = |holds: bool, weight: f64| if holds { weight } else { 0.0 };
        let fixed_elsewhere = spelling.mentions.iter().any(|m| self.mentions[*m].fixed.is_some());
        spelling.prior
            + spelling.context * 0.8
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
            + when(spelling.person, -2.0)
            + when(self.doc.all_caps, -0.5)
            + flag(WordFlags::COMMON, -4.0)
            + flag(WordFlags::SURNAME, -0.6)
            + flag(WordFlags::FREQUENT_SURNAME, -0.6)
            + flag(WordFlags::FIRST_NAME, -0.8)
    }
}
