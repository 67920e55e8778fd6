//! Why two origins of one incident are two: what would have made them one, and how far they are from it.

use super::BTreeMap;
use crate::copies::compare;
use crate::facts::Facts;
use crate::score::{MIN_PASSAGE_SEQUENCES, SAME_WORDING};
use crate::speakers::canonical_name;
use crate::words::common;
use record::{ClaimId, Incident, Origin, Report, ReportId};
use serde::Serialize;
use std::collections::BTreeSet;

/// Origins of an incident that are compared, the best supported first: fifteen pairs.
const MAX_ORIGINS: usize = 6;
/// Claims of each of two origins whose passages are compared.
const MAX_CLAIMS: usize = 12;
/// Reports of each of two origins whose texts are compared.
const MAX_REPORTS: usize = 3;

/// Two origins, and why they are two.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Apart {
    /// One origin's label.
    pub left: String,
    /// The other's.
    pub right: String,
    /// True if both count as independent.
    pub both_count: bool,
    /// Why they are not one, a sentence each.
    pub reasons: Vec<String>,
}

/// Explains the pairs of an incident's origins, best supported first.
pub(super) fn apart(
    incident: &Incident,
    facts: &BTreeMap<&ClaimId, Facts>,
    reports: &BTreeMap<&ReportId, &Report>,
) -> Vec<Apart> {
    let origins = &incident.origins[..incident.origins.len().min(MAX_ORIGINS)];
    let told: Vec<Told<'_>> = origins.iter().map(|origin| Told::of(origin, incident, facts, reports)).collect();
    let mut out = Vec::new();
    for (n, left) in told.iter().enumerate() {
        for right in &told[n + 1..] {
            out.push(Apart {
                left: left.origin.label.clone(),
                right: right.origin.label.clone(),
                both_count: left.origin.independent && right.origin.independent,
                reasons: vec![cited(left, right), passages(left, right), texts(left, right)],
            });
        }
    }
    out
}

/// One origin with what is compared of it.
struct Told<'i> {
    origin: &'i Origin,
    facts: Vec<&'i Facts>,
    reports: Vec<&'i Report>,
    /// Canonical names of everybody on its chains.
    names: BTreeSet<String>,
    /// The names that mean the origin itself.
    own: BTreeSet<String>,
}

impl<'i> Told<'i> {
    fn of(
        origin: &'i Origin,
        incident: &Incident,
        facts: &'i BTreeMap<&ClaimId, Facts>,
        reports: &BTreeMap<&ReportId, &'i Report>,
    ) -> Self {
        let behind: BTreeSet<&ReportId> = origin.reports.iter().collect();
        let claims = incident.claims.iter().filter_map(|claim| facts.get(claim));
        let facts: Vec<&Facts> = claims.filter(|facts| behind.contains(&facts.claim.report)).collect();
        let spoken = facts.iter().flat_map(|facts| &facts.claim.said_by).chain(&origin.chain);
        let last = origin.chain.last().map(|speaker| canonical_name(&speaker.name));
        Self {
            origin,
            reports: origin.reports.iter().take(MAX_REPORTS).filter_map(|id| reports.get(id).copied()).collect(),
            names: spoken.map(|speaker| canonical_name(&speaker.name)).collect(),
            own: last.into_iter().chain([canonical_name(&origin.label)]).collect(),
            facts,
        }
    }

    fn reports_told(&self) -> BTreeSet<&'i ReportId> {
        self.facts.iter().map(|facts| &facts.claim.report).collect()
    }
}

fn cited(left: &Told<'_>, right: &Told<'_>) -> String {
    let meets = |one: &Told<'_>, other: &Told<'_>| one.own.iter().any(|name| other.names.contains(name));
    if meets(left, right) || meets(right, left) {
        "Reports of the one name the other, for something else or beside a source of their own.".to_owned()
    } else {
        "Neither cites the other, over however many between.".to_owned()
    }
}

/// The claims that tell it in the most similar words.
fn passages(left: &Told<'_>, right: &Told<'_>) -> String {
    // A report that tells two sides stands behind both: it is not compared with itself.
    let shared: BTreeSet<&ReportId> = left.reports_told().intersection(&right.reports_told()).copied().collect();
    let long = |told: &Told<'_>| {
        let own = told.facts.iter().filter(|facts| !shared.contains(&facts.claim.report));
        let all = own.map(|facts| facts.sequences().to_vec());
        all.filter(|sequences| sequences.len() >= MIN_PASSAGE_SEQUENCES).take(MAX_CLAIMS).collect::<Vec<_>>()
    };
    let (l, r) = (long(left), long(right));
    let share = |(l, r): (&Vec<u32>, &Vec<u32>)| common(l, r) as f64 / l.len().min(r.len()) as f64;
    let best = l
        .iter()
        .flat_map(|l| r.iter().map(move |r| (l, r)))
        .map(share)
        .fold(None, |best: Option<f64>, share| Some(best.map_or(share, |best| best.max(share))));
    let needed = percent(SAME_WORDING);
    match best {
        None => "Their passages are too short to be told from one another by their words.".to_owned(),
        Some(best) if best >= SAME_WORDING => {
            format!("They share {} of a passage, and were kept two by judgement or by who is cited.", percent(best))
        }
        Some(best) => {
            format!(
                "Each tells it in words of its own: {} of the passage in common, {needed} make it one.",
                percent(best)
            )
        }
    }
}

/// The reports with most of their text in common.
fn texts(left: &Told<'_>, right: &Told<'_>) -> String {
    let pairs = left.reports.iter().flat_map(|l| right.reports.iter().map(move |r| (l, r)));
    let overlaps = pairs.filter(|(l, r)| l.id != r.id).filter_map(|(l, r)| compare(&l.text, &r.text));
    match overlaps.map(|overlap| overlap.of_the_shorter()).max_by(f64::total_cmp) {
        None => "Their reports have no longer passage in common.".to_owned(),
        Some(share) => format!("Of their reports {} of the shorter one stands in the other.", percent(share)),
    }
}

fn percent(share: f64) -> String {
    format!("{} %", (share * 100.0).round())
}
