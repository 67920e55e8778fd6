//! A look at a watched folder: no network, the same books.

use super::moved::Way;
use super::work::{Again, Work};
use super::{Ended, Tally};
use collect::{
    Defaults, Input, InputFormat, Item, Look, Seen, after, file_gone, file_key, open, path_key, take_file,
    watched_files,
};
use jiff::{SignedDuration, Timestamp};
use record::{Article, Collected, Source, SourceState};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::PoisonError;
use url::Url;

/// Time between two looks, where the source does not say.
const EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A file that was changed less long ago may still be being written: it is left for the next look.
const SETTLED: SignedDuration = SignedDuration::from_secs(2);

/// Reports written at once.
const BATCH: usize = 200;

/// Files read in one look; the others wait for the next, at once.
const MAX_FILES: usize = 500;

/// The address by which the plan's books know a folder.
pub(super) fn address(source: &Source) -> Option<Url> {
    Url::from_file_path(&source.url).ok()
}

/// Looks at a folder; when this returns, what it brought is on disk.
pub(super) fn look(work: &Work, task: &str, source: &Source) -> Ended {
    let _one = work.one.lock().unwrap_or_else(PoisonError::into_inner);
    let now = (work.clock)();
    let mut tally = Tally { looks: 1, ..Tally::default() };
    let next = match taken(work, source, now, &mut tally) {
        Ok(next) => next,
        Err(error) => {
            tracing::error!(error, task, "a watched folder could not be taken in; it is looked at again");
            now.checked_add(EVERY).unwrap_or(now)
        }
    };
    let next = address(source).map(|url| (url, next, Way::default()));
    let again = vec![Again { task: task.to_owned(), next }];
    Ended { again, tally, ..Ended::default() }
}

fn taken(work: &Work, source: &Source, now: Timestamp, tally: &mut Tally) -> Result<Timestamp, String> {
    let words = |error: store::StoreError| error.to_string();
    let state = work.state_of(source).map_err(words)?;
    let files = match watched_files(Path::new(&source.url), &work.limits) {
        Ok(files) => files,
        Err(error) => {
            tally.failed += 1;
            let look = Look::Failed { error: format!("the folder cannot be read: {error}"), retry_after: None };
            return ended(work, source, state, now, look, Collected::default());
        }
    };
    let known: HashSet<&str> = state.listing.iter().map(String::as_str).collect();
    let of_path: HashMap<&str, &String> =
        state.listing.iter().filter_map(|line| Some((Seen::path_of(line)?, line))).collect();
    let settled = |file: &Seen| file.changed.is_none_or(|at| now.duration_since(at) >= SETTLED);
    let (mut listing, mut new, mut left) = (Vec::new(), 0, false);
    for file in &files {
        let line = file.line();
        if known.contains(line.as_str()) {
            listing.push(line);
        } else if new < MAX_FILES && settled(file) {
            read_file(work, source, file, now, tally)?;
            new += 1;
            listing.push(line);
        } else {
            left = true;
            // Its last look stays known, so that it is not taken for gone.
            let last = file.path.to_str().and_then(|path| of_path.get(path));
            listing.extend(last.map(|last| (*last).clone()));
        }
    }
    let articles = gone(work, source, &state, &files, now)?;
    let mut state = work.state_of(source).map_err(words)?;
    state.listing = listing;
    let look = Look::List { entries: files.len(), new, overrun: false, every_minutes: None };
    let next = ended(work, source, state, now, look, Collected { articles, ..Collected::default() })?;
    Ok(if left { now.checked_add(SETTLED).unwrap_or(next) } else { next })
}

/// Writes how the look went; gives when the next is due.
fn ended(
    work: &Work,
    source: &Source,
    mut state: SourceState,
    now: Timestamp,
    look: Look,
    collected: Collected,
) -> Result<Timestamp, String> {
    after(source, &mut state, now, look);
    let every = source.schedule_minutes.map_or(EVERY, |minutes| SignedDuration::from_mins(i64::from(minutes)));
    let next = now.checked_add(every).unwrap_or(now);
    state.next_at = Some(next);
    work.write(Collected { states: vec![state], ..collected }, now)?;
    Ok(next)
}

/// Reads one new or changed file, in batches.
fn read_file(work: &Work, source: &Source, file: &Seen, now: Timestamp, tally: &mut Tally) -> Result<(), String> {
    let path = file.path.display().to_string();
    let items = open(&Input::File(file.path.clone()), InputFormat::Auto, &Defaults::default(), &work.limits, now);
    let mut batch: Vec<_> = Vec::new();
    for item in items {
        match item {
            Item::Report(pair) => batch.push(*pair),
            Item::Fault(fault) => tracing::info!(%fault, "a watched file was read with a fault"),
        }
        if batch.len() >= BATCH {
            tally.add(write(work, source, &path, std::mem::take(&mut batch), now)?);
        }
    }
    tally.add(write(work, source, &path, batch, now)?);
    Ok(())
}

fn write(
    work: &Work,
    source: &Source,
    path: &str,
    batch: Vec<(record::Capture, record::RawReport)>,
    now: Timestamp,
) -> Result<Tally, String> {
    let words = |error: store::StoreError| error.to_string();
    if batch.is_empty() {
        return Ok(Tally::default());
    }
    let keys: Vec<String> = batch.iter().map(|(capture, raw)| file_key(source, path, capture, raw)).collect();
    let known = work.store.articles(&keys).map_err(words)?;
    let mut known: HashMap<String, Article> = known.into_iter().map(|article| (article.key.clone(), article)).collect();
    let mut collected = Collected::default();
    let mut seen = HashSet::new();
    let mut state = work.state_of(source).map_err(words)?;
    for ((mut capture, raw), key) in batch.into_iter().zip(keys) {
        if !seen.insert(key.clone()) {
            continue;
        }
        capture.source = source.id.clone();
        let article = known.remove(&key);
        state.articles += u64::from(article.is_none());
        let one = take_file(source, key, article, (capture, raw), now);
        collected.reports.extend(one.reports);
        collected.articles.extend(one.articles);
    }
    // Reports are counted to their source when they have been read.
    collected.states = vec![state];
    work.write(collected, now)
}

/// Articles of files that were there at the last look and are not any more.
fn gone(
    work: &Work,
    source: &Source,
    state: &SourceState,
    files: &[Seen],
    now: Timestamp,
) -> Result<Vec<Article>, String> {
    let there: HashSet<String> = files.iter().map(|file| file.path.display().to_string()).collect();
    let paths = state.listing.iter().filter_map(|line| Seen::path_of(line)).filter(|path| !there.contains(*path));
    let keys: Vec<String> = paths.map(|path| path_key(&source.id, path)).collect();
    let articles = work.store.articles(&keys).map_err(|error| error.to_string())?;
    Ok(articles.into_iter().filter_map(|article| file_gone(article, now)).collect())
}
