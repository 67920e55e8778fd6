//! What a model is fitted on: reports with the features and labels of their tokens and sentences.

use crate::input::rows;
use crate::muc::gold::{Gold, Incident, Keyed, gold};
use anyhow::{Context, Result};
use read::doc::Doc;
use read::names::Names;
use read::tag::Input;
use read::tag::linear::Facts;
use read::tag::linear::seen::Seen;
use record::Report;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// One report.
#[derive(Debug)]
pub struct Example {
    /// Its id.
    pub id: String,
    /// As the reader sees it.
    pub report: Report,
    /// Tokens of each sentence.
    pub sentences: Vec<Range<usize>>,
    /// What the model sees.
    pub facts: Facts,
    /// What it shall say.
    pub gold: Gold,
}

impl Example {
    /// Looks a report up and holds its incidents against it.
    pub fn new(id: String, report: Report, incidents: &[Incident], off: u32) -> Self {
        let doc = Doc::new(&report.text, !report.title.is_empty());
        let names = Names::embedded().find(&doc);
        let facts = Facts::new(&Seen::new(Input { doc: &doc, names: &names }), off);
        let gold = gold(&doc, incidents);
        let sentences = doc.sentences.iter().map(|s| s.tokens.clone()).collect();
        Self { id, sentences, facts, gold, report }
    }

    /// Looks the report up again.
    pub fn with_seen<T>(&self, step: impl FnOnce(&Seen<'_, '_>) -> T) -> T {
        let doc = Doc::new(&self.report.text, !self.report.title.is_empty());
        let names = Names::embedded().find(&doc);
        step(&Seen::new(Input { doc: &doc, names: &names }))
    }
}

/// The reports of a MUC file with their keys.
pub fn muc(path: &Path, off: u32, out: &mut Vec<Example>) -> Result<()> {
    for row in rows::<Keyed>(path)? {
        let row = row?;
        let incidents: Vec<Incident> = row.templates.iter().map(Incident::from).collect();
        out.push(Example::new(row.row.id.clone(), row.row.report(), &incidents, off));
    }
    Ok(())
}

/// SHA-256 of each file, in hexadecimal digits, by its name.
pub fn sources<'p>(paths: impl Iterator<Item = &'p PathBuf>) -> Result<BTreeMap<String, String>> {
    let mut sources = BTreeMap::new();
    for path in paths {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let digest = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        sources.insert(path.file_name().unwrap_or_default().to_string_lossy().into_owned(), digest);
    }
    Ok(sources)
}
