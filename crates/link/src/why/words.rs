//! A feature of a score in words for people who see it for the first time.

use crate::facts::{Days, Facts, Shown};
use record::{DatePrecision, Mention, Place, PlacePrecision};

/// Letters of a name that are quoted.
const QUOTED_MAX: usize = 40;

/// What the feature says of two claims: "same town (Tbilisi)". A feature that is not known here keeps its name.
pub(super) fn of_feature(name: &str, weight: f64, left: &Facts, right: &Facts) -> String {
    let (l, r) = (&left.claim, &right.claim);
    match name {
        "kind" => kind(l, r, weight),
        "stage" => stage(left, right, weight),
        "place" => place(l, r, weight),
        "date" => date(left, right),
        "actor" => actor(l, r, weight),
        "target" => target(l, r, weight),
        "people harmed" => "the same people harmed".to_owned(),
        "casualties" => casualties(l, r, weight),
        "weapon" => "same weapon".to_owned(),
        "wording" if weight >= 1.0 => "told in the same words".to_owned(),
        "wording" => "words in common".to_owned(),
        "denied in the same report" => "denied in the same report".to_owned(),
        name => name.to_owned(),
    }
}

fn quoted(words: &str) -> String {
    let flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= QUOTED_MAX {
        return flat;
    }
    flat.chars().take(QUOTED_MAX - 1).collect::<String>() + "…"
}

/// Both names; where one of them is missing, the other.
fn two(left: &str, right: &str) -> String {
    [left, right].into_iter().filter(|name| !name.is_empty()).map(quoted).collect::<Vec<_>>().join(", ")
}

fn kind(l: &Shown, r: &Shown, weight: f64) -> String {
    let (one, other) = (l.kind.words(), r.kind.words());
    if l.kind == r.kind {
        format!("same kind ({one})")
    } else if weight > 0.0 {
        format!("kinds that fit ({one}, {other})")
    } else {
        format!("other kind ({one}, {other})")
    }
}

fn stage(left: &Facts, right: &Facts, weight: f64) -> String {
    let (one, other) = (left.stage, right.stage);
    if one == other {
        format!("same stage ({one})")
    } else if weight > 0.0 {
        format!("one stage after the other ({one}, {other})")
    } else {
        format!("stages that hardly fit ({one}, {other})")
    }
}

fn place(l: &Shown, r: &Shown, weight: f64) -> String {
    let (Some(one), Some(other)) = (&l.place, &r.place) else { return "place".to_owned() };
    let fine = |place: &Place| matches!(place.precision, PlacePrecision::Site | PlacePrecision::City);
    let abroad = one.country_iso2.is_some() && other.country_iso2.is_some() && one.country_iso2 != other.country_iso2;
    let same = match (&one.gazetteer_id, &other.gazetteer_id) {
        (Some(a), Some(b)) => a == b,
        _ => one.name == other.name && !abroad,
    };
    let names = two(&one.name, &other.name);
    if same {
        let what = if fine(one) && fine(other) {
            "town"
        } else if one.precision.max(other.precision) == PlacePrecision::Region {
            "area"
        } else if one.precision.max(other.precision) == PlacePrecision::Division {
            "region"
        } else {
            "country"
        };
        return format!("same {what} ({})", quoted(&one.name));
    }
    if abroad {
        return format!("{} ({names})", if weight > 0.0 { "across a border, but near" } else { "other country" });
    }
    if !(fine(one) && fine(other)) {
        return format!("{} ({names})", if weight > 0.0 { "one may lie in the other" } else { "other region" });
    }
    match one.distance_km(other) {
        Some(km) => format!("towns {km:.0} km apart ({names})"),
        None => format!("{} ({names})", if weight > 0.0 { "same town" } else { "other town" }),
    }
}

fn date(left: &Facts, right: &Facts) -> String {
    let exact = |days: &Days| matches!(days.precision, DatePrecision::Day | DatePrecision::Time);
    match (left.when, right.when) {
        (Some(l), Some(r)) => match l.gap(&r) {
            0 if exact(&l) && exact(&r) => "same day".to_owned(),
            0 => "dates that overlap".to_owned(),
            1 => "a day apart".to_owned(),
            days => format!("{days} days apart"),
        },
        (None, None) => match (left.published, right.published) {
            (Some(l), Some(r)) => match (l - r).abs() {
                0 => "no date, but reported on one day".to_owned(),
                1 => "no date, but reported a day apart".to_owned(),
                days => format!("no date; reported {days} days apart"),
            },
            _ => "no date".to_owned(),
        },
        (Some(when), None) => against_report(when, right),
        (None, Some(when)) => against_report(when, left),
    }
}

/// One of the two is dated, of the other only the day of its report is known.
fn against_report(when: Days, undated: &Facts) -> String {
    let Some(published) = undated.published else { return "only one is dated".to_owned() };
    let gap = (when.first - published).max(published - when.after + 1).max(0);
    let words = match gap {
        0 => "on that day".to_owned(),
        1 => "a day from it".to_owned(),
        days => format!("{days} days from it"),
    };
    format!("only one is dated, the other reported {words}")
}

fn named(mentions: &[Mention]) -> String {
    mentions.first().map_or_else(String::new, |mention| quoted(&mention.text))
}

fn actor(l: &Shown, r: &Shown, weight: f64) -> String {
    let names = two(&named(&l.actors), &named(&r.actors));
    let same = |one: &Mention| {
        let alike = |other: &Mention| one.text == other.text || one.group.is_some() && one.group == other.group;
        r.actors.iter().any(alike)
    };
    match l.actors.iter().find(|actor| same(actor)) {
        _ if weight < 0.0 => format!("other group ({names})"),
        Some(actor) => format!("same group ({})", quoted(&actor.text)),
        None if weight >= 1.0 => format!("same group ({names})"),
        None => format!("a group and its parent ({names})"),
    }
}

fn target(l: &Shown, r: &Shown, weight: f64) -> String {
    let names = two(&named(&l.targets), &named(&r.targets));
    let what = if weight >= 2.0 {
        "same target"
    } else if weight > 0.0 {
        "target of the same sort"
    } else if weight > -1.0 {
        "target told otherwise"
    } else {
        "other target"
    };
    format!("{what} ({names})")
}

fn casualties(l: &Shown, r: &Shown, weight: f64) -> String {
    let pair = |word: &str, l: Option<u32>, r: Option<u32>| match (l, r) {
        (Some(l), Some(r)) if l == r => Some(format!("{l} {word}")),
        (Some(l), Some(r)) => Some(format!("{l} and {r} {word}")),
        _ => None,
    };
    let both = [pair("killed", l.killed, r.killed), pair("injured", l.injured, r.injured)];
    let numbers = both.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let same = l.killed == r.killed && l.injured == r.injured;
    let what = match weight {
        _ if same => "same numbers",
        weight if weight > 0.0 => "numbers that fit",
        _ => "numbers that do not fit",
    };
    format!("{what} ({numbers})")
}
