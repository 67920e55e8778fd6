//! A page as rows in the order of the text, so that "what else stands in this box" is a look at a range.

use dom_query::{Document, NodeRef};

/// Rows that are looked at; the rest of the page has no leads.
const MAX_ROWS: usize = 400_000;

/// Words in classes and ids of boxes that hold no leads.
const NO_LEADS: &[&str] = &[
    "comment",
    "comments",
    "disqus",
    "breadcrumb",
    "breadcrumbs",
    "navbar",
    "menu",
    "submenu",
    "share",
    "sharing",
    "cookie",
    "cookies",
    "consent",
    "pagination",
    "pager",
    "newsletter",
];

/// A box with more than this share of the page's text is the page, whatever its class says.
const MAX_FURNITURE_SHARE: f64 = 0.5;

/// What an element is, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Text,
    Link,
    /// `h1` to `h6`, `dt`, `th`, `caption`: what stands above other things.
    Heading,
    Time,
    Break,
    /// In a line with its neighbours.
    Inline,
    Block,
}

/// One node.
pub(super) struct Row<'d> {
    pub node: NodeRef<'d>,
    pub parent: usize,
    /// The first row behind what it holds.
    pub end: usize,
    pub tag: Tag,
    /// Words of a text node, white space made one blank.
    pub text: String,
    /// Bytes of text before it on the page.
    pub before: usize,
    /// In a menu, among comments and the like.
    pub furniture: bool,
}

/// The rows of a page.
pub(super) struct Outline<'d> {
    pub rows: Vec<Row<'d>>,
}

impl<'d> Outline<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        let mut rows: Vec<Row<'d>> = Vec::new();
        let Some(body) = document.body() else { return Self { rows } };
        // Nodes to come, with the row of their parent.
        let mut stack = vec![(body, 0)];
        let mut bytes = 0;
        while let Some((node, parent)) = stack.pop() {
            if rows.len() >= MAX_ROWS {
                break;
            }
            let at = rows.len();
            let (tag, text) = if node.is_text() {
                let text = node.text().split_whitespace().collect::<Vec<_>>().join(" ");
                if text.is_empty() {
                    continue;
                }
                (Tag::Text, text)
            } else if node.is_element() {
                (tag(&node), String::new())
            } else {
                continue;
            };
            rows.push(Row { node, parent, end: at + 1, tag, text, before: bytes, furniture: false });
            bytes += rows[at].text.len();
            let mut children: Vec<_> = node.children_it(false).map(|child| (child, at)).collect();
            children.reverse();
            stack.append(&mut children);
        }
        for at in (1..rows.len()).rev() {
            let (parent, end) = (rows[at].parent, rows[at].end);
            rows[parent].end = rows[parent].end.max(end);
        }
        let mut outline = Self { rows };
        outline.mark_furniture(bytes);
        outline
    }

    fn mark_furniture(&mut self, bytes: usize) {
        let most = (bytes as f64 * MAX_FURNITURE_SHARE) as usize;
        let mut at = 1;
        while at < self.rows.len() {
            let row = &self.rows[at];
            if row.tag != Tag::Text && is_furniture(&row.node) && self.bytes(at) <= most {
                let end = row.end;
                self.rows[at..end].iter_mut().for_each(|row| row.furniture = true);
                at = end;
            } else {
                at += 1;
            }
        }
    }

    /// Bytes of text that a row holds.
    pub(super) fn bytes(&self, at: usize) -> usize {
        let end = self.rows[at].end;
        let after = match self.rows.get(end) {
            Some(row) => row.before,
            None => self.rows.last().map_or(0, |row| row.before + row.text.len()),
        };
        after - self.rows[at].before
    }

    /// The words that a row holds, in one line.
    pub(super) fn line(&self, at: usize) -> String {
        let texts =
            self.rows[at..self.rows[at].end].iter().map(|row| row.text.as_str()).filter(|text| !text.is_empty());
        texts.collect::<Vec<_>>().join(" ")
    }

    /// The rows right below one.
    pub(super) fn children(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.rows[at].end;
        let mut next = at + 1;
        std::iter::from_fn(move || {
            let child = (next < end).then_some(next)?;
            next = self.rows[child].end;
            Some(child)
        })
    }

    /// The rows around one, the nearest first.
    pub(super) fn around(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let mut next = at;
        std::iter::from_fn(move || {
            let parent = (next > 0).then(|| self.rows[next].parent)?;
            next = parent;
            Some(parent)
        })
    }
}

fn tag(node: &NodeRef<'_>) -> Tag {
    let Some(name) = node.node_name() else { return Tag::Block };
    match name.as_ref() {
        "a" => Tag::Link,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "th" | "caption" => Tag::Heading,
        "time" => Tag::Time,
        "br" | "hr" => Tag::Break,
        "span" | "b" | "i" | "em" | "strong" | "small" | "font" | "u" | "s" | "mark" | "sub" | "sup" | "abbr"
        | "cite" | "q" | "label" | "img" | "bdi" | "tt" | "code" => Tag::Inline,
        _ => Tag::Block,
    }
}

fn is_furniture(node: &NodeRef<'_>) -> bool {
    let name = node.node_name();
    match name.as_deref() {
        Some("nav" | "footer" | "form" | "dialog") => return true,
        Some("html" | "body" | "main" | "article") => return false,
        _ => {}
    }
    if node.attr("role").is_some_and(|role| matches!(&*role, "navigation" | "contentinfo" | "dialog")) {
        return true;
    }
    [node.class(), node.id_attr()].into_iter().flatten().any(|words| {
        let mut words = words.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| NO_LEADS.iter().any(|known| known.eq_ignore_ascii_case(word)))
    })
}
