//! `/ledger`: every step, newest first, with the check of the chain.

use super::{Frame, Params, ROWS, html};
use crate::{app::App, fail::Fail, words};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use record::{Entry, Genesis, Partner, Watch, verify_chain};

/// Letters of an entry's particulars shown in the list.
const MAX_DETAIL_CHARS: usize = 600;

struct Row {
    seq: u64,
    at: String,
    who: String,
    what: String,
    subject: String,
    href: Option<String>,
    detail: String,
    hash: String,
    prev: String,
}

#[derive(Template)]
#[template(path = "ledger.html")]
struct Ledger {
    frame: Frame,
    rows: Vec<Row>,
    total: String,
    head: String,
    verdict: Result<String, String>,
    newer: Option<u64>,
    older: Option<u64>,
}

/// The ledger. `?before=SEQ` leafs back.
pub(crate) async fn list(State(app): State<App>, Query(params): Query<Params>) -> Result<Response, Fail> {
    app.page(move |inner| {
        let store = &inner.desk.store;
        let (last, head) = store.ledger_head()?;
        let top =
            params.get("before").and_then(|seq| seq.parse::<u64>().ok()).map_or(last, |seq| seq.saturating_sub(1));
        let top = top.min(last);
        let after = top.saturating_sub(u64::from(ROWS));
        // One entry more than is shown: its hash is what the first one shown must continue.
        let from = after.saturating_sub(1);
        let mut entries = store.ledger_after(from, ROWS + 1)?;
        let verdict = check(after, &entries, top).map_err(|broken| broken.to_string());
        let (partners, watches) = (store.partners()?, store.watches()?);
        entries.retain(|entry| entry.seq > after && entry.seq <= top);
        html(&Ledger {
            frame: Frame::new(inner, "ledger", "Ledger")?,
            rows: entries.iter().rev().map(|entry| row(entry, &partners, &watches)).collect(),
            total: words::count(last, "entry", "entries"),
            head,
            verdict,
            older: (after > 0).then_some(after + 1),
            newer: (top < last).then_some(top + u64::from(ROWS) + 1),
        })
    })
    .await
}

/// Checks the entries of this page against the one before them.
fn check(after: u64, entries: &[Entry], top: u64) -> Result<String, record::LedgerBreak> {
    let start = match entries.iter().find(|entry| entry.seq == after) {
        Some(before) => (after, before.hash.clone()),
        None => (0, Genesis::HASH.to_owned()),
    };
    let (seq, _) = verify_chain(start, entries.iter().filter(|entry| entry.seq > after && entry.seq <= top))?;
    Ok(match seq {
        0 => "nothing to check yet".to_owned(),
        seq => format!("entries {}–{seq} check out: each holds the hash of the one before", after + 1),
    })
}

/// Who did it, partners by their names.
pub(crate) fn who(words: &str, partners: &[Partner]) -> String {
    let id = words.strip_prefix("partner ").unwrap_or_default();
    partners.iter().find(|partner| partner.id.as_str() == id).map_or_else(|| words.to_owned(), |p| p.name.clone())
}

fn row(entry: &Entry, partners: &[Partner], watches: &[Watch]) -> Row {
    let mut detail: String = entry.detail.chars().take(MAX_DETAIL_CHARS).collect();
    if matches!(detail.as_str(), "null" | "{}") {
        detail.clear();
    }
    Row {
        seq: entry.seq,
        at: words::moment(entry.at),
        who: who(&entry.who, partners),
        what: entry.what.clone(),
        subject: name_of(&entry.subject, partners, watches),
        href: place_of(&entry.what, &entry.subject),
        detail,
        hash: entry.hash.chars().take(12).collect(),
        prev: entry.prev_hash.chars().take(12).collect(),
    }
}

/// Partners and watches by their names, everything else by its id.
fn name_of(subject: &str, partners: &[Partner], watches: &[Watch]) -> String {
    let partner = partners.iter().find(|partner| partner.id.as_str() == subject).map(|partner| &partner.name);
    let name = partner.or_else(|| watches.iter().find(|watch| watch.id.as_str() == subject).map(|watch| &watch.name));
    name.cloned().unwrap_or_else(|| subject.to_owned())
}

/// Where a subject can be looked at: reports by what happened to them, since their ids may come with the input; the rest by
/// the prefix of the id.
fn place_of(what: &str, subject: &str) -> Option<String> {
    if what == "report.read" {
        return Some(words::href("/reports", subject));
    }
    let (prefix, _) = subject.split_once('-')?;
    Some(match prefix {
        "wrn" => words::href("/warnings", subject),
        "inc" => words::href("/incidents", subject),
        "cap" => words::href("/captures", subject),
        "prt" => "/partners".to_owned(),
        "wch" => "/watches".to_owned(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn chain(n: u64) -> Vec<Entry> {
        let mut hash = Genesis::HASH.to_owned();
        let next = |seq: u64| {
            let entry = Entry::after(&hash, seq, Timestamp::UNIX_EPOCH, "ana", "report.read", "rep-1", "{}");
            hash.clone_from(&entry.hash);
            entry
        };
        (1..=n).map(next).collect()
    }

    /// What the page says of entries `after + 1` to `top`, as the handler reads them.
    fn said(entries: &[Entry], after: u64, top: u64) -> String {
        let read: Vec<Entry> = entries.iter().filter(|entry| entry.seq >= after.max(1)).cloned().collect();
        check(after, &read, top).unwrap_or_else(|broken| broken.to_string())
    }

    #[test]
    fn a_page_of_the_ledger_is_checked_against_the_entry_before_it() {
        let whole = chain(9);
        assert_eq!(said(&whole, 0, 9), "entries 1–9 check out: each holds the hash of the one before");
        assert_eq!(said(&whole, 4, 6), "entries 5–6 check out: each holds the hash of the one before");
        assert_eq!(said(&[], 0, 0), "nothing to check yet");
        let mut changed = whole.clone();
        changed[5].who = "eve".to_owned();
        assert_eq!(said(&changed, 4, 9), "entry 6 was changed: its contents do not give its hash");
        changed[5].hash = changed[5].computed_hash();
        assert_eq!(said(&changed, 4, 9), "entry 7 does not follow from entry 6: the chain was cut there");
        let mut missing = whole;
        missing.remove(5);
        assert_eq!(said(&missing, 4, 9), "entry 6 is missing: found 7 in its place");
        assert_eq!(who("partner prt-0", &[]), "partner prt-0");
    }
}
