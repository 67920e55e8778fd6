//! How long the bytes of pages are kept.

use crate::common::serve;
use crate::site::{BOMB, answer, collect_at, feed, page, place, put, run, store};
use store::{Page, Store};

#[test]
fn old_pages_that_tell_of_nothing_are_dropped_and_no_others() {
    let (site, address) = serve(answer);
    let dir = place();
    let (bomb, ferry) = ("Nine killed in bombing of Mogadishu hotel", "Winter timetable of the ferries is out");
    put(
        &site,
        "/feed.xml",
        200,
        "application/rss+xml",
        &feed(&[("/a", bomb, "Nine dead."), ("/b", ferry, "Every hour.")]),
    );
    put(&site, "/a", 200, "text/html", &page(bomb, BOMB));
    put(&site, "/b", 200, "text/html", &page(ferry, "The ferries leave every hour from Monday."));
    run(dir.path(), &["source", "add", &format!("{address}/feed.xml"), "--local", "--yes"]);
    run(dir.path(), &["collect", "--once"]);
    let days = |n: i64| jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * n);
    assert_eq!(collect_at(dir.path(), days(179)).dropped, 0);
    assert_eq!(collect_at(dir.path(), days(181)).dropped, 1);
    assert_eq!(collect_at(dir.path(), days(400)).dropped, 0, "what is gone is gone");

    let store = store(dir.path());
    let capture = |title: &str| {
        let report = store.reports(false, Page::first(10)).unwrap().into_iter().find(|report| report.title == title);
        let stored = store.report(&report.unwrap().id).unwrap().unwrap();
        (store.capture(&stored.report.capture).unwrap().unwrap(), stored)
    };
    let (kept, stored) = capture(bomb);
    assert!(!stored.reading.claims.is_empty() && !kept.is_dropped() && !kept.body.is_empty());
    let (dropped, stored) = capture(ferry);
    assert!(dropped.is_dropped() && stored.report.text.contains("every hour"), "the text stays");
    let entry = store.ledger_of("captures", 10).unwrap().pop().unwrap();
    assert!(entry.what == "captures.dropped" && entry.detail.contains("\"captures\":1"), "{entry:?}");
}
