//! `forewarn export`: what other programs take.

mod partner;

use super::Global;
use super::incident::{behind, find};
use super::settings::known_groups;
use crate::exit::Exit;
use crate::output::{self, count};
use crate::pipeline::DRAFT_TLP;
use anyhow::{Context, Result};
use jiff::Timestamp;
use record::{Claim, Marking, Tlp, WarningState};
use share::formats::stix::{StixIncident, StixWarning};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use store::{IncidentFilter, Page, Store, WarningFilter};

/// Most incidents in one bundle.
const BUNDLE_INCIDENTS_MAX: u32 = 1_000;

/// Formats.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// What was released to a partner, as that partner may see it, and nothing else.
    Partner(partner::Args),
    /// A STIX 2.1 bundle of incidents with their warnings, grades, places, groups and TLP 2.0 markings.
    Stix {
        /// Where to write it; standard output if left out.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Only incidents whose warning was released.
        #[arg(long)]
        released: bool,
        /// Only this incident.
        #[arg(long, value_name = "ID")]
        incident: Option<String>,
    },
}

pub(super) fn run(global: &Global, command: &Command) -> Result<Exit> {
    let (output, released, incident) = match command {
        Command::Partner(args) => return partner::run(global, args),
        Command::Stix { output, released, incident } => (output, released, incident),
    };
    let config = global.config()?;
    let store = global.open_to_read()?;
    let reader = known_groups(&config)?;
    let incidents = match incident {
        Some(id) => vec![find(&store, &id.as_str().into())?],
        None => store.incidents(&IncidentFilter::default(), Page::first(BUNDLE_INCIDENTS_MAX))?,
    };
    let mut items = Vec::new();
    let (mut left_out, mut ask) = (0, BTreeSet::new());
    for incident in incidents {
        let rules = store.handlings(&incident.reports)?;
        let over = rules.iter().fold(Marking::new(Tlp::Clear), |all, (_, rules)| all.tightest(&rules.marking));
        let held: Vec<String> =
            rules.into_iter().filter(|(_, rules)| rules.is_held()).map(|(_, rules)| rules.originator).collect();
        if !held.is_empty() {
            left_out += 1;
            ask.extend(held);
            continue;
        }
        let filter = WarningFilter { incident: Some(incident.id.clone()), ..WarningFilter::default() };
        let warnings = store.warnings(&filter, Page::first(100))?;
        let out = warnings.iter().any(|w| !matches!(w.state, WarningState::Draft | WarningState::Cancelled));
        if *released && !out {
            continue;
        }
        let mut reports = Vec::new();
        let mut claims: Vec<Claim> = Vec::new();
        for stored in behind(&store, &incident)? {
            claims.extend(stored.reading.claims.into_iter().filter(|claim| incident.claims.contains(&claim.id)));
            reports.push(stored.report);
        }
        items.push((StixIncident { incident, warnings, claims, reports }, over));
    }
    if left_out > 0 {
        let (names, left_out) =
            (ask.into_iter().collect::<Vec<_>>().join(", "), count(left_out, "incident", "incidents"));
        anstream::eprintln!("left out: {left_out} resting on what is not ours to pass on ({names})");
    }
    let number = items.len() as u64;
    // What no warning has marked yet goes out under the marking that a draft would have.
    let marking = Marking::new(DRAFT_TLP);
    let now = Timestamp::now();
    let told: Vec<_> = items
        .iter()
        .map(|(item, over)| {
            let told = item.tell(reader.groups(), &marking, now);
            // What a partner marked goes no wider for what was released before it came.
            StixWarning { marking: told.marking.tightest(over), ..told }
        })
        .collect();
    let bundle = share::formats::stix::encode(&told, &config.desk_name);
    let text = serde_json::to_string_pretty(&bundle)?;
    match output {
        None => writeln!(std::io::stdout(), "{text}")?,
        Some(path) => {
            std::fs::write(path, text + "\n").with_context(|| format!("cannot write {}", path.display()))?;
            output::say(format_args!("{} written to {}", count(number, "incident", "incidents"), path.display()))?;
        }
    }
    Ok(Exit::Ok)
}
