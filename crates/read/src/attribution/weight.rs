//! How well each statement stands with one claim.

use super::Statement;
use super::lexicon::Act;
use super::outlets::same_outlet;
use super::phrase::View;
use super::words::{is_authority, is_auxiliary, is_determiner, is_preposition, is_press_word, is_unnamed, is_venue};
use crate::doc::TokenKind;
use record::{Assertion, Report, SpeakerKind};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// A statement must reach this weight to stand for the claim.
pub(crate) const WEIGHT_MIN: f64 = 1.0;
/// Statements weighed for one claim; those past it stand too far down to speak for the main claim.
pub(crate) const CANDIDATES_MAX: usize = 400;

/// Words of the claim that statements are compared with.
const ABOUT_WORDS_MAX: usize = 120;

/// A claim that begins within this many tokens is what the headline is about.
const LEAD_TOKENS: usize = 120;

/// What the claim is about.
pub(crate) struct Claim<'v, 'a, 't> {
    view: &'v View<'a, 't>,
    pub about: Range<usize>,
    words: FxHashSet<String>,
    /// Words of the headline, where the claim stands at the top.
    title: FxHashSet<String>,
    outlet: String,
    /// First sentence after the headline.
    lead: usize,
}

impl<'v, 'a, 't> Claim<'v, 'a, 't> {
    pub fn new(view: &'v View<'a, 't>, about: Range<usize>, report: &Report) -> Self {
        let mut words = FxHashSet::default();
        for t in about.clone() {
            if words.len() < ABOUT_WORDS_MAX && is_content_word(view, t) {
                words.insert(stem(view.norm(t)).to_owned());
            }
        }
        let mut title = FxHashSet::default();
        if about.start < LEAD_TOKENS && view.doc.has_title {
            let headline = view.doc.sentences.iter().take_while(|s| s.paragraph == 0).flat_map(|s| s.tokens.clone());
            title.extend(
                headline
                    .take(ABOUT_WORDS_MAX)
                    .filter(|t| is_content_word(view, *t))
                    .map(|t| stem(view.norm(t)).to_owned()),
            );
        }
        let lead = view.doc.sentences.iter().position(|s| !(view.doc.has_title && s.paragraph == 0)).unwrap_or(0);
        Self { view, about, words, title, outlet: report.outlet.clone(), lead }
    }

    pub fn weigh_all(&self, statements: &[Statement]) -> Vec<(usize, f64)> {
        statements.iter().enumerate().take(CANDIDATES_MAX).filter_map(|(n, s)| self.weigh(s).map(|w| (n, w))).collect()
    }

    /// How well a statement stands with the claim; `None` if it cannot be its origin.
    fn weigh(&self, s: &Statement) -> Option<f64> {
        if s.speaker.name.is_empty() || is_self(s) || s.act >= Act::Think {
            return None;
        }
        // "raised the toll", "named a suspect" are deeds; blaming, denying and describing are words.
        if s.act == Act::Judge && s.firmness == Assertion::Reported {
            return None;
        }
        // Nobody by name: the claim stays with whoever spoke to them.
        if s.speaker.kind == SpeakerKind::Unnamed && s.via.is_empty() {
            return None;
        }
        if same_outlet(&s.speaker.name, &self.outlet) {
            return None;
        }
        let mut weight = 3.0 * self.coverage(s) + 2.5 * self.similarity(s) + self.position(s);
        weight += match s.speaker.kind {
            SpeakerKind::Person => 0.6,
            SpeakerKind::Authority => self.authority(s),
            SpeakerKind::Press | SpeakerKind::Outlet => 0.5,
            SpeakerKind::Organisation => 0.4,
            SpeakerKind::Document => 0.2,
            SpeakerKind::Unnamed => -0.5,
        };
        weight += match s.act {
            Act::Own => 2.0,
            Act::Say | Act::Cite => 0.3,
            Act::Show => 0.0,
            _ => -0.8,
        };
        if self.is_private(s) {
            weight -= 1.2;
        }
        if s.firmness == Assertion::Denied {
            weight -= 0.5;
        }
        Some(weight)
    }

    /// Said to somebody in the story, not to the public.
    pub fn is_private(&self, s: &Statement) -> bool {
        let last = s.hearer.end.saturating_sub(1);
        !s.hearer.is_empty()
            && s.via.is_empty()
            && !is_venue(self.view.norm(last))
            && !is_press_word(self.view.norm(last))
    }

    /// A named body outweighs "officials", and both a country.
    fn authority(&self, s: &Statement) -> f64 {
        let words = || s.source.clone().map(|t| self.view.norm(t));
        if !words().any(is_authority) {
            -0.4
        } else if words().next_back().is_some_and(is_unnamed) {
            0.2
        } else {
            0.5
        }
    }

    /// The share of the claim's words that lie in the statement's content.
    fn coverage(&self, s: &Statement) -> f64 {
        if self.about.is_empty() {
            return 0.0;
        }
        let covered: usize =
            s.content.iter().map(|r| r.end.min(self.about.end).saturating_sub(r.start.max(self.about.start))).sum();
        (covered as f64 / self.about.len() as f64).min(1.0)
    }

    /// The share of words that content and claim have in common.
    fn similarity(&self, s: &Statement) -> f64 {
        let mut mine = FxHashSet::default();
        for t in s.content.iter().flat_map(Clone::clone).take(ABOUT_WORDS_MAX) {
            if is_content_word(self.view, t) {
                mine.insert(stem(self.view.norm(t)));
            }
        }
        // Short contents match by chance: at least six words are counted.
        let share = |words: &FxHashSet<String>| {
            let shared = mine.iter().filter(|w| words.contains(**w)).count();
            if words.is_empty() { 0.0 } else { shared as f64 / mine.len().min(words.len()).max(6) as f64 }
        };
        if self.title.is_empty() { share(&self.words) } else { f64::midpoint(share(&self.words), share(&self.title)) }
    }

    fn position(&self, s: &Statement) -> f64 {
        let sentence = self.view.doc.sentence_of(s.cue.start);
        match sentence.saturating_sub(self.lead) {
            _ if sentence < self.lead => 0.8,
            0 | 1 => 1.2,
            2 | 3 => 0.8,
            4..=6 => 0.5,
            7..=11 => 0.2,
            _ => 0.0,
        }
    }
}

/// First and second person inside a quotation, and phrases that name no one.
fn is_self(s: &Statement) -> bool {
    let name = s.speaker.name.as_str();
    name.is_empty()
        || [
            "i", "we", "you", "it", "they", "he", "she", "who", "which", "one", "some", "many", "others", "people",
            "critics", "us", "all", "both",
        ]
        .iter()
        .any(|p| name.eq_ignore_ascii_case(p))
}

fn is_content_word(view: &View<'_, '_>, t: usize) -> bool {
    let word = view.norm(t);
    (word.len() > 2 && view.is_word(t) || view.doc.tokens[t].kind == TokenKind::Number)
        && !is_auxiliary(word)
        && !is_determiner(word)
        && !is_preposition(word)
        && !matches!(word, "and" | "but" | "who" | "that" | "said" | "says" | "which")
}

/// A crude stem: enough to match "attack" with "attacks" and "attacked".
fn stem(word: &str) -> &str {
    let cut = word.char_indices().nth(5).map_or(word.len(), |(i, _)| i);
    &word[..cut]
}
