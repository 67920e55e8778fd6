//! Calendar arithmetic that cannot fail: what would leave the calendar gives `None`.

use jiff::civil::{Date, Weekday};
use jiff::{Span, tz::TimeZone};
use record::{DatePrecision, When};

/// Largest number of units that "… days ago" may name.
pub(super) const UNITS_MAX: u32 = 5_000;

/// A unit of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// Part of a day, with its hours; the end may lie on the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayPart {
    Morning,
    Noon,
    Afternoon,
    Evening,
    Night,
}

impl DayPart {
    fn hours(self) -> (i64, i64) {
        match self {
            Self::Morning => (6, 12),
            Self::Noon => (12, 13),
            Self::Afternoon => (12, 18),
            Self::Evening => (18, 22),
            Self::Night => (20, 28),
        }
    }
}

/// Seasons of the northern half, by their first month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    Spring = 3,
    Summer = 6,
    Autumn = 9,
    Winter = 12,
}

/// `date` and `count` days on (or back).
pub(super) fn plus_days(date: Date, count: i32) -> Option<Date> {
    date.checked_add(Span::new().try_days(count).ok()?).ok()
}

/// `date` and `count` months on (or back), the day clipped to the month's last.
pub(super) fn plus_months(date: Date, count: i32) -> Option<Date> {
    date.checked_add(Span::new().try_months(count).ok()?).ok()
}

/// The span of a part of a day.
pub(super) fn part_of(date: Date, part: DayPart) -> Option<When> {
    let day = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
    let (from, to) = part.hours();
    let at = |hour: i64| day.checked_add(Span::new().try_hours(hour).ok()?).ok();
    Some(When { start: at(from)?, end: at(to)?, precision: DatePrecision::Time })
}

/// The week (Monday to Sunday) that holds a day.
pub(super) fn week_of(date: Date) -> Option<When> {
    let monday = plus_days(date, -i32::from(date.weekday().to_monday_zero_offset()))?;
    When::days(monday, plus_days(monday, 7)?, DatePrecision::Week)
}

/// The Saturday and Sunday of the week that holds a day.
pub(super) fn weekend_of(date: Date) -> Option<When> {
    let saturday = plus_days(date, 5 - i32::from(date.weekday().to_monday_zero_offset()))?;
    When::days(saturday, plus_days(saturday, 2)?, DatePrecision::Week)
}

/// A quarter of a year, 1 to 4.
pub(super) fn quarter(year: i16, number: i8) -> Option<When> {
    months(year, number.checked_sub(1)?.checked_mul(3)?.checked_add(1)?, 3)
}

/// A season; winter begins in December of `year`.
pub(super) fn season(year: i16, season: Season) -> Option<When> {
    months(year, season as i8, 3)
}

/// Whole months from the first of one.
pub(super) fn months(year: i16, month: i8, count: i32) -> Option<When> {
    let first = Date::new(year, month, 1).ok()?;
    When::days(first, plus_months(first, count)?, DatePrecision::Month)
}

/// The unit that holds a day: its week, month, quarter or year.
pub(super) fn unit_of(date: Date, unit: Unit) -> Option<When> {
    match unit {
        Unit::Day => When::day(date),
        Unit::Week => week_of(date),
        Unit::Month => When::month(date.year(), date.month()),
        Unit::Quarter => quarter(date.year(), (date.month() - 1) / 3 + 1),
        Unit::Year => When::year(date.year()),
    }
}

/// The unit `count` units after (or before) the one that holds `date`, at the unit's own precision.
pub(super) fn shifted(date: Date, unit: Unit, count: i32) -> Option<When> {
    let there = match unit {
        Unit::Day => plus_days(date, count),
        Unit::Week => plus_days(date, count.checked_mul(7)?),
        Unit::Month => plus_months(date, count),
        Unit::Quarter => plus_months(date, count.checked_mul(3)?),
        Unit::Year => plus_months(date, count.checked_mul(12)?),
    };
    unit_of(there?, unit)
}

/// The last such weekday not after `date`: the day itself if it is one.
pub(super) fn weekday_back(date: Date, weekday: Weekday) -> Option<Date> {
    let back =
        (i32::from(date.weekday().to_monday_zero_offset()) - i32::from(weekday.to_monday_zero_offset())).rem_euclid(7);
    plus_days(date, -back)
}

/// The next such weekday not before `date`.
pub(super) fn weekday_on(date: Date, weekday: Weekday) -> Option<Date> {
    let on =
        (i32::from(weekday.to_monday_zero_offset()) - i32::from(date.weekday().to_monday_zero_offset())).rem_euclid(7);
    plus_days(date, on)
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher).
pub(super) fn easter(year: i16) -> Option<Date> {
    if year < 1583 {
        return None;
    }
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?).ok()
}

/// The `number`th such weekday of a month (Thanksgiving is the fourth Thursday of November).
pub(super) fn nth_weekday(year: i16, month: i8, weekday: Weekday, number: i32) -> Option<Date> {
    plus_days(weekday_on(Date::new(year, month, 1).ok()?, weekday)?, 7 * (number - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn easter_is_where_the_church_has_it() {
        for (year, month, day) in [(2019, 4, 21), (2024, 3, 31), (2000, 4, 23), (1990, 4, 15), (2011, 4, 24)] {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
        assert_eq!(easter(0), None);
    }

    #[test]
    fn weekdays_go_back_and_on() {
        let tuesday = date(2024, 6, 18);
        assert_eq!(weekday_back(tuesday, Weekday::Tuesday), Some(tuesday));
        assert_eq!(weekday_back(tuesday, Weekday::Friday), Some(date(2024, 6, 14)));
        assert_eq!(weekday_on(tuesday, Weekday::Friday), Some(date(2024, 6, 21)));
        assert_eq!(nth_weekday(2024, 11, Weekday::Thursday, 4), Some(date(2024, 11, 28)));
    }

    #[test]
    fn the_edges_of_the_calendar_give_nothing() {
        assert_eq!(plus_days(Date::MAX, 1), None);
        assert_eq!(plus_months(Date::MIN, -1), None);
        assert_eq!(shifted(Date::MAX, Unit::Year, 1), None);
        assert_eq!(shifted(date(2024, 1, 1), Unit::Week, i32::MAX), None);
    }
}
