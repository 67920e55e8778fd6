//! What changed between two versions of an article: paragraph by paragraph, and word by word within those that changed.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Paragraphs of a version that are compared; the rest is left out, and that is said.
pub const MAX_PARAGRAPHS: usize = 2_000;
/// Words of a stretch of changed paragraphs that are compared one by one; a longer one is shown as taken out and put in whole.
pub const MAX_WORDS: usize = 4_000;

/// Pairs of words of all stretches together that may be compared: what comparing costs grows with their number. Stretches behind
/// that are shown as taken out and put in whole.
const MAX_PAIRS: usize = MAX_WORDS * MAX_WORDS;

/// What became of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// In both versions.
    Kept,
    /// Only in the earlier one.
    Gone,
    /// Only in the later one.
    New,
}

/// A run of words of one fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What became of them.
    pub fate: Fate,
    /// The words; paragraphs are apart by line breaks.
    pub text: String,
}

/// A stretch of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stretch {
    /// So many paragraphs are the same.
    Same(usize),
    /// These paragraphs are not.
    Changed(Vec<Run>),
}

/// All that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// In the order of the later text.
    pub stretches: Vec<Stretch>,
    /// Words that were taken out.
    pub gone: usize,
    /// Words that were put in.
    pub new: usize,
    /// True if a version has more than [`MAX_PARAGRAPHS`] paragraphs.
    pub cut: bool,
}

impl Changes {
    /// Compares an earlier text with a later one. White space within a paragraph does not count.
    #[must_use]
    pub fn between(earlier: &str, later: &str) -> Self {
        let (before, after) = (paragraphs(earlier), paragraphs(later));
        let cut = before.len() > MAX_PARAGRAPHS || after.len() > MAX_PARAGRAPHS;
        let (before, after) = (&before[..before.len().min(MAX_PARAGRAPHS)], &after[..after.len().min(MAX_PARAGRAPHS)]);
        let mut changes = Self { cut, ..Self::default() };
        let mut pairs = MAX_PAIRS;
        for op in capture_diff_slices(Algorithm::Myers, before, after) {
            if let DiffOp::Equal { len, .. } = op {
                changes.stretches.push(Stretch::Same(len));
            } else {
                let (old, new) = (&before[op.old_range()], &after[op.new_range()]);
                let runs = words_between(&old.join("\n"), &new.join("\n"), &mut pairs);
                changes.count(&runs);
                changes.stretches.push(Stretch::Changed(runs));
            }
        }
        changes
    }

    /// True if nothing changed in what was compared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.gone == 0 && self.new == 0
    }

    fn count(&mut self, runs: &[Run]) {
        for run in runs {
            let words = run.text.split_whitespace().count();
            match run.fate {
                Fate::Kept => {}
                Fate::Gone => self.gone += words,
                Fate::New => self.new += words,
            }
        }
    }
}

fn paragraphs(text: &str) -> Vec<String> {
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(line).filter(|line| !line.is_empty()).collect()
}

/// Words, each with the white space before it.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut in_word) = (0, false);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() && in_word {
            words.push(&text[start..at]);
            (start, in_word) = (at, false);
        }
        in_word |= !c.is_whitespace();
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

fn words_between(old: &str, new: &str, pairs: &mut usize) -> Vec<Run> {
    let (before, after) = (words(old), words(new));
    let mut runs: Vec<Run> = Vec::new();
    let mut push = |fate, text: String| {
        if !text.trim().is_empty() {
            runs.push(Run { fate, text: text.trim().to_owned() });
        }
    };
    let cost = before.len().saturating_mul(after.len());
    let afford = before.len().max(after.len()) <= MAX_WORDS && cost <= *pairs;
    if afford {
        *pairs -= cost;
    } else {
        push(Fate::Gone, old.to_owned());
        push(Fate::New, new.to_owned());
        return runs;
    }
    // Compared without the white space before them: the first word of a paragraph has a line break there.
    let trimmed = |words: &[&str]| words.iter().map(|word| word.trim().to_owned()).collect::<Vec<_>>();
    for op in capture_diff_slices(Algorithm::Myers, &trimmed(&before), &trimmed(&after)) {
        if let DiffOp::Equal { .. } = op {
            push(Fate::Kept, after[op.new_range()].concat());
        } else {
            push(Fate::Gone, before[op.old_range()].concat());
            push(Fate::New, after[op.new_range()].concat());
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(changes: &Changes) -> String {
        let run = |run: &Run| match run.fate {
            Fate::Kept => run.text.clone(),
            Fate::Gone => format!("[-{}]", run.text),
            Fate::New => format!("[+{}]", run.text),
        };
        let stretch = |stretch: &Stretch| match stretch {
            Stretch::Same(n) => format!("({n})"),
            Stretch::Changed(runs) => runs.iter().map(run).collect::<Vec<_>>().join(" "),
        };
        changes.stretches.iter().map(stretch).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn what_changed_is_told_word_by_word() {
        let table = [
            ("a\nb", "a\nb", "(2)"),
            ("a  b\n\nc", "a b\nc", "(2)"),
            (
                "Talks\nNine people died in Nordvik.\nPolice said so.",
                "Talks\nTwelve people died in Nordvik.\nPolice said so.",
                "(1) / [-Nine] [+Twelve] people died in Nordvik. / (1)",
            ),
            ("One.\nTwo.", "One.", "(1) / [-Two.]"),
            ("One.", "One.\nTwo.", "(1) / [+Two.]"),
            ("", "One.", "[+One.]"),
        ];
        for (earlier, later, expected) in table {
            assert_eq!(written(&Changes::between(earlier, later)), expected, "{earlier} -> {later}");
        }
    }

    #[test]
    fn the_work_is_bounded() {
        let many = |word: &str| vec![word; MAX_WORDS + 1].join(" ");
        let changes = Changes::between(&many("a"), &many("b"));
        assert_eq!((changes.gone, changes.new), (MAX_WORDS + 1, MAX_WORDS + 1));
        // Many long stretches, each of which could be afforded alone.
        let many = |word: &str| vec![format!("{}\nsame", vec![word; MAX_WORDS].join(" ")); 5].join("\n");
        let (old, new) = (many("a a b"), many("a c c"));
        let changes = Changes::between(&old, &new);
        let kept = |stretch: &Stretch| match stretch {
            Stretch::Changed(runs) => runs.iter().any(|run| run.fate == Fate::Kept),
            Stretch::Same(_) => false,
        };
        assert!(!changes.stretches.iter().any(kept), "3 * MAX_WORDS words each: too long by itself");
        let many = |word: &str| vec![format!("{} end\nsame", vec![word; MAX_WORDS - 1].join(" ")); 5].join("\n");
        let changes = Changes::between(&many("a"), &many("b"));
        assert_eq!(changes.stretches.iter().filter(|stretch| kept(stretch)).count(), 1, "the first is paid for");
        let long = "a\n".repeat(MAX_PARAGRAPHS + 1);
        assert!(Changes::between(&long, &long).cut);
    }

    proptest! {
        /// Without what is gone and without what is new, both texts have the same words left.
        #[test]
        fn nothing_is_lost_or_made_up(earlier in "([ab]{1,2}[ \n]){0,20}", later in "([ab]{1,2}[ \n]){0,20}") {
            let changes = Changes::between(&earlier, &later);
            let count = |text: &str| text.split_whitespace().count();
            prop_assert_eq!(count(&earlier) - changes.gone, count(&later) - changes.new);
            prop_assert!(Changes::between(&earlier, &earlier).is_empty());
            let flat = |text: &str| paragraphs(text).join(" ");
            prop_assert!(!changes.is_empty() || flat(&earlier) == flat(&later));
        }
    }
}
