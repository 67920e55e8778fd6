//! `forewarn report`: one stored report, its claims, and what its publisher changed since the version before.

use super::Global;
use crate::exit::Exit;
use crate::output::style;
use anyhow::{Context, Result};
use desk::changes::{Changes, Fate, Stretch};
use record::{Article, Report, ReportId};
use std::io::Write;
use store::{Store, StoredReport};

/// Reports.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Show one report: what it says, its versions, and what was changed since the version before: `[-out-]`, `{+in+}`.
    Show {
        /// Its id; `forewarn search` prints ids.
        id: String,
    },
}

pub(super) fn run(global: &Global, command: &Command) -> Result<Exit> {
    let Command::Show { id } = command;
    let store = global.open_to_read()?;
    let id = ReportId(id.clone());
    let stored = store.report(&id)?;
    let stored = stored
        .with_context(|| format!("there is no report `{id}`; `forewarn search WORDS` prints the ids of reports"))?;
    let mut out = anstream::stdout();
    head(&mut out, &stored)?;
    if let Some(article) = store.article_of(&id)? {
        history(&mut out, &store, &article, &stored.report)?;
    }
    Ok(Exit::Ok)
}

fn head(out: &mut impl Write, stored: &StoredReport) -> Result<()> {
    let (report, title, dim) = (&stored.report, style::TITLE, style::DIM);
    let known = |value: &str, other: &str| if value.is_empty() { other.to_owned() } else { value.to_owned() };
    let day = report.published.map_or_else(|| "no date".to_owned(), |day| day.to_string());
    writeln!(out, "{title}{}{title:#}", known(&report.title, "Report without a headline"))?;
    writeln!(out, "{dim}{} · {day} · {}{dim:#}", known(&report.outlet, "outlet not known"), report.id)?;
    if let Some(address) = &report.url {
        writeln!(out, "{dim}{address}{dim:#}")?;
    }
    writeln!(out, "\n{}\n", report.text)?;
    if stored.reading.claims.is_empty() {
        writeln!(out, "Nothing in it is read as an incident.")?;
    }
    for claim in &stored.reading.claims {
        let of_stage = style::of_stage(claim.stage);
        writeln!(out, "{of_stage}{}{of_stage:#} {} {dim}{}{dim:#}", claim.stage, claim.kind.words(), claim.id)?;
    }
    Ok(())
}

/// The versions of its article, and what was changed before this one.
fn history(out: &mut impl Write, store: &dyn Store, article: &Article, report: &Report) -> Result<()> {
    let (title, dim) = (style::TITLE, style::DIM);
    if let Some(at) = article.deleted_at {
        writeln!(out, "\nIts publisher took it back; found on {at:.0}")?;
    }
    if article.versions.len() < 2 {
        return Ok(());
    }
    writeln!(out, "\n{title}Versions{title:#}")?;
    for (n, version) in article.versions.iter().enumerate() {
        let this = if version.report == report.id { " (this one)" } else { "" };
        writeln!(out, "{}. {:.0} {dim}{}{dim:#}{this}", n + 1, version.at, version.report)?;
    }
    let at = article.versions.iter().position(|version| version.report == report.id);
    let Some(before) = at.and_then(|at| at.checked_sub(1)).map(|before| &article.versions[before]) else {
        return Ok(());
    };
    let before = store.report(&before.report)?.context("the version before this one is not in the store")?;
    let changes = Changes::between(&before.report.text, &report.text);
    writeln!(out, "\n{title}Changed since version {}{title:#}", at.unwrap_or_default())?;
    writeln!(out, "{dim}words taken out: {}, put in: {}{dim:#}", changes.gone, changes.new)?;
    for stretch in &changes.stretches {
        match stretch {
            Stretch::Same(n) => {
                writeln!(out, "{dim}… {n} paragraph{} unchanged …{dim:#}", if *n == 1 { "" } else { "s" })?
            }
            Stretch::Changed(runs) => {
                let words = runs.iter().map(|run| match run.fate {
                    Fate::Kept => run.text.clone(),
                    Fate::Gone => format!("{0}[-{1}-]{0:#}", style::BAD, run.text),
                    Fate::New => format!("{0}{{+{1}+}}{0:#}", style::GOOD, run.text),
                });
                writeln!(out, "{}", words.collect::<Vec<_>>().join(" "))?;
            }
        }
    }
    if changes.cut {
        writeln!(out, "Only the beginnings of these long texts are compared.")?;
    }
    Ok(())
}
