//! Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed, and sitemaps with their news extension, into entries.
//!
//! A broken feed gives what it can, and faults for the rest.

mod entries;
mod json;
#[cfg(test)]
mod tests;
mod words;
mod xml;

use crate::Limits;
use crate::files::{declared_in_page, decode};
use crate::moment::{Instant, Moment};
use jiff::Timestamp;
use jiff::civil::Date;
use record::{Fault, FaultKind, RawReport, ReportId};
use url::Url;

/// What a feed is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedKind {
    /// RSS 0.9x, 1.0 or 2.0.
    Rss,
    /// Atom (RFC 4287) or its draft 0.3.
    Atom,
    /// JSON Feed 1.0 or 1.1.
    Json,
    /// A sitemap, with or without the news extension.
    Sitemap,
    /// A list of sitemaps; its entries are those.
    SitemapIndex,
}

impl FeedKind {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS feed",
            Self::Atom => "Atom feed",
            Self::Json => "JSON Feed",
            Self::Sitemap => "sitemap",
            Self::SitemapIndex => "list of sitemaps",
        }
    }
}

/// What was read from a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// What it is written in.
    pub kind: FeedKind,
    /// Its name, in plain words.
    pub title: Option<String>,
    /// The site that it belongs to.
    pub site: Option<String>,
    /// Its language as it says (BCP 47).
    pub language: Option<String>,
    /// How often it says it is worth asking, in minutes.
    pub every_minutes: Option<u32>,
    /// Its entries, in its order.
    pub entries: Vec<Entry>,
    /// Ids and addresses of entries that it says were deleted (RFC 6721).
    pub deleted: Vec<String>,
    /// What was wrong.
    pub faults: Vec<Fault>,
}

/// One entry of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// `guid` or `id`, as written.
    pub id: Option<String>,
    /// Address of the article, absolute.
    pub link: Option<String>,
    /// Headline, in plain words.
    pub title: Option<String>,
    /// Author line.
    pub byline: Option<String>,
    /// First category.
    pub section: Option<String>,
    /// Publisher, where the entry names another one than the feed's.
    pub outlet: Option<String>,
    /// Day of publication, as written.
    pub published: Option<Date>,
    /// Instant of publication.
    pub at: Option<Timestamp>,
    /// Instant of the last change that it tells of.
    pub updated: Option<Timestamp>,
    /// Which version it is, where the list says so: another one is an edit.
    pub version: Option<String>,
    /// Teaser, in plain words.
    pub summary: Option<String>,
    /// The entry as it stands in the feed (mended where the markup was broken).
    pub raw: String,
    /// The article, in plain words, a line for each paragraph, where the feed holds it.
    pub text: Option<String>,
}

impl Entry {
    /// The report that the entry itself makes: its text, else its teaser, else its headline.
    #[must_use]
    pub fn report(&self, feed_title: Option<&str>) -> RawReport {
        let text = self.text.as_ref().or(self.summary.as_ref()).or(self.title.as_ref());
        RawReport {
            outlet: self.outlet.clone().or_else(|| feed_title.map(str::to_owned)),
            title: self.title.clone(),
            byline: self.byline.clone(),
            section: self.section.clone(),
            published: self.published,
            url: self.link.clone(),
            ..RawReport::of_text(ReportId::from(""), text.cloned().unwrap_or_default())
        }
    }
}

/// Dates of an entry as written, until all entries together tell in which order its days stand.
#[derive(Debug, Clone, Default)]
struct Written {
    entry: Entry,
    published: Option<String>,
    updated: Option<String>,
}

/// Whether bytes look like a feed.
#[must_use]
pub fn is_feed(body: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&body[..body.len().min(4096)]).to_ascii_lowercase();
    let head = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', '\u{fffd}', '\0']);
    if head.starts_with('{') {
        return head.contains("jsonfeed.org/version");
    }
    let wide: String = head.chars().filter(|c| *c != '\0').collect();
    let namespaces = ["http://www.w3.org/2005/atom", "http://purl.org/rss/1.0/"];
    if namespaces.iter().any(|uri| wide.contains(uri)) && !wide.contains("<html") {
        return true;
    }
    let first = ["<rss", "<feed", "<rdf:rdf", "<channel", "<urlset", "<sitemapindex"];
    let html = wide.find("<html").or_else(|| wide.find("<!doctype html")).unwrap_or(usize::MAX);
    first.iter().filter_map(|tag| wide.find(tag)).min().is_some_and(|at| at < html)
}

/// Reads a feed. `url` is where it came from, `charset` the encoding that the server named, `now` the time that dates are
/// held against: an entry from later than the next day is not believed.
#[must_use]
pub fn read_feed(body: &[u8], url: &str, charset: Option<&str>, now: Timestamp, limits: &Limits) -> Feed {
    let mut faults = Vec::new();
    let mut fault = |kind, detail: String| faults.push(Fault::new(kind, url, detail));
    let mut body = body;
    if body.len() > limits.feed_bytes {
        fault(
            FaultKind::TooLarge,
            format!("the feed has {} bytes; only the first {} were read", body.len(), limits.feed_bytes),
        );
        body = &body[..limits.feed_bytes];
    }
    let declared = charset.map(str::to_owned).or_else(|| declared_in_page(body));
    let decoded = decode(body, declared.as_deref());
    let cut = body.len() == limits.feed_bytes && decoded.bad_at.is_some_and(|byte| byte + 4 > body.len());
    if let Some(byte) = decoded.bad_at.filter(|_| !cut) {
        fault(
            FaultKind::Encoding,
            format!("byte {byte} is not {}; it and all like it were replaced", decoded.encoding),
        );
    }
    let text = decoded.text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let base = Url::parse(url).ok();
    let (mut feed, written) = if text.starts_with('{') {
        json::read(text, base.as_ref(), url, limits)
    } else {
        entries::read(text, base.as_ref(), url, limits)
    };
    let mut rest = std::mem::take(&mut feed.faults);
    faults.append(&mut rest);
    feed.faults = faults;
    feed.entries = dated(written, now, url, &mut feed.faults);
    feed
}

/// Settles the days: where some of a feed's dates can be read two ways, the others decide, else the newest possible order.
fn dated(written: Vec<Written>, now: Timestamp, url: &str, faults: &mut Vec<Fault>) -> Vec<Entry> {
    let month_first =
        written.iter().filter_map(|written| written.published.as_deref()).any(crate::days::is_month_first);
    let latest = jiff::tz::Offset::UTC.to_datetime(now).date().tomorrow().unwrap_or(Date::MAX);
    let (mut unread, mut future, mut doubtful) = (Vec::new(), 0_usize, 0_usize);
    let mut entries = Vec::with_capacity(written.len());
    for Written { mut entry, published, updated } in written {
        if let Some(text) = published.filter(|text| !text.trim().is_empty()) {
            match crate::moment::parse(&text) {
                Some(Moment { day, at }) => {
                    let in_address = entry.link.as_deref().and_then(crate::html::in_url);
                    let (day, sure) = settle(day, month_first, in_address, latest);
                    doubtful += usize::from(!sure);
                    if day > latest || day.year() < 1605 {
                        future += 1;
                    } else {
                        entry.published = Some(day);
                        entry.at = at.and_then(|at: Instant| at.on(day)).filter(|at| *at <= now);
                    }
                }
                None => unread.push(text),
            }
        }
        let changed = updated.and_then(|text| crate::moment::parse(&text));
        entry.updated = changed.and_then(|moment| moment.at?.on(moment.day.day_first())).filter(|at| *at <= now);
        entries.push(entry);
    }
    let mut fault = |detail: String| faults.push(Fault::new(FaultKind::Date, url, detail));
    if let Some(first) = unread.first() {
        let shown: String = first.chars().take(40).collect();
        fault(format!("{} of its dates could not be read (the first: {shown}); left out", unread.len()));
    }
    if future > 0 {
        fault(format!("{future} of its dates cannot be the day of publication; left out"));
    }
    if doubtful > 0 {
        fault(format!("{doubtful} of its dates can be read two ways; taken day first"));
    }
    entries
}

/// One day out of two readings, and whether it is certain.
fn settle(day: crate::days::Found, month_first: bool, said: Option<Date>, latest: Date) -> (Date, bool) {
    use crate::days::Found;
    match day {
        Found::One(day) => (day, true),
        Found::Two { day_first, month_first: other } => match said {
            Some(said) if said == day_first || said == other => (said, true),
            _ if month_first => (other, true),
            // What has not come yet is not what was meant.
            _ if day_first > latest && other <= latest => (other, true),
            _ if other > latest => (day_first, true),
            _ => (day_first, false),
        },
    }
}

/// An address made absolute; only what can be fetched.
fn absolute(base: Option<&Url>, href: &str) -> Option<String> {
    let href = href.trim();
    if href.is_empty() {
        return None;
    }
    let url = match base {
        Some(base) => base.join(href).ok()?,
        None => Url::parse(href).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

/// The feeds of an OPML file, each address once.
pub(crate) fn outlines(body: &[u8], at: &str, limits: &Limits) -> (Vec<crate::Outline>, Vec<Fault>) {
    let decoded = decode(body, declared_in_page(body).as_deref());
    let (mut found, mut faults, mut seen) = (Vec::new(), Vec::new(), std::collections::HashSet::new());
    let mut is_opml = false;
    let complaints = xml::pieces(&xml::mend(&decoded.text), limits, &mut |piece, _| {
        let xml::Piece::Start(name, attributes) = piece else { return true };
        is_opml |= name.eq_ignore_ascii_case("opml");
        let attribute = |wanted: &str| {
            let mut found = attributes.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.next().map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        if let (true, Some(url)) = (name.eq_ignore_ascii_case("outline"), attribute("xmlUrl")) {
            match absolute(None, &url) {
                None => faults.push(Fault::new(
                    FaultKind::Malformed,
                    at,
                    format!("{url} is no address of a feed; left out"),
                )),
                Some(url) if seen.insert(url.clone()) => found.push(crate::Outline {
                    title: attribute("title").or_else(|| attribute("text")).unwrap_or_else(|| url.clone()),
                    site: attribute("htmlUrl"),
                    url,
                }),
                Some(_) => {}
            }
        }
        found.len() < limits.directory_entries
    });
    faults.extend(complaints.into_iter().map(|(kind, detail)| Fault::new(kind, at, detail)));
    if !is_opml {
        faults.push(Fault::new(FaultKind::Malformed, at, "it is no OPML file"));
    }
    (found, faults)
}
