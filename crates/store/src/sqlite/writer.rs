//! The one writer: a thread that owns the writing connection and answers each caller when its batch is on disk.
//!
//! Batches that wait together share one transaction, and so one flush of the disk. Each has its own savepoint: one that
//! fails is undone alone, and its caller alone is told.

use super::exchange;
use super::failed;
use super::prepare::Prepared;
use super::write::{Head, apply, head};
use crate::StoreError;
use record::Entry;
use rusqlite::{Connection, OptionalExtension, params};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Callers that can wait for the writer; the next one waits for a place.
const QUEUE_JOBS: usize = 64;

/// Batches and other tasks that share one transaction at most.
const GROUP_BATCHES: usize = 32;

/// What the writer is asked to do.
enum Job {
    Write(Task, SyncSender<Result<Done, StoreError>>),
    Secret(String, [u8; 32], SyncSender<Result<[u8; 32], StoreError>>),
}

/// What is written together with others.
enum Task {
    Batch(Box<Prepared>),
    Exchange(Box<exchange::Work>),
}

/// What came of a task.
enum Done {
    Entries(Vec<Entry>),
    Exchange(exchange::Done),
}

/// The way to the writer's thread. Dropping it lets the thread finish what it has and waits for it.
pub(super) struct Writer {
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(conn: Connection) -> Result<Self, StoreError> {
        let (jobs, queue) = sync_channel(QUEUE_JOBS);
        let thread = std::thread::Builder::new().name("store-writer".to_owned()).spawn(move || run(conn, &queue));
        let thread = thread
            .map_err(|error| StoreError::Failed { doing: "starting the store's writer", detail: error.to_string() })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Writes a batch and waits until it is on disk.
    pub(super) fn commit(&self, batch: Prepared) -> Result<Vec<Entry>, StoreError> {
        match self.ask(|answer| Job::Write(Task::Batch(Box::new(batch)), answer))? {
            Done::Entries(entries) => Ok(entries),
            Done::Exchange(_) => Err(StoreError::WriterGone),
        }
    }

    /// Does something with the TAXII server's objects and waits until it is on disk.
    pub(super) fn exchange(&self, work: exchange::Work) -> Result<exchange::Done, StoreError> {
        match self.ask(|answer| Job::Write(Task::Exchange(Box::new(work)), answer))? {
            Done::Exchange(done) => Ok(done),
            Done::Entries(_) => Err(StoreError::WriterGone),
        }
    }

    /// The secret of this name, `fresh` if there was none.
    pub(super) fn secret(&self, name: &str, fresh: &[u8; 32]) -> Result<[u8; 32], StoreError> {
        self.ask(|answer| Job::Secret(name.to_owned(), *fresh, answer))
    }

    fn ask<T>(&self, job: impl FnOnce(SyncSender<Result<T, StoreError>>) -> Job) -> Result<T, StoreError> {
        let (answer, answered) = sync_channel(1);
        let jobs = self.jobs.as_ref().ok_or(StoreError::WriterGone)?;
        jobs.send(job(answer)).map_err(|_| StoreError::WriterGone)?;
        answered.recv().map_err(|_| StoreError::WriterGone)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the store's writer ended in a panic");
        }
    }
}

fn run(mut conn: Connection, queue: &Receiver<Job>) {
    while let Ok(first) = queue.recv() {
        let mut group = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next.take() {
            match job {
                Job::Write(task, answer) => group.push((task, answer)),
                Job::Secret(name, fresh, answer) => {
                    // Whoever asked has gone if nobody listens; that changes nothing.
                    let _ = answer.send(secret(&conn, &name, &fresh));
                }
            }
            if group.len() < GROUP_BATCHES {
                next = queue.try_recv().ok();
            }
        }
        let (tasks, answers): (Vec<_>, Vec<_>) = group.into_iter().unzip();
        for (answer, result) in answers.into_iter().zip(commit_group(&mut conn, &tasks)) {
            let _ = answer.send(result);
        }
    }
}

/// Does all tasks in one transaction; one result for each.
fn commit_group(conn: &mut Connection, tasks: &[Task]) -> Vec<Result<Done, StoreError>> {
    if tasks.is_empty() {
        return Vec::new();
    }
    let all_failed = |error: &rusqlite::Error| tasks.iter().map(|_| Err(failed("writing", error))).collect();
    let mut results = Vec::with_capacity(tasks.len());
    let written = (|| -> rusqlite::Result<()> {
        conn.execute_batch("BEGIN IMMEDIATE")?;
        let mut head = head(conn)?;
        for task in tasks {
            results.push(commit_one(conn, task, &mut head)?);
        }
        conn.execute_batch("COMMIT")
    })();
    match written {
        Ok(()) => results,
        Err(error) => {
            // A full or failing disk may have ended the transaction already.
            if !conn.is_autocommit()
                && let Err(error) = conn.execute_batch("ROLLBACK")
            {
                tracing::error!(%error, "could not roll back");
            }
            all_failed(&error)
        }
    }
}

/// Does one task under a savepoint. The inner result is the task's own; the outer one fails the whole group.
fn commit_one(conn: &Connection, task: &Task, ledger: &mut Head) -> rusqlite::Result<Result<Done, StoreError>> {
    conn.execute_batch("SAVEPOINT batch")?;
    let before = ledger.clone();
    let done = match task {
        Task::Batch(batch) => apply(conn, batch, ledger).map(Done::Entries),
        Task::Exchange(work) => exchange::apply(conn, work).map(Done::Exchange),
    };
    match done {
        Ok(done) => {
            conn.execute_batch("RELEASE batch")?;
            Ok(Ok(done))
        }
        Err(error) if conn.is_autocommit() => Err(error),
        Err(error) => {
            conn.execute_batch("ROLLBACK TO batch; RELEASE batch")?;
            *ledger = before;
            Ok(Err(failed("writing", &error)))
        }
    }
}

/// Reads a secret, or keeps `fresh` under its name.
fn secret(conn: &Connection, name: &str, fresh: &[u8; 32]) -> Result<[u8; 32], StoreError> {
    let keep = || -> rusqlite::Result<[u8; 32]> {
        conn.execute("INSERT OR IGNORE INTO secret (name, value) VALUES (?, ?)", params![name, fresh])?;
        conn.query_row("SELECT value FROM secret WHERE name = ?", [name], |row| row.get(0))
    };
    keep().map_err(|error| failed("keeping a secret", &error))
}

/// Reads a secret that must be there.
pub(super) fn kept_secret(conn: &Connection, name: &str) -> rusqlite::Result<Option<[u8; 32]>> {
    conn.query_row("SELECT value FROM secret WHERE name = ?", [name], |row| row.get(0)).optional()
}
