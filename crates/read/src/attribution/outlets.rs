//! The table of the world's press: names, other names, country.

use crate::doc::Doc;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// Names longer than this (tokens) are not in the table.
const NAME_TOKENS_MAX: usize = 8;

/// What kind of outlet it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Medium {
    /// News agencies are credited in datelines.
    Agency,
    Paper,
    Broadcaster,
    /// Sites, monitors, channels of armed groups.
    Other,
}

impl Medium {
    /// By the heading in the table.
    fn of(kind: &str) -> Self {
        match kind {
            "agencies" => Self::Agency,
            "papers" => Self::Paper,
            "broadcast" => Self::Broadcaster,
            _ => Self::Other,
        }
    }

    /// The medium that a definite description means: "the newspaper", "the agency".
    pub fn described(word: &str) -> Option<Self> {
        match word {
            "agency" | "newswire" | "wire" => Some(Self::Agency),
            "newspaper" | "paper" | "daily" | "weekly" | "tabloid" | "broadsheet" | "magazine" | "publication" => {
                Some(Self::Paper)
            }
            "broadcaster" | "channel" | "station" | "network" | "television" | "tv" | "radio" => {
                Some(Self::Broadcaster)
            }
            _ => None,
        }
    }
}

/// One outlet of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outlet {
    /// The usual English name.
    pub name: String,
    /// ISO 3166-1 alpha-2 of its seat; ZZ where it has none.
    pub country: String,
    /// What it is.
    pub medium: Medium,
}

/// A name of the table found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub tokens: Range<usize>,
    pub outlet: usize,
    /// The name is also an ordinary word: it counts only in the company of press words or cues.
    pub weak: bool,
}

/// All outlets, with an index from folded names.
#[derive(Debug, Default)]
pub(crate) struct Outlets {
    list: Vec<Outlet>,
    names: FxHashMap<String, (usize, bool)>,
    /// Names without spaces and marks.
    domains: FxHashMap<String, usize>,
}

impl Outlets {
    /// The embedded table, parsed once.
    pub fn embedded() -> &'static Self {
        static TABLE: OnceLock<Outlets> = OnceLock::new();
        TABLE.get_or_init(|| Self::parse(include_str!("../../data/outlets.toml")))
    }

    /// A table that cannot be read is an empty one; a test sees to it that ours can.
    fn parse(toml: &str) -> Self {
        let countries: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(toml).unwrap_or_default();
        let mut table = Self::default();
        for (country, kinds) in countries {
            for (kind, outlets) in kinds {
                for line in outlets {
                    table.add(&country, &kind, &line);
                }
            }
        }
        table
    }

    fn add(&mut self, country: &str, kind: &str, line: &str) {
        let id = self.list.len();
        for (n, written) in line.split('|').enumerate() {
            let name = written.trim_end_matches('~');
            let weak = written.len() != name.len();
            if n == 0 {
                let outlet = Outlet { name: name.to_owned(), country: country.to_owned(), medium: Medium::of(kind) };
                self.list.push(outlet);
            }
            // A strong reading beats a weak one; otherwise the first in the table stays.
            let key = key_of(name);
            let run: String = key.chars().filter(|c| c.is_alphanumeric()).collect();
            if run.len() >= 4 {
                self.domains.entry(run).or_insert(id);
            }
            match self.names.get(&key) {
                Some((_, old_weak)) if !*old_weak || weak => {}
                _ => {
                    self.names.insert(key, (id, weak));
                }
            }
        }
    }

    /// One outlet by its number.
    pub fn get(&self, id: usize) -> &Outlet {
        &self.list[id]
    }

    /// The number of the outlet of exactly this name, whatever its case, article or diacritics.
    pub fn by_name(&self, name: &str) -> Option<usize> {
        self.names.get(&key_of(name)).map(|(id, _)| *id)
    }

    /// The number of the outlet with this name run together, as domains have it: `theguardian`.
    pub fn by_domain(&self, label: &str) -> Option<usize> {
        let bare = label.strip_prefix("the").filter(|b| b.len() >= 4);
        [Some(label), bare].into_iter().flatten().find_map(|l| self.domains.get(l).copied())
    }

    /// The longest name that starts at `token` and ends before `end`, if it is written as a name.
    pub fn at(&self, doc: &Doc<'_>, token: usize, end: usize) -> Option<Found> {
        let found = self.in_any_case(doc, token, end)?;
        let first = &doc.tokens[found.tokens.start];
        let cased = doc.all_caps || first.capitalised || first.all_caps || found.tokens.len() > 2;
        cased.then_some(found)
    }

    /// The same in small letters as well: "(dpa)", "the agency dpa".
    pub fn in_any_case(&self, doc: &Doc<'_>, token: usize, end: usize) -> Option<Found> {
        let mut key = String::new();
        let mut best = None;
        for t in token..end.min(token + NAME_TOKENS_MAX).min(doc.tokens.len()) {
            if t > token {
                key.push(' ');
            }
            key.push_str(doc.norm(t));
            if let Some((outlet, weak)) = self.names.get(&key) {
                best = Some(Found { tokens: token..t + 1, outlet: *outlet, weak: *weak });
            }
        }
        best
    }

    /// The first name within a range, the strongest and longest preferred at each place.
    pub fn within(&self, doc: &Doc<'_>, range: Range<usize>) -> Option<Found> {
        let mut weak = None;
        for t in range.clone() {
            match self.at(doc, t, range.end) {
                Some(found) if !found.weak => return Some(found),
                found => weak = weak.or(found),
            }
        }
        weak
    }
}

/// The folded tokens of a name joined by single spaces, a leading article off.
pub(super) fn key_of(name: &str) -> String {
    let doc = Doc::new(name, false);
    let from = usize::from(doc.tokens.len() > 1 && doc.norm(0) == "the");
    (from..doc.tokens.len()).map(|t| doc.norm(t)).collect::<Vec<_>>().join(" ")
}

/// True if the two names mean one outlet: by the table, or as words of one another.
pub(crate) fn same_outlet(a: &str, b: &str) -> bool {
    let table = Outlets::embedded();
    if let (Some(a), Some(b)) = (table.by_name(a), table.by_name(b)) {
        return a == b;
    }
    let (a, b) = (key_of(a), key_of(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    a == b
        || squeezed(&a) == squeezed(&b)
        || (short.len() >= 4 && format!(" {long} ").contains(&format!(" {short} ")) && long.ends_with(short.as_str()))
        || (short.len() >= 5 && long.starts_with(short.as_str()))
}

/// A name without spaces and stops, and without the ending of a domain.
fn squeezed(key: &str) -> String {
    let plain: String = key.chars().filter(|c| c.is_alphanumeric()).collect();
    plain.strip_suffix("com").or_else(|| plain.strip_suffix("news")).map_or_else(|| plain.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_whole() {
        let table = Outlets::embedded();
        assert!(table.list.len() > 1_500, "{}", table.list.len());
        assert!(table.list.iter().all(|o| o.country.len() == 2 && !o.name.is_empty()));
    }

    #[test]
    fn aliases_mean_one_outlet() {
        for (a, b, same) in [
            ("AP", "The Associated Press", true),
            ("HÜRRİYET", "Hurriyet", true),
            ("Hürriyet", "Hürriyet Daily News", false),
            ("AFP", "Agence France-Presse", true),
            ("The Monitor", "Christian Science Monitor", true),
            ("Reuters", "AFP", false),
            ("Harbour Post", "The Harbour Post", true),
            ("harbourpost.com", "Harbour Post", true),
            ("Harbour Post", "Hill Post", false),
        ] {
            assert_eq!(same_outlet(a, b), same, "{a} / {b}");
        }
    }
}
