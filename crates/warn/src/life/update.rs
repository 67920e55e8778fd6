//! Updates: a released warning whose incident changed goes out anew to everybody who holds an earlier version, and to nobody
//! else.

use super::{invalid, not_allowed, partner, person, step};
use jiff::{SignedDuration, Timestamp};
use record::{Partner, ProposedAct, Refusal, Release, SentUpdate, Warning, WarningState};

/// Versions of one partner's copy at most, besides the first.
pub const MAX_UPDATES: usize = 500;

/// What an update changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Updated {
    /// The warning as it is now.
    pub warning: Warning,
    /// The copies that were brought up to date: all that are not revoked.
    pub releases: Vec<Release>,
}

/// Sends `fresh`, the same warning drafted from its incident as it is now ([`crate::draft::changed`]), to all holders.
///
/// `releases` are those of the warning, `partners` those known; a link that has run out works again for `valid_days`.
/// Marking, caveats and redaction of each holder stay as they were released.
///
/// # Errors
/// `Invalid` without a name, or if nothing changed and no note says what is new; `NotAllowed` for a draft, a warning that is
/// over, one that nobody holds, or if a holder may no longer receive it.
#[allow(clippy::too_many_arguments)]
pub fn updated(
    warning: &Warning,
    fresh: Option<(Warning, Vec<String>)>,
    releases: &[Release],
    partners: &[Partner],
    valid_days: u32,
    note: &str,
    by: &str,
    at: Timestamp,
) -> Result<Updated, Refusal> {
    let by = person(by, "who sends the update")?;
    let note = partner::note(note)?;
    if warning.state == WarningState::Draft {
        return Err(not_allowed("A draft is kept up to date by itself: release it instead.".to_owned()));
    }
    if matches!(warning.state, WarningState::Closed | WarningState::Cancelled) {
        return Err(not_allowed(format!("This warning is {}: draft a new one.", warning.state)));
    }
    let (fresh, changes) = fresh.unwrap_or_else(|| (warning.clone(), Vec::new()));
    if changes.is_empty() && note.is_empty() {
        return Err(invalid("Nothing has changed. Say in a note what the holders should know.".to_owned()));
    }
    let holders: Vec<&Release> = releases.iter().filter(|held| held.warning == warning.id && !held.revoked).collect();
    if holders.is_empty() {
        return Err(not_allowed("Nobody holds this warning any more.".to_owned()));
    }
    let mut updated = Vec::new();
    for held in holders {
        if let Some(partner) = partners.iter().find(|partner| partner.id == held.partner)
            && held.marking.tlp > partner.clearance
        {
            let message = format!(
                "{} holds it under {} and may now receive up to {} only: raise its clearance, or take the partner off.",
                partner.name, held.marking, partner.clearance
            );
            return Err(not_allowed(message));
        }
        let mut next = held.clone();
        next_version(&mut next, at)?;
        if at >= next.expires_at {
            let days = SignedDuration::from_hours(24 * i64::from(valid_days));
            next.expires_at = at.checked_add(days).unwrap_or(Timestamp::MAX);
        }
        updated.push(next);
    }
    let holders = if updated.len() == 1 { "1 holder".to_owned() } else { format!("{} holders", updated.len()) };
    let what = changes.iter().chain((!note.is_empty()).then_some(&note)).map(String::as_str).collect::<Vec<_>>();
    let mut next =
        step(warning, WarningState::Released, at, &by, format!("Updated for {holders}: {}.", what.join("; ")));
    next.claims = fresh.claims;
    (next.headline, next.text) = (fresh.headline, fresh.text);
    (next.stage, next.place, next.when) = (fresh.stage, fresh.place, fresh.when);
    (next.urgency, next.severity, next.certainty) = (fresh.urgency, fresh.severity, fresh.certainty);
    (next.grade, next.independent_origins) = (fresh.grade, fresh.independent_origins);
    (next.offer, next.held) = (None, None);
    next.proposals.retain(|proposal| proposal.act != ProposedAct::Update);
    next.latest_update = Some(SentUpdate { at, changes, note });
    Ok(Updated { warning: next, releases: updated })
}

/// One more version of a partner's copy. Versions go out in order, each at a later time than the one before: their times are
/// part of how other programs name them (CAP `references`), and CAP knows whole seconds.
pub(super) fn next_version(release: &mut Release, at: Timestamp) -> Result<(), Refusal> {
    if release.updates.len() >= MAX_UPDATES {
        return Err(not_allowed(format!(
            "This copy has had {MAX_UPDATES} updates. Close the warning and draft a new one."
        )));
    }
    let before = release.latest_at();
    let second = before.checked_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX);
    release.updates.push(at.max(second));
    Ok(())
}
