//! Telegram: one `sendMessage` of the Bot API for each message. Pure.

use crate::channels::webhook::quoted;
use crate::formats::Told;
use jiff::SignedDuration;
use record::{Met, Notice, Tlp};
use serde::Deserialize;
use serde_json::json;

/// Characters of a message at most (Bot API).
pub const MAX_TEXT_CHARS: usize = 4_096;

/// Room kept for the link at the end, in characters.
const LINK_CHARS: usize = 700;

/// The text of a message. What is marked TLP:RED does not go through other people's servers: only that it waits behind the
/// link.
#[must_use]
pub fn text(told: &Told, notice: Notice) -> String {
    let mut parts = Vec::new();
    if told.warning.marking.tlp == Tlp::Red {
        parts.push(unspoken(notice).to_owned());
    } else {
        parts.push(told.title());
        parts.push(told.body());
    }
    let whole = parts.join("\n\n");
    let mut cut: String = whole.chars().take(MAX_TEXT_CHARS - LINK_CHARS).collect();
    if cut.len() < whole.len() {
        cut.push_str(" […]");
    }
    if let Some(link) = &told.link {
        cut.push_str("\n\nRead it all, and acknowledge: ");
        cut.push_str(link);
    }
    cut.chars().take(MAX_TEXT_CHARS).collect()
}

/// What is said of a message that must not be told here.
#[must_use]
pub const fn unspoken(notice: Notice) -> &'static str {
    match notice {
        Notice::Warning => "A warning under TLP:RED waits for you. It is not told here: open the link.",
        Notice::Update => "A warning under TLP:RED has changed. It is not told here: open the link.",
        Notice::Cancellation => "A warning under TLP:RED was taken back. It is not told here: open the link.",
    }
}

/// The body of `sendMessage`.
#[must_use]
pub fn body(chat: &str, text: &str) -> Vec<u8> {
    json!({ "chat_id": chat, "text": text, "link_preview_options": { "is_disabled": true } }).to_string().into_bytes()
}

/// What the Bot API answers.
#[derive(Deserialize)]
struct Answer {
    ok: bool,
    #[serde(default)]
    description: String,
    result: Option<Sent>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Sent {
    message_id: i64,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u32>,
}

/// What an answer means. A wrong token (401, 404), a chat that is not there or shut us out (400, 403) do not get better by
/// trying.
#[must_use]
pub fn met(status: u16, body: &[u8]) -> Met {
    let Ok(answer) = serde_json::from_slice::<Answer>(body) else {
        let why = format!("Telegram answers {status}{}", quoted(body));
        return Met::Failed { why, retry_after: None, for_good: false };
    };
    if answer.ok && (200..300).contains(&status) {
        let number = answer.result.map_or_else(String::new, |sent| format!(" as message {}", sent.message_id));
        return Met::Taken { detail: format!("Telegram took it{number}"), acknowledged: None };
    }
    let wait = answer.parameters.and_then(|parameters| parameters.retry_after);
    Met::Failed {
        why: format!("Telegram answers {status}{}", quoted(answer.description.as_bytes())),
        retry_after: wait.map(|seconds| SignedDuration::from_secs(i64::from(seconds))),
        for_good: matches!(status, 400 | 401 | 403 | 404),
    }
}
