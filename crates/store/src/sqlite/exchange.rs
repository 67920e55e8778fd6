//! The TAXII server's tables: the statements that write and read them.

use super::write::put;
use crate::{
    ObjectAdded, ObjectFound, ObjectQuery, ObjectVersions, ObjectsPut, OpenCollection, TaxiiAccount, TaxiiObject,
};
use record::{PartnerId, TaxiiAccess, TaxiiCollection, WarningId, taxii_date};
use rusqlite::types::Value;
use rusqlite::{Connection, Result, Row, params, params_from_iter};
use sha2::{Digest, Sha256};
use std::ops::ControlFlow;

/// What the writer is asked to do with objects.
pub(super) enum Work {
    Put(ObjectsPut),
    Delete(ObjectQuery),
}

/// What came of it.
pub(super) enum Done {
    Put(Vec<ObjectAdded>),
    Deleted(u64),
}

/// Adds or changes an account and its collections. A new account is due everything that its partner holds.
pub(super) fn open(conn: &Connection, access: &TaxiiAccess) -> Result<()> {
    let partner = access.partner.as_str();
    let known = conn.prepare_cached("SELECT 1 FROM taxii_account WHERE partner = ?")?.exists([partner])?;
    if let Some(secret) = &access.secret_sha256 {
        put(
            conn,
            "INSERT OR REPLACE INTO taxii_account (partner, secret_sha256) VALUES (?, ?)",
            params![partner, secret],
        )?;
    }
    for one in &access.collections {
        put(
            conn,
            "INSERT INTO taxii_collection (id, partner, alias, title, description, released, can_read, can_write)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (partner, alias) DO UPDATE SET title = excluded.title, description = excluded.description,
                 can_read = excluded.can_read, can_write = excluded.can_write",
            params![one.id, partner, one.alias, one.title, one.description, one.released, one.can_read, one.can_write],
        )?;
    }
    if known {
        return Ok(());
    }
    put(
        conn,
        "INSERT INTO taxii_due (warning) SELECT DISTINCT warning FROM release WHERE json_extract(json, '$.partner') = ?",
        [partner],
    )
}

/// Takes an account off, with what was released to it.
pub(super) fn close(conn: &Connection, partner: &str) -> Result<()> {
    put(conn, "DELETE FROM taxii_account WHERE partner = ?", [partner])?;
    put(
        conn,
        "DELETE FROM taxii_object WHERE collection IN (SELECT num FROM taxii_collection WHERE partner = ? AND released)",
        [partner],
    )?;
    put(conn, "DELETE FROM taxii_collection WHERE partner = ? AND released", [partner])
}

/// Does one piece of work inside the open transaction.
pub(super) fn apply(conn: &Connection, work: &Work) -> Result<Done> {
    match work {
        Work::Put(objects) => put_all(conn, objects).map(Done::Put),
        Work::Delete(which) => delete(conn, which).map(Done::Deleted),
    }
}

fn put_all(conn: &Connection, all: &ObjectsPut) -> Result<Vec<ObjectAdded>> {
    let mut results = Vec::new();
    for (collection, objects) in &all.into {
        let mut last: i64 = conn
            .prepare_cached("SELECT last_us FROM taxii_collection WHERE num = ?")?
            .query_row([collection], |row| row.get(0))?;
        let before = last;
        for object in objects {
            let added = last.saturating_add(1).max(all.now_us);
            let result = put_one(conn, *collection, object, added)?;
            if matches!(result, ObjectAdded::New(_)) {
                last = added;
            }
            results.push(result);
        }
        if last != before {
            put(conn, "UPDATE taxii_collection SET last_us = ? WHERE num = ?", [last, *collection])?;
        }
    }
    if let Some(done) = all.done {
        put(conn, "DELETE FROM taxii_due WHERE n <= ?", [done])?;
    }
    Ok(results)
}

/// The versions of one object that are there.
struct Held {
    seq: i64,
    version_us: i64,
    is_first: bool,
    is_last: bool,
}

fn held(conn: &Connection, collection: i64, id: &str) -> Result<Vec<Held>> {
    conn.prepare_cached(
        "SELECT seq, version_us, is_first, is_last FROM taxii_object WHERE id_key = ? AND collection = ? AND id = ?",
    )?
    .query_map(params![id_key(collection, id), collection, id], |row| {
        Ok(Held { seq: row.get(0)?, version_us: row.get(1)?, is_first: row.get(2)?, is_last: row.get(3)? })
    })?
    .collect()
}

fn put_one(conn: &Connection, collection: i64, object: &TaxiiObject, added_us: i64) -> Result<ObjectAdded> {
    let there = held(conn, collection, &object.id)?;
    let same = match &object.version {
        Some((_, version_us)) => there.iter().find(|held| held.version_us == *version_us),
        // What says nothing of its version is a new one only if it says something new.
        None => there.iter().find(|held| held.is_last),
    };
    if let Some(same) = same {
        let (json, version): (String, String) = conn
            .prepare_cached("SELECT json, version FROM taxii_object WHERE seq = ?")?
            .query_row([same.seq], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if json == object.json || alike(&json, &object.json) {
            return Ok(ObjectAdded::Known(version));
        }
        if object.version.is_some() {
            return Ok(ObjectAdded::Clash(version));
        }
    }
    let (version, version_us) = object.version.clone().unwrap_or_else(|| (taxii_date(added_us), added_us));
    let is_first = there.iter().all(|held| version_us < held.version_us);
    let is_last = there.iter().all(|held| version_us > held.version_us);
    let mut unflag = conn.prepare_cached("UPDATE taxii_object SET is_first = ?, is_last = ? WHERE seq = ?")?;
    for old in there.iter().filter(|old| (old.is_first && is_first) || (old.is_last && is_last)) {
        unflag.execute(params![old.is_first && !is_first, old.is_last && !is_last, old.seq])?;
    }
    put(
        conn,
        "INSERT INTO taxii_object (collection, added_us, id_key, version_us, is_first, is_last, spec, type, id, version, json)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            collection,
            added_us,
            id_key(collection, &object.id),
            version_us,
            is_first,
            is_last,
            object.spec,
            object.kind,
            object.id,
            version,
            object.json
        ],
    )?;
    Ok(ObjectAdded::New(version))
}

/// True if two texts say the same JSON.
fn alike(left: &str, right: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    parse(left).is_some_and(|left| parse(right) == Some(left))
}

fn delete(conn: &Connection, which: &ObjectQuery) -> Result<u64> {
    let (filter, values) = filter(which);
    let sql = format!("SELECT seq FROM taxii_object WHERE {filter}");
    let found: Vec<i64> =
        conn.prepare(&sql)?.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_>>()?;
    let mut one = conn.prepare_cached("DELETE FROM taxii_object WHERE seq = ?")?;
    for seq in &found {
        one.execute([seq])?;
    }
    let mut flag = conn.prepare_cached("UPDATE taxii_object SET is_first = ?, is_last = ? WHERE seq = ?")?;
    for id in &which.ids {
        let left = held(conn, which.collection, id)?;
        let (first, last) = (left.iter().map(|h| h.version_us).min(), left.iter().map(|h| h.version_us).max());
        for version in left {
            let flags = (Some(version.version_us) == first, Some(version.version_us) == last);
            if flags != (version.is_first, version.is_last) {
                flag.execute(params![flags.0, flags.1, version.seq])?;
            }
        }
    }
    Ok(found.len() as u64)
}

/// A collection's id and an object's id in eight bytes. Two objects with the same key are told apart by their ids.
fn id_key(collection: i64, id: &str) -> i64 {
    let hash = Sha256::new().chain_update(collection.to_be_bytes()).chain_update(id).finalize();
    i64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
}

/// The condition of a query, with its values in order.
fn filter(which: &ObjectQuery) -> (String, Vec<Value>) {
    let mut values = Vec::new();
    let mut any_of = |column: &str, list: Vec<Value>| {
        let marks = vec!["?"; list.len()].join(",");
        values.extend(list);
        format!("{column} IN ({marks})")
    };
    let text = |list: &[String]| list.iter().cloned().map(Value::Text).collect::<Vec<_>>();
    let mut all = Vec::new();
    if which.ids.is_empty() {
        all.push(any_of("collection", vec![Value::Integer(which.collection)]));
    } else {
        let keys = which.ids.iter().map(|id| Value::Integer(id_key(which.collection, id))).collect();
        all.push(any_of("id_key", keys));
        all.push(any_of("id", text(&which.ids)));
        // The plus keeps the planner to the index over ids.
        all.push(any_of("+collection", vec![Value::Integer(which.collection)]));
    }
    if let ObjectVersions::Some { first, last, at_us } = &which.versions {
        let mut any = vec!["0".to_owned()];
        any.extend(last.then(|| "is_last = 1".to_owned()));
        any.extend(first.then(|| "is_first = 1".to_owned()));
        if !at_us.is_empty() {
            any.push(any_of("version_us", at_us.iter().copied().map(Value::Integer).collect()));
        }
        all.push(format!("({})", any.join(" OR ")));
    }
    for (column, list) in [("spec", &which.specs), ("type", &which.kinds)] {
        if !list.is_empty() {
            all.push(any_of(column, text(list)));
        }
    }
    all.push(format!("{}added_us > ?", if which.ids.is_empty() { "" } else { "+" }));
    values.push(Value::Integer(which.after_us));
    (all.join(" AND "), values)
}

/// Gives what was found until `take` breaks; true if there is more.
pub(super) fn find(
    conn: &Connection,
    which: &ObjectQuery,
    take: &mut dyn FnMut(ObjectFound<'_>) -> ControlFlow<()>,
) -> Result<bool> {
    let (filter, mut values) = filter(which);
    values.push(Value::Integer(i64::from(which.limit) + 1));
    let sql =
        format!("SELECT added_us, id, version, spec, json FROM taxii_object WHERE {filter} ORDER BY added_us LIMIT ?");
    // Statements with long lists are not like one another and not worth keeping.
    let few = which.ids.len() + which.kinds.len() + which.specs.len() < 8;
    let mut cached;
    let mut fresh;
    let statement: &mut rusqlite::Statement<'_> = if few {
        cached = conn.prepare_cached(&sql)?;
        &mut cached
    } else {
        fresh = conn.prepare(&sql)?;
        &mut fresh
    };
    let mut rows = statement.query(params_from_iter(values))?;
    let mut given = 0;
    while let Some(row) = rows.next()? {
        if given == which.limit {
            return Ok(true);
        }
        given += 1;
        if take(found(row)?).is_break() {
            return rows.next().map(|row| row.is_some());
        }
    }
    Ok(false)
}

fn found<'r>(row: &'r Row<'_>) -> Result<ObjectFound<'r>> {
    let text = |at: usize| row.get_ref(at).and_then(|value| Ok(value.as_str()?));
    Ok(ObjectFound { added_us: row.get(0)?, id: text(1)?, version: text(2)?, spec: text(3)?, json: text(4)? })
}

/// True if any version is there.
pub(super) fn knows(conn: &Connection, collection: i64, id: &str) -> Result<bool> {
    conn.prepare_cached("SELECT 1 FROM taxii_object WHERE id_key = ? AND collection = ? AND id = ?")?.exists(params![
        id_key(collection, id),
        collection,
        id
    ])
}

pub(super) fn due(conn: &Connection, limit: u32) -> Result<Vec<(i64, WarningId)>> {
    conn.prepare_cached("SELECT n, warning FROM taxii_due ORDER BY n LIMIT ?")?
        .query_map([limit], |row| Ok((row.get(0)?, WarningId(row.get(1)?))))?
        .collect()
}

pub(super) fn accounts(conn: &Connection) -> Result<Vec<TaxiiAccount>> {
    let mut all: Vec<TaxiiAccount> = conn
        .prepare_cached("SELECT partner, secret_sha256 FROM taxii_account ORDER BY partner")?
        .query_map([], |row| {
            Ok(TaxiiAccount { partner: PartnerId(row.get(0)?), secret_sha256: row.get(1)?, collections: Vec::new() })
        })?
        .collect::<Result<_>>()?;
    let mut of = conn.prepare_cached(
        "SELECT num, id, alias, title, description, released, can_read, can_write FROM taxii_collection
         WHERE partner = ? ORDER BY released DESC, num",
    )?;
    for account in &mut all {
        account.collections = of.query_map([account.partner.as_str()], collection)?.collect::<Result<_>>()?;
    }
    Ok(all)
}

fn collection(row: &Row<'_>) -> Result<OpenCollection> {
    Ok(OpenCollection {
        num: row.get(0)?,
        collection: TaxiiCollection {
            id: row.get(1)?,
            alias: row.get(2)?,
            title: row.get(3)?,
            description: row.get(4)?,
            released: row.get(5)?,
            can_read: row.get(6)?,
            can_write: row.get(7)?,
        },
    })
}
