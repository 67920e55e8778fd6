//! A copy in a digest, by every channel.

use record::{Notice, WebhookBody};
use share::channels::digest::{self, Item};
use share::formats::Told;

/// Everything that the partner is sent.
pub fn of(told: &Told) -> String {
    let item = |notice: &Notice| Item { id: notice.code().into(), told: told.clone(), notice: *notice };
    let items: Vec<Item> = Notice::ALL.iter().map(item).collect();
    let body = |kind| String::from_utf8(digest::body(&items, told.sent, kind, "Desk").bytes).unwrap();
    let letter = digest::letter(&items, "desk.example");
    let sent = [letter.subject, letter.text, letter.html, digest::chat(&items)].join("\n");
    [body(WebhookBody::Json), body(WebhookBody::Stix), sent].join("\n")
}
