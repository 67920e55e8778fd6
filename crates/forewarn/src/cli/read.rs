//! `forewarn read`: reports in, readings out.

use super::Global;
use super::input::InputArgs;
use crate::exit::Exit;
use crate::output;
use crate::output::why::Page;
use anyhow::Result;
use clap::ValueEnum;
use collect::Item;
use indicatif::ProgressBar;
use record::{Fault, RawReport, Reading, Report, ReportId};
use std::io::{BufWriter, IsTerminal, Write};

/// Read reports and print what they say.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  forewarn read article.html
  forewarn read --explain article.html
  forewarn read --outlet 'Daily Example' --published 2026-11-20 article.txt
  forewarn read --format jsonl --input-format jsonl reports.jsonl > readings.jsonl")]
pub struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// What to print: words for people, one JSON array, or one JSON object a line in input order.
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
    /// Show why: the words of each slot marked in their sentences, and for each the rule and the models' score. JSON always
    /// has them, as `why`.
    #[arg(long)]
    explain: bool,
    /// Take also reports that tell of an incident only in passing, as background or far down. Among ordinary news most of what
    /// this adds is old or beside the point.
    #[arg(long)]
    in_passing: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// For people.
    Text,
    /// One JSON array.
    Json,
    /// JSON Lines.
    Jsonl,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    let config = global.config()?;
    let reader = global.reader(&config)?;
    let reader = if args.in_passing { reader.in_passing() } else { reader };
    let mut printer = Printer::new(args.format, args.explain.then(Page::of_stdout));
    // Results on a terminal are their own progress.
    let bar = if std::io::stdout().is_terminal() { ProgressBar::hidden() } else { output::input_progress() };
    // What the collector found wrong with an input comes just before its report, and belongs to it.
    let mut faults: Vec<Fault> = Vec::new();
    for item in args.input.items(&config, bar.clone())? {
        match item {
            Item::Report(pair) => {
                let (report, mut reading) = reader.read(&pair.1);
                let (its, others): (Vec<Fault>, Vec<Fault>) =
                    faults.drain(..).partition(|fault| fault.at == pair.0.url);
                others.iter().try_for_each(|fault| printer.fault(fault))?;
                reading.faults.splice(0..0, its);
                printer.reading(&report, &reading)?;
                if args.explain && args.format == OutputFormat::Text && !reading.relevant {
                    printer.lines(&reader.why_irrelevant(&report))?;
                }
            }
            Item::Fault(fault) => {
                let (same, others): (Vec<Fault>, Vec<Fault>) = faults.drain(..).partition(|one| one.at == fault.at);
                others.iter().try_for_each(|fault| printer.fault(fault))?;
                faults = same;
                faults.push(fault);
            }
        }
    }
    faults.iter().try_for_each(|fault| printer.fault(fault))?;
    bar.finish_and_clear();
    printer.finish()
}

/// Prints in one of the formats, and remembers whether anything was wrong.
struct Printer {
    format: OutputFormat,
    explained: Option<Page>,
    out: BufWriter<Box<dyn Write>>,
    printed: u64,
    faults: u64,
}

impl Printer {
    fn new(format: OutputFormat, explained: Option<Page>) -> Self {
        let out: Box<dyn Write> = match format {
            OutputFormat::Text => Box::new(anstream::stdout()),
            _ => Box::new(std::io::stdout()),
        };
        Self { format, explained, out: BufWriter::new(out), printed: 0, faults: 0 }
    }

    fn reading(&mut self, report: &Report, reading: &Reading) -> Result<()> {
        self.faults += reading.faults.len() as u64;
        match self.format {
            OutputFormat::Text => {
                let gap = if self.printed > 0 { "\n" } else { "" };
                write!(self.out, "{gap}{}", output::reading::text(report, reading, self.explained))?;
            }
            OutputFormat::Json | OutputFormat::Jsonl => {
                self.separate()?;
                write!(self.out, "{}", share::formats::readings::encode(report, reading))?;
                if self.format == OutputFormat::Jsonl {
                    writeln!(self.out)?;
                }
            }
        }
        self.printed += 1;
        Ok(())
    }

    /// Lines under the reading printed last, for people.
    fn lines(&mut self, lines: &[String]) -> Result<()> {
        for line in lines {
            writeln!(self.out, "   {line}")?;
        }
        Ok(())
    }

    /// An input that gave no report at all: on standard error for people, a line of its own for programs.
    fn fault(&mut self, fault: &Fault) -> Result<()> {
        if self.format == OutputFormat::Text {
            self.faults += 1;
            self.out.flush()?;
            anstream::eprintln!("{}fault:{:#} {fault}", output::style::BAD, output::style::BAD);
            return Ok(());
        }
        let (report, reading) = unread(fault);
        self.reading(&report, &reading)
    }

    fn separate(&mut self) -> Result<()> {
        if self.format == OutputFormat::Json {
            write!(self.out, "{}", if self.printed == 0 { "[" } else { ",\n" })?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Exit> {
        if self.format == OutputFormat::Json {
            writeln!(self.out, "{}", if self.printed == 0 { "[]" } else { "]" })?;
        }
        self.out.flush()?;
        Ok(if self.faults > 0 { Exit::Faults } else { Exit::Ok })
    }
}

/// The line of an input that gave no report: programs get one shape of line, with the fault where faults are.
fn unread(fault: &Fault) -> (Report, Reading) {
    let raw = RawReport::of_text(ReportId::from(fault.at.as_str()), "");
    let report = Report {
        id: raw.id.clone(),
        capture: raw.capture,
        outlet: String::new(),
        title: String::new(),
        byline: None,
        section: None,
        published: None,
        url: None,
        language: String::new(),
        text: String::new(),
        leads: Vec::new(),
    };
    let reading = Reading {
        report: raw.id,
        relevant: false,
        claims: Vec::new(),
        attribution: Vec::new(),
        independent_origin: None,
        faults: vec![fault.clone()],
        reader_version: ::read::VERSION.to_owned(),
    };
    (report, reading)
}
