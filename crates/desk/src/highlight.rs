//! Highlights: a text and the spans in it become pieces, each with the classes that cover it. The text is never trusted as
//! markup: templates write each piece escaped, and only the classes are ours.

use record::{Claim, Span};
use std::collections::BTreeMap;

/// Context shown on each side of evidence in an excerpt, in bytes.
const CONTEXT_BYTES: usize = 260;

/// What a highlighted span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    Evidence,
    Actor,
    Perpetrator,
    Target,
    Victim,
    Place,
    Weapon,
    Source,
    Cue,
}

impl Role {
    /// In the order of the legend.
    pub(crate) const ALL: [Self; 9] = [
        Self::Evidence,
        Self::Actor,
        Self::Perpetrator,
        Self::Target,
        Self::Victim,
        Self::Place,
        Self::Weapon,
        Self::Source,
        Self::Cue,
    ];

    /// The CSS class.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Evidence => "m-evidence",
            Self::Actor => "m-actor",
            Self::Perpetrator => "m-perpetrator",
            Self::Target => "m-target",
            Self::Victim => "m-victim",
            Self::Place => "m-place",
            Self::Weapon => "m-weapon",
            Self::Source => "m-source",
            Self::Cue => "m-cue",
        }
    }

    /// In words.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Evidence => "words that say so",
            Self::Actor => "actor",
            Self::Perpetrator => "perpetrators",
            Self::Target => "target",
            Self::Victim => "victims",
            Self::Place => "place",
            Self::Weapon => "weapon",
            Self::Source => "who says so",
            Self::Cue => "attribution cue",
        }
    }
}

/// A span with its role, and the number of the claim (from 1) that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) span: Span,
    pub(crate) role: Role,
    pub(crate) claim: usize,
}

/// A stretch of text with one set of roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The words.
    pub(crate) text: String,
    /// CSS classes, separated by blanks; empty for plain text.
    pub(crate) classes: String,
    /// "Claim 1: words that say so, actor"; empty for plain text.
    pub(crate) title: String,
}

impl Piece {
    /// True where nothing covers the piece.
    pub(crate) fn plain(&self) -> bool {
        self.classes.is_empty()
    }
}

/// Cuts the part of `text` that `window` covers at the edges of all marks. Marks that do not lie within the text on
/// character boundaries are left out; the pieces joined together always give the window's text again.
fn pieces_within(text: &str, marks: &[Mark], window: Span) -> Vec<Piece> {
    // At each edge: (role, claim) and +1 or -1. Sorting by position makes the cut one pass, however the spans overlap.
    let mut edges: Vec<(usize, i32, Role, usize)> = Vec::with_capacity(marks.len() * 2);
    for mark in marks {
        let usable = mark.span.start < mark.span.end && mark.span.of(text).is_some() && mark.span.overlaps(&window);
        if usable {
            edges.push((mark.span.start.max(window.start), 1, mark.role, mark.claim));
            edges.push((mark.span.end.min(window.end), -1, mark.role, mark.claim));
        }
    }
    edges.sort_unstable();
    let mut active: BTreeMap<(Role, usize), i32> = BTreeMap::new();
    let mut out = Vec::new();
    let mut from = window.start;
    for (position, step, role, claim) in edges {
        push_piece(&mut out, text, from, position, &active);
        from = from.max(position);
        *active.entry((role, claim)).or_insert(0) += step;
    }
    push_piece(&mut out, text, from, window.end, &active);
    out
}

fn push_piece(out: &mut Vec<Piece>, text: &str, from: usize, to: usize, active: &BTreeMap<(Role, usize), i32>) {
    let Some(words) = text.get(from..to).filter(|words| !words.is_empty()) else { return };
    let mut roles: Vec<Role> = Vec::new();
    let mut claims: Vec<usize> = Vec::new();
    for ((role, claim), count) in active {
        if *count > 0 {
            roles.push(*role);
            claims.push(*claim);
        }
    }
    roles.dedup();
    claims.sort_unstable();
    claims.dedup();
    let classes = roles.iter().map(|role| role.class()).collect::<Vec<_>>().join(" ");
    let title = if roles.is_empty() { String::new() } else { title(&roles, &claims) };
    out.push(Piece { text: words.to_owned(), classes, title });
}

fn title(roles: &[Role], claims: &[usize]) -> String {
    let numbers = claims.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let noun = if claims.len() == 1 { "Claim" } else { "Claims" };
    format!("{noun} {numbers}: {}", roles.iter().map(|role| role.words()).collect::<Vec<_>>().join(", "))
}

/// The pieces of each paragraph (non-empty line) of `text`.
pub(crate) fn paragraphs(text: &str, marks: &[Mark]) -> Vec<Vec<Piece>> {
    lines(text).map(|window| pieces_within(text, marks, window)).collect()
}

/// Non-empty lines as spans, without the line feed.
fn lines(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    text.split('\n').filter_map(move |line| {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len() + 1;
        (!line.trim().is_empty()).then_some(span)
    })
}

/// A passage around evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// True where text of the same paragraph stands before it.
    pub(crate) cut_before: bool,
    /// The words.
    pub(crate) pieces: Vec<Piece>,
    /// True where text of the same paragraph follows.
    pub(crate) cut_after: bool,
}

/// The passages that hold `evidence`, each with a little context from its own paragraph; passages that touch are one.
pub(crate) fn excerpts(text: &str, marks: &[Mark], evidence: &[Span]) -> Vec<Excerpt> {
    let mut out = Vec::new();
    for line in lines(text) {
        let mut windows: Vec<Span> = Vec::new();
        let mut inside: Vec<Span> = evidence.iter().copied().filter(|span| span.overlaps(&line)).collect();
        inside.sort_unstable();
        for span in inside {
            let start = word_start(text, line.start.max(span.start.saturating_sub(CONTEXT_BYTES)), line);
            let end = word_end(text, line.end.min(span.end.saturating_add(CONTEXT_BYTES)), line);
            match windows.last_mut() {
                Some(last) if start <= last.end => last.end = last.end.max(end),
                _ => windows.push(Span::new(start, end)),
            }
        }
        out.extend(windows.into_iter().map(|window| Excerpt {
            cut_before: window.start > line.start,
            pieces: pieces_within(text, marks, window),
            cut_after: window.end < line.end,
        }));
    }
    out
}

/// The start of the word at or after `at`, so that an excerpt does not begin in the middle of one.
fn word_start(text: &str, at: usize, line: Span) -> usize {
    if at <= line.start {
        return line.start;
    }
    let at = (at..line.end).find(|i| text.is_char_boundary(*i)).unwrap_or(line.end);
    let blank = text[at..line.end].char_indices().take(40).find(|(_, c)| c.is_whitespace());
    blank.map_or(at, |(i, c)| at + i + c.len_utf8())
}

/// The end of the word before `at`.
fn word_end(text: &str, at: usize, line: Span) -> usize {
    if at >= line.end {
        return line.end;
    }
    let at = (line.start..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(line.start);
    let blank = text[line.start..at].char_indices().rev().take(40).find(|(_, c)| c.is_whitespace());
    blank.map_or(at, |(i, _)| line.start + i)
}

/// The marks of one claim. A place has no span of its own, so its name is looked for within the evidence.
pub(crate) fn marks_of(claim: &Claim, number: usize, text: &str) -> Vec<Mark> {
    let mark = |span: Span, role: Role| Mark { span, role, claim: number };
    let mut marks: Vec<Mark> = claim.evidence.iter().map(|span| mark(*span, Role::Evidence)).collect();
    let mentions = [
        (&claim.actors, Role::Actor),
        (&claim.perpetrators, Role::Perpetrator),
        (&claim.targets, Role::Target),
        (&claim.victims, Role::Victim),
        (&claim.victim_descriptions, Role::Victim),
        (&claim.weapons, Role::Weapon),
    ];
    for (list, role) in mentions {
        marks.extend(list.iter().filter_map(|mention| mention.span).map(|span| mark(span, role)));
    }
    if let Some(place) = claim.place.as_ref().filter(|place| !place.name.is_empty()) {
        for evidence in &claim.evidence {
            if let Some(at) = evidence.of(text).and_then(|words| words.find(&place.name)) {
                let start = evidence.start + at;
                marks.push(mark(Span::new(start, start + place.name.len()), Role::Place));
            }
        }
    }
    for speaker in &claim.said_by {
        marks.extend(speaker.span.map(|span| mark(span, Role::Source)));
        marks.extend(speaker.cue.map(|span| mark(span, Role::Cue)));
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pieces(text: &str, marks: &[Mark]) -> Vec<Piece> {
        pieces_within(text, marks, Span::new(0, text.len()))
    }

    fn mark(start: usize, end: usize, role: Role, claim: usize) -> Mark {
        Mark { span: Span::new(start, end), role, claim }
    }

    /// Pieces as "plain|[classes]words" for tables.
    fn shown(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|p| if p.plain() { p.text.clone() } else { format!("[{}]{}", p.classes, p.text) })
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn spans_are_cut_where_they_meet() {
        let text = "two men of Red Dawn shot";
        let table: &[(&[Mark], &str)] = &[
            (&[], "two men of Red Dawn shot"),
            (&[mark(0, 7, Role::Perpetrator, 1)], "[m-perpetrator]two men| of Red Dawn shot"),
            (
                &[mark(0, 24, Role::Evidence, 1), mark(11, 19, Role::Actor, 1)],
                "[m-evidence]two men of |[m-evidence m-actor]Red Dawn|[m-evidence] shot",
            ),
            // Crossing, not nested.
            (
                &[mark(0, 10, Role::Evidence, 1), mark(4, 19, Role::Actor, 1)],
                "[m-evidence]two |[m-evidence m-actor]men of|[m-actor] Red Dawn| shot",
            ),
            // The same role twice over the same words is one.
            (&[mark(0, 7, Role::Actor, 1), mark(0, 7, Role::Actor, 2)], "[m-actor]two men| of Red Dawn shot"),
            // Touching spans stay apart.
            (
                &[mark(0, 3, Role::Actor, 1), mark(3, 7, Role::Target, 1)],
                "[m-actor]two|[m-target] men| of Red Dawn shot",
            ),
            // Empty, reversed, beyond the end: nothing.
            (
                &[mark(3, 3, Role::Actor, 1), mark(7, 4, Role::Actor, 1), mark(20, 99, Role::Actor, 1)],
                "two men of Red Dawn shot",
            ),
        ];
        for (marks, expected) in table {
            assert_eq!(shown(&pieces(text, marks)), *expected);
        }
    }

    #[test]
    fn a_piece_says_which_claims_and_roles() {
        let marks = [mark(0, 5, Role::Evidence, 2), mark(0, 5, Role::Evidence, 1), mark(0, 5, Role::Actor, 1)];
        assert_eq!(pieces("alpha beta", &marks)[0].title, "Claims 1, 2: words that say so, actor");
    }

    #[test]
    fn a_span_inside_a_character_is_left_out() {
        assert_eq!(shown(&pieces("é!", &[mark(1, 3, Role::Actor, 1)])), "é!");
    }

    #[test]
    fn paragraphs_are_lines_and_a_mark_may_run_over_them() {
        let text = "First line\n\n  \nSecond line";
        let got: Vec<String> = paragraphs(text, &[mark(6, 21, Role::Evidence, 1)]).iter().map(|p| shown(p)).collect();
        assert_eq!(got, ["First |[m-evidence]line", "[m-evidence]Second| line"]);
    }

    #[test]
    fn an_excerpt_is_cut_at_words_and_says_so() {
        let long = "word ".repeat(200);
        let text = format!("{long}the bomb exploded {long}");
        let start = long.len();
        let evidence = [Span::new(start, start + 17)];
        let got = excerpts(&text, &[mark(start, start + 17, Role::Evidence, 1)], &evidence);
        assert_eq!(got.len(), 1);
        assert!(got[0].cut_before && got[0].cut_after);
        let words: String = got[0].pieces.iter().map(|p| p.text.as_str()).collect();
        assert!(words.starts_with("word ") && words.ends_with("word"), "{words}");
        assert!(words.len() <= 17 + 2 * CONTEXT_BYTES);
    }

    proptest! {
        #[test]
        fn pieces_always_give_the_text_back(
            text in "[a-zé\u{1F600}<&\n ]{0,60}",
            spans in prop::collection::vec((0usize..90, 0usize..90, 0usize..9, 1usize..4), 0..12),
        ) {
            let marks: Vec<Mark> = spans.iter().map(|(a, b, r, c)| mark(*a, *b, Role::ALL[*r], *c)).collect();
            let joined: String = pieces(&text, &marks).iter().map(|p| p.text.as_str()).collect();
            prop_assert_eq!(&joined, &text);
            let covered = |i: usize| marks.iter().any(|m| m.span.of(&text).is_some() && m.span.start <= i && i < m.span.end);
            let mut at = 0;
            for piece in pieces(&text, &marks) {
                prop_assert_eq!(!piece.plain(), covered(at));
                prop_assert_eq!(piece.plain(), piece.title.is_empty());
                at += piece.text.len();
            }
            for paragraph in paragraphs(&text, &marks) {
                prop_assert!(!paragraph.is_empty());
            }
            let evidence: Vec<Span> = marks.iter().map(|m| m.span).filter(|s| s.of(&text).is_some()).collect();
            let _ = excerpts(&text, &marks, &evidence);
        }
    }
}
