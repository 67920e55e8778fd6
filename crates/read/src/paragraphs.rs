//! Where paragraphs begin and end: one a line in a page's text, several lines in a wire of fixed width.

use std::ops::Range;

/// Lines longer than this (characters) are never taken for lines of a wire broken at a fixed width.
const WIRE_WIDTH_MAX: usize = 100;
/// Shorter lines than this (characters) tell nothing about a fixed width.
const WIRE_WIDTH_MIN: usize = 40;

/// A line without its break and outer white space.
struct Line {
    bytes: Range<usize>,
    /// Characters of the line as it stands, from the margin, trailing space off.
    width: usize,
    /// White space at the margin.
    indent: usize,
    /// No empty line stands before it.
    follows: bool,
}

/// The byte ranges of the paragraphs of `text`, outer white space off.
///
/// Every non-empty line is a paragraph, except in text with hard breaks at a fixed width (wires, plain-text mail, the
/// MUC corpus): there lines are joined until an empty line or an indent.
pub(crate) fn paragraphs(text: &str, has_title: bool) -> Vec<Range<usize>> {
    let lines = lines(text);
    if !is_fixed_width(text, &lines) {
        return lines.into_iter().map(|line| line.bytes).collect();
    }
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut margin = 0;
    for line in &lines {
        let indented = line.indent > margin;
        match out.last_mut() {
            Some(last) if line.follows && !indented && !(has_title && last.start == lines[0].bytes.start) => {
                last.end = line.bytes.end;
            }
            _ => out.push(line.bytes.clone()),
        }
        margin = line.indent;
    }
    out
}

fn lines(text: &str) -> Vec<Line> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut follows = false;
    for raw in text.split('\n') {
        let body = raw.trim();
        let start = at + (raw.len() - raw.trim_start().len());
        at += raw.len() + 1;
        if body.is_empty() {
            follows = false;
            continue;
        }
        // Widths are only compared with a small limit: no need to count the characters of a very long line.
        let width = raw.trim_end().chars().take(WIRE_WIDTH_MAX + 1).count();
        let indent = raw.chars().take_while(|c| c.is_whitespace()).take(WIRE_WIDTH_MAX).count();
        out.push(Line { bytes: start..start + body.len(), width, indent, follows });
        follows = true;
    }
    out
}

/// True if most line breaks stand in the middle of a sentence at about the same column.
fn is_fixed_width(text: &str, lines: &[Line]) -> bool {
    let widest = lines.iter().map(|line| line.width).max().unwrap_or(0);
    if !(WIRE_WIDTH_MIN..=WIRE_WIDTH_MAX).contains(&widest) {
        return false;
    }
    let (mut broken, mut full, mut open) = (0_usize, 0_usize, 0_usize);
    for pair in lines.windows(2) {
        if !pair[1].follows {
            continue;
        }
        broken += 1;
        full += usize::from(pair[0].width * 4 >= widest * 3);
        open += usize::from(!text[pair[0].bytes.clone()].ends_with(['.', '!', '?', '"', '\u{201d}', ':']));
    }
    broken >= 1 && full * 10 >= broken * 6 && open * 10 >= broken * 6 && broken * 3 >= lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, has_title: bool, expected: &[&str]) {
        let found: Vec<String> = paragraphs(text, has_title)
            .into_iter()
            .map(|p| text[p].split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn lines_are_paragraphs_unless_the_wire_has_a_fixed_width() {
        check("", false, &[]);
        check("One.\n\n  Two.\nThree\n", false, &["One.", "Two.", "Three"]);
        check(
            "Headline without a stop\nThe first paragraph is here.",
            true,
            &["Headline without a stop", "The first paragraph is here."],
        );
        let wire = "GUERRILLAS BLEW UP TWO PYLONS IN THE NORTH OF THE COUNTRY LAST NIGHT,\nLEAVING THE CAPITAL WITHOUT POWER, THE ELECTRIC COMPANY SAID IN A\nSTATEMENT.\n\n   NOBODY WAS HURT IN THE ATTACK, WHICH NO GROUP HAS CLAIMED SO FAR, AND\nREPAIRS WILL TAKE TWO DAYS.";
        check(
            wire,
            false,
            &[
                "GUERRILLAS BLEW UP TWO PYLONS IN THE NORTH OF THE COUNTRY LAST NIGHT, LEAVING THE CAPITAL WITHOUT POWER, THE ELECTRIC COMPANY SAID IN A STATEMENT.",
                "NOBODY WAS HURT IN THE ATTACK, WHICH NO GROUP HAS CLAIMED SO FAR, AND REPAIRS WILL TAKE TWO DAYS.",
            ],
        );
        let indents = "   Nobody was hurt in the attack, which no group has claimed so far, and\nrepairs will take two days and more, as the electric company put it on\nMonday.\n   The company has asked for guards at the remaining pylons in the north.";
        check(
            indents,
            false,
            &[
                "Nobody was hurt in the attack, which no group has claimed so far, and repairs will take two days and more, as the electric company put it on Monday.",
                "The company has asked for guards at the remaining pylons in the north.",
            ],
        );
    }

    #[test]
    fn headlines_of_about_one_width_stay_apart() {
        check(
            "Minister opens a new bridge over the river after two years\n\nFarmers ask for help as the drought goes into its third month\n",
            false,
            &[
                "Minister opens a new bridge over the river after two years",
                "Farmers ask for help as the drought goes into its third month",
            ],
        );
    }
}
