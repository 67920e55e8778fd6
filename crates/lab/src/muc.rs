//! Task `muc`: reports of the MUC-3/4 corpus to templates, and the tokens that models are trained on.

pub mod gold;
mod templates;
mod tokens;

pub use templates::predict;
pub use tokens::tokens;

use read::segment;
use record::{RawReport, ReportId};
use serde::Deserialize;

/// One report of the corpus; templates are left to those who need them.
#[derive(Debug, Deserialize)]
pub struct Row {
    /// Id of the report.
    pub id: String,
    /// "GUATEMALA CITY, 4 FEB 90 (ACAN-EFE)".
    #[serde(default)]
    pub dateline: String,
    /// The body, broken at a fixed width.
    pub text: String,
}

impl Row {
    /// The wire as it came over the line, dateline and body, with its lines joined: where they broke says nothing.
    pub fn raw(&self) -> RawReport {
        let body: Vec<String> =
            self.text.split("\n\n").map(|p| p.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let body = body.join("\n\n");
        let text = if self.dateline.is_empty() { body } else { format!("{} -- {body}", self.dateline) };
        RawReport::of_text(ReportId::from(self.id.as_str()), text)
    }

    /// The report as the reader sees it.
    pub fn report(&self) -> record::Report {
        segment::segment(&self.raw()).0
    }
}
