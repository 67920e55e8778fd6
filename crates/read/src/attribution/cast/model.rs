//! The weights, and the chain that follows from them.

use super::{Candidate, Fact, Pair};
use record::SpeakerKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Somebody belongs to the chain from this probability on.
const BELONGS_MIN: f32 = 0.5;
/// An armed group that the rules do not hear, from this one on.
const GROUP_MIN: f32 = 0.8;

/// What facts weigh: by what was looked at, then by what was seen; log-odds.
pub type Facts = BTreeMap<String, BTreeMap<String, f32>>;

/// The model (`data/chains.toml`).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Weights {
    /// Which version it is.
    pub id: String,
    /// Log-odds of belonging to the chain before anything is seen.
    pub bias: f32,
    /// SHA-256 of each file that it was fitted on.
    pub sources: BTreeMap<String, String>,
    /// Shares on reports held out, 0 to 1.
    pub scores: BTreeMap<String, f64>,
    /// What speaks for a candidate's belonging to the chain.
    pub belongs: Facts,
    /// What speaks for the first of two having it from the second, in the order of the text.
    pub deeper: Facts,
}

/// The model inside the program.
#[must_use]
pub fn weights() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    // A test proves that the file can be read; without weights the rules' chain stands.
    WEIGHTS.get_or_init(|| toml::from_str(include_str!("../../../data/chains.toml")).unwrap_or_default())
}

fn weight(facts: &Facts, fact: &Fact) -> f32 {
    facts.get(fact.what).and_then(|seen| seen.get(&fact.seen)).copied().unwrap_or(0.0)
}

fn probability(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

impl Weights {
    /// True where nothing was learned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.belongs.is_empty()
    }

    /// How likely a candidate belongs to the chain, 0 to 1.
    #[must_use]
    pub fn belongs(&self, facts: &[Fact]) -> f32 {
        probability(self.bias + facts.iter().map(|fact| weight(&self.belongs, fact)).sum::<f32>())
    }

    /// How likely the first of a pair, in the order of the text, has it from the second, 0 to 1.
    #[must_use]
    pub fn draws(&self, facts: &[Fact]) -> f32 {
        probability(facts.iter().map(|fact| weight(&self.deeper, fact)).sum())
    }

    /// What a fact brings to belonging to the chain, in log-odds.
    pub(super) fn brings(&self, fact: &Fact) -> f32 {
        weight(&self.belongs, fact)
    }
}

/// Whose word it can be in the end: nobody of the press.
fn is_voice(candidate: &Candidate) -> bool {
    !matches!(candidate.speaker.kind, SpeakerKind::Press | SpeakerKind::Outlet)
}

/// A group that is only told of is no voice: the text lets it say something, or lets somebody draw on it.
fn speaks(candidate: &Candidate) -> bool {
    if candidate.speaker.kind != SpeakerKind::Organisation {
        return true;
    }
    const VERBS: [&str; 8] = ["say", "tell", "speak", "write", "claim", "confirm", "give", "think"];
    let says = |fact: &Fact| match fact.what {
        "speaks" => !matches!(fact.seen.as_str(), "to it" | "wills"),
        "does" => VERBS.contains(&fact.seen.as_str()),
        "object of" => fact.seen.starts_with("cite") || fact.seen.starts_with("learn"),
        "words" => true,
        "before" => fact.seen == "according to",
        _ => false,
    };
    candidate.facts.iter().any(says)
}

/// The press does not have it from a minister who has it from the press, unless the rules say so.
fn is_before(a: &Candidate, b: &Candidate) -> bool {
    let certain = matches!(b.speaker.kind, SpeakerKind::Person | SpeakerKind::Authority | SpeakerKind::Document);
    a.rules.is_none() && !is_voice(a) && b.rules.is_some() && certain
}

/// The outlet's own name is a link only where somebody has it from the outlet.
fn is_cited(candidate: &Candidate) -> bool {
    let cited = |fact: &Fact| match fact.what {
        "object of" => ["cite", "learn", "write"].iter().any(|verb| fact.seen.starts_with(verb)),
        "words" => matches!(fact.seen.as_str(), "by" | "of" | "from"),
        "known by" => fact.seen == "own this",
        _ => false,
    };
    candidate.rules.is_some() || candidate.facts.iter().any(cited)
}

/// From when on somebody is the voice at the end. A group named beside a story mostly owns up to another deed than the one
/// that the story is about.
fn least(candidate: &Candidate) -> f32 {
    if candidate.speaker.kind == SpeakerKind::Organisation { GROUP_MIN } else { BELONGS_MIN }
}

/// What becomes of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A link of the chain.
    Link,
    /// The one voice that no rule heard, at the end of the chain.
    Voice,
    /// No link, and why in words.
    LeftOut(&'static str),
}

/// Who belongs to the chain. A chain ends with one voice: where the rules hear it nobody is added beside it, and where they hear
/// none, the likeliest is.
#[must_use]
pub fn verdicts(candidates: &[Candidate], weights: &Weights) -> Vec<Verdict> {
    let heard = candidates.iter().any(|candidate| candidate.rules.is_some() && is_voice(candidate));
    let mut voice: Option<(f32, usize)> = None;
    let mut out = Vec::with_capacity(candidates.len());
    for (n, candidate) in candidates.iter().enumerate() {
        let belongs = weights.belongs(&candidate.facts);
        // Of the rules' links 19 in 20 are right: they stay.
        out.push(if candidate.rules.is_some() {
            Verdict::Link
        } else if belongs < BELONGS_MIN {
            Verdict::LeftOut("less likely than not")
        } else if candidate.own && !is_cited(candidate) {
            Verdict::LeftOut("it is the outlet's own name, and nobody has it from there")
        } else if !is_voice(candidate) {
            Verdict::Link
        } else if heard {
            Verdict::LeftOut("a chain ends with one voice, and a rule hears another")
        } else if !speaks(candidate) {
            Verdict::LeftOut("it is told of, and says nothing")
        } else if belongs < least(candidate) {
            Verdict::LeftOut("a group named beside a story must be surer than that")
        } else {
            if voice.is_none_or(|(best, _)| belongs > best) {
                voice = Some((belongs, n));
            }
            Verdict::LeftOut("another voice is likelier")
        });
    }
    if let Some((_, n)) = voice {
        out[n] = Verdict::Voice;
    }
    out
}

/// Those who belong to the chain, a voice that no rule heard last.
fn taken(candidates: &[Candidate], weights: &Weights) -> Vec<usize> {
    let verdicts = verdicts(candidates, weights);
    let with = |wanted: Verdict| verdicts.iter().enumerate().filter(move |(_, v)| **v == wanted).map(|(n, _)| n);
    with(Verdict::Link).chain(with(Verdict::Voice)).collect()
}

/// The candidates that belong to the chain, the nearest to the outlet first; `pair` gives what is seen of two of them.
#[must_use]
pub fn order(candidates: &[Candidate], weights: &Weights, pair: impl Fn(usize, usize) -> Pair) -> Vec<usize> {
    let taken = taken(candidates, weights);
    let others = taken.iter().any(|n| !candidates[*n].own);
    // How likely the first stands deeper than the second: the other draws on it.
    let mut deeper: BTreeMap<(usize, usize), f32> = BTreeMap::new();
    for (at, &low) in taken.iter().enumerate() {
        for &high in &taken[at + 1..] {
            let (low, high) = (low.min(high), low.max(high));
            let share = if is_before(&candidates[low], &candidates[high]) {
                (0.0, 1.0)
            } else if is_before(&candidates[high], &candidates[low]) {
                (1.0, 0.0)
            } else {
                let pair = pair(low, high);
                let draws = weights.draws(&pair.facts);
                if pair.swapped { (draws, 1.0 - draws) } else { (1.0 - draws, draws) }
            };
            deeper.insert((low, high), share.0);
            deeper.insert((high, low), share.1);
        }
    }
    let mut depth: Vec<(f32, usize)> = Vec::new();
    for &a in &taken {
        let above = taken.iter().filter(|b| **b != a && !candidates[**b].own).map(|b| deeper[&(a, *b)]);
        depth.push((above.sum(), a));
    }
    depth.retain(|(_, n)| !candidates[*n].own || others);
    depth.sort_by(|a, b| {
        (candidates[a.1].own, a.0).partial_cmp(&(candidates[b.1].own, b.0)).unwrap_or(std::cmp::Ordering::Equal)
    });
    depth.into_iter().map(|(_, n)| n).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read_and_says_what_it_is() {
        let model = weights();
        assert!(model.id.starts_with("chains-") && !model.is_empty() && !model.deeper.is_empty());
        assert!(model.sources.contains_key("chains.jsonl"));
        assert!(model.scores.values().all(|score| (0.0..=1.0).contains(score)));
    }

    #[test]
    fn what_is_seen_moves_what_is_believed() {
        let fact = |what, seen: &str| Fact { what, seen: seen.to_owned() };
        let model = weights();
        let press = [fact("known by", "press listed"), fact("kind", "press")];
        let other = [fact("known by", "press listed"), fact("kind", "press"), fact("named in", "headline")];
        assert!(model.belongs(&press) > model.belongs(&other), "the headline names many who say nothing");
    }
}
