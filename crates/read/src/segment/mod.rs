//! A page's text to an article: furniture off, dated headlines apart, headline, byline, section, date and language told.
//!
//! Works on lines alone, so that a browser's text dump, a cleaned page and a plain article take the same way. Every line
//! gets a shape (prose, headline, menu, date, furniture by its words); the article is the stretch with the most prose.

mod block;
mod byline;
mod clean;
mod cues;
mod header;
mod language;
mod leads;
mod lines;
mod masthead;
mod menu;
pub(crate) mod months;
mod outlet;
mod stamp;

pub use clean::REPORT_BYTES_MAX;

use crate::paragraphs::paragraphs;
use crate::tokens::fold;
use block::Block;
use cues::Cue;
use header::Header;
use jiff::civil::Date;
use lines::{Line, Shape};
use record::{Fault, FaultKind, Lead, RawReport, Report};
use stamp::Order;

/// A note about the author stands among the last lines of the article.
const BIOGRAPHY_LINES: usize = 3;
/// Today's date stands at most this many lines from the masthead.
const MASTHEAD_LINES: usize = 3;
/// Without a headline a standfirst is looked for only this many lines above the text.
const STANDFIRST_LINES: usize = 8;

/// Separates the article from its furniture. Never fails: what is wrong with the input comes back as faults.
#[must_use]
pub fn segment(raw: &RawReport) -> (Report, Vec<Fault>) {
    let mut faults = Vec::new();
    let text = clean::clean(&raw.text, &mut faults);
    let ranges = paragraphs(&text, false);
    let pieces = || ranges.iter().map(|range| &text[range.clone()]);
    let order = stamp::order_of(pieces()).unwrap_or_else(|| order_of_host(raw.url.as_deref()));
    let mut lines = lines::lines(pieces(), order);
    let masthead = masthead::mark(&mut lines, raw.outlet.as_deref(), raw.url.as_deref());
    let given = raw.title.as_deref().and_then(|title| clean::title(title, &mut faults));
    let given = given.as_deref();
    if lines.is_empty() && given.is_none() && raw.leads.is_empty() {
        faults.push(Fault::new(FaultKind::Empty, "text", "there is nothing to read"));
    }
    let mut block = block::choose(&lines);
    let header = header::read(&lines, &block, given);
    let published = published(raw, &lines, &header, &block, &mut faults);
    let names = masthead::names(&lines, raw.outlet.as_deref(), raw.url.as_deref());
    take_header_off(&lines, &header, &names, &mut block);
    let leads = leads(raw, &lines, &block, &header, published);
    let (title, text) = assemble(&lines, &block, &header, given, &names);
    let report = Report {
        id: raw.id.clone(),
        capture: raw.capture.clone(),
        outlet: raw
            .outlet
            .clone()
            .filter(|o| !o.trim().is_empty())
            .unwrap_or_else(|| outlet::of(&lines, raw.url.as_deref(), masthead)),
        title,
        byline: raw
            .byline
            .as_deref()
            .map(|b| byline::strip_by(b).unwrap_or(b).to_owned())
            .or(header.byline.map(|(name, _)| name)),
        section: raw.section.clone().or(header.section),
        published,
        url: raw.url.clone(),
        language: language::of(&text),
        text,
        leads,
    };
    (report, faults)
}

/// `05/06/2024` is June in most of the world and May in the United States, whose hosts have no country's ending.
fn order_of_host(url: Option<&str>) -> Order {
    let ending = url.and_then(outlet::host).and_then(|host| host.rsplit('.').next());
    match ending {
        Some(ending) if ending.len() == 2 && !matches!(ending, "us" | "io" | "co" | "tv" | "me") => Order::DayFirst,
        Some("us" | "gov" | "mil" | "com") => Order::MonthFirst,
        _ => Order::DayFirst,
    }
}

/// The day of publication: as the input says, from the page's header, from the address, from the dateline.
fn published(raw: &RawReport, lines: &[Line], header: &Header, block: &Block, faults: &mut Vec<Fault>) -> Option<Date> {
    if let Some(date) = raw.published {
        if stamp::is_plausible(date) {
            return Some(date);
        }
        faults.push(Fault::new(
            FaultKind::Date,
            "published",
            format!("{date} cannot be a day of publication; left out of account"),
        ));
    }
    if let Some(words) = &header.impossible {
        faults.push(Fault::new(FaultKind::Date, "date line", format!("`{words}` is no date; left out of account")));
    }
    header.published.map(|(date, _)| date).or_else(|| raw.url.as_deref().and_then(date_in_url)).or_else(|| {
        lines[block.range.clone()].iter().find(|l| l.shape == Shape::Prose).and_then(|l| dateline_date(&l.text))
    })
}

/// `…/2015/02/23/…`, `…/2015-02-23-…`, `…/2015/dec/15/…`.
fn date_in_url(url: &str) -> Option<Date> {
    let parts: Vec<&str> = url.split(['/', '-', '_', '.', '?', '=']).collect();
    parts.windows(3).find_map(|w| {
        let year = w[0].parse::<i16>().ok().filter(|y| w[0].len() == 4 && (1980..=2199).contains(y))?;
        let month = w[1].parse::<i8>().ok().or_else(|| months::month(&w[1].to_ascii_lowercase()))?;
        Date::new(year, month, w[2].parse().ok()?).ok()
    })
}

/// `EXAMPLE CITY, Jan 22, 2015 (AGENCY) --`: a date before the dash of a dateline.
fn dateline_date(paragraph: &str) -> Option<Date> {
    let head = crate::tokens::head(paragraph, 100);
    let dash = [" -- ", " \u{2014} ", " \u{2013} ", ") - ", ") -- "].iter().filter_map(|dash| head.find(dash)).min()?;
    let head = &head[..dash];
    let date = stamp::parse(head, Order::DayFirst).and_then(|stamp| stamp.date).or_else(|| wire_date(head));
    date.filter(|date| stamp::is_plausible(*date))
}

/// `LIMA, 12 MAY 90 (AGENCY)`: wires leave the century out.
fn wire_date(head: &str) -> Option<Date> {
    let words: Vec<&str> = head.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(3).find_map(|w| {
        let (first, second) = (w[0].parse::<i8>(), w[1].parse::<i8>());
        let (day, month) = match (first, second) {
            (Ok(day), Err(_)) => (day, months::month(&fold(w[1]))?),
            (Err(_), Ok(day)) => (day, months::month(&fold(w[0]))?),
            _ => return None,
        };
        let year = w[2].parse::<i16>().ok().filter(|_| w[2].len() == 2)?;
        Date::new(if year < 70 { 2000 + year } else { 1900 + year }, month, day).ok()
    })
}

/// Headline, byline and date lines are not part of the running text.
fn take_header_off(lines: &[Line], header: &Header, names: &[String], block: &mut Block) {
    for i in
        [header.title, header.byline.as_ref().map(|(_, i)| *i), header.published.map(|(_, i)| i)].into_iter().flatten()
    {
        if !matches!(lines[i].shape, Shape::Prose | Shape::Cue(Cue::Credit)) || Some(i) == header.title {
            block.keep[i] = false;
        }
    }
    if let Some((name, i)) = &header.byline
        && name.starts_with(&lines[*i].text)
        && let Some(below) = lines.get(i + 1).filter(|below| name.ends_with(&format!(", {}", below.text)))
        && below.shape != Shape::Prose
    {
        // The agency's name below the author's was taken into the byline.
        block.keep[i + 1] = false;
    }
    if let Some(title) = header.title {
        // The section's name above the headline.
        for (line, keep) in lines.iter().zip(&mut block.keep).take(title).skip(block.range.start) {
            *keep &= line.shape != Shape::Scrap;
        }
        let head = &lines[title];
        let own = fold(masthead::without_name(&head.text, names));
        for (i, line) in lines.iter().enumerate() {
            let bare = || fold(masthead::without_name(&line.text, names));
            if i != title && (line.folded == lines[title].folded || line.words <= head.words + 8 && bare() == own) {
                block.keep[i] = false;
            }
        }
    }
    let author = header.byline.as_ref().map_or("", |(name, _)| name.as_str());
    let tail = (block.range.end.saturating_sub(BIOGRAPHY_LINES)..block.range.end).filter(|i| *i > block.range.start);
    for i in tail {
        block.keep[i] &= !byline::is_biography(&lines[i], author);
    }
    // A standfirst stands between headline and text; where the page lacks the headline, near the top.
    let first = match header.title {
        Some(title) => title + 1,
        None if block.range.start <= STANDFIRST_LINES => 0,
        None => return,
    };
    let byline = header.byline.as_ref().map(|(_, i)| *i);
    for (i, line) in lines.iter().enumerate().take(block.range.start).skip(first) {
        let near = header.title.is_some() && i == first && line.shape == Shape::Headline && line.words >= 6;
        if line.copies == 1 && (near || (line.shape == Shape::Prose && line.words >= 6)) {
            block.keep[i] = byline != Some(i);
        }
    }
}

fn leads(raw: &RawReport, lines: &[Line], block: &Block, header: &Header, published: Option<Date>) -> Vec<Lead> {
    let mut own = block.keep.clone();
    let header_start = header.title.unwrap_or(block.range.start);
    let header_end = (block.range.start + 1).max(header_start + 1).min(own.len());
    for own in own.get_mut(header_start.min(header_end)..header_end).into_iter().flatten() {
        *own = true;
    }
    for i in [header.published.map(|(_, i)| i), header.byline.as_ref().map(|(_, i)| *i)].into_iter().flatten() {
        own[i] = true;
    }
    // Today's date beside the publication's name dates no headline.
    for (i, _) in lines.iter().enumerate().take(header_start).filter(|(_, line)| line.shape == Shape::Stamp) {
        let around = &lines[i.saturating_sub(MASTHEAD_LINES)..(i + MASTHEAD_LINES).min(header_start)];
        own[i] |= around.iter().any(|line| line.shape == Shape::Masthead);
    }
    let mut leads: Vec<Lead> = raw
        .leads
        .iter()
        .map(|lead| Lead { title: leads::without_badges(&lead.title).to_owned(), ..lead.clone() })
        .collect();
    let found = if block.page { leads::find(lines, &own, published.map(|date| date.year())) } else { Vec::new() };
    let title = header.title.map_or("", |i| lines[i].text.as_str());
    for lead in found.into_iter().filter(|lead| lead.title != title) {
        if !leads
            .iter()
            .any(|known| known.title == lead.title && (known.published == lead.published || known.url.is_some()))
        {
            leads.push(lead);
        }
    }
    leads
}

/// The headline and the article's text, headline first.
fn assemble(lines: &[Line], block: &Block, header: &Header, given: Option<&str>, names: &[String]) -> (String, String) {
    let title = match (given, header.title) {
        (Some(given), _) => given.to_owned(),
        (None, Some(i)) => leads::without_badges(masthead::without_name(&lines[i].text, names)).to_owned(),
        (None, None) => String::new(),
    };
    let mut text = title.clone();
    for (line, _) in lines.iter().zip(&block.keep).filter(|(_, keep)| **keep) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&line.text);
    }
    (title, text)
}

#[cfg(test)]
mod tests;
