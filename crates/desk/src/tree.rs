//! The origin tree: outlets on the left, the origin on the right, drawn by the server. Chains that end in one origin are
//! merged from that end, so that "four outlets, one columnist" is one root with four leaves.

use record::{Claim, Incident, Origin, ReportId, Speaker, SpeakerKind};
use std::collections::{BTreeMap, BTreeSet};

/// Boxes drawn in one tree; a caption counts the rest.
const MAX_BOXES: usize = 120;
/// Letters of a name drawn in a box; the tooltip has the whole name.
const MAX_LETTERS: usize = 30;
/// Links followed in one chain: chains of reports are short, and a longer one is a fault of the input.
const MAX_CHAIN: usize = 12;
const BOX_HEIGHT: f64 = 30.0;
const ROW_HEIGHT: f64 = 42.0;
const GAP: f64 = 46.0;
const LETTER_WIDTH: f64 = 7.3;
const MARGIN: f64 = 6.0;

/// A box of the drawing; lengths in CSS pixels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) text_x: f64,
    pub(crate) text_y: f64,
    /// The name, cut to fit.
    pub(crate) label: String,
    /// The whole name and what it is.
    pub(crate) title: String,
    /// CSS classes.
    pub(crate) classes: &'static str,
    /// The report's page, for an outlet.
    pub(crate) href: Option<String>,
}

/// An arrow from who repeats to who is repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edge {
    /// SVG path data.
    pub(crate) path: String,
    /// SVG path data of the arrow's head.
    pub(crate) head: String,
    /// CSS classes.
    pub(crate) classes: &'static str,
    /// "TASS cites Hürriyet", with "(inferred)" where it is.
    pub(crate) title: String,
}

/// One origin with everyone who goes back to it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OriginTree {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    /// "6 outlets, 1 origin: Hürriyet (Hande Fırat)".
    pub(crate) caption: String,
    pub(crate) independent: bool,
    pub(crate) reasons: Vec<String>,
    /// The chains in words, for those who do not see the drawing: "Caliber.Az ← TASS ← Hürriyet".
    pub(crate) chains: Vec<String>,
    /// Boxes left out.
    pub(crate) left_out: usize,
}

/// A name in the merged tree.
struct Knot {
    key: String,
    name: String,
    kind: SpeakerKind,
    inferred: bool,
    copied: bool,
    report: Option<ReportId>,
    children: Vec<usize>,
}

fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Who cites whom, over all chains of an incident, for finding circles.
struct Citations(BTreeMap<String, BTreeSet<String>>);

impl Citations {
    fn of(claims: &[&Claim]) -> Self {
        let mut map: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for claim in claims {
            for pair in claim.said_by.windows(2).take(MAX_CHAIN) {
                map.entry(key(&pair[0].name)).or_default().insert(key(&pair[1].name));
            }
        }
        Self(map)
    }

    /// True if the citation `from` → `to` lies on a circle: `to` leads back to `from`.
    fn circular(&self, from: &str, to: &str) -> bool {
        if from == to {
            return false;
        }
        let mut seen = BTreeSet::from([to]);
        let mut open = vec![to];
        while let Some(name) = open.pop() {
            if name == from {
                return true;
            }
            for next in self.0.get(name).into_iter().flatten() {
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        false
    }
}

/// The trees of an incident, one for each origin.
pub(crate) fn trees(incident: &Incident, claims: &[&Claim], outlets: &BTreeMap<ReportId, String>) -> Vec<OriginTree> {
    let citations = Citations::of(claims);
    incident.origins.iter().map(|origin| tree(origin, claims, outlets, &citations)).collect()
}

fn tree(origin: &Origin, claims: &[&Claim], outlets: &BTreeMap<ReportId, String>, citations: &Citations) -> OriginTree {
    let chains = chains(origin, claims, outlets);
    let (mut knots, copies) = merge(origin, &chains);
    // Reports that were not loaded are counted, not drawn.
    let mut left_out = origin.reports.iter().filter(|report| !outlets.contains_key(report)).count();
    if knots.len() > MAX_BOXES {
        left_out += knots.len() - MAX_BOXES;
        knots.truncate(MAX_BOXES);
        for knot in &mut knots {
            knot.children.retain(|child| *child < MAX_BOXES);
        }
    }
    let (nodes, edges, width, height) = draw(&knots, citations);
    let names: BTreeSet<String> = chains.iter().filter_map(|c| c.speakers.first()).map(|s| key(&s.name)).collect();
    let circle = if edges.iter().any(|edge| edge.classes.contains("loop")) { " Circular reporting." } else { "" };
    let copies =
        if copies > 0 { format!(" {}.", crate::words::count(copies, "copy", "copies")) } else { String::new() };
    OriginTree {
        width,
        height,
        nodes,
        edges,
        caption: format!(
            "{}, 1 origin: {}.{copies}{circle}",
            crate::words::count(names.len().max(1) as u64, "outlet", "outlets"),
            origin.label
        ),
        independent: origin.independent,
        reasons: origin.reasons.clone(),
        chains: chains
            .iter()
            .map(|c| c.speakers.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(" ← "))
            .collect(),
        left_out,
    }
}

/// The chain of one report towards an origin.
struct Chain {
    report: ReportId,
    speakers: Vec<Speaker>,
}

/// One chain for each report of the origin: that of the report's own claim, the one that ends in this origin if it has
/// several.
fn chains(origin: &Origin, claims: &[&Claim], outlets: &BTreeMap<ReportId, String>) -> Vec<Chain> {
    let ends: BTreeSet<String> = origin.chain.iter().map(|s| key(&s.name)).collect();
    let goes_there = |claim: &Claim| claim.origin().is_some_and(|s| ends.contains(&key(&s.name)));
    origin
        .reports
        .iter()
        .filter(|report| outlets.contains_key(report))
        .map(|report| {
            let mut own: Vec<&&Claim> = claims.iter().filter(|claim| claim.report == *report).collect();
            own.sort_by_key(|claim| (!goes_there(claim), !claim.main));
            let speakers = own.first().map(|claim| claim.said_by.clone()).unwrap_or_default();
            let speakers = if speakers.is_empty() {
                vec![Speaker::outlet(outlets.get(report).map_or(report.as_str(), String::as_str))]
            } else {
                speakers.into_iter().take(MAX_CHAIN).collect()
            };
            Chain { report: report.clone(), speakers }
        })
        .collect()
}

/// Merges the chains from their ends. Gives the knots (the root first) and how many reports are tied to the root although
/// their own words do not name it: copies.
fn merge(origin: &Origin, chains: &[Chain]) -> (Vec<Knot>, u64) {
    let end = origin.chain.last().cloned().unwrap_or_else(|| Speaker::outlet(&origin.label));
    let root_key = key(&end.name);
    let mut knots = vec![Knot {
        key: root_key.clone(),
        name: end.name,
        kind: end.kind,
        inferred: end.inferred,
        copied: false,
        report: None,
        children: Vec::new(),
    }];
    let mut copies = 0;
    for chain in chains {
        // Where the chain reaches the root; a chain that never does was tied to it by its words (a copy).
        let reach = chain.speakers.iter().rposition(|s| key(&s.name) == root_key);
        let (path, copied) = match reach {
            Some(reach) => (&chain.speakers[..reach], false),
            None => (&chain.speakers[..1.min(chain.speakers.len())], true),
        };
        copies += u64::from(copied);
        let mut at = 0;
        if path.is_empty() {
            knots[0].report.get_or_insert_with(|| chain.report.clone());
        }
        for (i, speaker) in path.iter().enumerate().rev() {
            at = step(&mut knots, at, speaker, (i == 0).then(|| chain.report.clone()), copied);
            // Whether a citation is inferred is written on the one who is cited; one report that states it is enough.
            if let Some(cited) = chain.speakers.get(i + 1) {
                knots[at].inferred &= cited.inferred;
            }
        }
    }
    (knots, copies)
}

/// The child of `at` with the speaker's name, made if it is not there. Leaves with a report of their own stay apart.
fn step(knots: &mut Vec<Knot>, at: usize, speaker: &Speaker, report: Option<ReportId>, copied: bool) -> usize {
    let name = key(&speaker.name);
    let same = knots[at].children.iter().copied().find(|child| {
        let knot = &knots[*child];
        knot.key == name && knot.copied == copied && (report.is_none() || knot.report.is_none())
    });
    if let Some(child) = same {
        if knots[child].report.is_none() {
            knots[child].report = report;
        }
        return child;
    }
    knots.push(Knot {
        key: name,
        name: speaker.name.clone(),
        kind: speaker.kind,
        inferred: true,
        copied,
        report,
        children: Vec::new(),
    });
    let child = knots.len() - 1;
    knots[at].children.push(child);
    child
}

/// Columns by depth (the root rightmost), rows by leaf.
fn draw(knots: &[Knot], citations: &Citations) -> (Vec<Node>, Vec<Edge>, f64, f64) {
    let mut depth = vec![0_usize; knots.len()];
    let mut row = vec![0.0_f64; knots.len()];
    let mut rows = 0.0;
    place(knots, 0, 0, &mut depth, &mut row, &mut rows);
    let deepest = depth.iter().copied().max().unwrap_or(0);
    let mut widths = vec![0.0_f64; deepest + 1];
    for (i, knot) in knots.iter().enumerate() {
        let letters = knot.name.chars().count().clamp(8, MAX_LETTERS) as f64;
        // The root is set in bold, which runs wider.
        let letter = if i == 0 { LETTER_WIDTH * 1.1 } else { LETTER_WIDTH };
        widths[depth[i]] = widths[depth[i]].max(letters * letter + 24.0);
    }
    let left = |d: usize| MARGIN + (d + 1..=deepest).map(|deeper| widths[deeper] + GAP).sum::<f64>();
    let mut nodes = Vec::with_capacity(knots.len());
    let mut edges = Vec::new();
    for (i, knot) in knots.iter().enumerate() {
        let (x, y) = (left(depth[i]), MARGIN + row[i] * ROW_HEIGHT);
        nodes.push(node(knot, i == 0, x, y, widths[depth[i]]));
        for child in &knot.children {
            let from = (left(depth[*child]) + widths[depth[*child]], MARGIN + row[*child] * ROW_HEIGHT);
            edges.push(edge(&knots[*child], knot, from, (x, y), citations));
        }
    }
    let width = left(0) + widths[0] + MARGIN;
    (nodes, edges, width, rows.max(1.0) * ROW_HEIGHT + MARGIN)
}

fn place(knots: &[Knot], at: usize, level: usize, depth: &mut [usize], row: &mut [f64], rows: &mut f64) {
    depth[at] = level;
    let children = &knots[at].children;
    for child in children {
        place(knots, *child, level + 1, depth, row, rows);
    }
    row[at] = match (children.first(), children.last()) {
        (Some(first), Some(last)) => f64::midpoint(row[*first], row[*last]),
        _ => {
            *rows += 1.0;
            *rows - 1.0
        }
    };
}

fn node(knot: &Knot, root: bool, x: f64, y: f64, width: f64) -> Node {
    let name = if knot.name.trim().is_empty() { "outlet not known" } else { &knot.name };
    let mut label: String = name.chars().take(MAX_LETTERS).collect();
    if name.chars().count() > MAX_LETTERS {
        label.pop();
        label.push('…');
    }
    let classes = match (root, knot.kind) {
        (true, SpeakerKind::Unnamed) => "node root unnamed",
        (true, _) => "node root",
        (false, SpeakerKind::Unnamed) => "node unnamed",
        (false, SpeakerKind::Outlet) => "node outlet",
        (false, _) => "node",
    };
    Node {
        x,
        y,
        width,
        text_x: x + width / 2.0,
        text_y: y + BOX_HEIGHT / 2.0 + 4.5,
        label,
        title: format!("{name} ({})", knot.kind),
        classes,
        href: knot.report.as_ref().map(|report| crate::words::href("/reports", report.as_str())),
    }
}

fn edge(from: &Knot, to: &Knot, at: (f64, f64), target: (f64, f64), citations: &Citations) -> Edge {
    let (x1, y1) = (at.0, at.1 + BOX_HEIGHT / 2.0);
    let (x2, y2) = (target.0 - 7.0, target.1 + BOX_HEIGHT / 2.0);
    let bend = (x2 - x1) / 2.0;
    let looped = citations.circular(&from.key, &to.key);
    let (classes, verb, note) = match (looped, from.copied, from.inferred) {
        (true, _, _) => ("edge loop", "cites", " (part of a circle)"),
        (_, true, _) => ("edge copied", "repeats the words of", " (its own text does not name it)"),
        (_, _, true) => ("edge inferred", "cites", " (inferred)"),
        _ => ("edge", "cites", ""),
    };
    Edge {
        path: format!("M{x1:.0} {y1:.0} C{:.0} {y1:.0} {:.0} {y2:.0} {x2:.0} {y2:.0}", x1 + bend, x2 - bend),
        head: format!("M{x2:.0} {:.0} l7 4 l-7 4 z", y2 - 4.0),
        classes,
        title: format!("{} {verb} {}{note}", from.name, to.name),
    }
}

#[cfg(test)]
mod tests;
