//! `forewarn incident`: what is thought to have happened, or to be planned, and what analysts say of it.

mod acts;

use super::Global;
use crate::exit::Exit;
use crate::output;
use anyhow::{Context, Result};
use record::{Claim, ClaimId, Credibility, Incident, IncidentId, Kind, Stage};
use std::collections::BTreeMap;
use std::io::Write;
use store::{IncidentFilter, Page, Store, StoredReport};

/// Incidents.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List incidents, those with the latest reports first.
    List {
        /// Only these stages.
        #[arg(long = "stage")]
        stages: Vec<Stage>,
        /// Only these kinds.
        #[arg(long = "kind")]
        kinds: Vec<Kind>,
        /// Only this country (ISO 3166-1 alpha-2).
        #[arg(long, value_name = "CODE")]
        country: Option<String>,
        /// Only those with at least so many independent origins.
        #[arg(long, value_name = "N")]
        min_origins: Option<u32>,
        /// Most to print, 1 to 1000.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
    /// Show one incident: origin tree, grade with reasons, conflicts, the words of every claim, why they are together and on whose
    /// word, judgements.
    Show {
        /// Its id.
        id: String,
        /// As JSON: the incident as stored, and every feature of each link and each origin.
        #[arg(long)]
        json: bool,
    },
    /// Say that incidents are one: all their claims tell of one event.
    Merge {
        /// One incident's id.
        id: String,
        /// The others'.
        #[arg(required = true)]
        others: Vec<String>,
        #[command(flatten)]
        why: acts::Why,
    },
    /// Say that some claims of an incident tell of something else: they leave it together, in one act.
    Split {
        /// The incident's id.
        id: String,
        /// The claims that leave; `forewarn incident show` has their ids.
        #[arg(required = true)]
        claims: Vec<String>,
        #[command(flatten)]
        why: acts::Why,
    },
    /// Say that two claims tell of one incident (`--not`: that they do not).
    Judge {
        /// One claim's id.
        left: String,
        /// The other's.
        right: String,
        /// They are not the same.
        #[arg(long)]
        not: bool,
        #[command(flatten)]
        why: acts::Why,
    },
    /// Set the credibility of an incident by hand, 1 to 6. Reliability is a source's: `forewarn source grade`.
    Grade {
        /// Its id.
        id: String,
        /// 1 to 6.
        credibility: Credibility,
        #[command(flatten)]
        why: acts::Why,
    },
    /// Set the stage of an incident by hand.
    Stage {
        /// Its id.
        id: String,
        /// How far it got.
        stage: Stage,
        #[command(flatten)]
        why: acts::Why,
    },
    /// Say that two origins are one source (`--not`: that they are two).
    SameOrigin {
        #[command(flatten)]
        pair: acts::Origins,
        /// They are two sources.
        #[arg(long)]
        not: bool,
        #[command(flatten)]
        why: acts::Why,
    },
    /// Say that two origins are not independent of one another: only one of them then counts.
    NotIndependent {
        #[command(flatten)]
        pair: acts::Origins,
        #[command(flatten)]
        why: acts::Why,
    },
    /// Say that two origins are independent of one another, where the reports do not show it.
    Independent {
        #[command(flatten)]
        pair: acts::Origins,
        #[command(flatten)]
        why: acts::Why,
    },
    /// Take a judgement back.
    Undo {
        /// The judgement's id.
        judgement: String,
    },
}

pub(super) fn run(global: &Global, command: &Command) -> Result<Exit> {
    match command {
        Command::List { stages, kinds, country, min_origins, limit } => {
            let filter = IncidentFilter {
                stages: stages.clone(),
                kinds: kinds.clone(),
                country: country.as_ref().map(|code| code.to_ascii_uppercase()),
                min_origins: *min_origins,
            };
            list(&global.open_to_read()?, &filter, *limit)
        }
        Command::Show { id, json } => show(&global.open_to_read()?, &IncidentId::from(id.as_str()), *json),
        act => acts::run(global, act),
    }
}

fn list(store: &dyn Store, filter: &IncidentFilter, limit: u32) -> Result<Exit> {
    let incidents = store.incidents(filter, Page::first(limit))?;
    let mut out = anstream::stdout();
    if incidents.is_empty() {
        writeln!(out, "no such incidents")?;
    }
    for incident in &incidents {
        write!(out, "{}", output::incident::line(incident))?;
    }
    Ok(Exit::Ok)
}

fn show(store: &dyn Store, id: &IncidentId, json: bool) -> Result<Exit> {
    let incident = find(store, id)?;
    let mut reports = BTreeMap::new();
    let mut claims: BTreeMap<ClaimId, Claim> = BTreeMap::new();
    for stored in behind(store, &incident)? {
        claims.extend(stored.reading.claims.into_iter().map(|claim| (claim.id.clone(), claim)));
        reports.insert(stored.report.id.clone(), stored.report);
    }
    let theirs: Vec<Claim> = incident.claims.iter().filter_map(|id| claims.remove(id)).collect();
    let why = output::grounds::of(&incident, &theirs, &reports);
    if json {
        output::say(format_args!("{}", serde_json::json!({"incident": incident, "why": why})))?;
        return Ok(Exit::Ok);
    }
    let judgements = store.judgements()?;
    let shown = output::incident::Shown {
        incident: &incident,
        claims: &theirs,
        reports: &reports,
        judgements: &judgements,
        why: &why,
    };
    write!(anstream::stdout(), "{}", output::incident::page(&shown))?;
    Ok(Exit::Ok)
}

/// The incident of this id.
pub(super) fn find(store: &dyn Store, id: &IncidentId) -> Result<Incident> {
    store
        .incident(id)?
        .with_context(|| format!("there is no incident `{id}`; `forewarn incident list` shows those there are"))
}

/// The reports that an incident stands on, in its order.
pub(super) fn behind(store: &dyn Store, incident: &Incident) -> Result<Vec<StoredReport>> {
    let mut reports = Vec::new();
    for id in &incident.reports {
        reports.extend(store.report(id)?);
    }
    Ok(reports)
}
