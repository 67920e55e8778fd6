//! The article among the lines: the stretch with the most running prose, less the furniture within it.

use super::cues::Cue;
use super::lines::{Line, Shape};
use std::ops::Range;

/// Words of a paragraph that count: a very long one does not outweigh all else.
const PROSE_WORDS_MAX: usize = 80;
/// Prose before a comments heading (words) that makes it the end of an article rather than a button above one.
const ARTICLE_WORDS: usize = 40;

/// A menu that makes a page stands among this many first lines.
const HEAD_LINES: usize = 10;
/// A credit stands at most this many lines below the last paragraph.
const CREDIT_LINES: usize = 6;

/// Which lines are the article.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// First line of prose and the line after the last.
    pub range: Range<usize>,
    /// For every line of the page: belongs to the article's text.
    pub keep: Vec<bool>,
    /// The lines are those of a whole page, not of an article alone.
    pub page: bool,
}

/// Chooses the article's lines.
pub(crate) fn choose(lines: &[Line]) -> Block {
    let page = is_page(lines);
    let range = if page { best_stretch(lines) } else { whole(lines) };
    let mut keep = vec![false; lines.len()];
    mark(lines, &range, page, &mut keep);
    for i in range.end..lines.len().min(range.end + CREDIT_LINES) {
        keep[i] = lines[i].shape == Shape::Cue(Cue::Credit);
    }
    Block { range, keep, page }
}

/// A page rather than an article: a menu above it, or much that is furniture by its words, its dates or its shape.
fn is_page(lines: &[Line]) -> bool {
    if has_menu(lines) {
        return true;
    }
    let mut noise = 0;
    let mut prose = 0;
    for line in lines {
        match line.shape {
            Shape::Cue(_) | Shape::Stamp | Shape::Links | Shape::Masthead => noise += 2,
            Shape::Scrap => noise += 1,
            Shape::Headline | Shape::Item => {}
            Shape::Prose => prose += 1,
        }
    }
    noise >= 12 || (noise >= 6 && noise >= prose)
}

/// A menu stands above the first prose.
fn has_menu(lines: &[Line]) -> bool {
    lines.iter().take(HEAD_LINES).take_while(|line| line.shape != Shape::Prose).any(|line| line.menu)
}

/// An article without furniture around it: all but cue lines at either end.
fn whole(lines: &[Line]) -> Range<usize> {
    let own = |line: &Line| !matches!(line.shape, Shape::Cue(_) | Shape::Stamp | Shape::Links | Shape::Masthead);
    let first = lines.iter().position(own).unwrap_or(0);
    let last = lines.iter().rposition(own).map_or(first, |last| last + 1);
    // What stands after the article's own end and is announced by date lines or list headings belongs to other reports.
    let best = best_stretch(lines);
    let announced = |line: &Line| matches!(line.shape, Shape::Stamp | Shape::Cue(Cue::Related | Cue::Comments));
    if best.end < last && best.end > first && lines[best.end..last].iter().filter(|line| announced(line)).count() >= 2 {
        return first..best.end;
    }
    first..last
}

/// What a line adds to a stretch: words of prose for it, furniture against it.
fn weight(line: &Line, prose_so_far: usize) -> i64 {
    match line.shape {
        // A line that stands on the page several times is no paragraph.
        Shape::Prose if line.copies > 1 && line.words < 25 => -2,
        Shape::Prose => {
            i64::try_from(line.words.min(PROSE_WORDS_MAX)).unwrap_or(0) + if line.words >= 20 { 10 } else { 0 }
        }
        Shape::Item => 2,
        Shape::Cue(Cue::Credit) => 0,
        Shape::Headline => -4,
        Shape::Scrap => -5,
        Shape::Links | Shape::Masthead => -12,
        Shape::Stamp => -5,
        Shape::Cue(Cue::Comments) if prose_so_far >= ARTICLE_WORDS => -100_000,
        Shape::Cue(Cue::Related) => -25,
        Shape::Cue(Cue::Comments | Cue::Legal | Cue::Tags) => -15,
        Shape::Cue(Cue::Subscribe) => -6,
        Shape::Cue(_) => -3,
    }
}

/// The stretch of greatest weight (maximum sub-array, one pass).
fn best_stretch(lines: &[Line]) -> Range<usize> {
    let (mut best, mut best_weight) = (0..0, 0);
    let (mut start, mut sum, mut prose) = (0, 0, 0);
    for (i, line) in lines.iter().enumerate() {
        sum += weight(line, prose);
        if sum <= 0 {
            (start, sum, prose) = (i + 1, 0, 0);
            continue;
        }
        if line.shape == Shape::Prose {
            prose += line.words;
        }
        if sum > best_weight {
            best_weight = sum;
            best = start..i + 1;
        }
    }
    best
}

/// Marks what is kept within the block.
fn mark(lines: &[Line], block: &Range<usize>, page: bool, keep: &mut [bool]) {
    let mut i = block.start;
    while i < block.end {
        let line = &lines[i];
        match line.shape {
            Shape::Cue(Cue::Related) => {
                i = after_list(lines, i + 1, block.end);
                continue;
            }
            // The teaser of another report, with its "Read more" below.
            Shape::Headline | Shape::Scrap if is_teaser(lines, i, block.end) => {}
            // A number alone (the length of a video) goes with the caption that follows.
            Shape::Cue(Cue::Button)
                if page && is_clock(&line.folded) && next_is(lines, i + 1, block.end, Shape::Headline) =>
            {
                i += 2;
                continue;
            }
            Shape::Cue(Cue::Credit) => keep[i] = true,
            Shape::Cue(_) | Shape::Links | Shape::Masthead => {}
            Shape::Stamp => keep[i] = !page && line.words > 8,
            Shape::Prose | Shape::Item => keep[i] = true,
            Shape::Scrap | Shape::Headline if page => {
                let end = run_end(lines, i, block.end);
                let single = end == i + 1 && line.copies == 1;
                // One headline between paragraphs is a sub-headline; several are links.
                let between = end < block.end && i > block.start;
                keep[i] = single && between && line.shape == Shape::Headline || is_spoken(line) || is_dateline(line);
                if end > i + 1 {
                    for (line, keep) in lines[i..end].iter().zip(&mut keep[i..end]) {
                        *keep = is_spoken(line) || is_dateline(line);
                    }
                    i = end;
                    continue;
                }
            }
            Shape::Scrap | Shape::Headline => keep[i] = true,
        }
        i += 1;
    }
}

/// First line after a list of other reports: where prose goes on.
fn after_list(lines: &[Line], from: usize, end: usize) -> usize {
    (from..end).find(|i| lines[*i].shape == Shape::Prose && lines[*i].words >= 8).unwrap_or(end)
}

fn run_end(lines: &[Line], from: usize, end: usize) -> usize {
    (from..end).find(|i| !matches!(lines[*i].shape, Shape::Scrap | Shape::Headline)).unwrap_or(end)
}

fn next_is(lines: &[Line], at: usize, end: usize, shape: Shape) -> bool {
    at < end && lines[at].shape == shape
}

fn is_teaser(lines: &[Line], i: usize, end: usize) -> bool {
    i + 1 < end
        && matches!(lines[i + 1].shape, Shape::Cue(Cue::Related))
        && lines[i + 1].folded.starts_with("read more")
}

fn is_clock(folded: &str) -> bool {
    folded.contains(':') && folded.bytes().all(|b| b.is_ascii_digit() || b == b':')
}

/// Words of somebody: a quotation or an interviewer's turn.
fn is_spoken(line: &Line) -> bool {
    line.words >= 4 && line.text.starts_with(['"', '\u{201c}', '\u{2018}', '\u{2014}', '\u{2013}']) && line.is_closed()
}

/// `NAIROBI, Kenya (AP) --`
fn is_dateline(line: &Line) -> bool {
    line.words <= 12
        && line.text.contains('(')
        && line.text.ends_with(['-', '\u{2014}', '\u{2013}', '_', ')'])
        && line.text.starts_with(char::is_uppercase)
}
