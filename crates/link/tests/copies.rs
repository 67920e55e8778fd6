//! Copies and excerpts: the pairs of `testdata/copies`, alone and through the index, in either order.

use link::copies::{CopyIndex, Verdict, compare};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct File {
    story: BTreeMap<String, Vec<String>>,
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    why: String,
    left: Vec<String>,
    right: Vec<String>,
    #[serde(default)]
    replace: Vec<(String, String)>,
    #[serde(default)]
    upper: bool,
    is: Expected,
    /// Share of the shorter text that must be found in the other.
    #[serde(default)]
    shorter_at_least: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Expected {
    Copy,
    Excerpt,
    Nothing,
}

fn file() -> File {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/copies/pairs.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

impl File {
    fn text(&self, parts: &[String]) -> String {
        parts.iter().map(|part| self.part(part)).collect::<Vec<_>>().join("\n\n")
    }

    fn part(&self, part: &str) -> String {
        let (name, range) = part.split_once(' ').unwrap_or((part, ""));
        let Some(story) = self.story.get(name) else { return part.to_owned() };
        let (first, last) = match range.split_once("..") {
            _ if range.is_empty() => (1, story.len()),
            Some((first, last)) => (first.parse().unwrap(), last.parse().unwrap()),
            None => (range.parse().unwrap(), range.parse().unwrap()),
        };
        story[first - 1..last].join("\n\n")
    }

    fn texts(&self, pair: &Pair) -> (String, String) {
        let mut right = self.text(&pair.right);
        for (from, to) in &pair.replace {
            assert!(right.contains(from.as_str()), "{}: {from}", pair.why);
            right = right.replace(from.as_str(), to);
        }
        (self.text(&pair.left), if pair.upper { right.to_uppercase() } else { right })
    }
}

fn expected(verdict: Option<Verdict>) -> Expected {
    match verdict {
        Some(Verdict::Copy) => Expected::Copy,
        Some(Verdict::Excerpt) => Expected::Excerpt,
        None => Expected::Nothing,
    }
}

#[test]
fn pairs_are_what_they_are() {
    let file = file();
    let mut wrong = Vec::new();
    for pair in &file.pair {
        let (left, right) = file.texts(pair);
        let found = compare(&left, &right);
        let share = found.map_or(0.0, |overlap| overlap.of_the_shorter());
        if expected(found.map(|o| o.verdict())) != pair.is || share < pair.shorter_at_least {
            wrong.push(format!("{}: {:?} {:?}", pair.why, found.map(|o| (o.verdict(), o.features())), found));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), file.pair.len(), wrong.join("\n"));
}

#[test]
fn the_index_says_the_same_in_either_order() {
    let file = file();
    for pair in &file.pair {
        let (left, right) = file.texts(pair);
        for (first, second) in [(&left, &right), (&right, &left)] {
            let mut index = CopyIndex::default();
            assert!(index.add(first).is_empty());
            let found = index.add(second);
            assert_eq!(expected(found.first().map(|c| c.overlap.verdict())), pair.is, "{}", pair.why);
            assert_eq!(index.compare(1, 0), found.first().map(|c| c.overlap), "{}", pair.why);
        }
    }
}

#[test]
fn a_story_that_everybody_takes_over_stays_one_family_in_any_order() {
    let file = file();
    let story = file.text(&["ferry".to_owned()]);
    // More than are compared with any one report, each with a headline and an end of its own.
    let copies: Vec<String> = (0..300)
        .map(|n| {
            let kept: Vec<&str> = story.split("\n\n").take(4 + n % 5).collect();
            format!("Headline number {n} of outlet {n}\n\n{}", kept.join("\n\n"))
        })
        .collect();
    let other = file.text(&["depot".to_owned()]);
    for order in [(0..300).collect::<Vec<_>>(), (0..300).rev().collect(), (0..300).map(|n| n * 7 % 300).collect()] {
        let mut index = CopyIndex::default();
        index.add(&other);
        for (n, copy) in order.iter().enumerate() {
            let found = index.add(&copies[*copy]);
            assert_eq!(n > 0, found.iter().any(|c| c.overlap.is_copy() && c.report > 0), "{n}");
            assert!(found.len() <= 32 && found.iter().all(|c| c.report > 0));
        }
    }
}
