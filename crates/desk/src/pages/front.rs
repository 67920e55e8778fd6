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
use record::WarningState;
use store::{IncidentFilter, Page, WarningFilter};

/// Drafts shown before "all".
const DRAFTS: u32 = 8;
/// Open warnings shown before "all".
const OPEN: u32 = 10;
/// Incidents shown before "all".
const INCIDENTS: u32 = 20;
/// Reports shown before "all".
const REPORTS: u32 = 16;

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    frame: Frame,
    drafts: Vec<WarningRow>,
    more_drafts: u64,
    open: Vec<WarningRow>,
    incidents: Vec<IncidentRow>,
    reports: Vec<ReportRow>,
    counts: Vec<(String, &'static str, &'static str)>,
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
        let drafts: Vec<WarningRow> =
            warnings(&[WarningState::Draft], DRAFTS)?.iter().map(|w| WarningRow::new(w, now)).collect();
        let open = warnings(&[WarningState::Released, WarningState::Delivered, WarningState::Acknowledged], OPEN)?;
        let incidents = store.incidents(&IncidentFilter::default(), Page::first(INCIDENTS))?;
        let reports = store.reports(false, Page::first(REPORTS))?;
        let number = words::thousands;
        html(&Front {
            frame: Frame::new(inner, "desk", "Desk")?.with_notice(&params),
            more_drafts: counts.drafts.saturating_sub(drafts.len() as u64),
            drafts,
            open: open.iter().map(|w| WarningRow::new(w, now)).collect(),
            incidents: incidents.iter().map(IncidentRow::new).collect(),
            reports: reports.iter().map(ReportRow::new).collect(),
            counts: vec![
                (number(counts.reports), "reports", "/reports"),
                (number(counts.relevant), "relevant", "/reports?relevant=yes"),
                (number(counts.claims), "claims", "/reports?relevant=yes"),
                (number(counts.incidents), "incidents", "/incidents"),
                (number(counts.warnings), "warnings", "/warnings"),
                (number(counts.entries), "ledger entries", "/ledger"),
            ],
            watches: counts.watches,
            partners: counts.partners,
            empty: counts.reports == 0,
        })
    })
    .await
}
