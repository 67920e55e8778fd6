//! Cases of which claims are one event, and how well a partition agrees with them.

use super::{Mini, Places};
use link::{Config, World};
use serde::Deserialize;

/// A file of cases; what else a case holds is read where it is checked.
#[derive(Debug, Deserialize)]
pub struct File {
    places: Places,
    case: Vec<Case>,
}

/// Claims and the incidents that must come of them.
#[derive(Debug, Deserialize)]
pub struct Case {
    /// What it is about.
    pub name: String,
    claims: Vec<Mini>,
    #[serde(default)]
    judged: Vec<toml::Value>,
    /// Each incident as the ids of its claims.
    incidents: Vec<Vec<String>>,
}

/// Counts over cases: pairs of claims that are together, and for each claim how much of its incident is right.
#[derive(Debug, Clone, Copy, Default)]
pub struct Agreement {
    /// Cases counted.
    pub cases: u32,
    /// Cases in which all is right.
    pub right: u32,
    /// Pairs together in both.
    pub both: u32,
    /// Pairs together in what was found.
    pub found: u32,
    /// Pairs together in what was expected.
    pub expected: u32,
    claims: f64,
    precision: f64,
    recall: f64,
}

fn f(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

impl Agreement {
    /// Precision and recall over pairs.
    #[must_use]
    pub fn pairs(&self) -> (f64, f64) {
        (f64::from(self.both) / f64::from(self.found.max(1)), f64::from(self.both) / f64::from(self.expected.max(1)))
    }

    /// F over pairs.
    #[must_use]
    pub fn pairwise_f(&self) -> f64 {
        f(self.pairs().0, self.pairs().1)
    }

    /// B-cubed F: precision and recall averaged over claims (Bagga and Baldwin 1998).
    #[must_use]
    pub fn b_cubed_f(&self) -> f64 {
        f(self.precision / self.claims.max(1.0), self.recall / self.claims.max(1.0))
    }

    fn count(&mut self, expected: &[Vec<String>], found: &[Vec<String>]) {
        let of =
            |all: &[Vec<String>], id: &String| all.iter().find(|one| one.contains(id)).cloned().unwrap_or_default();
        let pairs =
            |all: &[Vec<String>]| all.iter().map(|one| one.len() * one.len().saturating_sub(1) / 2).sum::<usize>();
        let mut both = 0;
        for id in expected.iter().flatten() {
            let (right, ours) = (of(expected, id), of(found, id));
            let common = ours.iter().filter(|other| right.contains(other)).count();
            both += common.saturating_sub(1);
            self.claims += 1.0;
            self.precision += common as f64 / ours.len().max(1) as f64;
            self.recall += common as f64 / right.len().max(1) as f64;
        }
        self.both += u32::try_from(both / 2).unwrap_or(u32::MAX);
        self.found += u32::try_from(pairs(found)).unwrap_or(u32::MAX);
        self.expected += u32::try_from(pairs(expected)).unwrap_or(u32::MAX);
    }

    /// Links the claims of every case of a file that no analyst has a hand in, and counts.
    ///
    /// # Errors
    /// The file is not one of cases.
    pub fn add(&mut self, text: &str) -> Result<Vec<String>, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut wrong = Vec::new();
        for case in file.case.iter().filter(|case| case.judged.is_empty()) {
            let mut world = World::new(Config::default());
            for claim in &case.claims {
                world.add(&claim.report(), &claim.reading(&file.places));
            }
            let mut found: Vec<Vec<String>> = world
                .incidents()
                .into_iter()
                .map(|incident| incident.claims.into_iter().map(|claim| claim.0).collect())
                .collect();
            found.sort();
            let mut expected = case.incidents.clone();
            expected.sort();
            self.cases += 1;
            self.count(&expected, &found);
            if found == expected {
                self.right += 1;
            } else {
                wrong.push(format!("{}: expected {expected:?}, found {found:?}", case.name));
            }
        }
        Ok(wrong)
    }
}
