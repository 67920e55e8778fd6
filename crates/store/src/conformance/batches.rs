//! Writing: what goes in comes back, all of it or none of it, and twice is once.

use super::fixtures::*;
use crate::{Batch, Change, Counts, Page, Store};
use jiff::civil::{Date, date};
use record::{IncidentId, ReceiptOutcome, WarningState};

/// One of everything, in an order that respects who refers to whom.
fn one_of_each() -> Batch {
    let release = release(1, "Harbour Office");
    Batch {
        changes: vec![
            Change::PutSource(source("fjord-courier")),
            add_report(1),
            Change::AddJudgement(judgement(1)),
            Change::AddJudgement(split_judgement()),
            put_incident(incident(1, &[1])),
            Change::PutWatch(watch("ferries")),
            Change::PutPartner(partner("Harbour Office")),
            put_warning(warning(1, WarningState::Draft, 1)),
            Change::PutRelease(release.clone()),
            Change::AddReceipt(receipt(&release, ReceiptOutcome::Sent, 1)),
        ],
        ledger: vec![draft(1, "rep-1"), draft(2, "rep-1")],
    }
}

/// Every kind of change is read back equal to what was written.
pub fn everything_comes_back_as_it_went_in(store: &dyn Store) {
    let entries = store.commit(one_of_each()).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2]);

    let (capture, report, reading) = report(1);
    let stored = store.report(&report.id).unwrap().unwrap();
    assert_eq!((stored.seq, &stored.report, &stored.reading), (1, &report, &reading));
    assert_eq!(store.capture(&capture.id).unwrap().unwrap(), capture);
    for claim in reading.claims {
        assert_eq!(store.claim(&claim.id).unwrap().unwrap(), claim);
    }
    assert_eq!(store.sources().unwrap(), [source("fjord-courier")]);
    assert_eq!(store.judgements().unwrap(), [judgement(1), split_judgement()]);
    let incident = incident(1, &[1]);
    assert_eq!(store.incident(&incident.id).unwrap().unwrap(), incident);
    assert_eq!(store.incidents_of_report(&report.id).unwrap(), [incident]);
    assert_eq!(store.watches().unwrap(), [watch("ferries")]);
    let partner = partner("Harbour Office");
    assert_eq!(store.partner(&partner.id).unwrap().unwrap(), partner);
    let warning = warning(1, WarningState::Draft, 1);
    assert_eq!(store.warning(&warning.id).unwrap().unwrap(), warning);
    let release = release(1, "Harbour Office");
    assert_eq!(store.release(&release.id).unwrap().unwrap(), release);
    assert_eq!(store.releases_of(&warning.id).unwrap(), std::slice::from_ref(&release));
    assert_eq!(store.receipts_of(&release.id).unwrap(), [receipt(&release, ReceiptOutcome::Sent, 1)]);
    assert_eq!(store.ledger_after(0, 10).unwrap(), entries);
    let health = store.health().unwrap();
    assert_eq!(health.integrity, "ok");
    assert!(health.bytes > 0 && health.schema > 0 && !health.backend.is_empty(), "{health:?}");
}

/// A delivery that is repeated leaves everything as it was; only the ledger tells of the second time.
pub fn a_repeated_batch_changes_nothing(store: &dyn Store) {
    store.commit(one_of_each()).unwrap();
    let before = store.counts().unwrap();
    store.commit(Batch { ledger: Vec::new(), ..one_of_each() }).unwrap();
    assert_eq!(store.counts().unwrap(), before);
    assert_eq!(store.judgements().unwrap().len(), 2);
    let release = release(1, "Harbour Office");
    assert_eq!(store.receipts_of(&release.id).unwrap().len(), 1);
    assert_eq!(store.releases_of(&release.warning).unwrap().len(), 1);
    assert_eq!(store.sources().unwrap().len(), 1);
}

/// A report whose id is stored stays as it is, whatever comes under that id; the same holds for judgements.
pub fn a_known_report_is_not_written_again(store: &dyn Store) {
    store.commit(batch([add_report(1), Change::AddJudgement(judgement(1))])).unwrap();
    let mut other = report_with(1, "Another title", "Another text about herring.");
    other.2.claims = vec![claim(9, 0)];
    let other_capture = other.0.id.clone();
    let mut second = judgement(1);
    second.by = "eve".to_owned();
    store.commit(batch([add(other), add_report(2), add_report(2), Change::AddJudgement(second)])).unwrap();
    assert_eq!(store.report(&report_id(1)).unwrap().unwrap().report, report(1).1);
    assert!(store.claim(&claim_id(9, 0)).unwrap().is_none());
    assert!(store.capture(&other_capture).unwrap().is_none());
    assert!(store.search("herring", Page::first(10)).unwrap().is_empty());
    assert_eq!(store.judgements().unwrap(), [judgement(1)]);
    assert_eq!(store.counts().unwrap(), Counts { reports: 2, relevant: 2, claims: 4, ..Counts::default() });
}

/// Later values stand in for earlier ones; what is dropped is gone, and dropping it again is no error.
pub fn put_replaces_and_drop_removes(store: &dyn Store) {
    store.commit(one_of_each()).unwrap();
    let mut changed_incident = incident(1, &[1]);
    changed_incident.headline = "Plot, updated".to_owned();
    changed_incident.reports = vec![report_id(7)];
    let mut changed_release = release(1, "Harbour Office");
    changed_release.revoked = true;
    let changed_warning = warning(1, WarningState::Released, 5);
    let mut changed_partner = partner("Harbour Office");
    changed_partner.responsible_for.clear();
    store
        .commit(batch([
            put_incident(changed_incident.clone()),
            Change::PutRelease(changed_release.clone()),
            put_warning(changed_warning.clone()),
            Change::PutPartner(changed_partner.clone()),
        ]))
        .unwrap();
    assert_eq!(store.incident(&changed_incident.id).unwrap().unwrap(), changed_incident);
    assert!(store.incidents_of_report(&report_id(1)).unwrap().is_empty());
    assert_eq!(store.incidents_of_report(&report_id(7)).unwrap(), [changed_incident.clone()]);
    assert_eq!(store.release(&changed_release.id).unwrap().unwrap(), changed_release);
    assert_eq!(store.warning(&changed_warning.id).unwrap().unwrap(), changed_warning);
    assert_eq!(store.partners().unwrap(), std::slice::from_ref(&changed_partner));
    let drops = || {
        batch([
            Change::DropIncident(changed_incident.id.clone()),
            Change::DropWatch(watch("ferries").id),
            Change::DropPartner(changed_partner.id.clone()),
        ])
    };
    store.commit(drops()).unwrap();
    store.commit(drops()).unwrap();
    assert!(store.incident(&changed_incident.id).unwrap().is_none());
    assert!(store.incidents_of_report(&report_id(7)).unwrap().is_empty());
    assert!(store.watches().unwrap().is_empty());
    assert!(store.partner(&changed_partner.id).unwrap().is_none());
    // What was released to a partner stays on record when the partner is gone.
    assert!(store.release(&changed_release.id).unwrap().is_some());
}

/// A batch with one change that cannot be made leaves no trace, in the ledger neither; the next batch goes on.
pub fn a_failing_change_undoes_its_whole_batch(store: &dyn Store) {
    store.commit(Batch { changes: vec![add_report(1)], ledger: vec![draft(1, "a")] }).unwrap();
    let head = store.ledger_head().unwrap();
    let before = store.counts().unwrap();
    let of_nothing = release(77, "Harbour Office");
    let failing = [
        Change::PutRelease(of_nothing.clone()),
        Change::AddReceipt(receipt(&of_nothing, ReceiptOutcome::Sent, 1)),
        Change::AddJudgement(record::Judgement { score: f64::NAN, ..judgement(5) }),
    ];
    for change in failing {
        let result = store.commit(Batch {
            changes: vec![add_report(2), Change::PutWatch(watch("ferries")), change],
            ledger: vec![draft(2, "b")],
        });
        assert!(result.is_err(), "{result:?}");
        assert_eq!(store.counts().unwrap(), before);
        assert_eq!(store.ledger_head().unwrap(), head);
        assert!(store.report(&report_id(2)).unwrap().is_none());
        assert_eq!(store.search("terminal", Page::first(10)).unwrap().len(), 1);
    }
    let entries = store.commit(Batch { changes: vec![add_report(2)], ledger: vec![draft(3, "c")] }).unwrap();
    assert_eq!((entries[0].seq, entries[0].prev_hash.as_str()), (2, head.1.as_str()));
    assert_eq!(store.report(&report_id(2)).unwrap().unwrap().seq, 2);
}

/// The first secret under a name is the one that stays.
pub fn secrets_stay_as_they_were_first_made(store: &dyn Store) {
    assert_eq!(store.secret("links", &[1; 32]).unwrap(), [1; 32]);
    assert_eq!(store.secret("links", &[2; 32]).unwrap(), [1; 32]);
    assert_eq!(store.secret("other", &[3; 32]).unwrap(), [3; 32]);
    assert_eq!(store.counts().unwrap(), Counts::default());
}

/// Counts are those of what is stored.
pub fn counts_follow_the_changes(store: &dyn Store) {
    store.commit(one_of_each()).unwrap();
    store
        .commit(batch([
            add(report_with(2, "Markets", "Shares rose.")),
            put_warning(warning(2, WarningState::Closed, 1)),
        ]))
        .unwrap();
    let expected = Counts {
        reports: 2,
        relevant: 1,
        claims: 2,
        incidents: 1,
        warnings: 2,
        drafts: 1,
        watches: 1,
        partners: 1,
        entries: 2,
    };
    assert_eq!(store.counts().unwrap(), expected);
    store.commit(batch([Change::DropIncident(IncidentId::derive(&["1"]))])).unwrap();
    assert_eq!(store.counts().unwrap(), Counts { incidents: 0, ..expected });
}

/// Empty and huge texts, odd characters, days at the edges, a body of any bytes.
pub fn odd_values_survive(store: &dyn Store) {
    let texts = [
        String::new(),
        "nul\0 and bidi \u{202e}".to_owned(),
        "é".repeat(2_000_000),
        "'; DROP TABLE report; --".to_owned(),
    ];
    let days = [None, Some(date(0, 1, 1)), Some(Date::MIN), Some(Date::MAX)];
    for (n, (text, day)) in texts.iter().zip(days).enumerate() {
        let mut parts = published(report_with(n, text, text), day);
        parts.0.body = (0..=255).cycle().take(n * 1_000).collect();
        parts.0.sha256 = record::sha256_hex(&parts.0.body);
        parts.1.outlet = text.chars().take(10).collect();
        store.commit(batch([add(parts.clone())])).unwrap();
        assert_eq!(store.report(&parts.1.id).unwrap().unwrap().report, parts.1);
        assert_eq!(store.capture(&parts.0.id).unwrap().unwrap(), parts.0);
    }
    assert_eq!(store.reports(false, Page::first(10)).unwrap().len(), texts.len());
}
