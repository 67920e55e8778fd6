//! The page of partners: channels are added and taken off; a warning's page says where each message stands.

mod support;

use record::{Channel, Notice, PartnerId, Sending, SendingState};
use store::{Batch, Change, Page, WarningFilter};
use support::{Fixture, browser::Browser, time, world};

#[tokio::test]
async fn channels_are_added_and_taken_off() {
    let fixture = Fixture::empty();
    let browser = Browser::enter(fixture.desk.clone()).await;
    browser.submit("/partners", &[("name", "Harbour office"), ("clearance", "TLP:GREEN"), ("by", "Ana")]).await;
    let id = PartnerId::derive(&["Harbour office"]);
    let partner = || fixture.desk.store.partner(&id).unwrap().unwrap();
    let add = |kind: &'static str, address: &'static str, contact: &'static str| {
        let path = format!("/partners/{id}/channels");
        let browser = &browser;
        async move {
            let fields = [("kind", kind), ("address", address), ("contact", contact), ("by", "Ana")];
            browser.submit(&path, &fields).await.status
        }
    };
    assert!(add("webhook-stix", "https://ops.example/w", "").await.is_redirection());
    assert!(add("mail", "night@ops.example", "Night desk").await.is_redirection());
    assert!(add("pigeon", "roof", "").await.is_client_error());
    let ways: Vec<_> = partner().ways().map(|(contact, way)| format!("{contact}|{}", way.words())).collect();
    assert_eq!(ways, ["|webhook to ops.example", "|signed link", "Night desk|mail to night@ops.example"]);
    let page = browser.get("/partners").await.body;
    assert!(
        page.contains("webhook to ops.example, then signed link, then Night desk: mail to night@ops.example"),
        "{page}"
    );
    // Who is added again keeps its channels.
    browser.submit("/partners", &[("name", "Harbour office"), ("clearance", "TLP:AMBER"), ("by", "Ana")]).await;
    assert_eq!(partner().ways().count(), 3);
    let key = partner().channels[0].key();
    let path = format!("/partners/{id}/channels/drop");
    assert!(browser.submit(&path, &[]).await.status.is_client_error(), "without a name nothing is done");
    assert!(browser.submit(&path, &[("channel", &key), ("by", "Ana")]).await.status.is_redirection());
    assert_eq!(partner().channels, [Channel::SignedLink]);
    assert!(browser.submit(&path, &[("channel", &key), ("by", "Ana")]).await.status.is_client_error());
}

#[tokio::test]
async fn quiet_hours_are_shown_and_set() {
    let fixture = Fixture::empty();
    let browser = Browser::enter(fixture.desk.clone()).await;
    browser.submit("/partners", &[("name", "Harbour office"), ("clearance", "TLP:GREEN"), ("by", "Ana")]).await;
    let id = PartnerId::derive(&["Harbour office"]);
    let quiet = || fixture.desk.store.partner(&id).unwrap().unwrap().quiet;
    assert!(browser.get("/partners").await.body.contains("Everything goes out at once, at any hour."));
    let set = |fields: &'static [(&'static str, &'static str)]| {
        let (browser, path) = (&browser, format!("/partners/{id}/quiet"));
        async move { browser.submit(&path, fields).await.status }
    };
    let night = &[("from", "22:00"), ("to", "06:00"), ("zone", "Africa/Nairobi"), ("digest", "yes"), ("by", "Ana")];
    assert!(set(night).await.is_redirection());
    assert!(quiet().unwrap().digest);
    let page = browser.get("/partners").await.body;
    assert!(
        page.contains("waits from 22:00 to 06:00 (Africa/Nairobi), and goes out then, all of it in one message."),
        "{page}"
    );
    assert!(set(&[("from", "22:00"), ("to", ""), ("zone", "UTC"), ("by", "Ana")]).await.is_client_error());
    assert!(set(&[("from", "dusk"), ("to", "06:00"), ("zone", "UTC"), ("by", "Ana")]).await.is_client_error());
    assert!(quiet().is_some());
    assert!(set(&[("from", ""), ("to", ""), ("zone", "UTC"), ("by", "Ana")]).await.is_redirection());
    assert_eq!(quiet(), None);
}

#[tokio::test]
async fn a_warning_says_where_each_message_stands() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let store = &fixture.desk.store;
    let plot = WarningFilter { states: vec![], incident: Some(world::plot_id()) };
    let warning = store.warnings(&plot, Page::first(1)).unwrap()[0].id.clone();
    let office = store.partners().unwrap().into_iter().find(|one| one.name == "Tbilisi City Safety Office").unwrap();
    let fields = [("partner", office.id.as_str()), ("marking", "TLP:AMBER"), ("by", "Ana Duty")];
    assert!(browser.submit(&format!("/warnings/{warning}/release"), &fields).await.status.is_redirection());
    let release = store.releases_of(&warning).unwrap().remove(0);
    let at = time("2031-05-14T09:00:00Z");
    let sending = Sending {
        id: Sending::id_of(&release.id, 1, Notice::Warning, "webhook-1"),
        release: release.id.clone(),
        warning: release.warning.clone(),
        partner: release.partner.clone(),
        version: 1,
        notice: Notice::Warning,
        channel: "webhook-1".to_owned(),
        contact: "Night desk".to_owned(),
        state: SendingState::Waiting,
        made_at: at,
        not_before: at,
        next_at: Some(at),
        attempts: 2,
        last_at: Some(at),
        last_error: "the server answers 503 <busy>".to_owned(),
        digest: None,
    };
    store.commit(Batch { changes: vec![Change::PutSending(Box::new(sending))], ledger: Vec::new() }).unwrap();
    let page = browser.get(&format!("/warnings/{}", release.warning)).await.body;
    let words =
        "warning by webhook-1 (Night desk): waits, tried 2 times, next at 2031-05-14 09:00:00Z: the server answers 503";
    assert!(page.contains(words) && !page.contains("<busy>"), "{page}");
}
