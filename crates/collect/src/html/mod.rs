//! Pages: the article, what the page says about it, and the dated headlines around it.

mod around;
mod article;
mod author;
mod cost;
mod feeds;
mod leads;
mod meta;
mod published;
mod said;
mod strip;
mod tail;

pub(crate) use meta::in_url;
pub(crate) use strip::entity;

use crate::Limits;
use dom_query::Document;
use jiff::Timestamp;
use jiff::civil::Date;
use record::{FaultKind, Lead};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Dated headlines that make a page a list.
const MIN_LIST: usize = 3;

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
    read_at(html, url, None, limits)
}

/// Reads a page that was fetched just now: headlines of "2 hours ago" have a date too.
#[must_use]
pub fn read_at(html: &str, url: Option<&str>, now: Option<Timestamp>, limits: &Limits) -> Page {
    let too_dear = cost::cost(html, limits.tag_attributes).too_dear(limits);
    let reason = match too_dear {
        Some(reason) => reason,
        // The parser is not ours; should it give up on a page, the page is not lost.
        None => match catch_unwind(AssertUnwindSafe(|| parse(html, url, now, limits))) {
            Ok(page) => return page,
            Err(_) => (FaultKind::Malformed, "the parser gave up on the markup".to_owned()),
        },
    };
    let (title, text) = strip::strip(html);
    Page { title, text, unparsed: Some(reason), ..Page::default() }
}

/// A list that a CSS selector names: what the page says of itself, and as leads the headlines of the entries that the selector
/// matches, dated or not. It has no text.
///
/// # Errors
/// The selector cannot be understood, or the page would cost a parser too much; in words.
pub fn select(html: &str, url: &str, selector: &str, now: Option<Timestamp>, limits: &Limits) -> Result<Page, String> {
    if let Some((_, detail)) = cost::cost(html, limits.tag_attributes).too_dear(limits) {
        return Err(detail);
    }
    let selected = catch_unwind(AssertUnwindSafe(|| {
        let (document, said, whole) = opened(html);
        let around = leads::Around { listed: &[], address: Some(url), now, max: limits.leads };
        let leads = leads::select(&document, selector, &around)?;
        Ok(Page { leads, ..meta::read(&document, &said, &whole, Some(url)) })
    }));
    selected.unwrap_or_else(|_| Err("the parser gave up on the markup".to_owned()))
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

/// A page's tree without what nobody reads, what its head says, and all of its text.
fn opened(html: &str) -> (Document, said::Said, String) {
    let document = Document::from(html);
    let said = said::Said::of(&document);
    document.select(article::UNREAD).remove();
    let whole = article::whole(&document);
    (document, said, whole)
}

fn parse(html: &str, url: Option<&str>, now: Option<Timestamp>, limits: &Limits) -> Page {
    let (document, said, whole) = opened(html);
    let mut page = meta::read(&document, &said, &whole, url);
    let address = url.map(str::to_owned).or_else(|| page.url.clone());
    let around = leads::Around { listed: &said.listed, address: address.as_deref(), now, max: limits.leads };
    let leads = leads::read(&document, &around);
    around::off(&document);
    page.text = tail::off(&article::read(document, whole), page.byline.as_deref());
    let lines: BTreeSet<&str> = page.text.lines().map(str::trim).collect();
    // What stands in the article is part of it; but where most headlines do, the page is a list and has no article.
    let is_inside = |lead: &Lead| lines.contains(lead.title.as_str());
    let inside = leads.iter().filter(|lead| is_inside(lead)).count();
    let is_list = leads.len() >= MIN_LIST && inside * 2 > leads.len();
    page.leads = leads.into_iter().filter(|lead| is_list || !is_inside(lead)).collect();
    page
}
