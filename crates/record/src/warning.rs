//! Warnings: what a partner is told, how it left, and what came of it.

use crate::code::codes;
use crate::{
    Certainty, ClaimId, Grade, IncidentId, Marking, Notice, PartnerId, Place, ReleaseId, ReportId, Severity, Stage,
    Urgency, WarningId, WatchId, When,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

codes! {
    /// Where a warning stands in its life.
    WarningState ("state of a warning") {
        /// Needs a person's decision.
        Draft => "draft",
        /// Approved for at least one partner.
        Released => "released",
        /// A partner's copy has arrived.
        Delivered => "delivered",
        /// A partner said so.
        Acknowledged => "acknowledged",
        /// Has its outcome.
        Closed => "closed",
        /// Taken back; every holder is told.
        Cancelled => "cancelled",
    }
}

codes! {
    /// What came of a warned event.
    WarningOutcome ("outcome of a warning") {
        /// It was prevented.
        Prevented => "prevented",
        /// It happened.
        Occurred => "occurred",
        /// There was nothing in it.
        FalseAlarm => "false_alarm",
        /// Nobody can say.
        Unknown => "unknown",
    }
}

codes! {
    /// What became of one sending.
    ReceiptOutcome ("outcome of a delivery") {
        /// Handed to the channel.
        Sent => "sent",
        /// The channel says that it arrived.
        Delivered => "delivered",
        /// Opened by the partner.
        Read => "read",
        /// The partner says: we have it.
        Acknowledged => "acknowledged",
        /// The partner says: not ours; perhaps whose.
        NotMine => "not_mine",
        /// The partner asks the originator for leave to pass it on.
        AskedToShare => "asked_to_share",
        /// The partner gave the outcome.
        OutcomeGiven => "outcome_given",
        /// It did not arrive.
        Failed => "failed",
        /// The originator lets the partner pass it on as it asked.
        ShareAllowed => "share_allowed",
        /// The originator does not let the partner pass it on as it asked.
        ShareRefused => "share_refused",
        /// Every channel was tried and nobody acknowledged in the time set: the desk's own alarm.
        Unanswered => "unanswered",
    }
}

codes! {
    /// What a draft proposes about a partner.
    Disposition ("disposition") {
        /// Answers for the place.
        Responsible => "responsible",
        /// A place linked to the incident is theirs.
        Stake => "stake",
        /// Named by the watch.
        NamedByWatch => "named_by_watch",
        /// Would be concerned, but the marking is above its clearance.
        BarredByMarking => "barred_by_marking",
        /// Not concerned.
        NotConcerned => "not_concerned",
    }
}

/// One step in the life of a warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryStep {
    /// The state reached.
    pub state: WarningState,
    /// When.
    pub at: Timestamp,
    /// By whom: an analyst, a partner's name, or `watch …`.
    pub by: String,
    /// What happened, in a sentence.
    pub note: String,
}

/// A released warning no longer says what its incident says: offered to the desk as an update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateOffer {
    /// Since when.
    pub at: Timestamp,
    /// What an update would change, one phrase each.
    pub changes: Vec<String>,
}

/// The latest update that went to all holders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentUpdate {
    /// When.
    pub at: Timestamp,
    /// What it changed, one phrase each. They may speak of sources: only holders from whom nothing is withheld read them.
    pub changes: Vec<String>,
    /// The desk's words to all holders.
    pub note: String,
}

/// A released warning may not leave any more as it stands: a partner has tightened its marking of a report that it stands on, or taken
/// that report back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBack {
    /// Since when.
    pub at: Timestamp,
    /// Why, and what to do.
    pub why: String,
    /// The copies that may not; what an earlier program noted has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<HeldCopy>,
    /// They are all there are, and nothing of it is known to have come to anybody: nobody is warned.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nobody_has_it: bool,
}

/// A copy that may not leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldCopy {
    /// Which.
    pub release: ReleaseId,
    /// Since when.
    pub since: Timestamp,
}

/// What a second person must approve before it happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposedAct {
    /// A release to one partner.
    Release {
        /// To whom.
        partner: PartnerId,
        /// Under what.
        marking: Marking,
        /// Words that go with it.
        caveats: Vec<String>,
        /// What is left out.
        redaction: Redaction,
    },
    /// The update that is offered, to everybody who holds an earlier version.
    Update,
}

/// An act that waits for a second person. It is no release: nobody outside the desk sees anything of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What.
    pub act: ProposedAct,
    /// The first person.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A warning about one incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// Derived from incident and watch.
    pub id: WarningId,
    /// What it is about.
    pub incident: IncidentId,
    /// The claims it stood on when drafted: the walk back to the bytes does not depend on later linking.
    pub claims: Vec<ClaimId>,
    /// The watch that drafted it; `None` if by hand.
    pub watch: Option<WatchId>,
    /// One line.
    pub headline: String,
    /// In plain words: what is expected, where, when, by whom, on whose word, what is not known, what is asked.
    pub text: String,
    /// Why it was drafted, one sentence each.
    pub reasons: Vec<String>,
    /// Stage of the incident when drafted.
    pub stage: Stage,
    /// Where.
    pub place: Option<Place>,
    /// When it is planned for, or happened.
    pub when: Option<When>,
    /// CAP.
    pub urgency: Urgency,
    /// CAP.
    pub severity: Severity,
    /// CAP.
    pub certainty: Certainty,
    /// STANAG 2511.
    pub grade: Grade,
    /// Independent sources when drafted.
    pub independent_origins: u32,
    /// How far it may go.
    pub marking: Marking,
    /// Where it stands.
    pub state: WarningState,
    /// What came of it.
    pub outcome: Option<WarningOutcome>,
    /// When the event happened or was planned, as given with the outcome; for the lead time.
    pub event_at: Option<Timestamp>,
    /// Everything so far.
    pub history: Vec<HistoryStep>,
    /// The update that its changed incident calls for, until a person sends it.
    #[serde(default)]
    pub offer: Option<UpdateOffer>,
    /// The latest update that was sent.
    #[serde(default)]
    pub latest_update: Option<SentUpdate>,
    /// What waits for a second person.
    #[serde(default)]
    pub proposals: Vec<Proposal>,
    /// Why copies of it do not leave now, for people: what may leave is asked anew whenever something is to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldBack>,
    /// From when its times count where partners' rules held every copy back before any had come: later than its release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts_from: Option<Timestamp>,
}

impl Warning {
    /// When it was first released.
    #[must_use]
    pub fn released_at(&self) -> Option<Timestamp> {
        self.step_at(WarningState::Released)
    }

    /// When it was first acknowledged.
    #[must_use]
    pub fn acknowledged_at(&self) -> Option<Timestamp> {
        self.step_at(WarningState::Acknowledged)
    }

    fn step_at(&self, state: WarningState) -> Option<Timestamp> {
        self.history.iter().find(|step| step.state == state).map(|step| step.at)
    }
}

/// What is left out for one partner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    /// Leave out who said so.
    pub hide_origins: bool,
    /// Leave out these reports altogether.
    pub hide_reports: Vec<ReportId>,
}

/// The act of a named person that lets one warning go to one partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Derived from warning and partner.
    pub id: ReleaseId,
    /// What.
    pub warning: WarningId,
    /// To whom.
    pub partner: PartnerId,
    /// At least as strict as the warning's own.
    pub marking: Marking,
    /// Words that go with it.
    pub caveats: Vec<String>,
    /// What is left out.
    pub redaction: Redaction,
    /// Who released it.
    pub approved_by: String,
    /// When.
    pub at: Timestamp,
    /// When the signed link stops working.
    pub expires_at: Timestamp,
    /// True once taken back: the link says so instead of showing the warning.
    pub revoked: bool,
    /// When each later version went to this partner, oldest first. Versions are counted for each partner by itself: the
    /// number tells nobody of a version that others had before.
    #[serde(default)]
    pub updates: Vec<Timestamp>,
    /// The first of two persons, where the desk's rules asked for two.
    #[serde(default)]
    pub proposed_by: Option<String>,
    /// Seconds for which partners' rules held it back before anything of it had come. They count for nobody.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub held_s: u64,
    /// When these rules let it go the last time: until then nobody could be asked to acknowledge it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub let_go_at: Option<Timestamp>,
}

const fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Release {
    /// From when its times count: its release, and as much later as it was held back before anything of it had come.
    #[must_use]
    pub fn counts_from(&self) -> Timestamp {
        let held = SignedDuration::from_secs(i64::try_from(self.held_s).unwrap_or(i64::MAX));
        self.at.checked_add(held).unwrap_or(Timestamp::MAX)
    }

    /// The version that the partner holds, from 1.
    #[must_use]
    pub fn version(&self) -> u32 {
        u32::try_from(self.updates.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// What a message about the present version tells of, unless it was taken back.
    #[must_use]
    pub fn notice(&self) -> Notice {
        if self.version() > 1 { Notice::Update } else { Notice::Warning }
    }

    /// When a version went out; `None` if there is none of that number.
    #[must_use]
    pub fn sent_at(&self, version: u32) -> Option<Timestamp> {
        match version.checked_sub(1)? {
            0 => Some(self.at),
            later => self.updates.get(later as usize - 1).copied(),
        }
    }

    /// When the version that the partner holds went out.
    #[must_use]
    pub fn latest_at(&self) -> Timestamp {
        self.updates.last().copied().unwrap_or(self.at)
    }
}

/// The first version: what was written before versions were counted.
const fn first() -> u32 {
    1
}

/// Proof of one step of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Which release.
    pub release: ReleaseId,
    /// Through which channel: `signed_link`, `cap`, `desk`.
    pub channel: String,
    /// What became of it.
    pub outcome: ReceiptOutcome,
    /// When.
    pub at: Timestamp,
    /// In words: the partner's note, the server's answer.
    pub detail: String,
    /// Of which version of the partner's copy.
    #[serde(default = "first")]
    pub version: u32,
}
