//! The escalation clock: who must do what when nobody acknowledges. Pure: the time now comes in as an argument.

use super::partner::DESK;
use jiff::{SignedDuration, Timestamp};
use record::{Channel, Notice, Partner, Receipt, ReceiptOutcome, Release, Sending, Urgency, Warning, WarningState};

/// The times set for an acknowledgement, by urgency; each channel has this time before the next is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Urgency `Immediate`.
    pub immediate: SignedDuration,
    /// Urgency `Expected`.
    pub expected: SignedDuration,
    /// Everything else.
    pub later: SignedDuration,
}

impl Default for Clock {
    /// A quarter of an hour, two hours, a day.
    fn default() -> Self {
        Self {
            immediate: SignedDuration::from_mins(15),
            expected: SignedDuration::from_hours(2),
            later: SignedDuration::from_hours(24),
        }
    }
}

impl Clock {
    /// The time set for this urgency.
    #[must_use]
    pub const fn within(&self, urgency: Urgency) -> SignedDuration {
        match urgency {
            Urgency::Immediate => self.immediate,
            Urgency::Expected => self.expected,
            Urgency::Future | Urgency::Past | Urgency::Unknown => self.later,
        }
    }
}

/// What is due about one partner's copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Duty {
    /// Nothing: answered, over, or taken back.
    Nothing,
    /// Wait for an answer until then.
    Wait {
        /// When the next step is due.
        until: Timestamp,
    },
    /// Send it through this channel: the first that was not tried.
    Send {
        /// To which contact; empty for the partner itself.
        contact: String,
        /// Which.
        channel: Channel,
    },
    /// Every channel was tried in vain: the desk's own alarm.
    Alarm {
        /// Since when.
        since: Timestamp,
        /// True if the ledger knows of it already.
        told: bool,
    },
}

/// What is due about `release` at `now`.
///
/// Channels are tried in the partner's order, then those of its contacts. One that failed passes to the next at once; one
/// that was sent has the time set, from when its `sendings` may go out: quiet hours do not use it up, nor does the time for which
/// partners' rules held the copy back. An acknowledgement, "not mine" or an outcome ends it; that a link was opened does not, because mail scanners open
/// links too. Each version starts anew. The public is asked for no answer. `receipts` may hold those of other releases.
#[must_use]
pub fn duty(
    warning: &Warning,
    release: &Release,
    partner: &Partner,
    receipts: &[Receipt],
    sendings: &[Sending],
    clock: &Clock,
    now: Timestamp,
) -> Duty {
    let live = matches!(warning.state, WarningState::Released | WarningState::Delivered | WarningState::Acknowledged);
    let mine: Vec<&Receipt> = receipts
        .iter()
        .filter(|receipt| receipt.release == release.id && receipt.version == release.version())
        .collect();
    let answered = mine.iter().any(|receipt| {
        use ReceiptOutcome::{Acknowledged, NotMine, OutcomeGiven};
        matches!(receipt.outcome, Acknowledged | NotMine | OutcomeGiven)
    });
    if !live || release.revoked || answered || release.partner.is_public() {
        return Duty::Nothing;
    }
    let within = clock.within(warning.urgency);
    let mut since = release.latest_at();
    for (contact, channel) in partner.ways() {
        let key = channel.key();
        let mut tries = mine.iter().filter(|receipt| receipt.channel == key);
        let mut sent = tries.clone().find(|receipt| receipt.outcome == ReceiptOutcome::Sent).map(|receipt| receipt.at);
        if channel.is_sent() {
            let theirs = |sending: &&Sending| {
                sending.release == release.id
                    && sending.version == release.version()
                    && sending.channel == key
                    && sending.notice != Notice::Cancellation
            };
            sent = sendings.iter().find(theirs).map(|sending| sending.not_before);
        }
        if let Some(failed) = tries.rfind(|receipt| receipt.outcome == ReceiptOutcome::Failed)
            && sent.is_none_or(|sent| sent <= failed.at)
        {
            since = since.max(failed.at);
            continue;
        }
        let Some(sent) = sent else { return Duty::Send { contact: contact.to_owned(), channel: channel.clone() } };
        let sent = release.let_go_at.map_or(sent, |free| free.max(sent));
        let until = sent.checked_add(within).unwrap_or(Timestamp::MAX);
        if now < until {
            return Duty::Wait { until };
        }
        since = since.max(until);
    }
    let told = mine.iter().any(|receipt| receipt.outcome == ReceiptOutcome::Unanswered && receipt.channel == DESK);
    Duty::Alarm { since, told }
}

/// The proof that the desk's own alarm rang for this version.
#[must_use]
pub fn alarm(release: &Release, at: Timestamp) -> Receipt {
    Receipt {
        release: release.id.clone(),
        channel: DESK.to_owned(),
        outcome: ReceiptOutcome::Unanswered,
        at,
        detail: "not acknowledged in the time set, by any channel".to_owned(),
        version: release.version(),
    }
}
