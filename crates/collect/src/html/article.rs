//! The article's text without what stands around it.

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

/// An article shorter than this, in bytes, is doubtful: the whole page is taken instead, and the reader takes its furniture off.
const MIN_ARTICLE_BYTES: usize = 250;

/// Text of the article, a line for each paragraph. `title` stands above it if the page's own text does not begin with it.
pub(super) fn read(document: Document, _title: Option<&str>) -> String {
    let whole = document.formatted_text();
    let config = Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(document, None, Some(config)).and_then(|mut page| page.parse());
    let text = article.map(|article| lines(&article.text_content)).unwrap_or_default();
    if text.len() < MIN_ARTICLE_BYTES { lines(&whole) } else { text }
}

/// Lines with their white space made one blank, empty ones left out.
fn lines(text: &str) -> String {
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
