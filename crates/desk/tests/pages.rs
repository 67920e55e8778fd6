//! What people read on the pages, as snapshots of their words.

mod support;

use support::{
    Fixture,
    browser::{Browser, words},
    world,
};

fn check(name: &str, page: &str) {
    insta::with_settings!({filters => vec![
        (r"(clm|inc|wrn|cap|prt|rel|wch|jdg)-[0-9a-f]{16}", "$1-…"),
        (r"\b[0-9a-f]{64}\b", "HASH"),
        (r"\b[0-9a-f]{12}\b", "HASH"),
    ]}, {
        insta::assert_snapshot!(name, words(page));
    });
}

#[tokio::test]
async fn the_desk_shows_everything_without_a_click() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    check("front", &browser.get("/").await.body);
}

#[tokio::test]
async fn an_empty_desk_says_what_to_do() {
    let fixture = Fixture::empty();
    let browser = Browser::enter(fixture.desk.clone()).await;
    check("front_empty", &browser.get("/").await.body);
    for path in ["/incidents", "/warnings", "/reports", "/watches", "/partners", "/ledger", "/search?q=x"] {
        assert!(browser.get(path).await.body.contains("class=\"empty\""), "{path} is silent when empty");
    }
}

#[tokio::test]
async fn an_incident_shows_its_chain_and_its_grade() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    check("incident_plot", &browser.get(&format!("/incidents/{}", world::plot_id())).await.body);
    check("incident_attack", &browser.get(&format!("/incidents/{}", world::attack_id())).await.body);
}

#[tokio::test]
async fn the_grounds_of_an_incident_are_there_for_programs() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let body = browser.get(&format!("/api/incidents/{}", world::plot_id())).await.body;
    let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(answer["incident"]["id"], world::plot_id().as_str());
    assert_eq!(answer["reports_left_out"], 0);
    let why = &answer["why"];
    let features = why["ties"][0]["features"].as_array().unwrap();
    assert!(features.iter().any(|feature| feature["words"] == "same town (Tbilisi)"), "{features:?}");
    assert_eq!(features.len(), answer["incident"]["links"][0]["features"].as_array().unwrap().len());
    let weighed = why["chains"][1]["weighed"].as_array().unwrap();
    assert_eq!(weighed[0]["facts"][0][0], "after the verb: carried by");
    assert!(weighed.iter().any(|one| one["left_out"] == "less likely than not"), "{weighed:?}");
    let incident = browser.get(&format!("/api/incidents/{}", world::attack_id())).await.body;
    let answer: serde_json::Value = serde_json::from_str(&incident).unwrap();
    assert_eq!(answer["why"]["apart"].as_array().unwrap().len(), 3, "three origins are three pairs");
}

#[tokio::test]
async fn a_report_is_highlighted() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let page = browser.get("/reports/rep-plot-2").await.body;
    check("report", &page);
    let paragraph = page.split("<p dir=\"auto\">").nth(1).unwrap().split("</p>").next().unwrap();
    // Each highlighted piece as `[classes|words]`.
    let pieces = paragraph.split("<mark class=\"m-").map(|piece| {
        let classes = piece.split('"').next().unwrap_or_default();
        let words = piece.split_once('>').map_or(piece, |(_, words)| words);
        format!("[{classes}|{}", words.replace("</mark>", "]"))
    });
    let shown: String = pieces.skip(1).collect();
    let expected = "[evidence m-actor|Ember Column South][evidence| is preparing ][evidence m-weapon|car bombs]\
                    [evidence| against ][evidence m-target|a crowded market][evidence| in ][evidence m-place|Tbilisi]\
                    [evidence|, ][evidence m-cue|according to][evidence| ][evidence m-source|Ines Aldana]\
                    [evidence| of the ][evidence m-source|Meridian Post].";
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn a_warning_can_be_decided_on() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let page = browser.get("/").await.body;
    let path = support::browser::between(&page, "href=\"/warnings/wrn-", "\"").to_owned();
    check("warning", &browser.get(&format!("/warnings/wrn-{path}")).await.body);
}

#[tokio::test]
async fn lists_filter_and_leaf() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let table = [
        ("/incidents?stage=planned", vec!["Dezerter market"], vec!["bus depot", "railway"]),
        ("/incidents?min_origins=3", vec!["bus depot"], vec!["Dezerter"]),
        ("/incidents?country=am", vec!["bus depot"], vec!["Dezerter"]),
        ("/incidents?kind=threat", vec!["railway"], vec!["bus depot"]),
        ("/incidents?stage=nonsense", vec!["bus depot", "Dezerter"], vec![]),
        ("/reports?relevant=yes", vec!["Gunmen storm"], vec!["Markets: oil"]),
        ("/search?q=market", vec!["Meridian Post"], vec!["Gunmen storm"]),
        ("/warnings?state=closed", vec!["No warning in this state"], vec!["Dezerter"]),
        ("/incidents?from=50", vec!["No incident"], vec!["Dezerter"]),
    ];
    for (path, there, absent) in table {
        let page = words(&browser.get(path).await.body);
        let list =
            page.lines().skip_while(|line| !line.contains("Show all") && !line.contains("Filter")).collect::<String>();
        let list = if list.is_empty() { page.clone() } else { list };
        assert!(there.iter().all(|words| list.contains(words)), "{path}: {page}");
        assert!(!absent.iter().any(|words| list.contains(words)), "{path}: {page}");
    }
}

#[tokio::test]
async fn the_ledger_is_checked_page_by_page() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let whole = words(&browser.get("/ledger").await.body);
    assert!(whole.contains("✓ entries 1–13 check out"), "{whole}");
    let part = words(&browser.get("/ledger?before=5").await.body);
    assert!(part.contains("✓ entries 1–4 check out"), "{part}");
}
