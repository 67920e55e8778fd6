//! Dates as pages print them on a line of their own or beside a headline: `REGION  18 June 2024 - 12:17`, `3 hours ago`.

use super::months::{is_filler, month};
use crate::tokens::fold;
use jiff::civil::Date;

/// Lines longer than this (bytes) are not looked at for a stamp.
const STAMP_LINE_BYTES_MAX: usize = 240;
/// Earliest and latest year that a stamp may have.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2199;

/// Which number comes first in `05/06/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// A date, a time or both, found on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The day; `None` if there is only a time, only a relative time, or a day without a year.
    pub date: Option<Date>,
    /// Day and month without a year: a reader with a year at hand may complete it.
    pub day_month: Option<(i8, i8)>,
    /// The time of day as printed.
    pub time: Option<String>,
    /// The words of a date that cannot be (`31 February 2024`).
    pub impossible: Option<String>,
    /// Says that this is when the page was changed, not when it was published.
    pub updated: bool,
    /// Says "published", "posted" or the like.
    pub published: bool,
    /// `3 hours ago`, `Yesterday`.
    pub relative: bool,
    /// What stands before, without separators and words such as "Published on".
    pub before: String,
    /// What stands after, likewise.
    pub after: String,
}

impl Stamp {
    /// The line holds nothing else of weight.
    pub fn is_alone(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Number { value: u32, digits: usize },
    Word,
}

struct Pieces<'l> {
    line: &'l str,
    all: Vec<(usize, usize, Piece)>,
    folded: Vec<String>,
}

/// Finds the stamp of a line, if the line has one and is short enough to be one.
pub(crate) fn parse(line: &str, order: Order) -> Option<Stamp> {
    if line.len() > STAMP_LINE_BYTES_MAX || !has_hint(line) {
        return None;
    }
    let pieces = cut(line);
    let mut stamp = Stamp {
        date: None,
        day_month: None,
        time: None,
        impossible: None,
        updated: false,
        published: false,
        relative: false,
        before: String::new(),
        after: String::new(),
    };
    let mut used = vec![false; pieces.all.len()];
    let mut found = None;
    let mut first = true;
    for i in 0..pieces.all.len() {
        if used[i] {
            continue;
        }
        let Some((end, what)) =
            pieces.date_at(i, order).or_else(|| pieces.time_at(i)).or_else(|| pieces.relative_at(i))
        else {
            continue;
        };
        for used in &mut used[i..end] {
            *used = true;
        }
        // The first date counts: "Published …, updated …".
        match what {
            What::Day(date) if stamp.date.is_none() && stamp.impossible.is_none() => stamp.date = Some(date),
            What::DayMonth(month, day) if stamp.date.is_none() => stamp.day_month = Some((month, day)),
            What::Impossible if stamp.date.is_none() => {
                stamp.impossible = Some(line[pieces.all[i].0..pieces.all[end - 1].1].to_owned());
            }
            What::Time(time) if stamp.time.is_none() => stamp.time = Some(time),
            What::Relative => stamp.relative = true,
            _ => {}
        }
        if first {
            found = Some(i);
            first = false;
        }
    }
    let found = found?;
    for i in 0..found.min(pieces.all.len()) {
        match pieces.folded[i].as_str() {
            "updated" | "modified" | "edited" => stamp.updated = true,
            "publish" | "published" | "posted" | "publie" | "publicado" | "issued" => stamp.published = true,
            _ => {}
        }
    }
    (stamp.before, stamp.after) = pieces.rest(&used, found);
    Some(stamp)
}

/// A cheap look before the work: a stamp has a digit or one of a few words.
fn has_hint(line: &str) -> bool {
    line.bytes().any(|b| b.is_ascii_digit()) || {
        let folded = fold(crate::tokens::head(line, 40));
        ["yesterday", "just now", "ago", "today"].iter().any(|word| folded.contains(word))
    }
}

enum What {
    Day(Date),
    DayMonth(i8, i8),
    Impossible,
    Time(String),
    Relative,
}

fn cut(line: &str) -> Pieces<'_> {
    let mut all = Vec::new();
    let mut chars = line.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !c.is_alphanumeric() {
            continue;
        }
        let digits = c.is_ascii_digit();
        let mut end = start + c.len_utf8();
        while let Some((at, next)) = chars.next_if(|(_, n)| n.is_alphanumeric() && n.is_ascii_digit() == digits) {
            end = at + next.len_utf8();
        }
        let piece = match line[start..end].parse() {
            Ok(value) if digits => Piece::Number { value, digits: end - start },
            _ => Piece::Word,
        };
        all.push((start, end, piece));
    }
    let folded = all.iter().map(|(start, end, _)| fold(&line[*start..*end])).collect();
    Pieces { line, all, folded }
}

impl Pieces<'_> {
    fn number(&self, i: usize, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        match self.all.get(i)? {
            (_, _, Piece::Number { value, digits: n }) if digits.contains(n) => Some(*value),
            _ => None,
        }
    }

    /// What stands between piece `i` and the next.
    fn gap(&self, i: usize) -> &str {
        match (self.all.get(i), self.all.get(i + 1)) {
            (Some(a), Some(b)) => &self.line[a.1..b.0],
            _ => "\n",
        }
    }

    fn month(&self, i: usize) -> Option<i8> {
        month(self.folded.get(i)?)
    }

    /// Piece after `i`, past `st`, `nd`, `rd`, `th` stuck to a number and past "of", "de".
    fn after_day(&self, i: usize) -> usize {
        let mut next = i + 1;
        if self.gap(i).is_empty()
            && matches!(self.folded.get(next).map(String::as_str), Some("st" | "nd" | "rd" | "th" | "er"))
        {
            next += 1;
        }
        if matches!(self.folded.get(next).map(String::as_str), Some("of" | "de")) {
            next += 1;
        }
        next
    }

    fn date_at(&self, i: usize, order: Order) -> Option<(usize, What)> {
        if let Some(month) = self.month(i) {
            let day = self.number(i + 1, 1..=2).filter(|_| self.gap(i).trim_matches([' ', '.', '-']).is_empty())?;
            // `Jun 26:` of a clock is no day.
            let next = self.after_day(i + 1);
            if let Some(year) =
                self.number(next, 4..=4).filter(|_| self.gap(next - 1).len() <= 4 && !self.gap(next - 1).contains(':'))
            {
                return Some((next + 1, day_of(year, u32::from(month.unsigned_abs()), day)));
            }
            let written_out = self.folded[i].len() > 3 || self.line[self.all[i].0..].starts_with(char::is_uppercase);
            return (written_out && (1..=31).contains(&day))
                .then(|| (i + 2, What::DayMonth(month, i8::try_from(day).unwrap_or(1))));
        }
        let first = self.number(i, 1..=4)?;
        let next = self.after_day(i);
        if let Some(month) = self.month(next).filter(|_| first <= 99) {
            let gap = self.gap(next);
            let year =
                next + 1 + usize::from(matches!(self.folded.get(next + 1).map(String::as_str), Some("of" | "de")));
            if let Some(year_value) = self.number(year, 4..=4).filter(|_| gap.len() <= 4) {
                return Some((year + 1, day_of(year_value, u32::from(month.unsigned_abs()), first)));
            }
            return (1..=31)
                .contains(&first)
                .then(|| (next + 1, What::DayMonth(month, i8::try_from(first).unwrap_or(1))));
        }
        self.numeric_at(i, first, order)
    }

    fn numeric_at(&self, i: usize, first: u32, order: Order) -> Option<(usize, What)> {
        let (gap, second_gap) = (self.gap(i).trim(), self.gap(i + 1).trim());
        if gap != second_gap || !matches!(gap, "-" | "/" | "." | "\u{2013}") {
            return None;
        }
        let second = self.number(i + 1, 1..=2)?;
        if self.number(i, 4..=4).is_some() {
            let third = self.number(i + 2, 1..=2)?;
            return Some((i + 3, day_of(first, second, third)));
        }
        self.number(i, 1..=2)?;
        let third = self
            .number(i + 2, 4..=4)
            .or_else(|| self.number(i + 2, 2..=2).filter(|_| gap != "-").map(|year| year + 2000))?;
        let month_first = second > 12 || (order == Order::MonthFirst && gap != "." && first <= 12);
        let (day, month) = if month_first { (second, first) } else { (first, second) };
        Some((i + 3, day_of(third, month, day)))
    }

    fn time_at(&self, i: usize) -> Option<(usize, What)> {
        let hour = self.number(i, 1..=2).filter(|h| *h < 24)?;
        let minute = self.number(i + 1, 2..=2).filter(|m| *m < 60);
        let mut end = i + 2;
        match (self.gap(i), minute) {
            (":", Some(_)) => {
                if self.gap(i + 1) == ":" && self.number(i + 2, 2..=2).is_some() {
                    end += 1;
                }
            }
            ("." | "h", Some(_)) if self.is_half_day(i + 2) => {}
            _ if (1..=12).contains(&hour) && self.is_half_day(i + 1) => end = i + 1,
            _ => return None,
        }
        if self.is_half_day(end) {
            // `p.m.` is two pieces.
            end += if self.folded[end].len() == 1 { 2 } else { 1 };
        }
        let end = end.min(self.all.len());
        let printed = &self.line[self.all[i].0..self.all[end - 1].1];
        Some((end, What::Time(printed.to_owned())))
    }

    fn is_half_day(&self, i: usize) -> bool {
        match self.folded.get(i).map(String::as_str) {
            Some("am" | "pm") => true,
            Some("a" | "p") => self.gap(i) == "." && self.folded.get(i + 1).is_some_and(|m| m == "m"),
            _ => false,
        }
    }

    fn relative_at(&self, i: usize) -> Option<(usize, What)> {
        let word = |at: usize| self.folded.get(at).map_or("", String::as_str);
        if word(i + 2) == "ago" && (self.number(i, 1..=3).is_some() || matches!(word(i), "a" | "an" | "one")) {
            return Some((i + 3, What::Relative));
        }
        let alone = self.all.len() <= 4;
        if alone && i == 0 && matches!(word(i), "yesterday" | "today") {
            return Some((i + 1, What::Relative));
        }
        (alone && i == 0 && word(0) == "just" && word(1) == "now").then_some((2, What::Relative))
    }

    /// What is left before and after, with separators and fillers taken off both ends.
    fn rest(&self, used: &[bool], found: usize) -> (String, String) {
        let free: Vec<usize> =
            (0..self.all.len()).filter(|i| !used[*i] && (!self.is_filler(*i) || self.opens_title(*i, used))).collect();
        let slice = |pieces: &[usize]| match (pieces.first(), pieces.last()) {
            (Some(first), Some(last)) => {
                let start = self.line[..self.all[*first].0]
                    .rfind(|c: char| !is_opening(c))
                    .map_or(0, |at| at + self.line[at..].chars().next().map_or(1, char::len_utf8));
                let end = self.all[*last].1;
                let tail = self.line[end..].find(|c: char| !is_closing(c)).unwrap_or(self.line.len() - end);
                self.line[start..end + tail].to_owned()
            }
            _ => String::new(),
        };
        let split = free.partition_point(|i| *i < found);
        (slice(&free[..split]), slice(&free[split..]))
    }

    /// A filler that begins a headline or names an author: "The", "By" with a capital, "14 killed", before another word.
    fn opens_title(&self, i: usize, used: &[bool]) -> bool {
        let opener = matches!(self.folded[i].as_str(), "the" | "a" | "in" | "on" | "at" | "as" | "by" | "le" | "el")
            && (self.line[self.all[i].0..].starts_with(char::is_uppercase) || (i == 0 && self.folded[0] == "by"));
        self.counts(i, used)
            || opener && self.gap(i) == " " && !used[i + 1] && (!self.is_filler(i + 1) || self.counts(i + 1, used))
    }

    /// A number before a word: "14 killed".
    fn counts(&self, i: usize, used: &[bool]) -> bool {
        let time = i > 0 && matches!(self.gap(i - 1), "." | ":");
        self.number(i, 1..=3).is_some()
            && !time
            && self.gap(i) == " "
            && !used[i + 1]
            && matches!(self.all[i + 1].2, Piece::Word)
            && !self.is_filler(i + 1)
    }

    fn is_filler(&self, i: usize) -> bool {
        let word = self.folded[i].as_str();
        is_filler(word) || matches!(self.all[i].2, Piece::Number { .. }) && self.all.len() <= 12
    }
}

fn is_opening(c: char) -> bool {
    matches!(c, '"' | '\'' | '\u{201c}' | '\u{2018}' | '(' | '[' | '$' | '#' | '@')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '\u{201d}' | '\u{2019}' | ')' | ']' | '?' | '!' | '.' | '%' | '\u{2026}')
}

fn day_of(year: u32, month: u32, day: u32) -> What {
    let (Ok(year), Ok(month), Ok(day)) = (i16::try_from(year), i8::try_from(month), i8::try_from(day)) else {
        return What::Impossible;
    };
    match Date::new(year, month, day) {
        Ok(date) if YEARS.contains(&year) => What::Day(date),
        _ => What::Impossible,
    }
}

/// True for a day that a report may have been published on.
pub(crate) fn is_plausible(date: Date) -> bool {
    YEARS.contains(&date.year())
}

/// Which order a page's numeric dates have, from those on it that can only be read one way; `None` if none tells.
pub(crate) fn order_of<'l>(lines: impl Iterator<Item = &'l str>) -> Option<Order> {
    let (mut day_first, mut month_first) = (0_usize, 0_usize);
    for line in lines.filter(|line| line.len() <= STAMP_LINE_BYTES_MAX && line.contains('/')) {
        let pieces = cut(line);
        for i in 0..pieces.all.len() {
            let (Some(a), Some(b), Some(_)) =
                (pieces.number(i, 1..=2), pieces.number(i + 1, 1..=2), pieces.number(i + 2, 4..=4))
            else {
                continue;
            };
            if pieces.gap(i) == "/" && pieces.gap(i + 1) == "/" {
                day_first += usize::from(a > 12 && b <= 12);
                month_first += usize::from(b > 12 && a <= 12);
            }
        }
    }
    match day_first.cmp(&month_first) {
        std::cmp::Ordering::Greater => Some(Order::DayFirst),
        std::cmp::Ordering::Less => Some(Order::MonthFirst),
        std::cmp::Ordering::Equal => None,
    }
}

#[cfg(test)]
#[path = "stamp_tests.rs"]
mod tests;
