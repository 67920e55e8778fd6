//! Whether partners' rules still let a copy leave, from what the store says now: asked at every door.

use record::{Marking, Receipt, Release, ReportId, Warning};
use std::collections::{BTreeMap, BTreeSet};
use store::{Store, StoreError};
use warn::life::shows_that_it_came;
use warn::passing::{self, Over};

/// The rules over those of `reports` that came under any.
///
/// # Errors
/// The store fails.
pub fn rules_over(store: &dyn Store, reports: &[ReportId]) -> Result<BTreeMap<ReportId, Over>, StoreError> {
    let mut over = BTreeMap::new();
    for (report, rules) in store.handlings(reports)? {
        let taken_back = store.article_of(&report)?.is_some_and(|article| article.deleted_at.is_some());
        over.insert(report, Over { rules, taken_back });
    }
    Ok(over)
}

/// Why a warning, as it stands, may not leave under `out`; `None` if it may.
///
/// # Errors
/// The store fails.
pub fn held_back(store: &dyn Store, warning: &Warning, out: &Marking) -> Result<Option<String>, StoreError> {
    let mut reports = BTreeSet::new();
    for id in &warning.claims {
        reports.extend(store.claim(id)?.map(|claim| claim.report));
    }
    let reports: Vec<ReportId> = reports.into_iter().collect();
    Ok(passing::held_back(rules_over(store, &reports)?.values(), out))
}

/// The latest sign that the partner has the present version: it was taken by a channel of the partner's, or the partner opened or
/// answered it. Nothing is held back from whoever has it.
#[must_use]
pub fn has_it<'r>(release: &Release, receipts: &'r [Receipt]) -> Option<&'r Receipt> {
    receipts.iter().rfind(|receipt| receipt.version == release.version() && shows_that_it_came(receipt, release))
}

/// True if the partner has the present version, or had an earlier one.
#[must_use]
pub fn had_any(release: &Release, receipts: &[Receipt]) -> bool {
    receipts.iter().any(|receipt| shows_that_it_came(receipt, release))
}
