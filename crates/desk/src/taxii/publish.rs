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
use store::{ObjectsPut, Store, StoreError, TaxiiObject};

/// Notes taken at one time.
const DUE_NOTES: u32 = 500;

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
        for (partner, told) in told::copies(store, warning, &name, groups, &|_| None)? {
            if let Some((_, collection)) = holders.get(&partner) {
                into.push((*collection, objects(&told, producer)));
            }
        }
    }
    store.taxii_put(ObjectsPut { now_us: now.as_microsecond(), into, done: Some(*done) }).map_err(failed)?;
    Ok(due.len())
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
