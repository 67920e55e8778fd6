//! Lists of what a partner may see, for programs that read lists: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1, GeoJSON (RFC
//! 7946) and CSV (RFC 4180).
//!
//! Each is made from the partner's own copies and from nothing else. Items keep their identity: an update is the same Atom
//! entry and JSON Feed item with a later time, and a new RSS item, because RSS readers do not show an item twice.

mod table;

pub use table::{csv, geojson};

use crate::formats::Told;
use crate::formats::xml::Xml;
use jiff::Timestamp;
use serde_json::{Value, json};

/// What a list says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its name.
    pub title: String,
    /// Whose it is: the desk's name.
    pub author: String,
    /// Where people read on; a whole address.
    pub home: String,
    /// Its own address.
    pub address: String,
    /// It is for everybody; else its address is a secret.
    pub public: bool,
}

impl Feed {
    fn description(&self) -> String {
        if self.public {
            return format!("What {} released to everybody, under TLP:CLEAR.", self.author);
        }
        format!("What {} released to the holder of this address. Do not pass the address on.", self.author)
    }
}

/// The newest first.
fn ordered(items: &[Told]) -> Vec<&Told> {
    let mut ordered: Vec<&Told> = items.iter().collect();
    ordered
        .sort_by(|left, right| (right.changed_at(), &right.warning.key).cmp(&(left.changed_at(), &left.warning.key)));
    ordered
}

fn link<'a>(item: &'a Told, feed: &'a Feed) -> &'a str {
    item.link.as_deref().unwrap_or(&feed.home)
}

fn latest(items: &[Told]) -> Timestamp {
    items.iter().map(Told::changed_at).max().unwrap_or(Timestamp::UNIX_EPOCH)
}

fn rfc3339(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// RFC 822 with the four-digit year of RFC 1123.
fn rfc822(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// RSS 2.0.
#[must_use]
pub fn rss(feed: &Feed, items: &[Told]) -> String {
    let mut xml = Xml::new();
    xml.open("rss", &[("version", "2.0"), ("xmlns:atom", "http://www.w3.org/2005/Atom")]);
    xml.open("channel", &[]);
    xml.text("title", &feed.title);
    xml.text("link", &feed.home);
    xml.text("description", &feed.description());
    xml.text("language", "en");
    xml.text("lastBuildDate", &rfc822(latest(items)));
    xml.empty("atom:link", &[("href", &feed.address), ("rel", "self"), ("type", "application/rss+xml")]);
    for item in ordered(items) {
        xml.open("item", &[]);
        xml.text("title", &item.title());
        xml.text("link", link(item, feed));
        let state = if item.cancelled.is_some() { "cancel".to_owned() } else { item.version.to_string() };
        xml.text_with("guid", &[("isPermaLink", "false")], &format!("urn:forewarn:{}:{state}", item.warning.key));
        xml.text("pubDate", &rfc822(item.changed_at()));
        xml.text("category", item.warning.marking.tlp.code());
        xml.text("category", item.warning.stage.code());
        xml.text("description", &item.body());
        xml.close("item");
    }
    xml.close("channel");
    xml.close("rss");
    xml.finish()
}

/// Atom.
#[must_use]
pub fn atom(feed: &Feed, items: &[Told]) -> String {
    let mut xml = Xml::new();
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom")]);
    // The address is secret and may change; the feed stays the same one.
    xml.text("id", &format!("urn:forewarn:feed:{}", record::derive_id("feed", &[&feed.author, &feed.title])));
    xml.text("title", &feed.title);
    xml.text("updated", &rfc3339(latest(items)));
    xml.open("author", &[]);
    xml.text("name", &feed.author);
    xml.close("author");
    xml.empty("link", &[("rel", "self"), ("href", &feed.address)]);
    xml.empty("link", &[("rel", "alternate"), ("href", &feed.home)]);
    for item in ordered(items) {
        xml.open("entry", &[]);
        xml.text("id", &format!("urn:forewarn:{}", item.warning.key));
        xml.text("title", &item.title());
        xml.text("published", &rfc3339(item.warning.created));
        xml.text("updated", &rfc3339(item.changed_at()));
        xml.empty("link", &[("rel", "alternate"), ("href", link(item, feed))]);
        xml.empty("category", &[("term", item.warning.marking.tlp.code())]);
        xml.empty("category", &[("term", item.warning.stage.code())]);
        xml.text_with("content", &[("type", "text")], &item.body());
        xml.close("entry");
    }
    xml.close("feed");
    xml.finish()
}

/// JSON Feed 1.1.
#[must_use]
pub fn json_feed(feed: &Feed, items: &[Told]) -> Value {
    let item = |item: &&Told| {
        let warning = &item.warning;
        json!({
            "id": warning.key,
            "url": link(item, feed),
            "title": item.title(),
            "content_text": item.body(),
            "date_published": rfc3339(warning.created),
            "date_modified": rfc3339(item.changed_at()),
            "tags": [warning.marking.tlp.code(), warning.stage.code(), warning.kind.code()],
            "_forewarn": {
                "version": item.version,
                "grade": warning.grade.code(),
                "urgency": warning.urgency.code(),
                "severity": warning.severity.code(),
                "certainty": warning.certainty.code(),
                "cancelled": item.cancelled.is_some(),
            },
        })
    };
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description(),
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "authors": [{ "name": feed.author }],
        "language": "en",
        "items": ordered(items).iter().map(item).collect::<Vec<_>>(),
    })
}
