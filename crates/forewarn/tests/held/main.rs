//! A partner tightens its marking, or takes its report back, after a warning that stands on it was released: it stops at every
//! door, what has left is told as such, and an update goes out with what is free.

#[path = "../common/mod.rs"]
mod common;

mod times;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use collect::{Known, Limits, Speaks, read_objects, take_said};
use common::receiver::{Receiver, Reply};
use desk::{taxii, told};
use forewarn::config::Config;
use forewarn::deliverer::{Deliverer, Tally};
use forewarn::pipeline::Pipeline;
use jiff::{SignedDuration, Timestamp};
use read::{Depth, Reader};
use record::{
    Area, Article, Capture, Channel, Conductor, Event, Marking, Outcome, Partner, PartnerId, Pulled, RawReport,
    Redaction, Refusal, Release, ReportId, Source, SourceId, SourceKind, Stamped, TaxiiAccess, TaxiiCollection, Tlp,
    Warning, WebhookBody, Who,
};
use serde_json::{Value, json, value::RawValue};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::sqlite::SqliteStore;
use store::{IncidentFilter, ObjectQuery, ObjectVersions, Page, Store, WarningFilter};
use tower::ServiceExt;

const PLAN: &str =
    "Police in Kenya said on Wednesday that al-Shabaab militants were planning to bomb a crowded market in Nairobi.";
const CLEAR: &str = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487";
const GREEN: &str = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
const AMBER: &str = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421";
const COAST: &str = "identity--7f1c4f0e-9b7a-4f7e-8d59-2a4e3e0f6a11";

struct Books<'s>(&'s dyn Store);

impl Known for Books<'_> {
    fn articles(&self, keys: &[String]) -> Vec<Article> {
        self.0.articles(keys).unwrap()
    }
}

struct Desk {
    store: Arc<dyn Store>,
    pipeline: Arc<Pipeline>,
    seconds: Arc<AtomicI64>,
    runtime: tokio::runtime::Runtime,
    _dir: tempfile::TempDir,
}

fn moment(seconds: i64) -> Timestamp {
    "2026-11-18T12:00:00Z".parse::<Timestamp>().unwrap().checked_add(SignedDuration::from_secs(seconds)).unwrap()
}

/// The desk as CAP names it.
fn sender() -> share::formats::cap::Desk {
    share::formats::cap::Desk {
        name: "Desk".to_owned(),
        sender: "desk.example".to_owned(),
        status: share::formats::cap::Status::Exercise,
    }
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(dir.path()).unwrap());
        let reader = Arc::new(Reader::new(Depth::Fast, Vec::new()));
        let pipeline = Arc::new(Pipeline::new(store.clone(), reader, 30, &[7; 32]).unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { store, pipeline, seconds: Arc::default(), runtime, _dir: dir }
    }

    fn now(&self) -> Timestamp {
        moment(self.seconds.load(Ordering::SeqCst))
    }

    fn tries(&self, event: Event) -> Result<Outcome, Refusal> {
        self.seconds.fetch_add(1, Ordering::SeqCst);
        self.pipeline.handle(Stamped { at: self.now(), who: Who::Analyst("Ana Lind".to_owned()), event })
    }

    fn ana(&self, event: Event) -> Outcome {
        self.tries(event).unwrap()
    }

    /// The Coast desk's report in its `hour`-th version.
    fn coast_says(&self, hour: u32, text: &str, marking: &str, revoked: bool) {
        self.coast_tells("report--1", hour, text, marking, revoked);
    }

    fn coast_tells(&self, id: &str, hour: u32, text: &str, marking: &str, revoked: bool) {
        let at = format!("2026-11-17T{hour:02}:00:00.000Z");
        let maker = json!({ "type": "identity", "id": COAST, "name": "Coast desk", "identity_class": "organization" });
        let report = json!({ "type": "report", "id": id, "created": "2026-11-17T00:00:00.000Z", "modified": at,
            "created_by_ref": COAST, "object_marking_refs": [marking], "name": "A plan", "description": text, "revoked": revoked });
        let raw = |value: Value| RawValue::from_string(value.to_string()).unwrap();
        let source = Source::new(SourceKind::Taxii, "https://coast.example/r/collections/1/");
        let speaks = Speaks { name: "Coast desk", unmarked: Tlp::Red };
        let objects = [raw(maker), raw(report)];
        let (said, faults) = read_objects(&objects, &mut Pulled::default(), speaks, "coast", &Limits::default());
        assert!(faults.is_empty(), "{faults:?}");
        let taken = take_said(&source, said, &Books(self.store.as_ref()), self.now());
        self.ana(Event::Collected(Box::new(taken.collected)));
    }

    fn courier_says(&self, id: &str, text: &str) {
        let source = SourceId::derive(&["courier"]);
        let capture = Capture::new(source, &format!("https://{id}.example/"), self.now(), "text/plain", text.into());
        let raw = RawReport {
            capture: capture.id.clone(),
            outlet: Some(id.to_owned()),
            ..RawReport::of_text(ReportId::from(id), text)
        };
        self.ana(Event::ReportsArrived(vec![(capture, raw)]));
    }

    fn drafted(&self, tlp: Tlp) -> Warning {
        let incident = self.store.incidents(&IncidentFilter::default(), Page::first(1)).unwrap().remove(0).id;
        self.ana(Event::WarningDrafted { incident, headline: String::new(), marking: Marking::new(tlp) });
        self.warning()
    }

    fn warning(&self) -> Warning {
        self.store.warnings(&WarningFilter::default(), Page::first(1)).unwrap().remove(0)
    }

    fn release(&self, partner: &PartnerId, tlp: Tlp) {
        let (warning, partner) = (self.warning().id, partner.clone());
        let (marking, redaction) = (Marking::new(tlp), Redaction::default());
        self.ana(Event::WarningReleased { warning, partner, marking, caveats: Vec::new(), redaction });
    }

    fn deliver(&self) -> Tally {
        let seconds = Arc::clone(&self.seconds);
        let clock = Arc::new(move || moment(seconds.load(Ordering::SeqCst)));
        let deliverer = Deliverer::new(self.pipeline.clone(), clock, &Config::default(), None).unwrap();
        self.runtime.block_on(deliverer.once()).unwrap()
    }

    /// How many copies the lists of a partner have.
    fn listed(&self, partner: &PartnerId) -> usize {
        let partner = self.store.partner(partner).unwrap().unwrap();
        told::told(self.store.as_ref(), &partner, &[], &|_| None).unwrap().len()
    }

    /// Objects in the one collection that are the warning's incident or name it, and whether any has `words`.
    fn collected(&self, words: &str) -> (usize, bool) {
        while taxii::publish::publish(self.store.as_ref(), &[], "Desk", self.now()).unwrap() > 0 {}
        let collection = self.store.taxii_accounts().unwrap()[0].collections[0].num;
        let (ids, kinds, specs, versions) = (Vec::new(), Vec::new(), Vec::new(), ObjectVersions::All);
        let query = ObjectQuery { collection, after_us: i64::MIN, ids, kinds, specs, versions, limit: 1_000 };
        let mut all = Vec::new();
        let take = &mut |found: store::ObjectFound<'_>| {
            all.push(found.json.to_owned());
            ControlFlow::Continue(())
        };
        self.store.taxii_find(&query, take).unwrap();
        let nairobi = self.store.taxii_accounts().unwrap()[0].partner.clone();
        let incident = share::formats::stix::own_ids(self.release_of(&nairobi).id.as_str(), []).remove(0);
        assert!(incident.starts_with("incident--"));
        let own = all.iter().filter(|json| json.contains(&incident)).count();
        (own, all.iter().any(|json| json.contains(words)))
    }

    fn release_of(&self, partner: &PartnerId) -> Release {
        let releases = self.store.releases_of(&self.warning().id).unwrap();
        releases.into_iter().find(|release| release.partner == *partner).unwrap()
    }

    /// What the signed link of a partner answers, by a browser that asks or sends a form.
    fn link(&self, partner: &PartnerId, method: &str, act: &str) -> (StatusCode, String) {
        self.link_with(partner, method, act, ("application/x-www-form-urlencoded", "note="))
    }

    /// The same with a body of this type.
    fn link_with(&self, partner: &PartnerId, method: &str, act: &str, body: (&str, &str)) -> (StatusCode, String) {
        let release = self.release_of(partner);
        let seconds = Arc::clone(&self.seconds);
        let desk = desk::Desk {
            store: self.store.clone(),
            conductor: self.pipeline.clone(),
            clock: Arc::new(move || moment(seconds.load(Ordering::SeqCst))),
            analyst: "Ana Lind".to_owned(),
            key: "k3y".to_owned(),
            base_url: "http://127.0.0.1:8750".to_owned(),
            sender: sender(),
            groups: Vec::new().into(),
        };
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{act}", self.pipeline.link_path(&release)))
            .header("host", "127.0.0.1:8750")
            .header("content-type", body.0)
            .body(Body::from(body.1.to_owned()))
            .unwrap();
        self.runtime.block_on(async {
            let response = desk::router(desk).oneshot(request).await.unwrap();
            let status = response.status();
            let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
            (status, String::from_utf8_lossy(&bytes).into_owned())
        })
    }

    fn codes(&self) -> Vec<String> {
        let entries = self.store.ledger_after(0, 1_000).unwrap();
        entries.into_iter().map(|entry| entry.what).filter(|what| what.starts_with("warning.")).collect()
    }
}

fn partner(name: &str, channels: Vec<Channel>) -> Partner {
    let id = PartnerId::derive(&[name]);
    let clearance = Tlp::Red;
    Partner { responsible_for: vec![Area::World], channels, clearance, ..Partner::reached_by_link(id, name) }
}

/// A partner with a webhook and a collection, and a public page.
fn known(desk: &Desk, receiver: &Receiver) -> PartnerId {
    let hook = Channel::Webhook { url: receiver.url("/hook"), body: WebhookBody::Json, local: true, renewed: 0 };
    let nairobi = partner("Nairobi desk", vec![hook, Channel::SignedLink]);
    desk.ana(Event::PartnerSet(nairobi.clone()));
    desk.ana(Event::PublicPageSet { open: true });
    let collection = TaxiiCollection {
        id: "91a7b528-80eb-42ed-a74d-c6fbd5a26116".to_owned(),
        alias: "released".to_owned(),
        title: "Released".to_owned(),
        description: String::new(),
        released: true,
        can_read: true,
        can_write: false,
    };
    let secret_sha256 = Some("0".repeat(64));
    desk.ana(Event::TaxiiSet(TaxiiAccess {
        partner: nairobi.id.clone(),
        secret_sha256,
        collections: vec![collection],
    }));
    nairobi.id
}

/// The partner to whom, like the public, what the Coast desk said is released.
fn released(desk: &Desk, receiver: &Receiver) -> PartnerId {
    let nairobi = known(desk, receiver);
    desk.coast_says(1, PLAN, CLEAR, false);
    desk.drafted(Tlp::Clear);
    desk.release(&nairobi, Tlp::Clear);
    desk.release(&PartnerId::public(), Tlp::Clear);
    nairobi
}

#[test]
fn what_is_tightened_after_its_release_stops_at_every_door_until_it_is_let_go() {
    let receiver = Receiver::start(|_, _| Reply::Twice);
    let desk = Desk::new();
    let nairobi = released(&desk, &receiver);
    assert_eq!((desk.listed(&nairobi), desk.listed(&PartnerId::public())), (1, 1));
    let releases = desk.store.releases_of(&desk.warning().id).unwrap();
    let public = releases.iter().find(|release| release.partner.is_public()).unwrap().id.clone();
    let ack = Event::AckReceived { release: public, version: 1, channel: "cap".to_owned(), note: String::new() };
    assert!(desk.tries(ack).unwrap_err().message.contains("nobody can acknowledge it for all"));
    let (whole, told) = desk.collected("crowded market");
    assert!(whole >= 4 && told, "incident, report, note and the relationships: {whole}");

    desk.coast_says(2, PLAN, AMBER, false);
    assert_eq!(desk.deliver(), Tally { held: 1, ..Tally::default() });
    assert!(receiver.posts().is_empty());
    let release = desk.store.releases_of(&desk.warning().id).unwrap().remove(0);
    let waiting = desk.store.sendings_of(&release.id).unwrap().remove(0);
    assert!(waiting.last_error.contains("held back") && waiting.last_error.contains("Coast desk marked TLP:AMBER"));
    assert_eq!((waiting.attempts, waiting.next_at.is_some()), (0, true), "it waits and was not tried");
    assert!(desk.warning().held.unwrap().why.contains("ask Coast desk"));
    assert_eq!((desk.listed(&nairobi), desk.listed(&PartnerId::public())), (0, 0));
    assert_eq!(desk.collected("crowded market"), (0, false));
    let text = desk.tries(Event::WarningUpdated { warning: desk.warning().id, note: "More soon.".to_owned() });
    assert!(text.unwrap_err().message.contains("ask Coast desk"), "nothing else tells of it");

    desk.coast_says(3, PLAN, CLEAR, false);
    assert!(desk.warning().held.is_none());
    desk.seconds.fetch_add(601, Ordering::SeqCst);
    assert_eq!(desk.deliver(), Tally { delivered: 1, ..Tally::default() });
    assert_eq!((desk.listed(&nairobi), desk.listed(&PartnerId::public())), (1, 1));
    assert!(desk.collected("crowded market").1);

    desk.coast_says(4, PLAN, CLEAR, true);
    assert!(desk.warning().held.unwrap().why.contains("taken back"));
    assert_eq!((desk.listed(&nairobi), desk.collected("crowded market")), (0, (0, false)));
    let codes = desk.codes();
    assert_eq!(codes.iter().filter(|code| *code == "warning.held_back").count(), 2);
    assert!(codes.contains(&"warning.let_go".to_owned()));
    // Whoever has it learns that the warning is taken back.
    desk.ana(Event::WarningCancelled { warning: desk.warning().id, reason: "Its source took it back.".to_owned() });
    assert_eq!(desk.deliver(), Tally { delivered: 1, ..Tally::default() });
    assert!(!receiver.posts().last().unwrap().json().to_string().contains("crowded market"));
}

#[test]
fn a_link_that_is_held_back_is_not_opened_by_answering() {
    let receiver = Receiver::start(|_, _| Reply::Twice);
    let desk = Desk::new();
    let nairobi = released(&desk, &receiver);
    desk.coast_says(2, PLAN, AMBER, false);
    for act in ["/acknowledge", "/not-mine", "/ask-to-share", "/outcome"] {
        let (status, page) = desk.link(&nairobi, "POST", act);
        assert_eq!(status, StatusCode::CONFLICT, "{act}");
        assert!(!page.contains("crowded market"));
    }
    let (status, page) = desk.link(&nairobi, "GET", "");
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("holds it back") && !page.contains("crowded market"));
    desk.coast_says(3, PLAN, CLEAR, false);
    assert_eq!(desk.link(&nairobi, "POST", "/acknowledge").0, StatusCode::SEE_OTHER);
    desk.coast_says(4, PLAN, AMBER, false);
    assert_eq!(desk.link(&nairobi, "GET", "").0, StatusCode::OK, "who has it keeps it");
}

#[test]
fn whoever_has_an_earlier_version_learns_that_it_is_withdrawn_and_no_more() {
    let receiver = Receiver::start(|_, _| Reply::ok());
    let desk = Desk::new();
    let nairobi = released(&desk, &receiver);
    assert_eq!(desk.deliver(), Tally { delivered: 1, ..Tally::default() });
    desk.ana(Event::WarningUpdated { warning: desk.warning().id, note: "Look at the north gate.".to_owned() });
    desk.coast_says(2, PLAN, AMBER, false);
    assert_eq!(desk.deliver(), Tally { held: 1, ..Tally::default() });
    desk.ana(Event::WarningCancelled { warning: desk.warning().id, reason: "Its source narrowed it.".to_owned() });
    assert_eq!(desk.deliver(), Tally { delivered: 1, ..Tally::default() });
    let message = receiver.posts().last().unwrap().json().to_string();
    let says = |text: &str, words: &[&str]| words.iter().any(|words| text.contains(words));
    let secret = ["market", "north gate", "Nairobi,", "Kenya", "Shabaab", "bombing", "Coast"];
    assert!(message.contains("Warning withdrawn") && message.contains("Its source narrowed it."), "{message}");
    assert!(!says(&message, &secret), "{message}");

    let (status, page) = desk.link(&nairobi, "GET", "");
    assert_eq!(status, StatusCode::GONE);
    assert!(page.contains("Warning withdrawn") && !says(&page, &secret), "{page}");
    assert_eq!((desk.listed(&nairobi), desk.listed(&PartnerId::public())), (1, 1));
    let (own, told) = desk.collected("market");
    assert!(own == 2 && !told, "incident and report, both revoked: {own}");
    assert!(desk.collected("Warning withdrawn").1 && !desk.collected("north gate").1);
}

#[test]
fn the_note_goes_once_the_desk_has_done_what_it_asked() {
    let receiver = Receiver::start(|_, _| Reply::ok());
    let desk = Desk::new();
    let nairobi = released(&desk, &receiver);
    let gone = || desk.codes().iter().filter(|code| *code == "warning.let_go").count();
    desk.coast_says(2, PLAN, GREEN, false);
    assert!(desk.warning().held.is_some());
    desk.release(&nairobi, Tlp::Green);
    assert!(desk.warning().held.is_some(), "the public's copy is held back still");
    assert_eq!((desk.listed(&nairobi), desk.listed(&PartnerId::public())), (1, 0));
    desk.ana(Event::PartnerRemoved(PartnerId::public()));
    assert_eq!((desk.warning().held, gone()), (None, 1));

    // The only partner that is held back, and has it, is taken off.
    assert!(desk.deliver().delivered > 0);
    desk.coast_says(3, PLAN, AMBER, false);
    assert!(desk.warning().held.is_some());
    desk.ana(Event::PartnerRemoved(nairobi));
    assert_eq!((desk.warning().held, gone()), (None, 2));
}

#[test]
fn collections_are_made_anew_where_the_words_stay_and_another_release_is_held() {
    let same = ["report--2", "report--1"].map(|tightened| {
        let receiver = Receiver::start(|_, _| Reply::ok());
        let desk = Desk::new();
        let nairobi = known(&desk, &receiver);
        let texts = [PLAN.to_owned(), PLAN.replace("Police in Kenya", "Officials at the port")];
        let says = |id: &str, hour: u32, marking: &str| {
            let text = &texts[usize::from(id == "report--2")];
            desk.coast_tells(id, hour, text, marking, false);
        };
        let other = if tightened == "report--1" { "report--2" } else { "report--1" };
        says(other, 1, CLEAR);
        says(tightened, 1, CLEAR);
        assert_eq!(desk.drafted(Tlp::Clear).claims.len(), 2);
        desk.release(&PartnerId::public(), Tlp::Clear);
        desk.release(&nairobi, Tlp::Clear);
        says(other, 2, GREEN);
        desk.release(&nairobi, Tlp::Green);
        assert!(desk.collected("crowded market").1);
        let why = desk.warning().held.unwrap().why;
        says(tightened, 2, AMBER);
        assert_eq!(desk.collected("crowded market"), (0, false));
        desk.warning().held.unwrap().why == why
    });
    assert!(same.contains(&true), "one of the two is told of first, and stays so");
}

#[test]
fn a_change_of_rules_that_holds_nothing_is_noted_once_for_the_copies() {
    let desk = Desk::new();
    let nairobi = partner("Nairobi desk", vec![Channel::SignedLink]);
    desk.ana(Event::PartnerSet(nairobi.clone()));
    desk.coast_says(1, PLAN, CLEAR, false);
    desk.drafted(Tlp::Amber);
    desk.release(&nairobi.id, Tlp::Amber);
    let noted = || {
        let entries = desk.store.ledger_after(0, 1_000).unwrap();
        entries.iter().filter(|entry| entry.what == "handling.changed").count()
    };
    let before = noted();
    desk.coast_says(2, PLAN, GREEN, false);
    assert_eq!((desk.warning().held, noted()), (None, before + 1));
    desk.coast_says(3, PLAN, GREEN, false);
    assert_eq!(noted(), before + 1, "the same rules change nothing");
}

#[test]
fn a_cancellation_tells_nothing_to_whom_nothing_was_told() {
    let receiver = Receiver::start(|_, _| Reply::Twice);
    let desk = Desk::new();
    released(&desk, &receiver);
    desk.coast_says(2, PLAN, AMBER, false);
    desk.ana(Event::WarningCancelled { warning: desk.warning().id, reason: "Its source narrowed it.".to_owned() });
    assert_eq!(desk.deliver(), Tally { dropped: 1, ..Tally::default() });
    assert!(receiver.posts().is_empty());
    // The lists had it.
    assert_eq!(desk.listed(&PartnerId::public()), 1);
    assert_eq!((desk.collected("crowded market").1, desk.collected("Warning withdrawn").1), (false, true));
}

#[test]
fn an_update_goes_out_with_what_is_free_and_without_the_rest() {
    let desk = Desk::new();
    let nairobi = partner("Nairobi desk", vec![Channel::SignedLink]);
    desk.ana(Event::PartnerSet(nairobi.clone()));
    desk.courier_says("Fjord Courier", PLAN);
    desk.drafted(Tlp::Clear);
    desk.release(&nairobi.id, Tlp::Clear);
    let update = |note: &str| {
        let note = note.to_owned();
        desk.tries(Event::WarningUpdated { warning: desk.warning().id, note })
    };

    // A partner's report joins that may not go as far as what was released.
    desk.coast_says(1, &PLAN.replace("Police in Kenya", "Officials at the port"), GREEN, false);
    let incidents = desk.store.incidents(&IncidentFilter::default(), Page::first(9)).unwrap();
    assert_eq!((incidents.len(), incidents[0].reports.len()), (1, 2), "one incident of two reports");
    assert!(desk.warning().offer.is_none(), "what may not be told is not offered");
    let refused = update("").unwrap_err().message;
    assert!(refused.contains("Nothing has changed") && refused.contains("Coast desk marked TLP:GREEN"), "{refused}");
    update("Nothing new; we go on looking.").unwrap();
    assert_eq!(desk.warning().claims.len(), 1);
    desk.courier_says("Lakeside Post", &PLAN.replace("Police in Kenya", "The interior minister"));
    update("A second source.").unwrap();
    let texts: Vec<String> = [desk.warning().text].to_vec();
    assert!(desk.warning().claims.len() == 2 && !texts[0].contains("Coast desk"), "{texts:?}");

    // What it stands on is tightened after it left: the update leaves that out.
    desk.coast_says(2, &PLAN.replace("Police in Kenya", "Officials at the port"), CLEAR, false);
    update("A third source.").unwrap();
    assert_eq!(desk.warning().claims.len(), 3);
    desk.coast_says(3, &PLAN.replace("Police in Kenya", "Officials at the port"), AMBER, false);
    assert!(desk.warning().held.is_some());
    assert_eq!(desk.listed(&nairobi.id), 0);
    update("One source is no longer ours to tell.").unwrap();
    assert_eq!((desk.warning().claims.len(), desk.warning().held), (2, None));
    assert_eq!(desk.listed(&nairobi.id), 1);
}
