//! A few reading connections, lent out one at a time.

use super::open::reader;
use crate::StoreError;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

/// Reading connections open at once; whoever comes next waits for one to come back.
const READERS: usize = 4;

/// The connections that nobody uses at the moment, and how many are out.
struct Shelf {
    idle: Vec<Connection>,
    lent: usize,
}

/// The pool.
pub(super) struct Pool {
    dir: PathBuf,
    shelf: Mutex<Shelf>,
    returned: Condvar,
    /// Steps that SQLite took, where somebody counts them.
    steps: OnceLock<Arc<AtomicU64>>,
}

impl Pool {
    /// A pool that opens its connections when they are first needed.
    pub(super) fn new(dir: PathBuf) -> Self {
        Self {
            dir,
            shelf: Mutex::new(Shelf { idle: Vec::new(), lent: 0 }),
            returned: Condvar::new(),
            steps: OnceLock::new(),
        }
    }

    /// Lends a connection to `work`.
    pub(super) fn with<T>(&self, work: impl FnOnce(&Connection) -> T) -> Result<T, StoreError> {
        let (conn, _place) = self.take()?;
        let result = work(&conn);
        self.lock().idle.push(conn);
        Ok(result)
    }

    fn take(&self) -> Result<(Connection, Place<'_>), StoreError> {
        let mut shelf = self.lock();
        while shelf.lent >= READERS {
            shelf = self.returned.wait(shelf).unwrap_or_else(PoisonError::into_inner);
        }
        shelf.lent += 1;
        let place = Place(self);
        let idle = shelf.idle.pop();
        drop(shelf);
        Ok((idle.map_or_else(|| self.open(), Ok)?, place))
    }

    fn open(&self) -> Result<Connection, StoreError> {
        let mut conn = reader(&self.dir)?;
        if let Some(steps) = self.steps.get().cloned() {
            let count = move || {
                steps.fetch_add(1, Ordering::Relaxed);
                false
            };
            conn.progress_handler(1, Some(count)).map_err(|error| super::failed("counting steps", &error))?;
        }
        Ok(conn)
    }

    /// Steps that the connections opened since the first call of this have taken.
    pub(super) fn steps(&self) -> u64 {
        self.steps.get_or_init(Arc::default).load(Ordering::Relaxed)
    }

    /// A panic while a connection was lent leaves the shelf whole: its counts change in one step.
    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the pool; given back when dropped, even by a panic.
struct Place<'p>(&'p Pool);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.lock().lent -= 1;
        self.0.returned.notify_one();
    }
}
