//! Warnings: what a partner is told, how it left, and what came of it.

use crate::code::codes;
use crate::{
    Certainty, ClaimId, Grade, IncidentId, Marking, PartnerId, Place, ReleaseId, ReportId, Severity, Stage, Urgency,
    WarningId, WatchId, When,
};
use jiff::Timestamp;
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
}

/// Proof of one step of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Which release.
    pub release: ReleaseId,
    /// Through which channel: `signed_link`.
    pub channel: String,
    /// What became of it.
    pub outcome: ReceiptOutcome,
    /// When.
    pub at: Timestamp,
    /// In words: the partner's note, the server's answer.
    pub detail: String,
}
