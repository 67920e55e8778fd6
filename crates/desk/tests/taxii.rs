//! The TAXII server through the desk's router. What the standard asks for is checked from outside (`.ci/taxii.sh`).

mod support;

use axum::http::StatusCode;
use desk::taxii::publish::publish;
use record::{Conductor, Event, PartnerId, Redaction, Stamped, Warning, Who};
use serde_json::{Value, json};
use std::sync::Arc;
use store::{Page, WarningFilter};
use support::{Fixture, browser::Answer, browser::Browser, exchange, time};

const OBJECTS: &str = "desk/collections/released/objects/";

fn first_draft(fixture: &Fixture) -> Warning {
    fixture.store.warnings(&WarningFilter::default(), Page::first(10)).unwrap().remove(0)
}

/// Releases the first draft to a partner, and lets what is due be published.
fn release(fixture: &Fixture, partner: &PartnerId) {
    let warning = first_draft(fixture);
    let event = Event::WarningReleased {
        warning: warning.id.clone(),
        partner: partner.clone(),
        marking: warning.marking.clone(),
        caveats: Vec::new(),
        redaction: Redaction::default(),
    };
    let at = time("2031-05-14T10:00:00Z");
    let conductor = support::conductor::Double::new(Arc::clone(&fixture.store));
    conductor.handle(Stamped { at, who: Who::Analyst("Ana Duty".to_owned()), event }).unwrap();
    publish_all(fixture);
}

fn publish_all(fixture: &Fixture) {
    let at = time("2031-05-14T10:00:01Z");
    while publish(fixture.store.as_ref(), &fixture.desk.groups, "Forewarn desk", at).unwrap() > 0 {}
}

fn read(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), exchange::MEDIA_TYPE, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn ids(page: &Value) -> Vec<String> {
    page["objects"].as_array().into_iter().flatten().map(|o| o["id"].as_str().unwrap().to_owned()).collect()
}

fn note(number: u32, second: u32) -> Value {
    json!({
        "type": "note", "spec_version": "2.1", "id": format!("note--00000000-0000-4000-8000-{number:012}"),
        "created": "2031-05-14T09:30:00.000Z", "modified": format!("2031-05-14T09:30:{second:02}.000Z"),
        "content": "seen", "object_refs": ["incident--00000000-0000-4000-8000-000000000001"],
    })
}

/// A fixture with two partners that have accounts.
fn two() -> (Fixture, PartnerId, PartnerId) {
    let fixture = Fixture::full();
    let partners = fixture.store.partners().unwrap();
    let (one, other) = (partners[0].id.clone(), partners[1].id.clone());
    for partner in [&one, &other] {
        exchange::open_account(fixture.store.as_ref(), partner);
    }
    (fixture, one, other)
}

#[tokio::test]
async fn a_release_reaches_its_partner_and_nobody_else() {
    let (fixture, one, other) = two();
    release(&fixture, &one);
    let browser = Browser::new(fixture.desk.clone());
    let mine = read(&exchange::ask(&browser, Some(&one), "GET", OBJECTS, "").await);
    assert!(ids(&mine).iter().any(|id| id.starts_with("incident--")), "{mine}");
    let headline = first_draft_headline(&fixture);
    assert!(mine.to_string().contains(&headline), "{headline}");
    assert_eq!(read(&exchange::ask(&browser, Some(&other), "GET", OBJECTS, "").await), json!({}));

    // The other's guess at the collection is answered as any guess is.
    let guess = |name: String| format!("desk/collections/{name}/objects/");
    let theirs =
        exchange::ask(&browser, Some(&other), "GET", &guess(exchange::collection_id(&one, "released")), "").await;
    let nobodys = exchange::ask(&browser, Some(&other), "GET", &guess("x".to_owned()), "").await;
    assert_eq!((theirs.status, &theirs.body), (StatusCode::NOT_FOUND, &nobodys.body));
    let object = format!("{OBJECTS}{}/", ids(&mine)[0]);
    assert_eq!(exchange::ask(&browser, Some(&other), "GET", &object, "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(exchange::ask(&browser, Some(&one), "GET", &object, "").await.status, StatusCode::OK);
}

fn first_draft_headline(fixture: &Fixture) -> String {
    let all = fixture.store.warnings(&WarningFilter::default(), Page::first(10)).unwrap();
    all.iter().find(|warning| warning.released_at().is_some()).unwrap().headline.clone()
}

#[tokio::test]
async fn a_warning_that_is_taken_back_is_revoked_where_it_lies() {
    let (fixture, one, _) = two();
    release(&fixture, &one);
    let all = fixture.store.warnings(&WarningFilter::default(), Page::first(10)).unwrap();
    let warning = all.into_iter().find(|warning| warning.released_at().is_some()).unwrap();
    let event = Event::WarningCancelled { warning: warning.id, reason: "It was a drill.".to_owned() };
    let at = time("2031-05-14T11:00:00Z");
    let conductor = support::conductor::Double::new(Arc::clone(&fixture.store));
    conductor.handle(Stamped { at, who: Who::Analyst("Ana Duty".to_owned()), event }).unwrap();
    publish_all(&fixture);
    let browser = Browser::new(fixture.desk.clone());
    let path = format!("{OBJECTS}?match[type]=incident");
    let last = read(&exchange::ask(&browser, Some(&one), "GET", &path, "").await);
    assert_eq!((ids(&last).len(), &last["objects"][0]["revoked"]), (1, &json!(true)), "{last}");
    let both = read(&exchange::ask(&browser, Some(&one), "GET", &format!("{path}&match[version]=all"), "").await);
    assert_eq!(ids(&both).len(), 2, "the earlier version is there as well");
}

#[tokio::test]
async fn a_partner_that_is_taken_off_stays_outside() {
    let (fixture, one, _) = two();
    let browser = Browser::new(fixture.desk.clone());
    assert_eq!(exchange::ask(&browser, Some(&one), "GET", "", "").await.status, StatusCode::OK);
    fixture
        .desk
        .conductor
        .handle(Stamped {
            at: time("2031-05-14T10:00:00Z"),
            who: Who::Forewarn,
            event: Event::PartnerRemoved(one.clone()),
        })
        .unwrap();
    let refused = exchange::ask(&browser, Some(&one), "GET", "", "").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(refused.header("www-authenticate").starts_with("Basic realm="));
}

#[tokio::test]
async fn what_is_posted_is_kept_and_read_by_nobody_else() {
    let (fixture, one, other) = two();
    let browser = Browser::new(fixture.desk.clone());
    let sent = "desk/collections/sent/objects/";
    let body = json!({ "objects": [note(1, 1), note(1, 3), note(1, 2), { "type": "note" }] }).to_string();
    let answer = exchange::ask(&browser, Some(&one), "POST", sent, &body).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    let status = read(&answer);
    assert_eq!((&status["success_count"], &status["failure_count"]), (&json!(3), &json!(1)));
    let again =
        read(&exchange::ask(&browser, Some(&one), "POST", sent, &json!({ "objects": [note(1, 1)] }).to_string()).await);
    assert_eq!(again["failure_count"], json!(0), "a duplicate is no error");
    let mut changed = note(1, 1);
    changed["content"] = json!("changed in place");
    let clash =
        read(&exchange::ask(&browser, Some(&one), "POST", sent, &json!({ "objects": [changed] }).to_string()).await);
    assert_eq!(clash["failure_count"], json!(1), "a version never changes");

    let last = read(&exchange::ask(&browser, Some(&one), "GET", sent, "").await);
    assert_eq!(last["objects"], json!([note(1, 3)]), "the last by `modified`, not by arrival");
    let path = format!("desk/status/{}/", status["id"].as_str().unwrap());
    assert_eq!(exchange::ask(&browser, Some(&one), "GET", &path, "").await.status, StatusCode::OK);
    assert_eq!(exchange::ask(&browser, Some(&other), "GET", &path, "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(read(&exchange::ask(&browser, Some(&other), "GET", sent, "").await), json!({}));
    let own =
        exchange::ask(&browser, Some(&one), "POST", OBJECTS, &json!({ "objects": [note(2, 1)] }).to_string()).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "nobody writes among what is released");

    // One version goes; the flags of the others follow.
    let gone = format!("{sent}{}/?match[version]=2031-05-14T09:30:03.000Z", note(1, 1)["id"].as_str().unwrap());
    assert_eq!(exchange::ask(&browser, Some(&one), "DELETE", &gone, "").await.status, StatusCode::OK);
    let last = read(&exchange::ask(&browser, Some(&one), "GET", sent, "").await);
    assert_eq!(last["objects"], json!([note(1, 2)]));
}

#[tokio::test]
async fn pages_hold_still_while_others_write() {
    let (fixture, one, _) = two();
    let browser = Browser::new(fixture.desk.clone());
    let sent = "desk/collections/sent/objects/";
    let post = async |from: u32| {
        let objects: Vec<Value> = (from..from + 5).map(|number| note(number, 1)).collect();
        exchange::ask(&browser, Some(&one), "POST", sent, &json!({ "objects": objects }).to_string()).await
    };
    post(0).await;
    let (mut seen, mut next, mut round) = (Vec::new(), String::new(), 1);
    loop {
        let page = read(&exchange::ask(&browser, Some(&one), "GET", &format!("{sent}?limit=2{next}"), "").await);
        seen.extend(ids(&page));
        if round < 3 {
            post(round * 5).await;
            let gone = format!("{sent}{}/", ids(&page)[0]);
            assert_eq!(exchange::ask(&browser, Some(&one), "DELETE", &gone, "").await.status, StatusCode::OK);
            round += 1;
        }
        let Some(token) = page["next"].as_str() else { break };
        next = format!("&next={token}");
    }
    let expected: Vec<String> = (0..15).map(|number| note(number, 1)["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn the_desk_gives_no_page_to_whoever_wants_taxii() {
    let fixture = Fixture::full();
    let partner = fixture.store.partners().unwrap()[0].id.clone();
    exchange::open_account(fixture.store.as_ref(), &partner);
    let browser = Browser::new(fixture.desk.clone());
    for path in ["../ledger", "../api/incidents", "../export/stix", "../?key=k3y0123456789abcdef"] {
        let answer = exchange::ask(&browser, None, "GET", path, "").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let headers = [("accept", exchange::MEDIA_TYPE)];
    let answer = browser.send("GET", "/ledger", &headers, String::new()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let bearer = format!("Bearer {}", exchange::password(&partner));
    let headers = [("accept", exchange::MEDIA_TYPE), ("authorization", bearer.as_str())];
    assert_eq!(browser.send("GET", "/ledger", &headers, String::new()).await.status, StatusCode::NOT_FOUND);
}
