//! The elements of RSS, Atom and sitemaps into entries.

use super::words::{line, literal_line, paragraphs};
use super::xml::{Attributes, Piece, mend, pieces};
use super::{Feed, FeedKind, Written, absolute};
use crate::Limits;
use record::{Fault, FaultKind};
use std::collections::HashMap;
use std::ops::Range;
use url::Url;

/// Namespaces whose elements are read, and the prefix that they get here.
const KNOWN: &[(&str, &str)] = &[
    ("http://www.w3.org/2005/atom", ""),
    ("http://purl.org/atom/ns#", ""),
    ("http://purl.org/rss/1.0/", ""),
    ("http://my.netscape.com/rdf/simple/0.9/", ""),
    ("http://www.sitemaps.org/schemas/sitemap/0.9", ""),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:"),
    ("http://purl.org/dc/elements/1.1/", "dc:"),
    ("http://purl.org/dc/terms/", "dc:"),
    ("http://purl.org/rss/1.0/modules/content/", "content:"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy:"),
    ("http://purl.org/atompub/tombstones/1.0", "at:"),
    ("http://www.google.com/schemas/sitemap-news/0.9", "news:"),
    ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner:"),
];

/// Prefixes that stand for what they say even where the feed forgets to declare them.
const COMMON: &[&str] = &["dc", "content", "sy", "at", "news", "feedburner", "rdf"];

/// What an element within an entry, or within the feed's head, gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Id,
    Link,
    OwnLink,
    Title,
    Published,
    /// A date that counts where there is no better one.
    Date,
    Updated,
    Summary,
    Content,
    Byline,
    Section,
    Outlet,
    Language,
    Minutes,
    Period,
    Frequency,
}

impl Field {
    /// The field that an element gives, by its own and its parent's name. `None`: it is passed over.
    fn of(parent: &str, name: &str) -> Option<Self> {
        Some(match (parent, name) {
            ("author" | "contributor", "name") => Self::Byline,
            ("news:publication", "news:name") => Self::Outlet,
            ("news:news", "news:title") => Self::Title,
            ("news:news", "news:publication_date") => Self::Published,
            ("channel" | "feed" | "rdf:rdf" | "", "language") => Self::Language,
            ("channel" | "feed" | "rdf:rdf" | "", "ttl") => Self::Minutes,
            ("channel" | "feed" | "rdf:rdf" | "", "sy:updateperiod") => Self::Period,
            ("channel" | "feed" | "rdf:rdf" | "", "sy:updatefrequency") => Self::Frequency,
            ("item" | "entry" | "url" | "sitemap" | "channel" | "feed" | "rdf:rdf" | "", _) => match name {
                "title" => Self::Title,
                "link" | "loc" => Self::Link,
                "feedburner:origlink" => Self::OwnLink,
                "guid" | "id" => Self::Id,
                "pubdate" | "published" | "issued" => Self::Published,
                "dc:date" | "dc:issued" | "dc:created" | "created" | "date" => Self::Date,
                "updated" | "modified" | "lastmod" | "dc:modified" => Self::Updated,
                "description" | "summary" | "dc:description" => Self::Summary,
                "content:encoded" | "content" | "body" | "fulltext" => Self::Content,
                "author" | "dc:creator" => Self::Byline,
                "category" | "dc:subject" => Self::Section,
                "source" => Self::Outlet,
                _ => return None,
            },
            _ => return None,
        })
    }
}

/// An element whose text is being gathered.
struct Open {
    field: Field,
    /// Elements that were open when it began.
    depth: usize,
    text: String,
    /// `type` of an Atom text.
    kind: String,
    /// Elements stand within it as markup of the document itself.
    markup: bool,
    permalink: bool,
}

struct Run<'l> {
    /// The whole document, mended.
    document: &'l str,
    /// Where the piece that is being taken begins.
    from: usize,
    /// Where an entry ends that ends now.
    until: usize,
    /// Where the entry that is being read begins.
    entry_from: usize,
    url: &'l str,
    limits: &'l Limits,
    prefixes: HashMap<String, &'static str>,
    /// Names of the open elements, with the address that links within are relative to.
    stack: Vec<(String, Option<Url>)>,
    base: Option<Url>,
    open: Option<Open>,
    /// The entry that is being read, and how many elements were open when it began.
    entry: Option<(Written, usize)>,
    feed: Feed,
    done: Vec<Written>,
    period_minutes: u32,
    empty: usize,
    seen_root: bool,
}

/// Reads RSS, Atom or a sitemap.
pub(super) fn read(text: &str, base: Option<&Url>, url: &str, limits: &Limits) -> (Feed, Vec<Written>) {
    let feed = Feed {
        kind: FeedKind::Rss,
        title: None,
        site: None,
        language: None,
        every_minutes: None,
        entries: Vec::new(),
        deleted: Vec::new(),
        faults: Vec::new(),
    };
    let mended = mend(text);
    let mut run = Run {
        document: &mended,
        from: 0,
        until: 0,
        entry_from: 0,
        url,
        limits,
        prefixes: HashMap::new(),
        stack: Vec::new(),
        base: base.cloned(),
        open: None,
        entry: None,
        feed,
        done: Vec::new(),
        period_minutes: 0,
        empty: 0,
        seen_root: false,
    };
    let complaints = pieces(&mended, limits, &mut |piece, at| run.take(piece, at));
    run.until = mended.len();
    run.finish_entry();
    for (kind, detail) in complaints {
        run.fault(kind, detail);
    }
    if run.empty > 0 {
        let detail = format!("{} of its entries have neither headline, text nor address; left out", run.empty);
        run.fault(FaultKind::Malformed, detail);
    }
    if !run.seen_root {
        run.fault(FaultKind::Malformed, "it is no feed: neither RSS, Atom, JSON Feed nor a sitemap".to_owned());
    }
    (run.feed, run.done)
}

impl Run<'_> {
    fn fault(&mut self, kind: FaultKind, detail: String) {
        self.feed.faults.push(Fault::new(kind, self.url, detail));
    }

    /// One piece of the document; `false` when enough was read.
    fn take(&mut self, piece: Piece<'_>, at: Range<usize>) -> bool {
        self.from = at.start;
        self.until = if matches!(piece, Piece::End(_)) { at.end } else { at.start };
        match piece {
            Piece::Start(name, attributes) => self.start(name, &attributes),
            Piece::End(name) => self.end(name),
            Piece::Text(words) => self.text(&words),
            Piece::Lost => {
                self.open = None;
                self.finish_entry();
                self.stack.clear();
            }
        }
        self.done.len() < self.limits.feed_entries
    }

    fn text(&mut self, words: &str) {
        let Some(open) = &mut self.open else { return };
        let room = self.limits.text_bytes.saturating_sub(open.text.len());
        let mut end = words.len().min(room);
        while !words.is_char_boundary(end) {
            end -= 1;
        }
        if open.markup || open.kind == "xhtml" {
            // Text beside markup is markup's: what was escaped in it stays so.
            open.text.push_str(&words[..end].replace('&', "&amp;").replace('<', "&lt;"));
        } else {
            open.text.push_str(&words[..end]);
        }
    }

    /// The name as it is known here: the namespace's usual prefix, lower case.
    fn known_name(&self, written: &str) -> String {
        let lower = written.to_ascii_lowercase();
        let Some((prefix, local)) = lower.split_once(':') else { return lower };
        match self.prefixes.get(prefix) {
            Some(known) => format!("{known}{local}"),
            None if matches!(prefix, "atom" | "rss" | "a10") => local.to_owned(),
            None if COMMON.contains(&prefix) => lower,
            None => format!("other:{local}"),
        }
    }

    fn start(&mut self, written: &str, attributes: &Attributes) {
        for (name, value) in attributes {
            if let Some(prefix) = name.strip_prefix("xmlns:")
                && self.prefixes.len() < 64
            {
                let uri = value.trim().to_ascii_lowercase();
                let known = KNOWN.iter().find(|(known, _)| *known == uri).map_or("other:", |(_, known)| known);
                self.prefixes.insert(prefix.to_ascii_lowercase(), known);
            }
        }
        let name = self.known_name(written);
        let attribute = |wanted: &str| {
            attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str())
        };
        let base = attribute("xml:base").and_then(|href| match self.base() {
            Some(base) => base.join(href).ok(),
            None => Url::parse(href).ok(),
        });
        let parent = self.stack.last().map_or(String::new(), |(name, _)| name.clone());
        self.stack.push((name.clone(), base));
        let begins_entry = matches!(name.as_str(), "item" | "entry" | "url" | "sitemap");
        let field = Field::of(&parent, &name);
        if let Some(open) = &mut self.open {
            // An element left open ends where the next one of the feed's own begins.
            let in_entry = self.entry.is_some();
            let next = in_entry && Field::of("item", &name).is_some() && open.kind != "xhtml";
            let html_too = matches!(name.as_str(), "title" | "summary" | "link" | "source" | "body");
            let ends = begins_entry || (next && !(html_too && open.field == Field::Content));
            if !ends {
                open.markup = true;
                open.text.push_str(&format!("<{name}>"));
                return;
            }
            let depth = open.depth;
            self.close_field();
            if begins_entry {
                self.finish_entry();
            }
            let (element, base) = self.stack.pop().unwrap_or_default();
            self.stack.truncate(depth);
            let parent = self.stack.last().map_or(String::new(), |(name, _)| name.clone());
            self.stack.push((element, base));
            let field = Field::of(&parent, &name);
            return self.begin(&name, field, begins_entry, attributes);
        }
        self.begin(&name, field, begins_entry, attributes);
    }

    fn begin(&mut self, name: &str, field: Option<Field>, begins_entry: bool, attributes: &Attributes) {
        let attribute = |wanted: &str| {
            attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str())
        };
        if begins_entry {
            self.finish_entry();
            self.seen_root = true;
            let mut written = Written::default();
            written.entry.link = attribute("rdf:about").and_then(|href| absolute(self.base(), href));
            self.entry = Some((written, self.stack.len()));
            self.entry_from = self.from;
            return;
        }
        match name {
            "rss" | "channel" | "rdf:rdf" => self.seen_root = true,
            "feed" => (self.seen_root, self.feed.kind) = (true, FeedKind::Atom),
            "urlset" => (self.seen_root, self.feed.kind) = (true, FeedKind::Sitemap),
            "sitemapindex" => (self.seen_root, self.feed.kind) = (true, FeedKind::SitemapIndex),
            "at:deleted-entry" => self.feed.deleted.extend(attribute("ref").map(str::to_owned)),
            _ => {}
        }
        if let ("feed", Some(language)) = (name, attribute("xml:lang")) {
            self.feed.language = Some(language.to_owned());
        }
        let Some(field) = field else { return };
        if field == Field::Link
            && let Some(href) = attribute("href")
        {
            if matches!(attribute("rel"), None | Some("alternate" | "")) {
                self.set_link(href, false);
            }
            return;
        }
        // Atom puts the category into an attribute.
        if let (Field::Section, Some(term)) = (field, attribute("label").or_else(|| attribute("term"))) {
            self.set(Field::Section, line(term));
            return;
        }
        self.open = Some(Open {
            field,
            depth: self.stack.len() - 1,
            text: String::new(),
            kind: attribute("type").unwrap_or_default().to_ascii_lowercase(),
            markup: false,
            permalink: attribute("ispermalink").is_none_or(|value| !value.eq_ignore_ascii_case("false")),
        });
    }

    fn end(&mut self, written: &str) {
        let name = self.known_name(written);
        let Some(at) = self.stack.iter().rposition(|(open, _)| *open == name) else { return };
        if let Some(open) = &mut self.open {
            if at > open.depth {
                open.text.push_str(&format!("</{name}>"));
            } else {
                self.close_field();
            }
        }
        self.stack.truncate(at);
        if self.entry.as_ref().is_some_and(|(_, depth)| at < *depth) {
            self.finish_entry();
        }
    }

    fn base(&self) -> Option<&Url> {
        self.stack.iter().rev().find_map(|(_, base)| base.as_ref()).or(self.base.as_ref())
    }

    fn close_field(&mut self) {
        let Some(open) = self.open.take() else { return };
        let text = open.text.trim();
        if text.is_empty() {
            return;
        }
        let literal = matches!(open.kind.as_str(), "text" | "text/plain")
            || (open.kind.is_empty() && self.feed.kind == FeedKind::Atom);
        match open.field {
            Field::Link => self.set_link(text, false),
            Field::OwnLink => self.set_link(text, true),
            Field::Id => {
                self.set(Field::Id, Some(text.to_owned()));
                let is_address = open.permalink && self.feed.kind == FeedKind::Rss && text.starts_with("http");
                let link = absolute(self.base(), text).filter(|_| is_address);
                if let Some((written, _)) = &mut self.entry
                    && written.entry.link.is_none()
                {
                    written.entry.link = link;
                }
            }
            Field::Title if literal && !open.markup => self.set(Field::Title, literal_line(text)),
            Field::Title | Field::Byline | Field::Section | Field::Outlet => self.set(open.field, line(text)),
            Field::Summary | Field::Content => self.set(open.field, paragraphs(text, self.limits.text_bytes)),
            _ => self.set(open.field, Some(text.to_owned())),
        }
    }

    /// Sets a field of the entry, or of the feed before the first; what is there already stays.
    fn set(&mut self, field: Field, value: Option<String>) {
        let Some(value) = value else { return };
        let Some((written, _)) = &mut self.entry else { return self.set_of_feed(field, value) };
        let slot = match field {
            Field::Id => &mut written.entry.id,
            Field::Title => &mut written.entry.title,
            Field::Byline => &mut written.entry.byline,
            Field::Section => &mut written.entry.section,
            Field::Outlet => &mut written.entry.outlet,
            Field::Summary => &mut written.entry.summary,
            Field::Content => &mut written.entry.text,
            Field::Updated => &mut written.updated,
            // The better date replaces the other.
            Field::Published => {
                written.published = Some(value);
                return;
            }
            Field::Date => &mut written.published,
            _ => return,
        };
        if slot.is_none() {
            *slot = Some(value);
        }
    }

    fn set_of_feed(&mut self, field: Field, value: String) {
        match field {
            Field::Title if self.feed.title.is_none() => self.feed.title = Some(value),
            Field::Language => self.feed.language = Some(value),
            Field::Minutes => self.feed.every_minutes = value.parse().ok().filter(|minutes| *minutes > 0),
            Field::Period => {
                self.period_minutes = match value.to_ascii_lowercase().as_str() {
                    "hourly" => 60,
                    "daily" => 24 * 60,
                    "weekly" => 7 * 24 * 60,
                    _ => 0,
                };
                self.feed.every_minutes =
                    self.feed.every_minutes.or(Some(self.period_minutes).filter(|minutes| *minutes > 0));
            }
            Field::Frequency if self.period_minutes > 0 => {
                let times = value.parse::<u32>().unwrap_or(1).max(1);
                self.feed.every_minutes = Some((self.period_minutes / times).max(1));
            }
            _ => {}
        }
    }

    fn set_link(&mut self, href: &str, better: bool) {
        let Some(link) = absolute(self.base(), href) else { return };
        match &mut self.entry {
            Some((written, _)) if better || written.entry.link.is_none() => written.entry.link = Some(link),
            Some(_) => {}
            None if self.feed.site.is_none() => self.feed.site = Some(link),
            None => {}
        }
    }

    /// Ends the entry that is being read. A field that never ended is left out: nobody knows what was to come.
    fn finish_entry(&mut self) {
        if self.entry.is_some() {
            self.open = None;
        }
        let Some((mut written, _)) = self.entry.take() else { return };
        written.entry.raw = self.document.get(self.entry_from..self.until).unwrap_or_default().to_owned();
        // Atom's `updated` stands alone in most feeds; a sitemap's `lastmod` tells of changes only.
        if written.published.is_none() && self.feed.kind == FeedKind::Atom {
            written.published = written.updated.clone();
        }
        let entry = &written.entry;
        if entry.link.is_none() && entry.title.is_none() && entry.text.is_none() && entry.summary.is_none() {
            self.empty += 1;
            return;
        }
        self.done.push(written);
        if self.done.len() >= self.limits.feed_entries {
            let detail = format!("the feed has more than {} entries; the rest was left", self.limits.feed_entries);
            self.fault(FaultKind::TooLarge, detail);
        }
    }
}
