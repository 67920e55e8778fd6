//! When: an interval with the precision of the words it came from.

use crate::code::codes;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

codes! {
    /// How precise the words were.
    DatePrecision ("precision of a date") {
        /// To the minute or hour.
        Time => "time",
        /// To the day.
        Day => "day",
        /// To the week, or "in recent days".
        Week => "week",
        /// To the month.
        Month => "month",
        /// To the year.
        Year => "year",
    }
}

/// A half-open interval `[start, end)` in UTC. "Last Tuesday" is resolved against the report's date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// First instant.
    pub start: Timestamp,
    /// First instant after.
    pub end: Timestamp,
    /// How precise the words were.
    pub precision: DatePrecision,
}

impl When {
    /// A whole day in UTC. `None` at the very edges of the calendar.
    #[must_use]
    pub fn day(date: Date) -> Option<Self> {
        Self::days(date, date.tomorrow().ok()?, DatePrecision::Day)
    }

    /// From the start of `first` to the start of `after`, in UTC.
    #[must_use]
    pub fn days(first: Date, after: Date, precision: DatePrecision) -> Option<Self> {
        let instant = |date: Date| date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
        Some(Self { start: instant(first)?, end: instant(after)?, precision })
    }

    /// A whole month.
    #[must_use]
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Self::days(first, first.last_of_month().tomorrow().ok()?, DatePrecision::Month)
    }

    /// A whole year.
    #[must_use]
    pub fn year(year: i16) -> Option<Self> {
        Self::days(Date::new(year, 1, 1).ok()?, Date::new(year.checked_add(1)?, 1, 1).ok()?, DatePrecision::Year)
    }

    /// The first day, in UTC.
    #[must_use]
    pub fn first_day(&self) -> Date {
        self.start.to_zoned(TimeZone::UTC).date()
    }

    /// The value as ISO 8601 at its own precision: `2024-03-22`, `2024-03`, `2024`. A week gives its first day.
    #[must_use]
    pub fn iso(&self) -> String {
        let day = self.first_day();
        match self.precision {
            DatePrecision::Year => format!("{:04}", day.year()),
            DatePrecision::Month => format!("{:04}-{:02}", day.year(), day.month()),
            DatePrecision::Time | DatePrecision::Day | DatePrecision::Week => day.to_string(),
        }
    }

    /// True if the two intervals share an instant.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Days between the nearest edges of the two intervals; 0 if they overlap or touch.
    #[must_use]
    pub fn gap_days(&self, other: &Self) -> f64 {
        let seconds = if self.end <= other.start {
            other.start.as_second() - self.end.as_second()
        } else if other.end <= self.start {
            self.start.as_second() - other.end.as_second()
        } else {
            0
        };
        seconds as f64 / 86_400.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn iso_keeps_the_precision() {
        assert_eq!(When::day(date(2024, 3, 22)).unwrap().iso(), "2024-03-22");
        assert_eq!(When::month(2024, 2).unwrap().iso(), "2024-02");
        assert_eq!(When::year(2013).unwrap().iso(), "2013");
    }

    #[test]
    fn a_day_lies_within_its_month_and_a_gap_is_in_days() {
        let day = When::day(date(2024, 3, 22)).unwrap();
        assert!(day.overlaps(&When::month(2024, 3).unwrap()));
        assert_eq!(day.gap_days(&When::day(date(2024, 3, 25)).unwrap()), 2.0);
        assert!(When::year(i16::MAX).is_none());
    }
}
