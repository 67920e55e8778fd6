//! Which bytes the policy lets go.

use super::rows::count;
use crate::{Droppable, MAX_PAGE};
use jiff::Timestamp;
use rusqlite::{Connection, Result, params};
use std::collections::HashSet;

/// Reports that tell of nothing, the next ones; each with its bytes, and whether these may go. What is no report's own capture (an
/// article seen again elsewhere) keeps its bytes. What was dropped has none at rest.
const IDLE: &str = "
    WITH idle AS (
        SELECT seq, capture FROM report WHERE NOT relevant AND claims = 0 AND seq > ?1 ORDER BY seq LIMIT ?2)
    SELECT idle.seq, idle.capture, body.sha256, length(body.deflated),
        unixepoch(capture.fetched_at) < ?3 AND length(body.deflated) > 0 AND NOT EXISTS (
            SELECT 1 FROM capture AS other LEFT JOIN report AS made ON made.capture = other.id
            WHERE other.sha256 = body.sha256
                AND (made.id IS NULL OR made.relevant OR made.claims > 0 OR unixepoch(other.fetched_at) >= ?3))
    FROM idle CROSS JOIN capture ON capture.id = idle.capture CROSS JOIN body ON body.sha256 = capture.sha256
    ORDER BY idle.seq";

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
