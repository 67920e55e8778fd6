//! Pages from the network, with bounds on everything and only from public addresses.

mod guard;
#[cfg(test)]
mod tests;

use crate::Limits;
use crate::files::{At, Flow, Given, Run};
use guard::{Forbidden, GuardedResolver, check, refusal};
use record::FaultKind;
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::{Client, Response, redirect};
use std::io::Cursor;
use std::sync::Arc;
use url::Url;

/// How the program names itself to web servers.
const USER_AGENT: &str = concat!("forewarn/", env!("CARGO_PKG_VERSION"));

/// What is asked for.
const WANTED: &str = "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.5";

/// A body that was fetched.
struct Fetched {
    /// The address after all redirects.
    url: Url,
    /// Encoding that the server named.
    charset: Option<String>,
    body: Vec<u8>,
}

/// Why nothing was fetched.
struct Refused(FaultKind, String);

impl Run<'_> {
    /// Fetches an address and reads what comes as a file would be.
    pub(crate) fn url(&mut self, address: &str) -> Flow {
        match fetch(address, &self.limits) {
            Ok(fetched) => {
                self.advance(fetched.body.len() as u64);
                let name = fetched.url.to_string();
                let given = Given { url: Some(name.clone()), charset: fetched.charset, ..Given::default() };
                let reader = Box::new(Cursor::new(fetched.body));
                self.stream(reader, At { name: &name, base: None, level: 0 }, &given)
            }
            Err(Refused(kind, detail)) => self.fault(kind, address, format!("{detail}; skipped")),
        }
    }
}

/// Fetches an address; the calling thread waits.
fn fetch(address: &str, limits: &Limits) -> Result<Fetched, Refused> {
    let url =
        Url::parse(address).map_err(|error| Refused(FaultKind::Malformed, format!("not an address ({error})")))?;
    let unreachable = |error: &dyn std::fmt::Display| Refused(FaultKind::Unreachable, error.to_string());
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| unreachable(&error))?;
    runtime.block_on(async {
        let client = client(limits).map_err(|error| unreachable(&error))?;
        match tokio::time::timeout(limits.fetch_time, follow(&client, url, limits)).await {
            Ok(fetched) => fetched,
            Err(_) => {
                let seconds = limits.fetch_time.as_secs_f32();
                Err(Refused(FaultKind::Unreachable, format!("no complete answer within {seconds} seconds")))
            }
        }
    })
}

fn client(limits: &Limits) -> reqwest::Result<Client> {
    // The first to come sets it for the process; whoever came first set the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .dns_resolver(Arc::new(GuardedResolver { allow_local: limits.allow_local }))
        .user_agent(USER_AGENT)
        .build()
}

/// Follows redirects by hand: each address on the way is checked like the first.
async fn follow(client: &Client, mut url: Url, limits: &Limits) -> Result<Fetched, Refused> {
    for _ in 0..=limits.redirects {
        check(&url, limits.allow_local).map_err(forbidden)?;
        let response = client.get(url.clone()).header(ACCEPT, WANTED).send().await.map_err(|error| failed(&error))?;
        let status = response.status();
        if status.is_redirection()
            && let Some(target) = response.headers().get(LOCATION)
        {
            let target = String::from_utf8_lossy(target.as_bytes()).into_owned();
            url = url.join(&target).map_err(|error| {
                Refused(FaultKind::Malformed, format!("the server redirects to no address ({error})"))
            })?;
            continue;
        }
        if !status.is_success() {
            return Err(Refused(FaultKind::Unreachable, format!("the server answers {status}")));
        }
        return body(response, url, limits).await;
    }
    Err(Refused(FaultKind::Unreachable, format!("more than {} redirects", limits.redirects)))
}

/// Reads the body, unpacked, up to the limit.
async fn body(mut response: Response, url: Url, limits: &Limits) -> Result<Fetched, Refused> {
    let media_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let charset = media_type.and_then(|value| {
        let value = value.to_ascii_lowercase();
        let label = value.split_once("charset=")?.1.split(';').next()?.trim().trim_matches('"').to_owned();
        (!label.is_empty()).then_some(label)
    });
    let max = limits.file_bytes;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
        if (body.len() + chunk.len()) as u64 > max {
            return Err(Refused(FaultKind::TooLarge, format!("the answer has more than {max} bytes")));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Fetched { url, charset, body })
}

fn forbidden(refusal: Forbidden) -> Refused {
    Refused(FaultKind::Forbidden, refusal.to_string())
}

fn failed(error: &reqwest::Error) -> Refused {
    if let Some(refusal) = refusal(error) {
        return forbidden(refusal.clone());
    }
    // The innermost cause says most: "connection refused" rather than "error sending request".
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let kind = if error.is_body() || error.is_decode() { FaultKind::Truncated } else { FaultKind::Unreachable };
    Refused(kind, cause.to_string())
}
