//! `forewarn link`: readings in, incidents out.

use crate::exit::Exit;
use crate::output;
use anyhow::{Context, Result};
use clap::ValueEnum;
use record::Incident;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};

/// Longest line read, in bytes: a reading holds the whole text of its report.
const LINE_BYTES_MAX: u64 = 16 << 20;

/// Link readings into incidents.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  forewarn read --format jsonl reports/ | forewarn link --format text")]
pub struct Args {
    /// Lines as `forewarn read --format jsonl` prints them; - for standard input.
    #[arg(default_value = "-", value_name = "FILE|-")]
    input: String,
    /// What to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OutputFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Jsonl,
}

pub(super) fn run(args: &Args) -> Result<Exit> {
    let mut input: Box<dyn BufRead> = if args.input == "-" {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        let file = File::open(&args.input).with_context(|| format!("cannot open {}", args.input))?;
        Box::new(BufReader::new(file))
    };
    let mut world = link::World::new(link::Config::default());
    let (mut faults, mut number) = (0_u64, 0_u64);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = input.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line).context("cannot read the input")?;
        if read == 0 {
            break;
        }
        number += 1;
        let text = String::from_utf8_lossy(&line);
        if text.trim().is_empty() {
            continue;
        }
        match share::formats::readings::decode(&text) {
            Ok((report, reading)) => {
                world.add(&report, &reading);
            }
            Err(error) => {
                faults += 1;
                anstream::eprintln!("{}fault:{:#} line {number}: {error}", output::style::BAD, output::style::BAD);
            }
        }
    }
    world.weigh_all();
    print(&world.incidents(), args.format)?;
    Ok(if faults > 0 { Exit::Faults } else { Exit::Ok })
}

fn print(incidents: &[Incident], format: OutputFormat) -> Result<()> {
    let mut out = BufWriter::new(anstream::stdout());
    for incident in incidents {
        match format {
            OutputFormat::Text => write!(out, "{}", output::incident::line(incident))?,
            OutputFormat::Jsonl => writeln!(out, "{}", share::formats::incidents::encode(incident))?,
        }
    }
    Ok(out.flush()?)
}
