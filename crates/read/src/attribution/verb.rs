//! Attributions made by a verb: "X said", "said X", "X was quoted by Y as saying", "X told Y".

use super::adjunct;
use super::content::{following_quote, is_relay, sentence_end, tidy, to_the_left, to_the_right};
use super::learned::Heard;
use super::lexicon::{Act, Cue, Form};
use super::passive::{bare_participle, passive, quoted_person, releaser};
use super::phrase::View;
use super::verbal::{Group, group, plausible};
use super::words::{is_adverb, is_day, is_determiner, is_preposition, is_pronoun, is_unnamed};
use record::Assertion;
use std::ops::Range;

/// What a rule found: phrases only, nobody named yet.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    pub source: Range<usize>,
    pub cue: Range<usize>,
    pub content: Vec<Range<usize>>,
    pub act: Act,
    pub firmness: Assertion,
    /// The press or hearers it came through, nearest to the outlet first.
    pub via: Vec<Range<usize>>,
    /// Whom it was said to.
    pub hearer: Option<Range<usize>>,
    /// What the learned listener makes of the same cue.
    pub heard: Option<Heard>,
}

/// What is known of the sentence so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Carry {
    /// The subject of the last verb of saying.
    pub subject: Option<Range<usize>>,
}

/// Reads the cue at `t` of `sentence`.
pub(crate) fn read(view: &View<'_, '_>, sentence: &Range<usize>, t: usize, cue: Cue, carry: &Carry) -> Option<Raw> {
    let group = group(view, sentence, t);
    let object = adjunct::skip(view, t + 1, sentence.end, false).end;
    if matches!(view.norm(object), "responsibility" | "credit") && cue.form != Form::Base {
        return None;
    }
    if !plausible(view, sentence, t, &cue, &group) {
        return None;
    }
    if group.be && cue.form == Form::Past {
        return passive(view, sentence, t, &cue, &group);
    }
    if let Some(raw) = bare_participle(view, sentence, t, &cue, &group) {
        return Some(raw);
    }
    if let Some(raw) = inverted(view, sentence, t, &cue, &group) {
        return Some(raw);
    }
    let subject = subject(view, sentence, &cue, &group, carry)?;
    active(view, sentence, t, &cue, &group, subject)
}

/// `"…," said X` and `…, reports X.`
fn inverted(view: &View<'_, '_>, sentence: &Range<usize>, t: usize, cue: &Cue, group: &Group) -> Option<Raw> {
    if !cue.inverts || group.aux || !matches!(cue.form, Form::Past | Form::Third) || group.start == sentence.start {
        return None;
    }
    let before = group.start - 1;
    let mark = view.norm(before);
    let quoted = mark == "\"" || mark == "," && before > 0 && view.norm(before - 1) == "\"";
    if !quoted && !matches!(mark, "," | "as" | "?" | "!") && !view.is_dash(before) {
        return None;
    }
    let end = sentence_end(view, sentence);
    let hearer = if cue.tells { None } else { Some(()) };
    hearer?;
    let np = view.right(t + 1, end, true);
    if np.is_empty() || np.len() == 1 && matches!(view.norm(np.start), "that" | "it" | "there") {
        return None;
    }
    if !quoted && !ends_cleanly(view, np.end, end) {
        return None;
    }
    if mark == ","
        && !quoted
        && !view.left(sentence.start, group.start).is_empty()
        && np.end < end
        && view.norm(np.end) != ","
    {
        return None;
    }
    let after = adjunct::skip(view, np.end, end, false);
    let mut content: Vec<_> = if mark == "as" {
        Vec::new()
    } else {
        to_the_left(view, sentence, before + usize::from(mark == "\"")).into_iter().collect()
    };
    if mark == "as" {
        content.extend(to_the_left(view, sentence, before).or_else(|| to_the_right(view, sentence, after.end)));
    } else {
        content.extend(continued(view, sentence, after.end, end));
    }
    if content.is_empty() {
        return None;
    }
    Some(Raw {
        source: np,
        cue: group.start..t + 1,
        content,
        act: cue.act,
        firmness: cue.firmness,
        via: Vec::new(),
        hearer: after.hearer,
        heard: None,
    })
}

fn ends_cleanly(view: &View<'_, '_>, at: usize, end: usize) -> bool {
    at >= end
        || view.is_break(at)
        || is_preposition(view.norm(at))
        || matches!(
            view.norm(at),
            "as" | "after" | "while" | "when" | "that" | "and" | "saying" | "citing" | "adding" | "who"
        )
        || is_day(view.norm(at))
}

/// A quotation after speaker and cue, in this sentence or at the head of the next.
fn continued(view: &View<'_, '_>, sentence: &Range<usize>, from: usize, end: usize) -> Option<Range<usize>> {
    let next = (from..end.min(from + 3)).find(|t| !matches!(view.norm(*t), "," | ":" | "."));
    match next {
        None => following_quote(view, sentence),
        Some(t) => view.quote(t).filter(|q| q.start == t).and_then(|_| to_the_right(view, sentence, t)),
    }
}

/// The subject to the left, or the one carried from the verb before.
fn subject(
    view: &View<'_, '_>,
    sentence: &Range<usize>,
    cue: &Cue,
    group: &Group,
    carry: &Carry,
) -> Option<Range<usize>> {
    let participle = cue.form == Form::Ing && !group.be;
    let before = if group.start > sentence.start { view.norm(group.start - 1) } else { "" };
    if !participle
        || !matches!(before, "," | "and" | "--" | "\"")
            && !view.is_dash(group.start.saturating_sub(1))
            && group.start > sentence.start
    {
        let clause = clause_start(view, sentence, group.start);
        let np = view.left(clause, group.start);
        if !np.is_empty() {
            let released = if participle { releaser(view, sentence, &np) } else { None };
            return Some(released.unwrap_or(np));
        }
    }
    if cue.act == Act::Cite && participle {
        return carry.subject.clone().or(Some(group.start..group.start));
    }
    if participle || matches!(before, "and" | "but" | "then" | "," | "or") || is_adverb(before) {
        return carry.subject.clone().or_else(|| first_phrase(view, sentence, group.start));
    }
    None
}

/// Quotations end clauses: a subject never reaches back over one.
fn clause_start(view: &View<'_, '_>, sentence: &Range<usize>, end: usize) -> usize {
    (sentence.start..end).rev().find(|t| view.norm(*t) == "\"").map_or(sentence.start, |t| t + 1)
}

/// The sentence's first noun phrase before `end`.
fn first_phrase(view: &View<'_, '_>, sentence: &Range<usize>, end: usize) -> Option<Range<usize>> {
    let verb = (sentence.start + 1..end).take(40).find(|t| view.is_verb(*t))?;
    let np = view.left(sentence.start, verb);
    (!np.is_empty()).then_some(np)
}

fn active(
    view: &View<'_, '_>,
    sentence: &Range<usize>,
    t: usize,
    cue: &Cue,
    group: &Group,
    subject: Range<usize>,
) -> Option<Raw> {
    let end = sentence_end(view, sentence);
    let mut after = adjunct::skip(view, t + 1, end, cue.tells);
    // "said of X that", "pointed out", "went on to say".
    if matches!(view.norm(after.end), "out" | "on") && after.end == t + 1 {
        after = adjunct::skip(view, t + 2, end, false);
    }
    let adjacent = subject.end <= group.start && subject.end + 2 >= group.start;
    let pre = if adjacent { subject.start } else { group.start };
    let mark = if pre > sentence.start { view.norm(pre - 1) } else { "" };
    let quoted = mark == "\"" || mark == "," && pre >= sentence.start + 2 && view.norm(pre - 2) == "\"";
    let rest = view.norm(after.end);
    let finite = cue.form != Form::Ing || group.be;
    let mut content = Vec::new();
    if finite
        && adjacent
        && (quoted
            || mark == "as"
            || mark == ","
            || mark == "\""
            || view.is_dash(pre.saturating_sub(1))
            || matches!(mark, "?" | "!"))
    {
        let left = to_the_left(view, sentence, pre - 1 + usize::from(mark == "\""));
        let at_end = after.end >= end
            || matches!(rest, "." | "\"" | "?" | "!") && view.quote(after.end).is_none_or(|q| q.start < after.end);
        let wordy = left.as_ref().is_some_and(|l| l.len() >= 3 || quoted);
        if at_end && wordy {
            content.extend(left);
            content.extend(following_quote(view, sentence).filter(|_| quoted));
        } else if quoted && wordy && rest != "that" {
            content.extend(left);
            content.extend(continued(view, sentence, after.end, end));
        } else if rest == "," && is_clause(view, left.as_ref()) {
            content.extend(left);
            content.extend(to_the_right(view, sentence, after.end).filter(|r| !is_relay(view, r)));
        }
    }
    if content.is_empty() {
        content.extend(right_content(view, sentence, after.end, end));
    }
    if content.is_empty() {
        return None;
    }
    // "X quoted Y as saying C": Y speaks, X relays.
    if cue.act == Act::Cite
        && let Some(raw) = quoted_person(view, sentence, t, group, &subject)
    {
        return Some(raw);
    }
    let firmness = if group.negated && cue.act == Act::Say { Assertion::Denied } else { cue.firmness };
    Some(Raw {
        source: subject,
        cue: group.start..t + 1,
        content,
        act: if cue.act == Act::Cite { Act::Say } else { cue.act },
        firmness,
        via: Vec::new(),
        hearer: after.hearer,
        heard: None,
    })
}

fn is_clause(view: &View<'_, '_>, range: Option<&Range<usize>>) -> bool {
    range.is_some_and(|r| {
        r.len() >= 2 && !is_preposition(view.norm(r.start)) && !is_adverb(view.norm(r.start)) || r.len() > 8
    })
}

fn right_content(view: &View<'_, '_>, sentence: &Range<usize>, from: usize, end: usize) -> Vec<Range<usize>> {
    let rest = view.norm(from);
    // "reported this": what was said stands before.
    if matches!(rest, "this" | "so" | "it") && from + 1 >= end {
        let here = view.doc.sentence_of(sentence.start);
        let previous = here.checked_sub(1).and_then(|p| view.doc.sentences.get(p));
        return previous.and_then(|p| tidy(view, p.tokens.clone())).into_iter().collect();
    }
    let mut out: Vec<_> = to_the_right(view, sentence, from).into_iter().collect();
    if out.is_empty() && view.norm(end.saturating_sub(1)) == ":" {
        out.extend(following_quote(view, sentence));
    }
    out
}

/// True if the phrase is nobody: "no group", "nobody".
pub(crate) fn is_nobody(view: &View<'_, '_>, np: &Range<usize>) -> bool {
    np.clone()
        .next()
        .is_none_or(|t| matches!(view.norm(t), "no" | "nobody" | "none" | "neither" | "there" | "what" | "whoever"))
        || np.len() == 1 && matches!(view.norm(np.start), "that" | "this" | "these" | "those")
        || np.clone().all(|t| is_determiner(view.norm(t)) && !is_pronoun(view.norm(t)) && !is_unnamed(view.norm(t)))
}
