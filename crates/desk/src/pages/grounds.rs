//! On what grounds: why a claim is in its incident, why its chain ends where it does, and why two origins are two, in words that
//! need no manual. For analysts alone; nothing of it is in any partner's copy.

use super::rows::headline;
use link::why::{Copy, Feature, Tied, Why, signed};
use record::{Claim, ClaimId, ReportId, Weighed};
use std::collections::BTreeMap;

/// Ties of one claim that are shown; the first ones hold it.
const MAX_TIES: usize = 4;
/// Weights below this are shown as nothing: the page tells tenths.
const SHOWN_MIN: f64 = 0.05;

/// One thing that speaks for or against.
pub(crate) struct Part {
    pub(crate) words: String,
    /// "+2.0".
    pub(crate) weight: String,
    /// CSS class: `for` or `against`.
    pub(crate) class: &'static str,
}

impl Part {
    fn new(words: &str, weight: f64) -> Self {
        let class = if weight < 0.0 { "against" } else { "for" };
        Self { words: words.to_owned(), weight: signed(weight), class }
    }
}

/// Why a claim is together with another.
pub(crate) struct Tie {
    /// "claim 1", or an id where that claim is not on the page.
    pub(crate) with: String,
    /// Where on the page it is.
    pub(crate) href: Option<String>,
    pub(crate) outlet: String,
    /// "7.2, where 3.5 is enough".
    pub(crate) score: String,
    /// Who put them together by hand.
    pub(crate) judged_by: Option<String>,
    pub(crate) parts: Vec<Part>,
}

/// Somebody who is a link of a chain, or might have been.
pub(crate) struct Voice {
    pub(crate) name: String,
    /// "the origin", "link 1", "left out: less likely than not".
    pub(crate) verdict: String,
    /// "93 %".
    pub(crate) likely: String,
    pub(crate) taken: bool,
    pub(crate) parts: Vec<Part>,
    /// What the statement rests on that a rule took.
    pub(crate) statement: Vec<Part>,
    /// "3.4, where 1.0 is enough".
    pub(crate) statement_sum: String,
}

/// The grounds of one claim.
pub(crate) struct Grounds {
    pub(crate) ties: Vec<Tie>,
    /// What is said where there is nothing to weigh: "It is the first claim of the incident."
    pub(crate) alone: &'static str,
    pub(crate) voices: Vec<Voice>,
    /// What is said where nobody was weighed, or nothing is known of it.
    pub(crate) nobody: &'static str,
}

/// Two origins and why they are two.
pub(crate) struct Pair {
    pub(crate) left: String,
    pub(crate) right: String,
    pub(crate) both_count: bool,
    pub(crate) reasons: Vec<String>,
}

/// A report that is a copy, and what the comparison rests on.
pub(crate) struct CopyLine {
    pub(crate) outlet: String,
    pub(crate) of: String,
    pub(crate) words: String,
    pub(crate) parts: Vec<Part>,
}

fn named(outlet: &str) -> String {
    headline(outlet, "outlet not known")
}

fn parts(features: &[Feature]) -> Vec<Part> {
    let told = features.iter().filter(|feature| feature.weight.abs() >= SHOWN_MIN);
    told.map(|feature| Part::new(&feature.words, feature.weight)).collect()
}

fn weighed(all: &[(String, f32)]) -> Vec<Part> {
    let told = all.iter().filter(|(_, weight)| f64::from(weight.abs()) >= SHOWN_MIN);
    told.map(|(words, weight)| Part::new(words, f64::from(*weight))).collect()
}

/// The grounds of a claim. `numbers` are those of the claims on the page, `outlets` those of the claims' reports.
pub(crate) fn of(
    why: &Why,
    claim: &Claim,
    numbers: &BTreeMap<&ClaimId, usize>,
    outlets: &BTreeMap<&ClaimId, &str>,
) -> Grounds {
    let ties = why.ties_of(&claim.id);
    let alone =
        if ties.is_empty() { "No other claim is in this incident, or only such as are not on this page." } else { "" };
    let kept = claim.weighed.as_deref();
    let nobody = match kept {
        None => "The report was read before readers kept what they weighed; reading it anew shows it.",
        Some([]) => "Nobody is named near the claim who could stand behind it: the outlet's own word.",
        Some(_) => "",
    };
    let last = claim.said_by.len().saturating_sub(1);
    Grounds {
        ties: ties.into_iter().take(MAX_TIES).map(|tied| tie(tied, &claim.id, numbers, outlets)).collect(),
        alone,
        voices: kept.unwrap_or_default().iter().map(|weighed| voice(weighed, last)).collect(),
        nobody,
    }
}

fn tie(tied: &Tied, claim: &ClaimId, numbers: &BTreeMap<&ClaimId, usize>, outlets: &BTreeMap<&ClaimId, &str>) -> Tie {
    let other = if tied.claim == *claim { &tied.to } else { &tied.claim };
    let number = numbers.get(other);
    Tie {
        with: number.map_or_else(|| other.to_string(), |number| format!("claim {number}")),
        href: number.map(|number| format!("#claim-{number}")),
        outlet: named(outlets.get(other).copied().unwrap_or_default()),
        score: format!("{:.1}, where {:.1} is enough", tied.score, tied.needed),
        judged_by: tied.judged_by.clone(),
        parts: parts(&tied.features),
    }
}

fn voice(one: &Weighed, last: usize) -> Voice {
    let verdict = match (one.link, &one.left_out) {
        (Some(link), _) if link == last => "the origin".to_owned(),
        (Some(link), _) => format!("link {link} after the outlet"),
        (None, Some(why)) => format!("left out: {why}"),
        (None, None) => "left out".to_owned(),
    };
    let rule = if one.by_rule { ", heard by a rule" } else { "" };
    let sum: f64 = one.statement.iter().map(|(_, weight)| f64::from(*weight)).sum();
    Voice {
        name: one.name.clone(),
        verdict: format!("{verdict}{rule}"),
        likely: format!("{:.0} %", f64::from(one.likely) * 100.0),
        taken: one.link.is_some(),
        parts: weighed(&one.facts),
        statement: weighed(&one.statement),
        statement_sum: format!("{sum:.1}, where 1.0 is enough"),
    }
}

/// Why origins are two.
pub(crate) fn pairs(why: &Why) -> Vec<Pair> {
    let pair = |apart: &link::why::Apart| Pair {
        left: apart.left.clone(),
        right: apart.right.clone(),
        both_count: apart.both_count,
        reasons: apart.reasons.clone(),
    };
    why.apart.iter().map(pair).collect()
}

/// The copies of one origin, by its place among the origins.
pub(crate) fn copies(why: &Why, origin: usize, outlet: &dyn Fn(&ReportId) -> String) -> Vec<CopyLine> {
    let all = why.origins.get(origin).map(|together| together.copies.as_slice()).unwrap_or_default();
    let line = |copy: &Copy| CopyLine {
        outlet: named(&outlet(&copy.report)),
        of: named(&outlet(&copy.of)),
        words: if copy.words.is_empty() { "it tells this in the other's words".to_owned() } else { copy.words.clone() },
        parts: parts(&copy.features),
    };
    all.iter().map(line).collect()
}
