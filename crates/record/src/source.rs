//! Sources: where reports come from.

use crate::code::codes;
use crate::{Reliability, SourceId};
use serde::{Deserialize, Serialize};

codes! {
    /// How a source is collected.
    SourceKind ("kind of source") {
        /// Files and folders.
        File => "file",
        /// A web page.
        Page => "page",
        /// RSS, Atom or JSON Feed.
        Feed => "feed",
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
}
