//! What concerns all who hold a warning: updates, a second person, requests to share, the escalation clock, the scoreboard.

use crate::material::*;
use jiff::{SignedDuration, Timestamp};
use record::{
    Area, Credibility, Incident, Marking, Partner, Receipt, ReceiptOutcome, Redaction, RefusalKind, Release,
    Reliability, Stage, Tlp, Warning, WarningOutcome, WarningState,
};
use warn::draft::{changed, draft, offered};
use warn::life::{self, Approval, Clock, Delivery, Duty, Policy, Terms};
use warn::score::{Case, by_partner, by_watch};
use warn::view::{Material, PartnerView, view};

const NOW: &str = "2024-06-18T09:00:00Z";

fn time(minutes: i64) -> Timestamp {
    at(NOW).checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

fn terms() -> Terms {
    Terms { marking: amber(), caveats: Vec::new(), redaction: Redaction::default(), valid_days: 30 }
}

fn liaison() -> Partner {
    partner("Moscow liaison", &[Area::Country("RU".to_owned())], Tlp::Red)
}

fn released() -> (Warning, Release) {
    let warning = draft(&incident(), &claims()[..2], &outlet, None, None, amber(), at(NOW), "ana");
    life::release(&warning, &liaison(), &[], &terms(), "ana", at(NOW)).unwrap()
}

/// The incident after the plot was stopped.
fn stopped() -> Incident {
    Incident { stage: Stage::Foiled, grade: grade(Reliability::B, Credibility::Confirmed), ..incident() }
}

fn fresh(warning: &Warning) -> Option<(Warning, Vec<String>)> {
    changed(warning, &stopped(), &claims(), &outlet, time(60))
}

fn shown(warning: &Warning, release: &Release, receipts: &[Receipt]) -> PartnerView {
    let (incident, claims, reports) = (stopped(), claims(), reports());
    view(&Material { warning, release, receipts, incident: Some(&incident), claims: &claims, reports: &reports })
        .unwrap()
}

#[test]
fn a_released_warning_is_offered_as_an_update_and_stays_as_it_was_until_then() {
    let (warning, release) = released();
    let fresh = fresh(&warning);
    let waiting = offered(&warning, fresh.as_ref(), time(60)).unwrap();
    let changes = &waiting.offer.as_ref().unwrap().changes;
    assert!(changes.contains(&"stage planned \u{2192} foiled".to_owned()), "{changes:?}");
    assert_eq!(offered(&waiting, fresh.as_ref(), time(61)), None, "the same offer is not made twice");
    assert_eq!(shown(&waiting, &release, &[]), shown(&warning, &release, &[]), "no holder sees an offer");
    let undone = offered(&waiting, None, time(62)).unwrap();
    assert_eq!(undone.offer, None, "an offer that is no longer needed goes");
    assert!(
        changed(
            &draft(&incident(), &[], &outlet, None, None, amber(), at(NOW), "ana"),
            &stopped(),
            &[],
            &outlet,
            at(NOW)
        )
        .is_none()
    );
}

#[test]
fn an_update_reaches_every_holder_and_starts_the_copy_anew() {
    let (warning, release) = released();
    let second = partner("Retail group", &[], Tlp::Red);
    let hidden = Terms { redaction: Redaction { hide_origins: true, hide_reports: Vec::new() }, ..terms() };
    let (warning, other) =
        life::release(&warning, &second, std::slice::from_ref(&release), &hidden, "ana", time(1)).unwrap();
    let gone = Release { id: "rel-gone".into(), partner: "prt-gone".into(), revoked: true, ..release.clone() };
    let foreign = Release { id: "rel-else".into(), warning: "wrn-else".into(), ..release.clone() };
    let delivery = Delivery { warning: &warning, release: &release, receipts: &[], partner: "Moscow liaison" };
    let step = life::acknowledged(&delivery, "We are on it", time(2)).unwrap().unwrap();
    let receipts = [step.receipt];
    let held = [release.clone(), other.clone(), gone, foreign];
    let partners = [liaison(), second.clone()];
    let update = |held: &[Release], partners: &[Partner], note: &str| {
        life::updated(&step.warning, fresh(&step.warning), held, partners, 30, note, "ben", time(60))
    };
    let now = update(&held, &partners, "Two held").unwrap();
    let told: Vec<_> = now.releases.iter().map(|held| (held.id.clone(), held.version())).collect();
    assert_eq!(told, [(release.id.clone(), 2), (other.id.clone(), 2)], "all who hold it and nobody else");
    assert_eq!((now.warning.state, now.warning.stage), (WarningState::Acknowledged, Stage::Foiled));
    assert_eq!(now.warning.released_at(), Some(at(NOW)));

    let copy = shown(&now.warning, &now.releases[0], &receipts);
    assert_eq!((copy.version, copy.state, copy.earlier.clone()), (2, WarningState::Released, vec![at(NOW)]));
    assert!(copy.changes.len() > 1 && copy.changes.last().unwrap() == "Two held", "{:?}", copy.changes);
    assert_eq!(copy.statements.len(), 4, "what joined since is part of the update");
    let copy = shown(&now.warning, &now.releases[1], &[]);
    assert_eq!(copy.changes, ["Two held"], "what changed may speak of sources that are withheld");

    let delivery =
        Delivery { warning: &now.warning, release: &now.releases[0], receipts: &receipts, partner: "Moscow liaison" };
    let again = life::acknowledged(&delivery, "", time(70)).unwrap().unwrap();
    assert_eq!(again.receipt.version, 2, "each version is acknowledged by itself");
    assert!(life::acknowledged_through(&delivery, "cap", 3, "", time(71)).is_err(), "it was never sent");
    assert!(life::acknowledged_through(&delivery, "cap", 1, "", time(71)).unwrap().is_none(), "said before");

    let third = partner("Newcomer", &[], Tlp::Red);
    let (_, late) = life::release(&now.warning, &third, &now.releases, &terms(), "ana", time(80)).unwrap();
    let copy = shown(&now.warning, &late, &[]);
    assert_eq!(
        (copy.version, copy.changes.len()),
        (1, 0),
        "whoever held nothing before sees no trace of a version before"
    );
}

#[test]
fn an_update_is_refused_with_what_to_do() {
    let (warning, release) = released();
    let held = [release.clone()];
    let revoked = [Release { revoked: true, ..release }];
    let lowered = [Partner { clearance: Tlp::Green, ..liaison() }];
    let drafted = draft(&incident(), &claims(), &outlet, None, None, amber(), at(NOW), "ana");
    let cancelled = life::cancelled(&warning, "A drill", "ana", time(5)).unwrap().unwrap();
    let new = fresh(&warning);
    for (warning, new, held, partners, by, kind) in [
        (&warning, None, &held, vec![liaison()], "ana", RefusalKind::Invalid),
        (&warning, new.clone(), &held, vec![liaison()], " ", RefusalKind::Invalid),
        (&warning, new.clone(), &revoked, vec![liaison()], "ana", RefusalKind::NotAllowed),
        (&warning, new.clone(), &held, lowered.to_vec(), "ana", RefusalKind::NotAllowed),
        (&drafted, new.clone(), &held, vec![liaison()], "ana", RefusalKind::NotAllowed),
        (&cancelled, new.clone(), &held, vec![liaison()], "ana", RefusalKind::NotAllowed),
    ] {
        assert_eq!(life::updated(warning, new, held, &partners, 30, "", by, time(9)).unwrap_err().kind, kind);
    }
}

#[test]
fn other_terms_are_another_version_at_a_later_second() {
    let (warning, release) = released();
    let strict = Terms { marking: Marking::new(Tlp::Red), ..terms() };
    let (_, next) =
        life::release(&warning, &liaison(), std::slice::from_ref(&release), &strict, "ben", at(NOW)).unwrap();
    assert_eq!((next.version(), next.sent_at(1), next.sent_at(3)), (2, Some(release.at), None));
    assert!(next.sent_at(2).unwrap().as_second() > release.at.as_second());
    let late = at("2024-09-01T00:00:00Z");
    let (_, renewed) = life::release(&warning, &liaison(), &[release], &terms(), "ben", late).unwrap();
    assert_eq!(renewed.version(), 1, "a link that ran out is the same copy again");
}

#[test]
fn two_persons_where_the_rules_ask_for_two() {
    let (warning, _) = released();
    let act = life::proposed(&liaison(), &terms());
    let rules = |from| Policy { second_person_from: from };
    let ask = |warning: &Warning, act: &record::ProposedAct, by: &str| {
        life::approve(rules(Some(Tlp::Amber)), warning, act, Tlp::Amber, by, time(1))
    };
    for from in [None, Some(Tlp::AmberStrict)] {
        let alone = life::approve(rules(from), &warning, &act, Tlp::Amber, "ana", time(1)).unwrap();
        assert_eq!(alone, Approval::Given { proposed_by: None });
    }
    let Approval::Awaited(waiting) = ask(&warning, &act, "Ana Lind").unwrap() else {
        panic!("one person is not enough")
    };
    assert_eq!(
        ask(&waiting, &act, " ana lind ").unwrap_err().kind,
        RefusalKind::NotAllowed,
        "not the same person twice"
    );
    let approved = ask(&waiting, &act, "Ben").unwrap();
    assert_eq!(approved, Approval::Given { proposed_by: Some("Ana Lind".to_owned()) });
    let other = life::proposed(&liaison(), &Terms { caveats: vec!["Not by radio".to_owned()], ..terms() });
    let Approval::Awaited(replaced) = ask(&waiting, &other, "Ben").unwrap() else {
        panic!("other terms are another act")
    };
    assert_eq!(replaced.proposals.len(), 1, "one proposal for a partner at a time");
    let Approval::Awaited(_) = ask(&replaced, &act, "Ben").unwrap() else {
        panic!("nobody stands behind the first now")
    };
}

#[test]
fn a_request_to_share_is_answered_once() {
    let (warning, release) = released();
    fn delivery<'a>(warning: &'a Warning, release: &'a Release, receipts: &'a [Receipt]) -> Delivery<'a> {
        Delivery { warning, release, receipts, partner: "Moscow liaison" }
    }
    let answer = |receipts: &[Receipt], allowed| {
        life::share_answered(&delivery(&warning, &release, receipts), allowed, "", "ana", time(9))
    };
    let asks = |receipts: &[Receipt]| {
        life::asked_to_share(&delivery(&warning, &release, receipts), "the shopkeepers", time(5)).unwrap()
    };
    assert_eq!(answer(&[], true).unwrap_err().kind, RefusalKind::Invalid);
    let mut receipts = vec![asks(&[]).unwrap().receipt];
    let step = answer(&receipts, false).unwrap().unwrap();
    assert_eq!(step.receipt.outcome, ReceiptOutcome::ShareRefused);
    assert_eq!(
        step.warning.history.last().unwrap().note,
        "Moscow liaison may not share it as asked (the shopkeepers)."
    );
    receipts.push(step.receipt);
    assert_eq!(answer(&receipts, false).unwrap(), None);
    assert_eq!(answer(&receipts, true).unwrap_err().kind, RefusalKind::NotAllowed, "the answer binds");
    let again = asks(&receipts).expect("it may ask again");
    receipts.push(again.receipt);
    assert!(answer(&receipts, true).unwrap().is_some());
    assert!(shown(&warning, &release, &receipts).receipts.len() == 3, "the partner reads the answers");
}

#[test]
fn the_clock_tries_each_channel_and_then_rings() {
    let (mut warning, release) = released();
    warning.urgency = record::Urgency::Immediate;
    let clock = Clock::default();
    let receipt = |outcome, minutes, channel: &str| Receipt {
        release: release.id.clone(),
        channel: channel.to_owned(),
        outcome,
        at: time(minutes),
        detail: String::new(),
        version: 1,
    };
    let due = |receipts: &[Receipt], minutes| {
        life::duty(&warning, &release, &liaison(), receipts, &[], &clock, time(minutes))
    };
    use ReceiptOutcome::{Acknowledged, Failed, Read, Sent};
    assert!(matches!(due(&[], 0), Duty::Send { .. }));
    let sent = receipt(Sent, 0, "signed_link");
    assert_eq!(due(std::slice::from_ref(&sent), 14), Duty::Wait { until: time(15) });
    assert_eq!(due(std::slice::from_ref(&sent), 15), Duty::Alarm { since: time(15), told: false });
    let opened = [sent.clone(), receipt(Read, 3, "signed_link")];
    assert!(matches!(due(&opened, 15), Duty::Alarm { .. }), "a mail scanner may have opened it");
    assert!(matches!(due(&[sent.clone(), life::alarm(&release, time(15))], 16), Duty::Alarm { told: true, .. }));
    assert_eq!(due(&[sent.clone(), receipt(Failed, 2, "signed_link")], 3), Duty::Alarm { since: time(2), told: false });
    for by in ["signed_link", "cap"] {
        assert_eq!(due(&[sent.clone(), receipt(Acknowledged, 2, by)], 99), Duty::Nothing);
    }
    let next = Release { updates: vec![time(30)], ..release.clone() };
    let receipts = [sent, receipt(Acknowledged, 2, "cap")];
    let duty = life::duty(&warning, &next, &liaison(), &receipts, &[], &clock, time(31));
    assert!(matches!(duty, Duty::Send { .. }), "an update wants an acknowledgement of its own: {duty:?}");
    warning.urgency = record::Urgency::Future;
    let late = life::duty(&warning, &release, &liaison(), &receipts[..1], &[], &clock, time(60));
    assert_eq!(late, Duty::Wait { until: time(24 * 60) }, "less urgent, more time");
}

#[test]
fn the_scoreboard_counts_what_came_of_it() {
    let (warning, release) = released();
    let delivery = Delivery { warning: &warning, release: &release, receipts: &[], partner: "Moscow liaison" };
    let acknowledged = life::acknowledged(&delivery, "", time(12)).unwrap().unwrap();
    let close =
        |outcome| life::closed(&acknowledged.warning, outcome, Some(time(180)), "", "ana", time(300)).unwrap().unwrap();
    let case = |warning: Warning| Case {
        warning,
        releases: vec![release.clone()],
        receipts: vec![acknowledged.receipt.clone()],
    };
    let drafted = draft(&incident(), &claims(), &outlet, None, None, amber(), at(NOW), "ana");
    let cases = [
        case(close(WarningOutcome::Prevented)),
        case(close(WarningOutcome::FalseAlarm)),
        case(life::cancelled(&warning, "A drill", "ana", time(9)).unwrap().unwrap()),
        Case { warning: drafted, releases: Vec::new(), receipts: Vec::new() },
    ];
    let tally = &by_watch(&cases)[&None];
    assert_eq!((tally.warnings, tally.released, tally.acknowledged), (4, 3, 2));
    assert_eq!((tally.prevented, tally.false_alarms, tally.cancelled, tally.precision()), (1, 1, 1, Some(0.5)));
    assert_eq!(tally.median_lead(), Some(SignedDuration::from_hours(3)), "a false alarm has no lead");
    assert_eq!(tally.median_acknowledge(), Some(SignedDuration::from_mins(12)));
    let partner = &by_partner(&cases)[&liaison().id];
    assert_eq!((partner.released, partner.acknowledged, partner.hits()), (3, 3, 1));

    let watch = watch(record::Question { stages: vec![Stage::Planned], ..record::Question::default() });
    let done = Incident { stage: Stage::Accomplished, ..incident() };
    let missed = |released: &[Timestamp]| warn::score::missed(&watch, &done, &claims(), &groups(), released);
    assert!(missed(&[]) && missed(&[at("2024-06-24T00:00:00Z")]), "a warning after the event is no warning");
    assert!(!missed(&[at(NOW)]));
    assert!(!warn::score::missed(&watch, &incident(), &claims(), &groups(), &[]), "it has not happened");
}
