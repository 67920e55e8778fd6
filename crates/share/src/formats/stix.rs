//! STIX 2.1 (OASIS, 2021): warnings as bundles that other platforms read.
//!
//! For each warning a bundle holds an `incident` with its `report`, a `note` for each thing said, `location`s, and the
//! groups as `threat-actor`s; all under TLP 2.0 marking definitions with the ids that OASIS fixed. What STIX has no property
//! for (stage, grade, casualties) stands in a property extension of our own, declared in the bundle. OASIS's incident core
//! extension is about investigating computer incidents and has no place for these.
//!
//! Ids are UUIDv5 in a namespace of ours, so that exporting twice gives the same objects. STIX recommends UUIDv4 for domain
//! objects and allows this (section 2.9). Objects whose content makes their id (places, groups, markings) carry a fixed
//! time of creation; a warning's own objects carry its times.
//!
//! People never become objects: whoever is named stays a word in a note.

mod decode;
mod incident;
mod marking;
mod object;

pub use decode::{Decoded, decode};
pub use incident::StixIncident;
pub use object::{EXTENSION_ID, own_ids};

use jiff::{Timestamp, civil::Date};
use object::Writer;
use record::{
    Certainty, Claim, Grade, Group, Kind, Marking, Place, Report, Severity, Stage, Urgency, WarningOutcome, When,
};
use serde_json::Value;

/// Warnings in one bundle at most; more make several bundles.
pub const MAX_WARNINGS: usize = 10_000;

/// One warning, or one incident told as if it were one, as it goes into a bundle. For a partner it is made from what that
/// partner may see, and from nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct StixWarning {
    /// What the ids are derived from: the release, so that two partners' copies never pass for versions of one object; for
    /// the desk's own exports the warning or the incident.
    pub key: String,
    /// One line.
    pub headline: String,
    /// In plain words; may be empty.
    pub text: String,
    /// How far it may go.
    pub marking: Marking,
    /// Words that go with it.
    pub caveats: Vec<String>,
    /// What.
    pub kind: Kind,
    /// How far it got.
    pub stage: Stage,
    /// Where.
    pub place: Option<Place>,
    /// Other places tied to it.
    pub linked_places: Vec<Place>,
    /// When.
    pub when: Option<When>,
    /// CAP.
    pub urgency: Urgency,
    /// CAP.
    pub severity: Severity,
    /// CAP.
    pub certainty: Certainty,
    /// Grade.
    pub grade: Grade,
    /// Sources independent of one another.
    pub independent_origins: u32,
    /// Their labels; empty if withheld.
    pub origins: Vec<String>,
    /// Organisations it is ascribed to.
    pub actors: Vec<StixActor>,
    /// Targets, in the words of reports.
    pub targets: Vec<String>,
    /// Smallest and largest number of dead said.
    pub killed: Option<(u32, u32)>,
    /// Smallest and largest number of injured said.
    pub injured: Option<(u32, u32)>,
    /// Who says what.
    pub statements: Vec<StixStatement>,
    /// What came of it.
    pub outcome: Option<WarningOutcome>,
    /// True once taken back: the objects are marked `revoked`.
    pub cancelled: bool,
    /// When it was first released or drafted.
    pub created: Timestamp,
    /// When it last changed; not before `created`.
    pub modified: Timestamp,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StixActor {
    /// Name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// The organisation it is an affiliate of, by name.
    pub parent: Option<String>,
    /// True if the list of groups knows it: it becomes a `threat-actor`. Any other organisation becomes an `identity`,
    /// because words of a report alone do not make anybody a threat.
    pub known: bool,
}

impl StixActor {
    /// The organisation of this name: the group where the list knows it by its name or an alias, else the words themselves.
    #[must_use]
    pub fn named(name: &str, groups: &[Group]) -> Self {
        let name = name.trim();
        let same = |other: &String| other.to_lowercase() == name.to_lowercase();
        let group = groups.iter().find(|group| same(&group.name) || group.aliases.iter().any(same));
        let mention =
            record::Mention { group: group.map(|group| group.id.clone()), ..record::Mention::new(name, None) };
        Self::of(&mention, None, groups)
    }

    /// The organisation behind a mention: the group where the list knows it, else the words themselves.
    #[must_use]
    pub fn of(mention: &record::Mention, parent: Option<&str>, groups: &[Group]) -> Self {
        let group = mention.group.as_ref().and_then(|id| groups.iter().find(|group| group.id == *id));
        match group {
            Some(group) => {
                let above = group.parent.as_ref().and_then(|id| groups.iter().find(|group| group.id == *id));
                Self {
                    name: group.name.clone(),
                    aliases: group.aliases.clone(),
                    parent: above.map(|group| group.name.clone()).or_else(|| parent.map(str::to_owned)),
                    known: true,
                }
            }
            None => Self {
                name: mention.text.clone(),
                aliases: Vec::new(),
                parent: parent.map(str::to_owned),
                known: mention.group.is_some(),
            },
        }
    }
}

/// One thing said, by one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StixStatement {
    /// What the note's id is derived from, together with the warning's key: the claim's id.
    pub key: String,
    /// The outlet; `None` if unknown or withheld.
    pub outlet: Option<String>,
    /// Headline of the report.
    pub title: Option<String>,
    /// Day of publication.
    pub published: Option<Date>,
    /// The words.
    pub words: String,
    /// The chain, outlet first; empty if withheld.
    pub said_by: Vec<String>,
}

impl StixStatement {
    /// What `claim` says, in the words of its report.
    #[must_use]
    pub fn of(claim: &Claim, report: Option<&Report>) -> Self {
        let words: Vec<&str> = report
            .iter()
            .flat_map(|report| claim.evidence.iter().filter_map(|span| span.of(&report.text)))
            .map(str::trim)
            .collect();
        let known = |text: &String| (!text.trim().is_empty()).then(|| text.clone());
        Self {
            key: claim.id.to_string(),
            outlet: report.and_then(|report| known(&report.outlet)),
            title: report.and_then(|report| known(&report.title)),
            published: report.and_then(|report| report.published),
            words: words.join(" \u{2026} "),
            said_by: claim.said_by.iter().map(|speaker| speaker.name.clone()).collect(),
        }
    }
}

/// The bundle of `warnings` (the first [`MAX_WARNINGS`]), by the desk named `producer`.
///
/// Valid under `stix2-validator --strict` but for its check 103 (UUIDv4 recommended). Keys are sorted and ids derived: the
/// same input gives the same bytes.
#[must_use]
pub fn encode(warnings: &[StixWarning], producer: &str) -> Value {
    let mut writer = Writer::new(producer);
    for warning in warnings.iter().take(MAX_WARNINGS) {
        writer.warning(warning);
    }
    writer.bundle()
}
