//! The tree of who has it from whom, for one origin: the root is the origin, those who have it from the root hang on it, and so
//! on to the outlets. What people see is this tree, on a page or on a terminal.
//!
//! The chains of an origin's reports are laid over one another: where one report stops at an agency and another says whom that
//! agency cites, the first hangs on through the second. Names in several spellings are one; copies are collapsed; a
//! citation that leads back to whoever it came from is told as a loop.

use crate::speakers::{canonical_name, same_speaker};
use record::{Claim, Incident, Origin, ReportId, Speaker, SpeakerKind};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Links followed in one chain: chains of reports are short, and a longer one is a fault of the input.
const MAX_CHAIN: usize = 12;

/// How somebody hangs on whom they have it from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// The root hangs on nobody.
    Root,
    /// A report says so beside the claim.
    Stated,
    /// Inferred from a byline, a dateline or another sentence.
    Inferred,
    /// Nobody says so: the wording gives it away, or an analyst judged it.
    Copied,
}

/// One name in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limb {
    /// As printed; "3 copies" where several are collapsed into one.
    pub name: String,
    /// What it is.
    pub kind: SpeakerKind,
    /// How it hangs on the limb that holds it.
    pub tie: Tie,
    /// True if it hangs on within a circle.
    pub circular: bool,
    /// Names nearer to the outlets that it cites in turn: the loop.
    pub cites_back: Vec<String>,
    /// Its own reports, if it is an outlet of the incident.
    pub reports: Vec<ReportId>,
    /// The outlets that stand behind "3 copies".
    pub collapsed: Vec<String>,
    /// Those who have it from here, those with most behind them first.
    pub children: Vec<Limb>,
}

impl Limb {
    /// This limb and all below it.
    #[must_use]
    pub fn count(&self) -> usize {
        1 + self.children.iter().map(Self::count).sum::<usize>()
    }

    /// True if a loop is anywhere in it.
    #[must_use]
    pub fn loops(&self) -> bool {
        self.circular || !self.cites_back.is_empty() || self.children.iter().any(Self::loops)
    }
}

/// The tree of one origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginTree {
    /// The origin.
    pub root: Limb,
    /// Outlets whose reports rest on it.
    pub outlets: usize,
}

/// The trees of an incident, one for each origin in its order. `outlet` names the outlet of a report.
#[must_use]
pub fn trees(incident: &Incident, claims: &[&Claim], outlet: &dyn Fn(&ReportId) -> String) -> Vec<OriginTree> {
    let of_report = by_report(claims);
    incident.origins.iter().map(|origin| Graph::of(origin, &of_report, outlet).tree(origin)).collect()
}

/// Claims by the report that makes them.
type ByReport<'c> = BTreeMap<&'c ReportId, Vec<&'c Claim>>;

fn by_report<'c>(claims: &[&'c Claim]) -> ByReport<'c> {
    let mut found = ByReport::new();
    claims.iter().for_each(|claim| found.entry(&claim.report).or_default().push(claim));
    found
}

/// "6 outlets, 1 origin: Hürriyet (Hande Fırat)"; "5 outlets, 3 origins, 2 of them independent: police; Reuters".
#[must_use]
pub fn sentence(incident: &Incident, outlet: &dyn Fn(&ReportId) -> String) -> String {
    let count = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let outlets: BTreeSet<String> = incident.reports.iter().map(|report| canonical_name(&outlet(report))).collect();
    let counted: Vec<&str> =
        incident.origins.iter().filter(|origin| origin.independent).map(|origin| origin.label.as_str()).collect();
    let of_them = match (incident.origins.len(), counted.len()) {
        (all, some) if all == some => String::new(),
        (_, 0) => ", none of them independent".to_owned(),
        (_, 1) => ", 1 of them independent".to_owned(),
        (_, some) => format!(", {some} of them independent"),
    };
    let names = if counted.is_empty() { String::new() } else { format!(": {}", counted.join("; ")) };
    format!("{}, {}{of_them}{names}", count(outlets.len(), "outlet"), count(incident.origins.len(), "origin"))
}

#[derive(Debug)]
struct Node {
    name: String,
    kind: SpeakerKind,
    reports: Vec<ReportId>,
}

/// Who hangs on whom, and who of them by their wording alone.
struct Holder {
    on: BTreeMap<String, String>,
    copied: BTreeSet<String>,
}

/// Who cites whom within one origin. Nodes by canonical name.
struct Graph {
    nodes: BTreeMap<String, Node>,
    /// Who is cited by whom, and whether every report only lets it be inferred.
    cites: BTreeMap<String, BTreeMap<String, bool>>,
    /// Outlets that tell it in the words of others, with those others, the nearest first.
    copies: BTreeMap<String, Vec<String>>,
}

impl Graph {
    fn of(origin: &Origin, of_report: &ByReport<'_>, outlet: &dyn Fn(&ReportId) -> String) -> Self {
        let mut graph = Self { nodes: BTreeMap::new(), cites: BTreeMap::new(), copies: BTreeMap::new() };
        let key = |report: &ReportId| canonical_name(&outlet(report));
        for (copy, of) in &origin.copies {
            graph.copies.entry(key(copy)).or_default().push(key(of));
        }
        let mut chains: Vec<Vec<(String, Speaker)>> = Vec::new();
        for report in &origin.reports {
            let mut own: Vec<&&Claim> = of_report.get(report).into_iter().flatten().collect();
            own.sort_by_key(|claim| !claim.main);
            let printed = outlet(report);
            let mut all: Vec<Vec<(String, Speaker)>> =
                own.iter().map(|claim| chain(&claim.said_by, &printed)).collect();
            if all.is_empty() {
                all.push(chain(&[], &printed));
            }
            if let Some((key, first)) = all[0].first() {
                graph.node(key, first).reports.push(report.clone());
            }
            chains.extend(all);
        }
        let keys: BTreeMap<String, SpeakerKind> =
            chains.iter().flatten().map(|(key, speaker)| (key.clone(), speaker.kind)).collect();
        let whole = spellings(&keys);
        for chain in &chains {
            let path: Vec<(&String, &Speaker)> =
                chain.iter().map(|(key, speaker)| (whole.get(key).unwrap_or(key), speaker)).collect();
            for (key, speaker) in &path {
                graph.node(key, speaker);
            }
            for pair in path.windows(2).filter(|pair| pair[0].0 != pair[1].0) {
                let inferred =
                    graph.cites.entry(pair[0].0.clone()).or_default().entry(pair[1].0.clone()).or_insert(true);
                *inferred &= pair[1].1.inferred;
            }
        }
        graph
    }

    /// The node of this key; of several spellings of the whole name the shortest is shown: "Volna", not "the Volna agency".
    fn node(&mut self, key: &str, speaker: &Speaker) -> &mut Node {
        let node = self.nodes.entry(key.to_owned()).or_insert_with(|| Node {
            name: speaker.name.clone(),
            kind: speaker.kind,
            reports: Vec::new(),
        });
        let rank = |name: &String| (canonical_name(name) != key, name.chars().count(), name.clone());
        if rank(&speaker.name) < rank(&node.name) {
            node.name.clone_from(&speaker.name);
        }
        node
    }

    fn reach(&self, from: &str) -> BTreeSet<&str> {
        let Some((start, _)) = self.nodes.get_key_value(from) else { return BTreeSet::new() };
        let mut seen = BTreeSet::from([start.as_str()]);
        let mut open = vec![start.as_str()];
        while let Some(key) = open.pop() {
            for next in self.cites.get(key).into_iter().flat_map(BTreeMap::keys) {
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        seen
    }

    /// The names that nobody beyond them explains, the origin's own first: everything that they reach leads back to them. Of a
    /// circle one stands for all.
    fn ends(&self, origin: &Origin) -> Vec<String> {
        let reach: BTreeMap<&str, BTreeSet<&str>> =
            self.nodes.keys().map(|key| (key.as_str(), self.reach(key))).collect();
        let label = canonical_name(&origin.label);
        let last = origin.chain.last().map(|speaker| canonical_name(&speaker.name)).unwrap_or_default();
        let within = |key: &str| key.split(' ').all(|word| label.split(' ').any(|other| other == word));
        let mut ends: Vec<&str> =
            reach.keys().copied().filter(|key| reach[key].iter().all(|other| reach[other].contains(key))).collect();
        let mut behind: BTreeMap<&str, usize> = BTreeMap::new();
        reach.values().flatten().for_each(|key| *behind.entry(key).or_default() += 1);
        ends.sort_by_cached_key(|key| {
            (label != *key, last != *key, !within(key), std::cmp::Reverse(behind.get(key).copied()), (*key).to_owned())
        });
        let mut kept: Vec<String> = Vec::new();
        for key in ends {
            if !kept.iter().any(|held| reach[key].contains(held.as_str())) {
                kept.push(key.to_owned());
            }
        }
        kept
    }

    fn tree(self, origin: &Origin) -> OriginTree {
        let ends = self.ends(origin);
        let outlets = self.nodes.values().filter(|node| !node.reports.is_empty()).count();
        let mut holder: BTreeMap<String, String> = BTreeMap::new();
        let mut placed: BTreeSet<String> = BTreeSet::new();
        // From each end outwards: everybody hangs on the nearest whom they cite, stated before inferred.
        for end in &ends {
            let mut open = VecDeque::from([end.clone()]);
            placed.insert(end.clone());
            while let Some(key) = open.pop_front() {
                let mut citing: Vec<(&bool, &String)> = self
                    .cites
                    .iter()
                    .filter_map(|(from, to)| Some((to.get(&key)?, from)))
                    .filter(|(_, from)| !placed.contains(*from))
                    .collect();
                citing.sort();
                let citing: Vec<String> = citing.into_iter().map(|(_, from)| from.clone()).collect();
                for from in citing {
                    holder.insert(from.clone(), key.clone());
                    placed.insert(from.clone());
                    open.push_back(from);
                }
            }
        }
        // Who names no source but has somebody's words hangs on that somebody.
        let mut copied: BTreeSet<String> = BTreeSet::new();
        for end in ends.iter().skip(1) {
            let of = self.copies.get(end).into_iter().flatten();
            let on = of
                .filter(|on| self.nodes.contains_key(*on) && placed.contains(*on))
                .find(|on| !hangs_on(on, end, &holder))
                .cloned();
            if let Some(on) = on {
                holder.insert(end.clone(), on);
                copied.insert(end.clone());
            }
        }
        let holder = Holder { on: holder, copied };
        let mut root = match ends.first() {
            Some(first) => self.limb(first, None, &holder),
            None => bare(&origin.label),
        };
        for other in ends.iter().skip(1).filter(|other| !holder.copied.contains(*other)) {
            let mut limb = self.limb(other, None, &holder);
            limb.tie = Tie::Copied;
            root.children.push(limb);
        }
        collapse(&mut root);
        OriginTree { root, outlets: outlets.max(1) }
    }

    fn limb(&self, key: &str, on: Option<&str>, holder: &Holder) -> Limb {
        let mut children: Vec<Limb> = holder
            .on
            .iter()
            .filter(|(_, held_by)| *held_by == key)
            .map(|(child, _)| self.limb(child, Some(key), holder))
            .collect();
        children.sort_by_key(|limb| std::cmp::Reverse(limb.count()));
        let above = |name: &str| {
            let mut at = Some(name);
            while let Some(now) = at {
                if now == key {
                    return name != key;
                }
                at = holder.on.get(now).map(String::as_str);
            }
            false
        };
        let cited = self.cites.get(key);
        let node = &self.nodes[key];
        Limb {
            name: node.name.clone(),
            kind: node.kind,
            tie: match on.and_then(|on| cited?.get(on)) {
                None if holder.copied.contains(key) => Tie::Copied,
                None => Tie::Root,
                Some(true) => Tie::Inferred,
                Some(false) => Tie::Stated,
            },
            circular: on.is_some_and(|on| self.reach(on).contains(key)),
            cites_back: cited
                .into_iter()
                .flat_map(BTreeMap::keys)
                .filter(|to| above(to))
                .map(|to| self.nodes[to.as_str()].name.clone())
                .collect(),
            reports: node.reports.clone(),
            collapsed: Vec::new(),
            children,
        }
    }
}

/// True if one hangs on the other, over however many between, or is it.
fn hangs_on<'h>(mut one: &'h String, other: &String, holder: &'h BTreeMap<String, String>) -> bool {
    loop {
        if one == other {
            return true;
        }
        match holder.get(one) {
            Some(next) => one = next,
            None => return false,
        }
    }
}

fn bare(name: &str) -> Limb {
    Limb {
        name: name.to_owned(),
        kind: SpeakerKind::Outlet,
        tie: Tie::Root,
        circular: false,
        cites_back: Vec::new(),
        reports: Vec::new(),
        collapsed: Vec::new(),
        children: Vec::new(),
    }
}

/// Copies that hang on one limb, and on which nobody hangs, become one.
fn collapse(limb: &mut Limb) {
    limb.children.iter_mut().for_each(collapse);
    let plain = |child: &Limb| child.tie == Tie::Copied && child.children.is_empty();
    if limb.children.iter().filter(|child| plain(child)).count() < 2 {
        return;
    }
    let (copies, others): (Vec<Limb>, Vec<Limb>) = limb.children.drain(..).partition(plain);
    limb.children = others;
    limb.children.push(Limb {
        tie: Tie::Copied,
        reports: copies.iter().flat_map(|copy| copy.reports.clone()).collect(),
        collapsed: copies.iter().map(|copy| copy.name.clone()).collect(),
        ..bare(&format!("{} copies", copies.len()))
    });
}

/// A chain with keys, outlet first. Who is unnamed belongs to whoever spoke to them.
fn chain(said_by: &[Speaker], outlet: &str) -> Vec<(String, Speaker)> {
    let mut path: Vec<(String, Speaker)> = Vec::new();
    let printed = Speaker::outlet(outlet);
    let given = said_by.iter().filter(|speaker| !speaker.name.trim().is_empty());
    let outlet_missing =
        said_by.first().is_none_or(|first| first.kind != SpeakerKind::Outlet || first.name.trim().is_empty());
    let all: Vec<&Speaker> = outlet_missing.then_some(&printed).into_iter().chain(given).take(MAX_CHAIN).collect();
    for (n, speaker) in all.iter().copied().enumerate() {
        let mut key = canonical_name(&speaker.name);
        if speaker.kind == SpeakerKind::Unnamed {
            if n + 1 < all.len() {
                continue;
            }
            let before = path.last().map_or("", |(key, _)| key.as_str());
            key = format!("{before}\u{1f}unnamed");
        }
        if path.last().is_none_or(|(before, _)| *before != key) {
            path.push((key, speaker.clone()));
        }
    }
    path
}

/// Short spellings and the only longer one that each can mean: "firat" is "hande firat".
fn spellings(keys: &BTreeMap<String, SpeakerKind>) -> BTreeMap<String, String> {
    let mut whole = BTreeMap::new();
    for (short, kind) in keys {
        let longer: Vec<&String> = keys
            .iter()
            .filter(|(long, other)| *other == kind && long.len() > short.len() && same_speaker(*kind, short, long))
            .map(|(long, _)| long)
            .collect();
        if let [one] = longer[..] {
            whole.insert(short.clone(), one.clone());
        }
    }
    whole
}

#[cfg(test)]
mod tests;
