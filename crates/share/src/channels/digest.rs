//! A digest: several messages to one address in one. Each keeps its own id, words and link, and is proven by itself. Pure.

use crate::channels::mail::{Letter, html_paragraphs, one_line};
use crate::channels::telegram::{MAX_TEXT_CHARS, unspoken};
use crate::channels::webhook::{self, Body, json_body, quoted};
use crate::formats::message::{self, Message};
use crate::formats::{Told, stix};
use jiff::{SignedDuration, Timestamp};
use quick_xml::escape::escape;
use record::{Channel, Met, Notice, SendingId, Tlp, WebhookBody};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Messages of one digest at most, by webhook or mail.
pub const MAX_ITEMS: usize = 50;

/// The same in a Telegram chat, whose messages are short.
pub const MAX_CHAT_ITEMS: usize = 8;

/// One of the messages.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its own id: the one that it would have alone.
    pub id: SendingId,
    /// What it says.
    pub told: Told,
    /// What it tells of.
    pub notice: Notice,
}

/// How many messages go together through a channel.
#[must_use]
pub const fn most(channel: &Channel) -> usize {
    match channel {
        Channel::Telegram { .. } => MAX_CHAT_ITEMS,
        _ => MAX_ITEMS,
    }
}

/// The id of the message that holds these: the same whenever the same ones are sent together, and another for others, so that a
/// receiver who has seen the id has seen all of it.
#[must_use]
pub fn id(items: &[Item]) -> SendingId {
    let ids: BTreeSet<&str> = items.iter().map(|item| item.id.as_str()).collect();
    let parts: Vec<&str> = std::iter::once("digest").chain(ids).collect();
    SendingId::derive(&parts)
}

/// A digest as JSON: `{"type": "digest", "timestamp": "…", "messages": [{"id": "snd-…", "type": "warning.released", …}]}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// `digest`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was due.
    pub timestamp: Timestamp,
    /// What it holds.
    pub messages: Vec<Entry>,
}

/// A message with its own id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its own id: a receiver that has seen it has seen the message.
    pub id: SendingId,
    /// The message as it would be alone.
    #[serde(flatten)]
    pub message: Message,
}

/// The body for a webhook, as the partner chose to get it; in STIX one bundle of all. `at` is when it was due.
#[must_use]
pub fn body(items: &[Item], at: Timestamp, kind: WebhookBody, producer: &str) -> Body {
    match kind {
        WebhookBody::Json => {
            let entry = |item: &Item| Entry { id: item.id.clone(), message: message::message(&item.told, item.notice) };
            let messages = items.iter().map(entry).collect();
            json_body(&Digest { kind: "digest".to_owned(), timestamp: at, messages })
        }
        WebhookBody::Stix => {
            let warnings: Vec<_> = items.iter().map(|item| item.told.warning.clone()).collect();
            Body { content_type: webhook::STIX, bytes: stix::encode(&warnings, producer).to_string().into_bytes() }
        }
    }
}

/// An answer to a digest that acknowledges some of it: `{"acknowledged": ["snd-…"], "note": "…"}`. A bare `true` says nothing of each.
#[derive(Deserialize)]
struct Acknowledgement {
    acknowledged: Vec<SendingId>,
    #[serde(default)]
    note: String,
}

/// What a webhook's answer means for each of these messages, in their order.
#[must_use]
pub fn met(items: &[Item], status: u16, retry_after: Option<SignedDuration>, answer: &[u8]) -> Vec<Met> {
    if !(200..300).contains(&status) {
        let why = format!("the server answers {status}{}", quoted(answer));
        return vec![Met::Failed { why, retry_after, for_good: status == 410 }; items.len()];
    }
    let said: Option<Acknowledgement> = serde_json::from_slice(answer).ok();
    let detail = format!("the server answered {status}");
    let of = |item: &Item| {
        let named = said.as_ref().filter(|said| said.acknowledged.contains(&item.id));
        Met::Taken { detail: detail.clone(), acknowledged: named.map(|said| said.note.clone()) }
    };
    items.iter().map(of).collect()
}

/// The receipt's words for one of several that went together.
#[must_use]
pub fn together(met: Met, id: &SendingId, items: usize) -> Met {
    match met {
        Met::Taken { detail, acknowledged } => {
            Met::Taken { detail: format!("{detail}; one of {items} in the digest {id}"), acknowledged }
        }
        met => met,
    }
}

fn strictest(items: &[Item]) -> Tlp {
    items.iter().map(|item| item.told.warning.marking.tlp).max().unwrap_or(Tlp::Red)
}

/// Title and words of one; of what is marked TLP:RED only that it waits behind the link.
fn words(item: &Item) -> (String, String) {
    let marking = item.told.warning.marking.tlp;
    if marking == Tlp::Red {
        return (format!("[{marking}] Warning"), unspoken(item.notice).to_owned());
    }
    (format!("[{marking}] {}", item.told.title()), item.told.body())
}

/// The letter. `domain` is that of the sender's address.
#[must_use]
pub fn letter(items: &[Item], domain: &str) -> Letter {
    let (number, strictest) = (items.len(), strictest(items));
    let subject = format!("[{strictest}] {number} messages about warnings");
    let mut text = format!("{number} messages, each about one warning. Each has its own link: acknowledge each.\n");
    let mut html = format!("<h1>{number} messages about warnings</h1><p>Each has its own link: acknowledge each.</p>");
    for (place, item) in (1..).zip(items) {
        let (title, told) = words(item);
        text.push_str(&format!("\n----- {place} of {number} -----\n{title}\n\n{told}\n\nMessage {}\n", item.id));
        html.push_str(&format!("<h2>{place}. {}</h2>{}", escape(&title), html_paragraphs(&told)));
        if let Some(link) = &item.told.link {
            text.push_str(&format!("Read it all, acknowledge, answer:\n{link}\n"));
            html.push_str(&format!("<p><a href=\"{}\">Read it all, acknowledge, answer</a></p>", escape(link)));
        }
        html.push_str(&format!("<p><small>Message {}</small></p>", escape(item.id.as_str())));
    }
    Letter {
        message_id: format!("<{}@{domain}>", id(items)),
        in_reply_to: None,
        references: Vec::new(),
        subject: one_line(&subject),
        text,
        html: format!("<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><body>{html}</body></html>"),
    }
}

/// The text for a Telegram chat: a title and a link each, and of the words what there is room for.
#[must_use]
pub fn chat(items: &[Item]) -> String {
    let number = items.len();
    let head = format!("{number} messages about warnings. Acknowledge each by its own link.");
    let room = (MAX_TEXT_CHARS - head.chars().count()) / number.max(1);
    let mut text = head;
    for (place, item) in (1..).zip(items) {
        let (title, told) = words(item);
        let link = item.told.link.as_ref().map_or_else(String::new, |link| format!("\n{link}"));
        let foot = format!("{link}\n({})", item.id);
        // Two line ends and three characters that say that it goes on.
        let left = room.saturating_sub(foot.chars().count() + 8);
        let whole = format!("{place}. {title}\n{told}");
        let mut said: String = whole.chars().take(left).collect();
        if said.len() < whole.len() {
            said.push_str(" […]");
        }
        text.push_str(&format!("\n\n{said}{foot}"));
    }
    text.chars().take(MAX_TEXT_CHARS).collect()
}
