//! The life of a warning: `draft → released → delivered → acknowledged → closed`, and `cancelled` from any but closed;
//! `updated` leaves it where it is and starts each holder's copy anew.
//!
//! Every step gives the new values or a [`Refusal`] that says what is wrong and what to do. A state never goes back: when a
//! second partner receives what a first has acknowledged, the warning stays acknowledged and the history tells of both.
//! Repeating a step changes nothing.

mod approve;
mod clock;
mod held;
mod partner;
mod sending;
mod update;

pub use approve::{Approval, Policy, approve};
pub use clock::{Clock, Duty, alarm, duty};
pub use held::{freed, note_times, shows_that_it_came};
pub use partner::{
    Delivery, MAX_ANSWERS, MAX_NOTE_CHARS, Step, acknowledged, acknowledged_through, asked_to_share, not_mine, opened,
    outcome, share_answered,
};
pub use sending::{HELD, Retry, Tried, back_off, delivered, digest, hold, queued, replaced, standing, tried};
pub use update::{MAX_UPDATES, Updated, updated};

use jiff::{SignedDuration, Timestamp};
use record::{
    DatePrecision, HistoryStep, Marking, Partner, ProposedAct, Redaction, Refusal, RefusalKind, Release, ReleaseId,
    Warning, WarningOutcome, WarningState,
};

/// Days for which a signed link may work at most.
pub const MAX_VALID_DAYS: u32 = 365;

/// Caveats of one release at most.
pub const MAX_CAVEATS: usize = 16;

/// Characters of one caveat, or of a name, at most.
pub const MAX_CAVEAT_CHARS: usize = 500;

/// The caveat that every release under originator control carries.
pub const ORCON_CAVEAT: &str =
    "Originator controlled: do not pass this on, in whole or in part, without the originator's permission.";

/// First words of the history note when the desk itself closes a warning; its outcome is then for every holder to see.
pub(crate) const CLOSED_BY_DESK: &str = "Closed by the desk";

/// First words of the history note of a cancellation; the reason follows.
pub(crate) const CANCELLED: &str = "Cancelled: ";

/// What a person asks for when releasing a warning to a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// At least as strict as the warning's own.
    pub marking: Marking,
    /// Words that go with it.
    pub caveats: Vec<String>,
    /// What is left out.
    pub redaction: Redaction,
    /// Days for which the signed link works, 1 to [`MAX_VALID_DAYS`].
    pub valid_days: u32,
}

/// Releases `warning` to `partner`.
///
/// `earlier` are the releases of this warning so far, to any partner. Releasing again on the same terms changes nothing
/// while the first release is good; on other terms it replaces the first, and may only tighten its marking.
///
/// # Errors
/// `Invalid` without an approver, or with terms out of bounds; `NotAllowed` if the marking would loosen, is above the
/// partner's clearance, if the warning is over, if the partner cannot be reached, or if a release to it was taken back.
pub fn release(
    warning: &Warning,
    partner: &Partner,
    earlier: &[Release],
    terms: &Terms,
    by: &str,
    at: Timestamp,
) -> Result<(Warning, Release), Refusal> {
    let by = person(by, "who releases it")?;
    let caveats = caveats(terms)?;
    may_leave(warning, partner, &terms.marking)?;
    if !(1..=MAX_VALID_DAYS).contains(&terms.valid_days) {
        return Err(invalid(format!("A link can be good for 1 to {MAX_VALID_DAYS} days, not {}.", terms.valid_days)));
    }
    let expires_at = at
        .checked_add(SignedDuration::from_hours(24 * i64::from(terms.valid_days)))
        .map_err(|_| invalid("The link would outlast the calendar: give fewer days.".to_owned()))?;
    let id = ReleaseId::derive(&[warning.id.as_str(), partner.id.as_str()]);
    let mut fresh = Release {
        id,
        warning: warning.id.clone(),
        partner: partner.id.clone(),
        marking: terms.marking.clone(),
        caveats,
        redaction: terms.redaction.clone(),
        approved_by: by.clone(),
        at,
        expires_at,
        revoked: false,
        updates: Vec::new(),
        proposed_by: None,
        held_s: 0,
        let_go_at: None,
    };
    let held = earlier.iter().rfind(|release| release.warning == warning.id && release.partner == partner.id);
    if let Some(held) = held {
        if held.revoked {
            return Err(not_allowed(format!(
                "The release to {} was taken back; its link stays closed. Draft a new warning if it should hear of this again.",
                partner.name
            )));
        }
        if !held.marking.may_become(&fresh.marking) {
            return Err(not_allowed(format!(
                "{} holds this under {}; a marking only tightens. Release it under {} or stricter.",
                partner.name, held.marking, held.marking
            )));
        }
        let same =
            (&held.marking, &held.caveats, &held.redaction) == (&fresh.marking, &fresh.caveats, &fresh.redaction);
        if same && at < held.expires_at {
            return Ok((warning.clone(), held.clone()));
        }
        // Other terms are another version of the partner's copy; a link that only ran out is the same one again.
        (fresh.at, fresh.updates) = (held.at, held.updates.clone());
        (fresh.held_s, fresh.let_go_at) = (held.held_s, held.let_go_at);
        if !same {
            update::next_version(&mut fresh, at)?;
        }
    }
    let again = if held.is_some() { " again" } else { "" };
    let note = format!("Released{again} to {} under {}.", partner.name, fresh.marking);
    let mut next = step(warning, WarningState::Released, at, &by, note);
    approve::settled(&mut next, &proposed(partner, terms));
    Ok((next, fresh))
}

/// A release as it waits for a second person.
#[must_use]
pub fn proposed(partner: &Partner, terms: &Terms) -> ProposedAct {
    ProposedAct::Release {
        partner: partner.id.clone(),
        marking: terms.marking.clone(),
        caveats: terms.caveats.clone(),
        redaction: terms.redaction.clone(),
    }
}

/// The rules under which anything leaves: state, marking, clearance, a way to reach the partner.
fn may_leave(warning: &Warning, partner: &Partner, marking: &Marking) -> Result<(), Refusal> {
    if matches!(warning.state, WarningState::Closed | WarningState::Cancelled) {
        return Err(not_allowed(format!("This warning is {} and cannot be released. Draft a new one.", warning.state)));
    }
    if !warning.marking.may_become(marking) {
        return Err(not_allowed(format!(
            "The warning is marked {} and cannot leave under {marking}: a marking only tightens on the way out. Release it \
             under {} or stricter.",
            warning.marking, warning.marking
        )));
    }
    if marking.tlp > partner.clearance {
        return Err(not_allowed(format!(
            "{} may receive up to {}, and this is {marking}. Choose a partner with a higher clearance, or draft a warning that \
             may go out under {}.",
            partner.name, partner.clearance, partner.clearance
        )));
    }
    if partner.id.is_public() && marking.originator_control {
        return Err(not_allowed(
            "What the public reads anybody can pass on: it cannot be under originator control. Release it without."
                .to_owned(),
        ));
    }
    if partner.id.is_public() && partner.feed.withdrawn {
        return Err(not_allowed(
            "The public page is closed: open it before releasing anything to the public.".to_owned(),
        ));
    }
    if partner.ways().next().is_none() {
        return Err(not_allowed(format!("{} has no channel: add one before releasing to it.", partner.name)));
    }
    Ok(())
}

/// The caveats as they go out: trimmed, without empty ones and repeats, with the one for originator control.
fn caveats(terms: &Terms) -> Result<Vec<String>, Refusal> {
    let mut kept: Vec<String> = Vec::new();
    let orcon = terms.marking.originator_control.then_some(ORCON_CAVEAT);
    for caveat in orcon.into_iter().chain(terms.caveats.iter().map(String::as_str)) {
        let caveat = caveat.trim();
        if caveat.chars().count() > MAX_CAVEAT_CHARS {
            return Err(invalid(format!("A caveat has at most {MAX_CAVEAT_CHARS} characters: shorten it.")));
        }
        if !caveat.is_empty() && !kept.iter().any(|known| known == caveat) {
            kept.push(caveat.to_owned());
        }
    }
    if kept.len() > MAX_CAVEATS {
        return Err(invalid(format!("A release has at most {MAX_CAVEATS} caveats: put some together.")));
    }
    Ok(kept)
}

/// The desk closes a warning with its outcome, or corrects the outcome of a closed one. `None` if that changes nothing.
///
/// # Errors
/// `Invalid` without a name or with a note that is too long, `NotAllowed` for a cancelled warning.
pub fn closed(
    warning: &Warning,
    outcome: WarningOutcome,
    event_at: Option<Timestamp>,
    note: &str,
    by: &str,
    at: Timestamp,
) -> Result<Option<Warning>, Refusal> {
    let by = person(by, "who closes it")?;
    let note = partner::note(note)?;
    if warning.state == WarningState::Cancelled {
        return Err(not_allowed(
            "This warning was cancelled and has no outcome. Draft a new one if there is one.".to_owned(),
        ));
    }
    let event_at = event_at.or(warning.event_at);
    if warning.state == WarningState::Closed && warning.outcome == Some(outcome) && warning.event_at == event_at {
        return Ok(None);
    }
    let corrected = match (warning.state, warning.outcome) {
        (WarningState::Closed, Some(before)) if before != outcome => format!(" (corrected from {})", words(before)),
        _ => String::new(),
    };
    let tail = if note.is_empty() { String::new() } else { format!(" {note}") };
    let text = format!("{CLOSED_BY_DESK}: {}{corrected}.{tail}", words(outcome));
    let mut closed = step(warning, WarningState::Closed, at, &by, text);
    (closed.outcome, closed.event_at) = (Some(outcome), event_at);
    Ok(Some(closed))
}

/// The desk takes a warning back; every holder sees the reason on its link. `None` if it was cancelled before.
///
/// # Errors
/// `Invalid` without a name or a reason, `NotAllowed` for a closed warning.
pub fn cancelled(warning: &Warning, reason: &str, by: &str, at: Timestamp) -> Result<Option<Warning>, Refusal> {
    let by = person(by, "who cancels it")?;
    let reason = partner::note(reason)?;
    if warning.state == WarningState::Cancelled {
        return Ok(None);
    }
    if warning.state == WarningState::Closed {
        return Err(not_allowed("This warning is closed; correct its outcome instead of cancelling it.".to_owned()));
    }
    if reason.is_empty() {
        return Err(invalid("Say why it is cancelled: everybody who holds it will read the reason.".to_owned()));
    }
    let mut cancelled = step(warning, WarningState::Cancelled, at, &by, format!("{CANCELLED}{reason}"));
    cancelled.state = WarningState::Cancelled;
    Ok(Some(cancelled))
}

/// From the first release to the time of the event; negative if the warning came too late. Time for which partners' rules held it
/// back before anybody had it does not count, and while they do there is no lead.
///
/// The time is the one given with the outcome, or, for what still lies ahead, the start of the planned time where that is
/// known to the week or finer.
#[must_use]
pub fn lead_time(warning: &Warning) -> Option<SignedDuration> {
    if warning.held.as_ref().is_some_and(|held| held.nobody_has_it) {
        return None;
    }
    lead_from(warning, counted_from(warning)?)
}

/// When its first copy was released or, later, let go.
fn counted_from(warning: &Warning) -> Option<Timestamp> {
    warning.released_at().map(|released| warning.counts_from.map_or(released, |from| from.max(released)))
}

/// From a release to the time of the event, as in [`lead_time`].
#[must_use]
pub fn lead_from(warning: &Warning, released: Timestamp) -> Option<SignedDuration> {
    let planned = || {
        let when = warning.when.as_ref().filter(|_| warning.stage.lies_ahead())?;
        (!matches!(when.precision, DatePrecision::Month | DatePrecision::Year)).then_some(when.start)
    };
    Some(warning.event_at.or_else(planned)?.duration_since(released))
}

/// From the first release to the first acknowledgement, without the time for which it was held back before anybody had it.
#[must_use]
pub fn time_to_acknowledge(warning: &Warning) -> Option<SignedDuration> {
    Some(warning.acknowledged_at()?.duration_since(counted_from(warning)?))
}

/// An outcome in words.
#[must_use]
pub const fn words(outcome: WarningOutcome) -> &'static str {
    match outcome {
        WarningOutcome::Prevented => "it was prevented",
        WarningOutcome::Occurred => "it happened",
        WarningOutcome::FalseAlarm => "there was nothing in it",
        WarningOutcome::Unknown => "nobody can say what came of it",
    }
}

/// The warning with one more step of history; its state moves forward only, and not at all once it is over.
fn step(warning: &Warning, reached: WarningState, at: Timestamp, by: &str, note: String) -> Warning {
    let mut next = warning.clone();
    // The order of the variants is the order of life; a cancelled warning stays so.
    if warning.state != WarningState::Cancelled {
        next.state = warning.state.max(reached);
    }
    next.history.push(HistoryStep { state: reached, at, by: by.to_owned(), note });
    next
}

fn person(by: &str, what: &str) -> Result<String, Refusal> {
    let by = by.trim();
    if by.is_empty() {
        return Err(invalid(format!("Say {what}: it is a named person's act.")));
    }
    if by.chars().count() > MAX_CAVEAT_CHARS {
        return Err(invalid(format!("A name has at most {MAX_CAVEAT_CHARS} characters.")));
    }
    Ok(by.to_owned())
}

fn invalid(message: String) -> Refusal {
    Refusal::new(RefusalKind::Invalid, message)
}

fn not_allowed(message: String) -> Refusal {
    Refusal::new(RefusalKind::NotAllowed, message)
}
