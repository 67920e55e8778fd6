//! Who has it from whom: "which quoted X", "it had the news from X", "whose report was carried by X", "an email sent to X".

use super::adjunct;
use super::content::{tidy, to_the_left};
use super::hand::named_source;
use super::lexicon::Act;
use super::outlets::Outlets;
use super::phrase::View;
use super::speaker::who;
use super::verb::{Carry, Raw, is_nobody};
use super::verbal::group;
use super::words::{is_authority, is_determiner, is_document, is_press_word, is_unnamed};
use record::{Assertion, SpeakerKind};
use std::ops::Range;

/// Between a verb and the document or person that it takes stand at most this many tokens.
const REACH_TOKENS_MAX: usize = 8;

/// Words that stand for what somebody said or wrote.
pub(crate) fn is_account(word: &str) -> bool {
    is_document(word)
        || matches!(
            word,
            "story"
                | "account"
                | "alert"
                | "interview"
                | "broadcast"
                | "figure"
                | "news"
                | "information"
                | "details"
                | "words"
                | "remarks"
                | "comments"
                | "statements"
                | "speech"
                | "call"
                | "claim"
                | "reports"
                | "translation"
                | "text"
                | "dispatch"
                | "summary"
                | "version"
                | "excerpts"
                | "piece"
                | "research"
                | "findings"
        )
}

/// The owner of a document: "a report by X" begins at X; without one the phrase itself.
pub(crate) fn owner(view: &View<'_, '_>, at: usize, end: usize) -> usize {
    const ADJECTIVES_MAX: usize = 5;
    let Some(noun) = (at..end.min(at + ADJECTIVES_MAX)).find(|t| is_account(view.norm(*t)) && !view.capitalised(*t))
    else {
        return at;
    };
    if (at..noun).any(|t| view.is_break(t)) {
        return at;
    }
    let issued = matches!(view.norm(noun + 1), "filed" | "published" | "issued" | "released" | "posted" | "written");
    let link = noun + 1 + usize::from(issued);
    let np = view.right(link + 1, end, false);
    let body = || {
        np.clone().any(|t| is_authority(view.norm(t)) || is_press_word(view.norm(t)) || view.capitalised(t))
            && !is_unnamed(view.norm(np.end.saturating_sub(1)))
    };
    match view.norm(link) {
        "by" | "from" | "with" if !np.is_empty() && body() => link + 1,
        "of" | "in" if !issued && is_press(view, &np) => link + 1,
        _ => at,
    }
}

pub(crate) fn is_press(view: &View<'_, '_>, np: &Range<usize>) -> bool {
    !np.is_empty() && who(view, np.clone(), &[]).kind == SpeakerKind::Press
}

/// Where the phrase begins that the verb at `t` has its words from.
fn drawn_from(view: &View<'_, '_>, t: usize, end: usize) -> Option<usize> {
    let near = || t + 1..end.min(t + 1 + REACH_TOKENS_MAX);
    let account = || near().find(|n| is_account(view.norm(*n)));
    match view.norm(t) {
        "quoted" | "quotes" | "cited" | "cites" | "interviewed" | "interviews" => Some(owner(view, t + 1, end)),
        "spoke" | "speaks" | "talked" | "talks" | "spoken" | "speaking" | "talking"
            if matches!(view.norm(t + 1), "to" | "with") =>
        {
            Some(t + 2)
        }
        "refers" | "referred" | "points" | "pointed" if view.norm(t + 1) == "to" => Some(owner(view, t + 2, end)),
        "relies" | "relied" | "relying" | "drew" | "draws" | "drawing" if view.norm(t + 1) == "on" => {
            Some(owner(view, t + 2, end))
        }
        "based" | "bases" => {
            let on = near().find(|n| view.norm(*n) == "on")?;
            let object = on == t + 1 || (t + 1..on).any(|n| is_account(view.norm(n)) || view.norm(n) == "it");
            object.then(|| owner(view, on + 1, end))
        }
        "learned" | "learnt" | "learns" | "heard" | "took" | "takes" | "taken" | "read" | "learn" => {
            let from = near().find(|n| matches!(view.norm(*n), "from" | "in"))?;
            let object = (t + 1..from).all(|n| {
                is_account(view.norm(n)) || is_determiner(view.norm(n)) || matches!(view.norm(n), "it" | "this" | "of")
            });
            let reads = view.norm(t) == "read" && from > t + 1 || view.norm(from) == "from";
            (object && reads).then(|| owner(view, from + 1, end))
        }
        "credits" | "credited" => near().find(|n| view.norm(*n) == "to").map(|to| to + 1),
        "names" | "named" | "naming" | "gives" | "gave" | "giving" | "lists" | "listing" => {
            named_source(view, t, end).map(|at| owner(view, at, end))
        }
        "attributed" | "attributes" => near().find(|n| view.norm(*n) == "to").map(|to| to + 1),
        "had" | "has" | "got" | "obtained" | "received" => {
            let from = near().find(|n| view.norm(*n) == "from")?;
            let object = (t + 1..from).any(|n| is_account(view.norm(n)) || matches!(view.norm(n), "it" | "this"));
            object.then_some(from + 1)
        }
        "aired" | "carried" | "broadcast" | "published" | "ran" | "carries" | "relayed" | "relays" | "translating"
        | "confirming" | "repeating" | "echoing" | "confirmed" => {
            let noun = account()?;
            Some(owner(view, t + 1, end)).filter(|from| *from > noun)
        }
        _ => None,
    }
}

/// "X cites Y", "X, which spoke to Y", "confirming a report by Y": Y stands behind what X brings.
pub(crate) fn drawing(view: &View<'_, '_>, sentence: &Range<usize>, t: usize, carry: &Carry) -> Option<Raw> {
    let end = super::content::sentence_end(view, sentence);
    let from = drawn_from(view, t, end)?;
    let group = group(view, sentence, t);
    if group.be || group.negated || group.infinitive {
        return None;
    }
    let subject = drawer(view, sentence, t, group.start, carry)?;
    let source = view.right(from, end, true);
    // "had spoken to three survivors" names nobody.
    if matches!(view.norm(t), "spoken" | "speaking" | "talking") && !source.clone().any(|n| view.capitalised(n)) {
        let body = source.clone().any(|n| is_authority(view.norm(n)));
        if !body {
            return None;
        }
    }
    let after = usize::from(view.norm(source.end) == ",");
    let says = view.norm(source.end + after) == "as" && view.norm(source.end + after + 1).ends_with("ing");
    if source.is_empty() || says || is_nobody(view, &source) || source == subject {
        return None;
    }
    let begin = if subject.start > sentence.start && subject.end <= t { subject.start } else { sentence.start };
    let left = to_the_left(view, sentence, begin);
    let content = left.or_else(|| before(view, sentence)).or_else(|| tidy(view, source.clone()))?;
    Some(Raw {
        source,
        cue: group.start..t + 1,
        content: vec![content],
        act: Act::Say,
        firmness: Assertion::Reported,
        via: vec![subject],
        hearer: None,
        heard: None,
    })
}

/// Who draws on another: a press source, or a word that stands for one.
fn drawer(view: &View<'_, '_>, sentence: &Range<usize>, t: usize, start: usize, carry: &Carry) -> Option<Range<usize>> {
    let quotes = matches!(
        view.norm(t),
        "quoted" | "quotes" | "cited" | "cites" | "based" | "referred" | "refers" | "relied" | "credits" | "attributed"
    );
    if view.norm(t).ends_with("ing") {
        return carry.subject.clone().filter(|s| s.end <= t);
    }
    let turn = start >= sentence.start + 2 && view.norm(start - 1) == "turn" && view.norm(start - 2) == "in";
    let subject = view.left(sentence.start, if turn { start - 2 } else { start });
    let word = view.norm(subject.start);
    match subject.len() {
        0 => None,
        1 if matches!(word, "which" | "it") => Some(subject),
        1 if matches!(word, "who" | "he" | "she" | "they" | "i" | "we") => None,
        _ if is_press(view, &subject) => Some(subject),
        _ => Some(subject.clone()).filter(|_| quotes && subject.clone().any(|t| view.capitalised(t))),
    }
}

/// The sentence before, if it stands in the same paragraph.
pub(crate) fn before(view: &View<'_, '_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    let here = view.doc.sentence_of(sentence.start);
    let last = view.doc.sentences.get(here.checked_sub(1)?)?;
    (last.paragraph == view.doc.sentences.get(here)?.paragraph).then(|| tidy(view, last.tokens.clone()))?
}

/// "a post quoted by X", "whose report was carried by X", "an email sent to X": X brought it to the public. The statement's
/// act is [`Act::Cite`]: it points to words and adds none.
pub(crate) fn carried(view: &View<'_, '_>, sentence: &Range<usize>, t: usize) -> Option<Raw> {
    let word = view.norm(t);
    let passed = matches!(word, "sent" | "given" | "handed" | "delivered" | "emailed" | "e-mailed");
    let brought = matches!(
        word,
        "carried"
            | "reported"
            | "published"
            | "quoted"
            | "broadcast"
            | "cited"
            | "relayed"
            | "repeated"
            | "aired"
            | "picked"
            | "distributed"
            | "translated"
            | "republished"
            | "obtained"
            | "seen"
            | "reviewed"
            | "monitored"
            | "reproduced"
            | "reprinted"
            | "summarised"
            | "summarized"
            | "rendered"
            | "noticed"
            | "shared"
            | "syndicated"
    );
    let mut link = t + 1 + usize::from(word == "picked" && view.norm(t + 1) == "up");
    if view.norm(link) == "for" && view.norm(link + 2) == "by" {
        link += 2;
    }
    if !(passed && view.norm(link) == "to" || brought && view.norm(link) == "by") {
        return None;
    }
    let end = super::content::sentence_end(view, sentence);
    let source = view.right(link + 1, end, false);
    let named = is_press(view, &source)
        || Outlets::embedded().within(view.doc, source.clone()).is_some_and(|found| !found.weak)
        || source.clone().any(|n| is_press_word(view.norm(n)));
    if source.is_empty() || !named {
        return None;
    }
    let start = t.saturating_sub(REACH_TOKENS_MAX).max(sentence.start);
    let first = (start..t).any(|n| view.norm(n) == "first");
    let noun = (start..t).rev().find(|n| is_account(view.norm(*n)));
    let again = view.norm(t.saturating_sub(1)) == "and" && matches!(word, "repeated" | "cited" | "carried" | "relayed");
    let thing = noun.or_else(|| again.then_some(t - 1)).filter(|_| !first)?;
    Some(Raw {
        source,
        cue: t..link + 1,
        content: std::iter::once(thing..thing + 1).collect(),
        act: Act::Cite,
        firmness: Assertion::Reported,
        via: Vec::new(),
        hearer: None,
        heard: None,
    })
}

/// A hearer named before or after the agent of a passive: "was confirmed to X by Y".
pub(crate) fn passive_hearer(view: &View<'_, '_>, at: usize, end: usize) -> Option<Range<usize>> {
    if view.norm(at) != "to" {
        return None;
    }
    let from = at + 1 + usize::from(is_determiner(view.norm(at + 1)));
    let np = view.right(at + 1, end, false);
    (from < end && !np.is_empty() && np.len() <= adjunct::ADJUNCT_TOKENS_MAX && view.capitalised(from)).then_some(np)
}
