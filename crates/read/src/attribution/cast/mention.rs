//! Everybody whom a text names and who could have said something: noun phrases read as press, persons, bodies, groups and
//! documents, with pronouns and "the station" led back to whom they mean.

use super::key::Key;
use super::run::is_title_case;
use super::{around, called};
use crate::attribution::lexicon::{Form, cues};
use crate::attribution::outlets::{Medium, Outlets};
use crate::attribution::phrase::View;
use crate::attribution::press::is_nationality;
use crate::attribution::relay::is_account;
use crate::attribution::speaker::{Who, who};
use crate::attribution::words::{
    is_adverb, is_authority, is_auxiliary, is_body_word, is_clause_word, is_day, is_determiner, is_document, is_month,
    is_name_particle, is_org_word, is_preposition, is_press_word, is_pronoun, is_reporter, is_title, is_unnamed,
};
use crate::names::{Name, NameKind};
use record::SpeakerKind;
use std::ops::Range;

/// One place where somebody is named or meant.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    /// As a link would call it; empty where it only points back.
    pub name: String,
    pub key: Key,
    pub kind: SpeakerKind,
    /// The phrase with its article, up to the first comma.
    pub phrase: Range<usize>,
    /// The same with what stands in apposition.
    pub open: Range<usize>,
    /// The name's own tokens.
    pub tokens: Range<usize>,
    pub sentence: usize,
    /// How it is known for what it is.
    pub shape: &'static str,
    /// The mention that it means: "it", "which", "the station".
    pub means: Option<usize>,
    /// The mention that it belongs to: the paper of a columnist.
    pub of: Option<usize>,
}

/// Reads mentions sentence by sentence.
pub(super) struct Scan<'s, 'a, 't> {
    pub view: &'s View<'a, 't>,
    pub names: &'s [Name],
    /// The report's outlet, which "this newspaper" means.
    pub outlet: &'s str,
    pub mentions: Vec<Mention>,
}

impl Scan<'_, '_, '_> {
    /// Adds the mentions of a sentence to those before it.
    pub fn sentence(&mut self, sentence: usize) {
        let from = self.mentions.len();
        if is_title_case(self.view, sentence) && !self.view.doc.all_caps {
            // "Group Takes Responsibility For Attack": capitals do not tell names there.
            let tokens = self.view.doc.sentences[sentence].tokens.clone();
            return self.listed(sentence, &tokens);
        }
        self.phrases(sentence);
        self.runs(sentence, from);
    }

    fn phrases(&mut self, sentence: usize) {
        let view = self.view;
        let tokens = view.doc.sentences[sentence].tokens.clone();
        let mut t = tokens.start;
        while t < tokens.end {
            if let Some(means) = points_back(view, &self.mentions, t) {
                self.point(sentence, t..t + 1, means);
                t += 1;
                continue;
            }
            let phrase = if opens(view, t, view.norm(t)) { view.right(t, tokens.end, false) } else { t..t };
            if phrase.is_empty() {
                t += 1;
                continue;
            }
            let cut = phrase.clone().skip(1).find(|v| hands_on(view, *v) || runs_over(view, &phrase, *v));
            let open = if cut.is_some() { t..t } else { view.right(t, tokens.end, true) };
            let phrase = t..cut.unwrap_or(phrase.end);
            t = phrase.end;
            self.take(sentence, &phrase, &(phrase.start..open.end.max(phrase.end)));
        }
    }

    fn point(&mut self, sentence: usize, phrase: Range<usize>, means: usize) {
        self.mentions.push(Mention {
            name: String::new(),
            key: Key::default(),
            kind: self.mentions[means].kind,
            open: phrase.clone(),
            tokens: phrase.clone(),
            phrase,
            sentence,
            shape: "pointer",
            means: Some(means),
            of: None,
        });
    }

    /// Everybody within one noun phrase; `open` is the phrase with its appositions.
    fn take(&mut self, sentence: usize, phrase: &Range<usize>, open: &Range<usize>) {
        let view = self.view;
        let head = phrase.clone().skip(1).find(|t| is_preposition(view.norm(*t))).unwrap_or(phrase.end) - 1;
        if view.norm(phrase.start) == "this" && is_press_word(view.norm(head)) {
            let own = Who {
                name: self.outlet.to_owned(),
                kind: SpeakerKind::Press,
                tokens: phrase.clone(),
                of: None,
                refers: false,
            };
            if let Some(n) = self.add(sentence, &own, phrase, phrase) {
                self.mentions[n].shape = "this";
            }
            return;
        }
        self.listed(sentence, phrase);
        let words = is_account(view.norm(head)) && !view.capitalised(head);
        // "a post of the channel Example", "an analyst in Example".
        let link = (head + 1 < phrase.end).then_some(head + 1);
        let named = |from: usize| (from..phrase.end).any(|t| view.capitalised(t));
        let object = link.filter(|l| l + 1 < phrase.end && named(l + 1)).map(|l| l + 1..phrase.end);
        let possessed = (phrase.start + 1..head).find(|t| view.norm(*t) == "'s");
        let works =
            words || is_reporter(view.norm(head)) || is_press_word(view.norm(head)) || view.norm(head) == "editor";
        let owner = possessed.filter(|_| works).map(|s| phrase.start..s);
        let found = who(view, open.clone(), self.names);
        let first = link.filter(|l| view.norm(*l) != "of" && view.capitalised(head)).map(|l| phrase.start..l);
        let first = first.and_then(|np| self.add(sentence, &who(view, np.clone(), self.names), &np, &np));
        let main = if words && (object.is_some() || owner.is_some()) && found.kind != SpeakerKind::Press {
            None
        } else {
            self.add(sentence, &found, phrase, open)
        };
        let other = owner.or(object);
        let other = other.and_then(|np| self.add(sentence, &who(view, np.clone(), self.names), &np, &np));
        let of = found.of.clone().and_then(|(name, kind, tokens)| {
            let phrase = tokens.clone();
            self.add(sentence, &Who { name, kind, tokens, of: None, refers: false }, &phrase, &phrase)
        });
        if let (Some(main), Some(of)) = (first.or(main), of.or(other))
            && main != of
        {
            self.mentions[main].of = Some(of);
        }
    }

    /// Listed outlets anywhere in a phrase.
    fn listed(&mut self, sentence: usize, phrase: &Range<usize>) {
        let mut t = phrase.start;
        while t < phrase.end {
            let Some(listed) = Outlets::embedded().at(self.view.doc, t, phrase.end).filter(|f| !f.weak) else {
                t += 1;
                continue;
            };
            t = listed.tokens.end;
            // "Belta Line" is not Belta.
            if t < phrase.end && self.view.capitalised(t) && self.view.is_word(t) && self.view.norm(t) != "'s" {
                continue;
            }
            let name = self.view.doc.slice(listed.tokens.clone()).to_owned();
            let whole = listed.tokens.start <= phrase.start + 1 && listed.tokens.end == phrase.end;
            let around = if whole { phrase.clone() } else { listed.tokens.clone() };
            let press = Who { name, kind: SpeakerKind::Press, tokens: listed.tokens, of: None, refers: false };
            self.add(sentence, &press, &around, &around);
        }
    }

    /// Adds one, if it is somebody and not known yet; the number of its mention.
    fn add(&mut self, sentence: usize, found: &Who, phrase: &Range<usize>, open: &Range<usize>) -> Option<usize> {
        let view = self.view;
        if found.refers {
            let head = view.norm(phrase.end - 1);
            let press = is_press_word(head) || is_account(head);
            let called = || the_one_called(view, &self.mentions, head);
            let means = called().or_else(|| press.then(|| the_press(&self.mentions, head)).flatten());
            if let Some(means) = means {
                self.point(sentence, phrase.clone(), means);
            }
            // "the judiciary" that was not named in full before is one all the same.
            if means.is_some() || !is_one_body(head) {
                return None;
            }
        }
        let somebody = found.kind == SpeakerKind::Unnamed && self.is_somebody(found, phrase);
        if found.name.is_empty() || found.tokens.is_empty() || found.kind == SpeakerKind::Unnamed && !somebody {
            return None;
        }
        let overlaps = |m: &Mention| m.tokens.start < found.tokens.end && found.tokens.start < m.tokens.end;
        let known = self.mentions.iter().rposition(|m| m.means.is_none() && m.sentence == sentence && overlaps(m));
        if known.is_some() {
            return known;
        }
        let shape = if somebody { "somebody" } else { shape(view, self.names, found, open) };
        // "Lusa, the Portuguese news agency": it is Lusa.
        let apposed = self.mentions.last().is_some_and(|m| m.open.contains(&phrase.start));
        if apposed && shape == "described" && found.kind == SpeakerKind::Press && is_determiner(view.norm(phrase.start))
        {
            return None;
        }
        // "security officials": somebody without a name is no link.
        let plural = ["officials", "sources", "officers", "investigators", "diplomats"];
        let nameless = found.kind == SpeakerKind::Authority && plural.contains(&view.norm(found.tokens.end - 1));
        if nameless && found.tokens.clone().all(|t| !view.capitalised(t)) {
            return None;
        }
        if found.kind == SpeakerKind::Press && self.is_building(&found.tokens)
            || called::is_platform(view, &found.tokens)
        {
            return None;
        }
        let kind = if somebody { SpeakerKind::Authority } else { found.kind };
        let (name, tokens) = (found.name.clone(), found.tokens.clone());
        let key = Key::new(&name, kind);
        let (phrase, open) = (phrase.clone(), open.clone());
        self.mentions.push(Mention { name, key, kind, phrase, open, tokens, sentence, shape, means: None, of: None });
        Some(self.mentions.len() - 1)
    }

    /// "police station", "building site": nothing in small letters is of the press unless one of its words can mean nothing else.
    fn is_building(&self, tokens: &Range<usize>) -> bool {
        const PRESS: [&str; 14] = [
            "television",
            "tv",
            "radio",
            "media",
            "newspaper",
            "newspapers",
            "daily",
            "broadcaster",
            "newswire",
            "website",
            "portal",
            "news",
            "press",
            "magazine",
        ];
        let view = self.view;
        let small = |t: usize| !view.capitalised(t) && !view.doc.tokens[t].all_caps;
        let listed = Outlets::embedded().in_any_case(view.doc, tokens.start, tokens.end).is_some();
        !view.doc.all_caps && !listed && tokens.clone().all(|t| small(t) && !PRESS.contains(&view.norm(t)))
    }

    /// "the abbot of their monastery told": one certain person, known by an office.
    fn is_somebody(&self, found: &Who, phrase: &Range<usize>) -> bool {
        let view = self.view;
        let says = around::verb(view, phrase.end);
        view.norm(phrase.start) == "the"
            && phrase.len() >= 3
            && !view.norm(found.tokens.end - 1).ends_with('s')
            && matches!(says, Some("tell" | "say" | "speak" | "confirm" | "write" | "give"))
    }
}

/// Words that mean one body of a country wherever they stand alone; "the ministry" may be any.
fn is_one_body(word: &str) -> bool {
    matches!(
        word,
        "army"
            | "police"
            | "military"
            | "navy"
            | "judiciary"
            | "government"
            | "presidency"
            | "coastguard"
            | "gendarmerie"
    )
}

/// A verb of handing on words inside what looks like a noun phrase: "an internal note shows".
fn hands_on(view: &View<'_, '_>, t: usize) -> bool {
    let before = view.norm(t - 1);
    let third = cues().get(view.norm(t)).is_some_and(|cue| cue.form == Form::Third);
    let over = view.is_break(t + 1) || view.norm(t + 1) == "that";
    if third && over && !view.capitalised(t) && !is_determiner(before) && before != "'s" && !is_preposition(before) {
        return true;
    }
    !view.capitalised(t)
        && !is_account(view.norm(t))
        && !is_determiner(before)
        && before != "'s"
        && matches!(around::verb(view, t), Some("cite" | "learn" | "carry" | "tell" | "give" | "confirm" | "speak"))
}

/// What looks like one noun phrase goes on with a verb that no list has: "Ada Lowe spent nineteen days", "police confirm the find".
fn runs_over(view: &View<'_, '_>, phrase: &Range<usize>, t: usize) -> bool {
    let (word, before) = (view.norm(t), view.norm(t - 1));
    if view.doc.all_caps || view.capitalised(t) || !view.is_word(t) {
        return false;
    }
    let joins = |word: &str| is_preposition(word) || matches!(word, "and" | "or" | "all" | "both" | "half" | "&" | "-");
    if is_determiner(word) {
        return word != "no" && !joins(before) && before != "'s";
    }
    if joins(word) || word == "'s" || view.norm(t + 1) == "-" || before == "-" {
        return false;
    }
    if t + 1 < phrase.end && is_determiner(view.norm(t + 1)) && !is_determiner(before) {
        return true;
    }
    let noun = is_press_word(word)
        || is_authority(word)
        || is_org_word(word)
        || is_body_word(word)
        || is_document(word)
        || is_account(word)
        || is_title(word)
        || is_unnamed(word)
        || is_reporter(word)
        || is_name_particle(word)
        || is_nationality(word);
    let says = matches!(word, "say" | "says" | "said" | "want" | "wants" | "write" | "writes" | "show" | "shows");
    let name = view.capitalised(t - 1) && t > phrase.start + 1;
    says || name && (view.capitalised(t - 2) || view.norm(t - 2) == "of") && !noun
}

/// A noun phrase may begin here.
fn opens(view: &View<'_, '_>, t: usize, word: &str) -> bool {
    let name = view.capitalised(t) && !view.doc.all_caps;
    !view.is_break(t)
        && view.is_word(t)
        && !matches!(word, "'s" | "and" | "or" | "not" | "in" | "of" | "according")
        && !is_preposition(word)
        && (name && !is_clause_word(word) || is_determiner(word) || !(is_clause_word(word) || is_auxiliary(word)))
        && !is_pronoun(word)
        && (name || !is_adverb(word))
        && !is_day(word)
        && (!is_month(word) || word == "may" && name)
        && (name || is_determiner(word) || !view.is_verb(t))
}

/// "it", "he", "which": the mention before that it can mean.
fn points_back(view: &View<'_, '_>, said: &[Mention], t: usize) -> Option<usize> {
    let last = |test: &dyn Fn(&Mention) -> bool| said.iter().rposition(|m| m.means.is_none() && test(m));
    match view.norm(t) {
        "it" | "its" => last(&|m| matches!(m.kind, SpeakerKind::Press | SpeakerKind::Organisation)),
        "he" | "she" | "his" | "her" => last(&|m| m.kind == SpeakerKind::Person),
        "which" | "who" | "whose" | "whom" => {
            let near = |m: &Mention| m.phrase.end + 2 >= t || m.open.end + 1 >= t && m.open.start < t;
            said.iter().rposition(|m| m.means.is_none() && m.tokens.end <= t && near(m))
        }
        _ => None,
    }
}

/// Whoever was called by the same word: "the monitor" after "the conflict monitor Example Watch".
fn the_one_called(view: &View<'_, '_>, said: &[Mention], head: &str) -> Option<usize> {
    let called = |m: &Mention| {
        let around = || m.phrase.clone().chain(m.open.clone());
        m.means.is_none() && !m.tokens.is_empty() && around().any(|t| view.norm(t) == head)
    };
    let named = |m: &Mention| m.tokens.clone().any(|t| view.capitalised(t));
    said.iter().rposition(|m| called(m) && named(m)).or_else(|| said.iter().rposition(called))
}

/// The press source that "the station" means.
fn the_press(said: &[Mention], head: &str) -> Option<usize> {
    let table = Outlets::embedded();
    let wanted = Medium::described(head);
    let press = |m: &Mention| m.means.is_none() && m.kind == SpeakerKind::Press;
    let medium = |m: &Mention| table.by_name(&m.name).map(|id| table.get(id).medium);
    said.iter()
        .rposition(|m| press(m) && wanted.is_some() && medium(m) == wanted)
        .or_else(|| said.iter().rposition(|m| press(m) && medium(m).is_none()))
        .or_else(|| said.iter().rposition(press))
}

/// How somebody is known for what they are.
fn shape(view: &View<'_, '_>, names: &[Name], found: &Who, open: &Range<usize>) -> &'static str {
    let first = view.norm(open.start);
    let indefinite = matches!(first, "a" | "an" | "one" | "some" | "two" | "three" | "several" | "many");
    let inside = || open.clone().filter(|t| !found.tokens.contains(t));
    match found.kind {
        SpeakerKind::Press => {
            let listed = Outlets::embedded().at(view.doc, found.tokens.start, found.tokens.end);
            match listed.filter(|f| f.tokens == found.tokens) {
                Some(listed) if listed.weak => "an ordinary word",
                Some(_) => "listed",
                None => "described",
            }
        }
        SpeakerKind::Person => {
            if inside().any(|t| is_reporter(view.norm(t))) {
                "reporter"
            } else if inside().any(|t| crate::attribution::words::is_title(view.norm(t))) {
                "titled"
            } else if found.name.contains(' ') {
                "full name"
            } else {
                "one word"
            }
        }
        SpeakerKind::Authority if is_place(names, &found.tokens) => "place",
        SpeakerKind::Organisation if is_group(names, &found.tokens) => "known",
        _ if indefinite => "indefinite",
        _ if view.capitalised(found.tokens.end - 1) => "name",
        _ => "described",
    }
}

fn is_place(names: &[Name], tokens: &Range<usize>) -> bool {
    let from = names.partition_point(|n| n.tokens.end <= tokens.start);
    names.get(from).is_some_and(|n| {
        matches!(n.what, NameKind::Place(_)) && n.tokens.start <= tokens.start && n.tokens.end >= tokens.end
    })
}

fn is_group(names: &[Name], tokens: &Range<usize>) -> bool {
    let from = names.partition_point(|n| n.tokens.end <= tokens.start);
    names.get(from).is_some_and(|n| matches!(n.what, NameKind::Group(_)) && n.tokens.start < tokens.end)
}
