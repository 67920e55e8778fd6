//! `forewarn`: see `forewarn --help`.

use clap::Parser;
use forewarn::cli::Cli;
use forewarn::exit::{Exit, code_of};
use std::process::ExitCode;

fn main() -> ExitCode {
    // A reader that stops early (`forewarn read … | head`) ends the program quietly, as other tools do.
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { Exit::Usage } else { Exit::Ok };
            // If even the terminal is gone there is nobody to tell.
            let _ = error.print();
            return ExitCode::from(code as u8);
        }
    };
    log_to_stderr();
    match cli.run() {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(error) if forewarn::output::is_broken_pipe(&error) => ExitCode::from(Exit::Ok as u8),
        Err(error) => {
            forewarn::output::complain(&error);
            ExitCode::from(code_of(&error) as u8)
        }
    }
}

/// What goes wrong behind the scenes is told on standard error; `FOREWARN_LOG=info` or `debug` tells more.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FOREWARN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let ansi = std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(ansi).init();
}
