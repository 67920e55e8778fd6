//! `/incidents/{id}`: what is said, by whom, on whose word, and how sure that is.

pub(crate) mod acts;

use super::{
    Choice, Frame, Params,
    grounds::{self, CopyLine, Grounds, Pair},
    html,
    reports::facts,
    rows::IncidentRow,
    why::{self, WhyLine},
};
use crate::{
    app::{App, Inner},
    fail::Fail,
    highlight::{self, Excerpt},
    locator::{self, Locator},
    tree::{self, OriginTree},
    words,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use record::{
    Borne, Claim, ClaimId, Credibility, GroupId, Incident, IncidentId, Judgement, Reliability, ReportId, SpeakerKind,
    Stage, Testimony, Tlp,
};
use std::collections::{BTreeMap, BTreeSet};
use store::{IncidentFilter, Page, StoredReport, WarningFilter};

/// Reports of an incident that are shown in full; a caption counts the rest.
const MAX_REPORTS_SHOWN: usize = 100;
/// Incidents looked through for others of the same group.
const MAX_RELATED_SCAN: u32 = 400;
/// Related incidents shown.
const MAX_RELATED: usize = 12;
/// Judgements shown.
const MAX_JUDGEMENTS: usize = 50;

struct ClaimView {
    number: usize,
    id: String,
    outlet: String,
    title: String,
    published: String,
    report: String,
    capture: String,
    stage: Stage,
    stage_title: &'static str,
    assertion: &'static str,
    chain: Vec<record::Speaker>,
    excerpts: Vec<Excerpt>,
    facts: Vec<(&'static str, String)>,
    why: Vec<WhyLine>,
    grounds: Grounds,
}

struct Side {
    value: String,
    said_by: String,
    claims: Vec<usize>,
}

struct ConflictView {
    field: &'static str,
    sides: Vec<Side>,
}

/// A source of the incident, and what became of what it said.
struct Became {
    name: String,
    href: String,
    /// "confirmed by police, 2026-10-29".
    words: String,
    class: &'static str,
}

impl Became {
    fn new(told: &Testimony) -> Self {
        let by = told.settled_words();
        let on = told.settled_on.map_or_else(String::new, |day| format!(", {day}"));
        Self {
            name: told.name.clone(),
            href: words::href("/sources", &told.source),
            words: format!("{}{by}{on}", words::borne(told.outcome)),
            class: borne_class(told.outcome),
        }
    }
}

/// The CSS class of an outcome.
pub(crate) const fn borne_class(outcome: Borne) -> &'static str {
    match outcome {
        Borne::Confirmed => "good",
        Borne::Denied => "bad",
        Borne::Open | Borne::Contested => "dim",
    }
}

struct JudgementView {
    id: String,
    what: String,
    by: String,
    at: String,
    reasons: String,
    /// "taken back by Ana Lind, 2026-11-22 10:00 UTC", for what does not count any more.
    undone: Option<String>,
}

impl JudgementView {
    fn new(judgement: &Judgement, undone: Option<&&Judgement>) -> Self {
        let mut what = judgement.words();
        if let Some(first) = what.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Self {
            id: words::encode(judgement.id.as_str()),
            what,
            by: judgement.by.clone(),
            at: words::moment(judgement.at),
            reasons: judgement.reasons.join(" "),
            undone: undone.map(|by| format!("taken back by {}, {}", by.by, words::moment(by.at))),
        }
    }
}

#[derive(Template)]
#[template(path = "incident.html")]
struct IncidentPage {
    frame: Frame,
    row: IncidentRow,
    base: String,
    facts: Vec<(&'static str, String)>,
    grade: record::Grade,
    map: Option<Locator>,
    place_words: String,
    trees: Vec<(OriginTree, Vec<CopyLine>)>,
    /// Why origins are two.
    pairs: Vec<Pair>,
    /// "6 outlets, 1 origin: Hürriyet (Hande Fırat)".
    sentence: String,
    circular: bool,
    became: Vec<Became>,
    claims: Vec<ClaimView>,
    reports_left_out: usize,
    conflicts: Vec<ConflictView>,
    warnings: Vec<super::rows::WarningRow>,
    related: Vec<(IncidentRow, String)>,
    judgements: Vec<JudgementView>,
    credibilities: Vec<Choice>,
    reliabilities: Vec<Choice>,
    stages: Vec<Choice>,
    markings: Vec<Choice>,
    speakers: Vec<String>,
    origins: Vec<String>,
    roles: [highlight::Role; 9],
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(params): Query<Params>,
) -> Result<Response, Fail> {
    app.page(move |inner| {
        let id = IncidentId(id);
        let incident = inner.desk.store.incident(&id)?.ok_or_else(|| Fail::missing("incident", id.as_str()))?;
        html(&page(inner, &incident, &params)?)
    })
    .await
}

fn page(inner: &Inner, incident: &Incident, params: &Params) -> Result<IncidentPage, Fail> {
    let store = &inner.desk.store;
    let stored = loaded(store.as_ref(), incident)?;
    let outlets: BTreeMap<ReportId, String> =
        stored.iter().map(|s| (s.report.id.clone(), s.report.outlet.clone())).collect();
    let claims = claims_of(incident, &stored);
    let numbers: BTreeMap<&ClaimId, usize> = claims.iter().enumerate().map(|(i, (c, _))| (&c.id, i + 1)).collect();
    let only_claims: Vec<&Claim> = claims.iter().map(|(claim, _)| *claim).collect();
    let outlet = |report: &ReportId| outlets.get(report).cloned().unwrap_or_default();
    let logical = link::tree::trees(incident, &only_claims, &outlet);
    let trees = tree::drawings(incident, &logical, &|report| outlets.contains_key(report));
    let why = explained(incident, &claims);
    let by_claim: BTreeMap<&ClaimId, &str> = claims.iter().map(|(c, s)| (&c.id, s.report.outlet.as_str())).collect();
    let grounds = |claim: &Claim| grounds::of(&why, claim, &numbers, &by_claim);
    let filter = WarningFilter { states: vec![], incident: Some(incident.id.clone()) };
    let now = inner.now();
    let warnings = store.warnings(&filter, Page::first(super::ROWS))?;
    let row = IncidentRow::new(incident);
    Ok(IncidentPage {
        frame: Frame::new(inner, "incidents", row.headline.clone())?.with_notice(params),
        base: row.href.clone(),
        facts: overview(incident),
        grade: incident.grade.clone(),
        map: incident.place.as_ref().and_then(|place| locator::locator(place, &incident.linked_places)),
        place_words: place_words(incident),
        sentence: link::tree::sentence(incident, &outlet),
        circular: incident.circular || trees.iter().any(|tree| tree.circular),
        trees: trees.into_iter().enumerate().map(|(n, tree)| (tree, grounds::copies(&why, n, &outlet))).collect(),
        pairs: grounds::pairs(&why),
        became: incident.testimony.iter().map(Became::new).collect(),
        claims: claims.iter().enumerate().map(|(i, (c, stored))| claim_view(i + 1, c, stored, grounds(c))).collect(),
        reports_left_out: incident.reports.len().saturating_sub(stored.len()),
        conflicts: incident.conflicts.iter().map(|conflict| conflict_view(conflict, &numbers)).collect(),
        warnings: warnings.iter().map(|w| super::rows::WarningRow::new(w, now)).collect(),
        related: related(inner, incident)?,
        judgements: judgements(inner, incident)?,
        credibilities: Credibility::ALL
            .iter()
            .map(|c| Choice::new(c.code(), format!("{c}: {}", c.words()), *c == incident.grade.credibility))
            .collect(),
        reliabilities: Reliability::ALL
            .iter()
            .map(|r| Choice::new(r.code(), format!("{r}: {}", r.words()), *r == incident.grade.reliability))
            .collect(),
        stages: Stage::ALL.iter().map(|s| Choice::new(s.code(), s.code(), *s == incident.stage)).collect(),
        markings: Tlp::ALL.iter().map(|t| Choice::new(t.code(), t.code(), *t == Tlp::Amber)).collect(),
        speakers: speakers(&only_claims),
        origins: incident.origins.iter().map(|origin| origin.label.clone()).collect(),
        roles: highlight::Role::ALL,
        row,
    })
}

/// Why the incident is what it is, as far as the loaded reports tell.
pub(crate) fn explained(incident: &Incident, claims: &[(&Claim, &StoredReport)]) -> link::why::Why {
    let told: Vec<(&Claim, &record::Report)> = claims.iter().map(|(claim, stored)| (*claim, &stored.report)).collect();
    link::why::of(incident, &told, &link::Config::default())
}

/// The reports of an incident, at most so many as a page shows.
pub(crate) fn loaded(store: &dyn store::Store, incident: &Incident) -> Result<Vec<StoredReport>, Fail> {
    let mut stored = Vec::new();
    for report in incident.reports.iter().take(MAX_REPORTS_SHOWN) {
        stored.extend(store.report(report)?);
    }
    Ok(stored)
}

/// How many reports of an incident [`loaded`] leaves out.
pub(crate) fn left_out(incident: &Incident) -> usize {
    incident.reports.len().saturating_sub(MAX_REPORTS_SHOWN)
}

/// The claims of the incident that the loaded reports hold, in the incident's order.
pub(crate) fn claims_of<'s>(incident: &Incident, stored: &'s [StoredReport]) -> Vec<(&'s Claim, &'s StoredReport)> {
    let by_id: BTreeMap<&ClaimId, (&Claim, &StoredReport)> =
        stored.iter().flat_map(|s| s.reading.claims.iter().map(move |claim| (&claim.id, (claim, s)))).collect();
    incident.claims.iter().filter_map(|id| by_id.get(id).copied()).collect()
}

fn claim_view(number: usize, claim: &Claim, stored: &StoredReport, grounds: Grounds) -> ClaimView {
    let report = &stored.report;
    let marks = highlight::marks_of(claim, number, &report.text);
    ClaimView {
        number,
        id: claim.id.to_string(),
        outlet: super::rows::headline(&report.outlet, "outlet not known"),
        title: super::rows::headline(&report.title, "Report without a headline"),
        published: words::day(report.published),
        report: format!("{}?claim={}", words::href("/reports", report.id.as_str()), words::encode(claim.id.as_str())),
        capture: words::href("/captures", report.capture.as_str()),
        stage: claim.stage,
        stage_title: words::stage(claim.stage),
        assertion: words::assertion(claim.assertion),
        chain: claim.said_by.clone(),
        excerpts: highlight::excerpts(&report.text, &marks, &claim.evidence),
        facts: facts(claim),
        why: why::lines(claim, &report.text),
        grounds,
    }
}

fn overview(incident: &Incident) -> Vec<(&'static str, String)> {
    let names = |mentions: &[record::Mention]| mentions.iter().map(|m| m.text.as_str()).collect::<Vec<_>>().join("; ");
    let actor = match (&incident.actor_parent, names(&incident.actors)) {
        (Some(parent), actors) if !actors.is_empty() => format!("{actors} (of {parent})"),
        (_, actors) => actors,
    };
    let linked: Vec<String> = incident.linked_places.iter().map(record::Place::label).collect();
    let lines = [
        ("Kind", incident.kind.words().to_owned()),
        ("Actor", actor),
        ("Target", names(&incident.targets)),
        ("When", incident.when.as_ref().map_or_else(String::new, words::when)),
        ("Killed", words::range(incident.killed).unwrap_or_default()),
        ("Injured", words::range(incident.injured).unwrap_or_default()),
        ("Linked places", linked.join("; ")),
    ];
    lines.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn place_words(incident: &Incident) -> String {
    let Some(place) = &incident.place else { return "No place is known.".to_owned() };
    let parts = [Some(place.label()), place.admin1.clone(), locator::coordinates(place), locator::precision(place)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn conflict_view(conflict: &record::Conflict, numbers: &BTreeMap<&ClaimId, usize>) -> ConflictView {
    let field = match conflict.field.as_str() {
        "killed" => "Killed",
        "injured" => "Injured",
        "target" => "Target",
        "stage" => "Stage",
        "actor" => "Actor",
        "date" => "Date",
        "kind" => "Kind",
        "place" => "Place",
        _ => "Other",
    };
    let sides = conflict.sides.iter().map(|side| Side {
        value: side.value.clone(),
        said_by: side.said_by.join(", "),
        claims: side.claims.iter().filter_map(|id| numbers.get(id).copied()).collect(),
    });
    ConflictView { field, sides: sides.collect() }
}

fn groups(incident: &Incident) -> BTreeSet<&GroupId> {
    incident.actors.iter().filter_map(|actor| actor.group.as_ref()).collect()
}

/// Other incidents of the same group or of its parent, and those of the same place; each with the reason.
fn related(inner: &Inner, incident: &Incident) -> Result<Vec<(IncidentRow, String)>, Fail> {
    let own = groups(incident);
    let parents: BTreeSet<&GroupId> =
        inner.desk.groups.iter().filter(|g| own.contains(&g.id)).filter_map(|g| g.parent.as_ref()).collect();
    let all = inner.desk.store.incidents(&IncidentFilter::default(), Page::first(MAX_RELATED_SCAN))?;
    let mut found: Vec<(u8, &Incident, String)> = Vec::new();
    for other in all.iter().filter(|other| other.id != incident.id) {
        let theirs = groups(other);
        let same_place = match (&incident.place, &other.place) {
            (Some(a), Some(b)) => a.gazetteer_id.is_some() && a.gazetteer_id == b.gazetteer_id,
            _ => false,
        };
        if theirs.iter().any(|group| own.contains(*group)) {
            found.push((0, other, "same group".to_owned()));
        } else if theirs.iter().any(|group| parents.contains(*group)) {
            found.push((1, other, "parent group".to_owned()));
        } else if same_place {
            found.push((2, other, "same place".to_owned()));
        }
    }
    found.sort_by_key(|(rank, _, _)| *rank);
    Ok(found.into_iter().take(MAX_RELATED).map(|(_, other, why)| (IncidentRow::new(other), why)).collect())
}

/// Names whose reliability an analyst may judge here: persons have no record, and nobody unnamed can have one.
fn speakers(claims: &[&Claim]) -> Vec<String> {
    let may = |kind: SpeakerKind| !matches!(kind, SpeakerKind::Person | SpeakerKind::Unnamed);
    let all = claims.iter().flat_map(|claim| &claim.said_by);
    let names: BTreeSet<&str> =
        all.filter(|s| may(s.kind) && !s.name.trim().is_empty()).map(|s| s.name.as_str()).collect();
    names.into_iter().map(str::to_owned).collect()
}

/// The analysts' judgements about this incident, newest first; those that were taken back stay, and say by whom.
fn judgements(inner: &Inner, incident: &Incident) -> Result<Vec<JudgementView>, Fail> {
    let all = inner.desk.store.judgements()?;
    let undone = record::taken_back(&all);
    let about = |j: &&Judgement| j.by != "machine" && j.concerns(incident);
    Ok(all.iter().rev().filter(about).take(MAX_JUDGEMENTS).map(|j| JudgementView::new(j, undone.get(&j.id))).collect())
}
