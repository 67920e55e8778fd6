//! What was released to partners, into their collections.
//!
//! The store notes each change of a released warning in the transaction that makes it. Here each holder's copy is made again,
//! by the one way in which copies are made ([`crate::told`]), and its objects go into that holder's collection. Doing it twice
//! changes nothing, so a stop at any moment loses nothing.

use super::check::instant;
use crate::told;
use jiff::Timestamp;
use record::{Group, PartnerId, Refusal, RefusalKind, WarningState};
use serde_json::Value;
use share::formats::{Told, stix};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use store::{ObjectQuery, ObjectVersions, ObjectsPut, Store, StoreError, TaxiiObject};

/// Notes taken at one time.
const DUE_NOTES: u32 = 500;

/// Versions of one object that are looked for: a copy has at most [`warn::life::MAX_UPDATES`], and each may change again as its
/// partner answers.
const MAX_VERSIONS: u32 = 10_000;

/// Brings the collections up to date; gives the number of notes that were dealt with. Call it again until that is 0.
///
/// # Errors
/// The store fails; what is due stays due.
pub fn publish(store: &dyn Store, groups: &[Group], producer: &str, now: Timestamp) -> Result<usize, Refusal> {
    let due = store.taxii_due(DUE_NOTES).map_err(failed)?;
    let Some((done, _)) = due.last() else { return Ok(0) };
    let mut holders = BTreeMap::new();
    for account in store.taxii_accounts().map_err(failed)? {
        let Some(name) = store.partner(&account.partner).map_err(failed)?.map(|partner| partner.name) else { continue };
        if let Some(open) = account.collections.iter().find(|open| open.collection.released) {
            holders.insert(account.partner, (name, open.num));
        }
    }
    let name = |partner: &PartnerId| holders.get(partner).map(|(name, _)| name.clone());
    let mut into = Vec::new();
    let warnings: BTreeSet<_> = due.iter().map(|(_, warning)| warning).collect();
    for id in warnings {
        let Some(warning) = store.warning(id).map_err(failed)? else { continue };
        if warning.state == WarningState::Draft {
            continue;
        }
        for one in told::copies(store, warning, &name, groups, &|_| None)? {
            let Some((_, collection)) = holders.get(&one.partner) else { continue };
            let objects = one.told.map_or_else(Vec::new, |told| objects(&told, producer));
            let stay = if one.is_held { &[] } else { objects.as_slice() };
            take_off(store, *collection, &one.only_now, stay).map_err(failed)?;
            into.push((*collection, objects));
        }
    }
    store.taxii_put(ObjectsPut { now_us: now.as_microsecond(), into, done: Some(*done) }).map_err(failed)?;
    Ok(due.len())
}

/// Takes every version of these objects, and of what ties their incident to others, off a collection that is not among `objects`:
/// whoever asks from now on does not get it. Repeating it changes nothing, and it comes before anything else is written: a stop
/// behind it leaves the note standing.
fn take_off(store: &dyn Store, collection: i64, ids: &[String], objects: &[TaxiiObject]) -> Result<(), StoreError> {
    let query = |id: &String, versions| ObjectQuery {
        collection,
        after_us: i64::MIN,
        ids: vec![id.clone()],
        kinds: Vec::new(),
        specs: Vec::new(),
        versions,
        limit: MAX_VERSIONS,
    };
    for id in ids.iter().chain(&ties(store, collection, ids)?) {
        let now = objects.iter().find(|object| object.id == *id).and_then(|object| object.version.as_ref());
        let mut old = Vec::new();
        store.taxii_find(&query(id, ObjectVersions::All), &mut |found| {
            old.extend(instant(found.version).filter(|at| now.is_none_or(|(_, now)| now != at)));
            ControlFlow::Continue(())
        })?;
        if !old.is_empty() {
            store.taxii_delete(query(id, ObjectVersions::Some { first: false, last: false, at_us: old }))?;
        }
    }
    Ok(())
}

/// The relationships in a collection that start from the incident among `ids`: they say where it is, and who is behind it.
fn ties(store: &dyn Store, collection: i64, ids: &[String]) -> Result<Vec<String>, StoreError> {
    let Some(incident) = ids.iter().find(|id| id.starts_with("incident--")) else { return Ok(Vec::new()) };
    let query = ObjectQuery {
        collection,
        after_us: i64::MIN,
        ids: Vec::new(),
        kinds: vec!["relationship".to_owned()],
        specs: Vec::new(),
        versions: ObjectVersions::All,
        limit: u32::MAX,
    };
    let mut ties = BTreeSet::new();
    store.taxii_find(&query, &mut |found| {
        // Parsing is dear, and few are of this incident.
        if found.json.contains(incident.as_str())
            && let Ok(object) = serde_json::from_str::<Value>(found.json)
            && object["source_ref"] == **incident
        {
            ties.extend(object["id"].as_str().map(str::to_owned));
        }
        ControlFlow::Continue(())
    })?;
    Ok(ties.into_iter().collect())
}

fn failed(error: StoreError) -> Refusal {
    Refusal::new(RefusalKind::Store, error.to_string())
}

/// A copy as STIX objects.
#[must_use]
pub fn objects(told: &Told, producer: &str) -> Vec<TaxiiObject> {
    let mut bundle = stix::encode(std::slice::from_ref(&told.warning), producer);
    let Value::Array(objects) = bundle["objects"].take() else { return Vec::new() };
    let text = |object: &Value, name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
    objects
        .iter()
        .map(|object| TaxiiObject {
            id: text(object, "id").unwrap_or_default(),
            kind: text(object, "type").unwrap_or_default(),
            spec: "2.1".to_owned(),
            version: text(object, "modified")
                .or_else(|| text(object, "created"))
                .and_then(|text| instant(&text).map(|at| (text, at))),
            json: object.to_string(),
        })
        .collect()
}
