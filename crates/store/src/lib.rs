//! One store contract, kept by SQLite (embedded default).
//!
//! Writing is one call: [`Store::commit`] takes a [`Batch`] and either all of it is on disk when it returns, or none of it
//! happened. Reading never waits for writing. Lists are bounded by a [`Page`]. What every store must do is written down as a suite
//! of checks in `conformance` (feature of that name), which each backend's tests run.

#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod contract;
mod exchange;
pub mod sqlite;

pub use contract::{
    Batch, Change, Counts, Droppable, Health, IncidentFilter, LedgerDraft, MAX_PAGE, Page, ReportSummary, SearchHit,
    SourceRecord, Store, StoreError, StoredReport, Told, WarningFilter,
};
pub use exchange::{
    Exchange, ObjectAdded, ObjectFound, ObjectQuery, ObjectVersions, ObjectsPut, OpenCollection, TaxiiAccount,
    TaxiiObject,
};
