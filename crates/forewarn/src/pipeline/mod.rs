//! The one place where everything that can happen is handled: [`record::Event`] in, a committed batch out.
//!
//! An event is worked out in memory by the pure rooms (read, link, warn), and written with its ledger entries in one
//! transaction. When [`Pipeline::handle`] returns `Ok`, it is on disk; when it returns an error, nothing has changed.

mod arrivals;
mod handling;
mod holders;
mod holding;
mod judging;
mod people;
mod sending;
mod warnings;
mod ways;
mod world;

pub use world::{DRAFT_TLP, each_page_of_readings};

use crate::handover::RunningDesk;
use jiff::Timestamp;
use read::Reader;
use record::{Collected, Conductor, Event, Outcome, Refusal, RefusalKind, ReleaseId, ReportId, Stamped, Who};
use serde_json::json;
use share::channels::feed_address;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Batch, Change, LedgerDraft, Store, StoreError};
use tokio::sync::Notify;
use warn::life::{Clock, Policy, Retry};

/// Handles events against a store.
pub struct Pipeline {
    store: Arc<dyn Store>,
    reader: Arc<Reader>,
    /// The links between claims. `None` until first needed, and again after a failed commit, when memory and disk may
    /// differ: it is then rebuilt from the store. Its lock also puts events in one order.
    world: Mutex<Option<link::World>>,
    link_secret: [u8; 32],
    link_valid_days: u32,
    rules: Rules,
    /// Rung when there is something to send.
    bell: Arc<Notify>,
    /// The desk that writes instead, while it runs.
    desk: Option<RunningDesk>,
}

/// The desk's rules for warnings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rules {
    /// When a second person must approve.
    pub policy: Policy,
    /// The times set for an acknowledgement.
    pub clock: Clock,
    /// How often a message is tried.
    pub retry: Retry,
}

impl Pipeline {
    /// A pipeline over `store`. `fresh` is random: it becomes the key of signed links if the store has none yet.
    ///
    /// # Errors
    /// The store cannot be read or written.
    pub fn new(
        store: Arc<dyn Store>,
        reader: Arc<Reader>,
        link_valid_days: u32,
        fresh: &[u8; 32],
    ) -> Result<Self, StoreError> {
        let link_secret = store.secret("signed_link", fresh)?;
        Ok(Self {
            store,
            reader,
            world: Mutex::new(None),
            link_secret,
            link_valid_days,
            rules: Rules::default(),
            bell: Arc::new(Notify::new()),
            desk: None,
        })
    }

    /// The same under these rules.
    #[must_use]
    pub fn with_rules(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }

    /// The same beside a desk that runs over its store: it reads, and hands every event to that desk.
    #[must_use]
    pub fn beside(self, desk: RunningDesk) -> Self {
        Self { desk: Some(desk), ..self }
    }

    /// True if a running desk writes for it.
    #[must_use]
    pub const fn is_beside(&self) -> bool {
        self.desk.is_some()
    }

    /// The rules it goes by.
    #[must_use]
    pub const fn rules(&self) -> Rules {
        self.rules
    }

    /// The store behind it.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Rings when a step wrote a message to be sent.
    #[must_use]
    pub const fn bell(&self) -> &Arc<Notify> {
        &self.bell
    }

    /// The reader that it uses.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The path under the desk's address at which a release can be opened.
    #[must_use]
    pub fn link_path(&self, release: &record::Release) -> String {
        let token = share::channels::signed_link::sign(&self.link_secret, &release.id, release.expires_at);
        format!("/w/{token}")
    }

    /// The secret shared with a partner for a webhook's address, `renewed` times anew.
    #[must_use]
    pub fn webhook_secret(&self, partner: &record::PartnerId, url: &str, renewed: u32) -> String {
        share::channels::webhook::secret(&self.link_secret, partner, url, renewed)
    }

    fn lock(&self) -> MutexGuard<'_, Option<link::World>> {
        // A panic while the lock was held may have left the links half changed: they are rebuilt.
        self.world.lock().unwrap_or_else(|poisoned: PoisonError<_>| {
            let mut guard = poisoned.into_inner();
            *guard = None;
            self.world.clear_poison();
            guard
        })
    }
}

/// What handling an event has prepared so far.
struct Work<'w> {
    at: Timestamp,
    who: &'w Who,
    batch: Batch,
    outcome: Outcome,
    /// Rules of partners over reports, as they came with this batch: not in the store yet.
    handling: BTreeMap<ReportId, warn::passing::Over>,
}

impl<'w> Work<'w> {
    fn new(at: Timestamp, who: &'w Who) -> Self {
        Self { at, who, batch: Batch::default(), outcome: Outcome::default(), handling: BTreeMap::new() }
    }

    fn put(&mut self, change: Change) {
        self.batch.changes.push(change);
    }

    /// A warning that is new or has changed: written, and told to the caller.
    fn put_warning(&mut self, warning: record::Warning) {
        self.outcome.warnings.push(warning.id.clone());
        self.put(Change::PutWarning(Box::new(warning)));
    }

    /// Remembers a step in the ledger.
    fn log(&mut self, what: &str, subject: &str, detail: serde_json::Value) {
        let entry = LedgerDraft {
            at: self.at,
            who: self.who.to_string(),
            what: what.to_owned(),
            subject: subject.to_owned(),
            detail,
        };
        self.batch.ledger.push(entry);
    }

    /// The analyst's name.
    fn analyst(&self) -> Result<&'w str, Refusal> {
        match self.who {
            Who::Analyst(name) if !name.trim().is_empty() => Ok(name.trim()),
            Who::Analyst(_) => Err(Refusal::new(
                RefusalKind::Invalid,
                "this is a person's act and needs a name: give yours (--by NAME, or the name field on the page)",
            )),
            _ => Err(Refusal::new(RefusalKind::NotAllowed, "only an analyst of this desk can do this")),
        }
    }
}

/// A store's failure as a refusal.
fn failed(error: &StoreError) -> Refusal {
    Refusal::new(RefusalKind::Store, error.to_string())
}

fn not_found(noun: &str, id: &str, list: &str) -> Refusal {
    Refusal::new(RefusalKind::NotFound, format!("there is no {noun} `{id}`; `{list}` shows those there are"))
}

impl Conductor for Pipeline {
    fn handle(&self, event: Stamped) -> Result<Outcome, Refusal> {
        if let Some(desk) = &self.desk {
            return desk.hand(&event);
        }
        let Stamped { at, who, event } = event;
        // Reading is the slow part and needs no lock.
        let event = match event {
            Event::ReportsArrived(reports) => {
                return self.arrived(at, &who, Collected { reports, ..Collected::default() });
            }
            Event::Collected(collected) => return self.arrived(at, &who, *collected),
            other => other,
        };
        let mut guard = self.lock();
        let mut work = Work::new(at, &who);
        self.prepare(&mut work, &mut guard, event)?;
        self.finish(work, &mut guard)
    }

    fn open_link(&self, token: &str, at: Timestamp) -> Result<ReleaseId, Refusal> {
        let id = share::channels::signed_link::verify(&self.link_secret, token, at)
            .map_err(|error| Refusal::new(RefusalKind::NotAllowed, error.to_string()))?;
        let release = self.store.release(&id).map_err(|e| failed(&e))?;
        match release {
            Some(release) if !release.revoked => Ok(id),
            _ => Err(Refusal::new(
                RefusalKind::NotAllowed,
                "this link was taken back by the desk that sent it; ask that desk if you still need it",
            )),
        }
    }

    fn link_of(&self, release: &ReleaseId) -> Result<String, Refusal> {
        let known = self.store.release(release).map_err(|e| failed(&e))?;
        let release = known.ok_or_else(|| not_found("release", release.as_str(), "forewarn warning show"))?;
        if release.partner.is_public() {
            return Err(Refusal::new(RefusalKind::NotFound, "the public has a page and no signed link"));
        }
        Ok(self.link_path(&release))
    }

    fn feed_of(&self, partner: &record::PartnerId) -> Result<String, Refusal> {
        let none = || Refusal::new(RefusalKind::NotFound, format!("partner {partner} has no address for its lists"));
        let known = self.store.partner(partner).map_err(|e| failed(&e))?.ok_or_else(none)?;
        if known.feed.withdrawn || partner.is_public() {
            return Err(none());
        }
        Ok(format!("/f/{}", feed_address::sign(&self.link_secret, partner, known.feed.since)))
    }

    fn open_feed(&self, token: &str) -> Result<record::PartnerId, Refusal> {
        // One look-up and one code, whatever the token is: how long it takes tells nothing.
        let claimed = feed_address::Claimed::of(token);
        let known = self.store.partner(&claimed.partner).map_err(|e| failed(&e))?;
        let feed = known.map(|partner| partner.feed);
        let fits = claimed.fits(&self.link_secret, feed.as_ref().and_then(|feed| feed.since));
        let stands = feed.is_some_and(|feed| !feed.withdrawn) && !claimed.partner.is_public();
        if fits && stands {
            return Ok(claimed.partner);
        }
        Err(Refusal::new(RefusalKind::NotAllowed, "this address is not one of ours"))
    }
}

impl Pipeline {
    /// Works out what an event changes, without writing.
    fn prepare(&self, work: &mut Work<'_>, world: &mut Option<link::World>, event: Event) -> Result<(), Refusal> {
        match event {
            Event::BytesDropped { captures, bytes, before } => {
                arrivals::bytes_dropped(work, captures, bytes, before);
                Ok(())
            }
            Event::SourceSet(source) => self.source_set(work, source),
            Event::SourceRemoved(id) => self.source_removed(work, &id),
            Event::ReportsArrived(_) | Event::Collected(_) => Ok(()), // handled before the lock was taken
            Event::WatchSet(watch) => self.watch_set(work, watch),
            Event::WatchRemoved(id) => self.watch_removed(work, &id),
            Event::WatchesApplied => self.watches_applied(work, world),
            Event::PartnerSet(partner) => self.partner_set(work, partner),
            Event::PartnerRemoved(id) => self.partner_removed(work, &id),
            Event::TaxiiSet(access) => self.taxii_set(work, access),
            Event::FeedRenewed(id) => self.feed_set(work, &id, false),
            Event::FeedWithdrawn(id) => self.feed_set(work, &id, true),
            Event::PublicPageSet { open } => self.public_page_set(work, open),
            Event::Judged { subject, verdict, reason } => self.judged(work, world, subject, verdict, reason),
            Event::JudgementUndone(id) => self.judgement_undone(work, world, id),
            Event::Relinked => self.relinked(work, world),
            Event::WarningDrafted { incident, headline, marking } => {
                self.drafted_by_hand(work, world, &incident, &headline, marking)
            }
            Event::WarningReleased { warning, partner, marking, caveats, redaction } => {
                self.released(work, &warning, &partner, marking, caveats, redaction)
            }
            Event::LinkOpened(release) => self.answered(work, &release, warnings::Answer::Opened),
            Event::Acknowledged { release, note } => {
                self.answered(work, &release, warnings::Answer::Acknowledged(note))
            }
            Event::NotMine { release, forward_to } => {
                self.answered(work, &release, warnings::Answer::NotMine(forward_to))
            }
            Event::AskedToShare { release, with_whom } => {
                self.answered(work, &release, warnings::Answer::AskedToShare(with_whom))
            }
            Event::OutcomeGiven { release, outcome, event_at, note } => {
                self.answered(work, &release, warnings::Answer::Outcome { outcome, event_at, note })
            }
            Event::WarningClosed { warning, outcome, event_at, note } => {
                self.closed(work, &warning, outcome, event_at, &note)
            }
            Event::WarningCancelled { warning, reason } => self.cancelled(work, &warning, &reason),
            Event::WarningUpdated { warning, note } => self.updated(work, world, &warning, &note),
            Event::ShareAnswered { release, allowed, note } => self.share_answered(work, &release, allowed, &note),
            Event::AckReceived { release, version, channel, note } => {
                self.answered(work, &release, warnings::Answer::AckReceived { version, channel, note })
            }
            Event::MessageAcknowledged { sender, identifier, sent, note } => {
                work.analyst()?;
                let detail = json!({ "sender": sender, "sent": sent, "note": note });
                work.log("message.acknowledged", &identifier, detail);
                Ok(())
            }
            Event::SendingsTried(attempts) => self.sendings_tried(work, attempts),
            Event::TimePassed => self.time_passed(work),
            Event::DeskOpened => self.reviewed(work),
        }
    }

    /// Writes what was prepared. A failed commit throws the links away, so that memory never runs ahead of the disk.
    fn finish(&self, work: Work<'_>, world: &mut Option<link::World>) -> Result<Outcome, Refusal> {
        if work.batch.changes.is_empty() && work.batch.ledger.is_empty() {
            return Ok(work.outcome);
        }
        let new = |change: &Change| matches!(change, Change::PutSending(s) if s.attempts == 0 && s.next_at.is_some());
        let sends = work.batch.changes.iter().any(new);
        match self.store.commit(work.batch) {
            Ok(_) => {
                if sends {
                    self.bell.notify_one();
                }
                Ok(work.outcome)
            }
            Err(error) => {
                *world = None;
                Err(failed(&error))
            }
        }
    }
}

/// The particulars of a report's arrival, for the ledger.
fn arrival_detail(capture: &record::Capture, claims: usize) -> serde_json::Value {
    json!({ "capture": capture.id, "sha256": capture.sha256, "url": capture.url, "claims": claims })
}
