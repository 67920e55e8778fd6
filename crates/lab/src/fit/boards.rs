//! What the weights make of everybody in a chain's report, for training a transformer beside them (`training/train_chains.py`).

use super::chains::{Case, Chained, case_of, cases, fit, in_folds};
use crate::chains::{Told, same};
use crate::input::rows;
use anyhow::{Context, Result};
use read::attribution::cast::Weights;
use read::doc::Doc;
use read::{Reader, segment::segment};
use std::io::Write;
use std::path::Path;

/// Writes one report a line: its words and sentences, everybody weighed with the places where they are named, the board of
/// weights that were not fitted on it, and its chain.
pub fn write(args: &Chained, out: &Path) -> Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(out).context("cannot write the boards")?);
    let all = cases(args)?;
    for (fold, weights, held) in in_folds(&all, args) {
        for case in held {
            one(&mut file, case, &weights, Some(fold))?;
        }
    }
    let weights = fit(&all.iter().collect::<Vec<_>>(), args);
    let reader = Reader::embedded();
    for path in &args.score {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for told in rows::<Told>(path)? {
            let mut told = told?;
            if name == "fresh" {
                told.split.clone_from(&name);
            }
            if told.split == name || told.split.starts_with("check") {
                one(&mut file, &case_of(&reader, told, 1.0), &weights, None)?;
            }
        }
    }
    Ok(())
}

fn one(out: &mut impl Write, case: &Case, weights: &Weights, fold: Option<usize>) -> Result<()> {
    let Some(told) = &case.told else { return Ok(()) };
    let (report, _) = segment(&told.raw());
    let doc = Doc::new(&report.text, !report.title.is_empty());
    let words: Vec<&str> = (0..doc.tokens.len()).map(|t| doc.word(t)).collect();
    let sentences: Vec<[usize; 2]> = doc.sentences.iter().map(|s| [s.tokens.start, s.tokens.end]).collect();
    let board = case.panel.board(weights);
    let last = told.chain.last();
    let candidates: Vec<_> = case
        .panel
        .candidates
        .iter()
        .zip(&case.places)
        .map(|(c, place)| {
            let at: Vec<[usize; 2]> = c.at.iter().map(|r| [r.start, r.end]).collect();
            let origin = last.is_some_and(|names| names.iter().any(|name| same(name, &c.speaker.name)));
            serde_json::json!({ "name": c.speaker.name, "kind": format!("{:?}", c.speaker.kind), "at": at, "own": c.own,
                "may": c.may_stand, "rules": c.rules, "place": place, "origin": origin })
        })
        .collect();
    let row = serde_json::json!({
        "id": told.id, "split": told.split, "fold": fold.map_or(-1, |fold| fold as i64), "count": case.count,
        "words": words, "sentences": sentences, "candidates": candidates, "links": told.chain.len().saturating_sub(1),
        "node": board.node, "first": board.first, "last": board.last, "next": board.next, "length": board.length,
    });
    writeln!(out, "{row}")?;
    Ok(())
}
