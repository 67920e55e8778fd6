//! What stands around an article's first paragraph: headline, byline, date of publication, section.

use super::block::Block;
use super::byline::{self, strip_by};
use super::cues::Cue;
use super::lines::{Line, Shape};
use super::stamp::{self, Stamp};
use crate::tokens::fold;
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Lines before the first paragraph among which the headline is looked for.
const TITLE_LINES_BEFORE: usize = 40;
/// A headline has at most this many words.
const TITLE_WORDS_MAX: usize = 32;
/// Paragraphs whose words a headline should share.
const BODY_LINES: usize = 4;
/// Lines around the headline in which date, byline and section stand.
const ZONE_BEFORE: usize = 6;
/// A section beside a date stands at most this many lines above the headline: further up is the publication's name.
const SECTION_LINES: usize = 2;
/// Lines below the text in which a credit or a date of publication may stand.
const TAIL_LINES: usize = 6;

/// What was found, with the lines it was found on.
#[derive(Debug, Default)]
pub(crate) struct Header {
    /// The headline's line.
    pub title: Option<usize>,
    /// Author line without "By", and its line.
    pub byline: Option<(String, usize)>,
    /// Section of the publication.
    pub section: Option<String>,
    /// Day of publication, and its line.
    pub published: Option<(Date, usize)>,
    /// A date of publication that cannot be, as written.
    pub impossible: Option<String>,
}

/// Reads the header of the article that `block` chose. `given` is the headline, if the input says so.
pub(crate) fn read(lines: &[Line], block: &Block, given: Option<&str>) -> Header {
    let mut header = Header { title: title(lines, block, given), ..Header::default() };
    let zone = zone(lines, block, header.title);
    // A credit below the text names the author where nothing above it does.
    let credits = (block.range.end.saturating_sub(3)..lines.len().min(block.range.end + TAIL_LINES))
        .filter(|i| lines[*i].shape == Shape::Cue(Cue::Credit));
    let signed = header.title.map_or(0..0, |title| title + 1..block.range.start.max(zone.end));
    header.byline = (zone.clone().chain(credits).find_map(|i| byline::by(lines, i).map(|name| (name, i))))
        .or_else(|| byline::signed(lines, signed))
        .or_else(|| byline::above_dateline(lines, block.range.start, header.title));
    publication(lines, zone, block, &mut header);
    header.section = section(lines, block, &header);
    header
}

fn zone(lines: &[Line], block: &Block, title: Option<usize>) -> Range<usize> {
    let first = title.map_or(block.range.start.saturating_sub(ZONE_BEFORE), |t| t.saturating_sub(ZONE_BEFORE));
    let last = block.range.start.max(title.unwrap_or(0)) + if block.page { 3 } else { 5 };
    first..last.min(lines.len())
}

fn title(lines: &[Line], block: &Block, given: Option<&str>) -> Option<usize> {
    match given {
        // A headline that the page does not repeat is on no line: the first line is then a paragraph or a standfirst.
        Some(given) => given_title(lines, block, given),
        None if block.page => page_title(lines, block).or_else(|| lone_title(lines, block)),
        None => plain_title(lines, block),
    }
}

/// The line that says what the input gave as headline: the one nearest above the first paragraph.
fn given_title(lines: &[Line], block: &Block, given: &str) -> Option<usize> {
    let given = squash(&fold(given));
    let same = |line: &Line| {
        let found = squash(&line.folded);
        let (short, long) = if found.len() < given.len() { (&found, &given) } else { (&given, &found) };
        !short.is_empty()
            && (found == given || (short.len() * 10 >= long.len() * 7 && long.starts_with(short.as_str())))
    };
    let before = (0..lines.len().min(block.range.start + 2))
        .rev()
        .find(|i| lines[*i].words <= TITLE_WORDS_MAX * 2 && same(&lines[*i]));
    before.filter(|_| !given.is_empty())
}

/// Letters and digits only.
pub(crate) fn squash(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn could_be_title(line: &Line) -> bool {
    let shape = match line.shape {
        Shape::Headline | Shape::Item => true,
        Shape::Prose => line.words <= 20,
        Shape::Scrap => line.words >= 2,
        _ => false,
    };
    shape
        && line.words <= TITLE_WORDS_MAX
        && !line.text.ends_with([':', ',', ';', '-', '_', '\u{2014}'])
        && !line.text.starts_with(|c: char| c.is_lowercase())
        && !line.folded.starts_with("by ")
}

/// In an article alone: the first line, if it looks like a headline, or the headline below a kicker.
fn plain_title(lines: &[Line], block: &Block) -> Option<usize> {
    let mut first = block.range.start;
    if is_kicker(lines.get(first)?)
        && let Some(below) = (first + 1..block.range.end).find(|i| lines[*i].shape != Shape::Stamp)
        && lines[below].shape == Shape::Headline
        && could_be_title(&lines[below])
        && lines.get(below + 1).is_some()
    {
        first = below;
    }
    let line = lines.get(first)?;
    let more = lines.len() > first + 1;
    let stop = line.text.trim_end_matches(['"', '\u{201d}', '\'', '\u{2019}']).ends_with('.');
    (could_be_title(line) && !stop && (more || line.shape != Shape::Prose)).then_some(first)
}

/// The name of a section above a headline: a word, or up to three in capitals or with a word that names sections.
fn is_kicker(line: &Line) -> bool {
    let capitals = !line.text.chars().any(char::is_lowercase);
    line.shape == Shape::Scrap && (line.words == 1 || capitals || names_section(&line.folded))
}

/// Holds a word that names sections of a publication.
pub(crate) fn names_section(folded: &str) -> bool {
    const WORDS: &[&str] = &[
        "world",
        "news",
        "politics",
        "business",
        "sport",
        "sports",
        "culture",
        "opinion",
        "europe",
        "africa",
        "asia",
        "east",
        "america",
        "americas",
        "national",
        "nation",
        "region",
        "regions",
        "regional",
        "security",
        "economy",
        "local",
        "international",
        "defence",
        "defense",
        "society",
        "justice",
        "crime",
        "courts",
        "home",
        "city",
        "abroad",
        "foreign",
        "middle",
        "report",
        "reports",
        "desk",
        "edition",
        "section",
        "archive",
        "brief",
    ];
    folded.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
}

/// On a page: the line above the first paragraph that shares most words with what follows.
fn page_title(lines: &[Line], block: &Block) -> Option<usize> {
    let body: FxHashSet<&str> = lines[block.range.clone()]
        .iter()
        .filter(|line| line.shape == Shape::Prose)
        .take(BODY_LINES)
        .flat_map(|line| content_words(&line.folded))
        .collect();
    let first = block.range.start.saturating_sub(TITLE_LINES_BEFORE);
    let mut best: Option<(f64, usize)> = None;
    for (i, line) in lines.iter().enumerate().take(block.range.start + 1).skip(first) {
        if !could_be_title(line) || (i == block.range.start && line.words > 16) {
            continue;
        }
        let (mut shared, mut all) = (0_usize, 0_usize);
        for word in content_words(&line.folded) {
            all += 1;
            shared += usize::from(body.contains(word));
        }
        if all == 0 {
            continue;
        }
        let distance = (block.range.start - i) as f64;
        let followed =
            lines.get(i + 1).is_some_and(|next| next.shape == Shape::Stamp || next.folded.starts_with("by "));
        let score = 3.0 * shared as f64 / all as f64 + line.words.min(12) as f64 / 12.0 - 0.02 * distance
            + if line.copies > 1 { 0.3 } else { 0.0 }
            + if followed { 0.4 } else { 0.0 }
            - if line.words < 4 { 1.0 } else { 0.0 }
            // A headline may ask or shout, but hardly ever ends in a full stop.
            - if line.text.ends_with('.') { 0.7 } else { 0.0 };
        if score >= 0.8 && best.is_none_or(|(top, _)| score >= top) {
            best = Some((score, i));
        }
    }
    // Of two headlines one below the other the upper is the title, the lower its standfirst.
    let (_, mut title) = best?;
    while title > 0
        && lines[title - 1].shape == Shape::Headline
        && lines[title - 1].words >= 5
        && shares_words(&lines[title - 1], &body)
    {
        title -= 1;
    }
    Some(title)
}

/// On a page without prose: its only headline, if a date stands beside it.
fn lone_title(lines: &[Line], block: &Block) -> Option<usize> {
    let mut headlines = (0..lines.len()).filter(|i| lines[*i].shape == Shape::Headline);
    let (only, other) = (headlines.next()?, headlines.next());
    let stamp = |i: usize| lines.get(i).is_some_and(|line| line.shape == Shape::Stamp);
    let dated = stamp(only + 1) || only.checked_sub(1).is_some_and(stamp);
    (block.range.is_empty() && other.is_none() && dated && could_be_title(&lines[only])).then_some(only)
}

fn shares_words(line: &Line, body: &FxHashSet<&str>) -> bool {
    let (mut shared, mut all) = (0_usize, 0_usize);
    for word in content_words(&line.folded) {
        all += 1;
        shared += usize::from(body.contains(word));
    }
    shared * 2 >= all && all > 0
}

/// Words of four letters and more, cut to six: "attacks" and "attacked" are one.
pub(crate) fn content_words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() >= 4).map(|w| w.get(..6).unwrap_or(w))
}

/// The date near the headline: one that says "published" before others, one that says "updated" last.
fn publication(lines: &[Line], zone: Range<usize>, block: &Block, header: &mut Header) {
    let near = |i: &usize| lines[*i].shape == Shape::Stamp || lines[*i].words <= byline::BYLINE_WORDS_MAX;
    let mut best: Option<(u8, Date, usize)> = None;
    // Below the text only what says that it is the date of publication, or the last lines of an article alone.
    let tail = (block.range.end.max(zone.end)..lines.len().min(block.range.end + TAIL_LINES))
        .filter(|i| !block.page || lines[*i].stamp.as_ref().is_some_and(|stamp| stamp.published));
    for i in zone.chain(tail).filter(near) {
        let Some(stamp) = &lines[i].stamp else { continue };
        if lines[i].shape != Shape::Stamp && !is_marked(stamp) {
            continue;
        }
        if let Some(words) = &stamp.impossible {
            header.impossible.get_or_insert_with(|| words.clone());
        }
        let Some(date) = stamp.date.filter(|date| stamp::is_plausible(*date)) else { continue };
        let rank = if stamp.published { 2 } else { u8::from(!stamp.updated) };
        // Of two alike, the one nearer to the text: above a headline stands the date of today's paper.
        if best.is_none_or(|(top, _, _)| rank > top)
            || best.is_some_and(|(top, _, at)| rank == top && header.title.is_some_and(|t| at < t && i > t))
        {
            best = Some((rank, date, i));
        }
    }
    header.published = best.map(|(_, date, i)| (date, i));
}

fn is_marked(stamp: &Stamp) -> bool {
    stamp.published || stamp.updated || fold(&stamp.before).starts_with("by ")
}

fn section(lines: &[Line], block: &Block, header: &Header) -> Option<String> {
    let near = |i: usize| header.title.is_none_or(|title| i + SECTION_LINES >= title);
    if let Some(stamp) = header.published.filter(|(_, i)| near(*i)).and_then(|(_, i)| lines[i].stamp.as_ref()) {
        let before = stamp.before.trim_matches([' ', '|', '/', '-']);
        let words = before.split(' ').count();
        if !before.is_empty()
            && words <= 3
            && !before.ends_with('.')
            && strip_by(before).is_none()
            && header.byline.as_ref().is_none_or(|(name, _)| !before.contains(name.as_str()))
        {
            return Some(before.to_owned());
        }
    }
    let title = header.title?;
    // The date may stand between section and headline.
    let at = lines[..title].iter().rposition(|line| line.shape != Shape::Stamp).filter(|at| at + 2 >= title)?;
    let above = &lines[at];
    if matches!(above.shape, Shape::Links | Shape::Masthead | Shape::Cue(_)) || above.text.contains([':', ',', '.']) {
        return None;
    }
    // The last line of a menu is no section, unless it is set once more above the headline.
    let in_menu = at.checked_sub(1).is_some_and(|i| lines[i].shape == Shape::Scrap);
    let crumbs: Vec<&str> =
        above.text.split(['>', '\u{203a}', '\u{bb}', '/']).map(str::trim).filter(|c| !c.is_empty()).collect();
    match crumbs.as_slice() {
        [only] if above.words <= 3 && above.shape == Shape::Scrap && (above.copies > 1 || !in_menu) => {
            Some((*only).to_owned()).filter(|_| block.page || is_kicker(above))
        }
        [_, .., last] if block.page && above.words <= 12 && last.split(' ').count() <= 3 => Some((*last).to_owned()),
        _ => None,
    }
}
