//! The versions of an article on the page of a report, and what the publisher changed between two of them.

use crate::{
    app::Inner,
    changes::{Changes, Fate, Run, Stretch},
    fail::Fail,
    words,
};
use record::Report;
use std::ops::Range;
use store::StoredReport;

/// Versions of an article that are listed: the latest, or those from the one before the one that is shown.
const MAX_VERSIONS: usize = 20;

/// A version of the article.
pub(crate) struct VersionRow {
    /// "Version 2, 18 June 2024 21:04".
    pub(crate) name: String,
    pub(crate) href: String,
    /// Claims read from it.
    pub(crate) claims: usize,
    /// Whether it is the one that the page shows.
    pub(crate) shown: bool,
}

/// What was changed before the version that the page shows.
pub(crate) struct Edit {
    /// "2 words out, 3 in".
    pub(crate) summary: String,
    pub(crate) stretches: Vec<StretchView>,
    pub(crate) cut: bool,
}

/// A stretch: unchanged paragraphs, or runs of words.
pub(crate) struct StretchView {
    /// "4 paragraphs unchanged"; empty where some changed.
    pub(crate) same: String,
    pub(crate) runs: Vec<RunView>,
}

/// Words, and whether they are gone or new.
pub(crate) struct RunView {
    pub(crate) text: String,
    pub(crate) gone: bool,
    pub(crate) new: bool,
}

/// What became of a report's article.
#[derive(Default)]
pub(crate) struct History {
    /// Its versions, oldest first; none if there is only one.
    pub(crate) rows: Vec<VersionRow>,
    /// What was changed before the one that the page shows.
    pub(crate) edit: Option<Edit>,
    /// When its publisher was found to have taken it back; empty if not.
    pub(crate) taken_back: String,
}

/// What became of a report's article.
pub(crate) fn of(inner: &Inner, report: &Report) -> Result<History, Fail> {
    let store = &inner.desk.store;
    let Some(article) = store.article_of(&report.id)? else { return Ok(History::default()) };
    let taken_back = article.deleted_at.map_or_else(String::new, words::moment);
    let mut rows = Vec::new();
    let mut before: Option<StoredReport> = None;
    let mut edit = None;
    if article.versions.len() < 2 {
        return Ok(History { taken_back, ..History::default() });
    }
    let shown = article.versions.iter().position(|version| version.report == report.id);
    for (at, version) in listed(article.versions.len(), shown).map(|at| (at, &article.versions[at])) {
        let Some(stored) = store.report(&version.report)? else { continue };
        let shown = version.report == report.id;
        rows.push(VersionRow {
            name: format!("Version {}, {}", at + 1, words::moment(version.at)),
            href: words::href("/reports", version.report.as_str()),
            claims: stored.reading.claims.len(),
            shown,
        });
        if let (true, Some(before)) = (shown, &before) {
            edit = Some(view(Changes::between(&before.report.text, &report.text)));
        }
        before = Some(stored);
    }
    Ok(History { rows, edit, taken_back })
}

/// Which of so many versions are listed: whatever is shown is among them, with the one before it.
fn listed(versions: usize, shown: Option<usize>) -> Range<usize> {
    let latest = versions.saturating_sub(MAX_VERSIONS);
    let first = shown.map_or(latest, |shown| latest.min(shown.saturating_sub(1)));
    first..versions.min(first + MAX_VERSIONS)
}

fn view(changes: Changes) -> Edit {
    let run = |run: Run| RunView { gone: run.fate == Fate::Gone, new: run.fate == Fate::New, text: run.text };
    let stretch = |stretch: Stretch| match stretch {
        Stretch::Same(1) => StretchView { same: "1 paragraph unchanged".to_owned(), runs: Vec::new() },
        Stretch::Same(n) => StretchView { same: format!("{n} paragraphs unchanged"), runs: Vec::new() },
        Stretch::Changed(runs) => StretchView { same: String::new(), runs: runs.into_iter().map(run).collect() },
    };
    Edit {
        summary: match (changes.gone, changes.new) {
            (0, 0) => "no words changed".to_owned(),
            (gone, new) => format!("words taken out: {gone}, put in: {new}"),
        },
        cut: changes.cut,
        stretches: changes.stretches.into_iter().map(stretch).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn what_is_shown_is_listed_with_the_one_before_it() {
        for (versions, shown, expected) in [
            (2, Some(1), 0..2),
            (20, Some(0), 0..20),
            (30, Some(29), 10..30),
            (30, Some(10), 9..29),
            (30, Some(3), 2..22),
            (30, Some(0), 0..20),
            (30, None, 10..30),
        ] {
            assert_eq!(listed(versions, shown), expected, "{versions} {shown:?}");
        }
    }
}
