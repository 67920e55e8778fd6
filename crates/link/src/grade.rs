//! Grades after NATO STANAG 2511: how reliable the source, how credible the information, each with its reasons.

use crate::chunks::Chunks;
use crate::facts::{Facts, name_words};
use crate::judged::Ruled;
use crate::origins::Root;
use crate::origins::independence::{self, Rulings};
use crate::speakers::canonical_name;
use crate::standing::Standing;
use crate::testimony::Told;
use record::{Assertion, Credibility, Grade, Reliability, Stage, TrackRecord};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the incident besides its roots.
pub(crate) struct Case<'c> {
    pub facts: &'c Chunks<Facts>,
    pub stage: Stage,
    pub reliability: &'c BTreeMap<String, Ruled<Reliability>>,
    pub credibility: Option<&'c Ruled<Credibility>>,
    pub independence: &'c Rulings,
    pub standing: &'c Standing,
}

/// Grades an incident. `told` is what its sources stood for.
pub(crate) fn grade(roots: &[Root], told: &[Told], case: &Case<'_>) -> Grade {
    let (reliability, reliability_reasons) = reliability(roots, told, case);
    let (machine, mut credibility_reasons) = credibility(roots, case);
    let credibility = match case.credibility {
        Some(ruled) => {
            credibility_reasons
                .insert(0, format!("{}: judged by {}. The machine gave {machine}:", ruled.value, ruled.author()));
            ruled.value
        }
        None => machine,
    };
    Grade { reliability, credibility, reliability_reasons, credibility_reasons }
}

/// The best source behind it: what an analyst says of it counts before its record; of an origin that nobody has rated, what is
/// said of whoever spoke to it.
fn reliability(roots: &[Root], told: &[Told], case: &Case<'_>) -> (Reliability, Vec<String>) {
    let mut of_root: Vec<Vec<&Told>> = vec![Vec::new(); roots.len()];
    for told in told {
        told.roots.iter().for_each(|root| of_root[*root].push(told));
    }
    let counted = roots.iter().zip(&of_root).filter(|(root, _)| root.origin.independent);
    let found = counted.filter_map(|(root, told)| judged(root, told, case).or_else(|| on_record(told, case)));
    // Of equals the first, which is the best supported.
    match found.reduce(|held, next| if next.0 < held.0 { next } else { held }) {
        Some((value, reason)) => (value, vec![format!("{value}: {reason}")]),
        None => {
            let least = TrackRecord::MIN_SETTLED;
            let reason = format!(
                "F: nobody has rated a source of this, and none had been confirmed or denied in {} earlier incidents.",
                number(least as usize)
            );
            (Reliability::F, vec![reason])
        }
    }
}

/// What analysts say of a root: of its label, of anybody who is this root, of the sources whose records it stands on.
fn judged(root: &Root, told: &[&Told], case: &Case<'_>) -> Option<(Reliability, String)> {
    let best = |names: &mut dyn Iterator<Item = &String>| {
        names.filter_map(|n| case.reliability.get(n)).min_by(|a, b| (a.value, &a.by).cmp(&(b.value, &b.by)))
    };
    let rated = |names: &BTreeSet<String>| best(&mut names.iter());
    let on_record = || best(&mut told.iter().map(|told| &told.testimony.source));
    let label = &root.origin.label;
    let own = case.reliability.get(&canonical_name(label)).or_else(|| rated(&root.names)).or_else(on_record);
    if let Some(ruled) = own {
        return Some((ruled.value, format!("{label} is {}, as judged by {}.", ruled.value.words(), ruled.author())));
    }
    let ruled = rated(&root.carriers)?;
    let reason = format!(
        "{label} has not been rated; whoever spoke to it is {}, as judged by {}.",
        ruled.value.words(),
        ruled.author()
    );
    Some((ruled.value, reason))
}

/// What the record of a root's sources was worth on the day on which they spoke.
fn on_record(told: &[&Told], case: &Case<'_>) -> Option<(Reliability, String)> {
    told.iter()
        .filter_map(|Told { testimony, .. }| {
            let day = testimony.said_on?;
            let letter = case.standing.before(&testimony.source, day);
            let reason = format!("{} was {} by its record before {day}.", testimony.name, letter.words());
            (letter != Reliability::F).then_some((letter, reason))
        })
        .min_by_key(|(letter, _)| *letter)
}

fn credibility(roots: &[Root], case: &Case<'_>) -> (Credibility, Vec<String>) {
    use Credibility::{CannotBeJudged, Confirmed, Doubtful, Improbable, PossiblyTrue, ProbablyTrue};
    let counted: Vec<&Root> = roots.iter().filter(|root| root.origin.independent).collect();
    let denied_by: Vec<&str> =
        roots.iter().filter(|root| !root.supports).map(|root| root.origin.label.as_str()).collect();
    let give = |value: Credibility, reason: String| (value, vec![format!("{value}: {reason}")]);
    if counted.is_empty() && roots.iter().any(|root| root.circle) {
        return give(
            CannotBeJudged,
            "those who say so cite one another in a circle, and nobody outside it.".to_owned(),
        );
    }
    if counted.is_empty() {
        return give(CannotBeJudged, "nobody is named who says so.".to_owned());
    }
    if case.stage == Stage::Denied {
        return give(Doubtful, format!("denied by {}, and nobody else says so.", list(&denied_by)));
    }
    if !denied_by.is_empty() {
        return give(Doubtful, format!("denied by {}.", list(&denied_by)));
    }
    let hedged = |root: &Root| hedged(root, case.facts);
    if let [one] = counted[..] {
        let label = &one.origin.label;
        let claims_it = one.organisation && root_did_it(one, case.facts);
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
    let named: Vec<&Root> = counted.iter().copied().filter(|root| !root.unnamed).collect();
    if named.iter().filter(|root| root.shown).count() >= 2 {
        let all: Vec<&str> = counted.iter().map(|r| r.origin.label.as_str()).collect();
        return give(Confirmed, format!("{number} origins, independent of one another: {}.", list(&all)));
    }
    for (n, left) in named.iter().enumerate() {
        for right in &named[n + 1..] {
            if let Some(ruled) = independence::ruled(left, right, case.independence).filter(|ruled| ruled.value) {
                let pair = list(&[&left.origin.label, &right.origin.label]);
                let by = ruled.author();
                return give(
                    Confirmed,
                    format!("{number} origins; {pair} are independent of one another, as judged by {by}."),
                );
            }
        }
    }
    give(ProbablyTrue, format!("{number} origins, independence not shown."))
}

/// True if all that rests on this root only alleges or suspects.
pub(crate) fn hedged(root: &Root, facts: &Chunks<Facts>) -> bool {
    root.claims.iter().all(|c| matches!(facts[*c].claim.assertion, Assertion::Alleged | Assertion::Suspected))
}

/// True if the organisation behind this root is named as having done it.
pub(crate) fn root_did_it(root: &Root, facts: &Chunks<Facts>) -> bool {
    let names: Vec<Box<[String]>> = root.names.iter().map(|n| name_words(n).into()).collect();
    root.claims.iter().any(|c| {
        let facts = &facts[*c];
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
