//! `forewarn relink`: incidents that an earlier version worked out otherwise, or lost, come back from claims and judgements.

mod common;

use common::forewarn;
use record::Incident;
use std::path::Path;
use store::sqlite::SqliteStore;
use store::{Batch, Change, IncidentFilter, Page, Store};

/// Two reports of one blast, and one of something else.
const REPORTS: [(&str, &str); 3] = [
    (
        "gazette.txt",
        "Nine killed in bombing of Mogadishu hotel\nA car bomb killed nine people at a hotel in Mogadishu on Tuesday, the \
         ministry of health said. Al-Shabaab claimed responsibility for the bombing.\n",
    ),
    (
        "ledger.txt",
        "Hotel bombing in Mogadishu kills at least ten\nAt least ten people died when a car bomb exploded at a hotel in \
         Mogadishu on Tuesday, police said.\n",
    ),
    (
        "star.txt",
        "Gunmen kill three at Kisumu police station\nGunmen attacked a police station in Kisumu on Monday and killed three \
         officers, residents said.\n",
    ),
];

fn done(store: &Path, args: &[&str]) -> String {
    let mut command = forewarn();
    command.arg("--store").arg(store).args(["--reader", "fast", "--by", "Ana Lind"]).args(args);
    let out = command.output().unwrap();
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn incidents(store: &Path) -> Vec<Incident> {
    let store = SqliteStore::open(store).unwrap();
    let mut all = store.incidents(&IncidentFilter::default(), Page::first(100)).unwrap();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

fn bytes(incidents: &[Incident]) -> String {
    serde_json::to_string_pretty(incidents).unwrap()
}

#[test]
fn lost_and_altered_incidents_come_back_with_what_analysts_said_of_them() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("store");
    for (name, text) in REPORTS {
        let file = dir.path().join(name);
        std::fs::write(&file, text).unwrap();
        done(&store, &["import", file.to_str().unwrap()]);
    }
    let graded = incidents(&store)[0].id.clone();
    done(&store, &["incident", "grade", graded.as_str(), "5", "--reason", "Nobody saw it."]);
    let before = incidents(&store);
    assert!(before.len() >= 2, "{before:#?}");

    // As if another version had worked them out: one is gone, one has lost its origins and reports.
    let mut altered = before[1].clone();
    altered.origins.clear();
    altered.reports.clear();
    let changes = vec![Change::DropIncident(before[0].id.clone()), Change::PutIncident(Box::new(altered))];
    SqliteStore::open(&store).unwrap().commit(Batch { changes, ledger: Vec::new() }).unwrap();
    assert_ne!(bytes(&incidents(&store)), bytes(&before));

    let said = done(&store, &["relink"]);
    assert!(said.contains("from the claims and judgements of the store"), "{said}");
    assert_eq!(bytes(&incidents(&store)), bytes(&before), "the grade by hand among them");
    done(&store, &["relink"]);
    assert_eq!(bytes(&incidents(&store)), bytes(&before), "a second time nothing changes");
    done(&store, &["ledger", "verify"]);
    let entries = SqliteStore::open(&store).unwrap().ledger_after(0, 100).unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.what == "incidents.relinked").count(), 2);
    assert!(entries.iter().any(|entry| entry.what == "incidents.relinked" && entry.who.contains("Ana Lind")));
}
