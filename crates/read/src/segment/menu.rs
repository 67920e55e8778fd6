//! Lists of links on one line: menus, rows of buttons, footers, polls. Told by their separators.

use super::header::names_section;
use crate::tokens::fold;

/// Longer lines (words) are no menus.
const MENU_WORDS_MAX: usize = 45;
/// An entry between upright bars or dots has at most this many words.
const ENTRY_WORDS_MAX: usize = 8;
/// An entry between separators that prose has too (spaces, dashes, slashes) has at most this many words.
const SHORT_ENTRY_WORDS_MAX: usize = 3;
/// Entries that make a list of links.
const ENTRIES_MIN: usize = 3;

/// True for `A | B | C`, `A · B · C`, `A   B   C`, `A - B - C - D` and `Is it so?  Yes / No`. `raw` is the line with its
/// inner white space as printed.
pub(crate) fn is_menu(raw: &str) -> bool {
    if raw.contains('\n') || raw.split_whitespace().take(MENU_WORDS_MAX + 1).count() > MENU_WORDS_MAX {
        return false;
    }
    is_barred(raw) || is_spaced(raw) || is_dashed(raw) || is_motto(raw) || is_poll(raw)
}

/// Separators that prose hardly ever has. Gaps between words count too where there are such marks.
fn is_barred(raw: &str) -> bool {
    let marks: &[char] = &['|', '\u{b7}', '\u{2022}', '\u{2502}', '\u{25cf}', '\u{30fb}'];
    // A bullet at the start makes an item of a list.
    if !raw.trim_start_matches(marks).contains(marks) {
        return false;
    }
    let entries: Vec<&str> = raw.split(marks).flat_map(gaps).collect();
    // "Killed: 9 | Injured: 23" is a table.
    let table = entries.iter().all(|entry| entry.contains(':'));
    entries.len() >= ENTRIES_MIN
        && !table
        && entries.iter().all(|entry| words(entry) <= ENTRY_WORDS_MAX && !is_sentence(entry))
}

/// Entries set apart by two spaces or more.
fn is_spaced(raw: &str) -> bool {
    let entries: Vec<&str> = gaps(raw).collect();
    entries.len() >= ENTRIES_MIN && entries.iter().all(|entry| is_short_entry(entry))
}

/// Dashes and slashes between words stand in prose as well: four entries, each short.
fn is_dashed(raw: &str) -> bool {
    [" - ", " / ", " \u{2013} ", " \u{2014} ", " // ", " * ", " ~ "].iter().any(|mark| {
        if raw.matches(mark).take(ENTRIES_MIN).count() < ENTRIES_MIN {
            return false;
        }
        let entries: Vec<&str> = raw.split(mark).map(str::trim).filter(|entry| !entry.is_empty()).collect();
        entries.len() > ENTRIES_MIN && entries.iter().all(|entry| is_short_entry(entry))
    })
}

/// `Politics. Economy. Culture.`: nothing but words with full stops, a section's name among them.
fn is_motto(raw: &str) -> bool {
    let entries: Vec<&str> = raw.trim_end_matches('.').split(". ").collect();
    let word = |entry: &&str| entry.len() >= 4 && words(entry) == 1 && entry.starts_with(char::is_uppercase);
    entries.len() >= ENTRIES_MIN && entries.iter().all(word) && names_section(&fold(raw))
}

/// A question and the answers to choose from.
fn is_poll(raw: &str) -> bool {
    let Some((_, answers)) = raw.rsplit_once('?') else { return false };
    let answers: Vec<&str> = answers.split(['/', '|', '\u{b7}', '\u{2022}']).flat_map(gaps).collect();
    answers.len() >= 2 && answers.iter().all(|answer| is_short_entry(answer))
}

/// The parts of a line between gaps of two spaces or more, or tabs.
fn gaps(raw: &str) -> impl Iterator<Item = &str> {
    raw.split("  ").flat_map(|part| part.split('\t')).map(str::trim).filter(|part| !part.is_empty())
}

fn words(entry: &str) -> usize {
    entry.split_whitespace().count()
}

fn is_short_entry(entry: &str) -> bool {
    words(entry) <= SHORT_ENTRY_WORDS_MAX
        && entry.starts_with(|c: char| c.is_alphanumeric() && !c.is_lowercase() || matches!(c, '#' | '@' | '['))
        && !entry.ends_with(['.', ',', ';', ':', '"', '\u{201d}'])
}

fn is_sentence(entry: &str) -> bool {
    words(entry) > SHORT_ENTRY_WORDS_MAX && entry.ends_with(['.', '!', ';', '"', '\u{201d}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn menus_are_told_from_prose() {
        for (line, expected) in [
            ("News | Politics | Society | World", true),
            ("Search   Log in   RU | EN", true),
            ("Home  World  Sport", true),
            ("Home\tWorld\tSport", true),
            ("News \u{b7} Business \u{b7} Jobs", true),
            ("Politics - Justice - Economy - Blogs", true),
            ("Front page / Nation / World / Farm", true),
            ("Print edition | Subscribe from 9.90 a month | Contact", true),
            ("Waves: Kessim 95.2 | Pelham 101.7 | Tarn 93.4", true),
            ("Your view: Is the toll fair?  Yes / No / I swim", true),
            ("Politics. Economy. Culture.", true),
            ("Liar. Thief. Coward.", false),
            ("He ran. He fell. He rose.", false),
            ("Killed: 9 | Injured: 23 | Missing: 2", false),
            ("Home World Sport", false),
            ("\u{2022} two kilograms of powder", false),
            ("Ferry prices go up again  |  7 October 2026", false),
            ("They came at night.  They left at dawn.  Nobody saw them.", false),
            ("The line Pelham - Tarn is closed", false),
            ("He said: who are you? Nobody / everybody knew", false),
            ("Two men held over bridge plot | The Norvale Courier", false),
            ("the old  and the new  and the worn", false),
        ] {
            assert_eq!(is_menu(line), expected, "{line}");
        }
    }
}
