//! `/warnings`: the list.

use super::{Choice, Frame, Pager, Params, html, rows::WarningRow};
use crate::{app::App, fail::Fail};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use record::WarningState;
use store::WarningFilter;

#[derive(Template)]
#[template(path = "warnings.html")]
struct Warnings {
    frame: Frame,
    rows: Vec<WarningRow>,
    pager: Pager,
    states: Vec<Choice>,
    filtered: bool,
}

/// The list.
pub(crate) async fn list(State(app): State<App>, Query(params): Query<Params>) -> Result<Response, Fail> {
    app.page(move |inner| {
        let state: Option<WarningState> = params.get("state").and_then(|state| state.parse().ok());
        let filter = WarningFilter { states: state.into_iter().collect(), incident: None };
        let mut pager = Pager::new(&params);
        let mut warnings = inner.desk.store.warnings(&filter, pager.page())?;
        pager.cut(&mut warnings, "/warnings", &params);
        let now = inner.now();
        html(&Warnings {
            frame: Frame::new(inner, "warnings", "Warnings")?.with_notice(&params),
            rows: warnings.iter().map(|w| WarningRow::new(w, now)).collect(),
            pager,
            states: WarningState::ALL.iter().map(|s| Choice::new(s.code(), s.code(), state == Some(*s))).collect(),
            filtered: state.is_some(),
        })
    })
    .await
}
