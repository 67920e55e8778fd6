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
    /// How many neighbours in time, on each side, a claim is compared with in each of its blocks. With
    /// [`Config::max_blocks`] this bounds the work for one claim.
    pub neighbours: usize,
    /// Blocks that one claim belongs to, at most.
    pub max_blocks: usize,
    /// Claims of each group that stand for it when two groups are compared.
    pub group_sample: usize,
    /// Words of a claim's evidence that are compared, at most.
    pub max_evidence_words: usize,
    /// Share of the shorter text's five-word sequences (0 to 1) from which two reports of one incident count
    /// as one origin.
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
            neighbours: 24,
            max_blocks: 14,
            group_sample: 8,
            max_evidence_words: 60,
            copy_at: 0.3,
            max_copy_reports: 200,
        }
    }
}
