//! Sources: where reports come from.

use crate::code::codes;
use crate::{Reliability, SourceId};
use serde::{Deserialize, Serialize};

codes! {
    /// How a source is collected.
    SourceKind ("kind of source") {
        /// Files and folders.
        File => "file",
        /// A watched folder: new and changed files.
        Folder => "folder",
        /// A web page.
        Page => "page",
        /// RSS, Atom or JSON Feed.
        Feed => "feed",
        /// A sitemap, with or without the news extension.
        Sitemap => "sitemap",
        /// An archive: JSONL, zip, WARC, mbox.
        Archive => "archive",
        /// TAXII 2.1.
        Taxii => "taxii",
        /// MISP.
        Misp => "misp",
        /// Pasted or uploaded at the desk.
        Desk => "desk",
    }
}

/// A source. Its reliability is the desk's judgement, `F` until its record says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Derived from kind and address.
    pub id: SourceId,
    /// As people call it.
    pub name: String,
    /// How it is collected.
    pub kind: SourceKind,
    /// Address: a URL or a path.
    pub url: String,
    /// A to F.
    pub reliability: Reliability,
    /// ISO 3166-1 alpha-2 of its home.
    pub country: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// Interval between two looks, in minutes; `None`: only when asked.
    pub schedule_minutes: Option<u32>,
    /// The administrator says that it lies on this machine or a private network: its own host, and no other, may be asked there.
    #[serde(default)]
    pub local: bool,
    /// It is not asked until somebody goes on with it.
    #[serde(default)]
    pub paused: bool,
    /// For pages: the CSS selector of the entries of its list, where the automatic way does not find them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub select: Option<String>,
}

impl Source {
    /// A source of this kind at this address. Nobody has judged it yet, so its reliability is `F`.
    #[must_use]
    pub fn new(kind: SourceKind, url: &str) -> Self {
        Self {
            id: SourceId::derive(&[kind.code(), url]),
            name: url.to_owned(),
            kind,
            url: url.to_owned(),
            reliability: Reliability::F,
            country: None,
            language: None,
            schedule_minutes: None,
            local: false,
            paused: false,
            select: None,
        }
    }

    /// Whether it is asked by itself, again and again.
    #[must_use]
    pub fn is_followed(&self) -> bool {
        matches!(self.kind, SourceKind::Feed | SourceKind::Page | SourceKind::Sitemap | SourceKind::Folder)
            && self.schedule_minutes != Some(0)
    }
}
