//! A look at the markup before any parser sees it: what its tree would cost.
//!
//! A parser's work can grow with the square of a page's size, and its tree can be a hundred times the page. Each way known to us
//! is estimated here, from above, in one pass; what costs too much is read without its structure.

use crate::Limits;
use record::FaultKind;

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

/// Elements whose content is not markup, except within drawings and formulas.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// What a page's markup would cost.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// Tags open within one another, at most.
    pub depth: usize,
    /// Elements that a parser may add to repair what was left open.
    pub repairs: usize,
    /// Tags, and whatever else begins like one.
    pub tags: usize,
    /// Attributes of one tag, at most; counting stops beyond the limit.
    pub attributes: usize,
    /// Bytes that character references (`&…;`) may make a parser copy: it adds each to the text before it.
    pub copies: u64,
}

impl Cost {
    /// Why the page is too dear, if it is.
    pub(super) fn too_dear(&self, limits: &Limits) -> Option<(FaultKind, String)> {
        let too_large = |number: u64, max: u64, what: &str| {
            (number > max).then(|| (FaultKind::TooLarge, format!("the page has {what} (more than {max})")))
        };
        if self.depth > limits.tag_nesting {
            let detail = format!("tags nested {} deep, more than {}", self.depth, limits.tag_nesting);
            return Some((FaultKind::TooDeep, detail));
        }
        too_large(self.repairs as u64, limits.repaired_elements as u64, "too much markup left open")
            .or_else(|| too_large(self.tags as u64, limits.page_tags as u64, "too many tags"))
            .or_else(|| {
                too_large(self.attributes as u64, limits.tag_attributes as u64, "a tag with too many attributes")
            })
            .or_else(|| too_large(self.copies, limits.reference_copies, "too many character references for its size"))
    }
}

/// The scan's state besides what it has found.
#[derive(Default)]
struct Open {
    tags: usize,
    formatting: usize,
    drawings: usize,
}

/// Estimates what a page costs. Attributes are counted up to `max_attributes`.
pub(super) fn cost(html: &str, max_attributes: usize) -> Cost {
    let mut cost = Cost::default();
    let mut open = Open::default();
    let (mut text_bytes, mut references) = (0_u64, 0_u64);
    // Up to here the bytes left belong to the attributes of a tag that was counted.
    let mut counted_to = html.len();
    let mut rest = html;
    loop {
        let text = rest.find('<').map_or(rest, |at| &rest[..at]);
        text_bytes += text.len() as u64;
        references += memchr::memchr_iter(b'&', text.as_bytes()).count() as u64;
        let Some(after) = rest.get(text.len() + 1..) else { break };
        rest = after;
        cost.tags += 1;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let (closes, body) = rest.strip_prefix('/').map_or((false, rest), |body| (true, body));
        let length = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(body.len());
        // No name that matters is longer.
        let name = body[..length.min(12)].to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        rest = &body[length..];
        let mut closed_itself = false;
        if rest.len() < counted_to {
            let tag = attributes(rest, max_attributes);
            cost.attributes = cost.attributes.max(tag.attributes);
            closed_itself = tag.closes_itself;
            counted_to = rest.len() - tag.bytes;
        }
        count(&name, closes, closed_itself, &mut open, &mut cost);
        if !closes && open.drawings == 0 && RAW.contains(&name.as_str()) {
            rest = after_raw(rest, &name);
        }
    }
    cost.copies = references.saturating_mul(text_bytes) / 2;
    cost
}

fn count(name: &str, closes: bool, closed_itself: bool, open: &mut Open, cost: &mut Cost) {
    if matches!(name, "svg" | "math") {
        open.drawings =
            if closes { open.drawings.saturating_sub(1) } else { open.drawings + usize::from(!closed_itself) };
    }
    if VOID.contains(&name)
        || (!closes && open.drawings == 0 && RAW.contains(&name))
        || (open.drawings > 0 && closed_itself)
    {
        return;
    }
    let is_formatting = FORMATTING.contains(&name);
    match (closes, SELF_CLOSING.contains(&name)) {
        (true, true) => {}
        (false, true) => cost.repairs = cost.repairs.saturating_add(open.formatting),
        (true, false) => {
            open.tags = open.tags.saturating_sub(1);
            open.formatting = open.formatting.saturating_sub(usize::from(is_formatting));
        }
        (false, false) => {
            cost.repairs = cost.repairs.saturating_add(open.formatting);
            open.tags += 1;
            open.formatting += usize::from(is_formatting);
            cost.depth = cost.depth.max(open.tags);
        }
    }
}

/// The attributes of one tag.
struct Tag {
    attributes: usize,
    bytes: usize,
    closes_itself: bool,
}

/// Reads the attributes after a tag's name as a tokenizer does (HTML, 13.2.5.32 and on), and stops beyond `max` of them.
fn attributes(text: &str, max: usize) -> Tag {
    #[derive(PartialEq)]
    enum State {
        Between,
        Name,
        BeforeValue,
        Value,
        Quoted(u8),
    }
    let (mut attributes, mut state, mut before) = (0, State::Between, b' ');
    for (at, byte) in text.bytes().enumerate() {
        let is_space = byte.is_ascii_whitespace();
        state = match state {
            State::Quoted(quote) if byte == quote => State::Between,
            State::Quoted(quote) => State::Quoted(quote),
            State::BeforeValue if is_space => State::BeforeValue,
            State::BeforeValue if matches!(byte, b'"' | b'\'') => State::Quoted(byte),
            _ if byte == b'>' => return Tag { attributes, bytes: at + 1, closes_itself: before == b'/' },
            State::BeforeValue => State::Value,
            State::Value if is_space => State::Between,
            State::Value => State::Value,
            State::Name | State::Between if is_space || byte == b'/' => State::Between,
            State::Name | State::Between if byte == b'=' => State::BeforeValue,
            State::Name => State::Name,
            State::Between => {
                attributes += 1;
                if attributes > max {
                    return Tag { attributes, bytes: at, closes_itself: false };
                }
                State::Name
            }
        };
        before = byte;
    }
    Tag { attributes, bytes: text.len(), closes_itself: false }
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
        let table: [(&str, usize); 12] = [
            ("", 0),
            ("no tags < here", 0),
            ("<div><span>a</span></div><div></div>", 2),
            ("<p>a<p>b<li>c<br><img>", 0),
            (&deep, 100_000),
            ("<script>if (a <b) '<div><div><div>'</script><div>", 1),
            ("<!-- <div><div> --><div>", 1),
            ("<!-- never closed <div><div>", 0),
            ("<style>a</style><DIV><Section></Section></DIV>", 2),
            ("<svg><title><div><div>", 4),
            ("<svg><path/><path/><path/></svg><div>", 1),
            ("<svg/><title><div></title>", 1),
        ];
        for (html, depth) in table {
            assert_eq!(cost(html, 10).depth, depth, "{html:.60}");
        }
    }

    #[test]
    fn attributes_are_counted_as_a_tokenizer_does() {
        let table = [
            ("<p>", 0),
            ("<p a>", 1),
            ("<p a=b c = 'd e' f=\"g > h\" i>", 4),
            ("<p a=\">\" b c d>", 4),
            ("<p x\" y>", 2),
            ("<p/a/b=c/d>", 2),
            ("<p a b c d e f g h i j k l>", 11),
            ("<p a=<p b=<p>", 2),
        ];
        for (html, attributes) in table {
            assert_eq!(cost(html, 10).attributes, attributes, "{html}");
        }
    }

    #[test]
    fn every_known_way_to_cost_too_much_is_found() {
        let limits = Limits::default();
        let many = |unit: &str| unit.repeat(8_000_000 / unit.len());
        let table = [
            (many("<p>"), FaultKind::TooLarge),
            (many("<"), FaultKind::TooLarge),
            (many("&"), FaultKind::TooLarge),
            (many("&amp;"), FaultKind::TooLarge),
            (many("&</x>"), FaultKind::TooLarge),
            (many("<div>"), FaultKind::TooDeep),
            (format!("<p {}>", many("a=1 ")), FaultKind::TooLarge),
            (many("<p/a="), FaultKind::TooLarge),
            (many("<p a=\""), FaultKind::TooLarge),
            (
                format!("{}{}", (0..400).map(|n| format!("<b id={n}>")).collect::<String>(), "<p>x".repeat(10_000)),
                FaultKind::TooLarge,
            ),
        ];
        for (html, kind) in table {
            let found = cost(&html, limits.tag_attributes).too_dear(&limits);
            assert_eq!(found.map(|(kind, _)| kind), Some(kind), "{html:.40}");
        }
        let page =
            format!("<html><body>{}", "<p class=a>Words &amp; more <b>words</b>, <i>said so</i>.</p>".repeat(10_000));
        assert_eq!(cost(&page, limits.tag_attributes).too_dear(&limits), None);
    }
}
