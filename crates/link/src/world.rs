//! All claims and judgements, and the incidents that follow from them.

/// What a decision may look at, borrowed apart from the strands.
macro_rules! view {
    ($world:expr) => {
        crate::view::View {
            facts: &$world.facts,
            cards: &$world.cards,
            of_report: &$world.of_report,
            index: &$world.claim_index,
            judged: &$world.judged,
            config: &$world.config,
        }
    };
}

mod regroup;

use crate::card::{Card, Side};
use crate::chunks::Chunks;
use crate::copies::CopyIndex;
use crate::facts::{Facts, ReportFacts};
use crate::groups::{self, Group, Joined};
use crate::judged::Judged;
use crate::numbers::Numbers;
use crate::origins::{Roots, roots};
use crate::standing::Standing;
use crate::strands::{Open, Strands};
use crate::{Config, assemble, testimony};
use record::{Assertion, ClaimId, Incident, IncidentId, Judgement, Reading, Report, ReportId, Subject};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::collections::{BTreeMap, BTreeSet};

/// Claims from which an incident's roots are kept from weighing it until it is put together.
const LARGE_CLAIMS: usize = 32;

/// What an addition changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Incidents that are new or look different now, sorted.
    pub changed: Vec<IncidentId>,
    /// Incidents that are no more: their claims went to others, which [`World::current`] names. Sorted.
    pub removed: Vec<IncidentId>,
}

/// The claims of one report, by index: mostly one or two.
pub(crate) type OfReport = SmallVec<[u32; 2]>;

/// One incident's claims (in shown order) and the pairs along which they joined.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Cluster {
    pub claims: Vec<usize>,
    pub links: Vec<(usize, usize)>,
}

/// One incident: its strands, and the claim that is shown first and gives it its id.
#[derive(Debug, Clone, PartialEq)]
struct Held {
    group: Group,
    first: u32,
}

/// All claims and judgements. Incidents are a function of the set of both.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub(crate) config: Config,
    pub(crate) reports: Chunks<ReportFacts>,
    report_index: Numbers,
    /// Holds the reports under the same numbers.
    pub(crate) copies: CopyIndex,
    pub(crate) facts: Chunks<Facts>,
    /// Of each claim what is compared first.
    cards: Chunks<Card>,
    /// The claims of each report, by index.
    pub(crate) of_report: Chunks<OfReport>,
    claim_index: Numbers,
    /// The incident id that each claim would give, were it the earliest of its incident.
    own_id: Numbers,
    strands: Strands,
    joined: Joined,
    fits: groups::Fits,
    /// Incidents, by their first strand.
    held: FxHashMap<u32, Held>,
    /// The first strand of the incident that each strand belongs to.
    holder: FxHashMap<u32, u32>,
    pub(crate) judged: Judged,
    /// What sources stood for, and what became of it, as of the last [`World::weigh`].
    pub(crate) standing: Standing,
    /// The roots of large incidents that were weighed and have not changed since: whoever weighs puts them together next.
    weighed: FxHashMap<IncidentId, Roots>,
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

    /// Adds many reports at once: the same result as one by one, but each claim is decided only once. For imports and for
    /// rebuilding from a store.
    pub fn add_all<'r>(&mut self, reports: impl IntoIterator<Item = (&'r Report, &'r Reading)>) -> Touched {
        let mut open = Open::default();
        let mut beside = BTreeSet::new();
        let mut named = false;
        for (report, reading) in reports {
            for claim in &reading.claims {
                if claim.assertion == Assertion::Hypothetical || self.number(&claim.id).is_some() {
                    continue;
                }
                let report_index = self.report_number(report);
                // Whom a report cites for one thing may tell on whom it rests for another.
                beside.extend(self.of_report[report_index].iter().map(|claim| *claim as usize));
                let index = self.facts.len();
                self.of_report[report_index].push(index as u32);
                let mut facts = Facts::of(report, claim, &self.config);
                facts.report = report_index;
                self.claim_index.insert(facts.id().as_str(), index);
                self.own_id.insert(facts.incident.as_str(), index);
                named |= self.judged.names(&facts.claim.id);
                self.cards.push(Card::of(&facts));
                self.facts.push(facts);
                self.strands.put(view!(self), &mut open);
            }
        }
        let touched = self.settle(open, named);
        self.also(touched, beside)
    }

    /// The number of a report, which is taken in if it is new.
    fn report_number(&mut self, report: &Report) -> usize {
        if let Some(known) = self.report_index.get(report.id.as_str(), |report| self.reports[report].id.as_str()) {
            return known;
        }
        let number = self.reports.len();
        self.report_index.insert(report.id.as_str(), number);
        let mut copies = self.copies.add(&report.text);
        copies.retain(|copied| copied.overlap.one_origin(&self.config));
        self.reports.push(ReportFacts::of(report, copies));
        self.of_report.push(OfReport::new());
        number
    }

    /// The number of a claim.
    fn number(&self, id: &ClaimId) -> Option<usize> {
        view!(self).number(id)
    }

    /// The claim that gives an incident its id, or gave it before earlier ones came in.
    fn first_claim(&self, id: &IncidentId) -> Option<usize> {
        self.own_id.get(id.as_str(), |claim| self.facts[claim].incident.as_str())
    }

    /// Adds the incidents of these claims to what is told as changed.
    fn also(&self, mut touched: Touched, claims: BTreeSet<usize>) -> Touched {
        let mut changed: BTreeSet<IncidentId> = touched.changed.drain(..).collect();
        changed.extend(claims.into_iter().map(|claim| self.id_of(claim)));
        touched.changed = changed.into_iter().collect();
        touched
    }

    /// Decides what is open and groups the strands that this changed. `rejoin` if analysts' joins may lie elsewhere now.
    fn settle(&mut self, mut open: Open, rejoin: bool) -> Touched {
        self.weighed.clear();
        self.strands.settle(view!(self), &mut open);
        if rejoin {
            let claim = |id: &ClaimId| self.number(id).map(|claim| claim as u32);
            let pairs = self.judged.together.iter().filter_map(|(l, r)| Some((claim(l)?, claim(r)?)));
            self.joined.pairs = pairs.collect();
        }
        if !self.joined.pairs.is_empty() || rejoin {
            self.joined.place(&self.strands);
        }
        if rejoin {
            open.reshaped.extend(open.touched.iter().copied());
        }
        self.regroup(open)
    }

    /// Takes a judgement into account. One that is known already changes nothing; one about claims that are not there yet
    /// waits for them.
    pub fn judge(&mut self, judgement: &Judgement) -> Touched {
        let before = self.judged.clone();
        if !self.judged.add(judgement) {
            return Touched::default();
        }
        let mut affected = BTreeSet::new();
        let mut concerned = BTreeSet::new();
        self.concerns(&judgement.subject, &before, &mut affected, &mut concerned);
        let mut open = Open::default();
        for claim in affected {
            self.strands.doubt(claim as u32, &mut open);
        }
        let touched = self.settle(open, true);
        self.also(touched, concerned)
    }

    /// Which claims must be decided again (`affected`) and whose incidents look different (`concerned`).
    fn concerns(
        &self,
        subject: &Subject,
        before: &Judged,
        affected: &mut BTreeSet<usize>,
        concerned: &mut BTreeSet<usize>,
    ) {
        match subject {
            Subject::SameIncident { left, right } => {
                affected.extend([left, right].into_iter().filter_map(|claim| self.number(claim)));
            }
            Subject::Merge { claims } => affected.extend(claims.iter().filter_map(|claim| self.number(claim))),
            Subject::Split { claims, rest } => {
                affected.extend(claims.iter().chain(rest).filter_map(|claim| self.number(claim)));
            }
            Subject::SameOrigin { left, right } | Subject::Independence { left, right } => {
                concerned.extend(self.speaking(left));
                concerned.extend(self.speaking(right));
            }
            Subject::Reliability { source, .. } => concerned.extend(self.speaking(source)),
            Subject::Credibility { incident, .. } | Subject::Stage { incident, .. } => {
                concerned.extend(self.first_claim(incident));
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
            let Some(cluster) = self.held_under(id).map(|held| self.cluster(held)) else {
                told.push((id.clone(), Vec::new()));
                continue;
            };
            let found = roots(self, &cluster.claims);
            let all = testimony::told(&found.roots, &self.facts).into_iter().map(|told| told.testimony);
            told.push((id.clone(), all.collect()));
            if cluster.claims.len() >= LARGE_CLAIMS {
                self.weighed.insert(id.clone(), found);
            }
        }
        let moved = self.standing.put(told);
        let changed: BTreeSet<IncidentId> = touched.changed.drain(..).chain(moved).collect();
        touched.changed = changed.into_iter().collect();
        touched
    }

    /// [`World::weigh`] for everything there is: after rebuilding from a store.
    pub fn weigh_all(&mut self) {
        self.weigh(Touched { changed: self.ids(), removed: Vec::new() });
        self.weighed = FxHashMap::default();
    }

    /// An incident, put together now.
    #[must_use]
    pub fn incident(&self, id: &IncidentId) -> Option<Incident> {
        let held = self.held_under(id)?;
        let cluster = self.cluster(held);
        let found = self.weighed.get(id).cloned().unwrap_or_else(|| roots(self, &cluster.claims));
        Some(assemble::incident(self, id, &cluster, found))
    }

    /// An incident as it is without some of its reports, under the same id; `None` if nothing remains of it.
    #[must_use]
    pub fn incident_without(&self, id: &IncidentId, left_out: &BTreeSet<ReportId>) -> Option<Incident> {
        let mut cluster = self.cluster(self.held_under(id)?);
        let told = |claim: &usize| !left_out.contains(&self.reports[self.facts[*claim].report].id);
        cluster.claims.retain(told);
        cluster.links.retain(|(left, right)| told(left) && told(right));
        (!cluster.claims.is_empty()).then(|| assemble::incident(self, id, &cluster, roots(self, &cluster.claims)))
    }

    fn held_under(&self, id: &IncidentId) -> Option<&Held> {
        let claim = self.first_claim(id)?;
        Some(self.held_of(claim)).filter(|held| held.first as usize == claim)
    }

    fn held_of(&self, claim: usize) -> &Held {
        &self.held[&self.holder[&self.strands.home(claim as u32)]]
    }

    fn id_of(&self, claim: usize) -> IncidentId {
        self.facts[self.held_of(claim).first as usize].incident.clone()
    }

    /// An incident's claims in shown order, with the pair along which each joined.
    fn cluster(&self, held: &Held) -> Cluster {
        let members = held.group.strands.iter().flat_map(|strand| self.strands.members(*strand));
        let mut claims: Vec<usize> = members.map(|seat| seat.claim as usize).collect();
        claims.sort_by(|a, b| self.facts[*a].shown_order().cmp(&self.facts[*b].shown_order()));
        let along = claims.iter().filter_map(|claim| Some((*claim, self.strands.via(*claim as u32)? as usize)));
        let joints = held.group.joints.iter().map(|(l, r)| (*l as usize, *r as usize));
        let links = along.chain(joints).collect();
        Cluster { claims, links }
    }

    pub(crate) fn side(&self, claim: usize) -> Side<'_> {
        Side { card: &self.cards[claim], facts: &self.facts[claim] }
    }

    /// All incidents, sorted by id.
    #[must_use]
    pub fn incidents(&self) -> Vec<Incident> {
        self.ids().iter().filter_map(|id| self.incident(id)).collect()
    }

    /// The ids of all incidents, sorted, without putting the incidents together.
    #[must_use]
    pub fn ids(&self) -> Vec<IncidentId> {
        let mut ids: Vec<IncidentId> =
            self.held.values().map(|held| self.facts[held.first as usize].incident.clone()).collect();
        ids.sort();
        ids
    }

    /// The incident that a claim belongs to; `None` for unknown and hypothetical claims.
    #[must_use]
    pub fn incident_of(&self, claim: &ClaimId) -> Option<IncidentId> {
        self.number(claim).map(|index| self.id_of(index))
    }

    /// What an incident is called now: an id that it had before earlier reports came in still leads to it.
    #[must_use]
    pub fn current(&self, id: &IncidentId) -> Option<IncidentId> {
        self.first_claim(id).map(|index| self.id_of(index))
    }

    /// Number of incidents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// True if there is no incident.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// The incident ids under which judgements about this incident may stand: one for each of its claims.
    pub(crate) fn judged_value<'j, T>(&self, cluster: &Cluster, from: &'j BTreeMap<IncidentId, T>) -> Option<&'j T> {
        // Of several judgements, made before incidents were merged, the one on the earliest claim counts.
        cluster.claims.iter().find_map(|claim| from.get(&self.facts[*claim].incident))
    }
}
