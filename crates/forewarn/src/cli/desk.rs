//! `forewarn desk`: the web desk.

use super::Global;
use super::settings::{pipeline_over, random_hex};
use crate::collector::Collector;
use crate::config::Config;
use crate::deliverer::Deliverer;
use crate::exit::Exit;
use crate::output;
use crate::pipeline::Pipeline;
use crate::sample;
use anyhow::{Context, Result};
use jiff::Timestamp;
use record::{Conductor, Event, Stamped, Who};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::sqlite::SqliteStore;
use tokio::net::TcpListener;

/// Threads that answer the browser; the work behind a page is short and the store has its own writer.
const WORKER_THREADS: usize = 2;

/// How often the escalation clock is read: well under the shortest time that can be set, a minute.
const ESCALATION_EVERY: Duration = Duration::from_secs(20);

/// Open the desk in the browser.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The address that is printed holds a key: whoever has it can use this desk. It changes at every start.
Partners need no key: each has its own signed link.")]
pub struct Args {
    /// Load sample reporting into a new directory of its own: everything can be tried, nothing of yours is touched.
    #[arg(long)]
    sample: bool,
    /// Address and port; port 0 takes a free one. Default 127.0.0.1:8787, or a free port if that one is taken.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// PEM file with the certificate, and those between it and its root: the desk then speaks TLS.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// PEM file with the certificate's private key.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Do not follow the sources meanwhile.
    #[arg(long)]
    no_collect: bool,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    let config = global.config()?;
    let dir = store_dir(global, args.sample)?;
    let reader =
        Arc::new(if args.sample { sample::reader(global.depth(&config)?)? } else { global.reader(&config)? });
    let store = Arc::new(SqliteStore::open(&dir)?);
    let pipeline = Arc::new(pipeline_over(store.clone(), reader, &config)?);
    if args.sample {
        eprintln!("loading sample reporting into {} …", dir.display());
        sample::load(&pipeline, &dir)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(WORKER_THREADS).enable_all().build()?;
    runtime.block_on(serve(global, args, &config, store, pipeline, &dir))?;
    Ok(Exit::Ok)
}

/// The directory: as given; for the sample a new one of its own.
fn store_dir(global: &Global, sample: bool) -> Result<PathBuf> {
    if !sample || global.store.is_some() {
        return global.store_dir();
    }
    let stamp = Timestamp::now().strftime("%Y%m%d-%H%M%S");
    for attempt in 0..100 {
        let dir = std::env::temp_dir().join(format!("forewarn-sample-{stamp}-{attempt}"));
        match std::fs::create_dir(&dir) {
            Ok(()) => return Ok(dir),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(error).with_context(|| format!("cannot make {} (--store DIR to say where)", dir.display()));
            }
        }
    }
    anyhow::bail!("cannot find a free name for the sample's directory: say one with --store DIR")
}

async fn serve(
    global: &Global,
    args: &Args,
    config: &Config,
    store: Arc<SqliteStore>,
    pipeline: Arc<Pipeline>,
    dir: &Path,
) -> Result<()> {
    let listener = listen(args.listen.as_deref(), &config.desk.listen).await?;
    let address = listener.local_addr()?;
    let tls = tls(args, config)?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let base_url = config.desk.public_url.clone().unwrap_or_else(|| format!("{scheme}://{address}"));
    // 128 random bits.
    let key = random_hex::<16>()?;
    if !args.no_collect {
        let collector = Collector::new(store.clone(), pipeline.clone(), Arc::new(Timestamp::now), config)?;
        tokio::spawn(collector.run(stopped()));
    }
    let groups: Arc<[record::Group]> = pipeline.reader().groups().into();
    let deliverer = Deliverer::new(pipeline.clone(), Arc::new(Timestamp::now), config, Some(base_url.clone()))?;
    tokio::spawn(deliverer.run(stopped()));
    let conductor: Arc<dyn Conductor> = pipeline;
    let door = take_acts(dir, &conductor);
    let clock = tokio::spawn(watch_the_clock(conductor.clone()));
    let desk = desk::Desk {
        store,
        conductor,
        clock: Arc::new(Timestamp::now),
        analyst: global.by.clone().unwrap_or_default(),
        key: key.clone(),
        base_url,
        sender: config.sender()?,
        groups,
    };
    output::say(format_args!("The desk is open at\n\n    {scheme}://{address}/?key={key}\n"))?;
    output::say(format_args!("Its store is {}. Stop it with Ctrl-C.", dir.display()))?;
    if !address.ip().is_loopback() && scheme == "http" {
        eprintln!(
            "note: the desk listens beyond this machine; give it a certificate (--tls-cert, --tls-key), or put it behind a \
             proxy with TLS and set desk.public_url"
        );
    }
    let served = desk::serve(listener, tls, desk, stopped()).await.context("the desk stopped");
    clock.abort();
    if let Some(door) = door {
        door.abort();
    }
    served
}

/// Takes what commands hand in while the desk runs.
#[cfg(unix)]
fn take_acts(dir: &Path, conductor: &Arc<dyn Conductor>) -> Option<tokio::task::JoinHandle<()>> {
    match crate::handover::Door::open(dir) {
        Ok(door) => Some(tokio::spawn(door.serve(conductor.clone(), Arc::new(Timestamp::now)))),
        Err(error) => {
            eprintln!("note: commands that change something must wait until this desk is stopped ({error})");
            None
        }
    }
}

#[cfg(not(unix))]
fn take_acts(_: &Path, _: &Arc<dyn Conductor>) -> Option<tokio::task::JoinHandle<()>> {
    None
}

/// The certificate: as given, else as configured, else none.
fn tls(args: &Args, config: &Config) -> Result<Option<desk::Tls>> {
    let given = args.tls_cert.as_ref().zip(args.tls_key.as_ref());
    let Some((cert, key)) = given.or(config.desk.tls_cert.as_ref().zip(config.desk.tls_key.as_ref())) else {
        return Ok(None);
    };
    let read = |path: &Path| std::fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    let tls = desk::Tls::from_pem(&read(cert)?, &read(key)?);
    tls.map(Some).map_err(|why| anyhow::anyhow!("{} with {}: {why}", cert.display(), key.display()))
}

/// Lets the pipeline deal with what an earlier program left undone, and then with whoever did not acknowledge in the time set.
async fn watch_the_clock(conductor: Arc<dyn Conductor>) {
    let first = conductor.clone();
    let opened = tokio::task::spawn_blocking(move || {
        first.handle(Stamped { at: Timestamp::now(), who: Who::Forewarn, event: Event::DeskOpened })
    });
    match opened.await {
        Ok(Ok(_)) => {}
        Ok(Err(refusal)) => eprintln!("what partners' rules hold back could not be looked up: {refusal}"),
        Err(error) => eprintln!("what partners' rules hold back could not be looked up: {error}"),
    }
    let mut ticks = tokio::time::interval(ESCALATION_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        let conductor = conductor.clone();
        let done = tokio::task::spawn_blocking(move || {
            conductor.handle(Stamped { at: Timestamp::now(), who: Who::Forewarn, event: Event::TimePassed })
        });
        match done.await {
            Ok(Ok(outcome)) if !outcome.warnings.is_empty() => {
                for id in outcome.warnings {
                    eprintln!("ALARM: warning {id} was not acknowledged in the time set");
                }
            }
            Ok(Err(refusal)) => eprintln!("the escalation clock could not be kept: {refusal}"),
            Ok(Ok(_)) => {}
            Err(error) => eprintln!("the escalation clock stopped for a moment: {error}"),
        }
    }
}

/// Listens where asked; where nothing was asked and the usual port is taken, on a free one.
async fn listen(asked: Option<&str>, usual: &str) -> Result<TcpListener> {
    let wanted = asked.unwrap_or(usual);
    let address: SocketAddr =
        wanted.parse().with_context(|| format!("`{wanted}` is not an address and port such as 127.0.0.1:8787"))?;
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if asked.is_none() && error.kind() == std::io::ErrorKind::AddrInUse => {
            let free = SocketAddr::new(address.ip(), 0);
            TcpListener::bind(free).await.with_context(|| format!("cannot listen on {free}"))
        }
        Err(error) => {
            Err(error).with_context(|| format!("cannot listen on {address}; --listen 127.0.0.1:0 takes a free port"))
        }
    }
}

/// Ends at Ctrl-C, or when the system asks the program to end.
pub(super) async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
            return;
        }
    }
    // Without a handler the system's own way of ending the program still works.
    let _ = interrupted.await;
}
