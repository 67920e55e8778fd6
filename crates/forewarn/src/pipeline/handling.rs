//! What partners sent under rules of theirs: it helps to judge, and stays here.
//!
//! A report from TLP:AMBER on, or under originator control, may not go to others until its originator has marked it wider. So
//! warnings are drafted from what remains of an incident without such reports, as if they had never come. Where nothing else
//! tells of it, the draft stands for the desk alone: its release is refused, and says whom to ask.

use super::world::{DRAFT_TLP, Fresh, Sources};
use super::{Pipeline, Work, failed};
use link::World;
use record::{
    Article, ArticleState, Capture, Claim, Handling, Incident, IncidentId, Marking, RawReport, Refusal, RefusalKind,
    ReportId, Version, Warning, sha256_hex,
};
use std::collections::{BTreeMap, BTreeSet};

/// An incident as a warning tells of it.
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
}

impl Cases {
    /// What holders and drafts by hand are told from. `None`: nothing of it may be told on.
    pub(super) fn tellable(&self) -> Option<&Case> {
        if self.held { self.open.as_ref() } else { Some(&self.whole) }
    }
}

impl Pipeline {
    /// The rules over these reports: those that came with the batch at hand, else those stored.
    fn rules_over(&self, work: &Work<'_>, reports: &[ReportId]) -> Result<BTreeMap<ReportId, Handling>, Refusal> {
        let mut rules: BTreeMap<_, _> = self.store.handlings(reports).map_err(|e| failed(&e))?.into_iter().collect();
        let fresh = reports.iter().filter_map(|id| Some((id.clone(), work.handling.get(id)?.clone())));
        rules.extend(fresh);
        Ok(rules)
    }

    /// Takes note of the rules that came with reports. What came without an article of its own, from a file, gets one: the
    /// store keeps rules by article. Gives the incidents that hold reports whose rules have changed.
    pub(super) fn note_rules(
        &self,
        work: &mut Work<'_>,
        reports: &[(Capture, RawReport)],
        articles: &mut Vec<Article>,
    ) -> Result<Vec<IncidentId>, Refusal> {
        let told: BTreeSet<ReportId> =
            articles.iter().flat_map(|article| &article.versions).map(|version| version.report.clone()).collect();
        for (capture, raw) in reports.iter().filter(|(_, raw)| raw.handling.is_some() && !told.contains(&raw.id)) {
            let key = format!("{} {}", capture.source, raw.id);
            let version = Version {
                report: raw.id.clone(),
                capture: capture.id.clone(),
                at: work.at,
                words: sha256_hex(raw.text.as_bytes()),
            };
            articles.push(Article {
                versions: vec![version],
                handling: raw.handling.clone(),
                ..Article::new(key, capture.source.clone(), raw.url.clone(), ArticleState::Read, work.at)
            });
        }
        let rules = articles.iter().filter_map(|article| Some((article, article.handling.as_ref()?)));
        let over = |(article, rules): (&Article, &Handling)| -> Vec<(ReportId, Handling)> {
            article.versions.iter().map(|version| (version.report.clone(), rules.clone())).collect()
        };
        work.handling = rules.flat_map(over).collect();
        let last: BTreeSet<ReportId> = articles
            .iter()
            .filter_map(|article| article.versions.last())
            .map(|version| version.report.clone())
            .collect();
        let reports: Vec<ReportId> = work.handling.keys().cloned().collect();
        let mut touched = Vec::new();
        for (report, before) in self.store.handlings(&reports).map_err(|e| failed(&e))? {
            if let Some(rules) = work.handling.get_mut(&report).filter(|_| !last.contains(&report)) {
                // As the store keeps them: see `Handling::over_earlier`.
                *rules = rules.over_earlier(&before);
            }
            if work.handling.get(&report) != Some(&before) {
                let incidents = self.store.incidents_of_report(&report).map_err(|e| failed(&e))?;
                touched.extend(incidents.into_iter().map(|incident| incident.id));
            }
        }
        Ok(touched)
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
        let rules = self.rules_over(work, &incident.reports)?;
        let held: BTreeSet<ReportId> =
            rules.iter().filter(|(_, rules)| rules.is_held()).map(|(id, _)| id.clone()).collect();
        let mut case = |incident: Incident| -> Result<Case, Refusal> {
            let over = incident.reports.iter().filter_map(|id| rules.get(id));
            let marking = over.fold(Marking::new(DRAFT_TLP), |all, rules| all.tightest(&rules.marking));
            // Whoever holds it back has to be asked, whatever its label says.
            let held = incident.reports.iter().any(|id| held.contains(id));
            let marking = Marking { originator_control: marking.originator_control || held, ..marking };
            Ok(Case { claims: self.claims_of(&incident, fresh, sources)?, incident, marking })
        };
        let open = if held.is_empty() { None } else { world.incident_without(&incident.id, &held) };
        Ok(Cases { open: open.map(&mut case).transpose()?, whole: case(incident.clone())?, held: !held.is_empty() })
    }

    /// Refuses to let out what stands on reports that partners hold back, or that may not go as far as `marking`.
    pub(super) fn may_go_on(&self, work: &Work<'_>, warning: &Warning, marking: &Marking) -> Result<(), Refusal> {
        let mut reports = BTreeSet::new();
        for id in &warning.claims {
            reports.extend(self.store.claim(id).map_err(|e| failed(&e))?.map(|claim| claim.report));
        }
        let reports: Vec<ReportId> = reports.into_iter().collect();
        let rules = self.rules_over(work, &reports)?;
        let Some(rules) = rules.values().find(|rules| !rules.lets_out(marking)) else { return Ok(()) };
        let Handling { marking: own, originator, .. } = rules;
        let message = if rules.is_held() {
            format!(
                "This stands on a report that {originator} marked {own}, and that is not ours to pass on: ask {originator}. It \
                 can go out once {originator} has marked its report wider, or another source tells of it."
            )
        } else {
            format!(
                "This stands on a report that {originator} marked {own}, and cannot leave under {marking}: release it under \
                 {own} or stricter."
            )
        };
        Err(Refusal::new(RefusalKind::NotAllowed, message))
    }
}
