//! What concerns all who hold a warning: updates, answers to their requests, and what is due when nobody acknowledges.

use super::warnings::sent;
use super::world::{Fresh, Sources, outlet};
use super::{Pipeline, Work, failed, not_found};
use link::World;
use record::{
    Notice, Partner, ProposedAct, Refusal, RefusalKind, Release, ReleaseId, ReportId, Tlp, Warning, WarningId,
    WarningState,
};
use serde_json::json;
use store::{Change, MAX_PAGE, Page, WarningFilter};
use warn::draft;
use warn::life::{self, Approval, Delivery, Duty, Step};

/// A warning as it would be drafted now, and what that changes; nothing if that is how it stands.
type Fresher = Option<(Warning, Vec<String>)>;

impl Pipeline {
    /// The releases of a warning that are not revoked.
    pub(super) fn holders(&self, id: &WarningId) -> Result<Vec<Release>, Refusal> {
        let mut releases = self.store.releases_of(id).map_err(|e| failed(&e))?;
        releases.retain(|release| !release.revoked);
        Ok(releases)
    }

    /// What an update of this warning would send to its holders, from its incident as it is now; and why something is left out
    /// of it, if anything is.
    fn changed(
        &self,
        work: &Work<'_>,
        world: &mut Option<World>,
        warning: &Warning,
        holders: &[Release],
    ) -> Result<(Fresher, Option<String>), Refusal> {
        let incident = self.store.incident(&warning.incident).map_err(|e| failed(&e))?;
        let Some(incident) = incident else { return Ok((None, None)) };
        let (mut sources, fresh) = (Sources::new(), Fresh::new());
        let world = self.world(world)?;
        let cases = self.cases(work, world, &incident, &fresh, &mut sources)?;
        let (case, why) = self.for_holders(world, &cases, holders, &fresh)?;
        let Some(case) = case else { return Ok((None, why)) };
        let outlets = |id: &ReportId| outlet(&sources, id);
        let changed = draft::changed(warning, &case.incident, &case.claims, &outlets, work.at);
        // The same words from other reports: an update says what it stands on now.
        let others = warning.claims != case.incident.claims;
        let again = || (draft::retold(warning, &case.incident, &case.claims, &outlets, work.at), Vec::new());
        Ok((changed.or_else(|| others.then(again)), why))
    }

    /// Sends the update to everybody who holds an earlier version, and to nobody else.
    pub(super) fn updated(
        &self,
        work: &mut Work<'_>,
        world: &mut Option<World>,
        id: &WarningId,
        note: &str,
    ) -> Result<(), Refusal> {
        let by = work.analyst()?;
        let warning = self.warning(id)?;
        let holders = self.holders(id)?;
        let partners = self.store.partners().map_err(|e| failed(&e))?;
        let (fresh, left_out) = self.changed(work, world, &warning, &holders)?;
        let now = life::updated(&warning, fresh, &holders, &partners, self.link_valid_days, note, by, work.at);
        let now = now.map_err(|refusal| match &left_out {
            Some(why) if refusal.kind == RefusalKind::Invalid => {
                let message = format!("{} Left out is what the holders may not be told: {why}", refusal.message);
                Refusal::new(refusal.kind, message)
            }
            _ => refusal,
        })?;
        for held in &now.releases {
            self.may_go_on(work, &now.warning, &held.marking)?;
        }
        let strictest = holders.iter().map(|held| held.marking.tlp).max().unwrap_or(Tlp::Clear);
        let approval = life::approve(self.rules().policy, &warning, &ProposedAct::Update, strictest, by, work.at)?;
        let proposed_by = match approval {
            Approval::Given { proposed_by } => proposed_by,
            Approval::Awaited(warning) => {
                work.log("warning.update_proposed", id.as_str(), json!({ "note": note }));
                work.put_warning(*warning);
                return Ok(());
            }
        };
        let told: Vec<_> =
            now.releases.iter().map(|held| json!({ "release": held.id, "version": held.version() })).collect();
        let changes = now.warning.latest_update.as_ref().map(|update| &update.changes);
        let mut sendings = Vec::new();
        for held in &now.releases {
            if let Some(partner) = partners.iter().find(|partner| partner.id == held.partner) {
                sendings.extend(self.send(work, &now.warning, held, partner, Notice::Update)?);
            }
        }
        let detail = json!({ "changes": changes, "note": note, "holders": told, "proposed_by": proposed_by,
                             "sendings": sendings });
        work.log("warning.updated", id.as_str(), detail);
        // What is free goes out: those who were held back are no more.
        let before = Warning { held: warning.held.clone(), ..now.warning };
        let releases = now.releases;
        for held in &releases {
            work.put(Change::PutRelease(held.clone()));
        }
        let updated = self.let_copies_go(work, before, None, &releases)?;
        for held in releases {
            let receipt = sent(&held, "update shown on the signed link", work.at);
            work.put(Change::AddReceipt(receipt));
        }
        work.put_warning(updated);
        Ok(())
    }

    /// Answers a partner's request to pass the warning on.
    pub(super) fn share_answered(
        &self,
        work: &mut Work<'_>,
        id: &ReleaseId,
        allowed: bool,
        note: &str,
    ) -> Result<(), Refusal> {
        let by = work.analyst()?;
        let known = self.store.release(id).map_err(|e| failed(&e))?;
        let release = known.ok_or_else(|| not_found("release", id.as_str(), "forewarn warning show"))?;
        let warning = self.warning(&release.warning)?;
        let holder = self.store.partner(&release.partner).map_err(|e| failed(&e))?;
        let name = holder.map_or_else(|| release.partner.to_string(), |holder| holder.name);
        let receipts = self.store.receipts_of(id).map_err(|e| failed(&e))?;
        let delivery = Delivery { warning: &warning, release: &release, receipts: &receipts, partner: &name };
        let Some(Step { warning, receipt }) = life::share_answered(&delivery, allowed, note, by, work.at)? else {
            return Ok(());
        };
        let detail = json!({ "release": id, "partner": release.partner, "allowed": allowed, "note": note });
        work.log("warning.share_answered", warning.id.as_str(), detail);
        work.put(Change::AddReceipt(receipt));
        work.put_warning(warning);
        Ok(())
    }

    /// Takes the next channel for every copy that nobody acknowledged in the time set, and rings the desk's own alarm where
    /// there is none left: once for each version.
    pub(super) fn time_passed(&self, work: &mut Work<'_>) -> Result<(), Refusal> {
        let partners = self.store.partners().map_err(|e| failed(&e))?;
        let states = vec![WarningState::Released, WarningState::Delivered, WarningState::Acknowledged];
        self.each_warning(states, |warning| {
            for release in self.holders(&warning.id)? {
                if let Some(partner) = partners.iter().find(|partner| partner.id == release.partner) {
                    self.time_passed_for(work, &warning, &release, partner)?;
                }
            }
            Ok(())
        })
    }

    /// Looks at every warning in one of these states, page by page.
    pub(super) fn each_warning(
        &self,
        states: Vec<WarningState>,
        mut look: impl FnMut(Warning) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let filter = WarningFilter { states, incident: None };
        let mut offset = 0;
        loop {
            let page = self.store.warnings(&filter, Page { offset, limit: MAX_PAGE }).map_err(|e| failed(&e))?;
            if page.is_empty() {
                return Ok(());
            }
            offset += page.len() as u64;
            page.into_iter().try_for_each(&mut look)?;
        }
    }

    fn time_passed_for(
        &self,
        work: &mut Work<'_>,
        warning: &Warning,
        release: &Release,
        partner: &Partner,
    ) -> Result<(), Refusal> {
        if self.holds(work, warning, release)? {
            // Nobody can acknowledge what may not come.
            return Ok(());
        }
        let receipts = self.store.receipts_of(&release.id).map_err(|e| failed(&e))?;
        let sendings = self.store.sendings_of(&release.id).map_err(|e| failed(&e))?;
        if let Duty::Alarm { since, told: false } = self.pass_on(work, warning, release, partner, &receipts, &sendings)
        {
            let detail = json!({ "release": release.id, "partner": release.partner, "since": since,
                                 "version": release.version() });
            work.log("warning.unanswered", warning.id.as_str(), detail);
            work.put(Change::AddReceipt(life::alarm(release, work.at)));
            work.outcome.warnings.push(warning.id.clone());
        }
        Ok(())
    }
}
