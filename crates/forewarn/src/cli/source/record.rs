//! `forewarn source list`, `show` and `grade`: who says so, how often they were confirmed or denied, and what they are worth by that.

use super::super::{Global, judgement};
use crate::exit::Exit;
use crate::output;
use anyhow::{Result, bail};
use record::{Event, Judgement, Reliability, Subject, Verdict};
use std::io::Write;
use store::{MAX_PAGE, Page, SourceRecord, Store};

pub(super) fn grade(global: &Global, name: &str, reliability: Reliability, reason: &str) -> Result<Exit> {
    let source = find(&global.open_to_read()?, name)?.name;
    let subject = Subject::Reliability { source, value: reliability };
    let pipeline = global.acting(&global.config()?)?;
    let event = Event::Judged { subject, verdict: Verdict::Positive, reason: reason.to_owned() };
    judgement::act(global, &pipeline, event)?;
    show(pipeline.store().as_ref(), name)
}

fn find(store: &dyn Store, name: &str) -> Result<SourceRecord> {
    let found = store.source_record(&link::canonical_name(name))?;
    let Some(found) = found else {
        bail!("no incident rests on a source named `{name}`; `forewarn source list` shows those there are")
    };
    Ok(found)
}

/// What analysts say of a source now: the latest judgement that was not taken back.
fn set<'j>(judgements: &'j [Judgement], key: &str) -> Option<(&'j Judgement, Reliability)> {
    let undone = record::taken_back(judgements);
    judgements
        .iter()
        .filter(|j| !undone.contains_key(&j.id))
        .filter_map(|j| match &j.subject {
            Subject::Reliability { source, value } if link::canonical_name(source) == key => Some((j, *value)),
            _ => None,
        })
        .max_by_key(|(judgement, _)| judgement.order())
}

pub(super) fn list(store: &dyn Store, limit: u32) -> Result<Exit> {
    let records = store.source_records(Page::first(limit))?;
    let judgements = store.judgements()?;
    let mut out = anstream::stdout();
    if records.is_empty() {
        writeln!(out, "no incident rests on any source yet")?;
        return Ok(Exit::Ok);
    }
    let mut table =
        output::table::table(&["reliability", "source", "kind", "incidents", "confirmed", "denied", "set by"]);
    for record in &records {
        let set = set(&judgements, &record.source);
        table.add_row([
            set.map_or_else(|| record.record.reliability(), |(_, value)| value).to_string(),
            record.name.clone(),
            record.kind.to_string(),
            record.told.to_string(),
            record.record.confirmed.to_string(),
            record.record.denied.to_string(),
            set.map_or_else(String::new, |(judgement, _)| judgement.by.clone()),
        ]);
    }
    writeln!(out, "{table}")?;
    Ok(Exit::Ok)
}

pub(super) fn show(store: &dyn Store, name: &str) -> Result<Exit> {
    let record = find(store, name)?;
    let history = store.told_by(&record.source, Page::first(MAX_PAGE))?;
    let judgements = store.judgements()?;
    let set = set(&judgements, &record.source);
    write!(anstream::stdout(), "{}", output::source::page(&record, &history, set))?;
    Ok(Exit::Ok)
}
