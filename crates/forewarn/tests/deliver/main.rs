//! From the release to the receiver: real servers on loopback, the time given by the test.

#[path = "../common/mod.rs"]
mod common;

mod digest;

use common::receiver::{Receiver, Reply};
use common::smtp::MailServer;
use forewarn::config::{Config, MailTls};
use forewarn::deliverer::{Deliverer, Tally};
use forewarn::pipeline::Pipeline;
use jiff::{SignedDuration, Timestamp};
use read::{Depth, Reader};
use record::{
    Area, Capture, Channel, Conductor, Contact, Event, IncidentId, Marking, Partner, PartnerId, Quiet, RawReport,
    Redaction, Release, ReportId, Sending, SendingState, SourceId, Stamped, Tlp, Urgency, Warning, WarningId,
    WarningState, WebhookBody, Who,
};
use share::channels::webhook;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use store::sqlite::SqliteStore;
use store::{IncidentFilter, Page, Store};

const START: &str = "2026-11-18T12:00:00Z";

struct Desk {
    store: Arc<dyn Store>,
    pipeline: Arc<Pipeline>,
    config: Config,
    seconds: Arc<AtomicI64>,
    runtime: tokio::runtime::Runtime,
    _dir: tempfile::TempDir,
}

impl Desk {
    fn new(config: Config) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(dir.path()).unwrap());
        let reader = Arc::new(Reader::new(Depth::Fast, Vec::new()));
        let pipeline = Pipeline::new(store.clone(), reader, 30, &[7; 32]).unwrap().with_rules(config.rules().unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { store, pipeline: Arc::new(pipeline), config, seconds: Arc::default(), runtime, _dir: dir }
    }

    fn now(&self) -> Timestamp {
        moment(self.seconds.load(Ordering::SeqCst))
    }

    fn later(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    fn does(&self, who: Who, event: Event) {
        self.pipeline.handle(Stamped { at: self.now(), who, event }).unwrap();
    }

    fn ana(&self, event: Event) {
        self.does(Who::Analyst("Ana Lind".to_owned()), event);
    }

    fn time_passes(&self, seconds: i64) {
        self.later(seconds);
        self.does(Who::Forewarn, Event::TimePassed);
    }

    /// Tries what is due, once.
    fn deliver(&self) -> Tally {
        let seconds = Arc::clone(&self.seconds);
        let clock = Arc::new(move || moment(seconds.load(Ordering::SeqCst)));
        let base = Some("https://desk.example".to_owned());
        let deliverer = Deliverer::new(self.pipeline.clone(), clock, &self.config, base).unwrap();
        self.runtime.block_on(deliverer.once()).unwrap()
    }

    /// Drafts a warning by hand about the one incident there is.
    fn drafted(&self) -> WarningId {
        let text = "Al-Shabaab plans attack on Nairobi market, police warn\nPolice in Kenya said on Wednesday that \
                    al-Shabaab militants were planning to bomb a crowded market in Nairobi.\n";
        let url = "https://lakeside.example/";
        let capture = Capture::new(SourceId::derive(&["x"]), url, self.now(), "text/plain", text.into());
        let raw = RawReport {
            capture: capture.id.clone(),
            outlet: Some("Lakeside Courier".to_owned()),
            ..RawReport::of_text(ReportId::from("plan"), text)
        };
        self.does(Who::Forewarn, Event::ReportsArrived(vec![(capture, raw)]));
        let incident: IncidentId =
            self.store.incidents(&IncidentFilter::default(), Page::first(1)).unwrap()[0].id.clone();
        self.ana(Event::WarningDrafted { incident, headline: String::new(), marking: Marking::new(Tlp::Amber) });
        let drafts = store::WarningFilter { states: vec![WarningState::Draft], incident: None };
        self.store.warnings(&drafts, Page::first(1)).unwrap()[0].id.clone()
    }

    /// Released to a new partner with these channels.
    fn released_to(&self, partner: &Partner) -> (WarningId, Release) {
        self.ana(Event::PartnerSet(partner.clone()));
        let warning = self.drafted();
        let release = self.release(&warning, partner);
        (warning, release)
    }

    fn release(&self, warning: &WarningId, partner: &Partner) -> Release {
        self.ana(Event::WarningReleased {
            warning: warning.clone(),
            partner: partner.id.clone(),
            marking: Marking::new(Tlp::Amber),
            caveats: Vec::new(),
            redaction: Redaction::default(),
        });
        self.store.releases_of(warning).unwrap().remove(0)
    }

    fn sendings(&self, release: &Release) -> Vec<Sending> {
        self.store.sendings_of(&release.id).unwrap()
    }

    fn warning(&self, id: &WarningId) -> Warning {
        self.store.warning(id).unwrap().unwrap()
    }

    fn codes(&self) -> Vec<String> {
        let entries = self.store.ledger_after(0, 1_000).unwrap();
        entries.into_iter().map(|entry| entry.what).filter(|what| what.starts_with("warning.")).collect()
    }
}

fn moment(seconds: i64) -> Timestamp {
    START.parse::<Timestamp>().unwrap().checked_add(SignedDuration::from_secs(seconds)).unwrap()
}

fn partner(channels: Vec<Channel>) -> Partner {
    let id = PartnerId::derive(&["Nairobi desk"]);
    Partner { responsible_for: vec![Area::World], channels, ..Partner::reached_by_link(id, "Nairobi desk") }
}

fn hook(receiver: &Receiver, path: &str, body: WebhookBody) -> Channel {
    Channel::Webhook { url: receiver.url(path), body, local: true, renewed: 0 }
}

fn mail(to: &str) -> Channel {
    Channel::Mail { to: to.to_owned() }
}

#[test]
fn a_webhook_gets_it_signed_again_and_again_until_it_takes_it_and_may_acknowledge() {
    let receiver = Receiver::start(|number, _| match number {
        0 => Reply::fails(503),
        1 => Reply::Status(429, "Retry-After: 90\r\n", String::new()),
        _ => Reply::Twice,
    });
    let desk = Desk::new(Config::default());
    let channel = hook(&receiver, "/hook", WebhookBody::Json);
    let partner = partner(vec![channel.clone(), Channel::SignedLink]);
    let (id, release) = desk.released_to(&partner);
    assert_eq!(desk.deliver(), Tally { failed: 1, ..Tally::default() });
    let first = &desk.sendings(&release)[0];
    assert_eq!((first.attempts, first.state), (1, SendingState::Waiting));
    assert_eq!(first.last_error, "the server answers 503 “busy”");
    assert_eq!(desk.deliver(), Tally::default(), "it is not due yet");
    desk.later(10);
    desk.deliver();
    desk.later(89);
    assert_eq!(desk.deliver(), Tally::default(), "the receiver asked for 90 seconds");
    assert_eq!(desk.warning(&id).state, WarningState::Released);
    desk.later(2);
    assert_eq!(desk.deliver(), Tally { delivered: 1, ..Tally::default() });

    let posts = receiver.posts();
    assert_eq!(posts.len(), 3);
    let kept = desk.pipeline.store().partner(&partner.id).unwrap().unwrap();
    let Some((_, Channel::Webhook { renewed, .. })) = kept.way(&channel.key()) else { panic!("{kept:?}") };
    let secret = desk.pipeline.webhook_secret(&partner.id, &receiver.url("/hook"), *renewed);
    for post in &posts {
        assert_eq!((post.id(), &post.body), (posts[0].id(), &posts[0].body), "the same message with the same id");
        let signature = webhook::signature(&secret, post.id(), &post.headers["webhook-timestamp"], &post.body);
        assert_eq!(post.headers["webhook-signature"], signature);
    }
    assert_ne!(posts[0].headers["webhook-timestamp"], posts[2].headers["webhook-timestamp"]);
    let body = posts[0].json();
    assert_eq!(body["type"], "warning.released");
    assert!(body["data"]["link"].as_str().unwrap().starts_with("https://desk.example/w/"), "{body}");
    let warning = desk.warning(&id);
    assert_eq!(warning.state, WarningState::Acknowledged);
    assert!(
        warning.history.iter().any(|step| step.note.starts_with("Delivered to Nairobi desk by webhook to 127.0.0.1"))
    );
    assert!(warning.history.iter().any(|step| step.note == "Acknowledged by Nairobi desk: We have it"));
    let expected = ["warning.drafted", "warning.released", "warning.delivered", "warning.acknowledged"];
    assert_eq!(desk.codes(), expected);
    desk.time_passes(7 * 86_400);
    assert_eq!(desk.sendings(&release).len(), 1, "what is acknowledged is not passed on");
}

#[test]
fn nobody_there_next_channel_next_contact_then_the_alarm() {
    let receiver = Receiver::start(|_, post| if post.path == "/dead" { Reply::Drop } else { Reply::ok() });
    let desk = Desk::new(Config::default());
    let night = Contact { name: "Night desk".to_owned(), channels: vec![hook(&receiver, "/night", WebhookBody::Stix)] };
    let channels = vec![hook(&receiver, "/dead", WebhookBody::Json), hook(&receiver, "/second", WebhookBody::Json)];
    let (id, release) = desk.released_to(&Partner { contacts: vec![night], ..partner(channels) });
    for _ in 0..3 {
        desk.deliver();
        desk.later(60);
    }
    desk.deliver();
    let paths = || receiver.posts().iter().map(|post| post.path.clone()).collect::<Vec<_>>();
    assert_eq!(paths()[..4], ["/dead", "/dead", "/dead", "/second"], "after three failures the next channel is taken");
    assert_eq!(desk.warning(&id).state, WarningState::Delivered);
    let within = desk.pipeline.rules().clock.within(desk.warning(&id).urgency).as_secs();
    desk.time_passes(within);
    desk.deliver();
    assert!(paths().contains(&"/night".to_owned()), "nobody acknowledged in time: the next contact");
    let posts = receiver.posts();
    let stix = posts.iter().find(|post| post.path == "/night").unwrap();
    assert_eq!(
        (stix.json()["type"].as_str(), &*stix.headers["content-type"]),
        (Some("bundle"), "application/stix+json;version=2.1")
    );
    assert!(!desk.codes().contains(&"warning.unanswered".to_owned()));
    desk.time_passes(within);
    assert_eq!(desk.codes().iter().filter(|code| *code == "warning.unanswered").count(), 1);
    desk.time_passes(within);
    assert_eq!(desk.codes().iter().filter(|code| *code == "warning.unanswered").count(), 1, "the alarm rings once");
    assert_eq!(desk.codes().iter().filter(|code| *code == "warning.passed_on").count(), 2);
    assert_eq!(desk.sendings(&release).len(), 3);
}

#[test]
fn updates_and_cancellations_follow_where_the_warning_went_and_replace_what_waits() {
    let up = Arc::new(Mutex::new(false));
    let known = Arc::clone(&up);
    let receiver = Receiver::start(move |_, _| if *known.lock().unwrap() { Reply::ok() } else { Reply::fails(500) });
    let desk = Desk::new(Config::default());
    let (id, release) = desk.released_to(&partner(vec![hook(&receiver, "/hook", WebhookBody::Json)]));
    desk.deliver();
    desk.later(5);
    desk.ana(Event::WarningUpdated { warning: id.clone(), note: "Mind the north gate.".to_owned() });
    *up.lock().unwrap() = true;
    desk.later(60);
    desk.deliver();
    let posts = receiver.posts();
    let last = posts.last().unwrap().json();
    assert_eq!((&last["type"], &last["data"]["version"]), (&"warning.updated".into(), &2.into()));
    assert_eq!(posts.len(), 2, "the first version is not sent after the second");
    desk.ana(Event::WarningCancelled { warning: id, reason: "It was a drill.".to_owned() });
    desk.later(1);
    desk.deliver();
    let last = receiver.posts().last().unwrap().json();
    assert_eq!((&last["type"], &last["data"]["cancelled"]), (&"warning.cancelled".into(), &"It was a drill.".into()));
    let states: Vec<_> = desk.sendings(&release).iter().map(|s| (s.version, s.state)).collect();
    assert_eq!(states, [(1, SendingState::Dropped), (2, SendingState::Delivered), (2, SendingState::Delivered)]);
}

#[test]
fn letters_go_through_a_mail_server_and_hang_together() {
    let server = MailServer::start();
    let mut config = Config::default();
    config.mail.server = "127.0.0.1".to_owned();
    config.mail.port = server.address.port();
    config.mail.tls = MailTls::None;
    config.mail.from = "Warning desk <desk@desk.example>".to_owned();
    let desk = Desk::new(config);
    let channels = vec![mail("nobody@nairobi.example"), mail("duty@nairobi.example")];
    let (id, release) = desk.released_to(&partner(channels));
    assert_eq!(
        desk.deliver(),
        Tally { delivered: 1, failed: 1, ..Tally::default() },
        "refused for good passes on at once"
    );
    desk.later(5);
    desk.ana(Event::WarningUpdated { warning: id, note: "Mind the north gate.".to_owned() });
    desk.deliver();
    let letters = server.letters();
    assert_eq!(letters.len(), 2, "{letters:?}");
    assert_eq!(letters[0].header("message-id"), Some(format!("<{}.1@desk.example>", release.id)));
    assert_eq!(letters[1].header("in-reply-to"), letters[0].header("message-id"));
    assert_eq!(letters[1].header("references"), letters[0].header("message-id"));
    assert_eq!(letters[0].header("auto-submitted").as_deref(), Some("auto-generated"));
    for letter in &letters {
        assert_eq!(letter.to, ["RCPT TO:<duty@nairobi.example>"]);
        assert!(letter.header("content-type").unwrap().starts_with("multipart/alternative"), "{letter:?}");
        assert!(letter.text.contains("text/plain") && letter.text.contains("text/html"), "{letter:?}");
    }
    let refused =
        &desk.sendings(&release)[..].iter().find(|s| s.state == SendingState::Failed).unwrap().last_error.clone();
    assert!(refused.contains("no such office here"), "{refused}");
}

#[test]
fn telegram_is_spoken_to_as_its_bot_api_wants() {
    let receiver = Receiver::start(|number, _| {
        match number {
        0 => Reply::Status(429, "", r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 40","parameters":{"retry_after":40}}"#.to_owned()),
        _ => Reply::Status(200, "", r#"{"ok":true,"result":{"message_id":7}}"#.to_owned()),
    }
    });
    let dir = tempfile::tempdir().unwrap();
    let token = dir.path().join("token");
    std::fs::write(&token, "12345:an-invented-token-of-nobody\n").unwrap();
    let mut config = Config::default();
    config.telegram.api = receiver.url("");
    config.telegram.token_file = Some(token);
    config.telegram.local = true;
    let desk = Desk::new(config);
    let (id, release) = desk.released_to(&partner(vec![Channel::Telegram { chat: "-1001".to_owned() }]));
    desk.deliver();
    desk.later(39);
    assert_eq!(desk.deliver(), Tally::default());
    desk.later(2);
    assert_eq!(desk.deliver().delivered, 1);
    let post = &receiver.posts()[1];
    assert_eq!(post.path, "/bot12345:an-invented-token-of-nobody/sendMessage");
    assert_eq!(post.json()["chat_id"], "-1001");
    assert!(post.json()["text"].as_str().unwrap().contains("https://desk.example/w/"));
    assert_eq!(desk.warning(&id).state, WarningState::Delivered);
    let stored = format!("{:?} {:?}", desk.sendings(&release), desk.store.ledger_after(0, 1_000).unwrap());
    assert!(!stored.contains("an-invented-token"), "the token is nowhere in the store");
}

#[test]
fn quiet_hours_hold_what_is_not_immediate_and_an_address_that_is_closed_gets_nothing() {
    let receiver = Receiver::start(|_, _| Reply::ok());
    let desk = Desk::new(Config::default());
    let quiet = Some(Quiet {
        from: "11:00".parse().unwrap(),
        to: "13:00".parse().unwrap(),
        zone: "UTC".to_owned(),
        digest: false,
    });
    let closed = Channel::Webhook {
        url: receiver.url("/closed").replace("http://", "https://"),
        body: WebhookBody::Json,
        local: false,
        renewed: 0,
    };
    let (id, release) =
        desk.released_to(&Partner { quiet, ..partner(vec![closed, hook(&receiver, "/hook", WebhookBody::Json)]) });
    assert_ne!(desk.warning(&id).urgency, Urgency::Immediate);
    assert_eq!(desk.deliver(), Tally::default());
    desk.later(3_600);
    desk.deliver();
    let sendings = desk.sendings(&release);
    let failed = sendings.iter().find(|sending| sending.state == SendingState::Failed).unwrap();
    assert!(failed.last_error.contains("not public"), "{}", failed.last_error);
    let paths: Vec<_> = receiver.posts().into_iter().map(|post| post.path).collect();
    assert_eq!(paths, ["/hook"]);
}
