//! What one partner may see of one warning, after redaction: the signed link shows this and nothing else, and every export
//! for that partner is made from it.
//!
//! Nothing that depends on what was not released gets in, not even as a count: claims that joined after the release,
//! reports left out, and what other partners did are all absent. Without any redaction the text is the released one, word
//! for word. With one, the text is composed anew from the visible claims, and names that may not appear are taken out of
//! every string besides.

use crate::compose;
use crate::estimate::{Harm, certainty, likelihood, severity};
use crate::facts::Facts;
use crate::life::{CANCELLED, CLOSED_BY_DESK};
use crate::redact::Forbidden;
use jiff::{Timestamp, civil::Date};
use record::{
    Certainty, Claim, ClaimId, Credibility, Grade, Incident, Kind, Marking, Place, Receipt, ReceiptOutcome, Refusal,
    RefusalKind, Release, ReleaseId, Report, ReportId, Severity, Stage, Tlp, Urgency, Warning, WarningId,
    WarningOutcome, WarningState, When,
};
use serde::Serialize;

/// What a view is made from.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// What.
    pub warning: &'a Warning,
    /// For whom and under what terms.
    pub release: &'a Release,
    /// What became of this release so far.
    pub receipts: &'a [Receipt],
    /// The incident as linked now, for the origins; a view can be made without.
    pub incident: Option<&'a Incident>,
    /// Claims of the incident; those that the warning did not stand on are left out.
    pub claims: &'a [Claim],
    /// Their reports, for outlet and words; a claim whose report is missing is told in the desk's words.
    pub reports: &'a [Report],
}

/// One thing said, by one report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statement {
    /// Which claim.
    pub claim: ClaimId,
    /// The outlet; `None` if unknown or withheld.
    pub outlet: Option<String>,
    /// Headline of the report; `None` if unknown or withheld.
    pub title: Option<String>,
    /// Day of publication; `None` if unknown or withheld.
    pub published: Option<Date>,
    /// The report's words, or the desk's where the source is withheld: a quotation can be searched for.
    pub words: String,
    /// True if `words` stand so in the report.
    pub verbatim: bool,
    /// The chain from the outlet to the origin; empty if withheld.
    pub said_by: Vec<String>,
    /// How far it got, by this report.
    pub stage: Stage,
}

/// A warning as one partner may see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartnerView {
    /// Which warning.
    pub warning: WarningId,
    /// Which release of it.
    pub release: ReleaseId,
    /// One line.
    pub headline: String,
    /// Paragraphs separated by an empty line.
    pub text: String,
    /// How it may be passed on.
    pub marking: Marking,
    /// The marking's meaning, for people.
    pub handling: String,
    /// Words that go with it.
    pub caveats: Vec<String>,
    /// Kind, by the visible claims.
    pub kind: Kind,
    /// Stage.
    pub stage: Stage,
    /// Where.
    pub place: Option<Place>,
    /// Other places tied to it, by the visible claims.
    pub linked_places: Vec<Place>,
    /// When.
    pub when: Option<When>,
    /// CAP.
    pub urgency: Urgency,
    /// CAP.
    pub severity: Severity,
    /// CAP.
    pub certainty: Certainty,
    /// ICD 203 words, with percentages; `None` where it cannot be judged.
    pub likelihood: Option<String>,
    /// Grade; without reasons where they could speak of what is left out.
    pub grade: Grade,
    /// Independent sources among those visible.
    pub independent_origins: u32,
    /// Their names; empty if withheld.
    pub origins: Vec<String>,
    /// True: who said so is withheld.
    pub origins_withheld: bool,
    /// Organisations it is ascribed to.
    pub actors: Vec<String>,
    /// Targets, in the words of reports.
    pub targets: Vec<String>,
    /// Smallest and largest number of dead said.
    pub killed: Option<(u32, u32)>,
    /// Smallest and largest number of injured said.
    pub injured: Option<(u32, u32)>,
    /// Who says what.
    pub statements: Vec<Statement>,
    /// Where this partner's copy stands.
    pub state: WarningState,
    /// Why it was taken back, if it was.
    pub cancelled_because: Option<String>,
    /// When it ended for everybody: closed or taken back. Later steps, which are others', do not show in it.
    pub ended_at: Option<Timestamp>,
    /// The outcome, if this partner or the desk gave it.
    pub outcome: Option<WarningOutcome>,
    /// When it was released.
    pub released_at: Timestamp,
    /// The version that this partner holds, from 1, counted for this partner alone.
    pub version: u32,
    /// When that version went out.
    pub updated_at: Timestamp,
    /// When the earlier versions went out, oldest first.
    pub earlier: Vec<Timestamp>,
    /// What the latest update changed, if this partner held it before: in full where nothing is withheld, else the desk's
    /// words alone.
    pub changes: Vec<String>,
    /// When the link stops working.
    pub expires_at: Timestamp,
    /// What this partner did so far, with its own words.
    pub receipts: Vec<Receipt>,
}

/// Makes the view of one release.
///
/// # Errors
/// `NotAllowed` if the release was taken back, `Invalid` if it belongs to another warning.
pub fn view(material: &Material<'_>) -> Result<PartnerView, Refusal> {
    let Material { warning, release, incident, .. } = *material;
    if release.warning != warning.id {
        return Err(Refusal::new(RefusalKind::Invalid, "This release belongs to another warning."));
    }
    if release.revoked {
        let message = "This warning was taken back from you. Ask the desk that sent it.";
        return Err(Refusal::new(RefusalKind::NotAllowed, message));
    }
    let redaction = &release.redaction;
    let redacted = redaction.hide_origins || !redaction.hide_reports.is_empty();
    let outlet = |id: &ReportId| report_of(material, id).map_or(String::new(), |report| report.outlet.clone());
    let released = || material.claims.iter().filter(|claim| warning.claims.contains(&claim.id));
    let visible: Vec<Claim> =
        released().filter(|claim| !redaction.hide_reports.contains(&claim.report)).cloned().collect();
    let grade = shown_grade(warning, redacted);
    let mut facts = Facts::of_visible(warning, &grade, &visible, incident, &outlet);
    facts.sources.hidden = redaction.hide_origins;
    if !redacted {
        facts.sources.independent = warning.independent_origins;
    } else if !redaction.hide_reports.is_empty() && facts.sources.independent < 2 {
        // `1` says that a second independent source exists: with fewer to be seen it would tell of one left out.
        facts.grade.credibility = facts.grade.credibility.max(Credibility::ProbablyTrue);
    }
    let forbidden = forbidden(material, &visible, &facts, &outlet);
    let scrub = |text: &str| forbidden.scrub(text);
    let headline = if redaction.hide_reports.is_empty() { warning.headline.clone() } else { compose::headline(&facts) };
    let text = if redacted { compose::text(&facts) } else { warning.text.clone() };
    let text = if release.partner.is_public() { compose::without_request(&text) } else { text };
    let origins = if redaction.hide_origins { Vec::new() } else { labels(&facts) };
    let outcome = shown_outcome(material);
    Ok(PartnerView {
        warning: warning.id.clone(),
        release: release.id.clone(),
        headline: scrub(&headline),
        text: scrub(&text),
        marking: release.marking.clone(),
        handling: handling(&release.marking),
        caveats: release.caveats.iter().map(|caveat| scrub(caveat)).collect(),
        kind: facts.kind,
        stage: facts.stage,
        place: facts.place.clone(),
        linked_places: linked_places(&visible),
        when: facts.when.clone(),
        urgency: warning.urgency,
        severity: if redaction.hide_reports.is_empty() { warning.severity } else { visible_severity(&facts) },
        certainty: if redacted { certainty(&facts.grade, facts.stage) } else { warning.certainty },
        likelihood: likelihood(&facts.grade, facts.stage).map(|likely| {
            let (low, high) = likely.percent();
            format!("{} ({low} to {high} %)", likely.words())
        }),
        independent_origins: facts.sources.independent,
        origins: origins.iter().map(|label| scrub(label)).collect(),
        origins_withheld: redaction.hide_origins,
        actors: facts.actors.iter().map(|actor| scrub(actor)).collect(),
        targets: facts.targets.iter().map(|target| scrub(target)).collect(),
        killed: facts.killed,
        injured: facts.injured,
        statements: visible.iter().map(|claim| statement(material, claim, &grade, &forbidden)).collect(),
        state: shown_state(material),
        cancelled_because: cancelled_because(warning).map(|reason| scrub(&reason)),
        ended_at: ended_at(warning),
        outcome,
        released_at: release.at,
        version: release.version(),
        updated_at: release.latest_at(),
        earlier: (1..release.version()).filter_map(|version| release.sent_at(version)).collect(),
        changes: changes(warning, release, redacted).iter().map(|words| scrub(words)).collect(),
        expires_at: release.expires_at,
        receipts: material.receipts.iter().filter(|receipt| of_partner(receipt, release)).cloned().collect(),
        grade: facts.grade,
    })
}

/// What the marking means, in the words of TLP 2.0 (FIRST, 2022), shortened.
#[must_use]
pub fn handling(marking: &Marking) -> String {
    let tlp = match marking.tlp {
        Tlp::Clear => "It may be passed on without limit.",
        Tlp::Green => "It may be passed on within your community, not to the public.",
        Tlp::Amber => {
            "It may be passed on within your organisation and to its clients, to those who need to know to protect themselves."
        }
        Tlp::AmberStrict => "It may be passed on within your organisation only, to those who need to know.",
        Tlp::Red => "It is for you alone: it may not be passed on to anybody.",
    };
    let orcon =
        if marking.originator_control { " Passing it on needs the originator's permission in any case." } else { "" };
    format!("{}. {tlp}{orcon}", marking.tlp)
}

fn report_of<'a>(material: &Material<'a>, id: &ReportId) -> Option<&'a Report> {
    material.reports.iter().find(|report| report.id == *id)
}

/// Names that may not appear: with the origins withheld everybody who stands behind the warning; else whoever stands only
/// behind reports left out.
fn forbidden(
    material: &Material<'_>,
    visible: &[Claim],
    facts: &Facts,
    outlet: &dyn Fn(&ReportId) -> String,
) -> Forbidden {
    let redaction = &material.release.redaction;
    // Who did it and where is told in any case, even where a group speaks for itself or a capital stands for a government.
    let mut allowed = facts.actors.clone();
    allowed.extend(facts.actor_parent.clone());
    allowed.extend(facts.place.iter().flat_map(|at| [at.name.clone(), at.label()]));
    allowed.extend(facts.linked_places.clone());
    if redaction.hide_origins {
        return Forbidden::behind(material.claims.iter(), material.incident, outlet, &allowed);
    }
    if redaction.hide_reports.is_empty() {
        return Forbidden::default();
    }
    let hidden = material.claims.iter().filter(|claim| redaction.hide_reports.contains(&claim.report));
    // What visible reports say themselves counts; the incident's labels may come from a report left out.
    let seen = Forbidden::behind(visible.iter(), None, outlet, &[]);
    Forbidden::behind(hidden, material.incident, outlet, &allowed).without(&seen)
}

/// How bad it would be by what is visible: targets and figures of reports left out must not show in it.
fn visible_severity(facts: &Facts) -> Severity {
    severity(&Harm {
        kind: facts.kind,
        stage: facts.stage,
        targets: &facts.targets,
        killed: facts.killed.map(|(_, high)| high),
        injured: facts.injured.map(|(_, high)| high),
    })
}

/// The grade; its reasons name sources and count them, so a redacted view goes without.
fn shown_grade(warning: &Warning, redacted: bool) -> Grade {
    if !redacted {
        return warning.grade.clone();
    }
    Grade { reliability: warning.grade.reliability, credibility: warning.grade.credibility, ..Grade::unjudged() }
}

fn labels(facts: &Facts) -> Vec<String> {
    let independent = facts.sources.roots.iter().filter(|root| root.independent);
    let labels: Vec<String> = independent.map(|root| root.label.clone()).collect();
    if labels.is_empty() { facts.sources.roots.iter().map(|root| root.label.clone()).collect() } else { labels }
}

fn linked_places(visible: &[Claim]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for at in visible.iter().flat_map(|claim| &claim.linked_places) {
        if !places.iter().any(|known| known.label() == at.label()) {
            places.push(at.clone());
        }
    }
    places
}

fn statement(material: &Material<'_>, claim: &Claim, grade: &Grade, forbidden: &Forbidden) -> Statement {
    let open = !material.release.redaction.hide_origins;
    let report = report_of(material, &claim.report).filter(|_| open);
    let quote = report.and_then(|report| {
        let words: Vec<&str> = claim.evidence.iter().filter_map(|span| span.of(&report.text)).map(str::trim).collect();
        (!words.is_empty()).then(|| words.join(" \u{2026} "))
    });
    let verbatim = quote.is_some();
    let words = quote.unwrap_or_else(|| {
        let facts = Facts::of_visible(material.warning, grade, std::slice::from_ref(claim), None, &|_| String::new());
        let own = Facts { stage: claim.stage, place: claim.place.clone(), when: claim.when.clone(), ..facts };
        compose::statement(&own)
    });
    let shown = |text: &str| (!text.trim().is_empty()).then(|| forbidden.scrub(text));
    let scrubbed = forbidden.scrub(&words);
    Statement {
        claim: claim.id.clone(),
        outlet: report.and_then(|report| shown(&report.outlet)),
        title: report.and_then(|report| shown(&report.title)),
        published: report.and_then(|report| report.published),
        verbatim: verbatim && scrubbed == words,
        words: scrubbed,
        said_by: if open {
            claim.said_by.iter().map(|speaker| forbidden.scrub(&speaker.name)).collect()
        } else {
            Vec::new()
        },
        stage: claim.stage,
    }
}

/// What became of this partner's copy, as far as it is the partner's: the desk's alarms and troubles are not.
fn of_partner(receipt: &Receipt, release: &Release) -> bool {
    let desks = matches!(receipt.outcome, ReceiptOutcome::Unanswered | ReceiptOutcome::Failed);
    receipt.release == release.id && !desks
}

/// What the latest update changed for somebody who held the warning before it.
fn changes(warning: &Warning, release: &Release, redacted: bool) -> Vec<String> {
    let Some(update) = warning.latest_update.as_ref().filter(|update| release.at < update.at) else {
        return Vec::new();
    };
    // What changed may speak of sources and their number.
    let told = if redacted { Vec::new() } else { update.changes.clone() };
    told.into_iter().chain((!update.note.is_empty()).then(|| update.note.clone())).collect()
}

/// Where this partner's own copy stands: what others did with theirs is not its to see.
fn shown_state(material: &Material<'_>) -> WarningState {
    let did = |outcome| {
        material.receipts.iter().any(|receipt| {
            receipt.release == material.release.id
                && receipt.outcome == outcome
                && receipt.version == material.release.version()
        })
    };
    match material.warning.state {
        over @ (WarningState::Closed | WarningState::Cancelled) => over,
        _ if did(ReceiptOutcome::Acknowledged) => WarningState::Acknowledged,
        _ if did(ReceiptOutcome::Read) || did(ReceiptOutcome::Delivered) => WarningState::Delivered,
        _ => WarningState::Released,
    }
}

fn shown_outcome(material: &Material<'_>) -> Option<WarningOutcome> {
    let by_desk = |warning: &Warning| {
        let mut closings = warning.history.iter().filter(|step| step.state == WarningState::Closed);
        closings.any(|step| step.note.starts_with(CLOSED_BY_DESK))
    };
    if by_desk(material.warning) {
        return material.warning.outcome;
    }
    let own = material
        .receipts
        .iter()
        .rfind(|receipt| receipt.release == material.release.id && receipt.outcome == ReceiptOutcome::OutcomeGiven)?;
    // The receipt's detail starts with the code of the outcome: see `life::outcome`.
    own.detail.split([',', ':', '.']).next()?.parse().ok()
}

fn ended_at(warning: &Warning) -> Option<Timestamp> {
    let over = |step: &&record::HistoryStep| matches!(step.state, WarningState::Closed | WarningState::Cancelled);
    let mut ends = warning.history.iter().filter(over);
    let first = ends.clone().next()?;
    if !matches!(warning.state, WarningState::Closed | WarningState::Cancelled) {
        return None;
    }
    // The desk's corrections are for every holder to see.
    Some(
        ends.rfind(|step| step.note.starts_with(CLOSED_BY_DESK) || step.note.starts_with(CANCELLED))
            .unwrap_or(first)
            .at,
    )
}

fn cancelled_because(warning: &Warning) -> Option<String> {
    if warning.state != WarningState::Cancelled {
        return None;
    }
    let step = warning.history.iter().rfind(|step| step.state == WarningState::Cancelled)?;
    step.note.strip_prefix(CANCELLED).map(str::to_owned)
}
