//! The publication's own name on its page: above the menu, in the footer. It is nobody's headline.

use super::cues::Cue;
use super::header::{content_words, names_section, squash};
use super::lines::{Line, Shape};
use super::outlet;
use crate::tokens::fold;
use rustc_hash::FxHashSet;

/// A masthead has at most this many words.
const NAME_WORDS_MAX: usize = 7;
/// Lines of the page's head in which a name may have a motto or an edition beside it.
const HEAD_LINES: usize = 6;
/// Between a masthead and the menu below it stand at most this many lines: motto, edition, today's date.
const MENU_LINES_MAX: usize = 3;

/// A newspaper's or station's name has at most this many words.
const PRESS_NAME_WORDS_MAX: usize = 5;
/// Without a menu the name stands among this many first lines.
const PRESS_LINES: usize = 3;
/// Shorter sentences (words) are mottoes, not prose.
const PROSE_WORDS_MIN: usize = 6;
/// A headline shares at least this part of its words with the first prose.
const SHARE_MIN: f64 = 0.25;
/// What stands between a headline and the publication's name.
const TITLE_MARKS: &[&str] = &[" | ", " - ", " \u{2013} ", " \u{2014} ", " \u{b7} ", " :: "];
/// The last word of many a publication's name.
const PRESS_NOUNS: &[&str] = &[
    "post",
    "times",
    "news",
    "courier",
    "gazette",
    "radio",
    "herald",
    "tribune",
    "observer",
    "chronicle",
    "standard",
    "watch",
    "dispatch",
    "bulletin",
    "press",
    "journal",
    "mail",
    "star",
    "agency",
    "tv",
    "television",
    "today",
    "report",
    "review",
    "monitor",
    "weekly",
    "telegraph",
    "examiner",
    "sentinel",
    "independent",
    "wire",
    "echo",
    "leader",
    "register",
    "mirror",
    "sun",
    "globe",
    "inquirer",
    "newspaper",
    "broadcasting",
    "channel",
    "mercury",
    "advertiser",
    "messenger",
    "leaf",
    "record",
    "daily",
    "online",
];

/// Gives the lines that hold the publication's name the shape [`Shape::Masthead`]; the name, where the page's own look
/// tells it. `said` and `url` are what the input says of the publication.
pub(crate) fn mark(lines: &mut [Line], said: Option<&str>, url: Option<&str>) -> Option<String> {
    let mut names = names(lines, said, url);
    let page_title = page_title(lines);
    if let Some((i, name)) = &page_title {
        lines[*i].shape = Shape::Masthead;
        names.push(squash(without_article(&fold(name))));
    }
    let initials: Vec<String> = said.into_iter().filter_map(initials).collect();
    for (i, line) in lines.iter_mut().enumerate() {
        if line.words > NAME_WORDS_MAX || matches!(line.shape, Shape::Stamp | Shape::Links | Shape::Cue(Cue::Credit)) {
            continue;
        }
        let found = squash(without_article(&line.folded));
        let named = names.iter().any(|name| found == *name || (i < HEAD_LINES && begins_with(line, name)));
        if named || (i < HEAD_LINES && initials.contains(&line.text)) {
            line.shape = Shape::Masthead;
        }
    }
    let above = above_menu(lines).or_else(|| press_name(lines)).map(|i| {
        lines[i].shape = Shape::Masthead;
        without_motto(&lines[i].text).to_owned()
    });
    page_title.map(|(_, name)| name).or(above)
}

/// Folded names of the publication, letters and digits only.
pub(crate) fn names(lines: &[Line], said: Option<&str>, url: Option<&str>) -> Vec<String> {
    let footer = lines.iter().rev().find_map(|line| outlet::copyright(&line.text));
    let host = url.and_then(outlet::host);
    let label = host.and_then(|host| host.split('.').next());
    let all = [said, footer.as_deref(), host, label].into_iter().flatten();
    all.map(|name| squash(without_article(&fold(name)))).filter(|name| name.len() >= 2).collect()
}

fn without_article(folded: &str) -> &str {
    folded.strip_prefix("the ").unwrap_or(folded)
}

/// `NBR` of "Niger Bend Radio".
fn initials(name: &str) -> Option<String> {
    let letters: String = name.split_whitespace().filter_map(|word| word.chars().next()).collect();
    let letters = letters.to_uppercase();
    (letters.chars().count() >= 2).then_some(letters)
}

/// The name and a motto or an edition: `The Quiet Board - chess weekly`, `Norvale Courier in English`.
fn begins_with(line: &Line, name: &str) -> bool {
    let mut letters = 0;
    let words: Vec<&str> = without_article(&line.folded).split(' ').collect();
    for (n, word) in words.iter().enumerate() {
        letters += squash(word).len();
        if letters == name.len() {
            let rest = &words[n + 1..];
            let motto =
                rest.first().is_some_and(|w| matches!(*w, "-" | "\u{2013}" | "\u{2014}" | "|" | "\u{b7}" | "in"));
            return squash(&words[..=n].join(" ")) == name
                && (motto || rest.last().is_some_and(|w| matches!(*w, "edition" | "online")));
        }
    }
    false
}

/// What stands before the dash of `The Quiet Board - chess weekly`.
fn without_motto(text: &str) -> &str {
    let end =
        [" - ", " \u{2013} ", " \u{2014} ", " | ", " \u{b7} ", " ("].iter().filter_map(|mark| text.find(mark)).min();
    text[..end.unwrap_or(text.len())].trim()
}

/// A headline without the publication's name after it: `Two held in Tarn | Tarn Post`.
pub(crate) fn without_name<'t>(title: &'t str, names: &[String]) -> &'t str {
    let cut = TITLE_MARKS.iter().filter_map(|mark| title.rfind(mark).map(|at| (at, at + mark.len()))).max();
    match cut {
        Some((at, rest)) if names.contains(&squash(without_article(&fold(&title[rest..])))) => title[..at].trim_end(),
        _ => title,
    }
}

/// A short title-case or capital line above a menu, where another headline stands between the menu and the first prose.
fn above_menu(lines: &[Line]) -> Option<usize> {
    let prose = lines.iter().position(|line| line.shape == Shape::Prose).unwrap_or(lines.len());
    let first = lines.iter().take(HEAD_LINES).position(|l| matches!(l.shape, Shape::Scrap | Shape::Headline))?;
    let line = &lines[first];
    let beside = |line: &Line| matches!(line.shape, Shape::Stamp | Shape::Scrap | Shape::Headline | Shape::Cue(_));
    let menu = (first + 1..lines.len().min(first + 2 + MENU_LINES_MAX))
        .find(|i| !beside(&lines[*i]))
        .filter(|i| lines[*i].menu)?;
    let headline = lines.get(menu + 1..prose)?.iter().any(|l| l.shape == Shape::Headline);
    (headline && line.words <= NAME_WORDS_MAX && is_name(without_motto(&line.text))).then_some(first)
}

/// The title of the window: a headline and the publication's name, where the headline stands alone further down.
fn page_title(lines: &[Line]) -> Option<(usize, String)> {
    lines.iter().take(HEAD_LINES).enumerate().find_map(|(i, line)| {
        let (headline, name) = TITLE_MARKS.iter().find_map(|mark| line.text.rsplit_once(mark))?;
        let headline = fold(headline.trim());
        let again = lines[i + 1..].iter().any(|other| other.folded == headline);
        (again && headline.contains(' ') && is_name(name.trim())).then(|| (i, name.trim().to_owned()))
    })
}

/// A name such as newspapers and stations have, with another line below it that the first prose bears out better.
fn press_name(lines: &[Line]) -> Option<usize> {
    let head = || lines.iter().take(HEAD_LINES);
    if head().any(|line| line.shape == Shape::Masthead) {
        return None;
    }
    let prose = lines.iter().position(|line| line.shape == Shape::Prose && line.words >= PROSE_WORDS_MIN)?;
    let body: FxHashSet<&str> = content_words(&lines[prose].folded).collect();
    let share = |line: &Line| {
        let (shared, all) = content_words(&line.folded)
            .fold((0_usize, 0_usize), |(shared, all), word| (shared + usize::from(body.contains(word)), all + 1));
        shared as f64 / all.max(1) as f64
    };
    let named = |line: &Line| {
        let text = without_motto(&line.text);
        let words = fold(text);
        text.contains(' ')
            && text.split(' ').count() <= PRESS_NAME_WORDS_MAX
            && is_name(text)
            // "World news" heads a section of any paper.
            && !words.split(' ').all(names_section)
            && (words.rsplit(' ').next().is_some_and(|last| PRESS_NOUNS.contains(&last))
                || ["daily ", "radio ", "the daily "].iter().any(|first| words.starts_with(first)))
    };
    let at = lines[..prose]
        .iter()
        .take(PRESS_LINES)
        .position(|l| matches!(l.shape, Shape::Scrap | Shape::Headline) && named(l))?;
    let better = |line: &Line| line.shape == Shape::Headline && share(line) > share(&lines[at]).max(SHARE_MIN);
    lines[at + 1..prose].iter().any(better).then_some(at)
}

/// Capitals throughout, small words apart; no figures, no stop, no colon: a headline tells of something.
fn is_name(text: &str) -> bool {
    !text.contains([':', '?', '!', ';', ',', '"', '\u{201c}'])
        && !text.ends_with('.')
        && text.split(' ').all(|word| {
            word.chars().count() <= 3
                || word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                || word.eq_ignore_ascii_case("from")
        })
        && text.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::super::stamp::Order;
    use super::*;

    fn check(page: &[&str], said: Option<&str>, url: Option<&str>, expected: &[&str]) {
        let mut found = lines(page.iter().copied(), Order::DayFirst);
        mark(&mut found, said, url);
        let names: Vec<&str> = found.iter().filter(|l| l.shape == Shape::Masthead).map(|l| l.text.as_str()).collect();
        assert_eq!(names, expected, "{page:?}");
    }

    #[test]
    fn names_above_menus_are_told_from_headlines() {
        let prose = "Two men were held on Monday, police said.";
        let headline = "Two men held over plot in Tarn";
        check(&["TARN VALLEY POST", "Home | World | Sport", headline, prose], None, None, &["TARN VALLEY POST"]);
        check(&["Tarn Post", "Since 1901", "Home  World  Sport", headline, prose], None, None, &["Tarn Post"]);
        check(&["Two Held in Tarn", "Share | Print | Save", prose], None, None, &[]);
        check(&[headline, "Share | Print | Save", prose], None, None, &[]);
        check(
            &["The Tarn Post", headline, prose, "TARN POST"],
            Some("Tarn Post"),
            None,
            &["The Tarn Post", "TARN POST"],
        );
        check(
            &["Tarn Post - news of the valley", "Home | World", "Log in | Help | Map", headline, prose],
            None,
            None,
            &["Tarn Post - news of the valley"],
        );
        check(
            &["Two held in Tarn | Tarn Post", "Log in", "Tarn Post", "Two held in Tarn", prose],
            None,
            None,
            &["Two held in Tarn | Tarn Post", "Tarn Post"],
        );
        let body = "Two men were held on Monday over a plot in Tarn, police said.";
        check(&["The Valley Post", headline, body], None, None, &["The Valley Post"]);
        check(&["WORLD NEWS", headline, body], None, None, &[]);
        check(&["Two Held at Radio", "The siege lasted for ten hours", body], None, None, &[]);
        check(&["TVP", headline, prose], Some("Tarn Valley Post"), None, &["TVP"]);
        check(&["Tarn Post in English", headline, prose], Some("Tarn Post"), None, &["Tarn Post in English"]);
        check(&["Tarn Post attacked by gunmen", prose], Some("Tarn Post"), None, &[]);
        check(&["TARN POST", headline, prose], None, Some("https://www.tarn-post.example/1"), &["TARN POST"]);
        check(&["TARN POST", headline, prose, "\u{a9} 2024 Tarn Post"], None, None, &["TARN POST"]);
    }
}
