//! What every store promises.

use jiff::{Timestamp, civil::Date};
use record::{
    Article, Capture, CaptureId, Claim, ClaimId, Entry, Handling, Incident, IncidentId, Judgement, Kind, Partner,
    PartnerId, Reading, Receipt, Release, ReleaseId, Report, ReportId, Sending, SendingId, Source, SourceId,
    SourceState, SpeakerKind, Stage, TaxiiAccess, Testimony, TrackRecord, Warning, WarningId, WarningState, Watch,
    WatchId,
};
use thiserror::Error;

/// Largest number of rows that one read gives.
pub const MAX_PAGE: u32 = 1_000;

/// One thing to write. All changes of a batch happen together or not at all.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Insert or replace.
    PutSource(Source),
    /// Taken off, with what is known of it and the articles that it still wanted.
    DropSource(SourceId),
    /// Insert or replace.
    PutSourceState(Box<SourceState>),
    /// Insert or replace, by its key.
    PutArticle(Box<Article>),
    /// Appended; a capture whose id is there already changes nothing, but brings back bytes that were dropped.
    AddCapture(Box<Capture>),
    /// The bytes of a capture go, its hash stays. An error if a relevant report or a claim rests on these bytes.
    DropBody(CaptureId),
    /// A report with its capture and reading. If the report's id is there already, nothing happens.
    AddReport(Box<(Capture, Report, Reading)>),
    /// Appended; a judgement whose id is there already changes nothing.
    AddJudgement(Judgement),
    /// Insert or replace: incidents are derived.
    PutIncident(Box<Incident>),
    /// Derived things may go.
    DropIncident(IncidentId),
    /// Insert or replace.
    PutWatch(Watch),
    /// Taken off.
    DropWatch(WatchId),
    /// Insert or replace.
    PutPartner(Partner),
    /// Taken off, with its account and what was released to it there. What it posted stays.
    DropPartner(PartnerId),
    /// A partner's account and collections with the TAXII server: added, or changed where they are known.
    PutTaxii(Box<TaxiiAccess>),
    /// Insert or replace.
    PutWarning(Box<Warning>),
    /// Insert or replace.
    PutRelease(Release),
    /// Appended.
    AddReceipt(Receipt),
    /// Insert or replace.
    PutSending(Box<Sending>),
}

/// A ledger entry before the store gives it its number and its place in the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerDraft {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// Short code: `warning.released`.
    pub what: String,
    /// Id of what it was done to.
    pub subject: String,
    /// Particulars.
    pub detail: serde_json::Value,
}

/// What is written together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// In this order.
    pub changes: Vec<Change>,
    /// Appended to the ledger in the same transaction.
    pub ledger: Vec<LedgerDraft>,
}

/// A page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Rows to skip.
    pub offset: u64,
    /// Rows to give; cut to [`MAX_PAGE`].
    pub limit: u32,
}

impl Page {
    /// The first `limit` rows.
    #[must_use]
    pub const fn first(limit: u32) -> Self {
        Self { offset: 0, limit }
    }
}

/// A report as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredReport {
    /// Order of arrival, from 1.
    pub seq: u64,
    /// The report.
    pub report: Report,
    /// Its reading.
    pub reading: Reading,
}

/// A line of a list of reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportSummary {
    /// Which.
    pub id: ReportId,
    /// Order of arrival, from 1.
    pub seq: u64,
    /// Publisher.
    pub outlet: String,
    /// Headline.
    pub title: String,
    /// Day of publication.
    pub published: Option<Date>,
    /// Whether it tells of organised violence.
    pub relevant: bool,
    /// Number of claims.
    pub claims: u32,
}

/// One hit of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchHit {
    /// The report.
    pub report: ReportSummary,
    /// Text around the hit as (words, matched?) pieces, so that a page can mark them without trusting markup.
    pub snippet: Vec<(String, bool)>,
}

/// A source of the stored incidents and its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRecord {
    /// Its key: [`Testimony::source`].
    pub source: String,
    /// Its name as printed.
    pub name: String,
    /// What it is.
    pub kind: SpeakerKind,
    /// How often it was confirmed and denied.
    pub record: TrackRecord,
    /// Incidents that it spoke of.
    pub told: u64,
}

impl SourceRecord {
    /// Incidents that count for nothing so far.
    #[must_use]
    pub fn unsettled(&self) -> u64 {
        self.told.saturating_sub(u64::from(self.record.confirmed) + u64::from(self.record.denied))
    }
}

/// One line of a source's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The incident.
    pub incident: IncidentId,
    /// Its headline.
    pub headline: String,
    /// What the source stood for in it.
    pub testimony: Testimony,
}

/// Which incidents. `None` and empty mean any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IncidentFilter {
    /// Stages.
    pub stages: Vec<Stage>,
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// At least so many independent origins.
    pub min_origins: Option<u32>,
}

/// Which warnings. Empty means any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WarningFilter {
    /// States.
    pub states: Vec<WarningState>,
    /// About this incident.
    pub incident: Option<IncidentId>,
}

/// How much is stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reports.
    pub reports: u64,
    /// Reports that are relevant.
    pub relevant: u64,
    /// Claims.
    pub claims: u64,
    /// Incidents.
    pub incidents: u64,
    /// Warnings.
    pub warnings: u64,
    /// Warnings in draft.
    pub drafts: u64,
    /// Watches.
    pub watches: u64,
    /// Partners.
    pub partners: u64,
    /// Ledger entries.
    pub entries: u64,
}

/// Captures whose bytes may go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Droppable {
    /// Which: one for each body.
    pub captures: Vec<CaptureId>,
    /// How many bytes they take at rest.
    pub bytes: u64,
    /// Behind which report, by its number of arrival, the next look goes on; `None` after the last.
    pub next: Option<u64>,
}

/// What `forewarn doctor` asks a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// "SQLite 3.x at PATH".
    pub backend: String,
    /// Schema version of the store.
    pub schema: u32,
    /// Bytes on disk.
    pub bytes: u64,
    /// What the backend's own integrity check says; `ok` if all is well.
    pub integrity: String,
}

/// What can go wrong with a store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Written by a newer program.
    #[error(
        "the store at {at} has schema version {found}, this program knows up to {known}: use the newer forewarn that wrote it, \
         or another directory (--store DIR); nothing was changed"
    )]
    Newer {
        /// Where.
        at: String,
        /// Its version.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// Another process holds it.
    #[error("the store at {at} is in use by another process: stop that one, or use another directory (--store DIR)")]
    Busy {
        /// Where.
        at: String,
    },
    /// Not a store.
    #[error("{at} is not a Forewarn store: {detail}")]
    NotAStore {
        /// Where.
        at: String,
        /// Why.
        detail: String,
    },
    /// The disk, or the database, failed.
    #[error("the store failed while {doing}: {detail}")]
    Failed {
        /// What was being done.
        doing: &'static str,
        /// What the backend said.
        detail: String,
    },
    /// The writer stopped.
    #[error("the store's writer has stopped; restart forewarn and see its log")]
    WriterGone,
}

/// A store. One process writes; reading never waits for writing. Lists are in a stable order, newest first unless said
/// otherwise.
pub trait Store: crate::Exchange + Send + Sync {
    /// Writes a batch: on disk when it returns, or nothing happened. Gives the ledger entries it wrote.
    ///
    /// # Errors
    /// [`StoreError`]; nothing of the batch was written.
    fn commit(&self, batch: Batch) -> Result<Vec<Entry>, StoreError>;

    /// A report and its reading.
    ///
    /// # Errors
    /// [`StoreError`], as for every read below.
    fn report(&self, id: &ReportId) -> Result<Option<StoredReport>, StoreError>;
    /// Those of `ids` that are stored.
    #[allow(missing_docs)]
    fn known_reports(&self, ids: &[ReportId]) -> Result<Vec<ReportId>, StoreError>;
    /// Captures whose bytes may go: all that was ever made of these bytes are reports that are not relevant and have no claims,
    /// and all of it was fetched before `before`. Looks at so many reports behind the `after`-th, in order of arrival.
    fn droppable_captures(&self, before: Timestamp, after: u64, limit: u32) -> Result<Droppable, StoreError>;
    /// A capture with its bytes.
    fn capture(&self, id: &CaptureId) -> Result<Option<Capture>, StoreError>;
    /// Latest arrivals first.
    fn reports(&self, relevant_only: bool, page: Page) -> Result<Vec<ReportSummary>, StoreError>;
    /// In order of arrival, those after `seq` that have claims, for rebuilding the links.
    fn readings_after(&self, seq: u64, limit: u32) -> Result<Vec<StoredReport>, StoreError>;
    /// Full-text search over titles and texts; words are joined by AND, `"…"` is a phrase. Never an error for odd input.
    fn search(&self, query: &str, page: Page) -> Result<Vec<SearchHit>, StoreError>;
    /// One claim.
    fn claim(&self, id: &ClaimId) -> Result<Option<Claim>, StoreError>;
    /// All judgements, in the order they were made.
    fn judgements(&self) -> Result<Vec<Judgement>, StoreError>;
    /// One incident.
    fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, StoreError>;
    /// Those with the latest reports first.
    fn incidents(&self, filter: &IncidentFilter, page: Page) -> Result<Vec<Incident>, StoreError>;
    /// The incidents that hold a claim of this report.
    fn incidents_of_report(&self, id: &ReportId) -> Result<Vec<Incident>, StoreError>;
    /// The sources that stored incidents rest on, those most often settled first, then by key.
    fn source_records(&self, page: Page) -> Result<Vec<SourceRecord>, StoreError>;
    /// One of them, by its key.
    fn source_record(&self, key: &str) -> Result<Option<SourceRecord>, StoreError>;
    /// What a source stood for, by the day on which it was settled or else said, latest first.
    fn told_by(&self, key: &str, page: Page) -> Result<Vec<Told>, StoreError>;
    /// All sources, by name.
    fn sources(&self) -> Result<Vec<Source>, StoreError>;
    /// One source.
    fn source(&self, id: &SourceId) -> Result<Option<Source>, StoreError>;
    /// What is known of one source; nothing if it was never asked.
    fn source_state(&self, id: &SourceId) -> Result<Option<SourceState>, StoreError>;
    /// What is known of the sources that were asked, by id.
    fn source_states(&self) -> Result<Vec<SourceState>, StoreError>;
    /// Those of these articles that are known, in the order of `keys`.
    fn articles(&self, keys: &[String]) -> Result<Vec<Article>, StoreError>;
    /// Articles whose pages are to be fetched, the first heard of first.
    fn wanted_articles(&self, page: Page) -> Result<Vec<Article>, StoreError>;
    /// The article that a report is a version of.
    fn article_of(&self, report: &ReportId) -> Result<Option<Article>, StoreError>;
    /// Those of these reports that partners sent under rules of theirs, with the rules, by report.
    fn handlings(&self, reports: &[ReportId]) -> Result<Vec<(ReportId, Handling)>, StoreError>;
    /// All watches, by name.
    fn watches(&self) -> Result<Vec<Watch>, StoreError>;
    /// All partners, by name.
    fn partners(&self) -> Result<Vec<Partner>, StoreError>;
    /// One partner.
    fn partner(&self, id: &PartnerId) -> Result<Option<Partner>, StoreError>;
    /// One warning.
    fn warning(&self, id: &WarningId) -> Result<Option<Warning>, StoreError>;
    /// Drafts first, then by latest step.
    fn warnings(&self, filter: &WarningFilter, page: Page) -> Result<Vec<Warning>, StoreError>;
    /// One release.
    fn release(&self, id: &ReleaseId) -> Result<Option<Release>, StoreError>;
    /// The releases of a warning, in the order made.
    fn releases_of(&self, id: &WarningId) -> Result<Vec<Release>, StoreError>;
    /// The releases to a partner that are not taken back, the latest made first.
    fn releases_to(&self, id: &PartnerId, page: Page) -> Result<Vec<Release>, StoreError>;
    /// The receipts of a release, in the order they came.
    fn receipts_of(&self, id: &ReleaseId) -> Result<Vec<Receipt>, StoreError>;
    /// One message to a partner.
    fn sending(&self, id: &SendingId) -> Result<Option<Sending>, StoreError>;
    /// The messages of a release, the first written first.
    fn sendings_of(&self, id: &ReleaseId) -> Result<Vec<Sending>, StoreError>;
    /// The messages that are to be tried, the next first.
    fn sendings_waiting(&self, page: Page) -> Result<Vec<Sending>, StoreError>;
    /// The messages of a digest that are to be tried, by id.
    fn sendings_of_digest(&self, digest: &SendingId) -> Result<Vec<Sending>, StoreError>;
    /// Ledger entries after `seq`, in order.
    fn ledger_after(&self, seq: u64, limit: u32) -> Result<Vec<Entry>, StoreError>;
    /// The latest ledger entries about a subject, oldest first.
    fn ledger_of(&self, subject: &str, limit: u32) -> Result<Vec<Entry>, StoreError>;
    /// Number and hash of the last ledger entry; `(0, Genesis::HASH)` when empty.
    fn ledger_head(&self) -> Result<(u64, String), StoreError>;
    /// How much there is.
    fn counts(&self) -> Result<Counts, StoreError>;
    /// The secret of this name, made from `fresh` and kept if there was none. Never in the ledger, never exported.
    fn secret(&self, name: &str, fresh: &[u8; 32]) -> Result<[u8; 32], StoreError>;
    /// For `doctor`.
    fn health(&self) -> Result<Health, StoreError>;
}
