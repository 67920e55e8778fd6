//! Who really said so: the graph from each outlet over those it cites to the roots.
//!
//! Nodes are speakers, brought to one spelling within the incident; an arrow leads from a speaker to the one it cites. A claim
//! whose chain ends at a speaker who, elsewhere in the incident, is seen to cite somebody rests on that somebody. Speakers who cite one another in a
//! circle are one. Reports with one wording are one. Every doubt goes against independence.

mod copies;
mod graph;
pub(crate) mod independence;

use crate::chunks::Chunks;
use crate::facts::{Facts, ReportFacts, Shown};
use crate::judged::Ruled;
use crate::speakers::{canonical_name, is_vague};
use crate::world::World;
use graph::{Graph, Node, Sets};
use record::{Origin, Speaker, SpeakerKind, Stage};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

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
    /// True if those who are this root cite one another and nobody else.
    pub circle: bool,
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

/// Works out the roots of an incident. `claims` in shown order.
pub(crate) fn roots(world: &World, claims: &[usize]) -> Roots {
    let (facts, reports, ruled) = (&world.facts, &world.reports, &world.judged.origins);
    let graph = Graph::of(world, claims);
    let mut circular = false;
    let mut reasons: Vec<BTreeSet<String>> = vec![BTreeSet::new(); claims.len()];
    let mut sets = Sets::new(claims.len());
    let mut root_of: Vec<usize> = Vec::with_capacity(claims.len());
    let mut known = FxHashMap::default();
    let mut circles = BTreeSet::new();
    for (n, path) in graph.paths.iter().enumerate() {
        let found = graph.follow(path, &mut reasons[n], &mut known);
        circular |= found.in_circle;
        if found.circle {
            circles.insert(found.root);
        }
        root_of.push(found.root);
    }
    let labels: Vec<String> = if ruled.is_empty() {
        Vec::new()
    } else {
        let mut of_root: BTreeMap<usize, String> = BTreeMap::new();
        let label = |root: &usize| canonical_name(&graph.label(*root));
        root_of.iter().map(|root| of_root.entry(*root).or_insert_with(|| label(root)).clone()).collect()
    };
    let told_apart = |l: usize, r: usize| {
        if ruled.is_empty() {
            return false;
        }
        let pair = |a: String, b: String| if a <= b { (a, b) } else { (b, a) };
        ruled.get(&pair(labels[l].clone(), labels[r].clone())).is_some_and(|ruled| !ruled.value)
    };
    let mut first_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (n, root) in root_of.iter().enumerate() {
        sets.union(*first_of.entry(*root).or_insert(n), n);
    }
    let told = copies::Told { facts, reports, index: &world.copies, claims, config: &world.config };
    let copied = copies::join(&told, &told_apart, &mut sets);
    let mut copied_by: BTreeMap<usize, Vec<&copies::Copy>> = BTreeMap::new();
    for copy in &copied {
        reasons[copy.copy].insert(copy.reason.clone());
        copied_by.entry(copy.copy).or_default().push(copy);
    }
    join_judged(&graph, &root_of, ruled, &mut sets, &mut reasons);
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for n in 0..claims.len() {
        groups.entry(sets.find(n)).or_default().push(n);
    }
    let mut roots = Vec::new();
    for members in groups.values() {
        circular |= graph.in_disguise(members, &root_of);
        let mut root = graph.root(members, &root_of, &reasons, facts, reports, claims);
        root.circle = circles.contains(&root_of[lead(&graph, members, &root_of)]);
        let theirs = members.iter().flat_map(|n| copied_by.get(n).into_iter().flatten().copied());
        root.origin.copies = copies::reports(theirs, |n| reports[facts[claims[n]].report].id.clone());
        roots.push(root);
    }
    finish(&mut roots, &world.judged.independence);
    Roots { roots, circular }
}

/// The claim whose root stands for all of these: copies may have joined several. A named source comes before the outlets, then
/// the earliest claim's.
fn lead(graph: &Graph, members: &[usize], root_of: &[usize]) -> usize {
    members.iter().copied().min_by_key(|n| (graph.nodes[root_of[*n]].is_media(), *n)).unwrap_or(0)
}

/// Marks which roots count, best supported first.
fn finish(roots: &mut [Root], independence: &BTreeMap<(String, String), Ruled<bool>>) {
    let any_support = roots.iter().any(|root| root.supports);
    for root in roots.iter_mut() {
        root.origin.independent = root.supports || !any_support;
        if !root.origin.independent {
            root.origin.reasons.push("Denies the event, so it does not count as a source for it.".to_owned());
        }
    }
    for root in roots.iter_mut().filter(|root| root.circle) {
        root.origin.independent = false;
        let reason = "A circle: they cite one another and name nobody outside it, so it does not count as an origin.";
        root.origin.reasons.push(reason.to_owned());
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
    roots.sort_by(best_supported);
    independence::apply(roots, independence);
    roots.sort_by(best_supported);
}

fn best_supported(a: &Root, b: &Root) -> std::cmp::Ordering {
    (b.origin.independent, b.origin.reports.len(), &a.origin.label).cmp(&(
        a.origin.independent,
        a.origin.reports.len(),
        &b.origin.label,
    ))
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

fn name(report: &ReportFacts) -> &str {
    if report.outlet.is_empty() { UNKNOWN } else { &report.outlet }
}

impl Graph {
    /// True if these claims present one root as several sources: at least two media, of which one has it from another.
    fn in_disguise(&self, members: &[usize], root_of: &[usize]) -> bool {
        let mut sources: BTreeSet<usize> = BTreeSet::new();
        let mut hidden = false;
        let joined = members.windows(2).any(|pair| root_of[pair[0]] != root_of[pair[1]]);
        for n in members {
            let path = &self.paths[*n];
            let source = path.get(1).copied().unwrap_or(path[0]);
            let voice = self.voices.find(source);
            // An outlet that elsewhere names its source hides nothing by not repeating it.
            if !self.nodes[source].is_media() || (path.len() == 1 && self.arrows.contains_key(&voice)) {
                continue;
            }
            sources.insert(voice);
            // Who spoke to the root has it at hand; who copies the paper that did has not.
            let at_hand = |root: usize| {
                !self.nodes[root].is_media() && self.arrows.get(&voice).is_some_and(|to| to.contains(&root))
            };
            hidden |= if voice == root_of[*n] { joined && path.len() == 1 } else { !at_hand(root_of[*n]) };
        }
        hidden && sources.len() > 1
    }

    fn root(
        &self,
        members: &[usize],
        root_of: &[usize],
        reasons: &[BTreeSet<String>],
        facts: &Chunks<Facts>,
        reports: &Chunks<ReportFacts>,
        claims: &[usize],
    ) -> Root {
        let root = root_of[lead(self, members, root_of)];
        let own: Vec<&Facts> = members.iter().map(|n| &facts[claims[*n]]).collect();
        let mut order: Vec<usize> = own.iter().map(|f| f.report).collect();
        order.sort_by(|a, b| reports[*a].order().cmp(&reports[*b].order()));
        order.dedup();
        let voice: Vec<&Node> = self.voice(root).iter().map(|n| &self.nodes[*n]).collect();
        let chain = own
            .iter()
            .map(|f| &f.claim.said_by)
            .rev()
            .max_by_key(|chain| chain.len())
            .map_or_else(Vec::new, |chain| chain.to_vec());
        let inferred = |c: &Shown| c.said_by.iter().skip(1).any(|s| s.inferred);
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
                copies: Vec::new(),
            },
            claims: members.iter().map(|n| claims[*n]).collect(),
            names,
            carriers: self.carriers(members, root),
            circle: false,
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
