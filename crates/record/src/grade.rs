//! Grades after NATO STANAG 2511 (AJP-2.1): source reliability and information credibility on separate axes.

use crate::code::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// Reliability of the source, A to F. A source not used before starts at `F`, which means "cannot be judged", not "bad".
    Reliability ("source reliability") {
        /// Completely reliable.
        A => "A",
        /// Usually reliable.
        B => "B",
        /// Fairly reliable.
        C => "C",
        /// Not usually reliable.
        D => "D",
        /// Unreliable.
        E => "E",
        /// Reliability cannot be judged.
        F => "F",
    }
}

codes! {
    /// Credibility of the information, 1 to 6. `1` needs a second independent origin.
    Credibility ("information credibility") {
        /// Confirmed by other independent sources.
        Confirmed => "1",
        /// Probably true. The ceiling where independence cannot be shown.
        ProbablyTrue => "2",
        /// Possibly true.
        PossiblyTrue => "3",
        /// Doubtful.
        Doubtful => "4",
        /// Improbable.
        Improbable => "5",
        /// Truth cannot be judged.
        CannotBeJudged => "6",
    }
}

impl Reliability {
    /// The words of the standard.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::A => "completely reliable",
            Self::B => "usually reliable",
            Self::C => "fairly reliable",
            Self::D => "not usually reliable",
            Self::E => "unreliable",
            Self::F => "reliability cannot be judged",
        }
    }
}

impl Credibility {
    /// The words of the standard.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed by independent sources",
            Self::ProbablyTrue => "probably true",
            Self::PossiblyTrue => "possibly true",
            Self::Doubtful => "doubtful",
            Self::Improbable => "improbable",
            Self::CannotBeJudged => "truth cannot be judged",
        }
    }
}

/// Both axes, each with its reasons in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// A to F.
    pub reliability: Reliability,
    /// 1 to 6.
    pub credibility: Credibility,
    /// Why this reliability, one sentence each.
    pub reliability_reasons: Vec<String>,
    /// Why this credibility, one sentence each.
    pub credibility_reasons: Vec<String>,
}

impl Grade {
    /// The grade of what nobody has judged: F6.
    #[must_use]
    pub const fn unjudged() -> Self {
        Self {
            reliability: Reliability::F,
            credibility: Credibility::CannotBeJudged,
            reliability_reasons: Vec::new(),
            credibility_reasons: Vec::new(),
        }
    }

    /// The usual short form: "B2".
    #[must_use]
    pub fn code(&self) -> String {
        format!("{}{}", self.reliability, self.credibility)
    }

    /// True if both axes are at least as good as asked. `F` and `6` mean "cannot be judged" and satisfy only themselves.
    #[must_use]
    pub fn at_least(&self, reliability: Reliability, credibility: Credibility) -> bool {
        self.reliability <= reliability && self.credibility <= credibility
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn better_is_smaller_on_both_axes() {
        let grade = Grade { reliability: Reliability::B, credibility: Credibility::ProbablyTrue, ..Grade::unjudged() };
        assert_eq!(grade.code(), "B2");
        assert!(grade.at_least(Reliability::B, Credibility::ProbablyTrue));
        assert!(grade.at_least(Reliability::F, Credibility::CannotBeJudged));
        assert!(!grade.at_least(Reliability::A, Credibility::ProbablyTrue));
        assert!(!grade.at_least(Reliability::B, Credibility::Confirmed));
    }
}
