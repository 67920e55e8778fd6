//! Who signed an article.

use super::meta::{clean, folded, near_title};
use super::said::{Said, name_of};
use dom_query::Document;

/// Names of `meta` tags that give the author.
const AUTHOR_NAMES: &[&str] = &[
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "citation_author",
];

/// Places on the page that are marked as the author's.
const MARKED_AUTHORS: &[&str] =
    &["[itemprop=author] [itemprop=name]", "[itemprop=author]", "a[rel=author]", "[rel=author]", ".byline a"];

/// Places on the page that look like the author's by their class or link; only what looks like a person is taken from them.
const CLASSED_AUTHORS: &[&str] = &[
    "[class*=author-name i]",
    "[class*=byline i] a",
    "[class*=byline i]",
    "[class*=author i] a",
    "[class*=author i]",
    "a[href*='/author/']",
    "a[href*='/authors/']",
];

/// What stands before an author's name.
const SIGNATURES: &[&str] = &[
    "By: ",
    "By ",
    "by ",
    "BY ",
    "Written by ",
    "Written By ",
    "Posted by ",
    "Posted By ",
    "Author: ",
    "Content by ",
    "Articles by ",
    "Von ",
    "Par ",
    "Por ",
];

/// Authors of one article at most.
const MAX_AUTHORS: usize = 6;

/// The author line: JSON-LD, `meta` tags, marked places, a line "By …" near the headline, places with a telling class.
pub(super) fn read(
    document: &Document,
    said: &Said,
    outlet: Option<&str>,
    whole: &str,
    title: Option<&str>,
) -> Option<String> {
    let linked = said.linked("author", name_of);
    let meta = AUTHOR_NAMES.iter().filter_map(|name| said.meta(&[*name])).find(|name| !name.contains("://"));
    let marked = || named(document, MARKED_AUTHORS);
    let signed = || near_title(whole, title?).find_map(signed);
    let classed = || {
        let first = |place: &&str| {
            let found = document.select(place);
            found.iter().filter_map(|node| first_name(&node.formatted_text())).find(|name| looks_like_a_person(name))
        };
        CLASSED_AUTHORS.iter().find_map(first)
    };
    let found = linked.or(meta).as_deref().and_then(name).or_else(marked).or_else(signed).or_else(classed)?;
    let is_site = outlet.is_some_and(|outlet| folded(outlet) == folded(&found));
    (!is_site).then_some(found)
}

/// The author of a line that is "By …" and little else.
fn signed(line: &str) -> Option<String> {
    let rest = SIGNATURES.iter().find_map(|opening| line.strip_prefix(opening))?;
    let author = name(rest)?;
    let is_name = author.split(' ').count() <= 6 && author.starts_with(char::is_uppercase);
    is_name.then_some(author)
}

/// The names in the first of these places that has any; many names in one place are those of other articles.
fn named(document: &Document, places: &[&str]) -> Option<String> {
    places.iter().find_map(|place| {
        let mut names: Vec<String> = Vec::new();
        for name in document.select(place).iter().filter_map(|node| first_name(&node.formatted_text())) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        (1..=MAX_AUTHORS).contains(&names.len()).then(|| names.join(", "))
    })
}

/// Two to five words that begin with capitals, small words between them allowed: "Ana de Vik".
fn looks_like_a_person(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let capital = |word: &&&str| word.starts_with(char::is_uppercase);
    let small = words.iter().filter(|word| !word.starts_with(char::is_uppercase)).all(|word| word.len() <= 3);
    (2..=5).contains(&words.len())
        && small
        && words.iter().filter(capital).count() >= 2
        && !name.contains([':', '!', '?', '&'])
}

/// The name in the first lines of a place: what stands below it is the job.
fn first_name(text: &str) -> Option<String> {
    text.lines().filter(|line| !line.trim().is_empty()).take(2).find_map(name)
}

/// A name without "By" and without the date and the job that may follow it.
fn name(text: &str) -> Option<String> {
    let mut text = clean(text)?;
    for opening in SIGNATURES {
        if let Some(rest) = text.strip_prefix(opening) {
            text = rest.trim().to_owned();
        }
    }
    text = text.trim_matches(['"', '“', '”', ',', ';', '|', ' ']).to_owned();
    for mark in [" | ", " ⋅ ", "| ", " • ", " · ", " on ", " – ", " — "] {
        if let Some((front, _)) = text.split_once(mark) {
            text = front.trim().to_owned();
        }
    }
    let words = text.split(' ').count();
    let is_name = text.len() <= 120 && words <= 14 && text.chars().any(char::is_alphabetic);
    (is_name && !text.contains('@') && !text.chars().any(|c| c.is_ascii_digit())).then_some(text)
}
