//! A learned listener beside the rules: which words make somebody a source, whose words they bring, and what is said.
//!
//! Two linear chains over hashed features. The first looks at all tokens and says which are cues; the second looks at one
//! cue at a time and says which tokens around it are its source and its content. Both see what the rules found. The model
//! is fitted by `lab fit listener` and lies in `data/listener.bin`.

mod file;
mod flat;
mod frame;
mod seen;
mod vote;

use super::find::raws;
use super::phrase::View;
use crate::chain::{Chain, Steps};
use crate::doc::Doc;
use crate::tag::linear::Header;
use crate::tag::linear::features::Rows;
use crate::tag::linear::table::Table;
use std::ops::Range;
use std::sync::OnceLock;

pub use file::{decode, encode};
pub use frame::Frame;
pub use seen::Seen;
pub(crate) use vote::vote;

/// The fitted model.
static LISTENER: &[u8] = include_bytes!("../../../data/listener.bin");

/// Labels of the first look.
pub const FLAT_LABELS: usize = 5;
/// Neither cue nor source nor content.
pub const IS_NOTHING: usize = 0;
/// The first token of a cue.
pub const CUE_BEGINS: usize = 1;
/// Another token of a cue.
pub const CUE_INSIDE: usize = 2;
/// A token of a source.
pub const IS_SOURCE: usize = 3;
/// A token of content.
pub const IS_CONTENT: usize = 4;

/// Labels of the second look.
pub const FRAME_LABELS: usize = 4;
/// Of no part in this cue's attribution.
pub const APART: usize = 0;
/// Of its source.
pub const ITS_SOURCE: usize = 1;
/// Of its content.
pub const ITS_CONTENT: usize = 2;
/// Of the cue itself.
pub const ITSELF: usize = 3;

/// How probable each label of the first look is for one token.
pub type Flat = [f32; FLAT_LABELS];

/// A cue must be at least this probable to be looked at again.
pub const CANDIDATE_MIN: f32 = 0.15;
/// Cues looked at in one text.
const CANDIDATES_MAX: usize = 2_000;

/// Words that may be a cue.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its tokens.
    pub cue: Range<usize>,
    /// How probable it is, 0 to 1.
    pub sure: f32,
}

/// One attribution that was heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// Tokens of the cue.
    pub cue: Range<usize>,
    /// Tokens of the source; empty where there is none.
    pub source: Range<usize>,
    /// Tokens of what is said.
    pub content: Vec<Range<usize>>,
    /// How probable the whole is, 0 to 1.
    pub sure: f32,
}

/// One look: weights of steps and of features.
#[derive(Debug, Clone, PartialEq)]
pub struct Look<const L: usize> {
    /// Of labels.
    pub steps: Steps<L>,
    /// Of features.
    pub table: Table<L>,
    factors: Steps<L>,
}

impl<const L: usize> Look<L> {
    /// A look of its parts.
    #[must_use]
    pub fn of(steps: Steps<L>, table: Table<L>) -> Self {
        Self { factors: steps.factors(), steps, table }
    }

    fn sums(&self, rows: &Rows, range: Range<usize>, sums: &mut Vec<[f32; L]>) {
        sums.clear();
        for n in range {
            let mut row = [0.0; L];
            self.table.add(rows.row(n), &mut row);
            sums.push(row);
        }
    }
}

/// The model.
#[derive(Debug, Clone, PartialEq)]
pub struct Listener {
    /// What it was made from.
    pub header: Header,
    /// The first look.
    pub flat: Look<FLAT_LABELS>,
    /// The second look.
    pub frame: Look<FRAME_LABELS>,
}

/// Looks a text up and takes a step with it.
pub fn with_seen<T>(doc: &Doc<'_>, step: impl FnOnce(&Seen<'_, '_, '_>) -> T) -> T {
    let view = View::new(doc);
    let raws = raws(&view);
    step(&Seen::new(&view, &raws))
}

/// The features of the first look: one row a token.
#[must_use]
pub fn flat_rows(seen: &Seen<'_, '_, '_>) -> Rows {
    let mut rows = Rows::default();
    flat::features(seen, &mut rows);
    rows
}

/// The features of the second look at one of the candidates.
#[must_use]
pub fn frame_of(seen: &Seen<'_, '_, '_>, flat: &[Flat], candidates: &[Candidate], n: usize) -> Frame {
    frame::frame(seen, flat, candidates, n)
}

/// What the first look says of every token.
#[must_use]
pub fn flat_scores(look: &Look<FLAT_LABELS>, doc: &Doc<'_>, rows: &Rows) -> Vec<Flat> {
    let mut out = vec![[0.0; FLAT_LABELS]; doc.tokens.len()];
    let mut chain = Chain::default();
    let mut sums = Vec::new();
    // Sentences cover the tokens in order, so that rows and tokens count alike.
    for sentence in &doc.sentences {
        look.sums(rows, sentence.tokens.clone(), &mut sums);
        chain.run(&sums, &look.factors, &[], None);
        out[sentence.tokens.clone()].copy_from_slice(&chain.marginals);
    }
    out
}

/// Runs of tokens that may be cues.
#[must_use]
pub fn candidates(doc: &Doc<'_>, flat: &[Flat]) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = Vec::new();
    for sentence in &doc.sentences {
        let mut open: Option<Range<usize>> = None;
        for t in sentence.tokens.start..=sentence.tokens.end {
            let row = flat.get(t).filter(|_| t < sentence.tokens.end).copied().unwrap_or([0.0; FLAT_LABELS]);
            let (begins, cue) = (row[CUE_BEGINS], row[CUE_BEGINS] + row[CUE_INSIDE]);
            if let Some(run) = open.take() {
                let peak = run.clone().map(|t| flat[t][CUE_BEGINS] + flat[t][CUE_INSIDE]).fold(0.0, f32::max);
                if cue >= CANDIDATE_MIN && cue >= 0.4 * peak && begins <= row[CUE_INSIDE] {
                    open = Some(run.start..t + 1);
                    continue;
                }
                out.push(Candidate { cue: run, sure: peak });
            }
            if cue >= CANDIDATE_MIN {
                open = Some(t..t + 1);
            }
        }
        if out.len() >= CANDIDATES_MAX {
            break;
        }
    }
    out
}

/// The labels that tokens of a frame may have: the cue is the cue, and nothing else is.
#[must_use]
pub fn limits(frame: &Frame, cue: &Range<usize>) -> Vec<u16> {
    let of = |t: usize| if cue.contains(&t) { 1 << ITSELF } else { 1 << APART | 1 << ITS_SOURCE | 1 << ITS_CONTENT };
    frame.window.clone().map(of).collect()
}

impl Listener {
    /// The model in the program, read once; `None` if it cannot be read, which a test rules out.
    #[must_use]
    pub fn embedded() -> Option<&'static Self> {
        static EMBEDDED: OnceLock<Option<Listener>> = OnceLock::new();
        EMBEDDED.get_or_init(|| decode(LISTENER).ok()).as_ref()
    }

    /// Every attribution that it hears, in the order of the cues.
    pub(crate) fn hear(&self, seen: &Seen<'_, '_, '_>) -> Vec<Heard> {
        let doc = seen.view.doc;
        let flat = flat_scores(&self.flat, doc, &flat_rows(seen));
        let candidates = candidates(doc, &flat);
        let mut chain = Chain::default();
        let mut sums = Vec::new();
        (0..candidates.len())
            .filter_map(|n| {
                let frame = frame::frame(seen, &flat, &candidates, n);
                let allowed = limits(&frame, &candidates[n].cue);
                self.frame.sums(&frame.rows, 0..frame.window.len(), &mut sums);
                chain.run(&sums, &self.frame.factors, &allowed, None);
                let labels = chain.best(&sums, &self.frame.steps, &allowed);
                vote::heard(seen.view, &candidates[n], &frame.window, &labels, &chain.marginals)
            })
            .collect()
    }
}
