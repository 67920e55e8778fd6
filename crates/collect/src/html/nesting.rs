//! A look at the markup before any parser sees it: how deep a tree it would make, and how large.

/// Elements without content: they nest nothing.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements that a parser closes by itself when the next one opens.
const SELF_CLOSING: &[&str] = &[
    "p", "li", "dd", "dt", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "rp", "rt",
    "body", "html", "head",
];

/// Formatting elements: where they are left open, a parser opens them again in every block that follows.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements whose content is not markup.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// What a page's markup would cost.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// Tags open within one another, at most.
    pub depth: usize,
    /// Elements that a parser may add to repair what was left open.
    pub repairs: usize,
}

/// Estimates from above, in one pass and without memory of its own.
pub(super) fn cost(html: &str) -> Cost {
    let mut cost = Cost::default();
    let (mut open, mut formatting) = (0_usize, 0_usize);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let (closes, body) = rest.strip_prefix('/').map_or((false, rest), |body| (true, body));
        let length = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(body.len());
        // No name is as long as the longest that matters; the rest of it need not be compared.
        let name = body[..length.min(12)].to_ascii_lowercase();
        if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let is_formatting = FORMATTING.contains(&name.as_str());
        if VOID.contains(&name.as_str()) {
        } else if SELF_CLOSING.contains(&name.as_str()) {
            if !closes {
                cost.repairs = cost.repairs.saturating_add(formatting);
            }
        } else if closes {
            open = open.saturating_sub(1);
            formatting = formatting.saturating_sub(usize::from(is_formatting));
        } else {
            cost.repairs = cost.repairs.saturating_add(formatting);
            open += 1;
            formatting += usize::from(is_formatting);
            cost.depth = cost.depth.max(open);
        }
        rest = &body[length..];
        if !closes && RAW.contains(&name.as_str()) {
            rest = after_raw(rest, &name);
            open = open.saturating_sub(1);
        }
    }
    cost
}

/// What follows the end tag of an element whose content is not markup.
pub(super) fn after_raw<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        if rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return &rest[name.len()..];
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_what_nests() {
        let deep = "<div>".repeat(100_000);
        let table: [(&str, usize); 9] = [
            ("", 0),
            ("no tags < here", 0),
            ("<div><span>a</span></div><div></div>", 2),
            ("<p>a<p>b<li>c<br><img>", 0),
            (&deep, 100_000),
            ("<script>if (a <b) '<div><div><div>'</script><div>", 1),
            ("<!-- <div><div> --><div>", 1),
            ("<!-- never closed <div><div>", 0),
            ("<style>a</style><DIV><Section></Section></DIV>", 2),
        ];
        for (html, depth) in table {
            assert_eq!(cost(html).depth, depth, "{html:.60}");
        }
    }

    #[test]
    fn open_formatting_is_paid_for_in_every_block() {
        assert_eq!(cost("<p><b>a</b></p><p><i>b</i></p>").repairs, 0);
        let bomb = format!("{}{}", "<b><i>".repeat(100), "<p>x".repeat(10_000));
        assert!(cost(&bomb).repairs >= 200 * 10_000);
    }
}
