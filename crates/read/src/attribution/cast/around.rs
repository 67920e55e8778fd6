//! What stands around a mention: small words, and the verbs that it does or suffers, by class.

use super::Fact;
use super::mention::Mention;
use crate::attribution::lexicon::{Act, cues};
use crate::attribution::phrase::View;
use crate::attribution::relay::is_account;
use crate::attribution::words::{is_adverb, is_auxiliary, is_be, is_day, is_determiner, is_month, is_preposition};
use std::ops::Range;

/// Between a mention and a verb that it belongs to stand at most this many tokens.
const REACH_TOKENS_MAX: usize = 7;

/// The class of a verb form, by what it does with words; `None` for what is no verb.
pub(super) fn verb(view: &View<'_, '_>, t: usize) -> Option<&'static str> {
    let word = view.norm(t);
    let class = match word {
        "told" | "tells" | "tell" | "telling" | "informed" | "informs" | "briefed" | "confided" => "tell",
        "spoke" | "spoken" | "speaks" | "speaking" | "talked" | "talks" | "talking" | "interviewed" | "interviews"
        | "interview" => "speak",
        "carried" | "carries" | "carrying" | "relayed" | "relays" | "relaying" | "republished" | "reproduced"
        | "reprinted" | "translated" | "translates" | "translating" | "distributed" | "summarised" | "summarized"
        | "summarises" | "repeated" | "repeats" | "repeating" | "monitored" | "monitors" | "syndicated" | "aired"
        | "airs" | "airing" | "broadcast" | "broadcasts" | "ran" | "runs" | "picked" | "picks" | "rendered"
        | "echoed" | "echoing" | "circulated" | "noticed" | "spotted" | "amplified" | "rebroadcast" | "transmitted"
        | "transmits" | "recounted" | "excerpted" | "reposted" | "retweeted" => "carry",
        "wrote" | "written" | "writes" | "writing" | "reported" | "reports" | "reporting" | "published"
        | "publishes" | "posted" | "posts" | "tweeted" | "revealed" | "reveals" | "disclosed" | "broke" | "broken"
        | "printed" | "prints" | "ascertained" => "write",
        "cited" | "cites" | "citing" | "cite" | "quoted" | "quotes" | "quoting" | "referred" | "refers"
        | "referring" | "relied" | "relies" | "relying" | "credited" | "credits" | "crediting" | "attributed"
        | "attributes" | "attributing" | "based" | "bases" | "basing" | "pointed" | "points" | "sourced" | "drew"
        | "draws" | "drawing" | "invoked" | "invoking" | "leaned" | "leans" | "leaning" | "rested" | "rests"
        | "follows" | "followed" => "cite",
        "learned" | "learnt" | "learns" | "learn" | "heard" | "hears" | "read" | "obtained" | "obtains" | "got"
        | "received" | "receives" | "seen" | "saw" | "sees" | "reviewed" | "viewed" | "accessed" | "took" | "taken"
        | "takes" | "had" | "originated" | "originates" | "comes" | "came" | "stems" | "stemmed" => "learn",
        "sent" | "sends" | "gave" | "given" | "gives" | "handed" | "hands" | "passed" | "passes" | "provided"
        | "supplied" | "delivered" | "leaked" | "leaks" | "forwarded" | "emailed" | "shared" | "shares"
        | "released" | "releases" | "issued" | "issues" | "submitted" | "furnished" => "give",
        "confirmed" | "confirms" | "confirming" | "verified" | "acknowledged" => "confirm",
        "claimed" | "claims" | "claiming" => "claim",
        "believes" | "convinced" | "knows" | "understands" | "thinks" | "suspects" => "think",
        _ => "",
    };
    if passes_on(view, t) {
        return Some("carry");
    }
    if !class.is_empty() {
        return Some(class);
    }
    if is_be(word) {
        return Some("be");
    }
    if is_auxiliary(word) {
        return None;
    }
    match cues().get(word) {
        Some(cue) if cue.act == Act::Say && (!cue.noun || view.is_verb(t)) => Some("say"),
        _ if view.is_verb(t) && !view.capitalised(t) => Some("other"),
        _ => None,
    }
}

/// "took up", "sent the text out", "put on the air", "summed up": words are handed on.
fn passes_on(view: &View<'_, '_>, t: usize) -> bool {
    const REACH: usize = 4;
    let next =
        |words: &[&str]| (t + 1..=t + REACH).take_while(|n| !view.is_break(*n)).any(|n| words.contains(&view.norm(n)));
    match view.norm(t) {
        "took" | "takes" | "taken" | "take" | "taking" | "summed" | "sums" | "picked" | "picks" => next(&["up"]),
        "passed" | "passes" | "passing" | "handed" => next(&["on"]),
        "sent" | "sends" | "sending" | "read" | "reads" | "reading" => next(&["out"]),
        "put" | "puts" | "putting" => next(&["out", "on", "into"]),
        "lifted" | "copied" | "spread" | "reran" | "reprints" => true,
        _ => false,
    }
}

/// A small word or mark as a fact; others by sort.
fn small(view: &View<'_, '_>, t: usize) -> String {
    let word = view.norm(t);
    if is_preposition(word)
        || matches!(
            word,
            "as" | "and"
                | "but"
                | "that"
                | "which"
                | "who"
                | "whose"
                | ","
                | "."
                | ":"
                | "\""
                | "("
                | ")"
                | "'s"
                | "to"
        )
    {
        return word.to_owned();
    }
    if view.is_dash(t) {
        return "dash".to_owned();
    }
    if is_account(word) {
        return "account".to_owned();
    }
    verb(view, t).map_or_else(|| "word".to_owned(), |class| format!("verb {class}"))
}

/// Facts of the words around one mention.
pub(super) fn facts(view: &View<'_, '_>, mention: &Mention, out: &mut Vec<Fact>) {
    let sentence = view.doc.sentences[mention.sentence].tokens.clone();
    let mut add = |what: &'static str, seen: String| out.push(Fact { what, seen });
    add("before", before(view, mention, &sentence));
    if let Some((object, t)) = object(view, mention, &sentence) {
        add("object of", object);
        add("the verb before", view.norm(t).to_owned());
    }
    let end = mention.phrase.end.min(sentence.end);
    add("after", if end < sentence.end { small(view, end) } else { "end".to_owned() });
    if let Some((does, t)) = does(view, mention, &sentence) {
        add("does", does);
        add("its verb", view.norm(t).to_owned());
    }
    if let Some(account) = account(view, mention, &sentence) {
        add("words", account);
    }
    if view.quote(mention.tokens.start).is_some() {
        add("stands", "in quotation marks".to_owned());
    }
    let brackets = mention.tokens.start > sentence.start && view.norm(mention.tokens.start - 1) == "(";
    if brackets {
        add("stands", "in brackets".to_owned());
    }
}

fn before(view: &View<'_, '_>, mention: &Mention, sentence: &Range<usize>) -> String {
    let start = mention.phrase.start;
    if start <= sentence.start {
        return "start".to_owned();
    }
    let two = start >= sentence.start + 2;
    if two && view.norm(start - 1) == "to" && view.norm(start - 2) == "according" {
        return "according to".to_owned();
    }
    small(view, start - 1)
}

/// The verb before that takes the mention, with the small word between: "carry by", "tell", "learn from".
fn object(view: &View<'_, '_>, mention: &Mention, sentence: &Range<usize>) -> Option<(String, usize)> {
    let start = mention.phrase.start;
    let near = start.saturating_sub(REACH_TOKENS_MAX).max(sentence.start);
    let link = Some(start).filter(|s| *s > near).map(|s| view.norm(s - 1)).filter(|w| is_preposition(w));
    let mut back = (near..start).rev().take_while(|t| !view.is_break(*t));
    let (found, t) = back.find_map(|t| Some((verb(view, t)?, t)))?;
    Some((link.map_or_else(|| found.to_owned(), |link| format!("{found} {link}")), t))
}

/// The verb after that the mention does, or that is done to it.
fn does(view: &View<'_, '_>, mention: &Mention, sentence: &Range<usize>) -> Option<(String, usize)> {
    let mut t = mention.open.end.max(mention.phrase.end);
    let stop = sentence.end.min(t + REACH_TOKENS_MAX);
    let (mut be, mut not) = (false, false);
    if view.norm(t) == "," && mention.open.end > mention.phrase.end {
        t += 1;
    }
    while t < stop {
        let word = view.norm(t);
        match verb(view, t) {
            Some("be") => be = true,
            Some("confirm") if not && !be => return Some(("not confirm".to_owned(), t)),
            Some(class) => return Some((if be { format!("be {class}") } else { class.to_owned() }, t)),
            None if matches!(word, "not" | "never" | "n't") => not = true,
            None if is_auxiliary(word) || is_adverb(word) || is_day(word) || is_month(word) => {}
            None if matches!(word, "on" | "in" | "turn" | "late" | "early") || word.ends_with("ly") => {}
            None if view.doc.tokens[t].kind == crate::doc::TokenKind::Number => {}
            None => return be.then(|| ("be".to_owned(), t)),
        }
        t += 1;
    }
    be.then(|| ("be".to_owned(), stop - 1))
}

/// "a report by X", "X's report", "his column for X": words that are the mention's own.
fn account(view: &View<'_, '_>, mention: &Mention, sentence: &Range<usize>) -> Option<String> {
    let (start, end) = (mention.phrase.start, mention.phrase.end);
    let own = (end + 1..sentence.end.min(end + 4)).find(|t| is_account(view.norm(*t)));
    if view.norm(end) == "'s" && own.is_some() {
        return Some("'s".to_owned());
    }
    let inside = (mention.tokens.end..end).find(|t| is_account(view.norm(*t)));
    if inside.is_some() {
        return Some("own".to_owned());
    }
    let link = start.checked_sub(1).filter(|l| *l > sentence.start && is_preposition(view.norm(*l)))?;
    let near = link.saturating_sub(4).max(sentence.start);
    let noun = (near..link).rev().take_while(|t| !view.is_break(*t)).any(|t| is_account(view.norm(t)));
    noun.then(|| view.norm(link).to_owned())
}

/// "the attack on X", "the X massacre", "the offices of X": what was hit, not who said so.
pub(super) fn is_hit(view: &View<'_, '_>, tokens: &Range<usize>) -> bool {
    const BACK_TOKENS_MAX: usize = 4;
    let act = |t: usize| {
        matches!(
            view.norm(t),
            "attack"
                | "attacks"
                | "attacked"
                | "assault"
                | "massacre"
                | "shooting"
                | "shootings"
                | "killings"
                | "bombing"
                | "siege"
                | "raid"
                | "stormed"
                | "offices"
                | "headquarters"
        )
    };
    let sentence = &view.doc.sentences[view.doc.sentence_of(tokens.start)].tokens;
    let low = sentence.start.max(tokens.start.saturating_sub(BACK_TOKENS_MAX));
    let link = |t: usize| matches!(view.norm(t), "on" | "against" | "at" | "of") || is_determiner(view.norm(t));
    let before = (low..tokens.start).rev().find(|t| !link(*t) && !view.capitalised(*t) && view.norm(*t) != "'s");
    let behind = tokens.end < sentence.end && act(tokens.end);
    behind
        || before.is_some_and(|t| {
            let struck = matches!(view.norm(t), "attacked" | "stormed");
            act(t) && (t + 1..tokens.start).any(link) || struck && t + 1 == tokens.start
        })
}
