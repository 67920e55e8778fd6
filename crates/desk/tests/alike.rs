//! What is another's and what never was are answered alike: the same bytes, after the same look-ups. How long an answer takes
//! then tells no more than its words.

mod support;

use desk::taxii::publish::publish;
use record::{Conductor, Event, PartnerId, Redaction, Stamped, Who};
use std::sync::Arc;
use store::{Page, WarningFilter};
use support::{Fixture, browser::Answer, browser::Browser, exchange, time, world};

/// Everything of an answer that a client sees.
fn told(answer: &Answer) -> String {
    let mut headers: Vec<String> = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.sort();
    format!("{} {headers:?} {}", answer.status, answer.body)
}

/// A world in which the second partner holds a warning in its collection, and has posted an object.
async fn two() -> (Fixture, Browser, [PartnerId; 2], [String; 2]) {
    let fixture = Fixture::full();
    let partners = fixture.store.partners().unwrap();
    let ids = [partners[0].id.clone(), partners[1].id.clone()];
    for id in &ids {
        exchange::open_account(fixture.store.as_ref(), id);
    }
    let warning = fixture.store.warnings(&WarningFilter::default(), Page::first(1)).unwrap().remove(0);
    let event = Event::WarningReleased {
        warning: warning.id,
        partner: ids[1].clone(),
        marking: warning.marking,
        caveats: Vec::new(),
        redaction: Redaction::default(),
    };
    let (at, who) = (time("2031-05-14T10:00:00Z"), Who::Analyst("Ana Duty".to_owned()));
    let conductor = support::conductor::Double::new(Arc::clone(&fixture.store));
    conductor.handle(Stamped { at, who, event }).unwrap();
    while publish(fixture.store.as_ref(), &fixture.desk.groups, "Desk", at).unwrap() > 0 {}
    let browser = Browser::new(fixture.desk.clone());
    let note = r#"{"objects":[{"type":"note","spec_version":"2.1","id":"note--00000000-0000-4000-8000-000000000001","created":"2031-05-14T09:30:00.000Z","modified":"2031-05-14T09:30:00.000Z","content":"seen","object_refs":["note--00000000-0000-4000-8000-000000000002"]}]}"#;
    let posted = exchange::ask(&browser, Some(&ids[1]), "POST", "desk/collections/sent/objects/", note).await;
    let status: serde_json::Value = serde_json::from_str(&posted.body).unwrap();
    let held = exchange::ask(&browser, Some(&ids[1]), "GET", "desk/collections/released/objects/", "").await;
    let held: serde_json::Value = serde_json::from_str(&held.body).unwrap();
    let found = [status["id"].as_str().unwrap().to_owned(), held["objects"][0]["id"].as_str().unwrap().to_owned()];
    (fixture, browser, ids, found)
}

#[tokio::test]
async fn at_the_taxii_server() {
    let (fixture, browser, [us, them], [status, object]) = two().await;
    let (kind, _) = object.split_once("--").unwrap();
    let theirs = |alias: &str| exchange::collection_id(&them, alias);
    let no_id = "00000000-0000-4000-8000-00000000dead";
    let mut pairs = vec![(format!("desk/status/{status}/"), format!("desk/status/{no_id}/"))];
    for alias in ["released", "sent"] {
        for rest in
            ["", "manifest/", "objects/", "objects/?limit=1", &format!("objects/{object}/"), "objects/x/versions/"]
        {
            pairs.push((
                format!("desk/collections/{}/{rest}", theirs(alias)),
                format!("desk/collections/{no_id}/{rest}"),
            ));
        }
    }
    for rest in ["", "versions/"] {
        pairs.push((
            format!("desk/collections/released/objects/{object}/{rest}"),
            format!("desk/collections/released/objects/{kind}--{no_id}/{rest}"),
        ));
    }
    for (is_theirs, never_was) in pairs {
        for method in ["GET", "POST", "DELETE"] {
            let mut seen = Vec::new();
            for path in [&is_theirs, &never_was] {
                let before = fixture.sqlite.reads();
                let answer = exchange::ask(&browser, Some(&us), method, path, r#"{"objects":[]}"#).await;
                assert!(answer.status.is_client_error(), "{method} {path}: {}", answer.status);
                seen.push((told(&answer), fixture.sqlite.reads() - before));
            }
            assert_eq!(seen[0], seen[1], "{method} {is_theirs}");
        }
    }
    // Who is nobody learns nothing of who is somebody.
    let nobody = exchange::ask(&browser, None, "GET", "desk/collections/", "").await;
    let wrong = exchange::ask(&browser, Some(&PartnerId::from("prt-nobody")), "GET", "desk/collections/", "").await;
    assert_eq!(told(&nobody), told(&wrong));
}

#[tokio::test]
async fn on_the_desks_own_pages_without_its_key() {
    let fixture = Fixture::full();
    let browser = Browser::new(fixture.desk.clone());
    let (incident, warning) =
        (world::plot_id(), fixture.store.warnings(&WarningFilter::default(), Page::first(1)).unwrap());
    let pairs = [
        (format!("/incidents/{incident}"), "/incidents/inc-never"),
        (format!("/warnings/{}", warning[0].id), "/warnings/wrn-never"),
        ("/reports/rep-plot-1".to_owned(), "/reports/rep-never"),
        (format!("/api/incidents/{incident}"), "/api/incidents/inc-never"),
        (format!("/api/reports/{}", "rep-plot-1"), "/api/reports/rep-never"),
        (format!("/export/stix?partner={}", fixture.store.partners().unwrap()[0].id), "/export/stix?partner=prt-never"),
    ];
    for (is_there, never_was) in &pairs {
        let before = fixture.sqlite.reads();
        let (one, other) = (browser.get(is_there).await, browser.get(never_was).await);
        assert_eq!(told(&one), told(&other), "{is_there}");
        assert_eq!(fixture.sqlite.reads(), before, "{is_there}: nothing is looked up for whoever has no key");
    }
}
