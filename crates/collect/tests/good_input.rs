//! Good input of every kind.

mod common;

use collect::{Defaults, Input, InputFormat, Item, Limits, count_hint, open};
use common::{at, gzip, reports, told, zip};
use jiff::civil::date;

const PAGE: &str = r#"<!DOCTYPE html><html><head><meta charset="utf-8"><title>Plot foiled | The Fjord Courier</title>
<meta property="og:site_name" content="The Fjord Courier"><meta property="article:published_time" content="2024-06-18T21:04:00Z">
<link rel="canonical" href="https://fjord-courier.example/world/plot"></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav>
<article><h1>Plot foiled</h1><p class="byline">By Ana Vik</p>
<p>Police in Nordvik said on Tuesday that they had stopped a plot against the ferry terminal before it could be carried out.</p>
<p>Two men were arrested in a flat near the harbour, where investigators found explosives, a spokesman told reporters.</p>
<p>The terminal was closed for most of the day, and travellers were sent home or to the airport, which stayed open.</p></article>
<aside><h2>Latest</h2><ul><li><time datetime="2024-06-17">17 June 2024</time> <a href="/a">Harbour talks go on in Nordvik</a></li>
<li><time datetime="2024-06-16">16 June 2024</time> <a href="/b">Herring prices fall once again</a></li></ul></aside>
<footer>About us. Terms. Cookies.</footer></body></html>"#;

#[test]
fn a_page_gives_its_article_and_its_leads() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("page");
    std::fs::write(&path, PAGE).unwrap();
    let mut found = reports(&path);
    let report = found.pop().unwrap();
    assert!(found.is_empty());
    assert_eq!(report.title.as_deref(), Some("Plot foiled"));
    assert_eq!(report.outlet.as_deref(), Some("The Fjord Courier"));
    assert_eq!(report.byline.as_deref(), Some("Ana Vik"));
    assert_eq!(report.published, Some(date(2024, 6, 18)));
    assert_eq!(report.url.as_deref(), Some("https://fjord-courier.example/world/plot"));
    assert_eq!(
        report.text.lines().collect::<Vec<_>>(),
        [
            "Police in Nordvik said on Tuesday that they had stopped a plot against the ferry terminal before it could be carried out.",
            "Two men were arrested in a flat near the harbour, where investigators found explosives, a spokesman told reporters.",
            "The terminal was closed for most of the day, and travellers were sent home or to the airport, which stayed open.",
        ]
    );
    let leads: Vec<(&str, Option<&str>)> =
        report.leads.iter().map(|lead| (lead.title.as_str(), lead.url.as_deref())).collect();
    assert_eq!(
        leads,
        [
            ("Harbour talks go on in Nordvik", Some("https://fjord-courier.example/a")),
            ("Herring prices fall once again", Some("https://fjord-courier.example/b")),
        ]
    );
}

#[test]
fn all_kinds_in_one_directory_come_in_order_and_once() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    write("b.txt", b"Text.");
    write("a.jsonl", b"{\"id\":\"1\",\"text\":\"Line.\"}\n{\"id\":\"2\",\"path\":\"d/e.txt\"}\n{\"id\":\"3\",\"path\":\"d/f.txt.gz\"}");
    write(
        "c.zip",
        &zip(&[("x.txt", b"In zip."), ("y/z.jsonl", b"{\"text\":\"Line in zip.\"}\n"), ("__MACOSX/x", b"no")]),
    );
    write("d/e.txt", b"Below.");
    write("d/f.txt.gz", &gzip(b"Packed."));
    write("e.jsonl.gz", &gzip(b"{\"text\":\"Packed line.\"}\n"));
    write(".hidden", b"no");
    write("f.zip", &zip(&[("inner.zip", &zip(&[("deep.txt", b"In zip in zip.")]))]));
    insta::assert_snapshot!(told(dir.path(), dir.path(), &Limits::default()).join("\n"), @r"
    DIR/a.jsonl#1 | Line.
    DIR/d/e.txt | Below.
    DIR/d/f.txt.gz | Packed.
    DIR/e.jsonl.gz#1 | Packed line.
    DIR/b.txt | Text.
    DIR/c.zip!x.txt | In zip.
    DIR/c.zip!y/z.jsonl#1 | Line in zip.
    DIR/f.zip!inner.zip!deep.txt | In zip in zip.
    ");
    let hint = count_hint(&Input::Dir(dir.path().into()), &Limits::default());
    assert_eq!(hint.files, Some(7));
    let items = open(&Input::Dir(dir.path().into()), InputFormat::Auto, &Defaults::default(), &Limits::default(), at());
    let mut items = items;
    assert_eq!(items.by_ref().count(), 8);
    assert_eq!(Some(items.bytes_read()), hint.bytes);
}

#[test]
fn lines_carry_what_is_known_and_defaults_fill_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    let lines = [
        r#"{"id":"a","text":"One.","title":" T ","outlet":"Post","url":"https://p.example/1","published":"2024-06-18T10:00:00Z"}"#,
        r#"{"id":7,"text":"Two.","title":null,"published":"","more":[1]}"#,
        r#"{"text":"<html><body><p>Three.</p></body></html>","title":"Given"}"#,
    ];
    std::fs::write(&path, lines.join("\n")).unwrap();
    let defaults = Defaults { outlet: Some("Default".to_owned()), published: Some(date(2020, 1, 2)) };
    let items = open(&Input::File(path.clone()), InputFormat::Auto, &defaults, &Limits::default(), at());
    let found: Vec<_> = items
        .map(|item| match item {
            Item::Report(parts) => parts,
            Item::Fault(fault) => panic!("{fault}"),
        })
        .collect();
    let (capture, first) = &*found[0];
    assert_eq!((first.id.as_str(), first.title.as_deref(), first.outlet.as_deref()), ("a", Some("T"), Some("Post")));
    assert_eq!((first.url.as_deref(), first.published), (Some("https://p.example/1"), Some(date(2024, 6, 18))));
    assert_eq!((capture.body.as_slice(), &first.capture), (lines[0].as_bytes(), &capture.id));
    assert_eq!(capture.url, format!("{}#1", path.display()));
    assert_eq!((found[0].0.fetched_at, &found[0].0.source), (at(), &Input::File(path).source().id));
    let second = &found[1].1;
    assert_eq!((second.id.as_str(), second.title.as_deref()), ("7", None));
    assert_eq!((second.outlet.as_deref(), second.published), (Some("Default"), Some(date(2020, 1, 2))));
    let third = &found[2].1;
    assert_eq!((third.text.as_str(), third.title.as_deref()), ("Three.", Some("Given")));
    assert!(third.id.as_str().starts_with("rep-"), "{}", third.id);
}

#[test]
fn a_wanted_format_is_obeyed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a");
    std::fs::write(&path, "<p>Plot.</p>").unwrap();
    let text = |format| {
        let items = open(&Input::File(path.clone()), format, &Defaults::default(), &Limits::default(), at());
        items
            .map(|item| match item {
                Item::Report(parts) => parts.1.text,
                Item::Fault(fault) => fault.kind.to_string(),
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(text(InputFormat::Text), ["<p>Plot.</p>"]);
    assert_eq!(text(InputFormat::Html), ["Plot."]);
    assert_eq!(text(InputFormat::Auto), ["Plot."]);
    assert_eq!(text(InputFormat::Jsonl), ["malformed"]);
}

#[test]
fn reading_twice_gives_the_same_ids() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.txt"), "One.").unwrap();
    std::fs::write(dir.path().join("b.txt"), "Two.").unwrap();
    let ids = || reports(dir.path()).into_iter().map(|raw| raw.id).collect::<Vec<_>>();
    assert_eq!(ids(), ids());
    assert_ne!(ids()[0], ids()[1]);
}

#[test]
fn whoever_stops_listening_stops_the_reading() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    std::fs::write(&path, "{\"text\":\"One.\"}\n".repeat(100_000)).unwrap();
    let mut items = open(&Input::File(path), InputFormat::Auto, &Defaults::default(), &Limits::default(), at());
    assert!(matches!(items.next(), Some(Item::Report(_))));
    drop(items);
}
