//! What every task reads and writes: rows of JSON, and offsets as the data count them.

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The rows of a file of JSON lines, in order; empty lines are passed over.
pub fn rows<T: DeserializeOwned>(input: &Path) -> Result<impl Iterator<Item = Result<T>>> {
    let name = input.display().to_string();
    let file = File::open(input).with_context(|| format!("cannot read {name}"))?;
    let lines = BufReader::new(file).lines().enumerate();
    Ok(lines.filter(|(_, line)| !line.as_ref().is_ok_and(|line| line.trim().is_empty())).map(move |(n, line)| {
        let at = || format!("{name}:{}", n + 1);
        serde_json::from_str(&line.with_context(at)?).with_context(at)
    }))
}

/// Bytes of a text to code points, in which the data count.
pub struct CodePoints(Vec<u32>);

impl CodePoints {
    /// Counts once for all offsets of `text`.
    pub fn new(text: &str) -> Self {
        let mut points = vec![0; text.len() + 1];
        let mut n = 0;
        for (at, c) in text.char_indices() {
            points[at..at + c.len_utf8()].fill(n);
            n += 1;
        }
        points[text.len()] = n;
        Self(points)
    }

    /// The code points before `byte`.
    pub fn at(&self, byte: usize) -> usize {
        self.0[byte] as usize
    }
}
