//! What partners sent under rules of theirs: it helps to judge, and stays here.
//!
//! A report from TLP:AMBER on, or under originator control, may not go to others until its originator has marked it wider. So
//! warnings are drafted from what remains of an incident without such reports, as if they had never come. Where nothing else
//! tells of it, the draft stands for the desk alone: its release is refused, and says whom to ask.

use super::world::{DRAFT_TLP, Fresh, Sources};
use super::{Pipeline, Work, failed};
use desk::held::{had_any, has_it, rules_over};
use link::World;
use record::{
    Article, ArticleState, Capture, Claim, Handling, HeldBack, HeldCopy, Incident, IncidentId, Marking, RawReport,
    Refusal, RefusalKind, Release, ReportId, SendingState, Version, Warning, WarningId, WarningState, sha256_hex,
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::{Change, MAX_PAGE, Page, WarningFilter};
use warn::life;
use warn::passing::{self, Over};

/// An incident as a warning tells of it.
#[derive(Clone)]
pub(super) struct Case {
    pub incident: Incident,
    pub claims: Vec<Claim>,
    /// How far a draft about it may go at most.
    pub marking: Marking,
}

/// An incident whole, and what of it may be told on.
pub(super) struct Cases {
    pub whole: Case,
    /// Without what partners hold back. `None`: they hold nothing back, or nothing else is known.
    pub open: Option<Case>,
    /// Partners hold something of it back.
    pub held: bool,
    /// Their rules over its reports.
    over: BTreeMap<ReportId, Over>,
}

/// What the rules that came with a batch changed.
#[derive(Default)]
pub(super) struct Moved {
    /// Reports that were known, and are under other rules now.
    pub reports: Vec<ReportId>,
    /// The incidents that hold them.
    pub incidents: Vec<IncidentId>,
}

impl Cases {
    /// What holders and drafts by hand are told from. `None`: nothing of it may be told on.
    pub(super) fn tellable(&self) -> Option<&Case> {
        if self.held { self.open.as_ref() } else { Some(&self.whole) }
    }
}

impl Pipeline {
    /// The rules over these reports: those that came with the batch at hand, else those stored.
    fn rules_over(&self, work: &Work<'_>, reports: &[ReportId]) -> Result<BTreeMap<ReportId, Over>, Refusal> {
        let mut rules = rules_over(self.store.as_ref(), reports).map_err(|e| failed(&e))?;
        let fresh = reports.iter().filter_map(|id| Some((id.clone(), work.handling.get(id)?.clone())));
        rules.extend(fresh);
        Ok(rules)
    }

    /// Takes note of the rules that came with reports. What came without an article of its own, from a file, gets one: the
    /// store keeps rules by article. Gives the known reports whose rules have changed, and the incidents that hold them.
    pub(super) fn note_rules(
        &self,
        work: &mut Work<'_>,
        reports: &[(Capture, RawReport)],
        articles: &mut Vec<Article>,
    ) -> Result<Moved, Refusal> {
        let told: BTreeSet<ReportId> =
            articles.iter().flat_map(|article| &article.versions).map(|version| version.report.clone()).collect();
        for (capture, raw) in reports.iter().filter(|(_, raw)| raw.handling.is_some() && !told.contains(&raw.id)) {
            let key = format!("{} {}", capture.source, raw.id);
            let version = Version {
                report: raw.id.clone(),
                capture: capture.id.clone(),
                at: work.at,
                words: sha256_hex(raw.text.as_bytes()),
                rules: None,
            };
            articles.push(Article {
                versions: vec![version],
                handling: raw.handling.clone(),
                ..Article::new(key, capture.source.clone(), raw.url.clone(), ArticleState::Read, work.at)
            });
        }
        let rules = articles.iter().filter_map(|article| Some((article, article.handling.as_ref()?)));
        work.handling = rules
            .flat_map(|(article, rules)| {
                let taken_back = article.deleted_at.is_some();
                let over = Over { rules: rules.clone(), taken_back };
                article.versions.iter().map(move |version| (version.report.clone(), over.clone()))
            })
            .collect();
        let last: BTreeSet<ReportId> = articles
            .iter()
            .filter_map(|article| article.versions.last())
            .map(|version| version.report.clone())
            .collect();
        let own: BTreeMap<&ReportId, Option<&Handling>> = articles
            .iter()
            .flat_map(|article| &article.versions)
            .map(|version| (&version.report, version.rules.as_ref()))
            .collect();
        let reports: Vec<ReportId> = work.handling.keys().cloned().collect();
        let stored = rules_over(self.store.as_ref(), &reports).map_err(|e| failed(&e))?;
        let mut moved = Moved::default();
        for (report, over) in &mut work.handling {
            let before = stored.get(report);
            if let Some(before) = before.filter(|_| !last.contains(report)) {
                // As the store keeps them: see `Handling::over_earlier`.
                over.rules = over.rules.over_earlier(&before.rules);
            }
            if let Some(own) = own.get(report).copied().flatten() {
                over.rules = own.strictest(&over.rules);
            }
            if before != Some(&*over) {
                let incidents = self.store.incidents_of_report(report).map_err(|e| failed(&e))?;
                moved.incidents.extend(incidents.into_iter().map(|incident| incident.id));
                moved.reports.push(report.clone());
            }
        }
        Ok(moved)
    }

    /// An incident whole and as it may be told.
    pub(super) fn cases(
        &self,
        work: &Work<'_>,
        world: &World,
        incident: &Incident,
        fresh: &Fresh,
        sources: &mut Sources,
    ) -> Result<Cases, Refusal> {
        let over = self.rules_over(work, &incident.reports)?;
        let held: BTreeSet<ReportId> =
            over.iter().filter(|(_, over)| over.is_held()).map(|(id, _)| id.clone()).collect();
        let open = if held.is_empty() { None } else { world.incident_without(&incident.id, &held) };
        let open = open.map(|open| self.case(open, &over, fresh, sources)).transpose()?;
        Ok(Cases { open, whole: self.case(incident.clone(), &over, fresh, sources)?, held: !held.is_empty(), over })
    }

    fn case(
        &self,
        incident: Incident,
        over: &BTreeMap<ReportId, Over>,
        fresh: &Fresh,
        sources: &mut Sources,
    ) -> Result<Case, Refusal> {
        let own = || incident.reports.iter().filter_map(|id| over.get(id));
        let marking = own().fold(Marking::new(DRAFT_TLP), |all, over| all.tightest(&over.rules.marking));
        // Whoever holds it back has to be asked, whatever its label says.
        let held = own().any(Over::is_held);
        let marking = Marking { originator_control: marking.originator_control || held, ..marking };
        Ok(Case { claims: self.claims_of(&incident, fresh, sources)?, incident, marking })
    }

    /// What may be told of an incident to those who hold a warning about it: without the reports that may not leave under the
    /// marking of one of them. And why some are left out, if any are.
    pub(super) fn for_holders(
        &self,
        world: &World,
        cases: &Cases,
        holders: &[Release],
        fresh: &Fresh,
    ) -> Result<(Option<Case>, Option<String>), Refusal> {
        let closed = |over: &Over| over.is_held() || holders.iter().any(|held| !over.lets_out(&held.marking));
        let left: BTreeSet<ReportId> =
            cases.over.iter().filter(|(_, over)| closed(over)).map(|(id, _)| id.clone()).collect();
        if left.is_empty() {
            return Ok((Some(cases.whole.clone()), None));
        }
        let under = |held: &Release| passing::held_back(cases.over.values(), &held.marking);
        let why = holders.iter().find_map(under);
        if left.iter().all(|id| cases.over.get(id).is_some_and(Over::is_held)) {
            return Ok((cases.tellable().cloned(), why));
        }
        let Some(open) = world.incident_without(&cases.whole.incident.id, &left) else { return Ok((None, why)) };
        Ok((Some(self.case(open, &cases.over, fresh, &mut Sources::new())?), why))
    }

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
            let copies = |held: &Option<HeldBack>| held.as_ref().map_or(0, |held| held.copies.len());
            if noted.is_some() != warning.held.is_some() || copies(&noted) != copies(&warning.held) {
                self.note_held(work, warning, noted, &releases)?;
            }
            Ok(())
        })
    }

    fn each_that_left(&self, mut look: impl FnMut(Warning) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let states = WarningState::ALL.iter().copied().filter(|state| *state != WarningState::Draft).collect();
        let filter = WarningFilter { states, incident: None };
        let mut offset = 0;
        loop {
            let page = self.store.warnings(&filter, Page { offset, limit: MAX_PAGE }).map_err(|e| failed(&e))?;
            if page.is_empty() {
                return Ok(());
            }
            offset += page.len() as u64;
            page.into_iter().try_for_each(&mut look)?;
        }
    }

    /// What is to be noted of a warning's copies under the rules as they are now; nothing if all may leave.
    fn noted(&self, work: &Work<'_>, warning: &Warning, releases: &[Release]) -> Result<Option<HeldBack>, Refusal> {
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
        let copies = |held: &Option<HeldBack>| held.as_ref().map_or(0, |held| held.copies.len());
        if noted.is_some() && copies(&noted) == copies(&warning.held) {
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
            let Some(since) = since.filter(|_| !stays) else {
                now.push(release.clone());
                continue;
            };
            let receipts = self.store.receipts_of(&release.id).map_err(|e| failed(&e))?;
            let free = life::freed(release, since, had_any(release, &receipts), work.at);
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

    /// The rules over what a warning stands on.
    fn rules_of(&self, work: &Work<'_>, warning: &Warning) -> Result<BTreeMap<ReportId, Over>, Refusal> {
        let mut reports = BTreeSet::new();
        for id in &warning.claims {
            reports.extend(self.store.claim(id).map_err(|e| failed(&e))?.map(|claim| claim.report));
        }
        self.rules_over(work, &reports.into_iter().collect::<Vec<_>>())
    }

    /// Refuses to let out what stands on reports that partners hold back, or that may not go as far as `marking`.
    pub(super) fn may_go_on(&self, work: &Work<'_>, warning: &Warning, marking: &Marking) -> Result<(), Refusal> {
        match passing::held_back(self.rules_of(work, warning)?.values(), marking) {
            None => Ok(()),
            Some(why) => Err(Refusal::new(RefusalKind::NotAllowed, why)),
        }
    }
}
