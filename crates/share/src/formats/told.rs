//! One partner's copy of one warning, as every format that is made for partners takes it.

use crate::formats::stix::StixWarning;
use jiff::Timestamp;

/// A copy of a warning, with nothing in it that its partner may not see.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What it says; its `key` is the release.
    pub warning: StixWarning,
    /// The partner's name: an office; empty for everybody.
    pub partner: String,
    /// Its version, from 1, counted for this partner alone.
    pub version: u32,
    /// When this version went out.
    pub sent: Timestamp,
    /// When the earlier versions went out, oldest first.
    pub earlier: Vec<Timestamp>,
    /// What this version changed.
    pub changes: Vec<String>,
    /// When it was taken back, and why.
    pub cancelled: Option<(Timestamp, String)>,
    /// When its link stops working.
    pub expires_at: Timestamp,
    /// How it may be passed on, in a sentence.
    pub handling: String,
    /// ICD 203 words; `None` where it cannot be judged.
    pub likelihood: Option<String>,
    /// The partner's signed link, where it can be reached from outside: `https://…`.
    pub link: Option<String>,
}

impl Told {
    /// When anything about this copy changed last.
    #[must_use]
    pub fn changed_at(&self) -> Timestamp {
        let ended = self.cancelled.as_ref().map(|(at, _)| *at);
        ended.unwrap_or(self.sent).max(self.sent).max(self.warning.modified)
    }

    /// Headline as readers of a list see it: what was taken back says so.
    #[must_use]
    pub fn title(&self) -> String {
        match (&self.cancelled, self.version) {
            (Some(_), _) => format!("Taken back: {}", self.warning.headline),
            (None, 1) => self.warning.headline.clone(),
            (None, version) => format!("{} (update {})", self.warning.headline, version - 1),
        }
    }

    /// The whole text with marking, caveats and handling, paragraphs separated by an empty line.
    #[must_use]
    pub fn body(&self) -> String {
        let mut parts = vec![self.handling.clone()];
        parts.extend(self.warning.caveats.iter().cloned());
        if let Some((_, why)) = &self.cancelled {
            parts.push(format!("This warning was taken back: {why}"));
        }
        if !self.changes.is_empty() {
            parts.push(format!("What changed: {}.", self.changes.join("; ")));
        }
        parts.push(self.warning.text.clone());
        parts.retain(|part| !part.trim().is_empty());
        parts.join("\n\n")
    }
}
