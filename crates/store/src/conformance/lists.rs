//! Lists: their order, their filters, their pages.

use super::fixtures::*;
use crate::{Batch, Change, Counts, IncidentFilter, MAX_PAGE, Page, Store, WarningFilter};
use jiff::civil::date;
use record::{Genesis, Incident, Kind, ReceiptOutcome, Stage, WarningState};

/// Nothing is found, and nothing is an error.
pub fn an_empty_store_has_nothing(store: &dyn Store) {
    assert_eq!(store.counts().unwrap(), Counts::default());
    assert_eq!(store.ledger_head().unwrap(), (0, Genesis::HASH.to_owned()));
    assert!(store.report(&report_id(1)).unwrap().is_none());
    assert!(store.capture(&capture_id(1)).unwrap().is_none());
    assert!(store.claim(&claim_id(1, 0)).unwrap().is_none());
    assert!(store.reports(false, Page::first(10)).unwrap().is_empty());
    assert!(store.readings_after(0, 10).unwrap().is_empty());
    assert!(store.search("plot", Page::first(10)).unwrap().is_empty());
    assert!(store.incidents(&IncidentFilter::default(), Page::first(10)).unwrap().is_empty());
    assert!(store.warnings(&WarningFilter::default(), Page::first(10)).unwrap().is_empty());
    assert!(store.known_reports(&[report_id(1)]).unwrap().is_empty());
    assert!(store.ledger_after(0, 10).unwrap().is_empty());
    assert_eq!(store.health().unwrap().integrity, "ok");
}

/// By arrival, not by publication; pages continue one another.
pub fn reports_come_latest_arrival_first(store: &dyn Store) {
    for n in 1..=5 {
        let parts = if n % 2 == 1 { report(n) } else { report_with(n, "Markets", "Shares rose.") };
        let day = date(2024, 1, 20 - i8::try_from(n).unwrap());
        store.commit(batch([add(published(parts, Some(day)))])).unwrap();
    }
    let ids =
        |relevant, page| store.reports(relevant, page).unwrap().into_iter().map(|line| line.seq).collect::<Vec<_>>();
    assert_eq!(ids(false, Page::first(10)), [5, 4, 3, 2, 1]);
    assert_eq!(ids(true, Page::first(10)), [5, 3, 1]);
    assert_eq!(ids(false, Page { offset: 2, limit: 2 }), [3, 2]);
    assert_eq!(ids(true, Page { offset: 2, limit: 2 }), [1]);
    assert!(ids(false, Page { offset: u64::MAX, limit: 2 }).is_empty());
    let line = &store.reports(false, Page::first(1)).unwrap()[0];
    assert_eq!((line.title.as_str(), line.outlet.as_str(), line.claims), ("Plot 5 foiled", "The Fjord Courier", 2));
    assert_eq!((line.published, line.relevant, &line.id), (Some(date(2024, 1, 15)), true, &report_id(5)));
    let known = store.known_reports(&[report_id(9), report_id(4), report_id(1)]).unwrap();
    assert_eq!(known, [report_id(4), report_id(1)]);
}

/// Only those with claims, oldest arrival first, from where one left off.
pub fn readings_come_in_order_of_arrival(store: &dyn Store) {
    store
        .commit(batch([add_report(1), add(report_with(2, "Markets", "Shares rose.")), add_report(3), add_report(4)]))
        .unwrap();
    let seqs = |after, limit| {
        store.readings_after(after, limit).unwrap().into_iter().map(|stored| stored.seq).collect::<Vec<_>>()
    };
    assert_eq!(seqs(0, 10), [1, 3, 4]);
    assert_eq!(seqs(0, 2), [1, 3]);
    assert_eq!(seqs(3, 10), [4]);
    assert!(seqs(u64::MAX, 10).is_empty());
}

fn headlines(found: Vec<Incident>) -> Vec<String> {
    found.into_iter().map(|incident| incident.headline.chars().skip(5).take(1).collect()).collect()
}

/// By the day of the latest report, then by its arrival. A day after the fetch does not push an incident to the front.
pub fn incidents_come_with_the_latest_report_first(store: &dyn Store) {
    let days = [(1, 2024, 5, 1), (2, 2024, 6, 2), (3, 2024, 6, 2), (4, 2024, 5, 20), (5, 2099, 1, 1)];
    for (n, year, month, day) in days {
        store.commit(batch([add(published(report(n), Some(date(year, month, day))))])).unwrap();
    }
    let puts = [(1, vec![1]), (2, vec![2]), (3, vec![3]), (4, vec![1, 4]), (5, vec![5]), (6, vec![])];
    store.commit(batch(puts.iter().map(|(n, reports)| put_incident(incident(*n, reports))))).unwrap();
    let all = IncidentFilter::default();
    // Report 5 was fetched on 2024-06-10, whatever it says of itself.
    assert_eq!(headlines(store.incidents(&all, Page::first(10)).unwrap()), ["5", "3", "2", "4", "1", "6"]);
    assert_eq!(headlines(store.incidents(&all, Page { offset: 1, limit: 2 }).unwrap()), ["3", "2"]);
    store
        .commit(batch([add(published(report(6), Some(date(2024, 6, 10)))), put_incident(incident(1, &[1, 6]))]))
        .unwrap();
    assert_eq!(headlines(store.incidents(&all, Page::first(2)).unwrap()), ["1", "5"]);
    assert_eq!(headlines(store.incidents_of_report(&report_id(1)).unwrap()), ["1", "4"]);
    // Without its latest report it is where it was.
    store.commit(batch([put_incident(incident(1, &[1]))])).unwrap();
    assert_eq!(headlines(store.incidents(&all, Page::first(10)).unwrap()), ["5", "3", "2", "4", "1", "6"]);
    assert!(store.incidents_of_report(&report_id(6)).unwrap().iter().all(|i| i.id != incident(1, &[1]).id));
}

/// Every part of a filter must be met; an empty part is met by all.
pub fn incident_filters_are_joined(store: &dyn Store) {
    let mut first = incident(1, &[1]);
    first.stage = Stage::Planned;
    first.independent_origins = 3;
    let mut second = incident(2, &[1]);
    second.kind = Kind::Arson;
    second.place = None;
    let third = incident(3, &[1]);
    store.commit(batch([add_report(1), put_incident(first), put_incident(second), put_incident(third)])).unwrap();
    let any = IncidentFilter::default;
    let table: Vec<(IncidentFilter, Vec<&str>)> = vec![
        (any(), vec!["1", "2", "3"]),
        (IncidentFilter { stages: vec![Stage::Planned], ..any() }, vec!["1"]),
        (IncidentFilter { stages: vec![Stage::Planned, Stage::Foiled], ..any() }, vec!["1", "2", "3"]),
        (IncidentFilter { kinds: vec![Kind::Arson], ..any() }, vec!["2"]),
        (IncidentFilter { country: Some("NO".to_owned()), ..any() }, vec!["1", "3"]),
        (IncidentFilter { country: Some("' OR 1 --".to_owned()), ..any() }, vec![]),
        (IncidentFilter { min_origins: Some(2), ..any() }, vec!["1"]),
        (IncidentFilter { kinds: vec![Kind::Arson], stages: vec![Stage::Planned], ..any() }, vec![]),
    ];
    for (filter, expected) in table {
        let mut found = headlines(store.incidents(&filter, Page::first(10)).unwrap());
        found.sort();
        assert_eq!(found, expected, "{filter:?}");
    }
}

/// What needs a decision first, then the latest step first.
pub fn warnings_come_drafts_first(store: &dyn Store) {
    let puts = [
        warning(1, WarningState::Released, 50),
        warning(2, WarningState::Draft, 10),
        warning(3, WarningState::Closed, 60),
        warning(4, WarningState::Draft, 20),
    ];
    store.commit(batch(puts.into_iter().map(put_warning))).unwrap();
    let found = |filter: &WarningFilter, page| headlines_of(store, filter, page);
    let all = WarningFilter::default();
    assert_eq!(found(&all, Page::first(10)), ["4", "2", "3", "1"]);
    assert_eq!(found(&all, Page { offset: 1, limit: 2 }), ["2", "3"]);
    let closed = WarningFilter { states: vec![WarningState::Closed, WarningState::Released], incident: None };
    assert_eq!(found(&closed, Page::first(10)), ["3", "1"]);
    let about = WarningFilter { states: Vec::new(), incident: Some(incident(2, &[]).id) };
    assert_eq!(found(&about, Page::first(10)), ["2"]);
    store.commit(batch([put_warning(warning(4, WarningState::Released, 70))])).unwrap();
    assert_eq!(found(&all, Page::first(10)), ["2", "4", "3", "1"]);
}

fn headlines_of(store: &dyn Store, filter: &WarningFilter, page: Page) -> Vec<String> {
    let found = store.warnings(filter, page).unwrap();
    found.into_iter().map(|warning| warning.headline.chars().skip(5).take(1).collect()).collect()
}

/// Sources, watches and partners.
pub fn named_things_come_by_name(store: &dyn Store) {
    for name in ["beta", "alpha", "gamma"] {
        store
            .commit(batch([
                Change::PutSource(source(name)),
                Change::PutWatch(watch(name)),
                Change::PutPartner(partner(name)),
            ]))
            .unwrap();
    }
    let expected = ["alpha", "beta", "gamma"];
    assert_eq!(store.sources().unwrap().into_iter().map(|source| source.name).collect::<Vec<_>>(), expected);
    assert_eq!(store.watches().unwrap().into_iter().map(|watch| watch.name).collect::<Vec<_>>(), expected);
    assert_eq!(store.partners().unwrap().into_iter().map(|partner| partner.name).collect::<Vec<_>>(), expected);
}

/// Judgements, releases and receipts: in the order made, even after one was replaced.
pub fn appended_things_come_in_order(store: &dyn Store) {
    let (first, second) = (release(1, "Zulu Office"), release(1, "Alpha Office"));
    store
        .commit(batch([
            put_warning(warning(1, WarningState::Released, 1)),
            Change::PutRelease(first.clone()),
            Change::PutRelease(second.clone()),
            Change::AddReceipt(receipt(&first, ReceiptOutcome::Read, 9)),
            Change::AddReceipt(receipt(&first, ReceiptOutcome::Acknowledged, 3)),
            Change::AddReceipt(receipt(&second, ReceiptOutcome::Sent, 1)),
            Change::AddJudgement(judgement(9)),
            Change::AddJudgement(judgement(3)),
        ]))
        .unwrap();
    store.commit(batch([Change::PutRelease(record::Release { revoked: true, ..first.clone() })])).unwrap();
    let releases = store.releases_of(&first.warning).unwrap();
    assert_eq!(releases.iter().map(|release| &release.id).collect::<Vec<_>>(), [&first.id, &second.id]);
    assert!(releases[0].revoked);
    let to = |release: &record::Release| store.releases_to(&release.partner, Page::first(9)).unwrap();
    assert!(!to(&first).iter().any(|held| held.id == first.id), "what was taken back is not its any more");
    assert_eq!(to(&second), std::slice::from_ref(&second));
    let outcomes = store.receipts_of(&first.id).unwrap().into_iter().map(|receipt| receipt.outcome);
    assert_eq!(outcomes.collect::<Vec<_>>(), [ReceiptOutcome::Read, ReceiptOutcome::Acknowledged]);
    assert_eq!(store.judgements().unwrap(), [judgement(9), judgement(3)]);
}

/// No list gives more than [`MAX_PAGE`] rows, whatever is asked.
pub fn pages_are_cut_to_the_maximum(store: &dyn Store) {
    let more = MAX_PAGE as usize + 5;
    let changes = (0..more).map(|n| {
        let mut parts = report_with(n, "Note", "Short.");
        parts.2.claims = vec![claim(n, 0)];
        add(parts)
    });
    let ledger = (0..more).map(|n| draft(i64::try_from(n).unwrap(), "s")).collect();
    store.commit(Batch { changes: changes.collect(), ledger }).unwrap();
    let page = Page::first(u32::MAX);
    assert_eq!(store.reports(false, page).unwrap().len(), MAX_PAGE as usize);
    assert_eq!(store.readings_after(0, u32::MAX).unwrap().len(), MAX_PAGE as usize);
    assert_eq!(store.search("short", page).unwrap().len(), MAX_PAGE as usize);
    assert_eq!(store.ledger_after(0, u32::MAX).unwrap().len(), MAX_PAGE as usize);
    assert_eq!(store.ledger_of("s", u32::MAX).unwrap().len(), MAX_PAGE as usize);
    assert_eq!(store.reports(false, Page { offset: u64::from(MAX_PAGE), limit: u32::MAX }).unwrap().len(), 5);
}
