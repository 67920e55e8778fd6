//! `/sources`: who says so, how often they were confirmed or denied, and how their reliability moved.

use super::{
    Choice, Frame, Pager, Params, go, html,
    incident::{acts::reliability, borne_class},
};
use crate::{
    app::{App, Inner},
    fail::Fail,
    fields::Fields,
    words,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use jiff::Timestamp;
use record::{
    Event, Judgement, Reliability, SourceHealth, SourceId, SourceState, Subject, TrackRecord, Verdict, share,
};
use std::collections::HashMap;
use store::{MAX_PAGE, Page, SourceRecord, Told};

/// Lines of a history that are shown; a caption counts the rest.
const MAX_HISTORY: u32 = 200;

/// Followed sources that are shown; those that need a look come first.
const MAX_FOLLOWED: usize = 200;

struct Row {
    name: String,
    href: String,
    kind: &'static str,
    reliability: Reliability,
    /// "set by Ana Lind"; empty where the record speaks.
    set: String,
    told: u64,
    record: TrackRecord,
}

impl Row {
    fn new(record: &SourceRecord, set: Option<&Set<'_>>) -> Self {
        Self {
            name: record.name.clone(),
            href: words::href("/sources", &record.source),
            kind: record.kind.code(),
            reliability: set.map_or_else(|| record.record.reliability(), |set| set.value),
            set: set.map_or_else(String::new, |set| format!("set by {}", set.judgement.by)),
            told: record.told,
            record: record.record,
        }
    }
}

/// A followed source at a glance.
struct Followed {
    name: String,
    kind: &'static str,
    url: String,
    /// Its last good look, and its last new report.
    looked: String,
    new: String,
    reports: u64,
    relevant: String,
    first: String,
    health: SourceHealth,
}

/// Those that need a look first, then by name.
fn followed(inner: &Inner) -> Result<Vec<Followed>, Fail> {
    let now = inner.now();
    let states = inner.desk.store.source_states()?;
    let states: HashMap<&SourceId, &SourceState> = states.iter().map(|state| (&state.source, state)).collect();
    let sources = inner.desk.store.sources()?;
    let mut rows: Vec<Followed> = sources
        .iter()
        .filter(|source| source.is_followed())
        .map(|source| {
            let state = states.get(&source.id).copied();
            let ago = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), |at| words::ago(at, now));
            let (articles, copies) = state.map_or((0, 0), |state| (state.articles, state.copies));
            let (reports, relevant) = state.map_or((0, 0), |state| (state.reports, state.relevant));
            Followed {
                name: source.name.clone(),
                kind: source.kind.code(),
                url: source.url.clone(),
                looked: ago(state.and_then(|state| state.answered_at)),
                new: ago(state.and_then(|state| state.new_at)),
                reports,
                relevant: share(relevant, reports),
                first: share(articles, articles + copies),
                health: SourceHealth::of(source, state, now),
            }
        })
        .collect();
    rows.sort_by(|a, b| (!a.health.alarm, &a.name).cmp(&(!b.health.alarm, &b.name)));
    Ok(rows)
}

#[derive(Template)]
#[template(path = "sources.html")]
struct Sources {
    frame: Frame,
    /// Shown on the first page only.
    followed: Vec<Followed>,
    /// Of these, so many are not shown.
    left_out: usize,
    alarms: usize,
    rows: Vec<Row>,
    pager: Pager,
}

/// A reliability that an analyst has set.
struct Set<'j> {
    judgement: &'j Judgement,
    value: Reliability,
}

/// What analysts say of a source now: the latest judgement that was not taken back.
fn set<'j>(judgements: &'j [Judgement], key: &str) -> Option<Set<'j>> {
    let undone = record::taken_back(judgements);
    let counting = judgements.iter().filter(|judgement| !undone.contains_key(&judgement.id));
    let about = counting.filter_map(|judgement| match &judgement.subject {
        Subject::Reliability { source, value } if link::canonical_name(source) == key => {
            Some(Set { judgement, value: *value })
        }
        _ => None,
    });
    about.max_by_key(|set| set.judgement.order())
}

/// The list.
pub(crate) async fn list(State(app): State<App>, Query(params): Query<Params>) -> Result<Response, Fail> {
    app.page(move |inner| {
        let mut pager = Pager::new(&params);
        let mut records = inner.desk.store.source_records(pager.page())?;
        pager.cut(&mut records, "/sources", &params);
        let judgements = inner.desk.store.judgements()?;
        let mut followed = if pager.page().offset == 0 { followed(inner)? } else { Vec::new() };
        let alarms = followed.iter().filter(|row| row.health.alarm).count();
        let left_out = followed.len().saturating_sub(MAX_FOLLOWED);
        followed.truncate(MAX_FOLLOWED);
        html(&Sources {
            followed,
            left_out,
            alarms,
            frame: Frame::new(inner, "sources", "Sources")?.with_notice(&params),
            rows: records.iter().map(|record| Row::new(record, set(&judgements, &record.source).as_ref())).collect(),
            pager,
        })
    })
    .await
}

/// One line of the history.
struct Line {
    /// Its record's letter from then on.
    letter: Reliability,
    /// True where the letter is another than before.
    moved: bool,
    day: String,
    outcome: String,
    class: &'static str,
    headline: String,
    href: String,
}

struct JudgedView {
    id: String,
    what: String,
    by: String,
    reasons: String,
    undone: Option<String>,
}

#[derive(Template)]
#[template(path = "source.html")]
struct SourcePage {
    frame: Frame,
    row: Row,
    base: String,
    /// What its own record gives.
    own: Reliability,
    why: String,
    unsettled: u64,
    history: Vec<Line>,
    left_out: u64,
    judgements: Vec<JudgedView>,
    reliabilities: Vec<Choice>,
}

/// One source.
pub(crate) async fn show(
    State(app): State<App>,
    Path(key): Path<String>,
    Query(params): Query<Params>,
) -> Result<Response, Fail> {
    app.page(move |inner| html(&page(inner, &key, &params)?)).await
}

fn find(inner: &Inner, key: &str) -> Result<SourceRecord, Fail> {
    inner.desk.store.source_record(key)?.ok_or_else(|| Fail::missing("source", key))
}

fn page(inner: &Inner, key: &str, params: &Params) -> Result<SourcePage, Fail> {
    let record = find(inner, key)?;
    let told = inner.desk.store.told_by(key, Page::first(MAX_HISTORY.min(MAX_PAGE)))?;
    let judgements = inner.desk.store.judgements()?;
    let set = set(&judgements, key);
    let undone = record::taken_back(&judgements);
    let about = judgements
        .iter()
        .rev()
        .filter(|j| matches!(&j.subject, Subject::Reliability { source, .. } if link::canonical_name(source) == key));
    let row = Row::new(&record, set.as_ref());
    let own = record.record.reliability();
    Ok(SourcePage {
        frame: Frame::new(inner, "sources", row.name.clone())?.with_notice(params),
        base: row.href.clone(),
        why: why(&record, set.as_ref()),
        own,
        unsettled: record.unsettled(),
        left_out: record.told.saturating_sub(told.len() as u64),
        history: history(record.record, &told),
        judgements: about
            .map(|j| JudgedView {
                id: words::encode(j.id.as_str()),
                what: j.words(),
                by: format!("{}, {}", j.by, words::moment(j.at)),
                reasons: j.reasons.join(" "),
                undone: undone.get(&j.id).map(|by| format!("taken back by {}, {}", by.by, words::moment(by.at))),
            })
            .collect(),
        reliabilities: Reliability::ALL
            .iter()
            .map(|r| Choice::new(r.code(), format!("{r}: {}", r.words()), *r == row.reliability))
            .collect(),
        row,
    })
}

/// Why it is worth what it is worth.
fn why(record: &SourceRecord, set: Option<&Set<'_>>) -> String {
    let own = record.record.reliability();
    match set {
        Some(set) => format!(
            "Judged by {} on {}: {} Its record alone gives {own}.",
            set.judgement.by,
            set.judgement.at.strftime("%Y-%m-%d"),
            set.judgement.reasons.join(" ")
        ),
        None if own == Reliability::F => format!(
            "A source starts at F. Its record speaks once independent origins have confirmed or denied it in {} incidents.",
            TrackRecord::MIN_SETTLED
        ),
        None => format!("By its record: {}.", record.record.words()),
    }
}

/// The lines, newest first, each with what the record was worth from then on.
fn history(record: TrackRecord, told: &[Told]) -> Vec<Line> {
    let mut now = record;
    told.iter()
        .map(|told| {
            let letter = now.reliability();
            now = now.without(told.testimony.outcome);
            let testimony = &told.testimony;
            let by = testimony.settled_words();
            let stance = if testimony.supports { "said so" } else { "denied it" };
            Line {
                letter,
                moved: now.reliability() != letter,
                day: words::day(testimony.settled_on.or(testimony.said_on)),
                outcome: format!(
                    "{stance} on {}; {}{by}",
                    words::day(testimony.said_on),
                    words::borne(testimony.outcome)
                ),
                class: borne_class(testimony.outcome),
                headline: super::rows::headline(&told.headline, "Incident without a headline"),
                href: words::href("/incidents", told.incident.as_str()),
            }
        })
        .collect()
}

/// Sets the reliability of a source by hand.
pub(crate) async fn grade(State(app): State<App>, Path(key): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let record = find(inner, &key)?;
        let reason = fields.note("reason")?;
        if reason.is_empty() {
            return Err(Fail::invalid("Please give a reason: it stands beside the judgement for everyone after you."));
        }
        let subject = reliability(&fields)?;
        inner.act(fields.analyst()?, Event::Judged { subject, verdict: Verdict::Positive, reason })?;
        Ok(go(&format!("{}?done=judged", words::href("/sources", &record.source))))
    })
    .await
}
