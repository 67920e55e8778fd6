//! Facts of one candidate.

use super::mention::Mention;
use super::{Candidate, Cast, around, called};
use crate::attribution::lexicon::Act;
use crate::attribution::weight::Claim;
use record::{Speaker, SpeakerKind};
use std::collections::BTreeSet;

/// Something seen of a candidate, in words: "does: carry".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fact {
    /// What was looked at.
    pub what: &'static str,
    /// What was seen.
    pub seen: String,
}

/// A kind of speaker in one word.
pub(super) fn kind(speaker: &Speaker) -> &'static str {
    match speaker.kind {
        SpeakerKind::Press | SpeakerKind::Outlet => "press",
        SpeakerKind::Person => "person",
        SpeakerKind::Authority => "body",
        SpeakerKind::Organisation => "group",
        SpeakerKind::Document => "document",
        SpeakerKind::Unnamed => "nobody",
    }
}

fn act(act: Act) -> &'static str {
    match act {
        Act::Say => "says",
        Act::Cite => "cites",
        Act::Show => "shows",
        Act::Judge => "judges",
        Act::Own => "owns up",
        Act::Think => "thinks",
        Act::Will => "wills",
    }
}

/// What facts are made from.
pub(super) struct Seen<'s, 'c, 'v, 'a, 't> {
    pub cast: &'s Cast<'v, 'a, 't>,
    pub claim: &'s Claim<'c, 'a, 't>,
    pub weighed: &'s [(usize, f64)],
    pub rules: &'s [Speaker],
}

impl Seen<'_, '_, '_, '_, '_> {
    /// Every fact of a candidate, each once, sorted.
    pub fn of(&self, candidate: &Candidate) -> Vec<Fact> {
        let known = |m: &usize| self.cast.mentions[*m].shape == "known";
        let kind = match kind(&candidate.speaker) {
            _ if candidate.own => "own",
            "group" if !candidate.mentions.iter().any(known) => "organisation",
            kind => kind,
        };
        let mut facts = Vec::new();
        for mention in candidate.mentions.iter().map(|m| &self.cast.mentions[*m]) {
            around::facts(self.cast.view, mention, &mut facts);
            self.place(mention, &mut facts);
            self.statements(mention, &mut facts);
            if let Some(called) = called::called(self.cast.view, &mention.tokens).filter(|_| mention.means.is_none()) {
                facts.push(Fact { what: "called", seen: called.word().to_owned() });
            }
            if mention.of.is_some() {
                facts.push(Fact { what: "belongs", seen: "to another".to_owned() });
            }
            if mention.means.is_none() {
                facts.push(Fact { what: "known by", seen: format!("{kind} {}", mention.shape) });
            }
        }
        let owned = |m: &Mention| m.of.is_some_and(|of| candidate.mentions.contains(&of));
        if self.cast.mentions.iter().any(owned) {
            facts.push(Fact { what: "belongs", seen: "another to it".to_owned() });
        }
        let place = match candidate.rules {
            Some(n) if n + 1 == self.rules.len() => "the end",
            Some(_) => "a link",
            None if self.rules.len() == 1 => "nobody",
            None => "others",
        };
        facts.push(Fact { what: "by rules", seen: place.to_owned() });
        facts.push(Fact { what: "kind", seen: kind.to_owned() });
        let times = candidate.mentions.len().min(3);
        facts.push(Fact { what: "times named", seen: times.to_string() });
        let both: Vec<Fact> = facts.iter().filter_map(|fact| with_kind(fact, kind)).collect();
        facts.extend(both);
        let text = match self.cast.view.doc.sentences.len() - self.cast.lead {
            0..=4 => "short",
            5..=10 => "middling",
            _ => "long",
        };
        facts.push(Fact { what: "length of the text, kind, rules", seen: format!("{text} {kind} {place}") });
        facts.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn place(&self, mention: &Mention, out: &mut Vec<Fact>) {
        let (doc, lead) = (self.cast.view.doc, self.cast.lead);
        let seen = match mention.sentence.checked_sub(lead) {
            None => "headline",
            Some(0) => "first sentence",
            Some(1) => "second sentence",
            Some(2) => "third sentence",
            Some(_) => "further down",
        };
        out.push(Fact { what: "named in", seen: seen.to_owned() });
        let claim = doc.sentence_of(self.claim.about.start);
        let seen = match mention.sentence.abs_diff(claim) {
            0 => "beside it",
            1 => "a sentence away",
            _ => "further away",
        };
        out.push(Fact { what: "from the claim", seen: seen.to_owned() });
        if self.claim.about.start <= mention.tokens.start && mention.tokens.end <= self.claim.about.end {
            out.push(Fact { what: "from the claim", seen: "in its words".to_owned() });
        }
    }

    fn statements(&self, mention: &Mention, out: &mut Vec<Fact>) {
        let inside =
            |range: &std::ops::Range<usize>| range.start < mention.tokens.end && mention.tokens.start < range.end;
        for (n, s) in self.cast.statements_near(mention) {
            let speaks = inside(&s.source);
            if speaks {
                out.push(Fact { what: "speaks", seen: act(s.act).to_owned() });
                let weight = self.weighed.iter().find(|w| w.0 == n).map_or("none", |w| match w.1 {
                    w if w < 1.0 => "little",
                    w if w < 2.0 => "some",
                    w if w < 3.0 => "much",
                    _ => "most",
                });
                out.push(Fact { what: "weight of its words", seen: weight.to_owned() });
            }
            if self.cast.is_through(s, mention) {
                out.push(Fact { what: "speaks", seen: "through it".to_owned() });
            }
            if inside(&s.hearer) {
                out.push(Fact { what: "speaks", seen: "to it".to_owned() });
            }
            if !speaks && s.covers(mention.tokens.start) {
                out.push(Fact { what: "told of by", seen: kind(&s.speaker).to_owned() });
            }
        }
    }
}

/// Some facts mean one thing of a paper and another of a person.
fn with_kind(fact: &Fact, kind: &str) -> Option<Fact> {
    let what = match fact.what {
        "before" => "kind, before",
        "object of" => "kind, object of",
        "after" => "kind, after",
        "does" => "kind, does",
        "words" => "kind, words",
        "by rules" => "kind, by rules",
        "speaks" => "kind, speaks",
        "named in" => "kind, named in",
        "weight of its words" => "kind, weight of its words",
        _ => return None,
    };
    Some(Fact { what, seen: format!("{kind} {}", fact.seen) })
}
