//! Days as pages, feeds and files write them.

use jiff::civil::Date;

/// Names of the months in the languages whose pages print them next to headlines; the first three letters, or as many as it
/// takes, lower case, without a full stop.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "janv", "gen"],
    &["feb", "fév", "fev"],
    &["mar", "mär", "maer"],
    &["apr", "abr", "avr"],
    &["may", "mai", "mag", "maj"],
    &["jun", "juin", "giu"],
    &["jul", "juil", "lug"],
    &["aug", "ago", "août", "aou"],
    &["sep", "set"],
    &["oct", "okt", "out", "ott"],
    &["nov"],
    &["dec", "dez", "dic", "déc"],
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
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| numeric(&tokens[at..]).or_else(|| worded(&tokens[at..])))
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

fn worded(tokens: &[Token<'_>]) -> Option<Date> {
    use Token::{Mark, Number, Word};
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
                [Number(year), ..] if year.len() == 4 => date(year, month, day),
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
                [Number(year), ..] if year.len() == 4 => date(year, month, day),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The month that a word names: it begins as one of the names does and is no longer than the longest of them.
fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    if word.chars().count() < 3 || word.chars().count() > 10 {
        return None;
    }
    let found = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name)))?;
    i8::try_from(found + 1).ok()
}

fn date(year: &str, month: i8, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
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
}
