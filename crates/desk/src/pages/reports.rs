//! `/reports`, `/reports/{id}`, `/captures/{id}` and `/search`.

use super::{
    Frame, Pager, Params, html,
    rows::{IncidentRow, ReportRow, headline},
    versions::{self, Edit, VersionRow},
    why::{self, WhyLine},
};
use crate::{app::App, app::Inner, fail::Fail, highlight, words};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use record::{CaptureId, Claim, ReportId, Speaker};
use store::{ReportSummary, StoredReport};

/// Paragraphs of a report that are shown; a longer text is to be read in its capture.
const MAX_PARAGRAPHS: usize = 2_000;
/// Letters of a query that are used.
const MAX_QUERY_CHARS: usize = 300;

#[derive(Template)]
#[template(path = "reports.html")]
struct Reports {
    frame: Frame,
    rows: Vec<ReportRow>,
    pager: Pager,
    relevant: bool,
}

/// The list.
pub(crate) async fn list(State(app): State<App>, Query(params): Query<Params>) -> Result<Response, Fail> {
    app.page(move |inner| {
        let relevant = params.get("relevant").is_some_and(|value| value == "yes");
        let mut pager = Pager::new(&params);
        let mut reports: Vec<ReportSummary> = inner.desk.store.reports(relevant, pager.page())?;
        pager.cut(&mut reports, "/reports", &params);
        html(&Reports {
            frame: Frame::new(inner, "reports", "Reports")?,
            rows: reports.iter().map(ReportRow::new).collect(),
            pager,
            relevant,
        })
    })
    .await
}

struct Hit {
    row: ReportRow,
    snippet: Vec<(String, bool)>,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Search {
    frame: Frame,
    hits: Vec<Hit>,
    pager: Pager,
}

/// The search.
pub(crate) async fn search(State(app): State<App>, Query(params): Query<Params>) -> Result<Response, Fail> {
    app.page(move |inner| {
        let query: String = params.get("q").map_or("", String::as_str).trim().chars().take(MAX_QUERY_CHARS).collect();
        let mut pager = Pager::new(&params);
        let mut hits = if query.is_empty() { Vec::new() } else { inner.desk.store.search(&query, pager.page())? };
        pager.cut(&mut hits, "/search", &params);
        let mut frame = Frame::new(inner, "reports", "Search")?;
        frame.query = query;
        let hits = hits.into_iter().map(|hit| Hit { row: ReportRow::new(&hit.report), snippet: hit.snippet }).collect();
        html(&Search { frame, hits, pager })
    })
    .await
}

/// A claim in a report.
struct ClaimView {
    id: String,
    what: String,
    stage: record::Stage,
    stage_title: &'static str,
    assertion: &'static str,
    facts: Vec<(&'static str, String)>,
    why: Vec<WhyLine>,
    chain: Vec<Speaker>,
    chosen: bool,
}

struct LeadView {
    title: String,
    date: String,
    url: Option<String>,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    frame: Frame,
    /// The headline as it stands in the text, with its highlights; empty where the text does not begin with it.
    heading: Vec<highlight::Piece>,
    title: String,
    outlet: String,
    about: Vec<(&'static str, String)>,
    url: Option<String>,
    relevant: bool,
    capture: String,
    href: String,
    paragraphs: Vec<Vec<highlight::Piece>>,
    cut: bool,
    roles: [highlight::Role; 9],
    claims: Vec<ClaimView>,
    one_claim: bool,
    chain: Vec<Speaker>,
    leads: Vec<LeadView>,
    faults: Vec<String>,
    incidents: Vec<IncidentRow>,
    versions: Vec<VersionRow>,
    edit: Option<Edit>,
}

/// One report with its claims highlighted; `?claim=` shows one claim only.
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(params): Query<Params>,
) -> Result<Response, Fail> {
    app.page(move |inner| {
        let id = ReportId(id);
        let stored = inner.desk.store.report(&id)?.ok_or_else(|| Fail::missing("report", id.as_str()))?;
        html(&report_page(inner, &stored, params.get("claim").map(String::as_str))?)
    })
    .await
}

fn report_page(inner: &Inner, stored: &StoredReport, only: Option<&str>) -> Result<ReportPage, Fail> {
    let (report, reading) = (&stored.report, &stored.reading);
    let chosen = |claim: &Claim| only.is_none_or(|id| claim.id.as_str() == id);
    let mut marks = Vec::new();
    for (i, claim) in reading.claims.iter().enumerate().filter(|(_, claim)| chosen(claim)) {
        marks.extend(highlight::marks_of(claim, i + 1, &report.text));
    }
    let mut paragraphs = highlight::paragraphs(&report.text, &marks);
    let cut = paragraphs.len() > MAX_PARAGRAPHS;
    paragraphs.truncate(MAX_PARAGRAPHS);
    let title = headline(&report.title, "Report without a headline");
    let heading = heading(&mut paragraphs, &title);
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    let rules = inner.desk.store.handlings(std::slice::from_ref(&report.id))?.pop().map(|(_, rules)| rules);
    let marked = rules.as_ref().map(|rules| {
        let held = if rules.is_held() { "; nothing of it leaves before they say so" } else { "" };
        format!("{} by {}{held}", rules.marking, rules.originator)
    });
    let history = versions::of(inner, report)?;
    let about = [
        ("Marked", marked.unwrap_or_default()),
        ("Graded by its originator", rules.and_then(|rules| rules.graded).unwrap_or_default()),
        ("Published", report.published.map_or_else(String::new, |day| day.to_string())),
        ("Author line", optional(&report.byline)),
        ("Section", optional(&report.section)),
        ("Language", report.language.clone()),
        ("Taken back by its publisher", history.taken_back),
        ("Read by", reading.reader_version.clone()),
        ("Report", report.id.to_string()),
    ];
    let incidents = inner.desk.store.incidents_of_report(&report.id)?;
    Ok(ReportPage {
        frame: Frame::new(inner, "reports", title.clone())?,
        heading,
        title,
        outlet: headline(&report.outlet, "outlet not known"),
        about: about.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        // Shown as words, not as a link that would take the desk's user to a page nobody has checked.
        url: report.url.clone(),
        relevant: reading.relevant,
        capture: words::href("/captures", report.capture.as_str()),
        href: words::href("/reports", report.id.as_str()),
        paragraphs,
        cut,
        roles: highlight::Role::ALL,
        claims: reading.claims.iter().map(|c| claim_view(c, &report.text, only.is_some() && chosen(c))).collect(),
        one_claim: only.is_some() && reading.claims.len() > 1,
        chain: reading.attribution.clone(),
        leads: report.leads.iter().map(lead_view).collect(),
        faults: reading.faults.iter().map(ToString::to_string).collect(),
        incidents: incidents.iter().map(IncidentRow::new).collect(),
        versions: history.rows,
        edit: history.edit,
    })
}

/// Takes the first paragraph out if it is the headline: it stands above the text then, once.
fn heading(paragraphs: &mut Vec<Vec<highlight::Piece>>, title: &str) -> Vec<highlight::Piece> {
    let is_title = |pieces: &Vec<highlight::Piece>| {
        let words: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        words.trim() == title.trim()
    };
    if paragraphs.first().is_some_and(is_title) { paragraphs.remove(0) } else { Vec::new() }
}

fn lead_view(lead: &record::Lead) -> LeadView {
    let date = words::day(lead.published);
    let date = lead.time.as_ref().map_or_else(|| date.clone(), |time| format!("{date} {time}"));
    LeadView { title: lead.title.clone(), date, url: lead.url.clone() }
}

fn claim_view(claim: &Claim, text: &str, chosen: bool) -> ClaimView {
    ClaimView {
        id: words::encode(claim.id.as_str()),
        what: claim.kind.words().to_owned(),
        stage: claim.stage,
        stage_title: words::stage(claim.stage),
        assertion: words::assertion(claim.assertion),
        facts: facts(claim),
        why: why::lines(claim, text),
        chain: claim.said_by.clone(),
        chosen,
    }
}

/// What a claim says, as (question, answer) lines; only those that it answers.
pub(crate) fn facts(claim: &Claim) -> Vec<(&'static str, String)> {
    let list = |mentions: &[record::Mention]| {
        let mut words: Vec<&str> = mentions.iter().map(|mention| mention.text.as_str()).collect();
        words.dedup();
        words.join("; ")
    };
    let number = |n: Option<u32>| n.map_or_else(String::new, |n| n.to_string());
    let actors = match (&claim.actor_parent, list(&claim.actors)) {
        (Some(parent), actors) if !actors.is_empty() => format!("{actors} (of {parent})"),
        (_, actors) => actors,
    };
    let linked: Vec<String> = claim.linked_places.iter().map(record::Place::label).collect();
    let lines = [
        ("Actor", actors),
        ("Perpetrators", list(&claim.perpetrators)),
        ("Target", list(&claim.targets)),
        ("Victims", list(&[claim.victims.as_slice(), claim.victim_descriptions.as_slice()].concat())),
        ("Weapon", list(&claim.weapons)),
        ("Killed", number(claim.killed)),
        ("Injured", number(claim.injured)),
        ("Place", claim.place.as_ref().map_or_else(String::new, record::Place::label)),
        ("Linked places", linked.join("; ")),
        ("When", claim.when.as_ref().map_or_else(String::new, words::when)),
    ];
    lines.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// The bytes as they came, never as a page: plain text, not sniffed, or a download where they are no text.
pub(crate) async fn capture(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Fail> {
    app.page(move |inner| {
        let id = CaptureId(id);
        let capture = inner.desk.store.capture(&id)?.ok_or_else(|| Fail::missing("capture", id.as_str()))?;
        if capture.is_dropped() {
            let words = format!(
                "The bytes of {}, fetched at {}, were dropped: the report made of them tells of nothing, and the desk's policy \
                 keeps such bytes for a while only. Their SHA-256 was {}.\n",
                capture.url, capture.fetched_at, capture.sha256
            );
            return Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], words).into_response());
        }
        let text = std::str::from_utf8(&capture.body).is_ok();
        let (media_type, disposition) = if text {
            ("text/plain; charset=utf-8", "inline".to_owned())
        } else {
            ("application/octet-stream", format!("attachment; filename=\"{}.bin\"", words::encode(id.as_str())))
        };
        let about = [(CONTENT_TYPE, media_type.to_owned()), (CONTENT_DISPOSITION, disposition)];
        Ok((about, capture.body).into_response())
    })
    .await
}
