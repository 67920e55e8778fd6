//! The conformance suite on SQLite, and what only a file can do wrong.

mod crash;
mod files;
mod guard;
mod speed;

use super::SqliteStore;
use tempfile::TempDir;

fn fresh() -> (SqliteStore, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    (SqliteStore::open(&dir.path().join("store")).unwrap(), dir)
}

mod conformance {
    crate::conformance_tests!(super::fresh);
}
