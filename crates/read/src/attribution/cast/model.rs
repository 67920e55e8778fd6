//! The weights, and the chain that follows from them.

use super::path::{Board, MEMBERS_MAX, STEPS_MAX};
use super::{Candidate, Fact, Pair};
use crate::tag::hearsay::{ALONE, header};
use record::SpeakerKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Somebody belongs to the chain from this probability on.
const BELONGS_MIN: f32 = 0.5;

/// What a step weighs that no chain takes.
pub const NEVER: f32 = -60.0;

/// What a link gains that must stand.
const ALWAYS: f32 = 8.0;

/// What facts weigh: by what was looked at, then by what was seen; log-odds.
pub type Facts = BTreeMap<String, BTreeMap<String, f32>>;

/// The model (`data/chains.toml`): a chain weighs what its links, its ends, its steps and its length weigh together.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Weights {
    /// Which version it is.
    pub id: String,
    /// What a link of the rules gains beside its facts: the rules know news better than the short chains fitted on.
    #[serde(default)]
    pub trust: f32,
    /// What 0, 1, 2 … links weigh.
    pub length: [f32; STEPS_MAX + 1],
    /// SHA-256 of each file that it was fitted on.
    pub sources: BTreeMap<String, String>,
    /// Shares on reports held out, 0 to 1.
    pub scores: BTreeMap<String, f64>,
    /// What speaks for a candidate's belonging to the chain.
    pub belongs: Facts,
    /// What speaks for its standing next to the outlet.
    pub first: Facts,
    /// What speaks for its standing at the end.
    pub last: Facts,
    /// What speaks for the first of two, in the order of the text, having it straight from the second.
    pub onward: Facts,
    /// What speaks for the second having it straight from the first.
    pub back: Facts,
}

/// The model inside the program.
#[must_use]
pub fn weights() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    // A test proves that the file can be read; without weights the rules' chain stands.
    WEIGHTS.get_or_init(|| toml::from_str(include_str!("../../../data/chains.toml")).unwrap_or_default())
}

/// By candidate: for belonging to the chain, for standing first, for standing last; log-odds.
type Alone = [Vec<f32>; ALONE];

fn weight(facts: &Facts, fact: &Fact) -> f32 {
    facts.get(fact.what).and_then(|seen| seen.get(&fact.seen)).copied().unwrap_or(0.0)
}

fn sum(facts: &Facts, seen: &[Fact]) -> f32 {
    seen.iter().map(|fact| weight(facts, fact)).sum()
}

impl Weights {
    /// True where nothing was learned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.belongs.is_empty()
    }

    /// What a fact brings to belonging to the chain, in log-odds.
    pub(super) fn brings(&self, fact: &Fact) -> f32 {
        weight(&self.belongs, fact)
    }

    /// What everybody weighs alone: for belonging to the chain, for standing first, for standing last.
    fn alone(&self, candidates: &[Candidate]) -> Alone {
        let mut out = [&self.belongs, &self.first, &self.last]
            .map(|facts| candidates.iter().map(|c| sum(facts, &c.facts)).collect::<Vec<f32>>());
        for (n, candidate) in candidates.iter().enumerate() {
            out[0][n] += if candidate.rules.is_some() { self.trust } else { 0.0 };
            out[0][n] += if candidate.must_stand { ALWAYS } else { 0.0 };
            let Some(heard) = &candidate.heard else { continue };
            for (family, said) in heard.alone().into_iter().enumerate() {
                out[family][n] = out[family][n] * header().trust[family] + said;
            }
        }
        out
    }

    /// What everybody's steps weigh, alone and from one to the next; `pair` gives what is seen of two, by number, the lower one first.
    /// Nobody and no step is kept out.
    pub fn board(&self, candidates: &[Candidate], pair: impl Fn(usize, usize) -> Pair) -> Board {
        let all: Vec<usize> = (0..candidates.len()).collect();
        let free = |a, b| Pair { kept_out: [false; 2], ..pair(a, b) };
        self.board_of(candidates, &all, &self.alone(candidates), free)
    }

    /// The same for some of the candidates.
    fn board_of(
        &self,
        candidates: &[Candidate],
        members: &[usize],
        alone: &Alone,
        pair: impl Fn(usize, usize) -> Pair,
    ) -> Board {
        let [node, first, last] = alone.each_ref().map(|all| members.iter().map(|n| all[*n]).collect::<Vec<f32>>());
        let mut board = Board {
            node,
            first,
            last,
            next: vec![vec![0.0; members.len()]; members.len()],
            length: self.length,
            own: members.iter().map(|n| candidates[*n].own).collect(),
        };
        if candidates.iter().any(|c| c.heard.is_some()) {
            board.length = std::array::from_fn(|n| self.length[n] * header().trust[ALONE + 1] + header().length[n]);
        }
        for b in 0..members.len() {
            for a in 0..b {
                let pair = pair(members[a], members[b]);
                let (first, second) = if pair.swapped { (b, a) } else { (a, b) };
                let weigh = |n: usize, facts: &Facts| {
                    if pair.may[n] && !pair.kept_out[n] { sum(facts, &pair.facts) } else { NEVER }
                };
                board.next[first][second] = weigh(0, &self.onward);
                board.next[second][first] = weigh(1, &self.back);
            }
        }
        for (a, row) in board.next.iter_mut().enumerate() {
            for (b, step) in row.iter_mut().enumerate().filter(|(b, step)| *b != a && **step > NEVER) {
                let (Some(x), Some(y)) = (&candidates[members[a]].heard, &candidates[members[b]].heard) else {
                    continue;
                };
                *step = *step * header().trust[ALONE] + x.from(y);
            }
        }
        board
    }
}

/// The likeliest of those who may form the chain, by number.
fn members(candidates: &[Candidate], [node, first, last]: &Alone) -> Vec<usize> {
    let mut members: Vec<usize> =
        (0..candidates.len()).filter(|n| candidates[*n].may_stand && !candidates[*n].kept_out).collect();
    let most = |n: &usize| node[*n] + first[*n].max(last[*n]).max(0.0);
    members.sort_by(|a, b| most(b).total_cmp(&most(a)).then(a.cmp(b)));
    members.truncate(MEMBERS_MAX);
    members.sort_unstable();
    members
}

/// Whose word it can be in the end: nobody of the press.
pub(super) fn is_voice(candidate: &Candidate) -> bool {
    !matches!(candidate.speaker.kind, SpeakerKind::Press | SpeakerKind::Outlet)
}

/// An authority or an organisation.
pub(super) fn is_body(candidate: &Candidate) -> bool {
    matches!(candidate.speaker.kind, SpeakerKind::Authority | SpeakerKind::Organisation)
}

/// The chain that a model finds, and what it thinks of everybody.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The chain's candidates by number, the nearest to the outlet first.
    pub order: Vec<usize>,
    /// How likely each candidate belongs to the chain, 0 to 1.
    pub likely: Vec<f32>,
}

impl Found {
    /// Why a candidate is no link, in words; `None` for a link.
    #[must_use]
    pub fn left_out(&self, n: usize) -> Option<&'static str> {
        let likely = self.likely.get(n).is_some_and(|likely| *likely >= BELONGS_MIN);
        match likely {
            _ if self.order.contains(&n) => None,
            true => Some("the likeliest chain as a whole does without it"),
            false => Some("less likely than not"),
        }
    }
}

/// The likeliest of all chains that the candidates can form; `pair` gives what is seen of two of them, the lower number first.
#[must_use]
pub fn find(candidates: &[Candidate], weights: &Weights, pair: impl Fn(usize, usize) -> Pair) -> Found {
    let alone = weights.alone(candidates);
    let members = members(candidates, &alone);
    let board = weights.board_of(candidates, &members, &alone, pair);
    let mut likely = vec![0.0; candidates.len()];
    members.iter().zip(board.likely()).for_each(|(n, share)| likely[*n] = share);
    Found { order: board.best().into_iter().map(|at| members[at]).collect(), likely }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read_and_says_what_it_is() {
        let model = weights();
        assert!(model.id.starts_with("chains-") && !model.is_empty() && !model.onward.is_empty());
        assert!(model.sources.contains_key("chains.jsonl"));
        assert!(model.scores.values().all(|score| (0.0..=1.0).contains(score)));
    }

    #[test]
    fn what_is_seen_moves_what_is_believed() {
        let fact = |what, seen: &str| Fact { what, seen: seen.to_owned() };
        let model = weights();
        let press = [fact("known by", "press listed"), fact("kind", "press")];
        let other = [fact("known by", "press listed"), fact("kind", "press"), fact("named in", "headline")];
        assert!(sum(&model.belongs, &press) > sum(&model.belongs, &other), "the headline names many who say nothing");
    }
}
