//! From a noun phrase to a speaker: what kind it is and what to call it.

use super::lexicon::{
    is_authority, is_determiner, is_document, is_preposition, is_press_word, is_pronoun, is_reporter, is_unnamed,
};
use super::outlets::Outlets;
use super::phrase::View;
use crate::doc::TokenKind;
use crate::names::{Name, NameKind};
use record::{Speaker, SpeakerKind};
use std::ops::Range;

/// Titles and functions that stand before a name and are not part of it.
pub(crate) fn is_title(word: &str) -> bool {
    matches!(
        word,
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "dr"
            | "prof"
            | "professor"
            | "sir"
            | "dame"
            | "lord"
            | "lady"
            | "sheikh"
            | "shaikh"
            | "imam"
            | "mullah"
            | "maulana"
            | "ayatollah"
            | "rabbi"
            | "rev"
            | "reverend"
            | "father"
            | "bishop"
            | "archbishop"
            | "cardinal"
            | "pope"
            | "president"
            | "vice"
            | "prime"
            | "premier"
            | "minister"
            | "chancellor"
            | "secretary"
            | "undersecretary"
            | "foreign"
            | "interior"
            | "defense"
            | "defence"
            | "justice"
            | "finance"
            | "attorney"
            | "general"
            | "gen"
            | "lieutenant"
            | "lt"
            | "col"
            | "colonel"
            | "maj"
            | "major"
            | "capt"
            | "captain"
            | "brig"
            | "brigadier"
            | "sgt"
            | "sergeant"
            | "cmdr"
            | "commander"
            | "admiral"
            | "adm"
            | "marshal"
            | "corporal"
            | "commissioner"
            | "superintendent"
            | "supt"
            | "inspector"
            | "detective"
            | "constable"
            | "chief"
            | "deputy"
            | "assistant"
            | "director"
            | "chairman"
            | "chairwoman"
            | "chair"
            | "head"
            | "leader"
            | "spokesman"
            | "spokeswoman"
            | "spokesperson"
            | "mayor"
            | "governor"
            | "gov"
            | "senator"
            | "sen"
            | "sens"
            | "rep"
            | "reps"
            | "representative"
            | "congressman"
            | "congresswoman"
            | "lawmaker"
            | "mp"
            | "ambassador"
            | "envoy"
            | "judge"
            | "prosecutor"
            | "sheriff"
            | "king"
            | "queen"
            | "prince"
            | "princess"
            | "columnist"
            | "journalist"
            | "reporter"
            | "correspondent"
            | "editor"
            | "analyst"
            | "author"
            | "writer"
            | "commentator"
            | "expert"
            | "lawyer"
            | "activist"
            | "witness"
            | "resident"
            | "villager"
            | "farmer"
            | "student"
            | "former"
            | "ex"
            | "acting"
            | "outgoing"
            | "incoming"
            | "senior"
            | "top"
            | "interim"
            | "then"
            | "late"
            | "special"
            | "agent"
            | "officer"
            | "official"
            | "chief-of-staff"
            | "councillor"
            | "councilman"
            | "cllr"
            | "hon"
            | "police"
            | "army"
            | "military"
            | "security"
            | "homeland"
            | "affairs"
            | "internal"
            | "intelligence"
            | "information"
            | "state"
            | "public"
            | "federal"
            | "local"
            | "regional"
            | "provincial"
            | "district"
            | "county"
            | "city"
            | "town"
            | "national"
            | "government"
            | "presidential"
            | "ministry"
            | "department"
            | "navy"
            | "party"
            | "house"
            | "speaker"
            | "senate"
            | "majority"
            | "minority"
            | "counter"
            | "terrorism"
            | "anti"
            | "region"
            | "province"
            | "republican"
            | "democratic"
            | "nominee"
            | "candidate"
            | "gop"
            | "us"
            | "u.s."
            | "uk"
            | "u.k."
            | "eu"
            | "un"
            | "u.n."
            | "fbi"
            | "cia"
            | "dgsi"
            | "nato"
            | "doctor"
            | "nurse"
            | "member"
            | "fighter"
            | "militant"
            | "commander-in-chief"
            | "first"
            | "second"
            | "ally"
            | "aide"
            | "adviser"
            | "advisor"
            | "manager"
            | "owner"
            | "founder"
            | "co"
            | "ceo"
            | "researcher"
            | "historian"
            | "economist"
            | "scientist"
            | "pollster"
            | "strategist"
            | "consultant"
            | "counsel"
            | "solicitor"
            | "magistrate"
            | "coroner"
            | "warden"
            | "ranger"
            | "pilot"
            | "driver"
            | "guard"
            | "brother"
            | "sister"
            | "mother"
            | "wife"
            | "husband"
            | "son"
            | "daughter"
            | "uncle"
            | "cousin"
            | "neighbor"
            | "neighbour"
            | "survivor"
            | "victim"
            | "labour"
            | "labor"
            | "health"
            | "transport"
            | "press"
            | "communications"
    )
}

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
    let core = core_of(view, head);
    let last = view.norm(core.end - 1);
    let role = is_unnamed(last) || is_title(last);
    // "the newspaper Example", "Example reports", "state news agency Example".
    if let Some(press) = press(view, &core, role) {
        return make(press, SpeakerKind::Press, false);
    }
    if let Some(group) = group_in(names, &core).filter(|g| g.end + 1 >= core.end || is_body_word(last)) {
        return make(group, SpeakerKind::Organisation, false);
    }
    if core.len() == 1 && is_unnamed(last) {
        return make(core.clone(), SpeakerKind::Unnamed, definite);
    }
    if is_place(names, &core) {
        return make(core.clone(), SpeakerKind::Authority, false);
    }
    // "the family of Jane Doe" is not Jane Doe.
    let of = core
        .clone()
        .find(|t| view.norm(*t) == "of")
        .filter(|of| *of > core.start && !view.capitalised(*of - 1) && !is_title(view.norm(*of - 1)));
    if let Some(person) = person(view, &core).filter(|p| of.is_none_or(|of| p.start < of)) {
        return make(person, SpeakerKind::Person, false);
    }
    let bare = !core.clone().any(|t| view.capitalised(t) && t > phrase.start && !view.doc.all_caps);
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
    let official = core.clone().any(|t| is_authority(view.norm(t)));
    if is_unnamed(last) {
        let described = official && core.len() > 1 && !matches!(last, "source" | "sources");
        let kind = if described { SpeakerKind::Authority } else { SpeakerKind::Unnamed };
        return make(core.clone(), kind, definite && core.len() == 1 && !official);
    }
    if official {
        return make(core.clone(), SpeakerKind::Authority, definite && bare && core.len() == 1);
    }
    // "the Somali group" is no name.
    let proper = |t: usize| {
        view.capitalised(t)
            && !is_nationality(view.norm(t))
            && !names.iter().any(|n| n.tokens == (t..t + 1) && !matches!(n.what, NameKind::Group(_)))
    };
    let named = core.clone().any(proper) && !view.doc.all_caps;
    if is_body_word(last) && !named {
        return make(core, SpeakerKind::Organisation, definite);
    }
    let kind = if named { SpeakerKind::Organisation } else { SpeakerKind::Unnamed };
    make(core, kind, definite && !named)
}

/// The person's name after the comma of an apposition.
fn apposed_name(view: &View<'_, '_>, phrase: &Range<usize>, from: usize) -> Option<Range<usize>> {
    let comma = (from..phrase.end).find(|t| view.norm(*t) == ",")?;
    let end = (comma + 1..phrase.end).find(|t| view.is_break(*t)).unwrap_or(phrase.end);
    let name = comma + 1..end;
    let all = !name.is_empty()
        && name.clone().all(|t| {
            view.capitalised(t) || matches!(view.norm(t), "-" | "'" | "al" | "bin" | "ibn" | "de" | "van" | "von")
        });
    if all && name.len() <= 7 && !view.doc.all_caps { person(view, &name) } else { None }
}

fn is_body_word(word: &str) -> bool {
    matches!(
        word,
        "group"
            | "movement"
            | "organisation"
            | "organization"
            | "militants"
            | "rebels"
            | "insurgents"
            | "fighters"
            | "militia"
            | "network"
            | "branch"
            | "affiliate"
            | "faction"
            | "party"
            | "cell"
    )
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
            let proper = view.capitalised(of - 1) && view.norm(of) != "for"
                || view.capitalised(of - 1) && view.capitalised(of + 1);
            if (is_unnamed(before) || is_title(before) || view.norm(of) != "of") && !proper { of } else { end }
        }
        _ => end,
    };
    head.start..cut.max(head.start + 1)
}

/// The press source named in the phrase, its name only.
fn press(view: &View<'_, '_>, core: &Range<usize>, role: bool) -> Option<Range<usize>> {
    let last = view.norm(core.end - 1);
    let shaped = core.clone().any(|t| is_press_word(view.norm(t)) && !view.capitalised(t));
    if let Some(found) = Outlets::embedded().within(view.doc, core.clone()) {
        let alone = found.tokens.start <= core.start + 1 && found.tokens.end + 1 >= core.end;
        let tail = found.tokens.end == core.end || is_press_word(last);
        let possessed = view.norm(found.tokens.end) == "'s";
        // "Times" of "Harbour Times" is another paper.
        let part = found.weak && found.tokens.start > core.start && view.capitalised(found.tokens.start - 1) && !shaped;
        if !role && !possessed && !part && tail && (!found.weak || shaped || alone) {
            return Some(found.tokens);
        }
    }
    // Shape: a capitalised run beside a press word, or a domain name.
    if role {
        return None;
    }
    if let Some(stop) = core.clone().find(|t| {
        view.norm(*t) == "."
            && *t > core.start
            && *t + 1 < core.end
            && view.is_word(*t + 1)
            && view.doc.word(*t + 1).len() <= 4
    }) {
        let start =
            (core.start..stop).rev().take_while(|t| view.is_word(*t) && !view.doc.tokens[*t + 1].space_before).last();
        return start.map(|s| s..core.end);
    }
    let cased = |t: usize| view.capitalised(t) && !is_determiner(view.norm(t));
    if shaped && !view.doc.all_caps {
        let first = core.clone().find(|t| cased(*t))?;
        let word = core.clone().find(|t| is_press_word(view.norm(*t)) && !view.capitalised(*t))?;
        // "newspaper Example" and "Example newspaper", but not "Turkish newspaper".
        if first > word {
            return Some(first..core.end);
        }
        let after = (word + 1..core.end).find(|t| cased(*t));
        if let Some(after) = after {
            return Some(after..core.end);
        }
        return (!is_nationality(view.norm(first)) || word > first + 1)
            .then_some(first..word)
            .filter(|r| !is_nationality(view.norm(r.end - 1)));
    }
    let tail = is_press_word(last)
        || matches!(
            last,
            "times"
                | "post"
                | "herald"
                | "tribune"
                | "gazette"
                | "telegraph"
                | "observer"
                | "chronicle"
                | "courier"
                | "dispatch"
                | "inquirer"
                | "examiner"
                | "echo"
                | "mirror"
                | "bulletin"
        );
    let run = core.len() >= 2 && core.clone().all(|t| cased(t) || matches!(view.norm(t), "of" | "-" | "'s" | "and"));
    (tail && run && !matches!(last, "agency" | "network" | "paper" | "site") && !view.doc.all_caps)
        .then(|| core.clone())
}

/// Adjectives of nations end like this; enough to tell "Turkish newspaper" from "Example newspaper".
fn is_nationality(word: &str) -> bool {
    word.ends_with("ish")
        || word.ends_with("ian")
        || word.ends_with("ese")
        || word.ends_with("ean")
        || word.ends_with("ani")
        || word.ends_with("aqi")
        || matches!(
            word,
            "french"
                | "german"
                | "dutch"
                | "greek"
                | "czech"
                | "israeli"
                | "saudi"
                | "local"
                | "state"
                | "thai"
                | "afghan"
                | "kurdish"
                | "arab"
                | "american"
                | "mexican"
                | "us"
                | "u.s."
                | "uk"
                | "pro"
                | "emirati"
                | "kuwaiti"
                | "somali"
                | "yemeni"
                | "omani"
                | "swiss"
                | "western"
                | "african"
                | "filipino"
        )
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

/// A country or a people speaks as its government.
fn is_place(names: &[Name], core: &Range<usize>) -> bool {
    let from = names.partition_point(|n| n.tokens.start < core.start);
    names.get(from).is_some_and(|n| n.tokens == *core && !matches!(n.what, NameKind::Group(_)))
}

/// The person named at the end of the phrase, titles off.
pub(crate) fn person(view: &View<'_, '_>, core: &Range<usize>) -> Option<Range<usize>> {
    let last = core.end - 1;
    let upper = |t: usize| view.capitalised(t) && view.doc.tokens[t].kind == TokenKind::Word;
    if !upper(last) || view.doc.tokens[last].all_caps && !view.doc.all_caps && core.len() == 1 {
        return None;
    }
    let mut start = last;
    while start > core.start {
        let p = start - 1;
        let joint = matches!(
            view.norm(p),
            "-" | "'"
                | "al"
                | "el"
                | "bin"
                | "ibn"
                | "ben"
                | "abu"
                | "bint"
                | "ould"
                | "von"
                | "van"
                | "de"
                | "da"
                | "del"
                | "la"
                | "der"
                | "den"
                | "dos"
                | "di"
                | "du"
                | "ul"
                | "ur"
                | "oglu"
        );
        if !(joint || upper(p) && !is_title(view.norm(p)) && view.norm(p) != "'s" && !is_nationality(view.norm(p))) {
            break;
        }
        start = p;
    }
    while start < last
        && (matches!(view.norm(start), "-" | "'")
            || !upper(start) && matches!(view.norm(start), "de" | "da" | "la" | "du"))
    {
        start += 1;
    }
    let words = (start..=last).filter(|t| view.doc.tokens[*t].kind == TokenKind::Word).count();
    if (start..=last).any(|t| {
        view.norm(t) != "general"
            && (is_authority(view.norm(t))
                && !matches!(view.norm(t), "major" | "white" | "guard" | "un" | "house" | "state"))
            || is_org_word(view.norm(t))
    }) {
        return None;
    }
    if view.doc.all_caps && start == core.start && words > 4 {
        return None;
    }
    // One capitalised word is a surname if a title stands before it or nothing speaks against it.
    let titled = start > core.start && is_title(view.norm(start - 1));
    let initial = view.doc.word(last).chars().filter(|c| c.is_alphabetic()).count() > 1;
    let country = words == 1 && !titled && (is_nationality(view.norm(last)) || is_place_word(view.norm(last)));
    (initial && words <= 5 && !country).then_some(start..last + 1)
}

/// Last words of organisations' names.
fn is_org_word(word: &str) -> bool {
    matches!(
        word,
        "international"
            | "group"
            | "institute"
            | "university"
            | "council"
            | "centre"
            | "center"
            | "foundation"
            | "association"
            | "union"
            | "party"
            | "watch"
            | "nations"
            | "organization"
            | "organisation"
            | "network"
            | "front"
            | "movement"
            | "army"
            | "committee"
            | "observatory"
            | "house"
            | "corps"
            | "company"
            | "corporation"
            | "inc"
            | "ltd"
            | "airlines"
            | "airways"
            | "bank"
            | "college"
            | "school"
            | "hospital"
            | "league"
            | "alliance"
            | "coalition"
            | "federation"
            | "society"
            | "campaign"
            | "brigades"
            | "battalion"
            | "militia"
            | "taliban"
            | "crescent"
            | "cross"
            | "rights"
            | "monitor"
            | "project"
            | "initiative"
            | "trust"
            | "fund"
            | "church"
            | "intelligence"
            | "lab"
            | "labs"
            | "press"
            | "news"
            | "times"
            | "post"
            | "agency"
            | "media"
            | "facebook"
            | "twitter"
            | "google"
            | "hamas"
            | "hezbollah"
            | "isis"
            | "isil"
    )
}

/// Countries and capitals that speak as governments in news English.
fn is_place_word(word: &str) -> bool {
    matches!(
        word,
        "moscow"
            | "washington"
            | "beijing"
            | "kiev"
            | "kyiv"
            | "tehran"
            | "ankara"
            | "london"
            | "paris"
            | "berlin"
            | "tokyo"
            | "seoul"
            | "pyongyang"
            | "delhi"
            | "islamabad"
            | "kabul"
            | "baghdad"
            | "damascus"
            | "riyadh"
            | "cairo"
            | "jerusalem"
            | "russia"
            | "ukraine"
            | "iran"
            | "iraq"
            | "israel"
            | "turkey"
            | "turkiye"
            | "france"
            | "germany"
            | "china"
            | "japan"
            | "india"
            | "pakistan"
            | "syria"
            | "egypt"
            | "britain"
            | "canada"
            | "mexico"
            | "colombia"
            | "america"
            | "australia"
            | "spain"
            | "italy"
            | "poland"
            | "norway"
            | "sweden"
            | "denmark"
            | "belgium"
            | "austria"
            | "greece"
            | "kenya"
            | "nigeria"
            | "mali"
            | "niger"
            | "chad"
            | "sudan"
            | "somalia"
            | "ethiopia"
            | "yemen"
            | "lebanon"
            | "jordan"
            | "qatar"
            | "kuwait"
            | "bahrain"
            | "oman"
            | "armenia"
            | "azerbaijan"
            | "georgia"
            | "belarus"
            | "cuba"
            | "venezuela"
            | "brazil"
            | "peru"
            | "chile"
            | "argentina"
            | "bolivia"
            | "ecuador"
            | "democrats"
            | "republicans"
            | "congress"
            | "americans"
            | "britons"
            | "europe"
    )
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
            let from = if is_determiner(view.norm(link + 1)) { link + 2 } else { link + 1 };
            let end = (from..phrase.end).take_while(|t| !view.is_break(*t) || view.norm(*t) == ".").last()? + 1;
            Some(from..end)
        };
        if let Some(tokens) = listed.or_else(shaped).filter(|r| outside(r) && !r.is_empty()) {
            return Some((clean(view.doc.slice(tokens.clone())), SpeakerKind::Press, tokens));
        }
    }
    let Some(group) = group_in(names, phrase).filter(|g| outside(g)) else { return the_group(view, phrase) };
    Some((clean(view.doc.slice(group.clone())), SpeakerKind::Organisation, group))
}

/// "a leader of the group": the group is found later.
fn the_group(view: &View<'_, '_>, phrase: &Range<usize>) -> Option<(String, SpeakerKind, Range<usize>)> {
    let link = phrase.clone().find(|t| {
        matches!(view.norm(*t), "of" | "from" | "for" | "in") && matches!(view.norm(*t + 1), "the" | "this" | "that")
    })?;
    let member = phrase.clone().any(|t| {
        matches!(
            view.norm(t),
            "leader"
                | "commander"
                | "spokesman"
                | "member"
                | "fighter"
                | "chief"
                | "emir"
                | "spokesperson"
                | "official"
                | "head"
                | "representative"
        )
    });
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
