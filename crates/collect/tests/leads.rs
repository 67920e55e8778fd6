//! Pages of our own with lists of every kind: dated headlines are found, and nothing else.

use collect::{Limits, read_page_at, select_page};
use std::collections::BTreeSet;
use std::path::Path;

/// What a page says in the comment at its top: when and where it was fetched, and its dated headlines.
struct Case {
    name: String,
    html: String,
    now: jiff::Timestamp,
    url: String,
    wanted: BTreeSet<(String, String)>,
}

fn cases() -> Vec<Case> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/leads");
    let mut paths: Vec<_> = dir.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| case(&path)).collect()
}

fn case(path: &Path) -> Case {
    let text = std::fs::read_to_string(path).unwrap();
    let (head, html) = text.strip_prefix("<!-- ").unwrap().split_once("-->").unwrap();
    let mut lines = head.lines();
    let now = lines.next().unwrap().strip_prefix("now ").unwrap().parse().unwrap();
    let url = lines.next().unwrap().strip_prefix("url ").unwrap().to_owned();
    let wanted = lines.filter_map(|line| line.split_once(' ')).map(|(day, title)| (day.to_owned(), title.to_owned()));
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    Case { name, html: html.to_owned(), now, url, wanted: wanted.collect() }
}

#[test]
fn dated_headlines_of_every_kind_of_list_are_found() {
    let cases = cases();
    assert!(cases.len() >= 10, "the pages are there");
    let (mut wanted, mut found, mut right) = (0, 0, 0);
    let mut wrong = String::new();
    for case in cases {
        let page = read_page_at(&case.html, Some(&case.url), Some(case.now), &Limits::default());
        let leads: BTreeSet<(String, String)> = page
            .leads
            .iter()
            .map(|lead| (lead.published.map_or(String::new(), |day| day.to_string()), lead.title.clone()))
            .collect();
        wanted += case.wanted.len();
        found += leads.len();
        right += leads.intersection(&case.wanted).count();
        for missed in case.wanted.difference(&leads) {
            wrong.push_str(&format!("{}: missed {missed:?}\n", case.name));
        }
        for extra in leads.difference(&case.wanted) {
            wrong.push_str(&format!("{}: wrong {extra:?}\n", case.name));
        }
    }
    println!("{right} of {wanted} found, {} of {found} false\n{wrong}", found - right);
    assert!(right as f64 >= 0.95 * wanted as f64, "{right} of {wanted} found\n{wrong}");
    assert!((found - right) as f64 <= 0.02 * found as f64, "{} of {found} false\n{wrong}", found - right);
}

#[test]
fn a_selector_names_the_entries_of_a_list() {
    let html = "<div class=box><b>Short</b> <a href=/n/1>Raid</a><i>3 June 2024</i></div><div class=box><h4>Two held over parcel</h4>\
                <p>Details follow.</p><a href=/n/2>More</a></div><div class=other><a href=/x>Not this one at all</a></div>";
    let leads = |css: &str| {
        let found = select_page(html, "https://a.example/now", css, None, &Limits::default())?;
        let line = |lead: record::Lead| {
            format!(
                "{} {} {}",
                lead.published.map_or("-".to_owned(), |day| day.to_string()),
                lead.title,
                lead.url.unwrap()
            )
        };
        Ok::<_, String>(found.leads.into_iter().map(line).collect::<Vec<_>>())
    };
    let both = ["2024-06-03 Raid https://a.example/n/1", "- Two held over parcel https://a.example/n/2"];
    assert_eq!(leads("div.box"), Ok(both.map(str::to_owned).to_vec()));
    assert_eq!(leads(".box > a"), Ok(vec!["- Raid https://a.example/n/1".to_owned(), both[1].to_owned()]));
    assert_eq!(leads(".none"), Ok(Vec::new()));
    assert!(leads("div[").unwrap_err().contains("`div[` is no CSS selector"));
    assert!(leads(&"a ".repeat(400)).unwrap_err().contains("500"));
}
