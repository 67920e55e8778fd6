//! What collecting knows: sources, articles, captures.

use super::fixtures::*;
use crate::{Change, Page, Store};
use record::{ArticleState, Capture, Handling, Marking, ReportId, Tlp};

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
