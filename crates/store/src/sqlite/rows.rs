//! From rows back to nouns.

use super::body::inflate;
use super::prepare::Meta;
use crate::{ReportSummary, StoredReport};
use record::{Capture, Entry, Report};
use rusqlite::types::Type;
use rusqlite::{Result, Row};
use serde::de::DeserializeOwned;

/// Columns of [`report`], of the table `report`.
pub(super) const REPORT: &str = "seq, id, capture, published, outlet, title, meta, reading, text";

/// Columns of [`summary`], of the table `report`.
pub(super) const SUMMARY: &str = "seq, id, outlet, title, published, relevant, claims";

/// Columns of [`entry`], of the table `ledger`.
pub(super) const ENTRY: &str = "seq, at, who, what, subject, detail, prev_hash, hash";

/// A column that holds JSON.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text).map_err(|error| unreadable(column, error))
}

/// A column that holds a timestamp or a day.
pub(super) fn parsed<T: std::str::FromStr>(row: &Row<'_>, column: usize) -> Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    row.get_ref(column)?.as_str()?.parse().map_err(|error| unreadable(column, error))
}

fn parsed_option<T: std::str::FromStr>(row: &Row<'_>, column: usize) -> Result<Option<T>>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    match row.get_ref(column)?.as_str_or_null()? {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|error| unreadable(column, error)),
    }
}

fn unreadable(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}

/// A number that is never negative.
pub(super) fn count(row: &Row<'_>, column: usize) -> Result<u64> {
    Ok(row.get::<_, i64>(column)?.unsigned_abs())
}

/// A report, from [`REPORT`].
pub(super) fn report(row: &Row<'_>) -> Result<StoredReport> {
    let meta: Meta = json(row, 6)?;
    Ok(StoredReport {
        seq: count(row, 0)?,
        report: Report {
            id: row.get::<_, String>(1)?.into(),
            capture: row.get::<_, String>(2)?.into(),
            published: parsed_option(row, 3)?,
            outlet: row.get(4)?,
            title: row.get(5)?,
            byline: meta.byline,
            section: meta.section,
            url: meta.url,
            language: meta.language,
            leads: meta.leads,
            text: row.get(8)?,
        },
        reading: json(row, 7)?,
    })
}

/// A line of a list, from [`SUMMARY`].
pub(super) fn summary(row: &Row<'_>) -> Result<ReportSummary> {
    Ok(ReportSummary {
        seq: count(row, 0)?,
        id: row.get::<_, String>(1)?.into(),
        outlet: row.get(2)?,
        title: row.get(3)?,
        published: parsed_option(row, 4)?,
        relevant: row.get(5)?,
        claims: row.get(6)?,
    })
}

/// A capture: id, source, url, fetched_at, media_type, sha256, size, deflated.
pub(super) fn capture(row: &Row<'_>) -> Result<Capture> {
    let sha256: String = row.get(5)?;
    // Nothing at rest: the bytes were dropped. Even an empty body takes a byte or two.
    let body = match row.get_ref(7)?.as_blob()? {
        [] => Vec::new(),
        deflated => inflate(deflated, count(row, 6)?, &sha256).map_err(|error| unreadable(7, error))?,
    };
    Ok(Capture {
        id: row.get::<_, String>(0)?.into(),
        source: row.get::<_, String>(1)?.into(),
        url: row.get(2)?,
        fetched_at: parsed(row, 3)?,
        media_type: row.get(4)?,
        sha256,
        body,
    })
}

/// A ledger entry, from [`ENTRY`].
pub(super) fn entry(row: &Row<'_>) -> Result<Entry> {
    Ok(Entry {
        seq: count(row, 0)?,
        at: parsed(row, 1)?,
        who: row.get(2)?,
        what: row.get(3)?,
        subject: row.get(4)?,
        detail: row.get(5)?,
        prev_hash: row.get(6)?,
        hash: row.get(7)?,
    })
}
