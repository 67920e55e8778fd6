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
