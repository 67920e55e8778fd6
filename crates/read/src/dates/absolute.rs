//! Dates by day, month and year.

use super::calendar::{plus_days, quarter};
use super::lexicon::{Word, is_preposition};
use super::tense::Tense;
use super::{Finder, Found};
use crate::doc::TokenKind;
use jiff::civil::Date;
use record::When;

/// Years that a bare number of four digits may be.
const YEARS: std::ops::RangeInclusive<i16> = 1000..=2199;
/// A date without a year lies at most this many days ahead of the report; else it is the one before.
const AHEAD_DAYS_MAX: i32 = 60;
/// A month without a year lies at most this many months ahead, unless the sentence says so.
const AHEAD_MONTHS_MAX: i32 = 2;

impl Finder<'_, '_> {
    pub(super) fn absolute(&self, token: usize) -> Found {
        let the = usize::from(self.norm(token) == "the");
        if let Some(found) = self.day_month(token + the) {
            return Some(found);
        }
        if the == 1 {
            return None;
        }
        self.month_first(token).or_else(|| self.numeric(token)).or_else(|| self.year_alone(token))
    }

    /// `22 March 2024`, `the 22nd of March`, `30 JUN 89`.
    fn day_month(&self, token: usize) -> Found {
        let day = self.day_number(token)?;
        let mut at = token + 1;
        // `22-24 March`: the first day counts.
        if self.norm(at) == "-" && self.day_number(at + 1).is_some() {
            at += 2;
        }
        at += usize::from(self.norm(at) == "of");
        let Some(Word::Month { number: month, short }) = self.word(at) else { return None };
        // "2 may have died" is no date.
        if month == 5 && !self.doc.tokens[at].capitalised {
            return None;
        }
        if let Some((end, year)) = self.year_after(at + 1, true) {
            return Some((end, When::day(Date::new(year, month, day).ok()?)?));
        }
        if self.doc.all_caps && month == 5 && short && !is_preposition(self.before(token)) {
            return None;
        }
        Some((at + 1, When::day(self.without_year(month, day, token)?)?))
    }

    /// `March 22, 2024`, `March 2024`, `in March`.
    fn month_first(&self, token: usize) -> Found {
        let Some(Word::Month { number: month, short }) = self.word(token) else { return None };
        let capital = self.doc.tokens[token].capitalised;
        // "31 February 2024" is no day, and not the month either.
        let day_before = token.checked_sub(1).is_some_and(|t| self.day_number(t).is_some());
        if !capital || day_before {
            return None;
        }
        if let Some(day) = self.day_number(token + 1).filter(|_| !self.is_counted(token + 2)) {
            let mut at = token + 2;
            if self.norm(at) == "-" && self.day_number(at + 1).is_some() && !self.doc.tokens[at].space_before {
                at += 2;
            }
            if let Some((end, year)) = self.year_after(at, false) {
                return Some((end, When::day(Date::new(year, month, day).ok()?)?));
            }
            return Some((at, When::day(self.without_year(month, day, token)?)?));
        }
        let of = usize::from(matches!(self.norm(token + 1), "of" | ","));
        if let Some(year) = self.full_year(token + 1 + of) {
            return Some((token + 2 + of, When::month(year, month)?));
        }
        let before = self.before(token);
        // `May`, `March` and abbreviations are other words as well; `June Smith` and `April Fools` are no months.
        let sure = is_preposition(before) || matches!(before, "the" | "a") && !matches!(month, 3 | 5);
        let name = self.doc.tokens.get(token + 1).is_some_and(|t| t.capitalised && !self.doc.all_caps) && !sure;
        if name
            || (short && month != 5 && !self.norm_has_stop(token) && !self.doc.all_caps)
            || (matches!(month, 3 | 5) && !sure)
            || (short && month == 5 && !sure)
        {
            return None;
        }
        Some((token + 1, self.month_without_year(month, token)?))
    }

    /// The token was written with an abbreviation's full stop, or is a full name.
    fn norm_has_stop(&self, token: usize) -> bool {
        self.doc.word(token).ends_with('.')
    }

    /// A day of the month: `22`, `22nd`.
    fn day_number(&self, token: usize) -> Option<i8> {
        let norm = self.norm(token);
        let digits = norm.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if digits.is_empty() || digits.len() > 2 || !matches!(&norm[digits.len()..], "" | "st" | "nd" | "rd" | "th") {
            return None;
        }
        digits.parse().ok().filter(|day| (1..=31).contains(day))
    }

    /// What follows makes the number before it a count: `March 12 people`.
    fn is_counted(&self, token: usize) -> bool {
        matches!(self.norm(token), "people" | "percent" | "%" | "soldiers" | "men" | "women" | "million" | "billion")
    }

    /// `, 2024`, `2024`, `of 2024`; with `two_digits` also `89`.
    fn year_after(&self, token: usize, two_digits: bool) -> Option<(usize, i16)> {
        let at = token + usize::from(matches!(self.norm(token), "," | "of"));
        if let Some(year) = self.full_year(at) {
            return Some((at + 1, year));
        }
        let written = self.norm(at);
        let short = two_digits && at == token && written.len() == 2;
        let year = i16::try_from(self.number(at).filter(|_| short)?).ok()?;
        // Wires write `4 FEB 90`; a bare `22 March 15 …` is a count.
        let wire = self.doc.all_caps || self.doc.tokens[at - 1].all_caps;
        wire.then(|| (at + 1, if year < 40 { 2000 + year } else { 1900 + year }))
    }

    fn full_year(&self, token: usize) -> Option<i16> {
        let year = self.number(token).filter(|_| self.norm(token).len() == 4)?;
        i16::try_from(year).ok().filter(|year| YEARS.contains(year))
    }

    /// `2024-03-22`, `3/22/2024`, `22.03.2024`, `9/11`.
    fn numeric(&self, token: usize) -> Found {
        if let Some(found) = self.dotted(token) {
            return Some(found);
        }
        let first = self.number(token)?;
        let mark = self.norm(token + 1);
        let glued = |t: usize| self.doc.tokens.get(t).is_some_and(|t| !t.space_before);
        if !matches!(mark, "-" | "/") || !glued(token + 1) || !glued(token + 2) {
            return None;
        }
        let second = self.number(token + 2)?;
        if self.norm(token + 3) == mark && glued(token + 3) && glued(token + 4) {
            let third = self.number(token + 4)?;
            let date = match (self.norm(token).len(), self.norm(token + 4).len()) {
                (4, 1 | 2) => date(first, second, third),
                (1 | 2, 4) => slashed(first, second, third),
                (1 | 2, 2) if mark == "/" => {
                    slashed(first, second, if third < 40 { 2000 + third } else { 1900 + third })
                }
                _ => None,
            };
            return Some((token + 5, When::day(date?)?));
        }
        // The day that needs no year.
        (mark == "/" && first == 9 && second == 11).then_some(())?;
        Some((token + 3, When::day(Date::new(2001, 9, 11).ok()?)?))
    }

    /// `22.03.2024` is one token.
    fn dotted(&self, token: usize) -> Found {
        let norm = self.norm(token);
        if !(8..=10).contains(&norm.len()) || self.doc.tokens[token].kind != TokenKind::Number {
            return None;
        }
        let mut parts = norm.split('.');
        let (day, month, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
        if parts.next().is_some() || !matches!(year.len(), 2 | 4) {
            return None;
        }
        let year: u32 = year.parse().ok()?;
        Some((token + 1, When::day(date(if year < 100 { year + 2000 } else { year }, month, day)?)?))
    }

    /// `in 2013`, `early 2015`, `the 2013 attack`; `2000 people` is none.
    /// A capitalised name and, within a few words, a car: "Oldsmobile sedan", "Toyota Land Cruiser".
    fn is_vehicle_after(&self, token: usize) -> bool {
        const WORDS_MAX: usize = 4;
        const CARS: &[&str] = &[
            "sedan",
            "car",
            "truck",
            "van",
            "suv",
            "pickup",
            "minivan",
            "coupe",
            "wagon",
            "hatchback",
            "motorcycle",
            "jeep",
            "toyota",
            "honda",
            "ford",
            "nissan",
            "chevrolet",
            "chevy",
            "oldsmobile",
            "dodge",
            "buick",
            "bmw",
            "mercedes",
            "volkswagen",
            "hyundai",
            "kia",
            "mazda",
            "subaru",
            "pontiac",
            "cadillac",
            "lexus",
            "audi",
        ];
        let capital = self.doc.tokens.get(token).is_some_and(|t| t.capitalised);
        capital && (token..token + WORDS_MAX).any(|t| CARS.contains(&self.norm(t)))
    }

    fn year_alone(&self, token: usize) -> Found {
        let year = self.full_year(token).filter(|year| (1900..=2099).contains(year))?;
        let before = self.before(token);
        let next = self.norm(token + 1);
        let glued = |t: usize| self.doc.tokens.get(t).is_some_and(|t| !t.space_before);
        let joined = (matches!(before, "-" | "/" | "$" | "\u{20ac}" | "\u{a3}" | "#" | ".") && glued(token))
            || (matches!(next, "/" | "%" | ":") && glued(token + 1));
        let sure = is_preposition(before) && !matches!(before, "about" | "around" | "for" | "to" | "as" | "past");
        let counted = next.len() > 3
            && next.ends_with('s')
            && self.doc.tokens.get(token + 1).is_some_and(|t| t.kind == TokenKind::Word && !t.capitalised);
        let unit = matches!(
            next,
            "people"
                | "men"
                | "women"
                | "dead"
                | "km"
                | "kg"
                | "hours"
                | "hrs"
                | "gmt"
                | "local"
                | "percent"
                | "%"
                | "million"
                | "troops"
                | "members"
        );
        // "a 1996 Oldsmobile sedan": a model's year.
        let model = matches!(before, "a" | "the" | "his" | "her") && self.is_vehicle_after(token + 1);
        if joined || unit || model || (counted && !sure && before != "the") {
            return None;
        }
        Some((token + 1, When::year(year)?))
    }

    /// The day without its year that lies nearest: rarely far ahead of the report.
    pub(super) fn without_year(&self, month: i8, day: i8, token: usize) -> Option<Date> {
        let published = self.published?;
        let ahead = if self.is_future(token) { AHEAD_DAYS_MAX * 5 } else { AHEAD_DAYS_MAX };
        let latest = plus_days(published, ahead)?;
        // 29 February may lie several years back.
        (0..8)
            .filter_map(|back| Date::new(latest.year().checked_sub(back)?, month, day).ok())
            .find(|date| *date <= latest)
    }

    /// "in March": the last one, or the next where the sentence looks ahead.
    fn month_without_year(&self, month: i8, token: usize) -> Option<When> {
        let published = self.published?;
        let this = published.year();
        let ahead = i32::from(month) - i32::from(published.month());
        let year = match (self.before(token), self.tense(token)) {
            ("last", _) if ahead >= 0 => this.checked_sub(1)?,
            ("next", _) if ahead <= 0 => this.checked_add(1)?,
            ("last" | "next" | "this", _) => this,
            (_, Tense::Future) if ahead < 0 => this.checked_add(1)?,
            (_, Tense::Future) => this,
            (_, Tense::Unclear) if (0..=AHEAD_MONTHS_MAX).contains(&ahead) => this,
            (_, Tense::Unclear) if ahead + 12 <= AHEAD_MONTHS_MAX => this.checked_add(1)?,
            _ if ahead > 0 => this.checked_sub(1)?,
            _ => this,
        };
        When::month(year, month)
    }

    /// "the third quarter (of 1989)".
    pub(super) fn quarter_by_number(&self, token: usize) -> Found {
        let at = token + usize::from(self.norm(token) == "the");
        let at = at + usize::from(matches!(self.norm(at), "fiscal"));
        let Some(Word::Ordinal(number)) = self.word(at) else { return None };
        let unit = at + 1 + usize::from(self.norm(at + 1) == "-") + usize::from(self.norm(at + 1) == "fiscal");
        if self.norm(unit) != "quarter" {
            return None;
        }
        let number = i8::try_from(number).ok()?;
        let of = unit + 1 + usize::from(matches!(self.norm(unit + 1), "of" | "in"));
        if let Some(year) = self.full_year(of) {
            return Some((of + 1, quarter(year, number)?));
        }
        let published = self.published?;
        let current = (published.month() - 1) / 3 + 1;
        let year = if number > current + 1 || (number == current + 1 && !self.is_future(token)) {
            published.year().checked_sub(1)?
        } else {
            published.year()
        };
        Some((unit + 1, quarter(year, number)?))
    }
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `3/22/2024` as in American prose, unless only the other order can be.
fn slashed(first: u32, second: u32, year: u32) -> Option<Date> {
    date(year, first, second).or_else(|| date(year, second, first))
}
