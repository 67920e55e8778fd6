//! The embedded default: SQLite in one directory.
//!
//! One thread writes; a few connections read, and never wait for it (write-ahead log). What [`Store::commit`] has returned
//! for is flushed to disk (`synchronous=FULL`). A lock file keeps a second writing process out; reading beside a running
//! desk is allowed ([`SqliteStore::open_read_only`]).

mod body;
mod exchange;
mod exchange_store;
mod migrate;
mod open;
mod pool;
mod prepare;
mod query;
mod read;
mod retain;
mod rows;
mod write;
mod writer;

use crate::{
    Batch, Change, Counts, Droppable, Health, IncidentFilter, Page, ReportSummary, SearchHit, SourceRecord, Store,
    StoreError, StoredReport, Told, WarningFilter,
};
use jiff::Timestamp;
use pool::Pool;
use record::{
    Article, Capture, CaptureId, Claim, ClaimId, Entry, Handling, Incident, IncidentId, Judgement, Partner, PartnerId,
    Receipt, Release, ReleaseId, ReportId, Sending, SendingId, Source, SourceId, SourceState, Warning, WarningId,
    Watch,
};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use writer::Writer;

/// The database's name within the store's directory.
const FILE_NAME: &str = "forewarn.db";

/// The lock's name within the store's directory.
const LOCK_NAME: &str = "forewarn.lock";

/// A store in one directory.
pub struct SqliteStore {
    // In the order in which they must end: the last connection to close moves the log into the file, so it must be the
    // one that may write; the lock goes when all have closed.
    pool: Pool,
    writer: Option<Writer>,
    dir: PathBuf,
    /// How often accounts or partners may have changed.
    generation: AtomicU64,
    /// Reads so far.
    reads: AtomicU64,
    _lock: Option<open::Lock>,
}

impl SqliteStore {
    /// Opens the store in `dir` for reading and writing. Creates the directory (for its owner only) and the store if they
    /// are not there, and brings an older schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Busy`] while another process writes to it, [`StoreError::Newer`] if a newer program wrote it,
    /// [`StoreError::NotAStore`] if the file is damaged or another program's, [`StoreError::Failed`] without the rights.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        Self::open_with(dir, migrate::MIGRATIONS)
    }

    fn open_with(dir: &Path, migrations: &[&str]) -> Result<Self, StoreError> {
        open::create_dir(dir)?;
        let lock = open::lock(dir)?;
        let writer = Writer::start(open::writer(dir, migrations)?)?;
        Ok(Self {
            pool: Pool::new(dir.to_owned()),
            writer: Some(writer),
            dir: dir.to_owned(),
            generation: AtomicU64::new(0),
            reads: AtomicU64::new(0),
            _lock: Some(lock),
        })
    }

    /// Opens a store that is there for reading only, also while another process writes to it. Its `commit` is refused.
    ///
    /// # Errors
    /// As [`SqliteStore::open`]; a store with an older schema must be opened for writing once.
    pub fn open_read_only(dir: &Path) -> Result<Self, StoreError> {
        open::check_readable(dir)?;
        Ok(Self {
            pool: Pool::new(dir.to_owned()),
            writer: None,
            dir: dir.to_owned(),
            generation: AtomicU64::new(0),
            reads: AtomicU64::new(0),
            _lock: None,
        })
    }

    /// How often it was read since it was opened. Tests hold that two questions cost the same by it.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    /// How many steps SQLite took to read from it: what two questions really cost. Counted from the first call on, and by connections
    /// that are opened after it; nobody but tests asks.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.pool.steps()
    }

    fn writer(&self) -> Result<&Writer, StoreError> {
        self.writer.as_ref().ok_or_else(|| StoreError::Failed {
            doing: "writing",
            detail: format!("{} was opened for reading only", self.dir.display()),
        })
    }

    fn read<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.pool.with(work)?.map_err(|error| failed(doing, &error))
    }
}

fn failed(doing: &'static str, error: &rusqlite::Error) -> StoreError {
    StoreError::Failed { doing, detail: error.to_string() }
}

impl Store for SqliteStore {
    fn commit(&self, batch: Batch) -> Result<Vec<Entry>, StoreError> {
        let writer = self.writer()?;
        let doors = batch
            .changes
            .iter()
            .any(|change| matches!(change, Change::PutTaxii(_) | Change::PutPartner(_) | Change::DropPartner(_)));
        let entries = writer.commit(prepare::prepare(batch.changes, batch.ledger)?)?;
        if doors {
            self.generation.fetch_add(1, Ordering::Release);
        }
        Ok(entries)
    }

    fn report(&self, id: &ReportId) -> Result<Option<StoredReport>, StoreError> {
        self.read("reading a report", |conn| read::report(conn, id))
    }

    fn known_reports(&self, ids: &[ReportId]) -> Result<Vec<ReportId>, StoreError> {
        self.read("looking for known reports", |conn| read::known_reports(conn, ids))
    }

    fn droppable_captures(&self, before: Timestamp, after: u64, limit: u32) -> Result<Droppable, StoreError> {
        self.read("looking for captures that nothing rests on", |conn| {
            retain::droppable_captures(conn, before, after, limit)
        })
    }

    fn capture(&self, id: &CaptureId) -> Result<Option<Capture>, StoreError> {
        self.read("reading a capture", |conn| read::capture(conn, id))
    }

    fn reports(&self, relevant_only: bool, page: Page) -> Result<Vec<ReportSummary>, StoreError> {
        self.read("listing reports", |conn| read::reports(conn, relevant_only, page))
    }

    fn readings_after(&self, seq: u64, limit: u32) -> Result<Vec<StoredReport>, StoreError> {
        self.read("reading readings", |conn| read::readings_after(conn, seq, limit))
    }

    fn search(&self, query: &str, page: Page) -> Result<Vec<SearchHit>, StoreError> {
        self.read("searching", |conn| read::search(conn, query, page))
    }

    fn claim(&self, id: &ClaimId) -> Result<Option<Claim>, StoreError> {
        self.read("reading a claim", |conn| read::claim(conn, id))
    }

    fn judgements(&self) -> Result<Vec<Judgement>, StoreError> {
        self.read("reading judgements", |conn| read::all_json(conn, "SELECT json FROM judgement ORDER BY seq", []))
    }

    fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, StoreError> {
        self.read("reading an incident", |conn| {
            read::one_json(conn, "SELECT json FROM incident WHERE id = ?", id.as_str())
        })
    }

    fn incidents(&self, filter: &IncidentFilter, page: Page) -> Result<Vec<Incident>, StoreError> {
        self.read("listing incidents", |conn| read::incidents(conn, filter, page))
    }

    fn incidents_of_report(&self, id: &ReportId) -> Result<Vec<Incident>, StoreError> {
        self.read("listing a report's incidents", |conn| read::incidents_of_report(conn, id))
    }

    fn source_records(&self, page: Page) -> Result<Vec<SourceRecord>, StoreError> {
        self.read("listing the records of sources", |conn| read::source_records(conn, page))
    }

    fn source_record(&self, key: &str) -> Result<Option<SourceRecord>, StoreError> {
        self.read("reading the record of a source", |conn| read::source_record(conn, key))
    }

    fn told_by(&self, key: &str, page: Page) -> Result<Vec<Told>, StoreError> {
        self.read("reading the history of a source", |conn| read::told_by(conn, key, page))
    }

    fn sources(&self) -> Result<Vec<Source>, StoreError> {
        self.read("listing sources", |conn| read::all_json(conn, "SELECT json FROM source ORDER BY name, id", []))
    }

    fn source(&self, id: &SourceId) -> Result<Option<Source>, StoreError> {
        self.read("reading a source", |conn| read::one_json(conn, "SELECT json FROM source WHERE id = ?", id.as_str()))
    }

    fn source_state(&self, id: &SourceId) -> Result<Option<SourceState>, StoreError> {
        self.read("reading what is known of a source", |conn| {
            read::one_json(conn, "SELECT json FROM source_state WHERE id = ?", id.as_str())
        })
    }

    fn source_states(&self) -> Result<Vec<SourceState>, StoreError> {
        self.read("listing what is known of sources", |conn| {
            read::all_json(conn, "SELECT json FROM source_state ORDER BY id", [])
        })
    }

    fn articles(&self, keys: &[String]) -> Result<Vec<Article>, StoreError> {
        self.read("looking for articles", |conn| read::articles(conn, keys))
    }

    fn wanted_articles(&self, page: Page) -> Result<Vec<Article>, StoreError> {
        self.read("listing wanted articles", |conn| read::wanted_articles(conn, page))
    }

    fn article_of(&self, report: &ReportId) -> Result<Option<Article>, StoreError> {
        self.read("looking for a report's article", |conn| {
            let sql = "SELECT json FROM article JOIN article_report ON article = key WHERE report = ?";
            read::one_json(conn, sql, report.as_str())
        })
    }

    fn handlings(&self, reports: &[ReportId]) -> Result<Vec<(ReportId, Handling)>, StoreError> {
        self.read("looking for the rules of partners", |conn| read::handlings(conn, reports))
    }

    fn watches(&self) -> Result<Vec<Watch>, StoreError> {
        self.read("listing watches", |conn| read::all_json(conn, "SELECT json FROM watch ORDER BY name, id", []))
    }

    fn partners(&self) -> Result<Vec<Partner>, StoreError> {
        self.read("listing partners", |conn| read::all_json(conn, "SELECT json FROM partner ORDER BY name, id", []))
    }

    fn partner(&self, id: &PartnerId) -> Result<Option<Partner>, StoreError> {
        self.read("reading a partner", |conn| {
            read::one_json(conn, "SELECT json FROM partner WHERE id = ?", id.as_str())
        })
    }

    fn warning(&self, id: &WarningId) -> Result<Option<Warning>, StoreError> {
        self.read("reading a warning", |conn| {
            read::one_json(conn, "SELECT json FROM warning WHERE id = ?", id.as_str())
        })
    }

    fn warnings(&self, filter: &WarningFilter, page: Page) -> Result<Vec<Warning>, StoreError> {
        self.read("listing warnings", |conn| read::warnings(conn, filter, page))
    }

    fn release(&self, id: &ReleaseId) -> Result<Option<Release>, StoreError> {
        self.read("reading a release", |conn| {
            read::one_json(conn, "SELECT json FROM release WHERE id = ?", id.as_str())
        })
    }

    fn releases_of(&self, id: &WarningId) -> Result<Vec<Release>, StoreError> {
        self.read("listing releases", |conn| {
            read::all_json(conn, "SELECT json FROM release WHERE warning = ? ORDER BY seq", [id.as_str()])
        })
    }

    fn releases_to(&self, id: &PartnerId, page: Page) -> Result<Vec<Release>, StoreError> {
        self.read("listing a partner's releases", |conn| read::releases_to(conn, id, page))
    }

    fn receipts_of(&self, id: &ReleaseId) -> Result<Vec<Receipt>, StoreError> {
        self.read("listing receipts", |conn| {
            read::all_json(conn, "SELECT json FROM receipt WHERE release = ? ORDER BY seq", [id.as_str()])
        })
    }

    fn sending(&self, id: &SendingId) -> Result<Option<Sending>, StoreError> {
        self.read("reading a message", |conn| {
            read::one_json(conn, "SELECT json FROM sending WHERE id = ?", id.as_str())
        })
    }

    fn sendings_of(&self, id: &ReleaseId) -> Result<Vec<Sending>, StoreError> {
        self.read("listing a release's messages", |conn| {
            let order = "json_extract(json, '$.version'), json_extract(json, '$.made_at'), id";
            let sql = format!("SELECT json FROM sending WHERE release = ? ORDER BY {order}");
            read::all_json(conn, &sql, [id.as_str()])
        })
    }

    fn sendings_waiting(&self, page: Page) -> Result<Vec<Sending>, StoreError> {
        self.read("listing messages that wait", |conn| read::sendings_waiting(conn, page))
    }

    fn sendings_of_digest(&self, digest: &SendingId) -> Result<Vec<Sending>, StoreError> {
        self.read("listing the messages of a digest", |conn| {
            let sql =
                "SELECT json FROM sending WHERE next_us IS NOT NULL AND json_extract(json, '$.digest') = ? ORDER BY id";
            read::all_json(conn, sql, [digest.as_str()])
        })
    }

    fn ledger_after(&self, seq: u64, limit: u32) -> Result<Vec<Entry>, StoreError> {
        self.read("reading the ledger", |conn| read::ledger_after(conn, seq, limit))
    }

    fn ledger_of(&self, subject: &str, limit: u32) -> Result<Vec<Entry>, StoreError> {
        self.read("reading the ledger", |conn| read::ledger_of(conn, subject, limit))
    }

    fn ledger_head(&self) -> Result<(u64, String), StoreError> {
        self.read("reading the ledger", write::head)
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        self.read("counting", read::counts)
    }

    fn secret(&self, name: &str, fresh: &[u8; 32]) -> Result<[u8; 32], StoreError> {
        match self.read("reading a secret", |conn| writer::kept_secret(conn, name))? {
            Some(kept) => Ok(kept),
            None => self.writer()?.secret(name, fresh),
        }
    }

    fn health(&self) -> Result<Health, StoreError> {
        let path = self.dir.join(FILE_NAME);
        let size = |path: &Path| path.metadata().map_or(0, |meta| meta.len());
        Ok(Health {
            backend: format!("SQLite {} at {}", rusqlite::version(), path.display()),
            schema: self.read("reading the schema version", migrate::version)?,
            bytes: size(&path) + size(&open::log_of(&path)),
            integrity: self.read("checking the store", read::integrity)?,
        })
    }
}

#[cfg(test)]
mod tests;
