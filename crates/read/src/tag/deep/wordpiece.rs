//! WordPiece: a token of the reader to the ids that the network was trained on.
//!
//! The same as `training/wordpiece.py`, piece for piece; `testdata/deep/parity.json` holds pairs from there.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup as Group, UnicodeGeneralCategory};

/// Characters of a part of a word above which it is not looked up: no piece of text that long is a word.
const CHARS_MAX: usize = 100;

/// What a vocabulary must hold, in the order of the fields of [`Vocabulary`].
const SPECIAL: [&str; 3] = ["[UNK]", "[CLS]", "[SEP]"];

/// The pieces that the network knows.
#[derive(Debug)]
pub struct Vocabulary {
    /// Pieces that begin a word.
    starts: FxHashMap<&'static str, i32>,
    /// Pieces that go on with one, without their "##".
    continues: FxHashMap<&'static str, i32>,
    unknown: i32,
    /// The id that begins a window.
    pub begin: i32,
    /// The id that ends a window.
    pub end: i32,
}

impl Vocabulary {
    /// A vocabulary of one piece a line: its id is the line's number from 0. None where a special piece is missing.
    #[must_use]
    pub fn new(lines: &'static str) -> Option<Self> {
        let mut starts = FxHashMap::default();
        let mut continues = FxHashMap::default();
        for (id, piece) in (0..).zip(lines.lines()) {
            match piece.strip_prefix("##") {
                // "##" itself would be an empty piece, which no search may find.
                Some(rest) if !rest.is_empty() => continues.insert(rest, id),
                _ => starts.insert(piece, id),
            };
        }
        let [unknown, begin, end] = SPECIAL.map(|piece| starts.get(piece).copied());
        Some(Self { unknown: unknown?, begin: begin?, end: end?, starts, continues })
    }

    /// Adds the ids of one token to `ids`, at least one: lower case, without combining marks, punctuation apart, the
    /// longest piece first. Text between brackets is text: `[SEP]` in a report is three pieces.
    pub fn word(&self, text: &str, ids: &mut Vec<i32>) {
        let from = ids.len();
        if text.bytes().all(|b| b.is_ascii_alphanumeric()) {
            self.part(&text.to_ascii_lowercase(), ids);
        } else {
            let mut part = String::new();
            for c in text.to_lowercase().nfd() {
                if c.general_category() == GeneralCategory::NonspacingMark {
                    continue;
                }
                let apart = matches!(c.general_category_group(), Group::Punctuation | Group::Symbol);
                if apart || is_space(c) {
                    self.part(&part, ids);
                    part.clear();
                    if apart {
                        self.part(c.encode_utf8(&mut [0; 4]), ids);
                    }
                } else {
                    part.push(c);
                }
            }
            self.part(&part, ids);
        }
        if ids.len() == from {
            ids.push(self.unknown);
        }
    }

    /// Adds the pieces of a part without punctuation; one unknown piece where the vocabulary cannot spell it.
    fn part(&self, part: &str, ids: &mut Vec<i32>) {
        if part.is_empty() {
            return;
        }
        if part.chars().count() > CHARS_MAX {
            ids.push(self.unknown);
            return;
        }
        let from = ids.len();
        let mut at = 0;
        while at < part.len() {
            let known = if at == 0 { &self.starts } else { &self.continues };
            let rest = &part[at..];
            let ends = rest.char_indices().map(|(i, c)| i + c.len_utf8()).rev();
            let Some((length, id)) = ends.into_iter().find_map(|end| Some((end, *known.get(&rest[..end])?))) else {
                ids.truncate(from);
                ids.push(self.unknown);
                return;
            };
            ids.push(id);
            at += length;
        }
    }
}

/// White space as Python's `str.isspace` has it: with the four separators of ASCII.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nun\n##able\n##ab\n-\ncafe\n[\n]\nsep";

    fn ids(text: &str) -> Vec<i32> {
        let mut ids = Vec::new();
        Vocabulary::new(LINES).unwrap().word(text, &mut ids);
        ids
    }

    #[test]
    fn the_longest_piece_comes_first() {
        assert_eq!(ids("unable"), [4, 5]);
        assert_eq!(ids("Caf\u{e9}-un"), [8, 7, 4]);
    }

    #[test]
    fn what_cannot_be_spelled_is_unknown() {
        for text in ["able", "unxyz", "", "\u{301}", &"un".repeat(60)] {
            assert_eq!(ids(text), [1], "{text:?}");
        }
        assert_eq!(ids("[SEP]"), [9, 11, 10]);
    }

    #[test]
    fn a_vocabulary_without_its_special_pieces_is_refused() {
        assert!(Vocabulary::new("a\nb").is_none());
    }
}
