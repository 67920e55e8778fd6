//! Digests: what quiet hours held goes out as one message, each warning with its own id, words, link, proof and retry.

use super::*;
use record::{Notice, Question, ReceiptOutcome, Stage, WarningOutcome, Watch, WatchId};
use serde_json::{Value, json};
use store::{Batch, Change, WarningFilter};

const CITIES: [(&str, &str); 3] = [("Nairobi", "Kenya"), ("Lagos", "Nigeria"), ("Karachi", "Pakistan")];

/// Quiet hours from 11:00 to 13:00, an hour from the start; what was held goes together.
fn quiet() -> Option<Quiet> {
    Some(Quiet { from: "11:00".parse().unwrap(), to: "13:00".parse().unwrap(), zone: "UTC".to_owned(), digest: true })
}

impl Desk {
    /// Drafts about a plan in each of so many cities.
    fn plans(&self, number: usize) -> Vec<WarningId> {
        self.ana(Event::WatchSet(Watch {
            id: WatchId::derive(&["Plans"]),
            name: "Plans".to_owned(),
            owner: "Ana Lind".to_owned(),
            question: Question { stages: vec![Stage::Planned], ..Question::default() },
            threshold: (record::Reliability::F, record::Credibility::CannotBeJudged),
            partners: Vec::new(),
            created_at: self.now(),
        }));
        for (city, country) in &CITIES[..number] {
            let text = format!(
                "Plan to bomb a market in {city}, police warn\nPolice in {country} said on Wednesday that militants were \
                 planning to bomb a crowded market in {city}.\n"
            );
            let url = format!("https://{}.example/", city.to_lowercase());
            let capture = Capture::new(SourceId::derive(&[city]), &url, self.now(), "text/plain", text.clone().into());
            let raw = RawReport {
                capture: capture.id.clone(),
                outlet: Some(format!("{city} Courier")),
                ..RawReport::of_text(ReportId::from(*city), &text)
            };
            self.does(Who::Forewarn, Event::ReportsArrived(vec![(capture, raw)]));
        }
        let drafts = WarningFilter { states: vec![WarningState::Draft], incident: None };
        let ids: Vec<_> = self.store.warnings(&drafts, Page::first(9)).unwrap().into_iter().map(|one| one.id).collect();
        assert_eq!(ids.len(), number);
        ids
    }

    /// Plans released to one partner in its quiet hours.
    fn held(&self, number: usize, channels: Vec<Channel>) -> Vec<(WarningId, Release)> {
        let partner = Partner { quiet: quiet(), ..partner(channels) };
        self.ana(Event::PartnerSet(partner.clone()));
        let released = |id: WarningId| (id.clone(), self.release(&id, &partner));
        let all: Vec<_> = self.plans(number).into_iter().map(released).collect();
        assert_eq!(self.deliver(), Tally::default(), "nothing goes in quiet hours");
        self.later(3_600);
        all
    }

    /// The id of the message of a version.
    fn id_of(&self, release: &Release, version: u32, notice: Notice) -> String {
        let known = self.sendings(release);
        let found = known.iter().find(|one| (one.version, one.notice) == (version, notice));
        found.unwrap().id.to_string()
    }

    fn proofs(&self, release: &Release) -> Vec<String> {
        let receipts = self.store.receipts_of(&release.id).unwrap();
        let taken = receipts.into_iter().filter(|receipt| receipt.outcome == ReceiptOutcome::Delivered);
        taken.map(|receipt| receipt.detail).collect()
    }
}

fn ids(digest: &Value) -> Vec<String> {
    let messages = digest["messages"].as_array().unwrap();
    let mut ids: Vec<_> = messages.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

#[test]
fn what_quiet_hours_held_goes_as_one_message_and_each_is_proven_and_answered_by_itself() {
    let receiver = Receiver::start(|number, post| match number {
        0 => Reply::Drop,
        1 => Reply::fails(503),
        _ => {
            let first = post.json()["messages"][0]["id"].clone();
            Reply::Status(200, "", json!({ "acknowledged": [first], "note": "We have this one" }).to_string())
        }
    });
    let desk = Desk::new(Config::default());
    let all = desk.held(3, vec![hook(&receiver, "/hook", WebhookBody::Json), Channel::SignedLink]);
    for expected in [Tally { failed: 3, ..Tally::default() }; 2] {
        assert_eq!(desk.deliver(), expected);
        assert_eq!(desk.deliver(), Tally::default(), "they are tried again together, later");
        desk.later(15);
    }
    assert_eq!(desk.deliver(), Tally { delivered: 3, ..Tally::default() });
    let posts = receiver.posts();
    assert_eq!(posts.len(), 3);
    for post in &posts {
        assert_eq!((post.id(), &post.body), (posts[0].id(), &posts[0].body), "the same message with the same id");
        assert_eq!(post.headers["idempotency-key"], post.id());
    }
    let digest = posts[2].json();
    assert_eq!(digest["type"], "digest");
    let mut own: Vec<_> = all.iter().map(|(_, release)| desk.id_of(release, 1, Notice::Warning)).collect();
    own.sort();
    assert_eq!(ids(&digest), own);
    for message in digest["messages"].as_array().unwrap() {
        assert_eq!(message["type"], "warning.released");
        assert!(message["data"]["link"].as_str().unwrap().starts_with("https://desk.example/w/"));
    }
    let acknowledged = digest["messages"][0]["data"]["release"].as_str().unwrap();
    for (id, release) in &all {
        let proofs = desk.proofs(release);
        assert!(proofs.len() == 1 && proofs[0].contains("one of 3 in the digest"), "{proofs:?}");
        let state =
            if release.id.as_str() == acknowledged { WarningState::Acknowledged } else { WarningState::Delivered };
        assert_eq!(desk.warning(id).state, state);
        assert_eq!(desk.sendings(release)[0].attempts, 3);
    }
}

#[test]
fn what_is_immediate_goes_at_once_and_alone_and_one_alone_is_no_digest() {
    let receiver = Receiver::start(|_, _| Reply::ok());
    let desk = Desk::new(Config::default());
    let partner = Partner { quiet: quiet(), ..partner(vec![hook(&receiver, "/hook", WebhookBody::Json)]) };
    desk.ana(Event::PartnerSet(partner.clone()));
    let plans = desk.plans(2);
    let immediate = Warning { urgency: Urgency::Immediate, ..desk.warning(&plans[0]) };
    let changes = vec![Change::PutWarning(Box::new(immediate))];
    desk.store.commit(Batch { changes, ..Batch::default() }).unwrap();
    let releases: Vec<_> = plans.iter().map(|id| desk.release(id, &partner)).collect();
    assert_eq!(desk.deliver(), Tally { delivered: 1, ..Tally::default() });
    let posts = receiver.posts();
    assert_eq!((posts.len(), &posts[0].json()["type"]), (1, &"warning.released".into()));
    assert_eq!(posts[0].id(), desk.id_of(&releases[0], 1, Notice::Warning));
    desk.later(3_600);
    assert_eq!(desk.deliver(), Tally { delivered: 1, ..Tally::default() });
    let posts = receiver.posts();
    assert_eq!(
        (posts[1].id(), &posts[1].json()["type"]),
        (&*desk.id_of(&releases[1], 1, Notice::Warning), &"warning.released".into())
    );
    assert_eq!(desk.proofs(&releases[1]), ["the server answered 200"]);
}

#[test]
fn updates_and_cancellations_take_the_place_of_what_waits_in_a_digest() {
    let receiver = Receiver::start(|_, _| Reply::ok());
    let desk = Desk::new(Config::default());
    let partner = Partner { quiet: quiet(), ..partner(vec![hook(&receiver, "/hook", WebhookBody::Json)]) };
    desk.ana(Event::PartnerSet(partner.clone()));
    let plans = desk.plans(3);
    let releases: Vec<_> = plans.iter().map(|id| desk.release(id, &partner)).collect();
    desk.later(5);
    desk.ana(Event::WarningUpdated { warning: plans[0].clone(), note: "Mind the north gate.".to_owned() });
    desk.ana(Event::WarningCancelled { warning: plans[1].clone(), reason: "It was a drill.".to_owned() });
    assert_eq!(desk.deliver(), Tally::default());
    desk.later(3_600);
    assert_eq!(desk.deliver(), Tally { delivered: 3, ..Tally::default() });
    let posts = receiver.posts();
    assert_eq!(posts.len(), 1);
    let mut expected = [
        desk.id_of(&releases[0], 2, Notice::Update),
        desk.id_of(&releases[1], 1, Notice::Cancellation),
        desk.id_of(&releases[2], 1, Notice::Warning),
    ];
    expected.sort();
    assert_eq!(ids(&posts[0].json()), expected);
    assert!(!posts[0].json().to_string().contains("\"version\":1,\"headline\":\"Plan\""));
    let waiting = desk.store.sendings_waiting(Page::first(9)).unwrap();
    assert!(waiting.is_empty(), "{waiting:?}");
    desk.ana(Event::WarningClosed {
        warning: plans[2].clone(),
        outcome: WarningOutcome::Unknown,
        event_at: None,
        note: String::new(),
    });
}

#[test]
fn a_stop_between_sending_and_writing_sends_the_same_digest_again() {
    let (told, arrived) = tokio::sync::oneshot::channel();
    let told = Mutex::new(Some(told));
    let receiver = Receiver::start(move |_, _| match told.lock().unwrap().take() {
        Some(told) => {
            told.send(()).unwrap();
            Reply::Hang
        }
        None => Reply::ok(),
    });
    let desk = Desk::new(Config::default());
    let all = desk.held(3, vec![hook(&receiver, "/hook", WebhookBody::Json)]);
    let seconds = Arc::clone(&desk.seconds);
    let clock = Arc::new(move || moment(seconds.load(Ordering::SeqCst)));
    let base = Some("https://desk.example".to_owned());
    let stopped = Deliverer::new(desk.pipeline.clone(), clock, &desk.config, base).unwrap();
    desk.runtime.block_on(stopped.run(async { arrived.await.unwrap() }));
    assert!(all.iter().all(|(_, release)| desk.proofs(release).is_empty()), "it is not written that it came");
    assert_eq!(desk.deliver(), Tally { delivered: 3, ..Tally::default() });
    let posts = receiver.posts();
    assert_eq!(posts.len(), 2);
    assert_eq!((posts[0].id(), &posts[0].body), (posts[1].id(), &posts[1].body));
    assert!(all.iter().all(|(_, release)| desk.proofs(release).len() == 1));
}

#[test]
fn a_letter_lists_each_with_its_link_and_a_stix_bundle_holds_all() {
    let server = MailServer::start();
    let receiver = Receiver::start(|_, _| Reply::ok());
    let mut config = Config::default();
    config.mail.server = "127.0.0.1".to_owned();
    config.mail.port = server.address.port();
    config.mail.tls = MailTls::None;
    config.mail.from = "Warning desk <desk@desk.example>".to_owned();
    let desk = Desk::new(config);
    let all = desk.held(2, vec![mail("duty@nairobi.example")]);
    assert_eq!(desk.deliver(), Tally { delivered: 2, ..Tally::default() });
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    let subject = letters[0].header("subject").unwrap();
    assert!(subject.contains("2 messages about warnings"), "{subject}");
    let whole = letters[0].text.replace("=\r\n", "");
    for (_, release) in &all {
        assert!(whole.contains(&desk.id_of(release, 1, Notice::Warning)));
        assert!(whole.contains(&desk.pipeline.link_path(release)), "{whole}");
    }

    let desk = Desk::new(Config::default());
    desk.held(2, vec![hook(&receiver, "/hook", WebhookBody::Stix)]);
    assert_eq!(desk.deliver(), Tally { delivered: 2, ..Tally::default() });
    let bundle = receiver.posts().remove(0).json();
    let incidents = bundle["objects"].as_array().unwrap().iter().filter(|object| object["type"] == "incident");
    assert_eq!((&bundle["type"], incidents.count()), (&"bundle".into(), 2));
}
