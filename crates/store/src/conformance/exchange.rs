//! The TAXII server's objects: dates in the order of commits, versions, what is due.

use super::fixtures::*;
use crate::{Change, ObjectAdded, ObjectQuery, ObjectVersions, ObjectsPut, Store, TaxiiObject};
use record::{PartnerId, TaxiiAccess, TaxiiCollection, WarningState};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Threads that write at once.
const THREADS: usize = 4;
/// Writes of each.
const WRITES: usize = 25;
/// Objects of each write.
const OBJECTS: usize = 3;

fn open(store: &dyn Store, name: &str) -> i64 {
    let id = partner(name).id;
    let collection = |alias: &str, released: bool| TaxiiCollection {
        id: format!("{name}-{alias}"),
        alias: alias.to_owned(),
        title: alias.to_owned(),
        description: String::new(),
        released,
        can_read: true,
        can_write: !released,
    };
    let access = TaxiiAccess {
        partner: id.clone(),
        secret_sha256: Some(format!("secret of {name}")),
        collections: vec![collection("sent", false), collection("released", true)],
    };
    store.commit(batch([Change::PutTaxii(Box::new(access))])).unwrap();
    num(store, &id, false)
}

fn num(store: &dyn Store, partner: &PartnerId, released: bool) -> i64 {
    let account = store.taxii_accounts().unwrap().into_iter().find(|account| account.partner == *partner).unwrap();
    account.collections.into_iter().find(|open| open.collection.released == released).unwrap().num
}

fn object(id: usize, version_us: i64, words: &str) -> TaxiiObject {
    TaxiiObject {
        id: format!("note--{id}"),
        kind: "note".to_owned(),
        spec: "2.1".to_owned(),
        version: Some((format!("v{version_us}"), version_us)),
        json: format!("{{\"words\":\"{words}\"}}"),
    }
}

fn put(store: &dyn Store, collection: i64, now_us: i64, objects: Vec<TaxiiObject>) -> Vec<ObjectAdded> {
    store.taxii_put(ObjectsPut { now_us, into: vec![(collection, objects)], done: None }).unwrap()
}

fn query(collection: i64, versions: ObjectVersions) -> ObjectQuery {
    let (ids, kinds, specs) = Default::default();
    ObjectQuery { collection, after_us: i64::MIN, ids, kinds, specs, versions, limit: 1_000 }
}

const LAST: ObjectVersions = ObjectVersions::Some { first: false, last: true, at_us: Vec::new() };

/// Dates, ids and versions of what is found.
fn found(store: &dyn Store, query: &ObjectQuery) -> Vec<(i64, String, String)> {
    let mut all = Vec::new();
    let mut take = |one: crate::ObjectFound<'_>| {
        all.push((one.added_us, one.id.to_owned(), one.version.to_owned()));
        ControlFlow::Continue(())
    };
    store.taxii_find(query, &mut take).unwrap();
    all
}

/// Whoever asks again and again for what came after the last date misses nothing and sees nothing twice.
pub fn dates_follow_the_order_of_commits(store: &dyn Store) {
    let collection = open(store, "a");
    let working = AtomicUsize::new(THREADS);
    let seen = std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let working = &working;
            scope.spawn(move || {
                for n in 0..WRITES {
                    let id = |k: usize| thread * 10_000 + n * 10 + k;
                    // All ask at the same instant: only the order of commits can tell them apart.
                    put(store, collection, 1_000, (0..OBJECTS).map(|k| object(id(k), 1, "x")).collect());
                }
                working.fetch_sub(1, Ordering::SeqCst);
            });
        }
        let mut seen = Vec::new();
        loop {
            let over = working.load(Ordering::SeqCst) == 0;
            let after_us = seen.last().map_or(i64::MIN, |(added, ..): &(i64, String, String)| *added);
            let new = found(store, &ObjectQuery { after_us, limit: 7, ..query(collection, LAST) });
            if new.is_empty() && over {
                return seen;
            }
            seen.extend(new);
        }
    });
    let ids: BTreeSet<&String> = seen.iter().map(|(_, id, _)| id).collect();
    assert_eq!((seen.len(), ids.len()), (THREADS * WRITES * OBJECTS, THREADS * WRITES * OBJECTS));
    assert!(seen.windows(2).all(|pair| pair[0].0 < pair[1].0));
}

/// First and last go by the version, not by arrival, and follow when versions go.
pub fn versions_are_told_apart(store: &dyn Store) {
    let collection = open(store, "a");
    put(store, collection, 10, vec![object(1, 20, "b"), object(1, 30, "c"), object(1, 10, "a"), object(2, 5, "x")]);
    let some = |first, last, at_us: &[i64]| ObjectVersions::Some { first, last, at_us: at_us.to_vec() };
    let of = |versions| {
        let ids = vec!["note--1".to_owned()];
        let all = found(store, &ObjectQuery { ids, ..query(collection, versions) });
        all.into_iter().map(|(.., version)| version).collect::<Vec<_>>()
    };
    assert_eq!(of(LAST), ["v30"]);
    assert_eq!(of(some(true, true, &[])), ["v30", "v10"], "in the order of their dates");
    assert_eq!(of(some(true, false, &[20, 99])), ["v20", "v10"]);
    assert_eq!(of(ObjectVersions::All).len(), 3);
    let ids = vec!["note--1".to_owned()];
    let gone = ObjectQuery { ids, ..query(collection, some(false, false, &[30])) };
    assert_eq!(store.taxii_delete(gone.clone()).unwrap(), 1);
    assert_eq!(store.taxii_delete(gone).unwrap(), 0);
    assert_eq!(of(LAST), ["v20"]);
    assert!(store.taxii_knows(collection, "note--1").unwrap() && !store.taxii_knows(collection, "note--3").unwrap());
}

/// A version never changes; the same again is no error; what has no version gets its date.
pub fn a_version_never_changes(store: &dyn Store) {
    let collection = open(store, "a");
    let unversioned = |words: &str| TaxiiObject { version: None, ..object(2, 0, words) };
    assert_eq!(put(store, collection, 10, vec![object(1, 1, "a")]), [ObjectAdded::New("v1".to_owned())]);
    let spaced = TaxiiObject { json: "{ \"words\" : \"a\" }".to_owned(), ..object(1, 1, "a") };
    assert_eq!(put(store, collection, 20, vec![spaced]), [ObjectAdded::Known("v1".to_owned())]);
    assert_eq!(put(store, collection, 20, vec![object(1, 1, "b")]), [ObjectAdded::Clash("v1".to_owned())]);
    let date = "1970-01-01T00:00:00.000030Z".to_owned();
    assert_eq!(put(store, collection, 30, vec![unversioned("a")]), [ObjectAdded::New(date.clone())]);
    assert_eq!(put(store, collection, 40, vec![unversioned("a")]), [ObjectAdded::Known(date)]);
    assert!(matches!(put(store, collection, 50, vec![unversioned("b")])[..], [ObjectAdded::New(_)]));
    assert_eq!(found(store, &query(collection, LAST)).len(), 2);
}

/// Pages end where they are cut, collections and accounts are kept apart, and a partner that is taken off loses what was
/// released to it.
pub fn collections_are_kept_apart(store: &dyn Store) {
    let before = store.taxii_generation();
    let (a, b) = (open(store, "a"), open(store, "b"));
    assert!(store.taxii_generation() > before);
    put(store, a, 10, (0..5).map(|n| object(n, 1, "x")).collect());
    put(store, b, 10, vec![object(1, 1, "y")]);
    let mut taken = 0;
    let more = store
        .taxii_find(&query(a, LAST), &mut |_| {
            taken += 1;
            if taken == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!((taken, more), (2, true));
    assert!(store.taxii_find(&ObjectQuery { limit: 4, ..query(a, LAST) }, &mut |_| ControlFlow::Continue(())).unwrap());
    assert!(
        !store.taxii_find(&ObjectQuery { limit: 5, ..query(a, LAST) }, &mut |_| ControlFlow::Continue(())).unwrap()
    );
    assert_eq!(found(store, &query(b, LAST)).len(), 1);
    let kinds = vec!["report".to_owned()];
    assert!(found(store, &ObjectQuery { kinds, ..query(a, LAST) }).is_empty());

    let released = num(store, &partner("a").id, true);
    put(store, released, 10, vec![object(1, 1, "x")]);
    store.commit(batch([Change::PutPartner(partner("a")), Change::DropPartner(partner("a").id)])).unwrap();
    assert_eq!(store.taxii_accounts().unwrap().len(), 1);
    assert!(found(store, &query(released, LAST)).is_empty());
    assert_eq!(found(store, &query(a, LAST)).len(), 5, "what it sent stays");
}

/// Each change of a released warning is due in the transaction that makes it, until it is said to be done.
pub fn what_is_released_is_due(store: &dyn Store) {
    let (held, draft) = (warning(1, WarningState::Released, 1), warning(2, WarningState::Draft, 1));
    let first = release(1, "a");
    store.commit(batch([put_warning(held.clone()), Change::PutRelease(first.clone())])).unwrap();
    assert!(store.taxii_due(10).unwrap().is_empty(), "nobody has an account");
    store.commit(batch([Change::PutPartner(partner("a"))])).unwrap();
    open(store, "a");
    let due = |store: &dyn Store| store.taxii_due(10).unwrap().into_iter().map(|(_, id)| id).collect::<BTreeSet<_>>();
    assert_eq!(due(store), BTreeSet::from([held.id.clone()]), "a new account is due what its partner holds");
    let done = store.taxii_due(10).unwrap().last().map(|(n, _)| *n);
    store.taxii_put(ObjectsPut { now_us: 1, into: Vec::new(), done }).unwrap();
    assert!(due(store).is_empty());
    store.commit(batch([put_warning(draft)])).unwrap();
    assert!(due(store).is_empty(), "nothing of a draft is due");
    store.commit(batch([put_warning(warning(1, WarningState::Cancelled, 2))])).unwrap();
    assert_eq!(due(store), BTreeSet::from([held.id]));
}
