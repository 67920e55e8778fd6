//! What linking needs to know of one claim, worked out once.

use crate::Config;
use crate::copies::{Copied, shingles};
use crate::speakers::canonical_name;
use crate::target::Targets;
use crate::words::{content_words, fold, half, set, singular, words};
use jiff::civil::Date;
use record::{
    Assertion, Claim, ClaimId, DatePrecision, IncidentId, Kind, Mention, Place, PlacePrecision, Report, ReportId,
    Speaker, Stage, When,
};

/// Words of a claim's evidence whose sequences are kept, at most.
const MAX_EVIDENCE_SEQUENCES: usize = 80;

/// What linking needs to know of one report.
#[derive(Debug, Clone)]
pub(crate) struct ReportFacts {
    pub id: ReportId,
    /// As printed; the host of the address if the outlet is not known; empty if neither is.
    pub outlet: String,
    pub published: Option<Date>,
    /// Reports that came earlier and were found to count as one origin with this one. Not all that do: which were looked at
    /// depends on the order of arrival.
    pub copies: Vec<Copied>,
}

impl ReportFacts {
    pub fn of(report: &Report, copies: Vec<Copied>) -> Self {
        let outlet = match report.outlet.trim() {
            "" => report.url.as_deref().and_then(host).unwrap_or_default().to_owned(),
            outlet => outlet.to_owned(),
        };
        Self { id: report.id.clone(), outlet, published: report.published, copies }
    }

    /// Reports are shown in order of publication, unknown dates last, then by id.
    pub fn order(&self) -> (bool, Option<Date>, &ReportId) {
        (self.published.is_none(), self.published, &self.id)
    }
}

fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| !host.is_empty())
}

/// An interval in whole days since 1970-01-01, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Days {
    pub first: i32,
    /// First day after.
    pub after: i32,
    pub precision: DatePrecision,
}

impl Days {
    /// Days between the nearest edges; 0 if the two overlap.
    pub fn gap(&self, other: &Self) -> i32 {
        (other.first - self.after + 1).max(self.first - other.after + 1).max(0)
    }
}

/// One organisation named as having done it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Actor {
    /// The group's slug if the groups list knows it.
    pub group: Option<Box<str>>,
    /// Canonical words of the name.
    pub words: Box<[String]>,
}

impl Actor {
    fn of(mention: &Mention) -> Self {
        Self {
            group: mention.group.as_ref().map(|group| group.0.as_str().into()),
            words: name_words(&mention.text).into(),
        }
    }
}

/// An organisation as hashes, see [`words_key`]; 0 where there is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ActorKey {
    pub group: u32,
    pub words: u32,
    /// The words of the group's slug.
    pub group_words: u32,
}

impl ActorKey {
    fn of(actor: &Actor) -> Self {
        let group = actor.group.as_deref();
        Self {
            group: group.map_or(0, |group| words_key(std::iter::once(group))),
            words: if actor.words.is_empty() { 0 } else { words_key(actor.words.iter().map(String::as_str)) },
            group_words: group
                .map_or(0, |group| words_key(name_words(&group.replace('-', " ")).iter().map(String::as_str))),
        }
    }
}

/// A hash of a list of words, never 0. Two lists are taken for the same where their hashes are. Two different ones collide with a
/// chance of one in 2^32; a thousand groups and countries are half a million pairs of names, of which one collides in about one
/// store in ten thousand. It would count for the feature "actor" of those two names' claims, and decides nothing alone.
fn words_key<'w>(words: impl Iterator<Item = &'w str>) -> u32 {
    let mut bytes = Vec::with_capacity(64);
    words.for_each(|word| {
        bytes.extend_from_slice(word.as_bytes());
        bytes.push(0x1f);
    });
    half(&bytes).max(1)
}

/// Two lists in one piece of memory: a claim is compared with hundreds of others, and what lies apart is slow to come by.
#[derive(Debug, Clone, Default)]
struct Wording {
    all: Box<[u32]>,
    evidence: usize,
}

/// What linking needs to know of one claim, worked out once. Names of people harmed are left out on purpose: persons are
/// never matched across reports.
#[derive(Debug, Clone)]
pub struct Facts {
    pub(crate) claim: Shown,
    pub(crate) incident: IncidentId,
    /// Index of the report in the world.
    pub(crate) report: usize,
    pub(crate) stage: Stage,
    pub(crate) when: Option<Days>,
    pub(crate) published: Option<i32>,
    pub(crate) published_on: Option<Date>,
    pub(crate) actors: Box<[Actor]>,
    pub(crate) parent: Option<Box<[String]>>,
    /// The place's name, folded.
    pub(crate) place_name: Box<str>,
    pub(crate) targets: Targets,
    pub(crate) harmed: Targets,
    /// A hash of the place's country; 0 if it is not known.
    pub(crate) country: u32,
    /// The organisations and their parent by hashes: most pairs are told apart without a look at the words.
    pub(crate) keys: Box<[ActorKey]>,
    pub(crate) parent_key: u32,
    /// Hashes of the words for weapons, sorted.
    pub(crate) weapons: Box<[u32]>,
    wording: Wording,
    /// Keys of the cells that it stands in.
    pub(crate) cells: Box<[u64]>,
}

/// What incidents show of a claim, under the names that [`Claim`] has for it; the rest stays in the store. Names of people harmed, and
/// perpetrators, are not kept. A claim of the store is more than twice as large.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub id: ClaimId,
    pub report: ReportId,
    pub kind: Kind,
    pub assertion: Assertion,
    pub main: bool,
    pub actors: Box<[Mention]>,
    pub actor_parent: Option<Box<str>>,
    pub targets: Box<[Mention]>,
    pub victim_descriptions: Box<[Mention]>,
    pub killed: Option<u32>,
    pub injured: Option<u32>,
    pub place: Option<Box<Place>>,
    pub linked_places: Box<[Place]>,
    pub when: Option<When>,
    pub said_by: Box<[Speaker]>,
}

impl Shown {
    fn of(claim: &Claim) -> Self {
        Self {
            id: claim.id.clone(),
            report: claim.report.clone(),
            kind: claim.kind,
            assertion: claim.assertion,
            main: claim.main,
            actors: claim.actors.as_slice().into(),
            actor_parent: claim.actor_parent.as_deref().map(Box::from),
            targets: claim.targets.as_slice().into(),
            victim_descriptions: claim.victim_descriptions.as_slice().into(),
            killed: claim.killed,
            injured: claim.injured,
            place: claim.place.clone().map(Box::new),
            linked_places: claim.linked_places.as_slice().into(),
            when: claim.when.clone(),
            said_by: claim.said_by.as_slice().into(),
        }
    }
}

fn day_number(date: Date) -> i32 {
    // A civil date spans at most -9999 to 9999: the number of days always fits.
    date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days())
}

impl Facts {
    /// The facts of one claim of a report.
    #[must_use]
    pub fn of(report: &Report, claim: &Claim, config: &Config) -> Self {
        let place_words: Vec<String> =
            claim.place.iter().flat_map(|p| words(&fold(&p.name)).collect::<Vec<_>>()).map(|w| singular(&w)).collect();
        let evidence = claim.evidence.iter().filter_map(|span| span.of(&report.text)).collect::<Vec<_>>().join(" ");
        let named: Vec<String> =
            claim.victims.iter().flat_map(|m| content_words(&m.text, config.max_evidence_words)).collect();
        let mut evidence_words = content_words(&evidence, config.max_evidence_words);
        evidence_words.retain(|word| !named.contains(word));
        let when = claim.when.as_ref().map(|w| {
            let first = day_number(w.first_day());
            let seconds = (w.end.as_second() - w.start.as_second()).max(1);
            Days {
                first,
                after: first + i32::try_from((seconds + 86_399) / 86_400).unwrap_or(i32::MAX / 4),
                precision: w.precision,
            }
        });
        let published = report.published.map(day_number);
        let sequences = set(shingles(&evidence).take(MAX_EVIDENCE_SEQUENCES).map(|h| (h >> 32) as u32));
        let evidence = set(evidence_words.iter().map(|word| half(word.as_bytes())));
        let actors: Box<[Actor]> = claim.actors.iter().map(Actor::of).collect();
        let parent = claim.actor_parent.as_deref().map(|parent| name_words(parent).into_boxed_slice());
        let country = claim.place.as_ref().and_then(|place| place.country_iso2.as_deref());
        let weapons = claim.weapons.iter().flat_map(|m| content_words(&m.text, 8));
        let mut facts = Self {
            incident: IncidentId::derive(&[claim.id.as_str()]),
            report: 0,
            stage: if claim.assertion == Assertion::Denied { Stage::Denied } else { claim.stage },
            when,
            published,
            published_on: report.published,
            country: country.map_or(0, |country| words_key(std::iter::once(country))),
            keys: actors.iter().map(ActorKey::of).collect(),
            parent_key: parent.as_ref().map_or(0, |words| words_key(words.iter().map(String::as_str))),
            actors,
            parent,
            place_name: claim.place.as_ref().map(|p| fold(&p.name)).unwrap_or_default().into(),
            targets: Targets::of(&claim.targets, &place_words),
            harmed: Targets::of(&claim.victim_descriptions, &place_words),
            weapons: set(weapons.map(|word| half(word.as_bytes()))),
            wording: Wording { evidence: evidence.len(), all: [evidence, sequences].concat().into_boxed_slice() },
            cells: Box::default(),
            claim: Shown::of(claim),
        };
        facts.cells = crate::cells::slots(&facts, config).into_iter().map(|slot| slot.own).collect();
        facts
    }

    /// The words that are compared, evidence and sequences.
    pub(crate) fn words(&self) -> &[u32] {
        &self.wording.all
    }

    /// Hashes of the content words of the evidence, sorted.
    pub(crate) fn evidence(&self) -> &[u32] {
        &self.wording.all[..self.wording.evidence]
    }

    /// Hashes of the five-word sequences of the evidence, sorted.
    pub(crate) fn sequences(&self) -> &[u32] {
        &self.wording.all[self.wording.evidence..]
    }

    /// The claim's id.
    #[must_use]
    pub fn id(&self) -> &ClaimId {
        &self.claim.id
    }

    /// Claims are shown in order of publication, unknown dates last, then by id.
    pub(crate) fn shown_order(&self) -> (bool, Option<Date>, &ClaimId) {
        (self.published_on.is_none(), self.published_on, &self.claim.id)
    }

    /// How much is left unsaid of what tells one event from another, 0 (nothing) to 12.
    pub(crate) fn unsaid(&self) -> u64 {
        let place = self.claim.place.as_ref();
        let fine = place.is_some_and(|p| matches!(p.precision, PlacePrecision::Site | PlacePrecision::City));
        let day = self.when.is_some_and(|w| matches!(w.precision, DatePrecision::Day | DatePrecision::Time));
        let missing = [
            !fine,
            !day,
            self.targets.is_empty(),
            self.actors.is_empty(),
            self.claim.killed.is_none() && self.claim.injured.is_none(),
            !self.claim.main,
        ];
        // A denial says little of what it denies, and comes after it.
        let denial = if self.stage == Stage::Denied { missing.len() as u64 } else { 0 };
        missing.into_iter().filter(|missing| *missing).count() as u64 + denial
    }
}

/// The words of an organisation's name by which two spellings of it are compared.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    let mut found: Vec<String> = canonical_name(name).split(' ').map(singular).filter(|w| !w.is_empty()).collect();
    found.sort();
    found.dedup();
    found
}
