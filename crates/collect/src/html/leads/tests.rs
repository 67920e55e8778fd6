//! Lists of headlines.

use super::*;
use jiff::civil::date;

fn at(address: Option<&str>, max: usize) -> Around<'_> {
    Around { listed: &[], address, now: None, max }
}

#[test]
fn dated_headlines_are_found_and_menus_are_not() {
    let html = r##"<nav><a href="/world">World news and more</a></nav>
        <ul>
          <li><span>18 June 2024</span> <span>14:34</span> <a href="/a">Harbour talks go on in Nordvik</a></li>
          <li><a href="https://b.example/x"><h3>Ferry workers end their strike early</h3><time datetime="2024-06-17T09:00Z">yesterday</time></a></li>
          <li><a href="/c">Herring prices fall once again</a></li>
          <li><a href="/a">Harbour talks go on in Nordvik</a> <span>18 June 2024</span></li>
          <li><a href="javascript:x()">Click here for all the news</a><br>16 June 2024</li>
          <li><a href="#top">Back to the top please</a><br>16 June 2024</li>
        </ul>"##;
    let leads = read(&Document::from(html), &at(Some("https://a.example/now"), 10));
    let lead = |title: &str, day, time: Option<&str>, url: Option<&str>| Lead {
        title: title.to_owned(),
        published: Some(day),
        time: time.map(str::to_owned),
        url: url.map(str::to_owned),
    };
    assert_eq!(
        leads,
        [
            lead("Harbour talks go on in Nordvik", date(2024, 6, 18), Some("14:34"), Some("https://a.example/a")),
            lead("Ferry workers end their strike early", date(2024, 6, 17), None, Some("https://b.example/x")),
        ]
    );
    assert_eq!(read(&Document::from(html), &at(None, 1)).len(), 1);
    let flat = r#"<div>18 June 2024 <a href="/a">Harbour talks go on in Nordvik</a>
        17 June 2024 <a href="/b">Ferry workers end their strike early</a>
        <a href="/c">Herring prices fall once again</a></div>"#;
    let leads = read(&Document::from(flat), &at(Some("https://a.example/now"), 10));
    assert_eq!(
        leads,
        [
            lead("Harbour talks go on in Nordvik", date(2024, 6, 18), None, Some("https://a.example/a")),
            lead("Ferry workers end their strike early", date(2024, 6, 17), None, Some("https://a.example/b")),
        ]
    );
}
