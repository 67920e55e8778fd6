//! Reasons in words for people: the same on a terminal and on a page.

use crate::{Claim, Slot, Span};

/// Longest quotation of a reason, in characters.
const QUOTE_CHARS_MAX: usize = 80;

impl Slot {
    /// In words for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Stage => "stage",
            Self::Actor => "actor",
            Self::Perpetrator => "perpetrators",
            Self::Target => "target",
            Self::Victim => "victim",
            Self::VictimDescription => "victims",
            Self::Weapon => "weapon",
            Self::Place => "place",
            Self::Date => "date",
            Self::Killed => "killed",
            Self::Injured => "injured",
        }
    }
}

/// A reason as people read it; reasons that say the same of the same words are one.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldReason {
    /// What it is about.
    pub slot: Slot,
    /// Where its words stand first.
    pub span: Option<Span>,
    /// Its words, on one line; empty where there are none.
    pub words: String,
    /// The rule in words; empty where the models alone say so.
    pub rule: String,
    /// The models' highest score for these words, 0 to 1.
    pub score: Option<f32>,
    /// How many times.
    pub times: usize,
}

impl ToldReason {
    /// "a word that names it (3 times); model .83".
    #[must_use]
    pub fn because(&self) -> String {
        let times = if self.times > 1 { format!(" ({} times)", self.times) } else { String::new() };
        match (self.rule.as_str(), self.score) {
            ("", None) => format!("no rule is on record{times}"),
            ("", Some(score)) => format!("model {}{times}", points(score)),
            (rule, None) => format!("{rule}{times}"),
            (rule, Some(score)) => format!("{rule}{times}; model {}", points(score)),
        }
    }
}

impl Claim {
    /// The reasons of this claim in words, in their order; `text` is that of its report.
    #[must_use]
    pub fn told_reasons(&self, text: &str) -> Vec<ToldReason> {
        let mut told: Vec<ToldReason> = Vec::new();
        for reason in &self.why {
            let words = quote(reason.span.and_then(|span| span.of(text)).unwrap_or_default());
            let rule = reason.rule.clone().unwrap_or_default();
            let same = |one: &&mut ToldReason| {
                one.slot == reason.slot && one.rule == rule && one.words.to_lowercase() == words.to_lowercase()
            };
            match told.iter_mut().find(same) {
                Some(one) => {
                    one.times += 1;
                    one.score = one.score.into_iter().chain(reason.score).reduce(f32::max);
                }
                None => told.push(ToldReason {
                    slot: reason.slot,
                    span: reason.span,
                    words,
                    rule,
                    score: reason.score,
                    times: 1,
                }),
            }
        }
        told
    }
}

/// ".83", "1.0": two digits are as sure as a score is.
fn points(score: f32) -> String {
    let words = format!("{score:.2}");
    match words.strip_prefix('0') {
        Some(fraction) => fraction.to_owned(),
        None => "1.0".to_owned(),
    }
}

fn quote(words: &str) -> String {
    let flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= QUOTE_CHARS_MAX {
        return flat;
    }
    flat.chars().take(QUOTE_CHARS_MAX - 1).collect::<String>() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(rule: &str, score: Option<f32>, times: usize) -> String {
        let rule = rule.to_owned();
        ToldReason { slot: Slot::Target, span: None, words: String::new(), rule, score, times }.because()
    }

    #[test]
    fn a_reason_says_rule_and_score() {
        assert_eq!(told("its place in the sentence", Some(0.834), 1), "its place in the sentence; model .83");
        assert_eq!(told("a word that names it", Some(1.0), 3), "a word that names it (3 times); model 1.0");
        assert_eq!(told("a date beside it", None, 1), "a date beside it");
        assert_eq!(told("", Some(0.006), 1), "model .01");
        assert_eq!(told("", None, 1), "no rule is on record");
    }
}
