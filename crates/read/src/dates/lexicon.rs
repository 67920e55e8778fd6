//! The words of dates, by their folded form.

use super::calendar::{DayPart, Season, Unit};
use jiff::civil::Weekday;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// What a word can be in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// A month's name; `short` for abbreviations, which stand only beside a number.
    Month {
        number: i8,
        short: bool,
    },
    Weekday(Weekday),
    /// A cardinal: "two", "dozen" is none.
    Count(u32),
    /// "first" to "fourth": quarters.
    Ordinal(u32),
    Unit(Unit),
    /// "weekend".
    Weekend,
    Season(Season),
    Part(DayPart),
    /// Days from today: yesterday is -1.
    Day(i32),
    Tonight,
    Overnight,
    Last,
    This,
    Next,
    /// "early", "late", "earlier", "mid".
    Modifier,
    /// "same".
    Same,
    /// "following": after what was told before.
    Following,
    Feast(Feast),
}

/// Days with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feast {
    Christmas,
    NewYear,
    Easter,
    Good,
    Valentine,
    Halloween,
    Thanksgiving,
    Boxing,
    /// Last Monday of May in the United States.
    Memorial,
    /// Third Monday of February in the United States.
    Presidents,
    /// First Monday of September in the United States.
    Labor,
}

/// What a folded word can be in a date; `None` for nearly all words.
pub(super) fn word(norm: &str) -> Option<Word> {
    static WORDS: OnceLock<FxHashMap<&'static str, Word>> = OnceLock::new();
    WORDS.get_or_init(|| table().into_iter().collect()).get(norm).copied()
}

fn table() -> Vec<(&'static str, Word)> {
    let mut all = Vec::new();
    let months = [
        ("january", "jan"),
        ("february", "feb"),
        ("march", "mar"),
        ("april", "apr"),
        ("may", "may"),
        ("june", "jun"),
        ("july", "jul"),
        ("august", "aug"),
        ("september", "sep"),
        ("october", "oct"),
        ("november", "nov"),
        ("december", "dec"),
    ];
    for (number, (long, short)) in (1..).zip(months) {
        all.push((short, Word::Month { number, short: true }));
        all.push((long, Word::Month { number, short: false }));
    }
    all.push(("sept", Word::Month { number: 9, short: true }));
    let days = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    all.extend(days.map(|(name, day)| (name, Word::Weekday(day))));
    let counts = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    all.extend((1..).zip(counts).map(|(n, name)| (name, Word::Count(n))));
    all.extend(
        [("a", 1), ("an", 1), ("thirty", 30), ("forty", 40), ("fifty", 50)].map(|(name, n)| (name, Word::Count(n))),
    );
    all.extend([("first", 1), ("second", 2), ("third", 3), ("fourth", 4)].map(|(name, n)| (name, Word::Ordinal(n))));
    for (unit, names) in [
        (Unit::Day, ["day", "days"]),
        (Unit::Week, ["week", "weeks"]),
        (Unit::Month, ["month", "months"]),
        (Unit::Quarter, ["quarter", "quarters"]),
        (Unit::Year, ["year", "years"]),
    ] {
        all.extend(names.map(|name| (name, Word::Unit(unit))));
    }
    all.extend(relatives());
    all
}

/// Seasons, parts of the day, days told from today, feasts.
fn relatives() -> impl IntoIterator<Item = (&'static str, Word)> {
    [
        ("spring", Word::Season(Season::Spring)),
        ("summer", Word::Season(Season::Summer)),
        ("autumn", Word::Season(Season::Autumn)),
        ("fall", Word::Season(Season::Autumn)),
        ("winter", Word::Season(Season::Winter)),
        ("morning", Word::Part(DayPart::Morning)),
        ("noon", Word::Part(DayPart::Noon)),
        ("midday", Word::Part(DayPart::Noon)),
        ("afternoon", Word::Part(DayPart::Afternoon)),
        ("evening", Word::Part(DayPart::Evening)),
        ("night", Word::Part(DayPart::Night)),
        ("weekend", Word::Weekend),
        ("yesterday", Word::Day(-1)),
        ("today", Word::Day(0)),
        ("tomorrow", Word::Day(1)),
        ("tonight", Word::Tonight),
        ("overnight", Word::Overnight),
        ("last", Word::Last),
        ("previous", Word::Following),
        ("this", Word::This),
        ("current", Word::This),
        ("next", Word::Next),
        ("coming", Word::Next),
        ("upcoming", Word::Next),
        ("early", Word::Modifier),
        ("late", Word::Modifier),
        ("earlier", Word::Modifier),
        ("later", Word::Modifier),
        ("mid", Word::Modifier),
        ("same", Word::Same),
        ("following", Word::Following),
        ("christmas", Word::Feast(Feast::Christmas)),
        ("new", Word::Feast(Feast::NewYear)),
        ("easter", Word::Feast(Feast::Easter)),
        ("good", Word::Feast(Feast::Good)),
        ("valentine", Word::Feast(Feast::Valentine)),
        ("halloween", Word::Feast(Feast::Halloween)),
        ("thanksgiving", Word::Feast(Feast::Thanksgiving)),
        ("boxing", Word::Feast(Feast::Boxing)),
        ("memorial", Word::Feast(Feast::Memorial)),
        ("presidents", Word::Feast(Feast::Presidents)),
        ("labor", Word::Feast(Feast::Labor)),
    ]
}

/// Words before a year, a month or a weekday that show it is one.
pub(super) fn is_preposition(norm: &str) -> bool {
    matches!(
        norm,
        "in" | "on"
            | "since"
            | "by"
            | "until"
            | "till"
            | "during"
            | "of"
            | "from"
            | "between"
            | "before"
            | "after"
            | "through"
            | "throughout"
            | "around"
            | "about"
            | "to"
            | "for"
            | "as"
            | "back"
            | "circa"
            | "early"
            | "late"
            | "mid"
            | "last"
            | "this"
            | "next"
            | "past"
            | "fiscal"
    )
}
