//! What is seen of a candidate, in words for people who ask why.
//!
//! The weights know most facts twice: alone, and together with what sort of speaker it is. People are told each once, with what
//! both bring.

use super::Fact;
use super::model::Weights;
use crate::tag::hearsay::{Heard, header};
use std::collections::BTreeMap;

/// Facts told of one candidate.
const FACTS_MAX: usize = 6;
/// What brings less than this is not told: log-odds.
const BRINGS_MIN: f32 = 0.045;

/// What the transformer brings, in words.
const HEARD: &str = "the transformer, which reads the whole text";

/// The facts of a candidate, and what the transformer says of them, in words with what each brings (log-odds, to hundredths), the weightiest first; small ones and those
/// past the sixth are left out.
#[must_use]
pub fn told(weights: &Weights, facts: &[Fact], heard: Option<&Heard>) -> Vec<(String, f32)> {
    let mut together: BTreeMap<(&str, &str), f32> = BTreeMap::new();
    for fact in facts {
        *together.entry(plain(fact)).or_default() += weights.brings(fact);
    }
    let trust = if heard.is_some() { header().trust[0] } else { 1.0 };
    let mut all: Vec<(String, f32)> =
        together.into_iter().map(|((what, seen), weight)| (in_words(what, seen), weight * trust)).collect();
    all.extend(heard.map(|heard| (HEARD.to_owned(), heard.alone()[0])));
    all.retain(|(_, weight)| weight.abs() >= BRINGS_MIN);
    all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    all.truncate(FACTS_MAX);
    all.into_iter().map(|(words, weight)| (words, (weight * 100.0).round() / 100.0)).collect()
}

/// A fact without the sort of speaker.
fn plain(fact: &Fact) -> (&str, &str) {
    let rest = || fact.seen.split_once(' ').map_or(fact.seen.as_str(), |(_, rest)| rest);
    match fact.what {
        "length of the text, kind, rules" => ("length of the text", fact.seen.split(' ').next().unwrap_or_default()),
        what => match what.strip_prefix("kind, ") {
            Some(what) => (what, rest()),
            None => (what, &fact.seen),
        },
    }
}

fn in_words(what: &str, seen: &str) -> String {
    let as_it_is = |words: &str| words.to_owned();
    match what {
        "named in" => format!("named {}{seen}", if seen == "further down" { "" } else { "in the " }),
        "before" => around("after", seen, "begins the sentence"),
        "after" => around("before", seen, "ends the sentence"),
        "does" => format!("does: {}", verbs(seen)),
        "object of" => format!("after the verb: {}", verbs(seen)),
        "words" => as_it_is("words or a report are called its own"),
        "stands" => format!("stands {seen}"),
        "length of the text" => format!("in a {seen} text"),
        "kind" => sort(seen).to_owned(),
        "known by" => known_by(seen),
        "told of by" => format!("told of by {}", sort(seen)),
        "from the claim" => as_it_is(match seen {
            "beside it" => "named in the claim's sentence",
            "a sentence away" => "named a sentence from the claim",
            "in its words" => "named within the claim's words",
            _ => "named further from the claim",
        }),
        "by rules" => as_it_is(match seen {
            "the end" => "a rule hears it as the origin",
            "a link" => "a rule takes it for a link",
            "nobody" => "no rule hears anybody",
            _ => "the rules hear somebody else",
        }),
        "times named" => as_it_is(match seen {
            "0" => "named only where the rules look",
            "1" => "named once",
            "2" => "named twice",
            _ => "named three times or more",
        }),
        "its verb" => format!("before the word \"{seen}\""),
        "the verb before" => format!("after the word \"{seen}\""),
        "says something" => {
            as_it_is(if seen.ends_with("yes") { "the text has words from it" } else { "the text has no words from it" })
        }
        "called" => format!("the words beside it call it {}", sort(seen)),
        "belongs" => as_it_is(if seen == "to another" { "belongs to another" } else { "another belongs to it" }),
        "speaks" => as_it_is(match seen {
            "says" => "is heard to say something",
            "cites" => "is heard to cite somebody",
            "owns up" => "owns up to something",
            "wills" => "says what it will do",
            "through it" => "somebody speaks through it",
            "to it" => "something is said to it",
            _ => "is heard to think, show or judge something",
        }),
        "weight of its words" => as_it_is(match seen {
            "most" => "what it says is the claim",
            "much" => "what it says is much like the claim",
            "some" => "what it says is somewhat like the claim",
            "little" => "what it says is little like the claim",
            _ => "what it says does not bear on the claim",
        }),
        // A fact of a later reader still says something.
        _ => format!("{what}: {seen}"),
    }
}

fn sort(seen: &str) -> &str {
    match seen {
        "press" => "a paper, station or agency",
        "person" => "a person",
        "body" => "an authority",
        "group" => "an armed group",
        "organisation" => "an organisation",
        "document" => "a document",
        "own" => "the outlet itself",
        "reporter" => "a reporter",
        _ => "nobody by name",
    }
}

fn known_by(seen: &str) -> String {
    let (kind, shape) = seen.split_once(' ').unwrap_or((seen, ""));
    match (kind, shape) {
        (_, "listed") => "stands in the list of the world's press".to_owned(),
        (_, "known") => "stands in the list of groups".to_owned(),
        (_, "full name") => "named in full".to_owned(),
        (_, "one word") => "named by one word".to_owned(),
        (_, "titled") => "named with an office".to_owned(),
        (_, "reporter") => "named as a reporter".to_owned(),
        (_, "place") => "named by a place".to_owned(),
        (_, "indefinite") => format!("{}, not said which", sort(kind)),
        ("press", "described") => "called a paper or agency, in no list".to_owned(),
        (_, "described") => "described, not named".to_owned(),
        (_, "an ordinary word") => "its name is also an ordinary word".to_owned(),
        (_, "a run") => "named in capitals".to_owned(),
        ("own", "this") => "\"this newspaper\"".to_owned(),
        _ => "has a name".to_owned(),
    }
}

/// Next to what it stands; `edge` where the sentence has nothing there.
fn around(side: &str, seen: &str, edge: &str) -> String {
    match seen {
        "start" | "end" => edge.to_owned(),
        "word" => format!("{side} an ordinary word"),
        "account" => format!("{side} a word such as \"report\""),
        "dash" => format!("{side} a dash"),
        _ => match seen.strip_prefix("verb ") {
            Some(class) => format!("{side} the verb: {}", verbs(class)),
            None => format!("{side} \"{seen}\""),
        },
    }
}

/// A class of verbs by one of them, with what goes with it: "carry by" is "carried by".
fn verbs(seen: &str) -> String {
    if seen == "not confirm" {
        return "did not confirm".to_owned();
    }
    let (be, rest) = seen.strip_prefix("be ").map_or(("", seen), |rest| ("is ", rest));
    let (class, link) = rest.split_once(' ').map_or((rest, String::new()), |(class, link)| (class, format!(" {link}")));
    let verb = match class {
        "tell" => "told",
        "speak" => "spoke",
        "carry" => "carried",
        "write" => "wrote",
        "cite" => "cited",
        "learn" => "learned",
        "give" => "gave",
        "confirm" => "confirmed",
        "claim" => "claimed",
        "think" => "thinks",
        "say" => "said",
        "be" => "is",
        "other" => "something else",
        class => class,
    };
    format!("{be}{verb}{link}")
}

#[cfg(test)]
mod tests {
    use super::super::model::weights;
    use super::*;

    fn fact(what: &'static str, seen: &str) -> Fact {
        Fact { what, seen: seen.to_owned() }
    }

    #[test]
    fn each_thing_is_told_once_with_what_both_weights_bring() {
        let both = [fact("object of", "carry by"), fact("kind, object of", "press carry by")];
        let told = told(weights(), &both, None);
        let sum: f32 = both.iter().map(|fact| weights().brings(fact)).sum();
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].0, "after the verb: carried by");
        assert!((told[0].1 - sum).abs() < 0.006, "{told:?} {sum}");
    }

    #[test]
    fn the_weightiest_come_first_and_are_few() {
        let facts: Vec<Fact> = weights()
            .belongs
            .iter()
            .filter(|(what, _)| *what == "known by")
            .flat_map(|(_, seen)| seen.keys().map(|seen| fact("known by", seen)))
            .collect();
        let told = told(weights(), &facts, None);
        assert_eq!(told.len(), FACTS_MAX);
        assert!(told.windows(2).all(|two| two[0].1.abs() >= two[1].1.abs()), "{told:?}");
    }

    #[test]
    fn every_fact_that_weighs_has_words() {
        for (what, seen) in &weights().belongs {
            for seen in seen.keys() {
                let words = match what.as_str() {
                    "length of the text, kind, rules" => {
                        in_words("length of the text", seen.split(' ').next().unwrap())
                    }
                    what => match what.strip_prefix("kind, ") {
                        Some(what) => in_words(what, seen.split_once(' ').unwrap().1),
                        None => in_words(what, seen),
                    },
                };
                let raw = words == format!("{what}: {seen}");
                assert!(!raw && !words.trim().is_empty(), "{what}: {seen} is told as {words}");
            }
        }
    }
}
