//! `/incidents`: the list with its filters.

use super::{Choice, Frame, Pager, Params, html, rows::IncidentRow};
use crate::{app::App, fail::Fail};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use record::{Kind, Stage};
use store::IncidentFilter;

#[derive(Template)]
#[template(path = "incidents.html")]
struct Incidents {
    frame: Frame,
    rows: Vec<IncidentRow>,
    pager: Pager,
    stages: Vec<Choice>,
    kinds: Vec<Choice>,
    country: String,
    min_origins: String,
    filtered: bool,
}

/// The filter that an address asks for; unknown words filter nothing.
pub(crate) fn filter(params: &Params) -> IncidentFilter {
    let word = |name: &str| params.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
    IncidentFilter {
        stages: word("stage").and_then(|value| value.parse().ok()).into_iter().collect(),
        kinds: word("kind").and_then(|value| value.parse().ok()).into_iter().collect(),
        country: word("country").map(|value| value.chars().take(2).collect::<String>().to_uppercase()),
        min_origins: word("min_origins").and_then(|value| value.parse().ok()),
    }
}

/// The list.
pub(crate) async fn list(State(app): State<App>, Query(params): Query<Params>) -> Result<Response, Fail> {
    app.page(move |inner| {
        let filter = filter(&params);
        let mut pager = Pager::new(&params);
        let mut incidents = inner.desk.store.incidents(&filter, pager.page())?;
        pager.cut(&mut incidents, "/incidents", &params);
        html(&Incidents {
            frame: Frame::new(inner, "incidents", "Incidents")?.with_notice(&params),
            rows: incidents.iter().map(IncidentRow::new).collect(),
            pager,
            stages: Stage::ALL.iter().map(|s| Choice::new(s.code(), s.code(), filter.stages.contains(s))).collect(),
            kinds: Kind::ALL.iter().map(|k| Choice::new(k.code(), k.words(), filter.kinds.contains(k))).collect(),
            filtered: filter != IncidentFilter::default(),
            country: filter.country.unwrap_or_default(),
            min_origins: filter.min_origins.map_or_else(String::new, |n| n.to_string()),
        })
    })
    .await
}
