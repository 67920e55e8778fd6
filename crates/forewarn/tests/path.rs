//! The path from the page to the receipt, through the pipeline over a real store: the invariants of ARCHITECTURE.md.

use forewarn::pipeline::Pipeline;
use jiff::{SignedDuration, Timestamp};
use read::Reader;
use record::{
    Area, Capture, Channel, Conductor, Credibility, Event, Marking, Outcome, Partner, PartnerId, Question, RawReport,
    Redaction, Refusal, RefusalKind, Reliability, ReportId, SourceId, Stage, Stamped, Subject, Tlp, Verdict, Warning,
    WarningOutcome, WarningState, Watch, WatchId, Who,
};
use std::sync::Arc;
use store::sqlite::SqliteStore;
use store::{IncidentFilter, Page, Store, WarningFilter};
use tempfile::TempDir;

/// A desk with a clock of its own.
struct Desk {
    pipeline: Pipeline,
    store: Arc<SqliteStore>,
    now: Timestamp,
    dir: TempDir,
}

impl Desk {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let store = Arc::new(SqliteStore::open(dir.path()).unwrap());
        let pipeline = Pipeline::new(store.clone(), Arc::new(Reader::embedded()), 30, &[7; 32]).unwrap();
        Self { pipeline, store, now: "2026-11-18T09:00:00Z".parse().unwrap(), dir }
    }

    /// The same directory opened by a new process, as it were.
    fn reopened(self) -> Self {
        let Self { pipeline, store, now, dir } = self;
        drop((pipeline, store));
        let store = Arc::new(SqliteStore::open(dir.path()).unwrap());
        let pipeline = Pipeline::new(store.clone(), Arc::new(Reader::embedded()), 30, &[9; 32]).unwrap();
        Self { pipeline, store, now, dir }
    }

    fn does(&mut self, who: Who, event: Event) -> Result<Outcome, Refusal> {
        self.now = self.now.checked_add(SignedDuration::from_mins(1)).unwrap();
        self.pipeline.handle(Stamped { at: self.now, who, event })
    }

    fn ana(&mut self, event: Event) -> Outcome {
        self.does(Who::Analyst("Ana Lind".to_owned()), event).unwrap()
    }

    fn arrives(&mut self, id: &str, outlet: &str, text: &str) -> Outcome {
        let pair = report(id, outlet, text);
        self.does(Who::Forewarn, Event::ReportsArrived(vec![pair])).unwrap()
    }

    fn only_warning(&self) -> Warning {
        let warnings = self.store.warnings(&WarningFilter::default(), Page::first(10)).unwrap();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        warnings.into_iter().next().unwrap()
    }
}

fn report(id: &str, outlet: &str, text: &str) -> (Capture, RawReport) {
    let url = format!("https://{id}.example/");
    let capture = Capture::new(SourceId::derive(&[outlet]), &url, Timestamp::UNIX_EPOCH, "text/plain", text.into());
    let raw = RawReport {
        capture: capture.id.clone(),
        outlet: Some(outlet.to_owned()),
        published: Some("2026-11-18".parse().unwrap()),
        ..RawReport::of_text(ReportId::from(id), text)
    };
    (capture, raw)
}

const PLAN: &str = "Al-Shabaab plans attack on Nairobi market, police warn\n\
    Police in Kenya said on Wednesday that al-Shabaab militants were planning to bomb a crowded market in Nairobi.\n";
const TOLL: &str = "Nine killed in bombing of Mogadishu hotel\n\
    A car bomb killed nine people at a hotel in Mogadishu on Tuesday, the ministry of health said. Al-Shabaab claimed \
    responsibility for the bombing.\n";
const TOLL_TOO: &str = "Twelve dead after hotel blast\n\
    Twelve people were killed when a car bomb exploded at a hotel in Mogadishu on Tuesday, witnesses told the Gulf Ledger. \
    The militant group al-Shabaab said it carried out the attack.\n";
const SPORT: &str =
    "Late strike sinks United\nThe striker's bombshell of a goal decided the match in the last minute.\n";

fn watch() -> Watch {
    Watch {
        id: WatchId::derive(&["Ana Lind", "Kenya"]),
        name: "Kenya".to_owned(),
        owner: "Ana Lind".to_owned(),
        question: Question { areas: vec![Area::Country("KE".to_owned())], ..Question::default() },
        threshold: (Reliability::F, Credibility::CannotBeJudged),
        partners: Vec::new(),
        created_at: Timestamp::UNIX_EPOCH,
    }
}

fn partner(name: &str, clearance: Tlp) -> Partner {
    Partner {
        id: PartnerId::derive(&[name]),
        name: name.to_owned(),
        responsible_for: vec![Area::Country("KE".to_owned())],
        clearance,
        channels: vec![Channel::SignedLink],
        contacts: Vec::new(),
        quiet: None,
        feed: record::FeedAddress::default(),
        secrets_from: 0,
    }
}

fn release(warning: &Warning, partner: &Partner, tlp: Tlp) -> Event {
    Event::WarningReleased {
        warning: warning.id.clone(),
        partner: partner.id.clone(),
        marking: Marking::new(tlp),
        caveats: Vec::new(),
        redaction: Redaction::default(),
    }
}

#[test]
fn any_warning_walks_back_to_bytes() {
    let mut desk = Desk::new();
    desk.ana(Event::WatchSet(watch()));
    desk.arrives("plan", "Lakeside Courier", PLAN);
    let warning = desk.only_warning();
    let incident = desk.store.incident(&warning.incident).unwrap().unwrap();
    assert!(!warning.claims.is_empty() && warning.claims.iter().all(|claim| incident.claims.contains(claim)));
    for id in &warning.claims {
        let claim = desk.store.claim(id).unwrap().unwrap();
        let stored = desk.store.report(&claim.report).unwrap().unwrap();
        let words = claim.evidence[0].of(&stored.report.text).unwrap();
        let capture = desk.store.capture(&stored.report.capture).unwrap().unwrap();
        assert_eq!(record::sha256_hex(&capture.body), capture.sha256);
        assert!(String::from_utf8(capture.body).unwrap().contains(words), "{words}");
    }
}

#[test]
fn from_the_draft_to_the_outcome_each_step_is_proven() {
    let mut desk = Desk::new();
    let nairobi = partner("Desk of Nairobi", Tlp::Amber);
    desk.ana(Event::WatchSet(watch()));
    desk.ana(Event::PartnerSet(nairobi.clone()));
    desk.arrives("plan", "Lakeside Courier", PLAN);
    let warning = desk.only_warning();
    assert_eq!((warning.state, warning.stage), (WarningState::Draft, Stage::Planned));

    let released = desk.ana(release(&warning, &nairobi, Tlp::Amber));
    let token = released.link.unwrap().strip_prefix("/w/").unwrap().to_owned();
    let id = desk.pipeline.open_link(&token, desk.now).unwrap();
    let who = Who::Partner(nairobi.id.clone());
    desk.does(who.clone(), Event::LinkOpened(id.clone())).unwrap();
    let acknowledge = || Event::Acknowledged { release: id.clone(), note: "We have it.".to_owned() };
    desk.does(who.clone(), acknowledge()).unwrap();
    let (entries, _) = desk.store.ledger_head().unwrap();
    desk.does(who.clone(), acknowledge()).unwrap();
    assert_eq!(desk.store.ledger_head().unwrap().0, entries, "repeating an answer changes nothing");

    let event_at = Some(desk.now.checked_add(SignedDuration::from_hours(30)).unwrap());
    let outcome = WarningOutcome::Prevented;
    desk.does(who, Event::OutcomeGiven { release: id, outcome, event_at, note: String::new() }).unwrap();
    let closed = desk.only_warning();
    assert_eq!((closed.state, closed.outcome), (WarningState::Closed, Some(outcome)));
    assert!(warn::life::lead_time(&closed).unwrap() > SignedDuration::from_hours(29));
    let steps: Vec<String> =
        desk.store.ledger_of(warning.id.as_str(), 100).unwrap().into_iter().map(|entry| entry.what).collect();
    assert_eq!(
        steps,
        ["warning.drafted", "warning.released", "link.opened", "warning.acknowledged", "warning.outcome_given"]
    );
}

#[test]
fn nothing_leaves_under_a_looser_marking_or_above_a_clearance() {
    let mut desk = Desk::new();
    let (cleared, open) = (partner("Desk of Nairobi", Tlp::Red), partner("Bulletin board", Tlp::Clear));
    desk.ana(Event::WatchSet(watch()));
    desk.ana(Event::PartnerSet(cleared.clone()));
    desk.ana(Event::PartnerSet(open.clone()));
    desk.arrives("plan", "Lakeside Courier", PLAN);
    let warning = desk.only_warning();
    let before = desk.store.ledger_head().unwrap();
    for (partner, tlp) in [(&cleared, Tlp::Green), (&open, Tlp::Amber), (&open, Tlp::Clear)] {
        let refusal = desk.does(Who::Analyst("Ana Lind".to_owned()), release(&warning, partner, tlp)).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::NotAllowed, "{refusal}");
    }
    let nobody = desk.does(Who::Analyst("  ".to_owned()), release(&warning, &cleared, Tlp::Amber)).unwrap_err();
    assert_eq!(nobody.kind, RefusalKind::Invalid);
    let program = desk.does(Who::Forewarn, release(&warning, &cleared, Tlp::Amber)).unwrap_err();
    assert_eq!(program.kind, RefusalKind::NotAllowed);
    assert_eq!(desk.store.ledger_head().unwrap(), before, "a refusal changes nothing");
    assert!(desk.store.releases_of(&warning.id).unwrap().is_empty());
}

#[test]
fn links_expire_can_be_forged_by_nobody_and_die_with_the_partner() {
    let mut desk = Desk::new();
    let nairobi = partner("Desk of Nairobi", Tlp::Amber);
    desk.ana(Event::WatchSet(watch()));
    desk.ana(Event::PartnerSet(nairobi.clone()));
    desk.arrives("plan", "Lakeside Courier", PLAN);
    let released = desk.ana(release(&desk.only_warning(), &nairobi, Tlp::Amber));
    let token = released.link.unwrap().strip_prefix("/w/").unwrap().to_owned();
    let later = desk.now.checked_add(SignedDuration::from_hours(24 * 31)).unwrap();
    assert!(desk.pipeline.open_link(&token, later).is_err());
    assert!(desk.pipeline.open_link(&token[1..], desk.now).is_err());
    let mut desk = desk.reopened();
    assert!(desk.pipeline.open_link(&token, desk.now).is_ok(), "the secret is the store's, not the process's");
    desk.ana(Event::PartnerRemoved(nairobi.id));
    assert!(desk.pipeline.open_link(&token, desk.now).is_err());
}

#[test]
fn incidents_are_rebuilt_the_same_after_judgements_and_a_restart() {
    let mut desk = Desk::new();
    for (id, outlet, text) in [
        ("toll-1", "Coast Gazette", TOLL),
        ("toll-2", "Gulf Ledger", TOLL_TOO),
        ("plan", "Lakeside Courier", PLAN),
        ("sport", "Terrace Times", SPORT),
    ] {
        desk.arrives(id, outlet, text);
    }
    let page = Page::first(100);
    let linked = desk.store.incidents(&IncidentFilter::default(), page).unwrap();
    let hotel = linked.iter().find(|incident| incident.reports.len() == 2).expect("the two tolls are one incident");
    assert!(hotel.conflicts.iter().any(|conflict| conflict.field == "killed"), "{:?}", hotel.conflicts);
    assert_eq!(hotel.killed, Some((9, 12)));
    let (left, right) = (hotel.claims[0].clone(), hotel.claims[1].clone());
    let reason = "Two hotels, one street apart.".to_owned();
    let judged =
        desk.ana(Event::Judged { subject: Subject::SameIncident { left, right }, verdict: Verdict::Negative, reason });
    let split = desk.store.incidents(&IncidentFilter::default(), page).unwrap();
    assert_eq!(split.len(), linked.len() + 1);

    let mut desk = desk.reopened();
    desk.ana(Event::Relinked);
    assert_eq!(
        desk.store.incidents(&IncidentFilter::default(), page).unwrap(),
        split,
        "rebuilt from claims and judgements"
    );
    desk.ana(Event::JudgementUndone(judged.judgement.unwrap()));
    assert_eq!(desk.store.incidents(&IncidentFilter::default(), page).unwrap(), linked, "taken back");
}

#[test]
fn the_same_report_twice_is_one_report() {
    let mut desk = Desk::new();
    desk.arrives("plan", "Lakeside Courier", PLAN);
    let head = desk.store.ledger_head().unwrap();
    let again = desk.arrives("plan", "Lakeside Courier", PLAN);
    assert_eq!((again.reports.len(), again.repeated), (0, 1));
    let pair = report("new", "Coast Gazette", TOLL);
    let twice = desk.does(Who::Forewarn, Event::ReportsArrived(vec![pair.clone(), pair])).unwrap();
    assert_eq!((twice.reports.len(), twice.repeated), (1, 1));
    assert_eq!(desk.store.ledger_head().unwrap().0, head.0 + 1);
}

const PLAN_TOO: &str = "Al-Shabaab plot against Nairobi market, says intelligence service\n\
    Kenya's intelligence service said on Wednesday that al-Shabaab militants were planning to bomb a crowded market in \
    Nairobi.\n";

/// A desk whose watch has drafted a warning about the plan, and its partners.
fn with_plan(rules: forewarn::pipeline::Rules) -> (Desk, Partner, Partner) {
    let mut desk = Desk::new();
    desk.pipeline = desk.pipeline.with_rules(rules);
    let (nairobi, other) = (partner("Desk of Nairobi", Tlp::Amber), partner("Desk of Mombasa", Tlp::Amber));
    desk.ana(Event::WatchSet(watch()));
    desk.ana(Event::PartnerSet(nairobi.clone()));
    desk.ana(Event::PartnerSet(other.clone()));
    desk.arrives("plan", "Lakeside Courier", PLAN);
    (desk, nairobi, other)
}

fn entries(desk: &Desk, what: &str) -> usize {
    let of_warning = desk.store.ledger_of(desk.only_warning().id.as_str(), 100).unwrap();
    of_warning.iter().filter(|entry| entry.what == what).count()
}

#[test]
fn a_changed_incident_is_offered_and_the_update_reaches_its_holders_alone() {
    let (mut desk, nairobi, other) = with_plan(forewarn::pipeline::Rules::default());
    let released = desk.ana(release(&desk.only_warning(), &nairobi, Tlp::Amber)).release.unwrap();
    let before = desk.only_warning();
    desk.arrives("plan-too", "Gulf Ledger", PLAN_TOO);
    let offered = desk.only_warning();
    assert!(offered.offer.is_some(), "the incident changed: {offered:?}");
    assert_eq!((&offered.text, &offered.claims), (&before.text, &before.claims), "nothing leaves by itself");
    assert_eq!(entries(&desk, "warning.update_offered"), 1);
    desk.ana(Event::WarningUpdated { warning: offered.id.clone(), note: "A second service says so.".to_owned() });
    let now = desk.only_warning();
    assert!(now.offer.is_none() && now.claims.len() > before.claims.len());
    let held = desk.store.release(&released).unwrap().unwrap();
    assert_eq!((held.version(), held.latest_at()), (2, desk.now));
    let all = desk.store.releases_of(&now.id).unwrap();
    assert!(all.iter().all(|release| release.partner != other.id) && all.len() == 1, "holders and nobody else");
    let sent = desk.store.receipts_of(&released).unwrap();
    assert_eq!(sent.iter().map(|receipt| receipt.version).collect::<Vec<_>>(), [1, 2]);

    let ack = |version| Event::AckReceived {
        release: released.clone(),
        version,
        channel: "cap".to_owned(),
        note: String::new(),
    };
    assert!(desk.does(Who::Partner(nairobi.id.clone()), ack(3)).is_err());
    desk.does(Who::Partner(nairobi.id.clone()), ack(2)).unwrap();
    assert_eq!(desk.only_warning().state, WarningState::Acknowledged);
}

#[test]
fn nobody_who_answers_in_time_rings_the_alarm_and_it_rings_once() {
    let (mut desk, nairobi, other) = with_plan(forewarn::pipeline::Rules::default());
    let warning = desk.only_warning();
    let first = desk.ana(release(&warning, &nairobi, Tlp::Amber)).release.unwrap();
    desk.ana(release(&warning, &other, Tlp::Amber));
    desk.does(Who::Partner(nairobi.id), Event::Acknowledged { release: first, note: String::new() }).unwrap();
    desk.does(Who::Forewarn, Event::TimePassed).unwrap();
    assert_eq!(entries(&desk, "warning.unanswered"), 0, "there is time left");
    desk.now = desk.now.checked_add(SignedDuration::from_hours(25)).unwrap();
    for _ in 0..2 {
        desk.does(Who::Forewarn, Event::TimePassed).unwrap();
        assert_eq!(entries(&desk, "warning.unanswered"), 1, "once, and for the one who is silent");
    }
}

#[test]
fn two_persons_release_where_the_rules_ask_for_two() {
    let policy = warn::life::Policy { second_person_from: Some(Tlp::Clear) };
    let (mut desk, nairobi, _) = with_plan(forewarn::pipeline::Rules { policy, ..Default::default() });
    let warning = desk.only_warning();
    let proposed = desk.ana(release(&warning, &nairobi, Tlp::Amber));
    assert_eq!((proposed.release, proposed.link), (None, None), "one person lets nothing out");
    assert!(desk.store.releases_of(&warning.id).unwrap().is_empty());
    assert_eq!(desk.only_warning().state, WarningState::Draft);
    let alone = desk.does(Who::Analyst("ana lind".to_owned()), release(&warning, &nairobi, Tlp::Amber));
    assert_eq!(alone.unwrap_err().kind, RefusalKind::NotAllowed);
    let outcome = desk.does(Who::Analyst("Ben Okoro".to_owned()), release(&warning, &nairobi, Tlp::Amber)).unwrap();
    let held = desk.store.release(&outcome.release.unwrap()).unwrap().unwrap();
    assert_eq!((held.proposed_by.as_deref(), held.approved_by.as_str()), (Some("Ana Lind"), "Ben Okoro"));
    assert!(desk.only_warning().proposals.is_empty());
}
