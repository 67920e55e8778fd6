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
    match cli.run() {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(error) if forewarn::output::is_broken_pipe(&error) => ExitCode::from(Exit::Ok as u8),
        Err(error) => {
            forewarn::output::complain(&error);
            ExitCode::from(code_of(&error) as u8)
        }
    }
}
