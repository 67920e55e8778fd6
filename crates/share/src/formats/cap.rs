//! CAP 1.2 (OASIS Common Alerting Protocol, 2010): one message for each version of a partner's copy.
//!
//! An [`Alert`](MsgType::Alert) for the first version, an `Update` for each later one, a `Cancel` when it is taken back, each
//! with references to all that went before; an `Ack` comes back. Messages are `Private`, with the partner as the only
//! address; a copy for everybody is `Public`. Until the desk says otherwise they are an `Exercise`: nobody is alarmed by a desk that is being tried out.
//! Times carry a numeric offset, UTC as `-00:00`, never `Z` (section 3.3.2).

mod decode;
mod encode;

pub use decode::decode;
pub use encode::encode;

use crate::formats::Told;
use jiff::Timestamp;
use record::{Certainty, DatePrecision, ReleaseId, Severity, Tlp, Urgency};
use thiserror::Error;

/// The namespace of CAP 1.2.
pub const NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";

/// Characters of a headline at most: 160 go to every display (section 3.2.2).
pub const HEADLINE_CHARS_MAX: usize = 160;

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident { $($word:ident),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum $name { $($word),+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$word),+];

            /// The word of the standard.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$word => stringify!($word)),+ }
            }

            /// The value of this word.
            #[must_use]
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.word() == word)
            }
        }
    )+};
}

words! {
    /// Whether it is meant.
    Status { Actual, Exercise, System, Test, Draft }
    /// What the message does.
    MsgType { Alert, Update, Cancel, Ack, Error }
    /// For whom.
    Scope { Public, Restricted, Private }
}

/// A message that was sent before: sender, identifier and time name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Who sent it.
    pub sender: String,
    /// Its identifier.
    pub identifier: String,
    /// When; whole seconds.
    pub sent: Timestamp,
}

/// A CAP message.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Unique for the sender; no spaces, commas, `<` or `&`.
    pub identifier: String,
    /// Who sends it; no spaces, commas, `<` or `&`.
    pub sender: String,
    /// When; whole seconds.
    pub sent: Timestamp,
    /// Whether it is meant.
    pub status: Status,
    /// What it does.
    pub msg_type: MsgType,
    /// For whom.
    pub scope: Scope,
    /// The rule, where the scope is restricted.
    pub restriction: String,
    /// To whom, where the scope is private.
    pub addresses: Vec<String>,
    /// Codes of the system: the marking.
    pub codes: Vec<String>,
    /// Words on what the message does.
    pub note: String,
    /// Messages that it follows.
    pub references: Vec<Reference>,
    /// What it says; an `Ack` or `Cancel` may do without.
    pub infos: Vec<Info>,
}

/// What a message says, in one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Info {
    /// RFC 3066.
    pub language: String,
    /// `Security` for all of ours.
    pub categories: Vec<String>,
    /// What kind of event.
    pub event: String,
    /// What to do.
    pub response_types: Vec<String>,
    /// How soon to act.
    pub urgency: Urgency,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub certainty: Certainty,
    /// From when it holds.
    pub effective: Option<Timestamp>,
    /// When the event is expected.
    pub onset: Option<Timestamp>,
    /// Until when it holds.
    pub expires: Option<Timestamp>,
    /// Who says so, for people.
    pub sender_name: String,
    /// One line.
    pub headline: String,
    /// In plain words.
    pub description: String,
    /// What to do, in words.
    pub instruction: String,
    /// Where to read more; a whole address, or empty.
    pub web: String,
    /// Values that CAP has no element for: name and value.
    pub parameters: Vec<(String, String)>,
    /// Where.
    pub areas: Vec<Area>,
}

/// A place.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// In words.
    pub description: String,
    /// Latitude and longitude in degrees (WGS 84), radius in kilometres.
    pub circles: Vec<(f64, f64, f64)>,
    /// Codes: name of the system and value.
    pub geocodes: Vec<(String, String)>,
}

/// Why a message could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CapError {
    /// Not XML, or larger than is read.
    #[error("this is not a CAP message: {0}")]
    NotXml(String),
    /// XML of another kind.
    #[error(
        "this is not a CAP 1.2 message: its root is not `alert` in the namespace urn:oasis:names:tc:emergency:cap:1.2"
    )]
    NotCap,
    /// An element that cannot be done without, or whose value is none of the standard's.
    #[error("`{element}` of this CAP message is missing or wrong: {value:?}")]
    Bad {
        /// Which.
        element: &'static str,
        /// As it stands there.
        value: String,
    },
}

/// The desk as a sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Its name.
    pub name: String,
    /// As CAP wants it: without spaces and commas. See [`sender`].
    pub sender: String,
    /// `Exercise` until the administrator says that it is meant.
    pub status: Status,
}

/// A sender that CAP takes: the host of the desk's own address, else its name with hyphens.
#[must_use]
pub fn sender(name: &str, public_url: Option<&str>) -> String {
    let host = public_url.and_then(|url| url.split_once("://")).map(|(_, rest)| rest.split('/').next().unwrap_or(rest));
    let words = host.filter(|host| !host.is_empty()).unwrap_or(name);
    let kept: String =
        words.chars().map(|c| if c.is_alphanumeric() || ".-:@_".contains(c) { c } else { '-' }).collect();
    let kept = kept.trim_matches('-').to_owned();
    if kept.is_empty() { "forewarn".to_owned() } else { kept }
}

/// The identifier of a version of a release.
#[must_use]
pub fn identifier(release: &str, version: u32) -> String {
    format!("{release}.{version}")
}

/// The release and version that an identifier of ours stands for; `None` for any other.
#[must_use]
pub fn release_of(identifier: &str) -> Option<(ReleaseId, u32)> {
    let (release, version) = identifier.rsplit_once('.')?;
    if release.is_empty() || version.is_empty() || !version.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((ReleaseId::from(release), version.parse().ok()?))
}

/// The message for a partner's copy as it stands.
#[must_use]
pub fn message(told: &Told, desk: &Desk) -> Alert {
    let warning = &told.warning;
    let known = told.earlier.iter().chain([&told.sent]);
    let mut references: Vec<Reference> = (1..)
        .zip(known)
        .map(|(version, sent)| Reference {
            sender: desk.sender.clone(),
            identifier: identifier(&warning.key, version),
            sent: whole(*sent),
        })
        .collect();
    let (msg_type, sent, note) = match &told.cancelled {
        Some((at, why)) => (MsgType::Cancel, *at, format!("Taken back: {why}")),
        None if told.version > 1 => (MsgType::Update, told.sent, told.changes.join("; ")),
        None => (MsgType::Alert, told.sent, String::new()),
    };
    // Everything but itself.
    let own = if told.cancelled.is_none() { references.pop().map(|own| own.identifier) } else { None };
    Alert {
        identifier: own.unwrap_or_else(|| format!("{}.cancel", warning.key)),
        sender: desk.sender.clone(),
        sent: whole(sent),
        status: desk.status,
        msg_type,
        scope: if told.partner.is_empty() { Scope::Public } else { Scope::Private },
        restriction: String::new(),
        addresses: Some(told.partner.clone()).filter(|name| !name.is_empty()).into_iter().collect(),
        codes: vec![warning.marking.tlp.code().to_owned()],
        note,
        references,
        infos: if told.cancelled.is_some() { Vec::new() } else { vec![info(told, desk)] },
    }
}

/// The `Ack` to a message: what a partner sends back.
#[must_use]
pub fn ack(to: &Alert, sender: &str, note: &str, at: Timestamp) -> Alert {
    let reference = Reference { sender: to.sender.clone(), identifier: to.identifier.clone(), sent: to.sent };
    Alert {
        identifier: format!("ack.{}", to.identifier),
        sender: sender.to_owned(),
        sent: whole(at),
        status: to.status,
        msg_type: MsgType::Ack,
        scope: Scope::Private,
        restriction: String::new(),
        addresses: vec![to.sender.clone()],
        codes: Vec::new(),
        note: note.to_owned(),
        references: vec![reference],
        infos: Vec::new(),
    }
}

fn info(told: &Told, desk: &Desk) -> Info {
    let warning = &told.warning;
    let onset = warning.when.as_ref().filter(|when| {
        matches!(when.precision, DatePrecision::Time | DatePrecision::Day) && warning.stage.lies_ahead()
    });
    let mut parameters = vec![
        ("TLP".to_owned(), warning.marking.tlp.code().to_owned()),
        ("STANAG2511".to_owned(), warning.grade.code()),
        ("stage".to_owned(), warning.stage.code().to_owned()),
        ("kind".to_owned(), warning.kind.code().to_owned()),
        ("independentSources".to_owned(), warning.independent_origins.to_string()),
        ("version".to_owned(), told.version.to_string()),
    ];
    parameters.extend(told.likelihood.iter().map(|words| ("likelihood".to_owned(), words.clone())));
    parameters.extend(warning.marking.originator_control.then(|| ("ORCON".to_owned(), "yes".to_owned())));
    parameters.extend(warning.actors.iter().map(|actor| ("ascribedTo".to_owned(), actor.name.clone())));
    let instruction = [told.handling.clone()].into_iter().chain(warning.caveats.iter().cloned());
    Info {
        language: "en".to_owned(),
        categories: vec!["Security".to_owned()],
        event: format!("{}, {}", warning.kind.words(), warning.stage),
        response_types: vec![if warning.stage.lies_ahead() { "Prepare" } else { "Monitor" }.to_owned()],
        urgency: warning.urgency,
        severity: warning.severity,
        certainty: warning.certainty,
        effective: Some(whole(told.sent)),
        onset: onset.map(|when| whole(when.start)),
        expires: Some(whole(told.expires_at)).filter(|expires| *expires > whole(told.sent)),
        sender_name: desk.name.clone(),
        headline: shortened(&warning.headline),
        description: warning.text.clone(),
        instruction: instruction.collect::<Vec<_>>().join("\n"),
        web: told.link.clone().filter(|link| link.starts_with("http")).unwrap_or_default(),
        parameters,
        areas: warning.place.iter().map(area).collect(),
    }
}

fn area(place: &record::Place) -> Area {
    let at = place.lat.zip(place.lon).filter(|(lat, lon)| lat.abs() <= 90.0 && lon.abs() <= 180.0);
    let radius = f64::from(place.precision_m.unwrap_or(0)) / 1000.0;
    let country = place.country_iso2.iter().map(|iso| ("ISO3166-1".to_owned(), iso.clone()));
    Area {
        description: place.label(),
        circles: at.map(|(lat, lon)| (lat, lon, radius)).into_iter().collect(),
        geocodes: country.collect(),
    }
}

/// A headline that fits, cut at a word.
fn shortened(headline: &str) -> String {
    if headline.chars().count() <= HEADLINE_CHARS_MAX {
        return headline.to_owned();
    }
    let cut: String = headline.chars().take(HEADLINE_CHARS_MAX - 1).collect();
    let words = cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before);
    format!("{words}\u{2026}")
}

/// CAP knows whole seconds.
fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// The marking in the codes of a message; the strictest where it is not said.
#[must_use]
pub fn marking(alert: &Alert) -> Tlp {
    alert.codes.iter().filter_map(|code| code.parse().ok()).max().unwrap_or(Tlp::Red)
}
