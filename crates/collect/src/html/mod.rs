//! Pages: the article, what the page says about it, and the dated headlines around it.

mod article;
mod author;
mod cost;
mod feeds;
mod leads;
mod meta;
mod said;
mod strip;

pub(crate) use meta::in_url;
pub(crate) use strip::entity;

use crate::Limits;
use dom_query::Document;
use jiff::civil::Date;
use record::{FaultKind, Lead};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What was read from a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Headline.
    pub title: Option<String>,
    /// Author line, without "By".
    pub byline: Option<String>,
    /// The site's name.
    pub outlet: Option<String>,
    /// Section of the publication.
    pub section: Option<String>,
    /// Day of first publication, as the page says.
    pub published: Option<Date>,
    /// The address that the page gives itself.
    pub url: Option<String>,
    /// The article, a line for each paragraph; if none was found, all text of the page.
    pub text: String,
    /// Dated headlines of other articles.
    pub leads: Vec<Lead>,
    /// Why the page was read without its structure, if it was.
    pub unparsed: Option<(FaultKind, String)>,
}

/// Reads a page. `url` is its address, for what it links to and for a date in it.
#[must_use]
pub fn read(html: &str, url: Option<&str>, limits: &Limits) -> Page {
    let too_dear = cost::cost(html, limits.tag_attributes).too_dear(limits);
    let reason = match too_dear {
        Some(reason) => reason,
        // The parser is not ours; should it give up on a page, the page is not lost.
        None => match catch_unwind(AssertUnwindSafe(|| parse(html, url, limits))) {
            Ok(page) => return page,
            Err(_) => (FaultKind::Malformed, "the parser gave up on the markup".to_owned()),
        },
    };
    let (title, text) = strip::strip(html);
    Page { title, text, unparsed: Some(reason), ..Page::default() }
}

/// The text of a piece of HTML, a line for each block. Builds no tree: any nesting will do.
pub(crate) fn plain(html: &str) -> String {
    strip::strip(html).1
}

/// Addresses of feeds that a page names, the likeliest first; none of a page that would cost a parser too much.
pub(crate) fn feed_links(html: &str, base: &url::Url, limits: &Limits) -> Vec<url::Url> {
    if cost::cost(html, limits.tag_attributes).too_dear(limits).is_some() {
        return Vec::new();
    }
    catch_unwind(AssertUnwindSafe(|| feeds::feed_links(html, base))).unwrap_or_default()
}

fn parse(html: &str, url: Option<&str>, limits: &Limits) -> Page {
    let document = Document::from(html);
    let said = said::Said::of(&document);
    document.select(article::UNREAD).remove();
    let whole = article::whole(&document);
    let mut page = meta::read(&document, &said, &whole, url);
    let address = url.map(str::to_owned).or_else(|| page.url.clone());
    let leads = leads::read(&document, address.as_deref(), limits.leads);
    page.text = article::read(document, whole);
    let lines: BTreeSet<&str> = page.text.lines().map(str::trim).collect();
    page.leads = leads.into_iter().filter(|lead| !lines.contains(lead.title.as_str())).collect();
    page
}
