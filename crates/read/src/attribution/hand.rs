//! Words that go from hand to hand: "AFP picked the story up", "the paper passed it on to X", "X, from which Y took the report",
//! "the story comes from X".

use super::content::{sentence_end, tidy};
use super::lexicon::Act;
use super::outlets::Outlets;
use super::phrase::View;
use super::relay::{before, is_account, is_press, owner};
use super::verb::{Raw, is_nobody};
use super::verbal::group;
use super::words::{is_adverb, is_determiner, is_preposition, is_reporter};
use record::Assertion;
use std::ops::Range;

/// Between a verb and what it takes stand at most this many tokens.
const REACH_TOKENS_MAX: usize = 8;

/// Verbs by which the press brings what others said first.
fn brings(word: &str) -> bool {
    matches!(
        word,
        "picked"
            | "picks"
            | "took"
            | "taken"
            | "takes"
            | "relayed"
            | "relays"
            | "carried"
            | "carries"
            | "republished"
            | "reproduced"
            | "reproduces"
            | "reprinted"
            | "translated"
            | "translates"
            | "distributed"
            | "summarised"
            | "summarized"
            | "summarises"
            | "repeated"
            | "repeats"
            | "monitored"
            | "syndicated"
            | "shared"
            | "published"
            | "has"
            | "wrote"
            | "reported"
            | "reports"
            | "cited"
            | "quoted"
            | "cites"
            | "quotes"
            | "aired"
            | "broadcast"
            | "ran"
    )
}

/// Verbs that hand words to somebody.
fn hands(word: &str) -> bool {
    matches!(
        word,
        "told"
            | "informed"
            | "passed"
            | "passes"
            | "relayed"
            | "shared"
            | "gave"
            | "given"
            | "provided"
            | "forwarded"
            | "handed"
            | "sent"
            | "supplied"
            | "confirmed"
            | "spoke"
            | "spoken"
            | "talked"
    )
}

fn cite(source: Range<usize>, cue: Range<usize>, content: Range<usize>, via: Vec<Range<usize>>) -> Raw {
    Raw {
        source,
        cue,
        content: std::iter::once(content).collect(),
        act: Act::Cite,
        firmness: Assertion::Reported,
        via,
        hearer: None,
        heard: None,
    }
}

/// "The AFP", "the agency": a press source, or a capitalised name that the table knows.
fn press(view: &View<'_, '_>, np: &Range<usize>) -> bool {
    !np.is_empty()
        && (is_press(view, np) || Outlets::embedded().within(view.doc, np.clone()).is_some_and(|found| !found.weak))
}

/// "its story", "the post", "an English version": something said before, as the object that begins at `from`.
fn told_before(view: &View<'_, '_>, from: usize, end: usize) -> Option<usize> {
    const WORDS_MAX: usize = 4;
    if matches!(view.norm(from), "it" | "them" | "this") {
        return Some(from);
    }
    let named = |t: usize| view.norm(t + 1) == "'s";
    if !is_determiner(view.norm(from)) && !named(from) {
        return None;
    }
    (from..end.min(from + WORDS_MAX + 1))
        .take_while(|t| !view.is_break(*t) && !is_preposition(view.norm(*t)))
        .find(|t| is_account(view.norm(*t)) && !view.capitalised(*t))
}

/// "AFP picked up the report", "The Example has taken it up", "the agency monitored the broadcast".
pub(crate) fn picked_up(view: &View<'_, '_>, sentence: &Range<usize>, t: usize) -> Option<Raw> {
    let word = view.norm(t);
    if !brings(word) {
        return None;
    }
    let end = sentence_end(view, sentence);
    let up = view.norm(t + 1) == "up";
    let about = matches!((word, view.norm(t + 1)), ("wrote", "about") | ("reported" | "reports", "on"));
    let at = t + 1 + usize::from(up || about);
    let thing = told_before(view, at, end)?;
    let after_up = (thing..end.min(thing + 2)).any(|n| view.norm(n) == "up");
    let fits = match word {
        "picked" | "picks" | "took" | "taken" | "takes" => up || after_up,
        "wrote" | "reported" | "reports" => about,
        "has" => matches!(view.norm(thing), "translation" | "summary" | "version" | "excerpts"),
        // "cites the report" draws on a report; the post or the broadcast is one told of before.
        "cited" | "quoted" | "cites" | "quotes" => {
            matches!(view.norm(thing), "post" | "tweet" | "message" | "broadcast" | "remarks" | "it")
        }
        _ => true,
    };
    // "the story of the group": told at first hand, not brought on.
    let plain = !matches!(view.norm(thing + 1), "of" | "by" | "that" | "saying" | "on") || about;
    let group = group(view, sentence, t);
    if !fits || !plain || group.be || group.negated {
        return None;
    }
    let subject = view.left(sentence.start, group.start);
    if !press(view, &subject) || is_nobody(view, &subject) {
        return None;
    }
    // "The station shared the recording with X" hands it on.
    let hand = view.norm(thing + 1);
    if matches!(hand, "with" | "to") {
        return None;
    }
    Some(cite(subject, group.start..t + 1, thing..thing + 1, Vec::new()))
}

/// "The paper informed X", "Example shared his account with X", "whose reporter told X", "an editor at X relayed it to Y".
pub(crate) fn passed_on(view: &View<'_, '_>, sentence: &Range<usize>, t: usize) -> Option<Raw> {
    let word = view.norm(t);
    if !hands(word) {
        return None;
    }
    let end = sentence_end(view, sentence);
    let group = group(view, sentence, t);
    if group.be || group.negated || group.infinitive {
        return None;
    }
    let direct = matches!(word, "told" | "informed");
    let spoke = matches!(word, "spoke" | "spoken" | "talked");
    let to = if direct {
        t + 1
    } else {
        (t + 1..end.min(t + REACH_TOKENS_MAX))
            .take_while(|n| !view.is_break(*n))
            .find(|n| matches!(view.norm(*n), "to" | "with"))?
            + 1
    };
    let hearer = view.right(to, end, false);
    let hearer = crate::attribution::adjunct::hearer(view, to, end).filter(|h| press(view, h)).unwrap_or(hearer);
    if !press(view, &hearer) {
        return None;
    }
    // What is said at first hand is no passing on: "told X that …".
    let said = view.norm(hearer.end) == "that" || view.norm(hearer.end) == ":" || view.norm(hearer.end) == "\"";
    let object =
        direct || spoke || (t + 1..to).any(|n| is_account(view.norm(n)) || matches!(view.norm(n), "it" | "on"));
    if said || !object || direct && hearer.end < end && !view.is_break(hearer.end) && !ends(view.norm(hearer.end)) {
        return None;
    }
    let subject = holder(view, sentence, &group.start)?;
    // ", the ministry told X": what it told stands before it, in the same sentence.
    let first = subject.start <= sentence.start + 1;
    let relative = subject.end <= group.start && (subject.end..group.start).any(|n| view.norm(n) == "whose")
        || matches!(view.norm(subject.start), "which" | "it");
    let joined = subject.start > 0 && matches!(view.norm(subject.start - 1), "and" | ";" | "in");
    let whole = subject.start > 0 && matches!(view.norm(subject.start - 1), "at" | "of" | "for" | "from" | "the");
    if !(first || relative || joined || whole && subject.start <= sentence.start + 4) {
        return None;
    }
    let content = before(view, sentence).or_else(|| tidy(view, hearer.clone()))?;
    Some(cite(subject, group.start..t + 1, content, vec![hearer]))
}

/// Words that may follow the hearer of words told before.
fn ends(word: &str) -> bool {
    matches!(word, "by" | "on" | "in" | "," | "." | ";" | "and" | "about" | "of") || is_adverb(word)
}

/// The press source that hands on: the subject, or the one that the subject works for.
fn holder(view: &View<'_, '_>, sentence: &Range<usize>, start: &usize) -> Option<Range<usize>> {
    let turn = *start >= sentence.start + 2 && view.norm(start - 1) == "turn" && view.norm(start - 2) == "in";
    let upto = if turn { start - 2 } else { *start };
    // "X, whose reporter told Y".
    let near = upto.saturating_sub(REACH_TOKENS_MAX).max(sentence.start);
    if let Some(whose) = (near..upto).rev().find(|w| view.norm(*w) == "whose") {
        let owner = view.left(sentence.start, whose - usize::from(view.norm(whose - 1) == ","));
        return Some(owner).filter(|np| press(view, np));
    }
    let subject = view.left(sentence.start, upto);
    let word = view.norm(subject.start);
    if subject.len() == 1 && matches!(word, "which" | "it") {
        return Some(subject);
    }
    if is_press(view, &subject) {
        return Some(subject);
    }
    let works =
        subject.clone().find(|n| is_reporter(view.norm(*n)) || matches!(view.norm(*n), "editor" | "editors"))?;
    let possessed = works > subject.start + 1 && view.norm(works - 1) == "'s";
    if possessed {
        return Some(subject.start..works - 1).filter(|np| press(view, np));
    }
    let link = (works + 1..subject.end).find(|n| matches!(view.norm(*n), "at" | "of" | "for" | "from" | "with"))?;
    Some(link + 1..subject.end).filter(|np| press(view, np))
}

/// "X, from which Y took the report", "X, to which Z had spoken": who stands before the relative word and who after it.
pub(crate) fn by_relative(view: &View<'_, '_>, sentence: &Range<usize>, t: usize) -> Option<Raw> {
    let link = view.norm(t);
    if !matches!(link, "from" | "to" | "with") || view.norm(t + 1) != "which" || t == sentence.start {
        return None;
    }
    let end = sentence_end(view, sentence);
    let antecedent = view.left(sentence.start, t - usize::from(view.norm(t - 1) == ","));
    let verb = (t + 2..end.min(t + 2 + 2 * REACH_TOKENS_MAX)).find(|n| {
        matches!(view.norm(*n), "took" | "had" | "has" | "got" | "learned" | "learnt" | "obtained" | "spoke" | "spoken")
    })?;
    let subject = view.right(t + 2, verb, false);
    if subject.is_empty() || !press(view, &antecedent) {
        return None;
    }
    let content =
        before(view, sentence).or_else(|| tidy(view, sentence.start..antecedent.start.max(sentence.start + 1)))?;
    if link == "from" {
        return Some(cite(antecedent, t..t + 2, content, vec![subject]));
    }
    let said = Raw { act: Act::Say, ..cite(subject, t..t + 2, content, vec![antecedent]) };
    Some(said)
}

/// "The story comes from X", "the news was broken by X", "the translation is by X", "the count is that of X".
pub(crate) fn comes_from(view: &View<'_, '_>, sentence: &Range<usize>, t: usize) -> Option<Raw> {
    let end = || sentence_end(view, sentence);
    let from = match (view.norm(t), view.norm(t + 1)) {
        ("comes" | "came" | "stems" | "stemmed" | "originates" | "originated", "from") => t + 2,
        ("broken", "by") => t + 2,
        ("is" | "was", "by") => t + 2,
        ("is" | "was" | "are" | "were", "that" | "those") if view.norm(t + 2) == "of" => t + 3,
        ("reached", _) => (t + 1..end().min(t + 4)).find(|n| matches!(view.norm(*n), "through" | "via" | "from"))? + 1,
        _ => return None,
    };
    // Most words are none of these: what costs more is looked at after them.
    let group = group(view, sentence, t);
    if view.norm(t) == "broken" && !group.be {
        return None;
    }
    let subject = view.left(sentence.start, group.start.min(t));
    let noun = subject.end.checked_sub(1).filter(|_| !subject.is_empty())?;
    if !is_account(view.norm(noun)) && !matches!(view.norm(noun), "warning" | "count" | "toll" | "translation" | "tip")
    {
        return None;
    }
    let end = end();
    let source = view.right(owner(view, from, end), end, true);
    if source.is_empty() || is_nobody(view, &source) {
        return None;
    }
    let content = before(view, sentence).or_else(|| tidy(view, subject.clone()))?;
    let carrier = view.norm(t) == "reached" || view.norm(noun) == "translation";
    let raw = cite(source, group.start.min(t)..from, content, Vec::new());
    Some(if carrier { raw } else { Raw { act: Act::Say, ..raw } })
}

/// "X names Y as its source", "naming Y as its source", "gives as its only source Y": where Y stands, for a verb of naming at `t`.
pub(crate) fn named_source(view: &View<'_, '_>, t: usize, end: usize) -> Option<usize> {
    let near = || t + 1..end.min(t + 12);
    let source = near().find(|n| matches!(view.norm(*n), "source" | "sources"))?;
    let as_its = (source.saturating_sub(3)..source).rev().find(|n| view.norm(*n) == "as").filter(|a| *a > t)?;
    Some(if as_its == t + 1 { source + 1 } else { t + 1 })
}
