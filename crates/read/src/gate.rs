//! The gate: most reports hold too few words of violence to be about it and leave here.
//!
//! Cues have weights. A word that names violence by itself ("kidnapped", "gunmen") weighs most; one that often means
//! something else ("strike", "hit", "threat") weighs little, and a report full of only such words still leaves.

use crate::events::triggers;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use std::sync::OnceLock;

/// Bytes of a report that the gate looks at.
const GATE_BYTES_MAX: usize = 1 << 20;
/// Weight from which a report passes.
const WEIGHT_MIN: u32 = 6;
/// Weight of a cue that names violence by itself.
const STRONG: u32 = 3;
/// Weight of a cue that needs company.
const MIDDLE: u32 = 2;
/// Weight of a word that mostly means something else.
const WEAK: u32 = 1;
/// Occurrences of one cue that count.
const REPEATS_MAX: u8 = 3;
/// A report shorter than this passes on fewer cues, in bytes.
const SHORT_BYTES: usize = 1_200;

/// Stems that are no triggers themselves but often stand in short reports; they need no word end.
const STEMS: &[&str] = &[
    "gunmen",
    "gunman",
    "militant",
    "terroris",
    "jihadi",
    "extremis",
    "insurgen",
    "explosive",
    "suicide bomb",
    "hostage",
    "assassin",
    "guerrilla",
    "kidnap",
    "abduct",
    "massacre",
    "bandits",
    "separatist",
    "rebels",
    "islamist",
    "opened fire",
    "armed men",
    "claimed responsibility",
    "rocket",
    "grenade",
    "missile",
    "airstrike",
    "hijack",
];
/// Triggers that mostly mean something else.
const WEAK_WORDS: &[&str] = &[
    "hit",
    "hits",
    "hitting",
    "target",
    "targets",
    "targeted",
    "strike",
    "strikes",
    "striking",
    "struck",
    "shot",
    "shoot",
    "shoots",
    "fired",
    "firing",
    "threat",
    "threats",
    "threatened",
    "threatening",
    "threaten",
    "threatens",
    "vowed",
    "vows",
    "swore",
    "storm",
    "storms",
    "stormed",
    "storming",
    "burned",
    "burning",
    "burnt",
    "ram",
    "executed",
    "offensive",
    "blasted",
    "went off",
    "injured",
    "wounded",
    "raid",
    "raids",
    "slaughter",
    "clashed",
    "torch",
    "poisoning",
    "poisoned",
    "hacked",
    "stab",
    "heist",
    "looting",
    "sabotage",
    "vandalism",
    "burned down",
    "ambush",
    "eliminate",
    "overrun",
    "raked",
    "robbery",
    "robbed",
    "incursion",
    "captives",
    "ultimatum",
    "hoax",
    "razed",
    "ransacked",
    "fired into",
    "slain",
    "murder",
    "murders",
    "murdered",
];

struct Gate {
    patterns: AhoCorasick,
    weights: Vec<u32>,
}

/// True if the text holds enough cues of violence; ASCII case does not matter.
///
/// Made for speed and recall: what passes is read in full, and some of it turns out to be irrelevant.
#[must_use]
pub fn passes(text: &str) -> bool {
    let Some(gate) = gate() else { return true };
    let mut end = text.len().min(GATE_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    let bytes = text.as_bytes();
    let enough = if text.len() < SHORT_BYTES { WEAK } else { WEIGHT_MIN };
    let mut seen = vec![0_u8; gate.weights.len()];
    let mut sum = 0;
    for hit in gate.patterns.find_iter(text) {
        let cue = hit.pattern().as_usize();
        let starts = hit.start() == 0 || !bytes[hit.start() - 1].is_ascii_alphanumeric();
        let ends = cue < STEMS.len() || hit.end() == bytes.len() || !bytes[hit.end()].is_ascii_alphanumeric();
        if !starts || !ends || seen[cue] >= REPEATS_MAX {
            continue;
        }
        seen[cue] += 1;
        sum += gate.weights[cue];
        if sum >= enough {
            return true;
        }
    }
    false
}

fn gate() -> Option<&'static Gate> {
    static GATE: OnceLock<Option<Gate>> = OnceLock::new();
    GATE.get_or_init(|| {
        let mut cues: Vec<(String, u32)> = STEMS.iter().map(|s| ((*s).to_owned(), STRONG)).collect();
        for (phrase, firm) in triggers::gate_phrases() {
            let weight = match phrase.as_str() {
                word if WEAK_WORDS.contains(&word) => WEAK,
                _ if firm => STRONG,
                _ => MIDDLE,
            };
            cues.push((phrase, weight));
        }
        let builder = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(cues.iter().map(|(c, _)| c));
        Some(Gate { patterns: builder.ok()?, weights: cues.into_iter().map(|(_, w)| w).collect() })
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

    #[test]
    fn a_long_report_needs_more_than_a_figure_of_speech() {
        let filler = "The committee discussed the budget for the coming year at some length. ".repeat(20);
        assert!(!passes(&format!("{filler} The strike hit shares, and the minister vowed to act.")));
        assert!(passes(&format!("{filler} Gunmen abducted four teachers, police said.")));
    }
}
