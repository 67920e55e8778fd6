//! Names the speakers: pronouns, "the newspaper", "the ministry" and bare surnames go back to whom they mean.

use super::Statement;
use super::lexicon::Act;
use super::outlets::{Medium, Outlets};
use super::phrase::View;
use super::speaker::{Who, group_in, who};
use super::surname::{Affiliation, Surnames};
use super::verb::Raw;
use super::words::{is_audience, is_determiner, is_press_word, is_reporter, is_title};
use crate::names::{Name, NameKind};
use record::{Speaker, SpeakerKind};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Speakers kept for looking back at; older ones are forgotten.
const MEMORY_MAX: usize = 64;

struct Memory<'v, 'a, 't> {
    view: &'v View<'a, 't>,
    names: &'v [Name],
    said: Vec<Known>,
    surnames: Surnames<'v, 'a, 't>,
    /// The first name that the text gives to a group, by the group's id: all its names become one speaker.
    groups: FxHashMap<String, String>,
}

#[derive(Debug, Clone)]
struct Known {
    speaker: Speaker,
    /// Folded last word of the name.
    head: String,
    of: Option<Affiliation>,
}

/// Turns phrases into statements, in order.
pub(crate) fn name_all(view: &View<'_, '_>, names: &[Name], raws: Vec<(usize, Raw)>) -> Vec<Statement> {
    let surnames = Surnames::new(view, names);
    let mut memory = Memory { view, names, said: Vec::new(), surnames, groups: FxHashMap::default() };
    raws.into_iter().map(|(sentence, raw)| memory.name(sentence, raw)).collect()
}

impl Memory<'_, '_, '_> {
    fn name(&mut self, sentence: usize, raw: Raw) -> Statement {
        let mut via: Vec<Speaker> =
            raw.via.iter().filter_map(|phrase| self.relay(sentence, phrase, &raw.cue)).collect();
        let (mut speaker, of) = if raw.source.is_empty() {
            let speaker =
                Speaker { name: String::new(), kind: SpeakerKind::Unnamed, span: None, cue: None, inferred: false };
            (speaker, None)
        } else {
            self.speaker(sentence, &raw.source, &raw.cue)
        };
        // Words to a press source come through it; words to others are part of the story.
        let mut hearer = raw.cue.end..raw.cue.end;
        if let Some(phrase) = raw.hearer.clone() {
            match self.relay(sentence, &phrase, &raw.cue).filter(|s| s.kind == SpeakerKind::Press) {
                Some(press) if press.span.is_some() => via.push(press),
                _ => hearer = phrase,
            }
        }
        // "the Example reported", "citing the Example": an article before a name of nothing else.
        let article = self.view.norm(raw.source.start) == "the" && self.view.capitalised(raw.source.start + 1);
        let reports =
            matches!(self.view.norm(raw.cue.end - 1), "citing" | "quoting" | "reported" | "reports" | "by" | "cites");
        let whole = speaker.span.is_some_and(|span| self.view.doc.span(raw.source.start + 1..raw.source.end) == span);
        if speaker.kind == SpeakerKind::Person && article && reports && whole {
            speaker.kind = SpeakerKind::Press;
        }
        // "as cited by Example": who brings others' words under one name is the press, as a rule.
        let cue = |n: usize| self.view.norm(raw.cue.end.saturating_sub(n));
        let brought = cue(1) == "by" || matches!(cue(1), "cited" | "quoted") && self.view.norm(raw.cue.end) == "by";
        let loose = matches!(speaker.kind, SpeakerKind::Person | SpeakerKind::Organisation);
        if brought && loose && of.is_none() && !speaker.name.contains(' ') && self.view.capitalised(raw.source.start) {
            speaker.kind = SpeakerKind::Press;
        }
        let behind = self.belongs(&speaker, of, &mut via);
        if speaker.kind == SpeakerKind::Person && via.is_empty() {
            via.extend(self.opening_press(sentence));
        }
        via.retain(|v| v.name != speaker.name);
        let act = self.act(&raw, &speaker, behind.is_some());
        if self.is_headline_word(&raw) {
            speaker.kind = SpeakerKind::Unnamed;
        }
        Statement {
            speaker,
            source: raw.source,
            cue: raw.cue,
            content: raw.content,
            firmness: raw.firmness,
            act,
            via,
            hearer,
            behind,
            heard: raw.heard,
        }
    }

    /// "In X, the commentator Ada Lowe writes": the paper that opens the sentence.
    fn opening_press(&self, sentence: usize) -> Option<Speaker> {
        let tokens = self.view.doc.sentences.get(sentence)?.tokens.clone();
        if !matches!(self.view.norm(tokens.start), "in" | "for") {
            return None;
        }
        let from = tokens.start + 1 + usize::from(is_determiner(self.view.norm(tokens.start + 1)));
        let found = Outlets::embedded().at(self.view.doc, from, tokens.end).filter(|found| !found.weak)?;
        (self.view.norm(found.tokens.end) == ",").then(|| {
            let name = self.view.doc.slice(found.tokens.clone()).to_owned();
            self.outside(&name, SpeakerKind::Press, &found.tokens)
        })
    }

    /// A columnist speaks through the paper, a leader on behalf of the group.
    fn belongs(&mut self, speaker: &Speaker, of: Option<Affiliation>, via: &mut Vec<Speaker>) -> Option<Speaker> {
        match of? {
            (name, SpeakerKind::Press, tokens) => {
                let head = self.view.norm(tokens.end.saturating_sub(1));
                let generic = tokens.len() <= 2 && is_press_word(head) && !self.view.capitalised(tokens.end - 1);
                let known =
                    if generic { self.the_press(head).or_else(|| self.press_before(tokens.start)) } else { None };
                let press = known.map_or_else(|| self.outside(&name, SpeakerKind::Press, &tokens), |k| k.speaker);
                self.remember(&press, None);
                if press.name != speaker.name && !via.iter().any(|v| v.name == press.name) {
                    via.push(press);
                }
                None
            }
            (name, kind, tokens) => {
                let mut body = if name == "the group" {
                    self.last(|k| k.speaker.kind == SpeakerKind::Organisation)
                        .or_else(|| self.group_before(tokens.start))?
                        .speaker
                } else {
                    self.outside(&name, kind, &tokens)
                };
                self.one_name(&mut body, &tokens);
                Some(body).filter(|b| b.name != speaker.name)
            }
        }
    }

    /// What the cue does, now that the speaker is known.
    fn act(&self, raw: &Raw, speaker: &Speaker, for_group: bool) -> Act {
        let verb = self.view.norm(raw.cue.end - 1);
        // "the broadcaster understands" is the press speaking.
        if speaker.kind == SpeakerKind::Press && raw.act == Act::Think && verb.starts_with("underst") {
            return Act::Say;
        }
        // A group that threatens owns the threat.
        let group = speaker.kind == SpeakerKind::Organisation || for_group;
        if verb.starts_with("threaten") && group { Act::Own } else { raw.act }
    }

    /// A headline's bare "report" or "media" is nobody.
    fn is_headline_word(&self, raw: &Raw) -> bool {
        matches!(self.view.norm(raw.cue.start), "-" | "--" | ":" | "---")
            && raw.source.len() == 1
            && (matches!(self.view.norm(raw.source.start), "report" | "reports" | "media" | "study" | "review")
                || Outlets::embedded().at(self.view.doc, raw.source.start, raw.source.end).is_some_and(|f| f.weak))
    }

    /// Gives a group the name it was first called by.
    fn one_name(&mut self, speaker: &mut Speaker, tokens: &Range<usize>) {
        if speaker.kind != SpeakerKind::Organisation {
            return;
        }
        let from = self.names.partition_point(|n| n.tokens.start < tokens.start);
        if let Some(Name { what: NameKind::Group(id), .. }) =
            self.names.get(from).filter(|n| n.tokens.start < tokens.end)
        {
            let first = self.groups.entry(id.as_str().to_owned()).or_insert_with(|| speaker.name.clone());
            speaker.name.clone_from(first);
        }
    }

    fn outside(&self, name: &str, kind: SpeakerKind, tokens: &Range<usize>) -> Speaker {
        Speaker {
            name: name.to_owned(),
            kind,
            span: Some(self.view.doc.span(tokens.clone())),
            cue: None,
            inferred: false,
        }
    }

    /// A relay counts only if it names somebody.
    fn relay(&mut self, sentence: usize, phrase: &Range<usize>, cue: &Range<usize>) -> Option<Speaker> {
        let (speaker, _) = self.speaker(sentence, phrase, cue);
        let named = matches!(speaker.kind, SpeakerKind::Press | SpeakerKind::Organisation | SpeakerKind::Authority);
        let listed = Outlets::embedded().within(self.view.doc, phrase.clone()).is_some_and(|f| !f.weak);
        let generic = is_audience(self.view.norm(phrase.end.saturating_sub(1))) && !listed;
        (named && !generic).then_some(speaker)
    }

    fn speaker(
        &mut self,
        sentence: usize,
        phrase: &Range<usize>,
        cue: &Range<usize>,
    ) -> (Speaker, Option<Affiliation>) {
        let view = self.view;
        let mut found = who(view, phrase.clone(), self.names);
        if found.refers {
            if let Some(known) = self.resolve(sentence, phrase, &found) {
                let speaker = Speaker { cue: Some(view.doc.span(cue.clone())), ..known.speaker.clone() };
                // "The station said it had …": it is the station, named again just now.
                if phrase.len() > 1 && speaker.kind == SpeakerKind::Press {
                    self.remember(&speaker, known.of.clone());
                }
                return (speaker, known.of);
            }
        } else if found.kind == SpeakerKind::Person {
            self.complete(&mut found);
            self.surnames.doubt(&mut found);
            if found.of.is_none() && phrase.clone().any(|t| is_reporter(view.norm(t)) && view.norm(t) != "analyst") {
                // "columnist X wrote": of the paper that is being told about.
                found.of = self.the_press("newspaper").and_then(|k| of_press(view, &k.speaker));
            }
        }
        // "the website Example Direct writes": a press source once, a press source again.
        let loose = matches!(found.kind, SpeakerKind::Person | SpeakerKind::Organisation) && found.of.is_none();
        let press = |k: &Known| k.speaker.kind == SpeakerKind::Press && k.speaker.name == found.name;
        if loose && self.said.iter().any(press) {
            found.kind = SpeakerKind::Press;
        }
        let mut speaker = found.speaker(view, cue);
        self.one_name(&mut speaker, &found.tokens);
        if !found.refers && !speaker.name.is_empty() {
            self.remember(&speaker, found.of.clone());
        }
        (speaker, found.of)
    }

    fn remember(&mut self, speaker: &Speaker, of: Option<Affiliation>) {
        let head = crate::fold(speaker.name.rsplit([' ', '-']).next().unwrap_or_default());
        if self.said.len() >= MEMORY_MAX {
            self.said.remove(0);
        }
        self.said.push(Known { speaker: speaker.clone(), head, of });
    }

    fn last(&self, test: impl Fn(&Known) -> bool) -> Option<Known> {
        self.said.iter().rev().find(|k| test(k)).cloned()
    }

    /// Whom a pronoun or a definite description means.
    fn resolve(&mut self, sentence: usize, phrase: &Range<usize>, found: &Who) -> Option<Known> {
        let view = self.view;
        let first = view.norm(phrase.start);
        let head = view.norm(phrase.end - 1);
        if phrase.len() == 1 {
            return match first {
                "he" | "she" | "him" | "her" => self.last(|k| k.speaker.kind == SpeakerKind::Person),
                "they" | "it" | "them" | "we" => self.last(|k| k.speaker.kind != SpeakerKind::Person),
                "who" | "which" | "whom" => self.antecedent(sentence, phrase.start),
                _ => None,
            };
        }
        match found.kind {
            SpeakerKind::Press => self.the_press(head).or_else(|| self.press_before(phrase.start)).or_else(|| {
                // "Example Direct reports … The site": so the name was that of a press source.
                let body = self.last(|k| k.speaker.kind == SpeakerKind::Organisation)?;
                Some(Known { speaker: Speaker { kind: SpeakerKind::Press, ..body.speaker }, ..body })
            }),
            SpeakerKind::Document if matches!(head, "report" | "article" | "column") => self.the_press("newspaper"),
            SpeakerKind::Document => self.last(|k| k.speaker.kind == SpeakerKind::Document && k.head == head),
            SpeakerKind::Authority => {
                self.last(|k| k.head == head || crate::fold(&k.speaker.name).split(' ').any(|w| w == head))
            }
            _ if matches!(
                head,
                "group"
                    | "organisation"
                    | "organization"
                    | "movement"
                    | "militia"
                    | "militants"
                    | "branch"
                    | "faction"
                    | "insurgents"
            ) =>
            {
                self.last(|k| k.speaker.kind == SpeakerKind::Organisation).or_else(|| self.group_before(phrase.start))
            }
            _ if is_title(head) || matches!(head, "man" | "woman" | "official" | "leader") => {
                self.last(|k| k.speaker.kind == SpeakerKind::Person)
            }
            _ => self.last(|k| k.head == head),
        }
    }

    /// "The agency" is the last agency, "the newspaper" the last paper; an outlet that the table does not know may be either.
    fn the_press(&self, head: &str) -> Option<Known> {
        let table = Outlets::embedded();
        let press = |k: &Known| k.speaker.kind == SpeakerKind::Press;
        let medium = |k: &Known| table.by_name(&k.speaker.name).map(|id| table.get(id).medium);
        let wanted = Medium::described(head);
        self.last(|k| press(k) && (wanted.is_none() || medium(k) == wanted))
            .or_else(|| self.last(|k| press(k) && medium(k).is_none()))
            .or_else(|| {
                self.last(|k| press(k) && (medium(k) == Some(Medium::Agency)) == (wanted == Some(Medium::Agency)))
            })
            .or_else(|| self.last(press))
    }

    /// The phrase before "who": "the minister, who said".
    fn antecedent(&mut self, sentence: usize, relative: usize) -> Option<Known> {
        let view = self.view;
        let start = view.doc.sentences.get(sentence)?.tokens.start;
        let end = if relative > start && view.norm(relative - 1) == "," { relative - 1 } else { relative };
        let np = view.left(start, end);
        if np.is_empty() {
            return None;
        }
        let mut found = who(view, np, self.names);
        if found.refers {
            return None;
        }
        if found.kind == SpeakerKind::Person && view.norm(relative) == "which" {
            found.kind = SpeakerKind::Press;
        }
        if found.kind == SpeakerKind::Person {
            self.complete(&mut found);
        }
        let speaker = found.speaker(view, &(relative..relative));
        Some(Known { head: String::new(), speaker, of: found.of })
    }

    /// The last outlet named before a token, whatever it was named for.
    fn press_before(&self, token: usize) -> Option<Known> {
        const LOOK_BACK_TOKENS: usize = 200;
        let from = token.saturating_sub(LOOK_BACK_TOKENS);
        let found =
            (from..token).rev().find_map(|t| Outlets::embedded().at(self.view.doc, t, token).filter(|f| !f.weak))?;
        let name = self.view.doc.slice(found.tokens.clone()).to_owned();
        Some(Known { speaker: self.outside(&name, SpeakerKind::Press, &found.tokens), head: String::new(), of: None })
    }

    fn group_before(&self, token: usize) -> Option<Known> {
        let upto = self.names.partition_point(|n| n.tokens.start < token);
        let group = self.names[..upto]
            .iter()
            .rev()
            .take(MEMORY_MAX)
            .find_map(|n| group_in(std::slice::from_ref(n), &n.tokens))?;
        let name = self.view.doc.slice(group.clone()).to_owned();
        Some(Known { speaker: self.outside(&name, SpeakerKind::Organisation, &group), head: String::new(), of: None })
    }

    /// A bare surname gets the full name and the affiliation that the text gives elsewhere.
    fn complete(&mut self, found: &mut Who) {
        let surname = crate::fold(found.name.rsplit([' ', '-']).next().unwrap_or_default());
        let bare = !found.name.contains(' ');
        if let Some(known) = self.said.iter().rev().find(|k| {
            k.speaker.kind == SpeakerKind::Person
                && k.head == surname
                && (bare || crate::fold(&k.speaker.name) == crate::fold(&found.name))
        }) && (known.speaker.name.contains(' ') || !bare)
        {
            found.name.clone_from(&known.speaker.name);
            if found.of.is_none() {
                found.of.clone_from(&known.of);
            }
            return;
        }
        if !bare && found.of.is_some() {
            return;
        }
        let full = self.surnames.full_name(&surname);
        if let Some(full) = full {
            if bare {
                found.name = full.name;
            }
            if found.of.is_none() {
                found.of = full.of;
            }
        }
    }
}

/// A press source as an affiliation.
fn of_press(view: &View<'_, '_>, press: &Speaker) -> Option<Affiliation> {
    let span = press.span?;
    let start = view.doc.tokens.partition_point(|t| (t.start as usize) < span.start);
    let end = view.doc.tokens.partition_point(|t| (t.end as usize) <= span.end);
    Some((press.name.clone(), SpeakerKind::Press, start..end))
}
