//! What the claims of one incident do not agree on, side by side with who says so.

use crate::card::Side;
use crate::chunks::Chunks;
use crate::facts::Facts;
use crate::origins::Root;
use crate::score::{actors_differ, targets_differ};
use crate::world::World;
use record::{Conflict, ConflictSide, DatePrecision, Stage};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// All conflicts, in the order killed, injured, target, stage, actor, date. `claims` in shown order.
pub(crate) fn conflicts(world: &World, claims: &[usize], roots: &[Root]) -> Vec<Conflict> {
    let facts = &world.facts;
    let number =
        |value: fn(&Facts) -> Option<u32>| by_value(facts, claims, |f| value(f).map(|n| (u64::from(n), n.to_string())));
    let exact = |f: &Facts| {
        let when = f.when.filter(|w| matches!(w.precision, DatePrecision::Day | DatePrecision::Time))?;
        let iso = f.claim.when.as_ref()?.iso();
        Some((u64::try_from(i64::from(when.first) - i64::from(i32::MIN)).unwrap_or(0), iso))
    };
    let targets = Words {
        value: |f| f.claim.targets.first().map(|m| m.text.as_str()),
        differ: targets_differ,
        key: |f| format!("{:?}", f.targets),
    };
    let actors = Words {
        value: |f| f.claim.actors.first().map(|m| m.text.as_str()),
        differ: actors_differ,
        key: |f| format!("{:?} {:?}", f.actors, f.parent),
    };
    let all = [
        ("killed", number(|f| f.claim.killed)),
        ("injured", number(|f| f.claim.injured)),
        ("target", by_disagreement(world, claims, targets)),
        ("stage", stages(facts, claims)),
        ("actor", by_disagreement(world, claims, actors)),
        ("date", by_value(facts, claims, exact)),
    ];
    let mut root_of: FxHashMap<usize, usize> = FxHashMap::default();
    for (n, root) in roots.iter().enumerate() {
        root_of.extend(root.claims.iter().map(|claim| (*claim, n)));
    }
    all.into_iter()
        .filter(|(_, sides)| sides.len() > 1)
        .map(|(field, sides)| Conflict {
            field: field.to_owned(),
            sides: sides.into_iter().map(|(value, claims)| side(facts, value, &claims, (roots, &root_of))).collect(),
        })
        .collect()
}

type Sides = Vec<(String, Vec<usize>)>;

fn side(
    facts: &Chunks<Facts>,
    value: String,
    claims: &[usize],
    (roots, root_of): (&[Root], &FxHashMap<usize, usize>),
) -> ConflictSide {
    let theirs = claims.iter().filter_map(|claim| root_of.get(claim));
    let said_by: BTreeSet<String> = theirs.map(|root| roots[*root].origin.label.clone()).collect();
    ConflictSide {
        value,
        claims: claims.iter().map(|c| facts[*c].id().clone()).collect(),
        said_by: said_by.into_iter().collect(),
    }
}

fn by_value(facts: &Chunks<Facts>, claims: &[usize], value: impl Fn(&Facts) -> Option<(u64, String)>) -> Sides {
    let mut sides: BTreeMap<(u64, String), Vec<usize>> = BTreeMap::new();
    for claim in claims {
        if let Some(value) = value(&facts[*claim]) {
            sides.entry(value).or_default().push(*claim);
        }
    }
    sides.into_iter().map(|((_, value), claims)| (value, claims)).collect()
}

/// Values that are words.
struct Words {
    value: fn(&Facts) -> Option<&str>,
    /// Whether two claims disagree.
    differ: fn(Side<'_>, Side<'_>) -> bool,
    /// The same for two that say the very same, so that whatever disagrees with one disagrees with the other.
    key: fn(&Facts) -> String,
}

/// Wordings of one side that a new one is held against, the first told: later ones are mostly variants of them.
const ASKED_MAX: usize = 128;
/// Sides of one conflict.
const SIDES_MAX: usize = 64;

/// Sides for values that are words: a claim joins the first side with none of whose claims it disagrees. Of those that say the
/// very same one is asked, so that thousands of reports of one event cost little more than dozens.
fn by_disagreement(world: &World, claims: &[usize], words: Words) -> Sides {
    let Words { value, differ, key } = words;
    // Beside each side, one claim for each thing said there.
    let mut found: Vec<(String, Vec<usize>, Vec<usize>)> = Vec::new();
    let mut side_of: FxHashMap<String, usize> = FxHashMap::default();
    for claim in claims {
        let own = &world.facts[*claim];
        let Some(value) = value(own) else { continue };
        // Sides only grow stricter: what was turned away before is turned away again.
        let side = *side_of.entry(key(own)).or_insert_with(|| {
            let fits = |asked: &[usize]| asked.iter().all(|other| !differ(world.side(*other), world.side(*claim)));
            let at = found.iter().position(|(_, _, asked)| fits(asked));
            // What contradicts sixty sides is put with the last of them rather than asked of ever more.
            let at = at.unwrap_or(found.len()).min(SIDES_MAX - 1);
            if at == found.len() {
                found.push((value.to_owned(), Vec::new(), Vec::new()));
            }
            if found[at].2.len() < ASKED_MAX {
                found[at].2.push(*claim);
            }
            at
        });
        found[side].1.push(*claim);
    }
    found.into_iter().map(|(value, claims, _)| (value, claims)).collect()
}

/// Being planned and then foiled is progress; being denied, or both foiled and carried out, is a contradiction.
fn stages(facts: &Chunks<Facts>, claims: &[usize]) -> Sides {
    let sides = by_value(facts, claims, |f| Some((f.stage as u64, f.stage.code().to_owned())));
    let has = |stage: Stage| claims.iter().any(|c| facts[*c].stage == stage);
    let both = has(Stage::Foiled) && (has(Stage::Accomplished) || has(Stage::Attempted));
    if has(Stage::Denied) || both { sides } else { Vec::new() }
}
