//! A month of up to 5,000 sources on 2,000 hosts that are slow, fail, redirect and lie, in seconds: nothing is missed, nothing
//! is read twice, and no host is asked more than it allows. Seeded: every run is the same month.

use collect::{
    Entry, Feed, FeedKind, Job, Known, Look, Plan, PlanLimits, Robots, after, article_key, catch_up, page_list,
    take_list,
};
use jiff::{SignedDuration, Timestamp};
use record::{Article, Source, SourceKind, SourceState};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;
use url::Url;

/// Sources: `FOREWARN_MONTH_SOURCES`; CI follows all 5,000.
static SOURCES: LazyLock<usize> = LazyLock::new(|| {
    let wanted = std::env::var("FOREWARN_MONTH_SOURCES").ok().and_then(|wanted| wanted.parse().ok());
    wanted.unwrap_or(500).max(100)
});

/// Hosts that they lie on.
static HOSTS: LazyLock<usize> = LazyLock::new(|| *SOURCES * 2 / 5);

const DAYS: i64 = 30;
const HOUR: i64 = 3_600;
const START: i64 = 1_717_200_000;

/// The source whose server never ends; one is enough to see what it does to the others.
const ENDLESS: usize = 7;

/// Entries that a list shows.
const WINDOW: usize = 20;

/// How a source behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Manner {
    Plain,
    /// Other ids at every look.
    NewIds,
    /// The same id for everything.
    OneId,
    /// Dates of all ages.
    WrongDates,
    /// Lies elsewhere, on another host.
    Moved,
    /// Links with a tracker that changes at every look.
    Trackers,
    /// Beside its articles as many again, made up anew at every look, without end.
    Endless,
}

struct Server {
    host: usize,
    manner: Manner,
    /// When its articles appear, in seconds, ascending.
    articles: Vec<i64>,
    /// The article from which on each is edited once, an hour after it appeared: every so manieth.
    edits: usize,
}

struct HostRules {
    /// Seconds between two requests that robots.txt asks for.
    delay: i64,
    /// Hours of each day in which it fails, and with which answer.
    fails: Option<(i64, i64, u16)>,
    /// Seconds that an answer takes.
    slow: i64,
    last_end: i64,
    busy: bool,
    barred_until: i64,
    broken: usize,
    asked: usize,
}

/// A number from a seed: the same for the same parts.
fn draw(parts: &[usize]) -> usize {
    let mut x = 0x9e37_79b9_7f4a_7c15_u64;
    for part in parts {
        x ^= (*part as u64).wrapping_add(0x9e37_79b9).wrapping_add(x << 6).wrapping_add(x >> 2);
        x = x.wrapping_mul(0xff51_afd7_ed55_8ccd);
        x ^= x >> 33;
    }
    (x >> 11) as usize
}

fn servers() -> Vec<Server> {
    let manners = [
        Manner::Plain,
        Manner::NewIds,
        Manner::OneId,
        Manner::WrongDates,
        Manner::Moved,
        Manner::Trackers,
        Manner::Plain,
        Manner::Plain,
    ];
    let server = |n: usize| {
        // A few busy, most quiet, some silent; the busy ones sleep at night.
        let per_day = [0.2, 1.0, 2.0, 4.0, 8.0, 24.0][[0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5][draw(&[n, 1]) % 11]];
        let mut articles: Vec<i64> = (0..(per_day * DAYS as f64) as usize)
            .map(|k| (draw(&[n, 2, k]) as i64) % (DAYS * 24 * HOUR))
            .filter(|at| per_day < 5.0 || (at / HOUR) % 24 >= 6)
            .collect();
        articles.sort_unstable();
        articles.dedup();
        let manner = if n == ENDLESS { Manner::Endless } else { manners[draw(&[n, 4]) % manners.len()] };
        Server { host: draw(&[n, 3]) % *HOSTS, manner, articles, edits: 17 }
    };
    (0..*SOURCES).map(server).collect()
}

fn hosts() -> Vec<HostRules> {
    let host = |n: usize| HostRules {
        delay: [2, 2, 2, 5, 10][draw(&[n, 11]) % 5],
        fails: match draw(&[n, 12]) % 10 {
            0 => Some((2, 5, 503)),
            1 => Some((14, 16, 500)),
            2 => Some((0, 1, 429)),
            _ => None,
        },
        slow: if draw(&[n, 13]).is_multiple_of(20) { 25 } else { 1 },
        last_end: i64::MIN / 2,
        busy: false,
        barred_until: 0,
        broken: 0,
        asked: 0,
    };
    (0..*HOSTS).map(host).collect()
}

/// The list of a source at an instant; `look` is what lying servers change by.
fn list(n: usize, server: &Server, now: i64, look: usize) -> Feed {
    let seen = server.articles.partition_point(|at| *at <= now);
    let entries = (seen.saturating_sub(WINDOW)..seen).rev().map(|k| {
        let is_edited = k.is_multiple_of(server.edits) && server.articles[k] + HOUR <= now;
        let tracker = if server.manner == Manner::Trackers { format!("?utm_campaign={look}") } else { String::new() };
        Entry {
            id: Some(match server.manner {
                Manner::NewIds => format!("{look}-{k}"),
                Manner::OneId => "1".to_owned(),
                _ => format!("{n}-{k}"),
            }),
            link: Some(format!("https://h{}.example/{n}/{k}{tracker}", server.host)),
            title: Some(format!("Article {k} of {n}{}", if is_edited { ", updated" } else { "" })),
            text: Some(format!("Text {k}. {}", "Nothing to tell of. ".repeat(70))),
            at: (server.manner == Manner::WrongDates).then_some(Timestamp::UNIX_EPOCH),
            ..Entry::default()
        }
    });
    let made_up = (0..if server.manner == Manner::Endless { WINDOW } else { 0 }).map(|k| Entry {
        link: Some(format!("https://h{}.example/{n}/{look}/{k}", server.host)),
        title: Some(format!("Made up {look} {k}")),
        text: Some(format!("Text {look} {k}. {}", "Nothing to tell of. ".repeat(70))),
        ..Entry::default()
    });
    Feed { kind: FeedKind::Rss, ..page_list(None, entries.chain(made_up).collect()) }
}

struct Month {
    servers: Vec<Server>,
    hosts: Vec<HostRules>,
    sources: Vec<Source>,
    states: Vec<SourceState>,
    plan: Plan,
    known: HashMap<String, Article>,
    read: HashMap<String, usize>,
    reports: HashSet<String>,
    twice: usize,
    looks: usize,
    most_running: usize,
    /// What is on its way: when it ends, the job, when it began.
    running: BTreeMap<(i64, usize), (Job, i64)>,
    started: usize,
}

struct Memory<'m>(&'m HashMap<String, Article>);

impl Known for Memory<'_> {
    fn articles(&self, keys: &[String]) -> Vec<Article> {
        keys.iter().filter_map(|key| self.0.get(key).cloned()).collect()
    }
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_second(START + seconds).unwrap()
}

fn address(n: usize, server: &Server) -> Url {
    Url::parse(&format!("https://h{}.example/feed/{n}", server.host)).unwrap()
}

fn host_of(url: &Url) -> usize {
    url.host_str().unwrap()[1..].split('.').next().unwrap().parse().unwrap()
}

impl Month {
    fn new() -> Self {
        let servers = servers();
        let sources: Vec<Source> = servers
            .iter()
            .enumerate()
            .map(|(n, server)| Source::new(SourceKind::Feed, address(n, server).as_str()))
            .collect();
        Self {
            states: sources.iter().map(|source| SourceState::fresh(source.id.clone())).collect(),
            hosts: hosts(),
            plan: Plan::new(PlanLimits::default()),
            known: HashMap::new(),
            read: HashMap::new(),
            reports: HashSet::new(),
            twice: 0,
            looks: 0,
            most_running: 0,
            running: BTreeMap::new(),
            started: 0,
            servers,
            sources,
        }
    }

    /// The program starts: what was on its way is lost, what was written is not.
    fn start(&mut self, now: i64) {
        for ((_, _), (job, _)) in std::mem::take(&mut self.running) {
            if let Job::Robots(url) | Job::Ask(_, url) = job {
                self.hosts[host_of(&url)].busy = false;
            }
        }
        self.plan = Plan::new(PlanLimits::default());
        for n in 0..self.sources.len() {
            self.plan.want(&n.to_string(), &address(n, &self.servers[n]), catch_up(&self.states[n], time(now)));
        }
    }

    fn run(&mut self, mut now: i64, until: i64) {
        while now < until {
            while let Some(job) = self.plan.next(time(now)) {
                self.begin(job, now);
            }
            self.most_running = self.most_running.max(self.running.len());
            let wake = self.plan.wake().map(|at| at.as_second() - START + i64::from(at.subsec_nanosecond() > 0));
            let end = self.running.first_key_value().map(|((end, _), _)| *end);
            now = [wake, end, Some(until)].into_iter().flatten().min().unwrap_or(until).max(now);
            while let Some(entry) = self.running.first_entry() {
                if entry.key().0 > now {
                    break;
                }
                let (job, _) = entry.remove();
                self.end(job, now);
            }
        }
    }

    fn begin(&mut self, job: Job, now: i64) {
        let url = match &job {
            Job::Robots(url) | Job::Ask(_, url) => url.clone(),
            Job::Forbidden(task, url) => {
                // The rules could not be had: later.
                let due = time(now) + SignedDuration::from_mins(65);
                return self.plan.want(task, url, due);
            }
        };
        let host = &mut self.hosts[host_of(&url)];
        host.asked += 1;
        let is_robots = matches!(job, Job::Robots(_));
        // What a host allows: one request at a time, its delay between two, and silence where it asked for silence. Who has just
        // started does not know its delay before robots.txt has come.
        let gap = if is_robots { 0 } else { host.delay };
        host.broken += usize::from(host.busy || now < host.last_end + gap || now < host.barred_until);
        host.busy = true;
        self.started += 1;
        self.running.insert((now + host.slow, self.started), (job, now));
    }

    /// The answer of a host at this hour: a status that is no success, and for how long it asks for silence.
    fn failure(&mut self, url: &Url, now: i64) -> Option<(u16, Option<SignedDuration>)> {
        let host = &mut self.hosts[host_of(url)];
        let (from, to, status) = host.fails?;
        let hour = (now / HOUR) % 24;
        if !(from..to).contains(&hour) {
            return None;
        }
        let wait = matches!(status, 429 | 503).then_some(600);
        host.barred_until = wait.map_or(host.barred_until, |wait| now + wait);
        Some((status, wait.map(SignedDuration::from_secs)))
    }

    fn end(&mut self, job: Job, now: i64) {
        match job {
            Job::Forbidden(..) => {}
            Job::Robots(url) => {
                let failure = self.failure(&url, now);
                self.free(&url, now);
                let robots =
                    Robots::parse(&format!("User-agent: *\nCrawl-delay: {}\n", self.hosts[host_of(&url)].delay));
                let wait = failure.and_then(|(_, wait)| wait);
                self.plan.robots(&url, failure.is_none().then_some(robots), wait, time(now));
            }
            Job::Ask(task, url) => {
                let n: usize = task.parse().unwrap();
                let failure = self.failure(&url, now);
                self.free(&url, now);
                self.plan.done(&url, failure.and_then(|(_, wait)| wait), time(now));
                if self.servers[n].manner == Manner::Moved && failure.is_none() && url == address(n, &self.servers[n]) {
                    let to = Url::parse(&format!("https://h{}.example/moved/{n}", (self.servers[n].host + 1) % *HOSTS))
                        .unwrap();
                    return self.plan.want(&task, &to, time(now));
                }
                self.look(n, failure, now);
            }
        }
    }

    fn free(&mut self, url: &Url, now: i64) {
        let host = &mut self.hosts[host_of(url)];
        host.busy = false;
        host.last_end = now;
    }

    fn look(&mut self, n: usize, failure: Option<(u16, Option<SignedDuration>)>, now: i64) {
        self.looks += 1;
        let (source, server) = (&self.sources[n], &self.servers[n]);
        let state = &mut self.states[n];
        let last = state.answered_at.map(|at| at.as_second() - START);
        let look = if let Some((status, retry_after)) = failure {
            Look::Failed { error: format!("the server answers {status}"), retry_after }
        } else if last.is_some_and(|last| unchanged(server, last, now)) {
            Look::Same
        } else {
            let list = list(n, server, now, self.looks);
            let intake = take_list(source, state, &list, &Memory(&self.known), time(now));
            assert!(!intake.more);
            for (_, report) in &intake.collected.reports {
                let key = article_key(report.url.as_deref().unwrap());
                self.twice += usize::from(!self.reports.insert(report.id.to_string()));
                *self.read.entry(key).or_default() += 1;
            }
            for article in intake.collected.articles {
                self.known.insert(article.key.clone(), article);
            }
            let look = Look::List {
                entries: intake.listing.len(),
                new: intake.new,
                overrun: intake.overrun,
                every_minutes: None,
            };
            state.listing = intake.listing;
            look
        };
        after(source, state, time(now), look);
        self.plan.want(&n.to_string(), &address(n, server), state.next_at.unwrap());
    }
}

/// What a server with `ETag` would say: nothing appeared and nothing was edited between two looks. Liars have no such thing.
fn unchanged(server: &Server, last: i64, now: i64) -> bool {
    let same = |at: i64| server.articles.partition_point(|article| *article <= at);
    !matches!(server.manner, Manner::NewIds | Manner::Trackers | Manner::Endless)
        && same(last) == same(now)
        && same(last - HOUR) == same(now - HOUR)
}

#[test]
fn a_month_of_many_sources() {
    let mut month = Month::new();
    let (down, up) = (20 * 24 * HOUR, 20 * 24 * HOUR + 3 * HOUR);
    let end = DAYS * 24 * HOUR;
    month.start(0);
    month.run(0, down);
    // Three hours down, then everything is overdue at once.
    month.start(up);
    month.run(up, up + HOUR);
    let after_stop = month.most_running;
    month.run(up + HOUR, end);

    let due = |server: &Server| server.articles.iter().take_while(|at| **at < end - 26 * HOUR).count();
    let (mut expected, mut missed, mut versions) = (0, 0, 0);
    for (n, server) in month.servers.iter().enumerate() {
        for k in 0..due(server) {
            expected += 1;
            match month.read.get(&article_key(&format!("https://h{}.example/{n}/{k}", server.host))) {
                None => missed += 1,
                Some(times) => versions += times - 1,
            }
        }
    }
    let broken: usize = month.hosts.iter().map(|host| host.broken).sum();
    let asked: usize = month.hosts.iter().map(|host| host.asked).sum();
    println!(
        "{expected} articles, {missed} missed, {} twice, {versions} edits; {} looks, {asked} requests, {broken} against a host's rules, {after_stop} at once",
        month.twice, month.looks
    );
    assert!(expected > 80 * *SOURCES && asked > 100 * *SOURCES, "the month is too quiet: {expected} {asked}");
    assert_eq!(missed, 0);
    assert_eq!(month.twice, 0);
    assert_eq!(broken, 0);
    assert!(after_stop <= PlanLimits::default().connections);
    // Who never ends is asked as often as the busiest may be (every five minutes, by jitter a tenth more often), and no more.
    let endless = month.states[ENDLESS].looks as i64;
    assert!(endless > 1_000 && endless <= DAYS * 24 * 12 * 11 / 10, "{endless}");
    // Every article is one, whatever its ids do; each seventeenth has two versions, unless it was first seen edited.
    assert!(month.read.values().all(|times| *times <= 2));
    assert!(versions > 2 * *SOURCES, "{versions}");
}
