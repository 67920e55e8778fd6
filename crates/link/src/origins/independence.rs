//! What analysts say of the independence of two origins.

use super::Root;
use crate::judged::Ruled;
use crate::speakers::canonical_name;
use std::collections::BTreeMap;

/// Pairs of canonical labels, and whether the two are independent.
pub(crate) type Rulings = BTreeMap<(String, String), Ruled<bool>>;

/// True if the canonical name means this root: its label, or anybody who is this root.
fn means(name: &str, root: &Root) -> bool {
    canonical_name(&root.origin.label) == name || root.names.contains(name)
}

/// What an analyst says of these two roots. Of several words, on different names of the same roots, the one against
/// independence counts: every doubt goes against it.
pub(crate) fn ruled<'r>(left: &Root, right: &Root, rulings: &'r Rulings) -> Option<&'r Ruled<bool>> {
    rulings
        .iter()
        .filter(|((a, b), _)| (means(a, left) && means(b, right)) || (means(a, right) && means(b, left)))
        .map(|(_, ruled)| ruled)
        .min_by_key(|ruled| ruled.value)
}

/// Of origins that are not independent of one another only the best supported counts. `roots` come best supported first; one
/// that depends on an uncounted origin alone still counts.
pub(super) fn apply(roots: &mut [Root], rulings: &Rulings) {
    if rulings.values().all(|ruled| ruled.value) {
        return;
    }
    for n in 1..roots.len() {
        let (before, rest) = roots.split_at_mut(n);
        let root = &mut rest[0];
        if !root.origin.independent {
            continue;
        }
        let counted = before.iter().filter(|other| other.origin.independent);
        let found = counted.filter_map(|other| Some((other, ruled(other, root, rulings).filter(|r| !r.value)?))).next();
        if let Some((other, ruled)) = found {
            root.origin.independent = false;
            let reason = format!("Not independent of {}, as judged by {}.", other.origin.label, ruled.author());
            root.origin.reasons.push(reason);
        }
    }
}
