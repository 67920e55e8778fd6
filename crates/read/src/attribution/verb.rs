//! Attributions made by a verb: "X said", "said X", "X was quoted by Y as saying", "X told Y".

use super::adjunct;
use super::content::{following_quote, sentence_end, tidy, to_the_left, to_the_right};
use super::lexicon::{
    Act, Cue, Form, is_adverb, is_auxiliary, is_be, is_determiner, is_document, is_preposition, is_pronoun, is_unnamed,
};
use super::phrase::View;
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
}

/// What is known of the sentence so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Carry {
    /// The subject of the last verb of saying.
    pub subject: Option<Range<usize>>,
}

/// The verb with its auxiliaries and adverbs.
pub(crate) struct Group {
    pub start: usize,
    be: bool,
    aux: bool,
    infinitive: bool,
    pub negated: bool,
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

pub(crate) fn group(view: &View<'_, '_>, sentence: &Range<usize>, t: usize) -> Group {
    let mut group = Group { start: t, be: false, aux: false, infinitive: false, negated: false };
    while group.start > sentence.start {
        let p = group.start - 1;
        let word = view.norm(p);
        let adverb = is_adverb(word)
            || word.ends_with("ly")
                && word.len() > 4
                && !matches!(
                    word,
                    "family" | "italy" | "daily" | "weekly" | "assembly" | "monthly" | "ally" | "rally" | "july"
                );
        // A possessive is no verb: "last week's attack".
        let possessive = word == "'s"
            && !(p > sentence.start
                && matches!(view.norm(p - 1), "he" | "she" | "it" | "who" | "that" | "there" | "what" | "this"));
        if possessive {
            break;
        }
        if !(is_auxiliary(word) || adverb) || view.capitalised(p) && p > sentence.start && adverb {
            break;
        }
        group.be |= is_be(word);
        group.aux |= is_auxiliary(word);
        group.infinitive |= word == "to";
        group.negated |= matches!(word, "not" | "never") || word.ends_with("n't");
        group.start = p;
        if group.infinitive {
            break;
        }
    }
    // Adverbs that open the sentence are no part of the verb.
    while group.start < t && is_adverb(view.norm(group.start)) && group.start == sentence.start {
        group.start += 1;
    }
    group
}

/// Whether the form is a verb here.
fn plausible(view: &View<'_, '_>, sentence: &Range<usize>, t: usize, cue: &Cue, group: &Group) -> bool {
    let first = group.start == sentence.start;
    let before = if first { "" } else { view.norm(group.start - 1) };
    let after = view.norm(t + 1);
    if group.infinitive || after == "-" && !view.is_dash(t + 1) {
        return false;
    }
    if before == "-" && !view.is_dash(group.start - 1) {
        return false;
    }
    // "a video posted on Monday": the participle tells which video.
    if cue.form == Form::Past && !group.aux && is_document(before) && is_release(view.norm(t)) {
        return false;
    }
    match cue.form {
        Form::Past if !group.aux && !first && view.is_verb(group.start - 1) => false,
        Form::Past => {
            group.aux
                || !(is_determiner(before)
                    && before != "that"
                    && before != "this"
                    && before != "some"
                    && before != "many"
                    && before != "others"
                    && before != "all"
                    && before != "both"
                    || is_preposition(before)
                    || before == "'s")
        }
        Form::Base => {
            let plural = matches!(
                before,
                "i" | "we" | "you" | "they" | "who" | "police" | "people" | "some" | "many" | "others" | "which"
            );
            let ends_s = before.ends_with('s')
                && !before.ends_with("ss")
                && !matches!(before, "his" | "its" | "this" | "was" | "is" | "has" | "'s");
            !first && (group.aux && !group.be || plural || ends_s && !cue.noun && !view.capitalised(t))
        }
        Form::Third => {
            if !cue.noun {
                return !is_determiner(before) && before != "to";
            }
            let singular = matches!(before, "he" | "she" | "it" | "who" | "which");
            let named = !first
                && view.capitalised(group.start - 1)
                && !view.doc.all_caps
                && !view.capitalised(t)
                && !super::speaker::is_title(before);
            let noun = super::lexicon::is_press_word(before)
                || matches!(
                    before,
                    "spokesman"
                        | "spokeswoman"
                        | "spokesperson"
                        | "ministry"
                        | "report"
                        | "statement"
                        | "complaint"
                        | "official"
                        | "source"
                        | "paper"
                        | "study"
                        | "document"
                        | "video"
                        | "lawsuit"
                        | "group"
                );
            let verb_like = !matches!(
                after,
                "of" | "for" | "were" | "are" | "was" | "from" | "have" | "said" | "by" | "about" | "and"
            );
            // `"…," reports Example Post.`
            let turned = cue.inverts && matches!(before, "\"" | ",") && view.capitalised(t + 1);
            if turned {
                return true;
            }
            let title = view.doc.has_title && sentence.start == 0 && verb_like;
            (singular || named || noun || title && after != "") && verb_like && !is_determiner(before)
        }
        Form::Ing => ing_plausible(cue, before, first, group),
    }
}

fn ing_plausible(cue: &Cue, before: &str, first: bool, group: &Group) -> bool {
    if group.be {
        return true;
    }
    let speech = matches!(cue.act, Act::Say | Act::Cite);
    if before == "," || matches!(before, "and" | "--" | "-" | "\"") {
        return true;
    }
    if first {
        return cue.act == Act::Cite;
    }
    // "a video threatening to".
    if is_document(before) && cue.act == Act::Will {
        return true;
    }
    // "a letter warning that", not "of reporting".
    speech && !is_preposition(before) && !is_determiner(before) && !is_auxiliary(before)
}

/// "was quoted by X as saying C", "C was announced by X", "is expected to C".
fn passive(view: &View<'_, '_>, sentence: &Range<usize>, t: usize, cue: &Cue, group: &Group) -> Option<Raw> {
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
    content.extend(to_the_right(view, sentence, after.end));
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
fn bare_participle(view: &View<'_, '_>, sentence: &Range<usize>, t: usize, cue: &Cue, group: &Group) -> Option<Raw> {
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
        || super::lexicon::is_day(view.norm(at))
}

/// A quotation after speaker and cue, in this sentence or at the head of the next.
fn continued(view: &View<'_, '_>, sentence: &Range<usize>, from: usize, end: usize) -> Option<Range<usize>> {
    let next = (from..end.min(from + 3)).find(|t| !matches!(view.norm(*t), "," | ":" | "."));
    match next {
        None => following_quote(view, sentence),
        Some(t) => view.quote(t).filter(|q| q.start == t).and_then(|_| to_the_right(view, sentence, t)),
    }
}

/// Verbs that put a document before the public.
pub(crate) fn is_release(word: &str) -> bool {
    matches!(
        word,
        "released"
            | "issued"
            | "posted"
            | "published"
            | "circulated"
            | "uploaded"
            | "distributed"
            | "sent"
            | "aired"
            | "broadcast"
            | "carried"
            | "obtained"
            | "seen"
            | "put"
            | "made"
            | "releases"
            | "issues"
            | "posts"
            | "publishes"
            | "releasing"
            | "issuing"
            | "dated"
            | "read"
            | "written"
            | "delivered"
    )
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
        return carry.subject.clone().or_else(|| Some(group.start..group.start));
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
        && (quoted || mark == "," || mark == "\"" || view.is_dash(pre.saturating_sub(1)) || matches!(mark, "?" | "!"))
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
        } else if rest == "," && wordy && is_clause(view, left.as_ref()) {
            content.extend(left);
            content.extend(to_the_right(view, sentence, after.end));
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
    })
}

fn is_clause(view: &View<'_, '_>, range: Option<&Range<usize>>) -> bool {
    range.is_some_and(|r| r.len() >= 3 && !is_preposition(view.norm(r.start)) || r.len() > 8)
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

/// "X quoted Y as saying C", "citing Y as saying C".
fn quoted_person(
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
    let via = carry.subject.iter().filter(|s| **s != np && s.end <= t).cloned().collect();
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

/// True if the phrase is nobody: "no group", "nobody".
pub(crate) fn is_nobody(view: &View<'_, '_>, np: &Range<usize>) -> bool {
    np.clone()
        .next()
        .is_none_or(|t| matches!(view.norm(t), "no" | "nobody" | "none" | "neither" | "there" | "what" | "whoever"))
        || np.len() == 1 && matches!(view.norm(np.start), "that" | "this" | "these" | "those")
        || np.clone().all(|t| is_determiner(view.norm(t)) && !is_pronoun(view.norm(t)) && !is_unnamed(view.norm(t)))
}
