//! What words can be: a table from a folded word to its classes, as bits, looked up once per token.
//!
//! The classes are shallow on purpose. They are enough to find where a noun phrase ends, which word is its head, and
//! which cue stands near a trigger; a trained tagger may later replace the role classes, not the closed ones.

use super::words::LISTS;
use crate::doc::{Doc, TokenKind};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Classes of one word, as bits.
pub(crate) type Bits = u64;

macro_rules! classes {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        classes!(@ 0, $($(#[$meta])* $name),+);
    };
    (@ $n:expr, $(#[$meta:meta])* $name:ident $(, $($rest:tt)+)?) => {
        $(#[$meta])* pub(crate) const $name: Bits = 1 << ($n);
        $(classes!(@ $n + 1, $($rest)+);)?
    };
}

classes! {
    /// Articles, demonstratives, possessives, quantifiers that open a noun phrase.
    DET,
    /// Prepositions other than "of".
    PREP,
    /// "and", "or", "but".
    CONJ,
    /// "who", "which", "that", "where", "when": they open a clause.
    REL,
    /// Forms of "be", "have", "do".
    AUX,
    /// "will", "could", "may".
    MODAL,
    /// "not", "never", "no".
    NEG,
    /// Personal pronouns.
    PRON,
    /// Adverbs and other words that a phrase may skip.
    ADV,
    /// Number words.
    NUM,
    /// "said", "reported": the date beside it is the date of the saying.
    REPORT,
    /// Other verbs: they end a noun phrase.
    VERB,
    /// Those who do it: "gunmen", "bomber".
    PERP,
    /// Armed bodies known by what they are rather than by a name: "bandits", "cartel".
    COLLECTIVE,
    /// Heads of organisations' names: "Front", "Brigade".
    ORG,
    /// Civilians and other people.
    PEOPLE,
    /// Soldiers, police and other officers of a state.
    FORCES,
    /// Buildings, places of gathering, infrastructure.
    SITE,
    /// Vehicles and vessels.
    VEHICLE,
    /// Weapons and means.
    WEAPON,
    /// Days, months, "yesterday", "week": never part of a target.
    TIME,
    /// Words before "attack" that describe the attack and not its target.
    QUALIFIER,
    /// "second", "another": the event is not the one before.
    OTHER,
    /// "dead", "killed", "died".
    KILL,
    /// "wounded", "injured".
    INJURE,
    /// "planning", "plotting", "intended".
    PLAN,
    /// "foiled", "thwarted", "averted".
    FOIL,
    /// "tried", "attempted".
    TRY,
    /// "failed", "botched".
    FAIL,
    /// "threatened", "vowed".
    THREATEN,
    /// "denied", "rejected".
    DENY,
    /// "possible", "potential", "if".
    HYPOTHETICAL,
    /// "allegedly", "accused", "suspected".
    ALLEGED,
    /// "arrested", "charged", "jailed".
    ARREST,
    /// Courts and trials.
    COURT,
    /// Accidents and natural disasters.
    ACCIDENT,
    /// Sport, film, games, show business.
    PLAY,
    /// Markets and business.
    MARKET,
    /// Labour disputes.
    LABOUR,
    /// Exercises.
    DRILL,
    /// Commemoration.
    MEMORY,
    /// Politics and argument, where "attack" is words.
    POLITICS,
    /// Computers: attacks there are not violence.
    CYBER,
    /// Medicine: "heart attack".
    MEDICAL,
    /// Titles before a person's name.
    TITLE,
    /// Units of counting other than people ("percent", "points", "dollars").
    UNIT,
    /// Nationality or home of a person: "national", "citizen", "native".
    CITIZEN,
    /// "following", "after": what comes next is an earlier event.
    AFTER,
    /// Animals.
    ANIMAL,
}

/// All words of the vocabulary.
fn table() -> &'static FxHashMap<&'static str, Bits> {
    static TABLE: OnceLock<FxHashMap<&'static str, Bits>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut map = FxHashMap::default();
        for (bits, words) in LISTS {
            for word in words.split_ascii_whitespace() {
                *map.entry(word).or_insert(0) |= bits;
            }
        }
        map
    })
}

/// The classes of a folded word; 0 if the vocabulary does not know it.
pub(crate) fn bits(word: &str) -> Bits {
    table().get(word).copied().unwrap_or(0)
}

/// True if a word stands in a list of words separated by white space.
pub(crate) fn among(word: &str, list: &str) -> bool {
    list.split_ascii_whitespace().any(|w| w == word)
}

/// The classes of every token of a document.
pub(crate) fn classify(doc: &Doc) -> Vec<Bits> {
    (0..doc.tokens.len()).map(|t| bits_of(doc, t)).collect()
}

/// The classes of one token: of the word itself, else of what a possessive or a plural is made from.
fn bits_of(doc: &Doc, token: usize) -> Bits {
    if doc.tokens[token].kind == TokenKind::Number {
        return NUM;
    }
    let word = doc.norm(token);
    let known = bits(word);
    if known != 0 {
        return known;
    }
    if word.len() > 4 && word.ends_with("ly") {
        return ADV;
    }
    // Plurals of nouns that stand in the lists in the singular.
    if let Some(stem) = word.strip_suffix('s') {
        return bits(stem) & (PERP | PEOPLE | FORCES | SITE | WEAPON | VEHICLE | ORG | COLLECTIVE);
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_distinct_bits() {
        assert_eq!(DET, 1);
        assert_eq!(DET & PREP, 0);
        assert_eq!(ANIMAL.count_ones(), 1);
    }

    #[test]
    fn no_list_is_lost() {
        for (bits, words) in LISTS {
            for word in words.split_ascii_whitespace() {
                assert_eq!(super::bits(word) & bits, *bits, "{word}");
            }
        }
    }
}
