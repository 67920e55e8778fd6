//! `forewarn judgement`: what analysts have said, by whom and when, and taking it back.

use super::Global;
use crate::exit::Exit;
use crate::output;
use crate::pipeline::Pipeline;
use anyhow::Result;
use jiff::Timestamp;
use record::{Conductor, Event, Judgement, JudgementId, Outcome, Stamped};
use std::io::Write;
use store::Store;

/// Judgements.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List judgements, newest first; those that were taken back stay, and say by whom.
    List {
        /// Only those of this analyst.
        #[arg(long, value_name = "NAME")]
        of: Option<String>,
        /// Most to print, 1 to 1000.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
    /// Take a judgement back. Taking back is a judgement too, and can be taken back.
    Undo {
        /// Its id.
        id: String,
    },
}

pub(super) fn run(global: &Global, command: &Command) -> Result<Exit> {
    match command {
        Command::List { of, limit } => list(&global.open_to_read()?, of.as_deref(), *limit),
        Command::Undo { id } => {
            let pipeline = global.acting(&global.config()?)?;
            let outcome = act(global, &pipeline, Event::JudgementUndone(JudgementId::from(id.as_str())))?;
            let changed = output::count(outcome.incidents.len() as u64, "incident was", "incidents were");
            output::say(format_args!("{changed} worked out anew"))?;
            Ok(Exit::Ok)
        }
    }
}

/// Does what an analyst asks for, and says under which id it is recorded.
pub(super) fn act(global: &Global, pipeline: &Pipeline, event: Event) -> Result<Outcome> {
    let who = global.analyst()?;
    let outcome = pipeline.handle(Stamped { at: Timestamp::now(), who, event })?;
    if let Some(id) = &outcome.judgement {
        output::say(format_args!("recorded as {id}; `forewarn judgement undo {id}` takes it back\n"))?;
    }
    Ok(outcome)
}

fn list(store: &dyn Store, of: Option<&str>, limit: u32) -> Result<Exit> {
    let all = store.judgements()?;
    let undone = record::taken_back(&all);
    let wanted = |judgement: &&Judgement| of.is_none_or(|name| judgement.by == name);
    let found: Vec<&Judgement> = all.iter().rev().filter(wanted).take(limit as usize).collect();
    let mut out = anstream::stdout();
    if found.is_empty() {
        writeln!(out, "no such judgements")?;
    }
    for judgement in found {
        write!(out, "{}", output::judgements::line(judgement, undone.get(&judgement.id).copied()))?;
    }
    Ok(Exit::Ok)
}
