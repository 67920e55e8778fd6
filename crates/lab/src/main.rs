//! The developers' tool: predictions on development data in the formats that the scorers read.
//!
//! Not part of the shipped program. The data stay outside the repository; a missing file is said, not guessed around.

mod attribution;
mod dates;
mod news;
mod places;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// Predict and score on development data.
#[derive(Debug, Parser)]
struct Lab {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print predictions for a file of a task's format, one JSON object a line.
    Predict {
        /// What to predict.
        task: Task,
        /// The task's input file (JSON lines).
        input: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Task {
    /// Reports to incidents, chains and text, through the very code of `forewarn read`.
    News,
    /// Source, cue and content spans.
    Attribution,
    /// Toponyms with coordinates.
    Places,
    /// Dates with values.
    Dates,
}

fn main() -> Result<()> {
    let Command::Predict { task, input } = Lab::parse().command;
    let mut out = BufWriter::new(std::io::stdout().lock());
    match task {
        Task::News => news::predict(&input, &mut out)?,
        Task::Attribution => attribution::predict(&input, &mut out)?,
        Task::Places => places::predict(&input, &mut out)?,
        Task::Dates => dates::predict(&input, &mut out)?,
    }
    Ok(out.flush()?)
}
