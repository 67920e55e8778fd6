//! Words: folding, splitting and the small lists that tell content from filling.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case without accents, so that "Hürriyet" and "Hurriyet" compare equal.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
            continue;
        }
        for c in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
            match c {
                'ı' => out.push('i'),
                'ø' => out.push('o'),
                'ł' => out.push('l'),
                'đ' | 'ð' => out.push('d'),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                'ß' => out.push_str("ss"),
                'þ' => out.push_str("th"),
                '’' | '‘' | 'ʼ' | 'ʻ' => out.push('\''),
                // Lower-casing a dotted capital I leaves a combining dot behind.
                c if is_combining_mark(c) => {}
                c => out.push(c),
            }
        }
    }
    out
}

/// The words of a folded text: runs of letters and digits; a possessive `'s` is dropped, other apostrophes join.
pub(crate) fn words(folded: &str) -> impl Iterator<Item = String> + '_ {
    folded
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|word| word.trim_matches('\''))
        .map(|word| word.strip_suffix("'s").unwrap_or(word))
        .filter(|word| !word.is_empty())
        .map(|word| word.replace('\'', ""))
}

/// A plural brought to its singular, roughly: enough for "markets" to meet "market". Not a stemmer.
pub(crate) fn singular(word: &str) -> String {
    if word.len() > 4 {
        if let Some(stem) = word.strip_suffix("ies") {
            return format!("{stem}y");
        }
        for ending in ["ches", "shes", "sses", "xes"] {
            if word.ends_with(ending) {
                return word[..word.len() - 2].to_owned();
            }
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() >= 3 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Words that say nothing about which event is meant.
const STOP: &[&str] = &[
    "a", "about", "after", "again", "against", "all", "also", "an", "and", "another", "any", "are", "as", "at", "be",
    "been", "before", "being", "between", "both", "but", "by", "could", "during", "each", "for", "from", "had", "has",
    "have", "he", "her", "his", "how", "in", "inside", "into", "is", "it", "its", "like", "local", "many", "more",
    "most", "near", "new", "no", "not", "of", "off", "on", "one", "only", "or", "other", "out", "outside", "over",
    "said", "say", "says", "several", "she", "so", "some", "such", "than", "that", "the", "their", "them", "then",
    "there", "these", "they", "this", "those", "through", "to", "told", "two", "under", "until", "up", "was", "we",
    "were", "what", "when", "where", "which", "while", "who", "will", "with", "would",
];

/// True for words that say nothing about which event is meant.
pub(crate) fn is_stop(word: &str) -> bool {
    STOP.binary_search(&word).is_ok()
}

/// The content words of a text, folded, singular, sorted, without repeats, at most `max`.
pub(crate) fn content_words(text: &str, max: usize) -> Vec<String> {
    let mut found: Vec<String> = words(&fold(text))
        .filter(|word| word.chars().count() > 2 && !is_stop(word))
        .map(|word| singular(&word))
        .take(max)
        .collect();
    found.sort();
    found.dedup();
    found
}

/// How many values two sorted lists have in common.
pub(crate) fn common<T: Ord>(left: &[T], right: &[T]) -> usize {
    let (mut l, mut r, mut n) = (0, 0, 0);
    // Nothing here can be foretold, so there is no branch to foretell.
    while let (Some(a), Some(b)) = (left.get(l), right.get(r)) {
        let order = a.cmp(b);
        n += usize::from(order.is_eq());
        l += usize::from(order.is_le());
        r += usize::from(order.is_ge());
    }
    n
}

/// A 64-bit FNV-1a hash, the same on every machine and in every version.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

/// The upper half of a hash is as good as any: what is kept of a million claims has to fit.
pub(crate) fn half(bytes: &[u8]) -> u32 {
    (hash(bytes) >> 32) as u32
}

/// Sorted, without repeats, in as little memory as it takes.
pub(crate) fn set<T: Ord>(values: impl IntoIterator<Item = T>) -> Box<[T]> {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_unstable();
    values.dedup();
    values.into_boxed_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stop_list_is_sorted() {
        assert!(STOP.is_sorted());
    }

    #[test]
    fn folding_and_splitting() {
        for (text, expected) in [
            ("Hürriyet", "hurriyet"),
            ("Hande Fırat", "hande firat"),
            ("St. Mary’s Church", "st mary church"),
            ("İSTANBUL", "istanbul"),
            ("Łódź", "lodz"),
            ("", ""),
        ] {
            assert_eq!(words(&fold(text)).collect::<Vec<_>>().join(" "), expected, "{text}");
        }
    }

    #[test]
    fn plurals() {
        for (word, expected) in [
            ("markets", "market"),
            ("churches", "church"),
            ("embassies", "embassy"),
            ("bus", "bus"),
            ("police", "police"),
            ("gas", "gas"),
        ] {
            assert_eq!(singular(word), expected);
        }
    }
}
