//! What the key templates of a report make of its tokens and sentences: what models are fitted on.
//!
//! The same rules as in `training/labels.py`: change them together.

use super::Row;
use read::doc::Doc;
use read::tag::Role;
use read::tag::scores::{AHEAD, ANY, LABELS, SENTENCE_COLUMNS, column};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Label of a token of which the key says neither yes nor no.
pub const UNSURE: u8 = LABELS as u8;

/// Kinds as the key names them, in the order of the columns of sentences.
const KINDS: [&str; 6] = ["attack", "bombing", "kidnapping", "arson", "robbery", "forced work stoppage"];

/// A report with its key.
#[derive(Debug, Deserialize)]
pub struct Keyed {
    /// The report.
    #[serde(flatten)]
    pub row: Row,
    /// Its incidents.
    pub templates: Vec<Template>,
}

/// One incident of the key.
#[derive(Debug, Default, Deserialize)]
pub struct Template {
    /// "attack / bombing" where either is right.
    pub incident_type: String,
    /// "accomplished", "attempted", "threatened", or several.
    #[serde(default)]
    pub stage: String,
    #[serde(default)]
    perp_individual: Vec<Entity>,
    #[serde(default)]
    perp_org: Vec<Entity>,
    #[serde(default)]
    target: Vec<Entity>,
    #[serde(default)]
    victim: Vec<Entity>,
    #[serde(default)]
    victim_description: Vec<Entity>,
    #[serde(default)]
    weapon: Vec<Entity>,
}

/// An entity: every string that stands for it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Entity {
    Mentions(Vec<String>),
    Held { mentions: Vec<String> },
}

impl Entity {
    fn mentions(&self) -> &[String] {
        match self {
            Self::Mentions(mentions) | Self::Held { mentions } => mentions,
        }
    }
}

/// What is known of a report, incident by incident, whatever it was written down in.
#[derive(Debug, Default)]
pub struct Incident {
    /// Columns of sentences that it puts on besides [`ANY`] and [`AHEAD`].
    pub kinds: Vec<usize>,
    /// It did not come about.
    pub ahead: bool,
    /// Role and strings of each entity.
    pub entities: Vec<(Role, Vec<String>)>,
}

impl From<&Template> for Incident {
    fn from(template: &Template) -> Self {
        let of = |role: Role, list: &[Entity]| -> Vec<(Role, Vec<String>)> {
            list.iter().map(|entity| (role, entity.mentions().to_vec())).collect()
        };
        let kinds = template.incident_type.split('/').map(str::trim);
        Self {
            kinds: kinds.filter_map(|kind| KINDS.iter().position(|k| *k == kind)).collect(),
            ahead: !template.stage.starts_with("accomplished") && !template.stage.is_empty(),
            entities: [
                of(Role::Perpetrator, &template.perp_individual),
                of(Role::Organisation, &template.perp_org),
                of(Role::Target, &template.target),
                of(Role::Victim, &template.victim),
                of(Role::VictimDescription, &template.victim_description),
                of(Role::Weapon, &template.weapon),
            ]
            .concat(),
        }
    }
}

/// Labels to fit to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gold {
    /// The column of each token, or [`UNSURE`].
    pub labels: Vec<u8>,
    /// Each sentence's columns: 0, 1, or not a number where the key does not tell.
    pub sentences: Vec<[f32; SENTENCE_COLUMNS]>,
}

/// One string of the key, found in the text.
struct Found {
    incident: usize,
    entity: usize,
    role: Role,
    tokens: Range<usize>,
}

/// Holds a report's incidents against its words.
///
/// A string is told to be a filler where its sentence holds another filler of the same incident, or where the entity first
/// stands; elsewhere the same words may or may not speak of the incident, and nothing is told.
pub fn gold(doc: &Doc<'_>, incidents: &[Incident]) -> Gold {
    let found = find(doc, incidents);
    let mut held: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    let mut first: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for f in &found {
        held.entry((f.incident, doc.sentence_of(f.tokens.start))).or_default().insert(f.entity);
        let start = first.entry((f.incident, f.entity)).or_insert(f.tokens.start);
        *start = (*start).min(f.tokens.start);
    }
    let sure = |f: &&Found| {
        held[&(f.incident, doc.sentence_of(f.tokens.start))].len() >= 2
            || first[&(f.incident, f.entity)] == f.tokens.start
    };
    let mut labels = vec![0; doc.tokens.len()];
    let mut certain: Vec<&Found> = found.iter().filter(sure).collect();
    certain.sort_by_key(|f| (std::cmp::Reverse(f.tokens.len()), f.tokens.start, f.role));
    for f in certain {
        if labels[f.tokens.clone()].iter().all(|label| *label == 0) {
            labels[f.tokens.clone()].fill(column(f.role) as u8 + 1);
            labels[f.tokens.start] = column(f.role) as u8;
        }
    }
    for f in found.iter().filter(|f| !sure(f)) {
        labels[f.tokens.clone()].iter_mut().filter(|label| **label == 0).for_each(|label| *label = UNSURE);
    }
    Gold { labels, sentences: sentences(doc, incidents, &held) }
}

fn sentences(
    doc: &Doc<'_>,
    incidents: &[Incident],
    held: &BTreeMap<(usize, usize), BTreeSet<usize>>,
) -> Vec<[f32; SENTENCE_COLUMNS]> {
    let mut rows = vec![[0.0; SENTENCE_COLUMNS]; doc.sentences.len()];
    for (k, incident) in incidents.iter().enumerate() {
        let counts: Vec<(usize, usize)> =
            held.range((k, 0)..(k + 1, 0)).map(|((_, sentence), entities)| (*sentence, entities.len())).collect();
        let Some(best) = counts.iter().max_by_key(|(s, c)| (*c, std::cmp::Reverse(*s))).map(|(s, _)| *s) else {
            continue;
        };
        for (s, count) in counts {
            let told = count >= 2 || s == best;
            let ahead = incident.ahead.then_some(AHEAD);
            for col in incident.kinds.iter().copied().chain([ANY]).chain(ahead) {
                let cell = &mut rows[s][col];
                if told {
                    *cell = 1.0;
                } else if *cell == 0.0 {
                    *cell = f32::NAN;
                }
            }
        }
    }
    rows
}

fn find(doc: &Doc<'_>, incidents: &[Incident]) -> Vec<Found> {
    let text = doc.text.to_ascii_lowercase();
    let mut found = Vec::new();
    for (incident, held) in incidents.iter().enumerate() {
        for (entity, (role, mentions)) in held.entities.iter().enumerate() {
            for mention in mentions {
                for bytes in occurrences(&text, &mention.to_ascii_lowercase()) {
                    let start = doc.tokens.partition_point(|t| t.end as usize <= bytes.start);
                    let end = doc.tokens.partition_point(|t| (t.start as usize) < bytes.end);
                    if start < end {
                        found.push(Found { incident, entity, role: *role, tokens: start..end });
                    }
                }
            }
        }
    }
    found
}

/// Where a string stands in a text: any white space, not inside a word. Both are lower case.
fn occurrences(text: &str, mention: &str) -> Vec<Range<usize>> {
    let words: Vec<&str> = mention.split_whitespace().collect();
    let Some(first) = words.first() else { return Vec::new() };
    let inner = |c: char| c.is_ascii_alphanumeric();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, _) in text.match_indices(first) {
        if found.last().is_some_and(|f| start < f.end) || text[..start].ends_with(inner) {
            continue;
        }
        let mut end = start + first.len();
        let whole = words[1..].iter().all(|word| {
            let rest = text[end..].trim_start();
            let spaced = rest.len() < text.len() - end;
            let begins = spaced && rest.starts_with(word);
            if begins {
                end = text.len() - rest.len() + word.len();
            }
            begins
        });
        if whole && !text[end..].starts_with(inner) {
            found.push(start..end);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_found_across_lines_and_not_inside_words() {
        let found = occurrences("car bombs, a car\nbomb; carbomb; the car  bomb", "car bomb");
        assert_eq!(found, [13..21, 36..45]);
    }

    #[test]
    fn a_lone_later_string_is_unsure() {
        let text = "Rebels bombed the bridge near Alta. The rebels denied it. A bridge is a bridge.";
        let doc = Doc::new(text, false);
        let incident = Incident {
            kinds: vec![1],
            ahead: false,
            entities: vec![(Role::Perpetrator, vec!["rebels".to_owned()]), (Role::Target, vec!["bridge".to_owned()])],
        };
        let gold = gold(&doc, &[incident]);
        let at = |word: &str| -> Vec<u8> {
            (0..doc.tokens.len()).filter(|t| doc.norm(*t) == word).map(|t| gold.labels[t]).collect()
        };
        assert_eq!(at("rebels"), [column(Role::Perpetrator) as u8, UNSURE]);
        assert_eq!(at("bridge"), [column(Role::Target) as u8, UNSURE, UNSURE]);
        assert_eq!(gold.sentences[0][ANY], 1.0);
        assert!(gold.sentences[1][ANY].is_nan());
        assert_eq!(gold.sentences[0][AHEAD], 0.0);
    }
}
