//! Who of all claims and reports speaks under a name: looks through everything, for judgements and questions by hand.

use crate::speakers::canonical_name;
use crate::world::World;
use record::SpeakerKind;

impl World {
    /// Claims whose chain holds a name that stands in this label, with those beside them in their reports: a chain that leads to
    /// nobody is taken from another claim.
    pub(crate) fn speaking(&self, label: &str) -> Vec<usize> {
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
            .flat_map(|(_, f)| self.of_report[f.report].iter().map(|claim| *claim as usize))
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
}
