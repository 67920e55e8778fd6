//! What was aimed at: names ("Crocus"), classes of sites ("shopping centre" = "mall") and plain words.

use crate::words::{content_words, fold, half, set, singular, words};
use record::Mention;

/// Words for sites and people aimed at, by class. Two words of one class may mean one target.
const CLASSES: &[(&str, &[&str])] = &[
    ("airport", &["airport", "airfield", "aerodrome", "terminal", "airliner", "aircraft", "plane"]),
    ("bank", &["bank", "atm", "bureau de change"]),
    ("beach", &["beach", "seafront", "promenade"]),
    ("bridge", &["bridge", "viaduct"]),
    ("bus", &["bus", "coach", "minibus"]),
    ("church", &["church", "cathedral", "chapel", "basilica", "parish", "monastery"]),
    ("concert", &["concert", "theatre", "theater", "gig", "auditorium"]),
    ("court", &["court", "courthouse", "tribunal", "prosecutor"]),
    ("embassy", &["embassy", "consulate", "diplomat", "ambassador"]),
    ("farm", &["farm", "farmer", "cattle", "herd", "herder", "peasant"]),
    ("festival", &["festival", "parade", "carnival", "procession", "rally"]),
    ("government", &["ministry", "parliament", "government", "minister", "mayor", "governor", "president"]),
    ("home", &["home", "house", "apartment", "flat", "villa", "residence"]),
    ("hospital", &["hospital", "clinic", "ambulance", "medic", "doctor", "nurse"]),
    ("hotel", &["hotel", "resort", "hostel", "guesthouse", "motel", "inn"]),
    ("market", &["market", "bazaar", "marketplace", "souk"]),
    ("media", &["newspaper", "newsroom", "broadcaster", "journalist", "reporter", "magazine"]),
    ("metro", &["metro", "subway", "underground"]),
    ("military", &["army", "soldier", "barracks", "base", "troop", "military", "navy", "garrison", "serviceman"]),
    ("mosque", &["mosque", "madrasa", "seminary"]),
    ("nightclub", &["nightclub", "nightspot", "disco", "club"]),
    ("oil", &["pipeline", "refinery", "oilfield", "depot"]),
    ("police", &["police", "policeman", "policemen", "checkpoint", "constable", "gendarme"]),
    ("polling", &["polling", "election", "ballot"]),
    ("port", &["port", "harbour", "harbor", "ferry", "ship", "vessel", "tanker"]),
    ("power", &["substation", "pylon", "transformer", "electricity", "dam"]),
    ("prison", &["prison", "jail", "prisoner", "inmate"]),
    ("rail", &["train", "railway", "rail", "railroad", "locomotive"]),
    ("restaurant", &["restaurant", "cafe", "bar", "pub", "bakery", "diner"]),
    (
        "school",
        &[
            "school",
            "college",
            "university",
            "campus",
            "academy",
            "pupil",
            "student",
            "schoolgirl",
            "schoolboy",
            "teacher",
            "kindergarten",
        ],
    ),
    ("shop", &["mall", "shopping", "supermarket", "store", "shop", "shopper", "retail", "hypermarket", "grocery"]),
    ("shrine", &["shrine", "temple", "pagoda", "mausoleum"]),
    ("stadium", &["stadium", "arena", "ground", "spectator"]),
    ("synagogue", &["synagogue", "yeshiva"]),
    ("village", &["village", "hamlet", "settlement", "villager"]),
];

/// A claim's classes are bits of one number.
const _: () = assert!(CLASSES.len() <= u64::BITS as usize);

/// Words that stand in names of sites without telling one from another.
const GENERIC: &[&str] = &[
    "area",
    "building",
    "centre",
    "center",
    "central",
    "church",
    "city",
    "civilian",
    "complex",
    "crowd",
    "crowded",
    "district",
    "group",
    "hall",
    "headquarter",
    "hq",
    "international",
    "man",
    "member",
    "men",
    "national",
    "office",
    "people",
    "person",
    "place",
    "public",
    "resident",
    "saint",
    "san",
    "santa",
    "site",
    "sites",
    "square",
    "st",
    "station",
    "street",
    "target",
    "town",
    "woman",
    "women",
    "worshipper",
];

/// Places named alike in several languages: first names of saints and the like need not be spelt alike.
const MIN_SHARED_PREFIX: usize = 3;

/// What a claim says was aimed at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Targets {
    /// Folded words that begin with a capital and are no class: names.
    pub names: Box<[String]>,
    /// Classes of sites.
    pub classes: Box<[&'static str]>,
    /// The same, a bit for each in the order of [`CLASSES`].
    pub class_bits: u64,
    /// Hashes of other content words, sorted.
    pub plain: Box<[u32]>,
}

/// Words as they are read.
#[derive(Default)]
struct Found {
    names: Vec<String>,
    classes: Vec<&'static str>,
    plain: Vec<u32>,
}

impl Found {
    fn put(&mut self, word: &str, capital: bool, elsewhere: &[String]) {
        let one = singular(word);
        if let Some(class) = class_of(word) {
            // "White House" as the place makes no home of the target.
            if !elsewhere.contains(&one) {
                self.classes.push(class);
            }
            return;
        }
        if GENERIC.contains(&one.as_str()) || elsewhere.contains(&one) || word.chars().count() < 3 {
            return;
        }
        if capital {
            self.names.push(one);
        } else {
            self.plain.extend(content_words(word, 1).iter().map(|word| half(word.as_bytes())));
        }
    }
}

/// The class of a folded word.
pub(crate) fn class_of(word: &str) -> Option<&'static str> {
    let one = singular(word);
    CLASSES.iter().find(|(_, of)| of.contains(&one.as_str()) || of.contains(&word)).map(|(class, _)| *class)
}

impl Targets {
    /// Reads the mentions; words in `elsewhere` (the place's own name) tell nothing about the target.
    pub fn of(mentions: &[Mention], elsewhere: &[String]) -> Self {
        let mut found = Found::default();
        for mention in mentions {
            // In a text that is all capitals a capital says nothing.
            let shouted = !mention.text.chars().any(char::is_lowercase);
            for raw in mention.text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | ',')) {
                let capital = !shouted && raw.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase);
                for word in words(&fold(raw)) {
                    found.put(&word, capital, elsewhere);
                }
            }
        }
        let classes = set(found.classes);
        let bit = |class: &&str| CLASSES.iter().position(|(known, _)| known == class).map_or(0, |at| 1 << at);
        let class_bits = classes.iter().map(bit).fold(0, |bits, bit| bits | bit);
        Self { names: set(found.names), classes, class_bits, plain: set(found.plain) }
    }

    /// True if nothing here could tell one target from another.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.classes.is_empty() && self.plain.is_empty()
    }

    /// True if a name in one is a name in the other, or nearly ("Maria", "Mary").
    pub fn shares_name(&self, other: &Self) -> bool {
        self.names.iter().any(|l| other.names.iter().any(|r| similar(l, r)))
    }

    /// True if both have a plain word in common.
    pub fn shares_plain(&self, other: &Self) -> bool {
        self.plain.iter().any(|l| other.plain.contains(l))
    }
}

/// Equal, or alike for at least three fifths of the longer word: one name in two languages.
fn similar(left: &str, right: &str) -> bool {
    if left == right {
        return true;
    }
    let shared = left.chars().zip(right.chars()).take_while(|(l, r)| l == r).count();
    let longest = left.chars().count().max(right.chars().count());
    shared >= MIN_SHARED_PREFIX && shared * 5 >= longest * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_classes_and_filling() {
        for (text, names, classes) in [
            ("crowded shopping center", "", "shop"),
            ("Crocus City Hall shopping center", "crocus", "shop"),
            ("Catholic Church of St. Mary", "catholic,mary", "church"),
            ("two police officers", "", "police"),
            ("people", "", ""),
            ("POLICE STATION", "", "police"),
        ] {
            let found = Targets::of(&[Mention::new(text, None)], &[]);
            assert_eq!((found.names.join(",").as_str(), found.classes.join(",").as_str()), (names, classes), "{text}");
        }
    }

    #[test]
    fn one_saint_in_two_languages() {
        assert!(similar("maria", "mary") && !similar("george", "mary") && !similar("al", "alb"));
    }
}
