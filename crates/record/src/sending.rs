//! Sendings: what is to go to a partner through one channel, and how trying goes. They are the outbox: written in the
//! transaction that releases, and worked off after it.

use crate::code::codes;
use crate::{Partner, PartnerId, ReleaseId, SendingId, WarningId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

codes! {
    /// What a sending tells of.
    Notice ("notice") {
        /// A warning, for the first time.
        Warning => "warning",
        /// A later version of it.
        Update => "update",
        /// It was taken back.
        Cancellation => "cancellation",
    }
}

codes! {
    /// Where a sending stands.
    SendingState ("state of a sending") {
        /// To be tried, or tried again.
        Waiting => "waiting",
        /// The receiver took it.
        Delivered => "delivered",
        /// Given up.
        Failed => "failed",
        /// No longer to be sent: replaced by a later version, or taken back.
        Dropped => "dropped",
    }
}

/// One message to one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// Derived from all that makes it this message: a receiver that has seen the id has seen the message.
    pub id: SendingId,
    /// Under which release.
    pub release: ReleaseId,
    /// Of which warning.
    pub warning: WarningId,
    /// To whom.
    pub partner: PartnerId,
    /// Which version of the partner's copy.
    pub version: u32,
    /// What it tells of.
    pub notice: Notice,
    /// Through which channel: [`crate::Channel::key`].
    pub channel: String,
    /// To which contact of the partner; empty for the partner itself.
    pub contact: String,
    /// Where it stands.
    pub state: SendingState,
    /// When it was written.
    pub made_at: Timestamp,
    /// It is not tried before: later than `made_at` where quiet hours hold it.
    pub not_before: Timestamp,
    /// When it is tried next; nothing once it is over.
    pub next_at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried last.
    pub last_at: Option<Timestamp>,
    /// What the last attempt met, in words; empty if all is well.
    pub last_error: String,
    /// The digest that it goes out with: messages of one partner through one channel that were held until the same moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<SendingId>,
}

impl Sending {
    /// The id of the message that tells of this version of a release through a channel.
    #[must_use]
    pub fn id_of(release: &ReleaseId, version: u32, notice: Notice, channel: &str) -> SendingId {
        SendingId::derive(&[release.as_str(), &version.to_string(), notice.code(), channel])
    }

    /// What the messages of one digest have in common.
    #[must_use]
    pub fn digest_of(partner: &PartnerId, channel: &str, due: Timestamp) -> SendingId {
        SendingId::derive(&["digest", partner.as_str(), channel, &due.to_string()])
    }

    /// Its way in words, "webhook to partner.example"; its key where `partner` no longer has it.
    #[must_use]
    pub fn way_words(&self, partner: Option<&Partner>) -> String {
        let way = partner.and_then(|partner| partner.way(&self.channel));
        way.map_or_else(|| self.channel.clone(), |(_, channel)| channel.words())
    }
}

/// One attempt and what it met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Of which sending.
    pub sending: SendingId,
    /// When it ended.
    pub at: Timestamp,
    /// What came of it.
    pub met: Met,
}

/// What an attempt met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Met {
    /// The receiver took it.
    Taken {
        /// What it answered, in words.
        detail: String,
        /// Its words, if the answer acknowledges the warning as well.
        acknowledged: Option<String>,
    },
    /// It did not arrive, or nobody knows.
    Failed {
        /// Why, in words.
        why: String,
        /// For how long the receiver wants to be left alone.
        retry_after: Option<SignedDuration>,
        /// Trying again is of no use.
        for_good: bool,
    },
    /// It may not leave now; it waits, and is no failure.
    Held {
        /// Why, in words.
        why: String,
    },
    /// There is nothing to send any more.
    Dropped {
        /// Why, in words.
        why: String,
    },
}
