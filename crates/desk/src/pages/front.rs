//! `/`: what needs a decision, what is open, what is known, what came last; without a click.

use super::{
    Frame, Params, html,
    rows::{IncidentRow, ReportRow, WarningRow},
    warning::holders,
};
use crate::{app::App, fail::Fail, words};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use jiff::Timestamp;
use record::{Disposition, Partner, Urgency, Warning, WarningState, Watch, When};
use store::{IncidentFilter, Page, Store, WarningFilter};
use warn::route;

/// Drafts shown before "all".
const DRAFTS: usize = 8;
/// Drafts among which the most urgent are looked for.
const DRAFTS_LOOKED_AT: u32 = 200;
/// Open warnings shown before "all".
const OPEN: u32 = 10;
/// Incidents shown before "all".
const INCIDENTS: u32 = 20;
/// Reports shown before "all".
const REPORTS: u32 = 16;

/// A draft with those who would get it.
struct DraftRow {
    row: WarningRow,
    partners: String,
    /// Concerned, but not cleared for the marking.
    barred: String,
}

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    frame: Frame,
    drafts: Vec<DraftRow>,
    more_drafts: u64,
    open: Vec<WarningRow>,
    incidents: Vec<IncidentRow>,
    reports: Vec<ReportRow>,
    counts: Vec<(String, String, &'static str)>,
    watches: u64,
    partners: u64,
    empty: bool,
}

/// The desk.
pub(crate) async fn show(State(app): State<App>, Query(params): Query<Params>) -> Result<Response, Fail> {
    app.page(move |inner| {
        let (store, now) = (&inner.desk.store, inner.now());
        let counts = store.counts()?;
        let warnings = |states: &[WarningState], limit: u32| {
            let filter = WarningFilter { states: states.to_vec(), incident: None };
            store.warnings(&filter, Page::first(limit))
        };
        let (partners, watches) = (store.partners()?, store.watches()?);
        let mut waiting = warnings(&[WarningState::Draft], DRAFTS_LOOKED_AT)?;
        // The sort is stable: among equals the latest stays first.
        waiting.sort_by_key(|draft| pressing(draft.urgency, draft.when.as_ref()));
        let drafts = waiting
            .iter()
            .take(DRAFTS)
            .map(|warning| draft_row(store.as_ref(), warning, &watches, &partners, now))
            .collect::<Result<Vec<_>, _>>()?;
        let open = warnings(&[WarningState::Released, WarningState::Delivered, WarningState::Acknowledged], OPEN)?;
        let incidents = store.incidents(&IncidentFilter::default(), Page::first(INCIDENTS))?;
        let reports = store.reports(false, Page::first(REPORTS))?;
        html(&Front {
            frame: Frame::new(inner, "desk", "Desk")?.with_notice(&params),
            more_drafts: counts.drafts.saturating_sub(drafts.len() as u64),
            drafts,
            open: open.iter().map(|w| open_row(store.as_ref(), w, now)).collect::<Result<_, _>>()?,
            incidents: incidents.iter().map(IncidentRow::new).collect(),
            reports: reports.iter().map(ReportRow::new).collect(),
            counts: vec![
                number(counts.reports, "report", "reports", "/reports"),
                number(counts.relevant, "relevant", "relevant", "/reports?relevant=yes"),
                number(counts.claims, "claim", "claims", "/reports?relevant=yes"),
                number(counts.incidents, "incident", "incidents", "/incidents"),
                number(counts.warnings, "warning", "warnings", "/warnings"),
                number(counts.entries, "ledger entry", "ledger entries", "/ledger"),
            ],
            watches: counts.watches,
            partners: counts.partners,
            empty: counts.reports == 0,
        })
    })
    .await
}

/// A number with its noun, and where to find what it counts.
fn number(n: u64, one: &str, many: &str, href: &'static str) -> (String, String, &'static str) {
    (words::thousands(n), if n == 1 { one.to_owned() } else { many.to_owned() }, href)
}

/// A released warning, with the alarm and the requests that wait for an answer.
fn open_row(store: &dyn Store, warning: &Warning, now: Timestamp) -> Result<WarningRow, Fail> {
    let mut row = WarningRow::new(warning, now);
    let (mut alarm, mut asked) = (false, false);
    for release in store.releases_of(&warning.id)?.iter().filter(|release| !release.revoked) {
        let receipts = store.receipts_of(&release.id)?;
        alarm |= holders::alarm(release, &receipts);
        asked |= holders::asks(&receipts).is_some();
    }
    row.flags.extend(asked.then_some("asks to share"));
    row.flags.extend(alarm.then_some("not acknowledged in time"));
    Ok(row)
}

/// A draft with the partners that it concerns.
fn draft_row(
    store: &dyn Store,
    warning: &Warning,
    watches: &[Watch],
    partners: &[Partner],
    now: Timestamp,
) -> Result<DraftRow, Fail> {
    let watch = warning.watch.as_ref().and_then(|id| watches.iter().find(|watch| watch.id == *id));
    let routes = match store.incident(&warning.incident)? {
        Some(incident) => route::route(warning, &incident, watch, partners),
        None => Vec::new(),
    };
    let names = |wanted: &[Disposition]| {
        let found = routes.iter().filter(|route| wanted.contains(&route.disposition));
        found.map(|route| route.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    Ok(DraftRow {
        row: WarningRow::new(warning, now),
        partners: names(&[Disposition::Responsible, Disposition::Stake, Disposition::NamedByWatch]),
        barred: names(&[Disposition::BarredByMarking]),
    })
}

/// What presses more sorts first: by urgency, then by when it is to happen.
fn pressing(urgency: Urgency, when: Option<&When>) -> (u8, Timestamp) {
    let rank = match urgency {
        Urgency::Immediate => 0,
        Urgency::Expected => 1,
        Urgency::Future => 2,
        Urgency::Unknown => 3,
        Urgency::Past => 4,
    };
    (rank, when.map_or(Timestamp::MAX, |when| when.start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_most_urgent_comes_first_and_among_equals_the_soonest() {
        let day = |n| When::day(date(2031, 5, n));
        let ordered = [
            (Urgency::Immediate, None),
            (Urgency::Expected, day(20)),
            (Urgency::Future, day(3)),
            (Urgency::Future, day(9)),
            (Urgency::Future, None),
            (Urgency::Unknown, day(1)),
            (Urgency::Past, day(1)),
        ];
        let keys: Vec<_> = ordered.iter().map(|(urgency, when)| pressing(*urgency, when.as_ref())).collect();
        assert!(keys.is_sorted_by(|a, b| a < b), "{keys:?}");
    }
}
