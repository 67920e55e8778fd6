//! From nouns to rows, on the caller's own thread: the one writer only has to run the statements.

use super::body::deflate;
use crate::{Change, LedgerDraft, StoreError};
use jiff::tz::TimeZone;
use record::{Article, ArticleState, Capture, Claim, Incident, Lead, Reading, Report, Warning, WarningState};
use serde::{Deserialize, Serialize};

/// What a report has besides the columns of its row.
#[derive(Serialize, Deserialize)]
pub(super) struct Meta {
    pub byline: Option<String>,
    pub section: Option<String>,
    pub url: Option<String>,
    pub language: String,
    pub leads: Vec<Lead>,
}

/// A report with all that goes with it.
pub(super) struct ReportRow {
    pub id: String,
    pub capture: CaptureRow,
    pub relevant: bool,
    pub published: Option<String>,
    pub day: String,
    pub outlet: String,
    pub title: String,
    pub meta: String,
    pub reading: String,
    pub text: String,
    pub claims: Vec<ClaimRow>,
}

/// A capture and its bytes.
pub(super) struct CaptureRow {
    pub id: String,
    pub source: String,
    pub url: String,
    pub fetched_at: String,
    pub media_type: String,
    pub sha256: String,
    pub size: i64,
    pub deflated: Vec<u8>,
}

/// One claim's columns; the claim itself is in the reading.
pub(super) struct ClaimRow {
    pub id: String,
    pub kind: &'static str,
    pub stage: &'static str,
    pub country: Option<String>,
}

/// One change, ready to be written.
pub(super) enum Row {
    Source { id: String, name: String, json: String },
    DropSource(String),
    SourceState { id: String, json: String },
    Article(Box<ArticleRow>),
    Capture(Box<CaptureRow>),
    DropBody(String),
    Report(Box<ReportRow>),
    Judgement { id: String, json: String },
    Incident(Box<IncidentRow>),
    DropIncident(String),
    Watch { id: String, name: String, json: String },
    DropWatch(String),
    Partner { id: String, name: String, json: String },
    DropPartner(String),
    Taxii(Box<record::TaxiiAccess>),
    Warning { id: String, incident: String, state: &'static str, is_draft: bool, latest_us: i64, json: String },
    Release { id: String, warning: String, json: String },
    Receipt { release: String, json: String },
    Sending { id: String, release: String, next_us: Option<i64>, json: String },
}

/// An incident's columns; those of its latest report are looked up when it is written.
pub(super) struct IncidentRow {
    pub id: String,
    pub kind: &'static str,
    pub stage: &'static str,
    pub country: Option<String>,
    pub origins: u32,
    pub reports: Vec<String>,
    pub testimony: Vec<TestimonyRow>,
    pub json: String,
}

/// What one source stood for in an incident.
pub(super) struct TestimonyRow {
    pub source: String,
    pub name: String,
    pub kind: &'static str,
    pub outcome: &'static str,
    pub day: String,
    pub json: String,
}

/// An article's columns, and the reports that are its versions.
pub(super) struct ArticleRow {
    pub key: String,
    pub source: String,
    pub wanted: bool,
    pub first_us: i64,
    pub json: String,
    /// Each with rules that hold over it besides `handling`.
    pub reports: Vec<(String, Option<String>)>,
    pub handling: Option<String>,
}

/// A ledger entry's fields before it has its number.
pub(super) struct EntryRow {
    pub draft: LedgerDraft,
    pub detail: String,
}

/// A batch, ready to be written.
pub(super) struct Prepared {
    pub rows: Vec<Row>,
    pub entries: Vec<EntryRow>,
}

/// Makes a batch ready.
pub(super) fn prepare(changes: Vec<Change>, ledger: Vec<LedgerDraft>) -> Result<Prepared, StoreError> {
    let rows = changes.into_iter().map(row).collect::<Result<_, _>>()?;
    let entries = ledger
        .into_iter()
        .map(|draft| Ok(EntryRow { detail: json(&draft.detail)?, draft }))
        .collect::<Result<_, StoreError>>()?;
    Ok(Prepared { rows, entries })
}

fn row(change: Change) -> Result<Row, StoreError> {
    Ok(match change {
        Change::PutSource(source) => Row::Source { json: json(&source)?, id: source.id.0, name: source.name },
        Change::DropSource(id) => Row::DropSource(id.0),
        Change::PutSourceState(state) => Row::SourceState { json: json(&state)?, id: state.source.0 },
        Change::PutArticle(article) => Row::Article(Box::new(article_row(*article)?)),
        Change::DropBody(id) => Row::DropBody(id.0),
        Change::AddCapture(capture) => Row::Capture(Box::new(capture_row(*capture)?)),
        Change::AddReport(parts) => {
            let (capture, report, reading) = *parts;
            Row::Report(Box::new(report_row(capture, report, &reading)?))
        }
        Change::AddJudgement(judgement) => {
            // JSON has no NaN: it would be written as null and could never be read again.
            if !judgement.score.is_finite() {
                return Err(unwritable(format!("judgement {} has no finite score", judgement.id)));
            }
            Row::Judgement { json: json(&judgement)?, id: judgement.id.0 }
        }
        Change::PutIncident(incident) => Row::Incident(Box::new(incident_row(*incident)?)),
        Change::DropIncident(id) => Row::DropIncident(id.0),
        Change::PutWatch(watch) => Row::Watch { json: json(&watch)?, id: watch.id.0, name: watch.name },
        Change::DropWatch(id) => Row::DropWatch(id.0),
        Change::PutPartner(partner) => Row::Partner { json: json(&partner)?, id: partner.id.0, name: partner.name },
        Change::DropPartner(id) => Row::DropPartner(id.0),
        Change::PutTaxii(access) => Row::Taxii(access),
        Change::PutWarning(warning) => warning_row(*warning)?,
        Change::PutRelease(release) => {
            Row::Release { json: json(&release)?, id: release.id.0, warning: release.warning.0 }
        }
        Change::PutSending(sending) => Row::Sending {
            json: json(&sending)?,
            next_us: sending.next_at.map(|at| at.as_microsecond()),
            id: sending.id.0,
            release: sending.release.0,
        },
        Change::AddReceipt(receipt) => Row::Receipt { json: json(&receipt)?, release: receipt.release.0 },
    })
}

fn report_row(capture: Capture, report: Report, reading: &Reading) -> Result<ReportRow, StoreError> {
    // A published day that lies after the fetch cannot be right; one day of grace covers the time zones.
    let fetched = capture.fetched_at.to_zoned(TimeZone::UTC).date();
    let latest = fetched.tomorrow().unwrap_or(fetched);
    let day = report.published.filter(|day| *day <= latest).unwrap_or(fetched);
    Ok(ReportRow {
        id: report.id.0,
        relevant: reading.relevant,
        published: report.published.map(|day| day.to_string()),
        day: day.to_string(),
        outlet: report.outlet,
        title: report.title,
        meta: json(&Meta {
            byline: report.byline,
            section: report.section,
            url: report.url,
            language: report.language,
            leads: report.leads,
        })?,
        reading: json(reading)?,
        text: report.text,
        claims: reading.claims.iter().map(claim_row).collect(),
        capture: capture_row(capture)?,
    })
}

fn article_row(article: Article) -> Result<ArticleRow, StoreError> {
    Ok(ArticleRow {
        json: json(&article)?,
        handling: article.handling.as_ref().map(json).transpose()?,
        wanted: article.state == ArticleState::Wanted,
        first_us: article.first_at.as_microsecond(),
        reports: article
            .versions
            .into_iter()
            .map(|version| Ok((version.report.0, version.rules.as_ref().map(json).transpose()?)))
            .collect::<Result<_, StoreError>>()?,
        key: article.key,
        source: article.source.0,
    })
}

fn claim_row(claim: &Claim) -> ClaimRow {
    ClaimRow {
        id: claim.id.0.clone(),
        kind: claim.kind.code(),
        stage: claim.stage.code(),
        country: claim.place.as_ref().and_then(|place| place.country_iso2.clone()),
    }
}

fn capture_row(capture: Capture) -> Result<CaptureRow, StoreError> {
    let deflated = deflate(&capture.body).map_err(|error| unwritable(format!("capture {}: {error}", capture.id)))?;
    Ok(CaptureRow {
        id: capture.id.0,
        source: capture.source.0,
        url: capture.url,
        fetched_at: capture.fetched_at.to_string(),
        media_type: capture.media_type,
        sha256: capture.sha256,
        size: i64::try_from(capture.body.len()).unwrap_or(i64::MAX),
        deflated,
    })
}

fn incident_row(incident: Incident) -> Result<IncidentRow, StoreError> {
    let testimony = incident
        .testimony
        .iter()
        .map(|told| {
            let day = told.settled_on.or(told.said_on).map_or_else(String::new, |day| day.to_string());
            Ok(TestimonyRow {
                json: json(told)?,
                source: told.source.clone(),
                name: told.name.clone(),
                kind: told.kind.code(),
                outcome: told.outcome.code(),
                day,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(IncidentRow {
        testimony,
        json: json(&incident)?,
        id: incident.id.0,
        kind: incident.kind.code(),
        stage: incident.stage.code(),
        country: incident.place.and_then(|place| place.country_iso2),
        origins: incident.independent_origins,
        reports: incident.reports.into_iter().map(|id| id.0).collect(),
    })
}

fn warning_row(warning: Warning) -> Result<Row, StoreError> {
    Ok(Row::Warning {
        json: json(&warning)?,
        latest_us: warning.history.iter().map(|step| step.at.as_microsecond()).max().unwrap_or(0),
        is_draft: warning.state == WarningState::Draft,
        state: warning.state.code(),
        id: warning.id.0,
        incident: warning.incident.0,
    })
}

fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| unwritable(error.to_string()))
}

fn unwritable(detail: String) -> StoreError {
    StoreError::Failed { doing: "making a record ready to be written", detail }
}
