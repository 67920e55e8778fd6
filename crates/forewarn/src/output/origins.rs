//! The origin tree on a terminal: the origin above, those who have it from the origin below, each line a step towards an outlet.

use super::style;
use anstyle::Style;
use link::tree::{Limb, OriginTree, Tie};
use record::{Incident, Origin, Report, ReportId};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Reports of one name whose ids are printed; the rest are counted.
const MAX_IDS: usize = 4;
/// Reasons of one origin that are printed; the rest are counted.
const MAX_REASONS: usize = 12;

/// All origins of an incident, numbered, each with its tree and the reasons for it.
#[must_use]
pub fn text(incident: &Incident, trees: &[OriginTree], reports: &BTreeMap<ReportId, Report>) -> String {
    let mut out = String::new();
    let outlet = |id: &ReportId| reports.get(id).map_or(String::new(), |report| report.outlet.clone());
    let circular = incident.circular || trees.iter().any(|tree| tree.root.loops());
    let flag = if circular { format!("  {}circular reporting{:#}", style::BAD, style::BAD) } else { String::new() };
    let title = style::TITLE;
    let _ = writeln!(out, "{title}Who really says so{title:#}  {}{flag}", link::tree::sentence(incident, &outlet));
    for (n, (origin, tree)) in incident.origins.iter().zip(trees).enumerate() {
        let counted = if origin.independent { "" } else { "  not counted" };
        let dim = style::DIM;
        let _ = writeln!(out, "\n  {dim}{}.{dim:#} {title}{}{title:#}{dim}{counted}{dim:#}", n + 1, origin.label);
        let mut drawing = Drawing { out: &mut out, labelled: tree.root.name == origin.label };
        drawing.root(&tree.root);
        reasons(&mut out, origin);
    }
    if trees.iter().any(|tree| tree.root.count() > 1) {
        let _ = writeln!(
            out,
            "\n  {dim}─ has it from   ╌ inferred   ═ copy, or judged one{dim:#}{}",
            if circular { format!("   {}red: a circle{:#}", style::BAD, style::BAD) } else { String::new() },
            dim = style::DIM,
        );
    }
    out
}

struct Drawing<'o> {
    out: &'o mut String,
    /// The origin's label says the root's name already.
    labelled: bool,
}

impl Drawing<'_> {
    fn root(&mut self, root: &Limb) {
        let loops = back(root);
        if !self.labelled || !root.reports.is_empty() || !loops.is_empty() {
            let _ = writeln!(self.out, "     {}{}{loops}", name(root), ids(root));
        }
        self.children(root, "     ");
    }

    fn children(&mut self, limb: &Limb, indent: &str) {
        for (n, child) in limb.children.iter().enumerate() {
            let last = n + 1 == limb.children.len();
            let corner = if last { "└" } else { "├" };
            let line = match child.tie {
                Tie::Root | Tie::Stated => "─",
                Tie::Inferred => "╌",
                Tie::Copied => "═",
            };
            let hue = if child.circular { style::BAD } else { Style::new() };
            let _ =
                writeln!(self.out, "{indent}{hue}{corner}{line}{hue:#} {}{}{}", name(child), ids(child), back(child));
            self.children(child, &format!("{indent}{}", if last { "   " } else { "│  " }));
        }
    }
}

fn name(limb: &Limb) -> String {
    let shown = if limb.name.trim().is_empty() { "outlet not known" } else { &limb.name };
    if limb.collapsed.is_empty() { shown.to_owned() } else { format!("{shown}: {}", limb.collapsed.join(", ")) }
}

fn ids(limb: &Limb) -> String {
    if limb.reports.is_empty() {
        return String::new();
    }
    let shown: Vec<&str> = limb.reports.iter().take(MAX_IDS).map(ReportId::as_str).collect();
    let more = match limb.reports.len().saturating_sub(MAX_IDS) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    format!("  {}{}{more}{:#}", style::DIM, shown.join(" "), style::DIM)
}

fn back(limb: &Limb) -> String {
    if limb.cites_back.is_empty() {
        return String::new();
    }
    format!("  {}↺ cites {} in turn{:#}", style::BAD, limb.cites_back.join(", "), style::BAD)
}

fn reasons(out: &mut String, origin: &Origin) {
    let dim = style::DIM;
    for reason in origin.reasons.iter().take(MAX_REASONS) {
        let _ = writeln!(out, "     {dim}· {reason}{dim:#}");
    }
    if let more @ 1.. = origin.reasons.len().saturating_sub(MAX_REASONS) {
        let _ = writeln!(out, "     {dim}· and {more} more reasons{dim:#}");
    }
}
