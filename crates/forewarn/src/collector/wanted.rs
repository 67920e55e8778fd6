//! Articles whose pages are still to be fetched: a bounded number of them stands in the plan, the others wait in the store.

use super::Collector;
use jiff::{SignedDuration, Timestamp};
use record::{Article, ArticleState};
use std::collections::{HashMap, HashSet};
use store::{Page, StoreError};
use url::Url;

/// Articles in the plan, at most.
const PLANNED_MAX: usize = 1_000;

/// Articles of one host in the plan, at most: a host that is slow, or wants to be left alone, keeps the others' places free. It
/// is given new places when half of its own are free again, so that not every look is for one article.
const HOST_MAX: usize = 50;

/// Those due later than this stay in the store: what has to be tried again in hours takes no place from what can be fetched now.
const SOON: SignedDuration = SignedDuration::from_mins(1);

/// Time between two looks into the store, where there is room.
const PAUSE: SignedDuration = SignedDuration::from_secs(1);

/// The same after a look that found nothing for the plan.
const PAUSE_AFTER_NOTHING: SignedDuration = SignedDuration::from_secs(10);

/// Articles looked at in one page, and pages in one look-up.
const PAGE_ARTICLES: u32 = 1_000;
const PAGES_MAX: usize = 10;

/// Which articles stand in the plan, and how far the store was looked through.
#[derive(Default)]
pub(super) struct Wanted {
    /// Their tasks, and the host of each.
    planned: HashMap<String, String>,
    /// How many of them each host has.
    hosts: HashMap<String, usize>,
    /// Hosts that have all their places, and get no others before half of them are free.
    full: HashSet<String>,
    /// Tasks that wait for longer than the store knows, and until when: what could not be handled.
    put_off: HashMap<String, Timestamp>,
    /// Where the next look into the store begins.
    at: u64,
    /// True if the store may hold some that are due and not planned.
    left: bool,
    /// When the store was looked into, and how many were put into the plan from it.
    looked_at: Option<(Timestamp, usize)>,
}

impl Wanted {
    /// A task was handed out.
    pub fn started(&mut self, task: &str) {
        let Some(host) = self.planned.remove(task) else { return };
        if let Some(places) = self.hosts.get_mut(&host) {
            *places = places.saturating_sub(1);
            if *places <= HOST_MAX / 2 {
                self.full.remove(&host);
            }
            if *places == 0 {
                self.hosts.remove(&host);
            }
        }
    }

    fn put(&mut self, task: &str, host: String) {
        self.started(task);
        let places = self.hosts.entry(host.clone()).or_default();
        *places += 1;
        if *places >= HOST_MAX {
            self.full.insert(host.clone());
        }
        self.planned.insert(task.to_owned(), host);
    }

    fn is_full(&self) -> bool {
        self.planned.len() >= PLANNED_MAX
    }

    /// Whether it is time to look into the store.
    pub fn has_room(&self, now: Timestamp) -> bool {
        let rested = self
            .looked_at
            .is_none_or(|(at, found)| now.duration_since(at) >= if found > 0 { PAUSE } else { PAUSE_AFTER_NOTHING });
        self.left && rested && self.planned.len() <= PLANNED_MAX - PLANNED_MAX / 10
    }
}

impl Collector {
    /// Puts an article into the plan, if it is due soon and there is room. Otherwise it waits in the store. `moved`: it is under
    /// way already, and keeps its place.
    pub(super) fn want_article(&mut self, task: &str, url: &Url, due: Timestamp, now: Timestamp, moved: bool) {
        if due.duration_since(now) > SOON {
            self.wanted.put_off.insert(task.to_owned(), due);
            return;
        }
        if self.under_way.contains(task) {
            return;
        }
        let host = url.origin().ascii_serialization();
        if (self.wanted.is_full() || self.wanted.full.contains(&host)) && !moved {
            self.wanted.left = true;
            return;
        }
        self.wanted.put(task, host);
        self.plan.want(task, url, due);
    }

    /// Goes on looking through the store for articles to be fetched, until the plan is full or all were seen.
    pub(super) fn want_articles(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let whole = self.wanted.at == 0;
        if whole {
            self.wanted.put_off.retain(|_, until| *until > now);
        }
        let before = self.wanted.planned.len();
        let mut seen_all = false;
        // Whoever is turned away on one of the pages says so.
        self.wanted.left = false;
        for _ in 0..PAGES_MAX {
            if self.wanted.is_full() {
                break;
            }
            let page = Page { offset: self.wanted.at, limit: PAGE_ARTICLES };
            let articles = self.work.store.wanted_articles(page)?;
            let end = articles.len() < PAGE_ARTICLES as usize;
            self.wanted.at = if end { 0 } else { page.offset + articles.len() as u64 };
            articles.iter().for_each(|article| self.want_stored(article, now));
            if end {
                seen_all = whole;
                break;
            }
        }
        self.wanted.left |= !seen_all;
        self.wanted.looked_at = Some((now, self.wanted.planned.len() - before));
        Ok(())
    }

    /// The same from the beginning to the end, or until there is something to ask for soon.
    pub(super) fn want_all_articles(&mut self, now: Timestamp) -> Result<(), StoreError> {
        self.wanted.at = 0;
        loop {
            self.want_articles(now)?;
            if self.wanted.at == 0 || self.wanted.is_full() || self.soon(now).is_some() {
                return Ok(());
            }
        }
    }

    fn want_stored(&mut self, article: &Article, now: Timestamp) {
        let (task, followed) = (format!("a:{}", article.key), format!("s:{}", article.source));
        let due = article.next_at.unwrap_or(now);
        if due.duration_since(now) > SOON {
            // The store knows, so nobody else has to.
            self.wanted.put_off.remove(&task);
            return;
        }
        let due = self.wanted.put_off.get(&task).map_or(due, |until| due.max(*until));
        if due.duration_since(now) > SOON {
            return;
        }
        let url = article.url.as_deref().and_then(|url| Url::parse(url).ok());
        if let (Some(url), true, ArticleState::Wanted) = (url, self.planned.contains_key(&followed), article.state)
            && !self.plan.is_waiting(&task)
        {
            self.want_article(&task, &url, due, now, false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use collect::{Job, Robots};
    use record::{Conductor, Outcome, Refusal, RefusalKind, ReleaseId, Source, SourceKind, Stamped};
    use std::sync::Arc;
    use store::sqlite::SqliteStore;
    use store::{Batch, Change, Store};

    struct Nobody;

    impl Conductor for Nobody {
        fn handle(&self, _: Stamped) -> Result<Outcome, Refusal> {
            Err(Refusal::new(RefusalKind::Store, "nothing is written here"))
        }

        fn open_link(&self, _: &str, _: Timestamp) -> Result<ReleaseId, Refusal> {
            Err(Refusal::new(RefusalKind::NotFound, "no links here"))
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    /// A collector whose store wants these addresses of one source, the first ones before the others.
    fn wanting(dir: &std::path::Path, addresses: impl Iterator<Item = String>) -> Collector {
        let source = Source::new(SourceKind::Feed, "https://feed.example/");
        let changes = addresses.enumerate().map(|(number, address)| {
            let first = at(0) - SignedDuration::from_secs(10_000_000 - i64::try_from(number).unwrap());
            let article = Article::new(address.clone(), source.id.clone(), Some(address), ArticleState::Wanted, first);
            Change::PutArticle(Box::new(article))
        });
        let store = Arc::new(SqliteStore::open(dir).unwrap());
        store.commit(Batch { changes: changes.collect(), ..Batch::default() }).unwrap();
        let mut collector =
            Collector::new(store as Arc<dyn Store>, Arc::new(Nobody), Arc::new(|| at(0)), &Config::default()).unwrap();
        collector.planned.insert(format!("s:{}", source.id), source);
        collector
    }

    #[test]
    fn a_host_that_wants_to_be_left_alone_keeps_no_other_waiting() {
        let dir = tempfile::tempdir().unwrap();
        let slow = (0..2 * PLANNED_MAX).map(|page| format!("https://a.example/{page}"));
        let mut collector = wanting(dir.path(), slow.chain(["https://b.example/page".to_owned()]));
        collector.want_articles(at(0)).unwrap();
        assert_eq!(collector.wanted.planned.len(), HOST_MAX + 1);
        let open = |collector: &mut Collector, host, wait| {
            collector.plan.robots(&url(host), Some(Robots::open()), wait, at(0));
        };
        for _ in 0..2 {
            assert!(matches!(collector.plan.next(at(0)), Some(Job::Robots(_))));
        }
        open(&mut collector, "https://a.example", Some(SignedDuration::from_hours(24)));
        open(&mut collector, "https://b.example", None);
        let page = Job::Ask("a:https://b.example/page".to_owned(), url("https://b.example/page"));
        assert_eq!(collector.plan.next(at(60)), Some(page));
        assert!(collector.wanted.left, "the rest waits in the store");
    }

    #[test]
    fn a_host_gets_new_places_when_half_of_its_own_are_free() {
        let dir = tempfile::tempdir().unwrap();
        let mut collector = wanting(dir.path(), (0..2 * HOST_MAX).map(|page| format!("https://a.example/{page}")));
        collector.want_articles(at(0)).unwrap();
        assert!(!collector.wanted.has_room(at(0)) && collector.wanted.has_room(at(1)), "something was found");
        collector.want_articles(at(1)).unwrap();
        assert!(!collector.wanted.has_room(at(10)) && collector.wanted.has_room(at(11)), "nothing was found");
        let mut tasks: Vec<String> = collector.wanted.planned.keys().cloned().collect();
        for (left, task) in (0..HOST_MAX).rev().zip(tasks.drain(..)) {
            collector.plan.drop_task(&task);
            collector.wanted.started(&task);
            collector.under_way.insert(task);
            assert_eq!(collector.wanted.full.is_empty(), left <= HOST_MAX / 2, "{left}");
        }
        collector.want_articles(at(20)).unwrap();
        assert_eq!(collector.wanted.hosts, HashMap::from([("https://a.example".to_owned(), HOST_MAX)]));
        assert!(collector.wanted.planned.keys().all(|task| !collector.under_way.contains(task)));
    }

    #[test]
    fn what_could_not_be_handled_rests_though_the_store_knows_nothing_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut collector = wanting(dir.path(), ["https://a.example/1".to_owned()].into_iter());
        let task = "a:https://a.example/1";
        let due = at(3_600);
        collector.again(vec![super::super::Again {
            task: task.to_owned(),
            next: Some((url("https://a.example/1"), due, Default::default())),
        }]);
        for seconds in [10, 20, 3_000] {
            collector.want_articles(at(seconds)).unwrap();
            assert!(!collector.plan.is_waiting(task), "{seconds}");
        }
        collector.want_articles(due).unwrap();
        assert!(collector.plan.is_waiting(task) && collector.wanted.put_off.is_empty());
    }
}
