//! The life of a warning: by hand, released, answered, closed, cancelled.

use super::world::Fresh;
use super::{Pipeline, Work, failed, not_found};
use jiff::Timestamp;
use record::{
    IncidentId, Marking, PartnerId, Receipt, Redaction, Refusal, RefusalKind, ReleaseId, Warning, WarningId,
    WarningOutcome, WarningState,
};
use serde_json::json;
use std::collections::BTreeMap;
use store::Change;

/// What a partner did through its link.
pub(super) enum Answer {
    Opened,
    Acknowledged(String),
    NotMine(String),
    AskedToShare(String),
    Outcome { outcome: WarningOutcome, event_at: Option<Timestamp>, note: String },
}

impl Answer {
    const fn code(&self) -> &'static str {
        match self {
            Self::Opened => "link.opened",
            Self::Acknowledged(_) => "warning.acknowledged",
            Self::NotMine(_) => "warning.not_mine",
            Self::AskedToShare(_) => "warning.asked_to_share",
            Self::Outcome { .. } => "warning.outcome_given",
        }
    }
}

impl Pipeline {
    fn warning(&self, id: &WarningId) -> Result<Warning, Refusal> {
        self.store
            .warning(id)
            .map_err(|e| failed(&e))?
            .ok_or_else(|| not_found("warning", id.as_str(), "forewarn warning list"))
    }

    pub(super) fn drafted_by_hand(
        &self,
        work: &mut Work<'_>,
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
        if let Some(open) = self.warnings_about(id)?.iter().find(|w| w.watch.is_none() && w.state == WarningState::Draft) {
            let message = format!("there is already a draft by hand about this incident: {}", open.id);
            return Err(Refusal::new(RefusalKind::NotAllowed, message));
        }
        let mut outlets = BTreeMap::new();
        let claims = self.claims_of(&incident, &Fresh::new(), &mut outlets)?;
        let headline = Some(headline.trim()).filter(|words| !words.is_empty());
        let outlet_of = |id: &record::ReportId| outlets.get(id).cloned().unwrap_or_default();
        let warning = warn::draft::draft(&incident, &claims, &outlet_of, None, headline, marking, work.at, by);
        work.log("warning.drafted", warning.id.as_str(), json!({ "incident": id, "by_hand": true }));
        work.outcome.warnings.push(warning.id.clone());
        work.put(Change::PutWarning(Box::new(warning)));
        Ok(())
    }

    pub(super) fn released(
        &self,
        work: &mut Work<'_>,
        warning: &WarningId,
        partner: &PartnerId,
        marking: Marking,
        caveats: Vec<String>,
        redaction: Redaction,
    ) -> Result<(), Refusal> {
        let by = work.analyst()?;
        let warning = self.warning(warning)?;
        let partner = self
            .store
            .partner(partner)
            .map_err(|e| failed(&e))?
            .ok_or_else(|| not_found("partner", partner.as_str(), "forewarn partner list"))?;
        let earlier = self.store.releases_of(&warning.id).map_err(|e| failed(&e))?;
        let (warning, release) = warn::life::release(
            &warning, &partner, &earlier, marking, caveats, redaction, by, work.at, self.link_valid_days,
        )?;
        work.log(
            "warning.released",
            warning.id.as_str(),
            json!({ "release": release.id, "partner": partner.id, "marking": release.marking.to_string(),
                    "caveats": release.caveats, "expires_at": release.expires_at }),
        );
        work.put(Change::AddReceipt(Receipt {
            release: release.id.clone(),
            channel: share::channels::signed_link::CHANNEL.to_owned(),
            outcome: record::ReceiptOutcome::Sent,
            at: work.at,
            detail: "signed link made; handing it over is the desk's act".to_owned(),
        }));
        work.outcome.warnings.push(warning.id.clone());
        work.outcome.link = Some(self.link_path(&release));
        work.outcome.release = Some(release.id.clone());
        // The receipt refers to the release: the release goes first.
        work.batch.changes.insert(0, Change::PutRelease(release));
        work.put(Change::PutWarning(Box::new(warning)));
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
        let warning = self.warning(&release.warning)?;
        let partner = self.store.partner(&release.partner).map_err(|e| failed(&e))?;
        let name = partner.map_or_else(|| release.partner.to_string(), |partner| partner.name);
        let earlier = self.store.receipts_of(id).map_err(|e| failed(&e))?;
        let code = answer.code();
        let step = match answer {
            Answer::Opened => warn::life::opened(&warning, &release, &earlier, &name, work.at),
            Answer::Acknowledged(note) => {
                warn::life::acknowledged(&warning, &release, &earlier, &name, &note, work.at)
            }
            Answer::NotMine(to) => warn::life::not_mine(&warning, &release, &earlier, &name, &to, work.at),
            Answer::AskedToShare(with) => {
                warn::life::asked_to_share(&warning, &release, &earlier, &name, &with, work.at)
            }
            Answer::Outcome { outcome, event_at, note } => {
                warn::life::outcome(&warning, &release, &earlier, &name, outcome, event_at, &note, work.at)
            }
        }?;
        let Some((warning, receipt)) = step else { return Ok(()) };
        work.log(
            code,
            warning.id.as_str(),
            json!({ "release": id, "partner": release.partner, "state": warning.state, "detail": receipt.detail }),
        );
        work.outcome.warnings.push(warning.id.clone());
        work.put(Change::AddReceipt(receipt));
        work.put(Change::PutWarning(Box::new(warning)));
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
        let warning = warn::life::closed(&self.warning(id)?, outcome, event_at, note, by, work.at)?;
        let lead = warn::life::lead_time(&warning).map(|time| time.as_secs());
        work.log("warning.closed", id.as_str(), json!({ "outcome": outcome, "lead_time_seconds": lead, "note": note }));
        work.outcome.warnings.push(id.clone());
        work.put(Change::PutWarning(Box::new(warning)));
        Ok(())
    }

    pub(super) fn cancelled(&self, work: &mut Work<'_>, id: &WarningId, reason: &str) -> Result<(), Refusal> {
        let by = work.analyst()?;
        let warning = warn::life::cancelled(&self.warning(id)?, reason, by, work.at)?;
        work.log("warning.cancelled", id.as_str(), json!({ "reason": reason }));
        work.outcome.warnings.push(id.clone());
        work.put(Change::PutWarning(Box::new(warning)));
        Ok(())
    }
}
