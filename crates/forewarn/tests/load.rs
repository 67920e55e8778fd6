//! Many feeds at once, from servers of our own, killed at any instant: nothing lost, nothing twice.
//!
//! `FOREWARN_LOAD_FEEDS` (20 items each) and `FOREWARN_LOAD_KILLS` set the size; the whole of it is 10,000 feeds:
//! `FOREWARN_LOAD_FEEDS=10000 FOREWARN_LOAD_KILLS=6 cargo test --release -p forewarn --test load -- --nocapture`.

mod common;

use common::{forewarn, setting};
use record::{ArticleState, Source, SourceKind};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::sqlite::SqliteStore;
use store::{Batch, Change, MAX_PAGE, Page, Store};

/// Items of a feed.
const ITEMS: usize = 20;

/// One of so many items is only named by its feed: its page must be fetched.
const PAGE_EVERY: usize = 20;

/// One of so many tells of an attack.
const ATTACK_EVERY: usize = 25;

/// Hosts: loopback addresses, each asked one thing at a time.
const HOSTS: usize = 40;

/// Memory that the program may take, in KiB; a dev build is no larger.
const MEMORY_KIB: u64 = 400_000_000 >> 10;

const WORDS: &[&str] = &[
    "harbour", "council", "ferry", "budget", "school", "winter", "engineer", "festival", "market", "river", "bridge",
    "museum", "teacher", "railway", "orchard", "library", "weather", "fishing", "theatre", "garden", "village",
    "mayor", "concert", "tunnel",
];

/// Words in an order of their own for each item: no two are copies of one another.
fn prose(feed: usize, item: usize, words: usize) -> String {
    let mut seed = (feed as u64 * 1_000_003 + item as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut text = String::new();
    for at in 0..words {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = WORDS[(seed >> 33) as usize % WORDS.len()];
        let end = if at % 12 == 11 { ".</p><p>The" } else { "" };
        let _ = write!(text, " {word}{end}");
    }
    text
}

fn title(feed: usize, item: usize) -> String {
    format!("Item {item} of feed {feed} about the {}", WORDS[(feed * 7 + item) % WORDS.len()])
}

fn body(feed: usize, item: usize) -> String {
    let attack = if (feed * ITEMS + item).is_multiple_of(ATTACK_EVERY) {
        format!("<p>Gunmen killed {} people at a market in Mogadishu on Tuesday, police said.</p>", feed % 20 + 2)
    } else {
        String::new()
    };
    format!("{attack}<p>The {}.</p>", prose(feed, item, 190))
}

fn feed(host: &str, feed: usize) -> String {
    let mut xml = format!(
        "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Feed {feed}</title><link>http://{host}/</link>"
    );
    for item in 0..ITEMS {
        let text = if item.is_multiple_of(PAGE_EVERY) { "In short.".to_owned() } else { body(feed, item) };
        let _ = write!(
            xml,
            "<item><guid>{feed}-{item}</guid><link>http://{host}/a/{feed}/{item}</link><title>{}</title><pubDate>Tue, 18 Jun 2024 18:04:00 GMT</pubDate><content:encoded><![CDATA[{text}]]></content:encoded></item>",
            title(feed, item)
        );
    }
    xml + "</channel></rss>"
}

fn answer(stream: &mut TcpStream, asked: &AtomicU64) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    loop {
        let (mut request, mut host) = (String::new(), String::new());
        if lines.read_line(&mut request)? == 0 {
            return Ok(());
        }
        loop {
            let mut line = String::new();
            lines.read_line(&mut line)?;
            if let Some((name, value)) = line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("host")) {
                debug_assert_eq!(name.len(), 4);
                value.trim().clone_into(&mut host);
            }
            if line.trim().is_empty() {
                break;
            }
        }
        asked.fetch_add(1, Ordering::Relaxed);
        let path: Vec<&str> = request.split(' ').nth(1).unwrap_or_default().trim_matches('/').split('/').collect();
        let (status, kind, body) = match path[..] {
            ["f", number] => (200, "application/rss+xml", feed(&host, number.parse().unwrap_or(0))),
            ["a", number, item] => {
                let (number, item) = (number.parse().unwrap_or(0), item.parse().unwrap_or(0));
                let title = title(number, item);
                (
                    200,
                    "text/html",
                    format!(
                        "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{}</article></body></html>",
                        body(number, item)
                    ),
                )
            }
            _ => (404, "text/plain", "no".to_owned()),
        };
        write!(stream, "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len())?;
    }
}

/// A server on every loopback address; it ends with the test's process. Gives its port.
fn serve() -> (u16, Arc<AtomicU64>) {
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let count = Arc::clone(&count);
            // A program that was killed leaves its connections; that is its affair.
            std::thread::spawn(move || answer(&mut stream, &count));
        }
    });
    (port, asked)
}

fn host(feed: usize) -> String {
    format!("127.0.0.{}", feed % HOSTS + 1)
}

fn sources(dir: &Path, feeds: usize, port: u16) {
    let store = SqliteStore::open(&dir.join("store")).unwrap();
    let source = |feed: usize| Source {
        local: true,
        ..Source::new(SourceKind::Feed, &format!("http://{}:{port}/f/{feed}", host(feed)))
    };
    let changes = (0..feeds).map(|feed| Change::PutSource(source(feed))).collect();
    store.commit(Batch { changes, ..Batch::default() }).unwrap();
}

fn start(dir: &Path) -> Child {
    let mut command = forewarn();
    command.args(["--store", &dir.join("store").display().to_string(), "--reader", "fast"]);
    command.args(["--config", &dir.join("forewarn.toml").display().to_string(), "collect", "--once"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The most memory that a process has taken in KiB, and its time on the processor in hundredths of a second.
fn taken(id: u32) -> Option<(u64, u64)> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches(" kB").parse().ok()?;
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let fields: Vec<u64> =
        stat.rsplit_once(')')?.1.split_whitespace().skip(11).take(2).filter_map(|f| f.parse().ok()).collect();
    Some((peak, fields.iter().sum()))
}

/// Waits for a process, at most so long; gives what it took. It is killed when the time is over.
fn run(child: &mut Child, until: impl Fn(Duration) -> bool) -> (bool, u64, u64) {
    let (begin, mut peak, mut processor) = (Instant::now(), 0, 0);
    // Nothing ever comes on it: a way to wait.
    let (_open, never) = std::sync::mpsc::channel::<()>();
    loop {
        if let Some((memory, time)) = taken(child.id()) {
            (peak, processor) = (peak.max(memory), time);
        }
        if child.try_wait().unwrap().is_some() {
            return (true, peak, processor);
        }
        if until(begin.elapsed()) {
            child.kill().unwrap();
            child.wait().unwrap();
            return (false, peak, processor);
        }
        let _ = never.recv_timeout(Duration::from_millis(20));
    }
}

/// Every item is one article with one version and one report; nothing waits, and the books agree.
fn check(dir: &Path, feeds: usize) {
    let store = SqliteStore::open_read_only(&dir.join("store")).unwrap();
    assert_eq!(store.wanted_articles(Page::first(10)).unwrap().len(), 0, "nothing waits");
    let mut titles = HashSet::new();
    let mut page = Page::first(MAX_PAGE);
    loop {
        let reports = store.reports(false, page).unwrap();
        for report in &reports {
            assert!(titles.insert(report.title.clone()), "twice: {}", report.title);
        }
        if (reports.len() as u64) < u64::from(page.limit) {
            break;
        }
        page.offset += u64::from(page.limit);
    }
    for feed in 0..feeds {
        for item in 0..ITEMS {
            assert!(titles.contains(&title(feed, item)), "lost: {}", title(feed, item));
        }
    }
    assert_eq!(titles.len(), feeds * ITEMS);
    let states = store.source_states().unwrap();
    let sum = |of: fn(&record::SourceState) -> u64| states.iter().map(of).sum::<u64>();
    let all = (feeds * ITEMS) as u64;
    assert_eq!((states.len(), sum(|s| s.articles), sum(|s| s.reports), sum(|s| s.copies)), (feeds, all, all, 0));
    for report in store.reports(false, Page::first(200)).unwrap() {
        let article = store.article_of(&report.id).unwrap().unwrap();
        assert_eq!((article.versions.len(), article.state), (1, ArticleState::Read), "{}", report.title);
    }
}

#[test]
fn many_feeds_are_read_once_however_often_the_program_is_killed() {
    let feeds = setting("FOREWARN_LOAD_FEEDS", 40) as usize;
    let kills = setting("FOREWARN_LOAD_KILLS", 2);
    // How long each run lives before it is killed, in thousandths of a second.
    let lives = setting("FOREWARN_LOAD_LIFE_MS", 900);
    let (port, asked) = serve();
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("forewarn.toml"), "[collect]\nhost_gap_ms_min = 0\n").unwrap();
    sources(dir.path(), feeds, port);
    let begin = Instant::now();
    let (mut peak, mut processor, mut killed) = (0, 0, 0);
    for kill in 0..kills {
        // Lives of unlike lengths: kills fall into lists, pages, the first second and later ones.
        let life = Duration::from_millis(lives / 3 + (kill * 7_919 + 1_237) % (lives * 2));
        let (ended, memory, time) = run(&mut start(dir.path()), |elapsed| elapsed > life);
        (peak, processor, killed) = (peak.max(memory), processor + time, killed + u32::from(!ended));
    }
    let mut last = start(dir.path());
    let (_, memory, time) = run(&mut last, |elapsed| elapsed > Duration::from_secs(3_600));
    let output = last.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    (peak, processor) = (peak.max(memory), processor + time);
    let wall = begin.elapsed().as_secs_f64();
    println!(
        "{feeds} feeds, {} items, {killed} kills: {wall:.1} s, {:.0} items/s; processor {:.1} s; peak {} MiB; {} requests",
        feeds * ITEMS,
        (feeds * ITEMS) as f64 / wall,
        processor as f64 / 100.0,
        peak >> 10,
        asked.load(Ordering::Relaxed)
    );
    check(dir.path(), feeds);
    assert!(peak < MEMORY_KIB, "{} MiB of memory", peak >> 10);
}
