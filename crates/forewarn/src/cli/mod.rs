//! The command line: one file for each command.

mod area;
mod bench;
mod collect;
mod deliver;
mod desk;
mod doctor;
mod export;
mod groups;
mod import;
mod incident;
mod input;
mod judgement;
mod ledger;
mod link;
mod partner;
mod read;
mod relink;
mod report;
mod score;
mod search;
mod settings;
mod source;
mod warning;
mod watch;

use crate::config::ReaderDepth;
use crate::exit::Exit;
use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// An early-warning desk for organised violence: reads open reporting, works out who really said what, links claims into
/// incidents, and gets a graded warning to the partner who can act, with proof that it arrived.
#[derive(Debug, Parser)]
#[command(
    name = "forewarn",
    version,
    max_term_width = 110,
    after_help = "\
Exit codes: 0 all well; 1 done, with faults that were printed; 2 the command line or the input named in it is wrong;
3 the store could not be opened, read or written.

Start here: `forewarn desk --sample` opens a desk with sample reporting; `forewarn read FILE` reads one report."
)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Directory of the store; made if it is not there.
    #[arg(long, global = true, value_name = "DIR", env = "FOREWARN_STORE", help_heading = "Everywhere")]
    store: Option<PathBuf>,
    /// Configuration file (TOML); `forewarn doctor --config-example` prints one.
    #[arg(long, global = true, value_name = "FILE", env = "FOREWARN_CONFIG", help_heading = "Everywhere")]
    config: Option<PathBuf>,
    /// Your name, for what only a person may do (release, close, judge).
    #[arg(long = "by", global = true, value_name = "NAME", env = "FOREWARN_BY", help_heading = "Everywhere")]
    by: Option<String>,
    /// How much work goes into a report; `deep` if neither this nor the configuration says.
    #[arg(long, global = true, value_enum, env = "FOREWARN_READER", help_heading = "Everywhere")]
    reader: Option<ReaderDepth>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read reports and print what they say: incidents, places, dates, and who really said so.
    Read(read::Args),
    /// Link readings (`forewarn read --format jsonl`) into incidents.
    Link(link::Args),
    /// Read reports into the store, link them, and draft the warnings that the watches ask for.
    Import(import::Args),
    /// Sources: follow, list, check, pause, take off; who says so, and what their record is worth.
    #[command(subcommand)]
    Source(source::Command),
    /// Follow the sources without a desk, or ask each once.
    Collect(collect::Args),
    /// Send what was released without a desk, or try once what waits.
    Deliver(deliver::Args),
    /// Search the stored reports.
    Search(search::Args),
    /// Reports: show one with its claims, its versions, and what its publisher changed.
    #[command(subcommand)]
    Report(report::Command),
    /// Incidents: list, or show one with its origin tree.
    #[command(subcommand)]
    Incident(incident::Command),
    /// Work out all incidents anew from the stored claims and judgements.
    Relink,
    /// Judgements: what analysts have said of incidents, origins and sources, and taking it back.
    #[command(subcommand)]
    Judgement(judgement::Command),
    /// Watches: standing questions about groups, places, kinds and stages.
    #[command(subcommand)]
    Watch(watch::Command),
    /// Partners: who receives warnings, and what they answer for.
    #[command(subcommand)]
    Partner(partner::Command),
    /// Warnings: list, show, draft, release, close, cancel.
    #[command(subcommand)]
    Warning(warning::Command),
    /// The groups that watches may name.
    Groups(groups::Args),
    /// Write incidents and warnings in a standard format.
    #[command(subcommand)]
    Export(export::Command),
    /// The ledger: every step, each entry holding the hash of the one before.
    #[command(subcommand)]
    Ledger(ledger::Command),
    /// Open the desk in the browser.
    Desk(desk::Args),
    /// Check the store, the configuration and the built-in tables.
    Doctor(doctor::Args),
    /// Measure reading, importing and memory on this machine.
    Bench(bench::Args),
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// What a user must know: see [`crate::exit::code_of`] for the exit code.
    pub fn run(self) -> Result<Exit> {
        let global = self.global;
        match self.command {
            Command::Read(args) => read::run(&global, &args),
            Command::Link(args) => link::run(&args),
            Command::Import(args) => import::run(&global, &args),
            Command::Source(command) => source::run(&global, &command),
            Command::Collect(args) => collect::run(&global, &args),
            Command::Deliver(args) => deliver::run(&global, &args),
            Command::Search(args) => search::run(&global, &args),
            Command::Report(command) => report::run(&global, &command),
            Command::Incident(command) => incident::run(&global, &command),
            Command::Relink => relink::run(&global),
            Command::Judgement(command) => judgement::run(&global, &command),
            Command::Watch(command) => watch::run(&global, &command),
            Command::Partner(command) => partner::run(&global, &command),
            Command::Warning(command) => warning::run(&global, &command),
            Command::Groups(args) => groups::run(&global, &args),
            Command::Export(command) => export::run(&global, &command),
            Command::Ledger(command) => ledger::run(&global, &command),
            Command::Desk(args) => desk::run(&global, &args),
            Command::Doctor(args) => doctor::run(&global, &args),
            Command::Bench(args) => bench::run(&global, &args),
        }
    }
}
