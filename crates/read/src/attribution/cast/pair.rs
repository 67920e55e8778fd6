//! Facts of two candidates together: who of them has it from the other.

use super::around;
use super::fact::{Fact, kind};
use super::mention::Mention;
use super::{Candidate, Cast, Pair};
use crate::attribution::Statement;
use crate::attribution::words::is_preposition;
use record::SpeakerKind;

/// Tokens between two mentions that may still bear on one another.
const BETWEEN_TOKENS_MAX: usize = 18;

/// Words between two mentions are looked at as they stand where they are at most so many.
const WORDS_BETWEEN_MAX: usize = 3;

/// The two mentions that stand nearest to one another, the first of the text first.
fn nearest<'m>(cast: &'m Cast<'_, '_, '_>, a: &Candidate, b: &Candidate) -> Option<(&'m Mention, &'m Mention, bool)> {
    let all = a.mentions.iter().flat_map(|x| b.mentions.iter().map(move |y| (*x, *y)));
    let (x, y) = all.min_by_key(|(x, y)| {
        let (x, y) = (&cast.mentions[*x], &cast.mentions[*y]);
        (x.sentence.abs_diff(y.sentence), x.tokens.start.abs_diff(y.tokens.start))
    })?;
    let (x, y) = (&cast.mentions[x], &cast.mentions[y]);
    let swapped = y.tokens.start < x.tokens.start;
    Some(if swapped { (y, x, true) } else { (x, y, false) })
}

/// Mentions of the two in one sentence, the first named first.
fn beside<'m>(
    cast: &'m Cast<'_, '_, '_>,
    first: &Candidate,
    second: &Candidate,
) -> impl Iterator<Item = (&'m Mention, &'m Mention)> {
    let all = first.mentions.iter().flat_map(|x| second.mentions.iter().map(move |y| (*x, *y)));
    let all: Vec<_> = all.map(|(x, y)| (&cast.mentions[x], &cast.mentions[y])).collect();
    all.into_iter().filter(|(x, y)| x.sentence == y.sentence && x.tokens.start < y.tokens.start)
}

/// What is seen of two candidates.
pub(super) fn pair(cast: &Cast<'_, '_, '_>, a: &Candidate, b: &Candidate) -> Pair {
    let near = nearest(cast, a, b);
    let swapped = near.as_ref().is_some_and(|n| n.2);
    let (first, second) = if swapped { (b, a) } else { (a, b) };
    let mut facts = Vec::new();
    let mut add = |what: &'static str, seen: String| facts.push(Fact { what, seen });
    let kinds = format!("{}, {}", kind(&first.speaker), kind(&second.speaker));
    let rules = match (first.rules, second.rules) {
        (Some(x), Some(y)) if x < y => "first, second",
        (Some(_), Some(_)) => "second, first",
        (Some(_), None) => "first only",
        (None, Some(_)) => "second only",
        (None, None) => "neither",
    };
    add("chain by rules", rules.to_owned());
    add("kinds, chain by rules", format!("{kinds}: {rules}"));
    if let Some((x, y, _)) = near {
        let apart = y.sentence - x.sentence;
        let where_ = match apart {
            0 => "one sentence",
            1 => "two sentences",
            _ => "apart",
        };
        add("stand in", where_.to_owned());
        add("kinds", format!("{kinds}: {where_}"));
        for (x, y) in beside(cast, first, second) {
            between(cast, x, y, &kinds, &mut add);
        }
        belongs(cast, x, y, &mut add);
    } else {
        add("kinds", kinds.clone());
    }
    for (candidate, prefixed) in [(first, FIRST), (second, SECOND)] {
        for fact in &candidate.facts {
            if let Some((_, what)) = prefixed.iter().find(|(plain, _)| *plain == fact.what) {
                add(what, fact.seen.clone());
            }
        }
    }
    drawn(cast, first, second, &mut add);
    let rules = first.rules.is_some() && second.rules.is_some();
    let tied = rules || facts.iter().any(ties);
    facts.push(Fact { what: "tied", seen: format!("{kinds}: {}", if tied { "yes" } else { "no" }) });
    facts.sort();
    facts.dedup();
    let short = super::is_short(cast.view, cast.lead);
    // A person speaks for their own body, and has it from another only where something says so; never from one that a rule
    // hears say it while it does not hear the person.
    let of_body = |a: &Candidate, b: &Candidate| a.speaker.kind == SpeakerKind::Person && super::model::is_body(b);
    let speaks_for = |a: &Candidate, b: &Candidate| of_body(a, b) && a.rules.is_none() && b.rules.is_some();
    // A group speaks through its people and through others, and has its own deeds from nobody.
    let may = |a: &Candidate, _: &Candidate| (tied || short || !super::is_voice(a)) && !super::stand::is_group(a);
    let kept_out = |a: &Candidate, b: &Candidate| speaks_for(a, b) || short && !tied && of_body(a, b);
    let both = |of: &dyn Fn(&Candidate, &Candidate) -> bool| [of(first, second), of(second, first)];
    let (may, kept_out) = (both(&may), both(&kept_out));
    Pair { swapped, facts, may, kept_out }
}

/// Says that words went from one of the two to the other.
fn ties(fact: &Fact) -> bool {
    match fact.what {
        "a statement" => true,
        "belongs" => fact.seen.starts_with("first to") || fact.seen.starts_with("second to"),
        "verb between" => {
            matches!(fact.seen.as_str(), "tell" | "speak" | "learn" | "cite" | "give" | "carry" | "write")
        }
        _ => false,
    }
}

const FIRST: [(&str, &str); 6] = [
    ("before", "first, before"),
    ("object of", "first, object of"),
    ("kind, does", "first, does"),
    ("words", "first, words"),
    ("speaks", "first, speaks"),
    ("known by", "first, known by"),
];
const SECOND: [(&str, &str); 6] = [
    ("before", "second, before"),
    ("object of", "second, object of"),
    ("kind, does", "second, does"),
    ("words", "second, words"),
    ("speaks", "second, speaks"),
    ("known by", "second, known by"),
];

/// The verbs and small words between two mentions of one sentence.
fn between(cast: &Cast<'_, '_, '_>, x: &Mention, y: &Mention, kinds: &str, add: &mut impl FnMut(&'static str, String)) {
    let view = cast.view;
    let (from, to) = (x.phrase.end.min(y.phrase.start), y.phrase.start);
    if to - from > BETWEEN_TOKENS_MAX {
        return;
    }
    let verbs: Vec<&str> = (from..to).filter_map(|t| around::verb(view, t)).filter(|v| *v != "be").collect();
    let link = to.checked_sub(1).filter(|t| *t >= from).map_or("", |t| view.norm(t));
    let link = if is_preposition(link) || matches!(link, "," | "citing" | "which" | "that" | "to") { link } else { "" };
    let relative = (from..to).map(|t| view.norm(t)).find(|w| matches!(*w, "which" | "who" | "whose" | "whom"));
    if to - from <= WORDS_BETWEEN_MAX {
        let words: Vec<&str> = (from..to).map(|t| view.norm(t)).collect();
        add("words between", words.join(" "));
    }
    let words = verbs.last().copied().unwrap_or("no verb");
    add("between", format!("{words} {link}"));
    add("between, kinds", format!("{words} {link}: {kinds}"));
    for verb in verbs {
        add("verb between", verb.to_owned());
    }
    if let Some(relative) = relative {
        add("relative between", relative.to_owned());
    }
}

/// A columnist and the paper.
fn belongs(cast: &Cast<'_, '_, '_>, x: &Mention, y: &Mention, add: &mut impl FnMut(&'static str, String)) {
    let is = |m: &Mention, of: &Mention| m.of.is_some_and(|o| std::ptr::eq(&raw const cast.mentions[o], of));
    if is(x, y) {
        add("belongs", "first to second".to_owned());
    }
    if is(y, x) {
        add("belongs", "second to first".to_owned());
    }
}

/// What the rules' statements say of the two: one speaks through the other, or in the other's words.
fn drawn(cast: &Cast<'_, '_, '_>, first: &Candidate, second: &Candidate, add: &mut impl FnMut(&'static str, String)) {
    let mut side = |a: &Candidate, b: &Candidate, through: &str, holds: &str| {
        for x in a.mentions.iter().map(|m| &cast.mentions[*m]) {
            let speaks = |s: &&Statement| s.source.start < x.tokens.end && x.tokens.start < s.source.end;
            for s in cast.statements_near(x).map(|(_, s)| s).filter(speaks) {
                let mut others = b.mentions.iter().map(|m| &cast.mentions[*m]);
                if others.clone().any(|y| cast.is_through(s, y)) {
                    add("a statement", through.to_owned());
                }
                if others.any(|y| s.covers(y.tokens.start)) {
                    add("a statement", holds.to_owned());
                }
            }
        }
    };
    side(first, second, "of the first through the second", "of the first holds the second");
    side(second, first, "of the second through the first", "of the second holds the first");
}
