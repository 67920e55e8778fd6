//! Does an incident answer a watch's question? Every condition is judged on its own, so that a hit can say why and a miss
//! can say why not.

use crate::route::area_contains;
use crate::words::{date, fold, list, place, same_name};
use jiff::{SignedDuration, Timestamp};
use record::{Area, Assertion, Claim, Credibility, Group, GroupId, Incident, Kind, Mention, Reliability, Stage, Watch};

/// Days after its end from which an incident counts as an old case, retold.
pub const STALE_AFTER_DAYS: i64 = 60;

/// Longest line of parents that is followed from a group; a cycle ends earlier.
pub const MAX_GROUP_DEPTH: usize = 32;

/// An incident answers the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Why, one sentence for each condition of the watch.
    pub reasons: Vec<String>,
}

/// An incident answers the question in part only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// What fitted, one sentence each.
    pub met: Vec<String>,
    /// What did not, one sentence each. Never empty.
    pub missed: Vec<String>,
}

struct Check {
    met: bool,
    reason: String,
}

impl Check {
    fn of(met: bool, yes: impl FnOnce() -> String, no: impl FnOnce() -> String) -> Self {
        Self { met, reason: if met { yes() } else { no() } }
    }
}

/// Whether `incident` answers `watch`: all lists of its question are met and the grade reaches its threshold.
///
/// `claims` are those of the incident. `groups` are all known groups: a watch on a parent sees its affiliates, however far
/// down. A place that is tied to the incident (where suspects came from or had been) meets an area as well as its own
/// place does. Age is left out of account: see [`old_case`].
#[must_use]
pub fn hit(watch: &Watch, incident: &Incident, claims: &[Claim], groups: &[Group]) -> Option<Hit> {
    let checks = checks(watch, incident, claims, groups);
    if !checks.iter().all(|check| check.met) {
        return None;
    }
    let mut reasons: Vec<String> = checks.into_iter().map(|check| check.reason).collect();
    if reasons.is_empty() {
        reasons.push("The watch asks for every incident.".to_owned());
    }
    Some(Hit { reasons })
}

/// What kept `incident` from answering `watch`, where at least one condition of the question was met; `None` for a hit and
/// for an incident that has nothing to do with it. Arguments as for [`hit`].
#[must_use]
pub fn near_miss(watch: &Watch, incident: &Incident, claims: &[Claim], groups: &[Group]) -> Option<Miss> {
    let (met, missed): (Vec<Check>, Vec<Check>) =
        checks(watch, incident, claims, groups).into_iter().partition(|check| check.met);
    if met.is_empty() || missed.is_empty() {
        return None;
    }
    let reasons = |checks: Vec<Check>| checks.into_iter().map(|check| check.reason).collect();
    Some(Miss { met: reasons(met), missed: reasons(missed) })
}

/// Why `incident` is an old case retold rather than news, if it is: it ended more than [`STALE_AFTER_DAYS`] before `as_of`,
/// the time of the latest report about it. A desk that reads an archive gives the reports' own dates, not today's.
#[must_use]
pub fn old_case(incident: &Incident, as_of: Timestamp) -> Option<String> {
    let when = incident.when.as_ref()?;
    let old = as_of.duration_since(when.end) > SignedDuration::from_hours(24 * STALE_AFTER_DAYS);
    old.then(|| format!("It is an old case retold: {} lies more than {STALE_AFTER_DAYS} days back.", date(when)))
}

fn checks(watch: &Watch, incident: &Incident, claims: &[Claim], groups: &[Group]) -> Vec<Check> {
    let question = &watch.question;
    let mut checks = Vec::new();
    if !question.groups.is_empty() {
        checks.push(check_groups(&question.groups, incident, claims, groups));
    }
    if !question.areas.is_empty() {
        checks.push(check_areas(&question.areas, incident));
    }
    if !question.kinds.is_empty() {
        checks.push(check_kinds(&question.kinds, incident, claims));
    }
    if !question.stages.is_empty() {
        checks.push(check_stages(&question.stages, incident.stage));
    }
    if !question.target_words.is_empty() {
        checks.push(check_targets(&question.target_words, incident, claims));
    }
    if watch.threshold != (Reliability::F, Credibility::CannotBeJudged) {
        let (code, asked) = (incident.grade.code(), format!("{}{}", watch.threshold.0, watch.threshold.1));
        checks.push(Check::of(
            incident.grade.at_least(watch.threshold.0, watch.threshold.1),
            || format!("The grade {code} is at least the {asked} that the watch asks for."),
            || format!("The grade {code} does not reach the {asked} that the watch asks for."),
        ));
    }
    checks
}

/// The group that a mention names: by its id, or by name or alias.
fn group_of<'g>(mention: &Mention, groups: &'g [Group]) -> Option<&'g Group> {
    match &mention.group {
        Some(id) => groups.iter().find(|group| group.id == *id),
        None => group_named(&mention.text, groups),
    }
}

fn group_named<'g>(name: &str, groups: &'g [Group]) -> Option<&'g Group> {
    groups.iter().find(|group| same_name(&group.name, name) || group.aliases.iter().any(|alias| same_name(alias, name)))
}

/// The first of `watched` that `id` is, or is an affiliate of. Ends on a cycle of parents.
fn watched_above<'w>(id: &GroupId, watched: &'w [GroupId], groups: &[Group]) -> Option<&'w GroupId> {
    let mut at = id.clone();
    for _ in 0..MAX_GROUP_DEPTH {
        if let Some(found) = watched.iter().find(|group| **group == at) {
            return Some(found);
        }
        at = groups.iter().find(|group| group.id == at)?.parent.clone()?;
    }
    None
}

fn check_groups(watched: &[GroupId], incident: &Incident, claims: &[Claim], groups: &[Group]) -> Check {
    let name =
        |id: &GroupId| groups.iter().find(|group| group.id == *id).map_or(id.to_string(), |group| group.name.clone());
    let actors = || incident.actors.iter().chain(asserted(claims).flat_map(|claim| &claim.actors));
    for actor in actors() {
        let Some(id) = actor.group.as_ref().or_else(|| group_of(actor, groups).map(|group| &group.id)) else {
            continue;
        };
        let Some(found) = watched_above(id, watched, groups) else { continue };
        let reason = if found == id {
            format!("The actor \u{201c}{}\u{201d} is the watched group {}.", actor.text, name(found))
        } else {
            format!(
                "The actor \u{201c}{}\u{201d} ({}) is an affiliate of the watched group {}.",
                actor.text,
                name(id),
                name(found)
            )
        };
        return Check { met: true, reason };
    }
    let parents = incident.actor_parent.iter().chain(asserted(claims).filter_map(|claim| claim.actor_parent.as_ref()));
    for parent in parents {
        if let Some(found) = group_named(parent, groups).and_then(|group| watched_above(&group.id, watched, groups)) {
            let reason = format!("The actor is said to belong to {parent}: the watched group is {}.", name(found));
            return Check { met: true, reason };
        }
    }
    let watched: Vec<String> = watched.iter().map(name).collect();
    let said = crate::facts::distinct(actors().map(|actor| actor.text.clone()));
    let reason = if said.is_empty() {
        format!("No actor is named; the watch asks for {}.", list(&watched))
    } else {
        format!("The actor is {}; the watch asks for {}.", list(&said), list(&watched))
    };
    Check { met: false, reason }
}

fn check_areas(areas: &[Area], incident: &Incident) -> Check {
    let within = |at| areas.iter().find(|area| area_contains(area, at));
    if let Some(at) = &incident.place
        && let Some(area) = within(at)
    {
        return Check { met: true, reason: format!("The place {} lies in {}.", place(at), area_words(area)) };
    }
    for at in &incident.linked_places {
        if let Some(area) = within(at) {
            let reason = format!("{} is tied to it and lies in {}.", place(at), area_words(area));
            return Check { met: true, reason };
        }
    }
    let asked: Vec<String> = areas.iter().map(area_words).collect();
    let reason = match &incident.place {
        Some(at) => format!("The place {} does not lie in {}.", place(at), list(&asked)),
        None if areas.contains(&Area::World) => {
            return Check { met: true, reason: "The watch asks for the whole world.".to_owned() };
        }
        None => format!("No place is known; the watch asks for {}.", list(&asked)),
    };
    Check { met: false, reason }
}

fn check_kinds(kinds: &[Kind], incident: &Incident, claims: &[Claim]) -> Check {
    if kinds.contains(&incident.kind) {
        return Check { met: true, reason: format!("The kind is {}.", incident.kind.words()) };
    }
    let other = asserted(claims).map(|claim| claim.kind).find(|kind| kinds.contains(kind));
    let asked: Vec<&str> = kinds.iter().map(|kind| kind.words()).collect();
    match other {
        Some(kind) => Check { met: true, reason: format!("At least one report calls it: {}.", kind.words()) },
        None => Check {
            met: false,
            reason: format!("The kind is {}; the watch asks for {}.", incident.kind.words(), list(&asked)),
        },
    }
}

fn check_stages(stages: &[Stage], stage: Stage) -> Check {
    let asked: Vec<&str> = stages.iter().map(|stage| stage.code()).collect();
    Check::of(
        stages.contains(&stage),
        || format!("The stage is {stage}."),
        || format!("The stage is {stage}; the watch asks for {}.", list(&asked)),
    )
}

fn check_targets(words: &[String], incident: &Incident, claims: &[Claim]) -> Check {
    let said = || {
        let claimed = asserted(claims).flat_map(|claim| claim.targets.iter().chain(&claim.victim_descriptions));
        incident.targets.iter().chain(claimed)
    };
    for target in said() {
        if let Some(word) = words.iter().find(|word| has_word(&target.text, word)) {
            let reason = format!("The target \u{201c}{}\u{201d} has the word \u{201c}{word}\u{201d}.", target.text);
            return Check { met: true, reason };
        }
    }
    let targets = crate::facts::distinct(said().map(|target| target.text.clone()));
    let asked = list(&crate::words::quoted(words));
    let reason = if targets.is_empty() {
        format!("No target is named; the watch asks for {asked}.")
    } else {
        format!("The target is {}; the watch asks for {asked}.", list(&crate::words::quoted(&targets)))
    };
    Check { met: false, reason }
}

fn asserted(claims: &[Claim]) -> impl Iterator<Item = &Claim> {
    claims.iter().filter(|claim| !matches!(claim.assertion, Assertion::Denied | Assertion::Hypothetical))
}

/// True if the words stand in `text` one after the other, whole, singular or plural, British or American.
fn has_word(text: &str, words: &str) -> bool {
    let base = |word: &str| -> String {
        let word = word.strip_suffix("ies").map_or_else(|| word.to_owned(), |stem| format!("{stem}y"));
        let word = ["ches", "shes", "sses", "xes"]
            .iter()
            .find(|end| word.ends_with(**end))
            .map_or(word.as_str(), |_| &word[..word.len() - 2]);
        let word = if word.ends_with("ss") { word } else { word.strip_suffix('s').unwrap_or(word) };
        match word {
            "centre" => "center".to_owned(),
            "theatre" => "theater".to_owned(),
            "harbour" => "harbor".to_owned(),
            other => other.to_owned(),
        }
    };
    let bases = |text: &str| fold(text).split(' ').filter(|word| !word.is_empty()).map(base).collect::<Vec<_>>();
    let (text, words) = (bases(text), bases(words));
    !words.is_empty() && text.windows(words.len()).any(|window| window == words)
}

/// An area in words: "Moscow, RU", "RU", "the whole world".
#[must_use]
pub fn area_words(area: &Area) -> String {
    match area {
        Area::World => "the whole world".to_owned(),
        Area::Country(country) => country.clone(),
        Area::Division { country, name } | Area::City { country, name } => format!("{name}, {country}"),
        Area::Circle { lat, lon, radius_km } => format!("{radius_km} km around {lat:.3}, {lon:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn target_words_are_whole_words() {
        for (text, word, expected) in [
            ("two primary schools", "school", true),
            ("a crowded shopping center", "shopping centre", true),
            ("St Anne's churches", "church", true),
            ("a business park", "bus", false),
            ("embassies", "Embassy", true),
            ("the glass works", "glass", true),
            ("the marketing office", "market", false),
            ("anything", "", false),
        ] {
            assert_eq!(has_word(text, word), expected, "{text} / {word}");
        }
    }
}
