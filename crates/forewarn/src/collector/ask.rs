//! One request, and then all that follows from its answer.

use super::moved::Way;
use super::work::{AFTER_STORE_FAILURE, Again, Asked, Work};
use super::{Ended, Tally, rounds};
use collect::{Answer, Request, Robots, wait_of};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use url::Url;

/// Bytes of robots.txt that are read (RFC 9309, 2.5: at least 500 KiB).
const ROBOTS_BYTES: usize = 600 << 10;

/// How long a task waits whose answer could not be handled at all.
const AFTER_PANIC: SignedDuration = SignedDuration::from_hours(1);

/// Asks for robots.txt, through redirects: its host alone counts as asked, as RFC 9309 has it.
pub(super) async fn ask_robots(work: Arc<Work>, url: Url, local: bool) -> Ended {
    let request =
        Request { accept: "text/plain", local, bytes_max: ROBOTS_BYTES, ..Request::page(url.clone(), &work.limits) };
    let fetched = collect::follow(&work.asker, request, &work.limits).await;
    let now = (work.clock)();
    let (robots, retry_after, why) = match fetched {
        Ok((_, body)) => (Some(Robots::parse(&String::from_utf8_lossy(&body.bytes))), None, None),
        // RFC 9309, 2.3.1.3: where there is none, everything may be asked for.
        Err(refused) => match refused.status {
            Some(400..=428 | 430..=499) => (Some(Robots::open()), None, None),
            _ => (None, refused.retry_after.and_then(|wait| wait_of(&wait, now)), Some(refused.detail)),
        },
    };
    Ended { url: Some(url), robots: Some(robots), why, retry_after, ..Ended::default() }
}

/// Asks. Its host is free when this ends, whether or not the answer has been handled.
pub(super) async fn ask(work: Arc<Work>, task: String, url: Url, way: Way) -> Ended {
    let failed = |again| Ended { url: Some(url.clone()), again, ..Ended::default() };
    let request = match work.request(&task, &url) {
        Ok(Some(request)) => request,
        Ok(None) => return failed(vec![Again { task, next: None }]),
        Err(error) => {
            tracing::error!(%error, task, "the store could not be read; it is asked for later");
            let next = Some((url.clone(), later(&work, AFTER_STORE_FAILURE), way));
            return failed(vec![Again { task, next }]);
        }
    };
    let answer = match &request {
        Ok(request) => work.asker.ask(request).await,
        Err(refused) => Answer::Refused(refused.clone()),
    };
    let now = (work.clock)();
    let retry_after = match &answer {
        Answer::Refused(refused) if matches!(refused.status, Some(429 | 503)) => {
            refused.retry_after.as_deref().and_then(|wait| wait_of(wait, now))
        }
        _ => None,
    };
    let asked = Asked { task, url: url.clone(), way, answer };
    Ended { url: Some(url), retry_after, asked: Some(asked), ..Ended::default() }
}

/// Does all that follows from an answer, beside others that wait. It waits its turn from now on.
pub(super) fn handle(work: &Arc<Work>, asked: Asked) -> impl Future<Output = Ended> + use<> {
    let (task, url) = (asked.task.clone(), asked.url.clone());
    let (here, handled) = (Arc::clone(work), rounds::handle(work, asked));
    async move {
        let (again, tally) = handled.await.unwrap_or_else(|| {
            // Whatever it is that cannot be handled: no source falls silent for it.
            (vec![Again { task, next: Some((url, later(&here, AFTER_PANIC), Way::default())) }], Tally::default())
        });
        Ended { again, tally, ..Ended::default() }
    }
}

fn later(work: &Work, wait: SignedDuration) -> Timestamp {
    let now = (work.clock)();
    now.checked_add(wait).unwrap_or(now)
}
