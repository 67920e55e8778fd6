//! What a warning's text is made from: gathered from the whole incident, or from only those claims that a partner may see.

use crate::words::{fold, place};
use record::{
    Claim, Conflict, ConflictSide, Grade, Incident, Kind, Mention, Place, ReportId, SpeakerKind, Stage, Warning, When,
};

/// Gives the outlet of a report, empty if unknown.
pub type Outlets<'a> = &'a dyn Fn(&ReportId) -> String;

/// One root of what is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// "Hürriyet (Hande Fırat)".
    pub label: String,
    /// Outlets whose reports go back to it, as far as they are known.
    pub outlets: Vec<String>,
    /// Counted as independent.
    pub independent: bool,
    /// Why, one sentence each.
    pub reasons: Vec<String>,
}

/// Who says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// Distinct outlets, in order of publication.
    pub outlets: Vec<String>,
    /// Reports whose outlet is not known.
    pub unnamed: usize,
    /// The roots.
    pub roots: Vec<Root>,
    /// How many are independent of one another.
    pub independent: u32,
    /// Several outlets on one root, or in a circle.
    pub circular: bool,
    /// True: names may not be given.
    pub hidden: bool,
}

/// Everything that the text says.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub kind: Kind,
    pub stage: Stage,
    pub place: Option<Place>,
    pub linked_places: Vec<String>,
    pub when: Option<When>,
    pub actors: Vec<String>,
    pub actor_parent: Option<String>,
    pub perpetrators: Vec<String>,
    pub targets: Vec<String>,
    pub weapons: Vec<String>,
    pub killed: Option<(u32, u32)>,
    pub injured: Option<(u32, u32)>,
    pub conflicts: Vec<Conflict>,
    pub sources: Sources,
    pub grade: Grade,
}

impl Facts {
    /// From an incident as linked, with its claims.
    pub fn of_incident(incident: &Incident, claims: &[Claim], outlets: Outlets<'_>) -> Self {
        Self {
            kind: incident.kind,
            stage: incident.stage,
            place: incident.place.clone(),
            linked_places: incident.linked_places.iter().map(place).collect(),
            when: incident.when.clone(),
            actors: distinct(incident.actors.iter().map(|actor| actor.text.clone())),
            actor_parent: incident.actor_parent.clone(),
            perpetrators: mentions(claims, |claim| &claim.perpetrators),
            targets: distinct(incident.targets.iter().map(|target| target.text.clone())),
            weapons: mentions(claims, |claim| &claim.weapons),
            killed: incident.killed,
            injured: incident.injured,
            conflicts: incident.conflicts.clone(),
            sources: Sources {
                independent: incident.independent_origins,
                circular: incident.circular,
                ..Sources::of(incident, &incident.reports, outlets)
            },
            grade: incident.grade.clone(),
        }
    }

    /// From those claims only that a partner may see.
    ///
    /// Stage, place and time stay those of the warning: they are the desk's own judgement, which the releaser approved.
    /// Everything that reports say (who, what, how many, on whose word) comes from the visible claims alone.
    pub fn of_visible(
        warning: &Warning,
        grade: &Grade,
        visible: &[Claim],
        incident: Option<&Incident>,
        outlets: Outlets<'_>,
    ) -> Self {
        let reports = distinct_reports(visible);
        let sources = match incident {
            Some(incident) => Sources::of(incident, &reports, outlets),
            None => Sources::default(),
        };
        let sources = if sources.roots.is_empty() { Sources::of_claims(visible, outlets) } else { sources };
        Self {
            kind: commonest_kind(visible),
            stage: warning.stage,
            place: warning.place.clone(),
            linked_places: distinct(visible.iter().flat_map(|claim| &claim.linked_places).map(place)),
            when: warning.when.clone(),
            actors: mentions(visible, |claim| &claim.actors),
            actor_parent: visible.iter().find_map(|claim| claim.actor_parent.clone()),
            perpetrators: mentions(visible, |claim| &claim.perpetrators),
            targets: mentions(visible, |claim| &claim.targets),
            weapons: mentions(visible, |claim| &claim.weapons),
            killed: spread(visible.iter().filter_map(|claim| claim.killed)),
            injured: spread(visible.iter().filter_map(|claim| claim.injured)),
            conflicts: number_conflicts(visible),
            sources,
            grade: grade.clone(),
        }
    }
}

impl Sources {
    /// The roots of `incident` that stand behind `reports`.
    fn of(incident: &Incident, reports: &[ReportId], outlets: Outlets<'_>) -> Self {
        let (named, unnamed) = outlets_of(reports, outlets);
        let roots: Vec<Root> = incident
            .origins
            .iter()
            .filter_map(|origin| {
                let seen: Vec<ReportId> = origin.reports.iter().filter(|id| reports.contains(id)).cloned().collect();
                (!seen.is_empty()).then(|| Root {
                    label: origin.label.clone(),
                    outlets: outlets_of(&seen, outlets).0,
                    independent: origin.independent,
                    // With reports left out, the reasons may speak of what is not shown.
                    reasons: if seen.len() == origin.reports.len() { origin.reasons.clone() } else { Vec::new() },
                })
            })
            .collect();
        Self::counted(named, unnamed, roots)
    }

    /// The roots that the claims themselves name: the last link of each chain.
    fn of_claims(claims: &[Claim], outlets: Outlets<'_>) -> Self {
        let (named, unnamed) = outlets_of(&distinct_reports(claims), outlets);
        let mut roots: Vec<Root> = Vec::new();
        for claim in claims {
            // Nobody by name: the outlet that spoke to them is as far back as one can see.
            let Some(origin) = claim.said_by.iter().rev().find(|speaker| speaker.kind != SpeakerKind::Unnamed) else {
                continue;
            };
            let outlet = outlets(&claim.report);
            let label = fold(&origin.name);
            let at = roots.iter().position(|root| fold(&root.label) == label).unwrap_or_else(|| {
                roots.push(Root {
                    label: origin.name.clone(),
                    outlets: Vec::new(),
                    independent: true,
                    reasons: Vec::new(),
                });
                roots.len() - 1
            });
            if !outlet.is_empty() && !roots[at].outlets.contains(&outlet) {
                roots[at].outlets.push(outlet);
            }
        }
        Self::counted(named, unnamed, roots)
    }

    fn counted(outlets: Vec<String>, unnamed: usize, roots: Vec<Root>) -> Self {
        let independent = roots.iter().filter(|root| root.independent).count().max(usize::from(!roots.is_empty()));
        let circular = independent == 1 && outlets.len() + unnamed > 1;
        let independent = u32::try_from(independent).unwrap_or(u32::MAX);
        Self { outlets, unnamed, roots, independent, circular, hidden: false }
    }
}

/// The kind that most claims give; on a tie the more specific, in the order of the list of kinds.
fn commonest_kind(claims: &[Claim]) -> Kind {
    let votes = |kind: Kind| claims.iter().filter(|claim| claim.kind == kind).count();
    let mut best = Kind::Attack;
    for kind in Kind::ALL {
        if votes(*kind) > votes(best) {
            best = *kind;
        }
    }
    best
}

/// Conflicts over numbers, with the sides' values only. Names are left to the statements.
fn number_conflicts(claims: &[Claim]) -> Vec<Conflict> {
    let field = |name: &str, value: fn(&Claim) -> Option<u32>| {
        let mut sides: Vec<(u32, ConflictSide)> = Vec::new();
        for claim in claims {
            let Some(number) = value(claim) else { continue };
            match sides.iter_mut().find(|(known, _)| *known == number) {
                Some((_, side)) => side.claims.push(claim.id.clone()),
                None => sides.push((
                    number,
                    ConflictSide { value: number.to_string(), claims: vec![claim.id.clone()], said_by: Vec::new() },
                )),
            }
        }
        sides.sort_by_key(|(number, _)| *number);
        (sides.len() > 1)
            .then(|| Conflict { field: name.to_owned(), sides: sides.into_iter().map(|(_, side)| side).collect() })
    };
    [field("killed", |claim| claim.killed), field("injured", |claim| claim.injured)].into_iter().flatten().collect()
}

fn spread(numbers: impl Iterator<Item = u32> + Clone) -> Option<(u32, u32)> {
    Some((numbers.clone().min()?, numbers.max()?))
}

fn mentions<'c>(claims: &'c [Claim], role: impl Fn(&'c Claim) -> &'c Vec<Mention>) -> Vec<String> {
    distinct(claims.iter().flat_map(|claim| role(claim).iter().map(|mention| mention.text.clone())))
}

/// Without repeats under [`fold`], in order; empty ones left out.
pub fn distinct(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    let mut kept = Vec::new();
    for item in items {
        let key = fold(&item);
        if !key.is_empty() && !seen.contains(&key) {
            seen.push(key);
            kept.push(item.trim().to_owned());
        }
    }
    kept
}

fn distinct_reports(claims: &[Claim]) -> Vec<ReportId> {
    let mut reports: Vec<ReportId> = Vec::new();
    for claim in claims {
        if !reports.contains(&claim.report) {
            reports.push(claim.report.clone());
        }
    }
    reports
}

fn outlets_of(reports: &[ReportId], outlets: Outlets<'_>) -> (Vec<String>, usize) {
    let names: Vec<String> = reports.iter().map(outlets).collect();
    let unnamed = names.iter().filter(|name| name.trim().is_empty()).count();
    (distinct(names.into_iter()), unnamed)
}
