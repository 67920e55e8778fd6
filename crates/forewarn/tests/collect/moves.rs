//! What servers do with their sources: moved, gone; and what analysts do meanwhile.

use crate::common::serve;
use crate::site::{answer, asked, collect_at, feed, page, place, put, run, store};
use record::{ByServer, Collected, Conductor, Event, Source, SourceKind, SourceState, Stamped, Who};
use std::sync::Arc;
use store::sqlite::SqliteStore;
use store::{Batch, Change, Store};

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
    let begin = jiff::Timestamp::now();
    let hours = |n: i64| begin + jiff::SignedDuration::from_hours(n);
    // Which redirect, and at which hours it was met: never for a day's looks that are all within some hours.
    for (status, looks) in [(302, [1, 13, 26]), (307, [27, 40, 52]), (301, [53, 54, 76])] {
        put(&site, "/feed.xml", status, "text/plain", "/new.xml");
        for look in looks {
            collect_at(dir.path(), hours(look));
        }
        assert_eq!(source().url, first.url, "{status}");
    }
    assert_eq!((state().moves, state().moved_since), (3, Some(hours(53))));
    collect_at(dir.path(), hours(77));
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

#[test]
fn what_a_server_does_changes_nothing_that_an_analyst_did_meanwhile() {
    let dir = place();
    let store: Arc<SqliteStore> = Arc::new(SqliteStore::open(&dir.path().join("store")).unwrap());
    let reader = Arc::new(read::Reader::embedded());
    let pipeline = forewarn::pipeline::Pipeline::new(store.clone(), reader, 30, &[7; 32]).unwrap();
    let asked = Source { local: true, ..Source::new(SourceKind::Feed, "http://127.0.0.1:8080/feed") };
    let id = asked.id.clone();
    let set = |source: Source| {
        store.commit(Batch { changes: vec![Change::PutSource(source)], ..Batch::default() }).unwrap();
    };
    let said = |change: ByServer| {
        let state = SourceState { moves: 3, ..SourceState::fresh(id.clone()) };
        let event = Event::Collected(Box::new(Collected {
            states: vec![state],
            by_servers: vec![change],
            ..Collected::default()
        }));
        let at = jiff::Timestamp::now();
        pipeline.handle(Stamped { at, who: Who::Forewarn, event }).unwrap();
        (store.source(&id).unwrap().unwrap(), store.source_state(&id).unwrap().unwrap())
    };
    let moved = |to: &str| ByServer::Moved { source: id.clone(), from: asked.url.clone(), to: to.to_owned() };

    // An analyst gave it a name while it was asked.
    let named = Source { name: "Harbour".to_owned(), schedule_minutes: Some(7), ..asked.clone() };
    set(named.clone());
    let (now, state) = said(moved("http://127.0.0.1:8080/new"));
    assert_eq!(now, Source { url: "http://127.0.0.1:8080/new".to_owned(), ..named.clone() });
    assert_eq!((state.moves, state.moved_from.as_deref()), (0, Some(&*asked.url)));
    // What is open for one host and port is not open for the next.
    set(named.clone());
    assert!(!said(moved("http://127.0.0.1:9090/feed")).0.local);
    // An analyst gave it another address.
    let elsewhere = Source { url: "https://c.example/".to_owned(), ..named };
    set(elsewhere.clone());
    let (now, state) = said(moved("https://b.example/"));
    assert_eq!((now, state.moves, state.moved_from), (elsewhere.clone(), 0, None));
    let (now, _) = said(ByServer::Gone { source: id.clone(), url: asked.url.clone() });
    assert_eq!(now, elsewhere, "it was not this address that was gone");
    let (now, _) = said(ByServer::Gone { source: id.clone(), url: elsewhere.url.clone() });
    assert_eq!(now, Source { paused: true, ..elsewhere });
    let steps = store.ledger_of(id.as_str(), 10).unwrap();
    assert_eq!(
        steps.iter().map(|step| &*step.what).collect::<Vec<_>>(),
        ["source.moved", "source.moved", "source.gone"]
    );
}
