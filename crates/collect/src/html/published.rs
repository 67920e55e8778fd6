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
    let linked = |member: &str| said.linked(member, |value| days::parse(value.as_str()?));
    let raw = |member: &str| said.linked(member, |value| value.as_str().map(str::to_owned));
    let near = || near_title(whole, title?).filter(|line| !is_changed(line)).find_map(days::parse);
    let marked = |changed: bool| {
        MARKED.iter().find_map(|place| {
            let nodes = document.select(place);
            nodes.nodes().iter().take(MAX_PLACES).filter(|node| changed || !is_changed_place(node)).find_map(time)
        })
    };
    let of_class = |changed: bool| {
        CLASSED.iter().find_map(|place| {
            let nodes = document.select(place);
            let nodes = nodes.nodes().iter().take(MAX_PLACES).filter(|node| changed || !is_changed_place(node));
            nodes.filter(|node| changed || !is_changed(&node.text())).find_map(|node| days::parse(&node.text()))
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
