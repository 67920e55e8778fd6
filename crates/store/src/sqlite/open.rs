//! Opening the file: rights, the lock, the header, the settings of each connection.

use super::migrate::{APPLICATION_ID, MIGRATIONS, migrate, version};
use super::{FILE_NAME, LOCK_NAME, failed};
use crate::StoreError;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a connection waits for a lock that another one holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Page cache of the writer, in KiB.
const WRITER_CACHE_KIB: i64 = 8 * 1024;

/// Page cache of each reader, in KiB.
const READER_CACHE_KIB: i64 = 2 * 1024;

/// The write-ahead log is moved into the file at this many pages of 4 KiB.
const CHECKPOINT_PAGES: u32 = 4_000;

/// The write-ahead log is cut back to this many bytes when it has been moved.
const LOG_LIMIT_BYTES: u32 = 64 << 20;

/// Prepared statements kept for each connection.
const STATEMENT_CACHE: usize = 64;

/// Bytes of an SQLite file's header.
const HEADER_BYTES: usize = 100;

/// Creates the directory, for its owner only. One that is there already keeps its rights.
pub(super) fn create_dir(dir: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|error| StoreError::Failed {
        doing: "creating the store's directory",
        detail: format!("{}: {error}", dir.display()),
    })
}

/// The lock that only one writing process can hold. It goes with the process, however that ends.
pub(super) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing is not enough while a process that we are just starting still holds a copy of the handle.
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "could not unlock the store");
        }
    }
}

/// Takes the lock.
pub(super) fn lock(dir: &Path) -> Result<Lock, StoreError> {
    let path = dir.join(LOCK_NAME);
    let file = create_private(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy { at: dir.display().to_string() }),
        Err(TryLockError::Error(error)) => Err(io_failed("locking the store", &path, &error)),
    }
}

/// The writing connection, its schema up to date.
pub(super) fn writer(dir: &Path, migrations: &[&str]) -> Result<Connection, StoreError> {
    let path = dir.join(FILE_NAME);
    check_header(&path, migrations.len())?;
    // SQLite gives its log and index the rights of the file, so the file gets them before SQLite sees it.
    drop(create_private(&path)?);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let at = path.display().to_string();
    let mut conn = Connection::open_with_flags(&path, flags).map_err(|error| not_a_store(&at, &error))?;
    conn.busy_timeout(BUSY_TIMEOUT).map_err(|error| failed("opening the store", &error))?;
    check_owner(&conn, &at)?;
    migrate(&mut conn, &at, migrations)?;
    // Only now: until the first migration is done, a crash leaves an empty file with a rollback journal.
    let set = |conn: &Connection| -> rusqlite::Result<()> {
        conn.pragma_update(None, "journal_mode", "WAL")?;
        conn.pragma_update(None, "synchronous", "FULL")?;
        conn.pragma_update(None, "foreign_keys", true)?;
        conn.pragma_update(None, "recursive_triggers", true)?;
        conn.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        conn.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        conn.pragma_update(None, "journal_size_limit", LOG_LIMIT_BYTES)?;
        conn.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
        Ok(())
    };
    set(&conn).map_err(|error| failed("opening the store", &error))?;
    Ok(conn)
}

/// A reading connection to a store that is there and whose schema is ours.
pub(super) fn reader(dir: &Path) -> Result<Connection, StoreError> {
    let path = dir.join(FILE_NAME);
    let at = path.display().to_string();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let conn = match Connection::open_with_flags(&path, flags).and_then(readable) {
        // A directory that we may not write to: without a log there is nothing to share, so the file can be read as it is.
        Err(error) if cannot_open(&error) && !has_log(&path) => {
            Connection::open_with_flags(uri(&path), flags).and_then(readable)
        }
        other => other,
    };
    let conn = conn.map_err(|error| not_a_store(&at, &error))?;
    let set = |conn: &Connection| -> rusqlite::Result<()> {
        conn.busy_timeout(BUSY_TIMEOUT)?;
        conn.pragma_update(None, "query_only", true)?;
        conn.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
        conn.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
        Ok(())
    };
    set(&conn).map_err(|error| failed("opening the store", &error))?;
    Ok(conn)
}

/// What must hold before a store is only read.
pub(super) fn check_readable(dir: &Path) -> Result<(), StoreError> {
    let path = dir.join(FILE_NAME);
    if !path.is_file() {
        return Err(StoreError::NotAStore {
            at: dir.display().to_string(),
            detail: format!("there is no {FILE_NAME} in it"),
        });
    }
    check_header(&path, MIGRATIONS.len())?;
    let conn = reader(dir)?;
    let at = path.display().to_string();
    check_owner(&conn, &at)?;
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    let found = version(&conn).map_err(|error| not_a_store(&at, &error))?;
    match found {
        found if found > known => Err(StoreError::Newer { at, found, known }),
        found if found < known => Err(StoreError::NotAStore {
            at,
            detail: format!("its schema version is {found}, this program reads {known}; open it once for writing"),
        }),
        _ => Ok(()),
    }
}

/// Reads the header without SQLite, so that a file that is not ours, or is newer, is not touched at all.
fn check_header(path: &Path, known: usize) -> Result<(), StoreError> {
    let at = path.display().to_string();
    let not = |detail: &str| StoreError::NotAStore { at: at.clone(), detail: detail.to_owned() };
    let mut header = Vec::with_capacity(HEADER_BYTES);
    match File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_failed("opening the store", path, &error)),
        Ok(file) => {
            let read = file.take(HEADER_BYTES as u64).read_to_end(&mut header);
            read.map_err(|error| io_failed("opening the store", path, &error))?;
        }
    }
    // SQLite makes an empty file first: a crash right then leaves one.
    if header.is_empty() {
        return Ok(());
    }
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(not("the file is not an SQLite database"));
    }
    if header.len() < HEADER_BYTES {
        return Err(not("the file ends within its header"));
    }
    let word = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let (user_version, application_id) = (word(60), word(68));
    if application_id != APPLICATION_ID && (application_id, user_version) != (0, 0) {
        return Err(not("it is the SQLite database of another program"));
    }
    let known = u32::try_from(known).unwrap_or(u32::MAX);
    if user_version > known {
        return Err(StoreError::Newer { at, found: user_version, known });
    }
    Ok(())
}

/// An unmarked database that holds tables is not ours to write into.
fn check_owner(conn: &Connection, at: &str) -> Result<(), StoreError> {
    let look = || -> rusqlite::Result<(u32, u32)> {
        let id = conn.query_row("SELECT application_id FROM pragma_application_id", [], |row| row.get(0))?;
        let tables = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok((id, tables))
    };
    match look().map_err(|error| not_a_store(at, &error))? {
        (APPLICATION_ID, _) | (0, 0) => Ok(()),
        _ => Err(StoreError::NotAStore {
            at: at.to_owned(),
            detail: "it is the SQLite database of another program".to_owned(),
        }),
    }
}

fn readable(conn: Connection) -> rusqlite::Result<Connection> {
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(conn)
}

fn cannot_open(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

/// The write-ahead log beside a database file.
pub(super) fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

fn has_log(path: &Path) -> bool {
    log_of(path).metadata().is_ok_and(|meta| meta.len() > 0)
}

/// The file as a URI that promises that nobody changes it.
fn uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => uri.push(char::from(*byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri + "?immutable=1"
}

fn create_private(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| io_failed("opening the store", path, &error))
}

fn io_failed(doing: &'static str, path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Failed { doing, detail: format!("{}: {error}", path.display()) }
}

/// Damage found while opening means that this is not (or no longer) a store; anything else is a failure.
fn not_a_store(at: &str, error: &rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            StoreError::NotAStore { at: at.to_owned(), detail: format!("the file is damaged ({error})") }
        }
        _ => StoreError::Failed { doing: "opening the store", detail: format!("{at}: {error}") },
    }
}
