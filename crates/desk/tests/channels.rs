//! The page of partners: channels are added and taken off; a warning's page says where each message stands.

mod support;

use record::{Channel, Notice, PartnerId, Sending, SendingState, WarningState};
use store::{Batch, Change, Page, WarningFilter};
use support::{Fixture, browser::Browser, time};

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
async fn a_warning_says_where_each_message_stands() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let store = &fixture.desk.store;
    let all = store.warnings(&WarningFilter::default(), Page::first(100)).unwrap();
    let held = all.iter().filter(|warning| warning.state != WarningState::Draft);
    let release = held.flat_map(|warning| store.releases_of(&warning.id).unwrap()).next().expect("one is released");
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
    };
    store.commit(Batch { changes: vec![Change::PutSending(Box::new(sending))], ledger: Vec::new() }).unwrap();
    let page = browser.get(&format!("/warnings/{}", release.warning)).await.body;
    let words =
        "warning by webhook-1 (Night desk): waits, tried 2 times, next at 2031-05-14 09:00:00Z: the server answers 503";
    assert!(page.contains(words) && !page.contains("<busy>"), "{page}");
}
