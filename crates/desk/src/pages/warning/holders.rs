//! What concerns those who hold a warning: the update that is offered, what waits for a second person, requests to share, and
//! alarms.

use crate::{
    app::{App, Inner},
    fail::Fail,
    fields::Fields,
    held,
    pages::{copy::Gathered, go},
    words,
};
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

/// Why copies do not leave any more, and who has one all the same.
pub(crate) struct HeldView {
    pub(crate) since: String,
    pub(crate) why: String,
    /// A line for each holder.
    pub(crate) holders: Vec<String>,
}

/// What is held back of a warning now. Asked anew, like at the doors: the note on the warning says since when.
pub(crate) fn held_back(
    inner: &Inner,
    gathered: &Gathered,
    releases: &[Release],
    partners: &[Partner],
) -> Result<Option<HeldView>, Fail> {
    let mut view = None;
    for release in releases.iter().filter(|release| !release.revoked) {
        let Some(why) = gathered.held_back(&release.marking) else { continue };
        let since = gathered.warning.held.as_ref().map_or_else(String::new, |held| words::moment(held.at));
        let view = view.get_or_insert_with(|| HeldView { since, why, holders: Vec::new() });
        let name = partners.iter().find(|known| known.id == release.partner).map_or("A partner", |known| &known.name);
        let receipts = inner.desk.store.receipts_of(&release.id)?;
        view.holders.push(match held::has_it(release, &receipts) {
            Some(receipt) => {
                let (what, _) = words::receipt_line(receipt.outcome, &receipt.detail);
                format!("{name} has it: {}, {}.", what.to_lowercase(), words::moment(receipt.at))
            }
            None if release.partner.is_public() => {
                format!("{name} could read it from {} on; the page shows it no more.", words::moment(release.at))
            }
            None => format!(
                "{name} has not been heard of. Its lists had it from {} on, and show it no more; nor does its link.",
                words::moment(release.latest_at())
            ),
        });
    }
    Ok(view)
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
