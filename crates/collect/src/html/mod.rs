//! Pages: the article, what the page says about it, and the dated headlines around it.

mod article;
mod leads;
mod meta;
mod nesting;
mod said;
mod strip;

use crate::Limits;
use dom_query::Document;
use jiff::civil::Date;
use record::Lead;
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
    pub too_deep: Option<String>,
}

/// Reads a page. `url` is its address, for what it links to and for a date in it.
#[must_use]
pub fn read(html: &str, url: Option<&str>, limits: &Limits) -> Page {
    let cost = nesting::cost(html);
    let reason = if cost.depth > limits.tag_nesting {
        format!("tags nested {} deep, more than {}", cost.depth, limits.tag_nesting)
    } else if cost.repairs > limits.repaired_elements {
        format!("markup left open {} times over, more than {}", cost.repairs, limits.repaired_elements)
    } else {
        // The parser is not ours; should it give up on a page, the page is not lost.
        match catch_unwind(AssertUnwindSafe(|| parse(html, url, limits))) {
            Ok(page) => return page,
            Err(_) => "the parser gave up on the markup".to_owned(),
        }
    };
    let (title, text) = strip::strip(html);
    Page { title, text, too_deep: Some(reason), ..Page::default() }
}

fn parse(html: &str, url: Option<&str>, limits: &Limits) -> Page {
    let document = Document::from(html);
    let mut page = meta::read(&document, url);
    let address = url.map(str::to_owned).or_else(|| page.url.clone());
    let leads = leads::read(&document, address.as_deref(), limits.leads);
    page.text = article::read(document, page.title.as_deref());
    let lines: std::collections::BTreeSet<&str> = page.text.lines().map(str::trim).collect();
    page.leads = leads.into_iter().filter(|lead| !lines.contains(lead.title.as_str())).collect();
    page
}
