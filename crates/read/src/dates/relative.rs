//! Dates told from the report's day, or from the last day that the text told.

use super::calendar::{
    DayPart, Unit, part_of, plus_days, season, shifted, unit_of, week_of, weekday_back, weekday_on, weekend_of,
};
use super::lexicon::Word;
use super::{Finder, Found};
use jiff::civil::{Date, Weekday};
use record::When;

impl Finder<'_, '_> {
    pub(super) fn relative(&self, token: usize) -> Found {
        match self.word(token) {
            Some(Word::Modifier) => self.modified(token),
            Some(Word::Day(offset)) => self.day_word(token, offset),
            Some(Word::Tonight) => Some((token + 1, part_of(self.published?, DayPart::Evening)?)),
            Some(Word::Overnight) => Some((token + 1, part_of(plus_days(self.published?, -1)?, DayPart::Night)?)),
            Some(Word::Weekday(weekday)) => self.weekday(token, weekday),
            Some(Word::Last) => self.step(token, token + 1, -1),
            Some(Word::This) => self.step(token, token + 1, 0),
            Some(Word::Next) => self.step(token, token + 1, 1),
            Some(Word::Count(_)) => self.ago(token),
            Some(Word::Season(_)) => self.season_alone(token),
            Some(Word::Ordinal(_)) => self.quarter_by_number(token),
            Some(Word::Part(_)) => self.part_first(token),
            _ if self.norm(token) == "the" => self.after_the(token),
            _ if self.norm(token) == "that" => self.that(token),
            _ if self.number(token).is_some() => self.ago(token),
            _ => None,
        }
    }

    /// `early Friday`, `late last year`, `earlier this month`, `mid-March`.
    fn modified(&self, token: usize) -> Found {
        let hyphen = usize::from(self.norm(token + 1) == "-");
        let at = token + 1 + hyphen;
        if let Some(found) = self.absolute(at) {
            return Some(found);
        }
        match self.word(at)? {
            Word::Day(_) | Word::Weekday(_) | Word::Last | Word::This | Word::Next | Word::Season(_) => {
                self.relative(at)
            }
            Word::Modifier => None,
            _ if self.norm(at) == "the" => None,
            _ => None,
        }
    }

    /// `yesterday`, `today`, `yesterday morning`.
    fn day_word(&self, token: usize, offset: i32) -> Found {
        self.with_part(token + 1, plus_days(self.published?, offset)?)
    }

    /// The day, or the part of it that follows.
    fn with_part(&self, token: usize, day: Date) -> Found {
        match self.word(token) {
            Some(Word::Part(part)) => Some((token + 1, part_of(day, part)?)),
            _ => Some((token, When::day(day)?)),
        }
    }

    /// `Friday`, `Friday night`, `Friday, March 22`.
    fn weekday(&self, token: usize, weekday: Weekday) -> Found {
        // A weekday in small letters is a name of something else, or careless; "Black Friday", "Sunday Times" are names.
        if !self.doc.tokens[token].capitalised || self.is_named(token) {
            return None;
        }
        let comma = usize::from(self.norm(token + 1) == ",");
        if let Some(found @ (end, _)) = self.absolute(token + 1 + comma)
            && end > token + 2 + comma
        {
            return Some(found);
        }
        let published = self.published?;
        let day = if self.is_future(token) { weekday_on(published, weekday) } else { weekday_back(published, weekday) };
        if let (Some(Word::Last), "week") = (self.word(token + 1), self.norm(token + 2)) {
            return Some((
                token + 3,
                When::day(weekday_on(week_of(plus_days(published, -7)?)?.first_day(), weekday)?)?,
            ));
        }
        self.with_part(token + 1, day?)
    }

    fn is_named(&self, token: usize) -> bool {
        if self.doc.all_caps {
            return false;
        }
        matches!(
            self.norm(token + 1),
            "times" | "telegraph" | "mail" | "express" | "mirror" | "herald" | "school" | "mosque" | "market"
        ) && self.doc.tokens.get(token + 1).is_some_and(|t| t.capitalised)
            || matches!(self.before(token), "black" | "bloody" | "palm" | "ash" | "cyber" | "super")
    }

    /// What "last", "this" and "next" go with; `at` is the token after them.
    fn step(&self, token: usize, at: usize, step: i32) -> Found {
        let published = self.published?;
        let end = at + 1;
        match self.word(at)? {
            Word::Unit(Unit::Day) => None,
            Word::Unit(unit) => Some((end, shifted(published, unit, step)?)),
            Word::Weekend => {
                // On a weekend "this weekend" is this one; on a weekday "last weekend" is the one just gone.
                let weekend = weekend_of(plus_days(published, step * 7)?)?;
                Some((end, weekend))
            }
            Word::Month { number, .. } if step != 0 || self.doc.tokens[at].capitalised => {
                if let Some((end, when)) = self.absolute(at).filter(|(end, _)| *end > at + 1) {
                    return Some((end, when));
                }
                let year = published.year();
                let year = match step {
                    -1 if number >= published.month() => year.checked_sub(1)?,
                    1 if number <= published.month() => year.checked_add(1)?,
                    _ => year,
                };
                Some((end, When::month(year, number)?))
            }
            Word::Weekday(weekday) => {
                let day = match step {
                    -1 => weekday_back(plus_days(published, -1)?, weekday),
                    1 => weekday_on(plus_days(published, 1)?, weekday),
                    _ if self.is_future(token) => weekday_on(published, weekday),
                    _ => weekday_back(published, weekday),
                };
                self.with_part(end, day?)
            }
            Word::Season(of_year) => Some((end, self.season_from(of_year, step)?)),
            Word::Part(DayPart::Night) if step == -1 => {
                Some((end, part_of(plus_days(published, -1)?, DayPart::Night)?))
            }
            Word::Part(part) if step == 0 => Some((end, part_of(published, part)?)),
            _ => None,
        }
    }

    fn season_from(&self, of_year: super::calendar::Season, step: i32) -> Option<When> {
        let published = self.published?;
        let begun = published.month() >= of_year as i8;
        let year = match step {
            -1 if begun
                && season(published.year(), of_year)?.end.to_zoned(jiff::tz::TimeZone::UTC).date() <= published =>
            {
                published.year()
            }
            -1 => published.year().checked_sub(1)?,
            1 if begun => published.year().checked_add(1)?,
            _ => published.year(),
        };
        season(year, of_year)
    }

    /// `in the summer of 2013`, `summer 2013`.
    fn season_alone(&self, token: usize) -> Found {
        let Some(Word::Season(of_year)) = self.word(token) else { return None };
        let at = token + 1 + usize::from(matches!(self.norm(token + 1), "of" | ","));
        let year = self.number(at).filter(|_| self.norm(at).len() == 4)?;
        Some((at + 1, season(i16::try_from(year).ok()?, of_year)?))
    }

    /// `two days ago`, `a week earlier`, `three weeks later`.
    fn ago(&self, token: usize) -> Found {
        let count = i32::try_from(self.count(token)?).ok()?;
        let Some(Word::Unit(unit)) = self.word(token + 1) else { return None };
        let (from, sign) = match self.norm(token + 2) {
            "ago" => (self.published?, -1),
            "earlier" | "before" if self.norm(token + 3) != "the" => (self.told.or(self.published)?, -1),
            "later" => (self.told?, 1),
            _ => return None,
        };
        Some((token + 3, shifted(from, unit, sign * count)?))
    }

    /// `the day before`, `the next day`, `the weekend`, `the third quarter`, `the end of the month`.
    fn after_the(&self, token: usize) -> Found {
        let at = token + 1;
        match (self.word(at)?, self.norm(at + 1)) {
            (Word::Ordinal(nth), "week") => self.week_of_month(at, nth),
            (Word::Ordinal(_), _) => self.quarter_by_number(token),
            (Word::Unit(Unit::Day), "before") if self.norm(at + 2) == "yesterday" => {
                Some((at + 3, When::day(plus_days(self.published?, -2)?)?))
            }
            (Word::Unit(Unit::Day), "after") if self.norm(at + 2) == "tomorrow" => {
                Some((at + 3, When::day(plus_days(self.published?, 2)?)?))
            }
            (Word::Unit(Unit::Day), "before") if self.closes(at + 2) => {
                Some((at + 2, When::day(plus_days(self.told?, -1)?)?))
            }
            (Word::Next, "day") => Some((at + 2, When::day(plus_days(self.told?, 1)?)?)),
            (Word::Following, unit) => {
                let Some(Word::Unit(unit)) = super::lexicon::word(unit) else { return None };
                let step = if self.norm(at) == "previous" { -1 } else { 1 };
                Some((at + 2, shifted(self.told.or(self.published)?, unit, step)?))
            }
            (Word::Part(part), "before") if self.closes(at + 2) => {
                Some((at + 2, part_of(plus_days(self.told.or(self.published)?, -1)?, part)?))
            }
            (Word::Same, "day") => Some((at + 2, When::day(self.told?)?)),
            (Word::Same, part) => {
                let Some(Word::Part(part)) = super::lexicon::word(part) else { return None };
                Some((at + 2, part_of(self.told?, part)?))
            }
            (Word::Weekend, _) => {
                let published = self.published?;
                let ahead = self.is_future(token);
                let saturday = if ahead {
                    weekday_on(published, Weekday::Saturday)
                } else {
                    weekday_back(published, Weekday::Saturday)
                };
                Some((at + 1, weekend_of(saturday?)?))
            }
            (Word::Unit(Unit::Quarter), next) if !matches!(next, "of" | "-") => {
                Some((at + 1, unit_of(self.quarter?, Unit::Quarter)?))
            }
            (Word::This, unit) => {
                let Some(Word::Unit(unit)) = super::lexicon::word(unit) else { return None };
                Some((at + 2, unit_of(self.published?, unit)?))
            }
            (Word::Modifier, _) => None,
            _ => None,
        }
    }

    /// `the second week of February`: its seven days.
    fn week_of_month(&self, at: usize, nth: u32) -> Found {
        if self.norm(at + 2) != "of" {
            return None;
        }
        let (end, month) = self.absolute(at + 3)?;
        if month.precision != record::DatePrecision::Month {
            return None;
        }
        let first = plus_days(month.first_day(), i32::try_from(nth.checked_sub(1)?).ok()?.checked_mul(7)?)?;
        Some((end, When::days(first, plus_days(first, 7)?, record::DatePrecision::Week)?))
    }

    /// `that same evening`, `that night`, `that day`: the day that the text told last.
    pub(super) fn that(&self, token: usize) -> Found {
        let at = token + 1 + usize::from(self.norm(token + 1) == "same");
        match self.word(at)? {
            Word::Part(part) => Some((at + 1, part_of(self.told?, part)?)),
            Word::Unit(Unit::Day) if self.norm(at) == "day" => Some((at + 1, When::day(self.told?)?)),
            _ => None,
        }
    }

    /// Nothing goes on after a phrase: "the day before." but not "the day before the vote".
    fn closes(&self, token: usize) -> bool {
        self.doc.tokens.get(token).is_none_or(|t| t.kind == crate::doc::TokenKind::Punct)
    }

    /// `noon Friday`, `the night of March 3`, `midday today`.
    fn part_first(&self, token: usize) -> Found {
        let Some(Word::Part(part)) = self.word(token) else { return None };
        let at = token + 1 + usize::from(matches!(self.norm(token + 1), "of" | "on"));
        let (end, when) = match self.word(at) {
            Some(Word::Weekday(weekday)) => self.weekday(at, weekday)?,
            Some(Word::Day(offset)) => self.day_word(at, offset)?,
            _ => self.absolute(at).filter(|(end, _)| *end > at + 1)?,
        };
        if when.precision != record::DatePrecision::Day {
            return None;
        }
        Some((end, part_of(when.first_day(), part)?))
    }
}
