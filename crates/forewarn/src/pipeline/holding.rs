//! Warnings that left the desk and may not leave any more, because partners' rules over what they stand on have changed: noted,
//! told to people, and let go. The rules themselves are asked at every door ([`desk::held`]).

use super::handling::Moved;
use super::{Pipeline, Work, failed};
use desk::held::{had_any, has_it};
use record::{HeldBack, HeldCopy, Refusal, Release, SendingState, Warning, WarningId, WarningState};
use serde_json::json;
use std::collections::BTreeSet;
use store::Change;
use warn::life;
use warn::passing;

impl Pipeline {
    /// Takes note of warnings that left the desk and may not leave any more, or may again, now that these reports are under other
    /// rules. The rules themselves are asked at every door ([`desk::held`]): this is for people, and for collections and the public
    /// page, whose copies are made anew when a warning changes, and when the ledger tells of something.
    pub(super) fn hold(&self, work: &mut Work<'_>, moved: &Moved) -> Result<(), Refusal> {
        let mut claims = BTreeSet::new();
        for id in &moved.reports {
            let stored = self.store.report(id).map_err(|e| failed(&e))?;
            claims.extend(stored.into_iter().flat_map(|stored| stored.reading.claims).map(|claim| claim.id));
        }
        if claims.is_empty() && moved.incidents.is_empty() {
            return Ok(());
        }
        // What a copy says of who stands behind whom comes from the whole incident.
        let concerns = |one: &Warning| {
            one.claims.iter().any(|claim| claims.contains(claim)) || moved.incidents.contains(&one.incident)
        };
        let mut anew = Vec::new();
        self.each_that_left(|stored| {
            if !concerns(&stored) {
                return Ok(());
            }
            let fresh = work.batch.changes.iter().rev().find_map(|change| match change {
                Change::PutWarning(warning) if warning.id == stored.id => Some(warning.as_ref().clone()),
                _ => None,
            });
            anew.extend(self.hold_one(work, fresh.unwrap_or(stored))?);
            Ok(())
        })?;
        if !anew.is_empty() {
            work.log("handling.changed", "warnings", json!({ "reports": moved.reports.len(), "warnings": anew }));
        }
        Ok(())
    }

    /// Asks anew of every warning that left the desk: an earlier program may not have noted what is held back.
    pub(super) fn reviewed(&self, work: &mut Work<'_>) -> Result<(), Refusal> {
        self.each_that_left(|warning| {
            let releases = self.holders(&warning.id)?;
            let noted = self.noted(work, &warning, &releases)?;
            if noted != warning.held {
                self.note_held(work, warning, noted, &releases)?;
            }
            Ok(())
        })
    }

    fn each_that_left(&self, look: impl FnMut(Warning) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let left = WarningState::ALL.iter().copied().filter(|state| *state != WarningState::Draft);
        self.each_warning(left.collect(), look)
    }

    /// What is to be noted of a warning's copies under the rules as they are now; nothing if all may leave. That the last
    /// holder is taken off warns nobody: if nobody ever had it, that stays noted.
    fn noted(&self, work: &Work<'_>, warning: &Warning, releases: &[Release]) -> Result<Option<HeldBack>, Refusal> {
        if releases.is_empty() {
            return Ok(warning.held.clone().filter(|held| held.nobody_has_it));
        }
        let over = self.rules_of(work, warning)?;
        let (mut why, mut copies, mut nobody_has_it) = (None, Vec::new(), true);
        for release in releases {
            let Some(words) = passing::held_back(over.values(), &release.marking) else {
                nobody_has_it = false;
                continue;
            };
            why.get_or_insert(words);
            let before = warning.held.as_ref();
            let known = before.and_then(|held| held.copies.iter().find(|copy| copy.release == release.id));
            let since = known.map_or_else(
                || before.filter(|held| held.copies.is_empty()).map_or(work.at, |held| held.at),
                |copy| copy.since,
            );
            copies.push(HeldCopy { release: release.id.clone(), since });
            let receipts = self.store.receipts_of(&release.id).map_err(|e| failed(&e))?;
            nobody_has_it &= !had_any(release, &receipts) && !release.partner.is_public();
        }
        // In whatever order the releases were given.
        copies.sort_by(|one, other| one.release.cmp(&other.release));
        let at = |why: &String| warning.held.as_ref().filter(|held| held.why == *why).map_or(work.at, |held| held.at);
        Ok(why.map(|why| HeldBack { at: at(&why), why, copies, nobody_has_it }))
    }

    /// Gives the warning's id where nothing is to be said of it, though its copies may be others now.
    fn hold_one(&self, work: &mut Work<'_>, warning: Warning) -> Result<Option<WarningId>, Refusal> {
        let releases = self.holders(&warning.id)?;
        let noted = self.noted(work, &warning, &releases)?;
        let why = |held: &Option<HeldBack>| held.as_ref().map(|held| held.why.clone());
        if why(&noted) != why(&warning.held) {
            self.note_held(work, warning, noted, &releases)?;
            return Ok(None);
        }
        if releases.is_empty() {
            return Ok(None);
        }
        // The same words, but perhaps over other releases.
        let id = warning.id.clone();
        let mut warning = self.let_copies_go(work, warning, noted.as_ref(), &releases)?;
        warning.held = noted;
        work.put_warning(warning);
        Ok(Some(id))
    }

    /// Writes down what is held back now, and who has it all the same.
    fn note_held(
        &self,
        work: &mut Work<'_>,
        warning: Warning,
        noted: Option<HeldBack>,
        releases: &[Release],
    ) -> Result<(), Refusal> {
        let mut have_it = Vec::new();
        for release in releases {
            let receipts = self.store.receipts_of(&release.id).map_err(|e| failed(&e))?;
            have_it.extend(has_it(release, &receipts).map(|_| release.partner.clone()));
        }
        let what = if noted.is_some() { "warning.held_back" } else { "warning.let_go" };
        work.log(what, warning.id.as_str(), json!({ "have_it": have_it }));
        let mut warning = self.let_copies_go(work, warning, noted.as_ref(), releases)?;
        warning.held = noted;
        work.put_warning(warning);
        Ok(())
    }

    /// Lets a warning go whose `holders` are under no rule that holds it back any more; true if that changed it.
    pub(super) fn let_go(
        &self,
        work: &mut Work<'_>,
        warning: &mut Warning,
        holders: &[Release],
    ) -> Result<bool, Refusal> {
        if warning.held.is_none() {
            return Ok(false);
        }
        let noted = self.noted(work, warning, holders)?;
        if noted == warning.held {
            return Ok(false);
        }
        if noted.is_none() {
            let holders: Vec<_> = holders.iter().map(|release| &release.partner).collect();
            work.log("warning.let_go", warning.id.as_str(), json!({ "holders": holders }));
        }
        *warning = self.let_copies_go(work, warning.clone(), noted.as_ref(), holders)?;
        warning.held = noted;
        Ok(true)
    }

    /// The copies that were held back and are not among those `noted` now: their clocks start, and what waits goes at once.
    /// `releases` are all there are, as they are to be. Gives the warning with its times.
    pub(super) fn let_copies_go(
        &self,
        work: &mut Work<'_>,
        mut warning: Warning,
        noted: Option<&HeldBack>,
        releases: &[Release],
    ) -> Result<Warning, Refusal> {
        let Some(before) = warning.held.take() else { return Ok(warning) };
        let mut now = Vec::new();
        for release in releases {
            let is = |copy: &&HeldCopy| copy.release == release.id;
            let since = match before.copies.iter().find(is) {
                Some(copy) => Some(copy.since),
                // An earlier program did not note which.
                None => before.copies.is_empty().then_some(before.at),
            };
            let stays = noted.is_some_and(|noted| noted.copies.iter().any(|copy| copy.release == release.id));
            let receipts = self.store.receipts_of(&release.id).map_err(|e| failed(&e))?;
            let had_any = had_any(release, &receipts);
            let Some(since) = since.filter(|_| !stays) else {
                // By a copy that never came, and may not come now either, nobody was warned.
                now.extend((!stays || had_any || release.partner.is_public()).then(|| release.clone()));
                continue;
            };
            let free = life::freed(release, since, had_any, work.at);
            work.put(Change::PutRelease(free.clone()));
            self.send_what_was_held(work, &warning, &free)?;
            now.push(free);
        }
        life::note_times(&mut warning, &now);
        Ok(warning)
    }

    /// What waited because it might not leave goes now, or at the end of quiet hours: from then on its clock runs.
    fn send_what_was_held(&self, work: &mut Work<'_>, warning: &Warning, release: &Release) -> Result<(), Refusal> {
        let Some(partner) = self.store.partner(&release.partner).map_err(|e| failed(&e))? else { return Ok(()) };
        for mut sending in self.store.sendings_of(&release.id).map_err(|e| failed(&e))? {
            let waits = sending.state == SendingState::Waiting && sending.version == release.version();
            if waits && sending.last_error.starts_with(life::HELD) {
                sending.not_before = life::hold(&partner, warning.urgency, work.at).max(sending.not_before);
                sending.next_at = Some(sending.not_before);
                sending.digest = life::digest(&partner, &sending.channel, sending.not_before, work.at);
                sending.last_error.clear();
                work.put(Change::PutSending(Box::new(sending)));
            }
        }
        Ok(())
    }

    /// True where partners' rules hold a release back now. Asked only where the warning says that some are: the clock asks often.
    pub(super) fn holds(&self, work: &Work<'_>, warning: &Warning, release: &Release) -> Result<bool, Refusal> {
        Ok(warning.held.is_some()
            && passing::held_back(self.rules_of(work, warning)?.values(), &release.marking).is_some())
    }
}
