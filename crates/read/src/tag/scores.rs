//! What models say of a document: for each token which role it plays, for each sentence what it tells of.

use super::hearsay;
use super::{Role, RoleSpan};
use record::{Kind, Stage};
use std::ops::Range;

/// Columns of one token: outside every role, then begin and inside of each role, in the order of [`Role::ALL`].
pub const LABELS: usize = 1 + 2 * Role::ALL.len();

/// Columns of one sentence: what a model may say that it tells of. See [`SENTENCE_KINDS`], [`ANY`], [`AHEAD`],
/// [`FINER_KINDS`] and [`STAGES`]. A column that a model knows nothing of is NaN.
pub const SENTENCE_COLUMNS: usize = STAGES_FROM + STAGES.len();

/// The kinds that MUC-4 tells apart, in the order of their columns; its rare "forced work stoppage" stands for sabotage.
/// "Attack" holds armed assaults, assassinations and hijackings as well.
pub const SENTENCE_KINDS: [Kind; 6] =
    [Kind::Attack, Kind::Bombing, Kind::Kidnapping, Kind::Arson, Kind::Robbery, Kind::Sabotage];

/// Column: the sentence tells of violence, done or ahead.
pub const ANY: usize = SENTENCE_KINDS.len();

/// Column: the sentence tells of violence that did not come about (threatened, planned, foiled, attempted).
pub const AHEAD: usize = ANY + 1;

/// First column of [`FINER_KINDS`].
pub const FINER_FROM: usize = AHEAD + 1;

/// Kinds that only our own reports tell apart.
pub const FINER_KINDS: [Kind; 5] =
    [Kind::ArmedAssault, Kind::Assassination, Kind::Hijacking, Kind::Threat, Kind::ArrestRaid];

/// Column: the sentence tells of an arrest or a raid.
pub const ARREST: usize = FINER_FROM + 4;

/// First column of [`STAGES`].
pub const STAGES_FROM: usize = FINER_FROM + FINER_KINDS.len();

/// Stages other than accomplished.
pub const STAGES: [Stage; 5] = [Stage::Threatened, Stage::Planned, Stage::Foiled, Stage::Attempted, Stage::Denied];

/// How far the models are followed where they differ from the rules. All are scores, 0 to 1, but for the weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guidance {
    /// The transformer reads a report only where the linear model is so sure of a sentence: it keeps ordinary news fast.
    pub asked_min: f32,
    /// From this score on a sentence tells of violence, whether or not a rule knows its words.
    pub told_min: f32,
    /// Under this score a sentence tells of none, whatever its words.
    pub untold_max: f32,
    /// A span plays a role from this score on.
    pub span_min: f32,
    /// The words beside it belong to it from this score on.
    pub edge_min: f32,
    /// Fillers that the rules found are dropped under this score.
    pub prune_max: f32,
    /// A kind or stage other than the plain one needs this score.
    pub finer_min: f32,
    /// An event beside the main one is kept from this score on, however little is told of it.
    pub keep_min: f32,
    /// What the models' surest sentence adds to or takes from the relevance, at most.
    pub relevance_weight: f32,
    /// What a unit of log odds of [`crate::matter`] adds to the relevance.
    pub matter_weight: f32,
    /// A report whose surest sentence reaches this score is relevant wherever that sentence stands, even where the report is
    /// about something else.
    pub passing_min: f32,
    /// The models' likeliest kind replaces the one of the rules where it leads by so much.
    pub kind_margin: f32,
    /// An organisation is taken for the doer only where the models give it this score somewhere in the report.
    pub actor_min: f32,
    /// A report is about organised violence from this share of the trees on that look at it as a whole.
    pub about_min: f32,
    /// Forests decide what reports are about, which events are told and which numbers are theirs, as far as [`crate::events::judge`] goes.
    pub judged: bool,
}

impl Guidance {
    /// For readers without models: the rules decide alone.
    pub const NONE: Self = Self {
        asked_min: 2.0,
        told_min: 2.0,
        untold_max: 0.0,
        span_min: 2.0,
        edge_min: 2.0,
        prune_max: 0.0,
        finer_min: 2.0,
        keep_min: 2.0,
        relevance_weight: 0.0,
        matter_weight: 0.0,
        passing_min: 2.0,
        kind_margin: 2.0,
        actor_min: 0.0,
        about_min: 2.0,
        judged: false,
    };

    /// For reports that are about violence: what a desk wants among ordinary news.
    pub const ABOUT: Self = Self {
        asked_min: 0.03,
        told_min: 0.5,
        untold_max: 0.03,
        span_min: 0.4,
        edge_min: 0.17,
        prune_max: 0.05,
        finer_min: 0.5,
        keep_min: 0.75,
        relevance_weight: 6.0,
        matter_weight: 5.0,
        passing_min: 2.0,
        kind_margin: 0.1,
        actor_min: 0.0,
        about_min: 0.5,
        judged: true,
    };

    /// For incidents that reports tell of in passing too, as MUC-4 asks for them: among ordinary news most of what this adds
    /// is background.
    pub const IN_PASSING: Self = Self {
        asked_min: 0.0,
        told_min: 0.15,
        untold_max: 0.1,
        prune_max: 0.2,
        keep_min: 2.0,
        matter_weight: 0.0,
        passing_min: 0.1,
        actor_min: 0.2,
        judged: false,
        ..Self::ABOUT
    };

    /// True where reports count that tell of violence in passing only.
    #[must_use]
    pub fn in_passing(&self) -> bool {
        self.passing_min <= 1.0
    }
}

impl Default for Guidance {
    fn default() -> Self {
        Self::ABOUT
    }
}

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
    /// What is said of those who are named, a row a token; empty where no model says it.
    pub hearsay: Vec<hearsay::Row>,
}

impl Scores {
    /// A document of which nothing is known: no token plays a role, no sentence tells of anything.
    #[must_use]
    pub fn nothing(tokens: usize, sentences: usize) -> Self {
        let mut outside = [0.0; LABELS];
        outside[0] = 1.0;
        Self { labels: vec![outside; tokens], sentences: vec![[0.0; SENTENCE_COLUMNS]; sentences], hearsay: Vec::new() }
    }

    /// A document of which a model knows nothing: only [`Scores::mean`] with another gives it a meaning.
    #[must_use]
    pub fn unknown(tokens: usize, sentences: usize) -> Self {
        let (labels, sentences) = (vec![[f32::NAN; LABELS]; tokens], vec![[f32::NAN; SENTENCE_COLUMNS]; sentences]);
        Self { labels, sentences, hearsay: Vec::new() }
    }

    /// The weighted mean of what several models say, of those that know. Weights are positive; all parts cover the
    /// same document. Of those who are named the first that says anything is believed.
    #[must_use]
    pub fn mean(parts: &[(f32, &Scores)]) -> Self {
        let Some((_, first)) = parts.first() else { return Self::default() };
        let mut out = Self::nothing(first.labels.len(), first.sentences.len());
        for (token, row) in out.labels.iter_mut().enumerate() {
            *row = mean_row(parts.iter().filter_map(|(w, part)| Some((*w, part.labels.get(token)?))));
        }
        for (sentence, row) in out.sentences.iter_mut().enumerate() {
            *row = mean_row(parts.iter().filter_map(|(w, part)| Some((*w, part.sentences.get(sentence)?))));
        }
        let told = parts.iter().map(|(_, part)| &part.hearsay).find(|rows| !rows.is_empty());
        told.into_iter().for_each(|rows| out.hearsay.clone_from(rows));
        out
    }

    /// How surely the token plays the role, as its first or a later word.
    #[must_use]
    pub fn role(&self, token: usize, role: Role) -> f32 {
        self.labels.get(token).map_or(0.0, |row| row[column(role)] + row[column(role) + 1])
    }

    /// How surely a range of tokens plays one of some roles: the mean over its tokens; 0 for an empty range.
    #[must_use]
    pub fn mean_role(&self, tokens: Range<usize>, roles: &[Role]) -> f32 {
        let count = tokens.len().max(1) as f32;
        tokens.map(|t| roles.iter().map(|r| self.role(t, *r)).sum::<f32>()).sum::<f32>() / count
    }

    /// The surest sentence of violence or of an arrest; those in headline and lead count in full.
    #[must_use]
    pub fn told(&self, lead_sentences: usize) -> f32 {
        const LATER: f32 = 0.7;
        let weigh = |n: usize| if n < lead_sentences { 1.0 } else { LATER };
        let told = self.sentences.iter().enumerate().map(|(n, row)| weigh(n) * row[ANY].max(row[ARREST]));
        told.fold(0.0, f32::max)
    }

    /// The likeliest spans of each role, sorted by start. A span holds a token whose columns of the role together reach
    /// `least`, and its neighbours as long as they reach `edge`; it ends where a new one begins. Its score is the mean over
    /// the tokens that reach `least`.
    #[must_use]
    pub fn spans(&self, least: f32, edge: f32) -> Vec<RoleSpan> {
        let mut spans: Vec<RoleSpan> = Vec::new();
        for role in Role::ALL {
            let (begin, inside) = (column(role), column(role) + 1);
            let mut token = 0;
            while token < self.labels.len() {
                if self.role(token, role) < least {
                    token += 1;
                    continue;
                }
                let taken = spans.last().filter(|last| last.role == role).map_or(0, |last| last.tokens.end);
                let mut start = token;
                let goes_on = |t: usize| self.labels[t][inside] >= self.labels[t][begin];
                while start > taken && goes_on(start) && self.role(start - 1, role) >= edge {
                    start -= 1;
                }
                let core = token;
                let mut sum = self.role(token, role);
                token += 1;
                while token < self.labels.len()
                    && self.role(token, role) >= least
                    && self.labels[token][inside] >= self.labels[token][begin]
                {
                    sum += self.role(token, role);
                    token += 1;
                }
                let score = sum / (token - core) as f32;
                while token < self.labels.len() && self.role(token, role) >= edge && goes_on(token) {
                    token += 1;
                }
                spans.push(RoleSpan { role, tokens: start..token, score });
            }
        }
        spans.sort_by_key(|s| (s.tokens.start, s.tokens.end));
        spans
    }
}

/// The weighted mean of each column over the rows that know it; 0 where none does.
fn mean_row<'r, const N: usize>(rows: impl Iterator<Item = (f32, &'r [f32; N])>) -> [f32; N] {
    let (mut sums, mut weights) = ([0.0_f32; N], [0.0_f32; N]);
    for (weight, row) in rows {
        for (column, value) in row.iter().enumerate().filter(|(_, value)| !value.is_nan()) {
            sums[column] += weight * value;
            weights[column] += weight;
        }
    }
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum /= weight.max(f32::MIN_POSITIVE);
    }
    sums
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
        let spans: Vec<_> = scores.spans(0.5, 0.5).into_iter().map(|s| (s.role, s.tokens)).collect();
        assert_eq!(spans, [(Role::Perpetrator, 1..3), (Role::Perpetrator, 3..4)]);
    }

    #[test]
    fn half_sure_words_belong_to_the_sure_one_beside_them_and_to_nothing_alone() {
        let mut scores = Scores::nothing(7, 1);
        for (token, column, p) in [(1, 1, 0.2), (2, 2, 0.7), (3, 2, 0.3), (4, 2, 0.1), (6, 1, 0.3)] {
            scores.labels[token] = [0.0; LABELS];
            scores.labels[token][column] = p;
        }
        let spans: Vec<_> = scores.spans(0.5, 0.2).into_iter().map(|s| (s.tokens, s.score)).collect();
        assert_eq!(spans, [(1..4, 0.7)]);
    }

    #[test]
    fn a_mean_weighs_its_parts() {
        let (mut a, b) = (Scores::nothing(1, 1), Scores::nothing(1, 1));
        a.labels[0] = [0.0; LABELS];
        a.labels[0][column(Role::Weapon)] = 1.0;
        a.sentences[0][ANY] = 1.0;
        a.sentences[0][AHEAD] = f32::NAN;
        let mean = Scores::mean(&[(3.0, &a), (1.0, &b)]);
        assert!((mean.role(0, Role::Weapon) - 0.75).abs() < 1e-6);
        assert!((mean.sentences[0][ANY] - 0.75).abs() < 1e-6);
        assert!(mean.sentences[0][AHEAD].abs() < 1e-6, "only one of the two knows");
    }
}
