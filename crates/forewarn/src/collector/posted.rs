//! What partners posted to this desk's own TAXII server: read like what is pulled from theirs, and as often as it comes.

use super::books::Books;
use super::moved::Way;
use super::work::{Again, Work};
use super::{Ended, Tally};
use collect::{MAX_PAGES_A_LOOK, Speaks, read_objects, stix_types, take_said};
use jiff::{SignedDuration, Timestamp};
use record::{Collected, Source, SourceKind, Tlp};
use serde_json::value::RawValue;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::PoisonError;
use store::{ObjectQuery, ObjectVersions, OpenCollection, TaxiiAccount};
use url::Url;

/// The name of this task in the collector's books.
pub(super) const TASK: &str = "p:posted";
/// Time between two looks.
const EVERY: SignedDuration = SignedDuration::from_secs(10);
/// Objects read at once.
const PAGE_OBJECTS: u32 = 500;

/// Reads what was posted since the last look; when this returns, it is on disk with its place.
pub(super) fn look(work: &Work) -> Ended {
    let now = (work.clock)();
    let mut tally = Tally::default();
    if let Err(error) = all(work, now, &mut tally) {
        tracing::error!(error, "what partners posted could not be read; it is tried again");
    }
    let due = now.checked_add(EVERY).unwrap_or(now);
    let next = Url::parse("file:///posted").ok().map(|url| (url, due, Way::default()));
    let again = vec![Again { task: TASK.to_owned(), next }];
    Ended { again, tally, ..Ended::default() }
}

/// Looks at every account by itself: what one of them posted, or a failure over it, keeps nobody else's waiting.
fn all(work: &Work, now: Timestamp, tally: &mut Tally) -> Result<(), String> {
    for account in work.store.taxii_accounts().map_err(|error| error.to_string())? {
        let looked = catch_unwind(AssertUnwindSafe(|| one_account(work, &account, now, tally)));
        let partner = &account.partner;
        match looked {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::error!(error, %partner, "what a partner posted could not be read; it is tried again")
            }
            // The panic itself is in the log already; the look goes on, and comes again.
            Err(_) => tracing::error!(%partner, "reading what a partner posted ended in a panic; it is tried again"),
        }
    }
    Ok(())
}

fn one_account(work: &Work, account: &TaxiiAccount, now: Timestamp, tally: &mut Tally) -> Result<(), String> {
    let Some(partner) = work.store.partner(&account.partner).map_err(|error| error.to_string())? else { return Ok(()) };
    for open in account.collections.iter().filter(|open| !open.collection.released) {
        let address = format!("{}collections/{}/", desk::TAXII_ROOT, open.collection.id);
        let mut source = Source::new(SourceKind::Taxii, &address);
        source.name.clone_from(&partner.name);
        for _ in 0..MAX_PAGES_A_LOOK {
            // Between two pages others have their turn: a partner that posts much does not stop the collecting.
            let _one = work.one.lock().unwrap_or_else(PoisonError::into_inner);
            if !page(work, &source, open, now, tally)? {
                break;
            }
        }
    }
    Ok(())
}

/// Reads a page; true if there are more.
fn page(
    work: &Work,
    source: &Source,
    open: &OpenCollection,
    now: Timestamp,
    tally: &mut Tally,
) -> Result<bool, String> {
    let words = |error: store::StoreError| error.to_string();
    let mut state = work.state_of(source).map_err(words)?;
    let mut pulled = state.pulled.take().unwrap_or_default();
    let query = ObjectQuery {
        collection: open.num,
        after_us: pulled.until.map_or(i64::MIN, Timestamp::as_microsecond),
        ids: Vec::new(),
        kinds: stix_types().map(str::to_owned).collect(),
        specs: Vec::new(),
        versions: ObjectVersions::All,
        limit: PAGE_OBJECTS,
    };
    let (mut objects, mut last) = (Vec::new(), None);
    let more = work.store.taxii_find(&query, &mut |found| {
        // What cannot be read was refused when it was posted.
        objects.extend(RawValue::from_string(found.json.to_owned()));
        last = Timestamp::from_microsecond(found.added_us).ok();
        ControlFlow::Continue(())
    });
    let more = more.map_err(words)?;
    let Some(last) = last else { return Ok(false) };
    let speaks = Speaks { name: &source.name, unmarked: source.unmarked.unwrap_or(Tlp::Red) };
    let (said, faults) = read_objects(&objects, &mut pulled, speaks, &source.url, &work.limits);
    let books = Books::new(work.store.as_ref());
    let taken = take_said(source, said, &books, now);
    if let Some(error) = books.failed() {
        return Err(error.to_string());
    }
    let passed_over = faults.iter().chain(&taken.faults);
    passed_over.for_each(|fault| tracing::warn!(%fault, "an object was passed over"));
    pulled.until = Some(last);
    state.articles += taken.fresh;
    state.looks += 1;
    (state.asked_at, state.answered_at) = (Some(now), Some(now));
    if taken.new > 0 {
        state.new_at = Some(now);
    }
    state.pulled = Some(pulled);
    tally.add(work.write(Collected { states: vec![state], ..taken.collected }, now)?);
    Ok(more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use collect::{Asker, Limits};
    use record::{Conductor, Event, Outcome, Partner, PartnerId, Refusal, RefusalKind, Stamped, TaxiiAccess};
    use std::sync::{Arc, Mutex};
    use store::{Batch, Change, Exchange, ObjectsPut, Store, TaxiiObject, sqlite::SqliteStore};

    /// Refuses what the first account posted, panics over the second's, and takes note of the rest.
    #[derive(Default)]
    struct Choosy {
        refused: Mutex<Vec<String>>,
        taken: Mutex<Vec<String>>,
    }

    impl Conductor for Choosy {
        fn handle(&self, event: Stamped) -> Result<Outcome, Refusal> {
            let Event::Collected(collected) = event.event else { panic!("posted objects are collected") };
            let outlet = collected.reports[0].1.outlet.clone().unwrap_or_default();
            match outlet.as_str() {
                "A" => {
                    self.refused.lock().unwrap().push(outlet);
                    Err(Refusal::new(RefusalKind::Store, "the disk is full"))
                }
                "B" => panic!("a report that cannot be read"),
                _ => {
                    self.taken.lock().unwrap().push(outlet);
                    Ok(Outcome::default())
                }
            }
        }

        fn open_link(&self, _: &str, _: Timestamp) -> Result<record::ReleaseId, Refusal> {
            Err(Refusal::new(RefusalKind::NotFound, "no links here"))
        }
    }

    fn account(store: &SqliteStore, name: &str) {
        let partner = Partner::reached_by_link(PartnerId::from(name), name);
        let collection = record::TaxiiCollection {
            id: format!("collection-{name}"),
            alias: "sent".to_owned(),
            title: name.to_owned(),
            description: String::new(),
            released: false,
            can_read: true,
            can_write: true,
        };
        let access = TaxiiAccess {
            partner: partner.id.clone(),
            secret_sha256: Some("00".to_owned()),
            collections: vec![collection],
        };
        let changes = vec![Change::PutPartner(partner), Change::PutTaxii(Box::new(access))];
        store.commit(Batch { changes, ..Batch::default() }).unwrap();
        let accounts = store.taxii_accounts().unwrap();
        let num = accounts.iter().find(|one| one.partner.as_str() == name).unwrap().collections[0].num;
        let json = serde_json::json!({ "type": "note", "id": "note--1", "created": "2031-05-14T09:30:00Z", "content": "Words." });
        let object = TaxiiObject {
            id: "note--1".to_owned(),
            kind: "note".to_owned(),
            spec: "2.1".to_owned(),
            version: None,
            json: json.to_string(),
        };
        store.taxii_put(ObjectsPut { now_us: 1, into: vec![(num, vec![object])], done: None }).unwrap();
    }

    #[test]
    fn what_one_partner_posted_keeps_nobody_elses_waiting() {
        let dir = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(dir.path()).unwrap());
        for name in ["A", "B", "C"] {
            account(&store, name);
        }
        let choosy = Arc::new(Choosy::default());
        let limits = Limits::default();
        let work = Work {
            store,
            conductor: choosy.clone(),
            clock: Arc::new(|| "2031-05-15T00:00:00Z".parse().unwrap()),
            asker: Asker::new(&limits).unwrap(),
            limits,
            one: Mutex::new(()),
            rounds: Default::default(),
            threads: Mutex::default(),
        };
        for looks in 1..=2 {
            let ended = look(&work);
            assert_eq!(choosy.refused.lock().unwrap().len(), looks, "it is tried again");
            assert_eq!(choosy.taken.lock().unwrap().len(), looks, "C has its turn, behind an error and a panic");
            assert!(ended.again.iter().any(|again| again.task == TASK && again.next.is_some()), "the look comes again");
        }
    }
}
