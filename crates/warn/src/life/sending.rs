//! How a message gets through: tried, tried again later and later, given up. Pure: the time comes in as an argument, and the
//! chance in the waiting time is taken from the message's id, so that the same attempt always waits as long.

use super::step;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use record::{
    Attempt, Met, Notice, Partner, Quiet, Receipt, ReceiptOutcome, Release, Sending, SendingId, SendingState, Urgency,
    Warning, WarningState, sha256_hex,
};

/// Characters of an error that are kept.
const MAX_ERROR_CHARS: usize = 500;

/// First words of what is said of a message that may not leave now.
pub const HELD: &str = "held back: ";

/// How long a message that may not leave waits before it is looked at again.
const HELD_AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// How often and how long a message is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Wait after the first failed attempt; it doubles with each.
    pub first: SignedDuration,
    /// Longest wait, besides what a receiver asks for.
    pub longest: SignedDuration,
    /// Longest wait that a receiver can ask for (`Retry-After`).
    pub asked_longest: SignedDuration,
    /// Attempts before it is given up.
    pub attempts: u32,
    /// Failed attempts after which the next channel is taken as well; this one is tried on.
    pub patience: u32,
}

impl Default for Retry {
    /// From 5 seconds to an hour, 30 attempts: a little over a day.
    fn default() -> Self {
        Self {
            first: SignedDuration::from_secs(5),
            longest: SignedDuration::from_hours(1),
            asked_longest: SignedDuration::from_hours(6),
            attempts: 30,
            patience: 3,
        }
    }
}

/// The message that tells `partner` of the present version of a release through the channel of this key, to be sent at
/// `not_before` ([`hold`]); with others that wait for the same moment, where the partner wants that.
#[must_use]
pub fn queued(
    release: &Release,
    notice: Notice,
    (contact, channel): (&str, &str),
    partner: &Partner,
    not_before: Timestamp,
    at: Timestamp,
) -> Sending {
    let version = release.version();
    Sending {
        id: Sending::id_of(&release.id, version, notice, channel),
        release: release.id.clone(),
        warning: release.warning.clone(),
        partner: release.partner.clone(),
        version,
        notice,
        channel: channel.to_owned(),
        contact: contact.to_owned(),
        state: SendingState::Waiting,
        made_at: at,
        not_before,
        next_at: Some(not_before),
        attempts: 0,
        last_at: None,
        last_error: String::new(),
        digest: digest(partner, channel, not_before, at),
    }
}

/// The digest that a message waits for until `not_before`; nothing if it goes at once, or the partner wants no digests.
#[must_use]
pub fn digest(partner: &Partner, channel: &str, not_before: Timestamp, at: Timestamp) -> Option<SendingId> {
    let wanted = partner.quiet.as_ref().is_some_and(|quiet| quiet.digest) && not_before > at;
    wanted.then(|| Sending::digest_of(&partner.id, channel, not_before))
}

/// When a message may go out: at once if the warning is immediate or the partner has no quiet hours now, else at their end.
/// A time zone that is not known holds nothing back.
#[must_use]
pub fn hold(partner: &Partner, urgency: Urgency, at: Timestamp) -> Timestamp {
    match &partner.quiet {
        Some(quiet) if urgency != Urgency::Immediate => end_of(quiet, at).unwrap_or(at),
        _ => at,
    }
}

/// The end of the quiet hours that `at` lies in.
fn end_of(quiet: &Quiet, at: Timestamp) -> Option<Timestamp> {
    let zone = TimeZone::get(&quiet.zone).ok()?;
    let here = zone.to_datetime(at);
    let (from, to, now) = (quiet.from, quiet.to, here.time());
    let inside = if from < to { (from..to).contains(&now) } else { now >= from || now < to };
    if !inside {
        return None;
    }
    let day = if now < to { here.date() } else { here.date().tomorrow().ok()? };
    let end = DateTime::from_parts(day, to).to_zoned(zone).ok()?.timestamp();
    (end > at).then_some(end)
}

/// A message that a later version replaces, or that nobody needs any more; `None` if it was over already.
#[must_use]
pub fn replaced(sending: &Sending, why: &str) -> Option<Sending> {
    (sending.state == SendingState::Waiting).then(|| Sending {
        state: SendingState::Dropped,
        next_at: None,
        last_error: why.to_owned(),
        ..sending.clone()
    })
}

/// What an attempt changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// The message as it stands now.
    pub sending: Sending,
    /// The proof, where there is one: a failed attempt that is followed by another leaves none.
    pub receipt: Option<Receipt>,
}

/// Takes an attempt in. `None` if the message was over already: the answer to a repetition changes nothing.
#[must_use]
pub fn tried(sending: &Sending, attempt: &Attempt, retry: &Retry) -> Option<Tried> {
    if sending.state != SendingState::Waiting {
        return None;
    }
    let receipt = |outcome, detail: String| Receipt {
        release: sending.release.clone(),
        channel: sending.channel.clone(),
        outcome,
        at: attempt.at,
        detail,
        version: sending.version,
    };
    let mut next = sending.clone();
    next.attempts = next.attempts.saturating_add(1);
    next.last_at = Some(attempt.at);
    next.next_at = None;
    let proof = match &attempt.met {
        Met::Taken { detail, .. } => {
            (next.state, next.last_error) = (SendingState::Delivered, String::new());
            Some(receipt(ReceiptOutcome::Delivered, detail.chars().take(MAX_ERROR_CHARS).collect()))
        }
        Met::Held { why } => {
            // Nothing was tried: it does not use up the attempts, and goes out once it may.
            next.attempts = sending.attempts;
            next.last_error = format!("{HELD}{}", why.chars().take(MAX_ERROR_CHARS).collect::<String>());
            next.next_at = Some(attempt.at.checked_add(HELD_AGAIN).unwrap_or(Timestamp::MAX));
            None
        }
        Met::Dropped { why } => {
            (next.state, next.last_error) = (SendingState::Dropped, why.clone());
            None
        }
        Met::Failed { why, retry_after, for_good } => {
            next.last_error = why.chars().take(MAX_ERROR_CHARS).collect();
            let times = if next.attempts == 1 { "once".to_owned() } else { format!("{} times", next.attempts) };
            if *for_good || next.attempts >= retry.attempts {
                next.state = SendingState::Failed;
                Some(receipt(ReceiptOutcome::Failed, format!("given up, tried {times}: {}", next.last_error)))
            } else {
                let asked = retry_after.unwrap_or_default().min(retry.asked_longest);
                // Those of one digest are tried again together.
                let together = sending.digest.as_ref().unwrap_or(&sending.id);
                let wait = back_off(retry, together, next.attempts).max(asked);
                next.next_at = Some(attempt.at.checked_add(wait).unwrap_or(Timestamp::MAX));
                let told = format!("tried {times}, and tried on: {}", next.last_error);
                (next.attempts == retry.patience).then(|| receipt(ReceiptOutcome::Failed, told))
            }
        }
    };
    Some(Tried { sending: next, receipt: proof })
}

/// The wait after so many failed attempts: doubled with each, and up to a quarter less or more, so that what failed together
/// does not come back together.
#[must_use]
pub fn back_off(retry: &Retry, id: &SendingId, attempts: u32) -> SignedDuration {
    let doubled = retry.first.as_millis().max(1) << attempts.saturating_sub(1).min(40);
    let whole = doubled.min(retry.longest.as_millis().max(1));
    let hash = sha256_hex(format!("{id} {attempts}").as_bytes());
    let chance = i128::from_str_radix(&hash[..4], 16).unwrap_or(0);
    let wait = whole - whole / 4 + whole / 2 * chance / 0xffff;
    SignedDuration::from_millis(i64::try_from(wait).unwrap_or(i64::MAX))
}

/// The warning when a message was taken: delivered to `partner`, by a channel named in words.
#[must_use]
pub fn delivered(warning: &Warning, partner: &str, notice: Notice, words: &str, at: Timestamp) -> Warning {
    let what = match notice {
        Notice::Warning => "Delivered",
        Notice::Update => "Update delivered",
        Notice::Cancellation => "Cancellation delivered",
    };
    step(warning, WarningState::Delivered, at, partner, format!("{what} to {partner} by {words}."))
}

/// Where a message stands, in a line: "warning by webhook to a.example: waits, tried 2 times, next at …: the server answers
/// 503".
#[must_use]
pub fn standing(sending: &Sending, way: &str) -> String {
    let tried = match sending.attempts {
        0 => String::new(),
        1 => ", tried once".to_owned(),
        n => format!(", tried {n} times"),
    };
    let state = match (sending.state, sending.next_at) {
        (SendingState::Waiting, Some(next)) => {
            let with = if sending.digest.is_some() { " for its digest" } else { "" };
            format!("waits{with}{tried}, next at {}", next.strftime("%F %TZ"))
        }
        (SendingState::Waiting, None) | (SendingState::Failed, _) => format!("given up{tried}"),
        (SendingState::Delivered, _) => format!("delivered{tried}"),
        (SendingState::Dropped, _) => format!("not sent{tried}"),
    };
    let to = if sending.contact.is_empty() { String::new() } else { format!(" ({})", sending.contact) };
    let error = if sending.last_error.is_empty() { String::new() } else { format!(": {}", sending.last_error) };
    format!("{} by {way}{to}: {state}{error}", sending.notice)
}
