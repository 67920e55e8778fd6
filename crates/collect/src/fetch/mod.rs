//! What comes from the network: with bounds on everything, and only from public addresses.

mod ask;
mod guard;
mod post;
#[cfg(test)]
mod tests;

pub use ask::{Answer, Asker, Authorization, Body, Refused, Request, USER_AGENT, wait_of};
pub use guard::{Found, Lookup, SystemLookup};
pub use post::{Post, Posted};

use crate::Limits;
use crate::files::{At, Flow, Given, Run};
use record::FaultKind;
use std::io::Cursor;
use url::Url;

impl Run<'_> {
    /// Fetches an address and reads what comes as a file would be.
    pub(crate) fn url(&mut self, address: &str) -> Flow {
        match fetch(address, &self.limits) {
            Ok((url, fetched)) => {
                self.advance(fetched.bytes.len() as u64);
                let name = url.to_string();
                let given = Given { url: Some(name.clone()), charset: fetched.charset, ..Given::default() };
                let reader = Box::new(Cursor::new(fetched.bytes));
                self.stream(reader, At { name: &name, base: None, level: 0 }, &given)
            }
            Err(refused) => self.fault(refused.kind, address, format!("{}; skipped", refused.detail)),
        }
    }
}

/// Fetches an address; the calling thread waits.
fn fetch(address: &str, limits: &Limits) -> Result<(Url, Body), Refused> {
    let url =
        Url::parse(address).map_err(|error| Refused::new(FaultKind::Malformed, format!("not an address ({error})")))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Refused::new(FaultKind::Unreachable, error.to_string()))?;
    runtime.block_on(async { follow(&Asker::new(limits)?, Request::page(url, limits), limits).await })
}

/// Follows redirects by hand: each address on the way is checked like the first. Gives the last one's.
///
/// # Errors
/// Whatever was wrong on the way; more than [`Limits::redirects`]; longer than [`Limits::fetch_time`] in all.
pub async fn follow(asker: &Asker, mut request: Request, limits: &Limits) -> Result<(Url, Body), Refused> {
    let first = request.url.clone();
    let steps = async {
        for _ in 0..=limits.redirects {
            match asker.ask(&request).await {
                Answer::Body(body) => return Ok((request.url, body)),
                Answer::Moved { to, .. } => {
                    // What an administrator opened is one place, not wherever it may lead.
                    request.local = limits.allow_local || (request.local && to.origin() == first.origin());
                    request.authorization = request.authorization.filter(|_| to.origin() == first.origin());
                    request.url = to;
                }
                Answer::Refused(refused) => return Err(refused),
                Answer::NotModified => {
                    return Err(Refused::new(
                        FaultKind::Malformed,
                        "the server says that nothing changed, though nothing was known",
                    ));
                }
            }
        }
        Err(Refused::new(FaultKind::Unreachable, format!("more than {} redirects", limits.redirects)))
    };
    match tokio::time::timeout(limits.fetch_time, steps).await {
        Ok(fetched) => fetched,
        Err(_) => {
            let seconds = limits.fetch_time.as_secs_f32();
            Err(Refused::new(FaultKind::Unreachable, format!("no complete answer within {seconds} seconds")))
        }
    }
}
