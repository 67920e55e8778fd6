//! Days as pages, feeds and files write them.

use jiff::civil::Date;

/// Names of the months in the languages whose pages and feeds print them (English, German, French, Spanish, Italian,
/// Portuguese, Dutch, Scandinavian, Romanian, Polish, Czech, Russian, Ukrainian, Greek, Turkish, Hungarian, Indonesian,
/// Arabic); the first three letters, or as many as it takes, lower case, without a full stop.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "janv", "gen", "ian", "sty", "led", "oca", "янв", "січ", "ιαν", "يناير"],
    &["feb", "fév", "fev", "lut", "úno", "şub", "фев", "лют", "φεβ", "فبراير", "شباط"],
    &["mar", "mär", "maer", "maa", "mrt", "már", "bře", "мар", "бер", "μαρ", "μάρ", "مارس", "آذار"],
    &["apr", "abr", "avr", "ápr", "kwi", "dub", "nis", "апр", "кві", "απρ", "أبريل", "ابريل", "نيسان"],
    &["may", "mai", "mag", "maj", "mei", "máj", "kvě", "май", "мая", "тра", "μαι", "μαΐ", "μάι", "مايو", "أيار"],
    &[
        "jun",
        "juin",
        "giu",
        "jún",
        "iun",
        "cze",
        "červen",
        "červn",
        "haz",
        "июн",
        "черв",
        "ιουν",
        "ιούν",
        "يونيو",
        "حزيران",
    ],
    &[
        "jul",
        "juil",
        "lug",
        "júl",
        "iul",
        "lip",
        "červenec",
        "červenc",
        "tem",
        "июл",
        "лип",
        "ιουλ",
        "ιούλ",
        "يوليو",
        "تموز",
    ],
    &["aug", "ago", "août", "aou", "agu", "sie", "srp", "ağu", "авг", "сер", "αυγ", "αύγ", "أغسطس", "اغسطس"],
    &["sep", "set", "sze", "wrz", "zář", "eyl", "сен", "вер", "σεπ", "سبتمبر", "أيلول"],
    &["oct", "okt", "out", "ott", "paź", "říj", "eki", "окт", "жов", "οκτ", "أكتوبر", "اكتوبر"],
    &["nov", "noi", "lis", "kas", "ноя", "лис", "νοε", "νοέ", "نوفمبر"],
    &["dec", "dez", "dic", "déc", "des", "gru", "pro", "ara", "дек", "гру", "δεκ", "ديسمبر"],
];

/// Longest text that is looked at for a day, in bytes: what is longer is a paragraph.
const MAX_BYTES: usize = 200;

/// The first day that stands in a short text: ISO 8601 (`2024-06-18…`), `2024/06/18`, `20240618`, `18.06.2024`,
/// `June 18, 2024`, `18 June 2024`, RFC 2822, and `13/06/2024` where only one reading is possible. Years have four digits.
pub(crate) fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() > MAX_BYTES {
        return None;
    }
    // Numbers and words in order, with what stands between.
    let text = western(text);
    let tokens = tokens(&text);
    (0..tokens.len()).find_map(|at| numeric(&tokens[at..]).or_else(|| worded(&tokens[at..], 4)))
}

/// A day as a field gives it that is meant to hold one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// One reading is possible.
    One(Date),
    /// `05/06/2024`: two are.
    Two {
        /// Read as the 5th of June.
        day_first: Date,
        /// Read as the 6th of May.
        month_first: Date,
    },
}

impl Found {
    /// The day, day first where both readings are possible.
    pub(crate) fn day_first(self) -> Date {
        match self {
            Self::One(day) | Self::Two { day_first: day, .. } => day,
        }
    }
}

/// Finds the day of a field that is meant to hold one: as [`parse`], and also years of two digits (`18 Jun 24`,
/// `18/06/24`; RFC 822) and numbers that can be read two ways.
pub(crate) fn find(text: &str) -> Option<Found> {
    if let Some(day) = parse(text) {
        return Some(Found::One(day));
    }
    let text = text.trim();
    if text.len() > MAX_BYTES {
        return None;
    }
    let text = western(text);
    let tokens = tokens(&text);
    (0..tokens.len()).find_map(|at| two_ways(&tokens[at..]).or_else(|| worded(&tokens[at..], 2).map(Found::One)))
}

/// `05/06/2024`, `5.6.24`, `05-06-24`: day, month and year in numbers. A full stop stands between day and month only.
fn two_ways(tokens: &[Token<'_>]) -> Option<Found> {
    use Token::{Mark, Number};
    let [Number(first), Mark(a), Number(second), Mark(b), Number(year), ..] = tokens else { return None };
    if a != b || !matches!(a, '/' | '.' | '-') || first.len() > 2 || second.len() > 2 {
        return None;
    }
    let year = whole_year(year)?;
    let (x, y): (i8, i8) = (first.parse().ok()?, second.parse().ok()?);
    let day_first = Date::new(year, y, x).ok();
    let month_first = if *a == '.' { None } else { Date::new(year, x, y).ok() };
    match (day_first, month_first) {
        (Some(one), Some(other)) if one != other => Some(Found::Two { day_first: one, month_first: other }),
        (Some(day), _) | (None, Some(day)) => Some(Found::One(day)),
        (None, None) => None,
    }
}

/// Whether a date in numbers must stand month first: `06/18/2024`.
pub(crate) fn is_month_first(text: &str) -> bool {
    let text = western(text.trim());
    let tokens = if text.len() > MAX_BYTES { Vec::new() } else { tokens(&text) };
    tokens.windows(5).any(|five| match five {
        [Token::Number(a), Token::Mark('/' | '-'), Token::Number(b), Token::Mark('/' | '-'), Token::Number(year)] => {
            let number = |text: &str| text.parse::<i8>().ok();
            whole_year(year).is_some() && matches!((number(a), number(b)), (Some(1..=12), Some(13..=31)))
        }
        _ => false,
    })
}

/// A year of four digits, or of two: `00` to `69` are of this century (POSIX).
fn whole_year(written: &str) -> Option<i16> {
    let year: i16 = written.parse().ok()?;
    match written.len() {
        4 => Some(year),
        2 if year < 70 => Some(year + 2000),
        2 => Some(year + 1900),
        _ => None,
    }
}

/// Arabic-Indic, Persian and full-width digits as the ones that everybody computes with.
fn western(text: &str) -> std::borrow::Cow<'_, str> {
    let digit = |c: char| {
        let zero = ['٠', '۰', '０'].into_iter().find(|zero| (*zero..).take(10).any(|digit| digit == c))?;
        char::from_digit(c as u32 - zero as u32, 10)
    };
    if text.is_ascii() {
        return text.into();
    }
    text.chars().map(|c| digit(c).unwrap_or(c)).collect::<String>().into()
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'t> {
    Number(&'t str),
    Word(&'t str),
    /// `-`, `/`, `.` and the like; spaces are left out.
    Mark(char),
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (length, token) = if c.is_ascii_digit() {
            let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            (length, Some(Token::Number(&rest[..length])))
        } else if c.is_alphabetic() {
            let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            (length, Some(Token::Word(&rest[..length])))
        } else {
            (c.len_utf8(), (!c.is_whitespace()).then_some(Token::Mark(c)))
        };
        tokens.extend(token);
        rest = &rest[length..];
    }
    tokens
}

fn numeric(tokens: &[Token<'_>]) -> Option<Date> {
    use Token::{Mark, Number};
    match tokens {
        [Number(year), Mark(a), Number(month), Mark(b), Number(day), ..]
            if year.len() == 4 && a == b && matches!(a, '-' | '/' | '.') =>
        {
            date(year, month.parse().ok()?, day)
        }
        [Number(first), Mark(a), Number(second), Mark(b), Number(year), ..]
            if year.len() == 4 && a == b && matches!(a, '/' | '.' | '-') =>
        {
            let (x, y): (i8, i8) = (first.parse().ok()?, second.parse().ok()?);
            match a {
                '.' => date(year, y, first),
                _ if x > 12 => date(year, y, first),
                _ if y > 12 || x == y => date(year, x, second),
                _ => None,
            }
        }
        [Number(all), ..] if all.len() == 8 && (all.starts_with("19") || all.starts_with("20")) => {
            date(&all[..4], all[4..6].parse().ok()?, &all[6..])
        }
        _ => None,
    }
}

/// A day with its month in words; `year_digits` is how many the year has at least.
fn worded(tokens: &[Token<'_>], year_digits: usize) -> Option<Date> {
    use Token::{Mark, Number, Word};
    let is_year = |year: &str| year.len() == 4 || (year.len() == 2 && year_digits == 2);
    let skip = |tokens: &[Token<'_>]| {
        tokens.iter().take_while(|token| matches!(token, Mark('.' | ',' | '-' | '/' | 'º' | '°'))).count()
    };
    match tokens {
        // June 18(th), 2024
        [Word(word), rest @ ..] => {
            let month = month(word)?;
            let rest = &rest[skip(rest)..];
            let [Number(day), rest @ ..] = rest else { return None };
            let rest = &rest[usize::from(matches!(rest, [Word("st" | "nd" | "rd" | "th"), ..]))..];
            let rest = &rest[skip(rest)..];
            match rest {
                [Number(year), ..] if is_year(year) => date(year, month, day),
                _ => None,
            }
        }
        // 2024. június 18., 2024 June 18, 2024年6月18日
        [Number(year), rest @ ..] if year.len() == 4 => {
            if let [Word("年"), Number(month), Word("月"), Number(day), ..] = rest {
                return date(year, month.parse().ok()?, day);
            }
            let rest = &rest[skip(rest)..];
            let [Word(word), rest @ ..] = rest else { return None };
            let month = month(word)?;
            let rest = &rest[skip(rest)..];
            match rest {
                [Number(day), ..] if day.len() <= 2 => date(year, month, day),
                _ => None,
            }
        }
        // 18 June 2024, 18. Juni 2024, 18 de junio de 2024
        [Number(day), rest @ ..] => {
            let rest = &rest[usize::from(matches!(rest, [Word("st" | "nd" | "rd" | "th"), ..]))..];
            let rest = &rest[skip(rest)..];
            let rest = &rest[usize::from(matches!(rest, [Word("de" | "of"), ..]))..];
            let [Word(word), rest @ ..] = rest else { return None };
            let month = month(word)?;
            let rest = &rest[skip(rest)..];
            let rest = &rest[usize::from(matches!(rest, [Word("de"), ..]))..];
            match rest {
                [Number(year), ..] if is_year(year) => date(year, month, day),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The month that a word names: it begins as one of the names does and is no longer than the longest of them.
fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    if word.chars().count() < 3 || word.chars().count() > 12 {
        return None;
    }
    // The longest name that fits: červenec (July) begins as červen (June) does.
    let fits = |names: &[&str]| names.iter().filter(|name| word.starts_with(**name)).map(|name| name.len()).max();
    let (found, _) = MONTHS
        .iter()
        .enumerate()
        .filter_map(|(at, names)| Some((at, fits(names)?)))
        .max_by_key(|(at, length)| (*length, std::cmp::Reverse(*at)))?;
    i8::try_from(found + 1).ok()
}

fn date(year: &str, month: i8, day: &str) -> Option<Date> {
    let year = if year.len() == 4 { year.parse().ok()? } else { whole_year(year)? };
    Date::new(year, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spellings() {
        let same = [
            "2024-06-18",
            "2024-06-18T21:04:00+03:00",
            "2024-06-18 21:04",
            "2024/06/18",
            "2024.06.18",
            "20240618",
            "20240618T210400Z",
            "18.06.2024",
            "18.6.2024 21:04",
            "18/06/2024",
            "06/18/2024",
            "June 18, 2024",
            "Jun. 18, 2024",
            "JUNE 18 2024",
            "18 June 2024",
            "18 Jun 2024",
            "18-Jun-2024",
            "Tue, 18 Jun 2024 18:04:00 GMT",
            "Published June 18th, 2024 at 9:04 pm",
            "18. Juni 2024",
            "18 de junio de 2024",
            "le 18 juin 2024",
            "https://a.example/2024/06/18/plot",
            "Updated: 18th of June, 2024",
        ];
        for text in same {
            assert_eq!(parse(text), Some(jiff::civil::date(2024, 6, 18)), "{text}");
        }
        assert_eq!(parse("0000-01-01"), Some(jiff::civil::date(0, 1, 1)));
        let none = [
            "",
            "today",
            "2024",
            "June 2024",
            "18 June",
            "2024-13-01",
            "2024-02-30",
            "05/06/2024",
            "12:30",
            "1718000000",
            "99999999",
            "June 18, 24",
            "Marching 18, 20245",
        ];
        for text in none {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&format!("{} 2024-06-18", "x".repeat(300))), None);
    }

    #[test]
    fn months_in_many_languages() {
        let day = jiff::civil::date;
        let table = [
            ("18 June 2024", 6),
            ("Montag, 18. März 2024", 3),
            ("18 août 2024", 8),
            ("18 de diciembre de 2024", 12),
            ("18 giugno 2024", 6),
            ("18 de outubro de 2024", 10),
            ("18 maart 2024", 3),
            ("18 mei 2024", 5),
            ("18. desember 2024", 12),
            ("18 iulie 2024", 7),
            ("18 października 2024", 10),
            ("18 kwietnia 2024 r.", 4),
            ("18. června 2024", 6),
            ("18. července 2024", 7),
            ("18 июня 2024 г.", 6),
            ("18 мая 2024", 5),
            ("18 червня 2024", 6),
            ("18 липня 2024", 7),
            ("18 Ιουνίου 2024", 6),
            ("18 Haziran 2024", 6),
            ("18 Ağustos 2024", 8),
            ("2024. június 18.", 6),
            ("18 Agustus 2024", 8),
            ("18 يونيو 2024", 6),
            ("١٨ يوليو ٢٠٢٤", 7),
            ("2024年6月18日", 6),
        ];
        for (text, month) in table {
            assert_eq!(parse(text), Some(day(2024, month, 18)), "{text}");
        }
    }

    #[test]
    fn fields_say_more_than_pages() {
        let day = jiff::civil::date;
        let one = |date| Some(Found::One(date));
        let table = [
            ("18 Jun 24", one(day(2024, 6, 18))),
            ("Tue, 18-Jun-24 18:04:00 GMT", one(day(2024, 6, 18))),
            ("11/18/16", one(day(2016, 11, 18))),
            ("18/11/16", one(day(2016, 11, 18))),
            ("12.1.16", one(day(2016, 1, 12))),
            ("6/6/1999", one(day(1999, 6, 6))),
            ("1/2/71", Some(Found::Two { day_first: day(1971, 2, 1), month_first: day(1971, 1, 2) })),
            ("12/1/16", Some(Found::Two { day_first: day(2016, 1, 12), month_first: day(2016, 12, 1) })),
            ("05/06/2024", Some(Found::Two { day_first: day(2024, 6, 5), month_first: day(2024, 5, 6) })),
            ("13/13/2024", None),
            ("1/2/3", None),
            ("soon", None),
        ];
        for (text, expected) in table {
            assert_eq!(find(text), expected, "{text}");
        }
    }
}
