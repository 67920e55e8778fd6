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
use std::sync::PoisonError;
use store::{ObjectQuery, ObjectVersions, OpenCollection};
use url::Url;

/// The name of this task in the collector's books.
pub(super) const TASK: &str = "p:posted";
/// Time between two looks.
const EVERY: SignedDuration = SignedDuration::from_secs(10);
/// Objects read at once.
const PAGE_OBJECTS: u32 = 500;

/// Reads what was posted since the last look; when this returns, it is on disk with its place.
pub(super) fn look(work: &Work) -> Ended {
    let _one = work.one.lock().unwrap_or_else(PoisonError::into_inner);
    let now = (work.clock)();
    let mut tally = Tally::default();
    if let Err(error) = all(work, now, &mut tally) {
        tracing::error!(error, "what partners posted could not be read; it is tried again");
    }
    let due = now.checked_add(EVERY).unwrap_or(now);
    let next = Url::parse("file:///posted").ok().map(|url| (url, due, Way::default()));
    let again = vec![Again { task: TASK.to_owned(), next }];
    Ended { url: None, robots: None, why: None, retry_after: None, again, tally }
}

fn all(work: &Work, now: Timestamp, tally: &mut Tally) -> Result<(), String> {
    let words = |error: store::StoreError| error.to_string();
    for account in work.store.taxii_accounts().map_err(words)? {
        let Some(partner) = work.store.partner(&account.partner).map_err(words)? else { continue };
        for open in account.collections.iter().filter(|open| !open.collection.released) {
            let address = format!("{}collections/{}/", desk::TAXII_ROOT, open.collection.id);
            let mut source = Source::new(SourceKind::Taxii, &address);
            source.name.clone_from(&partner.name);
            for _ in 0..MAX_PAGES_A_LOOK {
                if !page(work, &source, open, now, tally)? {
                    break;
                }
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
    let (said, _) = read_objects(&objects, &mut pulled, speaks, &source.url, &work.limits);
    let books = Books::new(work.store.as_ref());
    let taken = take_said(source, said, &books, now);
    if let Some(error) = books.failed() {
        return Err(error.to_string());
    }
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
