//! The named numbers of linking, in one place.

/// Thresholds, windows and bounds. Scores are sums of the weights in the module `score`; they have no unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Two claims are linked at or above this score.
    pub link_at: f64,
    /// Two groups of claims join only if their claims score at least this on average.
    pub join_mean: f64,
    /// A pair at or below this score speaks against joining the two groups that it belongs to.
    pub against_at: f64,
    /// The largest share of such pairs (0 to 1) with which two groups still join.
    pub against_share: f64,
    /// Cells that one claim stands in, at most; no more than 32.
    pub max_cells: usize,
    /// Claims that one claim sees in one cell, at most. With [`Config::max_cells`] this bounds the work for one claim.
    pub seen_per_cell: usize,
    /// First claims of a strand that may stand for it in cells.
    pub heads: usize,
    /// Claims of one strand that are shown in one cell, at most: the first ones.
    pub shown_per_cell: usize,
    /// A claim bridges two strands if the second fits at most so much less than the first.
    pub bridge_margin: f64,
    /// Claims of each group that stand for it when two groups are compared.
    pub group_sample: usize,
    /// Words of a claim's evidence that are compared, at most.
    pub max_evidence_words: usize,
    /// Share of the shorter text (0 to 1) that stands in the other from which two reports of one incident count as one origin,
    /// also where they are no copies.
    pub copy_at: f64,
    /// Reports of one incident that are each compared for copying, at most; the rest are compared with their neighbours in time.
    pub max_copy_reports: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            link_at: 3.5,
            join_mean: 1.0,
            against_at: -1.5,
            against_share: 0.34,
            max_cells: 32,
            seen_per_cell: 16,
            heads: 32,
            shown_per_cell: 2,
            bridge_margin: 2.0,
            group_sample: 8,
            max_evidence_words: 60,
            copy_at: 0.5,
            max_copy_reports: 200,
        }
    }
}
