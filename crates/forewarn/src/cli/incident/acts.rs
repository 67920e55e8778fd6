//! What analysts say of incidents: each act is one judgement, by whom and when, and can be taken back.

use super::{Command, find, show};
use crate::cli::{Global, judgement};
use crate::exit::Exit;
use anyhow::{Result, bail};
use record::{ClaimId, Event, Incident, IncidentId, JudgementId, Subject, Verdict};
use store::Store;

/// The reason of a judgement.
#[derive(Debug, clap::Args)]
pub struct Why {
    /// Why: it stands beside the judgement for everyone after you.
    #[arg(long)]
    reason: String,
}

/// Two origins of an incident.
#[derive(Debug, clap::Args)]
pub struct Origins {
    /// The incident's id.
    id: String,
    /// One origin: its number in `forewarn incident show`, or its name.
    left: String,
    /// The other.
    right: String,
}

pub(super) fn run(global: &Global, command: &Command) -> Result<Exit> {
    let event = {
        let store = global.open_to_read()?;
        event(&store, command)?
    };
    let pipeline = global.acting(&global.config()?)?;
    let outcome = judgement::act(global, &pipeline, event)?;
    for id in &outcome.incidents {
        show(pipeline.store().as_ref(), id, false)?;
    }
    Ok(Exit::Ok)
}

fn event(store: &dyn Store, command: &Command) -> Result<Event> {
    let yes_no = |not: bool| if not { Verdict::Negative } else { Verdict::Positive };
    let judged = |subject, verdict, why: &Why| Ok(Event::Judged { subject, verdict, reason: why.reason.clone() });
    let incident = |id: &String| find(store, &IncidentId::from(id.as_str()));
    match command {
        Command::Merge { id, others, why } => {
            let mut claims = incident(id)?.claims;
            for other in others {
                claims.extend(incident(other)?.claims);
            }
            judged(Subject::Merge { claims }, Verdict::Positive, why)
        }
        Command::Split { id, claims, why } => judged(split(&incident(id)?, claims)?, Verdict::Negative, why),
        Command::Judge { left, right, not, why } => {
            let (left, right) = (ClaimId::from(left.as_str()), ClaimId::from(right.as_str()));
            judged(Subject::SameIncident { left, right }, yes_no(*not), why)
        }
        Command::Grade { id, credibility, why } => {
            let subject = Subject::Credibility { incident: incident(id)?.id, value: *credibility };
            judged(subject, Verdict::Positive, why)
        }
        Command::Stage { id, stage, why } => {
            judged(Subject::Stage { incident: incident(id)?.id, value: *stage }, Verdict::Positive, why)
        }
        Command::SameOrigin { pair, not, why } => {
            let (left, right) = labels(&incident(&pair.id)?, pair)?;
            judged(Subject::SameOrigin { left, right }, yes_no(*not), why)
        }
        Command::NotIndependent { pair, why } => {
            let (left, right) = labels(&incident(&pair.id)?, pair)?;
            judged(Subject::Independence { left, right }, Verdict::Negative, why)
        }
        Command::Independent { pair, why } => {
            let (left, right) = labels(&incident(&pair.id)?, pair)?;
            judged(Subject::Independence { left, right }, Verdict::Positive, why)
        }
        Command::Undo { judgement } => Ok(Event::JudgementUndone(JudgementId::from(judgement.as_str()))),
        Command::List { .. } | Command::Show { .. } => bail!("this is no judgement"),
    }
}

/// The claims that leave and those that stay.
fn split(incident: &Incident, leaving: &[String]) -> Result<Subject> {
    let leaving: Vec<ClaimId> = leaving.iter().map(|id| ClaimId::from(id.as_str())).collect();
    if let Some(other) = leaving.iter().find(|claim| !incident.claims.contains(claim)) {
        bail!("`{other}` is no claim of {}; `forewarn incident show {}` lists its claims", incident.id, incident.id);
    }
    let (claims, rest): (Vec<ClaimId>, Vec<ClaimId>) =
        incident.claims.iter().cloned().partition(|claim| leaving.contains(claim));
    if rest.is_empty() {
        bail!("these are all claims of {}: leave at least one in it", incident.id);
    }
    Ok(Subject::Split { claims, rest })
}

/// The two origins by their labels.
fn labels(incident: &Incident, pair: &Origins) -> Result<(String, String)> {
    let label = |given: &String| {
        let by_number = given.parse::<usize>().ok().and_then(|n| incident.origins.get(n.checked_sub(1)?));
        let by_name = || {
            let name = link::canonical_name(given);
            incident.origins.iter().find(|origin| link::canonical_name(&origin.label) == name)
        };
        let Some(origin) = by_number.or_else(by_name) else {
            let known: Vec<&str> = incident.origins.iter().map(|origin| origin.label.as_str()).collect();
            bail!("`{given}` is no origin of {}; its origins are: {}", incident.id, known.join("; "));
        };
        Ok(origin.label.clone())
    };
    Ok((label(&pair.left)?, label(&pair.right)?))
}
