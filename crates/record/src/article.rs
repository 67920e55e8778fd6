//! What is known of each source and of each article it brought: what makes collecting again bring nothing twice.

use crate::code::codes;
use crate::{CaptureId, Handling, ReportId, SourceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

codes! {
    /// How far an article is.
    ArticleState ("state of an article") {
        /// Its page is to be fetched.
        Wanted => "wanted",
        /// It was read.
        Read => "read",
        /// Its publisher took it back: the page is gone. What was read stays.
        Deleted => "deleted",
        /// It could not be fetched, and the source held nothing of it.
        Lost => "lost",
    }
}

/// One version of an article: the report made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The report.
    pub report: ReportId,
    /// The bytes it was made of.
    pub capture: CaptureId,
    /// When it came.
    pub at: Timestamp,
    /// SHA-256 of its words.
    pub words: String,
    /// Rules under which others said these words, where there are later ones: they hold besides those of the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Handling>,
}

/// A further way by which an article came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// The source.
    pub source: SourceId,
    /// The bytes as that source had them.
    pub capture: CaptureId,
    /// When.
    pub at: Timestamp,
}

/// What a source's own list holds of an article, kept while its page is to be fetched: if that fails, this is the report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The entry as it stands in the list.
    pub raw: String,
    /// Media type of that.
    pub media_type: String,
    /// Publisher.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Author line.
    pub byline: Option<String>,
    /// Section.
    pub section: Option<String>,
    /// Day of publication.
    pub published: Option<jiff::civil::Date>,
    /// Teaser or text.
    pub text: String,
}

/// Rules under which a partner's object says certain words: several objects may say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidUnder {
    /// What the partner calls the object.
    pub object: String,
    /// Who made it, as it says; empty where it does not.
    pub maker: String,
    /// Which version of it said so.
    pub version: Timestamp,
    /// Its rules.
    pub rules: Handling,
    /// The objects that it is about; `*` for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
}

/// An article, by whatever way and in however many versions it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Its address without what only tracks readers; where it has none, what its source calls it.
    pub key: String,
    /// The source that brought it first.
    pub source: SourceId,
    /// Its address.
    pub url: Option<String>,
    /// How far it is.
    pub state: ArticleState,
    /// Hash of what the source's list last said of it: a change means that it was edited.
    pub fingerprint: String,
    /// When it was first heard of.
    pub first_at: Timestamp,
    /// Times that its page could not be fetched, in a row.
    pub attempts: u32,
    /// Not to be fetched before.
    pub next_at: Option<Timestamp>,
    /// While it is wanted.
    pub held: Option<Held>,
    /// Oldest first.
    pub versions: Vec<Version>,
    /// By which other ways it came.
    pub sightings: Vec<Sighting>,
    /// When it was found to be gone, or was taken back.
    pub deleted_at: Option<Timestamp>,
    /// Under which rules a partner sent it, as it last said: they hold for every version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling: Option<Handling>,
    /// Who made a partner's object (STIX `created_by_ref`), as its first version says: nobody else makes a later one. Empty where
    /// it does not say; nothing where that was not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
    /// Of the record of a wording, which has no version: each object that says it, with its rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub under: Vec<SaidUnder>,
}

impl Article {
    /// An article that was just heard of: no version yet, no attempt, an empty fingerprint.
    #[must_use]
    pub fn new(key: String, source: SourceId, url: Option<String>, state: ArticleState, at: Timestamp) -> Self {
        Self {
            key,
            source,
            url,
            state,
            fingerprint: String::new(),
            first_at: at,
            attempts: 0,
            next_at: None,
            held: None,
            versions: Vec::new(),
            sightings: Vec::new(),
            deleted_at: None,
            handling: None,
            maker: None,
            under: Vec::new(),
        }
    }
}

/// How far a collection that hands on only what is new (TAXII 2.1) was taken in. Dates are the server's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulled {
    /// Everything added up to here has been taken in.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// True once a round found nothing new: what may have come at the very date of `until` has been asked for again.
    #[serde(default)]
    pub settled: bool,
    /// The latest date of the round under way: a stop in its middle goes on from there.
    #[serde(default)]
    pub latest: Option<Timestamp>,
    /// Pages of the round under way.
    #[serde(default)]
    pub pages: u32,
    /// New things in it.
    #[serde(default)]
    pub new: u64,
    /// Organisations that speak in it, by id.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// Markings that it defines itself, by id.
    #[serde(default)]
    pub markings: BTreeMap<String, Meaning>,
}

/// What a marking that a partner defined says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// A label of TLP.
    Tlp(crate::Tlp),
    /// The originator has to be asked.
    OriginatorControl,
    /// Words that limit nothing, such as a copyright notice.
    Words,
}

/// What asking a source has led to so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceState {
    /// Which.
    pub source: SourceId,
    /// `ETag` of the last list.
    #[serde(default)]
    pub etag: Option<String>,
    /// `Last-Modified` of the last list.
    #[serde(default)]
    pub last_modified: Option<String>,
    /// When it was last asked.
    #[serde(default)]
    pub asked_at: Option<Timestamp>,
    /// When it last answered well.
    #[serde(default)]
    pub answered_at: Option<Timestamp>,
    /// When it last had something new.
    #[serde(default)]
    pub new_at: Option<Timestamp>,
    /// When it is to be asked next.
    #[serde(default)]
    pub next_at: Option<Timestamp>,
    /// Seconds between two looks, as its habit has taught so far.
    #[serde(default)]
    pub interval_s: u32,
    /// Seconds between two new articles, a moving average; 0 where nothing is known yet.
    #[serde(default)]
    pub gap_s: u32,
    /// Failures in a row.
    #[serde(default)]
    pub failures: u32,
    /// What went wrong the last time, in words.
    #[serde(default)]
    pub error: Option<String>,
    /// Where its list now lies for good, as its server says.
    #[serde(default)]
    pub moved_to: Option<String>,
    /// Looks in a row that were sent there.
    #[serde(default)]
    pub moves: u32,
    /// When the first of these looks was.
    #[serde(default)]
    pub moved_since: Option<Timestamp>,
    /// Where its list lay before its address was changed for that reason.
    #[serde(default)]
    pub moved_from: Option<String>,
    /// When its server said that it is gone for good (410). It is not asked any more.
    #[serde(default)]
    pub gone_at: Option<Timestamp>,
    /// Hashes of the entries that its list had the last time.
    #[serde(default)]
    pub listing: Vec<String>,
    /// Looks.
    #[serde(default)]
    pub looks: u64,
    /// Articles that came first from here.
    #[serde(default)]
    pub articles: u64,
    /// Articles that others had brought before.
    #[serde(default)]
    pub copies: u64,
    /// Reports read from it.
    #[serde(default)]
    pub reports: u64,
    /// Of these, relevant ones.
    #[serde(default)]
    pub relevant: u64,
    /// Looks after which nothing in the list was known: something may have been missed.
    #[serde(default)]
    pub overruns: u64,
    /// For a collection that hands on what is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pulled: Option<Box<Pulled>>,
}

impl SourceState {
    /// Of a source that was never asked.
    #[must_use]
    pub fn fresh(source: SourceId) -> Self {
        Self {
            source,
            etag: None,
            last_modified: None,
            asked_at: None,
            answered_at: None,
            new_at: None,
            next_at: None,
            interval_s: 0,
            gap_s: 0,
            failures: 0,
            error: None,
            moved_to: None,
            moves: 0,
            moved_since: None,
            moved_from: None,
            gone_at: None,
            listing: Vec::new(),
            looks: 0,
            articles: 0,
            copies: 0,
            reports: 0,
            relevant: 0,
            overruns: 0,
            pulled: None,
        }
    }
}
