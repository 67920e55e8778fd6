//! Who of those named in a text belongs to a claim's chain, and who has it from whom, by learned weights.
//!
//! The rules ([`super::chain`]) find who said it where they know the words. Here everybody else who is named near the claim
//! is weighed beside them: press, persons, bodies and documents, by what they do and what is done to them in the sentence
//! ("carried by", "told", "which … summarised"). Of all chains that they can
//! form the weightiest is taken: weights stand at named facts (`data/chains.toml`, written by `lab fit chains`), so that each
//! decision can be said in words.

mod around;
mod called;
mod fact;
mod key;
mod mention;
mod model;
mod pair;
mod path;
mod run;
mod stand;
mod told;

use super::Statement;
use super::outlets::same_outlet;
use super::phrase::View;
use super::weight::Claim;
use super::words::{is_authority, is_body_word, is_org_word, is_press_word, is_title, is_unnamed};
use crate::names::Name;
use crate::tag::hearsay::{self, Heard};
use key::Key;
use mention::{Mention, Scan};
use record::{Speaker, SpeakerKind};
use std::collections::BTreeSet;
use std::ops::Range;

pub use fact::Fact;
use model::is_voice;
pub use model::{Found, NEVER, Weights, find, weights};
pub use path::{Board, MEMBERS_MAX, STEPS_MAX};
pub use told::told;

/// Sentences looked at from the top of a report.
const TOP_SENTENCES: usize = 4;
/// Sentences looked at on either side of a claim.
const NEAR_SENTENCES: usize = 2;
/// Somebody weighed beside the rules' links; the first named come first.
const CANDIDATES_MAX: usize = 24;
/// A text of up to so many sentences is looked at as a whole.
const SHORT_SENTENCES_MAX: usize = 14;
/// A text of up to so many sentences after its headline is brief.
const BRIEF_SENTENCES_MAX: usize = 2;
/// Tokens of an apposition that are looked at.
const APPOSED_TOKENS_MAX: usize = 5;
/// Sentences looked at in one report.
const SENTENCES_MAX: usize = 80;

/// Somebody who may be a link of a claim's chain.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// As the link would stand in the chain.
    pub speaker: Speaker,
    /// What is seen of them.
    pub facts: Vec<Fact>,
    /// Their place in the rules' chain, 1 for the first after the outlet.
    pub rules: Option<usize>,
    /// The outlet itself, cited by others: a report that comes back to it is circular.
    pub own: bool,
    /// It may be a link: not everybody whom a long article names.
    pub may_stand: bool,
    /// Kept from standing all the same, though the weights learn from it: a body that only acts in the story, an officer of one that
    /// is heard.
    pub kept_out: bool,
    /// It is a link whatever its facts weigh, but for a strong voice of the transformer against it.
    pub must_stand: bool,
    /// An officer of a body of which a rule hears it: "X, a police inspector" beside "the police said".
    pub speaks_for: bool,
    /// Where they are named or meant: tokens.
    pub at: Vec<Range<usize>>,
    /// What the transformer says of them, where it was asked.
    pub heard: Option<Heard>,
    mentions: Vec<usize>,
    key: Key,
}

impl Candidate {
    fn new(speaker: Speaker, rules: Option<usize>, own: bool, mentions: Vec<usize>, key: Key) -> Self {
        Self {
            speaker,
            facts: Vec::new(),
            rules,
            own,
            may_stand: true,
            kept_out: false,
            must_stand: false,
            speaks_for: false,
            at: Vec::new(),
            heard: None,
            mentions,
            key,
        }
    }
}

/// All of a text of few sentences is about one thing.
fn is_short(view: &View<'_, '_>, lead: usize) -> bool {
    view.doc.sentences.len() <= lead + SHORT_SENTENCES_MAX
}

fn length(view: &View<'_, '_>, lead: usize) -> stand::Length {
    match view.doc.sentences.len().saturating_sub(lead) {
        n if n <= BRIEF_SENTENCES_MAX => stand::Length::Brief,
        _ if is_short(view, lead) => stand::Length::Short,
        _ => stand::Length::Long,
    }
}

/// Everybody named at the top of a text and near its claims.
pub(crate) struct Cast<'v, 'a, 't> {
    view: &'v View<'a, 't>,
    names: &'v [Name],
    statements: &'v [Statement],
    hearsay: &'v [hearsay::Row],
    mentions: Vec<Mention>,
    /// Press that was attacked: it is what the claim is about, and no link of it.
    hit: Vec<Key>,
    /// First sentence after the headline.
    lead: usize,
    outlet: Key,
    outlet_name: &'v str,
}

impl<'v, 'a, 't> Cast<'v, 'a, 't> {
    /// `abouts` are the tokens of the claims; `hearsay` is what the transformer says of each token, empty where it was not asked.
    pub fn new(
        view: &'v View<'a, 't>,
        names: &'v [Name],
        statements: &'v [Statement],
        outlet: &'v str,
        abouts: &[Range<usize>],
        hearsay: &'v [hearsay::Row],
    ) -> Self {
        let doc = view.doc;
        let lead = doc.sentences.iter().position(|s| !(doc.has_title && s.paragraph == 0)).unwrap_or(0);
        let top = if is_short(view, lead) { doc.sentences.len() } else { lead + TOP_SENTENCES };
        let mut wanted: BTreeSet<usize> = (0..top.min(doc.sentences.len())).collect();
        for about in abouts.iter().filter(|about| !about.is_empty()) {
            let (first, last) = (doc.sentence_of(about.start), doc.sentence_of(about.end - 1));
            wanted.extend(first.saturating_sub(NEAR_SENTENCES)..(last + NEAR_SENTENCES + 1).min(doc.sentences.len()));
        }
        let mut scan = Scan { view, names, outlet, mentions: Vec::new() };
        wanted.into_iter().take(SENTENCES_MAX).for_each(|sentence| scan.sentence(sentence));
        scan.agree();
        let press = scan.mentions.iter().filter(|m| m.kind == SpeakerKind::Press);
        let hit = press.filter(|m| around::is_hit(view, &m.tokens)).map(|m| m.key.clone()).collect();
        Self {
            view,
            names,
            statements,
            hearsay,
            mentions: scan.mentions,
            hit,
            lead,
            outlet: Key::new(outlet, SpeakerKind::Press),
            outlet_name: outlet,
        }
    }

    /// Everybody near one claim: those of the rules' chain, then the others by where they are named first.
    pub fn candidates(&self, claim: &Claim<'_, '_, '_>, weighed: &[(usize, f64)], rules: &[Speaker]) -> Vec<Candidate> {
        let mut out: Vec<Candidate> = Vec::new();
        let generic = |link: &Speaker| {
            let tokens = link.span.map_or(0..0, |span| crate::tokens_of(self.view.doc, span));
            let media = link.name.ends_with(" media");
            let nameless = || !media && !tokens.is_empty() && called::is_nameless_press(self.view, self.names, &tokens);
            match link.kind {
                SpeakerKind::Press => is_press_word(&link.name) || nameless(),
                SpeakerKind::Person => called::is_place(self.names, &tokens),
                _ => false,
            }
        };
        for (n, link) in rules.iter().enumerate().skip(1).filter(|(_, link)| !generic(link)) {
            let fuller = self.fuller(link);
            let named = fuller.or_else(|| self.named(link));
            let mut speaker = named.map_or_else(|| link.clone(), |m| self.as_link(m));
            if fuller.is_some() {
                (speaker.cue, speaker.inferred) = (link.cue, link.inferred);
            }
            let key = named.map_or_else(|| Key::of(link), |m| m.key.clone());
            if out.iter().any(|c| c.key.same(&key)) {
                continue;
            }
            let own = key.same(&self.outlet);
            out.push(Candidate::new(speaker, Some(n), own, Vec::new(), key));
        }
        for (n, mention) in self.mentions.iter().enumerate().filter(|(_, m)| self.near(claim, m.sentence)) {
            let named = mention.means.map_or(mention, |m| &self.mentions[m]);
            let known = |c: &Candidate| c.key.same(&named.key) || c.own && named.key.same(&self.outlet);
            match out.iter().position(known) {
                Some(known) => out[known].mentions.push(n),
                None if self.hit.iter().any(|hit| hit.same(&named.key)) => {}
                None if named.kind == SpeakerKind::Press
                    && called::is_nameless_press(self.view, self.names, &named.tokens) => {}
                None if out.len() < CANDIDATES_MAX && mention.means.is_none() && mention.shape != "place" => {
                    let speaker = self.as_link(named);
                    let own = named.key.same(&self.outlet) || same_outlet(&named.name, self.outlet_name);
                    let key = named.key.clone();
                    out.push(Candidate::new(speaker, None, own, vec![n], key));
                }
                None => {}
            }
        }
        let seen = fact::Seen { cast: self, claim, weighed, rules };
        for candidate in &mut out {
            candidate.facts = seen.of(candidate);
            candidate.at = self.at(candidate);
            candidate.heard = (!self.hearsay.is_empty()).then(|| Heard::of(self.hearsay, &candidate.at));
        }
        self.mark_officers(&mut out);
        stand::mark(&mut out, length(self.view, self.lead));
        out
    }

    /// Marks whoever is called by the word of a body that a rule hears say it, and is heard by none.
    fn mark_officers(&self, all: &mut [Candidate]) {
        let body = |word: &String| is_authority(word) || is_org_word(word) || is_body_word(word);
        let head = |c: &Candidate| crate::fold(&c.speaker.name).rsplit(' ').next().map(str::to_owned).filter(body);
        let heads: Vec<String> = all.iter().filter(|c| stand::is_sure(c)).filter_map(head).collect();
        let apposed = |m: &Mention| {
            let from = m.tokens.end + 1;
            let size = if self.view.norm(m.tokens.end) == "," { APPOSED_TOKENS_MAX } else { 0 };
            let goes_on = |t: &usize| {
                let word = self.view.norm(*t);
                !self.view.is_break(*t) && !self.view.is_verb(*t) && !matches!(word, "who" | "and" | "citing")
            };
            (from..from + size).take_while(goes_on)
        };
        let called =
            |m: &Mention| m.phrase.clone().chain(apposed(m)).any(|t| heads.iter().any(|h| h == self.view.norm(t)));
        for candidate in all.iter_mut().filter(|c| c.speaker.kind == SpeakerKind::Person && c.rules.is_none()) {
            candidate.speaks_for = candidate.mentions.iter().any(|m| called(&self.mentions[*m]));
        }
    }

    /// Where somebody is named or meant; where only the rules look, as their link says.
    fn at(&self, candidate: &Candidate) -> Vec<Range<usize>> {
        if candidate.mentions.is_empty() {
            let span = candidate.speaker.span.map(|span| crate::tokens_of(self.view.doc, span));
            return span.into_iter().collect();
        }
        candidate.mentions.iter().map(|m| self.mentions[*m].tokens.clone()).collect()
    }

    /// A mention as a link that no rule found.
    fn as_link(&self, mention: &Mention) -> Speaker {
        let span = Some(self.view.doc.span(mention.tokens.clone()));
        Speaker { name: mention.name.clone(), kind: mention.kind, span, cue: None, inferred: true }
    }

    /// The name that a rule cut short: "Institute" of "Institute for Harbour Studies".
    fn fuller(&self, link: &Speaker) -> Option<&Mention> {
        let tokens = crate::tokens_of(self.view.doc, link.span?);
        let whole = |m: &&Mention| {
            m.tokens.start <= tokens.start && tokens.end <= m.tokens.end && m.tokens.len() > tokens.len()
        };
        let names = |m: &&Mention| m.means.is_none() && m.kind != SpeakerKind::Person && !tokens.is_empty();
        let cased = tokens.clone().all(|t| self.view.capitalised(t) || !self.view.is_word(t));
        // "reports Harbour News", "Harbour news agency" are no longer names.
        let name = |m: &Mention| self.view.capitalised(m.tokens.start) && self.view.capitalised(m.tokens.end - 1);
        let (key, found) = (Key::of(link), self.mentions.iter().filter(names).find(whole));
        // "Director Ada Lowe" is Ada Lowe; "Voce della Costa" is nobody called Costa.
        let before = tokens.start.checked_sub(1).is_some_and(|t| self.view.capitalised(t));
        let cut = cased && !(link.kind == SpeakerKind::Person && before) && !key.is_listed();
        found.filter(|m| cut && name(m) && m.key.same(&key))
    }

    /// Who "Mayor" of a headline, "rights group" or "the ministry" is: somebody with a name whom the text calls so, the last before
    /// it, else the first after.
    fn named(&self, link: &Speaker) -> Option<&Mention> {
        let tokens = crate::tokens_of(self.view.doc, link.span?);
        let headline = self.view.doc.sentence_of(tokens.start) < self.lead;
        let common = |t: usize| {
            let word = self.view.norm(t);
            let called = is_title(word)
                || is_unnamed(word)
                || is_body_word(word)
                || is_org_word(word)
                || is_press_word(word)
                || is_authority(word);
            called && headline || !self.view.capitalised(t)
        };
        let word = self.view.norm(tokens.end.checked_sub(1)?);
        if !tokens.clone().all(common) || !headline && tokens.len() > 1 {
            return None;
        }
        let is = |m: &&Mention| {
            m.means.is_none()
                && m.sentence >= self.lead
                && m.tokens.clone().any(|t| self.view.capitalised(t))
                && m.phrase.clone().chain(m.open.clone()).any(|t| self.view.norm(t) == word)
        };
        let before = self.mentions.iter().rev().filter(|m| m.tokens.end <= tokens.start).find(is);
        before.or_else(|| self.mentions.iter().filter(|m| m.tokens.start >= tokens.end).find(is))
    }

    /// The statements whose cues stand in a mention's sentence or next to it, by number.
    fn statements_near(&self, mention: &Mention) -> impl Iterator<Item = (usize, &'v Statement)> {
        let sentences = &self.view.doc.sentences;
        let start = sentences[mention.sentence.saturating_sub(1)].tokens.start;
        let end = sentences[(mention.sentence + 1).min(sentences.len() - 1)].tokens.end;
        let from = self.statements.partition_point(|s| s.cue.start < start);
        let to = self.statements.partition_point(|s| s.cue.start < end).max(from);
        self.statements[from..to].iter().enumerate().map(move |(n, s)| (from + n, s))
    }

    /// A press source or hearer that a statement came through is this mention.
    fn is_through(&self, s: &Statement, mention: &Mention) -> bool {
        let span = self.view.doc.span(mention.tokens.clone());
        s.via.iter().filter_map(|v| v.span).any(|v| v.start < span.end && span.start < v.end)
    }

    /// The top of the report counts for a claim that stands there, else what stands around the claim.
    fn near(&self, claim: &Claim<'_, '_, '_>, sentence: usize) -> bool {
        let doc = self.view.doc;
        let first = doc.sentence_of(claim.about.start);
        let last = doc.sentence_of(claim.about.end.saturating_sub(1).max(claim.about.start));
        let top = claim.top.start == 0 && sentence < self.lead + TOP_SENTENCES;
        top || is_short(self.view, self.lead) || sentence + NEAR_SENTENCES >= first && sentence <= last + NEAR_SENTENCES
    }

    /// What is seen of two candidates together; `first` is the one named first. See [`pair`].
    pub fn pair(&self, a: &Candidate, b: &Candidate) -> Pair {
        pair::pair(self, a, b)
    }
}

/// Two candidates and how they stand to one another.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The second of the two as given stands first in the text.
    pub swapped: bool,
    /// What is seen of the two, "first" and "second" in the order of the text.
    pub facts: Vec<Fact>,
    /// The first in the text may have it straight from the second, and the second from the first.
    pub may: [bool; 2],
    /// A step that is kept out all the same, though the weights learn from it.
    pub kept_out: [bool; 2],
}
