//! What channels send and what answers mean, as tables.

use crate::outward::{cancelled, told};
use jiff::{SignedDuration, Timestamp};
use record::{Met, Notice, PartnerId, Tlp, WebhookBody};
use share::channels::{mail, telegram, webhook};
use share::formats::message;

#[test]
fn the_signature_is_that_of_standard_webhooks() {
    // As the library `standardwebhooks` for Python signs it.
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    let signature = webhook::signature(secret, id, "1614265330", b"{\"test\": 2432232314}");
    assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    let headers =
        webhook::headers(secret, id, Timestamp::from_second(1_614_265_330).unwrap(), b"{\"test\": 2432232314}");
    let of = |name: &str| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    assert_eq!(of("webhook-signature"), Some(signature.as_str()));
    assert_eq!((of("webhook-id"), of("idempotency-key")), (Some(id), Some(id)));
    assert_eq!(of("webhook-timestamp"), Some("1614265330"));
}

#[test]
fn each_partner_address_and_renewal_has_a_secret_of_its_own() {
    let of = |store: u8, partner: &str, url: &str, renewed| {
        webhook::secret(&[store; 32], &PartnerId::from(partner), url, renewed)
    };
    let first = of(1, "prt-1", "https://a.example/", 0);
    assert_eq!(first, of(1, "prt-1", "https://a.example/", 0));
    assert!(first.starts_with("whsec_") && first.len() == 6 + 44);
    for other in [
        of(2, "prt-1", "https://a.example/", 0),
        of(1, "prt-2", "https://a.example/", 0),
        of(1, "prt-1", "https://a.example/x", 0),
        of(1, "prt-1", "https://a.example/", 1),
    ] {
        assert_ne!(first, other);
    }
}

#[test]
fn answers_of_webhooks() {
    let wait = Some(SignedDuration::from_secs(7));
    for (status, body, taken, acknowledged, for_good) in [
        (200, "", true, None, false),
        (204, "", true, None, false),
        (202, "{\"acknowledged\": true}", true, Some(""), false),
        (200, "{\"acknowledged\": true, \"note\": \"We have it\", \"more\": 1}", true, Some("We have it"), false),
        (200, "{\"acknowledged\": false, \"note\": \"no\"}", true, None, false),
        (200, "{\"acknowledged\": \"yes\"}", true, None, false),
        (301, "", false, None, false),
        (401, "", false, None, false),
        (410, "", false, None, true),
        (429, "slow down", false, None, false),
        (500, "{\"acknowledged\": true}", false, None, false),
        (0, "", false, None, false),
    ] {
        match webhook::met(status, wait, body.as_bytes()) {
            Met::Taken { acknowledged: said, .. } => {
                assert!(taken, "{status}");
                assert_eq!(said.as_deref(), acknowledged, "{status} {body}");
            }
            Met::Failed { retry_after, for_good: over, why } => {
                assert_eq!((taken, over, retry_after), (false, for_good, wait), "{status}");
                assert!(why.contains(&status.to_string()), "{why}");
            }
            Met::Held { .. } | Met::Dropped { .. } => panic!("{status}"),
        }
    }
    let long = webhook::quoted(&[b'x'; 5_000]);
    assert!(long.chars().count() < 130 && long.ends_with("…”"), "{long}");
    assert_eq!(webhook::quoted(b" a\r\n\tb \x00"), " “a b”");
}

#[test]
fn the_json_body_comes_back_as_it_was_and_stays_the_same() {
    for (told, notice, kind) in [
        (told("rel-1", 1), Notice::Warning, "warning.released"),
        (told("rel-1", 3), Notice::Update, "warning.updated"),
        (cancelled("rel-1"), Notice::Cancellation, "warning.cancelled"),
    ] {
        let body = webhook::body(&told, notice, WebhookBody::Json, "Desk");
        assert_eq!(body, webhook::body(&told, notice, WebhookBody::Json, "Desk"));
        let message = message::decode(&body.bytes).unwrap();
        assert_eq!(message, message::message(&told, notice));
        assert_eq!(message.kind, kind);
        let data = message.data.unwrap();
        assert_eq!((data.release.as_str(), data.version), ("rel-1", told.version));
        assert_eq!(data.cancelled.is_some(), notice == Notice::Cancellation);
        let stix = webhook::body(&told, notice, WebhookBody::Stix, "Desk");
        let bundle: serde_json::Value = serde_json::from_slice(&stix.bytes).unwrap();
        assert_eq!(bundle["type"], "bundle");
    }
    assert!(message::decode(b"[]").is_err() && message::decode(b"{\"type\": 1}").is_err());
    assert_eq!(message::decode(message::encode(&message::ping(Timestamp::UNIX_EPOCH)).as_bytes()).unwrap().data, None);
}

#[test]
fn letters_of_one_copy_are_one_thread() {
    let of = |told, notice| mail::letter(&told, notice, "desk.example");
    let (first, third) = (of(told("rel-1", 1), Notice::Warning), of(told("rel-1", 3), Notice::Update));
    let over = of(cancelled("rel-1"), Notice::Cancellation);
    assert_eq!((first.message_id.as_str(), &first.in_reply_to), ("<rel-1.1@desk.example>", &None));
    assert_eq!(third.references, ["<rel-1.1@desk.example>", "<rel-1.2@desk.example>"]);
    assert_eq!(third.in_reply_to.as_deref(), Some("<rel-1.2@desk.example>"));
    assert_eq!(over.message_id, "<rel-1.2.end@desk.example>");
    assert_eq!(over.in_reply_to.as_deref(), Some("<rel-1.2@desk.example>"));
    assert!(
        third.subject.contains("Update: ") && over.subject.contains("Taken back: "),
        "{} {}",
        third.subject,
        over.subject
    );
    for letter in [&first, &third, &over] {
        assert!(
            letter.text.contains("https://desk.example/w/abc") && letter.html.contains("https://desk.example/w/abc")
        );
        assert!(letter.subject.starts_with("[TLP:"), "{}", letter.subject);
    }
}

#[test]
fn odd_words_break_neither_headers_nor_pages() {
    let mut told = told("rel-1", 1);
    told.warning.headline = "Bomb\r\nBcc: all@x.example <script>".to_owned();
    told.warning.text = "a < b & c\n<script>alert(1)</script>".to_owned();
    let letter = mail::letter(&told, Notice::Warning, "desk.example");
    assert!(!letter.subject.contains(['\r', '\n']), "{}", letter.subject);
    assert!(!letter.html.contains("<script>") && letter.html.contains("&lt;script&gt;"), "{}", letter.html);
}

#[test]
fn what_is_red_is_not_told_by_mail_or_telegram() {
    let mut red = told("rel-1", 2);
    red.warning.marking.tlp = Tlp::Red;
    red.changes = vec!["the place".to_owned()];
    let letter = mail::letter(&red, Notice::Update, "desk.example");
    let chat = telegram::text(&red, Notice::Update);
    for text in [&letter.subject, &letter.text, &letter.html, &chat] {
        assert!(!text.contains(&red.warning.headline) && !text.contains("the place"), "{text}");
        assert!(text.contains("TLP:RED"), "{text}");
    }
    assert!(letter.text.contains("/w/abc") && chat.contains("/w/abc"));
}

#[test]
fn telegram_takes_so_much_and_answers_so() {
    let mut long = told("rel-1", 1);
    long.warning.text = "é".repeat(9_000);
    let text = telegram::text(&long, Notice::Warning);
    assert!(text.chars().count() <= telegram::MAX_TEXT_CHARS && text.ends_with("https://desk.example/w/abc"), "{text}");
    let body: serde_json::Value = serde_json::from_slice(&telegram::body("-100", "a \"b\"")).unwrap();
    assert_eq!((&body["chat_id"], &body["text"]), (&"-100".into(), &"a \"b\"".into()));
    let ok = r#"{"ok":true,"result":{"message_id":7,"date":1,"chat":{"id":-100},"text":"x"}}"#;
    let slow = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9","parameters":{"retry_after":9}}"#;
    let gone = r#"{"ok":false,"error_code":403,"description":"Forbidden: bot was kicked"}"#;
    for (status, body, expected) in [
        (200, ok, (true, None, false)),
        (429, slow, (false, Some(9), false)),
        (403, gone, (false, None, true)),
        (502, "<html>", (false, None, false)),
        (200, "<html>", (false, None, false)),
    ] {
        let met = match telegram::met(status, body.as_bytes()) {
            Met::Taken { .. } => (true, None, false),
            Met::Failed { retry_after, for_good, .. } => (false, retry_after.map(|wait| wait.as_secs()), for_good),
            Met::Held { .. } | Met::Dropped { .. } => panic!(),
        };
        assert_eq!(met, expected, "{status} {body}");
    }
}
