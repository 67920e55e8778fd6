//! Records of sources: derived from the incidents as they are, and from nothing else.

use super::fixtures::*;
use crate::{Change, Page, SourceRecord, Store};
use record::{Borne, Incident, SpeakerKind, TrackRecord};

fn told(n: usize, testimony: &[(&str, i8, Borne)]) -> Change {
    let testimony = testimony.iter().map(|(source, day, outcome)| super::fixtures::testimony(source, *day, *outcome));
    put_incident(Incident { testimony: testimony.collect(), ..incident(n, &[n]) })
}

fn counts(store: &dyn Store) -> Vec<(String, u32, u32, u64)> {
    let records = store.source_records(Page::first(10)).unwrap();
    records.into_iter().map(|r| (r.source, r.record.confirmed, r.record.denied, r.told)).collect()
}

/// Counts are those of the stored incidents: after they change, and after they go.
pub fn records_follow_the_incidents(store: &dyn Store) {
    use Borne::{Confirmed, Contested, Denied, Open};
    assert!(store.source_records(Page::first(10)).unwrap().is_empty());
    store
        .commit(batch([
            told(1, &[("wire", 1, Confirmed), ("post", 2, Open)]),
            told(2, &[("wire", 3, Denied), ("post", 3, Contested)]),
            told(3, &[("wire", 5, Open), ("ö'\";--", 5, Confirmed)]),
        ]))
        .unwrap();
    let owned = |rows: &[(&str, u32, u32, u64)]| {
        rows.iter().map(|(source, c, d, told)| ((*source).to_owned(), *c, *d, *told)).collect::<Vec<_>>()
    };
    assert_eq!(counts(store), owned(&[("wire", 1, 1, 3), ("ö'\";--", 1, 0, 1), ("post", 0, 0, 2)]));
    assert_eq!(store.source_records(Page { offset: 1, limit: 1 }).unwrap()[0].source, "ö'\";--");
    let wire = SourceRecord {
        source: "wire".to_owned(),
        name: "The wire".to_owned(),
        kind: SpeakerKind::Press,
        record: TrackRecord { confirmed: 1, denied: 1 },
        told: 3,
    };
    assert_eq!(wire.unsettled(), 1);
    assert_eq!(store.source_record("wire").unwrap(), Some(wire));
    assert_eq!(store.source_record("nobody").unwrap(), None);

    store.commit(batch([told(2, &[("post", 3, Confirmed)])])).unwrap();
    assert_eq!(counts(store), owned(&[("post", 1, 0, 2), ("wire", 1, 0, 2), ("ö'\";--", 1, 0, 1)]));
    store
        .commit(batch([Change::DropIncident(incident(1, &[]).id), Change::DropIncident(incident(3, &[]).id)]))
        .unwrap();
    assert_eq!(counts(store), owned(&[("post", 1, 0, 1)]));
}

/// By the day on which it was settled, or else said.
pub fn a_history_comes_latest_first(store: &dyn Store) {
    use Borne::{Confirmed, Denied, Open};
    let all = [(1, 4, Confirmed), (2, 9, Open), (3, 6, Denied), (4, 1, Open)];
    store.commit(batch(all.map(|(n, day, outcome)| told(n, &[("wire", day, outcome)])))).unwrap();
    let found = store.told_by("wire", Page::first(10)).unwrap();
    let lines: Vec<(&str, Borne)> = found.iter().map(|t| (t.headline.as_str(), t.testimony.outcome)).collect();
    let headline = |n: usize| incident(n, &[]).headline;
    let expected = [(headline(2), Open), (headline(3), Denied), (headline(1), Confirmed), (headline(4), Open)];
    assert_eq!(lines, expected.iter().map(|(line, outcome)| (line.as_str(), *outcome)).collect::<Vec<_>>());
    assert_eq!(found[1].incident, incident(3, &[]).id);
    assert_eq!(found[1].testimony, testimony("wire", 6, Denied));
    assert_eq!(store.told_by("wire", Page { offset: 3, limit: 5 }).unwrap().len(), 1);
    assert!(store.told_by("nobody", Page::first(10)).unwrap().is_empty());
}
