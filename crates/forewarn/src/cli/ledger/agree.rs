//! Whether the store says what the ledger says: every release, and every delivery, is in both.

use record::{Entry, SendingState};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::{MAX_PAGE, Page, Store, StoreError, WarningFilter};

/// Disagreements that are told.
const MAX_TOLD: usize = 20;

/// What the ledger tells.
#[derive(Default)]
pub(super) struct Told {
    /// Releases.
    releases: BTreeSet<String>,
    /// Messages that arrived, and how often the ledger says so.
    delivered: BTreeMap<String, u32>,
}

/// What came of holding one against the other.
#[derive(Debug, Default)]
pub(super) struct Agreed {
    pub(super) releases: u64,
    pub(super) deliveries: u64,
    /// Where they differ, in words.
    pub(super) wrong: Vec<String>,
}

impl Told {
    /// Takes entries in.
    pub(super) fn take(&mut self, entries: &[Entry]) {
        for entry in entries {
            let key = match entry.what.as_str() {
                "warning.released" => "release",
                "warning.delivered" => "sending",
                _ => continue,
            };
            let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
            let Some(id) = detail[key].as_str() else { continue };
            if key == "release" {
                self.releases.insert(id.to_owned());
            } else {
                *self.delivered.entry(id.to_owned()).or_default() += 1;
            }
        }
    }

    /// Compares with the store's releases and messages.
    pub(super) fn held_against(mut self, store: &dyn Store) -> Result<Agreed, StoreError> {
        let mut agreed = Agreed::default();
        let mut offset = 0;
        loop {
            let page = store.warnings(&WarningFilter::default(), Page { offset, limit: MAX_PAGE })?;
            if page.is_empty() {
                break;
            }
            offset += page.len() as u64;
            for release in page.iter().map(|w| store.releases_of(&w.id)).collect::<Result<Vec<_>, _>>()?.concat() {
                agreed.releases += 1;
                if !self.releases.remove(release.id.as_str()) {
                    agreed.wrong.push(format!("the ledger knows nothing of release {}", release.id));
                }
                for sending in store.sendings_of(&release.id)? {
                    let times = self.delivered.remove(sending.id.as_str()).unwrap_or(0);
                    agreed.deliveries += u64::from(times);
                    let expected = u32::from(sending.state == SendingState::Delivered);
                    if times != expected {
                        let (id, state) = (&sending.id, sending.state);
                        agreed
                            .wrong
                            .push(format!("message {id} is {state}, and delivered {times} times in the ledger"));
                    }
                }
            }
        }
        let gone = self.releases.iter().map(|id| format!("release {id} of the ledger is not in the store"));
        agreed.wrong.extend(gone);
        agreed.wrong.extend(self.delivered.keys().map(|id| format!("message {id} of the ledger is not in the store")));
        agreed.wrong.truncate(MAX_TOLD);
        Ok(agreed)
    }
}
