//! The nouns that every room of Forewarn shares.
//!
//! No input or output happens here and no wire format is known: a noun says what a thing *is*, the rooms say what is
//! done with it. The order of the modules is the order in which data passes: a [`Source`] gives a [`Capture`], which
//! holds a [`Report`], which is read into [`Claim`]s, which are linked into [`Incident`]s, which meet a [`Watch`] and
//! become a [`Warning`], which a person [`Release`]s to a [`Partner`], who answers with a [`Receipt`]; the ledger
//! ([`Entry`]) remembers every step. [`Event`] names everything that can happen.
//!
//! Forewarn keeps no record of persons. People appear only as words inside a claim ([`Mention`]) and as the last link of
//! an attribution chain; nothing here gives a person an identity that could be joined across reports.

mod article;
mod attribution;
mod cap;
mod capture;
mod claim;
mod code;
mod crosswalk;
mod event;
mod exchange;
mod fault;
mod grade;
mod group;
mod health;
mod id;
mod incident;
mod judgement;
mod kind;
mod ledger;
mod marking;
mod partner;
mod place;
mod quiet;
mod report;
mod sending;
mod source;
mod testimony;
mod warning;
mod watch;
mod when;
mod why;

pub use article::{Article, ArticleState, Held, Meaning, Pulled, SaidUnder, Sighting, SourceState, Version};
pub use attribution::{Speaker, SpeakerKind, Weighed};
pub use cap::{Certainty, Severity, Urgency};
pub use capture::Capture;
pub use claim::{Claim, Mention, Reading, Reason, Slot, Span};
pub use code::UnknownCode;
pub use crosswalk::Crosswalk;
pub use event::{ByServer, Collected, Conductor, Event, Outcome, Refusal, RefusalKind, Stamped, Who};
pub use exchange::{TaxiiAccess, TaxiiCollection, taxii_date};
pub use fault::{Fault, FaultKind};
pub use grade::{Credibility, Grade, Reliability};
pub use group::{Group, Years};
pub use health::{SourceHealth, share, silence, span};
pub use id::{
    CaptureId, ClaimId, GroupId, IncidentId, JudgementId, PartnerId, ReleaseId, ReportId, SendingId, SourceId,
    WarningId, WatchId, derive_id, sha256_hex,
};
pub use incident::{Conflict, ConflictSide, Incident, LinkReason, Origin};
pub use judgement::{Judgement, MAX_JUDGED_CLAIMS, Subject, Verdict, taken_back};
pub use kind::{Assertion, Kind, KindFamily, Stage};
pub use ledger::{Entry, Genesis, LedgerBreak, verify_chain};
pub use marking::{Handling, Marking, Tlp};
pub use partner::{Channel, Contact, FeedAddress, MAX_WAYS, Partner, WebhookBody};
pub use place::{Place, PlacePrecision};
pub use quiet::Quiet;
pub use report::{Lead, RawReport, Report};
pub use sending::{Attempt, Met, Notice, Sending, SendingState};
pub use source::{Login, Source, SourceKind};
pub use testimony::{Borne, Testimony, TrackRecord};
pub use warning::{
    Disposition, HeldBack, HeldCopy, HistoryStep, Proposal, ProposedAct, Receipt, ReceiptOutcome, Redaction, Release,
    SentUpdate, UpdateOffer, Warning, WarningOutcome, WarningState,
};
pub use watch::{Area, Question, Watch};
pub use when::{DatePrecision, When};
pub use why::ToldReason;
