//! Small words: numbers, lists, dates, and the folding under which two spellings of a name are one.

use jiff::tz::TimeZone;
use record::{DatePrecision, Place, PlacePrecision, When};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Largest number of items that a sentence lists; the rest is counted.
const MAX_LISTED: usize = 8;

/// One character as it counts for comparing names: compatibility form, no diacritics, lower case ("İ" and "ı" give "i").
pub fn fold_char(c: char) -> impl Iterator<Item = char> {
    c.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        // Lower-casing "İ" leaves a combining dot behind.
        .filter(|c| !is_combining_mark(*c))
        .map(|c| if c == 'ı' { 'i' } else { c })
}

/// A name as it counts for comparing: folded, and every run of other characters than letters and digits one space.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.chars().flat_map(fold_char) {
        if c.is_alphanumeric() {
            folded.push(c);
        } else if !folded.ends_with(' ') && !folded.is_empty() {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// True if the two are one name, spelling apart.
pub fn same_name(left: &str, right: &str) -> bool {
    let left = fold(left);
    !left.is_empty() && left == fold(right)
}

/// "one", "six", "13".
pub fn number(n: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// "one outlet", "six outlets".
pub fn count(n: usize, singular: &str, plural: &str) -> String {
    format!("{} {}", number(n), if n == 1 { singular } else { plural })
}

/// "12", or "between 9 and 12".
pub fn range((low, high): (u32, u32)) -> String {
    if low == high { low.to_string() } else { format!("between {low} and {high}") }
}

/// "a", "a and b", "a, b and c"; beyond eight "a, …, h and 3 more". An item that holds a comma makes the separators
/// semicolons.
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    let shown = if items.len() > MAX_LISTED { MAX_LISTED } else { items.len() };
    let mut parts: Vec<String> = items[..shown].iter().map(|item| item.as_ref().to_owned()).collect();
    if items.len() > shown {
        parts.push(format!("{} more", items.len() - shown));
    }
    let separator = if parts.iter().any(|part| part.contains(',')) { "; " } else { ", " };
    match parts.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(separator)),
    }
}

/// Each item in quotation marks, as words of a report.
pub fn quoted<S: AsRef<str>>(items: &[S]) -> Vec<String> {
    items.iter().map(|item| format!("\u{201c}{}\u{201d}", item.as_ref().trim())).collect()
}

/// The text with its first letter upper case.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The text as a sentence: capital, and a full stop unless it ends in one.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    let stop = if text.ends_with(['.', '!', '?', '\u{201d}']) || text.is_empty() { "" } else { "." };
    format!("{}{stop}", capital(text))
}

/// A date without preposition: "22 June 2024", "June 2024", "the week of 17 June 2024", "22 June 2024, about 18:30 UTC".
pub fn date(when: &When) -> String {
    let start = when.start.to_zoned(TimeZone::UTC);
    let month = month(start.month());
    match when.precision {
        DatePrecision::Year => start.year().to_string(),
        DatePrecision::Month => format!("{month} {}", start.year()),
        DatePrecision::Week => format!("the week of {} {month} {}", start.day(), start.year()),
        DatePrecision::Day => format!("{} {month} {}", start.day(), start.year()),
        DatePrecision::Time => {
            format!("{} {month} {}, about {:02}:{:02} UTC", start.day(), start.year(), start.hour(), start.minute())
        }
    }
}

/// A date with its preposition: "on 22 June 2024", "in June 2024", "in 2024".
pub fn on_date(when: &When) -> String {
    let preposition = match when.precision {
        DatePrecision::Time | DatePrecision::Day => "on",
        DatePrecision::Week | DatePrecision::Month | DatePrecision::Year => "in",
    };
    format!("{preposition} {}", date(when))
}

fn month(number: i8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(number - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or("")
}

/// The place for readers: "Moscow, RU"; a country by its name alone.
pub fn place(place: &Place) -> String {
    match place.precision {
        PlacePrecision::Country => place.name.clone(),
        _ => place.label(),
    }
}

/// The place with its preposition: "in Moscow, RU", "at Pier 4, NO".
pub fn in_place(at: &Place) -> String {
    let preposition = if at.precision == PlacePrecision::Site { "at" } else { "in" };
    format!("{preposition} {}", place(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one() {
        for (left, right) in
            [("İstanbul", "istanbul"), ("Hürriyet", "HURRIYET"), ("Al-Shabaab", "al shabaab"), ("Fırat", "firat")]
        {
            assert!(same_name(left, right), "{left} {right}: {} {}", fold(left), fold(right));
        }
        assert!(!same_name("", ""));
        assert!(!same_name("Oslo", "Osla"));
    }

    #[test]
    fn lists_read_well() {
        for (items, expected) in [
            (vec![], ""),
            (vec!["a"], "a"),
            (vec!["a", "b"], "a and b"),
            (vec!["a", "b", "c"], "a, b and c"),
            (vec!["Oslo, NO", "b", "c"], "Oslo, NO; b and c"),
            (vec!["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"], "1, 2, 3, 4, 5, 6, 7, 8 and 2 more"),
        ] {
            assert_eq!(list(&items), expected);
        }
    }
}
