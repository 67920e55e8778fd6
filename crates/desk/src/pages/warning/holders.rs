//! What concerns those who hold a warning: the update that is offered, what waits for a second person, requests to share, and
//! alarms.

use crate::{app::App, fail::Fail, fields::Fields, pages::go, words};
use axum::{
    extract::{Path, State},
    response::Response,
};
use record::{Event, Partner, Proposal, ProposedAct, Receipt, ReceiptOutcome, Release, ReleaseId, Warning, WarningId};

/// A proposal, with the fields of the form that approves it.
pub(crate) struct ProposalView {
    pub(crate) what: String,
    pub(crate) by: String,
    pub(crate) at: String,
    /// Where the form goes, under the warning's address.
    pub(crate) act: &'static str,
    pub(crate) fields: Vec<(&'static str, String)>,
}

pub(crate) fn proposals(warning: &Warning, partners: &[Partner]) -> Vec<ProposalView> {
    warning.proposals.iter().map(|proposal| proposal_view(proposal, partners)).collect()
}

fn proposal_view(proposal: &Proposal, partners: &[Partner]) -> ProposalView {
    let (what, act, fields) = match &proposal.act {
        ProposedAct::Update => ("the update to all holders".to_owned(), "update", Vec::new()),
        ProposedAct::Release { partner, marking, caveats, redaction } => {
            let name = partners.iter().find(|known| known.id == *partner).map_or(partner.as_str(), |known| &known.name);
            let mut fields = vec![
                ("partner", partner.to_string()),
                ("marking", marking.tlp.code().to_owned()),
                ("caveats", caveats.join("\n")),
            ];
            fields.extend(marking.originator_control.then(|| ("orcon", "yes".to_owned())));
            fields.extend(redaction.hide_origins.then(|| ("hide_origins", "yes".to_owned())));
            fields.extend(redaction.hide_reports.iter().map(|id| ("hide_report", id.to_string())));
            let left_out = super::redactions(redaction);
            (format!("release to {name} under {marking}; {left_out}"), "release", fields)
        }
    };
    ProposalView { what, by: proposal.by.clone(), at: words::moment(proposal.at), act, fields }
}

/// The words of a request to share that nobody has answered.
pub(crate) fn asks(receipts: &[Receipt]) -> Option<&str> {
    use ReceiptOutcome::{AskedToShare, ShareAllowed, ShareRefused};
    let latest = receipts.iter().rfind(|r| matches!(r.outcome, AskedToShare | ShareAllowed | ShareRefused))?;
    (latest.outcome == AskedToShare).then_some(latest.detail.as_str())
}

/// True if the desk's alarm rang for the version that the partner holds, and nobody acknowledged since.
pub(crate) fn alarm(release: &Release, receipts: &[Receipt]) -> bool {
    let has = |wanted: &[ReceiptOutcome]| {
        receipts.iter().any(|r| r.version == release.version() && wanted.contains(&r.outcome))
    };
    has(&[ReceiptOutcome::Unanswered])
        && !has(&[ReceiptOutcome::Acknowledged, ReceiptOutcome::NotMine, ReceiptOutcome::OutcomeGiven])
}

/// Sends the update to all holders.
pub(crate) async fn update(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let event = Event::WarningUpdated { warning: WarningId(id.clone()), note: fields.note("note")? };
        inner.act(fields.analyst()?, event)?;
        // Where two persons are needed, the first has only proposed it.
        let waits = super::find(inner, WarningId(id.clone()))?.proposals.iter().any(|p| p.act == ProposedAct::Update);
        let done = if waits { "proposed" } else { "updated" };
        Ok(go(&format!("{}?done={done}#releases", words::href("/warnings", &id))))
    })
    .await
}

/// Answers a request to share.
pub(crate) async fn answer(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let allowed = match fields.get("answer") {
            "yes" => true,
            "no" => false,
            _ => return Err(Fail::invalid("Please choose whether the partner may share it.")),
        };
        let release = ReleaseId(fields.required("release", "the release")?);
        let event = Event::ShareAnswered { release, allowed, note: fields.note("note")? };
        inner.act(fields.analyst()?, event)?;
        Ok(go(&format!("{}?done=answered#releases", words::href("/warnings", &id))))
    })
    .await
}
