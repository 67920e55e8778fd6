//! What is known besides the gazetteer's towns and divisions, by key: countries, peoples, abbreviations, sites, groups.

use super::facts::{self, CountryFact, SiteFact};
use super::key::Key;
use super::table::{Level, Table};
use record::Group;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// A country, by its place number.
    Country(u32),
    /// "Russian", "Spaniards": of a country, by its place number.
    People(u32),
    /// "Calif.": a division, by its place number.
    Abbreviation(u32),
    /// "TX": a division, by its place number; only after a town and a comma.
    Postal(u32),
    /// Index into [`Lexicon::sites`].
    Site(usize),
    /// Index into the groups list.
    Group(usize),
}

/// A sense and how it must be written.
#[derive(Debug, Clone)]
pub struct Form {
    /// What it stands for.
    pub sense: Sense,
    /// The spelling, if text that is not all capitals must have it exactly so but for full stops: acronyms and abbreviations.
    pub exact: Option<Box<str>>,
    /// Only with a full stop in it or after it: "Miss." is no "Miss".
    pub stop: bool,
    /// Only after "the", in text that is not all capitals: "the West".
    pub after_the: bool,
}

/// How a name must be written to count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    Any,
    Exact,
    AfterThe,
}

/// What the lexicon knows of a key.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// What it may stand for.
    pub forms: SmallVec<[Form; 1]>,
    /// A longer name begins with these words.
    pub continues: bool,
}

/// All facts by key.
#[derive(Debug)]
pub struct Lexicon {
    by_key: FxHashMap<u64, Known>,
    /// Countries in the order of the table's places.
    pub countries: Vec<CountryFact>,
    /// Place number of each country's capital.
    pub capitals: Vec<Option<u32>>,
    /// Regions and sites.
    pub sites: Vec<SiteFact>,
}

impl Lexicon {
    /// Everything built in, and the groups.
    #[must_use]
    pub fn new(table: &Table<'_>, groups: &[Group]) -> Self {
        let mut lexicon = Self {
            by_key: FxHashMap::default(),
            countries: Vec::new(),
            capitals: Vec::new(),
            sites: facts::sites().collect(),
        };
        let facts: Vec<CountryFact> = facts::countries().collect();
        for number in 0..table.countries() {
            let Some(fact) = facts.iter().find(|fact| fact.iso2 == table.iso2(number)) else { continue };
            lexicon.add_country(number, fact);
            lexicon.capitals.push(capital(table, number, fact.capital));
            lexicon.countries.push(*fact);
        }
        for fact in facts::divisions() {
            let iso2 = fact.code.get(..2).unwrap_or_default();
            let Some(number) = table.country(iso2).and_then(|country| division(table, country, fact.name)) else {
                continue;
            };
            for form in fact.abbreviations() {
                lexicon.add(form, Sense::Abbreviation(number), Writing::Exact);
            }
            if !fact.postal.is_empty() {
                lexicon.add(fact.postal, Sense::Postal(number), Writing::Exact);
            }
        }
        for index in 0..lexicon.sites.len() {
            let site = lexicon.sites[index];
            let sense = match site.kind {
                facts::SiteKind::Country => site.iso2.and_then(|iso2| table.country(iso2)).map(Sense::Country),
                _ => Some(Sense::Site(index)),
            };
            let Some(sense) = sense else { continue };
            for name in std::iter::once(site.name).chain(site.variants()) {
                lexicon.add(name, sense, if site.strict { Writing::AfterThe } else { Writing::Any });
            }
        }
        for (index, group) in groups.iter().enumerate() {
            for name in std::iter::once(&group.name).chain(&group.aliases) {
                lexicon.add(name, Sense::Group(index), Writing::Any);
            }
        }
        lexicon
    }

    /// True for the capital of a country.
    #[must_use]
    pub fn is_capital(&self, place: u32) -> bool {
        self.capitals.contains(&Some(place))
    }

    /// What is known of a key; `None` if no name is it or begins with it.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<&Known> {
        self.by_key.get(&key.hash())
    }

    fn add_country(&mut self, number: u32, fact: &CountryFact) {
        for name in std::iter::once(fact.name).chain(fact.variants()) {
            self.add(name, Sense::Country(number), Writing::Any);
        }
        for adjective in fact.adjectives() {
            self.add(adjective, Sense::People(number), Writing::Any);
            let unchanged = ["ese", "ish", "ch", "sh", "ss", "s", "kh"].iter().any(|end| adjective.ends_with(end));
            if !unchanged {
                self.add(&format!("{adjective}s"), Sense::People(number), Writing::Any);
            }
        }
        for word in fact.people() {
            self.add(word, Sense::People(number), Writing::Any);
        }
    }

    fn add(&mut self, name: &str, sense: Sense, writing: Writing) {
        let folded = crate::fold(name);
        let mut key = Key::default();
        for word in folded.split([' ', '-', '/', '(', ')']) {
            if !key.is_empty() && !word.is_empty() {
                self.by_key.entry(key.hash()).or_default().continues = true;
                key.end_word();
            }
            key.push(word);
        }
        let spelled = (writing == Writing::Exact || is_acronym(name)).then(|| name.replace('.', "").into_boxed_str());
        let known = self.by_key.entry(key.hash()).or_default();
        if !known.forms.iter().any(|form| form.sense == sense && form.exact == spelled) {
            let stop = matches!(sense, Sense::Abbreviation(_)) && name.ends_with('.');
            known.forms.push(Form { sense, exact: spelled, stop, after_the: writing == Writing::AfterThe });
        }
    }
}

/// Six letters or fewer, none of them small but a plural or inner one ("LeT"), and no second word.
#[must_use]
pub fn is_acronym(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    !name.contains(' ') && letters <= 6 && capitals >= 2 && capitals + 2 >= letters
}

fn capital(table: &Table<'_>, country: u32, name: &str) -> Option<u32> {
    let entry = table.entry(&Key::of(&crate::fold(name)))?;
    table
        .places(entry)
        .map(|(place, _)| place)
        .filter(|place| table.level(*place) == Level::City && table.country_of(*place) == country)
        .max_by(|a, b| population(table, *a).total_cmp(&population(table, *b)))
}

fn division(table: &Table<'_>, country: u32, name: &str) -> Option<u32> {
    let entry = table.entry(&Key::of(&crate::fold(name)))?;
    let mut places = table.places(entry).map(|(place, _)| place);
    places.find(|place| table.level(*place) == Level::Division && table.country_of(*place) == country)
}

fn population(table: &Table<'_>, place: u32) -> f64 {
    table.row(place).map_or(0.0, |row| row.population)
}
