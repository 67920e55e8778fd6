//! Which words are personal names or ordinary words besides being place names.

use super::read_file;
use anyhow::{Context, Result};
use read::names::table::WordFlags;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Family names up to this rank count as names.
const SURNAME_RANK_MAX: usize = 8_000;
/// Family names up to this rank count as frequent.
const FREQUENT_RANK_MAX: usize = 600;
/// A word is ordinary if small letters begin it at least this often …
const SMALL_COUNT_MIN: u32 = 4;
/// … and in at least this share of all its occurrences.
const SMALL_SHARE_MIN: f64 = 0.1;

/// Flags by folded word.
pub fn flags(input: &Path, reports: Option<&Path>) -> Result<BTreeMap<String, u8>> {
    let mut flags: BTreeMap<String, u8> = BTreeMap::new();
    for file in ["dist.female.first", "dist.male.first"] {
        for line in read_file(input, file)?.lines() {
            if let Some(name) = line.split_whitespace().next() {
                *flags.entry(read::fold(name)).or_default() |= WordFlags::FIRST_NAME;
            }
        }
    }
    for (rank, line) in read_file(input, "dist.all.last")?.lines().enumerate().take(SURNAME_RANK_MAX) {
        if let Some(name) = line.split_whitespace().next() {
            let frequent = if rank < FREQUENT_RANK_MAX { WordFlags::FREQUENT_SURNAME } else { 0 };
            *flags.entry(read::fold(name)).or_default() |= WordFlags::SURNAME | frequent;
        }
    }
    if let Some(reports) = reports {
        for word in ordinary(reports)? {
            *flags.entry(word).or_default() |= WordFlags::COMMON;
        }
    }
    Ok(flags)
}

/// Words that running text writes small often enough.
fn ordinary(reports: &Path) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(reports).with_context(|| format!("cannot read {}", reports.display()))?;
    let mut counts: HashMap<String, (u32, u32)> = HashMap::new();
    for line in text.lines() {
        let report: serde_json::Value = serde_json::from_str(line)?;
        let words = report["text"].as_str().unwrap_or_default().split(|c: char| !c.is_alphabetic() && c != '\'');
        for word in words.filter(|word| !word.is_empty()) {
            let small = word.starts_with(char::is_lowercase);
            let count = counts.entry(read::fold(word)).or_default();
            count.0 += u32::from(small);
            count.1 += 1;
        }
    }
    let is_ordinary =
        |(small, all): (u32, u32)| small >= SMALL_COUNT_MIN && f64::from(small) >= SMALL_SHARE_MIN * f64::from(all);
    Ok(counts.into_iter().filter(|(_, count)| is_ordinary(*count)).map(|(word, _)| word).collect())
}
