//! The statements that read.

use super::query::fts_query;
use super::rows::{self, ENTRY, REPORT, SUMMARY, count, json};
use crate::{
    Counts, IncidentFilter, MAX_PAGE, Page, ReportSummary, SearchHit, SourceRecord, StoredReport, Told, WarningFilter,
};
use record::{
    Article, Capture, CaptureId, Claim, ClaimId, Entry, Handling, Incident, PartnerId, Reading, Release, ReportId,
    Sending, TrackRecord, Warning,
};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Params, Result, Row, params, params_from_iter};
use serde::de::DeserializeOwned;

/// Words of a search hit's snippet.
const SNIPPET_WORDS: u32 = 32;

/// Stands before a matched word in what SQLite gives: a noncharacter, so that no text holds it.
const MARK_START: char = '\u{fdd0}';

/// Stands after it.
const MARK_END: char = '\u{fdd1}';

fn all<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    each: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    conn.prepare_cached(sql)?.query_map(params, each)?.collect()
}

fn one<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    each: impl FnOnce(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    conn.prepare_cached(sql)?.query_row(params, each).optional()
}

/// All rows of a statement that gives one JSON column.
pub(super) fn all_json<T: DeserializeOwned>(conn: &Connection, sql: &str, params: impl Params) -> Result<Vec<T>> {
    all(conn, sql, params, |row| json(row, 0))
}

/// The row of a statement that gives one JSON column.
pub(super) fn one_json<T: DeserializeOwned>(conn: &Connection, sql: &str, id: &str) -> Result<Option<T>> {
    one(conn, sql, [id], |row| json(row, 0))
}

fn limit(limit: u32) -> i64 {
    i64::from(limit.min(MAX_PAGE))
}

fn offset(page: Page) -> i64 {
    i64::try_from(page.offset).unwrap_or(i64::MAX)
}

/// SQLite counts in 63 bits; what is beyond is beyond every row.
fn seq(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

pub(super) fn report(conn: &Connection, id: &ReportId) -> Result<Option<StoredReport>> {
    one(conn, &format!("SELECT {REPORT} FROM report WHERE id = ?"), [id.as_str()], rows::report)
}

pub(super) fn known_reports(conn: &Connection, ids: &[ReportId]) -> Result<Vec<ReportId>> {
    let mut known = conn.prepare_cached("SELECT 1 FROM report WHERE id = ?")?;
    let mut found = Vec::new();
    for id in ids {
        if known.exists([id.as_str()])? {
            found.push(id.clone());
        }
    }
    Ok(found)
}

/// The rules under which partners sent some of these reports, by report.
pub(super) fn handlings(conn: &Connection, reports: &[ReportId]) -> Result<Vec<(ReportId, Handling)>> {
    // Most desks have none: then nothing is looked for one by one.
    if reports.is_empty() || !conn.prepare_cached("SELECT 1 FROM report_handling LIMIT 1")?.exists([])? {
        return Ok(Vec::new());
    }
    let mut of_report = conn.prepare_cached("SELECT json FROM report_handling WHERE report = ?")?;
    let mut found = std::collections::BTreeMap::new();
    for report in reports {
        if let Some(handling) = of_report.query_row([report.as_str()], |row| json(row, 0)).optional()? {
            found.insert(report.clone(), handling);
        }
    }
    Ok(found.into_iter().collect())
}

pub(super) fn articles(conn: &Connection, keys: &[String]) -> Result<Vec<Article>> {
    let mut found = Vec::new();
    for key in keys {
        found.extend(one_json(conn, "SELECT json FROM article WHERE key = ?", key)?);
    }
    Ok(found)
}

/// By the index `release_partner`: what it takes tells nothing of how many others hold something.
pub(super) const RELEASES_TO: &str = "SELECT json FROM release
    WHERE json_extract(json, '$.partner') = ? AND NOT json_extract(json, '$.revoked') ORDER BY seq DESC LIMIT ? OFFSET ?";

pub(super) fn releases_to(conn: &Connection, id: &PartnerId, page: Page) -> Result<Vec<Release>> {
    all_json(conn, RELEASES_TO, params![id.as_str(), limit(page.limit), offset(page)])
}

pub(super) fn wanted_articles(conn: &Connection, page: Page) -> Result<Vec<Article>> {
    let sql = "SELECT json FROM article WHERE wanted ORDER BY first_us, key LIMIT ? OFFSET ?";
    all_json(conn, sql, [limit(page.limit), offset(page)])
}

pub(super) fn capture(conn: &Connection, id: &CaptureId) -> Result<Option<Capture>> {
    one(
        conn,
        "SELECT id, source, url, fetched_at, media_type, sha256, size, deflated FROM capture JOIN body USING (sha256)
         WHERE id = ?",
        [id.as_str()],
        rows::capture,
    )
}

pub(super) fn reports(conn: &Connection, relevant_only: bool, page: Page) -> Result<Vec<ReportSummary>> {
    let which = if relevant_only { "WHERE relevant" } else { "" };
    let sql = format!("SELECT {SUMMARY} FROM report {which} ORDER BY seq DESC LIMIT ? OFFSET ?");
    all(conn, &sql, [limit(page.limit), offset(page)], rows::summary)
}

pub(super) fn readings_after(conn: &Connection, after: u64, rows: u32) -> Result<Vec<StoredReport>> {
    let sql = format!("SELECT {REPORT} FROM report WHERE seq > ? AND claims > 0 ORDER BY seq LIMIT ?");
    all(conn, &sql, [seq(after), limit(rows)], rows::report)
}

pub(super) fn search(conn: &Connection, typed: &str, page: Page) -> Result<Vec<SearchHit>> {
    let Some(query) = fts_query(typed) else { return Ok(Vec::new()) };
    // The hits are counted off in the index alone, so that texts and snippets are only made for the page that is shown.
    let sql = format!(
        "SELECT {columns}, snippet(report_words, -1, char(?1), char(?2), '…', {SNIPPET_WORDS})
         FROM report_words JOIN report ON report.seq = report_words.rowid
         WHERE report_words MATCH ?3 AND report_words.rowid IN (
             SELECT rowid FROM report_words WHERE report_words MATCH ?3 ORDER BY rowid DESC LIMIT ?4 OFFSET ?5)
         ORDER BY report_words.rowid DESC",
        columns = SUMMARY.split(", ").map(|column| format!("report.{column}")).collect::<Vec<_>>().join(", "),
    );
    let params = params![u32::from(MARK_START), u32::from(MARK_END), query, limit(page.limit), offset(page)];
    all(conn, &sql, params, |row| {
        Ok(SearchHit { report: rows::summary(row)?, snippet: pieces(row.get_ref(7)?.as_str()?) })
    })
}

/// Text with marks as (words, matched?) pieces.
fn pieces(marked: &str) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    for (number, part) in marked.split(MARK_START).enumerate() {
        let (matched, rest) = match part.split_once(MARK_END) {
            Some((matched, rest)) if number > 0 => (matched, rest),
            _ => ("", part),
        };
        for (text, is_match) in [(matched, true), (rest, false)] {
            let text = text.replace(MARK_END, "");
            if !text.is_empty() {
                pieces.push((text, is_match));
            }
        }
    }
    pieces
}

pub(super) fn claim(conn: &Connection, id: &ClaimId) -> Result<Option<Claim>> {
    let sql = "SELECT reading, position FROM claim JOIN report ON report.seq = claim.report WHERE claim.id = ?";
    let found = one(conn, sql, [id.as_str()], |row| Ok((json::<Reading>(row, 0)?, row.get::<_, i64>(1)?)))?;
    Ok(found.and_then(|(reading, position)| reading.claims.into_iter().nth(usize::try_from(position).ok()?)))
}

pub(super) fn incidents(conn: &Connection, filter: &IncidentFilter, page: Page) -> Result<Vec<Incident>> {
    let mut wheres = Wheres::default();
    wheres.one_of("stage", filter.stages.iter().map(|stage| stage.code()));
    wheres.one_of("kind", filter.kinds.iter().map(|kind| kind.code()));
    wheres.one_of("country", filter.country.as_deref());
    if let Some(least) = filter.min_origins {
        wheres.add("origins >= ?", [i64::from(least).into()]);
    }
    wheres.page("SELECT json FROM incident", "latest_day DESC, latest_seq DESC, id", conn, page)
}

pub(super) fn incidents_of_report(conn: &Connection, id: &ReportId) -> Result<Vec<Incident>> {
    let sql = "SELECT json FROM incident JOIN incident_report ON incident.id = incident_report.incident
               WHERE incident_report.report = ? ORDER BY latest_day DESC, latest_seq DESC, incident.id";
    all_json(conn, sql, [id.as_str()])
}

/// Columns of a source's record, over the rows of one source.
const RECORD: &str =
    "source, max(name), min(kind), sum(outcome = 'confirmed'), sum(outcome = 'denied'), count(*) FROM testimony";

fn record(row: &Row<'_>) -> Result<SourceRecord> {
    let number = |column| count(row, column).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    Ok(SourceRecord {
        source: row.get(0)?,
        name: row.get(1)?,
        kind: rows::parsed(row, 2)?,
        record: TrackRecord { confirmed: number(3)?, denied: number(4)? },
        told: count(row, 5)?,
    })
}

pub(super) fn source_records(conn: &Connection, page: Page) -> Result<Vec<SourceRecord>> {
    let order = "sum(outcome IN ('confirmed', 'denied')) DESC, count(*) DESC, source";
    let sql = format!("SELECT {RECORD} GROUP BY source ORDER BY {order} LIMIT ? OFFSET ?");
    all(conn, &sql, [limit(page.limit), offset(page)], record)
}

pub(super) fn source_record(conn: &Connection, key: &str) -> Result<Option<SourceRecord>> {
    one(conn, &format!("SELECT {RECORD} WHERE source = ? GROUP BY source"), [key], record)
}

pub(super) fn told_by(conn: &Connection, key: &str, page: Page) -> Result<Vec<Told>> {
    let sql = "SELECT testimony.incident, json_extract(incident.json, '$.headline'), testimony.json
               FROM testimony JOIN incident ON incident.id = testimony.incident
               WHERE testimony.source = ? ORDER BY testimony.day DESC, testimony.incident LIMIT ? OFFSET ?";
    all(conn, sql, params![key, limit(page.limit), offset(page)], |row| {
        Ok(Told { incident: row.get::<_, String>(0)?.into(), headline: row.get(1)?, testimony: json(row, 2)? })
    })
}

pub(super) fn warnings(conn: &Connection, filter: &WarningFilter, page: Page) -> Result<Vec<Warning>> {
    let mut wheres = Wheres::default();
    wheres.one_of("state", filter.states.iter().map(|state| state.code()));
    wheres.one_of("incident", filter.incident.iter().map(|id| id.as_str()));
    wheres.page("SELECT json FROM warning", "is_draft DESC, latest_us DESC, id", conn, page)
}

/// The conditions of a filter and their values.
#[derive(Default)]
struct Wheres {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Wheres {
    fn add(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition.to_owned());
        self.values.extend(values);
    }

    /// The column has one of these values; none means any.
    fn one_of<'v>(&mut self, column: &str, values: impl IntoIterator<Item = &'v str>) {
        let values: Vec<Value> = values.into_iter().map(|value| value.to_owned().into()).collect();
        if !values.is_empty() {
            self.add(&format!("{column} IN ({})", vec!["?"; values.len()].join(", ")), values);
        }
    }

    fn page<T: DeserializeOwned>(self, select: &str, order: &str, conn: &Connection, page: Page) -> Result<Vec<T>> {
        let Self { conditions, mut values } = self;
        let which = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
        values.extend([limit(page.limit).into(), offset(page).into()]);
        let sql = format!("{select} {which} ORDER BY {order} LIMIT ? OFFSET ?");
        all_json(conn, &sql, params_from_iter(values))
    }
}

pub(super) fn sendings_waiting(conn: &Connection, page: Page) -> Result<Vec<Sending>> {
    let sql = "SELECT json FROM sending WHERE next_us IS NOT NULL ORDER BY next_us, id LIMIT ? OFFSET ?";
    all_json(conn, sql, [limit(page.limit), offset(page)])
}

pub(super) fn ledger_after(conn: &Connection, after: u64, rows: u32) -> Result<Vec<Entry>> {
    let sql = format!("SELECT {ENTRY} FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?");
    all(conn, &sql, [seq(after), limit(rows)], rows::entry)
}

pub(super) fn ledger_of(conn: &Connection, subject: &str, rows: u32) -> Result<Vec<Entry>> {
    let sql = format!("SELECT {ENTRY} FROM ledger WHERE subject = ? ORDER BY seq DESC LIMIT ?");
    let mut entries = all(conn, &sql, params![subject, limit(rows)], rows::entry)?;
    entries.reverse();
    Ok(entries)
}

pub(super) fn counts(conn: &Connection) -> Result<Counts> {
    // Reports, claims and entries are never taken away, so their last number is their count.
    let sql = "SELECT (SELECT coalesce(max(seq), 0) FROM report),
                      (SELECT count(*) FROM report WHERE relevant),
                      (SELECT coalesce(max(rowid), 0) FROM claim),
                      (SELECT count(*) FROM incident),
                      (SELECT count(*) FROM warning),
                      (SELECT count(*) FROM warning WHERE is_draft = 1),
                      (SELECT count(*) FROM watch),
                      (SELECT count(*) FROM partner),
                      (SELECT coalesce(max(seq), 0) FROM ledger)";
    conn.prepare_cached(sql)?.query_row([], |row| {
        Ok(Counts {
            reports: count(row, 0)?,
            relevant: count(row, 1)?,
            claims: count(row, 2)?,
            incidents: count(row, 3)?,
            warnings: count(row, 4)?,
            drafts: count(row, 5)?,
            watches: count(row, 6)?,
            partners: count(row, 7)?,
            entries: count(row, 8)?,
        })
    })
}

/// What SQLite's own check says, `ok` or its first findings.
pub(super) fn integrity(conn: &Connection) -> Result<String> {
    let lines: Vec<String> = all(conn, "PRAGMA integrity_check(10)", [], |row| row.get(0))?;
    Ok(lines.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_pieces() {
        let owned =
            |pieces: &[(&str, bool)]| pieces.iter().map(|(text, hit)| ((*text).to_owned(), *hit)).collect::<Vec<_>>();
        let table = [
            ("plain", owned(&[("plain", false)])),
            ("a \u{fdd0}plot\u{fdd1} was", owned(&[("a ", false), ("plot", true), (" was", false)])),
            ("\u{fdd0}plot\u{fdd1}\u{fdd0}ted\u{fdd1}", owned(&[("plot", true), ("ted", true)])),
            ("stray\u{fdd1} end \u{fdd0}open", owned(&[("stray end ", false), ("open", false)])),
            ("", owned(&[])),
        ];
        for (marked, expected) in table {
            assert_eq!(pieces(marked), expected, "{marked:?}");
        }
    }
}
