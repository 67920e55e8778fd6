//! From a noun phrase to a speaker: what kind it is and what to call it.

use super::outlets::Outlets;
use super::person::{apposed_name, person};
use super::phrase::View;
use super::press::{is_nationality, press};
use super::words::{
    ends_body_name, is_authority, is_body_word, is_determiner, is_document, is_link_word, is_member, is_org_word,
    is_preposition, is_press_word, is_pronoun, is_reporter, is_title, is_unnamed,
};
use crate::doc::TokenKind;
use crate::names::{Name, NameKind};
use record::{Speaker, SpeakerKind};
use std::ops::Range;

/// What a noun phrase says of who speaks.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    pub name: String,
    pub kind: SpeakerKind,
    /// The tokens of the name itself within the phrase.
    pub tokens: Range<usize>,
    /// A press source the speaker belongs to ("a columnist for X"), or a group ("a leader of X").
    pub of: Option<(String, SpeakerKind, Range<usize>)>,
    /// A pronoun or a definite description ("the newspaper") still to be resolved.
    pub refers: bool,
}

impl Who {
    /// As a link of a chain.
    pub fn speaker(&self, view: &View<'_, '_>, cue: &Range<usize>) -> Speaker {
        let span = (!self.tokens.is_empty()).then(|| view.doc.span(self.tokens.clone()));
        let cue = (!cue.is_empty()).then(|| view.doc.span(cue.clone()));
        Speaker { name: self.name.clone(), kind: self.kind, span, cue, inferred: false }
    }
}

/// Reads a noun phrase.
pub(crate) fn who(view: &View<'_, '_>, phrase: Range<usize>, names: &[Name]) -> Who {
    let plain = |kind, tokens: Range<usize>, refers| Who {
        name: clean(view.doc.slice(tokens.clone())),
        kind,
        tokens,
        of: None,
        refers,
    };
    let head = trim(view, head_part(view, phrase.clone()));
    // "Another, Jane Doe, said".
    if head.is_empty()
        && let Some(name) = apposed_name(view, &phrase, phrase.start)
    {
        return plain(SpeakerKind::Person, name, false);
    }
    if head.is_empty() {
        return plain(SpeakerKind::Unnamed, phrase, false);
    }
    let first = view.norm(phrase.start);
    if phrase.len() == 1 && (is_pronoun(first) || matches!(first, "who" | "which" | "whom" | "him" | "them" | "her")) {
        return plain(SpeakerKind::Unnamed, phrase, true);
    }
    let mut found = read_head(view, &phrase, &head, names);
    // "the interior minister, Jane Doe," is Jane Doe.
    if matches!(found.kind, SpeakerKind::Authority | SpeakerKind::Unnamed | SpeakerKind::Organisation)
        && (matches!(view.norm(head.end - 1), "another" | "one")
            || is_title(view.norm(head.end - 1))
            || is_unnamed(view.norm(head.end - 1))
            || is_reporter(view.norm(head.end - 1))
            || head.clone().skip(1).any(|t| view.norm(t) == "of" && is_title(view.norm(t - 1)))
            || found.refers)
        && let Some(name) = apposed_name(view, &phrase, head.end)
    {
        found = Who {
            name: clean(view.doc.slice(name.clone())),
            kind: SpeakerKind::Person,
            tokens: name,
            of: None,
            refers: false,
        };
    }
    if found.of.is_none() && found.kind != SpeakerKind::Press {
        found.of = affiliation(view, &phrase, &found, names);
    }
    found
}

fn read_head(view: &View<'_, '_>, phrase: &Range<usize>, head: &Range<usize>, names: &[Name]) -> Who {
    let make = |name: Range<usize>, kind, refers| Who {
        name: clean(view.doc.slice(name.clone())),
        kind,
        tokens: name,
        of: None,
        refers,
    };
    let definite = matches!(view.norm(phrase.start), "the" | "this" | "that" | "his" | "her" | "its" | "their");
    let core = writer(view, core_of(view, head));
    let last = view.norm(core.end - 1);
    let role = is_unnamed(last) || is_title(last) && !(is_press_word(last) && view.capitalised(core.end - 1));
    // "the newspaper Example", "Example reports", "state news agency Example".
    if let Some(press) = press(view, &core, role) {
        return make(press, SpeakerKind::Press, false);
    }
    if let Some(group) = named_group(view, names, &core).filter(|g| g.end + 1 >= core.end || is_body_word(last)) {
        return make(group, SpeakerKind::Organisation, false);
    }
    if core.len() == 1 && is_unnamed(last) {
        return make(core.clone(), SpeakerKind::Unnamed, definite);
    }
    let linked = core.clone().any(|t| is_link_word(view.norm(t)) && view.norm(t - 1) == "-");
    if linked && is_body_word(last) && !core.clone().any(|t| view.capitalised(t) && t > core.start + 4) {
        return make(core, SpeakerKind::Unnamed, false);
    }
    let common = is_unnamed(last) && (!view.capitalised(core.end - 1) || view.doc.all_caps);
    if is_place(names, &core) {
        return make(core.clone(), SpeakerKind::Authority, false);
    }
    // "the family of Jane Doe" is not Jane Doe.
    let of = core
        .clone()
        .find(|t| view.norm(*t) == "of")
        .filter(|of| *of > core.start && !view.capitalised(*of - 1) && !is_title(view.norm(*of - 1)));
    let body = |t: usize| {
        let word = view.norm(t);
        is_authority(word) || is_org_word(word) || is_press_word(word) || is_document(word) || is_body_word(word)
    };
    if of.is_some_and(|of| !(core.start..of).any(body)) {
        return make(core, SpeakerKind::Unnamed, false);
    }
    if let Some(person) = person(view, &core).filter(|_| !common).filter(|p| of.is_none_or(|of| p.start < of)) {
        return make(person, SpeakerKind::Person, false);
    }
    let nation = |t: usize| is_nationality(view.norm(t)) && is_press_word(last);
    let bare = !core.clone().any(|t| view.capitalised(t) && t > phrase.start && !view.doc.all_caps && !nation(t));
    if is_press_word(last)
        && !(last == "agency"
            && core.clone().any(|t| matches!(view.norm(t), "intelligence" | "security" | "spy" | "relief")))
    {
        // "local media" names nobody but is a press source; "the newspaper" refers back.
        let generic = core.len() == 1 && !definite;
        return make(
            core.clone(),
            if generic { SpeakerKind::Unnamed } else { SpeakerKind::Press },
            definite && bare && core.len() <= 2,
        );
    }
    if is_document(last) {
        return make(core.clone(), SpeakerKind::Document, definite && core.len() == 1);
    }
    let official =
        core.clone().any(|t| is_authority(view.norm(t)) && !matches!(view.norm(t), "official" | "officials"));
    let body_name = ends_body_name(last) && view.capitalised(core.end - 1) && core.len() > 1 && !view.doc.all_caps;
    if is_unnamed(last) && !body_name {
        let described = official && core.len() > 1 && !matches!(last, "source" | "sources");
        let kind = if described { SpeakerKind::Authority } else { SpeakerKind::Unnamed };
        return make(core.clone(), kind, definite && core.len() == 1 && !official);
    }
    if official {
        return make(core.clone(), SpeakerKind::Authority, definite && bare && core.len() == 1);
    }
    // "the Somali group" is no name.
    let proper = |t: usize| view.capitalised(t) && !is_nationality(view.norm(t)) && !is_place(names, &(t..t + 1));
    let named = core.clone().any(proper) && !view.doc.all_caps;
    if (is_body_word(last) || is_org_word(last)) && !named {
        return make(core, SpeakerKind::Organisation, definite);
    }
    let kind = if named { SpeakerKind::Organisation } else { SpeakerKind::Unnamed };
    make(core, kind, definite && !named)
}

/// The phrase up to its first apposition, bracket or relative clause.
fn head_part(view: &View<'_, '_>, phrase: Range<usize>) -> Range<usize> {
    let end = phrase
        .clone()
        .find(|t| {
            *t > phrase.start && (matches!(view.norm(*t), "," | "(" | "who" | "which" | "\"") || view.is_dash(*t))
        })
        .unwrap_or(phrase.end);
    phrase.start..end
}

/// Articles and marks off both ends.
fn trim(view: &View<'_, '_>, mut range: Range<usize>) -> Range<usize> {
    let off = |t: usize| {
        is_determiner(view.norm(t)) && !(view.capitalised(t) && view.norm(t) == "no")
            || view.doc.tokens[t].kind == TokenKind::Punct && !matches!(view.norm(t), "@" | "#")
    };
    while !range.is_empty() && off(range.start) {
        range.start += 1;
    }
    while !range.is_empty()
        && (view.doc.tokens[range.end - 1].kind == TokenKind::Punct || view.norm(range.end - 1) == "'s")
    {
        range.end -= 1;
    }
    range
}

/// The part before the first preposition but "of": "police in Kabul" is "police".
fn core_of(view: &View<'_, '_>, head: &Range<usize>) -> Range<usize> {
    let end = head
        .clone()
        .find(|t| {
            *t > head.start
                && is_preposition(view.norm(*t))
                && !matches!(view.norm(*t), "of" | "for" | "on" | "against")
                && !(matches!(view.norm(*t), "in") && view.capitalised(*t + 1) && view.capitalised(*t - 1))
        })
        .unwrap_or(head.end);
    // "the head of the police", but "officials of X" and "a spokesman for X" end before.
    let of = head.clone().find(|t| *t > head.start && matches!(view.norm(*t), "of" | "for" | "on" | "against"));
    let cut = match of {
        Some(of) if of < end => {
            let before = view.norm(of - 1);
            // "the mayor of Example" has the place in the name of the office.
            let office = matches!(
                before,
                "mayor" | "governor" | "bishop" | "archbishop" | "abbot" | "prefect" | "sheriff" | "imam" | "head"
            ) && view.norm(of) == "of"
                && (view.capitalised(of + 1) || before == "head");
            let proper = view.capitalised(of - 1) && view.norm(of) != "for"
                || view.capitalised(of - 1) && view.capitalised(of + 1)
                || office;
            if (is_unnamed(before) || is_title(before) || view.norm(of) != "of") && !proper { of } else { end }
        }
        _ => end,
    };
    head.start..cut.max(head.start + 1)
}

/// "columnist Ada Lowe" of "columnist Ada Lowe of the newspaper X".
fn writer(view: &View<'_, '_>, core: Range<usize>) -> Range<usize> {
    let reports = is_reporter(view.norm(core.start)) || core.len() > 1 && is_reporter(view.norm(core.start + 1));
    let link = core.clone().skip(2).find(|t| matches!(view.norm(*t), "of" | "for" | "from" | "at"));
    match link {
        Some(link) if reports && view.capitalised(link - 1) => core.start..link,
        _ => core,
    }
}

/// The group named in the phrase.
pub(crate) fn group_in(names: &[Name], range: &Range<usize>) -> Option<Range<usize>> {
    let from = names.partition_point(|n| n.tokens.start < range.start);
    names[from..]
        .iter()
        .take_while(|n| n.tokens.start < range.end)
        .find(|n| matches!(n.what, NameKind::Group(_)) && n.tokens.end <= range.end)
        .map(|n| n.tokens.clone())
}

/// The last group named in a phrase; "X-linked" and "X-affiliated" name another one.
fn named_group(view: &View<'_, '_>, names: &[Name], range: &Range<usize>) -> Option<Range<usize>> {
    let mut rest = range.clone();
    let mut last = None;
    while let Some(group) = group_in(names, &rest) {
        rest.start = group.end;
        let linked = view.norm(group.end) == "-" && view.is_word(group.end + 1) && !view.is_dash(group.end);
        last = if linked { last } else { Some(group) };
    }
    last
}

/// A country or a people speaks as its government.
fn is_place(names: &[Name], core: &Range<usize>) -> bool {
    let from = names.partition_point(|n| n.tokens.start < core.start);
    names.get(from).is_some_and(|n| n.tokens == *core && !matches!(n.what, NameKind::Group(_)))
}

/// The press source or group that the speaker belongs to: "a columnist for X", "X reporter Y", "a leader of X", "AQAP leader".
fn affiliation(
    view: &View<'_, '_>,
    phrase: &Range<usize>,
    found: &Who,
    names: &[Name],
) -> Option<(String, SpeakerKind, Range<usize>)> {
    let outside = |r: &Range<usize>| {
        r.end <= found.tokens.start || r.start >= found.tokens.end || found.kind != SpeakerKind::Person
    };
    let reporter = phrase.clone().any(|t| is_reporter(view.norm(t)) && !matches!(view.norm(t), "analyst" | "writer"));
    if reporter && found.kind != SpeakerKind::Organisation {
        let words = phrase.clone().filter(|t| outside(&(*t..*t + 1)));
        let listed = words.clone().find_map(|t| Outlets::embedded().at(view.doc, t, phrase.end).map(|f| f.tokens));
        let shaped = || {
            let link =
                phrase.clone().find(|t| matches!(view.norm(*t), "for" | "at" | "of" | "with") && *t > phrase.start)?;
            let mut from = if is_determiner(view.norm(link + 1)) { link + 2 } else { link + 1 };
            while is_press_word(view.norm(from)) && !view.capitalised(from) && from + 1 < phrase.end {
                from += 1;
            }
            let end = (from..phrase.end).take_while(|t| !view.is_break(*t) || view.norm(*t) == ".").last()? + 1;
            Some(from..end)
        };
        if let Some(tokens) = listed.or_else(shaped).filter(|r| outside(r) && !r.is_empty()) {
            return Some((clean(view.doc.slice(tokens.clone())), SpeakerKind::Press, tokens));
        }
    }
    if found.kind == SpeakerKind::Person
        && let Some(tokens) = works_for(view, phrase, &found.tokens)
    {
        return Some((clean(view.doc.slice(tokens.clone())), SpeakerKind::Press, tokens));
    }
    // "Example Post's Ada Lowe" reports for the Example Post.
    if found.kind == SpeakerKind::Person
        && let Some(press) = Outlets::embedded().at(view.doc, phrase.start, found.tokens.start)
        && !press.weak
        && view.norm(press.tokens.end) == "'s"
    {
        return Some((clean(view.doc.slice(press.tokens.clone())), SpeakerKind::Press, press.tokens));
    }
    if !matches!(found.kind, SpeakerKind::Person | SpeakerKind::Unnamed) {
        return None;
    }
    let Some(group) = named_group(view, names, phrase).filter(|g| outside(g)) else { return the_group(view, phrase) };
    Some((clean(view.doc.slice(group.clone())), SpeakerKind::Organisation, group))
}

/// "Ada Lowe, who covers security for X", "Ada Lowe of X" where X is a listed outlet.
fn works_for(view: &View<'_, '_>, phrase: &Range<usize>, name: &Range<usize>) -> Option<Range<usize>> {
    let link = |t: usize| matches!(view.norm(t), "for" | "at" | "of" | "in" | "with");
    let outlet = |t: usize| {
        let from = t + 1 + usize::from(is_determiner(view.norm(t + 1)));
        Outlets::embedded().at(view.doc, from, phrase.end).filter(|found| !found.weak)
    };
    let who = (name.end..phrase.end).find(|t| view.norm(*t) == "who");
    let writes = who.filter(|w| {
        matches!(view.norm(*w + 1), "covers" | "writes" | "reports" | "works" | "edits" | "comments" | "covered")
    });
    match writes {
        Some(verb) => (verb + 2..phrase.end).filter(|t| link(*t)).find_map(&outlet).map(|found| found.tokens),
        None => Some(name.end).filter(|t| *t < phrase.end && link(*t)).and_then(outlet).map(|found| found.tokens),
    }
}

/// "a leader of the group": the group is found later.
fn the_group(view: &View<'_, '_>, phrase: &Range<usize>) -> Option<(String, SpeakerKind, Range<usize>)> {
    let link = phrase.clone().find(|t| {
        matches!(view.norm(*t), "of" | "from" | "for" | "in") && matches!(view.norm(*t + 1), "the" | "this" | "that")
    })?;
    let member = phrase.clone().any(|t| is_member(view.norm(t)));
    let body = link + 2;
    let named = member && phrase.contains(&body) && is_body_word(view.norm(body));
    named.then(|| ("the group".to_owned(), SpeakerKind::Organisation, body..body + 1))
}

/// One line, single spaces, marks off the ends.
fn clean(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    joined
        .trim_matches(|c: char| matches!(c, '"' | '\u{201c}' | '\u{201d}' | ',' | '(' | ')' | ':' | ';'))
        .trim()
        .to_owned()
}
