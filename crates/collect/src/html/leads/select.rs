//! Headlines by a CSS selector, for lists that the automatic way does not understand.

use super::headline::{headlines, marks};
use super::outline::Outline;
use super::{Around, base, month_first, settle};
use crate::html::meta::{clean, in_url};
use dom_query::{Document, Matcher};
use record::Lead;
use std::collections::BTreeSet;

/// Bytes of a selector at most.
pub(crate) const MAX_SELECTOR_BYTES: usize = 500;

/// The entries that a selector matches: each has the headline of its first link, and its date if it has one.
///
/// # Errors
/// The selector cannot be understood.
pub(in crate::html) fn select(document: &Document, selector: &str, around: &Around<'_>) -> Result<Vec<Lead>, String> {
    if selector.len() > MAX_SELECTOR_BYTES {
        return Err(format!("the selector has {} bytes, more than {MAX_SELECTOR_BYTES}", selector.len()));
    }
    let matcher = Matcher::new(selector).map_err(|error| format!("`{selector}` is no CSS selector: {error:?}"))?;
    let base = base(document, around.address);
    let mut outline = Outline::of(document);
    // Who names a box wants what is in it.
    outline.rows.iter_mut().for_each(|row| row.furniture = false);
    let (marks, part) = marks(&outline, around.now);
    let headlines = headlines(&outline, &part, base.as_ref(), around.address);
    let month_first = month_first(marks.iter().filter_map(|mark| mark.when.day), around.now);
    let chosen: BTreeSet<_> = document.select_matcher(&matcher).nodes().iter().map(|node| node.id).collect();
    let (mut leads, mut seen) = (Vec::new(), BTreeSet::new());
    for (at, row) in outline.rows.iter().enumerate().filter(|(_, row)| chosen.contains(&row.node.id)) {
        let inside = headlines.iter().filter(|headline| (at..row.end).contains(&headline.at));
        let around_it = || headlines.iter().find(|h| (h.at..outline.rows[h.at].end).contains(&at));
        let best = inside.min_by_key(|h| (!h.heading, h.more, h.weak, h.at)).or_else(around_it);
        let Some(headline) = best else { continue };
        let title = if headline.more { clean(&outline.line(at)).unwrap_or_default() } else { headline.title.clone() };
        let dates = marks.iter().filter(|mark| (at..row.end).contains(&mark.at));
        let when = headline
            .when
            .or_else(|| dates.min_by_key(|mark| (mark.when.day.is_none(), !mark.strong)).map(|mark| mark.when));
        let day = when.and_then(|when| when.day).map(|day| settle(day, month_first));
        if !title.is_empty() && leads.len() < around.max && seen.insert(headline.key.clone()) {
            leads.push(Lead {
                published: day.or_else(|| in_url(headline.url.as_deref()?)),
                time: when.and_then(|when| when.clock).map(|(hours, minutes)| format!("{hours:02}:{minutes:02}")),
                url: headline.url.clone(),
                title,
            });
        }
    }
    Ok(leads)
}
