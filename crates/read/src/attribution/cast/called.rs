//! What the words beside a name, and the name itself, say of its bearer.

use crate::attribution::outlets::Outlets;
use crate::attribution::phrase::View;
use crate::attribution::press::is_nationality;
use crate::attribution::words::{
    is_determiner, is_preposition, is_press_word, is_reporter, is_title, is_title_of_paper, is_unnamed,
};
use crate::names::{Name, NameKind};
use std::ops::Range;

/// Between a name and the noun after a comma that says what it is stand at most this many tokens.
const APPOSED_TOKENS_MAX: usize = 7;

/// What a text calls somebody, in one word: "the weekly X", "X, a charity".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Called {
    Press,
    Reporter,
    Body,
    Organisation,
    Person,
}

impl Called {
    pub fn word(self) -> &'static str {
        match self {
            Self::Press => "press",
            Self::Reporter => "reporter",
            Self::Body => "body",
            Self::Organisation => "organisation",
            Self::Person => "person",
        }
    }
}

/// What a common noun says of the name beside it.
fn by_noun(word: &str) -> Option<Called> {
    const ORGANISATIONS: [&str; 28] = [
        "charity",
        "organisation",
        "organization",
        "monitor",
        "firm",
        "company",
        "insurer",
        "institute",
        "ngo",
        "union",
        "cell",
        "group",
        "militia",
        "movement",
        "faction",
        "party",
        "network",
        "foundation",
        "watchdog",
        "association",
        "initiative",
        "consultancy",
        "think-tank",
        "brigade",
        "collective",
        "coalition",
        "alliance",
        "committee",
    ];
    match word {
        "agency" | "network" | "station" | "paper" | "daily" | "weekly" | "monthly" | "newsroom" | "blog" => {
            Some(Called::Press)
        }
        _ if is_reporter(word) => Some(Called::Reporter),
        _ if is_press_word(word) => Some(Called::Press),
        _ if ORGANISATIONS.contains(&word) => Some(Called::Organisation),
        "service" | "ministry" | "directorate" | "police" | "army" | "court" => Some(Called::Body),
        _ if is_title(word) || is_unnamed(word) => Some(Called::Person),
        _ => None,
    }
}

/// What the words around a name call its bearer.
pub(super) fn called(view: &View<'_, '_>, name: &Range<usize>) -> Option<Called> {
    let small = |t: usize| !view.capitalised(t) && view.is_word(t);
    let before = name.start.checked_sub(1).filter(|t| small(*t)).and_then(|t| by_noun(view.norm(t)));
    if before.is_some() {
        return before;
    }
    if view.norm(name.end) == "'s" {
        let own = (name.end + 1..name.end + 4).take_while(|t| !view.is_break(*t));
        let staff = own.clone().any(|t| is_reporter(view.norm(t)) || matches!(view.norm(t), "edition" | "bureau"));
        return staff.then_some(Called::Press);
    }
    if view.norm(name.end) != "," {
        return None;
    }
    let apposed = name.end + 1..name.end + 1 + APPOSED_TOKENS_MAX;
    let opens = is_determiner(view.norm(apposed.start)) || small(apposed.start);
    let stop = |t: &usize| !view.is_break(*t) && !is_preposition(view.norm(*t)) && !view.is_verb(*t);
    let last = apposed.take_while(stop).last().filter(|_| opens)?;
    if small(last) { by_noun(view.norm(last)) } else { None }
}

/// A name that only a paper or a station has: "Radio Example", "El Example", "Example FM".
pub(super) fn is_press_shaped(view: &View<'_, '_>, name: &Range<usize>) -> bool {
    let words = name.clone().filter(|t| view.is_word(*t)).count();
    // "The National wrote": no person has an article.
    let the = name.start > 0 && view.norm(name.start - 1) == "the" && view.capitalised(name.start - 1);
    let opens = name.start > 0 && view.doc.sentences[view.doc.sentence_of(name.start)].tokens.start + 1 == name.start;
    if view.doc.all_caps || words < 2 {
        return the && !opens && !view.doc.all_caps;
    }
    let (first, last) = (view.norm(name.start), view.norm(name.end - 1));
    let article = matches!(first, "le" | "la" | "les" | "el" | "il" | "der" | "das" | "die" | "os" | "the");
    let sounds = matches!(first, "radio" | "tv" | "tele" | "canal" | "channel" | "studio" | "agence" | "agencia");
    let ends = matches!(last, "fm" | "tv" | "radio" | "news" | "online" | "television" | "today" | "press" | "info")
        || is_title_of_paper(last) && last != "standard";
    article || sounds || ends || the
}

/// Words for a paper or a station without a name: "a Skopje evening paper", "Example's tabloid".
pub(super) fn is_nameless_press(view: &View<'_, '_>, names: &[Name], tokens: &Range<usize>) -> bool {
    let table = Outlets::embedded();
    let listed = table.by_name(view.doc.slice(tokens.clone())).is_some()
        || table.in_any_case(view.doc, tokens.start, tokens.end).is_some_and(|found| !found.weak);
    let state = tokens.clone().any(|t| view.norm(t) == "state");
    let opens = |t: usize| view.doc.sentences[view.doc.sentence_of(t)].tokens.start == t;
    let common = |t: usize| {
        !view.capitalised(t)
            || is_nationality(view.norm(t))
            || is_language(view.norm(t))
            || is_place(names, &(t..t + 1))
            || opens(t) && tokens.len() > 1 && !view.capitalised(t + 1)
    };
    !listed && !state && tokens.clone().all(common)
}

fn is_language(word: &str) -> bool {
    matches!(
        word,
        "icelandic"
            | "swahili"
            | "arabic"
            | "hebrew"
            | "urdu"
            | "hindi"
            | "bengali"
            | "pashto"
            | "dari"
            | "hausa"
            | "english"
    )
}

/// A name that is a place and nothing else.
pub(super) fn is_place(names: &[Name], tokens: &Range<usize>) -> bool {
    let from = names.partition_point(|n| n.tokens.end <= tokens.start);
    !tokens.is_empty()
        && names.get(from).is_some_and(|n| {
            matches!(n.what, NameKind::Place(_)) && n.tokens.start <= tokens.start && n.tokens.end >= tokens.end
        })
}

/// What people post on; nobody who says anything.
pub(super) fn is_platform(view: &View<'_, '_>, tokens: &Range<usize>) -> bool {
    tokens.len() == 1
        && matches!(
            view.norm(tokens.start),
            "x" | "tiktok" | "telegram" | "facebook" | "twitter" | "instagram" | "youtube" | "whatsapp"
        )
}

#[cfg(test)]
mod tests {
    use super::super::run::runs;
    use super::*;
    use crate::doc::Doc;

    #[test]
    fn the_words_beside_a_name_say_what_it_is() {
        for (text, name, expected) in [
            ("They told the charity Puente Claro of it.", "Puente Claro", Some(Called::Organisation)),
            ("He wrote in Iskra, a local evening paper.", "Iskra", Some(Called::Press)),
            ("A word from mayor Ada Lowe helped.", "Ada Lowe", Some(Called::Person)),
            ("Horan's correspondent saw it.", "Horan", Some(Called::Press)),
            ("We saw Ada Lowe there.", "Ada Lowe", None),
        ] {
            let doc = Doc::new(text, false);
            let view = View::new(&doc);
            let at = runs(&view, 0).into_iter().find(|run| doc.slice(run.clone()) == name);
            assert_eq!(at.and_then(|run| called(&view, &run)), expected, "{text}");
        }
    }

    #[test]
    fn papers_and_stations_are_known_by_their_names() {
        for (text, expected) in
            [("Radio Harbour said so.", true), ("A word from El Faro.", true), ("A word from Ada Lowe.", false)]
        {
            let doc = Doc::new(text, false);
            let view = View::new(&doc);
            let run = runs(&view, 0).pop().expect("a name");
            assert_eq!(is_press_shaped(&view, &run), expected, "{text}");
        }
    }
}
