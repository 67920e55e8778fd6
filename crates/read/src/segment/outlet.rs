//! Who published a page, where the input does not say: its footer, or the host of its address.

use super::header::squash;
use super::lines::{Line, Shape};
use crate::tokens::fold;

/// Names longer than this (words) are sentences of a footer.
const NAME_WORDS_MAX: usize = 6;

/// The outlet's name: as the page prints its host's name, from the copyright line, from the masthead, or the host itself; ""
/// if nothing says.
pub(crate) fn of(lines: &[Line], url: Option<&str>, masthead: Option<String>) -> String {
    let host = url.and_then(host);
    if let Some(host) = host {
        let label = host.split('.').next().unwrap_or(host);
        let names = [squash(&fold(host)), squash(&fold(label))];
        let printed = lines.iter().find(|line| {
            line.words <= NAME_WORDS_MAX
                && line.text.starts_with(char::is_uppercase)
                && names.contains(&squash(&line.folded))
        });
        if let Some(line) = printed {
            return line.text.clone();
        }
    }
    if let Some(name) = lines.iter().rev().find_map(|line| copyright(&line.text)) {
        return name;
    }
    if let Some(name) = masthead {
        return name;
    }
    if let Some(host) = host {
        return host.to_owned();
    }
    // A name that is an address, on a line of its own: "Example.Org".
    lines
        .iter()
        .find(|line| line.shape == Shape::Scrap && is_address(&line.text))
        .map(|line| line.text.clone())
        .unwrap_or_default()
}

/// The host of an address, without `www.` and the like.
pub(crate) fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next()?.rsplit('@').next()?;
    let host = ["www.", "m.", "amp.", "en.", "mobile.", "edition."]
        .iter()
        .find_map(|start| host.strip_prefix(start))
        .unwrap_or(host);
    (host.contains('.') && !host.contains(' ')).then_some(host)
}

/// `Copyright © The Example 2024. All rights reserved.` gives `The Example`.
pub(crate) fn copyright(text: &str) -> Option<String> {
    let after = ["\u{a9}", "(c) ", "(C) "].iter().find_map(|mark| text.split_once(mark)).map(|(_, rest)| rest)?;
    let name = after
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '\u{2013}' | ',' | '.'))
        .trim_start_matches("Copyright ")
        .trim_start_matches("by ");
    let name = name.split([',', '|', ';', '(']).next()?.split(". ").next()?;
    let name = name.split("All rights").next()?.split(" - ").next()?;
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '\u{2013}' | '.'));
    let words = name.split_whitespace().count();
    ((1..=NAME_WORDS_MAX).contains(&words) && name.chars().any(char::is_alphabetic)).then(|| name.to_owned())
}

fn is_address(text: &str) -> bool {
    match text.split_once('.') {
        Some((name, end)) => {
            name.len() >= 3
                && name.chars().all(char::is_alphanumeric)
                && text.starts_with(char::is_uppercase)
                && (2..=4).contains(&end.len())
                && end.chars().all(|c| c.is_ascii_alphabetic())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copyright_lines_name_the_outlet() {
        for (line, expected) in [
            ("Copyright \u{a9} The Example 2024. All rights reserved.", Some("The Example")),
            ("\u{a9}2026 Example News, a division of Example Inc.", Some("Example News")),
            ("\u{a9} 2019-2024 Example.Org", Some("Example.Org")),
            ("Copyright A. Name/XY", None),
        ] {
            assert_eq!(copyright(line).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn hosts_lose_their_prefix() {
        assert_eq!(host("https://www.example.org/a?b"), Some("example.org"));
        assert_eq!(host("nonsense"), None);
    }
}
