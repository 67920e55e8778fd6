//! A document as the rules of this module see it: word classes and names per token, and shallow noun phrases.

use super::vocab::{self, *};
use crate::doc::{Doc, TokenKind};
use crate::names::{Name, NameKind, Names};
use record::{PlacePrecision, When};
use std::ops::Range;

/// A place with a smaller radius than this is a hamlet, in metres.
const HAMLET_M: u32 = 3_000;
/// Names of sites that are remembered for one document.
const SITED_MAX: usize = 40;

/// A noun phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Its tokens, determiner included.
    pub tokens: Range<usize>,
    /// The word that says what it is: "church" in "the church of the Redeemer".
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
    /// Folded words of place names that are part of a site's name somewhere in the document ("Lagos Mall"): there they
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
                    p.precision != PlacePrecision::Country && super::sites::site_word_beside(&self, name)
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

    /// A capitalised word inside a sentence whose case tells something.
    pub fn proper(&self, token: usize) -> bool {
        !self.doc.all_caps && self.doc.tokens.get(token).is_some_and(|t| t.capitalised)
    }

    /// True for a headline Written Like This, where a capital tells nothing.
    pub fn title_case(&self, sentence: &Range<usize>) -> bool {
        const LONG_WORD_CHARS: usize = 4;
        let long = |t: &usize| self.norm(*t).len() >= LONG_WORD_CHARS && !self.is(*t, PREP | CONJ | REL);
        let (mut words, mut capitals) = (0_usize, 0_usize);
        for token in sentence.clone().filter(long) {
            words += 1;
            capitals += usize::from(self.proper(token));
        }
        words >= 3 && capitals * 10 >= words * 8
    }

    /// The first group named within a range.
    pub fn group_in(&self, tokens: Range<usize>) -> Option<&'d Name> {
        self.names_in(tokens).find(|n| matches!(n.what, NameKind::Group(_)))
    }
}
