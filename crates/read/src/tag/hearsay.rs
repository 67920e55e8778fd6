//! What the transformer says of those whom a text names: whether they stand in a chain of who said so, and who of them has it
//! from whom. [`crate::attribution::cast`] sets it beside what is seen of them in words.

use serde::Deserialize;
use std::ops::Range;
use std::sync::OnceLock;

/// Columns by which one word asks another whether it is from there.
const ASK: usize = 48;
/// Columns of a word alone: belongs to the chain, stands first, stands last.
pub const ALONE: usize = 3;
/// Columns of one word: [`ALONE`], then by what it asks, then by what it answers.
pub const HEARSAY_COLUMNS: usize = ALONE + 2 * ASK;
/// Places where one is named that are looked at.
const PLACES_MAX: usize = 6;

/// What is said of one word; NaN where it was not read.
pub type Row = [f32; HEARSAY_COLUMNS];

/// What goes with the network: how it stands beside the weights of [`crate::attribution::cast`] (`data/hearsay.toml`).
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Header {
    /// Which version it is.
    pub version: String,
    /// By what the weights' own voice is multiplied: belongs, first, last, from one to the next, length.
    pub trust: [f32; 5],
    /// What 0, 1, 2 … links weigh beside what the weights say, in log-odds.
    pub length: [f32; 6],
}

/// The header in the program.
#[must_use]
pub fn header() -> &'static Header {
    static HEADER: OnceLock<Header> = OnceLock::new();
    // A test proves that the file can be read.
    HEADER.get_or_init(|| toml::from_str(include_str!("../../data/hearsay.toml")).unwrap_or_default())
}

/// What is said of somebody, from every place where a text names them.
#[derive(Debug, Clone, Default)]
pub struct Heard(Vec<Row>);

impl Heard {
    /// Of somebody named at these tokens; `rows` are those of the whole text.
    #[must_use]
    pub fn of(rows: &[Row], at: &[Range<usize>]) -> Self {
        let mean = |tokens: &Range<usize>| {
            let known: Vec<&Row> =
                rows.get(tokens.clone()).unwrap_or_default().iter().filter(|row| !row[0].is_nan()).collect();
            let count = known.len() as f32;
            (!known.is_empty()).then(|| std::array::from_fn(|n| known.iter().map(|row| row[n]).sum::<f32>() / count))
        };
        Self(at.iter().filter_map(mean).take(PLACES_MAX).collect())
    }

    /// What speaks for standing in the chain, next to the outlet, and at its end: log-odds; 0 where nothing was read.
    #[must_use]
    pub fn alone(&self) -> [f32; ALONE] {
        std::array::from_fn(|n| mean_exp(self.0.iter().map(|row| row[n])))
    }

    /// What speaks for having it straight from `other`: log-odds.
    #[must_use]
    pub fn from(&self, other: &Self) -> f32 {
        let all = self.0.iter().flat_map(|a| other.0.iter().map(move |b| (a, b)));
        mean_exp(all.map(|(a, b)| {
            let (asks, answers) = (&a[ALONE..ALONE + ASK], &b[ALONE + ASK..]);
            asks.iter().zip(answers).map(|(x, y)| x * y).sum::<f32>() / (ASK as f32).sqrt()
        }))
    }
}

/// The logarithm of the mean of powers: near the greatest, but every value counts. 0 for none.
fn mean_exp(values: impl Iterator<Item = f32> + Clone) -> f32 {
    let most = values.clone().fold(f32::NEG_INFINITY, f32::max);
    let (mut sum, mut count) = (0.0, 0.0);
    for value in values {
        sum += (value - most).exp();
        count += 1.0;
    }
    if count == 0.0 { 0.0 } else { most + (sum / count).ln() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(alone: f32, asks: f32, answers: f32) -> Row {
        std::array::from_fn(|n| match n {
            0..ALONE => alone,
            _ if n < ALONE + ASK => asks,
            _ => answers,
        })
    }

    #[test]
    fn of_several_places_the_strongest_counts_most() {
        let rows = [row(0.0, 0.0, 0.0), row(4.0, 0.0, 0.0), [f32::NAN; HEARSAY_COLUMNS]];
        let heard = Heard::of(&rows, &[0..1, 1..2, 2..3]);
        let [belongs, ..] = heard.alone();
        assert!(belongs > 3.0 && belongs < 4.0, "{belongs}");
        assert_eq!(Heard::of(&rows, &[2..3, 7..9]).alone(), [0.0; ALONE], "nothing was read there");
    }

    #[test]
    fn who_asks_and_who_answers_are_told_apart() {
        let rows = [row(0.0, 1.0, 0.0), row(0.0, 0.0, 1.0)];
        let (a, b) = (Heard::of(&rows, std::slice::from_ref(&(0..1))), Heard::of(&rows, std::slice::from_ref(&(1..2))));
        assert!(a.from(&b) > 1.0);
        assert_eq!(b.from(&a), 0.0);
    }
}
