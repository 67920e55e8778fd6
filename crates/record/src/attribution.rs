//! Who said so.

use crate::Span;
use crate::code::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// What a link of an attribution chain is.
    SpeakerKind ("kind of speaker") {
        /// The outlet that published the report: always the first link.
        Outlet => "outlet",
        /// A news agency or another outlet that is cited.
        Press => "press",
        /// A ministry, police, court, government, military, intelligence service.
        Authority => "authority",
        /// A named person.
        Person => "person",
        /// Any other organisation, among them a group that claims responsibility.
        Organisation => "organisation",
        /// A document, statement, video or post.
        Document => "document",
        /// "officials", "witnesses", "sources": nobody by name. Belongs to the outlet that spoke to them.
        Unnamed => "unnamed",
    }
}

/// One link of an attribution chain: "TASS", "Hürriyet", "Hande Fırat".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// The name as the text gives it, without titles.
    pub name: String,
    /// What it is.
    pub kind: SpeakerKind,
    /// Where the text names it; `None` for the outlet itself.
    pub span: Option<Span>,
    /// Where the words are that make it a source ("according to", "reports"); `None` if inferred from a byline or dateline.
    pub cue: Option<Span>,
    /// True where the link is inferred rather than stated next to the claim.
    pub inferred: bool,
}

impl Speaker {
    /// The outlet of the report: the first link of every chain.
    #[must_use]
    pub fn outlet(name: &str) -> Self {
        Self { name: name.to_owned(), kind: SpeakerKind::Outlet, span: None, cue: None, inferred: false }
    }
}

/// Somebody named near a claim, as the reader weighed them for its chain: what spoke for their being a link of it, and what
/// against. Kept with the claim, so that a chain can be explained as long as the claim is there. Words of one report like the
/// rest of a claim; partners never see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    /// The name as the text gives it.
    pub name: String,
    /// What it is.
    pub kind: SpeakerKind,
    /// Place in the chain, 1 for the first after the outlet; `None` for whoever was left out.
    pub link: Option<usize>,
    /// True where a rule took it for a link.
    pub by_rule: bool,
    /// How likely it belongs to the chain by its facts, 0 to 1.
    pub likely: f32,
    /// What is seen of it, in words, and what each brings to how likely it is (log-odds), the weightiest first.
    pub facts: Vec<(String, f32)>,
    /// For a speaker of a statement that could stand for the claim: what each feature brings; from 1 in all on it may.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statement: Vec<(String, f32)>,
    /// Why it is no link, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
}
