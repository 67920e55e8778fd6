//! How well each statement stands with one claim.

use super::Statement;
use super::lexicon::Act;
use super::outlets::same_outlet;
use super::phrase::View;
use super::words::{
    is_authority, is_auxiliary, is_determiner, is_preposition, is_press_word, is_title, is_unnamed, is_venue,
};
use crate::doc::{Doc, TokenKind};
use record::{Assertion, Report, SpeakerKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// What an eyewitness weighs less than somebody who speaks for a body.
const BYSTANDER: f64 = 0.5;
/// What a statement gains that the listener is sure of; a nested one, which it does not mark, must not fall far behind.
const HEARD: f64 = 0.1;
/// A statement must reach this weight to stand for the claim.
pub(crate) const WEIGHT_MIN: f64 = 1.0;
/// Statements weighed for one claim; those past it stand too far down to speak for the main claim.
pub(crate) const CANDIDATES_MAX: usize = 400;

/// Words of the claim that statements are compared with.
const ABOUT_WORDS_MAX: usize = 120;

/// Sentences after the headline that say what the report is about.
const LEAD_SENTENCES: usize = 2;

fn first_of_body(doc: &Doc<'_>) -> usize {
    doc.sentences.iter().position(|s| !(doc.has_title && s.paragraph == 0)).unwrap_or(0)
}

/// The headline and the first sentences.
pub(crate) fn lead_tokens(doc: &Doc<'_>) -> Range<usize> {
    let upto = (first_of_body(doc) + LEAD_SENTENCES).min(doc.sentences.len());
    0..upto.checked_sub(1).map_or(0, |last| doc.sentences[last].tokens.end)
}

/// Stems with the first and last token where they stand.
type Places = FxHashMap<String, (usize, usize)>;

fn places(view: &View<'_, '_>, range: Range<usize>) -> Places {
    let mut places = Places::default();
    for t in range.filter(|t| is_content_word(view, *t)) {
        if places.len() >= ABOUT_WORDS_MAX {
            break;
        }
        places.entry(stem(view.norm(t)).to_owned()).and_modify(|p| p.1 = t).or_insert((t, t));
    }
    places
}

/// What the claim is about.
pub(crate) struct Claim<'v, 'a, 't> {
    view: &'v View<'a, 't>,
    pub about: Range<usize>,
    /// The headline and the first sentences if the claim stands there, else the claim itself: what a report says at its
    /// top it says again further down, with its source.
    pub top: Range<usize>,
    /// Its words by stem, with the first and the last place where they stand.
    words: Places,
    /// Words of the headline, where the claim stands at the top.
    title: Places,
    outlet: String,
    /// First sentence after the headline.
    lead: usize,
}

impl<'v, 'a, 't> Claim<'v, 'a, 't> {
    pub fn new(view: &'v View<'a, 't>, about: Range<usize>, report: &Report) -> Self {
        let lead = first_of_body(view.doc);
        let top = lead_tokens(view.doc);
        let top = if about.start < top.end { top } else { about.clone() };
        let words = places(view, about.start.min(top.start)..about.end.max(top.end));
        let headline = view.doc.sentences.iter().take_while(|s| view.doc.has_title && s.paragraph == 0).last();
        let headline = headline.map_or(0, |s| s.tokens.end);
        let title = if top.start == 0 { places(view, 0..headline) } else { Places::default() };
        Self { view, top, about, words, title, outlet: report.outlet.clone(), lead }
    }

    pub fn weigh_all(&self, statements: &[Statement]) -> Vec<(usize, f64)> {
        // Once introduced as somebody, a name needs no title again.
        let near = || statements.iter().enumerate().take(CANDIDATES_MAX);
        let titled: FxHashSet<&str> =
            near().filter(|(_, s)| self.is_titled(s)).map(|(_, s)| s.speaker.name.as_str()).collect();
        near()
            .filter(|(_, s)| !self.is_told_again(s, statements))
            .filter_map(|(n, s)| {
                let bystander = s.speaker.kind == SpeakerKind::Person && !titled.contains(s.speaker.name.as_str());
                self.weigh(s).map(|w| (n, if bystander { w - BYSTANDER } else { w }))
            })
            .collect()
    }

    /// "Minister: …" in the headline, where the text names the minister.
    fn is_told_again(&self, s: &Statement, statements: &[Statement]) -> bool {
        let Some(last) = s.source.clone().next_back().filter(|_| s.source.len() <= 2) else { return false };
        let word = self.view.norm(last);
        let headline = self.view.doc.sentence_of(s.cue.start) < self.lead;
        let named = |o: &Statement| {
            o.source.start > s.source.end
                && o.source.len() > s.source.len()
                && o.speaker.kind == SpeakerKind::Person
                && o.source.clone().any(|t| self.view.norm(t) == word)
        };
        headline && is_title(word) && statements.iter().take(CANDIDATES_MAX).any(named)
    }

    /// The speaker is introduced with an office, a body or a paper.
    fn is_titled(&self, s: &Statement) -> bool {
        let role = |t: usize| {
            let word = self.view.norm(t);
            is_authority(word)
                || is_title(word)
                    && !matches!(word, "witness" | "resident" | "farmer" | "student" | "driver" | "wife" | "brother")
        };
        s.behind.is_some() || !s.via.is_empty() || s.source.clone().any(role)
    }

    /// How well a statement stands with the claim; `None` if it cannot be its origin.
    fn weigh(&self, s: &Statement) -> Option<f64> {
        self.features(s).map(|features| features.iter().map(|(_, value)| value).sum())
    }

    /// The same, feature by feature.
    pub fn features(&self, s: &Statement) -> Option<Vec<(&'static str, f64)>> {
        if s.speaker.name.is_empty() || is_self(s) || s.act >= Act::Think || s.act == Act::Cite {
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
        // The outlet itself, and its own reporters.
        let own = |name: &str| same_outlet(name, &self.outlet);
        let reporter = || {
            let cue = self.view.doc.span(s.cue.clone()).start;
            s.via.iter().any(|v| own(&v.name) && v.span.is_some_and(|span| span.start < cue))
        };
        if own(&s.speaker.name) || s.speaker.kind == SpeakerKind::Person && reporter() {
            return None;
        }
        let kind = match s.speaker.kind {
            SpeakerKind::Person => 0.6,
            SpeakerKind::Authority => self.authority(s),
            SpeakerKind::Press | SpeakerKind::Outlet => 0.5,
            SpeakerKind::Organisation => 0.4,
            SpeakerKind::Document => 0.2,
            SpeakerKind::Unnamed => -0.5,
        };
        let act = match s.act {
            Act::Own => self.owning(),
            Act::Say | Act::Cite => 0.3,
            Act::Show => 0.0,
            _ => -0.8,
        };
        Some(vec![
            ("covers the claim's words", 3.0 * self.coverage(s)),
            ("says what the claim says", 2.5 * self.similarity(s)),
            ("stands near the top", self.position(s)),
            ("kind of speaker", kind),
            ("what the cue does", act),
            ("said in private", if self.is_private(s) { -1.2 } else { 0.0 }),
            ("a denial", if s.firmness == Assertion::Denied { self.denying() } else { 0.0 }),
            ("heard by the listener", HEARD * s.heard.as_ref().map_or(0.0, |heard| f64::from(heard.sure))),
        ])
    }

    /// Taking responsibility is the news if the claim is about that; beside a death toll it is one statement among others.
    fn owning(&self) -> f64 {
        const OWNING: [&str; 6] = ["claim", "respo", "threa", "credi", "takes", "vows"];
        let about = |words: &Places| OWNING.iter().any(|stem| words.contains_key(*stem));
        if about(&self.words) || about(&self.title) { 2.0 } else { 0.8 }
    }

    /// A denial is the news if the claim is about that; it makes up for being a judgement.
    fn denying(&self) -> f64 {
        const DENYING: [&str; 6] = ["denie", "denia", "deny", "rejec", "dismi", "refut"];
        let about = |words: &Places| DENYING.iter().any(|stem| words.contains_key(*stem));
        if about(&self.words) || about(&self.title) { 1.1 } else { -0.5 }
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
            -1.0
        } else if words().next_back().is_some_and(is_unnamed) {
            0.2
        } else {
            0.5
        }
    }

    /// The share of the claim's words that lie in the statement's content.
    fn coverage(&self, s: &Statement) -> f64 {
        let share = |about: &Range<usize>| {
            let covered: usize =
                s.content.iter().map(|r| r.end.min(about.end).saturating_sub(r.start.max(about.start))).sum();
            if about.is_empty() { 0.0 } else { (covered as f64 / about.len() as f64).min(1.0) }
        };
        0.6 * share(&self.about) + 0.4 * share(&self.top)
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
        // Words that the claim has only from this very content say nothing.
        let share = |words: &Places| {
            let outside = |w: &str| words.get(w).is_some_and(|(first, last)| !s.covers(*first) || !s.covers(*last));
            let shared = mine.iter().filter(|w| outside(w)).count();
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
