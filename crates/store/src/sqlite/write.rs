//! The statements that write: rows into tables, drafts into the ledger.

use super::exchange;
use super::prepare::{ArticleRow, CaptureRow, EntryRow, IncidentRow, Prepared, ReportRow, Row};
use record::{Entry, Genesis, Handling};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{HashMap, HashSet};

/// Number and hash of the last ledger entry.
pub(super) type Head = (u64, String);

/// The ledger's end as it is in the store.
pub(super) fn head(conn: &Connection) -> rusqlite::Result<Head> {
    let last = conn
        .prepare_cached("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?)))
        .optional()?;
    Ok(last.unwrap_or_else(|| (0, Genesis::HASH.to_owned())))
}

/// Writes one batch into the open transaction; moves `head` on.
pub(super) fn apply(conn: &Connection, batch: &Prepared, head: &mut Head) -> rusqlite::Result<Vec<Entry>> {
    for row in &batch.rows {
        write_row(conn, row)?;
    }
    batch.entries.iter().map(|entry| append(conn, entry, head)).collect()
}

fn append(conn: &Connection, row: &EntryRow, head: &mut Head) -> rusqlite::Result<Entry> {
    let draft = &row.draft;
    let entry = Entry::after(&head.1, head.0 + 1, draft.at, &draft.who, &draft.what, &draft.subject, &row.detail);
    conn.prepare_cached(
        "INSERT INTO ledger (seq, at, who, what, subject, detail, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        i64::try_from(entry.seq).unwrap_or(i64::MAX),
        entry.at.to_string(),
        entry.who,
        entry.what,
        entry.subject,
        entry.detail,
        entry.prev_hash,
        entry.hash
    ])?;
    *head = (entry.seq, entry.hash.clone());
    Ok(entry)
}

fn write_row(conn: &Connection, row: &Row) -> rusqlite::Result<()> {
    match row {
        Row::Source { id, name, json } => {
            put(conn, "INSERT OR REPLACE INTO source (id, name, json) VALUES (?, ?, ?)", params![id, name, json])
        }
        Row::DropSource(id) => {
            put(conn, "DELETE FROM source WHERE id = ?", params![id])?;
            put(conn, "DELETE FROM source_state WHERE id = ?", params![id])?;
            put(conn, "DELETE FROM article WHERE source = ? AND wanted", params![id])
        }
        Row::SourceState { id, json } => {
            put(conn, "INSERT OR REPLACE INTO source_state (id, json) VALUES (?, ?)", params![id, json])
        }
        Row::Article(article) => put_article(conn, article),
        Row::Capture(capture) => add_capture(conn, capture),
        Row::DropBody(id) => put(
            conn,
            "UPDATE body SET deflated = x'' WHERE sha256 = (SELECT sha256 FROM capture WHERE id = ?)",
            params![id],
        ),
        Row::Report(report) => add_report(conn, report),
        Row::Judgement { id, json } => put(
            conn,
            "INSERT INTO judgement (id, json) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM judgement WHERE id = ?1)",
            params![id, json],
        ),
        Row::Incident(incident) => put_incident(conn, incident),
        Row::DropIncident(id) => put(conn, "DELETE FROM incident WHERE id = ?", params![id]),
        Row::Watch { id, name, json } => {
            put(conn, "INSERT OR REPLACE INTO watch (id, name, json) VALUES (?, ?, ?)", params![id, name, json])
        }
        Row::DropWatch(id) => put(conn, "DELETE FROM watch WHERE id = ?", params![id]),
        Row::Partner { id, name, json } => {
            put(conn, "INSERT OR REPLACE INTO partner (id, name, json) VALUES (?, ?, ?)", params![id, name, json])
        }
        Row::DropPartner(id) => {
            put(conn, "DELETE FROM partner WHERE id = ?", params![id])?;
            exchange::close(conn, id)
        }
        Row::Taxii(access) => exchange::open(conn, access),
        Row::Warning { id, incident, state, is_draft, latest_us, json } => put(
            conn,
            "INSERT INTO warning (id, incident, state, is_draft, latest_us, json) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET incident = excluded.incident, state = excluded.state,
                 is_draft = excluded.is_draft, latest_us = excluded.latest_us, json = excluded.json",
            params![id, incident, state, is_draft, latest_us, json],
        ),
        Row::Release { id, warning, json } => put(
            conn,
            "INSERT INTO release (id, warning, json) VALUES (?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET warning = excluded.warning, json = excluded.json",
            params![id, warning, json],
        ),
        Row::Sending { id, release, next_us, json } => put(
            conn,
            "INSERT INTO sending (id, release, next_us, json) VALUES (?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET next_us = excluded.next_us, json = excluded.json",
            params![id, release, next_us, json],
        ),
        // A receipt has no id: one that says the very same, to the nanosecond, is the same one told twice.
        Row::Receipt { release, json } => put(
            conn,
            "INSERT INTO receipt (release, json) SELECT ?1, ?2
             WHERE NOT EXISTS (SELECT 1 FROM receipt WHERE release = ?1 AND json = ?2)",
            params![release, json],
        ),
    }
}

pub(super) fn put(conn: &Connection, sql: &str, params: impl rusqlite::Params) -> rusqlite::Result<()> {
    conn.prepare_cached(sql)?.execute(params).map(|_| ())
}

fn add_report(conn: &Connection, row: &ReportRow) -> rusqlite::Result<()> {
    if conn.prepare_cached("SELECT 1 FROM report WHERE id = ?")?.exists([&row.id])? {
        return Ok(());
    }
    let capture = &row.capture;
    add_capture(conn, capture)?;
    let seq: i64 = conn
        .prepare_cached(
            "INSERT INTO report (seq, id, capture, relevant, claims, published, day, outlet, title, meta, reading, text)
             VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM report), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq",
        )?
        .query_row(
            params![
                row.id,
                capture.id,
                row.relevant,
                i64::try_from(row.claims.len()).unwrap_or(i64::MAX),
                row.published,
                row.day,
                row.outlet,
                row.title,
                row.meta,
                row.reading,
                row.text
            ],
            |row| row.get(0),
        )?;
    let mut claim = conn.prepare_cached(
        "INSERT INTO claim (id, report, position, kind, stage, country) SELECT ?1, ?2, ?3, ?4, ?5, ?6
         WHERE NOT EXISTS (SELECT 1 FROM claim WHERE id = ?1)",
    )?;
    for (position, row) in row.claims.iter().enumerate() {
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        claim.execute(params![row.id, seq, position, row.kind, row.stage, row.country])?;
    }
    Ok(())
}

/// A capture with its bytes; one that is there already stays as it is, but gets its bytes back if they were dropped.
fn add_capture(conn: &Connection, capture: &CaptureRow) -> rusqlite::Result<()> {
    put(
        conn,
        "UPDATE body SET deflated = ?2 WHERE sha256 = ?1 AND length(deflated) = 0",
        params![capture.sha256, capture.deflated],
    )?;
    put(
        conn,
        "INSERT INTO body (sha256, size, deflated) SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM body WHERE sha256 = ?1)",
        params![capture.sha256, capture.size, capture.deflated],
    )?;
    put(
        conn,
        "INSERT INTO capture (id, source, url, fetched_at, media_type, sha256) SELECT ?1, ?2, ?3, ?4, ?5, ?6
         WHERE NOT EXISTS (SELECT 1 FROM capture WHERE id = ?1)",
        params![capture.id, capture.source, capture.url, capture.fetched_at, capture.media_type, capture.sha256],
    )
}

/// Two rules in one; what cannot be read stays as it was.
fn together(now: &str, before: String, rule: impl Fn(&Handling, &Handling) -> Handling) -> String {
    let read = |json: &str| serde_json::from_str::<Handling>(json).ok();
    let told = read(now).zip(read(&before)).and_then(|(now, was)| serde_json::to_string(&rule(&now, &was)).ok());
    told.unwrap_or(before)
}

fn put_article(conn: &Connection, row: &ArticleRow) -> rusqlite::Result<()> {
    put(
        conn,
        "INSERT INTO article (key, source, wanted, first_us, json) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (key) DO UPDATE SET source = excluded.source, wanted = excluded.wanted, first_us = excluded.first_us,
             json = excluded.json",
        params![row.key, row.source, row.wanted, row.first_us, row.json],
    )?;
    let mut link = conn.prepare_cached("INSERT OR REPLACE INTO article_report (report, article) VALUES (?, ?)")?;
    for (report, _) in &row.reports {
        link.execute([report, &row.key])?;
    }
    if let Some(handling) = &row.handling {
        // Never taken off again: what came without rules after it came with them stays on the safe side.
        let mut rules = conn.prepare_cached("INSERT OR REPLACE INTO report_handling (report, json) VALUES (?, ?)")?;
        let mut known = conn.prepare_cached("SELECT json FROM report_handling WHERE report = ?")?;
        for (n, (report, own)) in row.reports.iter().enumerate() {
            let before: Option<String> = known.query_row([report], |row| row.get(0)).optional()?;
            let earlier = before.filter(|_| n + 1 < row.reports.len());
            let over =
                earlier.map_or_else(|| handling.clone(), |before| together(handling, before, Handling::over_earlier));
            let over = own.iter().fold(over, |over, own| together(own, over, Handling::strictest));
            rules.execute([report, &over])?;
        }
    }
    Ok(())
}

/// An incident of which thousands of reports tell is written again with each of them: only what changed is touched.
fn put_incident(conn: &Connection, row: &IncidentRow) -> rusqlite::Result<()> {
    let known: HashSet<String> = conn
        .prepare_cached("SELECT report FROM incident_report WHERE incident = ?")?
        .query_map([&row.id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let now: HashSet<&str> = row.reports.iter().map(String::as_str).collect();
    let gone: Vec<&String> = known.iter().filter(|report| !now.contains(report.as_str())).collect();
    let added: Vec<&String> = row.reports.iter().filter(|report| !known.contains(*report)).collect();
    // The latest of those that stay is known, unless it may be one of those that went.
    let before = if gone.is_empty() { latest(conn, &row.id)? } else { None };
    let unseen = if before.is_some() { added.clone() } else { row.reports.iter().collect() };
    let (mut latest_day, mut latest_seq) = before.unwrap_or_default();
    let mut of_report = conn.prepare_cached("SELECT day, seq FROM report WHERE id = ?")?;
    for report in unseen {
        let found = of_report.query_row([report], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        if let Some((day, seq)) = found {
            latest_day = std::cmp::max(latest_day, day);
            latest_seq = latest_seq.max(seq);
        }
    }
    put(
        conn,
        "INSERT INTO incident (id, kind, stage, country, origins, latest_day, latest_seq, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, stage = excluded.stage, country = excluded.country,
             origins = excluded.origins, latest_day = excluded.latest_day, latest_seq = excluded.latest_seq,
             json = excluded.json",
        params![row.id, row.kind, row.stage, row.country, row.origins, latest_day, latest_seq, row.json],
    )?;
    for report in gone {
        put(conn, "DELETE FROM incident_report WHERE report = ? AND incident = ?", params![report, row.id])?;
    }
    let mut link = conn.prepare_cached("INSERT OR IGNORE INTO incident_report (report, incident) VALUES (?, ?)")?;
    for report in added {
        link.execute([report, &row.id])?;
    }
    put_testimony(conn, row)
}

/// Day and number of an incident's latest report, as written.
fn latest(conn: &Connection, incident: &str) -> rusqlite::Result<Option<(String, i64)>> {
    let mut found = conn.prepare_cached("SELECT latest_day, latest_seq FROM incident WHERE id = ?")?;
    found.query_row([incident], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

fn put_testimony(conn: &Connection, row: &IncidentRow) -> rusqlite::Result<()> {
    let mut known: HashMap<String, String> = conn
        .prepare_cached("SELECT source, json FROM testimony WHERE incident = ?")?
        .query_map([&row.id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut told = conn.prepare_cached(
        "INSERT OR REPLACE INTO testimony (source, incident, name, kind, outcome, day, json) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?;
    for one in &row.testimony {
        // The columns follow from the JSON.
        if known.remove(&one.source).as_ref() != Some(&one.json) {
            told.execute(params![one.source, row.id, one.name, one.kind, one.outcome, one.day, one.json])?;
        }
    }
    for source in known.into_keys() {
        put(conn, "DELETE FROM testimony WHERE source = ? AND incident = ?", params![source, row.id])?;
    }
    Ok(())
}
