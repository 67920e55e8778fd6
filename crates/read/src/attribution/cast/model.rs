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

    /// The facts of a candidate with what each brings, the weightiest first.
    #[must_use]
    pub fn told<'f>(&self, facts: &'f [Fact]) -> Vec<(&'f Fact, f32)> {
        let mut told: Vec<_> = facts.iter().map(|fact| (fact, weight(&self.belongs, fact))).collect();
        told.retain(|(_, weight)| weight.abs() >= 0.005);
        told.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
        told
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

/// Those who belong to the chain. A chain ends with one voice: where the rules hear it nobody is added beside it, and where they
/// hear none, the likeliest is.
fn taken(candidates: &[Candidate], weights: &Weights) -> Vec<usize> {
    let heard = candidates.iter().any(|candidate| candidate.rules.is_some() && is_voice(candidate));
    let mut out = Vec::new();
    let mut voice: Option<(f32, usize)> = None;
    for (n, candidate) in candidates.iter().enumerate() {
        let belongs = weights.belongs(&candidate.facts);
        let by_rules = candidate.rules.is_some();
        // Of the rules' links 19 in 20 are right: they stay.
        if !by_rules && (belongs < BELONGS_MIN || candidate.own && !is_cited(candidate)) {
            continue;
        }
        if by_rules || !is_voice(candidate) {
            out.push(n);
        } else if !heard
            && speaks(candidate)
            && belongs >= least(candidate)
            && voice.is_none_or(|(best, _)| belongs > best)
        {
            voice = Some((belongs, n));
        }
    }
    out.extend(voice.map(|(_, n)| n));
    out
}

/// Whether each candidate is taken into the chain.
#[must_use]
pub fn is_taken(candidates: &[Candidate], weights: &Weights) -> Vec<bool> {
    let taken = taken(candidates, weights);
    (0..candidates.len()).map(|n| taken.contains(&n)).collect()
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
        let told = model.told(&other);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told.windows(2).all(|two| two[0].1.abs() >= two[1].1.abs()));
    }
}
