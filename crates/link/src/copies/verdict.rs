//! Copy or excerpt: the decision about two texts, feature by feature.
//!
//! Two thoughts stand behind the features. A copy keeps the top of the story, as editors cut from the bottom; an excerpt
//! stands somewhere in the other's middle. And words in quotation marks do not tell who copied whom: everybody at the press conference has
//! them. The weights are fitted by `lab fit copies` (logistic regression; docs/decisions/0010).

use super::overlap::Side;
use crate::Config;

/// Words that the longest common passage must have before it is worth stating.
const STATED_WORDS_MIN: u32 = 16;
/// Share of what both texts say in their own words from which they are copies wherever it stands.
const MOST: f64 = 0.5;
/// Words outside quotation marks that a copy must share …
const OWN_WORDS_MIN: u32 = 30;
/// … if they are not this share of the shorter text: one sentence in common is no copy.
const OWN_SHARE_MIN: f64 = 0.3;

/// What weighs, with its weight. The order is that of [`Overlap::values`].
const WEIGHTS: [(&str, f64); 4] = [
    ("share of the longer text", 4.9),
    ("share of the shorter text", 5.7),
    ("words before the first common passage", -2.3),
    ("common passages", 3.2),
];
/// What weighs where nothing else does.
const BIAS: f64 = 2.5;

/// What two texts that share wording are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One story in one wording, cut, rewritten in places or added to.
    Copy,
    /// Two stories with a passage in common.
    Excerpt,
}

/// How two texts compare that share wording. Left and right may change places: only which side is which changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// The first text.
    pub left: Side,
    /// The second text.
    pub right: Side,
}

impl Overlap {
    /// `None` if what is common is not worth stating.
    pub(super) fn of((left, right): (Side, Side)) -> Option<Self> {
        (left.longest.max(right.longest) >= STATED_WORDS_MIN).then_some(Self { left, right })
    }

    /// Words in common passages, on the side that has fewer.
    #[must_use]
    pub fn common(&self) -> u32 {
        self.left.common.min(self.right.common)
    }

    /// Words of the longest passage in common.
    #[must_use]
    pub fn longest(&self) -> u32 {
        self.left.longest.max(self.right.longest)
    }

    /// Whole sentences in common.
    #[must_use]
    pub fn sentences(&self) -> u32 {
        self.left.sentences.max(self.right.sentences)
    }

    /// The share (0 to 1) of the text that lies more within the other.
    #[must_use]
    pub fn of_the_shorter(&self) -> f64 {
        self.left.share().max(self.right.share())
    }

    /// The share (0 to 1) of the text that lies less within the other: high only where both are the same story.
    #[must_use]
    pub fn of_the_longer(&self) -> f64 {
        self.left.share().min(self.right.share())
    }

    /// What the decision rests on, in the order of [`weights`]: both shares of what stands outside quotation marks (0 to 1), and
    /// the logarithms of one plus the words before (in the text that has more of them) and of one plus the passages.
    #[must_use]
    pub fn values(&self) -> [f64; 4] {
        let (l, r) = (&self.left, &self.right);
        let log = |n: u32| f64::from(n).ln_1p();
        [
            l.own_share().min(r.own_share()),
            l.own_share().max(r.own_share()),
            log(l.before.max(r.before)),
            log(l.passages.max(r.passages)),
        ]
    }

    /// Copy or excerpt.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict_by(&WEIGHTS.map(|(_, weight)| weight), BIAS)
    }

    /// The same by other weights, for fitting them.
    #[must_use]
    pub fn verdict_by(&self, weights: &[f64; 4], bias: f64) -> Verdict {
        let (l, r) = (&self.left, &self.right);
        let enough =
            l.own_common.min(r.own_common) >= OWN_WORDS_MIN || l.own_share().max(r.own_share()) >= OWN_SHARE_MIN;
        let most = l.own_share().min(r.own_share()) >= MOST;
        let score = bias + self.values().iter().zip(weights).map(|(value, weight)| value * weight).sum::<f64>();
        if enough && (most || score >= 0.0) { Verdict::Copy } else { Verdict::Excerpt }
    }

    /// True if the two are one story in one wording, not just a passage in common.
    #[must_use]
    pub fn is_copy(&self) -> bool {
        self.verdict() == Verdict::Copy
    }

    /// True if neither can count as a source beside the other: copies, and texts most of which stand in the other.
    #[must_use]
    pub fn one_origin(&self, config: &Config) -> bool {
        self.is_copy() || self.of_the_shorter() >= config.copy_at
    }

    /// What the two have in common, in words: "they share 82 % of the shorter text, 41 words in a row".
    #[must_use]
    pub fn in_words(&self) -> String {
        let percent = (self.of_the_shorter() * 100.0).round();
        format!("they share {percent} % of the shorter text, {} words in a row", self.longest())
    }

    /// Each feature and what it brings: positive for a copy, negative for an excerpt.
    #[must_use]
    pub fn features(&self) -> [(&'static str, f64); 4] {
        let values = self.values();
        std::array::from_fn(|n| (WEIGHTS[n].0, WEIGHTS[n].1 * values[n]))
    }
}

/// The features' names and weights, and the bias.
#[must_use]
pub const fn weights() -> (&'static [(&'static str, f64); 4], f64) {
    (&WEIGHTS, BIAS)
}
