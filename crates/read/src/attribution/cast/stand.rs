//! Who may stand in a chain at all.
//!
//! In a report of a few sentences everybody named may, and the weights choose. A long article names many who have nothing to do
//! with its claim: there the rules' links stand, the voice that they hear is the only one, and others must at least say
//! something.

use super::model::is_voice;
use super::{Candidate, Fact};
use record::SpeakerKind;

/// Marks who may and who must stand in a chain; `long` where the article is.
pub(super) fn mark(candidates: &mut [Candidate], long: bool) {
    let heard = candidates.iter().any(|c| c.rules.is_some() && is_voice(c));
    let linked = candidates.iter().any(|c| c.rules.is_some());
    for candidate in candidates {
        let speaks = speaks(candidate);
        if is_voice(candidate) {
            let seen = format!("{} {}", super::fact::kind(&candidate.speaker), if speaks { "yes" } else { "no" });
            candidate.facts.push(Fact { what: "says something", seen });
        }
        // What a dateline or a byline credits, it credits.
        let credit = candidate.speaker.inferred && candidate.speaker.kind == SpeakerKind::Press;
        candidate.must_stand = candidate.rules.is_some() && !candidate.own && (long || credit);
        let may = if long { speaks && !(heard && is_voice(candidate)) } else { !is_beside(candidate, speaks, linked) };
        candidate.may_stand = candidate.rules.is_some() || may;
    }
}

/// Known groups, reports without an owner and the outlet itself are named in many texts that have nothing from them.
fn is_beside(candidate: &Candidate, speaks: bool, linked: bool) -> bool {
    let bare = candidate.speaker.kind == SpeakerKind::Document
        && matches!(
            candidate.speaker.name.to_lowercase().as_str(),
            "report" | "reports" | "statement" | "post" | "message" | "article" | "record" | "note" | "papers" | "data"
        );
    bare || candidate.own && !speaks || is_group(candidate) && (linked || !candidate.facts.iter().any(says))
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
        _ => false,
    }
}

/// Whoever is only told of is no link of a long article: the text lets a voice say something or somebody draw on it, and the
/// outlet's own name closes a circle only where somebody has it from there.
fn speaks(candidate: &Candidate) -> bool {
    const VERBS: [&str; 9] = ["say", "tell", "speak", "write", "claim", "confirm", "give", "think", "cite"];
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

    #[test]
    fn a_long_article_has_one_voice_and_it_is_the_rules_one() {
        let says = [("speaks", "says")];
        let mut all = [
            candidate("Ada Lowe", SpeakerKind::Person, Some(1), &says),
            candidate("Ben Hale", SpeakerKind::Person, None, &says),
            candidate("Harbour Post", SpeakerKind::Press, None, &says),
            candidate("Kite Radio", SpeakerKind::Press, None, &[]),
        ];
        mark(&mut all, true);
        assert_eq!(all.each_ref().map(|c| c.may_stand), [true, false, true, false]);
        assert_eq!(all.each_ref().map(|c| c.must_stand), [true, false, false, false]);
        mark(&mut all, false);
        assert!(all.iter().all(|c| c.may_stand && !c.must_stand));
    }

    #[test]
    fn a_group_that_is_only_told_of_stands_nowhere() {
        let group = [("known by", "group known")];
        let mut all = [candidate("Red Hand", SpeakerKind::Organisation, None, &group)];
        mark(&mut all, false);
        assert!(!all[0].may_stand);
        let owns = [("known by", "group known"), ("speaks", "owns up")];
        all[0] = candidate("Red Hand", SpeakerKind::Organisation, None, &owns);
        mark(&mut all, false);
        assert!(all[0].may_stand);
    }
}
