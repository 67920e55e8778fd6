//! What is evidence cannot be changed, even by a statement that goes past the program.

use super::fresh;
use crate::conformance::fixtures::*;
use crate::sqlite::FILE_NAME;
use crate::{Batch, Change, Store};
use record::{Genesis, LedgerBreak, ReceiptOutcome, WarningState, verify_chain};
use rusqlite::Connection;

#[test]
fn stray_statements_are_refused() {
    let (store, dir) = fresh();
    let release = release(1, "Harbour Office");
    store
        .commit(Batch {
            changes: vec![
                add_report(1),
                Change::AddJudgement(judgement(1)),
                put_warning(warning(1, WarningState::Draft, 1)),
                Change::PutRelease(release.clone()),
                Change::AddReceipt(receipt(&release, ReceiptOutcome::Sent, 1)),
            ],
            ledger: vec![draft(1, "a"), draft(2, "a")],
        })
        .unwrap();
    // As another tool would open it: without our settings.
    let conn = Connection::open(dir.path().join("store").join(FILE_NAME)).unwrap();
    let statements = [
        "UPDATE ledger SET who = 'eve'",
        "DELETE FROM ledger WHERE seq = 2",
        "INSERT OR REPLACE INTO ledger SELECT seq, at, 'eve', what, subject, detail, prev_hash, hash FROM ledger",
        "INSERT INTO ledger SELECT 9, at, who, what, subject, detail, prev_hash, hash FROM ledger WHERE seq = 1",
        "UPDATE report SET text = 'x'",
        "DELETE FROM report",
        "INSERT OR REPLACE INTO report SELECT seq, id, capture, 0, 0, published, day, 'x', title, meta, reading, text FROM report",
        "UPDATE claim SET stage = 'planned'",
        "DELETE FROM claim",
        "INSERT OR REPLACE INTO claim SELECT id, report, position, kind, 'planned', country FROM claim",
        "UPDATE capture SET url = 'x'",
        "DELETE FROM capture",
        "UPDATE body SET deflated = x''",
        "INSERT OR REPLACE INTO body SELECT sha256, 0, x'' FROM body",
        "UPDATE judgement SET json = '{}'",
        "DELETE FROM judgement",
        "INSERT OR REPLACE INTO judgement SELECT seq, id, '{}' FROM judgement",
        "UPDATE receipt SET json = '{}'",
        "DELETE FROM receipt",
        "INSERT OR REPLACE INTO receipt SELECT seq, release, '{}' FROM receipt",
    ];
    for sql in statements {
        let result = conn.execute(sql, []);
        assert!(result.is_err(), "{sql}: {result:?}");
    }
    assert_eq!(store.ledger_after(0, 10).unwrap().len(), 2);
}

#[test]
fn an_entry_changed_behind_the_triggers_is_found() {
    let (store, dir) = fresh();
    store.commit(Batch { changes: Vec::new(), ledger: (1..=4).map(|n| draft(n, "a")).collect() }).unwrap();
    let conn = Connection::open(dir.path().join("store").join(FILE_NAME)).unwrap();
    conn.execute_batch("DROP TRIGGER ledger_keeps_its_entries; UPDATE ledger SET who = 'eve' WHERE seq = 3").unwrap();
    let entries = store.ledger_after(0, 10).unwrap();
    assert_eq!(verify_chain((0, Genesis::HASH.to_owned()), &entries), Err(LedgerBreak::Changed { seq: 3 }));
}

#[test]
fn a_changed_body_is_not_given_out() {
    let (store, dir) = fresh();
    store.commit(batch([add_report(1)])).unwrap();
    let conn = Connection::open(dir.path().join("store").join(FILE_NAME)).unwrap();
    conn.execute_batch("DROP TRIGGER body_stays; UPDATE body SET size = size - 1").unwrap();
    let error = store.capture(&capture_id(1)).unwrap_err().to_string();
    assert!(error.contains("does not have its length"), "{error}");
}
