//! Task `dates`.

use anyhow::{Result, bail};
use std::io::Write;
use std::path::Path;

/// Prints predictions for every line of `input`.
pub fn predict(input: &Path, _out: &mut dyn Write) -> Result<()> {
    bail!("{}: this task has no predictor yet", input.display())
}
