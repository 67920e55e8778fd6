//! Reports: one article each, before ([`RawReport`]) and after ([`Report`]) the furniture is off.

use crate::{CaptureId, Handling, ReportId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a collector hands to the reader: text that may still hold menus, adverts and lists of other headlines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawReport {
    /// Given by the input, or derived from the capture.
    pub id: ReportId,
    /// The bytes it came from.
    pub capture: CaptureId,
    /// Publisher, if the input says so.
    pub outlet: Option<String>,
    /// Headline, if the input says so.
    pub title: Option<String>,
    /// Author line, if the input says so.
    pub byline: Option<String>,
    /// Section of the publication.
    pub section: Option<String>,
    /// Day of first publication, if the input says so.
    pub published: Option<Date>,
    /// Address.
    pub url: Option<String>,
    /// The text, lines kept.
    pub text: String,
    /// Dated headlines that a page parser already set apart.
    pub leads: Vec<Lead>,
    /// Under which rules a partner sent it; `None` for what was gathered from open sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling: Option<Handling>,
}

impl RawReport {
    /// A report of which nothing but the text is known.
    #[must_use]
    pub fn of_text(id: ReportId, text: impl Into<String>) -> Self {
        Self {
            capture: CaptureId::derive(&[id.as_str()]),
            id,
            outlet: None,
            title: None,
            byline: None,
            section: None,
            published: None,
            url: None,
            text: text.into(),
            leads: Vec::new(),
            handling: None,
        }
    }
}

/// One article, clean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Same as the raw report's.
    pub id: ReportId,
    /// The bytes it came from.
    pub capture: CaptureId,
    /// Publisher; empty if unknown.
    pub outlet: String,
    /// Headline; empty if unknown.
    pub title: String,
    /// Author line, without "By".
    pub byline: Option<String>,
    /// Section of the publication.
    pub section: Option<String>,
    /// Day of first publication.
    pub published: Option<Date>,
    /// Address.
    pub url: Option<String>,
    /// ISO 639-1 of the text, or empty if it could not be told.
    pub language: String,
    /// Article text without furniture; the headline is its first line where there is one. Spans are bytes into this.
    pub text: String,
    /// Dated headlines found around the article: unread reports to collect.
    pub leads: Vec<Lead>,
}

/// A dated headline on a page: a report that may be worth collecting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// The headline without badges.
    pub title: String,
    /// Its date.
    pub published: Option<Date>,
    /// Its time of day as printed ("14:34"), if there.
    pub time: Option<String>,
    /// Its address, if the page had one.
    pub url: Option<String>,
}
