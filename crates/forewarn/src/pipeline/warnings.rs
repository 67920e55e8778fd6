//! The life of a warning: by hand, released, answered, closed, cancelled.

use super::world::{Fresh, Sources, outlet};
use super::{Pipeline, Work, failed, not_found};
use jiff::Timestamp;
use link::World;
use record::{
    Channel, IncidentId, Marking, Notice, PartnerId, Receipt, Redaction, Refusal, RefusalKind, Release, ReleaseId,
    ReportId, Warning, WarningId, WarningOutcome, WarningState,
};
use serde_json::json;
use store::Change;
use warn::life::{self, Approval, Delivery, Step, Terms};

/// What a partner did through its link.
pub(super) enum Answer {
    Opened,
    Acknowledged(String),
    NotMine(String),
    AskedToShare(String),
    Outcome { outcome: WarningOutcome, event_at: Option<Timestamp>, note: String },
    AckReceived { version: u32, channel: String, note: String },
}

impl Answer {
    const fn code(&self) -> &'static str {
        match self {
            Self::Opened => "link.opened",
            Self::Acknowledged(_) | Self::AckReceived { .. } => "warning.acknowledged",
            Self::NotMine(_) => "warning.not_mine",
            Self::AskedToShare(_) => "warning.asked_to_share",
            Self::Outcome { .. } => "warning.outcome_given",
        }
    }
}

impl Pipeline {
    pub(super) fn warning(&self, id: &WarningId) -> Result<Warning, Refusal> {
        self.store
            .warning(id)
            .map_err(|e| failed(&e))?
            .ok_or_else(|| not_found("warning", id.as_str(), "forewarn warning list"))
    }

    pub(super) fn drafted_by_hand(
        &self,
        work: &mut Work<'_>,
        world: &mut Option<World>,
        id: &IncidentId,
        headline: &str,
        marking: Marking,
    ) -> Result<(), Refusal> {
        let by = work.analyst()?;
        let incident = self
            .store
            .incident(id)
            .map_err(|e| failed(&e))?
            .ok_or_else(|| not_found("incident", id.as_str(), "forewarn incident list"))?;
        if let Some(open) =
            self.warnings_about(id)?.iter().find(|w| w.watch.is_none() && w.state == WarningState::Draft)
        {
            let message = format!("there is already a draft by hand about this incident: {}", open.id);
            return Err(Refusal::new(RefusalKind::NotAllowed, message));
        }
        let mut sources = Sources::new();
        let cases = self.cases(work, self.world(world)?, &incident, &Fresh::new(), &mut sources)?;
        // Where a partner holds everything back, the draft is for this desk alone: it cannot be released.
        let case = cases.tellable().unwrap_or(&cases.whole);
        let marking = if cases.tellable().is_some() { marking } else { marking.tightest(&case.marking) };
        let headline = Some(headline.trim()).filter(|words| !words.is_empty());
        let outlets = |id: &ReportId| outlet(&sources, id);
        let warning = warn::draft::draft(&case.incident, &case.claims, &outlets, None, headline, marking, work.at, by);
        work.log("warning.drafted", warning.id.as_str(), json!({ "incident": id, "by_hand": true }));
        work.put_warning(warning);
        Ok(())
    }

    pub(super) fn released(
        &self,
        work: &mut Work<'_>,
        warning: &WarningId,
        to: &PartnerId,
        marking: Marking,
        caveats: Vec<String>,
        redaction: Redaction,
    ) -> Result<(), Refusal> {
        let by = work.analyst()?;
        let warning = self.warning(warning)?;
        let partner = self
            .store
            .partner(to)
            .map_err(|e| failed(&e))?
            .ok_or_else(|| not_found("partner", to.as_str(), "forewarn partner list"))?;
        let earlier = self.store.releases_of(&warning.id).map_err(|e| failed(&e))?;
        let terms = Terms { marking, caveats, redaction, valid_days: self.link_valid_days };
        // What the rules refuse is refused before anybody is asked to approve it.
        let (mut now, mut release) = life::release(&warning, &partner, &earlier, &terms, by, work.at)?;
        self.may_go_on(work, &warning, &release.marking)?;
        if !earlier.contains(&release) {
            let act = life::proposed(&partner, &terms);
            match life::approve(self.rules.policy, &warning, &act, release.marking.tlp, by, work.at)? {
                Approval::Given { proposed_by } => release.proposed_by = proposed_by,
                Approval::Awaited(warning) => {
                    work.log("warning.release_proposed", warning.id.as_str(), json!(act));
                    work.put_warning(*warning);
                    return Ok(());
                }
            }
        }
        // Whoever holds a link acts as the partner: the public has none.
        work.outcome.link = (!partner.id.is_public()).then(|| self.link_path(&release));
        work.outcome.release = Some(release.id.clone());
        if earlier.contains(&release) {
            // Released before on the same terms: the same link, and nothing to write.
            work.outcome.warnings.push(now.id);
            return Ok(());
        }
        // A message points to its release: it is written after it.
        work.put(Change::PutRelease(release.clone()));
        let shown = if partner.id.is_public() { "put on the public page" } else { "signed link made" };
        work.put(Change::AddReceipt(sent(&release, shown, work.at)));
        let sendings = self.send(work, &now, &release, &partner, release.notice())?;
        work.log(
            "warning.released",
            now.id.as_str(),
            json!({ "release": release.id, "partner": partner.id, "marking": release.marking.to_string(),
                    "caveats": release.caveats, "redaction": release.redaction, "expires_at": release.expires_at,
                    "version": release.version(), "proposed_by": release.proposed_by, "sendings": sendings }),
        );
        // Under its new marking it may leave: perhaps it was the last that was held back.
        let mut holders: Vec<Release> =
            earlier.into_iter().filter(|one| !one.revoked && one.id != release.id).collect();
        holders.push(release);
        self.let_go(work, &mut now, &holders)?;
        work.put_warning(now);
        Ok(())
    }

    /// A partner's answer through its link. Repeating one changes nothing.
    pub(super) fn answered(&self, work: &mut Work<'_>, id: &ReleaseId, answer: Answer) -> Result<(), Refusal> {
        let release = self
            .store
            .release(id)
            .map_err(|e| failed(&e))?
            .ok_or_else(|| not_found("release", id.as_str(), "forewarn warning show"))?;
        if release.revoked {
            return Err(Refusal::new(RefusalKind::NotAllowed, "this release was taken back by the desk that made it"));
        }
        if release.partner.is_public() {
            let message =
                "this was released to the public: everybody can read it, and nobody can acknowledge it for all";
            return Err(Refusal::new(RefusalKind::NotAllowed, message));
        }
        let warning = self.warning(&release.warning)?;
        let holder = self.store.partner(&release.partner).map_err(|e| failed(&e))?;
        let name = holder.map_or_else(|| release.partner.to_string(), |holder| holder.name);
        let earlier = self.store.receipts_of(id).map_err(|e| failed(&e))?;
        let code = answer.code();
        let delivery = Delivery { warning: &warning, release: &release, receipts: &earlier, partner: &name };
        let step = match answer {
            Answer::Opened => life::opened(&delivery, work.at),
            Answer::Acknowledged(note) => life::acknowledged(&delivery, &note, work.at),
            Answer::NotMine(to) => life::not_mine(&delivery, &to, work.at),
            Answer::AskedToShare(with) => life::asked_to_share(&delivery, &with, work.at),
            Answer::Outcome { outcome, event_at, note } => life::outcome(&delivery, outcome, event_at, &note, work.at),
            Answer::AckReceived { version, channel, note } => {
                life::acknowledged_through(&delivery, &channel, version, &note, work.at)
            }
        }?;
        let Some(Step { warning, receipt }) = step else { return Ok(()) };
        work.log(
            code,
            warning.id.as_str(),
            json!({ "release": id, "partner": release.partner, "state": warning.state, "detail": receipt.detail }),
        );
        work.put(Change::AddReceipt(receipt));
        work.put_warning(warning);
        Ok(())
    }

    pub(super) fn closed(
        &self,
        work: &mut Work<'_>,
        id: &WarningId,
        outcome: WarningOutcome,
        event_at: Option<Timestamp>,
        note: &str,
    ) -> Result<(), Refusal> {
        let by = work.analyst()?;
        let now = life::closed(&self.warning(id)?, outcome, event_at, note, by, work.at)?;
        let Some(warning) = now else { return Ok(()) };
        let lead = life::lead_time(&warning).map(|time| time.as_secs());
        work.log("warning.closed", id.as_str(), json!({ "outcome": outcome, "lead_time_seconds": lead, "note": note }));
        work.put_warning(warning);
        Ok(())
    }

    pub(super) fn cancelled(&self, work: &mut Work<'_>, id: &WarningId, reason: &str) -> Result<(), Refusal> {
        let by = work.analyst()?;
        let Some(warning) = life::cancelled(&self.warning(id)?, reason, by, work.at)? else { return Ok(()) };
        let holders = self.holders(id)?;
        let partners: Vec<&PartnerId> = holders.iter().map(|held| &held.partner).collect();
        let mut sendings = Vec::new();
        for held in &holders {
            if let Some(partner) = self.store.partner(&held.partner).map_err(|e| failed(&e))? {
                sendings.extend(self.send(work, &warning, held, &partner, Notice::Cancellation)?);
            }
        }
        let detail = json!({ "reason": reason, "holders": partners, "sendings": sendings });
        work.log("warning.cancelled", id.as_str(), detail);
        for held in &holders {
            work.put(Change::AddReceipt(sent(held, "cancellation shown on the signed link", work.at)));
        }
        work.put_warning(warning);
        Ok(())
    }
}

/// The proof that something was put on a release's signed link, or on the public page.
pub(super) fn sent(release: &Release, detail: &str, at: Timestamp) -> Receipt {
    let way = if release.partner.is_public() { Channel::PublicPage } else { Channel::SignedLink };
    Receipt {
        release: release.id.clone(),
        channel: way.key(),
        outcome: record::ReceiptOutcome::Sent,
        at,
        detail: detail.to_owned(),
        version: release.version(),
    }
}
