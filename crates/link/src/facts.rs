//! What linking needs to know of one claim, worked out once.

use crate::Config;
use crate::copies::{Sketch, shingles};
use crate::speakers::canonical_name;
use crate::target::Targets;
use crate::words::{content_words, fold, hash, singular, words};
use jiff::civil::Date;
use record::{Assertion, Claim, ClaimId, DatePrecision, IncidentId, Report, ReportId, Stage};

/// Target words that make blocks, at most.
const MAX_TARGET_BLOCKS: usize = 6;
/// Actors that make blocks, at most.
const MAX_ACTOR_BLOCKS: usize = 3;
/// Words of a claim's evidence whose sequences are kept, at most.
const MAX_EVIDENCE_SEQUENCES: usize = 80;

/// What linking needs to know of one report.
#[derive(Debug, Clone)]
pub(crate) struct ReportFacts {
    pub id: ReportId,
    /// As printed; the host of the address if the outlet is not known; empty if neither is.
    pub outlet: String,
    pub published: Option<Date>,
    pub sketch: Sketch,
}

impl ReportFacts {
    pub fn of(report: &Report) -> Self {
        let outlet = match report.outlet.trim() {
            "" => report.url.as_deref().and_then(host).unwrap_or_default().to_owned(),
            outlet => outlet.to_owned(),
        };
        Self { id: report.id.clone(), outlet, published: report.published, sketch: Sketch::of(&report.text) }
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
    pub group: Option<String>,
    /// Canonical words of the name.
    pub words: Vec<String>,
}

/// What linking needs to know of one claim, worked out once. Names of people harmed are left out on purpose: persons are
/// never matched across reports.
#[derive(Debug, Clone)]
pub struct Facts {
    pub(crate) claim: Claim,
    pub(crate) incident: IncidentId,
    /// Index of the report in the world.
    pub(crate) report: usize,
    pub(crate) stage: Stage,
    pub(crate) when: Option<Days>,
    pub(crate) published: Option<i32>,
    pub(crate) published_on: Option<Date>,
    pub(crate) actors: Vec<Actor>,
    pub(crate) parent: Option<Vec<String>>,
    /// The place's name, folded.
    pub(crate) place_name: String,
    pub(crate) targets: Targets,
    pub(crate) harmed: Targets,
    pub(crate) weapons: Vec<String>,
    pub(crate) evidence: Vec<String>,
    /// Hashes of the five-word sequences of the evidence, sorted.
    pub(crate) sequences: Vec<u64>,
    pub(crate) blocks: Vec<u64>,
    /// Order within a block: the event's day, or the report's; then a hash of the id.
    pub(crate) order: (i32, u64),
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
        let mut sequences: Vec<u64> = shingles(&evidence).take(MAX_EVIDENCE_SEQUENCES).collect();
        sequences.sort_unstable();
        sequences.dedup();
        let mut facts = Self {
            incident: IncidentId::derive(&[claim.id.as_str()]),
            report: 0,
            stage: if claim.assertion == Assertion::Denied { Stage::Denied } else { claim.stage },
            when,
            published,
            published_on: report.published,
            actors: claim
                .actors
                .iter()
                .map(|m| Actor { group: m.group.as_ref().map(|g| g.0.clone()), words: name_words(&m.text) })
                .collect(),
            parent: claim.actor_parent.as_deref().map(name_words),
            place_name: claim.place.as_ref().map(|p| fold(&p.name)).unwrap_or_default(),
            targets: Targets::of(&claim.targets, &place_words),
            harmed: Targets::of(&claim.victim_descriptions, &place_words),
            weapons: claim.weapons.iter().flat_map(|m| content_words(&m.text, 8)).collect(),
            evidence: evidence_words,
            sequences,
            blocks: Vec::new(),
            order: (when.map_or(published.unwrap_or(0), |w| w.first), hash(claim.id.0.as_bytes())),
            claim: claim.clone(),
        };
        facts.weapons.sort();
        facts.weapons.dedup();
        facts.blocks = facts.blocks(config.max_blocks);
        facts
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

    /// Keys of the blocks in which candidates are looked for: by country, place, group and target word. Acts of the authorities
    /// have blocks of their own.
    fn blocks(&self, max: usize) -> Vec<u64> {
        let family = if self.claim.kind == record::Kind::ArrestRaid { "raid" } else { "violence" };
        let key = |tag: &str, value: &str| hash(format!("{tag}\u{1f}{family}\u{1f}{value}").as_bytes());
        let mut keys = Vec::new();
        if let Some(place) = &self.claim.place {
            match place.gazetteer_id {
                Some(id) => keys.push(key("place", &id.to_string())),
                None => keys.push(key("name", &fold(&place.name))),
            }
            keys.extend(place.country_iso2.as_deref().map(|c| key("country", c)));
        }
        for actor in self.actors.iter().take(MAX_ACTOR_BLOCKS) {
            keys.extend(actor.group.as_deref().map(|g| key("group", g)));
            keys.push(key("actor", &actor.words.join(" ")));
        }
        keys.extend(self.parent.as_ref().map(|p| key("actor", &p.join(" "))));
        let target = self.targets.names.iter().map(|n| key("target", n));
        keys.extend(target.chain(self.targets.classes.iter().map(|c| key("class", c))).take(MAX_TARGET_BLOCKS));
        if keys.is_empty() {
            // Nothing but its words: at least claims of the same days meet.
            keys.push(key("unplaced", ""));
        }
        keys.truncate(max);
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// The words of an organisation's name by which two spellings of it are compared.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    let mut found: Vec<String> = canonical_name(name).split(' ').map(singular).filter(|w| !w.is_empty()).collect();
    found.sort();
    found.dedup();
    found
}
