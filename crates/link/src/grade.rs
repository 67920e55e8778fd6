//! Grades after NATO STANAG 2511: how reliable the source, how credible the information, each with its reasons.

use crate::facts::{Facts, name_words};
use crate::judged::Ruled;
use crate::origins::Root;
use crate::speakers::canonical_name;
use record::{Assertion, Credibility, Grade, Reliability, Stage};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the incident besides its roots.
pub(crate) struct Case<'c> {
    pub facts: &'c [Facts],
    pub stage: Stage,
    pub reliability: &'c BTreeMap<String, Ruled<Reliability>>,
    pub credibility: Option<&'c Ruled<Credibility>>,
}

/// Grades an incident.
pub(crate) fn grade(roots: &[Root], case: &Case<'_>) -> Grade {
    let (reliability, reliability_reasons) = reliability(roots, case);
    let (machine, mut credibility_reasons) = credibility(roots, case);
    let credibility = match case.credibility {
        Some(ruled) => {
            credibility_reasons
                .insert(0, format!("{}: judged by {}. The machine gave {machine}:", ruled.value, ruled.by));
            ruled.value
        }
        None => machine,
    };
    Grade { reliability, credibility, reliability_reasons, credibility_reasons }
}

/// The best source that anybody has rated: an origin itself, or else who spoke to it.
fn reliability(roots: &[Root], case: &Case<'_>) -> (Reliability, Vec<String>) {
    let mut best: Option<(Reliability, String)> = None;
    for root in roots.iter().filter(|root| root.origin.independent) {
        let rated = |names: &BTreeSet<String>| {
            names
                .iter()
                .filter_map(|n| case.reliability.get(n))
                .min_by(|a, b| (a.value, &a.by).cmp(&(b.value, &b.by)))
                .cloned()
        };
        let label = canonical_name(&root.origin.label);
        let own = case.reliability.get(&label).cloned().or_else(|| rated(&root.names));
        let found = match (own, rated(&root.carriers)) {
            (Some(ruled), _) => Some((
                ruled.value,
                format!(
                    "{}: {} is {}, as judged by {}.",
                    ruled.value,
                    root.origin.label,
                    ruled.value.words(),
                    ruled.by
                ),
            )),
            (None, Some(ruled)) => Some((
                ruled.value,
                format!(
                    "{}: {} has not been rated; whoever spoke to it is {}, as judged by {}.",
                    ruled.value,
                    root.origin.label,
                    ruled.value.words(),
                    ruled.by
                ),
            )),
            (None, None) => None,
        };
        if let Some(found) = found {
            best = match best {
                Some(held) if held.0 <= found.0 => Some(held),
                _ => Some(found),
            };
        }
    }
    match best {
        Some((value, reason)) => (value, vec![reason]),
        None => (Reliability::F, vec!["F: no source of this has been rated yet.".to_owned()]),
    }
}

fn credibility(roots: &[Root], case: &Case<'_>) -> (Credibility, Vec<String>) {
    use Credibility::{CannotBeJudged, Confirmed, Doubtful, Improbable, PossiblyTrue, ProbablyTrue};
    let counted: Vec<&Root> = roots.iter().filter(|root| root.origin.independent).collect();
    let denied_by: Vec<&str> =
        roots.iter().filter(|root| !root.supports).map(|root| root.origin.label.as_str()).collect();
    let give = |value: Credibility, reason: String| (value, vec![format!("{value}: {reason}")]);
    if counted.is_empty() {
        return give(CannotBeJudged, "nobody is named who says so.".to_owned());
    }
    if case.stage == Stage::Denied {
        return give(Doubtful, format!("denied by {}, and nobody else says so.", list(&denied_by)));
    }
    if !denied_by.is_empty() {
        return give(Doubtful, format!("denied by {}.", list(&denied_by)));
    }
    let hedged = |root: &Root| {
        root.claims.iter().all(|c| matches!(case.facts[*c].claim.assertion, Assertion::Alleged | Assertion::Suspected))
    };
    if let [one] = counted[..] {
        let label = &one.origin.label;
        let claims_it = one.organisation && root_did_it(one, case);
        return match () {
            () if one.unnamed && hedged(one) => {
                give(Improbable, format!("one origin, {label}, that names nobody and only suspects it."))
            }
            () if hedged(one) => give(Doubtful, format!("one origin, {label}, that only alleges or suspects it.")),
            () if one.unnamed => give(PossiblyTrue, format!("one origin, {label}, that names nobody.")),
            () if claims_it => give(ProbablyTrue, format!("one origin, {label}, that says it did so itself.")),
            () if one.authority => {
                give(ProbablyTrue, format!("one origin, {label}, speaking officially; nobody independent confirms it."))
            }
            () => give(PossiblyTrue, format!("one origin, {label}.")),
        };
    }
    let number = number(counted.len());
    if counted.iter().all(|root| hedged(root)) {
        return give(PossiblyTrue, format!("{number} origins, all of which only allege or suspect it."));
    }
    let shown: Vec<&str> =
        counted.iter().filter(|root| root.shown && !root.unnamed).map(|root| root.origin.label.as_str()).collect();
    if shown.len() >= 2 {
        give(
            Confirmed,
            format!(
                "{number} origins, independent of one another: {}.",
                list(&counted.iter().map(|r| r.origin.label.as_str()).collect::<Vec<_>>())
            ),
        )
    } else {
        give(ProbablyTrue, format!("{number} origins, independence not shown."))
    }
}

/// True if the organisation behind this root is named as having done it.
fn root_did_it(root: &Root, case: &Case<'_>) -> bool {
    let names: Vec<Vec<String>> = root.names.iter().map(|n| name_words(n)).collect();
    root.claims.iter().any(|c| {
        let facts = &case.facts[*c];
        facts.actors.iter().any(|a| names.contains(&a.words))
            || facts.parent.as_ref().is_some_and(|p| names.contains(p))
    })
}

/// "a, b and c".
pub(crate) fn list(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn number(n: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}
