//! Links that may be headlines, and the marks of dates on a page.

use super::bare;
use super::outline::{Outline, Tag};
use super::when::{self, When};
use crate::days;
use crate::html::meta::clean;
use jiff::Timestamp;
use std::collections::BTreeSet;
use url::Url;

/// Words of a headline at least, where only a link says that it is one: fewer are a menu.
const MIN_WORDS: usize = 4;

/// Words of a headline in a heading.
const MIN_HEADING_WORDS: usize = 2;

/// Letters that make a headline in languages that put no blanks between words.
const MIN_UNSPACED: usize = 9;

/// Bytes of a headline at most: more are a paragraph.
const MAX_TITLE_BYTES: usize = 300;

/// Links of one page that are looked at.
const MAX_LINKS: usize = 5_000;

/// Boxes around a link in which its heading is looked for.
const MAX_HEADING_STEPS: usize = 4;

/// Parts of paths that lead to lists, not to articles.
const NO_ARTICLES: &[&str] = &[
    "author",
    "authors",
    "tag",
    "tags",
    "topic",
    "topics",
    "category",
    "categories",
    "user",
    "users",
    "share",
    "sharer",
    "search",
];

/// How links begin that repeat a headline or lead to more of them.
const MORE: &[&str] = &[
    "read more",
    "continue reading",
    "weiterlesen",
    "mehr lesen",
    "lire la suite",
    "leer más",
    "devamı",
    "←",
    "→",
    "»",
    "«",
];

/// A link that may be a headline.
#[derive(Debug)]
pub(super) struct Headline {
    /// Row of its link.
    pub at: usize,
    pub title: String,
    pub url: Option<String>,
    /// What makes it the same story as another: its address without a fragment.
    pub key: String,
    /// It stands in a heading, or a heading in it.
    pub heading: bool,
    /// Too short to be one unless it stands alone with a date.
    pub weak: bool,
    /// Only repeats: "Continue reading".
    pub more: bool,
    pub when: Option<When>,
}

/// A date on the page.
#[derive(Debug)]
pub(super) struct Mark {
    pub at: usize,
    pub when: When,
    /// The markup says that it is one.
    pub strong: bool,
    /// A headline has it.
    pub taken: bool,
}

/// The dates of a page, in order, and for each row whether it is part of one.
pub(super) fn marks(outline: &Outline<'_>, now: Option<Timestamp>) -> (Vec<Mark>, Vec<bool>) {
    let mut marks = Vec::new();
    let mut part = vec![false; outline.rows.len()];
    let mut at = 0;
    while at < outline.rows.len() {
        let row = &outline.rows[at];
        let said = match row.tag {
            Tag::Time => row.node.attr("datetime").and_then(|value| days::find(&value)),
            Tag::Text => None,
            _ => attribute(outline, at),
        };
        if let Some(day) = said {
            let text = outline.line(at);
            let is_date = row.tag == Tag::Time;
            let clock = if is_date { when::read(&text, now).and_then(|when| when.clock) } else { None };
            let when = When { day: Some(day), clock, rest: 0 };
            marks.push(Mark { at, when, strong: true, taken: false });
            if is_date {
                part[at..row.end].fill(true);
                at = row.end;
                continue;
            }
        }
        if (1..=when::MAX_BYTES).contains(&outline.bytes(at))
            && let Some(when) = when::read(&outline.line(at), now)
            && (when.rest <= 1 || !outline.rows[at..row.end].iter().any(|row| row.tag == Tag::Link))
        {
            marks.push(Mark { at, when, strong: row.tag == Tag::Time, taken: false });
            part[at..row.end].fill(true);
            at = row.end;
            continue;
        }
        at += 1;
    }
    (marks, part)
}

/// A day in a `data-` attribute: `data-date`, `data-timestamp`, `data-published-at`, or microdata.
fn attribute(outline: &Outline<'_>, at: usize) -> Option<days::Found> {
    let node = &outline.rows[at].node;
    if node.attr("itemprop").is_some_and(|name| name.starts_with("datePublished")) {
        return node.attr("content").and_then(|value| days::find(&value));
    }
    node.attrs().iter().find_map(|attribute| {
        let name = attribute.name.local.strip_prefix("data-")?;
        let known =
            ["date", "time", "publi", "created"].iter().any(|word| name.contains(word)) && !name.contains("modif");
        if !known || attribute.value.len() > 40 {
            return None;
        }
        crate::moment::parse(&attribute.value).map(|moment| moment.day)
    })
}

/// The links that may be headlines, in order.
pub(super) fn headlines(
    outline: &Outline<'_>,
    part: &[bool],
    base: Option<&Url>,
    address: Option<&str>,
) -> Vec<Headline> {
    let links = (0..outline.rows.len()).filter(|at| outline.rows[*at].tag == Tag::Link && !outline.rows[*at].furniture);
    let mut found: Vec<Headline> =
        links.take(MAX_LINKS).filter_map(|at| headline(outline, part, at, base, address)).collect();
    // A box whose heading is no link: its story is where its link leads.
    let named: BTreeSet<String> = found.iter().filter(|h| !h.weak && !h.more).map(|h| h.key.clone()).collect();
    let ats: Vec<usize> = found.iter().filter(|h| !h.weak && !h.more).map(|h| h.at).collect();
    for headline in &mut found {
        if !named.contains(&headline.key)
            && let Some(title) = heading_around(outline, part, headline.at, &ats)
        {
            (headline.title, headline.heading, headline.weak, headline.more) = (title, true, false, false);
        }
    }
    found.retain(|headline| !headline.title.is_empty());
    found
}

fn headline(
    outline: &Outline<'_>,
    part: &[bool],
    at: usize,
    base: Option<&Url>,
    address: Option<&str>,
) -> Option<Headline> {
    let row = &outline.rows[at];
    let href = row.node.attr("href")?;
    let href = href.trim();
    let rel = row.node.attr("rel").unwrap_or_default();
    let is_list =
        rel.split_whitespace().any(|word| matches!(word, "author" | "tag" | "category" | "next" | "prev" | "home"));
    if is_list || href.is_empty() || href.starts_with('#') || leads_elsewhere(href) {
        return None;
    }
    let url = absolute(base, href)?;
    let key = bare(url.as_deref().unwrap_or(href)).to_owned();
    // A site's front page is no article, nor is the page itself.
    let is_front = url
        .as_deref()
        .and_then(|url| Url::parse(url).ok())
        .is_some_and(|url| url.path() == "/" && url.query().is_none());
    if is_front || address.is_some_and(|address| bare(address) == key) {
        return None;
    }
    let inside = (at + 1..row.end).find(|inner| is_heading(outline, *inner));
    let heading = inside.is_some() || outline.around(at).take(3).any(|around| is_heading(outline, around));
    let text = clean(
        &inside
            .map_or_else(|| own_words(outline, part, at), |inner| words(outline, part, inner..outline.rows[inner].end)),
    );
    let said = || {
        ["aria-label", "title"]
            .iter()
            .find_map(|name| clean(&row.node.attr(name)?))
            .filter(|said| counts(said) >= MIN_WORDS)
    };
    let (title, when) = match text.filter(|text| text.len() <= MAX_TITLE_BYTES) {
        Some(text) => without_date(&text),
        None => (said().unwrap_or_default(), None),
    };
    let words = counts(&title);
    let wanted = if heading || when.is_some() { MIN_HEADING_WORDS } else { MIN_WORDS };
    let lower = title.to_lowercase();
    let more = MORE.iter().any(|more| lower.starts_with(more) || lower.ends_with(more));
    (heading || !in_prose(outline, part, at)).then_some(Headline {
        at,
        title,
        url,
        key,
        heading,
        weak: words < wanted,
        more,
        when,
    })
}

/// Words; letters of scripts without blanks count by their number.
fn counts(title: &str) -> usize {
    let unspaced = title.chars().filter(|c| matches!(*c, '\u{3040}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}')).count();
    if unspaced >= MIN_UNSPACED {
        MIN_WORDS
    } else {
        title.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
    }
}

fn is_heading(outline: &Outline<'_>, at: usize) -> bool {
    outline.rows[at].tag == Tag::Heading
        && outline.rows[at].node.node_name().is_some_and(|name| name.starts_with('h') && name.len() == 2)
}

/// The one heading of the box around a link, where no other headline stands in it.
fn heading_around(outline: &Outline<'_>, part: &[bool], at: usize, headlines: &[usize]) -> Option<String> {
    for around in outline.around(at).take(MAX_HEADING_STEPS) {
        let range = around..outline.rows[around].end;
        if headlines.iter().any(|other| range.contains(other)) {
            return None;
        }
        let mut headings = range.clone().filter(|inner| is_heading(outline, *inner));
        if let Some(heading) = headings.next() {
            let title = clean(&words(outline, part, heading..outline.rows[heading].end))?;
            let alone = headings.next().is_none() && title.len() <= MAX_TITLE_BYTES;
            return (alone && counts(&title) > MIN_HEADING_WORDS).then_some(title);
        }
    }
    None
}

/// The words of a range without its dates.
fn words(outline: &Outline<'_>, part: &[bool], range: std::ops::Range<usize>) -> String {
    let texts = range.filter(|at| !part[*at]).map(|at| outline.rows[at].text.as_str()).filter(|text| !text.is_empty());
    let mut line = String::new();
    for text in texts {
        // What is cut by markup in the middle of a word stays one word only where the page has no blank there; pages put
        // them between elements so seldom that a blank is right but before punctuation.
        if !line.is_empty() && !text.starts_with([',', '.', ':', ';', '!', '?', '’', '\'', ')']) {
            line.push(' ');
        }
        line.push_str(text);
    }
    line
}

/// The longest part of what a link says.
fn own_words(outline: &Outline<'_>, part: &[bool], at: usize) -> String {
    let row = &outline.rows[at];
    let children: Vec<usize> = outline.children(at).collect();
    let loose = children.iter().any(|child| outline.rows[*child].tag == Tag::Text);
    if children.len() >= 2 && !loose {
        let parts = children.iter().map(|child| match outline.rows[*child].tag {
            Tag::Inline => words(outline, part, *child..outline.rows[*child].end),
            _ => own_words(outline, part, *child),
        });
        return parts.max_by_key(String::len).unwrap_or_default();
    }
    if let [child] = children[..]
        && outline.rows[child].tag != Tag::Text
    {
        return if part[child] { String::new() } else { own_words(outline, part, child) };
    }
    // Lines of the link: what stands between breaks and blocks.
    let mut lines = vec![String::new()];
    for child in children {
        let range = child..outline.rows[child].end;
        match outline.rows[child].tag {
            Tag::Text | Tag::Inline => {
                let text = words(outline, part, range);
                let line = lines.last_mut().map(|line| {
                    if !line.is_empty() && !text.is_empty() && !text.starts_with([',', '.', ':', ';', '!', '?', '’'])
                    {
                        line.push(' ');
                    }
                    line.push_str(&text);
                });
                debug_assert!(line.is_some());
            }
            Tag::Break => lines.push(String::new()),
            _ => lines.extend([own_words(outline, part, child), String::new()]),
        }
    }
    if row.tag == Tag::Text && !part[at] {
        return row.text.clone();
    }
    lines.into_iter().max_by_key(String::len).unwrap_or_default()
}

/// A headline without a date at its beginning or end, and that date.
fn without_date(title: &str) -> (String, Option<When>) {
    for mark in [" | ", " · ", " • ", " – ", " — ", " - ", ": ", " / "] {
        let pieces = [title.split_once(mark), title.rsplit_once(mark).map(|(rest, date)| (date, rest))];
        for (date, rest) in pieces.into_iter().flatten() {
            if let Some(when) = when::read(date, None).filter(|when| when.rest == 0 && when.day.is_some()) {
                return (rest.trim().to_owned(), Some(when));
            }
        }
    }
    (title.to_owned(), None)
}

/// A link in the middle of a sentence.
fn in_prose(outline: &Outline<'_>, part: &[bool], at: usize) -> bool {
    let next = outline.rows[at].end;
    let same_box =
        |other: usize| outline.rows[other].tag == Tag::Text && outline.rows[other].parent == outline.rows[at].parent;
    let after = (next < outline.rows.len() && same_box(next) && !part[next]).then(|| outline.rows[next].text.as_str());
    let goes_on = after.is_some_and(|text| text.len() > 15 && text.starts_with(|c: char| c == ',' || c.is_lowercase()));
    let before = (at > 0 && same_box(at - 1) && !part[at - 1]).then(|| outline.rows[at - 1].text.as_str());
    let begins = before.is_some_and(|text| text.len() > 25 && text.ends_with(|c: char| c.is_alphabetic() || c == ','));
    goes_on || begins
}

fn leads_elsewhere(href: &str) -> bool {
    let (address, fragment) = href.split_once('#').unwrap_or((href, ""));
    let path = address.split(['?']).next().unwrap_or(address);
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let query = address.split_once('?').map_or("", |(_, query)| query);
    ["comment", "respond"].iter().any(|word| fragment.starts_with(word))
        || query
            .split('&')
            .any(|pair| ["page=", "paged=", "offset=", "replytocom="].iter().any(|name| pair.starts_with(name)))
        || path.split('/').rev().skip(1).any(|part| NO_ARTICLES.contains(&part))
        || path.rsplit('/').next().is_some_and(|last| matches!(last, "share" | "sharer" | "sharer.php" | "search"))
}

/// The whole address; `Some(None)` where nothing is known that it could be counted from.
#[allow(clippy::option_option)]
fn absolute(base: Option<&Url>, href: &str) -> Option<Option<String>> {
    let url = match (base, Url::parse(href)) {
        (Some(base), _) => base.join(href).ok()?,
        (None, Ok(url)) => url,
        (None, Err(_)) => return Some(None),
    };
    matches!(url.scheme(), "http" | "https").then(|| Some(url.to_string()))
}
