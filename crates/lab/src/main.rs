//! The developers' tool: predictions on development data in the formats that the scorers read.
//!
//! Not part of the shipped program. The data stay outside the repository; a missing file is said, not guessed around.

mod attribution;
mod chains;
mod copies;
mod dates;
mod entities;
mod fit;
mod gazetteer;
mod input;
mod muc;
mod news;
mod pages;
mod places;
mod recorded;
mod score;
mod tally;

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
        /// For the task `news`: how the texts are written before they are read.
        #[arg(long, default_value = "as-is")]
        case: news::Case,
        #[command(flatten)]
        recorded: recorded::Args,
    },
    /// Print the table of `docs/accuracy.md`: the figures of every task on the development data and on our own reports.
    Score(score::Args),
    /// Print, for people, every mention of an event that the reader saw, grouped by event.
    Explain {
        /// A file of the task `news` (JSON lines).
        input: PathBuf,
        /// Only the report with this id.
        #[arg(long)]
        id: Option<String>,
    },
    /// Print the tokens and sentences of reports as the reader cuts them (JSON lines), for training.
    Tokens {
        /// A file of the task `muc` (JSON lines).
        input: PathBuf,
        /// Print as well what the models of this reader say of each.
        #[arg(long, value_enum)]
        scores: Option<recorded::Which>,
    },
    /// Fit a model of the reader.
    Fit {
        #[command(subcommand)]
        what: Fit,
    },
    /// Print precision, recall and F of place names and the share resolved within 161 km.
    ScorePlaces {
        /// Files of the task `places` with gold toponyms (JSON lines).
        inputs: Vec<PathBuf>,
        /// Print this many errors of each kind.
        #[arg(long, default_value_t = 0)]
        show_errors: usize,
    },
    /// Build the reader's gazetteer table from packages' data (see crates/read/data/README.md).
    BuildGazetteer {
        /// Directory with the packages' files.
        input: PathBuf,
        /// Ordinary articles (JSON lines with `text`): they show which names are ordinary words as well.
        #[arg(long)]
        reports: Option<PathBuf>,
        /// The table to write.
        #[arg(long, default_value = "crates/read/data/gazetteer.bin")]
        output: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum Fit {
    /// The linear model: crates/read/data/linear.bin.
    Linear(fit::Linearly),
    /// The gate's weights: crates/read/data/gate.toml.
    Gate(fit::gate::Gated),
    /// The model of what a report is about: crates/read/data/matter.bin.
    Matter(fit::matter::Mattering),
    /// The model that hears who says what: crates/read/data/listener.bin.
    Listener(fit::Listening),
    /// What is seen of everybody near a claim, and what it weighs for the claim's chain: crates/read/data/chains.toml.
    Chains(fit::chains::Chained),
    /// Which events beside the main one a report tells of, and which dead and injured are an event's.
    Judge(fit::judge::Judging),
    /// Whether a report is about organised violence: crates/read/data/about.bin.
    About(fit::about::Abouting),
    /// The weights of "copy or excerpt": crates/link/src/copies/verdict.rs.
    Copies {
        /// A file of the task `copies` (JSON lines).
        input: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Task {
    /// Reports to incidents, chains and text, through the very code of `forewarn read`.
    News,
    /// Reports of MUC-3/4 to templates, through the very code of `forewarn read`.
    Muc,
    /// Source, cue and content spans.
    Attribution,
    /// Near-copies among reports.
    Copies,
    /// Pages to text, title, author and date.
    Pages,
    /// Toponyms with coordinates.
    Places,
    /// Dates with values.
    Dates,
    /// Names of places and groups on tokens.
    Entities,
}

fn main() -> Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    match Lab::parse().command {
        Command::Predict { task, input, case, recorded } => match task {
            Task::News => news::predict(&input, case, &recorded, news::as_scored, &mut out)?,
            Task::Muc => muc::predict(&input, &recorded, &mut out)?,
            Task::Attribution => attribution::predict(&input, &mut out)?,
            Task::Copies => copies::predict(&input, &mut out)?,
            Task::Pages => pages::predict(&input, &mut out)?,
            Task::Places => places::predict(&input, &mut out)?,
            Task::Dates => dates::predict(&input, &mut out)?,
            Task::Entities => entities::predict(&input, &mut out)?,
        },
        Command::Score(args) => score::run(&args, &mut out)?,
        Command::Explain { input, id } => news::explain(&input, id.as_deref(), &mut out)?,
        Command::Tokens { input, scores } => {
            muc::tokens(&input, scores.map(recorded::Which::reader).as_ref(), &mut out)?;
        }
        Command::Fit { what: Fit::Linear(args) } => fit::linear(&args)?,
        Command::Fit { what: Fit::Gate(args) } => fit::gate::gate(&args)?,
        Command::Fit { what: Fit::Matter(args) } => fit::matter::matter(&args)?,
        Command::Fit { what: Fit::Listener(args) } => fit::listener(&args)?,
        Command::Fit { what: Fit::Chains(args) } => fit::chains::chains(&args)?,
        Command::Fit { what: Fit::Judge(args) } => fit::judge::judge(&args)?,
        Command::Fit { what: Fit::About(args) } => fit::about::about(&args)?,
        Command::Fit { what: Fit::Copies { input } } => fit::copies::copies(&input)?,
        Command::ScorePlaces { inputs, show_errors } => places::score(&inputs, show_errors, &mut out)?,
        Command::BuildGazetteer { input, reports, output } => gazetteer::build(&input, reports.as_deref(), &output)?,
    }
    Ok(out.flush()?)
}
