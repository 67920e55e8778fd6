//! What is asked when: one queue for each host, one bound for all. Pure: time comes in, requests go out.

use super::robots::Robots;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeSet, HashMap};
use url::Url;

/// How politely hosts are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanLimits {
    /// Requests under way at once, all hosts together. Each host has one at a time.
    pub connections: usize,
    /// Time between two requests to one host, where its robots.txt asks for no other.
    pub host_gap: SignedDuration,
    /// How long a robots.txt holds.
    pub robots_hold: SignedDuration,
    /// How long a host is left alone whose robots.txt could not be had.
    pub robots_retry: SignedDuration,
    /// Longest time that a host can have itself left alone (`Retry-After`).
    pub retry_after: SignedDuration,
}

impl Default for PlanLimits {
    fn default() -> Self {
        Self {
            connections: 32,
            host_gap: SignedDuration::from_secs(2),
            robots_hold: SignedDuration::from_hours(24),
            robots_retry: SignedDuration::from_hours(1),
            retry_after: SignedDuration::from_hours(24),
        }
    }
}

/// What is to be asked now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// This host's robots.txt.
    Robots(Url),
    /// This address, for the task of this name.
    Ask(String, Url),
    /// Nothing: robots.txt forbids this address to this task.
    Forbidden(String, Url),
}

struct Task {
    url: Url,
    origin: String,
    due: Timestamp,
    invited: bool,
}

#[derive(Default)]
struct Host {
    /// Tasks by when they are due.
    waiting: BTreeSet<(Timestamp, String)>,
    ready_at: Option<Timestamp>,
    busy: bool,
    robots: Option<(Robots, Timestamp)>,
    /// When it stands in the plan's own queue.
    queued: Option<Timestamp>,
}

/// The plan.
pub struct Plan {
    limits: PlanLimits,
    tasks: HashMap<String, Task>,
    hosts: HashMap<String, Host>,
    queue: BTreeSet<(Timestamp, String)>,
    running: usize,
}

impl Plan {
    /// An empty plan.
    #[must_use]
    pub fn new(limits: PlanLimits) -> Self {
        Self { limits, tasks: HashMap::new(), hosts: HashMap::new(), queue: BTreeSet::new(), running: 0 }
    }

    /// Wants an address asked for, not before `due`. A task of this name that is waiting is replaced.
    pub fn want(&mut self, task: &str, url: &Url, due: Timestamp) {
        self.put(task, url, due, false);
    }

    /// The same for an interface between programs, to which its owner has let this desk in: robots.txt speaks to crawlers
    /// (RFC 9309, 1) and is not asked for. Times between requests are kept all the same.
    pub fn want_invited(&mut self, task: &str, url: &Url, due: Timestamp) {
        self.put(task, url, due, true);
    }

    fn put(&mut self, task: &str, url: &Url, due: Timestamp, invited: bool) {
        self.drop_task(task);
        let origin = origin(url);
        let host = self.hosts.entry(origin.clone()).or_default();
        host.waiting.insert((due, task.to_owned()));
        self.tasks.insert(task.to_owned(), Task { url: url.clone(), origin: origin.clone(), due, invited });
        self.requeue(&origin);
    }

    /// Takes a task out, if it is waiting.
    pub fn drop_task(&mut self, task: &str) {
        if let Some(Task { origin, due, .. }) = self.tasks.remove(task) {
            if let Some(host) = self.hosts.get_mut(&origin) {
                host.waiting.remove(&(due, task.to_owned()));
            }
            self.requeue(&origin);
        }
    }

    /// Whether a task is waiting.
    #[must_use]
    pub fn is_waiting(&self, task: &str) -> bool {
        self.tasks.contains_key(task)
    }

    /// Tasks that are waiting.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.tasks.len()
    }

    /// The next request that may go out now. Its host is then busy until [`Plan::done`] or [`Plan::robots`].
    pub fn next(&mut self, now: Timestamp) -> Option<Job> {
        let (due, origin) = self.queue.first()?.clone();
        if due > now {
            return None;
        }
        let host = self.hosts.get_mut(&origin)?;
        let task = host.waiting.first()?.1.clone();
        let (url, invited) = self.tasks.get(&task).map(|task| (task.url.clone(), task.invited))?;
        let known = host.robots.as_ref().filter(|(_, until)| *until > now).map(|(robots, _)| robots);
        let job = match known {
            None if self.running >= self.limits.connections => return None,
            None if !invited => Job::Robots(url.join("/robots.txt").unwrap_or(url)),
            Some(robots) if !invited && !robots.allows(&url[url::Position::BeforePath..url::Position::AfterQuery]) => {
                self.drop_task(&task);
                return Some(Job::Forbidden(task, url));
            }
            Some(_) if self.running >= self.limits.connections => return None,
            _ => {
                let due = self.tasks.remove(&task)?.due;
                host.waiting.remove(&(due, task.clone()));
                Job::Ask(task, url)
            }
        };
        let host = self.hosts.get_mut(&origin)?;
        host.busy = true;
        self.running += 1;
        self.requeue(&origin);
        Some(job)
    }

    /// A host's robots.txt came, or did not: `None` leaves the host alone for a while.
    pub fn robots(&mut self, url: &Url, robots: Option<Robots>, retry_after: Option<SignedDuration>, now: Timestamp) {
        let origin = origin(url);
        let until = |wait: SignedDuration| now.checked_add(wait).unwrap_or(Timestamp::MAX);
        if let Some(host) = self.hosts.get_mut(&origin) {
            match robots {
                Some(robots) => host.robots = Some((robots, until(self.limits.robots_hold))),
                // RFC 9309, 2.3.1.4: an answer that fails is a full disallow; what was known before may be used meanwhile.
                None => match &mut host.robots {
                    Some((_, held)) => *held = until(self.limits.robots_retry),
                    None => host.robots = Some((Robots::closed(), until(self.limits.robots_retry))),
                },
            }
        }
        self.done(url, retry_after, now);
    }

    /// A request has ended; `retry_after` is what the host asked for.
    pub fn done(&mut self, url: &Url, retry_after: Option<SignedDuration>, now: Timestamp) {
        let origin = origin(url);
        self.running = self.running.saturating_sub(1);
        let Some(host) = self.hosts.get_mut(&origin) else { return };
        host.busy = false;
        let own = host.robots.as_ref().and_then(|(robots, _)| robots.delay);
        let own = own.and_then(|delay| SignedDuration::try_from(delay).ok());
        let gap = own.map_or(self.limits.host_gap, |own| own.max(self.limits.host_gap));
        let wait = retry_after.map_or(gap, |wait| wait.clamp(gap, self.limits.retry_after.max(gap)));
        host.ready_at = now.checked_add(wait).ok().max(host.ready_at);
        self.requeue(&origin);
    }

    /// When something can be asked next; `None` if nothing waits, or everything that could go has to wait for a place.
    #[must_use]
    pub fn wake(&self) -> Option<Timestamp> {
        if self.running >= self.limits.connections {
            return None;
        }
        self.queue.first().map(|(due, _)| *due)
    }

    /// Puts a host where it belongs in the queue.
    fn requeue(&mut self, origin: &str) {
        let Some(host) = self.hosts.get_mut(origin) else { return };
        if let Some(queued) = host.queued.take() {
            self.queue.remove(&(queued, origin.to_owned()));
        }
        if host.busy {
            return;
        }
        if let Some((due, _)) = host.waiting.first() {
            let due = host.ready_at.map_or(*due, |ready| ready.max(*due));
            host.queued = Some(due);
            self.queue.insert((due, origin.to_owned()));
        }
    }
}

/// Scheme, host and port: what a robots.txt holds for.
fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    /// A plan that knows that this host allows everything, with this delay.
    fn open(plan: &mut Plan, host: &str, delay: Option<u64>) {
        let robots =
            Robots::parse(&delay.map_or(String::new(), |delay| format!("User-agent: *\nCrawl-delay: {delay}")));
        assert!(matches!(plan.next(at(0)), Some(Job::Robots(_))));
        plan.robots(&url(host), Some(robots), None, at(0));
    }

    #[test]
    fn a_host_is_asked_for_its_rules_first_and_then_one_thing_at_a_time() {
        let mut plan = Plan::new(PlanLimits::default());
        for path in ["a", "b", "c"] {
            plan.want(path, &url(&format!("https://x.example/{path}")), at(0));
        }
        assert_eq!(plan.next(at(0)), Some(Job::Robots(url("https://x.example/robots.txt"))));
        assert_eq!(plan.next(at(0)), None);
        plan.robots(
            &url("https://x.example/robots.txt"),
            Some(Robots::parse("User-agent: *\nDisallow: /b\nCrawl-delay: 10")),
            None,
            at(1),
        );
        assert_eq!((plan.next(at(10)), plan.wake()), (None, Some(at(11))));
        assert_eq!(plan.next(at(11)), Some(Job::Ask("a".to_owned(), url("https://x.example/a"))));
        assert_eq!((plan.next(at(60)), plan.wake()), (None, None));
        plan.done(&url("https://x.example/a"), Some(SignedDuration::from_secs(100)), at(60));
        assert_eq!(plan.next(at(159)), None);
        assert_eq!(plan.next(at(160)), Some(Job::Forbidden("b".to_owned(), url("https://x.example/b"))));
        assert_eq!(plan.next(at(160)), Some(Job::Ask("c".to_owned(), url("https://x.example/c"))));
        assert_eq!(plan.waiting(), 0);
    }

    #[test]
    fn all_hosts_together_have_a_bound() {
        let mut plan = Plan::new(PlanLimits { connections: 2, ..PlanLimits::default() });
        for host in ["x", "y", "z"] {
            plan.want(host, &url(&format!("https://{host}.example/")), at(0));
        }
        assert!(plan.next(at(0)).is_some() && plan.next(at(0)).is_some());
        assert_eq!((plan.next(at(0)), plan.wake()), (None, None));
        plan.robots(&url("https://x.example/"), Some(Robots::open()), None, at(1));
        assert!(matches!(plan.next(at(1)), Some(Job::Robots(_))));
    }

    #[test]
    fn a_task_is_replaced_and_taken_out() {
        let mut plan = Plan::new(PlanLimits::default());
        plan.want("a", &url("https://x.example/1"), at(0));
        plan.want("a", &url("https://y.example/2"), at(50));
        assert_eq!((plan.waiting(), plan.wake()), (1, Some(at(50))));
        plan.drop_task("a");
        assert_eq!((plan.is_waiting("a"), plan.wake()), (false, None));
    }

    #[test]
    fn a_host_whose_rules_cannot_be_had_is_left_alone() {
        let mut plan = Plan::new(PlanLimits::default());
        plan.want("a", &url("https://x.example/1"), at(0));
        assert!(matches!(plan.next(at(0)), Some(Job::Robots(_))));
        plan.robots(&url("https://x.example/robots.txt"), None, None, at(0));
        assert!(matches!(plan.next(at(5)), Some(Job::Forbidden(..))));
        plan.want("a", &url("https://x.example/1"), at(3_700));
        assert!(matches!(plan.next(at(3_700)), Some(Job::Robots(_))));
        plan.robots(&url("https://x.example/robots.txt"), Some(Robots::open()), None, at(3_700));
        assert!(matches!(plan.next(at(3_702)), Some(Job::Ask(..))));
    }

    #[test]
    fn whoever_is_invited_asks_no_robots_but_keeps_the_pace() {
        let mut plan = Plan::new(PlanLimits::default());
        plan.want_invited("a", &url("https://x.example/taxii2/"), at(0));
        assert_eq!(plan.next(at(0)), Some(Job::Ask("a".to_owned(), url("https://x.example/taxii2/"))));
        plan.done(&url("https://x.example/"), None, at(0));
        plan.want_invited("a", &url("https://x.example/taxii2/"), at(0));
        plan.want("b", &url("https://x.example/page"), at(0));
        assert_eq!((plan.next(at(1)), plan.wake()), (None, Some(at(2))));
        assert!(matches!(plan.next(at(2)), Some(Job::Ask(..))));
        plan.done(&url("https://x.example/"), None, at(2));
        assert!(matches!(plan.next(at(4)), Some(Job::Robots(_))), "a page is asked for as ever");
    }

    #[test]
    fn hosts_do_not_wait_for_one_another() {
        let mut plan = Plan::new(PlanLimits::default());
        plan.want("a", &url("https://x.example/1"), at(0));
        open(&mut plan, "https://x.example/", Some(60));
        plan.want("b", &url("https://y.example/1"), at(1));
        open_second(&mut plan);
        assert_eq!(plan.next(at(3)), Some(Job::Ask("b".to_owned(), url("https://y.example/1"))));
        assert_eq!(plan.wake(), Some(at(60)));
    }

    fn open_second(plan: &mut Plan) {
        assert_eq!(plan.next(at(1)), Some(Job::Robots(url("https://y.example/robots.txt"))));
        plan.robots(&url("https://y.example/"), Some(Robots::open()), None, at(1));
    }
}
