//! Who wrote an article, as the line near its headline says.

use super::header::names_section;
use super::lines::{Line, Shape};
use crate::tokens::fold;
use std::ops::Range;

/// A byline has at most this many words.
pub(crate) const BYLINE_WORDS_MAX: usize = 18;
/// A note about the author has at most this many words.
const BIOGRAPHY_WORDS_MAX: usize = 60;
/// A byline without "By" has at most this many words.
const SIGNED_WORDS_MAX: usize = 7;
/// The name of an agency or a paper on a line of its own has at most this many words.
const AGENCY_WORDS_MAX: usize = 4;
/// A dateline opens one of the lines from the text's beginning on.
const OPENING_LINES: usize = 3;
/// A dateline's dash stands within this many bytes.
const DATELINE_BYTES_MAX: usize = 70;

/// The author on line `i`: `By A. Name and B. Name, Staff`; `By` on a line of its own with the name on the next.
pub(crate) fn by(lines: &[Line], i: usize) -> Option<String> {
    let line = &lines[i];
    if line.words > BYLINE_WORDS_MAX {
        return None;
    }
    if line.folded == "by" {
        return lines
            .get(i + 1)
            .filter(|next| (1..=BYLINE_WORDS_MAX).contains(&next.words) && next.shape != Shape::Prose)
            .map(|next| next.text.clone());
    }
    let text = match &line.stamp {
        Some(stamp) if fold(&stamp.before).starts_with("by ") => stamp.before.as_str(),
        _ => line.text.as_str(),
    };
    // "Published: 1 July | Author: A. Name | 2 minutes"
    let part = || text.split(['|', '\u{b7}', '\u{2022}']).map(str::trim).find(|part| strip_by(part).is_some());
    let text = if line.shape == Shape::Stamp { part().unwrap_or(text) } else { text };
    let rest = strip_by(text)?;
    let named = rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '\u{2018}' | '@'));
    // "By Monday evening the fire was out." is a sentence.
    let sentence = line.is_closed() && rest.split(' ').filter(|w| w.starts_with(char::is_lowercase)).count() > 2;
    (named && !sentence)
        .then(|| rest.trim_matches([' ', '|', ',', '-', '\u{2013}', '\u{2014}']).to_owned())
        .filter(|name| !name.is_empty())
}

/// The name without "By", "Written by", "Author:".
pub(crate) fn strip_by(text: &str) -> Option<&str> {
    [
        "by ",
        "by: ",
        "written by ",
        "author: ",
        "author : ",
        "authors: ",
        "reported by ",
        "words by ",
        "story by ",
        "par ",
        "von ",
        "por ",
    ]
    .iter()
    .filter_map(|start| {
        text.get(..start.len())
            .filter(|head| head.eq_ignore_ascii_case(start))
            .map(|_| text[start.len()..].trim_start())
    })
    .next_back()
}

/// A name beside the date line, without "By": `Ada Lorne, Pelham`, `Piet Haan | Orsk News Agency`.
pub(crate) fn signed(lines: &[Line], among: Range<usize>) -> Option<(String, usize)> {
    let stamp = |i: usize| lines.get(i).is_some_and(|line| line.shape == Shape::Stamp);
    let prose = (among.clone()).find(|i| lines.get(*i).is_none_or(|line| line.shape == Shape::Prose));
    (among.start..prose.unwrap_or(among.end))
        .filter(|i| stamp(i + 1) || i.checked_sub(1).is_some_and(stamp))
        .find(|i| is_signature(&lines[*i]))
        .map(|i| (lines[i].text.clone(), i))
}

/// A name that opens the text without "By", an agency's or a paper's on the line below perhaps, right above a dateline:
/// `Ada Lorne`, `Associated Press`, `PELHAM, Norvale \u{2014} …`. The agency's name goes with it, since it says whose copy it is.
pub(crate) fn above_dateline(lines: &[Line], start: usize, title: Option<usize>) -> Option<(String, usize)> {
    let dated = (0..lines.len().min(start + OPENING_LINES)).find(|i| opens_with_dateline(&lines[*i]))?;
    let author = |above: usize| {
        let i = dated.checked_sub(above).filter(|i| Some(*i) != title && is_signature(&lines[*i]))?;
        Some((lines[i].text.as_str(), i))
    };
    let below = lines.get(dated.checked_sub(1)?)?;
    let agency = matches!(below.shape, Shape::Scrap | Shape::Headline) && below.words <= AGENCY_WORDS_MAX;
    let with_agency = author(2).filter(|_| agency).map(|(name, i)| (format!("{name}, {}", below.text), i));
    with_agency.or_else(|| author(1).map(|(name, i)| (name.to_owned(), i)))
}

/// `PELHAM (Agency) \u{2014} `, `PELHAM, Norvale \u{2013} `: a town in capitals and, soon after, a dash.
fn opens_with_dateline(line: &Line) -> bool {
    let head = crate::tokens::head(&line.text, DATELINE_BYTES_MAX);
    let dash = [" -- ", " \u{2014} ", " \u{2013} ", ") - "].iter().filter_map(|dash| head.find(dash)).min();
    let town = head.split([' ', ',']).next().unwrap_or("");
    line.shape == Shape::Prose
        && dash.is_some()
        && town.chars().count() >= 3
        && town.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-'))
}

/// Two to four capitalised words with small letters in them, perhaps a place or an office after them; no section's name.
fn is_signature(line: &Line) -> bool {
    let name = line.text.split([',', '|', '/', '\u{b7}']).next().unwrap_or("").trim();
    let words = name.split(' ').count();
    let person = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '\u{2019}'))
            || matches!(
                word,
                "de" | "van" | "von" | "bin" | "al" | "da" | "di" | "el" | "la" | "le" | "du" | "der" | "and"
            )
    };
    matches!(line.shape, Shape::Scrap | Shape::Headline)
        && line.words <= SIGNED_WORDS_MAX
        && (2..=4).contains(&words)
        && name.chars().any(char::is_lowercase)
        && name.split(' ').all(person)
        && !names_section(&line.folded)
}

/// `Ada Lorne is the paper's correspondent in Tarn.`: about the author, below the article.
pub(crate) fn is_biography(line: &Line, author: &str) -> bool {
    const OFFICES: &[&str] = &[
        "correspondent",
        "reporter",
        "journalist",
        "editor",
        "writer",
        "columnist",
        "author",
        "freelance",
        "covers",
        "writes",
        "reports",
        "freelancer",
        "contributor",
    ];
    let name: Vec<&str> = author.split([' ', ',', '|']).filter(|word| !word.is_empty()).take(2).collect();
    let text = line.text.trim_start_matches(['-', '\u{2013}', '\u{2014}', '*', ' ']);
    line.words <= BIOGRAPHY_WORDS_MAX
        && name.len() == 2
        && text.starts_with(&name.join(" "))
        && line.folded.split(|c: char| !c.is_alphanumeric()).any(|word| OFFICES.contains(&word))
}
