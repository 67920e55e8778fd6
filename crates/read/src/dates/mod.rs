//! Dates in running text, resolved against the day of publication.
//!
//! A small grammar of our own over folded tokens: absolute dates (`22 March 2024`, `3/22/2024`, `30 JUN 89`), dates that lack
//! their year or are told from the report's day (`on Jan. 28`, `last Tuesday`, `two weeks ago`), and days with names. The
//! longest reading that begins at a token is taken. No reading panics: what leaves the calendar is not a date.

mod absolute;
mod calendar;
mod feasts;
mod lexicon;
mod relative;
mod tense;
mod vague;

pub use vague::{Vague, VagueMention, vague};

use crate::doc::Doc;
use jiff::civil::Date;
use lexicon::Word;
use record::{DatePrecision, When};
use std::ops::Range;

/// Mentions beyond this many in one report are left out.
const MENTIONS_MAX: usize = 2_000;

/// A date in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateMention {
    /// The words.
    pub tokens: Range<usize>,
    /// What they mean.
    pub when: When,
}

/// All dates in a text, in order. Without a day of publication only dates that tell their year are found.
#[must_use]
pub fn find(doc: &Doc<'_>, published: Option<Date>) -> Vec<DateMention> {
    let mut finder = Finder { doc, published, told: None, quarter: None };
    let mut out: Vec<DateMention> = Vec::new();
    let mut token = 0;
    while token < doc.tokens.len() && out.len() < MENTIONS_MAX {
        let Some((end, when)) = finder.at(token) else {
            token += 1;
            continue;
        };
        finder.remember(&when);
        out.push(DateMention { tokens: token..end, when });
        token = end;
    }
    out
}

/// What a rule gives: the token after the last, and the meaning.
type Found = Option<(usize, When)>;

struct Finder<'d, 't> {
    doc: &'d Doc<'t>,
    published: Option<Date>,
    /// The last day that the text told: "the next day" is told from it.
    told: Option<Date>,
    /// The last quarter of a year that the text told.
    quarter: Option<Date>,
}

impl Finder<'_, '_> {
    /// The date that begins at a token.
    fn at(&self, token: usize) -> Found {
        let word = self.word(token);
        let number = self.doc.norm(token).as_bytes().first().is_some_and(u8::is_ascii_digit);
        if word.is_none() && !number && !matches!(self.doc.norm(token), "the" | "that") {
            return None;
        }
        if self.is_in_a_list_of_habit(token) {
            return None;
        }
        self.absolute(token).or_else(|| self.feast(token)).or_else(|| self.relative(token))
    }

    fn remember(&mut self, when: &When) {
        match when.precision {
            DatePrecision::Day | DatePrecision::Time => self.told = Some(when.first_day()),
            DatePrecision::Month if when.first_day().month() % 3 == 1 && when.gap_days(when) == 0.0 => {
                self.quarter = Some(when.first_day())
            }
            _ => {}
        }
    }

    fn word(&self, token: usize) -> Option<Word> {
        (token < self.doc.tokens.len()).then(|| lexicon::word(self.doc.norm(token)))?
    }

    /// The folded form, "" past the end.
    fn norm(&self, token: usize) -> &str {
        if token < self.doc.tokens.len() { self.doc.norm(token) } else { "" }
    }

    /// The folded form of the token before, "" at the start.
    fn before(&self, token: usize) -> &str {
        token.checked_sub(1).map_or("", |t| self.doc.norm(t))
    }

    /// A number without letters or separators.
    fn number(&self, token: usize) -> Option<u32> {
        let norm = self.norm(token);
        if norm.is_empty() || norm.len() > 4 || !norm.bytes().all(|b| b.is_ascii_digit()) {
            None
        } else {
            norm.parse().ok()
        }
    }

    /// A count in digits or words, at most [`calendar::UNITS_MAX`].
    fn count(&self, token: usize) -> Option<u32> {
        let count = match self.word(token) {
            Some(Word::Count(count)) => count,
            _ => self.number(token)?,
        };
        (count <= calendar::UNITS_MAX).then_some(count)
    }

    /// "every Friday", "each June": no day in particular.
    fn is_in_a_list_of_habit(&self, token: usize) -> bool {
        matches!(self.before(token), "every" | "each")
    }
}

#[cfg(test)]
mod tests;
