//! Whether the words around a date look ahead or back.

use super::Finder;

/// Tokens looked at before and after the date.
const BEFORE: usize = 12;
const AFTER: usize = 10;

/// Which way a sentence looks where the date stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    Unclear,
}

/// Words that look ahead wherever they stand.
const AHEAD: &[&str] = &[
    "will",
    "shall",
    "would",
    "'ll",
    "plans",
    "planning",
    "plan",
    "due",
    "scheduled",
    "upcoming",
    "expected",
    "expects",
    "expect",
    "slated",
    "intends",
    "intend",
    "going",
    "tomorrow",
];
/// Participles that look ahead before "for" or "to", and back elsewhere: "planned for Friday".
const AHEAD_OF: &[&str] =
    &["planned", "set", "called", "intended", "booked", "vowed", "threatened", "agreed", "hoped", "prepared"];
/// Past forms that do not end in "-ed", and nouns of what has happened.
const BACK: &[&str] = &[
    "said", "was", "were", "had", "did", "told", "began", "came", "took", "made", "went", "left", "found", "held",
    "shot", "fell", "rose", "met", "saw", "broke", "blew", "struck", "stole", "won", "lost", "got", "gave", "became",
    "since", "fought", "hit", "led", "sent", "brought", "wrote", "spoke", "ran", "grew", "put", "kept", "has", "have",
    "been", "slain", "shut", "tore", "bore", "flew", "drove", "threw", "caught", "hid",
];

impl Finder<'_, '_> {
    /// True where the nearest verb before the date, or else after it, looks ahead: "will … on Friday".
    pub(super) fn is_future(&self, token: usize) -> bool {
        self.tense(token) == Tense::Future
    }

    /// The tense by the nearest verb before the date, or else after it.
    pub(super) fn tense(&self, token: usize) -> Tense {
        let sentence =
            self.doc.sentences.get(self.doc.sentence_of(token)).map_or(token..token + 1, |s| s.tokens.clone());
        // "Friday's attack" has been; what lies ahead is "the vote on Friday".
        if self.norm(token + 1) == "'s" {
            return Tense::Past;
        }
        if matches!(self.before(token), "by" | "until" | "till") {
            return Tense::Future;
        }
        for t in (sentence.start.max(token.saturating_sub(BEFORE))..token).rev() {
            match self.verb(t) {
                Tense::Unclear => {}
                tense => return tense,
            }
        }
        for t in token + 1..sentence.end.min(token + AFTER) {
            match self.verb(t) {
                // "on Friday threatened to strike": the threat was made on Friday.
                _ if AHEAD_OF.contains(&self.norm(t)) => return Tense::Past,
                Tense::Unclear => {}
                tense => return tense,
            }
        }
        Tense::Unclear
    }

    fn verb(&self, token: usize) -> Tense {
        let (norm, next) = (self.norm(token), self.norm(token + 1));
        if AHEAD.contains(&norm) || norm.ends_with("'ll") || (matches!(norm, "is" | "are") && next == "to") {
            return Tense::Future;
        }
        if AHEAD_OF.contains(&norm) {
            return if matches!(next, "for" | "to") { Tense::Future } else { Tense::Past };
        }
        // "to be published", "will be held": the participle follows what looks ahead.
        let participle = norm.len() > 4 && norm.ends_with("ed") && !norm.ends_with("eed");
        if self.before(token) == "be" {
            return if token >= 2 && self.norm(token - 2) == "to" { Tense::Future } else { Tense::Unclear };
        }
        if participle || BACK.contains(&norm) { Tense::Past } else { Tense::Unclear }
    }
}
