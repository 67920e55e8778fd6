//! Incidents that grow claim by claim are the ones that follow from all claims at once, also where many strands hang together.

use link::made_up::MadeUp;
use link::{Config, World};

/// Reports of the made-up world that are taken in: enough for events of dozens of claims that come back again and again.
const REPORTS: usize = 1_800;

#[test]
fn claim_by_claim_comes_to_the_same_as_all_at_once() {
    let reports: Vec<_> = MadeUp::new(11).take(REPORTS).collect();
    let mut grown = World::new(Config::default());
    for (report, reading) in &reports {
        let before = grown.ids();
        let touched = grown.add(report, reading);
        let after = grown.ids();
        let told = |id| touched.changed.binary_search(id).is_ok();
        assert!(after.iter().filter(|id| before.binary_search(id).is_err()).all(told), "a new incident is told");
        let gone: Vec<_> = before.into_iter().filter(|id| after.binary_search(id).is_err()).collect();
        assert_eq!(touched.removed, gone);
    }
    let mut whole = World::new(Config::default());
    whole.add_all(reports.iter().map(|(report, reading)| (report, reading)));
    let (grown, whole) = (grown.incidents(), whole.incidents());
    let claims = |all: &[record::Incident]| all.iter().map(|i| i.claims.clone()).collect::<Vec<_>>();
    assert_eq!(claims(&grown), claims(&whole));
    assert!(grown == whole, "and the same in everything else");
    assert!(grown.iter().any(|incident| incident.claims.len() > 40), "some are large");
}
