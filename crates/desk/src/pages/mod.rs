//! The pages. Each module has a handler that reads the store, a view model that holds words and no logic, and a template.

pub(crate) mod channels;
pub(crate) mod copy;
pub(crate) mod front;
mod grounds;
pub(crate) mod incident;
pub(crate) mod incidents;
pub(crate) mod ledger;
pub(crate) mod link;
pub(crate) mod partners;
pub(crate) mod reports;
pub(crate) mod rows;
pub(crate) mod sources;
mod versions;
pub(crate) mod warning;
pub(crate) mod warnings;
pub(crate) mod watches;
mod why;

use crate::{app::Inner, fail::Fail, words};
use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header::LOCATION},
    response::{Html, IntoResponse, Response},
};
use std::collections::BTreeMap;
use store::Page;

/// Rows on one page of a list.
pub(crate) const ROWS: u32 = 50;
/// Rows that may be skipped; lists are there to be filtered, not leafed through to the end.
const MAX_OFFSET: u64 = 1_000_000;

/// The query of an address; the last value of a name counts.
pub(crate) type Params = BTreeMap<String, String>;

/// What every page of the desk has around its content.
pub(crate) struct Frame {
    pub(crate) title: String,
    /// Which entry of the menu is marked.
    pub(crate) section: &'static str,
    pub(crate) token: String,
    pub(crate) analyst: String,
    /// Number of the last ledger entry when the page was made.
    pub(crate) head: u64,
    /// What was just done, from a fixed list.
    pub(crate) notice: Option<&'static str>,
    pub(crate) query: String,
}

impl Frame {
    pub(crate) fn new(inner: &Inner, section: &'static str, title: impl Into<String>) -> Result<Self, Fail> {
        Ok(Self {
            title: title.into(),
            section,
            token: inner.form_token().to_owned(),
            analyst: inner.desk.analyst.clone(),
            head: inner.desk.store.ledger_head()?.0,
            notice: None,
            query: String::new(),
        })
    }

    /// Adds the notice that an address asks for by its code (`?done=released`).
    pub(crate) fn with_notice(mut self, params: &Params) -> Self {
        self.notice = params.get("done").and_then(|code| notice(code));
        self
    }
}

/// Words for what was done; the address carries only the code, so that nobody can put words on the page.
fn notice(code: &str) -> Option<&'static str> {
    Some(match code {
        "drafted" => "The warning is drafted. Check it, then release it to a partner.",
        "released" => "Released. Copy the signed link below and send it to the partner.",
        "proposed" => "It waits for a second person: the rules of this desk ask for two.",
        "updated" => "The update is on every holder's link, and nobody else's.",
        "answered" => "The partner reads your answer on its link.",
        "closed" => "The warning is closed with its outcome.",
        "cancelled" => "The warning is taken back. Every holder sees so on its link.",
        "judged" => "Your judgement is recorded, and the incidents are worked out anew.",
        "undone" => "The judgement is taken back.",
        "watch-set" => "The watch is set. It looks at what is stored and at all that comes.",
        "watch-removed" => "The watch is removed. Warnings that it raised stay.",
        "partner-set" => "The partner is set.",
        "feed-renewed" => "The partner's lists lie under another address now. The one before leads nowhere.",
        "feed-withdrawn" => "The partner's lists are taken back: their address leads nowhere.",
        "public-opened" => {
            "The public page is open. It shows what is released to the public from now on, and was before."
        }
        "public-closed" => "The public page is closed, and its lists with it.",
        "partner-removed" => "The partner is removed. Its links no longer work.",
        _ => return None,
    })
}

/// Writes a template.
pub(crate) fn html(template: &impl Template) -> Result<Response, Fail> {
    Ok(Html(template.render()?).into_response())
}

/// "Go there next", after something was done.
pub(crate) fn go(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(path) = HeaderValue::from_str(path) {
        response.headers_mut().insert(LOCATION, path);
    }
    response
}

/// Leafing through a list. One row more than is shown is read, so that the last page knows that it is the last.
pub(crate) struct Pager {
    pub(crate) newer: Option<String>,
    pub(crate) older: Option<String>,
    /// "51–100".
    pub(crate) shown: String,
    offset: u64,
}

impl Pager {
    pub(crate) fn new(params: &Params) -> Self {
        let offset = params.get("from").and_then(|from| from.parse().ok()).unwrap_or(0).min(MAX_OFFSET);
        Self { newer: None, older: None, shown: String::new(), offset }
    }

    pub(crate) fn page(&self) -> Page {
        Page { offset: self.offset, limit: ROWS + 1 }
    }

    /// Cuts `rows` to one page and makes the links, which keep the other parameters of the address.
    pub(crate) fn cut<T>(&mut self, rows: &mut Vec<T>, path: &str, params: &Params) {
        let more = rows.len() > ROWS as usize;
        rows.truncate(ROWS as usize);
        let link = |offset: u64| {
            let mut query: Vec<String> = params
                .iter()
                .filter(|(name, value)| !value.is_empty() && *name != "from" && *name != "done")
                .map(|(name, value)| format!("{}={}", words::encode(name), words::encode(value)))
                .collect();
            if offset > 0 {
                query.push(format!("from={offset}"));
            }
            if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
        };
        self.older = more.then(|| link(self.offset + u64::from(ROWS)));
        self.newer = (self.offset > 0).then(|| link(self.offset.saturating_sub(u64::from(ROWS))));
        self.shown = match rows.len() as u64 {
            0 => String::new(),
            n => format!("{}–{}", words::thousands(self.offset + 1), words::thousands(self.offset + n)),
        };
    }
}

/// A choice of a form's list.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) words: String,
    pub(crate) chosen: bool,
}

impl Choice {
    pub(crate) fn new(value: impl Into<String>, words: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.into(), words: words.into(), chosen }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leafing_keeps_the_filters() {
        let params: Params = [("stage", "planned"), ("from", "50"), ("q", "a b&c"), ("done", "x")]
            .map(|(a, b)| (a.into(), b.into()))
            .into();
        let mut pager = Pager::new(&params);
        let mut rows: Vec<u32> = (0..=ROWS).collect();
        pager.cut(&mut rows, "/incidents", &params);
        assert_eq!(rows.len(), ROWS as usize);
        assert_eq!(pager.older.as_deref(), Some("/incidents?q=a%20b%26c&stage=planned&from=100"));
        assert_eq!(pager.newer.as_deref(), Some("/incidents?q=a%20b%26c&stage=planned"));
        assert_eq!(pager.shown, "51–100");
    }
}
