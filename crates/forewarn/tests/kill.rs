//! No loss: the program is killed at random instants while it releases and delivers, to receivers that fail, hang, break off
//! and answer twice. `FOREWARN_KILLS` sets the number of kills, `FOREWARN_SEED` the chance, `FOREWARN_PROGRAM` another build.

mod common;

use common::receiver::{Receiver, Reply};
use common::setting;
use forewarn::pipeline::Pipeline;
use jiff::Timestamp;
use read::{Depth, Reader};
use record::{
    Area, Capture, Channel, Conductor, Event, Partner, PartnerId, Question, RawReport, Release, ReportId, SendingState,
    SourceId, Stamped, Tlp, Warning, WarningState, Watch, WatchId, WebhookBody, Who,
};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use store::sqlite::SqliteStore;
use store::{Page, Store, WarningFilter};

/// Releases asked for in each round.
const RELEASES_A_ROUND: usize = 3;

/// From the first request to the kill, in milliseconds at most.
const LIFE_MS_MAX: u64 = 300;

const CITIES: [(&str, &str); 12] = [
    ("Nairobi", "Kenya"),
    ("Kampala", "Uganda"),
    ("Lagos", "Nigeria"),
    ("Cairo", "Egypt"),
    ("Karachi", "Pakistan"),
    ("Manila", "the Philippines"),
    ("Bogota", "Colombia"),
    ("Tunis", "Tunisia"),
    ("Dakar", "Senegal"),
    ("Kabul", "Afghanistan"),
    ("Baghdad", "Iraq"),
    ("Accra", "Ghana"),
];

/// xorshift64*: the same seed gives the same kills, as far as the machine allows.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % bound
    }
}

/// Drafts of warnings, and partners with a webhook each; gives the pairs that can be released.
fn prepare(dir: &Path, url: &str, pairs: usize) -> Vec<(Warning, PartnerId)> {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(dir).unwrap());
    let pipeline = Pipeline::new(store.clone(), Arc::new(Reader::new(Depth::Fast, Vec::new())), 30, &[7; 32]).unwrap();
    let ana = |event| {
        let who = Who::Analyst("Ana Lind".to_owned());
        pipeline.handle(Stamped { at: Timestamp::now(), who, event }).unwrap()
    };
    ana(Event::WatchSet(Watch {
        id: WatchId::derive(&["Plans"]),
        name: "Plans".to_owned(),
        owner: "Ana Lind".to_owned(),
        question: Question { stages: vec![record::Stage::Planned], ..Question::default() },
        threshold: (record::Reliability::F, record::Credibility::CannotBeJudged),
        partners: Vec::new(),
        created_at: Timestamp::now(),
    }));
    for (city, country) in CITIES {
        let text = format!(
            "Plan to bomb a market in {city}, police warn\nPolice in {country} said on Wednesday that militants were \
             planning to bomb a crowded market in {city}.\n"
        );
        let url = format!("https://{}.example/", city.to_lowercase());
        let capture =
            Capture::new(SourceId::derive(&[city]), &url, Timestamp::now(), "text/plain", text.clone().into());
        let raw = RawReport {
            capture: capture.id.clone(),
            outlet: Some(format!("{city} Courier")),
            ..RawReport::of_text(ReportId::from(city), &text)
        };
        ana(Event::ReportsArrived(vec![(capture, raw)]));
    }
    let drafts = WarningFilter { states: vec![WarningState::Draft], incident: None };
    let warnings = store.warnings(&drafts, Page::first(100)).unwrap();
    assert!(warnings.len() >= 6, "only {} drafts", warnings.len());
    let offices = pairs.div_ceil(warnings.len());
    let mut found = Vec::new();
    for n in 0..offices {
        let name = format!("Office {n}");
        let id = PartnerId::derive(&[&name]);
        let hook = Channel::Webhook { url: format!("{url}/{n}"), body: WebhookBody::Json, local: true, renewed: 0 };
        let known = Partner::reached_by_link(id.clone(), &name);
        let channels = vec![hook, Channel::SignedLink];
        ana(Event::PartnerSet(Partner { responsible_for: vec![Area::World], clearance: Tlp::Red, channels, ..known }));
        found.extend(warnings.iter().map(|warning| (warning.clone(), id.clone())));
    }
    found
}

fn program(dir: &Path, config: &Path) -> Command {
    let mut command = match std::env::var_os("FOREWARN_PROGRAM") {
        Some(program) => Command::new(program),
        None => common::forewarn(),
    };
    command.arg("--store").arg(dir).arg("--config").arg(config).args(["--reader", "fast", "--by", "Ana Lind"]);
    command
}

/// A running desk: the process, its address, its key.
fn desk(dir: &Path, config: &Path) -> (Child, String, String) {
    let mut child = program(dir, config)
        .args(["desk", "--no-collect", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let line = lines.into_iter().find(|line| line.contains("/?key=")).expect("the desk prints its address");
    let (address, key) = line.trim().trim_start_matches("http://").split_once("/?key=").unwrap();
    (child, address.to_owned(), key.to_owned())
}

/// Asks for a release; true if the desk said that it is done.
fn release(address: &str, key: &str, warning: &Warning, partner: &PartnerId) -> std::io::Result<bool> {
    let body = format!(
        "{{\"partner\":\"{partner}\",\"marking\":\"{}\",\"released_by\":\"Ana Lind\"}}",
        warning.marking.tlp.code()
    );
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "POST /api/warnings/{}/release HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        warning.id,
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 200"), "{answer}");
    Ok(answer.contains("\"release\""))
}

/// All releases there are.
fn releases(store: &dyn Store) -> Vec<Release> {
    let warnings = store.warnings(&WarningFilter::default(), Page::first(1_000)).unwrap();
    warnings.iter().flat_map(|warning| store.releases_of(&warning.id).unwrap()).collect()
}

#[test]
fn killed_at_any_instant_every_released_warning_arrives_and_exactly_once_for_who_knows_its_id() {
    let kills = setting("FOREWARN_KILLS", 20) as usize;
    let seed = setting("FOREWARN_SEED", 1);
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let moods: Vec<u64> = (0..997).map(|_| chance.below(8)).collect();
    let receiver = Receiver::start(move |number, _| match moods[number % moods.len()] {
        0 => Reply::fails(503),
        1 => Reply::fails(500),
        2 => Reply::Hang,
        3 => Reply::Drop,
        4 => Reply::Twice,
        _ => Reply::ok(),
    });
    let work = tempfile::tempdir().unwrap();
    let (dir, config) = (work.path().join("store"), work.path().join("forewarn.toml"));
    let settings = "[desk]\npublic_url = \"https://desk.example\"\n[delivery]\nretry_first_seconds = 0\n\
                    attempts_max = 100000\nattempt_seconds_max = 1\n";
    std::fs::write(&config, settings).unwrap();
    let pairs = prepare(&dir, &receiver.url("/hook"), kills * RELEASES_A_ROUND);
    let mut left = pairs.into_iter();
    let mut promised: BTreeSet<(String, String)> = BTreeSet::new();
    for _ in 0..kills {
        let (mut child, address, key) = desk(&dir, &config);
        let asked: Vec<_> = left.by_ref().take(RELEASES_A_ROUND).collect();
        let asker = std::thread::spawn(move || {
            let mut done = Vec::new();
            for (warning, partner) in asked {
                if release(&address, &key, &warning, &partner).unwrap_or(false) {
                    done.push((warning.id.to_string(), partner.to_string()));
                }
            }
            done
        });
        // Now and then right upon a message's arrival, else after a while.
        let life = Duration::from_millis(chance.below(LIFE_MS_MAX));
        if chance.below(3) == 0 {
            receiver.wait(life);
        } else {
            let waiting = std::time::Instant::now();
            while let Some(rest) = life.checked_sub(waiting.elapsed()) {
                receiver.wait(rest);
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        promised.extend(asker.join().unwrap());
    }
    settle(&dir, &config);
    check(&dir, &config, &receiver, &promised);
}

/// Sends what is left, until nothing waits.
fn settle(dir: &Path, config: &Path) {
    for _ in 0..2_000 {
        let out = program(dir, config).args(["deliver", "--once"]).output().unwrap();
        assert!(matches!(out.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&out.stderr));
        if String::from_utf8_lossy(&out.stdout).contains("nothing waits") {
            return;
        }
    }
    panic!("the outbox does not become empty");
}

fn check(dir: &Path, config: &Path, receiver: &Receiver, promised: &BTreeSet<(String, String)>) {
    let store = SqliteStore::open_read_only(dir).unwrap();
    let releases = releases(&store);
    let mut received: BTreeMap<String, BTreeSet<Vec<u8>>> = BTreeMap::new();
    let posts = receiver.posts();
    for post in &posts {
        received.entry(post.id().to_owned()).or_default().insert(post.body.clone());
    }
    let known: BTreeSet<_> = releases.iter().map(|r| (r.warning.to_string(), r.partner.to_string())).collect();
    assert!(promised.is_subset(&known), "a release that was acknowledged to its caller is gone");
    assert!(!releases.is_empty());
    for release in &releases {
        let sendings = store.sendings_of(&release.id).unwrap();
        let [sending] = sendings.as_slice() else { panic!("{} messages of {}", sendings.len(), release.id) };
        assert_eq!(sending.state, SendingState::Delivered, "{sending:?}");
        assert!(received.contains_key(sending.id.as_str()), "{} never arrived", release.id);
        let delivered = store.receipts_of(&release.id).unwrap();
        let proofs = delivered.iter().filter(|r| r.outcome == record::ReceiptOutcome::Delivered).count();
        assert_eq!(proofs, 1, "{delivered:?}");
    }
    // Whoever keeps one message for each id has exactly one for each release.
    let told: BTreeSet<String> = received
        .values()
        .map(|bodies| {
            assert_eq!(bodies.len(), 1, "the same id came with different words");
            let body: serde_json::Value = serde_json::from_slice(bodies.first().unwrap()).unwrap();
            body["data"]["release"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!((told.len(), received.len()), (releases.len(), releases.len()));
    let out = program(dir, config).args(["ledger", "verify"]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    eprintln!(
        "{} releases promised, {} made, {} messages received for {} ids; the ledger holds",
        promised.len(),
        releases.len(),
        posts.len(),
        received.len()
    );
}
