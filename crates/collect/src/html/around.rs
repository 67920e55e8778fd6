//! Furniture within the part of a page that holds the article: captions, tables of contents, boxes about the author, what to
//! read next.
//!
//! Taken off before the article is looked for. What holds a good part of the page's prose stays, whatever it calls itself.
//! Comments and side columns are left to what finds the article: pages give these names to the article as well.

use dom_query::{Document, NodeId, NodeRef};
use std::collections::HashMap;

/// A block of this many bytes is prose: menus, captions and buttons are shorter.
pub(super) const PROSE_BYTES: usize = 80;

/// Prose on a page, in bytes, below which it is not in paragraphs.
const MIN_PROSE_BYTES: usize = 400;

/// Share of a block's text that may be links.
const MAX_LINK_SHARE: f64 = 0.4;

/// Share of the page's prose that an element may hold and still be taken off.
const MAX_FURNITURE_SHARE: f64 = 0.2;

/// Links to places on the same page that make a table of contents.
const MIN_CONTENTS: usize = 3;

/// Share of a table of contents that is links.
const MIN_CONTENTS_SHARE: f64 = 0.7;

/// Furniture by its kind, and by what its class or id says.
const MARKED: &[&str] = &[
    // What stands under a picture.
    "figcaption",
    "[class*=caption i]",
    // Who wrote it.
    "[class*=author-bio i]",
    "[class*=authorbio i]",
    "[class*=author_bio i]",
    "[class*=author-box i]",
    "[class*=authorbox i]",
    "[class*=about-author i]",
    "[class*=author-info i]",
    "[class*=author-card i]",
    "[class*=post-author i]",
    "[class*=bio-box i]",
    // Where to go next.
    "nav",
    "aside",
    "[class*=related i]",
    "[class*=recommend i]",
    "[class*=read-more i]",
    "[class*=readmore i]",
    "[class*=read-next i]",
    "[class*=also-like i]",
    "[class*=post-nav i]",
    "[class*=breadcrumb i]",
    "[class*=post-tags i]",
    "[class*=tag-list i]",
    // What stands in it.
    "[role=doc-toc]",
    "[class*=table-of-contents i]",
    "[class~=toc]",
    "[id=toc]",
    "[class*=toc-]",
    "[class*=toc_]",
    "[class*=-toc]",
    "[class*=_toc]",
    // What to sign, share and buy.
    "[class*=newsletter i]",
    "[class*=signup i]",
    "[class*=sign-up i]",
    "[class*=subscri i]",
    "[class*=paywall i]",
    "[class*=share i]",
    "[class*=social i]",
    "[class*=promo i]",
    // What the law asks for.
    "[class*=disclos i]",
    "[class*=disclaim i]",
    "[hidden]",
];

/// Bytes of prose of a page: all, and below each element.
pub(super) struct Prose<'d> {
    pub(super) total: usize,
    /// Bytes below the element, how deep it stands, and the element.
    pub(super) below: HashMap<NodeId, (usize, usize, NodeRef<'d>)>,
}

impl<'d> Prose<'d> {
    /// Weighs all blocks but those with an ancestor that is `left_out`.
    pub(super) fn of(document: &'d Document, left_out: impl Fn(&NodeRef<'_>) -> bool) -> Self {
        let (mut total, mut below) = (0, HashMap::new());
        for block in document.select("p, li, blockquote, dd, td").nodes() {
            let bytes = own_prose(block);
            if bytes == 0 {
                continue;
            }
            let ancestors = block.ancestors(None);
            if ancestors.iter().any(&left_out) {
                continue;
            }
            total += bytes;
            let depth = ancestors.len();
            for (up, ancestor) in ancestors.into_iter().enumerate() {
                below.entry(ancestor.id).or_insert((0, depth - up, ancestor)).0 += bytes;
            }
        }
        Self { total, below }
    }

    /// Share of it below an element; of all words, where the page has no paragraphs to speak of.
    fn share(&self, node: &NodeRef<'_>, words: usize) -> f64 {
        if self.total < MIN_PROSE_BYTES {
            return node.text().len() as f64 / words.max(1) as f64;
        }
        self.below.get(&node.id).map_or(0.0, |(bytes, ..)| *bytes as f64 / self.total as f64)
    }
}

/// Takes it off.
pub(super) fn off(document: &Document) {
    let prose = Prose::of(document, |_| false);
    let words = document.body().map_or(0, |body| body.text().len());
    let mut gone = Vec::new();
    for node in document.select(&MARKED.join(", ")).nodes() {
        let name = node.node_name();
        let is_frame = name.as_deref().is_some_and(|name| matches!(name, "html" | "body" | "main" | "article" | "h1"));
        if !is_frame && prose.share(node, words) <= MAX_FURNITURE_SHARE {
            gone.push(*node);
        }
    }
    for list in document.select("ul, ol").nodes() {
        if is_contents(list) {
            gone.push(*list);
        }
    }
    for node in gone {
        node.remove_from_parent();
    }
}

/// Whether a list is nothing but links to places on the same page.
fn is_contents(list: &NodeRef<'_>) -> bool {
    let links: Vec<_> =
        list.descendants_it().filter(|node| node.node_name().is_some_and(|name| name.as_ref() == "a")).collect();
    if links.len() < MIN_CONTENTS || !links.iter().all(|link| link.attr("href").is_some_and(|to| to.contains('#'))) {
        return false;
    }
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let linked: usize = links.iter().map(|link| letters(&link.text())).sum();
    linked as f64 >= letters(&list.text()) as f64 * MIN_CONTENTS_SHARE
}

/// Bytes of a block's own words, if they are prose: not those of blocks within it, and not mostly links.
pub(super) fn own_prose(block: &NodeRef<'_>) -> usize {
    let inner = ["p", "li", "blockquote", "table"];
    if block.descendants_it().any(|node| node.node_name().is_some_and(|name| inner.contains(&name.as_ref()))) {
        return 0;
    }
    let bytes = block.text().trim().len();
    if bytes < PROSE_BYTES {
        return 0;
    }
    let links = block.descendants_it().filter(|node| node.node_name().is_some_and(|name| name.as_ref() == "a"));
    let linked: usize = links.map(|link| link.text().len()).sum();
    if linked as f64 > bytes as f64 * MAX_LINK_SHARE { 0 } else { bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "Police in Nordvik said on Tuesday that they had stopped a plot against the ferry terminal, and that nobody was hurt.";

    /// What is left of an article of five paragraphs with this within.
    fn left(within: &str) -> String {
        let paragraphs = format!("<p>{PROSE}</p>").repeat(5);
        let document = Document::from(format!("<body><article>{paragraphs}{within}</article></body>"));
        off(&document);
        document.select("article").text().replace(PROSE, "").trim().to_owned()
    }

    #[test]
    fn furniture_within_an_article_goes() {
        let table = [
            ("<figure><img><figcaption>The terminal on Tuesday</figcaption></figure>", ""),
            ("<div class='wp-caption-text'>The terminal on Tuesday</div>", ""),
            ("<ul><li><a href='#a'>Plot</a><li><a href='#b'>Police</a><li><a href='#c'>Ferry</a></ul>", ""),
            ("<div class='Author-Bio'><p>Ana Lind writes about ferries.</p></div>", ""),
            ("<section class='related-posts'><h3>More</h3><a href='/x'>Harbour closed</a></section>", ""),
            (
                "<ul><li><a href='/a'>Plot</a><li><a href='/b'>Police</a><li><a href='/c'>Ferry</a></ul>",
                "PlotPoliceFerry",
            ),
            ("<p class='stock'>Shares fell.</p>", "Shares fell."),
        ];
        for (within, expected) in table {
            assert_eq!(left(within), expected, "{within}");
        }
    }

    #[test]
    fn what_holds_the_prose_stays() {
        let document = Document::from(format!("<body><div class='related-reading'><p>{PROSE}</p></div></body>"));
        off(&document);
        assert_eq!(document.select("p").length(), 1);
    }
}
