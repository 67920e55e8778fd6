//! The gate: most reports hold too little of violence to be about it and leave here.
//!
//! A linear model over cues (`cues`): each cue weighs what it has been learned to weigh, the more often it stands in the
//! report the more, and a cue of something else (a match, a market, a court) weighs against; in headline and first sentences
//! each weighs once more. `lab fit gate` learns the weights; `docs/accuracy.md` says what is lost.

pub mod cues;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Bytes of a report that the gate looks at.
const GATE_BYTES_MAX: usize = 1 << 20;
/// Occurrences of one cue that count.
pub const REPEATS_MAX: u8 = 15;
/// A report shorter than this passes on one cue that tells of violence, in bytes: it has no room for more.
const SHORT_BYTES: usize = 1_200;
/// What the cues for it weigh together at least in a longer report that passes: one that holds few words of any matter
/// tells of nothing, however little speaks against it.
const FOR_MIN: f32 = 1.0;
/// The same for a short report.
const FOR_SHORT_MIN: f32 = 0.1;

/// Bytes from the beginning, headline included, in which a cue weighs once more: there a report says what it is about.
const LEAD_BYTES: usize = 500;

/// The beginning of a text: see [`Weights::lead`].
#[must_use]
pub fn lead(text: &str) -> &str {
    &text[..text.floor_char_boundary(LEAD_BYTES)]
}

/// The model file, `data/gate.toml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Its name with its version: "gate-2".
    pub id: String,
    /// What is added to the cues' weights; a report passes from a sum of 0 on.
    pub bias: f32,
    /// SHA-256 of each file that it was made from, in hexadecimal digits, by file name.
    pub sources: BTreeMap<String, String>,
    /// Scores by name, 0 to 1, measured on reports that it was not made from.
    pub scores: BTreeMap<String, f64>,
    /// What each cue weighs where it stands once; it weighs log2(1 + n) times as much where it stands n times.
    pub cues: BTreeMap<String, f32>,
    /// What each cue weighs on top of that in a report's [`lead`].
    #[serde(default)]
    pub lead: BTreeMap<String, f32>,
}

/// Finds cues in texts.
#[derive(Debug)]
pub struct Cues {
    patterns: AhoCorasick,
    /// Whether the cue is only the beginning of a word.
    stems: Vec<bool>,
}

impl Cues {
    /// Looks for these cues, named by their position. `None` if they are too many to look for.
    pub fn new<'c>(cues: impl Iterator<Item = &'c str>) -> Option<Self> {
        let cues: Vec<&str> = cues.collect();
        let words = cues.iter().map(|cue| cue.trim_end_matches(cues::STEM_MARK));
        let patterns = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(words)
            .ok()?;
        let stems = cues.iter().map(|cue| cue.ends_with(cues::STEM_MARK)).collect();
        Some(Self { patterns, stems })
    }

    /// How often each cue stands in the text, [`REPEATS_MAX`] at most. ASCII case does not matter.
    #[must_use]
    pub fn counts(&self, text: &str) -> Vec<u8> {
        let text = &text[..text.floor_char_boundary(GATE_BYTES_MAX)];
        let bytes = text.as_bytes();
        let mut counts = vec![0_u8; self.stems.len()];
        for hit in self.patterns.find_iter(text) {
            let cue = hit.pattern().as_usize();
            let starts = hit.start() == 0 || !bytes[hit.start() - 1].is_ascii_alphanumeric();
            let ends = self.stems[cue] || hit.end() == bytes.len() || !bytes[hit.end()].is_ascii_alphanumeric();
            if starts && ends && counts[cue] < REPEATS_MAX {
                counts[cue] += 1;
            }
        }
        counts
    }
}

/// What a cue that stands so often in a report adds, as a multiple of its weight.
#[must_use]
pub fn strength(count: u8) -> f32 {
    f32::from(count).ln_1p() / std::f32::consts::LN_2
}

struct Gate {
    telling: Cues,
    whole: Weighing,
    lead: Weighing,
    bias: f32,
}

/// Cues with what each weighs.
struct Weighing {
    cues: Cues,
    weights: Vec<f32>,
    strengths: Vec<f32>,
}

impl Weighing {
    fn new(weights: &BTreeMap<String, f32>) -> Option<Self> {
        let cues = Cues::new(weights.keys().map(String::as_str))?;
        let strengths = (0..=REPEATS_MAX).map(strength).collect();
        Some(Self { cues, weights: weights.values().copied().collect(), strengths })
    }

    /// What each cue that stands in a text adds, with its number.
    fn adds(&self, text: &str) -> impl Iterator<Item = (usize, f32)> {
        let counted = self.cues.counts(text).into_iter().zip(&self.weights).enumerate();
        let stands = counted.filter(|(_, (count, _))| *count > 0);
        stands.map(|(cue, (count, weight))| (cue, weight * self.strengths[usize::from(count)]))
    }
}

/// True if the text holds enough cues of violence; ASCII case does not matter.
///
/// Made for speed and recall: what passes is read in full, and some of it turns out to be irrelevant.
#[must_use]
pub fn passes(text: &str) -> bool {
    let Some(gate) = gate() else { return true };
    let short = text.len() < SHORT_BYTES;
    if short && gate.telling.counts(text).iter().any(|count| *count > 0) {
        return true;
    }
    let (mut sum, mut speaks_for) = (gate.bias, 0.0_f32);
    for (_, adds) in gate.whole.adds(text).chain(gate.lead.adds(lead(text))) {
        sum += adds;
        speaks_for += adds.max(0.0);
    }
    sum >= 0.0 && speaks_for >= if short { FOR_SHORT_MIN } else { FOR_MIN }
}

/// Why a text passes or not: the sum and what its cues add, the heaviest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// True if the text passes.
    pub passes: bool,
    /// The sum of the bias and what the cues add; 0 is enough.
    pub sum: f32,
    /// Each cue that stands in the text with what it adds, by size.
    pub cues: Vec<(&'static str, f32)>,
}

/// Weighs a text, for people who ask why it was left unread.
#[must_use]
pub fn weigh(text: &str) -> Weighed {
    let mut weighed = Weighed { passes: passes(text), sum: 0.0, cues: Vec::new() };
    let Some(gate) = gate() else { return weighed };
    let mut added: BTreeMap<&'static str, f32> = BTreeMap::new();
    let names = |weights: &'static BTreeMap<String, f32>| weights.keys().map(String::as_str).collect::<Vec<_>>();
    for (part, names, text) in
        [(&gate.whole, names(&weights().cues), text), (&gate.lead, names(&weights().lead), lead(text))]
    {
        part.adds(text).for_each(|(cue, adds)| *added.entry(names[cue]).or_default() += adds);
    }
    weighed.cues = added.into_iter().filter(|(_, adds)| *adds != 0.0).collect();
    weighed.sum = gate.bias + weighed.cues.iter().map(|(_, adds)| adds).sum::<f32>();
    weighed.cues.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    weighed
}

/// The model inside the program.
#[must_use]
pub fn weights() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    // A test proves that the file can be read; an empty one lets every report pass.
    WEIGHTS.get_or_init(|| toml::from_str(include_str!("../../data/gate.toml")).unwrap_or_default())
}

fn gate() -> Option<&'static Gate> {
    static GATE: OnceLock<Option<Gate>> = OnceLock::new();
    GATE.get_or_init(|| {
        let model = weights();
        let telling = Cues::new(cues::telling().iter().map(String::as_str))?;
        let (whole, lead) = (Weighing::new(&model.cues)?, Weighing::new(&model.lead)?);
        Some(Gate { telling, whole, lead, bias: model.bias })
    })
    .as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read_and_says_what_it_is() {
        let model = weights();
        assert!(model.id.starts_with("gate-") && model.cues.len() > 300 && !model.sources.is_empty(), "{model:?}");
        assert!(model.scores.values().all(|score| (0.0..=1.0).contains(score)));
    }

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
        assert!(passes(&format!(
            "{filler} Gunmen abducted four teachers near the village, police said. The armed men killed a guard."
        )));
    }

    #[test]
    fn what_the_lead_says_weighs_more() {
        let filler = "The committee discussed the plan for the coming year at some length. ".repeat(20);
        let told = "Militants attacked a convoy with rockets.";
        let (first, last) = (weigh(&format!("{told} {filler}")), weigh(&format!("{filler} {told}")));
        assert!(first.sum > last.sum, "{first:?} {last:?}");
    }

    #[test]
    fn stems_need_no_word_end_and_words_do() {
        let cues = Cues::new(["terroris*", "dead"].into_iter()).expect("two cues");
        assert_eq!(cues.counts("Terrorism, terrorists; a deadline, the dead."), [2, 1]);
    }
}
