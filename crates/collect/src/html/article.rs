//! The article's text without what stands around it.
//!
//! Readability (the algorithm of a browser's reading view) finds it on most pages. Where it finds much less prose than there
//! is, the smallest element that holds most of the prose is taken instead; where there is no prose, the whole page.

use super::around::{PROSE_BYTES, Prose};
use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability, TextMode};

/// Prose on a page, in bytes, below which nothing is told by comparing.
const MIN_PROSE_BYTES: usize = 400;

/// Share of a page's prose that an article has at least; below it another element is looked for.
const MIN_FOUND_SHARE: f64 = 0.6;

/// Share of what it is compared with that another element has at least.
const MIN_SHARE: f64 = 0.42;

/// Share of a page's prose outside its furniture that an article has at most.
const MAX_SHARE: f64 = 1.4;

/// Share of a page's prose that the element has which is taken instead.
const HOLDER_SHARE: f64 = 0.85;

/// An article shorter than this, in bytes, is doubtful: the whole page is taken, and the reader takes its furniture off.
const MIN_ARTICLE_BYTES: usize = 250;

/// Elements whose content is not read.
pub(super) const UNREAD: &str = "script, style, noscript, template, svg, iframe, object";

/// Elements around an article, by their names and roles.
const FURNITURE: &str = "nav, footer, aside, form, button, select, dialog, menu, [role=navigation], [role=banner], \
    [role=contentinfo], [role=complementary], [role=dialog], [aria-hidden=true]";

/// Elements around an article, by words in their classes and ids.
const FURNITURE_WORDS: &[&str] = &[
    "comment",
    "comments",
    "disqus",
    "sidebar",
    "related",
    "recommended",
    "newsletter",
    "subscribe",
    "cookie",
    "cookies",
    "consent",
    "share",
    "sharing",
    "social",
    "breadcrumb",
    "breadcrumbs",
    "menu",
    "navbar",
    "promo",
    "advert",
    "advertisement",
    "footer",
    "popup",
    "modal",
];

/// All text of a page without what is never read.
pub(super) fn whole(document: &Document) -> String {
    document.body().map_or_else(String::new, |body| lines(&body.formatted_text()))
}

/// Text of the article, a line for each paragraph. `whole` is all text of the page.
pub(super) fn read(document: Document, whole: String) -> String {
    let (prose, other) = holder(&document);
    let config = Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(document, None, Some(config)).and_then(|mut page| page.parse());
    let text = article.map(|article| lines(&article.text_content)).unwrap_or_default();
    let (found, held) = (prose_bytes(&text) as f64, prose_bytes(&other));
    let too_little = prose >= MIN_PROSE_BYTES && found < prose as f64 * MIN_FOUND_SHARE && held as f64 > found;
    // On short articles Readability tries again with furniture let in, and then takes that for the article as well.
    let too_much = found > prose as f64 * MAX_SHARE
        && held as f64 > found * MIN_SHARE
        && (text.len() / 3..text.len()).contains(&other.len());
    let nothing = text.len() < MIN_ARTICLE_BYTES;
    let missed = nothing && held > 0 && other.len() as f64 > whole.len() as f64 * MIN_SHARE;
    match (too_little || too_much || missed, nothing) {
        (true, _) => other,
        (false, true) => whole,
        (false, false) => text,
    }
}

/// Bytes of a text's lines that are prose.
fn prose_bytes(text: &str) -> usize {
    text.lines().map(str::len).filter(|length| *length >= PROSE_BYTES).sum()
}

/// Bytes of the page's prose, and the text of the smallest element that holds most of it.
fn holder(document: &Document) -> (usize, String) {
    let Some(body) = document.body() else { return (0, String::new()) };
    let Prose { total, below } = Prose::of(document, is_furniture);
    let enough = (total as f64 * HOLDER_SHARE) as usize;
    // Of those with most of the prose only one can be the deepest, so the order of the map does not matter.
    let holder = below.into_values().filter(|(bytes, ..)| *bytes >= enough).max_by_key(|(_, depth, _)| *depth);
    let holder = holder.map_or(body, |(_, _, holder)| holder);
    // A copy, so that what is taken out stays in the document for whoever reads it next.
    let copy = Document::fragment(holder.html());
    copy.select(FURNITURE).remove();
    for node in copy.select("[class], [id]").nodes() {
        if is_furniture(node) {
            node.remove_from_parent();
        }
    }
    (total, lines(&copy.root().formatted_text()))
}

fn is_furniture(node: &NodeRef<'_>) -> bool {
    let Some(name) = node.node_name() else { return false };
    if matches!(name.as_ref(), "nav" | "footer" | "aside" | "form" | "dialog") {
        return true;
    }
    // The page itself and its main part may carry any class ("has-sidebar").
    if matches!(name.as_ref(), "html" | "body" | "main" | "article") {
        return false;
    }
    [node.class(), node.id_attr()].into_iter().flatten().any(|words| {
        let mut words = words.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| FURNITURE_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)))
    })
}

/// Lines with their white space made one blank, empty ones left out.
fn lines(text: &str) -> String {
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPH: &str = "Police in Nordvik said on Tuesday that they had stopped a plot against the ferry terminal, and that nobody was hurt.";

    fn article(body: &str) -> String {
        let document = Document::from(format!("<html><body>{body}</body></html>"));
        document.select(UNREAD).remove();
        let whole = whole(&document);
        read(document, whole)
    }

    #[test]
    fn furniture_stays_outside() {
        let html = format!(
            "<nav><a href=/>Home</a></nav><div class=sidebar><p>{0} Sidebar.</p></div><div id=main><h2>First</h2><p>{0}</p><p>{0} Two.</p></div>\
             <div class=comments><p>{0} Comment.</p></div><footer>Terms</footer>",
            PARAGRAPH
        );
        assert_eq!(article(&html), format!("First\n{PARAGRAPH}\n{PARAGRAPH} Two."));
    }

    #[test]
    fn an_article_in_many_parts_is_found_whole() {
        // Each part stands in a box of its own with a box around it: reading views take one of them for the article.
        let part = |n: usize| {
            format!(
                "<section><div><div><h2>Part {n}</h2><p>{PARAGRAPH} {n}</p><p>{PARAGRAPH} {n}b</p></div></div></section>"
            )
        };
        let html = format!("<div class=page>{}</div><footer>Terms</footer>", (1..=8).map(part).collect::<String>());
        let text = article(&html);
        for n in 1..=8 {
            assert!(text.contains(&format!("{PARAGRAPH} {n}\n")), "{n}: {text}");
        }
        assert!(!text.contains("Terms"));
    }

    #[test]
    fn a_page_without_an_article_is_given_whole() {
        assert_eq!(article("<h1>Talks</h1><ul><li>One<li>Two</ul><script>no()</script>"), "Talks\nOne\nTwo");
    }
}
