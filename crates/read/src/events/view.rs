//! A document as the rules of this module see it: word classes and names per token, and shallow noun phrases.

use super::vocab::{self, *};
use crate::doc::{Doc, TokenKind};
use crate::names::{Name, NameKind, Names};
use record::{PlacePrecision, When};
use std::ops::Range;

/// A noun phrase is cut after this many tokens.
const PHRASE_TOKENS_MAX: usize = 16;
/// A place with a smaller radius than this is a hamlet, in metres.
const HAMLET_M: u32 = 3_000;
/// Names of sites that are remembered for one document.
const SITED_MAX: usize = 40;
/// How far a rule looks back over a bracketed remark between a subject and its verb, in tokens.
const REMARK_TOKENS_MAX: usize = 24;

/// A noun phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Its tokens, determiner included.
    pub tokens: Range<usize>,
    /// The word that says what it is: "church" in "the church of St. Mary".
    pub head: usize,
}

/// Document, word classes and names together.
pub(crate) struct View<'d, 't> {
    /// The document.
    pub doc: &'d Doc<'t>,
    /// Classes of each token.
    pub bits: Vec<Bits>,
    /// Names, sorted by start.
    pub names: &'d [Name],
    /// The lists behind the names, where a rule needs them.
    pub lists: Option<&'d Names>,
    /// Day of publication.
    pub published: Option<When>,
    /// For each token, one more than the index of the name that covers it; 0 where there is none.
    name_at: Vec<u32>,
    /// Folded words of place names that are part of a site's name somewhere in the document ("Westgate Mall"): there they
    /// name the site wherever they stand.
    sited: Vec<String>,
}

impl<'d, 't> View<'d, 't> {
    /// Looks every token up once.
    pub fn new(doc: &'d Doc<'t>, names: &'d [Name]) -> Self {
        let mut name_at = vec![0_u32; doc.tokens.len()];
        for (n, name) in names.iter().enumerate() {
            for slot in &mut name_at[name.tokens.start..name.tokens.end.min(doc.tokens.len())] {
                *slot = u32::try_from(n + 1).unwrap_or(0);
            }
        }
        Self { doc, bits: vocab::classify(doc), names, lists: None, published: None, name_at, sited: Vec::new() }
            .with_sites()
    }

    fn with_sites(mut self) -> Self {
        for name in self.names {
            let word = self.norm(name.tokens.start);
            let part = match &name.what {
                NameKind::Place(p) if p.precision == PlacePrecision::Site => name.tokens.len() > 1,
                NameKind::Place(p) => {
                    p.precision != PlacePrecision::Country && super::slots::site_word_beside(&self, name)
                }
                _ => false,
            };
            if part && !self.sited.iter().any(|s| s == word) && self.sited.len() < SITED_MAX {
                let word = word.to_owned();
                self.sited.push(word);
            }
        }
        self
    }

    /// False for a hamlet in a country that the document speaks of nowhere else: more likely a namesake.
    pub fn trusted(&self, place: &record::Place) -> bool {
        if !matches!(place.precision, PlacePrecision::City | PlacePrecision::Site)
            || place.precision_m.is_none_or(|m| m > HAMLET_M)
        {
            return true;
        }
        self.names.iter().any(|other| match &other.what {
            NameKind::Place(p) => p.country_iso2 == place.country_iso2 && p.name != place.name,
            NameKind::Demonym { country } => Some(country) == place.country_iso2.as_ref(),
            NameKind::Group(_) => false,
        })
    }

    /// The same of a name.
    pub fn trusted_name(&self, name: &Name) -> bool {
        match &name.what {
            NameKind::Place(place) => self.trusted(place),
            _ => true,
        }
    }

    /// True if a place name names a site in this document.
    pub fn sited(&self, name: &Name) -> bool {
        let word = self.norm(name.tokens.start);
        self.sited.iter().any(|s| s == word)
    }

    /// The same with the lists behind the names and the day of publication.
    pub fn with_lists(self, lists: &'d Names, published: Option<When>) -> Self {
        Self { lists: Some(lists), published, ..self }
    }

    /// The classes of a token; 0 past either end.
    pub fn is(&self, token: usize, bits: Bits) -> bool {
        self.bits.get(token).is_some_and(|b| b & bits != 0)
    }

    /// The folded word; "" past the end.
    pub fn norm(&self, token: usize) -> &str {
        if token < self.doc.tokens.len() { self.doc.norm(token) } else { "" }
    }

    /// The name that covers a token.
    pub fn name(&self, token: usize) -> Option<&'d Name> {
        let n = *self.name_at.get(token)? as usize;
        n.checked_sub(1).and_then(|n| self.names.get(n))
    }

    /// The names that lie in a range.
    pub fn names_in(&self, tokens: Range<usize>) -> impl Iterator<Item = &'d Name> {
        let from = self.names.partition_point(|n| n.tokens.start < tokens.start);
        self.names[from..].iter().take_while(move |n| n.tokens.start < tokens.end)
    }

    /// The tokens of the sentence that holds a token.
    pub fn sentence(&self, token: usize) -> Range<usize> {
        let n = self.doc.sentence_of(token);
        self.doc.sentences.get(n).map_or(token..token, |s| s.tokens.clone())
    }

    /// True for punctuation.
    pub fn punct(&self, token: usize) -> bool {
        self.doc.tokens.get(token).is_none_or(|t| t.kind == TokenKind::Punct)
    }

    /// True for a hyphen inside a compound.
    pub fn hyphen(&self, token: usize) -> bool {
        self.norm(token) == "-"
            && self.doc.tokens.get(token).is_some_and(|t| !t.space_before)
            && self.doc.tokens.get(token + 1).is_some_and(|t| !t.space_before)
    }

    /// True for "'s" and the bare apostrophe of a plural.
    pub fn possessive(&self, token: usize) -> bool {
        matches!(self.norm(token), "'s" | "'") && self.doc.tokens.get(token).is_some_and(|t| !t.space_before)
    }

    /// A word that can stand inside a noun phrase as noun or adjective.
    pub fn nounish(&self, token: usize) -> bool {
        const CLOSED: Bits = DET | PREP | CONJ | REL | AUX | MODAL | PRON | NEG;
        if token >= self.doc.tokens.len() || self.doc.tokens[token].kind == TokenKind::Punct {
            return false;
        }
        self.name(token).is_some() || !self.is(token, CLOSED) || self.is(token, NUM)
    }

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
        if matches!(
            word,
            "shopping"
                | "training"
                | "parking"
                | "meeting"
                | "housing"
                | "dining"
                | "boarding"
                | "building"
                | "wedding"
                | "swimming"
                | "crowded"
                | "polling"
                | "voting"
                | "nursing"
                | "holding"
                | "trading"
                | "landing"
                | "being"
                | "united"
                | "processing"
                | "evening"
                | "morning"
                | "refining"
        ) {
            return false;
        }
        !self.is(token, NOUN)
            && word.len() > 4
            && (word.ends_with("ed") || word.ends_with("ing"))
            && !self.proper(token)
    }

    /// A capitalised word inside a sentence whose case tells something.
    pub fn proper(&self, token: usize) -> bool {
        !self.doc.all_caps && self.doc.tokens.get(token).is_some_and(|t| t.capitalised)
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
        matches!(
            self.norm(token),
            "group"
                | "groups"
                | "members"
                | "member"
                | "number"
                | "dozens"
                | "hundreds"
                | "thousands"
                | "scores"
                | "series"
                | "crowd"
                | "couple"
                | "one"
                | "some"
                | "many"
                | "most"
                | "all"
                | "two"
                | "three"
                | "kind"
                | "elements"
                | "part"
                | "residents"
        )
    }

    /// "at least", "more than", "up to": before a number.
    fn is_quantity_cue(&self, token: usize) -> bool {
        matches!(
            self.norm(token),
            "at" | "least"
                | "more"
                | "than"
                | "up"
                | "to"
                | "about"
                | "around"
                | "nearly"
                | "almost"
                | "some"
                | "over"
                | "as"
                | "many"
                | "an"
                | "estimated"
                | "approximately"
                | "another"
                | "roughly"
        ) && (token..token + 5)
            .any(|t| self.is(t, NUM) || self.doc.tokens.get(t).is_some_and(|k| k.kind == TokenKind::Number))
            && (token + 1..token + 5)
                .take_while(|t| !self.is(*t, NUM))
                .all(|t| matches!(self.norm(t), "least" | "more" | "than" | "to" | "many" | "as" | "estimated"))
            && !matches!(self.norm(token), "an" | "another" if self.norm(token + 1) != "estimated")
    }

    fn step(&self, begin: usize, token: usize, limit: usize) -> Step {
        let first = token == begin;
        if let Some(name) = self.name(token) {
            // A place that follows a full phrase without a preposition is not part of it ("the mosque Friday Bir Town").
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
        if !self.nounish(token) || (self.is(token, TIME) && !self.proper_compound(token)) {
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
            && matches!(
                self.norm(token),
                "critical"
                    | "late"
                    | "early"
                    | "loyal"
                    | "close"
                    | "opposed"
                    | "responsible"
                    | "aware"
                    | "able"
                    | "full"
                    | "due"
                    | "available"
                    | "present"
                    | "alive"
                    | "unharmed"
                    | "alike"
                    | "worth"
                    | "similar"
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

    /// A verb form that stands as a modifier or, after a determiner, as a noun.
    fn modifies(&self, begin: usize, token: usize, limit: usize) -> bool {
        let open = token == begin
            || self.is(token - 1, DET | NUM | QUALIFIER)
            || self.norm(token - 1) == "\""
            || self.is(token - 1, ADV)
            || self.possessive(token - 1);
        let noun_next = token + 1 < limit
            && self.nounish(token + 1)
            && !self.is(token + 1, ADV | TIME)
            && (!self.is(token + 1, NUM))
            && !(self.verbal(token + 1) && !self.is(token + 1, SITE | PEOPLE | PERP));
        if token == begin {
            // "wounded soldiers", "suspected militants"; not "killed soldiers" as a clause of its own.
            let form = self.norm(token);
            // "whose plan targeted football matches": a noun before it makes it the verb.
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
            || self.possessive(token)
            || self.norm(token) == "of"
            || self.norm(token) == "\""
            || self.is(token, DET)
            || self.nounish(token)
    }

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
        if k > from
            && self.is(k - 1, REL)
            && !matches!(self.norm(k - 1), "if" | "when" | "where" | "how" | "why" | "whether" | "what")
        {
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

    /// Steps back over ", children among them," to before the first comma.
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
        {
            if let Some(outer) = self.phrase_before(at - 1, sentence.start) {
                if self.is(outer.head, PERP | PEOPLE | FORCES | NUM | VEHICLE | WEAPON | SITE) {
                    return outer;
                }
            }
        }
        phrase
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

    /// The first group named within a range.
    pub fn group_in(&self, tokens: Range<usize>) -> Option<&'d Name> {
        self.names_in(tokens).find(|n| matches!(n.what, NameKind::Group(_)))
    }
}

enum Step {
    Word,
    Join,
    Of,
    Stop,
}
