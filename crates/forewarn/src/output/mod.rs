//! What people see on a terminal: words, colours where there is a terminal, progress on standard error.

pub mod grounds;
pub mod incident;
pub mod judgements;
pub mod origins;
pub mod reading;
pub mod source;
pub mod style;
pub mod table;
pub mod why;

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::time::Duration;

/// Prints an error with its causes: what is wrong, where, and what to do.
pub fn complain(error: &anyhow::Error) {
    let mut causes = error.chain().map(ToString::to_string);
    let first = causes.next().unwrap_or_default();
    anstream::eprintln!("{}error:{:#} {first}", style::BAD, style::BAD);
    for cause in causes {
        anstream::eprintln!("  because {cause}");
    }
}

/// Prints one line on standard output; colours only reach a terminal. Unlike `println!` it does not panic when nobody reads.
///
/// # Errors
/// Standard output is gone.
pub fn say(line: impl std::fmt::Display) -> std::io::Result<()> {
    writeln!(anstream::stdout(), "{line}")
}

/// True if the error is only that nobody reads our output any more.
#[must_use]
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}

/// A progress bar on standard error; hidden where standard error is no terminal. `total` of `None` shows a spinner.
#[must_use]
pub fn progress(total: Option<u64>, noun: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let template = if total.is_some() {
        format!("{{wide_bar}} {{human_pos}}/{{human_len}} {noun}  {{per_sec}}  {{eta}}")
    } else {
        format!("{{spinner}} {{human_pos}} {noun}  {{per_sec}}  {{elapsed}}")
    };
    // The templates are ours; if one were wrong the default bar would do.
    bar.set_style(ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A progress bar over bytes of input on standard error; a spinner until its length is set.
#[must_use]
pub fn input_progress() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::no_length();
    let template = "{wide_bar} {bytes}/{total_bytes}  {msg}  {eta}";
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// "1 report", "2 reports".
#[must_use]
pub fn count(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
