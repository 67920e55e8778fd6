//! Sources: where reports come from.

use crate::code::codes;
use crate::{Reliability, SourceId, Tlp};
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
        /// A collection of a TAXII 2.1 server.
        Taxii => "taxii",
        /// A MISP feed.
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
    /// How the program logs in there, where it has an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<Login>,
    /// For what partners send: the marking of what carries none. Without it, that is for this desk alone (TLP:RED).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmarked: Option<Tlp>,
}

/// An account with a source. The secret itself is in a file that the administrator keeps, and read each time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// With it: HTTP Basic. Without: a Bearer token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// File with the password or the token, one line.
    pub secret_file: String,
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
            login: None,
            unmarked: None,
        }
    }

    /// Whether it is asked by itself, again and again.
    #[must_use]
    pub fn is_followed(&self) -> bool {
        use SourceKind::{Feed, Folder, Misp, Page, Sitemap, Taxii};
        matches!(self.kind, Feed | Page | Sitemap | Folder | Taxii | Misp) && self.schedule_minutes != Some(0)
    }
}
