//! What every handler shares: the desk, its keys, and one way to do blocking work.

use crate::{
    Desk,
    fail::Fail,
    public::Copies,
    taxii::{Doors, Statuses},
};
use axum::response::Response;
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use record::{Event, Outcome, ReleaseId, Stamped, Who};
use sha2::Sha256;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use subtle::ConstantTimeEq;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// Pages read from the store at one time; more wait their turn.
const MAX_BLOCKING_READS: usize = 32;
/// Of the public page, which anybody may ask: visitors share these, and take none of the desk's own.
const MAX_PUBLIC_READS: usize = 4;
/// Signed links of releases made in this run that are kept to be shown again.
const MAX_KEPT_LINKS: usize = 1_000;
/// Pages that may listen for news at one time.
const MAX_STREAMS: usize = 64;

/// The shared state.
#[derive(Clone)]
pub(crate) struct App(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) desk: Desk,
    cookie_name: String,
    cookie_value: String,
    form_token: String,
    pub(crate) doors: Doors,
    pub(crate) statuses: Statuses,
    pub(crate) public: Copies,
    links: Mutex<VecDeque<(ReleaseId, String)>>,
    reads: Arc<Semaphore>,
    public_reads: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    /// Number of the last ledger entry, for pages that want to know of news; `None` once the desk closes.
    head: watch::Sender<Option<u64>>,
}

impl App {
    pub(crate) fn new(desk: Desk) -> Self {
        let derive = |purpose: &str| keyed(&desk.key, purpose);
        // Cookies do not know ports: the name keeps two desks on one machine apart.
        let cookie_name = format!("forewarn_{}", &derive("name of the session cookie, v1")[..8]);
        let (cookie_value, form_token) = (derive("session cookie, v1"), derive("form token, v1"));
        let head = desk.store.ledger_head().map(|(seq, _)| seq).unwrap_or(0);
        Self(Arc::new(Inner {
            desk,
            cookie_name,
            cookie_value,
            form_token,
            doors: Doors::default(),
            statuses: Statuses::default(),
            public: Copies::default(),
            links: Mutex::new(VecDeque::new()),
            reads: Arc::new(Semaphore::new(MAX_BLOCKING_READS)),
            public_reads: Arc::new(Semaphore::new(MAX_PUBLIC_READS)),
            streams: Arc::new(Semaphore::new(MAX_STREAMS)),
            head: watch::Sender::new(Some(head)),
        }))
    }

    /// Does blocking work, such as reading the store, away from the event loop.
    pub(crate) async fn block<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, Fail> + Send + 'static,
    ) -> Result<T, Fail> {
        self.block_in(&self.0.reads, work).await
    }

    /// [`Self::block`] for the public page.
    pub(crate) async fn block_public<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, Fail> + Send + 'static,
    ) -> Result<T, Fail> {
        self.block_in(&self.0.public_reads, work).await
    }

    async fn block_in<T: Send + 'static>(
        &self,
        places: &Arc<Semaphore>,
        work: impl FnOnce(&Inner) -> Result<T, Fail> + Send + 'static,
    ) -> Result<T, Fail> {
        let inner = Arc::clone(&self.0);
        let turn = Arc::clone(places).acquire_owned().await.map_err(|_| Fail::closing())?;
        run_in(turn, move || work(&inner)).await.map_err(|error| {
            tracing::error!(%error, "a page failed");
            Fail::internal("this page could not be made; the log has the particulars")
        })?
    }

    /// [`Self::block`] for handlers that give a page.
    pub(crate) async fn page(
        &self,
        work: impl FnOnce(&Inner) -> Result<Response, Fail> + Send + 'static,
    ) -> Result<Response, Fail> {
        self.block(work).await
    }

    pub(crate) fn heads(&self) -> watch::Receiver<Option<u64>> {
        self.0.head.subscribe()
    }

    /// Places for event streams.
    pub(crate) fn streams(&self) -> &Arc<Semaphore> {
        &self.0.streams
    }

    /// Number of open event streams.
    pub(crate) fn listeners(&self) -> usize {
        self.0.head.receiver_count()
    }

    /// Tells the event streams where the ledger stands.
    pub(crate) fn publish_head(&self, seq: u64) {
        self.0.head.send_if_modified(|head| {
            let news = head.is_some_and(|old| old != seq);
            if news {
                *head = Some(seq);
            }
            news
        });
    }

    pub(crate) fn end_streams(&self) {
        self.0.head.send_replace(None);
    }
}

impl Inner {
    pub(crate) fn now(&self) -> Timestamp {
        (self.desk.clock)()
    }

    /// Hands an event to the conductor.
    pub(crate) fn act(&self, who: Who, event: Event) -> Result<Outcome, Fail> {
        let at = self.now();
        Ok(self.desk.conductor.handle(Stamped { at, who, event })?)
    }

    /// True if `key` is the desk's key; takes the same time whatever differs.
    pub(crate) fn key_fits(&self, key: &str) -> bool {
        !self.desk.key.is_empty() && same(key, &self.desk.key)
    }

    /// True if the value of the session cookie is right.
    pub(crate) fn session_fits(&self, value: &str) -> bool {
        !self.desk.key.is_empty() && same(value, &self.cookie_value)
    }

    /// True if a form carries the token that this desk's pages put into their forms.
    pub(crate) fn form_fits(&self, token: &str) -> bool {
        !self.desk.key.is_empty() && same(token, &self.form_token)
    }

    pub(crate) fn form_token(&self) -> &str {
        &self.form_token
    }

    pub(crate) fn cookie_name(&self) -> &str {
        &self.cookie_name
    }

    /// The `Set-Cookie` value that opens a session.
    pub(crate) fn cookie(&self) -> String {
        let secure = if self.desk.base_url.starts_with("https://") { "; Secure" } else { "" };
        format!("{}={}; Path=/; HttpOnly; SameSite=Strict{secure}", self.cookie_name, self.cookie_value)
    }

    /// Keeps the path of a signed link, so that the warning's page can show it again.
    pub(crate) fn keep_link(&self, release: ReleaseId, path: String) {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|(id, _)| *id != release);
        if links.len() >= MAX_KEPT_LINKS {
            links.pop_front();
        }
        links.push_back((release, path));
    }

    /// The whole address of a release's signed link, if it can be told.
    pub(crate) fn link_of(&self, release: &ReleaseId) -> Option<String> {
        let kept = {
            let links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
            links.iter().find(|(id, _)| id == release).map(|(_, path)| path.clone())
        };
        let path = kept.or_else(|| self.desk.conductor.link_of(release).ok())?;
        Some(format!("{}{path}", self.desk.base_url.trim_end_matches('/')))
    }
}

/// Work in a place of its own. It goes on when whoever asked has gone: the place is free when it ends, and not before.
fn run_in<T: Send + 'static>(
    turn: OwnedSemaphorePermit,
    work: impl FnOnce() -> T + Send + 'static,
) -> tokio::task::JoinHandle<T> {
    tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    })
}

fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// A secret of its own for each purpose, from the one key.
fn keyed(key: &str, purpose: &str) -> String {
    // HMAC takes keys of any length; this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else { return "0".repeat(64) };
    mac.update(purpose.as_bytes());
    HEXLOWER.encode(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_place_is_free_when_its_work_ends_and_not_when_its_visitor_goes() {
        let (places, (tell, told)) = (Arc::new(Semaphore::new(1)), std::sync::mpsc::channel::<()>());
        let turn = Arc::clone(&places).acquire_owned().await.unwrap();
        let work = run_in(turn, move || told.recv());
        drop(work);
        assert_eq!(places.available_permits(), 0, "the visitor has gone, the work goes on");
        tell.send(()).unwrap();
        assert!(places.acquire().await.is_ok());
    }
}
