//! What being held back by partners' rules does to the times of a warning: nobody is asked to acknowledge what may not come, and
//! nobody was warned by it.

use jiff::Timestamp;
use record::{Receipt, ReceiptOutcome, Release, Warning};

/// A copy that was held since `since` and may leave from `at` on. `had_any`: the partner has, or had, some version of it; then the
/// partner was warned, and the time counts.
#[must_use]
pub fn freed(release: &Release, since: Timestamp, had_any: bool, at: Timestamp) -> Release {
    let mut free = Release { let_go_at: Some(at), ..release.clone() };
    // Everybody may have read what stood on the public page until then.
    if !had_any && !release.partner.is_public() {
        let held = at.duration_since(since.max(release.at)).as_secs();
        free.held_s = free.held_s.saturating_add(u64::try_from(held).unwrap_or(0));
    }
    free
}

/// Notes on the warning from when its times count: from when they do for the first of its copies. `releases` are those by which
/// somebody was or may be warned; with none it stays as it was.
pub fn note_times(warning: &mut Warning, releases: &[Release]) {
    let Some(first) = releases.iter().map(Release::counts_from).min() else { return };
    warning.counts_from = warning.released_at().filter(|released| first > *released).map(|_| first);
}

/// True if a receipt shows that its partner has some version of this copy: a channel of the partner's took it, or the partner
/// opened or answered it.
#[must_use]
pub fn shows_that_it_came(receipt: &Receipt, release: &Release) -> bool {
    use ReceiptOutcome::{Acknowledged, AskedToShare, Delivered, NotMine, OutcomeGiven, Read};
    receipt.release == release.id
        && matches!(receipt.outcome, Delivered | Read | Acknowledged | NotMine | AskedToShare | OutcomeGiven)
}
