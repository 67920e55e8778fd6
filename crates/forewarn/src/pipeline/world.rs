//! Keeping the links in memory in step with the store, and turning what they changed into writes.

use super::handling::Case;
use super::{Pipeline, Work, failed};
use jiff::civil::Date;
use link::{Touched, World};
use record::{Claim, Incident, IncidentId, Marking, Refusal, ReportId, Tlp, Warning, WarningState, Watch, When};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::{Change, MAX_PAGE, Page, Store, StoreError, StoredReport, WarningFilter};
use warn::draft;
use warn::watch::Hit;

/// Marking of what a watch drafts: for the receiving organisation and those it serves. The desk may tighten it.
pub const DRAFT_TLP: Tlp = Tlp::Amber;

/// Reports of the batch at hand: not yet in the store, but already part of incidents.
pub(super) type Fresh = BTreeMap<ReportId, (record::Report, record::Reading)>;

/// What is needed to draft and refresh warnings, read once for a batch.
struct Desk {
    watches: Vec<Watch>,
    sources: Sources,
}

/// Of each report behind an incident: its outlet and its day.
pub(super) type Sources = BTreeMap<ReportId, (String, Option<Date>)>;

/// The outlet of a report; empty if it is not known.
pub(super) fn outlet(sources: &Sources, id: &ReportId) -> String {
    sources.get(id).map(|(outlet, _)| outlet.clone()).unwrap_or_default()
}

/// Gives every stored report that has claims, page by page in order of arrival.
///
/// # Errors
/// The store fails.
pub fn each_page_of_readings(store: &dyn Store, mut take: impl FnMut(Vec<StoredReport>)) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let page = store.readings_after(after, MAX_PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.seq;
        take(page);
    }
}

impl Pipeline {
    /// The links, rebuilt from the store if they are not in memory.
    pub(super) fn world<'g>(&self, guard: &'g mut Option<World>) -> Result<&'g mut World, Refusal> {
        if guard.is_none() {
            *guard = Some(self.rebuilt().map_err(|e| failed(&e))?);
        }
        // Just filled; a default is the honest answer of a branch that cannot be taken.
        Ok(guard.get_or_insert_with(|| World::new(link::Config::default())))
    }

    /// Incidents as they follow from the stored claims and judgements, and nothing else.
    fn rebuilt(&self) -> Result<World, StoreError> {
        let mut world = World::new(link::Config::default());
        each_page_of_readings(self.store.as_ref(), |page| {
            world.add_all(page.iter().map(|StoredReport { report, reading, .. }| (report, reading)));
        })?;
        for judgement in self.store.judgements()? {
            world.judge(&judgement);
        }
        world.weigh_all();
        Ok(world)
    }

    /// Writes changed incidents, and drafts or refreshes the warnings that follow from them.
    pub(super) fn apply(
        &self,
        work: &mut Work<'_>,
        world: &World,
        touched: &Touched,
        fresh: &Fresh,
    ) -> Result<(), Refusal> {
        let watches = self.store.watches().map_err(|e| failed(&e))?;
        let mut desk = Desk { watches, sources: Sources::new() };
        self.rehome(work, world, touched)?;
        for id in &touched.removed {
            work.put(Change::DropIncident(id.clone()));
        }
        let changed: BTreeSet<&IncidentId> = touched.changed.iter().collect();
        for id in changed {
            let Some(incident) = world.incident(id) else { continue };
            self.warn_about(work, world, &incident, &mut desk, fresh)?;
            work.outcome.incidents.push(id.clone());
            work.put(Change::PutIncident(Box::new(incident)));
        }
        Ok(())
    }

    /// A warning whose incident goes by another id now, or was merged into another, follows it.
    fn rehome(&self, work: &mut Work<'_>, world: &World, touched: &Touched) -> Result<(), Refusal> {
        for id in &touched.removed {
            for mut warning in self.warnings_about(id)? {
                let Some(now) = world.current(id) else { continue };
                work.log("warning.moved", warning.id.as_str(), json!({ "from": id, "to": now }));
                warning.incident = now;
                work.put(Change::PutWarning(Box::new(warning)));
            }
        }
        Ok(())
    }

    pub(super) fn warnings_about(&self, id: &IncidentId) -> Result<Vec<Warning>, Refusal> {
        let filter = WarningFilter { incident: Some(id.clone()), ..WarningFilter::default() };
        self.store.warnings(&filter, Page::first(MAX_PAGE)).map_err(|e| failed(&e))
    }

    /// Brings the drafts about one incident up to date, and meets it with every watch.
    fn warn_about(
        &self,
        work: &mut Work<'_>,
        world: &World,
        incident: &Incident,
        desk: &mut Desk,
        fresh: &Fresh,
    ) -> Result<(), Refusal> {
        let known = self.warnings_about(&incident.id)?;
        if desk.watches.is_empty() && known.is_empty() {
            return Ok(());
        }
        let cases = self.cases(work, world, incident, fresh, &mut desk.sources)?;
        let outlets = |id: &ReportId| outlet(&desk.sources, id);
        let latest = incident.reports.iter().filter_map(|id| desk.sources.get(id)?.1).max();
        let told_at = latest.and_then(When::day).map_or(work.at, |day| day.end);
        // What left the desk changes only when a person sends the change: it is offered.
        for warning in known.iter().filter(|warning| warning.state != WarningState::Draft) {
            let (case, _) = self.for_holders(world, &cases, &self.holders(&warning.id)?, fresh)?;
            let Some(case) = case else { continue };
            let changed = draft::changed(warning, &case.incident, &case.claims, &outlets, work.at);
            if let Some(now) = draft::offered(warning, changed.as_ref(), work.at) {
                let changes = now.offer.as_ref().map(|offer| &offer.changes);
                work.log("warning.update_offered", now.id.as_str(), json!({ "changes": changes }));
                work.put_warning(now);
            }
        }
        let mut refresh = |warning: &Warning, case: &Case, met: Option<(&Watch, &Hit)>| {
            let now = draft::refresh(warning, &case.incident, &case.claims, &outlets, met, work.at);
            let Some(now) = marked(warning, now, case, met.is_some()) else { return };
            work.log("warning.refreshed", now.id.as_str(), json!({ "claims": now.claims.len() }));
            work.put_warning(now);
        };
        let mut case = cases.tellable().unwrap_or(&cases.whole);
        for warning in known.iter().filter(|warning| warning.watch.is_none()) {
            refresh(warning, case, None);
        }
        // An anniversary is no reason to wake anybody; what was drafted already is still kept up.
        let old = warn::watch::old_case(incident, told_at).is_some();
        let mut hits = self.hits(&desk.watches, case);
        if hits.is_empty() {
            // What partners hold back concerns this desk too.
            case = &cases.whole;
            hits = self.hits(&desk.watches, case);
        }
        let Some((watch, hit)) = together(&hits, &known) else { return Ok(()) };
        match known.iter().find(|warning| warning.watch.is_some()) {
            Some(warning) => refresh(warning, case, Some((watch, &hit))),
            None if old => {}
            None => {
                let by = format!("watch {}", watch.name);
                let (incident, claims, marking) = (&case.incident, &case.claims, case.marking.clone());
                let warning =
                    draft::draft(incident, claims, &outlets, Some((watch, &hit)), None, marking, work.at, &by);
                work.log("warning.drafted", warning.id.as_str(), json!({ "watch": watch.id, "why": hit.reasons }));
                work.put_warning(warning);
            }
        }
        Ok(())
    }

    /// The watches that a case meets.
    fn hits<'w>(&self, watches: &'w [Watch], case: &Case) -> Vec<(&'w Watch, Hit)> {
        let groups = self.reader.groups();
        let hit = |watch: &'w Watch| Some((watch, warn::watch::hit(watch, &case.incident, &case.claims, groups)?));
        watches.iter().filter_map(hit).collect()
    }

    /// The claims of an incident, from the batch at hand or from the store, with the names of their outlets.
    pub(super) fn claims_of(
        &self,
        incident: &Incident,
        fresh: &Fresh,
        sources: &mut Sources,
    ) -> Result<Vec<Claim>, Refusal> {
        let mut by_id = BTreeMap::new();
        for id in &incident.reports {
            let from_store;
            let (report, reading) = match fresh.get(id) {
                Some((report, reading)) => (report, reading),
                None => {
                    let Some(stored) = self.store.report(id).map_err(|e| failed(&e))? else { continue };
                    from_store = stored;
                    (&from_store.report, &from_store.reading)
                }
            };
            sources.insert(id.clone(), (report.outlet.clone(), report.published));
            by_id.extend(reading.claims.iter().map(|claim| (claim.id.clone(), claim.clone())));
        }
        Ok(incident.claims.iter().filter_map(|id| by_id.remove(id)).collect())
    }

    /// Recomputes everything from claims and judgements.
    pub(super) fn relinked(&self, work: &mut Work<'_>, guard: &mut Option<World>) -> Result<(), Refusal> {
        *guard = None;
        let world = self.world(guard)?;
        let ids: BTreeSet<IncidentId> = world.ids().into_iter().collect();
        let mut removed = Vec::new();
        let mut offset = 0;
        loop {
            let page = Page { offset, limit: MAX_PAGE };
            let stored = self.store.incidents(&store::IncidentFilter::default(), page).map_err(|e| failed(&e))?;
            if stored.is_empty() {
                break;
            }
            offset += stored.len() as u64;
            removed.extend(stored.into_iter().map(|incident| incident.id).filter(|id| !ids.contains(id)));
        }
        let touched = Touched { changed: ids.into_iter().collect(), removed };
        work.log(
            "incidents.relinked",
            "all",
            json!({ "incidents": touched.changed.len(), "dropped": touched.removed.len() }),
        );
        self.apply(work, world, &touched, &Fresh::new())
    }
}

/// A draft under the marking that its case has now; `None` if nothing changed. What a person drafted only tightens.
fn marked(warning: &Warning, fresh: Option<Warning>, case: &Case, by_watch: bool) -> Option<Warning> {
    if warning.state != WarningState::Draft {
        return fresh;
    }
    let own = if by_watch { case.marking.clone() } else { warning.marking.clone() };
    let control = own.originator_control || case.marking.originator_control;
    let marking = Marking { originator_control: control, ..own };
    // What it stands on decides whether it may go out, also where the words are the same.
    let less = warning.claims.iter().any(|claim| !case.incident.claims.contains(claim));
    if fresh.is_none() && marking == warning.marking && !less {
        return None;
    }
    let claims = case.incident.claims.clone();
    Some(Warning { marking, claims, ..fresh.unwrap_or_else(|| warning.clone()) })
}

/// One warning for one incident, however many watches it meets: the watch that drafted it (else the first that is met), with
/// the reasons of all. A desk decides about an event, not about its own questions.
fn together<'w>(hits: &[(&'w Watch, Hit)], known: &[Warning]) -> Option<(&'w Watch, Hit)> {
    let drafted = known.iter().find_map(|warning| warning.watch.as_ref());
    let own = hits.iter().position(|(watch, _)| Some(&watch.id) == drafted).unwrap_or(0);
    let (watch, hit) = hits.get(own)?;
    let others = hits.iter().enumerate().filter(|(n, _)| *n != own).map(|(_, (watch, _))| *watch);
    let mut reasons = hit.reasons.clone();
    reasons.extend(others.map(|other| format!("The watch \u{201c}{}\u{201d} is met too.", other.name)));
    Some((watch, Hit { reasons }))
}
