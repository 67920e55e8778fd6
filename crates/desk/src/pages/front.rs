//! `/`: what needs a decision, what is open, what is known, what came last; without a click.

use super::{
    Frame, Params, html,
    rows::{IncidentRow, ReportRow, WarningRow},
};
use crate::{app::App, fail::Fail, words};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use record::{Disposition, Partner, Warning, WarningState, Watch};
use store::{IncidentFilter, Page, Store, WarningFilter};
use warn::route;

/// Drafts shown before "all".
const DRAFTS: u32 = 8;
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
        let mut drafts = Vec::new();
        for warning in warnings(&[WarningState::Draft], DRAFTS)? {
            let partners = for_whom(store.as_ref(), &warning, &watches, &partners)?;
            drafts.push(DraftRow { row: WarningRow::new(&warning, now), partners });
        }
        let open = warnings(&[WarningState::Released, WarningState::Delivered, WarningState::Acknowledged], OPEN)?;
        let incidents = store.incidents(&IncidentFilter::default(), Page::first(INCIDENTS))?;
        let reports = store.reports(false, Page::first(REPORTS))?;
        html(&Front {
            frame: Frame::new(inner, "desk", "Desk")?.with_notice(&params),
            more_drafts: counts.drafts.saturating_sub(drafts.len() as u64),
            drafts,
            open: open.iter().map(|w| WarningRow::new(w, now)).collect(),
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

/// The partners that a draft concerns, by name; empty if it concerns none.
fn for_whom(store: &dyn Store, warning: &Warning, watches: &[Watch], partners: &[Partner]) -> Result<String, Fail> {
    let Some(incident) = store.incident(&warning.incident)? else { return Ok(String::new()) };
    let watch = warning.watch.as_ref().and_then(|id| watches.iter().find(|watch| watch.id == *id));
    let concerned = |route: &route::Route| {
        matches!(route.disposition, Disposition::Responsible | Disposition::Stake | Disposition::NamedByWatch)
    };
    let routes = route::route(warning, &incident, watch, partners);
    Ok(routes.into_iter().filter(concerned).map(|route| route.name).collect::<Vec<_>>().join(", "))
}
