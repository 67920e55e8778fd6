use crate::material::*;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use record::{
    Area, Marking, Partner, Receipt, ReceiptOutcome, Redaction, RefusalKind, Release, Tlp, Warning, WarningOutcome,
    WarningState,
};
use warn::draft::draft;
use warn::life::{self, Delivery, MAX_ANSWERS, MAX_VALID_DAYS, ORCON_CAVEAT, Terms};

const NOW: &str = "2024-06-18T09:00:00Z";

fn warning(marking: Marking) -> Warning {
    draft(&incident(), &claims(), &outlet, None, None, marking, at(NOW), "ana")
}

fn terms(marking: Marking) -> Terms {
    Terms { marking, caveats: Vec::new(), redaction: Redaction::default(), valid_days: 30 }
}

fn liaison(clearance: Tlp) -> Partner {
    partner("Moscow liaison", &[Area::Country("RU".to_owned())], clearance)
}

fn released(to: &Partner) -> (Warning, Release) {
    life::release(&warning(amber()), to, &[], &terms(amber()), "ana", at(NOW)).unwrap()
}

#[test]
fn a_release_is_refused_with_what_to_do() {
    let orcon = Marking { tlp: Tlp::Amber, originator_control: true };
    let red = Marking::new(Tlp::Red);
    let long = "x".repeat(501);
    let mut over = warning(amber());
    over.state = WarningState::Closed;
    let mut mute = liaison(Tlp::Red);
    mute.channels.clear();
    let mut odd = terms(amber());
    odd.valid_days = MAX_VALID_DAYS + 1;
    let mut wordy = terms(amber());
    wordy.caveats = vec![long];
    let cases = [
        (warning(amber()), liaison(Tlp::Red), terms(Marking::new(Tlp::Green)), "ana"),
        (warning(orcon), liaison(Tlp::Red), terms(red.clone()), "ana"),
        (warning(amber()), liaison(Tlp::Amber), terms(red), "ana"),
        (warning(amber()), liaison(Tlp::Red), terms(amber()), "  "),
        (over, liaison(Tlp::Red), terms(amber()), "ana"),
        (warning(amber()), mute, terms(amber()), "ana"),
        (warning(amber()), liaison(Tlp::Red), odd, "ana"),
        (warning(amber()), liaison(Tlp::Red), wordy, "ana"),
    ];
    let messages: Vec<String> = cases
        .iter()
        .map(|(warning, partner, terms, by)| {
            let refusal = life::release(warning, partner, &[], terms, by, at(NOW)).unwrap_err();
            format!("{:?}: {refusal}", refusal.kind)
        })
        .collect();
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn releasing_twice_is_releasing_once_and_a_release_only_tightens() {
    let partner = liaison(Tlp::Red);
    let (first, held) = released(&partner);
    let held = [held];
    let later = at("2024-06-19T09:00:00Z");
    let again = life::release(&first, &partner, &held, &terms(amber()), "ben", later).unwrap();
    assert_eq!(again, (first.clone(), held[0].clone()), "the same terms change nothing");
    let strict = terms(Marking::new(Tlp::AmberStrict));
    let (second, tighter) = life::release(&first, &partner, &held, &strict, "ben", later).unwrap();
    assert_eq!((&tighter.id, tighter.marking.tlp), (&held[0].id, Tlp::AmberStrict));
    assert_eq!(second.history.last().unwrap().note, "Released again to Moscow liaison under TLP:AMBER+STRICT.");
    assert_eq!(second.released_at(), Some(at(NOW)));
    let back =
        life::release(&second, &partner, std::slice::from_ref(&tighter), &terms(amber()), "ben", later).unwrap_err();
    assert!(back.message.contains("a marking only tightens"), "{back}");
    let revoked = Release { revoked: true, ..tighter };
    let refusal = life::release(&second, &partner, &[revoked], &strict, "ben", later).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::NotAllowed);
    let late = at("2024-09-01T00:00:00Z");
    let (_, renewed) = life::release(&first, &partner, &held, &terms(amber()), "ben", late).unwrap();
    assert!(renewed.expires_at > late, "an expired link can be renewed");
}

#[test]
fn originator_control_goes_with_the_release() {
    let orcon = Marking { tlp: Tlp::Green, originator_control: true };
    let mut terms = terms(orcon.clone());
    terms.caveats = vec![" For planning only. ".to_owned(), String::new(), "For planning only.".to_owned()];
    let (_, release) = life::release(&warning(orcon), &liaison(Tlp::Green), &[], &terms, "ana", at(NOW)).unwrap();
    assert_eq!(release.caveats, [ORCON_CAVEAT, "For planning only."]);
}

/// What a store would hold of one partner's copy.
struct Copy {
    release: Release,
    receipts: Vec<Receipt>,
    partner: Partner,
}

impl Copy {
    fn act(
        &mut self,
        warning: &mut Warning,
        act: impl Fn(&Delivery<'_>) -> Result<Option<life::Step>, record::Refusal>,
    ) -> bool {
        let delivery =
            Delivery { warning, release: &self.release, receipts: &self.receipts, partner: &self.partner.name };
        let Some(step) = act(&delivery).unwrap() else { return false };
        (*warning, _) = (step.warning, self.receipts.push(step.receipt));
        true
    }
}

fn time(minutes: i64) -> Timestamp {
    at(NOW).checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

#[test]
fn the_whole_life_and_a_second_partner() {
    let first = liaison(Tlp::Red);
    let second = partner("Retail group", &[], Tlp::Amber);
    let (mut warning, release) = released(&first);
    let mut copy = Copy { release, receipts: Vec::new(), partner: first };
    assert!(copy.act(&mut warning, |d| life::opened(d, time(5))));
    assert!(!copy.act(&mut warning, |d| life::opened(d, time(6))), "a second opening changes nothing");
    assert_eq!(warning.state, WarningState::Delivered);
    assert!(copy.act(&mut warning, |d| life::acknowledged(d, "We are on it", time(12))));
    assert!(!copy.act(&mut warning, |d| life::acknowledged(d, "We are on it", time(13))));
    assert_eq!(warning.state, WarningState::Acknowledged);

    let held = [copy.release.clone()];
    let (released_again, release) = life::release(&warning, &second, &held, &terms(amber()), "ana", time(20)).unwrap();
    warning = released_again;
    assert_eq!(warning.state, WarningState::Acknowledged, "a state never goes back");
    let mut other = Copy { release, receipts: Vec::new(), partner: second };
    assert!(other.act(&mut warning, |d| life::not_mine(d, "the harbour office", time(25))));
    assert!(!other.act(&mut warning, |d| life::not_mine(d, "the harbour office", time(26))));
    assert!(other.act(&mut warning, |d| life::asked_to_share(d, "the shopkeepers", time(30))));
    assert_eq!(warning.state, WarningState::Acknowledged);

    let event = at("2024-06-22T09:00:00Z");
    let give = |d: &Delivery<'_>| life::outcome(d, WarningOutcome::Prevented, Some(event), "Two held", time(300));
    assert!(copy.act(&mut warning, give));
    assert!(!copy.act(&mut warning, give));
    assert!(other.act(&mut warning, |d| life::outcome(d, WarningOutcome::FalseAlarm, None, "", time(310))));
    assert_eq!((warning.state, warning.outcome), (WarningState::Closed, Some(WarningOutcome::Prevented)));
    assert_eq!(life::lead_time(&warning), Some(SignedDuration::from_hours(96)));
    assert_eq!(life::time_to_acknowledge(&warning), Some(SignedDuration::from_mins(12)));
    let refusal = life::cancelled(&warning, "mistake", "ana", time(400)).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::NotAllowed);
    let history: Vec<String> =
        warning.history.iter().map(|step| format!("{} {}: {}", step.state, step.by, step.note)).collect();
    insta::assert_snapshot!(history.join("\n"));
}

#[test]
fn a_cancelled_warning_stays_cancelled_and_tells_why() {
    let (warning, release) = released(&liaison(Tlp::Red));
    assert_eq!(life::cancelled(&warning, " ", "ana", time(1)).unwrap_err().kind, RefusalKind::Invalid);
    let mut cancelled = life::cancelled(&warning, "The text was a drill", "ana", time(1)).unwrap().unwrap();
    assert_eq!(life::cancelled(&cancelled, "again", "ana", time(2)).unwrap(), None);
    assert!(life::closed(&cancelled, WarningOutcome::Unknown, None, "", "ana", time(2)).is_err());
    let mut copy = Copy { release, receipts: Vec::new(), partner: liaison(Tlp::Red) };
    assert!(copy.act(&mut cancelled, |d| life::opened(d, time(3))), "its holder may still see that");
    assert!(copy.act(&mut cancelled, |d| life::outcome(d, WarningOutcome::Occurred, None, "", time(4))));
    assert_eq!((cancelled.state, cancelled.outcome), (WarningState::Cancelled, None));
}

#[test]
fn the_desk_closes_and_corrects() {
    let (warning, _) = released(&liaison(Tlp::Red));
    let close = |warning: &Warning, outcome| life::closed(warning, outcome, None, "", "ana", time(9)).unwrap();
    let closed = close(&warning, WarningOutcome::Unknown).unwrap();
    assert_eq!(close(&closed, WarningOutcome::Unknown), None);
    let corrected = close(&closed, WarningOutcome::FalseAlarm).unwrap();
    assert_eq!(
        corrected.history.last().unwrap().note,
        "Closed by the desk: there was nothing in it (corrected from nobody can say what came of it)."
    );
}

#[test]
fn a_dead_link_takes_nothing() {
    let (warning, release) = released(&liaison(Tlp::Red));
    let late = release.expires_at;
    let revoked = Release { revoked: true, ..release.clone() };
    let foreign = Release { warning: "wrn-other".into(), ..release.clone() };
    for (release, at, kind) in [
        (&release, late, RefusalKind::NotAllowed),
        (&revoked, time(1), RefusalKind::NotAllowed),
        (&foreign, time(1), RefusalKind::Invalid),
    ] {
        let delivery = Delivery { warning: &warning, release, receipts: &[], partner: "Moscow liaison" };
        assert_eq!(life::opened(&delivery, at).unwrap_err().kind, kind);
    }
    let receipts: Vec<Receipt> = (0..MAX_ANSWERS)
        .map(|n| Receipt {
            release: release.id.clone(),
            channel: "signed_link".to_owned(),
            outcome: ReceiptOutcome::AskedToShare,
            at: time(1),
            detail: n.to_string(),
            version: 1,
        })
        .collect();
    let delivery = Delivery { warning: &warning, release: &release, receipts: &receipts, partner: "Moscow liaison" };
    assert!(life::asked_to_share(&delivery, "one more", time(2)).is_err());
    assert!(life::acknowledged(&delivery, "", time(2)).unwrap().is_some(), "an acknowledgement always gets through");
    assert!(life::acknowledged(&delivery, &"x".repeat(2_001), time(2)).is_err());
}

#[test]
fn lead_time_needs_a_time_worth_the_name() {
    let (mut warning, _) = released(&liaison(Tlp::Red));
    assert_eq!(life::lead_time(&warning), Some(SignedDuration::from_hours(87)));
    warning.when = record::When::month(2024, 7);
    assert_eq!(life::lead_time(&warning), None);
    warning.event_at = Some(at("2024-06-18T08:00:00Z"));
    assert_eq!(life::lead_time(&warning), Some(SignedDuration::from_hours(-1)), "too late is negative");
    assert_eq!(life::time_to_acknowledge(&warning), None);
}

fn any_marking() -> impl Strategy<Value = Marking> {
    (0..Tlp::ALL.len(), any::<bool>())
        .prop_map(|(tlp, originator_control)| Marking { tlp: Tlp::ALL[tlp], originator_control })
}

proptest! {
    /// Invariant 3: nothing leaves but by a named person's release, under a marking at least as strict as the warning's,
    /// and within the partner's clearance, however often it is released again.
    #[test]
    fn nothing_leaves_under_a_looser_marking(
        of_warning in any_marking(),
        asked in proptest::collection::vec((any_marking(), 0..Tlp::ALL.len(), "[ a]{0,2}", 0u32..400), 1..6),
    ) {
        let mut warning = warning(of_warning.clone());
        let mut held: Vec<Release> = Vec::new();
        for (marking, clearance, by, valid_days) in asked {
            let partner = liaison(Tlp::ALL[clearance]);
            let terms = Terms { valid_days, ..terms(marking.clone()) };
            let allowed = of_warning.may_become(&marking)
                && marking.tlp <= partner.clearance
                && !by.trim().is_empty()
                && (1..=MAX_VALID_DAYS).contains(&valid_days)
                && held.last().is_none_or(|held| held.marking.may_become(&marking));
            match life::release(&warning, &partner, &held, &terms, &by, at(NOW)) {
                Ok((next, release)) => {
                    prop_assert!(allowed);
                    prop_assert_eq!(&release.marking, &marking);
                    prop_assert!(release.expires_at > release.at && !release.approved_by.is_empty());
                    (warning, held) = (next, vec![release]);
                }
                Err(refusal) => prop_assert!(!allowed, "{}", refusal),
            }
        }
    }
}
