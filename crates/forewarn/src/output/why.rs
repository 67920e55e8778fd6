//! Why a claim says what it says, on the words themselves: its sentences with the words of each slot marked, and one line
//! for each reason.

use super::style;
use anstyle::Style;
use read::doc::Doc;
use record::{Claim, Report, Slot, Span};
use std::fmt::Write;

/// Columns of a line where the terminal does not tell.
const WIDTH: usize = 100;
/// Fewer columns than this are not written for.
const WIDTH_MIN: usize = 40;
/// Longest part of a sentence that is shown, in bytes.
const SENTENCE_BYTES_MAX: usize = 1_600;
/// Sentences of one claim that are shown.
const SENTENCES_MAX: usize = 12;
/// What stands before each line.
const MARGIN: &str = "   ";

/// What lines are written for.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Columns.
    pub width: usize,
    /// True where colours mark the words of a slot; else brackets do: "[target: crowded market]".
    pub colours: bool,
}

impl Page {
    /// The terminal behind standard output, or lines of 100 columns without colours.
    #[must_use]
    pub fn of_stdout() -> Self {
        let width = comfy_table::Table::new().width().map_or(WIDTH, usize::from);
        let colours = anstream::stdout().current_choice() != anstream::ColorChoice::Never;
        Self { width: width.max(WIDTH_MIN), colours }
    }
}

/// Some words that are written in one style.
struct Run {
    text: String,
    style: Style,
}

/// The sentences that say so, then the reasons.
pub(super) fn write(out: &mut String, claim: &Claim, report: &Report, page: Page) {
    let marks: Vec<(Span, Slot)> = claim.why.iter().filter_map(|reason| Some((reason.span?, reason.slot))).collect();
    let doc = Doc::new(&report.text, !report.title.is_empty());
    let shown = |span: &Span| claim.evidence.iter().chain(marks.iter().map(|(mark, _)| mark)).any(|m| m.overlaps(span));
    let sentences = doc.sentences.iter().map(|sentence| doc.span(sentence.tokens.clone()));
    for sentence in sentences.filter(shown).take(SENTENCES_MAX) {
        let mut runs = vec![plain("“")];
        runs.extend(marked(&report.text, sentence, &marks, page));
        runs.push(plain("”"));
        fill(out, &runs, MARGIN, page.width);
    }
    let told = claim.told_reasons(&report.text);
    let widest = told.iter().map(|reason| reason.slot.words().len()).max().unwrap_or_default();
    for reason in told {
        let name = reason.slot.words();
        let style = if page.colours { style::of_slot(reason.slot) } else { Style::new() };
        let head = format!("{MARGIN}{}why{:#} {style}{name:<widest$}{style:#}  ", style::DIM, style::DIM);
        let words = if reason.words.is_empty() { String::new() } else { format!("“{}”: ", reason.words) };
        let mut lines = String::new();
        let hang = " ".repeat(MARGIN.len() + "why ".len() + widest + 2);
        fill(&mut lines, &[plain(&words), plain(&reason.because())], &hang, page.width);
        let _ = write!(out, "{head}{}", lines.strip_prefix(&hang).unwrap_or(&lines));
    }
}

fn plain(text: &str) -> Run {
    Run { text: text.to_owned(), style: Style::new() }
}

/// A sentence cut where slots begin and end, so that words of several slots bear the names of all.
fn marked(text: &str, sentence: Span, marks: &[(Span, Slot)], page: Page) -> Vec<Run> {
    let mut end = sentence.end.min(sentence.start + SENTENCE_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let window = Span::new(sentence.start, end);
    let inside: Vec<(Span, Slot)> =
        marks.iter().copied().filter(|(span, _)| span.of(text).is_some() && span.overlaps(&window)).collect();
    let mut edges: Vec<usize> = inside.iter().flat_map(|(span, _)| [span.start, span.end]).collect();
    edges.retain(|edge| window.start < *edge && *edge < window.end);
    edges.extend([window.start, window.end]);
    edges.sort_unstable();
    edges.dedup();
    let mut runs = Vec::new();
    for pair in edges.windows(2) {
        let piece = Span::new(pair[0], pair[1]);
        let mut slots: Vec<Slot> =
            inside.iter().filter(|(span, _)| span.overlaps(&piece)).map(|(_, slot)| *slot).collect();
        slots.sort_unstable_by_key(|slot| *slot as u8);
        slots.dedup();
        push(&mut runs, piece.of(text).unwrap_or_default(), &slots, page.colours);
    }
    if end < sentence.end {
        runs.push(plain("…"));
    }
    runs
}

/// Blanks at the ends of a piece stay outside its mark.
fn push(runs: &mut Vec<Run>, piece: &str, slots: &[Slot], colours: bool) {
    let words = piece.trim();
    let (Some(last), false) = (slots.last(), words.is_empty()) else {
        runs.push(plain(piece));
        return;
    };
    let before = &piece[..piece.len() - piece.trim_start().len()];
    let after = &piece[piece.trim_end().len()..];
    runs.push(plain(before));
    if colours {
        // The finest slot shows: who and what, rather than that there is an event.
        runs.push(Run { text: words.to_owned(), style: style::of_slot(*last) });
    } else {
        let names: Vec<&str> = slots.iter().map(|slot| slot.words()).collect();
        runs.push(plain(&format!("[{}: {words}]", names.join(", "))));
    }
    runs.push(plain(after));
}

/// Writes runs as lines of at most `width` columns, each after `indent`; a longer word has a line of its own.
fn fill(out: &mut String, runs: &[Run], indent: &str, width: usize) {
    let mut column = 0;
    for word in words(runs) {
        let letters: usize = word.iter().map(|part| part.text.chars().count()).sum();
        if column > 0 && column + 1 + letters > width {
            out.push('\n');
            column = 0;
        }
        out.push_str(if column == 0 { indent } else { " " });
        column += if column == 0 { indent.len() } else { 1 } + letters;
        for part in word {
            let style = part.style;
            let _ = write!(out, "{style}{}{style:#}", part.text);
        }
    }
    out.push('\n');
}

/// The words between blanks; a word may consist of several runs: a marked name and the comma after it.
fn words(runs: &[Run]) -> Vec<Vec<Run>> {
    let mut words: Vec<Vec<Run>> = Vec::new();
    let mut open = false;
    for run in runs {
        for (n, part) in run.text.split(char::is_whitespace).enumerate() {
            open &= n == 0;
            if part.is_empty() {
                continue;
            }
            let part = Run { text: part.to_owned(), style: run.style };
            match words.last_mut().filter(|_| open) {
                Some(word) => word.push(part),
                None => words.push(vec![part]),
            }
            open = true;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, marks: &[(usize, usize, Slot)], width: usize, colours: bool) -> String {
        let marks: Vec<(Span, Slot)> = marks.iter().map(|(a, b, slot)| (Span::new(*a, *b), *slot)).collect();
        let mut out = String::new();
        let runs = marked(text, Span::new(0, text.len()), &marks, Page { width, colours });
        fill(&mut out, &runs, "  ", width);
        out
    }

    /// Marks, and the words as they come out.
    type Marked<'m> = (&'m [(usize, usize, Slot)], &'m str);

    #[test]
    fn words_are_marked_where_they_stand() {
        let text = "Gunmen shot two men, one in Gao.";
        let table: &[Marked<'_>] = &[
            (&[], "Gunmen shot two men, one in Gao."),
            (
                &[(0, 6, Slot::Perpetrator), (12, 19, Slot::VictimDescription), (28, 31, Slot::Place)],
                "[perpetrators: Gunmen] shot [victims: two men], one in [place: Gao].",
            ),
            // One within the other, and two slots on the same words.
            (
                &[
                    (12, 19, Slot::VictimDescription),
                    (12, 15, Slot::Killed),
                    (7, 11, Slot::Event),
                    (7, 11, Slot::Stage),
                ],
                "Gunmen [event, stage: shot] [victims, killed: two] [victims: men], one in Gao.",
            ),
            // Beyond the end, and reversed: nothing.
            (&[(30, 90, Slot::Place), (9, 4, Slot::Target)], "Gunmen shot two men, one in Gao."),
        ];
        for (marks, expected) in table {
            assert_eq!(lines(text, marks, 200, false), format!("  {expected}\n"));
        }
        let coloured = lines(text, &[(28, 31, Slot::Place)], 200, true);
        assert_ne!(coloured, lines(text, &[], 200, true));
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), lines(text, &[], 200, false));
    }

    #[test]
    fn lines_are_no_longer_than_the_page() {
        let text = "Gunmen shot two men, one in Llanfairpwllgwyngyllgogerychwyrndrobwll.";
        let got = lines(text, &[(0, 6, Slot::Perpetrator)], 24, false);
        assert_eq!(
            got,
            "  [perpetrators: Gunmen]\n  shot two men, one in\n  Llanfairpwllgwyngyllgogerychwyrndrobwll.\n"
        );
    }
}
