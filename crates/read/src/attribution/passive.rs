//! Sources that are not the subject: "was quoted by X", "as first reported by X", "citing X", "released a video saying".

use super::adjunct;
use super::content::{sentence_end, tidy, to_the_left, to_the_right};
use super::lexicon::{Act, Cue, Form, cues};
use super::phrase::View;
use super::verb::{Carry, Raw};
use super::verbal::{Group, group};
use super::words::{is_document, is_release};
use record::Assertion;
use std::ops::Range;

/// "was quoted by X as saying C", "C was announced by X", "is expected to C".
pub(crate) fn passive(view: &View<'_, '_>, sentence: &Range<usize>, t: usize, cue: &Cue, group: &Group) -> Option<Raw> {
    let end = sentence_end(view, sentence);
    let subject = view.left(sentence.start, group.start);
    let mut after = adjunct::skip(view, t + 1, end, false);
    let mut agent = None;
    if view.norm(after.end) == "by" {
        let np = view.right(after.end + 1, end, true);
        if !np.is_empty() {
            agent = Some(np.clone());
            after = adjunct::skip(view, np.end, end, false);
        }
    }
    let saying =
        (after.end..end.min(after.end + 3)).find(|s| matches!(view.norm(*s), "saying" | "telling" | "warning"));
    if let Some(saying) = saying.filter(|s| view.norm(*s - 1) == "as") {
        // The subject speaks, the agent quotes it: "was quoted as saying by X" as well.
        let mut content = to_the_right(view, sentence, saying + 1)?;
        if agent.is_none()
            && let Some(by) = (content.start..content.end).find(|b| view.norm(*b) == "by")
            && let by_start = by == content.start
            && by_start
        {
            let np = view.right(by + 1, end, false);
            agent = Some(np.clone());
            let left = to_the_left(view, sentence, subject.start).filter(|_| np.end >= end);
            content = left.or_else(|| tidy(view, np.end..end)).unwrap_or(np.end..np.end);
        }
        if subject.is_empty() {
            return None;
        }
        let via = agent.into_iter().collect();
        return Some(Raw {
            source: subject,
            cue: group.start..saying + 1,
            content: vec![content],
            act: Act::Say,
            firmness: Assertion::Reported,
            via,
            hearer: after.hearer,
        });
    }
    if cue.tells && agent.is_none() {
        // "was told that": the hearer is the subject, who spoke is unknown.
        let content = to_the_right(view, sentence, after.end)?;
        return Some(Raw {
            source: t..t,
            cue: group.start..t + 1,
            content: vec![content],
            act: cue.act,
            firmness: cue.firmness,
            via: Vec::new(),
            hearer: after.hearer,
        });
    }
    let mut content = Vec::new();
    if !subject.is_empty() {
        content.extend(tidy(view, subject.clone()));
    }
    // "was denied by X, Example reports": what follows the agent's comma is no content.
    if agent.is_none() || view.norm(after.end) != "," {
        content.extend(to_the_right(view, sentence, after.end));
    }
    if content.is_empty() || matches!(cue.act, Act::Cite) && agent.is_none() {
        return None;
    }
    let source = agent.clone().unwrap_or(t..t);
    Some(Raw {
        source,
        cue: group.start..t + 1,
        content,
        act: cue.act,
        firmness: cue.firmness,
        via: Vec::new(),
        hearer: after.hearer,
    })
}

/// "as first reported by X", "sources cited by X", "a video released by X", "identified in a complaint".
pub(crate) fn bare_participle(
    view: &View<'_, '_>,
    sentence: &Range<usize>,
    t: usize,
    cue: &Cue,
    group: &Group,
) -> Option<Raw> {
    if cue.form != Form::Past || group.aux || !matches!(view.norm(t + 1), "by" | "in") {
        return None;
    }
    let end = sentence_end(view, sentence);
    let np = view.right(t + 2, end, true);
    if np.is_empty() {
        return None;
    }
    let before = group.start.checked_sub(1).map_or("", |p| view.norm(p));
    if view.norm(t + 1) == "in" {
        let paper = np.clone().any(|n| {
            is_document(view.norm(n))
                && !matches!(view.norm(n), "data" | "images" | "photos" | "report" | "records" | "record" | "post")
        });
        let named = matches!(
            view.norm(t),
            "identified" | "described" | "named" | "detailed" | "outlined" | "alleged" | "contained"
        );
        // "Smith said in a statement" is active.
        if !paper || !named {
            return None;
        }
    }
    let content = if before == "as" {
        to_the_left(view, sentence, group.start - 1).or_else(|| to_the_right(view, sentence, np.end))
    } else {
        let whole = sentence.start..end;
        let subject = view.left(sentence.start, group.start);
        if subject.is_empty() { tidy(view, whole) } else { tidy(view, subject.start..end) }
    }?;
    let act = if cue.act == Act::Cite || view.norm(t + 1) == "in" { Act::Say } else { cue.act };
    Some(Raw {
        source: np,
        cue: group.start..t + 1,
        content: vec![content],
        act,
        firmness: cue.firmness,
        via: Vec::new(),
        hearer: None,
    })
}

/// "the group released a video threatening …": who released it speaks.
pub(crate) fn releaser(view: &View<'_, '_>, sentence: &Range<usize>, document: &Range<usize>) -> Option<Range<usize>> {
    if !document.clone().any(|t| is_document(view.norm(t))) {
        return None;
    }
    let near = document.start.saturating_sub(4).max(sentence.start);
    let verb = (near..document.start).rev().find(|t| is_release(view.norm(*t)))?;
    let group = group(view, sentence, verb);
    let np = view.left(sentence.start, group.start);
    (!np.is_empty() && !group.be).then_some(np)
}

/// "X quoted Y as saying C", "citing Y as saying C".
pub(crate) fn quoted_person(
    view: &View<'_, '_>,
    sentence: &Range<usize>,
    t: usize,
    group: &Group,
    subject: &Range<usize>,
) -> Option<Raw> {
    let end = sentence_end(view, sentence);
    let np = view.right(t + 1, end, true);
    let via: Vec<_> = (!subject.is_empty()).then(|| subject.clone()).into_iter().collect();
    if np.is_empty() {
        return None;
    }
    let saying = view.norm(np.end) == "as"
        && matches!(view.norm(np.end + 1), "saying" | "telling" | "reporting" | "warning" | "claiming");
    if saying {
        let from = adjunct::skip(view, np.end + 2, end, view.norm(np.end + 1) == "telling").end;
        let content = to_the_right(view, sentence, from)?;
        return Some(Raw {
            source: np,
            cue: group.start..t + 1,
            content: vec![content],
            act: Act::Say,
            firmness: Assertion::Reported,
            via,
            hearer: None,
        });
    }
    None
}

/// "Citing X, Example reported that": the subject that comes after.
fn relay_after(view: &View<'_, '_>, from: usize, end: usize) -> Option<Range<usize>> {
    const SUBJECT_TOKENS_MAX: usize = 10;
    let says = |t: usize| cues().get(view.norm(t)).is_some_and(|c| c.act == Act::Say && c.form != Form::Base);
    let verb = (from + 1..end.min(from + SUBJECT_TOKENS_MAX)).find(|t| says(*t))?;
    Some(view.left(from + 1, verb)).filter(|np| !np.is_empty())
}

/// "citing X", "quoting X", "referring to X": X stands behind what the clause says.
pub(crate) fn citing(
    view: &View<'_, '_>,
    sentence: &Range<usize>,
    t: usize,
    source_at: usize,
    carry: &Carry,
) -> Option<Raw> {
    let end = sentence_end(view, sentence);
    let np = view.right(source_at, end, true);
    if np.is_empty() {
        return None;
    }
    let as_saying = view.norm(np.end) == "as" && view.norm(np.end + 1) == "saying";
    let before = t > sentence.start;
    let content = if as_saying {
        to_the_right(view, sentence, np.end + 2)
    } else if before {
        let mut stop = t;
        // Without the clause of the relay: "…, A reports, citing B".
        if let Some(subject) = &carry.subject
            && subject.start > sentence.start
            && subject.start < t
            && t - subject.start < 12
        {
            stop = subject.start;
        }
        to_the_left(view, sentence, stop).or_else(|| to_the_right(view, sentence, np.end))
    } else {
        to_the_right(view, sentence, np.end)
    }?;
    let mut via: Vec<_> = carry.subject.iter().filter(|s| **s != np && s.end <= t).cloned().collect();
    if !before {
        via.extend(relay_after(view, np.end, end));
    }
    Some(Raw {
        source: np,
        cue: t..source_at,
        content: vec![content],
        act: Act::Say,
        firmness: Assertion::Reported,
        via,
        hearer: None,
    })
}
