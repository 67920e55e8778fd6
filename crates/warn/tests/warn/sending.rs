//! How a message gets through: waits, what a receiver asks for, giving up, quiet hours, and who is turned to next.

use crate::material::*;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use record::{
    Area, Attempt, Channel, Contact, Met, Notice, Partner, Quiet, Receipt, ReceiptOutcome, Redaction, Release, Sending,
    SendingState, Tlp, Urgency, Warning,
};
use warn::draft::draft;
use warn::life::{self, Clock, Duty, Retry, Terms, back_off, hold, queued, tried};

const NOW: &str = "2024-06-18T09:00:00Z";

fn time(seconds: i64) -> Timestamp {
    at(NOW).checked_add(SignedDuration::from_secs(seconds)).unwrap()
}

fn mail(to: &str) -> Channel {
    Channel::Mail { to: to.to_owned() }
}

/// Reached by mail, then by Telegram; then its night desk by mail.
fn office() -> Partner {
    let chat = Channel::Telegram { chat: "-100".to_owned() };
    Partner {
        channels: vec![mail("day@x.example"), chat, Channel::SignedLink],
        contacts: vec![Contact { name: "Night desk".to_owned(), channels: vec![mail("night@x.example")] }],
        ..partner("Moscow liaison", &[Area::Country("RU".to_owned())], Tlp::Red)
    }
}

fn released() -> (Warning, Release) {
    let warning = draft(&incident(), &claims()[..2], &outlet, None, None, amber(), at(NOW), "ana");
    let terms = Terms { marking: amber(), caveats: Vec::new(), redaction: Redaction::default(), valid_days: 30 };
    life::release(&warning, &office(), &[], &terms, "ana", at(NOW)).unwrap()
}

fn message() -> Sending {
    queued(&released().1, Notice::Warning, ("", mail("day@x.example").key().as_str()), &office(), at(NOW), at(NOW))
}

fn attempt(second: i64, met: Met) -> Attempt {
    Attempt { sending: message().id, at: time(second), met }
}

fn failed(asks: Option<i64>, for_good: bool) -> Met {
    Met::Failed { why: "the server answers 503".to_owned(), retry_after: asks.map(SignedDuration::from_secs), for_good }
}

#[test]
fn waits_double_within_a_quarter_up_to_the_longest() {
    let retry = Retry::default();
    let id = message().id;
    for (attempts, whole) in [(1, 5), (2, 10), (3, 20), (6, 160), (10, 2_560), (11, 3_600), (29, 3_600), (4_000, 3_600)]
    {
        let wait = back_off(&retry, &id, attempts).as_secs_f64();
        let whole = f64::from(whole);
        assert!((0.75 * whole..=1.25 * whole).contains(&wait), "after {attempts}: {wait} s for {whole} s");
        assert_eq!(back_off(&retry, &id, attempts).as_secs_f64(), wait, "the same attempt waits as long again");
    }
    let spread: std::collections::BTreeSet<_> =
        (0..50).map(|n| back_off(&retry, &format!("snd-{n}").into(), 4).as_millis()).collect();
    assert!(spread.len() > 40, "what failed together does not come back together");
}

#[test]
fn what_a_receiver_asks_for_is_kept_within_bounds() {
    let retry = Retry::default();
    for (asks, least, most) in [(None, 3, 7), (Some(0), 3, 7), (Some(120), 120, 120), (Some(900_000), 21_600, 21_600)] {
        let next = tried(&message(), &attempt(0, failed(asks, false)), &retry).unwrap();
        let wait = next.sending.next_at.unwrap().duration_since(time(0)).as_secs();
        assert!((least..=most).contains(&wait), "asked {asks:?}, waits {wait}");
        assert_eq!((next.sending.state, next.sending.attempts, next.receipt), (SendingState::Waiting, 1, None));
    }
}

#[test]
fn a_message_ends_once_and_leaves_its_proof() {
    let retry = Retry { attempts: 5, ..Retry::default() };
    let mut sending = message();
    let mut told = Vec::new();
    for n in 1..=5 {
        let next = tried(&sending, &attempt(n, failed(None, false)), &retry).unwrap();
        told.extend(next.receipt.map(|receipt| (n, receipt.outcome, receipt.detail)));
        sending = next.sending;
    }
    let why = "the server answers 503";
    let expected = [
        (3, ReceiptOutcome::Failed, format!("tried 3 times, and tried on: {why}")),
        (5, ReceiptOutcome::Failed, format!("given up, tried 5 times: {why}")),
    ];
    assert_eq!(told, expected);
    assert_eq!((sending.state, sending.next_at), (SendingState::Failed, None));
    assert_eq!(tried(&sending, &attempt(9, failed(None, false)), &retry), None, "what is over stays so");

    let gone = tried(&message(), &attempt(1, failed(None, true)), &retry).unwrap();
    assert_eq!(gone.sending.state, SendingState::Failed);
    let taken = Met::Taken { detail: "the server answered 200".to_owned(), acknowledged: None };
    let taken = tried(&message(), &attempt(1, taken.clone()), &retry).map(|t| (t, taken)).unwrap();
    assert_eq!(taken.0.receipt.as_ref().unwrap().outcome, ReceiptOutcome::Delivered);
    assert_eq!(
        tried(&taken.0.sending, &attempt(2, taken.1), &retry),
        None,
        "a receiver that answers twice changes nothing"
    );
}

#[test]
fn quiet_hours_hold_all_but_what_is_immediate() {
    let quiet = |from: &str, to: &str, zone: &str| {
        Some(Quiet { from: from.parse().unwrap(), to: to.parse().unwrap(), zone: zone.to_owned(), digest: false })
    };
    let night = quiet("22:00", "06:00", "Europe/Oslo");
    for (quiet, now, urgency, expected) in [
        (None, "2024-06-18T23:00:00Z", Urgency::Future, "2024-06-18T23:00:00Z"),
        (night.clone(), "2024-06-18T23:00:00Z", Urgency::Future, "2024-06-19T04:00:00Z"),
        (night.clone(), "2024-06-18T20:00:00Z", Urgency::Expected, "2024-06-19T04:00:00Z"),
        (night.clone(), "2024-06-18T19:59:59Z", Urgency::Expected, "2024-06-18T19:59:59Z"),
        (night.clone(), "2024-06-19T03:59:59Z", Urgency::Unknown, "2024-06-19T04:00:00Z"),
        (night.clone(), "2024-06-19T04:00:00Z", Urgency::Unknown, "2024-06-19T04:00:00Z"),
        (night.clone(), "2024-06-18T23:00:00Z", Urgency::Immediate, "2024-06-18T23:00:00Z"),
        // Summer time begins in this night.
        (night, "2024-03-30T23:00:00Z", Urgency::Future, "2024-03-31T04:00:00Z"),
        (quiet("12:00", "14:00", "UTC"), "2024-06-18T13:00:00Z", Urgency::Past, "2024-06-18T14:00:00Z"),
        // Once a day.
        (quiet("07:00", "07:00", "UTC"), "2024-06-18T06:59:00Z", Urgency::Future, "2024-06-18T07:00:00Z"),
        (quiet("07:00", "07:00", "UTC"), "2024-06-18T07:01:00Z", Urgency::Future, "2024-06-19T07:00:00Z"),
        (quiet("07:00", "07:00", "UTC"), "2024-06-18T07:01:00Z", Urgency::Immediate, "2024-06-18T07:01:00Z"),
        (quiet("22:00", "06:00", "Nowhere/Land"), "2024-06-18T23:00:00Z", Urgency::Future, "2024-06-18T23:00:00Z"),
    ] {
        let partner = Partner { quiet: quiet.clone(), ..office() };
        assert_eq!(hold(&partner, urgency, at(now)), at(expected), "{quiet:?} at {now}, {urgency}");
    }
}

#[test]
fn nobody_answers_next_channel_next_contact_then_the_alarm() {
    let (mut warning, release) = released();
    warning.urgency = Urgency::Immediate;
    let clock = Clock::default();
    let minutes = |n: i64| time(60 * n);
    let link = Receipt {
        release: release.id.clone(),
        channel: "signed_link".to_owned(),
        outcome: ReceiptOutcome::Sent,
        at: at(NOW),
        detail: String::new(),
        version: 1,
    };
    let mut receipts = vec![link];
    let mut sendings: Vec<Sending> = Vec::new();
    let mut way = Vec::new();
    let mut minute = 0;
    loop {
        match life::duty(&warning, &release, &office(), &receipts, &sendings, &clock, minutes(minute)) {
            Duty::Send { contact, channel } => {
                way.push((minute, contact.clone(), channel.address().to_owned()));
                let now = minutes(minute);
                sendings.push(queued(
                    &release,
                    Notice::Warning,
                    (contact.as_str(), channel.key().as_str()),
                    &office(),
                    now,
                    now,
                ));
            }
            Duty::Wait { until } => minute = until.duration_since(at(NOW)).as_secs() / 60,
            Duty::Alarm { since, .. } => break assert_eq!(since, minutes(45)),
            Duty::Nothing => panic!("nobody has answered"),
        }
    }
    let expected = [(0, "", "day@x.example"), (15, "", "-100"), (30, "Night desk", "night@x.example")];
    assert_eq!(way, expected.map(|(minute, contact, to)| (minute, contact.to_owned(), to.to_owned())));

    // One that fails passes on at once; one that is held by quiet hours has its time from when it may go out.
    let failed =
        Receipt { channel: sendings[0].channel.clone(), outcome: ReceiptOutcome::Failed, ..receipts[0].clone() };
    let alone = &sendings[..1];
    let now = life::duty(&warning, &release, &office(), &[receipts[0].clone(), failed], alone, &clock, minutes(1));
    assert!(matches!(now, Duty::Send { channel: Channel::Telegram { .. }, .. }), "{now:?}");
    let held = [Sending { not_before: minutes(600), ..sendings[0].clone() }];
    let duty = life::duty(&warning, &release, &office(), &receipts, &held, &clock, minutes(60));
    assert_eq!(duty, Duty::Wait { until: minutes(615) });
    receipts.push(Receipt { outcome: ReceiptOutcome::Acknowledged, ..receipts[0].clone() });
    assert_eq!(life::duty(&warning, &release, &office(), &receipts, &[], &clock, minutes(60)), Duty::Nothing);
}

proptest! {
    /// Whatever quiet hours a partner has, wherever it is, and whenever it is: what is immediate goes at once; what is not
    /// waits for a day at most, two hours more where clocks are set back.
    #[test]
    fn nothing_immediate_is_ever_held_back(
        from in 0i8..24, to in 0i8..24, minute in 0i8..60, zone in 0usize..6, second in 0i64..4_000_000_000, urgency in 0usize..5,
    ) {
        let zone = ["UTC", "Europe/Oslo", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "Nowhere/Land"][zone];
        let time = |hour: i8| jiff::civil::time(hour, minute, 0, 0);
        let quiet = Some(Quiet { from: time(from), to: time(to), zone: zone.to_owned(), digest: false });
        let partner = Partner { quiet, ..office() };
        let now = Timestamp::from_second(second).unwrap();
        prop_assert_eq!(hold(&partner, Urgency::Immediate, now), now);
        let held = hold(&partner, Urgency::ALL[urgency], now);
        prop_assert!(held >= now && held.duration_since(now) <= SignedDuration::from_hours(26), "{held}");
        // Once they are over nothing is held again, but where they last all day, or the clock skips their end.
        prop_assert!(from == to || zone != "UTC" || hold(&partner, Urgency::ALL[urgency], held) == held, "{held}");
    }
}
