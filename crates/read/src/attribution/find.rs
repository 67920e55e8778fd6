//! All statements of a text: one pass over the sentences, then the speakers are named.

use super::content::{is_relay, sentence_end, tidy, to_the_left, to_the_right};
use super::hand::{by_relative, comes_from, passed_on, picked_up};
use super::learned::{Listener, vote};
use super::lexicon::{Act, Form, cues};
use super::passive::{citing, releaser};
use super::phrase::View;
use super::relay::{carried, drawing, owner};
use super::verb::{Carry, Raw, is_nobody, read};
use super::verbal::group;
use super::words::{is_auxiliary, is_be, is_owning_verb, is_toll};
use super::{Statement, headline, refer};
use crate::doc::Doc;
use crate::names::Name;
use record::Assertion;
use std::ops::Range;

/// Statements past this many in one text are left out.
const STATEMENTS_MAX: usize = 4_000;

/// Every attribution of the text, in the order of the cues. `names` must be sorted by start.
#[must_use]
pub fn statements(doc: &Doc<'_>, names: &[Name]) -> Vec<Statement> {
    statements_by(doc, names, Listener::embedded())
}

/// The same with another listener, or by rules alone.
#[must_use]
pub fn statements_by(doc: &Doc<'_>, names: &[Name], listener: Option<&Listener>) -> Vec<Statement> {
    let view = View::new(doc);
    let mut raws = raws(&view);
    if let Some(listener) = listener {
        raws = vote(&view, raws, listener);
    }
    raws.sort_by_key(|(_, raw)| (raw.cue.start, raw.cue.end));
    refer::name_all(&view, names, raws)
}

/// What the rules find: phrases, and the sentence where they stand.
pub(super) fn raws(view: &View<'_, '_>) -> Vec<(usize, Raw)> {
    let doc = view.doc;
    let mut raws = Vec::new();
    for (n, sentence) in doc.sentences.iter().enumerate() {
        if doc.has_title && sentence.paragraph == 0 {
            headline::read(view, &sentence.tokens, &mut raws);
        }
        let mut carry = Carry::default();
        for t in sentence.tokens.clone() {
            let clause = within_quote(view, &sentence.tokens, t);
            if let Some(raw) = at(view, &clause, t, &mut carry) {
                raws.push((n, raw));
            }
        }
        if raws.len() > STATEMENTS_MAX {
            break;
        }
    }
    raws
}

/// Words inside a quotation are attributed inside it: the sentence, cut to the quotation that holds the token.
fn within_quote(view: &View<'_, '_>, sentence: &Range<usize>, t: usize) -> Range<usize> {
    let Some(quote) = view.quote(t).filter(|q| q.start < t && t + 1 < q.end) else { return sentence.clone() };
    let closed = quote.end > 0 && view.norm(quote.end - 1) == "\"";
    sentence.start.max(quote.start + 1)..sentence.end.min(quote.end - usize::from(closed))
}

/// The cue that begins or lies at a token.
fn at(view: &View<'_, '_>, sentence: &Range<usize>, t: usize, carry: &mut Carry) -> Option<Raw> {
    let word = view.norm(t);
    match word {
        "according" if view.norm(t + 1) == "to" => return according(view, sentence, t, t + 2),
        "per" if t > sentence.start && matches!(view.norm(t - 1), "," | "as") => {
            return according(view, sentence, t, t + 1);
        }
        "citing" | "quoting" if t + 1 < sentence.end => return citing(view, sentence, t, t + 1, carry),
        "referring" if view.norm(t + 1) == "to" && is_press(view, owner(view, t + 2, sentence.end), sentence.end) => {
            return citing(view, sentence, t, t + 2, carry);
        }
        "reference" if view.norm(t + 1) == "to" && t > sentence.start && view.norm(t - 1) == "with" => {
            return citing(view, sentence, t - 1, t + 2, carry);
        }
        "put" | "puts" | "set" | "gave" | "raised" | "raises" | "lowered" | "revised" => {
            if let Some(raw) = toll(view, sentence, t) {
                return Some(raw);
            }
        }
        "responsibility" | "credit" => return own(view, sentence, t, carry),
        "revelations" | "revelation" | "allegations" | "claims" | "reports" | "report" | "disclosures"
            if matches!(view.norm(t + 1), "by" | "from" | "in") && is_press(view, t + 2, sentence.end) =>
        {
            return noun(view, sentence, t);
        }
        "allegedly" | "reportedly" | "supposedly" | "purportedly" => return hedged(view, sentence, t),
        "statement" | "message" | "letter" | "video" | "communique" | "tweet" if view.norm(t + 1) == "that" => {}
        _ => {}
    }
    let handed = carried(view, sentence, t)
        .or_else(|| picked_up(view, sentence, t))
        .or_else(|| passed_on(view, sentence, t))
        .or_else(|| by_relative(view, sentence, t))
        .or_else(|| comes_from(view, sentence, t))
        .or_else(|| drawing(view, sentence, t, carry));
    if handed.is_some() {
        return handed;
    }
    let cue = *cues().get(word)?;
    let raw = read(view, sentence, t, cue, carry)?;
    if raw.source.is_empty() {
        return Some(raw).filter(|r| cue.form == Form::Past && !r.content.is_empty());
    }
    if is_nobody(view, &raw.source) {
        return None;
    }
    let subject = matches!(raw.act, Act::Judge | Act::Show | Act::Will) && raw.source.end <= raw.cue.start;
    if subject || raw.act == Act::Say {
        carry.subject = Some(raw.source.clone());
    }
    Some(raw)
}

fn is_press(view: &View<'_, '_>, t: usize, end: usize) -> bool {
    let np = view.right(t, end, false);
    !np.is_empty() && super::speaker::who(view, np, &[]).kind == record::SpeakerKind::Press
}

/// "according to X", at either end of the clause or in its middle.
fn according(view: &View<'_, '_>, sentence: &Range<usize>, t: usize, cue_end: usize) -> Option<Raw> {
    let end = sentence_end(view, sentence);
    let source_at = owner(view, cue_end, end);
    let opens = t == sentence.start
        || matches!(view.norm(t - 1), "\"" | ";") && view.quote(t).is_some()
        || t == sentence.start + 1 && view.norm(t - 1) != ",";
    let mut source = view.right(source_at, end, true);
    if opens {
        // "According to X, the army …": the comma ends the phrase unless a clear apposition follows it.
        let plain = view.right(source_at, end, false);
        let apposed = matches!(view.norm(plain.end + 1), "a" | "an" | "who" | "which") && view.norm(source.end) == ",";
        source = if apposed { source } else { plain };
    }
    if source.is_empty() || matches!(view.norm(source.start), "which" | "plan" | "that") {
        return None;
    }
    let mut content = Vec::new();
    if opens {
        content.extend(to_the_right(view, sentence, source.end));
    } else {
        content.extend(to_the_left(view, sentence, t));
        if view.norm(source.end) == "," && source.end + 1 < end && view.norm(t - 1) == "," {
            content.extend(
                tidy(view, source.end..end).filter(|r| !cues().contains_key(view.norm(r.start)) && !is_relay(view, r)),
            );
        }
    }
    // "according to a translation by X": X brings it and says nothing.
    let brought = (cue_end..source_at).any(|n| matches!(view.norm(n), "translation" | "summary" | "excerpts"));
    (!content.is_empty()).then(|| Raw {
        source,
        cue: t..cue_end,
        content,
        act: if brought { Act::Cite } else { Act::Say },
        firmness: Assertion::Reported,
        via: Vec::new(),
        hearer: None,
        heard: None,
    })
}

/// "X put the death toll at nine".
fn toll(view: &View<'_, '_>, sentence: &Range<usize>, t: usize) -> Option<Raw> {
    const OBJECT_TOKENS_MAX: usize = 5;
    let end = sentence_end(view, sentence);
    let object = (t + 1..end.min(t + OBJECT_TOKENS_MAX)).find(|o| is_toll(view.norm(*o)))?;
    let figure = (object + 1..end.min(object + 12)).any(|f| matches!(view.norm(f), "at" | "to" | "as"));
    let source = view.left(sentence.start, group(view, sentence, t).start);
    if !figure || source.is_empty() || is_nobody(view, &source) {
        return None;
    }
    let content = to_the_right(view, sentence, t + 1)?;
    Some(Raw {
        source,
        cue: t..t + 1,
        content: vec![content],
        act: Act::Say,
        firmness: Assertion::Reported,
        via: Vec::new(),
        hearer: None,
        heard: None,
    })
}

/// "X claimed responsibility for C", "C was claimed by" is left to the passive.
fn own(view: &View<'_, '_>, sentence: &Range<usize>, t: usize, carry: &mut Carry) -> Option<Raw> {
    let near = t.saturating_sub(6).max(sentence.start);
    let verb = (near..t).rev().find(|v| is_owning_verb(view.norm(*v)))?;
    if view.norm(t) == "credit" && !view.norm(verb).starts_with("claim") && !view.norm(verb).starts_with("t") {
        return None;
    }
    let start = group(view, sentence, verb).start;
    let negated =
        (start..t).any(|n| matches!(view.norm(n), "not" | "no" | "yet" | "never") || view.norm(n).ends_with("n't"));
    if negated {
        return None;
    }
    let left = view.left(sentence.start, start);
    let left = releaser(view, sentence, &left).unwrap_or(left);
    let source =
        if left.is_empty() { carry.subject.clone().filter(|_| view.norm(verb).ends_with("ing"))? } else { left };
    if is_nobody(view, &source) || source.clone().any(|n| view.norm(n) == "no") {
        return None;
    }
    let end = sentence_end(view, sentence);
    let after = super::adjunct::skip(view, t + 1, end, false);
    let content = to_the_right(view, sentence, t)?;
    carry.subject = Some(source.clone());
    let passive = (start..verb).any(|n| is_be(view.norm(n)));
    (!passive || view.norm(verb).ends_with("ing")).then(|| Raw {
        source,
        cue: start..t,
        content: vec![content],
        act: Act::Own,
        firmness: Assertion::Reported,
        via: Vec::new(),
        hearer: after.hearer,
        heard: None,
    })
}

/// "the revelations by newspaper X", "reports in X": what they are about stands around them.
fn noun(view: &View<'_, '_>, sentence: &Range<usize>, t: usize) -> Option<Raw> {
    let end = sentence_end(view, sentence);
    let source = view.right(t + 2, end, true);
    let content = tidy(view, sentence.start..t)?;
    (!source.is_empty()).then(|| Raw {
        source,
        cue: t..t + 2,
        content: vec![content],
        act: Act::Say,
        firmness: Assertion::Reported,
        via: Vec::new(),
        hearer: None,
        heard: None,
    })
}

/// "allegedly": nobody says it, but it is not stated as fact.
fn hedged(view: &View<'_, '_>, sentence: &Range<usize>, t: usize) -> Option<Raw> {
    let end = sentence_end(view, sentence);
    let verb = (t + 1..end.min(t + 2)).next()?;
    if cues().get(view.norm(verb)).is_some_and(|c| c.act == Act::Say) {
        return None;
    }
    let mut before = t;
    while before > sentence.start && is_auxiliary(view.norm(before - 1)) {
        before -= 1;
    }
    let subject = view.left(sentence.start, before);
    let mut content: Vec<_> = tidy(view, subject).into_iter().collect();
    content.extend(to_the_right(view, sentence, t + 1));
    let firmness = if view.norm(t) == "reportedly" { Assertion::Reported } else { Assertion::Alleged };
    (!content.is_empty()).then(|| Raw {
        source: t..t,
        cue: t..t + 1,
        content,
        act: Act::Say,
        firmness,
        via: Vec::new(),
        hearer: None,
        heard: None,
    })
}
