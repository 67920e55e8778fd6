//! Which date belongs to which headline.

use super::headline::{Headline, Mark};
use super::outline::{Outline, Tag};
use super::when::When;
use std::collections::{BTreeMap, BTreeSet};

/// Boxes around a link in which its date is looked for.
const MAX_STEPS: usize = 6;

/// Bytes of text that an entry of a list may have: headline, date and teaser together.
const MAX_ENTRY_BYTES: usize = 900;

/// The same, where a heading says what the box is about.
const MAX_HEADED_BYTES: usize = 8_000;

/// Bytes of text between a date and the next headline that show that it belongs to something else.
const PROSE_BYTES: usize = 200;

/// Links in a box beside its heading that make it more than one entry.
const MAX_BESIDE: usize = 3;

/// Gives headlines the dates that stand in their own boxes, then those of the boxes beside and above them.
pub(super) fn assign(outline: &Outline<'_>, headlines: &mut [Headline], marks: &mut [Mark]) {
    let boxes = own_boxes(outline, headlines, marks);
    // What else stands in a box with a heading and its date belongs to that: shares, photos, related links.
    let inside = |at: usize| boxes.iter().any(|(from, to)| (*from..*to).contains(&at));
    let open: Vec<bool> = headlines
        .iter()
        .map(|h| h.when.is_none_or(|when| when.day.is_none()) && !h.weak && !h.more && !inside(h.at))
        .collect();
    let mut parents: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, mark) in marks.iter().enumerate() {
        if !mark.taken && mark.when.day.is_some() && (mark.strong || mark.when.rest <= 1) {
            let bytes = outline.bytes(mark.at);
            if let Some(parent) = outline.around(mark.at).find(|around| outline.bytes(*around) > bytes) {
                parents.entry(parent).or_default().push(number);
            }
        }
    }
    let mut open = open;
    // Inner boxes first.
    for (parent, dates) in parents.into_iter().rev() {
        beside(outline, headlines, &mut open, marks, parent, &dates);
    }
}

/// Dates within the smallest box around a headline that has one and no other headline. Gives the boxes of headings.
fn own_boxes(outline: &Outline<'_>, headlines: &mut [Headline], marks: &mut [Mark]) -> Vec<(usize, usize)> {
    let mut boxes = Vec::new();
    let order: Vec<usize> = {
        let mut order: Vec<usize> = (0..headlines.len()).collect();
        order.sort_by_key(|number| (!headlines[*number].heading, headlines[*number].weak, *number));
        order
    };
    for number in order {
        if headlines[number].when.is_some() || headlines[number].more {
            continue;
        }
        let Some((around, clock_only)) = own_box(outline, headlines, marks, number) else { continue };
        let end = outline.rows[around].end;
        let range = marks.partition_point(|mark| mark.at < around)..marks.partition_point(|mark| mark.at < end);
        let day = range.clone().filter(|m| marks[*m].when.day.is_some()).min_by_key(|m| (!marks[*m].strong, *m));
        let clock = range.clone().find_map(|m| marks[m].when.clock);
        if let Some(day) = day {
            headlines[number].when = Some(When { clock: marks[day].when.clock.or(clock), ..marks[day].when });
            range.for_each(|m| marks[m].taken = true);
            if headlines[number].heading {
                boxes.push((around, end));
            }
        } else if clock_only {
            headlines[number].when = clock.map(|clock| When { day: None, clock: Some(clock), rest: 0 });
        }
    }
    boxes
}

/// The smallest box with a date around a headline; true where it has a clock only.
fn own_box(outline: &Outline<'_>, headlines: &[Headline], marks: &[Mark], number: usize) -> Option<(usize, bool)> {
    let this = &headlines[number];
    let most = if this.heading { MAX_HEADED_BYTES } else { MAX_ENTRY_BYTES };
    let mut clock = None;
    for around in std::iter::once(this.at).chain(outline.around(this.at)).take(MAX_STEPS + 1) {
        let end = outline.rows[around].end;
        if outline.bytes(around) > most || is_crowded(headlines, this, around, end) {
            break;
        }
        let range = marks.partition_point(|mark| mark.at < around)..marks.partition_point(|mark| mark.at < end);
        if marks[range.clone()].iter().any(|mark| mark.when.day.is_some()) {
            return Some((around, false));
        }
        if clock.is_none() && marks[range].iter().any(|mark| mark.when.clock.is_some()) {
            clock = Some((around, true));
        }
    }
    clock
}

/// Whether a box holds other headlines.
fn is_crowded(headlines: &[Headline], this: &Headline, from: usize, to: usize) -> bool {
    let range = headlines.partition_point(|h| h.at < from)..headlines.partition_point(|h| h.at < to);
    let others = headlines[range].iter().filter(|other| other.key != this.key && !other.more);
    if this.weak {
        return others.count() > 0;
    }
    let others: Vec<&Headline> = others.filter(|other| !other.weak).collect();
    if this.heading {
        return others.iter().any(|other| other.heading)
            || others.iter().map(|other| &other.key).collect::<BTreeSet<_>>().len() > MAX_BESIDE;
    }
    !others.is_empty()
}

/// What stands right below a box.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// A date alone: which.
    Day(usize),
    /// Headlines without a date.
    Open(usize),
    /// Something that ends a group.
    End,
}

/// Dates that stand beside headlines: before each, after each, or above groups.
fn beside(
    outline: &Outline<'_>,
    headlines: &mut [Headline],
    open: &mut [bool],
    marks: &[Mark],
    parent: usize,
    dates: &[usize],
) {
    let pieces = pieces(outline, headlines, open, marks, parent, dates);
    let days = pieces.iter().filter(|piece| matches!(piece, Piece::Day(_))).count();
    let is_open = |piece: Option<&Piece>| matches!(piece, Some(Piece::Open(_)));
    let after = (0..pieces.len())
        .all(|at| !matches!(pieces[at], Piece::Day(_)) || (at > 0 && is_open(pieces.get(at - 1))))
        && pieces.iter().rev().find(|piece| **piece != Piece::End).is_some_and(|piece| matches!(piece, Piece::Day(_)));
    for at in 0..pieces.len() {
        let Piece::Day(number) = pieces[at] else { continue };
        let mut set = |child: usize| {
            let range = child..outline.rows[child].end;
            for (headline, open) in
                headlines.iter_mut().zip(open.iter_mut()).filter(|(h, open)| **open && range.contains(&h.at))
            {
                let clock = headline.when.and_then(|when| when.clock).or(marks[number].when.clock);
                headline.when = Some(When { clock, ..marks[number].when });
                *open = false;
            }
        };
        if after {
            if let Some(Piece::Open(child)) = at.checked_sub(1).and_then(|before| pieces.get(before)) {
                set(*child);
            }
            continue;
        }
        let above = days >= 2 || is_header(outline, marks[number].at);
        for (step, piece) in pieces[at + 1..].iter().enumerate() {
            let Piece::Open(child) = piece else { break };
            // In a line, a date belongs to the headline beside it only.
            let inline = matches!(outline.rows[*child].tag, Tag::Link | Tag::Inline);
            if step > 0 && (inline || !above) {
                break;
            }
            set(*child);
        }
    }
}

fn pieces(
    outline: &Outline<'_>,
    headlines: &[Headline],
    open: &[bool],
    marks: &[Mark],
    parent: usize,
    dates: &[usize],
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for child in outline.children(parent) {
        let range = child..outline.rows[child].end;
        if let Some(date) = dates.iter().find(|date| range.contains(&marks[**date].at)) {
            pieces.push(Piece::Day(*date));
            continue;
        }
        let among = headlines.partition_point(|h| h.at < range.start)..headlines.partition_point(|h| h.at < range.end);
        if among.clone().any(|number| open[number]) {
            pieces.push(Piece::Open(child));
        } else if among.is_empty() && (outline.rows[child].tag == Tag::Heading || outline.bytes(child) > PROSE_BYTES) {
            pieces.push(Piece::End);
        }
    }
    pieces
}

/// Whether a date is a heading, or in one.
fn is_header(outline: &Outline<'_>, at: usize) -> bool {
    let bytes = outline.bytes(at);
    std::iter::once(at)
        .chain(outline.around(at))
        .take_while(|around| outline.bytes(*around) == bytes)
        .chain((at..outline.rows[at].end).take_while(|inner| outline.bytes(*inner) == bytes))
        .any(|around| outline.rows[around].tag == Tag::Heading)
}
