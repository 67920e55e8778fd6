//! One incident from its claims: the fields that lists and warnings show.

use crate::chunks::Chunks;
use crate::conflicts::conflicts;
use crate::grade::{Case, grade};
use crate::origins::{Root, Roots};
use crate::speakers::canonical_name;
use crate::words::{content_words, fold};
use crate::world::{Cluster, World};
use crate::{facts::Facts, headline, score, testimony};
use jiff::Timestamp;
use record::{Incident, IncidentId, Kind, LinkReason, Mention, Place, PlacePrecision, Stage, When};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Targets of one incident that are listed, at most.
const MAX_TARGETS: usize = 12;

/// `found`: its roots.
pub(crate) fn incident(world: &World, id: &IncidentId, cluster: &Cluster, found: Roots) -> Incident {
    let facts = &world.facts;
    let own: Vec<&Facts> = cluster.claims.iter().map(|c| &facts[*c]).collect();
    let ruled_stage = world.judged_value(cluster, &world.judged.stage);
    let stage = ruled_stage.map_or_else(|| stage(facts, &found.roots), |ruled| ruled.value);
    let case = Case {
        facts,
        stage,
        reliability: &world.judged.reliability,
        credibility: world.judged_value(cluster, &world.judged.credibility),
        independence: &world.judged.independence,
        standing: &world.standing,
    };
    let told = testimony::told(&found.roots, facts);
    let place = place(&own);
    let mut reports: Vec<usize> = own.iter().map(|f| f.report).collect();
    reports.sort_by(|a, b| world.reports[*a].order().cmp(&world.reports[*b].order()));
    reports.dedup();
    let actors = actors(&own);
    let mut incident = Incident {
        id: id.clone(),
        claims: own.iter().map(|f| f.id().clone()).collect(),
        reports: reports.iter().map(|r| world.reports[*r].id.clone()).collect(),
        kind: kind(facts, &found.roots),
        stage,
        linked_places: linked_places(&own, place.as_ref()),
        place,
        when: when(&own),
        actor_parent: parent(&own, actors.first()),
        actors,
        targets: targets(&own),
        killed: range(own.iter().filter_map(|f| f.claim.killed)),
        injured: range(own.iter().filter_map(|f| f.claim.injured)),
        independent_origins: u32::try_from(found.roots.iter().filter(|r| r.origin.independent).count())
            .unwrap_or(u32::MAX),
        circular: found.circular,
        grade: grade(&found.roots, &told, &case),
        conflicts: conflicts(world, &cluster.claims, &found.roots),
        testimony: told.into_iter().map(|told| told.testimony).collect(),
        links: links(world, cluster),
        origins: found.roots.into_iter().map(|root| root.origin).collect(),
        headline: String::new(),
    };
    let harmed = most_named(own.iter().flat_map(|f| &f.claim.victim_descriptions));
    incident.headline = headline(&incident, harmed.first());
    incident
}

/// How many roots and reports stand behind each value.
fn support<T: Ord + Copy>(
    facts: &Chunks<Facts>,
    roots: &[Root],
    value: impl Fn(&Facts) -> T,
) -> BTreeMap<T, (usize, usize)> {
    let mut found: BTreeMap<T, (BTreeSet<usize>, BTreeSet<usize>)> = BTreeMap::new();
    for (n, root) in roots.iter().enumerate() {
        for claim in &root.claims {
            let entry = found.entry(value(&facts[*claim])).or_default();
            entry.0.insert(n);
            entry.1.insert(facts[*claim].report);
        }
    }
    found.into_iter().map(|(value, (roots, reports))| (value, (roots.len(), reports.len()))).collect()
}

/// The most specific kind with the most origins, then the most reports.
fn kind(facts: &Chunks<Facts>, roots: &[Root]) -> Kind {
    let support = support(facts, roots, |f| f.claim.kind);
    let best = support
        .iter()
        .max_by_key(|(kind, (origins, reports))| (**kind != Kind::Attack, *origins, *reports, Reverse(**kind)));
    best.map_or(Kind::Attack, |(kind, _)| *kind)
}

/// What most origins say, where an earlier step speaks for the later ones: what was foiled had been planned. A denial counts
/// only if nobody says anything else.
fn stage(facts: &Chunks<Facts>, roots: &[Root]) -> Stage {
    let support = support(facts, roots, |f| f.stage);
    let latest = |stage: Stage| {
        roots
            .iter()
            .flat_map(|r| &r.claims)
            .map(|c| &facts[*c])
            .filter(|f| f.stage == stage)
            .filter_map(|f| f.published)
            .max()
    };
    let of = |stage: Stage| support.get(&stage).copied().unwrap_or_default();
    let with_earlier = |stage: Stage| {
        let earlier: &[Stage] = match stage {
            Stage::Threatened | Stage::Denied => &[],
            Stage::Planned => &[Stage::Threatened],
            _ => &[Stage::Threatened, Stage::Planned],
        };
        earlier.iter().fold(of(stage), |sum, s| (sum.0 + of(*s).0, sum.1 + of(*s).1))
    };
    let mut stages: Vec<Stage> = support.keys().copied().collect();
    if stages.len() > 1 {
        stages.retain(|s| *s != Stage::Denied);
    }
    stages.into_iter().max_by_key(|s| (with_earlier(*s), latest(*s), *s)).unwrap_or(Stage::Accomplished)
}

/// The best-resolved place that most reports name.
fn place(own: &[&Facts]) -> Option<Place> {
    let fine = |p: &Place| match p.precision {
        PlacePrecision::Site | PlacePrecision::City => 0,
        PlacePrecision::Division => 1,
        PlacePrecision::Country => 2,
        PlacePrecision::Region => 3,
    };
    let places = || own.iter().filter_map(|f| Some((f.claim.place.as_deref()?, &*f.place_name)));
    let mut count: FxHashMap<(Option<u32>, &str), usize> = FxHashMap::default();
    places().for_each(|(p, folded)| *count.entry((p.gazetteer_id, folded)).or_default() += 1);
    let rank = |(p, folded): &(&Place, &str)| {
        let unknown = p.gazetteer_id.is_none() && p.country_iso2.is_none();
        (unknown, fine(p), Reverse(count.get(&(p.gazetteer_id, *folded)).copied()), p.precision)
    };
    places().min_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.0.name.cmp(&b.0.name))).map(|(p, _)| p.clone())
}

fn linked_places(own: &[&Facts], place: Option<&Place>) -> Vec<Place> {
    let named = |p: &Place| (fold(&p.name), p.country_iso2.clone());
    let mut found: BTreeMap<(String, Option<String>), Place> = BTreeMap::new();
    for linked in own.iter().flat_map(|f| &f.claim.linked_places) {
        // The country that the place lies in is no other place.
        let around = |p: &Place| linked.precision >= PlacePrecision::Country && linked.country_iso2 == p.country_iso2;
        if place.is_none_or(|p| named(p) != named(linked) && !around(p)) {
            found.entry(named(linked)).or_insert_with(|| linked.clone());
        }
    }
    found.into_values().collect()
}

/// The most precise time; of several, the one that most claims give, then the earliest.
fn when(own: &[&Facts]) -> Option<When> {
    let all: Vec<&When> = own.iter().filter_map(|f| f.claim.when.as_ref()).collect();
    let most = all.iter().map(|w| w.precision).min()?;
    // Of thousands of claims few give different times.
    let mut different: BTreeMap<(Timestamp, Timestamp), (&When, usize)> = BTreeMap::new();
    for when in &all {
        different.entry((when.start, when.end)).or_insert((when, 0)).1 += 1;
    }
    let count = |w: &When| different.values().filter(|(other, _)| other.overlaps(w)).map(|(_, n)| n).sum::<usize>();
    let exact = all.iter().filter(|w| w.precision == most);
    let distinct: BTreeMap<(Timestamp, Timestamp), &&When> = exact.map(|w| ((w.start, w.end), w)).rev().collect();
    distinct.into_values().min_by_key(|w| (Reverse(count(w)), w.start, w.end)).map(|w| (*w).clone())
}

fn range(values: impl Iterator<Item = u32>) -> Option<(u32, u32)> {
    values.fold(None, |range, n| match range {
        None => Some((n, n)),
        Some((low, high)) => Some((low.min(n), high.max(n))),
    })
}

/// One mention for each group, the one most often named first.
fn actors(own: &[&Facts]) -> Vec<Mention> {
    let mut found: BTreeMap<String, (usize, usize, Mention)> = BTreeMap::new();
    for (n, mention) in own.iter().flat_map(|f| &f.claim.actors).enumerate() {
        let key = mention.group.as_ref().map_or_else(|| canonical_name(&mention.text), |g| g.0.clone());
        found.entry(key).or_insert_with(|| (0, n, mention.clone())).0 += 1;
    }
    let mut all: Vec<_> = found.into_values().collect();
    all.sort_by_key(|(count, first, _)| (Reverse(*count), *first));
    all.into_iter().map(|(_, _, mention)| Mention { span: None, ..mention }).collect()
}

fn parent(own: &[&Facts], first: Option<&Mention>) -> Option<String> {
    let first = first?;
    let same = |m: &Mention| {
        (m.group.is_some() && m.group == first.group) || canonical_name(&m.text) == canonical_name(&first.text)
    };
    own.iter()
        .filter(|f| f.claim.actors.first().is_some_and(same))
        .find_map(|f| f.claim.actor_parent.as_deref().map(str::to_owned))
}

fn targets(own: &[&Facts]) -> Vec<Mention> {
    let mut found = most_named(own.iter().flat_map(|f| &f.claim.targets));
    found.truncate(MAX_TARGETS);
    found
}

/// Mentions by their content words, most often named first. What says less than another is counted with it: "church" with
/// "church of St. Mary", and the fuller wording is shown.
fn most_named<'m>(mentions: impl Iterator<Item = &'m Mention>) -> Vec<Mention> {
    const MAX_WORDS: usize = 12;
    let mut known: FxHashMap<Vec<String>, usize> = FxHashMap::default();
    let mut all: Vec<(Vec<String>, usize, usize, Mention)> = Vec::new();
    for (n, mention) in mentions.enumerate() {
        let words = content_words(&mention.text, MAX_WORDS);
        match known.get(&words) {
            Some(at) => all[*at].1 += 1,
            None => {
                known.insert(words.clone(), all.len());
                all.push((words, 1, n, Mention { span: None, ..mention.clone() }));
            }
        }
    }
    // Whatever says more than another has all its words, so those with its rarest word are all that need looking at.
    let mut with_word: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, (words, ..)) in all.iter().enumerate() {
        for word in words {
            let with = with_word.entry(word).or_default();
            if with.last() != Some(&at) {
                with.push(at);
            }
        }
    }
    let everyone: Vec<usize> = (0..all.len()).collect();
    let mut counts: Vec<usize> = all.iter().map(|(_, count, ..)| *count).collect();
    let mut less: Vec<bool> = vec![false; all.len()];
    for (at, (words, count, ..)) in all.iter().enumerate() {
        let near = words.iter().filter_map(|word| with_word.get(word.as_str())).min_by_key(|with| with.len());
        for other in near.unwrap_or(&everyone) {
            let longer = &all[*other].0;
            if words.len() < longer.len() && words.iter().all(|word| longer.contains(word)) {
                less[at] = true;
                counts[*other] += count;
            }
        }
    }
    let mut kept: Vec<(usize, usize, Mention)> = Vec::new();
    for (at, (_, _, first, mention)) in all.into_iter().enumerate().filter(|(at, _)| !less[*at]) {
        kept.push((counts[at], first, mention));
    }
    kept.sort_by_key(|(count, first, _)| (Reverse(*count), *first));
    kept.into_iter().map(|(_, _, mention)| mention).collect()
}

fn links(world: &World, cluster: &Cluster) -> Vec<LinkReason> {
    let facts = &world.facts;
    cluster
        .links
        .iter()
        .map(|(l, r)| {
            let (l, r) = if facts[*l].shown_order() <= facts[*r].shown_order() { (*l, *r) } else { (*r, *l) };
            let mut reason =
                score::reason(facts[l].id(), facts[r].id(), &score::score_of(world.side(l), world.side(r)));
            if let Some(by) = world.judged.joined_by(facts[l].id(), facts[r].id()) {
                reason.features.insert(0, (format!("judged by {by}"), 0.0));
            }
            reason
        })
        .collect()
}
