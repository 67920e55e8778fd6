//! Pulling from a partner's TAXII 2.1 collection: one page at a time, each written with its place in one transaction.

use super::Tally;
use super::books::Books;
use super::moved::Way;
use super::work::{Again, Handled, Work};
use collect::{
    Answer, Authorization, Body, Look, Refused, Request, Round, Speaks, TAXII_TYPE, Thread, advance, after, page_url,
    read_envelope, read_objects, take_said, wait_of,
};
use jiff::Timestamp;
use record::{Collected, Login, Pulled, Source, SourceState, Tlp};
use std::io::Read;
use std::sync::PoisonError;
use url::Url;

/// Bytes of a file with a password or token at most.
const MAX_SECRET_BYTES: u64 = 4_096;

/// What proves an account, read from the file that the administrator keeps.
pub(crate) fn authorization(login: &Login) -> Result<Authorization, String> {
    let file = &login.secret_file;
    let mut secret = String::new();
    std::fs::File::open(file)
        .and_then(|opened| opened.take(MAX_SECRET_BYTES).read_to_string(&mut secret))
        .map_err(|error| format!("the file {file} with its password or token cannot be read: {error}"))?;
    let secret = secret.trim();
    if secret.is_empty() {
        return Err(format!("the file {file} with its password or token is empty"));
    }
    Ok(login.user.as_ref().map_or_else(|| Authorization::bearer(secret), |user| Authorization::basic(user, secret)))
}

/// What a refusal means where TAXII is spoken, and what to do.
pub(crate) fn in_words(refused: &Refused) -> String {
    let advice = match refused.status {
        Some(401 | 403) => "check its user and the file with its password or token",
        Some(404) => "there is no such collection any more, or not for this account",
        Some(406 | 415) => "it does not speak TAXII 2.1",
        Some(429) => "it is asked less often from now on",
        _ => return refused.detail.clone(),
    };
    format!("{}: {advice}", refused.detail)
}

impl Work {
    /// The request for the next page.
    pub(super) fn page_of(&self, collection: &Url, state: &SourceState, request: Request) -> Request {
        let threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = Pulled::default();
        let pulled = state.pulled.as_deref().unwrap_or(&fresh);
        Request {
            url: page_url(collection, pulled, threads.get(&state.source)),
            accept: TAXII_TYPE,
            bytes_max: self.limits.feed_bytes,
            ..request
        }
    }

    /// Takes a page into the books, with the place behind it.
    pub(super) fn pulled(
        &self,
        books: &mut Books<'_>,
        (task, source): (&str, &Source),
        mut state: SourceState,
        answer: &Answer,
        now: Timestamp,
    ) -> Result<Handled, String> {
        let mut pulled = state.pulled.take().unwrap_or_default();
        // It stays where it is until this is written: what could not be written is handled again, and then as the same page.
        let thread = self.threads.lock().unwrap_or_else(PoisonError::into_inner).get(&source.id).cloned();
        let mut collected = Collected::default();
        let mut go_on = None;
        let mut at_once = false;
        let failed = |error: String| Look::Failed { error, retry_after: None };
        let look = match answer {
            Answer::Body(body) => {
                match self.page_in(books, (source, &mut pulled), body, thread, &mut collected, now)? {
                    Ok((Round::More, thread)) => {
                        (at_once, go_on) = (true, thread);
                        None
                    }
                    // The server's word is kept: where all pages bear one date, the date alone would lead back to the first.
                    Ok((Round::Pause, thread)) => {
                        go_on = thread;
                        Some(Look::Since { new: usize::try_from(pulled.new).unwrap_or(usize::MAX) })
                    }
                    Ok((Round::Done(new), _)) => Some(Look::Since { new: usize::try_from(new).unwrap_or(usize::MAX) }),
                    Err(error) => Some(failed(error)),
                }
            }
            Answer::Refused(refused) => {
                let retry_after = refused.retry_after.as_deref().and_then(|wait| wait_of(wait, now));
                Some(Look::Failed { error: in_words(refused), retry_after })
            }
            _ => Some(failed("the server says that nothing has changed, which TAXII does not".to_owned())),
        };
        let looks = u64::from(look.is_some());
        let bad = u64::from(matches!(look, Some(Look::Failed { .. })));
        if let Some(look) = look {
            after(source, &mut state, now, look);
        }
        let due = if at_once { Some(now) } else { state.next_at };
        state.pulled = Some(pulled);
        let fresh = collected.articles.iter().filter(|one| one.first_at == now && !one.versions.is_empty());
        state.articles += fresh.count() as u64;
        collected.states = vec![state];
        books.take(collected);
        // Where anything went wrong, the date leads on and not the server's word.
        books.go_on(source.id.clone(), go_on);
        let next = due.and_then(|due| Some((Url::parse(&source.url).ok()?, due, Way::default())));
        Ok((vec![Again { task: task.to_owned(), next }], Tally { looks, failed: bad, ..Tally::default() }))
    }

    /// Reads a page and holds it against what is known. The outer error is the store's; the inner one the server's.
    fn page_in(
        &self,
        books: &Books<'_>,
        (source, pulled): (&Source, &mut Pulled),
        body: &Body,
        thread: Option<Thread>,
        collected: &mut Collected,
        now: Timestamp,
    ) -> Result<Result<(Round, Option<Thread>), String>, String> {
        let page = match read_envelope(&body.bytes, body.added_last.as_deref()) {
            Ok(page) => page,
            Err(error) => return Ok(Err(error)),
        };
        let speaks = Speaks { name: &source.name, unmarked: source.unmarked.unwrap_or(Tlp::Red) };
        let (said, faults) = read_objects(&page.objects, pulled, speaks, &source.url, &self.limits);
        let taken = take_said(source, said, books, now);
        let passed_over = faults.iter().chain(&taken.faults);
        passed_over.for_each(|fault| tracing::warn!(%fault, "an object was passed over"));
        if let Some(error) = books.failed() {
            return Err(error.to_string());
        }
        *collected = taken.collected;
        Ok(advance(pulled, &page, taken.new, thread.as_ref()))
    }
}
