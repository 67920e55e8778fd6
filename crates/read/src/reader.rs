//! The reader: all steps in order.

use crate::doc::Doc;
use crate::events::{self, Material};
use crate::names::Names;
use crate::tag::{RuleTagger, Tagger};
use crate::{attribution, dates, gate, segment};
use record::{Claim, ClaimId, Group, RawReport, Reading, Report, Span, Speaker};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Changes whenever the same report may be read differently.
pub const VERSION: &str = "rules-1";

/// Reads reports. Cheap to clone: the lists behind it are shared.
#[derive(Clone)]
pub struct Reader {
    names: Arc<Names>,
    tagger: Arc<dyn Tagger>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("version", &VERSION).field("groups", &self.names.groups().len()).finish()
    }
}

impl Reader {
    /// A reader with the built-in gazetteer, groups list and tagger.
    #[must_use]
    pub fn embedded() -> Self {
        Self { names: Names::embedded(), tagger: Arc::new(RuleTagger) }
    }

    /// A reader that knows further groups besides the built-in ones.
    #[must_use]
    pub fn with_groups(groups: Vec<Group>) -> Self {
        Self { names: Arc::new(Names::with_groups(groups)), tagger: Arc::new(RuleTagger) }
    }

    /// The same reader with another tagger.
    #[must_use]
    pub fn with_tagger(self, tagger: Arc<dyn Tagger>) -> Self {
        Self { tagger, ..self }
    }

    /// Every group that the reader knows by name.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        self.names.groups()
    }

    /// Reads one report: the article without furniture, and what it says. Never fails; what is wrong with the input
    /// stands in the reading's faults.
    #[must_use]
    pub fn read(&self, raw: &RawReport) -> (Report, Reading) {
        let (report, faults) = segment::segment(raw);
        let mut reading = Reading {
            report: report.id.clone(),
            relevant: false,
            claims: Vec::new(),
            attribution: vec![Speaker::outlet(&report.outlet)],
            independent_origin: None,
            faults,
            reader_version: VERSION.to_owned(),
        };
        if gate::passes(&report.text) {
            self.read_events(&report, &mut reading);
        }
        let origin = attribution::origin_label(&reading.attribution);
        reading.independent_origin = (!origin.is_empty()).then_some(origin);
        (report, reading)
    }

    /// Why a report reads as it does, for people: one line for every mention of an event.
    #[must_use]
    pub fn explain(&self, raw: &RawReport) -> Vec<String> {
        let (report, _) = segment::segment(raw);
        self.with_material(&report, events::explain)
    }

    fn with_material<T>(&self, report: &Report, step: impl FnOnce(Material<'_, '_>) -> T) -> T {
        let doc = Doc::new(&report.text, !report.title.is_empty());
        let names = self.names.find(&doc);
        let dates = dates::find(&doc, report.published);
        let roles = self.tagger.roles(&doc, &names);
        step(Material { doc: &doc, names: &names, dates: &dates, roles: &roles, lists: &self.names, report })
    }

    fn read_events(&self, report: &Report, reading: &mut Reading) {
        self.with_material(report, |material| {
            let found = events::find(material);
            reading.relevant = found.relevant;
            reading.claims = found.claims;
            tell_apart(&mut reading.claims);
            let statements = attribution::statements(material.doc, material.names);
            // Without a claim the report still has its word from somebody: whoever stands behind its lead.
            reading.attribution =
                attribution::chain(material.doc, report, &statements, attribution::lead(material.doc));
            for claim in &mut reading.claims {
                let about = claim.evidence.first().map_or(0..0, |span| tokens_of(material.doc, *span));
                claim.said_by = attribution::chain(material.doc, report, &statements, about);
            }
            if let Some(main) = reading.claims.iter().find(|claim| claim.main) {
                reading.attribution.clone_from(&main.said_by);
            }
        });
    }
}

/// Gives claims of one kind and stage that share a sentence ids of their own.
fn tell_apart(claims: &mut [Claim]) {
    let mut taken = BTreeSet::new();
    for claim in claims {
        let (own, mut number) = (claim.id.clone(), 1_u32);
        while !taken.insert(claim.id.clone()) {
            number += 1;
            claim.id = ClaimId::derive(&[own.as_str(), &number.to_string()]);
        }
    }
}

/// The tokens that a span of bytes covers.
fn tokens_of(doc: &Doc<'_>, span: Span) -> Range<usize> {
    let start = doc.tokens.partition_point(|t| (t.end as usize) <= span.start);
    let end = doc.tokens.partition_point(|t| (t.start as usize) < span.end);
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_claims_of_one_kind_in_one_sentence_stay_two() {
        let text = "Gunmen killed four soldiers in Gao on Monday and gunmen killed two traders in Kidal on Monday, the army said.";
        let (_, reading) = Reader::embedded().read(&RawReport::of_text("two".into(), text));
        let mut claims = vec![reading.claims[0].clone(); 3];
        tell_apart(&mut claims);
        let ids: BTreeSet<&ClaimId> = claims.iter().map(|claim| &claim.id).collect();
        assert_eq!(ids.len(), 3);
        assert_eq!(claims[0].id, reading.claims[0].id, "the first keeps its id");
    }
}
