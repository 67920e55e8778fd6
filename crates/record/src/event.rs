//! Everything that can happen, in one list: the pipeline handles each of these and nothing else.

use crate::{
    Article, Capture, CaptureId, IncidentId, JudgementId, Marking, Partner, PartnerId, RawReport, Redaction, ReleaseId,
    ReportId, Source, SourceId, SourceState, Subject, TaxiiAccess, Verdict, WarningId, WarningOutcome, Watch,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Who caused an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// A named analyst at the desk or the command line.
    Analyst(String),
    /// A partner, through its signed link.
    Partner(PartnerId),
    /// The program itself.
    Forewarn,
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Analyst(name) => f.write_str(name),
            Self::Partner(id) => write!(f, "partner {id}"),
            Self::Forewarn => f.write_str("forewarn"),
        }
    }
}

/// An event with its time and its cause. Time comes in from outside: no room but the binary reads a clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stamped {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub who: Who,
    /// What.
    pub event: Event,
}

/// What asking sources brought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Collected {
    /// New reports.
    pub reports: Vec<(Capture, RawReport)>,
    /// Further captures of articles that are known.
    pub captures: Vec<Capture>,
    /// Articles, new or changed.
    pub articles: Vec<Article>,
    /// How asking the sources went, each at most once. The reports of each are counted in when they have been read.
    pub states: Vec<SourceState>,
    /// What servers did with their sources.
    pub by_servers: Vec<ByServer>,
}

/// What a server did with its source. It changes this of the source and nothing else: what an analyst set meanwhile stays, and
/// where an analyst gave the source another address meanwhile, it changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ByServer {
    /// Its list lies elsewhere for good.
    Moved {
        /// Which.
        source: SourceId,
        /// Its address as it was asked.
        from: String,
        /// Where it lies now.
        to: String,
    },
    /// It is gone for good: it is asked no more until somebody goes on with it.
    Gone {
        /// Which.
        source: SourceId,
        /// Its address as it was asked.
        url: String,
    },
}

impl ByServer {
    /// The source, and its address as it was asked.
    #[must_use]
    pub const fn asked(&self) -> (&SourceId, &str) {
        match self {
            Self::Moved { source, from, .. } => (source, from.as_str()),
            Self::Gone { source, url } => (source, url.as_str()),
        }
    }
}

/// What can happen. As JSON an act can be handed to a desk that runs; what only the program's own parts bring cannot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A collector brought reports. A report whose id is already stored changes nothing.
    #[serde(skip)]
    ReportsArrived(Vec<(Capture, RawReport)>),
    /// A source was asked: its reports, what is now known of its articles, and how asking it went. All of it is kept, or
    /// nothing. A report whose id is already stored changes nothing.
    #[serde(skip)]
    Collected(Box<Collected>),
    /// The bytes of old captures go: those of reports that tell of nothing. What a claim rests on stays for ever, whatever is
    /// asked here.
    #[serde(skip)]
    BytesDropped {
        /// Which.
        captures: Vec<CaptureId>,
        /// How many bytes these take at rest.
        bytes: u64,
        /// All of them were fetched before this.
        before: Timestamp,
    },
    /// A source was set, or changed under the same id.
    SourceSet(Source),
    /// A source was taken off; what it brought stays.
    SourceRemoved(SourceId),
    /// A watch was set, or changed under the same id.
    WatchSet(Watch),
    /// A watch was taken off.
    WatchRemoved(crate::WatchId),
    /// The watches that are set look at what is already stored, and draft the warnings that they would have raised.
    WatchesApplied,
    /// A partner was set, or changed under the same id.
    PartnerSet(Partner),
    /// A partner was taken off: its links stop working.
    PartnerRemoved(PartnerId),
    /// A partner's account with the TAXII server was set, or changed.
    TaxiiSet(TaxiiAccess),
    /// The secret address of a partner's lists is made anew: the one before leads nowhere from now on.
    FeedRenewed(PartnerId),
    /// The secret address of a partner's lists is taken back: it leads nowhere, and there is none until it is made anew.
    FeedWithdrawn(PartnerId),
    /// The page for everybody is opened or closed. What was released to the public stays so while it is closed.
    PublicPageSet {
        /// True: opened.
        open: bool,
    },
    /// An analyst judged something.
    Judged {
        /// What.
        subject: Subject,
        /// How.
        verdict: Verdict,
        /// Why.
        reason: String,
    },
    /// An analyst takes a judgement back.
    JudgementUndone(JudgementId),
    /// An analyst drafts a warning by hand.
    WarningDrafted {
        /// About which incident.
        incident: IncidentId,
        /// Headline; made from the incident if empty.
        headline: String,
        /// How far it may go.
        marking: Marking,
    },
    /// An analyst releases a warning to one partner.
    WarningReleased {
        /// Which.
        warning: WarningId,
        /// To whom.
        partner: PartnerId,
        /// At least as strict as the warning's.
        marking: Marking,
        /// Words that go with it.
        caveats: Vec<String>,
        /// What is left out.
        redaction: Redaction,
    },
    /// A signed link was opened by its partner.
    LinkOpened(ReleaseId),
    /// The partner acknowledged.
    Acknowledged {
        /// Through which release.
        release: ReleaseId,
        /// The partner's words.
        note: String,
    },
    /// The partner says that it is not theirs.
    NotMine {
        /// Through which release.
        release: ReleaseId,
        /// Whom it should go to, in the partner's words.
        forward_to: String,
    },
    /// The partner asks for leave to pass it on.
    AskedToShare {
        /// Through which release.
        release: ReleaseId,
        /// With whom and why, in the partner's words.
        with_whom: String,
    },
    /// The outcome was given, by the partner through its link.
    OutcomeGiven {
        /// Through which release.
        release: ReleaseId,
        /// What came of it.
        outcome: WarningOutcome,
        /// When the event happened or was planned.
        event_at: Option<Timestamp>,
        /// The partner's words.
        note: String,
    },
    /// An analyst closes a warning with its outcome.
    WarningClosed {
        /// Which.
        warning: WarningId,
        /// What came of it.
        outcome: WarningOutcome,
        /// When the event happened or was planned.
        event_at: Option<Timestamp>,
        /// Words for the record.
        note: String,
    },
    /// An analyst takes a warning back; every holder sees it on its link.
    WarningCancelled {
        /// Which.
        warning: WarningId,
        /// Why.
        reason: String,
    },
    /// An analyst sends the update that is offered to everybody who holds an earlier version.
    WarningUpdated {
        /// Which.
        warning: WarningId,
        /// What holders should know about the change.
        note: String,
    },
    /// The desk answers a partner's request to pass a warning on.
    ShareAnswered {
        /// Whose request.
        release: ReleaseId,
        /// True: it may.
        allowed: bool,
        /// Words for the partner.
        note: String,
    },
    /// The partner acknowledged a version through another channel than its link, such as a CAP `Ack`.
    AckReceived {
        /// Which release.
        release: ReleaseId,
        /// Which version of it.
        version: u32,
        /// Through which channel: `cap`.
        channel: String,
        /// The partner's words.
        note: String,
    },
    /// An analyst acknowledges a CAP message that another desk sent.
    MessageAcknowledged {
        /// Who sent it.
        sender: String,
        /// Its identifier, unique for its sender.
        identifier: String,
        /// When it was sent.
        sent: Timestamp,
        /// Words to the sender.
        note: String,
    },
    /// Messages were tried: what each attempt met.
    #[serde(skip)]
    SendingsTried(Vec<crate::Attempt>),
    /// Time has passed: whoever did not acknowledge in the time set is dealt with.
    TimePassed,
    /// The desk opens: what an earlier program left undone is noted.
    DeskOpened,
    /// Everything is recomputed from claims and judgements.
    Relinked,
}

/// What an event led to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Reports newly stored.
    pub reports: Vec<ReportId>,
    /// Reports that were there already.
    pub repeated: u64,
    /// Incidents made or changed.
    pub incidents: Vec<IncidentId>,
    /// Warnings drafted or changed.
    pub warnings: Vec<WarningId>,
    /// The release made.
    pub release: Option<ReleaseId>,
    /// The path of the signed link of that release (`/w/…`), to be joined to the desk's address.
    pub link: Option<String>,
    /// The judgement made.
    pub judgement: Option<JudgementId>,
}

/// Why an event was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// There is no such thing.
    NotFound,
    /// The rules do not allow it: marking, clearance, state.
    NotAllowed,
    /// The request itself is wrong.
    Invalid,
    /// The store failed.
    Store,
}

/// A refusal says what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct Refusal {
    /// The kind, for status and exit codes.
    pub kind: RefusalKind,
    /// For people.
    pub message: String,
}

impl Refusal {
    /// A refusal.
    #[must_use]
    pub fn new(kind: RefusalKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// Whoever handles events: the pipeline in the binary, a double in tests.
pub trait Conductor: Send + Sync {
    /// Handles one event: when it returns `Ok`, what it led to is on disk.
    ///
    /// # Errors
    /// A refusal; then nothing has changed.
    fn handle(&self, event: Stamped) -> Result<Outcome, Refusal>;

    /// The release that a signed link's token stands for.
    ///
    /// # Errors
    /// `NotAllowed` if the token is not one of ours, has expired by `at`, or was revoked.
    fn open_link(&self, token: &str, at: Timestamp) -> Result<ReleaseId, Refusal>;
    /// The path of the signed link of a release (`/w/…`), so that an analyst can copy it again.
    ///
    /// # Errors
    /// `NotFound` if there is no such release, or if this conductor keeps no links.
    fn link_of(&self, release: &ReleaseId) -> Result<String, Refusal> {
        Err(Refusal::new(RefusalKind::NotFound, format!("the link of release {release} is not kept")))
    }
    /// The path of a partner's secret address (`/f/…`): its lists lie under it.
    ///
    /// # Errors
    /// `NotFound` if this conductor keeps none, or if it was taken back.
    fn feed_of(&self, partner: &PartnerId) -> Result<String, Refusal> {
        Err(Refusal::new(RefusalKind::NotFound, format!("partner {partner} has no address here")))
    }
    /// The partner whose secret address holds this token.
    ///
    /// # Errors
    /// `NotAllowed` if the token is not one of ours, was replaced, or was taken back: one refusal for all, after the same
    /// work.
    fn open_feed(&self, _token: &str) -> Result<PartnerId, Refusal> {
        Err(Refusal::new(RefusalKind::NotAllowed, "this address is not one of ours"))
    }
}
