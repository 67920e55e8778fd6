//! `forewarn bench deliver`: from the release to the receipt by a webhook, at so many releases a second.

use super::Scratch;
use crate::cli::settings::random;
use crate::config::Config;
use crate::deliverer::Deliverer;
use crate::exit::Exit;
use crate::output;
use crate::pipeline::Pipeline;
use anyhow::Result;
use jiff::Timestamp;
use read::{Depth, Reader};
use record::{
    Area, Capture, Channel, Conductor, Credibility, Event, Partner, PartnerId, Question, RawReport, Redaction,
    Reliability, ReportId, SourceId, Stage, Stamped, Tlp, Warning, Watch, WatchId, WebhookBody, Who,
};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::sqlite::SqliteStore;
use store::{MAX_PAGE, Page, Store, WarningFilter};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Warnings that are released, each to many partners.
const CITIES: [(&str, &str); 6] = [
    ("Nairobi", "Kenya"),
    ("Kampala", "Uganda"),
    ("Lagos", "Nigeria"),
    ("Cairo", "Egypt"),
    ("Karachi", "Pakistan"),
    ("Accra", "Ghana"),
];

/// Time for the last messages to arrive.
const GRACE: Duration = Duration::from_secs(30);

/// When each release was asked for and when its message came, by the release's id.
#[derive(Default)]
struct Times {
    asked: HashMap<String, Instant>,
    came: HashMap<String, Instant>,
}

type Shared = Arc<Mutex<Times>>;

/// The figures.
#[derive(Debug, Serialize)]
struct Figures {
    releases: usize,
    received: usize,
    per_second: f64,
    median_ms: f64,
    p99_ms: f64,
    worst_ms: f64,
}

/// Releases `rate` a second for `seconds`, each with a message to a webhook on this machine.
pub(super) fn run(rate: u32, seconds: u32, json: bool) -> Result<Exit> {
    let scratch = Scratch::new()?;
    let figures = measured(&scratch.dir, rate, seconds)?;
    if json {
        output::say(serde_json::to_string(&figures)?)?;
    } else {
        output::say(format_args!(
            "{} releases at {:.1} a second, {} received; from the release to the webhook's receipt: median {:.0} ms, \
             p99 {:.0} ms, worst {:.0} ms",
            figures.releases, figures.per_second, figures.received, figures.median_ms, figures.p99_ms, figures.worst_ms
        ))?;
    }
    Ok(if figures.received == figures.releases { Exit::Ok } else { Exit::Faults })
}

fn measured(dir: &std::path::Path, rate: u32, seconds: u32) -> Result<Figures> {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(dir)?);
    let reader = Arc::new(Reader::new(Depth::Fast, Vec::new()));
    let pipeline = Arc::new(Pipeline::new(store.clone(), reader, 30, &random()?)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let times = Shared::default();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let url = format!("http://{}/hook", listener.local_addr()?);
    runtime.spawn(receive(listener, times.clone()));
    let pairs = prepare(&pipeline, &url, (rate * seconds) as usize)?;
    let deliverer = Deliverer::new(pipeline.clone(), Arc::new(Timestamp::now), &Config::default(), None)?;
    runtime.spawn(deliverer.run(std::future::pending()));
    runtime.block_on(release_all(pipeline, pairs, rate, &times))
}

async fn release_all(
    pipeline: Arc<Pipeline>,
    pairs: Vec<(Warning, PartnerId)>,
    rate: u32,
    times: &Shared,
) -> Result<Figures> {
    let releases = pairs.len();
    let started = Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / rate);
    // A release that is late is made at once, and its time runs from when it was asked for.
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let mut asked = tokio::task::JoinSet::new();
    for (warning, partner) in pairs {
        let due = ticks.tick().await.into_std();
        let id = record::ReleaseId::derive(&[warning.id.as_str(), partner.as_str()]);
        locked(times).asked.insert(id.0, due);
        let pipeline = pipeline.clone();
        asked.spawn_blocking(move || {
            let event = Event::WarningReleased {
                warning: warning.id,
                partner,
                marking: warning.marking,
                caveats: Vec::new(),
                redaction: Redaction::default(),
            };
            pipeline.handle(Stamped { at: Timestamp::now(), who: Who::Analyst("bench".to_owned()), event })
        });
    }
    while let Some(done) = asked.join_next().await {
        done??;
    }
    let took = started.elapsed();
    let patience = Instant::now();
    while locked(times).came.len() < releases && patience.elapsed() < GRACE {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let times = locked(times);
    let mut waits: Vec<f64> = times
        .came
        .iter()
        .filter_map(|(id, came)| Some(came.duration_since(*times.asked.get(id)?).as_secs_f64() * 1_000.0))
        .collect();
    waits.sort_by(f64::total_cmp);
    let at = |share: f64| waits.get(((waits.len() as f64 * share) as usize).min(waits.len().saturating_sub(1)));
    Ok(Figures {
        releases,
        received: waits.len(),
        per_second: releases as f64 / took.as_secs_f64(),
        median_ms: at(0.5).copied().unwrap_or(f64::NAN),
        p99_ms: at(0.99).copied().unwrap_or(f64::NAN),
        worst_ms: at(1.0).copied().unwrap_or(f64::NAN),
    })
}

fn locked(times: &Shared) -> std::sync::MutexGuard<'_, Times> {
    times.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Drafts and partners: as many pairs as will be released.
fn prepare(pipeline: &Pipeline, url: &str, pairs: usize) -> Result<Vec<(Warning, PartnerId)>> {
    let who = || Who::Analyst("bench".to_owned());
    let does = |event| pipeline.handle(Stamped { at: Timestamp::now(), who: who(), event });
    does(Event::WatchSet(Watch {
        id: WatchId::derive(&["bench"]),
        name: "Plans".to_owned(),
        owner: "bench".to_owned(),
        question: Question { stages: vec![Stage::Planned], ..Question::default() },
        threshold: (Reliability::F, Credibility::CannotBeJudged),
        partners: Vec::new(),
        created_at: Timestamp::now(),
    }))?;
    for (city, country) in CITIES {
        let text = format!(
            "Plan to bomb a market in {city}, police warn\nPolice in {country} said on Wednesday that militants were \
             planning to bomb a crowded market in {city}.\n"
        );
        let address = format!("https://{}.example/", city.to_lowercase());
        let source = SourceId::derive(&[city]);
        let capture = Capture::new(source, &address, Timestamp::now(), "text/plain", text.clone().into_bytes());
        let raw = RawReport {
            capture: capture.id.clone(),
            outlet: Some(format!("{city} Courier")),
            ..RawReport::of_text(ReportId::from(city), &text)
        };
        does(Event::ReportsArrived(vec![(capture, raw)]))?;
    }
    let warnings = pipeline.store().warnings(&WarningFilter::default(), Page::first(MAX_PAGE))?;
    anyhow::ensure!(!warnings.is_empty(), "no warning was drafted to measure with");
    let mut found = Vec::new();
    for n in 0..pairs.div_ceil(warnings.len()) {
        let name = format!("Office {n}");
        let id = PartnerId::derive(&[&name]);
        let hook = Channel::Webhook { url: url.to_owned(), body: WebhookBody::Json, local: true, renewed: 0 };
        let known = Partner::reached_by_link(id.clone(), &name);
        let areas = vec![Area::World];
        let partner = Partner { responsible_for: areas, clearance: Tlp::Red, channels: vec![hook], ..known };
        does(Event::PartnerSet(partner))?;
        found.extend(warnings.iter().map(|warning| (warning.clone(), id.clone())));
    }
    found.truncate(pairs);
    Ok(found)
}

/// Takes every message with 200 and notes when it came.
async fn receive(listener: TcpListener, times: Shared) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(take(stream, times.clone()));
    }
}

async fn take(stream: TcpStream, times: Shared) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.ok()?;
        let came = Instant::now();
        let message: serde_json::Value = serde_json::from_slice(&body).ok()?;
        locked(&times).came.entry(message["data"]["release"].as_str()?.to_owned()).or_insert(came);
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.ok()?;
    }
}
