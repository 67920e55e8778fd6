//! Several messages in one: what it is called, what is in it, how an answer is taken.

use crate::outward::told;
use record::{Channel, Met, Notice, Tlp, WebhookBody};
use share::channels::digest::{self, Digest, Item, MAX_CHAT_ITEMS, MAX_ITEMS};
use share::channels::telegram::MAX_TEXT_CHARS;

fn items(number: usize) -> Vec<Item> {
    let one = |n: usize| Item {
        id: format!("snd-{n:016}").as_str().into(),
        told: told(&format!("rel-{n}"), 1),
        notice: Notice::Warning,
    };
    (0..number).map(one).collect()
}

#[test]
fn the_same_messages_are_the_same_digest_and_others_another() {
    let all = items(3);
    let turned: Vec<Item> = all.iter().rev().cloned().collect();
    assert_eq!(digest::id(&all), digest::id(&turned));
    assert_ne!(digest::id(&all), digest::id(&all[..2]));
    assert_ne!(digest::id(&all[..1]), all[0].id);
}

#[test]
fn the_json_has_each_message_as_it_would_be_alone() {
    let due = "2024-06-18T10:00:00Z".parse().unwrap();
    let body = digest::body(&items(2), due, WebhookBody::Json, "Desk");
    assert_eq!(body, digest::body(&items(2), due, WebhookBody::Json, "Desk"));
    let read: Digest = serde_json::from_slice(&body.bytes).unwrap();
    assert_eq!((read.kind.as_str(), read.timestamp, read.messages.len()), ("digest", due, 2));
    let alone = share::formats::message::message(&told("rel-1", 1), Notice::Warning);
    assert_eq!(read.messages[1].message, alone);
}

#[test]
fn a_chat_message_keeps_every_link_and_fits() {
    assert_eq!(digest::most(&Channel::Telegram { chat: "1".to_owned() }), MAX_CHAT_ITEMS);
    assert_eq!(digest::most(&Channel::SignedLink), MAX_ITEMS);
    let mut all = items(MAX_CHAT_ITEMS);
    for (n, item) in all.iter_mut().enumerate() {
        item.told.warning.text = "A long story. ".repeat(200);
        item.told.link = Some(format!("https://desk.example/w/{n}{}", "x".repeat(150)));
    }
    let text = digest::chat(&all);
    assert!(text.chars().count() <= MAX_TEXT_CHARS);
    for item in &all {
        assert!(text.contains(item.told.link.as_ref().unwrap()) && text.contains(item.id.as_str()));
    }
}

#[test]
fn what_is_red_waits_behind_its_link() {
    let mut all = items(2);
    all[0].told.warning.marking.tlp = Tlp::Red;
    all[0].told.warning.headline = "Secret headline".to_owned();
    all[0].told.warning.text = "Secret words".to_owned();
    let letter = digest::letter(&all, "desk.example");
    assert!(letter.subject.starts_with("[TLP:RED] 2 "), "{}", letter.subject);
    for said in [&letter.subject, &letter.text, &letter.html, &digest::chat(&all)] {
        assert!(!said.contains("Secret"), "{said}");
    }
    assert!(letter.text.contains("On whose word") && letter.html.contains("&lt;b&gt;"), "{}", letter.html);
}

#[test]
fn only_who_is_named_is_acknowledged() {
    let all = items(2);
    let met = |status, answer: &str| digest::met(&all, status, None, answer.as_bytes());
    let acknowledged = |met: &Met| matches!(met, Met::Taken { acknowledged: Some(_), .. });
    let named = format!(r#"{{"acknowledged":["{}"],"note":"x"}}"#, all[1].id);
    let table = [(named.as_str(), [false, true]), (r#"{"acknowledged":true}"#, [false, false]), ("", [false, false])];
    for (answer, expected) in table {
        let all = met(200, answer);
        assert!(all.iter().all(|one| matches!(one, Met::Taken { .. })));
        assert_eq!([acknowledged(&all[0]), acknowledged(&all[1])], expected, "{answer}");
    }
    assert!(met(503, "busy").iter().all(|one| matches!(one, Met::Failed { for_good: false, .. })));
    assert!(met(410, "").iter().all(|one| matches!(one, Met::Failed { for_good: true, .. })));
}
