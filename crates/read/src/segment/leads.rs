//! Dated headlines around an article: title, date and time, badges and kickers off.

use super::cues::{BADGE_WORDS, Cue};
use super::lines::{Line, Shape};
use super::stamp::Stamp;
use jiff::civil::Date;
use record::Lead;
use rustc_hash::FxHashSet;

/// Leads beyond this many are left out.
const LEADS_MAX: usize = 500;
/// A headline stands at most this many lines from its date: kickers and badges lie between.
const GROUP_LINES_MAX: usize = 4;
/// A headline has at least this many words, unless nothing else stands by its date.
const TITLE_WORDS_MIN: usize = 3;
/// Lines longer than this (words) are no headlines.
const TITLE_WORDS_MAX: usize = 40;

/// Finds the dated headlines among the lines that are not the article's. `own` marks the lines of the article and its
/// header; `year` completes dates that lack it.
pub(crate) fn find(lines: &[Line], own: &[bool], year: Option<i16>) -> Vec<Lead> {
    let free = |i: usize| !own.get(i).copied().unwrap_or(true);
    let after = dates_follow(lines, &free);
    let mut seen = FxHashSet::default();
    let mut out = Vec::new();
    // The day of a list that prints only times: "26 June 2024" and below it "14:34 …".
    let mut day = None;
    for i in (0..lines.len()).filter(|i| free(*i)) {
        let possible = |s: &&Stamp| s.impossible.is_none() && !matches!(lines[i].shape, Shape::Cue(_));
        let Some(stamp) = lines[i].stamp.as_ref().filter(possible) else { continue };
        let date = stamp.date.or_else(|| with_year(stamp, year));
        let lead = if lines[i].shape == Shape::Stamp && stamp_title(stamp).is_none() {
            if stamp.time.is_none() && date.is_some() {
                day = date;
            }
            if heads_a_day(lines, i) { None } else { title_near(lines, i, after, &free).map(|title| (title, date)) }
        } else {
            // A sentence with a date in it is no dated headline: the date must stand at either end.
            stamp_title(stamp)
                .filter(|_| lines[i].shape != Shape::Prose || stamp.time.is_some())
                .map(|title| (title, date.or(day.filter(|_| stamp.time.is_some()))))
        };
        let Some((title, published)) = lead else { continue };
        let title = without_badges(title);
        if title.is_empty() || !seen.insert((title.to_owned(), published, stamp.time.clone())) {
            continue;
        }
        out.push(Lead { title: title.to_owned(), published, time: stamp.time.clone(), url: None });
        if out.len() >= LEADS_MAX {
            break;
        }
    }
    out
}

/// A date alone above lines that begin with a time: "26 June 2024", then "14:34 …".
fn heads_a_day(lines: &[Line], i: usize) -> bool {
    let timed = |line: &Line| {
        line.stamp.as_ref().is_some_and(|s| s.date.is_none() && s.time.is_some() && stamp_title(s).is_some())
    };
    lines.get(i + 1).is_some_and(timed)
}

/// The headline on the date's own line.
fn stamp_title(stamp: &Stamp) -> Option<&str> {
    let enough =
        |text: &&str| (TITLE_WORDS_MIN..=TITLE_WORDS_MAX).contains(&text.split(' ').filter(|w| !w.is_empty()).count());
    let dated = stamp.date.is_some() || stamp.time.is_some() || stamp.day_month.is_some();
    match (stamp.before.as_str(), stamp.after.as_str()) {
        (before, "") => Some(before).filter(enough),
        ("", after) => Some(after).filter(enough),
        _ => None,
    }
    .filter(|_| dated)
}

fn with_year(stamp: &Stamp, year: Option<i16>) -> Option<Date> {
    let (month, day) = stamp.day_month?;
    Date::new(year?, month, day).ok()
}

fn is_title(line: &Line) -> bool {
    matches!(line.shape, Shape::Headline | Shape::Item | Shape::Scrap | Shape::Prose) && line.words <= TITLE_WORDS_MAX
}

/// Whether dates stand below their headlines on this page: each run of dated headlines shows it at its ends.
fn dates_follow(lines: &[Line], free: &impl Fn(usize) -> bool) -> bool {
    let dated = |i: usize| free(i) && lines[i].shape == Shape::Stamp;
    let headline = |i: usize| free(i) && is_title(&lines[i]) && lines[i].words >= TITLE_WORDS_MIN;
    let (mut below, mut above) = (0_usize, 0_usize);
    for i in (0..lines.len()).filter(|i| dated(*i)) {
        let opens = !(1..=GROUP_LINES_MAX).any(|d| i >= d && dated(i - d));
        let ends = !(1..=GROUP_LINES_MAX).any(|d| i + d < lines.len() && dated(i + d));
        below += usize::from(opens && i >= 1 && headline(i - 1));
        above += usize::from(ends && i + 1 < lines.len() && headline(i + 1));
    }
    below >= above
}

/// The headline that belongs to the date on line `i`: the first line of its group, kickers after it left out.
fn title_near<'l>(lines: &'l [Line], i: usize, after: bool, free: &impl Fn(usize) -> bool) -> Option<&'l str> {
    let ends = |line: &Line| {
        line.shape == Shape::Stamp
            || matches!(line.shape, Shape::Cue(cue) if cue != Cue::Badge)
            || matches!(line.shape, Shape::Links | Shape::Masthead)
    };
    let mut group: Vec<&Line> = Vec::new();
    for d in 1..=GROUP_LINES_MAX {
        let at = if after { i.checked_sub(d) } else { Some(i + d).filter(|at| *at < lines.len()) };
        let Some(at) = at.filter(|at| free(*at)) else { break };
        if ends(&lines[at]) {
            break;
        }
        if is_title(&lines[at]) {
            group.push(&lines[at]);
        }
    }
    if after {
        group.reverse();
    }
    let long = group.iter().find(|line| line.words >= TITLE_WORDS_MIN);
    long.or(group.first()).map(|line| line.text.as_str())
}

/// The title without "PHOTO", "VIDEO/PHOTO", "UPDATED" before or after it.
pub(crate) fn without_badges(title: &str) -> &str {
    let marks: &[char] = &[' ', '/', '|', ',', ':', '-', '\u{2013}', '\u{2022}', '(', ')', '[', ']', '+', '&'];
    let mut rest = title.trim();
    loop {
        let last = rest.trim_end_matches(marks);
        let word = last.rsplit(marks).next().unwrap_or("");
        if BADGE_WORDS.contains(&word) && word.len() < last.len() {
            rest = last[..last.len() - word.len()].trim_end_matches(marks);
            continue;
        }
        let head = rest.trim_start_matches(marks);
        let word = head.split(marks).next().unwrap_or("");
        let cut = &head[word.len()..];
        if BADGE_WORDS.contains(&word)
            && cut.starts_with([':', ' ', '/', '|', ')', ']'])
            && !cut.trim_start_matches(marks).is_empty()
        {
            rest = without_count(cut.trim_start_matches(marks));
            continue;
        }
        return rest;
    }
}

/// Without the number of `UPDATE 2 - Port opens`.
fn without_count(rest: &str) -> &str {
    let title = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let count = (1..=2).contains(&(rest.len() - title.len()));
    let title = [" - ", ": ", "-", " \u{2013} "].iter().find_map(|mark| title.strip_prefix(mark)).filter(|_| count);
    title.filter(|title| !title.is_empty()).unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn badges_come_off_titles() {
        for (title, expected) in [
            ("Port opens after storm PHOTO/VIDEO", "Port opens after storm"),
            ("VIDEO: Port opens after storm", "Port opens after storm"),
            ("Port opens after storm [UPDATED]", "Port opens after storm"),
            ("UPDATE 2 - Port opens after storm", "Port opens after storm"),
            ("LIVE: 12 held in Tarn", "12 held in Tarn"),
            ("New video shows the port", "New video shows the port"),
            ("PHOTO", "PHOTO"),
            ("NEW YORK port opens", "NEW YORK port opens"),
        ] {
            assert_eq!(without_badges(title), expected, "{title}");
        }
    }
}
