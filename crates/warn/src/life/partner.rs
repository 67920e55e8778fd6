//! What a partner does through its signed link, and what the desk answers to its requests.

use super::{invalid, not_allowed, step, words};
use jiff::Timestamp;
use record::{Receipt, ReceiptOutcome, Refusal, Release, Warning, WarningOutcome, WarningState};

/// Characters of a partner's note at most.
pub const MAX_NOTE_CHARS: usize = 2_000;

/// Different answers that one release takes at most; a link in wrong hands cannot fill the store.
pub const MAX_ANSWERS: usize = 50;

/// The name of the channel in receipts.
const CHANNEL: &str = "signed_link";

/// What the desk itself does, in receipts.
pub(crate) const DESK: &str = "desk";

/// One copy of a warning in a partner's hands.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// What.
    pub warning: &'a Warning,
    /// Under what terms.
    pub release: &'a Release,
    /// What became of it so far: the receipts of this release.
    pub receipts: &'a [Receipt],
    /// The partner's name.
    pub partner: &'a str,
}

/// What a partner's act changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The warning with its new state and history.
    pub warning: Warning,
    /// The proof.
    pub receipt: Receipt,
}

/// The link was opened. The first opening proves delivery; later ones change nothing.
///
/// # Errors
/// `NotAllowed` if the release was taken back or has expired; `Invalid` if warning and release do not belong together. So
/// for every act below.
pub fn opened(delivery: &Delivery<'_>, at: Timestamp) -> Result<Option<Step>, Refusal> {
    answer(delivery, ReceiptOutcome::Read, String::new(), at, |delivery| {
        let note = format!("Opened by {}.", delivery.partner);
        step(delivery.warning, WarningState::Delivered, at, delivery.partner, note)
    })
}

/// The partner says: we have it. Once for each version of its copy; later ones change nothing.
///
/// # Errors
/// As for [`opened`], and `Invalid` for a note longer than [`MAX_NOTE_CHARS`].
pub fn acknowledged(delivery: &Delivery<'_>, words: &str, at: Timestamp) -> Result<Option<Step>, Refusal> {
    answer(delivery, ReceiptOutcome::Acknowledged, note(words)?, at, |delivery| {
        let said = with_words(format!("Acknowledged by {}", delivery.partner), words);
        step(delivery.warning, WarningState::Acknowledged, at, delivery.partner, said)
    })
}

/// As [`acknowledged`], through another channel than the link (`cap`), and of a particular version.
///
/// # Errors
/// As for [`acknowledged`], and `NotAllowed` for a version that the partner does not hold.
pub fn acknowledged_through(
    delivery: &Delivery<'_>,
    channel: &str,
    version: u32,
    words: &str,
    at: Timestamp,
) -> Result<Option<Step>, Refusal> {
    let held = delivery.release.version();
    if !(1..=held).contains(&version) {
        return Err(not_allowed(format!("Version {version} of this warning was never sent; the latest is {held}.")));
    }
    let of = if version < held { format!(" (version {version}; {held} is the latest)") } else { String::new() };
    let act = Act { outcome: ReceiptOutcome::Acknowledged, detail: note(words)?, channel, version };
    answer_as(delivery, act, at, |delivery| {
        let said = with_words(format!("Acknowledged by {}{of}", delivery.partner), words);
        step(delivery.warning, WarningState::Acknowledged, at, delivery.partner, said)
    })
}

/// The desk answers what the partner asked last: whether it may pass the warning on. The answer binds: it is given once.
///
/// # Errors
/// `Invalid` if nothing was asked, without a name or with a note that is too long; `NotAllowed` if the request was answered
/// otherwise before, or the release was taken back.
pub fn share_answered(
    delivery: &Delivery<'_>,
    allowed: bool,
    words: &str,
    by: &str,
    at: Timestamp,
) -> Result<Option<Step>, Refusal> {
    let by = super::person(by, "who answers")?;
    let words = note(words)?;
    let outcome = if allowed { ReceiptOutcome::ShareAllowed } else { ReceiptOutcome::ShareRefused };
    let answers = [ReceiptOutcome::ShareAllowed, ReceiptOutcome::ShareRefused];
    let mut mine = delivery.receipts.iter().filter(|receipt| receipt.release == delivery.release.id);
    let latest = mine
        .rfind(|receipt| receipt.outcome == ReceiptOutcome::AskedToShare || answers.contains(&receipt.outcome))
        .ok_or_else(|| invalid(format!("{} has not asked to share this.", delivery.partner)))?;
    if delivery.release.revoked {
        return Err(not_allowed("This release was taken back: there is nothing left to share.".to_owned()));
    }
    if latest.outcome == outcome {
        return Ok(None);
    }
    if answers.contains(&latest.outcome) {
        let message = "This request was answered otherwise before, and that answer binds. The partner can ask again.";
        return Err(not_allowed(message.to_owned()));
    }
    let may = if allowed { "may" } else { "may not" };
    let asked = format!("{} {may} share it as asked ({})", delivery.partner, latest.detail);
    let version = delivery.release.version();
    let channel = DESK.to_owned();
    let receipt =
        Receipt { release: delivery.release.id.clone(), channel, outcome, at, detail: words.clone(), version };
    let warning = step(delivery.warning, delivery.warning.state, at, &by, with_words(asked, &words));
    Ok(Some(Step { warning, receipt }))
}

/// The partner says that it is not theirs, and perhaps whose (`forward_to`, in its words).
///
/// # Errors
/// As for [`acknowledged`], and `NotAllowed` beyond [`MAX_ANSWERS`] answers.
pub fn not_mine(delivery: &Delivery<'_>, forward_to: &str, at: Timestamp) -> Result<Option<Step>, Refusal> {
    answer(delivery, ReceiptOutcome::NotMine, note(forward_to)?, at, |delivery| {
        let said = if forward_to.trim().is_empty() {
            format!("{} says that it is not theirs.", delivery.partner)
        } else {
            with_words(format!("{} says that it is not theirs; forward to", delivery.partner), forward_to)
        };
        step(delivery.warning, WarningState::Delivered, at, delivery.partner, said)
    })
}

/// The partner asks the originator for leave to pass it on.
///
/// # Errors
/// As for [`not_mine`], and `Invalid` if it does not say with whom.
pub fn asked_to_share(delivery: &Delivery<'_>, with_whom: &str, at: Timestamp) -> Result<Option<Step>, Refusal> {
    let words = note(with_whom)?;
    if words.is_empty() {
        return Err(invalid("Say with whom you would share it, and why: the originator decides on that.".to_owned()));
    }
    answer(delivery, ReceiptOutcome::AskedToShare, words, at, |delivery| {
        let said = with_words(format!("{} asks for leave to share it", delivery.partner), with_whom);
        step(delivery.warning, WarningState::Delivered, at, delivery.partner, said)
    })
}

/// The partner gives the outcome. That closes the warning; a warning that is over keeps its outcome, and what the partner
/// says is kept beside it for the desk to see.
///
/// # Errors
/// As for [`not_mine`].
pub fn outcome(
    delivery: &Delivery<'_>,
    outcome: WarningOutcome,
    event_at: Option<Timestamp>,
    said: &str,
    at: Timestamp,
) -> Result<Option<Step>, Refusal> {
    let said = note(said)?;
    let time = event_at.map(|time| format!(", at {time}")).unwrap_or_default();
    let detail = with_words(format!("{outcome}{time}"), &said);
    answer(delivery, ReceiptOutcome::OutcomeGiven, detail, at, |delivery| {
        let warning = delivery.warning;
        let open = !matches!(warning.state, WarningState::Closed | WarningState::Cancelled);
        let beside = match (open, warning.outcome) {
            (false, Some(before)) if before != outcome => format!(" (closed before: {})", words(before)),
            _ => String::new(),
        };
        let text =
            with_words(format!("{} gives the outcome: {}{time}{beside}", delivery.partner, words(outcome)), &said);
        let mut next = step(warning, WarningState::Closed, at, delivery.partner, text);
        if open {
            next.outcome = Some(outcome);
            next.event_at = event_at.or(warning.event_at);
        }
        next
    })
}

/// What goes into a receipt.
struct Act<'a> {
    outcome: ReceiptOutcome,
    detail: String,
    channel: &'a str,
    version: u32,
}

/// An answer through the link, about the version that it shows.
fn answer(
    delivery: &Delivery<'_>,
    outcome: ReceiptOutcome,
    detail: String,
    at: Timestamp,
    next: impl FnOnce(&Delivery<'_>) -> Warning,
) -> Result<Option<Step>, Refusal> {
    let act = Act { outcome, detail, channel: CHANNEL, version: delivery.release.version() };
    answer_as(delivery, act, at, next)
}

/// Checks the delivery, gives nothing for a repetition, and otherwise the step with its receipt.
fn answer_as(
    delivery: &Delivery<'_>,
    act: Act<'_>,
    at: Timestamp,
    next: impl FnOnce(&Delivery<'_>) -> Warning,
) -> Result<Option<Step>, Refusal> {
    let Act { outcome, detail, channel, version } = act;
    let release = delivery.release;
    if release.warning != delivery.warning.id {
        return Err(invalid("This release belongs to another warning.".to_owned()));
    }
    if release.revoked {
        return Err(not_allowed("This warning was taken back from you. Ask the desk that sent it.".to_owned()));
    }
    if at >= release.expires_at {
        return Err(not_allowed("This link has expired. Ask the desk that sent it for a new one.".to_owned()));
    }
    let mine = || delivery.receipts.iter().filter(|receipt| receipt.release == release.id);
    let once = matches!(outcome, ReceiptOutcome::Read | ReceiptOutcome::Acknowledged);
    // What was said of an earlier version may be said again of this one.
    let repeats = |receipt: &&Receipt| {
        receipt.outcome == outcome
            && receipt.version == version
            && (once || receipt.detail == detail)
            && !answered_since(delivery, receipt)
    };
    if mine().any(|receipt| repeats(&receipt)) {
        return Ok(None);
    }
    if !once && mine().filter(|receipt| receipt.channel != DESK).count() >= MAX_ANSWERS {
        return Err(not_allowed(format!("This link has taken {MAX_ANSWERS} answers. Write to the desk that sent it.")));
    }
    let receipt = Receipt { release: release.id.clone(), channel: channel.to_owned(), outcome, at, detail, version };
    Ok(Some(Step { warning: next(delivery), receipt }))
}

/// True if this is a request to share that the desk has answered: the same may be asked again.
fn answered_since(delivery: &Delivery<'_>, asked: &Receipt) -> bool {
    asked.outcome == ReceiptOutcome::AskedToShare
        && delivery.receipts.iter().skip_while(|receipt| *receipt != asked).any(|receipt| {
            receipt.release == asked.release
                && matches!(receipt.outcome, ReceiptOutcome::ShareAllowed | ReceiptOutcome::ShareRefused)
        })
}

/// A note, trimmed.
pub(super) fn note(words: &str) -> Result<String, Refusal> {
    let words = words.trim();
    if words.chars().count() > MAX_NOTE_CHARS {
        return Err(invalid(format!("A note has at most {MAX_NOTE_CHARS} characters: shorten it.")));
    }
    Ok(words.to_owned())
}

fn with_words(said: String, words: &str) -> String {
    match words.trim() {
        "" => format!("{said}."),
        words => format!("{said}: {words}"),
    }
}
