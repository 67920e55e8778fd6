//! Why an incident is what it is, for people and programs that ask: why each claim is in it, on whose word each report rests
//! and who else was weighed, and why two origins are one or two.
//!
//! Nothing here decides anything. Weights are those that stand in the incident and in its claims; the words beside them are
//! worked out from the claims as stored, so incidents of older stores are explained as well. Analysts alone see it: no partner's
//! copy is made from it.

mod apart;
mod words;

use crate::Config;
use crate::copies::compare;
use crate::facts::Facts;
use record::{Claim, ClaimId, Incident, LinkReason, Report, ReportId, Weighed};
use serde::Serialize;
use std::collections::BTreeMap;

pub use apart::Apart;

/// Copies that are compared again for one origin; the reasons of the origin name the others.
const MAX_COPIES: usize = 20;

/// What speaks for or against something, in words, with what it brings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Feature {
    /// Its name in the score: `place`, `date`, `share of the shorter text`.
    pub feature: String,
    /// What was seen: "same town (Tbilisi)".
    pub words: String,
    /// What it brings; positive speaks for.
    pub weight: f64,
}

impl Feature {
    /// "same town (Tbilisi) +2.0".
    #[must_use]
    pub fn told(&self) -> String {
        if self.weight == 0.0 { self.words.clone() } else { format!("{} {}", self.words, signed(self.weight)) }
    }
}

/// "+2.0", "−0.3".
#[must_use]
pub fn signed(weight: f64) -> String {
    if weight < 0.0 { format!("−{:.1}", -weight) } else { format!("+{weight:.1}") }
}

/// "same town (Tbilisi) +2.0, same day +1.5, other kind −0.3".
#[must_use]
pub fn sentence(features: &[Feature]) -> String {
    features.iter().map(Feature::told).collect::<Vec<_>>().join(", ")
}

/// Two claims of the incident along which it holds together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tied {
    /// The claim that is shown later.
    pub claim: ClaimId,
    /// The one that it is tied to.
    pub to: ClaimId,
    /// The sum of the features.
    pub score: f64,
    /// What the machine asks of two claims.
    pub needed: f64,
    /// Who put them together by hand.
    pub judged_by: Option<String>,
    /// What was compared, the weightiest first.
    pub features: Vec<Feature>,
}

/// The chain of one claim: whose word it is, and who else it might have been.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chain {
    /// The claim.
    pub claim: ClaimId,
    /// Its report.
    pub report: ReportId,
    /// The chain, outlet first.
    pub chain: Vec<String>,
    /// Everybody weighed, links first; `null` where the reader of that time did not keep it.
    pub weighed: Option<Vec<Weighed>>,
}

/// A report told in the words of another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Copy {
    /// The copy.
    pub report: ReportId,
    /// The report that it was laid to.
    pub of: ReportId,
    /// "they share 82 % of the shorter text, 41 words in a row"; empty where only the passage is one.
    pub words: String,
    /// What the comparison of the two texts rests on.
    pub features: Vec<Feature>,
}

/// Why some reports are one origin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Together {
    /// The origin.
    pub origin: String,
    /// Whether it counts.
    pub independent: bool,
    /// Its reports.
    pub reports: Vec<ReportId>,
    /// Who cites whom, who copies whom, what analysts judged: one sentence each.
    pub reasons: Vec<String>,
    /// Its copies, compared word for word.
    pub copies: Vec<Copy>,
}

/// Everything that explains one incident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// Why its claims are together.
    pub ties: Vec<Tied>,
    /// On whose word each claim rests.
    pub chains: Vec<Chain>,
    /// Why reports are one origin.
    pub origins: Vec<Together>,
    /// Why two origins are two.
    pub apart: Vec<Apart>,
}

/// Explains an incident. `told` are its claims with their reports, in its order; those that are missing go unexplained. The
/// work is bounded by the claims, their links and some constants, not by pairs of claims.
#[must_use]
pub fn of(incident: &Incident, told: &[(&Claim, &Report)], config: &Config) -> Why {
    let known: BTreeMap<&ClaimId, Facts> =
        told.iter().map(|(claim, report)| (&claim.id, Facts::of(report, claim, config))).collect();
    let reports: BTreeMap<&ReportId, &Report> = told.iter().map(|(_, report)| (&report.id, *report)).collect();
    let tied = |link: &LinkReason| {
        let (left, right) = (known.get(&link.left)?, known.get(&link.right)?);
        Some(tied(link, left, right, config))
    };
    Why {
        ties: incident.links.iter().filter_map(tied).collect(),
        chains: told
            .iter()
            .map(|(claim, _)| Chain {
                claim: claim.id.clone(),
                report: claim.report.clone(),
                chain: claim.said_by.iter().map(|speaker| speaker.name.clone()).collect(),
                weighed: claim.weighed.clone(),
            })
            .collect(),
        origins: incident
            .origins
            .iter()
            .map(|origin| Together {
                origin: origin.label.clone(),
                independent: origin.independent,
                reports: origin.reports.clone(),
                reasons: origin.reasons.clone(),
                copies: origin.copies.iter().take(MAX_COPIES).map(|pair| copy(pair, &reports)).collect(),
            })
            .collect(),
        apart: apart::apart(incident, &known, &reports),
    }
}

impl Why {
    /// What ties a claim to the incident: first to claims before it, else to those after it.
    #[must_use]
    pub fn ties_of(&self, claim: &ClaimId) -> Vec<&Tied> {
        let before: Vec<&Tied> = self.ties.iter().filter(|tied| tied.claim == *claim).collect();
        if before.is_empty() { self.ties.iter().filter(|tied| tied.to == *claim).collect() } else { before }
    }
}

fn tied(link: &LinkReason, left: &Facts, right: &Facts, config: &Config) -> Tied {
    let judged_by = link.features.iter().find_map(|(name, _)| name.strip_prefix("judged by ").map(str::to_owned));
    let mut features: Vec<Feature> = link
        .features
        .iter()
        .filter(|(name, _)| !name.starts_with("judged by "))
        .map(|(name, weight)| Feature {
            feature: name.clone(),
            words: words::of_feature(name, *weight, left, right),
            weight: *weight,
        })
        .collect();
    features.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    Tied {
        claim: link.right.clone(),
        to: link.left.clone(),
        score: link.score,
        needed: config.link_at,
        judged_by,
        features,
    }
}

fn copy((report, of): &(ReportId, ReportId), reports: &BTreeMap<&ReportId, &Report>) -> Copy {
    let both = reports.get(report).zip(reports.get(of));
    let overlap = both.and_then(|(copy, of)| compare(&copy.text, &of.text));
    let round = |value: f64| (value * 100.0).round() / 100.0;
    let features = overlap.iter().flat_map(crate::copies::Overlap::features);
    Copy {
        report: report.clone(),
        of: of.clone(),
        words: overlap.map_or_else(String::new, |overlap| overlap.in_words()),
        features: features
            .map(|(name, weight)| Feature { feature: name.to_owned(), words: name.to_owned(), weight: round(weight) })
            .collect(),
    }
}
