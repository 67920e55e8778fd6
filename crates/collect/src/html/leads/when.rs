//! What a short text beside a headline says of its day: dates with and without a year, "2 hours ago", "yesterday", clocks.

use crate::days::{self, Found};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Bytes of such a text at most.
pub(super) const MAX_BYTES: usize = 72;

/// Words that may stand beside the date: a section, a weekday, an author.
const MAX_REST: usize = 3;

/// Words that stand for a day, with how many days it lies back.
const NEAR_DAYS: &[(&str, i64)] = &[
    ("today", 0),
    ("heute", 0),
    ("aujourd'hui", 0),
    ("hoy", 0),
    ("oggi", 0),
    ("hoje", 0),
    ("bugün", 0),
    ("сегодня", 0),
    ("сьогодні", 0),
    ("vandaag", 0),
    ("idag", 0),
    ("dziś", 0),
    ("dzisiaj", 0),
    ("dnes", 0),
    ("azi", 0),
    ("اليوم", 0),
    ("σήμερα", 0),
    ("今天", 0),
    ("yesterday", 1),
    ("gestern", 1),
    ("hier", 1),
    ("ayer", 1),
    ("ieri", 1),
    ("ontem", 1),
    ("dün", 1),
    ("вчера", 1),
    ("вчора", 1),
    ("gisteren", 1),
    ("igår", 1),
    ("wczoraj", 1),
    ("včera", 1),
    ("أمس", 1),
    ("χθες", 1),
    ("昨天", 1),
];

/// Units of time by the words for them, in minutes.
const UNITS: &[(&[&str], i64)] = &[
    (
        &[
            "m",
            "min",
            "mins",
            "minute",
            "minutes",
            "minuten",
            "minuto",
            "minutos",
            "minuti",
            "minut",
            "minuter",
            "minutter",
            "minuty",
            "dakika",
            "dk",
            "минут",
            "минуты",
            "минуту",
            "мин",
            "хвилин",
            "хвилини",
            "دقيقة",
            "دقائق",
            "λεπτά",
        ],
        1,
    ),
    (
        &[
            "h",
            "hr",
            "hrs",
            "hour",
            "hours",
            "stunde",
            "stunden",
            "std",
            "heure",
            "heures",
            "hora",
            "horas",
            "ora",
            "ore",
            "saat",
            "час",
            "часа",
            "часов",
            "годин",
            "години",
            "годину",
            "uur",
            "timer",
            "timmar",
            "godzin",
            "godziny",
            "hodin",
            "hodinami",
            "ساعة",
            "ساعات",
            "ώρες",
        ],
        60,
    ),
    (
        &[
            "d", "day", "days", "tag", "tage", "tagen", "jour", "jours", "día", "días", "dia", "dias", "giorno",
            "giorni", "gün", "день", "дня", "дней", "дні", "днів", "dag", "dagen", "dager", "dagar", "dni", "dny",
            "zile", "يوم", "أيام",
        ],
        1_440,
    ),
    (
        &[
            "w",
            "wk",
            "week",
            "weeks",
            "woche",
            "wochen",
            "semaine",
            "semaines",
            "semana",
            "semanas",
            "settimana",
            "settimane",
            "hafta",
            "неделю",
            "недели",
            "недель",
            "weken",
            "uker",
            "veckor",
            "tygodnie",
        ],
        10_080,
    ),
];

/// Words that say that a span lies back.
const BACK: &[&str] = &[
    "ago",
    "önce",
    "назад",
    "тому",
    "vor",
    "il",
    "hace",
    "fa",
    "há",
    "geleden",
    "siden",
    "sedan",
    "temu",
    "před",
    "acum",
    "قبل",
    "منذ",
    "πριν",
];

/// Words for one.
const ONE: &[&str] = &["a", "an", "one", "einer", "einem", "une", "un", "una", "uma", "um", "bir", "eine", "en", "et"];

/// What a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    /// The day; `None` where only a clock stands.
    pub day: Option<Found>,
    /// Hours and minutes as printed.
    pub clock: Option<(u8, u8)>,
    /// Words beside them.
    pub rest: usize,
}

impl When {
    pub(super) fn of(day: Date) -> Self {
        Self { day: Some(Found::One(day)), clock: None, rest: 0 }
    }
}

/// Reads a text that is a date and little else. `now` is needed for what is counted from it.
pub(super) fn read(text: &str, now: Option<Timestamp>) -> Option<When> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || "|·•–—()[]".contains(c)).filter(|word| !word.is_empty()).collect();
    let clock = words.iter().find_map(|word| clock(word));
    // A clock is no part of a date: `17.06. 09:20` is not of 2009.
    let words: Vec<&str> =
        words.into_iter().filter(|word| self::clock(word).is_none() || word.contains(['-', '/', 'T'])).collect();
    let today = now.map(|now| now.to_zoned(TimeZone::UTC).date());
    let (day, used) =
        written(&words, today).or_else(|| counted(&words, now?)).map_or((None, 0..0), |(day, used)| (Some(day), used));
    let beside = words
        .iter()
        .enumerate()
        .filter(|(at, word)| !used.contains(at) && word.chars().filter(|c| c.is_alphabetic()).count() > 2);
    let rest = beside.count();
    // "We have written since 2 May 2016." is a sentence.
    if rest > 1 && text.ends_with('.') {
        return None;
    }
    ((day.is_some() || clock.is_some()) && rest <= MAX_REST).then_some(When { day, clock, rest })
}

/// A day that stands there, and the words that it takes.
fn written(words: &[&str], today: Option<Date>) -> Option<(Found, std::ops::Range<usize>)> {
    if !words.iter().any(|word| word.chars().any(char::is_numeric)) {
        return None;
    }
    if let Some(day) = days::find(&words.join(" ")) {
        let (mut from, mut to) = (0, words.len());
        while to - from > 1 && days::find(&words[from + 1..to].join(" ")) == Some(day) {
            from += 1;
        }
        while to - from > 1 && days::find(&words[from..to - 1].join(" ")) == Some(day) {
            to -= 1;
        }
        return Some((day, from..to));
    }
    let today = today?;
    // Without a year: the last such day.
    let limit = today.tomorrow().unwrap_or(today);
    for from in 0..words.len() {
        for to in (from + 1..=words.len().min(from + 3)).rev() {
            let part = words[from..to].join(" ");
            let letters = part.chars().any(char::is_alphabetic) || part.ends_with('.');
            if part.len() > 20 || !letters || part.contains(':') {
                continue;
            }
            let of = |year: i16| days::find(&format!("{}{}{year}", part, if part.ends_with('.') { "" } else { " " }));
            let day = [today.year(), today.year() - 1].into_iter().filter_map(of).find(|day| day.day_first() <= limit);
            if let Some(day) = day {
                return Some((day, from..to));
            }
        }
    }
    None
}

/// A day that is counted from now.
fn counted(words: &[&str], now: Timestamp) -> Option<(Found, std::ops::Range<usize>)> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let plain: Vec<String> =
        words.iter().map(|word| word.trim_matches([',', '.', ':', ';']).to_lowercase().replace('’', "'")).collect();
    for (at, word) in plain.iter().enumerate() {
        if let Some((_, back)) = NEAR_DAYS.iter().find(|(known, _)| known == word) {
            let day = today.checked_sub(SignedDuration::from_hours(24 * back)).ok()?;
            return Some((Found::One(day), at..at + 1));
        }
    }
    let minutes = |unit: &str| UNITS.iter().find(|(words, _)| words.contains(&unit)).map(|(_, minutes)| *minutes);
    let is_back = plain.iter().any(|word| BACK.contains(&word.as_str()));
    for (at, word) in plain.iter().enumerate() {
        let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = word.split_at(digits);
        let (number, unit, to) = match (number, unit) {
            ("", one) if ONE.contains(&one) => ("1", plain.get(at + 1).map(String::as_str), at + 2),
            ("", _) => continue,
            (number, "") => (number, plain.get(at + 1).map(String::as_str), at + 2),
            (number, unit) => (number, Some(unit), at + 1),
        };
        let Some(minutes) = unit.and_then(minutes) else { continue };
        // "3h" alone is enough; "3 days" may be how long something took.
        if is_back || (to == at + 1 && words.len() <= 2) {
            let back = number.parse::<i64>().ok().filter(|number| *number < 1_000)? * minutes;
            let day = now.checked_sub(SignedDuration::from_mins(back)).ok()?.to_zoned(TimeZone::UTC).date();
            let is_back =
                |at: Option<usize>| at.and_then(|at| plain.get(at)).is_some_and(|word| BACK.contains(&word.as_str()));
            let from = if is_back(at.checked_sub(1)) { at - 1 } else { at };
            return Some((Found::One(day), from..if is_back(Some(to)) { to + 1 } else { to }));
        }
    }
    None
}

/// A time of day as printed: `14:34`.
fn clock(word: &str) -> Option<(u8, u8)> {
    let word = word.trim_matches(|c: char| !c.is_ascii_digit());
    let word = word.rsplit_once('T').map_or(word, |(_, clock)| clock);
    let (hours, rest) = word.split_once(':')?;
    let minutes = rest.get(..2)?;
    let after = rest.get(2..).unwrap_or_default();
    let is_clock = matches!(hours.len(), 1 | 2) && (after.is_empty() || after.starts_with(':'));
    let (hours, minutes) = (hours.parse().ok()?, minutes.parse().ok()?);
    (is_clock && hours < 24 && minutes < 60).then_some((hours, minutes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn short_texts_say_their_day() {
        let now: Timestamp = "2024-06-18T15:00:00Z".parse().unwrap();
        let table = [
            ("18 June 2024, 14:34", Some((date(2024, 6, 18), Some((14, 34))))),
            ("Tuesday, 18 June 2024", Some((date(2024, 6, 18), None))),
            ("18 June", Some((date(2024, 6, 18), None))),
            ("Dec 3", Some((date(2023, 12, 3), None))),
            ("17.06. 09:20", Some((date(2024, 6, 17), Some((9, 20))))),
            ("18 Haziran 2024 Salı 21:04", Some((date(2024, 6, 18), Some((21, 4))))),
            ("World · 3 hours ago", Some((date(2024, 6, 18), None))),
            ("an hour ago", Some((date(2024, 6, 18), None))),
            ("20h", Some((date(2024, 6, 17), None))),
            ("vor 2 Tagen", Some((date(2024, 6, 16), None))),
            ("il y a 3 jours", Some((date(2024, 6, 15), None))),
            ("2 дня назад", Some((date(2024, 6, 16), None))),
            ("Вчера, 22:10", Some((date(2024, 6, 17), Some((22, 10))))),
            ("Customs officers opened the lorry on 14 June 2024", None),
            ("The talks took 3 days", None),
            ("See page 12", None),
            ("Chapter 3", None),
        ];
        for (text, expected) in table {
            let found = read(text, Some(now));
            assert_eq!(found.map(|when| (when.day.unwrap().day_first(), when.clock)), expected, "{text}");
        }
        assert_eq!(read("14:34", None), Some(When { day: None, clock: Some((14, 34)), rest: 0 }));
        for text in ["18 June", "yesterday", "3 hours ago", "", "x"] {
            assert_eq!(read(text, None), None, "{text}");
        }
    }
}
