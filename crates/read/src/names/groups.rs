//! The groups list: the one inside the program, and the user's own in the same format.

use record::Group;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Most groups that a list may hold.
pub const GROUPS_MAX: usize = 20_000;

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
}

/// Reads a groups file: `[[group]]` tables with `id`, `name` and, if known, `aliases`, `parent`, `countries`.
///
/// # Errors
/// Says the line and what to do about it. A parent may be a group of the built-in list, so parents are not checked here.
pub fn parse_toml(text: &str) -> Result<Vec<Group>, GroupsError> {
    let file: File = toml::from_str(text).map_err(|error| GroupsError {
        line: error.span().map_or(1, |span| line_at(text, span.start)),
        problem: error.message().trim().to_owned(),
        remedy: "Write each group as [[group]] with id = \"…\" and name = \"…\", and perhaps aliases = [\"…\"], parent = \"…\", \
                 countries = [\"…\"]"
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
    Ok(Group {
        id: entry.id.into(),
        name: entry.name,
        aliases: entry.aliases,
        parent: entry.parent.map(Into::into),
        countries: entry.countries,
    })
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

    #[test]
    fn the_built_in_list_is_whole() {
        let groups = parse_toml(include_str!("../../data/groups.toml")).unwrap();
        assert!(groups.len() >= 150, "{}", groups.len());
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
