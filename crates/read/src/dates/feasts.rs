//! Days with names: `Christmas Day`, `Easter Sunday`, `New Year's Eve`.

use super::calendar::{easter, nth_weekday, plus_days, weekday_on};
use super::lexicon::{Feast, Word};
use super::{Finder, Found};
use jiff::civil::{Date, Weekday};
use record::When;

impl Finder<'_, '_> {
    pub(super) fn feast(&self, token: usize) -> Found {
        let Some(Word::Feast(feast)) = self.word(token) else { return None };
        let (mut end, name) = self.feast_name(token, feast)?;
        let given = self.year_of_feast(&mut end);
        let when = match given {
            Some(year) => day(name, year),
            None => self.nearest(name, token),
        };
        Some((end, When::day(when?)?))
    }

    fn feast_name(&self, token: usize, feast: Feast) -> Option<(usize, Name)> {
        let next = self.norm(token + 1);
        Some(match (feast, next) {
            (Feast::Christmas, "day") => (token + 2, Name::Christmas),
            (Feast::Christmas, "eve") => (token + 2, Name::ChristmasEve),
            (Feast::NewYear, "year") => {
                let at = token + 2 + usize::from(self.norm(token + 2).starts_with('\''));
                match self.norm(at) {
                    "day" => (at + 1, Name::NewYear),
                    "eve" => (at + 1, Name::NewYearEve),
                    _ => return None,
                }
            }
            (Feast::Easter, "sunday") => (token + 2, Name::Easter),
            (Feast::Easter, "monday") => (token + 2, Name::EasterMonday),
            (Feast::Good, "friday") if self.doc.tokens[token].capitalised => (token + 2, Name::GoodFriday),
            (Feast::Valentine, "'s") if self.norm(token + 2) == "day" => (token + 3, Name::Valentine),
            (Feast::Halloween, _) => (token + 1, Name::Halloween),
            (Feast::Thanksgiving, "day") => (token + 2, Name::Thanksgiving),
            (Feast::Thanksgiving, _) => (token + 1, Name::Thanksgiving),
            (Feast::Boxing, "day") => (token + 2, Name::Boxing),
            (Feast::Memorial, "day") if self.doc.tokens[token].capitalised => (token + 2, Name::Memorial),
            (Feast::Presidents, "day") => (token + 2, Name::Presidents),
            (Feast::Presidents, "'" | "'s") if self.norm(token + 2) == "day" => (token + 3, Name::Presidents),
            (Feast::Labor, "day") if self.doc.tokens[token].capitalised => (token + 2, Name::Labor),
            _ => return None,
        })
    }

    fn year_of_feast(&self, end: &mut usize) -> Option<i16> {
        let at = *end + usize::from(matches!(self.norm(*end), "," | "in" | "of"));
        let year = self.number(at).filter(|_| self.norm(at).len() == 4)?;
        let year = i16::try_from(year).ok().filter(|y| (1583..=2199).contains(y))?;
        *end = at + 1;
        Some(year)
    }

    /// The last one before the report, or one shortly after where the sentence looks ahead.
    fn nearest(&self, name: Name, token: usize) -> Option<Date> {
        let published = self.published?;
        let latest = plus_days(published, if self.is_future(token) { 300 } else { 7 })?;
        (0..3).filter_map(|back| day(name, latest.year().checked_sub(back)?)).find(|date| *date <= latest)
    }
}

#[derive(Debug, Clone, Copy)]
enum Name {
    Christmas,
    ChristmasEve,
    NewYear,
    NewYearEve,
    Easter,
    EasterMonday,
    GoodFriday,
    Valentine,
    Halloween,
    Thanksgiving,
    Boxing,
    Memorial,
    Presidents,
    Labor,
}

fn day(name: Name, year: i16) -> Option<Date> {
    let fixed = |month, day| Date::new(year, month, day).ok();
    match name {
        Name::Christmas => fixed(12, 25),
        Name::ChristmasEve => fixed(12, 24),
        Name::NewYear => fixed(1, 1),
        Name::NewYearEve => fixed(12, 31),
        Name::Easter => easter(year),
        Name::EasterMonday => plus_days(easter(year)?, 1),
        Name::GoodFriday => plus_days(easter(year)?, -2),
        Name::Valentine => fixed(2, 14),
        Name::Halloween => fixed(10, 31),
        Name::Thanksgiving => nth_weekday(year, 11, Weekday::Thursday, 4),
        Name::Boxing => fixed(12, 26),
        Name::Memorial => weekday_on(Date::new(year, 5, 25).ok()?, Weekday::Monday),
        Name::Presidents => nth_weekday(year, 2, Weekday::Monday, 3),
        Name::Labor => nth_weekday(year, 9, Weekday::Monday, 1),
    }
}
