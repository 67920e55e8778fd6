//! All claims and judgements, and the incidents that follow from them.

use crate::blocks::{Blocks, Member};
use crate::facts::{Facts, ReportFacts};
use crate::judged::Judged;
use crate::partition::{Pair, Ruling, partition};
use crate::speakers::canonical_name;
use crate::standing::Standing;
use crate::{Config, assemble, score};
use record::{Assertion, ClaimId, Incident, IncidentId, Judgement, Reading, Report, ReportId, SpeakerKind, Subject};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// What an addition changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Incidents that are new or look different now, sorted.
    pub changed: Vec<IncidentId>,
    /// Incidents that are no more: their claims went to others, which [`World::current`] names. Sorted.
    pub removed: Vec<IncidentId>,
}

/// One incident's claims (in shown order) and the pairs along which they joined.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Cluster {
    pub claims: Vec<usize>,
    pub links: Vec<(usize, usize)>,
}

/// All claims and judgements. Incidents are a function of the set of both.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub(crate) config: Config,
    pub(crate) reports: Vec<ReportFacts>,
    report_index: FxHashMap<ReportId, usize>,
    pub(crate) facts: Vec<Facts>,
    /// The claims of each report, by index.
    pub(crate) of_report: Vec<Vec<usize>>,
    claim_index: FxHashMap<ClaimId, usize>,
    /// The incident id that each claim would give, were it the earliest of its incident.
    own_id: FxHashMap<IncidentId, usize>,
    blocks: Blocks,
    /// For each claim the others that it scores well with.
    edges: Vec<FxHashMap<usize, f64>>,
    /// Claims joined by an analyst, by index.
    joined: FxHashMap<usize, BTreeSet<usize>>,
    incident_of: Vec<IncidentId>,
    clusters: BTreeMap<IncidentId, Cluster>,
    pub(crate) judged: Judged,
    /// What sources stood for, and what became of it, as of the last [`World::weigh`].
    pub(crate) standing: Standing,
}

struct Rules<'w> {
    judged: &'w Judged,
    facts: &'w [Facts],
}

impl Ruling for Rules<'_> {
    fn apart(&self, left: usize, right: usize) -> bool {
        self.judged.apart(self.facts[left].id(), self.facts[right].id())
    }

    fn any_apart(&self, claim: usize) -> bool {
        self.judged.kept_apart(self.facts[claim].id()).next().is_some()
    }
}

impl World {
    /// An empty world.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, ..Self::default() }
    }

    /// Adds the claims of one report. Claims that are known already, and hypothetical ones, change nothing.
    pub fn add(&mut self, report: &Report, reading: &Reading) -> Touched {
        self.add_all(std::iter::once((report, reading)))
    }

    /// Adds many reports at once: the same result as one by one, but each incident is worked out only once. For imports and for
    /// rebuilding from a store.
    pub fn add_all<'r>(&mut self, reports: impl IntoIterator<Item = (&'r Report, &'r Reading)>) -> Touched {
        let (mut affected, mut beside) = (BTreeSet::new(), BTreeSet::new());
        for (report, reading) in reports {
            for claim in &reading.claims {
                if claim.assertion == Assertion::Hypothetical || self.claim_index.contains_key(&claim.id) {
                    continue;
                }
                let report_index = *self.report_index.entry(report.id.clone()).or_insert_with(|| {
                    self.reports.push(ReportFacts::of(report));
                    self.of_report.push(Vec::new());
                    self.reports.len() - 1
                });
                // Whom a report cites for one thing may tell on whom it rests for another.
                beside.extend(self.of_report[report_index].iter().copied());
                self.of_report[report_index].push(self.facts.len());
                let mut facts = Facts::of(report, claim, &self.config);
                facts.report = report_index;
                self.put(facts, &mut affected);
            }
        }
        let touched = self.settle(affected);
        self.also(touched, beside)
    }

    /// Adds the incidents of these claims to what is told as changed.
    fn also(&self, mut touched: Touched, claims: BTreeSet<usize>) -> Touched {
        let mut changed: BTreeSet<IncidentId> = touched.changed.drain(..).collect();
        changed.extend(claims.into_iter().map(|claim| self.incident_of[claim].clone()));
        touched.changed = changed.into_iter().collect();
        touched
    }

    fn put(&mut self, facts: Facts, affected: &mut BTreeSet<usize>) {
        let index = self.facts.len();
        let change = self.blocks.add(index, &facts.blocks, facts.order, self.config.neighbours);
        self.claim_index.insert(facts.claim.id.clone(), index);
        self.own_id.insert(facts.incident.clone(), index);
        self.incident_of.push(facts.incident.clone());
        self.edges.push(FxHashMap::default());
        self.facts.push(facts);
        affected.insert(index);
        for other in change.candidates {
            if self.facts[other].report == self.facts[index].report {
                continue;
            }
            let total = score(&self.facts[index], &self.facts[other]).total;
            if total >= self.config.link_at {
                self.edges[index].insert(other, total);
                self.edges[other].insert(index, total);
            }
        }
        for (left, right) in change.pushed {
            if self.edges[left].contains_key(&right)
                && !self.blocks.close(self.member(left), self.member(right), self.config.neighbours)
            {
                self.edges[left].remove(&right);
                self.edges[right].remove(&left);
                affected.extend([left, right]);
            }
        }
        if self.judged.names(self.facts[index].id()) {
            self.rejoin(affected);
        }
    }

    fn member(&self, index: usize) -> Member<'_> {
        Member { index, keys: &self.facts[index].blocks, order: self.facts[index].order }
    }

    /// Works out again which claims analysts have joined.
    fn rejoin(&mut self, affected: &mut BTreeSet<usize>) {
        let before = std::mem::take(&mut self.joined);
        for (left, right) in &self.judged.together {
            if let (Some(l), Some(r)) = (self.claim_index.get(left), self.claim_index.get(right)) {
                self.joined.entry(*l).or_default().insert(*r);
                self.joined.entry(*r).or_default().insert(*l);
            }
        }
        let keys: BTreeSet<usize> = before.keys().chain(self.joined.keys()).copied().collect();
        affected.extend(keys.into_iter().filter(|k| before.get(k) != self.joined.get(k)));
    }

    /// Recomputes the incidents of every component that one of these claims belongs to.
    fn settle(&mut self, affected: BTreeSet<usize>) -> Touched {
        let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
        let mut done: FxHashSet<usize> = FxHashSet::default();
        for start in affected {
            if done.contains(&start) {
                continue;
            }
            let component = self.component(start);
            done.extend(component.iter().copied());
            for claim in &component {
                let id = &self.incident_of[*claim];
                if let Some(old) = self.clusters.remove(id) {
                    before.insert(id.clone(), old);
                }
            }
            for (id, cluster) in self.clusters_of(&component) {
                for claim in &cluster.claims {
                    self.incident_of[*claim] = id.clone();
                }
                after.insert(id, cluster);
            }
        }
        let touched = Touched {
            changed: after
                .iter()
                .filter(|(id, cluster)| before.get(id) != Some(cluster))
                .map(|(id, _)| id.clone())
                .collect(),
            removed: before.keys().filter(|id| !after.contains_key(id)).cloned().collect(),
        };
        self.clusters.extend(after);
        touched
    }

    /// The claims that can be reached over good pairs and analysts' joins, in shown order.
    fn component(&self, start: usize) -> Vec<usize> {
        let mut seen: FxHashSet<usize> = std::iter::once(start).collect();
        let mut open = vec![start];
        while let Some(claim) = open.pop() {
            let joined = self.joined.get(&claim).into_iter().flatten();
            for next in self.edges[claim].keys().chain(joined) {
                if seen.insert(*next) {
                    open.push(*next);
                }
            }
        }
        let mut found: Vec<usize> = seen.into_iter().collect();
        found.sort_by(|a, b| self.facts[*a].shown_order().cmp(&self.facts[*b].shown_order()));
        found
    }

    fn clusters_of(&self, component: &[usize]) -> Vec<(IncidentId, Cluster)> {
        let mut pairs = Vec::new();
        for left in component {
            pairs.extend(self.edges[*left].iter().filter(|(right, _)| left < *right).map(|(right, score)| Pair {
                left: *left,
                right: *right,
                score: *score,
            }));
        }
        let within: FxHashSet<usize> = component.iter().copied().collect();
        let together: Vec<(usize, usize)> = self
            .judged
            .together
            .iter()
            .filter_map(|(l, r)| Some((*self.claim_index.get(l)?, *self.claim_index.get(r)?)))
            .filter(|(l, _)| within.contains(l))
            .collect();
        let rules = Rules { judged: &self.judged, facts: &self.facts };
        partition(&self.facts, component, pairs, &together, &rules, &self.config)
            .into_iter()
            .map(|(claims, links)| {
                let id = self.facts[claims[0]].incident.clone();
                (id, Cluster { claims, links: links.into_iter().map(|p| (p.left, p.right)).collect() })
            })
            .collect()
    }

    /// Takes a judgement into account. One that is known already changes nothing; one about claims that are not there yet
    /// waits for them.
    pub fn judge(&mut self, judgement: &Judgement) -> Touched {
        let before = self.judged.clone();
        if !self.judged.add(judgement) {
            return Touched::default();
        }
        let mut affected = BTreeSet::new();
        self.rejoin(&mut affected);
        let mut concerned = BTreeSet::new();
        self.concerns(&judgement.subject, &before, &mut affected, &mut concerned);
        let touched = self.settle(affected);
        self.also(touched, concerned)
    }

    /// Which claims must be partitioned again (`affected`) and whose incidents look different (`concerned`).
    fn concerns(
        &self,
        subject: &Subject,
        before: &Judged,
        affected: &mut BTreeSet<usize>,
        concerned: &mut BTreeSet<usize>,
    ) {
        match subject {
            Subject::SameIncident { left, right } => {
                affected.extend([left, right].into_iter().filter_map(|claim| self.claim_index.get(claim)));
            }
            Subject::Merge { claims } => affected.extend(claims.iter().filter_map(|claim| self.claim_index.get(claim))),
            Subject::Split { claims, rest } => {
                affected.extend(claims.iter().chain(rest).filter_map(|claim| self.claim_index.get(claim)));
            }
            Subject::SameOrigin { left, right } | Subject::Independence { left, right } => {
                concerned.extend(self.speaking(left));
                concerned.extend(self.speaking(right));
            }
            Subject::Reliability { source, .. } => concerned.extend(self.speaking(source)),
            Subject::Credibility { incident, .. } | Subject::Stage { incident, .. } => {
                concerned.extend(self.own_id.get(incident));
            }
            Subject::Undo { judgement } => {
                // An undo of an undo points at the judgement that comes back into force.
                let mut next = Some(judgement.clone());
                let mut seen = BTreeSet::new();
                while let Some(target) = next.take().filter(|id| seen.insert(id.clone())).and_then(|id| before.get(&id))
                {
                    match &target.subject {
                        Subject::Undo { judgement } if *judgement != target.id => next = Some(judgement.clone()),
                        Subject::Undo { .. } => {}
                        subject => self.concerns(subject, before, affected, concerned),
                    }
                }
            }
        }
    }

    /// Brings the records of sources up to date with what an addition or a judgement changed, and gives that with the further
    /// incidents whose grade moves by it. Until it is called, grades rest on the records as they were: reliability is a
    /// function of all that is known, so a store calls it once for each batch.
    pub fn weigh(&mut self, mut touched: Touched) -> Touched {
        let mut told = Vec::new();
        for id in touched.changed.iter().chain(&touched.removed) {
            let found = self.clusters.get(id).map_or_else(Vec::new, |cluster| assemble::testimony(self, cluster));
            told.push((id.clone(), found));
        }
        let moved = self.standing.put(told);
        let changed: BTreeSet<IncidentId> = touched.changed.drain(..).chain(moved).collect();
        touched.changed = changed.into_iter().collect();
        touched
    }

    /// [`World::weigh`] for everything there is: after rebuilding from a store.
    pub fn weigh_all(&mut self) {
        self.weigh(Touched { changed: self.ids(), removed: Vec::new() });
    }

    /// Claims whose chain holds a name that stands in this label.
    fn speaking(&self, label: &str) -> Vec<usize> {
        let label = canonical_name(label);
        let words: Vec<&str> = label.split(' ').collect();
        let within = |name: &str| {
            let name = canonical_name(name);
            !name.is_empty() && name.split(' ').all(|word| words.contains(&word))
                || name.split(' ').count() > 0 && words.iter().all(|w| name.split(' ').any(|n| n == *w))
        };
        self.facts
            .iter()
            .enumerate()
            .filter(|(_, f)| f.claim.said_by.iter().any(|s| within(&s.name)) || within(&self.reports[f.report].outlet))
            .map(|(index, _)| index)
            .collect()
    }

    /// What speaks under this name, in any usual spelling; `Person` if anything with this name was taken for a person. Looks
    /// through all claims.
    #[must_use]
    pub fn speaker_kind(&self, name: &str) -> Option<SpeakerKind> {
        let key = canonical_name(name);
        let mut found = None;
        let outlets = self.reports.iter().map(|report| (report.outlet.as_str(), SpeakerKind::Outlet));
        let speakers = self.facts.iter().flat_map(|f| &f.claim.said_by).map(|s| (s.name.as_str(), s.kind));
        for (_, kind) in outlets.chain(speakers).filter(|(name, _)| canonical_name(name) == key) {
            match kind {
                SpeakerKind::Person => return Some(kind),
                kind => found = found.or(Some(kind)),
            }
        }
        found
    }

    /// An incident, put together now.
    #[must_use]
    pub fn incident(&self, id: &IncidentId) -> Option<Incident> {
        let cluster = self.clusters.get(id)?;
        Some(assemble::incident(self, id, cluster))
    }

    /// All incidents, sorted by id.
    #[must_use]
    pub fn incidents(&self) -> Vec<Incident> {
        self.clusters.iter().map(|(id, cluster)| assemble::incident(self, id, cluster)).collect()
    }

    /// The ids of all incidents, sorted, without putting the incidents together.
    #[must_use]
    pub fn ids(&self) -> Vec<IncidentId> {
        self.clusters.keys().cloned().collect()
    }

    /// The incident that a claim belongs to; `None` for unknown and hypothetical claims.
    #[must_use]
    pub fn incident_of(&self, claim: &ClaimId) -> Option<IncidentId> {
        self.claim_index.get(claim).map(|index| self.incident_of[*index].clone())
    }

    /// What an incident is called now: an id that it had before earlier reports came in still leads to it.
    #[must_use]
    pub fn current(&self, id: &IncidentId) -> Option<IncidentId> {
        self.own_id.get(id).map(|index| self.incident_of[*index].clone())
    }

    /// Number of incidents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.clusters.len()
    }

    /// True if there is no incident.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clusters.is_empty()
    }

    /// The incident ids under which judgements about this incident may stand: one for each of its claims.
    pub(crate) fn judged_value<'j, T>(&self, cluster: &Cluster, from: &'j BTreeMap<IncidentId, T>) -> Option<&'j T> {
        // Of several judgements, made before incidents were merged, the one on the earliest claim counts.
        cluster.claims.iter().find_map(|claim| from.get(&self.facts[*claim].incident))
    }
}
