//! The gate: most reports hold no word of violence at all and leave here.

use crate::events::triggers;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use std::sync::OnceLock;

/// Bytes of a report that the gate looks at.
const GATE_BYTES_MAX: usize = 1 << 20;

/// Cues that are no triggers themselves but often the only ones in a short report.
const MORE: &[&str] = &[
    "gunmen",
    "gunman",
    "militant",
    "terroris",
    "jihadi",
    "extremis",
    "insurgen",
    "explosive",
    "suicide",
    "hostage",
    "assassin",
    "guerrilla",
    "kidnap",
    "abduct",
    "massacre",
];

/// True if the text holds at least one cue of violence; ASCII case does not matter.
///
/// Made for speed and recall: what passes is read in full, and most of it turns out to be irrelevant.
#[must_use]
pub fn passes(text: &str) -> bool {
    let mut end = text.len().min(GATE_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    let bytes = text.as_bytes();
    let Some(patterns) = patterns() else { return true };
    patterns.find_iter(text).any(|hit| {
        let starts = hit.start() == 0 || !bytes[hit.start() - 1].is_ascii_alphanumeric();
        let stem = hit.pattern().as_usize() < MORE.len();
        let ends = stem || hit.end() == bytes.len() || !bytes[hit.end()].is_ascii_alphanumeric();
        starts && ends
    })
}

fn patterns() -> Option<&'static AhoCorasick> {
    static PATTERNS: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    PATTERNS
        .get_or_init(|| {
            let phrases = triggers::gate_phrases();
            let all = MORE.iter().map(|s| (*s).to_owned()).chain(phrases);
            AhoCorasickBuilder::new()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::LeftmostLongest)
                .build(all)
                .ok()
        })
        .as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_pass_in_any_case_and_words_around_them_do_not() {
        for (text, expected) in [
            ("Gunmen attacked a market in the north.", true),
            ("TERRORISTS KIDNAPPED THE MAYOR", true),
            ("The council approved the budget for schools.", false),
            ("A bombastic speech by a skilled orator", false),
            ("", false),
        ] {
            assert_eq!(passes(text), expected, "{text}");
        }
    }
}
