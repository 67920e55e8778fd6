//! The feeds that a page names.

use dom_query::Document;
use url::Url;

/// Media types of feeds.
const TYPES: &[&str] = &["application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"];

/// Addresses taken from one page.
const MAX_FEEDS: usize = 8;

/// Their addresses: those of the head first, those of comments last; then links that look like one.
pub(super) fn feed_links(html: &str, base: &Url) -> Vec<Url> {
    let document = Document::from(html);
    let base = document.base_uri().and_then(|href| base.join(&href).ok()).unwrap_or_else(|| base.clone());
    let mut named: Vec<Url> = document
        .select("link[rel~=alternate][href]")
        .iter()
        .filter(|link| link.attr("type").is_some_and(|kind| TYPES.contains(&kind.trim().to_ascii_lowercase().as_str())))
        .filter_map(|link| base.join(link.attr("href")?.trim()).ok())
        .collect();
    named.sort_by_key(|url| url.path().contains("comment"));
    let linked = document.select("a[href]").iter().take(2_000).filter_map(|link| {
        let url = base.join(link.attr("href")?.trim()).ok()?;
        let path = url.path().trim_end_matches('/').to_ascii_lowercase();
        let is_feed = ["/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", ".rss", ".rdf"]
            .iter()
            .any(|end| path.ends_with(end));
        is_feed.then_some(url)
    });
    named.extend(linked.collect::<Vec<_>>());
    let mut seen = std::collections::HashSet::new();
    named.retain(|url| matches!(url.scheme(), "http" | "https") && seen.insert(url.clone()));
    named.truncate(MAX_FEEDS);
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_believed_first() {
        let html = "<head><link rel='alternate' type='application/rss+xml' href='/comments/feed'>\
            <link rel='alternate' type='application/atom+xml' href='/atom'><link rel='alternate' hreflang='de' href='/de'>\
            <link rel=alternate type='application/rss+xml' href='file:///etc/passwd'></head><a href='world/feed/'>RSS</a><a href='/atom'>x</a>";
        let found = feed_links(html, &Url::parse("https://a.example/news/").unwrap());
        let found: Vec<&str> = found.iter().map(Url::as_str).collect();
        assert_eq!(
            found,
            ["https://a.example/atom", "https://a.example/comments/feed", "https://a.example/news/world/feed/"]
        );
    }
}
