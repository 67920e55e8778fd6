//! What partners sent under rules of theirs: it helps to judge, and stays here.
//!
//! A report from TLP:AMBER on, or under originator control, may not go to others until its originator has marked it wider. So
//! warnings are drafted from what remains of an incident without such reports, as if they had never come. Where nothing else
//! tells of it, the draft stands for the desk alone: its release is refused, and says whom to ask.

use super::world::{DRAFT_TLP, Fresh, Sources};
use super::{Pipeline, Work, failed};
use desk::held::rules_over;
use link::World;
use record::{
    Article, ArticleState, Capture, Claim, Handling, Incident, IncidentId, Marking, RawReport, Refusal, RefusalKind,
    Release, ReportId, Version, Warning, sha256_hex,
};
use std::collections::{BTreeMap, BTreeSet};
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

    /// The rules over what a warning stands on.
    pub(super) fn rules_of(&self, work: &Work<'_>, warning: &Warning) -> Result<BTreeMap<ReportId, Over>, Refusal> {
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
