//! What each source of an incident stood for, and what independent origins made of it later.
//!
//! A source is an outlet, agency, authority or organisation that is itself an origin, or that spoke to one that is a person
//! or unnamed. Who only repeats what another source says gets neither credit nor blame for it, and persons have no record.
//! A testimony is settled by origins of the same incident that are counted as independent, name somebody, are not merely
//! inferred, and did not speak before it; those who only allege or suspect settle nothing. A denial by whoever is
//! accused of the act denies nothing.

use crate::chunks::Chunks;
use crate::facts::Facts;
use crate::grade::{hedged, root_did_it};
use crate::origins::Root;
use crate::speakers::{canonical_name, is_vague};
use jiff::civil::Date;
use record::{Borne, Speaker, SpeakerKind, Testimony};
use std::collections::{BTreeMap, BTreeSet};

/// Names of those who settled a testimony that are kept: the first to speak. Of an incident with thousands of origins each would
/// else name thousands.
const MAX_SETTLED_BY: usize = 20;

/// A testimony with the roots (by position) that it rests on.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub testimony: Testimony,
    pub roots: BTreeSet<usize>,
}

/// One origin as a witness for or against others.
struct Witness<'r> {
    root: &'r Root,
    first: Option<Date>,
    /// Whether its word can settle what others said.
    settles: bool,
    accused: bool,
}

/// The testimonies of an incident's sources, by the key of the source.
pub(crate) fn told(roots: &[Root], facts: &Chunks<Facts>) -> Vec<Told> {
    let witnesses: Vec<Witness<'_>> = roots
        .iter()
        .map(|root| Witness {
            root,
            first: root.claims.iter().filter_map(|c| facts[*c].published_on).min(),
            settles: (root.origin.independent || !root.supports) && root.shown && !root.unnamed && !hedged(root, facts),
            accused: root_did_it(root, facts),
        })
        .collect();
    let mut of_source: BTreeMap<String, (String, SpeakerKind, BTreeSet<usize>)> = BTreeMap::new();
    for (n, root) in roots.iter().enumerate() {
        for (key, (name, kind)) in sources(root, facts) {
            let entry = of_source.entry(key).or_insert_with(|| (name.clone(), kind, BTreeSet::new()));
            // Of several spellings the shortest is shown: "Volna", not "the Volna agency".
            if (name.chars().count(), &name) < (entry.0.chars().count(), &entry.0) {
                entry.0.clone_from(&name);
            }
            entry.1 = entry.1.min(kind);
            entry.2.insert(n);
        }
    }
    let settling = Settling::of(&witnesses);
    of_source
        .into_iter()
        .map(|(source, (name, kind, own))| Told {
            testimony: settle(source, name, kind, &own, (&witnesses, &settling)),
            roots: own,
        })
        .collect()
}

/// Kinds of speaker that have a record.
const fn has_record(kind: SpeakerKind) -> bool {
    matches!(kind, SpeakerKind::Outlet | SpeakerKind::Press | SpeakerKind::Authority | SpeakerKind::Organisation)
}

/// Who vouches for a root: those with a record among its own names, or else the media that spoke to it.
fn sources(root: &Root, facts: &Chunks<Facts>) -> BTreeMap<String, (String, SpeakerKind)> {
    let mut named: BTreeMap<String, (String, SpeakerKind)> = BTreeMap::new();
    let (mut persons, mut relays) = (BTreeSet::new(), BTreeSet::new());
    for claim in root.claims.iter().map(|c| &facts[*c].claim) {
        for Speaker { name, kind, .. } in &claim.said_by {
            let key = canonical_name(name);
            if *kind == SpeakerKind::Person {
                persons.insert(key);
            } else if has_record(*kind) && !key.is_empty() && !is_vague(name) {
                let entry = named.entry(key).or_insert_with(|| (name.clone(), *kind));
                entry.1 = entry.1.min(*kind);
            }
        }
        let cited = claim.said_by.windows(2).filter(|pair| is_media(pair[1].kind));
        relays.extend(cited.map(|pair| canonical_name(&pair[0].name)));
    }
    // What is taken for a person anywhere is kept as nobody's record.
    named.retain(|key, _| !persons.contains(key));
    let pick = |of: &mut dyn Iterator<Item = &String>| {
        of.filter_map(|key| Some((key.clone(), named.get(key)?.clone()))).collect::<BTreeMap<_, _>>()
    };
    // Those who cite one another in a circle have it from nobody, and those whose copies were joined with it only repeat it:
    // none of them vouches for it.
    let label = canonical_name(&root.origin.label);
    let in_label = |key: &str| key.split(' ').all(|word| label.split(' ').any(|other| other == word));
    let own = pick(&mut root.names.iter().filter(|key| in_label(key) && !relays.contains(*key)));
    let found = if own.is_empty() { pick(&mut root.carriers.iter().filter(|key| !relays.contains(*key))) } else { own };
    let country = country(root, facts);
    found
        .into_values()
        .filter_map(|(name, kind)| Some((identity(&name, kind, country)?, kind)))
        .map(|(name, kind)| (canonical_name(&name), (name, kind)))
        .collect()
}

const fn is_media(kind: SpeakerKind) -> bool {
    matches!(kind, SpeakerKind::Outlet | SpeakerKind::Press)
}

/// The country that a root's claims are about, if they name one.
fn country<'f>(root: &Root, facts: &'f Chunks<Facts>) -> Option<&'f str> {
    root.claims.iter().filter_map(|c| facts[*c].claim.place.as_ref()?.country_iso2.as_deref()).min()
}

/// The name under which a record is kept. "Police" is another body in every country: a body that is called by common
/// words alone is kept under its country, and not at all where that is not known.
fn identity(name: &str, kind: SpeakerKind, country: Option<&str>) -> Option<String> {
    if is_media(kind) || !common_words_only(name) {
        return Some(name.to_owned());
    }
    country.map(|country| format!("{name}, {country}"))
}

/// Words that alone name no particular body, however they are written.
const COMMON: &[&str] = &[
    "army",
    "authorities",
    "authority",
    "cabinet",
    "court",
    "government",
    "intelligence",
    "military",
    "ministry",
    "navy",
    "office",
    "parliament",
    "police",
    "presidency",
    "prosecution",
    "security",
    "state",
];

/// True for "police", "Interior ministry", "federal prosecutor's office"; false for "Hamas", "State Department".
fn common_words_only(name: &str) -> bool {
    let mut words = name.split_whitespace().filter(|word| !word.eq_ignore_ascii_case("the"));
    let Some(first) = words.next() else { return true };
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let rest: Vec<&str> = words.collect();
    if rest.iter().any(|word| capital(word)) {
        return false;
    }
    !rest.is_empty() || !capital(first) || COMMON.contains(&first.to_lowercase().as_str())
}

/// Those whose word can settle what others said, by the day on which they first spoke (unknown last), then by label.
struct Settling<'w, 'r> {
    supporting: Vec<(usize, &'w Witness<'r>)>,
    denying: Vec<(usize, &'w Witness<'r>)>,
}

impl<'w, 'r> Settling<'w, 'r> {
    fn of(witnesses: &'w [Witness<'r>]) -> Self {
        let settling = witnesses.iter().enumerate().filter(|(_, witness)| witness.settles);
        let (mut supporting, mut denying): (Vec<_>, Vec<_>) = settling.partition(|(_, witness)| witness.root.supports);
        for all in [&mut supporting, &mut denying] {
            all.sort_by_key(|(_, w)| (w.first.is_none(), w.first, w.root.origin.label.as_str()));
        }
        Self { supporting, denying }
    }

    fn saying(&self, supports: bool) -> &[(usize, &'w Witness<'r>)] {
        if supports { &self.supporting } else { &self.denying }
    }

    /// Others who say so, and did not speak before that day: the first of them, at most [`MAX_SETTLED_BY`]. `against` somebody
    /// who supports it, whoever is accused denies nothing.
    fn since(&self, supports: bool, against: bool, day: Date, own: &BTreeSet<usize>) -> Vec<&'w Witness<'r>> {
        let all = self.saying(supports);
        let from = all.partition_point(|(_, witness)| witness.first.is_some_and(|first| first < day));
        let later = all[from..].iter().take_while(|(_, witness)| witness.first.is_some());
        let counts = |witness: &Witness<'_>| !against || supports || !witness.accused;
        later.filter(|(n, w)| !own.contains(n) && counts(w)).map(|(_, witness)| *witness).take(MAX_SETTLED_BY).collect()
    }
}

fn settle(
    source: String,
    name: String,
    kind: SpeakerKind,
    own: &BTreeSet<usize>,
    (witnesses, settling): (&[Witness<'_>], &Settling<'_, '_>),
) -> Testimony {
    let mine: Vec<&Witness<'_>> = own.iter().map(|n| &witnesses[*n]).collect();
    let said_on = mine.iter().filter_map(|w| w.first).min();
    let supports = mine.iter().any(|w| w.root.supports);
    let mut open = Testimony {
        source,
        name,
        kind,
        said_on,
        supports,
        outcome: Borne::Open,
        settled_on: None,
        settled_by: Vec::new(),
    };
    let Some(said_on) = said_on else { return open };
    let with = settling.since(supports, false, said_on, own);
    let against = settling.since(!supports, true, said_on, own);
    let by = match (with.is_empty(), against.is_empty()) {
        (true, true) => return open,
        (false, false) => {
            open.outcome = Borne::Contested;
            return open;
        }
        (false, true) => {
            open.outcome = Borne::Confirmed;
            with
        }
        (true, false) if settling.saying(supports).iter().any(|(n, _)| !own.contains(n)) => {
            open.outcome = Borne::Contested;
            return open;
        }
        (true, false) => {
            open.outcome = Borne::Denied;
            against
        }
    };
    open.settled_on = by.iter().filter_map(|w| w.first).min();
    let labels: BTreeSet<&str> = by.iter().map(|w| w.root.origin.label.as_str()).collect();
    open.settled_by = labels.into_iter().map(str::to_owned).collect();
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_with_common_names_are_told_apart_by_country() {
        let table = [
            ("police", Some("police, KE")),
            ("Army", Some("Army, KE")),
            ("the Interior ministry", Some("the Interior ministry, KE")),
            ("federal prosecutor's office", Some("federal prosecutor's office, KE")),
            ("Austrian interior ministry", Some("Austrian interior ministry, KE")),
            ("Hamas", Some("Hamas")),
            ("State Department", Some("State Department")),
            ("Kenya Red Cross", Some("Kenya Red Cross")),
        ];
        for (name, expected) in table {
            assert_eq!(identity(name, SpeakerKind::Authority, Some("KE")).as_deref(), expected, "{name}");
        }
        assert_eq!(identity("police", SpeakerKind::Authority, None), None);
        assert_eq!(identity("the herald", SpeakerKind::Press, None).as_deref(), Some("the herald"));
    }
}
