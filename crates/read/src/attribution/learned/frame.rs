//! The second look: one cue at a time, features of the tokens around it, for the question what its source and content are.

use super::flat::bucket;
use super::seen::{CUE, Fact, NOTHING, Seen};
use super::{Candidate, Flat};
use crate::tag::linear::features::Rows;
use crate::tag::linear::hash::feature;
use std::ops::Range;

/// Templates of this look are numbered from here.
const FIRST: u32 = 0x2000;
/// No more tokens than this are looked at on either side of a cue.
const REACH_TOKENS_MAX: usize = 90;

/// The tokens around one cue with their features.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// The tokens.
    pub window: Range<usize>,
    /// Their features, one row a token.
    pub rows: Rows,
}

/// What is true of the cue.
struct Scene<'s, 'v, 'a, 't> {
    seen: &'s Seen<'v, 'a, 't>,
    flat: &'s [Flat],
    window: Range<usize>,
    sentence: usize,
    /// The lexicon's class of the cue's last word, and that word.
    class: u64,
    word: u64,
    /// Where the quotations of the sentence stand, and whether the cue ends it.
    pattern: u64,
    /// For each token of the window: [`SOURCE_HERE`] and [`CONTENT_HERE`] by the rule that found this cue.
    rule: Vec<u8>,
    sure: u64,
}

const SOURCE_HERE: u8 = 1;
const CONTENT_HERE: u8 = 2;
/// No rule found this cue.
const UNRULED: u8 = 4;

/// The features of the tokens around candidate `n`.
pub(super) fn frame(seen: &Seen<'_, '_, '_>, flat: &[Flat], candidates: &[Candidate], n: usize) -> Frame {
    let cue = candidates[n].cue.clone();
    let scene = Scene::new(seen, flat, &candidates[n]);
    let mut rows = Rows::default();
    let other = others(&scene.window, candidates, n);
    let (before, after) = (scene.between(&cue, false, &other), scene.between(&cue, true, &other));
    for t in scene.window.clone() {
        if !cue.contains(&t) {
            let (side, between) =
                if t < cue.start { (0, &before[cue.start - 1 - t]) } else { (1, &after[t - cue.end]) };
            let distance = if side == 0 { cue.start - t } else { t + 1 - cue.end };
            scene.token(t, side, distance, between, &mut |id, a, b| rows.features.push(feature(FIRST + id, a, b)));
        }
        rows.ends.push(u32::try_from(rows.features.len()).unwrap_or(u32::MAX));
    }
    Frame { window: scene.window, rows }
}

/// For each token of the window whether another candidate begins there.
fn others(window: &Range<usize>, candidates: &[Candidate], n: usize) -> Vec<bool> {
    let mut out = vec![false; window.len()];
    for (_, other) in candidates.iter().enumerate().filter(|(m, c)| *m != n && window.contains(&c.cue.start)) {
        out[other.cue.start - window.start] = true;
    }
    out
}

/// What stands between a token and the cue.
#[derive(Debug, Clone, Copy, Default)]
struct Between {
    marks: u64,
    quotes: u64,
    cues: u64,
    verbs: u64,
}

impl<'s, 'v, 'a, 't> Scene<'s, 'v, 'a, 't> {
    fn new(seen: &'s Seen<'v, 'a, 't>, flat: &'s [Flat], candidate: &Candidate) -> Self {
        let doc = seen.view.doc;
        let cue = candidate.cue.clone();
        let sentence = doc.sentence_of(cue.start).min(doc.sentences.len().saturating_sub(1));
        let window = window(seen, sentence, &cue);
        let last = seen.facts[cue.end - 1];
        let own = &doc.sentences[sentence].tokens;
        let quoted = |range: Range<usize>| u64::from(range.clone().any(|t| seen.facts[t].quote != 0));
        let ends = (cue.end..own.end).all(|t| seen.facts[t].mark);
        let pattern = quoted(own.start.min(cue.start)..cue.start)
            | quoted(cue.end..own.end.max(cue.end)) << 1
            | u64::from(seen.facts[cue.start].quote) << 2
            | u64::from(ends) << 4
            | u64::from(cue.start == own.start) << 5;
        let mut rule = vec![0; window.len()];
        let raw = seen
            .raws
            .iter()
            .map(|(_, raw)| raw)
            .filter(|raw| raw.cue.start < cue.end && cue.start < raw.cue.end)
            .max_by_key(|raw| raw.cue.end.min(cue.end) - raw.cue.start.max(cue.start));
        match raw {
            None => rule.fill(UNRULED),
            Some(raw) => {
                let mut mark = |range: &Range<usize>, bit: u8| {
                    let (start, end) = (range.start.max(window.start), range.end.min(window.end));
                    (start..end).for_each(|t| rule[t - window.start] |= bit);
                };
                mark(&raw.source, SOURCE_HERE);
                raw.content.iter().for_each(|range| mark(range, CONTENT_HERE));
            }
        }
        let sure = bucket((candidate.sure * 8.0) as usize);
        Self { seen, flat, window, sentence, class: last.class, word: last.word, pattern, rule, sure }
    }

    /// Counts from the cue outwards, on one side.
    fn between(&self, cue: &Range<usize>, after: bool, others: &[bool]) -> Vec<Between> {
        let mut now = Between::default();
        let mut count = |t: usize| {
            let fact = &self.seen.facts[t];
            let out = now;
            now.marks += u64::from(fact.mark && now.marks < 4);
            now.quotes += u64::from(fact.quote >= 2 && now.quotes < 4);
            now.cues += u64::from(others[t - self.window.start] && now.cues < 3);
            now.verbs += u64::from(fact.verb && now.verbs < 3);
            out
        };
        if after {
            (cue.end..self.window.end).map(count).collect()
        } else {
            (self.window.start..cue.start).rev().map(&mut count).collect()
        }
    }

    /// The first look's answer for a token, as one number.
    fn said(&self, t: usize, by: isize) -> u64 {
        let Some(t) = t.checked_add_signed(by).filter(|t| self.window.contains(t)) else { return NOTHING };
        let level = |p: f32| match p {
            p if p < 0.05 => 0,
            p if p < 0.2 => 1,
            p if p < 0.5 => 2,
            p if p < 0.8 => 3,
            _ => 4,
        };
        let row = &self.flat[t];
        1 + level(row[super::IS_SOURCE])
            + 5 * level(row[super::IS_CONTENT])
            + 25 * level(row[super::CUE_BEGINS] + row[super::CUE_INSIDE])
    }

    fn rule(&self, t: usize, by: isize) -> u64 {
        let at = t.checked_add_signed(by).filter(|t| self.window.contains(t));
        at.map_or(8, |t| u64::from(self.rule[t - self.window.start]))
    }

    fn token(&self, t: usize, side: u64, distance: usize, between: &Between, put: &mut impl FnMut(u32, u64, u64)) {
        let seen = self.seen;
        let fact = |by: isize| seen.at(&self.window, t, by);
        let (b1, now, n1) = (fact(-1), fact(0), fact(1));
        let sentence = seen.view.doc.sentence_of(t);
        let place = side << 2 | (sentence + 1).saturating_sub(self.sentence).min(3) as u64;
        let (rule, said) = (self.rule(t, 0), self.said(t, 0));
        let rules = self.rule(t, -1) << 8 | rule << 4 | self.rule(t, 1);
        let hedge = between.marks << 4 | between.quotes << 1 | u64::from(between.cues > 0);
        put(0, place, 0);
        put(1, place, bucket(distance));
        put(2, place, between.marks);
        put(3, place, between.marks << 8 | bucket(distance));
        put(4, place, between.quotes << 4 | u64::from(now.quote));
        put(5, place, rule);
        put(6, place, rules);
        put(7, rule, said);
        put(8, place, said);
        put(9, self.said(t, -1), said);
        put(10, said, self.said(t, 1));
        put(11, place, between.cues);
        put(12, rule, between.cues << 4 | between.quotes);
        put(13, place, now.word);
        put(14, place, b1.word);
        put(15, place, n1.word);
        put(16, place, now.class);
        put(17, place << 32 | b1.class, now.class);
        put(18, place << 32 | now.class, n1.class);
        put(19, place, self.class);
        put(20, place << 16 | hedge, self.class);
        put(21, place << 16 | hedge, self.word);
        put(22, place << 32 | self.class, now.class);
        put(26, place << 16 | said, self.class);
        put(27, rule, hedge);
        put(28, rules, now.class);
        put(29, rule, b1.word);
        put(30, rule, n1.word);
        put(32, place << 8 | between.verbs, now.class);
        put(33, place << 16 | hedge, self.pattern);
        put(34, place, self.sure);
        put(35, self.pattern, rule);
        put(36, self.pattern << 16 | place << 8 | u64::from(now.quote), between.quotes);
        put(37, u64::from(now.rules & !CUE), rule << 4 | place);
        self.close(side, distance, &now, put);
    }

    /// Tokens next to the cue.
    fn close(&self, side: u64, distance: usize, now: &Fact, put: &mut impl FnMut(u32, u64, u64)) {
        if distance > 3 {
            return;
        }
        let exact = (distance as u64) << 1 | side;
        put(23, exact, now.class);
        put(24, exact, now.word);
        put(25, exact << 32 | self.class, now.class);
        put(31, exact, self.word);
    }
}

/// The cue's sentence with its neighbours of the paragraph and the quotations that reach into it.
fn window(seen: &Seen<'_, '_, '_>, sentence: usize, cue: &Range<usize>) -> Range<usize> {
    let doc = seen.view.doc;
    let own = &doc.sentences[sentence];
    let (mut start, mut end) = (own.tokens.start, own.tokens.end);
    let beside = |n: Option<usize>| n.and_then(|n| doc.sentences.get(n)).filter(|s| s.paragraph == own.paragraph);
    if let Some(before) = beside(sentence.checked_sub(1)) {
        start = before.tokens.start;
    }
    if let Some(after) = beside(Some(sentence + 1)) {
        end = after.tokens.end;
    } else if seen.view.norm(own.tokens.end - 1) == ":"
        && let Some(next) = doc.sentences.get(sentence + 1)
    {
        end = next.tokens.end;
    }
    if let Some(quote) = seen.view.quote(start) {
        start = start.min(quote.start);
    }
    if let Some(quote) = end.checked_sub(1).and_then(|t| seen.view.quote(t)) {
        end = end.max(quote.end);
    }
    let start = start.max(cue.start.saturating_sub(REACH_TOKENS_MAX)).min(cue.start);
    let end = end.min(cue.end + REACH_TOKENS_MAX).max(cue.end);
    start..end
}
