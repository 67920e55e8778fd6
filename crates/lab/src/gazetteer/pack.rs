//! Writes the table that `read::names::table` reads.

use anyhow::{Context, Result, ensure};
use read::names::key::Key;
use read::names::table::{
    ALIAS, BUCKETS, CONTINUES, LIST, Level, MAGIC, MAX_POSTINGS, NO_PARENT, NO_PLACE, SECTIONS, pack_degrees, pack_log,
};
use std::collections::{BTreeMap, HashMap};

/// A place to be written.
pub struct Packed {
    pub id: u32,
    pub lat: f64,
    pub lon: f64,
    pub population: f64,
    /// 0 for cities.
    pub radius_m: f64,
    pub name: String,
    /// ISO 3166-1 alpha-2, for countries.
    pub country: Option<String>,
    pub parent: Option<usize>,
    pub level: Level,
}

/// A name of a place.
pub struct Keyed {
    pub name: String,
    pub place: usize,
    pub alias: bool,
}

/// The file's bytes.
pub fn pack(places: &[Packed], keys: Vec<Keyed>, flags: &BTreeMap<String, u8>) -> Result<Vec<u8>> {
    let mut sections: [Vec<u8>; SECTIONS] = Default::default();
    write_places(places, &mut sections)?;
    let index = index(places, keys)?;
    write_index(index, &mut sections)?;
    let mut words: Vec<(u32, u8)> = flags.iter().map(|(word, flags)| (Key::of(word).hash() as u32, *flags)).collect();
    words.sort_unstable();
    words.dedup_by_key(|(mark, _)| *mark);
    for (mark, flags) in words {
        sections[8].extend(mark.to_le_bytes());
        sections[8].push(flags);
    }
    let mut bytes = MAGIC.to_vec();
    let mut offset = MAGIC.len() + SECTIONS * 8;
    for section in &sections {
        bytes.extend(u32::try_from(offset)?.to_le_bytes());
        bytes.extend(u32::try_from(section.len())?.to_le_bytes());
        offset += section.len();
    }
    bytes.extend(sections.iter().flatten());
    let sizes: Vec<usize> = sections.iter().map(Vec::len).collect();
    eprintln!("sections: {sizes:?}");
    Ok(bytes)
}

fn write_places(places: &[Packed], sections: &mut [Vec<u8>; SECTIONS]) -> Result<()> {
    let mut strings: HashMap<&str, usize> = HashMap::new();
    let mut counts = [0_u32; 4];
    for place in places {
        let offset = match strings.get(place.name.as_str()) {
            Some(offset) => *offset,
            None => {
                let offset = sections[0].len();
                sections[0]
                    .push(u8::try_from(place.name.len()).with_context(|| format!("`{}` is too long", place.name))?);
                sections[0].extend(place.name.as_bytes());
                strings.insert(&place.name, offset);
                offset
            }
        };
        let parent = place.parent.map_or(Ok(NO_PARENT), u16::try_from).context("too many divisions")?;
        let record = &mut sections[1];
        record.extend(three(place.id)?);
        record.extend(three(pack_degrees(place.lat, 90.0))?);
        record.extend(three(pack_degrees(place.lon, 180.0))?);
        record.push(pack_log(place.population));
        record.extend(three(u32::try_from(offset)?)?);
        record.extend(parent.to_le_bytes());
        counts[place.level as usize] += 1;
        if let Some(code) = &place.country {
            ensure!(code.len() == 2, "`{code}` is no ISO 3166-1 alpha-2 code");
            sections[3].extend(code.as_bytes());
        }
        if place.level != Level::City {
            sections[4].push(pack_log(place.radius_m));
        }
    }
    sections[2].extend(counts.iter().flat_map(|count| count.to_le_bytes()));
    Ok(())
}

/// Places by hash, and whether a longer name goes on from there.
type Index = BTreeMap<u64, (Vec<(usize, bool)>, bool)>;

fn index(places: &[Packed], keys: Vec<Keyed>) -> Result<Index> {
    let mut index = Index::new();
    // The most populous place that bears each name as its own.
    let mut chief: HashMap<u64, f64> = HashMap::new();
    let mut hashed = Vec::with_capacity(keys.len());
    for key in keys {
        let hash = Key::of(&read::fold(&key.name)).hash();
        if !key.alias {
            let people = chief.entry(hash).or_insert(0.0);
            *people = people.max(places[key.place].population);
        }
        hashed.push((hash, key));
    }
    for (hash, key) in hashed {
        // A foreign or old name of a small place that is a larger place's own name would only mislead.
        if key.alias && chief.get(&hash).is_some_and(|people| *people > places[key.place].population) {
            continue;
        }
        let entry = index.entry(hash).or_default();
        match entry.0.iter_mut().find(|(place, _)| *place == key.place) {
            Some(same) => same.1 &= key.alias,
            None => entry.0.push((key.place, key.alias)),
        }
        for hash in beginnings(&key.name) {
            index.entry(hash).or_default().1 = true;
        }
    }
    for (list, _) in index.values_mut() {
        list.sort_by(|a, b| {
            let (x, y) = (&places[a.0], &places[b.0]);
            x.level.cmp(&y.level).then(y.population.total_cmp(&x.population)).then(a.0.cmp(&b.0))
        });
        list.truncate(MAX_POSTINGS);
    }
    Ok(index)
}

/// Hashes of all proper beginnings of a name at its words' ends.
fn beginnings(name: &str) -> Vec<u64> {
    let folded = read::fold(name);
    let mut key = Key::default();
    let mut hashes = Vec::new();
    for word in folded.split([' ', '-', '/']) {
        if !key.is_empty() {
            hashes.push(key.hash());
            key.end_word();
        }
        key.push(word);
    }
    hashes
}

fn write_index(index: Index, sections: &mut [Vec<u8>; SECTIONS]) -> Result<()> {
    let mut starts = vec![0_u32; BUCKETS + 1];
    let mut count = 0_u32;
    for (hash, (list, continues)) in index {
        let mut value = match list.as_slice() {
            [] => NO_PLACE,
            [single] => number(*single)?,
            many => {
                let offset = u32::try_from(sections[7].len())?;
                ensure!(offset < LIST, "the postings are too long");
                sections[7].push(u8::try_from(many.len())?);
                for place in many {
                    let number = number(*place)?;
                    sections[7].extend(three(number)?);
                }
                offset | LIST
            }
        };
        if continues {
            value |= CONTINUES;
        }
        sections[6].extend((hash as u32).to_le_bytes());
        sections[6].extend(three(value)?);
        count += 1;
        starts[(hash >> 48) as usize + 1] = count;
    }
    let mut last = 0;
    for start in starts {
        last = last.max(start);
        sections[5].extend(three(last)?);
    }
    Ok(())
}

fn number((place, alias): (usize, bool)) -> Result<u32> {
    let place = u32::try_from(place)?;
    ensure!(place < NO_PLACE, "too many places");
    Ok(if alias { place | ALIAS } else { place })
}

fn three(value: u32) -> Result<[u8; 3]> {
    ensure!(value < 1 << 24, "{value} does not fit in 24 bits");
    let [a, b, c, _] = value.to_le_bytes();
    Ok([a, b, c])
}
