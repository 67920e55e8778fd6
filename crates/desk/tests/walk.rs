//! The whole walk: a draft is looked at, previewed, released, opened by its partner, acknowledged, given an outcome.

mod support;

use axum::http::StatusCode;
use record::{ReceiptOutcome, WarningId, WarningState};
use store::{Page, WarningFilter};
use support::{
    Fixture,
    browser::{Browser, between, words},
    world,
};

fn plot_warning(fixture: &Fixture) -> WarningId {
    let filter = WarningFilter { states: vec![], incident: Some(world::plot_id()) };
    fixture.store.warnings(&filter, Page::first(1)).unwrap()[0].id.clone()
}

fn partner(fixture: &Fixture, name: &str) -> String {
    fixture.store.partners().unwrap().into_iter().find(|partner| partner.name == name).unwrap().id.to_string()
}

/// Releases the plot's warning; gives the path of the signed link.
async fn release(fixture: &Fixture, browser: &Browser, name: &str, more: &[(&str, &str)]) -> String {
    let warning = plot_warning(fixture);
    let partner = partner(fixture, name);
    let mut fields = vec![("partner", partner.as_str()), ("marking", "TLP:AMBER"), ("by", "Ana Duty")];
    fields.extend_from_slice(more);
    let answer = browser.submit(&format!("/warnings/{warning}/release"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", words(&answer.body));
    let page = browser.get(&format!("/warnings/{warning}")).await.body;
    let link = between(&page, "readonly value=\"http://127.0.0.1:8750", "\"").to_owned();
    assert!(link.starts_with("/w/"), "{link}");
    link
}

#[tokio::test]
async fn from_draft_to_outcome() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let warning = plot_warning(&fixture);
    let link =
        release(&fixture, &browser, "Tbilisi City Safety Office", &[("caveats", "Not for the media.\nCall first.")])
            .await;
    let state = || fixture.store.warning(&warning).unwrap().unwrap().state;
    let receipts = || {
        let release = &fixture.store.releases_of(&warning).unwrap()[0];
        fixture.store.receipts_of(&release.id).unwrap().into_iter().map(|r| r.outcome).collect::<Vec<_>>()
    };
    assert_eq!(state(), WarningState::Released);
    let stranger = browser.stranger();

    // A look at the headers of the page proves nothing; opening proves reading and nothing more.
    stranger.send("HEAD", &link, &[], String::new()).await;
    assert_eq!(receipts(), []);
    let page = stranger.get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("TLP:AMBER")
            && page.body.contains("Not for the media.")
            && page.body.contains("Call first.")
    );
    assert_eq!((state(), receipts()), (WarningState::Delivered, vec![ReceiptOutcome::Read]));
    for act in ["acknowledge", "not-mine", "outcome"] {
        stranger.get(&format!("{link}/{act}")).await;
    }
    assert_eq!(receipts(), [ReceiptOutcome::Read], "a GET acted");

    let answer = stranger.post(&format!("{link}/acknowledge"), &[("note", "We have it.")]).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, &*format!("{link}?done=acknowledged"))
    );
    assert_eq!(state(), WarningState::Acknowledged);
    assert!(stranger.get(&link).await.body.contains("You have acknowledged this warning"));

    let asked = stranger.post(&format!("{link}/ask-to-share"), &[("with_whom", "")]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    stranger.post(&format!("{link}/ask-to-share"), &[("with_whom", "Harbour police, for the ferries.")]).await;
    stranger.post(&format!("{link}/not-mine"), &[("forward_to", "Border office")]).await;
    let fields = [("outcome", "prevented"), ("event_at", "2031-05-17T10:00"), ("note", "Arrests made.")];
    stranger.post(&format!("{link}/outcome"), &fields).await;
    assert_eq!(state(), WarningState::Closed);
    use ReceiptOutcome::{Acknowledged, AskedToShare, NotMine, OutcomeGiven, Read};
    assert_eq!(receipts(), [Read, Acknowledged, AskedToShare, NotMine, OutcomeGiven]);

    let page = words(&browser.get(&format!("/warnings/{warning}")).await.body);
    assert!(page.contains("closed: prevented") && page.contains("3 d before the event"), "{page}");
    let ledger = words(&browser.get("/ledger").await.body);
    assert!(ledger.contains("check out") && ledger.contains("Tbilisi City Safety Office"), "{ledger}");
}

#[tokio::test]
async fn a_preview_shows_what_the_partner_will_see_and_sends_nothing() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let warning = plot_warning(&fixture);
    let id = partner(&fixture, "Tbilisi City Safety Office");
    let path = format!("/warnings/{warning}/preview/{id}");
    let open = words(&browser.get(&path).await.body);
    assert!(open.contains("This is exactly what Tbilisi City Safety Office would see") && open.contains("Ines Aldana"));
    let fields = [("partner", id.as_str()), ("marking", "TLP:AMBER"), ("hide_origins", "yes"), ("by", "Ana Duty")];
    let hidden = browser.submit(&format!("/warnings/{warning}/preview"), &fields).await.body;
    let copy = hidden.split("<article").nth(1).unwrap();
    assert!(!copy.contains("Aldana") && !copy.contains("Meridian"), "the preview names a withheld source");
    assert!(fixture.store.releases_of(&warning).unwrap().is_empty(), "a preview released");
    // What the rules refuse, the preview refuses.
    let barred = partner(&fixture, "Open Newsroom Circle");
    assert_eq!(browser.get(&format!("/warnings/{warning}/preview/{barred}")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_partner_sees_nothing_that_was_left_out() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let left_out = [("hide_origins", "yes"), ("hide_report", "rep-plot-3")];
    let link = release(&fixture, &browser, "Armenia Border Desk", &left_out).await;
    let page = browser.stranger().get(&link).await.body;
    // Withheld sources, other partners, the watch, the desk's own ids and addresses.
    let secret = [
        "Aldana",
        "Meridian",
        "Northline",
        "Harbour Courier",
        "Delta Evening",
        "rep-plot",
        "Tbilisi City",
        "Caucasus",
        "/incidents",
        "/reports",
        "/captures",
        "/ledger",
        "clm-",
        "inc-",
        "prt-",
        "form_token",
        "Ana Duty",
    ];
    for words in secret {
        assert!(!page.contains(words), "the partner's page holds {words:?}");
    }
    assert!(page.contains("who they are is withheld"));
    let id = partner(&fixture, "Armenia Border Desk");
    let bundle = browser.get(&format!("/export/stix?partner={id}")).await;
    assert_eq!(bundle.status, StatusCode::OK);
    for words in ["Aldana", "Meridian", "Northline", "Tbilisi City"] {
        assert!(!bundle.body.contains(words), "the bundle holds {words:?}");
    }
    assert!(bundle.body.contains("\"spec_version\":\"2.1\""));
    let other = partner(&fixture, "Lisbon Port Authority");
    let none = browser.get(&format!("/export/stix?partner={other}")).await;
    assert!(!none.body.contains("Tbilisi"), "a bundle holds what was not released to its partner");
}

/// Everything under a partner's secret address.
const LISTS: [&str; 8] = [
    "rss.xml",
    "atom.xml",
    "feed.json",
    "warnings.geojson",
    "warnings.csv",
    "stix.json",
    "misp/manifest.json",
    "misp/hashes.csv",
];

#[tokio::test]
async fn a_partners_lists_hold_its_own_copies_and_nothing_else() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    release(&fixture, &browser, "Armenia Border Desk", &[("hide_origins", "yes")]).await;
    let (theirs, others) = (partner(&fixture, "Armenia Border Desk"), partner(&fixture, "Lisbon Port Authority"));
    let stranger = browser.stranger();
    for name in LISTS {
        let list = stranger.get(&format!("/f/feed-{theirs}/{name}")).await;
        assert_eq!(list.status, StatusCode::OK, "{name}");
        for words in ["Aldana", "Meridian", "Northline", "Tbilisi City", "Ana Duty"] {
            assert!(!list.body.contains(words), "{name} holds {words:?}");
        }
        let tag = [("if-none-match", list.header("etag"))];
        let again = stranger.send("GET", &format!("/f/feed-{theirs}/{name}"), &tag, String::new()).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{name}");
        let empty = stranger.get(&format!("/f/feed-{others}/{name}")).await;
        assert!(empty.status == StatusCode::OK && !empty.body.contains("rel-"), "{name} of another partner");
    }
    let never =
        ["/f/feed-prt-nobody/rss.xml", "/f/wrong/rss.xml", &format!("/f/feed-{theirs}/secret.xml")].map(String::from);
    for path in never {
        let answer = stranger.get(&path).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NOT_FOUND, "there is nothing here\n"), "{path}");
    }
}

#[tokio::test]
async fn a_cap_ack_acknowledges_its_own_link_and_no_other() {
    use share::formats::cap;
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let link = release(&fixture, &browser, "Armenia Border Desk", &[]).await;
    release(&fixture, &browser, "Tbilisi City Safety Office", &[]).await;
    let all = fixture.store.releases_of(&plot_warning(&fixture)).unwrap();
    let other = all.iter().find(|held| !link.ends_with(held.id.as_str())).unwrap();
    let other = format!("/w/tok-{}", other.id);
    let theirs = partner(&fixture, "Armenia Border Desk");
    let stranger = browser.stranger();
    let id = link.strip_prefix("/w/tok-").unwrap();
    let alert = stranger.get(&format!("/f/feed-{theirs}/cap/{id}.1.xml")).await;
    let alert = cap::decode(alert.body.as_bytes()).unwrap();
    assert_eq!(alert.addresses, ["Armenia Border Desk"]);
    let ack = cap::encode(&cap::ack(&alert, "armenia.example", "We have it", alert.sent));
    let post = |path: String, body: String| {
        let stranger = browser.stranger();
        async move { stranger.send("POST", &path, &[("content-type", "application/cap+xml")], body).await.status }
    };
    assert_eq!(post(format!("{other}/cap"), ack.clone()).await, StatusCode::UNPROCESSABLE_ENTITY, "not its own");
    let late = ack.replacen(&format!("{id}.1"), &format!("{id}.2"), 9);
    assert_eq!(post(format!("{link}/cap"), late).await, StatusCode::UNPROCESSABLE_ENTITY, "never sent");
    assert_eq!(post(format!("{link}/cap"), "nothing".to_owned()).await, StatusCode::UNPROCESSABLE_ENTITY);
    let receipts = || fixture.store.receipts_of(&id.into()).unwrap();
    assert!(receipts().iter().all(|receipt| receipt.channel != "cap"));
    assert_eq!(post(format!("{link}/cap"), ack.clone()).await, StatusCode::NO_CONTENT);
    assert_eq!(post(format!("{link}/cap"), ack).await, StatusCode::NO_CONTENT, "again is once");
    assert_eq!(receipts().iter().filter(|receipt| receipt.channel == "cap").count(), 1);
}

#[tokio::test]
async fn links_that_no_longer_hold_say_so() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let link = release(&fixture, &browser, "Tbilisi City Safety Office", &[]).await;
    let stranger = browser.stranger();
    for wrong in ["/w/x", "/w/tok-rel-0", &format!("{link}0"), &format!("/w/{}", "y".repeat(600))] {
        let answer = stranger.get(wrong).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{wrong}");
        assert!(answer.body.contains("This link does not work") && !answer.body.contains("Back to the desk"));
    }
    let warning = plot_warning(&fixture);
    browser
        .submit(&format!("/warnings/{warning}/cancel"), &[("reason", "The column was withdrawn."), ("by", "Ana")])
        .await;
    let gone = stranger.get(&link).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.body.contains("was taken back") && gone.body.contains("The column was withdrawn."));
    *fixture.clock.lock().unwrap() = support::time("2032-05-14T09:30:00Z");
    let late = stranger.get(&link).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert!(late.body.contains("has expired"), "{}", late.body);
}

#[tokio::test]
async fn a_release_needs_a_name_and_never_loosens() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let warning = plot_warning(&fixture);
    let id = partner(&fixture, "Tbilisi City Safety Office");
    let path = format!("/warnings/{warning}/release");
    let table = [
        ("TLP:AMBER", " ", StatusCode::UNPROCESSABLE_ENTITY),
        ("TLP:GREEN", "Ana", StatusCode::FORBIDDEN),
        ("TLP:RED", "Ana", StatusCode::FORBIDDEN),
        ("TLP:PINK", "Ana", StatusCode::UNPROCESSABLE_ENTITY),
    ];
    for (marking, by, expected) in table {
        let answer = browser.submit(&path, &[("partner", &id), ("marking", marking), ("by", by)]).await;
        assert_eq!(answer.status, expected, "{marking} by {by:?}");
    }
    assert!(fixture.store.releases_of(&warning).unwrap().is_empty());
    let page = browser.get(&format!("/warnings/{warning}")).await.body;
    let offered = between(&page, "name=\"marking\">", "</select>");
    assert!(offered.contains("TLP:RED") && !offered.contains("TLP:GREEN") && !offered.contains("TLP:CLEAR"));
}

#[tokio::test]
async fn the_api_releases_too() {
    let fixture = Fixture::full();
    let browser = Browser::new(fixture.desk.clone());
    let warning = plot_warning(&fixture);
    let bearer = format!("Bearer {}", support::KEY);
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let body = |marking: &str| {
        serde_json::json!({
            "partner": partner(&fixture, "Tbilisi City Safety Office"),
            "marking": marking,
            "released_by": "Ana Duty",
        })
        .to_string()
    };
    let path = format!("/api/warnings/{warning}/release");
    let refused = browser.send("POST", &path, &headers, body("TLP:CLEAR")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.starts_with("{\"error\""), "{}", refused.body);
    let answer = browser.send("POST", &path, &headers, body("TLP:AMBER")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let answer: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let link = answer["link"].as_str().unwrap().strip_prefix("http://127.0.0.1:8750").unwrap();
    assert_eq!(browser.get(link).await.status, StatusCode::OK);
    let odd = browser.send("POST", &path, &headers, "{".to_owned()).await;
    assert!(odd.status.is_client_error() && odd.body.starts_with("{\"error\""));
}

#[tokio::test]
async fn an_analyst_drafts_judges_and_takes_back() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let incident = format!("/incidents/{}", world::attack_id());
    let drafted = browser
        .submit(
            &format!("{incident}/draft"),
            &[("headline", "Depots: be careful"), ("marking", "TLP:GREEN"), ("by", "Ana")],
        )
        .await;
    assert!(drafted.header("location").ends_with("?done=drafted"), "{}", drafted.header("location"));
    assert!(browser.get(drafted.header("location")).await.body.contains("Depots: be careful"));

    let judge = format!("{incident}/judge");
    let no_reason = browser.submit(&judge, &[("subject", "stage"), ("stage", "attempted"), ("by", "Ana")]).await;
    assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    let claim = fixture.store.incident(&world::attack_id()).unwrap().unwrap().claims[0].to_string();
    let table: &[&[(&str, &str)]] = &[
        &[("subject", "stage"), ("stage", "attempted")],
        &[("subject", "credibility"), ("credibility", "3")],
        &[("subject", "reliability"), ("source", "Northline Wire"), ("reliability", "B")],
        &[("subject", "origins"), ("left", "Ember Column"), ("right", "Interior Ministry"), ("relation", "dependent")],
        &[("subject", "split"), ("claim", &claim)],
    ];
    for fields in table {
        let mut fields = fields.to_vec();
        fields.extend([("reason", "Seen <b>myself</b>."), ("by", "Ana")]);
        let answer = browser.submit(&judge, &fields).await;
        assert_eq!(answer.header("location"), format!("{incident}?done=judged"), "{}", words(&answer.body));
    }
    // Splitting is one act, however many claims are kept apart.
    let made = fixture.store.judgements().unwrap();
    assert_eq!(made.len(), 5);
    let parted = made.iter().find_map(|j| match &j.subject {
        record::Subject::Split { claims, rest } => Some((claims.len(), rest.len())),
        _ => None,
    });
    assert_eq!(parted, Some((1, 2)));
    let page = browser.get(&incident).await.body;
    assert!(
        page.contains("Stage: attempted")
            && page.contains("Reliability of “Northline Wire” B")
            && !page.contains("<b>myself")
    );
    let undo = format!("/judgements/{}", between(&page, "action=\"/judgements/", "\""));
    browser.submit(&undo, &[("incident", world::attack_id().as_str()), ("by", "Ana")]).await;
    assert_eq!(fixture.store.judgements().unwrap().len(), 6);
    let page = words(&browser.get(&incident).await.body);
    assert!(page.contains("taken back by Ana, 2031"), "what was taken back stays and says by whom: {page}");
    let own = world::attack_id();
    let nothing: &[&[(&str, &str)]] = &[
        &[("subject", "split")],
        &[("subject", "split"), ("claim", "clm-elsewhere")],
        &[("subject", "origins"), ("left", "A"), ("right", "B"), ("relation", "cousins")],
        &[("subject", "merge"), ("other", own.as_str())],
    ];
    for fields in nothing {
        let mut fields = fields.to_vec();
        fields.extend([("reason", "Why not."), ("by", "Ana")]);
        let answer = browser.submit(&judge, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
    }
    assert_eq!(fixture.store.judgements().unwrap().len(), 6);
}

#[tokio::test]
async fn a_source_tells_how_it_moved_and_can_be_set_by_hand() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let list = words(&browser.get("/sources").await.body);
    assert!(list.contains("Interior Ministry") && !list.contains("Ines Aldana"), "{list}");
    let path = "/sources/interior%20ministry";
    let page = words(&browser.get(path).await.body);
    assert!(page.contains("A source starts at F.") && page.contains("confirmed by Ember Column"), "{page}");
    let fields = [("source", "Interior Ministry"), ("reliability", "D"), ("reason", "Tolls far off."), ("by", "Ana")];
    let answer = browser.submit(&format!("{path}/grade"), &fields).await;
    assert_eq!(answer.header("location"), format!("{path}?done=judged"));
    let body = browser.get(path).await.body;
    let page = words(&body);
    assert!(page.contains("Judged by Ana on 2031") && page.contains("Its record alone gives F."), "{page}");
    let undo = format!("/judgements/{}", between(&body, "action=\"/judgements/", "\""));
    let back = browser.submit(&undo, &[("back", path), ("by", "Ana")]).await;
    assert_eq!(back.header("location"), format!("{path}?done=undone"));
    let page = words(&browser.get(path).await.body);
    assert!(page.contains("taken back by Ana") && page.contains("A source starts at F."), "{page}");
    let elsewhere = browser.submit(&undo, &[("back", "https://elsewhere.example/"), ("by", "Ana")]).await;
    assert!(!elsewhere.header("location").contains("elsewhere"));
    assert_eq!(browser.get("/sources/nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn watches_and_partners_come_and_go() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let fields = [
        ("name", "Stations"),
        ("areas", "GE\n30 km around 41.6, 41.6"),
        ("stage", "planned"),
        ("stage", "threatened"),
        ("kind", "arson"),
        ("group", "ember-column"),
        ("target_words", "station, depot"),
        ("reliability", "F"),
        ("credibility", "6"),
        ("by", "Ana"),
    ];
    let answer = browser.submit("/watches", &fields).await;
    assert_eq!(answer.header("location"), "/watches?done=watch-set", "{}", words(&answer.body));
    let watch = fixture.store.watches().unwrap().into_iter().find(|watch| watch.name == "Stations").unwrap();
    assert_eq!((watch.question.areas.len(), watch.question.stages.len(), watch.question.target_words.len()), (2, 2, 2));
    browser.submit(&format!("/watches/{}/remove", watch.id), &[("by", "Ana")]).await;
    assert_eq!(fixture.store.watches().unwrap().len(), 1);
    let odd = browser.submit("/watches", &[("name", "Odd"), ("areas", "Atlantis"), ("by", "Ana")]).await;
    assert!(odd.status == StatusCode::UNPROCESSABLE_ENTITY && odd.body.contains("is not an area"));
    let id = partner(&fixture, "Lisbon Port Authority");
    browser.submit(&format!("/partners/{id}/remove"), &[("by", "Ana")]).await;
    assert_eq!(fixture.store.partners().unwrap().len(), 3);
}
