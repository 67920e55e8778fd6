//! Sources followed for real: the plan of `collect` with a clock, a network and a store.
//!
//! What a look brought, what is now known of its articles, and how the look went are one event, and so one transaction:
//! whatever happens between two of them, the next start goes on from the last one that was written.

mod ask;
mod books;
mod folder;
mod list;
mod moved;
mod posted;
mod pull;
mod rounds;
mod sweep;
mod wanted;
mod work;

pub(crate) use pull::authorization;

use crate::config::Config;
use ask::{ask, ask_robots, handle};
use collect::{Asker, Job, Plan, Robots, catch_up};
use jiff::{SignedDuration, Timestamp};
use moved::Way;
use record::{Conductor, Source, SourceKind};
use rounds::Rounds;
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Store, StoreError};
use sweep::{Sweeps, sweep};
use tokio::task::JoinSet;
use url::Url;
use wanted::Wanted;
use work::{Again, Asked, Work};

/// How often sources and wanted articles are looked up again, and the longest sleep.
const LOOK_UP: Duration = Duration::from_secs(10);

/// What came of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Looks at sources.
    pub looks: u64,
    /// Of these, failed ones.
    pub failed: u64,
    /// Reports newly stored.
    pub reports: u64,
    /// Warnings drafted or changed.
    pub warnings: u64,
    /// Old captures of what tells of nothing whose bytes were dropped.
    pub dropped: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.looks += other.looks;
        self.failed += other.failed;
        self.reports += other.reports;
        self.warnings += other.warnings;
        self.dropped += other.dropped;
    }
}

/// What ended.
#[derive(Default)]
struct Ended {
    /// What was asked for; nothing where no host was.
    url: Option<Url>,
    /// `Some` if it was robots.txt: what it said, or nothing.
    robots: Option<Option<Robots>>,
    /// Why it could not be had.
    why: Option<String>,
    retry_after: Option<SignedDuration>,
    /// The answer that is still to be handled.
    asked: Option<Asked>,
    again: Vec<Again>,
    tally: Tally,
}

/// Follows the sources of a store.
pub struct Collector {
    work: Arc<Work>,
    plan: Plan,
    /// Redirects behind a task that is on its way.
    ways: HashMap<String, Way>,
    /// Tasks that were handed out and have not ended.
    under_way: HashSet<String>,
    /// Hosts whose robots.txt could not be had, and why.
    closed: HashMap<String, String>,
    /// Sources that were put into the plan.
    planned: HashMap<String, Source>,
    /// When each watched folder is due, and what partners posted: no host, no politeness.
    folders: HashMap<String, Timestamp>,
    wanted: Wanted,
    sweeps: Sweeps,
}

impl Collector {
    /// A collector over a store; what it finds goes through `conductor`.
    ///
    /// # Errors
    /// The network cannot be set up.
    pub fn new(
        store: Arc<dyn Store>,
        conductor: Arc<dyn Conductor>,
        clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
        config: &Config,
    ) -> anyhow::Result<Self> {
        let limits = config.limits.collect();
        let asker = Asker::new(&limits).map_err(|refused| anyhow::anyhow!("{}", refused.detail))?;
        Ok(Self {
            work: Arc::new(Work {
                store,
                conductor,
                clock,
                limits,
                asker,
                one: Mutex::new(()),
                rounds: Rounds::default(),
                threads: Mutex::default(),
            }),
            plan: Plan::new(config.collect.plan()),
            ways: HashMap::new(),
            under_way: HashSet::new(),
            closed: HashMap::new(),
            planned: HashMap::new(),
            folders: HashMap::from([(posted::TASK.to_owned(), Timestamp::MIN)]),
            wanted: Wanted::default(),
            sweeps: Sweeps::new(config.collect.keep_irrelevant_days),
        })
    }

    /// Asks every source once, now, and fetches what that brings; returns when nothing more is due within a minute.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn once(mut self) -> Result<Tally, StoreError> {
        let now = (self.work.clock)();
        self.look_up(Some(now))?;
        let mut tally = Tally::default();
        if let Some(before) = self.sweeps.due(now) {
            let work = Arc::clone(&self.work);
            tally.dropped = tokio::task::spawn_blocking(move || sweep(&work, before)).await.unwrap_or_default();
        }
        let mut running = JoinSet::new();
        loop {
            let now = (self.work.clock)();
            if self.wanted.has_room(now) {
                self.want_articles(now)?;
            }
            self.start(&mut running, now, &mut tally);
            if running.is_empty() {
                match self.soon(now) {
                    Some(wake) => tokio::time::sleep(until(now, wake)).await,
                    None => {
                        // More articles may wait in the store than were taken from it, after a stop in the middle of a look.
                        self.want_all_articles(now)?;
                        if self.soon(now).is_none() {
                            return Ok(tally);
                        }
                    }
                }
            } else {
                let sleep = self.wake().map_or(LOOK_UP, |wake| until(now, wake));
                tokio::select! {
                    Some(ended) = running.join_next() => self.end(&mut running, ended, &mut tally),
                    () = tokio::time::sleep(sleep) => {}
                }
            }
        }
    }

    /// Follows the sources until `stop` ends. What is under way then is left: the next start does it again.
    pub async fn run(mut self, stop: impl Future<Output = ()>) -> Tally {
        let mut tally = Tally::default();
        let mut running = JoinSet::new();
        let mut looked_up: Option<Timestamp> = None;
        tokio::pin!(stop);
        loop {
            let now = (self.work.clock)();
            if looked_up.is_none_or(|at| now.duration_since(at).as_secs() >= LOOK_UP.as_secs().cast_signed()) {
                looked_up = Some(now);
                if let Err(error) = self.look_up(None) {
                    tracing::error!(%error, "the sources could not be looked up");
                }
                if let Some(before) = self.sweeps.due(now) {
                    let work = Arc::clone(&self.work);
                    tokio::task::spawn_blocking(move || sweep(&work, before));
                }
            } else if self.wanted.has_room(now)
                && let Err(error) = self.want_articles(now)
            {
                tracing::error!(%error, "the articles to be fetched could not be looked up");
            }
            self.start(&mut running, now, &mut tally);
            let sleep = self.wake().map_or(LOOK_UP, |wake| until(now, wake).min(LOOK_UP));
            tokio::select! {
                () = &mut stop => return tally,
                Some(ended) = running.join_next() => self.end(&mut running, ended, &mut tally),
                () = tokio::time::sleep(sleep) => {}
            }
        }
    }

    /// Brings the plan in line with the store. `at`: all sources are due then, whatever their habit.
    fn look_up(&mut self, at: Option<Timestamp>) -> Result<(), StoreError> {
        let now = (self.work.clock)();
        let sources: HashMap<String, Source> = self
            .work
            .store
            .sources()?
            .into_iter()
            .filter(|source| source.is_followed() && !source.paused)
            .map(|source| (format!("s:{}", source.id), source))
            .collect();
        let gone: Vec<String> = self.planned.keys().filter(|task| !sources.contains_key(*task)).cloned().collect();
        for task in gone {
            self.planned.remove(&task);
            self.folders.remove(&task);
            self.plan.drop_task(&task);
        }
        let fresh: Vec<(&String, &Source)> =
            sources.iter().filter(|(task, source)| self.planned.get(*task) != Some(*source)).collect();
        if !fresh.is_empty() {
            let states: HashMap<_, _> =
                self.work.store.source_states()?.into_iter().map(|state| (state.source.clone(), state)).collect();
            for (task, source) in fresh {
                let due = at.unwrap_or_else(|| states.get(&source.id).map_or(now, |state| catch_up(state, now)));
                if self.under_way.contains(task) {
                    continue;
                }
                if source.kind == SourceKind::Folder {
                    self.folders.insert(task.clone(), due);
                } else if let Ok(url) = Url::parse(&source.url) {
                    if is_invited(source) {
                        self.plan.want_invited(task, &url, due);
                    } else {
                        self.plan.want(task, &url, due);
                    }
                }
            }
        }
        self.planned = sources;
        self.want_articles(now)
    }

    /// When something is due next.
    fn wake(&self) -> Option<Timestamp> {
        // What is read more slowly than it comes waits, and the hosts wait with it.
        let plan = self.plan.wake().filter(|_| !self.work.rounds.is_full());
        plan.into_iter().chain(self.folders.values().copied()).min()
    }

    /// When something is due that is worth waiting for in a run that asks everything once: within a minute, or a file that was
    /// still being written.
    fn soon(&self, now: Timestamp) -> Option<Timestamp> {
        let within = |seconds| now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(now);
        let (host, folder) = (within(60), within(5));
        let folders = self.folders.values().copied().filter(|wake| *wake <= folder);
        self.plan.wake().filter(|wake| *wake <= host).into_iter().chain(folders).min()
    }

    /// Starts the looks at folders that are due.
    fn start_folders(&mut self, running: &mut JoinSet<Ended>, now: Timestamp) {
        let due: Vec<String> =
            self.folders.iter().filter(|(_, at)| **at <= now).map(|(task, _)| task.clone()).collect();
        for task in due {
            self.folders.remove(&task);
            if task == posted::TASK {
                let work = Arc::clone(&self.work);
                running.spawn_blocking(move || posted::look(&work));
                continue;
            }
            if let Some(source) = self.planned.get(&task).cloned() {
                self.under_way.insert(task.clone());
                let work = Arc::clone(&self.work);
                running.spawn_blocking(move || folder::look(&work, &task, &source));
            }
        }
    }

    /// Starts whatever may go out now.
    fn start(&mut self, running: &mut JoinSet<Ended>, now: Timestamp, tally: &mut Tally) {
        self.start_folders(running, now);
        while !self.work.rounds.is_full()
            && let Some(job) = self.plan.next(now)
        {
            match job {
                Job::Robots(url) => {
                    let local = self.planned.values().any(|source| source.local && same_origin(&source.url, &url));
                    running.spawn(ask_robots(Arc::clone(&self.work), url, local));
                }
                Job::Ask(task, url) => {
                    self.wanted.started(&task);
                    let way = self.ways.get(&task).copied().unwrap_or_default();
                    self.under_way.insert(task.clone());
                    running.spawn(ask(Arc::clone(&self.work), task, url, way));
                }
                Job::Forbidden(task, url) => {
                    // Nothing was asked, so no host becomes free: its end changes only what waits.
                    self.wanted.started(&task);
                    let why = self.closed.get(&url.origin().ascii_serialization()).cloned();
                    let (again, done) = self.work.forbidden(&task, &url, why.as_deref());
                    tally.add(done);
                    self.again(vec![again]);
                }
            }
        }
    }

    fn end(&mut self, running: &mut JoinSet<Ended>, ended: Result<Ended, tokio::task::JoinError>, tally: &mut Tally) {
        let ended = match ended {
            Ok(ended) => ended,
            Err(error) => {
                tracing::error!(%error, "a request ended in a panic");
                return;
            }
        };
        let now = (self.work.clock)();
        match (ended.robots, &ended.url) {
            (_, None) => {}
            (Some(robots), Some(url)) => {
                let origin = url.origin().ascii_serialization();
                match ended.why {
                    Some(why) => self.closed.insert(origin, why),
                    None => self.closed.remove(&origin),
                };
                self.plan.robots(url, robots, ended.retry_after, now);
            }
            (None, Some(url)) => self.plan.done(url, ended.retry_after, now),
        }
        if let Some(asked) = ended.asked {
            running.spawn(handle(&self.work, asked));
        }
        tally.add(ended.tally);
        self.again(ended.again);
    }

    fn again(&mut self, again: Vec<Again>) {
        for Again { task, next } in again {
            self.under_way.remove(&task);
            self.ways.remove(&task);
            if let Some((url, due, way)) = next {
                // A source that was taken off meanwhile is not asked again.
                if task.starts_with("s:") && !self.planned.contains_key(&task) {
                    continue;
                }
                if way.hops > 0 {
                    self.ways.insert(task.clone(), way);
                }
                if url.scheme() == "file" {
                    self.folders.insert(task, due);
                } else if task.starts_with("a:") {
                    self.want_article(&task, &url, due, (self.work.clock)(), way.hops > 0);
                } else if self.planned.get(&task).is_some_and(is_invited) {
                    self.plan.want_invited(&task, &url, due);
                } else {
                    self.plan.want(&task, &url, due);
                }
            }
        }
    }
}

/// Whether a source is an interface between programs that its owner has let this desk in to.
fn is_invited(source: &Source) -> bool {
    source.kind == SourceKind::Taxii || source.login.is_some()
}

fn until(now: Timestamp, wake: Timestamp) -> Duration {
    Duration::try_from(wake.duration_since(now)).unwrap_or_default()
}

pub(crate) fn same_origin(address: &str, url: &Url) -> bool {
    Url::parse(address).is_ok_and(|address| address.origin() == url.origin())
}
