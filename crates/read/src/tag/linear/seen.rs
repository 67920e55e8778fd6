//! A document as the features see it: everything that is looked up once per document.

use super::hash;
use crate::doc::TokenKind;
use crate::events::mention::Mention;
use crate::events::view::{Phrase, View};
use crate::events::vocab::*;
use crate::names::NameKind;
use crate::tag::Input;
use rustc_hash::FxHashMap;

/// Roles that a rule's slot gives, as bits: see [`SLOT_NAMES`].
pub(super) type Slots = u8;
/// Number of slots: agent, actor, perpetrator, target, victim, weapon.
pub(super) const SLOTS: usize = 6;

/// What the rules say of one token.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fill {
    /// Every slot that holds the token.
    pub slots: Slots,
    /// Every slot that begins with it.
    pub begins: Slots,
    /// One more than the mention with the firmest grip whose slot holds it; 0 for none.
    pub mention: u32,
}

/// How often and where a word stands in the document.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Use {
    /// How many times.
    pub count: u32,
    /// Its first token.
    pub first: u32,
    /// Slots that it heads a phrase in, anywhere.
    pub slots: Slots,
    /// It stands in a sentence with a firm mention.
    pub firm: bool,
}

/// A document prepared for features.
pub struct Seen<'d, 't> {
    pub(super) view: View<'d, 't>,
    /// Hash of each folded word; numbers all alike.
    pub(super) words: Vec<u64>,
    /// The same without a plural's "s".
    pub(super) stems: Vec<u64>,
    /// Kind of the name that covers each token; 0 for none.
    pub(super) name_kinds: Vec<u8>,
    pub(super) phrases: Vec<Phrase>,
    /// One more than the phrase of each token; 0 for none.
    pub(super) phrase_at: Vec<u32>,
    pub(super) mentions: Vec<Mention>,
    /// One more than the mention whose trigger holds the token; 0 for none.
    pub(super) trigger_at: Vec<u32>,
    pub(super) fills: Vec<Fill>,
    pub(super) uses: FxHashMap<u64, Use>,
    /// Sentence of each token.
    pub(super) sentence_at: Vec<u32>,
    /// Firmest grip of the mentions of each sentence: 0 none, 1 faint, 2 loose, 3 firm.
    pub(super) grips: Vec<u8>,
    /// Mentions of each sentence.
    pub(super) told: Vec<u32>,
    /// True inside double quotes.
    pub(super) quoted: Vec<bool>,
    /// Kind of most firm mentions, as its number; 99 for none.
    pub(super) main_kind: u64,
    /// How many firm mentions there are.
    pub(super) firm: usize,
}

impl<'d, 't> Seen<'d, 't> {
    /// Looks a document up.
    #[must_use]
    pub fn new(input: Input<'d, 't>) -> Self {
        let view = View::new(input.doc, input.names);
        let mentions = crate::events::seen(&view);
        let tokens = input.doc.tokens.len();
        let mut seen = Self {
            words: Vec::with_capacity(tokens),
            stems: Vec::with_capacity(tokens),
            name_kinds: (0..tokens).map(|t| name_kind(&view, t)).collect(),
            phrases: Vec::new(),
            phrase_at: vec![0; tokens],
            trigger_at: vec![0; tokens],
            fills: vec![Fill::default(); tokens],
            uses: FxHashMap::default(),
            sentence_at: vec![0; tokens],
            grips: vec![0; input.doc.sentences.len()],
            told: vec![0; input.doc.sentences.len()],
            quoted: vec![false; tokens],
            main_kind: 99,
            firm: 0,
            mentions,
            view,
        };
        seen.hash_words();
        seen.find_sentences();
        seen.find_mentions();
        seen.count_words();
        seen
    }

    fn hash_words(&mut self) {
        for (t, token) in self.view.doc.tokens.iter().enumerate() {
            let norm = self.view.doc.norm(t);
            let norm = if token.kind == TokenKind::Number { "0" } else { norm };
            self.words.push(hash::word(norm));
            let stem = norm.strip_suffix('s').filter(|s| s.len() > 2 && !s.ends_with('s')).unwrap_or(norm);
            self.stems.push(hash::word(stem));
        }
    }

    fn find_sentences(&mut self) {
        for (n, sentence) in self.view.doc.sentences.iter().enumerate() {
            let mut quoted = false;
            let mut t = sentence.tokens.start;
            let mut free = t;
            while t < sentence.tokens.end {
                self.sentence_at[t] = small(n);
                quoted ^= self.view.norm(t) == "\"";
                self.quoted[t] = quoted;
                if t >= free
                    && let Some(phrase) = self.view.phrase_from(t, sentence.tokens.end)
                {
                    free = phrase.tokens.end.max(t + 1);
                    for slot in &mut self.phrase_at[phrase.tokens.clone()] {
                        *slot = small(self.phrases.len() + 1);
                    }
                    self.phrases.push(phrase);
                }
                t += 1;
            }
        }
    }

    fn find_mentions(&mut self) {
        let mut kinds: FxHashMap<u64, usize> = FxHashMap::default();
        for n in 0..self.mentions.len() {
            let mention = &self.mentions[n];
            let grip = mention.grip as u8 + 1;
            let at = mention.sentence;
            self.grips[at] = self.grips[at].max(grip);
            self.told[at] += 1;
            if grip == 3 {
                self.firm += 1;
                *kinds.entry(mention.kind as u64).or_default() += 1;
            }
            let slots = &mention.slots;
            let mut given: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
            given.extend(slots.agents.iter().map(|p| (0, self.view.trimmed(p))));
            given.extend(slots.actors.iter().map(|r| (1, r.clone())));
            given.extend(slots.perpetrators.iter().map(|r| (2, r.clone())));
            given.extend(slots.targets.iter().map(|p| (3, self.view.trimmed(p))));
            given.extend(slots.victims.iter().map(|p| (4, self.view.trimmed(p))));
            given.extend(slots.weapons.iter().map(|r| (5, r.clone())));
            for t in mention.trigger.tokens.clone() {
                self.trigger_at[t] = small(n + 1);
            }
            for (slot, tokens) in given {
                for t in tokens.clone() {
                    let fill = &mut self.fills[t];
                    fill.slots |= 1 << slot;
                    fill.begins |= u8::from(t == tokens.start) << slot;
                    let held = (fill.mention as usize).checked_sub(1).map(|m| self.mentions[m].grip);
                    if held.is_none_or(|held| mention.grip > held) {
                        fill.mention = small(n + 1);
                    }
                }
            }
        }
        self.main_kind = kinds.into_iter().max_by_key(|(kind, count)| (*count, 99 - kind)).map_or(99, |(kind, _)| kind);
    }

    fn count_words(&mut self) {
        for t in 0..self.words.len() {
            let firm = self.grips[self.sentence_at[t] as usize] == 3;
            let entry = self.uses.entry(self.stems[t]).or_insert(Use { first: small(t), ..Use::default() });
            entry.count += 1;
            entry.firm |= firm;
            entry.slots |= self.fills[t].slots;
        }
    }

    /// The phrase that holds a token.
    pub(super) fn phrase(&self, token: usize) -> Option<&Phrase> {
        (self.phrase_at[token] as usize).checked_sub(1).map(|n| &self.phrases[n])
    }

    /// The mention whose trigger holds a token.
    pub(super) fn trigger(&self, token: usize) -> Option<&Mention> {
        (self.trigger_at[token] as usize).checked_sub(1).map(|n| &self.mentions[n])
    }

    /// What sort of thing a word names, coarsely; 0 for none.
    pub(super) fn sort(&self, token: usize) -> u64 {
        let name = u64::from(self.name_kinds[token]);
        if name == GROUP {
            return 1;
        }
        const SORTS: [Bits; 8] = [WEAPON, PERP, COLLECTIVE, FORCES, PEOPLE, VEHICLE, SITE, ORG];
        match SORTS.iter().position(|bits| self.view.is(token, *bits)) {
            Some(n) => 2 + n as u64,
            None => 20 + name,
        }
    }
}

/// [`name_kind`] of a group.
pub(super) const GROUP: u64 = 1;

/// 0 no name, 1 a group, 2 a demonym, 3 and more a place by how small it is.
fn name_kind(view: &View<'_, '_>, token: usize) -> u8 {
    match view.name(token).map(|n| &n.what) {
        None => 0,
        Some(NameKind::Group(_)) => GROUP as u8,
        Some(NameKind::Demonym { .. }) => 2,
        Some(NameKind::Place(place)) => 3 + place.precision as u8,
    }
}

/// Counts of one document fit 32 bits: its text has fewer bytes than that.
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
