//! Dated headlines around the article: reports that may be worth collecting.
//!
//! Links that read like headlines are found first, then dates: in the markup, in words, counted from now. A date belongs to
//! the headline in the smallest box with one; else to those beside or below it. What has none is asked for in the page's
//! linked data and in its address.

mod dated;
mod headline;
mod outline;
mod select;
mod when;

pub(super) use select::select;

use super::meta::in_url;
use super::said::Listed;
use crate::days::Found;
use dom_query::Document;
use headline::{Headline, headlines, marks};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use outline::Outline;
use record::Lead;
use std::collections::{BTreeMap, BTreeSet};
use url::Url;
use when::When;

/// Hours by which a clock may be ahead of ours: the page may stand anywhere on earth.
const MAX_AHEAD_HOURS: i64 = 14;

/// The page around its leads.
pub(super) struct Around<'a> {
    /// What its linked data lists.
    pub listed: &'a [Listed],
    /// Its address.
    pub address: Option<&'a str>,
    /// When it was fetched, if that is when it was written.
    pub now: Option<Timestamp>,
    /// Leads at most.
    pub max: usize,
}

/// The dated headlines, in the page's order.
pub(super) fn read(document: &Document, around: &Around<'_>) -> Vec<Lead> {
    let base = base(document, around.address);
    let outline = Outline::of(document);
    let (mut marks, part) = marks(&outline, around.now);
    let mut headlines = headlines(&outline, &part, base.as_ref(), around.address);
    dated::assign(&outline, &mut headlines, &mut marks);
    from_elsewhere(&mut headlines, around);
    clocks(&mut headlines, around.now);
    let month_first = month_first(marks.iter().filter_map(|mark| mark.when.day), around.now);
    leads(headlines, month_first, around)
}

fn base(document: &Document, address: Option<&str>) -> Option<Url> {
    let base = address.and_then(|address| Url::parse(address).ok());
    match document.base_uri() {
        Some(uri) => base.as_ref().map_or_else(|| Url::parse(&uri).ok(), |base| base.join(&uri).ok()).or(base),
        None => base,
    }
}

/// The day of a line that is a date and hardly anything else.
pub(super) fn date_line(line: &str) -> Option<Date> {
    let found = when::read(line, None).filter(|when| when.rest <= 1)?;
    found.day.map(Found::day_first)
}

/// Days that linked data or the address give.
fn from_elsewhere(headlines: &mut [Headline], around: &Around<'_>) {
    for headline in headlines.iter_mut().filter(|h| !h.weak && h.when.is_none_or(|when| when.day.is_none())) {
        let Some(url) = &headline.url else { continue };
        let listed = around.listed.iter().find(|listed| bare(&listed.url) == bare(url)).and_then(|listed| listed.day);
        if let Some(day) = listed.or_else(|| in_url(url)) {
            headline.when = Some(When { clock: headline.when.and_then(|when| when.clock), ..When::of(day) });
        }
    }
}

/// An address without its fragment and the strokes at its end: two that differ only in these lead to one page.
pub(super) fn bare(url: &str) -> &str {
    url.split('#').next().unwrap_or(url).trim_end_matches('/')
}

/// Headlines with a clock and no day are of the last day on which it was that late; where the clock jumps up from one to the
/// next, a day has ended between them.
fn clocks(headlines: &mut [Headline], now: Option<Timestamp>) {
    let Some(now) = now.map(|now| now.to_zoned(TimeZone::UTC)) else { return };
    let ahead = now.datetime().checked_add(SignedDuration::from_hours(MAX_AHEAD_HOURS)).unwrap_or(now.datetime());
    let mut last: Option<(Date, (u8, u8))> = None;
    for headline in headlines {
        let Some(When { day: None, clock: Some(clock), .. }) = headline.when else { continue };
        let day = match last {
            Some((day, before)) if clock <= before => day,
            Some((day, _)) => day.yesterday().unwrap_or(day),
            None => {
                let at = now.date().at(clock.0.cast_signed(), clock.1.cast_signed(), 0, 0);
                if at > ahead { now.date().checked_sub(1.day()).unwrap_or(now.date()) } else { now.date() }
            }
        };
        last = Some((day, clock));
        headline.when = Some(When { clock: Some(clock), ..When::of(day) });
    }
}

/// Whether `05/06/2024` is the 6th of May on this page: its days lie closer together that way, or the others in the future.
fn month_first(days: impl Iterator<Item = Found>, now: Option<Timestamp>) -> bool {
    let days: Vec<Found> = days.collect();
    if !days.iter().any(|day| matches!(day, Found::Two { .. })) {
        return false;
    }
    let latest = now.and_then(|now| now.to_zoned(TimeZone::UTC).date().tomorrow().ok()).unwrap_or(Date::MAX);
    let width = |month_first: bool| {
        let read = days.iter().map(|day| settle(*day, month_first));
        let (first, last) = (read.clone().min().unwrap_or(Date::MIN), read.max().unwrap_or(Date::MAX));
        let late = if last > latest { 100_000 } else { 0 };
        late + last.since(first).map_or(0, |span| span.get_days())
    };
    width(true) < width(false)
}

fn settle(day: Found, is_month_first: bool) -> Date {
    match day {
        Found::Two { month_first, .. } if is_month_first => month_first,
        day => day.day_first(),
    }
}

/// One lead a story: the best of its titles, the first of its dates.
fn leads(headlines: Vec<Headline>, month_first: bool, around: &Around<'_>) -> Vec<Lead> {
    let mut when: BTreeMap<String, When> = BTreeMap::new();
    let mut best: BTreeMap<String, (bool, usize)> = BTreeMap::new();
    for (number, headline) in headlines.iter().enumerate() {
        if let Some(found) = headline.when.filter(|when| when.day.is_some()) {
            when.entry(headline.key.clone()).or_insert(found);
        }
        if headline.more {
            continue;
        }
        let better = best.get(&headline.key).is_none_or(|(heading, _)| headline.heading && !heading);
        if better {
            best.insert(headline.key.clone(), (headline.heading, number));
        }
    }
    let chosen: BTreeSet<usize> = best.into_values().map(|(_, number)| number).collect();
    let mut seen = BTreeSet::new();
    let mut leads = Vec::new();
    for (number, headline) in headlines.into_iter().enumerate() {
        let Some(when) = when.get(&headline.key).filter(|_| chosen.contains(&number)) else { continue };
        if leads.len() < around.max && seen.insert(headline.title.clone()) {
            let published = when.day.map(|day| settle(day, month_first));
            let time = when.clock.map(|(hours, minutes)| format!("{hours:02}:{minutes:02}"));
            leads.push(Lead { title: headline.title, published, time, url: headline.url });
        }
    }
    for listed in around.listed {
        let (Some(title), Some(day)) = (&listed.title, listed.day) else { continue };
        let known = leads.iter().any(|lead| lead.url.as_deref().is_some_and(|url| bare(url) == bare(&listed.url)));
        let own = around.address.is_some_and(|address| bare(address) == bare(&listed.url));
        if leads.len() < around.max && !known && !own && seen.insert(title.clone()) {
            leads.push(Lead { title: title.clone(), published: Some(day), time: None, url: Some(listed.url.clone()) });
        }
    }
    leads
}

#[cfg(test)]
mod tests;
