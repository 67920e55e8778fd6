//! The groups list: the one inside the program, and the user's own in the same format.

use record::{Group, Years};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Most groups that a list may hold.
pub const GROUPS_MAX: usize = 20_000;
/// Years in which a group may have begun or ended.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2100;

/// Why a groups file was not taken: where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("groups file, line {line}: {problem}. {remedy}")]
pub struct GroupsError {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    group: Vec<toml::Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    parent: Option<String>,
    #[serde(default)]
    countries: Vec<String>,
    #[serde(default)]
    active: Vec<i16>,
    #[serde(default)]
    listed_by: Vec<String>,
    ucdp: Option<String>,
}

/// Reads a groups file: `[[group]]` tables with `id`, `name` and, if known, `aliases`, `parent`, `countries`,
/// `active` (first year and last year), `listed_by` (codes of lists) and `ucdp`.
///
/// # Errors
/// Says the line and what to do about it. A parent may be a group of the built-in list, so parents are not checked here.
pub fn parse_toml(text: &str) -> Result<Vec<Group>, GroupsError> {
    let file: File = toml::from_str(text).map_err(|error| GroupsError {
        line: error.span().map_or(1, |span| line_at(text, span.start)),
        problem: error.message().trim().to_owned(),
        remedy: "Write each group as [[group]] with id = \"…\" and name = \"…\", and perhaps aliases = [\"…\"], parent = \"…\", \
                 countries = [\"…\"], active = [1990, 2005], listed_by = [\"…\"]"
            .to_owned(),
    })?;
    if file.group.len() > GROUPS_MAX {
        return Err(fault(1, format!("{} groups", file.group.len()), format!("Keep at most {GROUPS_MAX} in a list")));
    }
    let mut groups = Vec::with_capacity(file.group.len());
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    let codes: BTreeSet<&str> = super::facts::countries().map(|country| country.iso2).collect();
    for spanned in file.group {
        let line = line_at(text, spanned.span().start);
        let group = check(spanned.into_inner(), line, &codes)?;
        if let Some(first) = lines.insert(group.id.0.clone(), line) {
            let problem = format!("the id `{}` is already that of line {first}", group.id);
            return Err(fault(line, problem, "Give each group an id of its own".to_owned()));
        }
        groups.push(group);
    }
    Ok(groups)
}

fn check(entry: Entry, line: usize, codes: &BTreeSet<&str>) -> Result<Group, GroupsError> {
    let slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if entry.id.is_empty() || !entry.id.chars().all(slug) {
        let remedy = "Use small letters, digits and hyphens, such as `islamic-state-khorasan`".to_owned();
        return Err(fault(line, format!("`{}` is no id", entry.id), remedy));
    }
    for name in std::iter::once(&entry.name).chain(&entry.aliases) {
        if crate::fold(name).chars().filter(|c| c.is_alphanumeric()).count() < 2 {
            let remedy = "Names need at least two letters or digits".to_owned();
            return Err(fault(line, format!("`{name}` is too short for a name"), remedy));
        }
    }
    if let Some(code) = entry.countries.iter().find(|code| !codes.contains(code.as_str())) {
        let remedy = "Use ISO 3166-1 alpha-2 codes in capitals, such as `NG`".to_owned();
        return Err(fault(line, format!("`{code}` is no country code"), remedy));
    }
    if entry.parent.as_deref() == Some(entry.id.as_str()) {
        return Err(fault(line, format!("`{}` is its own parent", entry.id), "Leave the parent out".to_owned()));
    }
    let active = years(&entry.active, line)?;
    let is_code = |code: &str| !code.is_empty() && code.chars().all(|c| c.is_ascii_uppercase() || c == '-');
    if let Some(code) = entry.listed_by.iter().find(|code| !is_code(code)) {
        let remedy =
            "Use capitals and hyphens, such as `US-FTO`; the head of the built-in list has the codes".to_owned();
        return Err(fault(line, format!("`{code}` is no code of a list"), remedy));
    }
    Ok(Group {
        id: entry.id.into(),
        name: entry.name,
        aliases: entry.aliases,
        parent: entry.parent.map(Into::into),
        countries: entry.countries,
        active,
        listed_by: entry.listed_by,
        ucdp: entry.ucdp,
    })
}

/// `[1964, 2017]`, or `[2019]` where there is no end.
fn years(written: &[i16], line: usize) -> Result<Option<Years>, GroupsError> {
    let (first, last) = match *written {
        [] => return Ok(None),
        [first] => (first, None),
        [first, last, ..] => (first, Some(last)),
    };
    let fits =
        written.len() <= 2 && written.iter().all(|year| YEARS.contains(year)) && last.is_none_or(|last| last >= first);
    let remedy =
        || "Write the first year and, if it ended, the last: active = [1964, 2017] or active = [2019]".to_owned();
    if fits { Ok(Some(Years { first, last })) } else { Err(fault(line, format!("active = {written:?}"), remedy())) }
}

fn fault(line: usize, problem: String, remedy: String) -> GroupsError {
    GroupsError { line, problem, remedy }
}

fn line_at(text: &str, byte: usize) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes().get(..byte).unwrap_or_default()).count() + 1
}

/// The built-in list.
pub(super) fn built_in() -> Vec<Group> {
    // A test proves that the built-in file parses; should it ever not, the reader still reads, without groups.
    parse_toml(include_str!("../../data/groups.toml")).unwrap_or_default()
}

/// The built-in list with the user's added; a group of the same id replaces the built-in one.
pub(super) fn merged(extra: Vec<Group>) -> Vec<Group> {
    let mut groups = built_in();
    for group in extra {
        match groups.iter_mut().find(|known| known.id == group.id) {
            Some(known) => *known = group,
            None => groups.push(group),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::super::key::Key;
    use super::*;

    /// Codes of `listed_by` that are no country's; the head of the built-in list explains them.
    const CODES: &[&str] = &[
        "UN", "UN-PANEL", "EU", "EUROPOL", "US-FTO", "US-SDGT", "US-TEL", "US-OFAC", "US-DOJ", "UK", "UCDP", "GTD",
        "ACLED", "TRUTH", "WIRE",
    ];

    #[test]
    fn the_built_in_list_is_whole() {
        let groups = parse_toml(include_str!("../../data/groups.toml")).unwrap();
        assert!(groups.len() >= 700, "{}", groups.len());
        let ids: BTreeSet<&str> = groups.iter().map(|g| g.id.as_str()).collect();
        let mut owner: BTreeMap<u64, &str> = BTreeMap::new();
        for group in &groups {
            assert!(group.parent.as_ref().is_none_or(|p| ids.contains(p.as_str())), "{}: no such parent", group.id);
            assert!(!group.countries.is_empty(), "{}: no country", group.id);
            for name in std::iter::once(&group.name).chain(&group.aliases) {
                let other = owner.insert(Key::of(&crate::fold(name)).hash(), group.id.as_str());
                assert!(
                    other.is_none_or(|other| other == group.id.as_str()),
                    "`{name}`: of {other:?} and {}",
                    group.id
                );
            }
        }
    }

    #[test]
    fn every_group_of_the_built_in_list_is_cited_and_dated() {
        let countries: BTreeSet<&str> = super::super::facts::countries().map(|country| country.iso2).collect();
        let text = include_str!("../../data/groups.toml");
        for group in parse_toml(text).unwrap() {
            assert!(!group.listed_by.is_empty(), "{}: nobody lists it", group.id);
            for code in group.listed_by.iter().map(String::as_str) {
                assert!(CODES.contains(&code) || countries.contains(code), "{}: what is {code}?", group.id);
                assert_eq!(
                    group.listed_by.iter().filter(|other| *other == code).count(),
                    1,
                    "{}: {code} twice",
                    group.id
                );
            }
            assert_eq!(group.listed_by.iter().any(|code| code == "UCDP"), group.ucdp.is_some(), "{}", group.id);
            let active = group.active.unwrap_or_else(|| panic!("{}: no years", group.id));
            assert!(active.last.unwrap_or(active.first) <= 2026, "{}: {active}", group.id);
        }
        for code in CODES {
            let head = text.split("[[group]]").next().unwrap();
            assert!(head.contains(&format!("#   {code} ")), "{code} is not explained");
        }
    }

    #[test]
    fn parents_never_lead_in_a_circle() {
        let groups = built_in();
        for group in &groups {
            let mut at = group;
            for step in 0.. {
                assert!(step < 10, "{}: a circle of parents", group.id);
                let Some(parent) = at.parent.as_ref().and_then(|p| groups.iter().find(|g| &g.id == p)) else { break };
                at = parent;
            }
        }
    }

    #[test]
    fn errors_say_the_line_and_what_to_do() {
        let check = |text: &str, line: usize, words: &str| {
            let error = parse_toml(text).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.to_string().contains(words), "{error}");
        };
        check("[[group]]\nid = \"a-b\"\n", 1, "missing field `name`");
        check("[[group]]\nid = \"A B\"\nname = \"Alpha\"\n", 1, "`A B` is no id");
        check("\n[[group]]\nid = \"ab\"\nname = \"Alpha\"\ncountries = [\"ng\"]\n", 2, "such as `NG`");
        check("[[group]]\nid = \"ab\"\nname = \"A\"\n", 1, "at least two letters");
        check(
            "[[group]]\nid = \"ab\"\nname = \"Alpha\"\n[[group]]\nid = \"ab\"\nname = \"Beta\"\n",
            4,
            "that of line 1",
        );
        check("[[group]]\nid = \"ab\"\nname = \"Alpha\"\nparent = \"ab\"\n", 1, "its own parent");
        check("[[group]]\nid = \"ab\"\nname = \"Alpha\"\nalias = [\"x\"]\n", 4, "unknown field `alias`");
        check("[[group]\n", 1, "[[group]]");
    }

    #[test]
    fn the_users_list_adds_and_replaces() {
        let extra = "[[group]]\nid = \"hamas\"\nname = \"Hamas\"\n[[group]]\nid = \"river-pirates\"\nname = \"River Pirates\"\n";
        let groups = merged(parse_toml(extra).unwrap());
        assert_eq!(groups.len(), built_in().len() + 1);
        assert!(groups.iter().find(|g| g.id.as_str() == "hamas").unwrap().aliases.is_empty());
    }
}
