//! Following a source with the built program: found, shown, followed, edited, deleted, all from a server of our own.

mod common;

use common::{forewarn, serve};
use record::{ArticleState, Source, SourceKind};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use store::sqlite::SqliteStore;
use store::{Batch, Change, Page, Store};

/// What the server answers to each path, and which it was asked for.
#[derive(Default)]
struct Site {
    pages: HashMap<String, (u16, String, String)>,
    asked: Vec<String>,
}

type Shared = Arc<Mutex<Site>>;

fn answer(site: &Shared, stream: &mut TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).map(|line| line.to_lowercase()).collect();
    let (status, kind, body) = {
        let mut site = site.lock().unwrap();
        site.asked.push(path.clone());
        site.pages.get(&path).cloned().unwrap_or((404, "text/plain".to_owned(), "no".to_owned()))
    };
    let tag = format!("\"{}\"", record::sha256_hex(body.as_bytes()).get(..8).unwrap_or_default());
    let known = headers.iter().any(|line| line.starts_with("if-none-match:") && line.contains(&tag));
    let (status, body) = if known { (304, String::new()) } else { (status, body) };
    // The body of a redirect is where it leads.
    let location =
        if matches!(status, 301 | 302 | 307 | 308) { format!("Location: {body}\r\n") } else { String::new() };
    write!(
        stream,
        "HTTP/1.1 {status} X\r\n{location}Content-Type: {kind}\r\nETag: {tag}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn put(site: &Shared, path: &str, status: u16, kind: &str, body: &str) {
    site.lock().unwrap().pages.insert(path.to_owned(), (status, kind.to_owned(), body.to_owned()));
}

fn asked(site: &Shared) -> Vec<String> {
    std::mem::take(&mut site.lock().unwrap().asked)
}

fn feed(items: &[(&str, &str, &str)]) -> String {
    let items: String = items
        .iter()
        .map(|(path, title, text)| {
            format!(
                "<item><guid>{path}</guid><link>{path}</link><title>{title}</title><pubDate>Tue, 18 Jun 2024 18:04:00 GMT</pubDate><description>{text}</description></item>"
            )
        })
        .collect();
    format!(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>The Nordvik Courier</title><link>/</link>{items}</channel></rss>"
    )
}

fn page(title: &str, lead: &str) -> String {
    let filler = "<p>The harbour office said that ferries were running as usual and that more was to be told in the morning.</p>".repeat(4);
    format!(
        "<html><head><title>{title}</title><meta property='og:site_name' content='The Nordvik Courier'></head><body><article><h1>{title}</h1><p>{lead}</p>{filler}</article></body></html>"
    )
}

const BOMB: &str = "A car bomb killed nine people at a hotel in Mogadishu on Tuesday, the ministry of health said. Al-Shabaab claimed responsibility for the bombing.";

fn run(dir: &Path, arguments: &[&str]) -> (i32, String) {
    let output = forewarn()
        .args(["--store", &dir.join("store").display().to_string(), "--by", "Ana Lind", "--reader", "fast"])
        .args(["--config", &dir.join("forewarn.toml").display().to_string()])
        .args(arguments)
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap_or(-1), said)
}

fn place() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("forewarn.toml"), "[collect]\nhost_gap_ms_min = 0\n").unwrap();
    dir
}

fn store(dir: &Path) -> SqliteStore {
    SqliteStore::open_read_only(&dir.join("store")).unwrap()
}

#[test]
fn a_source_is_found_shown_followed_and_read_once() {
    let (site, address) = serve(answer);
    let dir = place();
    put(
        &site,
        "/",
        200,
        "text/html",
        "<html><head><link rel='alternate' type='application/rss+xml' href='/feed.xml'></head><body>Home</body></html>",
    );
    put(&site, "/robots.txt", 200, "text/plain", "User-agent: *\nDisallow: /closed\n");
    let (first, closed) = ("Nine killed in bombing of Mogadishu hotel", "Ferry strike ends after talks");
    put(
        &site,
        "/feed.xml",
        200,
        "application/rss+xml",
        &feed(&[("/a", first, "Nine dead."), ("/closed", closed, "The strike of the ferry workers has ended.")]),
    );
    put(&site, "/a", 200, "text/html", &page(first, BOMB));

    // Not reachable unless somebody says so.
    let (code, said) = run(dir.path(), &["source", "add", &address, "--yes"]);
    assert!(code == 2 && said.contains("not public"), "{said}");
    // Shown, and nothing saved without a yes.
    let (code, said) = run(dir.path(), &["source", "add", &address, "--local"]);
    assert_eq!(code, 0, "{said}");
    for words in
        ["The Nordvik Courier: RSS feed with 2 entries", "the page names it", "Al-Shabaab", "Nothing was saved"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!dir.path().join("store").exists() || store(dir.path()).sources().unwrap().is_empty());

    let (code, said) = run(dir.path(), &["source", "add", &address, "--local", "--yes"]);
    assert!(code == 0 && said.contains("src-"), "{said}");
    asked(&site);
    let (code, said) = run(dir.path(), &["collect", "--once"]);
    assert_eq!((code, said.contains("1 look, 0 failed; 2 reports stored")), (0, true), "{said}");
    assert_eq!(asked(&site), ["/robots.txt", "/feed.xml", "/a"]);
    let reports = store(dir.path()).reports(false, Page::first(10)).unwrap();
    let mut titles: Vec<&str> = reports.iter().map(|report| report.title.as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, [closed, first]);

    // The second time nothing comes, and the list is only asked whether it changed.
    let (_, said) = run(dir.path(), &["collect", "--once"]);
    assert!(said.contains("1 look, 0 failed; 0 reports stored"), "{said}");
    assert_eq!(asked(&site), ["/robots.txt", "/feed.xml"]);
    let (code, said) = run(dir.path(), &["source", "check"]);
    assert!(code == 0 && said.contains("well") && said.contains("100 %"), "{said}");
    let state = store(dir.path()).source_states().unwrap().remove(0);
    assert_eq!((state.looks, state.articles, state.reports, state.failures), (2, 2, 2, 0));
    assert!(state.relevant >= 1 && state.error.is_none());
}

#[test]
fn an_edit_is_a_version_and_a_deletion_is_marked() {
    let (site, address) = serve(answer);
    let dir = place();
    let title = "Nine killed in bombing of Mogadishu hotel";
    put(&site, "/feed.xml", 200, "application/rss+xml", &feed(&[("/a", title, "Nine dead.")]));
    put(&site, "/a", 200, "text/html", &page(title, BOMB));
    run(dir.path(), &["source", "add", &format!("{address}/feed.xml"), "--local", "--yes"]);
    run(dir.path(), &["collect", "--once"]);

    let later = "Twelve killed in bombing of Mogadishu hotel";
    put(&site, "/feed.xml", 200, "application/rss+xml", &feed(&[("/a", later, "Twelve dead.")]));
    put(&site, "/a", 200, "text/html", &page(later, &BOMB.replace("nine", "twelve")));
    run(dir.path(), &["collect", "--once"]);
    // The same page is not asked for twice within half an hour: the edit waits, and is not lost.
    let wanted = store(dir.path()).wanted_articles(Page::first(10)).unwrap();
    assert_eq!((wanted.len(), wanted[0].versions.len()), (1, 1));
    let due = wanted[0].next_at.unwrap();
    assert!(due > jiff::Timestamp::now());
    let first = wanted[0].versions[0].report.clone();

    let collected = collect_at(dir.path(), due);
    assert_eq!(collected.reports, 1);
    let article = store(dir.path()).article_of(&first).unwrap().unwrap();
    assert_eq!((article.versions.len(), article.state), (2, ArticleState::Read));
    let old = store(dir.path()).report(&first).unwrap().expect("the old version stays");
    assert!(!old.reading.claims.is_empty(), "and what was read from it");
    let (code, said) = run(dir.path(), &["report", "show", article.versions[1].report.as_str()]);
    assert!(code == 0 && said.contains("[-Nine-] {+Twelve+} killed in bombing of Mogadishu hotel"), "{said}");
    assert!(said.contains("Versions") && said.contains(first.as_str()), "{said}");

    put(
        &site,
        "/feed.xml",
        200,
        "application/rss+xml",
        &feed(&[("/a", "This article was taken back", "It was wrong.")]),
    );
    put(&site, "/a", 410, "text/plain", "gone");
    collect_at(dir.path(), due + jiff::SignedDuration::from_hours(1));
    collect_at(dir.path(), due + jiff::SignedDuration::from_hours(2));
    let article = store(dir.path()).article_of(&first).unwrap().unwrap();
    assert_eq!((article.versions.len(), article.state), (2, ArticleState::Deleted));
    assert!(article.deleted_at.is_some());
}

#[test]
fn a_steady_move_is_followed_and_what_is_gone_is_left_alone() {
    let (site, address) = serve(answer);
    let dir = place();
    let list = feed(&[("/a", "Ferry strike ends after talks", "The strike of the ferry workers has ended.")]);
    put(&site, "/feed.xml", 200, "application/rss+xml", &list);
    put(&site, "/a", 200, "text/html", &page("Ferry strike ends after talks", "It ended."));
    run(dir.path(), &["source", "add", &format!("{address}/feed.xml"), "--local", "--yes"]);
    let source = || store(dir.path()).sources().unwrap().remove(0);
    let (first, state) = (source(), || store(dir.path()).source_states().unwrap().remove(0));

    put(&site, "/new.xml", 200, "application/rss+xml", &list);
    for (status, looks) in [(302, 4), (307, 4), (301, 2)] {
        put(&site, "/feed.xml", status, "text/plain", "/new.xml");
        for _ in 0..looks {
            run(dir.path(), &["collect", "--once"]);
        }
        assert_eq!(source().url, first.url, "{status}");
    }
    assert_eq!(state().moves, 2);
    run(dir.path(), &["collect", "--once"]);
    assert_eq!((source().url, source().id), (format!("{address}/new.xml"), first.id.clone()));
    assert!(source().local, "the same host and port");
    let entry = store(dir.path()).ledger_of(first.id.as_str(), 10).unwrap().pop().unwrap();
    assert_eq!(entry.what, "source.moved");
    let (_, said) = run(dir.path(), &["source", "check"]);
    assert!(said.contains(&format!("moved here from {}", first.url)), "{said}");
    asked(&site);
    run(dir.path(), &["collect", "--once"]);
    assert_eq!(asked(&site), ["/robots.txt", "/new.xml"], "the old address is left alone");

    put(&site, "/new.xml", 410, "text/plain", "no more");
    run(dir.path(), &["collect", "--once"]);
    let (code, said) = run(dir.path(), &["source", "check"]);
    assert!(code == 1 && said.contains("gone for good (410)"), "{said}");
    asked(&site);
    run(dir.path(), &["collect", "--once"]);
    assert_eq!(asked(&site), [""; 0], "nothing is asked of what is gone");
    run(dir.path(), &["source", "resume", first.id.as_str()]);
    put(&site, "/new.xml", 200, "application/rss+xml", &list);
    run(dir.path(), &["collect", "--once"]);
    assert_eq!((state().gone_at, state().error), (None, None));
}

/// A listener that must never hear anything, and its port.
fn trap() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

#[test]
fn no_link_of_a_list_leads_inside() {
    let (site, address) = serve(answer);
    let (trap, port) = trap();
    put(&site, "/robots.txt", 200, "text/plain", "");
    let spellings = [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "localhost",
    ];
    let mut links: Vec<String> = spellings.iter().map(|host| format!("http://{host}:{port}/")).collect();
    links.extend([
        "http://169.254.169.254/latest/".to_owned(),
        "http://[fd00:ec2::254]/".to_owned(),
        format!("{address}/out"),
    ]);
    for list in ["r", "a", "j", "s", "p"] {
        put(&site, &format!("/out{list}{}", links.len() - 1), 302, "text/plain", &format!("http://127.0.0.1:{port}/"));
    }
    let each = |one: &dyn Fn(usize, &str) -> String| {
        links.iter().enumerate().map(|(n, link)| one(n, link)).collect::<String>()
    };
    let lists = [
        (
            "/rss",
            "application/rss+xml",
            format!("<rss version='2.0'><channel><title>R</title>{}</channel></rss>", each(&|n, link| {
                format!("<item><title>Rumour {n}</title><link>{link}r{n}</link><pubDate>Tue, 18 Jun 2024 18:04:00 GMT</pubDate></item>")
            })),
        ),
        (
            "/atom",
            "application/atom+xml",
            format!("<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title>{}</feed>", each(&|n, link| {
                format!("<entry><id>{n}</id><title>Rumour {n}</title><link href='{link}a{n}'/><updated>2024-06-18T18:04:00Z</updated></entry>")
            })),
        ),
        (
            "/json",
            "application/feed+json",
            format!(
                "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"J\",\"items\":[{}]}}",
                each(&|n, link| format!("{{\"id\":\"{n}\",\"title\":\"Rumour {n}\",\"url\":\"{link}j{n}\",\"date_published\":\"2024-06-18T18:04:00Z\"}},"))
                    .trim_end_matches(',')
            ),
        ),
        (
            "/sitemap.xml",
            "application/xml",
            format!("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>", each(&|n, link| {
                format!("<url><loc>{link}s{n}</loc><lastmod>2024-06-18T18:04:00Z</lastmod></url>")
            })),
        ),
        (
            "/section",
            "text/html",
            format!("<html><head><title>S</title></head><body><ul>{}</ul></body></html>", each(&|n, link| {
                format!("<li><a href='{link}p{n}'>Ferries of the north stay in harbour {n}</a> <time datetime='2024-06-18'>18 June 2024</time></li>")
            })),
        ),
    ];
    for (path, kind, list) in &lists {
        put(&site, path, 200, kind, list);
        let dir = place();
        let (code, said) = run(dir.path(), &["source", "add", &format!("{address}{path}"), "--local", "--yes"]);
        assert_eq!(code, 0, "{path}: {said}");
        let (_, said) = run(dir.path(), &["collect", "--once"]);
        assert!(said.contains("1 look, 0 failed"), "{path}: {said}");
        let known = store(dir.path()).source_states().unwrap().remove(0).articles;
        assert!(known >= links.len() as u64 - 1, "{path}: only {known} links were taken up: {said}");
        assert!(trap.accept().is_err(), "{path}: somebody was connected to");
    }
}

/// What `collect --once` does, at another time.
fn collect_at(dir: &Path, now: jiff::Timestamp) -> forewarn::collector::Tally {
    let config = forewarn::config::Config::load(Some(&dir.join("forewarn.toml"))).unwrap();
    let store = Arc::new(SqliteStore::open(&dir.join("store")).unwrap());
    let reader = Arc::new(read::Reader::embedded());
    let pipeline = Arc::new(forewarn::pipeline::Pipeline::new(store.clone(), reader, 30, &[7; 32]).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let collector = forewarn::collector::Collector::new(store, pipeline, Arc::new(move || now), &config).unwrap();
    runtime.block_on(collector.once()).unwrap()
}

#[test]
fn the_same_article_by_two_ways_is_one_report_with_two_captures() {
    let (site, address) = serve(answer);
    let dir = place();
    let title = "Nine killed in bombing of Mogadishu hotel";
    put(&site, "/one.xml", 200, "application/rss+xml", &feed(&[("/a?utm_source=one", title, "Nine dead.")]));
    put(&site, "/two.xml", 200, "application/rss+xml", &feed(&[("/a?utm_source=two", title, "Nine people are dead.")]));
    for path in ["/a?utm_source=one", "/a?utm_source=two"] {
        put(&site, path, 200, "text/html", &page(title, BOMB));
    }
    for path in ["one", "two"] {
        run(dir.path(), &["source", "add", &format!("{address}/{path}.xml"), "--name", path, "--local", "--yes"]);
    }
    run(dir.path(), &["collect", "--once"]);
    let store = store(dir.path());
    let reports = store.reports(false, Page::first(10)).unwrap();
    assert_eq!(reports.len(), 1, "{reports:?}");
    let article = store.article_of(&reports[0].id).unwrap().unwrap();
    assert_eq!((article.versions.len(), article.sightings.len()), (1, 1));
    assert!(store.capture(&article.sightings[0].capture).unwrap().is_some());
    let states = store.source_states().unwrap();
    assert_eq!(states.iter().map(|state| state.articles).sum::<u64>(), 1);
    assert_eq!(states.iter().map(|state| state.copies).sum::<u64>(), 1);
}

#[test]
fn sources_are_listed_paused_written_and_taken_off() {
    let dir = place();
    let opml = dir.path().join("feeds.opml");
    std::fs::write(&opml, "<opml version='2.0'><body><outline text='Courier' xmlUrl='https://courier.example/feed'/><outline text='Post' xmlUrl='https://post.example/rss'/></body></opml>").unwrap();
    let (code, said) = run(dir.path(), &["source", "import", &opml.display().to_string()]);
    assert!(code == 0 && said.contains("2 sources added, 0 known already"), "{said}");
    let (_, said) = run(dir.path(), &["source", "import", &opml.display().to_string()]);
    assert!(said.contains("0 sources added, 2 known already"), "{said}");
    let (_, said) = run(dir.path(), &["source", "pause", "https://post.example/rss"]);
    assert!(said.contains("paused"), "{said}");
    let (code, said) = run(dir.path(), &["source", "remove", "https://courier.example/feed"]);
    assert!(code == 0 && !said.contains("courier.example"), "{said}");
    let (_, said) = run(dir.path(), &["source", "export"]);
    assert!(said.contains("xmlUrl=\"https://post.example/rss\"") && !said.contains("courier"), "{said}");
    let (code, said) = run(dir.path(), &["collect", "--once"]);
    assert!(code == 2 && said.contains("no source to follow"), "{said}");
    let (code, said) = run(dir.path(), &["source", "remove", "src-nobody"]);
    assert!(code == 2 && said.contains("forewarn source list"), "{said}");
    let (code, _) = run(dir.path(), &["ledger", "verify"]);
    assert_eq!(code, 0);
}

#[test]
fn a_watched_folder_brings_new_and_changed_files() {
    let dir = place();
    let folder = dir.path().join("in");
    std::fs::create_dir_all(folder.join("below")).unwrap();
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3_600);
    let write = |name: &str, text: &str, age: u64| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        let file = std::fs::File::options().append(true).open(path).unwrap();
        file.set_modified(long_ago + std::time::Duration::from_secs(age)).unwrap();
    };
    let lines =
        "{\"id\": 1, \"text\": \"The council met on Monday.\"}\n{\"id\": 2, \"text\": \"The ferry was late again.\"}\n";
    write("a.txt", BOMB, 0);
    write("below/list.jsonl", lines, 0);
    write(".hidden", "Nobody reads this.", 0);
    let name = folder.display().to_string();
    let (code, said) = run(dir.path(), &["source", "add", &name]);
    assert!(code == 0 && said.contains("watched folder with 2 files") && said.contains("Nothing was saved"), "{said}");
    let (code, said) = run(dir.path(), &["source", "add", &name, "--yes"]);
    assert!(code == 0 && said.contains("folder"), "{said}");
    let (code, said) = run(dir.path(), &["collect", "--once"]);
    assert!(code == 0 && said.contains("1 look, 0 failed; 3 reports stored"), "{said}");
    let (_, said) = run(dir.path(), &["collect", "--once"]);
    assert!(said.contains("0 reports stored"), "{said}");

    // A changed text is a version; a list that grew brings only what is new.
    write("a.txt", &BOMB.replace("nine", "twelve"), 60);
    write("below/list.jsonl", &format!("{lines}{{\"id\": 3, \"text\": \"The bridge is open.\"}}\n"), 60);
    let (_, said) = run(dir.path(), &["collect", "--once"]);
    assert!(said.contains("2 reports stored"), "{said}");
    let twelve = |store: &SqliteStore| {
        let hit = store.search("twelve", Page::first(10)).unwrap().remove(0);
        store.article_of(&hit.report.id).unwrap().unwrap()
    };
    assert_eq!(twelve(&store(dir.path())).versions.len(), 2);

    std::fs::remove_file(folder.join("a.txt")).unwrap();
    run(dir.path(), &["collect", "--once"]);
    assert_eq!(twelve(&store(dir.path())).state, ArticleState::Deleted);
    std::fs::remove_dir_all(&folder).unwrap();
    let (code, said) = run(dir.path(), &["collect", "--once"]);
    assert!(code == 1 && said.contains("1 failed"), "{said}");
    let (_, said) = run(dir.path(), &["source", "check"]);
    assert!(said.contains("the folder cannot be read"), "{said}");
}

#[test]
fn more_pages_than_the_plan_holds_are_each_fetched_once() {
    const FEEDS: usize = 2;
    const ITEMS: usize = 600;
    let (site, address) = serve(answer);
    let dir = place();
    let mut changes = Vec::new();
    for number in 0..FEEDS {
        let items: Vec<[String; 2]> =
            (0..ITEMS).map(|item| [format!("/a/{number}/{item}"), format!("Item {item} of feed {number}")]).collect();
        let items: Vec<(&str, &str, &str)> =
            items.iter().map(|[path, title]| (&**path, &**title, "In short.")).collect();
        put(&site, &format!("/f/{number}"), 200, "application/rss+xml", &feed(&items));
        let source = Source::new(SourceKind::Feed, &format!("{address}/f/{number}"));
        changes.push(Change::PutSource(Source { local: true, ..source }));
    }
    SqliteStore::open(&dir.path().join("store")).unwrap().commit(Batch { changes, ..Batch::default() }).unwrap();
    let (code, said) = run(dir.path(), &["collect", "--once"]);
    assert_eq!(code, 0, "{said}");
    // None of the pages is there: each report is made of what its feed held.
    let mut pages = asked(&site);
    pages.retain(|path| path.starts_with("/a/"));
    let requests = pages.len();
    pages.sort();
    pages.dedup();
    let store = store(dir.path());
    let all = FEEDS * ITEMS;
    assert_eq!((requests, pages.len(), store.counts().unwrap().reports), (all, all, all as u64));
    assert!(store.wanted_articles(Page::first(1)).unwrap().is_empty());
}
