//! Features by number: those that stand often enough, and every row in these numbers.

use super::adagrad::Cell;
use read::chain::Steps;
use read::tag::linear::features::Rows;
use rustc_hash::FxHashMap;

/// Rows whose features are put side by side, the second where there is one.
pub type Beside<'r> = (&'r Rows, Option<&'r Rows>);

/// Features by number.
pub struct Numbered {
    /// Each with how often it stands.
    pub hashes: Vec<(u32, u32)>,
    /// The rows of each example, in numbers instead of hashes.
    pub rows: Vec<Rows>,
}

/// Numbers the features that stand at least `count_min` times. The parts of an example come one under another.
pub fn number<'r>(all: impl Iterator<Item = Vec<Beside<'r>>>, count_min: u32) -> Numbered {
    let all: Vec<Vec<Beside<'_>>> = all.collect();
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for rows in all.iter().flatten().flat_map(|(a, b)| b.iter().chain([a])) {
        for feature in &rows.features {
            *counts.entry(*feature).or_default() += 1;
        }
    }
    let mut hashes: Vec<(u32, u32)> = counts.into_iter().filter(|(_, n)| *n >= count_min).collect();
    hashes.sort_unstable();
    let numbers: FxHashMap<u32, u32> = hashes.iter().enumerate().map(|(n, (hash, _))| (*hash, n as u32)).collect();
    let rows = all
        .iter()
        .map(|parts| {
            let mut out = Rows::default();
            for (part, beside) in parts {
                for n in 0..part.len() {
                    let more = beside.map_or(&[][..], |rows| rows.row(n));
                    out.features.extend(part.row(n).iter().chain(more).filter_map(|hash| numbers.get(hash)));
                    out.ends.push(out.features.len() as u32);
                }
            }
            out
        })
        .collect();
    Numbered { hashes, rows }
}

/// What was learned of steps from label to label. The last row is that of a sequence's first label.
pub fn steps_of<const L: usize>(cells: &[Cell<L>]) -> Steps<L> {
    Steps { first: cells[L].weights, next: std::array::from_fn(|n| cells[n].weights) }
}
