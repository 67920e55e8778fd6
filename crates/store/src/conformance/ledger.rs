//! The ledger: one chain, whoever writes.

use super::fixtures::*;
use crate::{Batch, Store};
use record::{Genesis, verify_chain};
use std::collections::BTreeSet;

/// Threads that write at once.
const THREADS: usize = 8;

/// Commits of each.
const COMMITS: usize = 12;

/// Numbers from 1 without gaps; each entry holds the hash of the one before; the particulars are kept as one text.
pub fn entries_are_numbered_and_chained(store: &dyn Store) {
    let mut written = store.commit(Batch { changes: Vec::new(), ledger: vec![draft(1, "a"), draft(2, "b")] }).unwrap();
    written.extend(store.commit(Batch::default()).unwrap());
    written.extend(store.commit(Batch { changes: Vec::new(), ledger: vec![draft(3, "a")] }).unwrap());
    assert_eq!(written.len(), 3);
    assert_eq!(written[0].prev_hash, Genesis::HASH);
    assert_eq!(written[2].detail, r#"{"a":"ö","n":3}"#);
    assert_eq!(store.ledger_after(0, 10).unwrap(), written);
    assert_eq!(store.ledger_after(2, 10).unwrap(), written[2..]);
    assert_eq!(store.ledger_after(0, 2).unwrap(), written[..2]);
    let last = verify_chain((0, Genesis::HASH.to_owned()), &written).unwrap();
    assert_eq!(store.ledger_head().unwrap(), last);
}

/// Concurrent commits take turns: every caller gets its own entries, and together they are one chain.
pub fn commits_from_many_threads_make_one_chain(store: &dyn Store) {
    let written = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn(move || {
                    let commit = |n: usize| {
                        let subject = format!("thread-{thread}");
                        let changes = vec![add_report(thread * 1_000 + n)];
                        let drafts = [draft(1, &subject), draft(2, &subject)];
                        store.commit(Batch { changes, ledger: drafts.to_vec() }).unwrap()
                    };
                    (0..COMMITS).flat_map(commit).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    for (thread, entries) in written.iter().enumerate() {
        assert!(entries.iter().all(|entry| entry.subject == format!("thread-{thread}")));
        assert!(entries.chunks(2).all(|pair| pair[0].seq + 1 == pair[1].seq), "one batch's entries follow one another");
    }
    let seqs: BTreeSet<u64> = written.iter().flatten().map(|entry| entry.seq).collect();
    let total = (THREADS * COMMITS * 2) as u64;
    assert_eq!((seqs.len() as u64, seqs.last().copied()), (total, Some(total)));
    let stored = store.ledger_after(0, 1_000).unwrap();
    let last = verify_chain((0, Genesis::HASH.to_owned()), &stored).unwrap();
    assert_eq!(last, store.ledger_head().unwrap());
    assert_eq!(store.counts().unwrap().reports, (THREADS * COMMITS) as u64);
}

/// The last few about one subject, in the order they happened.
pub fn the_latest_about_a_subject(store: &dyn Store) {
    let ledger = (1..=6).map(|n| draft(n, if n % 2 == 0 { "even" } else { "odd" })).collect();
    store.commit(Batch { changes: Vec::new(), ledger }).unwrap();
    let seqs = |subject, limit| {
        store.ledger_of(subject, limit).unwrap().into_iter().map(|entry| entry.seq).collect::<Vec<_>>()
    };
    assert_eq!(seqs("odd", 10), [1, 3, 5]);
    assert_eq!(seqs("even", 2), [4, 6]);
    assert!(seqs("none", 10).is_empty());
}
