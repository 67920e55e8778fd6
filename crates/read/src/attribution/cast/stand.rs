//! Who may stand in a chain at all.
//!
//! In a report of some sentences everybody named may, and the weights choose, but for bodies that only do something in its story. In
//! one or two sentences the rules know the words best: their links stand. A long article names many who have nothing to do with
//! its claim: there the rules' links stand, the voice that they hear is the only one, and another voice must at least say something.

use super::model::{is_body, is_voice};
use super::{Candidate, Fact};
use record::SpeakerKind;

/// Classes of verbs by which one says something.
const VERBS: [&str; 9] = ["say", "tell", "speak", "write", "claim", "confirm", "give", "think", "cite"];

/// How much a report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// A headline and a sentence or two.
    Brief,
    /// A report that is all about one thing.
    Short,
    /// An article that names many.
    Long,
}

/// Marks who may and who must stand in a chain of a report of that length.
pub(super) fn mark(candidates: &mut [Candidate], length: Length) {
    let heard = candidates.iter().any(|c| c.rules.is_some() && is_voice(c));
    for candidate in candidates {
        let speaks = speaks(candidate);
        if is_voice(candidate) {
            let seen = format!("{} {}", super::fact::kind(&candidate.speaker), if speaks { "yes" } else { "no" });
            candidate.facts.push(Fact { what: "says something", seen });
        }
        // What a dateline or a byline credits, it credits.
        let credit = candidate.speaker.inferred && candidate.speaker.kind == SpeakerKind::Press;
        candidate.must_stand = candidate.rules.is_some() && !candidate.own && (length != Length::Short || credit);
        let may = match length {
            Length::Long => speaks && !(heard && is_voice(candidate)),
            Length::Brief => (speaks || !candidate.own) && !is_beside(candidate),
            Length::Short => !is_beside(candidate),
        };
        let (acts, officer) = (only_acts(candidate), candidate.speaks_for);
        let kept_out = match length {
            Length::Long => false,
            Length::Brief => acts,
            Length::Short => acts || officer,
        };
        candidate.may_stand = candidate.rules.is_some() || may;
        candidate.kept_out = candidate.rules.is_none() && kept_out;
    }
}

/// A rule hears a body say what the claim says.
pub(super) fn is_sure(candidate: &Candidate) -> bool {
    let most = |fact: &Fact| fact.what == "weight of its words" && fact.seen == "most";
    is_body(candidate) && candidate.rules.is_some() && candidate.facts.iter().any(most)
}

/// A body that does something in the story, and of which nothing says that words came from it: "stopped with the help of X",
/// "reported that X had stopped it".
fn only_acts(candidate: &Candidate) -> bool {
    const TAKEN: [&str; 5] = ["cite", "learn", "tell", "speak", "be cite"];
    let plain = |seen: &str| VERBS.contains(&seen.strip_prefix("be ").unwrap_or(seen));
    let source = |fact: &Fact| match fact.what {
        "speaks" => !matches!(fact.seen.as_str(), "to it" | "wills"),
        "does" => plain(&fact.seen),
        "object of" => match fact.seen.rsplit_once(' ') {
            Some((verb, "by" | "from" | "with" | "to")) => verb != "other",
            _ => TAKEN.contains(&fact.seen.as_str()),
        },
        "before" => matches!(fact.seen.as_str(), "from" | "according to"),
        "words" => true,
        _ => false,
    };
    let deed = |fact: &Fact| match fact.what {
        "does" => matches!(fact.seen.as_str(), "other" | "be other" | "be" | "learn"),
        "object of" => fact.seen.starts_with("other "),
        _ => false,
    };
    let facts = &candidate.facts;
    is_body(candidate) && candidate.rules.is_none() && facts.iter().any(deed) && !facts.iter().any(source)
}

/// Known groups and reports without an owner are named in many texts that have nothing from them, and whoever has not confirmed
/// a story is not whom it comes from.
fn is_beside(candidate: &Candidate) -> bool {
    let bare = candidate.speaker.kind == SpeakerKind::Document
        && matches!(
            candidate.speaker.name.to_lowercase().as_str(),
            "report" | "reports" | "statement" | "post" | "message" | "article" | "record" | "note" | "papers" | "data"
        );
    let silent = is_voice(candidate) && candidate.facts.iter().any(|f| f.what == "does" && f.seen == "not confirm");
    bare || silent || is_group(candidate) && !candidate.facts.iter().any(says)
}

/// A group out of the table of armed groups.
pub(super) fn is_group(candidate: &Candidate) -> bool {
    candidate.facts.iter().any(|fact| fact.what == "known by" && fact.seen == "group known")
}

/// Words are heard from them.
fn says(fact: &Fact) -> bool {
    match fact.what {
        "speaks" => matches!(fact.seen.as_str(), "says" | "owns up" | "judges"),
        "does" => matches!(fact.seen.as_str(), "say" | "claim" | "write" | "tell" | "be cite"),
        "before" => fact.seen == "according to",
        "words" => true,
        _ => false,
    }
}

/// Whoever is only told of is no link of a long article: the text lets a voice say something or somebody draw on it, and the
/// outlet's own name closes a circle only where somebody has it from there.
fn speaks(candidate: &Candidate) -> bool {
    const DRAWN: [&str; 6] = ["cite", "learn", "tell", "speak", "give", "write"];
    let of =
        |list: &[&str], seen: &str| list.iter().any(|verb| seen.strip_prefix("be ").unwrap_or(seen).starts_with(verb));
    let cited = |fact: &Fact| match fact.what {
        "object of" => of(&["cite", "learn", "write"], &fact.seen),
        "words" => matches!(fact.seen.as_str(), "by" | "of" | "from"),
        "known by" => fact.seen == "own this",
        _ => false,
    };
    let speaks = |fact: &Fact| match fact.what {
        "speaks" => !matches!(fact.seen.as_str(), "to it" | "wills"),
        "does" => of(&VERBS, &fact.seen),
        "object of" => of(&DRAWN, &fact.seen),
        "words" => true,
        "before" => fact.seen == "according to",
        _ => false,
    };
    match candidate {
        _ if candidate.rules.is_some() => true,
        _ if candidate.own => candidate.facts.iter().any(cited),
        _ if !is_voice(candidate) => true,
        _ => candidate.facts.iter().any(speaks),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::cast::key::Key;
    use record::Speaker;

    fn candidate(name: &str, kind: SpeakerKind, rules: Option<usize>, facts: &[(&'static str, &str)]) -> Candidate {
        let speaker = Speaker { name: name.into(), kind, span: None, cue: None, inferred: false };
        let mut out = Candidate::new(speaker, rules, false, Vec::new(), Key::new(name, kind));
        out.facts = facts.iter().map(|(what, seen)| Fact { what, seen: (*seen).to_owned() }).collect();
        out
    }

    fn standing(all: &mut [Candidate], length: Length) -> Vec<(bool, bool)> {
        mark(all, length);
        all.iter().map(|c| (c.may_stand && !c.kept_out, c.must_stand)).collect()
    }

    #[test]
    fn the_rules_links_stand_in_brief_texts_and_a_long_one_has_no_voice_beside_theirs() {
        let says = [("speaks", "says")];
        let mut all = [
            candidate("Ada Lowe", SpeakerKind::Person, Some(1), &says),
            candidate("Ben Hale", SpeakerKind::Person, None, &says),
            candidate("Harbour Post", SpeakerKind::Press, None, &[]),
        ];
        assert_eq!(standing(&mut all, Length::Brief), [(true, true), (true, false), (true, false)]);
        assert_eq!(standing(&mut all, Length::Short), [(true, false); 3]);
        assert_eq!(standing(&mut all, Length::Long), [(true, true), (false, false), (true, false)]);
    }

    #[test]
    fn in_a_long_article_a_voice_has_to_say_something() {
        let mut all = [
            candidate("Ben Hale", SpeakerKind::Person, None, &[("speaks", "says")]),
            candidate("Cleo Marsh", SpeakerKind::Person, None, &[]),
        ];
        for (length, silent) in [(Length::Brief, true), (Length::Short, true), (Length::Long, false)] {
            assert_eq!(standing(&mut all, length), [(true, false), (silent, false)], "{length:?}");
        }
    }

    #[test]
    fn who_has_not_confirmed_it_is_not_whom_it_comes_from() {
        let mut all = [candidate("police", SpeakerKind::Authority, None, &[("does", "not confirm")])];
        assert_eq!(standing(&mut all, Length::Short), [(false, false)]);
        let mut all = [candidate("police", SpeakerKind::Authority, None, &[("does", "confirm")])];
        assert_eq!(standing(&mut all, Length::Short), [(true, false)]);
    }

    #[test]
    fn a_body_that_only_acts_is_no_source() {
        for (facts, stands) in [
            (vec![("object of", "other of")], false),
            (vec![("object of", "other of"), ("does", "other")], false),
            (vec![("does", "other"), ("speaks", "says")], true),
            (vec![("does", "other"), ("object of", "learn from")], true),
            (vec![("object of", "other by")], false),
            (vec![("before", ":")], true),
        ] {
            let mut all = [candidate("secret service", SpeakerKind::Authority, None, &facts)];
            assert_eq!(standing(&mut all, Length::Short), [(stands, false)], "{facts:?}");
        }
        let mut all = [candidate("Ada Lowe", SpeakerKind::Person, None, &[("does", "other")])];
        assert_eq!(standing(&mut all, Length::Short), [(true, false)], "people are left to the weights");
    }

    #[test]
    fn an_officer_of_the_body_that_says_it_is_no_second_voice() {
        let mut all = [candidate("Ada Lowe", SpeakerKind::Person, None, &[("does", "say")])];
        all[0].speaks_for = true;
        assert_eq!(standing(&mut all, Length::Short), [(false, false)]);
    }

    #[test]
    fn a_group_that_is_only_told_of_stands_nowhere() {
        let group = [("known by", "group known")];
        let mut all = [candidate("Red Hand", SpeakerKind::Organisation, None, &group)];
        mark(&mut all, Length::Short);
        assert!(!all[0].may_stand);
        let owns = [("known by", "group known"), ("speaks", "owns up")];
        all[0] = candidate("Red Hand", SpeakerKind::Organisation, None, &owns);
        mark(&mut all, Length::Short);
        assert!(all[0].may_stand);
    }
}
