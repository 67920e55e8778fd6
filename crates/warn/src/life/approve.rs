//! The second person: where the desk's rules ask for two, the first proposes and another approves.

use super::{not_allowed, person, step};
use jiff::Timestamp;
use record::{Proposal, ProposedAct, Refusal, Tlp, Warning};

/// What the desk's rules ask for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Policy {
    /// Releases under this marking or a stricter one need a second person, and so do their updates; `None`: none do.
    pub second_person_from: Option<Tlp>,
}

/// Whether an act may go ahead.
#[derive(Debug, Clone, PartialEq)]
pub enum Approval {
    /// It may; `proposed_by` is the first of two persons.
    Given {
        /// `None` where one person is enough.
        proposed_by: Option<String>,
    },
    /// It waits for another person: the warning with the proposal, to be stored.
    Awaited(Box<Warning>),
}

/// Holds an act against the rules. `strictest` is the strictest marking under which anything would leave.
///
/// A proposal stands until somebody approves just that act, or proposes another in its place. Names are compared without
/// regard to case: the desk knows persons by the names they give.
///
/// # Errors
/// `Invalid` without a name; `NotAllowed` if the same person proposed the same before.
pub fn approve(
    policy: Policy,
    warning: &Warning,
    act: &ProposedAct,
    strictest: Tlp,
    by: &str,
    at: Timestamp,
) -> Result<Approval, Refusal> {
    let by = person(by, "who does it")?;
    if policy.second_person_from.is_none_or(|from| strictest < from) {
        return Ok(Approval::Given { proposed_by: None });
    }
    let same = |left: &str| left.trim().to_lowercase() == by.to_lowercase();
    match warning.proposals.iter().find(|proposal| proposal.act == *act) {
        Some(proposal) if same(&proposal.by) => {
            Err(not_allowed(format!("You proposed this at {}; another person must approve it.", proposal.at)))
        }
        Some(proposal) => Ok(Approval::Given { proposed_by: Some(proposal.by.clone()) }),
        None => {
            let note = match act {
                ProposedAct::Release { partner, marking, .. } => {
                    format!("Release to {partner} under {marking} proposed; a second person must approve it.")
                }
                ProposedAct::Update => "Update proposed; a second person must approve it.".to_owned(),
            };
            let mut next = step(warning, warning.state, at, &by, note);
            next.proposals.retain(|proposal| !replaces(act, &proposal.act));
            next.proposals.push(Proposal { act: act.clone(), by, at });
            Ok(Approval::Awaited(Box::new(next)))
        }
    }
}

/// The warning without the proposals that an act done has settled.
pub(crate) fn settled(warning: &mut Warning, act: &ProposedAct) {
    warning.proposals.retain(|proposal| !replaces(act, &proposal.act));
}

fn replaces(new: &ProposedAct, old: &ProposedAct) -> bool {
    match (new, old) {
        (ProposedAct::Release { partner: new, .. }, ProposedAct::Release { partner: old, .. }) => new == old,
        (ProposedAct::Update, ProposedAct::Update) => true,
        _ => false,
    }
}
