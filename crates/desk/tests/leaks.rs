//! No partner sees a trace of what was not released to it: random worlds, each told twice, once with everything that is not
//! the partner's business added or changed. What the partner gets must be the same byte for byte, in every format.
//!
//! `FOREWARN_WORLDS` sets the number of worlds; CI sets 10,000.

mod support;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use record::{
    Area, Assertion, CaptureId, Channel, Claim, ClaimId, Grade, Incident, IncidentId, Kind, LinkReason, Marking,
    Mention, Notice, Origin, Partner, PartnerId, Place, Receipt, Redaction, Release, Report, ReportId, Span, Speaker,
    SpeakerKind, Stage, Tlp, Warning, WebhookBody, Weighed,
};
use share::channels::{mail, telegram, webhook};
use share::formats::{Told, cap, feed, misp, stix};
use std::sync::{Mutex, OnceLock, PoisonError};
use store::{Batch, Change, ObjectsPut};
use support::{Fixture, browser::Browser, exchange as taxii};
use warn::draft::{changed, draft, offered};
use warn::life::{self, Delivery, Policy, Terms};
use warn::view::{Material, view};

const NOW: &str = "2031-05-14T09:00:00Z";
/// Stands in everything that is not the partner's business.
const CANARY: &str = "Qorvexil";
const STAGES: [Stage; 4] = [Stage::Planned, Stage::Threatened, Stage::Foiled, Stage::Accomplished];
const OUTLETS: [&str; 4] = ["Harbour Ledger", "Volga Wire", "The Steppe Post", "Delta Evening"];

/// The choices that make a world.
#[derive(Debug, Clone)]
struct World {
    reports: usize,
    hidden: Vec<bool>,
    hide_origins: bool,
    marking: Marking,
    tighter: Marking,
    stage: usize,
    caveat: bool,
    acknowledged: bool,
    updated: bool,
    ended: u8,
    other_first: bool,
    other_acts: u8,
    /// The viewer is everybody.
    public: bool,
}

fn markings() -> impl Strategy<Value = Marking> {
    (0..Tlp::ALL.len(), any::<bool>())
        .prop_map(|(n, originator_control)| Marking { tlp: Tlp::ALL[n], originator_control })
}

prop_compose! {
    fn worlds()(
        reports in 1usize..=4,
        hidden in proptest::collection::vec(any::<bool>(), 4),
        flags in proptest::collection::vec(any::<bool>(), 5),
        public in 0u8..4,
        markings in (markings(), markings()),
        stage in 0..STAGES.len(),
        ended in 0u8..3,
        other_acts in 0u8..4,
    ) -> World {
        // In one world of four the viewer is the public, which receives what is TLP:CLEAR alone, and answers nothing.
        let public = public == 0;
        let clear = || Marking::new(Tlp::Clear);
        World {
            public,
            reports,
            hidden,
            hide_origins: flags[0],
            tighter: if public { clear() } else { markings.0.tightest(&markings.1) },
            marking: if public { clear() } else { markings.0 },
            stage,
            caveat: flags[1],
            acknowledged: flags[2] && !public,
            updated: flags[3],
            ended,
            other_first: flags[4],
            other_acts,
        }
    }
}

fn time(minutes: i64) -> Timestamp {
    NOW.parse::<Timestamp>().unwrap().checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

fn partner(name: &str) -> Partner {
    Partner {
        id: PartnerId::derive(&[name]),
        name: name.to_owned(),
        responsible_for: vec![Area::World],
        clearance: Tlp::Red,
        channels: vec![Channel::SignedLink],
        contacts: Vec::new(),
        quiet: None,
        feed: record::FeedAddress::default(),
        secrets_from: 0,
    }
}

/// The `n`-th report and its claim. In a changed world one that is hidden says something else.
fn report(n: usize, changed: bool) -> (Report, Claim) {
    let outlet = if changed { format!("{CANARY} {n}") } else { OUTLETS[n].to_owned() };
    let text = format!("A bomb plan was found, {outlet} writes.");
    let report = Report {
        id: ReportId::from(format!("r{n}")),
        capture: CaptureId::derive(&[&n.to_string()]),
        outlet: outlet.clone(),
        title: format!("{outlet}: a plan"),
        byline: None,
        section: None,
        published: Some(jiff::civil::date(2031, 5, 10)),
        url: None,
        language: "en".to_owned(),
        text: text.clone(),
        leads: Vec::new(),
    };
    let claim = Claim {
        id: ClaimId::derive(&[&n.to_string()]),
        report: report.id.clone(),
        kind: Kind::Bombing,
        stage: Stage::Planned,
        assertion: Assertion::Reported,
        main: true,
        actors: vec![Mention::new(if changed { CANARY } else { "Ember Column" }, None)],
        actor_parent: None,
        perpetrators: Vec::new(),
        targets: vec![Mention::new(if changed { CANARY } else { "market" }, None)],
        victims: Vec::new(),
        victim_descriptions: Vec::new(),
        weapons: Vec::new(),
        killed: Some(if changed { 77 } else { n as u32 }),
        injured: None,
        place: Some(Place { country_iso2: Some("GE".to_owned()), ..Place::named("Tbilisi") }),
        linked_places: if changed { vec![Place::named(CANARY)] } else { Vec::new() },
        when: None,
        said_by: vec![Speaker::outlet(&outlet)],
        evidence: vec![Span::new(0, text.len())],
        why: Vec::new(),
        weighed: None,
    };
    (report, claim)
}

/// Who else was weighed for a chain: analysts alone see it, also of what is released.
fn weighed() -> Weighed {
    Weighed {
        name: CANARY.to_owned(),
        kind: SpeakerKind::Press,
        link: None,
        by_rule: false,
        likely: 0.77,
        facts: vec![(CANARY.to_owned(), 7.7)],
        statement: vec![(CANARY.to_owned(), 7.7)],
        left_out: Some(CANARY.to_owned()),
    }
}

/// Why claims are together, which analysts alone see.
fn link() -> LinkReason {
    let (left, right) = (ClaimId::from(CANARY), ClaimId::from(CANARY));
    LinkReason { left, right, score: 7.7, features: vec![(CANARY.to_owned(), 7.7)] }
}

fn incident(world: &World, claims: &[Claim], extra: bool) -> Incident {
    Incident {
        id: IncidentId::from("inc-1"),
        claims: claims.iter().map(|claim| claim.id.clone()).collect(),
        reports: claims.iter().map(|claim| claim.report.clone()).collect(),
        kind: Kind::Bombing,
        stage: STAGES[world.stage],
        place: claims[0].place.clone(),
        linked_places: Vec::new(),
        when: None,
        actors: claims[0].actors.clone(),
        actor_parent: None,
        targets: claims[0].targets.clone(),
        killed: None,
        injured: None,
        origins: claims
            .iter()
            .map(|claim| Origin {
                label: claim.said_by[0].name.clone(),
                reports: vec![claim.report.clone()],
                chain: claim.said_by.clone(),
                independent: true,
                reasons: vec![if extra { CANARY.to_owned() } else { String::new() }],
                copies: Vec::new(),
            })
            .collect(),
        independent_origins: claims.len() as u32,
        circular: extra,
        testimony: Vec::new(),
        grade: Grade::unjudged(),
        conflicts: Vec::new(),
        links: if extra { vec![link()] } else { Vec::new() },
        headline: "Bombing of a market".to_owned(),
    }
}

/// Everything that the partner gets, as one text. `other` adds and changes what is not its business.
fn outcome(world: &World, other: bool) -> String {
    let hidden = |n: usize| world.hidden[n];
    let all: Vec<(Report, Claim)> = (0..world.reports).map(|n| report(n, other && hidden(n))).collect();
    let (mut reports, mut claims): (Vec<Report>, Vec<Claim>) = all.into_iter().unzip();
    for claim in claims.iter_mut().filter(|_| other) {
        claim.weighed = Some(vec![weighed()]);
    }
    let redaction = Redaction {
        hide_origins: world.hide_origins,
        hide_reports: (0..world.reports).filter(|n| hidden(*n)).map(|n| reports[n].id.clone()).collect(),
    };
    let ours = if world.public { Partner::the_public() } else { partner("Tbilisi office") };
    let theirs = partner(CANARY);
    let first = incident(world, &claims, false);
    let outlet = |id: &ReportId| reports.iter().find(|r| r.id == *id).map(|r| r.outlet.clone()).unwrap_or_default();
    let mut warning =
        draft(&first, &claims, &outlet, None, Some("Bombing feared"), world.marking.clone(), time(0), "ana");
    let mut releases: Vec<Release> = Vec::new();
    let mut receipts: Vec<Receipt> = Vec::new();
    let plain =
        Terms { marking: world.tighter.clone(), caveats: Vec::new(), redaction: Redaction::default(), valid_days: 30 };
    if other && world.other_first {
        release(&mut warning, &theirs, &mut releases, &plain, 1);
    }
    let caveats = if world.caveat { vec!["Do not quote.".to_owned()] } else { Vec::new() };
    let terms = Terms { caveats, redaction, ..plain.clone() };
    let id = release(&mut warning, &ours, &mut releases, &terms, 5);
    if other && !world.other_first {
        release(&mut warning, &theirs, &mut releases, &plain, 6);
    }
    if other {
        others(world, &mut warning, &releases, &mut receipts, &theirs);
    }
    if world.acknowledged {
        let held = releases.iter().find(|held| held.id == id).unwrap().clone();
        let of = Delivery { warning: &warning, release: &held, receipts: &receipts, partner: "Tbilisi office" };
        let step = life::acknowledged(&of, "We have it", time(20)).unwrap().unwrap();
        (warning, _) = (step.warning, receipts.push(step.receipt));
    }
    if world.updated {
        let partners = [ours.clone(), theirs];
        let now = life::updated(&warning, None, &releases, &partners, 30, "Mind the gates.", "ana", time(30)).unwrap();
        (warning, releases) = (now.warning, now.releases);
    }
    match world.ended {
        1 => warning = life::cancelled(&warning, "It was a drill", "ana", time(40)).unwrap().unwrap(),
        2 => {
            let over = record::WarningOutcome::FalseAlarm;
            warning = life::closed(&warning, over, None, "", "ana", time(40)).unwrap().unwrap();
        }
        _ => {}
    }
    let mut now = first.clone();
    if other {
        // Something joined the incident since, and is offered; nobody has sent it.
        let (mut late, mut joined) = report(3, true);
        (late.id, joined.id, joined.report) = ("r-late".into(), "clm-late".into(), "r-late".into());
        reports.push(late);
        claims.push(joined);
        now = incident(world, &claims, true);
        let outlet = |id: &ReportId| reports.iter().find(|r| r.id == *id).map(|r| r.outlet.clone()).unwrap_or_default();
        let fresh = changed(&warning, &now, &claims, &outlet, time(50));
        warning = offered(&warning, fresh.as_ref(), time(50)).unwrap_or(warning);
    }
    let release = releases.iter().find(|held| held.id == id).unwrap();
    let material = Material {
        warning: &warning,
        release,
        receipts: &receipts,
        incident: Some(&now),
        claims: &claims,
        reports: &reports,
    };
    let view = view(&material).unwrap();
    let (name, link) = if world.public { ("", "public/warning/x") } else { ("Tbilisi office", "w/x") };
    let told = desk::told::copy(&view, name, &[], Some(format!("https://desk.example/{link}")));
    let theirs = releases.iter().find(|held| held.partner != ours.id).map(|release| {
        let view = warn::view::view(&Material { release, ..material }).unwrap();
        desk::told::copy(&view, CANARY, &[], None)
    });
    let pages = if world.public { public_pages(&told) } else { exchange(&told, theirs.as_ref()) };
    format!("{}\n{}\n{pages}", serde_json::to_string(&view).unwrap(), formats(&told))
}

/// Everything that anybody finds on the public page, and finds not.
fn public_pages(told: &Told) -> String {
    let key = told.warning.key.as_str();
    let sections = ["", "/country/GE", "/country/AM", "/kind/bombing", "/kind/arson"];
    let files = ["", "/rss.xml", "/atom.xml", "/feed.json", "/warnings.geojson", "/warnings.csv"];
    let theirs = record::ReleaseId::derive(&["wrn-1", PartnerId::derive(&[CANARY]).as_str()]);
    let mut paths: Vec<String> =
        sections.iter().flat_map(|section| files.map(|file| format!("/public{section}{file}"))).collect();
    paths.extend([format!("/public/warning/{key}"), format!("/public/warning/{theirs}")]);
    let copies = std::slice::from_ref(told);
    let page = |path: &String| {
        let found = desk::public::render("Desk", "https://desk.example", copies, path);
        found.map_or_else(String::new, |(kind, body)| format!("{kind}\n{body}\n"))
    };
    paths.iter().map(page).collect()
}

fn release(
    warning: &mut Warning,
    to: &Partner,
    held: &mut Vec<Release>,
    terms: &Terms,
    minute: i64,
) -> record::ReleaseId {
    let (next, release) = life::release(warning, to, held, terms, "ana", time(minute)).unwrap();
    (*warning, _) = (next, held.push(release.clone()));
    release.id
}

/// What another partner, and the desk about it, does in between.
fn others(world: &World, warning: &mut Warning, releases: &[Release], receipts: &mut Vec<Receipt>, theirs: &Partner) {
    let release = releases.iter().find(|held| held.partner == theirs.id).unwrap();
    for act in 0..world.other_acts {
        let of = Delivery { warning, release, receipts, partner: &theirs.name };
        let step = match act {
            0 => life::opened(&of, time(10)),
            1 => life::acknowledged(&of, CANARY, time(11)),
            _ => life::asked_to_share(&of, CANARY, time(12)),
        };
        if let Some(step) = step.unwrap() {
            *warning = step.warning;
            receipts.push(step.receipt);
        }
    }
    receipts.push(life::alarm(release, time(13)));
    warning.reasons.push(format!("The watch {CANARY} is met."));
    let act = life::proposed(
        &partner("A third"),
        &Terms {
            marking: world.tighter.clone(),
            caveats: vec![CANARY.to_owned()],
            redaction: Redaction::default(),
            valid_days: 30,
        },
    );
    let policy = Policy { second_person_from: Some(Tlp::Clear) };
    if let life::Approval::Awaited(next) = life::approve(policy, warning, &act, Tlp::Red, CANARY, time(14)).unwrap() {
        *warning = *next;
    }
}

/// Every format that is made for partners.
fn formats(told: &Told) -> String {
    let sender =
        cap::Desk { name: "Desk".to_owned(), sender: "desk.example".to_owned(), status: cap::Status::Exercise };
    let about = feed::Feed {
        public: false,
        title: "Warnings".to_owned(),
        author: "Desk".to_owned(),
        home: "https://desk.example/".to_owned(),
        address: "https://desk.example/f/x/rss.xml".to_owned(),
    };
    let items = std::slice::from_ref(told);
    let misp = misp::feed(items, &sender);
    [
        cap::encode(&cap::message(told, &sender)),
        feed::rss(&about, items),
        feed::atom(&about, items),
        feed::json_feed(&about, items).to_string(),
        feed::geojson(items).to_string(),
        feed::csv(items),
        misp.manifest,
        misp.hashes,
        misp.events.into_iter().map(|(_, text)| text).collect(),
        stix::encode(std::slice::from_ref(&told.warning), "Desk").to_string(),
        Notice::ALL.iter().map(|notice| messages(told, *notice)).collect(),
        support::digests::of(told),
    ]
    .join("\n")
}

/// Everything that the partner's program finds at the TAXII server, where another partner has collections as well.
fn exchange(told: &Told, theirs: Option<&Told>) -> String {
    static SERVER: OnceLock<Mutex<(tokio::runtime::Runtime, Fixture, Browser)>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let fixture = Fixture::fleeting();
        let browser = Browser::new(fixture.desk.clone());
        Mutex::new((tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(), fixture, browser))
    });
    // One world at a time: the partners of all worlds have the same names.
    let (runtime, fixture, browser) = &*server.lock().unwrap_or_else(PoisonError::into_inner);
    let store = fixture.store.as_ref();
    let (us, them) = (PartnerId::from("prt-ours"), PartnerId::from("prt-theirs"));
    let put = |partner: &PartnerId, told: &Told| {
        taxii::open_account(store, partner);
        let accounts = store.taxii_accounts().unwrap();
        let account = accounts.iter().find(|account| account.partner == *partner).unwrap();
        let open = account.collections.iter().find(|open| open.collection.released).unwrap();
        let into = vec![(open.num, desk::taxii::publish::objects(told, "Desk"))];
        store.taxii_put(ObjectsPut { now_us: time(60).as_microsecond(), into, done: None }).unwrap();
    };
    if let Some(theirs) = theirs {
        put(&them, theirs);
    }
    put(&us, told);
    let found = runtime.block_on(walk(browser, &us, &them));
    let gone = [us, them].map(Change::DropPartner).to_vec();
    store.commit(Batch { changes: gone, ledger: Vec::new() }).unwrap();
    found
}

/// Asks for what there is, and for what is another's.
async fn walk(browser: &Browser, us: &PartnerId, them: &PartnerId) -> String {
    let mut found = String::new();
    let mut note = |answer: support::browser::Answer| {
        let dates = [answer.header("x-taxii-date-added-first"), answer.header("x-taxii-date-added-last")].join(" ");
        found.push_str(&format!("{} {dates} {}\n", answer.status, answer.body));
        answer.body
    };
    for path in ["", "desk/", "desk/collections/"] {
        note(taxii::ask(browser, Some(us), "GET", path, "").await);
    }
    for what in ["manifest", "objects"] {
        let mut next = String::new();
        loop {
            let path = format!("desk/collections/released/{what}/?limit=4&match[version]=all{next}");
            let body = note(taxii::ask(browser, Some(us), "GET", &path, "").await);
            let page: serde_json::Value = serde_json::from_str(&body).unwrap();
            let Some(token) = page["next"].as_str() else { break };
            next = format!("&next={token}");
        }
    }
    for alias in ["released", "sent"] {
        let id = taxii::collection_id(them, alias);
        for path in ["", "manifest/", "objects/", "objects/note--00000000-0000-4000-8000-000000000001/versions/"] {
            note(taxii::ask(browser, Some(us), "GET", &format!("desk/collections/{id}/{path}"), "").await);
        }
    }
    found
}

/// What channels send of it.
fn messages(told: &Told, notice: Notice) -> String {
    let bodies = WebhookBody::ALL.iter().map(|kind| webhook::body(told, notice, *kind, "Desk").bytes);
    let bodies: Vec<String> = bodies.map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    let letter = mail::letter(told, notice, "desk.example");
    let letter = [letter.message_id, letter.references.concat(), letter.subject, letter.text, letter.html].join("\n");
    [bodies.join("\n"), letter, telegram::text(told, notice)].join("\n")
}

fn number() -> u32 {
    std::env::var("FOREWARN_WORLDS").ok().and_then(|number| number.parse().ok()).unwrap_or(1_000)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(number()))]

    #[test]
    fn what_was_not_released_to_a_partner_leaves_no_trace(world in worlds()) {
        let (without, with) = (outcome(&world, false), outcome(&world, true));
        prop_assert!(!with.contains(CANARY), "the canary is in what the partner gets: {with}");
        prop_assert_eq!(without, with);
    }
}

#[test]
fn the_test_would_see_a_leak() {
    let world = World {
        reports: 2,
        hidden: vec![false; 4],
        hide_origins: false,
        marking: Marking::new(Tlp::Green),
        tighter: Marking::new(Tlp::Amber),
        stage: 0,
        caveat: false,
        acknowledged: false,
        updated: false,
        ended: 0,
        other_first: false,
        other_acts: 0,
        public: false,
    };
    let shown = outcome(&world, false);
    assert!(shown.contains("Harbour Ledger") && shown.contains("Volga Wire"), "what is released is there");
    let hidden = World { hidden: vec![false, true, false, false], ..world };
    assert!(!outcome(&hidden, false).contains("Volga Wire"));
    let clear = Marking::new(Tlp::Clear);
    let public = World { public: true, marking: clear.clone(), tighter: clear, hidden: vec![false; 4], ..hidden };
    let shown = outcome(&public, false);
    assert!(shown.contains("<!doctype html>") && shown.contains("Volga Wire") && shown.contains("TLP:CLEAR"));
}
