//! The gazetteer's table: a sorted, packed file of our own that is used where it lies, without building anything on the heap.
//!
//! Sections, all integers little-endian, each found through the header (eight bytes [`MAGIC`], then offset and length of
//! every section as `u32`):
//!
//! | section | what |
//! |---|---|
//! | strings | names: one byte of length, then UTF-8 |
//! | places | [`PLACE_BYTES`] a place: id (24 bit), latitude, longitude (24 bit each), population (8 bit, logarithmic), name (24 bit offset into strings), parent (16 bit place number) |
//! | kinds | four `u32`: numbers of countries, first-level divisions, second-level divisions, cities; places stand in this order, cities by falling population |
//! | countries | two bytes ISO 3166-1 alpha-2 a country, in the order of the places |
//! | radii | one byte a country or division: radius, logarithmic |
//! | buckets | [`BUCKETS`] + 1 numbers (24 bit): where the entries of a bucket begin |
//! | entries | [`ENTRY_BYTES`] an entry: 32 bits of the key's hash, 24 bits of value |
//! | postings | lists of places that share a name: one byte of length, then 24 bits each |
//! | words | five bytes an ordinary word or personal name: 32 bits of hash, sorted, and [`WordFlags`] |

use super::key::Key;

/// First bytes of the file; the last digit is the version of the layout.
pub const MAGIC: &[u8; 8] = b"FWPLACE1";
/// Bytes of one place.
pub const PLACE_BYTES: usize = 15;
/// Bytes of one entry of the index.
pub const ENTRY_BYTES: usize = 7;
/// Bytes of one entry of the word list.
pub const WORD_BYTES: usize = 5;
/// Buckets of the index: the top 16 bits of the hash.
pub const BUCKETS: usize = 1 << 16;
/// Number of sections.
pub const SECTIONS: usize = 9;
/// Bit of an entry's value: a longer name begins with these words.
pub const CONTINUES: u32 = 1 << 23;
/// Bit of an entry's value: the low 21 bits are an offset into the postings rather than a place.
pub const LIST: u32 = 1 << 22;
/// Bit of a place number in an entry or posting: the name is an alternate one.
pub const ALIAS: u32 = 1 << 20;
/// Low 20 bits all set: no place, only the beginning of longer names.
pub const NO_PLACE: u32 = (1 << 20) - 1;
/// Parent of a country.
pub const NO_PARENT: u16 = u16::MAX;
/// Most places that one name may stand for; the builder keeps the most populous.
pub const MAX_POSTINGS: usize = 60;

/// What a word is besides a place name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WordFlags(pub u8);

impl WordFlags {
    /// A first name.
    pub const FIRST_NAME: u8 = 1;
    /// A family name.
    pub const SURNAME: u8 = 2;
    /// An ordinary word.
    pub const COMMON: u8 = 4;
    /// Among the commoner family names.
    pub const FREQUENT_SURNAME: u8 = 8;

    /// True if any of the bits is set.
    #[must_use]
    pub fn has(self, bits: u8) -> bool {
        self.0 & bits != 0
    }
}

/// What a place of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A country.
    Country,
    /// A first-level division.
    Division,
    /// A second-level division: county, district.
    District,
    /// A city, town or village.
    City,
}

/// A place as the table has it.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// GeoNames id.
    pub id: u32,
    /// Degrees, WGS 84.
    pub lat: f64,
    /// Degrees, WGS 84.
    pub lon: f64,
    /// People, to about 8 %.
    pub population: f64,
    /// Place number of the division or country that holds it.
    pub parent: Option<u32>,
    /// What it is.
    pub level: Level,
}

/// What the index knows of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    value: u32,
}

impl Entry {
    /// True if longer names begin with these words.
    #[must_use]
    pub fn continues(self) -> bool {
        self.value & CONTINUES != 0
    }
}

/// The table.
#[derive(Debug, Clone, Copy, Default)]
pub struct Table<'a> {
    sections: [&'a [u8]; SECTIONS],
    levels: [u32; 4],
}

impl<'a> Table<'a> {
    /// A view of a file; `None` if it is not such a table. Reading a damaged one gives wrong places, never a panic.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Option<Self> {
        if bytes.get(..MAGIC.len())? != MAGIC {
            return None;
        }
        let mut sections: [&'a [u8]; SECTIONS] = [&[]; SECTIONS];
        for (number, section) in sections.iter_mut().enumerate() {
            let at = MAGIC.len() + number * 8;
            let start = u32_at(bytes, at)? as usize;
            let len = u32_at(bytes, at + 4)? as usize;
            *section = bytes.get(start..start.checked_add(len)?)?;
        }
        let levels = [0, 4, 8, 12].map(|at| u32_at(sections[2], at).unwrap_or(0));
        Some(Self { sections, levels })
    }

    /// Number of places.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.levels.iter().sum()
    }

    /// True without places.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of countries; they are the first places.
    #[must_use]
    pub fn countries(&self) -> u32 {
        self.levels[0]
    }

    /// What place `number` is.
    #[must_use]
    pub fn level(&self, number: u32) -> Level {
        let [countries, divisions, districts, _] = self.levels;
        match number {
            n if n < countries => Level::Country,
            n if n < countries + divisions => Level::Division,
            n if n < countries + divisions + districts => Level::District,
            _ => Level::City,
        }
    }

    /// A place; `None` past the end.
    #[must_use]
    pub fn row(&self, number: u32) -> Option<Row> {
        let at = number as usize * PLACE_BYTES;
        let bytes = self.sections[1].get(at..at + PLACE_BYTES)?;
        let parent = u16::from_le_bytes([bytes[13], bytes[14]]);
        Some(Row {
            id: u24(&bytes[0..3]),
            lat: unpack_degrees(u24(&bytes[3..6]), 90.0),
            lon: unpack_degrees(u24(&bytes[6..9]), 180.0),
            population: unpack_log(bytes[9]),
            parent: (parent != NO_PARENT).then_some(u32::from(parent)),
            level: self.level(number),
        })
    }

    /// The place's English name.
    #[must_use]
    pub fn name(&self, number: u32) -> &'a str {
        let at = number as usize * PLACE_BYTES + 10;
        let name = || {
            let offset = u24(self.sections[1].get(at..at + 3)?) as usize;
            let len = usize::from(*self.sections[0].get(offset)?);
            std::str::from_utf8(self.sections[0].get(offset + 1..offset + 1 + len)?).ok()
        };
        name().unwrap_or_default()
    }

    /// Radius of a country or division in metres; 0 for a city.
    #[must_use]
    pub fn radius_m(&self, number: u32) -> f64 {
        self.sections[4].get(number as usize).map_or(0.0, |r| unpack_log(*r))
    }

    /// The country that holds a place (itself for a country), as its place number.
    #[must_use]
    pub fn country_of(&self, number: u32) -> u32 {
        let mut at = number;
        // A city has at most a division and a country above it.
        for _ in 0..3 {
            match self.row(at).and_then(|row| row.parent) {
                Some(parent) => at = parent,
                None => break,
            }
        }
        at
    }

    /// The first-level division that holds a place (itself for a division).
    #[must_use]
    pub fn division_of(&self, number: u32) -> Option<u32> {
        let mut at = number;
        for _ in 0..3 {
            if self.level(at) == Level::Division {
                return Some(at);
            }
            at = self.row(at)?.parent?;
        }
        None
    }

    /// ISO 3166-1 alpha-2 of a country by its place number.
    #[must_use]
    pub fn iso2(&self, country: u32) -> &'a str {
        let at = country as usize * 2;
        self.sections[3].get(at..at + 2).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default()
    }

    /// Place number of a country.
    #[must_use]
    pub fn country(&self, iso2: &str) -> Option<u32> {
        let codes = self.sections[3];
        let found = (0..codes.len() / 2).find(|n| &codes[n * 2..n * 2 + 2] == iso2.as_bytes())?;
        u32::try_from(found).ok()
    }

    /// What the index knows of a key; `None` if neither it nor a longer name that begins with it is there.
    #[must_use]
    pub fn entry(&self, key: &Key) -> Option<Entry> {
        let hash = key.hash();
        let bucket = (hash >> 48) as usize;
        let bounds = self.sections[5].get(bucket * 3..bucket * 3 + 6)?;
        let (start, end) = (u24(&bounds[0..3]) as usize, u24(&bounds[3..6]) as usize);
        let mark = (hash as u32).to_le_bytes();
        let entries = self.sections[6].get(start * ENTRY_BYTES..end * ENTRY_BYTES)?;
        let found = entries.chunks_exact(ENTRY_BYTES).find(|entry| entry[..4] == mark)?;
        Some(Entry { value: u24(&found[4..7]) })
    }

    /// The places of an entry, most populous first within a level, each with whether the name is an alternate one.
    pub fn places(&self, entry: Entry) -> impl Iterator<Item = (u32, bool)> + 'a {
        let low = entry.value & (LIST - 1);
        let list: &'a [u8] = if entry.value & LIST == 0 {
            &[]
        } else {
            let postings = self.sections[7];
            let count = postings.get(low as usize).map_or(0, |n| usize::from(*n));
            postings.get(low as usize + 1..low as usize + 1 + count * 3).unwrap_or_default()
        };
        let single = (entry.value & LIST == 0 && low & NO_PLACE != NO_PLACE).then_some(low);
        list.chunks_exact(3).map(u24).chain(single).map(|value| (value & NO_PLACE, value & ALIAS != 0))
    }

    /// What a folded word is besides a place name.
    #[must_use]
    pub fn word(&self, folded: &str) -> WordFlags {
        let words = self.sections[8];
        let mark = Key::of(folded).hash() as u32;
        let (mut low, mut high) = (0, words.len() / WORD_BYTES);
        while low < high {
            let middle = (low + high) / 2;
            let at = middle * WORD_BYTES;
            match u32_at(words, at).unwrap_or(u32::MAX).cmp(&mark) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return WordFlags(words[at + 4]),
            }
        }
        WordFlags::default()
    }
}

/// Degrees in 24 bits: `limit` is 90 for latitudes, 180 for longitudes. Exact to 3 m.
#[must_use]
pub fn pack_degrees(degrees: f64, limit: f64) -> u32 {
    let scale = f64::from((1_u32 << 24) - 1);
    ((degrees.clamp(-limit, limit) + limit) / (2.0 * limit) * scale).round() as u32
}

/// The reverse of [`pack_degrees`], to five decimals.
#[must_use]
pub fn unpack_degrees(packed: u32, limit: f64) -> f64 {
    let scale = f64::from((1_u32 << 24) - 1);
    let degrees = f64::from(packed) / scale * 2.0 * limit - limit;
    (degrees * 1e5).round() / 1e5
}

/// A count or a length from 0 to about 1.7e9 in 8 bits, to 8 %.
#[must_use]
pub fn pack_log(value: f64) -> u8 {
    ((value.max(0.0) + 1.0).ln() * 12.0).round().min(255.0) as u8
}

/// The reverse of [`pack_log`].
#[must_use]
pub fn unpack_log(packed: u8) -> f64 {
    (f64::from(packed) / 12.0).exp() - 1.0
}

fn u24(bytes: &[u8]) -> u32 {
    match bytes {
        [a, b, c] => u32::from_le_bytes([*a, *b, *c, 0]),
        _ => 0,
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_is_exact_enough() {
        for (degrees, limit) in [(55.75222, 90.0), (-90.0, 90.0), (37.61556, 180.0), (-179.99, 180.0), (0.0, 180.0)] {
            assert!((unpack_degrees(pack_degrees(degrees, limit), limit) - degrees).abs() < 3e-5);
        }
        for people in [0.0, 500.0, 10_381_222.0, 1_400_000_000.0] {
            let back = unpack_log(pack_log(people));
            assert!((back - people).abs() <= people * 0.06 + 0.1, "{people} {back}");
        }
    }

    #[test]
    fn a_file_that_is_no_table_is_refused() {
        assert!(Table::new(b"").is_none());
        assert!(Table::new(b"FWPLACE1").is_none());
        let mut far = MAGIC.to_vec();
        far.extend([0xff; SECTIONS * 8]);
        assert!(Table::new(&far).is_none());
    }
}
