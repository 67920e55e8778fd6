//! What an analyst does with a warning: preview, release, close, take back.

use super::{find, redactions};
use crate::{
    app::{App, Inner},
    fail::Fail,
    fields::Fields,
    pages::{
        Frame,
        copy::{CopyView, Gathered, gather},
        go, html,
    },
    words,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use record::{
    Event, Marking, Partner, PartnerId, Redaction, Refusal, RefusalKind, ReportId, Tlp, Warning, WarningId, Who,
};
use warn::life::{self, Terms};

/// Days that a link of a preview would work; the page does not show it.
const PREVIEW_DAYS: u32 = 30;

#[derive(Template)]
#[template(path = "preview.html")]
struct Preview {
    frame: Frame,
    base: String,
    partner: String,
    partner_id: String,
    marking: Tlp,
    orcon: bool,
    caveats: String,
    hide_origins: bool,
    hide_reports: Vec<String>,
    redactions: String,
    by: String,
    copy: CopyView,
}

/// What the release form says.
pub(crate) struct Asked {
    pub(crate) partner: PartnerId,
    pub(crate) marking: Marking,
    pub(crate) caveats: Vec<String>,
    pub(crate) redaction: Redaction,
}

fn asked(fields: &Fields) -> Result<Asked, Fail> {
    let partner = fields.required("partner", "the partner")?;
    let lines = fields.note("caveats")?;
    Ok(Asked {
        partner: PartnerId(partner),
        marking: Marking { tlp: fields.code::<Tlp>("marking")?, originator_control: fields.ticked("orcon") },
        caveats: lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        redaction: Redaction {
            hide_origins: fields.ticked("hide_origins"),
            hide_reports: fields.all("hide_report").map(ReportId::from).collect(),
        },
    })
}

/// `/warnings/{id}/preview/{partner}`: what this partner would see on the warning's own terms.
pub(crate) async fn preview(
    State(app): State<App>,
    Path((id, partner)): Path<(String, String)>,
) -> Result<Response, Fail> {
    app.page(move |inner| {
        let warning = find(inner, WarningId(id))?;
        let asked = Asked {
            partner: PartnerId(partner),
            marking: warning.marking.clone(),
            caveats: Vec::new(),
            redaction: Redaction::default(),
        };
        let by = inner.desk.analyst.clone();
        html(&preview_page(inner, warning, asked, by)?)
    })
    .await
}

/// What the partner would see on the terms that the form asks for.
pub(crate) async fn preview_form(
    State(app): State<App>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fail> {
    app.page(move |inner| {
        let warning = find(inner, WarningId(id))?;
        html(&preview_page(inner, warning, asked(&fields)?, fields.line("by")?)?)
    })
    .await
}

fn preview_page(inner: &Inner, warning: Warning, asked: Asked, by: String) -> Result<Preview, Fail> {
    let partner = find_partner(inner, &asked.partner)?;
    let base = words::href("/warnings", warning.id.as_str());
    let gathered = gather(inner.desk.store.as_ref(), warning)?;
    let copy = would_see(inner, &gathered, &partner, &asked)?;
    Ok(Preview {
        frame: Frame::new(inner, "warnings", format!("Preview for {}", partner.name))?,
        base,
        partner: partner.name,
        partner_id: partner.id.to_string(),
        marking: asked.marking.tlp,
        orcon: asked.marking.originator_control,
        caveats: asked.caveats.join("\n"),
        hide_origins: asked.redaction.hide_origins,
        hide_reports: asked.redaction.hide_reports.iter().map(ToString::to_string).collect(),
        redactions: redactions(&asked.redaction),
        by,
        copy,
    })
}

/// The release is made for the eye only, by the rules of a real one: what the rules refuse, the preview refuses too.
fn would_see(inner: &Inner, gathered: &Gathered, partner: &Partner, asked: &Asked) -> Result<CopyView, Fail> {
    let terms = Terms {
        marking: asked.marking.clone(),
        caveats: asked.caveats.clone(),
        redaction: asked.redaction.clone(),
        valid_days: PREVIEW_DAYS,
    };
    let earlier = inner.desk.store.releases_of(&gathered.warning.id)?;
    let (warning, release) = life::release(&gathered.warning, partner, &earlier, &terms, "preview", inner.now())?;
    let after = Gathered {
        warning,
        incident: gathered.incident.clone(),
        claims: gathered.claims.clone(),
        reports: gathered.reports.clone(),
        over: gathered.over.clone(),
    };
    if let Some(why) = after.held_back(&release.marking) {
        return Err(Refusal::new(RefusalKind::NotAllowed, why).into());
    }
    Ok(CopyView::new(&after.view(&release, &[])?))
}

fn find_partner(inner: &Inner, id: &PartnerId) -> Result<Partner, Fail> {
    inner.desk.store.partner(id)?.ok_or_else(|| Fail::missing("partner", id.as_str()))
}

/// Releases to one partner.
pub(crate) async fn release(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let who = fields.analyst()?;
        let (release, _) = release_as(inner, who, WarningId(id.clone()), asked(&fields)?)?;
        // Where two persons are needed, the first has only proposed it.
        let done = if release.is_some() { "released" } else { "proposed" };
        Ok(go(&format!("{}?done={done}#releases", words::href("/warnings", &id))))
    })
    .await
}

/// Hands the release to the conductor and keeps its link to be shown; gives release and link.
pub(crate) fn release_as(
    inner: &Inner,
    who: Who,
    warning: WarningId,
    asked: Asked,
) -> Result<(Option<String>, Option<String>), Fail> {
    let Asked { partner, marking, caveats, redaction } = asked;
    let outcome = inner.act(who, Event::WarningReleased { warning, partner, marking, caveats, redaction })?;
    if let (Some(release), Some(link)) = (&outcome.release, &outcome.link) {
        inner.keep_link(release.clone(), link.clone());
    }
    let link = outcome.release.as_ref().and_then(|release| inner.link_of(release));
    Ok((outcome.release.map(|release| release.to_string()), link))
}

/// Closes with an outcome.
pub(crate) async fn close(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let event = Event::WarningClosed {
            warning: WarningId(id.clone()),
            outcome: fields.code("outcome")?,
            event_at: fields.moment("event_at")?,
            note: fields.note("note")?,
        };
        inner.act(fields.analyst()?, event)?;
        Ok(go(&format!("{}?done=closed", words::href("/warnings", &id))))
    })
    .await
}

/// Takes the warning back.
pub(crate) async fn cancel(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let reason = fields.note("reason")?;
        if reason.is_empty() {
            return Err(Fail::invalid("Please give the reason: every holder of the warning reads it."));
        }
        inner.act(fields.analyst()?, Event::WarningCancelled { warning: WarningId(id.clone()), reason })?;
        Ok(go(&format!("{}?done=cancelled", words::href("/warnings", &id))))
    })
    .await
}
