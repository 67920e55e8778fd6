//! Instants as feeds write them: RFC 822, RFC 3339, ISO 8601 and whatever else is printed where one of these should stand.

use crate::days::{self, Found};
use jiff::civil::{Date, time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// Longest text that is looked at, in bytes.
const MAX_BYTES: usize = 120;

/// Zones by the names that feeds use, in minutes east of Greenwich (RFC 822, 5.1, and those of Europe). `IST` and `CST` of
/// other parts of the world share their names with these; the day is what counts here.
const ZONES: &[(&str, i32)] = &[
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("bst", 60),
    ("west", 60),
    ("cet", 60),
    ("mez", 60),
    ("cest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("trt", 180),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("jst", 540),
    ("ist", 330),
];

/// When something was published, as its feed says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The day as written, where it was written.
    pub day: Found,
    /// The instant; `None` where the text names a day only. A clock without a zone is taken for UTC.
    pub at: Option<Instant>,
}

/// A clock on a day that may still be one of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instant {
    seconds: i64,
    offset_minutes: i32,
}

impl Instant {
    /// The instant on this day. `None` beyond the years that a timestamp can hold.
    pub(crate) fn on(self, day: Date) -> Option<Timestamp> {
        let offset = Offset::from_seconds(self.offset_minutes * 60).ok()?;
        let midnight = offset.to_timestamp(day.to_datetime(time(0, 0, 0, 0))).ok()?;
        midnight.checked_add(SignedDuration::from_secs(self.seconds)).ok()
    }
}

/// Reads an instant or a day.
pub(crate) fn parse(text: &str) -> Option<Moment> {
    let text = text.trim();
    if text.len() > MAX_BYTES {
        return None;
    }
    if let Some(at) = epoch(text) {
        let datetime = Offset::UTC.to_datetime(at);
        let seconds =
            i64::from(datetime.hour()) * 3600 + i64::from(datetime.minute()) * 60 + i64::from(datetime.second());
        return Some(Moment { day: Found::One(datetime.date()), at: Some(Instant { seconds, offset_minutes: 0 }) });
    }
    Some(Moment { day: days::find(text)?, at: clock(text) })
}

/// Seconds or milliseconds of Unix time, of the years 2001 to 2286.
fn epoch(text: &str) -> Option<Timestamp> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        10 => Timestamp::from_second(text.parse().ok()?).ok(),
        13 => Timestamp::from_millisecond(text.parse().ok()?).ok(),
        _ => None,
    }
}

/// The clock of a text: `21:04`, `21:04:33.120`, `9:04 pm`, `T2104`, with its zone.
fn clock(text: &str) -> Option<Instant> {
    let (hours, minutes, seconds, rest) = colons(text).or_else(|| packed(text))?;
    let rest = rest.trim_start();
    let word: String = rest.chars().take_while(|c| c.is_alphabetic() || *c == '.').filter(|c| *c != '.').collect();
    let (hours, rest) = match (word.to_lowercase().as_str(), hours) {
        ("am", 12) => (0, after_word(rest)),
        ("am", 1..=11) => (hours, after_word(rest)),
        ("pm", 1..=11) => (hours + 12, after_word(rest)),
        ("pm", 12) => (12, after_word(rest)),
        _ => (hours, rest),
    };
    if hours > 24 || minutes > 59 || seconds > 60 {
        return None;
    }
    let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60 + i64::from(seconds.min(59));
    Some(Instant { seconds, offset_minutes: zone(rest) })
}

fn after_word(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_alphabetic() || c == '.').trim_start()
}

/// Hours, minutes, seconds and what follows.
type Clock<'t> = (u32, u32, u32, &'t str);

fn colons(text: &str) -> Option<Clock<'_>> {
    let at = text.match_indices(':').map(|(at, _)| at).find(|at| {
        text[..*at].ends_with(|c: char| c.is_ascii_digit()) && text[at + 1..].starts_with(|c: char| c.is_ascii_digit())
    })?;
    let start = text[..at]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
    let hours = text[start..at].parse().ok()?;
    let (minutes, rest) = digits(&text[at + 1..]);
    let (seconds, rest) = match rest.strip_prefix(':') {
        Some(rest) => digits(rest),
        None => ("0", rest),
    };
    // A fraction of a second changes no day.
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) if fraction.starts_with(|c: char| c.is_ascii_digit()) => digits(fraction).1,
        _ => rest,
    };
    Some((hours, minutes.parse().ok()?, seconds.parse().ok()?, rest))
}

/// `20240618T210433Z`.
fn packed(text: &str) -> Option<Clock<'_>> {
    let (_, after) = text.split_once('T')?;
    let (clock, rest) = digits(after);
    let part = |from: usize| clock.get(from..from + 2).map_or(Some(0), |two| two.parse().ok());
    matches!(clock.len(), 4 | 6).then(|| Some((part(0)?, part(2)?, part(4)?, rest)))?
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// Minutes east of Greenwich: `+0300`, `-03:00`, `GMT+3`, `EST`; 0 where nothing is said.
fn zone(text: &str) -> i32 {
    let text = text.trim_start_matches([' ', '(', ',']);
    let name: String = text.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
    let rest = text[name.len()..].trim_start();
    let named = ZONES.iter().find(|(known, _)| *known == name).map(|(_, minutes)| *minutes);
    if !name.is_empty() && named.is_none() {
        return 0;
    }
    let sign = match rest.chars().next() {
        Some('+') => 1,
        Some('-' | '\u{2212}') => -1,
        _ => return named.unwrap_or(0),
    };
    let (first, after) = digits(rest.trim_start_matches(['+', '-', '\u{2212}']));
    let (hours, minutes) = match (first.len(), after.strip_prefix(':')) {
        (1 | 2, Some(after)) => (first.parse(), digits(after).0.parse()),
        (1 | 2, None) => (first.parse(), Ok(0)),
        (3 | 4, _) => (first[..first.len() - 2].parse(), first[first.len() - 2..].parse()),
        _ => return named.unwrap_or(0),
    };
    match (hours, minutes) {
        (Ok(hours @ 0..=14), Ok(minutes @ 0..=59)) => sign * (hours * 60 + minutes),
        _ => named.unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_real_feeds_write() {
        let table = [
            ("Tue, 18 Jun 2024 18:04:00 GMT", "2024-06-18T18:04:00Z"),
            ("Tue, 18 Jun 2024 18:04:00 +0000", "2024-06-18T18:04:00Z"),
            ("Tue, 18 Jun 2024 21:04:00 +0300", "2024-06-18T18:04:00Z"),
            ("Tue, 18 Jun 2024 14:04:00 EDT", "2024-06-18T18:04:00Z"),
            ("Tue, 18 Jun 2024 11:04 PDT", "2024-06-18T18:04:00Z"),
            ("Tuesday, 18-Jun-24 18:04:00 UTC", "2024-06-18T18:04:00Z"),
            ("18 Jun 24 18:04 Z", "2024-06-18T18:04:00Z"),
            ("Tue, 18 June 2024 20:04:00 CEST", "2024-06-18T18:04:00Z"),
            ("Tue,18 Jun 2024 18:04:00", "2024-06-18T18:04:00Z"),
            ("2024-06-18T18:04:00Z", "2024-06-18T18:04:00Z"),
            ("2024-06-18T18:04:00.123456Z", "2024-06-18T18:04:00Z"),
            ("2024-06-18T21:04:00+03:00", "2024-06-18T18:04:00Z"),
            ("2024-06-18T21:04+0300", "2024-06-18T18:04:00Z"),
            ("2024-06-18T12:34:00-05:30", "2024-06-18T18:04:00Z"),
            ("2024-06-18 18:04:00", "2024-06-18T18:04:00Z"),
            ("2024-06-18 18:04:00 UTC", "2024-06-18T18:04:00Z"),
            ("2024/06/18 18:04", "2024-06-18T18:04:00Z"),
            ("20240618T180400Z", "2024-06-18T18:04:00Z"),
            ("20240618T1804", "2024-06-18T18:04:00Z"),
            ("18.06.2024 18:04", "2024-06-18T18:04:00Z"),
            ("18.6.2024, 18:04", "2024-06-18T18:04:00Z"),
            ("18/06/2024 18:04:00", "2024-06-18T18:04:00Z"),
            ("18-06-2024 18:04", "2024-06-18T18:04:00Z"),
            ("06/18/2024 6:04 PM", "2024-06-18T18:04:00Z"),
            ("June 18, 2024 6:04 p.m.", "2024-06-18T18:04:00Z"),
            ("June 18, 2024 at 6:04 pm EST", "2024-06-18T23:04:00Z"),
            ("Jun 18 2024 12:04AM", "2024-06-18T00:04:00Z"),
            ("18 de junio de 2024 18:04", "2024-06-18T18:04:00Z"),
            ("Dienstag, 18. Juni 2024, 20:04 MESZ", "2024-06-18T18:04:00Z"),
            ("Вт, 18 июн 2024 21:04:00 +0300", "2024-06-18T18:04:00Z"),
            ("mar., 18 juin 2024 20:04:00 +0200", "2024-06-18T18:04:00Z"),
            ("18 Haziran 2024 Salı 21:04 GMT+3", "2024-06-18T18:04:00Z"),
            ("Tue Jun 18 2024 18:04:00 GMT+0000 (Coordinated Universal Time)", "2024-06-18T18:04:00Z"),
            ("1718733840", "2024-06-18T18:04:00Z"),
            ("1718733840000", "2024-06-18T18:04:00Z"),
            ("Tue, 18 Jun 2024 24:00:00 GMT", "2024-06-19T00:00:00Z"),
        ];
        for (text, expected) in table {
            let moment = parse(text).unwrap_or_else(|| panic!("{text}"));
            let at = moment.at.and_then(|at| at.on(moment.day.day_first()));
            assert_eq!(at, Some(expected.parse().unwrap()), "{text}");
        }
        for text in ["2024-06-18", "18 June 2024", "18/06/24"] {
            let moment = parse(text).unwrap();
            assert_eq!((moment.day.day_first(), moment.at), (jiff::civil::date(2024, 6, 18), None), "{text}");
        }
        for text in ["", "yesterday", "18:04", "Tue, 32 Jun 2024 18:04:00 GMT", "0000-00-00T00:00:00Z", "99999999999"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&"1".repeat(200)), None);
    }
}
