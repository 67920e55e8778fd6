//! The outbox: messages are written with the step that sends them, and what their attempts meet comes back here.

use super::warnings::sent;
use super::{Pipeline, Work, failed};
use record::{
    Attempt, Met, Notice, Partner, Receipt, ReceiptOutcome, Refusal, Release, ReleaseId, Sending, SendingId, Warning,
    WarningId,
};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use store::Change;
use warn::life::{self, Delivery, Duty, Tried};

/// What a batch of attempts has changed so far: several may concern one warning.
#[derive(Default)]
struct Changed {
    sendings: HashMap<SendingId, Sending>,
    receipts: HashMap<ReleaseId, Vec<Receipt>>,
    warnings: BTreeMap<WarningId, Warning>,
}

impl Pipeline {
    /// Writes the messages that tell `partner` of the present version of `release`; gives their ids.
    ///
    /// A first warning goes through the partner's first channel: the clock takes the next ones. What follows goes through
    /// every channel that carried something before, and takes the place of what still waits there.
    pub(super) fn send(
        &self,
        work: &mut Work<'_>,
        warning: &Warning,
        release: &Release,
        partner: &Partner,
        notice: Notice,
    ) -> Result<Vec<SendingId>, Refusal> {
        let earlier = self.store.sendings_of(&release.id).map_err(|e| failed(&e))?;
        let why = if notice == Notice::Cancellation { "it was taken back" } else { "a later version took its place" };
        for replaced in earlier.iter().filter_map(|sending| life::replaced(sending, why)) {
            work.put(Change::PutSending(Box::new(replaced)));
        }
        let mut ways: Vec<(&str, String)> = Vec::new();
        for (contact, channel) in partner.ways().filter(|(_, channel)| channel.is_sent()) {
            let key = channel.key();
            if earlier.iter().any(|sending| sending.channel == key) && ways.iter().all(|(_, known)| *known != key) {
                ways.push((contact, key));
            }
        }
        if ways.is_empty() {
            ways.extend(
                partner.ways().find(|(_, channel)| channel.is_sent()).map(|(contact, way)| (contact, way.key())),
            );
        }
        let hold = life::hold(partner, warning.urgency, work.at);
        let mut ids = Vec::new();
        for (contact, key) in ways {
            let sending = life::queued(release, notice, (contact, key.as_str()), partner, hold, work.at);
            ids.push(sending.id.clone());
            work.put(Change::PutSending(Box::new(sending)));
        }
        Ok(ids)
    }

    /// Takes the next channel if that is what is due; gives what is due otherwise.
    pub(super) fn pass_on(
        &self,
        work: &mut Work<'_>,
        warning: &Warning,
        release: &Release,
        partner: &Partner,
        receipts: &[Receipt],
        sendings: &[Sending],
    ) -> Duty {
        let duty = life::duty(warning, release, partner, receipts, sendings, &self.rules().clock, work.at);
        let Duty::Send { contact, channel } = &duty else { return duty };
        if !channel.is_sent() {
            work.put(Change::AddReceipt(sent(release, "signed link made", work.at)));
            return duty;
        }
        let hold = life::hold(partner, warning.urgency, work.at);
        let sending =
            life::queued(release, release.notice(), (contact.as_str(), &channel.key()), partner, hold, work.at);
        let detail = json!({ "release": release.id, "partner": release.partner, "version": release.version(),
                             "channel": sending.channel, "contact": contact, "sending": sending.id });
        work.log("warning.passed_on", warning.id.as_str(), detail);
        work.put(Change::PutSending(Box::new(sending)));
        duty
    }

    /// Takes in what attempts met. An attempt at what is over changes nothing: a receiver may answer twice.
    pub(super) fn sendings_tried(&self, work: &mut Work<'_>, attempts: Vec<Attempt>) -> Result<(), Refusal> {
        let mut changed = Changed::default();
        for attempt in attempts {
            let known = match changed.sendings.get(&attempt.sending) {
                Some(known) => Some(known.clone()),
                None => self.store.sending(&attempt.sending).map_err(|e| failed(&e))?,
            };
            let Some(tried) = known.and_then(|known| life::tried(&known, &attempt, &self.rules().retry)) else {
                continue;
            };
            self.tried(work, &mut changed, tried, &attempt)?;
        }
        for warning in changed.warnings.into_values() {
            work.put_warning(warning);
        }
        Ok(())
    }

    fn tried(
        &self,
        work: &mut Work<'_>,
        changed: &mut Changed,
        tried: Tried,
        attempt: &Attempt,
    ) -> Result<(), Refusal> {
        let Tried { sending, receipt } = tried;
        changed.sendings.insert(sending.id.clone(), sending.clone());
        work.put(Change::PutSending(Box::new(sending.clone())));
        let Some(receipt) = receipt else { return Ok(()) };
        let Some(release) = self.store.release(&sending.release).map_err(|e| failed(&e))? else { return Ok(()) };
        let warning = match changed.warnings.get(&sending.warning) {
            Some(warning) => warning.clone(),
            None => self.warning(&sending.warning)?,
        };
        let partner = self.store.partner(&sending.partner).map_err(|e| failed(&e))?;
        let name = partner.as_ref().map_or_else(|| sending.partner.to_string(), |partner| partner.name.clone());
        let code = match receipt.outcome {
            ReceiptOutcome::Delivered => "warning.delivered",
            _ => "warning.not_delivered",
        };
        let detail = json!({ "release": release.id, "partner": sending.partner, "version": sending.version,
                             "notice": sending.notice, "channel": sending.channel, "sending": sending.id,
                             "attempts": sending.attempts, "detail": receipt.detail });
        work.log(code, warning.id.as_str(), detail);
        work.put(Change::AddReceipt(receipt.clone()));
        changed.receipts.entry(release.id.clone()).or_default().push(receipt.clone());
        if receipt.outcome == ReceiptOutcome::Delivered {
            let words = sending.way_words(partner.as_ref());
            let now = life::delivered(&warning, &name, sending.notice, &words, receipt.at);
            changed.warnings.insert(now.id.clone(), now);
            if let Met::Taken { acknowledged: Some(note), .. } = &attempt.met {
                self.acknowledged_in_answer(work, changed, &sending, &release, &name, note)?;
            }
            return Ok(());
        }
        if let Some(partner) = &partner {
            let receipts = self.receipts_so_far(changed, &release.id)?;
            let mut sendings = self.store.sendings_of(&release.id).map_err(|e| failed(&e))?;
            sendings.retain(|known| known.id != sending.id);
            sendings.push(sending);
            self.pass_on(work, &warning, &release, partner, &receipts, &sendings);
        }
        Ok(())
    }

    /// The receipts of a release, with those of the batch under way.
    fn receipts_so_far(&self, changed: &Changed, release: &ReleaseId) -> Result<Vec<Receipt>, Refusal> {
        let mut receipts = self.store.receipts_of(release).map_err(|e| failed(&e))?;
        receipts.extend(changed.receipts.get(release).into_iter().flatten().cloned());
        Ok(receipts)
    }

    /// The answer to a message acknowledged the warning as well.
    fn acknowledged_in_answer(
        &self,
        work: &mut Work<'_>,
        changed: &mut Changed,
        sending: &Sending,
        release: &Release,
        name: &str,
        note: &str,
    ) -> Result<(), Refusal> {
        let Some(warning) = changed.warnings.get(&sending.warning) else { return Ok(()) };
        let receipts = self.receipts_so_far(changed, &release.id)?;
        let delivery = Delivery { warning, release, receipts: &receipts, partner: name };
        // What cannot be acknowledged any more was delivered all the same.
        let step = life::acknowledged_through(&delivery, &sending.channel, sending.version, note, work.at);
        let Ok(Some(step)) = step else { return Ok(()) };
        let detail = json!({ "release": release.id, "partner": release.partner, "state": step.warning.state,
                             "channel": sending.channel, "detail": step.receipt.detail });
        work.log("warning.acknowledged", step.warning.id.as_str(), detail);
        work.put(Change::AddReceipt(step.receipt.clone()));
        changed.receipts.entry(release.id.clone()).or_default().push(step.receipt);
        changed.warnings.insert(step.warning.id.clone(), step.warning);
        Ok(())
    }
}
