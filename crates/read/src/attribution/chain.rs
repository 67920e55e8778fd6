//! The chain of one claim: from the outlet, through whom it cites, to the origin.

use super::Statement;
use super::credit::agencies;
use super::lexicon::{
    Act, is_authority, is_auxiliary, is_determiner, is_preposition, is_press_word, is_unnamed, is_venue,
};
use super::outlets::same_outlet;
use super::phrase::View;
use crate::doc::{Doc, TokenKind};
use record::{Assertion, Report, Speaker, SpeakerKind};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Links in a chain, the outlet included.
const LINKS_MAX: usize = 8;
/// Statements weighed for one claim; those past it stand too far down to speak for the main claim.
const CANDIDATES_MAX: usize = 400;
/// Words of the claim that statements are compared with.
const ABOUT_WORDS_MAX: usize = 120;
/// A claim that begins within this many tokens is what the headline is about.
const LEAD_TOKENS: usize = 120;
/// A statement must reach this weight to stand for the claim.
const WEIGHT_MIN: f64 = 1.0;

/// The chain for the claim whose words are the tokens `about`: the report's outlet first, the origin last.
///
/// `statements` are those of the whole text. A link not stated next to the claim is marked `inferred`. The outlet's own
/// name is never repeated; nobody unnamed becomes a link.
#[must_use]
pub fn chain(doc: &Doc<'_>, report: &Report, statements: &[Statement], about: Range<usize>) -> Vec<Speaker> {
    let view = View::new(doc);
    let about = about.start.min(doc.tokens.len())..about.end.min(doc.tokens.len());
    let mut links = Links { outlet: &report.outlet, list: vec![Speaker::outlet(&report.outlet)] };
    for agency in agencies(&view, report) {
        links.push(agency, true);
    }
    let claim = Claim::new(&view, about, report);
    let weighed = claim.weigh_all(statements);
    let Some(best) =
        weighed.iter().filter(|w| w.1 >= WEIGHT_MIN).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
    else {
        return links.list;
    };
    let picker = Picker { view: &view, claim: &claim, statements, weighed: &weighed, outlet: &report.outlet };
    picker.build(best.0, &mut links);
    links.list
}

/// The links so far.
struct Links<'o> {
    outlet: &'o str,
    list: Vec<Speaker>,
}

impl Links<'_> {
    fn push(&mut self, speaker: Speaker, inferred: bool) {
        if speaker.name.is_empty() || speaker.kind == SpeakerKind::Unnamed || self.list.len() >= LINKS_MAX {
            return;
        }
        if same_outlet(&speaker.name, self.outlet) || self.list.iter().skip(1).any(|s| same_speaker(s, &speaker)) {
            return;
        }
        self.list.push(Speaker { inferred: speaker.inferred || inferred, ..speaker });
    }
}

/// One speaker under two names.
fn same_speaker(a: &Speaker, b: &Speaker) -> bool {
    match (a.kind, b.kind) {
        (SpeakerKind::Press, SpeakerKind::Press) => same_outlet(&a.name, &b.name),
        _ => {
            let (a, b) = (crate::fold(&a.name), crate::fold(&b.name));
            a == b || a.len() > 3 && b.ends_with(&format!(" {a}")) || b.len() > 3 && a.ends_with(&format!(" {b}"))
        }
    }
}

/// "X in the South" is a branch of "X".
fn is_branch(a: &str, b: &str) -> bool {
    let (a, b) = (crate::fold(a).replace('-', " "), crate::fold(b).replace('-', " "));
    a.len() >= 5 && b.len() >= 5 && (a.starts_with(&format!("{b} ")) || b.starts_with(&format!("{a} ")))
}

/// What the claim is about.
struct Claim<'v, 'a, 't> {
    view: &'v View<'a, 't>,
    about: Range<usize>,
    words: FxHashSet<String>,
    /// Words of the headline, where the claim stands at the top.
    title: FxHashSet<String>,
    outlet: String,
    /// First sentence after the headline.
    lead: usize,
}

impl<'v, 'a, 't> Claim<'v, 'a, 't> {
    fn new(view: &'v View<'a, 't>, about: Range<usize>, report: &Report) -> Self {
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

    fn weigh_all(&self, statements: &[Statement]) -> Vec<(usize, f64)> {
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
    fn is_private(&self, s: &Statement) -> bool {
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

struct Picker<'p, 'v, 'a, 't> {
    view: &'p View<'a, 't>,
    claim: &'p Claim<'v, 'a, 't>,
    statements: &'p [Statement],
    weighed: &'p [(usize, f64)],
    outlet: &'p str,
}

impl Picker<'_, '_, '_, '_> {
    fn build(&self, best: usize, links: &mut Links<'_>) {
        let far = !self.near(&self.statements[best]);
        let last = self.nested(best).unwrap_or(best);
        // Whoever reports the whole statement stands before it, and whoever reports the press source that it came through.
        for anchor in [self.relayed(last), Some(last)].into_iter().flatten() {
            for n in self.enclosing(anchor) {
                self.push(&self.statements[n], links, far);
            }
        }
        self.push(&self.statements[last], links, far);
        let tail = &self.statements[last];
        if tail.speaker.kind == SpeakerKind::Press {
            if let Some(deeper) = self.deeper(last) {
                self.push(&self.statements[deeper], links, true);
            }
        }
        self.group_voice(last, links);
    }

    fn push(&self, s: &Statement, links: &mut Links<'_>, inferred: bool) {
        for via in &s.via {
            links.push(via.clone(), inferred);
        }
        links.push(s.speaker.clone(), inferred);
        if let Some(behind) = &s.behind {
            links.push(behind.clone(), inferred);
        }
    }

    /// The statement lies in or next to the claim's own words.
    fn near(&self, s: &Statement) -> bool {
        let extent = s.extent();
        extent.start < self.claim.about.end && self.claim.about.start < extent.end
    }

    /// Press statements whose content holds this one, the widest first.
    fn enclosing(&self, inner: usize) -> Vec<usize> {
        let s = &self.statements[inner];
        let mut out: Vec<usize> = (0..self.statements.len())
            .take(CANDIDATES_MAX)
            .filter(|n| *n != inner)
            .filter(|n| {
                let o = &self.statements[*n];
                o.speaker.kind == SpeakerKind::Press
                    && o.covers(s.cue.start)
                    && !s.covers(o.cue.start)
                    && o.act < Act::Judge
                    && o.source != s.source
            })
            .collect();
        out.sort_by_key(|n| std::cmp::Reverse(self.statements[*n].extent().len()));
        out
    }

    /// The weightiest statement of the press source through which this one came.
    fn relayed(&self, inner: usize) -> Option<usize> {
        let press = self.statements[inner].via.last()?;
        self.weighed
            .iter()
            .filter(|(n, _)| *n != inner && same_outlet(&self.statements[*n].speaker.name, &press.name))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(n, _)| *n)
    }

    /// The weightiest named speaker within the content of this one.
    fn nested(&self, outer: usize) -> Option<usize> {
        let o = &self.statements[outer];
        if o.speaker.kind != SpeakerKind::Press {
            return None;
        }
        self.weighed
            .iter()
            .filter(|(n, _)| *n != outer)
            .filter(|(n, _)| {
                let s = &self.statements[*n];
                o.covers(s.cue.start)
                    && !s.covers(o.cue.start)
                    && s.speaker.kind != SpeakerKind::Unnamed
                    && s.source != o.source
                    && !self.claim.is_private(s)
                    && s.act < Act::Judge
            })
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(n, _)| *n)
    }

    /// Whom a cited press source has its words from: its own columnist anywhere, or the speaker of the next words of the paragraph.
    fn deeper(&self, press: usize) -> Option<usize> {
        let p = &self.statements[press];
        // "as first reported by Y": Y had it before this one.
        let first = self.weighed.iter().find(|(n, w)| {
            let s = &self.statements[*n];
            s.speaker.kind == SpeakerKind::Press
                && *w >= WEIGHT_MIN
                && s.cue.clone().any(|t| self.view.norm(t) == "first")
                && !same_outlet(&s.speaker.name, &p.speaker.name)
        });
        if let Some((n, _)) = first {
            return Some(*n);
        }
        let columnist = self.weighed.iter().find(|(n, _)| {
            let s = &self.statements[*n];
            s.speaker.kind == SpeakerKind::Person && s.via.iter().any(|v| same_outlet(&v.name, &p.speaker.name))
        });
        if let Some((n, _)) = columnist {
            return Some(*n);
        }
        let here = self.view.doc.sentence_of(p.cue.start);
        self.weighed
            .iter()
            .filter(|(n, w)| {
                let s = &self.statements[*n];
                let there = self.view.doc.sentence_of(s.cue.start);
                let same = self.view.doc.sentences.get(here).map(|s| s.paragraph)
                    == self.view.doc.sentences.get(there).map(|s| s.paragraph);
                *w >= WEIGHT_MIN + 1.0
                    && same
                    && there > here
                    && there <= here + 1
                    && matches!(s.speaker.kind, SpeakerKind::Authority | SpeakerKind::Person)
                    && s.act == Act::Say
                    && s.via.is_empty()
            })
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(n, _)| *n)
    }

    /// A group that owns the act speaks through its leader: the leader first, the group last.
    fn group_voice(&self, last: usize, links: &mut Links<'_>) {
        let tail = &self.statements[last];
        if tail.speaker.kind != SpeakerKind::Organisation || same_outlet(&tail.speaker.name, self.outlet) {
            return;
        }
        let voice = self.statements.iter().take(CANDIDATES_MAX).find(|s| {
            s.speaker.kind == SpeakerKind::Person
                && s.act <= Act::Own
                && s.behind
                    .as_ref()
                    .is_some_and(|b| same_speaker(b, &tail.speaker) || is_branch(&b.name, &tail.speaker.name))
        });
        if let Some(voice) = voice
            && let Some(group) = links.list.pop_if(|l| l.name == tail.speaker.name)
        {
            let behind = voice.behind.clone().filter(|b| b.name.len() > group.name.len() && !same_speaker(b, &group));
            links.push(voice.speaker.clone(), true);
            links.push(behind.unwrap_or(group), false);
        }
    }
}
