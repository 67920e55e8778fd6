//! Noun phrases and quotations around a cue, found without a parser: by punctuation, small words and case.

use super::lexicon::{Form, cues};
use super::words::{
    is_adverb, is_authority, is_auxiliary, is_clause_word, is_common_verb, is_day, is_determiner, is_ed_adjective,
    is_month, is_preposition, is_pronoun, is_title, is_unnamed, is_venue, opens_apposition_word, opens_sentence_word,
};
use crate::doc::{Doc, TokenKind};
use std::ops::Range;

/// A noun phrase longer than this (tokens) is cut: work per cue stays bounded.
const PHRASE_TOKENS_MAX: usize = 24;
/// An apposition between commas longer than this (tokens) is not followed.
const APPOSITION_TOKENS_MAX: usize = 20;
/// A quotation longer than this (tokens) is taken for an unbalanced mark.
const QUOTE_TOKENS_MAX: usize = 300;

/// A text with its quotations marked.
pub(crate) struct View<'a, 't> {
    pub doc: &'a Doc<'t>,
    /// For every token the quotation it lies in, marks included: an index into `quotes`, or `u32::MAX`.
    quoted: Vec<u32>,
    pub quotes: Vec<Range<usize>>,
}

impl<'a, 't> View<'a, 't> {
    pub fn new(doc: &'a Doc<'t>) -> Self {
        let mut view = View { doc, quoted: vec![u32::MAX; doc.tokens.len()], quotes: Vec::new() };
        let mut open: Option<usize> = None;
        let mut paragraph = usize::MAX;
        for sentence in &doc.sentences {
            if sentence.paragraph != paragraph {
                // A quotation left open runs to the end of its paragraph.
                if let Some(from) = open.take() {
                    view.mark(from..sentence.tokens.start);
                }
                paragraph = sentence.paragraph;
            }
            for t in sentence.tokens.clone() {
                if doc.norm(t) != "\"" {
                    continue;
                }
                match open.take() {
                    None => open = Some(t),
                    Some(from) => view.mark(from..t + 1),
                }
            }
        }
        if let Some(from) = open {
            view.mark(from..doc.tokens.len());
        }
        view
    }

    fn mark(&mut self, range: Range<usize>) {
        if range.len() > QUOTE_TOKENS_MAX {
            return;
        }
        let id = u32::try_from(self.quotes.len()).unwrap_or(u32::MAX);
        self.quoted[range.clone()].fill(id);
        self.quotes.push(range);
    }

    /// The quotation that a token lies in.
    pub fn quote(&self, token: usize) -> Option<Range<usize>> {
        let id = *self.quoted.get(token)?;
        self.quotes.get(id as usize).cloned()
    }

    /// The folded word, or "" where there is none.
    pub fn norm(&self, token: usize) -> &str {
        if token < self.doc.tokens.len() { self.doc.norm(token) } else { "" }
    }

    pub fn capitalised(&self, token: usize) -> bool {
        self.doc.tokens.get(token).is_some_and(|t| t.capitalised)
    }

    pub fn is_word(&self, token: usize) -> bool {
        self.doc.tokens.get(token).is_some_and(|t| t.kind == TokenKind::Word)
    }

    /// A dash between clauses, as against a hyphen within a word.
    pub fn is_dash(&self, token: usize) -> bool {
        match self.norm(token) {
            "--" | "---" => true,
            "-" => {
                let space = |t: usize| self.doc.tokens.get(t).is_none_or(|t| t.space_before);
                space(token) && space(token + 1)
            }
            _ => false,
        }
    }

    /// A mark at which clauses end.
    pub fn is_break(&self, token: usize) -> bool {
        matches!(self.norm(token), "," | ";" | ":" | "\"" | "." | "?" | "!" | "..." | "(" | ")" | "[" | "]" | "")
            && !self.inner_stop(token)
            || self.is_dash(token)
    }

    /// A full stop inside a name: `Example.Org`.
    fn inner_stop(&self, token: usize) -> bool {
        matches!(self.norm(token), "." | ":" | "!")
            && self.doc.tokens.get(token).is_some_and(|t| !t.space_before)
            && self
                .doc
                .tokens
                .get(token + 1)
                .is_some_and(|t| !t.space_before && t.kind == TokenKind::Word && t.end - t.start <= 4)
    }

    /// A form that is a verb here rather than a noun or an adjective.
    pub fn is_verb(&self, token: usize) -> bool {
        let word = self.norm(token);
        if is_auxiliary(word) && word != "'s" && word != "to" {
            return true;
        }
        match cues().get(word) {
            Some(cue) if cue.noun || cue.form == Form::Base => false,
            Some(cue) => cue.form != Form::Ing || token == 0 || self.norm(token - 1) == ",",
            None => is_common_verb(word) || is_past_tense(word) && !self.capitalised(token),
        }
    }

    /// The noun phrase that ends just before `end` and does not reach before `from`; empty if there is none.
    pub fn left(&self, from: usize, end: usize) -> Range<usize> {
        let none = end..end;
        let Some(mut last) = end.checked_sub(1).filter(|l| *l >= from) else { return none };
        if self.norm(last) == "," {
            return self.left_of_apposition(from, last);
        }
        if self.norm(last) == ")" {
            let Some(open) = (from..last).rev().take(PHRASE_TOKENS_MAX).find(|t| self.norm(*t) == "(") else {
                return none;
            };
            let np = self.left(from, open);
            return if np.is_empty() { none } else { np.start..end };
        }
        if is_pronoun(self.norm(last)) || matches!(self.norm(last), "who" | "which" | "whom") {
            return last..end;
        }
        while last > from && is_adverb(self.norm(last)) && (!self.capitalised(last) || self.doc.all_caps) {
            last -= 1;
        }
        // "Jane Doe on Monday said": the day is no part of the phrase.
        let named_day = self.norm(last).ends_with("day") && !matches!(self.norm(last), "today" | "yesterday");
        if last > from + 1 && is_day(self.norm(last)) && (named_day || !self.capitalised(last)) {
            let on = matches!(self.norm(last - 1), "on" | "late" | "early" | "last" | "this");
            last -= if on { 2 } else { 1 };
        }
        let start = self.walk_left(from, last + 1);
        let start = self.trim_start(start, last + 1);
        if start > last || !self.is_noun(last) { none } else { start..last + 1 }
    }

    /// `Name, a columnist for X,` + cue: the phrase with its apposition.
    fn left_of_apposition(&self, from: usize, comma: usize) -> Range<usize> {
        let none = comma + 1..comma + 1;
        let near = comma.saturating_sub(APPOSITION_TOKENS_MAX).max(from);
        let mut open = None;
        for t in (near..comma).rev() {
            if matches!(self.norm(t), "\"" | ";" | ":") || self.is_dash(t) {
                break;
            }
            if self.norm(t) == "," && self.opens_apposition(t + 1) {
                open = Some(t);
                break;
            }
        }
        let Some(open) = open else { return none };
        let np = self.left(from, open);
        if np.is_empty() { none } else { np.start..comma + 1 }
    }

    /// What may follow a name after a comma and still be about it.
    pub fn opens_apposition(&self, token: usize) -> bool {
        let word = self.norm(token);
        opens_apposition_word(word)
            || self.doc.tokens.get(token).is_some_and(|t| t.kind == TokenKind::Number)
            || is_unnamed(word)
            || is_title(word)
            || (self.capitalised(token)
                && !self.doc.all_caps
                && !is_determiner(word)
                && !is_pronoun(word)
                && !is_preposition(word))
            || (self.is_word(token) && matches!(self.norm(token + 1), "of" | "for" | "at"))
    }

    fn is_noun(&self, token: usize) -> bool {
        let word = self.norm(token);
        let kind = self.doc.tokens.get(token).map(|t| t.kind);
        kind != Some(TokenKind::Punct)
            && !matches!(word, "the" | "a" | "an" | "his" | "their" | "its" | "our" | "my" | "your" | "'s" | "and")
            && !is_preposition(word)
            && (!is_auxiliary(word) || matches!(word, "may" | "will") && self.capitalised(token))
            && !is_clause_word(word)
    }

    fn walk_left(&self, from: usize, end: usize) -> usize {
        let mut t = end;
        while t > from && end - t < PHRASE_TOKENS_MAX {
            let p = t - 1;
            let word = self.norm(p);
            if self.is_break(p) && !matches!(word, "'") {
                break;
            }
            let name_word = self.capitalised(p) && !self.doc.all_caps && p > from;
            if is_clause_word(word) && !name_word || (is_pronoun(word) && word != "it") {
                break;
            }
            if matches!(word, "and" | "&") && !self.joins_names(p) {
                break;
            }
            if !name_word && p + 1 < end && self.is_verb(p) && !self.is_modifier(p) {
                break;
            }
            t = p;
        }
        t
    }

    /// A past participle between a determiner and a noun: "the banned group".
    fn is_modifier(&self, token: usize) -> bool {
        self.norm(token + 1) == "as" && matches!(self.norm(token), "known")
            || token > 0
                && (is_determiner(self.norm(token - 1)) || matches!(self.norm(token - 1), "'s" | "-"))
                && !is_auxiliary(self.norm(token))
    }

    fn joins_names(&self, and: usize) -> bool {
        let Some(before) = and.checked_sub(1) else { return false };
        let person = |t: usize| is_unnamed(self.norm(t)) || is_authority(self.norm(t));
        (self.capitalised(before) && self.capitalised(and + 1) && !self.doc.all_caps)
            || (person(before) && (person(and + 1) || person(and + 2)))
    }

    /// Takes sentence openers off the front: "But", "On Monday", "In a statement".
    fn trim_start(&self, mut start: usize, end: usize) -> usize {
        while start < end {
            let word = self.norm(start);
            if opens_sentence_word(word) && !(self.capitalised(start) && self.capitalised(start + 1) && word == "so")
                || is_adverb(word) && !self.capitalised_inside(start)
                || is_day(word) && start + 1 < end && !self.capitalised_inside(start)
                || self.doc.tokens[start].kind == TokenKind::Punct && word != "#" && word != "@"
            {
                start += 1;
            } else if is_preposition(word) && word != "of" {
                start = self.after_prepositional(start, end);
            } else {
                break;
            }
        }
        start
    }

    fn capitalised_inside(&self, token: usize) -> bool {
        self.capitalised(token) && token > 0 && self.capitalised(token - 1)
    }

    /// The first token after "On Monday", "In a statement", "In Paris": where the subject begins.
    fn after_prepositional(&self, start: usize, end: usize) -> usize {
        let mut t = start + 1;
        while t < end && (is_determiner(self.norm(t)) || matches!(self.norm(t), "late" | "early" | "last")) {
            t += 1;
        }
        let object = t;
        // A determiner or a pronoun later on begins the subject.
        if let Some(next) = (object + 1..end)
            .find(|n| is_determiner(self.norm(*n)) && !is_preposition(self.norm(*n - 1)) || is_pronoun(self.norm(*n)))
        {
            return next;
        }
        if is_day(self.norm(object))
            || is_month(self.norm(object))
            || self.doc.tokens[object.min(end - 1)].kind == TokenKind::Number
        {
            let mut next = object + 1;
            while next < end
                && (is_day(self.norm(next))
                    || is_month(self.norm(next))
                    || self.doc.tokens[next].kind == TokenKind::Number)
            {
                next += 1;
            }
            return next;
        }
        // Small words up to the first capital: "in recent years Smith".
        if !self.capitalised(object)
            && let Some(next) = (object + 1..end).find(|n| self.capitalised(*n) && !is_preposition(self.norm(*n - 1)))
        {
            return next;
        }
        object + 1
    }

    /// The noun phrase that begins at `start` and ends before `end`; empty if there is none.
    ///
    /// With `open` its appositions are taken in, up to the comma that closes them.
    pub fn right(&self, start: usize, end: usize, open: bool) -> Range<usize> {
        let end = end.min(start + PHRASE_TOKENS_MAX).min(self.doc.tokens.len());
        if start >= end || self.is_break(start) && self.norm(start) != "'" || is_preposition(self.norm(start)) {
            return start..start;
        }
        if self.norm(start) == "whom" {
            return start..start + 1;
        }
        if is_pronoun(self.norm(start))
            || matches!(self.norm(start), "him" | "them" | "her") && !self.is_noun_like(start + 1)
        {
            return start..start + 1;
        }
        let mut t = start;
        while t < end {
            let word = self.norm(t);
            if word == "," {
                if open && self.opens_apposition(t + 1) && !self.new_clause(t + 1, end) {
                    t = self.apposition_end(t + 1, end);
                }
                break;
            }
            if word == "(" {
                let close = (t..end).find(|c| self.norm(*c) == ")");
                match close {
                    Some(close) if open && close - t < 8 => t = close + 1,
                    _ => break,
                }
                continue;
            }
            if self.is_break(t) || t > start && self.stops_right(t) {
                break;
            }
            t += 1;
        }
        start..t
    }

    fn is_noun_like(&self, token: usize) -> bool {
        self.is_word(token) && self.is_noun(token) && !self.is_verb(token) && !is_adverb(self.norm(token))
    }

    /// Words after which a noun phrase to the right is over.
    fn stops_right(&self, t: usize) -> bool {
        let word = self.norm(t);
        let name = self.capitalised(t) && !self.doc.all_caps;
        if is_clause_word(word) && word != "than" || is_pronoun(word) && !name || is_adverb(word) && !name {
            return true;
        }
        // "Example Today" is a paper.
        if name && matches!(word, "today" | "yesterday" | "tonight") && self.capitalised(t - 1) {
            return false;
        }
        if is_day(word) && (name || self.doc.all_caps || matches!(word, "today" | "yesterday" | "late" | "early")) {
            return true;
        }
        if matches!(word, "and" | "or") {
            return !self.joins_names(t);
        }
        if matches!(word, "in" | "on" | "at" | "during" | "through" | "via" | "by" | "with" | "to" | "from" | "about") {
            let scope = (t + 1..t + 6).take_while(|n| !self.is_break(*n)).collect::<Vec<_>>();
            return matches!(word, "to" | "by" | "about" | "with" | "during" | "via" | "through" | "on")
                || scope.iter().any(|n| is_venue(self.norm(*n)) || is_day(self.norm(*n)));
        }
        !name && self.is_verb(t) && !self.is_modifier(t) || word == "saying"
    }

    /// True if a verb of its own follows: ", the army said" is no apposition.
    fn new_clause(&self, from: usize, end: usize) -> bool {
        if matches!(self.norm(from), "who" | "which" | "whose") {
            return false;
        }
        let mut span = (from + 1..end).take(APPOSITION_TOKENS_MAX).take_while(|t| !self.is_break(*t));
        // "…, Example reports": the last word is a verb, though as often a noun.
        let last = span.clone().last().unwrap_or(from);
        let named = self.capitalised(from) || last > from && self.capitalised(last - 1);
        let reports = named && cues().get(self.norm(last)).is_some_and(|c| c.form == Form::Third);
        reports || span.any(|t| self.is_verb(t) && !self.is_modifier(t) || is_pronoun(self.norm(t)))
    }

    fn apposition_end(&self, from: usize, end: usize) -> usize {
        let clause = matches!(self.norm(from), "who" | "which" | "whose");
        let mut t = from;
        while t < end {
            if self.is_break(t) && self.norm(t) != "'" {
                break;
            }
            if !clause && t > from && self.stops_right(t) {
                break;
            }
            t += 1;
        }
        t
    }
}

/// Regular past forms that the lists do not name.
fn is_past_tense(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ed") && !is_ed_adjective(word)
}
