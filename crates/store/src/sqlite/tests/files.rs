//! Directories without rights, files that are not stores, schemas of other versions, two processes at once.

use super::fresh;
use crate::conformance::fixtures::*;
use crate::sqlite::migrate::{MIGRATIONS, version};
use crate::sqlite::read::RELEASES_TO;
use crate::sqlite::{FILE_NAME, SqliteStore, open};
use crate::{Change, Exchange, ObjectsPut, Page, Store, StoreError};
use record::{ArticleState, Handling, Marking, TaxiiAccess, Tlp, WarningState};
use rusqlite::Connection;
use std::path::Path;

fn refusal(dir: &Path) -> String {
    let shown = dir.display().to_string();
    SqliteStore::open(dir).err().expect("must be refused").to_string().replace(&shown, "DIR")
}

#[test]
fn what_is_stored_is_there_after_reopening() {
    let (store, dir) = fresh();
    let dir = dir.path().join("store");
    store.commit(batch([add_report(1)])).unwrap();
    let secret = store.secret("links", &[7; 32]).unwrap();
    drop(store);
    assert!(!open::log_of(&dir.join(FILE_NAME)).exists(), "closing moves the log into the file");
    let store = SqliteStore::open(&dir).unwrap();
    assert_eq!(store.report(&report_id(1)).unwrap().unwrap().report, report(1).1);
    assert_eq!(store.secret("links", &[8; 32]).unwrap(), secret);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_look_inside() {
    use std::os::unix::fs::PermissionsExt;
    let (store, dir) = fresh();
    store.commit(batch([add_report(1)])).unwrap();
    let mode = |name: &str| dir.path().join("store").join(name).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(""), 0o700);
    assert_eq!(mode(FILE_NAME), 0o600);
    assert_eq!(mode("forewarn.db-wal"), 0o600);
}

#[test]
fn a_second_writer_is_refused_and_a_reader_is_not() {
    let (store, dir) = fresh();
    let dir = dir.path().join("store");
    store.commit(batch([add_report(1)])).unwrap();
    assert!(matches!(SqliteStore::open(&dir), Err(StoreError::Busy { .. })));
    insta::assert_snapshot!(refusal(&dir), @"the store at DIR is in use by another process: stop that one, or use another directory (--store DIR)");
    let reader = SqliteStore::open_read_only(&dir).unwrap();
    assert_eq!(reader.counts().unwrap().reports, 1);
    store.commit(batch([add_report(2)])).unwrap();
    assert_eq!(reader.counts().unwrap().reports, 2);
    let refused = reader.commit(batch([add_report(3)])).unwrap_err().to_string();
    assert!(refused.ends_with("was opened for reading only"), "{refused}");
    assert!(reader.secret("links", &[1; 32]).is_err());
    store.secret("links", &[2; 32]).unwrap();
    assert_eq!(reader.secret("links", &[1; 32]).unwrap(), [2; 32]);
    drop((store, reader));
    assert!(SqliteStore::open(&dir).is_ok());
}

fn with_one_more(migration: &'static str) -> Vec<&'static str> {
    MIGRATIONS.iter().copied().chain([migration]).collect()
}

#[test]
fn an_older_schema_is_brought_up_to_date() {
    let (store, dir) = fresh();
    let dir = dir.path().join("store");
    store.commit(batch([add_report(1)])).unwrap();
    drop(store);
    let next = with_one_more("ALTER TABLE watch ADD COLUMN note TEXT; CREATE TABLE extra (id TEXT) STRICT;");
    let store = SqliteStore::open_with(&dir, &next).unwrap();
    assert_eq!(store.health().unwrap().schema as usize, MIGRATIONS.len() + 1);
    assert_eq!(store.report(&report_id(1)).unwrap().unwrap().report, report(1).1);
    store.commit(batch([add_report(2)])).unwrap();
}

#[test]
fn copies_that_may_be_held_back_since_are_made_anew_after_an_upgrade() {
    let dir = tempfile::tempdir().unwrap();
    let due = |ruled: bool| {
        let dir = dir.path().join(if ruled { "ruled" } else { "open" });
        let store = SqliteStore::open_with(&dir, &MIGRATIONS[..8]).unwrap();
        let access = TaxiiAccess {
            partner: partner("Harbour office").id,
            secret_sha256: Some("00".to_owned()),
            collections: Vec::new(),
        };
        let told = Change::PutRelease(release(1, "Harbour office"));
        let mut changes = vec![
            add_report(1),
            put_warning(warning(1, WarningState::Released, 1)),
            Change::PutTaxii(Box::new(access)),
            told,
        ];
        if ruled {
            let mut ruled = article(1, ArticleState::Read);
            let originator = "Coast desk".to_owned();
            ruled.handling = Some(Handling { marking: Marking::new(Tlp::Amber), originator, graded: None });
            changes.push(Change::PutArticle(Box::new(ruled)));
        }
        store.commit(batch(changes)).unwrap();
        let last = store.taxii_due(9).unwrap().last().unwrap().0;
        store.taxii_put(ObjectsPut { now_us: 1, into: Vec::new(), done: Some(last) }).unwrap();
        assert!(store.taxii_due(9).unwrap().is_empty());
        drop(store);
        SqliteStore::open(&dir).unwrap().taxii_due(9).unwrap().into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    };
    assert_eq!(due(true), [warning(1, WarningState::Released, 1).id]);
    assert!(due(false).is_empty(), "where partners hold nothing back, nothing is made anew");
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let (store, dir) = fresh();
    let dir = dir.path().join("store");
    drop(store);
    let broken = with_one_more("CREATE TABLE extra (id TEXT) STRICT; CREATE TABLE extra (id TEXT) STRICT;");
    assert!(matches!(SqliteStore::open_with(&dir, &broken), Err(StoreError::Failed { .. })));
    let conn = Connection::open(dir.join(FILE_NAME)).unwrap();
    assert_eq!(version(&conn).unwrap() as usize, MIGRATIONS.len());
    assert!(conn.prepare("SELECT * FROM extra").is_err());
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let (store, dir) = fresh();
    let dir = dir.path().join("store");
    drop(store);
    let file = dir.join(FILE_NAME);
    let conn = Connection::open(&file).unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    drop(conn);
    let before = std::fs::read(&file).unwrap();
    insta::assert_snapshot!(refusal(&dir), @"the store at DIR/forewarn.db has schema version 99, this program knows up to 10: use the newer forewarn that wrote it, or another directory (--store DIR); nothing was changed");
    assert!(matches!(SqliteStore::open_read_only(&dir), Err(StoreError::Newer { found: 99, known: 10, .. })));
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert!(!open::log_of(&file).exists());
}

#[test]
fn what_is_not_a_store_is_said_and_left_alone() {
    let parent = tempfile::tempdir().unwrap();
    let of_another_program = |name: &str, id: i64| {
        let path = parent.path().join(name);
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)").unwrap();
        conn.pragma_update(None, "application_id", id).unwrap();
        drop(conn);
        std::fs::read(path).unwrap()
    };
    let table = [
        (
            "text",
            b"these are only words, but enough of them to fill a header: ".repeat(4),
            "DIR/forewarn.db is not a Forewarn store: the file is not an SQLite database",
        ),
        (
            "short",
            b"SQLite format 3\0".to_vec(),
            "DIR/forewarn.db is not a Forewarn store: the file ends within its header",
        ),
        (
            "other",
            of_another_program("a", 7),
            "DIR/forewarn.db is not a Forewarn store: it is the SQLite database of another program",
        ),
        (
            "unmarked",
            of_another_program("b", 0),
            "DIR/forewarn.db is not a Forewarn store: it is the SQLite database of another program",
        ),
    ];
    for (name, bytes, expected) in table {
        let dir = parent.path().join(name);
        std::fs::create_dir(&dir).unwrap();
        std::fs::write(dir.join(FILE_NAME), &bytes).unwrap();
        assert_eq!(refusal(&dir), expected, "{name}");
        assert_eq!(std::fs::read(dir.join(FILE_NAME)).unwrap(), bytes, "{name} was changed");
    }
}

#[test]
fn damage_is_found_when_opening_or_by_the_health_check() {
    for keep in [0.02, 0.3, 0.6, 0.9] {
        let (store, dir) = fresh();
        let dir = dir.path().join("store");
        store.commit(batch((0..300).map(add_report))).unwrap();
        drop(store);
        let file = dir.join(FILE_NAME);
        let bytes = std::fs::read(&file).unwrap();
        std::fs::write(&file, &bytes[..(bytes.len() as f64 * keep) as usize]).unwrap();
        let message = refusal(&dir);
        assert!(
            message.starts_with("DIR/forewarn.db is not a Forewarn store: the file is damaged"),
            "{keep}: {message}"
        );
    }
    let (store, dir) = fresh();
    let dir = dir.path().join("store");
    store.commit(batch((0..300).map(add_report))).unwrap();
    drop(store);
    let file = dir.join(FILE_NAME);
    let mut bytes = std::fs::read(&file).unwrap();
    let (from, to) = (bytes.len() / 3, bytes.len() / 3 * 2);
    bytes[from..to].fill(0xa5);
    std::fs::write(&file, &bytes).unwrap();
    let found = SqliteStore::open(&dir).and_then(|store| store.health());
    assert!(found.as_ref().map_or(true, |health| health.integrity != "ok"), "{found:?}");
}

#[test]
fn an_empty_file_is_a_store_that_was_never_finished() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(FILE_NAME), b"").unwrap();
    assert_eq!(SqliteStore::open(dir.path()).unwrap().counts().unwrap().reports, 0);
}

#[test]
fn a_directory_that_cannot_be_made_is_said() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    std::fs::write(&file, b"").unwrap();
    let message = refusal(&file.join("store"));
    assert!(message.starts_with("the store failed while creating the store's directory: DIR: "), "{message}");
    let missing = SqliteStore::open_read_only(&parent.path().join("none")).err().unwrap().to_string();
    assert!(missing.ends_with("is not a Forewarn store: there is no forewarn.db in it"), "{missing}");
    assert!(!parent.path().join("none").exists());
}

#[cfg(unix)]
#[test]
fn a_read_only_directory_can_be_read_and_not_written() {
    use std::os::unix::fs::PermissionsExt;
    let (store, parent) = fresh();
    let dir = parent.path().join("store");
    store.commit(batch([add_report(1)])).unwrap();
    drop(store);
    let set = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    std::fs::remove_file(dir.join(super::super::LOCK_NAME)).unwrap();
    set(&dir.join(FILE_NAME), 0o400);
    set(&dir, 0o500);
    let reader = SqliteStore::open_read_only(&dir).unwrap();
    assert_eq!(reader.reports(false, Page::first(5)).unwrap().len(), 1);
    drop(reader);
    // The superuser may write anywhere, so there this half has nothing to see.
    if std::fs::write(dir.join("probe"), b"").is_err() {
        let message = refusal(&dir);
        assert!(message.starts_with("the store failed while opening the store: DIR/forewarn.lock: "), "{message}");
    }
    set(&dir, 0o700);
}

#[test]
fn a_partners_releases_are_found_without_looking_at_others() {
    let (_store, dir) = fresh();
    let conn = Connection::open(dir.path().join("store").join(FILE_NAME)).unwrap();
    let plan: String = conn
        .query_row(&format!("EXPLAIN QUERY PLAN {RELEASES_TO}"), rusqlite::params!["prt-1", 10, 0], |row| row.get(3))
        .unwrap();
    assert!(plan.contains("USING INDEX release_partner") && !plan.contains("TEMP B-TREE"), "{plan}");
}
