//! What was acknowledged survives `kill -9` at any instant.

use super::super::SqliteStore;
use crate::conformance::fixtures::*;
use crate::{Batch, Page, Store};
use record::{Genesis, verify_chain};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Tells the test binary, started again by itself, where to write.
const CHILD_DIR: &str = "FOREWARN_TEST_CRASH_DIR";

/// The child stops by itself after so many commits, in case nobody kills it.
const CHILD_COMMITS: usize = 5_000;

/// Not a test by itself: the process that is killed. It prints the number of each report once its commit has returned.
#[test]
#[ignore = "started by killed_at_any_instant_nothing_acknowledged_is_lost"]
fn child() {
    let Some(dir) = std::env::var_os(CHILD_DIR) else { return };
    let store = SqliteStore::open(Path::new(&dir)).unwrap();
    let start = usize::try_from(store.counts().unwrap().reports).unwrap();
    for n in start..start + CHILD_COMMITS {
        store.commit(Batch { changes: vec![add_report(n)], ledger: vec![draft(1, report_id(n).as_str())] }).unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "acknowledged {n}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn killed_at_any_instant_nothing_acknowledged_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("store");
    let mut acknowledged = 0;
    // Each round kills the writer a little later after its last answer, so that the kill falls into other steps of a commit.
    for round in 0..6_u32 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "sqlite::tests::crash::child", "--nocapture", "--test-threads=1"])
            .env(CHILD_DIR, &dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let number = |line: &String| line.strip_prefix("acknowledged ")?.trim().parse::<usize>().ok();
        let wanted = 5 + round as usize * 7;
        let seen: Vec<usize> = lines.by_ref().filter_map(|line| number(&line)).take(wanted).collect();
        for spin in 0..round * 20_000 {
            std::hint::black_box(spin);
        }
        child.kill().unwrap();
        // What it still managed to say before it died counts as well.
        let last = lines.filter_map(|line| number(&line)).last().or(seen.last().copied()).unwrap();
        child.wait().unwrap();
        acknowledged = last + 1;

        let store = SqliteStore::open(&dir).unwrap();
        let reports = usize::try_from(store.counts().unwrap().reports).unwrap();
        assert!(reports >= acknowledged, "round {round}: {acknowledged} acknowledged, {reports} kept");
        for n in 0..reports {
            assert_eq!(store.report(&report_id(n)).unwrap().unwrap().report, report(n).1, "round {round}");
        }
        assert_eq!(store.capture(&capture_id(last)).unwrap().unwrap(), report(last).0);
        assert!(!store.search(&format!("\"plot {last}\""), Page::first(1)).unwrap().is_empty());
        let mut at = (0, Genesis::HASH.to_owned());
        loop {
            let entries = store.ledger_after(at.0, 1_000).unwrap();
            if entries.is_empty() {
                break;
            }
            at = verify_chain(at, &entries).unwrap();
        }
        assert_eq!(at.0, reports as u64, "a report and its ledger entry come and go together");
        assert_eq!(store.health().unwrap().integrity, "ok");
    }
    assert!(acknowledged >= 6 * 5);
}
