//! The day of first publication.

use super::leads::date_line;
use super::meta::{in_url, near_title, time};
use super::said::Said;
use crate::days;
use dom_query::{Document, NodeRef};
use jiff::civil::Date;

/// Names of `meta` tags that give the day of first publication, the best first; lower case.
const DATE_NAMES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "og:published_time",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_date",
    "date_published",
    "published-date",
    "published",
    "publication_date",
    "originalpublicationdate",
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "article.published",
    "article.created",
    "cxenseparse:recs:publishtime",
    "displaydate",
    "timestamp",
    "ptime",
    "date",
];

/// Places on the page that are marked as the date of publication.
const MARKED: &[&str] =
    &["[itemprop=datePublished]", "time[pubdate]", "article header time", "article time", "main time", "time"];

/// Places whose class or id sounds like a date.
const CLASSED: &[&str] = &[
    "[class*=publish]",
    "[class*=pubdate]",
    "[class*=post-date]",
    "[class*=entry-date]",
    "[class*=article-date]",
    "[class*=dateline]",
    "[class*=timestamp]",
    "[class*=date]",
    "[id*=date]",
    "[class*=byline]",
    "[class*=meta]",
];

/// Words that say that a date is that of a change.
const CHANGED: &[&str] =
    &["updated", "modified", "changed", "aktualisiert", "actualizado", "mis à jour", "обновлен", "güncellen"];

/// Words in the classes and ids of boxes about other articles.
const OTHERS: &[&str] = &[
    "card",
    "related",
    "recommend",
    "teaser",
    "sidebar",
    "latest",
    "popular",
    "carousel",
    "slider",
    "comment",
    "footer",
    "similar",
    "trending",
];

/// Boxes around a place that are looked at.
const MAX_BOXES: usize = 8;

/// Places of one kind that are looked at.
const MAX_PLACES: usize = 20;

/// Linked data first, then `meta` tags, marked places, the address, places that sound like it, and the lines of the page. A date
/// that is said to be that of a change is taken only where there is no other.
pub(super) fn read(
    document: &Document,
    said: &Said,
    url: Option<&str>,
    whole: &str,
    title: Option<&str>,
) -> Option<Date> {
    let day = day(document, said, url, whole, title)?;
    // Heads give the moment in UTC; an address the day where it was published.
    let local = url.and_then(in_url).filter(|local| (*local - day).get_days().abs() == 1);
    Some(local.unwrap_or(day))
}

/// The same without a look at where the day was counted.
fn day(document: &Document, said: &Said, url: Option<&str>, whole: &str, title: Option<&str>) -> Option<Date> {
    let linked = |member: &str| said.linked(member, |value| days::parse(value.as_str()?));
    let raw = |member: &str| said.linked(member, |value| value.as_str().map(str::to_owned));
    let near = || near_title(whole, title?).filter(|line| !is_changed(line)).find_map(days::parse);
    let marked = |changed: bool| {
        MARKED.iter().find_map(|place| {
            let nodes = document.select(place);
            let nodes = nodes.nodes().iter().take(MAX_PLACES).filter(|node| changed || !is_changed_place(node));
            nodes.filter(|node| !is_of_another(node)).find_map(time)
        })
    };
    let of_class = |changed: bool| {
        CLASSED.iter().find_map(|place| {
            let nodes = document.select(place);
            let nodes = nodes.nodes().iter().take(MAX_PLACES).filter(|node| changed || !is_changed_place(node));
            let nodes = nodes.filter(|node| !is_of_another(node) && (changed || !is_changed(&node.text())));
            nodes.into_iter().find_map(|node| days::parse(&node.text()))
        })
    };
    if let Some(day) = linked("datePublished") {
        // Some sites write the time of the last change into both.
        let is_change = raw("datePublished") == raw("dateModified");
        let printed = || document.select("time[pubdate]").nodes().iter().find_map(time).or_else(near);
        return match is_change.then(printed).flatten() {
            Some(printed) if printed < day => Some(printed),
            _ => Some(day),
        };
    }
    let line = || whole.lines().filter(|line| !is_changed(line)).find_map(date_line);
    by_name(said)
        .or_else(|| marked(false))
        .or_else(|| in_url(url?))
        .or_else(|| of_class(false))
        .or_else(near)
        .or_else(line)
        .or_else(|| marked(true))
        .or_else(|| of_class(true))
        .or_else(|| near_title(whole, title?).find_map(days::parse))
}

/// The `meta` tags that are known, then those whose names say the same.
fn by_name(said: &Said) -> Option<Date> {
    let known = DATE_NAMES.iter().find_map(|name| {
        said.meta.iter().filter(|(known, _)| known == name).find_map(|(_, content)| days::parse(content))
    });
    let alike = || {
        let names = said
            .meta
            .iter()
            .filter(|(name, _)| name.contains("publi") && ["date", "time"].iter().any(|word| name.contains(word)));
        names.into_iter().find_map(|(_, content)| days::parse(content))
    };
    known.or_else(alike)
}

fn is_changed(text: &str) -> bool {
    let text: String = text.trim_start().chars().take(40).flat_map(char::to_lowercase).collect();
    CHANGED.iter().any(|word| text.contains(word)) && !text.contains("publi") && !text.contains("posted")
}

/// Whether a place, or what stands right around it, says that it is about a change.
fn is_changed_place(node: &NodeRef<'_>) -> bool {
    let says = |node: &NodeRef<'_>| {
        let words = [node.class(), node.id_attr(), node.attr("itemprop")];
        words.into_iter().flatten().any(|words| is_changed(&words))
            || (node.text().len() < 80 && is_changed(&node.text()))
    };
    says(node) || node.parent().is_some_and(|parent| says(&parent))
}

/// Whether a place stands in a box about another article.
fn is_of_another(node: &NodeRef<'_>) -> bool {
    node.ancestors(Some(MAX_BOXES)).iter().any(|around| {
        if around.node_name().is_some_and(|name| matches!(name.as_ref(), "a" | "aside" | "footer")) {
            return true;
        }
        if around.node_name().is_some_and(|name| matches!(name.as_ref(), "html" | "body" | "main" | "article")) {
            return false;
        }
        [around.class(), around.id_attr()].into_iter().flatten().any(|words| {
            let words = words.to_ascii_lowercase();
            OTHERS.iter().any(|word| words.contains(word))
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::Limits;
    use jiff::civil::date;

    fn published(html: &str, url: Option<&str>) -> Option<jiff::civil::Date> {
        super::super::read(html, url, &Limits::default()).published
    }

    #[test]
    fn the_day_is_that_of_the_place() {
        let head = r#"<meta property="article:published_time" content="2024-06-19T02:41:00+00:00">"#;
        let page = |line: &str| {
            format!(
                "<html><head><title>Plot foiled</title>{head}</head><body><h1>Plot foiled in Nordvik</h1><p>{line}</p></body></html>"
            )
        };
        assert_eq!(published(&page(""), Some("https://a.example/2024/06/18/plot")), Some(date(2024, 6, 18)));
        assert_eq!(published(&page(""), Some("https://a.example/2024/06/11/plot")), Some(date(2024, 6, 19)));
        assert_eq!(published(&page(""), None), Some(date(2024, 6, 19)));
    }

    #[test]
    fn the_dates_of_other_articles_are_not_its_own() {
        let card =
            r#"<div class="story-card"><a href="/x">Harbour closed</a><time datetime="2025-01-02">2 Jan</time></div>"#;
        let own = r#"<div class="stamp"><time datetime="2024-06-18">18 June</time></div>"#;
        assert_eq!(published(&format!("<body><h1>Plot foiled</h1>{card}</body>"), None), None);
        assert_eq!(published(&format!("<body>{card}<h1>Plot foiled</h1>{own}</body>"), None), Some(date(2024, 6, 18)));
    }
}
