//! One reading as one line of JSON: what `forewarn read --format jsonl` prints and `forewarn link` takes.
//!
//! The order of the keys is part of the format. A line holds less than a reading: [`decode`] gives back what the line has,
//! and says in the reading's faults what it had to leave out.

mod decode;

pub use decode::decode;

use record::{
    Assertion, Claim, Fault, Kind, Mention, Place, Reading, Reason, Report, Slot, Speaker, Stage, Weighed, When,
};
use serde::{Deserialize, Serialize};

/// Incidents that one line may bring at most; the rest is left out with a fault.
pub const MAX_INCIDENTS: usize = 1_000;

/// The reader version of readings that came in as lines.
pub const READER_VERSION: &str = "line";

/// One line. Fields stand in the order of the format; a list is empty and a value `null` where nothing is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadingLine {
    /// The report's id.
    pub id: String,
    /// Publisher; empty if unknown.
    #[serde(default)]
    pub outlet: String,
    /// Headline; empty if unknown.
    #[serde(default)]
    pub title: String,
    /// Day of publication, `YYYY-MM-DD`.
    #[serde(default)]
    pub published: Option<String>,
    /// ISO 639-1, or empty.
    #[serde(default)]
    pub language: String,
    /// Whether it tells of organised violence.
    #[serde(default)]
    pub relevant: bool,
    /// Article text without furniture. Offsets of evidence are bytes into this.
    #[serde(default)]
    pub text: String,
    /// Dated headlines found around it.
    #[serde(default)]
    pub leads: Vec<LeadLine>,
    /// The chain of the main claim, outlet first.
    #[serde(default)]
    pub attribution: Vec<String>,
    /// Label of its origin.
    #[serde(default)]
    pub independent_origin: Option<String>,
    /// What it says.
    #[serde(default)]
    pub incidents: Vec<ClaimLine>,
    /// What was wrong with the input.
    #[serde(default)]
    pub faults: Vec<Fault>,
}

/// A lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeadLine {
    /// The headline.
    #[serde(default)]
    pub title: String,
    /// Its date, `YYYY-MM-DD`.
    #[serde(default)]
    pub published: Option<String>,
    /// Its address.
    #[serde(default)]
    pub url: Option<String>,
}

/// One claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimLine {
    /// Code of the kind.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Code of the stage.
    pub stage: Stage,
    /// Code of the assertion.
    #[serde(default = "reported")]
    pub assertion: Assertion,
    /// Organisations.
    #[serde(default)]
    pub actor: Vec<String>,
    /// Parent of the first of them.
    #[serde(default)]
    pub actor_parent: Option<String>,
    /// Descriptions of people who did it.
    #[serde(default)]
    pub perpetrator: Vec<String>,
    /// Things and sites.
    #[serde(default)]
    pub target: Vec<String>,
    /// People named.
    #[serde(default)]
    pub victim: Vec<String>,
    /// People described.
    #[serde(default)]
    pub victim_description: Vec<String>,
    /// Means.
    #[serde(default)]
    pub weapon: Vec<String>,
    /// Where.
    #[serde(default)]
    pub place: Option<PlaceLine>,
    /// When, ISO 8601 at its own precision.
    #[serde(default)]
    pub date: Option<String>,
    /// Dead.
    #[serde(default)]
    pub killed: Option<u32>,
    /// Injured.
    #[serde(default)]
    pub injured: Option<u32>,
    /// The chain, outlet first.
    #[serde(default)]
    pub said_by: Vec<String>,
    /// What each link of the chain is ([`record::SpeakerKind`]); where it is missing, kinds are guessed from the names.
    #[serde(default)]
    pub said_by_kinds: Vec<String>,
    /// The words.
    #[serde(default)]
    pub evidence: Vec<EvidenceLine>,
    /// Why each slot holds what it holds.
    #[serde(default)]
    pub why: Vec<ReasonLine>,
    /// Why the chain is what it is: its links after the outlet and the likeliest of those left out, each with what was seen of
    /// it and what that brought; missing where nobody kept it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_said_by: Option<Vec<Weighed>>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceLine {
    /// Name.
    #[serde(default)]
    pub name: String,
    /// ISO 3166-1 alpha-2.
    #[serde(default)]
    pub country_iso2: Option<String>,
    /// First-level division.
    #[serde(default)]
    pub admin1: Option<String>,
    /// Degrees, WGS 84.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Degrees, WGS 84.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Radius in metres.
    #[serde(default)]
    pub precision_m: Option<u32>,
}

/// A span with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceLine {
    /// First byte.
    pub start: usize,
    /// First byte after.
    pub end: usize,
    /// The words.
    #[serde(default)]
    pub text: String,
}

/// Why one slot holds what it holds. A rule, a score, or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReasonLine {
    /// Code of the slot: `event`, `stage`, `actor`, `perpetrator`, `target`, `victim`, `victim_description`, `weapon`,
    /// `place`, `date`, `killed`, `injured`.
    pub slot: Slot,
    /// First byte of the words; `null`, as `end` and `text` then are, where no words say so.
    #[serde(default)]
    pub start: Option<usize>,
    /// First byte after.
    #[serde(default)]
    pub end: Option<usize>,
    /// The words.
    #[serde(default)]
    pub text: Option<String>,
    /// The rule, in words.
    #[serde(default)]
    pub rule: Option<String>,
    /// The models' score, 0 to 1, three digits of it.
    #[serde(default)]
    pub score: Option<f32>,
}

const fn reported() -> Assertion {
    Assertion::Reported
}

/// The line of a reading, as values.
#[must_use]
pub fn line(report: &Report, reading: &Reading) -> ReadingLine {
    ReadingLine {
        id: report.id.to_string(),
        outlet: report.outlet.clone(),
        title: report.title.clone(),
        published: report.published.map(|date| date.to_string()),
        language: report.language.clone(),
        relevant: reading.relevant,
        text: report.text.clone(),
        leads: report
            .leads
            .iter()
            .map(|lead| LeadLine {
                title: lead.title.clone(),
                published: lead.published.map(|date| date.to_string()),
                url: lead.url.clone(),
            })
            .collect(),
        attribution: names(&reading.attribution),
        independent_origin: reading.independent_origin.clone(),
        incidents: reading.claims.iter().map(|claim| claim_line(claim, &report.text)).collect(),
        faults: reading.faults.clone(),
    }
}

/// The line of a reading as text, without a line end. The same reading always gives the same bytes.
#[must_use]
pub fn encode(report: &Report, reading: &Reading) -> String {
    // Strings, numbers and lists only: nothing in a line can fail to be written, and JSON's escapes leave no line end in it.
    serde_json::to_string(&line(report, reading)).unwrap_or_default()
}

fn names(chain: &[Speaker]) -> Vec<String> {
    chain.iter().map(|speaker| speaker.name.clone()).collect()
}

fn claim_line(claim: &Claim, text: &str) -> ClaimLine {
    let words = |mentions: &[Mention]| mentions.iter().map(|mention| mention.text.clone()).collect();
    ClaimLine {
        kind: claim.kind,
        stage: claim.stage,
        assertion: claim.assertion,
        actor: words(&claim.actors),
        actor_parent: claim.actor_parent.clone(),
        perpetrator: words(&claim.perpetrators),
        target: words(&claim.targets),
        victim: words(&claim.victims),
        victim_description: words(&claim.victim_descriptions),
        weapon: words(&claim.weapons),
        place: claim.place.as_ref().map(place_line),
        date: claim.when.as_ref().map(When::iso),
        killed: claim.killed,
        injured: claim.injured,
        said_by: names(&claim.said_by),
        said_by_kinds: claim.said_by.iter().map(|speaker| speaker.kind.code().to_owned()).collect(),
        evidence: claim
            .evidence
            .iter()
            .map(|span| EvidenceLine {
                start: span.start,
                end: span.end,
                text: span.of(text).unwrap_or_default().to_owned(),
            })
            .collect(),
        why: claim.why.iter().map(|reason| reason_line(reason, text)).collect(),
        why_said_by: claim.weighed.clone(),
    }
}

fn reason_line(reason: &Reason, text: &str) -> ReasonLine {
    ReasonLine {
        slot: reason.slot,
        start: reason.span.map(|span| span.start),
        end: reason.span.map(|span| span.end),
        text: reason.span.map(|span| span.of(text).unwrap_or_default().to_owned()),
        rule: reason.rule.clone(),
        // More digits would tell machines apart, not reasons.
        score: reason.score.map(|score| (score * 1e3).round() / 1e3),
    }
}

/// A place as it stands in lines of readings and of incidents.
#[must_use]
pub fn place_line(place: &Place) -> PlaceLine {
    PlaceLine {
        name: place.name.clone(),
        country_iso2: place.country_iso2.clone(),
        admin1: place.admin1.clone(),
        lat: place.lat,
        lon: place.lon,
        precision_m: place.precision_m,
    }
}
