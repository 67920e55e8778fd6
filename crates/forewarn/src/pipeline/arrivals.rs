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
            touched.changed.extend(moved.incidents);
            let applied = self.apply(&mut work, world, &touched, &fresh);
            if let Err(refusal) = applied {
                *guard = None;
                return Err(refusal);
            }
        }
        if let Err(refusal) = self.hold(&mut work, &moved.reports) {
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
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(raws.len().max(1));
    if threads == 1 || raws.len() < 8 {
        return raws.into_iter().map(|pair| read_one(reader, pair)).collect();
    }
    let chunk = raws.len().div_ceil(threads);
    let mut chunks: Vec<Vec<(Capture, RawReport)>> = Vec::with_capacity(threads);
    let mut rest = raws.into_iter();
    for _ in 0..threads {
        chunks.push(rest.by_ref().take(chunk).collect());
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> = chunks
            .into_iter()
            .map(|chunk| scope.spawn(move || chunk.into_iter().map(|pair| read_one(reader, pair)).collect::<Vec<_>>()))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    })
}

fn read_one(reader: &read::Reader, (capture, raw): (Capture, RawReport)) -> (Capture, Report, Reading) {
    let (report, reading) = reader.read(&raw);
    (capture, report, reading)
}
