//! What a second pass is told of the first: what it said of the token, of the same word elsewhere, of the sentence and of
//! the whole document.

use super::features::{PASS, Rows, Sink, bucket};
use super::seen::Seen;
use crate::tag::Role;
use crate::tag::scores::{ANY, LABELS, SENTENCE_COLUMNS, Scores};
use rustc_hash::FxHashMap;

/// Templates of sentences.
const SENTENCE: u32 = 22;
const ROLES: usize = Role::ALL.len();
/// Less than this is not told.
const TOLD_MIN: f32 = 0.05;

/// Features that depend on an earlier pass.
#[derive(Debug, Clone, Default)]
pub struct Echoes {
    /// Of tokens.
    pub tokens: Rows,
    /// Of sentences.
    pub sentences: Rows,
}

/// A probability, coarsely.
fn level(p: f32) -> u64 {
    const STEPS: [f32; 7] = [TOLD_MIN, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95];
    STEPS.iter().filter(|step| p >= **step).count() as u64
}

/// The likeliest label but "outside", unless that is all but certain.
fn likeliest(row: &[f32; LABELS]) -> u64 {
    let mut best = 0;
    for label in 1..LABELS {
        if row[label] > row[best] || best == 0 && row[label] >= 0.2 {
            best = label;
        }
    }
    best as u64 * 10 + level(row[best])
}

/// The surest and the second surest use of a word in one role.
#[derive(Debug, Clone, Copy, Default)]
struct Best {
    first: f32,
    at: usize,
    second: f32,
}

impl Best {
    fn take(&mut self, p: f32, at: usize) {
        if p > self.first {
            *self = Self { first: p, at, second: self.first };
        } else {
            self.second = self.second.max(p);
        }
    }

    fn elsewhere(&self, token: usize) -> f32 {
        if self.at == token { self.second } else { self.first }
    }
}

/// Most of what was said: in the document, in each sentence, of each word.
struct Summary<'s> {
    scores: &'s Scores,
    words: FxHashMap<u64, [Best; ROLES]>,
    sentences: Vec<[Best; ROLES]>,
    document: [Best; ROLES],
    any: f32,
    kind: u64,
}

impl<'s> Summary<'s> {
    fn new(seen: &Seen<'_, '_>, scores: &'s Scores) -> Self {
        let mut out = Self {
            scores,
            words: FxHashMap::default(),
            sentences: vec![[Best::default(); ROLES]; scores.sentences.len()],
            document: [Best::default(); ROLES],
            any: scores.sentences.iter().fold(0.0, |most, row| most.max(row[ANY])),
            kind: 0,
        };
        for t in 0..scores.labels.len() {
            for role in Role::ALL {
                let p = scores.role(t, role);
                if p < TOLD_MIN {
                    continue;
                }
                let n = role as usize;
                out.words.entry(seen.stems[t]).or_default()[n].take(p, t);
                out.sentences[seen.sentence_at[t] as usize][n].take(p, t);
                out.document[n].take(p, t);
            }
        }
        let sum = |kind: usize| scores.sentences.iter().map(|row| row[kind]).sum::<f32>();
        let mut most = 0.1;
        for kind in 0..ANY {
            if sum(kind) > most {
                (most, out.kind) = (sum(kind), kind as u64 + 1);
            }
        }
        out
    }
}

impl Echoes {
    /// The features of a document that a pass gave scores to; `off` as in [`super::features::tokens`].
    #[must_use]
    pub fn new(seen: &Seen<'_, '_>, scores: &Scores, off: u32) -> Self {
        let summary = Summary::new(seen, scores);
        let mut out = Self::default();
        for token in 0..scores.labels.len() {
            let mut sink = Sink { rows: &mut out.tokens, off };
            own(seen, &summary, token, &mut sink);
            around(seen, &summary, token, &mut sink);
            out.tokens.close();
        }
        for sentence in 0..scores.sentences.len() {
            let mut sink = Sink { rows: &mut out.sentences, off: 0 };
            of_sentence(&summary, sentence, &mut sink);
            out.sentences.close();
        }
        out
    }
}

/// What was said of the token, its neighbours, and its phrase's head elsewhere.
fn own(seen: &Seen<'_, '_>, summary: &Summary<'_>, token: usize, sink: &mut Sink<'_>) {
    let labels = &summary.scores.labels;
    sink.put(PASS, 0, likeliest(&labels[token]), 0);
    let same = |t: usize| seen.sentence_at.get(t) == seen.sentence_at.get(token);
    let beside = |t: Option<usize>| t.filter(|t| same(*t)).map_or(999, |t| likeliest(&labels[t]));
    sink.put(PASS, 1, beside(token.checked_sub(1)), 0);
    sink.put(PASS, 2, beside(Some(token + 1)), 0);
    let head = seen.phrase(token).map_or(token, |p| p.head);
    let (of_head, of_word) = (summary.words.get(&seen.stems[head]), summary.words.get(&seen.stems[token]));
    for role in Role::ALL {
        let n = role as usize;
        let here = level(summary.scores.role(token, role));
        if here > 0 {
            sink.put(PASS, 3, n as u64, here);
            let best = summary.document[n];
            sink.put(PASS, 4, n as u64, here << 4 | u64::from(best.at == token));
        }
        let elsewhere = level(of_head.map_or(0.0, |best| best[n].elsewhere(head)));
        if elsewhere > 0 {
            sink.put(PASS, 5, n as u64, elsewhere);
            sink.put(PASS, 6, n as u64, elsewhere << 4 | here);
        }
        let elsewhere = level(of_word.map_or(0.0, |best| best[n].elsewhere(token)));
        if elsewhere > 0 {
            sink.put(PASS, 7, n as u64, elsewhere << 4 | here);
        }
    }
}

/// What was said of the sentence and of the document.
fn around(seen: &Seen<'_, '_>, summary: &Summary<'_>, token: usize, sink: &mut Sink<'_>) {
    let sort = seen.phrase(token).map_or(40, |p| seen.sort(p.head));
    let sentence = seen.sentence_at[token] as usize;
    let row = &summary.scores.sentences[sentence];
    let kind = (1..ANY).fold(0, |best, kind| if row[kind] > row[best] { kind } else { best });
    sink.put(PASS, 8, sort, level(row[ANY]));
    sink.put(PASS, 9, sort, kind as u64 * 10 + level(row[kind]));
    sink.put(PASS, 10, sort, level(summary.any));
    sink.put(PASS, 11, sort, summary.kind);
    let stem = seen.stems[token];
    sink.put(PASS, 12, stem, level(row[ANY]) / 2);
    for n in 0..ROLES {
        let whole = level(summary.document[n].first);
        sink.put(PASS, 13, sort, (n as u64) << 4 | whole);
        let here = level(summary.sentences[sentence][n].elsewhere(token));
        if here > 0 {
            sink.put(PASS, 14, sort, (n as u64) << 4 | here);
        }
    }
}

fn of_sentence(summary: &Summary<'_>, sentence: usize, sink: &mut Sink<'_>) {
    let rows = &summary.scores.sentences;
    let row = &rows[sentence];
    for (column, p) in row.iter().enumerate() {
        sink.put(SENTENCE, 0, column as u64, level(*p));
    }
    let any =
        |n: Option<usize>| n.and_then(|n| rows.get(n)).map_or(99, |row: &[f32; SENTENCE_COLUMNS]| level(row[ANY]));
    sink.put(SENTENCE, 1, any(sentence.checked_sub(1)), level(row[ANY]));
    sink.put(SENTENCE, 2, any(Some(sentence + 1)), level(row[ANY]));
    sink.put(SENTENCE, 3, level(summary.any), level(row[ANY]));
    sink.put(SENTENCE, 4, summary.kind, level(row[ANY]));
    let told = rows.iter().filter(|row| row[ANY] >= 0.5).count();
    sink.put(SENTENCE, 5, bucket(told), level(row[ANY]));
    let mut roles = 0;
    for (n, best) in summary.sentences[sentence].iter().enumerate() {
        let here = level(best.first);
        sink.put(SENTENCE, 6, n as u64, here);
        sink.put(SENTENCE, 7, (n as u64) << 8 | level(summary.document[n].first), here);
        roles += usize::from(here >= 4);
    }
    sink.put(SENTENCE, 8, roles as u64, level(row[ANY]));
}
