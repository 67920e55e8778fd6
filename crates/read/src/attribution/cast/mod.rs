//! Who of those named in a text belongs to a claim's chain, and who has it from whom, by learned weights.
//!
//! The rules ([`super::chain`]) find who said it where they know the words. Here everybody else who is named near the claim
//! is weighed beside them: press, persons, bodies and documents, by what they do and what is done to them in the sentence
//! ("carried by", "told", "which … summarised"). Both weights are logistic regressions over named facts
//! (`data/chains.toml`, written by `lab fit chains`), so each decision can be said in words.

mod around;
mod fact;
mod key;
mod mention;
mod model;
mod pair;
mod told;

use super::Statement;
use super::outlets::same_outlet;
use super::phrase::View;
use super::weight::Claim;
use super::words::is_press_word;
use crate::names::Name;
use key::Key;
use mention::{Mention, Scan};
use record::{Speaker, SpeakerKind};
use std::collections::BTreeSet;
use std::ops::Range;

pub use fact::Fact;
pub use model::{Verdict, Weights, order, verdicts, weights};
pub use told::told;

/// Sentences looked at from the top of a report.
const TOP_SENTENCES: usize = 4;
/// Sentences looked at on either side of a claim.
const NEAR_SENTENCES: usize = 2;
/// Somebody weighed beside the rules' links; the first named come first.
const CANDIDATES_MAX: usize = 24;
/// Sentences looked at in one report.
const SENTENCES_MAX: usize = 80;

/// Somebody who may be a link of a claim's chain.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// As the link would stand in the chain.
    pub speaker: Speaker,
    /// What is seen of them.
    pub facts: Vec<Fact>,
    /// Their place in the rules' chain, 1 for the first after the outlet.
    pub rules: Option<usize>,
    /// The outlet itself, cited by others: a report that comes back to it is circular.
    pub own: bool,
    mentions: Vec<usize>,
    key: Key,
}

/// Everybody named at the top of a text and near its claims.
pub(crate) struct Cast<'v, 'a, 't> {
    view: &'v View<'a, 't>,
    statements: &'v [Statement],
    mentions: Vec<Mention>,
    /// Press that was attacked: it is what the claim is about, and no link of it.
    hit: Vec<Key>,
    /// First sentence after the headline.
    lead: usize,
    outlet: Key,
    outlet_name: &'v str,
}

impl<'v, 'a, 't> Cast<'v, 'a, 't> {
    /// `abouts` are the tokens of the claims.
    pub fn new(
        view: &'v View<'a, 't>,
        names: &[Name],
        statements: &'v [Statement],
        outlet: &'v str,
        abouts: &[Range<usize>],
    ) -> Self {
        let doc = view.doc;
        let lead = doc.sentences.iter().position(|s| !(doc.has_title && s.paragraph == 0)).unwrap_or(0);
        let mut wanted: BTreeSet<usize> = (0..(lead + TOP_SENTENCES).min(doc.sentences.len())).collect();
        for about in abouts.iter().filter(|about| !about.is_empty()) {
            let (first, last) = (doc.sentence_of(about.start), doc.sentence_of(about.end - 1));
            wanted.extend(first.saturating_sub(NEAR_SENTENCES)..(last + NEAR_SENTENCES + 1).min(doc.sentences.len()));
        }
        let mut scan = Scan { view, names, outlet, mentions: Vec::new() };
        wanted.into_iter().take(SENTENCES_MAX).for_each(|sentence| scan.sentence(sentence));
        let press = scan.mentions.iter().filter(|m| m.kind == SpeakerKind::Press);
        let hit = press.filter(|m| around::is_hit(view, &m.tokens)).map(|m| m.key.clone()).collect();
        Self {
            view,
            statements,
            mentions: scan.mentions,
            hit,
            lead,
            outlet: Key::new(outlet, SpeakerKind::Press),
            outlet_name: outlet,
        }
    }

    /// Everybody near one claim: those of the rules' chain, then the others by where they are named first.
    pub fn candidates(&self, claim: &Claim<'_, '_, '_>, weighed: &[(usize, f64)], rules: &[Speaker]) -> Vec<Candidate> {
        let mut out: Vec<Candidate> = Vec::new();
        let generic = |link: &Speaker| link.kind == SpeakerKind::Press && is_press_word(&link.name);
        for (n, link) in rules.iter().enumerate().skip(1).filter(|(_, link)| !generic(link)) {
            let key = Key::of(link);
            let (own, speaker) = (key.same(&self.outlet), link.clone());
            out.push(Candidate { speaker, facts: Vec::new(), rules: Some(n), own, mentions: Vec::new(), key });
        }
        for (n, mention) in self.mentions.iter().enumerate().filter(|(_, m)| self.near(claim, m.sentence)) {
            let named = mention.means.map_or(mention, |m| &self.mentions[m]);
            let known = |c: &Candidate| c.key.same(&named.key) || c.own && named.key.same(&self.outlet);
            match out.iter().position(known) {
                Some(known) => out[known].mentions.push(n),
                None if self.hit.iter().any(|hit| hit.same(&named.key)) => {}
                None if out.len() < CANDIDATES_MAX && mention.means.is_none() && mention.shape != "place" => {
                    let speaker = Speaker {
                        name: named.name.clone(),
                        kind: named.kind,
                        span: Some(self.view.doc.span(named.tokens.clone())),
                        cue: None,
                        inferred: true,
                    };
                    let own = named.key.same(&self.outlet) || same_outlet(&named.name, self.outlet_name);
                    let key = named.key.clone();
                    out.push(Candidate { speaker, facts: Vec::new(), rules: None, own, mentions: vec![n], key });
                }
                None => {}
            }
        }
        let seen = fact::Seen { cast: self, claim, weighed, rules };
        for candidate in &mut out {
            candidate.facts = seen.of(candidate);
        }
        out
    }

    /// The statements whose cues stand in a mention's sentence or next to it, by number.
    fn statements_near(&self, mention: &Mention) -> impl Iterator<Item = (usize, &'v Statement)> {
        let sentences = &self.view.doc.sentences;
        let start = sentences[mention.sentence.saturating_sub(1)].tokens.start;
        let end = sentences[(mention.sentence + 1).min(sentences.len() - 1)].tokens.end;
        let from = self.statements.partition_point(|s| s.cue.start < start);
        let to = self.statements.partition_point(|s| s.cue.start < end).max(from);
        self.statements[from..to].iter().enumerate().map(move |(n, s)| (from + n, s))
    }

    /// A press source or hearer that a statement came through is this mention.
    fn is_through(&self, s: &Statement, mention: &Mention) -> bool {
        let span = self.view.doc.span(mention.tokens.clone());
        s.via.iter().filter_map(|v| v.span).any(|v| v.start < span.end && span.start < v.end)
    }

    /// The top of the report counts for a claim that stands there, else what stands around the claim.
    fn near(&self, claim: &Claim<'_, '_, '_>, sentence: usize) -> bool {
        let doc = self.view.doc;
        let first = doc.sentence_of(claim.about.start);
        let last = doc.sentence_of(claim.about.end.saturating_sub(1).max(claim.about.start));
        let top = claim.top.start == 0 && sentence < self.lead + TOP_SENTENCES;
        top || sentence + NEAR_SENTENCES >= first && sentence <= last + NEAR_SENTENCES
    }

    /// What is seen of two candidates together; `first` is the one named first. See [`pair`].
    pub fn pair(&self, a: &Candidate, b: &Candidate) -> Pair {
        pair::pair(self, a, b)
    }
}

/// Two candidates and how they stand to one another.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The second of the two as given stands first in the text.
    pub swapped: bool,
    /// What is seen of the two, "first" and "second" in the order of the text.
    pub facts: Vec<Fact>,
}
