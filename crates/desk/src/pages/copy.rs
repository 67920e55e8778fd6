//! A partner's copy of a warning: the signed link shows it, and the desk previews it before release. Both are made from
//! [`PartnerView`] alone, so that nothing else can reach the page.

use crate::{held::rules_over, words};
use record::{Claim, Incident, Marking, Receipt, Refusal, Release, Report, ReportId, Stage, Warning, WarningState};
use std::collections::{BTreeMap, BTreeSet};
use store::{Store, StoreError};
use warn::passing::{self, Over};
use warn::view::{Material, PartnerView, view};

/// Reports loaded for one warning.
const MAX_REPORTS: usize = 200;

/// What a copy is made from, read from the store.
pub(crate) struct Gathered {
    pub(crate) warning: Warning,
    pub(crate) incident: Option<Incident>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) reports: Vec<Report>,
    /// The rules of partners over reports of claims and incident.
    pub(crate) over: BTreeMap<ReportId, Over>,
}

/// Reads everything about a warning. Claims of the incident that the warning did not stand on are read too: names that a
/// release withholds may stand in them.
pub(crate) fn gather(store: &dyn Store, warning: Warning) -> Result<Gathered, StoreError> {
    let incident = store.incident(&warning.incident)?;
    let mut claims = Vec::new();
    let mut reports: Vec<Report> = Vec::new();
    let mut seen = BTreeSet::new();
    for id in warning.claims.iter().chain(incident.iter().flat_map(|incident| &incident.claims)) {
        if seen.insert(id)
            && let Some(claim) = store.claim(id)?
        {
            claims.push(claim);
        }
    }
    let wanted: BTreeSet<_> = claims.iter().map(|claim| claim.report.clone()).collect();
    for id in wanted.iter().take(MAX_REPORTS) {
        reports.extend(store.report(id)?.map(|stored| stored.report));
    }
    let behind: BTreeSet<&ReportId> = wanted.iter().chain(incident.iter().flat_map(|one| &one.reports)).collect();
    let over = rules_over(store, &behind.into_iter().cloned().collect::<Vec<_>>())?;
    // Who stands behind whom in the incident is told by all its reports: where partners hold one back, its names stay here.
    let held = |incident: &Incident| incident.reports.iter().any(|id| over.get(id).is_some_and(Over::is_held));
    Ok(Gathered { incident: incident.filter(|incident| !held(incident)), warning, claims, reports, over })
}

impl Gathered {
    /// Why the warning may not leave under `out` as it stands; `None` if it may.
    pub(crate) fn held_back(&self, out: &Marking) -> Option<String> {
        let own = self.claims.iter().filter(|claim| self.warning.claims.contains(&claim.id));
        let reports: BTreeSet<&ReportId> = own.map(|claim| &claim.report).collect();
        passing::held_back(reports.into_iter().filter_map(|id| self.over.get(id)), out)
    }

    /// The claims that may not leave under `out`, whether the warning stands on them or not.
    pub(crate) fn claims_held(&self, out: &Marking) -> Vec<&Claim> {
        let held = |claim: &&Claim| self.over.get(&claim.report).is_some_and(|over| !over.lets_out(out));
        self.claims.iter().filter(held).collect()
    }

    /// What the partner of `release` sees.
    pub(crate) fn view(&self, release: &Release, receipts: &[Receipt]) -> Result<PartnerView, Refusal> {
        view(&Material {
            warning: &self.warning,
            release,
            receipts,
            incident: self.incident.as_ref(),
            claims: &self.claims,
            reports: &self.reports,
        })
    }
}

/// One thing said.
pub(crate) struct StatementView {
    pub(crate) heading: String,
    pub(crate) title: Option<String>,
    pub(crate) words: String,
    pub(crate) verbatim: bool,
    pub(crate) chain: Vec<String>,
    pub(crate) stage: Stage,
    pub(crate) stage_title: &'static str,
}

/// The words of a copy.
pub(crate) struct CopyView {
    pub(crate) headline: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) marking: String,
    pub(crate) marking_class: &'static str,
    pub(crate) handling: String,
    pub(crate) caveats: Vec<String>,
    pub(crate) stage: Stage,
    pub(crate) stage_title: &'static str,
    pub(crate) urgency: String,
    pub(crate) severity: String,
    pub(crate) certainty: String,
    pub(crate) facts: Vec<(&'static str, String)>,
    pub(crate) grade: String,
    pub(crate) grade_words: String,
    pub(crate) sources: String,
    pub(crate) withheld: bool,
    pub(crate) statements: Vec<StatementView>,
    pub(crate) state: WarningState,
    pub(crate) cancelled: Option<String>,
    pub(crate) outcome: Option<&'static str>,
    pub(crate) released: String,
    pub(crate) expires: String,
    pub(crate) receipts: Vec<(String, String, String)>,
    /// "Version 2 of …", if this is not the first.
    pub(crate) version: Option<String>,
    /// What the update changed.
    pub(crate) changes: Vec<String>,
}

impl CopyView {
    pub(crate) fn new(view: &PartnerView) -> Self {
        Self {
            headline: view.headline.clone(),
            paragraphs: view.text.split("\n\n").filter(|p| !p.trim().is_empty()).map(str::to_owned).collect(),
            marking: view.marking.to_string(),
            marking_class: words::tlp_class(view.marking.tlp),
            // The banner above it has the marking already.
            handling: view.handling.strip_prefix(&format!("{}. ", view.marking)).unwrap_or(&view.handling).to_owned(),
            caveats: view.caveats.clone(),
            stage: view.stage,
            stage_title: words::stage(view.stage),
            urgency: view.urgency.to_string(),
            severity: view.severity.to_string(),
            certainty: view.likelihood.clone().unwrap_or_else(|| view.certainty.to_string()),
            facts: facts(view),
            grade: view.grade.code(),
            grade_words: words::grade(&view.grade),
            sources: words::sources(view.independent_origins),
            withheld: view.origins_withheld,
            statements: view.statements.iter().map(statement).collect(),
            state: view.state,
            cancelled: view.cancelled_because.clone(),
            outcome: view.outcome.map(words::outcome),
            released: words::moment(view.released_at),
            expires: words::moment(view.expires_at),
            version: (view.version > 1)
                .then(|| format!("Version {}, updated {}", view.version, words::moment(view.updated_at))),
            changes: view.changes.clone(),
            receipts: view
                .receipts
                .iter()
                .map(|r| {
                    let (what, detail) = words::receipt_line(r.outcome, &r.detail);
                    (words::moment(r.at), what, detail)
                })
                .collect(),
        }
    }
}

fn facts(view: &PartnerView) -> Vec<(&'static str, String)> {
    let linked: Vec<String> = view.linked_places.iter().map(record::Place::label).collect();
    let lines = [
        ("What", view.kind.words().to_owned()),
        ("Where", view.place.as_ref().map_or_else(String::new, record::Place::label)),
        ("When", view.when.as_ref().map_or_else(String::new, words::when)),
        ("Ascribed to", view.actors.join("; ")),
        ("Target", view.targets.join("; ")),
        ("Killed", words::range(view.killed).unwrap_or_default()),
        ("Injured", words::range(view.injured).unwrap_or_default()),
        ("Linked places", linked.join("; ")),
        ("Sources", view.origins.join("; ")),
    ];
    lines.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn statement(said: &warn::view::Statement) -> StatementView {
    let outlet = said.outlet.clone().unwrap_or_else(|| "A source".to_owned());
    StatementView {
        heading: said.published.map_or_else(|| outlet.clone(), |day| format!("{outlet}, {day}")),
        title: said.title.clone(),
        words: said.words.clone(),
        verbatim: said.verbatim,
        chain: if said.said_by.len() > 1 { said.said_by.clone() } else { Vec::new() },
        stage: said.stage,
        stage_title: words::stage(said.stage),
    }
}
