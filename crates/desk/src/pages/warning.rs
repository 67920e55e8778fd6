//! `/warnings/{id}`: what it says and why, what it stands on down to the bytes, who would get what, and what became of it.

pub(crate) mod acts;
pub(crate) mod holders;

use super::{
    Choice, Frame, Params, channels,
    copy::{Gathered, gather},
    html,
    ledger::who,
    rows::{IncidentRow, WarningRow, headline},
};
use crate::{
    app::{App, Inner},
    fail::Fail,
    highlight, words,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use record::{
    Disposition, Marking, PartnerId, ReceiptOutcome, Release, Tlp, Warning, WarningId, WarningOutcome, WarningState,
    Watch,
};
use warn::{life, route};

/// Claims shown in the walk back.
const MAX_STEPS: usize = 60;
/// Ledger entries shown.
const MAX_ENTRIES: u32 = 100;

/// One claim on the way from the warning to the bytes.
struct StepBack {
    claim: String,
    stage: record::Stage,
    outlet: String,
    title: String,
    published: String,
    report: String,
    report_id: String,
    capture: String,
    capture_id: String,
    excerpts: Vec<highlight::Excerpt>,
    chain: Vec<record::Speaker>,
}

struct RouteView {
    partner: String,
    name: String,
    disposition: Disposition,
    words: &'static str,
    /// The same, for a choice.
    short: &'static str,
    reasons: Vec<String>,
    preview: String,
    may_receive: bool,
    released: bool,
    clearance: String,
    clearance_class: &'static str,
}

struct ReleaseView {
    partner: String,
    marking: String,
    marking_class: &'static str,
    by: String,
    at: String,
    expires: String,
    revoked: bool,
    caveats: Vec<String>,
    redactions: String,
    link: Option<String>,
    /// Where each of its messages stands, in words, and whether that is bad news.
    sendings: Vec<(String, bool)>,
    /// Nobody has opened its link yet.
    unopened: bool,
    receipts: Vec<(String, String, String)>,
    id: String,
    /// The version that the partner holds.
    version: u32,
    /// Nobody acknowledged in the time set.
    alarm: bool,
    /// With whom the partner would share it: waits for our answer.
    asks: Option<String>,
}

/// The values with which the release form is filled in.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) partner: String,
    pub(crate) caveats: String,
    pub(crate) hide_origins: bool,
}

#[derive(Template)]
#[template(path = "warning.html")]
struct WarningPage {
    frame: Frame,
    row: WarningRow,
    base: String,
    paragraphs: Vec<String>,
    facts: Vec<(&'static str, String)>,
    grade: record::Grade,
    incident: Option<IncidentRow>,
    grade_now: Option<(String, String)>,
    watch: Option<String>,
    steps: Vec<StepBack>,
    steps_left_out: usize,
    routes: Vec<RouteView>,
    releases: Vec<ReleaseView>,
    markings: Vec<Choice>,
    orcon: bool,
    reports: Vec<(String, String)>,
    outcomes: Vec<Choice>,
    history: Vec<(String, String, String, String)>,
    entries: Vec<(u64, String, String, String)>,
    lead_time: Option<String>,
    acknowledge_time: Option<String>,
    draft: Draft,
    /// Why copies of it do not leave any more.
    held: Option<holders::HeldView>,
    /// What an update would change, if one is offered.
    offer: Vec<String>,
    /// How many hold it.
    holders: usize,
    proposals: Vec<holders::ProposalView>,
    open: bool,
    /// The marking keeps it from somebody whom it concerns.
    barred: bool,
    /// Closed: its outcome can still be corrected.
    closed: bool,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(params): Query<Params>,
) -> Result<Response, Fail> {
    app.page(move |inner| {
        let warning = find(inner, WarningId(id))?;
        let draft = Draft { partner: params.get("partner").cloned().unwrap_or_default(), ..Draft::default() };
        html(&page(inner, warning, &params, draft)?)
    })
    .await
}

pub(crate) fn find(inner: &Inner, id: WarningId) -> Result<Warning, Fail> {
    inner.desk.store.warning(&id)?.ok_or_else(|| Fail::missing("warning", id.as_str()))
}

fn page(inner: &Inner, warning: Warning, params: &Params, mut draft: Draft) -> Result<WarningPage, Fail> {
    let store = &inner.desk.store;
    let row = WarningRow::new(&warning, inner.now());
    let releases = store.releases_of(&warning.id)?;
    let gathered = gather(inner.desk.store.as_ref(), warning)?;
    let warning = &gathered.warning;
    let watches = store.watches()?;
    let watch = warning.watch.as_ref().and_then(|id| watches.iter().find(|watch| watch.id == *id));
    let routes = routes(inner, &gathered, watch, &releases, &row.href)?;
    if draft.partner.is_empty() {
        let next = routes.iter().find(|r| r.may_receive && !r.released && r.disposition != Disposition::NotConcerned);
        draft.partner = next.map_or_else(String::new, |route| route.partner.clone());
    }
    let barred = routes.iter().any(|route| route.disposition == Disposition::BarredByMarking);
    let steps = steps(&gathered);
    let partners = store.partners()?;
    Ok(WarningPage {
        frame: Frame::new(inner, "warnings", row.headline.clone())?.with_notice(params),
        base: row.href.clone(),
        paragraphs: warning.text.split("\n\n").filter(|p| !p.trim().is_empty()).map(str::to_owned).collect(),
        facts: facts(warning),
        grade: warning.grade.clone(),
        incident: gathered.incident.as_ref().map(IncidentRow::new),
        grade_now: gathered
            .incident
            .as_ref()
            .filter(|incident| incident.grade.code() != warning.grade.code())
            .map(|incident| (incident.grade.code(), words::grade(&incident.grade))),
        watch: warning.watch.as_ref().map(|id| watch.map_or_else(|| id.to_string(), |watch| watch.name.clone())),
        steps_left_out: warning.claims.len().saturating_sub(steps.len()),
        steps,
        routes,
        releases: releases.iter().map(|release| release_view(inner, release)).collect::<Result<_, _>>()?,
        markings: markings(&warning.marking),
        orcon: warning.marking.originator_control,
        reports: gathered
            .reports
            .iter()
            .filter(|report| gathered.claims.iter().any(|c| c.report == report.id && warning.claims.contains(&c.id)))
            .map(|report| (report.id.to_string(), format!("{}: {}", report.outlet, report.title)))
            .collect(),
        outcomes: outcomes(),
        history: warning
            .history
            .iter()
            .map(|step| (words::moment(step.at), step.state.to_string(), step.by.clone(), step.note.clone()))
            .collect(),
        entries: store
            .ledger_of(warning.id.as_str(), MAX_ENTRIES)?
            .into_iter()
            .map(|entry| (entry.seq, words::moment(entry.at), who(&entry.who, &partners), entry.what))
            .collect(),
        lead_time: life::lead_time(warning).map(words::lead),
        acknowledge_time: life::time_to_acknowledge(warning).map(words::duration),
        closed: warning.state == WarningState::Closed,
        barred,
        held: holders::held_back(inner, &gathered, &releases, &partners)?,
        offer: warning.offer.as_ref().map(|offer| offer.changes.clone()).unwrap_or_default(),
        holders: releases.iter().filter(|release| !release.revoked).count(),
        proposals: holders::proposals(warning, &partners),
        open: !matches!(warning.state, WarningState::Closed | WarningState::Cancelled),
        draft,
        row,
    })
}

fn facts(warning: &Warning) -> Vec<(&'static str, String)> {
    let lines = [
        ("Urgency", warning.urgency.to_string()),
        ("Severity", warning.severity.to_string()),
        ("Certainty", warning.certainty.to_string()),
        ("Place", warning.place.as_ref().map_or_else(String::new, record::Place::label)),
        ("When", warning.when.as_ref().map_or_else(String::new, words::when)),
        ("Outcome", warning.outcome.map_or_else(String::new, |o| words::outcome(o).to_owned())),
        ("Event at", warning.event_at.map_or_else(String::new, words::moment)),
    ];
    lines.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// Markings that the warning's own may become; the first is the warning's.
pub(crate) fn markings(marking: &Marking) -> Vec<Choice> {
    let allowed = Tlp::ALL
        .iter()
        .filter(|tlp| marking.may_become(&Marking { tlp: **tlp, originator_control: marking.originator_control }));
    allowed.map(|tlp| Choice::new(tlp.code(), format!("{tlp} – {}", words::tlp(*tlp)), *tlp == marking.tlp)).collect()
}

fn outcomes() -> Vec<Choice> {
    WarningOutcome::ALL.iter().map(|o| Choice::new(o.code(), words::outcome(*o), false)).collect()
}

fn routes(
    inner: &Inner,
    gathered: &Gathered,
    watch: Option<&Watch>,
    releases: &[Release],
    base: &str,
) -> Result<Vec<RouteView>, Fail> {
    let partners = inner.desk.store.partners()?;
    let Some(incident) = &gathered.incident else { return Ok(Vec::new()) };
    let clearance = |id: &PartnerId| partners.iter().find(|p| p.id == *id).map_or(Tlp::Clear, |p| p.clearance);
    Ok(route::route(&gathered.warning, incident, watch, &partners)
        .into_iter()
        .map(|route| RouteView {
            words: match route.disposition {
                Disposition::Responsible => "responsible for the place",
                Disposition::Stake => "has a stake",
                Disposition::NamedByWatch => "named by the watch",
                Disposition::BarredByMarking => "barred by the marking",
                Disposition::NotConcerned => "not concerned",
            },
            short: match route.disposition {
                Disposition::Responsible => "responsible",
                Disposition::Stake => "has a stake",
                Disposition::NamedByWatch => "named by the watch",
                Disposition::BarredByMarking => "barred",
                Disposition::NotConcerned => "not concerned",
            },
            preview: format!("{base}/preview/{}", words::encode(route.partner.as_str())),
            may_receive: clearance(&route.partner) >= gathered.warning.marking.tlp,
            released: releases.iter().any(|release| release.partner == route.partner && !release.revoked),
            clearance: clearance(&route.partner).to_string(),
            clearance_class: words::tlp_class(clearance(&route.partner)),
            partner: route.partner.to_string(),
            name: route.name,
            disposition: route.disposition,
            reasons: route.reasons,
        })
        .collect())
}

fn release_view(inner: &Inner, release: &Release) -> Result<ReleaseView, Fail> {
    let partner = inner.desk.store.partner(&release.partner)?;
    let receipts = inner.desk.store.receipts_of(&release.id)?;
    Ok(ReleaseView {
        partner: partner.map_or_else(|| format!("{} (removed)", release.partner), |partner| partner.name),
        marking: release.marking.to_string(),
        marking_class: words::tlp_class(release.marking.tlp),
        by: release.proposed_by.iter().chain([&release.approved_by]).cloned().collect::<Vec<_>>().join(" and "),
        id: release.id.to_string(),
        version: release.version(),
        alarm: !release.revoked && holders::alarm(release, &receipts),
        asks: holders::asks(&receipts).filter(|_| !release.revoked).map(str::to_owned),
        at: words::moment(release.at),
        expires: words::moment(release.expires_at),
        revoked: release.revoked,
        caveats: release.caveats.clone(),
        redactions: redactions(&release.redaction),
        link: if release.revoked || release.partner.is_public() { None } else { inner.link_of(&release.id) },
        unopened: !release.partner.is_public()
            && receipts.iter().all(|r| matches!(r.outcome, ReceiptOutcome::Sent | ReceiptOutcome::Delivered)),
        sendings: channels::standing(inner.desk.store.as_ref(), release)?,
        receipts: receipts
            .into_iter()
            .map(|receipt| {
                let (what, detail) = words::receipt_line(receipt.outcome, &receipt.detail);
                (words::moment(receipt.at), what, detail)
            })
            .collect(),
    })
}

pub(crate) fn redactions(redaction: &record::Redaction) -> String {
    let mut parts = Vec::new();
    if redaction.hide_origins {
        parts.push("who said so is left out".to_owned());
    }
    match redaction.hide_reports.len() as u64 {
        0 => {}
        n => parts.push(format!("{} left out", words::count(n, "report is", "reports are"))),
    }
    if parts.is_empty() { "nothing is left out".to_owned() } else { parts.join("; ") }
}

fn steps(gathered: &Gathered) -> Vec<StepBack> {
    let of_warning = |id: &record::ClaimId| gathered.warning.claims.contains(id);
    gathered
        .claims
        .iter()
        .filter(|claim| of_warning(&claim.id))
        .take(MAX_STEPS)
        .enumerate()
        .filter_map(|(i, claim)| {
            let report = gathered.reports.iter().find(|report| report.id == claim.report)?;
            let marks = highlight::marks_of(claim, i + 1, &report.text);
            Some(StepBack {
                claim: claim.id.to_string(),
                stage: claim.stage,
                outlet: headline(&report.outlet, "outlet not known"),
                title: headline(&report.title, "Report without a headline"),
                published: words::day(report.published),
                report: format!(
                    "{}?claim={}",
                    words::href("/reports", report.id.as_str()),
                    words::encode(claim.id.as_str())
                ),
                report_id: report.id.to_string(),
                capture: words::href("/captures", report.capture.as_str()),
                capture_id: report.capture.to_string(),
                excerpts: highlight::excerpts(&report.text, &marks, &claim.evidence),
                chain: claim.said_by.clone(),
            })
        })
        .collect()
}
