//! Works off the outbox: what was released goes out at once, and is tried again until it arrives or is given up.
//!
//! The outbox is in the store: a message is there before anybody hears that something was released, and leaves it in the
//! transaction that writes its receipt. Whatever happens between an attempt and that transaction, the next start tries
//! again; the receiver knows the message by its id.

mod mail;
mod post;
mod together;

use crate::config::Config;
use crate::pipeline::Pipeline;
use anyhow::Result;
use jiff::Timestamp;
use post::Sender;
use record::{Attempt, Channel, Conductor, Event, Met, Partner, Sending, SendingId, Stamped, Who};
use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use store::{Page, StoreError};
use tokio::task::JoinSet;

/// Messages looked up at once.
const PAGE: u32 = 200;

/// Pages looked through for a message that may go, when the first ones wait for a free connection to their address.
const MAX_PAGES: u32 = 20;

/// The longest sleep.
const LOOK_UP: Duration = Duration::from_secs(60);

/// The sleep when the store fails.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// What came of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Messages that arrived.
    pub delivered: u64,
    /// Attempts that failed.
    pub failed: u64,
    /// Messages that were not needed any more.
    pub dropped: u64,
    /// Messages that may not leave now.
    pub held: u64,
}

/// Sends what waits in the outbox.
pub struct Deliverer {
    sender: Arc<Sender>,
    connections: usize,
    connections_of_one: usize,
    running: JoinSet<Vec<Attempt>>,
    /// What is under way, or ended and not yet written: message and address. Of a digest the first alone takes up the address.
    under_way: HashMap<SendingId, Option<String>>,
    /// Ended and not yet written.
    ended: Vec<Attempt>,
    tally: Tally,
}

impl Deliverer {
    /// A deliverer over the pipeline's store. `base_url` is where partners reach the desk, if they can.
    ///
    /// # Errors
    /// A file that the configuration names cannot be read, or the network cannot be set up.
    pub fn new(
        pipeline: Arc<Pipeline>,
        clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
        config: &Config,
        base_url: Option<String>,
    ) -> Result<Self> {
        Ok(Self {
            sender: Arc::new(Sender::new(pipeline, clock, config, base_url)?),
            connections: config.delivery.connections_max,
            connections_of_one: config.delivery.connections_of_one_max,
            running: JoinSet::new(),
            under_way: HashMap::new(),
            ended: Vec::new(),
            tally: Tally::default(),
        })
    }

    /// Sends what is due until `stop` ends. What is under way then is left: the next start does it again.
    pub async fn run(mut self, stop: impl Future<Output = ()>) -> Tally {
        tokio::pin!(stop);
        let bell = Arc::clone(self.sender.pipeline.bell());
        loop {
            let sleep = match self.step().await {
                Ok(next) => next.map_or(LOOK_UP, |next| self.until(next)),
                Err(error) => {
                    tracing::error!(%error, "the outbox could not be worked off");
                    AFTER_FAILURE
                }
            };
            tokio::select! {
                () = &mut stop => return self.tally,
                () = bell.notified() => {}
                Some(ended) = self.running.join_next() => self.take(ended),
                () = tokio::time::sleep(sleep) => {}
            }
        }
    }

    /// Tries everything that is due now, once, and what that makes due; returns when nothing more is.
    ///
    /// # Errors
    /// The store fails.
    pub async fn once(mut self) -> Result<Tally, StoreError> {
        loop {
            self.step().await?;
            match self.running.join_next().await {
                Some(ended) => self.take(ended),
                None => return Ok(self.tally),
            }
        }
    }

    /// Tells whether a channel works, without a warning.
    pub async fn ping(&self, partner: &Partner, channel: &Channel) -> Met {
        self.sender.ping(partner, channel).await
    }

    /// Writes what ended, and starts what is due. Gives when the next message is due.
    async fn step(&mut self) -> Result<Option<Timestamp>, StoreError> {
        while let Some(ended) = self.running.try_join_next() {
            self.take(ended);
        }
        self.write().await?;
        self.start().await
    }

    fn take(&mut self, ended: Result<Vec<Attempt>, tokio::task::JoinError>) {
        match ended {
            Ok(attempts) => self.ended.extend(attempts),
            // Attempts do not panic; if one does, its message stays as if it were under way until the next start.
            Err(error) => tracing::error!(%error, "an attempt ended in a panic"),
        }
    }

    /// Hands all that ended to the conductor, in one event and so one transaction.
    async fn write(&mut self) -> Result<(), StoreError> {
        if self.ended.is_empty() {
            return Ok(());
        }
        let (pipeline, attempts) = (Arc::clone(&self.sender.pipeline), self.ended.clone());
        let at = (self.sender.clock)();
        let event = Stamped { at, who: Who::Forewarn, event: Event::SendingsTried(attempts) };
        let handled = tokio::task::spawn_blocking(move || pipeline.handle(event)).await;
        let failed = |detail: String| StoreError::Failed { doing: "writing what attempts met", detail };
        handled.map_err(|error| failed(error.to_string()))?.map_err(|refusal| failed(refusal.message))?;
        for attempt in self.ended.drain(..) {
            self.under_way.remove(&attempt.sending);
            match attempt.met {
                Met::Taken { .. } => self.tally.delivered += 1,
                Met::Failed { .. } => self.tally.failed += 1,
                Met::Dropped { .. } => self.tally.dropped += 1,
                Met::Held { .. } => self.tally.held += 1,
            }
        }
        Ok(())
    }

    /// Starts what is due, as far as connections are free.
    async fn start(&mut self) -> Result<Option<Timestamp>, StoreError> {
        for page in 0..MAX_PAGES {
            // With no connection free nothing can start: what ends next wakes us.
            if self.running.len() >= self.connections {
                return Ok(None);
            }
            let store = Arc::clone(&self.sender.store);
            let page = Page { offset: u64::from(page * PAGE), limit: PAGE };
            let read = tokio::task::spawn_blocking(move || store.sendings_waiting(page)).await;
            let doing = "listing messages that wait";
            let waiting = read.map_err(|error| StoreError::Failed { doing, detail: error.to_string() })??;
            let now = (self.sender.clock)();
            let last = waiting.len() < PAGE as usize;
            for sending in waiting {
                let due = sending.next_at.unwrap_or(now);
                if due > now {
                    return Ok(Some(due));
                }
                if self.running.len() >= self.connections {
                    return Ok(None);
                }
                if self.under_way.contains_key(&sending.id) {
                    continue;
                }
                match sending.digest.clone() {
                    Some(digest) => self.start_together(&digest, now).await?,
                    None => self.start_one(sending),
                }
            }
            if last {
                break;
            }
        }
        Ok(None)
    }

    fn start_one(&mut self, sending: Sending) {
        let Some(address) = self.free_address(&sending) else { return };
        self.under_way.insert(sending.id.clone(), Some(address));
        let sender = Arc::clone(&self.sender);
        self.running.spawn(async move { vec![sender.attempt(sending).await] });
    }

    /// The address that a message goes to, if it has a free connection.
    fn free_address(&self, sending: &Sending) -> Option<String> {
        let address = format!("{} {}", sending.partner, sending.channel);
        let busy = self.under_way.values().flatten().filter(|known| **known == address).count();
        (busy < self.connections_of_one).then_some(address)
    }

    /// Starts what is due of a digest, as many messages in one as its channel takes.
    async fn start_together(&mut self, digest: &SendingId, now: Timestamp) -> Result<(), StoreError> {
        let (store, digest) = (Arc::clone(&self.sender.store), digest.clone());
        let read = tokio::task::spawn_blocking(move || {
            let waiting = store.sendings_of_digest(&digest)?;
            let partner = waiting.first().map(|first| store.partner(&first.partner)).transpose()?.flatten();
            Ok::<_, StoreError>((waiting, partner))
        });
        let doing = "listing the messages of a digest";
        let (mut waiting, partner) =
            read.await.map_err(|error| StoreError::Failed { doing, detail: error.to_string() })??;
        waiting.retain(|one| one.next_at.is_some_and(|due| due <= now) && !self.under_way.contains_key(&one.id));
        let way = waiting.first().and_then(|first| partner.as_ref()?.way(&first.channel));
        let most = way.map_or(1, |(_, channel)| share::channels::digest::most(channel));
        for some in waiting.chunks(most) {
            if self.running.len() >= self.connections {
                return Ok(());
            }
            let Some(address) = some.first().and_then(|first| self.free_address(first)) else { return Ok(()) };
            let mut address = Some(address);
            self.under_way.extend(some.iter().map(|one| (one.id.clone(), address.take())));
            self.running.spawn(Arc::clone(&self.sender).attempt_together(some.to_vec()));
        }
        Ok(())
    }

    fn until(&self, next: Timestamp) -> Duration {
        let wait = next.duration_since((self.sender.clock)());
        Duration::try_from(wait).unwrap_or_default().min(LOOK_UP)
    }
}
