//! The graph of who cites whom within one incident.

use super::{UNKNOWN, name};
use crate::facts::{Shown, name_words};
use crate::speakers::{canonical_name, is_vague, same_speaker};
use crate::world::World;
use record::{Speaker, SpeakerKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of document that belong to whoever issued them.
const PLAIN_DOCUMENTS: &[&str] =
    &["audio", "communique", "letter", "message", "post", "recording", "statement", "tweet", "video"];

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node {
    pub canon: String,
    pub kind: SpeakerKind,
    pub shown: String,
    /// Names nobody: "a report", "media".
    pub vague: bool,
}

impl Node {
    pub fn is_media(&self) -> bool {
        matches!(self.kind, SpeakerKind::Outlet | SpeakerKind::Press)
    }

    /// Two names of media are two media; nobody unnamed has a name.
    fn has_spellings(&self) -> bool {
        !self.is_media() && self.kind != SpeakerKind::Unnamed
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
    /// Arrows between voices.
    pub arrows: BTreeMap<usize, BTreeSet<usize>>,
    /// The same, backwards.
    back: BTreeMap<usize, BTreeSet<usize>>,
    /// Everybody who is a voice, by voice.
    members: BTreeMap<usize, Vec<usize>>,
    /// Voices that somebody cites.
    cited: BTreeSet<usize>,
}

/// Where a path leads.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub root: usize,
    pub in_circle: bool,
    /// True if the root itself is a circle.
    pub circle: bool,
    /// Why there, where that is not where the path ends.
    reason: Option<String>,
}

impl Graph {
    /// The graph of an incident's claims, in shown order.
    pub fn of(world: &World, claims: &[usize]) -> Self {
        let outlet = |claim: usize| name(&world.reports[world.facts[claim].report]);
        let chain_of = |claim: usize| chain(&world.facts[claim].claim, outlet(claim));
        let raw: Vec<Vec<Node>> =
            claims.iter().map(|c| better_chain(chain_of(*c), beside(world, *c).map(chain_of))).collect();
        // What else these reports say of who cites whom.
        let other: Vec<Vec<Node>> = claims.iter().flat_map(|c| beside(world, *c)).map(chain_of).collect();
        let mut graph = Self {
            nodes: Vec::new(),
            paths: Vec::new(),
            voices: Sets::new(0),
            arrows: BTreeMap::new(),
            back: BTreeMap::new(),
            members: BTreeMap::new(),
            cited: BTreeSet::new(),
        };
        let mut known: FxHashSet<&str> = FxHashSet::default();
        for node in raw.iter().flatten() {
            // A name is one node, whatever it was taken for: "AQAP" may be read as organisation here and authority there.
            if known.insert(&node.canon) {
                graph.nodes.push(node.clone());
            }
        }
        // Numbered by name: nothing may depend on which report came first into the store.
        graph.nodes.sort_by(|a, b| a.canon.cmp(&b.canon));
        graph.voices = Sets::new(graph.nodes.len());
        graph.join_spellings();
        graph.join_groups(world, claims);
        graph.paths = raw.iter().map(|chain| chain.iter().filter_map(|node| graph.position(node)).collect()).collect();
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
        for path in graph.paths.clone() {
            path.windows(2).for_each(|pair| graph.arrow(pair[0], pair[1]));
        }
        for chain in other {
            // Only between those cited: an outlet may have one thing from here and another from there.
            for pair in chain.get(1..).unwrap_or_default().windows(2) {
                if let (true, Some(from), Some(to)) =
                    (pair[0].is_media(), graph.position(&pair[0]), graph.position(&pair[1]))
                {
                    graph.arrow(from, to);
                }
            }
        }
        graph.look_up();
        graph
    }

    /// What is asked of every root is worked out once: an incident of thousands of claims has thousands of roots.
    fn look_up(&mut self) {
        for node in 0..self.nodes.len() {
            self.members.entry(self.voices.find(node)).or_default().push(node);
        }
        for (from, to) in &self.arrows {
            for to in to {
                self.back.entry(*to).or_default().insert(*from);
            }
        }
        let cited = self.paths.iter().flat_map(|path| path.iter().skip(1));
        self.cited = cited.map(|node| self.voices.find(*node)).collect();
    }

    fn position(&self, node: &Node) -> Option<usize> {
        self.nodes.binary_search_by(|n| n.canon.cmp(&node.canon)).ok()
    }

    fn arrow(&mut self, from: usize, to: usize) {
        let (from, to) = (self.voices.find(from), self.voices.find(to));
        if from != to {
            self.arrows.entry(from).or_default().insert(to);
        }
    }

    /// A group under several names, and a group and the one that it belongs to, are one voice where they own up to the act.
    fn join_groups(&mut self, world: &World, claims: &[usize]) {
        let mut of_words: FxHashMap<Vec<String>, Vec<usize>> = FxHashMap::default();
        for (n, node) in self.nodes.iter().enumerate() {
            of_words.entry(name_words(&node.canon)).or_default().push(n);
        }
        let mut of_group: BTreeMap<&str, usize> = BTreeMap::new();
        for claim in claims {
            let facts = &world.facts[*claim];
            for actor in &facts.actors {
                let both = [Some(&actor.words), facts.parent.as_ref()].into_iter().flatten();
                let named: BTreeSet<usize> =
                    both.filter_map(|words| of_words.get(&**words)).flatten().copied().collect();
                for node in named {
                    let group = actor.group.as_deref().unwrap_or(&facts.claim.actors[0].text);
                    let first = *of_group.entry(group).or_insert(node);
                    self.voices.union(first, node);
                }
            }
        }
    }

    /// "Firat" and "Hande Firat" are one voice, if only one longer name fits. A longer name has a word of the shorter one, so only
    /// names that share its rarest word are looked at.
    fn join_spellings(&mut self) {
        let mut with_word: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (n, node) in self.nodes.iter().enumerate().filter(|(_, node)| node.has_spellings()) {
            for word in spelling_words(&node.canon) {
                let with = with_word.entry(word).or_default();
                if with.last() != Some(&n) {
                    with.push(n);
                }
            }
        }
        for short in 0..self.nodes.len() {
            let node = &self.nodes[short];
            if !node.has_spellings() {
                continue;
            }
            let near = spelling_words(&node.canon).filter_map(|word| with_word.get(&word)).min_by_key(|all| all.len());
            let longer: Vec<usize> = near
                .into_iter()
                .flatten()
                .copied()
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

    /// From the end of a path on to whoever that speaker is seen to cite, to the root. `known` keeps what came of each end: of
    /// thousands of paths most end at a few.
    pub fn follow(&self, path: &[usize], reasons: &mut BTreeSet<String>, known: &mut FxHashMap<usize, Found>) -> Found {
        for pair in path.windows(2) {
            reasons.insert(self.cites(pair[0], pair[1]));
        }
        let end = self.voices.find(path.last().copied().unwrap_or(0));
        let found = known.entry(end).or_insert_with(|| self.end_of(end)).clone();
        match &found.reason {
            Some(reason) => {
                reasons.insert(reason.clone());
            }
            None if path.len() == 1 => {
                reasons.insert(format!("{} names no other source.", self.nodes[path[0]].shown));
            }
            None => {}
        }
        found
    }

    /// Where whoever stands at the end of a path leads.
    fn end_of(&self, end: usize) -> Found {
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
        let reason = if in_circle {
            let names: Vec<&str> = circle
                .iter()
                .chain(&around)
                .map(|n| self.nodes[*n].shown.as_str())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect();
            Some(format!("{} cite one another.", crate::grade::list(&names)))
        } else if root != end {
            let (from, to) = (&self.nodes[end].shown, &self.nodes[root].shown);
            Some(format!("{from} in turn rests on {to}, as other reports show."))
        } else {
            None
        };
        Found { root, in_circle, circle: around.len() > 1, reason }
    }

    fn cites(&self, from: usize, to: usize) -> String {
        let (a, b) = (&self.nodes[from], &self.nodes[to]);
        match (a.kind, b.kind) {
            (_, SpeakerKind::Unnamed) if b.vague => format!("{} does not say whose account it repeats.", a.shown),
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
            for next in self.arrows.get(&node).into_iter().flatten() {
                if seen.insert(*next) {
                    open.push(*next);
                }
            }
        }
        seen
    }

    /// Everybody who is this voice.
    pub fn voice(&self, root: usize) -> &[usize] {
        self.members.get(&root).map_or(&[], Vec::as_slice)
    }

    pub fn names(&self, root: usize) -> BTreeSet<String> {
        let circle = self.reachable(root).into_iter().filter(|n| self.reachable(*n).contains(&root));
        circle.flat_map(|n| self.voice(n)).map(|n| self.nodes[*n].canon.clone()).collect()
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
                // A paper that others cite for it, not just the outlet at hand that quotes somebody.
                let paper = match self.back.get(&root).map(|from| (from.len(), from.first())) {
                    Some((1, Some(n))) if self.nodes[*n].is_media() && self.cited.contains(n) => Some(&self.nodes[*n]),
                    _ => None,
                };
                paper.map_or_else(|| person.shown.clone(), |paper| format!("{} ({})", paper.shown, person.shown))
            }
            (None, None) => UNKNOWN.to_owned(),
        }
    }
}

/// Words by which [`same_speaker`] finds one name in another: a minister speaks for the ministry, and a person's name may be
/// joined to another by a hyphen.
fn spelling_words(canon: &str) -> impl Iterator<Item = String> + '_ {
    let plain = canon.split([' ', '-']).filter(|word| !word.is_empty() && *word != "of");
    plain.map(|word| if word == "ministry" { "minister" } else { word }.to_owned())
}

/// The other claims of a claim's report.
fn beside(world: &World, claim: usize) -> impl Iterator<Item = usize> + '_ {
    world.of_report[world.facts[claim].report].iter().map(|other| *other as usize).filter(move |other| *other != claim)
}

/// A chain that leads to nobody ("a report", "media") gives way to the longest over press that the same report gives for something else.
fn better_chain(own: Vec<Node>, others: impl Iterator<Item = Vec<Node>>) -> Vec<Node> {
    if own.last().is_none_or(|node| !node.vague) {
        return own;
    }
    let over_press = others.filter(|c| c.get(1).is_some_and(|n| n.kind == SpeakerKind::Press && !n.vague));
    // By all that a node shows: of two spellings of one name it may not be the one that came last.
    over_press.max_by(|a, b| (a.len(), a).cmp(&(b.len(), b))).unwrap_or(own)
}

/// The nodes of one claim's chain, outlet first: unnamed sources go to whoever spoke to them, statements to whoever made them.
fn chain(claim: &Shown, outlet: &str) -> Vec<Node> {
    let first = match claim.said_by.first() {
        Some(speaker) if speaker.kind == SpeakerKind::Outlet && !speaker.name.trim().is_empty() => {
            speaker.name.as_str()
        }
        _ => outlet,
    };
    let canon = |name: &str| if name == UNKNOWN { UNKNOWN.to_owned() } else { canonical_name(name) };
    let mut nodes =
        vec![Node { kind: SpeakerKind::Outlet, canon: canon(first), shown: first.to_owned(), vague: false }];
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
                vague: speaker.kind != SpeakerKind::Unnamed,
            }
        } else {
            Node { kind: speaker.kind, canon: own, shown: speaker.name.clone(), vague: false }
        });
    }
    nodes
}
