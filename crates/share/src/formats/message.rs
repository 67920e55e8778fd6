//! The JSON body of a webhook: one object about one version of one partner's copy.
//!
//! ```json
//! {"type": "warning.released", "timestamp": "2026-11-22T18:00:00Z",
//!  "data": {"release": "rel-…", "version": 1, "headline": "…", "text": "…", "marking": "TLP:AMBER", …}}
//! ```
//! The same message has the same bytes whenever it is made: its time is that of the release, not of the attempt. What is not
//! known is `null`.

use crate::formats::{DecodeError, Told};
use jiff::Timestamp;
use record::{DatePrecision, Notice};
use serde::{Deserialize, Serialize};

/// A message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// `warning.released`, `warning.updated`, `warning.cancelled`; `ping` for a test, which has no warning in it.
    #[serde(rename = "type")]
    pub kind: String,
    /// When the version went out.
    pub timestamp: Timestamp,
    /// What it says; nothing in a test.
    pub data: Option<Data>,
}

/// What a partner is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Data {
    /// The release: one for each warning and partner, whatever the version.
    pub release: String,
    /// From 1.
    pub version: u32,
    /// One line.
    pub headline: String,
    /// In plain words.
    pub text: String,
    /// `TLP:AMBER`.
    pub marking: String,
    /// It may not be passed on without the originator's permission.
    pub originator_control: bool,
    /// How it may be passed on, in a sentence.
    pub handling: String,
    /// Words that go with it.
    pub caveats: Vec<String>,
    /// `bombing`, `armed_assault`, …
    pub kind: String,
    /// `planned`, `threatened`, …
    pub stage: String,
    /// Where.
    pub place: Option<Where>,
    /// When it is planned for, or happened.
    pub when: Option<Window>,
    /// CAP 1.2.
    pub urgency: String,
    /// CAP 1.2.
    pub severity: String,
    /// CAP 1.2.
    pub certainty: String,
    /// ICD 203 words.
    pub likelihood: Option<String>,
    /// STANAG 2511.
    pub grade: String,
    /// Sources independent of one another.
    pub independent_origins: u32,
    /// What this version changed.
    pub changes: Vec<String>,
    /// Why it was taken back.
    pub cancelled: Option<String>,
    /// The partner's signed link, where it can be reached.
    pub link: Option<String>,
    /// When the link stops working.
    pub expires_at: Timestamp,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Where {
    /// Name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// Degrees.
    pub lat: Option<f64>,
    /// Degrees.
    pub lon: Option<f64>,
    /// Metres.
    pub precision_m: Option<u32>,
}

/// A time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// First instant.
    pub start: Timestamp,
    /// First instant after.
    pub end: Timestamp,
    /// How precise the words were.
    pub precision: DatePrecision,
}

/// The message that tells of a copy.
#[must_use]
pub fn message(told: &Told, notice: Notice) -> Message {
    let warning = &told.warning;
    let kind = match notice {
        Notice::Warning => "warning.released",
        Notice::Update => "warning.updated",
        Notice::Cancellation => "warning.cancelled",
    };
    let timestamp = told.cancelled.as_ref().map_or(told.sent, |(at, _)| *at);
    let data = Data {
        release: warning.key.clone(),
        version: told.version,
        headline: warning.headline.clone(),
        text: warning.text.clone(),
        marking: warning.marking.tlp.code().to_owned(),
        originator_control: warning.marking.originator_control,
        handling: told.handling.clone(),
        caveats: warning.caveats.clone(),
        kind: warning.kind.code().to_owned(),
        stage: warning.stage.code().to_owned(),
        place: warning.place.as_ref().map(|place| Where {
            name: place.name.clone(),
            country: place.country_iso2.clone(),
            admin1: place.admin1.clone(),
            lat: place.lat,
            lon: place.lon,
            precision_m: place.precision_m,
        }),
        when: warning.when.as_ref().map(|when| Window { start: when.start, end: when.end, precision: when.precision }),
        urgency: warning.urgency.code().to_owned(),
        severity: warning.severity.code().to_owned(),
        certainty: warning.certainty.code().to_owned(),
        likelihood: told.likelihood.clone(),
        grade: warning.grade.code(),
        independent_origins: warning.independent_origins,
        changes: told.changes.clone(),
        cancelled: told.cancelled.as_ref().map(|(_, why)| why.clone()),
        link: told.link.clone(),
        expires_at: told.expires_at,
    };
    Message { kind: kind.to_owned(), timestamp, data: Some(data) }
}

/// A test message: whoever gets it knows that the channel works, and nothing else.
#[must_use]
pub fn ping(at: Timestamp) -> Message {
    Message { kind: "ping".to_owned(), timestamp: at, data: None }
}

/// The message as JSON.
#[must_use]
pub fn encode(message: &Message) -> String {
    // Numbers are finite and keys are text: this cannot fail.
    serde_json::to_string(message).unwrap_or_default()
}

/// Reads a message.
///
/// # Errors
/// It is not one.
pub fn decode(bytes: &[u8]) -> Result<Message, DecodeError> {
    serde_json::from_slice(bytes)
        .map_err(|error| DecodeError::Malformed { detail: error.to_string(), command: "export partner" })
}
