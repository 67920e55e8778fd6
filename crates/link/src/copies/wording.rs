//! A text as it is kept for comparing: one byte for each word.
//!
//! Six bits are a hash of the folded word, one says that the word stands in quotation marks, one that it ends a sentence. Six
//! bits are enough: five words in a row, the least that is ever compared, are thirty bits.

use super::fingerprint::spread;
use crate::words::{fold, hash};

/// Words kept of one text, at most; the rest is not compared.
pub(super) const WORDS_MAX: usize = 8_192;
/// Words in one pair of quotation marks, at most: a longer one was never closed.
const QUOTED_WORDS_MAX: usize = 150;

/// The bits of a word's hash.
const WORD: u8 = 0b0011_1111;
/// Set on a word in quotation marks.
const QUOTED: u8 = 0b0100_0000;
/// Set on the last word of a sentence.
const LAST: u8 = 0b1000_0000;

/// The hash of a word, without what else is known of it.
pub(super) const fn word(byte: u8) -> u8 {
    byte & WORD
}

/// True for a word in quotation marks: whoever quotes the same speaker has it, copied or not.
pub(super) const fn quoted(byte: u8) -> bool {
    byte & QUOTED != 0
}

/// True for the last word of a sentence.
pub(super) const fn ends_sentence(byte: u8) -> bool {
    byte & LAST != 0
}

/// The words of a text, in its order, at most [`WORDS_MAX`]. Case, accents, punctuation and possessives make no difference.
pub(super) fn wording(text: &str) -> Vec<u8> {
    let folded = fold(text);
    let mut writer = Writer { folded: &folded, words: Vec::new(), start: None, quoted: None, before: '\n' };
    let mut chars = folded.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        writer.take(at, c, chars.peek().map(|(_, c)| *c));
        writer.before = c;
        if writer.words.len() >= WORDS_MAX {
            break;
        }
    }
    writer.end_word(folded.len());
    writer.words.truncate(WORDS_MAX);
    writer.words
}

struct Writer<'t> {
    folded: &'t str,
    words: Vec<u8>,
    /// Where the word began that is being read.
    start: Option<usize>,
    /// How many words there were when the quotation marks were opened that are open.
    quoted: Option<usize>,
    /// The character before.
    before: char,
}

impl Writer<'_> {
    fn take(&mut self, at: usize, c: char, next: Option<char>) {
        let in_word = self.start.is_some();
        if c.is_alphanumeric() && !is_word(c) || (c == '\'' && in_word) {
            self.start.get_or_insert(at);
            return;
        }
        let digits = self.before.is_ascii_digit() && next.is_some_and(|c| c.is_ascii_digit());
        if in_word && digits && matches!(c, ',' | '.') {
            // "1,000" is one number, and so is "3.5".
            return;
        }
        self.end_word(at);
        match c {
            '"' | '\u{201c}' | '«' | '»' => {
                self.quoted = if self.quoted.is_some() { None } else { Some(self.words.len()) }
            }
            '\u{201e}' => self.quoted = Some(self.words.len()),
            '\u{201d}' => self.quoted = None,
            '.' | '!' | '?' | '。' if next.is_none_or(|c| !c.is_alphanumeric()) => self.end_sentence(),
            '\n' if next == Some('\n') || matches!(self.before, '.' | '!' | '?' | '"' | '\u{201d}' | '»') => {
                // Marks that were never closed reach to the end of the paragraph at most.
                self.quoted = None;
                self.end_sentence();
            }
            c if is_word(c) => self.push(&self.folded[at..at + c.len_utf8()]),
            _ => {}
        }
    }

    fn end_word(&mut self, end: usize) {
        let Some(start) = self.start.take() else { return };
        let word = self.folded[start..end].trim_end_matches('\'');
        let word = word.strip_suffix("'s").unwrap_or(word);
        if word.contains(',') { self.push(&word.replace(',', "")) } else { self.push(word) }
    }

    fn push(&mut self, word: &str) {
        if self.quoted.is_some_and(|since| self.words.len() - since >= QUOTED_WORDS_MAX) {
            self.quoted = None;
        }
        let mark = if self.quoted.is_some() { QUOTED } else { 0 };
        self.words.push((spread(hash(word.as_bytes())) >> 58) as u8 | mark);
    }

    fn end_sentence(&mut self) {
        if let Some(last) = self.words.last_mut() {
            *last |= LAST;
        }
    }
}

/// True for signs of scripts that put no space between words: each counts as one.
fn is_word(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
        && c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u8> {
        wording(text).into_iter().map(word).collect()
    }

    #[test]
    fn how_it_is_set_makes_no_difference() {
        for (left, right) in [
            ("The mayor’s office said", "THE MAYOR'S OFFICE SAID"),
            ("He said: “We leave.”", "he said, «We leave».\n"),
            ("about 1,000 men in Łódź", "about 1000 men in Lodz"),
            ("a school-bus", "a school bus"),
        ] {
            assert_eq!(hashes(left), hashes(right), "{left} / {right}");
        }
    }

    #[test]
    fn quotation_marks_and_sentences() {
        let marked = |text: &str, bit: fn(u8) -> bool| -> String {
            wording(text).into_iter().map(|byte| if bit(byte) { '1' } else { '0' }).collect()
        };
        for (text, in_quotes) in [
            ("He said \"we will leave\" and left.", "0011100"),
            ("He said “we will leave.” They left.", "0011100"),
            ("Er sagte „wir gehen“ und ging.", "001100"),
            ("Il a dit « nous partons » hier.", "000110"),
            ("A 12\" pipe was found.\n\nThe next day it was gone.", "0011100000"),
        ] {
            assert_eq!(marked(text, quoted)[..in_quotes.len()], *in_quotes, "{text}");
        }
        assert_eq!(marked("It rose 3.5 per cent. Then it fell! Why", ends_sentence), "000010010");
        assert_eq!(marked("A headline\n\nThe first line\nof two.", ends_sentence), "0100001");
    }

    #[test]
    fn a_mark_that_is_never_closed_does_not_last() {
        let text = format!("He said \"{}", "word ".repeat(400));
        assert_eq!(wording(&text).into_iter().filter(|byte| quoted(*byte)).count(), QUOTED_WORDS_MAX);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        assert_eq!(wording(&"word ".repeat(WORDS_MAX + 100)).len(), WORDS_MAX);
        assert_eq!(wording("").len() + wording("... \" \n\n !").len(), 0);
        assert_eq!(wording("警察は言った").len(), 6);
    }
}
