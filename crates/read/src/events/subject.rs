//! The subject of a verb: over auxiliaries, remarks between commas, relative pronouns and coordinated verbs.

use super::view::{Phrase, View};
use super::vocab::*;

/// How far a rule looks back over a bracketed remark between a subject and its verb, in tokens.
const REMARK_TOKENS_MAX: usize = 24;

impl View<'_, '_> {
    /// The subject of the verb at `verb`: the phrase before it, over auxiliaries, adverbs, a remark between commas, a
    /// relative pronoun, or the verb it is coordinated with.
    pub fn subject(&self, verb: usize, from: usize) -> Option<Phrase> {
        self.subject_within(verb, from, 3)
    }

    fn subject_within(&self, verb: usize, from: usize, depth: usize) -> Option<Phrase> {
        let mut k = self.before_auxiliaries(verb, from);
        if k > from && matches!(self.norm(k - 1), "," | "--" | ")" | "]") {
            k = self.over_remark(k, from)?;
        }
        if k > from && self.is(k - 1, REL) && !among(self.norm(k - 1), "if when where how why whether what") {
            k -= 1;
            if k > from && self.norm(k - 1) == "," {
                k -= 1;
            }
        } else if k > from && (self.is(k - 1, CONJ) || self.norm(k - 1) == ",") && depth > 0 {
            let previous = (from..k - 1).rev().find(|t| self.is(*t, VERB) && !self.modifies(*t, *t, k))?;
            return self.subject_within(previous, from, depth - 1);
        }
        self.phrase_before(k, from).map(|p| self.without_tail(p))
    }

    /// First token of the verb group that ends at `verb`.
    pub fn before_auxiliaries(&self, verb: usize, from: usize) -> usize {
        let mut k = verb;
        while k > from
            && (self.is(k - 1, AUX | MODAL | NEG)
                || (self.is(k - 1, ADV) && !self.is(k - 1, TIME | DET))
                || (k >= 2
                    && self.is(k - 2, AUX)
                    && matches!(self.norm(k - 1), "reported" | "confirmed" | "believed" | "feared" | "declared")))
            && self.name(k - 1).is_none()
        {
            k -= 1;
        }
        k
    }

    /// Steps back over ", a girl among them," to before the first comma.
    fn over_remark(&self, k: usize, from: usize) -> Option<usize> {
        let open = match self.norm(k - 1) {
            ")" => "(",
            "]" => "[",
            other => other,
        };
        let low = from.max(k.saturating_sub(REMARK_TOKENS_MAX));
        (low..k - 1).rev().find(|t| self.norm(*t) == open).filter(|t| *t > from)
    }

    /// A subject phrase may have a place phrase behind it ("gunmen in masks"): the caller gets the phrase before it.
    fn without_tail(&self, phrase: Phrase) -> Phrase {
        let at = phrase.tokens.start;
        let sentence = self.sentence(at);
        if at > sentence.start
            && self.is(at - 1, PREP)
            && !matches!(self.norm(at - 1), "by" | "after" | "before" | "since" | "with")
            && let Some(outer) = self.phrase_before(at - 1, sentence.start)
            && self.is(outer.head, PERP | PEOPLE | FORCES | NUM | VEHICLE | WEAPON | SITE)
        {
            return outer;
        }
        phrase
    }
}
