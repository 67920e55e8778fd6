//! What the models say, brought into what the rules found: a sentence that tells of violence in words that no rule knows
//! gets a mention, a mention that no model believes loses its grip, and slots are filled by the models' spans.

use super::SENTENCES_MAX;
use super::dated;
use super::mention::Mention;
use super::senses;
use super::slots::Slots;
use super::stage::Reading;
use super::triggers::{Entry, Grip, Shape, Trigger};
use super::view::{Phrase, View};
use super::vocab::*;
use super::whereabouts;
use crate::dates::DateMention;
use crate::tag::scores::{
    AHEAD, ANY, ARREST, FINER_FROM, FINER_KINDS, SENTENCE_COLUMNS, SENTENCE_KINDS, STAGES, STAGES_FROM,
};
use crate::tag::scores::{Guidance, Scores, column};
use crate::tag::{Role, RoleSpan};
use record::{Assertion, Kind, KindFamily, Stage};
use std::ops::Range;

/// Fillers that the models may propose for one mention: a sentence of nothing but weapons is no news.
const PROPOSED_MAX: usize = 24;

/// A word begins another filler right behind one of the same role only from this score on.
const ANOTHER_MIN: f32 = 0.6;

/// Spans of a sentence without a mention go to one at most so many sentences before.
const CARRY_SENTENCES_MAX: usize = 3;

/// Under this score the likeliest stage is no better than the next.
const STAGE_KNOWN_MIN: f32 = 0.1;

/// The sentence behind a headline, counted from 0: up to there what is told is told of the report's own event.
const LEAD_SENTENCE: usize = 1;

fn arrests(mention: &Mention) -> bool {
    mention.kind.family() == KindFamily::ArrestRaid
}

type Row = [f32; SENTENCE_COLUMNS];

/// The models' scores beside the document.
pub(super) struct Guide<'g, 'd, 't> {
    pub view: &'g View<'d, 't>,
    pub dates: &'g [DateMention],
    pub scores: &'g Scores,
    pub guidance: &'g Guidance,
}

impl Guide<'_, '_, '_> {
    /// Brings the scores into the rules' mentions; they stay sorted by sentence.
    pub fn guide(&self, mentions: &mut Vec<Mention>) {
        for n in 0..self.view.doc.sentences.len().min(SENTENCES_MAX) {
            let Some(row) = self.scores.sentences.get(n) else { break };
            self.sentence(n, row, mentions);
        }
        self.fill(mentions);
        mentions.iter_mut().for_each(|mention| self.prune(mention));
    }

    fn sentence(&self, n: usize, row: &Row, mentions: &mut Vec<Mention>) {
        let from = mentions.partition_point(|m| m.sentence < n);
        let until = mentions.partition_point(|m| m.sentence <= n);
        for mention in &mut mentions[from..until] {
            mention.told = row[if arrests(mention) { ARREST } else { ANY }];
            if row[ANY].max(row[ARREST]) < self.guidance.untold_max {
                mention.grip = mention.grip.min(Grip::Loose);
            }
        }
        if self.guidance.in_passing() && row[ANY] >= self.guidance.told_min {
            // "The judge was threatened": told in passing, and a matter of its own beside the deed.
            let threats =
                |m: &&mut Mention| m.kind == Kind::Threat && !m.reading.negated && !m.slots.victims.is_empty();
            mentions[from..until].iter_mut().filter(threats).for_each(|m| m.grip = Grip::Firm);
        }
        // A sentence may tell of an arrest and of the plot behind it.
        for (arrest, told) in [(false, row[ANY]), (true, row[ARREST])] {
            if told >= self.guidance.told_min {
                self.tell(n, row, arrest, from..until, mentions);
            }
        }
    }

    /// Sees to it that a sentence has a firm mention of violence, or of an arrest.
    fn tell(&self, n: usize, row: &Row, arrest: bool, own: Range<usize>, mentions: &mut Vec<Mention>) {
        let fits = |m: &Mention| !m.reading.negated && arrests(m) == arrest;
        let best = own.clone().filter(|m| fits(&mentions[*m])).max_by_key(|m| (mentions[*m].grip, own.end - m));
        match best {
            Some(best) => self.believe(row, &mut mentions[best]),
            // Models know the words of harm, not who did it.
            None if senses::of_nature(self.view, &self.view.doc.sentences[n].tokens) => {}
            None => {
                let mention = self.made(n, row, arrest);
                mentions.insert(own.end, mention);
            }
        }
    }

    /// A mention of the rules that the models believe.
    fn believe(&self, row: &Row, mention: &mut Mention) {
        mention.grip = Grip::Firm;
        if arrests(mention) {
            return;
        }
        if mention.kind == Kind::Attack {
            mention.kind = self.kind(row);
        }
        if mention.reading.stage.is_none() {
            // "Gunmen abducted the mayor": a plain verb tells a deed, unless the models know which other stage it is.
            let before = mention.trigger.tokens.start.saturating_sub(1);
            let told = self.view.norm(before) != "to" && !self.view.is(before, MODAL);
            let deed = mention.trigger.entry.shape == Shape::Verb
                && told
                && !self.ahead(mention)
                && !(mention.slots.victims.is_empty() && mention.slots.targets.is_empty());
            mention.reading.stage = self.stage(row, !deed);
        }
    }

    /// Its day lies behind the report's.
    fn ahead(&self, mention: &Mention) -> bool {
        let days = mention.when.as_ref().zip(self.view.published.as_ref());
        days.is_some_and(|(when, published)| when.start >= published.end)
    }

    /// A mention where no rule found one. Its trigger is the verb of the sentence, for want of a better word.
    fn made(&self, n: usize, row: &Row, arrest: bool) -> Mention {
        let view = self.view;
        let sentence = view.doc.sentences[n].tokens.clone();
        let verb = sentence.clone().find(|t| view.is(*t, VERB | KILL | INJURE) && !view.is(*t, REPORT | AUX));
        let at = verb.or_else(|| sentence.clone().find(|t| !view.punct(*t))).unwrap_or(sentence.start);
        let kind = if arrest { Kind::ArrestRaid } else { self.kind(row) };
        let entry = Entry { kind, shape: Shape::Verb, grip: Grip::Firm, refers: false, plural: false };
        let trigger = Trigger { tokens: at..at + 1, entry };
        let slots = Slots::default();
        let (mut place, _) = whereabouts::locate(view, &trigger, &slots, &sentence, &[]);
        let when = dated::when(view, self.dates, &trigger, &sentence, &[]);
        if let Some(located) = place.as_mut().filter(|_| n > LEAD_SENTENCE && when.is_none()) {
            // No word ties the place to an event of its own: "the ship's managers in Piraeus said".
            located.direct = false;
        }
        Mention {
            kind,
            sentence: n,
            reading: Reading {
                stage: if arrest { None } else { self.stage(row, true) },
                assertion: Assertion::Fact,
                negated: false,
            },
            killed: None,
            injured: None,
            place,
            // Ties to other places are for the rules to find: see `links_beside`.
            linked: Vec::new(),
            when,
            grip: Grip::Firm,
            definite: false,
            other: false,
            aside: false,
            general: false,
            relative: false,
            title: view.doc.has_title && n == 0,
            headed: view.doc.has_title,
            told: row[if arrest { ARREST } else { ANY }],
            made: true,
            trigger,
            slots,
        }
    }

    /// The likeliest kind.
    fn kind(&self, row: &Row) -> Kind {
        let best = |kinds: &[Kind], from: usize| {
            let scored = kinds.iter().enumerate().map(|(n, kind)| (row[from + n], *kind));
            scored.reduce(|a, b| if b.0 > a.0 { b } else { a }).unwrap_or((0.0, Kind::Attack))
        };
        let (coarse, finer) = (best(&SENTENCE_KINDS, 0), best(&FINER_KINDS[..4], FINER_FROM));
        if finer.0 >= self.guidance.finer_min && (coarse.1 == Kind::Attack || finer.0 > coarse.0) {
            finer.1
        } else {
            coarse.1
        }
    }

    /// The likeliest stage, if it is another than accomplished; `loosely` also where the models only know that it lies ahead.
    fn stage(&self, row: &Row, loosely: bool) -> Option<Stage> {
        let scored = STAGES.iter().enumerate().map(|(n, stage)| (row[STAGES_FROM + n], *stage));
        let (score, stage) = scored.reduce(|a, b| if b.0 > a.0 { b } else { a })?;
        let least = self.guidance.finer_min;
        let ahead = if loosely { row[AHEAD] } else { 0.0 };
        if score.max(ahead) < least {
            return None;
        }
        match stage {
            // Surely ahead, but hardly known to have been stopped: to call it foiled would let a warning lapse.
            Stage::Foiled if score < least => Some(Stage::Planned),
            // Nobody knows how it did not come about: most that MUC-4 tells of in passing was tried.
            _ if score < STAGE_KNOWN_MIN => self.guidance.in_passing().then_some(Stage::Attempted),
            stage => Some(stage),
        }
    }

    /// Gives each span to the mention that it stands nearest to.
    fn fill(&self, mentions: &mut [Mention]) {
        for span in self.spans() {
            let sentence = self.view.doc.sentence_of(span.tokens.start);
            let firm = |m: &Mention| m.grip == Grip::Firm && m.kind.family() != KindFamily::ArrestRaid;
            let here = mentions
                .iter()
                .enumerate()
                .filter(|(_, m)| m.sentence == sentence && firm(m))
                .min_by_key(|(_, m)| m.trigger.tokens.start.abs_diff(span.tokens.start));
            let before = || {
                let near = |m: &Mention| m.sentence < sentence && sentence - m.sentence <= CARRY_SENTENCES_MAX;
                mentions.iter().enumerate().rev().find(|(_, m)| near(m) && firm(m))
            };
            let arrest = || mentions.iter().enumerate().find(|(_, m)| m.sentence == sentence && m.grip == Grip::Firm);
            if let Some(n) = here.or_else(before).or_else(arrest).map(|(n, _)| n) {
                self.put(&mut mentions[n].slots, &span);
            }
        }
    }

    /// The models' spans, mended: whole names, whole compounds, no loose punctuation.
    fn spans(&self) -> Vec<RoleSpan> {
        let mut out: Vec<RoleSpan> = Vec::new();
        for mut span in self.scores.spans(self.guidance.span_min, self.guidance.edge_min) {
            span.tokens = self.whole(span.tokens);
            if span.tokens.is_empty() {
                continue;
            }
            if let Some(group) = self.view.group_in(span.tokens.clone()).filter(|_| span.role == Role::Organisation) {
                // "The X group", "an X cell": the list knows where its name ends.
                span.tokens = group.tokens.clone();
            }
            match out.last_mut().filter(|last| last.role == span.role) {
                Some(last) if span.tokens.start < last.tokens.end => {
                    last.tokens.end = last.tokens.end.max(span.tokens.end)
                }
                Some(last) if self.joined(last, &span) => last.tokens.end = span.tokens.end,
                _ => out.push(span),
            }
        }
        out
    }

    /// Two spans of one role side by side are one, unless the models are sure that the second begins another filler.
    fn joined(&self, last: &RoleSpan, next: &RoleSpan) -> bool {
        let sure = self.scores.labels.get(next.tokens.start).map_or(0.0, |row| row[column(next.role)]);
        last.tokens.end == next.tokens.start && sure < ANOTHER_MIN
    }

    /// Tokens widened to the names and compounds that they cut through, without punctuation at either end.
    fn whole(&self, mut tokens: Range<usize>) -> Range<usize> {
        let view = self.view;
        let sentence = view.sentence(tokens.start);
        let outer = |t: usize| view.punct(t) || view.possessive(t);
        while tokens.start < tokens.end && outer(tokens.start) && !view.hyphen(tokens.start) {
            tokens.start += 1;
        }
        // "The members of", "the man who": what follows was not believed, and its link says nothing.
        let link = |t: usize| view.is(t, PREP | REL | DET | AUX) || among(view.norm(t), "and or of");
        while tokens.start < tokens.end && (outer(tokens.end - 1) || link(tokens.end - 1)) {
            tokens.end -= 1;
        }
        if tokens.is_empty() {
            return tokens;
        }
        let group = |t: usize| view.name(t).filter(|name| matches!(name.what, crate::names::NameKind::Group(_)));
        if let Some(name) = group(tokens.start) {
            tokens.start = name.tokens.start;
        }
        if let Some(name) = group(tokens.end - 1) {
            tokens.end = name.tokens.end;
        }
        let name = |t: usize| view.proper(t) && !view.punct(t);
        if !view.title_case(&sentence) && tokens.clone().all(name) {
            // Half a name is nobody's: "Ashen" of "Ashen Banner".
            while tokens.end < sentence.end && name(tokens.end) {
                tokens.end += 1;
            }
        }
        while tokens.start > sentence.start + 1 && (view.hyphen(tokens.start) || view.hyphen(tokens.start - 1)) {
            tokens.start -= 1;
        }
        while tokens.end + 1 < sentence.end && view.hyphen(tokens.end) {
            tokens.end += 2;
        }
        tokens
    }

    fn put(&self, slots: &mut Slots, span: &RoleSpan) {
        if slots.proposed.len() >= PROPOSED_MAX {
            return;
        }
        let tokens = span.tokens.clone();
        let known = slots.targets.iter().chain(&slots.victims).map(|p| &p.tokens);
        let known = known.chain(&slots.perpetrators).chain(&slots.actors).chain(&slots.weapons);
        if !known.into_iter().any(|other| other.start < tokens.end && tokens.start < other.end) {
            slots.proposed.push(tokens.clone());
        }
        let apart = |other: &Range<usize>| other.end <= tokens.start || tokens.end <= other.start;
        slots.targets.retain(|p| apart(&p.tokens));
        slots.victims.retain(|p| apart(&p.tokens));
        slots.perpetrators.retain(apart);
        slots.actors.retain(apart);
        slots.weapons.retain(apart);
        match span.role {
            Role::Perpetrator => slots.perpetrators.push(tokens),
            Role::Organisation => slots.actors.push(tokens),
            Role::Target => slots.targets.push(self.phrase(tokens)),
            Role::Victim => slots.named.push(tokens),
            Role::VictimDescription => slots.victims.push(self.phrase(tokens)),
            Role::Weapon => slots.weapons.push(tokens),
        }
    }

    /// A span as a noun phrase: its head is the last word before what stands behind a preposition.
    fn phrase(&self, tokens: Range<usize>) -> Phrase {
        let stop = tokens.clone().skip(1).find(|t| self.view.is(*t, PREP | REL) || self.view.norm(*t) == "of");
        let head = stop.unwrap_or(tokens.end) - 1;
        Phrase { tokens, head }
    }

    /// Takes out fillers that the models do not believe.
    fn prune(&self, mention: &mut Mention) {
        let least = self.guidance.prune_max;
        let view = self.view;
        let believed = |tokens: Range<usize>, roles: &[Role]| self.scores.mean_role(tokens, roles) >= least;
        let slots = &mut mention.slots;
        slots.targets.retain(|p| believed(view.trimmed(p), &[Role::Target]));
        slots.victims.retain(|p| believed(view.trimmed(p), &[Role::Victim, Role::VictimDescription]));
        slots.perpetrators.retain(|t| believed(t.clone(), &[Role::Perpetrator]));
        // A group of the list, a gang, a cartel is an organisation whatever the models know of its name.
        let known = |t: &Range<usize>| {
            view.group_in(t.clone()).is_some() || t.clone().any(|token| view.is(token, COLLECTIVE | ORG))
        };
        slots.actors.retain(|t| known(t) || believed(t.clone(), &[Role::Organisation]));
        slots.weapons.retain(|t| believed(t.clone(), &[Role::Weapon]));
    }
}
