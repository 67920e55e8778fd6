//! What collecting knows: sources, articles, captures.

use super::fixtures::*;
use crate::{Change, Droppable, Page, Store};
use record::{ArticleState, Capture, CaptureId, Handling, Marking, ReportId, Tlp};

/// A state comes back, and a later one stands in for it.
pub fn what_is_known_of_sources_comes_back(store: &dyn Store) {
    assert!(store.source_states().unwrap().is_empty());
    let put = |name: &str, looks| Change::PutSourceState(Box::new(source_state(name, looks)));
    store.commit(batch([put("b", 1), put("a", 1), put("a", 2)])).unwrap();
    let mut expected = vec![source_state("a", 2), source_state("b", 1)];
    expected.sort_by(|a, b| a.source.cmp(&b.source));
    assert_eq!(store.source_states().unwrap(), expected);
    assert_eq!(store.source_state(&source("a").id).unwrap(), Some(source_state("a", 2)));
    assert_eq!(store.source_state(&source("c").id).unwrap(), None);
    store.commit(batch([Change::PutSource(source("a"))])).unwrap();
    assert_eq!(store.source(&source("a").id).unwrap(), Some(source("a")));
    assert_eq!(store.source(&source("b").id).unwrap(), None);
}

/// By key in the order asked, by report, replaced by key.
pub fn articles_are_found_by_key_and_by_report(store: &dyn Store) {
    let (wanted, read) = (article(1, ArticleState::Wanted), article(2, ArticleState::Read));
    let put = |article: &record::Article| Change::PutArticle(Box::new(article.clone()));
    store.commit(batch([put(&wanted), put(&read)])).unwrap();
    let keys = |names: &[&str]| {
        let keys: Vec<String> = names.iter().map(|name| format!("courier.example/{name}")).collect();
        store.articles(&keys).unwrap()
    };
    assert_eq!(keys(&["2", "9", "1"]), [read.clone(), wanted.clone()]);
    assert_eq!(store.article_of(&report_id(2)).unwrap(), Some(read));
    assert_eq!(store.article_of(&report_id(1)).unwrap(), None);
    let mut again = article(1, ArticleState::Read);
    again.versions.extend(article(3, ArticleState::Read).versions);
    store.commit(batch([put(&again)])).unwrap();
    assert_eq!(keys(&["1"]), [again.clone()]);
    for report in [report_id(1), report_id(3)] {
        assert_eq!(store.article_of(&report).unwrap().as_ref(), Some(&again));
    }
    assert_eq!(store.article_of(&ReportId::from("nobody's")).unwrap(), None);
}

/// The rules are those that came with the words; of earlier words the stricter of then and now.
pub fn rules_of_partners_are_found_by_report(store: &dyn Store) {
    let rules = |tlp| Handling { marking: Marking::new(tlp), originator: "Coast desk".to_owned(), graded: None };
    let mut marked = article(1, ArticleState::Read);
    marked.handling = Some(rules(Tlp::Amber));
    let put = |article: &record::Article| Change::PutArticle(Box::new(article.clone()));
    store.commit(batch([put(&marked), put(&article(2, ArticleState::Read))])).unwrap();
    let asked = [report_id(2), report_id(1), report_id(9)];
    assert_eq!(store.handlings(&asked).unwrap(), [(report_id(1), rules(Tlp::Amber))]);
    assert!(store.handlings(&[]).unwrap().is_empty());
    marked.versions.extend(article(3, ArticleState::Read).versions);
    marked.handling = Some(rules(Tlp::Green));
    store.commit(batch([put(&marked)])).unwrap();
    let mut expected = vec![(report_id(1), rules(Tlp::Amber)), (report_id(3), rules(Tlp::Green))];
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(store.handlings(&[report_id(1), report_id(3)]).unwrap(), expected);
    marked.handling = Some(rules(Tlp::Red));
    store.commit(batch([put(&marked)])).unwrap();
    let mut expected = vec![(report_id(1), rules(Tlp::Red)), (report_id(3), rules(Tlp::Red))];
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(store.handlings(&[report_id(1), report_id(3)]).unwrap(), expected);
    let many: Vec<ReportId> = (0..3_000).map(report_id).collect();
    assert_eq!(store.handlings(&many).unwrap(), expected, "however many are asked for");
}

/// Only the wanted ones, by when they were first heard of.
pub fn wanted_articles_come_in_pages_the_first_first(store: &dyn Store) {
    let state = |n| if n == 3 { ArticleState::Read } else { ArticleState::Wanted };
    let puts = [4, 2, 5, 3, 1].map(|n| Change::PutArticle(Box::new(article(n, state(n)))));
    store.commit(batch(puts)).unwrap();
    let keys = |page| {
        let found = store.wanted_articles(page).unwrap().into_iter();
        found.map(|article| article.key.replace("courier.example/", "")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys(Page::first(10)), "1 2 4 5");
    assert_eq!(keys(Page { offset: 1, limit: 2 }), "2 4");
    assert_eq!(keys(Page { offset: 9, limit: 2 }), "");
    store.commit(batch([Change::PutArticle(Box::new(article(1, ArticleState::Lost)))])).unwrap();
    assert_eq!(keys(Page::first(10)), "2 4 5");
}

/// The source, its state and its wanted articles go; what was read stays.
pub fn a_source_goes_with_what_it_still_wanted(store: &dyn Store) {
    let source = source("fjord-courier");
    store
        .commit(batch([
            Change::PutSource(source.clone()),
            Change::PutSourceState(Box::new(source_state("fjord-courier", 1))),
            Change::PutArticle(Box::new(article(1, ArticleState::Wanted))),
            Change::PutArticle(Box::new(article(2, ArticleState::Read))),
            add_report(2),
        ]))
        .unwrap();
    store.commit(batch([Change::DropSource(source.id.clone())])).unwrap();
    store.commit(batch([Change::DropSource(source.id)])).unwrap();
    assert!(store.sources().unwrap().is_empty() && store.source_states().unwrap().is_empty());
    assert!(store.wanted_articles(Page::first(10)).unwrap().is_empty());
    assert_eq!(store.article_of(&report_id(2)).unwrap(), Some(article(2, ArticleState::Read)));
    assert!(store.report(&report_id(2)).unwrap().is_some());
}

/// A capture without a report of its own; the second time nothing happens.
pub fn captures_are_added_once(store: &dyn Store) {
    let capture = Capture::new(source("a").id, "https://a.example/", at(1), "text/html", b"<p>Words.".to_vec());
    let later = Capture { fetched_at: at(9), ..capture.clone() };
    let adds = [capture.clone(), later].map(|capture| Change::AddCapture(Box::new(capture)));
    store.commit(batch(adds)).unwrap();
    assert_eq!(store.capture(&capture.id).unwrap(), Some(capture));
}

/// The bytes of old reports that tell of nothing, and no others: not those of a relevant report or a claim, whoever else has the
/// same bytes, not young ones, and not those of a capture that is no report's own. They come back when they come again.
pub fn only_what_nothing_rests_on_can_be_dropped(store: &dyn Store) {
    let idle = |n: usize| report_with(n, "Ferry late", "The ferry was late.");
    let add = |parts: &(Capture, record::Report, record::Reading)| Change::AddReport(Box::new(parts.clone()));
    let (old, mut young, mut relevant, shared, mut same) = (idle(1), idle(2), idle(3), idle(4), idle(5));
    young.0.fetched_at = at(5_000);
    relevant.2.relevant = true;
    // The same bytes at another address, and there they matter.
    same.0 = Capture::new(source("b").id, "https://b.example/", at(0), "text/html", shared.0.body.clone());
    (same.1.capture, same.2.relevant) = (same.0.id.clone(), true);
    for parts in [&mut young, &mut relevant] {
        let body = format!("{} {}", parts.1.id, String::from_utf8_lossy(&parts.0.body)).into_bytes();
        parts.0 = Capture::new(parts.0.source.clone(), &parts.0.url, parts.0.fetched_at, "text/html", body);
        parts.1.capture = parts.0.id.clone();
    }
    let mut first = old.clone();
    first.0 =
        Capture::new(first.0.source.clone(), &first.0.url, at(0), "text/html", b"<p>The ferry was late.".to_vec());
    first.1.capture = first.0.id.clone();
    let seen = Capture::new(source("a").id, "https://a.example/", at(0), "text/html", b"<p>Seen again.".to_vec());
    store.commit(batch([&first, &young, &relevant, &shared, &same].map(add))).unwrap();
    store.commit(batch([Change::AddCapture(Box::new(seen.clone()))])).unwrap();

    let droppable = |n| store.droppable_captures(at(n), 0, 10).unwrap().captures;
    assert_eq!(droppable(0), [] as [CaptureId; 0]);
    assert_eq!(droppable(1_000), [first.0.id.clone()]);
    assert_eq!(droppable(9_000).len(), 2, "the young one has grown old");
    let step = |after| store.droppable_captures(at(9_000), after, 1).unwrap();
    let (one, two) = (step(0), step(1));
    assert!(one.captures == [first.0.id.clone()] && one.bytes > 0 && one.next == Some(1));
    assert!(two.captures == [young.0.id.clone()] && two.next == Some(2));
    assert_eq!(step(5), Droppable::default());

    store.commit(batch([Change::DropBody(first.0.id.clone())])).unwrap();
    let left = store.capture(&first.0.id).unwrap().unwrap();
    assert!(left.is_dropped() && left.sha256 == first.0.sha256 && !first.0.is_dropped());
    assert_eq!(droppable(1_000), [] as [CaptureId; 0]);
    assert!(store.report(&first.1.id).unwrap().is_some(), "the report stays, and its text");
    for id in [&relevant.0.id, &shared.0.id, &same.0.id, &seen.id] {
        assert!(store.commit(batch([Change::DropBody(id.clone())])).is_err(), "{id}");
        assert!(!store.capture(id).unwrap().unwrap().is_dropped());
    }
    store.commit(batch([Change::AddCapture(Box::new(first.0.clone()))])).unwrap();
    assert_eq!(store.capture(&first.0.id).unwrap(), Some(first.0));
}
