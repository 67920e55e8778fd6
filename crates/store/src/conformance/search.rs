//! Full-text search.

use super::fixtures::*;
use crate::{Page, Store};

/// Texts with words of their own.
fn fill(store: &dyn Store) {
    let texts = [
        ("Ferry plot foiled", "Police in Nordvik stopped a plot against the ferry terminal."),
        ("Market day", "The ferry was late. The market in Ålesfjord was full; nobody spoke of a terminal."),
        ("Café reopens", "The café at the old harbour reopened. \"Strike\" was the word of the day: don't."),
    ];
    let changes = texts.iter().enumerate().map(|(n, (title, text))| add(report_with(n + 1, title, text)));
    store.commit(batch(changes)).unwrap();
}

fn found(store: &dyn Store, query: &str) -> Vec<u64> {
    store.search(query, Page::first(10)).unwrap().into_iter().map(|hit| hit.report.seq).collect()
}

/// Each word narrows; titles, texts and outlets are looked at.
pub fn words_are_joined_by_and(store: &dyn Store) {
    fill(store);
    let table: [(&str, &[u64]); 8] = [
        ("ferry", &[2, 1]),
        ("ferry market", &[2]),
        ("terminal  ferry", &[2, 1]),
        ("foiled police", &[1]),
        ("fjord courier", &[3, 2, 1]),
        ("ferry herring", &[]),
        ("ferr", &[]),
        ("reopens", &[3]),
    ];
    for (query, expected) in table {
        assert_eq!(found(store, query), expected, "{query}");
    }
}

/// Quoted words stand next to one another; case and accents do not matter.
pub fn phrases_accents_and_case(store: &dyn Store) {
    fill(store);
    let table: [(&str, &[u64]); 8] = [
        ("\"ferry terminal\"", &[1]),
        ("\"terminal ferry\"", &[]),
        ("“ferry terminal” police", &[1]),
        ("\"ferry terminal", &[1]),
        ("CAFE", &[3]),
        ("alesfjord", &[2]),
        ("ÅLESFJORD", &[2]),
        ("don't", &[3]),
    ];
    for (query, expected) in table {
        assert_eq!(found(store, query), expected, "{query}");
    }
}

/// Nothing that can be typed is an error.
pub fn odd_queries_find_nothing_and_are_no_error(store: &dyn Store) {
    fill(store);
    let long = "ferry ".repeat(100_000);
    let odd = [
        "",
        " ",
        "\"",
        "\"\"",
        "'",
        "*",
        "ferry*terminal(",
        "NOT",
        "AND OR",
        "NEAR(",
        "title:",
        "-",
        "^",
        "{a b}:",
        "\0",
        "%",
        "_",
        "\\",
        "💥",
        "\u{202e}",
        "ferry AND herring",
        "NOT ferry herring",
        &long[..],
    ];
    for query in odd {
        let hits = store.search(query, Page::first(10));
        assert!(hits.is_ok(), "{query:.40}: {hits:?}");
    }
    assert!(found(store, "herring OR ferry").is_empty(), "OR is a word like any other");
    assert_eq!(found(store, &long), [2, 1]);
}

/// Pages continue one another.
pub fn hits_come_in_pages_latest_first(store: &dyn Store) {
    store.commit(batch((1..=7).map(add_report))).unwrap();
    let page = |offset, limit| {
        let hits = store.search("terminal", Page { offset, limit }).unwrap();
        hits.into_iter().map(|hit| hit.report.seq).collect::<Vec<_>>()
    };
    assert_eq!(page(0, 3), [7, 6, 5]);
    assert_eq!(page(3, 3), [4, 3, 2]);
    assert_eq!(page(6, 3), [1]);
    assert!(page(u64::MAX, 3).is_empty());
}

/// The words that matched are marked; markup in the text is text.
pub fn the_snippet_marks_the_hit(store: &dyn Store) {
    let filler = "and so on it went ".repeat(50);
    let text = format!("{filler} <b>the ferry</b> sank {filler}");
    store.commit(batch([add(report_with(1, "Note", &text))])).unwrap();
    let hits = store.search("FERRY", Page::first(10)).unwrap();
    let snippet = &hits[0].snippet;
    let marked: Vec<&str> = snippet.iter().filter(|(_, hit)| *hit).map(|(text, _)| text.as_str()).collect();
    assert_eq!(marked, ["ferry"]);
    let whole: String = snippet.iter().map(|(text, _)| text.as_str()).collect();
    assert!(whole.contains("<b>the ferry</b> sank"), "{whole}");
    assert!(whole.len() < 400, "a snippet is short: {}", whole.len());
}
