//! What of a report the network reads, and in which portions.
//!
//! Windows are cut at sentence ends as in `training/train_deep.py`. Its cost grows with every wordpiece, so of a long
//! report it reads the title and the lead, then what stands nearest to a word of violence.

use super::wordpiece::Vocabulary;
use crate::doc::Doc;
use crate::events::triggers;
use std::ops::Range;

/// Wordpieces of one run of the network, its begin and end among them.
pub const WINDOW_PIECES: usize = 384;

/// Wordpieces that are read of one report, without those that begin and end a window.
pub const PIECES_MAX: usize = 640;

/// Sentences that are read whatever stands in them: the model knows violence in words that no list has.
const LEAD_SENTENCES: usize = 3;

/// Sentences of a report that may be read; the events step reads no more either.
const SENTENCES_MAX: usize = crate::events::SENTENCES_MAX;

/// One sentence in pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pieces {
    /// Which sentence of the document.
    pub sentence: usize,
    /// Its pieces, as many as a window holds.
    pub ids: Vec<i32>,
    /// The first piece of each of its tokens; tokens past the window's end have none.
    pub firsts: Vec<usize>,
}

impl Pieces {
    /// The pieces of a sentence of the document, from which it must be.
    #[must_use]
    pub fn of(doc: &Doc<'_>, sentence: usize, vocabulary: &Vocabulary) -> Self {
        const ROOM: usize = WINDOW_PIECES - 2;
        let mut pieces = Self { sentence, ..Self::default() };
        for token in doc.sentences[sentence].tokens.clone() {
            if pieces.ids.len() >= ROOM {
                break;
            }
            pieces.firsts.push(pieces.ids.len());
            vocabulary.word(doc.word(token), &mut pieces.ids);
        }
        pieces.ids.truncate(ROOM);
        pieces
    }
}

/// The sentences that are read, in the order of the text: title and lead, then those that hold a trigger, then the others
/// by their distance from one, until [`PIECES_MAX`] is full.
#[must_use]
pub fn select(doc: &Doc<'_>, vocabulary: &Vocabulary) -> Vec<Pieces> {
    let mut room = PIECES_MAX;
    let mut chosen: Vec<Pieces> = Vec::new();
    for sentence in wanted(doc) {
        let pieces = Pieces::of(doc, sentence, vocabulary);
        let Some(left) = room.checked_sub(pieces.ids.len()) else { break };
        room = left;
        chosen.push(pieces);
    }
    chosen.sort_unstable_by_key(|pieces| pieces.sentence);
    chosen
}

/// Sentences in the order in which they are wanted.
fn wanted(doc: &Doc<'_>) -> Vec<usize> {
    let count = doc.sentences.len().min(SENTENCES_MAX);
    let mut distance = vec![usize::MAX; count];
    for trigger in triggers::find(doc, |_| false) {
        if let Some(d) = distance.get_mut(doc.sentence_of(trigger.tokens.start)) {
            *d = 0;
        }
    }
    spread(&mut distance);
    let title = |n: usize| doc.has_title && doc.sentences[n].paragraph == 0;
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|n| (!title(*n) && *n >= LEAD_SENTENCES, distance[*n], *n));
    order
}

/// Turns "0 at a trigger" into the distance to the nearest one.
fn spread(distance: &mut [usize]) {
    let forward: Vec<usize> = (0..distance.len()).collect();
    for order in [forward.clone(), forward.into_iter().rev().collect()] {
        let mut last = usize::MAX;
        for n in order {
            last = last.saturating_add(1).min(distance[n]);
            distance[n] = last;
        }
    }
}

/// One run of the network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    /// Ids, from the one that begins a window to the one that ends it.
    pub ids: Vec<i32>,
    /// Sentences with their pieces, as a range of `ids`.
    pub sentences: Vec<(usize, Range<usize>)>,
    /// Tokens of the document with the place of their first piece in `ids`.
    pub tokens: Vec<(usize, usize)>,
}

/// Puts sentences together in windows of at most [`WINDOW_PIECES`].
#[must_use]
pub fn windows(doc: &Doc<'_>, chosen: &[Pieces], vocabulary: &Vocabulary) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    for pieces in chosen {
        // One place is kept for the piece that ends the window.
        if windows.last().is_none_or(|w| w.ids.len() + pieces.ids.len() >= WINDOW_PIECES) {
            windows.push(Window { ids: vec![vocabulary.begin], ..Window::default() });
        }
        let Some(window) = windows.last_mut() else { continue };
        let at = window.ids.len();
        window.ids.extend(&pieces.ids);
        window.sentences.push((pieces.sentence, at..window.ids.len()));
        let tokens = doc.sentences[pieces.sentence].tokens.clone();
        window.tokens.extend(tokens.zip(pieces.firsts.iter().map(|first| at + first)));
    }
    for window in &mut windows {
        window.ids.push(vocabulary.end);
    }
    windows
}
