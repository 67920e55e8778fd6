//! Commands beside a desk that runs: what they change the desk writes, at once, without being stopped.

#![cfg(unix)]

mod common;

use ::forewarn::pipeline::Pipeline;
use common::forewarn;
use jiff::Timestamp;
use read::{Depth, Reader};
use record::{Conductor, Event, Partner, PartnerId, ReleaseId, Stamped, Who};
use share::channels::{feed_address, signed_link};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Output, Stdio};
use std::sync::Arc;
use store::sqlite::SqliteStore;

/// A desk that runs over a store.
struct Desk {
    child: Child,
    address: String,
    /// Open to the end: who prints into a closed pipe stops.
    _said: BufReader<ChildStdout>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        // A test that failed leaves no desk behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Desk {
    fn start(dir: &Path) -> Self {
        let mut command = forewarn();
        command.args(["--reader", "fast", "--store"]).arg(dir).args([
            "desk",
            "--no-collect",
            "--listen",
            "127.0.0.1:0",
        ]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let address = loop {
            let mut line = String::new();
            assert!(said.read_line(&mut line).unwrap() > 0, "the desk says where it is");
            if let Some((_, rest)) = line.split_once("http://") {
                break rest.split('/').next().unwrap().to_owned();
            }
        };
        Self { child, address, _said: said }
    }

    /// Status and body of a `GET`, with or without a Bearer token.
    fn get(&self, path: &str, token: Option<&str>) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let bearer = token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n{bearer}Connection: close\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer.split_once("\r\n\r\n").map_or(String::new(), |(_, body)| body.to_owned()))
    }
}

fn run(dir: &Path, args: &[&str]) -> Output {
    forewarn().args(["--reader", "fast", "--by", "Ana Lind", "--store"]).arg(dir).args(args).output().unwrap()
}

fn said(dir: &Path, args: &[&str]) -> String {
    let output = run(dir, args);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{args:?}: {out}{err}");
    out.into_owned()
}

/// The word after a label.
fn after(text: &str, label: &str) -> String {
    let line = text.lines().find(|line| line.starts_with(label)).unwrap_or_else(|| panic!("no {label}: {text}"));
    line[label.len()..].split_whitespace().next().unwrap().to_owned()
}

/// The path of the first list of `forewarn partner feed`.
fn feed_path(text: &str) -> String {
    let line = text.lines().next().unwrap();
    format!("/f/{}", line.split_once("/f/").unwrap().1)
}

#[test]
fn accounts_are_opened_and_closed_while_the_desk_runs() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::start(dir.path());
    said(dir.path(), &["partner", "add", "Nairobi desk", "--area", "KE"]);
    let first = after(&said(dir.path(), &["partner", "taxii", "Nairobi desk"]), "password");
    let status = |token: &str| desk.get("/taxii2/desk/collections/", Some(token)).0;
    assert_eq!(status(&first), 200, "the desk knows the account at once");
    let second = after(&said(dir.path(), &["partner", "taxii", "Nairobi desk", "--new-password"]), "password");
    assert_eq!((status(&first), status(&second)), (401, 200));
    said(dir.path(), &["partner", "taxii", "Nairobi desk", "--withdraw"]);
    assert_eq!((status(&first), status(&second)), (401, 401));

    let hook = ["partner", "webhook", "Nairobi desk", "https://ops.example/w", "--no-test"];
    said(dir.path(), &hook);
    let shown = said(dir.path(), &["partner", "show", "Nairobi desk"]);
    let key = shown.split_whitespace().find(|word| word.starts_with("webhook-")).unwrap().to_owned();
    let secret = |more: &[&str]| said(dir.path(), &[&["partner", "secret", "Nairobi desk", &key], more].concat());
    let before = secret(&[]);
    assert_ne!(secret(&["--renew"]), before);

    let never = desk.get("/f/cHJ0LTA.AAAA/rss.xml", None);
    let old = feed_path(&said(dir.path(), &["partner", "feed", "Nairobi desk"]));
    assert_eq!(desk.get(&old, None).0, 200);
    let new = feed_path(&said(dir.path(), &["partner", "feed", "Nairobi desk", "renew"]));
    assert_eq!((desk.get(&old, None), desk.get(&new, None).0), (never.clone(), 200));
    said(dir.path(), &["partner", "feed", "Nairobi desk", "withdraw"]);
    assert_eq!(desk.get(&new, None), never, "an address that was taken back is like one that never was");
    said(dir.path(), &["partner", "feed", "Nairobi desk", "renew"]);
    // Taken off and added again it gets another address than it ever had.
    let last = feed_path(&said(dir.path(), &["partner", "feed", "Nairobi desk"]));
    let id = said(dir.path(), &["partner", "list"]);
    let id = id.split_whitespace().find(|word| word.starts_with("prt-")).unwrap().to_owned();
    said(dir.path(), &["partner", "remove", &id]);
    said(dir.path(), &["partner", "add", "Nairobi desk", "--area", "KE"]);
    assert_eq!(desk.get(&last, None), never);

    assert_eq!(desk.get("/public", None).0, 403);
    said(dir.path(), &["partner", "public", "on"]);
    let (status, page) = desk.get("/public", None);
    assert!(status == 200 && page.contains("Nothing has been released to everybody yet."), "{page}");
    said(dir.path(), &["partner", "public", "off"]);
    assert_eq!(desk.get("/public", None).0, 403);
}

#[test]
fn what_the_desk_refuses_the_command_says_and_the_ledger_stays_whole() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::start(dir.path());
    let refused = run(dir.path(), &["partner", "taxii", "Nobody"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("there is no partner `Nobody`"));
    said(dir.path(), &["watch", "add", "Markets", "--area", "KE", "--stage", "planned"]);
    let refused = run(dir.path(), &["warning", "cancel", "wrn-0", "--reason", "x"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("there is no warning `wrn-0`"));
    // Reading reports is the desk's own: two readers would not know of one another.
    let busy = run(dir.path(), &["import", "nothing.jsonl"]);
    assert!(!busy.status.success() && String::from_utf8_lossy(&busy.stderr).contains("in use by another process"));
    assert!(dir.path().join("desk.sock").exists());
    drop(desk);
    // Killed, it leaves its socket; nobody listens there, and the commands write by themselves again.
    said(dir.path(), &["partner", "add", "Coast desk", "--area", "KE"]);
    said(dir.path(), &["ledger", "verify"]);
    let ledger = said(dir.path(), &["ledger", "show"]);
    assert!(ledger.contains("watch.set") && ledger.contains("Ana Lind") && !ledger.contains("warning.cancelled"));
}

#[test]
fn addresses_that_open_nothing_are_refused_alike_and_after_the_same_work() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(dir.path()).unwrap());
    let reader = Arc::new(Reader::new(Depth::Fast, Vec::new()));
    let pipeline = Pipeline::new(store.clone(), reader, 30, &[7; 32]).unwrap();
    let ana = |event| {
        let who = Who::Analyst("Ana Lind".to_owned());
        pipeline.handle(Stamped { at: Timestamp::now(), who, event }).map(drop)
    };
    let set = |name: &str| {
        let id = PartnerId::derive(&[name]);
        ana(Event::PartnerSet(Partner::reached_by_link(id.clone(), name))).unwrap();
        id
    };
    let token = |id: &PartnerId| pipeline.feed_of(id).unwrap().trim_start_matches("/f/").to_owned();
    let (renewed, withdrawn) = (set("Renewed"), set("Withdrawn"));
    let (old, gone) = (token(&renewed), token(&withdrawn));
    ana(Event::FeedRenewed(renewed.clone())).unwrap();
    ana(Event::FeedWithdrawn(withdrawn)).unwrap();
    ana(Event::PublicPageSet { open: true }).unwrap();
    let signed = |id: &str| feed_address::sign(&[7; 32], &PartnerId::from(id), None);
    let asked = |token: &str| {
        let before = store.reads();
        (pipeline.open_feed(token), store.reads() - before)
    };
    assert_eq!(asked(&token(&renewed)), (Ok(renewed), 1));
    let never = asked("AAAA.AAAA");
    assert!(never.0.is_err());
    for token in [&old, &gone, &signed("prt-nobody"), &signed("prt-public"), "", ".", "no token", &"A.".repeat(90)] {
        assert_eq!(asked(token), never, "{token}");
    }
    // Saving a partner that was read before brings no old address back.
    let stale = Partner::reached_by_link(PartnerId::derive(&["Withdrawn"]), "Withdrawn");
    ana(Event::PartnerSet(stale)).unwrap();
    assert_eq!(asked(&gone), never);
    assert!(ana(Event::PartnerSet(Partner::the_public())).is_err(), "the public is set by its page alone");

    // A signed link's release is looked up only when the link is ours.
    let link = |secret: u8, release: &str| signed_link::sign(&[secret; 32], &ReleaseId::from(release), Timestamp::MAX);
    let opened = |token: &str| {
        let before = store.reads();
        (pipeline.open_link(token, Timestamp::now()), store.reads() - before)
    };
    assert_eq!(opened(&link(9, "rel-1")), opened(&link(9, "rel-never")));
    assert_eq!(opened(&link(9, "rel-1")).1, 0);
    assert_eq!(opened(&link(7, "rel-never")).1, 1);
}

#[test]
fn a_watch_looks_at_what_is_stored_while_the_desk_runs() {
    let (dir, inbox) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let report = inbox.path().join("plan.txt");
    let text = "Police in Kenya said on Wednesday that al-Shabaab militants were planning to bomb a crowded market in Nairobi.";
    std::fs::write(&report, text).unwrap();
    said(dir.path(), &["import", &report.display().to_string()]);
    let _desk = Desk::start(dir.path());
    let added = said(dir.path(), &["watch", "add", "Plans", "--stage", "planned", "--apply"]);
    assert!(added.contains("1 warning drafted or changed"), "{added}");
    assert!(said(dir.path(), &["warning", "list"]).contains("Nairobi"));
}
