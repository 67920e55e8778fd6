//! Weights of features: one byte a label, a scale for each feature, looked up by the feature's hash.

/// No feature in a slot of the index.
const EMPTY: u32 = u32::MAX;

/// Weights for `C` columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table<const C: usize> {
    /// Hashes, rising.
    pub(super) hashes: Vec<u32>,
    /// What one step of a weight stands for, as the upper half of an `f32`.
    pub(super) scales: Vec<u16>,
    pub(super) weights: Vec<[i8; C]>,
    /// Open addressing: hash and row, a power of two of them.
    index: Vec<(u32, u32)>,
}

impl<const C: usize> Table<C> {
    /// Rounds the weights of features to bytes. Of two rows with one hash the first stays; rows of zeroes go.
    #[must_use]
    pub fn of(mut rows: Vec<(u32, [f32; C])>) -> Self {
        rows.sort_by_key(|(hash, _)| *hash);
        rows.dedup_by_key(|(hash, _)| *hash);
        let mut table = Self { hashes: Vec::new(), scales: Vec::new(), weights: Vec::new(), index: Vec::new() };
        for (hash, row) in rows {
            let most = row.iter().fold(0.0_f32, |most, w| most.max(w.abs()));
            // Rounded up, so that no weight needs more than 127 steps.
            let scale = ((most / 127.0).to_bits() >> 16) as u16 + 1;
            let step = step(scale);
            let weights = row.map(|w| (w / step).round().clamp(-127.0, 127.0) as i8);
            if most > 1e-6 && weights.iter().any(|w| *w != 0) {
                table.hashes.push(hash);
                table.scales.push(scale);
                table.weights.push(weights);
            }
        }
        table.index();
        table
    }

    /// A table of its columns, all of one length.
    pub(super) fn read(hashes: Vec<u32>, scales: Vec<u16>, weights: Vec<[i8; C]>) -> Self {
        let mut table = Self { hashes, scales, weights, index: Vec::new() };
        table.index();
        table
    }

    fn index(&mut self) {
        let size = (self.hashes.len() * 2).next_power_of_two().max(2);
        self.index = vec![(0, EMPTY); size];
        for (row, hash) in self.hashes.iter().enumerate() {
            let mut slot = *hash as usize & (size - 1);
            while self.index[slot].1 != EMPTY {
                slot = (slot + 1) & (size - 1);
            }
            self.index[slot] = (*hash, u32::try_from(row).unwrap_or(EMPTY));
        }
    }

    /// The weights of a feature.
    #[must_use]
    pub fn get(&self, hash: u32) -> Option<[f32; C]> {
        let mask = self.index.len().wrapping_sub(1);
        let mut slot = hash as usize & mask;
        while let Some((held, row)) = self.index.get(slot).filter(|(_, row)| *row != EMPTY) {
            if *held == hash {
                let step = step(self.scales[*row as usize]);
                return Some(self.weights[*row as usize].map(|w| step * f32::from(w)));
            }
            slot = (slot + 1) & mask;
        }
        None
    }

    /// Adds the weights of features to sums.
    pub fn add(&self, features: &[u32], sums: &mut [f32; C]) {
        for weights in features.iter().filter_map(|hash| self.get(*hash)) {
            sums.iter_mut().zip(weights).for_each(|(sum, w)| *sum += w);
        }
    }

    /// How many features it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// True where it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }
}

fn step(scale: u16) -> f32 {
    f32::from_bits(u32::from(scale) << 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_come_back_within_a_step() {
        let table = Table::of(vec![(9, [0.5, -2.0]), (1, [0.0, 0.0]), (7, [1e-3, 3e-3])]);
        assert_eq!(table.len(), 2);
        let mut sums = [0.0; 2];
        table.add(&[9, 7, 8, 1], &mut sums);
        assert!((sums[0] - 0.501).abs() < 0.02 && (sums[1] + 1.997).abs() < 0.02, "{sums:?}");
    }

    #[test]
    fn an_empty_table_adds_nothing() {
        let mut sums = [1.0; 2];
        Table::<2>::default().add(&[1, 2], &mut sums);
        assert_eq!(sums, [1.0; 2]);
    }
}
