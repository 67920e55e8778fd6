//! Reports come in: read, link, warn, and write them in one transaction.

use super::world::Fresh;
use super::{Pipeline, Work, arrival_detail, failed};
use jiff::Timestamp;
use record::{Capture, CaptureId, Collected, Outcome, RawReport, Reading, Refusal, Report, ReportId, Who};
use serde_json::json;
use std::collections::BTreeSet;
use store::Change;

impl Pipeline {
    /// Handles a batch of arrived reports, with what collecting has to remember. Those already stored, and repeats within the batch, are counted and left.
    pub(super) fn arrived(&self, at: Timestamp, who: &Who, collected: Collected) -> Result<Outcome, Refusal> {
        let Collected { reports: arrived, captures, mut articles, mut states, by_servers } = collected;
        let total = arrived.len();
        let new = self.unknown(arrived)?;
        let mut work = Work::new(at, who);
        work.outcome.repeated = (total - new.len()) as u64;
        let moved = self.note_rules(&mut work, &new, &mut articles)?;
        let read = read_all(&self.reader, new);

        let mut guard = self.lock();
        // A report may have been stored by another thread while this one was reading.
        let ids: Vec<ReportId> = read.iter().map(|(_, report, _)| report.id.clone()).collect();
        let meanwhile = self.store.known_reports(&ids).map_err(|e| failed(&e))?;
        let mut fresh = Fresh::new();
        for (capture, report, reading) in read {
            if meanwhile.contains(&report.id) {
                work.outcome.repeated += 1;
                continue;
            }
            if let Some(state) = states.iter_mut().find(|state| state.source == capture.source) {
                state.reports += 1;
                state.relevant += u64::from(reading.relevant);
            }
            work.log("report.read", report.id.as_str(), arrival_detail(&capture, reading.claims.len()));
            work.outcome.reports.push(report.id.clone());
            if !reading.claims.is_empty() {
                fresh.insert(report.id.clone(), (report.clone(), reading.clone()));
            }
            work.put(Change::AddReport(Box::new((capture, report, reading))));
        }
        captures.into_iter().for_each(|capture| work.put(Change::AddCapture(Box::new(capture))));
        articles.into_iter().for_each(|article| work.put(Change::PutArticle(Box::new(article))));
        for change in by_servers {
            self.changed_by_its_server(&mut work, change, &mut states)?;
        }
        states.into_iter().for_each(|state| work.put(Change::PutSourceState(Box::new(state))));
        // What told of nothing links to nothing.
        if !fresh.is_empty() || !moved.incidents.is_empty() {
            let world = self.world(&mut guard)?;
            let touched = world.add_all(fresh.values().map(|(report, reading)| (report, reading)));
            let mut touched = world.weigh(touched);
            touched.changed.extend(moved.incidents.iter().cloned());
            let applied = self.apply(&mut work, world, &touched, &fresh);
            if let Err(refusal) = applied {
                *guard = None;
                return Err(refusal);
            }
        }
        if let Err(refusal) = self.hold(&mut work, &moved) {
            *guard = None;
            return Err(refusal);
        }
        self.finish(work, &mut guard)
    }

    /// Those that are not stored yet, each id once.
    fn unknown(&self, arrived: Vec<(Capture, RawReport)>) -> Result<Vec<(Capture, RawReport)>, Refusal> {
        let ids: Vec<ReportId> = arrived.iter().map(|(_, raw)| raw.id.clone()).collect();
        let known = self.store.known_reports(&ids).map_err(|e| failed(&e))?;
        let mut seen: BTreeSet<ReportId> = known.into_iter().collect();
        Ok(arrived.into_iter().filter(|(_, raw)| seen.insert(raw.id.clone())).collect())
    }
}

/// Drops the bytes of old captures. The store refuses the whole of it if one of them is evidence.
pub(super) fn bytes_dropped(work: &mut Work<'_>, captures: Vec<CaptureId>, bytes: u64, before: Timestamp) {
    let detail = json!({"captures": captures.len(), "bytes": bytes, "fetched_before": before.to_string()});
    work.log("captures.dropped", "captures", detail);
    captures.into_iter().for_each(|id| work.put(Change::DropBody(id)));
}

/// Reads reports on all cores, in order: the result does not depend on how many there are.
fn read_all(reader: &read::Reader, raws: Vec<(Capture, RawReport)>) -> Vec<(Capture, Report, Reading)> {
    on_all_cores(raws, &|(capture, raw)| {
        let (report, reading) = reader.read(&raw);
        (capture, report, reading)
    })
}

/// Does this with each, in order. A panic in one of them is the panic of the whole: nothing is left out in silence.
fn on_all_cores<T: Send, R: Send>(all: Vec<T>, each: &(impl Fn(T) -> R + Sync)) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(all.len().max(1));
    if threads == 1 || all.len() < 8 {
        return all.into_iter().map(each).collect();
    }
    let chunk = all.len().div_ceil(threads);
    let mut chunks: Vec<Vec<T>> = Vec::with_capacity(threads);
    let mut rest = all.into_iter();
    for _ in 0..threads {
        chunks.push(rest.by_ref().take(chunk).collect());
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> = chunks
            .into_iter()
            .map(|chunk| scope.spawn(move || chunk.into_iter().map(each).collect::<Vec<R>>()))
            .collect();
        let done = |worker: std::thread::ScopedJoinHandle<'_, Vec<R>>| {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        workers.into_iter().flat_map(done).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::on_all_cores;

    #[test]
    fn one_that_panics_is_not_left_out_in_silence() {
        for many in [7, 40] {
            let all = || (0..many).collect::<Vec<u32>>();
            assert_eq!(on_all_cores(all(), &|one| 2 * one), (0..many).map(|one| 2 * one).collect::<Vec<u32>>());
            let panics = |one| if one == 5 { panic!("a report that cannot be read") } else { one };
            assert!(std::panic::catch_unwind(|| on_all_cores(all(), &panics)).is_err(), "{many}");
        }
    }
}
