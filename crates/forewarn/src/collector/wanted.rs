//! Articles whose pages are still to be fetched: a bounded number of them stands in the plan, the others wait in the store.

use super::Collector;
use jiff::{SignedDuration, Timestamp};
use record::{Article, ArticleState};
use std::collections::HashSet;
use store::{Page, StoreError};
use url::Url;

/// Articles in the plan, at most.
const PLANNED_MAX: usize = 1_000;

/// Those due later than this stay in the store: what has to be tried again in hours takes no place from what can be fetched now.
const SOON: SignedDuration = SignedDuration::from_mins(1);

/// Time between two looks into the store, where there is room.
const PAUSE: SignedDuration = SignedDuration::from_secs(1);

/// Articles looked at in one page, and pages in one look-up.
const PAGE_ARTICLES: u32 = 1_000;
const PAGES_MAX: usize = 10;

/// Which articles stand in the plan, and how far the store was looked through.
#[derive(Default)]
pub(super) struct Wanted {
    /// Their tasks.
    planned: HashSet<String>,
    /// Where the next look into the store begins.
    at: u64,
    /// True if the store may hold some that are due and not planned.
    left: bool,
    looked_at: Option<Timestamp>,
}

impl Wanted {
    /// A task was handed out.
    pub fn started(&mut self, task: &str) {
        self.planned.remove(task);
    }

    /// Whether it is time to look into the store.
    pub fn has_room(&self, now: Timestamp) -> bool {
        let rested = self.looked_at.is_none_or(|at| now.duration_since(at) >= PAUSE);
        self.left && rested && self.planned.len() <= PLANNED_MAX / 2
    }
}

impl Collector {
    /// Puts an article into the plan, if it is due soon and there is room. Otherwise it waits in the store. `moved`: it is under
    /// way already, and keeps its place.
    pub(super) fn want_article(&mut self, task: &str, url: &Url, due: Timestamp, now: Timestamp, moved: bool) {
        if due.duration_since(now) > SOON || self.under_way.contains(task) {
            return;
        }
        if self.wanted.planned.len() >= PLANNED_MAX && !moved {
            self.wanted.left = true;
            return;
        }
        self.wanted.planned.insert(task.to_owned());
        self.plan.want(task, url, due);
    }

    /// Goes on looking through the store for articles to be fetched, until the plan is full or all were seen.
    pub(super) fn want_articles(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let whole = self.wanted.at == 0;
        self.wanted.looked_at = Some(now);
        for _ in 0..PAGES_MAX {
            if self.wanted.planned.len() >= PLANNED_MAX {
                break;
            }
            let page = Page { offset: self.wanted.at, limit: PAGE_ARTICLES };
            let articles = self.work.store.wanted_articles(page)?;
            let end = articles.len() < PAGE_ARTICLES as usize;
            self.wanted.at = if end { 0 } else { page.offset + articles.len() as u64 };
            self.wanted.left = !(end && whole);
            articles.iter().for_each(|article| self.want_stored(article, now));
            if end {
                break;
            }
        }
        Ok(())
    }

    /// The same from the beginning to the end, or until something is found.
    pub(super) fn want_all_articles(&mut self, now: Timestamp) -> Result<(), StoreError> {
        self.wanted.at = 0;
        loop {
            self.want_articles(now)?;
            if self.wanted.at == 0 || !self.wanted.planned.is_empty() {
                return Ok(());
            }
        }
    }

    fn want_stored(&mut self, article: &Article, now: Timestamp) {
        let (task, followed) = (format!("a:{}", article.key), format!("s:{}", article.source));
        let url = article.url.as_deref().and_then(|url| Url::parse(url).ok());
        if let (Some(url), true, ArticleState::Wanted) = (url, self.planned.contains_key(&followed), article.state)
            && !self.plan.is_waiting(&task)
        {
            self.want_article(&task, &url, article.next_at.unwrap_or(now), now, false);
        }
    }
}
