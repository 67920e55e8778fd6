//! The scorers that come with the development data are Python programs.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// Runs a scorer; what it printed.
///
/// # Errors
/// If there is no Python, or the scorer ends with an error: then with what it said.
pub fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(scorer: &Path, arguments: I) -> Result<String> {
    let name = scorer.display();
    let output = Command::new("python3")
        .arg(scorer)
        .args(arguments)
        .output()
        .with_context(|| format!("cannot start python3, which {name} needs: install Python 3.10 or newer"))?;
    if !output.status.success() {
        bail!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a scorer that writes its figures to the file given with `--json`.
pub fn run_json<S: AsRef<OsStr>>(scorer: &Path, arguments: &[S], scratch: &Path) -> Result<Value> {
    let json = scratch.join("figures.json");
    let mut all: Vec<&OsStr> = arguments.iter().map(AsRef::as_ref).collect();
    all.extend([OsStr::new("--json"), json.as_os_str()]);
    run(scorer, all)?;
    let text = std::fs::read_to_string(&json).with_context(|| json.display().to_string())?;
    Ok(serde_json::from_str(&text)?)
}

/// The number after `word` in what a scorer printed for people: "F1" in "P 0.9 R 0.8 F1 0.85".
pub fn after(text: &str, words: &[&str]) -> Result<f64> {
    let mut rest = text;
    for word in words {
        let (_, after) = rest.split_once(word).with_context(|| format!("no `{word}` in: {text}"))?;
        rest = after;
    }
    let number: String = rest.trim_start().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    number.parse().with_context(|| format!("no number after `{}` in: {text}", words.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_after_their_words() {
        assert_eq!(after("word P 0.9 R 0.8 F1 0.85 | title= 0.7 ~0.8", &["word", "F1"]).unwrap(), 0.85);
        assert!(after("word", &["F1"]).is_err());
    }
}
