//! What models say of a document: for each token which role it plays, for each sentence what it tells of.

use super::{Role, RoleSpan};
use record::Kind;

/// Columns of one token: outside every role, then begin and inside of each role, in the order of [`Role::ALL`].
pub const LABELS: usize = 1 + 2 * Role::ALL.len();

/// Columns of one sentence: the kinds of [`SENTENCE_KINDS`], then [`ANY`], then [`AHEAD`].
pub const SENTENCE_COLUMNS: usize = SENTENCE_KINDS.len() + 2;

/// The kinds that models tell apart, in the order of their columns. MUC-4's rare "forced work stoppage" counts as sabotage.
pub const SENTENCE_KINDS: [Kind; 6] =
    [Kind::Attack, Kind::Bombing, Kind::Kidnapping, Kind::Arson, Kind::Robbery, Kind::Sabotage];

/// Column: the sentence tells of an incident.
pub const ANY: usize = SENTENCE_KINDS.len();

/// Column: the sentence tells of an incident that did not come about (threatened, planned, foiled, attempted).
pub const AHEAD: usize = SENTENCE_KINDS.len() + 1;

/// The column of a role's first token; the next column is that of its later tokens.
#[must_use]
pub fn column(role: Role) -> usize {
    1 + 2 * role as usize
}

/// Probabilities, 0 to 1, for a whole document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scores {
    /// One row a token; each row sums to 1.
    pub labels: Vec<[f32; LABELS]>,
    /// One row a sentence; each column for itself.
    pub sentences: Vec<[f32; SENTENCE_COLUMNS]>,
}

impl Scores {
    /// A document of which nothing is known: no token plays a role, no sentence tells of anything.
    #[must_use]
    pub fn nothing(tokens: usize, sentences: usize) -> Self {
        let mut outside = [0.0; LABELS];
        outside[0] = 1.0;
        Self { labels: vec![outside; tokens], sentences: vec![[0.0; SENTENCE_COLUMNS]; sentences] }
    }

    /// The weighted mean of what several models say. Weights are positive; all cover the same document.
    #[must_use]
    pub fn mean(parts: &[(f32, &Scores)]) -> Self {
        let total: f32 = parts.iter().map(|(weight, _)| weight).sum();
        let Some((_, first)) = parts.first() else { return Self::default() };
        let mut out = Self {
            labels: vec![[0.0; LABELS]; first.labels.len()],
            sentences: vec![[0.0; SENTENCE_COLUMNS]; first.sentences.len()],
        };
        for (weight, part) in parts {
            let share = weight / total.max(f32::MIN_POSITIVE);
            for (sum, row) in out.labels.iter_mut().zip(&part.labels) {
                sum.iter_mut().zip(row).for_each(|(s, p)| *s += share * p);
            }
            for (sum, row) in out.sentences.iter_mut().zip(&part.sentences) {
                sum.iter_mut().zip(row).for_each(|(s, p)| *s += share * p);
            }
        }
        out
    }

    /// How surely the token plays the role, as its first or a later word.
    #[must_use]
    pub fn role(&self, token: usize, role: Role) -> f32 {
        self.labels.get(token).map_or(0.0, |row| row[column(role)] + row[column(role) + 1])
    }

    /// The likeliest spans of each role, sorted by start: a span begins where a role's columns together reach
    /// `least`, and ends where they fall under it, or where a new one begins. Its score is the mean over its tokens.
    #[must_use]
    pub fn spans(&self, least: f32) -> Vec<RoleSpan> {
        let mut spans: Vec<RoleSpan> = Vec::new();
        for role in Role::ALL {
            let (begin, inside) = (column(role), column(role) + 1);
            let mut token = 0;
            while token < self.labels.len() {
                if self.role(token, role) < least {
                    token += 1;
                    continue;
                }
                let start = token;
                let mut sum = self.role(token, role);
                token += 1;
                while token < self.labels.len()
                    && self.role(token, role) >= least
                    && self.labels[token][inside] >= self.labels[token][begin]
                {
                    sum += self.role(token, role);
                    token += 1;
                }
                spans.push(RoleSpan { role, tokens: start..token, score: sum / (token - start) as f32 });
            }
        }
        spans.sort_by_key(|s| (s.tokens.start, s.tokens.end));
        spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_ends_where_another_begins() {
        let mut scores = Scores::nothing(5, 1);
        for (token, column, p) in [(1, 1, 0.8), (2, 2, 0.6), (3, 1, 0.9)] {
            scores.labels[token] = [0.0; LABELS];
            scores.labels[token][column] = p;
        }
        let spans: Vec<_> = scores.spans(0.5).into_iter().map(|s| (s.role, s.tokens)).collect();
        assert_eq!(spans, [(Role::Perpetrator, 1..3), (Role::Perpetrator, 3..4)]);
    }

    #[test]
    fn a_mean_weighs_its_parts() {
        let (mut a, b) = (Scores::nothing(1, 1), Scores::nothing(1, 1));
        a.labels[0] = [0.0; LABELS];
        a.labels[0][column(Role::Weapon)] = 1.0;
        a.sentences[0][ANY] = 1.0;
        let mean = Scores::mean(&[(3.0, &a), (1.0, &b)]);
        assert!((mean.role(0, Role::Weapon) - 0.75).abs() < 1e-6);
        assert!((mean.sentences[0][ANY] - 0.75).abs() < 1e-6);
    }
}
