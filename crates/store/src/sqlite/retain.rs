//! Which bytes the policy lets go.

use super::rows::count;
use crate::{Droppable, MAX_PAGE};
use jiff::Timestamp;
use rusqlite::{Connection, Result, params};
use std::collections::HashSet;

/// Reports that tell of nothing, the next ones; each with its bytes, and whether these may go: once for the same bytes, however
/// many have them. What is no report's own capture (an article seen again elsewhere) keeps its bytes. What was dropped has none
/// at rest.
const IDLE: &str = "
    WITH idle AS MATERIALIZED (
        SELECT next.seq, next.capture, capture.sha256
        FROM (SELECT seq, capture FROM report WHERE NOT relevant AND claims = 0 AND seq > ?1 ORDER BY seq LIMIT ?2) AS next
        CROSS JOIN capture ON capture.id = next.capture),
    bytes AS MATERIALIZED (
        SELECT body.sha256, length(body.deflated) AS size, length(body.deflated) > 0 AND NOT EXISTS (
            SELECT 1 FROM capture LEFT JOIN report ON report.capture = capture.id
            WHERE capture.sha256 = body.sha256
                AND (report.id IS NULL OR report.relevant OR report.claims > 0
                    OR unixepoch(capture.fetched_at) IS NULL OR unixepoch(capture.fetched_at) >= ?3)) AS free
        FROM (SELECT DISTINCT sha256 FROM idle) AS wanted CROSS JOIN body ON body.sha256 = wanted.sha256)
    SELECT idle.seq, idle.capture, idle.sha256, bytes.size, bytes.free
    FROM idle JOIN bytes ON bytes.sha256 = idle.sha256 ORDER BY idle.seq";

pub(super) fn droppable_captures(conn: &Connection, before: Timestamp, after: u64, limit: u32) -> Result<Droppable> {
    let limit = limit.min(MAX_PAGE);
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let mut found = conn.prepare_cached(IDLE)?;
    let mut rows = found.query(params![after, limit, before.as_second()])?;
    let mut droppable = Droppable::default();
    let (mut seen, mut looked, mut last) = (HashSet::new(), 0, 0);
    while let Some(row) = rows.next()? {
        (looked, last) = (looked + 1, count(row, 0)?);
        // Two reports of the same bytes: they go once.
        if row.get(4)? && seen.insert(row.get::<_, String>(2)?) {
            droppable.captures.push(row.get::<_, String>(1)?.into());
            droppable.bytes += count(row, 3)?;
        }
    }
    droppable.next = (looked == limit && limit > 0).then_some(last);
    Ok(droppable)
}
