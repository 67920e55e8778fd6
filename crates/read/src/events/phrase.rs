//! Shallow noun phrases: where one begins and ends, and which word is its head.

use super::view::{Phrase, View};
use super::vocab::*;
use crate::doc::TokenKind;
use std::ops::Range;

/// A noun phrase is cut after this many tokens.
const PHRASE_TOKENS_MAX: usize = 16;

impl View<'_, '_> {
    /// True if the word looks like a verb here: from the list, or by its ending.
    fn verbal(&self, token: usize) -> bool {
        if self.name(token).is_some() {
            return false;
        }
        if self.is(token, VERB) {
            return true;
        }
        const NOUN: Bits = PERP | PEOPLE | FORCES | SITE | VEHICLE | WEAPON | ORG;
        let word = self.norm(token);
        if among(
            word,
            "shopping training parking meeting housing dining boarding building wedding swimming \
                crowded polling voting nursing holding trading landing being united processing evening \
                morning refining",
        ) {
            return false;
        }
        !self.is(token, NOUN)
            && word.len() > 4
            && (word.ends_with("ed") || word.ends_with("ing"))
            && !self.proper(token)
    }

    /// The noun phrase that begins at `start`, within `limit`.
    pub fn phrase_from(&self, start: usize, limit: usize) -> Option<Phrase> {
        let limit = limit.min(self.doc.tokens.len()).min(start + PHRASE_TOKENS_MAX);
        let mut begin = start;
        while begin < limit && (self.norm(begin) == "\"" || self.is_quantity_cue(begin)) {
            begin += 1;
        }
        let mut end = begin;
        let mut head = None;
        let mut fixed = false;
        while end < limit {
            let step = self.step(begin, end, limit);
            match step {
                Step::Stop => break,
                Step::Of => {
                    fixed = fixed || head.is_some_and(|h: usize| !self.is(h, NUM | DET) && !self.hollow(h));
                    end += 1;
                }
                Step::Word => {
                    if !fixed && !self.punct(end) {
                        head = Some(end);
                    }
                    end += 1;
                }
                Step::Join => end += 1,
            }
        }
        while end > begin
            && (self.norm(end - 1) == "of"
                || self.punct(end - 1) && !self.possessive(end - 1)
                || self.is(end - 1, DET) && !self.is(end - 1, NUM))
        {
            end -= 1;
        }
        let head = head.filter(|h| *h < end)?;
        Some(Phrase { tokens: begin..end, head })
    }

    /// Words that say nothing of what follows "of": "members of", "a group of", "series of".
    fn hollow(&self, token: usize) -> bool {
        among(
            self.norm(token),
            "group groups members member number dozens hundreds thousands scores series crowd couple \
                one some many most all two three kind elements part residents",
        )
    }

    /// "at least", "more than", "up to": before a number.
    fn is_quantity_cue(&self, token: usize) -> bool {
        among(
            self.norm(token),
            "at least more than up to about around nearly almost some over as many an estimated \
                approximately another roughly",
        ) && (token..token + 5)
            .any(|t| self.is(t, NUM) || self.doc.tokens.get(t).is_some_and(|k| k.kind == TokenKind::Number))
            && (token + 1..token + 5)
                .take_while(|t| !self.is(*t, NUM))
                .all(|t| among(self.norm(t), "least more than to many as estimated"))
            && !matches!(self.norm(token), "an" | "another" if self.norm(token + 1) != "estimated")
    }

    fn step(&self, begin: usize, token: usize, limit: usize) -> Step {
        let first = token == begin;
        if let Some(name) = self.name(token) {
            // A place that follows a full phrase without a preposition is not part of it ("the mosque Kano Street").
            return if name.tokens.end <= limit { Step::Word } else { Step::Stop };
        }
        if self.hyphen(token) || self.possessive(token) {
            return if first { Step::Stop } else { Step::Join };
        }
        if self.punct(token) {
            let quote = self.norm(token) == "\"" && !first && self.nounish(token + 1) && token + 1 < limit;
            return if quote || self.norm(token) == "&" { Step::Join } else { Step::Stop };
        }
        let after_hyphen = !first && self.hyphen(token - 1);
        if after_hyphen {
            return Step::Word;
        }
        if self.norm(token) == "of" {
            let next = token + 1 < limit
                && (self.nounish(token + 1) || self.is(token + 1, DET) || self.norm(token + 1) == "\"");
            return if !first && next && !self.is(token + 1, TIME) { Step::Of } else { Step::Stop };
        }
        if self.is(token, DET) && !self.is(token, NUM) {
            let opens =
                first || self.norm(token - 1) == "of" || self.norm(token - 1) == "\"" || self.is(token - 1, DET);
            return if opens { Step::Join } else { Step::Stop };
        }
        if !self.nounish(token) || (self.is(token, TIME) && !self.proper_compound(token) && !self.of_night(token)) {
            return Step::Stop;
        }
        if self.is(token, ADV) && !self.is(token, VERB) {
            return if first || self.is(token - 1, DET) { Step::Word } else { Step::Stop };
        }
        if self.verbal(token) && !self.modifies(begin, token, limit) {
            return Step::Stop;
        }
        let after_noun = !first && !self.is(token - 1, DET | NUM | QUALIFIER | ADV | OTHER) && !self.hyphen(token - 1);
        if after_noun
            && among(
                self.norm(token),
                "critical late early loyal close opposed responsible aware able full due available \
                present alive unharmed alike worth similar",
            )
        {
            return Step::Stop;
        }
        let number = self.is(token, NUM) && !first;
        if number
            && !self.is(token - 1, NUM | DET | QUALIFIER | ADV)
            && self.norm(token - 1) != "of"
            && !self.proper(token - 1)
        {
            return Step::Stop;
        }
        Step::Word
    }

    /// A month or day word inside a name: "May Day", "Friday Mosque".
    fn proper_compound(&self, token: usize) -> bool {
        self.proper(token) && !self.is(token + 1, TIME) && self.is(token + 1, SITE)
    }

    /// "a night watchman", "day labourers".
    fn of_night(&self, token: usize) -> bool {
        matches!(self.norm(token), "night" | "day") && self.is(token + 1, PEOPLE | FORCES | SITE | VEHICLE)
    }

    /// A verb form that stands as a modifier or, after a determiner, as a noun.
    pub(super) fn modifies(&self, begin: usize, token: usize, limit: usize) -> bool {
        let open = token == begin
            || self.is(token - 1, DET | NUM | QUALIFIER)
            || self.norm(token - 1) == "\""
            || self.is(token - 1, ADV)
            || self.possessive(token - 1)
            // "a crowded covered market": one quality after another.
            || token > begin + 1 && self.norm(token - 1).ends_with("ed") && self.norm(token).ends_with("ed");
        let noun_next = token + 1 < limit
            && self.nounish(token + 1)
            && !self.is(token + 1, ADV | TIME)
            && !self.is(token + 1, NUM)
            && (!self.verbal(token + 1) || self.is(token + 1, SITE | PEOPLE | PERP));
        if token == begin {
            // "wounded soldiers", "suspected militants"; not "killed soldiers" as a clause of its own.
            let form = self.norm(token);
            // "whose plan targeted trains": a noun before it makes it the verb.
            let subject =
                begin > 0 && self.nounish(begin - 1) && !self.is(begin - 1, DET | NUM | QUALIFIER | TIME | ADV | VERB);
            return noun_next && !subject && !self.is(token, KILL) && (form.ends_with("ed") || form.ends_with("ing"));
        }
        (open && (noun_next || self.is(token - 1, DET) || self.possessive(token - 1)))
            || (self.proper(token) && self.proper(token - 1) && self.proper(token + 1))
    }

    /// The noun phrase that ends right before `end`, within the sentence.
    pub fn phrase_before(&self, end: usize, from: usize) -> Option<Phrase> {
        let mut start = end;
        while start > from && end - start < PHRASE_TOKENS_MAX && self.may_precede(start - 1) {
            start -= 1;
        }
        while start < end {
            match self.phrase_from(start, end) {
                Some(phrase) if phrase.tokens.end >= end => return Some(phrase),
                Some(phrase) => start = phrase.tokens.end.max(start + 1),
                None => start += 1,
            }
        }
        None
    }

    fn may_precede(&self, token: usize) -> bool {
        self.name(token).is_some()
            || self.hyphen(token)
            // "a passer-by".
            || token > 0 && self.hyphen(token - 1)
            || self.possessive(token)
            || self.norm(token) == "of"
            || self.norm(token) == "\""
            || self.is(token, DET)
            || self.nounish(token)
    }

    /// The phrase without determiner, quotes and trailing marks: the words to show.
    pub fn trimmed(&self, phrase: &Phrase) -> Range<usize> {
        let mut tokens = phrase.tokens.clone();
        while tokens.start < tokens.end
            && (self.is(tokens.start, DET) && !self.is(tokens.start, NUM)
                || matches!(self.norm(tokens.start), "\"" | "of")
                || self.punct(tokens.start))
            && self.name(tokens.start).is_none()
        {
            tokens.start += 1;
        }
        while tokens.end > tokens.start + 1 && self.punct(tokens.end - 1) {
            tokens.end -= 1;
        }
        tokens
    }
}

enum Step {
    Word,
    Join,
    Of,
    Stop,
}
