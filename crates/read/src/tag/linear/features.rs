//! What the chain knows of each token: its words, its phrase, the trigger beside it, and what the rules make of it.
//!
//! Every feature is blind to case, because the model is fitted on wires in capitals and reads mixed case.

use super::hash::feature;
use super::seen::{SLOTS, Seen};
use crate::events::view::Phrase;
use crate::events::vocab::*;

/// Groups of features, to switch off one at a time and see what it brings.
pub const GROUPS: [&str; 10] =
    ["word", "affix", "class", "name", "phrase", "trigger", "slot", "place", "repeat", "pass"];
const WORD: u32 = 0;
const AFFIX: u32 = 1;
const CLASS: u32 = 2;
const NAME: u32 = 3;
const PHRASE: u32 = 4;
const TRIGGER: u32 = 5;
const SLOT: u32 = 6;
const PLACE: u32 = 7;
const REPEAT: u32 = 8;
/// Features from the pass before.
pub(super) const PASS: u32 = 9;

/// Features of a row of things, one list behind another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// All features.
    pub features: Vec<u32>,
    /// Where each row ends in `features`.
    pub ends: Vec<u32>,
}

impl Rows {
    /// The features of one row.
    #[must_use]
    pub fn row(&self, n: usize) -> &[u32] {
        let start = n.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.features[start as usize..self.ends[n] as usize]
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True where there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(super) fn close(&mut self) {
        self.ends.push(u32::try_from(self.features.len()).unwrap_or(u32::MAX));
    }
}

/// Takes features of the groups that are on.
pub(super) struct Sink<'s> {
    pub rows: &'s mut Rows,
    /// Groups that are off, as bits.
    pub off: u32,
}

impl Sink<'_> {
    /// Adds a feature: template `id` of `group` with two values.
    pub fn put(&mut self, group: u32, id: u32, a: u64, b: u64) {
        if self.off & (1 << group) == 0 {
            self.rows.features.push(feature(group << 8 | id, a, b));
        }
    }
}

/// The classes that tell roles apart.
const TELLING: Bits = !(REPORT | TIME | OTHER | HYPOTHETICAL | MARKET | LABOUR | CYBER | MEDICAL);

/// Writes the features of every token of a document; `off` has a bit for each of [`GROUPS`] to leave out.
pub fn tokens(seen: &Seen<'_, '_>, off: u32, rows: &mut Rows) {
    for sentence in &seen.view.doc.sentences {
        let mut near = Near::default();
        let triggers: Vec<usize> = sentence.tokens.clone().filter(|t| begins(seen, *t)).collect();
        for token in sentence.tokens.clone() {
            while near.next < triggers.len() && triggers[near.next] < token {
                near.left = Some(triggers[near.next]);
                near.next += 1;
            }
            near.right = triggers[near.next..].iter().copied().find(|t| *t > token);
            let at = At { seen, token, start: sentence.tokens.start, end: sentence.tokens.end };
            let mut sink = Sink { rows, off };
            at.words(&mut sink);
            at.affixes(&mut sink);
            at.classes(&mut sink);
            at.phrases(&mut sink);
            at.triggers(&near, &mut sink);
            at.slots(&mut sink);
            at.places(&mut sink);
            at.repeats(&mut sink);
            rows.close();
        }
    }
}

/// True for the first token of a trigger.
fn begins(seen: &Seen<'_, '_>, token: usize) -> bool {
    seen.trigger(token).is_some_and(|m| m.trigger.tokens.start == token)
}

/// The triggers beside a token, within its sentence.
#[derive(Default)]
struct Near {
    next: usize,
    left: Option<usize>,
    right: Option<usize>,
}

struct At<'s, 'd, 't> {
    seen: &'s Seen<'d, 't>,
    token: usize,
    start: usize,
    end: usize,
}

/// Distances in tokens, coarsely.
pub(super) fn bucket(distance: usize) -> u64 {
    match distance {
        0..=3 => distance as u64,
        4..=5 => 4,
        6..=9 => 5,
        10..=15 => 6,
        _ => 7,
    }
}

impl At<'_, '_, '_> {
    /// The hash of the word `by` tokens on; 2 before the sentence, 4 past it (word hashes are odd).
    fn word(&self, by: isize) -> u64 {
        self.at(by).map_or(if by < 0 { 2 } else { 4 }, |t| self.seen.words[t])
    }

    fn at(&self, by: isize) -> Option<usize> {
        self.token.checked_add_signed(by).filter(|t| (self.start..self.end).contains(t))
    }

    fn words(&self, sink: &mut Sink<'_>) {
        sink.put(WORD, 0, 0, 0);
        for by in -3..=3 {
            sink.put(WORD, 1, self.word(by), by as u64);
        }
        for by in -1..=1 {
            let stem = self.at(by).map_or(0, |t| self.seen.stems[t]);
            sink.put(WORD, 2, stem, by as u64);
        }
        for (id, a, b) in [(3, -1, 0), (4, 0, 1), (5, -2, -1), (6, 1, 2), (7, -1, 1)] {
            sink.put(WORD, id, self.word(a), self.word(b));
        }
    }

    fn affixes(&self, sink: &mut Sink<'_>) {
        let word = self.seen.view.norm(self.token).as_bytes();
        let part = |bytes: &[u8]| {
            let mut padded = [0; 8];
            padded[..bytes.len()].copy_from_slice(bytes);
            u64::from_le_bytes(padded)
        };
        for (id, length) in [(0, 2), (1, 3), (2, 4)] {
            if word.len() > length {
                sink.put(AFFIX, id, part(&word[word.len() - length..]), 0);
            }
        }
        for (id, length) in [(3, 3), (4, 4), (5, 5)] {
            if word.len() > length {
                sink.put(AFFIX, id, part(&word[..length]), 0);
            }
        }
        if word.len() <= 3 {
            sink.put(AFFIX, 6, word.len() as u64, 0);
        }
    }

    fn classes(&self, sink: &mut Sink<'_>) {
        let bits = |by: isize| self.at(by).map_or(1 << 63, |t| self.seen.view.bits[t] & TELLING);
        for by in -3..=3 {
            let mut left = bits(by);
            while left != 0 {
                sink.put(CLASS, 0, u64::from(left.trailing_zeros()), by as u64);
                left &= left - 1;
            }
        }
        sink.put(CLASS, 1, bits(0), bits(-1));
        sink.put(CLASS, 2, bits(0), bits(1));
        sink.put(CLASS, 3, bits(-1), bits(1));
        for by in -2..=2 {
            let kind = self.at(by).map_or(63, |t| u64::from(self.seen.name_kinds[t]));
            if kind != 0 {
                sink.put(NAME, 0, kind, by as u64);
            }
        }
        let kind = u64::from(self.seen.name_kinds[self.token]);
        let inside = self.at(-1).is_some_and(|t| self.seen.name_kinds[t] != 0);
        sink.put(NAME, 1, kind << 1 | u64::from(inside), self.word(-1));
        if kind != 0 {
            sink.put(NAME, 2, kind << 1 | u64::from(inside), bits(1));
        }
    }

    /// Where the token stands in its phrase: 0 outside, 1 determiner or other start, 2 before the head, 3 the head, 4 after.
    fn position(&self, phrase: &Phrase) -> u64 {
        let first = self.seen.view.trimmed(phrase).start;
        let begins = u64::from(self.token == first) << 3;
        begins
            | match self.token {
                t if t < first => 1,
                t if t < phrase.head => 2,
                t if t == phrase.head => 3,
                _ => 4,
            }
    }

    fn phrases(&self, sink: &mut Sink<'_>) {
        let Some(phrase) = self.seen.phrase(self.token) else {
            sink.put(PHRASE, 0, 0, 0);
            return;
        };
        let seen = self.seen;
        let inside = |t: Option<usize>| t.filter(|t| (self.start..self.end).contains(t));
        let word = |t: Option<usize>| inside(t).map_or(2, |t| seen.words[t]);
        let position = self.position(phrase);
        let (stem, sort) = (seen.stems[phrase.head], seen.sort(phrase.head));
        let before = word(phrase.tokens.start.checked_sub(1));
        let earlier = word(phrase.tokens.start.checked_sub(2));
        let after = word(Some(phrase.tokens.end));
        let later = word(Some(phrase.tokens.end + 1));
        let verb = |t: usize| inside(Some(t)).map_or(0, |t| seen.view.bits[t]);
        sink.put(PHRASE, 1, position, sort);
        sink.put(PHRASE, 2, position, stem);
        sink.put(PHRASE, 3, stem, before);
        sink.put(PHRASE, 4, position, before);
        sink.put(PHRASE, 5, sort, before);
        sink.put(PHRASE, 6, sort, after);
        sink.put(PHRASE, 7, before, earlier);
        sink.put(PHRASE, 8, after, later);
        sink.put(PHRASE, 9, sort, verb(phrase.tokens.end));
        sink.put(PHRASE, 10, sort, verb(phrase.tokens.end + 1));
        sink.put(PHRASE, 11, sort << 8 | position, bucket(phrase.tokens.len()));
        sink.put(PHRASE, 12, sort << 8 | position, seen.words[phrase.tokens.start]);
        sink.put(PHRASE, 13, stem, after);
        let head_name = u64::from(seen.name_kinds[phrase.head]);
        sink.put(PHRASE, 14, head_name, before);
        if self.token != phrase.head {
            sink.put(PHRASE, 15, seen.words[self.token], stem);
        }
    }

    fn triggers(&self, near: &Near, sink: &mut Sink<'_>) {
        let seen = self.seen;
        let sort = seen.phrase(self.token).map_or(40, |p| seen.sort(p.head));
        if let Some(mention) = seen.trigger(self.token) {
            sink.put(TRIGGER, 0, mention.kind as u64, mention.grip as u64);
            sink.put(TRIGGER, 1, mention.trigger.entry.shape as u64, sort);
        }
        for (side, trigger) in [(0, near.left), (16, near.right)] {
            let Some((at, mention)) = trigger.and_then(|t| Some((t, seen.trigger(t)?))) else {
                sink.put(TRIGGER, side + 2, sort, 0);
                continue;
            };
            let distance = bucket(at.abs_diff(self.token));
            let kind = mention.kind as u64;
            let shape = mention.trigger.entry.shape as u64 * 4 + mention.grip as u64;
            let word = seen.stems[at];
            sink.put(TRIGGER, side + 3, distance, shape);
            sink.put(TRIGGER, side + 4, sort, shape << 4 | distance);
            sink.put(TRIGGER, side + 5, sort, kind);
            sink.put(TRIGGER, side + 6, sort, word);
            sink.put(TRIGGER, side + 7, word, distance);
            sink.put(TRIGGER, side + 8, seen.stems[self.token], shape);
            sink.put(TRIGGER, side + 9, sort << 8 | mention.phase() as u64, shape);
            let before =
                seen.phrase(self.token).and_then(|p| p.tokens.start.checked_sub(1)).map_or(2, |t| seen.words[t]);
            sink.put(TRIGGER, side + 10, word, before);
            sink.put(TRIGGER, side + 11, sort << 8 | shape, before);
        }
    }

    fn slots(&self, sink: &mut Sink<'_>) {
        let seen = self.seen;
        let fill = seen.fills[self.token];
        let sort = seen.phrase(self.token).map_or(40, |p| seen.sort(p.head));
        let begun = |slot: usize| u64::from(fill.begins >> slot & 1);
        let mention = (fill.mention as usize).checked_sub(1).map(|n| &seen.mentions[n]);
        for slot in 0..SLOTS {
            if fill.slots >> slot & 1 == 0 {
                continue;
            }
            let key = (slot as u64) << 1 | begun(slot);
            sink.put(SLOT, 0, key, 0);
            sink.put(SLOT, 1, key, sort);
            if let Some(m) = mention {
                sink.put(SLOT, 2, key, m.grip as u64);
                sink.put(SLOT, 3, key, m.kind as u64);
                sink.put(SLOT, 4, key, m.phase() as u64 * 4 + m.grip as u64);
                sink.put(SLOT, 5, key, seen.stems[m.trigger.tokens.start]);
                let told = u64::from(m.general) | u64::from(m.aside) << 1 | u64::from(m.reading.negated) << 2;
                sink.put(SLOT, 6, key, told << 8 | sort);
            }
        }
        for (id, by) in [(7, -1), (8, 1)] {
            let beside = self.at(by).map_or(64, |t| u64::from(seen.fills[t].slots));
            sink.put(SLOT, id, u64::from(fill.slots), beside);
        }
        if let Some(phrase) = seen.phrase(self.token) {
            let head = seen.fills[phrase.head].slots;
            let elsewhere = seen.uses.get(&seen.stems[phrase.head]).map_or(0, |u| u.slots);
            sink.put(SLOT, 9, u64::from(head), sort);
            sink.put(SLOT, 10, u64::from(elsewhere), u64::from(head));
            sink.put(SLOT, 11, u64::from(elsewhere), sort);
        }
    }

    fn places(&self, sink: &mut Sink<'_>) {
        let seen = self.seen;
        let sort = seen.phrase(self.token).map_or(40, |p| seen.sort(p.head));
        let sentence = seen.sentence_at[self.token] as usize;
        let grip = |n: Option<usize>| u64::from(n.and_then(|n| seen.grips.get(n)).copied().unwrap_or(4));
        let here = grip(Some(sentence));
        sink.put(PLACE, 0, sort, here);
        sink.put(PLACE, 1, sort, bucket(sentence));
        sink.put(PLACE, 2, sort, bucket(seen.firm));
        sink.put(PLACE, 3, sort, seen.main_kind);
        sink.put(PLACE, 4, sort, u64::from(seen.quoted[self.token]));
        sink.put(PLACE, 5, sort, grip(sentence.checked_sub(1)) << 8 | grip(Some(sentence + 1)) << 4 | here);
        sink.put(PLACE, 6, bucket(sentence) << 8 | here, bucket(seen.firm));
        sink.put(PLACE, 7, sort, bucket(self.token - self.start));
        sink.put(PLACE, 8, sort, bucket(seen.told[sentence] as usize));
        let long = (self.end - self.start) as u64 / 8;
        sink.put(PLACE, 9, long, here);
    }

    fn repeats(&self, sink: &mut Sink<'_>) {
        let seen = self.seen;
        let head = seen.phrase(self.token).map_or(self.token, |p| p.head);
        let sort = seen.sort(head);
        let Some(used) = seen.uses.get(&seen.stems[head]) else { return };
        let first = used.first as usize == head;
        sink.put(REPEAT, 0, sort, u64::from(used.count.min(6)));
        sink.put(REPEAT, 1, sort, u64::from(first) << 1 | u64::from(used.firm));
        sink.put(REPEAT, 2, bucket(seen.sentence_at[used.first as usize] as usize), sort);
        sink.put(REPEAT, 3, seen.stems[head], u64::from(used.firm) << 8 | bucket(seen.firm));
    }
}
