use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use record::{Marking, PartnerId, Redaction, Release, ReleaseId, Tlp, WarningId};
use share::channels::signed_link::{Config, LinkError, MAX_ID_BYTES, MAX_TOKEN_BYTES, send, sign, verify};

const SECRET: [u8; 32] = [7; 32];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn release(id: &str) -> Release {
    Release {
        id: ReleaseId::from(id),
        warning: WarningId::from("wrn-1"),
        partner: PartnerId::from("prt-1"),
        marking: Marking::new(Tlp::Amber),
        caveats: Vec::new(),
        redaction: Redaction::default(),
        approved_by: "ana".to_owned(),
        at: at("2024-06-18T09:00:00Z"),
        expires_at: at("2024-07-18T09:00:00Z"),
        revoked: false,
        updates: Vec::new(),
        proposed_by: None,
        held_s: 0,
        let_go_at: None,
    }
}

#[test]
fn a_link_opens_its_release_until_it_expires() {
    let config = Config { secret: &SECRET, base_url: "https://desk.example/" };
    let link = send(&config, &release("rel-0123456789abcdef")).unwrap().link;
    // Written down: links in partners' mailboxes must go on working.
    assert_eq!(
        link,
        "https://desk.example/w/AQAAAABmmNmQcmVsLTAxMjM0NTY3ODlhYmNkZWY.Sv8omq-fE5DI_8uKCJVF0tnbnMvSN3_n3CAAg_wQx8U"
    );
    let token = link.rsplit('/').next().unwrap();
    for (now, expected) in [
        ("2024-06-18T09:00:00Z", Ok(ReleaseId::from("rel-0123456789abcdef"))),
        ("2024-07-18T08:59:59.9Z", Ok(ReleaseId::from("rel-0123456789abcdef"))),
        ("2024-07-18T09:00:00Z", Err(LinkError::Expired)),
    ] {
        assert_eq!(verify(&SECRET, token, at(now)), expected, "{now}");
    }
    assert!(!format!("{config:?}").contains('7'), "a secret is never printed");
    let local = Config { base_url: "", ..config };
    assert!(send(&local, &release("rel-1")).unwrap().link.starts_with("/w/"));
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let now = at("2024-06-18T09:00:00Z");
    let token = sign(&SECRET, &ReleaseId::from("rel-1"), at("2024-07-18T09:00:00Z"));
    let cut = &token[..token.len() - 10];
    // The first byte of the release's id, changed.
    let changed = format!("{}d{}", &token[..12], &token[13..]);
    let long = "A".repeat(MAX_TOKEN_BYTES + 1);
    for (secret, token, expected) in [
        (&SECRET, "", LinkError::Malformed),
        (&SECRET, "no dot", LinkError::Malformed),
        (&SECRET, "a.b.c", LinkError::Malformed),
        (&SECRET, "\u{1f642}.\u{1f642}", LinkError::Malformed),
        (&SECRET, long.as_str(), LinkError::Malformed),
        (&SECRET, cut, LinkError::Malformed),
        (&SECRET, ".", LinkError::Malformed),
        (&SECRET, changed.as_str(), LinkError::NotOurs),
        (&[8; 32], token.as_str(), LinkError::NotOurs),
    ] {
        assert_eq!(verify(secret, token, now), Err(expected), "{token}");
    }
    assert_eq!(verify(&SECRET, &format!(" {token}\n"), now), Ok(ReleaseId::from("rel-1")), "copied with white space");
    let config = Config { secret: &SECRET, base_url: "" };
    let revoked = Release { revoked: true, ..release("rel-1") };
    assert!(send(&config, &revoked).is_err());
    assert!(send(&config, &release(&"x".repeat(MAX_ID_BYTES + 1))).is_err());
    let longest = send(&config, &release(&"x".repeat(MAX_ID_BYTES))).unwrap().link;
    assert!(verify(&SECRET, &longest[3..], now).is_ok(), "the longest id fits the longest token");
}

proptest! {
    #[test]
    fn any_bit_flipped_fails(id in "[a-z0-9-]{1,40}", seconds in 1i64..100_000_000, bit in 0usize..4_000) {
        let now = at("2024-06-18T09:00:00Z");
        let expires_at = now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        let token = sign(&SECRET, &ReleaseId::from(id.as_str()), expires_at);
        prop_assert_eq!(verify(&SECRET, &token, now), Ok(ReleaseId::from(id.as_str())));
        let mut bytes = token.into_bytes();
        let bit = bit % (bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        // What is no longer text never reaches us: an address is text.
        if let Ok(flipped) = String::from_utf8(bytes) {
            prop_assert!(verify(&SECRET, &flipped, now).is_err(), "{}", flipped);
        }
    }

    #[test]
    fn no_token_panics(token in ".{0,80}") {
        prop_assert!(verify(&SECRET, &token, Timestamp::UNIX_EPOCH).is_err());
    }
}
