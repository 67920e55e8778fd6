//! What is known of each sentence, and of the document as a whole, to say what it tells of.

use super::features::{Rows, Sink, bucket};
use super::seen::{SLOTS, Seen};
use rustc_hash::FxHashSet;

/// Templates of this group are those of sentences; they are never switched off.
const SENTENCE: u32 = 20;
/// Templates of the document.
const DOCUMENT: u32 = 21;
/// Words of a document that are looked at for its bag.
const BAG_WORDS_MAX: usize = 4_000;

/// Writes the features of every sentence.
pub fn sentences(seen: &Seen<'_, '_>, rows: &mut Rows) {
    let doc = seen.view.doc;
    for n in 0..doc.sentences.len() {
        let mut sink = Sink { rows, off: 0 };
        words(seen, n, &mut sink);
        told(seen, n, &mut sink);
        rows.close();
    }
}

fn words(seen: &Seen<'_, '_>, n: usize, sink: &mut Sink<'_>) {
    let tokens = seen.view.doc.sentences[n].tokens.clone();
    let grip = u64::from(seen.grips[n]);
    sink.put(SENTENCE, 0, 0, 0);
    for t in tokens.clone() {
        sink.put(SENTENCE, 1, seen.stems[t], 0);
        if t + 1 < tokens.end {
            sink.put(SENTENCE, 2, seen.words[t], seen.words[t + 1]);
        }
        let kind = u64::from(seen.name_kinds[t]);
        if kind != 0 && kind != 2 {
            sink.put(SENTENCE, 3, kind, grip);
        }
        let mut bits = seen.view.bits[t];
        while bits != 0 {
            sink.put(SENTENCE, 4, u64::from(bits.trailing_zeros()), 0);
            bits &= bits - 1;
        }
    }
    sink.put(SENTENCE, 5, bucket(n), grip);
    sink.put(SENTENCE, 6, bucket(tokens.len() / 3), grip);
    sink.put(SENTENCE, 7, seen.main_kind, grip);
    sink.put(SENTENCE, 8, bucket(seen.firm), grip);
    let beside = |n: Option<usize>| n.and_then(|n| seen.grips.get(n)).map_or(7, |g| u64::from(*g));
    sink.put(SENTENCE, 9, beside(n.checked_sub(1)) << 3 | beside(Some(n + 1)), grip);
    let quoted = tokens.clone().filter(|t| seen.quoted[*t]).count() * 2 > tokens.len();
    sink.put(SENTENCE, 10, u64::from(quoted), grip);
}

/// The mentions of the sentence and of those beside it.
fn told(seen: &Seen<'_, '_>, n: usize, sink: &mut Sink<'_>) {
    let low = seen.mentions.partition_point(|m| m.sentence + 1 < n);
    for m in seen.mentions[low..].iter().take_while(|m| m.sentence <= n + 1) {
        let side = (m.sentence + 1 - n) as u64;
        let (kind, stem) = (m.kind as u64, seen.stems[m.trigger.tokens.start]);
        sink.put(SENTENCE, 11, kind << 4 | m.grip as u64, side);
        sink.put(SENTENCE, 12, stem, side);
        if m.sentence != n {
            continue;
        }
        let stage = m.reading.stage.map_or(15, |s| s as u64);
        sink.put(SENTENCE, 13, kind, stage << 4 | m.phase() as u64);
        sink.put(SENTENCE, 14, stage << 4 | m.reading.assertion as u64, m.grip as u64);
        sink.put(SENTENCE, 15, stem, m.phase() as u64);
        let told = u64::from(m.general) | u64::from(m.aside) << 1 | u64::from(m.reading.negated) << 2;
        sink.put(SENTENCE, 16, told, kind << 4 | m.grip as u64);
        if m.killed.is_some() || m.injured.is_some() {
            sink.put(SENTENCE, 17, kind, m.grip as u64);
        }
    }
    for t in seen.view.doc.sentences[n].tokens.clone() {
        let fill = seen.fills[t];
        for slot in (0..SLOTS).filter(|slot| fill.begins >> slot & 1 == 1) {
            let sort = seen.phrase(t).map_or(40, |p| seen.sort(p.head));
            sink.put(SENTENCE, 18, slot as u64, sort);
        }
    }
}

/// Writes the features of the document: one row.
pub fn document(seen: &Seen<'_, '_>, rows: &mut Rows) {
    let mut sink = Sink { rows, off: 0 };
    let mut met = FxHashSet::default();
    let mut first = |id: u64, a: u64, b: u64| met.insert((id, a, b));
    for stem in seen.stems.iter().take(BAG_WORDS_MAX) {
        if first(1, *stem, 0) {
            sink.put(DOCUMENT, 1, *stem, 0);
        }
    }
    for m in &seen.mentions {
        let (kind, grip) = (m.kind as u64, m.grip as u64);
        if first(2, kind, grip) {
            sink.put(DOCUMENT, 2, kind, grip);
        }
        if m.grip as u8 == 2 && first(3, kind, m.phase() as u64) {
            sink.put(DOCUMENT, 3, kind, m.phase() as u64);
        }
    }
    sink.put(DOCUMENT, 4, bucket(seen.firm), seen.main_kind);
    rows.close();
}
