//! The clock and the times of a warning that was held back, what an earlier program left undone, and acknowledging in CAP.

use super::*;
use record::SendingState;
use share::formats::cap;
use store::{Batch, Change};
use warn::life;

const HOUR: i64 = 3_600;

impl Desk {
    fn later(&self, hours: i64) {
        self.seconds.fetch_add(hours * HOUR, Ordering::SeqCst);
    }

    fn does(&self, event: Event) {
        self.pipeline.handle(Stamped { at: self.now(), who: Who::Forewarn, event }).unwrap();
    }

    /// How often the clock turned to the next channel, or to the desk itself, up to now.
    fn turned(&self) -> usize {
        self.does(Event::TimePassed);
        self.codes().iter().filter(|code| ["warning.unanswered", "warning.passed_on"].contains(&code.as_str())).count()
    }

    fn closed_after(&self, hours: i64) {
        let event_at = Some(moment(hours * HOUR));
        let (warning, outcome) = (self.warning().id, record::WarningOutcome::Occurred);
        self.ana(Event::WarningClosed { warning, outcome, event_at, note: String::new() });
    }

    fn lead_hours(&self) -> Option<i64> {
        life::lead_time(&self.warning()).map(|lead| (lead.as_secs() + HOUR / 2) / HOUR)
    }

    /// The lead of a partner on the scoreboard.
    fn lead_of(&self, partner: &PartnerId) -> Option<i64> {
        let warning = self.warning();
        let releases = self.store.releases_of(&warning.id).unwrap();
        let receipts = releases.iter().flat_map(|release| self.store.receipts_of(&release.id).unwrap()).collect();
        let board = warn::score::by_partner(&[warn::score::Case { warning, releases, receipts }]);
        board[partner].median_lead().map(|lead| (lead.as_secs() + HOUR / 2) / HOUR)
    }
}

/// Released to one partner by webhook alone, at the beginning.
fn released_to_one(desk: &Desk, receiver: &Receiver) -> PartnerId {
    let nairobi = known(desk, receiver);
    desk.coast_says(1, PLAN, CLEAR, false);
    desk.drafted(Tlp::Clear);
    desk.release(&nairobi, Tlp::Clear);
    nairobi
}

#[test]
fn the_clock_stands_while_a_warning_is_held_back_and_starts_when_it_goes() {
    let receiver = Receiver::start(|_, _| Reply::ok());
    let desk = Desk::new();
    let nairobi = released(&desk, &receiver);
    desk.coast_says(2, PLAN, AMBER, false);
    assert_eq!(desk.deliver().held, 1);
    desk.later(48);
    assert_eq!(desk.turned(), 0, "nobody can acknowledge what may not come");
    assert_eq!(desk.store.sendings_of(&desk.release_of(&nairobi).id).unwrap().len(), 1);
    desk.coast_says(3, PLAN, CLEAR, false);
    let sending = desk.store.sendings_of(&desk.release_of(&nairobi).id).unwrap().remove(0);
    assert_eq!((sending.state, sending.next_at), (SendingState::Waiting, Some(desk.now())), "it goes at once");
    assert_eq!(desk.deliver().delivered, 1);
    let within = desk.pipeline.rules().clock.within(desk.warning().urgency).as_secs();
    desk.seconds.fetch_add(within - 1, Ordering::SeqCst);
    assert_eq!(desk.turned(), 0, "the partner has the whole time, from when it could come");
    desk.later(1);
    assert!(desk.turned() > 0);
}

#[test]
fn time_in_which_nobody_had_it_counts_for_no_lead() {
    let receiver = Receiver::start(|_, _| Reply::ok());
    let desk = Desk::new();
    let nairobi = released_to_one(&desk, &receiver);
    desk.coast_says(2, PLAN, AMBER, false);
    desk.closed_after(72);
    assert_eq!((desk.lead_hours(), desk.lead_of(&nairobi)), (None, None), "nobody is warned");
    desk.later(48);
    desk.coast_says(3, PLAN, CLEAR, false);
    assert_eq!((desk.lead_hours(), desk.lead_of(&nairobi)), (Some(24), Some(24)));
}

#[test]
fn a_partner_who_gets_it_under_stricter_terms_is_warned_though_another_never_was() {
    let receiver = Receiver::start(|_, _| Reply::ok());
    let desk = Desk::new();
    released_to_one(&desk, &receiver);
    desk.coast_says(2, PLAN, GREEN, false);
    desk.later(48);
    let lagos = partner("Lagos desk", vec![Channel::SignedLink]);
    desk.ana(Event::PartnerSet(lagos.clone()));
    desk.release(&lagos.id, Tlp::Green);
    assert_eq!(desk.link(&lagos.id, "POST", "/acknowledge").0, StatusCode::SEE_OTHER);
    desk.closed_after(72);
    assert_eq!((desk.lead_hours(), desk.lead_of(&lagos.id)), (Some(24), Some(24)), "not from the copy that never came");
}

#[test]
fn taking_off_the_only_partner_warns_nobody() {
    let receiver = Receiver::start(|_, _| Reply::ok());
    let desk = Desk::new();
    let nairobi = released_to_one(&desk, &receiver);
    desk.coast_says(2, PLAN, AMBER, false);
    desk.ana(Event::PartnerRemoved(nairobi));
    desk.closed_after(72);
    assert_eq!(desk.lead_hours(), None);
    desk.does(Event::DeskOpened);
    assert_eq!(desk.lead_hours(), None, "nor does a new start");
}

#[test]
fn whoever_has_it_was_warned_and_acknowledging_counts_from_when_it_could_come() {
    let receiver = Receiver::start(|_, _| Reply::ok());
    let desk = Desk::new();
    let nairobi = released_to_one(&desk, &receiver);
    assert_eq!(desk.deliver().delivered, 1);
    desk.coast_says(2, PLAN, AMBER, false);
    desk.later(48);
    desk.coast_says(3, PLAN, CLEAR, false);
    desk.closed_after(72);
    assert_eq!((desk.lead_hours(), desk.lead_of(&nairobi)), (Some(72), Some(72)));

    let desk = Desk::new();
    let nairobi = released_to_one(&desk, &receiver);
    desk.coast_says(2, PLAN, AMBER, false);
    desk.later(48);
    // An update with what is free lets it go too.
    desk.courier_says("Lakeside Post", &PLAN.replace("Police in Kenya", "The interior minister"));
    desk.ana(Event::WarningUpdated { warning: desk.warning().id, note: "From another source.".to_owned() });
    assert!(desk.warning().held.is_none());
    desk.later(2);
    assert_eq!(desk.link(&nairobi, "POST", "/acknowledge").0, StatusCode::SEE_OTHER);
    let minutes = life::time_to_acknowledge(&desk.warning()).unwrap().as_mins();
    assert!((119..=121).contains(&minutes), "{minutes}");
}

#[test]
fn what_an_earlier_program_did_not_note_is_noted_when_the_desk_opens() {
    let receiver = Receiver::start(|_, _| Reply::ok());
    let desk = Desk::new();
    released(&desk, &receiver);
    desk.coast_says(2, PLAN, AMBER, false);
    let noted = desk.warning();
    let as_it_was = Warning { held: None, ..noted.clone() };
    let changes = vec![Change::PutWarning(Box::new(as_it_was))];
    desk.store.commit(Batch { changes, ..Batch::default() }).unwrap();
    desk.later(1);
    desk.does(Event::DeskOpened);
    let held = desk.warning().held.unwrap();
    assert_eq!((&held.why, held.copies.len()), (&noted.held.unwrap().why, 2));
    let entries = desk.codes().len();
    desk.does(Event::DeskOpened);
    assert_eq!(desk.codes().len(), entries, "once");
}

/// The message of a release, and the partner's `Ack` to it.
fn ack(desk: &Desk, partner: &PartnerId) -> String {
    let partner = desk.store.partner(partner).unwrap().unwrap();
    let told = told::told(desk.store.as_ref(), &partner, &[], &|_| None).unwrap().remove(0);
    cap::encode(&cap::ack(&cap::message(&told, &sender()), "nairobi.example", "We have it", desk.now()))
}

#[test]
fn a_cap_ack_to_the_link_acknowledges_the_version_that_it_names() {
    let receiver = Receiver::start(|_, _| Reply::ok());
    let desk = Desk::new();
    let nairobi = released(&desk, &receiver);
    let lagos = partner("Lagos desk", vec![Channel::SignedLink]);
    desk.ana(Event::PartnerSet(lagos.clone()));
    desk.release(&lagos.id, Tlp::Clear);
    let xml = ack(&desk, &nairobi);
    let post = |partner: &PartnerId, body: &str| desk.link_with(partner, "POST", "/cap", ("application/cap+xml", body));

    // Another partner's message is like one that never was.
    let (status, theirs) = post(&lagos.id, &xml);
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let own = desk.release_of(&nairobi).id.to_string();
    let (_, never) = post(&lagos.id, &xml.replace(&own, "rel-0000000000000000"));
    assert_eq!(theirs.replace(&own, "rel-0000000000000000"), never);
    for bad in ["", "<alert>", &xml.replace("<msgType>Ack", "<msgType>Alert"), &xml.replace("desk.example,", "other,")]
    {
        assert_eq!(post(&nairobi, bad).0, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    assert!(desk.warning().acknowledged_at().is_none());

    desk.coast_says(2, PLAN, AMBER, false);
    assert_eq!(post(&nairobi, &xml).0, StatusCode::CONFLICT, "what is held back is not opened by acknowledging it");
    desk.coast_says(3, PLAN, CLEAR, false);
    for _ in 0..2 {
        assert_eq!(post(&nairobi, &xml), (StatusCode::NO_CONTENT, String::new()));
    }
    let receipts = desk.store.receipts_of(&desk.release_of(&nairobi).id).unwrap();
    let acks: Vec<_> = receipts.iter().filter(|receipt| receipt.channel == "cap").collect();
    assert_eq!((acks.len(), acks[0].detail.as_str(), acks[0].version), (1, "We have it", 1));
    assert!(desk.warning().acknowledged_at().is_some());
    assert_eq!(post(&lagos.id, "<?xml").0, StatusCode::UNPROCESSABLE_ENTITY);
}
