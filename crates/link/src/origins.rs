//! Who really said so: the graph from each outlet over those it cites to the roots.
//!
//! Nodes are speakers, brought to one spelling within the incident; an arrow leads from a speaker to the one it cites. A claim
//! whose chain ends at a speaker who, elsewhere in the incident, is seen to cite somebody rests on that somebody. Speakers who cite one another in a
//! circle are one. Reports with one wording are one. Every doubt goes against independence.

use crate::facts::{Facts, ReportFacts};
use crate::judged::Ruled;
use crate::speakers::{canonical_name, is_vague, same_speaker};
use crate::{Config, score};
use record::{Claim, Origin, Speaker, SpeakerKind, Stage};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of document that belong to whoever issued them.
const PLAIN_DOCUMENTS: &[&str] =
    &["audio", "communique", "letter", "message", "post", "recording", "statement", "tweet", "video"];
/// Name of the one node for reports whose outlet is not known.
const UNKNOWN: &str = "unknown outlet";

/// One root with what grading needs to know of it.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    pub origin: Origin,
    /// Claims (indices) that rest on it, in shown order.
    pub claims: Vec<usize>,
    /// Canonical names of everybody who is this root.
    pub names: BTreeSet<String>,
    /// Canonical names of the outlets and agencies that spoke to it.
    pub carriers: BTreeSet<String>,
    /// False if all that rests on it denies the event.
    pub supports: bool,
    /// False if the chains to it are inferred, or it is told in passing without a source.
    pub shown: bool,
    pub authority: bool,
    pub organisation: bool,
    pub unnamed: bool,
}

/// All roots of an incident.
#[derive(Debug, Clone)]
pub(crate) struct Roots {
    pub roots: Vec<Root>,
    pub circular: bool,
}

#[derive(Debug, Clone)]
struct Node {
    kind: SpeakerKind,
    canon: String,
    shown: String,
}

impl Node {
    fn is_media(&self) -> bool {
        matches!(self.kind, SpeakerKind::Outlet | SpeakerKind::Press)
    }

    fn is_body(&self) -> bool {
        matches!(self.kind, SpeakerKind::Authority | SpeakerKind::Organisation)
    }
}

/// Disjoint sets over small numbers.
#[derive(Debug, Clone)]
struct Sets(Vec<usize>);

impl Sets {
    fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    fn find(&self, mut of: usize) -> usize {
        while self.0[of] != of {
            of = self.0[of];
        }
        of
    }

    /// The smaller number stands for both.
    fn union(&mut self, left: usize, right: usize) {
        let (l, r) = (self.find(left), self.find(right));
        let (low, high) = (l.min(r), l.max(r));
        self.0[high] = low;
    }
}

struct Graph {
    nodes: Vec<Node>,
    /// For each claim its nodes, outlet first.
    paths: Vec<Vec<usize>>,
    voices: Sets,
    /// Arrows between voices, with the outlets that show them.
    arrows: BTreeMap<usize, BTreeMap<usize, BTreeSet<usize>>>,
}

/// Works out the roots of an incident. `claims` in shown order.
pub(crate) fn roots(
    facts: &[Facts],
    reports: &[ReportFacts],
    claims: &[usize],
    ruled: &BTreeMap<(String, String), Ruled<bool>>,
    config: &Config,
) -> Roots {
    let graph = Graph::of(facts, reports, claims);
    let mut circular = false;
    let mut reasons: Vec<BTreeSet<String>> = vec![BTreeSet::new(); claims.len()];
    let mut sets = Sets::new(claims.len());
    let mut root_of: Vec<usize> = Vec::with_capacity(claims.len());
    for (n, path) in graph.paths.iter().enumerate() {
        let found = graph.follow(path, &mut reasons[n]);
        circular |= found.in_circle;
        root_of.push(found.root);
    }
    let told_apart = |l: usize, r: usize| {
        let pair = |a: String, b: String| if a <= b { (a, b) } else { (b, a) };
        let label = |n: usize| canonical_name(&graph.label(root_of[n]));
        ruled.get(&pair(label(l), label(r))).is_some_and(|ruled| !ruled.value)
    };
    let mut first_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (n, root) in root_of.iter().enumerate() {
        sets.union(*first_of.entry(*root).or_insert(n), n);
    }
    for (l, r, reason) in copies(facts, reports, claims, config) {
        if !told_apart(l, r) {
            sets.union(l, r);
            reasons[l.max(r)].insert(reason);
        }
    }
    join_judged(&graph, &root_of, ruled, &mut sets, &mut reasons);
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for n in 0..claims.len() {
        groups.entry(sets.find(n)).or_default().push(n);
    }
    let mut roots = Vec::new();
    for members in groups.values() {
        circular |= graph.apparent(members).len() > 1;
        roots.push(graph.root(members, &root_of, &reasons, facts, reports, claims));
    }
    finish(&mut roots);
    Roots { roots, circular }
}

/// Marks which roots count, best supported first.
fn finish(roots: &mut [Root]) {
    let any_support = roots.iter().any(|root| root.supports);
    for root in roots.iter_mut() {
        root.origin.independent = root.supports || !any_support;
        if !root.origin.independent {
            root.origin.reasons.push("Denies the event, so it does not count as a source for it.".to_owned());
        }
    }
    // Nobody could show that "local media" or an unknown outlet is not one of the others.
    let named =
        roots.iter().filter(|root| root.origin.independent && !root.names.iter().all(|name| nobody(name))).count();
    let mut kept_one = named > 0;
    for root in roots.iter_mut().filter(|root| root.names.iter().all(|name| nobody(name))) {
        if root.origin.independent && kept_one {
            root.origin.independent = false;
            root.origin.reasons.push("Names nobody who could be told from the other origins.".to_owned());
        }
        kept_one |= root.origin.independent;
    }
    roots.sort_by(|a, b| {
        (b.origin.independent, b.origin.reports.len(), &a.origin.label).cmp(&(
            a.origin.independent,
            a.origin.reports.len(),
            &b.origin.label,
        ))
    });
}

fn nobody(name: &str) -> bool {
    name == UNKNOWN || is_vague(name)
}

fn join_judged(
    graph: &Graph,
    root_of: &[usize],
    ruled: &BTreeMap<(String, String), Ruled<bool>>,
    sets: &mut Sets,
    reasons: &mut [BTreeSet<String>],
) {
    for ((left, right), ruled) in ruled.iter().filter(|(_, ruled)| ruled.value) {
        let named = |n: usize, label: &String| {
            canonical_name(&graph.label(root_of[n])) == *label || graph.names(root_of[n]).contains(label)
        };
        let l = (0..root_of.len()).find(|n| named(*n, left));
        let r = (0..root_of.len()).find(|n| named(*n, right));
        if let (Some(l), Some(r)) = (l, r)
            && sets.find(l) != sets.find(r)
        {
            sets.union(l, r);
            reasons[l.max(r)].insert(format!("{} judged that the two are one source.", ruled.by));
        }
    }
}

/// Pairs of claims (by position) whose reports, or whose very words, are copies.
fn copies(facts: &[Facts], reports: &[ReportFacts], claims: &[usize], config: &Config) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    let reach = if claims.len() <= config.max_copy_reports { claims.len() } else { config.max_copy_reports / 2 };
    for r in 1..claims.len() {
        for l in r.saturating_sub(reach)..r {
            let (left, right) = (&facts[claims[l]], &facts[claims[r]]);
            if left.report == right.report {
                continue;
            }
            let (first, second) = (&reports[left.report], &reports[right.report]);
            let share = first
                .sketch
                .overlap(&second.sketch)
                .map(|o| o.of_the_shorter())
                .filter(|share| *share >= config.copy_at);
            if let Some(share) = share {
                let percent = (share * 100.0).round();
                found.push((
                    l,
                    r,
                    format!(
                        "{} is a near-copy of {}: they share {percent} % of the shorter text.",
                        name(second),
                        name(first)
                    ),
                ));
            } else if let Some(share) = score::same_words(left, right) {
                let percent = (share * 100.0).round();
                found.push((
                    l,
                    r,
                    format!("{} tells it in the words of {} ({percent} % of the passage).", name(second), name(first)),
                ));
            }
        }
    }
    found
}

fn name(report: &ReportFacts) -> &str {
    if report.outlet.is_empty() { UNKNOWN } else { &report.outlet }
}

struct Found {
    root: usize,
    in_circle: bool,
}

impl Graph {
    fn of(facts: &[Facts], reports: &[ReportFacts], claims: &[usize]) -> Self {
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
    fn follow(&self, path: &[usize], reasons: &mut BTreeSet<String>) -> Found {
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
    fn voice(&self, root: usize) -> Vec<usize> {
        (0..self.nodes.len()).filter(|n| self.voices.find(*n) == root).collect()
    }

    fn names(&self, root: usize) -> BTreeSet<String> {
        let circle = self.reachable(root).into_iter().filter(|n| self.reachable(*n).contains(&root));
        circle.flat_map(|n| self.voice(n)).map(|n| self.nodes[n].canon.clone()).collect()
    }

    /// "Hürriyet (Hande Fırat)": a person with the body it speaks for, or with the only paper that carries it.
    fn label(&self, root: usize) -> String {
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

    /// The media that these claims present as their sources: more than one name for one root is circular reporting.
    fn apparent(&self, members: &[usize]) -> BTreeSet<usize> {
        members
            .iter()
            .filter_map(|n| {
                let path = &self.paths[*n];
                let source = path.get(1).copied().unwrap_or(path[0]);
                // An outlet that elsewhere names its source hides nothing by not repeating it.
                let hides = path.len() > 1 || !self.arrows.contains_key(&self.voices.find(source));
                (self.nodes[source].is_media() && hides).then(|| self.voices.find(source))
            })
            .collect()
    }

    fn root(
        &self,
        members: &[usize],
        root_of: &[usize],
        reasons: &[BTreeSet<String>],
        facts: &[Facts],
        reports: &[ReportFacts],
        claims: &[usize],
    ) -> Root {
        // Copies may have joined several roots: a named source comes before the outlets, then the earliest claim's.
        let rank = |n: usize| (self.nodes[root_of[n]].is_media(), n);
        let first = members.iter().copied().min_by_key(|n| rank(*n)).unwrap_or(0);
        let root = root_of[first];
        let own: Vec<&Facts> = members.iter().map(|n| &facts[claims[*n]]).collect();
        let mut order: Vec<usize> = own.iter().map(|f| f.report).collect();
        order.sort_by(|a, b| reports[*a].order().cmp(&reports[*b].order()));
        order.dedup();
        let voice: Vec<&Node> = self.voice(root).into_iter().map(|n| &self.nodes[n]).collect();
        let chain =
            own.iter().map(|f| &f.claim.said_by).rev().max_by_key(|chain| chain.len()).cloned().unwrap_or_default();
        let inferred = |c: &Claim| c.said_by.iter().skip(1).any(|s| s.inferred);
        let mut names = self.names(root);
        names.extend(
            members
                .iter()
                .filter(|n| self.nodes[root_of[**n]].is_media())
                .map(|n| self.nodes[root_of[*n]].canon.clone()),
        );
        Root {
            origin: Origin {
                label: self.label(root),
                reports: order.iter().map(|r| reports[*r].id.clone()).collect(),
                chain: if chain.is_empty() { vec![Speaker::outlet(name(&reports[own[0].report]))] } else { chain },
                independent: true,
                reasons: members
                    .iter()
                    .flat_map(|n| reasons[*n].iter().cloned())
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect(),
            },
            claims: members.iter().map(|n| claims[*n]).collect(),
            names,
            carriers: self.carriers(members, root),
            supports: own.iter().any(|f| f.stage != Stage::Denied),
            shown: own.iter().any(|f| !inferred(&f.claim) && (f.claim.main || f.claim.said_by.len() > 1)),
            authority: voice.iter().any(|n| n.kind == SpeakerKind::Authority),
            organisation: voice.iter().any(|n| n.kind == SpeakerKind::Organisation),
            unnamed: voice.iter().all(|n| n.kind == SpeakerKind::Unnamed || nobody(&n.canon)),
        }
    }

    /// The last outlet or agency before the root on each path.
    fn carriers(&self, members: &[usize], root: usize) -> BTreeSet<String> {
        members
            .iter()
            .filter_map(|n| {
                self.paths[*n]
                    .iter()
                    .rev()
                    .find(|node| self.nodes[**node].is_media() && self.voices.find(**node) != root)
            })
            .map(|node| self.nodes[*node].canon.clone())
            .collect()
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
