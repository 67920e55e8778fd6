//! One line for lists: "Attack on a crowded shopping centre, Moscow, RU — foiled".

use crate::target::class_of;
use crate::words::{fold, singular, words};
use record::{Incident, Kind, Mention, PlacePrecision, Stage};

/// Words of a target that fit in a headline, at most.
const MAX_TARGET_WORDS: usize = 8;
/// Determiners and numbers that need no article before them.
const DETERMINERS: &[&str] = &[
    "a", "all", "an", "another", "any", "both", "each", "eight", "every", "five", "four", "her", "his", "its", "many",
    "nine", "one", "our", "several", "seven", "six", "some", "ten", "that", "the", "their", "these", "this", "those",
    "three", "two",
];
/// Names that end in these take an article: "the Saudi Embassy".
const WITH_ARTICLE: &[&str] = &[
    "barracks",
    "base",
    "bridge",
    "cathedral",
    "consulate",
    "embassy",
    "headquarters",
    "hotel",
    "line",
    "ministry",
    "mosque",
    "parliament",
    "pipeline",
    "shrine",
    "stadium",
    "synagogue",
];
/// Nouns without a plural ending that are plural, or cannot be counted.
const NO_ARTICLE: &[&str] = &[
    "cattle",
    "children",
    "infrastructure",
    "men",
    "military",
    "passersby",
    "people",
    "personnel",
    "police",
    "policemen",
    "property",
    "staff",
    "traffic",
    "women",
];

/// The line for lists. `harmed` describes people harmed, for kinds that are done to people.
#[must_use]
pub fn headline(incident: &Incident, harmed: Option<&Mention>) -> String {
    let target = incident.targets.first().and_then(|m| phrase(&m.text));
    let people = harmed.and_then(|m| phrase(&m.text));
    let mut line = event(incident.kind, target.as_deref(), people.as_deref());
    let named_alike = |p: &record::Place| incident.targets.first().is_some_and(|t| fold(&t.text) == fold(&p.name));
    if let Some(country) = incident.place.as_ref().filter(|p| named_alike(p)).and_then(|p| p.country_iso2.as_ref()) {
        // "Attack on Northgate Airport, XX", without the airport a second time.
        line.push_str(", ");
        line.push_str(country);
    } else if let Some(place) = &incident.place {
        line.push_str(", ");
        if place.precision == PlacePrecision::Country {
            line.push_str(&place.name);
        } else {
            line.push_str(&place.label());
        }
    }
    let redundant = matches!(
        (incident.kind, incident.stage),
        (Kind::Threat, Stage::Threatened | Stage::Accomplished) | (Kind::ArrestRaid, Stage::Accomplished)
    );
    if !redundant {
        line.push_str(" — ");
        line.push_str(incident.stage.code());
    }
    if let (Some((low, high)), Stage::Accomplished) = (incident.killed.filter(|(_, high)| *high > 0), incident.stage) {
        line.push_str(if redundant { " — " } else { ", " });
        line.push_str(&if low == high { format!("{low} dead") } else { format!("{low} to {high} dead") });
    }
    line
}

fn event(kind: Kind, target: Option<&str>, people: Option<&str>) -> String {
    let (alone, joined) = match kind {
        Kind::Bombing => ("Bombing", "Bombing of "),
        Kind::ArmedAssault => ("Armed assault", "Armed assault on "),
        Kind::Assassination => ("Assassination", "Assassination of "),
        Kind::Kidnapping => ("Kidnapping", "Kidnapping at "),
        Kind::Hijacking => ("Hijacking", "Hijacking of "),
        Kind::Arson => ("Arson attack", "Arson attack on "),
        Kind::Robbery => ("Robbery", "Robbery of "),
        Kind::Sabotage => ("Sabotage", "Sabotage of "),
        Kind::Attack => ("Attack", "Attack on "),
        Kind::Threat => ("Threat", "Threat against "),
        Kind::ArrestRaid => ("Arrests", "Raid on "),
    };
    let done_to_people = matches!(kind, Kind::Kidnapping | Kind::Assassination);
    match (target, people) {
        (_, Some(people)) if done_to_people => format!("{alone} of {people}"),
        // Those abducted are often listed as the target themselves.
        (Some(target), _) if kind == Kind::Kidnapping && is_people(target) => format!("{alone} of {target}"),
        (Some(target), _) => format!("{joined}{target}"),
        (None, Some(people)) if kind != Kind::ArrestRaid => format!("{joined}{people}"),
        _ => alone.to_owned(),
    }
}

fn is_people(phrase: &str) -> bool {
    let last = words(&fold(phrase)).last().unwrap_or_default();
    ["people", "children", "men", "women"].contains(&last.as_str())
        || ["er", "or", "ee", "ant", "ent", "ist", "boy", "girl", "pupil"]
            .iter()
            .any(|end| singular(&last).ends_with(end))
            && class_of(&last).is_none_or(|class| {
                matches!(class, "school" | "farm" | "media" | "village" | "prison" | "military" | "hospital")
            })
}

/// The words of a mention as they stand in the middle of a headline; `None` if there are none.
fn phrase(text: &str) -> Option<String> {
    let shouted = text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase);
    let mut parts: Vec<String> = text
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| matches!(c, ',' | ';' | ':' | '"' | '“' | '”' | '(' | ')')).to_owned())
        .filter(|w| !w.is_empty())
        .take(MAX_TARGET_WORDS)
        .collect();
    if shouted && parts.iter().any(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 4) {
        parts = parts.iter().map(|w| w.to_lowercase()).collect();
    }
    let first = parts.first()?.to_lowercase();
    if DETERMINERS.contains(&first.as_str()) {
        parts[0] = first;
        return Some(parts.join(" "));
    }
    let last = parts.last()?.to_lowercase();
    let lower = |w: &String| w.chars().next().is_none_or(|c| !c.is_uppercase());
    // "former French colony" is no name, "Riverside Palace" is.
    let common = parts.first().is_some_and(lower) && parts.last().is_some_and(lower);
    // The noun that an article would belong to: the word before "of", "in" and the like, or the last one.
    let head = parts
        .iter()
        .position(|w| ["of", "in", "at", "near", "for", "belonging"].contains(&w.as_str()))
        .filter(|n| *n > 0);
    let noun = head.map_or(last.clone(), |n| parts[n - 1].to_lowercase());
    let digits = first.starts_with(|c: char| c.is_ascii_digit());
    // "the city's stadium" and "Lyon's stadium" have theirs.
    let possessive = parts.iter().any(|w| w.ends_with("'s") || w.ends_with("’s") || w.ends_with("s'"));
    let article = if digits || (possessive && !common) {
        ""
    } else if common {
        if singular(&noun) != noun || NO_ARTICLE.contains(&noun.as_str()) { "" } else { indefinite(&first) }
    } else if WITH_ARTICLE.contains(&noun.as_str()) || (head.is_some() && class_of(&noun).is_some()) {
        "the "
    } else {
        ""
    };
    Some(format!("{article}{}", parts.join(" ")))
}

/// "a " or "an ", by the sound that the word begins with as far as its letters tell.
fn indefinite(word: &str) -> &'static str {
    let silent_h = ["hour", "honest", "honour", "honor", "heir"].iter().any(|w| word.starts_with(w));
    let like_you =
        ["uni", "use", "usu", "eu", "one", "ura"].iter().any(|w| word.starts_with(w)) && !word.starts_with("unin");
    if silent_h || (word.starts_with(['a', 'e', 'i', 'o', 'u']) && !like_you) { "an " } else { "a " }
}
