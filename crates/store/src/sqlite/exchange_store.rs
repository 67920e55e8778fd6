//! [`Exchange`] for SQLite: reads from the pool, writes through the one writer.

use super::{SqliteStore, exchange};
use crate::{Exchange, ObjectAdded, ObjectFound, ObjectQuery, ObjectsPut, StoreError, TaxiiAccount};
use record::WarningId;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

impl Exchange for SqliteStore {
    fn taxii_generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    fn taxii_accounts(&self) -> Result<Vec<TaxiiAccount>, StoreError> {
        self.read("reading TAXII accounts", exchange::accounts)
    }

    fn taxii_put(&self, put: ObjectsPut) -> Result<Vec<ObjectAdded>, StoreError> {
        match self.writer()?.exchange(exchange::Work::Put(put))? {
            exchange::Done::Put(added) => Ok(added),
            exchange::Done::Deleted(_) => Ok(Vec::new()),
        }
    }

    fn taxii_delete(&self, which: ObjectQuery) -> Result<u64, StoreError> {
        match self.writer()?.exchange(exchange::Work::Delete(which))? {
            exchange::Done::Deleted(number) => Ok(number),
            exchange::Done::Put(_) => Ok(0),
        }
    }

    fn taxii_find(
        &self,
        which: &ObjectQuery,
        take: &mut dyn FnMut(ObjectFound<'_>) -> ControlFlow<()>,
    ) -> Result<bool, StoreError> {
        self.read("reading TAXII objects", |conn| exchange::find(conn, which, take))
    }

    fn taxii_knows(&self, collection: i64, id: &str) -> Result<bool, StoreError> {
        self.read("looking for a TAXII object", |conn| exchange::knows(conn, collection, id))
    }

    fn taxii_due(&self, limit: u32) -> Result<Vec<(i64, WarningId)>, StoreError> {
        self.read("reading what is due to TAXII collections", |conn| exchange::due(conn, limit))
    }
}
