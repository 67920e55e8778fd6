//! The origin tree, drawn by the server: outlets on the left, the origin on the right, so that "four outlets, one
//! columnist" is one root with four behind it. The same tree stands beside it as a nested list: for narrow screens, where it is
//! drawn by its style, and for those who do not see the drawing.

use link::tree::{Limb, Tie};
use record::{Incident, Origin, ReportId, SpeakerKind};

/// Boxes drawn in one tree; a caption counts the rest.
const MAX_BOXES: usize = 120;
/// Letters of a name drawn in a box; the tooltip has the whole name.
const MAX_LETTERS: usize = 30;
/// Names of collapsed copies in a tooltip.
const MAX_COPIES: usize = 20;
const BOX_HEIGHT: f64 = 30.0;
const ROW_HEIGHT: f64 = 42.0;
const GAP: f64 = 46.0;
const LETTER_WIDTH: f64 = 7.3;
const MARGIN: f64 = 6.0;
/// Room below the boxes for arrows that lead back.
const LOOP_ROOM: f64 = 26.0;

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
    pub(crate) classes: String,
    /// The report's page, for an outlet.
    pub(crate) href: Option<String>,
    /// Drawn as a pile of sheets.
    pub(crate) pile: bool,
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

/// One line of the nested list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) classes: String,
    pub(crate) href: Option<String>,
    /// What the line's look says, in words: "inferred".
    pub(crate) note: String,
    /// True if a list of those who have it from here follows.
    pub(crate) opens: bool,
    /// Lists that end after this line.
    pub(crate) closes: usize,
}

/// One origin with everyone who goes back to it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OriginTree {
    pub(crate) number: usize,
    pub(crate) label: String,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) lines: Vec<Line>,
    /// "6 outlets, 1 origin: Hürriyet (Hande Fırat)".
    pub(crate) caption: String,
    pub(crate) independent: bool,
    pub(crate) circular: bool,
    pub(crate) reasons: Vec<String>,
    /// Boxes left out.
    pub(crate) left_out: usize,
}

/// The trees of an incident as drawings, one for each origin. `loaded` tells whether a report is at hand.
pub(crate) fn drawings(
    incident: &Incident,
    trees: &[link::tree::OriginTree],
    loaded: &dyn Fn(&ReportId) -> bool,
) -> Vec<OriginTree> {
    let drawn = incident.origins.iter().zip(trees).enumerate();
    drawn.map(|(n, (origin, tree))| drawing(n + 1, origin, tree, loaded)).collect()
}

fn drawing(
    number: usize,
    origin: &Origin,
    tree: &link::tree::OriginTree,
    loaded: &dyn Fn(&ReportId) -> bool,
) -> OriginTree {
    let mut canvas = Canvas::default();
    canvas.measure(&tree.root, 0);
    let mut left = MAX_BOXES;
    canvas.place(&tree.root, 0, &mut left);
    let boxes = tree.root.count();
    // Reports that were not loaded are counted, not drawn.
    let missing = origin.reports.iter().filter(|report| !loaded(report)).count();
    let mut lines = Vec::new();
    list(&tree.root, 0, &mut lines);
    let circular = tree.root.loops();
    let outlets = crate::words::count(tree.outlets as u64, "outlet", "outlets");
    OriginTree {
        number,
        label: origin.label.clone(),
        width: canvas.left(0) + canvas.widths.first().copied().unwrap_or_default() + MARGIN,
        height: canvas.rows.max(1.0) * ROW_HEIGHT + MARGIN + if canvas.leads_back { LOOP_ROOM } else { 0.0 },
        nodes: canvas.nodes,
        edges: canvas.edges,
        lines,
        caption: format!(
            "{outlets}, 1 origin: {}.{}",
            origin.label,
            if circular { " Circular reporting." } else { "" }
        ),
        independent: origin.independent,
        circular,
        reasons: origin.reasons.clone(),
        left_out: missing + boxes.saturating_sub(MAX_BOXES),
    }
}

fn name(limb: &Limb) -> &str {
    if limb.name.trim().is_empty() { "outlet not known" } else { &limb.name }
}

fn href(limb: &Limb) -> Option<String> {
    limb.reports.first().filter(|_| limb.collapsed.is_empty()).map(|id| crate::words::href("/reports", id.as_str()))
}

fn copies(limb: &Limb) -> String {
    let shown = limb.collapsed.iter().take(MAX_COPIES).map(String::as_str).collect::<Vec<_>>().join(", ");
    match limb.collapsed.len().saturating_sub(MAX_COPIES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The tree as lines of a nested list, the origin first.
fn list(limb: &Limb, closes: usize, lines: &mut Vec<Line>) {
    if lines.len() >= MAX_BOXES {
        // What was opened must be closed; a caption counts those left out.
        if let Some(last) = lines.last_mut() {
            last.closes += closes;
        }
        return;
    }
    let opens = !limb.children.is_empty() && lines.len() + 1 < MAX_BOXES;
    let mut notes: Vec<String> = Vec::new();
    match limb.tie {
        Tie::Inferred => notes.push("inferred".to_owned()),
        Tie::Copied if limb.collapsed.is_empty() => notes.push("does not name it".to_owned()),
        Tie::Copied => notes.push(copies(limb)),
        Tie::Root | Tie::Stated => {}
    }
    if !limb.cites_back.is_empty() {
        notes.push(format!("cites {} in turn", limb.cites_back.join(", ")));
    }
    lines.push(Line {
        name: name(limb).to_owned(),
        classes: format!("{} {}", tie_class(limb), kind_class(limb)),
        href: href(limb),
        note: notes.join("; "),
        opens,
        closes: if opens { 0 } else { closes },
    });
    if !opens {
        return;
    }
    for (n, child) in limb.children.iter().enumerate() {
        let last = n + 1 == limb.children.len();
        list(child, if last { closes + 1 } else { 0 }, lines);
    }
}

const fn tie_class(limb: &Limb) -> &'static str {
    match (limb.circular, limb.tie) {
        (true, _) => "edge loop",
        (_, Tie::Copied) => "edge copied",
        (_, Tie::Inferred) => "edge inferred",
        (_, Tie::Root | Tie::Stated) => "edge",
    }
}

const fn kind_class(limb: &Limb) -> &'static str {
    match (limb.tie, limb.kind) {
        (Tie::Root, SpeakerKind::Unnamed) => "node root unnamed",
        (Tie::Root, _) => "node root",
        (_, SpeakerKind::Unnamed) => "node unnamed",
        (_, _) if !limb.reports.is_empty() => "node outlet",
        (_, _) => "node",
    }
}

/// Columns by depth (the root rightmost), rows by leaf.
#[derive(Default)]
struct Canvas {
    /// Of each depth.
    widths: Vec<f64>,
    rows: f64,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    /// True if an arrow leads back below the boxes.
    leads_back: bool,
}

/// Where a box stands: its left edge, its right edge, its middle.
#[derive(Clone, Copy)]
struct Spot {
    left: f64,
    right: f64,
    top: f64,
}

impl Canvas {
    fn measure(&mut self, limb: &Limb, depth: usize) {
        let letters = name(limb).chars().count().clamp(8, MAX_LETTERS) as f64;
        // The root is set in bold, which runs wider.
        let letter = if depth == 0 { LETTER_WIDTH * 1.1 } else { LETTER_WIDTH };
        if self.widths.len() <= depth {
            self.widths.resize(depth + 1, 0.0);
        }
        self.widths[depth] = self.widths[depth].max(letters * letter + 24.0);
        limb.children.iter().for_each(|child| self.measure(child, depth + 1));
    }

    fn left(&self, depth: usize) -> f64 {
        MARGIN + self.widths.iter().skip(depth + 1).map(|width| width + GAP).sum::<f64>()
    }

    /// Places a limb and what hangs on it. Gives where it stands, with everybody below by name.
    fn place(&mut self, limb: &Limb, depth: usize, boxes: &mut usize) -> Option<(Spot, Vec<(String, Spot)>)> {
        *boxes = boxes.checked_sub(1)?;
        let mut below: Vec<(String, Spot)> = Vec::new();
        let mut hanging: Vec<(&Limb, Spot)> = Vec::new();
        for child in &limb.children {
            if let Some((spot, theirs)) = self.place(child, depth + 1, boxes) {
                below.push((child.name.clone(), spot));
                below.extend(theirs);
                hanging.push((child, spot));
            }
        }
        let top = match (hanging.first(), hanging.last()) {
            (Some((_, first)), Some((_, last))) => f64::midpoint(first.top, last.top),
            _ => {
                self.rows += 1.0;
                MARGIN + (self.rows - 1.0) * ROW_HEIGHT
            }
        };
        let left = self.left(depth);
        let spot = Spot { left, right: left + self.widths[depth], top };
        self.nodes.push(node(limb, spot));
        for (child, at) in hanging {
            self.edges.push(edge(child, limb, at, spot));
        }
        for cited in &limb.cites_back {
            if let Some((_, target)) = below.iter().find(|(name, _)| name == cited) {
                self.leads_back = true;
                self.edges.push(back(limb, cited, spot, *target));
            }
        }
        Some((spot, below))
    }
}

fn node(limb: &Limb, spot: Spot) -> Node {
    let name = name(limb);
    let mut label: String = name.chars().take(MAX_LETTERS).collect();
    if name.chars().count() > MAX_LETTERS {
        label.pop();
        label.push('…');
    }
    let pile = !limb.collapsed.is_empty();
    Node {
        x: spot.left,
        y: spot.top,
        width: spot.right - spot.left,
        text_x: f64::midpoint(spot.left, spot.right),
        text_y: spot.top + BOX_HEIGHT / 2.0 + 4.5,
        label,
        title: if pile { format!("{name}: {}", copies(limb)) } else { format!("{name} ({})", limb.kind) },
        classes: kind_class(limb).to_owned(),
        href: href(limb),
        pile,
    }
}

fn edge(from: &Limb, to: &Limb, at: Spot, target: Spot) -> Edge {
    let (x1, y1) = (at.right, at.top + BOX_HEIGHT / 2.0);
    let (x2, y2) = (target.left - 7.0, target.top + BOX_HEIGHT / 2.0);
    let bend = (x2 - x1) / 2.0;
    let (verb, note) = match (from.circular, from.tie) {
        (true, _) => ("cites", " (part of a circle)"),
        (_, Tie::Copied) => ("goes back to", " (its own text does not name it)"),
        (_, Tie::Inferred) => ("cites", " (inferred)"),
        _ => ("cites", ""),
    };
    Edge {
        path: format!("M{x1:.0} {y1:.0} C{:.0} {y1:.0} {:.0} {y2:.0} {x2:.0} {y2:.0}", x1 + bend, x2 - bend),
        head: format!("M{x2:.0} {:.0} l7 4 l-7 4 z", y2 - 4.0),
        classes: tie_class(from),
        title: format!("{} {verb} {}{note}", name(from), name(to)),
    }
}

/// The arrow that leads back, below the boxes, from the right one to the left one.
fn back(from: &Limb, to: &str, at: Spot, target: Spot) -> Edge {
    let (x1, x2) = (f64::midpoint(at.left, at.right), f64::midpoint(target.left, target.right));
    let (y1, y2) = (at.top + BOX_HEIGHT, target.top + BOX_HEIGHT + 7.0);
    let low = y1.max(y2) + LOOP_ROOM;
    Edge {
        path: format!("M{x1:.0} {y1:.0} C{x1:.0} {low:.0} {x2:.0} {low:.0} {x2:.0} {y2:.0}"),
        head: format!("M{:.0} {y2:.0} l4 -7 l4 7 z", x2 - 4.0),
        classes: "edge loop",
        title: format!("{} cites {to} in turn (part of a circle)", name(from)),
    }
}

#[cfg(test)]
mod tests;
