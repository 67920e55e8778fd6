//! Schema versions: numbered files, each run once, in order, inside a transaction.

use super::failed;
use crate::StoreError;
use rusqlite::{Connection, TransactionBehavior};

/// The migrations in order; the schema version is their number. Files that were once released are never edited.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_testimony.sql"),
    include_str!("migrations/0003_collect.sql"),
    include_str!("migrations/0004_taxii.sql"),
    include_str!("migrations/0005_sending.sql"),
    include_str!("migrations/0006_handling.sql"),
    include_str!("migrations/0007_release_partner.sql"),
    include_str!("migrations/0008_retention.sql"),
    include_str!("migrations/0009_due_again.sql"),
    include_str!("migrations/0010_digest.sql"),
];

/// `FWRN`: marks the file as ours (SQLite's `application_id`; `file(1)` shows it).
pub(super) const APPLICATION_ID: u32 = 0x4657_524e;

/// The schema version that a file has.
pub(super) fn version(conn: &Connection) -> rusqlite::Result<u32> {
    conn.query_row("SELECT user_version FROM pragma_user_version", [], |row| row.get(0))
}

/// Brings the schema up to the last of `migrations`: all of them or none.
pub(super) fn migrate(conn: &mut Connection, at: &str, migrations: &[&str]) -> Result<(), StoreError> {
    let fail = |error| failed("bringing the store's schema up to date", &error);
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fail)?;
    let found = version(&tx).map_err(fail)?;
    if found > known {
        return Err(StoreError::Newer { at: at.to_owned(), found, known });
    }
    if found == known {
        return Ok(());
    }
    for sql in &migrations[found as usize..] {
        tx.execute_batch(sql).map_err(fail)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID).map_err(fail)?;
    tx.pragma_update(None, "user_version", known).map_err(fail)?;
    tx.commit().map_err(fail)?;
    tracing::info!(at, from = found, to = known, "schema migrated");
    Ok(())
}
