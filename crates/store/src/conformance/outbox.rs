//! Messages to partners: what waits, in which order, and what is over.

use super::fixtures::*;
use crate::{Batch, Change, Page, Store};
use record::{Notice, Sending, SendingState, WarningState};

/// The `n`-th message of a release, next tried at `at(second)`.
fn sending(n: u32, release: &record::Release, second: Option<i64>) -> Sending {
    Sending {
        id: Sending::id_of(&release.id, n, Notice::Warning, "webhook-1"),
        release: release.id.clone(),
        warning: release.warning.clone(),
        partner: release.partner.clone(),
        version: n,
        notice: Notice::Warning,
        channel: "webhook-1".to_owned(),
        contact: "Night desk".to_owned(),
        state: if second.is_some() { SendingState::Waiting } else { SendingState::Delivered },
        made_at: at(1),
        not_before: at(1),
        next_at: second.map(at),
        attempts: n,
        last_at: None,
        last_error: "the server answers 503".to_owned(),
        digest: None,
    }
}

fn put(sending: &Sending) -> Change {
    Change::PutSending(Box::new(sending.clone()))
}

/// The next first; what is over does not wait, and is kept.
pub fn messages_wait_the_next_first(store: &dyn Store) {
    let release = release(1, "Harbour Office");
    let late = sending(1, &release, Some(30));
    let soon = sending(2, &release, Some(10));
    let over = sending(3, &release, None);
    let first = [
        put_warning(warning(1, WarningState::Released, 1)),
        Change::PutRelease(release.clone()),
        put(&late),
        put(&soon),
        put(&over),
    ];
    store.commit(batch(first)).unwrap();
    assert_eq!(store.sendings_waiting(Page::first(10)).unwrap(), [soon.clone(), late.clone()]);
    assert_eq!(store.sendings_waiting(Page { offset: 1, limit: 1 }).unwrap(), std::slice::from_ref(&late));
    assert_eq!(store.sendings_of(&release.id).unwrap(), [late.clone(), soon.clone(), over.clone()]);
    assert_eq!(store.sending(&over.id).unwrap(), Some(over));
    assert_eq!(store.sending(&"snd-none".into()).unwrap(), None);
    let taken = Sending { next_at: None, state: SendingState::Delivered, ..soon };
    store.commit(batch([put(&taken)])).unwrap();
    assert_eq!(store.sendings_waiting(Page::first(10)).unwrap(), [late]);
    assert_eq!(store.sending(&taken.id).unwrap(), Some(taken));
}

/// Those of one digest that wait, and no others.
pub fn messages_of_a_digest_are_found_together(store: &dyn Store) {
    let release = release(1, "Harbour Office");
    let digest = Sending::digest_of(&release.partner, "webhook-1", at(10));
    let of = |n, second| Sending { digest: Some(digest.clone()), ..sending(n, &release, second) };
    let (one, two, over) = (of(1, Some(10)), of(2, Some(40)), of(3, None));
    let other = Sending { digest: Some("snd-other".into()), ..sending(4, &release, Some(10)) };
    let mut changes = vec![put_warning(warning(1, WarningState::Released, 1)), Change::PutRelease(release.clone())];
    changes.extend([&one, &two, &over, &other, &sending(5, &release, Some(10))].map(put));
    store.commit(batch(changes)).unwrap();
    let mut expected = vec![one, two];
    expected.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(store.sendings_of_digest(&digest).unwrap(), expected);
}

/// A message of a release that is not there undoes its whole batch, its release's warning included.
pub fn a_message_comes_with_its_release_or_not_at_all(store: &dyn Store) {
    let release = release(1, "Harbour Office");
    let changes = vec![put_warning(warning(1, WarningState::Released, 1)), put(&sending(1, &release, Some(1)))];
    assert!(store.commit(Batch { changes, ledger: vec![draft(1, "w")] }).is_err());
    assert_eq!(store.warning(&release.warning).unwrap(), None);
    assert_eq!(store.ledger_head().unwrap().0, 0);
    assert!(store.sendings_waiting(Page::first(1)).unwrap().is_empty());
}
