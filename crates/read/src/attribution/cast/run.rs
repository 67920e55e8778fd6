//! Names as runs of capitals.
//!
//! Noun phrases end where a list of verbs says so; a run of capitals ends by itself. So a name that a phrase cut short, ran past
//! or missed is set right here: "Brigades of the Long Night", "the charity Example Abierto".

use super::called::{Called, called, is_place, is_press_shaped};
use super::key::Key;
use super::mention::{Mention, Scan};
use crate::attribution::outlets::{Medium, Outlets};
use crate::attribution::person::person;
use crate::attribution::phrase::View;
use crate::attribution::words::{
    is_adverb, is_authority, is_body_word, is_clause_word, is_day, is_determiner, is_month, is_org_word,
    is_preposition, is_pronoun, is_reporter, is_title,
};
use crate::doc::TokenKind;
use crate::names::Name;
use record::SpeakerKind;
use std::ops::Range;

impl Scan<'_, '_, '_> {
    /// Sets the names of a sentence right by its runs of capitals; its mentions begin at `from`.
    pub(super) fn runs(&mut self, sentence: usize, from: usize) {
        let view = self.view;
        if view.doc.all_caps || is_title_case(view, sentence) {
            return;
        }
        for run in runs(view, sentence) {
            let meets = |m: &Mention| m.means.is_none() && m.tokens.start < run.end && run.start < m.tokens.end;
            let known: Vec<usize> = (from..self.mentions.len()).filter(|n| meets(&self.mentions[*n])).collect();
            match known[..] {
                [] => self.take_run(sentence, &run),
                [n] => self.mend(n, &run),
                // "Example and Other Wing": two halves of one name.
                [first, ..] if joined(view, &run) => {
                    self.mend(first, &run);
                    known[1..].iter().for_each(|n| self.mentions[*n].means = Some(first));
                }
                _ => {}
            }
        }
        for m in &mut self.mentions[from..] {
            settle(view, self.names, m);
        }
    }

    fn take_run(&mut self, sentence: usize, run: &Range<usize>) {
        let last = self.view.norm(run.end - 1);
        if run.len() < 2 || is_place(self.names, run) || is_title(last) || is_reporter(last) {
            return;
        }
        let found = crate::attribution::speaker::who(self.view, run.clone(), self.names);
        let kind = if found.kind == SpeakerKind::Unnamed { SpeakerKind::Organisation } else { found.kind };
        let tokens = if found.tokens.is_empty() || joined(self.view, run) { run.clone() } else { found.tokens };
        let name = self.view.doc.slice(tokens.clone()).to_owned();
        let (key, shape, means, of) = (Key::new(&name, kind), "a run", None, None);
        let (phrase, open) = (run.clone(), run.clone());
        self.mentions.push(Mention { name, key, kind, phrase, open, tokens, sentence, shape, means, of });
    }

    /// One mention and the run that meets it.
    fn mend(&mut self, n: usize, run: &Range<usize>) {
        let view = self.view;
        let m = &self.mentions[n];
        let small = |range: Range<usize>| range.into_iter().all(|t| !view.capitalised(t));
        let wider = run.start <= m.tokens.start && m.tokens.end <= run.end && *run != m.tokens;
        let inside = m.tokens.start <= run.start && run.end <= m.tokens.end && *run != m.tokens;
        // "Captain Ada Lowe of the harbour police" is Ada Lowe.
        let titled = is_title(view.norm(run.start)) || run.start > 0 && is_title(view.norm(run.start - 1));
        if inside
            && titled
            && is_preposition(view.norm(run.end))
            && m.kind != SpeakerKind::Press
            && let Some(person) = person(view, run).filter(|p| p.len() > 1)
        {
            return self.rename(n, &person, SpeakerKind::Person, "titled");
        }
        let m = &self.mentions[n];
        let kind = match (called(view, run), m.kind) {
            // Another paper than the one whose name its own begins with.
            (_, SpeakerKind::Press) if wider && longer_title(view, &m.tokens, run) => SpeakerKind::Press,
            (Some(Called::Press), SpeakerKind::Person) if wider => SpeakerKind::Press,
            (Some(Called::Organisation), SpeakerKind::Person) if wider => SpeakerKind::Organisation,
            // "Frontier Evening": what a day's name cut off.
            (None, SpeakerKind::Person) if wider && run.start == m.tokens.start && !joined(view, run) => {
                SpeakerKind::Person
            }
            // "Example's Harbour Standard", "Studio Example's programme".
            (_, SpeakerKind::Press)
                if inside
                    && (view.norm(run.start - usize::from(run.start > 0)) == "'s" || view.norm(run.end) == "'s") =>
            {
                SpeakerKind::Press
            }
            // "conflict monitor Example Ground Watch" is Example Ground Watch.
            (_, SpeakerKind::Organisation)
                if inside && run.end == m.tokens.end && run.len() > 1 && small(m.tokens.start..run.start) =>
            {
                SpeakerKind::Organisation
            }
            (_, kind)
                if wider && joined(view, run) && kind != SpeakerKind::Press && !is_title(view.norm(run.end - 1)) =>
            {
                let body = run.clone().any(|t| is_authority(view.norm(t)));
                if body { SpeakerKind::Authority } else { SpeakerKind::Organisation }
            }
            _ => return,
        };
        self.rename(n, run, kind, if kind == SpeakerKind::Press { "described" } else { "name" });
    }

    fn rename(&mut self, n: usize, tokens: &Range<usize>, kind: SpeakerKind, shape: &'static str) {
        let m = &mut self.mentions[n];
        m.tokens = tokens.clone();
        m.name = self.view.doc.slice(tokens.clone()).to_owned();
        (m.kind, m.shape) = (kind, shape);
        m.phrase = m.phrase.start.min(tokens.start)..m.phrase.end.max(tokens.end);
        m.open = m.open.start.min(tokens.start)..m.open.end.max(tokens.end);
        m.key = Key::new(&m.name, kind);
    }

    /// One name means one kind of bearer: what is a paper in one place is one everywhere. To be called last.
    pub(super) fn agree(&mut self) {
        let known: Vec<(Key, SpeakerKind)> = self
            .mentions
            .iter()
            .filter(|m| m.means.is_none() && m.tokens.len() > 1 && m.kind == SpeakerKind::Press)
            .map(|m| (m.key.clone(), m.kind))
            .collect();
        for m in &mut self.mentions {
            let loose = m.means.is_none() && m.kind == SpeakerKind::Person && !matches!(m.shape, "titled" | "reporter");
            if loose && let Some((_, kind)) = known.iter().find(|(key, _)| key.same(&m.key)) {
                (m.kind, m.shape) = (*kind, "described");
                m.key = Key::new(&m.name, m.kind);
            }
        }
    }
}

/// "Le Example Afrique" is another paper than "Le Example"; "Example Kabul" is an agency's bureau.
fn longer_title(view: &View<'_, '_>, tokens: &Range<usize>, run: &Range<usize>) -> bool {
    let table = Outlets::embedded();
    let agency =
        table.at(view.doc, tokens.start, tokens.end).is_some_and(|f| table.get(f.outlet).medium == Medium::Agency);
    !agency
        && run.clone().filter(|t| !tokens.contains(t)).all(|t| !is_title(view.norm(t)) && !is_reporter(view.norm(t)))
}

/// What kind somebody is, by what the words beside the name say.
fn settle(view: &View<'_, '_>, names: &[Name], m: &mut Mention) {
    if m.means.is_some() || !matches!(m.kind, SpeakerKind::Person | SpeakerKind::Organisation) || m.shape == "known" {
        return;
    }
    let kind = match called(view, &m.tokens) {
        Some(Called::Press) => SpeakerKind::Press,
        Some(Called::Organisation) => SpeakerKind::Organisation,
        Some(Called::Body) => SpeakerKind::Authority,
        Some(Called::Reporter | Called::Person) => m.kind,
        None if is_place(names, &m.tokens) && Outlets::embedded().by_name(&m.name).is_none() => {
            m.shape = "place";
            m.kind
        }
        None if is_press_shaped(view, &m.tokens) && !matches!(m.shape, "titled" | "reporter") => SpeakerKind::Press,
        None => m.kind,
    };
    if kind != m.kind {
        m.kind = kind;
        m.shape = if kind == SpeakerKind::Press { "described" } else { "name" };
        m.key = Key::new(&m.name, kind);
    }
}

/// Most words of the sentence are capitalised: capitals say nothing there.
pub(super) fn is_title_case(view: &View<'_, '_>, sentence: usize) -> bool {
    const WORDS_MIN: usize = 5;
    let words = || view.doc.sentences[sentence].tokens.clone().filter(|t| view.is_word(*t) && view.norm(*t).len() > 3);
    let (all, cased) = (words().count(), words().filter(|t| view.capitalised(*t)).count());
    all >= WORDS_MIN && 5 * cased > 4 * all
}

/// The run holds a small word: "of", "for", "and".
fn joined(view: &View<'_, '_>, run: &Range<usize>) -> bool {
    let small =
        |word: &str| matches!(word, "of" | "for" | "and" | "&" | "do" | "du" | "del" | "i") || joins_titles(word);
    run.clone().any(|t| !view.capitalised(t) && small(view.norm(t)))
}

/// Small words of other languages that stand in titles of papers and bodies more than in names of people.
fn joins_titles(word: &str) -> bool {
    matches!(
        word,
        "della" | "dello" | "dei" | "delle" | "degli" | "con" | "et" | "tis" | "tou" | "der" | "das" | "los" | "las"
    )
}

/// Capitals in a row, with small words that join two of them.
pub(super) fn runs(view: &View<'_, '_>, sentence: usize) -> Vec<Range<usize>> {
    let tokens = view.doc.sentences[sentence].tokens.clone();
    let number = |t: usize| view.doc.tokens[t].kind == TokenKind::Number;
    let cased = |t: usize| t < tokens.end && view.capitalised(t) && view.is_word(t);
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut t = tokens.start;
    while t < tokens.end {
        if !cased(t) || begins_no_name(view, t) || t == tokens.start && is_small(view, t) {
            t += 1;
            continue;
        }
        let start = t;
        t += 1;
        loop {
            if cased(t)
                && !(is_day(view.norm(t)) && view.norm(t).ends_with("day"))
                && !(is_month(view.norm(t)) && view.norm(t) != "may")
                || t < tokens.end && number(t) && cased(t - 1) && view.norm(t).len() <= 2
            {
                t += 1;
            } else if let Some(next) = joint(view, start, t).filter(|next| cased(*next) && !begins_no_name(view, *next))
            {
                t = next;
            } else {
                break;
            }
        }
        out.push(start..t);
    }
    out
}

/// The token after the small words at `t` that join two parts of one name.
fn joint(view: &View<'_, '_>, start: usize, t: usize) -> Option<usize> {
    let (word, before) = (view.norm(t), view.norm(t - 1));
    let the = |t: usize| t + usize::from(view.norm(t) == "the");
    let glued =
        |t: usize| !view.doc.tokens[t].space_before && !view.doc.tokens.get(t + 1).is_none_or(|n| n.space_before);
    match word {
        "de" | "del" | "da" | "do" | "dos" | "du" | "des" | "di" | "la" | "el" | "al" | "von" | "van" | "y" | "e"
        | "i" => Some(t + 1),
        _ if joins_titles(word) => Some(t + 1),
        "-" | "'" if glued(t) => Some(t + 1),
        "&" => Some(t + 1),
        "of" | "for" => {
            let head = is_authority(before) || is_org_word(before) || is_body_word(before) || before.ends_with('s');
            let named = t == start + 1 || head || word == "for";
            let person = is_title(view.norm(start)) && !is_authority(before);
            (named && !person && Outlets::embedded().at(view.doc, start, t).is_none()).then(|| the(t + 1))
        }
        "and" => {
            let last = (t + 1..t + 4).take_while(|n| view.capitalised(*n)).last()?;
            let body =
                is_authority(view.norm(last)) || matches!(view.norm(last), "wing" | "centre" | "center" | "agency");
            (body && t == start + 1).then_some(t + 1)
        }
        _ => None,
    }
}

/// A capital that opens a sentence or stands for a day begins no name.
fn begins_no_name(view: &View<'_, '_>, t: usize) -> bool {
    let word = view.norm(t);
    is_day(word) || is_month(word) && word != "may" || is_pronoun(word) || matches!(word, "i" | "we" | "they" | "it")
}

fn is_small(view: &View<'_, '_>, t: usize) -> bool {
    let word = view.norm(t);
    (is_determiner(word) || is_preposition(word) || is_clause_word(word) || is_adverb(word) || view.is_verb(t))
        && !(word == "the" && view.capitalised(t + 1))
        || word == "the"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Doc;

    fn found(text: &str) -> Vec<String> {
        let doc = Doc::new(text, false);
        let view = View::new(&doc);
        runs(&view, 0).into_iter().map(|run| doc.slice(run).to_owned()).collect()
    }

    #[test]
    fn a_name_ends_with_its_last_capital() {
        let text =
            "Sister Ada Lowe spent a night with the Brigades of the Long Night and called Radio Harbour on Monday.";
        assert_eq!(found(text), ["Sister Ada Lowe", "Brigades of the Long Night", "Radio Harbour"]);
        assert_eq!(found("It came to Savana do Sul and Example & Tay."), ["Savana do Sul", "Example & Tay"]);
        assert_eq!(found("It stood in Voce della Riva and in Lac et Rives."), ["Voce della Riva", "Lac et Rives"]);
    }
}
