//! What a page says about its article: JSON-LD (schema.org), Open Graph and other `meta` tags, microdata, and at last what
//! stands on the page itself.

use super::said::{Said, first_text, name_of, site_name};
use super::{Page, author, published};
use crate::days;
use dom_query::{Document, NodeRef};
use jiff::civil::Date;

/// Bytes of a title, a name or a section; longer ones are not what they claim to be.
const MAX_FIELD_BYTES: usize = 400;

/// Lines above and below the headline in which author and date are looked for.
const LINES_ABOVE: usize = 4;
const LINES_BELOW: usize = 12;

/// Bytes of such a line at most.
const MAX_NEAR_BYTES: usize = 80;

/// Names of `meta` tags that give the section.
const SECTION_NAMES: &[&str] = &["article:section", "og:article:section", "parsely-section", "section", "category"];

/// Reads all but text and leads. `said` is what the head says, `whole` all text of the page.
pub(super) fn read(document: &Document, said: &Said, whole: &str, url: Option<&str>) -> Page {
    let outlet =
        said.meta(&["og:site_name", "application-name", "publisher", "dc.publisher", "citation_journal_title"]);
    let outlet = outlet.or_else(|| said.linked.iter().find_map(|object| name_of(object.get("publisher")?)));
    let own_url = said.meta(&["og:url"]).or_else(|| attribute(document, "link[rel=canonical]", "href"));
    let own_url = own_url.filter(|url| url.starts_with("http"));
    let title = title(document, said, outlet.as_deref());
    Page {
        byline: author::read(document, said, outlet.as_deref(), whole, title.as_deref()),
        section: said.meta(SECTION_NAMES).or_else(|| said.linked("articleSection", first_text)),
        published: published::read(document, said, url.or(own_url.as_deref()), whole, title.as_deref()),
        outlet: outlet.or_else(|| said.linked.iter().find_map(site_name)),
        url: own_url,
        title,
        ..Page::default()
    }
}

/// White space made one blank; nothing if empty or too long. Some pages escape twice.
pub(super) fn clean(text: &str) -> Option<String> {
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.contains('&') {
        for (escaped, plain) in [
            ("&amp;", "&"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&#039;", "'"),
            ("&#8217;", "’"),
            ("&#8220;", "“"),
            ("&#8221;", "”"),
            ("&nbsp;", " "),
        ] {
            text = text.replace(escaped, plain);
        }
    }
    (!text.is_empty() && text.len() <= MAX_FIELD_BYTES).then_some(text)
}

fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    clean(&document.select_single(selector).attr(name)?)
}

/// The headline: the page's one first-level heading, unless the head's title is something else altogether.
fn title(document: &Document, said: &Said, outlet: Option<&str>) -> Option<String> {
    let headings: Vec<String> = document.select("h1").iter().filter_map(|heading| clean(&heading.text())).collect();
    let head = clean(&document.select_single("title").text());
    let candidates =
        [said.meta(&["og:title"]), said.linked("headline", first_text), said.meta(&["twitter:title"]), head];
    let heading = headings.iter().find(|heading| {
        // The title in the head repeats the headline, mostly with the site's name added.
        let heading = folded(heading);
        heading.len() > 10 && candidates.iter().flatten().any(|other| folded(other).contains(&heading))
    });
    if let Some(heading) = heading {
        return Some(heading.clone());
    }
    let said = candidates.into_iter().flatten().next().map(|title| without_site(&title, outlet));
    said.or_else(|| headings.into_iter().next())
}

/// Letters and digits only, lower case.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A title without "| The Fjord Courier" at its end or "The Fjord Courier:" at its beginning.
fn without_site(title: &str, outlet: Option<&str>) -> String {
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » ", " · "] {
        if let Some((front, back)) = title.rsplit_once(mark) {
            let is_site = outlet.is_some_and(|outlet| {
                let (outlet, back) = (folded(outlet), folded(back));
                !back.is_empty() && (outlet.contains(&back) || back.contains(&outlet))
            });
            let few_words = back.split(' ').count() <= 4 && front.split(' ').count() > back.split(' ').count();
            if is_site || (few_words && mark != " - ") {
                return without_site(front, outlet);
            }
        }
    }
    title.to_owned()
}

/// The short lines around the headline, where pages print author and date: those below it first.
pub(super) fn near_title<'t>(whole: &'t str, title: &str) -> impl Iterator<Item = &'t str> + use<'t> {
    let lines: Vec<&str> = whole.lines().collect();
    let wanted = folded(title);
    // The last of them: the first may stand in a trail of links.
    let at = lines.iter().rposition(|line| line.len() <= MAX_FIELD_BYTES && folded(line) == wanted);
    let around = at.map_or(0..0, |at| at.saturating_sub(LINES_ABOVE)..(at + 1 + LINES_BELOW).min(lines.len()));
    let split = at.map_or(0, |at| at - around.start);
    let (above, below) = lines[around].split_at(split);
    let near: Vec<&str> = below.iter().chain(above).copied().filter(|line| line.len() <= MAX_NEAR_BYTES).collect();
    near.into_iter()
}

/// The day that a `time` element or a marked one stands for.
pub(super) fn time(node: &NodeRef<'_>) -> Option<Date> {
    let written = |name: &str| node.attr(name).and_then(|value| days::parse(&value));
    written("datetime").or_else(|| written("content")).or_else(|| days::parse(&node.text()))
}

/// `/2024/06/18/`, `/2024-06-18-`, `/20240618/` in an address.
pub(crate) fn in_url(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split('/').collect();
    let joined = parts.windows(3).find_map(|three| {
        let is_day = three[0].len() == 4 && three[2].len() <= 2;
        match three[1].as_bytes() {
            [_] | [_, _] if is_day => days::parse(&three.join("-")),
            // "/2024/june/18/"
            [b'a'..=b'z' | b'A'..=b'Z', ..] if is_day => {
                days::parse(&format!("{} {} {}", three[2], three[1], three[0]))
            }
            _ => None,
        }
    });
    joined.or_else(|| parts.iter().find_map(|part| days::parse(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(head: &str, body: &str) -> Page {
        super::super::read(
            &format!("<html><head>{head}</head><body>{body}</body></html>"),
            None,
            &crate::Limits::default(),
        )
    }

    #[test]
    fn linked_data_comes_first() {
        let head = r#"<title>Plot foiled | The Fjord Courier</title>
            <meta property="og:site_name" content="The Fjord Courier"><meta name="date" content="2024-07-01">
            <script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "Fjord"},
              {"@type": ["NewsArticle"], "headline": "Plot foiled", "datePublished": "2024-06-18T21:04:00Z",
               "dateModified": "2024-06-19", "articleSection": ["World", "Crime"],
               "author": [{"@type": "Person", "name": "Ana Vik"}, {"name": "Bo Lund"}]}]}</script>"#;
        let page = page(head, "<h1>Plot foiled</h1>");
        assert_eq!(page.title.as_deref(), Some("Plot foiled"));
        assert_eq!(page.outlet.as_deref(), Some("The Fjord Courier"));
        assert_eq!(page.byline.as_deref(), Some("Ana Vik, Bo Lund"));
        assert_eq!(page.section.as_deref(), Some("World"));
        assert_eq!(page.published, Some(jiff::civil::date(2024, 6, 18)));
    }

    #[test]
    fn a_page_without_any_of_it_is_looked_at() {
        let page = page(
            "<title>Ferry plot foiled in Nordvik - Harbour Post</title>",
            r#"<h1>Harbour Post</h1><p class="byline">By Ana Vik | Staff</p><time datetime="2024-06-18">yesterday</time>"#,
        );
        assert_eq!(page.byline.as_deref(), Some("Ana Vik"));
        assert_eq!(page.published, Some(jiff::civil::date(2024, 6, 18)));
        assert_eq!(page.title.as_deref(), Some("Harbour Post"));
    }

    #[test]
    fn addresses_hold_days() {
        let day = Some(jiff::civil::date(2024, 6, 18));
        let table = [
            ("https://a.example/world/2024/06/18/plot", day),
            ("https://a.example/2024-06-18-plot.html", day),
            ("https://a.example/20240618/plot", day),
            ("https://a.example/news/2024/june/18/plot", day),
            ("https://a.example/news/2024/world/18/plot", None),
            ("https://a.example/news/123456789", None),
            ("https://a.example/2024/06/plot?d=2024-06-18", None),
        ];
        for (url, expected) in table {
            assert_eq!(in_url(url), expected, "{url}");
        }
    }

    #[test]
    fn sites_come_off_titles() {
        let table = [
            ("Plot foiled | The Fjord Courier", Some("The Fjord Courier"), "Plot foiled"),
            ("Plot foiled - Fjord Courier", Some("The Fjord Courier"), "Plot foiled"),
            ("Ferry plot foiled in the north – World – Post", None, "Ferry plot foiled in the north"),
            ("Talks - and more talks", None, "Talks - and more talks"),
        ];
        for (title, outlet, expected) in table {
            assert_eq!(without_site(title, outlet), expected, "{title}");
        }
    }
}
