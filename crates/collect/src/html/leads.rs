//! Dated headlines around the article: reports that may be worth collecting.

use super::meta::{clean, time};
use crate::days;
use dom_query::{Document, NodeRef};
use jiff::civil::Date;
use record::Lead;
use std::collections::BTreeSet;
use url::Url;

/// Words of a headline at least: fewer are a menu.
const MIN_WORDS: usize = 4;

/// Bytes of a headline at most: more are a paragraph.
const MAX_BYTES: usize = 300;

/// Elements above a link in which its date is looked for.
const MAX_STEPS: usize = 4;

/// Siblings on each side in which it is looked for in a flat list, blanks between them included.
const MAX_NEIGHBOURS: usize = 4;

/// Bytes of text that an entry of a list may have, headline, date and teaser together.
const MAX_ENTRY_BYTES: usize = 800;

/// Nodes that an entry may have.
const MAX_ENTRY_NODES: usize = 300;

/// Links of one page that are looked at.
const MAX_LINKS: usize = 5_000;

/// The dated headlines, in the page's order, at most `max`.
pub(super) fn read(document: &Document, address: Option<&str>, max: usize) -> Vec<Lead> {
    let base = address.and_then(|address| Url::parse(address).ok());
    let base = match document.base_uri() {
        Some(uri) => base.as_ref().map_or_else(|| Url::parse(&uri).ok(), |base| base.join(&uri).ok()).or(base),
        None => base,
    };
    let (mut leads, mut seen) = (Vec::new(), BTreeSet::new());
    for link in document.select("a[href]").nodes().iter().take(MAX_LINKS) {
        if leads.len() >= max {
            break;
        }
        let Some(title) = headline(link) else { continue };
        if !seen.insert(title.clone()) {
            continue;
        }
        let Some((day, clock)) = entry_date(link, &title) else { continue };
        let url = link.attr("href").and_then(|href| absolute(base.as_ref(), &href));
        if base.is_some() && url.is_some() && url.as_deref().map(without_fragment) == address.map(without_fragment) {
            continue;
        }
        leads.push(Lead { title, published: Some(day), time: clock, url });
    }
    leads
}

/// The headline that a link holds: that of a heading within it, else its own words without a date.
fn headline(link: &NodeRef<'_>) -> Option<String> {
    let heading = link.descendants_it().find(|node| is_named(node, &["h1", "h2", "h3", "h4", "h5", "h6"]));
    let text = match heading {
        Some(heading) => clean(&heading.text())?,
        None => clean(link.formatted_text().lines().max_by_key(|line| line.len())?)?,
    };
    (text.len() <= MAX_BYTES && text.split(' ').count() >= MIN_WORDS).then_some(text)
}

/// The date of the entry that a link stands in: that of the smallest element around it that has one and no other headline;
/// in a flat list, that of its neighbours up to the next headline.
fn entry_date(link: &NodeRef<'_>, title: &str) -> Option<(Date, Option<String>)> {
    let mut inner = *link;
    let mut around = Some(*link);
    for _ in 0..=MAX_STEPS {
        let node = around?;
        if has_other_headline(&node, title) {
            return neighbour_date(inner, title, NodeRef::prev_sibling)
                .or_else(|| neighbour_date(inner, title, NodeRef::next_sibling));
        }
        let text = node.formatted_text();
        if text.len() > MAX_ENTRY_BYTES {
            return None;
        }
        if let Some(day) = first_time(&node).or_else(|| beside(&text, title).find_map(|line| dated_line(&line))) {
            return Some((day, beside(&text, title).find_map(|line| clock(&line))));
        }
        inner = node;
        around = node.parent();
    }
    None
}

/// Whether an element holds another headline, or is larger than any entry.
fn has_other_headline(node: &NodeRef<'_>, title: &str) -> bool {
    if node.descendants_it().take(MAX_ENTRY_NODES + 1).count() > MAX_ENTRY_NODES {
        return true;
    }
    let links = node.descendants_it().filter(|inner| is_named(inner, &["a"]) && inner.has_attr("href"));
    links.filter_map(|link| headline(&link)).any(|other| other != title)
}

fn first_time(node: &NodeRef<'_>) -> Option<Date> {
    if is_named(node, &["time"]) {
        return time(node);
    }
    node.descendants_it().find(|inner| is_named(inner, &["time"])).as_ref().and_then(time)
}

fn is_named(node: &NodeRef<'_>, names: &[&str]) -> bool {
    node.node_name().is_some_and(|name| names.contains(&name.as_ref()))
}

/// The date among the next few siblings on one side, up to another headline.
fn neighbour_date<'a>(
    from: NodeRef<'a>,
    title: &str,
    step: impl Fn(&NodeRef<'a>) -> Option<NodeRef<'a>>,
) -> Option<(Date, Option<String>)> {
    let mut next = step(&from);
    for _ in 0..MAX_NEIGHBOURS {
        let node = next?;
        if has_other_headline(&node, title) || (is_named(&node, &["a"]) && headline(&node).is_some()) {
            return None;
        }
        let text = if node.is_text() { node.text() } else { node.formatted_text() };
        if text.len() > MAX_ENTRY_BYTES {
            return None;
        }
        if let Some(day) = first_time(&node).or_else(|| beside(&text, title).find_map(|line| dated_line(&line))) {
            return Some((day, beside(&text, title).find_map(|line| clock(&line))));
        }
        next = step(&node);
    }
    None
}

/// The lines of an entry without its headline.
fn beside<'t>(text: &'t str, title: &'t str) -> impl Iterator<Item = String> + 't {
    text.lines().map(move |line| line.replace(title, " "))
}

/// A line that is a date and little else.
fn dated_line(line: &str) -> Option<Date> {
    (line.trim().len() <= 40).then(|| days::parse(line)).flatten()
}

/// A time of day as printed: `14:34`.
fn clock(line: &str) -> Option<String> {
    if line.trim().len() > 40 {
        return None;
    }
    line.split(|c: char| !(c.is_ascii_digit() || c == ':')).find_map(|part| {
        let (hours, minutes) = part.split_once(':')?;
        let minutes = minutes.split(':').next()?;
        let is_time = matches!(hours.len(), 1 | 2)
            && minutes.len() == 2
            && hours.parse::<u8>().ok()? < 24
            && minutes.parse::<u8>().ok()? < 60;
        is_time.then(|| format!("{hours}:{minutes}"))
    })
}

fn absolute(base: Option<&Url>, href: &str) -> Option<String> {
    let url = match base {
        Some(base) => base.join(href.trim()).ok()?,
        None => Url::parse(href.trim()).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dated_headlines_are_found_and_menus_are_not() {
        let html = r##"<nav><a href="/world">World news and more</a></nav>
            <ul>
              <li><span>18 June 2024</span> <span>14:34</span> <a href="/a">Harbour talks go on in Nordvik</a></li>
              <li><a href="https://b.example/x"><h3>Ferry workers end their strike early</h3><time datetime="2024-06-17T09:00Z">yesterday</time></a></li>
              <li><a href="/c">Herring prices fall once again</a></li>
              <li><a href="/a">Harbour talks go on in Nordvik</a> <span>18 June 2024</span></li>
              <li><a href="javascript:x()">Click here for all the news</a><br>16 June 2024</li>
              <li><a href="#top">Back to the top please</a><br>16 June 2024</li>
            </ul>"##;
        let leads = read(&Document::from(html), Some("https://a.example/now"), 10);
        let lead = |title: &str, day, time: Option<&str>, url: Option<&str>| Lead {
            title: title.to_owned(),
            published: Some(day),
            time: time.map(str::to_owned),
            url: url.map(str::to_owned),
        };
        assert_eq!(
            leads,
            [
                lead("Harbour talks go on in Nordvik", date(2024, 6, 18), Some("14:34"), Some("https://a.example/a")),
                lead("Ferry workers end their strike early", date(2024, 6, 17), None, Some("https://b.example/x")),
                lead("Click here for all the news", date(2024, 6, 16), None, None),
            ]
        );
        assert_eq!(read(&Document::from(html), None, 1).len(), 1);
        let flat = r#"<div>18 June 2024 <a href="/a">Harbour talks go on in Nordvik</a>
            17 June 2024 <a href="/b">Ferry workers end their strike early</a>
            <a href="/c">Herring prices fall once again</a></div>"#;
        let leads = read(&Document::from(flat), Some("https://a.example/now"), 10);
        assert_eq!(
            leads,
            [
                lead("Harbour talks go on in Nordvik", date(2024, 6, 18), None, Some("https://a.example/a")),
                lead("Ferry workers end their strike early", date(2024, 6, 17), None, Some("https://a.example/b")),
            ]
        );
    }
}
