//! From labels to spans, and from what the rules and the listener found to one list.

use super::{Candidate, FRAME_LABELS, Heard, ITS_CONTENT, ITS_SOURCE, Listener, Seen};
use crate::attribution::content::tidy;
use crate::attribution::lexicon::{Act, cues};
use crate::attribution::phrase::View;
use crate::attribution::verb::Raw;
use crate::doc::TokenKind;
use record::Assertion;
use std::ops::Range;

/// Spans of one part that stand at most this many tokens apart are one.
const GAP_TOKENS_MAX: usize = 1;

/// The spans that labels make; `None` where nothing is said.
pub(super) fn heard(
    view: &View<'_, '_>,
    candidate: &Candidate,
    window: &Range<usize>,
    labels: &[u8],
    marginals: &[[f32; FRAME_LABELS]],
) -> Option<Heard> {
    let content: Vec<Range<usize>> =
        runs(view, window, labels, ITS_CONTENT).into_iter().filter_map(|r| tidy(view, r)).collect();
    let told = marginals.iter().map(|row| row[ITS_CONTENT]).fold(0.0, f32::max);
    let weight = |run: &Range<usize>| -> f32 { run.clone().map(|t| marginals[t - window.start][ITS_SOURCE]).sum() };
    let source = runs(view, window, labels, ITS_SOURCE)
        .into_iter()
        .filter_map(|run| tidy(view, run))
        .max_by(|a, b| weight(a).total_cmp(&weight(b)))
        .unwrap_or(candidate.cue.end..candidate.cue.end);
    (!content.is_empty()).then(|| Heard { cue: candidate.cue.clone(), source, content, sure: candidate.sure * told })
}

/// The runs of tokens with one label, over marks and single words between them.
fn runs(view: &View<'_, '_>, window: &Range<usize>, labels: &[u8], label: usize) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for t in window.clone().filter(|t| usize::from(labels[t - window.start]) == label) {
        match out.last_mut() {
            Some(last) if joined(view, last.end..t, window, labels) => last.end = t + 1,
            _ => out.push(t..t + 1),
        }
    }
    out
}

fn joined(view: &View<'_, '_>, gap: Range<usize>, window: &Range<usize>, labels: &[u8]) -> bool {
    let free = gap.clone().all(|t| labels[t - window.start] == 0);
    let marks = gap.clone().all(|t| view.doc.tokens[t].kind == TokenKind::Punct);
    free && (gap.len() <= GAP_TOKENS_MAX || marks)
}

/// Puts what the listener hears beside what the rules found. A rule keeps its own words, because chains need what stands
/// inside another's words and who stands behind a citation; what only the listener heard joins them.
pub(crate) fn vote(view: &View<'_, '_>, mut raws: Vec<(usize, Raw)>, listener: &Listener) -> Vec<(usize, Raw)> {
    let heard = listener.hear(&Seen::new(view, &raws));
    let mut alone = Vec::new();
    for one in heard {
        let overlap = |raw: &Raw| raw.cue.end.min(one.cue.end).saturating_sub(raw.cue.start.max(one.cue.start));
        let free = raws.iter_mut().map(|(_, raw)| raw).filter(|raw| raw.heard.is_none() && overlap(raw) > 0);
        match free.max_by_key(|raw| overlap(raw)) {
            Some(raw) => raw.heard = Some(with_source(one, raw)),
            None => alone.push((view.doc.sentence_of(one.cue.start), raw_of(view, one))),
        }
    }
    raws.extend(alone);
    raws
}

/// Where the listener hears no source, it is the rules'.
fn with_source(mut heard: Heard, raw: &Raw) -> Heard {
    if heard.source.is_empty() && !raw.source.is_empty() {
        heard.source.clone_from(&raw.source);
    }
    heard
}

/// What only the listener heard.
fn raw_of(view: &View<'_, '_>, heard: Heard) -> Raw {
    let known = heard.cue.clone().rev().find_map(|t| cues().get(view.norm(t)));
    Raw {
        act: known.map_or(Act::Say, |cue| cue.act),
        firmness: known.map_or(Assertion::Reported, |cue| cue.firmness),
        source: heard.source.clone(),
        cue: heard.cue.clone(),
        content: heard.content.clone(),
        via: Vec::new(),
        hearer: None,
        heard: Some(heard),
    }
}
