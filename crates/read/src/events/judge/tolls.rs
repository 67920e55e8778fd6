//! What is seen of a number of dead or injured that may be an event's.

use super::{Facts, around, flag};
use crate::counts::{self, Count, Harm};
use crate::dates::DateMention;
use crate::events::SENTENCES_MAX;
use crate::events::details::when;
use crate::events::merge::Event;
use crate::events::toll::{self, Toll};
use crate::events::triggers::Grip;
use crate::events::view::View;
use crate::events::vocab::*;
use record::{KindFamily, Stage};
use std::ops::Range;

/// A number of dead or injured, wherever the document tells it.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    count: Count,
    toll: Toll,
    /// Tokens from the number to the word of harm nearest to it, where no rule ties the two; `None` where one does.
    loose: Option<usize>,
    /// People follow the number.
    people: bool,
    /// The event that is told nearest to it.
    nearest: Option<usize>,
    /// The event that was told last before it.
    last: Option<usize>,
}

/// Tokens from a number to a word of harm that no rule ties it to.
const LOOSE_TOKENS_MAX: usize = 14;
/// More than these are no number of dead or injured unless a rule says so.
const LOOSE_MAX: u32 = 5_000;
/// Numbers of one document that are looked at.
const TOLD_MAX: usize = 200;
/// Tokens after a number in which those counted follow.
const PEOPLE_TOKENS_MAX: usize = 4;

/// The numbers of a report, and whose they may be.
pub(crate) struct Tolls<'b, 'd, 't> {
    view: &'b View<'d, 't>,
    events: &'b [Event],
    main: usize,
    told: Vec<Told>,
}

/// Whose number is asked for, and what the rules say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask {
    /// Which event.
    pub event: usize,
    /// Dead or injured.
    pub harm: Harm,
    /// The number that the rules give it.
    pub chosen: Option<u32>,
    /// How far the event got.
    pub stage: Stage,
}

impl<'b, 'd, 't> Tolls<'b, 'd, 't> {
    /// Finds every number of dead and injured: those that rules find, and those that only stand beside words of harm.
    pub fn new(view: &'b View<'d, 't>, events: &'b [Event], main: usize, dates: &[DateMention]) -> Self {
        let mut told = Vec::new();
        for (n, sentence) in view.doc.sentences.iter().enumerate().take(SENTENCES_MAX) {
            let tokens = sentence.tokens.clone();
            let found = counts::find(view, tokens.clone());
            let loose = loose(view, tokens.clone(), &found);
            let left = TOLD_MAX.saturating_sub(told.len());
            for (count, loose) in found.into_iter().map(|count| (count, None)).chain(loose).take(left) {
                let (count, toll) = toll::told(view, dates, n, &tokens, count);
                let behind = count.cue..tokens.end.min(count.cue + PEOPLE_TOKENS_MAX);
                let people = behind.clone().any(|t| view.is(t, PEOPLE | FORCES));
                let (nearest, last) = (nearest(events, n, count.cue), last(events, n, count.cue));
                told.push(Told { count, toll, loose, people, nearest, last });
            }
            if told.len() >= TOLD_MAX {
                break;
            }
        }
        Self { view, events, main, told }
    }

    /// The numbers that may be the answer, each once, rising.
    pub fn values(&self, ask: &Ask) -> Vec<u32> {
        let told = self.told.iter().filter(|x| x.count.harm == ask.harm).map(|x| x.count.value);
        let mut values: Vec<u32> = told.chain(ask.chosen).collect();
        values.sort_unstable();
        values.dedup();
        values
    }

    /// Looks at one number, however often it is told.
    pub fn facts(&self, ask: &Ask, value: u32) -> Facts {
        let own = |x: &&Told| x.count.harm == ask.harm && x.count.value == value;
        let rival = |x: &&Told| x.loose.is_none() && x.count.harm == ask.harm && x.count.value != value;
        let mine = self.told.iter().filter(own).collect();
        let rivals = self.told.iter().filter(rival).collect();
        let look = Look { tolls: self, ask, event: &self.events[ask.event], value, mine, rivals };
        let mut out = Vec::new();
        look.rules(&mut out);
        look.told(&mut out);
        look.position(&mut out);
        look.rivals(&mut out);
        look.event(&mut out);
        look.words(&mut out);
        out
    }
}

/// Numbers beside words of harm that no rule made anything of.
fn loose(view: &View<'_, '_>, sentence: Range<usize>, found: &[Count]) -> Vec<(Count, Option<usize>)> {
    let cue = |harm: Harm| if harm == Harm::Killed { KILL } else { INJURE };
    let mut out: Vec<(Count, Option<usize>)> = Vec::new();
    let mut past = sentence.start;
    for token in sentence.clone() {
        if found.len() + out.len() >= TOLD_MAX {
            break;
        }
        let number = counts::number(view, token).filter(|(value, _)| token >= past && *value <= LOOSE_MAX);
        let Some((value, end)) = number else { continue };
        past = end;
        for harm in [Harm::Killed, Harm::Injured] {
            let low = sentence.start.max(token.saturating_sub(LOOSE_TOKENS_MAX));
            let cues = (low..sentence.end.min(token + LOOSE_TOKENS_MAX + 1)).filter(|t| view.is(*t, cue(harm)));
            let near = cues.map(|t| t.abs_diff(token)).min();
            let known = found.iter().any(|c| c.harm == harm && c.value == value);
            if near.is_some() && !known {
                out.push((Count { harm, value, cue: token, total: false, attackers: false }, near));
            }
        }
    }
    out
}

fn away(event: &Event, sentence: usize) -> usize {
    event.mentions.iter().map(|m| m.sentence.abs_diff(sentence)).min().unwrap_or(usize::MAX)
}

fn nearest(events: &[Event], sentence: usize, token: usize) -> Option<usize> {
    let tokens = |e: &Event| e.mentions.iter().map(|m| m.trigger.tokens.start.abs_diff(token)).min();
    (0..events.len()).min_by_key(|n| (away(&events[*n], sentence), tokens(&events[*n])))
}

fn last(events: &[Event], sentence: usize, token: usize) -> Option<usize> {
    let before = |n: usize| {
        let earlier = events[n].mentions.iter().filter(|m| m.sentence < sentence || m.trigger.tokens.start <= token);
        earlier.map(|m| m.trigger.tokens.start).max().map(|at| (at, n))
    };
    (0..events.len()).filter_map(before).max().map(|(_, n)| n)
}

/// One number beside one event.
struct Look<'l, 'b, 'd, 't> {
    tolls: &'l Tolls<'b, 'd, 't>,
    ask: &'l Ask,
    event: &'l Event,
    value: u32,
    mine: Vec<&'l Told>,
    rivals: Vec<&'l Told>,
}

/// More sentences away than these are all the same.
const FAR: usize = 9;

impl Look<'_, '_, '_, '_> {
    /// The share of the tellings of this number of which it is true.
    fn share(&self, is: impl Fn(&Told) -> bool) -> f32 {
        self.mine.iter().filter(|x| is(x)).count() as f32 / self.mine.len().max(1) as f32
    }

    fn least(&self, of: impl Fn(&Told) -> usize) -> f32 {
        self.mine.iter().map(|x| of(x)).min().unwrap_or(FAR).min(FAR) as f32
    }

    fn rules(&self, out: &mut Facts) {
        let harm = self.ask.harm;
        let given = |e: &Event| {
            e.mentions.iter().any(|m| {
                let toll = if harm == Harm::Killed { &m.killed } else { &m.injured };
                toll.as_ref().is_some_and(|toll| toll.value == self.value)
            })
        };
        let others = self.tolls.events.iter().enumerate().filter(|(n, _)| *n != self.ask.event);
        let chosen = self.ask.chosen;
        out.extend([
            ("rules' choice", flag(chosen == Some(self.value))),
            ("rules choose none", flag(chosen.is_none())),
            ("the rules' is larger", flag(chosen.is_some_and(|c| c > self.value))),
            ("the rules' is smaller", flag(chosen.is_some_and(|c| c < self.value))),
            ("given to it", flag(given(self.event))),
            ("given to another", flag(others.into_iter().any(|(_, e)| given(e)))),
        ]);
    }

    fn told(&self, out: &mut Facts) {
        let day = when(self.event);
        let published = self.tolls.view.published.as_ref();
        let same_day = |x: &Told| x.toll.when.as_ref().zip(day.as_ref()).is_some_and(|(a, b)| a.overlaps(b));
        out.extend([
            ("injured", flag(self.ask.harm == Harm::Injured)),
            ("value", (self.value as f32 + 1.0).ln()),
            ("nobody", flag(self.value == 0)),
            ("one", flag(self.value == 1)),
            ("times told", self.mine.len().min(4) as f32),
            ("total", self.share(|x| x.toll.total)),
            ("attackers", self.share(|x| x.count.attackers)),
            ("another time", self.share(|x| x.toll.of_another_time(day.as_ref(), published))),
            ("dated", self.share(|x| x.toll.when.is_some())),
            ("its day", self.share(same_day)),
            ("loose", self.share(|x| x.loose.is_some())),
            ("words from harm", self.mine.iter().map(|x| x.loose.unwrap_or(0)).min().unwrap_or(0) as f32),
            ("people behind it", self.share(|x| x.people)),
        ]);
    }

    fn position(&self, out: &mut Facts) {
        const FIRST_MAX: usize = 20;
        let lead = usize::from(self.tolls.view.doc.has_title);
        let first = self.mine.iter().map(|x| x.toll.sentence).min().unwrap_or(FIRST_MAX);
        let stands = |sentences: Range<usize>| flag(self.mine.iter().any(|x| sentences.contains(&x.toll.sentence)));
        let behind = |x: &Told| {
            let before = self.event.mentions.iter().filter(|m| m.sentence <= x.toll.sentence);
            before.map(|m| x.toll.sentence - m.sentence).min().unwrap_or(FAR)
        };
        out.extend([
            ("in the headline", stands(0..lead)),
            ("in the first sentence", stands(lead..lead + 1)),
            ("in the second or third", stands(lead + 1..lead + 3)),
            ("first told in", first.min(FIRST_MAX) as f32),
            ("sentences away", self.least(|x| away(self.event, x.toll.sentence))),
            ("sentences behind", self.least(behind)),
            ("nearest event", self.share(|x| x.nearest == Some(self.ask.event))),
            ("last event before", self.share(|x| x.last == Some(self.ask.event))),
        ]);
    }

    fn rivals(&self, out: &mut Facts) {
        let first = self.mine.iter().map(|x| x.toll.sentence).min().unwrap_or(usize::MAX);
        let count = |is: &dyn Fn(&Told) -> bool| self.rivals.iter().filter(|x| is(x)).count().min(6) as f32;
        let both = |x: &Told| {
            let beside = |y: &Told| y.count.harm != x.count.harm && y.toll.sentence == x.toll.sentence;
            self.tolls.told.iter().any(beside)
        };
        let sum = self.rivals.iter().fold(0_u32, |sum, x| sum.saturating_add(x.count.value));
        out.extend([
            ("rivals", count(&|_| true)),
            ("larger rivals", count(&|x| x.count.value > self.value)),
            ("earlier rivals", count(&|x| x.toll.sentence < first)),
            ("largest of all", flag(self.rivals.iter().all(|x| x.count.value < self.value))),
            ("other harm in its sentence", self.share(both)),
            ("sum of the others", flag(self.rivals.len() > 1 && sum == self.value)),
        ]);
    }

    fn event(&self, out: &mut Facts) {
        let stage = self.ask.stage;
        out.extend([
            ("main event", flag(self.ask.event == self.tolls.main)),
            ("firm", flag(self.event.grip() == Grip::Firm)),
            ("events", self.tolls.events.len().min(8) as f32),
            ("arrest", flag(self.event.family() == KindFamily::ArrestRaid)),
            ("accomplished", flag(stage == Stage::Accomplished)),
            ("foiled or tried", flag(matches!(stage, Stage::Foiled | Stage::Attempted))),
        ]);
    }

    /// Words of its sentences.
    fn words(&self, out: &mut Facts) {
        let view = self.tolls.view;
        let word =
            |list: &str| flag(self.mine.iter().any(|x| around(view, x.count.cue).any(|t| among(view.norm(t), list))));
        out.extend([
            ("since", word("since year years month months total overall decade decades weeks altogether")),
            ("last", word("last previous earlier previously ago former")),
            ("another", word("another more others elsewhere separate separately")),
            ("including", word("including among them")),
            ("toll", word("toll rose risen later hospital died")),
            (
                "attackers' words",
                word("attackers gunmen militants insurgents fighters rebels terrorists suspects assailants bomber"),
            ),
            ("claims", word("claimed claims claim according")),
        ]);
    }
}
