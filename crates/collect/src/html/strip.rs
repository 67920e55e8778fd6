//! Text of a page without building its tree: tags off, in one pass. For pages that cost a parser too much.

use super::cost::after_raw;
use quick_xml::escape::resolve_html5_entity;

/// Elements that begin a new line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements whose content nobody reads.
const UNSEEN: &[&str] = &["script", "style", "noscript", "template", "textarea", "svg", "iframe", "title"];

/// Longest reference, in bytes.
const MAX_ENTITY_BYTES: usize = 33;

/// The text, a line for each block, and the title.
pub(super) fn strip(html: &str) -> (Option<String>, String) {
    let (mut title, mut text) = (None, String::with_capacity(html.len() / 4));
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push_words(&mut text, &rest[..at]);
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let body = rest.strip_prefix('/').unwrap_or(rest);
        let length = body.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(body.len());
        let name = body[..length.min(12)].to_ascii_lowercase();
        if name.is_empty() && !rest.starts_with(['!', '?']) {
            text.push('<');
            continue;
        }
        let closes = body.len() < rest.len();
        rest = body.split_once('>').map_or("", |(_, after)| after);
        if !closes && UNSEEN.contains(&name.as_str()) {
            let after = after_raw(rest, &name);
            if name == "title" && title.is_none() {
                let mut line = String::new();
                push_words(&mut line, rest[..rest.len() - after.len()].split('<').next().unwrap_or(""));
                title = Some(line.trim().to_owned()).filter(|line| !line.is_empty());
            }
            rest = after.split_once('>').map_or("", |(_, after)| after);
        } else if BLOCKS.contains(&name.as_str()) {
            end_line(&mut text);
        }
    }
    push_words(&mut text, rest);
    end_line(&mut text);
    (title, text.trim().to_owned())
}

fn end_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// Adds words, white space made one blank, references resolved.
fn push_words(text: &mut String, raw: &str) {
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        if c.is_whitespace() {
            if !text.is_empty() && !text.ends_with([' ', '\n']) {
                text.push(' ');
            }
        } else if c == '&'
            && let Some((used, written)) = entity(rest)
        {
            text.push_str(&written);
            length = used;
        } else {
            text.push(c);
        }
        rest = &rest[length..];
    }
}

/// The reference at the beginning: its length and what it stands for.
pub(crate) fn entity(text: &str) -> Option<(usize, String)> {
    let head = text.as_bytes();
    let end = head.iter().take(MAX_ENTITY_BYTES).position(|byte| *byte == b';')?;
    let name = text.get(1..end)?;
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    });
    let written = match number {
        Some(number) => char::from_u32(number).filter(|c| !c.is_control())?.to_string(),
        None => match resolve_html5_entity(name)? {
            "\u{a0}" => " ".to_owned(),
            "\u{ad}" => String::new(),
            written => written.to_owned(),
        },
    };
    Some((end + 1, written))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blocks_are_lines_and_furniture_of_the_markup_goes() {
        let html = "<html><head><title> A &amp; B </title><style>p {}</style></head><body><h1>Plot  foiled</h1>\
                    <p>Police <b>said</b>\n so.<br>Again: 3 &lt; 4 &#x2014; &eacute;&unknown; AT&T<!-- <p>no --></p>\
                    <SCRIPT>var a = '<p>no';</SCRIPT><ul><li>one<li>two</ul>5 < 6";
        let (title, text) = strip(html);
        assert_eq!(title.as_deref(), Some("A & B"));
        assert_eq!(text, "Plot foiled\nPolice said so.\nAgain: 3 < 4 — é&unknown; AT&T\none\ntwo\n5 < 6");
    }

    #[test]
    fn depth_does_not_matter() {
        let html = format!("{}text{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        assert_eq!(strip(&html).1, "text");
    }

    proptest! {
        #[test]
        fn any_input_is_survived(html in "(<|>|/|&|;|#|!--|-->|script|p|é| |title|\\PC){0,60}") {
            strip(&html);
            super::super::cost::cost(&html, 3);
        }
    }
}
