//! The lines of a page and what each looks like by itself.

use super::cues::{Cue, cue};
use super::menu::is_menu;
use super::stamp::{self, Order, Stamp};
use crate::tokens::fold;
use rustc_hash::FxHashMap;

/// Lines past this many are left out: no article has as many.
const LINES_MAX: usize = 20_000;
/// Words looked at to tell running prose from a list of links.
const WORDS_LOOKED_AT: usize = 120;

/// An agency's name after the last full stop has at most this many words.
const CREDIT_WORDS_MAX: usize = 4;

/// What a line looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Sentences.
    Prose,
    /// Words without a full stop, as in a headline, a sub-headline or a link.
    Headline,
    /// A bullet or number and words.
    Item,
    /// One to three words.
    Scrap,
    /// A menu: entries between separators, or many words run together, hardly any of them small.
    Links,
    /// The publication's own name.
    Masthead,
    /// Nothing but a date or time.
    Stamp,
    /// Furniture by its words.
    Cue(Cue),
}

/// One non-empty line.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// The words, white space collapsed.
    pub text: String,
    /// The same, folded.
    pub folded: String,
    /// Words in it.
    pub words: usize,
    /// What it looks like.
    pub shape: Shape,
    /// Entries between separators, see [`is_menu`].
    pub menu: bool,
    /// The date on it, if it has one.
    pub stamp: Option<Stamp>,
    /// How many lines of the page say the same.
    pub copies: usize,
}

impl Line {
    /// Ends as a sentence does.
    pub fn is_closed(&self) -> bool {
        ends_sentence(&self.text)
    }
}

/// The non-empty lines of a page, shaped.
pub(crate) fn lines<'t>(paragraphs: impl Iterator<Item = &'t str>, order: Order) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut copies: FxHashMap<String, usize> = FxHashMap::default();
    for raw in paragraphs.take(LINES_MAX) {
        let text = collapse(raw);
        if text.is_empty() {
            continue;
        }
        let folded = fold(&text);
        let words = text.split(' ').count();
        let stamp = stamp::parse(&text, order);
        let mut shape = shape(&text, &folded, words, stamp.as_ref());
        let menu =
            matches!(shape, Shape::Prose | Shape::Headline | Shape::Scrap | Shape::Links | Shape::Cue(Cue::Button))
                && is_menu(raw);
        if menu {
            shape = Shape::Links;
        }
        *copies.entry(folded.clone()).or_default() += 1;
        out.push(Line { text, folded, words, shape, menu, stamp, copies: 1 });
    }
    for line in &mut out {
        line.copies = copies.get(&line.folded).copied().unwrap_or(1);
    }
    out
}

/// White space made single, no-break spaces plain.
fn collapse(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for word in raw.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn shape(text: &str, folded: &str, words: usize, stamp: Option<&Stamp>) -> Shape {
    if stamp.is_some_and(|stamp| is_stamp(stamp, words, ends_sentence(text))) && !is_duration(text) {
        return Shape::Stamp;
    }
    if let Some(cue) = cue(folded, words) {
        return Shape::Cue(cue);
    }
    if is_item(text) && words >= 2 {
        return Shape::Item;
    }
    let closed = ends_sentence(text);
    if words <= 3 && !(closed && words == 3) {
        return Shape::Scrap;
    }
    let small = share_of_small_words(text);
    // A headline in title case still has its "Of" and "In" and marks; a menu run together hardly any.
    let menu = (words >= 12
        && small < 0.07
        && !text.contains([':', ';', ',', '"', '\u{201c}', '\u{2018}'])
        && !has_joints(folded))
        || (words >= 28 && small < 0.25);
    if menu && !closed && text.chars().any(char::is_lowercase) {
        return Shape::Links;
    }
    if closed || (words >= 30 && small > 0.4) || (words >= 12 && folded.ends_with(':')) {
        return Shape::Prose;
    }
    Shape::Headline
}

/// `2:34`, the length of a video: a time of day has two digits before its colon, or a.m. and p.m.
fn is_duration(text: &str) -> bool {
    text.len() == 4 && text.as_bytes()[1] == b':' && text.bytes().all(|b| b.is_ascii_digit() || b == b':')
}

/// A date alone, or with a section or an author beside it.
fn is_stamp(stamp: &Stamp, words: usize, closed: bool) -> bool {
    let beside = stamp.before.split(' ').filter(|w| !w.is_empty()).count()
        + stamp.after.split(' ').filter(|w| !w.is_empty()).count();
    stamp.is_alone()
        || (stamp.date.is_some() && beside <= 3 && words <= 14)
        || (stamp.date.is_some() && words <= 20 && fold(&stamp.before).starts_with("by "))
        || (stamp.date.is_some() && words <= 20 && stamp.published && stamp.before.is_empty() && !closed)
}

/// Share of words that do not begin with a capital: high in sentences, low in lists of links.
fn share_of_small_words(text: &str) -> f64 {
    let (mut small, mut all) = (0_usize, 0_usize);
    for word in text.split(' ').take(WORDS_LOOKED_AT) {
        all += 1;
        small += usize::from(word.chars().find(|c| c.is_alphabetic()).is_none_or(|c| !c.is_uppercase()));
    }
    if all == 0 { 0.0 } else { small as f64 / all as f64 }
}

/// Holds two of the words that join others.
fn has_joints(folded: &str) -> bool {
    const JOINTS: &[&str] =
        &["a", "after", "and", "as", "at", "by", "for", "from", "in", "is", "of", "on", "over", "the", "to", "with"];
    folded.split(' ').filter(|word| JOINTS.contains(word)).take(2).count() == 2
}

fn ends_sentence(text: &str) -> bool {
    let text = without_credit(text);
    let tail = text.trim_end_matches(['"', '\'', '\u{201d}', '\u{2019}', ')', ']', '*', ' ']);
    // A teaser cut short ends in dots; a long quotation may lack its full stop.
    if tail.ends_with("...") || tail.ends_with('\u{2026}') {
        return text.len() > 120;
    }
    tail.ends_with(['.', '!', '?', '\u{3002}', '\u{6d4}', '\u{964}'])
        || (text.len() > 80 && text.ends_with(['\u{201d}', '"']))
}

/// The text without the agency after its last full stop: `… the mayor said. - CPA`, `… the mayor said. (CPA)`.
fn without_credit(text: &str) -> &str {
    let stops = [". ", ".\u{201d} ", ".\" ", "! ", "? "];
    let Some(at) = stops.iter().filter_map(|stop| text.rfind(stop).map(|at| at + stop.len())).max() else {
        return text;
    };
    let credit = text[at..].trim_start();
    let marked = credit.starts_with(['-', '\u{2013}', '\u{2014}', '(', '[', '/']);
    let name = credit.trim_matches(|c: char| !c.is_alphanumeric());
    // A picture's credit stays: it shows a caption.
    let picture = credit.contains([':', '/']) || fold(credit).contains("photo") || fold(credit).contains("image");
    let named = !picture && name.starts_with(char::is_uppercase) && name.split(' ').count() <= CREDIT_WORDS_MAX;
    if marked && named && !credit.ends_with(['.', '!', '?', ',', ':']) { text[..at].trim_end() } else { text }
}

/// `- word`, `• word`, `1. word`, `2) word`.
fn is_item(text: &str) -> bool {
    let rest = text.trim_start_matches([
        '-', '\u{2022}', '*', '\u{2013}', '\u{25cf}', '\u{25aa}', '\u{b7}', '\u{25e6}', '\u{2023}',
    ]);
    if rest.len() < text.len() && rest.starts_with(' ') {
        return true;
    }
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - rest.len();
    (1..=2).contains(&digits) && rest.starts_with(['.', ')']) && rest[1..].starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_told_apart() {
        let check = |line: &str, expected: Shape| {
            assert_eq!(lines(std::iter::once(line), Order::DayFirst)[0].shape, expected, "{line}");
        };
        check("Police said on Monday that two men were held.", Shape::Prose);
        check("Police said on Monday that two men were held. - CPA", Shape::Prose);
        check("Police said on Monday that two men were held. (Orsk News)", Shape::Prose);
        check("Two men held over bridge plot", Shape::Headline);
        check("Home | World | Sport", Shape::Links);
        check("World", Shape::Scrap);
        check("- two men from the north", Shape::Item);
        check("1. The bridge", Shape::Item);
        check("18 June 2024 - 12:17", Shape::Stamp);
        check("Published: 2025-07-01 | Author: Nadia Keft | 2 minutes", Shape::Stamp);
        check("REGION 18 June 2024 - 12:17", Shape::Stamp);
        check(
            "World Business Sport Culture Travel Video Live Weather Green Health Next Debates Programmes",
            Shape::Links,
        );
        check("Read also", Shape::Cue(Cue::Related));
        check("3 hours ago", Shape::Stamp);
    }
}
