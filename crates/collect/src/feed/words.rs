//! Words of feeds: HTML, escaped once or twice, into plain text.

use crate::html;

/// Bytes of a name or headline; what is longer is cut.
const MAX_LINE_BYTES: usize = 400;

/// A headline or name: markup off, references resolved, one line. Nothing if empty.
pub(super) fn line(text: &str) -> Option<String> {
    let plain = if text.contains(['<', '&']) { html::plain(text) } else { text.to_owned() };
    // Some escape twice.
    let plain = if plain.contains('&') && plain.contains(';') { html::plain(&plain) } else { plain };
    one_line(&plain)
}

/// A headline of which the feed says that it holds no markup: only references are resolved.
pub(super) fn literal_line(text: &str) -> Option<String> {
    let shown = text.replace('<', "\u{fdd0}");
    let plain = if text.contains('&') { html::plain(&shown) } else { shown };
    one_line(&plain.replace('\u{fdd0}', "<"))
}

fn one_line(text: &str) -> Option<String> {
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut end = text.len().min(MAX_LINE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    (!text.is_empty()).then_some(text)
}

/// An article or teaser: a line for each paragraph. Nothing if empty.
pub(super) fn paragraphs(text: &str, max_bytes: usize) -> Option<String> {
    let mut end = text.len().min(max_bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    let mut plain = if text.contains('<') {
        html::plain(text)
    } else {
        let lines = text.lines().map(html::plain).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    };
    // Escaped twice: what should have been markup reads as text.
    if ["<p>", "<p ", "<br", "<div", "<a href"].iter().any(|tag| plain.contains(tag)) {
        plain = html::plain(&plain);
    }
    (!plain.trim().is_empty()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_words_stay() {
        let table = [
            ("Plot <b>foiled</b> in Nordvik", "Plot foiled in Nordvik"),
            ("Plot &amp; counterplot", "Plot & counterplot"),
            ("Minister&amp;#8217;s plot", "Minister’s plot"),
            ("5 < 6, says\n  minister", "5 < 6, says minister"),
            ("<img src=x onerror=alert(1)>Plot", "Plot"),
            ("<script>alert(1)</script>Plot", "Plot"),
            ("AT&T ferry", "AT&T ferry"),
        ];
        for (text, expected) in table {
            assert_eq!(line(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(line(" <br> "), None);
        assert_eq!(literal_line("Use of <b> &amp; more").as_deref(), Some("Use of <b> & more"));
        assert_eq!(line(&"é".repeat(400)).map(|line| line.len()), Some(400));
    }

    #[test]
    fn paragraphs_are_lines() {
        let table = [
            ("<p>One.</p><p>Two &eacute;.</p>", "One.\nTwo é."),
            ("One.\n\nTwo.", "One.\nTwo."),
            ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", "One.\nTwo."),
        ];
        for (text, expected) in table {
            assert_eq!(paragraphs(text, 1000).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(paragraphs("<p></p>", 1000), None);
        assert_eq!(paragraphs("abcdef", 3).as_deref(), Some("abc"));
    }
}
