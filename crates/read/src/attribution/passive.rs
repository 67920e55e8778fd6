//! Sources that are not the subject: "was quoted by X", "as first reported by X", "citing X", "released a video saying".

use super::adjunct;
use super::content::{is_relay, sentence_end, tidy, to_the_left, to_the_right};
use super::lexicon::{Act, Cue, Form, cues};
use super::phrase::View;
use super::relay::{owner, passive_hearer};
use super::verb::{Carry, Raw};
use super::verbal::{Group, group};
use super::words::{is_day, is_document, is_release};
use record::Assertion;
use std::ops::Range;

/// "was quoted by X as saying C", "C was announced by X", "is expected to C".
pub(crate) fn passive(view: &View<'_, '_>, sentence: &Range<usize>, t: usize, cue: &Cue, group: &Group) -> Option<Raw> {
    let end = sentence_end(view, sentence);
    let subject = view.left(sentence.start, group.start);
    let (agent, mut after) = agent_of(view, t, end);
    // "X was told by Y": Y speaks, X hears.
    if cue.tells && agent.is_some() && !subject.is_empty() {
        after.hearer = Some(subject.clone());
    }
    let saying =
        (after.end..end.min(after.end + 3)).find(|s| matches!(view.norm(*s), "saying" | "telling" | "warning"));
    if let Some(saying) = saying.filter(|s| view.norm(*s - 1) == "as") {
        return as_saying(view, sentence, saying, group, Agreed { subject, agent, hearer: after.hearer });
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
            heard: None,
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
        heard: None,
    })
}

/// Who did it, by the words after a passive, and what may stand around that: "to X by Y in a post".
fn agent_of(view: &View<'_, '_>, t: usize, end: usize) -> (Option<Range<usize>>, adjunct::Adjuncts) {
    // "was announced by X in a post": the agent comes before the medium.
    let mut after = match view.norm(t + 1) {
        "by" => adjunct::Adjuncts { end: t + 1, hearer: None },
        _ => adjunct::skip(view, t + 1, end, false),
    };
    if matches!(view.norm(after.end), "so" | "this") && view.norm(after.end + 1) == "by" {
        after.end += 1;
    }
    // "was confirmed to X by Y".
    if let Some(hearer) = passive_hearer(view, after.end, end).filter(|h| view.norm(h.end) == "by") {
        after.end = hearer.end;
        after.hearer = Some(hearer);
    }
    let agent =
        (view.norm(after.end) == "by").then(|| view.right(after.end + 1, end, true)).filter(|np| !np.is_empty());
    if let Some(np) = &agent {
        let hearer = after.hearer.take();
        after = adjunct::skip(view, np.end, end, false);
        after.hearer = hearer.or(after.hearer);
    }
    (agent, after)
}

/// What is known of a passive before its "as saying".
struct Agreed {
    subject: Range<usize>,
    agent: Option<Range<usize>>,
    hearer: Option<Range<usize>>,
}

/// The subject speaks, the agent quotes it: "was quoted by X as saying", "as saying by X" as well.
fn as_saying(
    view: &View<'_, '_>,
    sentence: &Range<usize>,
    saying: usize,
    group: &Group,
    Agreed { subject, mut agent, hearer }: Agreed,
) -> Option<Raw> {
    let end = sentence_end(view, sentence);
    let left = to_the_left(view, sentence, subject.start);
    let telling = view.norm(saying) == "telling";
    let told = adjunct::skip(view, saying + 1, end, telling);
    let by = (told.end..end.min(told.end + 2)).find(|b| view.norm(*b) == "by").filter(|_| telling && agent.is_none());
    if let Some(by) = by {
        agent = Some(view.right(by + 1, end, false)).filter(|np| !np.is_empty());
    }
    let right = to_the_right(view, sentence, if telling { told.end } else { saying + 1 });
    let spent = telling && (by.is_some() || told.end >= end);
    let right = right.filter(|r| !spent && !is_relay(view, r) && !is_when(view, r));
    let mut content = right.or_else(|| left.clone())?;
    if agent.is_none() && view.norm(content.start) == "by" {
        let np = view.right(content.start + 1, end, false);
        agent = Some(np.clone());
        let left = left.filter(|_| np.end >= end);
        content = left.or_else(|| tidy(view, np.end..end)).unwrap_or(np.end..np.end);
    }
    (!subject.is_empty()).then(|| Raw {
        source: subject,
        cue: group.start..saying + 1,
        content: vec![content],
        act: Act::Say,
        firmness: Assertion::Reported,
        via: agent.into_iter().collect(),
        hearer: hearer.or(told.hearer.filter(|_| telling)),
        heard: None,
    })
}

/// Nothing but a day: "on Wednesday".
fn is_when(view: &View<'_, '_>, range: &Range<usize>) -> bool {
    range.clone().all(|t| is_day(view.norm(t)) || matches!(view.norm(t), "on" | "last" | "this"))
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
        heard: None,
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
    let mut np = view.right(t + 1, end, true);
    if view.norm(np.end) == "," && !np.is_empty() {
        // "quoted the spokesman, Ada Lowe, as saying".
        let close = (np.end + 1..end.min(np.end + 9)).find(|c| view.norm(*c) == ",");
        np = match close {
            Some(close) if view.norm(close + 1) == "as" => np.start..close + 1,
            _ if view.norm(np.end + 1) == "as" => np.start..np.end + 1,
            _ => np,
        };
    }
    let via: Vec<_> = (!subject.is_empty()).then(|| subject.clone()).into_iter().collect();
    if np.is_empty() {
        return None;
    }
    let saying = view.norm(np.end) == "as"
        && matches!(view.norm(np.end + 1), "saying" | "telling" | "reporting" | "warning" | "claiming");
    if saying {
        let from = adjunct::skip(view, np.end + 2, end, view.norm(np.end + 1) == "telling").end;
        let right = to_the_right(view, sentence, from).filter(|r| !is_relay(view, r));
        let content = right.or_else(|| to_the_left(view, sentence, subject.start))?;
        return Some(Raw {
            source: np,
            cue: group.start..t + 1,
            content: vec![content],
            act: Act::Say,
            firmness: Assertion::Reported,
            via,
            hearer: None,
            heard: None,
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
    let cue_end = source_at;
    let source_at = owner(view, source_at, end);
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
        cue: t..cue_end,
        content: vec![content],
        act: Act::Say,
        firmness: Assertion::Reported,
        via,
        hearer: None,
        heard: None,
    })
}
