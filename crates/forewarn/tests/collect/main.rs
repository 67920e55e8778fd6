//! Following a source with the built program: found, shown, followed, edited, deleted, all from a server of our own.

#[path = "../common/mod.rs"]
mod common;

mod guard;
mod keep;
mod moves;
mod site;

use common::serve;
use record::{ArticleState, Source, SourceKind};
use site::{BOMB, answer, asked, collect_at, feed, page, place, put, run, store};
use store::sqlite::SqliteStore;
use store::{Batch, Change, Page, Store};

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
