//! The graph of who cites whom within one incident.

use super::{UNKNOWN, name};
use crate::facts::{Facts, ReportFacts};
use crate::speakers::{canonical_name, is_vague, same_speaker};
use record::{Claim, Speaker, SpeakerKind};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of document that belong to whoever issued them.
const PLAIN_DOCUMENTS: &[&str] =
    &["audio", "communique", "letter", "message", "post", "recording", "statement", "tweet", "video"];

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub kind: SpeakerKind,
    pub canon: String,
    pub shown: String,
}

impl Node {
    pub fn is_media(&self) -> bool {
        matches!(self.kind, SpeakerKind::Outlet | SpeakerKind::Press)
    }

    pub fn is_body(&self) -> bool {
        matches!(self.kind, SpeakerKind::Authority | SpeakerKind::Organisation)
    }
}

/// Disjoint sets over small numbers.
#[derive(Debug, Clone)]
pub(super) struct Sets(Vec<usize>);

impl Sets {
    pub fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    pub fn find(&self, mut of: usize) -> usize {
        while self.0[of] != of {
            of = self.0[of];
        }
        of
    }

    /// The smaller number stands for both.
    pub fn union(&mut self, left: usize, right: usize) {
        let (l, r) = (self.find(left), self.find(right));
        let (low, high) = (l.min(r), l.max(r));
        self.0[high] = low;
    }
}

pub(super) struct Graph {
    pub nodes: Vec<Node>,
    /// For each claim its nodes, outlet first.
    pub paths: Vec<Vec<usize>>,
    pub voices: Sets,
    /// Arrows between voices, with the outlets that show them.
    pub arrows: BTreeMap<usize, BTreeMap<usize, BTreeSet<usize>>>,
}

pub(super) struct Found {
    pub root: usize,
    pub in_circle: bool,
}

impl Graph {
    pub fn of(facts: &[Facts], reports: &[ReportFacts], claims: &[usize]) -> Self {
        let mut graph = Self { nodes: Vec::new(), paths: Vec::new(), voices: Sets::new(0), arrows: BTreeMap::new() };
        let raw: Vec<Vec<Node>> =
            claims.iter().map(|c| chain(&facts[*c].claim, name(&reports[facts[*c].report]))).collect();
        for chain in &raw {
            for node in chain {
                // A name is one node, whatever it was taken for: "AQAP" may be read as organisation here and authority there.
                if !graph.nodes.iter().any(|n| n.canon == node.canon) {
                    graph.nodes.push(node.clone());
                }
            }
        }
        // Numbered by name: nothing may depend on which report came first into the store.
        graph.nodes.sort_by(|a, b| a.canon.cmp(&b.canon));
        graph.voices = Sets::new(graph.nodes.len());
        graph.join_spellings();
        let position = |node: &Node| graph.nodes.binary_search_by(|n| n.canon.cmp(&node.canon)).unwrap_or(0);
        let paths: Vec<Vec<usize>> = raw.iter().map(|chain| chain.iter().map(position).collect()).collect();
        graph.paths = paths;
        for path in graph.paths.clone() {
            for pair in path.windows(2) {
                let (a, b) = (&graph.nodes[pair[0]], &graph.nodes[pair[1]]);
                let speaks_for =
                    (a.kind == SpeakerKind::Person && b.is_body()) || (a.is_body() && b.kind == SpeakerKind::Person);
                if speaks_for {
                    graph.voices.union(pair[0], pair[1]);
                }
            }
        }
        for path in &graph.paths {
            for pair in path.windows(2) {
                let (from, to) = (graph.voices.find(pair[0]), graph.voices.find(pair[1]));
                if from != to {
                    graph.arrows.entry(from).or_default().entry(to).or_default().insert(path[0]);
                }
            }
        }
        graph
    }

    /// "Firat" and "Hande Firat" are one voice, if only one longer name fits.
    fn join_spellings(&mut self) {
        for short in 0..self.nodes.len() {
            let node = &self.nodes[short];
            let longer: Vec<usize> = (0..self.nodes.len())
                .filter(|other| {
                    let o = &self.nodes[*other];
                    let alike = o.kind == node.kind || (o.is_body() && node.is_body());
                    *other != short
                        && alike
                        && o.canon.len() > node.canon.len()
                        && same_speaker(node.kind, &node.canon, &o.canon)
                })
                .collect();
            if let [one] = longer[..] {
                self.voices.union(short, one);
            }
        }
    }

    /// From the end of a path on to whoever that speaker is seen to cite, to the root.
    pub fn follow(&self, path: &[usize], reasons: &mut BTreeSet<String>) -> Found {
        for pair in path.windows(2) {
            reasons.insert(self.cites(pair[0], pair[1]));
        }
        let end = self.voices.find(path.last().copied().unwrap_or(0));
        let reach = self.reachable(end);
        let circle: BTreeSet<usize> = reach.iter().copied().filter(|n| self.reachable(*n).contains(&end)).collect();
        // Roots: voices from which everything that can be reached leads back.
        let is_root = |n: &usize| self.reachable(*n).iter().all(|m| self.reachable(*m).contains(n));
        let ends_at =
            |n: usize| self.paths.iter().filter(|p| p.last().is_some_and(|last| self.voices.find(*last) == n)).count();
        let best = reach
            .iter()
            .copied()
            .filter(is_root)
            .max_by(|a, b| ends_at(*a).cmp(&ends_at(*b)).then_with(|| self.nodes[*b].canon.cmp(&self.nodes[*a].canon)))
            .unwrap_or(end);
        // A circle is one root: its first name stands for it.
        let around: Vec<usize> =
            self.reachable(best).into_iter().filter(|n| self.reachable(*n).contains(&best)).collect();
        let root = around.iter().copied().min().unwrap_or(best);
        let in_circle = circle.len() > 1 || around.len() > 1;
        if in_circle {
            let names: Vec<&str> = circle
                .iter()
                .chain(&around)
                .map(|n| self.nodes[*n].shown.as_str())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect();
            reasons.insert(format!("{} cite one another.", crate::grade::list(&names)));
        } else if root != end {
            reasons.insert(format!(
                "{} in turn rests on {}, as other reports show.",
                self.nodes[end].shown, self.nodes[root].shown
            ));
        } else if path.len() == 1 {
            reasons.insert(format!("{} names no other source.", self.nodes[path[0]].shown));
        }
        Found { root, in_circle }
    }

    fn cites(&self, from: usize, to: usize) -> String {
        let (a, b) = (&self.nodes[from], &self.nodes[to]);
        match (a.kind, b.kind) {
            (_, SpeakerKind::Unnamed) => format!("{} spoke to sources that it does not name.", a.shown),
            (SpeakerKind::Person, _) if b.is_body() => format!("{} speaks for {}.", a.shown, b.shown),
            (_, SpeakerKind::Person) if a.is_body() => format!("{} speaks for {}.", b.shown, a.shown),
            _ => format!("{} cites {}.", a.shown, b.shown),
        }
    }

    /// A voice and all that it leads to.
    fn reachable(&self, from: usize) -> BTreeSet<usize> {
        let mut seen = BTreeSet::from([from]);
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            for next in self.arrows.get(&node).into_iter().flat_map(BTreeMap::keys) {
                if seen.insert(*next) {
                    open.push(*next);
                }
            }
        }
        seen
    }

    /// Everybody who is this voice.
    pub fn voice(&self, root: usize) -> Vec<usize> {
        (0..self.nodes.len()).filter(|n| self.voices.find(*n) == root).collect()
    }

    pub fn names(&self, root: usize) -> BTreeSet<String> {
        let circle = self.reachable(root).into_iter().filter(|n| self.reachable(*n).contains(&root));
        circle.flat_map(|n| self.voice(n)).map(|n| self.nodes[n].canon.clone()).collect()
    }

    /// "Hürriyet (Hande Fırat)": a person with the body it speaks for, or with the only paper that carries it.
    pub fn label(&self, root: usize) -> String {
        let voice = self.voice(root);
        let longest = |of: &mut dyn Iterator<Item = usize>| {
            of.map(|n| &self.nodes[n]).max_by_key(|n| (n.canon.len(), std::cmp::Reverse(&n.canon)))
        };
        let person = longest(&mut voice.iter().copied().filter(|n| self.nodes[*n].kind == SpeakerKind::Person));
        let body = longest(&mut voice.iter().copied().filter(|n| self.nodes[*n].kind != SpeakerKind::Person));
        match (body, person) {
            (Some(body), Some(person)) => format!("{} ({})", body.shown, person.shown),
            (Some(body), None) => body.shown.clone(),
            (None, Some(person)) => {
                let before: BTreeSet<usize> =
                    self.arrows.iter().filter(|(_, to)| to.contains_key(&root)).map(|(from, _)| *from).collect();
                // A paper that others cite for it, not just the outlet at hand that quotes somebody.
                let cited = |n: usize| self.paths.iter().any(|p| p.iter().skip(1).any(|m| self.voices.find(*m) == n));
                let paper = match before.iter().next() {
                    Some(n) if before.len() == 1 && self.nodes[*n].is_media() && cited(*n) => Some(&self.nodes[*n]),
                    _ => None,
                };
                paper.map_or_else(|| person.shown.clone(), |paper| format!("{} ({})", paper.shown, person.shown))
            }
            (None, None) => UNKNOWN.to_owned(),
        }
    }
}

/// The nodes of one claim's chain, outlet first: unnamed sources go to whoever spoke to them, statements to whoever made them.
fn chain(claim: &Claim, outlet: &str) -> Vec<Node> {
    let first = match claim.said_by.first() {
        Some(speaker) if speaker.kind == SpeakerKind::Outlet && !speaker.name.trim().is_empty() => {
            speaker.name.as_str()
        }
        _ => outlet,
    };
    let canon = |name: &str| if name == UNKNOWN { UNKNOWN.to_owned() } else { canonical_name(name) };
    let mut nodes = vec![Node { kind: SpeakerKind::Outlet, canon: canon(first), shown: first.to_owned() }];
    let rest: Vec<&Speaker> = claim.said_by.iter().filter(|s| s.kind != SpeakerKind::Outlet).collect();
    for (n, speaker) in rest.iter().enumerate() {
        let Some(before) = nodes.last().cloned() else { break };
        let own = canonical_name(&speaker.name);
        let unnamed = speaker.kind == SpeakerKind::Unnamed || is_vague(&speaker.name);
        let plain = speaker.kind == SpeakerKind::Document && own.split(' ').any(|w| PLAIN_DOCUMENTS.contains(&w));
        if own == before.canon || (unnamed && n + 1 < rest.len()) || ((unnamed || plain) && !before.is_media()) {
            continue;
        }
        nodes.push(if unnamed {
            Node {
                kind: SpeakerKind::Unnamed,
                canon: format!("{}\u{1f}unnamed", before.canon),
                shown: format!("{} ({})", before.shown, speaker.name),
            }
        } else {
            Node { kind: speaker.kind, canon: own, shown: speaker.name.clone() }
        });
    }
    nodes
}
