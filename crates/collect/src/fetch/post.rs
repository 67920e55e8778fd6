//! One message to a partner's address: through the same guard as everything that is fetched, bounded, and sent once.

use super::ask::{Asker, Refused, failed, forbidden, header};
use super::guard::check;
use record::FaultKind;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use url::Url;

/// What is sent.
#[derive(Debug, Clone)]
pub struct Post {
    /// Where to.
    pub url: Url,
    /// Media type of the body.
    pub content_type: &'static str,
    /// Further headers, by their lower-case names.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// This address may lie on this machine or a private network: the administrator said so.
    pub local: bool,
    /// Bytes of the answer that are read at most; the rest is left.
    pub answer_bytes: usize,
}

/// What the server answered, whatever it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Status of HTTP.
    pub status: u16,
    /// What the server said about asking again: seconds, or a date (RFC 9110, 10.2.3).
    pub retry_after: Option<String>,
    /// The first bytes of its body.
    pub body: Vec<u8>,
}

impl Asker {
    /// Sends a message once. Redirects are not followed: what was signed for one address goes nowhere else.
    ///
    /// # Errors
    /// The address is closed to us, or there was no answer; then nobody knows whether the message arrived.
    pub async fn post(&self, post: Post) -> Result<Posted, Refused> {
        match tokio::time::timeout(self.limits.fetch_time, self.posted(post)).await {
            Ok(posted) => posted,
            Err(_) => {
                let seconds = self.limits.fetch_time.as_secs_f32();
                Err(Refused::new(FaultKind::Unreachable, format!("no answer within {seconds} seconds")))
            }
        }
    }

    async fn posted(&self, post: Post) -> Result<Posted, Refused> {
        check(&post.url, post.local).map_err(|error| forbidden(&error))?;
        let client = if post.local { &self.local } else { &self.open };
        let mut asking = client.post(post.url).header(CONTENT_TYPE, post.content_type).body(post.body);
        for (name, value) in post.headers {
            let value = HeaderValue::from_str(&value)
                .map_err(|error| Refused::new(FaultKind::Malformed, format!("header {name}: {error}")))?;
            asking = asking.header(HeaderName::from_static(name), value);
        }
        let mut response = asking.send().await.map_err(|error| failed(&error))?;
        let status = response.status();
        if status.is_redirection()
            && let Some(to) = header(response.headers(), &LOCATION)
        {
            let detail = format!("the server answers {status} and points to {to}: set that address if it is right");
            return Err(Refused { status: Some(status.as_u16()), ..Refused::new(FaultKind::Unreachable, detail) });
        }
        let retry_after = header(response.headers(), &RETRY_AFTER);
        let mut body = Vec::new();
        // The status has decided already: an answer that breaks off or runs on changes nothing.
        while body.len() < post.answer_bytes {
            let Ok(Some(chunk)) = response.chunk().await else { break };
            body.extend_from_slice(&chunk[..chunk.len().min(post.answer_bytes - body.len())]);
        }
        Ok(Posted { status: status.as_u16(), retry_after, body })
    }
}
