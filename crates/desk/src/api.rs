//! The JSON API: the nouns as stored. Errors are `{"error": "…"}` with the status that fits.

use crate::{
    app::App,
    fail::Fail,
    pages::{
        Params, incident, incidents,
        warning::acts::{Asked, release_as},
    },
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use record::{IncidentId, Marking, PartnerId, Redaction, ReportId, Tlp, WarningId, WarningState, Who};
use serde::Deserialize;
use serde_json::json;
use store::{MAX_PAGE, Page, WarningFilter};

/// Rows given where the address does not say.
const DEFAULT_LIMIT: u32 = 100;

fn page(params: &Params) -> Page {
    let number = |name: &str| params.get(name).and_then(|value| value.parse::<u64>().ok());
    let limit = number("limit").unwrap_or(u64::from(DEFAULT_LIMIT)).clamp(1, u64::from(MAX_PAGE));
    Page { offset: number("offset").unwrap_or(0), limit: u32::try_from(limit).unwrap_or(MAX_PAGE) }
}

fn answer(result: Result<Response, Fail>) -> Response {
    result.unwrap_or_else(|error| (error.status(), Json(json!({"error": error.message()}))).into_response())
}

/// `GET /api/incidents`.
pub(crate) async fn incidents(State(app): State<App>, Query(params): Query<Params>) -> Response {
    let result = app.page(move |inner| {
        let found = inner.desk.store.incidents(&incidents::filter(&params), page(&params))?;
        Ok(Json(json!({"incidents": found})).into_response())
    });
    answer(result.await)
}

/// `GET /api/incidents/{id}`: an incident as stored, and why it is so, feature by feature; `reports_left_out` of its reports, the
/// last ones, were not looked at for the why.
pub(crate) async fn incident(State(app): State<App>, Path(id): Path<String>) -> Response {
    let result = app.page(move |inner| {
        let id = IncidentId(id);
        let found = inner.desk.store.incident(&id)?.ok_or_else(|| Fail::missing("incident", id.as_str()))?;
        let stored = incident::loaded(inner.desk.store.as_ref(), &found)?;
        let why = incident::explained(&found, &incident::claims_of(&found, &stored));
        let left_out = incident::left_out(&found);
        Ok(Json(json!({"incident": found, "why": why, "reports_left_out": left_out})).into_response())
    });
    answer(result.await)
}

/// `GET /api/warnings`.
pub(crate) async fn warnings(State(app): State<App>, Query(params): Query<Params>) -> Response {
    let result = app.page(move |inner| {
        let state: Option<WarningState> = match params.get("state") {
            Some(state) => Some(state.parse().map_err(|error| Fail::invalid(format!("{error}")))?),
            None => None,
        };
        let filter = WarningFilter { states: state.into_iter().collect(), incident: None };
        let found = inner.desk.store.warnings(&filter, page(&params))?;
        Ok(Json(json!({"warnings": found})).into_response())
    });
    answer(result.await)
}

/// `GET /api/reports/{id}`.
pub(crate) async fn report(State(app): State<App>, Path(id): Path<String>) -> Response {
    let result = app.page(move |inner| {
        let id = ReportId(id);
        let found = inner.desk.store.report(&id)?.ok_or_else(|| Fail::missing("report", id.as_str()))?;
        Ok(Json(json!({"seq": found.seq, "report": found.report, "reading": found.reading})).into_response())
    });
    answer(result.await)
}

/// The body of a release by API.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReleaseBody {
    partner: PartnerId,
    marking: Tlp,
    #[serde(default)]
    originator_control: bool,
    #[serde(default)]
    caveats: Vec<String>,
    #[serde(default)]
    hide_origins: bool,
    #[serde(default)]
    hide_reports: Vec<ReportId>,
    released_by: String,
}

/// `POST /api/warnings/{id}/release`.
pub(crate) async fn release(
    State(app): State<App>,
    Path(id): Path<String>,
    body: Result<Json<ReleaseBody>, axum::extract::rejection::JsonRejection>,
) -> Response {
    let body = match body {
        Ok(Json(body)) => body,
        Err(error) => return (error.status(), Json(json!({"error": error.body_text()}))).into_response(),
    };
    let result = app.page(move |inner| {
        let by = body.released_by.trim().to_owned();
        if by.is_empty() {
            return Err(Fail::invalid("`released_by` must name the person who releases the warning"));
        }
        let asked = Asked {
            partner: body.partner,
            marking: Marking { tlp: body.marking, originator_control: body.originator_control },
            caveats: body.caveats,
            redaction: Redaction { hide_origins: body.hide_origins, hide_reports: body.hide_reports },
        };
        let (release, link) = release_as(inner, Who::Analyst(by), WarningId(id), asked)?;
        Ok(Json(json!({"release": release, "link": link})).into_response())
    });
    answer(result.await)
}

/// `GET /export/stix?partner=ID`: a STIX 2.1 bundle, as a download.
pub(crate) async fn stix(State(app): State<App>, Query(params): Query<Params>) -> Response {
    let result = app.page(move |inner| {
        let partner = params.get("partner").map(String::as_str).unwrap_or_default();
        if partner.is_empty() {
            return Err(Fail::invalid("say for whom: /export/stix?partner=ID; the partners' page has the links"));
        }
        let id = PartnerId::from(partner);
        let partner = inner.desk.store.partner(&id)?.ok_or_else(|| Fail::missing("partner", id.as_str()))?;
        let copies = crate::told::told(inner.desk.store.as_ref(), &partner, &inner.desk.groups, &|_| None)?;
        let copies: Vec<_> = copies.into_iter().map(|told| told.warning).collect();
        let bundle = share::formats::stix::encode(&copies, &inner.desk.sender.name);
        let about = [
            (CONTENT_TYPE, "application/stix+json;version=2.1"),
            (CONTENT_DISPOSITION, "attachment; filename=\"forewarn-stix.json\""),
        ];
        Ok((about, bundle.to_string()).into_response())
    });
    answer(result.await)
}

/// `GET /healthz`: says that the store answers, and nothing of what it holds.
pub(crate) async fn health(State(app): State<App>) -> Response {
    let result = app.page(|inner| {
        inner.desk.store.ledger_head()?;
        Ok(Json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")})).into_response())
    });
    answer(result.await)
}
