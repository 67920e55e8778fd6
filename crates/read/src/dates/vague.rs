//! Words of time that name no day: "now", "recently", "in the future" (TIMEX3 `PRESENT_REF`, `PAST_REF`, `FUTURE_REF`).

use crate::doc::Doc;
use std::ops::Range;

/// Which way a vague word points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vague {
    /// "now", "currently".
    Present,
    /// "recently", "previously".
    Past,
    /// "soon", "the future".
    Future,
}

/// A vague word of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VagueMention {
    /// The words.
    pub tokens: Range<usize>,
    /// Which way they point.
    pub points: Vague,
}

/// All vague words of time in a text, in order.
#[must_use]
pub fn vague(doc: &Doc<'_>) -> Vec<VagueMention> {
    let mut out = Vec::new();
    for t in 0..doc.tokens.len() {
        let before = t.checked_sub(1).map_or("", |t| doc.norm(t));
        let (start, points) = match doc.norm(t) {
            "now" if before == "right" => (t - 1, Vague::Present),
            "now" | "currently" | "presently" | "nowadays" => (t, Vague::Present),
            "recently" | "previously" | "formerly" | "lately" => (t, Vague::Past),
            "soon" if before != "as" => (t, Vague::Future),
            "future" if before == "the" => (t - 1, Vague::Future),
            _ => continue,
        };
        out.push(VagueMention { tokens: start..t + 1, points });
    }
    out
}
