//! Task `entities`: names of places and organisations on given tokens.
//!
//! The reader looks for places and for armed groups, and keeps no record of persons: other names stay without a tag.

use crate::input::rows;
use crate::tally::Tally;
use anyhow::Result;
use read::doc::Doc;
use read::names::{NameKind, Names};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::path::Path;

#[derive(Debug, Deserialize)]
struct Row {
    id: String,
    tokens: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Line<'r> {
    id: &'r str,
    tokens: &'r [String],
    tags: Vec<String>,
}

/// A name on tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    kind: String,
    tokens: Range<usize>,
}

impl Found {
    fn new(kind: &str, tokens: Range<usize>) -> Self {
        Self { kind: kind.to_owned(), tokens }
    }

    fn key(&self) -> (&str, usize, usize) {
        (&self.kind, self.tokens.start, self.tokens.end)
    }
}

/// Prints every line of `input` with predicted IOB2 tags: `LOC` for places, `ORG` for groups.
pub fn predict(input: &Path, out: &mut dyn Write) -> Result<()> {
    let names = Names::embedded();
    for row in rows::<Row>(input)? {
        let row = row?;
        let mut tags = vec!["O".to_owned(); row.tokens.len()];
        for found in find(&names, &row.tokens) {
            for (n, tag) in tags[found.tokens.clone()].iter_mut().enumerate() {
                *tag = format!("{}-{}", if n == 0 { "B" } else { "I" }, found.kind);
            }
        }
        serde_json::to_writer(&mut *out, &Line { id: &row.id, tokens: &row.tokens, tags })?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Exact spans right, for each of the names that the data know.
pub fn tally(input: &Path) -> Result<BTreeMap<String, Tally>> {
    let names = Names::embedded();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for row in rows::<Row>(input)? {
        let row = row?;
        let (gold, found) = (of_tags(&row.tags), find(&names, &row.tokens));
        for name in &gold {
            tallies.entry(name.kind.clone()).or_default().gold += 1;
        }
        for name in &found {
            let tally = tallies.entry(name.kind.clone()).or_default();
            tally.found += 1;
            tally.hit += usize::from(gold.iter().any(|g| g.key() == name.key()));
        }
    }
    Ok(tallies)
}

/// The names of the reader, on the tokens as given.
fn find(names: &Names, tokens: &[String]) -> Vec<Found> {
    let text = tokens.join(" ");
    let mut starts = Vec::with_capacity(tokens.len());
    let mut at = 0;
    for token in tokens {
        starts.push(at);
        at += token.len() + 1;
    }
    let doc = Doc::new(&text, false);
    let mut found = Vec::new();
    for name in names.find(&doc) {
        let kind = match name.what {
            NameKind::Place(_) => "LOC",
            NameKind::Group(_) => "ORG",
            NameKind::Demonym { .. } => continue,
        };
        let mut own = name.tokens;
        if kind == "LOC" && own.len() > 1 && doc.norm(own.end - 1) == "capital" {
            // "the Russian capital" is a paraphrase, not a name.
            continue;
        }
        while own.len() > 1 && doc.norm(own.start) == "the" {
            own.start += 1;
        }
        let span = doc.span(own);
        let first = starts.partition_point(|start| *start <= span.start).saturating_sub(1);
        let after = starts.partition_point(|start| *start < span.end);
        // A name that ends within a token of the data is none of theirs.
        if starts.get(first) == Some(&span.start) && first < after {
            found.push(Found::new(kind, first..after));
        }
    }
    found
}

/// The names of IOB2 tags; the sets' own words for kinds are brought to PER, ORG, LOC and MISC.
fn of_tags(tags: &[String]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (n, tag) in tags.iter().enumerate() {
        let Some((position, kind)) = tag.split_once('-') else { continue };
        let kind = match kind {
            "person" | "PER" => "PER",
            "location" | "LOC" => "LOC",
            "group" | "corporation" | "ORG" => "ORG",
            _ => "MISC",
        };
        match found.last_mut() {
            Some(last) if position == "I" && last.tokens.end == n && last.kind == kind => last.tokens.end = n + 1,
            _ => found.push(Found::new(kind, n..n + 1)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn places_lie_on_the_tokens_given() {
        let found = find(&Names::embedded(), &words("They flew from New York to Paris , France ."));
        assert_eq!(found, [Found::new("LOC", 3..5), Found::new("LOC", 6..7), Found::new("LOC", 8..9)]);
    }

    #[test]
    fn tags_of_all_sets_become_the_same_names() {
        let found = of_tags(&words("B-location I-location O B-corporation B-PER I-PER"));
        assert_eq!(found, [Found::new("LOC", 0..2), Found::new("ORG", 3..4), Found::new("PER", 4..6)]);
    }
}
